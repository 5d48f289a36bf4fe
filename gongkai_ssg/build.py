"""The pipeline on one screen: load → check → disclose → views → plan → render → search.

A build that finds a fault, or fails, changes nothing in the output folder; one that is killed is
repaired by the next. It must not print.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from gongkai_ssg import __version__, workers
from gongkai_ssg.check import judge
from gongkai_ssg.config import Config, load_config
from gongkai_ssg.disclose import Held, disclose
from gongkai_ssg.errors import DamagedError, GongkaiError
from gongkai_ssg.gate.text import scan
from gongkai_ssg.gate.verdict import permitted
from gongkai_ssg.gazette_view import is_gazette, issues_of
from gongkai_ssg.last_look import LastLook
from gongkai_ssg.links import document_path
from gongkai_ssg.load import load
from gongkai_ssg.model import Finding, Severity, Site
from gongkai_ssg.numbers import Numbers, assign, read_lock, write_lock
from gongkai_ssg.output import Output
from gongkai_ssg.pages import Page
from gongkai_ssg.plan import Plan, Write, make_plan
from gongkai_ssg.public import PublicSite
from gongkai_ssg.render import Renderer
from gongkai_ssg.rules import rules
from gongkai_ssg.search import SearchResult, update_index
from gongkai_ssg.search_records import SearchTexts
from gongkai_ssg.spool import Spool
from gongkai_ssg.store import Bodies, OutputRow, Store
from gongkai_ssg.text import digest
from gongkai_ssg.theme import Theme
from gongkai_ssg.views import build_pages
from gongkai_ssg.waivers import Waived, read_waivers

Progress = Callable[[str, int, int], None]  # stage in Chinese, done, total

SEARCH_FOLDER = "search"
_CHUNK = 200
_NEVER = "never"


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What one build is asked to do."""

    source: Path
    out: Path | None = None  # default: public/ in the source
    base_url: str | None = None
    jobs: int = 0  # 0: as many as there are processors
    today: dt.date | None = None
    clean: bool = False
    search: bool = True
    fail_on: str = "error"  # "never" or a severity
    lock_numbers: bool = True  # a preview locks no number for a document that is half written

    @property
    def target(self) -> Path:
        return self.out if self.out is not None else self.source / "public"


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a build found and did."""

    findings: tuple[Finding, ...]
    documents: int
    public: int
    held: tuple[Held, ...]
    waived: tuple[Waived, ...] = ()  # findings that a named person lets pass
    built: bool = False
    notes: tuple[str, ...] = ()  # what was left out although it was asked for, and why
    writes: tuple[tuple[str, tuple[str, ...]], ...] = ()  # path, reasons: for --explain
    changed: int = 0  # files of the output that have new bytes
    removed: tuple[str, ...] = ()
    kept: int = 0
    numbers_added: int = 0
    lock_written: bool = True
    addresses: Mapping[str, str] = {}  # URL of each document that has a finding or is held
    timings: tuple[tuple[str, float], ...] = ()  # stage, seconds


def today_in_china() -> dt.date:
    """Return the day it is in Asia/Shanghai, whatever the machine's zone."""
    return dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()


def stops(findings: Sequence[Finding], fail_on: str) -> bool:
    """Tell whether findings stop a build that fails on this severity ("never": none does)."""
    if fail_on == _NEVER:
        return False
    limit = Severity(fail_on).rank
    return any(each.severity.rank <= limit for each in findings)


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
    config = load_config(options.source, options.base_url)
    site = load(options.source, config, None, _jobs(options), _at(progress, "读取")).site
    report, public, numbers = _judge(site, config, options)
    today = options.today or today_in_china()
    return Examined(
        site=site, config=config, report=report, public=public, numbers=numbers, today=today
    )


def build(options: Options, progress: Progress | None = None) -> Report:
    """Check the site and bring the output folder up to date."""
    try:
        return _build(options, progress)
    except DamagedError:
        return _build(options, progress)


