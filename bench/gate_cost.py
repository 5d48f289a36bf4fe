"""What the gate costs: the same site built with it and with nothing in its place.

    python bench/gate_cost.py [--size 10000] [--attachments 1000] [--runs 3] [--search]

Text documents, workbooks, Word files and PDFs of different content stand for attachments.
"""

from __future__ import annotations

import argparse
import csv
import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import material
from measure import Case, Run, measure, median, set_aside

_WITHOUT = Path(__file__).with_name("without_gate.py")


def main() -> None:
    """Build in turns and print the medians."""
    parser = argparse.ArgumentParser(description="把关占多少时间")
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--attachments", type=int, default=1_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--search", action="store_true", help="连检索索引一起建")
    parser.add_argument("--work", type=Path, default=Path(__file__).parent / "sites" / "gate")
    given = parser.parse_args()
    site = given.work / "ours"
    material.make(given.size, site, given.work / "hugo")
    attach(site, given.attachments)
    cases = list(_cases(given.work, site, given.search))
    runs: list[list[Run]] = [[] for _ in cases]
    for _ in range(given.runs):
        for case, done in zip(cases, runs, strict=True):
            done.append(measure(case))
    for case, done in zip(cases, runs, strict=True):
        print(f"{case.name}：{median(done, 'wall'):.2f} 秒，处理器 {median(done, 'cpu'):.2f} 秒")
    shutil.rmtree(given.work, ignore_errors=True)


def attach(site: Path, count: int) -> None:
    """Put a file beside each of the first `count` documents, which become folders for it."""
    makers: tuple[tuple[str, Callable[[str], bytes]], ...] = (
        ("pdf", _pdf), ("docx", _docx), ("xlsx", _xlsx), ("csv", _csv),
    )  # fmt: skip
    for number, path in enumerate(sorted((site / "content").rglob("*.md"))[:count]):
        folder = path.with_suffix("")
        folder.mkdir()
        path.rename(folder / "index.md")
        kind, make = makers[number % len(makers)]
        (folder / f"fujian-{number}.{kind}").write_bytes(make(f"附件第 {number} 号"))


def _rows(title: str) -> list[list[str]]:
    return [
        [title, "项目", "金额"],
        *([f"{n}", f"{title} 的第 {n} 项", f"{n * 7}.5"] for n in range(60)),
    ]


def _csv(title: str) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(_rows(title))
    return out.getvalue().encode()


def _xlsx(title: str) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(_rows(title)):
            sheet.write_row(place, 0, row)
    return out.getvalue()


def _docx(title: str) -> bytes:
    import docx

    document = docx.Document()
    for row in _rows(title):
        document.add_paragraph("，".join(row))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _pdf(title: str) -> bytes:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    page = canvas.Canvas(out)
    page.setFont("STSong-Light", 10)
    for place, row in enumerate(_rows(title)):
        page.drawString(60, 800 - place * 12, " ".join(row))
    page.save()
    return out.getvalue()


def _cases(work: Path, site: Path, search: bool) -> list[Case]:
    out = work / "out"
    options = ["build", "-s", str(site), "-d", str(out), "--fail-on", "never", "--format", "json",
               "--today", "2026-11-22", *([] if search else ["--no-search"])]  # fmt: skip

    def cold() -> None:
        set_aside(out, work / ".gongkai")

    whole = [sys.executable, "-m", "gongkai_ssg", *options]
    return [
        Case("全部重建，不把关", cold, [[sys.executable, str(_WITHOUT), *options]], work, out),
        Case("全部重建，把关", cold, [whole], work, out),
        Case("没有改动", lambda: None, [whole], work, out),
    ]


if __name__ == "__main__":
    main()
