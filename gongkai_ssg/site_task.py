"""Builds one site where a worker runs, and says what became of it in small plain values.

The worker may be on another machine: everything it needs is in what it is given, and what it gives
back is no class of ours. It must not know which sites there are beside it.
"""

from __future__ import annotations

import datetime as dt
import platform
import time
import traceback
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from gongkai_ssg import __version__
from gongkai_ssg.build import build
from gongkai_ssg.errors import BusyError, ConfigError, GongkaiError, UsageError, reason
from gongkai_ssg.report import Options, Report, count
from gongkai_ssg.text import digest


class State(StrEnum):
    """How the build of a site ended."""

    BUILT = "built"
    FINDINGS = "findings"
    CONFIG = "config"
    USAGE = "usage"
    BUSY = "busy"
    CRASHED = "crashed"
    FAILED = "failed"
    LOST = "lost"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def is_chance(self) -> bool:
        """Whether the same build may well end otherwise a moment later."""
        return self in (State.CRASHED, State.FAILED)


_LABELS = {
    State.BUILT: "已生成",
    State.FINDINGS: "检查不通过",
    State.CONFIG: "设置有错",
    State.USAGE: "位置不能用",
    State.BUSY: "别处正在生成",
    State.CRASHED: "进程崩溃",
    State.FAILED: "生成失败",
    State.LOST: "失去联系",
}


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a site; also the form in the JSON report."""

    name: str
    source: str
    output: str
    state: State
    attempts: int = 1  # how often it was started
    documents: int = 0
    public: int = 0
    held: int = 0
    findings: dict[str, int] = {}  # severity: number
    changed: int = 0
    removed: int = 0
    kept: int = 0
    seconds: float = 0.0
    host: str = ""  # the machine that did it
    message: str = ""
    hint: str = ""
    notes: tuple[str, ...] = ()
    trace: str = ""


@cache
def code_version() -> str:
    """Return what must be equal on all machines: the version, and the digest of our code."""
    package = Path(__file__).parent
    parts = (each.read_bytes() for each in sorted(package.rglob("*.py")))
    return f"{__version__}+{digest(b''.join(parts))[:12]}"


def mark_path(out: Path, name: str) -> Path:
    """Return where the file lies by which a worker sees that an output folder is shared."""
    return out.resolve().parent / ".gongkai" / name


def build_one(given: dict[str, Any]) -> dict[str, Any]:
    """Build a site in this process and return its outcome; takes and gives plain values."""
    started = time.perf_counter()
    basis = {key: str(given[key]) for key in ("name", "source", "output")}
    try:
        result = _build(given)
    except Exception as error:
        result = failure(error, bool(given["debug"]))
    seconds = round(time.perf_counter() - started, 3)
    return {**basis, **result, "seconds": seconds, "host": platform.node()}


def _build(given: dict[str, Any]) -> dict[str, Any]:
    source, out, mark = Path(given["source"]), Path(given["output"]), given["mark"]
    if given["version"] != code_version():
        raise GongkaiError(
            f"程序版本不同：命令是 {given['version']}，{platform.node()} 上是 {code_version()}。",
            "各台机器装同一个版本，再重新启动 dask worker。",
        )
    if not source.is_dir() or (mark and not mark_path(out, mark).is_file()):
        missing = source if not source.is_dir() else out.parent
        raise GongkaiError(
            f"{platform.node()} 上没有共享文件夹 {missing}。",
            "每台机器都要把同一个文件夹挂载在同一个路径下。",
        )
    options = Options(
        source=source,
        out=out,
        today=dt.date.fromisoformat(given["today"]),
        fail_on=given["fail_on"],
        search=given["search"],
        jobs=1,  # the sites are what runs side by side
    )
    return _told(build(options))


def _told(report: Report) -> dict[str, Any]:
    return {
        "state": State.BUILT if report.built else State.FINDINGS,
        "documents": report.documents,
        "public": report.public,
        "held": len(report.held),
        "findings": {each.value: number for each, number in count(report.findings).items()},
        "changed": report.changed,
        "removed": len(report.removed),
        "kept": report.kept,
        "notes": list(report.notes)
        if report.lock_written
        else [*report.notes, "新编的索引号没能写进站点文件夹，下次可能变动。"],
    }


def failure(error: BaseException, debug: bool) -> dict[str, Any]:
    """Return the part of an outcome that says what stopped a build."""
    message, hint = f"程序内部出错（{type(error).__name__}：{error}）。", ""
    state = State.FAILED
    if isinstance(error, GongkaiError):
        message, hint = error.message, error.hint
        kinds = {BusyError: State.BUSY, ConfigError: State.CONFIG, UsageError: State.USAGE}
        state = kinds.get(type(error), State.FAILED)
    elif isinstance(error, OSError):
        where = f" {error.filename}" if error.filename else ""
        message = f"系统读写失败{where}：{reason(error)}。"
    trace = "".join(traceback.format_exception(error)) if debug else ""
    return {"state": state, "message": message, "hint": hint, "trace": trace}
