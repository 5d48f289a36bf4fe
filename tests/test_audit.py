"""`gongkai audit`: the structure of the inspection, its lines, the comparison, the reports."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import shutil
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest
from click.testing import CliRunner
from conftest import TODAY, MakeSite
from sites import CONFIG, PDF, document, tree

from gongkai_ssg.audit.assess import assess
from gongkai_ssg.audit.compare import compare, read_audit
from gongkai_ssg.audit.folder import FOLDER
from gongkai_ssg.audit.html import to_html
from gongkai_ssg.audit.indicators import PROFILES
from gongkai_ssg.audit.measures import MEASURES
from gongkai_ssg.audit.summary import summary, width
from gongkai_ssg.audit.values import Audit, Outcome
from gongkai_ssg.audit.workbook import to_xlsx
from gongkai_ssg.build import Options, examine
from gongkai_ssg.cli import cli
from gongkai_ssg.columns import column_types
from gongkai_ssg.errors import ConfigError, UsageError
from gongkai_ssg.rules import rules

ROOT = Path(__file__).parents[1]
PROFILE = PROFILES["19号文"]
NOTICE = "content/notice/a.md"

#: The veto lines of 国办秘函〔2019〕19号: 安全 six ways, 站点, 首页, 栏目 three ways, 互动 and 服务 two each.
VETO = ["V1-1", "V1-2", "V1-3", "V1-4", "V1-5", "V1-6", "V2", "V3", "V4-1", "V4-2", "V4-3", "V5-1", "V5-2", "V6-1", "V6-2"]  # fmt: skip


def audit_of(root: Path, today: dt.date = TODAY) -> Audit:
    """Audit a site."""
    return assess(examine(Options(source=root, today=today, jobs=1)), PROFILE)


def outcome(audit: Audit, key: str) -> Outcome:
    """Return how the site stands to one indicator."""
    return next(each for each in audit.outcomes if each.id == key)


def crossed(audit: Audit) -> set[str]:
    """Return the ids of the veto lines that are crossed."""
    return {each.id for each in audit.outcomes if each.state == "crossed"}


def run(*words: object) -> tuple[int, str, str]:
    """Run the program in this process; return exit code, stdout and stderr."""
    result = CliRunner().invoke(cli, ["audit", *map(str, words)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def past(audit: Audit) -> Any:
    """Return an audit as a later one reads it."""
    return read_audit(msgspec.json.encode(audit), "audit.json")


def config(*lines: str, on: str = "notice", contact: bool = True) -> str:
    """Return a config.yaml in which only the standard columns `on` are on, with further entries."""
    off = [
        f"  - {{key: {key}, off: 本机关无此项。}}"
        for key in column_types()
        if key not in on.split()
    ]
    text = CONFIG.replace("units:", "  contact: 办公室 0000-1234567\nunits:") if contact else CONFIG
    return "\n".join([text.rstrip(), "columns:", *off, *lines, ""])


def own(number: int, kind: str) -> list[str]:
    """Return the config entries of so many own columns of one type."""
    return [
        f"  - {{key: own-{n}, name: 自设栏目{n}号, type: {kind}}}" for n in range(1, number + 1)
    ]


def notes(number: int, **keys: object) -> dict[str, str]:
    """Return one document for each own column."""
    return {
        f"content/own-{n}/a.md": document(标题=f"第{n}号事项的说明", **keys)
        for n in range(1, number + 1)
    }


FRESH = {"成文日期": "2026-11-16", "发布日期": "2026-11-17"}
CLEAN = {NOTICE: document(**FRESH), "config.yaml": config()}
_GUIDE = "content/licensing/a.md"
_ELEMENTS = (
    "体裁: 办事指南\n事项名称: 演出审批\n设定依据: 《营业性演出管理条例》\n申请条件: [有场地]\n"
    "办理材料: [申请表]\n办理地点: 大厅\n办理时间: 工作日\n联系电话: 0000-8860005\n办理流程: [申请, 决定]\n"
)
_OLD = {"成文日期": "2025-01-02", "发布日期": "2025-01-03"}
#: Two columns that are updated once a year at least, and a line at two of them.
_YEARLY, _TWO = "notice planning recruitment", "checks: {stale_others: 2}\n"
_PLAN = "content/planning/a.md"
_YEAR_OLD = {_PLAN: document(**_OLD), "content/recruitment/a.md": document(**_OLD)}
_SHORT = "体裁: 办事指南\n事项名称: 演出审批\n"
_HIDDEN = '<a href="https://casino.example.com/" style="display:none">x</a>'

#: line -> a site that crosses it, and its twin that just does not.
LINES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "V1-1": (
        {NOTICE: document("访问了台湾等国家，受到欢迎。", **FRESH)},
        {NOTICE: document("访问了台湾等国家和地区，受到欢迎。", **FRESH)},
    ),
    "V1-2": (
        {NOTICE: document("机密★10年\n\n关于物资储备的通知", **FRESH)},
        {NOTICE: document("严禁泄露国家秘密、工作秘密。", **FRESH)},
    ),
    "V1-3": (
        {NOTICE: document(_HIDDEN, **FRESH)},
        {NOTICE: document("见[说明](https://www.example.gov.cn/)。", **FRESH)},
    ),
    "V1-5": (
        {NOTICE: document(成文日期="2026-11-16", 发布日期="2026-11-23")},
        {NOTICE: document(成文日期="2026-11-16", 发布日期="2026-11-23", extra="定时发布: 是"),
         "content/notice/b.md": document(标题="另一件事", **FRESH)},
    ),
    "V3": (
        {NOTICE: document(成文日期="2026-11-06", 发布日期="2026-11-07")},
        {NOTICE: document(成文日期="2026-11-06", 发布日期="2026-11-08")},
    ),
    "V4-1": (
        {"config.yaml": config(*own(5, "notice")), NOTICE: document(**FRESH), **notes(5, **_OLD)},
        {"config.yaml": config(*own(4, "notice")), NOTICE: document(**FRESH), **notes(4, **_OLD)},
    ),
    "V4-2": (
        {"config.yaml": config(on=_YEARLY) + _TWO, NOTICE: document(**FRESH), **_YEAR_OLD},
        {"config.yaml": config(on=_YEARLY) + _TWO, NOTICE: document(**FRESH), _PLAN: _YEAR_OLD[_PLAN],
         "content/recruitment/a.md": document(**FRESH)},
    ),
    "V4-3": (
        {"config.yaml": config(*own(5, "other")), NOTICE: document(**FRESH)},
        {"config.yaml": config(*own(4, "other")), NOTICE: document(**FRESH)},
    ),
    "V5-1": (
        {"config.yaml": config(contact=False), NOTICE: document(**FRESH)},
        {"config.yaml": config(contact=True), NOTICE: document(**FRESH)},
    ),
    "V6-1": (
        {"config.yaml": config(on="notice licensing"), NOTICE: document(**FRESH)},
        {"config.yaml": config(on="notice licensing"), _GUIDE: document(extra=_ELEMENTS, **FRESH)},
    ),
    "V6-2": (
        {"config.yaml": config(on="notice licensing"), _GUIDE: document(extra=_SHORT, **FRESH)},
        {"config.yaml": config(on="notice licensing"), _GUIDE: document(extra=_SHORT, **FRESH),
         "content/licensing/b.md": document(标题="演出备案指南", extra=_ELEMENTS, **FRESH)},
    ),
}  # fmt: skip


# --- the structure -----------------------------------------------------------------------------


def test_every_line_and_item_of_the_inspection_is_there() -> None:
    """Each veto line, D-01 to D-19 and A-01 to A-04 stand once, in the order of the inspection."""
    ids = [each.id for each in PROFILE.indicators]

    assert ids == [
        *VETO,
        *(f"D-{n:02}" for n in range(1, 20)),
        *(f"A-{n:02}" for n in range(1, 5)),
    ]


@pytest.mark.parametrize("indicator", PROFILE.indicators, ids=lambda each: each.id)
def test_an_indicator_is_measured_or_left_to_people(indicator: Any) -> None:
    """What a program sees names rules and measures that exist; what it does not see says who looks."""
    assert [each for each in indicator.rules if each not in rules()] == []
    assert not indicator.covers or indicator.covers in rules()
    assert not indicator.figure or indicator.figure in MEASURES
    assert indicator.rules or indicator.figure or indicator.manual
    assert indicator.part != "veto" or indicator.limit or not (indicator.rules or indicator.figure)
    assert indicator.part == "veto" or indicator.unverified


def test_lines_that_no_program_sees_are_left_to_people(make_site: MakeSite) -> None:
    """Attacks, public opinion, availability and answers are never called fine."""
    audit = audit_of(make_site(CLEAN))

    states = {key: outcome(audit, key).state for key in ("V1-4", "V1-6", "V2", "V5-2")}
    assert set(states.values()) == {"manual"}
    page = to_html(audit).decode()
    assert all(each.manual in page for each in audit.outcomes if each.manual)


# --- the lines -----------------------------------------------------------------------------------


def test_every_line_that_a_program_sees_has_a_site_that_crosses_it() -> None:
    """The sites of this file leave out no line."""
    assert set(LINES) == {each.id for each in PROFILE.indicators if each.limit}


@pytest.mark.parametrize("key", LINES)
def test_a_line_is_crossed_by_the_site_made_for_it(key: str, make_site: MakeSite) -> None:
    """The line, and no other, is crossed; evidence names a place and what to do."""
    audit = audit_of(make_site({**CLEAN, **LINES[key][0]}))

    assert crossed(audit) - {"V3"} == {key} - {"V3"} and key in crossed(audit)
    found = audit.evidence(outcome(audit, key))
    assert found
    assert all(each.place and each.message and each.todo for each in found)
    assert outcome(audit, key).places == len(found)


@pytest.mark.parametrize("key", LINES)
def test_a_line_is_not_crossed_by_the_twin(key: str, make_site: MakeSite) -> None:
    """One day, one column or one word less, and no line is crossed."""
    assert crossed(audit_of(make_site({**CLEAN, **LINES[key][1]}))) == set()


def test_the_sample_site_crosses_no_line(tmp_path: Path) -> None:
    """The sample site of this repository would pass."""
    for name in ("content", "config.yaml", "index-numbers.lock"):
        place = ROOT / name
        (shutil.copytree if place.is_dir() else shutil.copy)(place, tmp_path / name)

    audit = audit_of(tmp_path)

    assert crossed(audit) == set()
    assert audit.counts.documents > 100


def test_a_date_that_only_version_control_doubts_is_for_people_to_judge(
    make_site: MakeSite,
) -> None:
    """A warning of GK046 is a sign and no crossing."""
    examined = examine(Options(source=make_site(CLEAN), today=TODAY, jobs=1))
    site = msgspec.structs.replace(examined.site, first_commits={NOTICE: dt.date(2026, 11, 22)})
    from gongkai_ssg.check import judge

    judged = judge(site, examined.config, TODAY, examined.numbers)
    report = msgspec.structs.replace(examined.report, findings=judged.findings)
    audit = assess(msgspec.structs.replace(examined, site=site, report=report), PROFILE)

    assert [each.rule for each in audit.evidence(outcome(audit, "V1-5"))] == ["GK046"]
    assert outcome(audit, "V1-5").state == "doubt"


def test_thresholds_of_the_site_count(make_site: MakeSite) -> None:
    """What `checks` sets moves the lines."""
    text = config(*own(2, "other")) + "checks: {empty_columns: 2}\n"

    audit = audit_of(make_site({**CLEAN, "config.yaml": text}))

    assert crossed(audit) == {"V4-3"}
    assert outcome(audit, "V4-3").limit == 2


def test_a_rule_that_is_off_leaves_its_indicator_to_people(make_site: MakeSite) -> None:
    """Nothing found by a rule that never ran is not called fine."""
    audit = audit_of(make_site({**CLEAN, "config.yaml": config() + "rules: {GK021: off}\n"}))

    assert outcome(audit, "D-12").state == "manual"
    assert "GK021" in outcome(audit, "D-12").fact


# --- what is counted -------------------------------------------------------------------------------


def test_every_finding_stands_under_an_indicator_or_beside_them(make_site: MakeSite) -> None:
    """Findings of rules that no indicator names stand under the part beside the inspection."""
    bad = document("见[附件](x.pdf)。", 文号="市政发[2026]5号", **FRESH)
    audit = audit_of(make_site({**CLEAN, NOTICE: bad}))

    placed = {at for each in audit.outcomes for at in each.findings}
    assert {audit.findings[at].rule for at in placed} == {
        each.rule for each in audit.findings if each.rule not in ("GK006", "GK007", "GK008")
        and each.severity != "info"
    }  # fmt: skip
    assert outcome(audit, "GK014").part == "other"
    assert {each.rule for each in audit.evidence(outcome(audit, "D-13"))} == {"GK020"}


def test_points_are_none_unless_the_site_gives_them(make_site: MakeSite) -> None:
    """A number costs once, `each` costs per place up to `most`; without them no point is shown."""
    bad = document("[甲](a.pdf) [乙](b.pdf) [丙](c.pdf)", **FRESH)
    files = {**CLEAN, NOTICE: bad}
    given = config() + "audit: {points: {D-17: 2, D-13: {each: 0.4, most: 1}, D-15: 3}}\n"

    plain = audit_of(make_site(files))
    priced = audit_of(make_site({**files, "config.yaml": given}))

    assert (plain.points, {each.points for each in plain.outcomes}) == ("", {""})
    assert outcome(priced, "D-13").places == 3
    assert {key: outcome(priced, key).points for key in ("D-13", "D-15", "D-17")} == {
        "D-13": "1", "D-15": "", "D-17": "2",
    }  # fmt: skip
    assert priced.points == "3"


def test_points_for_an_unknown_indicator_are_refused(make_site: MakeSite) -> None:
    """The message names the nearest indicator."""
    text = config() + "audit: {points: {D-71: 2}}\n"

    with pytest.raises(ConfigError, match="D-71") as raised:
        audit_of(make_site({**CLEAN, "config.yaml": text}))
    assert "D-" in raised.value.hint


@pytest.mark.parametrize("points", ["{D-5: 1}", "{D-05: many}", "{D-05: -1}", "{D-05: {most: 1}}"])
def test_points_that_are_none_are_refused(points: str, make_site: MakeSite) -> None:
    """A key or value that means nothing is a fault of config.yaml, with its line."""
    text = config() + f"audit: {{points: {points}}}\n"

    with pytest.raises(ConfigError, match=r"config\.yaml:\d+"):
        audit_of(make_site({**CLEAN, "config.yaml": text}))


WAIVER = f"- {{规则: GK014, 文件: {NOTICE}, 理由: 原文如此, 批准人: 办公室负责人, 日期: 2026-11-01, 截止: 2026-12-01}}\n"


def test_what_is_waived_does_not_count_and_is_listed(make_site: MakeSite) -> None:
    """A waiver takes a finding out of the counts and into a list with reason, person and days."""
    bad = {**CLEAN, NOTICE: document(文号="市政发[2026]5号", **FRESH), "waivers.yaml": WAIVER}

    audit = audit_of(make_site(bad))

    assert not any(each.rule == "GK014" for each in audit.findings)
    (row,) = audit.waived
    assert (row.by, row.reason, row.days_left) == ("办公室负责人", "原文如此", 9)
    page = to_html(audit).decode()
    assert "原文如此" in page and "办公室负责人" in page


def test_what_is_withheld_is_counted_and_not_named(make_site: MakeSite) -> None:
    """Grounds are counted; a title that is not public is in no report, an overdue review is told."""
    secret = document(
        标题="不可说的事项", 公开属性="不予公开", 发布日期=None, 成文日期="2024-01-02",
        extra="不公开理由: {理由: 个人隐私, 说明: 涉及当事人}\n复审日期: 2025-01-02",
    )  # fmt: skip
    audit = audit_of(make_site({**CLEAN, "content/notice/s.md": secret}))

    assert (audit.withheld.withheld, audit.withheld.grounds) == (1, (("个人隐私", 1),))
    assert [each.path for each in audit.withheld.overdue] == ["content/notice/s.md"]
    reports = to_html(audit).decode() + summary(audit)
    assert "不可说的事项" not in reports


def test_units_are_counted_by_their_present_name(make_site: MakeSite) -> None:
    """A former name and the present one are one unit."""
    text = config().replace(
        "name: 办公室}", "name: 办公室, former_names: [{name: 秘书科, until: 2025-01-01}]}"
    )
    bad = document("[甲](a.pdf)", **FRESH)
    old = document(
        "[乙](b.pdf)",
        标题="旧名称的事项",
        责任单位="秘书科",
        成文日期="2024-01-02",
        发布日期="2024-01-03",
    )

    audit = audit_of(make_site({"config.yaml": text, NOTICE: bad, "content/notice/b.md": old}))

    errors = {each.unit: each.error for each in audit.units}
    assert errors["办公室"] == 2
    assert "秘书科" not in errors


def test_columns_tell_how_fresh_they_are(make_site: MakeSite) -> None:
    """Each column has its last day, its age and how it stands to its limit."""
    text = config(*own(3, "notice"), on="notice news")
    files = {
        "config.yaml": text,
        "content/news/a.md": document(
            标题="新近的会议", 成文日期="2026-11-08", 发布日期="2026-11-10"
        ),
        "content/own-1/a.md": document(标题="没有日期", 发布日期=None),
        "content/own-2/a.md": document(标题="很旧的事", **_OLD),
    }

    rows = {each.key: each for each in audit_of(make_site(files)).columns}

    assert (rows["news"].state, rows["news"].days, rows["news"].limit) == ("near", 12, 14)
    assert rows["own-1"].state == "stale"  # what bears no date is no update
    assert rows["own-2"].state == "stale"
    assert rows["own-3"].state == "empty"
    assert (rows["gazette"].state, rows["gazette"].note) == ("off", "本机关无此项。")


# --- the comparison -------------------------------------------------------------------------------


def test_a_finding_that_moved_is_the_same_one(make_site: MakeSite) -> None:
    """Lines put above a fault change its place and neither solve nor renew it."""
    before = audit_of(make_site({**CLEAN, NOTICE: document("[甲](a.pdf)", **FRESH)}))
    after = audit_of(
        make_site({**CLEAN, NOTICE: document("前言。\n\n说明。\n\n[甲](a.pdf)", **FRESH)})
    )

    change = compare(after, past(before)).comparison

    assert change is not None
    assert (change.new, change.solved) == ((), ())
    assert change.remaining > len(after.findings)  # what figures say remains too
    assert [each.line for each in before.findings] != [each.line for each in after.findings]


def test_what_is_new_solved_and_waived_is_told_apart(make_site: MakeSite) -> None:
    """A mended fault is solved, another word at fault is new, a waived one is neither."""
    number = {"文号": "市政发[2026]5号"}
    before = audit_of(make_site({**CLEAN, NOTICE: document("[甲](a.pdf)", **number, **FRESH)}))
    after = audit_of(
        make_site(
            {**CLEAN, NOTICE: document("[乙](b.pdf)", **number, **FRESH), "waivers.yaml": WAIVER}
        )
    )

    change = compare(after, past(before)).comparison

    assert change is not None
    assert [("b.pdf" in each.message, each.rule) for each in change.new] == [(True, "GK020")]
    assert [("a.pdf" in each.message, each.rule) for each in change.solved] == [(True, "GK020")]
    assert change.waived == 1


def test_two_faults_of_one_kind_are_counted_as_two(make_site: MakeSite) -> None:
    """Of two equal faults one can be solved."""
    twice = "[甲](a.pdf)\n\n又见[甲](a.pdf)"
    before = audit_of(make_site({**CLEAN, NOTICE: document(twice, **FRESH)}))
    after = audit_of(make_site({**CLEAN, NOTICE: document("[甲](a.pdf)", **FRESH)}))

    change = compare(after, past(before)).comparison

    assert change is not None
    assert len(before.findings) - len(after.findings) == 1
    assert (len(change.new), len(change.solved)) == (0, 1)


def test_lines_that_are_crossed_anew_and_the_history_are_told(make_site: MakeSite) -> None:
    """The comparison names lines crossed since, and the figures of earlier audits are kept."""
    root = make_site({**CLEAN, NOTICE: document(**FRESH)})
    days = [TODAY, TODAY + dt.timedelta(days=1), TODAY + dt.timedelta(days=20)]
    first = audit_of(root, days[0])
    second = compare(audit_of(root, days[1]), past(first))
    third = compare(audit_of(root, days[2]), past(second))

    assert third.comparison is not None
    assert (third.comparison.crossed, third.comparison.uncrossed) == (("V3",), ())
    assert [each.date for each in third.history] == days[:2]
    page = to_html(third).decode()
    assert all(str(day) in page for day in days)


def test_later_audits_are_not_compared_with(make_site: MakeSite) -> None:
    """An audit of a later day is no earlier one."""
    root = make_site(CLEAN)

    with pytest.raises(UsageError, match="晚于"):
        compare(audit_of(root), past(audit_of(root, TODAY + dt.timedelta(days=1))))


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[1]", b"\xff\xfe", b'{"format": "gongkai-audit", "version": 1}', b"[" * 9999],
)
def test_what_is_no_audit_is_refused(data: bytes) -> None:
    """A file of another kind, or half of one, is a message and no crash."""
    with pytest.raises(UsageError):
        read_audit(data, "x.json")


def test_another_version_of_the_data_is_refused(make_site: MakeSite) -> None:
    """The message names both versions."""
    made = json.loads(msgspec.json.encode(audit_of(make_site(CLEAN))))

    with pytest.raises(UsageError, match="第 9 版"):
        read_audit(json.dumps({**made, "version": 9}).encode(), "x.json")


# --- the reports -------------------------------------------------------------------------------------

_HOSTILE = "=cmd|' /C calc'!A0<script>alert(1)</script><img src=x onerror=alert(1)>\u202egnp"


def _hostile(make_site: MakeSite) -> Audit:
    text = config().replace(
        "name: 财务科", f"name: {json.dumps('@SUM(1)<b>科</b>', ensure_ascii=False)}"
    )
    title = json.dumps(_HOSTILE, ensure_ascii=False)
    files = {
        "config.yaml": text,
        NOTICE: document(
            标题=title,
            责任单位='"@SUM(1)<b>科</b>"',
            **{**FRESH, "文号": '"=HYPERLINK(1)[2026]号"'},
        ),
        "content/notice/<b>-=1+1.md": document("[x](<y>.pdf)", 标题=title, **FRESH),
    }
    return audit_of(make_site(files))


class _Tags(HTMLParser):
    """What a browser makes of a page: its tags, their attributes, its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, set[str]] = {}
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data


