"""What a build is asked to do and what it reports. It must not know how any of it is done.

Light to import: the command line needs these values even where nothing has to be built.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from gongkai_ssg.faults import Finding, Severity

Progress = Callable[[str, int, int], None]  # stage in Chinese, done, total

_NEVER = "never"
_CHINA = dt.timezone(dt.timedelta(hours=8))  # Asia/Shanghai: no summer time since 1991


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What one build is asked to do."""

    source: Path
    out: Path | None = None  # default: public/ in the source
    base_url: str | None = None
    jobs: int = 0  # 0: as many as there are processors
    today: dt.date | None = None
    clean: bool = False
    search: bool = True
    fail_on: str = "error"  # "never" or a severity
    lock_numbers: bool = True  # a preview locks no number for a document that is half written

    @property
    def day(self) -> dt.date:
        """The day on which rules judge: the one that was asked for, else today."""
        return self.today or today_in_china()

    @property
    def target(self) -> Path:
        return self.out if self.out is not None else self.source / "public"


class Held(msgspec.Struct, frozen=True):
    """A document that is not built, and why: for the person who builds, never for the site."""

    path: str
    title: str
    why: str
    expected: bool  # False: only a fault keeps it back


class Waiver(msgspec.Struct, frozen=True, kw_only=True):
    """One entry: who let which finding pass, why, since when and until when (one year at most
    where no day is written); `text` is a part of the finding's message, "" for all of a file."""

    rule: str
    path: str
    text: str
    reason: str
    by: str
    on: dt.date
    until: dt.date
    line: int = 1

    def covers(self, finding: Finding) -> bool:
        """Tell whether the waiver speaks of this finding, be it expired or not."""
        if (self.rule, self.path) != (finding.rule, finding.path):
            return False
        # What blocks is let pass value by value: the next one in the same file blocks again.
        if not self.text:
            return finding.severity is not Severity.BLOCK
        return self.text in finding.message


class Waived(msgspec.Struct, frozen=True):
    """A finding that does not count, and by whose word."""

    finding: Finding
    waiver: Waiver


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a build found and did."""

    findings: tuple[Finding, ...]
    documents: int
    public: int
    held: tuple[Held, ...]
    waived: tuple[Waived, ...] = ()  # findings that a named person lets pass
    built: bool = False
    notes: tuple[str, ...] = ()  # what was left out although it was asked for, and why
    writes: tuple[tuple[str, tuple[str, ...]], ...] = ()  # path, reasons: for --explain
    changed: int = 0  # files of the output that have new bytes
    removed: tuple[str, ...] = ()
    kept: int = 0
    numbers_added: int = 0
    lock_written: bool = True
    addresses: Mapping[str, str] = {}  # URL of each document that has a finding or is held
    timings: tuple[tuple[str, float], ...] = ()  # stage, seconds


def today_in_china() -> dt.date:
    """Return the day it is in Asia/Shanghai, whatever the machine's zone."""
    return dt.datetime.now(_CHINA).date()


def stops(findings: Sequence[Finding], fail_on: str) -> bool:
    """Tell whether findings stop a build that fails on this severity ("never": none does)."""
    if fail_on == _NEVER:
        return False
    limit = Severity(fail_on).rank
    return any(each.severity.rank <= limit for each in findings)


def count(findings: Iterable[Finding]) -> dict[Severity, int]:
    """Return how many findings of each severity there are, the gravest first."""
    counted = dict.fromkeys(Severity, 0)
    for finding in findings:
        counted[finding.severity] += 1
    return counted
