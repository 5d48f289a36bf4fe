"""Report <-> bytes, each text once: findings say the same words thousands of times.

It must not know what a report is for.
"""

from __future__ import annotations

import msgspec

from gongkai_ssg.lasting import lasting
from gongkai_ssg.model import Finding, Severity
from gongkai_ssg.report import Report

_TEXTS = ("rule", "path", "message", "hint", "basis", "unit", "file")


class _Packed(msgspec.Struct, array_like=True):
    texts: list[str]
    findings: dict[str, list[int]]  # by field: places in `texts`, or numbers
    rest: Report


_decode = msgspec.msgpack.Decoder(_Packed).decode


def pack(report: Report) -> bytes:
    """Return a report as it is kept."""
    places: dict[str, int] = {}
    columns = {
        name: [places.setdefault(getattr(each, name), len(places)) for each in report.findings]
        for name in _TEXTS
    }
    columns["severity"] = [each.severity.rank for each in report.findings]
    columns["line"] = [each.line for each in report.findings]
    columns["column"] = [each.column for each in report.findings]
    rest = msgspec.structs.replace(report, findings=())
    return msgspec.msgpack.encode(_Packed(list(places), columns, rest))


@lasting()
def unpack(data: bytes) -> Report:
    """Return a report that was kept."""
    try:
        packed = _decode(data)
        text, columns = packed.texts.__getitem__, packed.findings
        texts = {name: map(text, columns[name]) for name in _TEXTS}
        grades = map(tuple(Severity).__getitem__, columns["severity"])
        findings = tuple(
            map(
                Finding, texts["rule"], grades, texts["path"], columns["line"], columns["column"],
                texts["message"], texts["hint"], texts["basis"], texts["unit"], texts["file"],
            )
        )  # fmt: skip
        return msgspec.structs.replace(packed.rest, findings=findings)
    except (IndexError, KeyError) as error:
        raise msgspec.DecodeError(str(error)) from None
