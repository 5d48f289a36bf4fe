"""Fees, procurement intentions and standard catalogs: their columns and what must stand in them."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import xlsxwriter

from gongkai_ssg.check import check_site
from gongkai_ssg.columns.fees import FEES
from gongkai_ssg.columns.procurement import INTENTIONS
from gongkai_ssg.columns.standard_catalog import CARRIERS, ITEMS
from gongkai_ssg.config import load_config
from gongkai_ssg.faults import Severity
from gongkai_ssg.load import load_site
from gongkai_ssg.rule_text import sample
from gongkai_ssg.tables.fields import TableForm
from gongkai_ssg.tables.read import Table, TableFault, read_table

MakeSite = Callable[[Mapping[str, str | bytes]], Path]

CONTENT = Path(__file__).parents[1] / "content"


def read(form: TableForm, text: str) -> tuple[Table, list[TableFault]]:
    return read_table(text.encode(), "a.csv", form)


def place(form: TableForm, text: str) -> tuple[int, int]:
    """Return row and column of the one fault of a table."""
    _, found = read(form, text)
    assert len(found) == 1, found
    return found[0].row, found[0].column


# --- fees ----------------------------------------------------------------------------------

FEE = "部门,序号,项目名称,资金管理方式,政策依据,设立级次,收费标准\n财务科,1,信息处理费,{},{},国家级,每件 100 元\n"


def test_the_columns_of_the_list_of_fees() -> None:
    """部门 项目名称 资金管理方式 政策依据 come first, in the order of the standard list."""
    table, found = read(FEES, FEE.format("缴入地方国库", "国办函〔2020〕109号"))

    assert found == []
    labels = [field.label for field in table.fields]
    assert labels[:4] == ["部门", "项目名称", "资金管理方式", "政策依据"]
    assert table.rows[0].title == "信息处理费"


def test_a_fee_has_a_ground_and_goes_to_the_treasury() -> None:
    """No 政策依据, or money that goes nowhere, is a fault at its cell."""
    assert place(FEES, FEE.format("缴入地方国库", "")) == (2, 5)
    assert place(FEES, FEE.format("自收自支", "国办函〔2020〕109号")) == (2, 4)


# --- procurement -----------------------------------------------------------------------------

INTENTION = "序号,采购项目名称,采购需求概况,预算金额（万元）,预计采购时间,备注\n1,城市书房设备,自助借还机 6 台,{},{},\n"


@pytest.mark.parametrize("written", ["2026年4月", "2026年04月", "2026-04", "2026.4", "２０２６年４月"])
def test_a_month_is_written_in_one_way(written: str) -> None:
    """However staff write the month, readers see 2026年4月."""
    table, found = read(INTENTIONS, INTENTION.format("48.00", written))

    assert found == []
    assert "2026年4月" in table.rows[0].cells


@pytest.mark.parametrize("written", ["上半年", "2026年13月", "4月", ""])
def test_what_is_no_month_is_found(written: str) -> None:
    """The cell of 预计采购时间 is named."""
    assert place(INTENTIONS, INTENTION.format("48.00", written)) == (2, 5)


@pytest.mark.parametrize("written", ["0", "-1", "约50", ""])
def test_a_budget_is_an_amount_above_zero(written: str) -> None:
    """The cell of 预算金额 is named."""
    assert place(INTENTIONS, INTENTION.format(written, "2026年4月")) == (2, 4)


@pytest.mark.parametrize(("earliest", "close"), [("2026-04-01", False), ("2026-03-31", True)])
def test_intentions_come_thirty_days_ahead(earliest: str, close: bool, make_site: MakeSite) -> None:
    """Published on 2 March: 1 April is 30 days later, 31 March is too close, and only a warning."""
    text = sample("主题分类: [财政、金融、审计, 财政]", f"最早采购日期: {earliest}")
    root = make_site({"content/procurement/a.md": text})
    config = load_config(root)

    found = check_site(load_site(root, config), config, today=dt.date(2026, 11, 22))

    assert [(each.rule, each.severity) for each in found] == [("GK026", Severity.WARNING)] * close


def test_the_sample_has_intentions_in_three_documents() -> None:
    """Three lists in three formats, thirteen projects, without a fault."""
    names = ("2026/caigou-yixiang-1.xlsx", "2026/caigou-yixiang-2.yaml", "files/caigou-yixiang-2026-3.csv")
    rows = 0
    for name in names:
        table, found = read_table((CONTENT / "procurement" / name).read_bytes(), name, INTENTIONS)
        assert found == []
        rows += len(table.rows)

    assert rows == 13


# --- standard catalog --------------------------------------------------------------------------

HEAD = (
    "一级事项,二级事项,公开内容（要素）,公开依据,公开时限,公开主体,公开渠道和载体,"
    "全社会,特定群体,主动,依申请公开,县级,乡级\n"
)
ITEM = "公共服务,免费开放,开放时间,《公共文化服务保障法》,20个工作日内,文化馆,{channels},{everyone},{group},{active},{request},{county},√\n"
RIGHT = {
    "channels": "■政府网站 □政府公报", "everyone": "√", "group": "", "active": "√", "request": "",
    "county": "√",
}  # fmt: skip


def item(**changed: str) -> str:
    return HEAD + ITEM.format(**{**RIGHT, **changed})


def test_channels_keep_their_marks() -> None:
    """■ and □ stay before each carrier, with one blank between them however they were written."""
    table, found = read(ITEMS, item(channels='"■ 政府网站□两微一端\n■社区/企事业单位/村公示栏（电子屏）"'))

    assert found == []
    cell = dict(zip([f.key for f in table.fields], table.rows[0].cells, strict=True))["channels"]
    assert cell == "■政府网站 □两微一端 ■社区/企事业单位/村公示栏（电子屏）"


@pytest.mark.parametrize(
    ("changed", "place_of_fault"),
    [
        ({"channels": "政府网站"}, (2, 7)),
        ({"channels": "□政府网站"}, (2, 7)),
        ({"channels": "■政府网战"}, (2, 7)),
        ({"channels": "■政府网站 ■政府网站"}, (2, 7)),
        ({"everyone": ""}, (2, 8)),
        ({"active": ""}, (2, 10)),
        ({"request": "√"}, (2, 10)),
    ],
)
def test_what_is_not_marked_is_found(changed: dict[str, str], place_of_fault: tuple[int, int]) -> None:
    """A channel without its mark or unknown, no readers, both ways or none: each at its cell."""
    assert place(ITEMS, item(**changed)) == place_of_fault


def test_a_misspelt_channel_is_guessed() -> None:
    """The cure names the carrier that was probably meant."""
    _, found = read(ITEMS, item(channels="■政府网战"))

    assert "政府网站" in found[0].hint
    assert len(CARRIERS) == 13


def test_the_merged_header_of_the_standard_form_survives() -> None:
    """公开事项, 公开对象, 公开方式, 公开层级 stand over their parts; merged items fill their rows."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 13, "标准目录")
        alone = {0: "序号", 3: "公开内容（要素）", 4: "公开依据", 5: "公开时限", 6: "公开主体", 7: "公开渠道和载体"}
        for column, text in alone.items():
            sheet.merge_range(1, column, 2, column, text)
        groups = {
            1: ("公开事项", "一级事项", "二级事项"), 8: ("公开对象", "全社会", "特定群体（请写明）"),
            10: ("公开方式", "主动", "依申请公开"), 12: ("公开层级", "县级", "乡级"),
        }  # fmt: skip
        for column, (group, *parts) in groups.items():
            sheet.merge_range(1, column, 1, column + 1, group)
            for at, text in enumerate(parts):
                sheet.write(2, column + at, text)
        sheet.merge_range(3, 1, 4, 1, "公共服务")
        for row in (3, 4):
            values = ["免费开放", "时间", "法", "20日", "文化馆", "■政府网站", "√", "", "√", "", "√", ""]
            sheet.write_row(row, 2, values)

    table, found = read_table(out.getvalue(), "a.xlsx", ITEMS)

    assert found == []
    top = {cell.text: cell.colspan for cell in table.header[0]}
    assert {top[group] for group in ("公开事项", "公开对象", "公开方式")} == {2}
    assert [row.cells[0] for row in table.rows] == ["公共服务", "公共服务"]


def test_the_sample_catalog_is_whole() -> None:
    """Twenty items with every column filled as the form asks."""
    path = CONTENT / "standard-catalog" / "2026-gonggong-wenhua.xlsx"

    table, found = read_table(path.read_bytes(), path.name, ITEMS)

    assert found == []
    assert len(table.rows) == 20
