"""Many sites: the same bytes under every executor, and no site in the way of another."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import dask
import many_tasks
import pytest
from click.testing import CliRunner
from distributed import Client
from sites import CONFIG, document, stamps, tree, write_site

from gongkai_ssg.build import Options, build
from gongkai_ssg.build_all import Asked, Task, build_all
from gongkai_ssg.cli import cli
from gongkai_ssg.errors import UsageError
from gongkai_ssg.executors import executor_name, open_executor
from gongkai_ssg.site_places import site_places
from gongkai_ssg.site_task import Outcome, State, build_one, code_version
from gongkai_ssg.store import Store

ROOT = Path(__file__).parents[1]
TODAY = dt.date(2026, 11, 22)
_FAULT = {"content/notice/a.md": document(公开属性="公开")}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scheduler and two workers, each a process of its own; the name of the executor."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests"))),
        # A killed worker is the end of its task at once; the usual number is three more.
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
    }
    folder = tmp_path_factory.mktemp("cluster")
    host, port = address.split(":")
    scheduler = ["scheduler", "--host", host, "--port", port]
    worker = ["worker", f"tcp://{address}", "--host", host, "--nthreads", "1", "--local-directory"]
    commands = [scheduler, *([*worker, str(folder / name)] for name in "ab")]
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "dask", *words, "--no-dashboard"],
            env=environment, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        for words in commands
    ]  # fmt: skip
    try:
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        yield f"dask://{address}"
    finally:
        for process in reversed(started):
            process.terminate()
        for process in reversed(started):
            process.wait(30)


@pytest.fixture(params=["processes", "threads", "dask"])
def executor(request: pytest.FixtureRequest) -> str:
    """Each of the executors in turn."""
    return request.getfixturevalue("cluster") if request.param == "dask" else request.param


def write_sites(root: Path, *names: str, **others: Mapping[str, str | bytes]) -> list[Path]:
    """Write a good site for each name, each with words of its own, and `others` as they are."""
    for name in names:
        write_site(root / name, {
            "config.yaml": CONFIG.replace("示例市文化和旅游局", f"示例市{name}局"),
            "content/notice/a.md": document(标题=f"关于{name}开放时间的公告"),
            "content/notice/b.md": document("附件见下。\n\n[表](表.csv)\n", 标题=f"{name}第二则"),
            "content/notice/表.csv": f"甲,{name}\n",
        })  # fmt: skip
    for name, files in others.items():
        write_site(root / name, files)
    return [root / name for name in (*names, *others)]


def run(
    sites: list[Path], out: Path | None, executor: str = "processes", *,
    width: int = 2, retries: int = 1, task: Task = build_one,
    said: list[tuple[str, State, bool]] | None = None, search: bool = False,
) -> dict[str, Outcome]:  # fmt: skip
    """Build the sites and return the outcomes by name."""
    name = executor_name(executor)

    def tell(outcome: Outcome, done: int, again: bool) -> None:
        if said is not None:
            said.append((outcome.name, outcome.state, again))

    outcomes = build_all(
        site_places(sites, out), Asked(today=str(TODAY), search=search),
        lambda number: open_executor(name, number),
        width=width, retries=retries, shared=name.is_remote, tell=tell, task=task,
    )  # fmt: skip
    return {each.name: each for each in outcomes}


def command(*words: object) -> tuple[int, str, str]:
    """Run `gongkai build-all` in this process; exit code, stdout, stderr."""
    given = ["build-all", *map(str, words), "--today", str(TODAY), "--no-search"]
    ran = CliRunner().invoke(cli, given)
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    return ran.exit_code, ran.stdout, ran.stderr


# --- the same bytes ---------------------------------------------------------------------


def test_every_executor_builds_what_build_builds(tmp_path: Path, executor: str) -> None:
    """Each site's output equals that of `gongkai build`, search index included, byte for byte."""
    sites = write_sites(tmp_path / "sites", "甲", "乙", "丙")
    twins = write_sites(tmp_path / "twins", "甲", "乙", "丙")
    for twin in twins:
        build(Options(source=twin, out=tmp_path / "apart" / twin.name, today=TODAY, jobs=1))

    outcomes = run(sites, tmp_path / "out", executor, search=True)

    assert {each.state for each in outcomes.values()} == {State.BUILT}
    for name in outcomes:
        made = tree(tmp_path / "out" / name)
        assert made["index.html"]
        assert made == tree(tmp_path / "apart" / name)
    assert not list((tmp_path / "out" / ".gongkai").glob("shared-*"))


