"""GK039: a great decision that does not tell all of its five steps."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai_ssg.columns.decision import STEPS, DecisionKeys
from gongkai_ssg.document import Document, Source
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.own_keys import label_of
from gongkai_ssg.relations import kind_of
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import sample

_PATH = "content/decision/a.md"
_ALWAYS = ("legality", "discussion")  # articles 25 and 30: never left out


def _document(document: Document, source: Source, context: RuleContext) -> Iterator[Fault]:
    kind = kind_of(document, context.columns)
    if kind is None or kind.key != "decision":
        return
    own = document.own
    if not own.get("decides") and not any(own.get(step) for step in STEPS):
        return  # a list of decisions to come, or news of one
    missing = [step for step in STEPS if not own.get(step)]
    if missing:
        names = "、".join(label_of(DecisionKeys, step) for step in missing)
        needless = [step for step in missing if step not in _ALWAYS]
        hint = "补上日期和说明"
        hint += "；依法不需要的，写“{不适用: 理由}”。" if needless else "。"
        yield Fault(f"决策程序缺少{names}。", hint)
    for step in STEPS:
        told = own.get(step)
        if not isinstance(told, dict):
            continue
        label = label_of(DecisionKeys, step)
        if told.get("omitted") and step in _ALWAYS:
            yield Fault(f"{label}写成了不适用。", "这一步不能省略，补上日期和说明。", key=step)
        elif not (told.get("omitted") or told.get("on") or told.get("note")):
            yield Fault(f"{label}没有写日期和说明。", "补上日期和说明。", key=step)


_ALL = (
    "公众参与: {日期: 2026-01-05, 至: 2026-02-05, 说明: 收到意见31条。}",
    "专家论证: {日期: 2026-02-06}",
    "风险评估: {不适用: 不影响社会稳定和公共安全。}",
    "合法性审查: {日期: 2026-02-10}",
    "集体讨论: {日期: 2026-02-24}",
)

RULE = Rule(
    id="GK039",
    name="missing-decision-step",
    title="重大行政决策缺少法定程序的公开",
    severity=Severity.WARNING,
    basis="《重大行政决策程序暂行条例》（国令第713号）",
    why=(
        "重大行政决策的法定程序是公众参与、专家论证、风险评估、合法性审查和集体讨论决定。"
        "专家论证、风险评估只在条例规定的情形下需要，不需要的写明理由；"
        "合法性审查和集体讨论不能省略。只有目录、没有写任何一步的文档不检查。"
    ),
    cure="写齐五个步骤，各写日期和说明；不需要的写“{不适用: 理由}”。",
    good=(Example(files={_PATH: sample(*_ALL)}), Example(files={_PATH: sample()})),
    bad=(
        Example(files={_PATH: sample(*_ALL[:3])}, line=1),
        Example(files={_PATH: sample(*_ALL[:3], "合法性审查: {不适用: 无。}", _ALL[4])}, line=10),
    ),
    document=_document,
)
