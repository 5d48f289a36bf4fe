"""Wrong and sensitive words: the lists that name them and the search over a text.

It must not know documents, rules or config; words are `policy.Word`s, places are offsets.
"""

from __future__ import annotations

from gongkai_ssg.wording.find import Finder, Hit, finder
from gongkai_ssg.wording.read import BadWordList, ListFault, builtin_words, merged, read_words

__all__ = [
    "BadWordList",
    "Finder",
    "Hit",
    "ListFault",
    "builtin_words",
    "finder",
    "merged",
    "read_words",
]
