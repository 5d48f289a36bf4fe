"""Answers the browser: files of the preview, the panel, and word of every new build.

Only this machine is answered unless told else, only regular files below one folder are, and only
under names that cannot be a stranger's (DNS rebinding). It must not know how a site is built.
"""

from __future__ import annotations

import errno
import ipaddress
import os
import shutil
import socket
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from socketserver import TCPServer
from threading import Condition, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

from gongkai_ssg.errors import UsageError, reason
from gongkai_ssg.serve_page import (
    OWN,
    View,
    exists,
    inject,
    is_page,
    media_type,
    open_file,
    panel,
    relative_path,
)

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_WILDCARDS = frozenset({"", "0.0.0.0", "::"})
_FILES = frozenset({"panel.js", "panel.css"})
_HEARTBEAT = 10  # seconds; a browser that has gone is noticed at the next one
# What the built site must get along with on a strict host.
_POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'"
)


def allowed_host(header: str | None, bound: str) -> bool:
    """Tell whether a request with this Host header is meant for a preview bound to `bound`."""
    if not header:
        return False
    if header.startswith("["):
        name = header[1:].partition("]")[0]
    else:
        name = header.rpartition(":")[0] or header
    name = name.lower().rstrip(".")
    if name in _LOCAL or name == bound.lower():
        return True
    # Under a number nobody can pose as another site; under a name they can.
    return bound in _WILDCARDS and _is_address(name)


