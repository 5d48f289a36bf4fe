"""GK030: garbled characters in a text, and what a page may not load or run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec

from gongkai_ssg.model import (
    Document,
    Example,
    Fault,
    Reference,
    Rule,
    RuleContext,
    Severity,
    Site,
    Source,
)
from gongkai_ssg.rule_text import Lines, clip, sample

_PATH = "content/notice/a.md"
_AROUND = 6  # characters of context on each side of a quoted fault


class _Kind(msgspec.Struct, frozen=True):
    """One way in which text goes wrong."""

    pattern: re.Pattern[str]
    what: str
    hint: str
    severity: Severity | None = None


# UTF-8 read as Western text turns each Chinese character into three of these.
_WESTERN = (
    "\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122"
)
_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_AGAIN = "从原文重新复制这一段，并核对全文。"

#: Quick looks that nearly every sound text passes; one character class each, for speed.
_SUSPECT = re.compile(
    f"[{_TONES}\ufffd\x80-\x9f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff\u3105-\u312f"
    "âãäåæçèï锟銆鈥鐨锛烫屯]"
)
_SUSPECT_PAIR = re.compile(r"[,，、][,，、。]")
_SUSPECT_MARK = re.compile(r"\?[\u30a1-\u30fa]")
_GARBLED: tuple[_Kind, ...] = (
    _Kind(re.compile("\ufffd+"), "读不出的字符（�）", _AGAIN),
    _Kind(
        re.compile(f"[âãä-éï][{_WESTERN}]{{2}}"),
        "被当作西文的汉字（乱码）",
        "用 UTF-8 编码重新打开原文再复制。",
    ),
    _Kind(
        re.compile(
            r"锟斤拷|烫烫烫|屯屯屯|[銆鈥鐨][\u4e00-\u9fff\u20ac]|锛[\u4e00-\u9fff]"
            r"|[\u3105-\u312f]|\?[\u30a1-\u30fa]"
        ),
        "编码错位留下的乱码",
        _AGAIN,
    ),
    _Kind(
        re.compile("[\ue000-\uf8ff]"),
        "别的电脑显示不出的自造字符（多半是丢失的小数点或者生僻字）",
        "对照原文改成正确的字符，例如“2.5”。",
    ),
    _Kind(
        re.compile("[\x80-\x9f\u202a-\u202e\u2066-\u2069]"),
        "不可见的控制字符",
        "删去这些字符；在编辑器里显示不可见字符即可看到。",
    ),
    _Kind(
        re.compile(r",,|,、|,。|，，|，。|、、|、，|，、|、。"),
        "重复的标点",
        "删去多余的标点。",
        Severity.WARNING,
    ),
)
_PINYIN = re.compile(rf"[\u4e00-\u9fff]\([a-zü]{{0,5}}[{_TONES}][a-zü]{{0,5}}\)")
_RESIDUE = 3  # fewer are more likely meant to tell how a rare character is read

_DROPPED_TAG = re.compile(
    r"<(?:script|iframe|frame|style|object|embed|applet|form|link|meta|base|svg)(?=[\s/>])"
    r"|<[a-z][^<>]*?\son[a-z]+\s*=",
    re.IGNORECASE,
)
_FENCE = re.compile(r" {0,3}(```|~~~)")
_INLINE_CODE = re.compile(r"`[^`\n]+`")
_RUNNING = ("javascript:", "vbscript:", "data:", "blob:")


# --- one document ----------------------------------------------------------------------


def _document(document: Document, source: Source, context: RuleContext) -> Iterator[Fault]:
    text = source.text
    if _SUSPECT.search(text) or _SUSPECT_PAIR.search(text) or _SUSPECT_MARK.search(text):
        lines = Lines(source.text)
        for kind in _GARBLED:
            yield from _first(source.text, kind, lines)
        found = _PINYIN.findall(source.text)
        if found:
            yield from _first(source.text, _pinyin(len(found)), lines)
    if "<" in source.body:
        body = _without_code(source.body)
        yield from _first(body, _ACTIVE, Lines(body, source.body_line))


def _without_code(body: str) -> str:
    """Blank out fenced and inline code, which is shown and never run; places stay the same."""
    if "`" not in body and "~~~" not in body:
        return body
    shown: list[str] = []
    fence = ""
    for line in body.split("\n"):
        found = _FENCE.match(line)
        if fence:
            shown.append(" " * len(line))
            if found and found[1] == fence and not line[found.end() :].strip():
                fence = ""
        elif found:
            shown.append(" " * len(line))
            fence = found[1]
        else:
            shown.append(_INLINE_CODE.sub(lambda code: " " * len(code[0]), line))
    # An unclosed fence is no fence: what follows it does run.
    return body if fence else "\n".join(shown)


_ACTIVE = _Kind(
    _DROPPED_TAG,
    "脚本、样式或者嵌入网页的代码，生成的页面里已删除",
    "删去这些代码；样式由主题统一提供，视频和应用改为普通链接。",
)


def _pinyin(count: int) -> _Kind:
    if count < _RESIDUE:
        return _Kind(
            _PINYIN, "夹在汉字后面的注音", "确需注音的，改用全角括号；否则删去。", Severity.WARNING
        )
    return _Kind(_PINYIN, "网页复制留下的注音", "从原文重新复制，或者删去括号里的注音。")


def _first(text: str, kind: _Kind, lines: Lines) -> Iterator[Fault]:
    found = kind.pattern.search(text)
    if found is None:
        return
    count = sum(1 for _ in kind.pattern.finditer(text))
    line, column = lines.place(found.start())
    many = f"共 {count} 处，第一处是" if count > 1 else ""
    yield Fault(
        f"有{kind.what}，{many}“{_quote(text, found)}”。",
        kind.hint,
        line=line,
        column=column,
        severity=kind.severity,
    )


def _quote(text: str, found: re.Match[str]) -> str:
    start, end = found.start(), min(found.end(), found.start() + 40)
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    around = text[max(line_start, start - _AROUND) : end]
    around += text[end : end + _AROUND if line_end < 0 else min(line_end, end + _AROUND)]
    # A control character in a message would be as invisible there.
    shown = (each if each.isprintable() or each == "\u3000" else "□" for each in around)
    return "".join(shown).strip()


# --- links and images ------------------------------------------------------------------


def _site(site: Site, context: RuleContext) -> Iterator[Fault]:
    own = urlsplit(context.base_url).netloc
    for document in site.documents:
        if not document.links:
            continue
        running = [each for each in document.links if _runs(each.href)]
        foreign = [each for each in document.links if each.kind == "image" and _host(each.href)]
        foreign = [each for each in foreign if _host(each.href) != own]
        yield from _reference(
            document,
            running,
            "会执行代码或者内嵌数据的地址，生成的页面里已去掉",
            "改成普通的网址；图片存成文件放到文档旁边。",
        )
        yield from _reference(
            document,
            foreign,
            "引用别的网站的图片",
            "把图片下载到文档旁边，写相对路径。",
        )


def _runs(href: str) -> bool:
    return href.strip().lower().startswith(_RUNNING)


def _host(href: str) -> str:
    try:
        parts = urlsplit(href)
    except ValueError:
        return href
    return parts.netloc if parts.scheme in ("", "http", "https") else ""


def _reference(
    document: Document, references: list[Reference], what: str, hint: str
) -> Iterator[Fault]:
    if not references:
        return
    first = references[0]
    many = f"共 {len(references)} 处，第一处是" if len(references) > 1 else ""
    yield Fault(
        f"{what}，{many}“{clip(first.href)}”。",
        hint,
        path=document.path,
        line=first.line,
        column=first.column,
    )


RULE = Rule(
    id="GK030",
    name="garbled-text",
    title="乱码、外部资源和会执行的代码",
    severity=Severity.ERROR,
    basis="国办秘函〔2019〕19号；《政府网站发展指引》（国办发〔2017〕47号）",
    why=(
        "网页复制和编码转换留下的乱码会改变文件的意思（“2.5米”变成“25米”），"
        "属于严重的内容错误。引用别的网站的图片会在对方关停、改版后失效，"
        "也会把读者的访问告诉对方；脚本和嵌入网页可能被用来攻击读者，一律不进入生成的页面。"
        "（按乱码判错是本软件的约定，检查指标中的具体口径尚待核对原件。）"
    ),
    cure="从原文重新复制并核对；图片存到文档旁边；删去脚本、样式和嵌入代码。",
    good=(
        Example(files={_PATH: sample(body="围挡高度不低于2.5米（kg、m 等单位照写）。")}),
        Example(files={_PATH: sample(body="单位为(kg)，公式(a)、(b)见附表，蔀（bù）。")}),
        Example(files={_PATH: sample(body="示例写作 `<script>`，见[外站](https://www.gov.cn/)。")}),
    ),
    bad=(
        Example(files={_PATH: sample(body="公開(kāi)事項(xiàng)由機構(gòu)發布。")}, line=9),
        Example(files={_PATH: sample(body="开放时间\ufffd\ufffd上午9时。")}, line=9),
        Example(files={_PATH: sample(body="照常开放。\n\næ”¿åºœä¿¡æ¯å…¬å¼€")}, line=11),
        Example(files={_PATH: sample(body="锟斤拷锟斤拷")}, line=9),
        Example(files={_PATH: sample(body="?ツ闶小豆赜谑薪煌ㄊ嗯")}, line=9),
        Example(files={_PATH: sample(body="围挡高度不低于2\ue0105米。")}, line=9),
        Example(files={_PATH: sample(body="照常开放，，不休息。")}, line=9),
        Example(files={_PATH: sample(body="![地图](https://img.example.com/a.png)")}, line=9),
        Example(files={_PATH: sample(body="照常开放。\n\n<script>alert(1)</script>")}, line=11),
        Example(files={_PATH: sample(body='<p onclick="a()">照常开放。</p>')}, line=9),
        Example(files={_PATH: sample(body="见[详情](javascript:alert(1))。")}, line=9),
    ),
    document=_document,
    site=_site,
)
