"""The short ways of the builder give what the long way gives, or nothing."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from conftest import MakeSite
from random_edits import RandomEdits
from sites import CONFIG, PDF, document, tree
from test_incremental import Killed, clean_build, differences, incremental_build

from gongkai_ssg.build import Options, Report, build, build_fully
from gongkai_ssg.errors import GongkaiError
from gongkai_ssg.faults import Finding, Severity
from gongkai_ssg.packed_report import pack, unpack
from gongkai_ssg.report import Held, Waived, Waiver
from gongkai_ssg.store import Store

TODAY = dt.date(2026, 11, 22)
LEAD = "这一段话说明来意，长于十五个字，成为摘要。\n\n"
A, B = "content/notice/a.md", "content/notice/b.md"


@pytest.fixture(autouse=True)
def _trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that were just written count as settled: a test does not wait."""
    monkeypatch.setattr("gongkai_ssg.scan._RACY", 0)
    monkeypatch.setattr("gongkai_ssg.standing._SETTLED", 0)


def is_quick(report: Report) -> bool:
    return [name for name, _ in report.timings] == ["quick"]


def settled(walk: RandomEdits) -> Report:
    """Build until the output was looked at: the short way for texts does not look at all of it."""
    report = incremental_build(walk)
    return incremental_build(walk) if is_quick(report) and report.writes else report


def edit_text(walk: RandomEdits, chance: random.Random) -> None:
    """Do to the text of a document what most edits do, now and then to two or three."""
    for path in chance.sample(sorted(walk.source.glob("content/**/*.md")), chance.randint(1, 3)):
        text = path.read_text("utf-8")
        kind = chance.randrange(6)
        if kind == 0:
            text += f"\n另：第{chance.randrange(99)}条照此办理。\n"
        elif kind == 1:
            text += "\n- 甲\n- 乙\n\n| 项 | 数 |\n| - | - |\n| 一 | 2 |\n"
        elif kind == 2:
            text = text.replace("工作", "任务", 1)
        elif kind == 3:
            text = text.replace("\n---\n", "\n\n---\n", 1)
        elif kind == 4:
            text += "\n联系人手机 13800138000。\n"
        path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("seed", range(6))
def test_edited_texts_give_what_a_clean_build_gives(seed: int, tmp_path: Path) -> None:
    """Texts edited between all that staff may do, builds killed and output damaged: same bytes."""
    (tmp_path / "site").mkdir()
    walk = RandomEdits(tmp_path / "site", seed, tmp_path / "out")
    chance = random.Random(seed)
    quick = 0
    settled(walk)
    for step in range(14):
        if chance.random() < 0.3:
            walk.step()
        edit_text(walk, chance)
        if step % 4 == 3:
            with contextlib.suppress(Killed), killed_anywhere(chance.randrange(14)):
                incremental_build(walk)
        report = incremental_build(walk)
        quick += is_quick(report)
        report = settled(walk)
        clean = clean_build(walk, tmp_path / "clean")

        assert differences(tree(walk.out), tree(tmp_path / "clean" / "out")) == [], walk.steps
        assert report.findings == clean.findings, walk.steps
        assert (report.held, report.waived, report.addresses) == (
            clean.held, clean.waived, clean.addresses,
        )  # fmt: skip
    assert quick > 1


@contextlib.contextmanager
def killed_anywhere(call: int) -> Iterator[None]:
    """End the builder at the given call that moves, removes or commits anything."""
    left = itertools.count(call, -1)

    def cut(real: Callable[..., Any]) -> Callable[..., Any]:
        def act(*given: Any, **named: Any) -> Any:
            if next(left) == 0:
                raise Killed
            return real(*given, **named)

        return act

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", cut(os.replace))
        patch.setattr(os, "unlink", cut(os.unlink))
        patch.setattr(Store, "commit", cut(Store.commit))
        yield


# --- one small site ------------------------------------------------------------------------


