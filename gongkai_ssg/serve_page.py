"""What the preview adds to a page: the panel's script, and what the panel shows, as JSON.

Nothing of it is in the built bytes. It must not know sockets, threads or how a site is built.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Mapping
from html import escape
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote, unquote

import msgspec

from gongkai_ssg.faults import Finding, Severity
from gongkai_ssg.report import Report

OWN = "/__gongkai/"  # what lies below is answered by the preview itself

#: The panel lists at most this many findings, and as many documents that are not built.
MOST = 200

_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "ico": "image/x-icon",
    "pdf": "application/pdf",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "wasm": "application/wasm",
}


class View(msgspec.Struct, frozen=True, kw_only=True):
    """The state of the preview after one build: what requests are answered from."""

    folder: Path  # the built site; no symbolic link in it
    base: str  # the path under which the site lives: "/" or "/gk/"
    site: str  # changes whenever a byte of the built site does
    number: int  # changes whenever there is anything new to show
    report: Report  # of the last build that came to an end
    error: tuple[str, str] = ("", "")  # message and hint of what stopped the build after that one
    #: source path -> URL path of its page, for the documents that the report speaks of
    addresses: Mapping[str, str] = msgspec.field(default_factory=dict)


# --- files ------------------------------------------------------------------------------


def relative_path(url_path: str, base: str) -> str | None:
    """Return the path below the site's folder that a raw URL path names, None for a bad one."""
    try:
        path = unquote(url_path, errors="strict")
    except UnicodeDecodeError:
        return None
    if not path.startswith(base):
        return None
    inside = path[len(base) :]
    *folders, last = inside.split("/")
    named = [*folders, last] if last else folders
    if any(not part or part.startswith(".") or _odd(part) for part in named):
        return None
    return inside


def _odd(part: str) -> bool:
    return any(each in "\\:" or ord(each) < 32 or ord(each) == 127 for each in part)


def open_file(folder: Path, path: str) -> BinaryIO | None:
    """Open a regular file of the site; None for anything else and behind a symbolic link."""
    target = folder / path
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        if Path(os.path.realpath(target)) != target:
            return None
        handle = os.open(target, flags | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        return None
    return os.fdopen(handle, "rb")


def is_page(folder: Path, path: str) -> bool:
    """Tell whether `path` names a folder of the site that has a page."""
    found = open_file(folder, f"{path.rstrip('/')}/index.html".lstrip("/"))
    if found is None:
        return False
    found.close()
    return True


def media_type(path: str) -> str:
    """Return the Content-Type for a file name; what is not known is only to be downloaded."""
    return _TYPES.get(path.rpartition(".")[2].lower(), "application/octet-stream")


# --- the page ---------------------------------------------------------------------------


def inject(page: bytes, site: str, missing: bool = False) -> bytes:
    """Put the panel's script before the last </body> of a page, or at its end without one.

    `site` is that of the View that the page was read under; `missing`: it is the 404 page.
    """
    tag = (
        f'<script src="{OWN}panel.js" data-site="{escape(site)}"'
        f"{' data-missing' if missing else ''} defer></script>\n"
    ).encode()
    at = page.lower().rfind(b"</body>")
    return page + tag if at < 0 else page[:at] + tag + page[at:]


def panel(view: View, url_path: str, outside: bool = False) -> dict[str, Any]:
    """Return what the panel shows on the page at this raw URL path.

    The page's own findings come first, all of them; then the others, the gravest first. Who asks
    from `outside` this machine learns numbers only: a finding may quote what must not be public.
    """
    if outside:
        nothing = msgspec.structs.replace(view.report, findings=(), held=())
        error = ("预览没有生成，显示的是上一次的结果。", "") if any(view.error) else ("", "")
        public = msgspec.structs.replace(view, report=nothing, addresses={}, error=error)
        return panel(public, url_path) | {"counts": _figures(view.report), "outside": True}
    path = relative_path(url_path, view.base)
    address = _address(view.base, path)
    here = [source for source, url in view.addresses.items() if url == address]
    found = _sorted(view.report.findings)
    own = [each for path in here for each in found.by_path.get(path, ())]
    own.sort(key=_gravity)
    others = (each for each in found.all if each.path not in here)
    held = sorted(view.report.held, key=lambda each: (each.expected, each.path))
    return {
        "site": view.site,
        "number": view.number,
        "exists": exists(view, url_path),
        "error": {"message": view.error[0], "hint": view.error[1]} if any(view.error) else None,
        "stopping": sum(count for severity, count in found.counts if _stops(severity)),
        "counts": _figures(view.report),
        "outside": False,
        "here": [_shown(each, view) for each in own],
        "others": [_shown(each, view) for each in islice(others, MOST)],
        "others_total": len(found.all) - len(own),
        "held_here": [each.why for each in held if each.path in here],
        "held": [
            {"path": each.path, "title": each.title, "why": each.why, "expected": each.expected}
            for each in held[:MOST]
        ],
        "held_total": len(held),
    }


def exists(view: View, url_path: str) -> bool:
    """Tell whether the site has a page, or another file, at this raw URL path."""
    path = relative_path(url_path, view.base)
    if path is None:
        return False
    found = open_file(view.folder, path) if path and not path.endswith("/") else None
    if found is None:
        return is_page(view.folder, path)
    found.close()
    return True


def figures(findings: tuple[Finding, ...]) -> str:
    """Return the findings as one phrase: "错误 2，警告 1"."""
    counts = _sorted(findings).counts
    counted = [f"{severity.label} {number}" for severity, number in counts if number]
    return "，".join(counted) or "没有发现问题"


def _gravity(finding: Finding) -> tuple[object, ...]:
    return finding.severity.rank, *finding.order


class _Sorted:
    """Findings, the gravest first, by document and by number."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.given = findings
        self.all = sorted(findings, key=_gravity)
        self.by_path: dict[str, list[Finding]] = {}
        for each in findings:
            self.by_path.setdefault(each.path, []).append(each)
        counted = Counter(each.severity for each in findings)
        self.counts = [(severity, counted[severity]) for severity in Severity]


# Every page asks after every build, and most builds find what the one before them found.
_latest = _Sorted(())


def _sorted(findings: tuple[Finding, ...]) -> _Sorted:
    global _latest
    known = _latest  # another thread may replace it
    if known.given is not findings:
        known = _latest = _Sorted(findings)
    return known


def _figures(report: Report) -> list[dict[str, Any]]:
    return [
        {"severity": severity.value, "label": severity.label, "number": number}
        for severity, number in _sorted(report.findings).counts
    ]


def _stops(severity: Severity) -> bool:
    return severity.rank <= Severity.ERROR.rank  # what `gongkai build` stops at unless told else


def _shown(finding: Finding, view: View) -> dict[str, Any]:
    return {
        "rule": finding.rule, "severity": finding.severity.value, "label": finding.severity.label,
        "path": finding.path, "line": finding.line, "column": finding.column,
        "message": finding.message, "hint": finding.hint, "basis": finding.basis,
        "url": quote(view.addresses.get(finding.path, "")),
    }  # fmt: skip


def _address(base: str, path: str | None) -> str:
    if path is None:
        return ""
    if path.endswith("index.html"):
        path = path.removesuffix("index.html")
    return base + (path if not path or path.endswith("/") else path + "/")
