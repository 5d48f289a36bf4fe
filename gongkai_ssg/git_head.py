"""Finds where HEAD of a git repository stands, without asking git.

It must not run a program, and is light to import.
"""

from __future__ import annotations

import re
from pathlib import Path

_HASH = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_REF = re.compile(r"refs/[^\s:?*\[\\^~]+")
_SMALL, _LARGE = 4096, 64 * 1024 * 1024  # bytes of a ref, of packed-refs


def history(root: Path) -> str | None:
    """Return what the answer of `first_commits` depends on beside the limit, without asking git.

    None where only git can tell.
    """
    try:
        folder = git_folder(root.resolve())
        if folder is None:
            return "none"
        common = common_folder(folder)
        return "shallow" if (common / "shallow").exists() else head_of(folder, common)
    except (OSError, ValueError):
        return None


def git_folder(start: Path) -> Path | None:
    """Return the git folder of the repository or worktree that `start` lies in."""
    for folder in (start, *start.parents):
        found = folder / ".git"
        if found.is_dir():
            return found
        written = _read(found, _SMALL)
        if written.startswith("gitdir:"):  # a worktree or a submodule
            return folder / written.removeprefix("gitdir:").strip()
    return None


def common_folder(folder: Path) -> Path:
    """Return the folder that all worktrees share."""
    written = _read(folder / "commondir", _SMALL).strip()
    return folder / written if written else folder


def head_of(folder: Path, common: Path) -> str | None:
    """Return the commit of HEAD, "" before the first one, None where it takes git to tell."""
    written = _read(folder / "HEAD", _SMALL).strip()
    if _HASH.fullmatch(written):
        return written
    name = written.removeprefix("ref:").strip()
    if not _REF.fullmatch(name) or ".." in name or (common / "reftable").exists():
        return None
    for place in (folder, common):
        value = _read(place / name, _SMALL).strip()
        if _HASH.fullmatch(value):
            return value
        if value:
            return None  # a ref to another ref
    packed = re.search(
        rf"^({_HASH.pattern}) {re.escape(name)}$", _read(common / "packed-refs", _LARGE), re.M
    )
    return packed[1] if packed else ""


def _read(path: Path, limit: int) -> str:
    """Return the start of a text file, "" where there is none; a pipe is not waited for."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return file.read(limit).decode("utf-8", "surrogateescape")
