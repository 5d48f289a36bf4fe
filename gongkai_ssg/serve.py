"""The preview: build, serve on this machine, watch, build again, tell the browser.

The site is built whatever is found in it, so that authors see what they write; only what may not
be public stays out, as ever. A build that cannot come to an end leaves the last one standing.
"""

from __future__ import annotations

import datetime as dt
import queue
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType

import msgspec

from gongkai_ssg.build import build
from gongkai_ssg.config import load_config
from gongkai_ssg.errors import BusyError, GongkaiError, reason
from gongkai_ssg.report import Options, Progress, Report
from gongkai_ssg.serve_http import PreviewServer
from gongkai_ssg.serve_page import View, figures
from gongkai_ssg.serve_watch import Change, Watcher, collect

Say = Callable[[str], None]

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def serve(
    source: Path, host: str, port: int, today: dt.date | None, search: bool,
    say: Say, progress: Progress | None = None,
) -> None:  # fmt: skip
    """Show the site at `source` until interrupted; `say` takes the status lines.

    Raises UsageError where the port cannot be had, GongkaiError when the first build fails.
    """
    try:
        with Preview(source, host, port, today, search, say, progress) as preview:
            preview.run()
    except KeyboardInterrupt:
        say("预览已结束。")


class Preview:
    """One running preview. Entering builds and starts serving; `run` then follows changes."""

    def __init__(
        self, source: Path, host: str, port: int, today: dt.date | None, search: bool,
        say: Say, progress: Progress | None = None,
    ) -> None:  # fmt: skip
        self._say = say
        self._progress = progress
        self._source = source
        self._options = Options(
            source=source,
            out=source / ".gongkai" / "preview" / "site",
            today=today,
            search=search,
            fail_on="never",
            lock_numbers=False,
        )
        self._started = time.time_ns()  # a page of an earlier preview must not pass for one of ours
        self._changes: queue.SimpleQueue[Change | None] = queue.SimpleQueue()
        self._watcher: Watcher | None = None
        self._server = PreviewServer(host, port)

    @property
    def url(self) -> str:
        """Where the site is shown."""
        return self._server.url

    def __enter__(self) -> Preview:
        try:
            self._start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _start(self) -> None:
        self._say("正在生成预览……")
        begin = time.perf_counter()
        # Before any thread runs: the first build may then fork workers.
        report = build(self._options, self._progress)
        view = self._viewed(report, None)
        self._server.publish(view)
        self._server.start()
        self._watcher = Watcher(self._source, self._changes.put)
        # What was edited before the watcher ran is found by one more build.
        self._changes.put(Change("", ended=True))
        seconds = time.perf_counter() - begin
        self._say(
            f"共 {report.documents} 篇，可公开 {report.public} 篇，用时 {seconds:.2f} 秒；{figures(report.findings)}。"
        )
        if self._watcher.polling:
            self._say("提示：系统不能再监视更多文件夹，改为每秒检查一次。")
        if self._server.host not in _LOOPBACK:
            self._say("注意：同一网络的其他人也能看到页面；检查结果只在本机显示。")
        self._say(f"预览：{self.url}  （Ctrl+C 结束）")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._watcher is not None:
            self._watcher.stop()
        self._server.close()

    def stop(self) -> None:
        """Make `run` return; may be called from any thread."""
        self._changes.put(None)

    def run(self) -> None:
        """Build again after every change, until `stop`."""
        pending: set[str] = set()
        while (changes := collect(self._next, wait=not pending)) is not None:
            pending |= changes
            pending = set() if self._rebuild(pending) else pending

    def _next(self, seconds: float | None) -> Change | None:
        return self._changes.get(timeout=seconds)

    def _rebuild(self, changes: set[str]) -> bool:
        """Build and publish; False when another process is at it and this has to be tried again."""
        assert self._watcher is not None and self._server.view is not None
        old = self._server.view
        begin = time.perf_counter()
        try:
            self._watcher.refresh()
            view = self._viewed(build(self._options), old)
        except BusyError:
            return False
        except Exception as fault:
            view = msgspec.structs.replace(old, number=old.number + 1, error=_explained(fault))
        if not _same(view, old):
            self._server.publish(view)
        elif changes == {""}:
            return True
        self._tell(changes - {""}, view, time.perf_counter() - begin)
        return True

    def _viewed(self, report: Report, old: View | None) -> View:
        assert self._options.out is not None
        config = load_config(self._source)
        number = 1 if old is None else old.number + 1
        kept = old is not None and not report.changed and not report.removed
        return View(
            folder=self._options.out.resolve(),
            base=config.base,
            site=old.site if old is not None and kept else f"{self._started:x}-{number}",
            number=number,
            report=report,
            addresses=report.addresses,
        )

    def _tell(self, changes: Iterable[str], view: View, seconds: float) -> None:
        first, *others = sorted(changes) or ["内容"]
        what = f"{first} 等 {len(others) + 1} 处" if others else first
        message, hint = view.error
        if message:
            self._say(f"改动 {what}：没有生成，仍显示上一次的结果。\n错误：{message}")
            if hint:
                self._say(f"    建议：{hint}")
            return
        report = view.report
        done = f"更新 {report.changed} 个文件" if report.changed else "页面没有变化"
        done += f"，删除 {len(report.removed)} 个" if report.removed else ""
        self._say(f"改动 {what}：{done}，用时 {seconds:.2f} 秒；{figures(report.findings)}。")


def _same(view: View, old: View) -> bool:
    """Tell whether nobody would see a difference."""

    def shown(each: View) -> object:
        return (
            each.site,
            each.base,
            each.error,
            each.addresses,
            each.report.findings,
            each.report.held,
        )

    return shown(view) == shown(old)


def _explained(fault: Exception) -> tuple[str, str]:
    if isinstance(fault, GongkaiError):
        return fault.message, fault.hint
    if isinstance(fault, OSError):
        return f"系统读写失败：{reason(fault)}。", "检查磁盘空间和文件权限，再保存一次。"
    name = type(fault).__name__
    return (
        f"程序内部出错（{name}：{fault}）。",
        "用 gongkai --debug build 重做一次，把显示的内容交给开发者。",
    )
