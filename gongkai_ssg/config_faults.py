"""What is wrong in config.yaml, with its places. It must not know what the settings mean."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gongkai_ssg.errors import ConfigError
from gongkai_ssg.marked import Entries, Items, Node, Scalar

CONFIG_NAME = "config.yaml"


def config_error(faults: Iterable[tuple[tuple[int, int], str, str]]) -> ConfigError:
    """Return one error that tells every fault with its place and cure."""
    ordered = sorted(faults)
    shown = [f"{CONFIG_NAME}:{line}:{column} {message}" + (f"\n    建议：{hint}" if hint else "")
             for (line, column), message, hint in ordered]  # fmt: skip
    return ConfigError("\n".join(shown))


def plain(node: Node | None) -> Any:
    """Return texts, lists and mappings as plain values."""
    if node is None or isinstance(node, Scalar):
        return None if node is None or node.absent else node.text
    if isinstance(node, Items):
        return [plain(each) for each in node.items]
    return {key.text: plain(value) for key, value in node.entries}


def place_of(node: Node | None, loc: Iterable[str | int]) -> tuple[int, int]:
    """Return line and column of the value at `loc`, or of the nearest thing above it."""
    place = (1, 1)
    for step in loc:
        if isinstance(node, Entries):
            found = [(key, value) for key, value in node.entries if key.text == step]
            if not found:
                return place
            key, node = found[0]
            place = (
                (node.line, node.column)
                if not isinstance(node, Entries)
                else (key.line, key.column)
            )
        elif isinstance(node, Items) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            place = (node.line, node.column)
        else:
            return place
    return place


class ConfigFaults(list[tuple[tuple[int, int], str, str]]):
    """Faults of the file with their places."""

    def __init__(self, root: Node | None) -> None:
        self._root = root

    def note(self, loc: tuple[str | int, ...], message: str, hint: str) -> None:
        """Add a fault at the value that `loc` leads to."""
        self.append((place_of(self._root, loc), message, hint))

    def stop(self) -> None:
        """Raise ConfigError when there are any."""
        if self:
            raise config_error(self)
