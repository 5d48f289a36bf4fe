"""content/ -> Site: reads everything, judges nothing.

Files that did not change since the last build come from the store. A document rule sees each
text while it is in memory; what it finds travels as a fault and is judged by `check`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import msgspec

from gongkai_ssg import workers
from gongkai_ssg.ahead import Ahead
from gongkai_ssg.config import Config
from gongkai_ssg.document import Document, FileFact, Site
from gongkai_ssg.faults import Fault, Faults
from gongkai_ssg.file_text import read_ahead
from gongkai_ssg.first_commits import first_commits
from gongkai_ssg.git_head import history
from gongkai_ssg.lasting import lasting
from gongkai_ssg.look import look_at
from gongkai_ssg.reading import PlainPage, Reading, read_document
from gongkai_ssg.rule import RuleContext
from gongkai_ssg.rules import rules
from gongkai_ssg.scan import scan
from gongkai_ssg.spool import Spool
from gongkai_ssg.states import Disclosure
from gongkai_ssg.store import SourceRow, Store
from gongkai_ssg.text import digest

Progress = Callable[[int, int], None]

_CHUNK = 100
_MANY = 1000  # documents that are worth a process to wait for the disk
_FEW = 20  # attachments take longer than documents

_Entry = tuple[str, bytes]  # path, state of the file

_encode = msgspec.msgpack.encode
_decode_document = msgspec.msgpack.Decoder(Document).decode
_decode_faults = msgspec.msgpack.Decoder(list[tuple[str, Fault]]).decode
_decode_fact = msgspec.msgpack.Decoder(FileFact).decode


class Loaded(msgspec.Struct, frozen=True):
    """The site, and what of it was read anew."""

    site: Site
    read: tuple[str, ...]  # documents that were read now
    gone: tuple[str, ...]  # documents of the last build that are no longer there
    notes: tuple[str, ...] = ()  # what could not be looked at, and why
    folders: Mapping[str, bytes] = {}  # what each folder under content/ held when it was scanned
    is_partial: bool = False  # something could not be looked at that may be there the next time


def load_site(root: Path, config: Config) -> Site:
    """Read the whole site at `root` without a store."""
    return load(root, config, None).site


def load(
    root: Path, config: Config, store: Store | None, jobs: int = 1,
    progress: Progress | None = None, spool: Spool | None = None, ahead: Ahead | None = None,
) -> Loaded:  # fmt: skip
    """Read the site at `root`; with a `store`, only what changed since the last build.

    `spool` takes the plain bodies, which the store does not keep, for the pages of this build.
    `ahead` knows what content/ holds, where somebody has looked already.
    """
    faults = Faults()
    found = (ahead.scan(faults) if ahead is not None else None) or scan(root, faults)
    documents, others = found.documents, found.others
    known, kept, old_faults = _recall(store, documents, others, config)
    wanted = [(path, state) for path, state in documents.items() if path not in known]
    loaded: dict[str, Document] = kept
    faults.extend(old_faults)

    def work(chunk: list[_Entry]) -> list[tuple[SourceRow, bytes | None, bytes | None]]:
        return [read_row(root, path, state, others, config, spool) for path, state in chunk]

    done = 0
    with _fetched(root, wanted):
        for rows in workers.run(work, workers.chunks(wanted, _CHUNK), jobs):  # type: ignore[arg-type]
            for row, _, place in rows:
                if spool is not None and place is not None:
                    spool.keep(row.path, place)
                loaded[row.path] = _decode_document(row.document)
                if row.faults:
                    faults.extend(_decode_faults(row.faults))
            if store is not None:
                store.drop("body", [row.path for row, body, _ in rows if body is None])
                store.put_sources(row for row, _, _ in rows)
                store.put_bodies((row.path, body) for row, body, _ in rows if body is not None)
            done += len(rows)
            if progress:
                progress(done, len(wanted))
    gone = tuple(sorted(path for path in known if path not in documents))
    if store is not None:
        store.drop("source", gone)
        store.drop("body", gone)
        store.set("loaded", config.reading_digest.encode())
    files = _facts(root, others, store, config, jobs)
    commits = first_commits(root, store, config.settings.checks.git_import_size)
    site = Site(
        root=str(root),
        documents=tuple(loaded[path] for path in sorted(loaded)),
        files=files,
        faults=tuple(faults),
        first_commits=commits.days,
    )
    return Loaded(
        site,
        tuple(path for path, _ in wanted),
        gone,
        (commits.note,) * bool(commits.note),
        found.folders,
        bool(commits.note) and history(root) != "shallow",
    )


def _fetched(root: Path, wanted: list[_Entry]) -> AbstractContextManager[object]:
    """Meanwhile have another process tell the system which files will be read."""
    if len(wanted) < _MANY:
        return nullcontext()

    def ahead() -> bytes:
        read_ahead(root / path for path, _ in wanted)
        return b""

    return workers.aside(ahead)


def _recall(
    store: Store | None, documents: dict[str, bytes], others: dict[str, bytes], config: Config
) -> tuple[set[str], dict[str, Document], Faults]:
    """Return the paths that the store knows and that need no reading, and what it knows of them."""
    known: set[str] = set()
    kept: dict[str, Document] = {}
    faults = Faults()
    if store is None:
        return known, kept, faults
    if store.get("loaded") != config.reading_digest.encode():
        store.clear("source", "body", "file")
        return known, kept, faults
    with lasting():
        for path, stat, encoded, found in store.documents():
            state = documents.get(path)
            if state is None:
                known.add(path)  # gone
            elif stat.startswith(state):
                document = _decode_document(encoded)
                if _whole_state(state, document, others) == stat:
                    known.add(path)
                    kept[path] = document
                    if found:
                        faults.extend(_decode_faults(found))
    return known, kept, faults


def read_row(
    root: Path, path: str, state: bytes, others: Mapping[str, bytes], config: Config,
    spool: Spool | None = None,
) -> tuple[SourceRow, bytes | None, bytes | None]:  # fmt: skip
    """Read one document: the row to keep of it, its encoded text where that is kept too, and its
    place in the spool."""
    reading = read_document(root, path, config.column_by_word, config.settings.gate)
    faults = reading.faults + _judged(reading, config)
    placed = [(rule, _placed(fault, reading)) for rule, fault in faults]
    document, text = reading.document, reading.text
    whole = _whole_state(state, document, others)
    source = reading.source
    head = bytes.fromhex(digest(source.text[: len(source.text) - len(source.body)].encode()))
    row = SourceRow(path, whole, _encode(document), _encode(placed) if placed else None, head)
    if not document.plain or text.tables:
        return row, _encode(text), None
    if spool is None or document.disclosure is not Disclosure.ACTIVE:
        return row, None, None
    return row, None, spool.write(_encode(PlainPage(text.body.html, text.body.headings)))


def _whole_state(state: bytes, document: Document, others: Mapping[str, bytes]) -> bytes:
    """Return the state of a document and of the tables that it is made from."""
    if not document.data:
        return state
    return state + b"".join(others.get(each.path, b"-") for each in document.data)


def _judged(reading: Reading, config: Config) -> list[tuple[str, Fault]]:
    # Document rules know neither the day nor the units: what they find is kept with the file.
    context = RuleContext(
        columns=config.column_by_key, units={}, today=dt.date.min,
        index_pattern="", index_numbers={}, settings=config.settings,
    )  # fmt: skip
    return [
        (rule.id, fault)
        for rule in rules().values()
        if rule.document is not None
        for fault in rule.document(reading.document, reading.source, context)
    ]


def _placed(fault: Fault, reading: Reading) -> Fault:
    """Give a fault its path, and its line where it names a key."""
    line, column = fault.line, fault.column
    if not line:
        line, column = reading.places.get(fault.key, (1, 1))
    path = fault.path or reading.document.path
    return msgspec.structs.replace(fault, path=path, line=line, column=column or 1)


def _facts(
    root: Path, others: dict[str, bytes], store: Store | None, config: Config, jobs: int
) -> dict[str, FileFact]:
    """Return what is known of every other file; what is new is opened in worker processes."""
    known = store.files() if store is not None else {}
    facts: dict[str, FileFact] = {}
    for path, state in others.items():
        old = known.get(path)
        if old is not None and old[0] == state:
            facts[path] = _decode_fact(old[1])
    wanted = sorted(path for path in others if path not in facts)

    def work(chunk: list[str]) -> list[bytes]:
        return [_encode(look_at(root, path, config.settings.gate)) for path in chunk]

    for encoded in workers.run(work, workers.chunks(wanted, _FEW), jobs):  # type: ignore[arg-type]
        rows = [(_decode_fact(each), each) for each in encoded]
        facts.update((fact.path, fact) for fact, _ in rows)
        if store is not None:
            store.put_files((fact.path, others[fact.path], each) for fact, each in rows)
    if store is not None:
        store.drop("file", [path for path in known if path not in others])
    return {path: facts[path] for path in sorted(facts)}
