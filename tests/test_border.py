"""The border: what is not public stands in no byte that is built, in no encoding we write."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from attachments import hidden_sheet, pdf
from canaries import Canary, opened
from conftest import Build, MakeSite
from decision_tables import POWER, csv_table
from sites import PDF, PNG, document

import gongkai_ssg.build as pipeline
from gongkai_ssg.columns import column_types
from gongkai_ssg.relations import own_relations
from gongkai_ssg.search_text import encode, lay_out
from gongkai_ssg.text import slug

_BODY = "首段说明有关情况。\n\n"


def _secret(canary: Canary, place: str, **keys: object) -> str:
    """Return a document that holds a canary in every key and in its body."""

    def word(key: str) -> str:
        return canary(f"{place} {key}")

    return document(
        f"{_BODY}{word('body')}\n\n## {word('heading')}\n\n| {word('cell')} |\n| --- |\n| {word('row')} |",
        extra=f"# {word('YAML comment')}\n流程:\n  审核: {{by: {word('workflow')}, on: 2026-01-01}}",
        **{
            "标题": word("title"), "不公开理由": f"internal：{word('reason')}", "复审日期": "2026-06-01",
            "文号": f"{word('number')}〔2026〕1号", "索引号": word("index number"), "内容概述": word("summary"),
            "关键词": f"[{word('keyword')}]", "主题分类": word("topic"), "体裁": word("genre"),
            "来源": word("source"), "原文链接": f"https://example.gov.cn/{slug(word('source url'))}",
            "旧网址": f"/{slug(word('alias'))}.html", "公开渠道": f"[{word('channel')}]", "责任单位": word("unit"),
            **keys,
        },
    )  # fmt: skip


def _hidden_site(canary: Canary) -> dict[str, str | bytes]:
    kinds: dict[str, dict[str, object]] = {
        "withheld": {"公开属性": "不予公开"},
        "draft": {"草稿": "是"},
        "scheduled": {"定时发布": "是", "发布日期": "2027-03-01"},
        "without disclosure": {"公开属性": None},
        "unknown disclosure": {"公开属性": "主动公开（内部）"},
        "unsure draft": {"草稿": "大概"},
    }
    files: dict[str, str | bytes] = {}
    targets = []
    for kind, keys in kinds.items():
        flat = f"{canary(kind + ' file name')}.md"
        folder = canary(kind + " folder")
        shot = f"{canary(kind + ' image name')}.png"
        files |= {
            f"content/notice/{flat}": _secret(canary, kind, **keys),
            f"content/policy/2026/{folder}/index.md": _secret(
                canary, f"{kind} bundle", **keys, 附件=f"[{{path: named.pdf, title: {canary(kind + ' attachment title')}}}]"
            ) + f"\n![图]({shot})\n",
            f"content/policy/2026/{folder}/named.pdf": PDF + canary(kind + " attachment").encode(),
            f"content/policy/2026/{folder}/{shot}": PNG + canary(kind + " image").encode(),
            f"content/policy/2026/{folder}/inner/deep.csv": f"a,{canary(kind + ' inner file')}\n",
        }  # fmt: skip
        targets += [flat, f"../policy/2026/{folder}/", f"../policy/2026/{folder}/index.md#节", f"../policy/2026/{folder}/{shot}",
                    f"../policy/2026/{folder}/named.pdf", f"../policy/2026/{folder}/inner/deep.csv"]  # fmt: skip
    broken = canary("broken file name")
    files[f"content/notice/{broken}.md"] = _secret(canary, "broken").replace("标题:", "标题：")
    files[f"content/notice/{canary('annotated file name')}.md"] = (
        _secret(canary, "annotated") + "\n（此件不公开）\n"
    )
    files["content/notice/loose.pdf"] = PDF + canary("file of nobody").encode()
    # A public document that speaks of all of them, in every way in which one can.
    links = "\n".join(
        f"[见此]({each}) ![图]({each}) <a href=\"{each}\">此处</a> <img src=\"{each}\" alt=\"图\"> [甲][r{n}]\n\n[r{n}]: {each}\n"
        for n, each in enumerate([*targets, f"{broken}.md"])
    )  # fmt: skip
    files["content/notice/public.md"] = document(
        f"{_BODY}{links}\n<!-- {canary('HTML comment')} -->",
        标题="公开的文件", 解读对象=targets[0], 修改=f"[{', '.join(targets)}]", 附件=f"[{', '.join(targets)}]",
        extra=f"# {canary('comment in a public document')}",
    )  # fmt: skip
    return files


@pytest.mark.parametrize("search", [False, True])
def test_nothing_hidden_stands_in_any_output_byte(
    search: bool, make_site: MakeSite, build_site: Build, tmp_path: Path
) -> None:
    """Withheld, draft, scheduled, blocked and unreadable documents leave no trace at all."""
    canary = Canary()
    site = make_site(_hidden_site(canary))
    report = build_site(site, out=tmp_path / "out", search=search, fail_on="never")

    assert report.built
    assert report.public == 1
    assert canary.leaks(tmp_path / "out") == []


def test_canaries_are_found_where_they_are_public(
    make_site: MakeSite, build_site: Build, tmp_path: Path
) -> None:
    """The scan itself sees a word in pages, feeds, attachments, file names and the search index."""
    canary = Canary()
    site = make_site({
        "content/notice/a.md": document(f"{_BODY}{canary('body')}", 标题=canary("title")),
        f"content/notice/{canary('folder')}/index.md": document(),
        f"content/notice/{list(canary.words)[-1]}/{canary('name')}.csv": f"a,{canary('file')}\n",
    })  # fmt: skip
    build_site(site, out=tmp_path / "out", search=True, fail_on="never")
    leaks = canary.leaks(tmp_path / "out")

    assert {each.split(" in ")[0] for each in leaks} == set(canary.words.values())
    assert any(each.startswith("body in search/") for each in leaks)
    index_only = [
        f
        for f in (tmp_path / "out" / "search").rglob("*.bin")
        if _pair_of(canary, "body") in opened(f.read_bytes())
    ]
    assert index_only


def _pair_of(canary: Canary, place: str) -> bytes:
    word = next(word for word, put in canary.words.items() if put == place)
    return encode(lay_out("", [word[:3]])).split()[0].encode()


def test_of_a_document_on_request_only_the_entry_is_public(
    make_site: MakeSite, build_site: Build, tmp_path: Path
) -> None:
    """依申请公开: no text, no attachment, no summary taken from the text, no internal key."""
    canary, shown = Canary(), Canary()
    public_keys = {
        "标题": shown("title"), "文号": f"{shown('number')}〔2026〕1号", "索引号": shown("index number"),
        "内容概述": None, "关键词": f"[{shown('keyword')}]", "主题分类": shown("topic"), "体裁": shown("genre"),
        "来源": shown("source"), "原文链接": "https://example.gov.cn/1", "旧网址": "/old.html",
        "责任单位": shown("unit"), "公开属性": "依申请公开",
    }  # fmt: skip
    text = _secret(canary, "request", **public_keys)
    canary.words = {word: place for word, place in canary.words.items() if word in text}
    site = make_site({
        "content/policy/r/index.md": text.replace("首段说明有关情况。", canary("lead") + "，首段说明有关情况。"),
        f"content/policy/r/{canary('attachment name')}.pdf": PDF + canary("attachment").encode(),
        "content/notice/public.md": document("见[此件](../policy/r/)和[附件](../policy/r/a.pdf)。"),
    })  # fmt: skip
    report = build_site(site, out=tmp_path / "out", search=True, fail_on="never")

    assert report.public == 2
    assert canary.leaks(tmp_path / "out") == []
    seen = {each.split(" in ")[0] for each in shown.leaks(tmp_path / "out")}
    assert {"title", "number", "index number", "keyword", "topic", "genre"} <= seen


def test_a_public_document_shows_no_comment_and_no_internal_key(
    make_site: MakeSite, build_site: Build, tmp_path: Path
) -> None:
    """Comments, workflow and channels of a public document stay inside."""
    canary = Canary()
    site = make_site({
        "content/notice/a.md": document(
            f"正文。<!-- {canary('comment')} -->\n\n<!--\n{canary('long comment')}\n-->\n\n[//]: # ({canary('definition')})",
            extra=f"# {canary('YAML comment')}\n流程:\n  审核: {{by: {canary('workflow')}, on: 2026-01-01}}",
            公开渠道=f"[{canary('channel')}]",
        ),
    })  # fmt: skip
    build_site(site, out=tmp_path / "out", search=True, fail_on="never")

    assert canary.leaks(tmp_path / "out") == []


@pytest.mark.parametrize(
    "change",
    [{"公开属性": "不予公开"}, {"公开属性": "依申请公开"}, {"草稿": "是"}, {"公开属性": None},
     {"定时发布": "是", "发布日期": "2027-01-01"}],
    ids=["withheld", "on request", "draft", "undisclosed", "scheduled"],
)  # fmt: skip
def test_what_is_no_longer_public_is_gone_after_the_next_build(
    change: dict[str, object], make_site: MakeSite, build_site: Build, tmp_path: Path
) -> None:
    """A document that turns away from the public leaves no byte, neither in the search index."""
    canary = Canary()
    body, attachment = canary("body"), canary("attachment")
    others = {f"content/notice/{n}.md": document(标题=f"公告{n}") for n in range(4)}
    site = make_site({
        **others,
        "content/notice/s/index.md": document(_BODY + body),
        "content/notice/s/a.pdf": PDF + attachment.encode(),
        "content/notice/link.md": document("见[有关文件](s/index.md)。", 标题="链接"),
    })  # fmt: skip
    build_site(site, out=tmp_path / "out", search=True)
    before = {each.split(" in ")[0] for each in canary.leaks(tmp_path / "out")}
    (site / "content/notice/s/index.md").write_text(
        document(_BODY + body, **change), encoding="utf-8"
    )
    build_site(site, out=tmp_path / "out", search=True, fail_on="never")

    assert before == {"body", "attachment"}
    assert canary.leaks(tmp_path / "out") == []


def test_a_deleted_document_is_gone_after_the_next_build(
    make_site: MakeSite, build_site: Build, tmp_path: Path
) -> None:
    """A deleted document and its attachments leave no byte in pages, files and search index."""
    canary = Canary()
    site = make_site({
        "content/notice/a.md": document(_BODY + canary("body"), 标题=canary("title")),
        "content/notice/b.md": document(标题="另一篇"),
    })  # fmt: skip
    build_site(site, out=tmp_path / "out", search=True)
    (site / "content/notice/a.md").unlink()
    build_site(site, out=tmp_path / "out", search=True)

    assert canary.leaks(tmp_path / "out") == []


def test_the_search_index_is_purged_when_a_document_leaves(
    make_site: MakeSite, build_site: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index is told to forget when a document is gone, also when a build left search out."""
    site = make_site({f"content/notice/{n}.md": document(标题=f"公告{n}") for n in range(3)})
    told: list[bool] = []
    update = pipeline.update_index

    def listen(*given: Any, **named: Any) -> Any:
        told.append(named["purge"])
        return update(*given, **named)

    monkeypatch.setattr(pipeline, "update_index", listen)
    build_site(site, search=True)
    (site / "content/notice/1.md").write_text(document("改了。", 标题="公告1"), encoding="utf-8")
    build_site(site, search=True)
    (site / "content/notice/2.md").write_text(document(草稿="是"), encoding="utf-8")
    build_site(site, search=False)
    build_site(site, search=True)
    build_site(site, search=True)  # with nothing changed there is nothing to tell

    assert told == [False, False, True]


