"""config.yaml: read whole, checked whole, every fault with its line and the nearest known name."""

from __future__ import annotations

from pathlib import Path

import pytest
from sites import CONFIG

from gongkai_ssg.columns import column_types
from gongkai_ssg.config import Config, load_config
from gongkai_ssg.config_columns import PART_LABELS
from gongkai_ssg.errors import ConfigError, UsageError


def load(folder: Path, text: str = CONFIG, base_url: str | None = None) -> Config:
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    return load_config(folder, base_url)


def faults(folder: Path, text: str) -> list[str]:
    """Return the lines of the message, without the cures."""
    with pytest.raises(ConfigError) as caught:
        load(folder, text)
    return [line for line in caught.value.message.split("\n") if not line.startswith("    建议：")]


def test_a_small_config_has_every_standard_column_on(tmp_path: Path) -> None:
    """What is not written has a sensible default."""
    config = load(tmp_path)

    assert {column.key for column in config.columns} == set(column_types())
    assert not any(column.off for column in config.columns)
    assert (config.domain, config.level, config.theme, config.search) == (
        "wl.example.gov.cn",
        "city",
        "default",
        True,
    )
    assert config.index_pattern == "{unit}/{year}-{seq:05d}"
    assert (config.icp, config.id_code, config.contact) == ("", "", "")


def test_the_fixed_parts_stand_in_their_fixed_order(tmp_path: Path) -> None:
    """指南 制度 法定主动公开内容 年报, then 依申请公开, then the rest (国办公开办函〔2019〕61号)."""
    parts = [column.part for column in load(tmp_path).columns]
    order = list(PART_LABELS)

    assert order[:5] == ["guide", "system", "statutory", "annual-report", "request"]
    assert parts == sorted(parts, key=order.index)


@pytest.mark.parametrize(
    ("url", "base", "origin"),
    [
        ("https://a.gov.cn", "/", "https://a.gov.cn"),
        ("https://a.gov.cn/", "/", "https://a.gov.cn"),
        ("http://a.gov.cn:8080/gk/zw/", "/gk/zw/", "http://a.gov.cn:8080"),
    ],
)
def test_base_and_origin_come_from_the_base_url(
    url: str, base: str, origin: str, tmp_path: Path
) -> None:
    """The path of the base URL is where the site lives; -b replaces it."""
    config = load(tmp_path, base_url=url)

    assert (config.base, config.origin) == (base, origin)


def test_a_column_is_known_by_key_label_and_standard_name(tmp_path: Path) -> None:
    """A site's own label does not take the standard name away from its authors."""
    text = (
        CONFIG
        + "columns:\n  - {key: notice, label: 公告栏, segment: gonggao, off: 本机关无此项。}\n"
    )
    config = load(tmp_path, text)
    column = config.column_by_word["notice"]

    assert config.column_by_word["公告栏"] == config.column_by_word["通知公告"] == column
    assert (column.label, column.segment, column.off) == ("公告栏", "gonggao", "本机关无此项。")


def test_a_standard_column_may_be_named_in_chinese(tmp_path: Path) -> None:
    """`key: 通知公告` means the column of that name."""
    config = load(
        tmp_path, CONFIG + "columns:\n  - {key: 通知公告, order: 1, description: 新的说明。}\n"
    )

    assert config.column_by_word["notice"].description == "新的说明。"


def test_a_site_may_add_columns_of_a_standard_type(tmp_path: Path) -> None:
    """An own column stands under its parent and takes what it does not say from its type."""
    text = CONFIG + (
        "columns:\n  - {key: heritage, name: 非遗名录, type: 政策文件, parent: 法定主动公开内容}\n"
        "  - {key: activities, name: 活动, type: news, segment: hd}\n"
    )
    config = load(tmp_path, text)
    heritage, activities = config.column_by_word["heritage"], config.column_by_word["活动"]

    assert (heritage.part, heritage.type.key, heritage.segment) == (
        "statutory",
        "policy",
        "heritage",
    )
    assert (activities.part, activities.segment) == ("support", "hd")


def test_units_are_known_by_their_former_names(tmp_path: Path) -> None:
    """A document of before a reform names the unit as it was then."""
    text = CONFIG.replace(
        "- {code: bgs, name: 办公室}",
        "- {code: bgs, name: 办公室, former_names: [{name: 秘书科, until: 2019-03-01}], successor: cwk}",
    )
    config = load(tmp_path, text)

    assert config.unit_by_name["秘书科"] is config.unit_by_name["办公室"]
    assert config.unit_by_name["秘书科"].successor == "cwk"


def test_keys_without_a_value_are_as_if_absent(tmp_path: Path) -> None:
    """`icp:` with nothing behind it is no fault."""
    assert load(tmp_path, CONFIG.replace("units:", "  icp:\n  level:\nunits:")).icp == ""


@pytest.mark.parametrize("text", [CONFIG.replace("\n", "\r\n"), "\ufeff" + CONFIG])
def test_crlf_and_a_byte_order_mark_do_not_matter(text: str, tmp_path: Path) -> None:
    """What Windows editors leave is read."""
    assert load(tmp_path, text).name == "示例市文化和旅游局"