class Built:
    """A site of some documents that was built, and builds of it."""

    def __init__(self, source: Path) -> None:
        self.source, self.out = source, source.parent / "out"
        self.options = Options(source=source, out=self.out, jobs=1, search=False, today=TODAY)

    def build(self, **changed: Any) -> Report:
        """Build with the options of this site, some of them changed."""
        given = {name: getattr(self.options, name) for name in Options.__struct_fields__}
        return build(Options(**{**given, **changed}))

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace a piece of a file's text."""
        text = (self.source / path).read_text("utf-8")
        assert old in text
        (self.source / path).write_text(text.replace(old, new, 1), encoding="utf-8")

    def is_clean(self, **changed: Any) -> bool:
        """Tell whether the output is that of a clean build of a copy."""
        copy = self.source.parent / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.source, copy / "site", symlinks=True)
        given = {name: getattr(self.options, name) for name in Options.__struct_fields__}
        build_fully(Options(**{**given, **changed, "source": copy / "site", "out": copy / "out"}))
        return differences(tree(self.out), tree(copy / "out")) == []


@pytest.fixture
def built(make_site: MakeSite) -> Built:
    """A site of four documents and an attachment, built once."""
    site = Built(make_site({
        A: document(LEAD + "第一则的正文。", 标题="第一则"), B: document(LEAD + "第二则的正文，见[第一则](a.md)。", 标题="第二则"),
        "content/notice/c.md": document(LEAD + "草稿的正文。", 标题="第三则", 草稿="是"),
        "content/rules/r.md": document(LEAD + "第一条 为了试验。", 标题="试验规定", 文号="示政令〔2026〕1号"),
        "content/notice/d/index.md": document("有附件。", 标题="第四则"), "content/notice/d/f.csv": "a,b\n1,2\n",
    }))  # fmt: skip
    site.build(fail_on="never")
    site.options = Options(
        source=site.source, out=site.out, jobs=1, search=False, today=TODAY, fail_on="never"
    )
    return site


def test_nothing_changed_is_told_with_the_same_report(built: Built) -> None:
    """The second build finds what the first found, changes nothing and reads no document."""
    first = build_fully(built.options)
    second = built.build()

    assert is_quick(second)
    assert (second.findings, second.held, second.addresses) == (
        first.findings, first.held, first.addresses,
    )  # fmt: skip
    assert (second.changed, second.writes, second.removed, second.numbers_added) == (0, (), (), 0)
    assert second.kept == len(first.writes) + first.kept


def test_an_edited_text_changes_its_own_pages_alone(built: Built) -> None:
    """The page and the download of a regulation are made anew, and --explain tells why."""
    built.edit("content/rules/r.md", "为了试验", "为了再次试验")
    report = built.build()

    assert is_quick(report)
    assert [path for path, _ in report.writes] == ["rules/r/index.html", "rules/r/r.txt"]
    assert {reasons for _, reasons in report.writes} == {("文档本身",)}
    assert report.changed == 2
    assert built.is_clean()


def test_a_text_edited_twice_and_back_again(built: Built) -> None:
    """Each edit counts from the one before."""
    for old, new in (("第一则的", "首则的"), ("首则的", "头一则的"), ("头一则的", "第一则的")):
        built.edit(A, old + "正文", new + "正文")
        assert is_quick(built.build())
        assert built.is_clean()


def test_a_draft_may_change_without_a_page(built: Built) -> None:
    """A document that is not public changes nothing, and is known by its new text afterwards."""
    built.edit("content/notice/c.md", "草稿的正文", "草稿的另一段正文")
    report = built.build()

    assert is_quick(report)
    assert (report.changed, report.writes) == (0, ())
    built.edit("content/notice/c.md", "草稿: 是\n", "")
    assert not is_quick(built.build())
    assert built.is_clean()


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (A, "标题: 第一则", "标题: 改了"),
        (A, "\n---\n", "\n\n---\n"),
        (A, "第一则的正文。", "第一则的正文，见[第二则](b.md)。"),
        (A, "说明来意", "说明另外的来意"),
        (A, "第一则的正文。", "第一则的正文。\n\n## 标题\n"),
        (A, "第一则的正文。", "第一则的正文。\n\n机密★1年\n"),
        (A, "公开属性: 主动公开", "公开属性: 依申请公开"),
        ("config.yaml", "示例市文化和旅游局", "示例市文旅局"),
        ("content/notice/d/f.csv", "1,2", "3,4"),
    ],
)
def test_what_is_more_than_a_text_takes_the_long_way(
    path: str, old: str, new: str, built: Built
) -> None:
    """Keys and their lines, links, summaries, headings, marks, settings and files are for it."""
    built.edit(path, old, new)

    assert not is_quick(built.build())
    assert built.is_clean()


