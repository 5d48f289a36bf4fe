"""Marks of secrecy in a text: 密级★期限, 密级 on a line of its own, 份号, 工作秘密, 内部资料.

A mark is told from prose by where it stands: statutes speak of 国家秘密 on every page.
GB/T 9704-2012 (份号, 密级和保密期限 stand at the head of a document). It must not know numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai_ssg.any_of import AnyOf
from gongkai_ssg.gate.folding import CELL
from gongkai_ssg.gate.hits import Context, Hit, Kind
from gongkai_ssg.gate.quick import COPIES, SECRET
from gongkai_ssg.late_pattern import late_pattern

_S = r"[ \t\u00a0\u2000-\u200a\u202f\u3000*_~`\\]"  # blanks and Markdown within a word
_STARS = "★☆⭐✩-✰⋆🌟🌠✦✧⍟⚝٭﹡✱✲✳※"
_LEVEL = f"(?:[绝絕絶]{_S}{{0,6}}密|[机機]{_S}{{0,6}}密|[秘祕]{_S}{{0,6}}密)"
_TERM = rf"(?:长{_S}*期|長{_S}*期|(?:[0-9０-９]{{1,2}}|[一二三四五六七八九十]{{1,3}}|[①-⑳]){_S}*(?:个?月|年|天|日))"
# One set of first characters: what a search runs fastest for.
_QUICK = late_pattern(rf"[绝絕絶机機秘祕]{_S}{{0,6}}密")
#: The end of all that it finds, told from 保密; the literal start makes the search a fast one.
_LEVEL_END = late_pattern(f"密(?<={_S}密|[\n|\x1f绝絕絶機机秘祕]密)")
_END = rf"(?:{_S}{{0,6}}[\n|\x1f]){{1,2}}[ \t\u3000>]{{0,8}}"  # of a line or cell
#: The signs of a mark one below the other, or in cells of their own.
_STACKED = late_pattern(
    rf"[绝絕絶機机秘祕](?:{_END})?密(?:{_END})?(?:[级級件](?:{_END})?)?[{_STARS}]+(?:{_END}{_TERM}|{_TERM})?"
)
#: Stands in what the two find in lines; of tables every one is looked at.
_LAID = AnyOf("\n密")
_STACKED_ALONE = late_pattern(
    rf"[绝絕絶機机秘祕]{_END}密(?:{_END}[级級件])?(?={_S}{{0,6}}(?:\n|$))"
    rf"(?!{_END}[\u4e00-\u9fff]{_S}{{0,6}}(?:\n|$))"
)
_STAR = late_pattern(
    rf"(?:{_S}|[|\x1f]){{0,8}}(?:[级級件])?{_S}{{0,4}}(?:[{_STARS}]+{_S}{{0,6}}(?:{_TERM}|[^\s，。；、|\x1f]{{0,12}})"
    rf"|(?<=[密级級件 ])[*＊]{_S}{{0,6}}{_TERM})"
)
#: Words before 秘密 that make it no level of state secrets.
_OTHER = late_pattern(
    "(?:商业|商務|商务|工作|国家|國家|技术|个人|通信|通讯|保守|军事|营业|经营|审判|警务|核心|职业|投票|企业|其|的|是|有|无)$"
)
_NARRATIVE = late_pattern(
    '标[志识注明有]|標|字样|应当|应在|應|例如|如[:：“"]|比如|样式|式样|形式|格式|写作|表示|表述|规定|什么是|含义|注明|加盖|印有|指的是|识别|看到|凡'
)
_OPEN, _CLOSE = "“\"‘'「『《〈", "”\"’'」』》〉"

_WRAPPING = late_pattern(
    r"[\s*_~`#>|\\\"'“”‘’【】\[\]（）()〔〕{}<>《》:：·.。,，、!！\-—–_=+" + CELL + "]+"
)
_URGENCY = "(?:特急|加急|平急|特提|急件|火急|紧急|限时办结)?"
_ALONE = late_pattern(
    "(?:标题|密级|保密等级|秘密等级|涉密等级|保密级别|定密|保密期限|title|summary|secrecy|classification|subtitle)?"
    f"{_URGENCY}{_TERM}?[{_STARS}]*(?:绝密|机密|秘密)(?:[级件]|文件|资料)?[{_STARS}]*(?:保密期限|期限)?"
    f"(?:{_TERM}|启用前|解密前|公开前)?{_URGENCY}(?:文件|资料)?"
)
_LABELLED = late_pattern(
    rf"(?<![\u4e00-\u9fff])(?:密{_S}*级(?:{_S}*和保密期限)?|保密等级|秘密等级|涉密等级|涉密级别|保密级别|密别|等级|classification|secrecy){_S}*[\"']?{_S}*[:：|\x1f]{_S}*(?:(?:特急|加急|平急|特提)[·、,，/]?)?{_S}*[【\[（(“\"']*{_S}*{_LEVEL}",
    re.IGNORECASE,
)
_HEADED = late_pattern(
    rf"^[\s#>*_|\x1f\"']*(?:标题|题目|title|summary|内容概述|摘要)?[\"' ]*[:：]?[\s\"'*_]*"
    rf"[【\[〔（(]{_S}*{_LEVEL}{_S}*(?:[级件]|文件|资料)?{_S}*{_TERM}?{_S}*[】\]〕）)](?!\()"
)
_SUFFIX = r"(?:docx?|xlsx?|pptx?|pdf|ofd|wps|et|dps|rtf|txt|csv|zip|rar|7z|jpe?g|png|tiff?)"
_APART = r"[-_—–\s.·+]"
#: A level that is a word of its own in the name of a file.
_NAMED = late_pattern(
    rf"^[\s>*+-]*(?:[^\n。，；]{{0,80}}?[【\[〔（(]{_S}*{_LEVEL}[级件]?(?:文件|资料)?{_S}*{_TERM}?{_S}*[】\]〕）)]"
    rf"|{_LEVEL}[级件]?(?:文件|资料)?{_APART}|[^\n。，；]{{2,80}}?[-_—–]{_S}*{_LEVEL}[级件]?(?:文件|资料)?{_APART})"
    rf"(?:[^\n。，；]{{0,80}}\.)?{_SUFFIX}[\s*_]*$",
    re.IGNORECASE,
)
#: The same at the end of a title, which has no sentences in it.
_TITLED = late_pattern(
    rf"^[\s>*_\"']*(?:#|标题|题目|title)[^。；\n]{{2,80}}?"
    rf"[【\[〔（(]{_S}*{_LEVEL}{_S}*(?:[级件]|文件|资料)?{_S}*{_TERM}?{_S}*[】\]〕）)][\s\"'*_]*$"
)
_DECLARED = late_pattern(
    rf"(?:本文件|本件|此件|该件|本文|本材料|本资料|本表)(?:密级)?(?:属于?|为|是|系|定为|列为){_S}*{_LEVEL}(?:级|件|文件)"
)
_TERMED = late_pattern(rf"[【\[〔（(]{_S}*{_LEVEL}{_S}*[级件]?[ ，,·:：\-—]*{_TERM}{_S}*[】\]〕）)]")
_ITEM = late_pattern(r"^\s*(?:[-*+]\s|\d{1,2}[.、)）]|[（(]?[一二三四五六七八九十]{1,2}[）)、])")
_COPY = late_pattern(
    rf"^[\s#>*_|\x1f\"']*(?:份{_S}*号|份号|印刷份号|份{_S}*數?序号)[\s*_]*[:：|\x1f]?[\s*_№#|\x1f\"']*[0-9０-９]{{6}}[\s*_|\x1f\"']*$",
    re.MULTILINE,
)
_COPY_WORD = late_pattern(f"份(?={_S}*[号數序])")
_WORK = late_pattern(rf"工{_S}{{0,4}}作{_S}{{0,4}}[秘祕]{_S}{{0,4}}密")
_WORK_ALONE = late_pattern(f"(?:标题|密级|title)?工作秘密[{_STARS}]*(?:保密期限)?{_TERM}?")
_WORK_TERM = late_pattern(rf"{_S}*(?:[{_STARS}]+|[*＊]{{1,2}}(?={_S}*{_TERM})|{_S}+(?={_TERM}))")

_INNER = late_pattern(
    "内[ 　]{0,4}部[ 　]{0,4}(?:资[ 　]{0,4}料|文[ 　]{0,4}件|材料|刊物|使用|传阅|参考|掌握|情况|发行)(?!性)|仅供内部|仅限内部"
    "|注[ 　]{0,4}意[ 　]{0,4}保[ 　]{0,4}[存密]|不得外传|请勿外传|严禁(?:转发|外传|外泄)|密[ 　]{0,4}件|阅后即焚|阅后销毁|内[ 　]{1,4}部(?=[ 　\n）)】])"
    "|讨论稿|送审稿"
    "|阅后收回|严禁复印"
    f"|内[ 　]{{0,4}}部(?:明电|征求意见稿|(?=[{_STARS}]))"
)
#: One of these stands in all that _INNER finds.
_INNER_WORDS = AnyOf(
    *("内部", "内 ", "内\u3000", "意保", "意 ", "意\u3000", "不得外传", "请勿外传", "严禁转发"),
    *(
        "严禁外传",
        "严禁外泄",
        "密件",
        "密 ",
        "密\u3000",
        "阅后即焚",
        "阅后销毁",
        "讨论稿",
        "送审稿",
    ),
    *(
        "阅后收回",
        "严禁复印",
    ),
)
_INNER_ALONE = late_pattern(
    f"(?:标题|title)?(?:内部[{_STARS}]+{_TERM}?|内部(?:资料|文件|材料|刊物|使用|传阅|参考|掌握|情况|发行)?|仅[供限]内部(?:使用|参考|传阅|人员|学习|交流|工作)*|注意保[存密]"
    "|妥善保[管存]|(?:请|切)?(?:不得|请勿|勿|禁止|严禁|不准)(?:外传|转发|外泄|公开|翻印|复制|转载|上网|传播|外借)+|密件|阅后即焚|阅后销毁|[阅用]后收回"
    "|严禁复印|内部明电|内部征求意见稿|讨论稿|送审稿|仅?供?领导参[考阅])+"
)
_INNER_HEADED = late_pattern(r"[【\[〔（(][^【】\[\]〔〕（）()《》\n]{0,12}$")
_REACH = 200  # characters of a line on each side of a word
_DRAFT = ("讨论稿", "送审稿")


def marks(text: str, data: bytes, internal: bool) -> Iterator[Hit]:
    """Yield every mark of secrecy, and marks of what is internal where `internal` is set.

    `data` is the text in UTF-8.
    """
    if SECRET.is_in(data) and _LEVEL_END.search(text) is not None:
        yield from _secret_marks(text)
        if _LAID.is_in(data) or "|" in text or CELL in text:
            yield from _stacked_marks(text)
    if COPIES.is_in(data) and _COPY_WORD.search(text) is not None:
        for found in _COPY.finditer(text):
            start, end = _trimmed(text, *found.span())
            digits = "".join(each for each in found[0] if each.isdigit())
            yield Hit("copy_number", start, end, text[start:end], "份号" + digits)
    if internal and _INNER_WORDS.is_in(data):
        for found in _INNER.finditer(text):
            if _is_internal(text, found):
                yield _mark("internal", text, found.start(), found.end())


def _secret_marks(text: str) -> Iterator[Hit]:
    for found in _QUICK.finditer(text):
        hit = _secret(text, found)
        if hit is not None:
            yield hit
    for found in _WORK.finditer(text):
        hit = _work(text, found)
        if hit is not None:
            yield hit


def _stacked_marks(text: str) -> Iterator[Hit]:
    for found in _STACKED.finditer(text):
        if any(sign in found[0] for sign in f"\n|{CELL}"):
            yield _mark("secret_mark", text, *found.span())
    for found in _STACKED_ALONE.finditer(text):
        if "\n" in found[0] and _begins_stack(text, found.start()):
            yield _mark("secret_line", text, *found.span())


def _begins_stack(text: str, start: int) -> bool:
    """Tell whether a sign stands alone on its line, and none alone on the line above."""
    *_, above, line = ["", "", *text[max(0, start - _REACH) : start].split("\n")]
    return not line.strip(" \t\u3000>") and len(above.strip()) != 1


def _secret(text: str, found: re.Match[str]) -> Hit | None:
    before = _squeezed(text[max(0, found.start() - 8) : found.start()])
    other = found[0][0] in "秘祕" and _OTHER.search(before) is not None
    star = _STAR.match(text, found.end())
    if star is not None:
        if other and before.endswith(("商业", "技术", "个人", "企业", "工作")):
            return None
        context: Context = "narrative" if _quoted(text, found.start(), star.end()) else ""
        return _mark("secret_mark", text, found.start(), star.end(), context)
    if other:
        return None
    start, end = _line(text, found.start())
    line = text[start:end]
    at = found.start() - start
    labelled = _within(_LABELLED, line, at)
    if labelled:
        return _mark("secret_line", text, start + labelled.start(), found.end(), _tone(text, found))
    if len(line) <= 80 and _ALONE.fullmatch(_simple(line)):
        if _among_levels(text, start, end):
            return None
        tone: Context = "narrative" if _ITEM.match(line) else ""
        return _mark("secret_line", text, *_trimmed(text, start, end), tone)
    headed = _within(_HEADED, line, at)
    if headed:
        left = max(line.rfind(each, 0, at) for each in "【[〔（(")
        return _mark("secret_line", text, start + left, start + headed.end())
    titled = _within(_TITLED, line, at) or _within(_DECLARED, line, at)
    if titled and not _quoted(text, found.start(), found.end()):
        left = max(line.rfind(each, 0, at) for each in "【[〔（(本此该")
        return _mark("secret_line", text, start + left, start + titled.end())
    named = _within(_NAMED, line, at)
    if named:
        return _mark("secret_line", text, *_trimmed(text, start, end))
    termed = _within(_TERMED, line, at)
    if termed:
        return _mark(
            "secret_line", text, start + termed.start(), start + termed.end(), _tone(text, found)
        )
    return None


def _work(text: str, found: re.Match[str]) -> Hit | None:
    start, end = _line(text, found.start())
    line = text[start:end]
    term = _WORK_TERM.match(text, found.end())
    alone = len(line) <= 60 and _WORK_ALONE.fullmatch(_simple(line))
    boxed = text[found.end() : found.end() + 1] in "】" and text[found.start() - 1] == "【"
    if not (term or alone or boxed):
        return None
    context: Context = "narrative" if _quoted(text, found.start(), found.end()) else ""
    if alone and (_ITEM.match(line) or line.lstrip().startswith("#")):
        context = "narrative"
    return _mark("work_secret", text, found.start(), term.end() if term else found.end(), context)


def _is_internal(text: str, found: re.Match[str]) -> bool:
    start, end = _line(text, found.start())
    line = text[start:end]
    if _ITEM.match(line) or line.lstrip().startswith("## "):
        return False
    if len(line) <= 60 and _INNER_ALONE.fullmatch(_simple(line)):
        return True
    before, after = text[start : found.start()], text[found.end() : end]
    boxed = _INNER_HEADED.search(before) and re.match(
        r"[^【】\[\]〔〕（）()《》\n]{0,12}[】\]〕）)]", after
    )
    if not boxed or _quoted(text, found.start(), found.end()):
        return False
    tail = re.sub(r"^[^】\]〕）)]*[】\]〕）)]|[\s*_\"'|]+", "", after)
    if found[0] in _DRAFT:  # the title of a draft, not a text that names one
        return not tail and "。" not in before and len(before) < 60
    words = _simple(
        re.split(r"[【\[〔（(]", before)[-1] + found[0] + re.split(r"[】\]〕）)]", after)[0]
    )
    return _INNER_ALONE.fullmatch(words) is not None and (not tail or not _simple(before))


# --- where a word stands ---------------------------------------------------------------


def _line(text: str, offset: int) -> tuple[int, int]:
    """Return the line around an offset, of a very long one only what is near."""
    first, last = max(0, offset - _REACH), min(len(text), offset + _REACH)
    start, end = text.rfind("\n", first, offset), text.find("\n", offset, last)
    return (first if start < 0 else start + 1), (last if end < 0 else end)


def _within(pattern: re.Pattern[str], line: str, at: int) -> re.Match[str] | None:
    """Return the match of `pattern` that holds the character at `at`."""
    for found in pattern.finditer(line):
        if found.start() <= at < found.end():
            return found
    return None


_SAME = str.maketrans("絕絶機祕級長", "绝绝机秘级长")


def _squeezed(text: str) -> str:
    return re.sub(_S, "", text)


def _simple(line: str) -> str:
    """Return a line without blanks, Markdown, brackets and punctuation, in simplified signs."""
    return _WRAPPING.sub("", line).translate(_SAME)


def _tone(text: str, found: re.Match[str]) -> Context:
    return "narrative" if _quoted(text, found.start(), found.end()) else ""


def _quoted(text: str, start: int, end: int) -> bool:
    """Tell whether a mark stands in quotation marks in a sentence that explains it."""
    first, last = _line(text, start)
    before, after = text[max(first, start - 60) : start], text[end : min(last, end + 40)]
    opened = max((before.rfind(each) for each in _OPEN), default=-1)
    closed = max((before.rfind(each) for each in _CLOSE if each not in "\"'"), default=-1)
    inside = opened > closed and (
        any(each in after for each in _CLOSE) or text[end - 1 : end] in _CLOSE
    )
    if not inside:
        return False
    return _NARRATIVE.search(before) is not None or _NARRATIVE.search(after) is not None


def _among_levels(text: str, start: int, end: int) -> bool:
    """Tell whether the lines around name other levels: a list of levels, not a mark."""
    near = text[max(0, start - 40) : start] + text[end : end + 40]
    levels = {_simple(each)[0] for each in _QUICK.findall(text[start:end])}
    return bool({_simple(each)[0] for each in _QUICK.findall(near)} - levels)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    line = text[start:end]
    left = len(line) - len(line.lstrip(" \t\n　#>*_|\"'" + CELL))
    right = len(line.rstrip(" \t\n　*_|\"'" + CELL))
    return start + left, max(start + right, start + left + 1)


def _mark(kind: Kind, text: str, start: int, end: int, context: Context = "") -> Hit:
    value = text[start:end]
    return Hit(kind, start, end, value, _squeezed(value).translate(_SAME), context)
