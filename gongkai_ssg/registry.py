"""Finds the values that modules of a package hold. It must not know what the values are."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType


def scan(package: ModuleType, attribute: str) -> list[object]:
    """Return `attribute` of every module in `package`, in the order of the module names.

    A module without it raises AttributeError: a file in a registry folder is one entry.
    """
    found: list[object] = []
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda each: each.name):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        found.append(getattr(module, attribute))
    return found
