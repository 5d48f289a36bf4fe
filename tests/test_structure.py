"""The house keeps its order: imports point downwards, one place prints, everything is explained."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "gongkai_ssg"

#: Which layer each module lies in; a module may import those of its own layer and below.
LAYERS: dict[int, str] = {
    0: "gongkai_ssg errors text any_of workers file_kinds git_head lasting late_pattern",
    1: "channels limits wording policy states faults column_type document rule public report registry marked topics own_keys tables annual calendar own_facts site_facts",
    2: "raw_html file_text gate config_checks shipping links relations rule_text columns rules config_schema config_faults config_columns config_settings config_places config finance_tables finance_sums",
    3: "policy_chain gazette_view gazette_pdf gazette_grid gazette_html gazette_layout"
    " gazette_nodes gazette_title charts finance_charts table_view frontmatter_keys frontmatter_values frontmatter_schema frontmatter scan data_files reading load numbers waivers last_look look first_commits deadlines figures figure_charts register private_file check held disclose pages overview_pages document_pages views store plan output"
    " markup_plain markup_html markup_dialect markup theme document_view formats render"
    " search_text search_pagefind search_postings search_segment search_erase search_bundle search search_edit search_records leaf tally packed_report standing spool ahead",
    4: "executors site_places site_task build_all edited quick release judging draft rendering build ledger annual_count annual_draft annual_text finding_formats audit scaffold serve_page serve_http serve_watch serve",
    5: "chinese_click console console_due cli_frame cli_selfcheck cli_audit cli_figures cli_build_all cli __main__",
}
LAYER_OF = {name: layer for layer, names in LAYERS.items() for name in names.split()}

#: Behind the border: what knows public types alone.
PUBLIC_SIDE = (
    "views pages overview_pages document_pages plan output theme document_view formats search search_edit search_segment search_erase search_bundle search_postings search_text search_pagefind leaf tally"
    " table_view policy_chain gazette_view gazette_pdf charts finance_charts"
)
#: What only the private side may hold in its hands: the values, and the modules that make them.
PRIVATE_VALUES = {"document", "faults", "rule"}
PRIVATE_MODULES = {
    "load",
    "frontmatter",
    "frontmatter_keys",
    "frontmatter_values",
    "frontmatter_schema",
    "scan",
    "check",
}

MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    """Return the name by which the layers know a module: "views" for all of views/."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return "gongkai_ssg" if parts == ("__init__",) else parts[0]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports_of(path: Path) -> Iterator[tuple[str, str]]:
    """Yield module and name of everything of ours that a module imports, inside functions too."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("gongkai_ssg"):
            _, _, inner = (node.module or "").partition(".")
            for each in node.names:
                submodule = PACKAGE / f"{each.name}.py"
                known = inner.split(".")[0] or (each.name if submodule.exists() else "gongkai_ssg")
                yield known, each.name
        elif isinstance(node, ast.Import):
            for each in node.names:
                assert not each.name.startswith("gongkai_ssg"), f"{path}: write from … import …"


def within(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=within)
def test_imports_point_downwards(path: Path) -> None:
    """A module imports its own layer and those below; a new module must be given its layer."""
    layer = LAYER_OF[name_of(path)]
    upwards = {name for name, _ in imports_of(path) if LAYER_OF[name] > layer}

    assert upwards == set()


def test_modules_do_not_import_in_circles() -> None:
    """Within a layer too the imports have a direction."""
    below: dict[str, set[str]] = {}
    for path in MODULES:
        name = name_of(path)
        below.setdefault(name, set()).update(each for each, _ in imports_of(path) if each != name)
    free: set[str] = set()
    while ready := {name for name, needs in below.items() if name not in free and needs <= free}:
        free |= ready

    assert {name: needs - free for name, needs in below.items() if name not in free} == {}


@pytest.mark.parametrize(
    "path", [p for p in MODULES if name_of(p) in PUBLIC_SIDE.split()], ids=within
)
def test_nothing_private_is_named_behind_the_border(path: Path) -> None:
    """Views, plan, search and the other modules behind `disclose` know public types alone."""
    modules = {module for module, _ in imports_of(path)}

    assert modules & (PRIVATE_VALUES | PRIVATE_MODULES) == set()


def test_layers_name_no_module_that_is_gone() -> None:
    """The table of layers is no longer than the package."""
    assert set(LAYER_OF) == {name_of(path) for path in MODULES}


@pytest.mark.parametrize("path", MODULES, ids=within)
def test_only_the_console_prints_and_only_the_command_line_exits(path: Path) -> None:
    """print, input, sys.exit and os._exit stand in layer 5."""
    if LAYER_OF[name_of(path)] == 5:
        return
    calls = [node.func for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
    names = {each.id for each in calls if isinstance(each, ast.Name)}
    attributes = {ast.unparse(each) for each in calls if isinstance(each, ast.Attribute)}

    assert names & {"print", "input", "exit", "quit", "breakpoint"} == set()
    if name_of(path) == "workers":
        attributes -= {"os._exit"}  # a forked child ends so, or it would finish its parent's work
    assert (
        attributes & {"sys.exit", "os._exit", "os.abort", "sys.stdout.write", "sys.stderr.write"}
        == set()
    )


def _public(body: list[ast.stmt]) -> Iterator[ast.ClassDef | ast.FunctionDef]:
    for node in body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node.body)


@pytest.mark.parametrize("path", MODULES, ids=within)
def test_everything_public_has_a_docstring(path: Path) -> None:
    """Modules, public classes and functions say what they do; properties may speak for themselves."""
    tree = tree_of(path)
    silent = [
        node.name
        for node in _public(tree.body)
        if ast.get_docstring(node) is None and not any("property" in ast.unparse(d) for d in node.decorator_list)
    ]  # fmt: skip

    assert ast.get_docstring(tree)
    assert silent == []


@pytest.mark.parametrize("path", sorted(Path(__file__).parent.glob("test_*.py")), ids=within)
def test_every_test_says_what_it_holds(path: Path) -> None:
    """Each test has a docstring that states the behaviour."""
    tests = [
        each
        for each in ast.walk(tree_of(path))
        if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")
    ]

    assert [each.name for each in tests if ast.get_docstring(each) is None] == []


def test_no_test_is_named_after_bytes(request: pytest.FixtureRequest) -> None:
    """All processes give a test the same name, whatever the second in which its files are made."""
    named = [each.name for each in request.session.items if re.search(r"""\bb['"]""", each.name)]

    assert named == []


def test_no_drawer_for_odds_and_ends() -> None:
    """A module is named after what it does."""
    odd = {
        "utils",
        "util",
        "helpers",
        "helper",
        "manager",
        "managers",
        "common",
        "misc",
        "data",
        "info",
    }

    assert {path.stem for path in MODULES} & odd == set()


# --- what is committed -------------------------------------------------------------------------


@cache
def committed() -> list[Path]:
    """Return the files that git tracks, and those that it would."""
    words = ["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(words, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not in a git checkout")
    paths = [ROOT / name for name in listed.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


# Written in pieces, so that this file does not hold them.
_PLACES = re.compile(
    "|".join((
        r"(?<![\w.])/(?:" + "work|root|tmp|home/[a-z]+" + r")/\w", r"[A-Z]:\\\\Users", "pypi" + r"\.org", "python" + r"hosted\.org",
        "registry" + r"\.npm", "npm" + "mirror", "mirrors" + r"\.", "pypi" + r"\.[a-z]+\.", "proxy" + r"\.golang",
    ))
)  # fmt: skip


def test_no_path_of_a_machine_and_no_registry_is_committed() -> None:
    """What is committed works on any machine and names no package registry."""
    found = []
    for path in committed():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if match := _PLACES.search(line):
                found.append(f"{within(path)}:{number} {match[0]}")

    assert found == []


def test_nothing_that_is_built_is_committed() -> None:
    """Output folders, caches and stores stay out of the repository."""
    built = re.compile(
        r"(^|/)(public|\.gongkai|__pycache__|\.mypy_cache|\.ruff_cache|\.pytest_cache|dist|build)/|\.pyc$|\.sqlite$"
    )

    assert [within(path) for path in committed() if built.search(within(path))] == []


def test_types_and_theme_are_shipped() -> None:
    """py.typed is in the package, the default theme goes into the wheel with templates and files."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]

    assert (PACKAGE / "py.typed").exists()
    assert wheel["force-include"]["themes/default"] == "gongkai_ssg/themes/default"
    assert (ROOT / "themes" / "default" / "theme.yaml").exists()


def test_the_theme_loads_nothing_foreign_and_nothing_inline() -> None:
    """Templates and styles name no other host, no inline script, style or handler."""
    theme = ROOT / "themes" / "default"
    bad = re.compile(
        r"<style\b|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:|@import|url\(\s*['\"]?(?:https?:)?//",
        re.IGNORECASE,
    )
    found = [
        f"{within(path)}: {match[0]}"
        for path in sorted(theme.rglob("*"))
        if path.suffix in (".html", ".css")
        for match in bad.finditer(re.sub(r"\{#.*?#\}|/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL))
    ]  # fmt: skip

    assert found == []
