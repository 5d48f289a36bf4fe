"""The bytes of built files -> what still stands in them that must not be published.

The last look: whatever way something took into the output, past the sources too. Bytes are
looked at first; only what is suspicious is decoded and read. It must not know the sources.
"""

from __future__ import annotations

import re

from gongkai_ssg.any_of import AnyOf
from gongkai_ssg.faults import Severity
from gongkai_ssg.gate.digits import has_other_figures
from gongkai_ssg.gate.folding import is_disguised
from gongkai_ssg.gate.hits import Hit
from gongkai_ssg.gate.quick import COPIES, SECRET, bare, has_number, has_tagged_digits, has_unseen
from gongkai_ssg.gate.text import scan, scan_rows
from gongkai_ssg.gate.verdict import is_masked, verdict
from gongkai_ssg.late_pattern import late_pattern
from gongkai_ssg.policy import GatePolicy

_PACKED = (".xlsx", ".docx", ".pptx", ".pdf", ".ofd", ".zip")
_OPAQUE = (
    *(".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".woff", ".woff2", ".ttf", ".wasm"),
    *(".gz", ".br", ".pagefind", ".pf_meta", ".pf_index", ".pf_fragment", ".mp4", ".mp3"),
)

_HEAD, _GZIP = 1000, b"\x1f\x8b"

_ENTITY = late_pattern(r"&#[xX]?[0-9a-fA-F]{1,7};?(?:[0-9]|&#)|[0-9]&#")
_STARS = AnyOf("★", "☆", "⭐", "&#973", "&starf;", "&star;", "&bigstar;")
_ESCAPED, _REFERENCE = AnyOf("\\u"), AnyOf("&#")
# Digits with tags between them that do not part them on the page.
_TAGGED = late_pattern(
    r"[0-9](?:</?(?:b|i|u|s|a|em|strong|span|font|code|mark|small|big|sub|sup|wbr|del|ins|kbd|var"
    r"|bdi|bdo|abbr|ruby|rb)(?=[\s/>])[^<>]{0,200}>){1,8}[0-9]",
    re.IGNORECASE,
)
_LEVEL_END = late_pattern(r"密(?<=[绝絕絶机機秘祕\s]密)")  # the literal start makes it fast
_MARK = late_pattern(
    r"密\s?级[^一-鿿]{0,40}[绝機机秘]|[【\[（(]\s*[绝机秘]\s*密"
    r"|[>\"\n]\s*[绝机秘]\s*密[级件]?[\s0-9年长期个月★☆]*[<\"\n]|工作秘密(?:[★☆】]|\s{0,4}[0-9])"
)
_COPY = late_pattern(r"份\s*号[^一-鿿]{0,40}[0-9０-９]{6}")
_ESCAPE = late_pattern(r"\\u([0-9a-fA-F]{4})")
_STYLE = late_pattern(r"<style\b[^>]*>[\s\S]*?</style>|<svg\b[^>]*>|<path\b[^>]*>", re.IGNORECASE)


def scan_output(
    path: str, data: bytes, allowed: frozenset[str], policy: GatePolicy | None = None
) -> list[Hit]:
    """Return what in a built file would have blocked a source, and numbers left unmasked.

    `allowed` are normalised numbers that may stand there (`verdict.permitted`, waived values).
    Offsets are those of the text that was read: the decoded file, or a piece of a packed one.
    """
    policy = policy or GatePolicy()
    name = path.lower()
    if name.endswith(_PACKED):
        return _packed(path, data, allowed, policy)
    if name.endswith(_OPAQUE) or b"\0" in data[:_HEAD] or data.startswith(_GZIP):
        return []  # pictures, fonts and packed indexes of texts that are looked at themselves
    text = data.decode("utf-8", "replace")
    if not _is_suspicious(data, text):
        return []
    if not name.endswith((".html", ".htm", ".xml", ".svg", ".txt", ".csv")) and "\\u" in text:
        text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return _grave(scan(_STYLE.sub(_blank, text), policy), allowed, policy)


def _packed(path: str, data: bytes, allowed: frozenset[str], policy: GatePolicy) -> list[Hit]:
    from gongkai_ssg.gate.files import look_inside  # the readers are slow to import

    hits: list[Hit] = []
    for piece in look_inside(data, path).pieces:
        hits.extend(scan(piece.text, policy))
        hits.extend(hit for _, _, hit in scan_rows(piece.rows, policy))
    return _grave(hits, allowed, policy)


def _grave(hits: list[Hit], allowed: frozenset[str], policy: GatePolicy) -> list[Hit]:
    return [
        hit
        for hit in hits
        if hit.number not in allowed
        and (verdict(hit, policy)[1] is Severity.BLOCK or is_masked(hit, policy))
    ]


def _is_suspicious(data: bytes, text: str) -> bool:
    """Tell in a few fast passes whether a text is worth reading."""
    bared = bare(data)
    if has_number(data, bared) or _ESCAPED.is_in(data) or _STARS.is_in(data):
        return True
    if has_other_figures(text) or (COPIES.is_in(data) and _COPY.search(text) is not None):
        return True
    if has_tagged_digits(bared) and _TAGGED.search(text) is not None:
        return True
    if has_unseen(data, bared) and is_disguised(text):
        return True
    if _REFERENCE.is_in(data) and _ENTITY.search(text) is not None:
        return True
    secret = SECRET.is_in(data) and _LEVEL_END.search(text) is not None
    return secret and _MARK.search(text) is not None


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
