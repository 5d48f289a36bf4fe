"""The command line as docs/cli.md promises it: exit codes, streams, formats, Chinese words."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import MakeSite
from sites import CONFIG, document, tree

import gongkai_ssg
from gongkai_ssg import build as pipeline
from gongkai_ssg.cli import cli
from gongkai_ssg.rules import PACK
from gongkai_ssg.store import Store

GOOD = {
    "content/notice/a.md": document(标题="第一则"),
    "content/notice/b.md": document(标题="第二则"),
}
BAD = {**GOOD, "content/notice/b.md": document(标题="第二则", 公开属性="公开")}
#: Finding a word of English in what people read means that a message was forgotten.
_ENGLISH = re.compile(
    r"\b(?:Error|Usage|Options|Show|[Ii]nvalid|[Mm]issing|[Nn]o such|not|is|the)\b"
)


@dataclass
class Ran:
    """What one run of the program left: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


def run(*words: object) -> Ran:
    """Run the program in this process."""
    result = CliRunner().invoke(cli, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)


@pytest.fixture
def good(make_site: MakeSite) -> Path:
    """Make a site without faults."""
    return make_site(GOOD)


@pytest.fixture
def bad(make_site: MakeSite) -> Path:
    """Make a site with one fault."""
    return make_site(BAD)


# --- exit codes and streams ----------------------------------------------------------------


def test_a_build_ends_with_0_and_says_what_it_did(good: Path) -> None:
    """Results go to stdout, what was done to stderr; index numbers are announced."""
    ran = run("build", "-s", good, "--no-search")

    assert ran.code == 0
    assert ran.out == "共 2 篇，可公开 2 篇；阻断 0，错误 0，警告 0，提示 0。\n"
    assert ran.err.startswith(f"已生成到 {good / 'public'}：改动 ")
    assert "新编 2 个索引号，已锁定在 index-numbers.lock" in ran.err
    assert (good / "public" / "index.html").exists()


def test_findings_end_a_build_with_1_and_nothing_is_built(bad: Path) -> None:
    """A fault is shown with its place and cure, the document that is not built is named."""
    ran = run("build", "-s", bad)

    assert ran.code == 1
    assert ran.out == (
        "content/notice/b.md:3:7 GK033 “公开属性”的值“公开”不在允许的范围内；应为 主动公开、依申请公开、不予公开。\n"
        "    建议：是否应为“主动公开”？\n"
        "未生成：content/notice/b.md（公开属性缺失或读不出来）\n"
        "共 2 篇，可公开 1 篇，未生成 1 篇；阻断 0，错误 1，警告 0，提示 0。\n"
    )
    assert ran.err == f"有错误，没有生成；{bad / 'public'} 保持原样。\n"
    assert not (bad / "public").exists()


@pytest.mark.parametrize(
    ("fail_on", "code"), [("never", 0), ("block", 0), ("error", 1), ("warning", 1)]
)
def test_fail_on_decides_what_stops(fail_on: str, code: int, bad: Path) -> None:
    """An error stops at error and warning, and passes at never and block."""
    assert run("check", "-s", bad, "--fail-on", fail_on).code == code
    assert run("build", "-s", bad, "--fail-on", fail_on, "--no-search").code == code


def test_a_warning_stops_only_when_asked_to(make_site: MakeSite) -> None:
    """A finding that only warns passes by default."""
    site = make_site(
        {"content/notice/a.md": document(公开属性="依申请公开", 不公开理由="internal：内部")}
    )

    assert run("check", "-s", site).code == 0
    assert run("check", "-s", site, "--fail-on", "warning").code == 1


def test_check_writes_nothing(good: Path) -> None:
    """`check` leaves the folder as it was."""
    before = tree(good)
    ran = run("check", "-s", good)

    assert (ran.code, ran.err) == (0, "")
    assert tree(good) == before


