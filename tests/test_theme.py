"""The default theme against its contract: what every page must carry and must never carry."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markupsafe import Markup
from msgspec.structs import replace
from theme_samples import ARTICLE, GROUPS, HOSTILE, ORIGIN, PAGES, REPORT, TAGS, TOP
from theme_samples import FRAME as BARE_FRAME

from gongkai_ssg.pages import Frame, Head, Link
from gongkai_ssg.theme import Theme

FOLDER = Path(__file__).parent.parent / "themes" / "default"
THEME = Theme(FOLDER.parent.parent, "default")
CSS = (FOLDER / "static" / "style.css").read_text("utf-8")
FRAME = replace(
    BARE_FRAME, assets={name: f"/gk/{path}" for name, (path, _) in THEME.assets.items()}
)
PARTIALS = {"base.html", "macros.html", "icons.html", "table_part.html", "policy_parts.html"} | {
    f"frame_{part}.html" for part in ("header", "nav", "footer")
}


def frame_html(frame: Frame) -> dict[str, Markup]:
    return {
        part: Markup(THEME.render(f"frame_{part}.html", {"frame": frame}))
        for part in ("header", "nav", "footer")
    }


def render(name: str, frame: Frame = FRAME) -> str:
    template, values = PAGES[name]
    crumbs = () if name.startswith("home") else (Link("首页", "/gk/"),)
    article = ARTICLE if template == "document.html" else None
    head = Head(
        "页面标题",
        "/gk/page/",
        TAGS,
        article,
        crumbs,
        "/gk/policy/feed.xml",
        "policy",
        template != "404.html",
    )
    return THEME.render(
        template, {"frame": frame, "head": head, "frame_html": frame_html(frame), **values}
    )


RENDERED = {name: render(name) for name in PAGES}


class Reader(HTMLParser):
    """Every tag of a page with its attributes; faults of nesting; text of the headings."""

    VOID = frozenset({"meta", "link", "img", "input", "br", "hr", "path", "circle"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.inline: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("script", "style") and data.strip():
            self.inline.append(data)

    def all(self, *names: str) -> Iterator[dict[str, str]]:
        return (attributes for tag, attributes in self.tags if tag in names)


@pytest.fixture(params=list(PAGES))
def page(request: pytest.FixtureRequest) -> Reader:
    return Reader(RENDERED[request.param])


# --- every page ------------------------------------------------------------------------


def test_every_template_is_rendered_here() -> None:
    """No template of the theme escapes these tests."""
    assert {template for template, _ in PAGES.values()} | PARTIALS == set(THEME.templates)


def test_tags_are_nested_and_closed(page: Reader) -> None:
    """Every tag that is opened is closed in its place."""
    assert page.faults == [] and page.open == []


def test_required_meta_tags(page: Reader) -> None:
    """Every page carries the 网站标签 and 栏目标签 of 国办发〔2017〕47号 with a value."""
    meta = {each["name"]: each["content"] for each in page.all("meta") if "name" in each}
    for name in (
        "SiteName",
        "SiteDomain",
        "SiteIDCode",
        "ColumnName",
        "ColumnDescription",
        "ColumnKeywords",
        "ColumnType",
    ):
        assert meta.get(name), name


def test_a_document_carries_the_article_tags() -> None:
    """A document's page adds the 内容页标签; other pages do not have them."""
    meta = {
        each["name"]: each["content"]
        for each in Reader(RENDERED["document"]).all("meta")
        if "name" in each
    }
    assert meta["ArticleTitle"] == HOSTILE
    assert meta["PubDate"] == "2024-03-18 09:30"
    assert meta["ContentSource"] == "办公室"
    assert "ArticleTitle" not in RENDERED["column"]


