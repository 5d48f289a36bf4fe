"""Bad input: a clear Chinese message at its place, no crash, no hang, the rest still built."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import TODAY, Build, MakeSite
from sites import CONFIG, PDF, document, tree

from gongkai_ssg.build import Options, check
from gongkai_ssg.errors import ConfigError

A = "content/notice/a.md"
GOOD = "content/notice/good.md"
TEXT = document()

#: name: (files, every place and rule that is reported, in order)
CASES: dict[str, tuple[dict[str, str | bytes], list[str]]] = {
    "tab at the start of a line": ({A: document(extra="\t体裁: 公告")}, [f"{A}:7:1 GK031 用了制表符"]),
    "tab as indentation": ({A: document(extra="流程:\n\t审核: 甲")}, [f"{A}:8:1 GK031 用了制表符"]),
    "full-width colon": ({A: document(extra="体裁：公告")}, [f"{A}:7:3 GK031 键后面用了全角冒号"]),
    "colon in a value": ({A: document(体裁="甲: 乙")}, [f"{A}:7:6 GK031 值里又出现了"]),
    "open quote": ({A: document(标题='"没有完')}, [f"{A}:2:5 GK031 引号没有配对"]),
    "open bracket": ({A: document(关键词="[甲, 乙", 体裁="公告")}, [f"{A}:7:6 GK031 方括号列表没有写完"]),
    "line without colon": ({A: document(extra="一句话\n体裁: 公告")}, [f"{A}:7:1 GK031 这一行缺少键后面的半角冒号"]),
    "byte order mark": ({A: b"\xef\xbb\xbf" + TEXT.encode()}, [f"{A}:1:1 GK036 文件以 BOM 开头"]),
    "GB18030": ({A: TEXT.encode("gb18030")}, [f"{A}:2:1 GK036 文件不是 UTF-8 编码，像是 GB18030"]),
    "neither UTF-8 nor GB18030": (
        {A: TEXT.encode() + b"\xff\xff"},
        [f"{A}:10:1 GK030", f"{A}:10:1 GK036 文件不是 UTF-8 编码"],
    ),
    "CRLF": (
        {A: document(extra="体裁：公告").replace("\n", "\r\n")},
        [f"{A}:1:1 GK036 文件用 CRLF 换行", f"{A}:7:3 GK031"],
    ),
    "no front matter": ({A: "# 标题\n\n正文。\n"}, [f"{A}:1:1 GK031 文件开头没有前言"]),
    "front matter without end": ({A: "---\n标题: 甲\n\n正文。\n"}, [f"{A}:1:1 GK031 前言没有结束"]),
    "empty file": ({A: ""}, [f"{A}:1:1 GK031 文件开头没有前言"]),
    "sentence instead of keys": ({A: "---\n一句话\n---\n"}, [f"{A}:2:1 GK031 前言不是“键: 值”的写法"]),
    "list instead of keys": ({A: "---\n- 甲\n---\n"}, [f"{A}:2:1 GK031 前言不是“键: 值”的写法"]),
    "list for a title": ({A: document(标题="[甲, 乙]")}, [f"{A}:2:5 GK033 “标题”应是一段文字，这里是列表"]),
    "mapping for a unit": ({A: document(责任单位="{甲: 乙}")}, [f"{A}:4:7 GK033 “责任单位”应是一段文字，这里是映射"]),
    "mapping for keywords": ({A: document(关键词="{甲: 乙}")}, [f"{A}:7:6 GK033 “关键词”应是文字或列表"]),
    "list for a date": ({A: document(发布日期="[2026-03-02]")}, [f"{A}:6:7 GK033 “发布日期”应是一段文字"]),
    "no such day": ({A: document(发布日期="2026年2月30日")}, [f"{A}:6:7 GK033 “发布日期”的值“2026年2月30日”不是日期"]),
    "unknown disclosure": ({A: document(公开属性="公开")}, [f"{A}:3:7 GK033 “公开属性”的值“公开”不在允许的范围内"]),
    "doubled key": ({A: document(extra="title: 又一个")}, [f"{A}:7:1 GK032 “title”写了两次（与“标题”是同一项）"]),
    "unknown key": ({A: document(extra="标题题: 甲")}, [f"{A}:7:1 GK032 不认识的键“标题题”"]),
    "billion laughs": (
        {A: document(extra="a: &a [哈,哈]\n" + "".join(f"{c}: &{c} [*{p},*{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)))},
        [f"{A}:7:4 GK031 用了锚点"],
    ),
    "Python object": ({A: document(来源="!!python/object/apply:os.system [ls]")}, [f"{A}:7:5 GK031 用了 YAML 标签"]),
    "deep flow nesting": ({A: document(关键词="[" * 9000)}, [f"{A}:7:26 GK031 嵌套太深"]),
    "deep compact nesting": ({A: document(extra="关键词:\n" + "- " * 30000)}, [f"{A}:8:41 GK031 嵌套太深"]),
    "deep explicit keys": ({A: document(extra="? " * 30000)}, [f"{A}:7:43 GK031 嵌套太深"]),
    "deep indentation": (
        {A: document(extra="\n".join(" " * depth + "a:" for depth in range(300)))}, [f"{A}:27:21 GK031 嵌套太深"],
    ),
    "endless value": ({A: document(内容概述="长" * 70000)}, [f"{A}:2:1 GK031 这一段太长"]),
    "NUL in the text": ({A: document("甲\0乙")}, [f"{A}:9:2 GK036 含有不可见的 NUL 字符"]),
    "NUL in the front matter": ({A: document(标题="甲\0乙")}, [f"{A}:2:6 GK036 含有不可见的 NUL 字符"]),
    "NUL as an escape": ({A: document(标题='"甲\\0乙"')}, [f"{A}:2:5 GK031 含有不可见的控制字符"]),
    "C1 control character": ({A: document(标题="甲\x86乙")}, [f"{A}:2:6 GK030", f"{A}:2:6 GK031 含有不可见的控制字符"]),
    "line separator": ({A: document(标题="甲\u2028乙", 体裁="*甲")}, [f"{A}:7:5 GK031 以 * 开头的值被当作别名"]),
    "50 MB of text": ({A: TEXT.encode() + b"x" * 50_000_000}, [f"{A}:1:1 GK036 文件过大（47.7 MB，上限 10.0 MB）"]),
    "attachments outside": (
        {A: document(附件="[../../../etc/passwd, /etc/passwd, '..\\..\\x.pdf', ../../config.yaml]")},
        [f"{A}:7:5 GK020 附件“../../../etc/passwd”指到 content 文件夹之外", f"{A}:7:5 GK020", f"{A}:7:5 GK020", f"{A}:7:5 GK020"],
    ),
    "links outside": (
        {A: document("[甲](../../../etc/passwd)\n![乙](../../../../x.png)")},
        [f"{A}:9:5 GK020 链接“../../../etc/passwd”指到 content 文件夹之外", f"{A}:10:6 GK020"],
    ),
    "folder that is no column": ({"content/notise/a.md": TEXT}, ["content/notise/a.md:1:1 GK035 文件夹“notise”不是栏目"]),
    "no folder": ({"content/a.md": TEXT}, ["content/a.md:1:1 GK035 没有栏目"]),
    "column and folder differ": ({A: document(栏目="工作动态")}, [f"{A}:7:5 GK035 栏目“工作动态”与所在文件夹“notice”"]),
    "one address twice": ({"content/notice/A.MD": document(标题="大写"), A: TEXT}, [f"{A}:1:1 GK037 网址 /notice/a/ 已经由 content/notice/A.MD"]),
    "address of a list": ({"content/notice/list/2026.md": TEXT}, ["content/notice/list/2026.md:1:1 GK037 网址 /notice/list/2026/ 留给系统"]),
    "old address of a file": ({A: document(旧网址="/catalog.json")}, [f"{A}:7:6 GK037 旧网址“/catalog.json”不能用"]),
    "old address below a file": ({A: document(旧网址="[/old/1.html, /old/1.html/2.html]")}, [f"{A}:7:6 GK037 旧网址“/old/1.html/2.html”不能用"]),
    "old address twice": (
        {A: document(旧网址="/Old/1.html"), "content/notice/b.md": document(标题="乙", 旧网址="/old/1.html")},
        ["content/notice/b.md:7:6 GK037 旧网址“/old/1.html”已经由 content/notice/a.md 使用"],
    ),
    "folder named like a file": ({"content/notice/x.md/y.md": TEXT}, []),
    "spaces and emoji": (
        {
            "content/notice/有 空格 🎉.md": document("见[乙](乙 🎉/)。"),
            "content/notice/乙 🎉/index.md": document(标题="乙 🎉"),
            "content/notice/乙 🎉/附 件 🎉.pdf": PDF,
        },
        [],
    ),
    "address in angle brackets": (
        {A: document("见[乙](<乙 🎉/>)。"), "content/notice/乙 🎉/index.md": document(标题="乙 🎉")}, [],
    ),
    "long names": ({f"content/notice/{'长' * 80}.md": document(标题="长" * 200)}, []),
    "sixty folders": ({f"content/notice/{'深/' * 60}a.md": TEXT}, []),
}  # fmt: skip


def lines(source: Path) -> list[str]:
    findings = check(Options(source=source, jobs=1, today=TODAY)).findings
    return [
        f"{each.path}:{each.line}:{each.column} {each.rule} {each.message}" for each in findings
    ]


@pytest.mark.parametrize("case", CASES)
def test_bad_content_is_reported_at_its_place(
    case: str, make_site: MakeSite, build_site: Build
) -> None:
    """Each fault gives its messages, no more; --fail-on never still builds the rest."""
    files, expected = CASES[case]
    site = make_site({GOOD: document(标题="好的"), **files})
    found = lines(site)
    report = build_site(site, fail_on="never")

    assert len(found) == len(expected), found
    for message, start in zip(found, expected, strict=True):
        assert message.startswith(start)
        assert re.search("[一-龥].*。$", message), message
    assert report.built
    assert (site / "public/notice/good/index.html").exists()


def _link(target: str) -> Callable[[Path], object]:
    return lambda site: (site / A).symlink_to(target.format(site=site, outside=site.parent))


def _content_link(site: Path) -> None:
    shutil.move(site / "content", site.parent / "moved")
    (site / "content").symlink_to(site.parent / "moved")


def _content_file(site: Path) -> None:
    shutil.rmtree(site / "content")
    (site / "content").write_text("x")


def _bundle(site: Path) -> Path:
    (site / "content/notice/b").mkdir()
    (site / "content/notice/b/index.md").write_text(document(附件="[a.pdf]"), encoding="utf-8")
    return site / "content/notice/b/a.pdf"


def _raw(site: Path, name: bytes, folder: bool = False) -> None:
    path = os.fsencode(site / "content/notice") + b"/" + name
    if folder:
        os.mkdir(path)  # noqa: PTH102 (a Path holds no such bytes)
    else:
        os.close(os.open(path, os.O_CREAT))


ODD_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "link to a document outside": (_link("{outside}/secret.md"), f"{A}:1:1 GK036 这是符号链接"),
    "link to a folder outside": (_link("{outside}/secret"), f"{A}:1:1 GK036 这是符号链接"),
    "link within the site": (_link("good.md"), f"{A}:1:1 GK036 这是符号链接"),
    "link to nowhere": (_link("nowhere"), f"{A}:1:1 GK036 这是符号链接"),
    "link to itself": (_link("a.md"), f"{A}:1:1 GK036 这是符号链接"),
    "linked column": (
        lambda site: (site / "content/news").symlink_to(site.parent / "secret"), "content/news:1:1 GK036 这是符号链接",
    ),
    "linked attachment": (
        lambda site: _bundle(site).symlink_to(site.parent / "secret" / "a.pdf"),
        "content/notice/b/a.pdf:1:1 GK036 这是符号链接",
    ),
    "linked content": (_content_link, "content:1:1 GK036 content 是符号链接"),
    "pipe": (lambda site: os.mkfifo(site / A), f"{A}:1:1 GK036 不是普通文件"),
    "pipe for an attachment": (
        lambda site: os.mkfifo(_bundle(site)), "content/notice/b/index.md:7:5 GK020 附件“a.pdf”不是普通文件",
    ),
    "newline in a name": (lambda site: _raw(site, b"a\nb.md"), "content/notice/a�b.md:1:1 GK036 文件名含有控制字符"),
    "escape in a name": (lambda site: _raw(site, b"\x1b[31m.md"), "content/notice/�[31m.md:1:1 GK036 文件名含有控制字符"),
    "name not in UTF-8": (lambda site: _raw(site, b"\xff\xfe.md"), "content/notice/��.md:1:1 GK036 文件名含有控制字符"),
    "folder not in UTF-8": (lambda site: _raw(site, b"\xc4\xe3", folder=True), "content/notice/��:1:1 GK036 文件名含有控制字符"),
    "no content": (lambda site: shutil.rmtree(site / "content"), "content:1:1 GK036 读不了文件夹：没有这个文件或文件夹"),
    "content is a file": (_content_file, "content:1:1 GK036 读不了文件夹：不是文件夹"),
}  # fmt: skip


@pytest.mark.parametrize("case", ODD_FILES)
def test_odd_files_are_reported_and_never_read(
    case: str, make_site: MakeSite, build_site: Build
) -> None:
    """Links, pipes and unreadable names are named; nothing outside the site reaches the output."""
    site = make_site({GOOD: document(标题="好的")})
    secret = site.parent / "secret"
    secret.mkdir()
    for name in ("../secret.md", "index.md", "a.pdf"):
        (secret / name).write_text(
            document("canary-outside", 标题="canary-outside"), encoding="utf-8"
        )
    prepare, expected = ODD_FILES[case]
    prepare(site)
    found = lines(site)
    report = build_site(site, fail_on="never")

    assert found[0].startswith(expected), found
    assert report.built
    assert not any(b"canary-outside" in data for data in tree(site / "public").values())
    if (site / GOOD).exists() and not (site / "content").is_symlink():
        assert (site / "public/notice/good/index.html").exists()


def test_thousands_of_broken_files_are_all_reported(make_site: MakeSite, build_site: Build) -> None:
    """3,000 broken files give 3,000 messages, and the good one among them is built."""
    site = make_site(
        {f"content/notice/b{n}.md": "---\n标题: [没有完\n---\n" for n in range(3000)} | {GOOD: TEXT}
    )
    report = build_site(site, fail_on="never")

    assert len({each.path for each in report.findings}) == 3000
    assert report.public == 1


@pytest.mark.parametrize("value", ["[是]", "大概", "{a: b}"])
def test_what_may_be_a_draft_is_one(value: str, make_site: MakeSite, build_site: Build) -> None:
    """A draft mark that cannot be read keeps the document back, whatever --fail-on says."""
    site = make_site({A: document(草稿=value), GOOD: document(标题="好的")})
    report = build_site(site, fail_on="never")

    assert report.public == 1
    assert report.findings


def test_a_disclosure_that_is_said_twice_is_none(make_site: MakeSite, build_site: Build) -> None:
    """Of two answers to whether a document is public, neither counts."""
    site = make_site({A: document(extra="disclosure: 不予公开"), GOOD: document(标题="好的")})

    assert build_site(site, fail_on="never").public == 1


def test_a_name_with_an_odd_line_end_does_not_spoil_the_lock(
    make_site: MakeSite, build_site: Build
) -> None:
    """What the lock of index numbers holds can always be read again."""
    site = make_site(
        {
            "content/notice/甲\u2028乙.md": document(标题="甲\u2028乙"),
            "content/notice/\x85.md": document(标题="丙"),
        }
    )
    first = build_site(site)
    second = build_site(site)

    assert (first.numbers_added, second.numbers_added) == (2, 0)


CONFIGS: dict[str, tuple[str | bytes, str]] = {
    "deep": ("site: " + "- " * 400_000, "config.yaml:1:"),
    "aliases": (CONFIG + "publish: &a [1]\ncalendar: *a\n", "config.yaml:9:10 用了锚点"),
    "GB18030": (CONFIG.encode("gb18030"), "config.yaml:1:1 不是 UTF-8 编码"),
    "empty": ("", "config.yaml:1:1 不是“键: 值”的写法"),
    "NUL": (CONFIG + "theme: \0\n", "config.yaml:9:8 含有不可见的控制字符"),
    "huge": (CONFIG + "# " + "长" * 1_100_000, "config.yaml:1:1 这一段太长"),
    "two units of one code": (CONFIG.replace("cwk", "BGS"), "config.yaml:7:5 单位代码“BGS”重复"),
    "tab in a pattern": (CONFIG + 'index_number: {pattern: "{unit}\\t{seq}"}\n', "config.yaml:9:25 “index_number.pattern”的值"),
}  # fmt: skip


@pytest.mark.parametrize("case", CONFIGS)
def test_a_bad_config_is_reported_at_its_place(case: str, make_site: MakeSite) -> None:
    """A config.yaml that cannot be used gives one clear message with its line."""
    text, expected = CONFIGS[case]
    with pytest.raises(ConfigError) as caught:
        lines(make_site({"config.yaml": text, A: TEXT}))

    assert caught.value.message.startswith(expected)


@pytest.mark.parametrize("name", ["config.yaml", "index-numbers.lock"])
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["pipe", "folder"])
def test_a_config_or_lock_that_is_no_file_is_refused(
    name: str, make: Callable[[Path], object], make_site: MakeSite
) -> None:
    """A pipe is not waited for, a folder is named."""
    site = make_site({A: TEXT})
    (site / name).unlink(missing_ok=True)
    make(site / name)

    with pytest.raises(ConfigError, match=f"{name} 不是普通文件"):
        lines(site)
