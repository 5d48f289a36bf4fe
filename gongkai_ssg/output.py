"""The output folder: stage new files beside it, then switch. It must not know what they hold.

The folder is exactly what the build says: what does not belong to the site is removed (a stray
file may be a leak), save hidden entries at the top (.git, .well-known). Until everything is
staged nothing in it changes.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from gongkai_ssg.errors import GongkaiError, UsageError, reason
from gongkai_ssg.public import PublicFile
from gongkai_ssg.tally import mark, total

MARK = b'"generator":"gongkai-ssg"'

_State = tuple[int, int]  # size, mtime in ns

_decode_state = msgspec.msgpack.Decoder(_State).decode


class Output:
    """One output folder and the staging folder beside it."""

    def __init__(self, root: Path, out: Path) -> None:
        """`root` is the site; raises UsageError where `out` must not be written."""
        self.out = out.resolve()
        root = root.resolve()
        parents = (root, *root.parents)
        if self.out in parents or self.out == Path(self.out.anchor):
            raise UsageError(
                f"输出文件夹 {out} 包含站点本身。", "用 -d 指明另一个文件夹，例如 public。"
            )
        for name in ("content", "themes"):
            if self.out == root / name or root / name in self.out.parents:
                raise UsageError(
                    f"输出文件夹 {out} 在 {name} 里面。", "用 -d 指明另一个文件夹，例如 public。"
                )
        if self.out.exists() and not self.out.is_dir():
            raise UsageError(f"输出位置 {out} 是一个文件。", "用 -d 指明一个文件夹。")
        self.work = self.out.parent / ".gongkai" / self.out.name
        self.stage = self.work / "stage"
        self._folders: set[str] = {""}  # made in the staging folder by this process
        self.found: dict[str, _State] = {}
        self.marks = 0  # the sum over the files that are there, as `tally` gives it
        self.whole = False  # all is as the last build left it, and `found` is empty
        self._trusted: Callable[[str], bytes | None] = lambda path: None
        self.strange: list[str] = []
        self.hollow: list[str] = []  # folders without anything, left when a build was killed

    @property
    def exists(self) -> bool:
        return self.out.is_dir()

    def look(self) -> None:
        """Read the state of every file in the folder; links and special files are strange."""
        self.found, self.marks, self.whole, self.strange, self.hollow = {}, 0, False, [], []
        if not self.exists:
            return
        top = str(self.out)
        folders = [top]
        while folders:
            folder = folders.pop()
            with os.scandir(folder) as entries:
                entry = None
                for entry in entries:
                    if folder == top and entry.name.startswith("."):
                        continue
                    path = (
                        os.path.relpath(entry.path, top)
                        if folder == top
                        else entry.path[len(top) + 1 :]
                    )
                    path = path.replace(os.sep, "/")
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    elif entry.is_file(follow_symlinks=False):
                        state = entry.stat(follow_symlinks=False)
                        self.found[path] = (state.st_size, state.st_mtime_ns)
                    else:
                        self.strange.append(path)
                if entry is None and folder != top:
                    self.hollow.append(folder[len(top) + 1 :].replace(os.sep, "/") + "/")
        self.marks = total(sum(mark(path, *state) for path, state in self.found.items()))

    def trust(self, state_of: Callable[[str], bytes | None], marks: int) -> None:
        """Take the encoded states of all pages for granted: the files add up to `marks` as they did.

        `state_of` gives that of a path, None where no page was.
        """
        self._trusted = state_of
        self.marks, self.whole = marks, True

    def look_at(self, paths: Iterable[str], marks: int) -> None:
        """Read the state of single files of a folder whose files are to add up to `marks`."""
        self.marks = marks
        for path in paths:
            state = os.lstat(f"{self.out}/{path}")
            if stat.S_ISREG(state.st_mode):
                self.found[path] = (state.st_size, state.st_mtime_ns)

    def refuse_foreign(self) -> None:
        """Raise UsageError when the folder, looked at, holds files that are not of a site of ours."""
        if not (self.found or self.strange):
            return
        try:
            head = (self.out / "catalog.json").read_bytes()[:200]
        except OSError:
            head = b""
        if MARK not in head:
            raise UsageError(
                f"输出文件夹 {self.out.name} 不是空的，也不是本工具生成的。",
                "换一个空文件夹，或先自行清空。",
            )

    def intact(self, path: str, state: bytes) -> bool:
        """Tell whether the file at `path` is still in this encoded state."""
        if self.whole:
            return self._trusted(path) == state
        found = self.found.get(path)
        return found is not None and msgspec.msgpack.encode(found) == state

    def _state(self, path: str) -> _State | None:
        """Return the state in which a page was found, None where there was none."""
        if self.whole:
            trusted = self._trusted(path)
            return None if trusted is None else _decode_state(trusted)
        return self.found.get(path)

    def clear_stage(self) -> None:
        """Empty the staging folder: what a killed build left there counts for nothing."""
        shutil.rmtree(self.stage, ignore_errors=True)
        self.stage.mkdir(parents=True)
        self._folders = {""}

    def put(self, path: str, data: bytes) -> bytes:
        """Stage `data` for `path` unless the folder holds the same; return the encoded state."""
        old = self._state(path)
        if old is not None and old[0] == len(data) and (self.out / path).read_bytes() == data:
            return msgspec.msgpack.encode(old)
        handle = self._open(path)
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(handle, view) :]
            state = os.fstat(handle)
        finally:
            os.close(handle)
        return msgspec.msgpack.encode((state.st_size, state.st_mtime_ns))

    def put_file(self, source: Path, file: PublicFile) -> bytes:
        """Stage a copy of an attachment; raises GongkaiError when it is not what was checked."""
        hasher = hashlib.blake2b(digest_size=16)
        handle = self._open(file.path)
        try:
            reader = os.open(
                source, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
            )
            try:
                while data := os.read(reader, 1024 * 1024):
                    hasher.update(data)
                    os.write(handle, data)
            finally:
                os.close(reader)
            state = os.fstat(handle)
        except OSError as error:
            raise GongkaiError(
                f"复制附件 {file.source} 失败：{reason(error)}。", "稍后重新构建。"
            ) from None
        finally:
            os.close(handle)
        if hasher.hexdigest() != file.digest:
            raise GongkaiError(f"附件 {file.source} 在构建期间被改动。", "保存完毕后重新构建。")
        return msgspec.msgpack.encode((state.st_size, state.st_mtime_ns))

    def _open(self, path: str) -> int:
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            try:
                os.mkdir(f"{self.stage}/{folder}")
            except FileExistsError:
                pass
            except FileNotFoundError:
                os.makedirs(f"{self.stage}/{folder}", exist_ok=True)
            self._folders.add(folder)
        return os.open(f"{self.stage}/{path}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)

    # --- the switch --------------------------------------------------------------------

    def beside(self, wanted: set[str]) -> list[str]:
        """Return what lies there and is not `wanted`, after a look at all of it."""
        return sorted({*self.strange, *self.found} - wanted)

    def switch(self, removed: Sequence[str]) -> int:
        """Move the staged files in and take `removed` out; return how many were moved in.

        `marks` is kept up to date. An output folder that is not there yet appears in one step.
        """
        states = self.staged()
        if self.exists:
            # A file that somebody has changed since the look leaves a sum that no folder has.
            self.marks -= self._marks_of((*states, *removed))
        self.marks = total(self.marks + sum(mark(path, *state) for path, state in states.items()))
        if not self.exists:
            self.out.parent.mkdir(parents=True, exist_ok=True)
            os.replace(self.stage, self.out)
            return len(states)
        # A link that stood where a page belongs is replaced, which is not the same as removed.
        for path in self.strange:
            (self.out / path).unlink(missing_ok=True)
        staged = sorted(states, key=_release_order)
        # A file that stands where a folder must come (or the other way round) goes first.
        folders = {parent for path in staged for parent in _parents(path)}
        for path in removed:
            if path in folders:
                (self.out / path).unlink(missing_ok=True)
        for path in staged:
            target = f"{self.out}/{path}"
            try:
                os.replace(f"{self.stage}/{path}", target)
            except FileNotFoundError:
                os.makedirs(os.path.dirname(target), exist_ok=True)
                os.replace(f"{self.stage}/{path}", target)
            except IsADirectoryError:
                shutil.rmtree(target)
                os.replace(f"{self.stage}/{path}", target)
        for path in removed:
            # What lay in a folder that made way for a file is gone with it.
            if path not in folders:
                with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                    os.unlink(f"{self.out}/{path}")
        self._drop_empty_folders((*removed, *self.hollow))
        return len(staged)

    def staged(self) -> dict[str, _State]:
        """Return the states of all staged files by path."""
        top = str(self.stage)
        found: dict[str, _State] = {}
        folders = [top]
        while folders:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    else:
                        state = entry.stat(follow_symlinks=False)
                        path = entry.path[len(top) + 1 :].replace(os.sep, "/")
                        found[path] = (state.st_size, state.st_mtime_ns)
        return found

    def _marks_of(self, paths: Iterable[str]) -> int:
        found = 0
        for path in paths:
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                state = os.lstat(f"{self.out}/{path}")
                if stat.S_ISREG(state.st_mode):
                    found += mark(path, state.st_size, state.st_mtime_ns)
        return found

    def _drop_empty_folders(self, removed: Iterable[str]) -> None:
        folders = {parent for path in removed for parent in _parents(path)}
        for folder in sorted(folders, key=len, reverse=True):
            try:
                os.rmdir(self.out / folder)
            except OSError:
                continue  # not empty, or gone


def _parents(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[: number + 1]) for number in range(len(parts))]


def _release_order(path: str) -> tuple[int, str]:
    # A reader in the middle of the switch finds what a page names before the page names it.
    if path.startswith("assets/"):
        return 0, path
    if not path.endswith((".html", ".json", ".xml")):
        return 1, path
    depth_last = path in ("index.html", "catalog.json", "feed.xml", "sitemap.xml")
    return (3 if depth_last else 2), path
