"""The values of an audit, as they are written to JSON and shown. No I/O, no judging."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

FORMAT, VERSION = "gongkai-audit", 1

#: 单项否决, 扣分, 加分 of the inspection, and what law asks for beside it.
Part = Literal["veto", "deduct", "bonus", "other"]
PART_LABELS: dict[Part, str] = {
    "veto": "单项否决",
    "deduct": "扣分项",
    "bonus": "加分项",
    "other": "指标以外的检查",
}

#: crossed: a veto line; found: places to mend; doubt: signs of crossing a line, for people to judge; met: a bonus is there; clear: nothing found;
#: manual: only people can tell; absent: does not apply to this site.
State = Literal["crossed", "found", "doubt", "met", "clear", "manual", "absent"]
STATE_LABELS: dict[State, str] = {
    "crossed": "触线",
    "found": "有问题",
    "doubt": "待核实",
    "met": "具备",
    "clear": "未发现问题",
    "manual": "需人工核对",
    "absent": "不适用",
}


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """One place that counts for an indicator; `path` is "" where the place is no file."""

    rule: str = ""  # "" where a figure shows it
    severity: str = ""
    path: str = ""
    line: int = 0
    column: int = 0
    place: str  # for people: "content/a.md:3:5" or "栏目“政策文件”"
    unit: str = ""
    message: str
    todo: str = ""
    basis: str = ""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How the site stands to one indicator; `places` count all evidence, listed or not."""

    id: str
    part: Part
    group: str
    title: str
    line: str  # what counts as crossing it
    basis: str
    unverified: str
    state: State
    places: int
    limit: int  # places from which a veto line is crossed; 0: none is drawn
    findings: tuple[int, ...]  # places in Audit.findings
    figures: tuple[Evidence, ...]
    reported: bool  # findings of a rule say the same as the figures
    fact: str  # what was counted, whatever the result
    todo: str
    manual: str  # what people must look at, "" where the program sees everything
    points: str = ""  # deducted, where the site gives points; "" otherwise


class WaivedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that does not count, and by whose word."""

    evidence: Evidence
    reason: str
    by: str
    on: dt.date
    until: dt.date
    days_left: int


class ColumnRow(msgspec.Struct, frozen=True, kw_only=True):
    """How fresh a column is; `limit` is 0 where no limit applies."""

    key: str
    label: str
    part: str
    unit: str  # of the newest document
    total: int
    newest: dt.date | None
    days: int | None
    limit: int
    state: Literal["fresh", "near", "stale", "empty", "off", "free"]
    note: str = ""


class DeadlineRow(msgspec.Struct, frozen=True, kw_only=True):
    """Something due: until when, by whom, on what basis; less than 0 workdays when it is late."""

    label: str
    title: str
    path: str  # "" where no document stands for it yet
    unit: str
    due: dt.date
    workdays: int
    basis: str
    estimated: bool
    todo: str


class Deadlines(msgspec.Struct, frozen=True, kw_only=True):
    """What is late and what is due soon, and how many obligations stand how."""

    late: tuple[DeadlineRow, ...]
    soon: tuple[DeadlineRow, ...]
    counts: tuple[tuple[str, int], ...]  # state in Chinese, obligations


class Withheld(msgspec.Struct, frozen=True, kw_only=True):
    """The private register in counts alone."""

    withheld: int
    on_request: int
    grounds: tuple[tuple[str, int], ...]  # ground, documents
    overdue: tuple[Evidence, ...]  # whose yearly review is due


class UnitRow(msgspec.Struct, frozen=True, kw_only=True):
    """What one unit has to do."""

    unit: str
    block: int = 0
    error: int = 0
    warning: int = 0
    info: int = 0
    figures: int = 0  # places of indicators that no rule reports
    late: int = 0
    soon: int = 0
    waived: int = 0

    @property
    def total(self) -> int:
        """Everything that the unit must see to."""
        return self.block + self.error + self.warning + self.figures + self.late


class RuleRow(msgspec.Struct, frozen=True):
    """How often a rule found something."""

    rule: str
    title: str
    severity: str  # the gravest
    places: int
    documents: int


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one day, kept for the trend."""

    date: dt.date
    documents: int
    public: int
    crossed: int
    deduct: int  # indicators with places to mend
    block: int
    error: int
    warning: int
    info: int
    waived: int
    late: int


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What changed since an earlier audit."""

    since: dt.date
    new: tuple[Evidence, ...]
    remaining: int
    solved: tuple[Evidence, ...]
    waived: int  # counted then, waived now
    crossed: tuple[str, ...]  # veto lines that are newly crossed
    uncrossed: tuple[str, ...]


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one audit says."""

    format: str = FORMAT
    version: int = VERSION
    date: dt.date
    profile: str
    profile_basis: str
    rule_pack: str  # edition of the rules
    site: str
    organizer: str
    domain: str
    counts: Counts
    outcomes: tuple[Outcome, ...]
    points: str  # the sum of what the site's own points deduct; "" where it gives none
    findings: tuple[Evidence, ...]
    waived: tuple[WaivedRow, ...]
    columns: tuple[ColumnRow, ...]
    withheld: Withheld
    deadlines: Deadlines
    rules: tuple[RuleRow, ...]
    units: tuple[UnitRow, ...]
    comparison: Comparison | None = None
    history: tuple[Counts, ...] = ()  # earlier audits, the oldest first

    def of(self, part: Part) -> list[Outcome]:
        """Return the outcomes of one part, in the order of the inspection."""
        return [each for each in self.outcomes if each.part == part]

    def evidence(self, outcome: Outcome) -> list[Evidence]:
        """Return everything that counts for an outcome."""
        return [*outcome.figures, *(self.findings[at] for at in outcome.findings)]
