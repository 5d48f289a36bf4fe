"""XML of a document's part -> text in one plain form, for readers that look for patterns in it.

Office programs write XML in one way, which is read as it is: a real parser would cost ten times
as much. Anything else (other prefixes, CDATA, single quotes, UTF-16, comments) is parsed and
written anew in that way, so that no reader has to know two. Document types are refused, and
entities with them. It must not know what the elements mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from xml.parsers import expat

from gongkai_ssg.gate.files.inside import Broken

_OFFICE = ("http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/")
#: Prefixes by the end of the namespace; strict and transitional OOXML differ in the rest.
_PREFIXES = {
    "wordprocessingml/main": "w",
    "spreadsheetml/main": "",
    "drawingml/main": "a",
    "presentationml/main": "p",
    "officeDocument/relationships": "r",
    "officeDocument/extended-properties": "",
    "officeDocument/extendedProperties": "",
    "officeDocument/custom-properties": "",
    "officeDocument/customProperties": "",
    "officeDocument/docPropsVTypes": "vt",
    "package/relationships": "",
    "package/metadata/core-properties": "cp",
}
_OTHERS = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments": "",
    "http://www.ofdspec.org/2016": "ofd",
    "urn:schemas-microsoft-com:vml": "v",
}
_TAKEN = frozenset(["w", "a", "p", "r", "vt", "cp", "dc", "dcterms", "ofd", "v"])
_DECLARED = re.compile(r'xmlns(?::([\w.-]+))?="([^"]*)"')
_ENCODING = re.compile(rb"""^<\?xml[^>]*encoding=["'](?!utf-8["'])""", re.I)
_YEAR = re.compile(r"/(?:2006|1999)/")
_EMPTY = re.compile(r"<([\w:.-]+)((?:\s[^<>]*)?)></\1>")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|lt|gt|quot|apos|amp|nbsp);")
_NAMED = {"lt": "<", "gt": ">", "quot": '"', "apos": "'", "amp": "&", "nbsp": " "}


def prefix_of(uri: str) -> str | None:
    """Return the usual prefix of a namespace ("" = none), None when it is not known."""
    for start in _OFFICE:
        if uri.startswith(start):
            return _PREFIXES.get(_YEAR.sub("/", uri.removeprefix(start)))
    return _OTHERS.get(uri)


def plain_xml(data: bytes) -> str:
    """Return a part as text: usual prefixes, double quotes, no comments. Raises Broken."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    start = data[:200].lstrip()
    end = data.find(b"?>") + 2 if start.startswith(b"<?xml") else 0
    # One sign is looked for first: that costs a tenth of looking for two.
    if start.startswith(b"<") and not (
        (b"!" in data and b"<!" in data)
        or b"\0" in data[:100]
        or (b"?" in data[end:] and b"<?" in data[end:])
        or (b"'" in data and data.find(b"='", end) >= 0)
        or _ENCODING.match(start)
    ):
        text = data.decode("utf-8", "replace")
        if all(_is_usual(prefix, uri) for prefix, uri in set(_DECLARED.findall(text))):
            return text
    return _written_anew(data)


def _is_usual(prefix: str, uri: str) -> bool:
    known = prefix_of(uri)
    return prefix == known if known is not None else prefix not in _TAKEN


def _written_anew(data: bytes) -> str:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.ordered_attributes = True
    out: list[str] = []

    def name(of: str, other: str) -> str:
        uri, _, local = of.rpartition(" ")
        prefix = prefix_of(uri) if uri else ""
        if prefix is None:
            prefix = other
        return f"{prefix}:{local}" if prefix else local

    def start(tag: str, attributes: list[str]) -> None:
        out.append("<" + name(tag, "x"))
        for at in range(0, len(attributes), 2):
            value = _escape(attributes[at + 1]).replace('"', "&quot;")
            out.append(f' {name(attributes[at], "")}="{value}"')
        out.append(">")

    def refuse(*_: object) -> None:
        raise Broken("XML 里有文档类型声明")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda tag: out.append(f"</{name(tag, 'x')}>")
    parser.CharacterDataHandler = lambda text: out.append(_escape(text))
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Broken("XML 不完整") from error
    return _EMPTY.sub(r"<\1\2/>", "".join(out))


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Return text with its references replaced."""
    return _REFERENCE.sub(_referred, text) if "&" in text else text


def _referred(found: re.Match[str]) -> str:
    return _character(found[0])


# Some programs write every Chinese character as a reference.
@lru_cache(maxsize=10_000)
def _character(reference: str) -> str:
    name = reference[1:-1]
    if name[0] != "#":
        return _NAMED[name]
    code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


# Patterns here and in the readers never look beyond the next "<", and stop at the first closing tag
# that is missing: a hostile file costs no more than its length.
_ATTRIBUTE = re.compile(r'(?:^|\s)([\w:.-]+)="([^"]*)"')


def attributes(tag: str) -> dict[str, str]:
    """Return the attributes of a start tag by name, prefixes kept."""
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag)}


def elements(xml: str, name: str) -> Iterator[tuple[dict[str, str], str]]:
    """Yield attributes and inner XML of every element `name` (a pattern without groups).

    Elements within one of the same name are not told apart.
    """
    opening, closing = _patterns(name)
    found = opening.search(xml)
    while found is not None:
        at = found.end()
        if found[1].endswith("/"):
            yield attributes(found[1][:-1]), ""
        else:
            end = closing.search(xml, at)
            if end is None:
                return
            yield attributes(found[1]), xml[at : end.start()]
            at = end.end()
        found = opening.search(xml, at)


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(rf"<{name}((?:[\s/][^<>]*)?)>"), re.compile(rf"</{name}>")


def without(xml: str, name: str) -> str:
    """Return XML without the elements `name`."""
    opening, closing = f"<{name}", f"</{name}>"
    parts = xml.split(opening)
    kept = [parts[0]]
    for part in parts[1:]:
        if part[:1] not in (" ", ">", "/"):
            kept.append(opening + part)
        elif closing in part:
            kept.append(part.partition(closing)[2])
    return "".join(kept)


_TAG = re.compile(r"<[^<>]*>")
_BREAKS = re.compile(r"</(?:[\w.-]+:)?(?:p|tr|row|div|li|h[1-6]|Paragraph|TextObject)>")


def words(xml: str) -> str:
    """Return the text of XML without its tags, a line for each paragraph."""
    return unescape(_TAG.sub("", _BREAKS.sub("\n", xml)))


def spread_words(xml: str) -> str:
    """Return every text and attribute value of XML on a line of its own, names of elements left out."""
    values = [value for tag in _TAG.findall(xml) for _, value in _ATTRIBUTE.findall(tag)]
    texts = [text.strip() for text in _TAG.split(xml)]
    return unescape("\n".join(each for each in (*texts, *values) if each))
