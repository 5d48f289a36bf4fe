"""Audit -> one self-contained HTML file: charts inside, no script, nothing loaded from elsewhere.

It must not count or judge anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from gongkai_ssg.audit import drawing
from gongkai_ssg.audit import html_lists as lists
from gongkai_ssg.audit.pieces import MOST_PLACES, evidence, state_tag, table, text
from gongkai_ssg.audit.values import PART_LABELS, Audit, Outcome, Part
from gongkai_ssg.audit.words import MARKS, state_label, verdict

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_TIMES, _NEW, _SOLVED = 8, 12, 6  # rows of the comparison


def to_html(audit: Audit) -> bytes:
    """Return the report as a file."""
    style = (Path(__file__).parent / "style.css").read_text("utf-8")
    sections = [
        (key, title, body) for key, title, make in _SECTIONS if (body := "".join(make(audit)))
    ]
    menu = "".join(f'<li><a href="#{key}">{text(title)}</a></li>' for key, title, _ in sections)
    main = "".join(
        f'<section id="{key}"><h2>{text(title)}</h2>{body}</section>'
        for key, title, body in sections
    )
    title = f"{audit.organizer}政府信息公开自查报告（{audit.date}）"
    page = (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="robots" content="noindex,nofollow"><meta name="generator" content="gongkai-ssg">'
        f"<title>{text(title)}</title><style>\n{style}</style></head><body>"
        f'<header class="top"><p class="private">供本机关内部使用，不随网站发布</p><h1>{text(audit.site)}<br>政府信息公开自查报告</h1>'
        f'<p class="by">检查日期 {audit.date}　｜　{text(audit.domain)}　｜　对照 {text(audit.profile_basis)}</p>'
        f"<nav aria-label=\"目录\"><ul>{menu}</ul></nav></header><main>{main}</main>"
        f"<footer><p>由 gongkai-ssg 按站点内容生成，检查规则 {audit.rule_pack} 版。相同的内容和检查日期，生成的文件相同。</p></footer></body></html>\n"
    )  # fmt: skip
    return page.encode("utf-8", "replace")


# --- the beginning --------------------------------------------------------------------------


def _overview(audit: Audit) -> Iterator[str]:
    said, more, grave = verdict(audit)
    yield f'<div class="verdict {grave}"><strong>{text(said)}</strong>{text(more)}</div>'
    counts = audit.counts
    cards = (
        (counts.crossed, "单项否决触线", "hottest"), (counts.deduct, "扣分项有问题", "hot"),
        (counts.block, "阻断级问题", "hottest"), (counts.error, "错误", "hot"),
        (counts.warning, "警告", ""), (counts.late, "逾期事项", "hot"),
        (len(audit.deadlines.soon), "临期事项", ""), (counts.waived, "豁免", ""),
        (len(audit.withheld.overdue), "复审逾期", "hot"),
        (sum(bool(each.manual) for each in audit.outcomes), "需人工核对", ""),
        (counts.documents, "文档", ""), (counts.public, "可公开", ""),
    )  # fmt: skip
    yield '<ul class="cards">'
    for number, label, kind in cards:
        yield f"<li{f' class={kind}' if number and kind else ''}><b>{number}</b><span>{label}</span></li>"
    yield "</ul>"
    if audit.points:
        yield f'<p class="note">按站点自己配置的分值，扣分项合计扣 {text(audit.points)} 分；没有配置的不计。</p>'


def _changes(audit: Audit) -> Iterator[str]:
    change = audit.comparison
    if change is None:
        return
    yield (
        f"<p>与 {change.since} 的自查相比：新出现 <b>{len(change.new)}</b> 处，已解决 <b>{len(change.solved)}</b> 处，"
        f"仍未解决 <b>{change.remaining}</b> 处，转为豁免 {change.waived} 处。"
    )
    titles = {each.id: each.title for each in audit.outcomes}
    for ids, label in ((change.crossed, "新触线"), (change.uncrossed, "不再触线")):
        if ids:
            said = "、".join(f"{key} {titles.get(key, '')}".strip() for key in ids)
            yield f"{label}：{text(said)}。"
    yield "</p>"
    history = (*audit.history, audit.counts)
    yield '<div class="pair">'
    for picture, title, names in (
        ("trend-findings", "检查发现的处数", ("error", "warning")),
        ("trend-lines", "触线、阻断和逾期", ("crossed", "block", "late")),
    ):
        days = [each.date for each in history]
        series = [(*MARKS[name], [getattr(each, name) for each in history]) for name in names]
        colours = [MARKS[name] for name in names]
        yield f"<figure><figcaption>{title}</figcaption>{drawing.legend(colours)}"
        yield f"{drawing.trend(picture, title, days, series)}</figure>"
    yield "</div>"
    rows = [
        [text(c.date), *(str(n) for n in (c.documents, c.crossed, c.deduct, c.block, c.error, c.warning, c.waived, c.late))]
        for c in history[: -_TIMES - 1 : -1]
    ]  # fmt: skip
    head = ["检查日期", "文档", "触线", "扣分项", "阻断", "错误", "警告", "豁免", "逾期"]
    yield table(f"最近 {len(rows)} 次自查", head, rows, ["day", *["num"] * 8], stack=False)
    if change.new:
        yield "<h3>新出现的</h3>" + evidence(f"{change.since} 以后", change.new, _NEW)
    if change.solved:
        yield "<h3>已解决的</h3>" + evidence(
            f"{change.since} 时还有，位置是当时的", change.solved, _SOLVED
        )


# --- the inspection ---------------------------------------------------------------------------


def _indicators(part: Part) -> Callable[[Audit], Iterator[str]]:
    def section(audit: Audit) -> Iterator[str]:
        outcomes = audit.of(part)
        if not outcomes:
            return
        rows = [_indicator_row(each) for each in outcomes]
        head = ["指标", "结果", "处数", "判定的线" if part != "bonus" else "要求", "统计"]
        if part == "other":
            rows, head = [[row[0], row[2]] for row in rows], ["检查规则", "处数"]
            yield table(f"{PART_LABELS[part]}，共 {len(outcomes)} 种", head, rows, ["", "num"])
        else:
            yield table(f"{PART_LABELS[part]}，共 {len(outcomes)} 项", head, rows, ["", "", "num"])
        for each in outcomes:
            if each.places:
                yield _item(audit, each)

    return section


def _indicator_row(each: Outcome) -> list[str]:
    places = (
        f"{each.places}"
        if each.places
        else ("—" if each.state in ("manual", "absent", "met") else "0")
    )
    if each.limit > 1:
        places += f" / {each.limit}"
    lost = f"（扣 {text(each.points)} 分）" if each.points else ""
    label = state_label(each)
    return [
        f"{text(each.id)}　{text(each.title)}", state_tag(each.state, label) + lost, places,
        text(each.line), text(each.fact),
    ]  # fmt: skip


def _item(audit: Audit, each: Outcome) -> str:
    facts = [("判定的线", each.line), ("统计", each.fact), ("怎么办", each.todo), ("人工核对", each.manual),
             ("依据", each.basis), ("未核实", each.unverified)]  # fmt: skip
    listed = "".join(f"<dt>{label}</dt><dd>{text(said)}</dd>" for label, said in facts if said)
    found = audit.evidence(each)
    label = state_label(each)
    return (
        f'<article class="item {each.state}"><h3>{state_tag(each.state, label)}{text(each.id)}　{text(each.title)}</h3>'
        f"<dl>{listed}</dl>{evidence(f'证据 {len(found)} 处', found, MOST_PLACES, rule=any(e.rule for e in found))}</article>"
    )


def _manual(audit: Audit) -> Iterator[str]:
    listed = [each for each in audit.outcomes if each.manual]
    yield '<p class="note">下面这些静态网站的内容里看不出来，程序没有判断，请逐项核对后打勾。</p><ul class="todo-list">'
    for each in listed:
        yield f"<li><b>{text(each.id)}　{text(each.title)}</b>　{text(each.manual)}</li>"
    yield "</ul>"


def _method(audit: Audit) -> Iterator[str]:
    yield (
        "<p>单项否决的阈值核对过文件原句；扣分项、加分项的分值多数没有核对原件，因此只报是否有问题和处数，"
        "分值由站点在 config.yaml 的 audit.points 里自己配置。程序只看站点的内容和设置，不联网，不访问网站。</p>"
    )
    unsure = [each for each in audit.outcomes if each.unverified and each.part == "veto"]
    if unsure:
        yield "<p>" + "".join(f"{text(e.id)}：{text(e.unverified)}" for e in unsure) + "</p>"
    yield "<p>豁免的检查发现不计数，另行列出；阻断级的内容程序不会生成，但仍计入，因为以前的版本可能已经发布。</p>"


_SECTIONS: tuple[tuple[str, str, Callable[[Audit], Iterator[str]]], ...] = (
    ("overview", "概览", _overview),
    ("changes", "与上次相比", _changes),
    ("veto", PART_LABELS["veto"], _indicators("veto")),
    ("deduct", PART_LABELS["deduct"], _indicators("deduct")),
    ("bonus", PART_LABELS["bonus"], _indicators("bonus")),
    ("other", PART_LABELS["other"], _indicators("other")),
    ("manual", "需人工核对", _manual),
    ("units", "按单位", lists.units),
    ("columns", "栏目更新情况", lists.columns),
    ("deadlines", "期限", lists.deadlines),
    ("waived", "豁免", lists.waived),
    ("withheld", "不公开信息的登记", lists.withheld),
    ("findings", "检查发现", lists.findings),
    ("method", "说明", _method),
)
