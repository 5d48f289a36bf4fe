"""GK020: a link, anchor or attachment that leads nowhere or to what may not be shown."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from gongkai_ssg.document import Document, FileFact, Reference, Site
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.file_kinds import extension, fits, kind
from gongkai_ssg.links import (
    ATTACHMENT_TYPES,
    Keepers,
    Target,
    attachments_of,
    candidates,
    files_by_folder,
    resolve,
)
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import clip, sample
from gongkai_ssg.states import Disclosure
from gongkai_ssg.text import nearest

_PATH = "content/notice/a.md"
_LOCAL = re.compile(r"(?:file:|[a-zA-Z]:[\\/])|\\\\", re.ASCII)
_THEME_ANCHORS = frozenset({"top", "content", "main"})
_GUESSES = 200  # per check
_IMAGES = frozenset({"jpg", "jpeg", "png", "gif", "webp"})


class _Ground:
    """What the links of one site may lead to."""

    def __init__(self, site: Site, context: RuleContext) -> None:
        self.files = site.files
        self.documents = {document.path: document for document in site.documents}
        self.folders = files_by_folder([*site.files, *self.documents])
        self.file_folders = files_by_folder(site.files)
        self.tables = {each.path for document in site.documents for each in document.data}
        self.today = context.today
        self.keepers = Keepers(site.documents, lambda each: each.is_open(context.today))
        self._guesses = _GUESSES

    def document(self, path: str) -> Document | None:
        found = (self.documents[each] for each in candidates(path) if each in self.documents)
        return next(found, None)

    def near(self, path: str) -> str:
        """Return a path in the same folder that was probably meant, or ""."""
        neighbours = self.folders.get(posixpath.dirname(path), [])[:500]
        same = [each for each in neighbours if each.casefold() == path.casefold()]
        if same:
            return posixpath.basename(same[0])
        return self.guess(posixpath.basename(path), map(posixpath.basename, neighbours))

    def guess(self, word: str, known: Iterable[str]) -> str:
        """Return the nearest of `known`; only so often, for guessing is slow."""
        self._guesses -= 1
        return nearest(word, known) if self._guesses >= 0 else ""


def _check(site: Site, context: RuleContext) -> Iterator[Fault]:
    ground = _Ground(site, context)
    for document in site.documents:
        for link in document.links:
            for message, hint, severity in _link(link, document, ground):
                yield Fault(
                    message,
                    hint,
                    path=document.path,
                    line=link.line,
                    column=link.column,
                    severity=severity,
                )
        yield from _attachments(document, ground)
    for path in sorted(ground.files.keys() - _used(ground)):
        yield Fault(
            "没有文档使用这个文件，它不会发布。",
            "在文档的“附件”里写上它，或者在正文里链接它；不用的删去。",
            path=path,
            severity=Severity.INFO,
        )


def _used(ground: _Ground) -> set[str]:
    used: set[str] = set()
    for document in ground.documents.values():
        refs = attachments_of(document, ground.files, ground.file_folders)
        used.update(ref.path for ref in refs)
        used.update(each.path for each in document.data)
        targets = (resolve(link.href, document.path) for link in document.links)
        used.update(target.path for target in targets if target is not None)
    return used


_Said = Iterator[tuple[str, str, Severity | None]]


def _link(link: Reference, document: Document, ground: _Ground) -> _Said:
    what = "图片" if link.kind == "image" else "链接"
    if _LOCAL.match(link.href):
        yield (
            f"{what}“{clip(link.href)}”指向作者自己的电脑。",
            "把文件放到文档旁边，写相对路径。",
            None,
        )
        return
    target = resolve(link.href, document.path)
    if target is None:
        return
    if not target.path:
        yield (
            f"{what}“{clip(link.href)}”指到 content 文件夹之外。",
            "只链接 content 里面的文件。",
            None,
        )
        return
    found = ground.document(target.path)
    if found is not None and link.kind == "link":
        yield from _to_document(link, target, document, found, ground)
    elif target.path in ground.files:
        yield from _to_file(link, target.path, document, ground)
    else:
        near = ground.near(target.path)
        hint = "核对路径，从本文件所在的文件夹算起。"
        if target.path in ground.folders:
            hint = "这是文件夹；写到具体的文件，例如 ../notice/a.md。"
        elif near:
            hint = f"同一文件夹里有“{near}”，是否写错？"
        yield f"{what}“{clip(link.href)}”的目标不存在。", hint, None


def _to_document(
    link: Reference, target: Target, document: Document, found: Document, ground: _Ground
) -> _Said:
    public = document.disclosure is Disclosure.ACTIVE and not document.draft
    if public and found is not document:
        if found.disclosure is Disclosure.WITHHELD or found.draft:
            state = "草稿" if found.draft else "不予公开的"
            yield (
                f"链接“{clip(link.href)}”指向{state}文档。",
                "删去链接，或者等目标公开后再加。",
                None,
            )
            return
        if found.scheduled and found.date is not None and found.date > ground.today:
            yield (
                f"链接“{clip(link.href)}”的目标要到 {found.date} 才发布。",
                "发布之前读者打不开；可以让本文同一天定时发布。",
                Severity.WARNING,
            )
            return
    if target.anchor and target.anchor not in found.anchors and target.anchor not in _THEME_ANCHORS:
        near = ground.guess(target.anchor, found.anchors[:500])
        place = "本文" if found is document else f"“{found.path}”"
        yield (
            f"链接“{clip(link.href)}”的锚点“{clip(target.anchor)}”在{place}里没有。",
            f"是否应为“#{near}”？" if near else "核对目标的标题，或者去掉 # 后面的部分。",
            None,
        )


def _to_file(link: Reference, path: str, document: Document, ground: _Ground) -> _Said:
    name = posixpath.basename(path)
    wrong, cure = _wrong_with(ground.files[path])
    if wrong:
        yield f"“{clip(link.href)}”{wrong}", cure, None
    elif link.kind == "image" and extension(path) not in _IMAGES:
        yield f"图片“{clip(link.href)}”不是图片格式。", "图片用 jpg、png、gif 或者 webp。", None
    elif document.is_open(ground.today) and ground.keepers.of(path):
        yield f"“{clip(link.href)}”{_kept(ground.keepers.of(path))}", _KEPT_HINT.format(name), None


_KEPT_HINT = "确实可以公开的，把“{}”复制一份放到本文旁边；否则删去。"


def _kept(keeper: str) -> str:
    return f"是未公开文档“{keeper}”的附件，不会发布。"


def _attachments(document: Document, ground: _Ground) -> Iterator[Fault]:
    written = {each.path for each in document.attachments}
    for ref in attachments_of(document, ground.files, ground.file_folders):
        fact = ground.files.get(ref.path)
        message, hint = "", ""
        if not ref.path:
            message = f"附件“{clip(ref.written)}”指到 content 文件夹之外。"
            hint = "把附件放到文档旁边，写相对路径。"
        elif ref.path in ground.documents:
            message, hint = f"附件“{clip(ref.written)}”是另一份文档。", "在正文里用链接指向它。"
        elif ref.path in ground.tables and ref.path in written:
            message = f"附件“{clip(ref.written)}”是数据文件，不会按原样发布。"
            hint = "从“附件”里删去；表格页面自带下载。"
        elif fact is None:
            near = ground.near(ref.path)
            message = f"附件“{clip(ref.written)}”不存在。"
            hint = f"同一文件夹里有“{near}”，是否写错？" if near else "核对文件名，或者补上文件。"
        else:
            message, hint = _wrong_with(fact)
            keeper = ground.keepers.of(ref.path) if document.is_open(ground.today) else ""
            if not message and keeper:
                message, hint = _kept(keeper), _KEPT_HINT.format(posixpath.basename(ref.path))
            message = f"附件“{clip(ref.written)}”{message}" if message else ""
        if message:
            key = "attachments" if ref.path in written else ""
            yield Fault(message, hint, path=document.path, key=key, line=0 if key else 1)


def _wrong_with(fact: FileFact) -> tuple[str, str]:
    """Return what keeps a file from being published and the cure, or ("", "")."""
    suffix = extension(fact.path)
    if fact.fault:
        state = {"symlink": "是符号链接", "special": "不是普通文件"}.get(fact.fault, "读不出来")
        return f"{state}，不会发布。", "换成真正的文件，检查读取权限。"
    if suffix not in ATTACHMENT_TYPES:
        return (
            f"的格式“{suffix}”不能发布。" if suffix else "没有扩展名，不能发布。",
            "换成 pdf、ofd、docx、xlsx 等格式；网页和程序不能作附件。",
        )
    if not fact.size:
        return "是空文件（0 字节）。", "换成有内容的文件。"
    if fact.head and not fits(suffix, fact.head):
        return (
            f"的扩展名是 {suffix}，内容却是{kind(fact.head) or '别的格式'}。",
            "用对应的软件另存为正确的格式。",
        )
    return "", ""


_PDF = b"%PDF-1.7\n%%EOF\n"
_HERE = "content/notice/"

RULE = Rule(
    id="GK020",
    name="broken-link",
    title="链接、锚点或者附件用不了",
    severity=Severity.ERROR,
    basis="国办秘函〔2019〕19号；《政府信息公开条例》（国令第711号）第二十四条",
    why=(
        "打不开的链接和附件让公开落空，网站检查按处扣分（分值尚待核对原件）；"
        "扩展名与内容不符的附件读者打不开，也可能是混进来的程序；"
        "公开的页面不能把人引向不公开的文档。"
    ),
    cure="按提示改路径、补附件或者另存为正确的格式；目标不公开的，删去链接。",
    good=(
        Example(
            files={
                _PATH: sample(
                    "附件: [报名表.pdf]",
                    body="# 办法\n\n见[办法](#办法)、[另一则](b.md#地点)、[报名表](报名表.pdf)。",
                ),
                _HERE + "b.md": sample("标题: 另一则公告", body="# 地点\n\n市图书馆。"),
                _HERE + "报名表.pdf": _PDF,
            }
        ),
        Example(files={_PATH: sample(body="见[中国政府网](https://www.gov.cn/)。")}),
    ),
    bad=(
        Example(files={_PATH: sample(body="见[附表](fubiao.xlsx)。")}, line=9),
        Example(files={_PATH: sample(body="# 办法\n\n见[办法](#方法)。")}, line=11),
        Example(files={_PATH: sample(body="见[文件](../../config.yaml)。")}, line=9),
        Example(
            files={
                _PATH: sample(body="见[讨论稿](b.md)。"),
                _HERE + "b.md": sample(
                    "标题: 讨论稿",
                    "公开属性: 不予公开",
                    "不公开理由: 过程性信息：尚在讨论",
                    "复审日期: 2026-06-30",
                ),
            },
            line=9,
        ),
        Example(files={_PATH: sample("附件: [报名表.pdf]")}, line=7),
        Example(files={_PATH: sample("附件: [a.pdf]"), _HERE + "a.pdf": b""}, line=7),
        Example(files={_PATH: sample("附件: [a.html]"), _HERE + "a.html": b"<p>x</p>"}, line=7),
        Example(files={_PATH: sample("附件: [a.pdf]"), _HERE + "a.pdf": b"MZ\x90\0"}, line=7),
        Example(
            files={
                "content/notice/b/index.md": sample(),
                "content/notice/b/a.xlsx": _PDF,
            },
            line=1,
        ),
    ),
    site=_check,
)
