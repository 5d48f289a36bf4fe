"""一次全量构建的处理器时间花在哪里：先按步骤，再按函数（--functions）。

    python bench/profile_build.py 站点文件夹 [--functions 40] [--search] [--runs 3]

在一个进程里构建（jobs=1），输出放在临时文件夹里。按步骤的数字用进程的处理器时间，取多次中最小的一次，
除以文档数，单位是微秒；缩进的一行包含在它上面那一行里。按函数的数字由 cProfile 给出，调用得越多，
它自己占的时间就越多，只宜看次序。
"""

from __future__ import annotations

import argparse
import cProfile
import importlib
import pstats
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gongkai_ssg.build import Options, build
from gongkai_ssg.rules import rules

# Depth, what it is called here, the module that calls it, its name there.
STEPS: tuple[tuple[int, str, str, str], ...] = (
    (0, "读取", "gongkai_ssg.build", "load"),
    (1, "找文件", "gongkai_ssg.load", "scan"),
    (1, "一篇文档", "gongkai_ssg.load", "read_document"),
    (2, "打开和读", "gongkai_ssg.reading", "read_bytes"),
    (2, "解码", "gongkai_ssg.reading", "decode"),
    (2, "关口看原文", "gongkai_ssg.reading", "scan_once"),
    (2, "前言", "gongkai_ssg.reading", "_split"),
    (2, "正文", "gongkai_ssg.reading", "convert"),
    (1, "文档规则", "gongkai_ssg.load", "_judged"),
    (1, "编码", "gongkai_ssg.load", "_encode"),
    (1, "解码文档", "gongkai_ssg.load", "_decode_document"),
    (1, "看附件", "gongkai_ssg.load", "look_at"),
    (0, "检查", "gongkai_ssg.judging", "verdict_of"),
    (0, "边界", "gongkai_ssg.build", "disclose"),
    (0, "页面的值和计划", "gongkai_ssg.build", "draft"),
    (0, "生成", "gongkai_ssg.build", "render"),
    (1, "渲染", "gongkai_ssg.render.Renderer", "render"),
    (2, "再读正文", "gongkai_ssg.render.Renderer", "text"),
    (2, "模板", "gongkai_ssg.theme.Theme", "render"),
    (1, "关口看成品", "gongkai_ssg.last_look.LastLook", "refuse"),
    (1, "写文件", "gongkai_ssg.output.Output", "put"),
    (1, "复制附件", "gongkai_ssg.output.Output", "put_file"),
    (0, "检索", "gongkai_ssg.build", "_search"),
    (0, "换上", "gongkai_ssg.build", "release"),
)


class Stopwatch:
    """Processor time of functions while the build calls them."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    def put_on(self, label: str, holder: Any, name: str) -> None:
        """Time the function `name` of a module or class from now on."""
        function = getattr(holder, name)

        def timed(*given: Any, **named: Any) -> Any:
            start = time.process_time()
            try:
                return function(*given, **named)
            finally:
                self.spent[label] = self.spent.get(label, 0.0) + time.process_time() - start

        setattr(holder, name, timed)


def main() -> None:
    """Build as often as asked and print the table."""
    parser = argparse.ArgumentParser(description="全量构建的处理器时间")
    parser.add_argument("site", type=Path)
    parser.add_argument(
        "--functions", type=int, default=0, metavar="N", help="再列出最费时的 N 个函数"
    )
    parser.add_argument("--search", action="store_true", help="也建检索索引")
    parser.add_argument("--rules", action="store_true", help="再列出每条文档规则的时间")
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()

    if given.functions:
        profile = cProfile.Profile()
        profile.runcall(_cold, given.site, given.search)
        pstats.Stats(profile).sort_stats("tottime").print_stats(given.functions)
        return
    watch = Stopwatch()
    for _, label, holder, name in STEPS:
        watch.put_on(label, _find(holder), name)
    named = _time_rules(watch) if given.rules else []
    rounds: list[dict[str, float]] = []
    count = 0
    for _ in range(given.runs):
        watch.spent.clear()
        start = time.process_time()
        count = _cold(given.site, given.search)
        rounds.append({**watch.spent, "合计": time.process_time() - start})
    print(f"{count} 篇，{given.runs} 次中最小，微秒每篇")
    for depth, label in [*((depth, label) for depth, label, _, _ in STEPS), (0, "合计"), *named]:
        least = min(each.get(label, 0.0) for each in rounds)
        print(f"{'    ' * depth}{label}  {least / count * 1e6:.0f}")


def _cold(site: Path, search: bool) -> int:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        report = build(Options(source=site, out=out, fail_on="never", search=search, jobs=1))
    return report.documents


def _find(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        module, _, inner = name.rpartition(".")
        return getattr(importlib.import_module(module), inner)


def _time_rules(watch: Stopwatch) -> list[tuple[int, str]]:
    """Time the part of each rule that sees one document."""
    import msgspec

    found = rules()
    named: list[tuple[int, str]] = []
    for key, rule in found.items():
        if rule.document is not None:
            held = _Holder(_listed(rule.document))
            watch.put_on(key, held, "call")
            found[key] = msgspec.structs.replace(rule, document=held.call)
            named.append((1, key))
    return named


class _Holder:
    def __init__(self, call: Callable[..., Any]) -> None:
        self.call = call


def _listed(function: Callable[..., Any]) -> Callable[..., Any]:
    # A rule may be a generator: its work is done when it is read.
    return lambda *given: list(function(*given))


if __name__ == "__main__":
    main()
