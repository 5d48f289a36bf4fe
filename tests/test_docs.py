"""The documentation against the program: what it says is there, and what is there it says."""

from __future__ import annotations

import datetime as dt
import json
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click
import doc_tables
import pytest
from pydantic import BaseModel
from sites import PDF, write_site

from gongkai_ssg import config_schema, document_pages, errors, overview_pages, pages
from gongkai_ssg.build import Options, Report, check
from gongkai_ssg.cli import cli
from gongkai_ssg.columns import column_types
from gongkai_ssg.config import load_config
from gongkai_ssg.faults import Severity
from gongkai_ssg.finding_formats import to_json
from gongkai_ssg.frontmatter_keys import FIELDS
from gongkai_ssg.markup import Heading
from gongkai_ssg.policy import WORKFLOW_STEPS
from gongkai_ssg.rules import rules
from gongkai_ssg.states import DISCLOSURE_LABELS, VALIDITY_LABELS
from gongkai_ssg.theme import Theme

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
TODAY = dt.date(2026, 11, 22)

PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
RECORDS = sorted((DOCS / "decisions").glob("0*.md"))

_EXAMPLE = re.compile(r"<!-- 例：(\S+) -->\n```\w+\n(.*?)\n```", re.DOTALL)
_ATTACHED = re.compile(r"<!-- 附件：(\S+) -->")
_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)\n\1```$", re.DOTALL | re.MULTILINE)

Build = Callable[..., Report]


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def section(page: str, heading: str) -> str:
    """Return the part of a page below a heading of the second level."""
    found = re.search(
        rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", page, re.DOTALL | re.MULTILINE
    )
    return found[1] if found else ""


def examples(page: Path) -> dict[str, str]:
    """Return the examples of a page that are files of a site, by path."""
    return {path: body + "\n" for path, body in _EXAMPLE.findall(page.read_text("utf-8"))}


def attached(page: Path) -> dict[str, bytes]:
    """Return the files that lie beside the examples of a page."""
    paths = _ATTACHED.findall(page.read_text("utf-8"))
    return {path: PDF if path.endswith(".pdf") else "甲,乙\n".encode() for path in paths}


def options_of(command: click.Command) -> set[str]:
    """Return every way to write an option of a command, but --help."""
    options = [each for each in command.params if isinstance(each, click.Option)]
    return {word for each in options for word in each.opts} - {"-h", "--help"}


# --- commands --------------------------------------------------------------------------


@pytest.mark.parametrize("name", cli.commands)
def test_every_command_and_option_is_documented(name: str) -> None:
    """A command has a section in docs/cli.md that names each of its options, long and short."""
    told = section(text("docs/cli.md"), f"gongkai {name}")

    assert told
    cells = re.findall(r"^\| (`-[^|]*)\|", told, re.MULTILINE)
    assert options_of(cli.commands[name]) == {
        word for cell in cells for word in cell.strip("` ").split("`、`")
    }


def test_the_options_of_the_program_itself_are_documented() -> None:
    """What stands before a command is in docs/cli.md too."""
    told = set(re.findall(r"`(--?[a-zA-Z-]+)`", text("docs/cli.md").partition("\n## ")[0]))

    assert options_of(cli) | {"-h", "--help", "-s"} == told


def command_lines() -> Iterator[object]:
    """Yield the words behind `gongkai` of each such line in a block of shell commands."""
    for page in PAGES:
        for _, language, body in _FENCE.findall(page.read_text("utf-8")):
            for line in body.splitlines() if language == "sh" else ():
                words = shlex.split(line, comments=True)
                if words and words[0].rpartition("/")[2] == "gongkai":
                    yield pytest.param(words[1:], id=f"{name_of(page)}: {' '.join(words[1:])}")


@pytest.mark.parametrize("words", list(command_lines()))
def test_command_lines_in_the_docs_are_understood(words: list[str]) -> None:
    """Every `gongkai …` line of the docs names a command and options that there are."""
    command = cli.commands[words[0]]

    with command.make_context("gongkai", words[1:]) as context:
        assert context.args == []


