"""Sets one issue of the gazette as a PDF.

The articles are the site's own documents: their HTML becomes blocks (gazette_html), the blocks an
official document (gazette_layout), and a fixed Typst template draws them. Hostile text is safe
because it goes in as data, never as source, and Typst sees no file but those given to it. This
module must not know the site, its URLs or where the result is stored.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import msgspec

from gongkai_ssg.errors import GongkaiError
from gongkai_ssg.gazette_html import read_blocks
from gongkai_ssg.gazette_layout import official
from gongkai_ssg.gazette_nodes import MISSING, breakable, one_line
from gongkai_ssg.gazette_title import title_lines
from gongkai_ssg.text import digest, parse_date

_TEMPLATE = Path(__file__).with_name("gazette.typ")
_HEAD = 34  # characters that a running head has for the gazette's name and the article's title


class Article(msgspec.Struct, frozen=True):
    """One document in an issue; `html` is a body as `markup.place_links` returns it.

    `section` is the group under which the contents show it (市政府文件). `note` is the 附注 printed
    below the body, for a text that does not hold its own.
    """

    title: str
    document_number: str
    issuer: str
    date: str
    section: str
    html: str
    note: str = ""


class Issue(msgspec.Struct, frozen=True):
    """One issue: `number` is the 期, `total_number` the 总期号; `images` the bytes for each src."""

    name: str
    year: int
    number: int
    total_number: int | None
    date: str
    organizer: str
    articles: tuple[Article, ...]
    images: Mapping[str, bytes] = {}


def issue_pdf(issue: Issue) -> tuple[bytes, tuple[int, ...]]:
    """Return the PDF and, for each article, the page number printed on its first page.

    The same issue and the same fonts give the same bytes. Raises GongkaiError when Typst or a
    Chinese font is missing, when there is nothing to print, or when an image cannot be read.
    """
    typst = _typst()
    if not issue.articles:
        raise GongkaiError(f"{_label(issue)}没有文章，不能排版。", "请在目录中列出本期刊登的文件。")
    date = _date(issue)
    names = {src: f"image-{index}" for index, src in enumerate(sorted(issue.images))}
    fonts = _fonts(typst)
    data = _data(issue, date, names) | fonts.data
    moment = dt.datetime(date.year, date.month, date.day, tzinfo=dt.UTC)
    # Typst reads inside this folder only, which holds the template, the data and the images.
    with TemporaryDirectory(prefix="gongkai-") as folder:
        root = Path(folder)
        (root / "main.typ").write_bytes(_TEMPLATE.read_bytes())
        (root / "data.json").write_bytes(msgspec.json.encode(data))
        for src, content in issue.images.items():
            (root / names[src]).write_bytes(content)
        compiler = typst.Compiler(root / "main.typ", root=root, font_paths=fonts.found)
        try:
            pdf = compiler.compile(format="pdf", timestamp=moment)
            query = compiler.query("<first-page>", field="value")
        except typst.TypstError as fault:
            _name_bad_image(typst, issue, names, root)
            raise GongkaiError(f"{_label(issue)}排版失败：{fault.message}") from fault
    pages = msgspec.json.decode(query, type=list[int])
    return pdf, tuple(pages)


def typesetter() -> str:
    """Return what, beside an issue, decides the bytes of its PDF: Typst, the fonts, the template.

    Raises GongkaiError when Typst or a Chinese font is missing.
    """
    typst = _typst()
    chosen = msgspec.json.encode(_fonts(typst).data, order="sorted")
    return f"typst {version('typst')} {digest(chosen + _TEMPLATE.read_bytes())}"


def typesetter_or_reason() -> tuple[str, tuple[str, ...]]:
    """Return the same, or "" and a note on why no PDF can be set here."""
    try:
        return typesetter(), ()
    except GongkaiError as error:
        return "", (f"没有生成公报的 PDF：{error.message}{error.hint}",)


# ------------------------------------------------------------------ what the template reads


def _data(issue: Issue, date: dt.date, names: Mapping[str, str]) -> dict[str, Any]:
    name = one_line(issue.name).strip()
    room = min(24, max(8, _HEAD - len(name)))
    articles = [_article(*each, names, room) for each in enumerate(issue.articles)]
    sections = [one_line(article.section).strip() for article in issue.articles]
    groups = [
        {"section": section, "articles": [articles[index] for index in indexes]}
        for section, indexes in groupby(range(len(articles)), key=sections.__getitem__)
    ]
    return {
        "name": name,
        "label": f"{issue.year}年第{issue.number}期",
        "total": f"（总第{issue.total_number}期）" if issue.total_number else "",
        "date": [date.year, date.month, date.day],
        "shown-date": f"{date.year}年{date.month}月{date.day}日",
        "organizer": one_line(issue.organizer).strip(),
        "missing": MISSING,
        "groups": groups,
    }


def _article(index: int, article: Article, names: Mapping[str, str], room: int) -> dict[str, Any]:
    title = one_line(article.title).strip()
    is_long = len(title) > room
    number, issuer = one_line(article.document_number), one_line(article.issuer)
    return {
        "index": index,
        "title": title,
        "shown": breakable(title),
        "lines": [breakable(line) for line in title_lines(title)],
        "short": title[: room - 1] + "…" if is_long else title,
        "number": number,
        "source": "　".join(filter(None, (issuer, number))),
        "note": one_line(article.note).strip(),
        "blocks": official(read_blocks(article.html, names)),
    }


def _label(issue: Issue) -> str:
    return f"《{issue.name}》{issue.year}年第{issue.number}期"


def _date(issue: Issue) -> dt.date:
    found = parse_date(issue.date)
    if found is None:
        raise GongkaiError(f"{_label(issue)}的出版日期“{issue.date}”读不懂。", "写作 2024-03-15。")
    return found[0]


# ------------------------------------------------------------------ Typst and its fonts


def _typst() -> Any:
    """Import Typst, which only those need who print a gazette."""
    try:
        import typst
    except ImportError as fault:
        raise GongkaiError(
            "排版政府公报需要 typst，这里没有安装。", '运行 pip install "gongkai-ssg[pdf]"。'
        ) from fault
    return typst


# Each face of an official document, best first; the Noto and Source Han families are what free
# systems have. A face that is not installed is replaced by the next, then by any Chinese font.
_SERIF = ("Source Han Serif SC", "Noto Serif CJK SC", "Noto Serif SC", "SimSun", "STSong")
_SANS = ("Source Han Sans SC", "Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei")
_ANY = (*_SERIF, *_SANS, "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "AR PL UMing CN")
_FACES = {
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", *_SERIF),
    "body": ("FangSong_GB2312", "FangSong", "STFangsong", "FZFangSong-Z02S", *_SERIF),
    "hei": ("SimHei", "STHeiti", "FZHei-B01S", *_SANS),
    "kai": ("KaiTi_GB2312", "KaiTi", "STKaiti", "FZKai-Z03S", "AR PL UKai CN"),
    "code": ("DejaVu Sans Mono",),
}


class _Faces(NamedTuple):
    found: Any  # typst.Fonts
    data: dict[str, Any]  # for the template: families and weight of each face


@cache
def _fonts(typst: Any) -> _Faces:
    """Choose the family for each face among those installed."""
    found = typst.Fonts()
    heaviest: dict[str, int] = {}
    for font in found.fonts():
        heaviest[font.family] = max(heaviest.get(font.family, 0), font.weight)
    spare = [family for family in _ANY if family in heaviest]
    families = {
        face: [family for family in wanted if family in heaviest] for face, wanted in _FACES.items()
    }
    if not spare and not families["body"]:
        raise GongkaiError(
            "没有找到中文字体，不能排版政府公报。",
            "请安装中文字体，如 apt-get install fonts-noto-cjk。",
        )
    weights = dict.fromkeys(("body", "hei", "kai", "em", "code"), "regular") | {"title": "bold"}
    families["strong"], weights["strong"] = families["body"], "bold"
    if heaviest.get((families["body"] + spare)[0], 0) < 600:  # 仿宋 has no bold: 黑体 stands for it
        families["strong"], weights["strong"] = families["hei"], "regular"
    if not families["kai"]:
        families["kai"], weights["kai"] = families["strong"], weights["strong"]
    families["em"] = families["kai"]
    weights["em"] = weights["kai"]
    shown = {face: _without_doubles([*chosen, *spare]) for face, chosen in families.items()}
    return _Faces(found, {"faces": shown, "weights": weights})


def _without_doubles(families: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(families))


def _name_bad_image(typst: Any, issue: Issue, names: Mapping[str, str], root: Path) -> None:
    """Raise the error that names the image at fault, if one is."""
    for src, name in sorted(names.items()):
        source = root / "try.typ"
        source.write_text(f'#image(read("{name}", encoding: none))', "utf-8")
        try:
            typst.Compiler(source, root=root, ignore_system_fonts=True).compile(format="pdf")
        except typst.TypstError as fault:
            raise GongkaiError(
                f"{_label(issue)}中的图片 {src} 不能读取：{fault.message}",
                "请换成 PNG、JPEG、GIF、WebP 或 SVG 图片。",
            ) from fault
