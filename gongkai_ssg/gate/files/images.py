"""Pictures -> what they carry beside the picture: EXIF, XMP, IPTC, comments, what is glued on.

It must not know what the text means; the picture itself only a person can read.
"""

from __future__ import annotations

import re
import zlib

from gongkai_ssg.gate.files.exif import look_exif
from gongkai_ssg.gate.files.inside import Looking, TooMuch
from gongkai_ssg.gate.files.xml_parts import spread_words

_SEGMENT = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_CUT = "重新导出图片（例如截图后另存）。"
_GLUED = (
    (b"PK\x03\x04", "压缩包"),
    (b"%PDF", "PDF"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
)


def look_image(data: bytes, looking: Looking) -> bool:
    """Look at a picture by its first bytes; return False for what is none."""
    if data.startswith(b"\xff\xd8\xff"):
        end = _look_jpeg(data, looking)
    elif data.startswith(b"\x89PNG\r\n\x1a\n"):
        end = _look_png(data, looking)
    elif data.startswith((b"GIF87a", b"GIF89a")):
        end = _look_gif(data, looking)
    elif data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        end = _look_webp(data, looking)
    elif data.startswith((b"II*\0", b"MM\0*")):
        look_exif(data, looking)
        end = len(data)
    elif data.startswith(b"BM") and len(data) > 26 and data[14] in (12, 40, 64, 108, 124):
        end = len(data)
    else:
        return False
    for packet in xmp_packets(data):
        _say_xmp(packet, looking)
    looking.unread("图片里的文字看不到")
    _look_tail(data[end:], looking)
    return True


def xmp_packets(data: bytes) -> list[bytes]:
    """Return the first XMP packets that stand in a file as they are."""
    packets: list[bytes] = []
    at = 0
    while len(packets) < 20:
        start = data.find(b"<x:xmpmeta", at)
        at = data.find(b"</x:xmpmeta>", start) if start >= 0 else -1
        if at < 0:
            break
        packets.append(data[start:at])
    return packets


def _look_tail(tail: bytes, looking: Looking) -> None:
    for mark, name in _GLUED:
        at = tail.find(mark)
        if at >= 0:
            looking.fault("error", f"图片后面藏着{name}。", _CUT)
            looking.inner(f"图片后面的{name}", tail[at:], "")
            return
    if len(tail.strip(b"\0\r\n\t ")) > 16:
        text = tail[:100_000].decode("utf-8", "ignore")
        looking.text("图片后面的数据", text, hidden=True)
        looking.fault("warning", f"图片后面还有 {len(tail)} 字节别的数据。", _CUT)


def _say(place: str, data: bytes, looking: Looking) -> None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    looking.text(place, text.replace("\0", "\n"), hidden=True)


def _say_xmp(packet: bytes, looking: Looking) -> None:
    looking.text("图片属性（XMP）", spread_words(packet.decode("utf-8", "replace")), hidden=True)


def _look_jpeg(data: bytes, looking: Looking) -> int:
    """Look at the segments; return where the picture ends."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        if mark == 0xFF:
            at += 1
            continue
        if mark == 0xD9:
            return at + 2
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        body = data[at + 4 : at + 2 + length]
        if mark == 0xE1 and body.startswith(b"Exif\0"):
            look_exif(body[6:], looking)
        elif mark == 0xED:
            _look_iptc(body, looking)
        elif mark == 0xFE:
            _say("图片注释", body, looking)
        elif mark == 0xDA:
            following = _SEGMENT.search(data, at + 2 + length)  # after the coded picture
            if following is None:
                return len(data)
            at = following.start()
            continue
        at += 2 + length
    return len(data)


def _look_iptc(body: bytes, looking: Looking) -> None:
    parts: list[bytes] = []
    for found in re.finditer(rb"\x1c\x02.", body, re.S):
        length = int.from_bytes(body[found.end() : found.end() + 2], "big")
        if length < 32_768:
            parts.append(body[found.end() + 2 : found.end() + 2 + length])
    _say("图片属性（IPTC）", b"\n".join(parts), looking)


def _look_png(data: bytes, looking: Looking) -> int:
    at = 8
    while at + 12 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + length]
        if kind == b"tEXt":
            _say("图片注释", body.replace(b"\0", b": ", 1), looking)
        elif kind == b"zTXt":
            key, _, packed = body.partition(b"\0")
            _say("图片注释", key + b": " + _inflate(packed[1:], looking), looking)
        elif kind == b"iTXt":
            _look_itxt(body, looking)
        elif kind == b"eXIf":
            look_exif(body, looking)
        at += 12 + length
        if kind == b"IEND":
            return at
    return len(data)


def _look_itxt(body: bytes, looking: Looking) -> None:
    key, _, rest = body.partition(b"\0")
    packed = rest[:1] == b"\1"
    fields = rest[2:].split(b"\0", 2)
    text = fields[-1]
    if packed:
        text = _inflate(text, looking)
    if text.lstrip().startswith(b"<"):
        _say_xmp(text, looking)
    else:
        _say("图片注释", key + b": " + text, looking)


def _inflate(packed: bytes, looking: Looking) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(packed, 4_000_000)
    except zlib.error:
        return b""
    if unpacker.unconsumed_tail:
        raise TooMuch("图片注释解压后太大")
    looking.spend_bytes(len(text))
    return text


def _look_gif(data: bytes, looking: Looking) -> int:
    at = 13 + (3 << ((data[10] & 7) + 1) if len(data) > 10 and data[10] & 0x80 else 0)
    while at < len(data):
        mark = data[at]
        if mark == 0x3B:
            return at + 1
        if mark == 0x21:
            label = data[at + 1 : at + 2]
            at, body = _blocks(data, at + 2)
            if label in (b"\xfe", b"\x01"):
                _say("图片注释", body, looking)
        elif mark == 0x2C and at + 10 < len(data):
            flags = data[at + 9]
            at += 10 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0)
            at, _ = _blocks(data, at + 1)
        else:
            return at + 1
    return len(data)


def _blocks(data: bytes, at: int) -> tuple[int, bytes]:
    parts: list[bytes] = []
    while at < len(data) and (length := data[at]):
        parts.append(data[at + 1 : at + 1 + length])
        at += 1 + length
    return at + 1, b"".join(parts)


def _look_webp(data: bytes, looking: Looking) -> int:
    at = 12
    whole = min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    while at + 8 <= whole:
        kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if kind == b"EXIF":
            look_exif(data[at + 8 : at + 8 + length].removeprefix(b"Exif\0\0"), looking)
        at += 8 + length + length % 2
    return whole
