"""The tables of the yearly report on disclosure: read from both kinds of file, every sum checked."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from conftest import TODAY
from sites import document

from gongkai_ssg.annual.grids import annual_exports, annual_grids
from gongkai_ssg.annual.layouts import (
    APPLICANTS,
    DISPUTES,
    DONE,
    OUTCOMES,
    PARTS,
    Layout,
    layout_of,
)
from gongkai_ssg.annual.tables import read_annual_data
from gongkai_ssg.build import Report
from gongkai_ssg.check import check_site
from gongkai_ssg.config import load_config
from gongkai_ssg.faults import Finding, Severity
from gongkai_ssg.load import load_site
from gongkai_ssg.tables.export import to_csv, to_xlsx
from gongkai_ssg.tables.table import TableFault

MakeSite = Callable[[Mapping[str, str | bytes]], Path]
Build = Callable[..., Report]
Rows = dict[str, list[Any]]

_NOW = layout_of(2025)
_OLD = layout_of(2020)
assert _NOW is not None and _OLD is not None
NOW: Layout = _NOW
OLD: Layout = _OLD


def figures(layout: Layout) -> dict[str, Rows]:
    """Return figures that add up, with something in every column and in several rows."""
    active: Rows = {}
    for block in layout.blocks:
        for line in block.lines:
            active[line.key] = [
                {"count": 3, "change": "+2", "money": "12.50"}[head.kind] for head in block.heads
            ]
    requests: Rows = {line.key: [0] * 7 for line in layout.requests}
    for at in range(6):
        requests["r1"][at], requests["r2"][at] = at + 5, 1
        requests["r3_1"][at], requests["r3_4_1"][at] = at + 2, 3
        requests[DONE][at], requests["r4"][at] = at + 5, 1
    for row in requests.values():
        row[6] = sum(row[:6])
    disputes: Rows = {line.key: [2, 1, 0, 1, 4] for line in DISPUTES}
    return {"active": active, "requests": requests, "disputes": disputes}


def as_yaml(data: dict[str, Rows], layout: Layout, labels: bool = True) -> bytes:
    """Write figures as a YAML data file, rows by their labels or by their keys."""
    lines = []
    every = {line.key: line.label for block in layout.blocks for line in block.lines}
    every |= {line.key: line.label for line in (*layout.requests, *DISPUTES)}
    for title, rows in zip(("表一", "表二", "表三"), data.values(), strict=True):
        lines.append(f"{title}:")
        for key, row in rows.items():
            name = f'"{every[key]}"' if labels else key
            lines.append(f"  {name}: [{', '.join(str(each) for each in row)}]")
    return ("\n".join(lines) + "\n").encode()


def as_xlsx(data: dict[str, Rows], layout: Layout) -> bytes:
    """Write figures as a workbook of three sheets in the prescribed layout, merged as it is."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    shown = {"layout": layout.key, **data}
    for grid in annual_grids(shown):
        sheet = book.add_worksheet(grid.name)
        taken: set[tuple[int, int]] = set()
        for row, cells in enumerate((*grid.head, *grid.body)):
            column = 0
            for cell in cells:
                while (row, column) in taken:
                    column += 1
                last = (row + cell.rowspan - 1, column + cell.colspan - 1)
                value: Any = int(cell.text) if cell.text.isdigit() else cell.text
                if last == (row, column):
                    sheet.write(row, column, value)
                else:
                    sheet.merge_range(row, column, *last, value)
                spots = (
                    (y, x) for y in range(row, last[0] + 1) for x in range(column, last[1] + 1)
                )
                taken.update(spots)
                column = last[1] + 1
    book.close()
    return buffer.getvalue()


def read(data: bytes, name: str = "a.yaml", year: int = 2025) -> tuple[Any, list[TableFault]]:
    found, faults = read_annual_data(data, name, {"year": year})
    return found.get("figures"), faults


def at(section: str, key: str, column: int, layout: Layout = NOW) -> tuple[str, int, int]:
    """Return sheet, row and column of a figure in the prescribed workbook, counted from 1."""
    if section == "requests":
        keys = [line.key for line in layout.requests]
        return "表二", 4 + keys.index(key), 4 + column
    keys = [line.key for line in DISPUTES]
    return "表三", 4, 1 + 5 * keys.index(key) + column


