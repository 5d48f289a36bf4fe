"""Faults that an inspection finds: in the record of review, in dates, columns, names and waivers.

Each site has its own configuration; the same site holds documents that are in order.
"""

from __future__ import annotations

from decision_tables import LICENCE, PENALTY, csv_table
from sites import document

from red_team import files
from red_team.cases import (
    ERROR,
    WARNING,
    Fault,
)
from red_team.faults_sites import masked, not_open, tables, waivers
from red_team.inspected import CONFIG, FULL, Inspected, in_document, of_site


def _workflow() -> Inspected:
    steps = {
        "提出": "{by: 办公室, on: 2026-02-25}",
        "审核": "{by: 分管负责人, on: 2026-02-26}",
        "保密审查": "{by: 保密审查岗, on: 2026-02-27}",
        "公开": "{by: 办公室, on: 2026-03-02}",
    }

    def page(**changes: str | None) -> str:
        kept = {key: value for key, value in {**steps, **changes}.items() if value}
        lines = "\n".join(f"  {key}: {value}" for key, value in kept.items())
        return document(extra=f"流程:\n{lines}", 标题="流程说明")

    def wrong(name: str, text: str, at: str = "") -> Fault:
        return in_document(name, ("GK004", "GK049"), text, at, ERROR)

    return Inspected(
        "workflow",
        [
            wrong("none", document(标题="没有流程")),
            wrong("no-secrecy-check", page(保密审查=None)),
            wrong("no-approval", page(审核=None)),
            wrong("no-person", page(保密审查="{on: 2026-02-27}"), "保密审查:"),
            wrong("no-day", page(保密审查="{by: 保密审查岗}"), "保密审查:"),
            wrong("checked-later", page(保密审查="{by: 保密审查岗, on: 2026-03-05}"), "保密审查:"),
            wrong("approved-later", page(审核="{by: 分管负责人, on: 2026-03-03}"), "审核:"),
            in_document("published-otherwise", ("GK004", "GK049"), page(公开="{by: 办公室, on: 2026-03-09}"), "  公开:"),
            in_document("out-of-order", ("GK004", "GK049"), page(提出="{by: 办公室, on: 2026-02-28}")),
            in_document("in-future", ("GK004", "GK049", "GK033"), page(审核="{by: 分管负责人, on: 2027-01-01}")),
        ],
        {
            "config.yaml": CONFIG + "workflow: {mode: required, steps: [提出, 审核, 保密审查, 公开]}\n",
            "content/notice/in-order.md": page(),
        },
        ("GK004", "GK049"),
    )  # fmt: skip


def _days() -> Inspected:
    def page(formed: str, published: str) -> str:
        return document(成文日期=formed, 发布日期=published, 标题=f"说明 {formed}")

    def late(name: str, formed: str, published: str) -> Fault:
        text = page(formed, published)
        return in_document(name, ("GK009",), text, "发布日期")

    penalty = {**PENALTY, "处罚决定日期": "2026-09-21", "公示截止期": "2029-09-21"}
    licence = {**LICENCE, "许可决定日期": "2026-09-21"}

    def table(rows: dict[str, str], column: str, published: str) -> dict[str, str | bytes]:
        folder = f"content/{column}/{published}"
        text = document(
            标题=f"决定公示 {published}", 数据="a.csv", 成文日期="2026-09-21", 发布日期=published
        )
        return {f"{folder}/index.md": text, f"{folder}/a.csv": csv_table([rows])}

    def decided(rows: dict[str, str], column: str) -> Fault:
        found = table(rows, column, "2026-10-09")
        return Fault(f"late-{column}", found, ("GK010",), tuple(found), (), WARNING)

    return Inspected(
        "days",
        [
            # Twenty workdays over the national holidays of 2026 and over the Spring Festival.
            late("after-national-day", "2026-09-21", "2026-10-27"),
            late("after-spring-festival", "2026-02-13", "2026-03-20"),
            late("half-a-year", "2026-01-05", "2026-07-10"),
            late("over-new-year", "2025-12-12", "2026-01-15"),
            decided(penalty, "enforcement"),
            decided(licence, "licensing"),
            in_document("future", ("GK018",), document(发布日期="2026-12-01"), "发布日期", ERROR),
            in_document("before-formed", ("GK018",), document(发布日期="2026-02-01"), "发布日期", ERROR),
            in_document("not-reviewed", ("GK002",), document(公开属性="依申请公开", 不公开理由="商业秘密：报价", 复审日期="2025-10-01"), "复审日期"),
        ],
        {
            "content/notice/in-time.md": page("2026-09-21", "2026-10-26"),
            "content/notice/in-time-spring.md": page("2026-02-13", "2026-03-19"),
            "content/notice/same-day.md": page("2026-05-06", "2026-05-06"),
            **table(penalty, "enforcement", "2026-10-08"),
            **table(licence, "licensing", "2026-10-08"),
        },
        ("GK009", "GK010", "GK018"),
    )  # fmt: skip