@pytest.mark.parametrize(
    "act",
    [
        lambda root: (root / "content/notice/new.md").write_text(document(标题="新"), "utf-8"),
        lambda root: (root / B).unlink(),
        lambda root: (root / B).rename(root / "content/notice/moved.md"),
        lambda root: (root / "content/notice/d/x.pdf").write_bytes(PDF),
        lambda root: (root / "waivers.yaml").write_text("[]\n", "utf-8"),
        lambda root: (root / "index-numbers.lock").write_text("", "utf-8"),
        lambda root: (
            (root / "themes/own").mkdir(parents=True)
            or (root / "themes/own/theme.yaml").write_text("extends: default\n", "utf-8")
        ),
    ],
)
def test_something_added_or_gone_takes_the_long_way(
    act: Callable[[Path], object], built: Built
) -> None:
    """Whatever is not an edit in place is seen, an edit beside it or not."""
    built.edit(A, "第一则的正文", "改过的正文")
    act(built.source)

    assert not is_quick(built.build())
    assert built.is_clean()


@pytest.mark.parametrize(
    "changed", [{"today": dt.date(2026, 11, 23)}, {"base_url": "https://x.gov.cn/gk"},
                {"fail_on": "block"}, {"clean": True}],
)  # fmt: skip
def test_other_options_take_the_long_way(changed: dict[str, Any], built: Built) -> None:
    """The day, the address and what stops a build are part of what a site stands on."""
    assert not is_quick(built.build(**changed))
    assert built.is_clean(**changed)


def test_scheduled_and_expired_documents_follow_the_day(built: Built) -> None:
    """A document whose day comes appears, one whose time is over goes."""
    day = dt.date(2026, 11, 24)
    text = document("定时。", 标题="定时的", 发布日期=str(day), 定时发布="是")
    (built.source / "content/notice/later.md").write_text(text, encoding="utf-8")
    built.build()
    assert not (built.out / "notice/later").exists()
    built.edit(A, "第一则的正文", "改过的正文")

    assert not is_quick(built.build(today=day))
    assert (built.out / "notice/later/index.html").exists()
    assert built.is_clean(today=day)


@pytest.mark.parametrize("title", ["第一则", "改过的标题"])
@pytest.mark.parametrize("kind", ["delete", "edit", "stray", "link", "empty folder"])
def test_damaged_output_is_repaired(kind: str, title: str, built: Built) -> None:
    """Unless only texts were edited the whole output is looked at and put right."""
    built.edit(A, "标题: 第一则", f"标题: {title}")
    page = built.out / "notice/a/index.html"
    if kind == "delete":
        page.unlink()
    elif kind == "edit":
        page.write_bytes(page.read_bytes() + b"?")
    elif kind == "stray":
        (built.out / "notice/stray.html").write_bytes(b"")
    elif kind == "link":
        page.unlink()
        page.symlink_to(built.source / "config.yaml")
    else:
        (built.out / "hollow").mkdir()
    assert not is_quick(built.build())
    assert built.is_clean()


def test_what_a_build_takes_out_of_an_untouched_folder_is_gone(built: Built) -> None:
    """Documents and the search index go, whichever option they went by."""
    built.build(search=True)
    (built.source / B).unlink()
    built.build()
    assert built.is_clean()

    built.build(search=True)
    (built.source / A).unlink()
    built.build(clean=True)
    assert built.is_clean()


def test_a_damaged_page_of_an_edited_text_is_seen(built: Built) -> None:
    """The files that an edit replaces must be as the last build left them."""
    (built.out / "notice/a/index.html").write_bytes(b"?")
    built.edit(A, "第一则的正文", "改过的正文")

    assert not is_quick(built.build())
    assert built.is_clean()


def test_damage_elsewhere_outlives_an_edit_but_not_the_next_look(built: Built) -> None:
    """An edit does not make the builder forget what the output should hold."""
    (built.out / "notice/b/index.html").write_bytes(b"?")
    built.edit(A, "第一则的正文", "改过的正文")

    assert is_quick(built.build())
    assert not is_quick(built.build())
    assert built.is_clean()


