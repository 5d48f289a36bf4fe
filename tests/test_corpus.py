"""The 2,103 real documents of the corpus, where they lie beside the checkout."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
from conftest import TODAY
from sites import stamps

from gongkai_ssg.build import Options, Report, build

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "site"

pytestmark = [
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the checkout (../shared/corpus/site)"),
    pytest.mark.xdist_group("corpus"),
]  # fmt: skip


def _build(site: Path) -> Report:
    return build(
        Options(source=site, out=site.parent / "out", search=False, today=TODAY, fail_on="never")
    )


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """Build a copy of the corpus once."""
    folder = tmp_path_factory.mktemp("corpus")
    site = shutil.copytree(
        CORPUS, folder / "site", ignore=shutil.ignore_patterns(".gongkai", "public")
    )
    return site, _build(site)


def test_every_document_has_a_page_and_a_catalog_entry(corpus: tuple[Path, Report]) -> None:
    """None of the documents is dropped, whatever is wrong with it."""
    site, report = corpus
    out = site.parent / "out"
    documents = {path.relative_to(site).as_posix() for path in (site / "content").rglob("*.md")}
    catalog = json.loads((out / "catalog.json").read_bytes())
    entries = [
        each
        for part in catalog["parts"]
        for each in json.loads((out / part.lstrip("/")).read_bytes())["documents"]
    ]
    pages = Counter(each["url"] for each in entries)

    assert (report.built, report.held) == (True, ())
    assert (
        report.documents
        == report.public
        == len(documents)
        == catalog["total"]
        == len(pages)
        == 2103
    )
    assert all((out / url.lstrip("/") / "index.html").exists() for url in pages)
    assert set(pages.values()) == {1}


def test_what_is_wrong_is_reported_at_a_place(corpus: tuple[Path, Report]) -> None:
    """Real documents have faults; each finding leads to a line of a file that exists."""
    site, report = corpus

    assert report.findings
    for finding in report.findings:
        assert (site / finding.path).exists()
        assert finding.line >= 1
        assert finding.message
        assert finding.hint


def test_building_again_writes_nothing(corpus: tuple[Path, Report]) -> None:
    """Without a change no file of the output is touched."""
    site, _ = corpus
    before = stamps(site.parent / "out")
    report = _build(site)

    assert (report.writes, report.changed, report.removed) == ((), 0, ())
    assert stamps(site.parent / "out") == before


def test_one_edit_touches_few_files(corpus: tuple[Path, Report]) -> None:
    """A changed text rewrites its page and the few that show its summary."""
    site, _ = corpus
    _build(site)
    path = sorted((site / "content").rglob("*.md"))[1000]
    path.write_text(path.read_text("utf-8") + "\n补充一段。\n", encoding="utf-8")
    report = _build(site)

    assert 1 <= report.changed <= 20
