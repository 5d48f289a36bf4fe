"""GK006: columns that are on and hold nothing."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai_ssg.column_type import Column
from gongkai_ssg.columns import column_types
from gongkai_ssg.document import Site
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import sample, sample_config

_CONFIG = "config.yaml"
_PATH = "content/notice/a.md"


def _check(site: Site, context: RuleContext) -> Iterator[Fault]:
    filled = {each.column for each in site.documents if each.is_open(context.today)}
    empty = [each for each in context.columns.values() if not each.off and each.key not in filled]
    if not empty:
        return
    veto = context.settings.checks.empty_columns
    more = f"；全站已有 {len(empty)} 个，达到 {veto} 个即单项否决" if len(empty) >= veto else ""
    # Standard columns that the site left as they are stand nowhere: they are told of together.
    written = [each for each in empty if _is_own(each)]
    for column in written:
        yield _fault(f"“{column.label}”栏目是空的{more}。", f"columns.{column.key}")
    rest = [each.label for each in empty if each not in written]
    if rest:
        names = "、".join(f"“{label}”" for label in rest)
        count = f"这 {len(rest)} 个栏目都是空的" if rest[1:] else "栏目是空的"
        yield _fault(f"{names}{count}{more}。", "columns")


def _fault(message: str, key: str) -> Fault:
    hint = "补发这一栏目应有的信息；本机关没有这类信息的，在 config.yaml 里写明理由关闭。"
    return Fault(message, hint, path=_CONFIG, key=key)


def _is_own(column: Column) -> bool:
    """Tell whether config.yaml must have an entry for the column."""
    standard = (column.type.key, column.type.label, column.type.order, column.type.description)
    return (column.key, column.label, column.order, column.description) != standard


# --- examples --------------------------------------------------------------------------


def _only(*lines: str, but: str = "notice") -> str:
    """Return a config.yaml in which every standard column is off except `but`."""
    off = [
        f"  - {{key: {key}, off: 本机关无此项。}}"
        for key in column_types()
        if key not in but.split()
    ]
    return sample_config("columns:", *lines, *off)


_PLACE = "  - {key: place, name: 场馆信息, type: notice}"

RULE = Rule(
    id="GK006",
    name="empty-column",
    title="栏目是空的",
    severity=Severity.WARNING,
    basis="国办秘函〔2019〕19号；《政府网站发展指引》（国办发〔2017〕47号）",
    why=(
        "网站不得有空白栏目，空白栏目达到 5 个是单项否决。"
        "没有一篇可以公开的文档的栏目就是空的；草稿、还没有到发布日期的不算内容。"
        "补内容要时间，所以只作警告；单项否决的数目由 checks 的 empty_columns 设定。"
    ),
    cure="补发信息；本机关没有这类信息的，在 config.yaml 的 columns 里写明理由关闭。",
    good=(
        Example(files={"config.yaml": _only(), _PATH: sample()}),
        Example(
            files={
                "config.yaml": _only(_PLACE),
                _PATH: sample(),
                "content/place/a.md": sample("标题: 市图书馆开放时间"),
            }
        ),
    ),
    bad=(
        Example(files={"config.yaml": sample_config(), _PATH: sample()}, line=1),
        Example(files={"config.yaml": _only(_PLACE), _PATH: sample()}, line=8),
        Example(files={"config.yaml": _only(), _PATH: sample("草稿: 是")}, line=7),
    ),
    site=_check,
)
