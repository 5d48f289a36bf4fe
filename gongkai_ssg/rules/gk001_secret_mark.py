"""GK001: marks of state secrets, work secrets and internal papers in a text."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai_ssg.document import Document, Source
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.gate.report import report
from gongkai_ssg.gate.verdict import SECRET
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import NOTICE, bad, good, sample


def _document(document: Document, source: Source, context: RuleContext) -> Iterator[Fault]:
    yield from report(SECRET, document, source, context.settings.gate)


RULE = Rule(
    id="GK001",
    name="secret-mark",
    title="国家秘密标志、工作秘密标志和内部标志",
    severity=Severity.BLOCK,
    basis="《保守国家秘密法》第二十二条、第六十四条；《政府信息公开条例》（国令第711号）第十四条；GB/T 9704-2012",
    why=(
        "国家秘密不得公开。带“密级★保密期限”标志、版头有密级或者份号的文件一经发布就是泄密，"
        "所以直接阻断，全站停止生成。字间夹空格、零宽字符、标签，或者用繁体、实体写的，一样查出。"
        "法规条文、宣传文章中叙述性的“国家秘密”“机密级”不算标志；"
        "带引号举例说明标志写法的只作警告。“内部资料”“注意保存”一类标志的处理由 config.yaml 的"
        " gate.internal_words 决定，默认警告。"
    ),
    cure=(
        "立即从版本库和网站撤下，报告本单位保密工作机构；确已解密的，删去标志并留存解密依据。"
        "内部标志：可以公开的删去标志，不能公开的改公开属性并写明理由。"
    ),
    unverified="“内部资料”等内部标志在法律上没有统一定义，按惯例列出，只作警告。",
    good=(
        good("涉及国家秘密、商业秘密、个人隐私的信息，依法不予公开。"),
        good("国家秘密的密级分为绝密、机密、秘密三级，绝密级国家秘密是最重要的国家秘密。"),
        good("国家秘密的密级分为：\n\n- 绝密\n- 机密\n- 秘密"),
        good("国家秘密标志的形式为密级★保密期限。"),
        good("编印内部资料性出版物，应当经新闻出版部门批准，取得准印证。"),
        good("《云浦市公园条例（送审稿）》经市司法局审查后，报市人民政府常务会议讨论。"),
        good("泄露工作秘密的，依法给予处分；不得传抄内部文件。"),
        good("密级：公开"),
    ),
    bad=(
        bad("机密★10年\n\n云浦市文化和旅游局文件"),
        bad("清明节照常开放。\n\n秘 密 ★ 长期", line=11),
        Example(files={NOTICE: sample("标题: 绝密★30年 关于应急物资的通知")}, line=2),
        bad("【机密】关于应急物资储备的通知"),
        bad("密级：机密"),
        bad("绝密"),
        bad("机\u200b密&#9733;5年"),
        bad("**機密**☆二十年"),
        bad("份号：000012"),
        bad("（秘密 5年）"),
        bad("工作秘密★3年"),
        bad("清明节照常开放。\n\n内部资料　注意保存", line=11),
    ),
    document=_document,
)
