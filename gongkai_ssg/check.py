"""Site -> findings: judges everything and stops nothing. It must not change or render anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import msgspec

from gongkai_ssg.config import Config
from gongkai_ssg.model import Fault, Finding, Rule, RuleContext, Severity, Site
from gongkai_ssg.numbers import Numbers, assign, read_lock
from gongkai_ssg.reading import read_places
from gongkai_ssg.relations import kind_of
from gongkai_ssg.rules import rules


def check_site(
    site: Site, config: Config, today: dt.date, numbers: Numbers | None = None
) -> tuple[Finding, ...]:
    """Return every finding of every rule, in the order of path, line and rule."""
    root = Path(site.root)
    if numbers is None:
        numbers = assign(site, config, read_lock(root))
    names = frozenset({config.organizer, config.name, *config.unit_by_name})
    context = RuleContext(
        columns=config.column_by_key,
        units={name: unit.code for name, unit in config.unit_by_name.items()},
        today=today,
        index_pattern=config.index_pattern,
        index_numbers=numbers.by_path,
        base_url=config.base_url,
        source_names=names,
        calendar=config.calendar,
    )
    known = rules()
    units = {document.path: document.unit for document in site.documents}
    kinds = {document.path: kind_of(document, context.columns) for document in site.documents}
    findings = [_finding(known[rule_id], fault, units) for rule_id, fault in site.faults]
    places: dict[str, dict[str, tuple[int, int]]] = {}
    for rule in known.values():
        if rule.site is None:
            continue
        for fault in rule.site(site, context):
            if not fault.line and fault.path in units:
                # The place of a key is not kept: few documents have a finding that needs it.
                if fault.path not in places:
                    kind = kinds.get(fault.path)
                    record = kind.own_keys if kind is not None else None
                    places[fault.path] = read_places(root, fault.path, record)
                line, column = places[fault.path].get(fault.key, (1, 1))
                fault = msgspec.structs.replace(fault, line=line, column=column)
            findings.append(_finding(rule, fault, units))
    return tuple(sorted(findings, key=lambda each: each.order))


def _finding(rule: Rule, fault: Fault, units: dict[str, str]) -> Finding:
    return Finding(
        rule=rule.id,
        severity=fault.severity or rule.severity,
        path=fault.path,
        line=fault.line or 1,
        column=fault.column or 1,
        message=fault.message,
        hint=fault.hint,
        basis=rule.basis,
        unit=units.get(fault.path, ""),
    )


def count(findings: Iterable[Finding]) -> dict[Severity, int]:
    """Return how many findings of each severity there are, the gravest first."""
    counted = dict.fromkeys(Severity, 0)
    for finding in findings:
        counted[finding.severity] += 1
    return counted
