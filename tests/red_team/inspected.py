"""Sites with faults that an inspection finds, and the configurations that they have."""

from __future__ import annotations

from dataclasses import dataclass, field

from red_team.cases import WARNING, Fault, line_of

#: Every rule is on, unlike in the usual test site.
CONFIG = """\
site:
  name: 示例市文化和旅游局
  base_url: https://wl.example.gov.cn
  organizer: 示例市文化和旅游局
units:
  - {code: bgs, name: 办公室}
  - {code: cwk, name: 财务科}
"""

#: A configuration in which everything that a footer must name is there.
FULL = CONFIG.replace(
    "units:",
    """\
  domain: wl.example.gov.cn
  id_code: "9900000001"
  contact: 办公室，电话 0609-5501203
  icp: 示ICP备00000001号
  police_record: 示公网安备 99000002000001号
  report_error: https://zfwzgl.example.gov.cn/exposure/jiucuo.html?site_code=9900000001
units:""",
)


@dataclass(frozen=True)
class Inspected:
    """A site with faults in it, and the documents of it that are in order."""

    name: str
    faults: list[Fault]
    beside: dict[str, str | bytes] = field(default_factory=dict)  # files in order, configuration
    clean: tuple[str, ...] = ()  # rules that must be silent on the files in order
    #: days on which files were committed to git, in order: {day: paths}; none = no repository
    commits: dict[str, tuple[str, ...]] = field(default_factory=dict)


def in_document(
    name: str,
    rules: tuple[str, ...],
    text: str,
    at: str = "",
    least: str = WARNING,
    column: str = "notice",
) -> Fault:
    """A fault in one document, on the line of `at` (none: on any line)."""
    path = f"content/{column}/{name}.md"
    return Fault(name, {path: text}, rules, (path,), (line_of(text, at),) if at else (), least)


def of_site(name: str, rule: str, least: str = WARNING, said: str = "") -> Fault:
    """A fault of the site as a whole."""
    return Fault(name, {}, (rule,), ("",), (), least, said)