def _columns() -> Inspected:
    return Inspected(
        "columns",
        [
            of_site("empty-columns", "GK006"),
            of_site("home", "GK007"),
            of_site("stale", "GK008"),
            of_site("fixed-part-renamed", "GK005", said="说明书"),
        ],
        {
            "config.yaml": FULL + "columns:\n  - {key: guide, label: 公开说明书}\n",
            **{
                f"content/{column}/a.md": document(标题=f"旧闻 {column}", 成文日期="2025-06-02", 发布日期="2025-06-03")
                for column in ("news", "notice", "other")
            },
        },
    )  # fmt: skip


def _footer() -> list[Inspected]:
    def lacking(key: str, rules: tuple[str, ...] = ("GK021", "GK017")) -> Inspected:
        config = "".join(x for x in FULL.splitlines(True) if not x.startswith(f"  {key}:"))
        fault = Fault(f"no-{key}", {}, rules, ("",), (), WARNING)
        page = {"content/notice/a.md": document()}
        return Inspected(f"footer-no-{key}", [fault], {"config.yaml": config, **page})

    def wrong(name: str, old: str, new: str) -> Inspected:
        assert old in FULL
        fault = Fault(name, {}, ("GK021", "GK017"), ("",), (), WARNING)
        page = {"content/notice/a.md": document()}
        return Inspected(f"footer-{name}", [fault], {"config.yaml": FULL.replace(old, new), **page})

    whole = Inspected(
        "footer-whole",
        [],
        {"config.yaml": FULL, "content/notice/a.md": document()},
        ("GK017", "GK021"),
    )
    return [
        *map(lacking, ("id_code", "contact", "icp", "police_record", "report_error")),
        wrong("short-code", '"9900000001"', '"99000001"'),
        wrong("other-domain", "wl.example.gov.cn", "www.example.com"),
        whole,
    ]


