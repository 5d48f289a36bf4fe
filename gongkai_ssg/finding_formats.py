"""Findings -> the texts that machines read: JSON, SARIF, annotations of code hosting platforms.

It must not print, and knows no site.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any
from urllib.parse import quote

import msgspec

from gongkai_ssg import __version__
from gongkai_ssg.faults import Finding, Severity
from gongkai_ssg.report import Report, count
from gongkai_ssg.rules import PACK, rules
from gongkai_ssg.text import digest

_SARIF_LEVEL = {"block": "error", "error": "error", "warning": "warning", "info": "note"}


def _encode(value: object) -> str:
    return msgspec.json.encode(value).decode()


def summary(report: Report) -> dict[str, int]:
    """Return the figures of the summary."""
    counted = count(report.findings)
    return {
        "documents": report.documents,
        "public": report.public,
        **{severity.value: number for severity, number in counted.items()},
        "waived": len(report.waived),
    }


#: A finding as JSON shows it: without what only the border needs.
_NAMES = [name for name in Finding.__struct_fields__ if name != "file"]
_Shown = msgspec.defstruct("_Shown", _NAMES)
_values = attrgetter(*_NAMES)


def _shown(each: Finding) -> msgspec.Struct:
    return _Shown(*_values(each))


def as_json(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain values."""
    return dict(msgspec.to_builtins(_shown(finding)))


def to_json(report: Report) -> str:
    """Return the one JSON object of `--format json`."""
    waived = [
        {**as_json(each.finding), "reason": each.waiver.reason, "by": each.waiver.by,
         "until": each.waiver.until.isoformat()}
        for each in report.waived
    ]  # fmt: skip
    return _encode({
        "findings": list(map(_shown, report.findings)), "summary": summary(report),
        "waived": waived, "rule_pack": PACK,
    })  # fmt: skip


def to_sarif(report: Report) -> str:
    """Return the findings as SARIF 2.1.0 (OASIS); waived ones are there, as suppressed."""
    shown = [(each, None) for each in report.findings]
    shown += [(each.finding, each.waiver) for each in report.waived]  # type: ignore[misc]
    used = {finding.rule for finding, _ in shown}
    described = [
        {
            "id": rule.id, "name": rule.name,
            "shortDescription": {"text": rule.title}, "fullDescription": {"text": rule.why},
            "help": {"text": f"{rule.cure}（依据：{rule.basis}）"},
            "defaultConfiguration": {"level": _SARIF_LEVEL[rule.severity.value]},
        }
        for rule in rules().values() if rule.id in used
    ]  # fmt: skip
    results = []
    for each, waiver in shown:
        result: dict[str, Any] = {
            "ruleId": each.rule, "level": _SARIF_LEVEL[each.severity.value],
            "message": {"text": _told(each)},
            "locations": [{"physicalLocation": {
                "artifactLocation": {"uri": quote(each.path), "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": each.line, "startColumn": each.column},
            }}],
            "partialFingerprints": {"finding/v1": fingerprint(each)},
        }  # fmt: skip
        if waiver is not None:
            result["suppressions"] = [
                {"kind": "external", "justification": f"{waiver.reason}（{waiver.by}）"}
            ]
        results.append(result)
    driver = {
        "name": "gongkai-ssg", "version": __version__, "rules": described,
        "properties": {"rulePack": PACK},
    }  # fmt: skip
    return _encode({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results, "columnKind": "unicodeCodePoints"}],
    })  # fmt: skip


def to_github(report: Report) -> str:
    """Return workflow commands of GitHub Actions, one finding a line."""
    words = {"block": "error", "error": "error", "warning": "warning", "info": "notice"}
    lines = []
    for each in report.findings:
        title = f"{each.rule} {each.severity.label}"
        place = f"file={_property(each.path)},line={each.line},col={each.column}"
        told = _escaped(_told(each))
        lines.append(f"::{words[each.severity.value]} {place},title={_property(title)}::{told}")
    return "\n".join(lines)


def to_gitlab(report: Report) -> str:
    """Return a Code Quality report of GitLab."""
    words = {"block": "blocker", "error": "critical", "warning": "minor", "info": "info"}
    seen: dict[str, int] = {}
    entries = []
    for each in report.findings:
        mark = fingerprint(each)
        seen[mark] = seen.get(mark, 0) + 1
        entries.append({
            "description": _told(each), "check_name": each.rule,
            # GitLab shows one entry of a fingerprint: equal findings are numbered.
            "fingerprint": mark if seen[mark] == 1 else digest(f"{mark}/{seen[mark]}".encode()),
            "severity": words[each.severity.value],
            "location": {"path": each.path, "lines": {"begin": each.line}},
        })  # fmt: skip
    return _encode(entries)


def to_gitee(report: Report) -> str:
    """Return what the check-runs interface of Gitee (API v5) takes as conclusion and output."""
    words = {"block": "failure", "error": "failure", "warning": "warning", "info": "notice"}
    grave = any(each.severity in (Severity.BLOCK, Severity.ERROR) for each in report.findings)
    figures = summary(report)
    told = "，".join(f"{each.label} {figures[each.value]}" for each in Severity)
    return _encode({
        "name": "gongkai-ssg", "status": "completed", "conclusion": "failure" if grave else "success",
        "output": {
            "title": "政府信息公开内容检查", "summary": f"共 {report.documents} 篇；{told}。",
            "annotations": [
                {"path": each.path, "start_line": each.line, "end_line": each.line,
                 "annotation_level": words[each.severity.value], "title": each.rule, "message": _told(each)}
                for each in report.findings
            ],
        },
    })  # fmt: skip


#: `--format` of check and build -> what makes it; "text" is the console's.
FORMATS: Mapping[str, Callable[[Report], str]] = {
    "json": to_json, "sarif": to_sarif, "github": to_github, "gitlab": to_gitlab, "gitee": to_gitee,
}  # fmt: skip


def fingerprint(finding: Finding) -> str:
    """Return what makes a finding the same one after lines were added above it."""
    return digest(f"{finding.rule}\0{finding.path}\0{finding.message}".encode())


def _told(finding: Finding) -> str:
    return f"{finding.message}建议：{finding.hint}" if finding.hint else finding.message


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
