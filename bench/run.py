"""Times us and Hugo on the same text, in the same run, and prints time, memory and ratio.

    python bench/run.py [--sizes 1000,10000,100000:300] [--runs 3] [--patience 600] [--no-search] [--write]

A size is a number of documents, and after a colon the characters to which their bodies are cut.
Whole processes are measured: wall time, processor time, peak memory as the system counts them for
the process and its children, and the files of the output that were written. Then queries are asked
in a browser. Quote ratios: absolute figures are those of one machine. `--write` puts the tables and
a chart into docs/.
"""

from __future__ import annotations

import argparse
import platform
import shutil
from importlib.metadata import version
from pathlib import Path

import chart
import material
import queries
from cases import cases
from measure import Case, Run, measure, median, memory, processors

from gongkai_ssg import __version__

# Documents from which on the peer's indexer would need more memory than a machine has.
_TOO_MANY = 50_000

Results = list[tuple[Case, list[Run]]]

_HEAD = (
    "| 项目 | 用时 s（最小–最大） | CPU s | 峰值内存 MiB | 写文件 | 写 MB | 用时 ÷ Hugo |\n"
    "|---|--:|--:|--:|--:|--:|--:|"
)


def main() -> None:
    """Measure and print one table for each size."""
    parser = argparse.ArgumentParser(description="与 Hugo 同场计时")
    parser.add_argument("--sizes", default="1000,10000,100000:300", help="篇数，冒号后是正文字数")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--patience", type=float, default=600, help="等对手一次几秒")
    parser.add_argument("--no-search", action="store_true", help="不测检索索引")
    parser.add_argument("--write", action="store_true", help="写进 docs/benchmarks.md 和图")
    parser.add_argument("--work", type=Path, default=Path(__file__).parent / "sites")
    given = parser.parse_args()
    machine = _machine()
    print(machine)
    parts = [machine]
    figures: dict[int, Results] = {}
    for each in given.sizes.split(","):
        size, _, cut = each.partition(":")
        text, figures[int(size)] = _one(int(size), int(cut or 0), given)
        print(f"\n{text}", flush=True)
        parts.append(text)
    if given.write:
        _write(parts, figures)


def _one(size: int, cut: int, given: argparse.Namespace) -> tuple[str, Results]:
    """Measure one size and return its text and its figures."""
    work = given.work / str(size)
    shutil.rmtree(work, ignore_errors=True)
    material.make(size, work / "ours", work / "hugo", cut)
    search = not given.no_search
    wanted = cases(work, search, size < _TOO_MANY, given.patience)
    results: Results = [(case, []) for case in wanted]
    for _ in range(given.runs):
        for case, runs in results:
            # Nobody waits three times for what does not come to an end.
            if all(run.finished for run in runs):
                runs.append(measure(case))
    bodies = f"正文截到 {cut} 字" if cut else "全文"
    parts = [f"## {size} 篇，{bodies}，各 {given.runs} 次，中位数", table(results)]
    if search:
        parts.append(queries.table(queries.ask(work / "out", queries.queries())))
    shutil.rmtree(work, ignore_errors=True)
    return "\n\n".join(parts), results


def table(results: Results) -> str:
    """Return the results of one size as a table, each case against its peer."""
    peers = {
        case.name: (median(runs, "wall"), runs[0].finished)
        for case, runs in results
        if not case.peer
    }
    lines = [_HEAD]
    for case, runs in results:
        wall = median(runs, "wall")
        peer, is_whole = peers[case.peer or case.name]
        # What was stopped would have taken longer, so its rivals' share is less.
        ratio = f"{'' if is_whole else '< '}{wall / peer:.3f}"
        took = f"{wall:.2f}（{min(r.wall for r in runs):.2f}–{max(r.wall for r in runs):.2f}）"
        if not runs[0].finished:
            took, ratio = f"> {wall:.0f}（没有做完）", "—"
        lines.append(
            f"| {case.name} | {took} | {median(runs, 'cpu'):.2f} | {median(runs, 'peak'):.0f}"
            f" | {median(runs, 'files'):.0f} | {median(runs, 'size'):.1f} | {ratio} |"
        )
    return "\n".join(lines)


def _machine() -> str:
    source = "真实文件" if material.CORPUS.is_dir() else "示例站点"
    return (
        f"{processors()} 个处理器，{memory():.0f} GiB 内存，{platform.system()}，"
        f"Python {platform.python_version()}；gongkai-ssg {__version__}，Hugo {version('hugo')}，"
        f"Pagefind {version('pagefind-bin')}；{source}重复而成。"
    )


def _write(parts: list[str], figures: dict[int, Results]) -> None:
    docs = material.REPOSITORY / "docs"
    bars = {
        size: [(case.name, median(runs, "wall"), not case.peer) for case, runs in results]
        for size, results in figures.items()
    }
    (docs / "images" / "benchmarks.svg").write_text(chart.draw(bars), encoding="utf-8")
    page = docs / "benchmarks.md"
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    begin, end = "<!-- 测得 -->", "<!-- 测得到此 -->"
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    measured = "\n\n".join([begin, *parts, end])
    page.write_text(f"{before}{measured}{after or chr(10)}", encoding="utf-8")


if __name__ == "__main__":
    main()
