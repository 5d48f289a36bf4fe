"""Reads links between documents: what a relative link means, which files belong to a document.

It must not know whether a target may be published.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import unquote

import msgspec

from gongkai_ssg.document import AttachmentRef, Document, FileFact
from gongkai_ssg.file_kinds import extension

CONTENT = "content"

#: What may ship as an attachment or image: nothing that a browser would run as a page.
ATTACHMENT_TYPES = frozenset(
    [
        "pdf",
        "ofd",
        "doc",
        "docx",
        "wps",
        "rtf",
        "xls",
        "xlsx",
        "et",
        "csv",
        "ppt",
        "pptx",
        "dps",
        "txt",
        "zip",
        "jpg",
        "jpeg",
        "png",
        "gif",
        "webp",
        "mp3",
        "mp4",
    ]
)

#: First path segments that the generated site uses itself.
RESERVED_SEGMENTS = frozenset(
    [
        "assets",
        "catalog",
        "search",
        "feed",
        "sitemap",
        "unit",
        "topic",
        "validity",
        "year",
        "statutory",
        "stats",
    ]
)

#: What stands below a column that is no document of it.
_LISTS = frozenset(["list", "feed", "feed.xml", "in-force", "not-in-force"])
# Files that the generated site has at its top.
_TOP_FILES = frozenset(
    {"index.html", "404.html", "catalog.json", "feed.xml", "sitemap.xml", "robots.txt"}
)

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


class Target(msgspec.Struct, frozen=True):
    """What a relative link names: a path relative to the site root ("" = leads out) and an anchor."""

    path: str
    anchor: str


def resolve(href: str, document_path: str) -> Target | None:
    """Return the target of a relative `href` in the document at `document_path`.

    None for what is not relative to the document: other schemes, //host, /absolute. A link to
    a folder stands for its index.md. "#a" alone names the document itself.
    """
    if not href or _SCHEME.match(href) or href.startswith("/"):
        return None
    path, _, anchor = href.partition("#")
    path = unquote(path.partition("?")[0])
    anchor = unquote(anchor)
    if not path:
        return Target(document_path, anchor)
    return Target(inside(posixpath.dirname(document_path), path), anchor)


def inside(folder: str, path: str) -> str:
    """Join `path` to `folder` and normalise; "" where that leaves content/ or makes no sense."""
    if "\\" in path or "\0" in path or path.startswith("/"):
        return ""
    joined = posixpath.normpath(posixpath.join(folder, path))
    if joined != CONTENT and not joined.startswith(CONTENT + "/"):
        return ""
    return joined


def is_bundle(path: str) -> bool:
    """Tell whether the document at `path` is the index of a folder that holds its attachments."""
    return path.endswith("/index.md")


def candidates(path: str) -> tuple[str, ...]:
    """Return the document paths that a link to `path` may mean, most likely first."""
    if path.endswith(".md"):
        return (path,)
    return (path, path + "/index.md", path + ".md")


def files_by_folder(files: Iterable[str]) -> dict[str, list[str]]:
    """Group file paths by their folder, sorted."""
    folders: dict[str, list[str]] = {}
    for path in sorted(files):
        folders.setdefault(posixpath.dirname(path), []).append(path)
    return folders


def attachments_of(
    document: Document,
    files: Mapping[str, FileFact],
    folders: Mapping[str, list[str]] | None = None,
) -> tuple[AttachmentRef, ...]:
    """Return the attachments of a document: those it names, then what lies in its bundle.

    A file that the body shows as an image or names in a link is in the bundle all the same.
    `folders` (see `files_by_folder`) saves the search when many documents are asked for.
    """
    if not is_bundle(document.path):
        return document.attachments
    folder = posixpath.dirname(document.path)
    if folders is None:
        folders = files_by_folder(path for path in files if path.startswith(folder + "/"))
    named = {each.path for each in document.attachments}
    found = [
        AttachmentRef(written=posixpath.basename(path), path=path)
        for path in folders.get(folder, [])
        if path not in named and not posixpath.basename(path).startswith(".")
    ]
    return document.attachments + tuple(found)


class Keepers:
    """Tells which documents keep files from being public.

    A file is kept by a document that is not open and names it as an attachment, or else by the
    bundle it lies in (the nearest folder above it with an index.md), when that is not open.
    """

    def __init__(self, documents: Iterable[Document], is_open: Callable[[Document], bool]) -> None:
        self._named: dict[str, str] = {}
        self._bundles: dict[str, str] = {}  # folder -> the document that keeps it, "" when open
        for document in documents:
            open_ = is_open(document)
            if not open_:
                for each in document.attachments:
                    self._named.setdefault(each.path, document.path)
            if is_bundle(document.path):
                self._bundles[posixpath.dirname(document.path)] = "" if open_ else document.path

    def of(self, path: str) -> str:
        """Return the path of the document that keeps the file at `path`, "" when none does."""
        if path in self._named:
            return self._named[path]
        folder = posixpath.dirname(path)
        while folder and folder not in self._bundles:
            folder = posixpath.dirname(folder)
        return self._bundles.get(folder, "")


def document_path(document: Document, segment: str) -> str:
    """Return where a document's page lies below the site's base: "policy/2024/a/"."""
    return f"{segment}/{document.folders}{document.slug}/"


def alias_path(written: str) -> str:
    """Return the output path of an old URL ("old/1.html", "old/1/index.html"), "" if unusable."""
    path = unquote(written.strip()).partition("?")[0].partition("#")[0]
    if _SCHEME.match(path) or path.startswith("//") or "\\" in path or "\0" in path:
        return ""
    path = path.lstrip("/")
    parts = path.rstrip("/").split("/")
    if not path or any(part in ("", ".", "..") or part.startswith(".") for part in parts):
        return ""
    folders, name = (parts[:-1], parts[-1]) if _is_page_name(parts[-1]) else (parts, "index.html")
    if any(_is_page_name(each) or extension(each) in _FILE_TYPES for each in folders):
        return ""  # a folder there could stand where a file of ours must
    return "/".join((*folders, name))


_FILE_TYPES = ATTACHMENT_TYPES | {"json", "xml"}


def _is_page_name(name: str) -> bool:
    return extension(name) in ("htm", "html", "shtml", "jsp", "asp", "aspx", "php")


def is_generated(path: str, segments: Iterable[str]) -> bool:
    """Tell whether an output path is one that the site fills itself, with lists or entrances.

    `segments` are the URL segments of the columns. Documents are not meant.
    """
    parts = path.casefold().split("/")
    if parts[0] in RESERVED_SEGMENTS:
        return True
    if len(parts) == 1:
        return parts[0] in _TOP_FILES
    return parts[0] in segments and (parts[1] in _LISTS or parts[1:] == ["index.html"])
