"""The inspection as values: 《政府网站与政务新媒体检查指标》, one entry per indicator.

Thresholds of the veto lines were read in the original wording; most points were not, so that none
stands here (docs/unverified.md). It must not know how anything is measured.
"""

from __future__ import annotations

import msgspec

from gongkai_ssg.audit.values import Part
from gongkai_ssg.faults import Severity

_POINTS = "分值和细则没有核对原件。"


class Indicator(msgspec.Struct, frozen=True, kw_only=True):
    """One indicator: what speaks for it, what counts as crossing it, who has to look.

    Findings of `rules` from `gravity` upwards count, and what the measure named `figure` counts.
    """

    id: str
    part: Part
    group: str
    title: str
    line: str
    todo: str = ""
    rules: tuple[str, ...] = ()
    gravity: Severity = Severity.WARNING
    figure: str = ""  # a name in `measures.MEASURES`
    covers: str = ""  # the rule whose findings say the same as the figure
    #: places from which a veto line is crossed, warnings not counted; 0: measure or people decide
    limit: int = 0
    manual: str = ""
    unverified: str = ""


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """A dated set of indicators."""

    key: str
    basis: str
    issued: str
    indicators: tuple[Indicator, ...]


_SAFETY = "安全、泄密事故等严重问题"
_ACCESS = "站点无法访问"
_HOME = "首页不更新"
_COLUMNS = "栏目不更新"
_REPLIES = "互动回应差"
_SERVICES = "服务不实用"

_VETO = (
    Indicator(
        id="V1-1", part="veto", group=_SAFETY, title="严重表述错误",
        line="出现 1 处即触线", limit=1,
        rules=("GK044",), gravity=Severity.ERROR,
        todo="立即更正原文，查清来源；同一说法用站内检索在全站查一遍。",
        manual="程序只认词表里的说法；词表以外的政治性表述、地图、图片里的文字要人工读。",
    ),
    Indicator(
        id="V1-2", part="veto", group=_SAFETY, title="泄露国家秘密",
        line="出现 1 处即触线", limit=1,
        rules=("GK001",), gravity=Severity.BLOCK,
        todo="程序已拦下，不会生成。查清这些内容是否已在别处或以前的版本里发布；已发布的立即撤下并报告保密部门。",
        manual="没有标志的涉密内容、汇聚后涉密的内容，程序看不出来，要由保密审查人判断。",
    ),
    Indicator(
        id="V1-3", part="veto", group=_SAFETY, title="发布或者链接反动、暴力、色情等内容（暗链）",
        line="出现 1 处即触线", limit=1,
        rules=("GK022",), gravity=Severity.BLOCK,
        todo="删去链接或者内容；外部网站易主的，通知原链接单位。",
        manual="外部网站的内容会变，站外链接要定期逐个打开看。",
    ),
    Indicator(
        id="V1-4", part="veto", group=_SAFETY, title="被攻击后处置不力",
        line="造成严重后果即触线",
        manual="由网站运维单位核对安全事件记录和处置情况。",
    ),
    Indicator(
        id="V1-5", part="veto", group=_SAFETY, title="弄虚作假（如伪造发稿日期）",
        line="出现 1 处即触线", limit=1,
        rules=("GK046",), figure="future_dates", covers="GK018",
        todo="改为实际的发布日期；确是迁移旧文的，说明原网站和原发布日期。",
        manual="程序只比对版本记录；没有版本记录的旧文要对照原始发稿记录。",
    ),
    Indicator(
        id="V1-6", part="veto", group=_SAFETY, title="引发严重负面舆情",
        line="造成严重后果即触线",
        manual="由宣传、网信部门核对舆情记录。",
    ),
    Indicator(
        id="V2", part="veto", group=_ACCESS, title="首页打不开或者打开慢",
        line="1 周内间隔访问 20 次以上，超过 15 秒打不开的次数占 5% 以上",
        manual="由部署环境的监控记录给出：间隔访问、记录耗时，保存记录备查。",
    ),
    Indicator(
        id="V3", part="veto", group=_HOME, title="首页没有信息更新",
        line="监测前 2 周内首页没有信息更新", limit=1, figure="home", covers="GK007",
        todo="发布近期的工作动态或者通知公告。",
    ),
    Indicator(
        id="V4-1", part="veto", group=_COLUMNS, title="动态、通知、政策类一级栏目没有更新",
        line="动态要闻类超过 2 周、通知公告和政策文件类超过 6 个月未更新的栏目累计 5 个以上",
        limit=5, figure="stale_news", covers="GK008",
        todo="由栏目责任单位补发应公开的内容；确已停办的栏目归档或者合并，并写明原因。",
    ),
    Indicator(
        id="V4-2", part="veto", group=_COLUMNS, title="应更新而长期未更新的栏目",
        line="10 个以上", limit=10, figure="stale_others", covers="GK008",
        todo="由栏目责任单位补发应公开的内容；确已停办的栏目归档或者合并，并写明原因。",
        manual="更新周期只按有明确期限的栏目计算；其余栏目是否应当更新，对照职责和公开目录判断。",
    ),
    Indicator(
        id="V4-3", part="veto", group=_COLUMNS, title="空白栏目",
        line="5 个以上", limit=5, figure="empty", covers="GK006",
        todo="补充内容；本机关没有此项职责的，在 config.yaml 该栏目写 off 和理由。",
    ),
    Indicator(
        id="V5-1", part="veto", group=_REPLIES, title="没有有效的咨询建言渠道",
        line="网站没有可用的咨询建言渠道", limit=1, figure="channels",
        todo="在 config.yaml 写联系方式，开设公开指南和依申请公开栏目，并链接到在用的留言平台。",
        manual="逐个试用网站上写的电话、邮箱和留言入口，看是否有人答复。",
    ),
    Indicator(
        id="V5-2", part="veto", group=_REPLIES, title="有效留言长期不回应",
        line="1 年内有超过 3 个月未回应的有效留言",
        manual="留言不在本站点里；由留言平台导出 1 年内的留言和答复时间核对。",
    ),
    Indicator(
        id="V6-1", part="veto", group=_SERVICES, title="没有提供办事服务",
        line="有对外服务职能而没有办事服务", limit=1, figure="services",
        todo="公开办事指南；没有对外服务职能的，在 config.yaml 该栏目写 off 和理由。",
        manual="办事入口在别的平台的，核对链接是否可用。",
    ),
    Indicator(
        id="V6-2", part="veto", group=_SERVICES, title="办事指南要素类别缺失",
        line="八类要素缺四类以上的事项有 5 个以上；事项不足 5 个的，每个都缺四类以上",
        limit=5, figure="guides", covers="GK028",
        todo="按 gongkai new 行政许可 的样例补齐要素。",
        unverified="八类要素的后四类和事项个数没有核对原件。",
    ),
)  # fmt: skip

