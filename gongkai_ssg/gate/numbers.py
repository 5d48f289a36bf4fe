"""A text -> every personal number in it. It must not know how grave a find is."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai_ssg.gate.cards import accounts, bank_cards
from gongkai_ssg.gate.digits import runs
from gongkai_ssg.gate.hits import Hit
from gongkai_ssg.gate.identity import identity_cards, passports
from gongkai_ssg.gate.phones import mobile_over_cells, mobiles
from gongkai_ssg.gate.surroundings import Surroundings


def numbers(text: str, surroundings: Surroundings) -> Iterator[Hit]:
    """Yield every personal number; what is part of one is not part of another."""
    for run in runs(text):
        taken = [False] * len(run.groups)
        yield from identity_cards(text, run, taken, surroundings)
        if not all(taken):
            yield from bank_cards(text, run, taken, surroundings)
        if not all(taken):
            yield from mobiles(text, run, taken, surroundings)
        if not any(taken) and len(run.groups) > 1:
            yield from mobile_over_cells(text, run, surroundings)
        if not all(taken):
            yield from accounts(text, run, taken, surroundings)
    yield from passports(text, surroundings)
