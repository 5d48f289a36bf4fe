"""行政执法: penalties end when their publicity ends, withdrawn ones say why, persons stay masked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import Build, MakeSite
from decision_tables import ON_PERSON, PENALTY, csv_table, findings, places, unpacked, xlsx_table
from sites import document

from gongkai_ssg.columns import column_types
from gongkai_ssg.tables.fields import declared
from gongkai_ssg.tables.read import read_table

FORMS = {form.key: form for form in column_types()["enforcement"].forms}
DOC, XLSX = "content/enforcement/a.md", "content/enforcement/cf.xlsx"
SAMPLE = Path(__file__).parents[1] / "content" / "enforcement"

NAME = "龘㐍靐"
PERSON = {
    **PENALTY,
    **ON_PERSON,
    "行政相对人名称": NAME,
    "自然人证件类型": "龘㐎证",
    "自然人证件号码": "龘㐏靐㐐靐㐑",
    "行政处罚决定书文号": "某文旅罚〔2026〕2号",
    "违法事实": "当事人未取得导游证从事导游活动",
}


def penalties(*rows: Mapping[str, str]) -> dict[str, str | bytes]:
    """Return the files of a document with penalties; row 3 of the sheet is the first one."""
    return {DOC: document(标题="行政处罚决定公示", 数据="cf.xlsx"), XLSX: xlsx_table(rows)}


def test_the_columns_are_those_of_the_standard_in_their_order() -> None:
    """The 29 columns of 双公示 come first; state, reason and day of quashing are added."""
    labels = [each.cell.label for each in declared(FORMS["penalties"].record)]

    assert labels[12:] == [
        "行政处罚决定书文号", "违法行为类型", "违法事实", "处罚依据", "处罚类别", "处罚内容",
        "罚款金额（万元）", "没收违法所得、没收非法财物的金额（万元）", "暂扣或吊销证照名称及编号",
        "处罚决定日期", "处罚有效期", "公示截止期", "处罚机关", "处罚机关统一社会信用代码",
        "数据来源单位", "数据来源单位统一社会信用代码", "备注", "处罚状态", "撤销理由",
        "撤销日期",
    ]  # fmt: skip
    assert len(labels) == 32


def test_the_lists_have_the_columns_of_the_samples() -> None:
    """随机抽查, joint inspections and discretion have the columns that the State Council's lists have."""
    labels = {
        key: " ".join(each.cell.label for each in declared(form.record))
        for key, form in FORMS.items()
    }

    assert labels["inspections"] == (
        "序号 抽查事项 抽查依据 抽查对象 抽查基数 抽查比例 抽查周期 抽查方式 抽查主体 实施日期"
    )
    assert labels["joint-inspections"] == (
        "序号 抽查领域 抽查事项 检查对象 抽查比例 发起部门 配合部门 实施层级"
    )
    assert labels["discretion"] == "序号 违法行为 处罚依据 裁量阶次 适用情形 裁量标准 备注"


def test_a_penalty_ends_with_its_publicity(make_site: MakeSite, build_site: Build) -> None:
    """On its last day it is public; a day later it is in no page, list, search, feed or download."""
    brief = {
        **PENALTY,
        "行政相对人名称": "龘㐒靐有限公司",
        "行政处罚决定书文号": "某文旅罚〔2026〕3号",
        "公示截止期": "2026-06-02",
    }
    root = make_site(penalties(PENALTY, brief))
    public = root / "public"

    build_site(root, today=_day("2026-06-02"), search=True)
    before = places(unpacked(public), "龘㐒靐")
    build_site(root, today=_day("2026-06-03"), search=True)
    files = unpacked(public)

    assert {"enforcement/a/index.html", "enforcement/a/a.csv", "enforcement/a/a.xlsx"} <= set(
        before
    )
    assert any(path.startswith("search/") for path in before)
    assert places(files, "龘㐒靐") == []
    assert not [path for path in files if "2026-3hao" in path]
    assert "甲旅行社有限公司" in files["enforcement/a/a.json"].decode()
    told = [
        each
        for each in findings(root, "GK027", "2026-06-03")
        if "某文旅罚〔2026〕3号" in each["message"]
    ]
    assert [(each["path"], each["severity"]) for each in told] == [(DOC, "info")]


def _day(text: str) -> object:
    import datetime as dt

    return dt.date.fromisoformat(text)


