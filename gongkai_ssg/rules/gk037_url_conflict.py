"""GK037: two pages that claim one address, and old addresses that cannot lead anywhere."""

from collections.abc import Iterator

from gongkai_ssg.document import Document, Site
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.links import alias_path, document_path, is_generated
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import sample
from gongkai_ssg.states import Disclosure


def _check(site: Site, context: RuleContext) -> Iterator[Fault]:
    segments = {column.segment for column in context.columns.values()}
    pages: dict[str, Document] = {}
    shown = [d for d in site.documents if d.column in context.columns and _has_page(d)]
    for document in shown:
        path = document_path(document, context.columns[document.column].segment)
        first = pages.setdefault(path, document)
        if first is not document:
            yield _conflict(document, f"网址 /{path} 已经由 {first.path}（“{first.title}”）使用。")
        elif is_generated(path + "index.html", segments):
            yield _conflict(document, f"网址 /{path} 留给系统生成的列表页。")
    old: dict[str, Document] = {}
    for document in shown:
        for written in document.aliases:
            path = alias_path(written)
            folded = path.casefold()  # some servers know no difference
            page = pages.get(folded.removesuffix("index.html"))
            first = old.setdefault(folded, document)
            if not path or is_generated(path, segments):
                yield _alias(
                    document,
                    f"旧网址“{written}”不能用。",
                    "写成 /old/1.html 的样子，不能是本站栏目页的网址。",
                )
            elif page is not None:
                yield _alias(
                    document, f"旧网址“{written}”是 {page.path} 现在的网址。", "删去这个旧网址。"
                )
            elif first is not document:
                yield _alias(
                    document,
                    f"旧网址“{written}”已经由 {first.path} 使用。",
                    "同一个旧网址只写在一份文档里。",
                )


def _has_page(document: Document) -> bool:
    return document.disclosure in (Disclosure.ACTIVE, Disclosure.ON_REQUEST) and not document.draft


def _conflict(document: Document, message: str) -> Fault:
    return Fault(
        message, "给其中一个文档改名，或者写不同的“网址名”。", path=document.path, key="slug"
    )


def _alias(document: Document, message: str, hint: str) -> Fault:
    return Fault(message, hint, path=document.path, key="aliases")


RULE = Rule(
    id="GK037",
    name="url-conflict",
    title="两个页面争用一个网址",
    severity=Severity.ERROR,
    basis="《政府网站发展指引》（国办发〔2017〕47号）",
    why=(
        "每个页面应有唯一、稳定的网址，否则后写的页面会把先写的盖掉，一条信息就此消失。"
        "（“唯一”的具体条款在 47 号文附件，尚待核对原件。）"
    ),
    cure="给其中一个文档改名，或者在前言里写不同的“网址名”（slug）。",
    site=_check,
    good=(
        Example(
            files={
                "content/notice/a.md": sample("网址名: first"),
                "content/notice/b.md": sample("标题: 另一则公告", "网址名: second"),
            }
        ),
    ),
    bad=(
        Example(
            files={
                "content/notice/a.md": sample(),
                "content/notice/b.md": sample("标题: 另一则公告", "网址名: a"),
            },
            path="content/notice/b.md",
            line=7,
        ),
        Example(
            files={
                "content/notice/a.md": sample(),
                "content/notice/a/index.md": sample("标题: 另一则公告"),
            },
            path="content/notice/a/index.md",
            line=1,
        ),
    ),
)