def test_a_config_error_ends_with_3(make_site: MakeSite, tmp_path: Path) -> None:
    """A config.yaml that is missing or wrong ends with 3, its line and the cure."""
    wrong = make_site({"config.yaml": CONFIG.replace("  name: 示例", "  nam: 示例")})
    ran, missing = run("build", "-s", wrong), run("build", "-s", tmp_path)

    assert (ran.code, ran.out) == (3, "")
    assert "错误：config.yaml:" in ran.err
    assert "config.yaml:2:8 不认识的键“nam”。\n    建议：是否应为“name”？" in ran.err
    assert missing.code == 3
    assert missing.err.startswith("错误：找不到 config.yaml。\n    建议：")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("biuld",), "没有命令“biuld”。是否应为 build？"),
        (("build", "--fial-on", "error"), "没有选项 --fial-on。是否应为 --fail-on？"),
        (("build", "--fail-on", "always"), "选项 --fail-on 的值不对：应为 never、block、error、warning 之一。"),
        (("build", "--jobs", "0"), "选项 -j/--jobs 的值不对：应为 1 到 64 的整数。"),
        (("build", "--jobs", "many"), "选项 -j/--jobs 的值不对：应为 1 到 64 的整数。"),
        (("build", "--today", "昨天"), "选项 --today 的值不对：“昨天”不是日期，写成 2026-03-01 的样子。"),
        (("build", "--today"), "选项 --today 后面要写一个值。"),
        (("build", "more"), "多余的参数：more。"),
        (("build", "-s", __file__), "选项 -s/--source 的值不对：应为一个文件夹。"),
        (("build", "-s", "{site}", "-b", "example"), "-b 给出的网址不能用：“site.base_url”的值“example”不是完整的网址。"),
        (("build", "-s", "{site}", "-d", "{site}/content"), "在 content 里面。"),
        (("build", "-s", "{site}", "-d", "{site}/.."), "包含站点本身。"),
        (("explain",), "缺少参数 规则。"),
        (("explain", "GK999"), "没有规则“GK999”。"),
        (("schema", "通知"), "没有栏目“通知”。"),
        (("new", "site", "{site}"), "已经存在"),
    ],
)  # fmt: skip
def test_wrong_usage_ends_with_2_and_a_chinese_message(
    words: tuple[str, ...], said: str, good: Path
) -> None:
    """A wrong call says what is wrong on stderr, in Chinese, and touches nothing."""
    before = tree(good)
    ran = run(*(word.format(site=good) for word in words))

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("错误：")
    assert said in ran.err
    assert not _ENGLISH.search(ran.err.replace("--fail-on", "").replace(str(good), ""))
    assert tree(good) == before


def test_no_command_shows_the_help_and_ends_with_2() -> None:
    """Without a command the help goes to stderr."""
    ran = run()

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("用法：gongkai [选项] 命令")


@pytest.mark.parametrize("command", ["", *cli.commands])
def test_every_help_is_chinese_and_holds_an_example(command: str) -> None:
    """--help of each command ends with 0, has no English words and shows how to call it."""
    ran = run(*filter(None, [command]), "--help")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("用法：gongkai")
    assert not _ENGLISH.search(ran.out.replace("--fail-on", ""))
    if command not in ("", "version"):
        assert f"例：gongkai {command}" in ran.out


def test_version_is_told_in_both_ways() -> None:
    """`version` and `--version` say the same."""
    assert run("version").out == run("--version").out == f"gongkai-ssg {gongkai_ssg.__version__}\n"


# --- formats -------------------------------------------------------------------------------


def test_json_is_one_object_with_findings_and_summary(bad: Path) -> None:
    """--format json prints one object that programs can rely on."""
    ran = run("check", "-s", bad, "--format", "json")

    assert ran.code == 1
    assert json.loads(ran.out) == {
        "findings": [{
            "rule": "GK033", "severity": "error", "path": "content/notice/b.md", "line": 3, "column": 7,
            "message": "“公开属性”的值“公开”不在允许的范围内；应为 主动公开、依申请公开、不予公开。",
            "hint": "是否应为“主动公开”？", "basis": "《政府信息公开条例》（国令第711号）第十二条", "unit": "办公室",
        }],
        "summary": {
            "documents": 2, "public": 1, "block": 0, "error": 1, "warning": 0, "info": 0, "waived": 0,
        },
        "waived": [],
        "rule_pack": PACK,
    }  # fmt: skip


