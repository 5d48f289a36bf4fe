"""What a measure returns, and how places are written down. It must not know indicators."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from gongkai_ssg.audit.material import Material
from gongkai_ssg.audit.values import Evidence, State
from gongkai_ssg.public import Entry


class Measured(msgspec.Struct, frozen=True):
    """Places that count, what was counted, and the state where counting does not decide it."""

    evidence: tuple[Evidence, ...] = ()
    fact: str = ""
    state: State | None = None
    limit: int = 0  # places from which the line is crossed, where the site decides it


Measure = Callable[[Material], Measured]
OFF = Measured(fact="栏目已关闭，理由见栏目更新情况。", state="absent")


def found(evidence: Iterable[Evidence], fact: str = "", limit: int = 0) -> Measured:
    """Return places that count, and what was counted."""
    return Measured(tuple(evidence), fact, None, limit)


def page(material: Material, entry: Entry, message: str, todo: str) -> Evidence:
    """Return a public document as a place that counts."""
    return Evidence(
        path=entry.source, place=entry.source, unit=material.unit(entry.unit),
        message=message, todo=todo,
    )  # fmt: skip
