"""Counts places for the veto lines 单项否决. It must not know what the lines are."""

from __future__ import annotations

from gongkai_ssg.audit.material import NEWS, Material
from gongkai_ssg.audit.measured import OFF, Measured, found, page
from gongkai_ssg.audit.values import Evidence
from gongkai_ssg.faults import Severity

_FEW_GUIDES = 5  # fewer items than this: the line is crossed where every one is deficient


def home(material: Material) -> Measured:
    """Count the home page where nothing new stood on it for too long."""
    newest, limit = material.newest(material.public.entries), material.checks.home_days
    if newest is None or newest.date is None:
        wrong = Evidence(
            place="首页", message="首页没有任何注明发布日期的内容。", todo="发布内容。"
        )
        return found([wrong])
    days = material.age(newest.date)
    fact = f"首页最近一次更新是 {newest.date}（{days} 天前），“{newest.title}”。"
    if days <= limit:
        return Measured(fact=fact)
    return found(
        [
            Evidence(
                place="首页",
                unit=material.unit(newest.unit),
                message=f"首页已 {days} 天没有更新，超过 {limit} 天。",
                todo="发布近期的工作动态或者通知公告。",
            )
        ],
        fact,
    )


def stale_news(material: Material) -> Measured:
    """Count columns of 动态要闻, 通知公告 and 政策文件 that were not updated in time."""
    limited = [each for each in material.config.columns if each.update_days and not each.off]
    keys = frozenset(each.key for each in limited if each.type.key in NEWS)
    return found(
        material.stale(keys), f"这类栏目共 {len(keys)} 个。", material.checks.stale_columns
    )


def stale_others(material: Material) -> Measured:
    """Count other columns with a limit that were not updated in time."""
    limited = [each for each in material.config.columns if each.update_days and not each.off]
    keys = frozenset(each.key for each in limited if each.type.key not in NEWS)
    fact = f"另有明确更新期限的栏目 {len(keys)} 个。"
    return found(material.stale(keys), fact, material.checks.stale_others)


def empty(material: Material) -> Measured:
    """Count columns that are on and hold nothing public."""
    open_ = [row for row in material.freshness if row.state != "off"]
    off = len(material.freshness) - len(open_)
    more = f"，另有 {off} 个写明理由关闭" if off else ""
    return found(material.bare(), f"共 {len(open_)} 个栏目{more}。", material.checks.empty_columns)


def future_dates(material: Material) -> Measured:
    """Count public documents that are dated after today."""
    late = (each for each in material.public.entries if each.date and each.date > material.today)
    known = len(material.site.first_commits)
    fact = f"有版本记录可比对的文档 {known} 篇。" if known else "没有版本记录，无从比对发稿日期。"
    wrong = "写实际的发布日期；到日子才发布的，加“定时发布: 是”。"
    places = [page(material, each, f"发布日期 {each.date} 晚于检查当天。", wrong) for each in late]
    if not (known or places):
        return Measured(fact=fact, state="manual")
    return found(places, fact)


def channels(material: Material) -> Measured:
    """Count the site where it names no way to reach the agency."""
    config = material.config
    there = [config.contact] if config.contact else []
    there += [
        f"栏目“{each.label}”"
        for each in config.columns
        if (each.part in ("guide", "request") or each.type.tag == "咨询投诉")
        and material.by_column[each.key]
    ]
    if there:
        return Measured(fact=f"网站上的渠道：{'、'.join(there)}。")
    wrong = Evidence(
        place="全站",
        message="没有联系方式，公开指南和依申请公开栏目也没有内容。",
        todo="在 config.yaml 的 site 写 contact，补充公开指南和依申请公开。",
    )
    return found([wrong])


def services(material: Material) -> Measured:
    """Count columns of 办事服务 where none of them holds anything."""
    columns = [each for each in material.config.columns if each.type.tag == "办事服务"]
    if all(each.off for each in columns):
        return OFF
    total = sum(len(material.by_column[each.key]) for each in columns)
    if total:
        return Measured(fact=f"办事服务类栏目有 {total} 篇公开文档。")
    wrong = (
        Evidence(place=f"栏目“{each.label}”", message=f"栏目“{each.label}”没有公开的办事服务。",
                 todo="公开办事指南；没有对外服务职能的，在 config.yaml 写 off 和理由。")
        for each in columns if not each.off
    )  # fmt: skip
    return found(wrong)


def guides(material: Material) -> Measured:
    """Count guides that lack four elements or more; where there are few, all of them must."""
    keys = {each.key for each in material.columns("licensing")}
    guides = {
        each.source: each
        for each in material.public.entries
        if each.column in keys and each.genre == "办事指南"
    }
    bad: dict[str, Evidence] = {}
    for each in material.findings:
        # Only a guide that lacks four elements or more is an error by itself.
        if each.rule == "GK028" and each.severity is Severity.ERROR and each.path in guides:
            bad.setdefault(each.path, page(material, guides[each.path], each.message, each.hint))
    all_bad = 0 < len(guides) < _FEW_GUIDES and len(bad) == len(guides)
    fact = f"公开的办事指南 {len(guides)} 篇，缺四类以上要素的 {len(bad)} 篇。"
    return Measured(tuple(bad.values()), fact, "crossed" if all_bad else None)