def _links_and_headings() -> Inspected:
    def said(
        name: str, rules: tuple[str, ...], body: str, at: str = "", least: str = WARNING
    ) -> Fault:
        return in_document(
            name, rules, document(f"说明。\n\n{body}", 标题=f"说明 {name}"), at or body, least
        )

    far = "https://www.example.com/"
    return Inspected(
        "links",
        [
            said("empty-link", ("GK022",), f"[]({far})"),
            said("empty-anchor", ("GK022",), f'<a href="{far}"></a>'),
            said("zero-width-link", ("GK022",), f"[\u200b]({far})"),
            said("space-link", ("GK022",), f"[&nbsp;]({far})"),
            said("invisible-link", ("GK022",), f'<a href="{far}" style="display:none">博彩</a>'),
            said("foreign-link", ("GK022",), f"见[有关网站]({far})。"),
            said("no-alt", ("GK029",), "![](tu.png)"),
            said("no-alt-tag", ("GK029",), '<img src="tu.png">'),
            said("skipped-heading", ("GK029",), "## 甲\n\n#### 乙", "#### 乙"),
            said("table-without-head", ("GK029",), "<table><tr><td>甲</td><td>乙</td></tr><tr><td>1</td><td>2</td></tr></table>"),
            said("pinyin", ("GK030",), "请认(rèn)准日(rì)期(qī)，逾(yú)期(qī)不(bú)候(hòu)。"),
            said("replacement", ("GK030",), "市图书\ufffd\ufffd照常开放。", least=ERROR),
            said("doubled", ("GK030", "GK044"), "市图书馆，，照常开放。。"),
            said("script", ("GK030",), "<script>alert(1)</script>", least=ERROR),
            said("former-unit", ("GK045",), "特此说明。\n\n社会文化科\n\n2026年2月27日", "社会文化科"),
            in_document("former-unit-title", ("GK045",), document(标题="社会文化科关于延时开放的通知"), "标题"),
            in_document("former-unit-key", ("GK045", "GK034"), document(责任单位="社会文化科"), "责任单位"),
            said("wrong-title", ("GK045",), "高示例副局长主持会议。"),
            said("wrong-word", ("GK044",), "按装消防设施。"),
            said("own-word", ("GK044",), "欢迎光临某某旧称。"),
            said("own-word-split", ("GK044",), "欢迎光临某 某 旧 称。"),
            said("own-word-hidden", ("GK044",), "欢迎光临某\u200b某旧\u200d称。"),
        ],
        {
            "config.yaml": FULL.replace(
                "  - {code: cwk, name: 财务科}",
                "  - {code: ggk, name: 公共服务科, former_names: [{name: 社会文化科, until: 2024-06-30}]}",
            )
            + "officials:\n  - {name: 高示例, title: 局长}\nchecks: {allowed_hosts: [www.example.gov.cn]}\nwords: [ci.csv]\n",
            "ci.csv": "错误用语,正确用语,级别\n某某旧称,新名称,警告\n",
            "content/notice/tu.png": files.png(),
            "content/notice/in-order.md": document(
                "## 甲\n\n### 乙\n\n高示例局长主持会议，安装设施，由公共服务科（原社会文化科）负责。\n\n"
                "![市图书馆外景](tu.png)\n\n[示例省政府](https://www.example.gov.cn/)",
                标题="都对",
            ),
            "content/notice/before-reform.md": document(
                "由社会文化科负责解释。", 标题="改革以前", 成文日期="2024-03-01", 发布日期="2024-03-04"
            ),
        },
        ("GK022", "GK029", "GK030", "GK044", "GK045"),
    )  # fmt: skip


def _forged() -> Inspected:
    def page(published: str) -> str:
        return document(标题=f"补登 {published}", 成文日期=published, 发布日期=published)

    return Inspected(
        "forged",
        [in_document("forged", ("GK046",), page("2026-03-02"), "发布日期", WARNING)],
        {"content/notice/honest.md": page("2026-11-02"), "content/notice/a.md": page("2026-10-30")},
        ("GK046",),
        {
            "2026-10-30": ("config.yaml", "content/notice/a.md"),
            "2026-11-02": ("content/notice/honest.md",),
            "2026-11-10": ("content/notice/forged.md",),
        },
    )


def _windows() -> Inspected:
    def page(published: str) -> str:
        return document(标题=f"半年公开 {published}", 成文日期=published, 发布日期=published)

    out = page("2026-08-03")
    return Inspected(
        "windows",
        [in_document("outside", ("GK048",), out, "", WARNING, "statistics")],
        {
            "config.yaml": CONFIG + "windows:\n  - {column: statistics}\n",
            "content/statistics/inside.md": page("2026-07-15"),
        },
        ("GK048",),
    )


def inspected() -> list[Inspected]:
    """Return every site of this module."""
    return [
        _workflow(), _days(), _columns(), *_footer(), _links_and_headings(), _forged(), _windows(),
        waivers(), tables(), not_open(), masked(),
    ]  # fmt: skip