def messages_at(faults: list[TableFault], place: tuple[str, int, int]) -> list[str]:
    return [each.message for each in faults if (each.sheet, each.row, each.column) == place]


# --- reading ---------------------------------------------------------------------------


@pytest.mark.parametrize("layout", [NOW, OLD], ids=["2021", "2019"])
@pytest.mark.parametrize("kind", ["xlsx", "labels", "keys"])
def test_both_kinds_of_file_hold_the_same_figures(layout: Layout, kind: str) -> None:
    """A workbook in the prescribed layout and YAML by labels or keys are read to the same values."""
    data = figures(layout)
    year = 2025 if layout is NOW else 2020
    if kind == "xlsx":
        found, faults = read(as_xlsx(data, layout), "a.xlsx", year)
    else:
        found, faults = read(as_yaml(data, layout, kind == "labels"), "a.yaml", year)

    assert faults == []
    assert found["layout"] == layout.key
    assert found["requests"] == data["requests"]
    assert found["disputes"] == data["disputes"]
    expected = {
        key: [int(v) if str(v).lstrip("+").isdigit() else v for v in row]
        for key, row in data["active"].items()
    }
    assert found["active"] == expected


def test_the_grids_are_those_that_are_prescribed() -> None:
    """表二 has 25 rows of 7 figures now and 23 before 2021; 表三 has 15 columns; heads are merged."""
    now = annual_grids({"layout": "2021", **figures(NOW)})
    old = annual_grids({"layout": "2019", **figures(OLD)})

    assert [len(grids[1].body) for grids in (now, old)] == [25, 23]
    assert all(sum(not cell.scope for cell in row) == 7 for row in now[1].body)
    assert [cell.text for cell in now[2].head[-1]] == list(OUTCOMES) * 3
    assert len(now[2].body[0]) == 15
    for grid in (*now, *old):
        widths = _widths((*grid.head, *grid.body))
        assert len(set(widths)) == 1, grid.name
    text = "".join(cell.text for row in now[0].body for cell in row)
    assert "本年废止件数" in text and "上一年项目数量" not in text
    text = "".join(cell.text for row in old[0].body for cell in row)
    assert "上一年项目数量" in text and "采购总金额" in text


def _widths(rows: tuple[tuple[Any, ...], ...]) -> list[int]:
    """Return the width of every row, cells that reach down from above included."""
    reach: dict[int, int] = {}
    for number, row in enumerate(rows):
        for cell in row:
            for line in range(number, number + cell.rowspan):
                reach[line] = reach.get(line, 0) + cell.colspan
    return list(reach.values())


# --- sums ------------------------------------------------------------------------------


@pytest.mark.parametrize("column", range(7), ids=APPLICANTS)
def test_the_results_of_every_column_add_up(column: int) -> None:
    """（七）总计 is the sum of the 21 results above it: a wrong one is found at its cell."""
    data = figures(NOW)
    data["requests"][DONE][column] += 1
    data["requests"]["r4"][column] -= 1  # the balance of the column still holds

    _, faults = read(as_xlsx(data, NOW), "a.xlsx")

    found = messages_at(faults, at("requests", DONE, column))
    assert [f"“{APPLICANTS[column]}”列" in each for each in found if "21 个分项之和" in each] == [
        True
    ]


@pytest.mark.parametrize("column", range(7), ids=APPLICANTS)
@pytest.mark.parametrize("key", ["r1", "r2", "r4"])
def test_every_column_balances(key: str, column: int) -> None:
    """First and second item together are third and fourth together; found at the fourth."""
    data = figures(NOW)
    data["requests"][key][column] += 2

    _, faults = read(as_xlsx(data, NOW), "a.xlsx")

    found = messages_at(faults, at("requests", "r4", column))
    assert [f"“{APPLICANTS[column]}”列" in each for each in found if "第一项加第二项" in each] == [
        True
    ]


