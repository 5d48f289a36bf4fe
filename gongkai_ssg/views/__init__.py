"""PublicSite -> Pages: decides which pages there are and what each may read.

It must not render, and must not see anything private.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gongkai_ssg.config import Config
from gongkai_ssg.pages import Page
from gongkai_ssg.public import PublicSite
from gongkai_ssg.views.documents import document_pages
from gongkai_ssg.views.entrances import entrance_pages
from gongkai_ssg.views.figures import figure_pages
from gongkai_ssg.views.lists import column_pages, facet_pages, unit_pages
from gongkai_ssg.views.machine import machine_pages
from gongkai_ssg.views.shared import Ground, column_tags

__all__ = ["Ground", "build_pages", "column_tags", "document_pages", "other_pages"]


def build_pages(
    public: PublicSite, config: Config, assets: Mapping[str, str], typesetter: str = ""
) -> list[Page]:
    """Return every page of the site; `assets` maps theme files to their output paths.

    `typesetter` names what sets the PDFs of a gazette; without one there are none.
    """
    ground = Ground(public, config, assets, typesetter)
    return [*document_pages(ground), *other_pages(ground)]


def other_pages(ground: Ground) -> Iterator[Page]:
    """Yield every page that is not one document's: lists, entrances, figures, feeds."""
    yield from column_pages(ground)
    yield from unit_pages(ground)
    yield from facet_pages(ground)
    yield from entrance_pages(ground)
    yield from figure_pages(ground)
    yield from machine_pages(ground)
