"""Time limits as the audit lists them: what is late, what is due soon, what was kept.

It must not know how limits are worked out (`gongkai_ssg.deadlines`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from gongkai_ssg.audit.values import DeadlineRow, Deadlines, Evidence
from gongkai_ssg.build import Examined
from gongkai_ssg.deadlines import Obligation, State, obligations
from gongkai_ssg.limits import REVIEW


def deadlines_of(examined: Examined) -> tuple[Deadlines, tuple[Evidence, ...]]:
    """Return the time limits, and the yearly reviews of what is not public that are overdue."""
    every = obligations(examined.site, examined.config, examined.today, examined.numbers)
    counted = Counter(each.state for each in every)
    made = Deadlines(
        late=tuple(_rows(every, State.LATE)),
        soon=tuple(_rows(every, State.SOON)),
        counts=tuple((state.label, counted[state]) for state in State),
    )
    reviews = tuple(
        Evidence(path=each.path, place=each.path, unit=each.unit,
                 message=f"应在 {each.due} 前复审。", todo=each.hint, basis=each.basis)
        for each in every if each.kind == REVIEW.key and each.state is State.LATE
    )  # fmt: skip
    return made, reviews


def _rows(every: Iterable[Obligation], state: State) -> Iterable[DeadlineRow]:
    for each in every:
        if each.state is state:
            yield DeadlineRow(
                label=each.label, title=_title(each), path=each.path, unit=each.unit, due=each.due,
                workdays=each.workdays, basis=each.basis, estimated=each.estimated, todo=each.hint,
            )  # fmt: skip


def _title(each: Obligation) -> str:
    # What is not public is told by its file alone: a report passes through many hands.
    return "" if each.kind == REVIEW.key else each.title
