"""索引号: made once by the site's pattern, then kept, whatever happens to title, place and date."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sites import CONFIG

from gongkai_ssg.config import Config, load_config
from gongkai_ssg.document import Document, Site
from gongkai_ssg.errors import ConfigError
from gongkai_ssg.numbers import LOCK_NAME, Locked, assign, read_lock, write_lock
from gongkai_ssg.states import Disclosure


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Load the usual config."""
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    return load_config(tmp_path)


def doc(path: str, title: str = "", day: str = "2026-03-02", **more: object) -> Document:
    """Return an active document of 办公室."""
    values = {
        "column": "notice", "disclosure": Disclosure.ACTIVE, "unit": "办公室", "date": dt.date.fromisoformat(day),
        "title": title or path, **more,
    }  # fmt: skip
    return Document(path=f"content/{path}", digest="", **values)  # type: ignore[arg-type]


def site(*documents: Document) -> Site:
    return Site(root="", documents=documents, files={})


def test_numbers_follow_date_then_path(config: Config) -> None:
    """New numbers count up within unit and year, the oldest document first."""
    made = assign(
        site(doc("b.md"), doc("a.md"), doc("z.md", day="2026-01-01"), doc("y.md", day="2025-06-01"), doc("f.md", unit="财务科")),
        config, (),
    )  # fmt: skip

    assert made.by_path == {
        "content/y.md": "bgs/2025-00001",
        "content/z.md": "bgs/2026-00001",
        "content/a.md": "bgs/2026-00002",
        "content/b.md": "bgs/2026-00003",
        "content/f.md": "cwk/2026-00001",
    }
    assert (made.added, made.changed) == (5, True)


def test_a_locked_number_stays_when_everything_else_changes(config: Config) -> None:
    """Another title, date, unit and column leave the number as it is."""
    first = assign(site(doc("a.md", "旧标题")), config, ())
    changed = doc("a.md", "新标题", "2030-01-01", unit="财务科", column="news")
    second = assign(site(doc("0.md", day="2020-01-01"), changed), config, first.lock)

    assert second.by_path["content/a.md"] == first.by_path["content/a.md"]
    assert second.by_path["content/0.md"] == "bgs/2020-00001"


def test_a_moved_document_takes_its_number_along(config: Config) -> None:
    """The old path gone and the title the same: it is the same document."""
    first = assign(site(doc("a.md", "甲"), doc("b.md", "乙")), config, ())
    second = assign(site(doc("news/c.md", "甲"), doc("b.md", "乙")), config, first.lock)

    assert second.by_path["content/news/c.md"] == first.by_path["content/a.md"]


def test_a_document_that_is_renamed_and_later_moved_keeps_its_number(config: Config) -> None:
    """The lock follows the title, so that a later move still finds the number."""
    first = assign(site(doc("a.md", "旧标题")), config, ())
    second = assign(site(doc("a.md", "新标题")), config, first.lock)
    third = assign(site(doc("b.md", "新标题")), config, second.lock)

    assert (second.added, second.changed) == (0, True)
    assert third.by_path == {"content/b.md": first.by_path["content/a.md"]}


def test_two_gone_documents_of_one_title_are_not_guessed(config: Config) -> None:
    """Where the title does not tell which one moved, a new number is made."""
    first = assign(site(doc("a.md", "同名"), doc("b.md", "同名")), config, ())
    second = assign(site(doc("c.md", "同名")), config, first.lock)

    assert second.by_path["content/c.md"] not in first.by_path.values()


def test_a_number_is_never_given_twice(config: Config) -> None:
    """Numbers of deleted documents and numbers that authors wrote are not used again."""
    first = assign(site(doc("a.md"), doc("b.md")), config, ())
    second = assign(
        site(doc("c.md"), doc("w.md", index_number="bgs/2026-00003")), config, first.lock
    )

    assert second.by_path == {"content/w.md": "bgs/2026-00003", "content/c.md": "bgs/2026-00004"}
    assert len({each.number for each in second.lock}) == len(second.lock) == 3


def test_what_will_not_stand_in_the_catalog_gets_no_number(config: Config) -> None:
    """Withheld documents, drafts and documents without any date get none; on request gets one."""
    made = assign(
        site(
            doc("w.md", disclosure=Disclosure.WITHHELD), doc("d.md", draft=True), doc("n.md", disclosure=None),
            doc("u.md", date=None), doc("r.md", disclosure=Disclosure.ON_REQUEST), doc("f.md", date=None, formed_on=dt.date(2024, 1, 1)),
        ),
        config, (),
    )  # fmt: skip

    assert set(made.by_path) == {"content/r.md", "content/f.md"}


def test_every_place_of_a_pattern_is_filled(tmp_path: Path) -> None:
    """unit, column, year, date and seq may all be used."""
    pattern = "index_number: {pattern: '{unit}-{column}-{year}-{date}-{seq:03d}'}\n"
    (tmp_path / "config.yaml").write_text(CONFIG + pattern, encoding="utf-8")
    made = assign(site(doc("a.md"), doc("b.md")), load_config(tmp_path), ())

    assert list(made.by_path.values()) == [
        "bgs-notice-2026-20260302-001", "bgs-notice-2026-20260302-002",
    ]  # fmt: skip


def test_the_lock_reads_what_it_wrote(tmp_path: Path) -> None:
    """The file is sorted by number, starts with a note for people, and loses nothing."""
    lock = (Locked("b/2", "content/乙.md", "乙 b"), Locked("a/1", "content/甲 .md", "甲"))
    written = write_lock(tmp_path, lock)
    text = (tmp_path / LOCK_NAME).read_text("utf-8")

    assert written
    assert read_lock(tmp_path) == tuple(sorted(lock, key=lambda each: each.number))
    assert text.startswith("# 索引号一经编制不再变动。")
    assert text.endswith("a/1\tcontent/甲 .md\t甲\nb/2\tcontent/乙.md\t乙 b\n")


def test_an_absent_lock_is_empty(tmp_path: Path) -> None:
    """A new site has no lock yet."""
    assert read_lock(tmp_path) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a/1\tcontent/a.md\n", f"{LOCK_NAME}:1:1 不是“索引号、路径、标题”三栏"),
        ("# 头\na/1\tcontent/a.md\t甲\n<<<<<<< HEAD\n", f"{LOCK_NAME}:3:1 不是"),
        ("a/1\tcontent/a.md\t甲\na/1\tcontent/b.md\t乙\n", f"{LOCK_NAME}:2:1 索引号重复"),
    ],
)
def test_a_damaged_lock_is_refused_with_its_line(text: str, said: str, tmp_path: Path) -> None:
    """A lock that merges or hands spoiled stops everything, so that no number changes silently."""
    (tmp_path / LOCK_NAME).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_lock(tmp_path)

    assert caught.value.message.startswith(said)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"a/1\tx\t\xb9\xe3"])
def test_a_lock_that_is_no_text_is_refused(data: bytes, tmp_path: Path) -> None:
    """A lock in another encoding is named, not guessed."""
    (tmp_path / LOCK_NAME).write_bytes(data)
    with pytest.raises(ConfigError, match=LOCK_NAME):
        read_lock(tmp_path)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """Without a place to write, the answer is False and no half file remains."""
    (tmp_path / LOCK_NAME).mkdir()
    (tmp_path / LOCK_NAME / "x").touch()

    assert not write_lock(tmp_path, (Locked("a/1", "content/a.md", "甲"),))
