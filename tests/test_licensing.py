"""行政许可: guides with their elements, decisions with what must and must not be public."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest
from conftest import Build, MakeSite
from decision_tables import LICENCE, ON_PERSON, csv_table, findings, places, unpacked, xlsx_table
from sites import document

from gongkai_ssg.columns import column_types
from gongkai_ssg.tables.fields import declared
from gongkai_ssg.tables.read import read_table

COLUMN = column_types()["licensing"]
DECISIONS, ITEMS = COLUMN.forms
DOC, CSV = "content/licensing/a.md", "content/licensing/xk.csv"
CONTENT = Path(__file__).parents[1] / "content"

NAME = "龘㐄靐"  # of a natural person; its characters occur nowhere else
PERSON = {
    **LICENCE,
    **ON_PERSON,
    "行政相对人名称": NAME,
    "法定代表人": "",
    "自然人证件类型": "龘㐅证",
    "自然人证件号码": "龘㐆靐㐇靐㐈",
    "行政许可决定文书号": "某文旅许〔2026〕2号",
    "许可内容": "核发导游证",
}
LEGAL = {**LICENCE, "法定代表人": "代表甲", "法定代表人证件": "龘㐉靐㐊靐㐋"}
GUIDE = {
    "体裁": "办事指南", "事项名称": "营业性演出审批", "设定依据": "《营业性演出管理条例》第十三条",
    "申请条件": "[有明确的演出名称, 有演出场地]",
    "办理材料": "[{名称: 营业性演出申请表, 形式: 原件, 份数: 2, 说明: 窗口领取}, 场地使用协议]",
    "办理地点": "政务服务中心 8 号窗口", "办理时间": "工作日 9:00—17:00", "联系电话": "0000-8860005",
    "办理流程": "[申请, 受理, 审查, 决定]",
}  # fmt: skip


def decisions(*rows: Mapping[str, str]) -> dict[str, str | bytes]:
    """Return the files of a document with a table of decisions."""
    return {DOC: document(标题="行政许可决定公示", 数据="xk.csv"), CSV: csv_table(rows)}


# --- decisions -------------------------------------------------------------------------


def test_the_columns_are_those_of_the_standard_in_their_order() -> None:
    """The 27 columns of 双公示 stand first and in their order; three of them are never public."""
    fields = declared(DECISIONS.record)

    assert [each.cell.label for each in fields[:27]] == [
        "行政相对人名称", "行政相对人类别", "统一社会信用代码", "工商注册号", "组织机构代码",
        "税务登记号", "事业单位证书号", "社会组织登记证号", "法定代表人", "法定代表人证件",
        "自然人证件类型", "自然人证件号码", "行政许可决定文书名称", "行政许可决定文书号", "许可类别",
        "许可证书名称", "许可编号", "许可内容", "许可决定日期", "有效期自", "有效期至", "许可机关",
        "许可机关统一社会信用代码", "当前状态", "数据来源单位", "数据来源单位统一社会信用代码", "备注",
    ]  # fmt: skip
    hidden = [each.cell.label for each in fields if each.cell.hidden]
    assert hidden == ["法定代表人证件", "自然人证件类型", "自然人证件号码"]


def test_what_is_told_of_a_person_is_little(make_site: MakeSite, build_site: Build) -> None:
    """A person's name is masked and certificates leave in no page, table, export or index."""
    root = make_site(decisions(LEGAL, PERSON))

    build_site(root, search=True)

    files = unpacked(root / "public")
    for word in (NAME, "㐄靐", "龘㐅证", "龘㐆靐㐇靐㐈", "㐈", "龘㐉靐㐊靐㐋", "㐋"):
        assert places(files, word) == []
    for path in ("index.html", "a.csv", "a.json", "a.xlsx"):
        text = files[f"licensing/a/{path}"].decode("utf-8", "replace")
        assert "龘**" in text
        assert "代表甲" in text
        assert not re.search("证件(类型|号码|$)", text)