def test_a_second_run_writes_nothing(tmp_path: Path, executor: str) -> None:
    """What one executor built, another finds up to date; without -d the output is public/."""
    sites = write_sites(tmp_path, "甲", "乙")
    run(sites, None, "threads")
    before = [stamps(site / "public") for site in sites]

    outcomes = run(sites, None, executor)

    assert [(each.changed, each.removed) for each in outcomes.values()] == [(0, 0)] * 2
    assert [stamps(site / "public") for site in sites] == before


def test_a_link_to_a_site_is_built_under_its_own_name(tmp_path: Path) -> None:
    """A symbolic link among the sites is built like the folder it leads to."""
    (real,) = write_sites(tmp_path / "elsewhere", "甲")
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "乙").symlink_to(real)

    outcomes = run([tmp_path / "sites" / "乙"], tmp_path / "out")

    assert outcomes["乙"].state is State.BUILT
    assert (tmp_path / "out" / "乙" / "index.html").exists()


def test_a_site_beside_the_content_of_another_is_built(tmp_path: Path) -> None:
    """A site may lie in the folder of another, where that one does not read it."""
    sites = write_sites(tmp_path, "甲", "甲/下属/乙")

    outcomes = run(sites, None)

    assert {each.state for each in outcomes.values()} == {State.BUILT}
    alone = write_sites(tmp_path / "alone", "甲")[0]
    build(Options(source=alone, today=TODAY, jobs=1, search=False))
    assert tree(tmp_path / "甲" / "public") == tree(alone / "public")


# --- what fails --------------------------------------------------------------------------


def test_a_failing_site_keeps_its_output_and_the_others_are_built(
    tmp_path: Path, executor: str
) -> None:
    """Findings and settings stop only their own site; neither is tried again."""
    sites = write_sites(tmp_path, "甲", "bad", "worse")
    run(sites, tmp_path / "out", "threads")
    before = {name: stamps(tmp_path / "out" / name) for name in ("bad", "worse")}
    write_site(tmp_path / "bad", _FAULT | {"config.yaml": CONFIG})
    (tmp_path / "worse" / "config.yaml").write_text("site: 3\n")
    (tmp_path / "甲" / "content" / "notice" / "a.md").write_text(document(标题="改过的公告"))

    outcomes = run(sites, tmp_path / "out", executor)

    assert [(each.state, each.attempts) for each in outcomes.values()] == [
        (State.BUILT, 1), (State.FINDINGS, 1), (State.CONFIG, 1),
    ]  # fmt: skip
    assert outcomes["bad"].findings["error"] == 1
    assert "config.yaml" in outcomes["worse"].message
    assert {name: stamps(tmp_path / "out" / name) for name in before} == before
    assert "改过的公告" in (tmp_path / "out" / "甲" / "index.html").read_text("utf-8")


@pytest.mark.parametrize(("retries", "state", "attempts"), [
    (0, State.FAILED, 1), (1, State.FAILED, 2), (2, State.BUILT, 3), (9, State.BUILT, 3),
])  # fmt: skip
def test_retries_are_counted(tmp_path: Path, retries: int, state: State, attempts: int) -> None:
    """What fails by chance is tried again, behind the others, as often as asked and no more."""
    sites = write_sites(tmp_path, "bad", "甲")
    said: list[tuple[str, State, bool]] = []

    task = many_tasks.fails_twice
    outcomes = run(sites, None, "threads", width=1, retries=retries, task=task, said=said)

    bad = outcomes["bad"]
    assert (bad.state, bad.attempts) == (state, attempts)
    assert outcomes["甲"].attempts == 1
    assert len((tmp_path / "bad.log").read_text()) == attempts
    if retries:
        assert [(name, again) for name, _, again in said[:2]] == [("bad", True), ("甲", False)]
    if state is State.FAILED:
        assert bad.message == "系统读写失败 a.md：磁盘读写出错。"


