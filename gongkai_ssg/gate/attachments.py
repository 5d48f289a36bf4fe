"""An attachment's bytes -> what must not leave with it, as faults with places inside the file.

It must not know which document it belongs to, nor whether it ships.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator

import msgspec

from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.gate.annotations import denials
from gongkai_ssg.gate.files import Piece, look_inside
from gongkai_ssg.gate.files.grid import letters
from gongkai_ssg.gate.hits import Hit
from gongkai_ssg.gate.masking import without_masks
from gongkai_ssg.gate.text import scan, scan_rows
from gongkai_ssg.gate.verdict import verdict
from gongkai_ssg.policy import GatePolicy

HIDDEN = "GK043"
DISCLOSURE = "GK002"
# Dates and amounts, which no identity card, telephone or bank card looks like.
_PLAIN = re.compile(
    r"(?:19|20)\d\d(?:[-/.年](?:0?[1-9]|1[0-2])[-/.月](?:0?[1-9]|[12]\d|3[01])日?)|\d{1,6}\.\d{1,4}"
)
_FIGURES = frozenset("零一二三四五六七八九壹贰叁肆伍陆柒捌玖貳參陸弍弎幺")
_LONG = re.compile("[0-9]{7,}(?=[0-9Xx]{4})")  # no report tells a number in full
_MOST = 20  # faults of one kind that are told one by one


class FileScan(msgspec.Struct, frozen=True):
    """Faults under the ids of their rules, and why a person must look ("" = all was read)."""

    faults: tuple[tuple[str, Fault], ...] = ()
    unread: str = ""


def scan_file(data: bytes, name: str, policy: GatePolicy) -> FileScan:
    """Look into the attachment `name` and judge every word of it, its name included."""
    inside = look_inside(data, name)
    policy = without_masks(policy)
    said = _Said(policy)
    for hit in scan(name, policy):
        said.add(hit, "文件名", 1, 0)
    for piece in inside.pieces:
        if piece.rows:
            _judge_table(piece, said, policy)
        else:
            _judge_text(piece, said, policy)
    faults = [*said.result(), *_denied(inside.pieces)]
    for each in inside.faults:
        message = _LONG.sub("……", each.message)
        fault = Fault(message, each.hint, line=1, severity=Severity(each.severity))
        faults.append((HIDDEN, fault))
    return FileScan(tuple(dict.fromkeys(faults)), inside.unread)


def _denied(pieces: Iterable[Piece]) -> Iterator[tuple[str, Fault]]:
    """Yield a fault for each text that says of itself that it is not public."""
    for piece in pieces:
        text = piece.text or "\n".join(cell for row in piece.rows for cell in row)
        line = next((line.strip() for _, line in denials(text)), "")
        if line:
            message = f"{piece.place or '文件'}：标注“{line[:40]}”，却要随主动公开的文档发布。"
            hint = "核对这个附件能不能公开：不能的撤下；可以的，删去这条标注。"
            yield DISCLOSURE, Fault(message, hint, line=1, severity=Severity.BLOCK)


class _Said:
    """Collects faults; a long list of persons does not bury everything else."""

    def __init__(self, policy: GatePolicy) -> None:
        self._policy = policy
        self._faults: list[tuple[str, Fault]] = []
        self._counts: dict[tuple[str, Severity, str], int] = {}
        self._seen: set[tuple[str, str, str]] = set()
        self._hints: dict[tuple[str, Severity, str], str] = {}

    def add(self, hit: Hit, place: str, line: int, column: int) -> None:
        """Add a hit at a place inside the file; line and column where the file has them."""
        rule, severity, message, hint = verdict(hit, self._policy)
        if (hit.kind, hit.number, place) in self._seen:
            return
        self._seen.add((hit.kind, hit.number, place))
        kind = (rule, severity, hit.kind)
        self._counts[kind] = self._counts.get(kind, 0) + 1
        self._hints[kind] = hint
        if self._counts[kind] <= _MOST:
            place = _LONG.sub("……", place)
            fault = Fault(f"{place}：{message}", hint, line=line, column=column, severity=severity)
            self._faults.append((rule, fault))

    def result(self) -> list[tuple[str, Fault]]:
        """Return the faults; of each kind only so many, and then how many more."""
        for kind, count in self._counts.items():
            if count > _MOST:
                rule, severity, _ = kind
                message = f"文件里同样的问题另有 {count - _MOST} 处。"
                fault = Fault(message, self._hints[kind], line=1, severity=severity)
                self._faults.append((rule, fault))
        return self._faults


def _judge_text(piece: Piece, said: _Said, policy: GatePolicy) -> None:
    hits = scan(piece.text, policy)
    if not hits:
        return
    starts = [0]
    for each in piece.text.split("\n"):
        starts.append(starts[-1] + len(each) + 1)
    for hit in hits:
        line = bisect.bisect_right(starts, hit.start)
        if piece.unit:
            # The lines of a plain text file are those of the file.
            plain = piece.unit == "行" and not piece.place
            column = hit.start - starts[line - 1] + 1 if plain else 0
            said.add(hit, f"{piece.place}第 {line} {piece.unit}", line if plain else 1, column)
        else:
            said.add(hit, piece.place + ("（隐藏）" if _must_say(piece) else ""), 1, 0)


def _must_say(piece: Piece) -> bool:
    return piece.hidden and not any(
        word in piece.place for word in ("隐藏", "批注", "属性", "修订")
    )


def _judge_table(piece: Piece, said: _Said, policy: GatePolicy) -> None:
    rows = [_without_plain(row) for row in piece.rows]
    for row, column, hit in scan_rows(rows, policy):
        number = piece.row_numbers[row] if piece.row_numbers else row + 1
        across = piece.column_numbers[column] if piece.column_numbers else column + 1
        if piece.is_sheet:
            place = f"{piece.place}{letters(across)}{number}"
        elif piece.row_numbers:
            place = f"{piece.place}第 {number} 行第 {across} 列"
        else:
            place = f"{piece.place}第 {number} 行第 {across} 格"
        if piece.hidden:
            place += "（隐藏的工作表）" if piece.is_sheet else "（隐藏）"
        elif row in piece.hidden_rows:
            place += "（隐藏的行）"
        elif column in piece.hidden_columns:
            place += "（隐藏的列）"
        lines_count = piece.is_sheet or piece.row_numbers
        said.add(hit, place, number if lines_count else 1, across if lines_count else 0)


def _without_plain(row: tuple[str, ...]) -> tuple[str, ...]:
    """Return a row with a word for each date and amount that stands beside no other digits.

    Tables are full of them, and each would be looked at as a part of a number split over cells.
    """
    # A cell of digits begins with one; what else is plain is left to the gate.
    plain = {at for at, cell in enumerate(row) if "0" <= cell[:1] <= "9" and _PLAIN.fullmatch(cell)}
    if not plain:
        return row
    cells = list(row)
    for at in plain:
        before = at == 0 or at - 1 in plain or _is_word(row[at - 1][-1:])
        after = at + 1 == len(row) or at + 1 in plain or _is_word(row[at + 1][:1])
        if before and after:
            cells[at] = "数"
    return tuple(cells)


def _is_word(edge: str) -> bool:
    """Tell whether the first or last character of a cell ("" = none) is no digit of any writing."""
    return not edge or ("\u4e00" <= edge <= "\u9fff" and edge not in _FIGURES)