def test_hostile_words_stay_words_in_html(make_site: MakeSite) -> None:
    """Titles, units, numbers and paths cannot become markup, nor turn the line around."""
    page = to_html(_hostile(make_site)).decode()

    seen = _Tags(page)
    assert {"script", "img"} & seen.tags == set()
    assert not [name for name in seen.attributes if name.startswith("on")]
    assert "<script>alert(1)</script><img src=x onerror=alert(1)>" in seen.text
    assert "@SUM(1)<b>科</b>" in seen.text
    assert "\u202e" not in page


def test_hostile_words_stay_words_in_xlsx(make_site: MakeSite) -> None:
    """No cell is a formula or a link, whatever it begins with."""
    data = to_xlsx(_hostile(make_site))

    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert any(str(cell.value).startswith("@SUM(1)") for cell in cells)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [
            name for name in archive.namelist() if "hyperlink" in name or "external" in name
        ]
        sheets = [
            archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets/sheet")
        ]
    assert not any(b"<f>" in each or b"<hyperlink" in each for each in sheets)


def test_the_html_report_needs_nothing_else(make_site: MakeSite) -> None:
    """One file: no script, no address that is loaded, a policy that forbids it, pictures in words."""
    page = to_html(_hostile(make_site)).decode()

    seen = _Tags(page)
    assert {"script", "link", "img", "iframe", "object", "embed", "base"} & seen.tags == set()
    assert {"src", "style", "action", "xlink:href"} & set(seen.attributes) == set()
    assert not [each for each in seen.attributes["href"] if not each.startswith("#")]
    assert not re.search(r"@import|url\(", page.partition("</style>")[0])
    assert "default-src 'none'" in page and 'content="noindex,nofollow"' in page
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert page.count('role="img"') == page.count("<desc ") > 0
    assert page.count("<table") == page.count("<caption>")


