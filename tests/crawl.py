"""Reads a built site as a browser would: pages, links, ids; what is written inline."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

#: Attributes that hold an address.
_ADDRESSES = {"href", "src", "action", "poster", "data"}
_VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Html:
    """One parsed page."""

    links: list[str] = field(default_factory=list)  # of <a>
    addresses: list[str] = field(default_factory=list)  # of everything
    ids: list[str] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    text: str = ""
    inline: list[str] = field(default_factory=list)  # scripts, styles and handlers in the page
    unbalanced: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Html()
        self.open: list[str] = []
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        for name, value in given.items():
            if name in _ADDRESSES:
                self.page.addresses.append(value)
                if tag == "a" and name == "href":
                    self.page.links.append(value)
            if name.startswith("on") or name == "style":
                self.page.inline.append(f"{tag} {name}={value}")
        if "id" in given:
            self.page.ids.append(given["id"])
        if tag == "meta" and "name" in given:
            self.page.meta[given["name"]] = given.get("content", "")
        if tag == "style" or (tag == "script" and "src" not in given):
            self.page.inline.append(f"<{tag}>")
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.page.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def read_html(data: bytes) -> Html:
    """Parse one page."""
    reader = _Reader()
    reader.feed(data.decode("utf-8"))
    reader.close()
    reader.page.text = " ".join("".join(reader.parts).split())
    reader.page.unbalanced += reader.open
    return reader.page


class Built:
    """A built site in `out` under the base path `base`."""

    def __init__(
        self, out: Path, base: str = "/", origin: str = "https://wl.example.gov.cn"
    ) -> None:
        self.out, self.base, self.origin = out, base, origin
        self.files = {p.relative_to(out).as_posix(): p for p in out.rglob("*") if p.is_file()}
        self.pages = {
            path: read_html(file.read_bytes())
            for path, file in self.files.items()
            if path.endswith(".html")
        }

    def url(self, path: str) -> str:
        """Return the URL of the file at `path`."""
        return self.base + path.removesuffix("index.html")

    def own_path(self, address: str, page: str) -> tuple[str, str] | None:
        """Return file path and anchor of an address written on `page`; None for foreign ones.

        An address of this host that lies outside the base path gives the path "".
        """
        full, anchor = urldefrag(urljoin(self.origin + self.url(page), address))
        if not full.startswith(self.origin + "/"):
            return None
        path = unquote(urlsplit(full).path)
        if not path.startswith(self.base):
            return "", anchor
        path = path.removeprefix(self.base)
        return (path + "index.html" if path.endswith("/") or not path else path), unquote(anchor)

    def broken(self) -> list[str]:
        """Return every address on every page that leads to no file or no id of this site."""
        found = []
        for path, page in self.pages.items():
            for address in page.addresses:
                target = self.own_path(address, path)
                if target is None:
                    continue
                file, anchor = target
                if file not in self.files:
                    found.append(f"{path} -> {address}")
                elif anchor and file in self.pages and anchor not in self.pages[file].ids:
                    found.append(f"{path} -> {address} (no such id)")
        return found

    def clicks_from(self, start: str) -> dict[str, int]:
        """Return how many clicks each reachable file is away from the page `start`."""
        away = {start: 0}
        edge = [start]
        while edge:
            reached = []
            for path in edge:
                for address in self.pages[path].links if path in self.pages else ():
                    target = self.own_path(address, path)
                    if target and target[0] in self.files and target[0] not in away:
                        away[target[0]] = away[path] + 1
                        reached.append(target[0])
            edge = reached
        return away
