"""Pages of tables: what the server writes, and what the script does with it in a real browser."""

from __future__ import annotations

import functools
import http.server
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from conftest import TODAY
from local_server import serving
from msgspec.structs import replace
from playwright.sync_api import expect
from sites import document, write_site

from gongkai_ssg.build import Options, build
from gongkai_ssg.columns import column_types
from gongkai_ssg.tables.fields import Cell, Day, LongText, Money, Record, TableForm, Text

KINDS = ("基本支出", "项目支出", "其他")
UNITS = ("办公室", "财务科", "市场科", "艺术科")
ROWS, SMALL = 5_000, 120
DUTY = "受理时一次告知应当补正的材料；审查时核对材料，必要时现场核查；" * 2
HOSTILE = "<img src=x onerror=alert(1)>&amp;"


class Spending(Record):
    """One item of spending; two of its columns stand below a merged head."""

    code: Annotated[Text, Cell(label="编码", unique=True)]
    name: Annotated[Text, Cell(label="项目名称")]
    kind: Annotated[Literal[KINDS], Cell(label="类别", filter=True)]  # type: ignore[valid-type]
    unit: Annotated[Text, Cell(label="责任单位", filter=True)]
    planned: Annotated[Money, Cell(label="金额·预算")]
    spent: Annotated[Money | None, Cell(label="金额·决算")] = None
    since: Annotated[Day, Cell(label="开始日期")]
    note: Annotated[LongText, Cell(label="说明")]


class Sum(Record):
    """One line of a small table."""

    name: Annotated[Text, Cell(label="类别名称")]
    planned: Annotated[Money, Cell(label="预算")]


FORMS = (
    TableForm(key="spending", label="项目表", record=Spending),
    TableForm(key="pages", label="项目清单", record=Spending, row_pages=True),
    TableForm(key="sums", label="合计表", record=Sum),
)


def _name(number: int) -> str:
    return HOSTILE if number == 7 else f"第{number}号项目{UNITS[number % 4]}"


def _planned(number: int) -> str:
    return f"{number * 7919 % 10_007}.50"


def _cells(number: int) -> list[str]:
    spent = "" if number % 5 == 0 else f"{number}.25"
    since = f"2026-{1 + number % 12:02}-{1 + number % 28:02}"
    return [f"XM-{number:05}", _name(number), KINDS[number % 3], UNITS[number % 4],
            _planned(number), spent, since, DUTY]  # fmt: skip


def _xlsx(count: int) -> bytes:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = book.add_worksheet()
    for column, label in enumerate(["编码", "项目名称", "类别", "责任单位"]):
        sheet.merge_range(0, column, 1, column, label)
    sheet.merge_range(0, 4, 0, 5, "金额")
    sheet.write_row(1, 4, ["预算", "决算"])
    for column, label in enumerate(["开始日期", "说明"], 6):
        sheet.merge_range(0, column, 1, column, label)
    for number in range(1, count + 1):
        sheet.write_row(number + 1, 0, _cells(number))
    book.close()
    return data.getvalue()


SUMS = "类别名称,预算\n基本支出,12.00\n项目支出,8.50\n其他,0.00\n".encode()
_TWO = "数据:\n  - {文件: 清单.xlsx, 表种: 项目清单}\n  - {文件: 合计.csv, 表种: 合计表}"
FILES: dict[str, str | bytes] = {
    "content/other/big/index.md": document(标题="全部项目", 数据="项目.xlsx"),
    "content/other/big/项目.xlsx": _xlsx(ROWS),
    "content/other/two/index.md": document(标题="两张表", extra=_TWO),
    "content/other/two/清单.xlsx": _xlsx(SMALL),
    "content/other/two/合计.csv": SUMS,
    "content/other/none/index.md": document(标题="没有表"),
}


