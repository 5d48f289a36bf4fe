"""Build one immutable segment of the search index.

It must not know which documents belong to which segment, nor what the site had before.

A segment is a folder of gzipped files (`.bin`, a suffix that every web server knows):

    head.bin       JSON: start and size of each chunk; date and lengths of each document
    filters.bin    JSON: the labels of each document
    <n>.bin        chunk n of the inverted index, byte for byte as Pagefind wrote it (CBOR)
    c<n>.bin       JSON: for characters whose number leaves n, the documents that have them
    <page>-<n>.bin JSON: piece n of a document with its title, link and labels, for one result

The chunks know one long tape only: the tapes of all documents of the segment one after another,
with one position between them.
"""

from __future__ import annotations

import gzip
import itertools
import json
import operator
import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from gongkai_ssg.search_pagefind import index_tokens
from gongkai_ssg.search_text import Tape, encode, lay_out, pieces

FILTERS = ("column", "unit", "year", "validity")

# Pagefind leaves out a text in which there is no token at all. No two codes make this one.
_EMPTY = "zz"
# Entries (one for each document and character) of a file of single characters: about 10 KB.
_CHARACTERS = 10_000


class SearchRecord(msgspec.Struct, frozen=True):
    """The public text of one document, ready to be indexed."""

    url: str  # relative to the site: "policy/2024/a/"
    title: str
    paragraphs: tuple[str, ...]  # plain text; a phrase never matches across two of them
    filters: dict[str, str]  # display labels of FILTERS; a missing or empty one means none
    date: str  # "2024-01-05", "" when unknown
    digest: str  # changes whenever anything above changes

    @property
    def volume(self) -> int:
        """Characters of title and text, which is about what they take on the tape."""
        return len(self.title) + sum(map(len, self.paragraphs))


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
    characters: int  # files of single characters
    entries: tuple[Entry, ...]
    hot: bool = False
    dropped: frozenset[int] = frozenset()  # pages whose document changed since; pieces removed

    @property
    def volume(self) -> int:
        """Positions of the documents that still count."""
        return sum(e.volume for page, e in enumerate(self.entries) if page not in self.dropped)

    @property
    def blank(self) -> frozenset[int]:
        """Pages that were erased: nothing but their length is left, here or in the files."""
        return frozenset(page for page in self.dropped if not self.entries[page].url)

    def files(self) -> list[str]:
        """Paths of its files relative to the bundle, those of dropped pages left out."""
        parts = ["head", "filters", *map(str, range(self.chunks))]
        parts += [f"c{number}" for number in range(self.characters)]
        names = [f"{self.id}/{part}.bin" for part in parts]
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


def build_segment(
    name: str, records: Sequence[SearchRecord], bundle: Path, scratch: Path, hot: bool = False
) -> Segment:
    """Index `records` into the new folder `bundle`/`name`; `scratch` is for this call alone."""
    folder = bundle / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    entries: list[Entry] = []
    titles: list[int] = []
    characters: defaultdict[str, list[int]] = defaultdict(list)

    def tokens() -> Iterator[str]:
        found = False
        for page, record in enumerate(records):
            tape = lay_out(record.title, record.paragraphs)
            texts = pieces(tape)
            for number, text in enumerate(texts):
                write_json(folder / f"{page}-{number}.bin", _shown(record, tape.shown[0], text))
            entries.append(Entry(record.url, record.digest, tape.length, len(texts)))
            titles.append(tape.title_length)
            _note(characters, tape, page)
            found = found or any(len(text) > 1 for text in tape.folded)
            yield encode(tape)
        if not found:
            yield _EMPTY

    starts = index_tokens(tokens(), folder, scratch)
    files = _write_characters(characters, folder)
    write_json(folder / "filters.bin", _filters(records))
    write_json(
        folder / "head.bin",
        {
            "chunks": front_coded(starts),
            "sizes": [_kilobytes(folder / f"{number}.bin") for number in range(len(starts))],
            "characters": files,
            "titles": titles,
            "lengths": [entry.volume for entry in entries],
            "dates": labelled([record.date for record in records]),
        },
    )
    return Segment(name, len(starts), files, tuple(entries), hot)


def _note(characters: defaultdict[str, list[int]], tape: Tape, page: int) -> None:
    """Note which characters a document has: twice its page, and one more for one in the title."""
    title = set(tape.folded[0])
    for pages in map(characters.__getitem__, title):
        pages.append(2 * page + 1)
    for pages in map(characters.__getitem__, set().union(*tape.folded) - title):
        pages.append(2 * page)


def _write_characters(characters: dict[str, list[int]], folder: Path) -> int:
    """Write the lists of single characters, as differences; return the number of files."""
    files = 1 + sum(map(len, characters.values())) // _CHARACTERS
    parts: list[dict[str, list[int]]] = [{} for _ in range(files)]
    for character in sorted(characters):
        pages = characters[character]
        steps = list(map(operator.sub, pages, [0, *pages]))
        parts[ord(character) % files][character] = steps
    for number, part in enumerate(parts):
        write_json(folder / f"c{number}.bin", part)
    return files


def _kilobytes(path: Path) -> int:
    return -(-path.stat().st_size // 1024)


def _filters(records: Sequence[SearchRecord]) -> dict[str, Any]:
    return {key: labelled([record.filters.get(key, "") for record in records]) for key in FILTERS}


def labelled(values: Sequence[str]) -> dict[str, Any]:
    """Return the different values, and the number of the value of each page."""
    labels = sorted({*values, ""})  # "" sorts first: 0 means that there is none
    number = {label: at for at, label in enumerate(labels)}
    return {"labels": labels, "pages": [number[value] for value in values]}


def front_coded(words: Sequence[str]) -> list[str]:
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


def write_json(path: Path, value: dict[str, Any]) -> None:
    """Write a file of a segment: the same value, the same bytes."""
    # "replace": a lone surrogate from damaged input must not stop the build. mtime=0: same bytes.
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    path.write_bytes(gzip.compress(data, 6, mtime=0))
