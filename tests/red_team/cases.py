"""What a planted fault and a clean twin are, and numbers that are valid and belong to nobody.

It must not know how the gate finds them.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sites import document

BLOCK, ERROR, WARNING = "block", "error", "warning"
SECRET, PERSONAL, HIDDEN, UNREAD = ("GK001",), ("GK003",), ("GK043",), ("GK042",)

Files = Mapping[str, str | bytes]


@dataclass(frozen=True)
class Fault:
    """A planted fault: what must be found, where, how gravely, and what must not leave."""

    name: str
    files: Files
    rules: tuple[str, ...]  # one of them must be found
    paths: tuple[str, ...]  # at one of them; "" is any
    lines: tuple[int, ...] = ()  # on one of them; none is any
    least: str = BLOCK
    said: str = ""  # what the message or its cure must say
    canaries: tuple[str, ...] = ()  # must be in no output byte


@dataclass(frozen=True)
class Twin:
    """A clean look-alike: nothing of it may be `error` or worse, nor a warning of `never`."""

    name: str
    files: Files
    never: frozenset[str] = field(
        default_factory=lambda: frozenset({"GK001", "GK003", "GK043", "GK044"})
    )


_SERIAL = itertools.count(101)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def check_digit(first: str) -> str:
    """Return the last character of an identity number (GB 11643) from its first 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def identity(ends: str = "") -> str:
    """Return the next valid identity number, one that ends as told; no county has this code."""
    for serial in _SERIAL:
        province = ("11", "23", "33", "44", "51")[serial % 5]
        first = f"{province}0000{1955 + serial % 50}{serial % 12 + 1:02}{serial % 28 + 1:02}{serial % 1000:03}"
        if not ends or check_digit(first) == ends:
            return first + check_digit(first)
    raise AssertionError


def invalid_identity() -> str:
    """Return eighteen digits of the same shape whose check digit is wrong."""
    number = identity()
    return number[:-1] + ("1" if number[-1] != "1" else "2")


def luhn(first: str) -> str:
    """Return the digit that makes `first` a valid card number."""
    total = 0
    for place, digit in enumerate(reversed(first)):
        value = int(digit) * (1 if place % 2 else 2)
        total += value // 10 + value % 10
    return str(-total % 10)


def card(length: int = 19) -> str:
    """Return the next valid card number of a bank that does not exist."""
    first = f"6200{next(_SERIAL):0{length - 5}}"
    return first + luhn(first)


def mobile(start: str = "139") -> str:
    """Return the next mobile number of a block that is not given out."""
    return f"{start}{next(_SERIAL):08}"


def wide(text: str) -> str:
    """Return `text` with its digits and letters in full width."""
    return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in text)


def spaced(text: str, by: str = " ", every: int = 1) -> str:
    """Return `text` with something put in after every so many characters."""
    return by.join(text[i : i + every] for i in range(0, len(text), every))


def line_of(text: str, needle: str) -> int:
    """Return the 1-based line on which `needle` stands first."""
    assert needle in text, needle
    return text[: text.index(needle)].count("\n") + 1


def written(
    name: str,
    body: str,
    at: str = "",
    *,
    rules: Iterable[str] = SECRET,
    least: str = BLOCK,
    canaries: Iterable[str] = (),
    column: str = "notice",
    extra: str = "",
    **keys: object,
) -> Fault:
    """A fault in a document: on the line of `at`, by default the first of the body."""
    path = f"content/{column}/{name}.md"
    keys.setdefault("标题", f"情况说明（{name}）")
    text = document(body, extra=extra, **keys)
    lines = (line_of(text, at or body.split("\n", 1)[0]),)
    return Fault(name, {path: text}, tuple(rules), (path,), lines, least, "", tuple(canaries))


def attached(
    name: str,
    file: str,
    data: bytes,
    *,
    rules: Iterable[str] = PERSONAL,
    least: str = BLOCK,
    said: str = "",
    canaries: Iterable[str] = (),
    body: str = "现将有关材料公布如下。",
    extra: str = "",
) -> Fault:
    """A fault inside an attachment of a document that is itself in order."""
    folder = f"content/notice/{name}"
    page, path = f"{folder}/index.md", f"{folder}/{file}"
    files = {page: document(body, extra=extra, 标题=f"材料（{name}）"), path: data}
    return Fault(name, files, tuple(rules), (path, page), (), least, said, tuple(canaries))


def clean(name: str, body: str, *, column: str = "notice", extra: str = "", **keys: object) -> Twin:
    """A document in order that looks like a fault."""
    keys.setdefault("标题", f"情况说明（{name}）")
    return Twin(name, {f"content/{column}/{name}.md": document(body, extra=extra, **keys)})


def clean_file(name: str, file: str, data: bytes, *, extra: str = "") -> Twin:
    """A document in order with an attachment in order."""
    folder = f"content/notice/{name}"
    page = document("现将有关材料公布如下。", extra=extra, 标题=f"材料（{name}）")
    return Twin(name, {f"{folder}/index.md": page, f"{folder}/{file}": data})


def found_in(name: str, file: str, data: bytes, number: str, said: str = "") -> Fault:
    """A personal number inside an attachment, which must be in no output byte."""
    return attached(name, file, data, canaries=(number,), said=said)


def marked_in(name: str, file: str, data: bytes, said: str = "") -> Fault:
    """A mark of secrecy inside an attachment."""
    return attached(name, file, data, rules=SECRET, said=said)
