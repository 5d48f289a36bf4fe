"""Words that must not leave, and the search for them in every byte that is built.

It must not know what may be public: that is what the tests say.
"""

from __future__ import annotations

import gzip
import io
import itertools
import zipfile
from html import escape
from pathlib import Path
from urllib.parse import quote

from gongkai_ssg.search_text import encode, lay_out
from gongkai_ssg.text import slug


class Canary:
    """Numbered words that occur nowhere else; a leak names the place that it was put in."""

    _number = itertools.count()

    def __init__(self) -> None:
        self.words: dict[str, str] = {}

    def __call__(self, place: str) -> str:
        number = next(self._number)
        # Rare characters, so that even one pair of them is found in the search index.
        word = f"龘{chr(0x3400 + number)}靐zq{number:04}x"
        self.words[word] = place
        return word

    def leaks(self, out: Path) -> list[str]:
        """Return where in the built site a canary was put can be read."""
        texts = {
            path.relative_to(out).as_posix(): opened(path.read_bytes())
            for path in out.rglob("*")
            if path.is_file()
        }
        names = "\n".join(texts).encode()
        found = []
        for word, place in self.words.items():
            forms = _forms(word)
            found += [
                f"{place} in {path}"
                for path, data in texts.items()
                if any(f in data for f in forms)
            ]
            found += [f"{place} in a file name"] if any(form in names for form in forms) else []
        return found


def opened(data: bytes) -> bytes:
    """Return what can be read in a file: what is in it, where it is packed."""
    if data.startswith(b"\x1f\x8b"):
        return gzip.decompress(data)
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return b"\n".join(name.encode() + archive.read(name) for name in archive.namelist())
    return data


def _forms(word: str) -> set[bytes]:
    """Every form in which a word may stand in the output."""
    pairs = [token for token in encode(lay_out("", [word[:3]])).split() if len(token) > 4]
    ascii_only = word.encode("unicode_escape")
    texts = {word, escape(word), quote(word), slug(word), word[3:], *pairs}
    return {text.encode() for text in texts} | {ascii_only}
