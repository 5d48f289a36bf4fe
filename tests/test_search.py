"""The search text, the segments and their upkeep, without a browser."""

from __future__ import annotations

import json
import random
import shutil
import stat
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from search_cases import FOLDED, make_record, truth
from search_site import (
    Site,
    code_of,
    expected,
    forty,
    places_of,
    random_record,
    set_tiny_limits,
    words_of,
)

from gongkai_ssg.errors import SearchError
from gongkai_ssg.search_bundle import INDEX
from gongkai_ssg.search_text import PIECE_LENGTH, collapse, encode, fold, lay_out, pieces

SIGNS = "行政许可人民，。〔〕“”《》（）%-.:/_ABab129 \u3000\n①㎡İéç𠮷—-"
TEXT = st.text(alphabet=SIGNS, max_size=30)


# --- text --------------------------------------------------------------------------------


@pytest.mark.parametrize(("written", "folded"), FOLDED)
def test_fold_follows_the_table(written: str, folded: str) -> None:
    """Width, case and compatibility forms are folded, everything else is kept."""
    assert fold(written) == folded


def test_paragraphs_lose_only_their_outer_and_repeated_whitespace() -> None:
    """Whitespace of every kind is collapsed; zero-width signs are text like any other."""
    assert collapse("\u3000 a\n\tb\u00a0 c\u2028\u200b ") == "a b c \u200b"


def test_every_character_has_its_own_code_of_plain_letters_and_digits() -> None:
    """No code is the beginning of another, so two in a row can be read in one way only."""
    chars = [chr(n) for n in (*range(0x21, 0x500), *range(0x4E00, 0x5200), *range(0x9FF0, 0xA010))]
    chars += [chr(n) for n in (0xFFFD, 0x10000, 0x1F600, 0x20BB7, 0x10FFFF)]
    chars = [char for char in chars if fold(char) == char and collapse(char)]
    codes = sorted(map(code_of, chars))

    for char in chars:
        assert encode(lay_out("甲" + char, ())).split() == [code_of("甲") + code_of(char), "-", "-"]
    assert all(code.isascii() and code.isalnum() and code == code.lower() for code in codes)
    assert not any(after.startswith(before) for before, after in pairwise(codes))


def _cover(term: str, chance: random.Random) -> list[tuple[int, str]]:
    """A random choice of pairs that covers `term`: the browser may take any of them."""
    starts = [0]
    while starts[-1] < len(term) - 2:
        starts.append(min(starts[-1] + chance.choice((1, 2)), len(term) - 2))
    return [(at, code_of(term[at]) + code_of(term[at + 1])) for at in starts]


def _matches(places: dict[str, list[int]], cover: list[tuple[int, str]]) -> bool:
    starts = [{place - at for place in places.get(token, ())} for at, token in cover]
    return bool(set.intersection(*starts))


@settings(max_examples=300, deadline=None)
@given(TEXT, st.lists(TEXT, max_size=4), st.data(), st.randoms(use_true_random=False))
def test_tokens_match_exactly_where_substring_search_does(
    title: str, paragraphs: list[str], data: st.DataObject, chance: random.Random
) -> None:
    """Any cover of a term by pairs is found if and only if a folded text contains the term."""
    texts = [fold(collapse(text)) for text in (title, *paragraphs)]
    whole = "".join(texts)  # cuts of it cross paragraphs: most must not be found
    start = data.draw(st.integers(0, max(0, len(whole) - 1)))
    cut = whole[start : start + data.draw(st.integers(1, 6))]
    term = data.draw(st.sampled_from([cut, fold(collapse(data.draw(TEXT)))])).strip()
    if len(term) < 2:
        return
    places = places_of(encode(lay_out(title, paragraphs)))

    assert _matches(places, _cover(term, chance)) == any(term in text for text in texts)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="行政许可a①㎡ﷺ ", max_size=3000), max_size=4), TEXT)
