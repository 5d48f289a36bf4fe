"""GK037: two pages that claim one address. `load` and the views meet the fault."""

from gongkai_ssg.model import Example, Rule, Severity
from gongkai_ssg.rule_text import sample

RULE = Rule(
    id="GK037",
    name="url-conflict",
    title="两个页面争用一个网址",
    severity=Severity.ERROR,
    basis="《政府网站发展指引》（国办发〔2017〕47号）",
    why=(
        "每个页面应有唯一、稳定的网址，否则后写的页面会把先写的盖掉，一条信息就此消失。"
        "（“唯一”的具体条款在 47 号文附件，尚待核对原件。）"
    ),
    cure="给其中一个文档改名，或者在前言里写不同的“网址名”（slug）。",
    good=(
        Example(
            files={
                "content/notice/a.md": sample("网址名: first"),
                "content/notice/b.md": sample("标题: 另一则公告", "网址名: second"),
            }
        ),
    ),
    bad=(
        Example(
            files={
                "content/notice/a.md": sample(),
                "content/notice/b.md": sample("标题: 另一则公告", "网址名: a"),
            },
            path="content/notice/b.md",
            line=7,
        ),
        Example(
            files={
                "content/notice/a.md": sample(),
                "content/notice/a/index.md": sample("标题: 另一则公告"),
            },
            path="content/notice/a/index.md",
            line=1,
        ),
    ),
)
