"""Rows of text -> checked records -> public rows. It must not know files, sheets or formats.

A row with a fault keeps its text, so that everything can be seen in the preview; but what is
hidden goes in every case, and a row of which nobody can say whether and how it may be shown
goes too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

import msgspec
from pydantic import TypeAdapter, ValidationError

from gongkai_ssg.tables.fields import CellFault, Declared, Record, TableForm, declared, display
from gongkai_ssg.tables.header import letters
from gongkai_ssg.tables.names import mask_name
from gongkai_ssg.tables.sayings import Said, say
from gongkai_ssg.tables.table import Row, TableFault
from gongkai_ssg.text import slug

MAX_FAULTS = 1_000

_NOTHING = frozenset({"-", "—", "——", "－", "–", "/"})
_CAN_BE_NOTHING = frozenset({"count", "money", "date", "choice", "flag"})
_ASCII_ID = re.compile(r"[a-z0-9][a-z0-9-]*")


class Line(msgspec.Struct, frozen=True):
    """One row as written: its number in the file, its texts, and where they stand.

    `broken` cells could not be read; they hold the end of a sentence and a cure.
    """

    number: int
    texts: Mapping[str, str]
    broken: Mapping[str, tuple[str, str]] = {}
    places: Mapping[str, tuple[int, int]] = {}


class Lines(msgspec.Struct, frozen=True):
    """The rows of a table with the columns in which its fields stand (from 0)."""

    lines: Sequence[Line]
    columns: Mapping[str, int] = {}
    sheet: str = ""
    absent: frozenset[str] = frozenset()  # no header for these: said already


class _Checked(msgspec.Struct, frozen=True):
    line: Line
    record: Record | None  # None where a cell or the row as a whole is at fault
    values: Mapping[str, object]  # of the cells that are right


class Checker:
    """Checks the rows of one table and collects the faults of all of them."""

    def __init__(self, form: TableForm, lines: Lines) -> None:
        self._form, self._lines = form, lines
        self._fields = declared(form.record)
        self._by_name = {field.name: field for field in self._fields}
        self._public = [field for field in self._fields if not field.cell.hidden]
        self._hides = len(self._public) < len(self._fields)
        self._loose = {
            field.name: _choices(field) for field in self._fields if field.kind == "choice"
        }
        self._adapters: dict[str, TypeAdapter[Any]] = {}
        self._anchors: set[str] = set()
        self._empty = form.record.model_construct()
        self._empty.__dict__.clear()
        self._left_out = 0
        self.faults: list[TableFault] = []

    def rows(self) -> tuple[Row, ...]:
        """Return the public rows; the faults stand in `faults` afterwards."""
        checked = [self._record(line) for line in self._lines.lines]
        self._find_doubles(checked)
        records = [each.record for each in checked if each.record is not None]
        if len(records) == len(checked) and not self._lines.absent:
            for check in self._form.checks:
                for found in check(records):
                    self._add_found(checked[found.row], found)
        rows = [self._row(number, each) for number, each in enumerate(checked, 1)]
        if self._left_out:
            message = f"另有 {self._left_out} 处毛病没有列出。"
            self.faults.append(TableFault(message=message, sheet=self._lines.sheet))
        return tuple(row for row in rows if row is not None)

    # --- one row ---

    def _record(self, line: Line) -> _Checked:
        given: dict[str, object] = {}
        for name, field in self._by_name.items():
            if name in line.broken:
                self._add_broken(line, field, line.broken[name])
                continue
            text = line.texts.get(name, "")
            if text in _NOTHING and field.kind in _CAN_BE_NOTHING:
                text = ""
            if text and field.kind == "choice":
                text = self._loose[name].get(_tight(text), text)
            if text:
                given[name] = text
            elif field.optional and not field.has_default:
                given[name] = None
        try:
            record = self._form.record.model_validate(given)
        except ValidationError as error:
            return _Checked(line, None, self._partial(line, given, error))
        if line.broken:
            return _Checked(line, None, _without(record.__dict__, set(line.broken)))
        return _Checked(line, record, record.__dict__)

    def _partial(
        self, line: Line, given: dict[str, object], error: ValidationError
    ) -> dict[str, object]:
        wrong: set[str] = {*line.broken, *self._lines.absent}
        for each in error.errors(include_url=False):
            name = str(each["loc"][0]) if each["loc"] else ""
            if name in wrong:
                continue
            if name:
                wrong.add(name)
            self._add_said(line, say(each, self._by_name.get(name)), name)
        values: dict[str, object] = {}
        for name, info in self._form.record.model_fields.items():
            if name in wrong:
                continue
            if name not in given:
                values[name] = info.get_default(call_default_factory=True)
                continue
            if name not in self._adapters:
                # Metadata stands apart from the annotation once a model holds the field.
                self._adapters[name] = TypeAdapter(_annotation(info))
            try:
                values[name] = self._adapters[name].validate_python(given[name])
            except ValidationError:
                continue
        return values

    def _row(self, number: int, checked: _Checked) -> Row | None:
        whole = checked.record or self._bare(checked.values)
        try:
            masked, until = whole.masked(), whole.until()
            decided, quashed = whole.decision_day(), whole.quashed_day()
        except (AttributeError, TypeError):
            if checked.record is not None:
                raise
            return None  # it depends on the cell at fault whether and how the row may be shown
        cells = []
        shown: dict[str, object] = {}
        for field in self._public:
            name = field.name
            right = name in checked.values
            text = display(checked.values[name]) if right else checked.line.texts.get(name, "")
            if name in masked:
                text = mask_name(text)
            cells.append(text)
            if right:
                shown[name] = text if name in masked else checked.values[name]
        # They get to see what the public sees, so that no name in an address says more.
        is_open = checked.record is not None and not masked and not self._hides
        title, anchor = self._names(whole if is_open else self._bare(shown))
        return Row(
            anchor=self._anchor(anchor, number),
            title=title,
            cells=tuple(cells),
            until=until.isoformat() if until else "",
            decided=decided.isoformat() if decided else "",
            quashed=quashed.isoformat() if quashed else "",
            line=checked.line.number,
        )

    def _bare(self, values: Mapping[str, object]) -> Record:
        # A record that holds these values and nothing else: the rest raises AttributeError.
        made = self._empty.model_copy()
        made.__dict__.update(values)
        return made

    @staticmethod
    def _names(public: Record) -> tuple[str, str]:
        try:
            title = public.title()
        except (AttributeError, TypeError):
            title = ""
        try:
            return title, public.anchor()
        except (AttributeError, TypeError):
            return title, ""

    def _anchor(self, wanted: str, number: int) -> str:
        made = wanted if _ASCII_ID.fullmatch(wanted) else slug(wanted) if wanted else f"r{number}"
        anchor, times = made, 1
        while anchor in self._anchors:
            times += 1
            anchor = f"{made}-{times}"
        self._anchors.add(anchor)
        return anchor

    # --- across rows ---

    def _find_doubles(self, checked: Iterable[_Checked]) -> None:
        seen: dict[tuple[str, str], Line] = {}
        unique = [field for field in self._fields if field.cell.unique]
        for each in checked:
            for field in unique:
                text = display(each.values.get(field.name))
                if not text:
                    continue
                line = each.line
                first = seen.setdefault((field.name, text), line)
                if first is not line:
                    row, _ = first.places.get(field.name, (first.number, 0))
                    hint = "每行的值各不相同；确是同一项就删去一行。"
                    said = Said(f"与第 {row} 行重复", hint, is_harmless=True)
                    self._add_said(line, said, field.name)

    # --- faults ---

    def _add_found(self, checked: _Checked, found: CellFault) -> None:
        said = Said(found.message, found.hint, is_ours=False)
        self._add_said(checked.line, said, found.field)

    def _add_broken(self, line: Line, field: Declared, broken: tuple[str, str]) -> None:
        self._add_said(line, Said(broken[0], broken[1], quotes=False), field.name)

    def _add_said(self, line: Line, said: Said, name: str) -> None:
        if len(self.faults) >= MAX_FAULTS:
            self._left_out += 1
            return
        field = self._by_name.get(said.field or name)
        row, column = line.number, 1
        if field is not None:
            column = self._lines.columns.get(field.name, 0) + 1
            row, column = line.places.get(field.name, (row, column))
        message, hint = self._sentence(line, said, field, row)
        self.faults.append(
            TableFault(message=message, hint=hint, sheet=self._lines.sheet, row=row, column=column)
        )

    def _sentence(
        self, line: Line, said: Said, field: Declared | None, row: int
    ) -> tuple[str, str]:
        where = f"第 {row} 行"
        message, hint = said.message.rstrip("。"), said.hint
        if not said.is_ours and self._tells_hidden(line, message + hint):
            message, hint = "不符合要求", ""
        if field is None:
            return f"{where}{message}。", hint
        where += f"“{field.cell.label}”"
        if field.name in self._lines.columns:
            where += f"（{letters(self._lines.columns[field.name])} 列）"
        text = line.texts.get(field.name, "")
        if field.cell.hidden and text:
            shown = message if said.is_harmless else "不符合要求"
            return f"{where}{shown}。", "这一列不公开，这里不显示它的内容。"
        if not text or not said.quotes:
            return f"{where}{message}。", hint
        short = " ".join(text[:60].split())
        short = short[:30] + "…" if len(short) > 30 else short
        return f"{where}的值“{short}”{message}。", hint

    def _tells_hidden(self, line: Line, message: str) -> bool:
        hidden = (line.texts.get(field.name, "") for field in self._fields if field.cell.hidden)
        return any(text and text in message for text in hidden)


def _choices(field: Declared) -> dict[str, str]:
    return {_tight(choice): choice for choice in field.choices}


def _tight(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _without(values: Mapping[str, object], names: set[str]) -> dict[str, object]:
    return {name: value for name, value in values.items() if name not in names}


def _annotation(info: Any) -> Any:
    return Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
