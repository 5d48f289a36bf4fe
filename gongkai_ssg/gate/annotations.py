"""Lines that say of the document itself that it is not public: （此件不公开）, （此件发至县团级）.

It must not know the disclosure that a document declares, nor where the text comes from.
"""

from __future__ import annotations

import html
from collections.abc import Iterator

from gongkai_ssg.late_pattern import late_pattern

# The annotation stands below the date of a document, in brackets, on a line of its own
# (GB/T 9704-2012); prose and headings that speak of 依申请公开 are no annotation.
# A quick look first: the literal start lets the search run at the speed of memory.
_NOT_PUBLISHED = late_pattern(
    "公开(?:(?<=[不予外得宜请非部\\s*_　\u00ad\u200b-\u200f\u2060\ufeff]公开)|(?=[:：]\\s*否))"
)
_BLANK = "[\\s*_>#`\\\\　\u00ad\u200b-\u200f\u2060\ufeff]"
_SPREAD = late_pattern(f"公(?:{_BLANK}+|<[^<>]*>|&)[^\n]{{0,20}}?开")
_WRAPPING = late_pattern(f"<[^<>]*>|{_BLANK}+")
_THIS = r"(?:此件|本件|该件|此文|本文|此文件|本文件)"
_NOT = r"(?:不公开|不予公开|不对外公开|不得公开|不宜公开|非公开|内部公开|依申请公开)"
# To whom a document goes is said of one that does not go to everybody.
_REACH = (
    r"(?:印发|发|传达)(?:至|到)(?![^（()）]*(?:公开|社会|公众|网站|登报|见报|群众))"
    r"[^（()）。；]{1,20}(?:级|部门|单位|机关|支部|乡镇|镇|街道|村|社区|科室|处室|干部|党员|人员)"
)
_SAID = rf"(?:{_THIS}[为属系]?)?(?:{_NOT}|{_REACH})[^（()）。；]{{0,10}}"
_LABEL = r"(?:信息)?公开(?:属性|选项|类别|类型|形式|方式)[:：]"
_ANNOTATION = late_pattern(
    r"(?:\d{4}年\d{1,2}月\d{1,2}日)?"
    rf"(?:[（(\[【〔](?:{_LABEL})?{_SAID}[）)\]】〕]"
    rf"|{_THIS}[为属系]?(?:{_NOT}|{_REACH})"
    rf"|{_LABEL}{_NOT}|(?:是否|主动)公开[:：]否)[。.]?"
)
_LONGEST = 200  # characters of a line that may be an annotation


def denials(text: str) -> Iterator[tuple[int, str]]:
    """Yield the number (from 1) and the text of every line that is such an annotation."""
    wrapped = "&#" in text
    if not (wrapped or _mentions(text) or _SPREAD.search(text)):
        return
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > _LONGEST:
            continue
        shown = html.unescape(line) if "&" in line else line
        if not (_mentions(shown) or _SPREAD.search(shown)):
            continue
        if _ANNOTATION.fullmatch(_WRAPPING.sub("", shown)):
            yield number, line


def _mentions(text: str) -> bool:
    return _NOT_PUBLISHED.search(text) is not None or "发至" in text or "传达" in text
