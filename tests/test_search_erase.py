"""What is withdrawn is erased from the large segments where it lies, and nothing of it stays."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from search_cases import make_record
from search_site import (
    Site,
    chunk_of,
    code_of,
    expected,
    item_of,
    random_record,
    read_file,
    set_tiny_limits,
    words_of,
)

from gongkai_ssg import search, search_erase, search_pagefind, workers
from gongkai_ssg.search import SearchRecord
from gongkai_ssg.search_bundle import INDEX, read_state, search_version
from gongkai_ssg.search_postings import without
from gongkai_ssg.search_segment import Segment

HAN = [chr(n) for n in range(0x4E00, 0x9F00)]
WITHDRAWN = "鼉鼊龘"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """An empty site whose documents make several segments, and each segment many chunks."""
    set_tiny_limits(monkeypatch)
    monkeypatch.setattr(search_pagefind, "_CHUNK_SIZE", 20)
    return Site(tmp_path)


def _documents(count: int = 36) -> dict[str, SearchRecord]:
    """Documents of about 50 characters; each has a word, a label and a day that no other has."""
    made = {}
    for number in range(count):
        url = f"a{number:02}/"
        own = "".join(HAN[number * 20 : number * 20 + 6])
        day = f"20{number:02}-01-05"
        labels = {"column": f"{own}栏", "unit": f"{own}处", "validity": own, "year": day[:4]}
        texts = [f"共同的文字{own}" * 3, "结尾。"]
        made[url] = make_record(url, f"文{own}", texts, day, **labels)
    return made


def _segments(site: Site) -> tuple[Segment, ...]:
    return read_state(site.state, search_version())


def _cold_with(site: Site, url: str) -> tuple[Segment, int]:
    [found] = [
        (segment, page)
        for segment in _segments(site)
        for page, entry in enumerate(segment.entries)
        if entry.url == url and not segment.hot
    ]
    return found


def _places(site: Site, segment: Segment, page: int) -> Iterator[tuple[str, int]]:
    """Tokens that stand where a page lies on the long tape."""
    starts = list(accumulate((each.volume + 1 for each in segment.entries), initial=0))
    for number in range(segment.chunks):
        for token, places in chunk_of(site.bundle / segment.id / f"{number}.bin").items():
            for place in places:
                if starts[page] <= place < starts[page + 1]:
                    yield token, place


def _facts(site: Site, segment: Segment, page: int) -> list[Any]:
    """What the other files of a segment say of a page: nothing where all of it is false."""
    folder = site.bundle / segment.id
    head = read_file(folder / "head.bin")
    labelled = [head["dates"], *read_file(folder / "filters.bin").values()]
    lists = [read_file(folder / f"c{number}.bin") for number in range(segment.characters)]
    return [
        head["titles"][page],
        *(each["labels"][each["pages"][page]] for each in labelled),
        *(
            character
            for part in lists
            for character, steps in part.items()
            if page in {value // 2 for value in accumulate(steps)}
        ),
        *folder.glob(f"{page}-*.bin"),
    ]


def _remains(site: Site, records: dict[str, SearchRecord]) -> list[Any]:
    """Everything in the bundle that belongs to no document of `records`."""
    found: list[Any] = []
    for segment in _segments(site):
        head = read_file(site.bundle / segment.id / "head.bin")
        for labelled in (
            head["dates"],
            *read_file(site.bundle / segment.id / "filters.bin").values(),
        ):
            found += set(range(1, len(labelled["labels"]))) - set(labelled["pages"])
        begins = list(accumulate(head["chunks"], lambda a, b: a[: int(b[0])] + b[1:], initial=""))[
            1:
        ]
        tokens = {
            token
            for number in range(segment.chunks)
            for token in chunk_of(site.bundle / segment.id / f"{number}.bin")
        }
        # "~" begins an empty chunk behind all others.
        found += [
            each
            for each in begins
            if each != "~" and not any(token.startswith(each) for token in tokens)
        ]
        for page, entry in enumerate(segment.entries):
            if entry.url not in records:
                found += [entry] if entry.url or entry.digest else []
                found += _places(site, segment, page)
                found += filter(None, _facts(site, segment, page))
    return found


def _contents(site: Site) -> str:
    return "\n".join(data.decode(errors="ignore") for data in site.bytes().values())


# --- one withdrawal ----------------------------------------------------------------------------


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("numbers", [[0], [7], [8], [35], [20], [3, 4], [0, 9, 20, 35]])
def test_withdrawn_documents_are_erased_where_they_lie(
    site: Site, numbers: list[int], whole: bool
) -> None:
    """First, last, neighbours, in several segments: nothing stays, and no segment is rebuilt."""
    records = _documents()
    site.update(records)
    before = site.files(site.bundle)
    gone = [f"a{number:02}/" for number in numbers]
    places = [_cold_with(site, url) for url in gone]
    left = {url: record for url, record in records.items() if url not in gone}
    assert all(list(_places(site, *place)) and all(_facts(site, *place)) for place in places)

    result = site.update(left, whole=whole)

    assert site.asked == []
    assert {segment.id for segment in _segments(site)} == {
        name.partition("/")[0] for name in before if name != INDEX
    }
    assert all(name.rpartition("/")[2].partition("-")[2] for name in result.removed)
    assert len(result.removed) == len(gone)
    for segment, page in places:
        assert list(_places(site, segment, page)) == []
        assert not any(_facts(site, segment, page))
    assert _remains(site, left) == []
    assert words_of(site.bundle) == expected(left)
    everything = _contents(site)
    for url in gone:
        texts = (records[url].title[1:], records[url].date, url, *records[url].title[1:])
        assert not any(text in everything for text in texts)
        pairs = pairwise(map(code_of, records[url].title[1:]))
        assert not any(one + two in everything for one, two in pairs)
        assert url.encode() not in (site.state or b"")
        assert records[url].digest.encode() not in (site.state or b"")


def test_what_was_erased_from_gets_an_address_that_no_cache_knows(site: Site) -> None:
    """The list names the state of a segment; it differs after each erasure, and no other changes."""
    records = _documents()
    site.update(records)
    states = [_tags(site)]
    for url in ("a03/", "a20/"):
        del records[url]
        site.update(records)
        states.append(_tags(site))
    changed = [{name for name in was if was[name] != now[name]} for was, now in pairwise(states)]

    assert set(states[0].values()) == {""}
    assert [len(each) for each in changed] == [1, 1]
    assert all(states[-1][name] for each in changed for name in each)


def _tags(site: Site) -> dict[str, str]:
    listed = json.loads((site.bundle / INDEX).read_bytes())["segments"]
    return {each["id"]: each.get("erased", "") for each in listed}


def test_what_has_nothing_of_the_document_stays_as_it_is(site: Site) -> None:
    """Only files that change are written; pieces of the others and other segments are not."""
    records = _documents()
    site.update(records)
    segment, _ = _cold_with(site, "a20/")
    del records["a20/"]
    before = site.files(site.bundle)
    result = site.update(records)

    chunks = [name for name in result.written if name.rpartition("/")[2][:-4].isdigit()]
    assert 0 < len(chunks) < segment.chunks
    assert {name.partition("/")[0] for name in result.written} == {segment.id, INDEX}
    assert all(before[name] != site.files(site.bundle)[name] for name in result.written)
    again = site.update(records)
    assert (again.written, again.removed) == ((), ())


def test_the_tests_notice_when_nothing_is_erased(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With chunks left as they are, tokens of the document are found by the looks above."""
    records = _documents()
    site.update(records)
    place = _cold_with(site, "a20/")
    monkeypatch.setattr(
        search_erase, "_without", lambda name, there, *_: (False, *_ends(there / name))
    )
    del records["a20/"]
    site.update(records)

    assert list(_places(site, *place))
    assert _remains(site, records)
    assert not any(_facts(site, *place))


