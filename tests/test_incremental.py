"""The law of the builder: an incremental build equals a clean one, byte for byte."""

from __future__ import annotations

import contextlib
import gzip
import itertools
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from random_edits import RandomEdits
from search_site import code_of, set_tiny_limits
from sites import document, tree, write_site

from gongkai_ssg import search_pagefind
from gongkai_ssg.build import Options, Report, build

#: The files of the search index; search/index.html is a page like any other.
BUNDLE = re.compile(r"search/(?:index\.json|[0-9a-f]{16}/)")


def incremental_build(walk: RandomEdits, search: bool = False) -> Report:
    """Build the site of a walk as it stands, with the memory of the last build."""
    return build(
        Options(source=walk.source, out=walk.out, jobs=1, search=search, today=walk.today, fail_on="never")
    )  # fmt: skip


def clean_build(walk: RandomEdits, folder: Path, search: bool = False) -> Report:
    """Build a copy of the site, elsewhere and without any memory."""
    shutil.rmtree(folder, ignore_errors=True)
    source = shutil.copytree(walk.source, folder / "copy", symlinks=True)
    return build(
        Options(source=source, out=folder / "out", jobs=1, search=search, today=walk.today, fail_on="never")
    )  # fmt: skip


def differences(incremental: dict[str, bytes], clean: dict[str, bytes]) -> list[str]:
    return [
        f"{path}: " + ("stale" if path in incremental and path in clean else "left over" if path in incremental else "missing")
        for path in sorted({*incremental, *clean})
        if incremental.get(path) != clean.get(path)
    ]  # fmt: skip


class Killed(BaseException):
    """Stands for the end of the process."""


@contextlib.contextmanager
def killed_at(call: int) -> Iterator[None]:
    """End the builder at the given call that moves a file into place or removes one."""
    left = itertools.count(call, -1)

    def cut(real: Callable[..., None]) -> Callable[..., None]:
        def act(*given: Any, **named: Any) -> None:
            if next(left) == 0:
                raise Killed
            real(*given, **named)

        return act

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", cut(os.replace))
        patch.setattr(os, "unlink", cut(os.unlink))
        yield


@pytest.mark.parametrize("seed", range(10))
def test_incremental_equals_clean_after_random_edits(seed: int, tmp_path: Path) -> None:
    """After any edits, moves, deletions, changes of config, theme and day, bytes are the same."""
    (tmp_path / "site").mkdir()
    walk = RandomEdits(tmp_path / "site", seed, tmp_path / "out")
    for _ in range(8):
        for _ in range(3):
            walk.step()
            incremental_build(walk)
        walk.step()
        with contextlib.suppress(Killed), killed_at(walk.random.randrange(60)):
            incremental_build(walk)
        report = incremental_build(walk)
        clean = clean_build(walk, tmp_path / "clean")

        assert differences(tree(walk.out), tree(tmp_path / "clean" / "out")) == [], walk.steps
        assert report.findings == clean.findings, walk.steps
        assert report.held == clean.held, walk.steps


def test_incremental_equals_clean_with_search(tmp_path: Path) -> None:
    """With search the same holds for everything but the bundle, whose answers must be the same."""
    (tmp_path / "site").mkdir()
    walk = RandomEdits(tmp_path / "site", 77, tmp_path / "out")
    for number in range(12):
        walk.step()
        incremental_build(walk, search=number % 4 != 2)  # now and then somebody leaves it out
    incremental_build(walk, search=True)
    clean_build(walk, tmp_path / "clean", search=True)
    incremental, clean = tree(walk.out), tree(tmp_path / "clean" / "out")
    bundle = [{path for path in each if BUNDLE.match(path)} for each in (incremental, clean)]
    totals = [json.loads(each["search/index.json"])["documents"] for each in (incremental, clean)]

    assert differences(_without(incremental, bundle[0]), _without(clean, bundle[1])) == []
    assert all(len(each) > 2 for each in bundle)
    assert totals[0] == totals[1] > 0


@pytest.mark.parametrize("call", [0, 5, 12, 20, 40, None])
def test_a_withdrawal_that_is_killed_leaves_nothing_in_the_index(
    call: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut anywhere in the switch, the next build has erased the document from its segment."""
    set_tiny_limits(monkeypatch)
    monkeypatch.setattr(search_pagefind, "_CHUNK_SIZE", 20)
    site = write_site(tmp_path / "site", {
        f"content/notice/{number}.md": document(own * 9, 标题=f"公告{own}")
        for number, own in enumerate(("鼉鼊龘", *(chr(0x4E00 + n) * 3 for n in range(9))))
    })  # fmt: skip
    tokens = [code_of("鼉") + code_of("鼊"), code_of("鼊") + code_of("龘")]

    def run() -> str:
        build(Options(source=site, out=tmp_path / "out", jobs=1, search=True, fail_on="never"))
        files = tree(tmp_path / "out" / "search").items()
        return "".join(
            (gzip.decompress(data) if path.endswith(".bin") else data).decode(errors="ignore")
            for path, data in files
        )

    before = run()
    folders = set((tmp_path / "out" / "search").iterdir())
    (site / "content/notice/0.md").unlink()
    with contextlib.suppress(Killed), killed_at(-1 if call is None else call):
        run()
    after = run()

    assert all(token in before for token in (*tokens, "龘"))
    assert not any(token in after for token in (*tokens, "龘"))
    assert folders == set((tmp_path / "out" / "search").iterdir())


def _without(files: dict[str, bytes], paths: set[str]) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if path not in paths}
