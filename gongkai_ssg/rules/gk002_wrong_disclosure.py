"""GK002: a document whose 公开属性 is missing, not reasoned or denied by its own text."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai_ssg.document import Document, Site, Source
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.gate.annotations import denials
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import clip, is_absent, key_label, sample
from gongkai_ssg.states import WITHHOLD_GROUNDS, Disclosure
from gongkai_ssg.text import nearest

_PATH = "content/notice/a.md"


def _document(document: Document, source: Source, context: RuleContext) -> Iterator[Fault]:
    if document.disclosure is None:
        if is_absent("disclosure", document, source):
            yield Fault(
                "没有写公开属性。",
                "加一行“公开属性: 主动公开”（或者依申请公开、不予公开）。",
                key="disclosure",
                severity=Severity.ERROR,
            )
    elif document.disclosure is Disclosure.ACTIVE:
        yield from _denied(source)
    else:
        yield from _unreasoned(document, source)


def _denied(source: Source) -> Iterator[Fault]:
    for number, line in denials(source.body):
        yield Fault(
            f"{key_label('disclosure', source.keys)}是“主动公开”，正文却标注“{clip(line)}”。",
            "核对公开属性：确实不能主动公开的，改公开属性并写明理由；可以公开的，删去这条标注。",
            line=source.body_line + number - 1,
            column=len(line) - len(line.lstrip()) + 1,
        )


def _unreasoned(document: Document, source: Source) -> Iterator[Fault]:
    name = key_label("withhold_reason", source.keys)
    reason = document.withhold_reason
    label = document.disclosure.label if document.disclosure else ""
    grounds = "".join(f"“{ground}”" for ground, _ in WITHHOLD_GROUNDS.values())
    if reason is None:
        if is_absent("withhold_reason", document, source):
            yield Fault(
                f"公开属性是“{label}”，没有写“{name}”。",
                f"加一行“{name}: 过程性信息：一句说明”，理由可选{grounds}。",
                key="withhold_reason",
                severity=Severity.ERROR,
            )
    elif reason.code not in WITHHOLD_GROUNDS:
        words = {ground: ground for ground, _ in WITHHOLD_GROUNDS.values()}
        words |= {code: words[ground] for code, (ground, _) in WITHHOLD_GROUNDS.items()}
        near = words.get(nearest(reason.code, words), "") if reason.code else ""
        yield Fault(
            f"“{name}”里的理由“{clip(reason.code)}”不在法定范围内。"
            if reason.code
            else f"“{name}”没有写明是哪一种法定理由。",
            f"是否应为“{near}”？" if near else f"先写理由再写说明，理由可选{grounds}。",
            key="withhold_reason",
            severity=Severity.ERROR,
        )
    elif not reason.text:
        ground = WITHHOLD_GROUNDS[reason.code][0]
        yield Fault(
            f"“{name}”只写了“{ground}”，没有说明。",
            f"补一句说明，例如“{name}: {ground}：尚在讨论，未形成决定”。",
            key="withhold_reason",
            severity=Severity.WARNING,
        )


def _site(site: Site, context: RuleContext) -> Iterator[Fault]:
    for document in site.documents:
        if document.disclosure in (None, Disclosure.ACTIVE):
            continue
        reviewed, key = document.withhold_reviewed_on, "withhold_reviewed_on"
        if reviewed is None:
            if key not in document.unreadable:
                yield Fault(
                    f"公开属性是“{document.disclosure.label}”，没有记录复审日期。",
                    f"复审后加一行“复审日期: {context.today}”（写实际复审的日期）。",
                    path=document.path,
                    key=key,
                    severity=Severity.WARNING,
                )
        elif reviewed > context.today:
            yield Fault(
                f"复审日期“{reviewed}”晚于今天（{context.today}）。",
                "写最近一次实际复审的日期。",
                path=document.path,
                key=key,
                severity=Severity.ERROR,
            )
        elif (context.today - reviewed).days > context.settings.checks.review_days:
            yield Fault(
                f"上次复审是“{reviewed}”，已超过 {context.settings.checks.review_days} 天。",
                "重新审查：可以公开的转为主动公开；仍不能公开的，更新复审日期。",
                path=document.path,
                key=key,
                severity=Severity.WARNING,
            )


RULE = Rule(
    id="GK002",
    name="wrong-disclosure",
    title="公开属性缺失、没有理由或者与正文矛盾",
    severity=Severity.BLOCK,
    basis="《政府信息公开条例》（国令第711号）第十三条至第十八条；国办发〔2016〕80号",
    why=(
        "公文拟制时就要确定公开属性，不主动公开的要说明理由。"
        "标为主动公开、正文却注明（此件不公开）的，发布出去可能泄露不该公开的信息，所以直接阻断。"
        "依申请公开和不予公开的信息要定期评估审查，情况变化后可以公开的应当公开。"
        "（每年全面自查一次的口径见国办发〔2016〕80号实施细则的转发文本，尚待核对原件，只作警告。）"
    ),
    cure=(
        "写明公开属性；不是主动公开的，写明“不公开理由”（理由和一句说明）和“复审日期”。"
        "正文的公开标注应与公开属性一致。"
    ),
    good=(
        Example(files={_PATH: sample(body="照常开放。\n\n2026年2月27日\n\n（此件公开发布）")}),
        Example(files={_PATH: sample(body="不予公开的，说明理由；属于依申请公开的，按申请办理。")}),
        Example(
            files={
                _PATH: sample(
                    "公开属性: 不予公开",
                    "不公开理由: 过程性信息：尚在讨论，未形成决定",
                    "复审日期: 2026-06-30",
                )
            }
        ),
    ),
    bad=(
        Example(files={_PATH: sample(body="照常开放。\n\n（此件不公开）")}, line=11),
        Example(files={_PATH: sample(body="照常开放。\n\n(此件发至县团级)")}, line=11),
        Example(files={_PATH: sample(omit=["公开属性"])}, line=1),
        Example(files={_PATH: sample("公开属性: 依申请公开", "复审日期: 2026-06-30")}, line=1),
        Example(
            files={
                _PATH: sample("公开属性: 不予公开", "不公开理由: 不便公开", "复审日期: 2026-06-30")
            },
            line=7,
        ),
        Example(
            files={
                _PATH: sample(
                    "公开属性: 依申请公开", "不公开理由: 个人隐私：含住址", "复审日期: 2025-06-30"
                )
            },
            line=8,
        ),
    ),
    document=_document,
    site=_site,
)
