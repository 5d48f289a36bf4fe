"""The plan as a table: pages now, rows of the last build, state of the folder -> what to do."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from gongkai_ssg.errors import GongkaiError
from gongkai_ssg.faults import Severity
from gongkai_ssg.overview_pages import Item
from gongkai_ssg.pages import Link, Page
from gongkai_ssg.plan import LOST, NEW, Fingerprints, Plan, compare, make_plan
from gongkai_ssg.store import OutputRow

TEMPLATES = {"list.html": "0a" * 16, "feed": ""}


def page(path: str = "a/index.html", renderer: str = "list.html", **inputs: Any) -> Page:
    return Page(path, renderer, {"head": "头", **inputs})


def plan(
    pages: list[Page], before: dict[str, OutputRow] | None = None, *, touched: str = "",
    templates: dict[str, str] = TEMPLATES,
) -> Plan:  # fmt: skip
    parts = [
        compare(
            some,
            lambda each: templates[each.renderer],
            before or {},
            lambda path, state: path != touched,
        )
        for some in (pages[:1], pages[1:])
    ]
    return make_plan(parts, before or {})


def built(*pages: Page) -> dict[str, OutputRow]:
    """Return the rows that a build of `pages` leaves; whoever writes a page digests its inputs."""
    digests = Fingerprints()
    return {
        each.path: OutputRow(each.path, digests.of(each.inputs, TEMPLATES[each.renderer]), b"")
        for each in pages
    }


def reasons(made: Plan) -> dict[str, tuple[str, ...]]:
    return {each.page.path: each.reasons for each in made.write}


def test_the_first_build_writes_everything() -> None:
    """Without rows every page is new."""
    assert reasons(plan([page("a"), page("b")])) == {"a": (NEW,), "b": (NEW,)}


def test_what_did_not_change_is_kept() -> None:
    """Equal inputs, equal templates, intact files: nothing to do."""
    made = plan([page("a"), page("b")], built(page("a"), page("b")))

    assert made == Plan(write=(), keep=2, remove=(), paths=frozenset({"a", "b"}))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (page(head="新"), "标题或所在位置"),
        (page(listing=(Item("u", "t", "", "", "", "", "", True, False),)), "列表内容"),
        (page(unit=1), "单位信息或文件"),
    ],
)
def test_a_changed_or_added_input_is_the_reason(now: Page, expected: str) -> None:
    """The reason is the name of the input, in Chinese."""
    assert reasons(plan([now], built(page()))) == {"a/index.html": (expected,)}


def test_an_input_that_is_gone_is_a_reason_too() -> None:
    """A page that no longer reads something is written anew."""
    assert reasons(plan([page()], built(page(total=3)))) == {"a/index.html": ("总数",)}


def test_several_changes_are_all_named() -> None:
    """Every changed input appears once."""
    made = plan([page(head="新", total=4)], built(page(total=3)))

    assert reasons(made) == {"a/index.html": ("标题或所在位置", "总数")}


def test_a_changed_template_is_a_reason() -> None:
    """Another template fingerprint writes all pages that it renders, and no others."""
    pages = [page("a"), page("b", "feed")]
    made = plan(pages, built(*pages), templates={"list.html": "0b" * 16, "feed": ""})

    assert reasons(made) == {"a": ("模板",)}


def test_a_file_that_was_touched_is_written_again() -> None:
    """A page whose file was lost or edited is made anew though nothing it reads changed."""
    pages = [page("a"), page("b")]

    assert reasons(plan(pages, built(*pages), touched="b")) == {"b": (LOST,)}


def test_pages_that_are_no_more_are_removed() -> None:
    """What was built and is not wanted any more goes."""
    made = plan([page("b")], built(page("a"), page("b"), page("c")))

    assert (made.keep, made.remove) == (1, ("a", "c"))


@pytest.mark.parametrize("second", ["a/index.html", "A/Index.html"])
def test_two_pages_never_share_a_path(second: str) -> None:
    """Two pages of one path, be it only in another case, are an error and never one page."""
    with pytest.raises(GongkaiError, match="两个页面都要写"):
        plan([page("a/index.html"), page(second)])


def test_fingerprints_depend_on_values_and_not_on_objects() -> None:
    """Equal values give equal digests in another process of thought; unequal ones never."""
    values = [
        "a", "", 0, 1, True, None, (), ("a",), ("a", "b"), {"a": 1}, {"a": 2}, {"b": 1}, dt.date(2026, 1, 1),
        Link("a", "b"), Link("a", "b", "c"), (Link("a", "b"),), Severity.ERROR, [1], [1, 2],
    ]  # fmt: skip
    first = [Fingerprints().of({"x": value}, "") for value in values]
    again = [Fingerprints().of({"x": value}, "") for value in values]

    assert first == again
    assert len(set(first)) == len(values)


def test_a_fingerprint_is_not_mistaken_when_addresses_are_reused() -> None:
    """Values that die during the plan do not lend their digest to the next one at their address."""
    fingerprints = Fingerprints()
    made = {fingerprints.of({"x": (number, "text")}, "") for number in range(2000)}

    assert len(made) == 2000