def is_local(address: str) -> bool:
    """Tell whether a client's IP address is one of this machine to itself."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class PreviewServer(ThreadingHTTPServer):
    """Serves the last published View; every request has its own thread."""

    daemon_threads = True
    allow_reuse_address = os.name == "posix"  # elsewhere it would let two servers share a port

    def __init__(self, host: str, port: int) -> None:
        """Take the port, without answering yet. Raises UsageError where it cannot be had."""
        self.host = host
        self.view: View | None = None
        self.closing = False
        self._news = Condition()
        self._thread: Thread | None = None
        if ":" in host:
            self.address_family = socket.AF_INET6
        try:
            super().__init__((host, port), _Handler)
        except OSError as error:
            raise _refused(error, host, port) from None

    def server_bind(self) -> None:
        """Bind without asking the name service for our own name, which may take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.host, self.server_address[1]

    @property
    def url(self) -> str:
        """Where the browser finds the site."""
        host = "127.0.0.1" if self.host in _WILDCARDS else self.host
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}:{self.server_port}{self.view.base if self.view else '/'}"

    def start(self) -> None:
        """Answer from now on, in a thread of its own."""
        self._thread = Thread(target=self.serve_forever, args=(0.1,), name="preview", daemon=True)
        self._thread.start()

    def publish(self, view: View) -> None:
        """Answer from `view`, and tell every open page."""
        with self._news:
            self.view = view
            self._news.notify_all()

    def next_view(self, number: int) -> View | None:
        """Wait for a View other than `number`; None when none came for some seconds."""
        with self._news:
            self._news.wait_for(lambda: self.closing or self._number() != number, _HEARTBEAT)
            return self.view if self._number() != number else None

    def _number(self) -> int:
        return self.view.number if self.view else 0

    def close(self) -> None:
        """Stop answering and give the port back."""
        with self._news:
            self.closing = True
            self._news.notify_all()
        if self._thread is not None:
            self.shutdown()
            self._thread.join()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that leaves in the middle of an answer is nothing to speak of."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def _refused(error: OSError, host: str, port: int) -> UsageError:
    if error.errno == errno.EADDRINUSE:
        return UsageError(
            f"端口 {port} 已被占用，可能另一个预览正在运行。", "用 -p 换一个端口，-p 0 自动选一个。"
        )
    if error.errno == errno.EACCES:
        return UsageError(f"没有权限使用端口 {port}。", "用 -p 换一个 1024 以上的端口。")
    return UsageError(f"不能在 {host}:{port} 上提供预览：{reason(error)}。", "检查 --host 和 -p。")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "gongkai-preview"
    sys_version = ""
    timeout = 60  # seconds that an idle connection keeps its thread
    # Head and body go out in two pieces: the second must not wait for word of the first (40 ms).
    disable_nagle_algorithm = True
    server: PreviewServer

    def do_GET(self) -> None:
        view = self.server.view
        if view is None or not allowed_host(self.headers.get("Host"), self.server.host):
            self._text(HTTPStatus.FORBIDDEN, "不接受用这个网址访问预览。请用启动时显示的网址。")
            return
        parts = urlsplit(self.path)
        if parts.path.startswith(OWN):
            self._own(parts.path.removeprefix(OWN), parts.query, view)
        elif parts.path == "/" and view.base != "/":
            self._moved(view.base)
        else:
            self._file(parts.path, view)

    do_HEAD = do_GET

    def _own(self, name: str, query: str, view: View) -> None:
        page = parse_qs(query).get("page", [""])[0]
        if name == "events":
            self._events(page)
        elif name == "report":
            shown = panel(view, page, outside=not is_local(self.client_address[0]))
            self._send(HTTPStatus.OK, msgspec.json.encode(shown), media_type(".json"))
        elif name in _FILES:
            data = files("gongkai_ssg").joinpath("preview", name).read_bytes()
            self._send(HTTPStatus.OK, data, media_type(name))
        else:
            self._missing(view)

    def _file(self, url_path: str, view: View) -> None:
        path = relative_path(url_path, view.base)
        if path is None:
            return self._missing(view)
        if not path or path.endswith("/"):
            path += "index.html"
        opened = open_file(view.folder, path)
        if opened is None:
            if is_page(view.folder, path):
                return self._moved(url_path + "/")
            return self._missing(view)
        with opened as file:
            kind = media_type(path)
            if path.endswith(".html"):
                return self._send(HTTPStatus.OK, inject(file.read(), view.site), kind)
            self._head(HTTPStatus.OK, os.fstat(file.fileno()).st_size, kind)
            if self.command != "HEAD":
                shutil.copyfileobj(file, self.wfile)
        return None

    def _missing(self, view: View) -> None:
        opened = open_file(view.folder, "404.html")
        if opened is None:
            return self._text(HTTPStatus.NOT_FOUND, "没有这个页面。")
        with opened as file:
            page = inject(file.read(), view.site, missing=True)
        return self._send(HTTPStatus.NOT_FOUND, page, media_type(".html"))

    def _events(self, page: str) -> None:
        """Tell `page` of every new View for as long as it listens (Server-Sent Events)."""
        self.close_connection = True
        self._head(HTTPStatus.OK, None, "text/event-stream; charset=utf-8")
        if self.command == "HEAD":
            return
        self.wfile.write(b"retry: 1000\n\n")
        number = 0
        while not self.server.closing:
            view = self.server.next_view(number)
            if view is None:
                self.wfile.write(b": \n\n")
                continue
            number = view.number
            data = msgspec.json.encode(
                {"site": view.site, "number": view.number, "exists": exists(view, page)}
            )
            self.wfile.write(b"data: " + data + b"\n\n")

    # --- answers -----------------------------------------------------------------------

    def _moved(self, target: str) -> None:
        self._head(HTTPStatus.FOUND, 0, media_type(".txt"), target)

    def _text(self, status: HTTPStatus, text: str) -> None:
        self._send(status, text.encode(), media_type(".txt"))

    def _send(self, status: HTTPStatus, data: bytes, kind: str) -> None:
        self._head(status, len(data), kind)
        if self.command != "HEAD":
            self.wfile.write(data)

    def _head(self, status: HTTPStatus, size: int | None, kind: str, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if size is not None:
            self.send_header("Content-Length", str(size))
        if location:
            self.send_header("Location", location)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        if kind.startswith("text/html"):
            self.send_header("Content-Security-Policy", _POLICY)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the terminal belongs to builds."""
