"""Guide, organization, requests and proposals: what their own keys make of a page; deadlines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import TODAY
from sites import CONFIG, PDF, document

from gongkai_ssg.build import Report
from gongkai_ssg.calendar import Calendar, Deadline, deadline
from gongkai_ssg.check import check_site
from gongkai_ssg.config import load_config
from gongkai_ssg.faults import Finding
from gongkai_ssg.load import load_site
from gongkai_ssg.own_facts import own_texts

MakeSite = Callable[[Mapping[str, str | bytes]], Path]
Build = Callable[..., Report]

GUIDE = {
    "分类": "按公开属性和栏目分类",
    "编排体系": "由索引号等要素编成目录",
    "获取方式": "网上查阅或者申请",
    "公开工作机构名称": "示例局办公室",
    "办公地址": "文化路1号",
    "办公时间": "工作日 9:00—17:00",
    "联系电话": "0000-8860001",
    "传真号码": "0000-8860002",
    "互联网联系方式": "xxgk@example.gov.cn",
}


def day(written: str) -> dt.date:
    return dt.date.fromisoformat(written)


def findings(make_site: MakeSite, files: Mapping[str, str | bytes]) -> list[Finding]:
    root = make_site(files)
    config = load_config(root)
    return list(check_site(load_site(root, config), config, today=TODAY))


def page(
    make_site: MakeSite, build_site: Build, files: Mapping[str, str | bytes], path: str
) -> str:
    """Build a site and return one of its pages."""
    root = make_site(files)
    build_site(root)
    return (root / "public" / path / "index.html").read_text("utf-8")


# --- workdays --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "workdays", "end"),
    [
        ("2026-09-21", 20, "2026-10-26"),
        ("2026-09-21", 7, "2026-10-08"),
        ("2026-02-13", 20, "2026-03-19"),
        ("2026-09-19", 20, "2026-10-22"),  # a Saturday: nothing is counted twice
        ("2026-11-20", 1, "2026-11-23"),
    ],
)
def test_deadlines_are_counted_in_workdays(start: str, workdays: int, end: str) -> None:
    """The first day does not count; holidays do not, days worked in exchange do."""
    assert deadline(day(start), workdays, Calendar()) == Deadline(day(end))


def test_a_year_without_announcement_is_estimated() -> None:
    """Beyond the announced years the statutory days off count, and the result says so."""
    calendar = Calendar()

    assert deadline(day("2026-12-04"), 20, calendar) == Deadline(day("2027-01-04"), True)
    assert [calendar.is_workday(day(f"2027-02-0{n}")) for n in (4, 5, 8, 9)] == [
        True, False, False, True,
    ]  # fmt: skip
    assert not calendar.is_workday(day("2027-06-09"))
    assert not calendar.is_workday(day("2027-09-15"))
    assert not calendar.is_workday(day("2028-04-04"))
    assert not calendar.is_workday(day("2047-10-01"))


def test_a_place_has_holidays_of_its_own(make_site: MakeSite) -> None:
    """Days that config.yaml adds are days off, and days that it takes are workdays."""
    text = CONFIG + (
        "calendar:\n  extra_holidays: [2026-09-22, 2027年1月4日]\n  extra_workdays: ['2026-09-26']\n"
    )

    calendar = load_config(make_site({"config.yaml": text})).calendar

    assert deadline(day("2026-09-21"), 1, calendar) == Deadline(day("2026-09-23"))
    assert deadline(day("2026-09-24"), 1, calendar) == Deadline(day("2026-09-26"))
    assert not calendar.is_estimated(day("2027-01-04"))


def test_no_limit_of_no_days() -> None:
    """A time limit has at least one day."""
    with pytest.raises(ValueError, match="0"):
        deadline(day("2026-09-21"), 0, Calendar())


# --- guide -----------------------------------------------------------------------------


@pytest.mark.parametrize("label", GUIDE)
def test_each_of_the_nine_items_is_missed(label: str, make_site: MakeSite) -> None:
    """A guide without one of the nine items of article 12 is told which."""
    keys = {key: value for key, value in GUIDE.items() if key != label}

    found = findings(make_site, {"content/guide/a.md": document(**keys)})

    assert [each.rule for each in found] == ["GK040"]
    assert f"“{label}”" in found[0].message


def test_further_documents_of_a_guide_need_no_items(make_site: MakeSite) -> None:
    """Only the documents that have items are judged, or the first one when none has any."""
    whole, bare = document(**GUIDE), document(标题="公开指南附图")

    assert findings(make_site, {"content/guide/a.md": bare, "content/guide/b.md": whole}) == []
    found = findings(make_site, {"content/guide/a.md": bare, "content/guide/b.md": bare})
    assert [(each.rule, each.path) for each in found] == [("GK040", "content/guide/a.md")]


def test_the_items_of_a_guide_are_a_table(make_site: MakeSite, build_site: Build) -> None:
    """All nine stand in a table with row headers, escaped."""
    keys = {**GUIDE, "办公地址": "'<b>1</b> 号'"}

    html = page(make_site, build_site, {"content/guide/a.md": document(**keys)}, "guide/a")

    for label in GUIDE:
        assert f'<th scope="row">{label}</th>' in html
    assert "&lt;b&gt;1&lt;/b&gt; 号" in html


# --- requests --------------------------------------------------------------------------


def test_time_limits_with_an_example(make_site: MakeSite, build_site: Build) -> None:
    """The example shows the last day of each limit that runs from the receipt."""
    text = document(示例收到日期="2026-09-21")

    html = page(make_site, build_site, {"content/request/a.md": text}, "request/a")

    for end in ("2026-10-08", "2026-10-26", "2026-11-23"):
        assert f'不迟于 <time datetime="{end}">' in html
    assert html.count("15 个工作日") == 2
    assert "第三十四条" in html
    assert "推算" not in html


def test_the_example_follows_the_calendar_of_the_place(
    make_site: MakeSite, build_site: Build
) -> None:
    """A holiday of the place moves the ends of the example; an unknown year is marked."""
    files = {
        "config.yaml": CONFIG + "calendar:\n  extra_holidays: [2026-09-22]\n",
        "content/request/a.md": document(示例收到日期="2026-09-21"),
        "content/request/b.md": document(标题="另一篇", 示例收到日期="2026-12-21"),
    }
    root = make_site(files)
    build_site(root)

    first = (root / "public/request/a/index.html").read_text("utf-8")
    second = (root / "public/request/b/index.html").read_text("utf-8")

    assert '不迟于 <time datetime="2026-10-09">' in first
    assert "推算" in second


def test_fees_and_ways(make_site: MakeSite, build_site: Build) -> None:
    """Ways to apply and the two fee tables stand where a document asks for them."""
    ways = "申请方式:\n  - {方式: 当面, 办法: 到窗口提交, 收到之日: 提交之日}\n"
    text = document(extra=ways, 法定表="[信息处理费]")

    html = page(make_site, build_site, {"content/request/a.md": text}, "request/a")

    assert '<th scope="row">当面</th><td>到窗口提交</td><td>提交之日</td>' in html
    assert "国办函〔2020〕109号" in html
    assert "40 元/页" in html
    assert "办理期限" not in html


def test_the_form_can_be_downloaded_at_once(make_site: MakeSite, build_site: Build) -> None:
    """An attachment called 申请表 is offered above the text."""
    files = {
        "content/request/a.md": document(附件="[申请表.pdf]"),
        "content/request/申请表.pdf": PDF,
    }

    html = page(make_site, build_site, files, "request/a")

    assert "下载申请表.pdf</a>" in html


def test_a_day_at_the_end_of_time_is_no_example(make_site: MakeSite, build_site: Build) -> None:
    """A date that no deadline can follow shows the limits without an example."""
    text = document(示例收到日期="9999-12-20", 法定表="[办理期限]")

    html = page(make_site, build_site, {"content/request/a.md": text}, "request/a")

    assert "办理期限" in html
    assert "不迟于" not in html


# --- organization, proposals, emergency ------------------------------------------------

ORGANIZATION = """\
办公地址: 文化路1号
负责人:
  - {职务: 局长, 分工: 主持全面工作}
