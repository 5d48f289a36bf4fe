"""Site, findings and figures -> Audit: how the site stands to each indicator.

A pure function of what was examined. It must not know reports, files or earlier audits.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec

from gongkai_ssg.audit.indicators import Indicator, Profile
from gongkai_ssg.audit.material import Material
from gongkai_ssg.audit.measured import Measured
from gongkai_ssg.audit.measures import MEASURES
from gongkai_ssg.audit.obligations import deadlines_of
from gongkai_ssg.audit.values import (
    Audit,
    Counts,
    Evidence,
    Outcome,
    RuleRow,
    State,
    UnitRow,
    WaivedRow,
    Withheld,
)
from gongkai_ssg.build import Examined
from gongkai_ssg.errors import ConfigError
from gongkai_ssg.faults import Finding, Severity
from gongkai_ssg.policy import Points
from gongkai_ssg.report import Waived
from gongkai_ssg.rules import PACK, rules
from gongkai_ssg.states import WITHHOLD_GROUNDS, Disclosure
from gongkai_ssg.text import nearest

NO_UNIT = "（没有责任单位）"


def assess(examined: Examined, profile: Profile) -> Audit:
    """Return how the examined site stands to a profile, compared with nothing yet.

    Raises ConfigError where the site gives points to an indicator that there is not.
    """
    material, config = Material(examined), examined.config
    points = _points(config.audit_points, profile)
    findings = tuple(_evidence(each, material) for each in material.findings)
    known = [_outcome(each, material, profile, points) for each in profile.indicators]
    used = {rule for each in profile.indicators for rule in (*each.rules, each.covers)}
    outcomes = (*known, *_others(material.findings, used))
    waived = tuple(_waived(each, material) for each in examined.report.waived)
    deadlines, reviews = deadlines_of(examined)
    severities = Counter(each.severity for each in material.findings)
    deducted = sum((Decimal(each.points) for each in known if each.points), Decimal(0))
    counts = Counts(
        date=examined.today, documents=examined.report.documents, public=examined.report.public,
        crossed=sum(each.state == "crossed" for each in known),
        deduct=sum(each.part == "deduct" and each.state == "found" for each in known),
        block=severities[Severity.BLOCK], error=severities[Severity.ERROR],
        warning=severities[Severity.WARNING], info=severities[Severity.INFO],
        waived=len(waived), late=len(deadlines.late),
    )  # fmt: skip
    audit = Audit(
        date=examined.today, profile=profile.key, profile_basis=profile.basis, rule_pack=PACK, site=config.name,
        organizer=config.organizer, domain=config.domain, counts=counts, outcomes=outcomes,
        points=f"{deducted}" if points else "", findings=findings, waived=waived,
        columns=material.freshness, withheld=_withheld(material, reviews), deadlines=deadlines,
        rules=_by_rule(material.findings), units=(),
    )  # fmt: skip
    return msgspec.structs.replace(audit, units=_by_unit(audit))


def place_of(path: str, line: int, column: int) -> str:
    """Return a place as checks write it: "content/a.md:3:5"."""
    return f"{path}:{line}:{column}" if path else "全站"


def _evidence(finding: Finding, material: Material) -> Evidence:
    return Evidence(
        rule=finding.rule, severity=finding.severity.value, path=finding.path, line=finding.line,
        column=finding.column, place=place_of(finding.path, finding.line, finding.column),
        unit=material.unit(finding.unit), message=finding.message, todo=finding.hint,
        basis=finding.basis,
    )  # fmt: skip


# --- indicators ------------------------------------------------------------------------------


def _outcome(
    indicator: Indicator, material: Material, profile: Profile, points: Mapping[str, Points]
) -> Outcome:
    counted = tuple(
        at
        for rule in indicator.rules
        for at in material.places.get(rule, ())
        if material.findings[at].severity.rank <= indicator.gravity.rank
    )
    measured = MEASURES[indicator.figure](material) if indicator.figure else Measured()
    places = len(counted) + len(measured.evidence)
    asleep = [each for each in indicator.rules if not material.is_on(each)]
    limit = measured.limit if indicator.limit and measured.limit else indicator.limit
    sure = len(measured.evidence) + sum(
        material.findings[at].severity is not Severity.WARNING for at in counted
    )
    state = _state(indicator, places, sure, limit, measured)
    if state == "clear" and not indicator.figure and len(asleep) == len(indicator.rules):
        state = "manual"
    said = f"没有打开的规则：{'、'.join(asleep)}。" if asleep else ""
    given = points.get(indicator.id)
    return Outcome(
        id=indicator.id, part=indicator.part, group=indicator.group, title=indicator.title,
        line=indicator.line, basis=profile.basis, unverified=indicator.unverified, state=state,
        places=places, limit=limit, findings=counted, figures=measured.evidence,
        reported=material.is_on(indicator.covers), fact=measured.fact + said, todo=indicator.todo if places else "", manual=indicator.manual,
        points=f"{given.deducted(places)}" if given and state == "found" else "",
    )  # fmt: skip


def _state(indicator: Indicator, places: int, sure: int, limit: int, measured: Measured) -> State:
    if measured.state is not None and (measured.state == "crossed" or not places):
        return measured.state
    if limit and sure >= limit:
        return "crossed"
    if places:
        return "doubt" if limit == 1 else "found"
    return "clear"


def _points(given: Mapping[str, Points], profile: Profile) -> Mapping[str, Points]:
    ids = [each.id for each in profile.indicators if each.part == "deduct"]
    for name in given:
        if name not in ids:
            near = nearest(name, ids)
            raise ConfigError(
                f"config.yaml 的 audit.points 写了没有的扣分项“{name}”。",
                f"是否应为“{near}”？" if near else f"扣分项是 {ids[0]} 至 {ids[-1]}。",
            )
    return given


def _others(findings: Sequence[Finding], used: set[str]) -> list[Outcome]:
    """Return one outcome for each rule that found something beside the indicators."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(findings):
        if each.rule not in used and each.severity is not Severity.INFO:
            places[each.rule].append(at)
    known = rules()
    return [
        Outcome(
            id=key, part="other", group="法定要求和内容规范", title=known[key].title, line="",
            basis=known[key].basis, unverified=known[key].unverified, state="found",
            places=len(found), limit=0, findings=tuple(found), figures=(), reported=False, fact="",
            todo=known[key].cure, manual="",
        )
        for key, found in sorted(places.items())
    ]  # fmt: skip


