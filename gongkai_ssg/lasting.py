"""Leaves garbage alone while values are made that last. It must not know which values."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def lasting() -> Iterator[None]:
    """Look for no garbage meanwhile: what is made lasts, and to go over it again is for nothing."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            # Both together put what was made among the oldest values without a look at any.
            gc.freeze()
            gc.unfreeze()
            gc.enable()
