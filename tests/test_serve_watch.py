"""What the preview takes for one change: every way of saving is one, and none is lost."""

from __future__ import annotations

import queue
import shutil
import sys
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from conftest import MakeSite
from sites import document

from gongkai_ssg.serve_watch import Change, Watcher, collect

PATIENCE = 20  # the longest that a test waits for something that should come at once
IDLE = 3600.0

NOTICE = "content/notice/kaifang.md"
LAST = "content/notice/zuihou.md"


class Script:
    """Changes that come at given moments, in seconds of a clock that only this moves."""

    def __init__(self, changes: Iterable[tuple[float, Change | None]]) -> None:
        self.now = 0.0
        self.coming = deque(changes)

    def get(self, seconds: float | None) -> Change | None:
        """Return the next change, as a queue does."""
        assert self.coming or seconds is not None, "这里会永远等下去"
        until = float("inf") if seconds is None else self.now + seconds
        if not self.coming or self.coming[0][0] > until:
            self.now = until
            raise queue.Empty
        at, change = self.coming.popleft()
        self.now = max(self.now, at)
        return change

    def collect(self, wait: bool = True) -> set[str] | None:
        """Return what is to be built next."""
        return collect(self.get, wait, lambda: self.now)

    def builds(self) -> list[set[str]]:
        """Return what each build would be told of, until nothing more comes."""
        found = []
        while self.coming:
            paths = self.collect()
            assert paths is not None
            found.append(paths)
        return found


def _at(moment: float, path: str, ended: bool = False) -> tuple[float, Change]:
    return moment, Change(path, ended)


@pytest.mark.parametrize(
    "moments",
    [
        [(0.0, False), (0.0001, True)],
        [(0.0, False), (0.0001, False), (0.04, False), (0.08, True)],  # written slowly
        [(0.0, False), (0.03, False), (0.06, False)],  # nobody tells of the end
        [(0.0, False), (0.0, True), (0.001, False), (0.002, True)],  # written twice
        [(0.0, True)],
    ],
)
def test_one_saved_file_is_one_build(moments: list[tuple[float, bool]]) -> None:
    """However long nothing was saved before, all word of one file comes to one build."""
    saved = [_at(IDLE + moment, "a.md", ended) for moment, ended in moments]
    again = [_at(2 * IDLE + moment, "b.md", ended) for moment, ended in moments]
    assert Script([*saved, *again]).builds() == [{"a.md"}, {"b.md"}]


def test_a_file_still_written_is_waited_for_though_another_is_done() -> None:
    """That one file has come to its end says nothing of the others."""
    script = Script([_at(IDLE, "a.md"), _at(IDLE, "b.md", True), _at(IDLE + 0.04, "a.md", True)])
    assert script.builds() == [{"a.md", "b.md"}]


def test_what_changes_during_a_build_is_built_next() -> None:
    """Word that came while nobody listened is waiting, and is one build."""
    script = Script([_at(IDLE, "a.md", True), _at(IDLE + 1, "a.md"), _at(IDLE + 1, "a.md", True)])
    assert script.collect() == {"a.md"}
    script.now = IDLE + 5  # the build
    assert script.collect() == {"a.md"}
    assert not script.coming


def test_a_build_begins_even_while_files_keep_changing() -> None:
    """A file that is written without end does not keep the others from being built."""
    script = Script([_at(IDLE + 0.01 * number, f"{number}.md") for number in range(1000)])
    built = script.builds()
    assert len(built) > 1
    assert set.union(*built) == {f"{number}.md" for number in range(1000)}


def test_without_waiting_nothing_may_have_changed() -> None:
    """A build that has to be tried again is tried without any change."""
    assert Script([]).collect(wait=False) == set()
    assert Script([_at(0.0, "a.md", True)]).collect(wait=False) == {"a.md"}


def test_the_end_is_the_end() -> None:
    """The end is heard while waiting as well as among changes."""
    assert Script([(IDLE, None)]).collect() is None
    assert Script([_at(0.0, "a.md"), (0.0, None)]).collect() is None


# --- what the system tells ------------------------------------------------------------------


def _in_place(path: Path) -> None:
    path.write_text(document("新的正文。"), encoding="utf-8")


def _in_pieces(path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        for line in document("新的正文。").splitlines(keepends=True):
            file.write(line)
            file.flush()


def _twice(path: Path) -> None:
    _in_place(path)
    _in_place(path)


def _emptied_first(path: Path) -> None:
    path.write_text("", encoding="utf-8")
    with path.open("a", encoding="utf-8") as file:
        file.write(document("新的正文。"))


def _by_renaming(path: Path) -> None:
    draft = path.with_name(".kaifang.md.swp")
    draft.write_text(document("新的正文。"), encoding="utf-8")
    shutil.move(draft, path)


def _from_elsewhere(path: Path) -> None:
    draft = path.parents[2] / "kaifang.new"
    draft.write_text(document("新的正文。"), encoding="utf-8")
    shutil.move(draft, path)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere other events tell of a saved file")
@pytest.mark.parametrize(
    "save", [_in_place, _in_pieces, _twice, _emptied_first, _by_renaming, _from_elsewhere]
)
def test_every_way_of_saving_is_one_build(
    save: Callable[[Path], None], make_site: MakeSite
) -> None:
    """All that the system tells of one save belongs to one build; reading a file is no change."""
    site = make_site({NOTICE: document(), LAST: document(标题="最后")})
    changes: queue.SimpleQueue[Change] = queue.SimpleQueue()
    watcher = Watcher(site, changes.put)
    try:
        for path in (NOTICE, LAST, "config.yaml"):
            assert (site / path).read_bytes()
        save(site / NOTICE)
        (site / LAST).write_text(document(标题="最后"), encoding="utf-8")
        told: list[Change] = []
        while not told or told[-1] != Change(LAST, ended=True):
            told.append(changes.get(timeout=PATIENCE))
    finally:
        watcher.stop()
    saved = [each for each in told if each.path != LAST]
    assert {each.path for each in saved} == {NOTICE}
    script = Script([*((IDLE, each) for each in saved), _at(2 * IDLE, LAST, True)])
    assert script.builds() == [{NOTICE}, {LAST}]
