"""What the tool gives out instead of taking in: new sites, new documents, explanations, schemas.

It must not print.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gongkai_ssg.column_type import Column, ColumnType
from gongkai_ssg.columns import column_types
from gongkai_ssg.config import Config, load_config
from gongkai_ssg.config_faults import CONFIG_NAME
from gongkai_ssg.errors import UsageError
from gongkai_ssg.frontmatter_schema import json_schema
from gongkai_ssg.links import CONTENT
from gongkai_ssg.own_keys import key_schema
from gongkai_ssg.report import today_in_china
from gongkai_ssg.rule import Example, Rule
from gongkai_ssg.rules import rules
from gongkai_ssg.text import nearest, slug

_CONFIG = """\
# 站点设置。说明见 docs/config.md；改好后运行 gongkai check。
site:
  name: 示例市示例局政府信息公开
  base_url: https://www.example.gov.cn
  domain: www.example.gov.cn
  id_code: "0000000000"        # 政府网站标识码
  organizer: 示例市示例局
  contact: 示例市示例局办公室
  icp: ""                      # ICP 备案编号
  police_record: ""            # 公安机关备案号
  level: city                  # province city county township
units:                         # 责任单位：文档里的“责任单位”写这里登记的名称
  - {code: bgs, name: 办公室}
columns:                       # 本机关没有的栏目：写明理由关闭
  - {key: rules, off: 本机关无规章制定权，无此项。}
index_number:
  pattern: "{unit}/{year}-{seq:05d}"
"""

_README = """\
# 站点

- 内容放在 content/栏目/ 下，一个文件一篇；新建：gongkai new 通知公告 "关于……的通知"
- 预览：gongkai serve
- 检查：gongkai check
- 生成：gongkai build（输出在 public/）
"""


def new_site(directory: Path) -> list[str]:
    """Write a small working site into `directory`; returns the files. Raises UsageError."""
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise UsageError(f"{directory} 已经存在，而且不是空文件夹。", "换一个名字，或先清空。")
    today = today_in_china()
    files = {
        CONFIG_NAME: _CONFIG,
        "README.md": _README,
        ".gitignore": "/public/\n.gongkai/\n",
        f"{CONTENT}/guide/guide.md": _filled(column_types()["guide"].example, "", "办公室", today),
    }
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return sorted(files)


def new_document(root: Path, word: str, title: str) -> Path:
    """Write a new draft for a column from the column's example; returns its path.

    `word` is a column's key or name. Raises UsageError for an unknown column or a taken path.
    """
    config = load_config(root)
    column = _column(config, word)
    today = today_in_china()
    folder = root / CONTENT / _folder(root, column)
    path = folder / str(today.year) / f"{slug(title)}.md"
    if path.exists():
        raise UsageError(f"{path} 已经存在。", "换一个标题，或直接编辑它。")
    path.parent.mkdir(parents=True, exist_ok=True)
    text = _filled(column.type.example, title, config.units[0].name, today)
    path.write_text(_as_draft(text), encoding="utf-8", newline="\n")
    return path


def _column(config: Config, word: str) -> Column:
    column = config.column_by_word.get(word)
    if column is None:
        near = nearest(word, config.column_by_word)
        known = "、".join(each.label for each in config.columns if not each.off)
        raise UsageError(
            f"没有栏目“{word}”。", f"是否应为“{near}”？" if near else f"可用的栏目：{known}。"
        )
    if column.off:
        raise UsageError(
            f"栏目“{column.label}”已经关闭（{column.off}）。",
            f"要启用，删去 {CONFIG_NAME} 里它的 off。",
        )
    return column


def _folder(root: Path, column: Column) -> str:
    """Return the folder that this site already uses for the column."""
    for name in (column.label, column.type.label, column.key):
        if (root / CONTENT / name).is_dir():
            return name
    return column.key


def _filled(example: str, title: str, unit: str, today: dt.date) -> str:
    head, fence, body = example.partition("\n---\n")
    if title:
        head = re.sub(
            r"(?m)^(标题|title): .*$", f"标题: {json.dumps(title, ensure_ascii=False)}", head
        )
    head = re.sub(r"(?m)^(责任单位|unit): .*$", f"责任单位: {unit}", head)
    head = re.sub(
        r"(?m)^(发布日期|date|成文日期|formed_on|生成日期): .*$", rf"\1: {today:%Y-%m-%d}", head
    )
    return head + fence + body


def _as_draft(text: str) -> str:
    head, fence, body = text.partition("\n---\n")
    return f"{head}\n草稿: true   # 写好后删去这一行{fence}{body}"


def explanation(rule_id: str) -> str:
    """Return a rule in words: what it finds, why, on what basis, with good and bad examples."""
    known = rules()
    rule = known.get(rule_id.upper())
    if rule is None:
        near = nearest(rule_id.upper(), known)
        raise UsageError(
            f"没有规则“{rule_id}”。",
            f"是否应为“{near}”？" if near else f"现有规则：{'、'.join(known)}。",
        )
    parts = [
        f"{rule.id} {rule.title}（{rule.name}）",
        f"级别：{rule.severity.label}（{rule.severity.value}）",
        f"依据：{rule.basis}",
        "", f"为什么：{rule.why}", f"怎么改：{rule.cure}",
        *([f"尚待核对：{rule.unverified}"] if rule.unverified else []),
        *_examples("反例", rule, rule.bad[:1]), *_examples("正例", rule, rule.good[:1]),
    ]  # fmt: skip
    return "\n".join(parts)


def _examples(label: str, rule: Rule, examples: tuple[Example, ...]) -> list[str]:
    lines: list[str] = []
    for example in examples:
        for path, content in example.files.items():
            text = content if isinstance(content, str) else content.decode("utf-8", "replace")
            marked = example.line if path == (example.path or next(iter(example.files))) else 0
            lines += ["", f"{label} {path}"]
            lines += [
                f"{'>' if number == marked and label == '反例' else ' '} {number:3} {line}"
                for number, line in enumerate(text.splitlines(), 1)
            ]
    return lines


def schema(root: Path, word: str) -> str:
    """Return the JSON Schema of the front matter, for one column where `word` names one."""
    types = column_types()
    labels = {key: each.label for key, each in types.items()}
    chosen: ColumnType | None = None
    if (root / CONFIG_NAME).is_file():
        config = load_config(root)
        labels = {each.key: each.label for each in config.columns}
        if word:
            chosen = _column(config, word).type
    elif word:
        by_word = {**types, **{each.label: each for each in types.values()}}
        if word not in by_word:
            near = nearest(word, by_word)
            raise UsageError(f"没有栏目“{word}”。", f"是否应为“{near}”？" if near else "")
        chosen = by_word[word]
    made = json_schema(labels, chosen.required if chosen is not None else ())
    _add_own_keys(made, [chosen] if chosen is not None else list(types.values()))
    return json.dumps(made, ensure_ascii=False, indent=2)


def _add_own_keys(schema: dict[str, Any], kinds: Sequence[ColumnType]) -> None:
    """Allow the keys that only these column types have; ask for them where there is one type."""
    own: dict[str, Any] = {}
    for kind in kinds:
        made = key_schema(kind.own_keys) if kind.own_keys is not None else {"properties": {}}
        for word, shape in made["properties"].items():
            # A word that two types use in different ways is left to the check.
            own[word] = shape if own.get(word, shape) == shape else {}
        if len(kinds) == 1:
            schema["allOf"] += made.get("allOf", [])
    schema["properties"] = {**own, **schema["properties"]}
