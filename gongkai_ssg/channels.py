"""The ways by which information is made public, as a document names them -> words that may leave.

Only these words are ever shown: whatever else a document says of its channels stays inside.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from gongkai_ssg.text import fold

#: What a document that names no channel was published by: this site.
WEBSITE = "网站"

#: What every channel counts as that is not known by name.
OTHER = "其他方式"

#: Known channels and what else they are called.
CHANNELS: dict[str, tuple[str, ...]] = {
    WEBSITE: ("政府网站", "门户网站", "政务网站", "官方网站", "官网", "本网站", "本站"),
    "微信": ("政务微信", "官方微信", "微信公众号", "政务微信公众号", "公众号", "微信公众平台"),
    "微博": ("政务微博", "官方微博"),
    "客户端": ("移动客户端", "政务客户端", "APP", "App"),
    "短视频": ("视频号", "抖音", "快手"),
    "公报": ("政府公报",),
    "新闻发布会": ("发布会", "新闻发布"),
    "报刊": ("报纸", "刊物"),
    "广播电视": ("广播", "电视", "电台", "电视台"),
    "公示栏": ("公告栏", "宣传栏", "公开栏", "公示板"),
    "电子屏": ("电子显示屏", "电子触摸屏", "触摸屏"),
    "政务服务场所": ("政务服务大厅", "办事大厅", "政务服务中心", "服务窗口", "便民服务站"),
    "查阅场所": ("公共查阅点", "查阅点", "档案馆", "图书馆"),
    OTHER: ("其他", "其它", "其它方式"),
}
_CHANNEL_OF = {name: known for known, names in CHANNELS.items() for name in (known, *names)}


def channels_of(written: Iterable[str]) -> tuple[str, ...]:
    """Return the channels of a document without doubles, the main one, written first, first.

    Names of one channel are one; a document that names none was published by this site.
    """
    return _channels_of(tuple(written))


@lru_cache(1000)  # most documents name the same few
def _channels_of(written: tuple[str, ...]) -> tuple[str, ...]:
    named = (fold("".join(each.split())) for each in written)
    return tuple(dict.fromkeys(_CHANNEL_OF.get(each, OTHER) for each in named if each)) or (
        WEBSITE,
    )
