"""Marks of secrecy in texts, in every spelling, and texts that say that they are not public."""

from __future__ import annotations

from red_team.cases import WARNING, Fault, written

_MARKS = {
    "star-years": "机密★10年",
    "star-long": "绝密★长期",
    "star-short": "秘密★6个月",
    "star-event": "绝密★启用前",
    "star-bare": "机密★",
    "star-hollow": "机密☆20年",
    "star-wide": "机密★１０年",
    "star-numeral": "机密★十年",
    "star-spaces": "机 密 ★ 10 年",
    "star-ideographic-spaces": "秘　密　★　1　年",
    "star-zero-width": "机\u200b密\u200d★\ufeff10年",
    "star-joiner": "机\u2060密★10年",
    "star-soft-hyphen": "机\u00ad密★10年",
    "star-traditional": "機密★10年",
    "star-traditional-top": "絕密★長期",
    "star-variant": "祕密★5年",
    "star-emoji": "机密⭐10年",
    "star-outline": "机密✩10年",
    "star-date": "秘密★2030年12月31日前",
    "star-brackets": "【机密】★10年",
    "star-inline": "按照机密★10年管理的附表已随文印发。",
    "star-bold": "**机**密★10年",
    "star-tag": "机<b>密</b>★10年",
    "star-entity": "机密&#9733;10年",
    "star-named-entity": "机密&starf;10年",
    "star-break": "机密<br>★10年",
    "star-heading": "## 机密★10年",
    "star-code": "`机密★10年`",
    "star-quote": "> 秘密★1年",
    "star-list": "- 秘密★1年",
    "star-reversed": "★机密 长期",
    "level-line": "密级：机密",
    "level-spaced": "密　级 ： 秘 密",
    "level-narrow": "密级:绝密",
    "level-period": "密级：秘密　保密期限：10年",
    "level-table": "| 密级 | 机密 |\n| --- | --- |\n| 期限 | 5年 |",
    "level-other-name": "涉密级别：秘密",
    "level-declared": "本文件为机密级文件，请妥善保管。",
    "own-line": "机密",
    "own-line-spaced": "　　秘　密　　",
    "own-line-brackets": "【绝密】",
    "own-line-parentheses": "（秘密）",
    "own-line-bold": "**机密**",
    "own-line-tag": "<p align=\"right\">机密</p>",
    "own-line-right": "秘密\n{: .align-right}",
    "copy-number": "份号：000123",
    "copy-number-plain": "份号 000012",
    "work-secret": "工作秘密",
    "work-secret-period": "工作秘密 3年",
    "work-secret-star": "工作秘密★3年",
    "work-secret-brackets": "【工作秘密】",
    "cell": "| 名称 | 备注 |\n| --- | --- |\n| 附表一 | 机密★10年 |",
    "cells": "| 名称 | 密级 | 期限 |\n| --- | --- | --- |\n| 附表一 | 机密 | ★10年 |",
    "html-cells": "<table><tr><th>名称</th><th>备注</th></tr><tr><td>附表</td><td>绝密★长期</td></tr></table>",
    "circled": "㊙",
    "circled-emoji": "㊙\ufe0f　　特急",
    "circled-star": "附表㊙★5年",
    "circled-word": "㊙密★10年",
    "circled-label": "密级：㊙",
    "circled-heading": "㊙关于某事项的情况",
    "stacked": "机\n密\n★\n10\n年",
    "stacked-paragraphs": "绝\n\n密\n\n★\n\n长期",
    "stacked-tags": "机<br>密<br>★10年",
    "stacked-cells": "| 秘 | 密 | ★ | 5年 |\n| --- | --- | --- | --- |\n| 甲 | 乙 | 丙 | 丁 |",
    "stacked-alone": "机\n密\n\n以下为正文，请勿外传。",
    "level-urgent": "等级：特急·机密　　发电单位：某局",
    "period-first": "保密期限：10年　机密级",
    "footnote": "见注[^1]。\n\n[^1]: 秘密★1年",
}  # fmt: skip

_MARK_AT = {
    "level-table": "机密", "cell": "附表一", "cells": "附表一", "footnote": "[^1]:",
}  # fmt: skip

_INTERNAL = {
    "internal-both": "内部资料　注意保存",
    "internal-file": "内部文件，不得外传",
    "internal-use": "（仅供内部使用）",
    "internal-forward": "【内部资料 严禁转发】",
    "internal-secret": "密件",
    "internal-discussion": "（讨论稿）",
    "internal-star": "内部★1年",
    "internal-returned": "【阅后收回】",
    "internal-telegram": "内部明电",
    "internal-draft": "（内部征求意见稿）",
}

_NOT_PUBLIC = {
    "annotated": "（此件不公开）",
    "annotated-spaces": "（ 此 件 不 公 开 ）",
    "annotated-on-request": "（此件依申请公开）",
    "annotated-reach": "（此件发至县团级）",
    "annotated-entity": "（此件不&#20844;开）",
    "annotated-bold": "**（此件不予公开）**",
}


def mark_faults() -> list[Fault]:
    """Return every mark of secrecy and annotation in a text."""
    lead = "有关事项说明如下。\n\n"
    marks = [
        written(f"mark-{name}", lead + body, at=_MARK_AT.get(name, body.split("\n")[0]))
        for name, body in _MARKS.items()
    ]
    internal = [
        written(name, lead + body, at=body, least=WARNING) for name, body in _INTERNAL.items()
    ]
    contrary = [
        written(name, lead + body, at=body, rules=("GK002",)) for name, body in _NOT_PUBLIC.items()
    ]
    key = "有关事项说明如下。"
    return [
        *marks,
        *internal,
        *contrary,
        written("mark-first-line", "机密★10年\n\n正文如下。"),
        written("mark-title", key, at="标题:", 标题="机密★10年 关于某事项的说明"),
        written("mark-title-end", key, at="标题:", 标题="关于某事项的通知（机密）"),
        written("mark-title-circled", key, at="标题:", 标题="关于某事项的报告（㊙）"),
        written("mark-title-start", key, at="标题:", 标题="【秘密】关于某事项的通知"),
        written("mark-summary", key, at="内容概述:", 内容概述="本件为秘密★5年，摘要如下"),
        written("mark-keyword", key, at="关键词:", 关键词="[安全, 机密★10年]"),
        written("mark-alt", "![机密★10年](tu.png)"),
        written("mark-link-title", '见[说明](https://www.example.gov.cn/ "绝密★长期")。'),
    ]