def test_exit_codes_are_documented() -> None:
    """The table of exit codes holds those of every exception, and success."""
    kinds = [each for each in vars(errors).values() if isinstance(each, type)]
    codes = {each.exit_code for each in kinds if issubclass(each, errors.GongkaiError)}

    told = {int(code) for code in re.findall(r"^\| (\d+) \|", text("docs/cli.md"), re.MULTILINE)}
    assert codes | {0, 130} == told


def test_severities_are_documented() -> None:
    """docs/cli.md names each severity by word and code."""
    page = text("docs/cli.md")
    assert [each for each in Severity if f"| {each.label} `{each.value}` |" not in page] == []


def test_the_json_form_is_the_one_shown(tmp_path: Path) -> None:
    """The object of `--format json` has the keys of the example in docs/cli.md, in its order."""
    bad = "---\n标题: 甲\n公开属性: 主动公开\n文号: 市政发[2024]5号\n---\n\n正文。\n"
    root = write_site(tmp_path, {"content/policy/a.md": bad})

    made = json.loads(to_json(check(Options(source=root, today=TODAY, jobs=1))))

    shown = json.loads(examples(DOCS / "cli.md")["findings.json"])
    assert list(shown) == list(made)
    assert list(shown["summary"]) == list(made["summary"])
    assert list(shown["findings"][0]) == list(made["findings"][0])


def test_keys_of_the_machine_formats_are_documented(tmp_path: Path, build_site: Build) -> None:
    """docs/cli.md names every key of catalog.json, its parts, and a document's index.json."""
    page = DOCS / "content.md"
    root = write_site(tmp_path, {**examples(page), **attached(page)})
    build_site(root)

    told = set(re.findall(r"`(\w+)`", text("docs/cli.md")))
    part = json.loads((root / "public/catalog/2026.json").read_text("utf-8"))
    twin = json.loads((root / "public/policy/2026/yanshi/index.json").read_text("utf-8"))
    assert set(part["documents"][0]) | set(twin) <= told
    whole = json.loads((root / "public/catalog.json").read_text("utf-8"))
    assert [key for key in whole if f'"{key}"' not in text("docs/cli.md")] == []


# --- keys ------------------------------------------------------------------------------


def test_every_front_matter_key_is_documented() -> None:
    """The table of docs/content.md holds each key with all of its Chinese names, and no other."""
    page = section(text("docs/content.md"), "前言的全部键")
    rows = re.findall(r"^\| ([^|`]+) \| `(\w+)` \|", page, re.MULTILINE)
    told = {english: tuple(chinese.split("、")) for chinese, english in rows}

    assert {field.name: field.aliases for field in FIELDS} == told


def test_words_with_a_fixed_list_of_values_are_documented() -> None:
    """docs/content.md names every value of 公开属性, 有效性 and 流程."""
    page = text("docs/content.md")
    for labels in (DISCLOSURE_LABELS, VALIDITY_LABELS):
        assert [key for key, label in labels.items() if f"{label} `{key.value}`" not in page] == []
    assert "、".join(WORKFLOW_STEPS.values()) in page


def tables() -> dict[str, type[BaseModel]]:
    """Return the models of config.yaml by the heading under which their keys stand."""
    found: dict[str, type[BaseModel]] = {}
    for name, field in config_schema.ConfigFile.model_fields.items():
        for inner in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                found[name] = inner
    return found


@pytest.mark.parametrize("key", config_schema.ConfigFile.model_fields)
def test_every_config_key_is_documented(key: str) -> None:
    """Each top-level key has a section in docs/config.md that names the keys below it."""
    page = text("docs/config.md")
    found = re.search(rf"^## {key} [^\n]*\n(.*?)(?=^## |\Z)", page, re.DOTALL | re.MULTILINE)

    assert found
    inner = tables().get(key)
    missing = [
        name for name in (inner.model_fields if inner else ()) if f"`{name}`" not in found[1]
    ]
    assert missing == []


