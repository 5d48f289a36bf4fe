"""Opens what runs tasks: threads, processes, or the workers of a dask scheduler.

All three stand behind the interface of `concurrent.futures`. It must not know what a task does.
"""

from __future__ import annotations

import importlib
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Literal

import msgspec

from gongkai_ssg.errors import UsageError

#: How executors are named on the command line.
FORMS = "processes|threads|dask://HOST:PORT"
_DASK = "dask://"
_PATIENCE = 30  # seconds until a scheduler without workers is given up


class ExecutorName(msgspec.Struct, frozen=True):
    """Which executor is meant; `address` is that of a scheduler."""

    kind: Literal["processes", "threads", "dask"]
    address: str = ""

    @property
    def is_remote(self) -> bool:
        return self.kind == "dask"

    def __str__(self) -> str:
        return _DASK + self.address if self.is_remote else self.kind


def executor_name(text: str) -> ExecutorName:
    """Read the name of an executor; raises UsageError where it is none."""
    if text == "processes" or text == "threads":
        return ExecutorName("processes" if text == "processes" else "threads")
    host, _, port = text.removeprefix(_DASK).rpartition(":")
    if text.startswith(_DASK) and host and "/" not in host and port.isascii() and port.isdigit():
        return ExecutorName("dask", f"{host}:{port}")
    raise UsageError(
        f"没有执行方式“{text}”。", "写 processes、threads，或者 dask://调度器的地址:端口。"
    )


@contextmanager
def open_executor(name: ExecutorName, jobs: int) -> Iterator[Executor]:
    """Open an executor with `jobs` threads or processes; the number of a cluster is its own.

    Whoever leaves with an exception waits for nothing that can be stopped: processes are ended,
    what waits in a cluster is withdrawn. Raises UsageError where a cluster cannot be used.
    """
    if name.kind == "dask":
        with _cluster(name.address) as executor:
            yield executor
    elif name.kind == "threads":
        with ThreadPoolExecutor(jobs) as executor:
            yield executor
    else:
        with _processes(jobs) as executor:
            yield executor


def is_crash(error: BaseException) -> bool:
    """Tell whether a task ended because the process it ran in did."""
    return isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker"


# --- processes --------------------------------------------------------------------------


@contextmanager
def _processes(jobs: int) -> Iterator[Executor]:
    # Not forked from here: a worker shares no state with us, nor with the other workers.
    forks = "forkserver" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if forks else "spawn")
    if forks:
        context.set_forkserver_preload(["gongkai_ssg.build"])
    others = set(multiprocessing.active_children())
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin_worker) as pool:
        try:
            yield pool
        except BaseException:
            for child in set(multiprocessing.active_children()) - others:
                child.terminate()
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _begin_worker() -> None:
    # Ctrl-C reaches every process of the terminal; what then ends is for the first one to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    """End this process with the one that it works for, which may be killed at any moment."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


# --- a cluster --------------------------------------------------------------------------


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        raise UsageError(
            "没有安装 dask，不能用 dask:// 执行。",
            "安装可选项：pip install 'gongkai-ssg[cluster]'。",
        ) from None
    for logger in ("distributed", "distributed.client"):  # what is wrong, we say ourselves
        logging.getLogger(logger).setLevel(logging.CRITICAL)
    try:
        # Without a scheme the one of dask's own settings is used, and so are its TLS options.
        client = distributed.Client(address, set_as_default=False)
    except (OSError, ValueError, RuntimeError) as error:
        raise UsageError(
            f"连不上调度器 {address}（{type(error).__name__}）。",
            "看看 dask scheduler 有没有启动、端口通不通、两边的 TLS 设置是否一致。",
        ) from None
    try:
        _await_worker(client, address)
        executor: Executor = client.get_executor(pure=False, retries=0)
        try:
            yield executor
        except BaseException:
            executor.shutdown(wait=False)
            raise
    finally:
        client.close()


def _await_worker(client: Any, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError:
        raise UsageError(
            f"调度器 {address} 没有工作进程。", f"在各台机器上启动：dask worker {address}。"
        ) from None
