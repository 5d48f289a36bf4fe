"""`gongkai register`: what is not public, and why; it never becomes public itself."""

from __future__ import annotations

import csv
import io
import json
import stat
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from conftest import TODAY, Build, MakeSite
from sites import document, tree

from gongkai_ssg.cli import cli

FLOW = "流程: {审核: {by: 高审核, on: 2026-02-26}, 保密审查: {by: 周保密, on: 2026-02-27}}"
FILES: dict[str, str | bytes] = {
    "content/notice/open.md": document(标题="公开的通知"),
    "content/notice/draft.md": document(标题="起草中的通知", 草稿="是"),
    "content/notice/later.md": document(标题="以后的通知", 发布日期="2027-03-01", 定时发布="是"),
    "content/other/request.md": document(
        标题='"=HYPERLINK(\\"http://example.com\\")"', 公开属性="依申请公开",
        不公开理由="商业秘密：含报价，第三方不同意公开", 复审日期="2026-06-30", 责任单位="财务科",
        文号="某文旅函〔2026〕3号", extra=FLOW,
    ),
    "content/other/inside.md": document(
        标题="交接流程", 公开属性="不予公开", 不公开理由="内部事务信息：只关乎内部流程",
        复审日期="2027-01-01",
    ),
    "content/other/missing.md": document(标题="没有写属性", 公开属性=None),
}  # fmt: skip


@pytest.fixture
def site(make_site: MakeSite) -> Path:
    return make_site(FILES)


def register(site: Path, *words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(
        cli, ["register", "-s", str(site), "--today", str(TODAY), *map(str, words)]
    )
    assert result.exit_code == code, result.output
    return result


def test_everything_that_is_not_public_is_in_it(site: Path, tmp_path: Path) -> None:
    """Withheld, on request, undecided, drafts and what waits, by unit; public documents are not."""
    file = tmp_path / "r.json"
    register(site, "-o", file)
    found = json.loads(file.read_bytes())

    assert found["today"] == "2026-11-22"
    assert [(each["path"][8:], each["disclosure"], each["waits"]) for each in found["entries"]] == [
        ("other/inside.md", "不予公开", ""),
        ("other/missing.md", "未写", ""),
        ("notice/draft.md", "主动公开", "草稿"),
        ("notice/later.md", "主动公开", "定时"),
        ("other/request.md", "依申请公开", ""),
    ]
    assert found["entries"][4] == {
        "path": "content/other/request.md", "title": '=HYPERLINK("http://example.com")',
        "unit": "财务科", "disclosure": "依申请公开", "waits": "", "date": "2026-03-02",
        "formed_on": "2026-02-27", "document_number": "某文旅函〔2026〕3号", "ground": "商业秘密",
        "article": "第十五条", "sentence": "含报价，第三方不同意公开", "reviewed_on": "2026-06-30",
        "review_due": "2027-06-30",
        "workflow": ["审核 高审核 2026-02-26", "保密审查 周保密 2026-02-27"],
    }  # fmt: skip


def test_the_next_review_is_a_year_after_the_last(site: Path, tmp_path: Path) -> None:
    """Without a review, or with one that is yet to come, from the day of forming; what is to be public needs none."""
    file = tmp_path / "r.json"
    register(site, "-o", file)
    due = {
        each["path"][-9:]: each["review_due"] for each in json.loads(file.read_bytes())["entries"]
    }

    assert due["inside.md"] == "2027-02-27"
    assert due["/draft.md"] is None


def test_no_cell_of_a_spreadsheet_runs(site: Path, tmp_path: Path) -> None:
    """A title like a formula is guarded in CSV and a text in XLSX."""
    for name in ("r.csv", "r.xlsx"):
        register(site, "-o", tmp_path / name)

    rows = list(csv.DictReader(io.StringIO((tmp_path / "r.csv").read_text("utf-8-sig"))))
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx").active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]

    assert [each["标题"] for each in rows][-1] == '\'=HYPERLINK("http://example.com")'
    assert rows[-1]["办理流程"] == "审核 高审核 2026-02-26；保密审查 周保密 2026-02-27"
    assert '=HYPERLINK("http://example.com")' in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} == {"s"}


@pytest.mark.parametrize("name", ["r.csv", "r.xlsx", "r.json"])
def test_the_file_is_for_its_owner_and_the_same_every_time(
    site: Path, tmp_path: Path, name: str
) -> None:
    """Mode 0600, also where an open file is replaced; same content and day, same bytes."""
    file = tmp_path / name
    file.write_bytes(b"old")
    file.chmod(0o644)
    register(site, "-o", file)
    first = file.read_bytes()
    register(site, "-o", file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_bytes() == first != b"old"
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == [name]


@pytest.mark.parametrize("place", ["content/r.csv", "content/other/r.csv", "public/r.csv"])
def test_it_is_not_written_where_it_would_be_published(site: Path, place: str) -> None:
    """Content and output are refused before anything is read, and stay as they are."""
    before = tree(site)

    assert "会被公开" in register(site, "-o", site / place, code=2).stderr
    assert tree(site) == before


@pytest.mark.parametrize("name", ["r.txt", "r", "none/r.csv"])
def test_a_file_that_cannot_be_written_is_a_wrong_call(
    site: Path, tmp_path: Path, name: str
) -> None:
    """Another extension, none, or a folder that is not there."""
    register(site, "-o", tmp_path / name, code=2)

    assert not (tmp_path / name).exists()


def test_the_terminal_shows_grounds_and_reviews(site: Path) -> None:
    """Without -o the register is listed, with its sums."""
    text = register(site).stdout

    assert text.startswith(
        "截至 2026-11-22，没有公开的 5 篇：不予公开 1，依申请公开 1，定时 1，未写 1，草稿 1。\n"
    )
    assert (
        "    财务科；理由：商业秘密（第十五条）：含报价，第三方不同意公开；上次复审 2026-06-30；"
        "2027-06-30 前复审；审核 高审核 2026-02-26、保密审查 周保密 2026-02-27\n"
    ) in text


def test_nothing_of_it_reaches_the_site(make_site: MakeSite, build_site: Build) -> None:
    """A register beside the content does not change one byte of what is built."""
    site = make_site({key: each for key, each in FILES.items() if "missing" not in key})
    build_site(site, fail_on="never")
    before = tree(site / "public")
    register(site, "-o", site / "台账.xlsx")
    build_site(site, fail_on="never")

    assert tree(site / "public") == before
    assert before
