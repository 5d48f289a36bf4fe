"""Turns one value of the front matter into a typed one. It must not judge what it says.

A value that cannot be read is None and a fault. What the other keys say is not known here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from gongkai_ssg.document import AttachmentRef, DataRef, WithholdReason, WorkflowStep
from gongkai_ssg.faults import Faults
from gongkai_ssg.frontmatter_keys import (
    ATTACHMENT_KEYS,
    DATA_KEYS,
    DISCLOSURES,
    FLAGS,
    GROUND_LABELS,
    STEP_KEYS,
    VALIDITIES,
    WITHHOLD_KEYS,
    Kind,
)
from gongkai_ssg.links import inside
from gongkai_ssg.marked import Entries, Items, Node, Scalar
from gongkai_ssg.policy import WORKFLOW_STEPS
from gongkai_ssg.states import WITHHOLD_GROUNDS, Disclosure, Validity
from gongkai_ssg.text import fold, nearest, parse_date

_INVALID_VALUE = "GK033"


def read_value(kind: Kind, key: str, node: Node, path: str) -> tuple[Any, Faults]:
    """Read what stands under `key` in the document at `path`: the value or None, and the faults."""
    reader = _Reader(key, path)
    return _KINDS[kind](reader, node), reader.faults


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
        if text is not None and text.lower() in FLAGS:
            return FLAGS[text.lower()]
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
        found = self.choice(node, DISCLOSURES)
        return found if isinstance(found, Disclosure) else None

    def validity(self, node: Node) -> Validity | None:
        found = self.choice(node, VALIDITIES)
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
        parts = self.mapping(node, WITHHOLD_KEYS)
        if parts is not None:
            code = self.text(parts["code"]) if "code" in parts else ""
            text = self.text(parts["text"]) if "text" in parts else ""
        else:
            written = self.text(node)
            if written is None:
                return None
            code, _, text = written.replace(":", "：", 1).partition("：")
            if not text and code not in WITHHOLD_GROUNDS and code not in GROUND_LABELS:
                code, text = "", written
        code = (code or "").strip()
        return WithholdReason(GROUND_LABELS.get(code, code), (text or "").strip())

    def attachments(self, node: Node) -> tuple[AttachmentRef, ...] | None:
        nodes = node.items if isinstance(node, Items) else (node,)
        return tuple(each for each in map(self._attachment, nodes) if each)

    def _attachment(self, node: Node) -> AttachmentRef | None:
        parts = self.mapping(node, ATTACHMENT_KEYS)
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
        parts = self.mapping(node, DATA_KEYS)
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
            parts = self.mapping(node, STEP_KEYS)
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
