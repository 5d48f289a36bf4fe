"""GK016: a regulation without the parts of its 题注, or with the order that promulgated it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai_ssg.document import Document, Source
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.relations import kind_of
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import Lines, sample
from gongkai_ssg.states import Validity

_PATH = "content/rules/a.md"
_NUMBER = "文号: 示例市人民政府令第12号"
_TOPIC = "主题分类: 综合政务"
_HISTORY = "历次: [{日期: 2026-02-25, 动作: 公布, 文号: 示例市人民政府令第12号}]"
_STARTS = "施行日期: 2026-05-01"
_TEXT = "第一条　为了加强保护，制定本办法。"

#: A 题注 in the body: “（2026年2月25日某市人民政府令第12号公布　自……起施行）”.
_CAPTION = re.compile(r"^[（(][^（）()\n]*\d{4}年[^（）()\n]*公布.*[）)]\s*$", re.MULTILINE)
_ORDER = re.compile(r"现予(?:公布|发布)|现(?:将|予以).{0,60}(?:公布|发布)施行")
_CHANGES = ("修订", "修正")


def _document(document: Document, source: Source, context: RuleContext) -> Iterator[Fault]:
    kind = kind_of(document, context.columns)
    if kind is None or kind.key != "rules":
        return
    lines = Lines(source.body, source.body_line)
    # A 题注 stands above the first article; what stands in brackets further down is text.
    caption = _CAPTION.search(source.body[:2000])
    history = document.own.get("history", ())
    actions = {str(step.get("action", "")) for step in history if isinstance(step, dict)}
    if history and caption is not None:
        line, column = lines.place(caption.start())
        yield Fault(
            "题注由“历次”生成，正文里又写了一遍。", "删去正文里的题注。", line=line, column=column
        )
    told = caption.group() if caption is not None and not history else ""
    starts = document.effective_on is not None or "effective_on" in document.unreadable
    starts = starts or "施行" in told
    if not actions and not told:
        yield Fault(
            f"没有写历次{'' if starts else '和施行日期'}，题注无从生成。",
            "加一行“历次: [{日期: 2026-02-25, 动作: 公布, 文号: 某市人民政府令第12号}]”"
            + ("。" if starts else "，再加一行“施行日期: 2026-05-01”。"),
        )
    elif not starts:
        yield Fault("没有写施行日期，题注缺少施行时间。", "加一行“施行日期: 2026-05-01”。")
    if actions:
        yield from _history(document, actions)
    order = _ORDER.search(source.body)
    if order is not None:
        line, column = lines.place(order.start())
        yield Fault(
            f"正文里有公布规章的命令（“{order.group()[:20]}”）。",
            "只留标题和条文；命令的日期和文号写进“历次”。",
            line=line,
            column=column,
        )


def _history(document: Document, actions: set[str]) -> Iterator[Fault]:
    if "公布" not in actions:
        yield Fault("历次里没有公布的日期和文号。", "补上“动作: 公布”的一项。", key="history")
    for step in document.own.get("history", ()):
        if isinstance(step, dict) and not step.get("number"):
            yield Fault(
                f"历次里 {step.get('date', '')} {step.get('action', '')}没有写文号。",
                "补上文号，例如“某市人民政府令第12号”。",
                key="history",
            )
    if document.validity is Validity.AMENDED and not actions.intersection(_CHANGES):
        yield Fault(
            "有效性是“已修改”，历次里没有修订或者修正。",
            "补上修改的日期和文号。",
            key="history",
        )


RULE = Rule(
    id="GK016",
    name="wrong-regulation",
    title="规章缺少题注要素，或者混入公布规章的命令",
    severity=Severity.ERROR,
    basis="国办公开办函〔2021〕33号",
    why=(
        "集中公开规章只公开标题、题注和正文，不重复公开公布规章的命令；"
        "题注应当写明公布的时间和文号、修订的时间和文号、施行的时间。"
        "题注由前言里的“历次”和施行日期生成；正文里已有题注的旧文件也算写明。"
    ),
    cure="写“历次”和施行日期；删去正文里的公布命令和重复的题注。",
    good=(
        Example(files={_PATH: sample(_NUMBER, _TOPIC, "有效性: 有效", _STARTS, _HISTORY, body=_TEXT)}),
        Example(
            files={
                _PATH: sample(
                    _NUMBER, _TOPIC, "有效性: 有效",
                    body="（2026年2月25日示例市人民政府令第12号公布　自2026年5月1日起施行）\n\n" + _TEXT,
                )
            }
        ),
    ),
    bad=(
        Example(files={_PATH: sample(_NUMBER, _TOPIC, "有效性: 有效", _STARTS, body=_TEXT)}, line=1),
        Example(files={_PATH: sample(_NUMBER, _TOPIC, "有效性: 有效", _HISTORY, body=_TEXT)}, line=1),
        Example(
            files={
                _PATH: sample(
                    _NUMBER, _TOPIC, "有效性: 有效", _STARTS, _HISTORY,
                    body="《示例市保护办法》已经审议通过，现予公布。\n\n" + _TEXT,
                )
            },
            line=14,
        ),
        Example(
            files={_PATH: sample(_NUMBER, _TOPIC, "有效性: 已修改", _STARTS, _HISTORY, body=_TEXT)},
            line=11,
        ),
    ),
    document=_document,
)  # fmt: skip
