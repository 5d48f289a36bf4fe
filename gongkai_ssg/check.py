"""Site -> findings: judges everything and stops nothing. It must not change or render anything."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from gongkai_ssg.config import Config
from gongkai_ssg.config_faults import CONFIG_NAME
from gongkai_ssg.config_places import ConfigPlaces
from gongkai_ssg.document import Site
from gongkai_ssg.faults import Fault, Finding, Severity
from gongkai_ssg.numbers import Numbers, assign, read_lock
from gongkai_ssg.reading import read_places
from gongkai_ssg.relations import kind_of
from gongkai_ssg.report import Waived
from gongkai_ssg.rule import Rule, RuleContext
from gongkai_ssg.rules import rules
from gongkai_ssg.shipping import shipping
from gongkai_ssg.waivers import RULE as WAIVER_RULE
from gongkai_ssg.waivers import excuse, read_waivers


class Judged(msgspec.Struct, frozen=True):
    """What counts, in the order of path, line and rule, and what a waiver lets pass."""

    findings: tuple[Finding, ...]
    waived: tuple[Waived, ...] = ()


def check_site(
    site: Site, config: Config, today: dt.date, numbers: Numbers | None = None
) -> tuple[Finding, ...]:
    """Return every finding that counts."""
    return judge(site, config, today, numbers).findings


def judge(site: Site, config: Config, today: dt.date, numbers: Numbers | None = None) -> Judged:
    """Run every rule over the site; raises ConfigError where the list of waivers is wrong."""
    root = Path(site.root)
    if numbers is None:
        numbers = assign(site, config, read_lock(root))
    shipped = shipping(site.documents, site.files, lambda document: document.is_open(today))
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
        settings=config.settings,
        shipped=shipped,
    )
    known = {key: rule for key, rule in rules().items() if _level(rule, config) != "off"}
    units = {document.path: document.unit for document in site.documents}
    kinds = {document.path: kind_of(document, context.columns) for document in site.documents}
    findings = [
        _finding(known[rule_id], fault, units, config)
        for rule_id, fault in site.faults
        if rule_id in known
    ]
    for path, owner in shipped.items():
        units[path] = units[owner]
        findings += [
            _finding(known[rule_id], msgspec.structs.replace(fault, path=path), units, config)
            for rule_id, fault in site.files[path].faults
            if rule_id in known
        ]
    places: dict[str, dict[str, tuple[int, int]]] = {}
    settings = ConfigPlaces(root)
    for rule in known.values():
        if rule.site is None:
            continue
        for fault in rule.site(site, context):
            if not fault.line and fault.path == CONFIG_NAME:
                line, column = settings.at(fault.key)
                fault = msgspec.structs.replace(fault, line=line, column=column)
            elif not fault.line and fault.path in kinds:
                # The place of a key is not kept: few documents have a finding that needs it.
                if fault.path not in places:
                    kind = kinds.get(fault.path)
                    record = kind.own_keys if kind is not None else None
                    places[fault.path] = read_places(root, fault.path, record)
                line, column = places[fault.path].get(fault.key, (1, 1))
                fault = msgspec.structs.replace(fault, line=line, column=column)
            findings.append(_finding(rule, fault, units, config))
    findings.sort(key=lambda each: each.order)
    waivers = read_waivers(root, rules())
    own = rules()[WAIVER_RULE]
    return Judged(
        *excuse(findings, waivers, today, lambda fault: _finding(own, fault, units, config))
    )


def _level(rule: Rule, config: Config) -> str:
    """Return the severity that the site gives a rule, "off" or "" for the rule's own."""
    return config.rule_levels.get(rule.id, "off" if rule.off else "")


def _finding(rule: Rule, fault: Fault, units: dict[str, str], config: Config) -> Finding:
    severity = fault.severity or rule.severity
    if level := _level(rule, config):
        # What the rule itself takes lightly in a single case is not made graver.
        chosen = Severity(level)
        severity = max(fault.severity or chosen, chosen, key=lambda each: each.rank)
    return Finding(
        rule=rule.id,
        severity=severity,
        path=fault.path,
        line=fault.line or 1,
        column=fault.column or 1,
        message=fault.message,
        hint=fault.hint,
        basis=rule.basis,
        unit=units.get(fault.path, ""),
        file=fault.file,
    )
