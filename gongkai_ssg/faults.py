"""What is wrong and how grave that is: a fault as it is met, a finding as the user reads it.

It must not know rules, nor the documents in which faults are met.
"""

from __future__ import annotations

from enum import Enum

import msgspec


class Severity(Enum):
    """How grave a finding is; the order of definition is the order of gravity."""

    BLOCK = "block"
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return _SEVERITY_RANK[self]

    @property
    def label(self) -> str:
        return {"block": "阻断", "error": "错误", "warning": "警告", "info": "提示"}[self.value]


_SEVERITY_RANK = {severity: rank for rank, severity in enumerate(Severity)}


class Fault(msgspec.Struct, frozen=True):
    """What a rule found, before it has a place: either a front matter key or a line says where."""

    message: str
    hint: str = ""
    path: str = ""  # of the document at fault; document rules may leave it out
    key: str = ""  # English front matter key: the finding points at its value
    line: int = 0  # 1-based line in the file, instead of a key
    column: int = 0
    severity: Severity | None = None  # where it differs from the rule's own
    file: str = ""  # an attachment that must not ship while this is an error


class Faults(list[tuple[str, Fault]]):
    """Faults as they are met, each under the id of the rule that explains it."""

    def note(
        self,
        rule: str,
        message: str,
        hint: str,
        at: tuple[int, int] = (1, 1),
        path: str = "",
        severity: Severity | None = None,
    ) -> None:
        """Add a fault at a line and column (1-based)."""
        fault = Fault(message, hint, path=path, line=at[0], column=at[1], severity=severity)
        self.append((rule, fault))


class Finding(msgspec.Struct, frozen=True):
    """One fault with its place, its rule and its cure: what the user reads."""

    rule: str
    severity: Severity
    path: str
    line: int
    column: int
    message: str
    hint: str
    basis: str
    unit: str
    file: str = ""  # see Fault

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        return (self.path, self.line, self.column, self.rule, self.message)
