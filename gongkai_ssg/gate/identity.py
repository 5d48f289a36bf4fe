"""Identity cards, bank cards, mobile numbers and passports in a text, told by their own checks.

GB 11643 (identity cards), Luhn (bank cards), GB 32100 (统一社会信用代码, which are no personal
numbers). It must not know how grave a find is.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

from gongkai_ssg.gate.digits import Group, Run, runs
from gongkai_ssg.gate.folding import CELL
from gongkai_ssg.gate.hits import Context, Hit, Kind
from gongkai_ssg.gate.surroundings import Around, glued, web_address

Surroundings = Callable[[int, int], Around]

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PROVINCES = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_BORN_RECENTLY = 2005  # dates after it are as often those of a file as of a birth

_CARD = re.compile(r"62\d{14,17}|4\d{15}|5[1-5]\d{14}")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_DIALLED = re.compile(r"(?:0086|86|0)(1[3-9]\d{9})")
_MOBILE_SIZES = {(3, 4, 4), (3, 8), (7, 4), (5, 6), (6, 5), (3, 3, 5), (4, 7)}
_PASSPORT_WORD = re.compile("护照|通行证|回乡证|台胞证|永久居留|旅行证|海员证")
_PASSPORT = re.compile(
    r"(?<![0-9A-Za-z])(?:[EGDSPKeg][0-9０-９]{8}|[Ee][A-HJ-NP-Za-hj-np-z][0-9０-９]{7}"
    r"|[DSP][EN][0-9０-９]{7}|1[45][0-9]{7}|[HMChmc][0-9０-９]{8,10}|[A-Z]{3}[0-9]{12}"
    r"|(?<=[:：|号])[0-9]{8})(?![0-9A-Za-z])"
)
_MASKED = "****"


def is_id_card(number: str) -> bool:
    """Tell whether 18 characters are an identity number: a real day and the check digit."""
    total = sum(int(d) * w for d, w in zip(number, _WEIGHTS, strict=False))
    return _is_born(number[6:14]) and number[0] != "0" and "10X98765432"[total % 11] == number[17]


def _is_born(day: str) -> bool:
    try:
        return 1850 <= dt.date(int(day[:4]), int(day[4:6]), int(day[6:8])).year <= 2049
    except ValueError:
        return False


def is_luhn(number: str) -> bool:
    """Tell whether a number of digits ends in its Luhn check digit."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_credit_code(code: str) -> bool:
    """Tell whether 18 characters are a 统一社会信用代码 with the right check character."""
    if any(char not in _CREDIT for char in code):
        return False
    total = sum(_CREDIT.index(c) * w for c, w in zip(code, _CREDIT_WEIGHTS, strict=False))
    return _CREDIT[(31 - total % 31) % 31] == code[17]


def numbers(text: str, surroundings: Surroundings) -> Iterator[Hit]:
    """Yield every personal number in the order of the text."""
    for run in runs(text):
        taken = [False] * len(run.groups)
        yield from _identity_cards(text, run, taken, surroundings)
        if not all(taken):
            yield from _bank_cards(text, run, taken, surroundings)
        if not all(taken):
            yield from _mobiles(text, run, taken, surroundings)
        if not all(taken):
            yield from _accounts(text, run, taken, surroundings)
    if _PASSPORT_WORD.search(text) is not None:
        yield from _passports(text, surroundings)


# --- identity cards --------------------------------------------------------------------


def _identity_cards(
    text: str, run: Run, taken: list[bool], surroundings: Surroundings
) -> Iterator[Hit]:
    groups, first = run.groups, 0
    while first < len(groups):
        window = _window(run, first)
        hit = _identity_card(text, run, first, window, surroundings) if window else None
        if window is None or hit is None:
            first += 1
            continue
        yield hit
        for index in range(first, window[1] + 1):
            taken[index] = True
        first = window[1] + 1


def _window(run: Run, first: int) -> tuple[str, int, bool] | None:
    """Return 18 characters from a group on, the last group, and whether an X ends them."""
    digits = ""
    for last in range(first, len(run.groups)):
        if last > first and _MASKED in run.groups[last].parted:
            return None
        digits += run.groups[last].digits
        if len(digits) == 17 and run.x_end >= 0 and last == len(run.groups) - 1:
            return (digits + "X", last, True) if _MASKED not in run.x_parted else None
        if len(digits) >= 18 or (len(digits) == 15 and first == last):
            return (digits, last, False) if len(digits) in (15, 18) else None
    return None


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
            return _hit(text, "id_card_15", start, end, number, "label")
        return None
    if not is_id_card(number):
        doubtful = len(groups) == 1 and _is_born(number[6:14]) and _PROVINCES.match(number)
        if doubtful and surroundings(start, end).labels_identity():
            return _hit(text, "id_card_doubtful", start, end, number, "label")
        return None
    at = surroundings(start, end)
    labelled = at.labels_identity()
    if not labelled and not _is_likely_one(number, groups, run.x_parted if ends_in_x else ""):
        return None
    if is_credit_code(number) and at.labels_credit_code():
        return None
    return _hit(text, "id_card", start, end, number, _identity_context(text, number, groups, at))


def _identity_context(text: str, number: str, groups: tuple[Group, ...], at: Around) -> Context:
    if any(group.letters for group in groups):
        return "lookalike"
    if at.labels_identity():
        return "label"
    if web_address(text, groups[0].start, groups[-1].end) == "url":
        return "url"
    if at.labels_code() and int(number[6:10]) >= _BORN_RECENTLY:
        return "code"
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
    recent = 1900 <= int(number[6:10]) <= 2029
    if _PROVINCES.match(number) is None or not recent:
        return False
    return regular or not hard