def test_a_scheduled_document_appears_on_its_day(
    make_site: MakeSite, build_site: Build, tmp_path: Path
) -> None:
    """定时发布: hidden until its date, there from that day on, hidden again when built for earlier."""
    canary = Canary()
    site = make_site({
        "content/notice/a.md": document(_BODY + canary("body"), 发布日期="2027-01-04", 定时发布="是", 标题=canary("title")),
    })  # fmt: skip
    built = {}
    for day in (dt.date(2027, 1, 3), dt.date(2027, 1, 4), dt.date(2027, 1, 3)):
        build_site(site, out=tmp_path / "out", today=day, search=True)
        built[day.day, len(built)] = bool(canary.leaks(tmp_path / "out"))

    assert built == {(3, 0): False, (4, 1): True, (3, 2): False}


def test_an_attachment_that_two_documents_name_stays_hidden_when_one_is_hidden(
    make_site: MakeSite, build_site: Build, tmp_path: Path
) -> None:
    """A file that a withheld document claims does not ship with a public one that names it too."""
    canary = Canary()
    site = make_site({
        "content/notice/open.md": document("见[附件](shared.pdf)。", 附件="[shared.pdf]"),
        "content/notice/closed.md": document(标题="内部", 公开属性="不予公开", 附件="[shared.pdf]"),
        "content/notice/shared.pdf": PDF + canary("shared").encode(),
    })  # fmt: skip
    build_site(site, out=tmp_path / "out", fail_on="never")

    assert canary.leaks(tmp_path / "out") == []


