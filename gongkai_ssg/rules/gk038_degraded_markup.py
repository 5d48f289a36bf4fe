"""GK038: Markdown too involved to convert, shown as plain text. `load` meets the fault."""

from gongkai_ssg.faults import Severity
from gongkai_ssg.rule import Example, Rule
from gongkai_ssg.rule_text import sample

_PATH = "content/notice/a.md"

RULE = Rule(
    id="GK038",
    name="degraded-markup",
    title="排版层次太深，按纯文本显示",
    severity=Severity.WARNING,
    basis="本软件的内容规范",
    why=(
        "引用、列表一层套一层超过限度时无法可靠转换。为了不丢内容，"
        "这份文档的正文按原样的纯文本显示，标题、表格和链接都不会生效。"
    ),
    cure="减少嵌套：把多层列表改成“一、（一）1.”编号的段落，去掉从邮件粘贴来的成串 > 号。",
    good=(Example(files={_PATH: sample(body="> 引用一段。\n\n- 甲\n    - 乙")}),),
    bad=(
        Example(files={_PATH: sample(body=">" * 1000 + " 甲")}, line=8),
        Example(files={_PATH: sample(body="- " * 60 + "甲")}, line=8),
    ),
)
