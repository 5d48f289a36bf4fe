"""GK025: a yearly report whose tables do not add up, or that lacks a part or comes late."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai_ssg.annual.layouts import DISPUTES, FIRST_YEAR, FIRST_YEAR_NOW, PARTS, core, layout_of
from gongkai_ssg.annual.sums import carry_faults
from gongkai_ssg.annual.tables import OPEN
from gongkai_ssg.document import Document, Site, Source
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.limits import ANNUAL_DEPARTMENT, ANNUAL_GOVERNMENT
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import clip, sample
from gongkai_ssg.states import Disclosure

_COLUMN = "annual-report"
_LAST_YEAR = 9998  # the day on which the report is due must exist
_NUMERALS = "一二三四五六"
_MARKUP = re.compile(r"<[^<>]*>|\{[^{}]*\}|^[#\s>]+|[*_\\]|[\s#]+$")
_LONGEST_TITLE = 40


def _is_report(document: Document, context: RuleContext) -> bool:
    column = context.columns.get(document.column)
    return column is not None and column.type.key == _COLUMN


def _year(document: Document) -> int | None:
    year = document.own.get("year")
    return year if isinstance(year, int) else None


def _document(document: Document, source: Source, context: RuleContext) -> Iterator[Fault]:
    if not _is_report(document, context):
        return
    if not document.draft:
        yield from _unfinished(document, source)
    year = _year(document)
    if year is None:
        if document.data:
            yield Fault(
                "写了数据文件，没有写年度。",
                "加一行“年度: …”，写报告的是哪一年，例如“年度: 2025”。",
                key="data",
            )
        return
    if document.data and year >= FIRST_YEAR_NOW:
        yield from _parts(source)
    if FIRST_YEAR <= year <= _LAST_YEAR and document.date is not None:
        is_government = document.own.get("subject") == "政府"
        due = (ANNUAL_GOVERNMENT if is_government else ANNUAL_DEPARTMENT).day_in(year + 1)
        if document.date > due:
            more = "" if is_government else "（县级以上人民政府的年报写“报告主体: 政府”）"
            yield Fault(
                f"{year} 年的年报应在 {due} 前公布，发布日期是“{document.date}”。",
                f"核对发布日期和年度{more}；确已逾期的，在报告中说明。",
                key="date",
                severity=Severity.WARNING,
            )


def _unfinished(document: Document, source: Source) -> Iterator[Fault]:
    """Yield what a report that is no draft has left open."""
    figures = document.own.get("figures")
    number = figures.get("open", 0) if isinstance(figures, dict) else 0
    if number:
        yield Fault(
            f"三张表里还有 {number} 格“{OPEN}”。",
            "把数字填完再公布，没有的填 0；没有写完的，保留“草稿: 是”。",
            key="data",
        )
    for line, text in enumerate(source.body.split("\n"), source.body_line):
        if OPEN in text:
            yield Fault(
                f"正文里还有没写的地方：“{clip(text[text.index(OPEN) :])}”。",
                "写上内容，或者删去这一处。",
                line=line,
                column=text.index(OPEN) + 1,
            )


def _parts(source: Source) -> Iterator[Fault]:
    """Yield the parts that have no heading, and those whose heading has other words."""
    lines = [
        (number, _MARKUP.sub("", line))
        for number, line in enumerate(source.body.split("\n"), source.body_line)
    ]
    titles = [(number, text) for number, text in lines if 0 < len(text) <= _LONGEST_TITLE]
    known = {core(text) for _, text in titles}
    for numeral, part in zip(_NUMERALS, PARTS, strict=True):
        if core(part) in known:
            continue
        near = [(number, text) for number, text in titles if text.startswith(f"{numeral}、")]
        if near:
            number, text = near[0]
            yield Fault(
                f"第{numeral}部分的标题是“{clip(text)}”，规定的标题是“{numeral}、{part}”。",
                "六个部分的标题按规定逐字写。",
                line=number,
                severity=Severity.WARNING,
            )
        else:
            yield Fault(
                f"年报缺少第{numeral}部分“{part}”。",
                f"加一个标题“## {numeral}、{part}”；没有的内容也要写明没有。",
                line=source.body_line,
            )


def _site(site: Site, context: RuleContext) -> Iterator[Fault]:
    reports: dict[tuple[str, int], Document] = {}
    for document in site.documents:
        year = _year(document)
        is_open = document.disclosure is Disclosure.ACTIVE and not document.draft
        is_read = is_open and "figures" in document.own and _is_report(document, context)
        if year is not None and is_read:
            reports[context.units.get(document.unit, document.unit), year] = document
    for (unit, year), document in reports.items():
        before = reports.get((unit, year - 1))
        if before is None:
            continue
        for message, hint in carry_faults(year, document.own["figures"], before.own["figures"]):
            yield Fault(message, hint, path=document.path, key="data", severity=Severity.WARNING)


# --- examples --------------------------------------------------------------------------

_PATH = f"content/{_COLUMN}/a.md"
_DATA = f"content/{_COLUMN}/a.yaml"
_BODY = "\n\n".join(f"## {n}、{part}\n\n见表。" for n, part in zip(_NUMERALS, PARTS, strict=True))
_KEYS = ("成文日期: 2026-01-20", "发布日期: 2026-01-22", "年度: 2025", "数据: a.yaml")


def _data(**changed: str) -> str:
    """Return a data file in which nothing happened but what `changed` says of single rows."""
    layout = layout_of(FIRST_YEAR_NOW)
    assert layout is not None
    lines = ["表一:"]
    for block in layout.blocks:
        lines += [f"  {line.label}: [{', '.join('0' * len(block.heads))}]" for line in block.lines]
    for title, rows, width in (("表二", layout.requests, 7), ("表三", DISPUTES, 5)):
        lines.append(f"{title}:")
        nothing = f"[{', '.join('0' * width)}]"
        lines += [f"  {line.key}: {changed.get(line.key, nothing)}" for line in rows]
    return "\n".join(lines) + "\n"


RULE = Rule(
    id="GK025",
    name="wrong-annual-report",
    title="政府信息公开年报的表格不平、缺少部分或者逾期",
    severity=Severity.ERROR,
    basis=(
        "《政府信息公开条例》（国令第711号）第四十九条、第五十条；"
        "《政府信息公开工作年度报告格式》（国办公开办函〔2021〕30号）"
    ),
    why=(
        "年报有六个固定的部分和三张固定的表，表二每列第一项加第二项等于第三项加第四项，"
        "总计等于各项之和；数字不平的年报公布后只能更正重发。"
        "上年结转与上年年报对不上、标题的字句不同、部门晚于 1 月 31 日或者政府晚于 3 月 31 日公布的，"
        "作警告。草稿里标着“待填”的格子和句子，公布前要填完。2019、2020 年的年报按当时的格式检查，只在前言写了“数据”的才查表格和部分。"
    ),
    cure=(
        "按提示的行和列（xlsx 是单元格）核对数据文件里的数字；补写缺少的部分，没有内容也要写明没有。"
    ),
    good=(
        Example(files={_PATH: sample(*_KEYS, body=_BODY), _DATA: _data()}),
        Example(
            files={
                _PATH: sample(*_KEYS, body=_BODY),
                _DATA: _data(
                    r1="[2, 0, 0, 0, 0, 0, 2]",
                    r3_1="[1, 0, 0, 0, 0, 0, 1]",
                    r3_7="[1, 0, 0, 0, 0, 0, 1]",
                    r4="[1, 0, 0, 0, 0, 0, 1]",
                ),
            }
        ),
        Example(
            files={_PATH: sample("发布日期: 2020-01-30", "成文日期: 2020-01-20", "年度: 2019")}
        ),
    ),
    bad=(
        Example(
            files={
                _PATH: sample(*_KEYS, body=_BODY),
                _DATA: _data(r1="[1, 0, 0, 0, 0, 0, 1]"),
            },
            path=_DATA,
            line=33,
        ),
        Example(
            files={
                _PATH: sample(*_KEYS, body=_BODY),
                _DATA: _data(review="[1, 0, 0, 0, 2]"),
            },
            path=_DATA,
            line=35,
        ),
        Example(
            files={
                _PATH: sample(*_KEYS, body=_BODY.replace("六、其他需要报告的事项", "附件")),
                _DATA: _data(),
            },
            line=10,
        ),
        Example(files={_PATH: sample(_KEYS[3], body=_BODY), _DATA: _data()}, line=7),
        Example(
            files={
                _PATH: sample(*_KEYS, body=_BODY),
                _DATA: _data(review="[0, 0, 0, 0, 待填]"),
            },
            line=8,
        ),
        Example(
            files={
                _PATH: sample(*_KEYS, body=_BODY.replace("见表。", "（待填：数字）", 1)),
                _DATA: _data(),
            },
            line=13,
        ),
        Example(files={_PATH: sample("发布日期: 2026-02-02", "年度: 2025")}, line=6),
    ),
    document=_document,
    site=_site,
)
