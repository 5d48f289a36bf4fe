"""权责清单 as a table: faults at their cells, a page for each power, changes between versions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import Build, MakeSite
from decision_tables import POWER, csv_table, findings, places, unpacked, xlsx_table
from sites import document

from gongkai_ssg.columns import column_types
from gongkai_ssg.tables.fields import declared

LIST = "content/power-list/qingdan.md"
XLSX = "content/power-list/qd.xlsx"
SECOND = {
    **POWER,
    "职权编码": "WL-CF-001",
    "职权类型": "行政处罚",
    "职权名称": "擅自举办演出的处罚",
}


def powers(*rows: Mapping[str, str]) -> dict[str, str | bytes]:
    """Return the files of a power list kept in Excel; row 3 of the sheet is the first power."""
    return {LIST: document(标题="权责清单", 数据="qd.xlsx"), XLSX: xlsx_table(rows)}


def test_the_columns_are_those_of_the_list_in_their_order() -> None:
    """The eleven columns and ten kinds stand as the guidance on power lists names them."""
    record = column_types()["power-list"].forms[0].record
    fields = declared(record)

    assert [each.cell.label for each in fields] == [
        "序号", "职权编码", "职权类型", "职权名称", "实施依据", "行使主体", "承办机构",
        "责任事项", "追责情形", "流程图", "监督方式",
    ]  # fmt: skip
    kinds = next(each.choices for each in fields if each.name == "kind")
    assert (len(kinds), kinds[0], kinds[-1]) == (10, "行政许可", "其他行政权力")


def test_a_sound_list_has_no_finding(make_site: MakeSite) -> None:
    """Two sound powers pass, with or without what may be left out."""
    bare = {key: value for key, value in SECOND.items() if key != "承办机构"}

    assert findings(make_site(powers(POWER, bare))) == []


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"实施依据": ""}, 4, ("实施依据", "为空")),
        ({"职权编码": "WL-XK-001"}, 1, ("WL-XK-001", "与第 3 行重复")),
        ({"职权类型": "行政审批"}, 2, ("行政审批", "不在规定的范围内")),
        ({"责任事项": ""}, 7, ("责任事项", "为空")),
    ],
)
def test_a_fault_is_reported_at_its_cell(
    change: Mapping[str, str], column: int, words: tuple[str, ...], make_site: MakeSite
) -> None:
    """A missing basis, a double code and a kind that is none name sheet file, row and column."""
    found = findings(make_site(powers(POWER, {**SECOND, **change})), "GK028")

    assert [(each["path"], each["line"], each["column"]) for each in found] == [(XLSX, 4, column)]
    assert all(word in found[0]["message"] for word in words)
    assert found[0]["severity"] == "error"


def test_each_power_has_a_page_that_leads_back(make_site: MakeSite, build_site: Build) -> None:
    """The list links to a page for each power; the page shows its cells and links to the list."""
    root = make_site(powers(POWER, SECOND))
    build_site(root)
    files = unpacked(root / "public")

    listed = files["power-list/qingdan/index.html"].decode()
    page = files["power-list/qingdan/wl-cf-001/index.html"].decode()
    assert 'href="/power-list/qingdan/wl-cf-001/"' in listed
    assert 'href="/power-list/qingdan/"' in page
    assert "擅自举办演出的处罚" in page
    assert "《营业性演出管理条例》第十三条" in page
    assert "营业性演出审批</a>" in page  # the one before it


def test_the_list_is_filtered_by_kind_and_unit(make_site: MakeSite, build_site: Build) -> None:
    """Kind and office are filters as soon as they tell rows apart."""
    root = make_site(powers(POWER, {**SECOND, "承办机构": "执法队"}))
    build_site(root)
    data = (root / "public/power-list/qingdan/qingdan.json").read_text("utf-8")

    fields = declared(column_types()["power-list"].forms[0].record)
    assert {"kind", "subject", "unit"} == {each.name for each in fields if each.cell.filter}
    assert '"kind":"行政处罚"' in data


def test_the_file_that_staff_keep_is_not_handed_out(make_site: MakeSite, build_site: Build) -> None:
    """What readers download is made from the table; a column that is not public stays behind."""
    root = make_site(powers({**POWER, "内部备注": "龘㐃靐内部"}))
    build_site(root, fail_on="never")
    files = unpacked(root / "public")

    assert "power-list/qingdan/qingdan.xlsx" in files
    assert places(files, "龘㐃靐内部") == []
    assert "power-list/qingdan/qd.xlsx" not in files


def test_changes_between_versions_are_a_table(make_site: MakeSite, build_site: Build) -> None:
    """The change log has its own form: code, name, change, basis and day, from GB18030 too."""
    change = {
        "职权编码": "WL-QT-006",
        "职权名称": "推广机构备案",
        "变动": "取消",
        "依据": "机构改革",
        "日期": "2026年4月27日",
    }
    files = {
        "content/power-list/a.md": document(数据="{文件: tz.csv, 表种: 调整记录}"),
        "content/power-list/tz.csv": csv_table([change], "gb18030"),
    }
    root = make_site(files)

    assert findings(root) == []
    build_site(root)
    page = (root / "public/power-list/a/index.html").read_text("utf-8")
    assert all(text in page for text in ("取消", "推广机构备案", "2026-04-27"))


def test_a_change_that_is_none_is_found(make_site: MakeSite) -> None:
    """新增, 取消 and 调整 are the changes there are."""
    change = {
        "职权编码": "A-1",
        "职权名称": "备案",
        "变动": "下放",
        "依据": "机构改革",
        "日期": "2026-04-27",
    }
    files = {
        "content/power-list/a.md": document(数据="{文件: tz.csv, 表种: 调整记录}"),
        "content/power-list/tz.csv": csv_table([change]),
    }

    found = findings(make_site(files), "GK028")

    assert [(each["line"], each["column"]) for each in found] == [(2, 3)]


def test_the_sample_site_has_a_real_list() -> None:
    """The sample list has at least forty powers; what changed fits in number."""
    from gongkai_ssg.tables.read import read_table

    folder = Path(__file__).parents[1] / "content" / "权责清单" / "2026"
    listing, changes = column_types()["power-list"].forms
    path = folder / "quanze-qingdan" / "quanze-qingdan-2026.xlsx"
    table, faults = read_table(path.read_bytes(), path.name, listing)
    log, more = read_table((folder / "tiaozheng-2026.csv").read_bytes(), "a.csv", changes)

    assert (faults, more) == ([], [])
    assert len(table.rows) >= 40
    codes = {row.cells[1] for row in table.rows}
    place = [each.key for each in log.fields].index("change")
    kept = {row.cells[1] for row in log.rows if row.cells[place] != "取消"}
    gone = {row.cells[1] for row in log.rows if row.cells[place] == "取消"}
    assert kept <= codes
    assert not gone & codes
