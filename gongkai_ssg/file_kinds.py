"""What kind of file the name and the first bytes say it is. It must not know documents or rules."""

from __future__ import annotations

import posixpath

_ZIP, _OLE = (b"PK\x03\x04", b"PK\x05\x06"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
_HEADS: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF",), "rtf": (b"{\\rtf",), "zip": _ZIP, "ofd": _ZIP,
    "docx": _ZIP, "xlsx": _ZIP, "pptx": _ZIP,
    "doc": (*_OLE, b"{\\rtf"), "xls": _OLE, "ppt": _OLE,
    "wps": _OLE + _ZIP, "et": _OLE + _ZIP, "dps": _OLE + _ZIP,
    "jpg": (b"\xff\xd8\xff",), "jpeg": (b"\xff\xd8\xff",), "png": (b"\x89PNG",),
    "gif": (b"GIF8",), "webp": (b"RIFF",),
    "mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa"),
}  # fmt: skip
_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF 文件"), (b"PK\x03\x04", "压缩包或者 docx、xlsx、ofd 类文件"),
    (_OLE[0], "旧版或者加密的 Office、WPS 文件"), (b"\xff\xd8\xff", "JPG 图片"),
    (b"\x89PNG", "PNG 图片"), (b"GIF8", "GIF 图片"), (b"{\\rtf", "RTF 文件"),
    (b"MZ", "可执行程序"), (b"\x7fELF", "可执行程序"), (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"), (b"<", "网页"), (b"\xef\xbb\xbf<", "网页"),
)  # fmt: skip


def extension(path: str) -> str:
    """Return the extension of `path` in lower case without the dot, "" where there is none."""
    name = posixpath.basename(path)
    return name.rpartition(".")[2].lower() if "." in name else ""


def kind(head: bytes) -> str:
    """Return in Chinese what the first bytes of a file say it is, "" when they say nothing."""
    return next((name for start, name in _KINDS if head.startswith(start)), "")


def fits(suffix: str, head: bytes) -> bool:
    """Tell whether the first 16 bytes of a file agree with its extension."""
    if suffix == "mp4":
        return head[4:8] == b"ftyp"
    if suffix in ("txt", "csv"):
        wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
        return wide or (b"\0" not in head and not head.startswith(_OLE + _ZIP + (b"%PDF", b"MZ")))
    if suffix == "webp":
        return head.startswith(b"RIFF") and head[8:12] == b"WEBP"
    return head.startswith(_HEADS.get(suffix, (b"",)))
