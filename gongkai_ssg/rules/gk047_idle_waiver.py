"""GK047: a waiver that has expired, is dated in the future or covers nothing."""

from __future__ import annotations

from gongkai_ssg.faults import Severity
from gongkai_ssg.rule import Example, Rule
from gongkai_ssg.rule_text import sample

_PATH = "content/notice/a.md"
_BODY = "公开属性以文末标注为准。\n\n（此件不公开）"


def _waived(text: str, until: str) -> dict[str, str | bytes]:
    entry = (
        f"- 规则: GK002\n  文件: {_PATH}\n  内容: {text}\n  理由: 讲解标注写法的示例\n"
        f"  批准人: 办公室负责人\n  日期: 2026-03-02\n  截止: {until}\n"
    )
    return {_PATH: sample(body=_BODY), "waivers.yaml": entry}


RULE = Rule(
    id="GK047",
    name="idle-waiver",
    title="豁免到期、日期在将来或者没有用上",
    severity=Severity.WARNING,
    basis="本软件的约定：豁免要有理由、批准人和期限，并在自查报告中列出",
    why=(
        "豁免让一处检查发现不再计入结果。它由具名的人批准、写明理由和期限；"
        "不写截止的，自批准之日起一年。到期、写错、对应的问题已经改好的豁免应当清理，"
        "否则日后会放过不该放过的内容。"
    ),
    cure="改好原来的问题后删去这条豁免；确需继续的，重新审批并改日期和截止。",
    good=(Example(files=_waived("（此件不公开）", "2026-12-31")),),
    bad=(
        Example(files=_waived("（此件不公开）", "2026-09-30"), line=1, path="waivers.yaml"),
        Example(files=_waived("（此件不予公开）", "2026-12-31"), line=1, path="waivers.yaml"),
    ),
)
