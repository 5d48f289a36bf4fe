"""What machines read of a check: JSON, SARIF, annotations for GitHub, GitLab and Gitee."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from sarif_pydantic import Sarif

from gongkai_ssg.build import Report
from gongkai_ssg.faults import Finding, Severity
from gongkai_ssg.finding_formats import FORMATS, fingerprint
from gongkai_ssg.report import Waived, Waiver
from gongkai_ssg.rules import PACK


def finding(severity: Severity = Severity.ERROR, **given: object) -> Finding:
    """Return a finding whose path and words try to break out of every format."""
    values: dict[str, object] = {
        "rule": "GK014", "severity": severity, "path": "content/政策/a,b:c%20.md", "line": 7, "column": 5,
        "message": "文号“x%\n::error::y”用了方括号。", "hint": "改为“市政发〔2024〕5号”。",
        "basis": "GB/T 9704-2012 7.2.5", "unit": "办公室", **given,
    }  # fmt: skip
    return Finding(**values)  # type: ignore[arg-type]


WAIVER = Waiver(
    rule="GK003", path="content/a.md", text="尾号 0000", reason="值班手机", by="办公室主任",
    on=dt.date(2026, 6, 1), until=dt.date(2026, 10, 31),
)  # fmt: skip
REPORT = Report(
    findings=(*(finding(each) for each in Severity), finding()),
    documents=3,
    public=2,
    held=(),
    waived=(Waived(finding(rule="GK003", path="content/a.md"), WAIVER),),
)


@pytest.mark.parametrize("form", FORMATS)
def test_a_format_holds_every_finding(form: str) -> None:
    """Each finding is there with its rule, and nothing breaks a line or a string."""
    made = FORMATS[form](REPORT)

    assert made.count("GK014") >= 5
    assert "改为“市政发〔2024〕5号”" in made
    assert FORMATS[form](Report(findings=(), documents=0, public=0, held=())) is not None


def test_json_names_the_edition_of_the_rules_and_the_waivers() -> None:
    """The report can be cited: which rules, who let what pass until when."""
    told = json.loads(FORMATS["json"](REPORT))

    assert told["rule_pack"] == PACK and dt.date.fromisoformat(PACK)
    assert [each["severity"] for each in told["findings"][:4]] == [
        "block", "error", "warning", "info",
    ]  # fmt: skip
    assert told["waived"][0]["by"] == "办公室主任"
    assert told["summary"] == {
        "documents": 3, "public": 2, "block": 1, "error": 2, "warning": 1, "info": 1, "waived": 1,
    }  # fmt: skip


def test_sarif_keeps_to_its_schema() -> None:
    """Every object is one of SARIF 2.1.0, every rule used is described, waivers are suppressions."""
    made = json.loads(FORMATS["sarif"](REPORT))
    read = Sarif.model_validate(made)
    run = made["runs"][0]

    assert read.version == "2.1.0"
    assert json.loads(read.model_dump_json(by_alias=True, exclude_none=True))["runs"]
    assert {each["ruleId"] for each in run["results"]} == {
        each["id"] for each in run["tool"]["driver"]["rules"]
    }
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        assert re.fullmatch(r"[A-Za-z0-9._~%/-]+", place["artifactLocation"]["uri"])
        assert place["region"]["startLine"] >= 1 and place["region"]["startColumn"] >= 1
    assert [each["suppressions"][0]["kind"] for each in run["results"] if "suppressions" in each] == [
        "external"
    ]


def test_github_gets_one_command_for_a_finding() -> None:
    """Line breaks, percent signs, commas and colons cannot start another command."""
    lines = FORMATS["github"](REPORT).split("\n")

    assert len(lines) == len(REPORT.findings)
    assert [line.split(" ")[0] for line in lines] == [
        "::error", "::error", "::warning", "::notice", "::error",
    ]  # fmt: skip
    assert "file=content/政策/a%2Cb%3Ac%2520.md,line=7,col=5," in lines[0]
    assert "x%25%0A::error::y" in lines[0]


def test_gitlab_gets_fingerprints_that_stay_and_differ() -> None:
    """Equal findings are told apart, and lines added above change no fingerprint."""
    made = json.loads(FORMATS["gitlab"](REPORT))

    assert len({each["fingerprint"] for each in made}) == len(made)
    assert {each["severity"] for each in made} == {"blocker", "critical", "minor", "info"}
    assert fingerprint(finding(line=99)) == fingerprint(finding())
    assert fingerprint(finding(path="content/b.md")) != fingerprint(finding())


def test_gitee_gets_a_conclusion() -> None:
    """A check run fails where there is an error, and passes with warnings alone."""
    made = json.loads(FORMATS["gitee"](REPORT))
    mild = Report(findings=(finding(Severity.WARNING),), documents=1, public=1, held=())

    assert made["conclusion"] == "failure"
    assert json.loads(FORMATS["gitee"](mild))["conclusion"] == "success"
    assert made["output"]["annotations"][0]["annotation_level"] == "failure"
