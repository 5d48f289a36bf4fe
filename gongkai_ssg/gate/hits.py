"""What the gate finds: one place in a text, and what kind of thing stands there.

It must not know how grave that is: see `verdict`.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal[
    "secret_mark",  # 密级★期限
    "secret_line",  # 密级 on a line of its own, 密级：机密, 【机密】
    "copy_number",  # 份号
    "work_secret",  # 工作秘密 as a mark
    "internal",  # 内部资料, 注意保存 and the like as a mark
    "id_card",
    "id_card_15",  # of the first generation: no check digit, told by its label alone
    "id_card_doubtful",  # labelled as one, with a wrong check digit
    "bank_card",
    "account",  # of a bank, of nobody knows whom
    "mobile",
    "passport",
    "personal_list",  # header of a table that lists persons with what is private
]

#: What surrounds a hit and changes its gravity. contact: published as a contact; label: its kind
#: is written beside it; code: written as a code or number of something else; url: within an
#: address; lookalike: with letters for digits; pieces: one below the other; narrative: quoted or explained, not used as a mark.
Context = Literal["", "contact", "label", "code", "url", "lookalike", "pieces", "narrative"]


class Hit(msgspec.Struct, frozen=True):
    """One find: [start, end) in the text that was given, as written and as it reads."""

    kind: Kind
    start: int
    end: int
    value: str  # as written
    number: str  # normalised: digits and letters only, for marks the words without blanks
    context: Context = ""


def hit_at(text: str, kind: Kind, start: int, end: int, number: str, context: Context = "") -> Hit:
    """Return the hit at [start, end) of `text`."""
    return Hit(kind, start, end, text[start:end], number, context)