def _build(options: Options, progress: Progress | None) -> Report:
    clock = _Clock()
    config = load_config(options.source, options.base_url)
    if not options.search:
        config = msgspec.structs.replace(config, search=False)
    output = Output(options.source, options.target)
    with (
        Store(output.work / "build.sqlite", _version(options.source)) as store,
        Spool(output.work / "spool") as spool,
    ):
        if options.clean:
            store.clear("source", "body", "file", "output")
            store.set("search", None)
        output.look()
        output.refuse_foreign(known=bool(store.get("built")))
        loaded = load(
            options.source, config, store, _jobs(options), _at(progress, "读取"), spool
        )
        store.commit()
        clock.mark("load")
        report, public, numbers = _judge(loaded.site, config, options)
        clock.mark("check")
        if stops(report.findings, options.fail_on):
            return msgspec.structs.replace(report, timings=clock.marks)

        theme = Theme(options.source, config.theme, output.work / "templates")
        bodies = Bodies(store.path)
        renderer = Renderer(options.source, theme, bodies, config.settings.gate, spool)
        guard = _guard(loaded.site, config, options)
        noted = loaded.notes
        del loaded  # from here on only what is public: its pages take the room of the documents
        typesetter, notes = _typesetter(public, config)
        pages = _pages(public, config, theme, typesetter)
        clock.mark("views")
        plan = make_plan(pages, renderer.fingerprint, _before(store), output.intact)
        clock.mark("plan")
        output.clear_stage()
        rows = _render(
            plan, renderer, theme, options, output, guard, _at(progress, "生成")
        )
        clock.mark("render")
        found = _search(public, config, renderer, store, output, options, _at(progress, "索引"))
        bodies.close()
        clock.mark("search")
        changed, removed = _release(pages, plan, rows, found, store, output)
        lock_written = not (options.lock_numbers and numbers.changed) or write_lock(
            options.source, numbers.lock
        )
        clock.mark("release")
    return msgspec.structs.replace(
        report,
        built=True,
        notes=(*noted, *notes),
        writes=tuple((each.page.path, each.reasons) for each in plan.write),
        changed=changed,
        removed=tuple(removed),
        kept=plan.keep,
        numbers_added=numbers.added,
        lock_written=lock_written,
        timings=clock.marks,
    )


# --- the steps --------------------------------------------------------------------------


def _judge(site: Site, config: Config, options: Options) -> tuple[Report, PublicSite, Numbers]:
    """Number, check and disclose what was loaded; the report says nothing of a build yet."""
    today = options.today or today_in_china()
    numbers = assign(site, config, read_lock(options.source))
    findings, waived = msgspec.structs.astuple(judge(site, config, today, numbers))
    public, held = disclose(site, config, numbers, findings, today)
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
    )
    return report, public, numbers


def _guard(site: Site, config: Config, options: Options) -> LastLook:
    """Return what looks at the made bytes; attachments were opened when they were read."""
    settings = config.settings
    vouched = {number for document in site.documents for number in document.vouched}
    vouched |= permitted(scan("\n".join(settings.marks.texts), settings.gate), settings.gate)
    waivers = read_waivers(options.source, rules())
    return LastLook(settings.gate, vouched, waivers, options.today or today_in_china())


def _typesetter(public: PublicSite, config: Config) -> tuple[str, tuple[str, ...]]:
    """Return what sets the PDFs of the gazette ("": none are made), and what to say of it."""
    gazettes = {column.key for column in config.columns if is_gazette(column)}
    if not config.gazette_pdf or not issues_of(e for e in public.entries if e.column in gazettes):
        return "", ()
    from gongkai_ssg.gazette_pdf import typesetter  # only for those who print a gazette

    try:
        return typesetter(), ()
    except GongkaiError as error:
        return "", (f"没有生成公报的 PDF：{error.message}{error.hint}",)


def _pages(public: PublicSite, config: Config, theme: Theme, typesetter: str) -> list[Page]:
    assets = {name: path for name, (path, _) in theme.assets.items()}
    pages = build_pages(public, config, assets, typesetter)
    pages += [Page(path, "asset", {"data": name}) for name, path in assets.items()]
    pages += [Page(file.path, "file", {"file": file}) for file in public.files]
    return pages


