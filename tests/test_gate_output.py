"""The last look at built files: what is found in bytes, and what must not alarm."""

from __future__ import annotations

import hashlib
import io
import json
import random

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai_ssg.gate.output import scan_output
from gongkai_ssg.policy import GatePolicy

ID = "11010519491231002X"
MOBILE = "13812345678"
NONE: frozenset[str] = frozenset()
PAGE = (
    '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>通知</title>'
    '<link rel="stylesheet" href="/assets/style.3fa2b1c013812345678.css" integrity="sha384-13812345678AAAA">'
    "</head><body><main>{}</main><footer>电话0766-85891885，更新时间2026-03-02 12:30</footer></body></html>"
)


def page(body: str) -> bytes:
    return PAGE.format(body).encode()


def kinds(
    data: bytes, path: str = "notice/a/index.html", allowed: frozenset[str] = NONE
) -> set[str]:
    return {hit.kind for hit in scan_output(path, data, allowed)}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (f"<p>李某，{ID}</p>", "id_card"),
        ("<p>李某，１１０１０５１９４９１２３１００２Ｘ</p>", "id_card"),
        ("<p>一一〇一〇五一九四九一二三一〇〇二X</p>", "id_card"),
        ("<p>𝟏𝟏𝟎𝟏𝟎𝟓𝟏𝟗𝟒𝟗𝟏𝟐𝟑𝟏𝟎𝟎𝟐𝐗</p>", "id_card"),
        ("<p>110105 1949-1231 002X</p>", "id_card"),
        ("<p>1101&#48;519491231002X</p>", "id_card"),
        ("<p>1101051949\u200b1231002X</p>", "id_card"),
        ("<p><b>110105</b>1949<em>1231</em>002X</p>", "id_card"),
        (f'<img src="a.png" alt="{ID}">', "id_card"),
        (f"<p>李某{MOBILE}</p>", "mobile"),
        ("<p>李某138 1234 5678</p>", "mobile"),
        ("<p>卡号6222021234567890128</p>", "bank_card"),
        ("<p>机密★10年</p>", "secret_mark"),
        ("<p>机<b>密</b>&#9733;10年</p>", "secret_mark"),
        ("<h1>【机密】关于应急物资的通知</h1>", "secret_line"),
        ("<p>密级：机密</p>", "secret_line"),
        ("<p>机密</p>", "secret_line"),
        ("<p>份号：000012</p>", "copy_number"),
        ("<p>工作秘密★3年</p>", "work_secret"),
    ],
)
def test_a_built_page_is_read_like_a_source(body: str, kind: str) -> None:
    """Each kind is found in the bytes of a page, in any disguise that a browser undoes."""
    assert kinds(page(body)) == {kind}


@pytest.mark.parametrize(
    ("path", "data", "kind"),
    [
        ("search.json", json.dumps({"t": f"李某{MOBILE}"}).encode(), "mobile"),
        ("search.json", json.dumps({"t": "通知 机密★10年"}).encode(), "secret_mark"),
        ("a.json", json.dumps({"t": f"李某{ID}"}, ensure_ascii=False).encode(), "id_card"),
        ("feed.xml", f"<item><title>李某{ID}</title></item>".encode(), "id_card"),
        ("a.csv", f"序号,内容\n1,{ID}\n".encode(), "id_card"),
        ("a.txt", f"李某{MOBILE}\n".encode(), "mobile"),
        ("a.js", f'const a="李某{MOBILE}";'.encode(), "mobile"),
        ("a.svg", f"<svg><text>李某{ID}</text></svg>".encode(), "id_card"),
    ],
)
def test_every_kind_of_text_file_is_read(path: str, data: bytes, kind: str) -> None:
    """JSON with its escapes, feeds, tables, scripts and drawings."""
    assert kinds(data, path) == {kind}


