"""GK045: names and titles of officials, names of the agency and its units, against config."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from gongkai_ssg.document import Document, Source
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.policy import FormerUnitName, Settings
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import Lines, clip, key_label, sample
from gongkai_ssg.wording.agency import is_nearly, is_other_place, signatures
from gongkai_ssg.wording.titles import find_disagreements

_PATH = "content/notice/a.md"

_REFORM = re.compile(r"原|更名|改名|撤销|并入|划转|划入|承接|沿革|移交|变更|整合|挂牌|转隶|改革")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LEADS_IN = ("关于", "我局", "本局", "发布", "公布", "对", "局", "的", "由")
_SHORTEST = 4  # characters of a former name that a title may be searched for


def _document(document: Document, source: Source, context: RuleContext) -> Iterator[Fault]:
    settings = context.settings
    lines = Lines(source.text)
    if settings.officials:
        yield from _officials(source.text, settings, lines)
    signed: list[tuple[int, str]] = []
    if "日" in source.body[-400:]:
        offset = len(source.text) - len(source.body)
        # Front matter and body are one text: the body is its end.
        signed = [(offset + at, name) for at, name in signatures(source.body)]
    yield from _agency(document, settings, signed, lines)
    day = document.formed_on or document.date
    for former in settings.former_units:
        if day and former.until and day > former.until and former.name != former.now:
            yield from _former(document, source, former, signed, lines, settings.marks.organizer)


# --- officials -------------------------------------------------------------------------


def _officials(text: str, settings: Settings, lines: Lines) -> Iterator[Fault]:
    told: set[str] = set()
    for each in find_disagreements(text, settings.officials, settings.marks.organizer):
        if each.written in told:
            continue
        told.add(each.written)
        line, column = lines.place(each.start)
        config = f"config.yaml 登记的是“{each.name}，{each.title}”"
        if each.is_name:
            message = f"姓名“{each.written}”与登记的“{each.name}”差一个字（{each.title}）。"
            hint = f"写错的改为“{each.name}”；确是另一个人的，在 config.yaml 的 officials 中登记。"
        else:
            message = f"“{clip(each.written)}”的职务与登记的不一致，{config}。"
            hint = "改正职务；任职有变动的，更新 config.yaml 的 officials，曾任职务可以另登记一条。"
        yield Fault(message, hint, line=line, column=column)


# --- the agency and its units ----------------------------------------------------------


def _agency(
    document: Document, settings: Settings, signed: list[tuple[int, str]], lines: Lines
) -> Iterator[Fault]:
    right = settings.marks.organizer
    known = {right, settings.marks.name}
    known.update(name for each in settings.former_units for name in (each.name, each.now))
    own = document.source in ("", right, settings.marks.name) and not document.source_url

    def is_wrong(name: str) -> bool:
        if name in known or not is_nearly(name, right):
            return False
        return own or not is_other_place(name, right)

    hint = f"改为“{right}”；确是另一个机关的，可以豁免。"
    if document.source and is_wrong(document.source):
        message = f"来源“{clip(document.source)}”与主办单位“{right}”不一致。"
        yield Fault(message, hint, key="source")
    for at, name in signed:
        if is_wrong(name):
            line, column = lines.place(at)
            message = f"落款“{clip(name)}”与主办单位“{right}”不一致。"
            yield Fault(message, hint, line=line, column=column)


def _former(
    document: Document,
    source: Source,
    former: FormerUnitName,
    signed: list[tuple[int, str]],
    lines: Lines,
    organizer: str,
) -> Iterator[Fault]:
    until: dt.date | None = former.until
    what = f"“{former.name}”到 {until} 为止，此后是“{former.now}”。"
    hint = f"改为“{former.now}”；文件确实形成于更名之前的，核对成文日期。"
    for key, value in (("unit", document.unit), ("source", document.source)):
        if value in (former.name, organizer + former.name):
            yield Fault(f"{key_label(key, source.keys)}用了曾用名：{what}", hint, key=key)
    if _names_it(document.title, former, organizer):
        yield Fault(f"标题用了曾用名：{what}", hint, key="title")
    for at, name in signed:
        if name in (former.name, organizer + former.name):
            line, column = lines.place(at)
            yield Fault(f"落款用了曾用名：{what}", hint, line=line, column=column)


def _names_it(title: str, former: FormerUnitName, organizer: str) -> bool:
    """Tell whether a title speaks of the unit by its former name as if it were the present one."""
    at = title.find(former.name)
    if at < 0 or len(former.name) < _SHORTEST:
        return False
    if _REFORM.search(title) or former.now in title:
        return False
    before = title[:at]
    # “国家旅游局” is not “旅游局”.
    leads = (*_LEADS_IN, organizer) if organizer else _LEADS_IN
    return not _HAN.match(before[-1:]) or before.endswith(leads)


_CONFIG = """\
site:
  name: 示例市文化和旅游局
  base_url: https://wl.example.gov.cn
  organizer: 示例市文化和旅游局
