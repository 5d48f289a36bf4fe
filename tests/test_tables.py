"""Tables: what is read, what is refused, at which cell a fault stands, what goes out."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field as Limit
from pydantic import field_validator, model_validator

from gongkai_ssg.tables import check, export, unpack
from gongkai_ssg.tables.export import to_csv, to_json, to_xlsx
from gongkai_ssg.tables.fields import (
    Cell,
    CellFault,
    Count,
    Day,
    Flag,
    LongText,
    Money,
    Record,
    TableForm,
    Text,
    Uscc,
    check_digit,
    declared,
    wrong,
)
from gongkai_ssg.tables.read import Field, HeaderCell, Row, Table, TableFault, mask_name, read_table


class Decision(Record):
    """A penalty, with everything that a cell can be."""

    code: Annotated[Text, Cell(label="文号", aliases=("决定书文号",), unique=True)]
    party: Annotated[Text, Cell(label="行政相对人名称")]
    kind: Annotated[Literal["法人", "自然人"], Cell(label="行政相对人类别", filter=True)]
    uscc: Annotated[Uscc | None, Cell(label="统一社会信用代码")] = None
    id_number: Annotated[Text | None, Cell(label="证件号码", hidden=True)] = None
    basis: Annotated[LongText, Cell(label="处罚依据", wide=True)]
    fine: Annotated[Money | None, Cell(label="罚款金额（万元）")] = None
    pieces: Annotated[Count | None, Cell(label="件数")] = None
    decided: Annotated[Day, Cell(label="决定日期")]
    end: Annotated[Day | Literal["长期"] | None, Cell(label="公示截止期")] = None
    heard: Annotated[Flag | None, Cell(label="是否听证")] = None

    def masked(self) -> frozenset[str]:
        return frozenset({"party"}) if self.kind == "自然人" else frozenset()

    def until(self) -> dt.date | None:
        return self.end if isinstance(self.end, dt.date) else None


FORM = TableForm(key="decisions", label="处罚决定", record=Decision, basis="第二十条第（六）项")
GOOD = {
    "文号": "云文旅罚〔2026〕1号",
    "行政相对人名称": "云浦乐途国际旅行社有限公司",
    "行政相对人类别": "法人",
    "统一社会信用代码": "11370322004222241N",
    "证件号码": "",
    "处罚依据": "《旅行社条例》第四十六条",
    "罚款金额（万元）": "1,234.5",
    "件数": "3",
    "决定日期": "2026年3月2日",
    "公示截止期": "2029-03-02",
    "是否听证": "否",
}


def rows_of(*changes: dict[str, str]) -> list[list[str]]:
    return [list(GOOD), *(list((GOOD | {"文号": f"甲{at}"} | each).values())
                          for at, each in enumerate(changes))]  # fmt: skip


def csv_of(rows: Iterable[Iterable[object]], delimiter: str = ",") -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue().encode()


def xlsx_of(
    rows: Iterable[Sequence[object]], merges: Sequence[str] = (), title: str = "Sheet1"
) -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for merge in merges:
        sheet.merge_cells(merge)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def zip_of(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def faults_of(*changes: dict[str, str]) -> list[tuple[int, int, str, str]]:
    _, faults = read_table(csv_of(rows_of(*changes)), "表.csv", FORM)
    return [(each.row, each.column, each.message, each.hint) for each in faults]


def only(faults: Sequence[TableFault]) -> TableFault:
    assert len(faults) == 1, faults
    return faults[0]


# --- reading ---


def test_a_right_row_is_shown_without_its_hidden_cell() -> None:
    """Money to two places, days in ISO form, flags in words; hidden columns are gone."""
    table, faults = read_table(xlsx_of(rows_of({"证件号码": "A123"})), "a.xlsx", FORM)
    assert faults == []
    assert [each.key for each in table.fields] == [
        "code", "party", "kind", "uscc", "basis", "fine", "pieces", "decided", "end", "heard",
    ]  # fmt: skip
    assert table.rows == (
        Row(
            anchor="jia-0",
            title="云浦乐途国际旅行社有限公司",
            cells=("甲0", "云浦乐途国际旅行社有限公司", "法人", "11370322004222241N",
                   "《旅行社条例》第四十六条", "1234.50", "3", "2026-03-02", "2029-03-02", "否"),
            until="2029-03-02",
            line=2,
        ),
    )  # fmt: skip
    assert table.fields[2] == Field("kind", "行政相对人类别", "choice", filter=True)
    assert table.fields[8].kind == "date"
    assert len(table.header) == 1 and len(table.header[0]) == len(table.fields)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_csv_comes_in_two_encodings_and_with_two_delimiters(encoding: str, delimiter: str) -> None:
    """UTF-8 with or without BOM and GB18030, commas or tabs, give the same table."""
    plain = csv_of(rows_of({"处罚依据": "一,二\n三"}), delimiter)
    table, faults = read_table(plain.decode().encode(encoding), "a.csv", FORM)
    assert faults == [] and table.rows[0].cells[4] == "一,二\n三"


def test_typed_cells_of_a_spreadsheet_are_read_as_they_look() -> None:
    """Dates, whole numbers, sums of floats and booleans need no text format."""
    row: list[object] = list(GOOD.values())
    row[6:11] = [0.1 + 0.2, 3, dt.date(2026, 3, 2), dt.datetime(2029, 3, 2), True]
    table, faults = read_table(xlsx_of([list(GOOD), row]), "a.xlsx", FORM)
    assert faults == []
    assert table.rows[0].cells[5:] == ("0.30", "3", "2026-03-02", "2029-03-02", "是")


def test_yaml_takes_labels_and_names() -> None:
    """A YAML list is read by label or English name; a list of texts makes lines of one cell."""
    text = """\
