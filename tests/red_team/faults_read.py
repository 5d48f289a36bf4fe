"""Faults in PDF, CSV, text, RTF and OFD files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from red_team import files
from red_team.cases import Fault, found_in, identity, marked_in, wide


def pdfs() -> Iterator[Fault]:
    """Return faults in PDF files."""

    def made(name: str, number: str, data: bytes, said: str = "") -> Fault:
        return found_in(f"pdf-{name}", "a.pdf", data, number, said)

    n = identity()
    yield made("text", n, files.pdf("说明", f"身份证号：{n}"), "第 2 页")
    n = identity()
    yield made("lines", n, files.pdf(f"证号{n[:10]}\n{n[10:]}"))

    def apart(number: str) -> Any:
        def change(canvas: Any) -> None:
            for place, digit in enumerate(number):
                canvas.drawString(72 + 9 * place, 500, digit)

        return change

    n = identity()
    yield made("digit-by-digit", n, files.pdf("说明", change=apart(n)))
    n = identity()
    kerned = " ".join(f"({c})-250" for c in n).encode()
    yield made("kerned", n, files.raw_pdf(b"BT /F1 12 Tf 72 700 Td [" + kerned + b"] TJ ET"))
    n = identity()
    yield made("packed", n, files.raw_pdf(f"BT /F1 12 Tf 72 700 Td (ID {n}) Tj ET".encode(), True))
    n = identity()
    yield made(
        "invisible", n, files.raw_pdf(f"BT 3 Tr /F1 12 Tf 72 700 Td ({n}) Tj ET".encode(), True)
    )
    n = identity()
    hexed = n.encode().hex().encode()
    yield made("hex", n, files.raw_pdf(b"BT /F1 12 Tf 72 700 Td <" + hexed + b"> Tj ET"))
    for key in ("Author", "Title", "Subject", "Keywords"):
        number = identity()
        yield made(
            f"info-{key.lower()}", number,
            files.pdf("说明", change=lambda c, k=key, v=number: getattr(c, f"set{k}")(f"王某甲 {v}")),
        )  # fmt: skip
    n = identity()
    yield made(
        "bookmark",
        n,
        files.pdf("说明", change=lambda c: (c.bookmarkPage("a"), c.addOutlineEntry(n, "a"))),
    )
    m = identity()
    yield made(
        "annotation",
        m,
        files.pdf("说明", change=lambda c: c.textAnnotation(f"证号{m}", (50, 50, 90, 90))),
    )
    k = identity()
    yield made(
        "link",
        k,
        files.pdf(
            "说明",
            change=lambda c: c.linkURL(f"https://www.example.gov.cn/?id={k}", (50, 50, 90, 90)),
        ),
    )
    j = identity()
    yield made(
        "form",
        j,
        files.pdf("说明", change=lambda c: c.acroForm.textfield(name="a", value=j, x=50, y=50)),
    )
    yield marked_in("pdf-mark", "a.pdf", files.pdf("机密★10年\n说明"))
    yield marked_in("pdf-mark-line", "a.pdf", files.pdf("绝密\n说明如下，请遵照执行。"))
    i = identity()
    yield found_in(
        "pdf-after-end", "a.pdf", files.picture_pdf(files.pdf("说明"), f"证号{i}".encode()), i
    )


def texts() -> Iterator[Fault]:
    """Return faults in CSV, text, RTF and OFD files."""
    head = ("姓名", "证号")
    for encoding in ("utf-8", "utf-8-sig", "gbk", "utf-16"):
        number = identity()
        name = f"csv-{encoding}"
        yield found_in(
            name, "a.csv", files.table([head, ("王某甲", number)], encoding), number, "2"
        )
        number = identity()
        text = f"说明\n王某甲，{wide(number)}\n".encode(
            "gb18030" if encoding == "gbk" else encoding
        )
        yield found_in(f"txt-{encoding}", "a.txt", text, number, "2")
    n = identity()
    yield found_in("csv-cells", "a.csv", files.table([head, (n[:6], n[6:14], n[14:])]), n)
    n = identity()
    yield found_in("csv-tabs", "a.csv", files.table([head, ("王某甲", n)], "gbk", "\t"), n)
    n = identity()
    yield found_in("csv-quote", "a.csv", files.table([head, ("王某甲", f"'{n}")]), n)
    n = identity()
    yield found_in("csv-equals", "a.csv", files.table([head, ("王某甲", f'"=""{n}"""')]), n)
    yield marked_in("txt-mark", "a.txt", "机密★10年\n说明\n".encode("gb18030"))
    yield marked_in("name-mark", "绝密★长期.txt", "说明\n".encode())
    yield marked_in("csv-mark", "a.csv", files.table([("密级", "秘密"), head]))
    n = identity()
    yield found_in("rtf-text", "a.rtf", files.rtf(f"ID {n}"), n)
    n = identity()
    yield found_in("rtf-runs", "a.rtf", files.rtf(f"{n[:6]}{{\\b {n[6:14]}}}{n[14:]}"), n)
    n = identity()
    yield found_in("rtf-hex", "a.rtf", files.rtf("".join(f"\\'{ord(c):02x}" for c in n)), n)
    n = identity()
    yield found_in("rtf-unicode", "a.rtf", files.rtf("".join(f"\\u{ord(c)}?" for c in n)), n)
    n = identity()
    yield found_in("rtf-info", "a.rtf", files.rtf("text", f"{{\\subject {n}}}"), n)
    yield marked_in("rtf-mark", "a.rtf", files.rtf(files.rtf_words("机密★10年")))
    n = identity()
    yield found_in("ofd-text", "a.ofd", files.ofd("说明", f"身份证号：{n}"), n)
    n = identity()
    yield found_in("ofd-author", "a.ofd", files.ofd("说明", author=n), n)
    yield marked_in("ofd-mark", "a.ofd", files.ofd("秘密★1年", "说明"))
