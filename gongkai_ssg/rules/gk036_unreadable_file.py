"""GK036: a file that cannot be read as a text document. `load` meets the fault."""

from gongkai_ssg.faults import Severity
from gongkai_ssg.rule import Example, Rule
from gongkai_ssg.rule_text import sample

_PATH = "content/notice/a.md"

RULE = Rule(
    id="GK036",
    name="unreadable-file",
    title="文件读不出来",
    severity=Severity.ERROR,
    basis="本软件的内容规范",
    why=(
        "不是 UTF-8 的文件会变成乱码，含空字符的多半不是文本；符号链接可能指到站点之外，"
        "把不该公开的文件带出去；过大的文件会拖垮生成过程。读不出的文件不会被悄悄跳过。"
    ),
    cure=(
        "用编辑器另存为 UTF-8 编码的纯文本；符号链接换成文件本身；"
        "过大的内容拆成几份，或者作为附件发布。文件开头的 BOM 和 Windows 换行不影响使用，只作提示。"
    ),
    good=(Example(files={_PATH: sample().encode()}),),
    bad=(
        Example(files={_PATH: sample().encode("gb18030")}, line=2),
        Example(files={_PATH: sample(body="正文\0结束。").encode()}, line=9),
    ),
)
