"""The bench measures what is there: it is run by hand, and would break unseen."""

from __future__ import annotations

import importlib.util
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
