"""Opens an xlsx as the hostile archive that it may be. It must not know what its cells mean.

What the spreadsheet reader later gets is an archive made anew of the few parts that hold text:
no links to other files, no pictures, nothing that two readers of one archive could see in two
ways, and no sheet that would need more memory than a table of our limits can take.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from xml.parsers import expat

import msgspec

from gongkai_ssg.text import human_size

MAX_ENTRIES = 2_000
MAX_UNPACKED = 100 * 1024 * 1024  # bytes
MAX_RATIO = 200  # times the packed size, looked at above 10 MB
MAX_ROWS, MAX_COLUMNS = 100_000, 200

_MARK = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_NEEDED = frozenset(
    [
        "[content_types].xml",
        "_rels/.rels",
        "xl/_rels/workbook.xml.rels",
        "xl/workbook.xml",
        "xl/sharedstrings.xml",
        "xl/styles.xml",
    ]
)
_REAL = {
    "xl/sharedstrings.xml": "xl/sharedStrings.xml",
    "[content_types].xml": "[Content_Types].xml",
}


class Unreadable(Exception):
    """The file is no table that we accept: a Chinese message, a cure, and where (1-based)."""

    def __init__(self, message: str, hint: str = "", row: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message, self.hint, self.row, self.column = message, hint, row, column


class Sheet(msgspec.Struct, frozen=True):
    """One sheet as the workbook lists it, and the part that holds its cells ("" = none)."""

    name: str
    is_shown: bool
    part: str


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the needed parts of an xlsx by their names in lower case. Raises Unreadable."""
    if data[:4] == _OLD_OFFICE:
        hint = "去掉密码，用 Excel 或 WPS 另存为 .xlsx。"
        raise Unreadable("文件加了密码，或者是旧的 .xls 格式。", hint)
    if data[:4] != _MARK:
        raise Unreadable("不是 xlsx 文件。", "用 Excel 或 WPS 另存为 .xlsx。")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _take(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError,
            NotImplementedError) as error:  # fmt: skip
        raise broken() from error


def _take(archive: zipfile.ZipFile) -> dict[str, bytes]:
    infos = archive.infolist()
    if len(infos) > MAX_ENTRIES:
        raise Unreadable(f"xlsx 里的部件太多（{len(infos)} 个，上限 {MAX_ENTRIES}）。")
    total = sum(info.file_size for info in infos)
    if total > MAX_UNPACKED:
        size, limit = human_size(total), human_size(MAX_UNPACKED)
        raise Unreadable(f"xlsx 解压后太大（{size}，上限 {limit}）。", "拆成几个文件。")
    packed = sum(info.compress_size for info in infos)
    if total > 10 * 1024 * 1024 and total > packed * MAX_RATIO:
        raise Unreadable("xlsx 的压缩比异常，可能是压缩炸弹。", "用 Excel 或 WPS 重新保存。")
    parts: dict[str, bytes] = {}
    for info in infos:
        name = info.filename.replace("\\", "/").lstrip("/").lower()
        if name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/"):
            raise Unreadable("文件含有宏。", "另存为不带宏的 .xlsx。")
        if not _is_needed(name):
            continue
        if name in parts:
            raise Unreadable("xlsx 里有重名的部件。", "用 Excel 或 WPS 重新保存。")
        if info.flag_bits & 1 or info.compress_type not in (
            zipfile.ZIP_STORED,
            zipfile.ZIP_DEFLATED,
        ):
            raise Unreadable("xlsx 的压缩方式不接受。", "用 Excel 或 WPS 重新保存。")
        parts[name] = archive.read(info)  # never more than the size it declares
    if "xl/workbook.xml" not in parts:
        raise Unreadable("不是 xlsx 文件。", "用 Excel 或 WPS 另存为 .xlsx。")
    return parts


def _is_needed(name: str) -> bool:
    return name in _NEEDED or (name.startswith("xl/worksheets/") and name.endswith(".xml"))


def repack(parts: dict[str, bytes], sheet: str) -> bytes:
    """Return a plain archive of `parts` with the cells of one sheet only."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            if name == sheet or not name.startswith("xl/worksheets/"):
                archive.writestr(zipfile.ZipInfo(_REAL.get(name, name)), content)
    return buffer.getvalue()


def sheets(parts: dict[str, bytes]) -> list[Sheet]:
    """Return the worksheets of a workbook in order, without charts and the like."""
    listed: list[dict[str, str]] = []
    targets: dict[str, str] = {}

    def in_book(name: str, attributes: dict[str, str]) -> None:
        if local_name(name) == "sheet":
            listed.append({local_name(key): value for key, value in attributes.items()})

    def in_links(_: str, attributes: dict[str, str]) -> None:
        if attributes.get("Type", "").endswith("/worksheet"):
            target = posixpath.join("/xl", attributes.get("Target", ""))
            targets[attributes.get("Id", "")] = posixpath.normpath(target)[1:].lower()

    for part, handler in (("xl/workbook.xml", in_book), ("xl/_rels/workbook.xml.rels", in_links)):
        parser = new_parser()
        parser.StartElementHandler = handler
        parse_xml(parser, parts.get(part, b"<none/>"))
    return [
        Sheet(each.get("name", ""), each.get("state", "visible") == "visible", targets[each["id"]])
        for each in listed
        if each.get("id") in targets
    ]


def local_name(name: str) -> str:
    """Return the name of an element without its prefix."""
    return name.rpartition(":")[2] if ":" in name else name


def broken() -> Unreadable:
    """Return the fault of a file that no program could read."""
    return Unreadable("xlsx 文件已损坏。", "用 Excel 或 WPS 打开后重新保存。")


def new_parser() -> expat.XMLParserType:
    """Return a parser that refuses document types, and entities with them."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise Unreadable("xlsx 里有文档类型声明，不接受。", "用 Excel 或 WPS 重新保存。")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def parse_xml(parser: expat.XMLParserType, content: bytes) -> None:
    """Run `parser` over the whole of a part. Raises Unreadable."""
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, KeyError, ValueError) as error:
        raise broken() from error
