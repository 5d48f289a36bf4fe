"""Build one immutable segment of the search index with Pagefind.

It must not know which documents belong to which segment, nor what the site had before.

A segment is a folder of gzipped files (`.bin`, a suffix that every web server knows):

    head.bin       JSON: start and size of each chunk; date, lengths and filters of each document
    <n>.bin        chunk n of the inverted index, byte for byte as Pagefind wrote it (CBOR)
    <page>-<n>.bin JSON: piece n of a document with its title, link and labels, for one result

Only Pagefind's indexer is used. Its browser part would cost 150 KB more for each reader, needs
syntax and a content security policy that office browsers of 2019-2022 lack, and cuts Chinese
queries into words. docs/decisions/0005-search.md has the numbers.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import importlib.metadata
import itertools
import json
import os
import re
import shutil
import subprocess
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec

from gongkai_ssg.errors import SearchError, reason
from gongkai_ssg.search_text import encode, lay_out, pieces

FILTERS = ("column", "unit", "year", "validity")

# Tokens per chunk: small chunks mean less to fetch for a query but a longer list of them.
# At 2,000 both together are smallest for 2,000 to 10,000 documents.
_CHUNK_SIZE = 2000
# Pagefind stems and segments by language; for this one it does neither.
_LANGUAGE = "unknown"
_SIGNATURE = b"pagefind_dcd"
_KNOWN_FORMAT = re.compile(r"1\.5\.\d+")
_HINT = "请重新安装依赖 pagefind-bin，或用 --no-search 跳过检索索引。"


class SearchRecord(msgspec.Struct, frozen=True):
    """The public text of one document, ready to be indexed."""

    url: str  # relative to the site: "policy/2024/a/"
    title: str
    paragraphs: tuple[str, ...]  # plain text; a phrase never matches across two of them
    filters: dict[str, str]  # display labels of FILTERS; a missing or empty one means none
    date: str  # "2024-01-05", "" when unknown
    digest: str  # changes whenever anything above changes


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """A document of a segment; its page number is its place in the segment."""

    url: str
    digest: str
    volume: int  # positions on its tape
    pieces: int


class Segment(msgspec.Struct, frozen=True):
    """What must be remembered of a segment that was built."""

    id: str  # its folder
    chunks: int
    entries: tuple[Entry, ...]
    hot: bool = False
    dropped: frozenset[int] = frozenset()  # pages whose document changed since; pieces removed

    def volumes(self) -> list[int]:
        """Positions of each document that still counts."""
        return [e.volume for page, e in enumerate(self.entries) if page not in self.dropped]

    def files(self) -> list[str]:
        """Paths of its files relative to the bundle, those of dropped pages left out."""
        names = [f"{self.id}/{name}.bin" for name in ("head", *range(self.chunks))]
        for page in range(len(self.entries)):
            if page not in self.dropped:
                names += self.pieces_of(page)
        return names

    def pieces_of(self, page: int) -> list[str]:
        """Paths of the pieces of one page."""
        return [f"{self.id}/{page}-{number}.bin" for number in range(self.entries[page].pieces)]

    def live(self) -> list[Entry]:
        """The documents that still count."""
        return [entry for page, entry in enumerate(self.entries) if page not in self.dropped]


def pagefind_version() -> str:
    """Return the version of the installed Pagefind package."""
    try:
        return importlib.metadata.version("pagefind_bin")
    except importlib.metadata.PackageNotFoundError as error:
        raise SearchError("没有找到检索程序 pagefind。", _HINT) from error


def build_segment(
    name: str,
    records: Sequence[SearchRecord],
    bundle: Path,
    scratch: Path,
    step: Callable[[], None] | None = None,
    hot: bool = False,
) -> Segment:
    """Index `records` into the new folder `bundle`/`name`; `step` is called after each record."""
    folder = bundle / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(scratch, ignore_errors=True)
    folder.mkdir(parents=True)
    entries: list[Entry] = []
    titles: list[int] = []
    with _Service(_executable()) as service:
        index = service.ask(type="NewIndex", config={"force_language": _LANGUAGE})["index_id"]
        for page, record in enumerate(records):
            tape = lay_out(record.title, record.paragraphs)
            service.ask(
                type="AddRecord", index_id=index, url=f"/{page}", content=encode(tape),
                language=_LANGUAGE, meta=None, filters=None, sort=None,
            )  # fmt: skip
            texts = pieces(tape)
            for number, text in enumerate(texts):
                _write(folder / f"{page}-{number}.bin", _shown(record, tape.shown[0], text))
            entries.append(Entry(record.url, record.digest, tape.length, len(texts)))
            titles.append(tape.title_length)
            if step:
                step()
        service.ask(type="WriteFiles", index_id=index, output_path=str(scratch))
    first = _take_chunks(scratch, folder, len(records))
    shutil.rmtree(scratch)
    _write(
        folder / "head.bin",
        {
            "chunks": _front_coded(first),
            "sizes": [_kilobytes(folder / f"{number}.bin") for number in range(len(first))],
            "titles": titles,
            "lengths": [-(-entry.volume // 100) for entry in entries],  # in hundreds, for ranking
            "dates": [record.date for record in records],
            "filters": _filters(records),
        },
    )
    return Segment(id=name, chunks=len(first), entries=tuple(entries), hot=hot)


def _take_chunks(scratch: Path, folder: Path, pages: int) -> list[str]:
    """Move Pagefind's chunks to `folder` as 0.bin, 1.bin …; return where each of them starts."""
    try:
        [meta_file] = scratch.glob("*.pf_meta")
        data = gzip.decompress(meta_file.read_bytes())
        version, page_list, chunks = _Cbor(data, len(_SIGNATURE)).item()[:3]
        if not data.startswith(_SIGNATURE) or not _KNOWN_FORMAT.fullmatch(version):
            raise SearchError(f"pagefind {version} 的索引格式未经验证，不能使用。", _HINT)
        if len(page_list) != pages:
            raise SearchError(f"pagefind 应收录 {pages} 篇文档，实际收录 {len(page_list)} 篇。")
        for number, (_, _, chunk) in enumerate(chunks):
            (scratch / "index" / f"{chunk}.pf_index").replace(folder / f"{number}.bin")
    except (OSError, EOFError, zlib.error, ValueError, TypeError, IndexError) as error:
        raise SearchError("pagefind 写出的索引不完整，无法读取。", _HINT) from error
    return [start for start, _, _ in chunks]