@pytest.mark.parametrize("kind", ["processes", "dask"])
@pytest.mark.parametrize("width", [1, 3])
def test_a_killed_worker_costs_only_its_own_site(
    tmp_path: Path, kind: str, width: int, request: pytest.FixtureRequest
) -> None:
    """A site that kills its process is named; those that ran beside it are built all the same."""
    sites = write_sites(tmp_path, "甲", "bad", "乙", "丙")
    run(sites, None, "threads")
    before = stamps(tmp_path / "bad" / "public")
    for site in sites:
        (site / "content" / "notice" / "a.md").write_text(document(标题="改过的公告"))
    executor = request.getfixturevalue("cluster") if kind == "dask" else kind

    outcomes = run(sites, None, executor, width=width, task=many_tasks.dies_always)

    assert {each.name: each.state for each in outcomes.values()} == {
        "甲": State.BUILT, "bad": State.CRASHED, "乙": State.BUILT, "丙": State.BUILT,
    }  # fmt: skip
    # In company it cannot be told whose fault it was: alone, and then once more.
    assert outcomes["bad"].attempts == (2 if width == 1 else 3)
    assert stamps(tmp_path / "bad" / "public") == before
    assert outcomes["甲"].changed and outcomes["乙"].changed


def test_a_crash_by_chance_is_made_good(tmp_path: Path) -> None:
    """A site whose process was killed once is built by the next attempt."""
    sites = write_sites(tmp_path, "bad", "甲")

    outcomes = run(sites, None, width=1, task=many_tasks.dies_once)

    assert [(each.state, each.attempts) for each in outcomes.values()] == [
        (State.BUILT, 2), (State.BUILT, 1),
    ]  # fmt: skip


def test_without_the_scheduler_nothing_is_claimed(tmp_path: Path) -> None:
    """What was under way when the scheduler went is reported as unknown and not tried again."""
    sites = write_sites(tmp_path, "bad", "甲")

    outcomes = run(sites, None, "threads", task=many_tasks.is_lost, retries=3)

    assert (outcomes["bad"].state, outcomes["bad"].attempts) == (State.LOST, 1)
    assert "不知道有没有生成" in outcomes["bad"].message
    assert outcomes["甲"].state is State.BUILT


@pytest.mark.parametrize("ends", [True, False])
def test_a_site_that_another_builds_comes_last(tmp_path: Path, ends: bool) -> None:
    """It is tried once more after all others, whatever the retries, and then reported."""
    sites = write_sites(tmp_path, "甲", "乙")
    path = tmp_path / "甲" / ".gongkai" / "public" / "build.sqlite"
    other = Store(path, "another build").__enter__()
    said: list[tuple[str, State, bool]] = []

    class Said(list[tuple[str, State, bool]]):
        def append(self, item: tuple[str, State, bool]) -> None:
            said.append(item)
            if ends and item[0] == "乙":
                other.__exit__(None, None, None)

    outcomes = run(sites, None, width=1, retries=0, said=Said())

    last = State.BUILT if ends else State.BUSY
    assert said == [
        ("甲", State.BUSY, True), ("乙", State.BUILT, False), ("甲", last, False),
    ]  # fmt: skip
    assert (outcomes["甲"].state, outcomes["甲"].attempts) == (last, 2)
    if not ends:
        other.__exit__(None, None, None)


# --- other machines ------------------------------------------------------------------------


