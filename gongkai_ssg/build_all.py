"""Builds many sites, each as one task of an executor: what fails is tried again, the rest goes on.

It must not print, nor know what kind of executor runs the tasks or how a site is built.
"""

from __future__ import annotations

import contextlib
import secrets
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from contextlib import AbstractContextManager
from typing import Any

import msgspec

from gongkai_ssg.executors import is_crash
from gongkai_ssg.site_places import Place
from gongkai_ssg.site_task import Outcome, State, build_one, code_version, failure, mark_path


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of every site alike."""

    today: str  # ISO: one day for all, whatever the clocks of the machines say
    fail_on: str = "error"
    search: bool = True
    debug: bool = False  # outcomes then hold the calls that led to an error


Task = Callable[[dict[str, Any]], dict[str, Any]]
#: Opens an executor of so many threads or processes.
Open = Callable[[int], AbstractContextManager[Executor]]
#: Hears of each attempt: the outcome, how many sites are done, and whether it will be tried again.
Tell = Callable[[Outcome, int, bool], None]


def build_all(
    places: Sequence[Place], asked: Asked, open_executor: Open, *, width: int, retries: int = 1,
    tell: Tell, shared: bool = False, task: Task = build_one,
) -> tuple[Outcome, ...]:  # fmt: skip
    """Build the sites, at most `width` at once, and return their outcomes in the order given.

    A failure is tried again up to `retries` times, behind the others. Where workers crash, it is
    found out which site does it. One that is being built by another process is tried once more
    after all others. `shared`: the workers must prove to see the folders that we see.
    """
    with _mark(places if shared else ()) as mark:
        return _Run(places, asked, open_executor, width, retries, tell, mark, task).run()


@contextlib.contextmanager
def _mark(places: Sequence[Place]) -> Iterator[str]:
    """Put a file of a new name beside each output, for workers to find, and take it away again."""
    name = f"shared-{secrets.token_hex(8)}"
    marks = {mark_path(place.out, name) for place in places}
    try:
        for mark in marks:
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()
        yield name if marks else ""
    finally:
        for mark in marks:
            with contextlib.suppress(OSError):
                mark.unlink()


class _Site:
    """How far a site has come."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.starts = 0
        self.failures = 0
        self.was_busy = False
        self.outcome: Outcome | None = None


class _Run:
    """One run over all sites: three queues, and what goes from one into another."""

    def __init__(
        self, places: Sequence[Place], asked: Asked, open_executor: Open, width: int, retries: int,
        tell: Tell, mark: str, task: Task,
    ) -> None:  # fmt: skip
        self._sites = [_Site(place) for place in places]
        self._asked, self._open, self._width = asked, open_executor, width
        self._retries, self._tell, self._mark, self._task = retries, tell, mark, task
        self._waiting = deque(self._sites)
        self._suspects: deque[_Site] = deque()  # ran beside a crash, or crashed
        self._busy: list[_Site] = []

    def run(self) -> tuple[Outcome, ...]:
        while self._waiting or self._suspects or self._busy:
            if self._waiting:
                self._together(min(self._width, len(self._waiting)))
            elif self._suspects:
                # Alone, a crash is its own; in company nobody can say whose it was.
                self._waiting.append(self._suspects.popleft())
                self._together(1)
            else:
                self._waiting.extend(self._busy)
                self._busy.clear()
        return tuple(site.outcome for site in self._sites if site.outcome is not None)

    def _together(self, width: int) -> None:
        """Run what is waiting until nothing is left or the executor breaks."""
        running: dict[Future[dict[str, Any]], _Site] = {}
        broken = False
        with self._open(width) as executor:
            try:
                while running or (self._waiting and not broken):
                    while self._waiting and len(running) < width and not broken:
                        try:
                            future = executor.submit(self._task, self._given(self._waiting[0]))
                        except Exception as error:
                            if not is_crash(error):
                                raise
                            broken = True
                            break
                        site = self._waiting.popleft()
                        site.starts += 1
                        running[future] = site
                    done, _ = wait(running, return_when=FIRST_COMPLETED)
                    for future in done:
                        broken |= self._settle(running.pop(future), future, alone=width == 1)
            except BaseException:
                for future in running:
                    future.cancel()
                raise

    def _given(self, site: _Site) -> dict[str, Any]:
        place = site.place
        return {
            "name": place.name,
            "source": str(place.source),
            "output": str(place.out),
            "mark": self._mark,
            "version": code_version(),
            **msgspec.structs.asdict(self._asked),
        }

    def _settle(self, site: _Site, future: Future[dict[str, Any]], *, alone: bool) -> bool:
        """Take the result of an attempt; returns whether the executor broke over it."""
        place = site.place
        basis = {"name": place.name, "source": str(place.source), "output": str(place.out)}
        crashed = False
        try:
            given = future.result()
        except CancelledError as error:
            given = {**basis, **failure(error, False), "state": State.LOST}
            given["message"] = "与调度器的连接断了，不知道有没有生成。"
            given["hint"] = "看看调度器还在不在，再重新执行：已经生成的很快就过。"
        except Exception as error:
            crashed = is_crash(error)
            given = {**basis, **failure(error, self._asked.debug)}
            if crashed:
                whose = "生成它的" if alone else "同时在做的一个"
                given |= {"state": State.CRASHED, "message": f"{whose}进程突然结束。"}
                given["hint"] = "多半是内存不够，或者站点里有文件让程序崩溃。"
        outcome = msgspec.structs.replace(msgspec.convert(given, Outcome), attempts=site.starts)
        again = self._wait_again(site, outcome.state, alone)
        if not again:
            site.outcome = outcome
        self._tell(outcome, self._done, again)
        return crashed

    def _wait_again(self, site: _Site, state: State, alone: bool) -> bool:
        """Put a site that is to be tried again where it belongs; False when that was all."""
        if state is State.CRASHED and not alone:
            self._suspects.append(site)
        elif state.is_chance and site.failures < self._retries:
            site.failures += 1
            (self._suspects if state is State.CRASHED else self._waiting).append(site)
        elif state is State.BUSY and not site.was_busy:
            site.was_busy = True
            self._busy.append(site)
        else:
            return False
        return True

    @property
    def _done(self) -> int:
        return sum(site.outcome is not None for site in self._sites)