# --- summaries -------------------------------------------------------------------------------


def _waived(each: Waived, material: Material) -> WaivedRow:
    waiver = each.waiver
    return WaivedRow(
        evidence=_evidence(each.finding, material), reason=waiver.reason, by=waiver.by,
        on=waiver.on, until=waiver.until, days_left=(waiver.until - material.today).days,
    )  # fmt: skip


def _withheld(material: Material, overdue: tuple[Evidence, ...]) -> Withheld:
    kept = [
        each
        for each in material.site.documents
        if each.disclosure in (Disclosure.WITHHELD, Disclosure.ON_REQUEST) and not each.draft
    ]
    grounds = Counter(
        WITHHOLD_GROUNDS[each.withhold_reason.code][0]
        if each.withhold_reason and each.withhold_reason.code in WITHHOLD_GROUNDS
        else "没有写明理由"
        for each in kept
    )
    return Withheld(
        withheld=sum(each.disclosure is Disclosure.WITHHELD for each in kept),
        on_request=sum(each.disclosure is Disclosure.ON_REQUEST for each in kept),
        grounds=tuple(sorted(grounds.items(), key=lambda each: (-each[1], each[0]))),
        overdue=overdue,
    )


def _by_rule(findings: Sequence[Finding]) -> tuple[RuleRow, ...]:
    groups: dict[str, list[Finding]] = defaultdict(list)
    for each in findings:
        groups[each.rule].append(each)
    rows = []
    for key, found in groups.items():
        gravest = min((each.severity for each in found), key=lambda each: each.rank)
        documents = len({each.path for each in found})
        rows.append(RuleRow(key, rules()[key].title, gravest.value, len(found), documents))
    order = [each.value for each in Severity]
    return tuple(sorted(rows, key=lambda r: (order.index(r.severity), -r.places, r.rule)))


def _by_unit(audit: Audit) -> tuple[UnitRow, ...]:
    counted: dict[str, Counter[str]] = defaultdict(Counter)

    def add(unit: str, what: str) -> None:
        counted[unit or NO_UNIT][what] += 1

    for each in audit.findings:
        add(each.unit, each.severity)
    seen: set[tuple[str, str]] = set()
    for outcome in audit.outcomes:
        for each in () if outcome.reported else outcome.figures:
            if (each.place, each.message) not in seen:
                seen.add((each.place, each.message))
                add(each.unit, "figures")
    for due in audit.deadlines.late:
        add(due.unit, "late")
    for due in audit.deadlines.soon:
        add(due.unit, "soon")
    for waived in audit.waived:
        add(waived.evidence.unit, "waived")
    rows = [UnitRow(unit=unit, **kinds) for unit, kinds in counted.items()]
    return tuple(
        sorted(
            rows, key=lambda r: (r.unit == NO_UNIT, -r.block, -r.error, -r.late, -r.total, r.unit)
        )
    )
