"""Says what Markdown means here: Python-Markdown, and what official Chinese texts need of it.

It must not know HTML cleaning or links. Body text is hostile: some constructs cost the library
the square of their number, others Python's stack, so each is charged to an Effort as it runs. The
charge depends on the text alone, never on a clock, so that the same text always has one result.
"""

import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor, ParagraphProcessor, UListProcessor
from markdown.extensions import Extension
from markdown.htmlparser import HTMLExtractor
from markdown.preprocessors import HtmlBlockPreprocessor, Preprocessor
from markdown.treeprocessors import Treeprocessor

from gongkai_ssg.markup_plain import opens_paragraph, slug


class TooInvolved(Exception):
    """The text would cost more time or depth than one document may."""


class Effort:
    """What one document may still cost; a unit is some 50 ns of Python, a hundredth of a copy."""

    LIMIT = 50_000_000
    DEPTH = 60

    def reset(self) -> None:
        """Begin a document."""
        self._left = self.LIMIT

    def spend(self, units: int) -> None:
        """Charge units; raises TooInvolved when none are left."""
        self._left -= units
        if self._left < 0:
            raise TooInvolved

    def deepen(self, depth: int) -> None:
        """Raise TooInvolved for nesting that no official text has."""
        if depth > self.DEPTH:
            raise TooInvolved


def dialect(effort: Effort) -> Markdown:
    """Make a converter, to be used by one thread, that charges its work to `effort`."""
    return Markdown(
        extensions=["tables", "footnotes", "attr_list", "fenced_code", "toc", _Official(effort)],
        extension_configs={
            "toc": {"baselevel": 2, "slugify": slug},
            "footnotes": {
                "BACKLINK_TEXT": "返回正文",
                "BACKLINK_TITLE": "返回正文中的注{}",
                "SUPERSCRIPT_TEXT": "注{}",
            },
        },
        output_format="html",
    )


class _Official(Extension):
    """Registers what official texts need and takes away what would change them."""

    def __init__(self, effort: Effort) -> None:
        super().__init__()
        self._effort = effort

    def extendMarkdown(self, md: Markdown) -> None:
        effort = self._effort
        md.preprocessors.register(_SourceCharge(effort), "charge", 40)
        md.preprocessors.register(_HtmlBlocks(md, effort), "html_block", 20)
        blocks = md.parser.blockprocessors
        blocks.deregister("olist")  # 3. stays 3.
        blocks.deregister("code")  # an indent is how a paragraph begins
        blocks.register(_BlockCharge(md.parser, effort), "charge", 200)
        blocks.register(_BulletList(md.parser), "ulist", 30)
        blocks.register(_Prose(md.parser), "paragraph", 10)
        md.treeprocessors.register(_Tree(effort), "official", 12)
        for pattern in md.inlinePatterns:
            _charge_pattern(pattern, md, effort)


# ------------------------------------------------------------------ official text


class _Prose(ParagraphProcessor):
    """Strips the lines of a paragraph, and begins a new one at each numbered or indented line."""

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        first, *rest = blocks[0].split("\n")
        paragraphs = [[_strip_line(first)]]
        splits = not (self.parser.state.isstate("list") or self.parser.state.isstate("looselist"))
        for line in rest:
            if splits and opens_paragraph(line):
                paragraphs.append([])
            paragraphs[-1].append(_strip_line(line))
        blocks[:1] = ["\n".join(lines).strip() for lines in paragraphs]
        for _ in paragraphs:
            super().run(parent, blocks)


def _strip_line(line: str) -> str:
    """Strip a line but for the two spaces at its end that mean a line break."""
    return line.strip() + ("  " if line.endswith("  ") else "")


class _BulletList(UListProcessor):
    """Bullet lists as ever, but a number inside one is text as written."""

    def __init__(self, parser: BlockParser) -> None:
        super().__init__(parser)
        self.CHILD_RE = re.compile(r"^[ ]{0,3}(([*+-]))[ ]+(.*)")


class _Tree(Treeprocessor):
    """Names the alignment of a cell by a class and the scope of a head cell; measures depth."""

    def __init__(self, effort: Effort) -> None:
        self._effort = effort

    def run(self, root: ElementTree.Element) -> None:
        for row in root.iter("tr"):
            for cell in row:
                if cell.tag == "th":
                    cell.set("scope", "col")
                if style := cell.attrib.pop("style", ""):
                    cell.set("class", "align-" + style.removeprefix("text-align: ").rstrip(";"))
        depth, level = 0, list(root)
        while level:
            depth += 1
            self._effort.deepen(depth)
            level = [child for element in level for child in element]


# ------------------------------------------------------------------ what it may cost

_FENCE = re.compile(r"^(?:```|~~~)", re.MULTILINE)


