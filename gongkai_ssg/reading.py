"""One file -> one Document. It reads and never judges: what it cannot read becomes a fault.

Whatever is wrong with a file, a Document comes back; without a readable 公开属性 the border
will not let it pass.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

import msgspec

from gongkai_ssg.errors import GongkaiError
from gongkai_ssg.frontmatter import FrontMatter, read
from gongkai_ssg.links import CONTENT, is_bundle
from gongkai_ssg.marked import YamlFault, parse
from gongkai_ssg.markup import Body, convert
from gongkai_ssg.model import Column, Document, Fault, Reference, Source
from gongkai_ssg.text import digest, human_size, nearest, slug

MAX_DOCUMENT = 10 * 1024 * 1024  # bytes of one Markdown file
UNREADABLE, INVALID_VALUE, COLUMN, FILE, MARKUP = "GK031", "GK033", "GK035", "GK036", "GK038"

_FENCE = "---"
_CONTROL = {code: None for code in range(32) if chr(code) not in "\n\t"} | {0x7F: None}


class Reading(msgspec.Struct):
    """What one file gave: the document, its text, its converted body, its faults."""

    document: Document
    source: Source
    body: Body
    faults: list[tuple[str, Fault]]
    places: dict[str, tuple[int, int]]  # English key -> line and column of its value


def read_bytes(path: Path, limit: int) -> bytes:
    """Return the bytes of a regular file; never follows a link at the last step.

    Raises ValueError with a Chinese reason for what is no regular file or is too large.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        handle = os.open(path, flags)
    except OSError as error:
        raise ValueError(f"读不了：{error.strerror}") from None
    try:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode):
            raise ValueError("不是普通文件")
        if state.st_size > limit:
            raise ValueError(f"文件过大（{human_size(state.st_size)}，上限 {human_size(limit)}）")
        data = os.read(handle, state.st_size + 1)
        while len(data) <= limit and (more := os.read(handle, 1024 * 1024)):
            data += more
        return data
    except OSError as error:
        raise ValueError(f"读不了：{error.strerror}") from None
    finally:
        os.close(handle)


def read_document(root: Path, path: str, columns: dict[str, Column]) -> Reading:
    """Read the Markdown file at `path` (relative to `root`, POSIX).

    `columns` maps every word that may name a column to it (`Config.column_by_word`).
    """
    faults: list[tuple[str, Fault]] = []
    try:
        data = read_bytes(root / path, MAX_DOCUMENT)
    except ValueError as error:
        faults.append(
            (
                FILE,
                Fault(
                    f"{error}。",
                    "换成一个普通的 Markdown 文件；大的内容放进附件。",
                    line=1,
                    column=1,
                ),
            )
        )
        data = b""
        text = ""
    else:
        text = _decode(data, faults)
    front, body_text, body_line = _split(text, path, faults, bool(data))
    faults.extend(front.faults)
    column, folders, name = _place(path, front, columns, faults)
    values = front.values
    body = convert(body_text)
    if body.degraded:
        faults.append(
            (
                MARKUP,
                Fault(
                    "正文的 Markdown 嵌套太深，按纯文本显示。",
                    "拆成几段简单的写法。",
                    line=body_line,
                    column=1,
                ),
            )
        )
    date, time = values.get("date") or (None, "")
    document = Document(
        path=path,
        digest=digest(data),
        column=column,
        slug=_slug(name, front, faults),
        folders=folders,
        title=values.get("title", ""),
        disclosure=values.get("disclosure"),
        withhold_reason=values.get("withhold_reason"),
        withhold_reviewed_on=values.get("withhold_reviewed_on"),
        unit=values.get("unit", ""),
        date=date,
        time=time,
        formed_on=values.get("formed_on"),
        index_number=values.get("index_number", ""),
        document_number=values.get("document_number", ""),
        summary=values.get("summary", ""),
        lead=_lead(body.paragraphs),
        topic=values.get("topic", ()),
        genre=values.get("genre", ""),
        keywords=values.get("keywords", ()),
        validity=values.get("validity"),
        effective_on=values.get("effective_on"),
        expires_on=values.get("expires_on"),
        amends=values.get("amends", ()),
        replaces=values.get("replaces", ()),
        repealed_by=values.get("repealed_by", ()),
        interprets=values.get("interprets", ()),
        source=values.get("source", ""),
        source_url=values.get("source_url", ""),
        attachments=values.get("attachments", ()),
        channels=values.get("channels", ()),
        workflow=values.get("workflow", ()),
        aliases=values.get("aliases", ()),
        draft=values.get("draft", False),
        scheduled=values.get("scheduled", False),
        plain=body.plain,
        links=tuple(
            Reference(each.href, each.line + body_line - 1, each.column, each.kind)
            for each in body.links
        ),
        anchors=tuple(body.anchors),
        unreadable=tuple(sorted(front.unreadable)),
    )
    source = Source(path, text, body_text, body_line, front.keys, front.raw)
    return Reading(document, source, body, faults, front.places)


