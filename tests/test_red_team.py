"""The gate under attack: every planted fault is found, no clean twin is, nothing leaves.

How faults are hidden is in red_team/; nothing here knows how the gate finds them.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import subprocess
import unicodedata
import zipfile
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from canaries import Canary
from click.testing import CliRunner
from pypdf import PdfReader
from red_team.cases import BLOCK, Fault
from red_team.faults_attachments import attachment_faults
from red_team.faults_rules import inspected
from red_team.faults_text import text_faults
from red_team.inspected import CONFIG, Inspected
from red_team.twins import DUTY_MOBILE, twins
from sites import PNG, write_site

from gongkai_ssg.cli import cli

_TODAY = "2026-11-22"
_CONFIG = f"{CONFIG}gate:\n  contacts: ['{DUTY_MOBILE}']\n"
#: More of a packed file is not read: archives that burst are among the faults.
_ENOUGH = 1 << 20
_GRAVITY = ("info", "warning", "error", "block")
#: What loading and linking need beside the documents.
_BESIDE = {"content/notice/tu.png": PNG, "content/notice/fu.txt": "附件。\n"}


def run(site: Path, *words: str) -> list[dict[str, Any]]:
    """Run a command on the site and return the findings it prints."""
    ran = CliRunner().invoke(cli, [*words, "-s", str(site), "--format", "json", "--today", _TODAY])
    assert ran.exit_code in (0, 1), ran.output
    found: list[dict[str, Any]] = json.loads(ran.stdout)["findings"]
    return found


def grave(finding: dict[str, Any]) -> int:
    """Return the place of a finding's severity in the order of gravity."""
    return _GRAVITY.index(finding["severity"])


def misses(faults: Iterable[Fault], found: list[dict[str, Any]]) -> list[str]:
    """Return each fault that is not found where, as and as gravely as it must be."""
    by_path: dict[str, list[dict[str, Any]]] = {}
    for each in found:
        by_path.setdefault(each["path"], []).append(each)
    missed = []
    for fault in faults:
        near = [each for path in fault.paths for each in (by_path.get(path, ()) if path else found)]
        named = [each for each in near if each["rule"] in fault.rules]
        placed = [each for each in named if not fault.lines or each["line"] in fault.lines]
        told = [each for each in placed if fault.said in each["message"] + each["hint"]]
        if any(grave(each) >= _GRAVITY.index(fault.least) for each in told):
            continue
        why = "gravity" if told else "place" if placed else "line" if named else "not found"
        got = [(e["rule"], e["severity"], e["line"], e["message"]) for e in near]
        missed.append(
            f"{fault.name}: {why}: wanted {fault.rules} {fault.least} {fault.lines} {fault.said} got {got}"
        )
    return missed


def everything(data: bytes) -> Iterable[bytes]:
    """Yield what is packed in a file, and in that, and then its own bytes."""
    if data.startswith(b"\x1f\x8b"):
        yield from everything(gzip.decompress(data))
    elif zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                yield entry.filename.encode()
                if not entry.flag_bits & 1:
                    with archive.open(entry) as stream:
                        yield from everything(stream.read(_ENOUGH))
    elif data.startswith(b"%PDF"):
        reader = PdfReader(io.BytesIO(data))
        for page in () if reader.is_encrypted else reader.pages:
            yield page.extract_text().encode()
        yield repr(None if reader.is_encrypted else reader.metadata).encode()
    yield data


def unpacked(out: Path, into: Path) -> Path:
    """Write everything that is in the built files into a folder, under their names."""
    for path in sorted(out.rglob("*")):
        if path.is_file():
            target = into / path.relative_to(out)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(b"\n".join([b"", *everything(path.read_bytes())]))
    return into


_MARKUP = re.compile(r"<[^<>]*>|&#?\w+;|\\u00[0-9a-f]{2}")
#: What is long enough to be one of the numbers: searched instead of everything.
_LONG = re.compile(r"[A-Z]{0,2}[0-9]{7,}X?")
_ZEROS = re.compile("0{40,}")
_BETWEEN = re.compile(r"[^0-9A-Za-z]+")


def folded(data: bytes) -> str:
    """Return what a determined reader sees in bytes: letters and digits, in every encoding."""
    text = data.decode("utf-8", "ignore")
    texts = [text, unquote(text), unescape(text)]
    if b"\0" in data or text.encode() != data:  # not, or not only, UTF-8
        wide = (data, data[1:])
        texts += [each.decode("utf-16-le", "ignore") for each in wide]
        texts += [data.decode("gb18030", "ignore")]
    plain = [unicodedata.normalize("NFKC", text) for text in texts]
    return "\n".join(
        _BETWEEN.sub("", each).upper() for text in plain for each in (text, _MARKUP.sub("", text))
    )


