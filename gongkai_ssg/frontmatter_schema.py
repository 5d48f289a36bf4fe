"""Describes the front matter to editors as a JSON Schema. It must not know how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gongkai_ssg.frontmatter_keys import (
    ATTACHMENT_KEYS,
    DATA_KEYS,
    DISCLOSURES,
    FIELDS,
    VALIDITIES,
    WITHHOLD_KEYS,
    Kind,
)
from gongkai_ssg.policy import WORKFLOW_STEPS


def json_schema(column_labels: Mapping[str, str], required: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the front matter, for editors.

    `column_labels` maps column keys to Chinese names; `required` are further needed keys.
    """
    text: dict[str, Any] = {"type": ["string", "number"]}
    texts = {"anyOf": [text, {"type": "array", "items": text}]}
    data = {"type": "object", "propertyNames": {"enum": list(DATA_KEYS)}}
    shapes: dict[Kind, dict[str, Any]] = {
        "text": text, "number": text, "date": text, "moment": text, "texts": texts,
        "flag": {"type": "boolean"},
        "disclosure": {"enum": list(DISCLOSURES)},
        "validity": {"enum": list(VALIDITIES)},
        "withhold": {"anyOf": [text, {"type": "object", "propertyNames": {"enum": list(WITHHOLD_KEYS)}}]},
        "attachments": {"type": "array", "items": {"anyOf": [text, {
            "type": "object", "propertyNames": {"enum": list(ATTACHMENT_KEYS)}}]}},
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
