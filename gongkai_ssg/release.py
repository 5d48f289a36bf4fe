"""The output folder at both ends of a build: what the last one left, and the switch to this one.

It must not know how pages are made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gongkai_ssg.config import Config
from gongkai_ssg.edited import SEARCH_FOLDER
from gongkai_ssg.output import Output
from gongkai_ssg.plan import Plan
from gongkai_ssg.search import SearchResult
from gongkai_ssg.standing import Standing
from gongkai_ssg.store import OutputRow, Store


def last_output(
    store: Store, config: Config, output: Output, last: Standing | None,
    sum_there: Callable[[], int | None],
) -> dict[str, OutputRow]:  # fmt: skip
    """Return what the last build wrote by path, and let `output` know what is there by now.

    `sum_there` gives the sum over the files of the folder, None where it has none.
    """
    # A switch that was cut short left the folder in between: nothing is known of it.
    before = {} if store.was_cut else store.outputs()
    # An index that is to go can only be seen by looking.
    same_kind = config.search or store.get("search") is None
    if last is not None and same_kind and sum_there() == last.tally:

        def state_of(path: str) -> bytes | None:
            row = before.get(path)
            return None if row is None else row.stat

        output.trust(state_of, last.tally)
    else:
        output.look()
    return before


def release(
    plan: Plan, rows: Sequence[OutputRow], found: SearchResult | None,
    store: Store, output: Output,
) -> tuple[int, list[str]]:  # fmt: skip
    """Switch the output folder to what was staged, and remember it.

    Returns how many files have new bytes and which are gone.
    """
    if output.whole:
        gone = found.removed if found is not None else ()
        removed = sorted({*plan.remove, *(f"{SEARCH_FOLDER}/{name}" for name in gone)})
    else:
        wanted = set(plan.paths)
        if found is not None:
            wanted.update(f"{SEARCH_FOLDER}/{name}" for name in (*found.written, *found.kept))
        removed = output.beside(wanted)
    is_same = not plan.write and (found is None or not found.written)
    if is_same and not (removed or output.hollow or output.strange):
        store.commit()
        return 0, []
    with store.switching():
        changed = output.switch(removed)
    if store.get("built") is None or not plan.keep:
        store.clear("output")
    store.put_outputs(rows)
    store.drop("output", plan.remove)
    store.set("built", b"1")
    store.commit()
    return changed, removed
