"""The rules of an inspection: review, columns, freshness, marks, hidden links, accessible content."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from gongkai_ssg.check import check_site
from gongkai_ssg.cli import cli
from gongkai_ssg.columns import column_types
from gongkai_ssg.config import load_config
from gongkai_ssg.config_places import ConfigPlaces
from gongkai_ssg.errors import ConfigError
from gongkai_ssg.faults import Finding, Severity
from gongkai_ssg.load import load_site
from gongkai_ssg.raw_html import hidden, tags, without_comments
from gongkai_ssg.rule_text import sample, sample_config

MakeSite = Callable[[Mapping[str, str | bytes]], Path]
Find = Callable[..., list[Finding]]

TODAY = dt.date(2026, 11, 22)
PATH = "content/notice/a.md"
STEPS = (
    "流程:",
    "  保密审查: {by: 办公室, on: 2026-03-01}",
    "  公开: {by: 办公室, on: 2026-03-02}",
)
FAR = "https://bet.example.com/"


@pytest.fixture
def find(make_site: MakeSite) -> Find:
    """Check a site of one rule's interest: its findings, in the order of their places."""

    def run(rule: str, config: str, files: Mapping[str, str | bytes]) -> list[Finding]:
        root = make_site({"config.yaml": config, **files})
        loaded = load_config(root)
        found = check_site(load_site(root, loaded), loaded, today=TODAY)
        return [each for each in found if each.rule == rule]

    return run


def test_an_explanation_says_what_nobody_has_verified() -> None:
    """`gongkai explain` names what of a rule was not checked against the original text."""
    shown = CliRunner().invoke(cli, ["explain", "GK005"]).stdout

    assert "尚待核对：61 号文" in shown


# --- GK004 -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "severities"),
    [("required", [Severity.ERROR]), ("advisory", [Severity.WARNING]), ("'off'", [])],
)
def test_the_mode_decides_how_grave_a_missing_review_is(
    mode: str, severities: list[Severity], find: Find
) -> None:
    """Required is an error, advisory a warning, off nothing."""
    found = find("GK004", sample_config(f"workflow: {{mode: {mode}}}"), {PATH: sample()})

    assert [each.severity for each in found] == severities


@pytest.mark.parametrize("disclosure", ["草稿: 是", "公开属性: 依申请公开"])
def test_what_is_not_published_needs_no_review(disclosure: str, find: Find) -> None:
    """Drafts and documents that are not 主动公开 are not asked for their steps."""
    config = sample_config("workflow: {mode: required}")

    assert find("GK004", config, {PATH: sample(disclosure)}) == []


def test_a_scheduled_document_is_reviewed_but_not_yet_public(find: Find) -> None:
    """The step 公开 is still to come; the secrecy check is not."""
    config = sample_config("workflow: {mode: required}")
    lines = ("定时发布: 是", "发布日期: 2027-01-04")

    assert find("GK004", config, {PATH: sample(*lines, *STEPS[:2])}) == []
    found = find("GK004", config, {PATH: sample(*lines)})
    assert [("公开" in each.message.replace("公开的", ""), each.severity) for each in found] == [
        (False, Severity.ERROR)
    ]


def test_what_happens_after_publication_is_never_an_error(find: Find) -> None:
    """反馈 and 归档 come later, so their absence is a warning even where steps are required."""
    config = sample_config("workflow: {mode: required, steps: [保密审查, 公开, 归档]}")

    found = find("GK004", config, {PATH: sample(*STEPS)})

    assert [each.severity for each in found] == [Severity.WARNING]
    assert "“归档”" in found[0].message


def test_english_keys_of_steps_are_found_at_their_lines(find: Find) -> None:
    """The line is that of the step in either language."""
    steps = ("workflow:", "  secrecy_review: {by: 办公室, on: 2026-03-09}", *STEPS[2:])

    found = find("GK004", sample_config(), {PATH: sample(*steps)})

    assert {each.line for each in found} == {8, 9}  # after publication, and 公开 before it


# --- GK005 and GK006 -------------------------------------------------------------------


def test_the_catalog_as_it_comes_is_in_order(find: Find) -> None:
    """Without a word in config.yaml the fixed columns are right."""
    assert find("GK005", sample_config(), {PATH: sample()}) == []


