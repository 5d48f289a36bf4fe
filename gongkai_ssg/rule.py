"""What a rule is, and all that it may know. It must not know any rule, nor how they are run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping

import msgspec

from gongkai_ssg.calendar import Calendar
from gongkai_ssg.column_type import Column
from gongkai_ssg.document import Document, Site, Source
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.policy import Settings


class Example(msgspec.Struct, frozen=True):
    """A tiny site that keeps or breaks a rule; `line` is where the fault is reported.

    Paths are relative to the site root ("content/notice/a.md"). The site's config is the one of
    `tests/conftest.py`: units 办公室 (bgs) and 财务科 (cwk), every standard column on.
    """

    files: Mapping[str, str | bytes]
    line: int = 0
    path: str = ""  # the file at fault; default: the first one
    #: the day on which git first saw a document, for the rule that asks
    first_commits: Mapping[str, dt.date] = {}


class RuleContext(msgspec.Struct, frozen=True):
    """What rules may know of the site beside its documents."""

    columns: Mapping[str, Column]
    units: Mapping[str, str]  # every known name (former ones too) -> unit code
    today: dt.date
    index_pattern: str
    index_numbers: Mapping[str, str]  # path -> the number that the catalog will show
    base_url: str = ""
    source_names: frozenset[str] = frozenset()  # names that count as the agency itself
    calendar: Calendar = Calendar()
    settings: Settings = Settings()
    shipped: Mapping[str, str] = {}  # every file that ships -> the open document it belongs to


DocumentCheck = Callable[[Document, Source, RuleContext], Iterator[Fault]]
SiteCheck = Callable[[Site, RuleContext], Iterator[Fault]]


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule 检查规则: what it finds, how grave that is, on what legal basis.

    A rule has `document` or `site`, or neither where the fault is met while loading (`load`
    reports it then under this id). A document rule sees one document and its
    text, and neither the date nor other documents: its findings are kept while the file is
    unchanged. A site rule sees everything and runs on every check.
    """

    id: str
    name: str  # the fault in English words, "published-before-formed"
    title: str  # the fault in Chinese
    severity: Severity
    basis: str
    why: str
    cure: str
    good: tuple[Example, ...]
    bad: tuple[Example, ...]
    #: what of the above nobody has checked against the original text; "" where all of it was
    unverified: str = ""
    off: bool = False  # it runs only where the site's `rules` turns it on
    document: DocumentCheck | None = None
    site: SiteCheck | None = None
