"""The chain of a policy: declared once, drawn on every page; marks, history, 题注, lists of force."""

from __future__ import annotations

import datetime as dt
import json
import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from conftest import TODAY, Build, MakeSite
from hypothesis import given, settings
from hypothesis import strategies as st
from sites import document, write_site

from gongkai_ssg.check import check_site
from gongkai_ssg.config import Config, load_config
from gongkai_ssg.disclose import disclose
from gongkai_ssg.document import Document, Site
from gongkai_ssg.held import Barred
from gongkai_ssg.load import load_site
from gongkai_ssg.numbers import Numbers
from gongkai_ssg.pages import Link
from gongkai_ssg.policy_chain import STAGE_SIZE, policy_view, regulation_caption
from gongkai_ssg.states import Disclosure, Validity

_POLICY = {"文号": "示文旅发〔2026〕5号", "主题分类": "综合政务", "有效性": "有效"}
_TERM = "征集开始: 2026-01-05\n征集截止: 2026-02-05"
_CHAIN = {
    "content/consultation/draft.md": document(
        标题="草案征求意见", 发布日期="2026-01-05", 成文日期="2026-01-04",
        形成文件="示文旅发〔2026〕5号", extra=_TERM,
    ),
    "content/consultation/answer.md": document(
        标题="意见采纳情况", 征集公告="draft.md", 发布日期="2026-02-20", 成文日期="2026-02-19"
    ),
    "content/decision/steps.md": document(标题="决策程序公开", 决策文件="../policy/text.md"),
    "content/policy/text.md": document(标题="开放时间的通知", **_POLICY),
    "content/interpretation/why.md": document(
        标题="通知的解读", 解读对象="示文旅发〔2026〕5号", 发布日期="2026-03-03"
    ),
    "content/news/done.md": document(
        标题="通知落实见成效", 落实对象="../policy/text.md", 发布日期="2026-04-01"
    ),
}  # fmt: skip
_PAGES = {path: path.removeprefix("content/").removesuffix(".md") + "/" for path in _CHAIN}
_STAGES = {
    "征求意见": "consultation/draft/", "结果反馈": "consultation/answer/",
    "决策程序": "decision/steps/", "政策文件": "policy/text/",
    "政策解读": "interpretation/why/", "落实情况": "news/done/",
}  # fmt: skip


def page(site: Path, path: str) -> str:
    return (site / "public" / path / "index.html").read_text("utf-8")


def part(html: str, start: str) -> str:
    """Return the section whose first heading holds `start`, "" without one."""
    found = re.search(rf"<section[^>]*>\s*<h2[^>]*>{start}.*?</section>", html, re.DOTALL)
    return found.group() if found else ""


# --- the chain -------------------------------------------------------------------------


@pytest.mark.parametrize("path", _PAGES)
def test_the_whole_chain_stands_on_each_of_its_pages(
    path: str, make_site: MakeSite, build_site: Build
) -> None:
    """All six stages in their order, links to the five others, and the page itself marked."""
    site = make_site(_CHAIN)
    build_site(site)

    chain = part(page(site, _PAGES[path]), "政策全过程")

    assert re.findall(r"<h3>(.*?)</h3>", chain) == list(_STAGES)
    links = re.findall(r'href="/([^"]+)"', chain)
    assert links == [each for each in _STAGES.values() if each != _PAGES[path]]
    assert chain.count('aria-current="page"') == chain.count('class="here"') == 1
    dates = re.findall(r'datetime="([^"]+)"', chain)
    assert dates == [
        "2026-01-05", "2026-02-20", "2026-03-02", "2026-03-02", "2026-03-03", "2026-04-01",
    ]  # fmt: skip


def test_a_result_in_the_notice_is_a_stage_of_its_own(
    make_site: MakeSite, build_site: Build
) -> None:
    """结果 in the front matter of the notice leads to its place on the notice's page."""
    result = "结果: {收到: 3, 采纳: 2, 公布日期: 2026-02-11}"
    files = dict(_CHAIN)
    del files["content/consultation/answer.md"]
    files["content/consultation/draft.md"] = document(
        标题="草案征求意见", 发布日期="2026-01-05", 成文日期="2026-01-04",
        形成文件="../policy/text.md", extra=f"{_TERM}\n{result}",
    )  # fmt: skip
    site = make_site(files)
    build_site(site)

    chain = part(page(site, "policy/text/"), "政策全过程")

    assert '<a href="/consultation/draft/#result">意见采纳情况</a>' in chain
    assert 'datetime="2026-02-11"' in chain
    assert 'id="result"' in page(site, "consultation/draft/")