class _Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", "default-src 'self'")
        super().end_headers()


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose column 其他 knows three kinds of table; built once."""
    root = write_site(tmp_path_factory.mktemp("tables") / "site", FILES)
    types = column_types()
    with pytest.MonkeyPatch.context() as patch:
        changed = {**types, "other": replace(types["other"], forms=FORMS)}
        patch.setattr("gongkai_ssg.config_columns.column_types", lambda: changed)
        report = build(Options(source=root, jobs=1, search=False, today=TODAY))
    assert report.built, report.findings
    return root / "public"


@pytest.fixture(scope="module")
def origin(out: Path) -> Iterator[str]:
    """The site on a local port, under a strict policy."""
    handler = functools.partial(_Handler, directory=str(out))
    with serving(handler) as address:
        yield f"{address}/other"


@pytest.fixture
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A fresh page; a message in its console or an uncaught error fails the test.

    A test may give what its context shall be, such as a size of the window, as a parameter.
    """
    context = browser.new_context(**getattr(request, "param", {}))
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []


PHONE = {"viewport": {"width": 390, "height": 800}}


def _codes(page: Any, table: str = "t1") -> list[str]:
    return list(page.locator(f"#table-{table} tbody tr > :first-child").all_text_contents())


def _status(page: Any, text: str) -> None:
    expect(page.locator("#table-t1 .table-status")).to_have_text(text)


def _code(number: int) -> str:
    return f"XM-{number:05}"


# --- what the server writes ----------------------------------------------------------------


def test_five_thousand_rows_stand_on_light_pages(out: Path) -> None:
    """Every row stands on exactly one page of at most 100, and no page reaches 300 KB."""
    folder = out / "other" / "big"
    pages = [folder / "index.html", *(folder / f"rows/{n}/index.html" for n in range(2, 51))]
    texts = [each.read_bytes() for each in pages]
    rows = [re.findall(rb'<tr id="(xm-\d{5})">', text) for text in texts]

    assert max(map(len, texts)) < 300_000
    assert [len(each) for each in rows] == [100] * 50
    assert [each.decode() for part in rows for each in part] == [
        f"xm-{number:05}" for number in range(1, ROWS + 1)
    ]
    assert not (folder / "rows" / "51").exists()


def test_merged_head_and_cells(out: Path) -> None:
    """The merged head keeps its shape and scopes; numbers, names and labels are marked."""
    html = (out / "other" / "big" / "index.html").read_text("utf-8")
    head = html.partition("<thead>")[2].partition("</thead>")[0]
    row = re.search(r'<tr id="xm-00001">.*?</tr>', html)

    assert '<th scope="colgroup" colspan="2">金额</th>' in head
    assert '<th scope="col" rowspan="2">编码</th>' in head
    assert '<th scope="col">决算</th>' in head
    assert row is not None
    assert '<td class="num" data-label="金额·决算">1.25</td>' in row[0]
    assert f'<th scope="row" class="text" data-label="项目名称">{_name(1)}</th>' in row[0]
    assert f'<td class="long" data-label="说明">{DUTY}</td>' in row[0]


def test_script_only_where_there_is_a_table(out: Path) -> None:
    """Pages without a table do not load the script of tables."""
    found = {
        name: "/table." in (out / "other" / name / "index.html").read_text("utf-8")
        for name in ("big", "big/rows/2", "two", "none")
    }
    assert found == {"big": True, "big/rows/2": True, "two": True, "none": False}


def test_second_table_keeps_to_itself(out: Path) -> None:
    """Ids of a second table carry its key; one of three rows has nothing to sort or filter."""
    html = (out / "other" / "two" / "index.html").read_text("utf-8")
    second = html.partition('id="table-t2"')[2]
    ids = re.findall(r'\bid="([^"]+)"', html)

    assert len(ids) == len(set(ids))
    assert re.findall(r'<tr id="(t2-[^"]+)">', second) == ["t2-r1", "t2-r2", "t2-r3"]
    assert "<form" not in second.partition("</section>")[0] and "共 3 行" in second


