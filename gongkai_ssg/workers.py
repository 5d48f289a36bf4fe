"""Runs one function over many chunks, in forked processes where the system has them.

It must not know what the function does. The function sees what its process knew when the
workers were started, so large values need not be sent; results come back in order.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar, cast

Chunk = TypeVar("Chunk")
Result = TypeVar("Result")

# What the forked processes find in their memory: nothing but a number is sent to them.
_function: Callable[..., object] | None = None
_work: Sequence[object] = ()


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
