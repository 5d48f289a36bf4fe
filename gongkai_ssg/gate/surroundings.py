"""The words around a number: whose it is, and whether it is one of another kind.

It must not know how numbers are checked.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from gongkai_ssg.gate.folding import CELL
from gongkai_ssg.late_pattern import late_pattern

_FAR = 200  # characters of the same line in which a label may stand
_NEAR = 40
_BLANK = late_pattern(r"[\s*_`>#~\\]+")

#: Published contacts: a telephone that the agency or an official gives.
_CONTACT = late_pattern(
    "联系人|联系电话|联系方式|联络员|联系手机|联系：|联系:|咨询|举报|监督|投诉|值班|热线|传真|服务电话|办公电话|工作电话"
    "|报名|受理|经办|承办|客服|应急|救援|救助电话|维修|报修|来电|致电|拨打|电话预约|预约电话|公布电话|对外|地址|邮编|邮箱|邮政编码"
    "|负责人|网格员|河长|湖长|林长|路长|驻村|队长|站长|主任|科长|局长|书记|村医|家庭医生|接待|监理|施工单位|建设单位|代理机构|项目经理"
)
#: Words of a person's private life; beside them a number is that person's own.
_PRIVATE = late_pattern(
    "身份证|证件号|住址|家住|住所地|户籍|出生|性别|[，,、（(|\x1f]\\s*[男女]\\s*[，,、）)|\x1f]|年龄|低保|特困|五保|患者|病人|病种|学生|考生"
    "|监护人|户主|家属|当事人|申请人|被处罚人|死者|伤者|受害人|原告|被告|残疾|收款人|本人|家庭成员|家庭住址|父亲|母亲|丈夫|妻子"
    "|持卡人|银行卡|救助对象|补助对象|补贴对象|参保人|退休人员|业主|投诉人|举报人|信访人|来访人|当事者|个人电话|私人电话|岁"
)
_PHONE = late_pattern("手机|电话|移动电话|联系|微信|号码|Tel|tel|TEL|Mobile|mobile|phone|致电|拨打")
_IDENTITY = late_pattern(
    "身份证|身份号|证件号|身份证明|公民身份|居民证|sfz|SFZ|[Ii][Dd]\\s?[Cc]ard|身分证"
)
_CARD = late_pattern(
    "银行卡|卡号|借记卡|信用卡|储蓄卡|社保卡|医保卡|存折|一卡通|账号|帐号|账户|帐户|开户|收款"
)
_BANKING = late_pattern("开户|银行|账户|帐户|户名|汇款|收款|转账|信用社|农商行|存折|一卡通|社保卡")
_ACCOUNT = late_pattern("(?:账号|帐号|账户|帐户)(?:号码|号)?(?:为|是)?[:：]?$")
#: An account holder that is no person.
_ORGANIZATION = late_pattern(
    "(?:户名|账户名称?|帐户名称?|开户名称?|开户单位|收款单位|收款人|单位名称|名称|全称)(?:全称)?[:：为是|\x1f]*"
    "[^:：，,；;。]{0,40}?(?:局|厅|部|委|院|会|中心|公司|财政|国库|政府|办公室|学校|大学|中学|小学|医院|银行|所|站|队|厂|社|馆|站|基金|专户)"
)
_PASSPORT = late_pattern(
    "护照|通行证|回乡证|台胞证|永久居留|军官证|士兵证|警官证|文职干部证|军人证|军人保障|海员证|旅行证"
    "|[Pp]assport|PASSPORT"
)
_MILITARY = late_pattern("(?:[军警]官证|士兵证|干部证|军人证|保障卡)(?:件?号码?|编号)?[:：为是|]?$")
_CREDIT_CODE = late_pattern("信用代码|机构代码|纳税人识别|税号|税务登记|社会信用|代码证")
#: What is written directly before a number of another kind.
_CODE = late_pattern(
    "(?:编号|编码|代码|赋码|索引号|流水号|单号|文号|案号|序号|序列号|受理号|登记号|注册号|备案号|批准文号|批号|条码|条形码|许可证号?|证书号?"
    "|准考证号?|学号|工号|房号|图号|ISBN|ISSN|№|[Nn][Oo]\\.?|字第?|第|合同号|订单号|[Vv]er|版本|件号|档号|识别码|追溯码|统一码)"
    "(?:码|为|是)?[:：]?$"
)
_UNIT = late_pattern(
    "\\s{0,2}(?:[多余]?[元万亿千百吨斤米人户亩个件份次台套辆项条名家页字平立]|公[斤里顷]|[%％‰℃°㎡㎥]|k[gmW]|号(?!码)|[a-z]{1,3}²|美元|欧元|港元)"
)
#: What announces an amount whose unit is told elsewhere, and columns of such amounts.
_SUM = late_pattern(
    "(?:合计|总计|共计|小计|总额|金额|收入|支出|产值|余额|总值|投资|结余)(?:为|达|约|是)?[:：]?$"
)
_SUMS = late_pattern(
    "金额|数额|收入|支出|预算|决算|投资|产值|余额|总值|资产|合计|总计|小计|[(（]\\S{0,3}元[)）]"
)
#: The first cell of a row of amounts.
_COUNTED = late_pattern(
    "^\\|?[^|]{0,30}(?:金额|收入|支出|预算|决算|投资|产值|余额|总值|总额|资产|税额|[(（]\\S{0,3}元[)）])[^|]{0,6}\\|"
)
_NOT_ADDRESS = late_pattern(r"[^!-~]|[\"'<>()\[\]{}|`*,]")
_PATH = late_pattern(r"www\.|[A-Za-z.:]/|/[A-Za-z/]")
_WORD_BEFORE = late_pattern(r"[A-Za-z]+\Z")


#: Columns of a table that lists offices or officials, and of one that lists private persons.
_OFFICE = late_pattern(
    "单位|部门|机构|职务|职位|科室|岗位|负责|联系人|值班|咨询|监督|服务|网格|河长|湖长|村医|门店|企业|公司|商户|医院|学校|药店|网点|窗口|办公"
    "|路段|站点|点位|场所|项目|承办|受理|责任|职称|律师|执业|乡镇|街道|社区"
)
_PERSONS = late_pattern(
    "身份证|证件号|住址|年龄|低保|补助|救助|补贴|残疾|病|银行|[账帐]号|卡号|户主|人口|家庭|户籍|学生|监护人|患者|申请人"
)


_NAMES = late_pattern("姓名|户主|申请人|患者|学生|监护人|对象")


def names_persons(columns: str) -> bool:
    """Tell whether a table of these headers lists persons by name."""
    return _NAMES.search(columns) is not None


def lists_offices(columns: str) -> bool:
    """Tell whether a table of these headers gives telephones of offices or officials."""
    return _OFFICE.search(columns) is not None and _PERSONS.search(columns) is None


class Around(msgspec.Struct, frozen=True):
    """What is written around a span, blanks and marks left out."""

    line: str  # before it in the same line, or in the two above where the line starts with it
    near: str  # the last characters of that
    after: str
    header: str  # of its column, where it stands in a table
    columns: str  # all headers of that table

    def labels_phone(self) -> bool:
        """Tell whether a telephone number is announced."""
        return _PHONE.search(self.near[-16:] + self.header) is not None

    def labels_identity(self) -> bool:
        """Tell whether an identity number is announced."""
        return _IDENTITY.search(self.near[-24:] + self.header) is not None

    def labels_card(self) -> bool:
        """Tell whether a bank card or account is announced."""
        return _CARD.search(self.near[-30:] + self.header) is not None

    def labels_passport(self) -> bool:
        """Tell whether a passport or permit is announced."""
        return _PASSPORT.search(self.near[-16:] + self.header) is not None

    def labels_military(self) -> bool:
        """Tell whether the card of a soldier is announced."""
        return any(_MILITARY.search(each) for each in (self.near, self.header))

    def labels_disability(self) -> bool:
        """Tell whether the card of a disabled person is announced."""
        return "残疾" in self.near[-24:] + self.header

    def labels_credit_code(self) -> bool:
        """Tell whether a code of an organization is announced."""
        return _CREDIT_CODE.search(self.near[-20:] + self.header) is not None

    def labels_code(self) -> bool:
        """Tell whether a number of another kind is announced."""
        return (
            _CODE.search(self.near) is not None or _CODE.search(self.header) is not None
        ) and not self.labels_identity()

    def labels_account(self) -> bool:
        """Tell whether a bank account follows (账号 of a bank, not of a web service)."""
        labelled = _ACCOUNT.search(self.near) or _ACCOUNT.search(self.header)
        return labelled is not None and _BANKING.search(self.line + self.columns) is not None

    def belongs_to_organization(self) -> bool:
        """Tell whether the account holder that is named is no person."""
        return _ORGANIZATION.search(self.line) is not None

    def is_contact(self) -> bool:
        """Tell whether a telephone is published as that of an office or an official."""
        if self.columns:
            own = self.line.rpartition("|")[2]  # of the same cell
            told = _PHONE.search(self.header + own) or _CONTACT.search(own)
            private = _PRIVATE.search(own)
            return told is not None and private is None and lists_offices(self.columns)
        return _CONTACT.search(self.line) is not None and _PRIVATE.search(self.near) is None

    def is_amount(self) -> bool:
        """Tell whether a unit follows or a sum is announced: an amount, and nobody's number."""
        if _UNIT.match(self.after) is not None or _SUM.search(self.near) is not None:
            return True
        if "|" in self.line and _PHONE.search(self.header) is None:
            # What is counted stands above or before it.
            return _SUMS.search(self.header) is not None or _COUNTED.search(self.line) is not None
        return False

    def speaks_of_persons(self) -> bool:
        """Tell whether the table or the words before it are about private persons."""
        return names_persons(self.columns) or _PRIVATE.search(self.near) is not None


