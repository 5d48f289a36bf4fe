"""GK004: a document without a record of who reviewed it, or reviewed after it was public."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from gongkai_ssg.document import Document, Site, Source, WorkflowStep
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.policy import WORKFLOW_STEPS, WorkflowPolicy
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import has_front_matter, key_label, sample, sample_config
from gongkai_ssg.states import Disclosure

_BEFORE = ("提出", "审核", "保密审查")  # steps that come before a document is public
_AFTER = ("反馈", "归档")
_CODES = {label: code for code, label in WORKFLOW_STEPS.items()}


def _document(document: Document, source: Source, context: RuleContext) -> Iterator[Fault]:
    policy = context.settings.workflow
    judged = document.disclosure is Disclosure.ACTIVE and not document.draft
    if policy.mode == "off" or not judged or "workflow" in document.unreadable:
        return
    grave = Severity.ERROR if policy.mode == "required" else Severity.WARNING
    lines = _Lines(source)
    yield from _missing(document, source, policy, grave)
    for step in document.workflow:
        lacks = "、".join(
            word for word, there in (("经办人", step.by), ("日期", step.on)) if not there
        )
        if lacks:
            yield Fault(
                f"流程的“{step.name}”没有写{lacks}。",
                f"写成“{step.name}: {{by: 经办岗位或者姓名, on: 2026-03-01}}”。",
                key="workflow",
                line=lines.of(step.name),
                severity=grave,
            )
    yield from _against_publication(document, lines, grave)
    yield from _order(document, lines)


def _missing(
    document: Document, source: Source, policy: WorkflowPolicy, grave: Severity
) -> Iterator[Fault]:
    if not has_front_matter(source):
        return
    if policy.since and (document.date is None or document.date < policy.since):
        return
    written = {step.name for step in document.workflow}
    wanted = [name for name in policy.steps if name not in written]
    if document.scheduled and "公开" in wanted:
        wanted.remove("公开")  # that is still to come
    if wanted:
        names = "、".join(f"“{name}”" for name in wanted)
        only_later = all(name in _AFTER for name in wanted)
        yield Fault(
            f"流程里没有{names}。" if written else f"没有写流程，应有{names}。",
            f"在“流程”下加一行“{wanted[0]}: {{by: 经办岗位或者姓名, on: 2026-03-01}}”；"
            "没有做过的先补做，不要补填。",
            key="workflow",
            severity=Severity.WARNING if only_later else grave,
        )


def _against_publication(document: Document, lines: _Lines, grave: Severity) -> Iterator[Fault]:
    published = document.date
    if published is None:
        return
    for step in document.workflow:
        if step.on is None:
            continue
        if step.name in _BEFORE and step.on > published:
            hint = "先审查后公开：核对两个日期"
            yield Fault(
                f"流程的“{step.name}”日期“{step.on}”晚于发布日期“{published}”。",
                f"{hint}；确实没有审查就发布的，先撤下，审查后再发布。"
                if step.name == "保密审查"
                else f"{hint}。",
                line=lines.of(step.name),
                severity=grave,
            )
        elif step.name == "公开" and step.on > published:
            yield Fault(
                f"流程的“公开”日期“{step.on}”晚于发布日期“{published}”。",
                "核对这两个日期，发布日期写实际公开的那一天。",
                line=lines.of(step.name),
                severity=grave,
            )
        elif step.name in _AFTER and step.on < published:
            yield Fault(
                f"流程的“{step.name}”日期“{step.on}”早于发布日期“{published}”。",
                f"核对这两个日期；{step.name}在公开之后。",
                line=lines.of(step.name),
                severity=Severity.WARNING,
            )


def _order(document: Document, lines: _Lines) -> Iterator[Fault]:
    """Yield the first step that is dated before the one that should come before it."""
    by_name = {step.name: step for step in document.workflow if step.on is not None}
    before: WorkflowStep | None = None
    for name in _CODES:
        step = by_name.get(name)
        if step is None or step.on is None:
            continue
        if before is not None and before.on is not None and step.on < before.on:
            yield Fault(
                f"流程的“{name}”（{step.on}）早于“{before.name}”（{before.on}）。",
                f"核对日期；次序是{'、'.join(_CODES)}。",
                line=lines.of(name),
                severity=Severity.WARNING,
            )
            return
        before = step


class _Lines:
    """Finds the line of a step in the front matter."""

    def __init__(self, source: Source) -> None:
        self._source = source

    @cached_property
    def _found(self) -> tuple[list[str], int]:
        """The lines of the front matter and the number of the one above the steps."""
        source = self._source
        lines = source.text.split("\n", source.body_line)[: source.body_line]
        word = re.escape(source.keys.get("workflow", key_label("workflow")))
        pattern = re.compile(rf"[\"']?{word}[\"']?\s*:")
        return lines, next((n for n, text in enumerate(lines) if pattern.match(text)), 0)

    def of(self, name: str) -> int:
        """Return the 1-based line of a step, or that of `workflow`, 0 where neither is found."""
        lines, start = self._found
        if not start:
            return 0
        names = f"{name}|{_CODES[name]}"
        pattern = re.compile(rf"(?:^\s+|[{{,]\s*)[\"']?(?:{names})[\"']?\s*:")
        for number, text in enumerate(lines[start:], start + 1):
            if pattern.search(text):
                return number
        return start + 1


def _site(site: Site, context: RuleContext) -> Iterator[Fault]:
    mode = context.settings.workflow.mode
    for document in site.documents if mode != "off" else ():
        late = [s for s in document.workflow if s.on is not None and s.on > context.today]
        if late and document.is_open(context.today):
            names = "、".join(f"“{step.name}”（{step.on}）" for step in late)
            yield Fault(
                f"流程的{names}晚于今天（{context.today}），文档已经公开。",
                "写实际办理的日期，没有办的不要先填。",
                path=document.path,
                key="workflow",
                severity=None if mode == "required" else Severity.WARNING,
            )


# --- examples --------------------------------------------------------------------------

_PATH = "content/notice/a.md"


def _steps(*lines: str) -> str:
    return sample("流程:", *(f"  {line}" for line in lines))


_REVIEW = "保密审查: {by: 办公室, on: 2026-03-01}"
_PUBLISH = "公开: {by: 办公室, on: 2026-03-02}"


def _example(text: str, policy: str = "{mode: advisory}", line: int = 0) -> Example:
    return Example(
        files={_PATH: text, "config.yaml": sample_config(f"workflow: {policy}")}, line=line
    )


RULE = Rule(
    id="GK004",
    name="unreviewed-publication",
    title="没有审查记录，或者先公开后审查",
    severity=Severity.ERROR,
    basis=(
        "《政府信息公开条例》（国令第711号）第十七条；"
        "《保守国家秘密法实施条例》（2024年修订）第五条、第四十二条"
    ),
    why=(
        "公开政府信息前要依法审查，拟公开的信息逐项做保密审查，先审查后公开。"
        "“流程”记下每一步由谁、在哪一天办理。"
        "config.yaml 的 workflow 决定怎么对待：mode 为 advisory（缺省）时是警告，"
        "required 时是错误，off 时不查；steps 写要哪几步，since 写从哪天起发布的文档要有流程。"
    ),
    cure="在“流程”下逐步写经办人和日期；没有审查过的先审查，再发布。",
    unverified=(
        "法规要求先审查后公开，没有规定记录的式样；提出、审核、公开、反馈、归档的步骤取自"
        "一些机关的制度，所以其余步骤的先后只作警告。"
    ),
    good=(
        _example(_steps(_REVIEW, _PUBLISH)),
        _example(sample("草稿: 是")),
        _example(sample(), "{mode: 'off'}"),
        _example(sample(), "{mode: required, since: 2026-03-03}"),
        _example(
            _steps(
                "提出: {by: 办公室, on: 2026-02-27}",
                "审核: {by: 分管副局长, on: 2026-02-28}",
                _REVIEW,
                _PUBLISH,
                "反馈: {by: 办公室, on: 2026-03-20}",
                "归档: {by: 档案室, on: 2026-04-01}",
            ),
            "{mode: required, steps: [提出, 审核, 保密审查, 公开]}",
        ),
    ),
    bad=(
        _example(_steps("保密审查: {by: 办公室, on: 2026-03-05}", _PUBLISH), line=8),
        _example(sample(), line=1),
        _example(_steps(_PUBLISH), "{mode: required}", line=8),
        _example(_steps("保密审查: {on: 2026-03-01}", _PUBLISH), "{mode: required}", line=8),
        _example(_steps("提出: {by: 办公室, on: 2026-03-02}", _REVIEW, _PUBLISH), line=9),
        _example(_steps(_REVIEW, "公开: {by: 办公室, on: 2026-03-09}"), line=9),
        _example(_steps(_REVIEW, _PUBLISH, "归档: {by: 档案室, on: 2026-12-01}"), line=8),
    ),
    document=_document,
    site=_site,
)
