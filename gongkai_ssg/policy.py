"""What a site decides about checking: the gate, the workflow, names, thresholds. No I/O.

`config` fills these values in; rules and the gate read them. They must not know documents.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal

import msgspec

from gongkai_ssg import limits

#: What happens to a kind of personal data where it is met: not published, masked, or only told.
Action = Literal["block", "mask", "warn"]

#: The steps of 办理流程 in their order, by code (提出、审核、公开、反馈、归档; 保密审查 stands before 公开:
#: 《保守国家秘密法实施条例》第四十二条).
WORKFLOW_STEPS: dict[str, str] = {
    "propose": "提出", "review": "审核", "secrecy_review": "保密审查",
    "publish": "公开", "feedback": "反馈", "archive": "归档",
}  # fmt: skip


class GatePolicy(msgspec.Struct, frozen=True, kw_only=True):
    """What the gate does with what it finds; masking keeps the length of a text."""

    id_card: Action = "block"
    bank_card: Action = "block"
    mobile: Action = "block"
    passport: Action = "block"
    #: 内部资料, 注意保存 and the like: what they mean is not settled by law.
    internal_words: Literal["off", "warn", "block"] = "warn"
    #: Telephone numbers that the agency publishes itself, digits only.
    contacts: tuple[str, ...] = ()
    #: Whether a person must confirm the images of a text, which nobody can read but people.
    images: Literal["confirm", "allow"] = "allow"


class WorkflowPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """Which steps a document must have gone through before it is public."""

    mode: Literal["off", "advisory", "required"] = "advisory"
    steps: tuple[str, ...] = ("保密审查", "公开")
    #: Documents published before this day are not asked for their steps.
    since: dt.date | None = None


class Official(msgspec.Struct, frozen=True):
    """An official of the agency as texts must name them."""

    name: str
    title: str


class Word(msgspec.Struct, frozen=True):
    """A wrong or sensitive wording of the agency's own list."""

    wrong: str
    right: str = ""
    level: Literal["error", "warning", "info"] = "warning"
    note: str = ""
    exceptions: tuple[str, ...] = ()  # phrases in which it is right


class FormerUnitName(msgspec.Struct, frozen=True):
    """A name that a unit had until a reform."""

    name: str
    until: dt.date | None
    now: str


class SiteMarks(msgspec.Struct, frozen=True, kw_only=True):
    """How the site names and identifies itself (国办发〔2017〕47号)."""

    name: str = ""
    domain: str = ""
    id_code: str = ""
    organizer: str = ""
    contact: str = ""
    icp: str = ""
    police_record: str = ""
    report_error: str = ""
    level: str = "city"

    @property
    def texts(self) -> tuple[str, ...]:
        """What of it pages show."""
        return (self.name, self.organizer, self.contact, self.icp, self.police_record)


class Checks(msgspec.Struct, frozen=True, kw_only=True):
    """Thresholds that are law or custom, each of which a site may set otherwise.

    Days without a source in a text that was read are marked in docs/unverified.md.
    """

    home_days: int = 14  # 国办秘函〔2019〕19号
    empty_columns: int = 5  # 国办秘函〔2019〕19号: veto from this number on
    stale_columns: int = 5  # 动态、通知、政策 columns that were not updated
    stale_others: int = 10
    publish_workdays: int = limits.PUBLISH.number
    decision_workdays: int = limits.DECISION.number
    interpretation_workdays: int = limits.INTERPRETATION.number
    withdraw_workdays: int = limits.WITHDRAWAL.number
    review_days: int = limits.REVIEW.number
    #: Documents that git first saw before this day keep their dates unasked (imports of old sites).
    git_dates_from: dt.date | None = None
    #: A commit that brings more new documents than this is an import, not a publication.
    git_import_size: int = 20
    #: 政府网站标识码: the common shape of the examples in 国办发〔2017〕47号, not a rule of it.
    id_code_pattern: str = r"bm\d{8}|\d{10}"
    #: Hosts that the site may link to beside those of governments; none given: nobody is asked.
    allowed_hosts: tuple[str, ...] = ()


class Points(msgspec.Struct, frozen=True):
    """What one indicator of the inspection costs: `each` per place, at most `most` (0: no limit)."""

    each: Decimal
    most: Decimal = Decimal(0)

    def deducted(self, places: int) -> Decimal:
        """Return the points that so many places cost."""
        whole = self.each * places
        return min(whole, self.most) if self.most else whole


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of the above for one site."""

    marks: SiteMarks = SiteMarks()
    gate: GatePolicy = GatePolicy()
    workflow: WorkflowPolicy = WorkflowPolicy()
    officials: tuple[Official, ...] = ()
    words: tuple[Word, ...] = ()
    former_units: tuple[FormerUnitName, ...] = ()
    checks: Checks = Checks()
    #: Half-year windows of columns that publish in them: column key -> ("07-01/07-15", …).
    windows: dict[str, tuple[str, ...]] = {}
