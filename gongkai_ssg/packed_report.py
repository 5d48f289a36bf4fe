"""Report <-> bytes, each text once: findings say the same words thousands of times.

It must not know what a report is for.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from gongkai_ssg.faults import Finding, Severity
from gongkai_ssg.lasting import lasting
from gongkai_ssg.report import Report

_TEXTS = ("rule", "path", "message", "hint", "basis", "unit", "file")


class _Findings(msgspec.Struct, array_like=True):
    texts: list[str]
    fields: dict[str, list[int]]  # places in `texts`, or numbers


class _Packed(msgspec.Struct, array_like=True):
    findings: msgspec.Raw
    rest: Report


_encode = msgspec.msgpack.encode
_decode = msgspec.msgpack.Decoder(_Packed).decode
_decode_findings = msgspec.msgpack.Decoder(_Findings).decode


def pack(report: Report, findings: bytes | None = None) -> bytes:
    """Return a report as it is kept; `findings` are its own where they are packed already."""
    packed = pack_findings(report.findings) if findings is None else findings
    rest = msgspec.structs.replace(report, findings=())
    return _encode(_Packed(msgspec.Raw(packed), rest))


def unpack(data: bytes) -> Report:
    """Return a report that was kept."""
    packed = _decode(data)
    return msgspec.structs.replace(packed.rest, findings=unpack_findings(packed.findings))


def pack_findings(findings: Sequence[Finding]) -> bytes:
    """Return findings as they are kept."""
    places: dict[str, int] = {}
    fields = {
        name: [places.setdefault(getattr(each, name), len(places)) for each in findings]
        for name in _TEXTS
    }
    fields["severity"] = [each.severity.rank for each in findings]
    fields["line"] = [each.line for each in findings]
    fields["column"] = [each.column for each in findings]
    return _encode(_Findings(list(places), fields))


@lasting()
def unpack_findings(data: bytes | msgspec.Raw) -> tuple[Finding, ...]:
    """Return findings that were kept."""
    packed = _decode_findings(data)
    text, fields = packed.texts.__getitem__, packed.fields
    try:
        texts = {name: map(text, fields[name]) for name in _TEXTS}
        grades = map(tuple(Severity).__getitem__, fields["severity"])
        return tuple(
            map(
                Finding, texts["rule"], grades, texts["path"], fields["line"], fields["column"],
                texts["message"], texts["hint"], texts["basis"], texts["unit"], texts["file"],
            )
        )  # fmt: skip
    except (IndexError, KeyError) as error:
        raise msgspec.DecodeError(str(error)) from None
