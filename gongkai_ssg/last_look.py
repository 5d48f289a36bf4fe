"""The bytes of the built site are looked at once more before anybody gets to see them.

The border works on documents; this works on what was made of them, so that a template, a feed
or a generated table cannot say what the documents were not allowed to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from gongkai_ssg.errors import GongkaiError
from gongkai_ssg.gate.output import scan_output
from gongkai_ssg.gate.verdict import verdict
from gongkai_ssg.policy import GatePolicy
from gongkai_ssg.report import Options, Waiver
from gongkai_ssg.rules import rules
from gongkai_ssg.waivers import read_waivers

_SHOWN = 5


class LastLook:
    """What may stand in the output although it looks like personal data or a secret mark."""

    def __init__(
        self, policy: GatePolicy, vouched: Iterable[str], waivers: Sequence[Waiver], today: dt.date
    ) -> None:
        """`vouched`: numbers that the sources may show (`Document.vouched`)."""
        self._policy = policy
        self._allowed = frozenset(vouched) | frozenset(policy.contacts)
        self._waivers = [each for each in waivers if each.on <= today <= each.until and each.text]

    def refuse(self, path: str, data: bytes) -> None:
        """Raise GongkaiError where the file at `path` may not be published."""
        found = []
        # What is to be masked is no warning any more where it stands in the output.
        for hit in scan_output(path, data, self._allowed, self._policy):
            rule, _, message, _ = verdict(hit, self._policy)
            if not self._is_waived(rule, message):
                found.append(f"{rule} {message}")
        if found:
            listed = "".join(f"\n    {each}" for each in dict.fromkeys(found[:_SHOWN]))
            raise GongkaiError(
                f"生成的文件 {path} 里还有不能公开的内容，没有换上新网站：{listed}",
                "在来源文档、表格或者 config.yaml、主题里删去；确可公开的，写进 waivers.yaml。",
            )

    def _is_waived(self, rule: str, message: str) -> bool:
        return any(each.rule == rule and each.text in message for each in self._waivers)


def last_look(options: Options, policy: GatePolicy, vouched: Iterable[str]) -> LastLook:
    """Return the look at the output of one build, by the waivers of its site."""
    return LastLook(policy, vouched, read_waivers(options.source, rules()), options.day)
