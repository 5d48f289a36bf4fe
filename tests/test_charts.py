"""Charts: a picture that is well formed, and words and a table that say the same."""

from __future__ import annotations

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai_ssg.charts import Chart, Series, change, description, figure, shares, svg, table
from gongkai_ssg.document_pages import TableField, TableRow, TableView
from gongkai_ssg.finance_charts import CHARTS, chart_of
from gongkai_ssg.finance_tables import FORMS

SVG = "{http://www.w3.org/2000/svg}"


def amounts(*values: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(each) for each in values)


TWO_YEARS = Chart(
    id="c1",
    title="“三公”经费",
    unit="万元",
    items=("公务用车运行费", "公务接待费"),
    series=(Series("上年", amounts("28.00", "14.00")), Series("本年", amounts("26.40", "12.20"))),
)
SHARES = Chart(
    id="c2", title="构成", unit="万元", items=("甲", "乙"), kind="share",
    series=(Series("预算数", amounts("3.00", "1.00")),),
)  # fmt: skip
BELOW = Chart(
    id="c3", title="结余", unit="万元", items=("甲",),
    series=(Series("上年", amounts("-4.00")), Series("本年", amounts("2.00"))),
)  # fmt: skip
every_chart = pytest.mark.parametrize("chart", [TWO_YEARS, SHARES, BELOW], ids=lambda c: c.id)


def drawn(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(svg(chart))


def bars(chart: Chart) -> list[ElementTree.Element]:
    """Return the bars; the swatches of the legend come first and are left out."""
    legend = len(chart.series) if len(chart.series) > 1 else 0
    return drawn(chart).findall(f"{SVG}rect")[legend:]


@every_chart
def test_a_chart_is_named_and_described(chart: Chart) -> None:
    """It is an image whose name and description are elements of its own."""
    root = drawn(chart)

    assert root.get("role") == "img"
    ids = (root.get("aria-labelledby") or "").split()
    said = [root.find(f"*[@id='{each}']") for each in ids]
    assert [each.text for each in said if each is not None] == [chart.title, description(chart)]


@every_chart
def test_words_and_table_hold_every_amount(chart: Chart) -> None:
    """Each amount stands in the description, beside its bar, and in the table below its label."""
    written = [f"{value:.2f}" for series in chart.series for value in series.values]
    words = re.findall(r"-?\d+\.\d\d", description(chart))
    beside = [
        re.match(r"-?\d+\.\d\d", each.text or "")
        for each in drawn(chart).findall(f"{SVG}text[@class='chart-value']")
    ]
    rows = ElementTree.fromstring(table(chart)).findall("tbody/tr")
    cells = [cell.text for row in rows for cell in row.findall("td")[: len(chart.series)]]

    assert sorted(words) == sorted(written)
    assert sorted(each[0] for each in beside if each) == sorted(written)
    assert sorted(str(each) for each in cells) == sorted(written)
    assert [row.findtext("th") for row in rows] == list(chart.items)


def test_bars_are_as_long_as_their_amounts() -> None:
    """The ratio of two bars is that of their amounts, to a tenth of a unit of the picture."""
    widths = [float(each.get("width", "")) for each in bars(TWO_YEARS)]

    longest = max(widths)
    assert widths == pytest.approx([longest * v / 28 for v in (28, 26.4, 14, 12.2)], abs=0.1)


def test_an_amount_below_zero_goes_to_the_left() -> None:
    """Both bars meet at the line of zero, the one below it ends there."""
    below, above = bars(BELOW)

    end = float(below.get("x", "")) + float(below.get("width", ""))
    assert end == pytest.approx(float(above.get("x", "")))
    assert float(below.get("width", "")) == pytest.approx(2 * float(above.get("width", "")), abs=0.2)


@every_chart
def test_nothing_is_styled_or_run_in_place(chart: Chart) -> None:
    """A strict content security policy holds: no style, no script, nothing from elsewhere."""
    html = figure(chart, "说明。")

    assert not re.search(r"style|<script|\son\w+=|https?://(?!www\.w3\.org/2000/svg)", html)


def test_hostile_text_stays_text() -> None:
    """Labels and titles from a table are escaped everywhere."""
    bad = '"><script>alert(1)</script>'
    chart = Chart(id="c", title=bad, unit=bad, items=(bad,), series=(Series(bad, amounts("1")),))

    assert "<script" not in figure(chart, bad)
    ElementTree.fromstring(svg(chart))


def test_shares_are_of_the_whole() -> None:
    """3 and 1 are three quarters and one; without a sum there are no shares."""
    assert shares(amounts("3", "1")) == ("75.0%", "25.0%")
    assert shares(amounts("0", "0")) == ("", "")


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        ("42", "38.60", "比上年减少 3.40，下降 8.1%"),
        ("8", "9", "比上年增加 1.00，增长 12.5%"),
        ("0", "9", "比上年增加 9.00"),
        ("5", "5.00", "与上年持平"),
    ],
)
def test_a_change_is_put_into_words(before: str, now: str, words: str) -> None:
    """More, less or the same; no percentage of nothing."""
    assert change(Decimal(before), Decimal(now)) == words


