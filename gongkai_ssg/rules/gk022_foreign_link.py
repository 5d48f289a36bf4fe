"""GK022: links that nobody sees, and links to hosts that the agency has not allowed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from gongkai_ssg.document import Document, Source
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.raw_html import VOID, Tag, hidden, sets_background, tags, without_comments
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import Lines, bad, clip, sample, sample_config, without_code

_PATH = "content/notice/a.md"
_GOVERNMENT = ("gov.cn", "政务", "xn--zfr164b")
#: `[text](https://… "title"){: style="…"}` as Markdown has it, an image inside the text allowed.
_LINK = re.compile(
    r"(?<!!)\[((?:[^\[\]\n]|!\[[^\[\]\n]*\]\([^()\s]*\))*)\]"
    r"\(\s*<?((?:https?:)?//[^\s()<>\"]+)>?(?:\s[^()\n]*)?\)(?:\{:?([^{}\n]*)\})?",
    re.IGNORECASE,
)
_BARE = re.compile(r"<(https?://[^\s<>]+)>", re.IGNORECASE)
_UNSEEN = re.compile(
    r"[\s\u00a0\u00ad\u115f\u1160\u180e\u200b-\u200f\u2028-\u202f\u2060-\u2064\u3000\u3164\ufeff]"
)
_ATTRIBUTE_LIST = re.compile(r"(\w[-\w]*)\s*=\s*(\"[^\"]*\"|'[^']*')")
_UNSHOWN = frozenset({"noscript", "template", "noframes"})
_DEPTH = 50  # open tags among which the one that a closing tag ends is looked for

_Found = tuple[int, str, str]  # offset, address, how it is hidden


def _document(document: Document, source: Source, context: RuleContext) -> Iterator[Fault]:
    own = context.settings.marks.domain
    body = source.body
    if "//" in body:
        text = without_comments(without_code(body))
        lines = Lines(text, source.body_line)
        for offset, address, how in sorted({*_in_html(text), *_in_markdown(text)}):
            host = _host(address)
            if not host or _is_of(host, (own,)):
                continue
            line, column = lines.place(offset)
            yield Fault(
                f"指向“{clip(address)}”的链接看不见（{how}）。",
                "这样的链接多半是被人挂上的暗链：删去它，并查清是谁在什么时候写进来的；"
                "确实要链接的，写出看得见的文字。",
                line=line,
                column=column,
                # On a government's own page it is more likely a slip.
                severity=Severity.ERROR if _is_of(host, _GOVERNMENT) else None,
            )
    allowed = context.settings.checks.allowed_hosts
    if allowed:
        yield from _not_allowed(document, (*_GOVERNMENT, *allowed, own))


def _not_allowed(document: Document, allowed: tuple[str, ...]) -> Iterator[Fault]:
    told: set[str] = set()
    for link in document.links:
        host = _host(link.href)
        if host and host not in told and not _is_of(host, allowed):
            told.add(host)
            yield Fault(
                f"{'图片' if link.kind == 'image' else '链接'}指向没有登记的网站“{clip(host)}”。",
                "不链接商业网站；确有必要并经过审批的，把域名写进 checks 的 allowed_hosts。",
                line=link.line,
                column=link.column,
                severity=Severity.WARNING,
            )


def _host(address: str) -> str:
    try:
        parts = urlsplit(html.unescape(address).strip())
        if parts.scheme.lower() in ("http", "https", ""):
            return (parts.hostname or "").lower().rstrip(".")
    except ValueError:
        pass
    return ""


def _is_of(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == each or host.endswith("." + each) for each in domains if each)


# --- links in HTML ---------------------------------------------------------------------


def _in_html(text: str) -> Iterator[_Found]:
    """Yield each link in HTML that shows nothing, or stands in something that is not shown."""
    if "<" not in text:
        return
    # Of each open tag: its name, how it or one around it hides, whether one sets a background.
    stack: list[tuple[str, str, bool]] = []
    link: tuple[Tag, bool] | None = None  # the open <a>, and whether it has shown something
    end = 0
    for tag in tags(text):
        how, on_colour = stack[-1][1:] if stack else ("", False)
        if link is not None and not how and _visible(text[end : tag.start]):
            link = (link[0], True)
        if how:
            yield from (
                (found.start(), found[2] if found.re is _LINK else found[1], how)
                for pattern in (_LINK, _BARE)
                for found in pattern.finditer(text, end, tag.start)
            )
        end = tag.end
        if tag.closing:
            if tag.name == "a" and link is not None:
                opening, shown = link
                if not shown:
                    yield opening.start, opening.attributes.get("href", ""), "没有文字"
                link = None
            _close(stack, tag.name)
            continue
        if tag.name in ("p", "li", "td", "th", "tr"):  # it ends the one before
            _close(stack, tag.name)
            how, on_colour = stack[-1][1:] if stack else ("", False)
        unshown = "noscript" if tag.name in _UNSHOWN else ""
        own = how or hidden(tag.attributes, on_colour) or unshown
        address = tag.attributes.get("href" if tag.name in ("a", "area") else "src", "")
        if tag.name in ("a", "area", "iframe", "embed") and "//" in address and own:
            yield tag.start, address, own
        elif tag.name == "a" and "//" in address:
            link = (tag, False)
        elif tag.name == "img" and link is not None and not own:
            link = (link[0], True)
        if tag.name not in VOID:
            stack.append((tag.name, own, on_colour or sets_background(tag.attributes)))


def _close(stack: list[tuple[str, str, bool]], name: str) -> None:
    for number in range(len(stack) - 1, max(len(stack) - _DEPTH, 0) - 1, -1):
        if stack[number][0] == name:
            del stack[number:]
            return


def _visible(text: str) -> str:
    return _UNSEEN.sub("", html.unescape(text))


# --- links in Markdown -----------------------------------------------------------------


def _in_markdown(text: str) -> Iterator[_Found]:
    """Yield each Markdown link without text, or with attributes that hide it."""
    for found in _LINK.finditer(text):
        label, address, given = found.groups()
        attributes = {name: value[1:-1] for name, value in _ATTRIBUTE_LIST.findall(given or "")}
        how = hidden(attributes)
        bare = re.sub(r"<(?!img\b)[^<>]*>", "", label)
        if how or not _visible(bare):
            yield found.start(), address, how or "没有文字"


# --- examples --------------------------------------------------------------------------


_HOSTS = sample_config("checks: {allowed_hosts: [people.com.cn]}")

RULE = Rule(
    id="GK022",
    name="foreign-link",
    title="隐藏的外部链接，或者指向没有登记的网站",
    severity=Severity.BLOCK,
    basis="国办秘函〔2019〕19号；《政府网站发展指引》（国办发〔2017〕47号）",
    why=(
        "看不见的外部链接（隐藏的元素、零尺寸、与背景同色、没有文字）是暗链，"
        "链接反动、暴力、色情内容是单项否决，所以有这样链接的文档不发布；指向政府网站的按错误报告。"
        "链接非政府网站要审批，并提示读者：在 checks 的 allowed_hosts 登记可以链接的域名后，"
        "指向其他网站的链接作警告；没有登记任何域名的不查。"
    ),
    cure="删去看不见的链接；需要的外部链接写出文字，域名登记到 allowed_hosts。",
    unverified="外部链接审批、离站提示、不得链接商业网站的条款没有读到原文，所以缺省不查。",
    good=(
        Example(files={_PATH: sample(body="见[中国政府网](https://www.gov.cn/)。")}),
        Example(files={_PATH: sample(body="见[某网](https://www.example.com/)。")}),
        Example(
            files={
                _PATH: sample(body="见[人民网](https://www.people.com.cn/a.html)。"),
                "config.yaml": _HOSTS,
            }
        ),
        Example(files={_PATH: sample(body="写法：`<a href='https://a.example.com'></a>`。")}),
    ),
    bad=(
        bad('通知如下。<a href="https://bet.example.com/" style="display:none">彩票</a>'),
        bad('<div style="font-size: 0"><a href="//bet.example.com">彩票</a></div>'),
        bad("照常开放。[](https://bet.example.com/)"),
        bad('照常开放。\n\n<a href="https://bet.example.com/">&nbsp;</a>', line=11),
        bad('<font color="#FFFFFF"><a href="https://bet.example.com/">彩票</a></font>'),
        Example(
            files={
                _PATH: sample(body="见[某网](https://www.example.com/)。"),
                "config.yaml": _HOSTS,
            },
            line=9,
        ),
    ),
    document=_document,
)