@pytest.mark.parametrize(("level", "count"), [("city", 2), ("county", 1), ("township", 0)])
def test_lower_levels_need_not_say_why(level: str, count: int, find: Find) -> None:
    """Whoever makes no 规章 and recruits nobody may switch those columns off without a reason."""
    columns = ("columns:", "  - {key: rules, off: 无}", "  - {key: recruitment, off: 无}")
    config = sample_config(*columns, site=[f"level: {level}"])

    assert len(find("GK005", config, {PATH: sample()})) == count


def empty(*filled: str) -> str:
    """A config.yaml in which every column is off but the ones named."""
    off = [
        f"  - {{key: {key}, off: 本机关无此项。}}" for key in column_types() if key not in filled
    ]
    return sample_config("columns:", *off)


@pytest.mark.parametrize(("number", "veto"), [(4, False), (5, True)])
def test_the_fifth_empty_column_is_a_veto(number: int, veto: bool, find: Find) -> None:
    """The message says so from the number that the site (or the law) sets."""
    columns = ["fees", "planning", "projects", "inspection", "emergency"][:number]

    (found,) = find("GK006", empty("notice", *columns), {PATH: sample()})

    assert found.severity is Severity.WARNING
    assert veto == ("单项否决" in found.message)
    assert "收费项目" in found.message


# --- GK007 and GK008 -------------------------------------------------------------------


def test_a_date_to_come_is_no_update(find: Find) -> None:
    """What is dated after today refreshes neither the home page nor its column."""
    files = {PATH: sample(), "content/notice/b.md": sample("发布日期: 2027-03-02")}

    assert [each.path for each in find("GK007", sample_config(), files)] == [PATH]
    assert [each.path for each in find("GK008", sample_config(), files)] == [PATH]


def test_a_column_that_is_off_is_not_stale_and_an_own_list_has_no_limit(find: Find) -> None:
    """An own column of the type 政策文件 is a list like any other; an own news column is news."""
    own = "{{key: {0}, name: {0}名录, type: {1}, description: 公布本市的名录和变动。}}"
    config = sample_config(
        "columns:", f"  - {own.format('list', 'policy')}", f"  - {own.format('town', 'news')}",
        "  - {key: notice, off: 本机关不发布通知公告。}",
    )  # fmt: skip
    files = {f"content/{key}/a.md": sample() for key in ("list", "town", "notice")}

    assert [each.path for each in find("GK008", config, files)] == ["content/town/a.md"]


def test_the_number_of_stale_columns_is_told(find: Find) -> None:
    """Each finding of the stricter kind says when their number is a veto."""
    files = {f"content/{key}/a.md": sample() for key in ("news", "notice", "policy", "planning")}
    config = sample_config("checks: {stale_columns: 3}")

    found = find("GK008", config, files)

    assert [each.path.split("/")[1] for each in found] == ["news", "notice", "policy"]
    assert all("已有 3 个" in each.message for each in found)


# --- GK009 and GK048 -------------------------------------------------------------------


def test_a_limit_in_a_year_not_yet_announced_says_so(find: Find) -> None:
    """The day is an estimate; the finding is a warning as ever."""
    text = sample("成文日期: 2036-12-24", "发布日期: 2037-03-30")

    (found,) = find("GK009", sample_config(), {PATH: text})

    assert found.severity is Severity.WARNING
    assert "推算" in found.message


def test_local_holidays_extend_a_limit(find: Find) -> None:
    """A day that the place adds to its holidays is no workday."""
    late = {PATH: sample("成文日期: 2026-09-21", "发布日期: 2026-10-27")}
    config = sample_config("calendar: {extra_holidays: [2026-10-12]}")

    assert len(find("GK009", sample_config(), late)) == 1
    assert find("GK009", config, late) == []


def test_an_old_window_is_left_alone(find: Find) -> None:
    """Windows are looked at for a year back, no further; a new column owes none of before."""
    config = sample_config("windows:", "  - {column: statistics}")
    path = "content/statistics/{}.md"
    old = {path.format("a"): sample("成文日期: 2024-04-01", "发布日期: 2024-04-02")}
    new = {path.format("a"): sample("成文日期: 2026-09-01", "发布日期: 2026-09-02")}

    assert len(find("GK048", config, old)) == 2  # nothing in January and July of this year
    assert [each.path for each in find("GK048", config, new)] == [path.format("a")]


# --- GK017 and GK021 -------------------------------------------------------------------


