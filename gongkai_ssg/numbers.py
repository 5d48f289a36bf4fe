"""索引号: made by the site's pattern once, then locked in a committed file for good.

There is no national algorithm; every place has its own pattern. It must not know pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from gongkai_ssg.config import Config
from gongkai_ssg.document import Document, Site
from gongkai_ssg.errors import ConfigError
from gongkai_ssg.states import Disclosure
from gongkai_ssg.text import slug

LOCK_NAME = "index-numbers.lock"
_HEAD = "# 索引号一经编制不再变动。本文件由 gongkai build 维护，请随内容一起提交。\n"


class Locked(msgspec.Struct, frozen=True):
    """One line of the lock; `title` tells a renamed file from a new one."""

    number: str
    path: str
    title: str


class Numbers(msgspec.Struct, frozen=True):
    """The number of every catalogued document by path, and the lock that should be kept."""

    by_path: Mapping[str, str]
    lock: tuple[Locked, ...]
    added: int  # numbers made or moved now
    changed: bool = False  # the lock differs from the one that was read


def read_lock(root: Path) -> tuple[Locked, ...]:
    """Read the lock file at `root`; an absent one is empty. Raises ConfigError with the line."""
    if (root / LOCK_NAME).exists() and not (root / LOCK_NAME).is_file():
        raise ConfigError(f"{LOCK_NAME} 不是普通文件。", "从版本库恢复这个文件。")
    try:
        text = (root / LOCK_NAME).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError):
        raise ConfigError(f"读不了 {LOCK_NAME}。", "从版本库恢复这个文件。") from None
    found: list[Locked] = []
    seen: set[str] = set()
    for number, line in enumerate(text.split("\n"), 1):  # a path may hold U+2028
        if not line.strip() or line.startswith("#"):
            continue
        parts = line.split("\t")
        if len(parts) != 3 or parts[0] in seen:
            why = "索引号重复" if len(parts) == 3 else "不是“索引号、路径、标题”三栏"
            raise ConfigError(
                f"{LOCK_NAME}:{number}:1 {why}：“{line[:60]}”。",
                "从版本库恢复这一行；合并冲突时两边的行都保留。",
            )
        seen.add(parts[0])
        found.append(Locked(*parts))
    return tuple(found)


def lock_bytes(lock: Iterable[Locked]) -> bytes:
    """Return the lock file, in the order of its numbers."""
    lines = [
        f"{each.number}\t{each.path}\t{each.title}\n"
        for each in sorted(lock, key=lambda e: e.number)
    ]
    return (_HEAD + "".join(lines)).encode()


def write_lock(root: Path, lock: Iterable[Locked]) -> bool:
    """Write the lock in the order of its numbers; False where the folder cannot be written."""
    target, draft = root / LOCK_NAME, root / (LOCK_NAME + ".new")
    try:
        draft.write_bytes(lock_bytes(lock))
        draft.replace(target)
    except OSError:
        return False
    return True


def assign(site: Site, config: Config, lock: tuple[Locked, ...]) -> Numbers:
    """Give every document that will stand in the catalog its number.

    A number that the author wrote stands; one in the lock is kept; a renamed file (the old path
    gone, the same title) takes its number along; the rest are numbered by date and path.
    """
    by_path = {each.path: each for each in lock}
    present = {document.path for document in site.documents}
    orphans: dict[str, list[Locked]] = {}
    for each in lock:
        if each.path not in present:
            orphans.setdefault(each.title, []).append(each)
    numbers: dict[str, str] = {}
    waiting: list[Document] = []
    kept = {each.number: each for each in lock}
    for document in site.documents:
        if document.disclosure not in (Disclosure.ACTIVE, Disclosure.ON_REQUEST) or document.draft:
            continue
        if document.index_number:
            numbers[document.path] = document.index_number
        elif document.path in by_path:
            known = by_path[document.path]
            number, title = known.number, _title(document)
            numbers[document.path] = number
            # With its present title, so that it is known again should the file be moved.
            kept[number] = known if known.title == title else Locked(number, known.path, title)
        elif document.formed_on or document.date:
            waiting.append(document)
    taken = set(kept) | set(numbers.values())
    next_of: dict[str, int] = {}
    waiting.sort(key=lambda d: (d.date or d.formed_on, d.path))
    for document in waiting:
        moved = orphans.get(_title(document), [])
        if len(moved) == 1:
            number = moved.pop().number
        else:
            number = _next(document, config, taken, next_of)
            taken.add(number)
        numbers[document.path] = number
        kept[number] = Locked(number, document.path, _title(document))
    locked = tuple(kept.values())
    return Numbers(numbers, locked, len(waiting), locked != lock)


def _title(document: Document) -> str:
    return " ".join(document.title.split())


def _next(document: Document, config: Config, taken: set[str], next_of: dict[str, int]) -> str:
    day = document.formed_on or document.date
    assert day is not None
    unit = config.unit_by_name.get(document.unit)
    parts = {
        "unit": unit.code if unit else slug(document.unit),
        "column": document.column,
        "year": f"{day.year:04d}",
        "date": f"{day:%Y%m%d}",
    }
    group = config.index_pattern.format(**parts, seq=0)
    while True:
        next_of[group] = next_of.get(group, 0) + 1
        number = config.index_pattern.format(**parts, seq=next_of[group])
        if number not in taken:
            return number
