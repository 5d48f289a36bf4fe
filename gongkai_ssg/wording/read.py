"""A word list file -> words, or everything that is wrong with it. It must not search texts."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from typing import Literal

import msgspec

from gongkai_ssg.policy import Word
from gongkai_ssg.text import human_size, nearest

MAX_FILE = 5 * 1024 * 1024  # bytes
MAX_WORDS = 50_000
MAX_LENGTH = 40  # characters of one wrong word

_COLUMNS: dict[str, tuple[str, ...]] = {
    "wrong": ("错误用语", "错词", "错误表述", "敏感词"),
    "right": ("正确用语", "正词", "正确表述", "建议用语"),
    "level": ("级别", "等级", "严重程度"),
    "note": ("说明", "备注", "理由", "依据"),
    "exceptions": ("例外", "例外语境", "白名单"),
}
_ORDER = tuple(_COLUMNS)
_BY_LABEL = {label: name for name, labels in _COLUMNS.items() for label in labels}

Level = Literal["error", "warning", "info"]
_OFF = "不查"  # takes a word of the built-in list out
_LEVELS: dict[str, Level] = {"": "warning", "错误": "error", "警告": "warning", "提示": "info"}

_SPLIT = re.compile(r"\s*[|｜]\s*")
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff]")


class ListFault(msgspec.Struct, frozen=True):
    """One thing that is wrong with a word list: where, what, and the cure."""

    line: int  # 1-based
    message: str
    hint: str


class BadWordList(Exception):
    """A word list that cannot be used, with every fault in it."""

    def __init__(self, faults: Iterable[ListFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("；".join(f"第 {each.line} 行：{each.message}" for each in self.faults))


def read_words(data: bytes, name: str) -> tuple[Word, ...]:
    """Read the word list `name` (.csv or .txt) with the content `data`, in its own order.

    UTF-8 or GB18030. Columns 错误用语, 正确用语, 级别 (错误/警告/提示/不查), 说明 and 例外 (parted
    by "|"), named by the first line; without such a line they stand in this order. In a .txt
    they are parted by tabs, or by commas where there are none. "#" starts a line that is skipped.
    A word of the level 不查 has itself as an exception, and so is never found.
    Raises BadWordList.
    """
    extension = name.rpartition(".")[2].lower()
    if extension not in ("csv", "txt"):
        _stop(f"不接受 .{extension} 文件。", "另存为 .csv 或者 .txt。")
    if len(data) > MAX_FILE:
        _stop(f"文件太大（{human_size(len(data))}）。", f"上限 {human_size(MAX_FILE)}，拆成几个。")
    text = _decode(data)
    delimiter = "\t" if "\t" in text and (extension == "txt" or "," not in text) else ","
    rows = _rows(text, delimiter)
    if not rows:
        _stop("词表是空的。", "第一行写“错误用语,正确用语,级别,说明,例外”，下面每行一个词。")
    columns, rows = _header(rows)
    return _words(columns, rows)


@cache
def builtin_words() -> tuple[Word, ...]:
    """Return the words that every site is checked for: `words.csv` beside this module."""
    file = resources.files("gongkai_ssg.wording").joinpath("words.csv")
    return read_words(file.read_bytes(), "words.csv")


def merged(*lists: Iterable[Word]) -> tuple[Word, ...]:
    """Return the words of all lists; where two lists have a word, the later one decides."""
    found: dict[str, Word] = {}
    for words in lists:
        for word in words:
            found[word.wrong] = word
    return tuple(found.values())


def _stop(message: str, hint: str, line: int = 1) -> None:
    raise BadWordList([ListFault(line, message, hint)])


def _decode(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise BadWordList(
        [ListFault(1, "读不出文字，不是 UTF-8 或者 GBK 编码的文本。", "另存为 UTF-8 编码的 .csv。")]
    )


def _rows(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Return the rows that say something, each with the line on which it starts."""
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            cells = [unicodedata.normalize("NFC", _HIDDEN.sub("", cell)).strip() for cell in row]
            if any(cells) and not cells[0].startswith("#"):
                rows.append((line, cells))
                if len(rows) > MAX_WORDS + 1:
                    _stop(f"超过 {MAX_WORDS} 个词。", "删去用不到的词。", line)
            line = reader.line_num + 1
    except csv.Error:
        _stop("引号没有成对。", "含逗号的内容前后都加英文双引号，内容里的引号写两个。", line)
    return rows


