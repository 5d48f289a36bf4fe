"""The parts of config.yaml that say how a site is checked: gate, workflow, names, thresholds."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from gongkai_ssg.policy import (
    WORKFLOW_STEPS,
    Checks,
    GatePolicy,
    Official,
    Points,
    WorkflowPolicy,
)
from gongkai_ssg.text import fold, parse_date


class Model(BaseModel):
    """A table of config.yaml: unknown keys are errors, a key without a value is not given."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    @field_validator("*", mode="before")
    @classmethod
    def _absent_is_default(cls, value: Any, info: Any) -> Any:
        # "icp:" without a value means: not given.
        if value is None and info.field_name in cls.model_fields:
            field = cls.model_fields[info.field_name]
            return value if field.is_required() else field.get_default(call_default_factory=True)
        return value


def checked_day(value: str) -> str:
    """Return a day as YYYY-MM-DD, "" for none; raises ValueError("fault|cure")."""
    found = parse_date(value) if value else None
    if value and found is None:
        raise ValueError(f"“{value}”不是日期。|写成 2026-03-01 的样子。")
    return found[0].isoformat() if found else ""


_LONGEST = 366  # days of one range


def checked_days(value: str) -> tuple[str, ...]:
    """Return the days of "2026-04-18" or "2026-04-18..2026-04-20" as YYYY-MM-DD, () for none.

    Raises ValueError("fault|cure").
    """
    first, dots, last = value.partition("..")
    if not dots:
        day = checked_day(value)
        return (day,) if day else ()
    start, end = (day_of(checked_day(each.strip())) for each in (first, last))
    if start is None or end is None or not 0 <= (end - start).days < _LONGEST:
        raise ValueError(
            f"“{value}”不是起止日期。|写成 2026-04-18..2026-04-20 的样子，不超过一年。"
        )
    return tuple((start + dt.timedelta(n)).isoformat() for n in range((end - start).days + 1))


def day_of(written: str) -> dt.date | None:
    """Return the day that a checked value names."""
    return dt.date.fromisoformat(written) if written else None


_Action = Literal["block", "mask", "warn"]