def test_the_reports_hold_the_evidence(make_site: MakeSite) -> None:
    """Place, message, cure and unit of a finding are in HTML, XLSX, JSON; the terminal says the line."""
    audit = audit_of(make_site({**CLEAN, NOTICE: document("机密★10年\n\n正文。", **FRESH)}))
    (found,) = audit.evidence(outcome(audit, "V1-2"))

    page = to_html(audit).decode()
    assert found.place in page and found.message in page
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(audit)))
    assert book.sheetnames == [
        "概览", "单项否决", "扣分项", "加分项", "检查发现", "已解决", "豁免", "期限", "按单位", "栏目更新",
    ]  # fmt: skip
    rows = [[cell.value for cell in row] for row in book["单项否决"].iter_rows()]
    assert ["V1-2", "触线", found.place, "GK001", "办公室", found.message] == next(
        [r[0], r[2], r[4], r[5], r[6], r[7]] for r in rows if r[0] == "V1-2"
    )
    data = json.loads(msgspec.json.encode(audit))
    assert (data["format"], data["version"]) == ("gongkai-audit", 1)
    assert found.message in {each["message"] for each in data["findings"]}
    told = summary(audit)
    assert "触及单项否决线 2 条" in told and "V1-2" in told


def test_lines_of_the_terminal_fit(make_site: MakeSite) -> None:
    """Rows of the summary are cut to 96 places, a Chinese character taking two."""
    told = summary(audit_of(make_site({**CLEAN, "config.yaml": CONFIG})))

    rows = [line for line in told.splitlines() if line.startswith("  ")]
    assert rows
    assert max(map(width, rows)) <= 96