def leaks(folder: Path, numbers: Iterable[str]) -> list[str]:
    """Return which numbers can be read in which file of a folder, or in its name."""
    wanted = {number.upper() for number in numbers}
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            text = f"{folded(name.encode())}\n{folded(path.read_bytes())}"
            text = "\n".join(_LONG.findall(_ZEROS.sub(" ", text)))
            found += [f"{number} in {name}" for number in wanted if number in text]
    return found


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Fault], Canary, Path, Any]:
    """One site with every fault, built whatever is found: its faults, canaries, output, findings."""
    root = tmp_path_factory.mktemp("faults")
    faults, canary = [*text_faults(), *attachment_faults()], Canary()
    files: dict[str, str | bytes] = {"config.yaml": _CONFIG, **_BESIDE}
    for fault in faults:
        for path, content in fault.files.items():
            in_text = fault.least == BLOCK and len(fault.files) == 1 and isinstance(content, str)
            files[path] = f"{content}\n\n校对词{canary(fault.name)}。\n" if in_text else content
    site = write_site(root / "site", files)
    found = run(site, "build", "-d", str(root / "out"), "--fail-on", "never", "-j", "2")
    return faults, canary, root / "out", found


def test_every_planted_fault_is_found_at_its_place(
    attacked: tuple[list[Fault], Canary, Path, Any],
) -> None:
    """Each fault of the red team is found: its rule, its file, its line, as grave as it is."""
    faults, _, _, found = attacked

    assert len(faults) >= 140
    assert misses(faults, found) == []


def test_nothing_planted_stands_in_any_output_byte(
    attacked: tuple[list[Fault], Canary, Path, Any], tmp_path: Path
) -> None:
    """Even a build that nothing may fail holds no number, word or file that was blocked."""
    faults, canary, out, _ = attacked

    assert (out / "index.html").exists()
    opened = unpacked(out, tmp_path)
    assert canary.leaks(opened) == []
    assert leaks(opened, {number for fault in faults for number in fault.canaries}) == []


def test_no_clean_twin_raises_an_alarm(tmp_path: Path) -> None:
    """Statutes, codes, contact lines, forms and clean files are published without a complaint."""
    clean = twins()
    files = {path: content for twin in clean for path, content in twin.files.items()}
    site = write_site(tmp_path / "site", {"config.yaml": _CONFIG, **files})
    found = run(site, "build", "-d", str(tmp_path / "out"), "--fail-on", "never", "-j", "2")
    alarms = [
        f"{twin.name}: {each['rule']} {each['severity']} {each['path']}:{each['line']} {each['message']}"
        for twin in clean
        for each in found
        if each["path"] in twin.files
        and (grave(each) > 1 or (grave(each) == 1 and each["rule"] in twin.never))
    ]

    assert len(clean) >= 70
    assert alarms == []
    assert (tmp_path / "out/notice/twin-xlsx/a.xlsx").exists()


def _committed(site: Path, days: dict[str, tuple[str, ...]]) -> None:
    def git(*words: str, day: str) -> None:
        who = {"NAME": "gongkai", "EMAIL": "a@example.gov.cn", "DATE": f"{day}T09:00:00+08:00"}
        named = {f"GIT_{role}_{k}": v for role in ("AUTHOR", "COMMITTER") for k, v in who.items()}
        subprocess.run(("git", *words), cwd=site, env=os.environ | named, check=True, capture_output=True)  # fmt: skip

    for number, (day, paths) in enumerate(days.items()):
        if not number:
            git("init", "-q", day=day)
        git("add", *paths, day=day)
        git("commit", "-q", "-m", day, day=day)


@pytest.mark.parametrize("case", inspected(), ids=lambda case: case.name)
def test_what_an_inspection_finds_is_found_before(case: Inspected, tmp_path: Path) -> None:
    """Review, days, columns, footer, links, names, git, waivers: found there and only there."""
    planted = {path: content for fault in case.faults for path, content in fault.files.items()}
    site = write_site(tmp_path / "site", {**case.beside, **planted})
    _committed(site, case.commits)
    found = run(site, "build", "-d", str(tmp_path / "out"), "--fail-on", "never", "-j", "1")
    numbers = {number for fault in case.faults for number in fault.canaries}
    on_clean = [
        each
        for each in found
        if each["rule"] in case.clean and each["path"] not in planted and grave(each) > 0
    ]

    assert misses(case.faults, found) == []
    assert on_clean == []
    assert leaks(unpacked(tmp_path / "out", tmp_path / "opened"), numbers) == []


def test_the_search_for_leaks_sees_numbers_in_every_packing(tmp_path: Path) -> None:
    """The search itself finds a number in names, in other encodings, split by tags and packed."""
    out = tmp_path / "out"
    out.mkdir()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.xml", "<t>1234</t><t>5678</t>")
    (out / "a.zip").write_bytes(packed.getvalue())
    (out / "b.gz").write_bytes(gzip.compress("１２３４-5678".encode()))
    (out / "c.csv").write_bytes("甲,1234 5678".encode("utf-16"))
    (out / "12345678.txt").write_bytes(b"")
    (out / "d.html").write_bytes(b"1234<b>567</b>9")

    opened = unpacked(out, tmp_path / "opened")

    assert len(leaks(opened, {"12345678"})) == 4
