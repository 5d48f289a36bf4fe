"""Word lists and the search for them, names and titles, garbled text: what is found, what is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import pytest

from gongkai_ssg.document import Document, Source
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.policy import FormerUnitName, Official, Settings, SiteMarks, Word
from gongkai_ssg.rule import RuleContext
from gongkai_ssg.rules import rules
from gongkai_ssg.wording import BadWordList, Finder, builtin_words, finder, merged, read_words
from gongkai_ssg.wording.agency import is_nearly, is_other_place, signatures
from gongkai_ssg.wording.garbled import find_garbled

SHARED = Path(__file__).parents[2] / "shared"
SEEDS = SHARED / "seeds"
CORPUS = SHARED / "corpus" / "site" / "content"

HEADER = "错误用语,正确用语,级别,说明,例外\n"


def read(text: str, name: str = "词表.csv", encoding: str = "utf-8") -> tuple[Word, ...]:
    return read_words(text.encode(encoding), name)


def wrong(text: str, own: Iterable[Word] = ()) -> list[str]:
    """Return the words that are found in a text, with what the built-in list has."""
    return [hit.word.wrong for hit in Finder(merged(builtin_words(), own)).find(text)]


# --- the list --------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_is_read_in_the_encodings_of_spreadsheets(encoding: str) -> None:
    """UTF-8 with and without BOM and what Chinese Excel saves give the same words."""
    words = read(
        HEADER + "登陆,登录,错误,进入网站,登陆作战|台风\n黑名,,提示,,\n", encoding=encoding
    )

    assert words == (
        Word("登陆", "登录", "error", "进入网站", ("登陆作战", "台风")),
        Word("黑名", "", "info"),
    )


def test_columns_are_known_by_their_names_in_any_order() -> None:
    """The header tells which column is which; columns may be left out."""
    assert read("级别,错误用语\n提示,黑名\n") == (Word("黑名", level="info"),)


def test_a_plain_text_needs_no_header() -> None:
    """A .txt has one word a line, columns parted by tabs or commas, and notes after #."""
    assert read("# 办公室整理\n黑名\t名单\t错误\n\n灰名\n", "词表.txt") == (
        Word("黑名", "名单", "error"),
        Word("灰名"),
    )


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        (HEADER + "黑名,名单,严重\n", 2, "不认识的级别“严重”", "错误、警告、提示"),
        (HEADER + "黑名,名单,警示\n", 2, "不认识的级别“警示”", "是否应为“警告”？"),
        (HEADER + "好,名单\n", 2, "只有一个字", "两个字以上"),
        (HEADER + "\n黑名,黑名\n", 3, "相同", "改正其中一个"),
        (HEADER + ",名单\n", 2, "没有写错误用语", "删去这一行"),
        (HEADER + "黑名,甲\n灰名,乙\n黑名,丙\n", 4, "第 2 行已有", "合并"),
        (HEADER + "黑名,名单,错误,说明,例外,多余\n", 2, "有 6 列", "英文双引号"),
        ("错误用语,正确用语,级另\n黑名,名单\n", 1, "不认识的列“级另”", "是否应为“级别”？"),
        ("正确用语,级别\n名单,错误\n", 1, "表头没有“错误用语”", "错误用语"),
        (HEADER + '黑名,"名单\n', 2, "引号没有成对", "英文双引号"),
        ("", 1, "词表是空的", "第一行"),
        (HEADER + "黑" * 41 + ",名单\n", 2, "太长", "40 个字"),
    ],
)
def test_a_fault_of_a_list_has_its_line_and_its_cure(
    text: str, line: int, message: str, hint: str
) -> None:
    """What is wrong with a list is told in Chinese with the line and what to do."""
    with pytest.raises(BadWordList) as caught:
        read(text)

    (fault,) = caught.value.faults
    assert fault.line == line
    assert message in fault.message
    assert hint in fault.hint


def test_every_fault_of_a_list_is_told_at_once() -> None:
    """One reading shows all lines that must be mended."""
    with pytest.raises(BadWordList) as caught:
        read(HEADER + "好,名单\n黑名,名单,严重\n灰名,乙\n")

    assert [each.line for each in caught.value.faults] == [2, 3]


