"""Tasks for tests of many sites: each builds a site, but for those that are made to go wrong.

They stand in a module of their own, for other processes to import.
"""

from __future__ import annotations

import os
import signal
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any

from gongkai_ssg.site_task import build_one

Given = dict[str, Any]


def dies_always(given: Given) -> Given:
    """Kill the process at the site "bad", as a lack of memory does."""
    if given["name"] == "bad":
        os.kill(os.getpid(), signal.SIGKILL)
    return build_one(given)


def dies_once(given: Given) -> Given:
    """Kill the process at the first attempt on the site "bad"."""
    if given["name"] == "bad" and starts(given) == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return build_one(given)


def fails_twice(given: Given) -> Given:
    """Raise at the first two attempts on the site "bad"."""
    if given["name"] == "bad" and starts(given) <= 2:
        raise OSError(5, "Input/output error", "a.md")
    return build_one(given)


def is_lost(given: Given) -> Given:
    """End the site "bad" as the client of a cluster does when the scheduler is gone."""
    if given["name"] == "bad":
        raise CancelledError
    return build_one(given)


def starts(given: Given) -> int:
    """Count an attempt in a file beside the site, and return how many there were."""
    log = Path(given["source"]).parent / f"{given['name']}.log"
    with log.open("a") as file:
        file.write("x")
    return log.stat().st_size
