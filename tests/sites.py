"""Makes small sites for tests: config.yaml, documents, the files that lie beside them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

#: Rules that ask what a site of three documents has not are off: workflow, empty and stale columns,
#: an old home page, marks of the footer. Their examples bring a config.yaml of their own.
CONFIG = """\
site:
  name: 示例市文化和旅游局
  base_url: https://wl.example.gov.cn
  organizer: 示例市文化和旅游局
units:
  - {code: bgs, name: 办公室}
  - {code: cwk, name: 财务科}
rules: {GK004: off, GK006: off, GK007: off, GK008: off, GK021: off}
"""

#: What a document says unless the test says otherwise; every key by its Chinese name.
_DEFAULTS = {
    "标题": "关于清明节开放时间的公告",
    "公开属性": "主动公开",
    "责任单位": "办公室",
    "成文日期": "2026-02-27",
    "发布日期": "2026-03-02",
}
_BODY = "清明节放假期间，市级公共文化场馆照常开放，具体时间以各场馆公告为准。"

#: A small valid file of each kind; the PDF has a page with a word on it.
PDF = b"".join(
    (
        b"%PDF-1.4\n",
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>> endobj\n",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R",
        b"/Resources<</Font<</F 5 0 R>>>>>> endobj\n",
        b"4 0 obj<</Length 27>>stream\nBT /F 9 Tf (sample) Tj ET \nendstream endobj\n",
        b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj\n",
        b"trailer<</Root 1 0 R/Size 6>>\n%%EOF\n",
    )
)
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 24


def document(body: str = _BODY, *, extra: str = "", **keys: object) -> str:
    """Return a Markdown document that is in order; `keys` replace defaults, None leaves one out.

    `extra` is put into the front matter as it stands.
    """
    values = {key: keys.get(key, value) for key, value in _DEFAULTS.items()}
    values |= keys
    lines = [f"{key}: {value}" for key, value in values.items() if value is not None]
    if extra:
        lines.append(extra.rstrip("\n"))
    return "\n".join(["---", *lines, "---", "", body, ""])


def write_site(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write `files` (path: content) and, unless among them, the usual config.yaml into `root`."""
    for path, content in {"config.yaml": CONFIG, **files}.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    (root / "content").mkdir(exist_ok=True)
    return root


def tree(folder: Path) -> dict[str, bytes]:
    """Return the content of every file below `folder` by its relative path; links as such.

    A folder that holds nothing is there too.
    """
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = b"-> " + str(path.readlink()).encode()
        elif path.is_file():
            found[name] = path.read_bytes()
        elif path.is_dir() and not any(path.iterdir()):
            found[name + "/"] = b""
    return found


def stamps(folder: Path) -> dict[str, int]:
    """Return the time of change in ns of everything below `folder`, the folder included."""
    everything = (folder, *folder.rglob("*"))
    return {path.relative_to(folder).as_posix(): path.lstat().st_mtime_ns for path in everything}
