"""Words that rules share: Chinese names of keys, sound sample documents, places in a text.

It must not know any rule, nor the files of a site.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Mapping
from functools import cache

from gongkai_ssg.document import Document, Source
from gongkai_ssg.rule import Example

#: The Chinese name of each front matter key that rules speak of where the author wrote none.
KEY_LABELS: dict[str, str] = {
    "title": "标题",
    "category": "栏目",
    "disclosure": "公开属性",
    "withhold_reason": "不公开理由",
    "withhold_reviewed_on": "复审日期",
    "unit": "责任单位",
    "date": "发布日期",
    "formed_on": "成文日期",
    "index_number": "索引号",
    "document_number": "文号",
    "summary": "内容概述",
    "topic": "主题分类",
    "genre": "体裁",
    "keywords": "关键词",
    "validity": "有效性",
    "effective_on": "施行日期",
    "expires_on": "失效日期",
    "amends": "修改",
    "replaces": "替代",
    "repealed_by": "废止依据",
    "interprets": "解读对象",
    "implements": "落实对象",
    "source": "来源",
    "source_url": "原文链接",
    "attachments": "附件",
}

#: One part of an index number's pattern: "{unit}", "{seq:05d}".
PLACEHOLDER = re.compile(r"\{(\w+)(?::0?(\d+)d?)?\}")
_PARTS = {"unit": "[A-Za-z0-9-]+", "column": "[a-z0-9-]+", "year": r"\d{4}", "date": r"\d{8}"}

_SOUND: dict[str, str] = {
    "标题": "关于公共文化场馆开放时间的公告",
    "公开属性": "主动公开",
    "责任单位": "办公室",
    "成文日期": "2026-02-27",
    "发布日期": "2026-03-02",
}

#: Where the document of most examples lies.
NOTICE = "content/notice/a.md"
_BODY = "清明节期间，市图书馆、市文化馆、市博物馆照常开放。"


def key_label(key: str, keys: Mapping[str, str] | None = None) -> str:
    """Return the name of an English key: as the author wrote it (`keys`), else in Chinese."""
    if keys and key in keys:
        return keys[key]
    return KEY_LABELS.get(key, key)


def has_front_matter(source: Source) -> bool:
    """Tell whether the front matter was read, be it empty; what was not read is GK031's matter."""
    if source.keys:
        return True
    first, _, rest = source.text.partition("\n")
    if first.rstrip() != "---":
        return False
    for line in rest.split("\n"):
        if line.rstrip() == "---":
            return True
        if line.strip() and not line.lstrip().startswith("#"):
            return False
    return False


def is_absent(key: str, document: Document, source: Source) -> bool:
    """Tell whether nothing was written for `key`, which is other than written and not readable."""
    return (
        not getattr(document, key, None)
        and key not in document.unreadable
        and has_front_matter(source)
    )


def clip(text: str, limit: int = 60) -> str:
    """Return `text` as a message quotes it: one line, at most `limit` characters."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def sample(*lines: str, omit: Iterable[str] = (), body: str = _BODY) -> str:
    """Return a sound document for examples: five front matter lines (2 to 6), then `lines`.

    A line whose key is among the five replaces that one in its place; `omit` leaves keys out.
    """
    front = {key: f"{key}: {value}" for key, value in _SOUND.items() if key not in set(omit)}
    more: list[str] = []
    for line in lines:
        key = line.partition(":")[0]
        if key in front:
            front[key] = line
        else:
            more.append(line)
    return "\n".join(["---", *front.values(), *more, "---", "", body, ""])


def good(body: str) -> Example:
    """Return a document with this body, in which there is nothing to find."""
    return Example(files={NOTICE: sample(body=body)})


def bad(body: str, line: int = 9) -> Example:
    """Return a document with this body and a fault on a line; the body starts on line 9."""
    return Example(files={NOTICE: sample(body=body)}, line=line)


def sample_config(*lines: str, site: Iterable[str] = ()) -> str:
    """Return a config.yaml for examples: `site` lines from line 5, other `lines` at the end."""
    head = ("name: 示例市文化和旅游局", "base_url: https://wl.example.gov.cn",
            "organizer: 示例市文化和旅游局", *site)  # fmt: skip
    units = ("units:", "  - {code: bgs, name: 办公室}")
    return "\n".join(("site:", *(f"  {line}" for line in head), *units, *lines, ""))


@cache
def index_number_shape(pattern: str) -> re.Pattern[str]:
    """Return what numbers made by `pattern` ("{unit}/{year}-{seq:05d}") look like."""
    parts: list[str] = []
    end = 0
    for found in PLACEHOLDER.finditer(pattern):
        parts.append(re.escape(pattern[end : found.start()]))
        name, digits = found.groups()
        parts.append(rf"\d{{{int(digits or 1)},}}" if name == "seq" else _PARTS.get(name, ".+?"))
        end = found.end()
    return re.compile("".join(parts) + re.escape(pattern[end:]))


class Lines:
    """Finds line and column of an offset in a text; lines are counted when the first is asked."""

    def __init__(self, text: str, first_line: int = 1) -> None:
        self._text = text
        self._first_line = first_line
        self._starts: list[int] = []

    def place(self, offset: int) -> tuple[int, int]:
        """Return the line (from `first_line`) and the column (from 1) of `offset`."""
        if not self._starts:
            self._starts = [0]
            at = self._text.find("\n")
            while at >= 0:
                self._starts.append(at + 1)
                at = self._text.find("\n", at + 1)
        index = bisect.bisect_right(self._starts, offset) - 1
        return self._first_line + index, offset - self._starts[index] + 1


_FENCE = re.compile(r" {0,3}(```|~~~)")
_INLINE_CODE = re.compile(r"`[^`\n]+`")


def without_code(body: str) -> str:
    """Blank out fenced and inline code, which is shown and never run; places stay the same."""
    if "`" not in body and "~~~" not in body:
        return body
    shown: list[str] = []
    fence = ""
    for line in body.split("\n"):
        found = _FENCE.match(line)
        if fence:
            shown.append(" " * len(line))
            if found and found[1] == fence and not line[found.end() :].strip():
                fence = ""
        elif found:
            shown.append(" " * len(line))
            fence = found[1]
        else:
            shown.append(_INLINE_CODE.sub(lambda code: " " * len(code[0]), line))
    # An unclosed fence is no fence: what follows it does run.
    return body if fence else "\n".join(shown)
