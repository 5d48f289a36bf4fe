"""GK042: an attachment that no program can read and that nobody has confirmed."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from gongkai_ssg.document import AttachmentRef, Document, FileFact, Site
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.file_kinds import extension
from gongkai_ssg.links import resolve
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import clip, sample
from gongkai_ssg.text import digest

_PATH = "content/notice/a.md"
_IMAGES = frozenset({"jpg", "jpeg", "png", "gif", "webp"})
_NOBODY = re.compile(
    "[\\W\\d_]*|.|true|yes|none|null|n/?a|没有|不详|待定|已?核对|已?检查|同意|通过|姓名|核对人|管理员|admin|某某",
    re.IGNORECASE,
)
_DIGITS = 8  # of the digest that a confirmation names


def _check(site: Site, context: RuleContext) -> Iterator[Fault]:
    if not any(fact.unread for fact in site.files.values()):
        return
    documents = {document.path: document for document in site.documents}
    named, shown = _named_and_shown(site, context)
    for path, owner in context.shipped.items():
        fact = site.files[path]
        if not fact.unread:
            continue
        refs = named.get(path, [])
        if path in shown and not refs and context.settings.gate.images == "allow":
            continue
        wrong = [_wrong(ref, fact, context) for ref in refs]
        if wrong and "" in wrong:
            continue
        yield _fault(documents[owner], fact, next(filter(None, wrong), ""), context)


def _named_and_shown(
    site: Site, context: RuleContext
) -> tuple[dict[str, list[AttachmentRef]], set[str]]:
    """Return how open documents name files as attachments, and the images that texts show."""
    named: dict[str, list[AttachmentRef]] = {}
    shown: set[str] = set()
    for document in site.documents:
        if not document.is_open(context.today):
            continue
        for ref in document.attachments:
            named.setdefault(ref.path, []).append(ref)
        for link in document.links:
            target = resolve(link.href, document.path) if link.kind == "image" else None
            if target is not None and extension(target.path) in _IMAGES:
                shown.add(target.path)
    return named, shown


def _wrong(ref: AttachmentRef, fact: FileFact, context: RuleContext) -> str:
    """Return what a confirmation lacks, "" where it holds."""
    if not (ref.checked_by or ref.checked_on or ref.checksum):
        return "没有人核对过"
    if not ref.checked_by.strip():
        return "没有写核对人"
    if _NOBODY.fullmatch(ref.checked_by.strip()):
        return f"核对人“{clip(ref.checked_by.strip())}”不是姓名"
    if ref.checked_on is None:
        return "没有写核对日期"
    if ref.checked_on > context.today:
        return f"核对日期 {ref.checked_on} 还没有到"
    said = ref.checksum.strip().lower()
    if len(said) < _DIGITS or not fact.digest.startswith(said):
        return "核对之后内容变了" if said else "没有写核对的是哪一份（校验）"
    return ""


def _fault(document: Document, fact: FileFact, wrong: str, context: RuleContext) -> Fault:
    name = posixpath.basename(fact.path)
    ref = next((each for each in document.attachments if each.path == fact.path), None)
    written = ref.written if ref is not None else posixpath.relpath(
        fact.path, posixpath.dirname(document.path)
    )  # fmt: skip
    title = f", 标题: {ref.title}" if ref is not None and ref.title else ""
    line = (
        f"- {{路径: {written}{title}, 核对人: 姓名, "
        f'核对日期: {context.today}, 校验: "{fact.digest[:_DIGITS]}"}}'
    )
    return Fault(
        f"附件“{clip(name)}”程序看不全（{clip(fact.unread)}），{wrong or '没有人核对过'}。",
        f"请人逐页看过，确认可以公开后在“附件”里写：{line}。",
        path=document.path,
        key="attachments" if document.attachments else "",
        line=0 if document.attachments else 1,
        file=fact.path,
    )


_PICTURE = b"\xff\xd8\xff\xdb\x00\x04\x00\x00\xff\xd9"
_HERE = "content/notice/sao-miao.jpg"


def _confirmed(data: bytes) -> str:
    return sample(
        "附件: [{路径: sao-miao.jpg, 核对人: 张某, 核对日期: 2026-03-01, "
        f'校验: "{digest(data)[:_DIGITS]}"}}]'
    )


RULE = Rule(
    id="GK042",
    name="unconfirmed-attachment",
    title="程序看不了的附件没有人核对",
    severity=Severity.ERROR,
    basis="《保守国家秘密法实施条例》第四十二条；《政府信息公开条例》（国令第711号）第十五条",
    why=(
        "扫描件、图片、旧版 Office 文件、加密文件里的文字程序看不到或者看不全，身份证号码、密级标志藏在里面"
        "也查不出来；公开前要逐项审查，看不了的只能由人来看，并且记下是谁看的、看的是哪一份。"
    ),
    cure=(
        "请人逐页看过附件，确认可以公开后在“附件”里写核对人、核对日期和校验（文件摘要的前 8 位，提示里有）；"
        "文件改动后要重新核对。能换成 docx、xlsx 或者带文字的 PDF 的，换了就不必核对。"
    ),
    good=(
        Example(files={_PATH: _confirmed(_PICTURE), _HERE: _PICTURE}),
        Example(
            files={_PATH: sample("附件: [shuo-ming.txt]"), "content/notice/shuo-ming.txt": "照常。"}
        ),
        Example(files={_PATH: sample(body="![现场](sao-miao.jpg)"), _HERE: _PICTURE}),
    ),
    bad=(
        Example(files={_PATH: sample("附件: [sao-miao.jpg]"), _HERE: _PICTURE}, line=7),
        Example(files={_PATH: _confirmed(b"another"), _HERE: _PICTURE}, line=7),
        Example(files={_PATH: sample(body="见[扫描件](sao-miao.jpg)。"), _HERE: _PICTURE}, line=1),
    ),
    site=_check,
)
