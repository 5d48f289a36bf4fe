"""A build that is killed at any moment: the next one repairs it and equals a clean one."""

from __future__ import annotations

import contextlib
import os
import random
import select
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from random_edits import RandomEdits
from sites import tree

from gongkai_ssg.build import Options, build

_KILLS = 100
_CLEAN = 10  # kills between two comparisons with a clean build


def _options(walk: RandomEdits, out: Path, **given: object) -> Options:
    usual: dict[str, object] = {"jobs": 2, "search": False, "fail_on": "never"}
    return Options(source=walk.source, out=out, today=walk.today, **{**usual, **given})  # type: ignore[arg-type]


def _kill_after(seconds: float, act: Callable[[], object]) -> bool:
    """Run `act` in a process of its own and kill that with its workers; tell whether it was cut."""
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        code = 1
        with contextlib.suppress(BaseException):
            act()
            code = 0
        os._exit(code)
    with contextlib.suppress(OSError):  # the child may have done it already
        os.setpgid(child, child)
    # A build ends by itself before the moment comes, or is killed at it.
    handle = os.pidfd_open(child)
    ended = select.select([handle], [], [], seconds)[0]
    os.close(handle)
    if not ended:
        os.killpg(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert not ended or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="没有 pidfd 的系统，跳过")
def test_killed_at_a_hundred_random_moments(tmp_path: Path) -> None:
    """Whatever a hundred kills in a row left, the next build equals a clean one."""
    (tmp_path / "site").mkdir()
    walk = RandomEdits(tmp_path / "site", 5, tmp_path / "out")
    moments = random.Random(100)
    longest = 0.5  # seconds; grows and shrinks until most builds are cut, all over their course
    build(_options(walk, walk.out))
    killed = tried = 0
    while killed < _KILLS:
        tried += 1
        walk.step()
        options = _options(walk, walk.out, clean=tried % 7 == 0)
        was_cut = _kill_after(moments.uniform(0, longest), lambda given=options: build(given))
        killed += was_cut
        longest *= 1.1 if was_cut else 0.9
        if was_cut and killed % _CLEAN == 0:
            build(_options(walk, walk.out))
            clean = tmp_path / f"clean-{killed}"
            build(_options(walk, clean))
            assert tree(walk.out) == tree(clean), walk.steps
        assert tried < 5 * _KILLS