def test_a_pattern_of_the_site_is_checked_when_read(tmp_path: Path) -> None:
    """An id code pattern that is no pattern, or a host that is none, stops before anything."""
    for line in ("id_code_pattern: '['", "allowed_hosts: ['https://www.example.com/']"):
        (tmp_path / "config.yaml").write_text(sample_config(f"checks: {{{line}}}"), "utf-8")

        with pytest.raises(ConfigError, match=r"config\.yaml:7"):
            load_config(tmp_path)


@pytest.mark.parametrize(
    ("domain", "count"),
    [("wl.example.gov.cn", 0), ("示例市文旅局.政务", 0), ("a.xn--zfr164b", 0),
     ("www.example.com", 1), ("gov.cn.example.com", 1), ("examplegov.cn", 1)],
)  # fmt: skip
def test_domains_of_governments(domain: str, count: int, find: Find) -> None:
    """.gov.cn and .政务 are the suffixes; a name that only contains them is none."""
    config = sample_config(site=[f"domain: {domain}"])

    found = [each for each in find("GK021", config, {PATH: sample()}) if "域名" in each.message]

    assert [each.line for each in found] == [5] * count


def test_places_of_settings(tmp_path: Path) -> None:
    """A column is found by its key in either language; what is missing by what is above it."""
    lines = (
        "columns:",
        "  - key: 收费项目",
        "    label: 收费",
        "  - {key: news}",
        "checks:",
        "  home_days: 3",
    )
    (tmp_path / "config.yaml").write_text(sample_config(*lines), "utf-8")
    places = ConfigPlaces(tmp_path)

    assert [
        places.at(key)[0] for key in ("columns.fees.label", "columns.news.off", "checks.home_days")
    ] == [9, 10, 12]
    assert places.at("site.icp") == (1, 1)
    assert places.at("nothing.at.all") == (1, 1)
    assert ConfigPlaces(tmp_path / "gone").at("site.name") == (1, 1)  # fmt: skip


# --- GK022 -----------------------------------------------------------------------------

HIDDEN = (
    f'<a href="{FAR}" hidden>彩票</a>',
    f"<a href='{FAR}' style='visibility : hidden'>彩票</a>",
    f'<a style="position:absolute; left:-9999px" href="{FAR}">彩票</a>',
    f'<A HREF="{FAR}" STYLE="DISPLAY: NONE !important">彩票</A>',
    f'<div style="height:0;overflow:hidden">正文<p><a href="{FAR}">彩票</a></p></div>',
    f'<marquee width="1" height="1"><a href="{FAR}">彩票</a></marquee>',
    f'<a href="{FAR}"><span style="font-size:0px">彩票</span></a>',
    f'<span style="color:#fff;background-color:#fff"><a href="{FAR}">彩票</a></span>',
    f'<span style="display:none">[彩票]({FAR})</span>',
    f"[]({FAR})",
    f"[\u200b&nbsp;]({FAR})",
    f'[彩票]({FAR}){{: style="display:none"}}',
    f'<a href="{FAR}"><img src="a.png" width="0" height="0"></a>',
    f'<iframe src="{FAR}" width="0" height="0"></iframe>',
    f"<noscript><a href='{FAR}'>彩票</a></noscript>",
    f"<a href={FAR}></a>",
)
SEEN = (
    f"[有关网站]({FAR})",
    f'<a href="{FAR}">有关网站</a>',
    f"[![外景](a.png)]({FAR})",
    f'<a href="{FAR}"><img src="a.png" alt="外景"></a>',
    f'<table><tr style="background:#c00"><td style="color:#fff"><a href="{FAR}">网站</a></td></tr></table>',
    f'<span style="display:none">说明</span><a href="{FAR}">网站</a>',
    f'<p style="text-indent:2em"><a href="{FAR}">网站</a></p>',
    f'写法：`<a href="{FAR}" hidden>`。',
    f"```\n[]({FAR})\n```",
    f'<!-- <a href="{FAR}"></a> -->',
    '<a href="b.md"></a>',
    '<a href="https://wl.example.gov.cn/x/"></a>',
    '<a name="top"></a>',
    f"![]({FAR}a.png)",
    f'<td width="1"></td><a href="{FAR}">网站</a>',
)