def test_a_long_list_stays_readable_and_the_data_holds_it_all(make_site: MakeSite) -> None:
    """HTML shows 500 findings and says how many are left; JSON has every one."""
    body = "\n\n".join(f"[第{n}件](missing-{n}.pdf)" for n in range(620))
    audit = audit_of(make_site({**CLEAN, NOTICE: document(body, **FRESH)}))

    page = to_html(audit).decode()

    listed = len(re.findall(r"missing-\d+\.pdf”", page))
    assert len(audit.findings) >= 620
    assert 500 <= listed < 620
    assert f"其余 {len(audit.findings) - 500} 处" in page
    assert len(json.loads(msgspec.json.encode(audit))["findings"]) == len(audit.findings)


def test_the_report_fits_a_phone(make_site: MakeSite, tmp_path: Path, browser: Any) -> None:
    """At 360 pixels nothing has to be pushed sideways but tables of figures in their own frame."""
    root = make_site(
        {**CLEAN, "config.yaml": CONFIG, NOTICE: document("[甲](" + "a" * 300 + ".pdf)", **FRESH)}
    )
    first = audit_of(root)
    audit = compare(audit_of(root, TODAY + dt.timedelta(days=30)), past(first))
    (tmp_path / "a.html").write_bytes(to_html(audit))

    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto((tmp_path / "a.html").as_uri())
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()

    assert wide <= 360


