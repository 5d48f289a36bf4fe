"""A site that is judged aside is built as if the verdict had come first."""

from __future__ import annotations

import contextlib
import os
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from conftest import MakeSite
from random_edits import RandomEdits
from sites import CONFIG, document, tree
from test_incremental import Killed, clean_build, differences, killed_at

from gongkai_ssg import draft, judging, workers
from gongkai_ssg.ahead import looking
from gongkai_ssg.build import Options, Report, build_fully
from gongkai_ssg.errors import ThemeError

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is done aside here")

A, B = "content/notice/a.md", "content/notice/b.md"
BLOCKED = document("身份证号：11010519491231002X。\n")  # the example number of GB 11643


class Aside:
    """Counts the verdicts that came from another process, and the guesses that were wrong."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.verdicts = self.wrong = 0
        self.lists = 0
        monkeypatch.setattr(judging, "_MANY", 0)
        monkeypatch.setattr(draft, "_MANY", 0)
        monkeypatch.setattr(workers, "can_fork", lambda: True)
        real, error = judging.unpack_findings, judging.WrongGuess

        def unpack(data: bytes) -> object:
            self.verdicts += 1
            return real(data)

        load = pickle.loads

        def loads(data: bytes) -> object:
            self.lists += 1
            return load(data)

        monkeypatch.setattr(judging, "unpack_findings", unpack)
        monkeypatch.setattr(draft.pickle, "loads", loads)
        monkeypatch.setattr(error, "__init__", self._was_wrong)

    def _was_wrong(self, *_: object) -> None:
        self.wrong += 1


@pytest.fixture
def aside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Aside]:
    """Let every site be judged aside, however small it is."""
    yield Aside(monkeypatch)


@pytest.mark.parametrize("seed", range(4))
def test_a_site_judged_aside_is_what_a_clean_build_gives(
    seed: int, tmp_path: Path, aside: Aside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Random edits, documents that come to be held back and are let go, builds killed: same bytes."""
    (tmp_path / "site").mkdir()
    few = 500 if seed % 2 else 12  # lists to be written that are sent from the other process
    monkeypatch.setattr(draft, "_FEW", few)
    walk = RandomEdits(tmp_path / "site", seed, tmp_path / "out")
    extra = walk.source / "content/notice/extra.md"

    def build() -> Report:
        options = Options(
            source=walk.source, out=walk.out, jobs=1, search=False, today=walk.today, fail_on="never"
        )  # fmt: skip
        with looking(options) as ahead:
            return build_fully(options, ahead=ahead)

    build()
    for step in range(10):
        walk.step()
        if step % 3 == 0:
            extra.parent.mkdir(parents=True, exist_ok=True)
            extra.write_text(BLOCKED if step % 2 else document(), encoding="utf-8")
        if step % 4 == 3:
            with contextlib.suppress(Killed), killed_at(walk.random.randrange(40)):
                build()
        report = build()
        with monkeypatch.context() as plain:
            plain.setattr(workers, "can_fork", lambda: False)
            clean = clean_build(walk, tmp_path / "clean")

        assert differences(tree(walk.out), tree(tmp_path / "clean" / "out")) == [], walk.steps
        assert (report.findings, report.held, report.waived, report.addresses, report.public) == (
            clean.findings, clean.held, clean.waived, clean.addresses, clean.public,
        )  # fmt: skip
    assert aside.verdicts > 2
    assert aside.wrong > 1
    assert aside.lists > 2


@pytest.fixture
def built(make_site: MakeSite, aside: Aside) -> Callable[..., Report]:
    """Return what builds a site of two documents, which was built before."""
    source = make_site({"config.yaml": CONFIG, A: document(), B: document(标题="另一则公告")})

    def build(**changed: object) -> Report:
        given = {"source": source, "out": source.parent / "out", "jobs": 1, "search": False}
        return build_fully(Options(**{**given, **changed}))  # type: ignore[arg-type]

    build()
    build.__dict__["source"] = source
    return build


def source_of(build: Callable[..., Report]) -> Path:
    source: Path = build.__dict__["source"]
    return source


def test_a_finding_that_stops_is_told_and_nothing_is_changed(
    built: Callable[..., Report], aside: Aside
) -> None:
    """What is newly blocked stops the build; the report is the one of a build that did not guess."""
    source = source_of(built)
    before = tree(source.parent / "out")
    (source / A).write_text(BLOCKED, encoding="utf-8")
    report = built()

    assert not report.built
    assert [each.path for each in report.held] == [A]
    assert (report.documents, report.public) == (2, 1)
    assert tree(source.parent / "out") == before
    assert aside.wrong == 1


def test_what_is_newly_blocked_is_not_built(built: Callable[..., Report], aside: Aside) -> None:
    """Where nothing stops the build, the document that is blocked now is gone from the output."""
    source = source_of(built)
    (source / A).write_text(BLOCKED, encoding="utf-8")
    report = built(fail_on="never")
    out = tree(source.parent / "out")

    assert report.built
    assert "notice/a/index.html" not in out
    assert not any(b"11010519491231002X" in data for data in out.values())
    assert aside.wrong == 1
    assert built(fail_on="never").held == report.held
    assert aside.wrong == 1  # the same is held back as the last time


def test_a_broken_theme_is_told_after_what_is_found(built: Callable[..., Report]) -> None:
    """A fault of the site comes first; without one the fault of the theme is raised."""
    source = source_of(built)
    theme = source / "themes" / "default"
    theme.mkdir(parents=True)
    (theme / "theme.yaml").write_text("name: 自有\nextends: default\n", encoding="utf-8")
    with pytest.raises(ThemeError):
        built()
    (source / A).write_text(BLOCKED, encoding="utf-8")

    assert not built().built


def test_a_verdict_that_never_comes_is_sought_here(
    built: Callable[..., Report], aside: Aside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the other process fails, this one judges."""
    monkeypatch.setattr(judging, "pack_findings", lambda findings: 1 // 0)
    report = built()

    assert report.built
    assert (aside.verdicts, aside.wrong) == (0, 1)


def test_what_changes_after_the_look_is_built_the_next_time(built: Callable[..., Report]) -> None:
    """A look ahead may be old by a moment: a file that changed since counts as changed then too."""
    source = source_of(built)
    options = Options(source=source, out=source.parent / "out", jobs=1, search=False)
    with looking(options) as ahead:
        assert ahead is not None
        kept = ahead.content()
    late = msgspec.structs.replace(ahead, content=lambda: kept, tally=lambda: None)
    (source / A).write_text(document(标题="后来改的标题"), encoding="utf-8")
    build_fully(options, ahead=late)
    built()

    assert "后来改的标题" in (source.parent / "out/notice/a/index.html").read_text("utf-8")
