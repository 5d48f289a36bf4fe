"""GK014: a 文号 that is not written as 机关代字〔年份〕N号."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from gongkai_ssg.document import Document, Source
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.late_pattern import late_pattern
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import clip, key_label, sample
from gongkai_ssg.text import fold

_PATH = "content/policy/a.md"

_AGENCY = r"[\u3400-\u9fffA-Za-z]+"
_RIGHT = late_pattern(rf"({_AGENCY})〔(?:19|20)\d{{2}}〕[1-9]\d*号")
# 令 and 公告 are numbered without a year in brackets: 第12号, 国令第711号, 某部公告2024年第5号.
_ORDER = late_pattern(
    r"(?:中华人民共和国)?[\u3400-\u9fffA-Za-z]*(?:(?:19|20)\d{2}年)?"
    r"第(?:[1-9]\d*|[一二三四五六七八九十百千零〇]+)号"
)
_LOOSE = late_pattern(
    r"(?P<agency>[^\d\[\]【】（）()〔〕﹝﹞［］｛｝{}〈〉<>《》「」『』]*?)\s*"
    r"(?P<open>[\[【（(〔﹝［｛{〈<《「『]?)\s*(?P<year>\d{2,4})\s*(?P<nian>年?)\s*"
    r"(?P<close>[\]】）)〕﹞］｝}〉>》」』]?)\s*"
    r"(?P<nth>第?)\s*(?P<number>\d+)\s*(?P<end>号?)\s*(?P<more>[。.，,；;、]?)"
)
_BRACKETS = {"[": "方括号", "［": "方括号", "【": "实心方括号", "(": "圆括号", "（": "圆括号"}
# Words of a sentence in front of the agency's short name: the number was cut from running text.
_PROSE = late_pattern(
    r".*(?:的(?:函|公告)|通知|意见|措施|决定|办法|批复|报告|请示|方案|规定|等部门)|^[你我][省市县区]"
)


def _check(document: Document, source: Source, context: RuleContext) -> Iterator[Fault]:
    written = source.raw.get("document_number", "").strip() or document.document_number
    if not written or "document_number" in document.unreadable:
        return
    name = key_label("document_number", source.keys)
    faults, right = _judge(written)
    if faults:
        guess = right and right != written
        yield Fault(
            f"{name}“{clip(written)}”{'、'.join(faults)}。",
            f"改为“{right}”。"
            if guess
            else "写成“机关代字〔年份〕N号”，例如“某文旅发〔2026〕5号”。",
            key="document_number",
            severity=Severity.WARNING if faults == [_FULL_WIDTH] or _is_older(document) else None,
        )


_FULL_WIDTH = "用了全角数字或字母"
#: GB/T 9704-2012 applies from then on; what was numbered before keeps its number.
_STANDARD_SINCE = dt.date(2012, 7, 1)


def _is_older(document: Document) -> bool:
    day = document.formed_on or document.date
    return day is not None and day < _STANDARD_SINCE


def _judge(written: str) -> tuple[list[str], str]:
    """Return what is wrong with a number, in words, and the number as it should be ("" unknown)."""
    number = fold(written)
    faults = [_FULL_WIDTH] if number != written else []
    right = _RIGHT.fullmatch(number)
    if right:
        prose = _PROSE.match(right[1])
        if prose and prose.end() < len(right[1]):
            return [*faults, f"前面混入了正文“{clip(prose[0], 20)}”"], number[prose.end() :]
        return faults, number
    if _ORDER.fullmatch(number):
        return faults, number
    parts = [each for each in re.split(r"[、，,；;]\s*|\s+(?=[\u3400-\u9fff])", number) if each]
    if len(parts) > 1 and all(_RIGHT.fullmatch(each) for each in parts):
        return [*faults, "写了几个文号"], parts[0]
    loose = _LOOSE.fullmatch(number)
    if loose is None or not loose["agency"].strip():
        cause = "缺少机关代字" if loose else "不是“机关代字〔年份〕N号”的写法"
        return [*faults, cause], ""
    return faults + _differences(loose, number), _mended(loose)


def _differences(loose: re.Match[str], number: str) -> list[str]:
    faults: list[str] = []
    opened, closed = loose["open"], loose["close"]
    if not opened and not closed:
        faults.append("的年份没有加六角括号")
    elif (opened, closed) != ("〔", "〕"):
        kind = _BRACKETS.get(opened) or _BRACKETS.get(closed)
        same = opened and closed and kind
        faults.append(f"用了{kind}" if same else "的括号不是成对的六角括号“〔〕”")
    if loose["nian"]:
        faults.append("的年份多了“年”字")
    if len(loose["year"]) != 4 or loose["year"][:2] not in ("19", "20"):
        faults.append(f"的年份“{loose['year']}”不是四位的公历年份")
    if loose["nth"]:
        faults.append("的序号前多了“第”字")
    if loose["number"].startswith("0"):
        faults.append("的序号补了零")
    if not loose["end"]:
        faults.append("末尾少了“号”字")
    if loose["more"]:
        faults.append("末尾多了标点")
    agency = loose["agency"]
    if not re.fullmatch(_AGENCY, "".join(agency.split())):
        faults.append(f"的机关代字“{clip(agency, 20)}”含有汉字和字母以外的字符")
    elif re.search(r"\s", number):
        faults.append("中间有空格")
    return faults


def _mended(loose: re.Match[str]) -> str:
    agency = "".join(loose["agency"].split())
    year, number = loose["year"], loose["number"].lstrip("0")
    if not number or len(year) != 4 or not re.fullmatch(_AGENCY, agency):
        return ""
    made = f"{agency}〔{year}〕{number}号"
    return made if _RIGHT.fullmatch(made) else ""


RULE = Rule(
    id="GK014",
    name="malformed-document-number",
    title="文号写法不规范",
    severity=Severity.ERROR,
    basis="GB/T 9704-2012 7.2.5",
    why=(
        "发文字号由机关代字、年份、序号组成：年份用四位数字标全称、加六角括号，"
        "序号不加“第”字、不编虚位（1 不写成 01），后面加“号”字。"
        "写法不一，检索、引用和文件之间的关联都会断掉。"
    ),
    cure="改成提示的写法；令写“第12号”或者“某市人民政府令第12号”。",
    good=(
        Example(files={_PATH: sample("文号: 某政办发〔2026〕5号")}),
        Example(files={"content/rules/a.md": sample("文号: 某市人民政府令第12号")}),
        Example(files={"content/rules/a.md": sample("文号: 第十二号")}),
    ),
    bad=(
        Example(files={_PATH: sample("文号: 市政发[2024]5号")}, line=7),
        Example(files={_PATH: sample("文号: 市政发【2024】5号")}, line=7),
        Example(files={_PATH: sample("文号: 市政发（2024）5号")}, line=7),
        Example(files={_PATH: sample("文号: 市政发〔2024〕005号")}, line=7),
        Example(files={_PATH: sample("文号: 市政发〔2024〕第5号")}, line=7),
        Example(files={_PATH: sample("文号: 市政发〔2024〕5")}, line=7),
        Example(files={_PATH: sample("文号: 市政发〔２０２４〕５号")}, line=7),
        Example(files={_PATH: sample("文号: 的通知市政发〔2024〕5号")}, line=7),
        Example(files={_PATH: sample("文号: 五号文")}, line=7),
    ),
    document=_check,
)
