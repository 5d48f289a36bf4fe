"""The figures of a year -> the six parts of its report, with what only people know left open.

It must not know files, nor the tables of the report beyond their figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gongkai_ssg.annual.layouts import PARTS
from gongkai_ssg.annual.tables import OPEN
from gongkai_ssg.annual_count import Counted
from gongkai_ssg.build import Examined
from gongkai_ssg.channels import WEBSITE
from gongkai_ssg.figures import Fact, breakdown, by_website, by_year, reach
from gongkai_ssg.ledger import ever_published

_NUMERALS = "一二三四五六"
_COLUMNS_NAMED = 5


def report_text(examined: Examined, year: int, counted: Counted, carried: int | None) -> str:
    """Return the body of the report in Markdown; `carried` are the requests of the year before."""
    # What was taken down when its publicity was over was published in its year all the same.
    all_years = by_year(ever_published(examined))
    facts, older = all_years.get(year, []), all_years.get(year - 1, [])
    parts = (
        _overview(examined, facts, older, counted, year, carried),
        (_active(counted),),
        (
            f"（{OPEN}：表二的说明。申请的总体情况、办理结果的分布、与上年相比的变化和原因。）",
        ),
        (f"（{OPEN}：表三的说明。复议、诉讼的件数和结果；没有的写没有。）",),
        (
            f"（{OPEN}：本年存在的主要问题，至少写清表现和原因。）",
            f"（{OPEN}：上一年报告所列问题的改进情况，以及下一年的改进措施。）",
        ),
        (
            f"（{OPEN}：是否收取政府信息公开信息处理费及金额；没有收取的写没有收取。）",
            f"（{OPEN}：其他需要报告的事项；没有的删去这一段。）",
        ),
    )  # fmt: skip
    period = f"统计期限为 {year} 年 1 月 1 日至 12 月 31 日。{_contact(examined)}"
    lines = [f"本报告根据《中华人民共和国政府信息公开条例》第五十条编制，{period}"]
    for numeral, title, paragraphs in zip(_NUMERALS, PARTS, parts, strict=True):
        lines += [f"## {numeral}、{title}", *paragraphs]
    return "\n\n".join(lines) + "\n"


def _contact(examined: Examined) -> str:
    contact = examined.config.contact
    return f"对报告有疑问的，请联系：{contact}。" if contact else ""


def _overview(
    examined: Examined, facts: Sequence[Fact], older: Sequence[Fact], counted: Counted, year: int,
    carried: int | None,
) -> Iterator[str]:  # fmt: skip
    yield f"（一）主动公开。{''.join(_published(facts, older, year))}{''.join(_columns(facts))}"
    yield f"（{OPEN}：重点领域公开、政策解读、回应关切的做法和成效，用上面的数字说明。）"
    known = OPEN if carried is None else str(carried)
    yield (
        f"（二）依申请公开。本年新收政府信息公开申请（{OPEN}）件，上年结转 {known} 件，"
        f"办结（{OPEN}）件，结转下年度（{OPEN}）件。"
    )
    stocks = counted.stocks
    yield (
        f"（三）政府信息管理。年末现行有效的规章 {stocks['rules'].valid} 件、"
        f"行政规范性文件 {stocks['normative'].valid} 件。"
        f"（{OPEN}：公开属性的确定、保密审查、文件清理、不公开信息定期复审的情况。）"
    )
    yield (
        f"（四）平台建设。年末信息公开目录共有信息 {len(examined.public.entries)} 条。"
        f"（{OPEN}：网站专栏、政务新媒体、公报、公共查阅点的建设和维护。）"
    )
    yield f"（五）监督保障。（{OPEN}：工作考核、社会评议、责任追究和培训的情况；没有的写没有。）"


def _published(facts: Sequence[Fact], older: Sequence[Fact], year: int) -> Iterator[str]:
    website, elsewhere = by_website(facts)
    yield (
        f"全年主动公开政府信息 {len(facts)} 条，"
        f"其中网站公开 {website} 条，微信及其他方式公开 {elsewhere} 条"
    )
    others = [each for each in reach(facts) if each.label != WEBSITE]
    if others:
        named = "、".join(f"{each.label} {each.number} 条" for each in others)
        yield f"（同时或者单独经由：{named}）"
    if older:
        change = len(facts) - len(older)
        words = f"{'增加' if change > 0 else '减少'} {abs(change)} 条" if change else "持平"
        yield f"，与 {year - 1} 年的 {len(older)} 条相比{words}"
    yield "。"


def _columns(facts: Sequence[Fact]) -> Iterator[str]:
    counts = breakdown(facts, "column")[:_COLUMNS_NAMED]
    if counts:
        named = "、".join(f"“{each.label}”{each.number} 条" for each in counts)
        yield f"公开较多的栏目是{named}。"


def _active(counted: Counted) -> str:
    stocks = "；".join(
        f"{label}制发 {stock.made} 件、废止 {stock.ended} 件、年末现行有效 {stock.valid} 件"
        for label, stock in (
            ("规章", counted.stocks["rules"]), ("行政规范性文件", counted.stocks["normative"])
        )
    )  # fmt: skip
    decisions = counted.decisions
    fees = f"（{OPEN}）" if counted.fees is None else counted.fees
    return (
        f"本年度{stocks}。作出行政许可决定 {decisions['licences']} 件、"
        f"行政处罚决定 {decisions['penalties']} 件、行政强制决定 {decisions['coercion']} 件，"
        f"行政事业性收费 {fees} 万元。"
    )
