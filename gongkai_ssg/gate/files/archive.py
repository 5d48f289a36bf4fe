"""Opens zip archives as the hostile things that they may be. It must not know what they hold."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib

from gongkai_ssg.gate.files.inside import MAX_ARCHIVES, MAX_PART, Broken, Looking, TooMuch
from gongkai_ssg.gate.files.strays import strays
from gongkai_ssg.text import human_size

_MAX_RATIO = 300  # times the packed size, looked at above 20 MB
_METHODS = frozenset([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
_ERRORS = (
    zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError,
    NotImplementedError, IndexError, KeyError, OverflowError,
)  # fmt: skip
_UTF8_NAME = 0x800
_LOCAL, _END = 30, 22  # bytes of the fixed part of a local header and of the end record
_DESCRIPTOR = 24  # bytes after an entry that tell its sizes once more
_FEW = 4
_SCRIPTS = (".exe", ".bat", ".cmd", ".com", ".scr", ".js", ".vbs", ".ps1", ".hta", ".lnk", ".jar")
_MARKUP = (".xml", ".rels", ".vml")


class Archive:
    """A zip archive whose entries are counted against the limits of a look."""

    def __init__(self, data: bytes, looking: Looking) -> None:
        """Open an archive. Raises Broken and TooMuch."""
        self._looking = looking
        try:
            self._file = zipfile.ZipFile(io.BytesIO(data))
        except _ERRORS as error:
            raise Broken("压缩包已损坏") from error
        self.comment = self._file.comment
        self.unlisted = _unlisted(data, self._file)
        self.entries = [each for each in self._file.infolist() if not each.is_dir()]
        self.folders = [shown_name(each) for each in self._file.infolist() if each.is_dir()]
        looking.spend_entries(len(self.entries))
        total = sum(each.file_size for each in self.entries)
        packed = sum(each.compress_size for each in self.entries)
        if total > 20 * 1024 * 1024 and total > packed * _MAX_RATIO:
            raise TooMuch("压缩比异常，可能是压缩炸弹")
        # Two parts of one name can hide one behind the other: both are kept under the name.
        self.by_name: dict[str, list[zipfile.ZipInfo]] = {}
        for each in self.entries:
            name = posixpath.normpath(each.filename.replace("\\", "/")).lstrip("/").lower()
            self.by_name.setdefault(name, []).append(each)
        self.read_names: set[str] = set()
        self.strays: dict[str, None] = {}  # of the parts that were read
        if self.unlisted > _FEW:
            looking.fault(
                "error",
                f"压缩包里有 {human_size(self.unlisted)}没有列在目录里的数据。",
                "解开后重新压缩；Office 文件用 Office 或 WPS 打开后另存。",
            )
        self.doubled = [name for name, infos in self.by_name.items() if len(infos) > 1]

    def names(self, start: str, end: str = "") -> list[str]:
        """Return the names (lower case) with this start and end, in the order of their numbers."""
        found = [n for n in self.by_name if n.startswith(start) and n.endswith(end)]
        return sorted(found, key=lambda name: (len(name), name))

    def read(self, name: str) -> bytes:
        """Return the part of this name (lower case), b"" where there is none, all that share it."""
        self.read_names.add(name)
        return b"".join(self.unpack(info) for info in self.by_name.get(name, ()))

    def unpack(self, info: zipfile.ZipInfo) -> bytes:
        """Return the bytes of an entry. Raises Broken and TooMuch."""
        if info.flag_bits & 1:
            raise Broken("加了密码")
        if info.compress_type not in _METHODS:
            raise Broken("压缩方式不认识")
        if info.file_size > MAX_PART:
            limit = human_size(MAX_PART)
            raise TooMuch(f"解压后太大（{human_size(info.file_size)}，上限 {limit}）")
        self._looking.spend_bytes(info.file_size)
        try:
            data = self._file.read(info)  # never more than the size it declares
        except _ERRORS as error:
            raise Broken("压缩包已损坏") from error
        if info.filename.lower().endswith(_MARKUP):
            self.strays.update(dict.fromkeys(strays(data)))
        return data


def _unlisted(data: bytes, file: zipfile.ZipFile) -> int:
    """Return how many bytes stand between and behind the entries that the archive lists."""
    end = data.rfind(b"PK\x05\x06")
    count = max(0, len(data) - end - _END - len(file.comment))
    at = 0
    for info in sorted(file.infolist(), key=lambda each: each.header_offset):
        start = info.header_offset
        gap = start - at
        count += gap if gap > _DESCRIPTOR else 0
        lengths = data[start + 26 : start + 30]
        if len(lengths) < 4 or data[start : start + 4] != b"PK\x03\x04":
            return count  # the reader will say that it is broken
        name, extra = int.from_bytes(lengths[:2], "little"), int.from_bytes(lengths[2:], "little")
        at = start + _LOCAL + name + extra + info.compress_size
    gap = file.start_dir - at
    return count + (gap if gap > _DESCRIPTOR else 0)


def shown_name(info: zipfile.ZipInfo) -> str:
    """Return the name of an entry as its author saw it: UTF-8, else GB18030 where it fits."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            return name
        for encoding in ("utf-8", "gb18030"):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
    return name


def look_archive(archive: Archive, looking: Looking) -> None:
    """Look at every file of a zip that is no document itself."""
    if looking.archives >= MAX_ARCHIVES:
        looking.unread("压缩包套了太多层")
        looking.fault(
            "error", "压缩包里套了太多层压缩包，没有全部检查。", "解开后直接上传里面的文件。"
        )
        return
    looking.archives += 1
    looking.text("压缩包的说明", archive.comment.decode("gb18030", "replace"), hidden=True)
    looking.text("压缩包里的文件夹名", "\n".join(archive.folders))
    try:
        for info in archive.entries:
            _look_entry(archive, info, looking)
        if archive.doubled:
            looking.fault("error", "压缩包里有重名的文件。", "删去多余的，重新压缩。")
    finally:
        looking.archives -= 1


def _look_entry(archive: Archive, info: zipfile.ZipInfo, looking: Looking) -> None:
    name = shown_name(info)
    place = f"压缩包里的“{name}”"
    looking.text("压缩包里的文件名", name)
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or name.startswith(("/", "\\")) or name[1:2] == ":" or "\0" in name:
        looking.fault("error", f"{place}的路径会写到别的文件夹。", "重新压缩，不带上级路径。")
    if info.comment:
        looking.text(f"{place}的说明", info.comment.decode("gb18030", "replace"), hidden=True)
    if name.startswith("__MACOSX/") or posixpath.basename(name) in (".DS_Store", "Thumbs.db"):
        looking.fault("info", f"{place}是系统留下的文件。", "删去后重新压缩。")
    if name.lower().endswith(_SCRIPTS):
        looking.fault("error", f"{place}是会执行的程序。", "程序不能作附件，删去后重新压缩。")
    try:
        data = archive.unpack(info)
    except Broken as error:
        looking.unread(f"{place}{error}")
        looking.fault("error", f"{place}{error}，读不出来。", "去掉密码，用常见软件重新压缩。")
        return
    except TooMuch as error:
        looking.unread(f"{place}{error}")
        looking.fault("error", f"{place}{error}，没有检查。", "拆成几个文件。")
        return
    looking.inner(place, data, parts[-1])