def _is_one_place(parts: list[str]) -> bool:
    """Tell whether it is one row of cells, or one line that was broken, not a column of figures."""
    breaks = sum("\n" in part for part in parts)
    cells = any("|" in part or CELL in part for part in parts)
    return not breaks or (not cells and (breaks == 1 or breaks >= len(parts) - 1 > 8))


# --- bank cards and accounts -----------------------------------------------------------


def _bank_cards(
    text: str, run: Run, taken: list[bool], surroundings: Surroundings
) -> Iterator[Hit]:
    for first, last, number in _joined(run, taken, 15, 19):
        groups = run.groups[first : last + 1]
        sizes = tuple(len(group.digits) for group in groups)
        if set(number[-8:]) == {"0"} or not is_luhn(number):
            continue
        usual = _CARD.fullmatch(number) is not None
        grouped = len(sizes) == 1 or set(sizes[:-1]) in ({4}, {1}) or sizes in ((6, 13), (6, 10))
        start, end = groups[0].start, groups[-1].end
        if glued(text, start, end) or any(group.letters for group in groups):
            continue
        at = surroundings(start, end)
        labelled = at.labels_card() and not at.labels_code()
        if not labelled and not (usual and grouped and _stands_alone(run, first, last)):
            continue
        if labelled and not usual and (len(number) < 16 or at.labels_account()):
            continue  # an account that Luhn's check fits by chance
        if at.belongs_to_organization() or (not labelled and _is_other(text, start, end, at)):
            continue
        if not any(taken[first : last + 1]):
            yield _hit(text, "bank_card", start, end, number, "label" if labelled else "")
            for index in range(first, last + 1):
                taken[index] = True


def _accounts(text: str, run: Run, taken: list[bool], surroundings: Surroundings) -> Iterator[Hit]:
    group = run.groups[0]
    end = group.end
    digits = group.digits
    for more in run.groups[1:]:
        if more.hard or more.letters:
            break
        digits, end = digits + more.digits, more.end
    if taken[0] or not 11 <= len(digits) <= 25:
        return
    at = surroundings(group.start, end)
    if at.labels_account() and not at.belongs_to_organization():
        yield _hit(text, "account", group.start, end, digits, "label")


def _is_other(text: str, start: int, end: int, at: Around) -> bool:
    return at.labels_code() or at.is_amount() or web_address(text, start, end) == "url"


def _stands_alone(run: Run, first: int, last: int) -> bool:
    """Tell whether its neighbours in the run are other numbers: the more so if it is parted."""
    sides = [run.groups[index] for index in (first, last + 1) if 0 < index < len(run.groups)]
    if any(group.wrapped for group in run.groups[first + 1 : last + 1]):
        return False
    return all(not g.parted or g.hard or (first == last and g.apart) for g in sides)


def _joined(run: Run, taken: list[bool], least: int, most: int) -> Iterator[tuple[int, int, str]]:
    """Yield spans of groups that no cell, comma or second line end parts, with so many digits."""
    groups = run.groups
    for first in range(len(groups)):
        number = ""
        for last in range(first, len(groups)):
            group = groups[last]
            if taken[last]:
                break
            if last > first and (_MASKED in group.parted or (group.hard and not group.wrapped)):
                break
            number += groups[last].digits
            if len(number) > most:
                break
            if len(number) >= least:
                yield first, last, number


# --- mobile numbers --------------------------------------------------------------------


def _mobiles(text: str, run: Run, taken: list[bool], surroundings: Surroundings) -> Iterator[Hit]:
    for first, last, digits in _joined(run, taken, 11, 15):
        if any(taken[first : last + 1]):
            continue
        dialled = _DIALLED.fullmatch(digits)
        number = dialled[1] if dialled else digits
        groups = run.groups[first : last + 1]
        if _MOBILE.fullmatch(number) is None or any(group.letters for group in groups):
            continue
        start, end = groups[0].start, groups[-1].end
        if glued(text, start, end) or web_address(text, start, end) == "url":
            continue
        at = surroundings(start, end)
        sizes = tuple(len(group.digits) for group in groups)
        if dialled and sizes[0] in (1, 2, 4):
            sizes = sizes[1:]
        natural = len(sizes) == 1 or sizes in _MOBILE_SIZES or set(sizes) == {1}
        alone = natural and _stands_alone(run, first, last)
        if not at.labels_phone() and not (
            alone and not (dialled and digits[:2] == "01") and not at.is_amount()
        ):
            continue
        mail = web_address(text, start, end) == "mail"
        context: Context = ""
        if at.labels_code() and not at.labels_phone():
            context = "code"
        elif mail or at.is_contact():
            context = "contact"
        yield _hit(text, "mobile", start, end, number, context)
        for index in range(first, last + 1):
            taken[index] = True


# --- passports -------------------------------------------------------------------------


def _passports(text: str, surroundings: Surroundings) -> Iterator[Hit]:
    for found in _PASSPORT.finditer(text):
        at = surroundings(found.start(), found.end())
        if at.labels_passport() and not at.is_amount() and not _is_day(found[0]):
            number = found[0].upper()
            yield _hit(text, "passport", found.start(), found.end(), number, "label")


def _is_day(number: str) -> bool:
    return len(number) == 8 and number.isdigit() and _is_born(number)


def _hit(text: str, kind: Kind, start: int, end: int, number: str, context: Context) -> Hit:
    return Hit(kind, start, end, text[start:end], number, context)
