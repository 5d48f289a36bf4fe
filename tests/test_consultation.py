"""Consultations and decisions: terms, results, the five steps, and interpretations in time."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from conftest import TODAY, Build, MakeSite
from sites import PDF, document

from gongkai_ssg.check import check_site
from gongkai_ssg.config import load_config
from gongkai_ssg.faults import Finding, Severity
from gongkai_ssg.load import load_site

Check = Callable[..., list[Finding]]

_NOTICE = "content/consultation/a.md"
_RESULT = "结果: {收到: 3, 采纳: 1, 部分采纳: 0, 未采纳理由: [其一, 其二], 公布日期: 2026-04-20}"


@pytest.fixture
def check(make_site: MakeSite) -> Check:
    """Return the findings of one rule on a small site."""

    def run(files: Mapping[str, str | bytes], rule: str, today: dt.date = TODAY) -> list[Finding]:
        root = make_site(files)
        config = load_config(root)
        found = check_site(load_site(root, config), config, today=today)
        return [each for each in found if each.rule == rule]

    return run


def term(start: str, end: str, *more: str, **keys: Any) -> str:
    """Return a notice with a term from `start` to `end`."""
    return document(extra="\n".join([f"征集开始: {start}", f"征集截止: {end}", *more]), **keys)


# --- the term --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "reason", "days"),
    [
        ("2026-03-31", "", 29),
        ("2026-04-01", "", None),
        ("2026-04-02", "", None),
        ("2026-03-31", "缩短理由: 汛期将至。", None),
        ("2026-03-02", "", 0),
    ],
)
def test_a_term_is_thirty_days_or_has_a_reason(
    end: str, reason: str, days: int | None, check: Check
) -> None:
    """Counted from the day after the first: 29 days are too few, 30 are enough."""
    found = check({_NOTICE: term("2026-03-02", end, _RESULT, reason)}, "GK024")

    assert [(each.severity, each.line) for each in found] == (
        [] if days is None else [(Severity.ERROR, 8)]
    )
    assert all(f"只有 {days} 日" in each.message for each in found)


def test_an_english_key_is_pointed_at_too(check: Check) -> None:
    """The finding stands at the key as the author wrote it."""
    text = document(extra="open_until: 2026-03-20\nopen_from: 2026-03-02\n" + _RESULT)

    found = check({_NOTICE: text}, "GK024")

    assert [each.line for each in found] == [7]


def test_a_term_that_starts_before_publication_is_mentioned(check: Check) -> None:
    """Days before the notice was out are no days for the public."""
    found = check({_NOTICE: term("2026-02-25", "2026-04-20", _RESULT)}, "GK024")

    assert [each.severity for each in found] == [Severity.WARNING]
    assert "少了 5 日" in found[0].message


@pytest.mark.parametrize(
    ("today", "late"), [(dt.date(2026, 5, 1), False), (dt.date(2026, 5, 2), True)]
)
def test_a_missing_result_is_a_warning_that_comes_with_time(
    today: dt.date, late: bool, check: Check
) -> None:
    """Thirty days after the close the result is still not late, a day after it is."""
    found = check({_NOTICE: term("2026-03-02", "2026-04-01")}, "GK024", today)

    assert [each.severity for each in found] == ([Severity.WARNING] if late else [])


@pytest.mark.parametrize("reference", ["a.md", "../consultation/a.md", "bgs/2026-00001"])
def test_a_result_in_its_own_document_counts(reference: str, check: Check) -> None:
    """However it names the notice."""
    files = {
        _NOTICE: term("2026-03-02", "2026-04-01"),
        "content/consultation/b.md": document(
            标题="意见采纳情况", 征集公告=reference, 发布日期="2026-04-20"
        ),
    }

    assert check(files, "GK024") == []


def test_a_reference_to_nothing_is_found_in_own_keys_too(check: Check) -> None:
    """形成文件 is checked like every other relation, at its own line."""
    text = term("2026-03-02", "2026-04-02", _RESULT, "形成文件: ../policy/none.md")

    found = check({_NOTICE: text}, "GK015")

    assert [(each.severity, each.line) for each in found] == [(Severity.ERROR, 10)]
    assert "形成文件“../policy/none.md”" in found[0].message


# --- the page of a consultation --------------------------------------------------------


def test_the_page_shows_dates_and_never_a_state(make_site: MakeSite, build_site: Build) -> None:
    """Term, ways, explanation and draft; the same bytes whatever day it is built on."""
    text = term(
        "2026-03-02", "2026-04-02",
        "方式:\n  - {方式: 电子邮件, 去向: a@example.gov.cn}\n  - {方式: 信函, 去向: 文化路1号}",
        "草案: gao.pdf", "说明: 现行办法已经到期。", "附件: [gao.pdf]", _RESULT,
    )  # fmt: skip
    site = make_site({_NOTICE: text, "content/consultation/gao.pdf": PDF})
    pages = []
    for today in (dt.date(2026, 3, 10), dt.date(2026, 11, 22)):
        build_site(site, today=today)
        pages.append((site / "public/consultation/a/index.html").read_text("utf-8"))
    html = pages[0]

    assert pages[0] == pages[1]
    assert re.search(
        r"<dt>征集期限</dt><dd><time[^>]*>2026-03-02</time> 至 <time[^>]*>2026-04-02", html
    )
    assert "<dt>电子邮件</dt><dd>a@example.gov.cn</dd>" in html
    assert "<dt>信函</dt><dd>文化路1号</dd>" in html
    assert re.search(r'<dt>草案</dt><dd>\s*<a href="/consultation/a/gao.pdf"', html)
    assert "现行办法已经到期。" in html
    assert "<dt>收到意见</dt><dd>3 条</dd>" in html
    assert "<dt>部分采纳</dt><dd>0 条</dd>" in html
    assert "<li>其一</li><li>其二</li>" in html
    assert "正在征集" not in html


def test_hostile_values_are_escaped(make_site: MakeSite, build_site: Build) -> None:
    """What stands in own keys is text on the page and nothing else."""
    evil = "'<script>alert(1)</script>'"
    text = term(
        "2026-03-02", "2026-04-02", f"说明: {evil}", f"草案: {evil}",
        f"方式: [{{方式: {evil}, 去向: {evil}}}]",
        f"结果: {{收到: 1, 未采纳理由: {evil}, 公布日期: 2026-04-20}}",
    )  # fmt: skip
    steps = f"公众参与: {{日期: 2026-01-05, 说明: {evil}, 文件: {evil}}}"
    site = make_site({_NOTICE: text, "content/decision/b.md": document(extra=steps)})
    build_site(site)

    for path in ("consultation/a", "decision/b"):
        html = (site / "public" / path / "index.html").read_text("utf-8")
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("征集截止: 下个月", "不是日期"),
        ("结果: {收到: 很多, 公布日期: 2026-04-20}", "“结果收到”"),
        ("结果: {收到: 3}", "公布日期"),
        ("方式: [{方式: 电话}]", "去向"),
    ],
)
def test_an_own_key_that_cannot_be_read_is_a_fault_at_its_place(
    line: str, message: str, check: Check
) -> None:
    """GK033 names the key and stands at the value."""
    found = check({_NOTICE: document(extra=line)}, "GK033")

    assert [each.line for each in found] == [7]
    assert message in found[0].message


# --- decisions -------------------------------------------------------------------------

_STEPS = (
    "公众参与: {日期: 2026-01-05, 至: 2026-02-05, 说明: 收到意见31条。}",
    "专家论证: {日期: 2026-02-06, 说明: 意见为可行。, 文件: lunzheng.pdf}",
    "风险评估: {不适用: 不影响社会稳定。}",
    "合法性审查: {日期: 2026-02-10}",
    "集体讨论: {日期: 2026-02-24}",
)


def test_a_decision_shows_its_five_steps_in_order(make_site: MakeSite, build_site: Build) -> None:
    """In the order of the law whatever the order of the file, each with date, note and file."""
    extra = "\n".join([*reversed(_STEPS), "附件: [lunzheng.pdf]"])
    site = make_site(
        {
            "content/decision/a.md": document(extra=extra),
            "content/decision/lunzheng.pdf": PDF,
        }
    )
    report = build_site(site)
    html = (site / "public/decision/a/index.html").read_text("utf-8")

    assert re.findall(r"<h3>(.*?)</h3>", html) == [
        "公众参与", "专家论证", "风险评估", "合法性审查", "集体讨论",
    ]  # fmt: skip
    assert "2026-01-05 至 2026-02-05" in html
    assert "不适用：不影响社会稳定。" in html
    assert '<a href="/decision/a/lunzheng.pdf"' in html
    assert [each for each in report.findings if each.rule == "GK039"] == []


@pytest.mark.parametrize(
    ("left_out", "named"), [(0, "公众参与"), (1, "专家论证"), (3, "合法性审查"), (4, "集体讨论")]
)
def test_a_missing_step_is_named(left_out: int, named: str, check: Check) -> None:
    """GK039 says which of the five steps is not told."""
    extra = "\n".join(step for number, step in enumerate(_STEPS) if number != left_out)

    found = check({"content/decision/a.md": document(extra=extra)}, "GK039")

    assert [(each.severity, named in each.message) for each in found] == [(Severity.WARNING, True)]


# --- interpretations -------------------------------------------------------------------


def pair(day: str, policy: str = "2026-03-02") -> dict[str, str | bytes]:
    """A policy of one day and an interpretation of another."""
    official = {"文号": "示文旅发〔2026〕5号", "主题分类": "综合政务", "有效性": "有效"}
    return {
        "content/policy/b.md": document(标题="通知", 成文日期=policy, 发布日期=policy, **official),
        "content/interpretation/a.md": document(解读对象="../policy/b.md", 发布日期=day),
    }


@pytest.mark.parametrize(
    ("policy", "day", "late"),
    [
        ("2026-03-02", "2026-03-02", False),
        ("2026-03-02", "2026-03-05", False),
        ("2026-03-02", "2026-03-06", True),
        ("2026-02-13", "2026-02-25", False),  # 14 and 28 February are worked, 15 to 23 are not
        ("2026-02-13", "2026-02-26", True),
        ("2027-03-01", "2027-03-05", True),
    ],
)
def test_an_interpretation_comes_within_three_working_days(
    policy: str, day: str, late: bool, check: Check
) -> None:
    """Holidays and make-up days count as announced; where none are, the message says so."""
    found = check(pair(day, policy), "GK023")

    assert [each.severity for each in found] == ([Severity.WARNING] if late else [])
    assert all(("推算" in each.message) == (policy > "2027") for each in found)


def test_policies_without_an_interpretation_are_one_hint(check: Check) -> None:
    """One hint for a column, at its newest one; none where nothing is interpreted at all."""
    official = {"主题分类": "综合政务", "有效性": "有效"}
    others = {
        f"content/policy/c{day}.md": document(
            标题=f"通知{day}",
            文号=f"示文旅发〔2026〕{day}号",
            发布日期=f"2026-04-0{day}",
            **official,
        )
        for day in (6, 7)
    }

    found = check({**pair("2026-03-02"), **others}, "GK023")

    assert [(each.severity, each.path) for each in found] == [
        (Severity.INFO, "content/policy/c7.md")
    ]
    assert "3 件中有 2 件没有解读" in found[0].message
    assert check(others, "GK023") == []
