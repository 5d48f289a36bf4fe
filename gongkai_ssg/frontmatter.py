"""Turns the front matter of a document into typed values. It must not judge what they say.

`FIELDS` is the one place where a key of the content model is named: the reader, the JSON
Schema and the messages about unknown keys all come from it. A value that cannot be read leaves
its default behind and a fault, so that one bad field never hides the next.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal

import msgspec

from gongkai_ssg.links import inside
from gongkai_ssg.marked import Entries, Items, Node, Scalar
from gongkai_ssg.model import (
    DISCLOSURE_LABELS,
    VALIDITY_LABELS,
    WITHHOLD_GROUNDS,
    AttachmentRef,
    DataRef,
    Disclosure,
    Faults,
    Validity,
    WithholdReason,
    WorkflowStep,
)
from gongkai_ssg.policy import WORKFLOW_STEPS
from gongkai_ssg.text import fold, nearest, parse_date

_UNREADABLE, _UNKNOWN_KEY, _INVALID_VALUE = "GK031", "GK032", "GK033"

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

_BY_WORD: dict[str, Field] = {word: each for each in FIELDS for word in (each.name, *each.aliases)}
_DISCLOSURES = {each.value: each for each in Disclosure} | {
    v: k for k, v in DISCLOSURE_LABELS.items()
}
_VALIDITIES = {each.value: each for each in Validity} | {v: k for k, v in VALIDITY_LABELS.items()}
_VALIDITIES["现行有效"] = Validity.VALID
_FLAGS = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}
_WITHHOLD_KEYS = {"code": "code", "理由": "code", "text": "text", "说明": "text"}
_ATTACHMENT_KEYS = {
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
_DATA_KEYS = {
    "path": "path", "文件": "path", "路径": "path", "sheet": "sheet", "工作表": "sheet",
    "form": "form", "表种": "form",
}  # fmt: skip
_STEP_KEYS = {"by": "by", "人员": "by", "责任人": "by", "on": "on", "日期": "on"}
_GROUND_LABELS = {label: code for code, (label, _) in WITHHOLD_GROUNDS.items()}


class FrontMatter(msgspec.Struct):
    """What was read: values by English key, how the user wrote them, where, and what was wrong."""

    values: dict[str, Any] = msgspec.field(default_factory=dict)
    keys: dict[str, str] = msgspec.field(default_factory=dict)
    raw: dict[str, str] = msgspec.field(default_factory=dict)
    places: dict[str, tuple[int, int]] = msgspec.field(default_factory=dict)  # of the value
    unreadable: list[str] = msgspec.field(default_factory=list)  # keys whose value means nothing
    rest: list[tuple[Scalar, Node]] = msgspec.field(default_factory=list)  # keys of no common field
    faults: Faults = msgspec.field(default_factory=Faults)


def read(root: Node | None, document_path: str) -> FrontMatter:
    """Read the parsed YAML of one document; faults carry the rule id they fall under."""
    front = FrontMatter()
    if root is None:
        return front
    if not isinstance(root, Entries):
        message, hint = "前言不是“键: 值”的写法。", "每行写一项，例如“标题: 关于……的通知”。"
        front.faults.note(_UNREADABLE, message, hint, (root.line, root.column))
        return front
    for key, node in root.entries:
        at = (key.line, key.column)
        field = _BY_WORD.get(key.text)
        if field is None:
            front.rest.append((key, node))
        elif field.name in front.keys:
            first = front.keys[field.name]
            same = "" if first == key.text else f"（与“{first}”是同一项）"
            front.faults.note(_UNKNOWN_KEY, f"“{key.text}”写了两次{same}。", "只留一处。", at)
            if field.name == "disclosure":  # which one holds? neither: the border keeps it back
                front.values.pop("disclosure", None)
                front.unreadable.append("disclosure")
            elif field.name == "data":
                front.unreadable.append("data")
        else:
            _take(front, field, key, node, document_path)
    return front


def refuse_rest(front: FrontMatter, own: Iterable[str]) -> list[tuple[Scalar, Node]]:
    """Return the keys that are named in `own`; note a fault for every other one."""
    own = set(own)
    kept: list[tuple[Scalar, Node]] = []
    for key, node in front.rest:
        if key.text in own:
            kept.append((key, node))
            continue
        near = nearest(key.text, [*_BY_WORD, *own])
        if _names_table(node) or (near in _BY_WORD and _BY_WORD[near].name == "data"):
            front.unreadable.append("data")
        hint = f"是否应为“{near}”？" if near else "删去此项，或对照 gongkai schema 列出的键。"
        at = (key.line, key.column)
        front.faults.note(_UNKNOWN_KEY, f"不认识的键“{key.text}”。", hint, at)
    return kept


def _names_table(node: Node) -> bool:
    """Tell whether the value of an unknown key names a file as `data` would."""
    return isinstance(node, Scalar) and node.text.lower().endswith((".xlsx", ".csv"))


def _take(front: FrontMatter, field: Field, key: Scalar, node: Node, path: str) -> None:
    front.keys[field.name] = key.text
    front.places[field.name] = (node.line, node.column)
    front.raw[field.name] = node.text if isinstance(node, Scalar) else ""
    if isinstance(node, Scalar) and node.absent:
        return
    reader = _Reader(key.text, path)
    value = _KINDS[field.kind](reader, node)
    front.faults.extend(reader.faults)
    if value is None:
        front.unreadable.append(field.name)
    else:
        front.values[field.name] = value


class _Reader:
    """Collects the faults of one value while it is read."""

    def __init__(self, key: str, path: str) -> None:
        self.key, self.path = key, path
        self.faults = Faults()

    def wrong(self, node: Node, message: str, hint: str) -> None:
        self.faults.note(_INVALID_VALUE, message, hint, (node.line, node.column))

    def text(self, node: Node) -> str | None:
        if isinstance(node, Scalar):
            return " ".join(node.text.split())
        self.wrong(node, f"“{self.key}”应是一段文字，这里是{_shape(node)}。", "写成一行文字。")
        return None

    def number(self, node: Node) -> str | None:
        text = self.text(node)
        return None if text is None else fold(text)

    def texts(self, node: Node) -> tuple[str, ...] | None:
        if isinstance(node, Entries):
            self.wrong(node, f"“{self.key}”应是文字或列表，这里是映射。", "写成 [甲, 乙]。")
            return None
        nodes = node.items if isinstance(node, Items) else (node,)
        found = (self.text(each) for each in nodes)
        return tuple(each for each in found if each)

    def moment(self, node: Node) -> tuple[dt.date, str] | None:
        text = self.text(node)
        if text is None:
            return None
        found = parse_date(text)
        if found is None:
            self.wrong(
                node, f"“{self.key}”的值“{text}”不是日期。", "写成 2026-03-01 或 2026年3月1日。"
            )
        return found

    def date(self, node: Node) -> dt.date | None:
        found = self.moment(node)
        return found and found[0]

    def flag(self, node: Node) -> bool:
        text = self.text(node)
        if text is not None and text.lower() in _FLAGS:
            return _FLAGS[text.lower()]
        if text is not None:
            self.wrong(
                node,
                f"“{self.key}”的值“{text}”不是 true 或 false。",
                "写 true（是）或 false（否）。",
            )
        # What might be a draft is treated as one: it must not leave by a slip of the pen.
        return True

    def choice(self, node: Node, known: Mapping[str, Any]) -> Any:
        text = self.text(node)
        if text is None:
            return None
        if text not in known:
            words = [word for word in known if not word.isascii()]
            near = nearest(text, known)
            self.wrong(
                node,
                f"“{self.key}”的值“{text}”不在允许的范围内；应为 {'、'.join(words)}。",
                f"是否应为“{near}”？" if near else f"改为{words[0]}等之一。",
            )
        return known.get(text)

    def disclosure(self, node: Node) -> Disclosure | None:
        found = self.choice(node, _DISCLOSURES)
        return found if isinstance(found, Disclosure) else None

    def validity(self, node: Node) -> Validity | None:
        found = self.choice(node, _VALIDITIES)
        return found if isinstance(found, Validity) else None

    def mapping(self, node: Node, words: Mapping[str, str]) -> dict[str, Node] | None:
        if not isinstance(node, Entries):
            return None
        found: dict[str, Node] = {}
        for key, value in node.entries:
            if key.text in words:
                found[words[key.text]] = value
            else:
                near = nearest(key.text, words)
                hint = f"是否应为“{near}”？" if near else f"可用的键：{'、'.join(words)}。"
                self.wrong(key, f"“{self.key}”里有不认识的键“{key.text}”。", hint)
        return found

    def withhold(self, node: Node) -> WithholdReason | None:
        parts = self.mapping(node, _WITHHOLD_KEYS)
        if parts is not None:
            code = self.text(parts["code"]) if "code" in parts else ""
            text = self.text(parts["text"]) if "text" in parts else ""
        else:
            written = self.text(node)
            if written is None:
                return None
            code, _, text = written.replace(":", "：", 1).partition("：")
            if not text and code not in WITHHOLD_GROUNDS and code not in _GROUND_LABELS:
                code, text = "", written
        code = (code or "").strip()
        return WithholdReason(_GROUND_LABELS.get(code, code), (text or "").strip())

    def attachments(self, node: Node) -> tuple[AttachmentRef, ...] | None:
        nodes = node.items if isinstance(node, Items) else (node,)
        return tuple(each for each in map(self._attachment, nodes) if each)

    def _attachment(self, node: Node) -> AttachmentRef | None:
        parts = self.mapping(node, _ATTACHMENT_KEYS)
        if parts is None:
            parts, written = {}, self.text(node)
        elif "path" not in parts:
            self.wrong(
                node,
                f"“{self.key}”的一项没有写 path（路径）。",
                "写成 {path: 表格.xlsx, title: 申请表}。",
            )
            return None
        else:
            written = self.text(parts["path"])
        if not written:
            return None
        words = {name: self.text(value) or "" for name, value in parts.items()}
        checked_on = self.date(parts["checked_on"]) if "checked_on" in parts else None
        folder = self.path.rpartition("/")[0]
        return AttachmentRef(
            written, inside(folder, written), words.get("title", ""),
            words.get("checked_by", ""), checked_on, words.get("checksum", "").lower(),
        )  # fmt: skip

    def data(self, node: Node) -> tuple[DataRef, ...] | None:
        nodes = node.items if isinstance(node, Items) else (node,)
        found = [self._data(each) for each in nodes]
        # Which files are data must be known of all of them, or none of them may ship.
        return None if None in found else tuple(each for each in found if each)

    def _data(self, node: Node) -> DataRef | None:
        parts = self.mapping(node, _DATA_KEYS)
        if parts is None:
            parts = {"path": node}
        words = {name: self.text(value) or "" for name, value in parts.items()}
        written = words.get("path", "")
        if not written:
            self.wrong(node, f"“{self.key}”没有写文件。", "写成 清单.xlsx，或 {path: 清单.xlsx}。")
            return None
        folder = self.path.rpartition("/")[0]
        return DataRef(
            written, inside(folder, written), words.get("sheet", ""), words.get("form", "")
        )

    def workflow(self, node: Node) -> tuple[WorkflowStep, ...] | None:
        names = {word: label for code, label in WORKFLOW_STEPS.items() for word in (code, label)}
        steps = self.mapping(node, names)
        if steps is None:
            self.wrong(
                node, f"“{self.key}”应按步骤写。", "写成 审核: {by: 政策法规科, on: 2026-03-01}。"
            )
            return None
        return tuple(self._steps(steps))

    def _steps(self, steps: Mapping[str, Node]) -> Iterator[WorkflowStep]:
        for name, node in steps.items():
            parts = self.mapping(node, _STEP_KEYS)
            if parts is None:
                self.wrong(
                    node,
                    f"步骤“{name}”应写明经办人和日期。",
                    "写成 {by: 经办科室, on: 2026-03-01}。",
                )
                continue
            by = self.text(parts["by"]) if "by" in parts else ""
            yield WorkflowStep(name, by or "", self.date(parts["on"]) if "on" in parts else None)


def _shape(node: Node) -> str:
    return "列表" if isinstance(node, Items) else "映射"


_KINDS: dict[Kind, Callable[[_Reader, Node], Any]] = {
    "text": _Reader.text,
    "number": _Reader.number,
    "texts": _Reader.texts,
    "date": _Reader.date,
    "moment": _Reader.moment,
    "flag": _Reader.flag,
    "disclosure": _Reader.disclosure,
    "validity": _Reader.validity,
    "withhold": _Reader.withhold,
    "attachments": _Reader.attachments,
    "workflow": _Reader.workflow,
    "data": _Reader.data,
}


def json_schema(column_labels: Mapping[str, str], required: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the front matter, for editors.

    `column_labels` maps column keys to Chinese names; `required` are further needed keys.
    """
    text: dict[str, Any] = {"type": ["string", "number"]}
    texts = {"anyOf": [text, {"type": "array", "items": text}]}
    data = {"type": "object", "propertyNames": {"enum": list(_DATA_KEYS)}}
    shapes: dict[Kind, dict[str, Any]] = {
        "text": text, "number": text, "date": text, "moment": text, "texts": texts,
        "flag": {"type": "boolean"},
        "disclosure": {"enum": list(_DISCLOSURES)},
        "validity": {"enum": list(_VALIDITIES)},
        "withhold": {"anyOf": [text, {"type": "object", "propertyNames": {"enum": list(_WITHHOLD_KEYS)}}]},
        "attachments": {"type": "array", "items": {"anyOf": [text, {
            "type": "object", "propertyNames": {"enum": list(_ATTACHMENT_KEYS)}}]}},
        "data": {"anyOf": [text, data, {"type": "array", "items": {"anyOf": [text, data]}}]},
        "workflow": {"type": "object", "propertyNames": {
            "enum": [*WORKFLOW_STEPS, *WORKFLOW_STEPS.values()]}},
    }  # fmt: skip
    properties: dict[str, Any] = {}
    for each in FIELDS:
        shape = dict(shapes[each.kind])
        if each.name == "category":
            shape = {"enum": [*column_labels, *column_labels.values()]}
        for word in (each.name, *each.aliases):
            properties[word] = {**shape, "description": each.meaning}
    needed = [
        each for each in FIELDS if each.name in ("title", "disclosure", "unit", "date", *required)
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "政府信息公开文档前言",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "allOf": [
            {"anyOf": [{"required": [word]} for word in (each.name, *each.aliases)]}
            for each in needed
        ],
    }