units:
  - {code: bgs, name: 办公室}
  - code: ggk
    name: 公共服务科
    former_names: [{name: 社会文化科, until: 2024-06-30}]
officials:
  - {name: 林示范, title: 党组书记、局长}
  - {name: 周样本, title: 党组成员、副局长}
"""
_SITE = "config.yaml"

RULE = Rule(
    id="GK045",
    name="wrong-name",
    title="负责人姓名职务、机构名称与登记的不一致",
    severity=Severity.WARNING,
    basis="《政府信息公开条例》（国令第711号）第六条、第二十条；国办秘函〔2019〕19号",
    why=(
        "负责人的姓名、职务写错，机关自己的名称写错，或者机构改革以后还用旧名称，"
        "都是检查中常见的表述差错，也会使读者找错办事的单位。"
        "只比对 config.yaml 中登记的内容：officials（姓名、职务）、主办单位、各单位的曾用名。"
        "历史文件不受影响：曾用名只看形成于更名之后的文件，“原”“时任”“免去”等写法不报。"
    ),
    cure="按登记的姓名、职务和名称改正；登记的内容过时的，更新 config.yaml。",
    unverified="检查指标对此类差错的扣分口径未见原件；按警告提出。",
    good=(
        Example(
            files={
                _PATH: sample(
                    body="局长林示范主持，副局长周样本、县文化局副局长林示范参加。原副局长林示范离任。"
                ),
                _SITE: _CONFIG,
            }
        ),
        Example(
            files={
                _PATH: sample("成文日期: 2024-06-28", "责任单位: 社会文化科"),
                _SITE: _CONFIG,
            }
        ),
        Example(
            files={
                _PATH: sample("标题: 关于社会文化科更名为公共服务科的通知"),
                _SITE: _CONFIG,
            }
        ),
        Example(
            files={
                _PATH: sample(body="照常开放。\n\n示例县文化和旅游局\n\n2026年2月27日"),
            }
        ),
    ),
    bad=(
        Example(files={_PATH: sample(body="副局长林示范出席。"), _SITE: _CONFIG}, line=9),
        Example(files={_PATH: sample(body="周样本局长出席。"), _SITE: _CONFIG}, line=9),
        Example(files={_PATH: sample(body="我局党组书记林示苑讲话。"), _SITE: _CONFIG}, line=9),
        Example(files={_PATH: sample("责任单位: 社会文化科"), _SITE: _CONFIG}, line=4),
        Example(
            files={_PATH: sample("标题: 社会文化科关于开放时间的公告"), _SITE: _CONFIG}, line=2
        ),
        Example(
            files={_PATH: sample(body="照常开放。\n\n示例市文化旅游局\n\n2026年2月27日")}, line=11
        ),
        Example(files={_PATH: sample("来源: 示例市旅游和文化局")}, line=7),
    ),
    document=_document,
)
