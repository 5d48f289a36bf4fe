"""Types of cells: text -> checked value. They must not know tables, rows or where a cell stands.

What a validator says is the end of a sentence: 第 5 行“金额”（E 列）的值“甲” + “不是金额”。
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from operator import mul
from typing import Annotated, Literal

import msgspec
from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from gongkai_ssg.text import fold, parse_date

Kind = Literal["text", "long", "count", "money", "date", "choice", "flag"]


class As(msgspec.Struct, frozen=True):
    """Marks an annotation with the kind that the theme and the exports treat it as."""

    kind: Kind


#: Plain types that may stand in a record as they are; numbers and days need a type from here.
KINDS_BY_TYPE: dict[object, Kind] = {str: "text"}


def wrong(message: str, hint: str = "", field: str = "") -> PydanticCustomError:
    """Return the error that a validator raises: the end of a sentence, without its full stop.

    `field` names the cell that is meant, where a whole record is judged.
    """
    return PydanticCustomError(
        "cell", "{message}", {"message": message, "hint": hint, "field": field}
    )


_WHOLE = re.compile(r"(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.0+)?")
_AMOUNT = re.compile(r"[+-]?(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.\d+)?")
_CENT = Decimal("0.01")
_FLAGS = {"是": True, "有": True, "√": True, "✓": True, "TRUE": True}
_FLAGS |= {"否": False, "无": False, "×": False, "FALSE": False}


def _number(text: str) -> str:
    return fold(text).replace("，", ",").replace("．", ".").replace("＋", "+").replace("−", "-")


def _count(written: object) -> object:
    if not isinstance(written, str):
        return written
    text = _number(written)
    if _WHOLE.fullmatch(text) is None:
        raise wrong("不是整数", "只写数字，不带单位，例如 12。")
    return int(text.partition(".")[0].replace(",", ""))


def _money(written: object) -> object:
    if not isinstance(written, str):
        return written
    text = _number(written)
    if _AMOUNT.fullmatch(text) is None:
        raise wrong("不是金额", "只写数字，单位写在表头，例如 1234.50。")
    whole, _, places = text.replace(",", "").partition(".")
    if len(places.rstrip("0")) > 2:
        raise wrong("小数超过两位", "四舍五入到两位小数；各项之和要与合计一致。")
    return Decimal(f"{whole}.{places[:2] or '0'}")


def _cents(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)


def _day(written: object) -> object:
    if not isinstance(written, str):
        return written
    parsed = parse_date(written)
    if parsed is None:
        hint = "写成 2026-03-02 或 2026年3月2日；在 Excel 里把单元格设为日期格式。"
        raise wrong("不是日期", hint)
    return parsed[0]


def _flag(written: object) -> object:
    if not isinstance(written, str):
        return written
    value = _FLAGS.get(fold(written).upper())
    if value is None:
        raise wrong("看不出是与否", "写“是”或“否”。")
    return value


_USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUES = {sign: value for value, sign in enumerate(_USCC_SIGNS)}
_USCC = re.compile(f"[{_USCC_SIGNS}]{{2}}[0-9]{{6}}[{_USCC_SIGNS}]{{10}}")
_USCC_WEIGHTS = tuple(pow(3, power, 31) for power in range(17))


def check_digit(first: str) -> str:
    """Return the 18th sign of a unified social credit code from its first 17 (GB 32100-2015)."""
    total = sum(map(mul, map(_USCC_VALUES.__getitem__, first), _USCC_WEIGHTS))
    return _USCC_SIGNS[-total % 31]


def _uscc(written: str) -> str:
    text = fold(written).upper().replace(" ", "")
    if len(text) != 18:
        raise wrong(f"有 {len(text)} 位，统一社会信用代码应为 18 位", "对照营业执照重新填写。")
    if _USCC.fullmatch(text) is None:
        hint = "只有数字和大写字母，没有 I、O、S、V、Z；第 3 至 8 位是数字。"
        raise wrong("不合统一社会信用代码的写法", hint)
    right = check_digit(text[:17])
    if text[17] != right:
        raise wrong(
            f"校验位不对，应为“{right}”", "多半是某一位抄错了，对照营业执照核对全部 18 位。"
        )
    return text


Text = Annotated[str, As("text")]
LongText = Annotated[str, As("long")]
Count = Annotated[int, BeforeValidator(_count), Field(ge=0), As("count")]
Money = Annotated[Decimal, BeforeValidator(_money), AfterValidator(_cents), As("money")]
Day = Annotated[dt.date, BeforeValidator(_day), As("date")]
Flag = Annotated[bool, BeforeValidator(_flag), As("flag")]
Uscc = Annotated[str, AfterValidator(_uscc), As("text")]