# --- the command --------------------------------------------------------------------------------------


def test_the_command_writes_three_files_into_a_private_folder(make_site: MakeSite) -> None:
    """HTML, XLSX and JSON of the day lie beside the content, kept out of version control."""
    root = make_site(CLEAN)

    code, out, err = run("-s", root, "--today", TODAY)

    assert code == 0
    assert "没有触及单项否决线" in out
    assert sorted(tree(root / FOLDER)) == [
        ".gitignore", *(f"audit-{TODAY}.{kind}" for kind in ("html", "json", "xlsx")),
    ]  # fmt: skip
    assert (root / FOLDER / ".gitignore").read_text() == "*\n"
    assert "不要放进网站" in err


def test_reports_are_never_built(make_site: MakeSite) -> None:
    """What lies in the folder of the reports is in no output."""
    root = make_site({**CLEAN, "content/notice/a.pdf": PDF})
    run("-s", root, "--today", TODAY)

    CliRunner().invoke(
        cli, ["build", "-s", str(root), "--today", str(TODAY), "--no-search", "--fail-on", "never"]
    )

    assert (root / "public" / "index.html").exists()
    assert not [name for name in tree(root / "public") if "audit" in name or FOLDER in name]


@pytest.mark.parametrize(
    "place", ["content", "content/notice", "public", "public/x", "themes/mine"]
)
def test_a_folder_that_is_published_is_refused(place: str, make_site: MakeSite) -> None:
    """Reports are not written where a site is made from, or to."""
    root = make_site(CLEAN)
    before = tree(root)

    code, _, err = run("-s", root, "-o", root / place, "--today", TODAY)

    assert code == 2
    assert "公开" in err
    assert tree(root) == before


