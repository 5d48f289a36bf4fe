"""A new column type is one new file in gongkai_ssg/columns/: nothing else is touched."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner
from conftest import Build, MakeSite
from crawl import Built
from decision_tables import csv_table, findings
from sites import document, tree

import gongkai_ssg.columns as columns
from gongkai_ssg.cli import cli
from gongkai_ssg.marked import Entries, parse

PARKS = '''\
"""The column 公园绿地: parks and when they are open."""

from typing import Annotated, Literal

from gongkai_ssg.column_type import ColumnType
from gongkai_ssg.own_keys import Count, Day, Key, Names, OwnKeys


class Gate(OwnKeys):
    name: Annotated[str, Key("门")]
    opens: Annotated[str, Key("开门时间")] = ""


class Park(OwnKeys):
    opened_on: Annotated[Day, Key("开放日期", aliases=("开园日期",))]
    kind: Annotated[Literal["综合公园", "社区公园"], Key("公园类别")]
    area: Annotated[Count | None, Key("面积", meaning="公顷")] = None
    gates: Annotated[tuple[Gate, ...], Key("园门")] = ()
    planned_by: Annotated[
        Names, Key("规划文件", relation=("所依据的规划", "依规划建成的公园"))
    ] = ()


def park_view(own):
    gates = "、".join(gate["name"] for gate in own.get("gates", ()))
    facts = {"公园类别": own.get("kind"), "开放日期": own.get("opened_on"), "园门": gates}
    return [Fact(label, value) for label, value in facts.items() if value]


class Fact:
    def __init__(self, label, text):
        self.label, self.text = label, text


COLUMN = ColumnType(
    key="parks",
    label="公园绿地",
    part="support",
    order=2010,
    tag="办事服务",
    description="公布本市公园的位置、面积、开放时间和管理单位，方便公众游览。",
    keywords=("公园", "开放时间", "园门"),
    own_keys=Park,
    own_view=park_view,
    template="own_facts.html",
    example="""\\
---
标题: 示例公园开放公告
公开属性: 主动公开
责任单位: 办公室
成文日期: 2026-02-25
发布日期: 2026-03-02
开放日期: 2026-03-05
公园类别: 社区公园
园门: [{门: 东门, 开门时间: 6:00}]
---

示例公园建设完成，自2026年3月5日起向公众免费开放。
""",
)
'''

ARCHIVES = '''\
"""The column 档案目录: archives that may be read."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Literal

from gongkai_ssg.column_type import ColumnType
from gongkai_ssg.tables.fields import Cell, CellFault, Count, Day, Record, TableForm, Text


class Archive(Record):
    code: Annotated[Text, Cell(label="档号", unique=True)]
    name: Annotated[Text, Cell(label="题名", wide=True)]
    kind: Annotated[Literal["文书", "照片"], Cell(label="门类", filter=True)]
    pages: Annotated[Count, Cell(label="页数")]
    made_on: Annotated[Day, Cell(label="形成日期")]
    shelf: Annotated[Text | None, Cell(label="库位", hidden=True)] = None

    def title(self) -> str:
        return self.name


def no_empty_archive(records: Sequence[Archive]) -> Iterable[CellFault]:
    for row, record in enumerate(records):
        if record.pages == 0:
            yield CellFault(row, "pages", "为 0", "核对页数。")