money = st.decimals(-10_000_000, 10_000_000, places=2, allow_nan=False, allow_infinity=False)


@given(st.lists(st.tuples(st.text(max_size=40), money, money), max_size=8))
def test_any_amounts_make_a_picture_inside_its_frame(rows: list[tuple[str, Decimal, Decimal]]) -> None:
    """Whatever the amounts, the XML is well formed and bars stay within the picture."""
    rows = [("".join(c for c in name if c.isprintable()), *rest) for name, *rest in rows]  # type: ignore[misc]
    chart = Chart(
        id="c", title="图", unit="万元", items=tuple(row[0] for row in rows),
        series=(Series("上年", tuple(r[1] for r in rows)), Series("本年", tuple(r[2] for r in rows))),
    )  # fmt: skip

    _, _, width, height = map(float, drawn(chart).get("viewBox", "").split())
    for bar in bars(chart):
        x, y, wide, high = (float(bar.get(name, "")) for name in ("x", "y", "width", "height"))
        assert x >= 0 and wide >= 0 and x + wide <= width
        assert y >= 0 and y + high <= height


# --- charts of the standard tables ---------------------------------------------------------


def view(form: str, keys: tuple[str, ...], *rows: tuple[str, ...]) -> TableView:
    """Return the view of a table; the first cell of a row is its title."""
    return TableView(
        key="t2", form=form, label="表", header=(), total=len(rows), number=1, pages=1, previous="",
        next="", downloads=(), data="", filters=(),
        fields=tuple(TableField(key, f"甲·{key}", "text", False) for key in keys),
        rows=tuple(TableRow(f"r{at}", row[0], row, "") for at, row in enumerate(rows)),
    )  # fmt: skip


def test_charts_name_forms_and_cells_that_exist() -> None:
    """Every form in the table of charts is a form, every cell one of its record."""
    records = {form.key: form.record for form in FORMS}

    for key, plans in CHARTS.items():
        for plan in plans:
            assert {plan.item, *plan.measures} <= set(records[key].model_fields)


def test_a_chart_of_subjects_shows_the_topmost_only() -> None:
    """类 are drawn; 款 and 项 below them and the row of the sum are not drawn once more."""
    html = chart_of(
        view(
            "budget-general", ("code", "name", "before", "total"),
            ("207", "文化", "10.00", "12.00"), ("20701", "文化和旅游", "10.00", "12.00"),
            ("221", "住房", "1.00", "1.00"), ("", "合计", "11.00", "13.00"),
        )
    )  # fmt: skip

    assert re.findall(r'<tr><th scope="row">(.*?)</th>', html) == ["文化", "住房"]
    assert "合计 13.00 万元，比上年增加 2.00，增长 18.2%。" in html
    assert 'id="chart-t2-1-title"' in html


def test_parts_of_an_item_are_not_drawn_beside_it() -> None:
    """公务用车购置及运行费 stands for its two parts."""
    html = chart_of(
        view(
            "budget-three", ("item", "before", "now"),
            ("因公出国（境）费", "0.00", "0.00"), ("公务用车购置及运行费", "3.00", "2.00"),
            ("其中：公务用车购置费", "1.00", "0.00"), ("公务用车运行费", "2.00", "2.00"),
            ("公务接待费", "1.00", "1.00"), ("合计", "4.00", "3.00"),
        )
    )  # fmt: skip

    assert re.findall(r'<tr><th scope="row">(.*?)</th>', html) == ["公务用车购置及运行费", "公务接待费"]


def test_without_the_year_before_the_shares_are_drawn() -> None:
    """A total of one year only shows what it is made of."""
    html = chart_of(
        view(
            "budget-total", ("income", "income_before", "income_now"),
            ("一般公共预算拨款", "", "3.00"), ("事业收入", "", "1.00"), ("收入总计", "", "4.00"),
        )
    )  # fmt: skip

    assert "75.0%" in html


def test_an_empty_or_unknown_table_has_no_chart() -> None:
    """No rows, only zeros, or another form: nothing is drawn."""
    keys = ("item", "before", "now")

    assert chart_of(view("budget-three", keys)) == ""
    assert chart_of(view("budget-three", keys, ("合计", "0.00", "0.00"))) == ""
    assert chart_of(view("fees", keys, ("甲", "1.00", "2.00"))) == ""