class GateTable(Model):
    """`gate`: what is done with personal data and internal words (`policy.GatePolicy`)."""

    id_card: _Action = "block"
    bank_card: _Action = "block"
    mobile: _Action = "block"
    passport: _Action = "block"
    internal_words: Literal["off", "warn", "block"] = "warn"
    contacts: tuple[str, ...] = ()
    images: Literal["confirm", "allow"] = "allow"

    @field_validator("contacts")
    @classmethod
    def _numbers(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        digits = tuple(re.sub(r"[-\s()（）转]", "", fold(each)) for each in value)
        for written, number in zip(value, digits, strict=True):
            if not re.fullmatch(r"\+?\d{3,20}", number):
                raise ValueError(f"“{written}”不是电话号码。|只写号码，例如 0609-5501203。")
        return tuple(number.removeprefix("+86") for number in digits)

    def policy(self) -> GatePolicy:
        """Return what the gate reads."""
        return GatePolicy(**self.model_dump())


class WorkflowTable(Model):
    """`workflow`: which steps of 办理流程 are asked for, and how strictly."""

    mode: Literal["off", "advisory", "required"] = "advisory"
    steps: tuple[str, ...] = ("保密审查", "公开")
    since: str = ""

    @field_validator("steps")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        labels = {**WORKFLOW_STEPS, **{label: label for label in WORKFLOW_STEPS.values()}}
        for each in value:
            if each not in labels:
                known = "、".join(WORKFLOW_STEPS.values())
                raise ValueError(f"“{each}”不是流程步骤。|可用：{known}。")
        chosen = {labels[each] for each in value}
        return tuple(each for each in WORKFLOW_STEPS.values() if each in chosen)

    @field_validator("since")
    @classmethod
    def _day(cls, value: str) -> str:
        return checked_day(value)

    def policy(self) -> WorkflowPolicy:
        """Return what rules read."""
        return WorkflowPolicy(mode=self.mode, steps=self.steps, since=day_of(self.since))


class OfficialTable(Model):
    """One entry of `officials`."""

    name: str = Field(min_length=1)
    title: str = Field(min_length=1)

    def official(self) -> Official:
        """Return what rules read."""
        return Official(self.name, self.title)


_USUAL = Checks()


class ChecksTable(Model):
    """`checks`: thresholds that a site may set otherwise (`policy.Checks`)."""

    home_days: int = Field(default=14, ge=1)
    empty_columns: int = Field(default=5, ge=1)
    stale_columns: int = Field(default=5, ge=1)
    stale_others: int = Field(default=10, ge=1)
    publish_workdays: int = Field(default=_USUAL.publish_workdays, ge=1)
    decision_workdays: int = Field(default=_USUAL.decision_workdays, ge=1)
    interpretation_workdays: int = Field(default=_USUAL.interpretation_workdays, ge=1)
    withdraw_workdays: int = Field(default=_USUAL.withdraw_workdays, ge=1)
    review_days: int = Field(default=_USUAL.review_days, ge=1)
    git_dates_from: str = ""
    git_import_size: int = Field(default=20, ge=0)
    id_code_pattern: str = Checks().id_code_pattern
    allowed_hosts: tuple[str, ...] = ()

    @field_validator("id_code_pattern")
    @classmethod
    def _pattern(cls, value: str) -> str:
        try:
            re.compile(value)
        except (re.error, RecursionError):
            raise ValueError("不是正则表达式。|例如写成 [0-9]{10}。") from None
        return value

    @field_validator("allowed_hosts")
    @classmethod
    def _hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        hosts = tuple(fold(each).lower().lstrip("*.").rstrip(".") for each in value)
        for written, host in zip(value, hosts, strict=True):
            if not host or re.search(r"[\s/:@?#]", host):
                raise ValueError(f"“{written}”不是域名。|只写域名，例如 people.com.cn。")
        return hosts

    @field_validator("git_dates_from")
    @classmethod
    def _day(cls, value: str) -> str:
        return checked_day(value)

    def checks(self) -> Checks:
        """Return what rules read."""
        values = self.model_dump()
        return Checks(**{**values, "git_dates_from": day_of(self.git_dates_from)})


class PointsTable(Model):
    """What an indicator costs for each place, at most `most`."""

    each: Decimal = Field(ge=0, le=100)
    most: Decimal = Field(default=Decimal(0), ge=0, le=100)


class AuditTable(Model):
    """`audit`: points of indicators 扣分项, which nobody has verified: none unless a site gives them."""

    points: dict[str, PointsTable] = Field(default_factory=dict)

    @field_validator("points", mode="before")
    @classmethod
    def _amounts(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        made = {}
        for name, given in value.items():
            if not re.fullmatch(r"D-\d\d", name):
                raise ValueError(
                    f"里的“{name}”不是扣分项的编号。|写成 D-05 的样子，编号见 gongkai audit。"
                )
            # A single number is what the indicator costs, however many places there are.
            table = given if isinstance(given, dict) else {"each": given, "most": given}
            for amount in table.values():
                if not re.fullmatch(r"\d{1,2}(\.\d{1,2})?|100", str(amount)):
                    raise ValueError(
                        f"里“{name}”的“{amount}”不是分值。|写 0 到 100 的数，最多两位小数。"
                    )
            made[name] = table
        return made

    def by_indicator(self) -> dict[str, Points]:
        """Return what the audit reads."""
        return {key: Points(each.each, each.most) for key, each in self.points.items()}


class WindowTable(Model):
    """One entry of `windows`: a column that publishes in fixed windows of the year."""

    column: str = Field(min_length=1)
    days: tuple[str, ...] = ("07-01/07-15", "01-01/01-15")

    @field_validator("days")
    @classmethod
    def _windows(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for each in value:
            first, _, last = each.partition("/")
            try:
                days = [dt.date.fromisoformat(f"2024-{day}") for day in (first, last)]
            except ValueError:
                days = []
            if not days or days[0] > days[1]:
                raise ValueError(f"“{each}”不是起止日期。|写成 07-01/07-15 的样子。")
        return value
