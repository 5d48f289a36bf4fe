"""GK019: a reprint that does not say where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from gongkai_ssg.document import Document, Site, Source
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import clip, has_front_matter, key_label, sample

_PATH = "content/notice/a.md"
_URL = "https://www.example.gov.cn/a.html"


def _document(document: Document, source: Source, context: RuleContext) -> Iterator[Fault]:
    url = document.source_url
    if not url:
        return
    name = key_label("source_url", source.keys)
    if not _is_web_address(url):
        mended = f"https://{url}" if _is_web_address(f"https://{url}") and "." in url else ""
        yield Fault(
            f"{name}“{clip(url)}”不是网址。",
            f"是否应为“{mended}”？"
            if mended
            else f"写 http:// 或者 https:// 开头的网址，例如 {_URL}。",
            key="source_url",
        )
    if not document.source and "source" not in document.unreadable and has_front_matter(source):
        yield Fault(
            f"写了{name}，没有写来源。",
            "加一行“来源: …”，写原发布单位的名称。",
            key="source_url",
            severity=Severity.WARNING,
        )


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and not any(map(str.isspace, url))


def _site(site: Site, context: RuleContext) -> Iterator[Fault]:
    own = context.source_names | context.units.keys()
    for document in site.documents:
        if not document.source or document.source in own or document.source_url:
            continue
        if "source_url" not in document.unreadable:
            yield Fault(
                f"来源是“{clip(document.source)}”，没有写原文链接。",
                f"加一行“原文链接: {_URL}”（写原文的网址）；是本机关信息的，删去“来源”。",
                path=document.path,
                key="source",
            )


RULE = Rule(
    id="GK019",
    name="unnamed-source",
    title="转载没有写明来源或者原文链接",
    severity=Severity.ERROR,
    basis="《政府网站发展指引》（国办发〔2017〕47号）及其附件《网页设计规范》",
    why=(
        "发布或者转载信息要注明来源；页面标签“来源”（ContentSource）是必选项。"
        "（47 号文关于转载的原句经转引读到，尚待核对原件。）"
    ),
    cure="转载的写“来源”和“原文链接”（http 或者 https 网址）；本机关自己的信息两项都不用写。",
    good=(
        Example(files={_PATH: sample()}),
        Example(files={_PATH: sample("来源: 办公室")}),
        Example(files={_PATH: sample("来源: 某省文化和旅游厅", f"原文链接: {_URL}")}),
    ),
    bad=(
        Example(files={_PATH: sample("来源: 某省文化和旅游厅")}, line=7),
        Example(files={_PATH: sample(f"原文链接: {_URL}")}, line=7),
        Example(
            files={_PATH: sample("来源: 某省文化和旅游厅", "原文链接: www.example.gov.cn")}, line=8
        ),
        Example(
            files={_PATH: sample("来源: 某省文化和旅游厅", "原文链接: javascript:void(0)")}, line=8
        ),
    ),
    document=_document,
    site=_site,
)