def test_the_config_example_uses_every_key() -> None:
    """The whole example in docs/config.md shows each key once at least."""
    shown = examples(DOCS / "config.md")["config.yaml"]
    models = [config_schema.ConfigFile, *tables().values()]

    keys = {name for model in models for name in model.model_fields}
    assert [key for key in sorted(keys) if not re.search(rf"(?<!\w){key}:", shown)] == []


# --- tables that are made from the registries -------------------------------------------


@pytest.mark.parametrize("name", doc_tables.TABLES)
def test_a_made_table_is_up_to_date(name: str) -> None:
    """A table equals its registry; `python tests/doc_tables.py` writes it anew."""
    _, make = doc_tables.TABLES[name]

    assert make() == doc_tables.committed(name)


def test_the_tables_hold_every_rule_and_column() -> None:
    """The first cells of the tables are the ids and keys of the registries."""
    first = re.compile(r"^\| `?([\w-]+)`? \|", re.MULTILINE)

    assert ["编号", "---", *rules()] == first.findall(doc_tables.committed("rules"))
    assert ["代号", "---", *column_types()] == first.findall(doc_tables.committed("columns"))


def test_the_changelog_counts_the_rules() -> None:
    """The number of rules in the changelog's first version is that of the registry."""
    assert f"检查规则 {len(rules())} 条" in text("CHANGELOG.md")


def test_rules_that_rest_on_unread_originals_are_listed() -> None:
    """A rule that calls its source unread has a number of that source in docs/unverified.md."""
    page = text("docs/unverified.md")
    unread = [each for each in rules().values() if "待核对" in each.why]

    assert unread
    for rule in unread:
        numbers = re.findall(r"[\u4e00-\u9fff]+〔\d{4}〕\d+号", rule.basis + rule.why)
        assert any(number in page for number in numbers), rule.id


# --- examples --------------------------------------------------------------------------


def with_documents() -> list[Path]:
    return [page for page in PAGES if any(path.startswith("content/") for path in examples(page))]


@pytest.mark.parametrize("page", with_documents(), ids=name_of)
def test_document_examples_are_without_findings(page: Path, tmp_path: Path) -> None:
    """The documents shown on a page make a site in which nothing is found."""
    files: Mapping[str, str | bytes] = {**examples(page), **attached(page)}
    root = write_site(tmp_path, files)

    report = check(Options(source=root, today=TODAY, jobs=1))

    assert [f"{each.path}:{each.line} {each.rule} {each.message}" for each in report.findings] == []
    assert sum(path.endswith(".md") for path in files) == report.documents


@pytest.mark.parametrize(
    "page", [page for page in PAGES if "config.yaml" in examples(page)], ids=name_of
)
def test_config_examples_load(page: Path, tmp_path: Path) -> None:
    """A config.yaml shown on a page is one that the program takes."""
    root = write_site(tmp_path, {"config.yaml": examples(page)["config.yaml"]})

    config = load_config(root)

    assert config.organizer


def test_the_theme_example_builds(tmp_path: Path, build_site: Build) -> None:
    """A site with the theme of docs/themes.md is built with the footer shown there."""
    shown = examples(DOCS / "themes.md")
    site = {**examples(ROOT / "README.md"), **shown}
    root = write_site(tmp_path, site)
    config = (root / "config.yaml").read_text("utf-8")
    (root / "config.yaml").write_text(config + "theme: mine\n", "utf-8")

    report = build_site(root)

    assert report.built
    footer = "<p>主办单位：示例市文化和旅游局　网站标识码：</p>"
    assert footer in (root / "public/index.html").read_text("utf-8")


def test_the_values_of_templates_are_documented() -> None:
    """docs/themes.md names every template, and every value with each of its fields."""
    page = text("docs/themes.md")
    told = {
        kind: set(re.findall(r"`(\w+)`", fields))
        for kind, fields in re.findall(r"^\|[^|]*`([A-Z]\w+)`[^|]*\| (.*) \|$", page, re.MULTILINE)
    }
    rooms = (pages, overview_pages, document_pages)
    held = [each for room in rooms for each in vars(room).values()]
    kinds = [each for each in held if hasattr(each, "__struct_fields__")]
    values = {each.__name__: set(each.__struct_fields__) for each in (*kinds, Heading)}
    del values["Page"]  # of the pipeline: no template sees it

    assert values == told
    templates = Theme(ROOT, "default").templates
    assert [name for name in templates if f"`{name}`" not in page] == []


