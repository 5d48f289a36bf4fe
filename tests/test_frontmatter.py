"""Front matter: both languages, every kind of value, faults in the author's own words."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from gongkai_ssg.document import AttachmentRef, WithholdReason, WorkflowStep
from gongkai_ssg.frontmatter import FrontMatter, read, refuse_rest
from gongkai_ssg.frontmatter_keys import FIELDS
from gongkai_ssg.frontmatter_schema import json_schema
from gongkai_ssg.marked import parse
from gongkai_ssg.policy import WORKFLOW_STEPS
from gongkai_ssg.states import WITHHOLD_GROUNDS, Disclosure, Validity

PATH = "content/notice/a.md"


def front(text: str) -> FrontMatter:
    found = read(parse(text), PATH)
    refuse_rest(found, ())
    return found


def value(text: str) -> Any:
    """Return the only value of one line, which must be without fault."""
    read_now = front(text)
    assert list(read_now.faults) == []
    (only,) = read_now.values.values()
    return only


def messages(text: str) -> list[str]:
    return [
        f"{fault.line}:{fault.column} {rule} {fault.message}" for rule, fault in front(text).faults
    ]


@pytest.mark.parametrize("field", FIELDS, ids=lambda each: each.name)
def test_a_key_may_be_written_in_both_languages(field: Any) -> None:
    """Every key has an English name and a Chinese one, which mean the same."""
    samples = {
        "flag": "是", "date": "2026-03-02", "moment": "2026-03-02", "disclosure": "主动公开",
        "validity": "有效", "withhold": "内部事务信息：甲", "workflow": "{审核: {by: 甲}}", "attachments": "[a.pdf]",
    }  # fmt: skip
    written = samples.get(field.kind, "甲")

    assert field.aliases
    values = [front(f"{word}: {written}").values for word in (field.name, *field.aliases)]
    assert all(each == values[0] and set(each) == {field.name} for each in values)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024-01-05", (dt.date(2024, 1, 5), "")),
        ("2024年1月5日", (dt.date(2024, 1, 5), "")),
        ("2024/1/5", (dt.date(2024, 1, 5), "")),
        ("2024.01.05", (dt.date(2024, 1, 5), "")),
        ("２０２４年１月５日", (dt.date(2024, 1, 5), "")),
        ("2024-01-05 09:30", (dt.date(2024, 1, 5), "09:30")),
        ("2024年1月5日 9:30", (dt.date(2024, 1, 5), "09:30")),
        ("2024-01-05T09:30:59+08:00", (dt.date(2024, 1, 5), "09:30")),
    ],
)
def test_dates_in_the_usual_forms_are_read(written: str, expected: tuple[dt.date, str]) -> None:
    """Chinese, ISO and slashed dates, full-width digits, with and without time."""
    assert value(f"发布日期: {written}") == expected


@pytest.mark.parametrize(
    "written",
    [
        "2024-13-01",
        "2024-02-30",
        "24-01-05",
        "二〇二四年一月五日",
        "2024-01",
        "昨天",
        "2024-01-05 25:00",
    ],
)
def test_what_is_no_date_is_a_fault(written: str) -> None:
    """A date that cannot be is reported with the key as written, and no date is made of it."""
    read_now = front(f"成文日期: {written}")

    assert messages(f"成文日期: {written}") == [f"1:7 GK033 “成文日期”的值“{written}”不是日期。"]
    assert (read_now.values, read_now.unreadable) == ({}, ["formed_on"])


@pytest.mark.parametrize("member", [*Disclosure, *Validity], ids=lambda each: each.value)
def test_words_with_fixed_values_take_label_and_code(member: Disclosure | Validity) -> None:
    """主动公开 and `active` are the same."""
    key = "公开属性" if isinstance(member, Disclosure) else "有效性"

    assert value(f"{key}: {member.label}") is value(f"{key}: {member.value}") is member


def test_an_unknown_word_offers_the_nearest() -> None:
    """A wrong value names all that are right and the one that was probably meant."""
    ((_, fault),) = front("公开属性: 主动公布").faults

    assert (
        fault.message
        == "“公开属性”的值“主动公布”不在允许的范围内；应为 主动公开、依申请公开、不予公开。"
    )
    assert fault.hint == "是否应为“主动公开”？"


@pytest.mark.parametrize(
    ("written", "expected"),
    [("是", True), ("true", True), ("True", True), ("yes", True), ("否", False), ("no", False), ("FALSE", False)],
)  # fmt: skip
def test_a_flag_takes_yes_and_no(written: str, expected: bool) -> None:
    """是 and 否, true and false, yes and no, in any case."""
    assert value(f"草稿: {written}") is expected


@pytest.mark.parametrize("written", ["大概", "[是]", "{是: 否}", "1"])
def test_a_flag_that_cannot_be_read_counts_as_set(written: str) -> None:
    """What may be a draft is one, and is reported."""
    read_now = front(f"草稿: {written}")

    assert read_now.values == {"draft": True}
    assert len(list(read_now.faults)) == 1


@pytest.mark.parametrize("code", WITHHOLD_GROUNDS)
def test_a_ground_for_withholding_takes_code_label_and_mapping(code: str) -> None:
    """The ground and a sentence: in one line with either colon, or as a mapping."""
    label = WITHHOLD_GROUNDS[code][0]
    expected = WithholdReason(code, "一句说明")

    assert value(f"不公开理由: {code}：一句说明") == expected
    assert value(f"不公开理由: '{label}: 一句说明'") == expected
    assert value(f"不公开理由: {{理由: '{label}', 说明: 一句说明}}") == expected
    assert value(f"withhold_reason: {{code: {code}, text: 一句说明}}") == expected


def test_a_sentence_without_a_ground_is_kept_as_a_sentence() -> None:
    """Without any colon the words are the explanation, and the ground is empty."""
    assert value("不公开理由: 涉及个人") == WithholdReason("", "涉及个人")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a.pdf", AttachmentRef("a.pdf", "content/notice/a.pdf")),
        ("../附件/b c.xls", AttachmentRef("../附件/b c.xls", "content/附件/b c.xls")),
        ("{path: a.pdf, title: 表}", AttachmentRef("a.pdf", "content/notice/a.pdf", "表")),
        ("{路径: a.pdf, 名称: 表}", AttachmentRef("a.pdf", "content/notice/a.pdf", "表")),
        ("../../config.yaml", AttachmentRef("../../config.yaml", "")),
        ("/etc/passwd", AttachmentRef("/etc/passwd", "")),
        ("..\\x.pdf", AttachmentRef("..\\x.pdf", "")),
    ],
)
def test_an_attachment_is_a_path_or_a_path_with_a_title(
    written: str, expected: AttachmentRef
) -> None:
    """Paths are relative to the document; one that leads out of content/ leads nowhere."""
    assert value(f"附件: [{written}]") == value(f"附件: {written}") == (expected,)


def test_workflow_steps_take_both_languages() -> None:
    """Steps keep their order, with who and when."""
    text = "流程:\n  propose: {by: 甲科}\n  保密审查: {责任人: 乙, 日期: 2026年3月1日}"

    assert set(WORKFLOW_STEPS.values()) == {"提出", "审核", "保密审查", "公开", "反馈", "归档"}
    assert value(text) == (
        WorkflowStep("提出", "甲科", None),
        WorkflowStep("保密审查", "乙", dt.date(2026, 3, 1)),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("标提: 甲", ["1:1 GK032 不认识的键“标提”。"]),
        ("标题: 甲\ntitle: 乙", ["2:1 GK032 “title”写了两次（与“标题”是同一项）。"]),
        ("标题: 甲\n标题: 乙", ["2:1 GK032 “标题”写了两次。"]),
        ("标题: [甲]", ["1:5 GK033 “标题”应是一段文字，这里是列表。"]),
        ("title: {甲: 乙}", ["1:8 GK033 “title”应是一段文字，这里是映射。"]),
        ("关键词: {甲: 乙}", ["1:6 GK033 “关键词”应是文字或列表，这里是映射。"]),
        ("关键词: [甲, [乙]]", ["1:10 GK033 “关键词”应是一段文字，这里是列表。"]),
        ("附件: [{title: 表}]", ["1:6 GK033 “附件”的一项没有写 path（路径）。"]),
        ("附件: [{path: a.pdf, 标提: 表}]", ["1:20 GK033 “附件”里有不认识的键“标提”。"]),
        ("流程: 审核", ["1:5 GK033 “流程”应按步骤写。"]),
        ("流程: {审合: {by: 甲}}", ["1:6 GK033 “流程”里有不认识的键“审合”。"]),
        ("流程: {审核: 甲}", ["1:10 GK033 步骤“审核”应写明经办人和日期。"]),
        ("流程: {审核: {on: 昨天}}", ["1:15 GK033 “流程”的值“昨天”不是日期。"]),
        ("- 甲", ["1:1 GK031 前言不是“键: 值”的写法。"]),
        ("一句话", ["1:1 GK031 前言不是“键: 值”的写法。"]),
    ],
)  # fmt: skip
def test_faults_quote_the_key_as_written_at_its_place(text: str, expected: list[str]) -> None:
    """A fault in one value has a place, and the message uses the author's word for the key."""
    assert messages(text) == expected


