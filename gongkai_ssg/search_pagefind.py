"""Have Pagefind's indexer turn one long text of tokens into chunks of an inverted index.

It must not know documents, what the tokens mean, or where the chunks go.

Only the indexer is used. Pagefind's browser part would cost 150 KB more for each reader, needs
syntax and a content security policy that office browsers of 2019-2022 lack, and cuts Chinese
queries into words. docs/decisions/0005-search.md has the numbers.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import zlib
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

from gongkai_ssg.errors import SearchError, reason

__all__ = ["index_tokens", "pagefind_version"]

# Tokens per chunk: small chunks mean less to fetch for a query but a longer list of them.
# At 2,000 both together are smallest for 2,000 to 10,000 documents.
_CHUNK_SIZE = 2000
# Pagefind stems and segments by language; for this one it does neither.
_LANGUAGE = "unknown"
_SIGNATURE = b"pagefind_dcd"
_KNOWN_FORMAT = re.compile(r"1\.5\.\d+")
_HINT = "请重新安装依赖 pagefind-bin，或用 --no-search 跳过检索索引。"
_BLOCK = 3 << 15  # bytes; a multiple of three, which base64 turns into four without padding


def pagefind_version() -> str:
    """Return the version of the installed Pagefind package."""
    try:
        return importlib.metadata.version("pagefind_bin")
    except importlib.metadata.PackageNotFoundError as error:
        raise SearchError("没有找到检索程序 pagefind。", _HINT) from error


def index_tokens(parts: Iterable[str], folder: Path, scratch: Path) -> list[str]:
    """Index the tokens of `parts`, and leave the chunks in `folder` as 0.bin, 1.bin …

    Tokens are ASCII and separated by whitespace; those of punctuation only hold a place free.
    Returns where each chunk starts: a beginning of its first token. `parts` is read once, as the
    text is sent. All of it is *one* record: Pagefind's time and memory grow with the number of
    (token, record) pairs more than with the number of tokens.
    """
    shutil.rmtree(scratch, ignore_errors=True)
    with _Service() as service:
        index = service.ask(type="NewIndex", config={"force_language": _LANGUAGE})["index_id"]
        service.add(parts, index_id=index, url="/", language=_LANGUAGE)
        service.ask(type="WriteFiles", index_id=index, output_path=str(scratch))
    starts = _take_chunks(scratch, folder)
    shutil.rmtree(scratch)
    return starts


def _take_chunks(scratch: Path, folder: Path) -> list[str]:
    try:
        [meta_file] = scratch.glob("*.pf_meta")
        data = gzip.decompress(meta_file.read_bytes())
        version, records, chunks = _Cbor(data, len(_SIGNATURE)).item()[:3]
        if not data.startswith(_SIGNATURE) or not _KNOWN_FORMAT.fullmatch(version):
            raise SearchError(f"pagefind {version} 的索引格式未经验证，不能使用。", _HINT)
        if len(records) != 1:
            raise SearchError(f"pagefind 应收录 1 份文字，实际收录 {len(records)} 份。", _HINT)
        for number, (_, _, chunk) in enumerate(chunks):
            (scratch / "index" / f"{chunk}.pf_index").replace(folder / f"{number}.bin")
    except (OSError, EOFError, zlib.error, ValueError, TypeError, IndexError) as error:
        raise SearchError("pagefind 写出的索引不完整，无法读取。", _HINT) from error
    return [start for start, _, _ in chunks]


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

    def __init__(self) -> None:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PAGEFIND_")}
        environment["PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE"] = str(_CHUNK_SIZE)
        try:
            self._process = subprocess.Popen(
                [_executable(), "--service"],
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
        return self._exchange([json.dumps(payload).encode()])

    def add(self, parts: Iterable[str], **payload: Any) -> None:
        """Add a record whose content is all `parts` (printable ASCII), block by block."""
        nothing = {"meta": None, "filters": None, "sort": None}
        message = json.dumps({"type": "AddRecord", **nothing, **payload, "content": ""}).encode()

        def blocks() -> Iterable[bytes]:
            yield message[:-2]
            for part in parts:
                yield part.encode("ascii")
            yield message[-2:]

        self._exchange(blocks())

    def _exchange(self, payload: Iterable[bytes]) -> dict[str, Any]:
        self._asked += 1
        assert self._process.stdin and self._process.stdout
        try:
            held = b'{"message_id":%d,"payload":' % self._asked
            for block in payload:
                held += block
                if len(held) >= _BLOCK:
                    ready = len(held) // 3 * 3
                    self._process.stdin.write(base64.b64encode(held[:ready]))
                    held = held[ready:]
            self._process.stdin.write(base64.b64encode(held + b"}") + b",")
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