@pytest.mark.parametrize(("other", "said"), [
    ({"version": "0.0.1"}, "程序版本不同：命令是 0.0.1"),
    ({"source": "/nowhere/甲"}, "没有共享文件夹 /nowhere/甲"),
    ({"mark": "shared-1"}, "没有共享文件夹"),
])  # fmt: skip
def test_a_machine_that_differs_builds_nothing(
    tmp_path: Path, other: dict[str, str], said: str
) -> None:
    """A worker of another version, or without the shared folder, says so."""
    (site,) = write_sites(tmp_path, "甲")
    given = {
        "name": "甲", "source": str(site), "output": str(tmp_path / "out" / "甲"), "mark": "",
        "version": code_version(), "today": str(TODAY), "fail_on": "error", "search": False,
        "debug": False,
    }  # fmt: skip

    outcome = build_one({**given, **other})

    assert outcome["state"] == "failed"
    assert said in outcome["message"]
    assert not (tmp_path / "out").exists()
    assert build_one(given)["state"] == "built"


def test_without_dask_it_is_said_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dask is optional; who asks for it is told what to install."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    sites = write_sites(tmp_path, "甲")

    code, _, err = command(*sites, "--executor", "dask://127.0.0.1:8786")

    assert code == 2
    assert "gongkai-ssg[cluster]" in err


def test_a_scheduler_that_does_not_answer_is_named(tmp_path: Path) -> None:
    """Nothing is built where the scheduler cannot be reached."""
    sites = write_sites(tmp_path, "甲")
    with socket.socket() as closed, dask.config.set({"distributed.comm.timeouts.connect": "1s"}):
        closed.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{closed.getsockname()[1]}"
        code, _, err = command(*sites, "--executor", f"dask://{address}")

    assert code == 2
    assert f"连不上调度器 {address}" in err


@pytest.mark.parametrize("name", ["fork", "dask://", "dask://host", "dask://h:x", "tcp://h:1"])
def test_an_unknown_executor_is_refused(name: str) -> None:
    """The names of executors are few, and a scheduler needs its port."""
    with pytest.raises(UsageError):
        executor_name(name)


# --- the command --------------------------------------------------------------------------


def test_the_command_reports_every_site(tmp_path: Path) -> None:
    """A line while it runs, a table at the end, and for what failed how to see more."""
    sites = write_sites(tmp_path, "甲", bad=_FAULT)

    code, out, err = command(*sites, "-d", tmp_path / "out", "--executor", "threads", "-j", 1)

    assert code == 1
    assert err.splitlines()[0].startswith("[1/2] 甲 已生成：公开 2 篇，改动 ")
    assert err.splitlines()[1] == "[2/2] bad 检查不通过：阻断 0，错误 1，警告 0，提示 0。"
    lines = out.splitlines()
    assert lines[0].split() == [
        "站点",
        "结果",
        "文档",
        "公开",
        "阻断和错误",
        "警告",
        "次数",
        "用时",
    ]
    assert lines[2].split()[:7] == ["bad", "检查不通过", "1", "0", "1", "0", "1"]
    assert lines[3] == "共 2 个站点：已生成 1，检查不通过 1。"
    assert lines[-1] == f"    详情：gongkai check -s {tmp_path / 'bad'}"


def test_the_json_report_holds_every_site(tmp_path: Path) -> None:
    """`--format json` prints one object: the sites in the order given, and the sums."""
    sites = write_sites(tmp_path, "甲", bad=_FAULT)

    code, out, _ = command(*sites, "--executor", "threads", "--format", "json")

    report = json.loads(out)
    assert code == 1
    assert [each["name"] for each in report["sites"]] == ["甲", "bad"]
    assert report["sites"][1]["findings"]["error"] == 1
    assert report["summary"] | {"built": 1, "findings": 1, "sites": 2} == report["summary"]
    page = (ROOT / "docs" / "scale.md").read_text("utf-8")
    keys = {*report, *report["sites"][0], *report["summary"]}
    assert [key for key in keys if f"`{key}`" not in page] == []


@pytest.mark.parametrize(("others", "expected"), [
    ({}, 0),
    ({"bad": {"config.yaml": "site: 3\n"}}, 3),
    ({"bad": {"config.yaml": "site: 3\n"}, "worse": _FAULT}, 1),
])  # fmt: skip
def test_exit_codes(
    tmp_path: Path, others: dict[str, dict[str, str | bytes]], expected: int
) -> None:
    """0 where all are built, 3 where only settings are wrong, 1 where anything else is."""
    sites = write_sites(tmp_path, "甲", **others)

    assert command(*sites, "--executor", "threads")[0] == expected