@pytest.mark.parametrize("body", HIDDEN)
def test_a_link_that_nobody_sees_blocks(body: str, find: Find) -> None:
    """Hidden, tiny, far outside, of the colour of its ground, without text: none is published."""
    found = find("GK022", sample_config(), {PATH: sample(body=f"照常开放。\n\n{body}\n")})

    assert {(each.line, each.severity) for each in found} == {(11, Severity.BLOCK)}


@pytest.mark.parametrize("body", SEEN)
def test_a_link_that_readers_see_does_not(body: str, find: Find) -> None:
    """Links with text or a picture, links within the site, code and comments are left alone."""
    assert find("GK022", sample_config(), {PATH: sample(body=f"照常开放。\n\n{body}\n")}) == []


def test_a_hidden_link_to_a_government_is_a_slip(find: Find) -> None:
    """It is an error that the author mends, not a sign of an intrusion."""
    body = "照常开放。[](https://www.gov.cn/)"

    found = find("GK022", sample_config(), {PATH: sample(body=body)})

    assert [each.severity for each in found] == [Severity.ERROR]


def test_hosts_are_asked_for_only_where_some_are_allowed(find: Find) -> None:
    """Subdomains of an allowed host pass, a host that merely ends alike does not."""
    body = (
        "见[甲](https://www.people.com.cn/)、[乙](https://notpeople.com.cn/)、[丙](//a.b.gov.cn/)。"
    )
    files = {PATH: sample(body=body)}

    assert find("GK022", sample_config(), files) == []
    found = find("GK022", sample_config("checks: {allowed_hosts: [people.com.cn]}"), files)
    assert [("notpeople.com.cn" in each.message, each.severity) for each in found] == [
        (True, Severity.WARNING)
    ]


def test_tags_are_read_as_authors_write_them() -> None:
    """Quotes of both kinds, none, capitals, `>` inside a value; broken tags are text."""
    text = "<A HREF='x>y' Hidden><img src=a.png alt=\"\" / ><p <b>"

    found = [(tag.name, dict(tag.attributes)) for tag in tags(text)]

    assert found == [
        ("a", {"href": "x>y", "hidden": ""}), ("img", {"src": "a.png", "alt": ""}), ("b", {}),
    ]  # fmt: skip
    assert without_comments("a<!-- b\nc -->d<!-- e") == "a      \n     d<!-- e"
    assert hidden({"style": "opacity:1;width:0;max-width:100%"}) == ""


# --- GK029 -----------------------------------------------------------------------------

SILENT = (
    "![市图书馆外景](a.png)",
    '<img src="a.png" alt="">',
    "# 一\n\n## 二\n\n# 三\n\n## 四\n\n### 五",
    "### 从三级开始\n\n#### 逐级",
    "一级\n====\n\n二级\n----\n\n### 三级",
    "| 场馆 | |\n| --- | --- |\n| 市图书馆 | 9:00 |",
    "<table><tr><th>场馆</th></tr><tr><td>市图书馆</td></tr></table>",
    "<table><tr><td>只有一行</td></tr></table>",
    "[更多活动安排](b.md)、[详情见附件一](b.md)",
    "点击这里没有链接，更多内容见下文。",
    "```\n![](a.png)\n#### 不是标题\n```",
    "#1号楼开放",
    "甲\n\n---\n\n乙",
)
FOUND = {
    "![](a.png)": "没有文字说明",
    "![ ][tu]\n\n[tu]: a.png": "没有文字说明",
    '<p><img src="a.png" width="9"></p>': "没有文字说明",
    "[**点击这里**](b.md)": "没有说明指向什么",
    '<a href="b.md">更多&nbsp;</a>': "没有说明指向什么",
    "[](b.md)": "没有文字",
    "# 一\n\n### 三": "跳了级",
    "<h2>二</h2>\n\n<h4>四</h4>": "跳了级",
    "|  |  |\n|:--|--:|\n| 甲 | 乙 |": "表头是空的",
}


@pytest.mark.parametrize("body", SILENT)
def test_accessible_content_is_left_alone(body: str, find: Find) -> None:
    """What a reader without a screen understands is not reported."""
    assert find("GK029", sample_config(), {PATH: sample(body=body)}) == []


@pytest.mark.parametrize(("body", "said"), FOUND.items())
def test_inaccessible_content_is_found(body: str, said: str, find: Find) -> None:
    """Each fault is reported once, in words that say what is missing."""
    found = find("GK029", sample_config(), {PATH: sample(body=body)})

    assert [said in each.message for each in found] == [True]