def test_a_consultation_without_a_text_yet_has_a_chain_with_its_result(
    make_site: MakeSite, build_site: Build
) -> None:
    """Before the policy is out, notice and result already stand together."""
    files = {path: _CHAIN[path] for path in list(_CHAIN)[:2]}
    site = make_site(files)
    build_site(site)

    for path in ("consultation/draft/", "consultation/answer/"):
        chain = part(page(site, path), "政策全过程")
        assert re.findall(r"<h3>(.*?)</h3>", chain) == ["征求意见", "结果反馈"]


def test_one_document_may_stand_in_two_chains(make_site: MakeSite, build_site: Build) -> None:
    """An interpretation of two policies shows both chains, each under its title."""
    files = {
        "content/policy/a.md": document(
            标题="甲文件", **{**_POLICY, "文号": "示文旅发〔2026〕6号"}
        ),
        "content/policy/b.md": document(标题="乙文件", **_POLICY),
        "content/interpretation/c.md": document(
            标题="两份文件的解读", 解读对象="[../policy/a.md, ../policy/b.md]"
        ),
    }
    site = make_site(files)
    build_site(site)

    html = page(site, "interpretation/c/")

    assert re.findall(r"政策全过程<small>(.*?)</small>", html) == ["甲文件", "乙文件"]
    assert html.count('aria-current="page">两份') == 2
    assert "乙文件" not in part(page(site, "policy/a/"), "政策全过程")


def test_nothing_private_stands_in_a_chain(make_site: MakeSite, build_site: Build) -> None:
    """Neither a draft that implements a policy nor the path of one that is withheld."""
    files = {
        **_CHAIN,
        "content/news/hidden.md": document(
            标题="尚未发布的落实", 落实对象="../policy/text.md", 草稿="是"
        ),
        "content/consultation/draft.md": document(
            标题="草案征求意见", extra=f"{_TERM}\n形成文件: [../policy/text.md, ../other/mi-gao.md]"
        ),
        "content/other/mi-gao.md": document(
            标题="过程稿件",
            公开属性="不予公开",
            不公开理由="process：讨论稿",
            复审日期="2026-01-01",
        ),
    }
    site = make_site(files)
    build_site(site)

    for path in (site / "public").rglob("*"):
        if path.is_file():
            text = path.read_bytes().decode("utf-8", "replace")
            assert not any(word in text for word in ("尚未发布的落实", "mi-gao", "过程稿件"))


def test_a_crowded_stage_is_cut_everywhere_but_on_the_policy(
    make_site: MakeSite, build_site: Build
) -> None:
    """Other pages name the newest and say how many more; the page itself is never cut away."""
    files = {
        "content/policy/text.md": _CHAIN["content/policy/text.md"],
        **{
            f"content/news/n{day}.md": document(
                标题=f"落实第{day}项", 落实对象="../policy/text.md", 发布日期=f"2026-04-{day:02}"
            )
            for day in range(1, STAGE_SIZE + 4)
        },
    }
    site = make_site(files)
    build_site(site)

    oldest = part(page(site, "news/n1/"), "政策全过程")
    policy = part(page(site, "policy/text/"), "政策全过程")

    assert "另有 3 件" in oldest
    assert oldest.count("落实第") == STAGE_SIZE
    assert 'aria-current="page">落实第1项' in oldest
    assert policy.count("落实第") == STAGE_SIZE + 3
    assert "另有" not in policy


# --- one declaration, both pages: on random sites --------------------------------------

_COLUMNS = ("policy", "interpretation", "consultation", "decision", "news")
_KEYS = {
    "policy": ("interprets", "implements", "amends", "replaces", "repealed_by"),
    "interpretation": ("interprets", "implements"),
    "consultation": ("adopted_as", "result_of", "implements"),
    "decision": ("decides",),
    "news": ("implements",),
}


@cache
def usual_config() -> Config:
    """Return the config of the usual small site."""
    with TemporaryDirectory() as folder:
        return load_config(write_site(Path(folder), {}))


