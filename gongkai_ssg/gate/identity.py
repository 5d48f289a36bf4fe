"""Identity cards and passports in a text, told by their own checks or by their labels.

GB 11643 (identity cards), GB 32100 (统一社会信用代码, which are no personal numbers). It must not
know how grave a find is.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from gongkai_ssg.any_of import AnyOf
from gongkai_ssg.gate.digits import MASKED, Group, Run
from gongkai_ssg.gate.folding import CELL
from gongkai_ssg.gate.hits import Context, Hit, hit_at
from gongkai_ssg.gate.surroundings import Around, Surroundings, glued, web_address
from gongkai_ssg.late_pattern import late_pattern

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PROVINCES = late_pattern("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_MONTHS = frozenset(f"{month:02}" for month in range(1, 13))
_MANY = 6  # pieces of a number
_BORN_RECENTLY = 2005  # dates after it are as often those of a file as of a birth

_PASSPORT_WORDS = AnyOf(
    *("护照", "通行证", "回乡证", "台胞证", "永久居留", "旅行证", "海员证"),
    *("军官证", "士兵证", "警官证", "文职干部证", "军人证", "军人保障"),
    *("passport", "Passport", "PASSPORT"),
)
_G = "[ \u3000-]{0,2}"  # passports are grouped by blanks at times
_PASSPORT = late_pattern(
    rf"(?<![0-9A-Za-z])(?:[EGDSPKeg]{_G}(?:[0-9０-９]{_G}){{7}}[0-9０-９]"
    rf"|[Ee][A-HJ-NP-Za-hj-np-z]{_G}(?:[0-9０-９]{_G}){{6}}[0-9０-９]|[DSP][EN][0-9０-９]{{7}}"
    rf"|1[45][0-9]{{7}}|[HMChmc]{_G}(?:[0-9０-９]{_G}){{7,9}}[0-9０-９]|[A-Z]{{3}}[0-9]{{12}}"
    r"|[\u4e00-\u9fff]字第[0-9０-９]{6,8}号?|[Cc][A-HJ-NP-Z][0-9]{7}|(?:(?<=[:：|号码])|(?<=[:：|号码] ))[0-9]{8})(?![0-9A-Za-z])"
)

_RESIDENT = AnyOf("居民身份证")
#: Of Hong Kong, of Macau, of Taiwan, right behind their names.
_REGIONAL = late_pattern(
    r"居民身份证(?<=(?:香港|澳门|台湾)居民身份证)(?:件?号码?|编号)?[:：为是 \u3000|]{0,3}"
    r"([A-Z]{1,2}[0-9]{6}[(（]?[0-9A][)）]?|[157][0-9]{6}[(（][0-9][)）]|[A-Z][1289][0-9]{8})(?![0-9A-Za-z])"
)
# Stands in all that _PASSPORT finds, which takes its time with every character: it looks only
# so many characters before such digits, and after.
_SIX = late_pattern("[0-9０-９][0-9０-９ \u3000-]{5}")
_BEFORE, _BEHIND, _LONGEST = 8, 60, 40


def is_id_card(number: str) -> bool:
    """Tell whether 18 characters are an identity number: a real day and the check digit."""
    total = sum(int(d) * w for d, w in zip(number, _WEIGHTS, strict=False))
    return _is_born(number[6:14]) and number[0] != "0" and "10X98765432"[total % 11] == number[17]


def _is_born(day: str) -> bool:
    try:
        return 1850 <= dt.date(int(day[:4]), int(day[4:6]), int(day[6:8])).year <= 2049
    except ValueError:
        return False


def is_likely_born(number: str) -> bool:
    """Tell whether an identity number names a province and a year that people live in."""
    return _PROVINCES.match(number) is not None and 1900 <= int(number[6:10]) <= 2029


def is_credit_code(code: str) -> bool:
    """Tell whether 18 characters are a 统一社会信用代码 with the right check character."""
    if any(char not in _CREDIT for char in code):
        return False
    total = sum(_CREDIT.index(c) * w for c, w in zip(code, _CREDIT_WEIGHTS, strict=False))
    return _CREDIT[(31 - total % 31) % 31] == code[17]


# --- identity cards --------------------------------------------------------------------


def identity_cards(
    text: str, run: Run, taken: list[bool], surroundings: Surroundings
) -> Iterator[Hit]:
    """Yield identity cards, parted or not; those of 15 digits only where they are labelled."""
    digits = "".join(group.digits for group in run.groups)
    if len(digits) < 15:
        return
    ends: dict[int, int] = {}  # in all digits -> group
    at = 0
    for index, group in enumerate(run.groups):
        at += len(group.digits)
        ends[at] = index
    at, free = 0, 0
    for first, group in enumerate(run.groups):
        if len(group.digits) >= 36 and len(group.digits) % 18 == 0:
            yield from _glued_cards(text, group)
        if at >= free and (digits[at + 10 : at + 12] in _MONTHS or len(group.digits) == 15):
            for window in _windows(run, first, digits[at : at + 18], ends, at):
                hit = _identity_card(text, run, first, window, surroundings)
                if hit is not None:
                    yield hit
                    for index in range(first, window[1] + 1):
                        taken[index] = True
                    free = at + len(window[0]) - window[2]
                    break
        at += len(group.digits)


def _glued_cards(text: str, group: Group) -> Iterator[Hit]:
    """Yield the identity numbers that digits without any blank are made up of."""
    whole = range(0, len(group.digits), 18)
    numbers = [group.digits[at : at + 18] for at in whole]
    if not all(is_likely_born(each) and is_id_card(each) for each in numbers):
        return
    if group.end - group.start == len(group.digits) and not glued(text, group.start, group.end):
        for at, number in zip(whole, numbers, strict=True):
            start = group.start + at
            yield hit_at(text, "id_card", start, start + 18, number)


def _windows(
    run: Run, first: int, digits: str, ends: dict[int, int], at: int
) -> Iterator[tuple[str, int, bool]]:
    """Yield what could be an identity number from a group on: the characters, the last group,
    and whether an X ends them."""
    if digits[0] == "0":
        return
    if digits[10:12] in _MONTHS:
        last, final = ends.get(at + 18), len(run.groups) - 1
        if last is not None and not _is_masked(run, first, last):
            yield digits, last, False
        tail = run.x_end >= 0 and ends.get(at + 17) == final
        if last is None and tail and not _is_masked(run, first, final, run.x_parted):
            yield digits[:17] + "X", final, True
    if len(run.groups[first].digits) == 15:
        yield digits[:15], first, False
    # The card of a disabled person: the identity number, then kind and degree of the disability.
    if len(run.groups[first].digits) == 20 and is_id_card(digits):
        yield run.groups[first].digits, first, False


def _is_masked(run: Run, first: int, last: int, tail: str = "") -> bool:
    # A masked number is in two or three pieces; with more of them it is whole, in bold digits.
    gaps = (tail, *(group.parted for group in run.groups[first + 1 : last + 1]))
    return last - first < _MANY and any(MASKED in gap for gap in gaps)


def _identity_card(
    text: str,
    run: Run,
    first: int,
    window: tuple[str, int, bool],
    surroundings: Surroundings,
) -> Hit | None:
    number, last, ends_in_x = window
    groups = run.groups[first : last + 1]
    start, end = groups[0].start, run.x_end if ends_in_x else groups[-1].end
    if glued(text, start, end):
        return None
    if len(number) == 15:
        born = _is_born("19" + number[6:12]) and number[0] != "0"
        if born and surroundings(start, end).labels_identity():
            return hit_at(text, "id_card_15", start, end, number, "label")
        return None
    if not is_id_card(number):
        doubtful = len(groups) == 1 and _is_born(number[6:14]) and _PROVINCES.match(number)
        if doubtful and surroundings(start, end).labels_identity():
            return hit_at(text, "id_card_doubtful", start, end, number, "label")
        return None
    at = surroundings(start, end)
    labelled = at.labels_identity()
    if len(groups[0].digits) == 20 and not (labelled or at.labels_disability()):
        return None
    if not labelled and not _is_likely_one(number, groups, run.x_parted if ends_in_x else ""):
        return None
    if is_credit_code(number) and at.labels_credit_code():
        return None
    return hit_at(text, "id_card", start, end, number, _identity_context(text, number, groups, at))


def _identity_context(text: str, number: str, groups: tuple[Group, ...], at: Around) -> Context:
    if any(group.letters for group in groups):
        return "lookalike"
    if at.labels_identity():
        return "label"
    if int(number[6:10]) >= _BORN_RECENTLY:
        if web_address(text, groups[0].start, groups[-1].end) == "url":
            return "url"
        if at.labels_code():
            return "code"
        # Region, day and serial number in the cells of a table that is not of persons.
        cells = any(CELL in group.parted or "|" in group.parted for group in groups)
        return "code" if cells and at.columns and not at.speaks_of_persons() else ""
    return ""


def _is_likely_one(number: str, groups: tuple[Group, ...], x_parted: str) -> bool:
    """Tell whether groups look like one number parted rather than like several numbers."""
    if len(groups) == 1 and not x_parted:
        return True
    parts = [*(group.parted for group in groups[1:]), x_parted]
    hard = any(group.hard for group in groups[1:])
    if hard and not _is_one_place(parts):
        return False
    sizes = [len(group.digits) for group in groups]
    regular = len(sizes) <= 4 or len(set(sizes[:-1])) == 1
    if regular and not hard:
        return True
    if not is_likely_born(number):
        return False
    return regular or not hard


def _is_one_place(parts: list[str]) -> bool:
    """Tell whether it is one row of cells, or one line that was broken, not a column of figures."""
    breaks = sum("\n" in part for part in parts)
    cells = any("|" in part or CELL in part for part in parts)
    return not breaks or (not cells and (breaks == 1 or breaks >= len(parts) - 1 > 8))


# --- passports -------------------------------------------------------------------------


def names_passports(data: bytes) -> bool:
    """Tell whether a text, given in UTF-8, names a document of which `passports` knows."""
    return _PASSPORT_WORDS.is_in(data)


def passports(text: str, surroundings: Surroundings) -> Iterator[Hit]:
    """Yield numbers of passports and permits: told by their labels alone."""
    for found in _near_digits(text):
        at = surroundings(found.start(), found.end())
        if at.labels_passport() and not at.is_amount() and not _is_day(found[0]):
            if "字第" in found[0] and not at.labels_military():
                continue
            number = "".join(filter(str.isalnum, found[0].upper()))
            yield hit_at(text, "passport", found.start(), found.end(), number, "label")


def names_region(data: bytes) -> bool:
    """Tell whether a text, given in UTF-8, may name what `regional_cards` knows of."""
    return _RESIDENT.is_in(data)


def regional_cards(text: str) -> Iterator[Hit]:
    """Yield identity cards of Hong Kong, Macau and Taiwan: told by their labels alone."""
    for found in _REGIONAL.finditer(text):
        start, end = found.span(1)
        number = "".join(filter(str.isalnum, found[1]))
        yield hit_at(text, "passport", start, end, number, "label")


def _near_digits(text: str) -> Iterator[re.Match[str]]:
    """Yield what _PASSPORT finds in a text."""
    done = 0
    for digits in _SIX.finditer(text):
        until = digits.end() + _BEHIND
        for found in _PASSPORT.finditer(text, max(done, digits.start() - _BEFORE), until):
            if found.start() + _LONGEST <= until or until >= len(text):  # else it may go on behind
                done = found.end()
                yield found


def _is_day(number: str) -> bool:
    return len(number) == 8 and number.isdigit() and _is_born(number)
