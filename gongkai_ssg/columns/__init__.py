"""The standard columns, one file each. A new column type is a new file here and nothing else."""

from __future__ import annotations

import sys
from functools import cache

from gongkai_ssg.model import ColumnType
from gongkai_ssg.registry import scan


@cache
def column_types() -> dict[str, ColumnType]:
    """Return every column type by key, in the order of the catalog."""
    found = scan(sys.modules[__name__], "COLUMN")
    types = sorted((each for each in found if isinstance(each, ColumnType)), key=lambda t: t.order)
    return {each.key: each for each in types}
