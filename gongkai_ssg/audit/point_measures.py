"""Counts places for what costs points 扣分 and what earns them 加分. It must not know the points."""

from __future__ import annotations

from gongkai_ssg.audit.material import Material
from gongkai_ssg.audit.measured import OFF, Measure, Measured, found, page
from gongkai_ssg.audit.values import Evidence

_YEAR = 365

_ORGANIZATION = (
    ("offices", "机构设置"), ("duties", "主要职责"), ("telephone", "联系电话"), ("address", "办公地址"),
)  # fmt: skip


def organization(material: Material) -> Measured:
    """Count what the documents of 机构职能 do not say."""
    columns = material.columns("organization")
    if not columns:
        return OFF
    entries = [each for column in columns for each in material.by_column[column.key]]
    if not entries:
        return found(
            Evidence(place=f"栏目“{each.label}”", message="没有公开机构职能。", todo="补充内容。")
            for each in columns
        )
    written = {key for each in entries for key, value in each.own.items() if value}
    if not written:
        return Measured(fact="前言里没有逐项填写，请核对正文。", state="manual")
    return found(
        page(material, entries[0], f"没有写“{label}”。", f"在前言补写“{label}”。")
        for key, label in _ORGANIZATION
        if key not in written
    )


def leaders(material: Material) -> Measured:
    """Count leaders without a name."""
    columns = material.columns("organization")
    if not columns:
        return OFF
    entries = [each for column in columns for each in material.by_column[column.key]]
    named = [(each, leader) for each in entries for leader in each.own.get("leaders", ())]
    if not named:
        return Measured(fact="前言里没有填写负责人，请核对正文。", state="manual")
    return found(
        (
            page(material, each, f"“{leader['post']}”没有写姓名。", "补写姓名。")
            for each, leader in named
            if not leader.get("name")
        ),
        f"公开的负责人 {len(named)} 名。",
    )


def late(*types: str, tag: str = "") -> Measure:
    """Return a measure of columns, by type or tag, that are empty or were not updated in time."""

    def measure(material: Material) -> Measured:
        columns = [
            each
            for each in material.config.columns
            if not each.off
            and each.update_days
            and (each.type.key in types or each.type.tag == tag)
        ]
        if not columns:
            return OFF
        keys = frozenset(each.key for each in columns)
        bare = (
            Evidence(place=f"栏目“{row.label}”", message=f"栏目“{row.label}”没有公开的内容。", todo="补充内容。")
            for row in material.freshness if row.key in keys and row.state == "empty"
        )  # fmt: skip
        return found([*bare, *material.stale(keys)], f"栏目 {len(keys)} 个。")

    return measure


def consultations(material: Material) -> Measured:
    """Count the column where nothing was asked within a year."""
    columns = material.columns("consultation")
    if not columns:
        return OFF
    number = sum(
        each.date is not None and 0 <= material.age(each.date) <= _YEAR
        for column in columns
        for each in material.by_column[column.key]
    )
    fact = f"1 年内公开的征集 {number} 篇。"
    if number:
        return Measured(fact=fact)
    wrong = Evidence(
        place=f"栏目“{columns[0].label}”",
        message="1 年内没有开展征集调查。",
        todo="结合起草的文件开展。",
    )
    return found([wrong], fact)


def search(material: Material) -> Measured:
    """Count the site where its search is off."""
    if material.config.search:
        return Measured(fact="站内检索已打开。")
    return found(
        [
            Evidence(
                place="config.yaml",
                message="站内检索没有打开。",
                todo="search 的 enabled 写 true。",
            )
        ]
    )


def report_error(material: Material) -> Measured:
    """Count the site where it does not link to 我为政府网站找错."""
    if material.config.report_error:
        return Measured(fact=f"入口链接到 {material.config.report_error}。")
    return found(
        [
            Evidence(
                place="config.yaml",
                message="没有写“找错”入口的网址。",
                todo="在 site 补写 report_error。",
            )
        ]
    )


# --- what earns points ----------------------------------------------------------------------


def open_data(material: Material) -> Measured:
    """Tell what can be downloaded and read by machines."""
    tables = sum(len(each.tables) for each in material.public.entries)
    more = f"；{tables} 张表提供 CSV、XLSX、JSON 下载" if tables else ""
    return Measured(fact=f"全部目录提供 JSON 数据和 Atom 订阅{more}。", state="met")


def good_search(material: Material) -> Measured:
    """Tell what the search can do."""
    if not material.config.search:
        return Measured(fact="站内检索没有打开。", state="clear")
    fact = "站内检索按连续字词查找，可按栏目、单位、年份、有效性筛选，可按日期排序。"
    return Measured(fact=fact, state="met")


def accessible(material: Material) -> Measured:
    """Tell what there is for readers with a handicap, and what the content lacks."""
    number = sum(each.rule == "GK029" for each in material.findings)
    left = f"；内容里还有 {number} 处无障碍问题（GK029）" if number else ""
    if material.config.theme != "default":
        return Measured(fact=f"使用自己的主题，请人工核对{left}。", state="manual")
    return Measured(fact=f"默认主题有长辈模式、朗读，可用键盘操作{left}。", state="met")
