"""Bytes of a PDF -> its scripts, and the strings of objects that no reader shows.

Choices of forms, addresses of bookmarks, names of layers: a PDF has more places for words than
PDFium tells of. It must not know what the words mean. PDF 32000-1, 7.3.4 (strings), 7.5.7
(object streams), 12.6.4 (actions).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

import msgspec

from gongkai_ssg.gate.files.inside import MAX_PART
from gongkai_ssg.gate.files.text_files import decode

_MOST = 2_000  # streams of objects, scripts
_WIDE = b"\xfe\xff"
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|[\s\S])")
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"", b"f": b"", b"\n": b"", b"\r\n": b""}
_HEX = re.compile(rb"<((?:[0-9A-Fa-f]{2}[ \t\r\n]*){17,})>")
_WIDE_STRING = re.compile(rb"\((?:\xfe\xff|\\376\\377)((?:[^()\\]|\\[\s\S])*)\)")
_SCRIPT = re.compile(rb"/JS\s*(?:(\()|<([0-9A-Fa-f\s]*)>|(\d{1,8})\s+\d{1,5}\s+R)")
_LAUNCH = re.compile(rb"/S\s*/Launch\b")
#: What a form needs to write dates and sums as it should.
_FORMATTING = re.compile(r"(?:\s*+AF[A-Z]\w{2,40}\([^()]{0,300}\)\s*+;?)*+\s*")
_OBJECT = re.compile(rb"(?<!\d)(\d{1,8})[ \t\r\n]{1,9}\d{1,5}[ \t\r\n]{1,9}obj\b")
_LONGEST = 100_000  # bytes of a script
_UNREAD = "?"  # a script that is there, whatever it says


class Objects(msgspec.Struct, frozen=True):
    """What stands in the objects: texts of scripts, other strings, and a launch of a program."""

    scripts: tuple[str, ...]
    strings: bytes  # in UTF-8, and as they are
    launches: bool

    @property
    def runs_scripts(self) -> bool:
        """Tell whether a script does more than write the values of a form."""
        return not all(_FORMATTING.fullmatch(each) for each in self.scripts)


def read_objects(data: bytes) -> Objects:
    """Return the scripts and strings of a PDF; what is encrypted stays unread."""
    plain = b"\n".join((*_between_streams(data), *_packed(data)))
    scripts = tuple(_scripts(plain, data))
    texts = [found[1] for found in _WIDE_STRING.finditer(plain)]
    wide = [_unescaped(each).decode("utf-16-be", "replace") for each in texts]
    wide += [_decoded(bytes.fromhex(found[1].decode())) for found in _HEX.finditer(plain)]
    strings = b"\n".join(each.encode("utf-8", "replace") for each in (*wide, *scripts))
    loose = _ESCAPE.sub(_octal, plain) if b"\\" in plain else plain
    return Objects(scripts, b"\n".join((loose, strings)), _LAUNCH.search(plain) is not None)


def _between_streams(data: bytes) -> Iterator[bytes]:
    for part in data.split(b"endstream"):
        start = part.find(b"stream")
        yield part if start < 0 else part[:start]


def _packed(data: bytes) -> Iterator[bytes]:
    """Yield the objects that are packed in streams."""
    at, left = data.find(b"/ObjStm"), MAX_PART
    for _ in range(_MOST):
        start = data.find(b"stream", at, at + 1_000) if at >= 0 else -1
        if at < 0 or left <= 0:
            return
        if start >= 0:
            content = _inflated(data, start, left)
            left -= len(content)
            yield content
        at = data.find(b"/ObjStm", at + 7)


def _inflated(data: bytes, start: int, most: int) -> bytes:
    """Return the content of the stream whose keyword stands at `start`."""
    start += 6
    start += 2 if data[start : start + 2] == b"\r\n" else 1
    end = data.find(b"endstream", start)
    packed = data[start : end if end >= 0 else len(data)]
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        return packed[:most]


def _scripts(plain: bytes, data: bytes) -> Iterator[str]:
    places: dict[bytes, int] | None = None  # of objects, looked for when a script is one
    read: dict[bytes, str] = {}  # fields share their scripts
    for count, found in enumerate(_SCRIPT.finditer(plain)):
        if count >= _MOST:
            return
        if found[1]:
            yield _decoded(_unescaped(_literal(plain, found.end())))
        elif found[2] is not None:
            digits = b"".join(found[2].split())
            yield _decoded(bytes.fromhex(digits[: len(digits) // 2 * 2].decode()))
        else:
            number = found[3]
            if places is None:
                places = {each[1]: each.end() for each in _OBJECT.finditer(data)}
            if number not in read:
                at = places.get(number, -1)
                start = data.find(b"stream", at, at + 1_000) if at >= 0 else -1
                read[number] = _decoded(_inflated(data, start, _LONGEST)) if start >= 0 else _UNREAD
            yield read[number]


def _literal(data: bytes, start: int) -> bytes:
    """Return a string in brackets from behind the first one on."""
    depth, at = 1, start
    for found in re.compile(rb"\\[\s\S]|[()]").finditer(data, start, start + _LONGEST):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        at = found.start()
        if not depth:
            break
    return data[start:at]


def _octal(found: re.Match[bytes]) -> bytes:
    code = found[1]
    if code.isdigit():
        return bytes((int(code, 8) & 255,))
    return _LETTERS.get(code, code)


def _unescaped(string: bytes) -> bytes:
    return _ESCAPE.sub(_octal, string)


def _decoded(string: bytes) -> str:
    if string.startswith(_WIDE):
        return string[2:].decode("utf-16-be", "replace")
    return decode(string) or string.decode("latin-1")
