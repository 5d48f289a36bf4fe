"""Site, config and today -> what must be published, renewed or taken down, and until when.

It must not print, change or render anything, and knows no clock: today is given.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from gongkai_ssg.config import Config
from gongkai_ssg.deadlines.obligation import (
    SOON,
    Ledger,
    Obligation,
    State,
    UnitSums,
    by_unit,
)
from gongkai_ssg.deadlines.of_documents import note_documents
from gongkai_ssg.deadlines.of_the_year import note_years
from gongkai_ssg.document import Site
from gongkai_ssg.numbers import Numbers, assign, read_lock

__all__ = ["SOON", "Obligation", "State", "UnitSums", "by_unit", "obligations"]


def obligations(
    site: Site, config: Config, today: dt.date, numbers: Numbers | None = None
) -> tuple[Obligation, ...]:
    """Return every obligation that can be told from the content, in the order of its last day.

    What is done is there too, so that it can be counted how much was done in time. Answers to
    applications are not: the site holds no applications.
    """
    if numbers is None:
        numbers = assign(site, config, read_lock(Path(site.root)))
    ledger = Ledger(config, today)
    note_documents(ledger, site, config, numbers.by_path)
    note_years(ledger, site, config)
    return ledger.sorted()
