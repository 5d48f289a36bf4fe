"""Workdays of the PRC against what was announced, and against a second computation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache

import holidays
import pytest
from conftest import MakeSite
from hypothesis import given
from hypothesis import strategies as st
from sites import CONFIG

from gongkai_ssg.calendar import Calendar, Deadline, days_after, deadline
from gongkai_ssg.config import load_config
from gongkai_ssg.config_checks import ChecksTable
from gongkai_ssg.errors import ConfigError
from gongkai_ssg.limits import LIMITS
from gongkai_ssg.policy import Checks

DAY = dt.timedelta(days=1)
FIRST, LAST = dt.date(2007, 1, 1), dt.date(2026, 12, 31)

#: The days off and the days worked in exchange, as the State Council's notices have them.
NOTICES = {
    2026: (
        "01-01..01-03 02-15..02-23 04-04..04-06 05-01..05-05 06-19..06-21 09-25..09-27 10-01..10-07",
        "01-04 02-14 02-28 05-09 09-20 10-10",
    ),
    2025: (
        "01-01..01-01 01-28..02-04 04-04..04-06 05-01..05-05 05-31..06-02 10-01..10-08",
        "01-26 02-08 04-27 09-28 10-11",
    ),
}


def day(written: str) -> dt.date:
    return dt.date.fromisoformat(written)


def days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for number in range((last - first).days + 1):
        yield first + DAY * number


# --- single years ----------------------------------------------------------------------


@pytest.mark.parametrize("year", NOTICES)
def test_every_day_of_a_year_is_as_announced(year: int) -> None:
    """Monday to Friday but for the announced days off, and the weekends that are worked."""
    off_spans, worked = NOTICES[year]
    spans = [[day(f"{year}-{each}") for each in span.split("..")] for span in off_spans.split()]
    off = {each for first, last in spans for each in days(first, last)}
    on = {day(f"{year}-{each}") for each in worked.split()}
    calendar = Calendar()

    for each in days(dt.date(year, 1, 1), dt.date(year, 12, 31)):
        assert calendar.is_workday(each) == (each in on or (each.weekday() < 5 and each not in off))
        assert not calendar.is_estimated(each)


def test_a_weekend_start_is_not_counted_twice() -> None:
    """From a day off the first workday is day one, as from the workday before it."""
    assert deadline(day("2026-09-19"), 20, Calendar()) == Deadline(day("2026-10-22"))
    assert deadline(day("2026-09-18"), 20, Calendar()).day == day("2026-10-22")


def test_a_working_saturday_can_be_the_last_day() -> None:
    """A weekend that is worked in exchange counts, and a limit may end on it."""
    assert deadline(day("2026-09-18"), 1, Calendar()) == Deadline(day("2026-09-20"))


@pytest.mark.parametrize(
    ("written", "is_worked"),
    [
        ("2008-12-31", True),  # new year began on 1 January 2009
        ("2009-05-31", True),  # 端午, since 2008 a day off
        ("2007-12-29", True), ("2007-12-31", False),  # new year of 2008, by the notice of 2007
        ("2011-12-31", True),
        ("2015-09-03", False), ("2015-09-04", False), ("2015-09-06", True),  # 抗战胜利70周年
        ("2019-05-02", False), ("2019-04-28", True),  # 劳动节 was extended in March
        ("2020-01-31", False), ("2020-02-01", False), ("2020-02-03", True),  # 疫情延长春节假期
    ],
)  # fmt: skip
def test_days_that_were_announced_out_of_turn(written: str, is_worked: bool) -> None:
    """Days that later notices changed, or that the notice of the next year changed."""
    assert Calendar().is_workday(day(written)) == is_worked


# --- a second computation ---------------------------------------------------------------


@cache
def other() -> tuple[bool, ...]:
    """Return for each day since FIRST whether it is worked, by the tables of `holidays`.

    They are typed from the notices by other people than those of `chinesecalendar`.
    """
    off = holidays.country_holidays("CN", years=range(FIRST.year - 1, LAST.year + 2))
    worked: frozenset[dt.date] = frozenset(off.weekend_workdays)
    return tuple(
        each in worked or (each.weekday() < 5 and each not in off) for each in days(FIRST, LAST)
    )


def stepped(start: int, workdays: int) -> int | None:
    """Return the index of the last day of a limit, one day after the other; None beyond LAST."""
    known, at = other(), start
    while workdays:
        at += 1
        if at >= len(known):
            return None
        workdays -= known[at]
    return at


def test_every_day_of_twenty_years_is_the_same_in_another_source() -> None:
    """Both sources agree on each of the 7,305 days from 2007 to 2026: no difference to explain."""
    calendar = Calendar()
    known = dict(zip(days(FIRST, LAST), other(), strict=True))

    assert len(known) == 7305
    assert sum(each.year == 2025 and is_worked for each, is_worked in known.items()) == 248
    assert [
        each for each, is_worked in known.items() if calendar.is_workday(each) != is_worked
    ] == []


@pytest.mark.parametrize("workdays", [3, 7, 15, 20])
def test_every_deadline_of_twenty_years_is_the_same_in_another_computation(workdays: int) -> None:
    """From every day of twenty years each limit ends where counting day by day ends."""
    calendar = Calendar()
    wrong, ended = [], 0
    for number, start in enumerate(days(FIRST, LAST)):
        at = stepped(number, workdays)
        found = deadline(start, workdays, calendar)
        if at is None:  # in the year that nobody has announced
            ended += 1
            assert found.estimated
        elif found != Deadline(FIRST + DAY * at):
            wrong.append((start, found, FIRST + DAY * at))

    assert wrong == []
    assert workdays <= ended <= 2 * workdays


def test_the_estimate_has_the_statutory_days_of_another_source() -> None:
    """Until 2036 each estimated day off is a holiday there; only days in lieu are further ones."""
    calendar = Calendar()
    for year in range(2027, 2037):
        known = holidays.country_holidays("CN", years=year, language="en_US")
        ours = {
            each
            for each in days(dt.date(year, 1, 1), dt.date(year, 12, 31))
            if each.weekday() < 5 and not calendar.is_workday(each)
        }
        theirs = {each: name for each, name in known.items() if each.weekday() < 5}

        assert ours <= set(theirs)
        assert all("observed" in theirs[each] for each in set(theirs) - ours)


# --- laws that hold for every calendar ----------------------------------------------------

_DAYS = st.dates(dt.date(2003, 1, 1), dt.date(2031, 1, 1))
_EXTRA = st.lists(st.dates(dt.date(2026, 11, 1), dt.date(2027, 3, 1)), max_size=8)


@given(_DAYS, st.integers(1, 60), _EXTRA, _EXTRA)
def test_a_deadline_is_the_day_on_which_the_count_is_full(
    start: dt.date, workdays: int, off: list[dt.date], on: list[dt.date]
) -> None:
    """It is a workday, exactly `workdays` of them lie on the way, and one is estimated or none."""
    calendar = Calendar(tuple(off), tuple(on))

    end = deadline(start, workdays, calendar)
    way = list(days(start + DAY, end.day))

    assert calendar.is_workday(end.day)
    assert sum(map(calendar.is_workday, way)) == workdays
    assert end.estimated == any(map(calendar.is_estimated, way))


@given(_DAYS, _DAYS, _EXTRA)
def test_workdays_between_two_days_are_those_that_are_counted_one_by_one(
    first: dt.date, last: dt.date, off: list[dt.date]
) -> None:
    """After the first up to and with the last; backwards the same number, negative."""
    calendar = Calendar(tuple(off))
    first, last = sorted((first, last))
    counted = sum(map(calendar.is_workday, days(first + DAY, last)))

    assert calendar.workdays_between(first, last) == counted
    assert calendar.workdays_between(last, first) == -counted


def test_a_day_that_is_worked_by_the_place_is_worked() -> None:
    """Where a place names a day as off and as worked, it is worked."""
    saturday = day("2026-11-28")

    assert Calendar((saturday,), (saturday,)).is_workday(saturday)


def test_the_end_of_the_calendar_stops_nothing() -> None:
    """A limit that leaves the calendar ends on its last day, marked as estimated."""
    assert deadline(day("9999-12-30"), 20, Calendar()) == Deadline(dt.date.max, True)
    assert days_after(day("9999-12-30"), 365) == dt.date.max
    assert days_after(day("2026-02-10"), 20) == day("2026-03-02")


# --- days of the place --------------------------------------------------------------------


def test_a_range_of_days_off_is_every_day_of_it(make_site: MakeSite) -> None:
    """“first..last” in config.yaml means every day from the one to the other."""
    text = (
        CONFIG + "calendar:\n  extra_holidays: [2026-04-18..2026-04-20, 2026年5月6日]\n"
        "  extra_workdays: [2026-04-25 .. 2026-04-26]\n"
    )

    calendar = load_config(make_site({"config.yaml": text})).calendar

    assert calendar == Calendar(
        tuple(map(day, ("2026-04-18", "2026-04-19", "2026-04-20", "2026-05-06"))),
        tuple(map(day, ("2026-04-25", "2026-04-26"))),
    )
    assert deadline(day("2026-04-17"), 5, calendar) == Deadline(day("2026-04-25"))


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("extra_holidays: [2026-04-20..2026-04-18]", "不是起止日期"),
        ("extra_holidays: [2026-04-18..]", "不是起止日期"),
        ("extra_holidays: [2026-04-18..2027-04-19]", "不超过一年"),
        ("extra_holidays: [2026-04-18..四月]", "不是日期"),
        (
            "extra_holidays: [2026-04-18]\n  extra_workdays: [2026-04-17..2026-04-18]",
            "又放假又上班",
        ),
    ],
)
def test_days_that_mean_nothing_are_errors_of_the_config(
    make_site: MakeSite, lines: str, said: str
) -> None:
    """A range that runs backwards, is cut off or too long, and a day that is on and off."""
    site = make_site({"config.yaml": f"{CONFIG}calendar:\n  {lines}\n"})

    with pytest.raises(ConfigError, match=said):
        load_config(site)


# --- limits -------------------------------------------------------------------------------


def test_a_limit_stands_in_one_place() -> None:
    """What a site may set otherwise begins as the law has it, in config.yaml and in the rules."""
    by_check = {each.check: each.number for each in LIMITS if each.check}

    assert by_check == {
        "publish_workdays": 20, "decision_workdays": 7, "withdraw_workdays": 3,
        "interpretation_workdays": 3, "review_days": 365,
    }  # fmt: skip
    for key, number in by_check.items():
        assert getattr(Checks(), key) == getattr(ChecksTable(), key) == number


def test_every_limit_says_what_it_rests_on() -> None:
    """Each has its own key, a beginning, a basis, a use, and a length or a day of the year."""
    assert len({each.key for each in LIMITS}) == len(LIMITS)
    for each in LIMITS:
        assert each.label and each.starts and each.basis and each.used
        assert (each.number > 0) == (each.unit != "date")
    assert {each.words for each in LIMITS} >= {"20 个工作日内", "20 日内", "每年 1 月 31 日前"}
