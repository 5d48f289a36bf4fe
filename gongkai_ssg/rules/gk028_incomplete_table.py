"""GK028: cells of a table that are empty or wrong, and guides that lack an element.

The cells are judged while loading; only the guides are judged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai_ssg.document import Document, Source
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import sample

_MANY = 4  # missing elements from which on a guide is of no use

#: The eight elements of 国办秘函〔2019〕19号: own key, and the words that head them in a text.
_ELEMENTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "事项名称": ("item", ("事项名称",)),
    "设定依据": ("legal_basis", ("设定依据", "法律依据", "办理依据", "许可依据", "依据")),
    "申请条件": ("conditions", ("申请条件", "受理条件", "办理条件", "许可条件", "条件")),
    "办理材料": ("materials", ("办理材料", "申请材料", "所需材料", "申报材料", "材料")),
    "办理地点": ("place", ("办理地点", "受理地点", "办公地址", "办理地址", "地点")),
    "办理时间": ("hours", ("办理时间", "受理时间", "办公时间", "工作时间")),
    "联系电话": ("phone", ("联系电话", "咨询电话", "联系方式", "电话")),
    "办理流程": ("steps", ("办理流程", "办理程序", "许可程序", "流程", "程序")),
}
_MARKS = re.compile(r"^[\s#>*|+\-]*(?:[（(]?[一二三四五六七八九十\d]+[）)、.．]\s*)?\**")
_END = re.compile(r"[：:|*]")


def _check(document: Document, source: Source, context: RuleContext) -> Iterator[Fault]:
    column = context.columns.get(document.column)
    if column is None or column.type.key != "licensing" or document.genre != "办事指南":
        return
    headings = set(_headings(source.body))
    front = source.text.removesuffix(source.body)
    missing = [
        label
        for label, (key, words) in _ELEMENTS.items()
        if not document.own.get(key)
        and not _is_written((key, *words), front)
        and not any(_names(words, each) for each in headings)
    ]
    if missing:
        grave = len(missing) >= _MANY
        yield Fault(
            f"办事指南缺少{'、'.join(f'“{each}”' for each in missing)}，共缺 {len(missing)} 项。",
            f"在前言里加上“{missing[0]}: …”等，写法见 gongkai new 行政许可 生成的样例。",
            key="genre",
            severity=Severity.ERROR if grave else Severity.WARNING,
        )


def _is_written(words: tuple[str, ...], front: str) -> bool:
    """Tell whether a key has a value in the front matter that perhaps could not be read."""
    named = "|".join(map(re.escape, words))
    return (
        re.search(rf"^(?:{named})[ ]*:(?:[ ]*[^\s#]|[ ]*\n[ ]*-)", front, re.MULTILINE) is not None
    )


def _headings(body: str) -> Iterator[tuple[str, bool]]:
    """What heads the lines of a text, and whether the line is nothing but a heading."""
    for line in body.splitlines():
        text = _MARKS.sub("", line, count=1)
        head = _END.split(text, maxsplit=1)[0].strip()
        if head and len(head) <= 20:
            yield head, line.lstrip().startswith("#")


def _names(words: tuple[str, ...], heading: tuple[str, bool]) -> bool:
    text, is_heading = heading
    return any(word == text or (is_heading and word in text) for word in words)


_GUIDE = (
    "体裁: 办事指南",
    "事项名称: 营业性演出审批",
    "设定依据: 《营业性演出管理条例》第十三条",
    "申请条件: [有明确的演出名称、时间和地点]",
    "办理材料: [营业性演出申请表, 场地使用协议]",
    "办理地点: 市政务服务中心 2 楼 8 号窗口",
    "办理时间: 工作日 9:00—17:00",
    "联系电话: 0000-8860005",
    "办理流程: [申请, 受理, 审查, 决定]",
)
_PATH = "content/licensing/a.md"
_LIST = "content/power-list/a.md"
_CSV = "content/power-list/qd.csv"
_HEAD = "职权编码,职权类型,职权名称,实施依据,行使主体,责任事项,监督方式\n"
_POWER = "WL-XK-001,行政许可,营业性演出审批,《营业性演出管理条例》,市文旅局,审查,0000-8860009\n"
_SECOND = _POWER.replace("WL-XK-001", "WL-XK-002")
_RESULTS = "content/enforcement/a.md"
_RESULT = "检查对象名称,统一社会信用代码,抽查事项,检查日期,检查结果,检查机关\n甲旅行社有限公司,{},旅行社经营行为,2026-06-01,未发现问题,市文旅局\n"
_AS_RESULTS = "数据: {文件: jg.csv, 表种: 双随机抽查结果}"


def _powers(rows: str) -> dict[str, str | bytes]:
    return {_LIST: sample("数据: qd.csv"), _CSV: _HEAD + rows}


RULE = Rule(
    id="GK028",
    name="incomplete-table",
    title="清单、指南的内容不完整或者填写有误",
    severity=Severity.ERROR,
    basis="《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）；《行政许可法》第三十条；国办发〔2018〕118号",
    why=(
        "清单按行录入，每一格都有规定的写法：必填的为空、代码的校验位不对、编码重复、金额对不上，"
        "公众按它办事就会出错，报送其他系统也会被退回。办事指南应当有事项名称、设定依据、申请条件、"
        "办理材料、办理地点、办理时间、联系电话、办理流程八个要素，缺四项以上作为错误，不足四项作为警告。"
    ),
    cure="按提示的工作表、行、列改正数据文件；办事指南在前言或者正文小标题里补上缺少的要素。",
    good=(
        Example(files=_powers(_POWER + _SECOND)),
        Example(files={_PATH: sample(*_GUIDE)}),
        Example(
            files={
                _PATH: sample(
                    "体裁: 办事指南",
                    body="## 一、事项名称\n\n演出审批\n\n## 二、设定依据和申请条件\n\n见条例。\n\n"
                    "## 三、材料\n\n申请表。\n\n- 办理地点：窗口\n- 办理时间：工作日\n"
                    "- **联系电话**：0000-8860005\n\n| 办理流程 | 申请、受理、决定 |\n| --- | --- |\n",
                )
            }
        ),
        Example(
            files={
                _RESULTS: sample(_AS_RESULTS),
                "content/enforcement/jg.csv": _RESULT.format("91990100MA1Y0T017K"),
            }
        ),
    ),
    bad=(
        Example(files=_powers(_POWER.replace("《营业性演出管理条例》", "")), path=_CSV, line=2),
        Example(files=_powers(_POWER + _POWER), path=_CSV, line=3),
        Example(files=_powers(_POWER + _SECOND.replace("行政许可", "行政审批")), path=_CSV, line=3),
        Example(files={_PATH: sample(*_GUIDE[:-2])}, line=7),
        Example(files={_PATH: sample(_GUIDE[0], body="申请人到窗口办理。")}, line=7),
        Example(
            files={
                _RESULTS: sample(_AS_RESULTS),
                "content/enforcement/jg.csv": _RESULT.format("91990100MA1Y0T0170"),
            },
            path="content/enforcement/jg.csv",
            line=2,
        ),
    ),
    document=_check,
)
