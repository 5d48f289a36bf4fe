"""Figures: every way of counting adds up, and each document counts once, where it belongs."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from conftest import TODAY, MakeSite
from hypothesis import given, settings
from hypothesis import strategies as st
from sites import document

from gongkai_ssg.build import Examined, Options, examine
from gongkai_ssg.channels import CHANNELS, OTHER, WEBSITE, channels_of
from gongkai_ssg.cli import cli
from gongkai_ssg.figures import (
    AXIS_LABELS,
    FORMS,
    Fact,
    breakdown,
    by_website,
    by_year,
    reach,
)
from gongkai_ssg.ledger import STATE_LABELS, make_ledger

DAYS = st.one_of(st.none(), st.dates(dt.date(2015, 1, 1), dt.date(2026, 12, 31)))
WORDS = st.sampled_from(["网站", "政府网站", "微信", "微信公众号", "公报", "公示栏", " 微博 ", ""])
FACTS = st.lists(
    st.builds(
        Fact,
        st.sampled_from(["政策文件", "通知公告", "政府公报"]),
        st.sampled_from(["办公室", "财务科"]),
        DAYS,
        st.lists(WORDS, max_size=4).map(channels_of),
        st.sampled_from(FORMS),
    ),
    max_size=40,
)


@settings(deadline=None)
@given(facts=FACTS)
def test_every_breakdown_adds_up(facts: list[Fact]) -> None:
    """By any axis the numbers are those of the documents, website and others together too."""
    for axis in AXIS_LABELS:
        assert sum(each.number for each in breakdown(facts, axis)) == len(facts)
    assert sum(by_website(facts)) == len(facts)
    undated = sum(fact.day is None for fact in facts)
    assert sum(map(len, by_year(facts).values())) + undated == len(facts)


@settings(deadline=None)
@given(facts=FACTS)
def test_a_channel_reaches_at_least_what_counts_for_it(facts: list[Fact]) -> None:
    """What counts for a channel is among what it published, and nothing counts twice for one."""
    reached = {each.label: each.number for each in reach(facts)}

    for each in breakdown(facts, "channel"):
        assert each.number <= reached[each.label] <= len(facts)


@settings(deadline=None)
@given(facts=FACTS, order=st.randoms(use_true_random=False))
def test_the_order_of_documents_does_not_matter(facts: list[Fact], order: Any) -> None:
    """The same documents give the same figures in the same order."""
    shuffled = list(facts)
    order.shuffle(shuffled)

    for axis in AXIS_LABELS:
        assert breakdown(shuffled, axis) == breakdown(facts, axis)


def test_names_of_one_channel_are_one() -> None:
    """Official names fold into the usual one, and doubles go."""
    written = ("政务微信", " 微信公众号", "政府网站", "公示栏")

    assert channels_of(written) == ("微信", WEBSITE, "公示栏")
    assert channels_of(()) == channels_of(("", " ")) == (WEBSITE,)


def test_no_other_word_is_a_channel() -> None:
    """What a document says beside the known names becomes 其他方式; known names stay."""
    assert channels_of(("内网", "局机关群", "微信")) == (OTHER, "微信")
    for known in CHANNELS:
        assert channels_of([known]) == (known,)


def test_months_come_in_the_order_of_time() -> None:
    """October stands behind September, and what has no date last."""
    days = [dt.date(2025, 10, 3), dt.date(2025, 9, 30), None, dt.date(2024, 12, 1)]
    facts = [Fact("a", "b", day, (WEBSITE,), FORMS[0]) for day in days]

    labels = [each.label for each in breakdown(facts, "month")]
    assert labels == ["2024年12月", "2025年9月", "2025年10月", "日期不明"]


# --- a site, both sides of its border ----------------------------------------------------

#: 435 = 272 + 163: what one agency told of one year, 网站 and 微信及其他方式.
WEBSITE_ONLY, WEBSITE_FIRST, WECHAT, BOARD = 200, 72, 120, 43


@pytest.fixture(scope="module")
def year_of_435(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a site with 435 public documents of 2026 and some that are not public."""
    from sites import write_site

    ways: list[str | None] = [None] * WEBSITE_ONLY
    ways += ["[网站, 微信]"] * WEBSITE_FIRST + ["[微信]"] * WECHAT + ["[公示栏]"] * BOARD
    files: dict[str, str | bytes] = {}
    for number, channels in enumerate(ways):
        day = dt.date(2026, 1 + number % 10, 1 + number % 28)
        files[f"content/notice/n{number}.md"] = document(
            标题=f"关于第{number}号场馆开放的公告", 成文日期=day, 发布日期=day,
            责任单位=("办公室", "财务科")[number % 2], 公开渠道=channels,
        )  # fmt: skip
    hidden = {
        "draft": {"草稿": "是"},
        "secret": {"公开属性": "不予公开", "不公开理由": "{理由: 内部事务信息, 说明: 排班}"},
        "asked": {"公开属性": "依申请公开", "不公开理由": "{理由: 个人隐私, 说明: 名单}"},
        "later": {"发布日期": "2026-12-24", "定时发布": "是"},
    }
    for name, keys in hidden.items():
        files[f"content/notice/{name}.md"] = document(公开渠道="[网站, 微信]", **keys)
    files["content/notice/old.md"] = document(成文日期="2025-03-01", 发布日期="2025-03-02")
    return write_site(tmp_path_factory.mktemp("year") / "site", files)


