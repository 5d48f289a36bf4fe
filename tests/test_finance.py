"""Budgets and accounts: sums that hold to the cent, nine tables each, words for the empty ones."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
import xlsxwriter

from gongkai_ssg.build import Report
from gongkai_ssg.check import check_site
from gongkai_ssg.columns.finance import own_view
from gongkai_ssg.config import load_config
from gongkai_ssg.faults import Finding, Severity
from gongkai_ssg.finance_tables import ACCOUNTS, BUDGET, FORMS
from gongkai_ssg.load import load_site
from gongkai_ssg.rule_text import sample
from gongkai_ssg.tables.fields import TableForm
from gongkai_ssg.tables.read import TableFault, read_table

MakeSite = Callable[[Mapping[str, str | bytes]], Path]

TODAY = dt.date(2026, 11, 22)
BY_KEY = {form.key: form for form in FORMS}
SAMPLE = Path(__file__).parents[1] / "content" / "财政资金"


def faults(form: str, text: str) -> list[tuple[int, int, str]]:
    """Return row, column and message of what is wrong with a table written as CSV."""
    _, found = read_table(text.encode(), "a.csv", BY_KEY[form])
    return [(each.row, each.column, each.message) for each in found]


def only(found: Sequence[tuple[int, int, str]]) -> tuple[int, int, str]:
    assert len(found) == 1, found
    return found[0]


# --- the nine and nine ---------------------------------------------------------------------


def test_there_are_nine_tables_of_each() -> None:
    """部门预算 and 部门决算 have the nine tables of the usual form, in their order."""
    assert [form.label for form in BUDGET][::8] == ["部门收支总体情况表", "国有资本经营预算支出情况表"]
    assert [form.label for form in ACCOUNTS][::8] == ["收入支出决算总表", "财政拨款“三公”经费支出决算表"]
    assert (len(BUDGET), len(ACCOUNTS)) == (9, 9)
    assert len({form.key for form in FORMS}) == len({form.label for form in FORMS}) == len(FORMS)


@pytest.mark.parametrize(
    ("path", "forms"),
    [
        ("2025/bumen-yusuan-2025", BUDGET), ("2026/bumen-yusuan", BUDGET),
        ("2025/bumen-juesuan-2024", ACCOUNTS), ("2026/bumen-juesuan-2025", ACCOUNTS),
    ],
)  # fmt: skip
def test_the_sample_adds_up(path: str, forms: tuple[TableForm, ...]) -> None:
    """Two years of budgets and accounts: nine sheets each, not one fault, the same totals."""
    (workbook,) = (SAMPLE / path).glob("*.xlsx")
    tables = {}
    for form in forms:
        table, found = read_table(workbook.read_bytes(), workbook.name, form, form.label)
        assert list(found) == []
        tables[form.key] = table

    kind = forms[0].key.partition("-")[0]
    last = tables[f"{kind}-expenditure"].rows[-1].cells[2]
    column = [field.key for field in tables[f"{kind}-total"].fields].index("expense_now")
    paid = {row.cells[column - 2]: row.cells[column] for row in tables[f"{kind}-total"].rows}
    assert paid["本年支出合计"] == last


# --- sums ----------------------------------------------------------------------------------

TOTAL = """\
收入项目,收入预算数,支出项目,支出预算数
一般公共预算拨款,3200.00,文化旅游体育与传媒支出,2880.10
事业收入,120.50,社会保障和就业支出,440.40
本年收入合计,3320.50,本年支出合计,3320.50
上年结转,10.00,结转下年,10.00
收入总计,3330.50,支出总计,3330.50
"""


def test_a_balanced_total_has_no_fault() -> None:
    """合计 is what stands above, 总计 is 合计 and what is carried over, both sides are equal."""
    assert faults("budget-total", TOTAL) == []


def test_a_cent_is_found_at_its_cell() -> None:
    """合计 off by 0.01 is reported where it stands, with both amounts and the difference."""
    row, column, message = faults("budget-total", TOTAL.replace("合计,3320.50,本年支", "合计,3320.51,本年支"))[0]

    assert (row, column) == (4, 2)
    assert "3320.51" in message and "3320.50" in message and "多 0.01" in message


def test_income_and_expenditure_are_the_same() -> None:
    """支出总计 that differs from 收入总计 is a fault at 支出总计."""
    text = TOTAL.replace("结转下年,10.00", "结转下年,9.99").replace("支出总计,3330.50", "支出总计,3330.49")

    row, column, message = only(faults("budget-total", text))

    assert (row, column) == (6, 4)
    assert "收入总计 3330.50" in message and "3330.49" in message


def test_a_total_must_be_there() -> None:
    """Without 总计 nobody can see whether the sides agree."""
    text = "\n".join(TOTAL.splitlines()[:-1]) + "\n"

    assert [message for *_, message in faults("budget-total", text) if "总计" in message]


def test_details_below_what_is_carried_over_are_not_counted_twice() -> None:
    """The three lines under 年初财政拨款结转和结余 say what it is made of, and must add up to it."""
    text = """\
