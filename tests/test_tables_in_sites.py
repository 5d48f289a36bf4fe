"""Tables in whole sites: what must not leave, what must be there, and how light it all is."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from canaries import Canary
from conftest import TODAY, Build, MakeSite
from crawl import Built
from decision_tables import ON_PERSON, PENALTY, POWER, csv_table, xlsx_table
from sites import document, write_site

import gongkai_ssg.build as pipeline
from gongkai_ssg.build import Options, Report, build
from gongkai_ssg.config import load_config

ROOT = Path(__file__).parents[1]
ROWS = 5_000

_EXPIRED = {**PENALTY, "公示截止期": "2026-11-21", "处罚决定日期": "2026-01-05"}


def _words(canary: Canary, place: str, row: Mapping[str, str], *labels: str) -> dict[str, str]:
    """Return the row with a canary in each of the cells that are named."""
    return {**row, **{label: canary(f"{place} {label}") for label in labels}}


_CELLS = (
    "行政相对人名称",
    "行政处罚决定书文号",
    "违法行为类型",
    "违法事实",
    "处罚依据",
    "处罚内容",
    "备注",
)
_SECRETS = ("法定代表人证件", "自然人证件类型", "自然人证件号码")


# --- what must not leave -------------------------------------------------------------------


def test_what_a_table_hides_stands_in_no_output_byte(
    make_site: MakeSite, build_site: Build, tmp_path: Path
) -> None:
    """Hidden columns, masked names, rows whose time is over or of which nobody can tell."""
    canary, shown = Canary(), Canary()
    person = {**PENALTY, **ON_PERSON, "行政处罚决定书文号": "某文旅罚〔2026〕2号"}
    rows = [
        _words(canary, "hidden", {**PENALTY, "法定代表人": shown("director")}, *_SECRETS),
        _words(canary, "masked", person, "行政相对人名称", "法定代表人", *_SECRETS),
        _words(canary, "expired", _EXPIRED, *_CELLS, "法定代表人", *_SECRETS),
        # Nobody can tell how long, or whether as a person's, these may be shown.
        _words(canary, "no end", {**PENALTY, "公示截止期": "很久"}, *_CELLS),
        _words(canary, "no kind", {**PENALTY, "行政相对人类别": "人"}, *_CELLS),
        _words(canary, "faulty", {**person, "处罚决定日期": "哪天"}, *_CELLS, *_SECRETS),
        _words(canary, "unknown column", PENALTY, canary("label"), "承办人电话"),
        {**PENALTY, "行政处罚决定书文号": "某文旅罚〔2026〕9号", "违法事实": shown("facts")},
    ]
    for number, row in enumerate(rows):
        row.setdefault("行政处罚决定书文号", f"某文旅罚〔2026〕{number}号")
    folder, name, sheet = "content/enforcement", canary("file name"), canary("sheet")[:20]
    files: dict[str, str | bytes] = {}
    for kind, data in {"csv": csv_table(rows), "xlsx": xlsx_table(rows, sheet)}.items():
        files |= {
            f"{folder}/{kind}/index.md": document(标题=f"处罚{kind}", 数据=f"{name}.{kind}"),
            f"{folder}/{kind}/{name}.{kind}": data,
        }
    report = build_site(make_site(files), out=tmp_path / "out", search=True, fail_on="never")

    assert report.built
    assert canary.leaks(tmp_path / "out") == []
    seen = {" ".join(each.split(" in ")) for each in shown.leaks(tmp_path / "out")}
    for kind in ("csv", "xlsx"):
        page = f"enforcement/{kind}/"
        assert {f"facts {page}index.html", f"director {page}{kind}.xlsx", f"facts {page}{kind}.csv",
                f"facts {page}{kind}.json"} <= seen  # fmt: skip
    assert any(each.startswith("facts search/") for each in seen)


def test_data_of_hidden_documents_stay_hidden(
    make_site: MakeSite, build_site: Build, tmp_path: Path
) -> None:
    """Rows, names and files of tables go with their document, whoever else names the file."""
    canary = Canary()
    files: dict[str, str | bytes] = {}
    named = []
    kinds: dict[str, dict[str, object]] = {
        "withheld": {"公开属性": "不予公开"},
        "on-request": {"公开属性": "依申请公开"},
        "draft": {"草稿": "是"},
        "scheduled": {"定时发布": "是", "发布日期": "2027-03-01"},
        "undisclosed": {"公开属性": None},
        "over": {"公示截止期": "2026-11-21"},
        "unreadable": {"公开属性": "主动公开\n公开属性：主动公开"},
    }
    for kind, keys in kinds.items():
        row = _words(canary, kind, PENALTY, *_CELLS)
        for place in (f"{kind}.md", f"{kind}-bundle/index.md"):
            data = f"{canary(f'{kind} data name')}.csv"
            path = f"content/enforcement/{place}"
            files[path] = document(标题=f"处罚{kind}", 数据=data, **keys)
            files[f"{path.rpartition('/')[0]}/{data}"] = csv_table([row])
            if place.startswith(f"{kind}-") or kind != "unreadable":
                # Whose data a file is cannot be known from a document that cannot be read.
                named.append(f"../enforcement/{place.rpartition('/')[0]}/{data}".replace("//", "/"))
    links = "\n\n".join(f"[表]({each}) ![图]({each})" for each in named)
    files["content/notice/public.md"] = document(links, 附件=f"[{', '.join(named)}]")
    report = build_site(make_site(files), out=tmp_path / "out", search=True, fail_on="never")

    assert report.public == 1 + 2  # the entries of those on request
    assert canary.leaks(tmp_path / "out") == []


@pytest.mark.parametrize(
    "change", ["expires", "deleted", "replaced", "withheld", "no data", "gone"]
)
def test_what_leaves_a_table_is_gone_after_the_next_build(
    change: str, make_site: MakeSite, build_site: Build, tmp_path: Path
) -> None:
    """A row past its day or deleted, or a table taken away, leaves no byte, nor in the search."""
    canary = Canary()
    last = {**_words(canary, "row", PENALTY, *_CELLS), "公示截止期": str(TODAY)}
    other = {**PENALTY, "行政处罚决定书文号": "某文旅罚〔2026〕8号"}
    folder, out = "content/enforcement/t", tmp_path / "out"
    site = make_site({
        f"{folder}/index.md": document(标题="处罚", 数据="cf.csv"),
        f"{folder}/cf.csv": csv_table([other, last]),
        **{f"content/notice/{n}.md": document(标题=f"公告{n}") for n in range(3)},
    })  # fmt: skip
    for _ in range(2):  # a file that was just written is not remembered yet
        build_site(site, out=out, search=True)
    before = {each.partition(" in ")[0] for each in canary.leaks(out)}
    today = TODAY + dt.timedelta(days=change == "expires")
    data, text = site / folder / "cf.csv", site / folder / "index.md"
    if change in ("deleted", "replaced"):
        rows = [other] if change == "deleted" else [other, {**other, "违法事实": "另一件"}]
        data.write_bytes(csv_table(rows))
    elif change == "withheld":
        text.write_text(document(标题="处罚", 数据="cf.csv", 公开属性="不予公开"), encoding="utf-8")
    elif change == "no data":
        text.write_text(document(标题="处罚"), encoding="utf-8")
        data.unlink()
    elif change == "gone":
        data.unlink()
    report = build_site(site, out=out, today=today, search=True, fail_on="never")

    assert before >= {f"row {label}" for label in _CELLS}
    assert canary.leaks(out) == []
    assert [each.path for each in report.held] == {
        "expires": [f"{folder}/cf.csv"],
        "withheld": [f"{folder}/index.md"],
    }.get(change, [])


def test_the_search_index_is_purged_when_a_row_leaves(
    make_site: MakeSite, build_site: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index is told to forget when a row is past its day or deleted, not when one is added."""
    rows = [
        {**PENALTY, "行政处罚决定书文号": f"某文旅罚〔2026〕{n}号", "公示截止期": f"2026-11-2{n}"}
        for n in range(3, 7)
    ]
    data = "content/enforcement/cf.csv"
    site = make_site({
        "content/enforcement/a.md": document(标题="处罚", 数据="cf.csv"), data: csv_table(rows[:3]),
    })  # fmt: skip
    told: list[bool] = []
    update = pipeline.update_index

    def listen(*given: Any, **named: Any) -> Any:
        told.append(named["purge"])
        return update(*given, **named)

    monkeypatch.setattr(pipeline, "update_index", listen)
    build_site(site, search=True, today=dt.date(2026, 11, 23))
    build_site(site, search=True, today=dt.date(2026, 11, 24))  # the first one expired
    (site / data).write_bytes(csv_table(rows))
    build_site(site, search=True, today=dt.date(2026, 11, 24))
    (site / data).write_bytes(csv_table(rows[:2]))
    build_site(site, search=True, today=dt.date(2026, 11, 24))

    assert told == [False, True, False, True]