def test_keys_of_a_column_that_name_hidden_documents_do_not_tell_of_them(
    make_site: MakeSite, build_site: Build, tmp_path: Path
) -> None:
    """Contents of a gazette, consultations, decisions: what they name is drawn or not there."""
    canary = Canary()
    files: dict[str, str | bytes] = {}
    names = []
    kinds: dict[str, dict[str, object]] = {
        "withheld": {"公开属性": "不予公开"},
        "draft": {"草稿": "是"},
        "undisclosed": {"公开属性": None},
    }
    for kind, keys in kinds.items():
        name, number = canary(f"{kind} file name"), f"{canary(kind + ' number')}〔2026〕1号"
        path = f"content/policy/{name}.md"
        files[path] = document(
            _BODY + canary(f"{kind} body"), 标题=canary(f"{kind} title"), 文号=number, **keys
        )
        names += [f"../policy/{name}.md", number]
    quoted = [f'"{name}"' for name in names]
    items = "\n".join(f"  - {{文章: {name}, 栏目: 文件, 页码: 1}}" for name in quoted)
    steps = "征集公告", "形成文件"
    files |= {
        "content/gazette/1.md": document(
            标题="《示例市人民政府公报》2026年第1期", extra=f"年份: 2026\n期: 1\n目录:\n{items}"
        ),
        "content/consultation/1.md": document(
            标题="征求意见", extra="\n".join(f"{key}: [{', '.join(quoted)}]" for key in steps)
        ),
        "content/notice/1.md": document(标题="落实情况", 落实对象=f"[{', '.join(quoted)}]"),
        **{
            f"content/decision/{number}.md": document(
                标题=f"决策{number}", extra=f"{key}: [{', '.join(quoted)}]"
            )
            for number, key in enumerate(_relation_keys("decision"))
        },
    }
    report = build_site(make_site(files), out=tmp_path / "out", search=True, fail_on="never")

    assert report.public == len(files) - 3
    assert canary.leaks(tmp_path / "out") == []


