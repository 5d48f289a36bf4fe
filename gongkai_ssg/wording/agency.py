"""Tells names of agencies that were nearly written right, and where a text is signed.

It must not know documents or findings.
"""

from __future__ import annotations

from collections.abc import Iterator

from gongkai_ssg.late_pattern import late_pattern

_DATE = late_pattern(
    r"[0-9０-９〇○零一二三四五六七八九十]{2,4}年[0-9０-９一二三四五六七八九十]{1,3}月[0-9０-９一二三四五六七八九十]{1,3}日"
)
_MARKUP = late_pattern(r"<[^<>\n]*>|&(?:emsp|ensp|nbsp);|[*_>#|\s\u3000\u00a0]")
_NAME = late_pattern(r"[\u4e00-\u9fff（）()]{4,40}")
_LAST = 12  # lines at the end of a text that may be its signature
_ABOVE = 3  # lines above a date in which a signature stands
_SHORTEST = 6  # characters of a name of which one may be wrong

_LEVELS = frozenset("省市县区州盟旗镇乡村部局厅委处科室")
_DIRECTIONS = frozenset("东西南北中上下前后左右新老大小一二三四五六七八九十")
_PLACE_END = late_pattern(r"[省市县区州盟旗镇乡]")


def signatures(text: str) -> Iterator[tuple[int, str]]:
    """Yield offset and name of each line that signs `text`: near its end, just above a date."""
    last: list[tuple[int, str]] = []  # from the end
    end = len(text)
    while end >= 0 and len(last) < _LAST:
        start = text.rfind("\n", 0, end) + 1
        bare = _MARKUP.sub("", text[start:end])
        if bare:
            last.append((start, bare))
        end = start - 1
    last.reverse()
    dates = [number for number, (_, bare) in enumerate(last) if _DATE.fullmatch(bare)]
    for number, (offset, bare) in enumerate(last):
        if _NAME.fullmatch(bare) and any(0 < date - number <= _ABOVE for date in dates):
            yield offset, bare


def is_nearly(written: str, name: str) -> bool:
    """Tell whether `written` is probably meant to be `name`: one character or two places wrong.

    Names that differ by the level (市, 县) or by a direction or number belong to others.
    """
    if written == name or len(name) < _SHORTEST or abs(len(written) - len(name)) > 1:
        return False
    if len(written) == len(name):
        wrong = [(a, b) for a, b in zip(written, name, strict=True) if a != b]
        if len(wrong) == 1:
            return not any(set(wrong[0]) <= each for each in (_LEVELS, _DIRECTIONS))
        return sorted(written) == sorted(name)  # parts in another order
    longer, shorter = (written, name) if len(written) > len(name) else (name, written)
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))


def is_other_place(written: str, name: str) -> bool:
    """Tell whether two names of one length differ in the name of the place: 云浦市, 云溪市."""
    end = _PLACE_END.search(name, 1)
    if end is None or len(written) != len(name):
        return False
    return (
        written[: end.start()] != name[: end.start()]
        and written[end.start() :] == name[end.start() :]
    )
