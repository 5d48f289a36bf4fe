"""Themes: a folder of templates and static files that falls back to the one it extends.

It must not know what the templates show. Jinja is imported only when something is rendered.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai_ssg.errors import ConfigError, ThemeError
from gongkai_ssg.marked import Entries, Scalar, YamlFault, parse
from gongkai_ssg.text import digest, nearest

if TYPE_CHECKING:
    import jinja2

_REFERENCE = re.compile(r"""\{%-?\s*(?:extends|include|import|from)\s+["']([^"']+)["']""")
_ASSET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def theme_folders(root: Path) -> dict[str, Path]:
    """Return every theme that the site at `root` can use: its own, then those shipped with us."""
    package = Path(__file__).parent
    found: dict[str, Path] = {}
    # In a checkout the themes stand beside the package; a wheel carries them inside.
    for parent in (root / "themes", package / "themes", package.parent / "themes"):
        if parent.is_dir():
            for folder in sorted(parent.iterdir()):
                if (folder / "theme.yaml").is_file():
                    found.setdefault(folder.name, folder)
    return found


class Theme:
    """One theme with all that it falls back to."""

    def __init__(self, root: Path, name: str, cache: Path | None = None) -> None:
        """Find theme `name`; `cache` is a folder for compiled templates.

        Raises ConfigError for an unknown name, ThemeError for a broken theme.yaml.
        """
        self.name = name
        self._cache = cache
        self.folders = tuple(_chain(theme_folders(root), name))

    @cached_property
    def templates(self) -> dict[str, str]:
        """Source of every template by name; the nearest theme wins."""
        found: dict[str, str] = {}
        for name, path in self._files("templates").items():
            try:
                found[name] = path.read_text("utf-8")
            except (OSError, UnicodeDecodeError):
                raise ThemeError(f"读不了模板 {name}。", "检查文件，另存为 UTF-8。") from None
        return found

    @cached_property
    def assets(self) -> dict[str, tuple[str, bytes]]:
        """Static files by name: output path with a fingerprint in its name, and content."""
        found: dict[str, tuple[str, bytes]] = {}
        for name, path in self._files("static").items():
            if not _ASSET.fullmatch(name):
                raise ThemeError(f"主题文件名“{name}”不能用。", "只用字母、数字、点和短横。")
            stem, dot, extension = name.rpartition(".")
            data = _shortened(path.read_bytes(), extension)
            found[name] = (f"assets/{stem}.{digest(data)[:8]}{dot}{extension}", data)
        return found

    def _files(self, kind: str) -> dict[str, Path]:
        found: dict[str, Path] = {}
        for folder in self.folders:
            parent = folder / kind
            for path in sorted(parent.iterdir()) if parent.is_dir() else ():
                if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                    found.setdefault(path.name, path)
        return dict(sorted(found.items()))

    def fingerprint(self, *templates: str) -> str:
        """Return the digest of templates and of all that they extend, include or import."""
        if templates not in self._fingerprints:
            closure: dict[str, None] = {}
            waiting = list(templates)
            while waiting:
                name = waiting.pop()
                if name not in closure and name in self.templates:
                    closure[name] = None
                    waiting.extend(_REFERENCE.findall(self.templates[name]))
            text = "\0".join(f"{name}\0{self.templates[name]}" for name in sorted(closure))
            self._fingerprints[templates] = digest(text.encode())
        return self._fingerprints[templates]

    @cached_property
    def _fingerprints(self) -> dict[tuple[str, ...], str]:
        return {}

    @cached_property
    def environment(self) -> jinja2.Environment:
        """The Jinja environment: strict about undefined names, escaping everything."""
        import jinja2

        cache = None
        if self._cache is not None:
            self._cache.mkdir(parents=True, exist_ok=True)
            cache = jinja2.FileSystemBytecodeCache(str(self._cache))
        return jinja2.Environment(
            loader=jinja2.FunctionLoader(self._source),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            bytecode_cache=cache,
            auto_reload=False,
        )

    def _source(self, name: str) -> tuple[str, str, None] | None:
        # With a file name, so that an error can say in which template it happened.
        return (self.templates[name], name, None) if name in self.templates else None

    def compile(self, template: str) -> None:
        """Compile a template and all that it refers to, so that forked processes share them."""
        import jinja2

        waiting, seen = [template], set()
        while waiting:
            name = waiting.pop()
            if name in self.templates and name not in seen:
                seen.add(name)
                waiting.extend(_REFERENCE.findall(self.templates[name]))
                # A broken template is reported where it is rendered.
                with contextlib.suppress(jinja2.TemplateError):
                    self.environment.get_template(name)

    def render(self, template: str, values: Mapping[str, Any]) -> str:
        """Render one template. Raises ThemeError with the template's line."""
        import jinja2

        try:
            return self.environment.get_template(template).render(values)
        except jinja2.TemplateNotFound as error:
            raise ThemeError(
                f"主题“{self.name}”缺少模板 {error.name}。",
                "补上模板，或在 theme.yaml 写 extends: default。",
            ) from None
        except jinja2.TemplateSyntaxError as error:
            raise ThemeError(
                f"模板 {error.name}:{error.lineno} 写法有误：{error.message}"
            ) from None
        except Exception as error:
            place = self._place(error)
            if not place:
                raise
            raise ThemeError(f"模板 {place} 出错：{error}") from None

    def _place(self, error: BaseException) -> str:
        """Return the template and line in which an error was raised, "" for one of our own."""
        trace, found = error.__traceback__, ""
        while trace is not None:
            if trace.tb_frame.f_code.co_filename in self.templates:
                found = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
            trace = trace.tb_next
        return found


def _shortened(data: bytes, kind: str) -> bytes:
    """Return a style sheet or a script without comments and blanks, anything else as it is."""
    try:
        if kind == "css":
            from rcssmin import cssmin  # type: ignore[import-untyped]

            return str(cssmin(data.decode())).encode()
        if kind == "js":
            from rjsmin import jsmin  # type: ignore[import-untyped]

            return str(jsmin(data.decode())).encode()
    except UnicodeDecodeError:
        pass
    return data


def _chain(folders: Mapping[str, Path], name: str) -> list[Path]:
    chain: list[Path] = []
    while name:
        if name not in folders:
            near = nearest(name, folders)
            raise ConfigError(
                f"没有主题“{name}”。",
                f"是否应为“{near}”？" if near else f"可用的主题：{'、'.join(folders)}。",
            )
        folder = folders[name]
        if folder in chain:
            raise ThemeError(
                f"主题“{name}”的 extends 绕回了自己。", "改正 theme.yaml 里的 extends。"
            )
        chain.append(folder)
        name = _extends(folder)
    return chain


def _extends(folder: Path) -> str:
    try:
        node = parse((folder / "theme.yaml").read_text("utf-8"))
    except (YamlFault, OSError, UnicodeDecodeError) as error:
        raise ThemeError(f"读不了主题“{folder.name}”的 theme.yaml：{error}") from None
    if isinstance(node, Entries):
        for key, value in node.entries:
            if key.text == "extends" and isinstance(value, Scalar):
                return value.text
    return ""
