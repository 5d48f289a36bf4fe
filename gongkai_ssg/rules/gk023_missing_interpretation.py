"""GK023: an interpretation that names no policy or comes late; policies without one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from gongkai_ssg.calendar import deadline
from gongkai_ssg.document import Document, Site, Source
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.relations import ReferenceIndex, kind_of
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import clip, is_absent, sample

_PATH = "content/interpretation/a.md"
_POLICY = "content/policy/b.md"
_INTERPRETED = ("normative", "policy")
_OFFICIAL = ("文号: 某文旅发〔2026〕5号", "主题分类: 综合政务", "有效性: 有效")


def _document(document: Document, source: Source, context: RuleContext) -> Iterator[Fault]:
    kind = kind_of(document, context.columns)
    is_interpretation = kind is not None and kind.key == "interpretation"
    if is_interpretation and is_absent("interprets", document, source):
        yield Fault(
            "没有写解读对象，解读和文件关联不起来。",
            "加一行“解读对象: …”，写被解读文件的文号、索引号或者相对路径。",
            key="interprets",
        )


def _site(site: Site, context: RuleContext) -> Iterator[Fault]:
    index = ReferenceIndex(site, context.index_numbers)
    shown = [each for each in site.documents if each.is_open(context.today)]
    explained: set[str] = set()
    for document in shown:
        for name in document.interprets:
            for policy in index.find(name, document):
                explained.add(policy.path)
                yield from _late(document, policy, context)
    # Where no text is interpreted at all, the column is not used: nothing new to say of each.
    if explained:
        yield from _unexplained(shown, explained, context)


def _late(document: Document, policy: Document, context: RuleContext) -> Iterator[Fault]:
    if document.date is None or policy.date is None or document is policy:
        return
    workdays = context.settings.checks.interpretation_workdays
    last = deadline(policy.date, workdays, context.calendar)
    if document.date > last.day:
        estimated = "（放假安排还没有公布，按推算）" if last.estimated else ""
        yield Fault(
            f"文件“{policy.date}”公开，解读“{document.date}”才发布，"
            f"迟于 {workdays} 个工作日的 {last.day}{estimated}。",
            "核对发布日期；今后解读与文件同步起草、同步审签、同步发布。",
            path=document.path,
            key="date",
            severity=Severity.WARNING,
        )


def _unexplained(
    shown: list[Document], explained: set[str], context: RuleContext
) -> Iterator[Fault]:
    for key in _INTERPRETED:
        held = [
            each
            for each in shown
            if each.column == key and each.validity is not None and each.validity.in_force
        ]
        missing = [each for each in held if each.path not in explained]
        if not missing:
            continue
        newest = max(missing, key=lambda each: (each.date or dt.date.min, each.path))
        label = context.columns[key].label
        yield Fault(
            f"“{label}”现行有效的 {len(held)} 件中有 {len(missing)} 件没有解读，"
            f"最近的一件是“{clip(newest.title)}”。",
            "重要的、涉及群众切身利益的，补发解读，并写上解读对象。",
            path=newest.path,
            severity=Severity.INFO,
        )


RULE = Rule(
    id="GK023",
    name="missing-interpretation",
    title="解读没有关联文件、发布迟，或者文件没有解读",
    severity=Severity.ERROR,
    basis="国办发〔2016〕80号；国办发〔2016〕19号；国办发〔2017〕47号",
    why=(
        "解读和文件要互相关联，公众从一边能找到另一边；文件公布时解读材料同步发布，"
        "最迟在文件公开后 3 个工作日内。已经发布的改不了日期，所以只作警告。不是每个文件都要解读，没有解读的按栏目合并提示一条。"
    ),
    cure="解读写“解读对象”；新文件与解读同日发布。",
    good=(
        Example(
            files={
                _PATH: sample("解读对象: ../policy/b.md", "发布日期: 2026-03-05"),
                _POLICY: sample(*_OFFICIAL),
            }
        ),
    ),
    bad=(
        Example(files={_PATH: sample()}, line=1),
        Example(
            files={
                _PATH: sample("解读对象: 某文旅发〔2026〕5号", "发布日期: 2026-03-06"),
                _POLICY: sample(*_OFFICIAL),
            },
            line=6,
        ),
        Example(
            files={
                _PATH: sample("解读对象: ../policy/b.md"),
                _POLICY: sample(*_OFFICIAL),
                "content/policy/c.md": sample(
                    "标题: 另一件事的通知", "文号: 某文旅发〔2026〕6号", *_OFFICIAL[1:]
                ),
            },
            path="content/policy/c.md",
            line=1,
        ),
    ),
    document=_document,
    site=_site,
)
