"""Finds text that went wrong on its way: lost or wrongly decoded characters, residue, mixed scripts.

It must not know documents or findings: it tells kinds of faults and their offsets in a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from gongkai_ssg.any_of import AnyOf, utf8
from gongkai_ssg.late_pattern import late_pattern

Gravity = Literal["error", "warning"]


class Garble(msgspec.Struct, frozen=True):
    """One way in which a text went wrong: what, its cure, how often, and where it is first."""

    what: str
    hint: str
    gravity: Gravity
    count: int
    start: int
    end: int


class _Kind(msgspec.Struct, frozen=True):
    pattern: re.Pattern[str]
    what: str
    hint: str
    gravity: Gravity = "error"


# UTF-8 read as Western text turns each Chinese character into three of these.
_WESTERN = (
    "\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122"
)
_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_HAN = "\u4e00-\u9fff"
_AGAIN = "从原文重新复制这一段，并核对全文。"

#: Quick looks that nearly every sound text passes; one character class each, for speed.
_SUSPECTS = (
    f"{_TONES}\ufffd\x80-\x9f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff\u2e80-\u2fdf\u3105-\u312f"
    "âãäåæçèï锟銆鈥鐨锛烫屯"
)
#: A text in which the other script is more than a name or a quoted title has one of these.
_FREQUENT = "國務會實關開發業與為們這來時對學規機長門產經設員區縣處責權論證請調計記許認變領組結級"
_ANY = late_pattern(f"[{_SUSPECTS}{_FREQUENT}]")
_SUSPECT = late_pattern(f"[{_SUSPECTS}]")
_IS_FREQUENT = late_pattern(f"[{_FREQUENT}]")
_SUSPECT_MARK = late_pattern(r"\?[\u30a1-\u30fa?。]")
#: And strings that are looked for as they are: those with ASCII apart, the rest is then faster.
_PAIRS = AnyOf(*(first + second for first in "，、；：" for second in ",，、。；："))
_SIGNS = AnyOf("&amp;", "\\u", *("," + second for second in ",，、。；："))
_KINDS: tuple[_Kind, ...] = (
    _Kind(late_pattern("\ufffd+"), "读不出的字符（�）", _AGAIN),
    _Kind(
        late_pattern(f"[âãä-éï][{_WESTERN}]{{2}}"),
        "被当作西文的汉字（乱码）",
        "用 UTF-8 编码重新打开原文再复制。",
    ),
    _Kind(
        late_pattern(
            r"锟斤拷|烫烫烫|屯屯屯|[銆鈥鐨][\u4e00-\u9fff\u20ac]|锛[\u4e00-\u9fff]"
            r"|[\u3105-\u312f]|\?[\u30a1-\u30fa]|(?:(?<=\n)|^)\?。"
        ),
        "编码错位留下的乱码",
        _AGAIN,
    ),
    _Kind(
        late_pattern(f"(?<=[{_HAN}])\\?{{2,}}(?=[{_HAN}])"),
        "变成问号的字符",
        "对照原文补上丢失的字。",
    ),
    _Kind(
        late_pattern(r"(?:\\u[0-9a-fA-F]{4}){2,}"),
        "没有还原的字符代码（\\u…）",
        _AGAIN,
    ),
    _Kind(
        late_pattern("[\ue000-\uf8ff]"),
        "别的电脑显示不出的自造字符（多半是丢失的小数点或者生僻字）",
        "对照原文改成正确的字符，例如“2.5”。",
    ),
    _Kind(
        late_pattern("[\x80-\x9f\u202a-\u202e\u2066-\u2069]"),
        "不可见的控制字符",
        "删去这些字符；在编辑器里显示不可见字符即可看到。",
    ),
    _Kind(
        late_pattern("[\u2e80-\u2fdf]+"),
        "形似汉字的部首字符，读者检索不到",
        "多半是从 PDF 复制的，改成普通的汉字。",
        "warning",
    ),
    _Kind(
        late_pattern(r"&amp;(?:nbsp|quot|[lr]dquo|[lr]squo|mdash|middot|amp|lt|gt|#x?[0-9a-fA-F]+);"),
        "会原样显示的网页代码",
        "改成它代表的字符。",
        "warning",
    ),
    _Kind(
        late_pattern(
            r",,|,、|,。|，，|，。|、、|、，|，、|、。|；；|：：|；，|，；|；。|：。|：，|，："
        ),
        "重复的标点",
        "删去多余的标点。",
        "warning",
    ),
)

_PINYIN = late_pattern(rf"[{_HAN}]\([a-zü]{{0,5}}[{_TONES}][a-zü]{{0,5}}\)")
_WIDE_PINYIN = late_pattern(rf"[{_HAN}]（[a-zü]{{0,5}}[{_TONES}][a-zü]{{0,5}}）")
_RESIDUE = 3  # fewer are more likely meant to tell how a rare character is read
_WIDE_RESIDUE = 20  # in full-width brackets, as readings are properly written

#: Characters written otherwise in the two scripts, frequent ones without a second meaning.
_TRADITIONAL = (
    "亞來倉們側備傳債傷傾僅價儀億優儲兒兩冊別則創劇劉動務勝勞勢勳匯區協員問啟單嚴國圍園圓團堅報場塊壓壞婦孫學實寧審寬寶將尋對"
    "導層島崗師帶幫廟廠廣廳張強徑從復徹愛態慮慶懇應懲戰戶換揮損擁擇擔據擺攝數時晝書會條棄業極構樂樓標樣樹橋機檢權歡歲歷歸殘決"
    "沒淨減測滅滿漢潤濃濟災為無熱營爭爺爾牽狀獎獨獲獻現環產畢畫當療發監盤眾確碼種稱積穩窮競筆節簡簽糧紀約紅納級細終組結絡給統"
    "經綠維網緊線編練縣總績織繳繼續罰羅義習聞聯職聽肅腦與興舉舊藝藥蘇處術衛衝補裝裡見規視親覺觀觸訂計記訪設許訴評試話該詳認語"
    "說誰課調談請論證識議護讀變讓財貢貧貨貫責買貸費貼貿賀資賞賣質購車軍軟較載輪輯輸轉辦農這連進違遞遠適遲選遺邏郵鄉釋針銀鋒錄"
    "錢錯鎮鏈鐵長門開間閱關陣陸陽隊階際險隱雖雙雜離難電霧靈靜響項順須預頒領頭頻顆題類顯風飄飛飯飲養餘館馬駐驗體魚鳥鳳黃黨齊龍"
)
_SIMPLIFIED = (
    "与业两严为举义乐习乡书买争亚产亲亿仅从仓仪们价众优会传伤体余侧债倾储儿党关兴养册军农冲决净减凤刘则创别剧办务动劳势勋区协"
    "单卖卫厂厅历压县双发变听启员响团园围国圆场坏块坚处备复头奖妇孙学宁宝实审宽对寻导将尔层岁岗岛师带帮广庆应庙开弃张强归当录"
    "彻径态总恳惩战户护报担拥择挥损换据摄摆数无旧时昼显术机杂权条来极构标树样桥检楼欢残毕汇汉没测济浓润满灭灵灾热爱爷牵状独献"
    "环现电画疗监盘码确离种积称稳穷竞笔签简类粮紧红约级纪纳线练组细织终经结给络统继绩续维绿编缴网罗罚职联肃胜脑艺节苏药获营虑"
    "虽补装见观规视觉触计订认让议记许论设访证评识诉试话该详语说请读课谁调谈贡财责货质贫购贯贴贷贸费贺资赏车转轮软载较辑输这进"
    "远违连迟适选递逻遗邮释里针钱铁银链锋错镇长门问间闻阅队阳阵阶际陆险隐难雾静项顺须颁预领频颗题风飘飞饭饮馆马驻验鱼鸟黄齐龙"
)
_IS_TRADITIONAL = late_pattern(f"[{_TRADITIONAL}]")
_IS_SIMPLIFIED = late_pattern(f"[{_SIMPLIFIED}]")
_FEW = 5  # traditional characters that names and quoted titles may have
_SHARE = 0.03
_WHOLE = 0.95


def find_garbled(text: str) -> Iterator[Garble]:
    """Yield each way in which `text` went wrong once."""
    data = utf8(text)
    has_any = _ANY.search(text) is not None
    if (
        (has_any and _SUSPECT.search(text))
        or _SUSPECT_MARK.search(text)
        or _PAIRS.is_in(data)
        or _SIGNS.is_in(data)
    ):
        for kind in _KINDS:
            yield from _first(text, kind)
        yield from _pinyin(text)
    if has_any and _IS_FREQUENT.search(text):
        yield from _other_script(text)


def _pinyin(text: str) -> Iterator[Garble]:
    count = sum(1 for _ in _PINYIN.finditer(text))
    if 0 < count < _RESIDUE:
        hint = "确需注音的，改用全角括号；否则删去。"
        yield from _first(text, _Kind(_PINYIN, "夹在汉字后面的注音", hint, "warning"))
    elif count:
        hint = "从原文重新复制，或者删去括号里的注音。"
        yield from _first(text, _Kind(_PINYIN, "网页复制留下的注音", hint))
    if sum(1 for _ in _WIDE_PINYIN.finditer(text)) >= _WIDE_RESIDUE:
        hint = "从原文重新复制，或者删去多余的注音。"
        yield from _first(text, _Kind(_WIDE_PINYIN, "大量的注音", hint, "warning"))


def _other_script(text: str) -> Iterator[Garble]:
    traditional = len(_IS_TRADITIONAL.findall(text))
    if traditional < _FEW:
        return
    share = traditional / (traditional + len(_IS_SIMPLIFIED.findall(text)))
    if share < _SHARE:
        return
    what = "繁体字（几乎整篇）" if share > _WHOLE else "混在简体字里的繁体字"
    hint = "改成规范汉字；书名、人名、题词中确需用繁体字的可以保留。"
    yield from _first(text, _Kind(_IS_TRADITIONAL, what, hint, "warning"))


def _first(text: str, kind: _Kind) -> Iterator[Garble]:
    found = kind.pattern.search(text)
    if found is not None:
        count = sum(1 for _ in kind.pattern.finditer(text))
        yield Garble(kind.what, kind.hint, kind.gravity, count, found.start(), found.end())