收入项目,收入金额,支出项目,支出合计,支出一般公共预算财政拨款,支出政府性基金预算财政拨款
一般公共预算财政拨款,90.00,文化旅游体育与传媒支出,95.00,95.00,0.00
本年收入合计,90.00,本年支出合计,95.00,95.00,0.00
年初财政拨款结转和结余,10.00,年末财政拨款结转和结余,5.00,5.00,0.00
　一般公共预算财政拨款,8.00,,,,
　政府性基金预算财政拨款,2.00,,,,
总计,100.00,总计,100.00,100.00,0.00
"""
    assert faults("accounts-appropriation", text) == []

    row, column, message = only(faults("accounts-appropriation", text.replace("拨款,2.00", "拨款,2.10")))
    assert (row, column) == (4, 2)
    assert "10.10" in message


SPENT = """\
科目编码,科目名称,合计,基本支出,项目支出
207,文化旅游体育与传媒支出,30.00,10.00,20.00
20701,文化和旅游,25.00,10.00,15.00
2070101,行政运行,10.00,10.00,0.00
2070104,图书馆,15.00,0.00,15.00
20702,文物,5.00,0.00,5.00
2070204,文物保护,5.00,0.00,5.00
,合计,30.00,10.00,20.00
"""


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("15.00,0.00,15.00", "15.01,0.01,15.00", (3, 3)),  # 项 -> 款
        ("25.00,10.00,15.00", "25.10,10.10,15.00", (2, 3)),  # 款 -> 类
        (",合计,30.00,10.00", ",合计,30.01,10.01", (8, 3)),  # 类 -> 合计
        (",合计,30.00", ",合计,30.01", (8, 3)),  # across
    ],
)
def test_subjects_add_up_level_by_level(old: str, new: str, place: tuple[int, int]) -> None:
    """类 is the sum of its 款, 款 of its 项, 合计 of the 类, and each row of its own parts."""
    assert faults("budget-expenditure", SPENT) == []

    found = faults("budget-expenditure", SPENT.replace(old, new))

    assert place in [(row, column) for row, column, _ in found]


def test_only_the_leaves_add_up_too() -> None:
    """A table with 项 alone adds up to 合计."""
    text = "科目编码,科目名称,合计,基本支出,项目支出\n2070101,行政运行,1.00,1.00,\n2070104,图书馆,2.00,,2.00\n"

    assert faults("budget-fund", text + ",合计,3.00,1.00,2.00\n") == []
    assert faults("budget-fund", text + ",合计,3.00,1.00,2.01\n") != []
    assert "合计" in only(faults("budget-fund", text))[2]


def test_expenditure_goes_down_to_the_item() -> None:
    """A 类 without its 项 is not what the law asks for; basic expenditure goes down to 款."""
    text = "科目编码,科目名称,合计,基本支出,项目支出\n207,文化,1.00,1.00,0.00\n,合计,1.00,1.00,0.00\n"

    row, column, message = only(faults("budget-expenditure", text))

    assert (row, column) == (2, 1) and "项级" in message
    basic = "科目编码,科目名称,合计,人员经费,公用经费\n{},工资,1.00,1.00,\n,合计,1.00,1.00,\n"
    assert faults("budget-basic", basic.format("30101")) == []
    assert "款级" in only(faults("budget-basic", basic.format("301")))[2]


def test_a_code_has_three_five_or_seven_digits() -> None:
    """Another code is a fault at its cell."""
    row, column, message = only(faults("budget-expenditure", SPENT.replace("2070204,", "207020,")))

    assert (row, column) == (7, 1) and "207020" in message


def test_a_change_is_this_year_less_the_last() -> None:
    """增减 = 本年 - 上年, in 一般公共预算 as in 三公经费."""
    text = "科目编码,科目名称,上年预算数,合计,基本支出,项目支出,增减\n2070101,行政运行,9.00,10.00,10.00,0.00,{}\n,合计,9.00,10.00,10.00,0.00,{}\n"

    assert faults("budget-general", text.format("1.00", "1.00")) == []
    places = [(row, column) for row, column, _ in faults("budget-general", text.format("1.01", "1.01"))]
    assert places == [(2, 7), (3, 7)]


def test_a_fund_closes_with_what_is_left() -> None:
    """年末结转 = 年初结转 + 本年收入 - 本年支出."""
    text = "科目编码,科目名称,年初结转和结余,本年收入,本年支出,基本支出,项目支出,年末结转和结余\n2296099,彩票,1.00,45.00,44.00,0.00,44.00,{0}\n,合计,1.00,45.00,44.00,0.00,44.00,{0}\n"

    assert faults("accounts-fund", text.format("2.00")) == []
    assert faults("accounts-fund", text.format("1.99"))[0][:2] == (2, 8)


THREE = """\
项目,上年预算数,本年预算数,增减
因公出国（境）费,0.00,0.00,0.00
公务用车购置及运行费,28.00,26.40,-1.60
其中：公务用车购置费,0.00,0.00,0.00
　　　公务用车运行维护费,28.00,26.40,-1.60
公务接待费,14.00,12.20,-1.80
合计,42.00,38.60,-3.40
"""


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("26.40,-1.60\n其中", "26.41,-1.59\n其中", (3, 3)),  # 购置及运行 = 购置 + 运行
        ("38.60,-3.40", "38.61,-3.39", (7, 3)),  # 合计 = 出国 + 购置及运行 + 接待
        ("12.20,-1.80", "12.20,-1.81", (6, 4)),  # 增减 = 本年 - 上年
    ],
)
def test_the_items_of_three_public_expenses_add_up(old: str, new: str, place: tuple[int, int]) -> None:
    """购置及运行 is its two, the whole is 出国, 购置及运行 and 接待, a change is a difference."""
    assert faults("budget-three", THREE) == []

    assert place in [(r, c) for r, c, _ in faults("budget-three", THREE.replace(old, new))]


def test_every_item_of_three_public_expenses_is_there() -> None:
    """An item without expenditure is a row of zeros, not a row that is left out."""
    text = "".join(line for line in THREE.splitlines(True) if "出国" not in line)

    assert "因公出国（境）费" in only(faults("budget-three", text))[2]


def test_projects_are_judged_by_their_numbers() -> None:
    """执行率 follows from the amounts, 等次 from the score, 合计 from the projects."""
    text = "项目名称,全年预算数（万元）,全年执行数（万元）,执行率（%）,得分,等次\n文物保护,960.00,740.00,{},86,{}\n合计,960.00,{},,,\n"

    assert faults("performance", text.format("77.1", "良", "740.00")) == []
    assert faults("performance", text.format("77.08", "良", "740.00")) == []
    assert only(faults("performance", text.format("78.1", "良", "740.00")))[:2] == (2, 4)
    assert only(faults("performance", text.format("77.1", "优", "740.00")))[:2] == (2, 6)
    assert only(faults("performance", text.format("77.1", "良", "739.99")))[:2] == (3, 3)


def test_an_amount_missing_in_a_total_is_told() -> None:
    """An empty 合计 is said to be empty, not quoted as 0.00."""
    found = faults("budget-expenditure", SPENT.replace(",合计,30.00", ",合计,"))

    assert {(row, column) for row, column, _ in found} == {(8, 3)}
    assert all("为空" in message and "30.00" in message for *_, message in found)


# --- documents: GK026 ------------------------------------------------------------------------


@pytest.fixture
def check(make_site: MakeSite) -> Callable[..., list[Finding]]:
    """Check a site of one finance document; return what GK026 and GK028 find."""

    def run(*lines: str, **files: str | bytes) -> list[Finding]:
        text = sample("主题分类: [财政、金融、审计, 财政]", *lines)
        named = {f"content/finance/{name.replace('_', '.')}": data for name, data in files.items()}
        root = make_site({"content/finance/a.md": text, **named})
        config = load_config(root)
        found = check_site(load_site(root, config), config, today=TODAY)
        return [each for each in found if each.rule in ("GK026", "GK028")]

    return run


def workbook(sheets: Mapping[str, str]) -> bytes:
    """Return an xlsx with a sheet for each CSV text; amounts are numbers."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, text in sheets.items():
            sheet = book.add_worksheet(name)
            for row, line in enumerate(text.splitlines()):
                for column, cell in enumerate(line.split(",")):
                    if "." in cell:
                        sheet.write_number(row, column, float(cell))
                    else:
                        sheet.write_string(row, column, cell)
    return out.getvalue()