# --- links, names, records -------------------------------------------------------------


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each).strip().lower().replace(" ", "-") for each in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_relative_links_resolve(page: Path) -> None:
    """A link to a file or heading of the repository leads there."""
    body = _FENCE.sub("", page.read_text("utf-8"))
    body = re.sub(r"`[^`\n]*`", "", body)
    for href in re.findall(r"\]\(([^)\s]+)\)", body):
        if re.match(r"[a-z]+:", href):
            continue
        path, _, anchor = href.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), href
        assert not anchor or anchor in anchors(target), href


def test_every_page_is_reached_from_the_readme() -> None:
    """Following links from README.md, a reader comes to every page of the documentation."""
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        for href in re.findall(r"\]\(([^)\s#]+)[^)]*\)", page.read_text("utf-8")):
            target = (page.parent / href).resolve()
            if target.is_file():
                waiting.append(target)

    assert [name_of(page) for page in PAGES if page not in seen] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_make_targets_exist(page: Path) -> None:
    """Every `make …` that a page tells to run is in the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))

    told = set(re.findall(r"(?:^|`)make ([a-z]+)", page.read_text("utf-8"), re.MULTILINE))
    assert told <= targets


def test_files_that_the_docs_name_exist() -> None:
    """A module, test or theme file named in a page is in the repository."""
    missing = []
    for page in PAGES:
        for name in re.findall(
            r"`((?:gongkai_ssg|tests|themes|docs|\.ci)/[\w./-]+)`", page.read_text("utf-8")
        ):
            if not (ROOT / name).exists():
                missing.append(f"{name_of(page)}: {name}")

    assert missing == []


def test_the_modules_of_the_architecture_exist() -> None:
    """The bare module names in docs/architecture.md are files of the package."""
    package = ROOT / "gongkai_ssg"
    names = re.findall(r"`([a-z_]+\.py|(?:columns|rules|views)/)`", text("docs/architecture.md"))

    assert names
    assert [name for name in names if not (package / name).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_machine_is_named(page: Path) -> None:
    """No path of a developer's machine and no host of a package registry is in a page."""
    found = re.search(
        r"(?<![\w.])/(?:work|tmp|root|home)/|(?:pypi|npmjs|mirrors?)\.[a-z]|pythonhosted|proxy\.golang",
        page.read_text("utf-8"),
    )
    assert found is None


@pytest.mark.parametrize("record", RECORDS, ids=lambda each: each.stem)
def test_a_decision_record_has_its_five_parts(record: Path) -> None:
    """A record says 背景, 选项, 决定, 后果 and 状态, in this order, under its own number."""
    body = record.read_text("utf-8")

    assert body.startswith(f"# {record.name[:4]} ")
    assert re.findall(r"^## (.+)$", body, re.MULTILINE) == ["背景", "选项", "决定", "后果", "状态"]


def test_decision_records_are_listed() -> None:
    """The index names every record, and their numbers have no gap."""
    told = re.findall(r"\]\((0[\w-]+\.md)\)", text("docs/decisions/README.md"))

    assert [record.name for record in RECORDS] == told
    assert [f"{number:04d}" for number in range(1, len(RECORDS) + 1)] == [
        record.name[:4] for record in RECORDS
    ]


def test_pictures_are_small() -> None:
    """A screenshot is a PNG, a chart an SVG without scripts; neither is above 400 KB."""
    for picture in (DOCS / "images").iterdir():
        data = picture.read_bytes()
        is_chart = data.startswith(b"<svg ") and b"<script" not in data
        assert data.startswith(b"\x89PNG") or is_chart
        assert len(data) <= 400_000