@st.composite
def _documents(draw: st.DrawFn) -> tuple[Document, ...]:
    columns = draw(st.lists(st.sampled_from(_COLUMNS), min_size=2, max_size=7))
    paths = [f"content/{column}/d{n}.md" for n, column in enumerate(columns)]
    made = []
    for path, column in zip(paths, columns, strict=True):
        others = st.lists(st.sampled_from(paths), max_size=2, unique=True)
        common: dict[str, Any] = {}
        own: dict[str, Any] = {}
        for key in _KEYS[column]:
            names = tuple(f"../{p.removeprefix('content/')}" for p in draw(others))
            if key in ("adopted_as", "result_of", "decides"):
                own[key] = list(names)
            else:
                common[key] = names
        made.append(
            Document(
                path=path,
                digest="",
                column=column,
                slug=path[-5:-3],
                title=path,
                disclosure=Disclosure.ACTIVE,
                unit="办公室",
                own=own,
                validity=Validity.VALID,
                date=draw(st.dates(dt.date(2025, 1, 1), dt.date(2026, 6, 1))),
                **common,
            )
        )
    return tuple(made)


@settings(max_examples=150, deadline=None)
@given(documents=_documents())
def test_what_one_page_says_of_another_is_said_there_too(
    documents: tuple[Document, ...],
) -> None:
    """A relation has two ends; whoever stands in the chain on my page has me in that chain."""
    site = Site(root="", documents=documents, files={})
    public, _ = disclose(site, usual_config(), Numbers({}, (), 0), Barred({}, {}), TODAY)
    entries = {entry.source: entry for entry in public.entries}

    def link(entry: Any) -> Link:
        return Link(entry.source, "/" + entry.path, "")

    views = {source: policy_view(entry, entries, link) for source, entry in entries.items()}
    drawn = {
        source: {
            chain.title: [(s.label, [i.label for i in s.items]) for s in chain.stages]
            for chain in view.chains
        }
        for source, view in views.items()
    }
    for entry in public.entries:
        for _, others in entry.relations:
            for other in others:
                assert any(entry.source in back for _, back in entries[other].relations)
        for title, stages in drawn[entry.source].items():
            members = {member for _, found in stages for member in found}
            assert entry.source in members
            for member in members:
                assert drawn[member].get(title) == stages
        marked = [s for chain in views[entry.source].chains for s in chain.stages if s.current]
        assert len(marked) >= len(views[entry.source].chains)


# --- marks and history -----------------------------------------------------------------


def _older(validity: str, **keys: Any) -> str:
    return document(标题="旧办法", 文号="示文旅规〔2024〕1号", 主题分类="综合政务", 有效性=validity,
                    成文日期="2024-03-15", 发布日期="2024-03-18", 施行日期="2024-05-01", **keys)  # fmt: skip


def _newer(**keys: Any) -> str:
    return document(标题="新办法", 文号="示文旅规〔2026〕1号", 主题分类="综合政务", 有效性="有效",
                    施行日期="2026-05-01", **keys)  # fmt: skip


@pytest.mark.parametrize(
    ("validity", "key", "sentence", "label"),
    [
        ("已修改", "修改", "本文件经过修改", "由以下文件修改"),
        ("废止", "替代", "本文件已经废止", "由以下文件替代"),
        ("部分失效", "替代", "本文件部分内容已经失效", "由以下文件替代"),
    ],
)
def test_the_older_page_is_marked_by_the_newer_document(
    validity: str, key: str, sentence: str, label: str, make_site: MakeSite, build_site: Build
) -> None:
    """The banner of the older page names the newer document, its number and its first day."""
    extra = "废止依据: 示文旅规〔2026〕1号" if validity == "废止" else ""
    site = make_site(
        {
            "content/normative/old.md": _older(validity, extra=extra),
            "content/normative/new.md": _newer(**{key: "old.md"}),
        }
    )
    build_site(site)

    html = page(site, "normative/old/")
    banner = re.search(r'<div class="banner".*?</div>', html, re.DOTALL)

    assert banner is not None
    assert f"<strong>{validity}</strong>{sentence}" in banner.group()
    shown = "废止依据" if validity == "废止" else label
    assert f'{shown}：<a href="/normative/new/">新办法</a>（示文旅规〔2026〕1号）' in banner.group()
    assert 'datetime="2026-05-01"' in banner.group()
    assert 'class="banner"' not in page(site, "normative/new/")


def test_history_is_an_ordered_list_of_dates(make_site: MakeSite, build_site: Build) -> None:
    """公布, 施行, 修改 and the end of validity, oldest first, the change with its document."""
    site = make_site(
        {
            "content/normative/old.md": _older("已修改", 失效日期="2029-04-30"),
            "content/normative/new.md": _newer(修改="old.md"),
        }
    )
    build_site(site)

    history = part(page(site, "normative/old/"), "效力沿革")

    assert re.findall(r'<h3>(.*?)</h3>\s*<p><time datetime="(.*?)"', history) == [
        ("公布", "2024-03-18"), ("施行", "2024-05-01"), ("修改", "2026-05-01"),
        ("有效期至", "2029-04-30"),
    ]  # fmt: skip
    assert '<a href="/normative/new/">新办法</a>' in history
    assert "<ol>" in history


