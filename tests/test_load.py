"""Loading: what a file says, where it stands, and reading only what changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conftest import MakeSite
from sites import PDF, document

from gongkai_ssg.config import load_config
from gongkai_ssg.document import Document
from gongkai_ssg.faults import Faults
from gongkai_ssg.load import Loaded, load, load_site
from gongkai_ssg.scan import scan
from gongkai_ssg.store import Store

A = "content/notice/a.md"


def only(root: Path) -> Document:
    (document_read,) = load_site(root, load_config(root)).documents
    return document_read


@pytest.mark.parametrize(
    ("path", "column", "folders", "slug"),
    [
        ("notice/a.md", "notice", "", "a"),
        ("通知公告/a.md", "notice", "", "a"),
        ("notice/2024/a.md", "notice", "2024/", "a"),
        ("notice/2024/一月/放假 通知.md", "notice", "2024/yi-yue/", "fang-jia-tong-zhi"),
        ("notice/a/index.md", "notice", "", "a"),
        ("notice/2024/a/index.md", "notice", "2024/", "a"),
        ("notice/index.md", "notice", "", "index"),
        ("notice/A.MD", "notice", "", "a"),
        ("notice/x.md/y.md", "notice", "x-md/", "y"),
        ("notise/a.md", "", "", "a"),
        ("a.md", "", "", "a"),
    ],
)
def test_folders_give_column_and_address(
    path: str, column: str, folders: str, slug: str, make_site: MakeSite
) -> None:
    """The first folder is the column, the others and the name make a stable ASCII address."""
    read = only(make_site({f"content/{path}": document()}))

    assert (read.path, read.column, read.folders, read.slug) == (
        f"content/{path}",
        column,
        folders,
        slug,
    )


def test_a_column_that_is_written_wins(make_site: MakeSite) -> None:
    """栏目 in the front matter may stand for a folder that is none, and must agree with one that is."""
    root = make_site(
        {
            "content/a.md": document(栏目="通知公告"),
            "content/news/b.md": document(标题="乙", 栏目="notice"),
        }
    )
    site = load_site(root, load_config(root))

    assert [each.column for each in site.documents] == ["notice", "notice"]
    assert ("GK035", "content/news/b.md") in [(rule, fault.path) for rule, fault in site.faults]
    assert not [fault for rule, fault in site.faults if rule == "GK035" and fault.path.endswith("/a.md")]


def test_an_address_that_is_written_is_taken_or_refused(make_site: MakeSite) -> None:
    """网址名 is the last part of the address when it is plain ASCII; else a plain one is offered."""
    good = only(make_site({A: document(网址名="spring-festival")}))
    root = make_site({A: document(网址名="../春节")})
    site = load_site(root, load_config(root))

    assert good.slug == "spring-festival"
    assert site.documents[0].slug == "chun-jie"
    assert [f.message for rule, f in site.faults if rule == "GK033"] == ["网址名“../春节”不能用。"]


def test_everything_that_is_no_document_is_a_file(make_site: MakeSite) -> None:
    """Files keep size, digest and their first bytes; hidden ones are no content."""
    root = make_site(
        {
            A: document(),
            "content/notice/b/x.pdf": PDF,
            "content/notice/.hidden.md": "x",
            "content/.git/a.md": "x",
        }
    )
    site = load_site(root, load_config(root))
    fact = site.files["content/notice/b/x.pdf"]

    assert [each.path for each in site.documents] == [A]
    assert list(site.files) == ["content/notice/b/x.pdf"]
    assert (fact.size, fact.head, fact.fault) == (len(PDF), PDF[:16], "")


def test_links_anchors_and_lead_of_a_body_are_known(make_site: MakeSite) -> None:
    """What rules and the border need of a body travels with the document, with lines of the file."""
    body = (
        "短。\n\n见[附件](a.pdf)和![图](b.png)，首段要有这么多字才算得上内容概述。\n\n## 一、小标题"
    )
    read = only(make_site({A: document(body)}))

    assert [(each.href, each.line, each.kind) for each in read.links] == [
        ("a.pdf", 11, "link"),
        ("b.png", 11, "image"),
    ]
    assert read.anchors == ("一小标题",)
    assert read.lead.startswith("见附件和")
    assert not read.plain


# --- with a store ----------------------------------------------------------------------------


def again(root: Path) -> Loaded:
    """Load as a build does, with the memory of the last time."""
    with Store(root / "store" / "build.sqlite", "test") as store:
        loaded = load(root, load_config(root), store)
        store.commit()
    return loaded


@pytest.fixture
def known(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a site of three documents that was loaded once, with stamps that are trusted."""
    monkeypatch.setattr("gongkai_ssg.scan._RACY", 0)
    root = make_site({A: document(), "content/notice/b.md": document("x\n\n|甲|\n|-|\n|乙|", 标题="乙"),
                      "content/notice/c.md": "---\n标题：坏\n---\n"})  # fmt: skip
    again(root)
    return root


