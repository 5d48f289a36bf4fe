"""Plain text, CSV, web pages, XML, JSON and RTF -> pieces. It must not know archives or Office."""

from __future__ import annotations

import codecs
import csv
import io
import re

from gongkai_ssg.gate.files.inside import Broken, Looking, Piece
from gongkai_ssg.gate.files.xml_parts import unescape

_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")

_USUAL = re.compile("[\t\r\n\x20-\x7e\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def decode(data: bytes) -> str | None:
    """Return text in UTF-8, UTF-16, UTF-32 or GB18030; None for what is no text in any of them."""
    for mark, encoding in _WIDE:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    sample = data[:4096]
    if b"\0" in sample:
        # Without a mark only the zero bytes of its ASCII characters betray UTF-16.
        return _wide(data, "utf-16-le") or _wide(data, "utf-16-be")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text if len(_CONTROL.findall(text[:4000])) <= len(text[:4000]) // 50 else None
    if len(_CONTROL.findall(sample.decode("latin-1"))) > len(sample) // 50:
        return None
    text = data.decode("gb18030", "replace")
    return text if text.count("\ufffd") <= len(text) // 20 else None


def _wide(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    sample = text[:2000]
    return text if len(_USUAL.findall(sample)) > len(sample) * 0.9 else None


def look_text(text: str, name: str, looking: Looking) -> None:
    """Look at decoded text; `name` tells a CSV table from running text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    suffix = name.rpartition(".")[2].lower()
    start = text[:500].lstrip("\ufeff \n\t").lower()
    if start.startswith("{\\rtf"):
        look_rtf(text, looking)
    elif (
        start.startswith(("<!doctype html", "<html", "<?xml", "<svg", "<!doctype"))
        or suffix in ("htm", "html")
        or suffix in ("xml", "svg")
    ):
        _look_page(text, looking)
    elif suffix in ("csv", "tsv") and _look_csv(text, looking):
        return
    elif suffix == "json":
        looking.text("", _JSON.sub(lambda found: chr(int(found[1], 16)), text), unit="行")
    else:
        looking.text("", text, unit="行")


_JSON = re.compile(r"\\u([0-9a-fA-F]{4})")


def _look_csv(text: str, looking: Looking) -> bool:
    head = text[:5000].lstrip("\ufeff")
    first = head.partition("\n")[0]
    delimiter = max(",\t;|，", key=first.count)
    if not first.count(delimiter):
        delimiter = max(",\t;|", key=head.count)
    rows: list[tuple[str, ...]] = []
    numbers: list[int] = []
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=delimiter)
    line = 1
    try:
        for row in reader:
            if any(row):
                looking.spend_cells(len(row))
                rows.append(tuple(row))
                numbers.append(line)
            line = reader.line_num + 1
    except csv.Error:
        return False  # then it is read as running text
    looking.table(Piece("", rows=tuple(rows), row_numbers=tuple(numbers)))
    return True


# --- pages ---------------------------------------------------------------------------------

_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.S)
_SCRIPT = re.compile(r"<(script|style)\b[^<>]*>(.*?)(?:</\1\s*>|\Z)", re.S | re.I)
_TAG = re.compile(r"<[^<>]*>")
_CELL = re.compile(r"</?t[dh]\b[^<>]*>", re.I)
_VALUE = re.compile(r"""=\s*(?:"([^"]*)"|'([^']*)')""")


def _look_page(text: str, looking: Looking) -> None:
    for found in _COMMENT.finditer(text):
        looking.text("网页注释", unescape(found[1]), hidden=True)
    for found in _SCRIPT.finditer(text):
        looking.text("网页脚本", found[2], hidden=True)

    def blank(found: re.Match[str]) -> str:
        return "\n" * found[0].count("\n")  # lines keep their numbers

    bare = _SCRIPT.sub(blank, _COMMENT.sub(blank, text)).replace("<![CDATA[", "")
    values = [a or b for tag in _TAG.findall(bare) for a, b in _VALUE.findall(tag)]
    looking.text("标签的属性", unescape("\n".join(each for each in values if each)), hidden=True)
    bare = _CELL.sub(" ", bare)
    looking.text("", unescape(_TAG.sub(blank, bare)), unit="行")


# --- RTF -----------------------------------------------------------------------------------

_RTF = re.compile(
    r"\\'([0-9a-fA-F]{2})|\\u(-?\d{1,6}) ?|\\([a-z]{1,32})(-?\d{1,10})? ?|\\([^a-z])|([{}])"
    r"|([^\\{}\n]+)|\n"
)
_NOT_TEXT = re.compile(
    "fonttbl|colortbl|stylesheet|listtable|listoverridetable|rsidtbl|generator|themedata|pict"
    "|latentstyles|colorschememapping|datastore|objdata|blipuid|filetbl|xmlnstbl"
)
_ASIDE = {
    "info": "文档属性", "annotation": "批注", "atnid": "批注作者", "atnauthor": "批注作者",
    "header": "页眉", "footer": "页脚", "footnote": "脚注", "userprops": "文档属性",
}  # fmt: skip
_LINES = {"par": "\n", "line": "\n", "row": "\n", "sect": "\n", "cell": "\t", "tab": "\t"}


def look_rtf(text: str, looking: Looking) -> None:
    """Look at rich text: controls are taken out, hidden and deleted text is told apart."""
    out: dict[str, list[str]] = {}
    states: list[tuple[str, bool]] = []
    where, skipped, waits = "正文", False, 0
    raw = bytearray()

    def flush() -> None:
        if raw:
            out.setdefault(where, []).append(raw.decode("gb18030", "replace"))
            raw.clear()

    has_data = False
    for found in _RTF.finditer(text):
        byte, code, word, number, sign, brace, plain = found.groups()
        if byte:
            if waits:
                waits -= 1
            elif not skipped:
                raw.append(int(byte, 16))
            continue
        if plain and waits:
            plain, waits = plain[waits:], max(0, waits - len(plain))
        if plain:
            if not skipped:
                flush()
                out.setdefault(where, []).append(plain)
            continue
        flush()
        if brace == "{":
            if len(states) > 1_000:
                raise Broken("RTF 套了太多层")
            states.append((where, skipped))
        elif brace == "}":
            if states:
                where, skipped = states.pop()
        elif code and not skipped:
            out.setdefault(where, []).append(chr(int(code) % 65536))
            waits = 1
        elif word:
            if _NOT_TEXT.fullmatch(word):
                skipped = True
                has_data = has_data or word in ("objdata", "pict")
            elif word in _ASIDE:
                where = _ASIDE[word]
            elif word in ("v", "deleted") and number != "0":
                where = "隐藏的文字" if word == "v" else "修订中删去的文字"
            elif word in ("v", "deleted", "plain") and where in ("隐藏的文字", "修订中删去的文字"):
                where = "正文"
            elif word in _LINES and not skipped:
                out.setdefault(where, []).append(_LINES[word])
        elif sign and sign in "{}\\" and not skipped:
            out.setdefault(where, []).append(sign)
    flush()
    for place, parts in out.items():
        joined = "".join(parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        hidden = place not in ("正文", "页眉", "页脚", "脚注")
        looking.text(place, joined, hidden=hidden, unit="段" if place == "正文" else "")
        if place in ("批注", "隐藏的文字", "修订中删去的文字") and joined.strip():
            looking.fault("error", f"文件里留有{place}。", "在 Word 或 WPS 里删去后另存。")
    if has_data:
        looking.unread("RTF 里的图片和嵌入对象看不到")