- 文号: 甲1
  party: 云浦旅行社
  kind: 法人
  处罚依据: [一, 二]
  决定日期: 2026-03-02
- 文号: 甲1
  party: 云浦旅行社
  kind: 法 人
  处罚依据: 三
  决定日期: 2026-02-30
"""
    table, faults = read_table(text.encode(), "a.yaml", FORM)
    assert table.rows[0].cells[4] == "一\n二" and table.rows[1].cells[2] == "法人"
    assert [(each.row, each.column, each.message) for each in faults] == [
        (6, 7, "第 6 行“文号”的值“甲1”与第 1 行重复。"),
        (10, 9, "第 10 行“决定日期”的值“2026-02-30”不是日期。"),
    ]


def test_the_header_is_found_below_titles_by_alias_in_any_order() -> None:
    """Title rows, blanks and line breaks in labels, full-width signs, stars and 序号 do no harm."""
    labels = ["序号", *GOOD]
    labels[1] = "*决定书\n文 号"
    labels[7] = "罚款金额(万元)"
    body = ["1", *GOOD.values()]
    rows = [["云浦市处罚决定"], [], ["单位：万元"], labels[::-1], [], body[::-1], ["注：据实填写"]]
    table, faults = read_table(csv_of(rows), "a.csv", FORM)
    assert faults == [] and len(table.rows) == 1
    assert table.rows[0].cells[0] == GOOD["文号"]


def test_totals_are_records_only_where_the_form_wants_them() -> None:
    """A row headed 合计 is left out, unless the form says that it counts."""

    class Item(Record):
        name: Annotated[Text, Cell(label="项目")]
        sum: Annotated[Money, Cell(label="金额")]

    data = csv_of([["项目", "金额"], ["甲", "1"], ["合 计", "1"], ["备注：无"]])
    for totals, names in ((False, ["甲"]), (True, ["甲", "合 计"])):
        form = TableForm(key="i", label="表", record=Item, basis="", totals=totals)
        table, faults = read_table(data, "a.csv", form)
        assert faults == [] and [row.cells[0] for row in table.rows] == names


class Reviews(Record):
    """Grouped columns, some of them with the same last label, one of them hidden."""

    unit: Annotated[Text, Cell(label="单位")]
    kept: Annotated[Count, Cell(label="行政复议·结果维持")]
    changed: Annotated[Count, Cell(label="行政复议·结果纠正")]
    secret: Annotated[Count, Cell(label="行政复议·备查", hidden=True)]
    kept_in_court: Annotated[Count, Cell(label="行政诉讼/结果维持")]


GROUPED: list[list[object]] = [
    ["云浦市2026年情况表"],
    ["编制单位：甲", "", "", "", "单位：件"],
    ["单位", "行政复议", "", "", "行政诉讼"],
    ["", "结果维持", "结果纠正", "备查", "结果维持"],
    ["云浦", 1, 2, 3, 4],
]


def test_grouped_headers_survive() -> None:
    """Merged cells above labels tell equal labels apart and come out again, hidden ones aside."""
    form = TableForm(key="r", label="表三", record=Reviews, basis="")
    data = xlsx_of(GROUPED, ["A1:E1", "A2:D2", "A3:A4", "B3:D3"])
    table, faults = read_table(data, "a.xlsx", form)
    assert faults == []
    assert table.rows[0].cells == ("云浦", "1", "2", "4")
    assert table.header == (
        (HeaderCell("单位", 1, 2), HeaderCell("行政复议", 2), HeaderCell("行政诉讼")),
        (HeaderCell("结果维持"), HeaderCell("结果纠正"), HeaderCell("结果维持")),
    )
    again: Any = openpyxl.load_workbook(io.BytesIO(to_xlsx(table))).active
    assert {str(each) for each in again.merged_cells.ranges} == {"A1:A2", "B1:C1"}
    assert [cell.value for cell in again[3]] == ["云浦", 1, 2, 4]


def test_groups_without_any_cell_merged_downwards_are_kept() -> None:
    """A row of groups is part of the header even where the labels alone would be enough."""

    class Plan(Record):
        a: Annotated[Count, Cell(label="本级")]
        b: Annotated[Count, Cell(label="下级")]
        c: Annotated[Count, Cell(label="其他")]

    rows: list[list[object]] = [
        ["标题"],
        ["收入", "", "支出"],
        ["本级", "下级", "其他"],
        [1, 2, 3],
        [4, 4, 4],
    ]
    form = TableForm(key="p", label="表", record=Plan, basis="")
    table, faults = read_table(xlsx_of(rows, ["A1:C1", "A2:B2"]), "a.xlsx", form)
    assert faults == []
    assert table.header[0] == (HeaderCell("收入", 2), HeaderCell("支出"))
    # 1 2 3 under a header numbers the columns; it is no row.
    assert [row.cells for row in table.rows] == [("4", "4", "4")]


def test_a_shared_alias_goes_from_left_to_right() -> None:
    """A table with two sides has 预算数 twice; each side has a label of its own on the site."""

    class Sides(Record):
        income: Annotated[Text, Cell(label="收入项目")]
        income_sum: Annotated[Money, Cell(label="收入预算数", aliases=("预算数",))]
        spending: Annotated[Text, Cell(label="支出项目")]
        spending_sum: Annotated[Money, Cell(label="支出预算数", aliases=("预算数",))]

    form = TableForm(key="s", label="表1", record=Sides, basis="")
    head = ["收入项目", "预算数", "支出项目", "预算数"]
    table, faults = read_table(csv_of([head, ["甲", "1", "乙", "2"]]), "a.csv", form)
    assert faults == [] and table.rows[0].cells == ("甲", "1.00", "乙", "2.00")
    assert [cell.text for cell in table.header[0]] == [each.label for each in table.fields]
    assert read_table(to_csv(table), "a.csv", form) == (table, [])
    _, faults = read_table(csv_of([[*head, "预算数"], ["甲", "1", "乙", "2", "3"]]), "a.csv", form)
    assert only(faults).message == "E 列与 D 列的表头重复，都是“支出预算数”。"


def test_a_cell_merged_downwards_counts_for_each_of_its_rows() -> None:
    """What staff merge over several rows is not empty in the later ones."""
    rows = rows_of({"处罚依据": "同一条"}, {"处罚依据": ""}, {"处罚依据": ""})
    table, faults = read_table(xlsx_of(rows, ["F2:F4"]), "a.xlsx", FORM)
    assert faults == [] and [row.cells[4] for row in table.rows] == ["同一条"] * 3


def test_the_right_sheet_is_read() -> None:
    """The named sheet, else the one called like the table, else the first that is visible."""
    book = openpyxl.Workbook()
    first: Any = book.active
    first.title = "说明"
    first.append(["无关"])
    for name in ("处罚决定", "二季度"):
        sheet = book.create_sheet(name)
        for row in rows_of({"文号": name}):
            sheet.append(row)
    secret = book.create_sheet("名单")
    secret.sheet_state = "veryHidden"
    data = saved(book)
    for wanted, code in (("", "处罚决定"), ("二季度", "二季度")):
        table, faults = read_table(data, "a.xlsx", FORM, wanted)
        assert table.rows[0].cells[0] == code
        warning = only(faults)
        assert warning.warning and warning.sheet == "名单"
    for wanted, said in (("名单", "隐藏"), ("二季", "没有名为")):
        table, faults = read_table(data, "a.xlsx", FORM, wanted)
        assert table.rows == () and said in faults[-1].message
    assert faults[-1].hint == "是不是“二季度”？"


def test_hidden_rows_and_columns_are_told() -> None:
    """What a spreadsheet hides is not published, and whoever hid it must decide."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx_of(rows_of({}, {}))))
    sheet: Any = book.active
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["F"].hidden = True
    sheet.column_dimensions["E"].hidden = True  # 证件号码 is never public anyway
    table, faults = read_table(saved(book), "a.xlsx", FORM)
    assert [each.line for each in table.rows] == [2]
    assert all("《旅行社条例》第四十六条" not in each.cells for each in table.rows)
    assert [(each.row, each.column, each.warning) for each in faults] == [
        (1, 6, False),
        (3, 1, False),
    ]
    assert "第 3 行是隐藏的" in faults[1].message and "“处罚依据”（F 列）" in faults[0].message