def test_one_bad_field_does_not_hide_the_next() -> None:
    """All faults are found at once, and what is right is read."""
    read_now = front("标题: [甲]\n发布日期: 昨天\n公开属性: 公开\n责任单位: 办公室\n错: 1")

    assert [rule for rule, _ in read_now.faults] == ["GK033", "GK033", "GK033", "GK032"]
    assert read_now.values == {"unit": "办公室"}
    assert read_now.unreadable == ["title", "date", "disclosure"]


def test_an_empty_value_is_absent_and_no_fault() -> None:
    """A key without a value is as if it were not there, and remembered as written."""
    read_now = front("标题:\n文号: ~")

    assert (read_now.values, read_now.unreadable, list(read_now.faults)) == ({}, [], [])
    assert read_now.keys == {"title": "标题", "document_number": "文号"}


def test_a_disclosure_that_is_said_twice_is_not_read() -> None:
    """Of two answers neither holds."""
    read_now = front("公开属性: 主动公开\ndisclosure: 不予公开")

    assert "disclosure" not in read_now.values
    assert read_now.unreadable == ["disclosure"]


def test_numbers_are_folded_and_titles_are_not() -> None:
    """Full-width digits become half-width in 文号 and 索引号, never in a text that is shown."""
    assert value("文号: 示文旅发〔２０２６〕５号") == "示文旅发〔2026〕5号"
    assert value("标题: ２０２６年　计划") == "２０２６年 计划"


def test_the_schema_knows_every_key_and_what_is_needed() -> None:
    """The JSON Schema lists all keys in both languages and asks for the four that always stand."""
    schema = json_schema({"notice": "通知公告"}, ("document_number",))
    needed = [
        {name for each in rule["anyOf"] for name in each["required"]} for rule in schema["allOf"]
    ]

    assert set(schema["properties"]) == {
        word for each in FIELDS for word in (each.name, *each.aliases)
    }
    assert schema["additionalProperties"] is False
    assert needed == [
        {"title", "标题"}, {"disclosure", "公开属性"}, {"unit", "责任单位"}, {"date", "发布日期"}, {"document_number", "文号", "发文字号"},
    ]  # fmt: skip
    assert schema["properties"]["栏目"]["enum"] == ["notice", "通知公告"]