def test_build_prints_only_json_on_stdout(good: Path) -> None:
    """What a program reads from a build is the object alone; the rest is on stderr."""
    ran = run("build", "-s", good, "--format", "json", "--no-search")

    assert json.loads(ran.out)["summary"]["public"] == 2
    assert "已生成到" in ran.err


def test_sarif_names_tool_rule_and_place(bad: Path) -> None:
    """--format sarif is a SARIF 2.1.0 log with one result per finding."""
    log = json.loads(run("check", "-s", bad, "--format", "sarif").out)
    (only,) = log["runs"]
    (result,) = only["results"]
    place = result["locations"][0]["physicalLocation"]

    assert log["version"] == "2.1.0"
    assert only["tool"]["driver"]["name"] == "gongkai-ssg"
    assert [rule["id"] for rule in only["tool"]["driver"]["rules"]] == ["GK033"]
    assert (result["ruleId"], result["level"]) == ("GK033", "error")
    assert place["artifactLocation"]["uri"] == "content/notice/b.md"
    assert place["region"] == {"startLine": 3, "startColumn": 7}


def test_text_stops_at_fifty_of_a_rule_and_json_does_not(make_site: MakeSite) -> None:
    """Text lists fifty findings of a rule and counts the rest; JSON and -v hold them all."""
    site = make_site(
        {f"content/notice/{n}.md": document(标题=f"公告{n}", 公开属性="公开") for n in range(60)}
    )
    text, every, data = (
        run("check", "-s", site, *more) for more in ((), ("-v",), ("--format", "json"))
    )

    assert text.out.count(" GK033 ") == 50
    assert "……GK033 还有 10 处，用 -v 或 --format json 查看全部。\n" in text.out
    assert every.out.count(" GK033 ") == 60
    assert len(json.loads(data.out)["findings"]) == 60


def test_what_only_informs_is_shown_on_request(make_site: MakeSite) -> None:
    """Information such as a byte order mark is counted always and listed with -v."""
    site = make_site({"content/notice/a.md": b"\xef\xbb\xbf" + document().encode()})
    plain, verbose = run("check", "-s", site), run("check", "-s", site, "-v")

    assert (plain.code, verbose.code) == (0, 0)
    assert plain.out == "共 1 篇，可公开 1 篇；阻断 0，错误 0，警告 0，提示 1。\n"
    assert "GK036 文件以 BOM 开头" in verbose.out


# --- explain, today, base url --------------------------------------------------------------


def explained(site: Path) -> dict[str, str]:
    """Build and return why each page was written or removed."""
    ran = run("build", "-s", site, "--no-search", "--explain", "--today", "2026-11-22")
    assert ran.code == 0
    lines = [line for line in ran.out.splitlines() if line.startswith(("写入 ", "删除 "))]
    return {path: why for path, _, why in (line[3:].partition("：") for line in lines)}


def test_explain_says_why_each_page_was_written(good: Path) -> None:
    """The first build writes new pages, the next one nothing."""
    first, second = explained(good), explained(good)

    assert set(first.values()) == {"新页面"}
    assert set(first) == set(tree(good / "public"))
    assert second == {}


def test_explain_of_an_edit_names_the_document(good: Path) -> None:
    """An edited text rewrites its page because of the document, and its neighbours not at all."""
    explained(good)
    (good / "content/notice/a.md").write_text(
        document("改过的正文，内容不同。", 标题="第一则", 内容概述="同一个概述"), encoding="utf-8"
    )
    explained(good)
    (good / "content/notice/a.md").write_text(
        document("又改一次的正文。", 标题="第一则", 内容概述="同一个概述"), encoding="utf-8"
    )
    why = explained(good)

    assert why["notice/a/index.html"] == "文档本身"
    assert "notice/b/index.html" not in why
    assert "notice/index.html" not in why


