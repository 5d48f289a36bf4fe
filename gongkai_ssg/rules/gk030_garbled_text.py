"""GK030: garbled characters in a text, and what a page may not load or run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from gongkai_ssg.document import Document, Reference, Site, Source
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import Lines, clip, sample, without_code
from gongkai_ssg.wording.garbled import Garble, find_garbled

_PATH = "content/notice/a.md"
_AROUND = 6  # characters of context on each side of a quoted fault


_DROPPED_TAG = re.compile(
    r"<(?:script|iframe|frame|style|object|embed|applet|form|link|meta|base|svg)(?=[\s/>])"
    r"|<[a-z][^<>]*?\son[a-z]+\s*=",
    re.IGNORECASE,
)
_DROPPED = (
    "脚本、样式或者嵌入网页的代码，生成的页面里已删除",
    "删去这些代码；样式由主题统一提供，视频和应用改为普通链接。",
)
_RUNNING = ("javascript:", "vbscript:", "data:", "blob:")


# --- one document ----------------------------------------------------------------------


def _document(document: Document, source: Source, context: RuleContext) -> Iterator[Fault]:
    text = source.text
    lines: Lines | None = None
    for garble in find_garbled(text):
        lines = lines or Lines(text)
        yield _fault(text, garble, lines)
    if "<" in source.body:
        body = without_code(source.body)
        tags = list(_DROPPED_TAG.finditer(body))
        if tags:
            first = Garble(*_DROPPED, "error", len(tags), *tags[0].span())
            yield _fault(body, first, Lines(body, source.body_line))


def _fault(text: str, garble: Garble, lines: Lines) -> Fault:
    line, column = lines.place(garble.start)
    many = f"共 {garble.count} 处，第一处是" if garble.count > 1 else ""
    return Fault(
        f"有{garble.what}，{many}“{_quote(text, garble)}”。",
        garble.hint,
        line=line,
        column=column,
        severity=Severity.WARNING if garble.gravity == "warning" else None,
    )


def _quote(text: str, garble: Garble) -> str:
    start, end = garble.start, min(garble.end, garble.start + 40)
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
        "繁体字、重复的标点、会原样显示的网页代码按警告提出。"
    ),
    cure="从原文重新复制并核对；图片存到文档旁边；删去脚本、样式和嵌入代码。",
    unverified="把乱码判为错误是本软件的约定，检查指标中的具体口径未见原件。",
    good=(
        Example(files={_PATH: sample(body="围挡高度不低于2.5米（kg、m 等单位照写）。")}),
        Example(files={_PATH: sample(body="单位为(kg)，公式(a)、(b)见附表，蔀（bù）。")}),
        Example(
            files={_PATH: sample(body="展出《蘭亭集序》等书法作品（題簽為復制件）。请写明原因？。")}
        ),
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
        Example(files={_PATH: sample(body="照常开放；；不休息。")}, line=9),
        Example(files={_PATH: sample(body="照常开放。\n\n?。ㄎ澹┩七M基层政务公开")}, line=11),
        Example(files={_PATH: sample(body="由省文物??批准。")}, line=9),
        Example(files={_PATH: sample(body="文化\\u5c55\\u89c8照常。")}, line=9),
        Example(files={_PATH: sample(body="政务公开\u2f2f作要点")}, line=9),
        Example(files={_PATH: sample(body="展览&amp;nbsp;照常。")}, line=9),
        Example(
            files={_PATH: sample(body="各單位应当認真組織實施，加强對公开工作的領导。")}, line=9
        ),
        Example(
            files={_PATH: sample(body="各單位應當認真組織實施，加強對政務公開工作的領導。")}, line=9
        ),
        Example(files={_PATH: sample(body="![地图](https://img.example.com/a.png)")}, line=9),
        Example(files={_PATH: sample(body="照常开放。\n\n<script>alert(1)</script>")}, line=11),
        Example(files={_PATH: sample(body='<p onclick="a()">照常开放。</p>')}, line=9),
        Example(files={_PATH: sample(body="见[详情](javascript:alert(1))。")}, line=9),
    ),
    document=_document,
    site=_site,
)
