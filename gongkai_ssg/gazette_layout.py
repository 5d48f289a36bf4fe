"""Finds in an article's blocks the parts of an official document, after GB/T 9704-2012, 7.3.

主送机关, 层次序数, 附件说明, 署名与成文日期, 附注 and 附件: each gets its role, no text is changed.
It must not know HTML, fonts or Typst.
"""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from gongkai_ssg.gazette_nodes import Block, Paragraph, Run, Signature, Title, plain_text
from gongkai_ssg.text import parse_date

_NUMERAL = "[〇零一二三四五六七八九十百千]"
_CHAPTER = re.compile(rf"第{_NUMERAL}{{1,6}}[编章节]\s*\S{{0,30}}")
_CLAUSE = re.compile(rf"第{_NUMERAL}{{1,8}}条(?:之{_NUMERAL}{{1,3}})?(?=[\s\u3000])")
_FIRST = re.compile(rf"{_NUMERAL}{{1,4}}、")
_SECOND = re.compile(rf"[（(]{_NUMERAL}{{1,4}}[）)]")
_ATTACHED = re.compile(r"附件[:：]\s*\S")
_ATTACHED_NEXT = re.compile(r"\d{1,2}[.．、]\s*\S")
_ATTACHMENT = re.compile(r"附件\s*\d{0,2}[:：]?")
_NOTE = re.compile(r"[（(](?:此件|联系人|注).{1,80}[）)]", re.DOTALL)
_SENTENCE = re.compile(r"[。；！？，：:;!?,]")
_CHINESE_DATE = re.compile(rf"{_NUMERAL}{{4}}年{_NUMERAL}{{1,3}}月{_NUMERAL}{{1,3}}日")
_ORGAN = re.compile("[府局厅委会室处部院署站队所社校馆行区办]$|中心$|公司$|委员会$")
_MOST_ORGANS = 8


def official(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks with the role of each paragraph set and the signatures put together."""
    result: list[Block] = []
    before = ""
    for index, block in enumerate(blocks):
        if not isinstance(block, Paragraph):
            is_chapter = isinstance(block, Title) and _CHAPTER.fullmatch(plain_text(block.runs))
            result.append(replace(block, align="center") if is_chapter else block)
            before = ""
            continue
        text = plain_text(block.runs)
        if _is_date(text) and block.align in ("", "right") and (organs := _organs(result)):
            del result[-len(organs) :]
            result.append(Signature(tuple(organ.runs for organ in organs), block.runs))
            before = "signature"
            continue
        role = "" if block.align else _role(text, index, before)
        result.append(Paragraph(_lead(block.runs, role), block.align, role))
        before = role
    return tuple(result)


def _role(text: str, index: int, before: str) -> str:
    if index == 0 and re.search(r"[:：]$", text) and "。" not in text and not _FIRST.match(text):
        return "addressee"
    if _CHAPTER.fullmatch(text):
        return "chapter"
    is_line = len(text) <= 40 and not _SENTENCE.search(text)
    if _FIRST.match(text):
        return "first" if is_line else "first-lead" if _lead_end(text) else ""
    if _SECOND.match(text):
        return "second" if is_line else "second-lead" if _lead_end(text) else ""
    if _CLAUSE.match(text):
        return "clause"
    if _ATTACHED.match(text):
        return "attached"
    if before in ("attached", "attached-next") and _ATTACHED_NEXT.match(text):
        return "attached-next"
    if _ATTACHMENT.fullmatch(text) and index:
        return "attachment"
    if before == "attachment" and is_line:
        return "attachment-title"
    return "note" if before == "signature" and _NOTE.fullmatch(text) else ""


def _lead_end(text: str) -> int:
    """Return where the opening sentence that serves as a heading ends, 0 when there is none."""
    end = text.find("。") + 1
    is_lead = 0 < end <= 32 and end < len(text) and not re.search("[，；：]", text[:end])
    return end if is_lead else 0


def _lead(runs: tuple[Run, ...], role: str) -> tuple[Run, ...]:
    """Set the opening words of a paragraph in the face that their level has."""
    if role not in ("clause", "first-lead", "second-lead") or runs[0].image:
        return runs
    first = runs[0]
    if role == "clause":
        found = _CLAUSE.match(first.text)
        end = found.end() if found else 0
    else:
        end = _lead_end(first.text)
    if not end or first.marks:
        return runs
    face = "k" if role == "second-lead" else "h"
    rest = (Run(first.text[end:]),) if first.text[end:] else ()
    return (Run(first.text[:end], face), *rest, *runs[1:])


def _is_date(text: str) -> bool:
    return len(text) <= 16 and (
        _CHINESE_DATE.fullmatch(text) is not None
        or ("年" in text and text.endswith("日") and parse_date(text) is not None)
    )


def _organs(blocks: Sequence[Block]) -> list[Paragraph]:
    """Return the lines at the end of `blocks` that sign: short, without stops, unnumbered.

    They sign only what stands before them; a title with its date below is no signature.
    """
    organs: list[Paragraph] = []
    for block in reversed(blocks):
        if not isinstance(block, Paragraph) or block.role:
            break
        text = plain_text(block.runs)
        if not text or len(text) > 32 or _SENTENCE.search(text) or re.match(r"[（(\d]", text):
            break
        if organs and (len(organs) == _MOST_ORGANS or not _ORGAN.search(text)):
            break
        if block.align not in ("", "right"):
            break
        organs.insert(0, block)
    return organs if len(organs) < len(blocks) else []
