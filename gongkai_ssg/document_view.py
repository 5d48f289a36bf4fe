"""Entry -> what the page of a document shows: head, metadata table, relations.

Pure functions of public values. It must not know the text, templates or files.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Any

import msgspec

from gongkai_ssg.column_type import Column
from gongkai_ssg.document_pages import Attachment, DocumentView, Fact, PolicyView, Relation
from gongkai_ssg.pages import ArticleTags, Frame, Head, Link
from gongkai_ssg.policy_chain import CHAIN_LABELS
from gongkai_ssg.public import Entry
from gongkai_ssg.states import Disclosure, Validity
from gongkai_ssg.text import human_size
from gongkai_ssg.views import column_tags


def _moment(entry: Entry) -> str:
    return f"{entry.day} {entry.time}".strip()


def document_head(entry: Entry, column: Column, frame: Frame) -> Head:
    """Return the head of a document's page, with all three groups of tags of 国办发〔2017〕47号."""
    url = frame.base + entry.path
    article = ArticleTags(
        title=entry.title,
        # The rule wants YYYY-MM-DD HH:MM; a day without a time is published at its start.
        pub_date=f"{entry.day} {entry.time or '00:00'}" if entry.date else "",
        source=entry.from_source or entry.unit or frame.organizer,
        keywords=",".join(entry.keywords),
        author=entry.unit,
        description=entry.summary,
        url=frame.base_url + url,
    )
    crumbs = [Link("首页", frame.home)]
    if column.part == "statutory":
        group = next(
            (g for g in frame.groups if g.url and any(i.label == column.label for i in g.items)),
            None,
        )
        if group is not None:
            crumbs.append(Link(group.label, group.url))
    crumbs.append(Link(column.label, f"{frame.base}{column.segment}/"))
    return Head(
        title=entry.title, url=url, column=column_tags(column), article=article, crumbs=tuple(crumbs),
        feed=f"{frame.base}{column.segment}/feed.xml", key=column.key,
    )  # fmt: skip


def part_head(entry: Entry, column: Column, frame: Frame, title: str, path: str) -> Head:
    """Return the head of a page below a document's own: more of its rows, or one row."""
    whole = document_head(entry, column, frame)
    url = whole.url + path
    assert whole.article is not None
    article = msgspec.structs.replace(whole.article, title=title, url=frame.base_url + url)
    crumbs = (*whole.crumbs, Link(entry.title, whole.url))
    return msgspec.structs.replace(whole, title=title, url=url, article=article, crumbs=crumbs)


def document_view(
    entry: Entry, column: Column, frame: Frame, inputs: Mapping[str, Any]
) -> DocumentView:
    """Return what a document's page shows beside its text."""
    policy: PolicyView = inputs["policy"]
    drawn = CHAIN_LABELS if policy.chains else frozenset[str]()
    relations = tuple(
        Relation(label, links)
        for label, links in inputs["relations"].items()
        if label not in drawn
    )
    if inputs["related"]:
        relations = (Relation("相关信息", inputs["related"]),)
    return DocumentView(
        url=frame.base + entry.path,
        title=entry.title,
        date=_moment(entry),
        unit=entry.unit,
        source=entry.from_source or entry.unit,
        source_url=entry.source_url if entry.source_url.startswith(("https://", "http://")) else "",
        facts=tuple(_facts(entry, column, frame)),
        attachments=tuple(
            Attachment(
                title=each.title,
                url=frame.base + each.file.path,
                kind=each.file.path.rpartition(".")[2].upper(),
                size=human_size(each.file.size),
                name=posixpath.basename(each.file.source),
            )
            for each in entry.attachments
        ),
        summary=entry.summary,
        validity=entry.validity.label if entry.validity else "",
        in_force=entry.validity is None or entry.validity.in_force,
        invalid_note=_invalid_note(entry, policy),
        on_request=entry.disclosure is Disclosure.ON_REQUEST,
        request_url=inputs["request"],
        relations=relations,
        policy=policy,
    )


def _invalid_note(entry: Entry, policy: PolicyView) -> str:
    if entry.validity is Validity.REPEALED:
        return "本文件已经废止，仅供查阅。"
    if entry.validity is Validity.EXPIRED:
        until = f"（有效期至 {entry.expires_on.isoformat()}）" if entry.expires_on else ""
        return f"本文件已经失效{until}，仅供查阅。"
    if entry.validity is Validity.AMENDED and policy.marks:
        return "本文件经过修改，请与修改它的文件一并阅读。"
    if entry.validity is Validity.PARTLY_INVALID:
        return "本文件部分内容已经失效，请核对有关文件。"
    return ""


def _facts(entry: Entry, column: Column, frame: Frame) -> list[Fact]:
    """Return the metadata table: the fields that real disclosure sites show, in their order."""
    rows = [
        Fact("索引号", entry.index_number, key="index_number"),
        Fact("主题分类", " / ".join(entry.topic), key="topic"),
        Fact("发布机构", frame.organizer, key="organizer"),
        Fact(
            "责任单位",
            entry.unit,
            f"{frame.base}unit/{entry.unit_code.lower()}/" if entry.unit_code else "",
            "unit",
        ),
        Fact("发文字号", entry.document_number, key="document_number"),
        Fact("成文日期", entry.formed_on.isoformat() if entry.formed_on else "", key="formed_on"),
        Fact("发布日期", _moment(entry), key="date"),
        Fact("体裁", entry.genre, key="genre"),
        Fact("有效性", entry.validity.label if entry.validity else "", key="validity"),
        Fact(
            "施行日期",
            entry.effective_on.isoformat() if entry.effective_on else "",
            key="effective_on",
        ),
        Fact(
            "失效日期", entry.expires_on.isoformat() if entry.expires_on else "", key="expires_on"
        ),
        Fact("公开方式", entry.disclosure.label, key="disclosure"),
        Fact("所属栏目", column.label, f"{frame.base}{column.segment}/", "column"),
        Fact("关键词", "、".join(entry.keywords), key="keywords"),
        Fact("内容概述", entry.summary, key="summary"),
    ]
    return [row for row in rows if row.value]
