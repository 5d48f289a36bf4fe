"""Personal numbers -> the same text with them covered, character for character.

Identity cards keep the first and the last character, mobile numbers three and four, bank cards
the last four. It must not know what the text is part of: nothing but digits is touched.
"""

from __future__ import annotations

import re

import msgspec

from gongkai_ssg.gate.digits import is_figure
from gongkai_ssg.gate.folding import INVISIBLE
from gongkai_ssg.gate.hits import Hit, Kind
from gongkai_ssg.gate.text import scan
from gongkai_ssg.gate.verdict import is_masked
from gongkai_ssg.policy import GatePolicy

#: Means nothing in YAML, Markdown or HTML.
COVER = "＊"

_KEPT: dict[Kind, tuple[int, int]] = {
    "id_card": (1, 1),
    "id_card_15": (1, 1),
    "bank_card": (0, 4),
    "mobile": (3, 4),
    "passport": (1, 1),
}
_TOKEN = re.compile(r"<[^<>]*>|&[#A-Za-z0-9]{1,24};|[\s\S]")
_UNSEEN = re.compile(f"[{INVISIBLE}]")


def mask(text: str, policy: GatePolicy) -> str:
    """Return `text`, of the same length, with every number covered whose kind is to be masked."""
    actions = (policy.id_card, policy.bank_card, policy.mobile, policy.passport)
    if "mask" not in actions:
        return text
    parts: list[str] = []
    end = 0
    for hit in scan(text, policy):
        if hit.start >= end and is_masked(hit, policy):
            parts += text[end : hit.start], _covered(hit)
            end = hit.end
    return "".join([*parts, text[end:]]) if parts else text


def without_masks(policy: GatePolicy) -> GatePolicy:
    """Return the policy for what nobody masks, files and names: what would be masked is kept back."""
    kinds = ("id_card", "bank_card", "mobile", "passport")
    masked = {kind: "block" for kind in kinds if getattr(policy, kind) == "mask"}
    return msgspec.structs.replace(policy, **masked) if masked else policy


def _covered(hit: Hit) -> str:
    """Return the value with digits covered; tags, blanks and cell borders stay."""
    tokens = _TOKEN.findall(hit.value)
    figures = [i for i, token in enumerate(tokens) if _is_figure(token, hit.kind)]
    first, last = _KEPT[hit.kind]
    if hit.kind == "mobile" and len(figures) > 11:
        first += len(figures) - 11  # the prefix of the country
    kept = {*figures[:first], *figures[len(figures) - last :]}
    return "".join(
        COVER * len(token)
        if (i in figures and i not in kept) or _UNSEEN.fullmatch(token)
        else token
        for i, token in enumerate(tokens)
    )


def _is_figure(token: str, kind: Kind) -> bool:
    if token[0] == "&":
        return token not in ("&nbsp;", "&ensp;", "&emsp;", "&thinsp;", "&shy;")
    return len(token) == 1 and (is_figure(token) or (kind == "passport" and token.isalnum()))
