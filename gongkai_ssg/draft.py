"""What is public -> which pages are to be written, and what renders them.

Lists are made and compared in another process meanwhile. It must not write anything.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Mapping
from contextlib import nullcontext

import msgspec

from gongkai_ssg import workers
from gongkai_ssg.config import Config
from gongkai_ssg.gazette_view import is_gazette, issues_of
from gongkai_ssg.leaf import Stem, stem_of
from gongkai_ssg.output import Output
from gongkai_ssg.pages import Page
from gongkai_ssg.plan import Compared, Plan, compare, make_plan
from gongkai_ssg.public import PublicSite
from gongkai_ssg.render import Renderer
from gongkai_ssg.report import Options
from gongkai_ssg.spool import Spool
from gongkai_ssg.store import Bodies, OutputRow, Store
from gongkai_ssg.theme import Theme
from gongkai_ssg.views import Ground, document_pages, other_pages

_MANY = 2000  # documents whose lists are worth a process
_FEW = 500  # pages that are worth to be sent from it


class Draft(msgspec.Struct, frozen=True):
    """What is to be written, and what it takes to render it."""

    plan: Plan
    documents: list[Page]  # their own pages; to take them apart here would take longer than to keep
    stem: Stem | None  # what they share
    theme: Theme
    renderer: Renderer
    bodies: Bodies
    #: what sets the PDFs of the gazette ("" where it cannot), and what to say of it
    typesetter: tuple[str, tuple[str, ...]] | None


def draft(
    public: PublicSite, config: Config, options: Options, output: Output, store: Store,
    spool: Spool, before: Mapping[str, OutputRow],
) -> Draft:  # fmt: skip
    """Compare the pages of what is public with those of the last build.

    Raises ThemeError, ConfigError, and GongkaiError where two pages want one path.
    """
    theme = Theme(options.source, config.theme, output.work / "templates")
    bodies = Bodies(store.path)
    renderer = Renderer(options.source, theme, bodies, config.settings.gate, spool)
    typesetter = _typesetter(public, config)
    assets = {name: path for name, (path, _) in theme.assets.items()}
    ground = Ground(public, config, assets, typesetter[0] if typesetter else "")

    def compared(pages: Iterable[Page]) -> Compared:
        return compare(pages, renderer.fingerprint, before, output.intact)

    def others() -> bytes:
        made = compared(other_pages(ground))
        return pickle.dumps(made) if len(made.write) <= _FEW else b""

    worth = before and len(public.entries) >= _MANY and workers.can_fork()
    with workers.aside(others) if worth else nullcontext(bytes) as wait:
        documents = list(document_pages(ground))
        first = compared(documents)
        told = wait()
        # These are the bytes of a process of our own.
        second = pickle.loads(told) if told else compared(other_pages(ground))
    files = [Page(path, "asset", {"data": name}) for name, path in assets.items()]
    files += [Page(file.path, "file", {"file": file}) for file in public.files]
    plan = make_plan((first, second, compared(files)), before)
    stem = stem_of(documents[0]) if documents else None
    return Draft(plan, documents, stem, theme, renderer, bodies, typesetter)


def _typesetter(public: PublicSite, config: Config) -> tuple[str, tuple[str, ...]] | None:
    """Return what sets the PDFs of the gazette ("" where it cannot), and what to say of it.

    None where none are wanted.
    """
    gazettes = {column.key for column in config.columns if is_gazette(column)}
    if not config.gazette_pdf or not issues_of(e for e in public.entries if e.column in gazettes):
        return None
    from gongkai_ssg.gazette_pdf import typesetter_or_reason  # only for those who print a gazette

    return typesetter_or_reason()
