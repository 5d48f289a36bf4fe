"""How a column type declares a table: records, cells, forms. It must not know files or pages."""

from __future__ import annotations

import datetime as dt
import re
import types
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from pydantic import BaseModel, ConfigDict

from gongkai_ssg.tables.kinds import (
    KINDS_BY_TYPE,
    As,
    Count,
    Day,
    Flag,
    Kind,
    LongText,
    Money,
    Text,
    Uscc,
    check_digit,
    wrong,
)
from gongkai_ssg.text import slug

__all__ = [
    "Cell", "CellFault", "Count", "Day", "Declared", "Flag", "Kind", "LongText", "Money",
    "Record", "TableForm", "Text", "Uscc", "check_digit", "declared", "display", "fold_label",
    "wrong",
]  # fmt: skip


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of one column of a table, put into `Annotated[...]`.

    `hidden` is read and checked and then dropped: it is never public. `unique` values stand in
    one row only. `filter` and `wide` tell the theme how to show the column.
    """

    label: str
    aliases: tuple[str, ...] = ()
    hidden: bool = False
    unique: bool = False
    filter: bool = False
    wide: bool = False


class Record(BaseModel):
    """One row of a table; subclasses declare its cells in the order in which they are shown."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    def masked(self) -> frozenset[str]:
        """Return the names of the cells that hold a natural person's name in this row."""
        return frozenset()

    def until(self) -> dt.date | None:
        """Return the last day on which the row may be public; None = without end."""
        return None

    def decision_day(self) -> dt.date | None:
        """Return the day of the decision that must be public within seven workdays; None = none."""
        return None

    def quashed_day(self) -> dt.date | None:
        """Return the day on which the decision was changed or quashed; None = it stands."""
        return None

    def title(self) -> str:
        """Return what the row is called: its first 名称, or else its first text."""
        shown = [each for each in declared(type(self)) if not each.cell.hidden]
        named = [each for each in shown if each.cell.label.endswith("名称")]
        plain = [each for each in shown if each.kind == "text" and not each.cell.unique]
        for each in (*named, *plain, *shown):
            text = display(getattr(self, each.name))
            if text:
                return text
        return ""

    def anchor(self) -> str:
        """Return a stable ASCII id made of the row's code; "" = the row goes by its number."""
        for each in declared(type(self)):
            if each.cell.unique and not each.cell.hidden:
                text = display(getattr(self, each.name))
                return slug(text.lower()) if text else ""
        return ""


class CellFault(msgspec.Struct, frozen=True):
    """A fault that a form's own check found; `row` counts the records it was given, from 0."""

    row: int
    field: str
    message: str
    hint: str


class TableForm(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of table 表 that documents of a column may carry.

    `checks` see the records of the whole table, and only when every single row is right.
    `totals` says that rows headed 合计, 总计 or 小计 are records too; otherwise they are left out.
    """

    key: str
    label: str
    record: type[Record]
    row_pages: bool = False
    caption: str = ""
    checks: tuple[Callable[[Sequence[Any]], Iterable[CellFault]], ...] = ()
    basis: str = ""
    totals: bool = False


class Declared(msgspec.Struct, frozen=True):
    """One column as a record declares it; `optional` cells may be empty."""

    name: str
    cell: Cell
    kind: Kind
    optional: bool
    has_default: bool
    choices: tuple[str, ...]


@cache
def declared(record: type[Record]) -> tuple[Declared, ...]:
    """Return the columns of `record` in order. Raises TypeError for a wrong declaration."""
    found: list[Declared] = []
    labels: dict[str, str] = {}
    for name, info in record.model_fields.items():
        cells = [each for each in info.metadata if isinstance(each, Cell)]
        if len(cells) != 1:
            raise TypeError(f"{record.__name__}.{name} needs one Cell in its Annotated[...]")
        if labels.setdefault(fold_label(cells[0].label), name) != name:
            raise TypeError(f"{record.__name__}: two columns are labelled {cells[0].label}")
        members = _members(info.annotation, tuple(info.metadata))
        optional = not info.is_required() or any(kind is None for kind, _ in members)
        choices = tuple(choice for _, each in members for choice in each)
        kinds = [kind for kind, _ in members if kind is not None]
        # "a day or 长期" is a date, for the theme as for the exports.
        kind: Kind = next((each for each in kinds if each != "choice"), "choice")
        has_default = not info.is_required()
        found.append(Declared(name, cells[0], kind, optional, has_default, choices))
    for each in found:
        for alias in each.cell.aliases:
            if labels.get(fold_label(alias), each.name) != each.name:
                raise TypeError(f"{record.__name__}: {alias} is the label of another column")
    return tuple(found)


def _members(
    annotation: Any, metadata: tuple[Any, ...]
) -> list[tuple[Kind | None, tuple[str, ...]]]:
    marks = [each.kind for each in metadata if isinstance(each, As)]
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return _members(inner, (*metadata, *more))
    if get_origin(annotation) in (Union, types.UnionType):
        outer = tuple(each for each in metadata if not isinstance(each, As))
        return [member for each in get_args(annotation) for member in _members(each, outer)]
    if annotation is type(None):
        return [(None, ())]
    if get_origin(annotation) is Literal:
        return [("choice", tuple(str(each) for each in get_args(annotation)))]
    kind = marks[-1] if marks else KINDS_BY_TYPE.get(annotation)
    if kind is None:
        raise TypeError(f"{annotation}: use Text, LongText, Count, Money, Day, Flag or Literal")
    return [(kind, ())]


_JOINTS = re.compile(r"[\s·・\-—–_/:|*]+")


@cache
def fold_label(label: str) -> str:
    """Return a label as it is compared: half-width, without blanks, stars and joints."""
    return _JOINTS.sub("", unicodedata.normalize("NFKC", label)).casefold()


def display(value: object) -> str:
    """Return a checked value as it is shown: money to two places, days as YYYY-MM-DD."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{value + 0:.2f}"
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)
