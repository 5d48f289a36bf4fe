"""Tables in a text, and headers that betray a list of persons with what is private.

It must not know numbers or marks.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator

import msgspec

from gongkai_ssg.any_of import AnyOf
from gongkai_ssg.gate.folding import CELL
from gongkai_ssg.gate.hits import Hit
from gongkai_ssg.gate.surroundings import lists_offices
from gongkai_ssg.late_pattern import late_pattern

_RULER = late_pattern(
    r"^[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$", re.MULTILINE
)
_BLANK = late_pattern(r"[\s*_`~\\　]+|[（(][^（）()]*[)）]$")
_PERSON = late_pattern(
    "姓名|户主|申请人|患者|学生姓?名?|监护人|残疾人|被征收人|承租人|持卡人|领取人|(?:救助|补助|补贴|保障|帮扶|慰问)对象|参保人|农户|名字"
)
_PERSON_ALONE = late_pattern("^(?:[\u4e00-\u9fff]{0,4}姓名|户主|名字)$")
_NUMBERS = late_pattern("身份证|证件号|身份号码|公民身份")
_CARDS = late_pattern("银行卡|卡号|(?:银行|收款|存折|个人)?[账帐]号|一卡通号|存折号")
_HOME = late_pattern("住址|家庭地址|居住地址|现居住地|户籍地|户籍所在|户口所在|家庭所在|住所地")
_PHONE = late_pattern("联系电话|手机|联系方式|电话|移动电话")
_FIRMS = late_pattern("单位|企业|公司|机构|户名|商户")
_HEALTH = late_pattern(
    "病种|疾病|患病|诊断|病情|病史|残疾(?:类别|等级|类型|证|种类|情况)|精神|传染|孕|血型|宗教信仰|政治面貌及宗教"
)
_NOTHING = late_pattern(r"[-—–_/\\\s　无空略.…、]*|详见.*|同上|填写.*|必填|选填|文本|字符串?")
_MASK = late_pattern(r"[*＊×xX●■□○◯#＃※某★Х]{2,}|\*|＊|[xX×]{2}|某")
_DIGIT = late_pattern("[0-9０-９]")
_NAMES = "姓名"
_HEAD = AnyOf(_NAMES)  # by itself: two words cost twenty times as much
_BLANKS = " \t\n\u3000"
_WORD = late_pattern(r"\S+")
_PROSE = late_pattern("[，。；：:、0-9|" + CELL + "]")
_NAME = late_pattern("[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{2,8})?")
_ROWS_AHEAD = 8  # rows in which a header is looked for


class Table(msgspec.Struct, frozen=True):
    """A table in a text: spans of cells by row, and which row is the header (-1: none)."""

    start: int
    end: int
    rows: tuple[tuple[tuple[int, int], ...], ...]
    header: int

    def columns(self, text: str) -> tuple[str, ...]:
        """Return the words of the header."""
        if self.header < 0:
            return ()
        return tuple(text[start:end].strip() for start, end in self.rows[self.header])

    def column(self, offset: int) -> int:
        """Return the column of the cell at an offset, -1 outside the cells."""
        index = bisect.bisect_right(self.rows, offset, key=_start) - 1
        for number, (start, end) in enumerate(self.rows[index] if index >= 0 else ()):
            if start <= offset <= end:
                return number
        return -1


def _start(cells: tuple[tuple[int, int], ...]) -> int:
    return cells[0][0]


def tables(text: str) -> list[Table]:
    """Return the tables of a text: of Markdown, and rows whose cells `folding.CELL` parts."""
    found: list[Table] = []
    if "|" in text and "-" in text:
        found.extend(_markdown(text))
    if CELL in text:
        found.extend(_parted(text))
    return found


def _markdown(text: str) -> Iterator[Table]:
    end = 0
    for ruler in _RULER.finditer(text):
        if "|" not in ruler[0] or ruler.start() < max(end, 1):
            continue
        head = text.rfind("\n", 0, ruler.start() - 1) + 1
        spans = [(head, ruler.start() - 1)]
        end = ruler.end()
        while end < len(text):
            stop = text.find("\n", end + 1)
            stop = len(text) if stop < 0 else stop
            if "|" not in text[end + 1 : stop]:
                break
            spans.append((end + 1, stop))
            end = stop
        rows = [tuple(_cells(text, start, stop, "|")) for start, stop in spans]
        if rows[0]:
            yield Table(head, end, tuple(filter(None, rows)), 0)


def _parted(text: str) -> Iterator[Table]:
    """Yield runs of lines that hold cells; a line of none between them ends a table."""
    rows: list[tuple[tuple[int, int], ...]] = []
    at = 0
    for line in [*text.split("\n"), None]:
        if line is not None and CELL in line:
            rows.append(tuple(_cells(text, at, at + len(line), CELL)))
        elif rows and (line is None or line.strip()):
            yield Table(rows[0][0][0], rows[-1][-1][1], tuple(rows), _header(text, rows))
            rows = []
        at += len(line or "") + 1


def _cells(text: str, start: int, end: int, mark: str) -> Iterator[tuple[int, int]]:
    line = text[start:end]
    first = len(line) - len(line.lstrip(" \t>"))
    if mark == "|" and line[first : first + 1] == "|":
        first += 1
    while True:
        stop = line.find(mark, first)
        while mark == "|" and stop > 0 and line[stop - 1] == "\\":
            stop = line.find(mark, stop + 1)
        if stop < 0:
            if mark != "|" or line[first:].strip():
                yield start + first, end
            elif first == 0:
                yield start, end
            return
        yield start + first, start + stop
        first = stop + 1


def _header(text: str, rows: list[tuple[tuple[int, int], ...]]) -> int:
    """Return the row that names the columns: words and no figures, at least two of them."""
    for index, cells in enumerate(rows[:_ROWS_AHEAD]):
        words = [text[start:end].strip() for start, end in cells]
        words = [each for each in words if each]
        plain = all(len(each) <= 24 and not any(c.isdigit() for c in each) for each in words)
        if len(words) >= 2 and plain:
            return index
    return -1


def personal_lists(text: str, found: list[Table]) -> Iterator[Hit]:
    """Yield the header cells of columns that tell private things of persons named beside them."""
    for table in found:
        if table.header < 0:
            continue
        header, names, person = _heading(text, table)
        if person < 0:
            continue
        for index, name in enumerate(names):
            if _betrays(name, names) and _told(text, table, header, index, person):
                cells = table.rows[header]
                start, end = cells[min(index, len(cells) - 1)]
                yield Hit("personal_list", start, end, text[start:end], name)


def _heading(text: str, table: Table) -> tuple[int, list[str], int]:
    """Return the row that names the persons, the words of all columns, and the persons' column.

    A heading may have two rows: 基本情况 over 姓名 and 住址, or 姓名 beside 住址 under 家庭情况.
    """
    at = table.header
    names = _words(text, table.rows[at])
    person = _found(_PERSON, names)
    for lower in range(at + 1, min(at + 3, len(table.rows))):
        words = _words(text, table.rows[lower])
        if _found(_PERSON_ALONE, names) < 0 <= _found(_PERSON_ALONE, words) and _is_heading(words):
            at, names, person = lower, words, _found(_PERSON_ALONE, words)
    if person < 0:
        return at, [], -1
    below = _words(text, table.rows[at + 1]) if at + 1 < len(table.rows) else []
    if len(below) == len(names) and not below[person] and _is_heading(below):
        names = [a + b for a, b in zip(names, below, strict=True)]
    return at, names, person


def _found(pattern: re.Pattern[str], words: list[str]) -> int:
    return next((i for i, each in enumerate(words) if pattern.search(each)), -1)


def _words(text: str, cells: tuple[tuple[int, int], ...]) -> list[str]:
    return [_BLANK.sub("", text[start:end]) for start, end in cells]


def _is_heading(words: list[str]) -> bool:
    said = [each for each in words if each]
    return len(said) >= 2 and not any(len(each) > 24 or _DIGIT.search(each) for each in said)


def heads_list(data: bytes) -> bool:
    """Tell whether a text, given in UTF-8, may hold what `listed_persons` looks for."""
    return _HEAD.is_in(data)


def listed_persons(text: str) -> Iterator[Hit]:
    """Yield the same of a list in lines of words that blanks part, as a PDF gives a table."""
    for start, end in _heads(text):
        spans = [each.span() for each in _WORD.finditer(text, start, end)]
        if not 3 <= len(spans) <= 12 or any(b - a > 10 for a, b in spans):
            continue
        names = [text[a:b] for a, b in spans]
        person = next((i for i, each in enumerate(names) if each.endswith(_NAMES)), -1)
        if person < 0 or any(_PROSE.search(each) for each in names):
            continue
        rows = _rows_below(text, end, len(names))
        for index, name in enumerate(names):
            if index == person or not _betrays(name, names):
                continue
            told = [row for row in rows if _NAME.fullmatch(row[person]) and _is_told(row[index])]
            if len(told) >= 2:
                yield Hit("personal_list", *spans[index], name, name)


def _heads(text: str) -> Iterator[tuple[int, int]]:
    """Yield the short lines in which a blank follows 姓名."""
    at = text.find(_NAMES)
    while at >= 0:
        start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        end = len(text) if end < 0 else end
        if end - start < 150 and text[at + 2 : at + 3] in _BLANKS:
            yield start, end
        at = text.find(_NAMES, end)


def _rows_below(text: str, end: int, count: int) -> list[list[str]]:
    """Return the lines below as words, up to one that has another number of them."""
    rows: list[list[str]] = []
    for line in text[end : end + 4000].split("\n"):
        words = line.split()
        if not words:
            continue
        if len(words) != count or not _DIGIT.search(line):
            break
        rows.append(words)
    return rows


def _betrays(name: str, names: list[str]) -> bool:
    if _NUMBERS.search(name) or _HOME.search(name) or _HEALTH.search(name):
        return True
    if _CARDS.search(name):
        return _FIRMS.search("|".join(names)) is None
    return _PHONE.search(name) is not None and not lists_offices("|".join(names))


def _told(text: str, table: Table, header: int, column: int, person: int) -> bool:
    """Tell whether a row names a person and has something in the column that is not masked."""
    width = len(table.rows[header])
    for cells in table.rows[header + 1 :]:
        # A heading that leaves out what the row above it spans is shorter than the rows below.
        shifts = range(max(0, len(cells) - width) + 1)
        named = (i for i in shifts if person + i < len(cells) and _is_name(text, cells[person + i]))
        shift = next(named, 0)
        if max(column, person) + shift >= len(cells):
            continue
        values = [text[slice(*cells[i + shift])].strip() for i in (column, person)]
        if values[1] and _is_told(values[0]):
            return True
    return False


def _is_name(text: str, cell: tuple[int, int]) -> bool:
    return _NAME.fullmatch(text[slice(*cell)].strip()) is not None


def _is_told(value: str) -> bool:
    return bool(value) and not _NOTHING.fullmatch(value) and not _MASK.search(value)
