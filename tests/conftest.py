"""What all tests share: small sites, and the commands run without a new process."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from sites import write_site

from gongkai_ssg.build import Options, Report, build

#: The day on which tests run unless they say otherwise.
TODAY = dt.date(2026, 11, 22)

MakeSite = Callable[[Mapping[str, str | bytes]], Path]
Build = Callable[..., Report]


@pytest.fixture
def make_site(tmp_path: Path) -> MakeSite:
    """Write a new site of the given files (path: content); every standard column is on."""
    made = itertools.count(1)
    return lambda files: write_site(tmp_path / f"site-{next(made)}", files)


@pytest.fixture
def build_site() -> Build:
    """Build a site into its public/ (or `out`) without search and in one process."""

    def run(source: Path, **options: object) -> Report:
        given = {"jobs": 1, "search": False, "today": TODAY, **options}
        return build(Options(source=source, **given))  # type: ignore[arg-type]

    return run