def test_a_single_decision_is_taken_down(make_site: MakeSite, build_site: Build) -> None:
    """A document about one penalty is gone on the day after its 公示截止期, and the build says so."""
    root = make_site({DOC: document(公示截止期="2026-06-02")})
    page = root / "public" / "enforcement" / "a" / "index.html"

    assert findings(root, "GK027", "2026-06-02") == []
    build_site(root, today=dt.date(2026, 6, 2))
    assert page.exists()
    report = build_site(root, today=dt.date(2026, 6, 3))
    assert not page.exists()
    assert "公示期至 2026-06-02" in report.held[0].why
    assert [each["severity"] for each in findings(root, "GK027", "2026-06-03")] == ["info"]


@pytest.mark.parametrize("state", ["已撤销", "已变更"])
def test_a_withdrawn_penalty_says_why(state: str, make_site: MakeSite, build_site: Build) -> None:
    """Without a reason it is a fault at the empty cell; with one the reason is shown."""
    bare = {**PENALTY, "处罚状态": state, "撤销理由": ""}
    found = findings(make_site(penalties(bare)), "GK028")
    root = make_site(penalties({**bare, "撤销理由": "主要事实不清"}))

    build_site(root)

    column = list(bare).index("撤销理由") + 1
    assert [(each["path"], each["line"], each["column"]) for each in found] == [(XLSX, 3, column)]
    assert state in found[0]["message"]
    assert findings(root, "GK028") == []
    page = root / "public/enforcement/a/mou-wen-lu-fa-2026-1hao/index.html"
    assert "主要事实不清" in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("change", "label", "words"),
    [
        ({"统一社会信用代码": "91990100MA1Y0T017L"}, "统一社会信用代码", "校验位不对，应为“K”"),
        ({"处罚依据": ""}, "处罚依据", "为空"),
        ({"处罚类别": "罚金"}, "处罚类别", "不是法定的处罚种类"),
        ({"罚款金额（万元）": ""}, "罚款金额（万元）", "处罚类别里有罚款"),
        ({"处罚类别": "警告"}, "罚款金额（万元）", "没有罚款"),
        ({"罚款金额（万元）": "5000元"}, "罚款金额（万元）", "不是以万元为单位的金额"),
        ({"公示截止期": "2026-03-01"}, "公示截止期", "早于“处罚决定日期”"),
        ({"行政相对人类别": "公司"}, "行政相对人类别", "不在规定的范围内"),
        ({"撤销日期": "2026-04-01"}, "撤销日期", "处罚状态却不是已撤销"),
        (
            {"撤销日期": "2026-03-01", "处罚状态": "已撤销", "撤销理由": "事实不清"},
            "撤销日期",
            "早于“处罚决定日期”",
        ),
    ],
)
def test_a_fault_is_reported_at_its_cell(
    change: Mapping[str, str], label: str, words: str, make_site: MakeSite
) -> None:
    """What contradicts the law or another cell is found where it stands."""
    found = findings(make_site(penalties({**PENALTY, **change})), "GK028")

    column = list({**PENALTY, **change}).index(label) + 1
    assert [(each["path"], each["line"], each["column"]) for each in found] == [(XLSX, 3, column)]
    assert words in found[0]["message"]


def test_small_amounts_are_kept_to_the_yuan() -> None:
    """A fine of 135 yuan is 0.0135 万元 and stays so; two places are filled up."""
    rows = [{**PENALTY, "罚款金额（万元）": each} for each in ("0.0135", "2", "1,000.5")]
    for number, row in enumerate(rows):
        row["行政处罚决定书文号"] = f"某文旅罚〔2026〕{number + 1}号"

    table, faults = read_table(xlsx_table(rows), "a.xlsx", FORMS["penalties"])

    place = [each.key for each in table.fields].index("fine")
    assert ([row.cells[place] for row in table.rows], faults) == (["0.0135", "2.00", "1000.50"], [])


def test_persons_stay_masked_everywhere(make_site: MakeSite, build_site: Build) -> None:
    """Name and certificates of a person are in no built byte, the masked name is."""
    root = make_site(penalties(PENALTY, PERSON))

    build_site(root, search=True)

    files = unpacked(root / "public")
    for word in (NAME, "㐍", "龘㐎证", "龘㐏靐㐐靐㐑", "㐑"):
        assert places(files, word) == []
    for name in ("index.html", "a.csv", "a.json", "a.xlsx"):
        assert "龘**" in files[f"enforcement/a/{name}"].decode("utf-8", "replace")


