"""The checked tables of config.yaml -> what rules and the gate go by. It must not read documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from gongkai_ssg.columns import column_types
from gongkai_ssg.config_faults import ConfigFaults
from gongkai_ssg.errors import ConfigError
from gongkai_ssg.faults import Severity
from gongkai_ssg.file_text import read_bytes
from gongkai_ssg.marked import Node
from gongkai_ssg.policy import FormerUnitName, Settings, SiteMarks, Word
from gongkai_ssg.text import nearest

if TYPE_CHECKING:
    from gongkai_ssg.config_schema import ConfigFile

_MAX_WORDS = 5 * 1024 * 1024  # bytes of one list


def settings_of(checked: ConfigFile, root: Node | None, source: Path) -> Settings:
    """Return the settings of a site whose folder is `source`. Raises ConfigError."""
    from gongkai_ssg.config_checks import day_of

    site = checked.site
    types = {word: each.key for each in column_types().values() for word in (each.key, each.label)}
    types |= {each.name or each.label: each.key for each in checked.columns}
    faults = ConfigFaults(root)
    for number, each in enumerate(checked.windows):
        known = types.get(each.column) or any(each.column == own.key for own in checked.columns)
        if not known:
            near = nearest(each.column, types)
            hint = f"是否应为“{near}”？" if near else "写栏目的代号或名称。"
            faults.note(("windows", number, "column"), f"不认识的栏目“{each.column}”。", hint)
    faults.stop()
    return Settings(
        marks=SiteMarks(
            name=site.name, domain=site.domain or urlsplit(site.base_url).hostname or "",
            id_code=site.id_code, organizer=site.organizer, contact=site.contact, icp=site.icp,
            police_record=site.police_record, report_error=site.report_error, level=site.level,
        ),
        gate=checked.gate.policy(),
        workflow=checked.workflow.policy(),
        officials=tuple(each.official() for each in checked.officials),
        former_units=tuple(
            FormerUnitName(former.name, day_of(former.until), unit.name)
            for unit in checked.units
            for former in unit.former_names
        ),
        checks=checked.checks.checks(),
        words=_words(checked, root, source),
        windows={types.get(each.column, each.column): each.days for each in checked.windows},
    )  # fmt: skip


def _words(checked: ConfigFile, root: Node | None, source: Path) -> tuple[Word, ...]:
    """Read the agency's own lists of wrong words; they lie in the site folder."""
    if not checked.words:
        return ()
    from gongkai_ssg.wording.read import BadWordList, merged, read_words

    faults = ConfigFaults(root)
    lists: list[tuple[Word, ...]] = []
    told: list[str] = []
    for number, name in enumerate(checked.words):
        at = ("words", number)
        parts = name.replace("\\", "/").split("/")
        if name.startswith("/") or ":" in name or any(each in ("", ".", "..") for each in parts):
            faults.note(at, f"词表“{name}”不在站点文件夹里。", "写相对于 config.yaml 的路径。")
            continue
        try:
            lists.append(read_words(read_bytes(source.joinpath(*parts), _MAX_WORDS), name))
        except ValueError as error:
            faults.note(at, f"词表“{name}”{error}。", "核对文件名；用 UTF-8 的 CSV 或者 TXT。")
        except BadWordList as bad:
            told += [
                f"{name}:{each.line}:1 {each.message}\n    建议：{each.hint}" for each in bad.faults
            ]
    faults.stop()
    if told:
        raise ConfigError("\n".join(told))
    return merged(*lists)


def rule_levels(checked: ConfigFile, root: Node | None) -> dict[str, str]:
    """Return the severities that the site gives to rules. Raises ConfigError."""
    if not checked.rules:
        return {}
    from gongkai_ssg.rules import rules  # all of them are slow to import

    faults = ConfigFaults(root)
    for rule_id in checked.rules:
        rule = rules().get(rule_id)
        if rule is None:
            near = nearest(rule_id, rules())
            hint = f"是否应为“{near}”？" if near else "规则编号见 gongkai explain。"
            faults.note(("rules", rule_id), f"没有规则“{rule_id}”。", hint)
        elif rule.severity is Severity.BLOCK:
            message = f"{rule_id} 是阻断级的规则，不能关闭或者降级。"
            faults.note(("rules", rule_id), message, "删去这一行；个别误判用 waivers.yaml 豁免。")
    faults.stop()
    return dict(checked.rules)
