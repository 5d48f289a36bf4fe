"""GK035: a document whose column is missing, unknown, in doubt or off. `load` meets all but the last."""

from collections.abc import Iterator

from gongkai_ssg.document import Site
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import sample

_OFF = """\
site: {name: 示例市文化和旅游局, base_url: https://wl.example.gov.cn, organizer: 示例市文化和旅游局}
units: [{code: bgs, name: 办公室}]
columns: [{key: notice, off: 本机关无此项。}]
"""


def _check(site: Site, context: RuleContext) -> Iterator[Fault]:
    for document in site.documents:
        column = context.columns.get(document.column)
        if column is not None and column.off and document.is_open(context.today):
            yield Fault(
                f"栏目“{column.label}”已经关闭（{column.off.rstrip('。')}），里面却有公开的文档。",
                "有内容就在 config.yaml 删去这个栏目的 off；没有就把文档移走。",
                path=document.path,
                key="category",
            )


RULE = Rule(
    id="GK035",
    name="unknown-column",
    title="栏目缺失、不认识或者与文件夹不一致",
    severity=Severity.ERROR,
    basis="《政府信息公开条例》（国令第711号）第二十条；国办公开办函〔2019〕61号",
    why=(
        "法定主动公开内容的栏目名称和次序是固定的，每条信息都要归入一个栏目，"
        "否则公众在目录里找不到它。文件夹和“栏目”说法不一时，无法知道以哪个为准。"
    ),
    cure=(
        "把文件放进以栏目代号或者名称命名的文件夹（content/notice 或者 content/通知公告），"
        "或者在前言写“栏目: 通知公告”；两者都有时要一致。"
    ),
    site=_check,
    good=(
        Example(files={"content/通知公告/2026/a.md": sample("栏目: notice")}),
        Example(files={"content/notice/a.md": sample()}),
    ),
    bad=(
        Example(files={"content/notise/a.md": sample()}, line=1),
        Example(files={"content/notice/a.md": sample("栏目: 通知公报")}, line=7),
        Example(files={"content/notice/a.md": sample("栏目: 工作动态")}, line=7),
        Example(
            files={"content/notice/a.md": sample(), "config.yaml": _OFF},
            path="content/notice/a.md",
            line=1,
        ),
    ),
)