def test_a_persons_name_in_the_facts_keeps_the_row_back(
    make_site: MakeSite, build_site: Build
) -> None:
    """The name in another cell is a fault there, and the row is not published."""
    root = make_site(penalties(PENALTY, {**PERSON, "处罚内容": f"对{NAME}罚款 5000 元"}))

    found = findings(root, "GK028")
    build_site(root, fail_on="never", search=True)

    assert [(each["line"], "全名" in each["message"]) for each in found] == [(4, True)]
    assert places(unpacked(root / "public"), NAME) == []


def test_an_inspected_person_is_masked(make_site: MakeSite, build_site: Build) -> None:
    """Results of random inspections mask persons too, and a bad result says what was done."""
    row = {
        "抽查事项": "导游执业行为", "检查对象名称": NAME, "检查对象类别": "自然人",
        "检查日期": "2026-09-12", "检查结果": "未发现问题", "处理情况": "", "检查机关": "市文旅局",
    }  # fmt: skip
    files = {DOC: document(数据="{文件: jg.csv, 表种: 双随机抽查结果}")}
    path = "content/enforcement/jg.csv"
    root = make_site({**files, path: csv_table([row])})
    bad = make_site({**files, path: csv_table([{**row, "检查结果": "发现问题已责令改正"}])})

    build_site(root, search=True)

    assert places(unpacked(root / "public"), NAME) == []
    assert [(each["line"], each["column"]) for each in findings(bad, "GK028")] == [(2, 6)]


def test_a_document_carries_two_tables(make_site: MakeSite, build_site: Build) -> None:
    """The list of inspections and the joint one stand on one page, each under its name."""
    one = dict.fromkeys(
        ("抽查事项", "抽查依据", "抽查对象", "抽查比例", "抽查周期", "抽查方式", "抽查主体"), "甲"
    )
    two = dict.fromkeys(
        ("抽查领域", "抽查事项", "检查对象", "抽查比例", "发起部门", "配合部门"), "乙"
    )
    root = make_site(
        {
            DOC: document(
                数据="[{文件: a.csv, 表种: 随机抽查事项清单}, {文件: b.csv, 表种: joint-inspections}]"
            ),
            "content/enforcement/a.csv": csv_table([one]),
            "content/enforcement/b.csv": csv_table([two]),
        }
    )

    build_site(root)

    page = (root / "public/enforcement/a/index.html").read_text("utf-8")
    assert "随机抽查事项清单" in page
    assert "部门联合抽查事项清单" in page


def test_steps_of_discretion_may_be_written_long() -> None:
    """从轻处罚 is 从轻; merged cells of the workbook stand in every row they cover."""
    row = {
        "违法行为": "无证经营",
        "处罚依据": "第九十五条",
        "裁量阶次": "从轻处罚",
        "适用情形": "首次",
        "裁量标准": "罚款",
    }

    table, faults = read_table(csv_table([row]), "a.csv", FORMS["discretion"])

    assert faults == []
    assert "从轻" in table.rows[0].cells
    path = SAMPLE / "2026" / "cailiang-jizhun.xlsx"
    table, faults = read_table(path.read_bytes(), path.name, FORMS["discretion"])
    assert faults == []
    assert all(row.cells[1] and row.cells[2] for row in table.rows)


def test_the_sample_site_has_penalties_of_every_sort() -> None:
    """Twenty and more, persons masked, one over, one withdrawn with its reason."""
    folder = SAMPLE / "2026" / "chufa-jueding"
    path = next(folder.glob("*.xlsx"))

    table, faults = read_table(path.read_bytes(), path.name, FORMS["penalties"])

    assert faults == []
    assert len(table.rows) >= 20
    place = {each.key: at for at, each in enumerate(table.fields)}
    persons = [row for row in table.rows if row.cells[place["party_kind"]] == "自然人"]
    assert len(persons) >= 3
    assert all("*" in row.cells[place["party"]] for row in persons)
    assert [row.until for row in table.rows if row.until < "2026-11-22"] == ["2026-08-26"]
    withdrawn = [row for row in table.rows if row.cells[place["state"]] == "已撤销"]
    assert withdrawn and all(row.cells[place["reason"]] for row in withdrawn)
