"""Cells that say to whom a decision was addressed 行政相对人, shared by licences and penalties.

It must not know decisions, columns of a site or files. What is told of a natural person is
little: the name is masked, certificates never leave (《政府信息公开条例》第十五条), and a row that
gives away more than that in any other cell is a fault and is not published at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, model_validator

from gongkai_ssg.tables.fields import (
    Cell,
    CellFault,
    Record,
    Text,
    Uscc,
    declared,
    fold_label,
    wrong,
)
from gongkai_ssg.tables.kinds import As
from gongkai_ssg.text import fold, slug

TRADER, PERSON = "个体工商户", "自然人"

#: Cells with a code that only organizations and traders have.
_CODES = (
    "credit_code", "registration_number", "organization_code", "tax_number",
    "institution_number", "association_number",
)  # fmt: skip

_SHORTEST_SECRET = 6  # signs; shorter ones stand in any text by chance
_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"\d{3}[0-9Xx](?![0-9A-Za-z])"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def holds_identity_number(text: str) -> bool:
    """Tell whether a resident identity number with a right check digit (GB 11643) is in a text."""
    return any(
        "10X98765432"[sum(int(a) * b for a, b in zip(found, _WEIGHTS, strict=False)) % 11]
        == found[17].upper()
        for written in (fold(text), _tight(text))
        for found in _IDENTITY.findall(written)
    )


def _tight(text: str) -> str:
    return re.sub(r"[\s\u200b\u200c\u200d\u2060\ufeff]+", "", fold(text))


_AMOUNT = re.compile(r"(\d{1,9})(?:\.(\d{1,6}))?")


def _amount(written: str) -> str:
    found = _AMOUNT.fullmatch(fold(written).replace(",", ""))
    if found is None:
        raise wrong("不是以万元为单位的金额", "只写数字，最多六位小数，例如罚款 8000 元写 0.8。")
    return f"{int(found[1])}.{(found[2] or '').rstrip('0').ljust(2, '0')}"


#: An amount in 万元. Fines of a few yuan need more than two places, so it is kept as written.
TenThousandYuan = Annotated[str, AfterValidator(_amount), As("money")]


class Addressee(Record):
    """Whom a decision concerns: the first cells of every public decision."""

    party: Annotated[Text, Cell(label="行政相对人名称", aliases=("相对人名称", "当事人名称"))]
    party_kind: Annotated[
        Literal["法人及非法人组织", "个体工商户", "自然人"],
        Cell(label="行政相对人类别", aliases=("相对人类别",), filter=True),
    ]
    credit_code: Annotated[
        Uscc | None,
        Cell(label="统一社会信用代码", aliases=("行政相对人代码_1(统一社会信用代码)",)),
    ] = None

    def masked(self) -> frozenset[str]:
        """Return the cells with a person's name; raises AttributeError where it cannot be told.

        The reader of tables leaves a row out for which this is raised. A natural person's row
        goes as soon as any cell of it is at fault: nobody knows what stands there instead.
        """
        if self.party_kind == PERSON:
            for each in declared(type(self)):
                getattr(self, each.name)
        if any(True for _ in self._leaks()):
            raise AttributeError("the row tells more of a person than may be told")
        return self._person_cells()

    def _person_cells(self) -> frozenset[str]:
        cells = {PERSON: {"party", "legal_representative"}, TRADER: {"legal_representative"}}
        return frozenset(cells.get(self.party_kind, ())) & set(type(self).model_fields)

    def _leaks(self) -> Iterator[tuple[str, str, str]]:
        """Cell, fault and cure wherever a public cell holds what only hidden ones may hold."""
        fields = declared(type(self))
        hidden = {each.name for each in fields if each.cell.hidden}
        written = {k: _tight(v) for k, v in self.__dict__.items() if isinstance(v, str)}
        secrets = {written[name].casefold() for name in hidden & set(written)}
        secrets = {each for each in secrets if len(each) >= _SHORTEST_SECRET}
        own = self._person_cells()
        for name, text in written.items():
            if name in hidden or name == "party_kind":
                continue
            if any(each in text.casefold() for each in secrets):
                yield name, "含有不公开的证件号码", "删去号码；号码只写在不公开的列里。"
            elif name != "credit_code" and holds_identity_number(text):
                yield name, "含有居民身份证号码", "删去号码；号码只写在不公开的列里。"
            elif self.party_kind == PERSON and name in _CODES:
                hint = "清空这一格；如果是个体工商户，改正“行政相对人类别”。"
                yield name, "不该填写：自然人没有这种代码", hint
            elif self.party_kind == PERSON and name not in own and self._is_named_in(text):
                yield (
                    name,
                    "含有当事人的全名",
                    "改为“当事人”，自然人的姓名只写在“行政相对人名称”里。",
                )

    def _is_named_in(self, text: str) -> bool:
        name = _tight(self.party)
        return len(name) > 1 and name in text

    @model_validator(mode="after")
    def _check_addressee(self) -> Addressee:
        for name, message, hint in self._leaks():
            raise wrong(message, hint, field=name)
        if self.party_kind != PERSON and self.credit_code is None:
            hint = "法人、非法人组织和个体工商户都要填写。"
            raise wrong("为空", hint, field="credit_code")
        return self


class CreditAddressee(Addressee):
    """The first twelve columns of both tables of 双公示 (发改办财金〔2018〕424号), in their order."""

    registration_number: Annotated[
        Text | None, Cell(label="工商注册号", aliases=("行政相对人代码_2(工商注册号)",))
    ] = None
    organization_code: Annotated[
        Text | None, Cell(label="组织机构代码", aliases=("行政相对人代码_3(组织机构代码)",))
    ] = None
    tax_number: Annotated[
        Text | None, Cell(label="税务登记号", aliases=("行政相对人代码_4(税务登记号)",))
    ] = None
    institution_number: Annotated[
        Text | None, Cell(label="事业单位证书号", aliases=("行政相对人代码_5(事业单位证书号)",))
    ] = None
    association_number: Annotated[
        Text | None, Cell(label="社会组织登记证号", aliases=("行政相对人代码_6(社会组织登记证号)",))
    ] = None
    legal_representative: Annotated[
        Text | None, Cell(label="法定代表人", aliases=("法定代表人姓名", "法定代表人（负责人）"))
    ] = None
    representative_certificate: Annotated[
        Text | None,
        Cell(
            label="法定代表人证件",
            aliases=("法定代表人证件号码", "法定代表人身份证号"),
            hidden=True,
        ),
    ] = None
    certificate_kind: Annotated[
        Text | None, Cell(label="自然人证件类型", aliases=("证件类型",), hidden=True)
    ] = None
    certificate_number: Annotated[
        Text | None,
        Cell(label="自然人证件号码", aliases=("证件号码", "身份证号"), hidden=True),
    ] = None


def anchor_of(number: str) -> str:
    """Return the id of a decision's row, made of its 文号 and never of a name."""
    return slug(number)


def same_decision_twice(records: Sequence[Addressee]) -> Iterable[CellFault]:
    """Find rows that name the same decision and the same addressee."""
    seen: set[tuple[str, str]] = set()
    for row, record in enumerate(records):
        key = (fold_label(getattr(record, "number", "")), fold_label(record.party))
        if key in seen:
            message = "与前面的一行相同：同一文号、同一行政相对人"
            yield CellFault(row, "number", message, "删去重复的一行，或者改正文号。")
        seen.add(key)
