"""The hits of one document -> faults at their lines. It must not know what is looked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gongkai_ssg.document import Document, Source
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.gate.masking import without_masks
from gongkai_ssg.gate.text import scan, scan_once
from gongkai_ssg.gate.verdict import verdict
from gongkai_ssg.late_pattern import late_pattern
from gongkai_ssg.policy import GatePolicy
from gongkai_ssg.rule_text import Lines
from gongkai_ssg.states import Disclosure

_MOST = 20  # of one kind that are told one by one
# Eleven digits in one name, or a level of secrets.
_SUSPICIOUS = late_pattern("(?:[0-9０-９][^/0-9０-９]{0,2}){11}|[密\u3299]")
_CHINESE = late_pattern("[\u4e00-\u9fff]")


def report(rule: str, document: Document, source: Source, policy: GatePolicy) -> Iterator[Fault]:
    """Yield the faults of one rule in a document; numbers are quoted by their end alone.

    What is not published does not stop a build: there the gravest fault is a warning.
    """
    kept_back = document.disclosure is Disclosure.WITHHELD or document.draft
    if not kept_back and _SUSPICIOUS.search(document.path):
        yield from _in_path(rule, document.path, without_masks(policy))
    hits = scan_once(source.text, policy)
    if not hits:
        return
    # Of what is open on request the catalog shows the front matter.
    on_request = document.disclosure is Disclosure.ON_REQUEST
    lines = Lines(source.text)
    counts: Counter[tuple[str, Severity]] = Counter()
    hints: dict[tuple[str, Severity], str] = {}
    for hit in hits:
        of, severity, message, hint = verdict(hit, policy)
        if of != rule:
            continue
        line, column = lines.place(hit.start)
        held = kept_back or (on_request and line >= source.body_line)
        if held and severity in (Severity.BLOCK, Severity.ERROR):
            severity = Severity.WARNING
            message = message.removesuffix("。") + "（本文不公开，不影响发布）。"
        kind = (hit.kind, severity)
        counts[kind] += 1
        hints.setdefault(kind, hint)
        if counts[kind] <= _MOST:
            yield Fault(message, hint, line=line, column=column, severity=severity)
    for (kind_name, severity), count in counts.items():
        if count > _MOST:
            message = f"同样的问题另有 {count - _MOST} 处，不再逐一列出。"
            hint = hints[kind_name, severity]
            yield Fault(message, hint, line=1, column=1, severity=severity)


def _in_path(rule: str, path: str, policy: GatePolicy) -> Iterator[Fault]:
    """Yield what the names of a document and its folders give away: they become its address."""
    names = path.removesuffix(".md").split("/")
    for name in names:
        for hit in scan(f"{name}.md", policy):  # a level in it is told as in the name of a file
            of, severity, message, _ = verdict(hit, policy)
            # Eleven digits by themselves are as often the number of a page in an old system.
            if of != rule or (hit.kind == "mobile" and not _CHINESE.search(name)):
                continue
            hint = "给文件、文件夹改名；已经公开过的，同时撤下旧网址。"
            yield Fault(f"文件名、文件夹名里{message}", hint, line=1, column=1, severity=severity)