# --- faults at their cells ---


@pytest.mark.parametrize(
    ("label", "written", "column", "message", "hint"),
    [
        ("处罚依据", "", 6, "第 2 行“处罚依据”（F 列）为空。", "必须填写"),
        ("统一社会信用代码", "11370322004222241X", 4,
         "第 2 行“统一社会信用代码”（D 列）的值“11370322004222241X”校验位不对，应为“N”。", "核对"),
        ("统一社会信用代码", "1137", 4,
         "第 2 行“统一社会信用代码”（D 列）的值“1137”有 4 位，统一社会信用代码应为 18 位。", ""),
        ("统一社会信用代码", "11370322004222241O", 4,
         "第 2 行“统一社会信用代码”（D 列）的值“11370322004222241O”不合统一社会信用代码的写法。", "I、O"),
        ("行政相对人类别", "法入", 3,
         "第 2 行“行政相对人类别”（C 列）的值“法入”不在规定的范围内。", "是不是“法人”"),
        ("罚款金额（万元）", "3万元", 7, "第 2 行“罚款金额（万元）”（G 列）的值“3万元”不是金额。", "表头"),
        ("罚款金额（万元）", "1.005", 7, "第 2 行“罚款金额（万元）”（G 列）的值“1.005”小数超过两位。", ""),
        ("件数", "-1", 8, "第 2 行“件数”（H 列）的值“-1”不是整数。", ""),
        ("决定日期", "2026-02-30", 9, "第 2 行“决定日期”（I 列）的值“2026-02-30”不是日期。", ""),
        ("公示截止期", "永久", 10, "第 2 行“公示截止期”（J 列）的值“永久”不是日期。", ""),
        ("是否听证", "也许", 11, "第 2 行“是否听证”（K 列）的值“也许”看不出是与否。", ""),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named(
    label: str, written: str, column: int, message: str, hint: str
) -> None:
    """Each kind of fault says row, label, letter and value, and how to cure it."""
    [(row, at, said, cure)] = faults_of({label: written})
    assert (row, at, said) == (2, column, message)
    assert hint in cure


def test_no_fault_hides_another() -> None:
    """All the faults of a row, and of the rows after it, are found at once."""
    found = faults_of({"处罚依据": "", "件数": "x"}, {}, {"决定日期": "昨天", "文号": "甲1"})
    assert [(row, column) for row, column, _, _ in found] == [(2, 6), (2, 8), (4, 1), (4, 9)]
    assert found[2][2] == "第 4 行“文号”（A 列）的值“甲1”与第 3 行重复。"


def test_headers_are_checked() -> None:
    """Unknown, doubled, missing and nameless columns are faults at their place."""
    labels = [*GOOD, "罚款", "", "文号"]
    labels[1], labels[5] = "行政相对人", "依据"
    body = [*GOOD.values(), "1", "游离", "甲9"]
    table, faults = read_table(csv_of([["表"], labels, body, body]), "a.csv", FORM)
    said = [(each.row, each.column, each.message, each.hint) for each in faults]
    assert (2, 2, "B 列的表头“行政相对人”不认识。", "是不是“行政相对人名称”？") in said
    assert (2, 14, "N 列与 A 列的表头重复，都是“文号”。", "删去多余的一列。") in said
    assert (3, 13, "M 列没有表头，第 3 行却有内容。", "补上表头，或者清空这一列。") in said
    missing = [message for _, _, message, _ in said if message.startswith("缺少")]
    assert missing == ["缺少“行政相对人名称”一列。", "缺少“处罚依据”一列。"]
    # Said once, not again in each row; only the doubled number is left to say.
    assert [each for each in said if "为空" in each[2]] == []
    assert not any("游离" in cell for row in table.rows for cell in row.cells)


def test_a_table_without_header_is_refused() -> None:
    """Without a header nobody knows what may be public: no row is taken."""
    table, faults = read_table(csv_of([["a", "b"], ["张三", "110105"]]), "a.csv", FORM)
    assert table.rows == () and "找不到表头" in only(faults).message
    assert "张三" not in faults[0].message + faults[0].hint


def test_a_faulty_row_keeps_its_text_but_nothing_hidden() -> None:
    """The preview shows what was written; a hidden cell is gone even where it is the fault."""

    class Strict(Decision):
        id_number: Annotated[
            Annotated[str, Limit(pattern=r"\d{6}")] | None, Cell(label="证件号码", hidden=True)
        ] = None

    form = TableForm(key="s", label="表", record=Strict, basis="")
    secret = "SECRET-77"
    data = csv_of(rows_of({"证件号码": secret, "罚款金额（万元）": "三万", "决定日期": "x"}))
    table, faults = read_table(data, "a.csv", form)
    assert [(each.row, each.column) for each in faults] == [(2, 5), (2, 7), (2, 9)]
    assert faults[0].message == "第 2 行“证件号码”（E 列）不符合要求。"
    assert "三万" in table.rows[0].cells and "x" in table.rows[0].cells
    shown = repr(table) + repr(faults) + to_csv(table).decode() + to_json(table).decode()
    assert secret not in shown


def test_own_checks_never_quote_hidden_values() -> None:
    """Messages that a column's own code writes lose their text where it holds a hidden value."""

    class Loose(Decision):
        @field_validator("party")
        @classmethod
        def _party(cls, value: str) -> str:
            if value == "坏":
                raise ValueError("不能是 A123 的名称")
            return value

        @model_validator(mode="after")
        def _whole(self) -> Loose:
            if self.pieces == 9:
                raise wrong(f"与证件 {self.id_number} 不符", "见 A123", field="pieces")
            return self

    def look(records: Sequence[Loose]) -> Iterable[CellFault]:
        for at, each in enumerate(records):
            if each.pieces == 8:
                yield CellFault(at, "pieces", f"多于 {each.id_number}", "")
            if each.pieces == 7:
                yield CellFault(at, "fine", "与件数不符", "每件一元。")

    form = TableForm(key="l", label="表", record=Loose, basis="", checks=(look,))
    good = {"证件号码": "A123"}
    bad = read_table(
        csv_of(rows_of(good | {"行政相对人名称": "坏"}, good | {"件数": "9"})), "a.csv", form
    )
    assert [(each.row, each.column, each.message) for each in bad[1]] == [
        (2, 2, "第 2 行“行政相对人名称”（B 列）的值“坏”不符合要求。"),
        (3, 8, "第 3 行“件数”（H 列）的值“9”不符合要求。"),
    ]
    late = read_table(csv_of(rows_of({}, good | {"件数": "8"}, {"件数": "7"})), "a.csv", form)[1]
    assert [(each.row, each.column, each.message, each.hint) for each in late] == [
        (3, 8, "第 3 行“件数”（H 列）的值“8”不符合要求。", ""),
        (4, 7, "第 4 行“罚款金额（万元）”（G 列）的值“1,234.5”与件数不符。", "每件一元。"),
    ]


def test_checks_of_a_table_wait_until_every_row_is_right() -> None:
    """A sum over rows of which one is missing would be a false alarm."""
    seen: list[int] = []

    def count(records: Sequence[Decision]) -> Iterable[CellFault]:
        seen.append(len(records))
        return ()

    form = TableForm(key="c", label="表", record=Decision, basis="", checks=(count,))
    read_table(csv_of(rows_of({}, {"件数": "x"})), "a.csv", form)
    read_table(csv_of(rows_of({}, {})), "a.csv", form)
    assert seen == [2]


def test_numbers_that_lost_digits_and_formula_errors_are_found() -> None:
    """A code of 18 digits stored as a number, and #REF!, are no values."""
    row: list[object] = list(GOOD.values())
    row[3] = 913703220042222412
    row[7] = "=1/0"
    book = openpyxl.load_workbook(io.BytesIO(xlsx_of([list(GOOD), row])))
    sheet: Any = book.active
    sheet["H2"].value, sheet["H2"].data_type = "#DIV/0!", "e"
    _, faults = read_table(saved(book), "a.xlsx", FORM)
    assert [(each.row, each.column, each.message) for each in faults] == [
        (2, 4, "第 2 行“统一社会信用代码”（D 列）以数字格式保存，第 15 位以后的数字已经丢失。"),
        (2, 8, "第 2 行“件数”（H 列）是公式错误。"),
    ]


def test_too_many_faults_are_counted_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is wrong throughout gives a report that can still be read."""
    monkeypatch.setattr(check, "MAX_FAULTS", 3)
    found = faults_of(*[{"件数": "x"}] * 5)
    assert len(found) == 4 and found[0][2] == "另有 2 处毛病没有列出。"


# --- names ---


@pytest.mark.parametrize(
    ("name", "shown"),
    [("张三", "张*"), ("王小明", "王**"), ("欧阳某", "欧阳*"), ("欧阳", "欧*"), ("张 三", "张*"),
     ("张三、欧阳锋华", "张*、欧阳**"), ("张", "*"), ("", ""), ("张*", "张*"), ("欧阳*", "欧阳*")],
)  # fmt: skip
def test_names_keep_their_surname(name: str, shown: str) -> None:
    """One star for each sign after the surname, one or two signs long."""
    assert mask_name(name) == shown


def test_masked_names_are_nowhere_in_the_table() -> None:
    """Only the cells that the record names are masked, and neither title nor anchor tell more."""

    class Named(Decision):
        party: Annotated[Text, Cell(label="行政相对人名称", unique=True)]

        def title(self) -> str:
            return self.party

        def anchor(self) -> str:
            return self.party

    form = TableForm(key="n", label="表", record=Named, basis="")
    person = {"行政相对人名称": "王小明", "行政相对人类别": "自然人"}
    rows = rows_of(
        person,
        person | {"行政相对人名称": "王晓明"},
        {},
        person | {"行政相对人名称": "王大明", "件数": "x"},
    )
    table, _ = read_table(csv_of(rows), "a.csv", form)
    assert [row.title for row in table.rows] == ["王**", "王**", GOOD["行政相对人名称"], "王**"]
    text = repr(table)
    assert "小明" not in text and "xiao" not in text and "大明" not in text
    assert len({row.anchor for row in table.rows}) == 4
    assert all(row.anchor.isascii() and row.anchor for row in table.rows)


def test_a_row_goes_when_nobody_can_say_how_to_show_it() -> None:
    """A wrong 类别 leaves open whether the name is a person's, a wrong end how long it may stand."""
    rows = rows_of(
        {"行政相对人类别": "自燃人", "行政相对人名称": "王小明"}, {"公示截止期": "x"}, {}
    )
    table, faults = read_table(csv_of(rows), "a.csv", FORM)
    assert len(faults) == 2 and [row.cells[0] for row in table.rows] == ["甲2"]


# --- hostile files ---


def refused(data: bytes, name: str = "a.xlsx") -> str:
    table, faults = read_table(data, name, FORM)
    assert table.rows == ()
    fault = only(faults)
    assert not fault.warning
    return fault.message


SHEET = "xl/worksheets/sheet1.xml"
_HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_TAIL = b"</sheetData></worksheet>"


def with_sheet(content: bytes, **others: bytes) -> bytes:
    parts = parts_of(xlsx_of(rows_of({})))
    parts[SHEET] = _HEAD + content + _TAIL
    return zip_of(parts | others)


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.xlsx", "空"),
        (b"PK\x03\x04 broken", "a.xlsx", "已损坏"),
        (b"hello", "a.xlsx", "不是 xlsx"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "a.xlsx", "密码"),
        (zip_of({"content.xml": b"<x/>"}), "a.xlsx", "不是 xlsx"),
        (b"x", "a.xlsm", "宏"),
        (b"x", "a.xls", ".xls"),
        (b"x", "a.pdf", "不是表格"),
        (b"\xff\xfea\0", "a.csv", "UTF-16"),
        (b"a,b\0", "a.csv", "NUL"),
        (b"\x81\xff\xff", "a.csv", "GB18030"),
        (b'"a,b\n', "a.csv", "引号"),
        (b"a," * 300, "a.csv", "301 列"),
        (b"a: 1", "a.yml", "列表"),
        (b"- &a b\n- *a", "a.yml", "锚点"),
        (b"[" * 100, "a.yml", "太深"),
        (b"\xff", "a.yml", "UTF-8"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(data: bytes, name: str, said: str) -> None:
    """A broken, foreign or locked file gives one fault in Chinese and no row."""
    assert said in refused(data, name)


def test_a_cut_or_changed_archive_is_refused_or_read() -> None:
    """No cut of a good file and no changed byte brings the reader down."""
    good = xlsx_of(rows_of({}))
    for at in range(1, len(good), 97):
        for data in (good[:at], good[:at] + bytes([good[at] ^ 0x55]) + good[at + 1 :]):
            table, faults = read_table(data, "a.xlsx", FORM)
            assert faults or len(table.rows) == 1


def test_archives_that_explode_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Size, ratio and number of entries are looked at before anything is unpacked."""
    parts = parts_of(xlsx_of(rows_of({})))
    assert "压缩比" in refused(zip_of(parts | {"xl/media/a.png": b"\0" * 11_000_000}))
    many = parts | {f"xl/media/{at}.png": b"" for at in range(2_001)}
    assert "部件太多" in refused(zip_of(many))
    monkeypatch.setattr(unpack, "MAX_UNPACKED", 10_000)
    assert "太大" in refused(zip_of(parts))


def test_an_archive_that_lies_about_its_size_is_refused() -> None:
    """A declared size smaller than the content is not believed."""
    data = bytearray(xlsx_of(rows_of({})))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        info = archive.getinfo(SHEET)
    at = data.rindex(SHEET.encode()) - 46
    assert int.from_bytes(data[at + 24 : at + 28], "little") == info.file_size
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    assert "已损坏" in refused(bytes(data))


def test_doubled_parts_and_macros_are_refused() -> None:
    """Two parts of one name would be read differently by different programs."""
    parts = parts_of(xlsx_of(rows_of({})))
    assert "重名" in refused(zip_of(parts | {SHEET.upper().replace("XML", "xml"): b"<x/>"}))
    assert "宏" in refused(zip_of(parts | {"xl/vbaProject.bin": b"x"}))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "太宽"),
        (b'<row r="1048576"><c r="B1048576"><v>1</v></c></row>', "太大"),
        (b'<x:row xmlns:x="u" r="1048576"><x:c><x:v>1</x:v></x:c></x:row>', "太大"),
        (b'<row r="20000"><c r="GR20000"><v>1</v></c></row>', "太大"),
        (b'<row r="1"><c r="A1A"><v>1</v></c></row>', "已损坏"),
        (b'<row r="x"></row>', "已损坏"),
        (b"<row>", "已损坏"),
        (b"", "没有内容"),
    ],
)  # fmt: skip
def test_sheets_that_would_fill_the_memory_are_refused(content: bytes, said: str) -> None:
    """The rectangle around the written cells is measured before cells are built."""
    assert said in refused(with_sheet(content))


def test_one_long_string_in_many_cells_is_refused() -> None:
    """A string that is written once and read a thousand times counts a thousand times."""
    cells = b"".join(b'<row><c t="s"><v>0</v></c></row>' for _ in range(1_000))
    for text in (b"a" * 60_000, b"<![CDATA[" + b"</si>" * 12_000 + b"]]>"):
        shared = b"<sst><si><t>" + text + b"</t></si></sst>"
        assert "文字太多" in refused(with_sheet(cells, **{"xl/sharedStrings.xml": shared}))


def test_document_types_and_entities_are_refused() -> None:
    """Nothing in a spreadsheet needs a DTD."""
    parts = parts_of(xlsx_of(rows_of({})))
    for name in (SHEET, "xl/workbook.xml"):
        evil = b'<!DOCTYPE x [<!ENTITY a "b">]>' + parts[name].partition(b"?>")[2]
        if not parts[name].startswith(b"<?xml"):
            evil = b'<!DOCTYPE x [<!ENTITY a "b">]>' + parts[name]
        assert "文档类型声明" in refused(zip_of(parts | {name: evil}))


def test_a_workbook_without_sheets_is_refused() -> None:
    """Zero sheets, or none that can be seen, is a fault of the file."""
    parts = parts_of(xlsx_of(rows_of({})))
    parts["xl/workbook.xml"] = b"<workbook><sheets/></workbook>"
    assert "没有可见的工作表" in refused(zip_of(parts))


def test_links_to_other_files_and_pictures_are_never_opened() -> None:
    """Only the parts that hold the text of one sheet reach the reader."""
    parts = parts_of(xlsx_of(rows_of({})))
    extra = {
        "xl/externalLinks/externalLink1.xml": b"<x>",
        "xl/media/a.png": b"x",
        "docProps/x.xml": b"",
    }
    taken = unpack.unpack(zip_of(parts | extra))
    assert not {"xl/externallinks/externallink1.xml", "xl/media/a.png", "docprops/x.xml"} & {*taken}
    assert set(parts_of(unpack.repack(taken, SHEET))) <= {*parts}


def test_a_cell_beyond_the_limit_is_a_fault_and_not_kept() -> None:
    """More than 20,000 characters belong into the text, not into a cell."""
    table, faults = read_table(csv_of(rows_of({"处罚依据": "长" * 20_001})), "a.csv", FORM)
    assert "太长（20001 字" in only(faults).message and faults[0].column == 6
    assert "长长" not in repr(table)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.yaml", "a.xlsx"]))
def test_any_bytes_end_in_a_table_or_a_fault(data: bytes, name: str) -> None:
    """No content whatever raises."""
    table, faults = read_table(data, name, FORM)
    assert isinstance(table, Table) and (faults or not table.rows)


# --- export ---


class Plain(Record):
    """A row whose text can be anything."""

    code: Annotated[Text, Cell(label="编码", unique=True)]
    text: Annotated[LongText | None, Cell(label="=内容")] = None
    sum: Annotated[Money | None, Cell(label="金额")] = None
    count: Annotated[Count | None, Cell(label="件数")] = None


PLAIN = TableForm(key="plain", label="表[1]", record=Plain, basis="")
FIELDS = tuple(Field(each.name, each.cell.label, each.kind) for each in declared(Plain))

texts = st.text(
    st.one_of(st.sampled_from("=+-@'\"＝,\t\n;|公式_x0041_ "), st.characters(codec="utf-8")),
    max_size=30,
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    money = st.decimals(-(10**12), 10**12, places=2, allow_nan=False).map(
        lambda sum: f"{sum + 0:.2f}"
    )
    rows = []
    for number in range(draw(st.integers(1, 4))):
        text = check_text(draw(texts))
        sum, count = draw(st.just("") | money), draw(st.just("") | st.integers(0, 10**14).map(str))
        cells = (f"c{number}", text, sum, count)
        rows.append(Row(f"c{number}", f"c{number}", cells))
    header = (tuple(HeaderCell(field.label) for field in FIELDS),)
    return Table("plain", "表[1]", FIELDS, tuple(rows), header)


def check_text(text: str) -> str:
    from gongkai_ssg.tables.grid import clean

    return clean(text)


@settings(max_examples=150, deadline=None)
@given(tables())
def test_what_is_exported_reads_back_the_same(table: Table) -> None:
    """CSV and XLSX give the very same table again, JSON the same cells."""
    for made, name in ((to_csv(table), "a.csv"), (to_xlsx(table), "a.xlsx")):
        again, faults = read_table(made, name, PLAIN)
        assert faults == []
        assert [row.cells for row in again.rows] == [row.cells for row in table.rows]
        assert again.header == table.header and again.fields == table.fields
    read = json.loads(to_json(table), parse_float=Decimal)
    for row, values in zip(table.rows, read["rows"], strict=True):
        assert values["text"] == (row.cells[1] or None)
        for key, text in (("sum", row.cells[2]), ("count", row.cells[3])):
            assert (None if values[key] is None else Decimal(values[key])) == (
                Decimal(text) if text else None
            )


INJECTIONS = [
    "=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", " =1", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1",
    "＠SUM(1)", "\u3000=1", "=HYPERLINK(\"http://x\",\"y\")", "'=1", "''@x", "-1", "=cmd|'/C calc'!A0",
]  # fmt: skip


@pytest.mark.parametrize("text", INJECTIONS)
def test_no_formula_reaches_a_spreadsheet(text: str) -> None:
    """Text that a spreadsheet would run starts with an apostrophe in CSV and is text in XLSX."""
    cells = ("a", text, text, "")  # a faulty row keeps text in a cell for money too
    header = (tuple(HeaderCell(field.label) for field in FIELDS),)
    table = Table("plain", "表", FIELDS, (Row("a", "a", cells),), header)
    lines = list(csv.reader(io.StringIO(to_csv(table).decode("utf-8-sig"), newline="")))
    assert lines[0][1] == "'=内容"
    assert lines[1][1] == "'" + text
    assert lines[1][2] == (text if text == "-1" else "'" + text)
    sheet: Any = openpyxl.load_workbook(io.BytesIO(to_xlsx(table))).active
    assert {cell.data_type for cell in sheet[2]} <= {"s", "n"}
    assert sheet["B2"].data_type == "s" and sheet["B1"].data_type == "s"
    assert b"<f>" not in parts_of(to_xlsx(table))[SHEET]


def test_numbers_are_numbers_only_when_exact() -> None:
    """Fifteen digits survive every reader; more, and codes with leading zeros, stay text."""
    cells = [
        ("a", "", "1234.50", "3"),
        ("b", "", "1234567890123456.78", "007"),
        ("c", "", "-0.10", ""),
    ]
    rows = tuple(Row(each[0], each[0], each) for each in cells)
    table = Table("plain", "表", FIELDS, rows, ())
    read = json.loads(to_json(table))
    assert [(row["sum"], row["count"]) for row in read["rows"]] == [
        (1234.5, 3), ("1234567890123456.78", "007"), (-0.1, None),
    ]  # fmt: skip
    sheet: Any = openpyxl.load_workbook(io.BytesIO(to_xlsx(table))).active
    assert [sheet.cell(row, 3).value for row in (2, 3, 4)] == [1234.5, "1234567890123456.78", -0.1]
    assert read["fields"][2] == {"key": "sum", "label": "金额", "kind": "money"}


def test_the_same_table_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """No clock and no order of memory gets into a download."""
    import time

    import xlsxwriter.workbook  # type: ignore[import-untyped]

    table, _ = read_table(csv_of(rows_of({}, {})), "a.csv", FORM)
    first = [make(table) for make in (to_csv, to_xlsx, to_json)]

    class Later(dt.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Later:
            return cls(2031, 5, 6, 7, 8, 9, tzinfo=tz)

    now = time.time() + 100_000
    monkeypatch.setattr(time, "time", lambda: now)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(now))
    monkeypatch.setattr(xlsxwriter.workbook, "datetime", Later, raising=False)
    monkeypatch.setattr(export.dt, "datetime", Later)
    assert [make(table) for make in (to_csv, to_xlsx, to_json)] == first
    with zipfile.ZipFile(io.BytesIO(first[1])) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_an_empty_table_has_its_header_and_nothing_else() -> None:
    """A table that is empty this year is still a table."""
    table, faults = read_table(csv_of([list(GOOD)]), "a.csv", FORM)
    assert faults == [] and table.rows == () and len(table.fields) == 10
    assert to_csv(table).decode("utf-8-sig").count("\r\n") == 1
    assert read_table(to_xlsx(table), "a.xlsx", FORM) == (table, [])


# --- declarations ---


def test_check_digits_follow_the_standard() -> None:
    """Published codes of two agencies; a remainder of nought gives the digit 0."""
    for code in ("11370322004222241N", "11441700007280420Y"):
        assert check_digit(code[:17]) == code[17]
    zero = next(
        f"1100000000000{at:04}" for at in range(99) if check_digit(f"1100000000000{at:04}") == "0"
    )
    table, faults = read_table(
        csv_of(rows_of({"统一社会信用代码": zero.lower() + "0"})), "a.csv", FORM
    )
    assert faults == [] and table.rows[0].cells[3] == zero + "0"


def test_wrong_declarations_are_refused_at_once() -> None:
    """A plain number, a column without Cell, two columns of one label: programmers see it first."""

    class Bare(Record):
        a: Text

    class Number(Record):
        a: Annotated[int, Cell(label="数")]

    class Twice(Record):
        a: Annotated[Text, Cell(label="甲（乙）")]
        b: Annotated[Text, Cell(label="丙", aliases=("甲(乙)",))]

    for record in (Bare, Number, Twice):
        with pytest.raises(TypeError):
            declared(record)
