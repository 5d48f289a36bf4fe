"""What git tells of the first day of a document, asked of real repositories."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from gongkai_ssg.first_commits import first_commits
from gongkai_ssg.store import Store

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

DAY = "2026-03-02T10:00:00+08:00"
NOTICE = "content/notice/a.md"


class Repository:
    """A repository of a site, with commits on days of our choice."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        self.git("init", "-q", "-b", "main")

    def git(self, *words: str, when: str = DAY, author: str = "") -> str:
        names = {"NAME": "tester", "EMAIL": "tester@example.gov.cn"}
        given = {
            f"GIT_{who}_{key}": each
            for who in ("AUTHOR", "COMMITTER")
            for key, each in names.items()
        }
        given |= {"GIT_AUTHOR_DATE": author or when, "GIT_COMMITTER_DATE": when}
        given |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        ran = subprocess.run(
            ["git", *words], cwd=self.root, env={**os.environ, **given}, capture_output=True, check=True
        )  # fmt: skip
        return ran.stdout.decode()

    def write(
        self, *paths: str, text: str = "清明节期间照常开放。\n市图书馆、市文化馆。\n"
    ) -> None:
        for path in paths:
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_text(f"{text}{path}\n", encoding="utf-8")

    def commit(self, when: str = DAY, author: str = "") -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "内容", when=when, author=author)

    def days(self, import_size: int = 20) -> dict[str, str]:
        found = first_commits(self.root, None, import_size)
        assert found.note == ""
        return {path: day.isoformat() for path, day in found.days.items()}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty repository."""
    return Repository(tmp_path / "site")


def test_a_document_is_known_by_its_first_commit(repository: Repository) -> None:
    """A later change does not move the day, and Chinese names come back as they are."""
    repository.write(NOTICE, "content/通知公告/市图书馆 公告.md")
    repository.commit()
    repository.write(NOTICE, text="推迟开放。\n")
    repository.commit("2026-05-06T10:00:00+08:00")

    assert repository.days() == {
        NOTICE: "2026-03-02",
        "content/通知公告/市图书馆 公告.md": "2026-03-02",
    }


def test_days_are_those_of_china(repository: Repository) -> None:
    """A commit late in the evening of UTC is one of the next day."""
    repository.write(NOTICE)
    repository.commit("2026-03-01T17:30:00+00:00")

    assert repository.days() == {NOTICE: "2026-03-02"}


@pytest.mark.parametrize(
    ("author", "committed"), [("2026-03-02", "2026-04-02"), ("2026-04-02", "2026-03-02")]
)
def test_the_earlier_of_two_times_counts(
    author: str, committed: str, repository: Repository
) -> None:
    """A commit that was taken over later, or bears a later author's time, is judged mildly."""
    repository.write(NOTICE)
    repository.commit(f"{committed}T10:00:00+08:00", f"{author}T10:00:00+08:00")

    assert repository.days() == {NOTICE: "2026-03-02"}


def test_a_renamed_document_keeps_its_day(repository: Repository) -> None:
    """Renames are followed, twice and with a small change too."""
    text = "".join(f"第{number}条 照常开放。\n" for number in range(30))
    repository.write(NOTICE, text=text)
    repository.commit()
    repository.git("mv", NOTICE, "content/notice/b.md")
    repository.commit("2026-04-02T10:00:00+08:00")
    repository.git("mv", "content/notice/b.md", "content/notice/c.md")
    with (repository.root / "content/notice/c.md").open("a", encoding="utf-8") as file:
        file.write("补充一句。\n")
    repository.commit("2026-05-02T10:00:00+08:00")

    assert repository.days()["content/notice/c.md"] == "2026-03-02"


def test_an_import_is_not_judged(repository: Repository) -> None:
    """A commit of more documents than allowed tells nothing of them, renamed or changed later."""
    old = [f"content/notice/old-{number}.md" for number in range(4)]
    repository.write(*old, text="旧网站的公告。\n" * 9)
    repository.commit()
    repository.git("mv", old[0], "content/notice/moved.md")
    repository.write("content/notice/new.md")
    repository.commit("2026-04-02T10:00:00+08:00")

    assert repository.days(import_size=3) == {"content/notice/new.md": "2026-04-02"}
    assert len(repository.days(import_size=4)) >= 5


def test_a_site_in_a_folder_of_a_repository(repository: Repository) -> None:
    """Paths are those below the site, wherever in the repository it lies."""
    repository.write(f"sites/wlj/{NOTICE}", "content/notice/other.md")
    repository.commit()

    found = first_commits(repository.root / "sites" / "wlj", None, 20)

    assert dict(found.days) == {NOTICE: dt.date(2026, 3, 2)}


def test_without_git_nothing_is_known(tmp_path: Path) -> None:
    """A folder that is no repository, and a repository without a commit, give nothing at all."""
    assert first_commits(tmp_path, None, 20).days == {}
    assert first_commits(tmp_path, None, 20).note == ""

    Repository(tmp_path / "empty").write(NOTICE)

    assert first_commits(tmp_path / "empty", None, 20).days == {}


def test_a_shallow_clone_says_so(repository: Repository, tmp_path: Path) -> None:
    """A history without its beginning is not read; a note tells why."""
    repository.write(NOTICE)
    repository.commit()
    repository.write("content/notice/b.md")
    repository.commit("2026-04-02T10:00:00+08:00")
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.root}", str(tmp_path / "c"))

    found = first_commits(tmp_path / "c", None, 20)

    assert found.days == {}
    assert "浅克隆" in found.note


