"""Runs one function over many chunks, in forked processes where the system has them.

It must not know what the function does. The function sees what its process knew when the
workers were started, so large values need not be sent; results come back in order.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, cast

Chunk = TypeVar("Chunk")
Result = TypeVar("Result")

_MOST_FILES = 1 << 16  # numbers of open files end well before this
_SHARES, _WORD = 1000, 2  # of work that two processes divide; bytes of the number of a share

# What the forked processes find in their memory: nothing but a number is sent to them.
_function: Callable[..., object] | None = None
_work: Sequence[object] = ()

_leaving: set[int] = set()  # processes that were ended and perhaps are not gone yet


def default_jobs() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def chunks(items: Sequence[Chunk], size: int) -> list[Sequence[Chunk]]:
    """Cut `items` into runs of at most `size`."""
    return [items[start : start + size] for start in range(0, len(items), size)]


def run(function: Callable[[Chunk], Result], work: Sequence[Chunk], jobs: int) -> Iterator[Result]:
    """Yield function(chunk) for each chunk in order, with at most `jobs` processes.

    Runs in this process for a single job or chunk, where the system cannot fork, and when other
    threads run (a fork would copy their locks).
    """
    import multiprocessing  # slow to import, and not needed where nothing is built
    from concurrent.futures import ProcessPoolExecutor

    global _function, _work
    can_fork = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    if jobs <= 1 or len(work) <= 1 or not can_fork:
        yield from map(function, work)
        return
    _function, _work = function, work
    gc.collect()
    gc.freeze()  # the children then leave the pages of old objects alone
    try:
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(min(jobs, len(work)), mp_context=context) as pool:
            yield from cast("Iterator[Result]", pool.map(_call, range(len(work))))
    finally:
        gc.unfreeze()
        _function, _work = None, ()


def _call(number: int) -> object:
    assert _function is not None
    return _function(_work[number])


def both(here: Callable[[], bytes], there: Callable[[], bytes]) -> tuple[bytes, bytes]:
    """Return what two functions give, the second one run beside the first where that is safe.

    b"" stands for a second one that came to no good end.
    """
    with aside(there) as wait:
        first = here()
        return first, wait()


@contextlib.contextmanager
def aside(there: Callable[[], bytes]) -> Iterator[Callable[[], bytes]]:
    """Run a function in a forked process meanwhile; what is given waits for its bytes.

    b"" stands for one that came to no good end. Where a fork is not safe, or there is one
    processor only, the function runs in this process when it is waited for.
    """
    with _forked(there) as wait:
        yield wait or there


@contextlib.contextmanager
def shared(
    work: Callable[[Iterator[int]], bytes], number: int
) -> Iterator[Callable[[], tuple[bytes, ...]]]:
    """Give the numbers below `number` to two processes, each the next when it has done its last.

    The second one begins at once; the first when what is given is called, which returns what
    both have made of their numbers, b"" for one that came to no good end.
    """
    if not number:
        yield lambda: (work(iter(())),)
        return
    size = -(-number // _SHARES)
    queue, writer = os.pipe()
    try:
        # Small enough for any pipe; a share is read by one process, and as a whole.
        shares = range(-(-number // size))
        os.write(writer, b"".join(each.to_bytes(_WORD, "big") for each in shares))
        os.close(writer)

        def numbers() -> Iterator[int]:
            while word := os.read(queue, _WORD):
                start = int.from_bytes(word, "big") * size
                yield from range(start, min(start + size, number))

        with _forked(lambda: work(numbers()), queue) as wait:
            yield lambda: (work(numbers()), *((wait(),) if wait else ()))
    finally:
        os.close(queue)


def can_fork() -> bool:
    """Tell whether another process is forked for what is to run aside."""
    there = hasattr(os, "fork") and sys.platform.startswith("linux")
    return there and threading.active_count() == 1 and default_jobs() > 1


@contextlib.contextmanager
def _forked(there: Callable[[], bytes], *kept: int) -> Iterator[Callable[[], bytes] | None]:
    """Run a function in a forked process that keeps only the files `kept` open.

    What is given waits for its bytes; None where nothing was forked.
    """
    if not can_fork():
        yield None
        return
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            # A lock that is held through an open file must not outlive the parent.
            start = 3
            for each in sorted((writer, *kept)):
                os.closerange(start, each)
                start = each + 1
            os.closerange(start, _MOST_FILES)
            data = there()
            while data:
                data = data[os.write(writer, data) :]
            os.close(writer)  # nobody waits until all of this process's memory is given back
        finally:
            os._exit(0)  # a child must not run what its parent has yet to do
    os.close(writer)

    def wait() -> bytes:
        parts = []
        while part := os.read(reader, 1 << 16):
            parts.append(part)
        return b"".join(parts)

    try:
        yield wait
    finally:
        os.kill(child, signal.SIGKILL)  # it has come to its end unless nobody has waited
        os.close(reader)
        _leaving.add(child)
        for each in tuple(_leaving):
            with contextlib.suppress(ChildProcessError):
                if os.waitpid(each, os.WNOHANG)[0] == 0:
                    continue
            _leaving.discard(each)