def _kilobytes(path: Path) -> int:
    return -(-path.stat().st_size // 1024)


def _filters(records: Sequence[SearchRecord]) -> dict[str, Any]:
    """Return for each filter its labels and the number of the label of each page."""
    filters = {}
    for key in FILTERS:
        values = [record.filters.get(key, "") for record in records]
        labels = sorted({*values, ""})  # "" sorts first: 0 means that there is none
        number = {label: at for at, label in enumerate(labels)}
        filters[key] = {"labels": labels, "pages": [number[value] for value in values]}
    return filters


def _front_coded(words: Sequence[str]) -> list[str]:
    """Shorten each word to a digit (how much it shares with the word before) and the rest."""
    coded = []
    before = ""
    for word in words:
        same = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(before, word, strict=False))
        shared = min(len(list(same)), 9)
        coded.append(f"{shared}{word[shared:]}")
        before = word
    return coded


def _shown(record: SearchRecord, title: str, text: str) -> dict[str, Any]:
    labels = [record.filters.get(key, "") for key in ("column", "unit", "validity")]
    return {"url": record.url, "title": title, "labels": labels, "date": record.date, "text": text}


def _write(path: Path, value: dict[str, Any]) -> None:
    # "replace": a lone surrogate from damaged input must not stop the build. mtime=0: same bytes.
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    path.write_bytes(gzip.compress(data, 9, mtime=0))


def _executable() -> Path:
    try:
        from pagefind_bin import get_executable  # type: ignore[import-untyped]
    except ImportError as error:
        raise SearchError("没有找到检索程序 pagefind。", _HINT) from error
    try:
        return Path(get_executable())
    except FileNotFoundError as error:
        raise SearchError("没有找到检索程序 pagefind。", _HINT) from error


class _Service:
    """Pagefind as a child process that answers one message at a time."""

    def __init__(self, executable: Path) -> None:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PAGEFIND_")}
        environment["PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE"] = str(_CHUNK_SIZE)
        try:
            self._process = subprocess.Popen(
                [executable, "--service"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
            )
        except OSError as error:
            raise SearchError(f"检索程序 pagefind 无法启动：{reason(error)}。", _HINT) from error
        self._buffer = b""
        self._asked = 0

    def ask(self, **payload: Any) -> dict[str, Any]:
        """Send one message and return the payload of its answer."""
        self._asked += 1
        message = json.dumps({"message_id": self._asked, "payload": payload}).encode()
        assert self._process.stdin and self._process.stdout
        try:
            self._process.stdin.write(base64.b64encode(message) + b",")
            self._process.stdin.flush()
            while b"," not in self._buffer:
                data = os.read(self._process.stdout.fileno(), 1 << 16)
                if not data:
                    raise SearchError("检索程序 pagefind 中途退出，索引没有建成。", _HINT)
                self._buffer += data
            answer, self._buffer = self._buffer.split(b",", 1)
            reply: dict[str, Any] = json.loads(base64.b64decode(answer))["payload"]
        except BrokenPipeError as error:
            raise SearchError("检索程序 pagefind 中途退出，索引没有建成。", _HINT) from error
        except (binascii.Error, ValueError, KeyError, TypeError) as error:
            raise SearchError("检索程序 pagefind 的回答无法读懂。", _HINT) from error
        if reply.get("type") == "Error":
            raise SearchError(f"检索程序 pagefind 报告错误：{reply.get('message')}", _HINT)
        return reply

    def __enter__(self) -> _Service:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        assert self._process.stdin and self._process.stdout
        if error is not None:
            self._process.kill()
        try:
            self._process.stdin.close()  # it flushes its files and leaves
        except OSError:
            self._process.kill()
        code = self._process.wait()
        self._process.stdout.close()
        if error is None and code != 0:
            raise SearchError(f"检索程序 pagefind 异常退出（代码 {code}）。", _HINT)


class _Cbor:
    """The part of CBOR (RFC 8949) that Pagefind's list of chunks uses: integers, text, arrays."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self._at = at

    def item(self) -> Any:
        """Read the next item; ValueError or IndexError when it is none of these."""
        kind, size = divmod(self._data[self._at], 32)
        self._at += 1
        if 24 <= size <= 27:
            width = 1 << (size - 24)
            size = int.from_bytes(self._data[self._at : self._at + width], "big")
            self._at += width
        elif size > 27:
            raise ValueError("indefinite or reserved CBOR length")
        if kind == 0:
            return size
        if kind == 3:
            self._at += size
            return self._data[self._at - size : self._at].decode()
        if kind == 4 and size <= len(self._data):
            return [self.item() for _ in range(size)]
        raise ValueError("unexpected CBOR item")
