"""Mobile numbers among the digits of a text, and whether they are published as contacts.

It must not know how grave a find is.
"""

from __future__ import annotations

from collections.abc import Iterator

from gongkai_ssg.gate.digits import Run, joined, stands_alone
from gongkai_ssg.gate.folding import CELL
from gongkai_ssg.gate.hits import Context, Hit, hit_at
from gongkai_ssg.gate.surroundings import Surroundings, glued, names_persons, web_address
from gongkai_ssg.late_pattern import late_pattern

_MOBILE = late_pattern(r"1[3-9]\d{9}")
_DIALLED = late_pattern(r"(?:0086|86|0)(1[3-9]\d{9})")
_SIZES = {(3, 4, 4), (3, 8), (7, 4), (5, 6), (6, 5), (3, 3, 5), (4, 7)}


def mobiles(text: str, run: Run, taken: list[bool], surroundings: Surroundings) -> Iterator[Hit]:
    """Yield mobile numbers: labelled ones in any grouping, others in a usual one."""
    for first, last, digits in joined(run, taken, 11, 15):
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
        natural = len(sizes) == 1 or sizes in _SIZES or set(sizes) == {1}
        alone = natural and stands_alone(run, first, last)
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
        yield hit_at(text, "mobile", start, end, number, context)
        for index in range(first, last + 1):
            taken[index] = True


def mobile_over_cells(text: str, run: Run, surroundings: Surroundings) -> Iterator[Hit]:
    """Yield a mobile number that fills neighbouring cells of a table of persons."""
    sizes = [len(group.digits) for group in run.groups]
    for first, size in enumerate(sizes[:-1]):
        if not 3 <= size <= 7 or run.groups[first].digits[0] != "1":
            continue
        for length in (2, 3):
            if tuple(sizes[first : first + length]) not in _SIZES:
                continue
            groups = run.groups[first : first + length]
            number = "".join(group.digits for group in groups)
            if _MOBILE.fullmatch(number) is None:
                continue
            if any(
                "\n" in g.parted or not ("|" in g.parted or CELL in g.parted) for g in groups[1:]
            ):
                continue
            start, end = groups[0].start, groups[-1].end
            if names_persons(surroundings(start, end).columns):
                yield hit_at(text, "mobile", start, end, number, "code")
                return
