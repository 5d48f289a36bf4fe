"""Faults in workbooks: in cells, split over cells, hidden, and in what a workbook carries beside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from red_team import files
from red_team.cases import (
    ERROR,
    Fault,
    attached,
    card,
    found_in,
    identity,
    marked_in,
    mobile,
    spaced,
    wide,
)

_HEAD = ("姓名", "金额（元）")
_ROWS = (_HEAD, ("王某甲", 300), ("王某乙", 500))


def workbooks() -> Iterator[Fault]:
    """Return faults in workbooks: cells, and everything else that a workbook carries."""

    def book(
        name: str, number: str, change: Any = None, rows: Any = _ROWS, said: str = ""
    ) -> Fault:
        return found_in(f"xlsx-{name}", "ming-dan.xlsx", files.xlsx(rows, change), number, said)

    n = identity()
    yield book("cell", n, rows=(("姓名", "身份证号"), ("王某甲", n)), said="B2")
    yield book("cell-bare", n := identity(), rows=(*_ROWS, ("王某丙", f"备注{n}")), said="B4")
    yield book("cells", n := identity(), rows=(*_ROWS, (n[:6], n[6:14], n[14:])))
    yield book("cells-digits", n := identity(), rows=(*_ROWS, tuple(n)))
    yield book("wide", n := identity(), rows=(*_ROWS, ("王某丙", wide(n))))
    yield book("zero-width", n := identity(), rows=(*_ROWS, ("王某丙", spaced(n, "\u200b", 5))))
    yield book("text-spaces", n := identity(), rows=(*_ROWS, ("王某丙", spaced(n, " ", 6))))
    yield book("number-cell", n := mobile(), rows=(("户主", "手机"), ("王某甲", int(n))))
    yield book("mobile-text", n := mobile(), rows=(("户主", "联系方式"), ("王某甲", n)))
    yield book("card", n := card(), rows=(("户主", "银行卡号"), ("王某甲", n)))
    yield book("float-cell", n := mobile("188"), rows=(("姓名", "备注"), ("王某甲", float(n))))
    yield book("formula", n := identity(), rows=(*_ROWS, ("王某甲", f'="{n[:9]}"&"{n[9:]}"')))
    yield book("sheet-name", n := identity(), lambda b: b.create_sheet(f"甲{n}"))

    def hide(kind: str, number: str) -> Any:
        def change(workbook: Any) -> None:
            sheet = workbook.active
            if kind in ("hidden", "veryHidden"):
                other = workbook.create_sheet("原始数据")
                other["C7"] = number
                other.sheet_state = kind
            elif kind == "row":
                sheet["A9"] = number
                sheet.row_dimensions[9].hidden = True
            elif kind == "column":
                sheet["H2"] = number
                sheet.column_dimensions["H"].hidden = True
            elif kind == "zero-row":
                sheet["A9"] = number
                sheet.row_dimensions[9].height = 0
            elif kind == "white":
                sheet["H2"] = number
                sheet["H2"].number_format = ";;;"
            elif kind == "far":
                sheet["ZZ5000"] = number
            elif kind == "comment":
                sheet["A2"].comment = Comment(f"本人证号{number}", "经办人")
            elif kind == "name":
                workbook.defined_names["甲"] = DefinedName("甲", attr_text=f'"{number}"')
            elif kind == "header":
                sheet.oddHeader.center.text = number
            elif kind == "link":
                sheet["A2"].hyperlink = f"https://www.example.gov.cn/?id={number}"
            elif kind == "filter":
                sheet.auto_filter.ref = "A1:B3"
                sheet.auto_filter.add_filter_column(0, [number])
            elif kind == "format":
                rule = CellIsRule(operator="equal", formula=[f'"{number}"'])
                sheet.conditional_formatting.add("A2", rule)
            elif kind == "validation":
                rule = DataValidation(type="list", formula1=f'"{number},乙"')
                sheet.add_data_validation(rule)
                rule.add("B2")
            else:
                setattr(workbook.properties, kind, f"王某甲{number}")

        return change

    for kind in (
        "hidden", "veryHidden", "row", "column", "zero-row", "white", "far", "comment", "name",
        "header", "link", "validation", "filter", "format", "title", "subject", "description", "keywords", "creator",
    ):  # fmt: skip
        number = identity()
        said = {"hidden": "C7", "row": "A9", "column": "H2", "far": "ZZ5000"}.get(kind, "")
        yield book(f"in-{kind}", number, hide(kind, number), said=said)

    plain = files.xlsx(_ROWS)
    n = identity()
    cache = f'<pivotCacheRecords xmlns="x"><r><s v="王某甲"/><s v="{n}"/></r></pivotCacheRecords>'
    parts = {"xl/pivotCache/pivotCacheRecords1.xml": cache.encode()}
    yield found_in("xlsx-pivot", "a.xlsx", files.with_parts(plain, parts), n)
    n = identity()
    box = f'<xdr:wsDr xmlns:xdr="x" xmlns:a="y"><a:t>{n[:8]}</a:t><a:t>{n[8:]}</a:t></xdr:wsDr>'
    parts = {"xl/drawings/drawing1.xml": box.encode()}
    yield found_in("xlsx-text-box", "a.xlsx", files.with_parts(plain, parts), n)
    n = identity()
    parts = {"customXml/item1.xml": f"<root><v>{n}</v></root>".encode()}
    yield found_in("xlsx-custom-xml", "a.xlsx", files.with_parts(plain, parts), n)
    yield marked_in("xlsx-mark", "a.xlsx", files.xlsx([("机密★10年",), *_ROWS]), "A1")
    yield marked_in("xlsx-mark-cells", "a.xlsx", files.xlsx([("密级", "机密"), *_ROWS]))
    yield marked_in("xlsx-mark-hidden", "a.xlsx", files.xlsx(_ROWS, hide("hidden", "绝密★长期")))
    yield found_in("xls-cell", "a.xls", files.xls([*_ROWS, ("王某丙", n := identity())]), n)
    yield found_in("xls-hidden", "a.xls", files.xls(_ROWS, [("甲", n := identity())]), n)
    listed = (
        ("姓名", "家庭住址", "残疾等级"),
        ("王某甲", "东街12号", "二级"),
        ("王某乙", "西街3号", "三级"),
    )
    yield attached("xlsx-list", "a.xlsx", files.xlsx(listed), least=ERROR)
    yield attached("csv-list", "a.csv", files.table(listed, "gb18030"), least=ERROR)
