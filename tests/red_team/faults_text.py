"""Faults in running text and in front matter: numbers, and the ways to write them past a scan."""

from __future__ import annotations

from red_team.cases import (
    ERROR,
    PERSONAL,
    WARNING,
    Fault,
    attached,
    card,
    identity,
    invalid_identity,
    mobile,
    spaced,
    wide,
    written,
)
from red_team.faults_marks import mark_faults
from red_team.faults_pieces import texts_in_pieces


def _identity(name: str, body: str, number: str, at: str = "", **keys: object) -> Fault:
    text = body.format(n=number) if "{n}" in body else body
    # Without its last character, which may be written as a letter that only looks like it.
    given = {"rules": PERSONAL, "canaries": (number[:-1],), **keys}
    return written(name, text, at=at, **given)  # type: ignore[arg-type]


def _identities() -> list[Fault]:
    bodies: list[tuple[str, str, str]] = []

    def put(name: str, number: str, body: str) -> None:
        bodies.append((name, number, body))

    put("plain", n := identity(), f"申请人身份证号：{n}。")
    put("bare", n := identity(), f"张某某（{n}）提出申请。")
    put("glued", n := identity(), f"身份证{n}号持有人")
    put("prefixed", n := identity(), f"证件ID{n}已核验。")
    put("lower-x", n := identity("X"), f"公民身份号码{n.lower()}。")
    put("cyrillic-x", n := identity("X"), f"身份证号{n[:-1]}Х。")
    put("times-x", n := identity("X"), f"身份证号{n[:-1]}×。")
    put("star-x", n := identity("X"), f"身份证号{n[:-1]}Ⅹ。")
    put("wide", n := identity(), f"身份证号{wide(n)}。")
    put("wide-x", n := identity("X"), f"身份证号{wide(n)}。")
    put(
        "mathematical",
        n := identity(),
        "".join(chr(0x1D7CE + int(d)) if d.isdigit() else d for d in n),
    )
    put("circled", n := identity("3"), "证号" + "".join("⓪①②③④⑤⑥⑦⑧⑨"[int(d)] for d in n))
    put("groups", n := identity(), f"身份证 {n[:6]} {n[6:14]} {n[14:]}")
    put("every-space", n := identity(), spaced(n))
    put("ideographic-space", n := identity(), spaced(n, "\u3000", 3))
    put("no-break-space", n := identity(), spaced(n, "\u00a0", 6))
    put("entity-space", n := identity(), spaced(n, "&nbsp;", 6))
    put("thin-space", n := identity(), spaced(n, "\u2009", 4))
    put("dashes", n := identity(), f"{n[:6]}-{n[6:14]}-{n[14:]}")
    put("long-dashes", n := identity(), f"{n[:6]}—{n[6:14]}—{n[14:]}")
    put("dots", n := identity(), f"{n[:6]}.{n[6:14]}.{n[14:]}")
    put("middle-dots", n := identity(), spaced(n, "·", 6))
    put("underscores", n := identity(), f"{n[:6]}_{n[6:14]}_{n[14:]}")
    put("zero-width", n := identity(), spaced(n, "\u200b", 4))
    put("joiner", n := identity(), spaced(n, "\u2060", 5))
    put("left-to-right", n := identity(), spaced(n, "\u200e", 9))
    put("variation", n := identity(), spaced(n, "\ufe0f", 9))
    put("soft-hyphen", n := identity(), spaced(n, "\u00ad", 9))
    put("bold", n := identity(), f"证号{n[:6]}**{n[6:14]}**{n[14:]}。")
    put("bold-digits", n := identity(), "证号" + "".join(f"**{digit}**" for digit in n))
    put("tags", n := identity(), f"证号{n[:6]}<b>{n[6:14]}</b>{n[14:]}。")
    put("comment", n := identity(), f"证号{n[:10]}<!-- 略 -->{n[10:]}。")
    put("entities", n := identity(), "证号" + "".join(f"&#{ord(d)};" for d in n))
    put("hex-entities", n := identity(), "证号" + "".join(f"&#x{ord(d):x};" for d in n))
    put("line-break", n := identity(), f"证号{n[:10]}\n{n[10:]}，已核。")
    put("break-tag", n := identity(), f"证号{n[:10]}<br>{n[10:]}，已核。")
    put("code", n := identity(), f"`{n}`")
    put("indented-code", n := identity(), f"    {n}")
    put("heading", n := identity(), f"## {n}")
    put("quote", n := identity(), f"> 证号{n}")
    put("link-text", n := identity(), f"[{n}](https://www.example.gov.cn/)")
    put("link-query", n := identity(), f"[查询](https://www.example.gov.cn/cx?sfz={n})")
    put("link-path", n := identity(), f"[查询](https://www.example.gov.cn/{n}.html)")
    put(
        "link-percent",
        n := identity(),
        "[查询](https://www.example.gov.cn/?q=" + "".join(f"%{ord(d):02X}" for d in n) + ")",
    )
    put("link-title", n := identity(), f'[查询](https://www.example.gov.cn/ "{n}")')
    put("alt", n := identity(), f"![证件{n}](tu.png)")
    put("attribute", n := identity(), f'<span title="{n}">张某某</span>')
    put("attribute-hidden", n := identity(), f'<abbr title="{spaced(n, "&shy;", 4)}">张某某</abbr>')
    put("abbreviation", n := identity(), f'<abbr title="{spaced(n, " ", 6)}">张某某</abbr>')
    put("html-cell", n := identity(), f"<table><tr><th>证号</th></tr><tr><td>{n}</td></tr></table>")
    put(
        "html-cells",
        n := identity(),
        f"<table><tr><td>{n[:6]}</td><td>{n[6:14]}</td><td>{n[14:]}</td></tr></table>",
    )
    put("two", n := identity(), f"{n}、{identity()}")
    faults = [
        _identity(f"id-{name}", f"名单说明。\n\n{body}", number, at=body.split("\n")[0])
        for name, number, body in bodies
    ]

    def table(name: str, number: str, row: str, head: str = "姓名 | 证件") -> None:
        ruler = " | ".join("---" for _ in head.split("|"))
        faults.append(
            _identity(f"id-{name}", f"| {head} |\n| {ruler} |\n| {row} |", number, at=row)
        )

    table("cell", n := identity(), f"张某某 | {n}")
    table("cell-wide", n := identity(), f"张某某 | {wide(n)}")
    table("cells-two", n := identity(), f"张某某 | {n[:6]} | {n[6:]}", "姓名 | 前段 | 后段")
    table(
        "cells-three",
        n := identity(),
        f"张某某 | {n[:6]} | {n[6:14]} | {n[14:]}",
        "姓名 | 地区 | 出生 | 顺序",
    )
    table(
        "cells-digits",
        n := identity(),
        " | ".join(n),
        " | ".join("一二三四五六七八九十甲乙丙丁戊己庚辛"),
    )
    table("cell-break", n := identity(), f"张某某 | {n[:9]}<br>{n[9:]}")

    key, e = "有关事项公告如下。", "正文如下。"
    n = identity()
    faults += [
        _identity("id-title", key, n, at="标题:", 标题=f"关于张某某（{n}）的公告"),
        _identity("id-summary", key, n := identity(), at="内容概述:", 内容概述=f"张某某，{n}"),
        _identity("id-keyword", key, n := identity(), at="关键词:", 关键词=f"[补贴, '{n}']"),
        _identity("id-source", e, n := identity(), at="来源:", 来源=f"张某某{n}", 原文链接="https://www.example.gov.cn/1"),
        _identity("id-source-url", e, n := identity(), at="原文链接:", 来源="示例省厅", 原文链接=f"https://www.example.gov.cn/{n}"),
        _identity("id-alias", key, n := identity(), at="旧网址:", 旧网址=f"/old/{n}.html"),
        _identity("id-slug", key, n := identity("5"), at="网址名:", 网址名=f"a-{n}"),
        _identity("id-number-key", key, n := identity(), at="文号:", 文号=f"某证{n}〔2026〕1号"),
        _identity("id-index-number", key, n := identity(), at="索引号:", 索引号=f"bgs/{n}"),
        _identity("id-own-key", e, n := identity(), at=n, column="licensing",
                  extra=f"事项名称: 设立审批\n申请条件: [经办人张某某{n}, 有固定场所]"),
        _identity("id-nested-key", e, n := identity(), at=n, column="licensing",
                  extra=f"事项名称: 设立审批\n办理材料:\n  - {{名称: 申请表, 说明: '样例{n}'}}"),
        _identity("id-attachment-title", e, n := identity(), at=n,
                  extra=f"附件:\n  - {{path: fu.txt, title: '张某某{n}'}}"),
        attached("id-file-name", f"{(n := identity())}.txt", "说明".encode(), canaries=(n,)),
        _identity("id-old", "身份证号码：{n}", "110000670401001"),
        written("id-wrong-digit", f"身份证号：{invalid_identity()}", rules=PERSONAL, least=WARNING),
    ]  # fmt: skip
    return faults


