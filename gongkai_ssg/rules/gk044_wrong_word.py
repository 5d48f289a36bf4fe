"""GK044: a wrong or sensitive word, of the built-in list or of the agency's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai_ssg.document import Document, Source
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.policy import Word
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import Lines, clip, sample
from gongkai_ssg.wording import Hit, finder

_PATH = "content/notice/a.md"
_SHOWN = 5  # lines that a message names
_LEVELS = {"error": Severity.ERROR, "warning": Severity.WARNING, "info": Severity.INFO}

_URL = re.compile(r"https?://[^\s）)\"<>]*|\]\([^)\n]*\)|^\[[^\]\n]+\]: .*$", re.MULTILINE)
_SENTENCE_END = re.compile(r"[。！？；\n]")


def _document(document: Document, source: Source, context: RuleContext) -> Iterator[Fault]:
    text = source.text
    hits = finder(context.settings.words).find(text)
    if not hits:
        return
    addresses = [found.span() for found in _URL.finditer(text)]
    places: dict[str, list[Hit]] = {}
    for hit in hits:
        inside = any(start <= hit.start and hit.end <= end for start, end in addresses)
        if not inside and not _is_quoted_as_wrong(text, hit):
            places.setdefault(hit.word.wrong, []).append(hit)
    lines = Lines(text)
    for found in places.values():
        yield _fault(text, found, lines)


def _fault(text: str, hits: list[Hit], lines: Lines) -> Fault:
    word, first = hits[0].word, hits[0]
    at = [lines.place(hit.start) for hit in hits]
    message = f"“{word.wrong}”应为“{word.right}”" if word.right else f"有词表中的用语“{word.wrong}”"
    if first.hidden:
        message += f"（原文写作“{clip(_visible(text[first.start : first.end]))}”）"
    if len(hits) > 1:
        named = dict.fromkeys(line for line, _ in at)
        shown = "、".join(str(line) for line in list(named)[:_SHOWN])
        more = "等" if len(named) > _SHOWN else ""
        message += f"，共 {len(hits)} 处（第 {shown}{more} 行）"
    return Fault(
        f"{message}。",
        _hint(word),
        line=at[0][0],
        column=at[0][1],
        severity=_LEVELS[word.level],
    )


def _hint(word: Word) -> str:
    note = f"（{word.note.rstrip('。')}）" if word.note else ""
    if word.right:
        return f"改成“{word.right}”{note}；确属正确的，写进词表的“例外”。"
    return f"换一种说法{note}；确属正确的，写进词表的“例外”。"


def _visible(text: str) -> str:
    return "".join(each if each.isprintable() or each == "\u3000" else "□" for each in text)


def _is_quoted_as_wrong(text: str, hit: Hit) -> bool:
    """Tell whether a sentence speaks of the word itself: “按装”应为“安装”."""
    if text[hit.start - 1 : hit.start] not in ("“", "「", '"') or not hit.word.right:
        return False
    start = max(text.rfind(mark, 0, hit.start) for mark in "。！？；\n") + 1
    end = _SENTENCE_END.search(text, hit.end)
    sentence = text[start : end.start() if end else len(text)]
    return hit.word.right in sentence.replace(hit.word.wrong, "")


RULE = Rule(
    id="GK044",
    name="wrong-word",
    title="错别字、不规范用语和敏感表述",
    severity=Severity.WARNING,
    basis="《国家通用语言文字法》第九条、第十条；国办秘函〔2019〕19号",
    why=(
        "网站上的错别字会被抽查扣分；国名、机关名称和涉及主权的表述写错属于严重表述错误。"
        "软件自带一份常见错误的词表；机关可以用 config.yaml 的 words 加上自己的词表"
        "（错误用语、正确用语、级别、说明、例外），也可以用“不查”去掉自带的词。"
        "字间夹了空格、零宽字符或者写成全角的，同样会查出来。"
    ),
    cure="改成正确的用语；在某些语境中正确的，在自己的词表里写上这个词和“例外”。",
    unverified=(
        "检查指标对严重错别字、严重表述错误的具体口径未见原件；"
        "自带词表按通行的规范用字和时政用语习惯整理，没有逐条对照原文。"
    ),
    good=(
        Example(files={_PATH: sample(body="安装设备应当符合标准，申请人登录网站提交。")}),
        Example(
            files={_PATH: sample(body="各部 暑期开放。\n\n机构通知申请人，各地按排放标准执行。")}
        ),
        Example(files={_PATH: sample(body="公文中不写“按装”，应当写“安装”。")}),
        Example(files={_PATH: sample(body="航线通达香港等国际城市。\n\n[附件](按装说明.pdf)")}),
    ),
    bad=(
        Example(files={_PATH: sample(body="按装设备应当符合标准。")}, line=9),
        Example(files={_PATH: sample("标题: 关于部暑公共文化工作的通知")}, line=2),
        Example(files={_PATH: sample(body="访问了日本、台湾等国家。")}, line=9),
        Example(files={_PATH: sample(body="照常开放。\n\n由市人名政府批准。")}, line=11),
        Example(files={_PATH: sample(body="负责按\u200b装设备，另行通知。")}, line=9),
        Example(files={_PATH: sample(body="设 备 按 装")}, line=9),
        Example(files={_PATH: sample(body="请登陆ｗｗｗ.example.gov.cn。")}, line=9),
    ),
    document=_document,
)
