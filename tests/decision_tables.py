"""Makes table files for tests, runs the program on them, and looks into every byte that is built.

It must not know what is right: that is what the tests say.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any

import xlsxwriter
from click.testing import CliRunner

from gongkai_ssg.cli import cli
from gongkai_ssg.search_text import encode, lay_out

POWER = {
    "职权编码": "WL-XK-001",
    "职权类型": "行政许可",
    "职权名称": "营业性演出审批",
    "实施依据": "《营业性演出管理条例》第十三条",
    "行使主体": "市文化和旅游局",
    "承办机构": "市场管理科",
    "责任事项": "受理、审查、决定、送达",
    "监督方式": "0000-8860009",
}
LICENCE = {
    "行政相对人名称": "甲旅行社有限公司",
    "行政相对人类别": "法人及非法人组织",
    "统一社会信用代码": "91990100MA1Y0T017K",
    "行政许可决定文书名称": "准予行政许可决定书",
    "行政许可决定文书号": "某文旅许〔2026〕1号",
    "许可类别": "普通",
    "许可内容": "设立旅行社",
    "许可决定日期": "2026-03-02",
    "有效期至": "长期",
    "许可机关": "市文化和旅游局",
    "当前状态": "有效",
}
PENALTY = {
    "行政相对人名称": "甲旅行社有限公司",
    "行政相对人类别": "法人及非法人组织",
    "统一社会信用代码": "91990100MA1Y0T017K",
    "行政处罚决定书文号": "某文旅罚〔2026〕1号",
    "违法行为类型": "未按规定投保旅行社责任险",
    "违法事实": "责任险到期后没有续保",
    "处罚依据": "《旅游法》第九十七条",
    "处罚类别": "罚款",
    "处罚内容": "罚款 5000 元",
    "罚款金额（万元）": "0.5",
    "处罚决定日期": "2026-03-02",
    "公示截止期": "2027-03-02",
    "处罚机关": "市文化和旅游局",
}
#: What makes a decision one on a natural person; the name is set by the test.
ON_PERSON = {"行政相对人类别": "自然人", "统一社会信用代码": ""}

Rows = Iterable[Mapping[str, str]]


def csv_table(rows: Rows, encoding: str = "utf-8-sig") -> bytes:
    """Return a CSV with the labels of all rows as its header."""
    rows = list(rows)
    labels = list(dict.fromkeys(label for row in rows for label in row))
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, labels, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().encode(encoding)


def xlsx_table(rows: Rows, sheet: str = "Sheet1") -> bytes:
    """Return an XLSX with a title in its first row and the header in its second."""
    rows = list(rows)
    labels = list(dict.fromkeys(label for row in rows for label in row))
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet(sheet)
    page.merge_range(0, 0, 0, len(labels) - 1, "公示表")
    page.write_row(1, 0, labels)
    for number, row in enumerate(rows, 2):
        page.write_row(number, 0, [row.get(label, "") for label in labels])
    book.close()
    return buffer.getvalue()


def findings(root: Path, rule: str = "", today: str = "2026-11-22") -> list[dict[str, Any]]:
    """Return what `gongkai check` finds, all of it or that of one rule."""
    words = ["check", "-s", str(root), "--format", "json", "--today", today]
    result = CliRunner().invoke(cli, words)
    assert result.exit_code in (0, 1), result.output
    found = json.loads(result.stdout)["findings"]
    return [each for each in found if each["rule"] == rule or not rule]


def unpacked(out: Path) -> dict[str, bytes]:
    """Return every built file by its path, compressed ones and workbooks with what is in them."""
    return {
        path.relative_to(out).as_posix(): _open(path.read_bytes())
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


def _open(data: bytes) -> bytes:
    if data.startswith(b"\x1f\x8b"):
        return gzip.decompress(data)
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return b"\n".join(archive.read(name) for name in archive.namelist())
    return data


def places(files: Mapping[str, bytes], word: str) -> list[str]:
    """Return the built files in which `word` can be read, or found by the site's search."""
    pairs = {token for token in encode(lay_out("", [word])).split() if len(token) > 4}
    forms = {word, escape(word), json.dumps(word)[1:-1], *pairs}
    return [
        path
        for path, data in files.items()
        if word in path or any(form.encode() in data for form in forms)
    ]