def _ends(path: Path) -> tuple[str, str]:
    tokens = list(chunk_of(path))
    return tokens[0], tokens[-1]


def test_an_earlier_wording_goes_with_its_document(site: Site) -> None:
    """An edit leaves places of the old text in the cold segment, the withdrawal does not."""
    records = _documents()
    records["a20/"] = make_record("a20/", "文", [f"误发{WITHDRAWN}" * 8])
    site.update(records)
    place = _cold_with(site, "a20/")
    records["a20/"] = make_record("a20/", "文", ["改好了"])
    site.update(records)
    assert code_of("鼊") + code_of("龘") in {token for token, _ in _places(site, *place)}

    del records["a20/"]
    site.update(records)

    assert _remains(site, records) == []
    pairs = pairwise(map(code_of, WITHDRAWN))
    assert not any(one + two in _contents(site) for one, two in pairs)
    assert words_of(site.bundle) == expected(records)


def test_purge_erases_earlier_wordings_of_documents_that_stay(site: Site) -> None:
    """What is no longer public of a page goes from its cold segment, which stays otherwise."""
    records = _documents()
    records["a20/"] = make_record("a20/", "文", [f"误发{WITHDRAWN}" * 8])
    site.update(records)
    segment, page = _cold_with(site, "a20/")
    records["a20/"] = make_record("a20/", "文", ["改好了"])
    site.update(records, purge=True, whole=True)

    assert segment.id in {each.id for each in _segments(site)}
    assert list(_places(site, segment, page)) == []
    pairs = pairwise(map(code_of, WITHDRAWN))
    assert not any(one + two in _contents(site) for one, two in pairs)
    assert words_of(site.bundle) == expected(records)