def read_places(root: Path, path: str) -> dict[str, tuple[int, int]]:
    """Return line and column of the value of every front matter key of a document, read anew."""
    try:
        text = _decode(read_bytes(root / path, MAX_DOCUMENT), [])
    except ValueError:
        return {}
    return _split(text, path, [], False)[0].places


def read_body(root: Path, path: str, expected: str) -> Body:
    """Convert the body of a document once more, as `read_document` did.

    Raises GongkaiError when the file's digest is no longer `expected`: what was checked is not
    what would be published.
    """
    try:
        data = read_bytes(root / path, MAX_DOCUMENT)
    except ValueError:
        data = b""
    if digest(data) != expected:
        raise GongkaiError(f"{path} 在构建期间被改动。", "保存完毕后重新构建。")
    text = _decode(data, [])
    first, _, rest = text.partition("\n")
    if first.rstrip() != _FENCE:
        return convert(text)
    end = _closing_fence(rest)
    return convert(rest[end[1] :] if end else "")


def _lead(paragraphs: Sequence[str]) -> str:
    """Return the first paragraph that says what is in a text, or else the longest one."""
    for each in paragraphs:
        # 主送机关 (“各县区……：”), 题注 (“（2024年……）”) and headings do not.
        if len(each) > 15 and not each.endswith(("：", ":")) and not each.startswith(("（", "(")):
            return each
    return max(paragraphs, key=len, default="")


def _decode(data: bytes, faults: list[tuple[str, Fault]]) -> str:
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
        faults.append((FILE, _info("文件以 BOM 开头，已忽略。", "编辑器另存为“UTF-8（无 BOM）”。")))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        try:
            text = data.decode("gb18030")
            message = "文件不是 UTF-8 编码，像是 GB18030（GBK）。"
        except UnicodeDecodeError:
            text = data.decode("utf-8", "replace")
            message = f"文件不是 UTF-8 编码，第 {error.start + 1} 字节读不出来。"
        faults.append(
            (FILE, Fault(message, "用编辑器打开后另存为 UTF-8。", line=line, column=column))
        )
    if "\r" in text:
        faults.append(
            (
                FILE,
                _info(
                    "文件用 CRLF 换行，已按普通换行处理。", "不改也可以；要统一，就让编辑器用 LF。"
                ),
            )
        )
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    cleaned = text.translate(_CONTROL)
    if len(cleaned) != len(text):
        at = next(i for i, character in enumerate(text) if ord(character) in _CONTROL)
        line, column = text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1
        name = "NUL 字符" if text[at] == "\0" else f"控制字符 U+{ord(text[at]):04X}"
        count = len(text) - len(cleaned)
        faults.append(
            (
                FILE,
                Fault(
                    f"含有不可见的{name}（共 {count} 个），已略去。",
                    "从原文重新复制这一段。",
                    line=line,
                    column=column,
                ),
            )
        )
    return cleaned


def _info(message: str, hint: str) -> Fault:
    from gongkai_ssg.model import Severity

    return Fault(message, hint, line=1, column=1, severity=Severity.INFO)


