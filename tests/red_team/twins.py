"""Clean look-alikes: what statutes, guides, lists and contact lines really say.

Nothing here may be called an error or worse; a person would publish all of it.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from sites import document

from red_team import files
from red_team.cases import (
    Twin,
    check_digit,
    clean,
    clean_file,
    identity,
    invalid_identity,
    mobile,
)
from red_team.twins_pieces import twins_in_pieces

#: Declared in the configuration of the site: the site's own numbers.
DUTY_MOBILE = "13900009999"

_STATUTES = {
    "state-secret": "涉及国家秘密的，依照《保守国家秘密法》的规定执行。国家秘密的密级分为绝密、机密、秘密三级。",
    "levels": "绝密级国家秘密是最重要的国家秘密；机密级国家秘密是重要的国家秘密；秘密级国家秘密是一般的国家秘密。",
    "periods": "国家秘密的保密期限，除另有规定外，绝密级不超过三十年，机密级不超过二十年，秘密级不超过十年。",
    "periods-digits": "保密期限：绝密级不超过30年，机密级不超过20年，秘密级不超过10年。",
    "trade-secret": "检查人员对知悉的商业秘密、技术秘密和个人隐私负有保密义务。",
    "how-to-mark": "国家秘密标志的形式为“密级★保密期限”“密级★解密时间”或者“密级★解密条件”。",
    "secret-work": "做好保密工作，防止泄露国家秘密、工作秘密和敏感信息。",
    "work-secret-told": "机关、单位产生的工作秘密，按照国家有关规定管理。",
    "internal-publication": "内部资料性出版物不得公开发行，实行准印证管理。",
    "internal-materials": "编印内部资料性出版物，应当申领《内部资料性出版物准印证》，注明“内部资料，免费交流”字样。",
    "internal-told": "不得将内部文件、内部资料带离办公场所。",
    "keep-secret": "受理举报的机关应当为举报人保密。",
    "password": "首次登录请修改密码，妥善保管密钥，密码长度不少于8位。",
    "secret-ballot": "采取秘密投票的方式选举产生。",
    "secret-service": "秘书科负责机要、保密和档案工作。",
    "star-hotel": "评定为五星级（★★★★★）的旅游饭店，有效期5年；四星级★★★★有效期3年。",
    "star-note": "带★的条款为实质性要求，不满足的作无效投标处理。",
    "copies": "申请表一式3份，份数：3。",
    "discussion": "会议审议了《若干规定（送审稿）》，决定修改后印发。",
    "levels-in-heading": "## 涉密事项的管理（机密、秘密）\n\n按照法律规定办理。",
    "file-declared": "本文件为公开文件，本件属于普通文件。",
    "keep-period": "合同约定保密期限：3年，双方对商业秘密负有保密义务。",
    "open-secret": "公开的秘密\n\n这一展览介绍传统工艺。",
    "not-public-told": "政府信息依法不予公开的，应当说明理由。",
    "public": "（此件公开发布）",
    "public-active": "（此件主动公开）",
    "secret-table": "| 违法行为 | 依据 |\n| --- | --- |\n| 泄露国家秘密 | 《保守国家秘密法》第五十七条 |",
    "secret-heading": "## 国家秘密\n\n政府信息属于国家秘密的，不予公开。",
    "level-explained": "密级分为三级：\n\n1. 绝密；\n2. 机密；\n3. 秘密。",
    "level-column": "| 事项 | 密级 | 保密期限 |\n| --- | --- | --- |\n| 行政许可决定 | 公开 | 无 |",
    "exam": "试卷启用前属于国家秘密，任何人不得泄露试题内容。",
    "confidential-office": "市国家保密局（市委机要局）职责：管理密码、机要通信和保密工作。",
    "secret-garden": "话剧《秘密花园》、电影《机密行动》本周上演。",
    "notice-keep": "请考生妥善保存准考证，不得转借他人。",
    "secret-vote": "无记名秘密投票。",
    "secret-list": "不予公开的范围：\n\n- 国家秘密\n- 商业秘密\n- 个人隐私",
}  # fmt: skip


def _code(first: str) -> str:
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(letters.index(c) * pow(3, i, 31) for i, c in enumerate(first))
    return first + letters[-total % 31]


def _numbers() -> dict[str, str]:
    code = _code("1199000000460001Q")
    wrong = invalid_identity()
    assert check_digit(wrong[:17]) != wrong[17]
    return {
        "credit-code": f"统一社会信用代码：{code}。",
        "credit-code-company": f"某旅行社有限公司（{_code('91990100MA1Y0T017')}）",
        "credit-code-digits": f"社会信用代码 {_code('12110000200301011')}",
        "order-number": "订单编号202603021122334455，运单号 620000123456。",
        "project-code": f"项目编码{wrong}，2026年内建成。",
        "project-code-long": "项目代码：2026-990100-78-01-123456",
        "procurement-number": "采购编号：SLZC2026-0012345678",
        "amounts": "收入1234567890123.45元，支出 987,654,321,000.00 元，结余13800000000元。",
        "isbn": "ISBN 978-7-04-000001-9，ISSN 1234-5679，CN 11-1234/G0。",
        "landline": "咨询电话：0609-5501203，传真0609-5501204，监督电话 0000-88600010转8001。",
        "hotline": "文化市场举报请拨打12345、12318或者400-800-1234。",
        "declared-mobile": f"值班手机{DUTY_MOBILE}，24小时有人接听。",
        "declared-mobile-groups": "应急值守 139-0000-9999。",
        "masked-id": "身份证号110101********1234，3301**********12，4****************X。",
        "masked-mobile": "手机138****0000，186xxxx1234。",
        "masked-card": "账号尾号1234，卡号 6222 **** **** 1234。",
        "date-digits": "20260302至20260331，文件号20260302001，时间20260302093000。",
        "index-number": "索引号：000014348/2026-00012，档号 0124-2026-WS-D30-0012。",
        "licence-number": "许可证编号：JY19901000012345，营业执照注册号 990100000012345。",
        "coordinates": "东经120.123456度，北纬30.123456度，海拔1234.5米。",
        "phone-like-amount": "全年接待13912345678人次的说法有误，应为1391万人次。",
        "decimal": "圆周率取3.14159265358979323846。",
        "statistics-row": "| 年份 | 人数 | 金额 |\n| --- | --- | --- |\n| 2025 | 110000 | 19900101 |\n| 2026 | 120000 | 20260302 |",
        "passport-form": "申请人应当提交护照、通行证等有效身份证件原件。",
        "id-materials": "申请材料：姓名、身份证号码、住址、联系电话。",
        "sample-number": "身份证号码共18位，其中第7至14位为出生日期，最后一位为校验码。",
        "sums": "全市合计14019198867，其中投资13601026366，占97.01%。",
        "patent": "专利号ZL202610012345.6，作品登记号国作登字-2026-A-00012345。",
        "vehicle": "车牌号某A12345，车架号LSVAA49J132012345。",
        "account-agency": "采购代理机构：示例招标有限公司。投标保证金收款账户：示例市公共资源交易中心，开户行：示例银行示例支行，账号：1100123456789012345。",
        "building-permit": f"施工许可证编号：{permit('330106', '20260302')}，建设工程规划许可证号：{permit('110101', '20251120')}。",
        "penalty-number": f"决定书编号{permit('440103', '20260315')}，自送达之日起生效。",
        "parcel": "不动产单元号330106001002GB00012F00010001，宗地代码330106001002GB00012。",
        "barcode": "商品条码6901234567892，二维码编码1234567890123456789012345。",
        "bank-order": "资金支付申请单号6200000000012345678901，共3笔。",
        "statistics-digits": "甲、乙、丙三县分别为110105、19491231、0021人次。",
        "time-range": "2026030209000020260302180000",
        "phone-list-columns": "0609-5501203、5501204、5501205，传真5501206，邮编100000，邮箱wl@example.gov.cn。",
        "plan-year": "十四五期间投资13800000000元，其中2026年1380000000元。",
        "web-address": "登录 https://www.example.gov.cn/art/2026/3/2/art_1234567_890123456789012345.html 查询。",
        "web-time": "见[公告](https://www.example.gov.cn/content/20260302/1772438400123.html)。",
        "digest": "文件校验值3f8a110105194912310021c0ffee1390000123412345deadbeef。",
        "bidding-contact": "采购人：示例市文化和旅游局，地址：文化路1号，联系方式：0609-5501203。",
    }  # fmt: skip


def permit(region: str, day: str) -> str:
    """Return a number of eighteen digits as permits have them, by chance with a check digit."""
    for serial in range(101, 999):
        digit = check_digit(f"{region}{day}{serial}")
        if digit != "X":
            return f"{region}{day}{serial}{digit}"
    raise AssertionError


def _contacts() -> dict[str, str]:
    # Officials' mobile numbers after 联系人 are published by the thousand in notices.
    number = mobile()
    return {
        "contact-line": f"联系人：王某甲　电话：{number}",
        "contact-line-two": f"联系人：王某甲、李某乙；联系电话：0609-5501203，{number}。",
        "contact-consult": f"报名咨询：王老师，{number}",
    }


def _tables() -> list[Twin]:
    masked = identity()
    masked = masked[:6] + "********" + masked[-4:]
    return [
        clean("twin-list-masked", f"| 姓名 | 身份证号 | 补贴金额 |\n| --- | --- | --- |\n| 王某甲 | {masked} | 300 |\n| 王* | 3****************1 | 500 |"),
        clean("twin-list-names", "| 序号 | 姓名 | 岗位 | 成绩 |\n| --- | --- | --- | --- |\n| 1 | 王某甲 | 讲解员 | 82.5 |\n| 2 | 李某乙 | 馆员 | 80.1 |"),
        clean("twin-list-offices", "| 场馆 | 地址 | 联系电话 |\n| --- | --- | --- |\n| 市图书馆 | 文化路1号 | 0609-5501203 |\n| 市博物馆 | 东街2号 | 0609-5501204 |"),
        clean("twin-list-companies", "| 企业名称 | 统一社会信用代码 | 法定代表人 | 地址 |\n| --- | --- | --- | --- |\n| 甲旅行社有限公司 | 91990100MA1Y0T017K | 王某甲 | 东街12号 |"),
        clean("twin-list-materials", "| 材料名称 | 要求 |\n| --- | --- |\n| 身份证 | 复印件1份 |\n| 户口簿 | 原件 |\n| 残疾证 | 有残疾的提供 |"),
        clean("twin-list-empty", "| 姓名 | 身份证号 | 住址 | 联系电话 |\n| --- | --- | --- | --- |\n|  |  |  |  |\n|  |  |  |  |"),
        clean("twin-list-officials", "| 姓名 | 职务 | 办公电话 | 分工 |\n| --- | --- | --- | --- |\n| 王某甲 | 局长 | 0609-5501203 | 主持全面工作 |"),
        clean("twin-list-standards", "| 残疾等级 | 补贴标准（元/月） |\n| --- | --- |\n| 一级 | 300 |\n| 二级 | 200 |"),
        clean("twin-list-illnesses", "| 病种 | 报销比例 |\n| --- | --- |\n| 慢性肾衰竭 | 80% |\n| 血友病 | 75% |"),
        clean("twin-list-heirs", "| 序号 | 姓名 | 性别 | 出生年月 | 项目名称 | 保护单位 |\n| --- | --- | --- | --- | --- | --- |\n| 1 | 王某甲 | 男 | 1956.03 | 剪纸 | 市文化馆 |"),
        clean("twin-guide", "办理设立审批的，按下列要求提交材料。", column="licensing",
              extra="事项名称: 设立审批\n设定依据: [《旅行社条例》第六条]\n申请条件: [有固定场所]\n办理材料:\n  - {名称: 身份证, 形式: 复印件, 份数: 1, 说明: 写明姓名、身份证号码}\n办理地点: [文化路1号]\n办理时间: 工作日9时至17时\n联系电话: [0609-5501203]\n办理流程: [受理, 审查, 决定]"),
    ]  # fmt: skip


def _form() -> bytes:
    def lines(document: Any) -> None:
        grid = document.add_table(4, 2)
        for y, label in enumerate(("姓名", "身份证号码", "家庭住址", "联系电话")):
            grid.cell(y, 0).text = label

    return files.word("申请表", "申请人（签字）：　　年　月　日", change=lines)


def _attachments() -> list[Twin]:
    head = ("姓名", "身份证号", "家庭住址", "联系电话")
    rows = (("场馆", "地址", "电话", "接待人次"), ("市图书馆", "文化路1号", "0609-5501203", 120345))
    masked = (
        ("姓名", "身份证号", "金额"),
        ("王某甲", "110101********1234", 300),
        ("李某乙", "3301**********12", 500),
    )
    scan = files.scan()
    confirm = "附件:\n  - {{路径: {file}, 标题: 扫描件, 核对人: 王某甲, 核对日期: 2026-11-20, 校验: {digest}}}"

    def confirmed(name: str, file: str, data: bytes) -> Twin:
        return clean_file(name, file, data, extra=confirm.format(file=file, digest=digest(data)))

    def frozen(book: Any) -> None:
        sheet = book.active
        sheet.freeze_panes, sheet.auto_filter.ref = "A2", "A1:D2"
        sheet.print_title_rows, sheet.print_area = "1:1", "A1:D2"
        sheet.column_dimensions["A"].width = 30

    statute = "第三条　国家秘密的密级分为绝密、机密、秘密三级。涉及商业秘密的，依法保护。"
    return [
        clean_file("twin-xlsx", "a.xlsx", files.xlsx(rows)),
        clean_file("twin-xlsx-printed", "a.xlsx", files.xlsx(rows, frozen)),
        clean_file("twin-xlsx-form", "biao.xlsx", files.xlsx([("申请表",), head])),
        clean_file("twin-xlsx-form-rows", "biao.xlsx", files.xlsx([head, ("", "", "", ""), (1, "", "", ""), (2, "", "", "")])),
        clean_file("twin-xlsx-masked", "a.xlsx", files.xlsx(masked)),
        clean_file("twin-xlsx-codes", "a.xlsx", files.xlsx([("企业", "信用代码"), ("甲公司", "91990100MA1Y0T017K"), ("项目", invalid_identity())])),
        clean_file("twin-xlsx-amounts", "a.xlsx", files.xlsx([("科目", "金额"), ("合计", 13800138000.55), ("支出", 123456789012345.0)])),
        clean_file("twin-xlsx-whole-amounts", "a.xlsx", files.xlsx([("科目", "金额（元）"), ("合计", 13800138000), ("支出", 15912345678)])),
        told(clean_file("twin-xlsx-codes-and-days", "a.xlsx", files.xlsx([("区划", "日期", "序号"), *(("330106", "20260302", f"{n:04}") for n in range(1, 40))]))),
        clean_file("twin-xlsx-figures", "a.xlsx", files.xlsx([("年份", "甲", "乙"), *((2000 + i, 110000 + i, 19900101 + i) for i in range(20))])),
        clean_file("twin-xlsx-empty-sheets", "a.xlsx", files.xlsx(rows, lambda b: (b.create_sheet("Sheet2"), b.create_sheet("Sheet3")))),
        confirmed("twin-xls", "a.xls", files.xls(rows)),
        clean_file("twin-docx", "a.docx", files.word("关于开放时间的说明", "市图书馆照常开放，咨询电话：0609-5501203。")),
        clean_file("twin-docx-form", "a.docx", _form()),
        clean_file("twin-docx-statute", "a.docx", files.word(statute, "第四条　内部资料性出版物不得公开发行。")),
        clean_file("twin-docx-header", "a.docx", files.word("正文。", change=lambda d: setattr(d.sections[0].header.paragraphs[0], "text", "示例市文化和旅游局文件"))),
        clean_file("twin-pptx", "a.pptx", files.slides("政策解读", "一图读懂")),
        clean_file("twin-pdf", "a.pdf", files.pdf("关于开放时间的说明\n咨询电话：0609-5501203", "第二页")),
        clean_file("twin-pdf-statute", "a.pdf", files.pdf("国家秘密的密级分为绝密、机密、秘密三级。\n秘密级国家秘密是一般的国家秘密。")),
        clean_file("twin-pdf-figures", "a.pdf", files.pdf("收入 110000 支出 19900101 结余 1234\n13,912,345,678 元")),
        clean_file("twin-csv", "a.csv", files.table(rows, "gb18030")),
        clean_file("twin-csv-masked", "a.csv", files.table(masked, "utf-8-sig")),
        clean_file("twin-txt", "a.txt", f"说明\n{statute}\n".encode("gb18030")),
        clean_file("twin-txt-wide", "a.txt", "说明\n咨询电话：0609-5501203\n".encode("utf-16")),
        clean_file("twin-zip", "a.zip", files.zipped({"说明.txt": "说明".encode(), "b/a.xlsx": files.xlsx(rows)})),
        clean_file("twin-rtf", "a.rtf", files.rtf(files.rtf_words("市图书馆照常开放。"))),
        clean_file("twin-ofd", "a.ofd", files.ofd("关于开放时间的说明", "咨询电话：0609-5501203")),
        Twin("twin-picture", {"content/notice/twin-picture/index.md": document("![市图书馆外景](a.jpg)\n\n![示意图](b.png)", 标题="图片说明"),
             "content/notice/twin-picture/a.jpg": files.jpg({271: "Camera", 306: "2026:03:02 09:00:00"}), "content/notice/twin-picture/b.png": files.png({"Software": "draw"})}),
        confirmed("twin-scan", "a.pdf", scan),
        confirmed("twin-doc", "a.doc", files.ole("说明")),
        confirmed("twin-attached-picture", "a.jpg", files.jpg()),
    ]  # fmt: skip


def digest(data: bytes) -> str:
    """Return the start of a file's digest as the confirmation of a person names it."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()[:8]


def told(twin: Twin) -> Twin:
    """Return a twin of which a warning is in order: 账号, mobiles of contact lines, permits."""
    return replace(twin, never=frozenset({"GK001", "GK043", "GK044"}))


def twins() -> list[Twin]:
    """Return every clean look-alike of the big site."""
    texts = {**_STATUTES, **_numbers()}
    doubtful = ("account-agency", "building-permit", "penalty-number")
    return [
        *(
            (told if name in doubtful else lambda twin: twin)(clean(f"twin-{name}", body))
            for name, body in texts.items()
        ),
        *(told(clean(f"twin-{name}", body)) for name, body in _contacts().items()),
        clean("twin-title", "正文如下。", 标题="示例市保密工作管理办法解读：什么是国家秘密"),
        clean("twin-summary", "正文如下。", 内容概述="介绍国家秘密、商业秘密和个人隐私的范围"),
        clean("twin-summary-credit", "正文如下。", 内容概述="信用代码91990100MA1Y0T017K"),
        *_tables(),
        *_attachments(),
        *twins_in_pieces(),
    ]