_SITE = "site:\n  name: 甲\n  base_url: https://a.gov.cn\n  organizer: 甲\n"
_UNITS = "units:\n  - {code: bgs, name: 办公室}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (_UNITS, ["1:1 缺少“site”。"]),
        (_SITE, ["1:1 缺少“units”。"]),
        (_SITE + "units: []\n", ["5:8 “units”不能为空。"]),
        (_SITE.replace("  organizer: 甲\n", "") + _UNITS, ["1:1 缺少“site.organizer”。"]),
        (_SITE.replace("name: 甲", "name: [甲]") + _UNITS, ["2:9 “site.name”应为文字。"]),
        (_SITE.replace("name: 甲\n", "name:\n", 1) + _UNITS, ["2:8 缺少“site.name”。"]),
        (_SITE + _UNITS + "unit: 甲\n", ["7:7 不认识的键“unit”。"]),
        (_SITE.replace("organizer", "organiser") + _UNITS, ["1:1 缺少“site.organizer”。", "4:14 不认识的键“organiser”。"]),
        (_SITE + "  level: town\n" + _UNITS, ["5:10 “site.level”的值“town”不在允许的范围内。"]),
        (_SITE.replace("https://a.gov.cn", "a.gov.cn") + _UNITS, ["3:13 “site.base_url”的值“a.gov.cn”不是完整的网址。"]),
        (_SITE.replace("a.gov.cn", "a.gov.cn/?x=1") + _UNITS, ["3:13 “site.base_url”的值“https://a.gov.cn/?x=1”的路径部分不能用。"]),
        (_SITE + "  report_error: javascript:alert(1)\n" + _UNITS, ["5:17 “site.report_error”的值“javascript:alert(1)”不是网址。"]),
        (_SITE + _UNITS.replace("bgs", "办"), ["6:12 “units.0.code”的值“办”含有不能用的字符。"]),
        (_SITE + _UNITS + "  - {code: bgs, name: 另}\n", ["7:5 单位代码“bgs”重复。"]),
        (_SITE + _UNITS + "  - {code: BGS, name: 另}\n", ["7:5 单位代码“BGS”重复。"]),
        (_SITE + _UNITS + "  - {code: b, name: 办公室}\n", ["7:5 单位名称“办公室”重复。"]),
        (_SITE + _UNITS + "  - {code: b, name: 乙, successor: bgz}\n", ["7:35 承接单位“bgz”没有登记。"]),
        (_SITE + _UNITS + "columns:\n  - {key: notise}\n", ["8:11 不认识的栏目“notise”。"]),
        (_SITE + _UNITS + "columns:\n  - {key: own, name: 自设, type: notise}\n", ["8:32 不认识的栏目类型“notise”。"]),
        (_SITE + _UNITS + "columns:\n  - {key: 自设, name: 自设, type: notice}\n", ["8:11 自设栏目“自设”的写法不对。"]),
        (_SITE + _UNITS + "columns:\n  - {key: own, name: 自设, type: notice, segment: search}\n", ["8:49 栏目“自设”的网址段“search”不能用。"]),
        (_SITE + _UNITS + "columns:\n  - {key: notice, segment: policy}\n", ["8:28 栏目“通知公告”的网址段“policy”不能用。"]),
        (_SITE + _UNITS + "columns:\n  - {key: notice, segment: ../x}\n", ["8:28 栏目“通知公告”的网址段“../x”不能用。"]),
        (_SITE + _UNITS + "columns:\n  - {key: notice, order: 甲}\n", ["8:26 “columns.0.order”应为整数。"]),
        (_SITE + _UNITS + "index_number: {pattern: '{year}'}\n", ["7:25 “index_number.pattern”的值“{year}”不是可用的索引号规则。"]),
        (_SITE + _UNITS + "index_number: {pattern: '{month}{seq}'}\n", ["7:25 “index_number.pattern”的值“{month}{seq}”不是可用的索引号规则。"]),
        (_SITE + _UNITS + "theme: ../x\n", ["7:8 “theme”的值“../x”含有不能用的字符。"]),
        (_SITE + _UNITS + "search: 否\n", ["7:9 “search”应为“键: 值”。"]),
        ("- 甲\n", ["1:1 不是“键: 值”的写法。"]),
        ("site: {name: 甲\n", ["1:7 花括号没有写完。"]),
    ],
)  # fmt: skip
def test_a_fault_is_reported_with_its_line(text: str, expected: list[str], tmp_path: Path) -> None:
    """Each fault names the key by its path in the file, and stands at its value."""
    assert faults(tmp_path, text) == [f"config.yaml:{each}" for each in expected]


def test_all_faults_are_reported_at_once(tmp_path: Path) -> None:
    """One bad key does not hide the next."""
    text = _SITE.replace("name", "nam", 1) + "units: [{code: 一, name: ''}]\nthemes: x\n"

    assert len(faults(tmp_path, text)) == 5


def test_an_unknown_key_offers_the_nearest(tmp_path: Path) -> None:
    """A slip of the pen is answered with the word that was probably meant."""
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, _SITE + _UNITS + "columns:\n  - {key: notice, segmant: x}\n")

    assert caught.value.message.endswith("    建议：是否应为“segment”？")


def test_a_base_url_given_by_hand_is_no_fault_of_the_file(tmp_path: Path) -> None:
    """-b with a bad URL is wrong usage."""
    with pytest.raises(UsageError, match="-b 给出的网址不能用"):
        load(tmp_path, base_url="example")


def test_a_missing_config_says_what_to_do(tmp_path: Path) -> None:
    """Outside a site the message leads to -s and `new site`."""
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path)

    assert caught.value.message == "找不到 config.yaml。"
    assert "gongkai new site" in caught.value.hint