def test_workbooks_are_read_from_the_inside() -> None:
    """A number in a generated workbook is found."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("名单")
    sheet.write_row(0, 0, ["姓名", "证件"])
    sheet.write_row(1, 0, ["李某", ID])
    book.close()

    assert "id_card" in kinds(made.getvalue(), "a.xlsx")


def test_what_the_sources_may_show_is_allowed() -> None:
    """Numbers that were judged warning or less, or waived, may stand; others beside them not."""
    body = page(f"<p>李某{MOBILE}</p><p>{ID}</p>")

    assert kinds(body, allowed=frozenset({MOBILE})) == {"id_card"}
    assert kinds(body, allowed=frozenset({MOBILE, ID})) == set()
    assert kinds(page(f"<p>咨询电话：{MOBILE}</p>")) == set()


def test_unmasked_numbers_of_a_masking_policy_are_found() -> None:
    """Where the policy masks, a number that is still whole is a fault of the output."""
    policy = GatePolicy(id_card="mask")

    assert scan_output("a.html", page(f"<p>{ID}</p>"), NONE, policy)
    assert (
        scan_output("a.html", page("<p>1＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊X</p>"), NONE, policy) == []
    )


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.svg", '<svg viewBox="0 0 138 12345678"><path d="M138 1234 5678 110105 19491231 002 1 1 0z"/></svg>'),
        ("a.html", '<p style="width:13812345678px" class="c13812345678">公园</p>'),
        ("a.html", '<a href="/art/2026/3/2/t20260302_13812345678.html">公园</a>'),
        ("a.html", '<a href="https://a.gov.cn/13812345678/110105201501010017.html">公园</a>'),
        ("a.json", '{"updated":1781234567890,"at":"2026-03-02T12:30:45.123456+08:00"}'),
        ("sitemap.xml", "<loc>https://a.gov.cn/notice/2026/13812345678/</loc>"),
        ("a.html", "<td>1,381</td><td>2,345</td><td>678</td><td>13</td><td>81</td><td>2345678</td>"),
        ("a.html", "<p>涉及国家秘密、商业秘密的信息不予公开，机密级国家秘密是重要的国家秘密。</p>"),
        ("a.html", "<p>138＊＊＊＊5678，1****************X，统一社会信用代码11110105000000000X</p>"),
        ("a.woff2", "13812345678"),
    ],
)  # fmt: skip
def test_what_is_no_alarm(path: str, text: str) -> None:
    """Drawings, addresses, timestamps, figures in cells, statutes, masked numbers."""
    assert scan_output(path, text.encode(), NONE) == []


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_are_read_without_fail(data: bytes) -> None:
    """Bytes that are no text are no reason to stop."""
    for name in ("a.html", "a.json", "a.txt"):
        assert isinstance(scan_output(name, data, NONE), list)


def test_digests_and_base64_never_alarm() -> None:
    """Ten thousand digests in pages and lists hold nothing that looks like a person's number."""
    import base64

    digests = [hashlib.blake2b(str(i).encode(), digest_size=16) for i in range(10_000)]
    hexadecimal = "\n".join(
        f'<a href="/f/{each.hexdigest()}.pdf">{each.hexdigest()}</a>' for each in digests
    )
    packed = "\n".join(base64.b64encode(each.digest()).decode() for each in digests)

    assert kinds(page(hexadecimal)) == set()
    assert kinds(f'{{"a":"{packed}"}}'.encode(), "a.json") == set()


def test_figures_of_a_budget_never_alarm() -> None:
    """Tables of amounts with cents, codes and years are no personal numbers."""
    chance = random.Random(7)
    rows = "".join(
        "<tr>" + "".join(f"<td>{chance.randrange(10**chance.randrange(1, 9)):,}.{chance.randrange(100):02}</td>" for _ in range(12)) + "</tr>"
        for _ in range(2000)
    )  # fmt: skip

    assert kinds(page(f"<table>{rows}</table>")) == set()
