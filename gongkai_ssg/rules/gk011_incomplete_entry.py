"""GK011: a document that lacks one of the four things that a catalog entry must show."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai_ssg.document import Document, Source
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import clip, is_absent, key_label, sample
from gongkai_ssg.states import Disclosure
from gongkai_ssg.text import first_sentence

_LONGEST_SUMMARY = 100  # characters; a local norm, see `why`
_PATH = "content/notice/a.md"


def _check(document: Document, source: Source, context: RuleContext) -> Iterator[Fault]:
    if is_absent("title", document, source):
        yield Fault("没有写标题。", "加一行“标题: …”，写信息的全称。", key="title")
    elif document.title.endswith(("...", "…", "．．．")):
        yield Fault(
            f"{key_label('title', source.keys)}“{clip(document.title)}”像是被截断的。",
            "补全标题。",
            key="title",
            severity=Severity.WARNING,
        )
    if is_absent("formed_on", document, source):
        column = context.columns.get(document.column)
        official = column is not None and "formed_on" in column.type.required
        yield Fault(
            "没有写成文日期（生成日期）。",
            "加一行“成文日期: 2026-03-02”，写信息形成或者最后变更的日期。",
            key="formed_on",
            severity=Severity.ERROR if official else Severity.WARNING,
        )
    if len(document.summary) > _LONGEST_SUMMARY:
        name = key_label("summary", source.keys)
        yield Fault(
            f"{name}有 {len(document.summary)} 个字，超过 {_LONGEST_SUMMARY} 个字。",
            f"压缩到 {_LONGEST_SUMMARY} 个字以内，例如“{first_sentence(document.summary, 60)}”。",
            key="summary",
            severity=Severity.WARNING,
        )
    elif (
        not document.lead
        and document.disclosure is Disclosure.ACTIVE
        and is_absent("summary", document, source)
    ):
        yield Fault(
            "没有写内容概述，正文里也没有可以代替它的段落。",
            "加一行“内容概述: …”，用一句话说明内容。",
            key="summary",
            severity=Severity.WARNING,
        )


RULE = Rule(
    id="GK011",
    name="incomplete-catalog-entry",
    title="目录要素不全",
    severity=Severity.ERROR,
    basis="《政府信息公开条例》（国令第711号）第十二条",
    why=(
        "政府信息公开目录应当包括索引、名称、内容概述、生成日期。索引号由系统编制，"
        "其余三项来自文档。内容概述不超过 100 字是部分地方规范的口径，因此只作警告。"
    ),
    cure="补写标题、成文日期；内容概述控制在 100 字以内，没有写的取正文首段。",
    good=(
        Example(files={_PATH: sample("内容概述: 公布清明节期间场馆开放时间。")}),
        Example(files={_PATH: sample(body="清明节期间，市图书馆、市文化馆照常开放。")}),
    ),
    bad=(
        Example(files={_PATH: sample(omit=["标题"])}, line=1),
        Example(files={"content/policy/a.md": sample(omit=["成文日期"])}, line=1),
        Example(files={_PATH: sample("内容概述: " + "开放时间如下。" * 20)}, line=7),
        Example(files={_PATH: sample(body="![海报](hb.png)")}, line=1),
        Example(files={_PATH: sample("标题: 关于公共文化场馆开放...")}, line=2),
    ),
    document=_check,
)
