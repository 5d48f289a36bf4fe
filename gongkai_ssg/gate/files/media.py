"""Sound and film -> the texts that their files carry. It must not know what the text means."""

from __future__ import annotations

import re

from gongkai_ssg.gate.files.inside import Looking

_ENCODINGS = ("latin-1", "utf-16", "utf-16-be", "utf-8")
_TEXT_ATOM = re.compile(rb"data\x00\x00\x00\x01\x00\x00\x00\x00")
_PLACE = re.compile(rb"\xa9xyz....([+-]\d+\.\d+[+-]\d+\.\d+)", re.S)
_BOX = re.compile(rb"\xa9(?:nam|ART|cmt|aut|des|inf|cpy|day)", re.S)
_LIMIT = 4_000_000  # bytes from the start and from the end


def look_media(data: bytes, looking: Looking) -> bool:
    """Look at mp3 and mp4 files by their first bytes; return False for anything else."""
    if data.startswith(b"ID3"):
        _look_id3(data, looking)
    elif data[4:8] == b"ftyp":
        _look_atoms(data, looking)
    elif not (
        data.startswith(
            (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa", b"OggS", b"fLaC", b"\x1aE\xdf\xa3")
        )
        or (data.startswith(b"RIFF") and data[8:12] in (b"WAVE", b"AVI "))
    ):
        return False
    if data[-128:-125] == b"TAG":
        looking.text(
            "声音文件的属性", data[-125:-1].decode("gb18030", "replace").replace("\0", " "), True
        )
    looking.unread("音频、视频的内容听不到、看不到")
    return True


def _look_id3(data: bytes, looking: Looking) -> None:
    size = sum(
        (byte & 127) << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=False)
    )
    at, end, is_new = 10, min(len(data), 10 + size), len(data) > 3 and data[3] >= 4
    while at + 10 < end and data[at : at + 1].isalpha():
        name, raw = data[at : at + 4], data[at + 4 : at + 8]
        length = (
            sum((byte & 127) << shift for byte, shift in zip(raw, (21, 14, 7, 0), strict=True))
            if is_new
            else int.from_bytes(raw, "big")
        )
        body = data[at + 10 : at + 10 + length]
        if name[:1] in (b"T", b"W") or name in (b"COMM", b"USLT", b"IPLS"):
            encoding = _ENCODINGS[body[0]] if body and body[0] < 4 else "latin-1"
            text = body[1:] if name[:1] != b"W" else body
            if encoding == "latin-1":
                encoding = "gb18030"
            shown = text.decode(encoding, "replace").replace("\0", " ").replace("\ufeff", " ")
            looking.text("声音文件的属性", shown, hidden=True)
        at += 10 + length


def _look_atoms(data: bytes, looking: Looking) -> None:
    part = data if len(data) <= 2 * _LIMIT else data[:_LIMIT] + data[-_LIMIT:]
    texts: list[str] = []
    for found in _TEXT_ATOM.finditer(part):
        length = int.from_bytes(part[found.start() - 4 : found.start()], "big")
        if 16 < length < 100_000:
            texts.append(part[found.end() : found.start() - 4 + length].decode("utf-8", "replace"))
    for found in _BOX.finditer(part):
        length = int.from_bytes(part[found.end() : found.end() + 2], "big")
        texts.append(
            part[found.end() + 4 : found.end() + 4 + min(length, 2_000)].decode("utf-8", "ignore")
        )
    looking.text("视频文件的属性", "\n".join(texts), hidden=True)
    if place := _PLACE.search(part):
        message = f"视频带有拍摄位置（{place[1].decode()}）。"
        looking.fault("warning", message, "用剪辑软件重新导出，不带位置信息。")