@pytest.fixture(scope="module")
def examined(year_of_435: Path) -> Examined:
    """Examine that site once."""
    return examine(Options(source=year_of_435, today=TODAY, jobs=1))


def test_435_is_272_and_163(examined: Examined) -> None:
    """Website and other ways add up to the whole, each document by its main channel."""
    ledger = make_ledger(examined, ("channel",), 2026)

    assert ledger.states["active"] == 435
    assert (ledger.website, ledger.elsewhere) == (272, 163)
    reached = {each.label: each.number for each in ledger.reach}
    assert reached == {"网站": 272, "微信": WEBSITE_FIRST + WECHAT, "公示栏": BOARD}
    active = {line.label: line.numbers["active"] for line in ledger.by["channel"]}
    assert active == {"网站": 272, "微信": WECHAT, "公示栏": BOARD}


def test_every_document_stands_in_one_place(examined: Examined) -> None:
    """Public, on request, withheld, draft and scheduled together are all documents there are."""
    ledger = make_ledger(examined, tuple(AXIS_LABELS))

    assert ledger.total == len(examined.site.documents) == 440
    told = {state: number for state, number in ledger.states.items() if number}
    assert told == {"active": 436, "on_request": 1, "withheld": 1, "draft": 1, "scheduled": 1}
    for lines in ledger.by.values():
        for state in STATE_LABELS:
            assert sum(line.numbers[state] for line in lines) == ledger.states[state]


def test_grounds_are_told(examined: Examined) -> None:
    """What is not public is counted by the ground that it names."""
    grounds = make_ledger(examined, ()).grounds

    assert [(each.label, each.number) for each in grounds["withheld"]] == [("内部事务信息", 1)]
    assert [(each.label, each.number) for each in grounds["on_request"]] == [("个人隐私", 1)]


def test_the_public_part_of_the_ledger_is_the_public_site(examined: Examined) -> None:
    """What the terminal calls public is what may leave, no more and no less."""
    ledger = make_ledger(examined, ())

    assert ledger.states["active"] + ledger.states["on_request"] == len(examined.public.entries)


# --- the command -------------------------------------------------------------------------


def run(*words: object) -> Any:
    return CliRunner().invoke(cli, [str(each) for each in ("stats", "--today", TODAY, *words)])


def test_the_terminal_shows_both_sides(year_of_435: Path) -> None:
    """The sum stands in one line, what is not public below it, and every table has its sum."""
    told = run("-s", year_of_435, "--year", 2026).output

    assert "主动公开 435 条 = 网站 272 条 + 微信及其他方式 163 条" in told
    assert "依申请公开 1，不予公开 1，草稿 1，定时发布 1" in told
    assert told.count("\n合计") == 4
    assert "按月份" in told and "按责任单位" in told


def test_one_axis_alone(year_of_435: Path) -> None:
    """--by leaves the other tables out."""
    told = run("-s", year_of_435, "--by", "unit").output

    assert "按责任单位" in told
    assert "按栏目" not in told


def test_json_csv_and_xlsx_say_the_same(year_of_435: Path, tmp_path: Path) -> None:
    """The three formats hold the same numbers."""
    asked = ("-s", year_of_435, "--year", 2026, "--by", "channel", "--format")
    made = json.loads(run(*asked, "json").output)
    rows = list(csv.reader(io.StringIO(run(*asked, "csv").stdout_bytes.decode("utf-8-sig"))))
    target = tmp_path / "a.xlsx"
    assert run(*asked, "xlsx", "-o", target).exit_code == 0
    cells = [[str(c or "") for c in row] for row in openpyxl.load_workbook(target).active.values]

    assert (made["states"]["active"], made["website"], made["elsewhere"]) == (435, 272, 163)
    by_name = {row[1]: row[2] for row in rows[1:]}
    assert by_name == {"网站": "272", "微信": "120", "公示栏": "43", "": "435"}
    assert {each["label"]: str(each["active"]) for each in made["by"]["channel"]} | {
        "": "435"
    } == by_name
    assert [[cell.replace("0", "") for cell in row] for row in cells] == [
        [cell.replace("0", "") for cell in row] for row in rows
    ]


@pytest.mark.parametrize("folder", ["content", "public"])
def test_private_figures_never_go_into_the_site(year_of_435: Path, folder: str) -> None:
    """A file of figures is refused where it would be published."""
    target = year_of_435 / folder / "stats.csv"
    found = run("-s", year_of_435, "--format", "csv", "-o", target)

    assert found.exit_code == 2
    assert not target.exists()


def test_xlsx_needs_a_file(year_of_435: Path) -> None:
    """A workbook is not poured into a terminal."""
    found = run("-s", year_of_435, "--format", "xlsx")

    assert found.exit_code == 2
    assert "-o" in found.output


def test_documents_without_a_date_are_told(make_site: MakeSite) -> None:
    """Asked for one year, the figures say how many documents belong to none."""
    site = make_site(
        {"content/notice/a.md": document(), "content/notice/b.md": document(发布日期=None)}
    )
    told = run("-s", site, "--year", 2026).output

    assert "另有 1 篇没有发布日期" in told


def test_a_blocked_document_counts_as_held_back(make_site: MakeSite) -> None:
    """A document without a readable 公开属性 is in the whole, and public nowhere."""
    site = make_site({"content/notice/a.md": document(公开属性="公开")})
    ledger = make_ledger(examine(Options(source=site, today=TODAY, jobs=1)), ("unit",))

    assert {state: n for state, n in ledger.states.items() if n} == {"held": 1}
