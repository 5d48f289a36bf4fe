"""Breaks a title into lines as 7.3.1 of GB/T 9704-2012 wants: whole words, balanced lines.

It must not know fonts: a Chinese character is one unit wide, any other half of one.
"""

import math
import re
from functools import cache
from itertools import pairwise

_ROOM = 19  # units in a line of the title; 20 fit
_LONGEST = 200  # characters; what is longer is no title, and is broken anywhere

# Titles are made of few words: where a line may well end, and where one may well begin.
_ENDS = re.compile(
    r"(?:关于|印发|进一步|[和与及、》”）]|政府|办公室|委员会|领导小组|[局厅部]|转发|[省市县区])$"
)
_BEGINS = re.compile(
    "关于|[《“（]|进一步|(?:推动|推进|促进|加强|加快|优化|提升|实施|开展|印发|做好|规范|深化|完善|落实|支持|建立)"
    "|的(?:若干)?(?:通知|意见|决定|公告|通告|批复|函|通报|方案|措施|办法|规定|报告)|(?:实施|管理|暂行)(?:办法|方案|意见|细则)"
)
_HELD = re.compile(r"[!-~]+|[《“（〔]|.(?=[、，。》”）〕：；])", re.DOTALL)


def title_lines(title: str) -> tuple[str, ...]:
    """Return the lines of a title, one for a short title and for one without good places."""
    count = math.ceil(_length(title) / _ROOM)
    if count < 2 or len(title) > _LONGEST:
        return (title,)
    forbidden = {
        place
        for found in _HELD.finditer(title)
        for place in range(found.start() + 1, found.end() + 1)
        if place < found.end() or not re.match("[!-~]", found[0])
    }
    mean = _length(title) / count

    @cache
    def best(start: int, lines: int) -> tuple[float, tuple[int, ...]]:
        rest = _length(title[start:])
        if lines == 1:
            return ((rest - mean) ** 2 if rest <= _ROOM + 1 else math.inf), ()
        found: tuple[float, tuple[int, ...]] = (math.inf, ())
        for end in range(start + 1, len(title)):
            length = _length(title[start:end])
            if length > _ROOM + 1:
                break
            if end not in forbidden:
                cost, places = best(end, lines - 1)
                cost += (length - mean) ** 2 + _cost(title, end)
                found = min(found, (cost, (end, *places)))
        return found

    cost, places = best(0, count)
    if cost == math.inf:
        return (title,)
    return tuple(title[start:end].strip() for start, end in pairwise((0, *places, len(title))))


def _cost(title: str, place: int) -> float:
    good = _ENDS.search(title[:place]) or _BEGINS.match(title, place)
    return 0 if good else 16


def _length(text: str) -> float:
    return sum(0.5 if character < "\u2000" else 1 for character in text)