def test_a_repeal_stands_once_in_the_history(make_site: MakeSite, build_site: Build) -> None:
    """替代 and 废止依据 from both sides, and the last day, are one event."""
    site = make_site(
        {
            "content/normative/old.md": _older(
                "废止", 失效日期="2026-04-30", 废止依据="示文旅规〔2026〕1号"
            ),
            "content/normative/new.md": _newer(替代="old.md"),
        }
    )
    build_site(site)

    labels = re.findall(r"<h3>(.*?)</h3>", part(page(site, "normative/old/"), "效力沿革"))

    assert labels == ["公布", "施行", "废止"]


def test_a_new_amendment_reaches_the_older_page(make_site: MakeSite, build_site: Build) -> None:
    """An incremental build draws the mark on a page whose own file did not change."""
    site = make_site({"content/normative/old.md": _older("已修改")})
    build_site(site)
    (site / "content/normative/new.md").write_text(_newer(修改="old.md"), "utf-8")
    build_site(site)

    assert "由以下文件修改" in page(site, "normative/old/")


# --- lists of what is in force ---------------------------------------------------------


def test_lists_of_what_is_in_force_and_what_is_not(make_site: MakeSite, build_site: Build) -> None:
    """Each list holds its documents, the column leads to both, other columns have none."""
    site = make_site(
        {
            "content/normative/old.md": _older("废止", 废止依据="示文旅规〔2026〕1号"),
            "content/normative/new.md": _newer(),
            "content/notice/a.md": document(),
        }
    )
    build_site(site)

    assert re.findall(r"(?<=/normative/)(?:old|new)(?=/)", page(site, "normative/in-force/")) == [
        "new"
    ]
    assert re.findall(
        r"(?<=/normative/)(?:old|new)(?=/)", page(site, "normative/not-in-force/")
    ) == ["old"]
    column = page(site, "normative/")
    assert 'href="/normative/in-force/">现行有效<small>1</small>' in column
    assert 'href="/normative/not-in-force/">失效和废止<small>1</small>' in column
    assert not (site / "public/notice/in-force").exists()


def test_a_document_called_like_a_list_is_refused(make_site: MakeSite, build_site: Build) -> None:
    """A document named in-force would stand where the list must: a finding, and the list stands."""
    files = {"content/normative/in-force.md": _newer(), "content/normative/old.md": _older("有效")}
    site = make_site(files)
    report = build_site(site, fail_on="never")

    assert "GK037" in {finding.rule for finding in report.findings}
    assert "现行有效的行政规范性文件" in page(site, "normative/in-force/")


# --- regulations -----------------------------------------------------------------------

_FIRST = {"date": "2019-03-02", "action": "公布", "number": "某市人民政府令第12号"}


@pytest.mark.parametrize(
    ("history", "start", "caption"),
    [
        ([], "2019-05-01", ""),
        ([_FIRST], "2019-05-01", "（2019年3月2日某市人民政府令第12号公布　自2019年5月1日起施行）"),
        ([_FIRST], "", "（2019年3月2日某市人民政府令第12号公布）"),
        (
            [{"date": "2023-06-10", "action": "修订", "number": "某市人民政府令第31号"}, _FIRST],
            "2023-08-01",
            "（2019年3月2日某市人民政府令第12号公布　根据2023年6月10日某市人民政府令第31号修订　自2023年8月1日起施行）",
        ),
        (
            [
                _FIRST,
                {"date": "2021-01-05", "action": "修正", "number": "第20号", "organ": "某市人民政府令",
                 "decision": "《关于修改部分规章的决定》"},
                {"date": "2024-02-09", "action": "修正", "number": "某市人民政府令第35号",
                 "organ": "某市人民政府"},
            ],
            "2019-05-01",
            "　".join(
                [
                    "（2019年3月2日某市人民政府令第12号公布",
                    "根据2021年1月5日某市人民政府令第20号《关于修改部分规章的决定》第一次修正",
                    "根据2024年2月9日某市人民政府令第35号第二次修正",
                    "自2019年5月1日起施行）",
                ]
            ),
        ),
        (
            [_FIRST, {"date": "2025-07-01", "action": "废止", "number": "某市人民政府令第40号"}],
            "2019-05-01",
            "（2019年3月2日某市人民政府令第12号公布　自2019年5月1日起施行　根据2025年7月1日某市人民政府令第40号废止）",
        ),
    ],
)  # fmt: skip
def test_caption_of_a_regulation(history: list[dict[str, str]], start: str, caption: str) -> None:
    """公布, each change with its turn, and 施行, in the order of their dates."""
    day = dt.date.fromisoformat(start) if start else None

    assert regulation_caption(history, day) == caption