def test_the_beginnings_of_chunks_name_no_token_that_is_gone(site: Site) -> None:
    """Each document in turn is withdrawn: some of them alone had the first token of a chunk."""
    records = _documents(8)
    site.update(records)
    [segment] = _segments(site)
    changed = 0
    for url in sorted(records):
        other = Site(site.bundle.parent / url)
        other.update(records)
        left = {each: record for each, record in records.items() if each != url}
        before = read_file(other.bundle / segment.id / "head.bin")["chunks"]
        other.update(left)
        changed += read_file(other.bundle / segment.id / "head.bin")["chunks"] != before

        assert _remains(other, left) == []
        assert words_of(other.bundle) == expected(left)
    assert changed > 1


def test_chunks_that_are_left_empty_are_in_nobodys_way(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle and at the end of the tape of tokens: others are still found in their chunk."""
    monkeypatch.setattr(search_pagefind, "_CHUNK_SIZE", 2)
    monkeypatch.setattr(search, "_MOST_DROPPED", 0.9)
    for number, character in enumerate("㐀龘"):
        other = Site(site.bundle.parent / str(number))
        records = {
            "a/": make_record("a/", "甲", ["".join(chr(ord(character) + n) for n in range(60))]),
            "b/": make_record("b/", "乙", ["丙" + "".join(HAN[5000:5200])]),
        }
        other.update(records)
        del records["a/"]
        other.update(records)
        [segment] = _segments(other)

        assert segment.dropped
        assert words_of(other.bundle) == expected(records)
        assert _remains(other, records) == []
        folder = other.bundle / segment.id
        assert any(not chunk_of(folder / f"{n}.bin") for n in range(segment.chunks))


def test_processes_beside_each_other_do_the_same(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chunks shared out to processes give the files that one process gives."""
    records = _documents()
    other = Site(tmp_path / "other")
    for each in (site, other):
        each.update(records)
    del records["a20/"]
    site.update(records)
    monkeypatch.setattr(search_erase, "_CHUNKS", 3)
    shared: list[int] = []
    run = workers.run
    monkeypatch.setattr(
        workers, "run", lambda act, work, jobs: shared.append(len(work)) or run(act, work, jobs)
    )
    other.update(records)

    assert shared[0] > 2
    assert Site.files(site.bundle) == Site.files(other.bundle)


# --- many changes ------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_no_sequence_of_changes_leaves_anything(site: Site, seed: int) -> None:
    """Edits, withdrawals and returns: the index holds the present documents and only them."""
    chance = random.Random(seed)
    records = {f"a{i:02}/": random_record(f"a{i:02}/", chance) for i in range(40)}
    first = dict(records)
    erased = 0
    for step in range(14):
        site.update(records, whole=chance.random() < 0.5, purge=chance.random() < 0.1)
        erased += any(segment.blank for segment in _segments(site))

        assert words_of(site.bundle) == expected(records), step
        assert _remains(site, records) == []
        url = chance.choice(sorted(first))
        if url not in records:
            records[url] = first[url]
        elif chance.random() < 0.5:
            del records[url]
        else:
            records[url] = random_record(url, chance)
    assert erased > 2


def test_a_segment_of_which_little_counts_is_built_anew(site: Site) -> None:
    """With more than a third of it withdrawn or outdated, a segment is not worth keeping."""
    records = _documents()
    site.update(records)
    segment, _ = _cold_with(site, "a20/")
    urls = [entry.url for entry in segment.entries]
    for count, url in enumerate(urls[: len(urls) // 2], start=1):
        del records[url]
        site.update(records)
        assert _remains(site, records) == []
        kept = segment.id in {each.id for each in _segments(site)}
        assert kept == (count <= len(urls) // 3)
    assert words_of(site.bundle) == expected(records)


def test_a_returned_document_does_not_lie_under_the_old_addresses(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A segment that would be named like one that lost a document is given another name."""
    records = _documents(16)
    returned = records["a03/"]
    site.update(records)
    segment, _ = _cold_with(site, "a03/")
    del records["a03/"]
    site.update(records)
    assert _segments(site)[[each.id for each in _segments(site)].index(segment.id)].blank
    records["a03/"] = returned
    monkeypatch.setattr(search, "_HOT_DOCUMENTS", 0)
    monkeypatch.setattr(search, "_FULL_ENOUGH", 5)
    site.update(records)

    assert {entry.url for each in _segments(site) for entry in each.entries} == set(records)
    assert segment.id not in {each.id for each in _segments(site)}
    assert words_of(site.bundle) == expected(records)


# --- faults ------------------------------------------------------------------------------------


@pytest.mark.parametrize("moved", range(0, 40, 8))
def test_an_erasure_that_was_cut_short_is_made_good(site: Site, moved: int) -> None:
    """With only some files moved into place before a kill, the next build erases the rest."""
    records = _documents()
    site.update(records)
    before = site.files(site.bundle)
    del records["a20/"]
    site.update(records)
    for name in sorted(site.files(site.bundle))[moved:]:
        (site.bundle / name).write_bytes(before[name])
    assert _remains(site, records)

    site.update(records)

    assert _remains(site, records) == []
    assert words_of(site.bundle) == expected(records)


@pytest.mark.parametrize("name", ["0.bin", "head.bin", "filters.bin", "c0.bin"])
@pytest.mark.parametrize("data", [b"", b"{}", b"\x1f\x8b\x08"])
def test_a_segment_that_cannot_be_read_is_built_anew(site: Site, name: str, data: bytes) -> None:
    """A damaged file costs the segment, not the build, and not the promise."""
    records = _documents()
    site.update(records)
    segment, _ = _cold_with(site, "a20/")
    (site.bundle / segment.id / name).write_bytes(data)
    del records["a20/"]
    del records["a35/"]
    site.update(records, whole=True)

    assert segment.id not in {each.id for each in _segments(site)}
    assert _remains(site, records) == []
    assert words_of(site.bundle) == expected(records)


# --- chunks ------------------------------------------------------------------------------------


def _encode(value: Any) -> bytes:
    """CBOR (RFC 8949) of integers, text and lists."""
    if isinstance(value, str):
        return _head(3, len(value)) + value.encode()
    if isinstance(value, list):
        return _head(4, len(value)) + b"".join(map(_encode, value))
    return _head(1, -1 - value) if value < 0 else _head(0, value)


def _head(kind: int, size: int) -> bytes:
    for code, limit in ((24, 1 << 8), (25, 1 << 16), (26, 1 << 32)):
        if size < 24:
            return bytes((kind * 32 + size,))
        if size < limit:
            return bytes((kind * 32 + code,)) + size.to_bytes(1 << (code - 24), "big")
    raise AssertionError(size)


def _chunk(words: dict[str, Sequence[int]]) -> bytes:
    listed = [
        [token, [[0, [-25, *(b - a for a, b in zip([0, *places], places, strict=False))], []]], []]
        for token, places in words.items()
    ]
    return b"pagefind_dcd" + _encode([listed])


PLACES = st.one_of(
    st.sets(st.integers(0, 60), min_size=1, max_size=30),
    st.sets(st.integers(0, 9_000_000), min_size=1, max_size=30),
    # Longer than what is read at a time, and in steps of every width.
    st.builds(
        lambda start, count, step: set(range(start, start + count * step, step)),
        st.integers(0, 300_000), st.integers(1, 900), st.sampled_from([1, 23, 24, 255, 256, 70_000]),
    ),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(st.text("az09", min_size=6, max_size=10), PLACES, max_size=30),
    st.lists(st.integers(0, 2_000_000) | st.integers(0, 80), min_size=2, max_size=6),
)
def test_a_chunk_loses_the_places_in_the_stretches(
    words: dict[str, set[int]], ends: list[int]
) -> None:
    """All other places stay, words without any go, and what has not changed is the same object."""
    bounds = sorted(set(ends[: len(ends) // 2 * 2]))
    bounds = bounds[: len(bounds) // 2 * 2] or [0, 1]
    gone = [range(*bounds[at : at + 2]) for at in range(0, len(bounds), 2)]
    lists = {token: sorted(words[token]) for token in sorted(words)}
    left = {
        token: [place for place in places if not any(place in each for each in gone)]
        for token, places in lists.items()
    }
    left = {token: places for token, places in left.items() if places}
    data = _chunk(lists)
    chunk = without(data, bounds)

    assert chunk.data == _chunk(left)
    assert (chunk.data is data) == (left == lists)
    assert [chunk.first, chunk.last] == ([*left][:1] + [*left][-1:] or ["", ""])
    assert item_of(chunk.data, len(b"pagefind_dcd"))[1] == len(chunk.data)


GOOD = _chunk({"aaaaaa": [1, 30], "bbbbbb": [2, 300, 90_000]})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        GOOD[1:],
        GOOD[:-1],
        GOOD + b"\x80",
        GOOD.replace(b"\x82", b"\x83", 1),
        GOOD.replace(b"\x80\x80", b"\x81\x05\x80", 1),
        GOOD.replace(b"aaaaaa", b"aaaAaa"),
        b"pagefind_dcd" + _encode([[["aaaaaa", [[1, [1], []]], []]]]),
        b"pagefind_dcd" + _encode([[["aaaaaa", [[0, [1], []], [1, [1], []]], []]]]),
    ],
)
def test_what_pagefind_does_not_write_is_refused(data: bytes) -> None:
    """Anything but the one shape of chunks that was verified raises ValueError."""
    assert without(GOOD, [500, 501]).data is GOOD
    with pytest.raises(ValueError, match=r"."):
        without(data, [0, 100])


def test_states_of_other_builds_are_still_read() -> None:
    """An erased page needs no new form of the state: the two fields are empty."""
    segment = Segment("0" * 16, 1, 1, (search_erase.Entry("", "", 5, 0),), False, frozenset({0}))

    assert segment.blank == {0}
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(segment), type=Segment) == segment
    assert segment.files() == [f"{'0' * 16}/{n}.bin" for n in ("head", "filters", "0", "c0")]