@pytest.mark.parametrize(
    ("data", "name"), [(b"PK\x03\x04", "a.xlsx"), (b"\xff\xfe\x00\x81", "a.csv")]
)
def test_other_files_are_no_lists(data: bytes, name: str) -> None:
    """A spreadsheet or a binary file is refused with its cure."""
    with pytest.raises(BadWordList, match="第 1 行"):
        read_words(data, name)


def test_the_own_list_decides_over_the_built_in_one() -> None:
    """An agency changes a built-in word by listing it, and takes it out by 不查."""
    own = read(HEADER + "按装,,不查\n")

    assert wrong("按装设备、部暑工作") == ["按装", "部暑"]
    assert wrong("按装设备、部暑工作", own) == ["部暑"]


def test_what_is_right_is_not_found_for_what_it_contains() -> None:
    """A wrong word that is part of the right one is found only outside of it."""
    own = read(HEADER + "截止,截止日期\n")

    assert wrong("截止日期为周五，截止周四。", own) == ["截止"]
    assert [hit.start for hit in Finder(own).find("截止日期为周五，截止周四。")] == [8]


# --- the built-in list -----------------------------------------------------------------


def test_the_built_in_list_is_at_peace_with_itself() -> None:
    """What the list advises is not itself a wrong word, and no exception hides a word for good."""
    words = builtin_words()

    assert len(words) > 400
    assert {word.right: wrong(word.right) for word in words if wrong(word.right)} == {}
    assert [word.wrong for word in words if wrong(word.wrong) != [word.wrong]] == []


def test_exceptions_of_the_built_in_list_work() -> None:
    """Each phrase in which a word is right is left alone."""
    phrases = [
        (word.wrong, phrase)
        for word in builtin_words()
        for phrase in word.exceptions
        if word.wrong in phrase and word.wrong in wrong(phrase)
    ]

    assert phrases == []


def test_sovereignty_is_an_error_and_usage_is_not() -> None:
    """Only what no one may write is an error; misspelt words are warnings."""
    levels = {word.wrong: word.level for word in builtin_words()}

    assert (levels["台湾等国"], levels["人名政府"]) == ("error", "error")
    assert (levels["按装"], levels["帐号"]) == ("warning", "info")


# --- the search ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "负责按\u200b装设备",
        "按 装",
        "按**装**设备",
        "按\ufeff\u200d装",
        "设 备 按 装",
        "　按　装　",
    ],
)
def test_disguised_words_are_found(text: str) -> None:
    """Unseen signs, blanks and emphasis between the characters hide nothing."""
    assert wrong(text) == ["按装"]


@pytest.mark.parametrize("text", ["各部 暑期", "安排 按 装修", "全部\n暑期", "按 照 装", "按, 装"])
def test_blanks_between_other_words_make_no_word(text: str) -> None:
    """A blank between two words of the text joins nothing."""
    assert wrong(text) == []


def test_the_place_of_a_disguised_word_is_that_in_the_text() -> None:
    """Offsets count in the text as it is written, after other hits and other scripts too."""
    text = "é按装\n第二行 😀 负责按\u200b装，登陆ｗｗｗ"

    assert [text[hit.start : hit.end] for hit in finder(()).find(text)] == [
        "按装",
        "按\u200b装",
        "登陆ｗｗｗ",
    ]


def test_an_exception_elsewhere_in_the_sentence_makes_a_word_right() -> None:
    """A phrase without the word itself tells the context; the next sentence is another one."""
    own = read(HEADER + "登陆,登录,警告,,台风\n")

    assert wrong("台风在沿海登陆。请登陆网上大厅。", own) == ["登陆"]


def test_the_search_finds_what_a_plain_search_finds() -> None:
    """Of overlapping words the first and longest is told, and every other place of every word."""
    words = tuple(Word(each) for each in ("甲乙", "甲乙丙", "丁戊", "戊己", "abc"))
    text = "甲乙丙丁戊己甲乙abcabｃ"

    assert [(hit.word.wrong, hit.start) for hit in Finder(words).find(text)] == [
        ("甲乙丙", 0),
        ("丁戊", 3),
        ("甲乙", 6),
        ("abc", 8),
        ("abc", 11),
    ]


# --- GK044 and GK045 as rules ----------------------------------------------------------