def test_page_of_a_row(out: Path) -> None:
    """A row's page shows each value once, long ones as sections, and leads on and back."""
    html = (out / "other" / "two" / "xm-00002" / "index.html").read_text("utf-8")

    assert f"<h1>{_name(2)}</h1>" in html
    assert f"<dt>金额·预算</dt><dd>{_planned(2)}</dd>" in html
    assert html.count(DUTY) == 1 and f"<p>{DUTY}</p>" in html
    assert re.search(r'rel="prev" href="/other/two/xm-00001/"', html)
    assert re.search(r'rel="next" href="/other/two/xm-00003/"', html)
    assert 'href="/other/two/">返回项目清单</a>' in html


def test_long_cells_are_cut_only_where_a_row_has_its_page(out: Path) -> None:
    """A long cell may be cut in the list whose rows have pages; elsewhere nothing is cut."""
    two = (out / "other" / "two" / "index.html").read_text("utf-8")
    big = (out / "other" / "big" / "index.html").read_text("utf-8")
    first = two.partition('id="table-t2"')[0]

    assert '<table class="as-cards cuts">' in first
    assert first.count(f"<div>{DUTY}</div></td>") == 100 and "<div>第" not in first
    assert DUTY in big and f"<div>{DUTY}" not in big and "cuts" not in big


def test_tables_of_figures_are_no_cards(out: Path) -> None:
    """A table at least half of numbers stays a table on a phone; one with fewer becomes cards."""
    two = (out / "other" / "two" / "index.html").read_text("utf-8")
    assert '<table class="figures">' in two.partition('id="table-t2"')[2]
    assert '<table class="as-cards">' in (out / "other" / "big" / "index.html").read_text("utf-8")


def test_hostile_cells_stay_text(out: Path) -> None:
    """What looks like markup in a cell is text, on the page of the table and of the row."""
    for name in ("big", "two", "two/xm-00007"):
        html = (out / "other" / name / "index.html").read_text("utf-8")
        assert "&lt;img src=x onerror=alert(1)&gt;&amp;amp;" in html and "<img src=x" not in html


# --- without the script --------------------------------------------------------------------


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_pages_are_whole_without_a_script(page: Any, origin: str) -> None:
    """The first hundred rows and a pager are there; the form, which needs the script, is not."""
    page.goto(f"{origin}/big/")
    assert len(_codes(page)) == 100
    assert not page.is_visible(".table-filter")
    assert page.locator("thead button").count() == 0
    expect(page.locator(".table-pager p")).to_have_text("第 1 / 50 页，共 5000 行")

    page.click(".table-pager >> text=下一页")
    assert page.url == f"{origin}/big/rows/2/#table-t1"
    assert _codes(page)[0] == _code(101)
    page.click(".table-pager >> text=上一页")
    assert page.url == f"{origin}/big/#table-t1"


# --- cut cells -----------------------------------------------------------------------------


@pytest.mark.parametrize("page", [{"viewport": {"width": 1000, "height": 800}}], indirect=True)
def test_cut_cells_on_screen_and_on_paper(page: Any, origin: str) -> None:
    """Four lines of a long cell show, of rows that the script makes too; paper has all of them."""
    page.goto(f"{origin}/two/")
    page.fill("#t1-q", "第115号")  # stands on the second page
    _status(page, f"共 {SMALL} 行，符合条件 1 行")
    cell = "document.querySelector('#xm-00115 .long div')"
    assert page.evaluate(f"{cell}.textContent") == DUTY
    lines = f"{cell}.clientHeight / parseFloat(getComputedStyle({cell}).lineHeight)"
    page.evaluate(f"{cell}.textContent = {cell}.textContent.repeat(5)")
    assert round(page.evaluate(lines)) == 4

    page.emulate_media(media="print")
    assert page.evaluate(f"{cell}.scrollHeight === {cell}.clientHeight")
    assert page.evaluate(lines) > 5


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_long_cells_of_cards_stand_on_the_row_page(page: Any, origin: str) -> None:
    """On a phone the card of a row with a page says 详情 in place of its long cells."""
    page.goto(f"{origin}/two/")
    assert page.locator("#xm-00002 td").first.is_visible()
    assert not page.locator("#xm-00002 td.long").is_visible()
    more = "getComputedStyle(document.querySelector('#xm-00002 th a'), '::after').content"
    assert "详情" in page.evaluate(more)
    page.click("#xm-00002 th a")
    assert page.url == f"{origin}/two/xm-00002/" and DUTY in page.inner_text("main")


