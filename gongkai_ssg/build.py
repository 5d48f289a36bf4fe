"""The pipeline on one screen: load → check → disclose → views → plan → render → search.

A build that finds a fault, or fails, changes nothing in the output folder; one that is killed is
repaired by the next. It must not print.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import time
from collections.abc import Callable, Mapping

import msgspec

from gongkai_ssg import standing, workers
from gongkai_ssg.ahead import Ahead
from gongkai_ssg.config import Config, load_config
from gongkai_ssg.disclose import disclose
from gongkai_ssg.document import Site
from gongkai_ssg.draft import Draft, draft
from gongkai_ssg.edited import SEARCH_FOLDER, keep
from gongkai_ssg.errors import DamagedError
from gongkai_ssg.gate.text import scan
from gongkai_ssg.gate.verdict import permitted
from gongkai_ssg.judging import (
    Verdict,
    WrongGuess,
    addresses_of,
    judging,
    keep_barred,
    recall_barred,
    verdict_of,
)
from gongkai_ssg.last_look import last_look
from gongkai_ssg.lasting import lasting
from gongkai_ssg.load import load
from gongkai_ssg.numbers import Numbers, assign, lock_bytes, read_lock, write_lock
from gongkai_ssg.output import Output
from gongkai_ssg.public import PublicSite
from gongkai_ssg.quick import quick_build
from gongkai_ssg.release import last_output, release
from gongkai_ssg.rendering import keep_leaves, render
from gongkai_ssg.report import Held, Options, Progress, Report, stops, today_in_china
from gongkai_ssg.search import SearchResult, update_index
from gongkai_ssg.search_records import SearchTexts
from gongkai_ssg.spool import Spool
from gongkai_ssg.standing import (
    Ground,
    Standing,
    bytes_digest,
    digests_of,
    ground_of,
    remember,
    version_of,
)
from gongkai_ssg.store import Store
from gongkai_ssg.tally import tallying

__all__ = [
    "Examined", "Options", "Progress", "Report", "build", "build_fully", "check", "examine", "stops",
    "today_in_china",
]  # fmt: skip


class Examined(msgspec.Struct, frozen=True, kw_only=True):
    """Both sides of the border and what was found, for the reports that stay private."""

    site: Site
    config: Config
    report: Report
    public: PublicSite
    numbers: Numbers
    today: dt.date


def check(options: Options, progress: Progress | None = None) -> Report:
    """Check the site and touch nothing."""
    return examine(options, progress).report


def examine(options: Options, progress: Progress | None = None) -> Examined:
    """Check the site, touch nothing, and return all that was looked at."""
    options = msgspec.structs.replace(options, today=options.day)  # one day for all of it
    config = load_config(options.source, options.base_url)
    loaded = load(options.source, config, None, _jobs(options), _at(progress, "读取"))
    site = loaded.site
    numbers = assign(site, config, read_lock(options.source))
    verdict = verdict_of(site, config, options.day, numbers)
    public, held = disclose(site, config, numbers, verdict.barred, options.day)
    addresses = addresses_of(site, config, {each.path for each in held})
    report = _report(verdict, public, held, addresses, len(site.documents), loaded.notes)
    return Examined(
        site=site, config=config, report=report, public=public, numbers=numbers, today=options.day
    )


def build(options: Options, progress: Progress | None = None) -> Report:
    """Check the site and bring the output folder up to date, by a short way where there is one."""
    try:
        done = quick_build(options)
    except DamagedError:
        done = None
    return done or build_fully(options, progress)


def build_fully(
    options: Options, progress: Progress | None = None, ahead: Ahead | None = None
) -> Report:
    """Do the same the long way: everything is looked at.

    `ahead` has begun to look, for these options, since the last time that this was asked.
    """
    for guess, looks in ((True, ahead), (False, None)):
        with contextlib.suppress(DamagedError, WrongGuess):
            return _build(options, progress, guess, looks)
    return _build(options, progress, False, None)


def _build(
    options: Options, progress: Progress | None, guess: bool, ahead: Ahead | None
) -> Report:
    clock = _Clock()
    begun = time.time_ns()
    options = msgspec.structs.replace(options, today=options.day)  # one day for all of it
    ground = ground_of(options)  # before anything of it is read
    config = load_config(options.source, options.base_url)
    if not options.search:
        config = msgspec.structs.replace(config, search=False)
    output = Output(options.source, options.target)
    with (
        Store(output.work / "build.sqlite", version_of(options.source)) as store,
        Spool(output.work / "spool") as spool,
    ):
        last = standing.recall(store) if not options.clean else None
        standing.put(store, None)
        if options.clean:
            store.clear("source", "body", "file", "output", "leaf", "folder")
            store.set("search", None)
        if not store.get("built"):
            output.look()
            output.refuse_foreign()
        with (
            contextlib.nullcontext(ahead.tally) if ahead is not None
            else tallying(str(output.out)) if last is not None
            else contextlib.nullcontext(_unknown)
        ) as sum_there:  # fmt: skip
            loaded = load(
                options.source, config, store, _jobs(options), _at(progress, "读取"), spool, ahead
            )
            store.commit()
            clock.mark("load")
            site, folders, is_partial = loaded.site, loaded.folders, loaded.is_partial
            documents, notes = len(site.documents), loaded.notes
            del loaded
            numbers = assign(site, config, read_lock(options.source))
            vouched = _vouched(site, config)
            barred = recall_barred(store) if guess else None
            with lasting(), judging(site, config, options.day, numbers, barred) as judged:
                public, held = disclose(site, config, numbers, judged.barred, options.day)
                addresses = addresses_of(site, config, {each.path for each in held})
                del site  # from here on only what is public: its pages take the room of the documents
                clock.mark("check")
                verdict = None if judged.is_guess else judged.verdict()
                if verdict is not None and stops(verdict.findings, options.fail_on):
                    found = _report(verdict, public, held, addresses, documents, notes)
                    return msgspec.structs.replace(found, timings=clock.marks)
                before = last_output(store, config, output, last, sum_there)
                made = draft(public, config, options, output, store, spool, before)
                plan = made.plan
                clock.mark("plan")
                verdict = verdict or judged.verdict()
                report = _report(verdict, public, held, addresses, documents, notes)
                clock.mark("check")
                if stops(report.findings, options.fail_on):
                    return msgspec.structs.replace(report, timings=clock.marks)

        # Attachments were opened when they were read: this looks at what was made.
        guard = last_look(options, config.settings.gate, vouched)
        output.clear_stage()
        rendered = render(made, options.source, output, guard, _jobs(options), _at(progress, "生成"))
        clock.mark("render")
        index = _search(public, config, made, store, output, options, _at(progress, "索引"))
        made.bodies.close()
        clock.mark("search")
        keep_leaves(public, plan, rendered.leaves, store)
        changed, removed = release(plan, rendered.rows, index, store, output)
        locks = options.lock_numbers and numbers.changed
        lock_written = not locks or write_lock(options.source, numbers.lock)
        typesetter = made.typesetter
        report = msgspec.structs.replace(
            report, built=True, notes=(*notes, *(typesetter[1] if typesetter else ()))
        )
        if ground is not None and lock_written and not is_partial:
            if locks:
                ground = Ground(ground.rest, bytes_digest(lock_bytes(numbers.lock)))
            lists = digests_of(options.source, config.read_from, begun)
            if lists is not None:
                stands = Standing(ground, lists, typesetter, output.marks)
                again = msgspec.structs.replace(
                    report, kept=len(plan.paths), numbers_added=0 if locks else numbers.added
                )
                keep(store, config, made.stem, vouched)
                keep_barred(store, verdict.barred)
                remember(store, stands, again, folders, verdict.packed)
                store.commit()
        clock.mark("release")
    return msgspec.structs.replace(
        report,
        writes=tuple((each.page.path, each.reasons) for each in plan.write),
        changed=changed,
        removed=tuple(removed),
        kept=plan.keep,
        numbers_added=numbers.added,
        lock_written=lock_written,
        timings=clock.marks,
    )


# --- the steps --------------------------------------------------------------------------


def _report(
    verdict: Verdict, public: PublicSite, held: tuple[Held, ...], addresses: Mapping[str, str],
    documents: int, notes: tuple[str, ...],
) -> Report:  # fmt: skip
    """Return what a check tells; it says nothing of a build yet."""
    return Report(
        findings=verdict.findings,
        waived=verdict.waived,
        documents=documents,
        public=len(public.entries),
        held=held,
        addresses=dict(sorted({**verdict.addresses, **addresses}.items())),
        notes=notes,
    )


def _vouched(site: Site, config: Config) -> set[str]:
    """Return the numbers that sources and settings may show."""
    settings = config.settings
    vouched = {number for document in site.documents for number in document.vouched}
    return vouched | permitted(scan("\n".join(settings.marks.texts), settings.gate), settings.gate)


def _search(
    public: PublicSite, config: Config, made: Draft, store: Store, output: Output,
    options: Options, progress: Callable[[int, int], None] | None,
) -> SearchResult | None:  # fmt: skip
    if not config.search:
        store.set("search", None)
        return None
    texts = SearchTexts(public, config, made.renderer)
    known = store.get("searched")
    before = msgspec.json.decode(known, type=set[str]) if known else set()
    result = update_index(
        texts.digests, texts.record, store.get("search"),
        output.out / SEARCH_FOLDER, output.stage / SEARCH_FOLDER, _jobs(options), progress,
        # What is no longer public must leave the index too, not only its answers.
        purge=not before <= texts.findable, whole=output.whole,
    )  # fmt: skip
    store.set("search", result.state)
    store.set("searched", msgspec.json.encode(sorted(texts.findable)))
    return result


# --- odds -------------------------------------------------------------------------------


def _unknown() -> None:
    """Stand for a sum that nobody needs."""


def _jobs(options: Options) -> int:
    return options.jobs or workers.default_jobs()


def _at(progress: Progress | None, stage: str) -> Callable[[int, int], None] | None:
    if progress is None:
        return None
    return lambda done, total: progress(stage, done, total)


class _Clock:
    """Seconds per stage, for --explain and for the bench; nothing of it reaches the output."""

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self._marks: dict[str, float] = {}

    def mark(self, stage: str) -> None:
        now = time.perf_counter()
        self._marks[stage] = self._marks.get(stage, 0) + now - self._last
        self._last = now

    @property
    def marks(self) -> tuple[tuple[str, float], ...]:
        return tuple((stage, round(seconds, 4)) for stage, seconds in self._marks.items())
