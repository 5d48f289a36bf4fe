"""EXIF (a TIFF within a picture) -> its texts and where the photo was taken.

It must not know which picture carries it.
"""

from __future__ import annotations

import struct

from gongkai_ssg.gate.files.inside import Looking
from gongkai_ssg.gate.files.persons import is_person

_TEXTS = {
    0x010D: "文档名", 0x010E: "说明", 0x013B: "作者", 0x8298: "版权", 0x9286: "用户注释",
    0x9C9B: "标题", 0x9C9C: "注释", 0x9C9D: "作者", 0x9C9E: "关键词", 0x9C9F: "主题",
    0xA430: "相机所有者", 0x013C: "电脑", 0x0131: "软件", 0x010F: "相机厂家", 0x0110: "相机型号",
    0x02BC: "XMP", 0x83BB: "IPTC",
}  # fmt: skip
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_FOLDERS = (0x8769, 0xA005)
_GPS = 0x8825
_CLEAN = "去掉照片的拍摄信息后重新保存（例如右键“属性—详细信息—删除属性和个人信息”）。"


def look_exif(data: bytes, looking: Looking) -> None:
    """Look at a TIFF structure; what makes no sense in it is passed over."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None or len(data) < 8:
        return
    waiting: list[int] = [struct.unpack_from(order + "I", data, 4)[0]]
    seen: set[int] = set()
    while waiting and len(seen) < 20:
        start = waiting.pop()
        if start in seen or start + 2 > len(data):
            continue
        seen.add(start)
        (count,) = struct.unpack_from(order + "H", data, start)
        count = min(count, (len(data) - start - 2) // 12, 500)
        for index in range(count):
            tag, kind, number = struct.unpack_from(order + "HHI", data, start + 2 + index * 12)
            value = _value(data, order, start + 10 + index * 12, kind, number)
            if tag in _FOLDERS and len(value) >= 4:
                waiting.append(struct.unpack_from(order + "I", value)[0])
            elif tag == _GPS and len(value) >= 4:
                _look_position(data, order, struct.unpack_from(order + "I", value)[0], looking)
            elif tag in _TEXTS:
                _say(tag, value, order, looking)
        following = start + 2 + count * 12
        if following + 4 <= len(data):
            waiting.append(struct.unpack_from(order + "I", data, following)[0] or start)


def _value(data: bytes, order: str, at: int, kind: int, number: int) -> bytes:
    size = _SIZES.get(kind, 0) * number
    if size > 4:
        if at + 4 > len(data) or size > 2_000_000:
            return b""
        at = struct.unpack_from(order + "I", data, at)[0]
    return data[at : at + size]


def _say(tag: int, value: bytes, order: str, looking: Looking) -> None:
    if 0x9C9B <= tag <= 0x9C9F:
        text = value.decode("utf-16-le", "replace")
    elif tag == 0x9286 and value.startswith(b"UNICODE\0"):
        text = value[8:].decode("utf-16-le" if order == "<" else "utf-16-be", "replace")
    else:
        body = (
            value[8:]
            if tag == 0x9286 and value[:5] in (b"ASCII", b"\0\0\0\0\0", b"JIS\0\0")
            else value
        )
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            text = body.decode("gb18030", "replace")
    text = text.replace("\0", " ").strip()
    label = _TEXTS[tag]
    looking.text(f"图片属性“{label}”", text, hidden=True)
    if label in ("作者", "相机所有者") and is_person(text):
        looking.fault("warning", f"图片属性里有姓名：{label}“{text}”。", _CLEAN)


def _look_position(data: bytes, order: str, start: int, looking: Looking) -> None:
    found: dict[int, bytes] = {}
    if start + 2 <= len(data):
        (count,) = struct.unpack_from(order + "H", data, start)
        for index in range(min(count, (len(data) - start - 2) // 12, 100)):
            tag, kind, number = struct.unpack_from(order + "HHI", data, start + 2 + index * 12)
            found[tag] = _value(data, order, start + 10 + index * 12, kind, number)
    north, east = _degrees(found.get(2, b""), order), _degrees(found.get(4, b""), order)
    if north is None or east is None:
        return
    north = -north if found.get(1, b"")[:1] == b"S" else north
    east = -east if found.get(3, b"")[:1] == b"W" else east
    message = f"照片带有拍摄位置（纬度 {north:.4f}，经度 {east:.4f}）。"
    looking.fault("warning", message, _CLEAN)


def _degrees(value: bytes, order: str) -> float | None:
    if len(value) < 24:
        return None
    parts = struct.unpack_from(order + "6I", value)
    if not (parts[1] and any(parts[0::2])):
        return None
    degrees = 0.0
    for at in (0, 2, 4):
        if parts[at + 1]:
            degrees += int(parts[at]) / int(parts[at + 1]) / 60 ** (at // 2)
    return degrees
