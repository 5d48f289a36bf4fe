"""Tells on which line of config.yaml a setting stands, for findings about settings.

It must not judge or change a setting; what cannot be found is where the next thing above it is.
"""

from __future__ import annotations

from pathlib import Path

from gongkai_ssg.columns import column_types
from gongkai_ssg.config_faults import CONFIG_NAME
from gongkai_ssg.marked import Entries, Items, Node, Scalar, YamlFault, parse


class ConfigPlaces:
    """Lines and columns of the settings of one site; the file is read when first asked."""

    def __init__(self, root: Path) -> None:
        self._path = root / CONFIG_NAME
        self._places: dict[str, tuple[int, int]] | None = None

    def at(self, key: str) -> tuple[int, int]:
        """Return line and column of a setting: "site.icp", "columns.news.label", "windows.fees".

        Entries of a list are found by what they are about: a column's key, a unit's code.
        """
        if self._places is None:
            self._places = _read(self._path)
        while key and key not in self._places:
            key = key.rpartition(".")[0]
        return self._places.get(key, (1, 1))


def _read(path: Path) -> dict[str, tuple[int, int]]:
    places: dict[str, tuple[int, int]] = {}
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        root = parse(text, max_length=1024 * 1024)
    except (OSError, UnicodeDecodeError, YamlFault):  # it was readable a moment ago
        return places
    _walk("", root, places)
    return places


def _walk(above: str, node: Node | None, places: dict[str, tuple[int, int]]) -> None:
    if isinstance(node, Entries):
        for key, value in node.entries:
            place = key if isinstance(value, Entries | Items) else value
            name = f"{above}{key.text}"
            places.setdefault(name, (place.line, place.column))
            _walk(name + ".", value, places)
    elif isinstance(node, Items):
        for number, item in enumerate(node.items):
            name = above + (_subject(item) or str(number))
            places.setdefault(name, (item.line, item.column))
            _walk(name + ".", item, places)


def _subject(item: Node) -> str:
    """Return what an entry of a list is about: the key of a column, the code of a unit."""
    keys = {label.label: key for key, label in column_types().items()}
    for key, value in item.entries if isinstance(item, Entries) else ():
        if key.text in ("key", "column", "code") and isinstance(value, Scalar):
            return keys.get(value.text, value.text)
    return ""
