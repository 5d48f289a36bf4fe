"""`gongkai due`: the list, its formats and the calendar file."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import stat
from pathlib import Path

import icalendar
import pytest
from click.testing import CliRunner, Result
from conftest import TODAY, Build, MakeSite
from hypothesis import given
from hypothesis import strategies as st
from sites import CONFIG, document, tree

from gongkai_ssg.cli import cli
from gongkai_ssg.console_due import plain
from gongkai_ssg.deadlines import Obligation, State
from gongkai_ssg.deadlines.formats import as_calendar

DRAFT = {"发布日期": None, "草稿": "是"}
FILES: dict[str, str | bytes] = {
    "config.yaml": CONFIG.replace(
        "{code: cwk, name: 财务科}", "{code: cwk, name: 财务科, former_names: [{name: 计财科}]}"
    ),
    "content/notice/late.md": document(标题="已经晚了的通知", 成文日期="2026-09-21", **DRAFT),
    "content/notice/soon.md": document(
        标题="快到期的通知", 成文日期="2026-10-27", 责任单位="计财科", **DRAFT
    ),
    "content/notice/far.md": document(标题="还早的通知", 成文日期="2026-11-20", **DRAFT),
    "content/notice/done.md": document(标题="发了的通知"),
    "content/other/secret.md": document(
        标题="内部流程;一,二\\三", 公开属性="不予公开", 不公开理由="内部事务信息：流程", 复审日期="2026-03-02"
    ),
}  # fmt: skip


@pytest.fixture
def site(make_site: MakeSite) -> Path:
    return make_site(FILES)


def due(site: Path, *words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(
        cli, ["due", "-s", str(site), "--today", str(TODAY), *map(str, words)]
    )
    assert result.exit_code == code, result.output
    return result


def titles(site: Path, *words: object) -> list[str]:
    found = json.loads(due(site, "--format", "json", *words).stdout)["obligations"]
    return [each["title"] for each in found]


# --- what is listed --------------------------------------------------------------------


def test_what_is_late_comes_first_and_is_counted(site: Path) -> None:
    """The text says how much is late, near and open, each with its days, unit and place."""
    text = due(site).stdout

    assert text.startswith("截至 2026-11-22，未办 6 项：逾期 1，临期 1，按期 4；已办 1 项。\n")
    assert "逾期 1 项\n  2026-10-26 已逾 19 个工作日 主动公开：已经晚了的通知\n" in text
    assert "      办公室  content/notice/late.md\n" in text
    assert "临期 1 项\n  2026-11-24 还有 2 个工作日 主动公开：快到期的通知\n      财务科" in text
    assert "还有 3 项没有到列出的时候" in text
    assert "按责任单位\n  办公室：逾期 1，按期 2，已完成 1\n" in text


def test_the_horizon_is_counted_in_workdays(site: Path) -> None:
    """--within lists what is due within so many workdays, what is late always."""
    assert titles(site, "--within", 1) == ["已经晚了的通知"]
    assert titles(site, "--within", 2) == ["已经晚了的通知", "快到期的通知"]
    assert titles(site) == ["已经晚了的通知", "快到期的通知", "还早的通知"]
    assert len(titles(site, "--all")) == 7


@pytest.mark.parametrize("written", ["财务科", "计财科", "cwk"])
def test_a_unit_is_named_by_name_former_name_or_code(site: Path, written: str) -> None:
    """--unit leaves what other units must do out of the list and of the sums."""
    result = due(site, "--unit", written)

    assert titles(site, "--unit", written) == ["快到期的通知"]
    assert "未办 1 项" in result.stdout
    assert "办公室" not in result.stdout


def test_an_unknown_unit_is_a_wrong_call(site: Path) -> None:
    """It ends with code 2 and names the unit that was probably meant."""
    assert "是否应为“财务科”" in due(site, "--unit", "财务", code=2).stderr


def test_the_list_changes_nothing(site: Path) -> None:
    """No file of the site is written, removed or changed."""
    before = tree(site)
    due(site, "--all")

    assert tree(site) == before


def test_signs_that_a_terminal_obeys_are_not_printed() -> None:
    """A title cannot move the cursor or turn the writing round."""
    assert plain("红\x1b[31m字\u202e") == "红[31m字"


# --- formats ------------------------------------------------------------------------------


def test_json_holds_obligations_and_units(site: Path) -> None:
    """Everything of an obligation stands in the object, days as YYYY-MM-DD."""
    found = json.loads(due(site, "--format", "json").stdout)

    assert found["today"] == "2026-11-22"
    assert found["obligations"][0] == {
        "kind": "publish", "label": "主动公开", "path": "content/notice/late.md",
        "title": "已经晚了的通知", "unit": "办公室", "start": "2026-09-21", "due": "2026-10-26",
        "estimated": False, "done_on": None, "state": "late", "workdays": -19,
        "basis": "《政府信息公开条例》（国令第711号）第二十六条",
        "hint": "还是草稿：办完审核和保密审查，删去“草稿”，写上发布日期。", "part": False,
    }  # fmt: skip
    assert found["units"][0] == {
        "unit": "办公室", "late": 1, "soon": 0, "open": 1, "done_late": 0, "done": 0,
    }  # fmt: skip


def test_csv_is_read_by_spreadsheets_and_runs_nothing(make_site: MakeSite) -> None:
    """UTF-8 with BOM; a title that looks like a formula is a text."""
    files = {"content/notice/a.md": document(标题='"=1+1"', **DRAFT)}
    data = due(make_site(files), "--all", "--format", "csv").stdout_bytes

    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))

    assert data.startswith(b"\xef\xbb\xbf")
    assert [each["标题"] for each in rows if each["文件"]] == ["'=1+1"]
    assert rows[0]["状态"] == "逾期"
    assert int(rows[0]["剩余工作日"]) < 0


# --- the calendar file ----------------------------------------------------------------------


def events(data: bytes) -> list[icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(data)
    assert calendar.errors == []
    assert calendar["VERSION"] == "2.0"
    return list(calendar.walk("VEVENT"))


def test_the_calendar_holds_what_is_open(site: Path, tmp_path: Path) -> None:
    """One whole-day event for each open obligation, on its last day, whatever --within says."""
    file = tmp_path / "due.ics"
    result = due(site, "--ics", file, "--within", 0)
    found = events(file.read_bytes())

    assert "不要放进网站" in result.stderr
    assert [each.decoded("DTSTART") for each in found] == [
        dt.date(2026, 10, 26), dt.date(2026, 11, 24), dt.date(2026, 12, 18),
        dt.date(2027, 1, 31), dt.date(2027, 1, 31), dt.date(2027, 3, 2),
    ]  # fmt: skip
    assert {str(each["DTSTAMP"].to_ical(), "ascii") for each in found} == {"20261122T000000Z"}
    assert found[0]["SUMMARY"] == "主动公开：已经晚了的通知"
    assert "内部流程\\;一\\,二\\\\三".encode() in file.read_bytes().replace(b"\r\n ", b"")
    assert found[5]["SUMMARY"] == "不予公开、依申请公开信息的复审：内部流程;一,二\\三"
    assert "文件：content/notice/late.md\n起算：2026-09-21" in found[0]["DESCRIPTION"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_calendar_is_the_same_for_the_same_day(site: Path, tmp_path: Path) -> None:
    """Same content and day, same bytes; another day or title leaves the UIDs as they are."""
    first, again, later = (tmp_path / name for name in ("a.ics", "b.ics", "c.ics"))
    due(site, "--ics", first)
    due(site, "--ics", again)
    text = document(标题="换了标题", 成文日期="2026-09-21", **DRAFT)
    (site / "content/notice/late.md").write_text(text, "utf-8")
    due(site, "--ics", later, "--today", "2026-11-23")

    uids = [[str(each["UID"]) for each in events(file.read_bytes())] for file in (first, later)]

    assert first.read_bytes() == again.read_bytes() != later.read_bytes()
    assert uids[0] == uids[1]
    assert len(set(uids[0])) == 6


_TEXTS = st.text(st.characters(codec="utf-8"), max_size=120)


@given(_TEXTS, _TEXTS)
def test_any_text_survives_in_a_calendar(title: str, hint: str) -> None:
    """Lines have at most 75 octets, end in CRLF, and a reader gets back what was written."""
    one = Obligation(
        kind="publish", label="主动公开", path="content/a.md", title=title, unit="", start=None,
        due=dt.date(2026, 12, 1), estimated=False, done_on=None, state=State.OPEN, workdays=7,
        basis="依据", hint=hint,
    )  # fmt: skip

    data = as_calendar([one], TODAY, title)
    lines = data.split(b"\r\n")

    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    for line in lines:
        line.decode()  # no character is cut in two
    assert data.replace(b"\r\n ", b"").count(b"\r\n") == 15
    (event,) = events(data)
    kept = [sign for sign in f"主动公开：{title}" if sign.isprintable() or sign == " "]
    assert [sign for sign in str(event["SUMMARY"]) if sign.isprintable() or sign == " "] == kept


@pytest.mark.parametrize("place", ["content/due.ics", "public/due.ics", "themes/x/due.ics"])
def test_the_calendar_is_not_written_where_it_would_be_published(site: Path, place: str) -> None:
    """It names what is withheld: content, themes and output are refused, and nothing is written."""
    result = due(site, "--ics", site / place, code=2)

    assert "会被公开" in result.stderr
    assert not (site / place).exists()


def test_an_output_folder_elsewhere_is_known(
    site: Path, tmp_path: Path, make_site: MakeSite, build_site: Build
) -> None:
    """A site that was built into another folder, and folders inside it, are refused too."""
    out = tmp_path / "www"
    report = build_site(make_site({"content/notice/a.md": document()}), out=out)
    assert report.built
    link = tmp_path / "link.ics"
    link.symlink_to(out / "due.ics")

    for place in (out / "due.ics", out / "notice" / "due.ics", link):
        due(site, "--ics", place, code=2)

    assert not list(out.rglob("*.ics"))
