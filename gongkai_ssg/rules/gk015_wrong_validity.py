"""GK015: a document whose 有效性 contradicts its dates or what other documents say of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gongkai_ssg.document import Document, Site, Source
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.relations import ReferenceIndex, Relation, declared, kind_of
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import clip, index_number_shape, key_label, sample
from gongkai_ssg.states import Validity

_NUMBER = re.compile(r".+〔\d{4}〕\d+号|.*第.+号")
_PATH = "content/policy/a.md"
_NEWER = "content/policy/b.md"
_OFFICIAL = ("文号: 某文旅发〔2026〕5号", "主题分类: 综合政务")


# --- one document ----------------------------------------------------------------------


def _document(document: Document, source: Source, context: RuleContext) -> Iterator[Fault]:
    unread = document.unreadable
    validity = key_label("validity", source.keys)
    written = source.raw.get("validity", "") or (
        document.validity.label if document.validity else ""
    )
    if document.validity is Validity.REPEALED and not document.repealed_by:
        if "repealed_by" not in unread:
            yield Fault(
                f"{validity}是“{written}”，没有写废止依据。",
                "加一行“废止依据: …”，写废止它的文件的文号、索引号或者相对路径。",
                key="validity",
            )
    elif document.validity is Validity.EXPIRED and document.expires_on is None:
        if "expires_on" not in unread:
            yield Fault(
                f"{validity}是“{written}”，没有写失效日期。",
                "加一行“失效日期: …”，写有效期届满的日期。",
                key="validity",
                severity=Severity.WARNING,
            )
    elif (
        document.repealed_by
        and "validity" not in unread
        and (document.validity is None or document.validity.in_force)
    ):
        said = f"{validity}仍是“{written}”" if document.validity else f"没有写{validity}"
        yield Fault(
            f"写了废止依据“{clip(document.repealed_by[0])}”，{said}。",
            "改为“有效性: 废止”；只废止一部分的，写“部分失效”并把依据写进正文。",
            key="validity" if document.validity else "repealed_by",
        )
    for key in ("effective_on", "formed_on"):
        start = getattr(document, key)
        if document.expires_on is not None and start is not None and start > document.expires_on:
            yield Fault(
                f"{key_label('expires_on', source.keys)}“{document.expires_on}”"
                f"早于{key_label(key, source.keys)}“{start}”。",
                "核对这两个日期。",
                key="expires_on",
            )
            break


# --- the whole site --------------------------------------------------------------------


def _site(site: Site, context: RuleContext) -> Iterator[Fault]:
    index = ReferenceIndex(site, context.index_numbers)
    titles: dict[str, Document] = {}
    for document in site.documents:
        titles.setdefault(document.title, document)
    for document in site.documents:
        yield from _outlived(document, context)
        for relation, references in declared(document, kind_of(document, context.columns)):
            # What items of a list name is judged at the item (GK041).
            for reference in () if relation.inner else references:
                found = index.find(reference, document)
                if found == [document]:
                    yield Fault(
                        f"{relation.name}“{clip(reference)}”指向文件自己。",
                        "写另一个文件的文号、索引号或者相对路径。",
                        path=document.path,
                        key=relation.key,
                    )
                elif not found:
                    yield _unresolved(reference, relation, document, titles, context)
                elif relation.key in ("amends", "replaces"):
                    for older in found:
                        yield from _unmarked(older, document, relation.key, context)


def _outlived(document: Document, context: RuleContext) -> Iterator[Fault]:
    end, validity = document.expires_on, document.validity
    if end is not None and end < context.today and validity is not None and validity.in_force:
        yield Fault(
            f"失效日期“{end}”已过（今天是 {context.today}），有效性仍是“{validity.label}”。",
            "改为“有效性: 失效”；已经延期的，改失效日期。",
            path=document.path,
            key="validity",
            severity=Severity.WARNING,  # only time passed: that never stops a build
        )


def _unresolved(
    reference: str,
    relation: Relation,
    document: Document,
    titles: Mapping[str, Document],
    context: RuleContext,
) -> Fault:
    hint, severity = "站外的文件不必处理；本站的文件请核对写法。", Severity.INFO
    titled = titles.get(reference.strip("《》")) or titles.get(reference)
    if titled is not None:
        severity = Severity.WARNING
        hint = f"改为“{titled.document_number or titled.path}”；这里写文号、索引号或者相对路径。"
    elif reference.startswith(("./", "../", "/")) or reference.endswith(".md"):
        severity = Severity.ERROR
        hint = "核对相对路径：从本文件所在的文件夹算起，例如 ../policy/a.md。"
    elif index_number_shape(context.index_pattern).fullmatch(reference):
        severity, hint = Severity.WARNING, "核对索引号；本站没有这个号码。"
    elif not _NUMBER.fullmatch(reference):
        severity, hint = Severity.WARNING, "这里写文号、索引号或者相对路径。"
    return Fault(
        f"{relation.name}“{clip(reference)}”在本站没有找到。",
        hint,
        path=document.path,
        key=relation.key,
        severity=severity,
    )


def _unmarked(older: Document, newer: Document, key: str, context: RuleContext) -> Iterator[Fault]:
    # A newer document that is not out yet, or does not hold yet, changes nothing.
    start = newer.effective_on or newer.date
    waits = newer.draft or start is None or start > context.today
    if waits or older is newer or older.validity is None:
        return
    number = newer.document_number or newer.path
    if key == "replaces" and older.validity in (Validity.VALID, Validity.AMENDED):
        yield Fault(
            f"本文件已被“{number}”替代，有效性仍是“{older.validity.label}”。",
            f"改为“有效性: 废止”，并写“废止依据: {number}”；只替代一部分的，写“部分失效”。",
            path=older.path,
            key="validity",
        )
    elif key == "amends" and older.validity is Validity.VALID:
        yield Fault(
            f"本文件已被“{number}”修改，有效性仍是“有效”。",
            "改为“有效性: 已修改”，并核对正文是不是修改后的文本。",
            path=older.path,
            key="validity",
            severity=Severity.WARNING,
        )


def _pair(older: str, relation: str) -> dict[str, str]:
    return {
        _PATH: sample(*_OFFICIAL, older),
        _NEWER: sample("文号: 某文旅发〔2026〕9号", "主题分类: 综合政务", "有效性: 有效", relation),
    }


RULE = Rule(
    id="GK015",
    name="wrong-validity",
    title="有效性与日期、废止或者替代关系矛盾",
    severity=Severity.ERROR,
    basis="《政府网站发展指引》（国办发〔2017〕47号）",
    why=(
        "文件修改、废止、失效的，应在原已发布页面明确标注，否则公众会照着已经失效的文件办事。"
        "（47 号文的原句经转引读到，尚待核对原件。）"
        "仅仅因为日子到了而过期的，只作警告，不妨碍生成。"
    ),
    cure=(
        "改有效性（有效、已修改、部分失效、失效、废止）；废止的写废止依据，失效的写失效日期；"
        "修改、替代、废止依据、解读对象、落实对象写文号、索引号或者相对路径。"
    ),
    good=(
        Example(files={_PATH: sample(*_OFFICIAL, "有效性: 有效", "失效日期: 2031-03-31")}),
        Example(
            files={
                _PATH: sample(*_OFFICIAL, "有效性: 废止", "废止依据: 某文旅发〔2026〕9号"),
                _NEWER: sample("文号: 某文旅发〔2026〕9号", "有效性: 有效", "替代: a.md"),
            }
        ),
    ),
    bad=(
        Example(files={_PATH: sample(*_OFFICIAL, "有效性: 有效", "失效日期: 2026-06-30")}, line=9),
        Example(files={_PATH: sample(*_OFFICIAL, "有效性: 废止")}, line=9),
        Example(files={_PATH: sample(*_OFFICIAL, "有效性: 失效")}, line=9),
        Example(
            files={_PATH: sample("有效性: 有效", "施行日期: 2026-05-01", "失效日期: 2026-04-30")},
            line=9,
        ),
        Example(files=_pair("有效性: 有效", "替代: 某文旅发〔2026〕5号"), line=9),
        Example(files=_pair("有效性: 有效", "修改: ./a.md"), line=9),
        Example(files=_pair("有效性: 有效", "替代: ../policy/c.md"), path=_NEWER, line=10),
        Example(files={_PATH: sample("解读对象: 某某〔2019〕3号")}, line=7),
    ),
    document=_document,
    site=_site,
)
