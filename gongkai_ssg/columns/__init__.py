"""The standard columns, one file each. A new column type is a new file here and nothing else."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from functools import cache

from gongkai_ssg.column_type import ColumnType
from gongkai_ssg.registry import scan


def column_modules() -> dict[str, str]:
    """Return the module of every column type by key."""
    package = sys.modules[__name__]
    types = scan(package, "COLUMN")
    names = sorted(info.name for info in pkgutil.iter_modules(package.__path__))
    return {
        each.key: name
        for name, each in zip(names, types, strict=True)
        if isinstance(each, ColumnType)
    }


def column_type(module: str) -> ColumnType:
    """Return the column type of one module, without a look at the others."""
    found = importlib.import_module(f"{__name__}.{module}").COLUMN
    assert isinstance(found, ColumnType)
    return found


@cache
def column_types() -> dict[str, ColumnType]:
    """Return every column type by key, in the order of the catalog."""
    found = scan(sys.modules[__name__], "COLUMN")
    types = sorted((each for each in found if isinstance(each, ColumnType)), key=lambda t: t.order)
    return {each.key: each for each in types}
