"""GK041: issues of a gazette that are missing or doubled, and contents that name nothing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gongkai_ssg.document import Document, Site
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.relations import ReferenceIndex
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import clip, sample
from gongkai_ssg.states import Disclosure

_NO_ISSUE = "补上“年份”和“期”，例如“年份: 2026”“期: 2”。"


def _check(site: Site, context: RuleContext) -> Iterator[Fault]:
    index = ReferenceIndex(site, context.index_numbers)
    series: dict[tuple[str, str], list[Document]] = {}
    for document in site.documents:
        column = context.columns.get(document.column)
        if column is None or column.type.key != "gazette":
            continue
        if document.disclosure is Disclosure.WITHHELD:
            continue
        yield from _contents(document, index, context)
        if document.own.get("year") and document.own.get("number"):
            # Two gazettes may share a column: each is a series of its own.
            name = str(document.own.get("name", ""))
            series.setdefault((document.column, name), []).append(document)
        elif any(document.own.get(key) for key in ("contents", "scan", "total_number")):
            # What was written and could not be read is GK033's matter.
            lost = [key for key in ("year", "number") if key not in document.own]
            key = next(k for k in ("contents", "scan", "total_number") if document.own.get(k))
            if lost:
                message = "这一期没有写明年份和期号，排不进各期目录。"
                yield Fault(message, _NO_ISSUE, path=document.path, key=key)
    for issues in series.values():
        yield from _numbers(sorted(issues, key=_order))


def _order(document: Document) -> tuple[int, int, str]:
    return (document.own["year"], document.own["number"], document.path)


# --- numbers of a series ---------------------------------------------------------------


def _numbers(issues: Sequence[Document]) -> Iterator[Fault]:
    alike: dict[tuple[int, int], list[Document]] = {}
    for document in issues:
        alike.setdefault(_order(document)[:2], []).append(document)
    for (year, number), same in alike.items():
        for document in same if len(same) > 1 else ():
            other = next(each for each in same if each is not document)
            yield Fault(
                f"{year}年第{number}期有两篇：另一篇是 {other.path}。",
                "核对期号；同一期只留一篇。",
                path=document.path,
                key="number",
            )
    ordered = [same[0] for same in alike.values()]
    for before, after in itertools.pairwise(ordered):
        yield from _gap(before, after)
        yield from _totals(before, after)


def _gap(before: Document, after: Document) -> Iterator[Fault]:
    (year, first, _), (other, last, _) = _order(before), _order(after)
    if year != other or last - first < 2:
        return
    what = f"第{first + 1}期" if last - first == 2 else f"第{first + 1}期至第{last - 1}期"
    yield Fault(
        f"{year}年缺{what}：前一期是第{first}期，这一期是第{last}期。",
        "补上缺的期，或者核对期号。",
        path=after.path,
        key="number",
        severity=Severity.WARNING,
    )


def _totals(before: Document, after: Document) -> Iterator[Fault]:
    was, now = before.own.get("total_number"), after.own.get("total_number")
    if was is None or now is None:
        return
    (year, first, _), (other, last, _) = _order(before), _order(after)
    # How many issues end a year is not known: of another year at least those before this one.
    steps = last - first if year == other else last
    if now - was == steps or (year != other and now - was > steps):
        return
    must = f"应为 {was + steps}" if year == other else f"至少应为 {was + steps}"
    yield Fault(
        f"总期号 {now} 与上一期（{year}年第{first}期，总第{was}期）接不上，{must}。",
        "核对总期号和期号。",
        path=after.path,
        key="total_number",
        severity=Severity.WARNING,
    )


# --- contents --------------------------------------------------------------------------


def _contents(document: Document, index: ReferenceIndex, context: RuleContext) -> Iterator[Fault]:
    highest = 0
    for number, item in enumerate(document.own.get("contents") or ()):
        if not isinstance(item, dict):
            continue
        at = f"contents.{number}"
        yield from _article(document, item, number, index, context)
        page = item.get("page")
        if not isinstance(page, int):
            continue
        if page < highest:
            yield Fault(
                f"目录第 {number + 1} 项的页码 {page} 小于前面的 {highest}。",
                "核对页码；目录按页码从小到大排列。",
                path=document.path,
                key=f"{at}.page",
                severity=Severity.WARNING,
            )
        highest = max(highest, page)


def _article(
    document: Document, item: Mapping[str, Any], number: int, index: ReferenceIndex,
    context: RuleContext,
) -> Iterator[Fault]:  # fmt: skip
    at, which = f"contents.{number}", f"目录第 {number + 1} 项"
    reference, title = item.get("article", ""), item.get("title", "")
    if not reference and not title:
        hint = "本站有的文件写“文章”，没有的写“题名”。"
        yield Fault(f"{which}没有文章，也没有题名。", hint, path=document.path, key=at)
        return
    if not reference:
        return
    found = index.find(reference, document)
    is_path = reference.startswith(("./", "../", "/")) or reference.endswith(".md")
    if not found and (is_path or not title):
        hint = "核对写法：相对路径从本文件所在的文件夹算起；本站没有的文件写“题名”。"
        message = f"{which}“{clip(reference)}”在本站没有找到。"
        yield Fault(message, hint, path=document.path, key=f"{at}.article")
    elif found == [document]:
        hint = "写刊登的文件。"
        yield Fault(f"{which}指向公报自己。", hint, path=document.path, key=f"{at}.article")
    elif found and not title and not any(_is_listed(each, context) for each in found):
        yield Fault(
            f"{which}“{clip(reference)}”没有公开，目录里不显示它。",
            "确实刊登了的，核对它的公开属性；只列题名的，写“题名”。",
            path=document.path,
            key=f"{at}.article",
            severity=Severity.INFO,
        )


def _is_listed(document: Document, context: RuleContext) -> bool:
    shown = (Disclosure.ACTIVE, Disclosure.ON_REQUEST)
    held = document.draft or document.waits(context.today)
    return document.disclosure in shown and not held


# --- the rule --------------------------------------------------------------------------

_FOLDER = "content/gazette/"


def _issue(year: int, number: int, *lines: str) -> str:
    title = f"标题: 《示例市人民政府公报》{year}年第{number}期"
    return sample(title, f"年份: {year}", f"期: {number}", *lines)


_CONTENTS = "目录:\n  - {文章: ../policy/a.md, 栏目: 部门文件, 页码: 3}\n"
_POLICY = sample("文号: 某文旅发〔2026〕5号", "主题分类: 综合政务", "有效性: 有效")

RULE = Rule(
    id="GK041",
    name="gazette-series",
    title="公报缺期、重期，或者目录与文件对不上",
    severity=Severity.ERROR,
    basis="《国务院办公厅关于做好政府公报工作的通知》（国办发〔2018〕22号）",
    why=(
        "公报要应登尽登、逐期公开，刊登的文本是标准文本。期号断了或者重了，读者查不全；"
        "目录指向不存在的文件，刊登的文本就没有着落。"
    ),
    cure="补齐缺的期，核对年份、期、总期号和页码；目录里本站的文件写对路径、索引号或文号。",
    good=(
        Example(
            files={
                _FOLDER + "1.md": _issue(2026, 1, "总期号: 12"),
                _FOLDER + "2.md": _issue(2026, 2, "总期号: 13", _CONTENTS.rstrip()),
                "content/policy/a.md": _POLICY,
            }
        ),
        Example(
            files={
                _FOLDER + "1.md": _issue(2025, 6, "总期号: 12"),
                _FOLDER + "2.md": _issue(2026, 2, "总期号: 14", "目录: [{题名: 某办法, 页码: 1}]"),
            }
        ),
    ),
    bad=(
        Example(
            files={_FOLDER + "1.md": _issue(2026, 1), _FOLDER + "3.md": _issue(2026, 3)},
            path=_FOLDER + "3.md",
            line=8,
        ),
        Example(
            files={_FOLDER + "1.md": _issue(2026, 1), _FOLDER + "2.md": _issue(2026, 1)}, line=8
        ),
        Example(
            files={
                _FOLDER + "1.md": _issue(2026, 1, "总期号: 12"),
                _FOLDER + "2.md": _issue(2026, 2, "总期号: 15"),
            },
            path=_FOLDER + "2.md",
            line=9,
        ),
        Example(files={_FOLDER + "1.md": _issue(2026, 1, _CONTENTS.rstrip())}, line=10),
        Example(
            files={
                _FOLDER + "1.md": _issue(
                    2026, 1, "目录:\n  - {题名: 甲, 页码: 9}\n  - {题名: 乙, 页码: 4}"
                )
            },
            line=11,
        ),
        Example(files={_FOLDER + "1.md": _issue(2026, 1, "目录:\n  - {栏目: 部门文件}")}, line=10),
        Example(files={_FOLDER + "1.md": sample("目录: [{题名: 甲}]")}, line=7),
    ),
    site=_check,
)
