"""The standard columns: complete, well formed, and each with an example that passes every rule."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import get_args

import pytest

from gongkai_ssg.check import check_site
from gongkai_ssg.column_type import ColumnTag, ColumnType
from gongkai_ssg.columns import column_types
from gongkai_ssg.config import load_config
from gongkai_ssg.frontmatter_keys import FIELDS
from gongkai_ssg.load import load_site

MakeSite = Callable[[Mapping[str, str | bytes]], Path]

TODAY = dt.date(2026, 11, 22)

#: The catalog: the fixed parts of 国办公开办函〔2019〕61号 around article 20 of 国令第711号.
CATALOG = {
    "guide": "政府信息公开指南",
    "system": "政府信息公开制度",
    "rules": "规章",
    "normative": "行政规范性文件",
    "policy": "政策文件",
    "organization": "机构职能",
    "power-list": "权责清单",
    "planning": "规划信息",
    "statistics": "统计信息",
    "licensing": "行政许可",
    "enforcement": "行政执法",
    "finance": "财政资金",
    "fees": "收费项目",
    "procurement": "政府采购",
    "projects": "重大建设项目",
    "livelihood": "重点民生",
    "emergency": "应急管理",
    "inspection": "监督检查",
    "recruitment": "招考录用",
    "gazette": "政府公报",
    "other": "其他法定信息",
    "annual-report": "政府信息公开年报",
    "request": "依申请公开",
    "decision": "行政决策",
    "consultation": "意见征集",
    "interpretation": "政策解读",
    "response": "回应关切",
    "notice": "通知公告",
    "news": "工作动态",
    "proposals": "建议提案",
    "standard-catalog": "基层标准目录",
}

every_column = pytest.mark.parametrize("column", column_types().values(), ids=lambda each: each.key)


def test_the_catalog_holds_every_standard_column_in_its_order() -> None:
    """Keys, labels and order are those of the standard catalog, none missing, none added."""
    assert list(CATALOG.items()) == [(key, each.label) for key, each in column_types().items()]


def test_the_fixed_parts_stand_in_their_fixed_order() -> None:
    """指南, 制度, 法定主动公开内容, 年报, 依申请公开 follow each other; support comes last."""
    parts = list(dict.fromkeys(each.part for each in column_types().values()))

    assert parts == ["guide", "system", "statutory", "annual-report", "request", "support"]


def test_article_20_is_covered() -> None:
    """Each of the fifteen items of article 20 has at least one column."""
    numerals = ("一二三四五六七八九十", "十一", "十二", "十三", "十四", "十五")
    items = [*numerals[0], *numerals[1:]]

    found = {each.basis for each in column_types().values()}

    assert {f"第二十条第（{item}）项" for item in items} <= found


@every_column
def test_a_column_is_well_formed(column: ColumnType) -> None:
    """Its tag is one of the list, its words fit on a page, its keys are keys of the model."""
    assert column.tag in get_args(ColumnTag)
    assert 30 <= len(column.description) <= 60
    assert 3 <= len(column.keywords) <= 6
    assert len(set(column.keywords)) == len(column.keywords)
    assert set(column.required) <= {field.name for field in FIELDS}
    assert re.fullmatch(r"(第二十条第（[一二三四五六七八九十]+）项)?", column.basis)
    assert column.update_days >= 0


@every_column
def test_the_example_of_a_column_passes_every_rule(column: ColumnType, make_site: MakeSite) -> None:
    """What `gongkai new` writes is a document without a single finding."""
    files: dict[str, str | bytes] = {f"content/{column.key}/a.md": column.example}
    if column.key == "interpretation":  # it interprets the example of another column
        files["content/normative/b.md"] = column_types()["normative"].example
    root = make_site(files)
    config = load_config(root)

    findings = check_site(load_site(root, config), config, today=TODAY)

    assert list(findings) == []


@every_column
def test_the_example_of_a_column_serves_as_scaffold(column: ColumnType) -> None:
    """`gongkai new` can replace title, unit and date: each stands once, on a line of its own."""
    front = column.example.split("---\n")[1].splitlines()

    for key in ("标题", "责任单位", "发布日期"):
        assert sum(line.startswith(f"{key}: ") for line in front) == 1
    assert column.example.startswith("---\n")
    assert column.example.endswith("\n")


def test_columns_that_must_be_kept_fresh_say_how_often() -> None:
    """国办秘函〔2019〕19号: news two weeks, notices and policy half a year; older custom: a year."""
    limits = {key: each.update_days for key, each in column_types().items() if each.update_days}

    expected = {"news": 14, "notice": 183, "policy": 183, "normative": 183, "interpretation": 183}
    expected |= {"planning": 365, "recruitment": 365}
    assert expected == limits
