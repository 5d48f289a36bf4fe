"""Faults in whole sites: waivers, public columns of tables, files that are not open, masks."""

from __future__ import annotations

from dataclasses import replace

from decision_tables import LICENCE, PENALTY, POWER, csv_table
from sites import document

from red_team import files
from red_team.cases import BLOCK, ERROR, Fault, attached, card, identity, line_of, mobile, wide
from red_team.inspected import CONFIG, Inspected, in_document, of_site


def waivers() -> Inspected:
    """Waivers that have run out, that excuse nothing, and that excuse one number of two."""
    number, other, third = mobile(), mobile(), mobile()

    def page(value: str) -> str:
        return document(f"值守手机{value}当事人", 标题="值守")

    def waiver(name: str, value: str, until: str) -> str:
        return (
            f"- {{规则: GK003, 文件: content/notice/{name}.md, 内容: '{value}', 理由: 经本人同意, "
            f"批准人: 办公室主任, 日期: 2026-06-01, 截止: {until}}}\n"
        )

    def shown(value: str) -> str:
        return value[-4:]

    path = "content/notice/expired.md"
    return Inspected(
        "waivers",
        [
            Fault("expired", {path: page(number)}, ("GK003",), (path,), (), BLOCK),
            of_site("expired-told", "GK047"),
            of_site("idle-told", "GK047", said="idle.md"),
            Fault("other-number", {"content/notice/other.md": page(f"{other}和{third}")},
                  ("GK003",), ("content/notice/other.md",), (), BLOCK),
        ],
        {
            "waivers.yaml": waiver("expired", shown(number), "2026-10-31")
            + waiver("idle", "0000", "2026-12-31")
            + waiver("other", shown(other), "2026-12-31"),
            "content/notice/idle.md": document(标题="没有号码"),
        },
    )  # fmt: skip


def tables() -> Inspected:
    """Numbers in the public columns of data tables, whose files are not shipped but drawn."""
    faults = []
    n = identity()
    rows = {
        "power": ("power-list", {**POWER, "责任事项": f"经办人{n}"}, n),
        "power-wide": (
            "power-list",
            {**POWER, "职权名称": f"审批{(k := identity())[:6]} {k[6:]}"},
            k,
        ),
        "power-phone": ("power-list", {**POWER, "监督方式": f"张某某{(m := mobile())}"}, m),
        "licence": ("licensing", {**LICENCE, "许可内容": f"设立，经办人{(i := identity())}"}, i),
        "penalty": ("enforcement", {**PENALTY, "违法事实": f"当事人{(j := identity())}逾期"}, j),
        "penalty-phone": (
            "enforcement",
            {**PENALTY, "违法事实": f"当事人手机{(p := mobile())}"},
            p,
        ),
        "mark": ("power-list", {**POWER, "责任事项": "机密★10年"}, ""),
    }
    for name, (column, row, number) in rows.items():
        page, data = f"content/{column}/{name}/index.md", f"content/{column}/{name}/a.csv"
        text = document(标题=f"清单 {name}", 数据="a.csv")
        kinds = ("GK001",) if name == "mark" else ("GK003", "GK028")
        found = {page: text, data: csv_table([row])}
        faults.append(
            Fault(name, found, kinds, (page, data), (), ERROR, "", (number,) if number else ())
        )
    return Inspected("tables", faults)


def not_open() -> Inspected:
    """Files of documents that are not open, to which public documents link and which they name."""
    faults = []
    kinds: dict[str, dict[str, object]] = {
        "withheld": {"公开属性": "不予公开", "不公开理由": "过程性信息：讨论中", "复审日期": "2026-06-30"},
        "draft": {"草稿": "是"},
        "scheduled": {"定时发布": "是", "发布日期": "2027-03-01"},
        "on-request": {"公开属性": "依申请公开", "不公开理由": "商业秘密：报价", "复审日期": "2026-06-30"},
    }  # fmt: skip
    for kind, keys in kinds.items():
        number = identity()
        link, folder = f"content/notice/to-{kind}.md", f"content/policy/{kind}"
        text = document(f"见[材料](../policy/{kind}/a.csv)。", 标题=f"见 {kind}")
        found: dict[str, str | bytes] = {
            link: text,
            f"{folder}/index.md": document(标题=f"未公开 {kind}", **keys),
            f"{folder}/a.csv": files.table([("甲", number)]),
        }
        line = (line_of(text, "见[材料]"),)
        faults.append(Fault(kind, found, ("GK020",), (link,), line, ERROR, "", (number,)))
    n = identity()
    loose = attached("named", "b.txt", b"text")
    link = "content/notice/names.md"
    text = document(标题="列为附件", 附件="[../policy/draft/a.csv]")
    faults.append(Fault("names", {**loose.files, link: text}, ("GK020",), (link,), (), ERROR))
    return Inspected(
        "not-open", faults, {"content/notice/nobody.csv": files.table([("甲", n)])}, ()
    )


def masked() -> Inspected:
    """Numbers that the site masks: told of, published without them; files are kept back."""
    faults = []
    n, k, m, j, i, w, t, q = (*(identity() for _ in range(6)), mobile(), mobile())
    c = card()
    bodies = {
        "plain": (n, f"身份证号{n}。"),
        "groups": (k, f"身份证号 {k[:6]} {k[6:14]} {k[14:]}。"),
        "wide": (m, f"身份证号{wide(m)}。"),
        "cell": (j, f"| 姓名 | 证号 |\n| --- | --- |\n| 王某甲 | {j} |"),
        "bold": (i, f"证号{i[:6]}**{i[6:14]}**{i[14:]}。"),
        "mobile": (t, f"当事人手机{t}。"),
        "card": (c, f"银行卡号：{c}。"),
    }
    for name, (number, body) in bodies.items():
        text = document(body, 标题=f"遮住 {name}")
        at = body.split("\n")[-1]
        fault = in_document(f"mask-{name}", ("GK003",), text, at)
        faults.append(replace(fault, canaries=(number,)))
    text = document("正文如下。", 标题=f"关于王某甲（{w}）的公告", 内容概述=f"王某甲，手机{q}")
    faults.append(replace(in_document("mask-title", ("GK003",), text, "标题"), canaries=(w, q)))
    f = identity()
    data = files.table([("姓名", "证号"), ("王某甲", f)])
    faults.append(attached("mask-file", "a.csv", data, canaries=(f,)))
    config = CONFIG + "gate: {id_card: mask, mobile: mask, bank_card: mask}\n"
    return Inspected("masked", faults, {"config.yaml": config})
