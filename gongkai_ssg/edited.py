"""A few texts were edited and nothing else: makes their pages and their records anew.

Eligible is a document that says of itself all that it said before: the same keys at the same
places, the same links, summary and faults. Then no finding, list, feed or neighbour can differ.
Everything else is for the full build, which defines what is right. It must not print.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import msgspec

from gongkai_ssg import standing
from gongkai_ssg.config import Config
from gongkai_ssg.document import Document
from gongkai_ssg.last_look import LastLook, last_look
from gongkai_ssg.leaf import (
    APART,
    KeptColumn,
    Leaf,
    Stem,
    encode_leaf,
    keep_columns,
    kept_columns,
    leaf_pages,
    read_leaf,
    with_text,
)
from gongkai_ssg.load import read_row
from gongkai_ssg.output import Output
from gongkai_ssg.own_facts import own_texts
from gongkai_ssg.plan import INPUT_LABELS, with_entry
from gongkai_ssg.public import Entry
from gongkai_ssg.render import Renderer
from gongkai_ssg.report import Options, Report
from gongkai_ssg.scan import state_of
from gongkai_ssg.search import SearchResult
from gongkai_ssg.search_edit import replace_records
from gongkai_ssg.search_records import record_digest, record_of
from gongkai_ssg.search_segment import SearchRecord
from gongkai_ssg.standing import Change, Standing
from gongkai_ssg.store import OutputRow, Store, StoreBodies
from gongkai_ssg.theme import Theme

SEARCH_FOLDER = "search"
_REASONS = (INPUT_LABELS["entry"],)
_WORDS, _FRAME = "vouched", "stem"

_encode = msgspec.msgpack.encode
_decode_document = msgspec.msgpack.Decoder(Document).decode


class Kept(msgspec.Struct, frozen=True):
    """What a single page needs of the site: the settings, and what all pages share."""

    config: Config  # without its columns
    columns: list[KeptColumn]
    stem: Stem | None


def keep(store: Store, config: Config, stem: Stem | None, vouched: Iterable[str]) -> None:
    """Keep what `build_edited` will need, for a build that is released."""
    bare = msgspec.structs.replace(config, columns=())
    store.set(_FRAME, _encode(Kept(bare, keep_columns(config.columns), stem)))
    store.set(_WORDS, _encode(sorted(vouched)))


def build_edited(
    options: Options, store: Store, output: Output, last: Standing, changes: Sequence[Change]
) -> Report | None:
    """Bring the pages of edited documents up to date; None where that would not be all.

    Then the store is to be left without a commit.
    """
    olds = {path: store.source(path) for change in changes for path in change.documents}
    known = {path: _decode_document(row.document) for path, row in olds.items() if row is not None}
    kept = _recall(store, {each.column for each in known.values()})
    if kept is None or len(known) < len(olds):
        return None
    config, stem = kept
    leaves: list[Leaf] = []
    for change in changes:
        for path, state in change.documents.items():
            found = _read(options, store, config, path, state_of(state))
            if found is None:
                return None
            leaves += found
    store.put_folders((each.folder, _encode(each.entries)) for each in changes)
    made = _Made([], (), 0, last.tally)
    if leaves:
        done = _make(options, store, output, config, stem, leaves, last) if stem else None
        if done is None:
            return None
        made = done
    standing.put(store, msgspec.structs.replace(last, tally=made.tally))
    store.commit()
    report = standing.recall_report(store, last)
    return msgspec.structs.replace(
        report,
        writes=tuple((row.path, _REASONS) for row in made.rows),
        changed=made.changed,
        removed=made.removed,
        kept=report.kept - len(made.rows),
    )


def _read(
    options: Options, store: Store, config: Config, path: str, state: bytes
) -> list[Leaf] | None:
    """Read a document anew: its new leaf where it has a page; None where more than text differs."""
    old = store.source(path)
    if old is None:
        return None
    row, body, _ = read_row(options.source, path, state, {}, config)
    was, now = _decode_document(old.document), _decode_document(row.document)
    like = msgspec.structs.replace(now, digest=was.digest, plain=was.plain)
    if like != was or was.data or (row.faults, row.head) != (old.faults, old.head):
        return None
    store.put_sources([row])
    store.drop("body", [path])
    if body is not None:
        store.put_bodies([(path, body)])
    kept = store.leaf(path)
    if kept is None or now.digest == was.digest:
        return []  # it is not public, or was only touched
    if kept == APART:
        return None
    leaf = read_leaf(kept)
    return [] if leaf.entry.text is None else [with_text(leaf, now.digest, now.plain)]


class _Made(msgspec.Struct):
    """What became of the output."""

    rows: list[OutputRow]
    removed: tuple[str, ...]
    changed: int
    tally: int


def _make(
    options: Options, store: Store, output: Output, config: Config, stem: Stem,
    leaves: Sequence[Leaf], last: Standing,
) -> _Made | None:  # fmt: skip
    """Render, index and switch; None where the output is not as the last build left it."""
    store.put_leaves((each.entry.source, each.entry.path, encode_leaf(each)) for each in leaves)
    theme = Theme(options.source, config.theme, output.work / "templates")
    renderer = Renderer(options.source, theme, StoreBodies(store), config.settings.gate)
    columns = config.column_by_key
    pages = [page for each in leaves for page in leaf_pages(each, stem, columns[each.entry.column])]
    before = {page.path: store.output(page.path) for page in pages}
    output.look_at(before, last.tally)
    if any(row is None or not output.intact(path, row.stat) for path, row in before.items()):
        return None
    output.clear_stage()
    guard = _guard(options, store, config)
    rows: list[OutputRow] = []
    for page in pages:
        data = renderer.render(page)
        guard.refuse(page.path, data)
        old = before[page.path]
        assert old is not None
        inputs = with_entry(old.inputs, page.inputs["entry"])
        rows.append(OutputRow(page.path, inputs, output.put(page.path, data)))
    removed: tuple[str, ...] = ()
    if config.search:
        found = _search(store, output, config, renderer, leaves)
        if found is None:
            return None
        store.set("search", found.state)
        removed = tuple(f"{SEARCH_FOLDER}/{name}" for name in found.removed)
    store.put_outputs(rows)
    standing.put(store, None)
    with store.switching():
        changed = output.switch(removed)
    return _Made(rows, removed, changed, output.marks)


def _search(
    store: Store, output: Output, config: Config, renderer: Renderer, leaves: Sequence[Leaf]
) -> SearchResult | None:
    labels = {column.key: column.label for column in config.columns}

    def digest_of(entry: Entry) -> str:
        return record_digest(entry, labels[entry.column], own_texts(entry.own))

    def record(url: str) -> SearchRecord | None:
        kept = store.leaf_at(url)
        if not kept:  # none, or APART
            return None
        entry = read_leaf(kept).entry
        further = own_texts(entry.own)
        return record_of(entry, renderer, labels[entry.column], further, digest_of(entry))

    changed = {each.entry.path: digest_of(each.entry) for each in leaves}
    bundle = output.out / SEARCH_FOLDER
    return replace_records(
        changed, record, store.get("search"), bundle, output.stage / SEARCH_FOLDER
    )


def _guard(options: Options, store: Store, config: Config) -> LastLook:
    vouched = msgspec.msgpack.decode(store.get(_WORDS) or b"\x90", type=list[str])
    return last_look(options, config.settings.gate, vouched)


def _recall(store: Store, wanted: Collection[str]) -> tuple[Config, Stem | None] | None:
    data = store.get(_FRAME)
    if data is None:
        return None
    kept = msgspec.msgpack.decode(data, type=Kept)
    columns = kept_columns(kept.columns, wanted)
    return msgspec.structs.replace(kept.config, columns=columns), kept.stem
