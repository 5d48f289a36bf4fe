"""The last good site: what fails changes nothing, what is cut short or damaged is repaired."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import TODAY, Build, MakeSite
from sites import CONFIG, PDF, document, stamps, tree

import gongkai_ssg.build as pipeline
from gongkai_ssg.errors import BusyError, GongkaiError, ThemeError, UsageError
from gongkai_ssg.store import Store

FILES = {
    "content/notice/a.md": document(标题="第一则"),
    "content/notice/b/index.md": document("见[附件](a.pdf)。", 标题="第二则"),
    "content/notice/b/a.pdf": PDF,
    "content/news/c.md": document(标题="第三则"),
}
NEW = document(标题="又一则")


@pytest.fixture
def built(make_site: MakeSite, build_site: Build) -> Path:
    """Make a site that has been built once into out/ beside it."""
    site = make_site(FILES)
    assert build_site(site, out=site.parent / "out").built
    return site


@pytest.fixture
def unchanged(built: Path) -> Iterator[None]:
    """Hold that a test leaves every byte and time stamp of the output as it was."""
    out = built.parent / "out"
    before = tree(out), stamps(out)
    yield
    assert (tree(out), stamps(out)) == before


@pytest.fixture
def repaired(built: Path, build_site: Build, tmp_path: Path) -> Callable[[], bool]:
    """Build once more and tell whether the output equals a clean build."""

    def run() -> bool:
        build_site(built, out=built.parent / "out")
        build_site(built, out=tmp_path / "clean" / "out")
        return tree(built.parent / "out") == tree(tmp_path / "clean" / "out")

    return run


# --- a build that fails changes nothing ---------------------------------------------------


@pytest.mark.usefixtures("unchanged")
def test_a_finding_stops_the_build_and_changes_nothing(built: Path, build_site: Build) -> None:
    """With a fault in the content no byte and no time stamp of the output changes."""
    (built / "content/notice/new.md").write_text(NEW, encoding="utf-8")
    (built / "content/notice/a.md").write_text(document(公开属性="公开"), encoding="utf-8")
    report = build_site(built, out=built.parent / "out")

    assert not report.built
    assert [each.rule for each in report.findings] == ["GK033"]


def test_a_first_build_with_a_finding_makes_no_output(
    make_site: MakeSite, build_site: Build
) -> None:
    """Where there is no site yet, a fault leaves nothing half made."""
    site = make_site({"content/notice/a.md": document(公开属性="公开")})
    build_site(site, out=site.parent / "out")

    assert not (site.parent / "out").exists()


@pytest.mark.parametrize(
    ("name", "template", "said"),
    [
        ("list.html", "{% if %}", "list.html:1"),
        ("document.html", "\n{{ nothing.at.all }}", "document.html:2"),
        ("document.html", "{{ document.title + 1 }}", "document.html"),
        ("column.html", '{% extends "missing.html" %}', "missing.html"),
        ("frame_footer.html", "{{ frame.unknown }}", "frame_footer.html"),
        ("list.html", b"\xff\xfe", "list.html"),
    ],
)
@pytest.mark.usefixtures("unchanged")
def test_a_broken_theme_stops_the_build_and_changes_nothing(
    name: str, template: str | bytes, said: str, built: Path, build_site: Build
) -> None:
    """A template that cannot be rendered is named, with its line, and the output stays."""
    folder = built / "themes" / "own" / "templates"
    folder.mkdir(parents=True)
    (built / "themes" / "own" / "theme.yaml").write_text("extends: default\n", encoding="utf-8")
    (folder / name).write_bytes(template if isinstance(template, bytes) else template.encode())
    (built / "config.yaml").write_text(CONFIG + "theme: own\n", encoding="utf-8")

    with pytest.raises(ThemeError) as caught:
        build_site(built, out=built.parent / "out")
    assert said in caught.value.message


@pytest.fixture
def edited_while_building(
    built: Path, build_site: Build, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], None]:
    """Build while somebody edits a file that was read already."""
    (built / "content/notice/new.md").write_text(NEW, encoding="utf-8")
    (built / "content/notice/b/a.pdf").write_bytes(PDF + b"second")
    border = pipeline.disclose

    def run(path: str) -> None:
        def edit_then_disclose(*given: object) -> object:
            (built / path).write_bytes((built / path).read_bytes() + b"edited")
            return border(*given)  # type: ignore[arg-type]

        with monkeypatch.context() as patch:
            patch.setattr(pipeline, "disclose", edit_then_disclose)
            build_site(built, out=built.parent / "out")

    return run


@pytest.mark.usefixtures("unchanged")
def test_an_attachment_that_changes_during_the_build_stops_it(
    edited_while_building: Callable[[str], None],
) -> None:
    """What is published is what was checked: a file edited in between fails the build."""
    with pytest.raises(GongkaiError, match="构建期间被改动"):
        edited_while_building("content/notice/b/a.pdf")


def test_a_text_that_changes_during_the_build_is_published_as_it_was_checked(
    edited_while_building: Callable[[str], None], built: Path, build_site: Build
) -> None:
    """The edit counts in the next build, which sees it."""
    page = built.parent / "out/notice/new/index.html"
    edited_while_building("content/notice/new.md")
    assert "edited" not in page.read_text("utf-8")

    build_site(built, out=built.parent / "out")
    assert "edited" in page.read_text("utf-8")


@pytest.mark.usefixtures("unchanged")
def test_a_full_disk_changes_nothing(
    built: Path, build_site: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a file cannot be written the output stays as it was."""
    (built / "content/notice/new.md").write_text(NEW, encoding="utf-8")

    def full(handle: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space"):
        build_site(built, out=built.parent / "out")


def test_a_failed_build_does_not_spoil_the_next(
    built: Path, build_site: Build, repaired: Callable[[], bool]
) -> None:
    """After a build that findings stopped, the next one writes what both of them changed."""
    (built / "content/news/c.md").write_text(document(标题="改过的"), encoding="utf-8")
    (built / "content/notice/a.md").write_text(document(公开属性="公开"), encoding="utf-8")
    build_site(built, out=built.parent / "out")
    (built / "content/notice/a.md").write_text(document(标题="第一则"), encoding="utf-8")

    assert repaired()


# --- a build that is killed is repaired --------------------------------------------------

_KILLED = """
import datetime, os, signal, sys
from pathlib import Path
from gongkai_ssg import build, store

at = sys.argv[3]
left = int(at) if at.isdigit() else 0
def cut(real):
    def act(*given, **named):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **named)
    return act
if at.isdigit():
    os.replace, os.unlink, os.rmdir = cut(os.replace), cut(os.unlink), cut(os.rmdir)
elif at == "remembering":
    store.Store.put_outputs = cut(store.Store.put_outputs)
elif at == "locking":
    build.write_lock = cut(build.write_lock)
build.build(build.Options(source=Path(sys.argv[1]), out=Path(sys.argv[2]), jobs=1, search=False,
                          today=datetime.date(2026, 11, 22)))
"""


def _build_until_killed(site: Path, at: str) -> None:
    command = [sys.executable, "-c", _KILLED, str(site), str(site.parent / "out"), at]
    package = str(Path(pipeline.__file__).parents[1])
    ended = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": package}, timeout=60, check=False
    )
    assert ended.returncode == -signal.SIGKILL