SETTINGS = Settings(
    marks=SiteMarks(name="示例市文化和旅游局", organizer="示例市文化和旅游局"),
    officials=(
        Official("林示范", "党组书记、局长"),
        Official("周样本", "党组成员、副局长"),
        Official("郑甲", "办公室主任"),
    ),
    former_units=(FormerUnitName("社会文化科", dt.date(2024, 6, 30), "公共服务科"),),
)


def judge(
    rule: str, body: str, settings: Settings = SETTINGS, **facts: object
) -> list[tuple[int, str]]:
    """Return line and message of what a document rule says of a body, which starts on line 1."""
    return [(each.line, each.message) for each in faults(rule, body, settings, **facts)]


def faults(rule: str, body: str, settings: Settings = SETTINGS, **facts: object) -> list[Fault]:
    given = {"date": dt.date(2026, 3, 2), **facts}
    document = Document(path="a.md", digest="", **given)  # type: ignore[arg-type]
    source = Source("a.md", body, body, 1, {}, {})
    context = RuleContext(
        columns={}, units={}, today=dt.date.min, index_pattern="", index_numbers={},
        settings=settings,
    )  # fmt: skip
    check = rules()[rule].document
    assert check is not None
    return list(check(document, source, context))


def test_a_word_of_the_own_list_is_judged_at_its_level_and_told_once() -> None:
    """One finding for a word names all its lines; the level is that of the list."""
    words = read(HEADER + "黑名,名单,错误,本局统一用语\n灰名,,提示\n")
    found = faults("GK044", "黑名\n\n黑名、灰名\n", Settings(words=words))

    assert [(each.severity, each.line) for each in found] == [
        (Severity.ERROR, 1),
        (Severity.INFO, 3),
    ]
    assert found[0].message == "“黑名”应为“名单”，共 2 处（第 1、3 行）。"
    assert "本局统一用语" in found[0].hint


def test_a_word_that_is_spoken_of_and_an_address_are_left_alone() -> None:
    """A text may tell that a word is wrong, and file names are as they are."""
    assert judge("GK044", "“按装”应当写作“安装”。") == []
    assert judge("GK044", "见[说明](按装.pdf)。") == []
    assert len(judge("GK044", "见“按装”说明。")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "副局长林示范出席。", "林示范副局长出席。", "局长周样本主持", "| 周样本 | 局长 | 主持全面工作 |",
        "党组副书记林示范", "我局局长林示苑指出", "副局长周祥本", "示例市文化和旅游局副局长林示范",
        "办公室副主任郑甲",
    ],
)  # fmt: skip
def test_a_wrong_title_or_name_is_told(text: str) -> None:
    """The same office in another rank, and one wrong character beside the title."""
    assert [line for line, _ in judge("GK045", text)] == [1]


@pytest.mark.parametrize(
    "text",
    [
        "局长林示范、副局长周样本出席。", "党组书记林示范主持，党组成员周样本参加。",
        "局长林示范副局长周样本", "林示范局长 周样本副局长", "原副局长林示范", "时任副局长林示范介绍",
        "免去林示范副局长职务", "县公安局副局长林示范", "领导小组组长林示范", "局长林示", "张局长、林示范",
        "副局长周样", "馆长林示范", "县文化局局长林示苑", "局长林示和周样本",
    ],
)  # fmt: skip
def test_right_former_and_foreign_offices_are_left_alone(text: str) -> None:
    """Former offices, other agencies, other offices of the same person are no faults."""
    assert judge("GK045", text) == []


def test_an_official_listed_twice_may_have_both_titles() -> None:
    """A former office is listed beside the present one, for old documents."""
    both = Settings(officials=(Official("林示范", "局长"), Official("林示范", "副局长")))

    assert judge("GK045", "副局长林示范、局长林示范", both) == []


def test_a_former_name_counts_after_the_reform_only() -> None:
    """A document is judged by the day on which it was formed."""
    after, before = dt.date(2024, 7, 1), dt.date(2024, 6, 30)

    assert len(judge("GK045", "", unit="社会文化科", formed_on=after)) == 1
    assert judge("GK045", "", unit="社会文化科", formed_on=before) == []
    assert len(judge("GK045", "", title="关于社会文化科的公告")) == 1
    assert judge("GK045", "", title="原社会文化科职责划转方案") == []
    assert len(judge("GK045", "照常开放。\n\n社会文化科\n\n2026年3月2日\n")) == 1
    assert judge("GK045", "社会文化科成立于1990年。\n\n2026年3月2日\n") == []


