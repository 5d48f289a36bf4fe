"""Obligations that single documents carry: from their dates, rows and relations.

It must not know today's obligations of the whole site (`of_the_year`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from gongkai_ssg import limits
from gongkai_ssg.calendar import days_after, deadline
from gongkai_ssg.config import Config
from gongkai_ssg.deadlines.obligation import Ledger
from gongkai_ssg.document import Document, Site
from gongkai_ssg.limits import Limit
from gongkai_ssg.policy import Checks
from gongkai_ssg.relations import ReferenceIndex, kind_of
from gongkai_ssg.states import Disclosure


def note_documents(ledger: Ledger, site: Site, config: Config, numbers: Mapping[str, str]) -> None:
    """Note what every document of the site must be or have, and until when."""
    notes = _Notes(ledger, site, config, numbers)
    for document in site.documents:
        if document.disclosure is Disclosure.ACTIVE:
            notes.of_public(document)
        elif document.disclosure is not None:
            notes.review(document)
    notes.consultations()


def public_since(document: Document, today: dt.date) -> dt.date | None:
    """Return the day on which a document became public, None where it is not (yet)."""
    if document.disclosure is not Disclosure.ACTIVE or document.draft:
        return None
    return document.date if document.date is not None and document.date <= today else None


class _Notes:
    """One pass over the documents."""

    def __init__(
        self, ledger: Ledger, site: Site, config: Config, numbers: Mapping[str, str]
    ) -> None:
        self._ledger = ledger
        self._today = ledger.today
        self._site = site
        self._columns = config.column_by_key
        self._checks: Checks = config.settings.checks
        self._own_names = frozenset({"", config.organizer, config.name, *config.unit_by_name})
        self._index = ReferenceIndex(site, numbers)

    def of_public(self, document: Document) -> None:
        """Note the limits of a document that is to be public: the shortest one where several are."""
        self._publicity(document)
        self._withdrawal(document)
        if document.source not in self._own_names:
            return  # repeated from elsewhere: its limit ran for whoever made it
        kind = kind_of(document, self._columns)
        key = kind.key if kind is not None else ""
        noted = self._decisions(document) or self._interpretation(document)
        if not noted and key == "finance" and (approved := _day(document, "approved_on")):
            self._done(
                limits.FINANCE, document, approved, days_after(approved, limits.FINANCE.number)
            )
        elif not noted and key != "annual-report" and document.formed_on is not None:
            is_penalty = document.public_until is not None
            limit, days = (
                (limits.DECISION, self._checks.decision_workdays)
                if is_penalty
                else (limits.PUBLISH, self._checks.publish_workdays)
            )
            self._workdays(limit, document, document.formed_on, days)

    def _workdays(self, limit: Limit, document: Document, start: dt.date, days: int,
                  about: str = "") -> None:  # fmt: skip
        last = deadline(start, days, self._ledger.calendar)
        self._done(limit, document, start, last.day, last.estimated, about)

    def _done(
        self, limit: Limit, document: Document, start: dt.date, due: dt.date,
        estimated: bool = False, about: str = "",
    ) -> None:  # fmt: skip
        """Note something that is done once the document is public."""
        since = public_since(document, self._today)
        hint = about if since is not None else about + self._what_is_missing(document, due)
        self._ledger.note(
            limit, start, due, document=document, estimated=estimated, done_on=since, hint=hint
        )

    def _what_is_missing(self, document: Document, due: dt.date) -> str:
        if document.draft:
            return "还是草稿：办完审核和保密审查，删去“草稿”，写上发布日期。"
        if document.date is None:
            return "没有发布日期。"
        if document.date > due:
            return f"定在 {document.date} 发布，晚于期限：提前到 {due} 以前。"
        return f"定在 {document.date} 发布。"

    def _decisions(self, document: Document) -> bool:
        days = [row.decided for rows in document.rows for row in rows if row.decided is not None]
        if not days:
            return False
        first, last = min(days), max(days)
        if last - first <= limits.RUNNING_LIST or public_since(document, self._today) is None:
            about = f"表里有 {len(days)} 件决定，最早的是 {first} 作出的。"
            self._workdays(limits.DECISION, document, first, self._checks.decision_workdays, about)
        return True

    def _interpretation(self, document: Document) -> bool:
        found = {
            policy.path: policy
            for name in document.interprets
            for policy in self._index.find(name, document)
            if policy is not document
        }
        days = {path: public_since(policy, self._today) for path, policy in found.items()}
        starts = sorted((day, path) for path, day in days.items() if day is not None)
        if starts:
            start, path = starts[-1]  # of several files the last one completes the matter
            self._workdays(
                limits.INTERPRETATION, document, start, self._checks.interpretation_workdays,
                f"解读的文件“{found[path].title}”{start} 公开。",
            )  # fmt: skip
        return bool(starts)

    def _publicity(self, document: Document) -> None:
        if document.draft:
            return
        hint = "到期自动不再生成；到期的次日重新构建一次网站。"
        until = document.public_until
        if until is not None and until < self._today:
            return
        days = [row.until for rows in document.rows for row in rows if row.until is not None]
        coming = [day for day in days if day >= self._today]
        if coming and (until is None or min(coming) < until):
            until, number = min(coming), coming.count(min(coming))
            hint = f"表里有 {number} 行到期。{hint}"
        if until is not None:
            self._ledger.note(limits.PUBLICITY, document.date, until, document=document, hint=hint)

    def _withdrawal(self, document: Document) -> None:
        for title, quashed, until in _quashed(document):
            last = deadline(quashed, self._checks.withdraw_workdays, self._ledger.calendar)
            over = until is not None and until < self._today
            since = public_since(document, self._today)
            if since is None:
                continue  # never shown, or taken back into the drafts
            self._ledger.note(
                limits.WITHDRAWAL, quashed, last.day, document=document, title=title, part=True,
                estimated=last.estimated, done_on=max(until, quashed) if over and until else None,
                hint="把公示截止期改为撤销之日，或者撤下；另行公开撤销的理由。",
            )  # fmt: skip

    def review(self, document: Document) -> None:
        """Note the yearly review of a document that is not public."""
        reviewed = document.withhold_reviewed_on
        if reviewed is not None and reviewed > self._today:
            reviewed = None
        start = reviewed or document.formed_on or document.date
        if start is None:
            return
        label = document.disclosure.label if document.disclosure is not None else ""
        never = "" if reviewed is not None else "还没有复审记录。"
        self._ledger.note(
            limits.REVIEW, start, days_after(start, self._checks.review_days), document=document,
            hint=f"{never}现在是{label}：可以公开的转为主动公开，不能公开的更新“复审日期”。",
        )  # fmt: skip

    def consultations(self) -> None:
        """Note the ends of consultations, and their results."""
        notices = []
        for document in self._site.documents:
            kind = kind_of(document, self._columns)
            if kind is not None and kind.key == "consultation":
                notices.append(document)
        answers = self._index.named(notices, self._columns, ["result_of"]) if notices else {}
        for document in notices:
            until = _day(document, "open_until")
            if until is None or public_since(document, self._today) is None:
                continue
            if self._today <= until:
                self._ledger.note(
                    limits.CONSULTATION, _day(document, "open_from"), until, document=document,
                    label="征求意见截止", hint="截止前保持网页和渠道可用；截止后整理意见，公布采纳情况。",
                )  # fmt: skip
            done_on = min(self._results(document, answers.get(document.path, [])), default=None)
            if self._today > until or done_on is not None:
                due = days_after(until, limits.CONSULTATION_RESULT.number)
                self._ledger.note(
                    limits.CONSULTATION_RESULT, until, due, document=document, done_on=done_on,
                    hint="" if done_on else "写“结果: …”，或者另发一篇结果反馈，写明“征集公告”。",
                )  # fmt: skip

    def _results(self, document: Document, answers: list[Document]) -> Iterator[dt.date]:
        result = document.own.get("result")
        days = [result.get("published_on")] if isinstance(result, dict) else []
        yield from filter(None, map(_iso, days))
        yield from filter(None, (public_since(each, self._today) for each in answers))


def _quashed(document: Document) -> Iterator[tuple[str, dt.date, dt.date | None]]:
    """Yield title, day of quashing and last public day of each penalty that was quashed."""
    day = _day(document, "quashed_on")
    if day is not None:
        yield document.title, day, document.public_until
    for rows in document.rows:
        for row in rows:
            if row.quashed is not None:
                yield row.title, row.quashed, row.until


def _day(document: Document, key: str) -> dt.date | None:
    return _iso(document.own.get(key))


def _iso(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