@pytest.mark.parametrize("name", ["index.md", "a.md"])
def test_the_data_file_never_ships(
    name: str, make_site: MakeSite, build_site: Build, tmp_path: Path
) -> None:
    """Also when it lies in a bundle, is listed, linked or shown, here or by another document."""
    canary = Canary()
    raw = csv_table([_words(canary, "cell of no form", POWER, canary("label"))])
    ways = "[下载](qd.csv) ![图](./qd.csv) [再](../b/qd.csv?1#x) <img src=qd.csv>"
    site = make_site({
        f"content/power-list/b/{name}": document(ways, 数据="qd.csv", 附件="[qd.csv, ./qd.csv]"),
        "content/power-list/b/qd.csv": raw,
        "content/notice/n/index.md": document(
            "[表](../../power-list/b/qd.csv)", 标题="公告", 附件="[../../power-list/b/qd.csv]"
        ),
    })  # fmt: skip
    report = build_site(site, out=tmp_path / "out", search=True, fail_on="never")

    assert report.public == 2
    assert canary.leaks(tmp_path / "out") == []
    assert raw not in {each.read_bytes() for each in tmp_path.glob("out/**/*.csv")}
    built = Built(tmp_path / "out")
    assert [each for each in built.broken() if "qd.csv" in each] == []


