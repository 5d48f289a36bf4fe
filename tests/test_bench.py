"""The bench measures what is there: it is run by hand, and would break unseen."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

BENCH = Path(__file__).parents[1] / "bench"


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"bench_{name}", BENCH / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_step_that_is_timed_exists() -> None:
    """The profile wraps functions where they are called; a renamed one would stop it."""
    profile = _load("profile_build")
    missing = [
        (holder, name) for _, _, holder, name in profile.STEPS if not hasattr(profile._find(holder), name)
    ]  # fmt: skip

    assert len(profile.STEPS) > 10
    assert missing == []


def test_a_command_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    """One that ends in time is measured; of another it is told that it did not end."""
    measure = _load("measure")
    quick = measure.Case("a", lambda: None, [[sys.executable, "-c", ""]], tmp_path, tmp_path)
    endless = [[sys.executable, "-c", "import threading; threading.Event().wait()"]] * 2
    slow = measure.Case("b", lambda: None, endless, tmp_path, tmp_path, limit=0.2)

    assert measure.measure(quick).finished
    assert not measure.measure(slow).finished
