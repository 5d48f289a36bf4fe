"""What is done in another process, left until later, or not looked at meanwhile."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai_ssg import workers
from gongkai_ssg.lasting import lasting
from gongkai_ssg.late_pattern import late_pattern
from gongkai_ssg.tally import mark, tallying, total

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is shared out here")


@pytest.fixture(params=[True, False], ids=["two processes", "one process"])
def can_fork(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Run with another process and without one."""
    if request.param and not hasattr(os, "fork"):
        pytest.skip("nothing is shared out here")
    monkeypatch.setattr(workers, "can_fork", lambda: request.param)
    return bool(request.param)


@pytest.mark.parametrize("number", [0, 1, 999, 1000, 5003])
def test_each_number_goes_to_one_process(number: int, can_fork: bool) -> None:
    """Whatever the two take, however fast, together it is every number once."""

    def work(numbers: Iterator[int]) -> bytes:
        return b"".join(each.to_bytes(4, "big") for each in numbers)

    for _ in range(20):
        with workers.shared(work, number) as join:
            made = b"".join(join())
        found = [int.from_bytes(made[at : at + 4], "big") for at in range(0, len(made), 4)]

        assert sorted(found) == list(range(number))


@forks
def test_a_process_that_fails_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """What came to no good end is not taken for nothing to do."""
    monkeypatch.setattr(workers, "can_fork", lambda: True)
    here = os.getpid()

    def work(numbers: Iterator[int]) -> bytes:
        if os.getpid() != here:
            raise RuntimeError
        return bytes(1 + len(list(numbers)))

    with workers.shared(work, 3) as join:
        assert join()[1] == b""


def test_the_sum_is_the_same_however_it_is_shared_out(tmp_path: Path, can_fork: bool) -> None:
    """Many folders, few folders, deep ones: it is what the marks of all files add up to."""
    for name in ("a", "b/c", "b/d/e", *(f"many/{number}" for number in range(200))):
        (tmp_path / name).mkdir(parents=True)
        for file in range(3):
            (tmp_path / name / f"{file}.html").write_text(name)
    (tmp_path / ".hidden").mkdir()
    states = {
        path.relative_to(tmp_path).as_posix(): path.stat() for path in tmp_path.rglob("*.html")
    }
    marks = sum(mark(path, at.st_size, at.st_mtime_ns) for path, at in states.items())
    with tallying(str(tmp_path)) as wait:
        found = wait()

    assert found == total(marks)
    (tmp_path / "many/7/1.html").write_text("longer than it was")
    with tallying(str(tmp_path)) as wait:
        assert wait() != found


@pytest.mark.parametrize("path", ["empty", "many/3/empty"])
def test_what_no_build_leaves_has_no_sum(path: str, tmp_path: Path, can_fork: bool) -> None:
    """An empty folder near the top or far below it makes the folder one to look at."""
    for number in range(100):
        (tmp_path / f"many/{number}").mkdir(parents=True)
        (tmp_path / f"many/{number}/a.html").write_text("a")
    (tmp_path / path).mkdir()
    with tallying(str(tmp_path)) as wait:
        assert wait() is None


def test_garbage_is_looked_for_again_afterwards() -> None:
    """Nested or not, and after an error too; who had turned it off finds it off."""
    with lasting():
        with lasting():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(KeyError), lasting():
        raise KeyError
    assert gc.isenabled()


def test_a_late_pattern_is_a_pattern() -> None:
    """It finds, replaces and splits like any other, and says how it was written."""
    late, usual = late_pattern("(B+)", re.IGNORECASE), re.compile("(B+)", re.IGNORECASE)
    text = "abbcB"

    assert late.sub("-", text) == usual.sub("-", text) == "a-c-"
    assert [each.span() for each in late.finditer(text)] == [(1, 3), (4, 5)]
    assert late.split(text) == usual.split(text)
    assert (late.pattern, late.flags, late.groups) == (usual.pattern, usual.flags, usual.groups)
    assert late.fullmatch("bb") is not None
    with pytest.raises(AttributeError):
        late.no_such_method  # type: ignore[attr-defined]  # noqa: B018


def test_every_late_pattern_can_be_compiled() -> None:
    """What is wrong in a pattern does not wait for the text that needs it."""
    from gongkai_ssg import build
    from gongkai_ssg.rules import rules

    assert build and rules()
    made = [each for each in gc.get_objects() if type(each).__name__ == "_LatePattern"]

    assert len(made) > 100
    assert all(each.pattern for each in made)