def test_the_row_of_a_person_has_a_masked_page(make_site: MakeSite, build_site: Build) -> None:
    """Title and address of a decision's page are made of what is public."""
    root = make_site(decisions(PERSON))
    build_site(root)

    page = root / "public/licensing/a/mou-wen-lu-xu-2026-2hao/index.html"

    assert "<h1>龘**（某文旅许〔2026〕2号）</h1>" in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"许可内容": f"准予{NAME}从事导游活动"}, "含有当事人的全名"),
        ({"备注": "证件 龘㐆靐㐇 靐㐈"}, "含有不公开的证件号码"),
        ({"许可编号": "11010519491231002X"}, "含有居民身份证号码"),
        ({"统一社会信用代码": "91990100MA1Y0T017K"}, "自然人没有这种代码"),
        ({"许可类别": "龘㐌"}, "不在规定的范围内"),
        ({"许可决定日期": "三月二日"}, "不是日期"),
    ],
)
def test_a_row_that_gives_a_person_away_is_not_published(
    change: Mapping[str, str], words: str, make_site: MakeSite, build_site: Build
) -> None:
    """It is a fault, and even a build that stops at nothing leaves the row out."""
    root = make_site(decisions(LEGAL, {**PERSON, **change}))

    found = findings(root, "GK028")
    build_site(root, fail_on="never", search=True)

    assert [(each["path"], each["line"]) for each in found] == [(CSV, 3)]
    assert words in found[0]["message"]
    files = unpacked(root / "public")
    assert places(files, NAME) == []
    assert not [path for path in files if "2026-2hao" in path]
    assert not [path for path, data in files.items() if "〔2026〕2号".encode() in data]
    assert "甲旅行社有限公司" in files["licensing/a/index.html"].decode()


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"统一社会信用代码": "91990100MA1Y0T0170"}, 3, "校验位不对，应为“K”"),
        ({"统一社会信用代码": ""}, 3, "为空"),
        ({"许可类别": "一般"}, 6, "不在规定的范围内"),
        ({"有效期至": "永久"}, 9, "不是日期"),
        ({"许可机关": ""}, 10, "为空"),
    ],
)
def test_a_fault_is_reported_at_its_cell(
    change: Mapping[str, str], column: int, words: str, make_site: MakeSite
) -> None:
    """A wrong check digit and an empty cell name file, row and column."""
    found = findings(make_site(decisions({**LICENCE, **change})), "GK028")

    assert [(each["path"], each["line"], each["column"]) for each in found] == [(CSV, 2, column)]
    assert words in found[0]["message"]


def test_one_decision_stands_in_one_row(make_site: MakeSite) -> None:
    """The same number may concern two addressees, but each of them only once."""
    other = {**LICENCE, "行政相对人名称": "乙旅行社有限公司"}

    assert findings(make_site(decisions(LICENCE, other)), "GK028") == []
    found = findings(make_site(decisions(LICENCE, other, LICENCE)), "GK028")

    assert [each["line"] for each in found] == [4]


def test_a_licence_is_public_without_end_unless_one_is_given(
    make_site: MakeSite, build_site: Build
) -> None:
    """有效期至 ends a licence, not its publicity; 公示截止期 does."""
    ended = {**LICENCE, "有效期至": "2026-05-01"}
    hushed = {**PERSON, "公示截止期": "2026-11-21"}
    root = make_site(decisions(ended, hushed))

    build_site(root)

    data = (root / "public/licensing/a/a.json").read_text("utf-8")
    assert "某文旅许〔2026〕1号" in data
    assert "某文旅许〔2026〕2号" not in data


def test_a_workbook_with_a_title_reads_as_the_csv_does() -> None:
    """XLSX, UTF-8 and GB18030 give the same rows."""
    made = (xlsx_table([LEGAL]), csv_table([LEGAL]), csv_table([LEGAL], "gb18030"))
    names = ("a.xlsx", "a.csv", "a.csv")
    tables = [read_table(data, name, DECISIONS) for data, name in zip(made, names, strict=True)]

    assert [faults for _, faults in tables] == [[], [], []]
    shown = [[msgspec.structs.replace(row, line=0) for row in t.rows] for t, _ in tables]
    assert shown[0] == shown[1] == shown[2]


# --- guides ----------------------------------------------------------------------------


