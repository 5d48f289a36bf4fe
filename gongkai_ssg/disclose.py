"""Site -> PublicSite: the one border between private and public.

Everything after this stage accepts public types only, so the type checker guards the border. A
document passes when it says 主动公开 or 依申请公开, is no draft, is not scheduled for later and
carries no finding that blocks; of 依申请公开 only the catalog entry passes. It must not render.
"""

from __future__ import annotations

import datetime as dt
import posixpath
from collections.abc import Iterator, Mapping

from gongkai_ssg.channels import channels_of
from gongkai_ssg.config import Config
from gongkai_ssg.data_files import form_of
from gongkai_ssg.document import Document, RowFact, Site
from gongkai_ssg.held import Barred, why_held
from gongkai_ssg.links import (
    alias_path,
    attachments_of,
    candidates,
    document_path,
    files_by_folder,
    is_generated,
    resolve,
)
from gongkai_ssg.numbers import Numbers
from gongkai_ssg.public import (
    Entry,
    PublicAttachment,
    PublicFile,
    PublicSite,
    PublicTable,
    PublicText,
    text_name,
)
from gongkai_ssg.relations import declared, public_own, rank
from gongkai_ssg.report import Held
from gongkai_ssg.shipping import shipping
from gongkai_ssg.states import Disclosure
from gongkai_ssg.text import file_slug, slug


def disclose(
    site: Site, config: Config, numbers: Numbers, barred: Barred, today: dt.date
) -> tuple[PublicSite, tuple[Held, ...]]:
    """Let pass what may be public on `today`; also tell what is held back and why."""
    held: list[Held] = []
    passed: list[Document] = []
    for document in site.documents:
        why = why_held(document, barred, today)
        if why is None:
            passed.append(document)
        else:
            held.append(Held(document.path, document.title, *why))
    border = _Border(site, config, numbers, passed, barred.files, today)
    return border.public(), (*held, *border.expired(), *border.kept_files())


