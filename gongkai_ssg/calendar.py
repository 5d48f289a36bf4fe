"""Workdays and the deadlines that are counted in them. It must not know documents.

The days off of each year are announced by the State Council towards the end of the year before.
For years whose announcement is not known, workdays are estimated and marked as such.
"""

from __future__ import annotations

import datetime as dt
from functools import cache

import msgspec

_DAY = dt.timedelta(days=1)
_SATURDAY = 5


class Deadline(msgspec.Struct, frozen=True):
    """The last day of a time limit; `estimated`: a day on the way to it may yet become a day off."""

    day: dt.date
    estimated: bool = False


class Calendar(msgspec.Struct, frozen=True):
    """Workdays of the PRC, with the days that one place adds to or takes from its holidays.

    《全国年节及纪念日放假办法》（2024-11-10 修订）; article 4 leaves some days to the localities.
    """

    extra_holidays: tuple[dt.date, ...] = ()
    extra_workdays: tuple[dt.date, ...] = ()

    def is_workday(self, day: dt.date) -> bool:
        """Tell whether offices are open on `day`."""
        if day in self.extra_workdays:
            return True
        if day in self.extra_holidays:
            return False
        announced = _announced(day)
        if announced is not None:
            return announced
        return day.weekday() < _SATURDAY and day not in _statutory(day.year)

    def is_estimated(self, day: dt.date) -> bool:
        """Tell whether nobody has announced yet what `day` is."""
        if day in self.extra_workdays or day in self.extra_holidays:
            return False
        return _announced(day) is None


def deadline(start: dt.date, workdays: int, calendar: Calendar) -> Deadline:
    """Return the last of `workdays` workdays (at least 1) that begin on the day after `start`.

    The first day does not count (民法典第二百零一条), and the last one is a workday by itself.
    Raises OverflowError beyond the year 9999.
    """
    if workdays < 1:
        raise ValueError(workdays)
    day, estimated = start, False
    while workdays:
        day += _DAY
        estimated = estimated or calendar.is_estimated(day)
        if calendar.is_workday(day):
            workdays -= 1
    return Deadline(day, estimated)


@cache
def _announced(day: dt.date) -> bool | None:
    """Return whether `day` is a workday by announcement, None where none is known."""
    import chinese_calendar  # only the few pages that count days need it

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


# First days of 春节, days of 端午 and 中秋: the lunar ones of the thirteen days off.
_LUNAR: dict[int, tuple[tuple[int, int], tuple[int, int], tuple[int, int]]] = {
    2027: ((2, 6), (6, 9), (9, 15)),
    2028: ((1, 26), (5, 28), (10, 3)),
    2029: ((2, 13), (6, 16), (9, 22)),
    2030: ((2, 3), (6, 5), (9, 12)),
    2031: ((1, 23), (6, 24), (10, 1)),
    2032: ((2, 11), (6, 12), (9, 19)),
    2033: ((1, 31), (6, 1), (9, 8)),
    2034: ((2, 19), (6, 20), (9, 27)),
    2035: ((2, 8), (6, 10), (9, 16)),
    2036: ((1, 28), (5, 30), (10, 4)),
}
_FIXED = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))


@cache
def _statutory(year: int) -> frozenset[dt.date]:
    """Return the statutory days off of a year, without days in lieu; lunar ones where known."""
    days = {dt.date(year, month, day) for month, day in _FIXED}
    # 清明 is on the 4th in leap years and the year after them, else on the 5th (until 2043).
    days.add(dt.date(year, 4, 4 if year % 4 in (0, 1) else 5))
    if year in _LUNAR:
        spring, boats, moon = (dt.date(year, *each) for each in _LUNAR[year])
        days |= {spring + _DAY * offset for offset in (-1, 0, 1, 2)}
        days |= {boats, moon}
    return frozenset(days)
