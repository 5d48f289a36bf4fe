"""Workdays and the deadlines that are counted in them. It must not know documents.

The days off of each year are announced by the State Council towards the end of the year before.
For years whose announcement is not known, workdays are estimated and marked as such.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache

import msgspec

_DAY = dt.timedelta(days=1)
_SATURDAY = 5


class Deadline(msgspec.Struct, frozen=True):
    """The last day of a time limit; `estimated`: a day on the way to it may yet become a day off."""

    day: dt.date
    estimated: bool = False


class Calendar(msgspec.Struct, frozen=True, dict=True):
    """Workdays of the PRC, with the days that one place adds to or takes from its holidays.

    《全国年节及纪念日放假办法》（2024-11-10 修订）; article 4 leaves some days to the localities.
    """

    extra_holidays: tuple[dt.date, ...] = ()
    extra_workdays: tuple[dt.date, ...] = ()

    def is_workday(self, day: dt.date) -> bool:
        """Tell whether offices are open on `day`."""
        at = self._year(day.year).workdays
        return bool(at) and at[bisect_right(at, day.toordinal()) - 1] == day.toordinal()

    def is_estimated(self, day: dt.date) -> bool:
        """Tell whether nobody has announced yet what `day` is."""
        return self._has_estimated(day, day)

    def workdays_between(self, first: dt.date, last: dt.date) -> int:
        """Return how many workdays lie after `first` up to and with `last`; less than 0 backwards."""
        if last < first:
            return -self.workdays_between(last, first)
        if first.year == last.year:
            days = self._year(first.year).workdays
            return bisect_right(days, last.toordinal()) - bisect_right(days, first.toordinal())
        whole = sum(len(self._year(year).workdays) for year in range(first.year, last.year))
        before = bisect_right(self._year(first.year).workdays, first.toordinal())
        return whole - before + bisect_right(self._year(last.year).workdays, last.toordinal())

    def _workday_after(self, day: dt.date, number: int) -> dt.date:
        year = day.year
        index = bisect_right(self._year(year).workdays, day.toordinal()) + number - 1
        while index >= len(days := self._year(year).workdays):
            index -= len(days)
            year += 1
            if year > dt.MAXYEAR:
                return dt.date.max
        return dt.date.fromordinal(days[index])

    def _has_estimated(self, first: dt.date, last: dt.date) -> bool:
        for year in range(first.year, last.year + 1):
            days = self._year(year).estimated
            after = bisect_right(days, first.toordinal() - 1)
            if after < len(days) and days[after] <= last.toordinal():
                return True
        return False

    def _year(self, year: int) -> _Year:
        years: dict[int, _Year] = self.__dict__.setdefault("years", {})
        if year not in years:
            years[year] = _with_extras(_year(year), year, self.extra_holidays, self.extra_workdays)
        return years[year]


class _Year(msgspec.Struct, frozen=True):
    """Ordinals of days in their order, so that counting is a matter of looking up."""

    workdays: tuple[int, ...]
    estimated: tuple[int, ...]  # days of which nobody has announced yet what they are


def deadline(start: dt.date, workdays: int, calendar: Calendar) -> Deadline:
    """Return the last of `workdays` workdays (at least 1) that begin on the day after `start`.

    The first day does not count (民法典第二百零一条), and the last one is a workday by itself.
    A limit that leaves the calendar ends on its last day, estimated.
    """
    if workdays < 1:
        raise ValueError(workdays)
    end = calendar._workday_after(start, workdays)
    if end == dt.date.max:
        return Deadline(end, True)
    return Deadline(end, calendar._has_estimated(start + _DAY, end))


def days_after(start: dt.date, days: int) -> dt.date:
    """Return the day that is `days` calendar days after `start`, at most the last day there is."""
    left = (dt.date.max - start).days
    return start + _DAY * min(days, left)


def _with_extras(
    plain: _Year, year: int, holidays: Iterable[dt.date], workdays: Iterable[dt.date]
) -> _Year:
    off = {each.toordinal() for each in holidays if each.year == year}
    on = {each.toordinal() for each in workdays if each.year == year}
    if not off and not on:
        return plain
    return _Year(
        tuple(sorted((set(plain.workdays) - off) | on)),
        tuple(day for day in plain.estimated if day not in off and day not in on),
    )


@cache
def _year(year: int) -> _Year:
    """Return the workdays of a year: as announced, else estimated."""
    first = dt.date(year, 1, 1).toordinal()
    last = dt.date(year, 12, 31).toordinal()
    every = range(first, last + 1)
    announced = _announced(year)
    if announced is not None:
        off, on = announced
        return _Year(tuple(day for day in every if day in on or _is_plain(day, off)), ())
    statutory = frozenset(each.toordinal() for each in _statutory(year))
    return _Year(tuple(day for day in every if _is_plain(day, statutory)), tuple(every))


def _is_plain(day: int, off: frozenset[int]) -> bool:
    return (day + 6) % 7 < _SATURDAY and day not in off


@cache
def _announced(year: int) -> tuple[frozenset[int], frozenset[int]] | None:
    """Return the announced days off and the make-up workdays of a year, None where none is known."""
    try:
        import chinese_calendar  # it takes some milliseconds: only what counts days pays for them

        chinese_calendar.is_workday(dt.date(year, 1, 1))
    except NotImplementedError:
        return None
    holidays, workdays = chinese_calendar.constants.holidays, chinese_calendar.constants.workdays
    return (
        frozenset(each.toordinal() for each in holidays if each.year == year),
        frozenset(each.toordinal() for each in workdays if each.year == year),
    )


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