class _SourceCharge(Preprocessor):
    """Charges constructs whose cost is the square of how often they stand in the source."""

    def __init__(self, effort: Effort) -> None:
        self._effort = effort

    def run(self, lines: list[str]) -> list[str]:
        source = "\n".join(lines)
        self._effort.spend(len(_FENCE.findall(source)) * len(source) // 8)
        self._effort.spend(source.count("[TOC]") * len(source))
        self._effort.spend(source.count("[^") ** 2 * 10)
        return lines


class _BlockCharge(BlockProcessor):
    """Charges each look at a block: a block of many headings or rules is cut down one by one."""

    def __init__(self, parser: BlockParser, effort: Effort) -> None:
        super().__init__(parser)
        self._effort = effort

    def test(self, parent: ElementTree.Element, block: str) -> bool:
        self._effort.spend(4 * block.count("\n") + len(block) // 4)
        self._effort.deepen(len(self.parser.state))
        return False


class _HtmlBlocks(HtmlBlockPreprocessor):
    """The library's own step, with a parser that charges."""

    def __init__(self, md: Markdown, effort: Effort) -> None:
        super().__init__(md)
        self._effort = effort

    def run(self, lines: list[str]) -> list[str]:
        parser = _HtmlExtractor(self.md, self._effort)
        parser.feed("\n".join(lines))
        parser.close()
        return "".join(parser.cleandoc).split("\n")


class _HtmlExtractor(HTMLExtractor):
    """Charges what is looked for to the end of the text and every copy of the rest of it."""

    def __init__(self, md: Markdown, effort: Effort) -> None:
        self._effort = effort
        super().__init__(md)

    def check_for_whole_start_tag(self, i: int) -> int:
        return self._search(i, super().check_for_whole_start_tag(i))

    def parse_endtag(self, i: int) -> int:
        return self._search(i, super().parse_endtag(i))

    def parse_html_declaration(self, i: int) -> int:
        return self._search(i, super().parse_html_declaration(i))

    def parse_pi(self, i: int) -> int:
        return self._search(i, super().parse_pi(i))

    def handle_endtag(self, tag: str) -> None:
        was_raw = self.inraw
        super().handle_endtag(tag)
        if was_raw and not self.inraw:
            self._effort.spend(len(self.rawdata) // 256)

    def handle_empty_tag(self, data: str, is_block: bool) -> None:
        self._effort.spend(len(self.rawdata) // (256 if is_block else 4096))
        super().handle_empty_tag(data, is_block)

    def handle_comment(self, data: str) -> None:
        self._effort.spend(len(self.inline_stack) * (100 + len(self.rawdata) // 64))
        super().handle_comment(data)

    def _search(self, start: int, end: int) -> int:
        if end - start <= 2:  # not closed
            self._effort.spend(len(self.rawdata) - start)
        return end


def _charge_pattern(pattern: Any, md: Markdown, effort: Effort) -> None:
    """Make an inline pattern charge what it reads and the copy of its block for each match."""
    inline: Any = md.treeprocessors["inline"]

    def reading(method: Callable[..., Any], result_end: int) -> Callable[[str, int], Any]:
        def read(data: str, index: int) -> Any:
            result = method(data, index)
            effort.spend(4 * max(0, result[result_end] - index))
            return result

        return read

    for name, result_end in (("getText", 1), ("getLink", 2)):
        if method := getattr(pattern, name, None):
            setattr(pattern, name, reading(method, result_end))
    if spans := getattr(pattern, "find_code_spans", None):

        def find_code_spans(start: int, text: str) -> tuple[int, int | None]:
            begin, end = spans(start, text)
            effort.spend((len(text) if end is None else end) - start)
            return begin, end

        pattern.find_code_spans = find_code_spans
    handle_match = pattern.handleMatch

    def charged(match: re.Match[str], data: str) -> Any:
        effort.spend(100 + len(data) // 64)
        effort.deepen(len(inline.ancestors))
        return handle_match(match, data)

    pattern.handleMatch = charged


_HTML_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_FORMATTING = frozenset(
    (
        "a",
        "b",
        "big",
        "code",
        "em",
        "font",
        "i",
        "nobr",
        "s",
        "small",
        "strike",
        "strong",
        "tt",
        "u",
    )
)
_CLOSED_BY_OTHERS = frozenset(
    {"area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input", "li"}
    | {"link", "meta", "option", "p", "param", "source", "tbody", "td", "tfoot", "th", "thead"}
    | {"tr", "track", "wbr"}
)


def charge_nesting(page: str, effort: Effort) -> None:
    """Charge what HTML parsing will pay for tags left open: the parser walks or copies them all."""
    open_tags: dict[str, int] = {}
    depth = formatting = 0
    for closing, name in _HTML_TAG.findall(page):
        tag = name.lower()
        step = -1 if closing else 1
        if tag not in _CLOSED_BY_OTHERS and (step > 0 or open_tags.get(tag)):
            open_tags[tag] = open_tags.get(tag, 0) + step
            depth += step
            formatting += step if tag in _FORMATTING else 0
        effort.spend(depth // 16 + formatting * 10)