def _split(
    text: str, path: str, faults: list[tuple[str, Fault]], report: bool
) -> tuple[FrontMatter, str, int]:
    """Cut a file into front matter and body; also gives the line on which the body starts."""
    empty = FrontMatter()
    first, _, rest = text.partition("\n")
    if first.rstrip() != _FENCE:
        if report:
            faults.append(
                (
                    UNREADABLE,
                    Fault(
                        "文件开头没有前言。",
                        "第一行写 ---，接着写标题、公开属性等，再用一行 --- 结束。",
                        line=1,
                        column=1,
                    ),
                )
            )
        return empty, text, 1
    end = _closing_fence(rest)
    if end is None:
        if report:
            faults.append(
                (UNREADABLE, Fault("前言没有结束。", "在前言最后加一行 ---。", line=1, column=1))
            )
        return empty, "", 1
    start, stop = end
    matter, body = rest[:start], rest[stop:]
    body_line = matter.count("\n") + 3
    try:
        front = read(parse(matter, first_line=2), path)
    except YamlFault as fault:
        faults.append(
            (UNREADABLE, Fault(fault.message, fault.hint, line=fault.line, column=fault.column))
        )
        front = empty
    return front, body, body_line


def _closing_fence(rest: str) -> tuple[int, int] | None:
    start = 0
    while True:
        end = rest.find("\n", start)
        line = rest[start:] if end < 0 else rest[start:end]
        if line.startswith(_FENCE) and line.rstrip() == _FENCE:
            return start, len(rest) if end < 0 else end + 1
        if end < 0:
            return None
        start = end + 1


def _place(
    path: str, front: FrontMatter, columns: dict[str, Column], faults: list[tuple[str, Fault]]
) -> tuple[str, str, str]:
    """Return column key, URL folders and the name that the slug is made of."""
    parts = path.split("/")[1:]  # without content/
    stem = parts[-1].rpartition(".")[0]
    folders = parts[:-1]
    if is_bundle(path) and len(folders) > 1:
        stem = folders.pop()
    by_folder = columns.get(folders[0]) if folders else None
    written = front.values.get("category", "")
    chosen = columns.get(written) or columns.get(written.casefold()) if written else by_folder
    line, column = front.places.get("category", (1, 1))
    if written and chosen is None:
        near = nearest(written, columns)
        hint = f"是否应为“{near}”？" if near else "对照 config.yaml 和文档中的栏目表。"
        faults.append((COLUMN, Fault(f"不认识的栏目“{written}”。", hint, line=line, column=column)))
        chosen = by_folder
    elif folders and by_folder is None:
        near = nearest(folders[0], columns)
        hint = f"文件夹是否应为“{near}”？" if near else f"把文件移到 {CONTENT}/ 下的栏目文件夹。"
        faults.append(
            (COLUMN, Fault(f"文件夹“{folders[0]}”不是栏目。", hint, line=line, column=column))
        )
    elif chosen is not None and by_folder is not None and chosen.key != by_folder.key:
        faults.append((COLUMN, Fault(
            f"栏目“{written}”与所在文件夹“{folders[0]}”（{by_folder.label}）不一致。",
            f"改为“{by_folder.label}”，或把文件移到“{chosen.label}”文件夹。", line=line, column=column)))  # fmt: skip
    elif chosen is None:
        faults.append(
            (
                COLUMN,
                Fault(
                    "没有栏目。",
                    f"把文件放进 {CONTENT}/ 下的栏目文件夹，或写明栏目。",
                    line=line,
                    column=column,
                ),
            )
        )
    inner = "".join(slug(each) + "/" for each in folders[1:])
    return (chosen.key if chosen else ""), inner, stem


def _slug(name: str, front: FrontMatter, faults: list[tuple[str, Fault]]) -> str:
    written: str = front.values.get("slug", "")
    if not written:
        return slug(name)
    made = slug(written)
    if made != written:
        line, column = front.places["slug"]
        faults.append((INVALID_VALUE, Fault(
            f"网址名“{written}”不能用。", f"只用小写字母、数字和短横，例如“{made}”。", line=line, column=column)))  # fmt: skip
    return made
