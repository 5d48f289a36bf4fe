"""What is due: one obligation with its state. It must not know where obligations come from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import Enum

import msgspec

from gongkai_ssg.config import Config
from gongkai_ssg.document import Document
from gongkai_ssg.limits import Limit

#: Workdays before the last day from which on an obligation is near; ours, no law says it.
SOON = 5


class State(Enum):
    """How an obligation stands; the order of definition is the order of urgency."""

    LATE = "late"
    SOON = "soon"
    OPEN = "open"
    DONE_LATE = "done_late"
    DONE = "done"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def is_open(self) -> bool:
        return self in (State.LATE, State.SOON, State.OPEN)


_LABELS = {
    State.LATE: "逾期",
    State.SOON: "临期",
    State.OPEN: "按期",
    State.DONE_LATE: "逾期完成",
    State.DONE: "已完成",
}


class Obligation(msgspec.Struct, frozen=True, kw_only=True):
    """Something that must have been done by the end of the day `due`.

    `workdays` lie between now (or the day it was done) and `due`: less than 0 when it is late,
    0 on the last day itself, or where it is late by days on which nobody works.
    """

    kind: str  # key of the limit
    label: str
    path: str  # "" where no document stands for it yet
    title: str
    unit: str  # by its present name; "" where no unit is named
    start: dt.date | None
    due: dt.date
    estimated: bool  # days of which nobody has announced yet what they are lie on the way
    done_on: dt.date | None
    state: State
    workdays: int
    basis: str
    hint: str
    part: bool = False  # one row of a document, which `title` names

    @property
    def order(self) -> tuple[dt.date, str, str, str]:
        return (self.due, self.path, self.kind, self.title)


class UnitSums(msgspec.Struct, frozen=True):
    """How many obligations of one unit are in which state."""

    unit: str
    states: dict[State, int]

    @property
    def total(self) -> int:
        return sum(self.states.values())


def by_unit(obligations: Iterable[Obligation]) -> tuple[UnitSums, ...]:
    """Return the sums of every unit; those with most that is late or near first."""
    sums: dict[str, dict[State, int]] = {}
    for each in obligations:
        states = sums.setdefault(each.unit, dict.fromkeys(State, 0))
        states[each.state] += 1

    def urgency(unit: str) -> tuple[int, int, str]:
        return (-sums[unit][State.LATE], -sums[unit][State.SOON], unit)

    return tuple(UnitSums(unit, sums[unit]) for unit in sorted(sums, key=urgency))


class Ledger:
    """Collects obligations and works out how each stands today."""

    def __init__(self, config: Config, today: dt.date) -> None:
        self.today = today
        self.calendar = config.calendar
        self._units = config.unit_by_name
        self._noted: list[Obligation] = []

    def note(
        self,
        limit: Limit,
        start: dt.date | None,
        due: dt.date,
        *,
        document: Document | None = None,
        title: str = "",
        unit: str = "",
        estimated: bool = False,
        done_on: dt.date | None = None,
        hint: str = "",
        label: str = "",
        part: bool = False,
    ) -> None:
        """Add an obligation of `document`, or of no document yet (then `title` names it)."""
        if document is not None:
            title, unit = title or document.title, unit or document.unit
        known = self._units.get(unit)
        now = done_on or self.today
        self._noted.append(
            Obligation(
                kind=limit.key,
                label=label or limit.label,
                path=document.path if document is not None else "",
                title=title,
                unit=known.name if known is not None else unit,
                start=start,
                due=due,
                estimated=estimated,
                done_on=done_on,
                state=self._state(due, done_on),
                workdays=self.calendar.workdays_between(now, due),
                basis=limit.basis,
                hint=hint,
                part=part,
            )
        )

    def _state(self, due: dt.date, done_on: dt.date | None) -> State:
        if done_on is not None:
            return State.DONE if done_on <= due else State.DONE_LATE
        if self.today > due:
            return State.LATE
        left = self.calendar.workdays_between(self.today, due)
        return State.SOON if left <= SOON else State.OPEN

    def sorted(self) -> tuple[Obligation, ...]:
        """Return what was noted, what is due first first."""
        return tuple(sorted(self._noted, key=lambda each: each.order))
