"""Says things to people: results to stdout, the rest to stderr. It must not decide anything."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Any

from gongkai_ssg.errors import GongkaiError
from gongkai_ssg.faults import Finding, Severity
from gongkai_ssg.report import Report, count

#: Text output stops listing one rule's findings after this many; JSON holds them all.
MOST_PER_RULE = 50


def say(text: str = "") -> None:
    """Write a line to stderr."""
    print(text, file=sys.stderr)


def result(text: str) -> None:
    """Write a line to stdout."""
    print(text)


def complain(error: GongkaiError) -> None:
    """Show what stopped the program, and the cure."""
    say(f"错误：{error.message}")
    if error.hint:
        say(f"    建议：{error.hint}")


def finding_text(finding: Finding) -> str:
    """Return the text form of a finding: place, rule and message, the cure below."""
    line = f"{finding.path}:{finding.line}:{finding.column} {finding.rule} {finding.message}"
    return f"{line}\n    建议：{finding.hint}" if finding.hint else line


def show_findings(findings: Sequence[Finding], every: bool = False) -> None:
    """List findings on stdout: all of them, or at most 50 of a rule and none that only informs."""
    shown: Counter[str] = Counter()
    hidden: Counter[str] = Counter()
    for finding in findings:
        if not every and finding.severity is Severity.INFO:
            continue
        if not every and shown[finding.rule] >= MOST_PER_RULE:
            hidden[finding.rule] += 1
            continue
        shown[finding.rule] += 1
        result(finding_text(finding))
    for rule, number in sorted(hidden.items()):
        result(f"……{rule} 还有 {number} 处，用 -v 或 --format json 查看全部。")


def show_held(report: Report) -> None:
    """Say which documents are not built, and why."""
    for held in report.held:
        result(f"未生成：{held.path}（{held.why}）")


def summary_text(report: Report) -> str:
    """Return the one line that closes a check."""
    counted = count(report.findings)
    figures = "，".join(f"{severity.label} {number}" for severity, number in counted.items())
    held = f"，未生成 {len(report.held)} 篇" if report.held else ""
    waived = f"；豁免 {len(report.waived)} 处" if report.waived else ""
    return f"共 {report.documents} 篇，可公开 {report.public} 篇{held}；{figures}{waived}。"


def show_explanation(writes: Iterable[tuple[str, Sequence[str]]], removed: Iterable[str]) -> None:
    """Say why each page was written."""
    for path, reasons in writes:
        result(f"写入 {path}：{'、'.join(reasons)}")
    for path in removed:
        result(f"删除 {path}：不再属于本站")


class ProgressBar:
    """A progress bar on stderr for work that takes long; silent where stderr is no terminal."""

    def __init__(self, enabled: bool) -> None:
        self._enabled = enabled and sys.stderr.isatty()
        self._progress: Any = None
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show that `done` of `total` things of a stage are finished."""
        if not self._enabled or total < 200:
            return
        if self._progress is None:
            # No thread of its own: worker processes are forked while the bar is shown.
            from rich.console import Console
            from rich.progress import (
                BarColumn,
                MofNCompleteColumn,
                Progress,
                TextColumn,
                TimeElapsedColumn,
            )

            self._progress = Progress(
                TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
                console=Console(stderr=True), transient=True, auto_refresh=False,
            )  # fmt: skip
            self._progress.start()
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(stage, total=total)
        self._progress.update(self._tasks[stage], completed=done, refresh=True)
