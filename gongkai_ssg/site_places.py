"""Says which sites are built into which folders, and refuses those that would hurt each other.

It must not read a site, nor know how one is built.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from gongkai_ssg.errors import UsageError

#: What a build reads; another site's files in there would become documents.
_READ = ("content", "themes")


class Place(msgspec.Struct, frozen=True):
    """A site, the name it is reported by, and the folder it is built into; absolute paths."""

    name: str
    source: Path
    out: Path


def site_places(sources: Sequence[Path], folder: Path | None) -> tuple[Place, ...]:
    """Return a place for each site: `folder`/<name>, or public/ in the site where there is none.

    Raises UsageError for a folder that is not there, sites of the same name or folder, and
    outputs that lie where another site is read or written.
    """
    found = tuple(_place(source, folder) for source in sources)
    _refuse_twins(found)
    _refuse_nests(found)
    return found


def _place(source: Path, folder: Path | None) -> Place:
    # A link keeps its own name: that is what the user sees. ".." has none before it is resolved.
    path = (
        Path(os.path.normpath(source.absolute())) if ".." not in source.parts else source.resolve()
    )
    try:
        str(path).encode()
    except UnicodeEncodeError:
        raise UsageError(
            f"站点文件夹 {str(source)!a} 的名称不是 UTF-8 编码。", "给它改名。"
        ) from None
    if not path.is_dir():
        raise UsageError(f"没有站点文件夹 {source}。", "写站点所在的文件夹，例如 sites/*/。")
    if not path.name or path.name.startswith("."):
        raise UsageError(f"站点文件夹 {source} 不能用作站点名。", "站点名不能以点开头。")
    out = path / "public" if folder is None else folder.absolute() / path.name
    return Place(path.name, path, out)


def _refuse_twins(places: Sequence[Place]) -> None:
    sources: dict[Path, Place] = {}
    names: dict[str, Place] = {}
    outs: dict[Path, Place] = {}
    for place in places:
        if (twin := sources.setdefault(place.source.resolve(), place)) is not place:
            raise UsageError(f"{twin.source} 和 {place.source} 是同一个站点。", "只写一次。")
        # A shared folder may take 甲 and its other spelling, or A and a, for the same.
        key = unicodedata.normalize("NFC", place.name).casefold()
        if (twin := names.setdefault(key, place)) is not place:
            raise UsageError(
                f"{twin.source} 和 {place.source} 同名。", "给一个站点改名，或者分两次生成。"
            )
        if (twin := outs.setdefault(place.out.resolve(), place)) is not place:
            raise UsageError(
                f"站点 {twin.name} 和 {place.name} 的输出是同一个文件夹 {place.out.resolve()}。",
                "各站点的输出文件夹要分开。",
            )


def _refuse_nests(places: Sequence[Place]) -> None:
    roots = {place.source.resolve(): place for place in places}
    outs = {place.out.resolve(): place for place in places}
    for root, place in roots.items():
        for above in (root, *root.parents):
            if above in outs:
                raise UsageError(
                    f"站点 {outs[above].name} 的输出文件夹 {above} 包含站点 {place.name} 本身。",
                    "用 -d 指明另一个文件夹。",
                )
        for owner in _readers(root, roots):
            raise UsageError(
                f"站点 {place.name} 在站点 {owner.name} 的内容里面。", "把它移到别处。"
            )
    for out, place in outs.items():
        for above in out.parents:
            if above in outs:
                raise UsageError(
                    f"站点 {place.name} 的输出文件夹在站点 {outs[above].name} 的输出文件夹里面。",
                    "各站点的输出文件夹要分开。",
                )
        for owner in _readers(out, roots):
            raise UsageError(
                f"站点 {place.name} 的输出文件夹在站点 {owner.name} 的内容里面。",
                "用 -d 指明另一个文件夹。",
            )


def _readers(path: Path, roots: dict[Path, Place]) -> Iterator[Place]:
    for above in (path, *path.parents):
        if above.name in _READ and above.parent in roots:
            yield roots[above.parent]
