"""The time limits of the law as values: how long, counted how and from when, on what basis.

It must not know documents, nor today. A number stands here and nowhere else; where a site may
set another one, `policy.Checks` takes it from here.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """One time limit; `unit` says whether `number` counts workdays or calendar days."""

    key: str
    label: str
    number: int = 0
    unit: Literal["workdays", "days", "date"] = "workdays"
    month_day: tuple[int, int] = (1, 1)  # of unit "date": the last day, every year
    at_least: bool = False  # the term must not be shorter, instead of longer
    starts: str  # in Chinese: what the limit is counted from
    basis: str  # 文号 and article
    unverified: str = ""  # what of it nobody has checked against the original text
    check: str = ""  # the key of `policy.Checks` by which a site sets another number
    used: str = ""  # in Chinese: where the tool uses it

    def day_in(self, year: int) -> dt.date:
        """Return the last day of a yearly limit in `year`."""
        return dt.date(year, *self.month_day)

    @property
    def words(self) -> str:
        """The limit in Chinese: "20 个工作日内"."""
        if self.unit == "date":
            return f"每年 {self.month_day[0]} 月 {self.month_day[1]} 日前"
        days = f"{self.number} {'个工作日' if self.unit == 'workdays' else '日'}"
        return f"不少于 {days}" if self.at_least else f"{days}内"


# --- what documents are published by ----------------------------------------------------

PUBLISH = Limit(
    key="publish",
    label="主动公开",
    number=20,
    starts="信息形成或者变更之日",
    basis="《政府信息公开条例》（国令第711号）第二十六条",
    check="publish_workdays",
    used="GK009、gongkai due",
)
DECISION = Limit(
    key="decision",
    label="行政许可、行政处罚决定公开",
    number=7,
    starts="作出决定之日",
    basis="国办发〔2018〕118号；发改办财金〔2018〕424号",
    unverified="“法律、行政法规另有规定的除外”一句没有读到原文。",
    check="decision_workdays",
    used="GK010、gongkai due",
)
#: Decisions of more than so many days apart are a running list, which is published again and
#: again: how late one of them was cannot be told from it.
RUNNING_LIST = dt.timedelta(days=31)

WITHDRAWAL = Limit(
    key="withdrawal",
    label="撤回被变更、撤销的行政处罚决定",
    number=3,
    starts="决定被变更、撤销、确认违法或者确认无效之日",
    basis="《行政处罚法》第四十八条、第八十五条",
    check="withdraw_workdays",
    used="GK027、gongkai due",
)
FINANCE = Limit(
    key="finance",
    label="预算、决算公开",
    number=20,
    unit="days",
    starts="批准、批复之日",
    basis="《预算法》第十四条；《预算法实施条例》第六条",
    used="GK026、gongkai due",
)
INTERPRETATION = Limit(
    key="interpretation",
    label="政策解读发布",
    number=3,
    starts="文件公开之日",
    basis="国办发〔2016〕19号",
    check="interpretation_workdays",
    used="GK023、gongkai due",
)
PROCUREMENT = Limit(
    key="procurement",
    label="采购意向公开早于采购活动",
    number=30,
    unit="days",
    at_least=True,
    starts="采购活动开始之日，往前数",
    basis="财库〔2020〕10号",
    used="GK026",
)

# --- consultations ------------------------------------------------------------------------

CONSULTATION = Limit(
    key="consultation",
    label="公开征求意见的期限",
    number=30,
    unit="days",
    at_least=True,
    starts="公开征求意见之日",
    basis="《重大行政决策程序暂行条例》（国令第713号）第十五条；国令第322号第十五条；国令第722号",
    used="GK024、gongkai due",
)
CONSULTATION_RESULT = Limit(
    key="consultation-result",
    label="公布意见采纳情况",
    number=30,
    unit="days",
    starts="征集截止之日",
    basis="国令第713号第十五条至第十八条；国办发〔2016〕80号",
    unverified="法规要求公布，没有规定几日；30 日是本工具的约定。",
    used="GK024、gongkai due",
)

# --- every year -----------------------------------------------------------------------------

ANNUAL_DEPARTMENT = Limit(
    key="annual-report",
    label="政府信息公开年报（部门）",
    unit="date",
    month_day=(1, 31),
    starts="上一年度",
    basis="《政府信息公开条例》（国令第711号）第四十九条",
    used="GK025、gongkai due",
)
ANNUAL_GOVERNMENT = Limit(
    key="annual-report-government",
    label="政府信息公开年报（县级以上政府）",
    unit="date",
    month_day=(3, 31),
    starts="上一年度",
    basis="《政府信息公开条例》（国令第711号）第四十九条",
    used="GK025、gongkai due",
)
WEBSITE_REPORT = Limit(
    key="website-report",
    label="政府网站工作年度报表",
    unit="date",
    month_day=(1, 31),
    starts="上一年度",
    basis="国办函〔2018〕12号",
    used="gongkai due",
)
REVIEW = Limit(
    key="review",
    label="不予公开、依申请公开信息的复审",
    number=365,
    unit="days",
    starts="上次复审之日",
    basis="《政府信息公开条例》（国令第711号）第十八条；国办发〔2016〕80号",
    unverified="条例只写定期；每年一次读自国办发〔2016〕80号实施细则的转发文本。",
    check="review_days",
    used="GK002、gongkai due",
)
WINDOW = Limit(
    key="window",
    label="按期公开的栏目",
    unit="date",
    starts="站点在 windows 里写的起止日期",
    basis="本机关的公开制度（例如每年 7 月 1 日至 15 日、1 月 1 日至 15 日）",
    unverified="是一些机关自己的规定，国家没有统一要求；不写就不查。",
    used="GK048、gongkai due",
)
PUBLICITY = Limit(
    key="publicity",
    label="公示截止后撤下",
    starts="公示截止期",
    unit="date",
    basis="《信用修复管理办法》（国家发展改革委，2026年4月1日起施行）",
    unverified="办法全文没有读到；以文档和表里写的公示截止期为准。",
    used="GK027、gongkai due",
)

# --- answers to applications: shown by 依申请公开, the tool keeps no applications -------------

REQUEST_AMEND = Limit(
    key="request-amend",
    label="内容不明确的，一次性告知补正",
    number=7,
    starts="收到申请之日",
    basis="《政府信息公开条例》（国令第711号）第三十条",
    used="依申请公开页面",
)
REQUEST_ANSWER = Limit(
    key="request-answer",
    label="答复（不能当场答复的）",
    number=20,
    starts="收到申请之日",
    basis="《政府信息公开条例》（国令第711号）第三十三条",
    used="依申请公开页面",
)
REQUEST_EXTENSION = Limit(
    key="request-extension",
    label="延长答复",
    number=20,
    starts="原答复期限届满",
    basis="《政府信息公开条例》（国令第711号）第三十三条",
    used="依申请公开页面",
)
REQUEST_THIRD_PARTY = Limit(
    key="request-third-party",
    label="第三方提出意见",
    number=15,
    starts="收到征求意见书之日",
    basis="《政府信息公开条例》（国令第711号）第三十二条",
    used="依申请公开页面",
)
REQUEST_JOINT = Limit(
    key="request-joint",
    label="共同制作的机关提出意见",
    number=15,
    starts="收到征求意见书之日",
    basis="《政府信息公开条例》（国令第711号）第三十四条",
    used="依申请公开页面",
)

LIMITS: tuple[Limit, ...] = (
    PUBLISH, DECISION, WITHDRAWAL, FINANCE, INTERPRETATION, PROCUREMENT,
    CONSULTATION, CONSULTATION_RESULT,
    ANNUAL_DEPARTMENT, ANNUAL_GOVERNMENT, WEBSITE_REPORT, REVIEW, WINDOW, PUBLICITY,
    REQUEST_AMEND, REQUEST_ANSWER, REQUEST_EXTENSION, REQUEST_THIRD_PARTY, REQUEST_JOINT,
)  # fmt: skip
