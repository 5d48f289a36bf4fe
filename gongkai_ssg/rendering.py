"""What is planned -> staged files, and what is kept of them for the next build.

Each page is looked at once more before it is staged. It must not touch the output folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from gongkai_ssg import workers
from gongkai_ssg.draft import Draft
from gongkai_ssg.last_look import LastLook
from gongkai_ssg.leaf import leaf_of
from gongkai_ssg.output import Output
from gongkai_ssg.plan import Fingerprints, Plan, Write
from gongkai_ssg.public import PublicSite
from gongkai_ssg.store import OutputRow, Store

_CHUNK = 200

_LeafRow = tuple[str, str, bytes]  # path of the document, address, what is kept of its page


class Rendered(msgspec.Struct, frozen=True):
    """What is to be kept of pages that were written."""

    rows: list[OutputRow]
    leaves: list[_LeafRow]


def render(
    made: Draft, root: Path, output: Output, guard: LastLook, jobs: int,
    progress: Callable[[int, int], None] | None,
) -> Rendered:  # fmt: skip
    """Render what is planned, in worker processes, and stage it; attachments lie below `root`.

    Raises GongkaiError for what `guard` refuses, and for a source that changed meanwhile.
    """
    plan, renderer, by_path = made.plan, made.renderer, dict(made.theme.assets.values())
    fingerprints = Fingerprints()

    def put(write: Write) -> OutputRow:
        page = write.page
        inputs = write.inputs or fingerprints.of(page.inputs, renderer.fingerprint(page))
        if page.renderer == "file":
            file = page.inputs["file"]
            return OutputRow(page.path, inputs, output.put_file(root / file.source, file))
        data = by_path[page.path] if page.renderer == "asset" else renderer.render(page)
        guard.refuse(page.path, data)
        return OutputRow(page.path, inputs, output.put(page.path, data))

    def work(chunk: Sequence[Write]) -> Rendered:
        return Rendered([put(write) for write in chunk], list(_leaves(chunk)))

    whole = Rendered([], [])
    renderer.warm([write.page for write in plan.write])
    for part in workers.run(work, workers.chunks(plan.write, _CHUNK), jobs):
        whole.rows.extend(part.rows)
        whole.leaves.extend(part.leaves)
        if progress:
            progress(len(whole.rows), len(plan.write))
    return whole


def _leaves(chunk: Sequence[Write]) -> Iterator[_LeafRow]:
    for write in chunk:
        if write.page.renderer == "document":
            entry = write.page.inputs["entry"]
            yield entry.source, entry.path, leaf_of(write.page)


def keep_leaves(public: PublicSite, plan: Plan, leaves: Sequence[_LeafRow], store: Store) -> None:
    """Keep what the quick way needs of the pages that were made; those kept have theirs already."""
    if not plan.keep:
        store.clear("leaf")
    gone = store.leaf_paths() - {entry.source for entry in public.entries}
    store.drop("leaf", gone)
    store.put_leaves(leaves)
