"""What all tests share: small sites, and the commands run without a new process."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

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


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for all tests of a process; without one they are skipped, but not in CI."""
    from playwright.sync_api import Error, sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    flags = [
        *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
        *("--disable-background-networking", "--disable-component-update"),
    ]
    try:
        if path is None:
            raise OSError("没有找到 Chromium 浏览器")
        started = sync_playwright().start()
    except Exception as error:  # its driver fails in many ways where a library is missing
        if os.environ.get("CI"):
            raise
        pytest.skip(f"浏览器用不了（.ci/run 会装好所需的系统软件包）：{error}")
    try:
        chromium = started.chromium.launch(executable_path=path, args=flags)
        yield chromium
        chromium.close()
    except Error as error:
        pytest.fail(f"浏览器起不来：{error}")
    finally:
        started.stop()


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Name a case without its bytes: a file made for a test differs from one second to the next."""
    return argname if isinstance(val, bytes) else None
