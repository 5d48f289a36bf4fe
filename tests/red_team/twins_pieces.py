"""Clean columns, lists, lines and files that look like numbers in pieces or marks of secrecy."""

from __future__ import annotations

from collections.abc import Iterable

from red_team import files
from red_team.cases import Twin, card, clean, clean_file
from red_team.faults_pieces import formatted_form


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    names = list(head)
    lines = [names, ["---"] * len(names), *(map(str, row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _columns() -> dict[str, str]:
    number = card()
    groups = [number[at : at + 5] for at in range(0, 19, 5)]
    return {
        "serials": _table(
            ("序号", "年份", "数量"), ((i, 2000 + i, i * 37 % 1000) for i in range(1, 30))
        ),
        # As one number they would be an identity card.
        "postcodes": _table(("区", "邮编"), (("甲", 110105), ("乙", 194912), ("丙", 310021))),
        "postcode-lines": "110105\n194912\n310021",
        "extensions": _table(
            ("科室", "分机"), (("甲", 8001), ("乙", 8002), ("丙", 8003), ("丁", 8004))
        ),
        "telephones": _table(("单位", "电话"), (("甲", 55012033), ("乙", 55012044))),
        "amounts": _table(("项目", "金额"), (("甲", 123456), ("乙", 1234567), ("丙", 12345))),
        "regions": _table(("区划代码",), ((330106,), (330108,), (330109,))),
        "digits": "\n".join(str(i % 10) for i in range(1, 60)),
        "items": "1. 2026\n2. 2027\n3. 2028\n\n- 12\n- 13\n- 14",
        "agency-account": "户名：示例市财政局\n账号：\n\n"
        + "\n".join(f"- {each}" for each in groups),
        "uncalled-groups": _table(("项目", "数"), (("甲", each) for each in groups)),
    }


_WORDS = {
    "reading": "<ruby>云<rt>yún</rt>浦<rt>pǔ</rt></ruby>市图书馆2026年3月2日开放，电话0609-5501203。",
    "revealed": "# 揭㊙图书馆的夜晚",
    "revealed-end": "## 图书馆的一天大揭㊙",
    "recipes": "备考㊙籍、祖传㊙方展。",
    "shouted": "㊙ 图书馆不为人知的一面！",
    "secret-garden": "Secret Garden 乐队音乐会\n\nTop Secret：大型密室展",
    "file-names": "国家秘密载体管理-附件.docx\n\n商业秘密（示范文本）.docx\n\n秘密花园（电影）.docx",
    "grades": "安全等级：二级；信息等级：公开",
    "stacked-prose": "保\n密\n工\n作\n宣\n传",
    "stacked-break": "加强机\n密切联系群众",
    "stacked-cells": "| 机 | 密 |\n| --- | --- |\n| 机床 | 密封 |",
    "stars-below": "秘书处\n密切配合\n★★★★★",
    "for-leaders": "编印《工作动态》供领导参考，全年12期。",
    "returned": "文件阅后收回，不得横传。",
    "no-copies": "本站内容未经许可严禁复制。",
    "hong-kong": "提交香港居民身份证复印件，电话：55012033。",
    "escapes": "字符 \\u0031 与路径 C:\\x31 的写法。",
}


def twins_in_pieces() -> list[Twin]:
    """Return clean look-alikes of what `faults_pieces` and `faults_marks` plant."""
    texts = {**_columns(), **_WORDS}
    book = [("序号", "数量", "编码"), *((i, i * 7, f"{330100 + i}") for i in range(1, 200))]
    return [
        *(clean(f"twin-pieces-{name}", body) for name, body in texts.items()),
        clean_file("twin-pieces-xlsx", "a.xlsx", files.xlsx(book)),
        clean_file("twin-pieces-pages", "a.pdf", files.pdf("收入 110000\n19900101\n- 1 -", "1234 5678\n合计", "12345678901\n第 3 页")),
        clean_file("twin-pieces-sums", "a.pdf", files.pdf("合计 123456789", "123456789 元")),
        clean_file("twin-pieces-form", "a.pdf", formatted_form()),
        clean_file("twin-pieces-sheet", "a.xlsx", files.xlsx([("甲", "乙")], lambda b: setattr(b.active, "title", "涉密人员管理（办法）"))),
        clean_file("twin-pieces-footer", "a.xlsx", files.xlsx([("甲", "乙")], lambda b: setattr(b.active.oddFooter.center, "text", "第 &P 页 20260302"))),
    ]  # fmt: skip
