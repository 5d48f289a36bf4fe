"""GK003: identity cards, bank cards, mobile numbers and lists of persons in a text."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai_ssg.document import Document, Source
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.gate.report import report
from gongkai_ssg.gate.verdict import PERSONAL
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import NOTICE, bad, good, sample


def _document(document: Document, source: Source, context: RuleContext) -> Iterator[Fault]:
    yield from report(PERSONAL, document, source, context.settings.gate)


RULE = Rule(
    id="GK003",
    name="personal-data",
    title="身份证号、银行卡号、手机号码等个人信息",
    severity=Severity.BLOCK,
    basis="《政府信息公开条例》（国令第711号）第十五条；《个人信息保护法》第二十八条；GB 11643-1999",
    why=(
        "公开个人隐私会直接伤害当事人，泄露多发生在补贴、救助、录取名单里。"
        "身份证号按出生日期和校验码认定，银行卡号按校验位和“卡号、账号”等字样认定，"
        "护照、通行证、军官证和老的15位身份证号看前面的字样。全角、圈码、汉字数字，夹空格、横线、标签、"
        "零宽字符，拆在几个单元格里的，一样认得出。咨询、举报、联系人的电话只作提示；"
        "在 config.yaml 的 gate.contacts 里写明的不再提示。"
        "文件名、文件夹名也查，因为它们会成为网址。"
        "统一社会信用代码、文号、金额、日期、索引号不算；已经遮住的（138****0000）不算。"
    ),
    cure=(
        "删去，或者遮住：身份证号只留首末各一位，手机号码遮中间四位，银行卡号只留末四位。"
        "config.yaml 的 gate 可以设为自动遮住；依法应当公开的，办理豁免。"
    ),
    unverified="护照、通行证、军官证号码的编排规则未见原件，只在前面有“护照”“通行证”等字样时认定。",
    good=(
        good("证件号码：1****************X，电话：138****0000。"),
        good("统一社会信用代码：11110105000000000X。"),
        good("云政发〔2026〕12号，金额15000000000元，2026-03-02 12:30，电话0766-85891885。"),
        good("ISBN 978-7-5000-1234-5；项目代码2026-445303-88-01-123456。"),
        good("申请人应当提交居民身份证、银行卡号和联系电话。"),
        good(
            "| 姓名 | 身份证号 | 联系电话 |\n|---|---|---|\n|  |  |  |\n| 张某 | 1****************X | 138****0000 |"
        ),
        good("[说明](https://www.gov.cn/t20260214_13812345678.html)"),
        good("校验码不对的数字110105194912310021不是身份证号。"),
    ),
    bad=(
        bad("当事人张某，11010519491231002X。"),
        bad("清明节照常开放。\n\n证号１１０１０５１９４９１２３１００２Ｘ。", line=11),
        bad("110105 1949-1231 002x"),
        bad("1101&#48;5<b>1949</b>1231**002X**"),
        bad("一一〇一〇五一九四九一二三一〇〇二X"),
        bad("1101051949\u200b1231002X"),
        bad(
            "| 序号 | 甲 | 乙 | 丙 |\n|---|---|---|---|\n| 1 | 110105 | 19491231 | 002X |", line=11
        ),
        Example(files={NOTICE: sample("标题: 关于张某（11010519491231002X）的公示")}, line=2),
        bad("持卡人李某，银行卡号：6222 0212 3456 7890 128。"),
        bad("救助对象李某，手机138 1234 5678。"),
        bad("李某，护照号码：E12345678。"),
        bad("身份证440524880101001。"),
        bad("| 姓名 | 家庭住址 |\n|---|---|\n| 李某 | 河西村12号 |"),
    ),
    document=_document,
)
