"""GK032: a key that does not exist or stands twice. `load` meets the fault."""

from gongkai_ssg.faults import Severity
from gongkai_ssg.rule import Example, Rule
from gongkai_ssg.rule_text import sample

_PATH = "content/notice/a.md"

RULE = Rule(
    id="GK032",
    name="unknown-key",
    title="前言里有不认识或者重复的键",
    severity=Severity.ERROR,
    basis="本软件的内容规范",
    why=(
        "写错的键会让要素悄悄丢失：把“失效日期”写成“失效日”，文件到期后仍会标为有效。"
        "同一项写两次时，无法知道以哪一处为准。"
    ),
    cure="改成提示的键名；同一项（包括中文名和英文名）只留一处。全部键名可用 gongkai schema 查看。",
    good=(
        Example(files={_PATH: sample("体裁: 公告")}),
        Example(files={_PATH: sample("genre: 公告")}),
    ),
    bad=(
        Example(files={_PATH: sample("体栽: 公告")}, line=7),
        Example(files={_PATH: sample("体裁: 公告", "genre: 通知")}, line=8),
    ),
)
