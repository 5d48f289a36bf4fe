"""The short ways: nothing has changed since the last good build, or single texts and nothing else.

What they give is what the full build gives; wherever that is not certain they give nothing, and
the full build is run. It must not print, and is light to import.
"""

from __future__ import annotations

import time

import msgspec

from gongkai_ssg import standing
from gongkai_ssg.errors import DamagedError
from gongkai_ssg.output import Output
from gongkai_ssg.report import Options, Report
from gongkai_ssg.standing import Standing
from gongkai_ssg.store import Store
from gongkai_ssg.tally import tallying

#: More documents than this are for the full build.
MOST = 20


def quick_build(options: Options) -> Report | None:
    """Bring the output folder up to date where that is a small matter; None where it is not."""
    if options.clean:
        return None
    try:
        return _quick_build(options)
    except DamagedError:
        return None  # what was remembered is thrown away


def _quick_build(options: Options) -> Report | None:
    start = time.perf_counter()
    output = Output(options.source, options.target)
    path = output.work / "build.sqlite"
    if not path.exists():
        return None
    with Store(path, standing.version_of(options.source)) as store:
        last = standing.recall(store)
        if last is None or not output.exists:
            return None
        found = standing.changes(options.source, store, MOST)
        if found is None:
            return None
        if not found:
            # Whatever somebody did to the output is for the full build to repair.
            with tallying(str(output.out)) as sum_there:
                holds = standing.holds(last, options)
                report = standing.recall_report(store, last) if holds else None
                if report is None or sum_there() != last.tally:
                    return None
        else:
            if not standing.holds(last, options):
                return None
            from gongkai_ssg.edited import build_edited  # what reads and renders is slow to import

            report = build_edited(options, store, output, last, found)
            if report is not None and not report.writes and not _is_whole(output, last):
                return None
    if report is None:
        return None
    took = ("quick", round(time.perf_counter() - start, 4))
    return msgspec.structs.replace(report, timings=(took,))


def _is_whole(output: Output, last: Standing) -> bool:
    with tallying(str(output.out)) as sum_there:
        return sum_there() == last.tally
