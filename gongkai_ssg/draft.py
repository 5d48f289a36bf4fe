"""What is public -> the pages of the site and what renders them. It must not write anything."""

from __future__ import annotations

import msgspec

from gongkai_ssg.config import Config
from gongkai_ssg.gazette_view import is_gazette, issues_of
from gongkai_ssg.output import Output
from gongkai_ssg.pages import Page
from gongkai_ssg.public import PublicSite
from gongkai_ssg.render import Renderer
from gongkai_ssg.report import Options
from gongkai_ssg.spool import Spool
from gongkai_ssg.store import Bodies, Store
from gongkai_ssg.theme import Theme
from gongkai_ssg.views import build_pages


class Draft(msgspec.Struct, frozen=True):
    """The pages of a site, and what it takes to render them."""

    pages: list[Page]
    theme: Theme
    renderer: Renderer
    bodies: Bodies
    #: what sets the PDFs of the gazette ("" where it cannot), and what to say of it
    typesetter: tuple[str, tuple[str, ...]] | None


def draft(
    public: PublicSite, config: Config, options: Options, output: Output, store: Store,
    spool: Spool,
) -> Draft:  # fmt: skip
    """Return the pages of what is public. Raises ThemeError, ConfigError."""
    theme = Theme(options.source, config.theme, output.work / "templates")
    bodies = Bodies(store.path)
    renderer = Renderer(options.source, theme, bodies, config.settings.gate, spool)
    typesetter = _typesetter(public, config)
    pages = _pages(public, config, theme, typesetter[0] if typesetter else "")
    return Draft(pages, theme, renderer, bodies, typesetter)


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
