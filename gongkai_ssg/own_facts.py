"""A column type's own values -> rows of label and text. It must not know any column or template."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from gongkai_ssg.own_keys import OwnKeys, label_of

_WORDS = re.compile(r"[^\W\d_]")  # at least one letter or Chinese character


class OwnFact(msgspec.Struct, frozen=True):
    """One row: label, text, and the English name of the key."""

    label: str
    text: str
    key: str


def own_facts(record: type[OwnKeys], own: Mapping[str, Any]) -> tuple[OwnFact, ...]:
    """Return every value that is a text, a number or a list of texts, in the order of `record`."""
    facts: list[OwnFact] = []
    for name in record.model_fields:
        value = own.get(name)
        if isinstance(value, list | tuple):
            value = "、".join(each for each in value if isinstance(each, str))
        if isinstance(value, str | int) and str(value):
            facts.append(OwnFact(label_of(record, name), str(value), name))
    return tuple(facts)


def own_texts(own: Mapping[str, Any]) -> tuple[str, ...]:
    """Return every text in own values, at any depth, for search; numbers and days are none."""
    return tuple(_texts(own))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if _WORDS.search(value):
            yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