def _relation_keys(column: str) -> list[str]:
    found = [each.name for each in own_relations(column_types()[column]) if not each.inner]
    assert found
    return found


def test_own_keys_and_tables_of_a_document_on_request_stay_inside(
    make_site: MakeSite, build_site: Build, tmp_path: Path
) -> None:
    """依申请公开: what only its column type has belongs to the text, which is not published."""
    canary = Canary()
    site = make_site({
        "content/consultation/a.md": document(公开属性="依申请公开", 说明=canary("explanation"),
            extra=f"方式:\n  - {{方式: {canary('way')}, 去向: {canary('address')}}}"),
        "content/gazette/b.md": document(标题="《公报》2026年第1期", 公开属性="依申请公开",
            extra=f"年份: 2026\n期: 1\n目录:\n  - {{题名: {canary('contents')}}}"),
        "content/power-list/c.md": document(标题="清单", 公开属性="依申请公开", 数据="c.csv"),
        "content/power-list/c.csv": csv_table([{**POWER, "职权名称": canary("cell")}]),
        "content/notice/d.md": document(标题="公开的", 附件="[../power-list/c.csv]"),
    })  # fmt: skip
    report = build_site(site, out=tmp_path / "out", search=True, fail_on="never")

    assert report.public == 4
    assert canary.leaks(tmp_path / "out") == []


def test_an_attachment_with_an_open_error_stays_behind(
    make_site: MakeSite, build_site: Build
) -> None:
    """Even where the build does not stop at errors: hidden sheets, and scans nobody looked at."""
    site = make_site(
        {
            "content/notice/b/index.md": document(),
            "content/notice/b/biao.xlsx": hidden_sheet("备用"),
            "content/notice/b/sao.pdf": pdf(picture=True),
            "content/notice/b/hao.pdf": PDF,
        }
    )
    report = build_site(site, fail_on="never")
    shipped = {path.name for path in (site / "public/notice/b").iterdir()}

    assert shipped == {"index.html", "index.json", "hao.pdf"}
    assert {each.path.rpartition("/")[2] for each in report.held} == {"biao.xlsx", "sao.pdf"}