def test_a_damaged_repository_is_no_error(repository: Repository) -> None:
    """A HEAD that leads nowhere, or objects that are gone, give a note and no exception."""
    repository.write(NOTICE)
    repository.commit()
    shutil.rmtree(repository.root / ".git" / "objects")

    assert first_commits(repository.root, None, 20).days == {}

    (repository.root / ".git" / "HEAD").write_bytes(b"\xff\xfe not a ref\0")

    assert first_commits(repository.root, None, 20).note != ""


def test_a_git_file_that_leads_nowhere_is_no_error(tmp_path: Path) -> None:
    """A folder that claims to be a worktree of nothing gives nothing."""
    (tmp_path / ".git").write_text("gitdir: ../../nowhere\n", encoding="utf-8")

    assert first_commits(tmp_path, None, 20).days == {}


# --- what is kept from one build to the next ---------------------------------------------


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Record every process that is started from here on."""
    started: list[list[str]] = []
    run = subprocess.run

    def record(words: list[str], **options: object) -> object:
        started.append(words)
        return run(words, **options)  # type: ignore[call-overload]

    monkeypatch.setattr("gongkai_ssg.first_commits.subprocess.run", record)
    return started


def test_git_is_asked_again_only_when_head_has_moved(
    repository: Repository, tmp_path: Path, counted: list[list[str]]
) -> None:
    """The store answers until there is a new commit, packed refs or not."""
    repository.write(NOTICE)
    repository.commit()
    with Store(tmp_path / "store.sqlite", "1") as store:
        del counted[:]
        first = first_commits(repository.root, store, 20)
        assert len(counted) == 1
        assert first_commits(repository.root, store, 20) == first
        repository.git("pack-refs", "--all")
        del counted[:]
        assert first_commits(repository.root, store, 20) == first
        assert counted == []
        repository.write("content/notice/b.md")
        repository.commit("2026-04-02T10:00:00+08:00")
        del counted[:]
        assert len(first_commits(repository.root, store, 20).days) == 2
        assert len(counted) == 1


def test_a_worktree_is_known_without_a_process_too(
    repository: Repository, tmp_path: Path, counted: list[list[str]]
) -> None:
    """A second worktree has its own HEAD and shares the refs."""
    repository.write(NOTICE)
    repository.commit()
    repository.git("worktree", "add", "-q", "-b", "draft", str(tmp_path / "tree"))
    with Store(tmp_path / "store.sqlite", "1") as store:
        first = first_commits(tmp_path / "tree", store, 20)
        del counted[:]

        assert dict(first.days) == {NOTICE: dt.date(2026, 3, 2)}
        assert first_commits(tmp_path / "tree", store, 20) == first
        assert counted == []


# --- hostile repositories ------------------------------------------------------------------


def test_settings_of_the_repository_start_nothing(repository: Repository, tmp_path: Path) -> None:
    """Programs that a repository names for monitors, pagers, diffs and signatures do not run."""
    mark = tmp_path / "ran"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {mark}\ncat\n", encoding="utf-8")
    program.chmod(0o755)
    repository.write(NOTICE, ".gitattributes", text="")
    (repository.root / ".gitattributes").write_text("*.md diff=odd\n", encoding="utf-8")
    repository.commit()
    for name in (
        "core.fsmonitor", "core.pager", "pager.log", "diff.external", "diff.odd.command",
        "diff.odd.textconv", "gpg.program", "core.sshCommand", "core.editor",
    ):  # fmt: skip
        repository.git("config", name, str(program))
    repository.git("config", "log.showSignature", "true")
    repository.git("config", "log.follow", "true")
    repository.git("config", "log.showRoot", "false")
    repository.git("config", "color.ui", "always")

    assert repository.days() == {NOTICE: "2026-03-02"}
    assert not mark.exists()


def test_missing_objects_are_not_fetched(repository: Repository, tmp_path: Path) -> None:
    """A partial clone whose remote is a command runs no command."""
    mark = tmp_path / "ran"
    repository.write(NOTICE, text="照常开放。\n" * 30)
    repository.commit()
    repository.git("mv", NOTICE, "content/notice/b.md")
    with (repository.root / "content/notice/b.md").open("a", encoding="utf-8") as file:
        file.write("补充。\n")
    repository.commit("2026-04-02T10:00:00+08:00")
    blob = repository.git("rev-parse", f"HEAD~1:{NOTICE}").strip()
    (repository.root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    for name, value in (
        ("core.repositoryFormatVersion", "1"), ("extensions.partialClone", "origin"),
        ("remote.origin.url", f"ext::sh -c 'touch {mark}'"), ("remote.origin.promisor", "true"),
        ("protocol.ext.allow", "always"),
    ):  # fmt: skip
        repository.git("config", name, value)

    found = first_commits(repository.root, None, 20)

    assert not mark.exists()
    assert found.days["content/notice/b.md"] == dt.date(2026, 4, 2)  # the rename is not seen


def test_the_environment_of_a_hook_does_not_lead_astray(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GIT_DIR and the like, as hooks set them, name another repository and are left out."""
    repository.write(NOTICE)
    repository.commit()
    other = Repository(tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.root))

    assert repository.days() == {NOTICE: "2026-03-02"}
