"""The rules, one file each. A new rule is a new file here and nothing else."""

from __future__ import annotations

import sys
from functools import cache

from gongkai_ssg.registry import scan
from gongkai_ssg.rule import Rule

#: The edition of the rules: the day up to which the texts they cite were looked at, so that a
#: report can be cited and repeated.
PACK = "2026-11-22"


@cache
def rules() -> dict[str, Rule]:
    """Return every rule by id, in the order of the ids."""
    found = scan(sys.modules[__name__], "RULE")
    ordered = sorted((each for each in found if isinstance(each, Rule)), key=lambda r: r.id)
    return {each.id: each for each in ordered}