def test_the_piece_of_a_position_shows_what_stands_there(paragraphs: list[str], title: str) -> None:
    """Piece p // PIECE_LENGTH holds the text from position p on, also where folding adds signs."""
    tape = lay_out(title, paragraphs)
    cut = pieces(tape)

    assert len(cut) == max(1, -(-tape.length // PIECE_LENGTH))
    at = tape.title_length + 1
    for shown, folded in zip(tape.shown[1:], tape.folded[1:], strict=True):
        for offset in {0, len(folded) // 2, len(folded) - 1}:
            wanted = folded[offset : offset + 20]
            assert wanted in fold(cut[(at + offset) // PIECE_LENGTH])
        assert fold(shown) == folded
        at += len(folded) + 1


# --- the index on disk ---------------------------------------------------------------------


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """An empty site."""
    return Site(tmp_path)


@pytest.fixture
def tiny_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits so small that a handful of documents makes several segments."""
    set_tiny_limits(monkeypatch)


@pytest.mark.usefixtures("tiny_limits")
@pytest.mark.parametrize("seed", range(4))
def test_updates_answer_like_a_clean_build(site: Site, seed: int) -> None:
    """After each of many random changes the index holds the present documents and only them."""
    chance = random.Random(seed)
    records = {f"a{i}/": random_record(f"a{i}/", chance) for i in range(24)}
    for step in range(9):
        site.update(records, purge=step == 5)

        assert words_of(site.bundle) == expected(records)
        for url in chance.sample(sorted(records), min(len(records), chance.randint(0, 3))):
            records[url] = random_record(url, chance)
        if chance.random() < 0.3:
            del records[chance.choice(sorted(records))]
        for number in range(chance.choice((0, 0, 1, 6))):
            url = f"b{step}-{number}/"
            records[url] = random_record(url, chance)


@pytest.mark.usefixtures("tiny_limits")
@pytest.mark.parametrize("seed", range(4))
def test_edits_answer_like_a_clean_build(
    site: Site, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Documents replaced one after another leave the words and files of the present texts alone."""
    monkeypatch.setattr("gongkai_ssg.search_edit._EDIT_VOLUME", 60)
    chance = random.Random(seed)
    records = {f"a{i}/": random_record(f"a{i}/", chance) for i in range(24)}
    site.update(records)
    done = 0
    for _ in range(16):
        changed = chance.sample(sorted(records), chance.randint(1, 2))
        for url in changed:
            records[url] = random_record(url, chance)
        if site.edit(records, changed):
            done += 1
        else:
            site.update(records)

        assert words_of(site.bundle) == expected(records)
    assert done > 3


@pytest.mark.usefixtures("tiny_limits")
def test_an_edit_does_not_touch_a_bundle_that_it_does_not_know(site: Site) -> None:
    """A new address, an unchanged text, a lost segment or another state: nothing is written."""
    records = forty()
    site.update(records)
    other = {**records, "a07/": make_record("a07/", "文07", ["新文"])}
    new = {**records, "b/": make_record("b/", "新", ["新文"])}

    assert not site.edit(new, ["b/"])
    assert not site.edit(records, ["a07/"])
    state, site.state = site.state, b"{"
    assert not site.edit(other, ["a07/"])
    site.state = state
    next(site.bundle.glob("*/head.bin")).unlink()
    assert not site.edit(other, ["a07/"])


@pytest.mark.usefixtures("tiny_limits")
def test_an_edit_touches_the_hot_segment_only(site: Site) -> None:
    """Cold segments stay byte for byte; of the old wording the text goes at once."""
    records = forty()
    first = site.update(records)
    folders = {name.partition("/")[0] for name in first.written} - {INDEX}
    records["a07/"] = make_record("a07/", "文07", ["新文"])
    second = site.update(records)

    assert len(folders) == 5
    assert site.asked == ["a07/"]
    assert len(second.removed) == 1
    assert set(second.kept) == set(first.written) - set(second.removed) - {INDEX}
    assert "旧文07" not in "".join(data.decode(errors="ignore") for data in site.bytes().values())
    records["a07/"] = make_record("a07/", "文07", ["更新的文"])
    third = site.update(records)
    assert {name.partition("/")[0] for name in third.removed}.isdisjoint(folders)


@pytest.mark.usefixtures("tiny_limits")
def test_a_withdrawn_document_leaves_no_byte_behind(site: Site) -> None:
    """Not even token positions of a document whose address is gone stay in the bundle."""
    records = forty()
    records["a20/"] = make_record("a20/", "文20", ["绝密鼉鼊龘"])
    site.update(records)
    tokens = {code_of("密") + code_of("鼉"), code_of("鼊") + code_of("龘")}
    assert any(token.encode() in data for data in site.bytes().values() for token in tokens)
    assert any("龘" in data.decode(errors="ignore") for data in site.bytes().values())

    del records["a20/"]
    site.update(records)

    everything = b"\n".join(site.bytes().values())
    assert not any(token.encode() in everything for token in tokens)
    assert "鼉" not in everything.decode(errors="ignore")
    assert b"a20/" not in everything


@pytest.mark.usefixtures("tiny_limits")
def test_purge_forgets_the_old_wording_too(site: Site) -> None:
    """With `purge` no token of the earlier wording of a changed document stays."""
    records = forty()
    records["a20/"] = make_record("a20/", "文20", ["误发鼉鼊龘"])
    site.update(records)
    records["a20/"] = make_record("a20/", "文20", ["改好了"])
    site.update(records)
    token = (code_of("鼊") + code_of("龘")).encode()
    assert any(token in data for data in site.bytes().values())

    site.update(records, purge=True)

    assert not any(token in data for data in site.bytes().values())
    assert words_of(site.bundle) == expected(records)


def test_nothing_changed_means_nothing_written(site: Site) -> None:
    """A second run asks for no record and writes no file."""
    records = {f"a{i}/": make_record(f"a{i}/", "标题", ["正文"]) for i in range(5)}
    first = site.update(records)
    second = site.update(records)

    assert (second.written, second.removed, site.asked) == ((), (), [])
    assert second.kept == first.written
    assert second.state == first.state


def test_two_clean_builds_are_the_same_bytes(tmp_path: Path) -> None:
    """The order in which documents are named and the number of jobs do not show."""
    chance = random.Random(3)
    records = [random_record(f"x{i}/", chance) for i in range(60)]
    bundles = []
    for name in ("one", "two"):
        site = Site(tmp_path / name)
        chance.shuffle(records)
        site.update({record.url: record for record in records})
        bundles.append(Site.files(site.bundle))

    assert bundles[0] == bundles[1]


@pytest.mark.parametrize("damage", ["lost chunk", "lost bundle", "bad state", "other version"])
def test_a_damaged_bundle_or_state_is_repaired(site: Site, damage: str) -> None:
    """What is lost or unknown is built again; orphans go."""
    records = {f"a{i}/": make_record(f"a{i}/", "标题", [f"正文{i}"]) for i in range(5)}
    site.update(records)
    whole = Site.files(site.bundle)
    if damage == "lost chunk":
        next(site.bundle.glob("*/0.bin")).unlink()
    elif damage == "lost bundle":
        shutil.rmtree(site.bundle)
    elif damage == "bad state":
        site.state = b"{"
        orphan = site.bundle / "0123456789abcdef" / "0.bin"
        orphan.parent.mkdir()
        orphan.touch()
    else:
        assert site.state
        site.state = site.state.replace(b"1.5.", b"0.9.")
    site.update(records)

    assert Site.files(site.bundle) == whole


def test_a_document_that_returns_to_its_old_wording_is_whole_again(
    site: Site, tiny_limits: None
) -> None:
    """Pieces that were removed with the first change are there again after the second."""
    records = forty()
    original = records["a20/"]
    site.update(records)
    records["a20/"] = make_record("a20/", "文20", ["短"])
    site.update(records)
    records["a20/"] = original
    site.update(records)

    assert words_of(site.bundle) == expected(records)


def test_documents_without_text_keep_their_place(site: Site) -> None:
    """A document without title and text is listed and shifts no other."""
    records = {
        "a/": make_record("a/", "", []),
        "b/": make_record("b/", "甲乙", []),
        "c/": make_record("c/", "", ["  ", "丙丁\ud800"]),
    }
    site.update(records)
    words = words_of(site.bundle)

    assert words["a/"] == {}
    assert code_of("甲") + code_of("乙") in words["b/"]
    assert code_of("丙") + code_of("丁") in words["c/"]
    site.update({"a/": records["a/"], "d/": make_record("d/", "甲", ["乙"])})
    assert words_of(site.bundle) == {"a/": {}, "d/": {"甲": {0}, "乙": {-1}}}
    site.update({})
    assert json.loads((site.bundle / INDEX).read_bytes())["segments"] == []
    assert list(Site.files(site.bundle)) == [INDEX]


def test_truth_of_the_tests_is_substring_search() -> None:
    """The yardstick of these tests finds what `in` finds and nothing else."""
    records = [make_record("a/", "甲 乙", ["丙"]), make_record("b/", "甲", ["乙丙"])]

    assert truth(records, "乙丙") == {"b/"}
    assert truth(records, "丙", "甲") == {"a/", "b/"}
    assert truth(records, "甲 乙") == {"a/"}


# --- faults ----------------------------------------------------------------------------------


def _program(folder: Path, text: str) -> Path:
    path = folder / "pagefind"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


FAULTS = [
    ("exit 3", "中途退出"),
    ("head -c 10 >/dev/null; printf '!!!,'; cat >/dev/null", "无法读懂"),
    ("head -c 10 >/dev/null; printf 'bnVsbA==,'; cat >/dev/null", "无法读懂"),
]


@pytest.mark.parametrize(("program", "message"), FAULTS)
def test_a_failing_pagefind_stops_with_a_message(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, message: str
) -> None:
    """A crash or nonsense from the indexer is a SearchError in Chinese, not a traceback or hang."""
    path = _program(tmp_path, program)
    monkeypatch.setattr("pagefind_bin.get_executable", lambda: path)
    with pytest.raises(SearchError, match=message):
        site.update({"a/": make_record("a/", "甲", ["乙"])})


def test_a_missing_pagefind_is_named(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the program the message says which package is missing."""

    def missing() -> Path:
        raise FileNotFoundError

    monkeypatch.setattr("pagefind_bin.get_executable", missing)
    with pytest.raises(SearchError, match="pagefind") as caught:
        site.update({"a/": make_record("a/", "甲", ["乙"])})

    assert "pagefind-bin" in caught.value.hint


def test_the_table_of_folds_is_about_assigned_characters() -> None:
    """Cases use characters that every supported Unicode version knows."""
    assert all(unicodedata.category(char) != "Cn" for case in FOLDED for char in case[0])
