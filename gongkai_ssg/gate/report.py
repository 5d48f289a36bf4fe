"""The hits of one document -> faults at their lines. It must not know what is looked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gongkai_ssg.gate.text import scan_once
from gongkai_ssg.gate.verdict import verdict
from gongkai_ssg.model import Disclosure, Document, Fault, Severity, Source
from gongkai_ssg.policy import GatePolicy
from gongkai_ssg.rule_text import Lines

_MOST = 20  # of one kind that are told one by one


def report(rule: str, document: Document, source: Source, policy: GatePolicy) -> Iterator[Fault]:
    """Yield the faults of one rule in a document; numbers are quoted by their end alone.

    What is not published does not stop a build: there the gravest fault is a warning.
    """
    hits = scan_once(source.text, policy)
    if not hits:
        return
    kept_back = document.disclosure is Disclosure.WITHHELD or document.draft
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
