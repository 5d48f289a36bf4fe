"""GK021: marks that the foot of every page must show, and the domain of the site."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from gongkai_ssg.document import Site
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import clip, sample, sample_config

_CONFIG = "config.yaml"
_PATH = "content/notice/a.md"
#: What of the seven marks the agency must tell; 党政机关网站标识 and 网站地图 come from the theme.
_MARKS = {
    "report_error": "“我为政府网站找错”入口",
    "id_code": "网站标识码",
    "contact": "主办单位联系方式",
    "icp": "ICP 备案编号",
    "police_record": "公安机关备案号",
}
#: 国办函〔2018〕55号: the two suffixes of governments, the Chinese one in its ASCII form too.
_SUFFIXES = (".gov.cn", ".政务", ".xn--zfr164b")


def _check(site: Site, context: RuleContext) -> Iterator[Fault]:
    marks = context.settings.marks
    missing = [key for key in _MARKS if not getattr(marks, key).strip()]
    if missing:
        yield Fault(
            f"页脚缺少{'、'.join(_MARKS[key] for key in missing)}。",
            f"在 config.yaml 的 site 里补写 {'、'.join(missing)}。",
            path=_CONFIG,
            key="site",
        )
    if marks.id_code and not marks.id_code.strip("0"):
        yield Fault(
            f"网站标识码“{marks.id_code}”是模板里的占位。",
            "改成本网站的标识码；还没有的，向主管部门申领。",
            path=_CONFIG,
            key="site.id_code",
        )
    host = (marks.domain or urlsplit(context.base_url).hostname or "").lower().rstrip(".")
    if host and not host.endswith(_SUFFIXES):
        yield Fault(
            f"域名“{clip(host)}”的后缀不是 .gov.cn 或者 .政务。",
            "政府网站使用 .gov.cn 或者 .政务 的域名；改 site 的 domain 和 base_url。",
            path=_CONFIG,
            key="site.domain" if marks.domain else "site.base_url",
        )


_WHOLE = (
    "domain: wl.example.gov.cn",
    'id_code: "9900000001"',
    "contact: 办公室，电话 0000-8860001",
    "icp: 示ICP备00000001号",
    "police_record: 示公网安备 99000002000001号",
    "report_error: https://zc.example.gov.cn/?site=9900000001",
)


def _example(*site: str, line: int = 0) -> Example:
    return Example(files={_CONFIG: sample_config(site=site), _PATH: sample()}, line=line)


RULE = Rule(
    id="GK021",
    name="missing-site-marks",
    title="页脚标识缺项，或者域名不合规",
    severity=Severity.WARNING,
    basis="《政府网站发展指引》（国办发〔2017〕47号）；国办函〔2018〕55号；国办秘函〔2019〕19号",
    why=(
        "页脚要有七项：党政机关网站标识、“我为政府网站找错”入口、网站标识码、主办单位及联系方式、"
        "ICP 备案编号、公安机关备案标识、网站地图。网站地图和党政机关网站标识的位置由主题提供，"
        "其余写在 config.yaml 的 site 里。政府网站的域名用 .gov.cn 或者 .政务 后缀。"
        "备案、申领要时间，所以是警告。"
    ),
    cure="在 config.yaml 的 site 里补写 id_code、contact、icp、police_record、report_error、domain。",
    unverified="“主办单位及联系方式”“网站地图”两项，以及是否每一页都要有，没有读到原文。",
    good=(_example(*_WHOLE), _example("domain: 示例市文旅局.政务", *_WHOLE[1:])),
    bad=(
        _example(*_WHOLE[:3], *_WHOLE[4:], line=1),
        _example(line=1),
        _example("domain: wl.example.com", *_WHOLE[1:], line=5),
        _example(_WHOLE[0], 'id_code: "0000000000"', *_WHOLE[2:], line=6),
    ),
    site=_check,
)