def test_a_damaged_memory_is_thrown_away(built: Built) -> None:
    """What the last build stood on cannot be read: everything is made anew."""
    path = built.source.parent / ".gongkai" / "out" / "build.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE meta SET value=x'c1' WHERE key IN ('standing', 'report')")
        connection.commit()

    assert not is_quick(built.build())
    assert built.is_clean()


def test_damage_is_seen_where_only_a_draft_was_edited(built: Built) -> None:
    """An edit that writes no page leaves time for a look at the whole output."""
    (built.out / "notice/b/index.html").unlink()
    built.edit("content/notice/c.md", "草稿的正文", "草稿的另一段正文")

    assert not is_quick(built.build())
    assert built.is_clean()


def test_a_report_comes_back_as_it_was() -> None:
    """What is kept of findings, waivers and withheld documents is the report itself."""
    found = [
        Finding(
            "GK003", Severity.ERROR, "content/a.md", line, 2, f"第{line}处", "改", "依据", "办公室"
        )
        for line in range(3)
    ]
    waiver = Waiver(rule="GK003", path="content/a.md", text="", reason="公示", by="甲", on=TODAY, until=TODAY)  # fmt: skip
    report = Report(
        findings=(*found, msgspec.structs.replace(found[0], severity=Severity.INFO, unit="")),
        documents=4, public=3, held=(Held("content/b.md", "题", "草稿", True),),
        waived=(Waived(found[1], waiver),), notes=("提示",), addresses={"content/a.md": "/a/"},
    )  # fmt: skip

    assert unpack(pack(report)) == report
    assert unpack(pack(Report(findings=(), documents=0, public=0, held=()))).findings == ()


def test_a_build_that_fails_is_not_stood_on(built: Built) -> None:
    """What a failed build read is not taken for what the site shows."""
    built.edit(A, "公开属性: 主动公开", "公开属性: 公开")
    built.edit(A, "标题: 第一则", "标题: 又一则")
    assert not built.build(fail_on="error").built
    built.edit(A, "公开属性: 公开", "公开属性: 主动公开")

    assert not is_quick(built.build())
    assert built.is_clean()


def test_the_guard_looks_at_an_edited_page(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    """What may not be published stops the short way too, and nothing is changed."""
    before = tree(built.out)
    monkeypatch.setattr(
        "gongkai_ssg.render.Renderer.render", lambda self, page: "身份证11010519491231002X".encode()
    )
    built.edit(A, "第一则的正文", "改过的正文")

    with pytest.raises(GongkaiError, match="不能公开"):
        built.build()
    assert tree(built.out) == before


def test_a_text_that_changes_while_its_page_is_made_stops_the_build(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is published is what was checked."""
    from gongkai_ssg import edited

    real = edited.read_row
    before = tree(built.out)

    def read_and_edit(root: Path, path: str, *rest: Any) -> Any:
        made = real(root, path, *rest)
        (root / path).write_bytes((root / path).read_bytes() + b"more\n")
        return made

    monkeypatch.setattr(edited, "read_row", read_and_edit)
    built.edit(A, "第一则的正文", "改过的正文")
    with pytest.raises(GongkaiError, match="构建期间被改动"):
        built.build()
    assert tree(built.out) == before


def test_masks_cover_an_edited_text(built: Built) -> None:
    """Where the site has numbers masked, the short way masks them too."""
    (built.source / "config.yaml").write_text(CONFIG + "gate: {mobile: mask}\n", encoding="utf-8")
    built.edit(A, "第一则的正文", "手机 13912345678 的正文")
    built.build()
    built.edit(A, "的正文", "的正文改了")

    assert is_quick(built.build())
    assert b"13912345678" not in (built.out / "notice/a/index.html").read_bytes()
    assert built.is_clean()


def test_words_of_the_site_are_part_of_it(built: Built) -> None:
    """A list of words that the configuration names is looked at each time."""
    (built.source / "words.csv").write_text("误词,对词\n", encoding="utf-8")
    (built.source / "config.yaml").write_text(CONFIG + "words: [words.csv]\n", encoding="utf-8")
    built.build()
    built.build()
    assert is_quick(built.build())
    (built.source / "words.csv").write_text("正文,本文\n", encoding="utf-8")
    report = built.build()

    assert not is_quick(report)
    assert any("正文" in each.message for each in report.findings)
