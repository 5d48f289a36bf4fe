"""Bytes of an attachment -> what is inside, by content and not by name. Never raises, never writes.

It must not know rules, documents or what a text means.
"""

from __future__ import annotations

from collections.abc import Callable

from gongkai_ssg.gate.files.archive import Archive, look_archive
from gongkai_ssg.gate.files.images import look_image
from gongkai_ssg.gate.files.inside import MAX_FILE, Broken, Inside, Looking, TooMuch
from gongkai_ssg.gate.files.media import look_media
from gongkai_ssg.gate.files.ofd import look_ofd
from gongkai_ssg.gate.files.ole import look_old_office
from gongkai_ssg.gate.files.pdf import look_pdf
from gongkai_ssg.gate.files.sheet import look_xlsx
from gongkai_ssg.gate.files.slides import look_pptx
from gongkai_ssg.gate.files.text_files import decode, look_text
from gongkai_ssg.gate.files.word import look_docx

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKED = (
    (b"Rar!", "RAR 压缩包"), (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"), (b"\x1f\x8b", "gz 压缩包"),
    (b"BZh", "bz2 压缩包"), (b"\xfd7zXZ", "xz 压缩包"), (b"\x28\xb5\x2f\xfd", "zst 压缩包"),
    (b"MSCF", "cab 压缩包"),
)  # fmt: skip
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")


def look_inside(data: bytes, name: str) -> Inside:
    """Look into a file; what cannot be read, for whatever reason, is told in `unread`."""
    looking = Looking(_look)
    _guarded(looking, data, name)
    return looking.result()


def _look(looking: Looking, data: bytes, name: str) -> None:
    _guarded(looking, data, name)


def _guarded(looking: Looking, data: bytes, name: str) -> None:
    try:
        _dispatch(looking, data, name)
    except TooMuch as error:
        looking.unread(str(error))
        looking.fault("error", f"{error}，没有全部检查。", "拆成几个小一些的文件。")
    except Broken as error:
        looking.unread(str(error))
        looking.fault("error", f"{error}，读不出来。", "用对应的软件打开后重新保存。")
    except (KeyboardInterrupt, SystemExit):
        raise
    except Exception as error:  # no file may stop a build: what fails is told, and a person looks
        looking.unread(f"读取时出错（{type(error).__name__}）")
        looking.fault("error", "文件读不出来，可能已损坏。", "用对应的软件打开后重新保存。")


def _dispatch(looking: Looking, data: bytes, name: str) -> None:
    if len(data) > MAX_FILE:
        raise TooMuch("文件太大")
    if not data:
        return
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        _look_zip(data, looking)
    elif b"%PDF-" in data[:1024]:
        look_pdf(data, looking)
    elif data.startswith(_OLE):
        look_old_office(data, name, looking)
    elif data.startswith(_PROGRAMS) and b"\0" in data[:200]:
        looking.unread("可执行程序")
        looking.fault("error", "文件是可执行程序。", "程序不能作附件，删去。")
    elif packed := next((label for mark, label in _PACKED if data.startswith(mark)), ""):
        looking.unread(f"{packed}，看不到里面的文件")
        looking.fault("error", f"{packed}里的文件没有检查。", "改用 zip，或者直接上传里面的文件。")
    elif not (look_image(data, looking) or look_media(data, looking)):
        _look_other(looking, data, name)


def _look_other(looking: Looking, data: bytes, name: str) -> None:
    text = decode(data)
    if text is not None:
        looking.spend_bytes(len(text))
        look_text(text, name, looking)
    elif b"PK\x05\x06" in data[-65_600:]:  # an archive with something before it
        looking.fault("error", "文件里藏着压缩包。", "直接上传里面的文件。")
        looking.unread("不认识的格式")
        _look_zip(data, looking)
    else:
        looking.unread("不认识的格式")


_OFFICE: tuple[tuple[str, Callable[[Archive, Looking], None]], ...] = (
    ("word/document", look_docx),
    ("xl/workbook", look_xlsx),
    ("ppt/presentation", look_pptx),
    ("ofd.xml", look_ofd),
)


def _look_zip(data: bytes, looking: Looking) -> None:
    archive = Archive(data, looking)
    for start, reader in _OFFICE:
        if any(name.startswith(start) for name in archive.by_name):
            if any(each.flag_bits & 1 for each in archive.entries):
                raise Broken("加了密码")
            reader(archive, looking)
            return
    look_archive(archive, looking)