def test_a_fault_in_one_of_several_sheets_names_sheet_and_cell(check: Callable[..., list[Finding]]) -> None:
    """A document with two tables in one file: the wrong cell of the second sheet is found."""
    data = workbook({"总表": TOTAL.replace(".50", ".5"), "支出": SPENT.replace(",合计,30.00", ",合计,30.01")})
    refs = "[{文件: a.xlsx, 工作表: 总表, 表种: 部门收支总体情况表}, {文件: a.xlsx, 工作表: 支出, 表种: 部门支出总体情况表}]"

    found = [each for each in check(f"数据: {refs}", a_xlsx=data) if each.rule == "GK028"]

    assert {(each.path, each.line, each.column) for each in found} == {("content/finance/a.xlsx", 8, 3)}
    assert all("支出" in each.message and "30.01" in each.message for each in found)


def test_missing_tables_are_named(check: Callable[..., list[Finding]]) -> None:
    """部门决算 with one table lacks eight, and each is named."""
    (found,) = check(
        "报表类别: 部门决算", "数据: {文件: a.csv, 表种: 支出决算表}", a_csv=SPENT.replace("合计,基", "本年支出合计,基"),
    )  # fmt: skip

    assert "缺 8 张" in found.message
    assert all(form.label in found.message for form in ACCOUNTS if form.label != "支出决算表")