def _others() -> list[Fault]:
    faults: list[Fault] = []

    def put(name: str, number: str, body: str, least: str = "block", at: str = "") -> None:
        faults.append(
            written(
                name, body, at=at, rules=PERSONAL, least=least,
                canaries=(number,) if least == "block" else (),
            )
        )  # fmt: skip

    put("card-plain", n := card(), f"银行卡号：{n}")
    put("card-account", n := card(), f"补贴发放至张某某账号{n}。")
    put("card-opened", n := card(16), f"开户行：示例银行，卡号 {n}")
    put("card-groups", n := card(), f"银行卡号 {spaced(n, ' ', 4)}")
    put("card-dashes", n := card(16), f"卡号：{spaced(n, '-', 4)}")
    put("card-wide", n := card(), f"银行卡号：{wide(n)}")
    put("card-zero-width", n := card(), "卡号：" + spaced(n, "\u200b", 4))
    put("card-cell", n := card(), f"| 姓名 | 银行卡号 |\n| --- | --- |\n| 张某某 | {n} |", at=n)
    put("card-bare", n := card(), f"张某某 {n}", WARNING)
    put("mobile-plain", n := mobile(), f"举报人张某某，手机{n}，反映问题属实。")
    put("mobile-bare", n := mobile("186"), f"投诉人{n}于3月来访。")
    put("mobile-groups", n := mobile(), f"张某某 {n[:3]} {n[3:7]} {n[7:]} 已领取")
    put("mobile-dashes", n := mobile("158"), f"领取人{n[:3]}-{n[3:7]}-{n[7:]}")
    put("mobile-country", n := mobile("177"), f"当事人+86 {n}")
    put("mobile-country-zeros", n := mobile("199"), f"当事人0086{n}")
    put("mobile-wide", n := mobile(), f"当事人{wide(n)}")
    put("mobile-zero-width", n := mobile(), "当事人" + spaced(n, "\u200b", 3))
    put("mobile-link", n := mobile(), f"[张某某](tel:{n})")
    put("mobile-cell", n := mobile(), f"| 户主 | 手机 |\n| --- | --- |\n| 张某某 | {n} |", at=n)
    put(
        "mobile-cells",
        n := mobile(),
        f"| 户主 | 前 | 后 |\n| --- | --- | --- |\n| 张某某 | {n[:3]} | {n[3:]} |",
        at=n[3:],
        least=WARNING,
    )
    put("passport-plain", n := "E90000101", f"护照号码：{n}")
    put("passport-letter", n := "EA9000102", f"持护照{n}入境")
    put("passport-english", n := "E90000106", f"Passport No. {n}")
    put("passport-new", n := "CA9000107", f"往来港澳通行证{n}")
    put("passport-digits", n := "90000108", f"台湾居民来往大陆通行证号码 {n}")
    put("passport-spaced", n := "G90000103", f"护照 {n[0]} {n[1:]}")
    put("passport-pass", n := "H9000010401", f"港澳居民来往内地通行证号码{n}")
    put(
        "passport-cell",
        n := "E90000105",
        f"| 姓名 | 护照号 |\n| --- | --- |\n| 张某某 | {n} |",
        at=n,
    )

    def listed(name: str, head: str, row: str, least: str = ERROR) -> None:
        ruler = " | ".join("---" for _ in head.split("|"))
        body = f"公布如下。\n\n| {head} |\n| {ruler} |\n| {row} |\n| {row.replace('甲', '乙')} |"
        path = f"content/notice/{name}.md"
        fault = written(name, body, at=f"| {head}", rules=PERSONAL, least=least)
        first = fault.lines[0]
        faults.append(
            Fault(name, fault.files, PERSONAL, (path,), tuple(range(first, first + 4)), least)
        )

    listed("list-address", "姓名 | 家庭住址", "王某甲 | 示例县东街12号3单元402室")
    listed("list-disability", "姓名 | 残疾类别 | 残疾等级", "王某甲 | 肢体 | 二级")
    listed("list-illness", "患者姓名 | 病种 | 住院号", "王某甲 | 慢性肾衰竭 | 20260012")
    listed(
        "list-family",
        "姓名 | 家庭成员 | 家庭住址 | 联系电话",
        "王某甲 | 王小某 | 东街12号 | 0609-5501203",
    )
    listed("list-wide-header", "姓　名 | 家 庭 住 址", "王某甲 | 东街12号3单元402室")
    listed("list-order", "家庭住址 | 户主姓名 | 低保金额", "东街12号3单元402室 | 王某甲 | 600")
    return faults


def text_faults() -> list[Fault]:
    """Return every fault that stands in a Markdown file."""
    return [*mark_faults(), *_identities(), *_others(), *texts_in_pieces()]
