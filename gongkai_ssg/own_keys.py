"""Front matter keys that a column type adds: declared as a pydantic model, read with places.

It must not know any column. A column type declares a subclass of `OwnKeys`; each field carries a
`Key` with its Chinese name. Nested models describe mappings and lists of mappings.
"""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from gongkai_ssg.faults import Faults
from gongkai_ssg.marked import Entries, Items, Node, Scalar
from gongkai_ssg.text import fold, nearest, parse_date

_UNKNOWN_KEY, _INVALID_VALUE = "GK032", "GK033"

Place = tuple[int, int]
_Loc = tuple[str | int, ...]


class Key(msgspec.Struct, frozen=True):
    """The Chinese name of a field, other names it goes by, and what it means."""

    label: str
    aliases: tuple[str, ...] = ()
    meaning: str = ""
    #: For a field that names other documents (of type `Names`): what they are to this one, and
    #: what this one is to them.
    relation: tuple[str, str] | None = None
    #: The field names a file, which ships as an attachment of the document.
    is_file: bool = False


class OwnKeys(BaseModel):
    """Base of what a column type adds to the front matter."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, defer_build=True)


def _day(value: Any) -> Any:
    found = parse_date(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("不是日期。|写成 2026-03-01 或 2026年3月1日。")
    return found[0]


def _count(value: Any) -> Any:
    text = fold(value) if isinstance(value, str) else ""
    if not text.isascii() or not text.isdigit():
        raise ValueError("不是不小于 0 的整数。|只写数字。")
    return int(text)


def _names(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Day = Annotated[dt.date, BeforeValidator(_day)]
#: Other documents by relative path, index number or 文号: one, or a list of them.
Names = Annotated[tuple[str, ...], BeforeValidator(_names)]
Count = Annotated[int, BeforeValidator(_count)]


class _Name(msgspec.Struct, frozen=True):
    field: str
    inner: type[OwnKeys] | None  # of a mapping, or of each mapping in a list


def names_of(record: type[OwnKeys]) -> dict[str, _Name]:
    """Return every word that may name a field of `record`."""
    found: dict[str, _Name] = {}
    for name, info in record.model_fields.items():
        keys = [each for each in info.metadata if isinstance(each, Key)]
        inner = _inner(info.annotation)
        for word in (name, *(w for key in keys for w in (key.label, *key.aliases))):
            found[word] = _Name(name, inner)
    return found


def file_fields(record: type[OwnKeys]) -> tuple[str, ...]:
    """Return the fields that name a file."""
    return tuple(
        field
        for field, info in record.model_fields.items()
        if any(isinstance(each, Key) and each.is_file for each in info.metadata)
    )


def inner_record(record: type[OwnKeys], field: str) -> type[OwnKeys] | None:
    """Return the model of a field's mapping, or of each mapping in its list."""
    info = record.model_fields.get(field)
    return _inner(info.annotation) if info is not None else None


_TEXT: dict[str, Any] = {"type": ["string", "number"]}


def key_schema(record: type[OwnKeys]) -> dict[str, Any]:
    """Return the JSON Schema of a mapping with these keys, each under every word it goes by."""
    properties: dict[str, Any] = {}
    needed: list[dict[str, Any]] = []
    for name, info in record.model_fields.items():
        keys = [each for each in info.metadata if isinstance(each, Key)]
        words = [name, *(w for key in keys for w in (key.label, *key.aliases))]
        shape = _shape_of(info.annotation)
        meaning = "；".join(key.meaning or key.label for key in keys)
        properties |= {word: {**shape, "description": meaning} for word in words}
        if info.is_required():
            needed.append({"anyOf": [{"required": [word]} for word in words]})
    made = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**made, "allOf": needed} if needed else made


def _shape_of(annotation: Any) -> dict[str, Any]:
    if isinstance(annotation, type) and issubclass(annotation, OwnKeys):
        return key_schema(annotation)
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _shape_of(parts[0])
    if origin is Literal:
        return {"enum": list(parts)}
    if origin in (Union, types.UnionType):
        shapes = [_shape_of(each) for each in parts if each is not type(None)]
        return shapes[0] if len(shapes) == 1 else {"anyOf": shapes}
    if origin in (tuple, list):
        inner = _shape_of(parts[0])
        return {"anyOf": [inner, {"type": "array", "items": inner}]}
    return _TEXT


def label_of(record: type[BaseModel], field: str) -> str:
    """Return the Chinese name of a field."""
    info = record.model_fields.get(field)
    keys = [each for each in info.metadata if isinstance(each, Key)] if info else []
    return keys[0].label if keys else field


def _inner(annotation: Any) -> type[OwnKeys] | None:
    if isinstance(annotation, type) and issubclass(annotation, OwnKeys):
        return annotation
    if get_origin(annotation) in (tuple, list, Union, types.UnionType, Annotated):
        for each in get_args(annotation):
            found = _inner(each)
            if found is not None:
                return found
    return None