机构设置:
  - {名称: 办公室, 职责: 文电和政务公开, 电话: 0000-8860001}
  - {名称: 资料室, 职责: 档案, 曾用名: [图书室]}
"""


def test_offices_show_their_former_names(make_site: MakeSite, build_site: Build) -> None:
    """Former names come from config.yaml and from the document; units lead to their pages."""
    config = CONFIG.replace(
        "{code: bgs, name: 办公室}",
        "{code: bgs, name: 办公室, former_names: [{name: 秘书科, until: 2019-03-01}]}",
    )
    files = {"config.yaml": config, "content/organization/a.md": document(extra=ORGANIZATION)}

    html = page(make_site, build_site, files, "organization/a")

    assert 'unit/bgs/">办公室</a>' in html
    assert "秘书科（至 2019-03-01）" in html
    assert "图书室" in html
    assert '<th scope="row">局长</th><td>主持全面工作</td>' in html
    assert '<th scope="col">姓名</th>' not in html


def test_an_office_without_duties_is_told(make_site: MakeSite) -> None:
    """Every office says what it does."""
    extra = "机构设置:\n  - {名称: 办公室}\n"

    found = findings(make_site, {"content/organization/a.md": document(extra=extra)})

    assert [each.rule for each in found] == ["GK033"]
    assert "职责" in found[0].message


def test_an_answer_says_how_it_was_settled(make_site: MakeSite, build_site: Build) -> None:
    """The letters A to D are explained."""
    text = document(
        类别="提案", 编号="第015号", 届次="七届五次", 办理结果="B类", 答复日期="2026-02-25"
    )

    html = page(make_site, build_site, {"content/proposals/a.md": text}, "proposals/a")

    assert "列入计划解决" in html
    assert "第015号" in html


@pytest.mark.parametrize(
    ("column", "key", "value"),
    [
        ("proposals", "类别", "意见"),
        ("proposals", "办理结果", "E类"),
        ("emergency", "预警级别", "紫色"),
        ("request", "法定表", "[时限]"),
        ("system", "制度类别", "办法"),
        ("annual-report", "年度", "二〇二五"),
    ],
)
def test_a_word_that_is_not_in_the_list_is_told(
    column: str, key: str, value: str, make_site: MakeSite
) -> None:
    """Keys with a list of words take those words only."""
    files = {f"content/{column}/a.md": document(**{key: value})}

    found = findings(make_site, files)

    assert [(each.rule, key in each.message) for each in found] == [("GK033", True)]


def test_what_is_on_request_shows_nothing_of_its_own(
    make_site: MakeSite, build_site: Build
) -> None:
    """A document that is not public shows neither leaders nor offices."""
    text = document(
        extra=ORGANIZATION,
        公开属性="依申请公开",
        不公开理由="过程性信息：尚在讨论",
        复审日期="2026-06-30",
    )

    html = page(make_site, build_site, {"content/organization/a.md": text}, "organization/a")

    assert "局长" not in html
    assert "资料室" not in html


def test_own_values_give_their_words_to_search() -> None:
    """Texts at any depth are searched; figures, days and empty texts are not."""
    own = {
        "address": "文化路1号",
        "example": "2026-09-21",
        "offices": [{"name": "办公室", "telephone": "0000-8860001", "former": ["秘书科", ""]}],
        "figures": {"layout": "2021", "requests": {"r1": [1, None]}},
    }

    assert own_texts(own) == ("文化路1号", "办公室", "秘书科")
