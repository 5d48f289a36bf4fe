"""YAML as we read it: text stays text, every value knows its place, what is odd is refused."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gongkai_ssg import marked
from gongkai_ssg.marked import MAX_DEPTH, Entries, Items, Node, Scalar, YamlFault, parse


def plain(node: Node | None) -> object:
    """Return a node as plain Python values."""
    if node is None:
        return None
    if isinstance(node, Scalar):
        return None if node.absent else node.text
    if isinstance(node, Items):
        return [plain(each) for each in node.items]
    return [(key.text, plain(value)) for key, value in node.entries]


@pytest.mark.parametrize(
    "written",
    ["2024-01-05", "007", "1e3", "0x1F", "12:30:45", "否", "no", "yes", "true", "1_000", ".5", "〔2024〕5号", "=", "<<"],
)  # fmt: skip
def test_a_scalar_stays_the_text_that_was_written(written: str) -> None:
    """No date, number or truth value is made of what the author wrote."""
    assert plain(parse(f"键: {written}")) == [("键", written)]


@pytest.mark.parametrize("written", ["", "~", "null", "Null", "NULL", "# 注释"])
def test_nothing_is_absent(written: str) -> None:
    """An empty value and the signs for null mean that nothing was given."""
    assert plain(parse(f"键: {written}\n另: 一")) == [("键", None), ("另", "一")]


def test_a_quoted_sign_is_text() -> None:
    """Quoted, even null is a word."""
    assert plain(parse("键: 'null'\n空: ''")) == [("键", "null"), ("空", "")]


def test_every_value_knows_its_place() -> None:
    """Lines and columns count from one, in characters, from the given first line."""
    root = parse('标题: 甲\n关键词: [乙, "丙"]\n流程:\n  审核: {by: 丁}\n', first_line=2)
    assert isinstance(root, Entries)
    values = {key.text: value for key, value in root.entries}
    words, steps = values["关键词"], values["流程"]
    assert isinstance(words, Items) and isinstance(steps, Entries)

    assert [(key.line, key.column) for key, _ in root.entries] == [(2, 1), (3, 1), (4, 1)]
    assert (values["标题"].line, values["标题"].column) == (2, 5)
    assert [(each.line, each.column) for each in words.items] == [(3, 7), (3, 10)]
    assert (steps.entries[0][0].line, steps.entries[0][0].column) == (5, 3)


def test_doubled_keys_are_both_kept() -> None:
    """Whoever reads the keys can say that one is doubled."""
    assert plain(parse("键: 一\n键: 二")) == [("键", "一"), ("键", "二")]


@pytest.mark.parametrize("text", ["", "\n\n", "# 只有注释\n"])
def test_an_empty_text_is_none(text: str) -> None:
    """Nothing written is not a fault here."""
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "said", "line", "column"),
    [
        ("a: 1\n\tb: 2", "制表符", 2, 1),
        ("标题：甲\n键: 乙\n", "全角冒号", 1, 3),
        ("a: b: c", "值里又出现了", 1, 5),
        ("a: 1\nb: '没有完\nc: 2", "引号没有配对", 2, 4),
        ("a: [1, 2\nb: 3", "方括号列表没有写完", 1, 4),
        ("a: {b: 1\nc: 3", "花括号没有写完", 1, 4),
        ("a: *b", "别名", 1, 4),
        ("a: &b 1\nc: *b", "锚点", 1, 4),
        ("a: !x 1", "标签", 1, 4),
        ("a: @b", "特殊符号", 1, 4),
        ("? [a, b]\n: c", "键不能是列表", 1, 3),
        ("a: 1\n甲乙\n键: 1", "缺少键后面的半角冒号", 2, 1),
        ("甲: 1\n乙: \x07", "控制字符", 2, 4),
        ('甲: 1\n乙: "\\x07"', "控制字符", 2, 4),
        ("a:\n" + "- " * (MAX_DEPTH + 9), "嵌套太深", 2, 41),
        ("a: " + "[" * (MAX_DEPTH + 9), "嵌套太深", 1, 24),
    ],
)
def test_a_fault_says_what_where_and_how_to_cure(
    text: str, said: str, line: int, column: int
) -> None:
    """Each fault has a Chinese message, a cure and the place that the author has to look at."""
    with pytest.raises(YamlFault) as caught:
        parse(text)

    assert said in caught.value.message
    assert caught.value.hint.endswith(("。", "…", '"'))
    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize(
    "text",
    ["- " * 500_000, "? " * 500_000, "- ? " * 250_000, "[" * 500_000, "{a: " * 200_000, "-\t" * 400_000,
     "".join(" " * depth + "a:\n" for depth in range(1400)), "".join(" " * depth + "-\n" for depth in range(1400))],
    ids=["dashes", "keys", "both", "brackets", "braces", "dashes and tabs", "indented keys", "indented dashes"],
)  # fmt: skip
def test_no_nesting_brings_the_parser_down(text: str) -> None:
    """A megabyte of nesting of any kind is refused, where the C parser alone would crash."""
    with pytest.raises(YamlFault):
        parse(text, max_length=2 * 1024 * 1024)


def test_a_long_list_is_no_deep_one() -> None:
    """Many entries on one level are fine."""
    assert plain(parse("- {a: [1, 2]}\n" * 2000)) == [[("a", ["1", "2"])]] * 2000


def test_a_text_that_is_too_long_is_refused() -> None:
    """More than the limit is not even parsed."""
    with pytest.raises(YamlFault, match="太长"):
        parse("a" * 101, max_length=100)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab:：-?[]{}&*!|>'\"%@#, \n\t\\x0甲"), max_size=40))
def test_any_text_is_read_or_refused_at_a_place_within_it(text: str) -> None:
    """Whatever is written, there is a value or a fault with a place in the text, never more."""
    try:
        parse(text)
    except YamlFault as fault:
        assert 1 <= fault.line <= text.count("\n") + 2
        assert fault.column >= 1


# ------------------------------------------------------------------ plain lines

_PIECES = [
    *("标题", "title", "null", "_", "a1", "1"),
    *(": ", ":  ", ":", " : ", "：", " ", "  ", "\n", "\n\n", "\n  ", "\t", " #", "#"),
    *('"', "'", '"甲"', "'乙'", '\\"', "''", "\\n", "~", "Null", "-", "- ", "[甲]", "{", "}", ","),
    *("*", "&", "!", "|", ">", "%", "@", "`", "?", "? ", "---", "...", "2026-03-01", "10:30"),
    *("《甲》", "（乙）", "“丙”", "〔2026〕5号", "\xa0", "\u3000", "\u200b", "\ue000", "\U00020000"),
]
_pieces = st.lists(st.sampled_from(_PIECES), max_size=12).map("".join)
_entry = st.tuples(st.sampled_from(["标题", "a1", "NULL", "是"]), st.just(": "), _pieces)
_entries = st.lists(_entry.map("".join), max_size=4).map("\n".join)


@settings(max_examples=500)
@given(_pieces | _entries | _entries.map(lambda text: text + "\n"), st.integers(1, 3))
@example("a: b\na: c\n", 2)
@example('a: "b"\nnull: c', 2)
@example("a: null\nb: ~\nc: '~'", 2)
@example("a: b:\nc: d #e\nf: g : h", 2)
def test_plain_lines_are_read_as_the_library_reads_them(text: str, first_line: int) -> None:
    """Whatever the short way accepts, the YAML library makes the same values and places of it."""
    short = marked.plain_lines(text, first_line)
    if short is not None:
        assert short == marked._compose(text, first_line)


def test_plain_lines_take_what_authors_write() -> None:
    """Front matter without lists or escapes takes the short way, so the test has a subject."""
    text = '标题: "甲: 乙"\n公开属性: 主动公开\ndate: 2026-03-01 10:30\n文号: 某〔2026〕5号\n'

    assert marked.plain_lines(text, 2) is not None
