"""What the gate finds in texts and tables, what it leaves alone, and how it masks."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai_ssg.document import Document, Source
from gongkai_ssg.faults import Severity
from gongkai_ssg.gate.annotations import denials
from gongkai_ssg.gate.cards import is_luhn
from gongkai_ssg.gate.hits import Hit
from gongkai_ssg.gate.identity import is_credit_code, is_id_card
from gongkai_ssg.gate.masking import COVER, mask
from gongkai_ssg.gate.report import report
from gongkai_ssg.gate.text import scan, scan_rows
from gongkai_ssg.gate.verdict import permitted, verdict
from gongkai_ssg.policy import GatePolicy
from gongkai_ssg.states import Disclosure

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "site" / "content"
POLICY = GatePolicy()
MASKING = GatePolicy(id_card="mask", bank_card="mask", mobile="mask", passport="mask")
ID = "11010519491231002X"  # the example of GB 11643
CARD = "6222021234567890128"
MOBILE = "13812345678"

Judged = tuple[str, str]


def judged(text: str, policy: GatePolicy = POLICY) -> list[Judged]:
    """Return kind and severity of everything found."""
    return [(hit.kind, verdict(hit, policy)[1].value) for hit in scan(text, policy)]


def grave(text: str) -> list[Hit]:
    return [
        hit
        for hit in scan(text, POLICY)
        if verdict(hit, POLICY)[1] in (Severity.BLOCK, Severity.ERROR)
    ]


# --- the checks of the numbers ---------------------------------------------------------


@pytest.mark.parametrize("number", [ID, "440524188001010014"])
def test_identity_numbers_of_the_standard_are_valid(number: str) -> None:
    """The numbers that GB 11643 prints pass, with another check digit they do not."""
    assert is_id_card(number)
    assert not is_id_card(number[:17] + ("1" if number[17] != "1" else "2"))


def test_an_identity_number_needs_a_real_day() -> None:
    """Day and month are those of a calendar."""
    for day in ("19490230", "19491331", "29490101"):
        assert not any(is_id_card("110105" + day + "002" + last) for last in "0123456789X")


def test_credit_codes_are_checked_by_their_own_sum() -> None:
    """The remainder 0 gives the check character 0, where common code reaches beyond its table."""
    codes = [f"11110105{number:09d}" for number in range(1, 200)]
    valid = [code + last for code in codes for last in "0123456789ABCDEFGHJKLMNPQRTUWXY"
             if is_credit_code(code + last)]  # fmt: skip

    assert len(valid) == len(codes)
    assert any(code.endswith("0") for code in valid)


def test_luhn() -> None:
    """One wrong digit is noticed."""
    assert is_luhn(CARD)
    assert not is_luhn(CARD[:-1] + "9")


# --- evasions --------------------------------------------------------------------------

_X = ["X", "x", "Х", "Ｘ", "×", "Ⅹ"]
_SEPARATORS = [" ", "-", "—", ".", "·", "\u3000", "\u00a0", "_", "/", "－", "  "]
_UNSEEN = ["\u200b", "\u00ad", "\u2060", "\ufeff", "\ufe0f", "\u200d", "\u180e", "\U000e0061", "&#8203;",
           "&shy;", "<b></b>", "<!-- -->", "\u0336", "\u115f"]  # fmt: skip
_ENTITIES: list[Callable[[str], str]] = [lambda c: f"&#{ord(c)};", lambda c: f"&#x{ord(c):x};"]
_SCRIPTS = [
    "０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿", "⓪①②③④⑤⑥⑦⑧⑨", "〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖",
    "⁰¹²³⁴⁵⁶⁷⁸⁹", "٠١٢٣٤٥٦٧٨٩", "⓿❶❷❸❹❺❻❼❽❾",
]  # fmt: skip


def in_script(number: str, digits: str) -> str:
    return "".join(digits[int(c)] if c.isdigit() else c for c in number)


def grouped(number: str, separator: str) -> str:
    return separator.join((number[:6], number[6:14], number[14:]))


EVASIONS: list[Callable[[str, random.Random], str]] = [
    lambda number, _: number,
    lambda number, chance: in_script(number, chance.choice(_SCRIPTS)),
    lambda number, chance: grouped(number, chance.choice(_SEPARATORS)),
    lambda number, chance: chance.choice(_SEPARATORS[:5]).join(number),
    lambda number, chance: (
        "".join(c + chance.choice([*_UNSEEN, "", ""]) for c in number[:17]) + number[17]
    ),
    lambda number, chance: chance.choice(_UNSEEN).join(number),
    lambda number, chance: "".join(
        chance.choice(_ENTITIES)(c) if chance.random() < 0.4 else c for c in number
    ),
    lambda number, _: f"{number[:6]}**{number[6:14]}**{number[14:]}",
    lambda number, _: f"<b>{number[:6]}</b>{number[6:14]}<span class='a'>{number[14:]}</span>",
    lambda number, _: f"{number[:10]}\n{number[10:]}",
    lambda number, _: f"{number[:6]}<br>\n{number[6:]}",
    lambda number, chance: number[:17] + (chance.choice(_X) if number[17] == "X" else number[17]),
]

_PROVINCES = ["110105", "130102", "440524", "510107", "330106", "650102", "810000"]


@st.composite
def identity_numbers(draw: st.DrawFn) -> str:
    """Draw a valid identity number of a person now alive."""
    day = draw(st.dates(dt.date(1930, 1, 1), dt.date(2025, 12, 31)))
    order = draw(st.integers(0, 999))
    body = f"{draw(st.sampled_from(_PROVINCES))}{day:%Y%m%d}{order:03d}"
    return next(body + last for last in "0123456789X" if is_id_card(body + last))


_CHINESE = st.text(
    st.sampled_from("关于公园开放时间的通知市政府办公室和，。；文化图书馆活动"), max_size=30
)


@settings(max_examples=400, deadline=None)
@given(
    identity_numbers(),
    _CHINESE,
    _CHINESE,
    st.sampled_from(range(len(EVASIONS))),
    st.randoms(use_true_random=False),
)
def test_an_identity_number_is_found_however_it_is_written(
    number: str, before: str, after: str, way: int, chance: random.Random
) -> None:
    """Any valid number in any disguise within any Chinese text is found and blocks."""
    text = f"{before}：{EVASIONS[way](number, chance)}{after}"
    found = [hit for hit in grave(text) if hit.kind == "id_card"]

    assert [hit.number for hit in found] == [number], text
    assert text[found[0].start : found[0].end] == found[0].value


@settings(max_examples=200, deadline=None)
@given(identity_numbers(), st.integers(0, 9), st.sampled_from(range(len(EVASIONS))),
       st.randoms(use_true_random=False))  # fmt: skip
def test_a_wrong_check_digit_never_blocks(
    number: str, other: int, way: int, chance: random.Random
) -> None:
    """What only looks like an identity number does not stop a build, labelled or not."""
    if number[17] == str(other):
        return
    wrong = EVASIONS[way](number[:17] + str(other), chance)

    assert [hit for hit in grave(f"身份证号：{wrong}。") if hit.kind.startswith("id_card")] == []


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, 10**12), max_size=40), st.sampled_from([" ", " | ", ",", "\n"]))
def test_columns_of_figures_do_not_block(figures: list[int], separator: str) -> None:
    """Amounts side by side are no mobile numbers and no bank cards when one writes their unit."""
    text = separator.join(f"{each:,}.50" for each in figures)

    assert [hit for hit in grave(text) if hit.kind != "id_card"] == []


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=300))
def test_any_text_is_read_without_fail(text: str) -> None:
    """Offsets are those of the text that was given, whatever is in it."""
    for hit in scan(text, POLICY):
        assert 0 <= hit.start < hit.end <= len(text)
        assert text[hit.start : hit.end] == hit.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"a{ID}", ("id_card", "block")),
        (f"证号ID{ID}。", ("id_card", "block")),
        (f"| 110105 | 19491231 | 002X |\n|---|---|---|\n| {ID[:6]} | {ID[6:14]} | {ID[14:]} |",
         ("id_card", "block")),
        ("|".join(ID), ("id_card", "block")),
        (f"<table><tr><td>{ID[:6]}</td><td>{ID[6:14]}</td><td>{ID[14:]}</td></tr></table>",
         ("id_card", "block")),
        ("11O1O519491231OO2X", ("id_card", "warning")),
        (f"https://a.gov.cn/{ID}.html", ("id_card", "block")),
        ("https://a.gov.cn/?q=" + "".join(f"%{ord(c):02X}" for c in ID), ("id_card", "block")),
        ("https://a.gov.cn/110105201501010017.html", ("id_card", "warning")),
        ("办件编号：110105201501010017", ("id_card", "warning")),
        ("护照 G 9000 0103", ("passport", "block")),
        ("| 户主 | 前 | 后 |\n|---|---|---|\n| 李某 | 138 | 12345678 |", ("mobile", "warning")),
        ("| 姓　名 | 家 庭 住 址 |\n|---|---|\n| 李某 | 东街12号 |", ("personal_list", "error")),
        (f"[名单](张某{ID}.pdf)", ("id_card", "block")),
        (f'<img src="a.png" alt="{ID}">', ("id_card", "block")),
        (f"<!-- {ID} -->", ("id_card", "block")),
        ("身份证号码：440524880101001", ("id_card_15", "block")),
        ("身份证号码：110105194912310021", ("id_card_doubtful", "warning")),
        (f"开户银行：工商银行，账号：{CARD}", ("bank_card", "block")),
        ("卡号 6222 0212 3456 7890 128", ("bank_card", "block")),
        (CARD, ("bank_card", "warning")),
        ("开户行：某银行，账号：0402020709300333333", ("account", "warning")),
        (f"李某{MOBILE}", ("mobile", "block")),
        ("李某 138-1234-5678", ("mobile", "block")),
        ("李某+86 138 1234 5678", ("mobile", "block")),
        ("李某１３８１２３４５６７８", ("mobile", "block")),
        ("李某一三八一二三四五六七八", ("mobile", "block")),
        ("手机：1381234\n5678", ("mobile", "block")),
        ("2026-03-02 13812345678", ("mobile", "block")),
        (f"家住河西村，联系电话：{MOBILE}", ("mobile", "block")),
        (f"联系人：李某，联系电话：{MOBILE}", ("mobile", "info")),
        (f"监督举报电话：0766-8589188、{MOBILE}", ("mobile", "info")),
        (f"邮箱：{MOBILE}@example.cn", ("mobile", "info")),
        (f"受理单编号：{MOBILE}", ("mobile", "warning")),
        ("护照号码：E12345678", ("passport", "block")),
        ("港澳居民来往内地通行证 H12345678", ("passport", "block")),
        ("军官证号码：军字第2000001号", ("passport", "block")),
        ("残疾人证号：44052418800101001443", ("id_card", "block")),
        (f"证号{ID[:6]}（{ID[6:14]}）{ID[14:]}", ("id_card", "block")),
        (f"证号{ID[:6]}；{ID[6:14]}；{ID[14:]}", ("id_card", "block")),
        (f"> 证号{ID[:9]}\n> {ID[9:]}", ("id_card", "block")),
        (f"| 姓名 | 银行账号 | | |\n|---|---|---|---|\n| 李某 | {CARD[:6]} | {CARD[6:12]} | {CARD[12:]} |",
         ("bank_card", "block")),
        ("密级和保密期限：机密10年", ("secret_line", "block")),
    ],
)  # fmt: skip
def test_personal_numbers(text: str, expected: Judged) -> None:
    """Each is found in its surroundings, as gravely as these make it."""
    assert expected in judged(text)


@pytest.mark.parametrize(
    "text",
    [
        "1****************X，110***********002X，138****0000，138xxxx0000，6222****0128",
        "统一社会信用代码：11110105000000000X",
        "云政发〔2026〕12号 2026-03-02 12:30:45，索引号000014349/2026-00012",
        "电话：0766-85891885、0766-85891886，400-123-4567，12345",
        "ISBN 978-7-5000-1234-5",
        "总投资13812345678元，15000000000平方米，面积138 1234 5678㎡",
        "项目代码：2026-445303-88-01-123456",
        "3fa2b11010519491231002Xab9f13812345678cc",
        "https://a.gov.cn/art/2026/3/2/t20260302_13812345678.html",
        "| 1 | 3 | 8 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 |",
        "一、二、三、四、五、六、七、八、九、十、十一、十二",
        "户名：云浦市财政局，开户行：某银行，账号：0402020709300333333",
        f"户名：云浦市财政局，开户行：某银行，账号：{CARD}",
        "护照办理须知：提交E类签证，流水号12345678",
        "0.13812345678",
        "军官证、士兵证持有人免票；川字第2000001号公告",
        "凭通行证（深字第2000001号）进入",
        "中心编号44052418800101001443",
        "| 指标 | 2026年 |\n|---|---|\n| 总投资（元） | 13812345678 |",
        "电话（0766）85891885；（0766）85891886；《办法》(2016)、(2017)第(12)条",
        "| 单位 | 银行账号 | | |\n|---|---|---|---|\n| 财政局 | 622202 | 123456 | 7890129 |",
    ],
)
def test_what_is_no_personal_number(text: str) -> None:
    """Codes, dates, amounts, offices and what is masked already are left alone."""
    assert judged(text) == []


def test_declared_contacts_are_no_finding() -> None:
    """A number that the agency declared stands without a word, however it is written."""
    policy = GatePolicy(contacts=(MOBILE,))

    assert judged("值班手机 138 1234 5678，李某13812345678", policy) == []


# --- tables ----------------------------------------------------------------------------


def table(*rows: str) -> str:
    return "\n".join([rows[0], "|---" * rows[0].count("|"), *rows[1:]])


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("| 姓名 | 身份证号 |", "| 李某 | 4452219 |"),
        ("| 序号 | 户主姓名 | 家庭住址 |", "| 1 | 李某 | 河西村12号 |"),
        ("| 姓名 | 残疾类别 |", "| 李某 | 肢体 |"),
        ("| 学生姓名 | 性别 | 联系电话 |", "| 李某 | 女 | 8589188 |"),
        ("| 姓名 | 补贴金额 | 银行账号 |", "| 李某 | 300 | 123456 |"),
        ("| 患者 | 病种 |", "| 李某 | 糖尿病 |"),
    ],
)
def test_headers_betray_lists_of_persons(header: str, row: str) -> None:
    """A column of private things beside names is an error, whatever the values look like."""
    assert ("personal_list", "error") in judged(table(header, row))


@pytest.mark.parametrize(
    "text",
    [
        "| 申请人信息 | | 其他 |\n|---|---|---|\n| 姓名 | 家庭住址 | 备注 |\n| 李某 | 河西村12号 | |",
        "| 姓名 | 家庭情况 | |\n|---|---|---|\n|  | 住址 | 病种 |\n| 李某 | 河西村 | 糖尿病 |",
        "<table><tr><th>序号</th><th>情况</th></tr><tr><th>姓名</th><th>病种</th></tr>\n<tr><td>1</td><td>李某</td><td>肺炎</td></tr></table>",
        "序号 姓名 家庭住址 金额\n1 李某 河西村12号 300\n2 张某甲 河西村3号 300",
        "姓名\t病种\t金额\n\n李某\t糖尿病\t300\n\n张某甲\t肺炎\t300",
    ],
)
def test_lists_of_persons_are_known_by_headings_of_any_form(text: str) -> None:
    """Headings of two rows, and lists that a PDF gives as lines of words, are read as such."""
    assert ("personal_list", "error") in judged(text)


@pytest.mark.parametrize(
    "text",
    [
        "姓名 工作单位 证件号码 联系电话\n邮编 地址 传真 邮箱\n日期 签字 备注 编号",
        "序号 姓名 家庭住址 金额\n1 张* 河西村*** 300\n2 李* 河西村*** 300",
        "序号 姓名 性别 岗位\n1 李某 女 科员\n2 张某甲 男 科员",
        "姓名 家庭住址 金额 请如实填写，2026年3月2日前报送。\n\n联系电话 8589188 转 12",
        "| 项目情况 | | 资金 |\n|---|---|---|\n| 名称 | 地址 | 金额 |\n| 维修 | 东街 | 1 |",
    ],
)
def test_lines_of_words_are_no_lists_of_persons(text: str) -> None:
    """Forms to fill in, masked columns and lists of offices in lines of words are left alone."""
    assert judged(text) == []


@pytest.mark.parametrize(
    "line",
    [
        "（此件 不 公开）", "（此件不\u200b公开）", "公开方式：依申请公开", "（此件发至乡镇、街道）",
        "（此件传达至全体党员）", "主动公开：否", "是否公开：否",
    ],
)  # fmt: skip
def test_a_line_may_deny_that_the_document_is_public(line: str) -> None:
    """Blanks within the words, and the words of other forms, hide nothing."""
    assert [number for number, _ in denials(f"正文。\n\n{line}\n")] == [3]


@pytest.mark.parametrize(
    "line",
    [
        "（此件发至各县区，向社会公开）", "公开方式：政府网站、公示栏。", "主动公开：是", "是否公开：公开",
        "文件印发至各乡镇、街道。", "公开方式为依申请公开的，应当载明理由。",
    ],
)  # fmt: skip
def test_other_lines_about_publication_deny_nothing(line: str) -> None:
    """Who gets a document, and how it is made public, is said of public ones too."""
    assert not [*denials(f"正文。\n\n{line}\n")]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("| 姓名 | 身份证号 |", "|  |  |"),
        ("| 姓名 | 身份证号 |", "| 李某 | 4****************X |"),
        ("| 姓名 | 身份证号 | 电话 |", "| 李某 | 略 | — |"),
        ("| 单位 | 负责人姓名 | 职务 | 联系电话 |", "| 文旅局 | 李某 | 科长 | 8589188 |"),
        ("| 材料 | 身份证号 |", "| 复印件 | 一份 |"),
        ("| 河道 | 河长姓名 | 联系电话 |", "| 云溪 | 李某 | 8589188 |"),
    ],
)
def test_forms_and_directories_are_no_lists_of_persons(header: str, row: str) -> None:
    """Empty forms, masked columns and directories of offices are left alone."""
    assert judged(table(header, row)) == []


def test_mobiles_in_a_directory_of_offices_are_contacts() -> None:
    """The headers tell whose numbers they are."""
    directory = table("| 单位 | 姓名 | 职务 | 手机 |", f"| 文旅局 | 李某 | 科长 | {MOBILE} |")
    persons = table("| 姓名 | 家庭人口 | 手机 |", f"| 李某 | 3 | {MOBILE} |")

    assert judged(directory) == [("mobile", "info")]
    assert ("mobile", "block") in judged(persons)


def test_rows_give_row_and_column() -> None:
    """Hits in cells and over cells are placed where they start."""
    rows = [
        ["补贴发放名单", "", ""],
        ["姓名", "证件号", "备注"],
        ["李某", ID, ""],
        [],
        ["张某", "110105", "19491231", "002X"],
        ["机密★5年", "", ""],
    ]

    found = {(row, column, hit.kind) for row, column, hit in scan_rows(rows, POLICY)}

    assert found == {
        (1, 1, "personal_list"),
        (2, 1, "id_card"),
        (4, 1, "id_card"),
        (5, 0, "secret_mark"),
    }


# --- marks -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "机密★10年", "秘密★", "绝密★长期", "机密★会议开始前", "机 密 ★ 10 年", "机　密☆五年", "機密★十年", "祕密⭐1年",
        "**机密**★10年", "★机密 长期", "机密*5年", "机\u200b密★", "机&#23494;&#9733;", "<b>机</b>密<i>★</i>", "机密&bigstar;5年",
        "密级：机密", "密 级: 绝密", "密级: 秘密", "绝密", "机密", "  **秘密**  ", "【机密】", "（秘密）", "机密（10年）",
        "机密（10年）\n正文", "（机密10年）", "机密 10年 特急", "标题: 【机密】关于应急物资的通知", "份号：000012", "份号 000012",
        "工作秘密★3年", "工作秘密 2年", "【工作秘密】", "<td>机密★5年</td>", '<span title="绝密★">a</span>',
    ],
)  # fmt: skip
def test_secret_marks_block(text: str) -> None:
    """Marks of secrecy are found at the head, in a title, in any disguise."""
    assert [severity for kind, severity in judged(text) if kind != "internal"] == ["block"]


@pytest.mark.parametrize(
    "text",
    [
        "涉及国家秘密、商业秘密的，不予公开。", "商业秘密★", "国家秘密", "## 商业秘密",
        "国家秘密的密级分为绝密、机密、秘密三级。", "最高密级为绝密级，最高密级为机密级。", "国家秘密标志的形式为密级★保密期限。",
        "- 绝密\n- 机密\n- 秘密", "密级：公开", "密级：", "| 密级 | 期限 |\n|---|---|\n| 绝密 | 30年 |\n| 机密 | 20年 |",
        "保守国家秘密和工作秘密", "内部资料性出版物", "不得泄露内部文件", "《条例（送审稿）》", "规章送审稿由法制机构审查。", "动力机密闭舱★★★",
        "每份号码牌", "机关密切联系群众★", "评为★★★级秘密花园",
    ],
)  # fmt: skip
def test_prose_about_secrets_is_left_alone(text: str) -> None:
    """Statutes, explanations and chance neighbours are no marks."""
    assert judged(text) == []


def test_a_quoted_mark_is_a_warning() -> None:
    """A sentence that explains what a mark looks like does not block."""
    assert judged("文件首页标注“机密★10年”字样的，不得上网。") == [("secret_mark", "warning")]


@pytest.mark.parametrize(
    "text",
    [
        "内部资料 注意保存",
        "（内部资料，不得外传）",
        "内 部 文 件",
        "关于管理办法（送审稿）",
        "密件",
    ],
)
def test_internal_marks_follow_the_policy(text: str) -> None:
    """They warn unless the site decides otherwise."""
    assert {severity for _, severity in judged(text)} == {"warning"}
    assert {s for _, s in judged(text, GatePolicy(internal_words="block"))} == {"block"}
    assert judged(text, GatePolicy(internal_words="off")) == []


# --- verdicts, masks, reports ----------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(identity_numbers(), _CHINESE, st.sampled_from(range(len(EVASIONS))),
       st.randoms(use_true_random=False))  # fmt: skip
def test_masked_text_keeps_its_length_and_hides_the_numbers(
    number: str, words: str, way: int, chance: random.Random
) -> None:
    """After masking nothing of the kind is left to find, and every other character stands."""
    text = (
        f"{words}：{EVASIONS[way](number, chance)}，手机138-1234-5678，卡号{CARD}，护照E12345678。"
    )
    masked = mask(text, MASKING)

    assert len(masked) == len(text)
    assert scan(masked, POLICY) == []
    assert masked.endswith(f"，手机138-{COVER * 4}-5678，卡号{COVER * 15}0128，护照E{COVER * 7}8。")
    assert mask(masked, MASKING) == masked


def test_contacts_and_doubts_are_not_masked() -> None:
    """Masking covers what would block, nothing else."""
    text = f"咨询电话：{MOBILE}，流水号{CARD}"

    assert mask(text, MASKING) == text
    assert mask(ID, POLICY) == ID


def test_messages_do_not_repeat_the_numbers() -> None:
    """A report quotes the end of a personal number and no more of it."""
    text = f"李某{ID}，卡号{CARD}，手机{MOBILE}，护照E12345678，身份证440524880101001"
    messages = "".join("".join(verdict(hit, POLICY)[2:]) for hit in scan(text, POLICY))

    assert "002X" in messages
    for number in (ID, CARD, MOBILE, "E12345678", "440524880101001"):
        assert number[:-4] not in messages


def test_permitted_numbers_are_those_that_do_not_block() -> None:
    """The output may hold what the source may, and what is masked only masked."""
    text = f"李某{ID}，https://a.gov.cn/110105201501010017.html，咨询电话：{MOBILE}"

    assert permitted(scan(text, POLICY), POLICY) == {"110105201501010017", MOBILE}
    assert permitted(scan(text, MASKING), MASKING) == {"110105201501010017", MOBILE}


def faults(text: str, **facts: object) -> list[tuple[int, Severity | None]]:
    document = Document(path="a.md", digest="", **{"disclosure": Disclosure.ACTIVE, **facts})  # type: ignore[arg-type]
    source = Source("a.md", text, "", 3, {}, {})
    return [(each.line, each.severity) for each in report("GK003", document, source, POLICY)]


def test_a_long_list_is_told_in_short() -> None:
    """Of one kind twenty are placed, the rest is one sentence."""
    found = faults("\n".join([f"李某{ID}"] * 50))

    assert [line for line, _ in found] == [*range(1, 21), 1]
    assert {severity for _, severity in found} == {Severity.BLOCK}


@given(st.text("12 3-０\u3000字第号EGHa。\n", max_size=200), st.text("12 3-０\u3000字E。\n", max_size=200))
def test_a_passport_is_found_whatever_stands_around(before: str, behind: str) -> None:
    """Only what is near to digits is searched for passports: theirs are always near enough."""
    text = f"{before}。护照号码：E1234 5678。{behind}"

    assert ("passport", "E12345678") in [(hit.kind, hit.number) for hit in scan(text, GatePolicy())]


def test_what_is_not_published_does_not_stop_a_build() -> None:
    """In drafts and withheld texts it is a warning; what the catalog shows on request still blocks."""
    text = f"标题: {ID}\n---\n正文{ID}"

    assert faults(text) == [(1, Severity.BLOCK), (3, Severity.BLOCK)]
    assert faults(text, draft=True) == [(1, Severity.WARNING), (3, Severity.WARNING)]
    assert faults(text, disclosure=Disclosure.WITHHELD)[0] == (1, Severity.WARNING)
    assert faults(text, disclosure=Disclosure.ON_REQUEST) == [
        (1, Severity.BLOCK),
        (3, Severity.WARNING),
    ]


def test_real_documents_raise_no_alarm() -> None:
    """Nothing in two thousand published documents blocks or is an error."""
    if not CORPUS.exists():
        pytest.skip("没有语料")
    alarms = [
        (path.name, hit.value)
        for path in sorted(CORPUS.rglob("*.md"))
        for hit in grave(path.read_text("utf-8"))
    ]

    assert alarms == []