def test_nothing_inline_and_nothing_foreign(page: Reader) -> None:
    """A strict Content-Security-Policy holds: no inline script, style or handler, no other host."""
    assert page.inline == []
    for tag, attributes in page.tags:
        assert tag not in ("style", "iframe", "object", "embed", "base")
        for key, value in attributes.items():
            assert not key.startswith("on") and key != "style", (tag, key)
            if key in ("src", "href", "action", "download") and re.match(r"[a-z]+:|//", value):
                own = (
                    tag == "link"
                    and attributes.get("rel") == "canonical"
                    and value.startswith(ORIGIN)
                )
                assert own or (tag == "a" and value == REPORT), (tag, value)


def test_text_is_escaped(page: Reader) -> None:
    """Hostile text in titles and values stays text: only the theme's own scripts are there."""
    known = set(FRAME.assets.values())
    assert all(each.get("src") in known for each in page.all("script"))
    assert not any("onclick" in attributes for _, attributes in page.tags)


def test_headings(page: Reader) -> None:
    """A page has one h1 and skips no level."""
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), levels


def test_structure_for_assistive_technology(page: Reader) -> None:
    """Language, landmarks, a skip link, names for images and controls, ids that exist once."""
    assert next(page.all("html"))["lang"] == "zh-CN"
    for landmark in ("header", "main", "nav", "footer"):
        assert any(page.all(landmark)), landmark
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert next(page.all("a"))["href"] == "#main" and "main" in ids
    assert all("alt" in each for each in page.all("img"))
    labelled = {each["for"] for each in page.all("label")}
    assert all(each.get("id") in labelled for each in page.all("input", "select"))
    for _, attributes in page.tags:
        assert set(attributes.get("aria-labelledby", "").split()) <= set(ids)
        assert int(attributes.get("tabindex", "0")) <= 0
    navs = [each.get("aria-label") for each in page.all("nav")]
    assert all(navs) and len(navs) == len(set(navs))


@pytest.mark.parametrize("name", PAGES)
def test_foot_has_the_required_marks(name: str) -> None:
    """The foot shows what 国办发〔2017〕47号 wants at the bottom of each page."""
    foot = RENDERED[name].partition("<footer")[2]
    for key in ("organizer", "contact", "id_code", "icp", "police_record", "sitemap"):
        assert getattr(FRAME, key) in foot, key
    assert REPORT in foot and "党政机关" in foot


def test_no_report_link_without_an_address() -> None:
    """The 找错 entry is absent where the site's config names none."""
    assert "找错" not in render("404", replace(FRAME, report_error=""))


# --- single pages ----------------------------------------------------------------------


def test_document_page() -> None:
    """A document shows its banner, facts, contents, attachment and neighbours."""
    html = RENDERED["document"]
    page = Reader(html)
    assert "本文件已经废止" in html and 'href="#b"' in html and "正文第一段" in html
    download = next(each for each in page.all("a") if "download" in each)
    assert (download["href"], download["download"]) == ("/gk/policy/a/b.xlsx", "经费 安排.xlsx")
    assert {each.get("rel") for each in page.all("a")} >= {"prev", "next"}


def test_tables_of_a_document() -> None:
    """Each table has its heading and script; an empty one says so and offers nothing to download."""
    html = RENDERED["document with tables"]
    page = Reader(html)
    sections = [each for each in page.all("section") if each.get("class") == "data-table"]
    assert [each["data-key"] for each in sections] == ["t1", "t2", "t3"]
    assert [each.get("data-source") for each in sections] == ["/gk/policy/a/a.json", None, None]
    assert FRAME.assets["table.js"] in html and FRAME.assets["table.js"] not in RENDERED["document"]
    empty = html.partition('id="table-t3"')[2]
    assert '<td colspan="2">本表没有数据。</td>' in empty and "下载全表" not in empty
    forms = [each for each in page.all("form") if each.get("class") == "filter table-filter"]
    assert len(forms) == 1 and "hidden" in forms[0]  # until the script opens it


