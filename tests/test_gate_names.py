"""What becomes an address or a page beside the text: names of documents and folders, page texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sites import PDF, document, write_site

from gongkai_ssg.cli import cli
from gongkai_ssg.document import Document, Source
from gongkai_ssg.faults import Severity
from gongkai_ssg.gate.report import report
from gongkai_ssg.policy import GatePolicy
from gongkai_ssg.states import Disclosure

ID = "11010519491231002X"  # the example of GB 11643


def said(path: str, rule: str, **keys: Any) -> list[Severity | None]:
    """Return the gravity of what a path gives away under a rule."""
    document_ = Document(path=path, digest="", **keys)
    source = Source(path, "", "", 1, frozenset(), {})
    return [fault.severity for fault in report(rule, document_, source, GatePolicy(id_card="mask"))]


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        (f"content/notice/{ID}.md", "GK003"),
        (f"content/notice/张某{ID}/index.md", "GK003"),
        (f"content/notice/chufa-{ID[:6]}-{ID[6:14]}-{ID[14:]}.md", "GK003"),
        ("content/notice/张某13812345678.md", "GK003"),
        ("content/notice/机密★10年会议/index.md", "GK001"),
    ],
)
def test_a_name_that_gives_something_away_blocks(path: str, rule: str) -> None:
    """The name of a file or folder becomes an address, and nobody can mask it."""
    assert said(path, rule) == [Severity.BLOCK]
    assert said(path, rule, disclosure=Disclosure.WITHHELD) == []


@pytest.mark.parametrize(
    "path",
    [
        "content/notice/20260302-139号.md",
        "content/notice/t20260302_13812345678.md",
        "content/notice/13812345678.md",
        "content/notice/110105194912310021.md",
        "content/notice/保守国家秘密法宣传/index.md",
    ],
)
def test_usual_names_say_nothing(path: str) -> None:
    """Dates, numbers of pages in old systems and titles are no secrets."""
    assert said(path, "GK001") + said(path, "GK003") == []


def test_the_text_of_a_scanned_page_is_looked_at(tmp_path: Path) -> None:
    """A number in the text of a scanned gazette is found at its line, before anything is built."""
    text = document(
        "历史公报。", 标题="示例公报1985年第1期", 年份=1985, 期=1, 总期号=1,
        扫描件="s.pdf", 页文="t.txt",
    )  # fmt: skip
    site = write_site(
        tmp_path / "site",
        {
            "content/gazette/1985/index.md": text,
            "content/gazette/1985/t.txt": f"=== 第1页 ===\n发刊词\n当事人{ID}\n",
            "content/gazette/1985/s.pdf": PDF,
        },
    )
    ran = CliRunner().invoke(cli, ["check", "-s", str(site), "--today", "2026-11-22"])

    assert ran.exit_code == 1
    assert "content/gazette/1985/t.txt:3:4 GK003" in ran.output
