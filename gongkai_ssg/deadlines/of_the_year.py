"""Obligations that come again every year, whichever document fulfils them.

It must not know the limits of single documents (`of_documents`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from gongkai_ssg import limits
from gongkai_ssg.config import Config
from gongkai_ssg.deadlines.obligation import Ledger
from gongkai_ssg.deadlines.of_documents import public_since
from gongkai_ssg.document import Document, Site
from gongkai_ssg.limits import Limit
from gongkai_ssg.relations import kind_of
from gongkai_ssg.states import Disclosure

_WEBSITE_REPORT = re.compile("网站工作年度报表|政府网站年度工作报表|网站年度报表")
_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YEAR = re.compile(r"(20\d\d)\s*年")
_PAST = dt.timedelta(days=366)


def note_years(ledger: Ledger, site: Site, config: Config) -> None:
    """Note reports of the last year and of this one, and the windows of columns."""
    days = [day for each in site.documents if (day := public_since(each, ledger.today))]
    first = min(days, default=ledger.today)
    _annual_reports(ledger, site, config, first)
    if config.base == "/":  # a part of another website is not asked for the report of the whole
        found = [(each, _year_of(each)) for each in site.documents if _is_website_report(each)]
        _yearly(
            ledger,
            limits.WEBSITE_REPORT,
            found,
            first,
            "政府网站工作年度报表",
            "放在首页显著位置。",
        )
    for key, windows in sorted(config.settings.windows.items()):
        _windows(ledger, site, config, key, windows)


# --- reports ------------------------------------------------------------------------------


def _annual_reports(ledger: Ledger, site: Site, config: Config, first: dt.date) -> None:
    columns = config.column_by_key
    if all(each.off for each in columns.values() if each.type.key == "annual-report"):
        return
    usual = "政府" if _is_government(config) else "部门"
    by_subject: dict[str, list[tuple[Document, int | None]]] = {usual: []}
    for document in site.documents:
        kind = kind_of(document, columns)
        if kind is None or kind.key != "annual-report" or _is_website_report(document):
            continue
        subject = str(document.own.get("subject") or usual)
        by_subject.setdefault(subject, []).append((document, _year_of(document)))
    if len(by_subject) > 1 and not by_subject[usual]:
        del by_subject[usual]  # what the site itself says counts, not what its name suggests
    for subject, found in sorted(by_subject.items()):
        limit = limits.ANNUAL_GOVERNMENT if subject == "政府" else limits.ANNUAL_DEPARTMENT
        _yearly(ledger, limit, found, first, "政府信息公开工作年度报告", "六个部分、三张表齐全。")


def _is_government(config: Config) -> bool:
    return config.organizer.endswith("人民政府") and config.level != "township"


def _is_website_report(document: Document) -> bool:
    return _WEBSITE_REPORT.search(document.title) is not None


def _year_of(document: Document) -> int | None:
    """Return the year that a report is on: as it says, as its title does, else the year before it."""
    year = document.own.get("year")
    if isinstance(year, int):
        return year
    found = _YEAR.search(document.title.translate(_NUMERALS))
    if found:
        return int(found[1])
    if "报告" not in document.title or document.date is None:
        return None
    return document.date.year - 1


def _yearly(
    ledger: Ledger, limit: Limit, found: list[tuple[Document, int | None]], first: dt.date,
    name: str, hint: str,
) -> None:  # fmt: skip
    """Note each report that there is, and those of the last year and this one that are missing."""
    known: dict[int, list[Document]] = {}
    for document, year in found:
        is_meant = document.disclosure in (Disclosure.ACTIVE, None)
        if year is not None and is_meant and dt.MINYEAR <= year < dt.MAXYEAR:
            known.setdefault(year, []).append(document)
    last_unit = max(found, key=lambda each: each[1] or 0)[0].unit if found else ""
    today = ledger.today
    for year in sorted({*known, *(y for y in (today.year - 1, today.year) if y >= first.year)}):
        due = limit.day_in(year + 1)
        start = dt.date(year, 12, 31)
        documents = known.get(year, [])
        public = [each for each in documents if public_since(each, today)]
        for document in public:
            ledger.note(limit, start, due, document=document, done_on=document.date)
        if not public:
            draft = documents[0] if documents else None
            ledger.note(
                limit, start, due, document=draft, title=draft.title if draft else f"{year} 年{name}",
                unit=draft.unit if draft else last_unit, hint=hint,
            )  # fmt: skip


# --- windows --------------------------------------------------------------------------------


def _windows(
    ledger: Ledger, site: Site, config: Config, key: str, windows: tuple[str, ...]
) -> None:
    """Note the windows of a column that began within a year, and the next one."""
    today = ledger.today
    column = config.column_by_key.get(key)
    if column is None or column.off:
        return
    public = [
        (day, each)
        for each in site.documents
        if each.column == key and (day := public_since(each, today)) is not None
    ]
    public.sort(key=lambda each: (each[0], each[1].path))
    spans = list(_spans(windows, today.year))
    for number, (start, end) in enumerate(spans):
        following = spans[number + 1][0] if number + 1 < len(spans) else dt.date.max
        is_past = start <= today
        if is_past and (end < today - _PAST or not public or public[0][0] > end):
            if end < today:
                continue  # long ago, or before the column was used
        elif not is_past and number and spans[number - 1][0] > today:
            continue  # not the next one
        done = [each for day, each in public if start <= day < following]
        first = done[0] if done else None
        ledger.note(
            limits.WINDOW, start, end, document=first,
            title=f"“{column.label}”{start} 至 {end} 的集中公开",
            unit=first.unit if first else (public[-1][1].unit if public else ""),
            done_on=first.date if first else None,
            hint="" if first else f"在 {start} 至 {end} 之间公开，月底前提出并审核。",
        )  # fmt: skip


def _spans(windows: tuple[str, ...], year: int) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield the windows of last year, this year and the next in their order."""
    parsed = sorted(
        tuple(tuple(map(int, day.split("-"))) for day in each.split("/")) for each in windows
    )
    for each in (year - 1, year, year + 1):
        for first, last in parsed:
            if dt.MINYEAR <= each <= dt.MAXYEAR:
                yield _in_year(each, *first), _in_year(each, *last)


def _in_year(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:  # 29 February
        return dt.date(year, month, day - 1)