def test_a_site_built_elsewhere_is_refused_too(make_site: MakeSite, tmp_path: Path) -> None:
    """An output folder is known by what is in it, wherever it lies."""
    root = make_site(CLEAN)
    out = tmp_path / "www"
    CliRunner().invoke(
        cli,
        [
            "build",
            "-s",
            str(root),
            "-d",
            str(out),
            "--today",
            str(TODAY),
            "--no-search",
            "--fail-on",
            "never",
        ],
    )
    assert (out / "catalog.json").exists()

    code, _, _ = run("-s", root, "-o", out / "audit", "--today", TODAY)

    assert code == 2
    assert not (out / "audit").exists()


def test_json_alone_goes_to_stdout(make_site: MakeSite) -> None:
    """`--format json` prints the data and writes nothing."""
    root = make_site(CLEAN)
    before = tree(root)

    code, out, _ = run("-s", root, "--today", TODAY, "--format", "json")

    assert code == 0
    assert json.loads(out)["date"] == str(TODAY)
    assert tree(root) == before


def test_the_last_audit_is_compared_with_by_itself(make_site: MakeSite) -> None:
    """The newest data of an earlier day in the folder is taken; that of the same day is not."""
    root = make_site({**CLEAN, NOTICE: document("[甲](a.pdf)", **FRESH)})
    run("-s", root, "--today", TODAY - dt.timedelta(days=2))
    run("-s", root, "--today", TODAY - dt.timedelta(days=1))
    (root / NOTICE).write_text(document(**FRESH), "utf-8")

    _, first, _ = run("-s", root, "--today", TODAY)
    _, again, _ = run("-s", root, "--today", TODAY)

    assert "比 2026-11-21　新出现 0，已解决 1" in first
    assert again == first


