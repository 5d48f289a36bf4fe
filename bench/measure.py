"""Runs whole processes and tells what they took: time, memory, files written. It knows no site."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import statistics
import subprocess
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec


class Run(msgspec.Struct, frozen=True):
    """One finished case."""

    wall: float  # seconds
    cpu: float  # seconds, children included
    peak: float  # MiB, of the largest process
    files: int  # files of the output that have a new time stamp
    size: float  # MB of them
    finished: bool = True  # False: stopped when its time was up


class Case(msgspec.Struct, frozen=True):
    """One thing that is measured: how to prepare it (not timed), what to run, where it writes."""

    name: str
    prepare: Callable[[], None]
    commands: Sequence[Sequence[str]]  # one after the other
    folder: Path
    out: Path
    peer: str = ""  # the case that this one is compared with
    limit: float | None = None  # seconds after which a command is stopped


def measure(case: Case) -> Run:
    """Run a case once. Raises RuntimeError with its output when it fails."""
    case.prepare()
    os.sync()  # what was prepared is not written while the clock runs
    wall = cpu = peak = 0.0
    begun = time.time()
    finished = True
    for command in case.commands:
        with tempfile.TemporaryFile() as said:
            start = time.perf_counter()
            process = subprocess.Popen(list(command), cwd=case.folder, stdout=said, stderr=said)
            with _stopped_after(case.limit, process.pid) as stopped:
                _, status, used = os.wait4(process.pid, 0)
            wall += time.perf_counter() - start
            finished = finished and not stopped.is_set()
            if os.waitstatus_to_exitcode(status) and finished:
                said.seek(0)
                told = said.read()[-2000:].decode("utf-8", "replace")
                raise RuntimeError(f"{case.name}: {told}")
        cpu += used.ru_utime + used.ru_stime
        peak = max(peak, used.ru_maxrss / 1024)
        if not finished:
            break
    files, size = _written(case.out, begun)
    return Run(wall, cpu, peak, files, size, finished)


@contextlib.contextmanager
def _stopped_after(limit: float | None, process: int) -> Iterator[threading.Event]:
    """Kill a process when its time is up; what is given tells whether that was done."""
    stopped = threading.Event()

    def stop() -> None:
        stopped.set()
        os.kill(process, signal.SIGKILL)

    timer = threading.Timer(limit, stop) if limit else None
    if timer is not None:
        timer.start()
    yield stopped
    if timer is not None:
        timer.cancel()


def _written(folder: Path, since: float) -> tuple[int, float]:
    files, size = 0, 0
    for place, _, names in os.walk(folder):
        for name in names:
            state = Path(place, name).stat()
            if state.st_ctime >= since:
                files += 1
                size += state.st_size
    return files, size / 1e6


def set_aside(*folders: Path) -> None:
    """Move folders that are there into `old/` beside them, for a case that starts without them.

    They are not deleted: for minutes afterwards the file system passes over each number of a
    deleted file when a new one is made, which makes whatever is timed next up to six times slower.
    """
    for folder in filter(Path.exists, folders):
        old = folder.parent / "old"
        old.mkdir(exist_ok=True)
        folder.rename(old / uuid.uuid4().hex)


def median(runs: Sequence[Run], field: str) -> float:
    """Return the median of one figure."""
    return statistics.median(getattr(run, field) for run in runs)


def processors() -> int:
    """Return how many processors the cases may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def memory() -> float:
    """Return the memory of the machine in GiB."""
    return resource.getpagesize() * os.sysconf("SC_PHYS_PAGES") / 2**30
