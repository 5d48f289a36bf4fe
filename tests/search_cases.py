"""What the search tests share: records, the plain truth, cases that two languages must agree on.

It must not know how the index is made or read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from gongkai_ssg.search import SearchRecord
from gongkai_ssg.search_text import collapse, fold

# (written, folded): run in Python and in the browser.
FOLDED = [
    ("行政许可", "行政许可"),
    ("IPv6", "ipv6"),
    ("ＩＰｖ６", "ipv6"),
    ("２０２４年", "2024年"),
    ("冀科平规〔2024〕1号", "冀科平规〔2024〕1号"),
    ("（试行）", "(试行)"),
    ("《办法》：", "《办法》:"),
    ("“最多跑一次”", "“最多跑一次”"),
    ("3.5％", "3.5%"),
    ("㎡①Ⅳ℃", "m21iv°c"),
    ("…", "..."),
    ("ｶﾞ", "カ\u3099"),
    ("cafe\u0301", "caf\u00e9"),
    ("İ", "i\u0307"),
    ("ΑΣ", "ας".replace("ς", "σ")),
    ("ﬁ ﷺ", "fi صلى الله عليه وسلم"),
    ("國", "國"),
    ("𠮷𝟘", "𠮷0"),
    ("a\u200bb\ufeff", "a\u200bb\ufeff"),
]

# (typed, folded terms)
QUERIES = [
    ("行政许可", ["行政许可"]),
    ("  行政　许可\t行政 ", ["行政", "许可"]),
    ('"public notice" 公告', ["public notice", "公告"]),
    ('"  A \u3000 b "', ["a b"]),
    ("“最多 跑一次”", ["“最多", "跑一次”"]),
    ('5" 管', ['5"', "管"]),
    ('"未完', ['"未完']),
    ('"a"b', ['"a"b']),
    ('" "', []),
    ("", []),
]


def make_record(
    url: str,
    title: str,
    paragraphs: Iterable[str],
    date: str = "2024-01-05",
    **filters: str,
) -> SearchRecord:
    """A record whose digest follows from what is in it."""
    texts = tuple(paragraphs)
    told = repr((url, title, texts, date, sorted(filters.items())))
    digest = hashlib.sha256(told.encode()).hexdigest()
    return SearchRecord(url, title, texts, filters, date, digest)


def truth(records: Iterable[SearchRecord], *terms: str) -> set[str]:
    """Addresses of the documents that plain substring search finds for all of `terms`."""
    return {
        record.url
        for record in records
        if all(
            any(fold(term) in fold(collapse(text)) for text in (record.title, *record.paragraphs))
            for term in terms
        )
    }