@pytest.mark.parametrize("line", NOW.requests, ids=lambda line: line.key)
def test_every_row_adds_up(line: Any) -> None:
    """The total of each of the 25 rows is the sum of its six columns."""
    data = figures(NOW)
    data["requests"][line.key][6] += 1

    _, faults = read(as_xlsx(data, NOW), "a.xlsx")

    places = [(each.sheet, each.row, each.column) for each in faults if "各列之和" in each.message]
    assert places == [at("requests", line.key, 6)]


@pytest.mark.parametrize("line", DISPUTES, ids=lambda line: line.key)
@pytest.mark.parametrize("column", range(5), ids=OUTCOMES)
def test_every_group_of_disputes_adds_up(line: Any, column: int) -> None:
    """Each group of 表三 has a total of its own; whatever differs, the total is what is named."""
    data = figures(NOW)
    data["disputes"][line.key][column] += 1

    _, faults = read(as_xlsx(data, NOW), "a.xlsx")

    assert [(each.sheet, each.row, each.column) for each in faults] == [at("disputes", line.key, 4)]


def test_a_fault_in_yaml_has_line_and_column() -> None:
    """In YAML the place of a figure is its line and its column."""
    data = figures(NOW)
    data["disputes"]["direct"][4] = 7
    text = as_yaml(data, NOW, labels=False)
    line = next(n for n, each in enumerate(text.decode().split("\n"), 1) if "direct" in each)

    _, faults = read(text)

    column = text.decode().split("\n")[line - 1].index("7") + 1
    assert [(each.row, each.column) for each in faults] == [(line, column)]


# --- what is not right -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("direct: [2, 1, 0, 1, 4]", "direct: [2, 1, 0, 1, 四]", "“四”不是不小于 0 的整数"),
        ("direct: [2, 1, 0, 1, 4]", "direct: [2, 1, 0, 1.5, 4]", "“1.5”不是"),
        ("direct: [2, 1, 0, 1, 4]", "direct: [2, 1, 0, -1, 4]", "“-1”不是"),
        ("direct: [2, 1, 0, 1, 4]", "direct: [2, 1, ~, 1, 4]", "没有填"),
        ("direct: [2, 1, 0, 1, 4]", "direct: [2, 1, 0, 1]", "应有 5 个数字，写了 4 个"),
        ("direct: [2, 1, 0, 1, 4]\n", "\n", "缺少“未经复议直接起诉”一行"),
        ("direct:", "derect:", "没有“derect”这一行"),
        ("rules: [3, 3, 3]", "services: [3, 3, 3]", "没有“services”这一行"),
        ("fees: [12.50]", "fees: [十二]", "不是金额"),
        ("表三:", "表四:", "不认识的键“表四”"),
        ("表一:", "表一: [", "方括号"),
    ],
)
def test_what_cannot_be_used_is_said_at_its_place(old: str, new: str, message: str) -> None:
    """A wrong number, a missing or unknown row: one sentence in Chinese, with a cure."""
    text = as_yaml(figures(NOW), NOW, labels=False).decode()
    assert old in text

    _, faults = read(text.replace(old, new, 1).encode())

    assert any(message in each.message for each in faults)
    for each in faults:
        assert each.message.endswith("。") and each.hint.endswith(("。", "？"))
        assert each.row >= 1 and each.column >= 1


def test_sums_over_a_faulty_figure_are_not_reported() -> None:
    """One figure that cannot be read is one fault, not three."""
    text = as_yaml(figures(NOW), NOW, labels=False).decode()

    _, faults = read(text.replace("r3_1: [2,", "r3_1: [二,", 1).encode())

    assert len(faults) == 1


def test_a_row_written_twice_is_a_fault() -> None:
    """A second row of the same name does not silently win."""
    text = as_yaml(figures(NOW), NOW, labels=False) + b"  direct: [0, 0, 0, 0, 0]\n"

    found, faults = read(text)

    assert [each.message for each in faults] == ["“direct”写了两次。"]
    assert found["disputes"]["direct"] == [2, 1, 0, 1, 4]


@pytest.mark.parametrize("name", ["a.csv", "a.docx", "a"])
def test_other_files_are_refused(name: str) -> None:
    """The data of a report come as xlsx or yaml."""
    found, faults = read(b"x", name)

    assert found is None
    assert len(faults) == 1


