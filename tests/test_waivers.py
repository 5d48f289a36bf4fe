"""Waivers: a named person lets single findings pass, for a time, and everybody can see it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import MakeSite
from sites import document

from gongkai_ssg.cli import cli

PATH = "content/notice/a.md"
MARKED = document("公开属性以文末标注为准。\n\n（此件不公开）")


def waiver(**keys: str) -> str:
    """Return a waivers.yaml of one entry; `keys` replace what is usual, "" leaves a key out."""
    values = {
        "规则": "GK002", "文件": PATH, "内容": "（此件不公开）", "理由": "讲解标注写法的示例",
        "批准人": "办公室主任", "日期": "2026-03-02", "截止": "2026-12-31", **keys,
    }  # fmt: skip
    lines = [f"{key}: {value}" for key, value in values.items() if value]
    return "- " + "\n  ".join(lines) + "\n"


def run(site: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, [*words, "-s", str(site), "--today", "2026-11-22"])


def report(site: Path) -> dict[str, Any]:
    return json.loads(run(site, "check", "--format", "json").stdout)


def rules_of(site: Path) -> list[tuple[str, str]]:
    return [(each["rule"], each["severity"]) for each in report(site)["findings"]]


def test_a_waiver_lets_its_finding_pass_and_is_counted(make_site: MakeSite) -> None:
    """The document is built, and the report names who let it pass, why and until when."""
    site = make_site({PATH: MARKED, "waivers.yaml": waiver()})
    told = report(site)

    assert told["findings"] == []
    assert told["summary"]["waived"] == 1
    assert told["waived"][0]["by"] == "办公室主任" and told["waived"][0]["until"] == "2026-12-31"
    assert run(site, "build", "--no-search").exit_code == 0
    assert (site / "public" / "notice" / "a" / "index.html").exists()


def test_another_fault_in_the_same_file_still_blocks(make_site: MakeSite) -> None:
    """A waiver of one value does not cover the next one."""
    site = make_site(
        {PATH: document("（此件不公开）\n\n（此件发至县团级）"), "waivers.yaml": waiver()}
    )

    assert ("GK002", "block") in rules_of(site)


def test_without_a_value_nothing_that_blocks_is_let_pass(make_site: MakeSite) -> None:
    """Whoever lets a block pass must say which value is meant."""
    site = make_site({PATH: MARKED, "waivers.yaml": waiver(内容="")})

    assert rules_of(site) == [("GK002", "block"), ("GK047", "warning")]


@pytest.mark.parametrize("day", ["2026-11-21", "2026-09-30"])
def test_an_expired_waiver_lets_nothing_pass(make_site: MakeSite, day: str) -> None:
    """The finding is back, and so is a reminder at the waiver's line."""
    site = make_site({PATH: MARKED, "waivers.yaml": waiver(截止=day)})

    assert rules_of(site) == [("GK002", "block"), ("GK047", "warning")]


def test_a_waiver_without_an_end_expires_after_a_year(make_site: MakeSite) -> None:
    """One year after the day it was given it no longer counts."""
    site = make_site({PATH: MARKED, "waivers.yaml": waiver(日期="2025-11-21", 截止="")})

    assert ("GK002", "block") in rules_of(site)
    (site / "waivers.yaml").write_text(waiver(日期="2025-11-23", 截止=""), "utf-8")
    assert rules_of(site) == []


def test_a_waiver_of_tomorrow_is_an_error(make_site: MakeSite) -> None:
    """Nobody approves in advance of the day."""
    site = make_site({PATH: MARKED, "waivers.yaml": waiver(日期="2026-11-23")})

    assert ("GK047", "error") in rules_of(site)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (waiver(批准人=""), "waivers.yaml:1:3 豁免没有写“批准人”。"),
        (waiver(理由=""), "豁免没有写“理由”。"),
        (waiver(日期="不久"), "waivers.yaml:6:7 “不久”不是日期。"),
        (waiver(规则="GK999"), "没有规则“GK999”。"),
        (waiver(规则="GK047"), "不能豁免"),
        (waiver(备注="x"), "不认识的键“备注”。"),
        ("规则: GK002\n", "应为列表"),
        ("- 一句话\n", "应写成“键: 值”"),
        ("- {规则: [a]}\n", "应为文字"),
        ("- &a {规则: GK002}\n- *a\n", "waivers.yaml:"),
    ],
)
def test_a_wrong_list_is_refused_as_a_whole(
    make_site: MakeSite, text: str, message: str
) -> None:
    """What is half understood lets nothing pass: exit code 3, place and cure, nothing built."""
    site = make_site({PATH: MARKED, "waivers.yaml": text})
    ran = run(site, "build")

    assert ran.exit_code == 3
    assert message in ran.stderr
    assert not (site / "public").exists()