@pytest.mark.parametrize(
    "written",
    ["数据: {文件: qd.csv, 表钟: 权责清单}", "数据: {文见: qd.csv}", "数据: [[qd.csv]]",
     "数据: qd.csv\n数据: qd.csv", "数据: {文件: qd.csv, 表种: 没有}", "数据: ../b/qd.csv",
     "数据: {文件: qd.csv, 工作表: 没有}", "数据: none.csv\n数据: qd.csv", "数据文件: qd.csv",
     "数据: [none.csv, {表种: 权责清单}]"],
)  # fmt: skip
def test_a_data_file_that_is_named_wrongly_does_not_ship_as_an_attachment(
    written: str, make_site: MakeSite, build_site: Build, tmp_path: Path
) -> None:
    """A slip in `数据` never turns the file that staff keep into a download."""
    canary = Canary()
    site = make_site({
        "content/power-list/b/index.md": document(extra=written),
        "content/power-list/b/qd.csv": csv_table([{**POWER, "内部备注": canary("note")}]),
    })  # fmt: skip
    build_site(site, out=tmp_path / "out", fail_on="never")

    assert canary.leaks(tmp_path / "out") == []


# --- what readers get ----------------------------------------------------------------------

_FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "＝1+1", '=HYPERLINK("https://example.com")',
             "\t=1+1", "=cmd|' /C calc'!A0", "<script>alert(1)</script>")  # fmt: skip