def read_own_keys(
    given: Sequence[tuple[Scalar, Node]], record: type[OwnKeys], faults: Faults
) -> dict[str, Any]:
    """Read the keys that belong to a column type; returns plain values, dates as text.

    A field that cannot be read is left out, with a fault at its place.
    """
    places: dict[_Loc, Place] = {}
    node = Entries(tuple(given), 1, 1)
    data = _plain(node, record, (), places, faults)
    while data:
        try:
            return record.model_validate(data).model_dump(mode="json", exclude_none=True)
        except ValidationError as error:
            dropped = False
            for each in error.errors():
                loc = tuple(part for part in each["loc"])
                _note(each, loc, record, places, faults)
                if loc and loc[0] in data:
                    del data[str(loc[0])]
                    dropped = True
            if not dropped:
                # Something is missing: what is there is kept as it was written.
                return _loose(record, data)
    return {}


def _loose(record: type[OwnKeys], data: Mapping[str, Any]) -> dict[str, Any]:
    partial = record.model_construct(**data)
    return {key: value for key, value in partial.model_dump(mode="json", warnings=False).items() if value is not None}


def missing(record: type[OwnKeys], values: Mapping[str, Any]) -> list[str]:
    """Return the Chinese names of required fields that are not there."""
    return [
        label_of(record, name)
        for name, info in record.model_fields.items()
        if info.is_required() and name not in values
    ]


def _plain(
    node: Node, record: type[OwnKeys] | None, loc: _Loc, places: dict[_Loc, Place], faults: Faults
) -> Any:
    places[loc] = (node.line, node.column)
    if isinstance(node, Scalar):
        return None if node.absent else node.text
    if isinstance(node, Items):
        return [_plain(each, record, (*loc, i), places, faults) for i, each in enumerate(node.items)]
    found: dict[str, Any] = {}
    names = names_of(record) if record is not None else {}
    for key, value in node.entries:
        known = names.get(key.text)
        if record is not None and known is None:
            near = nearest(key.text, names)
            hint = f"是否应为“{near}”？" if near else f"可用的键：{'、'.join(w for w in names if not w.isascii())}。"
            faults.note(_UNKNOWN_KEY, f"不认识的键“{key.text}”。", hint, (key.line, key.column))
            continue
        field = known.field if known else key.text
        if field in found:
            faults.note(_UNKNOWN_KEY, f"“{key.text}”写了两次。", "只留一处。", (key.line, key.column))
            continue
        read = _plain(value, known.inner if known else None, (*loc, field), places, faults)
        if read is not None:
            found[field] = read
    return found


def _note(
    error: Any, loc: _Loc, record: type[OwnKeys], places: Mapping[_Loc, Place], faults: Faults
) -> None:
    name = _label(record, loc)
    at = next(places[loc[:end]] for end in range(len(loc), -1, -1) if loc[:end] in places)
    message, hint = explain(error, name)
    faults.note(_INVALID_VALUE, message, hint, at)


def _label(record: type[OwnKeys], loc: _Loc) -> str:
    parts: list[str] = []
    inner: type[OwnKeys] | None = record
    for step in loc:
        if isinstance(step, int):
            parts.append(f"第 {step + 1} 项")
        elif inner is not None and step in inner.model_fields:
            parts.append(label_of(inner, step))
            inner = _inner(inner.model_fields[step].annotation)
    return "".join(parts) or str(loc[-1] if loc else "")


_EXPECTED = {
    "string_type": "一段文字", "int_type": "整数", "int_parsing": "整数", "decimal_parsing": "数字",
    "decimal_type": "数字", "bool_parsing": "true 或 false", "tuple_type": "列表",
    "list_type": "列表", "model_type": "“键: 值”", "model_attributes_type": "“键: 值”",
    "dict_type": "“键: 值”",
}  # fmt: skip


def explain(error: Any, name: str) -> tuple[str, str]:
    """Return message and cure in Chinese for one of pydantic's errors on the value `name`."""
    kind: str = error["type"]
    value = error.get("input")
    shown = f"的值“{value}”" if isinstance(value, str | int | Decimal) else ""
    if kind == "missing":
        return f"缺少“{name}”。", "补上这一项。"
    if kind == "value_error":
        message, _, hint = str(error["ctx"]["error"]).partition("|")
        return f"“{name}”{shown}{message}", hint
    if kind == "literal_error":
        allowed = [each.strip("'") for each in str(error["ctx"]["expected"]).replace(" or ", ", ").split(", ")]
        near = nearest(str(value), allowed)
        hint = f"是否应为“{near}”？" if near else f"改为{allowed[0]}等之一。"
        return f"“{name}”{shown}不在允许的范围内；应为 {'、'.join(allowed)}。", hint
    if kind in ("string_too_short", "too_short"):
        return f"“{name}”不能为空。", "补上内容。"
    if kind == "greater_than_equal":
        return f"“{name}”{shown}太小，不能小于 {error['ctx']['ge']}。", "核对数字。"
    expected = _EXPECTED.get(kind, "另一种写法")
    return f"“{name}”{shown}应为{expected}。", "对照文档里的例子。"


__all__ = ["Count", "Day", "Key", "Literal", "Names", "OwnKeys", "explain", "file_fields", "inner_record", "key_schema", "label_of", "missing", "names_of", "read_own_keys"]
