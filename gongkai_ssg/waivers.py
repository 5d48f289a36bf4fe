"""waivers.yaml -> the findings that a named person has let pass, and what is wrong with that list.

A waiver covers single findings of one rule in one file, for a time. It must not know rules' texts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from gongkai_ssg.errors import ConfigError
from gongkai_ssg.faults import Fault, Faults, Finding, Severity
from gongkai_ssg.file_text import decode, read_bytes
from gongkai_ssg.marked import Entries, Items, Node, Scalar, YamlFault, parse
from gongkai_ssg.report import Waived, Waiver
from gongkai_ssg.text import nearest, parse_date

WAIVERS_NAME = "waivers.yaml"
RULE = "GK047"

_YEAR = dt.timedelta(days=365)
_KEYS = {
    "rule": "rule", "规则": "rule",
    "path": "path", "文件": "path",
    "text": "text", "内容": "text",
    "reason": "reason", "理由": "reason",
    "by": "by", "批准人": "by",
    "on": "on", "日期": "on",
    "until": "until", "截止": "until",
}  # fmt: skip
_NEEDED = (("rule", "规则"), ("path", "文件"), ("reason", "理由"), ("by", "批准人"), ("on", "日期"))


def read_waivers(root: Path, known_rules: Iterable[str]) -> tuple[Waiver, ...]:
    """Read the list beside config.yaml; an absent file is an empty one.

    Raises ConfigError with every fault and its line: a list that is half understood lets
    nothing pass.
    """
    if not (root / WAIVERS_NAME).exists():
        return ()
    try:
        text = decode(read_bytes(root / WAIVERS_NAME), Faults())
        node = parse(text, max_length=4 * 1024 * 1024)
    except ValueError as error:
        raise ConfigError(f"{WAIVERS_NAME} {error}。", "换成一个普通的文本文件。") from None
    except YamlFault as fault:
        place = f"{WAIVERS_NAME}:{fault.line}:{fault.column}"
        raise ConfigError(f"{place} {fault.message}", fault.hint) from None
    faults: list[str] = []
    if node is not None and not isinstance(node, Items):
        raise ConfigError(f"{WAIVERS_NAME}:1:1 应为列表。", "每条豁免以“- 规则: GK003”开头。")
    items = node.items if isinstance(node, Items) else ()
    rules = frozenset(known_rules)
    found = [waiver for item in items if (waiver := _waiver(item, rules, faults))]
    if faults:
        raise ConfigError("\n".join(faults))
    return tuple(found)


def _waiver(node: Node, rules: frozenset[str], faults: list[str]) -> Waiver | None:
    def wrong(at: Node, message: str, hint: str) -> None:
        faults.append(f"{WAIVERS_NAME}:{at.line}:{at.column} {message}\n    建议：{hint}")

    if not isinstance(node, Entries):
        wrong(node, "一条豁免应写成“键: 值”。", "对照文档中的 waivers.yaml 示例。")
        return None
    before = len(faults)
    words: dict[str, str] = {}
    days: dict[str, dt.date] = {}
    for key, value in node.entries:
        name = _KEYS.get(key.text)
        if name is None:
            near = nearest(key.text, _KEYS)
            wrong(key, f"不认识的键“{key.text}”。", f"是否应为“{near}”？" if near else "删去此项。")
        elif not isinstance(value, Scalar):
            wrong(value, f"“{key.text}”应为文字。", "写成一行。")
        elif name in words:
            wrong(key, f"“{key.text}”写了两次。", "只留一个。")
        else:
            words[name] = value.text
            if name in ("on", "until") and not value.absent:
                day = parse_date(value.text)
                if day is None:
                    wrong(value, f"“{value.text}”不是日期。", "写成 2026-03-01 的样子。")
                else:
                    days[name] = day[0]
            if name == "rule" and value.text not in rules:
                near = nearest(value.text, rules)
                hint = f"是否应为“{near}”？" if near else "规则编号见检查结果。"
                wrong(value, f"没有规则“{value.text}”。", hint)
            if name == "rule" and value.text == RULE:
                wrong(value, f"{RULE} 查的就是豁免，不能豁免。", "改好 waivers.yaml 本身。")
    for name, label in _NEEDED:
        if not words.get(name, "").strip():
            wrong(node, f"豁免没有写“{label}”。", "规则、文件、理由、批准人、日期都要写。")
    if len(faults) > before:
        return None
    on = days["on"]
    return Waiver(
        rule=words["rule"], path=words["path"], text=words.get("text", ""), reason=words["reason"],
        by=words["by"], on=on, until=days.get("until", on + _YEAR), line=node.line,
    )  # fmt: skip


def excuse(
    findings: Sequence[Finding],
    waivers: Sequence[Waiver],
    today: dt.date,
    finding: Callable[[Fault], Finding],
) -> tuple[tuple[Finding, ...], tuple[Waived, ...]]:
    """Part the findings into those that count and those that are waived today.

    `finding` makes a finding of this module's own rule: an expired, future or needless waiver.
    """
    if not waivers:
        return tuple(findings), ()
    waived: list[Waived] = []
    left: list[Finding] = []
    used: set[int] = set()
    by_place: dict[tuple[str, str], list[Waiver]] = {}
    for each in waivers:
        by_place.setdefault((each.rule, each.path), []).append(each)
    for one in findings:
        covering = [w for w in by_place.get((one.rule, one.path), ()) if w.covers(one)]
        used.update(id(each) for each in covering)
        valid = [each for each in covering if each.on <= today <= each.until]
        if valid:
            waived.append(Waived(one, valid[0]))
        else:
            left.append(one)
    left += [finding(fault) for each in waivers for fault in _faults(each, id(each) in used, today)]
    return tuple(sorted(left, key=lambda each: each.order)), tuple(waived)


def _faults(waiver: Waiver, used: bool, today: dt.date) -> Iterable[Fault]:
    name = f"{waiver.rule} 对“{waiver.path}”的豁免"
    if waiver.until < today:
        message = f"{name}已于 {waiver.until} 到期。"
        hint = "改好原来的问题并删去这条豁免；确需继续的，重新审批，改日期和截止。"
        yield Fault(message, hint, path=WAIVERS_NAME, line=waiver.line, column=1)
    elif waiver.on > today:
        message = f"{name}的日期“{waiver.on}”晚于今天（{today}）。"
        yield Fault(
            message, "写实际批准的日期。", path=WAIVERS_NAME, line=waiver.line, column=1,
            severity=Severity.ERROR,
        )  # fmt: skip
    elif not used:
        message = f"{name}没有用上：没有这样的检查发现。"
        hint = "问题已经改好的，删去这条豁免；阻断级的豁免要写“内容”，与检查结果里引用的一致。"
        yield Fault(message, hint, path=WAIVERS_NAME, line=waiver.line, column=1)