class _Border:
    """Works out the public values of the documents that passed."""

    def __init__(
        self,
        site: Site,
        config: Config,
        numbers: Numbers,
        passed: list[Document],
        barred: Mapping[str, str],
        today: dt.date,
    ) -> None:
        self.today, self.barred = today, barred
        self.site, self.config, self.numbers = site, config, numbers
        self.columns = config.column_by_key
        self.passed = {document.path: document for document in passed}
        self.open = {p: d for p, d in self.passed.items() if d.disclosure is Disclosure.ACTIVE}
        self.folders = files_by_folder(site.files)
        self.paths: dict[str, str] = {}  # source -> output path, the first claim of a URL wins
        claimed: set[str] = set()
        segments = {column.segment for column in config.columns}
        for path, document in self.passed.items():
            segment = self.columns[document.column].segment
            made = document_path(document, segment)
            # Both are reported as GK037; never one page over another.
            if is_generated(made + "index.html", segments):
                made = f"{segment}/x-{made.removeprefix(segment + '/')}"
            while made in claimed:
                made = made.rstrip("/") + "-x/"
            claimed.add(made)
            self.paths[path] = made
        self.by_name = self._names()
        self.files = self._files()

    def _names(self) -> dict[str, str]:
        """Index numbers and 文号 of what passed, for relations that name one."""
        names: dict[str, str] = {}
        for path, document in self.passed.items():
            if document.document_number:
                names.setdefault(document.document_number, path)
        for path in self.passed:
            if number := self.numbers.by_path.get(path):
                names.setdefault(number, path)
        return names

    def _files(self) -> dict[str, PublicFile]:
        """Every file that ships, by source, with its place beside the page it belongs to."""
        self.shipped = shipping(
            self.site.documents, self.site.files, lambda document: document.path in self.open
        )
        files: dict[str, PublicFile] = {}
        taken = set(self._downloads())
        for source, path in self.shipped.items():
            if source in self.barred:
                continue
            fact = self.site.files[source]
            stem, dot, kind = file_slug(posixpath.basename(source)).rpartition(".")
            made, number = f"{self.paths[path]}{stem}{dot}{kind}", 1
            while made in taken:
                number += 1
                made = f"{self.paths[path]}{stem}-{number}{dot}{kind}"
            taken.add(made)
            files[source] = PublicFile(source, made, fact.size, fact.digest)
        return files

    def _downloads(self) -> Iterator[str]:
        """What is made for readers to download, beside the pages of open documents."""
        for path, document in self.open.items():
            page = self.paths[path]
            if self.columns[document.column].type.text_download:
                yield page + text_name(page)
            for number in range(1, len(document.data) + 1):
                name = _download_name(document, number)
                yield from (f"{page}{name}.{kind}" for kind in ("csv", "xlsx", "json"))

    def public(self) -> PublicSite:
        back = self._back_relations()
        entries = [
            self._entry(document, back.get(path, {})) for path, document in self.passed.items()
        ]
        entries.sort(key=lambda each: each.order, reverse=True)
        segments = {column.segment for column in self.config.columns}
        pages = {path + "index.html" for path in self.paths.values()}
        redirects: dict[str, tuple[str, str]] = {}
        for path, document in self.passed.items():
            for written in document.aliases:
                old = alias_path(written)
                folded = old.casefold()  # some servers know no difference
                if old and folded not in pages and not is_generated(old, segments):
                    redirects.setdefault(folded, (old, self.paths[path]))
        files = tuple(self.files[source] for source in sorted(self.files))
        return PublicSite(tuple(entries), files, tuple(sorted(redirects.values())))

    def _entry(self, document: Document, back: Mapping[str, tuple[str, ...]]) -> Entry:
        path = document.path
        open_ = path in self.open
        unit = self.config.unit_by_name.get(document.unit)
        stem = path.rpartition("/")[2].rpartition(".")[0]
        return Entry(
            source=path,
            path=self.paths[path],
            title=document.title or stem,
            column=document.column,
            disclosure=document.disclosure or Disclosure.WITHHELD,
            unit=unit.name if unit else document.unit,
            unit_code=unit.code if unit else self._unit_code(document.unit),
            date=document.date,
            time=document.time,
            formed_on=document.formed_on,
            index_number=self.numbers.by_path.get(path, ""),
            document_number=document.document_number,
            # The first paragraph of a text that is not published is not a summary but a leak.
            summary=document.summary or (document.lead if open_ else ""),
            topic=document.topic,
            genre=document.genre,
            keywords=document.keywords,
            validity=document.validity,
            effective_on=document.effective_on,
            expires_on=document.expires_on,
            from_source=document.source,
            source_url=document.source_url,
            attachments=self._attachments(document) if open_ else (),
            channels=channels_of(document.channels) if open_ else (),
            text=self._text(document) if open_ else None,
            tables=tuple(self._tables(document)) if open_ and document.data else (),
            own=public_own(document, self.columns[document.column].type, self._named)
            if open_
            else {},
            relations=tuple(sorted(back.items(), key=lambda each: rank(each[0]))) if back else (),
        )

    def _unit_code(self, name: str) -> str:
        """Return a code for a unit that is not registered, other than that of any that is."""
        code = slug(name) if name else ""
        taken = {unit.code.lower() for unit in self.config.units}
        return f"{code}-x" if code in taken else code

    def _tables(self, document: Document) -> Iterator[PublicTable]:
        for number, (data, facts) in enumerate(zip(document.data, document.rows, strict=True), 1):
            form = form_of(self.columns[document.column].type, data)
            if form is None or data.path not in self.site.files:
                continue
            rows = tuple(
                (place, row.anchor, row.title)
                for place, row in enumerate(facts)
                if not self._is_over(row)
            )
            key = f"t{number}"
            name = _download_name(document, number)
            digest = self.site.files[data.path].digest
            yield PublicTable(key, form.key, form.label, digest, form.row_pages, name, rows)

    def _is_over(self, row: RowFact) -> bool:
        return row.until is not None and row.until < self.today

    def expired(self) -> Iterator[Held]:
        """Tell which rows are no longer published because their period of publicity is over."""
        for document in self.open.values():
            for data, rows in zip(document.data, document.rows, strict=True):
                for row in filter(self._is_over, rows):
                    why = f"公示期至 {row.until:%Y-%m-%d}，已撤下"
                    yield Held(data.path, row.title, why, True)

    def kept_files(self) -> Iterator[Held]:
        """Tell which files a finding keeps back although their document is public."""
        shipped = self.shipped
        for path, rule in self.barred.items():
            if path in shipped:
                yield Held(path, posixpath.basename(path), f"附件，{rule} 的问题没有改好", False)

    def _attachments(self, document: Document) -> tuple[PublicAttachment, ...]:
        refs = attachments_of(document, self.site.files, self.folders)
        if not refs:
            return ()
        shown = {
            resolve(link.href, document.path) for link in document.links if link.kind == "image"
        }
        images = {target.path for target in shown if target is not None}
        named = {each.path for each in document.attachments}
        return tuple(
            PublicAttachment(ref.title or posixpath.basename(ref.path), self.files[ref.path])
            for ref in refs
            if ref.path in self.files and (ref.path in named or ref.path not in images)
        )

    def _text(self, document: Document) -> PublicText:
        targets = tuple([self._target(document, link.href) for link in document.links])
        return PublicText(document.path, document.digest, document.plain, targets)

    def _target(self, document: Document, href: str) -> str | None:
        target = resolve(href, document.path)
        if target is None:
            return (
                href
                if not href.startswith("/") or href.startswith("//")
                else self.config.base + href[1:]
            )
        if target.path == document.path:
            return (
                "#" + target.anchor
                if target.anchor
                else self.config.base + self.paths[document.path]
            )
        for path in candidates(target.path):
            if path in self.paths:
                anchor = "#" + target.anchor if target.anchor else ""
                return self.config.base + self.paths[path] + anchor
        if target.path in self.files:
            return self.config.base + self.files[target.path].path
        return None

    def _back_relations(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Every relation from both of its ends: declared once, drawn on both pages."""
        found: dict[str, dict[str, dict[str, None]]] = {}

        def add(path: str, label: str, other: str) -> None:
            if path != other:
                found.setdefault(path, {}).setdefault(label, {})[other] = None

        for path, document in self.passed.items():
            for relation, names in declared(document, self.columns[document.column].type):
                for name in names:
                    other = self._named(document, name)
                    if other:
                        add(path, relation.forth, other)
                        add(other, relation.back, path)
        return {p: {label: tuple(sorted(o)) for label, o in r.items()} for p, r in found.items()}

    def _named(self, document: Document, name: str) -> str:
        if name in self.by_name:
            return self.by_name[name]
        target = resolve(name, document.path)
        for path in candidates(target.path) if target is not None and target.path else ():
            if path in self.passed:
                return path
        return ""


def _download_name(document: Document, number: int) -> str:
    """Return the file name, without extension, of the downloads of a document's table."""
    return document.slug if len(document.data) == 1 else f"{document.slug}-t{number}"
