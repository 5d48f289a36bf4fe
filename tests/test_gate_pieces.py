"""Numbers whose pieces stand one below the other, and circled or stacked marks of secrecy."""

from __future__ import annotations

import pytest

from gongkai_ssg.faults import Severity
from gongkai_ssg.gate.masking import mask
from gongkai_ssg.gate.output import scan_output
from gongkai_ssg.gate.text import scan, scan_rows
from gongkai_ssg.gate.verdict import is_masked, verdict
from gongkai_ssg.policy import GatePolicy

ID = "11010519491231002X"  # the example of GB 11643
POLICY = GatePolicy()
MASKING = GatePolicy(id_card="mask", bank_card="mask", mobile="mask", passport="mask")
COLUMN = f"| 姓名 | 号 |\n| --- | --- |\n| 张某 | {ID[:9]} |\n|  | {ID[9:]} |\n"


def kinds(text: str) -> list[str]:
    return [hit.kind for hit in scan(text, POLICY)]


def test_a_number_down_a_column_is_told_at_its_first_cell() -> None:
    """The place is that of the first piece, the number the whole one."""
    rows = [("姓名", "号"), ("张某", ID[:6]), ("", ""), ("", ID[6:14]), ("", ID[14:])]
    [(row, column, hit)] = scan_rows(rows, POLICY)

    assert (row, column, hit.number, hit.context) == (1, 1, ID, "pieces")


@pytest.mark.parametrize("more", ["| 李某 | 25 |", "| 李某 | 2026 |"])
def test_a_column_with_figures_left_over_is_no_number(more: str) -> None:
    """Where other figures follow in the column nobody can tell pieces from figures."""
    assert kinds(COLUMN) == ["id_card"]
    assert kinds(COLUMN + more) == []


def test_pieces_are_kept_back_where_other_numbers_are_masked() -> None:
    """What stands between the pieces must not be covered, so the number blocks."""
    [hit] = scan(COLUMN, MASKING)

    assert verdict(hit, MASKING)[1] is Severity.BLOCK
    assert not is_masked(hit, MASKING)
    assert mask(COLUMN, MASKING) == COLUMN


def test_recent_days_in_a_column_of_codes_only_warn() -> None:
    """Region, day and serial of a permit may have the check digit of a person by chance."""
    number = next(n for serial in range(1000) if (n := _permit(serial))[-1] != "X")
    text = f"| 项目 | 编码 |\n| --- | --- |\n| 甲 | {number[:6]} |\n| 乙 | {number[6:14]} |\n| 丙 | {number[14:]} |\n"
    [hit] = scan(text, POLICY)

    assert hit.context == "code"


def _permit(serial: int) -> str:
    first = f"33010620260302{serial:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first + "10X98765432"[sum(int(d) * w for d, w in zip(first, weights, strict=True)) % 11]


def test_the_note_of_a_ruby_parts_no_number() -> None:
    """What stands above a line is read by itself, in the source and in what is built."""
    text = f"{ID[:6]}<ruby>{ID[6:14]}<rt>注</rt></ruby>{ID[14:]}"

    assert kinds(text) == ["id_card"]
    assert [hit.number for hit in scan_output("a.html", text.encode(), frozenset())] == [ID]
    assert kinds(f"<ruby>张某<rt>{ID}</rt></ruby>") == ["id_card"]


@pytest.mark.parametrize(
    "text", ["㊙", "㊙\ufe0f", "关于某事\n\n㊙★5年", "机\n密\n★\n10年", "名单（机密）.xlsx"]
)
def test_circled_and_stacked_marks_block(text: str) -> None:
    """㊙ is a mark like 秘密, and so are its signs one below the other."""
    assert Severity.BLOCK in [verdict(hit, POLICY)[1] for hit in scan(text, POLICY)]


@pytest.mark.parametrize(
    "text", ["揭㊙：图书馆", "备考㊙籍", "㊙ 快来看！", "保\n密\n工\n作", "秘密花园（电影）.docx"]
)
def test_words_with_the_sign_are_no_marks(text: str) -> None:
    """揭秘, 秘籍 and lines that shout say nothing of secrets."""
    assert scan(text, POLICY) == []