EMPTY = "科目编码,科目名称,合计,基本支出,项目支出\n"


@pytest.mark.parametrize("rows", ["", ",合计,0.00,0.00,0.00\n", "合计,,0.00,0.00,0.00\n"])
def test_an_empty_table_needs_a_sentence(rows: str, check: Callable[..., list[Finding]]) -> None:
    """No rows, or a row of zeros in sum, is a fault without a sentence and none with it."""
    data = "数据: {文件: a.csv, 表种: 政府性基金预算支出情况表}"
    why = "空表说明: [{表: 政府性基金预算支出情况表, 说明: 本部门没有这类支出。}]"

    (found,) = check(data, a_csv=EMPTY + rows)

    assert "政府性基金预算支出情况表" in found.message and found.severity is Severity.ERROR
    assert check(data, why, a_csv=EMPTY + rows) == []


def test_a_sentence_on_a_full_table_is_wrong(check: Callable[..., list[Finding]]) -> None:
    """What is said to be empty and is not is a fault."""
    (found,) = check(
        "数据: {文件: a.csv, 表种: 部门支出总体情况表}",
        "空表说明: [{表: 部门支出总体情况表, 说明: 没有支出。}]",
        a_csv=SPENT,
    )  # fmt: skip

    assert "不是本文档的空表" in found.message


@pytest.mark.parametrize(("approved", "late"), [("2026-02-10", False), ("2026-02-09", True)])
def test_twenty_calendar_days_after_approval(
    approved: str, late: bool, check: Callable[..., list[Finding]]
) -> None:
    """Published on 2 March: the 20th day is in time, the 21st is not, and only a warning."""
    found = check(f"批复日期: {approved}")

    assert [each.severity for each in found] == [Severity.WARNING] * late


def test_what_the_page_says_of_a_budget() -> None:
    """Kind, year and approval are facts; the sentences go by the name of their table."""
    view = own_view(
        {"kind": "部门预算", "year": 2026, "empty": [{"table": "表", "text": "没有。"}]}
    )  # fmt: skip

    assert view.facts == (("报表类别", "部门预算"), ("年度", "2026年"))
    assert view.notes == {"表": "没有。"}


def test_the_page_shows_tables_reasons_and_charts(
    make_site: MakeSite, build_site: Callable[..., Report]
) -> None:
    """Below each table stands why it is empty, or its charts; nothing is styled in place."""
    text = sample(
        "主题分类: [财政、金融、审计, 财政]", "年度: 2026",
        "数据: [{文件: a.csv, 表种: budget-three}, {文件: b.csv, 表种: 政府性基金预算支出情况表}]",
        "空表说明: [{表: 政府性基金预算支出情况表, 说明: 本部门没有这类支出。}]",
    )  # fmt: skip
    root = make_site(
        {"content/finance/a.md": text, "content/finance/a.csv": THREE, "content/finance/b.csv": EMPTY}
    )
    report = build_site(root, out=root / "out")
    assert [each for each in report.findings if each.severity is not Severity.INFO] == []

    html = (root / "out/finance/a/index.html").read_text("utf-8")

    table, chart, empty, why = (
        html.index(each) for each in ('id="table-t1"', "<svg", 'id="table-t2"', "说明：本部门没有这类支出。")
    )
    assert table < chart < empty < why
    assert html.count("<svg") == html.count('role="img"') == 1
    assert "style=" not in html


def test_a_faulty_amount_is_no_false_alarm_of_sums() -> None:
    """With a cell that is no amount, only that cell is reported."""
    _, found = read_table(SPENT.replace("30.00,10.00", "三十,10.00", 1).encode(), "a.csv", BY_KEY["budget-expenditure"])

    assert [(type(each), each.row, each.column) for each in found] == [(TableFault, 2, 3)]