COLUMN = ColumnType(
    key="archives",
    label="档案目录",
    part="support",
    order=2020,
    tag="数据开放",
    description="公布已经开放的档案目录，写明档号、题名、门类、页数和形成日期，供公众查阅。",
    keywords=("档案", "目录", "档号"),
    forms=(
        TableForm(
            key="archives", label="开放档案目录", record=Archive, row_pages=True,
            checks=(no_empty_archive,),
        ),
    ),
    example="""\\
---
标题: 示例市文化和旅游局开放档案目录
公开属性: 主动公开
责任单位: 办公室
成文日期: 2026-02-25
发布日期: 2026-03-02
# 数据: 目录.xlsx
---

本目录所列档案自公布之日起向公众开放，查阅地点为局档案室。
""",
)
'''

ROW = {"档号": "WL-2001-001", "题名": "文化馆落成典礼", "门类": "照片", "页数": "12", "形成日期": "2001年5月1日",
       "库位": "龘㐒靐库"}  # fmt: skip
SECOND = {**ROW, "档号": "WL-2001-002", "题名": "关于开展普查的通知", "门类": "文书", "库位": ""}

PARK = {
    "标题": "示例公园开放公告",
    "开园日期": "2026年3月5日",
    "公园类别": "综合公园",
    "面积": "12",
}
SITE: dict[str, str | bytes] = {
    "content/公园绿地/2026/p.md": document(
        "公园向公众开放。", **PARK, 规划文件="[../../planning/g.md]",
        extra="园门:\n  - {门: 槐荫门, 开门时间: 6:00}\n  - {门: 西门}",
    ),
    "content/planning/g.md": document(标题="示例市绿地系统规划"),
    "content/archives/a.md": document(标题="开放档案目录", 数据="目录.csv"),
    "content/archives/目录.csv": csv_table([ROW, SECOND]),
}  # fmt: skip


def _forget(package: ModuleType) -> None:
    columns.column_types.cache_clear()
    for name in ("x_parks", "x_archives"):
        sys.modules.pop(f"{package.__name__}.{name}", None)
        if hasattr(package, name):
            delattr(package, name)


@pytest.fixture(autouse=True)
def two_new_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Lay two modules where the package looks for its columns."""
    folder = tmp_path / "further"
    folder.mkdir()
    (folder / "x_parks.py").write_text(PARKS, encoding="utf-8")
    (folder / "x_archives.py").write_text(ARCHIVES, encoding="utf-8")
    monkeypatch.setattr(columns, "__path__", [*columns.__path__, str(folder)])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    _forget(columns)
    yield
    monkeypatch.undo()
    _forget(columns)


@pytest.fixture
def site(make_site: MakeSite) -> Path:
    """Make a site with a document of each new type."""
    return make_site(SITE)


def test_new_columns_are_built_like_any_other(
    site: Path, build_site: Build, tmp_path: Path
) -> None:
    """Pages, navigation, catalog, feeds, sitemap, search and links, without a finding."""
    report = build_site(site, out=tmp_path / "out", search=True, fail_on="warning")
    built = Built(tmp_path / "out")
    away = built.clicks_from("catalog/index.html")
    catalog = json.loads(built.files["catalog/2026.json"].read_bytes())["documents"]

    assert [f"{each.path} {each.message}" for each in report.findings] == []
    assert report.public == 3
    assert built.broken() == []
    for path, label in {"parks/2026/p/": "公园绿地", "archives/a/": "开放档案目录"}.items():
        assert away[path + "index.html"] <= 3
        assert label in built.pages[path + "index.html"].text
        record = next(each for each in catalog if each["url"] == f"/{path}")
        assert record["category_key"] == path.partition("/")[0]
        for feed in ("feed.xml", f"{path.partition('/')[0]}/feed.xml"):
            assert f"https://wl.example.gov.cn/{path}" in built.files[feed].read_text("utf-8")
        assert f"/{path}<" in built.files["sitemap/2026.xml"].read_text("utf-8")
    assert {"公园绿地", "档案目录"} <= set(built.pages["catalog/index.html"].text.split())


def test_new_keys_are_read_shown_and_found(site: Path, build_site: Build) -> None:
    """Own keys reach the page by the type's own view; relations are drawn on both pages."""
    build_site(site, search=True)
    built = Built(site / "public")
    page, plan = (built.pages[f"{each}/index.html"] for each in ("parks/2026/p", "planning/g"))

    assert "公园类别综合公园" in page.text.replace(" ", "")
    assert "2026-03-05" in page.text and "槐荫门、西门" in page.text
    assert "/planning/g/" in page.links and "所依据的规划" in page.text
    assert "/parks/2026/p/" in plan.links and "依规划建成的公园" in plan.text


def test_new_tables_are_read_shown_and_handed_out(site: Path, build_site: Build) -> None:
    """Rows, their pages, downloads and filters; what the type hides stays hidden."""
    build_site(site)
    files = tree(site / "public")
    page = files["archives/a/index.html"].decode()
    row = files["archives/a/wl-2001-001/index.html"].decode()
    data = json.loads(files["archives/a/a.json"])

    assert 'id="wl-2001-002"' in page and 'href="/archives/a/wl-2001-001/"' in page
    assert "文化馆落成典礼" in row and "2001-05-01" in row
    assert [each["pages"] for each in data["rows"]] == [12, 12]
    assert [each["key"] for each in data["fields"]] == ["code", "name", "kind", "pages", "made_on"]
    assert {"archives/a/a.csv", "archives/a/a.xlsx"} <= set(files)
    assert [path for path, each in files.items() if "龘㐒靐".encode() in each] == []


def test_faults_of_new_columns_have_their_places(make_site: MakeSite) -> None:
    """Keys that are missing or wrong are found at their line, cells at row and column."""
    root = make_site({
        **SITE,
        "content/公园绿地/2026/p.md": document(extra="公园类别: 森林公园\n面积: 十\n园门:\n  - {门: 东, 关门: 1}"),
        "content/archives/目录.csv": csv_table([ROW, {**ROW, "页数": "若干"}, {**SECOND, "门类": "录音"}]),
    })  # fmt: skip
    found = {
        (each["rule"], each["path"].rpartition("/")[2], each["line"], each["column"])
        for each in findings(root)
    }

    assert {("GK013", "p.md", 1, 1), ("GK033", "p.md", 7, 7), ("GK033", "p.md", 8, 5),
            ("GK032", "p.md", 10, 12)} <= found  # fmt: skip
    assert {("GK028", "目录.csv", 3, 1), ("GK028", "目录.csv", 3, 4),
            ("GK028", "目录.csv", 4, 3)} <= found  # fmt: skip


def test_checks_of_a_new_form_run(make_site: MakeSite) -> None:
    """What the form's own check finds stands at its cell."""
    root = make_site(
        {**SITE, "content/archives/目录.csv": csv_table([ROW, {**SECOND, "页数": "0"}])}
    )
    found = findings(root, "GK028")

    assert [(each["path"], each["line"], each["column"]) for each in found] == [
        ("content/archives/目录.csv", 3, 4)
    ]


@pytest.mark.parametrize("column", ["公园绿地", "archives"])
def test_new_writes_a_document_that_passes(column: str, make_site: MakeSite) -> None:
    """`gongkai new` starts from the example of the new type; it has no finding."""
    root = make_site({})
    result = CliRunner().invoke(cli, ["new", column, "关于新栏目的公告", "-s", str(root)])
    written = next((root / "content").rglob("*.md"))

    assert result.exit_code == 0, result.output
    assert '标题: "关于新栏目的公告"' in written.read_text("utf-8")
    assert findings(root, today="2099-01-01") == []


def test_the_schema_knows_the_new_keys(site: Path) -> None:
    """`gongkai schema` allows the keys of the new type by every name and asks for required ones."""
    one, every, other = (
        json.loads(CliRunner().invoke(cli, ["schema", *words, "-s", str(site)]).stdout)
        for words in (["公园绿地"], [], ["通知公告"])
    )
    gates = one["properties"]["园门"]["anyOf"][0]

    assert {"公园绿地", "parks", "archives"} <= set(one["properties"]["栏目"]["enum"])
    assert {"开放日期", "开园日期", "opened_on", "公园类别", "园门"} <= set(one["properties"])
    assert one["properties"]["公园类别"]["enum"] == ["综合公园", "社区公园"]
    assert set(gates["properties"]) == {"name", "门", "opens", "开门时间"}
    assert {"anyOf": [{"required": [w]} for w in ("opened_on", "开放日期", "开园日期")]} in one[
        "allOf"
    ]
    assert "开放日期" in every["properties"] and "开放日期" not in other["properties"]
    assert len(every["allOf"]) == len(other["allOf"])


def test_a_new_type_serves_columns_of_a_site(make_site: MakeSite, build_site: Build) -> None:
    """config.yaml may name the new type for a column of its own, rename it, or turn it off."""
    config = (make_site({}) / "config.yaml").read_text("utf-8")
    config += "columns:\n  - {key: gardens, name: 庭院名录, type: parks, description: 公布市区庭院的名录。}\n  - {key: archives, off: 无档案。}\n"
    root = make_site({"config.yaml": config, "content/gardens/a.md": document(**PARK)})
    build_site(root, fail_on="warning")
    files = tree(root / "public")

    assert "综合公园" in files["gardens/a/index.html"].decode()
    assert "无档案。" in files["archives/index.html"].decode()


@pytest.mark.parametrize("key", sorted(columns.column_types()))
def test_the_schema_of_a_column_allows_its_example(key: str, tmp_path: Path) -> None:
    """An editor marks no key of what `gongkai new` writes."""
    schema = json.loads(CliRunner().invoke(cli, ["schema", key, "-s", str(tmp_path)]).stdout)
    front = parse(columns.column_types()[key].example.split("---\n")[1])

    assert isinstance(front, Entries)
    assert {each.text for each, _ in front.entries} - set(schema["properties"]) == set()
