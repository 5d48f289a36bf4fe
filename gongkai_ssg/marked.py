"""Reads YAML into values that know their line and column. It must not know what they mean.

Scalars stay the text that the author wrote (a 文号 is never a number, "否" is never False), and
what only attackers and accidents use is refused: anchors, aliases, tags, deep nesting.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec
import yaml

# The C parser is part of every PyYAML wheel; the pure one is seven times slower.
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

MAX_DEPTH = 20
MAX_LENGTH = 64 * 1024  # characters of one front matter

# YAML ends a line at these, editors do not: lines must mean the same to both.
_ODD_BREAK = re.compile("[\x85\u2028\u2029]")
_ODD_BREAKS = {0x85: " ", 0x2028: " ", 0x2029: " "}
_UNSEEN = yaml.reader.Reader.NON_PRINTABLE


class Scalar(msgspec.Struct, frozen=True):
    """One value as written; `absent` where nothing (or ~ or null) stands."""

    text: str
    line: int
    column: int
    absent: bool = False


class Items(msgspec.Struct, frozen=True):
    """A YAML list."""

    items: tuple[Node, ...]
    line: int
    column: int


class Entries(msgspec.Struct, frozen=True):
    """A YAML mapping, in the order of the file, doubled keys included."""

    entries: tuple[tuple[Scalar, Node], ...]
    line: int
    column: int


Node = Scalar | Items | Entries


class YamlFault(Exception):
    """The text is no YAML that we accept: a Chinese message, a cure, and where (1-based)."""

    def __init__(self, message: str, hint: str, line: int, column: int) -> None:
        super().__init__(message)
        self.message, self.hint, self.line, self.column = message, hint, line, column


def parse(text: str, first_line: int = 1, max_length: int = MAX_LENGTH) -> Node | None:
    """Parse one YAML text; `first_line` is the line of the file on which it starts.

    Returns None for an empty text. Raises YamlFault.
    """
    if len(text) > max_length:
        raise YamlFault(
            f"这一段太长（{len(text)} 个字符，上限 {max_length}）。",
            "正文应写在第二个 --- 之后。",
            first_line,
            1,
        )
    if not text.isascii() and _ODD_BREAK.search(text):
        text = text.translate(_ODD_BREAKS)
    _refuse_unseen(text, first_line)
    return plain_lines(text, first_line) or _compose(text, first_line)


# One entry, as nearly all are: a word, then a value that no sign of YAML opens or parts, or one
# in quotation marks without an escape. A value of nothing is not among them.
_LINE = re.compile(
    r"([A-Za-z_\u4e00-\u9fff][A-Za-z0-9_\u4e00-\u9fff]{0,39}):( +)"
    r"(?:\"([^\"\\\t\n]*)\"|'([^'\t\n]*)'|([0-9A-Za-z\u4e00-\u9fff（《“〔][^\t\n]*))"
)
_NO_VALUE = ("", "~", "null", "Null", "NULL")


def plain_lines(text: str, first_line: int) -> Entries | None:
    """Read a text that is nothing but plain `key: value` lines; None for any other.

    What it reads it reads exactly as the YAML library does, seven times as fast.
    """
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    entries: list[tuple[Scalar, Node]] = []
    for line, written in enumerate(lines, first_line):
        found = _LINE.fullmatch(written)
        if found is None:
            return None
        key, _, double, single, plain = found.groups()
        value = plain if plain is not None else single if double is None else double
        if key in _NO_VALUE or (plain and not _is_plain(plain)):
            return None
        absent = plain in _NO_VALUE
        name = Scalar(key, line, 1)
        start = found.end(2) + 1
        entries.append((name, Scalar("" if absent else value, line, start, absent)))
    return Entries(tuple(entries), first_line, 1) if entries else None


def _is_plain(value: str) -> bool:
    """Say whether YAML takes the whole of a value without quotation marks."""
    return not (": " in value or " #" in value or value[-1] in ": ")


def _compose(text: str, first_line: int) -> Node | None:
    _refuse_deep(text, first_line)
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise _explain(error, text, first_line) from None
    return None if root is None else _convert(root, first_line, 0, set())


def _refuse_unseen(text: str, first_line: int) -> None:
    found = _UNSEEN.search(text)
    if found is not None:
        at = found.start()
        line = first_line + text.count("\n", 0, at)
        raise _unseen(line, at - text.rfind("\n", 0, at))


def _unseen(line: int, column: int) -> YamlFault:
    return YamlFault("含有不可见的控制字符。", "删去该字符后重试。", line, column)


def _refuse_deep(text: str, first_line: int) -> None:
    # Composing recurses in C and would overrun the stack; the parser itself does not recurse.
    # What nests by indentation alone cannot get deep enough for that in a text of this length.
    if sum(text.count(sign) for sign in ("[", "{", "- ", "? ", "-\t", "?\t")) <= MAX_DEPTH:
        return
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH + 1:
                    mark: Any = event.start_mark
                    raise _too_deep(mark.line + first_line, mark.column + 1)
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.YAMLError:
        return  # composing meets the same fault, and no deeper


def _too_deep(line: int, column: int) -> YamlFault:
    return YamlFault(f"嵌套太深（上限 {MAX_DEPTH} 层）。", "改成一层一层简单的写法。", line, column)


def _convert(node: yaml.Node, first_line: int, depth: int, seen: set[int]) -> Node:
    line, column = node.start_mark.line + first_line, node.start_mark.column + 1
    if depth > MAX_DEPTH:
        raise _too_deep(line, column)
    if id(node) in seen:
        raise YamlFault(
            "用了锚点（&）和别名（*），这里不接受。",
            "把重复的值直接写出来；值里确有 * 或 & 时加上引号。",
            line,
            column,
        )
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        _no_tag(node, "str", line, column)
        if _UNSEEN.search(node.value):  # written as an escape: "\x00"
            raise _unseen(line, column)
        absent = not node.style and node.value in ("", "~", "null", "Null", "NULL")
        return Scalar("" if absent else node.value, line, column, absent)
    if isinstance(node, yaml.SequenceNode):
        _no_tag(node, "seq", line, column)
        items = tuple(_convert(each, first_line, depth + 1, seen) for each in node.value)
        return Items(items, line, column)
    _no_tag(node, "map", line, column)
    entries: list[tuple[Scalar, Node]] = []
    for key, value in node.value:
        name = _convert(key, first_line, depth + 1, seen)
        if not isinstance(name, Scalar):
            raise YamlFault(
                "键不能是列表或映射。", "键写成一个词，例如“标题”。", name.line, name.column
            )
        entries.append((name, _convert(value, first_line, depth + 1, seen)))
    return Entries(tuple(entries), line, column)


def _no_tag(node: yaml.Node, kind: str, line: int, column: int) -> None:
    if node.tag != f"tag:yaml.org,2002:{kind}":
        raise YamlFault(
            "用了 YAML 标签（! 开头的写法），这里不接受。",
            "去掉标签；值以 ! 开头时加上引号。",
            line,
            column,
        )


_TAB = ("用了制表符（Tab）。", "缩进和分隔一律用空格。")
_CAUSES: tuple[tuple[str, str, str], ...] = (
    ("tab character", *_TAB),
    ("mapping values are not allowed", "值里又出现了“: ”，分不清哪个是键。", "给整个值加上引号，例如 标题: \"甲: 乙\"。"),
    ("could not find expected ':'", "这一行缺少键后面的半角冒号。", "写成“键: 值”，冒号用半角，后面空一格。"),
    ("found unexpected end of stream", "引号没有配对。", "检查这一行的引号，前后各一个。"),
    ("expected ',' or ']'", "方括号列表没有写完。", "补上 ]，各项之间用半角逗号。"),
    ("expected ',' or '}'", "花括号没有写完。", "补上 }，各项之间用半角逗号。"),
    ("scanning an alias", "以 * 开头的值被当作别名。", "给值加上引号。"),
    ("scanning an anchor", "以 & 开头的值被当作锚点。", "给值加上引号。"),
    ("undefined alias", "以 * 开头的值被当作别名。", "给值加上引号。"),
    ("duplicate anchor", "用了锚点（&），这里不接受。", "给值加上引号，或把重复的值直接写出来。"),
    ("cannot start any token", "值以特殊符号开头。", "给值加上引号。"),
    ("while parsing a block mapping", "这一行的缩进或写法与上下文不合。", "同一级的键左对齐，写成“键: 值”。"),
    ("block sequence entries are not allowed", "列表的“- ”放错了地方。", "键后换行，再写“- 甲”。"),
)  # fmt: skip


_POINT_AT_START = (
    "quoted scalar",
    "a simple key",
    "an alias",
    "an anchor",
    "a flow sequence",
    "a flow mapping",
)


def _explain(error: yaml.MarkedYAMLError, text: str, first_line: int) -> YamlFault:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column + 1) if mark else (0, 1)
    # What is never closed is noticed at the end, a missing colon on the next line: point at the
    # start of it.
    if error.context_mark and error.context and error.context.endswith(_POINT_AT_START):
        line, column = error.context_mark.line, error.context_mark.column + 1
    said = f"{error.problem or ''} {error.context or ''}"
    message, hint = "YAML 写法有误。", "对照示例检查这一行：键: 值。"
    for part, cause, cure in _CAUSES:
        if part in said:
            message, hint = cause, cure
            break
    lines = text.split("\n")
    if 0 <= line < len(lines) and lines[line][column - 1 : column] == "\t":
        message, hint = _TAB
    # The parser often notices a full-width colon only on the next line.
    for number in (line, line - 1):
        if 0 <= number < len(lines):
            key, colon, _ = lines[number].partition("：")
            if colon and ":" not in key and len(key.strip()) <= 8 and key.strip():
                message, hint = (
                    "键后面用了全角冒号“：”。",
                    f"改为半角冒号并空一格：{key.strip()}: …",
                )
                return YamlFault(message, hint, first_line + number, len(key) + 1)
    return YamlFault(message, hint, first_line + line, column)