def test_unchanged_files_are_not_read_again(known: Path) -> None:
    """The second load reads nothing and knows the same, faults included."""
    first, second = load_site(known, load_config(known)), again(known)

    assert (second.read, second.gone) == ((), ())
    assert second.site.documents == first.documents
    assert second.site.faults == first.faults
    assert second.site.files == first.files


def test_only_changed_new_and_gone_files_count(known: Path) -> None:
    """An edit, a new file, a deletion and a rename are each seen for what they are."""
    (known / A).write_text(document(标题="改了"), encoding="utf-8")
    (known / "content/notice/new.md").write_text(document(标题="新"), encoding="utf-8")
    (known / "content/notice/b.md").rename(known / "content/notice/moved.md")
    second = again(known)

    assert set(second.read) == {A, "content/notice/new.md", "content/notice/moved.md"}
    assert second.gone == ("content/notice/b.md",)
    assert second.site.documents == load_site(known, load_config(known)).documents
    assert (again(known).read, again(known).gone) == ((), ())


def test_an_edit_that_keeps_size_and_time_is_seen(known: Path) -> None:
    """What rsync or an archive writes with an old time stamp is read all the same."""
    state = (known / A).stat()
    text = (known / A).read_bytes()
    (known / A).write_bytes(text.replace("照常".encode(), "暂停".encode()))
    os.utime(known / A, ns=(state.st_atime_ns, state.st_mtime_ns))

    assert again(known).read == (A,)


def test_a_changed_attachment_is_seen(known: Path) -> None:
    """Facts about files are kept and renewed like documents."""
    (known / "content/notice/x.pdf").write_bytes(PDF)
    before = again(known).site.files
    (known / "content/notice/x.pdf").write_bytes(PDF + b"2")
    after = again(known).site.files

    assert before["content/notice/x.pdf"].digest != after["content/notice/x.pdf"].digest


def test_a_column_with_another_name_has_everything_read_again(known: Path) -> None:
    """What loading depends on beside the file makes the memory useless when it changes."""
    config = (known / "config.yaml").read_text(
        "utf-8"
    ) + "columns:\n  - {key: notice, label: 公告栏}\n"
    (known / "config.yaml").write_text(config, encoding="utf-8")

    assert len(again(known).read) == 3


@pytest.mark.parametrize(("racy", "same"), [(0, True), (10**18, False)])
def test_a_state_of_this_very_moment_equals_no_other(
    racy: int, same: bool, make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file changed within the last moments may change again unseen, so its state is not trusted."""
    monkeypatch.setattr("gongkai_ssg.scan._RACY", racy)
    root = make_site({A: document()})
    first, second = (scan(root, Faults()).documents[A] for _ in range(2))

    assert (first == second) is same


def test_another_version_of_ours_forgets_everything(known: Path) -> None:
    """A store of another version is thrown away."""
    with Store(known / "store" / "build.sqlite", "another") as store:
        loaded = load(known, load_config(known), store)

    assert len(loaded.read) == 3