def test_downloads_of_a_site_run_nothing(make_site: MakeSite, build_site: Build) -> None:
    """No cell of a CSV starts as a formula does, no cell of an XLSX is one, text is kept."""
    rows = [
        {**POWER, "职权编码": f"WL-{number}", "职权名称": text, "实施依据": text, "监督方式": text}
        for number, text in enumerate(_FORMULAS)
    ]
    site = make_site({
        "content/power-list/b.md": document(标题="=1+1", 数据="b.csv"),
        "content/power-list/b.csv": csv_table(rows),
    })  # fmt: skip
    build_site(site, fail_on="never")
    folder = site / "public/power-list/b"
    cells = [
        cell
        for row in csv.reader(io.StringIO((folder / "b.csv").read_text("utf-8-sig"), newline=""))
        for cell in row
    ]
    with zipfile.ZipFile(folder / "b.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
        parts = book.namelist()
    kept = [row["name"] for row in json.loads((folder / "b.json").read_bytes())["rows"]]
    page = (folder / "index.html").read_text("utf-8")

    assert [cell for cell in cells if re.match(r"\s*[=+\-@＝]", cell)] == []
    assert sum("1+1" in cell for cell in cells) == 3 * sum("1+1" in each for each in _FORMULAS)
    assert b"<f>" not in sheet and b"<hyperlink" not in sheet
    assert not any("macro" in each or "external" in each.lower() for each in parts)
    assert kept == [text.strip() for text in _FORMULAS]
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a power list of five thousand rows, each with a page."""
    folder = tmp_path_factory.mktemp("large")
    rows = ({**POWER, "职权编码": f"WL-{n:05}", "职权名称": f"第{n}项职权"} for n in range(ROWS))
    site = write_site(folder / "site", {
        "content/power-list/qd.md": document(标题="权责清单", 数据="qd.csv"),
        "content/power-list/qd.csv": csv_table(rows),
    })  # fmt: skip
    report = build(
        Options(source=site, out=folder / "out", jobs=1, search=False, today=TODAY, fail_on="error")
    )
    assert report.built
    return folder / "out/power-list/qd"


def test_every_row_is_reached_from_its_document(large: Path) -> None:
    """The pager leads over all pages; each row stands once, with a link to a page that is there."""
    linked: list[str] = []
    address, seen = "/power-list/qd/", 0
    while address:
        data = (large.parents[1] / address.strip("/") / "index.html").read_text("utf-8")
        linked += re.findall(r'href="/power-list/qd/(wl-\d{5})/"', data)
        assert len(data.encode()) < 300_000
        found = re.search(r'rel="next" href="(/power-list/qd/rows/\d+/)', data)
        address, seen = found[1] if found else "", seen + 1

    wanted = [f"wl-{n:05}" for n in range(ROWS)]
    assert seen == ROWS / 100
    assert linked == wanted
    pages = {each.name for each in large.iterdir() if (each / "index.html").is_file()}
    assert pages == set(wanted)
    assert "第4999项职权" in (large / "wl-04999/index.html").read_text("utf-8")


def test_every_row_is_in_the_downloads(large: Path) -> None:
    """CSV, XLSX and JSON hold all rows in their order; JSON tells where each has its page."""
    names = [f"第{n}项职权" for n in range(ROWS)]
    table = json.loads((large / "qd.json").read_bytes())
    lines = list(csv.DictReader((large / "qd.csv").read_text("utf-8-sig").splitlines()))
    sheet = openpyxl.load_workbook(large / "qd.xlsx", read_only=True).active
    cells = list(sheet.iter_rows(values_only=True))
    place = cells[0].index("职权名称")

    assert [row["name"] for row in table["rows"]] == names
    assert table["anchors"] == [f"wl-{n:05}" for n in range(ROWS)]
    assert [row["职权名称"] for row in lines] == names
    assert [row[place] for row in cells[1:]] == names


# --- the sample site -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Built, Report]:
    """Build the sample site of this repository."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copytree(ROOT / "content", folder / "site/content")
    for name in ("config.yaml", "index-numbers.lock"):
        shutil.copy(ROOT / name, folder / "site" / name)
    config = load_config(folder / "site")
    report = build(
        Options(
            source=folder / "site", out=folder / "out", search=False, today=TODAY, fail_on="never"
        )
    )
    return Built(folder / "out", "/", config.origin), report


def _rows_of(built: Built) -> dict[str, list[tuple[str, str]]]:
    """Return file and anchor of every row, by the document that it belongs to."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path, file in sorted(built.files.items()):
        twin = path.rpartition("/")[0] + "/index.html"
        # The tables that a column type makes of its own values have no rows to lead to.
        has_table = twin in built.pages and "table-t1" in built.pages[twin].ids
        if path.endswith(".json") and not path.endswith("/index.json") and has_table:
            table = json.loads(file.read_bytes())
            if "anchors" in table:
                found.setdefault(twin, []).extend((path, each) for each in table["anchors"])
    return found


def test_documents_and_rows_of_the_sample_are_three_clicks_away(
    sample: tuple[Built, Report],
) -> None:
    """Every document from the catalog, every page with rows and every row's page from its column."""
    built, _ = sample
    documents = {p.removesuffix("json") + "html" for p in built.files if p.endswith("/index.json")}
    away = built.clicks_from("catalog/index.html")
    rows = _rows_of(built)

    assert {path for path in documents if away.get(path, 99) > 3} == set()
    assert len(rows) >= 5
    for page in rows:
        column = page.partition("/")[0]
        near = built.clicks_from(f"{column}/index.html")
        folder = page.removesuffix("index.html")
        inner = {p for p in built.pages if p.startswith(folder) and p != page}
        assert {path for path in inner if near.get(path, 99) > 3} == set()


def test_every_row_of_the_sample_has_its_place(sample: tuple[Built, Report]) -> None:
    """Each row stands under its own id on a page of its table."""
    built, _ = sample
    for page, rows in _rows_of(built).items():
        folder = page.removesuffix("index.html")
        ids = {
            re.sub(r"^t\d+-", "", each)
            for path, html in built.pages.items()
            if path == page
            or re.fullmatch(re.escape(folder) + r"(t\d+/)?rows/\d+/index.html", path)
            for each in html.ids
        }
        assert {anchor for _, anchor in rows} - ids == set(), page


def test_documents_of_the_sample_are_in_the_feeds_and_in_the_catalog(
    sample: tuple[Built, Report],
) -> None:
    """catalog.json and the feed of its column name every document; machines miss nothing."""
    built, report = sample
    documents = {
        "/" + p.removesuffix("index.json") for p in built.files if p.endswith("/index.json")
    }
    catalog = json.loads(built.files["catalog.json"].read_bytes())
    listed = [
        record["url"]
        for part in catalog["parts"]
        for record in json.loads(built.files[part.lstrip("/")].read_bytes())["documents"]
    ]
    feeds = {
        match.removeprefix(built.origin)
        for path, file in built.files.items()
        if path.endswith("/feed.xml")
        for match in re.findall(r"<id>([^<]+)</id>", file.read_text("utf-8"))
    }
    maps = {
        match.removeprefix(built.origin)
        for path, file in built.files.items()
        if path.startswith("sitemap/")
        for match in re.findall(r"<loc>([^<]+)</loc>", file.read_text("utf-8"))
    }

    assert len(documents) == report.public == catalog["total"] == len(listed)
    assert set(listed) == documents
    assert documents - feeds == set()
    assert documents - maps == set()


def test_an_attachment_never_takes_the_place_of_a_download(
    make_site: MakeSite, build_site: Build
) -> None:
    """A file of the name that a table's download has gets another address; both ship."""
    head = "序号,职权编码,职权类型,职权名称,实施依据,行使主体,承办机构,责任事项,追责情形,流程图,监督方式\n"
    row = "1,A-1,行政许可,甲项审批,《某条例》第一条,局,科,事项,情形,,电话\n"
    root = make_site(
        {
            "content/power-list/2026/a/index.md": document(数据="rows.csv"),
            "content/power-list/2026/a/rows.csv": head + row,
            "content/power-list/2026/a/a.csv": "甲,乙\n1,2\n",
        }
    )
    report = build_site(root, fail_on="never")
    folder = root / "public/power-list/2026/a"

    assert report.built
    assert "甲项审批" in (folder / "a.csv").read_text("utf-8-sig")
    assert (folder / "a-2.csv").read_text("utf-8") == "甲,乙\n1,2\n"