def test_a_damaged_earlier_audit_is_passed_over(make_site: MakeSite) -> None:
    """One that lies in the folder is told of; one that was asked for is an error."""
    root = make_site(CLEAN)
    (root / FOLDER).mkdir()
    (root / FOLDER / "audit-2026-11-01.json").write_text("{", "utf-8")

    code, _, err = run("-s", root, "--today", TODAY)
    named, _, _ = run(
        "-s", root, "--today", TODAY, "--compare", root / FOLDER / "audit-2026-11-01.json"
    )
    absent, _, _ = run("-s", root, "--today", TODAY, "--compare", root / "x.json")

    assert (code, named, absent) == (0, 2, 2)
    assert "没有与上次比较" in err


def test_only_a_crossed_line_makes_it_fail_and_only_when_asked(make_site: MakeSite) -> None:
    """An audit reports: exit code 0, and 1 with `--fail-on veto` where a line is crossed."""
    fine = make_site(CLEAN)
    bad = make_site({**CLEAN, **LINES["V3"][0]})

    codes = [run("-s", s, "--today", TODAY, "--fail-on", on)[0] for s in (fine, bad) for on in ("never", "veto")]  # fmt: skip

    assert codes == [0, 0, 0, 1]


def test_a_config_that_cannot_be_used_ends_with_3(make_site: MakeSite) -> None:
    """Faults of config.yaml keep their exit code."""
    assert run("-s", make_site({**CLEAN, "config.yaml": "site: 1\n"}))[0] == 3


def test_the_same_site_gives_the_same_bytes(make_site: MakeSite) -> None:
    """Wherever the site lies and however often it is audited, the three files are the same."""
    files = {**CLEAN, "config.yaml": CONFIG, NOTICE: document("[甲](a.pdf)", **FRESH)}
    roots = [make_site(files), make_site(files)]
    for root in roots:
        for day in (TODAY - dt.timedelta(days=30), TODAY, TODAY):
            assert run("-s", root, "--today", day)[0] == 0

    first, second = (tree(root / FOLDER) for root in roots)
    assert first == second
    assert not [name for name, data in first.items() if str(roots[0]).encode() in data]
