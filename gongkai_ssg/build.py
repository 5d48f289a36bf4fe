"""The pipeline on one screen: load → check → disclose → views → plan → render → search.

A build that finds a fault, or fails, changes nothing in the output folder; one that is killed is
repaired by the next. It must not print.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from gongkai_ssg import standing, workers
from gongkai_ssg.check import judge
from gongkai_ssg.config import Config, load_config
from gongkai_ssg.disclose import disclose
from gongkai_ssg.document import Site
from gongkai_ssg.edited import SEARCH_FOLDER, keep
from gongkai_ssg.errors import DamagedError
from gongkai_ssg.gate.text import scan
from gongkai_ssg.gate.verdict import permitted
from gongkai_ssg.gazette_view import is_gazette, issues_of
from gongkai_ssg.last_look import LastLook, last_look
from gongkai_ssg.leaf import leaf_of, stem_of
from gongkai_ssg.links import document_path
from gongkai_ssg.load import Loaded, load
from gongkai_ssg.numbers import Numbers, assign, lock_bytes, read_lock, write_lock
from gongkai_ssg.output import Output
from gongkai_ssg.pages import Page
from gongkai_ssg.plan import Fingerprints, Plan, Write, make_plan
from gongkai_ssg.public import PublicSite
from gongkai_ssg.quick import quick_build
from gongkai_ssg.release import last_output, release
from gongkai_ssg.render import Renderer
from gongkai_ssg.report import Options, Progress, Report, stops, today_in_china
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
from gongkai_ssg.store import Bodies, OutputRow, Store
from gongkai_ssg.tally import tally_apart
from gongkai_ssg.theme import Theme
from gongkai_ssg.views import build_pages

__all__ = [
    "Examined", "Options", "Progress", "Report", "build", "build_fully", "check", "examine", "stops",
    "today_in_china",
]  # fmt: skip

_CHUNK = 200

_LeafRow = tuple[str, str, bytes]  # path of the document, address, what is kept of its page


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
    report, public, numbers = _judge(loaded, config, options)
    return Examined(
        site=loaded.site, config=config, report=report, public=public, numbers=numbers,
        today=options.day,
    )  # fmt: skip


def build(options: Options, progress: Progress | None = None) -> Report:
    """Check the site and bring the output folder up to date, by a short way where there is one."""
    try:
        done = quick_build(options)
    except DamagedError:
        done = None
    return done or build_fully(options, progress)


def build_fully(options: Options, progress: Progress | None = None) -> Report:
    """Do the same the long way: everything is looked at."""
    try:
        return _build(options, progress)
    except DamagedError:
        return _build(options, progress)


def _build(options: Options, progress: Progress | None) -> Report:
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
        with workers.aside(lambda: tally_apart(str(output.out)) if last else b"") as sum_there:
            loaded = load(
                options.source, config, store, _jobs(options), _at(progress, "读取"), spool
            )
            store.commit()
            clock.mark("load")
            report, public, numbers = _judge(loaded, config, options)
            clock.mark("check")
            if stops(report.findings, options.fail_on):
                return msgspec.structs.replace(report, timings=clock.marks)
            before = last_output(store, config, output, last, sum_there)

        theme = Theme(options.source, config.theme, output.work / "templates")
        bodies = Bodies(store.path)
        renderer = Renderer(options.source, theme, bodies, config.settings.gate, spool)
        vouched = _vouched(loaded.site, config)
        # Attachments were opened when they were read: this looks at what was made.
        guard = last_look(options, config.settings.gate, vouched)
        folders, is_partial = loaded.folders, loaded.is_partial
        del loaded  # from here on only what is public: its pages take the room of the documents
        typesetter = _typesetter(public, config)
        pages = _pages(public, config, theme, typesetter[0] if typesetter else "")
        clock.mark("views")
        plan = make_plan(pages, renderer.fingerprint, before, output.intact)
        clock.mark("plan")
        output.clear_stage()
        rows, leaves = _render(plan, renderer, theme, options, output, guard, _at(progress, "生成"))
        clock.mark("render")
        found = _search(public, config, renderer, store, output, options, _at(progress, "索引"))
        bodies.close()
        clock.mark("search")
        _keep_leaves(public, plan, leaves, store)
        changed, removed = release(pages, plan, rows, found, store, output)
        locks = options.lock_numbers and numbers.changed
        lock_written = not locks or write_lock(options.source, numbers.lock)
        report = msgspec.structs.replace(
            report, built=True, notes=(*report.notes, *(typesetter[1] if typesetter else ()))
        )
        if ground is not None and lock_written and not is_partial:
            if locks:
                ground = Ground(ground.rest, bytes_digest(lock_bytes(numbers.lock)))
            lists = digests_of(options.source, config.read_from, begun)
            if lists is not None:
                stands = Standing(ground, lists, typesetter, output.marks)
                again = msgspec.structs.replace(
                    report, kept=len(pages), numbers_added=0 if locks else numbers.added
                )
                keep(store, config, next(map(stem_of, _document_pages(pages)), None), vouched)
                remember(store, stands, again, folders)
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


def _judge(loaded: Loaded, config: Config, options: Options) -> tuple[Report, PublicSite, Numbers]:
    """Number, check and disclose what was loaded; the report says nothing of a build yet."""
    site = loaded.site
    numbers = assign(site, config, read_lock(options.source))
    findings, waived = msgspec.structs.astuple(judge(site, config, options.day, numbers))
    public, held = disclose(site, config, numbers, findings, options.day)
    columns = config.column_by_key
    named = {each.path for each in findings} | {each.path for each in held}
    addresses = {
        each.path: config.base + document_path(each, columns[each.column].segment)
        for each in site.documents
        if each.path in named and each.column in columns
    }
    report = Report(
        findings=findings,
        waived=waived,
        documents=len(site.documents),
        public=len(public.entries),
        held=held,
        addresses=addresses,
        notes=loaded.notes,
    )
    return report, public, numbers


def _vouched(site: Site, config: Config) -> set[str]:
    """Return the numbers that sources and settings may show."""
    settings = config.settings
    vouched = {number for document in site.documents for number in document.vouched}
    return vouched | permitted(scan("\n".join(settings.marks.texts), settings.gate), settings.gate)


def _typesetter(public: PublicSite, config: Config) -> tuple[str, tuple[str, ...]] | None:
    """Return what sets the PDFs of the gazette ("" where it cannot), and what to say of it.

    None where none are wanted.
    """
    gazettes = {column.key for column in config.columns if is_gazette(column)}
    if not config.gazette_pdf or not issues_of(e for e in public.entries if e.column in gazettes):
        return None
    from gongkai_ssg.gazette_pdf import typesetter_or_reason  # only for those who print a gazette

    return typesetter_or_reason()


def _pages(public: PublicSite, config: Config, theme: Theme, typesetter: str) -> list[Page]:
    assets = {name: path for name, (path, _) in theme.assets.items()}
    pages = build_pages(public, config, assets, typesetter)
    pages += [Page(path, "asset", {"data": name}) for name, path in assets.items()]
    pages += [Page(file.path, "file", {"file": file}) for file in public.files]
    return pages


def _render(
    plan: Plan, renderer: Renderer, theme: Theme, options: Options, output: Output, guard: LastLook,
    progress: Callable[[int, int], None] | None,
) -> tuple[list[OutputRow], list[_LeafRow]]:  # fmt: skip
    by_path = dict(theme.assets.values())
    fingerprints = Fingerprints()

    def put(write: Write) -> OutputRow:
        page = write.page
        inputs = write.inputs or fingerprints.of(page.inputs, renderer.fingerprint(page))
        if page.renderer == "file":
            file = page.inputs["file"]
            return OutputRow(page.path, inputs, output.put_file(options.source / file.source, file))
        data = by_path[page.path] if page.renderer == "asset" else renderer.render(page)
        guard.refuse(page.path, data)
        return OutputRow(page.path, inputs, output.put(page.path, data))

    def work(chunk: Sequence[Write]) -> tuple[list[OutputRow], list[_LeafRow]]:
        made = [put(write) for write in chunk]
        return made, [
            (page.inputs["entry"].source, page.inputs["entry"].path, leaf_of(page))
            for page in _document_pages(write.page for write in chunk)
        ]

    rows: list[OutputRow] = []
    leaves: list[_LeafRow] = []
    renderer.warm([write.page for write in plan.write])
    for done in workers.run(work, workers.chunks(plan.write, _CHUNK), _jobs(options)):
        rows.extend(done[0])
        leaves.extend(done[1])
        if progress:
            progress(len(rows), len(plan.write))
    return rows, leaves


def _document_pages(pages: Iterable[Page]) -> Iterator[Page]:
    return (page for page in pages if page.renderer == "document")


def _keep_leaves(public: PublicSite, plan: Plan, leaves: Sequence[_LeafRow], store: Store) -> None:
    """Keep what the quick way needs of the pages that were made; those kept have theirs already."""
    if not plan.keep:
        store.clear("leaf")
    gone = store.leaf_paths() - {entry.source for entry in public.entries}
    store.drop("leaf", gone)
    store.put_leaves(leaves)


def _search(
    public: PublicSite, config: Config, renderer: Renderer, store: Store, output: Output,
    options: Options, progress: Callable[[int, int], None] | None,
) -> SearchResult | None:  # fmt: skip
    if not config.search:
        store.set("search", None)
        return None
    texts = SearchTexts(public, config, renderer)
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
        self._marks: list[tuple[str, float]] = []

    def mark(self, stage: str) -> None:
        now = time.perf_counter()
        self._marks.append((stage, round(now - self._last, 4)))
        self._last = now

    @property
    def marks(self) -> tuple[tuple[str, float], ...]:
        return tuple(self._marks)
