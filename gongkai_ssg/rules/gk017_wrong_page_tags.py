"""GK017: what the tags in the head of every page need and content or config does not supply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args
from urllib.parse import urlsplit

from gongkai_ssg.column_type import Column, ColumnTag
from gongkai_ssg.document import Document, Site, Source
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import clip, sample, sample_config

_CONFIG = "config.yaml"
_PATH = "content/notice/a.md"
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:[a-zA-Z]{2,8}|#\d{2,7});|\*\*|`")
_SEPARATOR = re.compile(r"[,，;；、|｜]")
_SHORT = 8  # characters of a description that says more than the name
_DOMAIN = re.compile(r"[^\s/:@?#]+\.[^\s/:@?#]+")


def _document(document: Document, source: Source, context: RuleContext) -> Iterator[Fault]:
    found = _MARKUP.search(document.title)
    if found:
        yield Fault(
            f"标题里有标记“{clip(found[0])}”，会原样进入标签 ArticleTitle 和浏览器标题。",
            "标题只写文字，删去标记。",
            key="title",
        )
    joined = next((word for word in document.keywords if _SEPARATOR.search(word)), "")
    if joined:
        words = ", ".join(filter(None, (each.strip() for each in _SEPARATOR.split(joined))))
        yield Fault(
            f"关键词“{clip(joined)}”是几个词连在一起，标签 Keywords 里只算一个词。",
            f"写成列表，例如“关键词: [{clip(words)}]”。",
            key="keywords",
            severity=Severity.WARNING,
        )


def _site(site: Site, context: RuleContext) -> Iterator[Fault]:
    marks, checks = context.settings.marks, context.settings.checks
    if marks.domain and not _DOMAIN.fullmatch(marks.domain):
        host = urlsplit(marks.domain).hostname or urlsplit(context.base_url).hostname or ""
        yield _fault(
            f"标签 SiteDomain 的值“{clip(marks.domain)}”不是域名。",
            f"只写域名，例如“{host}”。",
            "site.domain",
        )
    if marks.id_code and not re.fullmatch(checks.id_code_pattern, marks.id_code):
        yield _fault(
            f"标签 SiteIDCode 的值“{clip(marks.id_code)}”不像政府网站标识码。",
            "核对标识码，地方网站一般是 10 位数字，加引号写；"
            "确实是别的格式的，改 checks 的 id_code_pattern。",
            "site.id_code",
            Severity.WARNING,
        )
    for column in context.columns.values():
        if not column.off:
            yield from _column(column)


def _column(column: Column) -> Iterator[Fault]:
    is_own = column.key != column.type.key
    key = f"columns.{column.key}.description"
    if column.type.tag not in get_args(ColumnTag):
        yield _fault(
            f"“{column.label}”栏目的类别“{clip(column.type.tag)}”不在标签 ColumnType 的取值里。",
            f"取值是{'、'.join(get_args(ColumnTag))}。",
            key,
        )
    if not column.type.keywords:
        yield _fault(
            f"“{column.label}”栏目没有关键词，标签 ColumnKeywords 是空的。",
            "在栏目类型里写三到六个关键词。",
            key,
        )
    if is_own and column.description == column.type.description:
        yield _fault(
            f"自设栏目“{column.label}”没有写 description，"
            f"标签 ColumnDescription 用的是“{column.type.label}”的说明。",
            f"加一行 description，说明“{clip(column.label, 20)}”栏目发布什么。",
            key,
            Severity.WARNING,
        )
    elif len(column.description.strip()) < _SHORT:
        yield _fault(
            f"“{column.label}”栏目的 description“{clip(column.description)}”太短。",
            "写一句话，说明栏目的设置目的和主要内容。",
            key,
            Severity.WARNING,
        )


def _fault(message: str, hint: str, key: str, severity: Severity | None = None) -> Fault:
    return Fault(message, hint, path=_CONFIG, key=key, severity=severity)


def _example(*lines: str, site: tuple[str, ...] = (), line: int = 0) -> Example:
    return Example(files={_CONFIG: sample_config(*lines, site=site), _PATH: sample()}, line=line)


_OWN = "  - {key: place, name: 场馆信息, type: notice, description: 公布各公共文化场馆的开放时间。}"

RULE = Rule(
    id="GK017",
    name="wrong-page-tags",
    title="网页标签缺少内容或者内容不对",
    severity=Severity.ERROR,
    basis="《政府网站发展指引》（国办发〔2017〕47号）附件《网页设计规范》",
    why=(
        "每个页面的 head 里要有网站标签（名称、域名、标识码）、栏目标签（名称、描述、关键词、类别），"
        "内容页另有标题、发布时间、来源。标签由主题生成，内容来自 config.yaml 和文档："
        "标题里混进标记、关键词连成一个、自设栏目没有说明，标签就错。"
        "缺标题、发布日期、来源的分别由 GK011、GK018、GK019 报告，缺标识码由 GK021 报告。"
    ),
    cure="按提示改 config.yaml 的 site、columns，或者改文档的标题、关键词。",
    unverified=(
        "标签表读自转录；标识码的格式（2 个字母加 8 位数字，或者 10 位数字）由几个实例推定，"
        "可用 checks 的 id_code_pattern 改，所以只作警告。"
    ),
    good=(
        Example(files={_PATH: sample("关键词: [图书馆, 清明节]")}),
        _example(site=('id_code: "9900000001"',)),
        _example("checks: {id_code_pattern: '[A-Z]{3}[0-9]{5}'}", site=("id_code: ABC00001",)),
        _example("columns:", _OWN),
    ),
    bad=(
        Example(files={_PATH: sample("标题: 关于<b>清明节</b>开放时间的公告")}, line=2),
        Example(files={_PATH: sample("关键词: 图书馆、清明节")}, line=7),
        _example(site=("domain: https://wl.example.gov.cn/",), line=5),
        _example(site=("id_code: 99-01",), line=5),
        _example("columns:", "  - {key: place, name: 场馆信息, type: notice}", line=8),
        _example("columns:", "  - {key: news, description: 动态}", line=8),
    ),
    document=_document,
    site=_site,
)