def test_explain_of_a_renamed_unit_names_what_changed(good: Path) -> None:
    """A renamed unit shows as a change of documents, lists and the unit's own page."""
    explained(good)
    config = CONFIG.replace("name: 办公室}", "name: 行政办公室, former_names: [{name: 办公室}]}")
    (good / "config.yaml").write_text(config, encoding="utf-8")
    why = explained(good)

    assert why["notice/a/index.html"] == "文档本身"
    assert "列表内容" in why["notice/list/2026/index.html"]
    assert "单位信息或文件" in why["unit/bgs/index.html"]
    assert why["unit/index.html"] == "单位列表"
    assert "news/index.html" not in why


@pytest.mark.parametrize(
    ("change", "path", "reason"),
    [
        ("site name", "news/index.html", "站点信息、导航或主题文件"),
        ("deleted document", "notice/a/index.html", "不再属于本站"),
        ("deleted document", "notice/b/index.html", "上一篇或下一篇"),
        ("lost file", "notice/b/index.html", "输出文件缺失或被改动"),
        ("theme", "notice/b/index.html", "模板"),
        ("title", "notice/b/index.html", "上一篇或下一篇"),
    ],
)
def test_explain_gives_the_reason_of_each_change(
    change: str, path: str, reason: str, good: Path
) -> None:
    """Whatever changed is named in words that an author understands."""
    explained(good)
    if change == "site name":
        (good / "config.yaml").write_text(
            CONFIG.replace("name: 示例市", "name: 新示例市"), encoding="utf-8"
        )
    elif change == "deleted document":
        (good / "content/notice/a.md").unlink()
    elif change == "lost file":
        (good / "public" / path).unlink()
    elif change == "title":
        (good / "content/notice/a.md").write_text(document(标题="新标题"), encoding="utf-8")
    else:
        theme = good / "themes" / "default" / "templates"
        theme.mkdir(parents=True)
        (theme.parent / "theme.yaml").write_text("name: default\nextends: base\n", encoding="utf-8")
        shipped = Path(gongkai_ssg.__file__).parents[1] / "themes" / "default"
        (good / "themes" / "base").symlink_to(shipped)
        footer = (shipped / "templates" / "frame_footer.html").read_text("utf-8")
        (theme / "frame_footer.html").write_text(footer + "\n<!-- 新 -->\n", encoding="utf-8")

    assert reason in explained(good)[path]


def test_today_decides_what_is_scheduled(make_site: MakeSite) -> None:
    """--today takes Chinese dates; what is scheduled for later is named with its day."""
    site = make_site(
        {**GOOD, "content/notice/c.md": document(标题="年后", 发布日期="2027-01-04", 定时发布="是")}
    )
    before = run("build", "-s", site, "--no-search", "--today", "2026年12月31日")
    later = run("build", "-s", site, "--no-search", "--today", "2027-01-04")

    assert "未生成：content/notice/c.md（定时发布，2027-01-04 起生成）" in before.out
    assert "可公开 3 篇；" in later.out
    assert (site / "public/notice/c/index.html").exists()


def test_a_base_url_may_carry_a_path(good: Path) -> None:
    """-b moves the whole site below a path and to another host."""
    ran = run("build", "-s", good, "--no-search", "-b", "https://www.example.gov.cn/gk/")
    page = (good / "public/notice/a/index.html").read_text("utf-8")

    assert ran.code == 0
    assert 'href="/gk/notice/"' in page
    assert "https://www.example.gov.cn/gk/notice/a/" in page
    assert "wl.example.gov.cn/" not in page
    assert not re.search(r'(?:href|src)="/(?!gk/)', page)


# --- what goes wrong -----------------------------------------------------------------------