@pytest.mark.parametrize("at", ["0", "1", "20", "60", "remembering", "locking"])
def test_a_build_that_is_killed_is_repaired(
    at: str, built: Path, repaired: Callable[[], bool]
) -> None:
    """SIGKILL in the middle of the switch or behind it: the next build puts all in order."""
    (built / "content/notice/new.md").write_text(NEW, encoding="utf-8")
    (built / "content/news/c.md").unlink()
    renamed = CONFIG.replace("示例市文化和旅游局", "示例市文旅局")
    (built / "config.yaml").write_text(renamed, encoding="utf-8")
    _build_until_killed(built, at)

    assert repaired()


def test_a_first_build_that_is_killed_leaves_no_half_site(
    make_site: MakeSite, build_site: Build
) -> None:
    """An output folder that was not there appears in one step or not at all."""
    site = make_site(FILES)
    _build_until_killed(site, "0")
    half = (site.parent / "out").exists()
    report = build_site(site, out=site.parent / "out")

    assert not half
    assert report.public == 3
    assert (site.parent / "out" / "catalog.json").exists()


# --- an output that somebody touched is repaired -------------------------------------------


def _stray_link(out: Path) -> None:
    (out / "link.html").symlink_to(out.parent / "outside.txt")


def _linked_folder(out: Path) -> None:
    (out / "notice").rename(out.parent / "elsewhere")
    (out / "notice").symlink_to(out.parent / "elsewhere")


def _folder_for_file(out: Path) -> None:
    (out / "index.html").unlink()
    (out / "index.html" / "inner").mkdir(parents=True)
    (out / "index.html" / "inner" / "stray.html").write_text("stray")


def _file_for_folder(out: Path) -> None:
    (out / "assets").rename(out.parent / "gone")
    (out / "assets").write_text("stray")


def _link_for_file(out: Path) -> None:
    (out / "index.html").unlink()
    (out / "index.html").symlink_to(out.parent / "outside.txt")


