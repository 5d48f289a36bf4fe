"""GK031: front matter that cannot be read. `load` meets the fault; this says what it means."""

from gongkai_ssg.faults import Severity
from gongkai_ssg.rule import Example, Rule
from gongkai_ssg.rule_text import sample

_PATH = "content/notice/a.md"

RULE = Rule(
    id="GK031",
    name="unreadable-front-matter",
    title="前言读不懂",
    severity=Severity.ERROR,
    basis="《政府信息公开条例》（国令第711号）第十二条",
    why=(
        "标题、公开属性、责任单位、日期等目录要素都写在前言（两行 --- 之间）里。"
        "前言缺失或者写法有误，就无法判断信息能否公开、归入哪个目录。"
        "锚点、别名、标签和过深的嵌套会让文件含义不明甚至拖垮程序，一律不接受。"
    ),
    cure=(
        "文件第一行写 ---，接着每行一项“键: 值”（半角冒号后空一格），再用一行 --- 结束。"
        "缩进用空格，不用制表符；值里有冒号、* 或者 & 时给整个值加引号。"
    ),
    good=(Example(files={_PATH: sample()}),),
    bad=(
        Example(files={_PATH: "清明节期间照常开放。\n"}, line=1),
        Example(files={_PATH: sample("体裁：公告")}, line=7),
        Example(files={_PATH: sample("体裁: &a 公告", "关键词: [*a]")}, line=7),
        Example(files={_PATH: sample("流程:", "\t审核: 办公室")}, line=8),
    ),
)