def test_a_guide_shows_its_elements(make_site: MakeSite, build_site: Build) -> None:
    """All eight elements stand on the page, materials as a table, steps in their order."""
    root = make_site({DOC: document(**GUIDE)})

    assert findings(root) == []
    build_site(root)
    page = (root / "public/licensing/a/index.html").read_text("utf-8")
    for label in (
        "事项名称",
        "设定依据",
        "申请条件",
        "办理材料",
        "办理地点",
        "办理时间",
        "联系电话",
        "办理流程",
    ):
        assert re.search(rf"<(dt|h2)[^>]*>{label}</(dt|h2)>", page)
    row = r'<th scope="row">营业性演出申请表</th>\s*<td>原件</td>\s*<td>2</td>\s*<td>窗口领取</td>'
    assert re.search(row, page)
    steps = re.search(r'<ol class="steps">(.*?)</ol>', page, re.DOTALL)
    assert steps is not None
    assert re.findall(r"<li>(.*?)</li>", steps[1]) == ["申请", "受理", "审查", "决定"]


def test_a_guide_is_escaped(make_site: MakeSite, build_site: Build) -> None:
    """Text of a guide is text, whatever it looks like."""
    keys = {
        **GUIDE,
        "事项名称": "'<script>alert(1)</script>'",
        "办理材料": "['<img src=x onerror=y>']",
    }
    root = make_site({DOC: document(**keys)})

    build_site(root)

    page = (root / "public/licensing/a/index.html").read_text("utf-8")
    assert "&lt;script&gt;alert(1)" in page
    assert "<img src=x" not in page


@pytest.mark.parametrize(
    ("gone", "severity"),
    [(("联系电话",), "warning"), (("设定依据", "申请条件", "办理材料", "办理流程"), "error")],
)
def test_elements_that_lack_are_named(
    gone: tuple[str, ...], severity: str, make_site: MakeSite
) -> None:
    """Fewer than four are a warning, four and more an error; both say which."""
    keys = {key: value for key, value in GUIDE.items() if key not in gone}

    found = findings(make_site({DOC: document(**keys)}), "GK028")

    assert [each["severity"] for each in found] == [severity]
    assert all(label in found[0]["message"] for label in gone)
    assert "事项名称" not in found[0]["message"]


def test_a_guide_may_be_written_under_headings(make_site: MakeSite) -> None:
    """Elements that head parts of the text count; other documents need none."""
    labels = (
        "事项名称",
        "法律依据",
        "受理条件",
        "申请材料",
        "地点",
        "办公时间",
        "咨询电话",
        "办理程序",
    )
    body = "\n\n".join(f"## {n}、{label}\n\n如下。" for n, label in enumerate(labels, 1))

    assert findings(make_site({DOC: document(body, 体裁="办事指南")})) == []
    assert findings(make_site({DOC: document("名录如下。", 体裁="名录")})) == []


def test_a_wrong_number_of_copies_is_found_where_it_stands(make_site: MakeSite) -> None:
    """A key within the materials is judged at its own place, an unknown one is named."""
    keys = {**GUIDE, "办理材料": "[{名称: 申请表, 份数: 一}, {名称: 协议, 页数: 3}]"}

    found = findings(make_site({DOC: document(**keys)}))

    assert {each["rule"] for each in found} == {"GK032", "GK033"}
    assert any("份数" in each["message"] for each in found)


# --- the sample ------------------------------------------------------------------------


def test_the_sample_site_has_guides_items_and_decisions() -> None:
    """Fifteen guides, each for an item of the list, and thirty decisions without a fault."""
    folder = CONTENT / "licensing" / "2026"
    guides = [
        path for path in folder.glob("*.md") if "\n体裁: 办事指南\n" in path.read_text("utf-8")
    ]
    list_file = next((folder / "xuke-shixiang-qingdan").glob("*.xlsx"))
    items, faults = read_table(list_file.read_bytes(), list_file.name, ITEMS)
    files = [*folder.glob("xuke-jueding-*.xlsx"), *folder.glob("xuke-jueding-*/*.csv")]
    tables = [read_table(path.read_bytes(), path.name, DECISIONS) for path in files]

    assert len(guides) >= 15
    names = {row.cells[2] for row in items.rows}
    titles = {path.read_text("utf-8").split("标题: ")[1].split("办事指南\n")[0] for path in guides}
    assert titles == names
    assert [*faults, *(fault for _, found in tables for fault in found)] == []
    assert sum(len(table.rows) for table, _ in tables) >= 30