def test_a_second_build_says_that_another_one_runs(good: Path) -> None:
    """While a build holds the folder, the next one ends with 1 and a message."""
    with Store(good / ".gongkai" / "public" / "build.sqlite", "another"):
        ran = run("build", "-s", good, "--no-search")

    assert ran.code == 1
    assert (
        ran.err
        == "错误：另一个构建正在写同一个输出文件夹。\n    建议：等它结束后再试，或用 -d 换一个输出位置。\n"
    )


@pytest.mark.parametrize(
    "fault", [OSError(28, "No space left on device", "x"), RuntimeError("boom")]
)
def test_no_traceback_reaches_a_user(
    fault: Exception, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody foresaw is one Chinese message and exit code 1; --debug shows it all."""

    def fail(*given: object) -> None:
        raise fault

    monkeypatch.setattr(pipeline, "draft", fail)
    ran = run("build", "-s", good, "--no-search")

    assert ran.code == 1
    assert ran.err.startswith("错误：")
    assert "Traceback" not in ran.err
    with pytest.raises(type(fault)):
        cli(["--debug", "build", "-s", str(good), "--no-search"])


def test_a_lock_that_cannot_be_written_is_told(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Index numbers that were not kept are announced as such."""
    monkeypatch.setattr(pipeline, "write_lock", lambda root, lock: False)
    ran = run("build", "-s", good, "--no-search")

    assert ran.code == 0
    assert "新编的 2 个索引号没能写进 index-numbers.lock" in ran.err


# --- the program as a process ----------------------------------------------------------------


def process(*words: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the program as users do."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(gongkai_ssg.__file__).parents[1]),
        "LC_ALL": "C",
    }
    command = [sys.executable, "-m", "gongkai_ssg", *map(str, words)]
    return subprocess.run(
        command,
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_several_processes_give_the_bytes_of_one(good: Path, tmp_path: Path) -> None:
    """With -j 3, clean and after a change, in a place without a Chinese locale."""
    for number in range(230):
        text = document(标题=f"公告{number}")
        (good / f"content/notice/n{number}.md").write_text(text, encoding="utf-8")
    words = ("build", "--no-search", "-j", "3", "-d", tmp_path / "three")
    first = process(*words, cwd=good)
    renamed = CONFIG.replace("name: 示例市", "name: 新示例市")
    (good / "config.yaml").write_text(renamed, encoding="utf-8")
    (good / "content/notice/n7.md").unlink()
    second = process(*words, cwd=good)
    one = run("build", "-s", good, "--no-search", "-j", "1", "-d", tmp_path / "one")

    assert (first.returncode, second.returncode, one.code) == (0, 0, 0), second.stderr
    assert second.stdout == one.out
    assert tree(tmp_path / "three") == tree(tmp_path / "one")


def test_a_closed_pipe_ends_quietly(bad: Path) -> None:
    """`gongkai check | head` does not complain when the reader goes away."""
    for number in range(300):
        (bad / f"content/notice/n{number}.md").write_text("x", encoding="utf-8")
    words = [sys.executable, "-m", "gongkai_ssg", "check", "-v", "-s", str(bad)]
    environment = {**os.environ, "PYTHONPATH": str(Path(gongkai_ssg.__file__).parents[1])}
    with subprocess.Popen(
        words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        assert program.stdout is not None and program.stderr is not None
        program.stdout.readline()
        program.stdout.close()
        said = program.stderr.read().decode()

    assert "Traceback" not in said
    assert "Error" not in said


@pytest.mark.parametrize("command", ["check", "build"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_what_could_not_be_looked_at_is_told(command: str, form: str, good: Path) -> None:
    """A history that cannot be read is no fault of the content, and no secret either."""
    (good / ".git").mkdir()
    (good / ".git" / "HEAD").write_bytes(b"\xff\xfe not a ref\0")
    ran = run(command, "-s", good, "--format", form)

    assert ran.code == 0
    assert "提示：git 的历史" in ran.err and "git" not in ran.out
