"""Makes the sites that the bench builds: the same documents for us and for the peer.

Texts come from a folder of real documents when one is given, else from the sample site. Until there
are enough, further documents are made of them by changing the order of paragraphs and sentences:
mere copies would flatter an index, whose lists of places they make regular.
"""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

from gongkai_ssg.config import load_config
from gongkai_ssg.document import Document
from gongkai_ssg.load import load_site
from gongkai_ssg.states import Disclosure

REPOSITORY = Path(__file__).parents[1]
#: Real documents beside the checkout, where there are any.
CORPUS = REPOSITORY.parent / "shared" / "corpus" / "site"


def source_site() -> Path:
    """Return the site whose documents are repeated."""
    return CORPUS if CORPUS.is_dir() else REPOSITORY


def make(count: int, ours: Path, hugo: Path, cut: int = 0) -> None:
    """Write `count` documents as a site of ours and as one of Hugo's, bodies cut to `cut` characters.

    0 leaves them at full length.
    """
    root = source_site()
    config = load_config(root)
    site = load_site(root, config)
    documents = [
        d
        for d in site.documents
        if d.disclosure is Disclosure.ACTIVE and d.column and not d.draft and d.date
    ]
    for folder in (ours, hugo):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(REPOSITORY / "bench" / "hugo", hugo)
    (ours / "content").mkdir(parents=True)
    shutil.copy(root / "config.yaml", ours / "config.yaml")
    labels = {column.key: column.label for column in config.columns}
    bodies = [
        _body((root / each.path).read_text(encoding="utf-8")).split("\n\n") for each in documents
    ]
    sections = set()
    for number in range(count):
        document = documents[number % len(documents)]
        own = bodies[number % len(bodies)]
        if number >= len(bodies):
            own = _shuffled(own, random.Random(number))
        body = "\n\n".join(own)
        if cut:
            body = body[: body.rfind("\n\n", 0, cut) if body.rfind("\n\n", 0, cut) > 0 else cut]
        name = f"{document.date:%Y}/d{number:06d}.md"
        _write(ours / "content" / document.column / name, _matter(document), body)
        _write(hugo / "content" / document.column / name, _peer_matter(document), body)
        sections.add(document.column)
    for key in sections:
        _write(hugo / "content" / key / "_index.md", {"title": labels[key]}, "")


def _shuffled(paragraphs: list[str], chance: random.Random) -> list[str]:
    """Return paragraphs in another order, each with its sentences in another order."""
    made = []
    for paragraph in chance.sample(paragraphs, len(paragraphs)):
        sentences = paragraph.split("。")
        if "\n" not in paragraph and "|" not in paragraph:
            sentences[:-1] = chance.sample(sentences[:-1], len(sentences) - 1)
        made.append("。".join(sentences))
    return made


def _body(text: str) -> str:
    return text.split("\n---\n", 1)[1].lstrip("\n")


def _matter(document: Document) -> dict[str, str]:
    return {
        "标题": document.title, "公开属性": "主动公开", "责任单位": document.unit,
        "成文日期": str(document.formed_on or document.date), "发布日期": str(document.date),
        "文号": document.document_number,
    }  # fmt: skip


def _peer_matter(document: Document) -> dict[str, str]:
    return {
        "title": document.title, "unit": document.unit, "date": str(document.date),
        "formed_on": str(document.formed_on or ""), "document_number": document.document_number,
    }  # fmt: skip


def _write(path: Path, matter: dict[str, str], body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in matter.items() if value
    ]
    path.write_text("---\n" + "\n".join(lines) + "\n---\n\n" + body, encoding="utf-8")