DAMAGE: dict[str, Callable[[Path], object]] = {
    "edited": lambda out: (out / "notice/a/index.html").write_text("edited"),
    "appended": lambda out: (out / "catalog.json").write_bytes((out / "catalog.json").read_bytes() + b" "),
    "deleted": lambda out: (out / "notice/b/a.pdf").unlink(),
    "all deleted": lambda out: [p.unlink() for p in sorted(out.rglob("*")) if p.is_file()],
    "stray file": lambda out: (out / "notice/secret.docx").write_text("stray"),
    "stray hidden file": lambda out: (out / "notice/.DS_Store").write_text("stray"),
    "stray link": _stray_link,
    "link for a file": _link_for_file,
    "linked folder": _linked_folder,
    "folder for a file": _folder_for_file,
    "file for a folder": _file_for_folder,
    "fifo": lambda out: os.mkfifo(out / "notice" / "pipe"),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_to_the_output_is_repaired(
    damage: str, built: Path, repaired: Callable[[], bool], tmp_path: Path
) -> None:
    """Whatever happened to the output folder, the next build makes it right, and only it."""
    out = built.parent / "out"
    (out.parent / "outside.txt").write_text("mine")
    DAMAGE[damage](out)
    outside = {
        path: data
        for path, data in tree(out.parent).items()
        if path.startswith(("outside", "elsewhere"))
    }

    assert repaired()
    assert {path: data for path, data in tree(out.parent).items() if path in outside} == outside


def test_hidden_entries_at_the_top_are_left_alone(built: Path, build_site: Build) -> None:
    """.git and .well-known in the output folder belong to whoever publishes."""
    out = built.parent / "out"
    (out / ".well-known").mkdir()
    (out / ".well-known" / "security.txt").write_text("mine")
    (built / "content/notice/a.md").unlink()
    build_site(built, out=out)

    assert (out / ".well-known" / "security.txt").read_text() == "mine"


@pytest.mark.parametrize("damage", ["gone", "empty", "garbage", "half", *map(str, range(1, 12))])
def test_a_damaged_memory_is_thrown_away(
    damage: str, built: Path, repaired: Callable[[], bool]
) -> None:
    """A store that is lost, cut off or overwritten, be it one page, costs time and nothing else."""
    store = built.parent / ".gongkai" / "out" / "build.sqlite"
    data = store.read_bytes()
    (built / "content/notice/new.md").write_text(NEW, encoding="utf-8")
    (built / "content/news/c.md").unlink()
    if damage == "gone":
        store.unlink()
    elif damage.isdigit():
        start = int(damage) * 4096
        assert start < len(data)
        store.write_bytes(data[:start] + b"\xa5" * 4096 + data[start + 4096 :])
    else:
        made = {"empty": b"", "garbage": b"garbage" * 999, "half": data[: len(data) // 2]}
        store.write_bytes(made[damage])

    assert repaired()


# --- where may be written --------------------------------------------------------------------


def test_a_folder_with_files_of_others_is_refused(
    make_site: MakeSite, build_site: Build, tmp_path: Path
) -> None:
    """An output folder that holds anything else is named, refused and untouched."""
    site = make_site(FILES)
    (tmp_path / "home" / "letters").mkdir(parents=True)
    (tmp_path / "home" / "letters" / "a.txt").write_text("mine")
    before = tree(tmp_path / "home"), stamps(tmp_path / "home")
    with pytest.raises(UsageError, match="home"):
        build_site(site, out=tmp_path / "home")

    assert (tree(tmp_path / "home"), stamps(tmp_path / "home")) == before


@pytest.mark.parametrize(
    "place",
    [
        ".",
        "..",
        "content",
        "content/notice/out",
        "themes",
        "content/notice/a.md",
        "config.yaml",
        "link",
    ],
)
def test_places_that_hold_the_site_are_refused(
    place: str, make_site: MakeSite, build_site: Build
) -> None:
    """The output is never written over the site, into its content, or above it."""
    site = make_site(FILES)
    (site / "link").symlink_to(site / "content")
    before = tree(site)
    with pytest.raises(UsageError):
        build_site(site, out=site / place)

    assert tree(site) == before


def test_an_empty_folder_and_an_older_output_are_accepted(
    built: Path, build_site: Build, tmp_path: Path
) -> None:
    """What is empty, or a site of ours whose memory is gone, may be written to."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "copy").mkdir()
    for path, data in tree(built.parent / "out").items():
        (tmp_path / "copy" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "copy" / path).write_bytes(data)

    assert build_site(built, out=tmp_path / "empty").built
    assert build_site(built, out=tmp_path / "copy").built
    assert tree(tmp_path / "copy") == tree(tmp_path / "empty") == tree(built.parent / "out")


@pytest.mark.usefixtures("unchanged")
def test_two_builds_do_not_mix(built: Path, build_site: Build) -> None:
    """While one build writes, a second into the same folder says so and changes nothing."""
    (built / "content/notice/new.md").write_text(NEW, encoding="utf-8")
    with (
        Store(built.parent / ".gongkai" / "out" / "build.sqlite", "another"),
        pytest.raises(BusyError, match="另一个构建"),
    ):
        build_site(built, out=built.parent / "out")


def test_a_build_without_change_writes_nothing(built: Path, build_site: Build) -> None:
    """Building again touches no file, and says that nothing changed."""
    out = built.parent / "out"
    before = stamps(out)
    report = build_site(built, out=out, today=TODAY)

    assert stamps(out) == before
    assert (report.changed, report.removed, report.writes) == (0, (), ())


def test_a_clean_build_over_an_older_one_gives_the_same(built: Path, build_site: Build) -> None:
    """--clean forgets everything and arrives at the same bytes."""
    before = tree(built.parent / "out")
    report = build_site(built, out=built.parent / "out", clean=True)

    assert len(report.writes) == len(before)
    assert tree(built.parent / "out") == before