def names_organization(text: str, start: int) -> bool:
    """Tell whether the lines above a span name an account holder that is no person."""
    return _ORGANIZATION.search(_BLANK.sub("", text[max(0, start - _FAR) : start])) is not None


#: What is written around a span of the text that is being read.
Surroundings = Callable[[int, int], Around]


def around(text: str, start: int, end: int, columns: tuple[str, ...], column: int) -> Around:
    """Return the surroundings of [start, end); `columns` are the headers of its table."""
    far = max(0, start - _FAR)
    begin = max(far, text.rfind("\n", far, start) + 1)
    before = text[begin:start]
    line = _BLANK.sub("", before.replace(CELL, "|"))
    lines = 0
    while len(line) < 4 and begin > 0 and lines < 3:
        lines += 1  # a number on a line of its own: its label stands above
        previous = text.rfind("\n", max(0, begin - _FAR), begin - 1) + 1
        line = _BLANK.sub("", text[max(previous, begin - _NEAR) : begin].replace(CELL, "|")) + line
        begin = previous
    header = columns[column] if 0 <= column < len(columns) else ""
    return Around(
        line=line,
        near=line[-_NEAR:],
        after=text[end : end + 8].replace(CELL, "|"),
        header=_BLANK.sub("", header),
        columns=_BLANK.sub("", "|".join(columns)),
    )


def web_address(text: str, start: int, end: int) -> str:
    """Return "url" within a web address, "mail" before an @, else ""."""
    left = max(0, start - 300)
    token = text[left:start]
    for found in _NOT_ADDRESS.finditer(token):
        left = start - len(token) + found.end()
    token = text[left:start]
    if "tel:" not in token and _PATH.search(token) is not None:
        return "url"
    return "mail" if text.startswith("@", end) else ""


def glued(text: str, start: int, end: int) -> bool:
    """Tell whether letters join the span to a longer token, as in a digest.

    A word of its own before it (ID110105…) does not, a letter behind it does.
    """
    behind = text[end : end + 1]
    if behind.isascii() and behind.isalpha():
        return True
    word = _WORD_BEFORE.search(text[max(0, start - 20) : start])
    if word is None:
        return False
    first = max(0, start - 20) + word.start()
    return first > 0 and text[first - 1].isascii() and text[first - 1] in "0123456789/._-%=&?+"