def test_row_page() -> None:
    """A row's page puts short values into a list and long ones under headings of their own."""
    html = RENDERED["row"]
    assert "<dt>编码</dt><dd>XM-1</dd>" in html
    assert "<h2>依据</h2>" in html and "<p>第二段</p>" in html and "<dt>依据</dt>" not in html
    assert {each.get("rel") for each in Reader(html).all("a")} >= {"prev", "next"}
    assert 'class="facts"' not in RENDERED["row without anything"]


def test_document_on_request_has_no_text() -> None:
    """An 依申请公开 entry says so and leads to how to apply."""
    html = RENDERED["document on request"]
    assert 'href="/gk/request/"' in html and "依申请公开" in html and 'class="prose"' not in html


def test_columns_say_why_they_are_empty() -> None:
    """A column that is off shows its reason, an empty one a sentence."""
    assert "本机关无此项。" in RENDERED["column that is off"]
    assert "暂无内容" not in RENDERED["column that is off"]
    assert "本栏目暂无内容" in RENDERED["empty column"]
    assert "本栏目暂无内容" not in RENDERED["column"]


def test_navigation_has_every_column_once() -> None:
    """The side navigation lists the fixed parts in their order and each column once."""
    links = [each["href"] for each in Reader(frame_html(FRAME)["nav"]).all("a")]
    assert [url for url in links if url in {link.url for link in TOP}] == [link.url for link in TOP]
    assert all(links.count(link.url) == 1 for group in GROUPS for link in group.items)


def test_filter_shows_only_with_a_script() -> None:
    """The catalog works without a script: its form is hidden until catalog.js opens it."""
    forms = {each.get("id"): each for each in Reader(RENDERED["catalog"]).all("form")}
    assert (
        "hidden" in forms["catalog-filter"]
        and forms["catalog-filter"]["data-source"] == "/gk/catalog.json"
    )


def test_redirect_leads_to_the_new_address() -> None:
    """A page at an old address sends browsers, readers and robots to the new one."""
    html = RENDERED["redirect"]
    assert 'content="0; url=/gk/policy/a/"' in html and '<a href="/gk/policy/a/">' in html
    assert f'rel="canonical" href="{ORIGIN}/gk/policy/a/"' in html


def test_pages_are_light() -> None:
    """What a page weighs beside its text stays within the budget of the design."""
    assert len(RENDERED["list"].encode()) < 30_000
    assert len(RENDERED["document"].encode()) < 20_000
    own = [data for name, (_, data) in THEME.assets.items() if name.endswith((".css", ".js"))]
    assert len(RENDERED["home"].encode()) + sum(map(len, own)) < 120_000
    assert not any(b"\n  " in data for data in own)


def test_a_file_of_a_theme_that_cannot_be_shortened_is_left_alone(tmp_path: Path) -> None:
    """Only style sheets and scripts that can be read lose anything."""
    folder = tmp_path / "themes" / "own"
    (folder / "static").mkdir(parents=True)
    (folder / "theme.yaml").write_text("extends: default\n", encoding="utf-8")
    files = {"style.css": b"/* \xff */\n", "note.txt": b"/* kept */\n\n", "a.js": b"// gone\nlet a;\n"}
    for name, data in files.items():
        (folder / "static" / name).write_bytes(data)
    assets = Theme(tmp_path, "own").assets

    assert assets["style.css"][1] == files["style.css"]
    assert assets["note.txt"][1] == files["note.txt"]
    assert assets["a.js"][1] == b"let a;"


# --- style sheet and scripts -----------------------------------------------------------

PAIRS = [
    *((ink, ground) for ink in ("text", "muted", "link") for ground in ("bg", "surface", "tint")),
    ("on-main", "main"),
    ("on-main", "main-deep"),
    ("on-main-muted", "main"),
    ("on-main-muted", "main-deep"),
    ("warn", "warn-bg"),
    ("warn", "surface"),
    ("mark", "mark-bg"),
]


def tokens(pattern: str) -> dict[str, str]:
    found = re.search(pattern + r"\s*\{([^}]*)\}", CSS)
    assert found is not None, pattern
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})\s*;", found[1]))


