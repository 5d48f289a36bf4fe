"""GK033: a value of the wrong kind or not of its list. `load` meets the fault."""

from gongkai_ssg.faults import Severity
from gongkai_ssg.rule import Example, Rule
from gongkai_ssg.rule_text import sample

_PATH = "content/notice/a.md"

RULE = Rule(
    id="GK033",
    name="invalid-value",
    title="前言的值不对",
    severity=Severity.ERROR,
    basis="《政府信息公开条例》（国令第711号）第十二条",
    why=(
        "公开属性、有效性、日期等要素有固定的写法，写法不对就无法编目、排序和判断期限。"
        "读不出的值不会被猜测，也不会被当作没有写。"
    ),
    cure=(
        "按提示改写：日期写成 2026-03-02 或者 2026年3月2日；"
        "公开属性写主动公开、依申请公开或者不予公开；"
        "有效性写有效、已修改、部分失效、失效或者废止。"
    ),
    good=(
        Example(files={_PATH: sample("发布日期: 2026年3月2日")}),
        Example(files={_PATH: sample("公开属性: active", "施行日期: 2026/4/1")}),
    ),
    bad=(
        Example(files={_PATH: sample("公开属性: 公开")}, line=3),
        Example(files={_PATH: sample("发布日期: 2026年2月30日")}, line=6),
        Example(files={_PATH: sample("有效性: 作废")}, line=7),
        Example(files={_PATH: sample("标题: [甲, 乙]")}, line=2),
    ),
)
