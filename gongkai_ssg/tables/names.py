"""Names of natural persons -> what may be shown of them. It must not know whose names they are."""

from __future__ import annotations

import re
import unicodedata

_COMPOUND = frozenset(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙"
        "慕容仲孙钟离长孙宇文司徒鲜于司空闾丘子车亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋夹谷"
        "轩辕令狐段干百里呼延东郭南门羊舌微生梁丘左丘西门第五南荣东里东宫仲长即墨达奚褚师欧陽司馬諸葛",
    )
)
_BETWEEN = re.compile(r"([、，,;；/\n]+)")
_BLANKS = re.compile(r"\s+")


def mask_name(text: str) -> str:
    """Return names with all but the surname as stars: 张* 欧阳* 王**; several stay apart by 、.

    Masking a masked name again changes nothing.
    """
    parts = _BETWEEN.split(unicodedata.normalize("NFC", text.strip()))
    return "".join(part if at % 2 else _mask(part) for at, part in enumerate(parts))


def _mask(name: str) -> str:
    name = _BLANKS.sub("", name)  # 张 三 is one name
    if len(name) < 2:
        return "*" * len(name)
    kept = 2 if len(name) > 2 and name[:2] in _COMPOUND else 1
    return name[:kept] + "*" * (len(name) - kept)
