"""Tells whether a property of a file names a natural person. It must not know files."""

from __future__ import annotations

import re

_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏"
    "薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段章钱汤尹黎易常武"
    "乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁"
    "时舒耿牟卜肖詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强"
    "柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾"
)
_COMPOUND = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "司徒",
    "夏侯",
)
_HAN = re.compile(r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{1,8})?")
_NOT_NAMES = re.compile(
    r"[局办委处科室厅部院会校所站队中心府社网组团司馆]$|用户|管理员|文印|打字|微软|系统|单位|作者|打印|公司|电脑|办公"
)


def is_person(value: str) -> bool:
    """Tell whether a value looks like the name of a Chinese person and not of an office."""
    value = "".join(value.split())
    if not _HAN.fullmatch(value) or _NOT_NAMES.search(value):
        return False
    if "·" in value:
        return True
    if len(value) == 4:
        return value.startswith(_COMPOUND)
    return value[0] in _SURNAMES or value.startswith(_COMPOUND)