_DEDUCT = (
    Indicator(
        id="D-01", part="deduct", group="信息公开", title="概况信息",
        line="没有栏目、更新不及时或者不准确",
        manual="核对概况信息是否与现状一致；部门网站一般以机构职能代替。", unverified=_POINTS,
    ),
    Indicator(
        id="D-02", part="deduct", group="信息公开", title="机构职能",
        line="机构设置、主要职责、联系方式、办公地址缺失或者不准确", figure="organization",
        todo="在机构职能栏目的文档里补写所缺的项目。",
        manual="人员和职责调整后，核对公开的内容是否跟着改。", unverified=_POINTS,
    ),
    Indicator(
        id="D-03", part="deduct", group="信息公开", title="领导信息",
        line="姓名、照片、简介、分管工作缺失或者不准确", rules=("GK045",), figure="leaders",
        todo="在机构职能栏目的“负责人”里逐人补写；与 config.yaml 的 officials 保持一致。",
        manual="照片和简介是否为本人、是否为现任，由办公室核对。", unverified=_POINTS,
    ),
    Indicator(
        id="D-04", part="deduct", group="信息公开", title="动态要闻",
        line="监测前 2 周内没有更新", figure="news", covers="GK008", todo="发布近期的工作动态。",
        unverified=_POINTS,
    ),
    Indicator(
        id="D-05", part="deduct", group="信息公开", title="政策文件",
        line="监测前 6 个月内政策文件类一级栏目没有更新", figure="policies", covers="GK008",
        rules=("GK015",),
        todo="公开新制定的文件；清理旧文件的有效性。",
        unverified="自查实例中一次扣 5 分；其余细则没有核对原件。",
    ),
    Indicator(
        id="D-06", part="deduct", group="信息公开", title="政策解读",
        line="没有栏目、6 个月内没有更新，解读与文件没有相互关联",
        rules=("GK023",), figure="interpretations", covers="GK008",
        todo="新文件与解读同日发布，解读写“解读对象”。",
        manual="图解、音视频等非文字形式的比例由人工统计。", unverified=_POINTS,
    ),
    Indicator(
        id="D-07", part="deduct", group="信息公开", title="空白栏目和其他栏目",
        line="有空白栏目", figure="empty", covers="GK006", todo="补充内容，或者写 off 和理由。",
        unverified=_POINTS,
    ),
    Indicator(
        id="D-08", part="deduct", group="办事服务", title="办事统计数据",
        line="监测前 3 个月内没有更新",
        manual="核对办件量等统计数据最近一次公开的时间。",
        unverified="自查实例中一次扣 2 分；其余细则没有核对原件。",
    ),
    Indicator(
        id="D-09", part="deduct", group="办事服务", title="办事指南、表格样表",
        line="要素不全、不准确，附件不能下载", rules=("GK028",),
        todo="按提示的位置补齐或者改正。",
        manual="逐项核对指南内容与实际办理是否一致。", unverified=_POINTS,
    ),
    Indicator(
        id="D-10", part="deduct", group="互动交流", title="留言公开",
        line="监测前 2 个月内没有更新留言答复",
        manual="留言不在本站点里；由留言平台核对答复的公开时间。",
        unverified="自查实例中一次扣 3 分；其余细则没有核对原件。",
    ),
    Indicator(
        id="D-11", part="deduct", group="互动交流", title="征集调查",
        line="1 年内没有开展，或者没有反馈结果", rules=("GK024",), figure="consultations",
        todo="就起草的文件公开征求意见，截止后公布采纳情况。", unverified=_POINTS,
    ),
    Indicator(
        id="D-12", part="deduct", group="功能设计", title="域名名称与网站标识",
        line="域名不合规，页脚标识缺项", rules=("GK021",), todo="在 config.yaml 的 site 里补写。",
        manual="党政机关网站标识图样由主题放置，核对是否显示、能否点开。", unverified=_POINTS,
    ),
    Indicator(
        id="D-13", part="deduct", group="功能设计", title="可用性",
        line="死链、错链、附件打不开、图片不显示，按处计", rules=("GK020", "GK030", "GK036", "GK037", "GK038"),
        todo="按提示改路径、补附件，或者从原文重新复制。",
        manual="站外链接是否可用，程序不联网，不检查。", unverified=_POINTS,
    ),
    Indicator(
        id="D-14", part="deduct", group="功能设计", title="页面标签和来源",
        line="网页标签、发布时间、来源缺失或者错误", rules=("GK017", "GK018", "GK019"),
        todo="按提示补写前言。", unverified=_POINTS,
    ),
    Indicator(
        id="D-15", part="deduct", group="功能设计", title="站内搜索",
        line="没有站内搜索，或者结果不可用", figure="search",
        todo="在 config.yaml 打开 search。", unverified=_POINTS,
    ),
    Indicator(
        id="D-16", part="deduct", group="功能设计", title="IPv6", line="没有完成改造",
        manual="由部署环境核对：只用 IPv6 能否打开首页和附件。", unverified=_POINTS,
    ),
    Indicator(
        id="D-17", part="deduct", group="功能设计", title="“我为政府网站找错”入口",
        line="没有规范设置", figure="report_error",
        todo="在 config.yaml 的 site 写 report_error（找错平台给本站的网址）。",
        manual="点开入口，核对是否指向本站。", unverified=_POINTS,
    ),
    Indicator(
        id="D-18", part="deduct", group="功能设计", title="兼容性",
        line="常用浏览器、手机不能正常显示",
        manual="用本单位常用的浏览器和手机打开首页、列表、文档、检索四种页面。", unverified=_POINTS,
    ),
    Indicator(
        id="D-19", part="deduct", group="功能设计", title="外链提示", line="离开本站没有提示",
        rules=("GK022",), todo="按提示改链接，或者在 config.yaml 登记可信的域名。",
        unverified=_POINTS,
    ),
)  # fmt: skip

_BONUS = (
    Indicator(
        id="A-01", part="bonus", group="加分", title="信息公开、数据开放",
        line="数据可以下载、可以机读", figure="open_data",
        manual="是否属于规定的开放目录，由主管部门认定。", unverified=_POINTS,
    ),
    Indicator(
        id="A-02", part="bonus", group="加分", title="智能搜索", line="搜索准确、可筛选",
        figure="good_search", manual="智能问答、主动推送由人工认定。", unverified=_POINTS,
    ),
    Indicator(
        id="A-03", part="bonus", group="加分", title="多语言与无障碍", line="提供外文版、无障碍浏览",
        figure="accessible", manual="外文版、读屏实测由人工认定。", unverified=_POINTS,
    ),
    Indicator(
        id="A-04", part="bonus", group="加分", title="创新发展", line="有可推广的做法",
        manual="由人工申报材料。", unverified=_POINTS,
    ),
)  # fmt: skip

PROFILES = {
    "19号文": Profile(
        key="19号文",
        basis="《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）",
        issued="2019-04-01",
        indicators=(*_VETO, *_DEDUCT, *_BONUS),
    )
}
