"""A search index that tests keep up to date as a build does, and read back without the browser.

It must not know how the index is made.
"""

from __future__ import annotations

import gzip
import json
import random
import shutil
from bisect import bisect_right
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from search_cases import make_record

from gongkai_ssg import search
from gongkai_ssg.search import SearchRecord, SearchResult, update_index
from gongkai_ssg.search_bundle import INDEX
from gongkai_ssg.search_edit import replace_records
from gongkai_ssg.search_text import encode, lay_out


def code_of(char: str) -> str:
    """The code of a character, worked out another way than by the module."""
    number, digits = ord(char), ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits.rjust(3, "0") if ord(char) < 0xA000 else "z" + digits.rjust(4, "0")


def places_of(content: str) -> dict[str, list[int]]:
    """Positions of each token, as Pagefind counts words: a gap has a position, no entry."""
    found: dict[str, list[int]] = {}
    for at, word in enumerate(content.split()):
        if word != "-":
            found.setdefault(word, []).append(at)
    return found


def item_of(data: bytes, at: int) -> tuple[Any, int]:
    """Read one CBOR item (RFC 8949) of a chunk."""
    kind, size = divmod(data[at], 32)
    at += 1
    if size >= 24:
        width = 1 << (size - 24)
        size, at = int.from_bytes(data[at : at + width], "big"), at + width
    if kind < 2:
        return (-1 - size if kind else size), at
    if kind == 3:
        return data[at : at + size].decode(), at + size
    assert kind == 4
    items = []
    for _ in range(size):
        item, at = item_of(data, at)
        items.append(item)
    return items, at


def chunk_of(path: Path) -> dict[str, list[int]]:
    """Read the tokens of a chunk and their places on the long tape."""
    data = gzip.decompress(path.read_bytes())
    ([words], end) = item_of(data.removeprefix(b"pagefind_dcd"), 0)
    assert end == len(data) - len(b"pagefind_dcd")
    found = {
        token: list(accumulate(place for place in places if place >= 0))
        for token, [[_, places, _]], _ in words
    }
    assert all(found.values()) and list(found) == sorted(found) and len(found) == len(words)
    return found


def unfolded(coded: list[str]) -> list[str]:
    """Where chunks start, by how much of the one before each shares and the rest."""
    return list(
        accumulate(coded, lambda before, each: before[: int(each[0])] + each[1:], initial="")
    )[1:]


def words_of(bundle: Path) -> dict[str, dict[str, set[int]]]:
    """Read a whole bundle back: address -> token -> positions on the tape of that document.

    Single characters are tokens too, at 0 when the title has them and at -1 when it does not.
    """
    found: dict[str, dict[str, set[int]]] = {}
    listed = json.loads((bundle / INDEX).read_bytes())
    for segment in listed["segments"]:
        folder = bundle / segment["id"]
        head = read_file(folder / "head.bin")
        starts = list(accumulate((length + 1 for length in head["lengths"]), initial=0))
        tapes = [page for page, length in enumerate(head["lengths"]) for _ in range(length + 1)]
        alive = set(range(len(head["titles"]))) - set(segment["dropped"])
        urls = {page: read_file(folder / f"{page}-0.bin")["url"] for page in alive}
        assert not found.keys() & set(urls.values())
        found.update({url: {} for url in urls.values()})
        begins = unfolded(head["chunks"])
        assert begins == sorted(begins)
        for number in range(len(begins)):
            for token, places in chunk_of(folder / f"{number}.bin").items():
                assert bisect_right(begins, token) - 1 == number
                for at in places:
                    if token != "zz" and (page := tapes[at]) in alive:
                        found[urls[page]].setdefault(token, set()).add(at - starts[page])
        for number in range(head["characters"]):
            for char, steps in read_file(folder / f"c{number}.bin").items():
                for value in accumulate(steps):
                    if value // 2 in alive:
                        found[urls[value // 2]][char] = {value % 2 - 1}
    return found


def read_file(path: Path) -> Any:
    return json.loads(gzip.decompress(path.read_bytes()))


def set_tiny_limits(patch: pytest.MonkeyPatch) -> None:
    """Set limits so small that a handful of documents makes several segments."""
    patch.setattr(search, "_COLD_VOLUME", 400)
    patch.setattr(search, "_WORTH_TWO", 400)
    patch.setattr(search, "_HOT_VOLUME", 150)
    patch.setattr(search, "_HOT_DOCUMENTS", 4)


class Site:
    """A bundle that is kept up to date the way a build does it."""

    def __init__(self, folder: Path) -> None:
        self.bundle = folder / "bundle"
        self.work = folder / "work"
        self.state: bytes | None = None
        self.asked: list[str] = []

    def update(
        self, records: dict[str, SearchRecord], purge: bool = False, whole: bool = False
    ) -> SearchResult:
        """Bring the bundle to `records` and check that the result told the truth about files."""
        self.asked.clear()

        def ask(url: str) -> SearchRecord:
            self.asked.append(url)
            return records[url]

        before = self.files(self.bundle)
        digests = {url: record.digest for url, record in records.items()}
        result = update_index(
            digests, ask, self.state, self.bundle, self.work, jobs=2, purge=purge, whole=whole
        )
        assert self.files(self.bundle) == before
        self._switch(result)
        kept = before.keys() - set(result.removed) if whole else set(result.kept)
        assert self.files(self.bundle).keys() == {*kept, *result.written}
        return result

    def edit(self, records: dict[str, SearchRecord], changed: list[str]) -> bool:
        """Bring changed documents up to date without a look at the others, where that is enough."""
        before = self.files(self.bundle)
        digests = {url: records[url].digest for url in changed}
        result = replace_records(digests, records.get, self.state, self.bundle, self.work)
        assert self.files(self.bundle) == before
        if result is None:
            return False
        self._switch(result)
        return True

    def _switch(self, result: SearchResult) -> None:
        assert self.files(self.work).keys() == set(result.written)
        for name in result.removed:
            (self.bundle / name).unlink()
        for name in result.written:
            (self.bundle / name).parent.mkdir(parents=True, exist_ok=True)
            (self.work / name).replace(self.bundle / name)
        shutil.rmtree(self.work)
        self.state = result.state

    @staticmethod
    def files(folder: Path) -> dict[str, bytes]:
        files = (path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

    def bytes(self) -> dict[str, bytes]:
        """Every file of the bundle, decompressed."""
        return {
            name: gzip.decompress(data) if name.endswith(".bin") else data
            for name, data in self.files(self.bundle).items()
        }


def random_record(url: str, chance: random.Random) -> SearchRecord:
    words = ["".join(chance.choices("行政许可人民〔〕2024号，abI", k=chance.randint(1, 25)))
             for _ in range(chance.randint(0, 4))]  # fmt: skip
    return make_record(url, "标题" + url[:2], words, f"2024-01-{chance.randint(10, 28)}")


def expected(records: dict[str, SearchRecord]) -> dict[str, dict[str, set[int]]]:
    clean = {}
    for url, record in records.items():
        tape = lay_out(record.title, record.paragraphs)
        clean[url] = {token: set(places) for token, places in places_of(encode(tape)).items()}
        clean[url].update({char: {-1} for char in "".join(tape.folded)})
        clean[url].update({char: {0} for char in tape.folded[0]})
    return clean


def forty() -> dict[str, SearchRecord]:
    """Documents of 50 characters, 8 of which fill a segment under `tiny_limits`."""
    urls = [f"a{i:02}/" for i in range(40)]
    return {
        url: make_record(url, f"文{url[1:3]}", [f"旧文{url[1:3]}" * 11 + "全文。"]) for url in urls
    }
