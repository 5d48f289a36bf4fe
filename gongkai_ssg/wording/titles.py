"""Finds officials whom a text gives another title, or whose name it writes with a wrong character.

It must not know documents or findings. Precision comes first: a person may hold several offices,
have held others, and have namesakes elsewhere, so only the same office in another rank counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from gongkai_ssg.late_pattern import late_pattern
from gongkai_ssg.policy import Official

_OFFICES = (
    "局长|厅长|部长|主任|主席|会长|书记|党组成员|党委委员|秘书长|市长|县长|区长|州长|镇长|乡长|省长|馆长|院长"
    "|校长|所长|处长|科长|股长|站长|总队长|支队长|大队长|中队长|队长|行长|台长|社长|调研员|巡视员"
)
_BODIES = "党组|党委|党工委|党总支|党支部|纪委|机关党委|工会"
_TITLE_TEXT = rf"(?P<body>{_BODIES})?(?P<rank>常务副|第一副|副|代)?(?P<office>{_OFFICES})"
_TITLE = late_pattern(_TITLE_TEXT)
_TITLE_BEFORE = late_pattern(rf"{_TITLE_TEXT}(?:同志)?[ \u3000:：]?$")
_TITLE_AFTER = late_pattern(rf"(?:同志)?[ \u3000]?(?:\|[ \u3000]*)?{_TITLE_TEXT}")
_SPLIT = late_pattern(r"[、，,；;/／\s]+|兼")
_LONGEST = 12  # characters of a title with its body and rank

_PAST = late_pattern(r"(?:原|前|曾|时任|前任|历任|拟任|任命|免去|提名|聘任|决定|任免|接替|离任)")
_NOT_HELD = late_pattern(r"(?:的)?(?:职务|职位|一职|人选|候选人)")
_HAN_RUN = late_pattern(r"[\u4e00-\u9fff]+$")
_AGENCY_END = tuple("局委厅办馆司府会队院校所站处科室部社台心署院")
_OURS = ("本局", "我局", "该局", "市局", "县局", "区局", "省局", "本单位", "我单位")
#: What follows a name of two characters is not a third one.
_NOT_IN_NAMES = frozenset("和与及在到为对向的等是表说任主带率同就介把以将又也来前一")


class NameFault(msgspec.Struct, frozen=True):
    """A place where a text disagrees with the list of officials."""

    start: int
    written: str
    name: str  # as config has it
    title: str  # as config has it
    is_name: bool  # the name is wrong, not the title


class _Office(msgspec.Struct, frozen=True):
    place: str  # what stands before the title in config: "办公室", "示例市文化和旅游局"
    office: str  # with its body: "党组书记"
    rank: str


class _Person(msgspec.Struct, frozen=True):
    name: str
    title: str
    offices: tuple[_Office, ...]


def find_disagreements(
    text: str, officials: Sequence[Official], agency: str
) -> Iterator[NameFault]:
    """Yield each official with another rank of the same office, and each miswritten name.

    One person listed several times (former offices too) may be called by each of the titles.
    `agency` is the name of the organizer: "<agency>局长" is the agency's own.
    """
    people = _people(tuple(officials))
    names = {person.name for person in people}
    for person in people:
        if person.name in text:
            yield from _other_titles(text, person, agency)
        if len(person.name) >= 3:
            yield from _wrong_names(text, person, names, agency)


@lru_cache(maxsize=4)
def _people(officials: tuple[Official, ...]) -> tuple[_Person, ...]:
    titles: dict[str, list[str]] = {}
    for each in officials:
        titles.setdefault(each.name, []).append(each.title)
    return tuple(
        _Person(name, "、".join(written), tuple(_offices(written)))
        for name, written in titles.items()
    )


def _offices(titles: Sequence[str]) -> Iterator[_Office]:
    for title in titles:
        for part in _SPLIT.split(title):
            found = re.search(rf"{_TITLE_TEXT}$", part)
            if found is not None:
                yield _Office(part[: found.start()], _office(found), _rank(found))


def _office(found: re.Match[str]) -> str:
    return (found["body"] or "") + found["office"]


def _rank(found: re.Match[str]) -> str:
    return "副" if (found["rank"] or "").endswith("副") else (found["rank"] or "")


def _other_titles(text: str, person: _Person, agency: str) -> Iterator[NameFault]:
    known = {(each.office, each.rank) for each in person.offices}
    offices = {each.office for each in person.offices}
    at = text.find(person.name)
    while at >= 0:
        end = at + len(person.name)
        before = _TITLE_BEFORE.search(text[max(0, at - _LONGEST) : at])
        after = _TITLE_AFTER.match(text, end)
        given = [each for each in (before, after) if each is not None]
        if given and not any((_office(each), _rank(each)) in known for each in given):
            found = given[0]
            start = at - len(found[0]) if found is before else at
            stop = end if found is before else found.end()
            past = _PAST.search(text[max(0, start - 8) : start])
            held = not _NOT_HELD.match(text, stop) and not past
            if _office(found) in offices and held and _is_ours(text, start, person, agency):
                yield NameFault(start, text[start:stop], person.name, person.title, False)
        at = text.find(person.name, end)


def _is_ours(text: str, start: int, person: _Person, agency: str) -> bool:
    """Tell whether what stands before a title or name names no other agency."""
    run = _HAN_RUN.search(text[max(0, start - 24) : start])
    if run is None or not run[0].endswith(_AGENCY_END):
        return True
    places = {each.place for each in person.offices if each.place}
    return run[0].endswith((agency, *_OURS, *places)) if agency else run[0].endswith(_OURS)


def _wrong_names(text: str, person: _Person, names: set[str], agency: str) -> Iterator[NameFault]:
    length = len(person.name)
    for each in person.offices:
        title = _with_rank(each)
        at = text.find(title)
        while at >= 0:
            end = at + len(title)
            own = _TITLE_BEFORE.search(text[max(0, at - _LONGEST) : end])
            is_whole = own is not None and (_office(own), _rank(own)) == (each.office, each.rank)
            for start in (end, at - length):
                written = text[start : start + length] if start >= 0 else ""
                place = min(at, start)
                past = _PAST.search(text[max(0, place - 8) : place])
                if (
                    is_whole
                    and _is_miswritten(written, person.name)
                    and written not in names
                    and not past
                    and _is_ours(text, place, person, agency)
                ):
                    yield NameFault(start, written, person.name, person.title, True)
            at = text.find(title, end)


def _with_rank(each: _Office) -> str:
    found = re.match(_BODIES, each.office)
    body = found[0] if found else ""
    return body + each.rank + each.office[len(body) :]


def _is_miswritten(written: str, name: str) -> bool:
    if len(written) != len(name) or written == name:
        return False
    wrong = [each for each, right in zip(written, name, strict=True) if each != right]
    is_han = "\u4e00" <= wrong[0] <= "\u9fff"
    return len(wrong) == 1 and is_han and wrong[0] not in _NOT_IN_NAMES
