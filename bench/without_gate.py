"""Runs the command line with a gate that finds nothing: for `gate_cost.py` alone."""

from __future__ import annotations

import sys
import types
from typing import Any


def _take_away() -> None:
    """Put something that costs nothing in the place of all that looks for what may not be public."""
    from gongkai_ssg.gate import masking, output, text

    changed: Any = text
    changed.scan = changed.scan_once = changed.scan_rows = lambda *_, **__: []
    changed = output
    changed.scan_output = lambda *_, **__: []
    changed = masking
    changed.mask = lambda text, *_, **__: text
    attachments: Any = types.ModuleType("gongkai_ssg.gate.attachments")
    attachments.scan_file = lambda *_, **__: types.SimpleNamespace(faults=(), unread="")
    sys.modules[attachments.__name__] = attachments


if __name__ == "__main__":
    _take_away()
    from gongkai_ssg.cli import main

    main()