def _header(
    rows: list[tuple[int, list[str]]],
) -> tuple[dict[str, int], list[tuple[int, list[str]]]]:
    """Return which column is where, and the rows below the header."""
    line, first = rows[0]
    known = [_BY_LABEL.get(cell, "") for cell in first]
    if "wrong" not in known:
        if any(known):  # a header that lacks the one column that is needed
            near = next((c for c in first if c not in _BY_LABEL and nearest(c, ["错误用语"])), "")
            hint = f"“{near}”是否应为“错误用语”？" if near else "加上“错误用语”一列。"
            _stop("表头没有“错误用语”。", hint, line)
        return {name: number for number, name in enumerate(_ORDER)}, rows
    faults: list[ListFault] = []
    columns: dict[str, int] = {}
    for number, (cell, name) in enumerate(zip(first, known, strict=True)):
        if name and name in columns:
            faults.append(ListFault(line, f"表头“{cell}”重复。", "每一列只写一次。"))
        elif name:
            columns[name] = number
        elif cell:
            near = nearest(cell, _BY_LABEL)
            hint = (
                f"是否应为“{near}”？"
                if near
                else "可用的列：错误用语、正确用语、级别、说明、例外。"
            )
            faults.append(ListFault(line, f"不认识的列“{cell}”。", hint))
    if faults:
        raise BadWordList(faults)
    return columns, rows[1:]


def _words(columns: dict[str, int], rows: Sequence[tuple[int, list[str]]]) -> tuple[Word, ...]:
    words: dict[str, tuple[int, Word]] = {}
    faults: list[ListFault] = []
    width = max(columns.values()) + 1
    for line, row in rows:
        cells = {name: row[at] if at < len(row) else "" for name, at in columns.items()}
        if any(row[width:]):
            message = f"有 {len(row)} 列，表头只有 {width} 列。"
            faults.append(ListFault(line, message, "内容里有逗号的，前后加英文双引号。"))
            continue
        fault = _fault(line, cells)
        if fault is not None:
            faults.append(fault)
            continue
        word = _word(cells)
        earlier = words.get(word.wrong)
        if earlier is None:
            words[word.wrong] = (line, word)
        elif earlier[1] != word:
            message = f"“{word.wrong}”在第 {earlier[0]} 行已有，两处内容不同。"
            faults.append(ListFault(line, message, "合并成一行，删去另一行。"))
    if faults:
        raise BadWordList(faults)
    return tuple(word for _, word in words.values())


def _fault(line: int, cells: dict[str, str]) -> ListFault | None:
    wrong, right, level = cells["wrong"], cells.get("right", ""), cells.get("level", "")
    if not wrong:
        return ListFault(line, "没有写错误用语。", "补上，或者删去这一行。")
    if "\n" in wrong or len(wrong) > MAX_LENGTH:
        message = f"错误用语“{wrong.split(chr(10))[0][:12]}…”太长或者分成了几行。"
        return ListFault(line, message, f"最多 {MAX_LENGTH} 个字，写在一行里。")
    if len(wrong) < 2:
        message = f"错误用语“{wrong}”只有一个字，会误报几乎所有文档。"
        return ListFault(line, message, "写成两个字以上的词。")
    if wrong == right:
        message = f"“{wrong}”的错误用语和正确用语相同。"
        return ListFault(line, message, "改正其中一个，或者删去这一行。")
    if level != _OFF and level not in _LEVELS:
        near = nearest(level, [*_LEVELS, _OFF])
        hint = f"是否应为“{near}”？" if near else "写错误、警告、提示或者不查。"
        return ListFault(line, f"不认识的级别“{level[:12]}”。", hint)
    return None


def _word(cells: dict[str, str]) -> Word:
    wrong, right, level = cells["wrong"], cells.get("right", ""), cells.get("level", "")
    exceptions = tuple(filter(None, _SPLIT.split(cells.get("exceptions", ""))))
    if level == _OFF:
        return Word(wrong, right, "info", cells.get("note", ""), (wrong,))
    if wrong in right:  # “截止” for “截止日期”: what is right must not be found
        exceptions += (right,)
    return Word(wrong, right, _LEVELS[level], cells.get("note", ""), exceptions)
