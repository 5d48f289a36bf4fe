"""The sample site of this repository: without fault, with every column and feature, all linked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import TODAY
from crawl import Built

from gongkai_ssg.build import Options, Report, build
from gongkai_ssg.config import load_config
from gongkai_ssg.document import Site
from gongkai_ssg.frontmatter_keys import FIELDS
from gongkai_ssg.links import files_by_folder
from gongkai_ssg.load import load_site
from gongkai_ssg.marked import Entries, parse
from gongkai_ssg.states import Disclosure, Validity

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what makes the sample site: config, content, lock."""
    folder = tmp_path_factory.mktemp("sample") / "site"
    shutil.copytree(ROOT / "content", folder / "content")
    for name in ("config.yaml", "index-numbers.lock"):
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def loaded(site: Path) -> Site:
    """Load the sample site."""
    return load_site(site, load_config(site))


@pytest.fixture(scope="module")
def report(site: Path) -> Report:
    """Build the sample site on the day of the tests."""
    return build(
        Options(source=site, out=site.parent / "out", search=False, today=TODAY, fail_on="warning")
    )


@pytest.fixture(scope="module")
def built(site: Path, report: Report) -> Built:
    """Parse the built sample site."""
    assert report.built
    return Built(site.parent / "out", "/", load_config(site).origin)


def test_the_sample_has_no_fault(report: Report) -> None:
    """No error and no warning: the first thing that a newcomer sees is in order."""
    assert [
        f"{each.path}:{each.line} {each.rule} {each.message}"
        for each in report.findings
        if each.severity.value != "info"
    ] == []
    assert report.built


def test_the_sample_is_large_enough_to_look_real(loaded: Site, site: Path) -> None:
    """At least sixty documents, and every column that is on holds one."""
    columns = {column.key for column in load_config(site).columns if not column.off}

    assert len(loaded.documents) >= 60
    assert (
        columns - {each.column for each in loaded.documents if each.disclosure is Disclosure.ACTIVE}
        == set()
    )


def test_the_sample_uses_every_key(site: Path) -> None:
    """Every key of the content model is shown in use somewhere."""
    words = {word: each.name for each in FIELDS for word in (each.name, *each.aliases)}
    used = set()
    for path in (site / "content").rglob("*.md"):
        root = parse(path.read_text("utf-8").split("---\n")[1])
        assert isinstance(root, Entries)
        used |= {words[key.text] for key, _ in root.entries if key.text in words}

    assert {each.name for each in FIELDS} - used == set()


def test_the_sample_uses_every_state(loaded: Site) -> None:
    """Every disclosure and validity, drafts, scheduled documents, bundles with files, relations."""
    documents = loaded.documents
    folders = files_by_folder(loaded.files)

    assert {each.disclosure for each in documents} == set(Disclosure)
    assert {each.validity for each in documents if each.validity} == set(Validity)
    assert any(each.draft for each in documents)
    assert any(each.scheduled and each.date and each.date > TODAY for each in documents)
    assert any(
        each.path.endswith("/index.md") and folders.get(each.path[:-9]) for each in documents
    )
    assert any(each.interprets for each in documents)
    assert any(each.replaces for each in documents)


def test_every_index_number_is_locked(report: Report, site: Path) -> None:
    """The committed lock is complete: building the sample changes nothing in the checkout."""
    assert report.numbers_added == 0
    assert (site / "index-numbers.lock").read_bytes() == (ROOT / "index-numbers.lock").read_bytes()


def test_the_sample_has_no_broken_link(built: Built) -> None:
    """Every address on every page leads somewhere."""
    assert built.broken() == []


def test_everything_of_the_sample_is_three_clicks_from_the_catalog(built: Built) -> None:
    """From the catalog every document is found with three clicks, a site of this size allows it."""
    away = built.clicks_from("catalog/index.html")
    documents = {
        path.removesuffix("json") + "html" for path in built.files if path.endswith("/index.json")
    }

    assert {path: away.get(path) for path in documents if away.get(path, 99) > 3} == {}


def test_the_pages_of_the_sample_are_sound(built: Built) -> None:
    """No inline script or style, no double id, balanced tags."""
    assert {path: page.inline for path, page in built.pages.items() if page.inline} == {}
    assert {path: page.unbalanced for path, page in built.pages.items() if page.unbalanced} == {}
    assert [path for path, page in built.pages.items() if len(set(page.ids)) < len(page.ids)] == []