LIGHT = tokens(r"\n:root")
MODES = {
    "light": LIGHT,
    "dark": LIGHT | tokens(r"@media \(prefers-color-scheme: dark\) \{\s*:root"),
    "elder": LIGHT | tokens(r"\n:root\[data-elder\]"),
    "print": LIGHT | tokens(r"@media print \{\s*:root, :root\[data-elder\]"),
}


def luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", MODES)
def test_contrast(mode: str) -> None:
    """Text reaches WCAG AA 4.5:1 in every mode, 7:1 in 长辈模式; edges and focus reach 3:1."""
    colours = MODES[mode]
    least = 7.0 if mode == "elder" else 4.5
    for ink, ground in PAIRS:
        assert contrast(colours[ink], colours[ground]) >= least, (ink, ground)
    for edge, ground in [
        ("edge", "surface"),
        ("focus", "surface"),
        ("focus", "bg"),
        ("focus-on-main", "main"),
    ]:
        assert contrast(colours[edge], colours[ground]) >= 3, (edge, ground)


def test_colours_stand_in_one_place() -> None:
    """A colour is written in a token and nowhere else."""
    rules = re.sub(r":root[^{]*\{[^}]*\}", "", re.sub(r"/\*.*?\*/", "", CSS, flags=re.S))
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*[;}])|\b(?:rgba?|hsla?)\(", rules) == []
    used, defined = (
        set(re.findall(r"var\(--([a-z-]+)\)", CSS)),
        set(re.findall(r"--([a-z-]+):", CSS)),
    )
    assert used <= defined


#: What Chromium 78 does not understand, or what the policy and the fingerprints forbid.
FORBIDDEN_CSS = (
    r":has\(",
    r":is\(",
    r":where\(",
    r"@layer",
    r"@container",
    r"@import",
    r"url\(",
    r"(?<![\w-])(?:clamp|min|max)\(",
    r"(?<!-)\baspect-ratio\s*:",
    r"(?<![\w-])inset\s*:",
    r"(?<![\w-])(?:row-|column-)?gap\s*:",
    r"accent-color",
    r"(?:margin|padding)-(?:inline|block)\s*:",
    r"\d[dsl]v[hw]\b",
    r"\(\s*(?:width|height)\s*[<>]",
    r"&\s*[.:\[{]",
    r"overflow-wrap\s*:\s*anywhere",
    r"content-visibility",
    r"color-mix\(",
    r"subgrid",
)


def test_style_sheet_is_for_old_browsers() -> None:
    """The style sheet uses nothing that Chromium 78 lacks."""
    rules = re.sub(r"/\*.*?\*/", "", CSS, flags=re.S)
    found = [pattern for pattern in FORBIDDEN_CSS if re.search(pattern, rules)]
    assert found == []
    # A selector that an old browser does not know voids its whole rule: it must stand alone.
    for selectors in re.findall(r"([^{}]*:focus-visible[^{}]*)\{", rules):
        assert "," not in selectors


FORBIDDEN_JS = (
    r"\?\.(?!\d)",
    r"\?\?",
    r"\|\|=|&&=",
    r"^\s*(?:import|export)\b",
    r"\beval\(",
    r"\bnew Function\b",
    r"innerHTML",
    r"document\.write",
    r"\bcatch\s*\{",
    r"\.(?:flat|flatMap|replaceAll|matchAll|at)\(",
    r"\{\s*\.\.\.",
    r"https?://",
)


@pytest.mark.parametrize("name", ["mode.js", "site.js", "catalog.js", "table.js"])
def test_scripts_are_es2017(name: str) -> None:
    """Scripts use nothing newer than ES2017, make no code from text and name no host."""
    source = (FOLDER / "static" / name).read_text("utf-8")
    found = [pattern for pattern in FORBIDDEN_JS if re.search(pattern, source, flags=re.M)]
    assert found == []