def _before(store: Store) -> dict[str, OutputRow]:
    # A switch that was cut short left the folder in between: nothing is known of it.
    return {} if store.get("switching") else store.outputs()


def _render(
    plan: Plan, renderer: Renderer, theme: Theme, options: Options, output: Output, guard: LastLook,
    progress: Callable[[int, int], None] | None,
) -> list[OutputRow]:  # fmt: skip
    by_path = dict(theme.assets.values())

    def put(write: Write) -> OutputRow:
        page = write.page
        if page.renderer == "file":
            file = page.inputs["file"]
            return OutputRow(
                page.path, write.inputs, output.put_file(options.source / file.source, file)
            )
        data = by_path[page.path] if page.renderer == "asset" else renderer.render(page)
        guard.refuse(page.path, data)
        return OutputRow(page.path, write.inputs, output.put(page.path, data))

    def work(chunk: Sequence[Write]) -> list[OutputRow]:
        return [put(write) for write in chunk]

    rows: list[OutputRow] = []
    renderer.warm([write.page for write in plan.write])
    for done in workers.run(work, workers.chunks(plan.write, _CHUNK), _jobs(options)):
        rows.extend(done)
        if progress:
            progress(len(rows), len(plan.write))
    return rows


def _search(
    public: PublicSite, config: Config, renderer: Renderer, store: Store, output: Output,
    options: Options, progress: Callable[[int, int], None] | None,
) -> SearchResult | None:  # fmt: skip
    if not config.search:
        return None
    texts = SearchTexts(public, config, renderer)
    known = store.get("searched")
    before = msgspec.json.decode(known, type=set[str]) if known else set()
    result = update_index(
        texts.digests, texts.record, store.get("search"),
        output.out / SEARCH_FOLDER, output.stage / SEARCH_FOLDER, _jobs(options), progress,
        # What is no longer public must leave the index too, not only its answers.
        purge=not before <= texts.findable,
    )  # fmt: skip
    store.set("search", result.state)
    store.set("searched", msgspec.json.encode(sorted(texts.findable)))
    return result


def _release(
    pages: Sequence[Page], plan: Plan, rows: Sequence[OutputRow], found: SearchResult | None,
    store: Store, output: Output,
) -> tuple[int, list[str]]:  # fmt: skip
    """Switch the output folder to what was staged, and remember it."""
    wanted = {page.path for page in pages}
    if found is not None:
        wanted.update(f"{SEARCH_FOLDER}/{name}" for name in (*found.written, *found.kept))
    nothing = (
        not plan.write
        and not plan.remove
        and set(output.found) == wanted
        and not (output.strange or output.hollow)
    )
    if nothing and (found is None or not (found.written or found.removed)):
        store.commit()
        return 0, []
    # Whoever is killed from here on leaves this mark, and the next build trusts nothing.
    store.set("switching", b"1")
    store.commit()
    changed, removed = output.switch(wanted)
    if store.get("built") is None or not plan.keep:
        store.clear("output")
    store.put_outputs(rows)
    store.drop("output", plan.remove)
    store.set("switching", None)
    store.set("built", b"1")
    store.commit()
    return changed, removed


# --- odds -------------------------------------------------------------------------------


def _jobs(options: Options) -> int:
    return options.jobs or workers.default_jobs()


def _at(progress: Progress | None, stage: str) -> Callable[[int, int], None] | None:
    if progress is None:
        return None
    return lambda done, total: progress(stage, done, total)


def _version(source: Path) -> str:
    """Return what the store depends on beside the content: our own code and where it reads."""
    package = Path(__file__).parent
    code = ((path.name, path.stat()) for path in sorted(package.rglob("*.py")))
    states = ";".join(f"{name}:{state.st_size}:{state.st_mtime_ns}" for name, state in code)
    return f"1/{__version__}/{digest(states.encode())}/{source.resolve()}"


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