# --- with it -------------------------------------------------------------------------------


def test_data_are_fetched_when_first_needed(page: Any, origin: str) -> None:
    """The whole table is fetched when a reader enters the form, not before, and once."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{origin}/big/", wait_until="networkidle")
    assert not [url for url in asked if url.endswith(".json")]

    page.fill("#t1-q", "第42号")
    _status(page, "共 5000 行，符合条件 1 行")
    page.fill("#t1-q", "第43号")
    expect(page.locator("#table-t1 tbody tr")).to_contain_text("第43号")
    assert len([url for url in asked if url.endswith(".json")]) == 1


def test_words_and_choices_filter_together(page: Any, origin: str) -> None:
    """All words and all choices must hold; widths and case are alike; clearing restores the page."""
    page.goto(f"{origin}/big/rows/3/")
    before = page.inner_html("#table-t1 tbody")
    page.select_option("#t1-f-kind", "其他")
    page.select_option("#t1-f-unit", "财务科")
    page.fill("#t1-q", "ｘｍ-000 财务")
    wanted = [n for n in range(1, 100) if n % 3 == 2 and n % 4 == 1]
    _status(page, f"共 5000 行，符合条件 {len(wanted)} 行")
    assert _codes(page) == [_code(number) for number in wanted]
    assert not page.is_visible(".table-pager")

    page.click("text=清除条件")
    _status(page, "共 5000 行")
    assert page.inner_html("#table-t1 tbody") == before
    expect(page.locator(".table-pager p")).to_have_text("第 3 / 50 页，共 5000 行")


def test_nothing_found_is_said(page: Any, origin: str) -> None:
    """Where no row matches, the table says so."""
    page.goto(f"{origin}/big/")
    page.fill("#t1-q", "没有这样的项目")
    _status(page, "共 5000 行，符合条件 0 行")
    expect(page.locator("#table-t1 tbody")).to_have_text(
        "没有符合条件的行。可以减少条件，或者换一个词。"
    )


def test_found_rows_are_paged(page: Any, origin: str) -> None:
    """What is found stands on pages of a hundred rows; the ends of the pager stay where they are."""
    page.goto(f"{origin}/big/")
    page.select_option("#t1-f-unit", "市场科")
    found = [_code(n) for n in range(1, ROWS + 1) if n % 4 == 2]
    seen: list[str] = []
    for number in range(1, 14):
        expect(page.locator(".table-pager p")).to_have_text(f"第 {number} / 13 页，共 1250 行")
        seen += _codes(page)
        focus = page.evaluate("document.activeElement.className")
        assert number == 1 or focus == "table-wrap"  # at the top of the new page
        page.click(".table-pager >> text=下一页", force=True)
    assert seen == found and len(_codes(page)) == 50  # the last click did nothing
    assert page.get_attribute(".table-pager >> text=下一页", "aria-disabled") == "true"


@pytest.mark.parametrize(
    ("head", "key"),
    [
        ("编码", lambda n: _cells(n)[0]),
        ("预算", lambda n: float(_cells(n)[4])),
        ("开始日期", lambda n: _cells(n)[6]),
    ],
)
def test_heads_sort(page: Any, origin: str, head: str, key: Any) -> None:
    """A head sorts all rows up, down and not at all: numbers by value, days in time."""
    page.goto(f"{origin}/big/")
    button = page.get_by_role("button", name=head, exact=True)
    cell = page.locator("thead th", has=button)
    numbers = range(1, ROWS + 1)
    up = [_code(n) for n in sorted(numbers, key=lambda n: (key(n), n))]

    button.click()
    expect(cell).to_have_attribute("aria-sort", "ascending")
    _status(page, "共 5000 行，符合条件 5000 行")
    assert _codes(page) == up[:100]
    button.click()
    expect(cell).to_have_attribute("aria-sort", "descending")
    assert _codes(page) == up[::-1][:100]
    button.click()
    _status(page, "共 5000 行")
    assert cell.get_attribute("aria-sort") is None
    assert _codes(page) == [_code(n) for n in range(1, 101)]


def test_chinese_is_sorted_by_sound_and_empty_cells_come_last(page: Any, origin: str) -> None:
    """Words stand in the order of their sounds; a cell without a number is last either way."""
    page.goto(f"{origin}/two/")
    heads = page.locator("#table-t1 thead")
    heads.get_by_role("button", name="责任单位").click()
    _status(page, "共 120 行，符合条件 120 行")
    units = page.locator("#table-t1 td[data-label=责任单位]").all_text_contents()
    assert list(dict.fromkeys(units)) == ["办公室", "财务科", "市场科", "艺术科"]

    for _ in range(2):  # up, down
        heads.get_by_role("button", name="决算").click()
        page.click("#table-t1 .table-pager >> text=下一页")
        spent = page.locator("#table-t1 td[data-label=金额·决算]").all_text_contents()
        assert len(spent) == 20 and not any(spent)


def test_shown_rows_are_those_of_the_server(page: Any, origin: str) -> None:
    """A row that the script makes equals the one that the server wrote."""
    page.goto(f"{origin}/big/")
    written = page.locator("#table-t1 tbody tr").first.evaluate("row => row.outerHTML")
    page.goto(f"{origin}/big/rows/2/")
    page.fill("#t1-q", "xm-00001")
    _status(page, "共 5000 行，符合条件 1 行")
    made = page.locator("#table-t1 tbody tr").first.evaluate("row => row.outerHTML")
    plain = re.compile(r' id="[^"]*"')
    assert plain.sub("", made) == plain.sub("", written)

    page.fill("#t1-q", "onerror")
    expect(page.locator("#table-t1 tbody th")).to_have_text(HOSTILE)


def test_merged_head_stays(page: Any, origin: str) -> None:
    """Only the lowest cells of a merged head get a button; its shape does not change."""
    page.goto(f"{origin}/big/")
    shape = """() => Array.from(document.querySelectorAll("#table-t1 thead th"))
        .map(cell => [cell.textContent, cell.colSpan, cell.rowSpan, !!cell.querySelector("button")])"""
    assert page.evaluate(shape) == [
        ["编码", 1, 2, True], ["项目名称", 1, 2, True], ["类别", 1, 2, True],
        ["责任单位", 1, 2, True], ["金额", 2, 1, False], ["开始日期", 1, 2, True],
        ["说明", 1, 2, False], ["预算", 1, 1, True], ["决算", 1, 1, True],
    ]  # fmt: skip


def test_state_is_not_lost(page: Any, origin: str) -> None:
    """Coming back, or opening the address anew, shows the same rows of the same page."""
    page.goto(f"{origin}/two/")
    page.select_option("#t1-sort", "-code", force=True)
    _status(page, f"共 {SMALL} 行，符合条件 {SMALL} 行")
    page.click("#table-t1 .table-pager >> text=下一页")
    rows = [_code(n) for n in range(20, 0, -1)]
    expect(page.locator("#table-t1 .table-pager p")).to_have_text("第 2 / 2 页，共 120 行")
    assert _codes(page) == rows

    page.goto(f"{origin}/none/")
    page.go_back()
    expect(page.locator("#table-t1 .table-pager p")).to_have_text("第 2 / 2 页，共 120 行")
    assert _codes(page) == rows
    page.reload()
    expect(page.locator("#table-t1 .table-pager p")).to_have_text("第 2 / 2 页，共 120 行")
    assert _codes(page) == rows and len(_codes(page, "t2")) == 3


def test_unreadable_data_leave_the_page(browser: Any, origin: str) -> None:
    """Where the whole table cannot be fetched, the page says so, stays, and tries again."""
    page = browser.new_page()
    page.route("**/*.json", lambda route: route.abort())
    page.goto(f"{origin}/big/")
    page.fill("#t1-q", "第42号")
    _status(page, "全表暂时无法读取。可以逐页查看，或者下载表格。")
    assert len(_codes(page)) == 100
    page.unroute("**/*.json")
    page.fill("#t1-q", "第43号")
    _status(page, "共 5000 行，符合条件 1 行")
    page.close()


def test_rows_of_other_pages_lead_to_their_own(page: Any, origin: str) -> None:
    """A row that was fetched has its anchor and the link to its page; an address finds it."""
    page.goto(f"{origin}/two/")
    page.fill("#t1-q", "第115号")
    expect(page.locator("#xm-00115 a")).to_have_attribute("href", "/other/two/xm-00115/")

    page.goto(f"{origin}/none/")
    page.goto(f"{origin}/two/#xm-00115")
    expect(page.locator("tr:target")).to_have_attribute("id", "xm-00115")


def test_keyboard(page: Any, origin: str) -> None:
    """Everything is done by keyboard alone, in the order of the page, and the focus stays."""
    page.goto(f"{origin}/two/")
    page.focus("#t1-q")
    reached = []
    for _ in range(11):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(
            "[document.activeElement.name || document.activeElement.textContent.trim().slice(0, 4),"
            " document.activeElement.matches(':focus-visible')]"
        ))  # fmt: skip
    assert reached[0] == ["f.kind", True] and reached[1] == ["f.unit", True]
    assert [name for name, _ in reached[4:11]] == [
        "编码", "项目名称", "类别", "责任单位", "开始日期", "预算", "决算"
    ]  # fmt: skip
    assert all(visible for _, visible in reached)
    page.keyboard.press("Enter")
    _status(page, "共 120 行，符合条件 120 行")
    assert page.evaluate("document.activeElement.textContent") == "决算"


# --- phone, print --------------------------------------------------------------------------


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_rows_are_cards_on_a_phone(page: Any, origin: str) -> None:
    """On a phone a row is a card under its name, with labels; nothing is wider than the screen."""
    page.goto(f"{origin}/two/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(
        "document.querySelector('.table-wrap').scrollWidth"
        " <= document.querySelector('.table-wrap').clientWidth"
    )
    name = page.locator("#xm-00002 th").bounding_box()
    code = page.locator("#xm-00002 td").first.bounding_box()
    label = "getComputedStyle(document.querySelector('#xm-00002 td'), '::before').content"
    assert name["y"] < code["y"] and page.evaluate(label) == '"编码"'
    assert not page.locator("#xm-00005 td[data-label=金额·决算]").is_visible()  # empty

    # The head is still read out, but its buttons are not reached: there is a choice instead.
    page.select_option("#t1-sort", "-code")
    _status(page, "共 120 行，符合条件 120 行")
    assert _codes(page)[0] == _code(SMALL)
    page.focus("#table-t1 .table-wrap")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('thead')") is None
    # Two columns fit: such a table stays one.
    row = page.locator("#t2-r1 th").bounding_box(), page.locator("#t2-r1 td").bounding_box()
    assert row[0]["y"] == row[1]["y"]


def test_print_shows_what_is_shown(page: Any, origin: str) -> None:
    """On paper stand the chosen rows, how many they are, and no controls."""
    page.goto(f"{origin}/big/")
    page.select_option("#t1-f-unit", "市场科")
    _status(page, "共 5000 行，符合条件 1250 行")
    page.emulate_media(media="print")
    assert not page.is_visible(".table-filter") and not page.is_visible(".table-files")
    assert not page.is_visible(".table-pager button")
    assert page.is_visible(".table-pager p") and page.is_visible(".table-status")
    assert page.locator("#table-t1 tbody tr").count() == 100
    assert page.locator("thead th").first.is_visible()