def test_sites_that_hurt_each_other_are_refused(tmp_path: Path) -> None:
    """The same name, site or output, an output where another is read: nothing is built."""
    one, other, *_ = write_sites(
        tmp_path, "a/甲", "b/甲", "A", "a", "甲/content/乙", "丙", "丙/public/丁"
    )
    (tmp_path / "link").symlink_to(one)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "丙").symlink_to(tmp_path / "out" / "A")
    (tmp_path / "甲").mkdir(exist_ok=True)
    cases: list[tuple[str, list[Path], Path | None]] = [
        ("同名", [one, other], tmp_path / "out"),
        ("同名", [one, other], None),
        ("同名", [tmp_path / "A", tmp_path / "a"], None),
        ("同一个站点", [one, tmp_path / "link"], None),
        ("同一个文件夹", [tmp_path / "A", tmp_path / "丙"], tmp_path / "out"),
        ("的内容里面", [tmp_path / "甲", tmp_path / "甲" / "content" / "乙"], None),
        ("的内容里面", [tmp_path / "甲", tmp_path / "A"], tmp_path / "甲" / "content"),
        ("包含站点", [tmp_path / "丙", tmp_path / "丙" / "public" / "丁"], None),
        ("包含站点", [tmp_path / "A"], tmp_path),
        ("没有站点文件夹", [one, tmp_path / "无"], None),
        ("不能用作站点名", [tmp_path / ".git"], None),
    ]
    (tmp_path / ".git").mkdir()

    for said, sites, out in cases:
        with pytest.raises(UsageError, match=said):
            site_places(sites, out)
    assert command(one, other)[0] == 2
    assert not (one / "public").exists()


@contextlib.contextmanager
def held(sites: Iterable[Path]) -> Iterator[None]:
    """Keep the outputs of some sites as another build would: a run of theirs is not soon over."""
    with contextlib.ExitStack() as stack:
        for site in sites:
            stack.enter_context(Store(site / ".gongkai" / "public" / "build.sqlite", "another"))
        yield


def test_ctrl_c_ends_every_process(tmp_path: Path) -> None:
    """The exit code is 130, no worker is left, and the next run completes the sites."""
    sites = write_sites(tmp_path, *(f"s{number:02d}" for number in range(40)))
    words = [sys.executable, "-m", "gongkai_ssg", "build-all", *map(str, sites), "-j", "2"]
    with held(sites[2:]):
        started = subprocess.Popen(
            [*words, "--today", str(TODAY)], env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        assert started.stderr is not None
        first = started.stderr.readline()
        os.killpg(started.pid, signal.SIGINT)
        # The pipes end when the last process that writes into them has ended.
        _, err = started.communicate(timeout=60)

    assert first.startswith("[1/40] ")
    assert started.returncode == 130
    lines = [line for line in err.splitlines() if line]  # click leaves the line of ^C
    assert lines[-2:] == ["正在停止：没做完的站点保持原样，下次接着做。", "已中断。"]
    assert "Traceback" not in err
    left = [site for site in sites if not (site / "public" / "index.html").exists()]
    assert left
    outcomes = run(left[:3], None)
    assert {each.state for each in outcomes.values()} == {State.BUILT}


def test_workers_do_not_outlive_the_command(tmp_path: Path) -> None:
    """Where the command is killed, its workers end too."""
    sites = write_sites(tmp_path, *(f"s{number:02d}" for number in range(40)))
    with held(sites[2:]):
        started = subprocess.Popen(
            [sys.executable, "-m", "gongkai_ssg", "build-all", *map(str, sites), "-j", "2"],
            env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert started.stderr is not None
        started.stderr.readline()
        started.kill()
        started.communicate(timeout=60)

    assert started.returncode == -signal.SIGKILL
    assert not all((site / "public").exists() for site in sites)
