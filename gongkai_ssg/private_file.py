"""Writes what stays inside the agency, and never where a site is made from or published.

It must not know what the files hold.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from gongkai_ssg.errors import UsageError
from gongkai_ssg.output import MARK

_SOURCES = ("content", "themes", "public")


def refuse_public_place(source: Path, path: Path) -> None:
    """Raise UsageError where `path` would be published: in the sources of a site or in its output."""
    for place in (path.parent.resolve() / path.name, path.resolve()):
        for name in _SOURCES:
            if place.is_relative_to((source / name).resolve()):
                raise UsageError(
                    f"{path} 在站点的 {name} 里面，会被公开。", "换一个不会公开的文件夹。"
                )
        for folder in place.parents:
            if _is_output(folder):
                raise UsageError(f"{path} 在生成的网站里面，会被公开。", "换一个不会公开的文件夹。")


def _is_output(folder: Path) -> bool:
    try:
        with (folder / "catalog.json").open("rb") as file:
            return MARK in file.read(200)
    except OSError:
        return False


def write_private(source: Path, path: Path, data: bytes) -> None:
    """Write a file that only its owner can read; a file that is there is replaced as a whole.

    Raises UsageError where it would be published or cannot be written.
    """
    refuse_public_place(source, path)
    if path.is_dir():
        raise UsageError(f"{path} 是一个文件夹。", "写明文件名。")
    if not path.parent.is_dir():
        raise UsageError(f"没有文件夹 {path.parent}。", "先建好文件夹。")
    half = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        half.replace(path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            half.unlink()
