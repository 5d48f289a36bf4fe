"""Asks git on which day it first saw each document, to compare with the date of publication.

It must not judge, and never fails: where there is no git, or only part of a history, it knows
nothing. The repository's own settings may be hostile: none of them starts a program or a
connection, and the history is read anew only when HEAD has moved.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from gongkai_ssg.git_head import common_folder, git_folder, head_of
from gongkai_ssg.links import CONTENT
from gongkai_ssg.store import Store

_KEPT = "first_commits"  # key of the store
_ZONE = ZoneInfo("Asia/Shanghai")
_TIMEOUT = 60  # seconds

#: What git may not take from the settings of the repository.
_SETTINGS = (
    "core.fsmonitor=false", "core.hooksPath=/dev/null", "core.pager=cat", "log.showSignature=false",
    "log.showRoot=true", "log.follow=false", "protocol.allow=never", "safe.bareRepository=explicit",
)  # fmt: skip
#: Renames are followed, those with small changes too; merges add nothing of their own.
_LOG = (
    "log", "--topo-order", "--reverse", "--diff-filter=AR", "--name-status", "-z", "--relative",
    "--no-color", "--no-ext-diff", "--no-textconv", "--no-diff-merges", "--no-show-signature",
    "--format=%x01%at %ct",
)  # fmt: skip


class FirstCommits(msgspec.Struct, frozen=True):
    """The first day of each document by its path, and what to say where there is none."""

    days: Mapping[str, dt.date] = {}
    note: str = ""


class _Kept(msgspec.Struct, frozen=True):
    key: str
    days: dict[str, dt.date]


def first_commits(root: Path, store: Store | None, import_size: int) -> FirstCommits:
    """Return the day on which git first saw each document of the site at `root`.

    Of author time and commit time the earlier one counts, in Asia/Shanghai. A commit that adds
    more than `import_size` documents brings old ones in: they are left out.
    """
    try:
        return _first_commits(root, store, import_size)
    except (OSError, ValueError, OverflowError, subprocess.SubprocessError) as error:
        kind = "太慢" if isinstance(error, subprocess.TimeoutExpired) else "读不了"
        return FirstCommits(note=f"git 的历史{kind}，没有核对发布日期。")


def _first_commits(root: Path, store: Store | None, import_size: int) -> FirstCommits:
    folder = git_folder(root.resolve())
    if folder is None:
        return FirstCommits()
    common = common_folder(folder)
    if (common / "shallow").exists():
        note = (
            "git 仓库是浅克隆，看不到最早的提交，没有核对发布日期；用 git fetch --unshallow 取回。"
        )
        return FirstCommits(note=note)
    head = head_of(folder, common)
    if head == "":
        return FirstCommits()  # nothing is committed yet
    key = f"{head}/{import_size}"
    kept = _recall(store)
    if head is not None and kept is not None and kept.key == key:
        return FirstCommits(kept.days)
    log = _ask(root)
    if log is None:
        return FirstCommits(note="git 的历史读不了，没有核对发布日期。")
    days = _days(log, import_size)
    if store is not None and head is not None:
        store.set(_KEPT, msgspec.msgpack.encode(_Kept(key, days)))
    return FirstCommits(days)


def _recall(store: Store | None) -> _Kept | None:
    data = store.get(_KEPT) if store is not None else None
    try:
        return msgspec.msgpack.decode(data, type=_Kept) if data else None
    except msgspec.DecodeError:
        return None


# --- asking git ------------------------------------------------------------------------------


def _ask(root: Path) -> bytes | None:
    """Return the log of content/; None where git is missing or refuses."""
    program = shutil.which("git")
    if program is None or not Path(program).is_absolute():
        return None
    settings = [word for each in _SETTINGS for word in ("-c", each)]
    for renames in ("-M", "--no-renames"):  # without all objects at hand renames are not found
        ran = subprocess.run(
            [program, "--no-pager", *settings, *_LOG, renames, "HEAD", "--", CONTENT],
            cwd=root,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_TIMEOUT,
            check=False,
        )
        if ran.returncode == 0:
            return ran.stdout
    return None


def _environment() -> dict[str, str]:
    """Return our environment without what changes git, and with what keeps it from acting."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return kept | {
        "GIT_CONFIG_NOSYSTEM": "1", "GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0",
        "GIT_ATTR_NOSYSTEM": "1", "LC_ALL": "C",
    }  # fmt: skip


def _days(log: bytes, import_size: int) -> dict[str, dt.date]:
    days: dict[str, dt.date] = {}
    imported: set[str] = set()
    for day, added, renamed in _commits(log):
        documents = [path for path in added if path.lower().endswith(".md")]
        bulk = len(documents) > import_size
        for path in documents:
            if bulk and path not in days:
                imported.add(path)
            elif path not in imported:
                days.setdefault(path, day)
        for old, new in renamed:
            if old in days:
                days[new] = min(days[old], days.get(new, days[old]))
            elif old in imported:
                imported.add(new)
    return {path: day for path, day in sorted(days.items()) if path not in imported}


def _commits(log: bytes) -> Iterator[tuple[dt.date, list[str], list[tuple[str, str]]]]:
    """Yield day, new paths and renamed ones of each commit, the oldest first."""
    words = iter(log.decode("utf-8", "surrogateescape").split("\0"))
    day: dt.date | None = None
    added: list[str] = []
    renamed: list[tuple[str, str]] = []
    for word in words:
        word = word.lstrip("\n")
        if word.startswith("\x01"):
            if day is not None:
                yield day, added, renamed
            seconds = min(map(int, word[1:].split()))
            day, added, renamed = dt.datetime.fromtimestamp(seconds, _ZONE).date(), [], []
        elif word.startswith("A"):
            added.append(next(words, ""))
        elif word.startswith("R"):
            renamed.append((next(words, ""), next(words, "")))
    if day is not None:
        yield day, added, renamed
