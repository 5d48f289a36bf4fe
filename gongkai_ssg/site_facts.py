"""What the pages of some columns show of the site itself. It must not know config or documents."""

from __future__ import annotations

import msgspec

from gongkai_ssg.calendar import Calendar


class UnitFact(msgspec.Struct, frozen=True):
    """A unit: its name, its former names ("原市文化局（至 2019-03-01）") and the URL of its page."""

    name: str
    former: tuple[str, ...] = ()
    url: str = ""


class SiteFacts(msgspec.Struct, frozen=True):
    """The calendar of the place and the units of the site, those that were dissolved left out."""

    calendar: Calendar = Calendar()
    units: tuple[UnitFact, ...] = ()
