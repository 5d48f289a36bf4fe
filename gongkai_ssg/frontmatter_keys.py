"""The keys of the front matter and the fixed words of their values. It must not read any.

`FIELDS` is the one place where a key of the content model is named: the reader, the JSON
Schema and the messages about unknown keys all come from it.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from gongkai_ssg.states import (
    DISCLOSURE_LABELS,
    VALIDITY_LABELS,
    WITHHOLD_GROUNDS,
    Disclosure,
    Validity,
)

Kind = Literal[
    "text", "number", "texts", "date", "moment", "flag", "disclosure", "validity",
    "withhold", "attachments", "workflow", "data",
]  # fmt: skip


class Field(msgspec.Struct, frozen=True):
    """One key of the front matter: English name, Chinese aliases, kind of value, meaning."""

    name: str
    aliases: tuple[str, ...]
    kind: Kind
    meaning: str


FIELDS: tuple[Field, ...] = (
    Field("title", ("标题",), "text", "信息名称"),
    Field("category", ("栏目",), "text", "栏目的名称或代号，缺省取所在文件夹"),
    Field("disclosure", ("公开属性",), "disclosure", "主动公开、依申请公开或不予公开"),
    Field("withhold_reason", ("不公开理由",), "withhold", "非主动公开的理由：理由代码和一句说明"),
    Field("withhold_reviewed_on", ("复审日期",), "date", "最近一次复审不公开决定的日期"),
    Field("unit", ("责任单位",), "text", "config.yaml 中登记的单位名称"),
    Field("date", ("发布日期",), "moment", "发布日期，可带时间"),
    Field("formed_on", ("成文日期", "生成日期"), "date", "信息形成或变更的日期"),
    Field("index_number", ("索引号",), "number", "索引号，缺省由系统按规则编制并锁定"),
    Field("document_number", ("文号", "发文字号"), "number", "发文字号，如 某文旅发〔2026〕5号"),
    Field("summary", ("内容概述",), "text", "不超过100字，缺省取正文首段"),
    Field("topic", ("主题分类",), "texts", "一级主题，或 [一级, 二级]"),
    Field("genre", ("体裁",), "text", "通知、意见、公告等"),
    Field("keywords", ("关键词",), "texts", "关键词列表"),
    Field("validity", ("有效性", "效力状态"), "validity", "有效、已修改、部分失效、失效或废止"),
    Field("effective_on", ("施行日期",), "date", "开始施行的日期"),
    Field("expires_on", ("失效日期",), "date", "有效期届满的日期"),
    Field("amends", ("修改",), "texts", "本文修改的文件：相对路径、索引号或文号"),
    Field("replaces", ("替代",), "texts", "本文替代的文件"),
    Field("repealed_by", ("废止依据",), "texts", "废止本文的文件"),
    Field("interprets", ("解读对象",), "texts", "本文解读的文件"),
    Field(
        "implements", ("落实对象", "落实"), "texts", "本文落实的文件：执行情况、落实举措写在这里"
    ),
    Field("source", ("来源",), "text", "转载内容的来源单位"),
    Field("source_url", ("原文链接",), "text", "转载内容的原文网址"),
    Field("attachments", ("附件",), "attachments", "附件路径，或 {path: 路径, title: 名称}"),
    Field("channels", ("公开渠道",), "texts", "网站、微信、公报、公示栏等"),
    Field("workflow", ("流程",), "workflow", "提出、审核、保密审查、公开等步骤，各写 {by, on}"),
    Field("slug", ("网址名",), "text", "网址最后一段，小写字母、数字和短横"),
    Field("aliases", ("旧网址",), "texts", "以前的网址，自动转到新网址"),
    Field(
        "data",
        ("数据", "页文"),
        "data",
        "表格文件，或 {path: 文件, sheet: 工作表, form: 表种}，可以是列表",
    ),
    Field("draft", ("草稿",), "flag", "是则不生成"),
    Field("scheduled", ("定时发布",), "flag", "到发布日期才生成"),
)

#: Every word that names a key, English or Chinese.
BY_WORD: dict[str, Field] = {word: each for each in FIELDS for word in (each.name, *each.aliases)}

# What authors may write, and what it means: values first, then the keys inside of mappings.
DISCLOSURES = {each.value: each for each in Disclosure} | {
    v: k for k, v in DISCLOSURE_LABELS.items()
}
VALIDITIES = {each.value: each for each in Validity} | {v: k for k, v in VALIDITY_LABELS.items()}
VALIDITIES["现行有效"] = Validity.VALID
FLAGS = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}
GROUND_LABELS = {label: code for code, (label, _) in WITHHOLD_GROUNDS.items()}
WITHHOLD_KEYS = {"code": "code", "理由": "code", "text": "text", "说明": "text"}
ATTACHMENT_KEYS = {
    "path": "path",
    "路径": "path",
    "title": "title",
    "标题": "title",
    "名称": "title",
    "checked_by": "checked_by",
    "核对人": "checked_by",
    "checked_on": "checked_on",
    "核对日期": "checked_on",
    "checksum": "checksum",
    "校验": "checksum",
}
DATA_KEYS = {
    "path": "path", "文件": "path", "路径": "path", "sheet": "sheet", "工作表": "sheet",
    "form": "form", "表种": "form",
}  # fmt: skip
STEP_KEYS = {"by": "by", "人员": "by", "责任人": "by", "on": "on", "日期": "on"}