def test_a_workbook_without_its_sheets_says_so_once_for_each() -> None:
    """Without a sheet named 表二 its rows are not called missing one by one."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.add_worksheet("表一").write(0, 0, "信息内容")
    book.close()

    _, faults = read(buffer.getvalue(), "a.xlsx")

    assert [each.sheet for each in faults].count("表二") == 1
    assert [each.sheet for each in faults].count("表三") == 1


def test_a_workbook_of_the_older_layout_is_no_new_report() -> None:
    """Columns of 2019 in a report on 2025 are faults at the rows that have them."""
    _, faults = read(as_xlsx(figures(OLD), OLD), "a.xlsx", 2025)

    messages = [each.message for each in faults if each.sheet == "表一"]
    assert any("没有列头“本年制发件数”" in each for each in messages)
    assert any("其他对外管理服务事项" in each for each in messages)


def test_empty_cells_of_older_reports_stay_empty() -> None:
    """Reports on 2019 and 2020 left cells empty: they count as nothing and are shown as they are."""
    data = figures(OLD)
    data["requests"]["r3_2"] = ["~"] * 7
    data["active"]["coercion"] = ["~"] * 3

    found, faults = read(as_yaml(data, OLD, labels=False), year=2020)

    assert faults == []
    assert found["requests"]["r3_2"] == [None] * 7
    assert annual_grids(found)[1].body[3][-1].text == ""


def test_reports_before_2019_had_no_fixed_tables() -> None:
    """Nothing is read for a year without a prescribed layout."""
    found, faults = read(as_yaml(figures(OLD), OLD), year=2018)

    assert found is None
    assert "没有统一的表格" in faults[0].message


# --- downloads -------------------------------------------------------------------------


def test_downloads_have_one_record_in_each_row() -> None:
    """The three tables for programs: no merged cells, the path of a row in one cell."""
    tables = annual_exports({"layout": "2021", **figures(NOW)})

    assert [len(table.rows) for table in tables] == [10, 25, 3]
    assert [table.form for table in tables] == ["biao-1", "biao-2", "biao-3"]
    lines = to_csv(tables[1]).decode("utf-8-sig").split("\r\n")
    assert lines[0] == "办理情况,自然人,商业企业,科研机构,社会公益组织,法律服务机构,其他,总计"
    assert (
        "三、本年度办理结果 / （四）无法提供 / 1.本机关不掌握相关政府信息,3,3,3,3,3,3,18" in lines
    )
    assert to_xlsx(tables[0]) == to_xlsx(tables[0])


# --- the site --------------------------------------------------------------------------

BODY = "\n\n".join(
    f"## {n}、{part}\n\n见表。" for n, part in zip("一二三四五六", PARTS, strict=True)
)


def report(year: int, data: bytes, body: str = BODY, **keys: object) -> dict[str, str | bytes]:
    """Return the files of a report that is in order."""
    given = {"成文日期": f"{year + 1}-01-20", "发布日期": f"{year + 1}-01-22", **keys}
    text = document(body, 标题=f"{year}年年报", 年度=year, 数据=f"{year}.yaml", **given)
    folder = "content/annual-report"
    return {f"{folder}/{year}.md": text, f"{folder}/{year}.yaml": data}


def findings(make_site: MakeSite, files: Mapping[str, str | bytes]) -> list[Finding]:
    root = make_site(files)
    config = load_config(root)
    found = check_site(load_site(root, config), config, today=TODAY)
    return [each for each in found if each.rule == "GK025"]


def test_a_figure_is_found_in_its_file(make_site: MakeSite) -> None:
    """A sum that does not hold is a finding at the data file, its line and its column."""
    data = figures(NOW)
    data["disputes"]["review"][4] = 9

    found = findings(make_site, report(2025, as_yaml(data, NOW)))

    assert [(each.path, each.severity) for each in found] == [
        ("content/annual-report/2025.yaml", Severity.ERROR)
    ]
    assert found[0].line > 1


def test_what_is_carried_over_must_agree_with_the_year_before(make_site: MakeSite) -> None:
    """上年结转 is last year's 结转下年度, and what is in force goes on from last year: else a warning."""
    before, now = figures(NOW), figures(NOW)
    now["active"]["rules"] = [1, 1, 3]
    now["active"]["normative"] = [1, 1, 3]
    good = {**report(2024, as_yaml(before, NOW)), **report(2025, as_yaml(now, NOW))}
    now["active"]["normative"] = [1, 1, 4]
    now["requests"]["r2"][0] = 0
    now["requests"]["r1"][0] += 1
    now["requests"]["r2"][6] -= 1
    now["requests"]["r1"][6] += 1
    bad = {**report(2024, as_yaml(before, NOW)), **report(2025, as_yaml(now, NOW))}

    assert findings(make_site, good) == []
    found = findings(make_site, bad)
    assert {(each.path, each.severity) for each in found} == {
        ("content/annual-report/2025.md", Severity.WARNING)
    }
    said = "".join(each.message for each in found)
    assert "“上年结转”的“自然人”是 0，2024 年年报的“结转下年度”是 1" in said
    assert "“上年结转”的“总计”" in said
    assert "“行政规范性文件”的现行有效件数是 4" in said


