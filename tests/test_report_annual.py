"""The draft of a yearly report: counted right, never over something, never published unfinished."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from conftest import TODAY, Build, MakeSite
from decision_tables import LICENCE, PENALTY, csv_table
from hypothesis import given, settings
from hypothesis import strategies as st
from sites import CONFIG, document, tree

from gongkai_ssg.annual.layouts import APPLICANTS, PARTS, layout_of
from gongkai_ssg.annual.tables import OPEN
from gongkai_ssg.annual_count import Lifetime, count_year, stock_of
from gongkai_ssg.build import Examined, Options, check, examine
from gongkai_ssg.cli import cli
from gongkai_ssg.faults import Severity

LATER = dt.date(2027, 1, 10)
REPORT = "content/annual-report/2026-nianbao.md"
DATA = "content/annual-report/2026年报数据.yaml"

COERCION = {
    "行政相对人名称": "甲旅行社有限公司",
    "行政相对人类别": "法人及非法人组织",
    "行政强制决定书文号": "某文旅强〔2026〕1号",
    "强制种类": "扣押财物",
    "强制事由": "经营场所存放非法出版物",
    "强制依据": "《出版管理条例》第七条",
    "强制内容": "扣押涉案物品",
    "决定日期": "2026-04-02",
    "执法机关": "市文化和旅游局",
}


def policy(number: int, formed: str, **keys: object) -> str:
    """Return a normative document of one year, in force unless `keys` say otherwise."""
    given = {
        "标题": f"关于印发第{number}号管理办法的通知", "文号": f"示文旅规〔{formed[:4]}〕{number}号",
        "主题分类": "文化、广电、新闻出版", "有效性": "有效", "成文日期": formed, "发布日期": formed,
        **keys,
    }  # fmt: skip
    return document(**given)


POLICIES: dict[str, str | bytes] = {
    # in force before the year, through it
    "content/normative/a.md": policy(1, "2024-03-01"),
    # replaced within the year by one that is made in it
    "content/normative/b.md": policy(
        2, "2024-05-01", 有效性="废止", 废止依据="示文旅规〔2026〕4号", 失效日期="2026-08-01"
    ),
    # its term ends within the year
    "content/normative/c.md": policy(3, "2023-06-01", 有效性="失效", 失效日期="2026-05-31"),
    "content/normative/d.md": policy(4, "2026-06-20", 施行日期="2026-08-01"),
    # holds to the very last day of the year
    "content/normative/e.md": policy(5, "2026-07-01", 失效日期="2026-12-31"),
    # gone before the year
    "content/normative/f.md": policy(6, "2020-07-01", 有效性="失效", 失效日期="2025-06-30"),
    # no normative document at all
    "content/normative/g.md": policy(7, "2026-01-15", 标题="关于公布规范性文件清理结果的公告"),
}


def licence(number: int, day: str = "2026-03-02") -> dict[str, str]:
    return {
        **LICENCE,
        "行政许可决定文书号": f"某文旅许〔{day[:4]}〕{number}号",
        "许可决定日期": day,
    }


def penalty(number: int, **more: str) -> dict[str, str]:
    return {**PENALTY, "行政处罚决定书文号": f"某文旅罚〔2026〕{number}号", **more}


DECISIONS: dict[str, str | bytes] = {
    "content/licensing/a.md": document(标题="行政许可公示", 数据="a.csv"),
    "content/licensing/a.csv": csv_table(
        [licence(1), licence(2), licence(9, "2025-12-31"), licence(3, "2026-12-31")]
    ),
    # the second decision is told twice
    "content/licensing/b.md": document(标题="行政许可公示之二", 数据="b.csv"),
    "content/licensing/b.csv": csv_table([licence(2), licence(4)]),
    "content/enforcement/a.md": document(标题="行政处罚公示", 数据="cf.csv"),
    # the publicity of the second one is over
    "content/enforcement/cf.csv": csv_table(
        [penalty(1), penalty(2, 公示截止期="2026-06-30"), penalty(3, 处罚决定日期="2025-11-03")]
    ),
    "content/enforcement/q.md": document(
        标题="行政强制公示", extra="数据: {文件: qz.csv, 表种: 行政强制决定公示表}"
    ),
    "content/enforcement/qz.csv": csv_table([COERCION]),
    "content/enforcement/t.md": document(标题="行政处罚决定公示：某公司"),
}


def last_year(valid: int = 3, carried: int = 2, **keys: object) -> dict[str, str | bytes]:
    """Return the report on 2025: so many documents in force, so many requests carried on."""
    layout = layout_of(2025)
    assert layout is not None
    active = {line.key: [0] * len(block.heads) for block in layout.blocks for line in block.lines}
    active["normative"] = [0, 0, valid]
    requests = {line.key: [0] * len(APPLICANTS) for line in layout.requests}
    for key in ("r1", "r4"):
        requests[key] = [carried, 0, 0, 0, 0, 0, carried]
    disputes = {key: [0] * 5 for key in ("review", "direct", "after_review")}
    data = yaml.safe_dump({"表一": active, "表二": requests, "表三": disputes}, allow_unicode=True)
    body = "\n\n".join(
        f"## {n}、{part}\n\n见表。" for n, part in zip("一二三四五六", PARTS, strict=True)
    )
    report = document(
        body, 标题="2025年年度报告", 成文日期="2026-01-20", 发布日期="2026-01-22", 年度="2025",
        数据="n.yaml", 责任单位="财务科", **keys,
    )  # fmt: skip
    return {"content/annual-report/n.md": report, "content/annual-report/n.yaml": data}


def looked_at(site: Path, today: dt.date = LATER) -> Examined:
    return examine(Options(source=site, today=today, jobs=1))


def run(site: Path, *words: object, year: int = 2026, today: dt.date = LATER) -> Any:
    given = ("report", "annual", year, "-s", site, "--today", today, *words)
    return CliRunner().invoke(cli, [str(each) for each in given])


def figures(site: Path) -> Mapping[str, Any]:
    """Return the three tables of the draft as they are written."""
    found = yaml.safe_load((site / DATA).read_text("utf-8"))
    assert isinstance(found, dict)
    return found


# --- what is counted ---------------------------------------------------------------------

DAYS = st.dates(dt.date(2018, 1, 1), dt.date(2028, 12, 31))


@settings(deadline=None)
@given(
    lives=st.lists(st.builds(Lifetime, DAYS, st.none() | DAYS), max_size=30),
    year=st.integers(2018, 2028),
)
def test_the_stock_of_a_year_goes_on_from_the_one_before(
    lives: Sequence[Lifetime], year: int
) -> None:
    """In force before, and made, without what ended, is in force at the end; never below zero."""
    before, now = stock_of(lives, year - 1), stock_of(lives, year)

    assert before.valid + now.made - now.ended == now.valid >= 0


def test_normative_documents_are_counted_by_their_dates(make_site: MakeSite) -> None:
    """Made, ended and in force follow from dates, repealing documents and terms."""
    site = make_site(POLICIES)
    now, before = (count_year(looked_at(site), year).stocks["normative"] for year in (2026, 2025))

    assert (now.made, now.ended, now.valid) == (2, 2, 3)
    assert before.valid == 3
    assert count_year(looked_at(site), 2027).stocks["normative"].ended == 1


def test_what_another_agency_made_is_no_document_of_ours(make_site: MakeSite) -> None:
    """A regulation with a source is shown here and made elsewhere; that is said."""
    site = make_site({"content/rules/a.md": policy(1, "2026-02-01", 来源="示例市人民政府")})
    counted = count_year(looked_at(site), 2026)

    assert counted.stocks["rules"].made == 0
    assert any("不算本机关制发" in each for each in counted.remarks)


def test_a_repealed_document_without_a_date_is_told(make_site: MakeSite) -> None:
    """Nobody guesses when it ended."""
    site = make_site({"content/normative/a.md": policy(1, "2024-02-01", 有效性="废止")})
    counted = count_year(looked_at(site), 2026)

    assert counted.stocks["normative"].valid == 0
    assert any("没有日期" in each for each in counted.remarks)


def test_decisions_are_counted_by_the_day_they_were_made(make_site: MakeSite) -> None:
    """Each decision of the year counts once, also when its publicity is over or it stands twice."""
    counted = count_year(looked_at(make_site(DECISIONS)), 2026)

    assert counted.decisions == {"licences": 4, "penalties": 2, "coercion": 1}
    assert any("没有数据表" in each for each in counted.remarks)


def test_decisions_of_drafts_do_not_count(make_site: MakeSite) -> None:
    """A table that is not public yet is no part of the report."""
    draft = document(标题="行政许可公示", 数据="a.csv", 草稿="是")
    site = make_site({**DECISIONS, "content/licensing/a.md": draft})

    assert count_year(looked_at(site), 2026).decisions["licences"] == 2


def test_charges_come_from_the_accounts(make_site: MakeSite) -> None:
    """The row of 行政事业性收费 in the accounts of the year is the amount; without one it is open."""
    header = "收入·项目,收入·决算数,支出·项目,支出·决算数\n"
    rows = "行政事业性收费收入,12.50,文化支出,12.50\n总计,12.50,总计,12.50\n"
    accounts = document(
        标题="2026年部门决算", 年度="2026", extra="数据: {文件: j.csv, 表种: 收入支出决算总表}"
    )
    site = make_site({"content/finance/a.md": accounts, "content/finance/j.csv": header + rows})

    assert count_year(looked_at(site), 2026).fees == "12.50"
    assert count_year(looked_at(site), 2025).fees is None


def test_an_agency_without_charges_has_none(make_site: MakeSite) -> None:
    """Where the column of charges is off, the amount is 0 and not open."""
    off = CONFIG + "columns:\n  - {key: fees, off: 本机关没有行政事业性收费。}\n"

    assert count_year(looked_at(make_site({"config.yaml": off})), 2026).fees == "0"


# --- the draft ---------------------------------------------------------------------------


def test_the_draft_has_no_finding(make_site: MakeSite) -> None:
    """What is drafted loads and checks without a single finding of its own."""
    site = make_site({**POLICIES, **last_year()})
    assert run(site).exit_code == 0

    report = check(Options(source=site, today=LATER, jobs=1))
    assert [each for each in report.findings if "2026" in each.path] == []
    assert [(each.path, each.why) for each in report.held] == [(REPORT, "草稿")]


def test_table_one_is_counted_and_the_rest_is_open(make_site: MakeSite) -> None:
    """Figures of the content are there; those of requests and disputes are for people."""
    site = make_site({**POLICIES, **DECISIONS, **last_year()})
    run(site)
    active, requests, disputes = figures(site).values()

    assert active["规章"] == [0, 0, 0]
    assert active["行政规范性文件"] == [2, 2, 3]
    assert [active[name] for name in ("行政许可", "行政处罚", "行政强制")] == [[4], [2], [1]]
    assert active["行政事业性收费"] == [OPEN]
    assert requests.pop("二、上年结转政府信息公开申请数量") == [2, 0, 0, 0, 0, 0, 2]
    cells = [cell for row in (*requests.values(), *disputes.values()) for cell in row]
    assert set(cells) == {OPEN}


def test_the_text_has_the_six_parts_with_figures(make_site: MakeSite) -> None:
    """The headings are those prescribed; the sentences hold the figures and leave gaps."""
    site = make_site({**POLICIES, **DECISIONS, **last_year()})
    run(site)
    text = (site / REPORT).read_text("utf-8")

    headings = [line[5:] for line in text.splitlines() if line.startswith("## ")]
    assert headings == list(PARTS)
    assert "行政规范性文件制发 2 件、废止 2 件、年末现行有效 3 件" in text
    assert "行政许可决定 4 件、行政处罚决定 2 件、行政强制决定 1 件" in text
    assert '责任单位: "财务科"' in text
    assert text.count(OPEN) > 8


def test_435_is_272_and_163_in_the_report(make_site: MakeSite) -> None:
    """What was published in the year is told by website and other ways, as agencies tell it."""
    ways = [None] * 272 + ["[微信]"] * 163
    site = make_site({
        f"content/notice/n{n}.md": document(标题=f"第{n}号公告", 公开渠道=way)
        for n, way in enumerate(ways)
    })  # fmt: skip
    run(site)

    said = "全年主动公开政府信息 435 条，其中网站公开 272 条，微信及其他方式公开 163 条"
    assert said in (site / REPORT).read_text("utf-8")


def test_the_terminal_checks_against_last_year(make_site: MakeSite) -> None:
    """The stock goes on from the report of the year before, or the difference is told."""
    files = {**POLICIES, **last_year(valid=3)}
    assert "等于年末现行有效 3 件，相符" in run(make_site(files)).output

    told = run(make_site({**POLICIES, **last_year(valid=8)})).output
    assert "应为 8 件；按内容算出 3 件，不相符" in told
    assert "上年结转取自 2025 年年报，共 2 件" in told


def test_without_last_year_nothing_is_carried(make_site: MakeSite) -> None:
    """The first report of a site leaves 上年结转 open and says so."""
    site = make_site(POLICIES)
    told = run(site).output

    assert "没有 2025 年年报的数据" in told
    assert set(figures(site)["表二"]["二、上年结转政府信息公开申请数量"]) == {OPEN}


def test_a_year_that_is_not_over_is_told(make_site: MakeSite) -> None:
    """A draft in November counts to that day."""
    assert "还没有结束" in run(make_site(POLICIES), today=TODAY).output


def test_the_same_content_gives_the_same_draft(make_site: MakeSite) -> None:
    """Nothing of the machine or the hour is in it."""
    files = {**POLICIES, **DECISIONS, **last_year()}
    one, two = make_site(files), make_site(files)
    run(one)
    run(two)

    assert [(one / name).read_bytes() for name in (REPORT, DATA)] == [
        (two / name).read_bytes() for name in (REPORT, DATA)
    ]


# --- what it never does ------------------------------------------------------------------


def test_nothing_is_overwritten(make_site: MakeSite) -> None:
    """A second run stops with both files as they were; --force replaces a draft."""
    site = make_site(POLICIES)
    run(site)
    for name in (REPORT, DATA):
        (site / name).write_text((site / name).read_text("utf-8") + "\n", encoding="utf-8")
    before = tree(site)

    assert run(site).exit_code == 2
    assert tree(site) == before
    assert run(site, "--force").exit_code == 0
    assert tree(site) != before


@pytest.mark.parametrize("taken", [REPORT, DATA])
def test_one_of_the_files_is_enough_to_stop(make_site: MakeSite, taken: str) -> None:
    """Neither file is written where either of them is there."""
    site = make_site({taken: document(草稿="是") if taken == REPORT else "表一:\n"})
    before = tree(site)

    assert run(site).exit_code == 2
    assert tree(site) == before


def test_a_published_report_is_never_replaced(make_site: MakeSite) -> None:
    """Even --force leaves a report alone that is no draft, wherever it lies."""
    site = make_site(last_year())
    before = tree(site)
    found = run(site, "--force", year=2025)

    assert found.exit_code == 2
    assert "已经有 2025 年的年报" in found.output
    assert tree(site) == before


def test_a_link_is_not_followed(make_site: MakeSite, tmp_path: Path) -> None:
    """A symbolic link in the place of the report leads nowhere, --force or not."""
    site, target = make_site(POLICIES), tmp_path / "else.md"
    target.write_text("别处", encoding="utf-8")
    (site / REPORT).parent.mkdir(parents=True)
    (site / REPORT).symlink_to(target)

    assert run(site, "--force").exit_code == 2
    assert target.read_text("utf-8") == "别处"


@pytest.mark.parametrize(("year", "said"), [(2020, "2021 年以后"), (2028, "还没有到")])
def test_years_that_cannot_be_reported_are_refused(
    make_site: MakeSite, year: int, said: str
) -> None:
    """Before 2021 the tables were others; a year to come has no figures."""
    found = run(make_site(POLICIES), year=year)

    assert found.exit_code == 2
    assert said in found.output


def test_the_draft_may_go_elsewhere(make_site: MakeSite, tmp_path: Path) -> None:
    """-o names the document; its data lie beside it and the site stays as it was."""
    site = make_site(POLICIES)
    before, target = tree(site), tmp_path / "out" / "report.md"

    assert run(site, "-o", target).exit_code == 0
    assert sorted(path.name for path in target.parent.iterdir()) == [
        "2026年报数据.yaml",
        "report.md",
    ]
    assert tree(site) == before
    assert run(site, "-o", tmp_path / "report.txt").exit_code == 2


# --- what is not finished is not published -----------------------------------------------


def test_an_unfinished_report_cannot_be_published(make_site: MakeSite, build_site: Build) -> None:
    """Without 草稿 each open place is an error that stops the build."""
    site = make_site({**POLICIES, **last_year()})
    run(site)
    path = site / REPORT
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text(
        "".join(each for each in lines if not each.startswith("草稿")), encoding="utf-8"
    )
    day = dt.date(2027, 1, 20)

    found = [each for each in check(Options(source=site, today=day, jobs=1)).findings
             if each.path == REPORT and each.severity is Severity.ERROR]  # fmt: skip
    assert {each.rule for each in found} == {"GK025"}
    assert "格“待填”" in found[0].message
    open_lines = {n for n, line in enumerate(path.read_text("utf-8").splitlines(), 1)
                  if OPEN in line and not line.startswith("---")}  # fmt: skip
    assert {each.line for each in found[1:]} == open_lines
    assert not build_site(site, today=day).built


def test_a_finished_report_is_published(make_site: MakeSite, build_site: Build) -> None:
    """Filled in and without 草稿 it stands in the column, with its three tables."""
    site = make_site({**POLICIES, **last_year(carried=0)})
    run(site)
    for name in (REPORT, DATA):
        text = (site / name).read_text("utf-8").replace(OPEN, "0")
        kept = [line for line in text.splitlines() if not line.startswith("草稿")]
        (site / name).write_text("\n".join(kept) + "\n", encoding="utf-8")

    report = build_site(site, today=dt.date(2027, 1, 20))
    assert {each.rule for each in report.findings if "2026" in each.path} <= {"GK004"}  # workflow
    html = (site / "public/annual-report/2026-nianbao/index.html").read_text("utf-8")
    assert html.count("annual-table annual-biao") == 3
