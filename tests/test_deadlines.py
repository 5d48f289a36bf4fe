"""What is due: each obligation from the dates, rows and relations that documents carry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import TODAY, MakeSite
from sites import CONFIG, document

from gongkai_ssg import limits
from gongkai_ssg.config import load_config
from gongkai_ssg.deadlines import SOON, Obligation, State, by_unit, obligations
from gongkai_ssg.load import load_site

Due = Callable[..., list[Obligation]]

NOTICE = "content/notice/a.md"
PENALTIES = "content/enforcement/cf.csv"
PENALTY_HEAD = (
    "行政相对人名称,行政相对人类别,统一社会信用代码,行政处罚决定书文号,违法行为类型,违法事实,处罚依据,"
    "处罚类别,处罚内容,处罚决定日期,公示截止期,处罚机关,处罚状态,撤销理由,撤销日期\n"
)


def day(written: str) -> dt.date:
    return dt.date.fromisoformat(written)


def penalty(number: int, decided: str, until: str = "2027-11-01", quashed: str = "") -> str:
    state = f"已撤销,复议撤销,{quashed}" if quashed else "有效,,"
    return (
        f"甲旅行社有限公司,法人及非法人组织,91990100MA1Y0T017K,某文旅罚〔2026〕{number}号,未投保,"
        f"未投保责任险,《旅行社条例》,警告,警告,{decided},{until},市文旅局,{state}\n"
    )


def penalties(*rows: str, **keys: object) -> dict[str, str | bytes]:
    matter = document(
        extra="数据: {文件: cf.csv, 表种: 行政处罚决定公示表}",
        **{"成文日期": None, "发布日期": "2026-11-10", **keys},
    )
    return {"content/enforcement/a.md": matter, PENALTIES: PENALTY_HEAD + "".join(rows)}


@pytest.fixture
def due(make_site: MakeSite) -> Due:
    """Return the obligations of a site of the given files, of some kinds alone where named."""

    def run(
        files: Mapping[str, str | bytes], *kinds: limits.Limit, today: dt.date = TODAY
    ) -> list[Obligation]:
        root: Path = make_site(files)
        config = load_config(root)
        found = obligations(load_site(root, config), config, today)
        keys = {each.key for each in kinds}
        return [each for each in found if not keys or each.kind in keys]

    return run


def only(found: list[Obligation]) -> Obligation:
    assert len(found) == 1, found
    return found[0]


# --- twenty workdays ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("published", "state"),
    [("2026-10-26", State.DONE), ("2026-10-27", State.DONE_LATE)],
)
def test_a_document_is_published_within_twenty_workdays(
    due: Due, published: str, state: State
) -> None:
    """The last day is the twentieth workday after the document was formed."""
    files = {NOTICE: document(成文日期="2026-09-21", 发布日期=published)}

    found = only(due(files, limits.PUBLISH, today=day(published)))

    assert (found.due, found.state, found.done_on) == (day("2026-10-26"), state, day(published))
    assert found.workdays == (0 if state is State.DONE else -1)
    assert (found.path, found.unit, found.start) == (NOTICE, "办公室", day("2026-09-21"))
    assert "第二十六条" in found.basis


@pytest.mark.parametrize(
    ("formed", "state", "workdays"),
    [
        ("2026-11-20", State.OPEN, 20),
        ("2026-10-30", State.SOON, SOON),
        ("2026-10-26", State.SOON, 1),
        ("2026-10-23", State.LATE, 0),  # since Saturday: no workday has passed
        ("2026-10-22", State.LATE, -1),
    ],
)
def test_a_draft_is_due_as_well(due: Due, formed: str, state: State, workdays: int) -> None:
    """A draft was formed like any document: its state follows from the workdays that are left."""
    files = {NOTICE: document(成文日期=formed, 发布日期=None, 草稿="是")}

    found = only(due(files, limits.PUBLISH))

    assert (found.state, found.workdays, found.done_on) == (state, workdays, None)
    assert "草稿" in found.hint


def test_a_document_that_waits_for_a_day_after_its_limit_is_told(due: Due) -> None:
    """A scheduled document is open until its day, and the hint says that the day is too late."""
    files = {NOTICE: document(成文日期="2026-11-02", 发布日期="2026-12-15", 定时发布="是")}

    found = only(due(files, limits.PUBLISH))

    assert (found.due, found.state) == (day("2026-11-30"), State.OPEN)
    assert "晚于期限" in found.hint


def test_a_limit_into_an_unannounced_year_is_estimated(due: Due) -> None:
    """Days of which nobody has announced yet what they are mark the obligation."""
    files = {
        NOTICE: document(成文日期="2026-12-04", 发布日期=None, 草稿="是"),
        "content/notice/b.md": document(成文日期="2026-12-03", 发布日期=None, 草稿="是"),
    }

    found = due(files, limits.PUBLISH, today=day("2026-12-10"))

    assert {each.path: (each.due, each.estimated) for each in found} == {
        NOTICE: (day("2027-01-04"), True),
        "content/notice/b.md": (day("2026-12-31"), False),
    }


def test_what_the_site_sets_otherwise_counts(due: Due) -> None:
    """`checks` and `calendar` of config.yaml change the last day."""
    config = (
        f"{CONFIG}checks: {{publish_workdays: 5}}\ncalendar: {{extra_holidays: [2026-11-24]}}\n"
    )
    files = {"config.yaml": config, NOTICE: document(成文日期="2026-11-20", 草稿="是")}

    assert only(due(files, limits.PUBLISH)).due == day("2026-11-30")


@pytest.mark.parametrize(
    "keys",
    [
        {"来源": "新华社", "原文链接": "https://www.example.com/a"},
        {"公开属性": "不予公开", "不公开理由": "内部事务信息：内部流程", "复审日期": "2026-06-30"},
        {"成文日期": None},
    ],
)
def test_what_has_no_such_limit_is_not_listed(due: Due, keys: dict[str, object]) -> None:
    """Repeated texts, documents that are not to be public, and those without a day of forming."""
    assert due({NOTICE: document(**keys)}, limits.PUBLISH) == []


# --- decisions ----------------------------------------------------------------------------


def test_decisions_are_public_within_seven_workdays(due: Due) -> None:
    """The earliest decision of a table rules; the limit of twenty workdays is not listed beside."""
    rows = (penalty(1, "2026-09-21", "2027-09-21"), penalty(2, "2026-09-24"))

    found = due(penalties(*rows, 发布日期="2026-10-09"), limits.DECISION, limits.PUBLISH)

    assert only(found).kind == limits.DECISION.key
    assert (found[0].due, found[0].state) == (day("2026-10-08"), State.DONE_LATE)
    assert "2 件" in found[0].hint


def test_a_running_list_of_decisions_is_not_counted(due: Due) -> None:
    """A public table whose decisions lie more than a month apart is published again and again."""
    rows = (penalty(1, "2026-01-05"), penalty(2, "2026-11-05"))

    assert due(penalties(*rows), limits.DECISION, limits.PUBLISH) == []


def test_a_single_penalty_is_a_decision(due: Due) -> None:
    """A document with an end of publicity is a decision, formed on the day it was taken."""
    matter = document(成文日期="2026-11-12", 发布日期=None, 草稿="是", 公示截止期="2027-11-12")

    found = due({"content/enforcement/a.md": matter}, limits.DECISION, limits.PUBLICITY)

    assert (only(found).kind, found[0].due) == (limits.DECISION.key, day("2026-11-23"))
    assert (found[0].state, found[0].workdays) == (State.SOON, 1)


def test_a_quashed_penalty_is_withdrawn_within_three_workdays(due: Due) -> None:
    """As long as its row is public it is open; what ended its publicity did it."""
    rows = (
        penalty(1, "2026-11-02", quashed="2026-11-16"),
        penalty(2, "2026-11-02", quashed="2026-11-18"),
        penalty(3, "2026-11-02", "2026-11-18", quashed="2026-11-16"),
        penalty(4, "2026-11-02"),
        penalty(5, "2026-11-02", "2026-11-22", quashed="2026-11-16"),
    )

    found = due(penalties(*rows), limits.WITHDRAWAL)

    assert {each.title[-12:]: (each.due, each.state) for each in found} == {
        "文旅罚〔2026〕1号）": (day("2026-11-19"), State.LATE),
        "文旅罚〔2026〕2号）": (day("2026-11-23"), State.SOON),
        "文旅罚〔2026〕3号）": (day("2026-11-19"), State.DONE),
        "文旅罚〔2026〕5号）": (day("2026-11-19"), State.LATE),
    }


def test_a_quashed_penalty_of_its_own_document_is_withdrawn(due: Due) -> None:
    """The key 撤销日期 does for a document what the column does for a row."""
    matter = document(公示截止期="2027-02-24", 撤销日期="2026-11-16")

    found = only(due({"content/enforcement/a.md": matter}, limits.WITHDRAWAL))

    assert (found.due, found.state) == (day("2026-11-19"), State.LATE)


def test_the_next_end_of_publicity_is_listed(due: Due) -> None:
    """Of a table the next day on which rows end; ends that are past need nothing more."""
    rows = (
        penalty(1, "2025-11-02", "2026-11-21"),
        penalty(2, "2025-12-02", "2026-12-02"),
        penalty(3, "2025-12-02", "2026-12-02"),
        penalty(4, "2026-01-02", "2027-01-02"),
    )
    files = penalties(*rows)
    files["content/enforcement/b.md"] = document(公示截止期="2026-11-21")
    files["content/enforcement/c.md"] = document(公示截止期="2026-11-22")

    found = due(files, limits.PUBLICITY)

    assert [(each.path[-4:], each.due) for each in found] == [
        ("c.md", day("2026-11-22")),
        ("a.md", day("2026-12-02")),
    ]
    assert "2 行" in found[1].hint
    last = due(files, limits.PUBLICITY, today=day("2026-12-02"))
    assert [each.due for each in last] == [day("2026-12-02")]


# --- other limits of documents ----------------------------------------------------------------


def test_budgets_are_public_twenty_calendar_days_after_approval(due: Due) -> None:
    """Days are counted by the calendar, and nothing else is due beside."""
    path = "content/finance/a.md"
    files = {path: document(批复日期="2026-02-10", 发布日期="2026-03-03", 责任单位="财务科")}

    found = only(due(files, limits.FINANCE, limits.PUBLISH))

    assert (found.kind, found.due) == (limits.FINANCE.key, day("2026-03-02"))
    assert (found.state, found.unit) == (State.DONE_LATE, "财务科")


def test_an_interpretation_follows_its_policy_within_three_workdays(due: Due) -> None:
    """The limit runs from the day on which the policy became public, for drafts too."""
    files = {
        "content/policy/p.md": document(文号="某文旅发〔2026〕5号", 发布日期="2026-11-16"),
        "content/interpretation/i.md": document(
            解读对象="某文旅发〔2026〕5号", 成文日期="2026-11-16", 发布日期=None, 草稿="是"
        ),
    }

    found = only(due(files, limits.INTERPRETATION))

    assert (found.path, found.due, found.state) == (
        "content/interpretation/i.md", day("2026-11-19"), State.LATE,
    )  # fmt: skip
    assert "2026-11-16 公开" in found.hint


def test_an_interpretation_of_a_draft_is_not_due_yet(due: Due) -> None:
    """Where the policy is not public, only the twenty workdays of the text itself run."""
    files = {
        "content/policy/p.md": document(文号="某文旅发〔2026〕5号", 草稿="是"),
        "content/interpretation/i.md": document(解读对象="../policy/p.md", 草稿="是"),
    }

    found = due(files, limits.INTERPRETATION, limits.PUBLISH)

    assert {each.kind for each in found} == {limits.PUBLISH.key}


def test_a_consultation_ends_and_its_result_follows(due: Due) -> None:
    """Before the end the end is listed, after it the result until thirty days later."""
    path = "content/consultation/a.md"
    files = {path: document(征集开始="2026-03-02", 征集截止="2026-04-03")}
    kinds = (limits.CONSULTATION, limits.CONSULTATION_RESULT)

    during = only(due(files, *kinds, today=day("2026-04-03")))
    after = only(due(files, *kinds, today=day("2026-04-04")))
    late = only(due(files, *kinds, today=day("2026-05-06")))

    assert (during.kind, during.due) == (limits.CONSULTATION.key, day("2026-04-03"))
    assert (after.kind, after.due, after.state) == (
        limits.CONSULTATION_RESULT.key, day("2026-05-03"), State.OPEN,
    )  # fmt: skip
    assert late.state is State.LATE


@pytest.mark.parametrize(
    "files",
    [
        {"content/consultation/a.md": document(
            征集开始="2026-03-02", 征集截止="2026-04-03",
            结果="{收到: 3, 采纳: 3, 公布日期: 2026-04-20}")},
        {"content/consultation/a.md": document(征集开始="2026-03-02", 征集截止="2026-04-03"),
         "content/consultation/b.md": document(征集公告="a.md", 发布日期="2026-04-20")},
    ],
)  # fmt: skip
def test_a_result_is_given_in_the_notice_or_in_a_document(due: Due, files: dict[str, str]) -> None:
    """Either way the obligation is done on the day on which the result was published."""
    found = only(due(files, limits.CONSULTATION_RESULT))

    assert (found.state, found.done_on) == (State.DONE, day("2026-04-20"))


@pytest.mark.parametrize(
    ("reviewed", "last", "state"),
    [
        ("2025-11-22", "2026-11-22", State.SOON),
        ("2025-11-21", "2026-11-21", State.LATE),
        ("2026-11-20", "2027-11-20", State.OPEN),
        (None, "2027-02-27", State.OPEN),  # counted from the day of forming
    ],
)
def test_what_is_withheld_is_reviewed_every_year(
    due: Due, reviewed: str | None, last: str, state: State
) -> None:
    """365 days after the last review, or after the document was formed where there was none."""
    files = {
        NOTICE: document(公开属性="依申请公开", 不公开理由="个人隐私：住址", 复审日期=reviewed)
    }

    found = only(due(files, limits.REVIEW))

    assert (found.due, found.state) == (day(last), state)
    assert ("没有复审记录" in found.hint) == (reviewed is None)


# --- every year ---------------------------------------------------------------------------------


def report(year: int, published: str | None, **keys: object) -> str:
    return document(年度=year, 发布日期=published, 成文日期=f"{year + 1}-01-20", **keys)


def test_the_annual_report_of_a_department_is_due_in_january(due: Due) -> None:
    """What is there is done or late, the year that has no report is open, the next one too."""
    files = {
        NOTICE: document(发布日期="2023-03-01"),
        "content/annual-report/2023.md": report(2023, "2024-01-31"),
        "content/annual-report/2024.md": report(2024, "2025-02-05"),
    }

    found = due(files, limits.ANNUAL_DEPARTMENT, limits.ANNUAL_GOVERNMENT)

    assert [(each.due, each.state) for each in found] == [
        (day("2024-01-31"), State.DONE),
        (day("2025-01-31"), State.DONE_LATE),
        (day("2026-01-31"), State.LATE),
        (day("2027-01-31"), State.OPEN),
    ]
    assert found[2].title == "2025 年政府信息公开工作年度报告"
    assert (found[2].path, found[2].unit) == ("", "办公室")


def test_a_township_reports_as_a_department_does(due: Due) -> None:
    """The term of March is for governments from the county upwards."""
    config = CONFIG.replace(
        "  organizer: 示例市文化和旅游局", "  organizer: 示例乡人民政府\n  level: township"
    )
    files = {"config.yaml": config, NOTICE: document(发布日期="2026-03-01")}

    found = only(due(files, limits.ANNUAL_GOVERNMENT, limits.ANNUAL_DEPARTMENT))

    assert found.due == day("2027-01-31")


def test_a_government_has_until_march(due: Due) -> None:
    """By the name of the organizer, or by what the report says of itself."""
    config = CONFIG.replace("organizer: 示例市文化和旅游局", "organizer: 示例市人民政府")
    base = {NOTICE: document(发布日期="2026-03-01")}

    named = due({**base, "config.yaml": config}, limits.ANNUAL_GOVERNMENT, limits.ANNUAL_DEPARTMENT)
    said = due(
        {**base, "content/annual-report/a.md": report(2025, "2026-03-31", 报告主体="政府")},
        limits.ANNUAL_GOVERNMENT, limits.ANNUAL_DEPARTMENT,
    )  # fmt: skip

    assert [(each.due, each.state) for each in named] == [(day("2027-03-31"), State.OPEN)]
    assert [(each.due, each.state) for each in said] == [
        (day("2026-03-31"), State.DONE), (day("2027-03-31"), State.OPEN),
    ]  # fmt: skip


def test_a_draft_of_the_report_stands_for_it(due: Due) -> None:
    """A report that is being written has its path and unit in the obligation."""
    files = {
        NOTICE: document(发布日期="2026-03-01"),
        "content/annual-report/a.md": report(2026, None, 草稿="是", 责任单位="财务科"),
    }

    found = only(due(files, limits.ANNUAL_DEPARTMENT))

    assert (found.path, found.unit) == ("content/annual-report/a.md", "财务科")
    assert (found.due, found.state) == (day("2027-01-31"), State.OPEN)


@pytest.mark.parametrize(
    "title",
    ["2025年政府信息公开工作年度报告", "二○二五年度信息公开年报", "政府信息公开工作年度报告"],
)
def test_the_year_of_a_report_is_read_from_its_title(due: Due, title: str) -> None:
    """Where the key is missing: a year in digits or numerals, else the one before publication."""
    files = {
        NOTICE: document(发布日期="2025-03-02"),
        "content/annual-report/a.md": document(标题=title, 发布日期="2026-01-20"),
    }

    found = due(files, limits.ANNUAL_DEPARTMENT)

    assert [(each.due, each.state) for each in found] == [
        (day("2026-01-31"), State.DONE), (day("2027-01-31"), State.OPEN),
    ]  # fmt: skip


def test_the_report_of_the_website_is_due_in_january(due: Due) -> None:
    """It is known by its title; a site that is part of another one is not asked for it."""
    files = {
        NOTICE: document(发布日期="2025-03-01"),
        "content/annual-report/w.md": document(
            标题="示例市文化和旅游局政府网站工作年度报表（2025年）", 发布日期="2026-01-20"
        ),
    }
    part = CONFIG.replace("wl.example.gov.cn", "wl.example.gov.cn/gk")

    found = due(files, limits.WEBSITE_REPORT)

    assert [(each.due, each.state) for each in found] == [
        (day("2026-01-31"), State.DONE), (day("2027-01-31"), State.OPEN),
    ]  # fmt: skip
    assert due({**files, "config.yaml": part}, limits.WEBSITE_REPORT) == []
    assert [each.state for each in due(files, limits.ANNUAL_DEPARTMENT)] == [
        State.LATE, State.OPEN,
    ]  # fmt: skip


def test_a_new_site_owes_nothing_of_years_before_it(due: Due) -> None:
    """The first year for which a report is due is that of the first publication."""
    found = due({NOTICE: document()}, limits.ANNUAL_DEPARTMENT, limits.WEBSITE_REPORT)

    assert {each.due for each in found} == {day("2027-01-31")}


WINDOWS = f"{CONFIG}windows:\n  - {{column: statistics, days: [07-01/07-15, 01-01/01-15]}}\n"


def test_columns_that_publish_in_windows(due: Due) -> None:
    """In time within a window, late until the next one begins, and the next one is announced."""
    files = {
        "config.yaml": WINDOWS,
        "content/statistics/a.md": document(成文日期="2025-07-01", 发布日期="2025-07-10"),
        "content/statistics/b.md": document(成文日期="2026-01-10", 发布日期="2026-02-01"),
    }

    found = due(files, limits.WINDOW)

    assert [(each.start, each.due, each.state, each.path[-4:]) for each in found] == [
        (day("2026-01-01"), day("2026-01-15"), State.DONE_LATE, "b.md"),
        (day("2026-07-01"), day("2026-07-15"), State.LATE, ""),
        (day("2027-01-01"), day("2027-01-15"), State.OPEN, ""),
    ]
    assert found[1].unit == "办公室"


@pytest.mark.parametrize("today", ["2026-07-01", "2026-07-10", "2026-07-15"])
def test_a_window_that_is_open_now_is_listed(due: Due, today: str) -> None:
    """On the days of a window it stands open, whether or not the column was ever used."""
    found = due({"config.yaml": WINDOWS}, limits.WINDOW, today=day(today))

    assert [(each.due, each.state) for each in found] == [
        (day("2026-07-15"), State.OPEN if today == "2026-07-01" else State.SOON),
        (day("2027-01-15"), State.OPEN),
    ]


# --- all together -----------------------------------------------------------------------------


def test_obligations_are_in_the_order_of_their_last_day(due: Due) -> None:
    """What is due first stands first, whatever it is."""
    files = {
        NOTICE: document(成文日期="2026-11-20", 草稿="是"),
        "content/other/b.md": document(
            公开属性="不予公开", 不公开理由="内部事务信息：流程", 复审日期="2025-12-01"
        ),
    }

    days = [each.due for each in due(files)]

    assert days == sorted(days)
    assert len(days) > 2


def test_units_are_summed_by_their_present_name(due: Due) -> None:
    """Former names count for the unit of today; the unit with most that is late comes first."""
    config = CONFIG.replace(
        "{code: cwk, name: 财务科}", "{code: cwk, name: 财务科, former_names: [{name: 计财科}]}"
    )
    draft = {"发布日期": None, "草稿": "是"}
    files = {
        "config.yaml": config,
        "content/notice/a.md": document(成文日期="2026-11-20", **draft),
        "content/notice/b.md": document(成文日期="2026-03-02", 责任单位="财务科", **draft),
        "content/notice/c.md": document(成文日期="2026-03-02", 责任单位="计财科", **draft),
    }

    sums = by_unit(due(files, limits.PUBLISH))

    assert [(each.unit, each.states[State.LATE], each.total) for each in sums] == [
        ("财务科", 2, 2), ("办公室", 0, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("written", ["0001-01-01", "9999-12-31"])
def test_days_at_the_ends_of_the_calendar_stop_nothing(due: Due, written: str) -> None:
    """However far a day lies, the list is made."""
    files = {
        NOTICE: document(成文日期=written, 草稿="是"),
        "content/finance/a.md": document(批复日期=written, 草稿="是"),
        "content/consultation/a.md": document(征集开始=written, 征集截止=written),
        "content/annual-report/a.md": document(年度=9999),
        **penalties(penalty(1, written, "9999-12-31"), 草稿="是"),
    }

    assert {each.kind for each in due(files)} >= {"publish", "finance", "decision"}
