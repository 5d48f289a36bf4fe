"""Why a document is not public, or a file not with its document. It must not let anything pass."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import msgspec

from gongkai_ssg.document import Document, Site
from gongkai_ssg.faults import Finding, Severity
from gongkai_ssg.states import Disclosure


class Barred(msgspec.Struct, frozen=True):
    """What findings keep back: rules by the path of the document or of the file."""

    documents: dict[str, str]
    files: dict[str, str]


def barred_by(findings: Iterable[Finding], site: Site) -> Barred:
    """Return what findings keep back."""
    grave = [each for each in findings if each.severity in (Severity.BLOCK, Severity.ERROR)]
    # A document with an error is built where the build does not stop at it; a file is not: nobody
    # has seen what is wrong inside.
    files = {
        each.file or each.path: each.rule
        for each in grave
        if (each.file or each.path) in site.files
    }
    blocked = {each.path: each.rule for each in grave if each.severity is Severity.BLOCK}
    # In an order that is the same whenever the values are.
    return Barred(dict(sorted(blocked.items())), dict(sorted(files.items())))


def why_held(document: Document, barred: Barred, today: dt.date) -> tuple[str, bool] | None:
    """Return why a document is not public on a day, and whether that is as it should be."""
    if document.disclosure is Disclosure.WITHHELD:
        return "不予公开", True
    if document.draft:
        return "草稿", True
    if document.waits(today):
        assert document.date is not None
        return f"定时发布，{document.date:%Y-%m-%d} 起生成", True
    if document.disclosure is None:
        return "公开属性缺失或读不出来", False
    until = document.public_until
    if until is not None and until < today:
        return f"公示期至 {until:%Y-%m-%d}，已撤下", True
    blocked = barred.documents
    for path in (document.path, *(each.path for each in document.data)) if blocked else ():
        if path in blocked:
            return f"被 {blocked[path]} 阻断", False
    if not document.column:
        return "没有可用的栏目", False
    return None
