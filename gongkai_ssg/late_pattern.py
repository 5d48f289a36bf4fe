"""Regular expressions that are compiled when they are first used.

To compile all of ours takes a tenth of a second, and most texts never need most of them: a quick
look has said that there is nothing to find. It must not know what they find.
"""

from __future__ import annotations

import re
from typing import Any, cast


def late_pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """Return what behaves like `re.compile(text, flags)`; what is wrong in it shows at first use."""
    return cast("re.Pattern[str]", _LatePattern(text, flags))


class _LatePattern:
    """Takes the methods of a pattern, each when it is first asked for."""

    def __init__(self, text: str, flags: int) -> None:
        self._written = text, flags
        self._made: re.Pattern[str] | None = None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if self._made is None:
            self._made = re.compile(*self._written)
        found = getattr(self._made, name)
        setattr(self, name, found)  # the next time this is not asked at all
        return found