def test_a_signature_is_what_stands_above_a_date_near_the_end() -> None:
    """Markup and blanks are taken off; running text is no signature."""
    text = "正文。\n\n<p align=right>示例市　文化和旅游局</p>\n\n2026年 3月2日\n"

    assert [name for _, name in signatures(text)] == ["示例市文化和旅游局"]
    assert list(signatures("示例市文化和旅游局\n\n正文。\n\n结束。\n")) == []


@pytest.mark.parametrize(
    ("written", "nearly"),
    [
        ("示例市文化旅游局", True),
        ("示例市旅游和文化局", True),
        ("示例市文化和旋游局", True),
        ("示例市文化和旅游局", False),
        ("示例县文化和旅游局", False),
        ("示例市文化和旅游厅", False),
        ("示例市教育局", False),
    ],
)
def test_a_nearly_right_name_is_told_from_another_agency(written: str, nearly: bool) -> None:
    """One wrong, lost or moved part is a slip; another level is another agency."""
    assert is_nearly(written, "示例市文化和旅游局") is nearly


def test_a_republished_text_of_another_city_is_left_alone() -> None:
    """示利市 may be a slip in a text of our own, and is another city in one taken from elsewhere."""
    body = "示利市文化和旅游局\n\n2026年3月2日\n"

    assert is_other_place("示利市文化和旅游局", "示例市文化和旅游局")
    assert len(judge("GK045", body)) == 1
    assert judge("GK045", body, source="省厅", source_url="https://www.example.gov.cn/") == []


# --- garbled text ----------------------------------------------------------------------


def garbled(text: str) -> dict[str, tuple[str, int]]:
    return {each.what: (each.gravity, each.count) for each in find_garbled(text)}


def test_scripts_that_are_mixed_are_told_from_names_and_whole_texts() -> None:
    """A few traditional characters are a name or a title, more are a text half converted."""
    plain = "各单位要认真组织实施，加强对政务公开工作的领导。" * 3

    assert garbled(plain + "展出《蘭亭集序》《國語》。") == {}
    assert garbled(plain + "請各單位認真學習。")["混在简体字里的繁体字"] == ("warning", 5)
    assert "繁体字（几乎整篇）" in garbled("請各單位認真學習貫徹，現將有關事項通知如下。")


@pytest.mark.skipif(not SEEDS.is_dir(), reason="种子材料不在旁边，跳过")
@pytest.mark.parametrize(
    ("start", "pinyin", "doubled"), [("002", 705, 352), ("003", 395, 0), ("004", 242, 0)]
)
def test_seeds_that_went_wrong_are_recognised(start: str, pinyin: int, doubled: int) -> None:
    """Residue of readings, doubled punctuation and fragments are found as often as they are."""
    (path,) = SEEDS.glob(f"{start}_*.txt")
    found = garbled(path.read_text("utf-8"))

    assert found["网页复制留下的注音"] == ("error", pinyin)
    assert "繁体字（几乎整篇）" in found
    assert found.get("重复的标点", ("", 0))[1] >= doubled
    assert (found.get("编码错位留下的乱码", ("", 0))[1] >= 17) == (start == "002")


@pytest.mark.skipif(not SEEDS.is_dir(), reason="种子材料不在旁边，跳过")
@pytest.mark.parametrize("start", ["000", "001"])
def test_seeds_that_can_be_read_are_left_alone(start: str) -> None:
    """Texts in order give neither garbled text nor wrong words."""
    (path,) = SEEDS.glob(f"{start}_*.txt")
    text = path.read_text("utf-8")

    assert (garbled(text), wrong(text)) == ({}, [])


@pytest.mark.skipif(not CORPUS.is_dir(), reason="真实文档语料不在旁边，跳过")
def test_words_are_precise_on_real_documents() -> None:
    """In 2,103 real documents no error, and six places that a reader would mend too."""
    search = finder(())
    found = [
        hit.word for path in CORPUS.rglob("*.md") for hit in search.find(path.read_text("utf-8"))
    ]

    assert [word.wrong for word in found if word.level == "error"] == []
    assert sorted(word.wrong for word in found if word.level == "warning") == [
        "循私", "政治协商委员会", "政治协商委员会", "的的", "的的", "等侯",
    ]  # fmt: skip
