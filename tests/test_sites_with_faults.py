"""Small sites with one fault each, and the report that `gongkai check` must give, word for word.

Each folder of sites_with_faults/ is a site; without a config.yaml it has the usual one. Its
expected.txt is the exit code on the first line and then what stands on stdout.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from sites import CONFIG

from gongkai_ssg.cli import cli
from gongkai_ssg.rules import rules

FOLDER = Path(__file__).parent / "sites_with_faults"
SITES = sorted(path for path in FOLDER.iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", SITES, ids=lambda path: path.name)
def test_the_report_is_as_expected(folder: Path, tmp_path: Path) -> None:
    """The report names place, rule, fault and cure, and nothing else."""
    site = shutil.copytree(folder, tmp_path / "site")
    if not (site / "config.yaml").exists():
        (site / "config.yaml").write_text(CONFIG, encoding="utf-8")
    ran = CliRunner().invoke(cli, ["check", "-s", str(site), "--today", "2026-11-22"])
    report = f"{ran.exit_code}\n{ran.stdout}"

    assert ran.stderr == ""
    assert report == (folder / "expected.txt").read_text("utf-8")


def test_the_sites_cover_what_loading_reports() -> None:
    """Every fault that is met while reading has a site of its own."""
    reports = "".join((folder / "expected.txt").read_text("utf-8") for folder in SITES)
    met_while_reading = [
        rule.id for rule in rules().values() if rule.document is None and rule.site is None
    ]

    assert [
        each for each in met_while_reading if f" {each} " not in reports and each != "GK038"
    ] == []