def test_a_regulation_shows_title_caption_and_text(make_site: MakeSite, build_site: Build) -> None:
    """Above the text stand title and 题注 only; metadata and history are folded below it."""
    extra = "历次: [{日期: 2026-02-25, 动作: 公布, 文号: 示例市人民政府令第12号}]"
    text = document(
        "第一条　本办法自公布之日起施行。", 标题="示例市保护办法", 文号="示例市人民政府令第12号",
        主题分类="综合政务", 有效性="有效", 施行日期="2026-05-01", extra=extra,
    )  # fmt: skip
    site = make_site({"content/rules/a.md": text})
    report = build_site(site)

    html = page(site, "rules/a/")
    above, below = html.split("第一条　", 1)

    assert [each for each in report.findings if each.path == "content/rules/a.md"] == []
    caption = "（2026年2月25日示例市人民政府令第12号公布　自2026年5月1日起施行）"
    assert f'<p class="caption">{caption}</p>' in above
    assert 'class="facts"' not in above
    assert "索引号" in below
    assert re.findall(r"<h3>(.*?)</h3>", part(below, "效力沿革")) == ["公布", "施行"]
    assert (site / "public/rules/in-force/index.html").is_file()
    download = (site / "public/rules/a/a.txt").read_text("utf-8-sig").split("\n\n")
    assert [each.strip() for each in download] == [
        "示例市保护办法",
        caption,
        "第一条　本办法自公布之日起施行。",
    ]
    assert 'href="/rules/a/a.txt"' in below


def test_an_amended_regulation_is_told_by_its_caption(
    make_site: MakeSite, build_site: Build
) -> None:
    """The text is that in force, so no banner sends readers to a document that is not there."""
    steps = "{日期: 2019-03-02, 动作: 公布, 文号: 某令第12号}, {日期: 2024-06-10, 动作: 修正, 文号: 某令第31号}"
    text = document(
        标题="示例市保护办法",
        文号="示例市人民政府令第12号",
        主题分类="综合政务",
        有效性="已修改",
        施行日期="2019-05-01",
        extra=f"历次: [{steps}]",
    )
    site = make_site({"content/rules/a.md": text})
    build_site(site)

    html = page(site, "rules/a/")

    assert "根据2024年6月10日某令第31号修正　自2019年5月1日起施行）" in html
    assert 'class="banner"' not in html
    assert re.findall(r"<h3>(.*?)</h3>", part(html, "效力沿革")) == ["公布", "施行", "修正"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("现予公布，自2026年5月1日起施行。", "现予公布"),
        ("《办法》已经会议通过，现予发布。", "现予发布"),
    ],
)
def test_the_order_does_not_belong_into_a_regulation(
    body: str, words: str, make_site: MakeSite
) -> None:
    """GK016 points at the sentence of the order."""
    extra = "历次: [{日期: 2026-02-25, 动作: 公布, 文号: 示例市人民政府令第12号}]"
    text = document(
        f"第一条　为了保护，制定本办法。\n\n{body}", 文号="示例市人民政府令第12号",
        主题分类="综合政务", 有效性="有效", 施行日期="2026-05-01", extra=extra,
    )  # fmt: skip
    root = make_site({"content/rules/a.md": text})
    config = load_config(root)

    found = [
        each
        for each in check_site(load_site(root, config), config, today=TODAY)
        if each.rule == "GK016"
    ]

    assert len(found) == 1
    assert words in found[0].message
    assert (found[0].line, found[0].column) == (16, body.index(words) + 1)


def test_relations_stand_in_the_json_twin(make_site: MakeSite, build_site: Build) -> None:
    """Machines read the relations that the chain draws."""
    site = make_site(_CHAIN)
    build_site(site)

    twin = json.loads((site / "public/policy/text/index.json").read_text("utf-8"))

    labels = {label: [each["url"] for each in found] for label, found in twin["relations"].items()}
    assert labels == {
        "政策解读": ["/interpretation/why/"], "征求意见": ["/consultation/draft/"],
        "决策程序": ["/decision/steps/"], "落实情况": ["/news/done/"],
    }  # fmt: skip