@pytest.mark.parametrize("part", PARTS)
def test_every_part_of_a_report_is_missed(part: str, make_site: MakeSite) -> None:
    """Without the heading of one of the six parts a report is not complete."""
    lines = [each for each in BODY.split("\n\n") if not each.endswith(f"、{part}")]

    found = findings(make_site, report(2025, as_yaml(figures(NOW), NOW), "\n\n".join(lines)))

    assert [each.severity for each in found] == [Severity.ERROR]
    assert f"“{part}”" in found[0].message


def test_a_part_with_other_words_is_a_warning(make_site: MakeSite) -> None:
    """A heading that is there but not as prescribed is told at its line."""
    body = BODY.replace("存在的主要问题及改进情况", "存在问题及改进情况")

    found = findings(make_site, report(2025, as_yaml(figures(NOW), NOW), body))

    assert [each.severity for each in found] == [Severity.WARNING]
    assert "规定的标题是“五、存在的主要问题及改进情况”" in found[0].message


@pytest.mark.parametrize(
    ("day", "subject", "late"),
    [
        ("2026-01-31", None, False),
        ("2026-02-01", None, True),
        ("2026-02-01", "部门", True),
        ("2026-03-31", "政府", False),
        ("2026-04-01", "政府", True),
    ],
)
def test_a_late_report_is_a_warning(
    day: str, subject: str | None, late: bool, make_site: MakeSite
) -> None:
    """Departments publish by 31 January, governments by 31 March."""
    files = report(2025, as_yaml(figures(NOW), NOW), 发布日期=day, 报告主体=subject)

    found = findings(make_site, files)

    assert [each.severity for each in found] == [Severity.WARNING] * late


def test_a_report_shows_and_offers_its_tables(make_site: MakeSite, build_site: Build) -> None:
    """Each table stands in its own part with scoped heads; downloads lie beside; the file does not."""
    root = make_site(report(2025, as_yaml(figures(NOW), NOW)))

    build_site(root)

    folder = root / "public" / "annual-report" / "2025"
    page = (folder / "index.html").read_text("utf-8")
    places = [page.index(f"、{part}</h2>") for part in PARTS]
    tables = [page.index(f'id="biao-{number}"') for number in (1, 2, 3)]
    assert places[1] < tables[0] < places[2] < tables[1] < places[3] < tables[2] < places[4]
    assert page.count('<th scope="row" colspan="3">') == 3
    assert 'rowspan="22">三、本年度办理结果</th>' in page
    made = {path.name for path in folder.iterdir()}
    assert {f"biao-{n}.{kind}" for n in (1, 2, 3) for kind in ("csv", "xlsx", "json")} <= made
    assert not [name for name in made if name.endswith(".yaml")]


def test_an_older_report_shows_the_older_tables(make_site: MakeSite, build_site: Build) -> None:
    """A report on 2020 has the columns of its time and needs no six parts."""
    root = make_site(report(2020, as_yaml(figures(OLD), OLD), "报告全文。"))

    build_site(root)

    page = (root / "public/annual-report/2020/index.html").read_text("utf-8")
    assert "上一年项目数量" in page
    assert "采购总金额" in page
    assert "本年废止件数" not in page
    assert "+2" in page
