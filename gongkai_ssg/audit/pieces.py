"""Small pieces of the HTML report: cleaned text, tags, tables, lists of evidence.

Everything that comes from content passes through `text`. It must not know which sections there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from gongkai_ssg.audit.values import Evidence, State
from gongkai_ssg.faults import Severity

#: So many rows of one list are shown; the workbook and the JSON hold them all.
MOST_ROWS = 500
MOST_PLACES = 20

# Controls, and the signs that turn the direction of the text around them.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_SEVERITY_LABELS = {each.value: each.label for each in Severity}


def clean(written: str) -> str:
    """Return text without what a reader cannot see or what would turn the line around."""
    return _UNSAFE.sub("\ufffd", written)


def text(written: object) -> str:
    """Return anything as text that is safe in HTML, attributes included."""
    return escape(clean(str(written)))


def state_tag(state: State, label: str) -> str:
    """Return how an indicator stands, as a word on a coloured ground."""
    return f'<span class="tag {state}">{text(label)}</span>'


def severity_tag(severity: str) -> str:
    """Return the severity of a finding; "" where a figure speaks."""
    if not severity:
        return '<span class="tag found">数据</span>'
    return f'<span class="tag {severity}">{_SEVERITY_LABELS[severity]}</span>'


def table(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], kinds: Sequence[str] = (),
    *, stack: bool = True,
) -> str:  # fmt: skip
    """Return a table; cells are HTML already, `kinds` are the classes of the columns.

    On a phone its cells stand below each other, unless it is one of figures.
    """
    classes = [f' class="{kind}"' if kind else "" for kind in (*kinds, *[""] * len(head))]
    top = "".join(
        f'<th scope="col"{kind if "num" in kind else ""}>{text(label)}</th>'
        for label, kind in zip(head, classes, strict=False)
    )
    body = []
    for row in rows:
        first, *rest = zip(row, head, classes, strict=False)
        cells = "".join(
            f'<td{kind} data-label="{text(label)}">{cell}</td>' if cell else f"<td{kind}></td>"
            for cell, label, kind in rest
        )
        body.append(f'<tr><th scope="row"{first[2]}>{first[0]}</th>{cells}</tr>')
    kind = "stack" if stack else "plain"
    return (
        f'<div class="wrap"><table class="{kind}"><caption>{text(caption)}</caption>'
        f"<thead><tr>{top}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def evidence(caption: str, found: Sequence[Evidence], most: int, *, rule: bool = True) -> str:
    """Return what was found as a table, at most `most` rows and a word on the rest."""
    rows = [
        [
            f'<span title="{text(each.basis)}">{text(each.place)}</span>',
            severity_tag(each.severity),
            text(each.rule),
            text(each.unit or "—"),
            text(each.message)
            + (f'<span class="todo">改法：{text(each.todo)}</span>' if each.todo else ""),
        ]
        for each in found[:most]
    ]
    head, kinds = ["位置", "级别", "规则", "责任单位", "问题和改法"], ["place", "", "id", "", ""]
    if not rule:
        rows = [[row[0], *row[3:]] for row in rows]
        head, kinds = [head[0], *head[3:]], [kinds[0], *kinds[3:]]
    return table(caption, head, rows, kinds) + rest(len(found), most)


def rest(number: int, most: int) -> str:
    """Return a sentence on the rows that are not shown, "" where all are."""
    if number <= most:
        return ""
    return f'<p class="note">这里列出前 {most} 处，其余 {number - most} 处见同名的 xlsx 或 json 文件。</p>'
