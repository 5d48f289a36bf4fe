"""One file that is no document -> what is known of it, its inside included. It judges nothing else.

Whether the file may ship is for the border to say.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import stat
from pathlib import Path

from gongkai_ssg.document import FileFact
from gongkai_ssg.file_kinds import extension
from gongkai_ssg.file_text import READ_FLAGS
from gongkai_ssg.links import ATTACHMENT_TYPES
from gongkai_ssg.policy import GatePolicy
from gongkai_ssg.text import human_size

#: Bytes of a file that is still opened by the gate; a larger one needs a person.
MAX_OPENED = 100 * 1024 * 1024

_HEAD = 16


def look_at(root: Path, path: str, policy: GatePolicy) -> FileFact:
    """Return size, digest and first bytes of a file, and what the gate finds inside it."""
    hasher = hashlib.blake2b(digest_size=16)
    parts: list[bytes] = []
    size = 0
    try:
        handle = os.open(root / path, READ_FLAGS)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return FileFact(path, 0, fault="special")
            while part := os.read(handle, 1024 * 1024):
                hasher.update(part)
                size += len(part)
                if size <= MAX_OPENED:
                    parts.append(part)
        finally:
            os.close(handle)
    except OSError:
        return FileFact(path, 0, fault="unreadable")
    digest = hasher.hexdigest()
    head = parts[0][:_HEAD] if parts else b""
    if not size or extension(path) not in ATTACHMENT_TYPES:  # it never ships
        return FileFact(path, size, digest, head)
    if size > MAX_OPENED:
        return FileFact(path, size, digest, head, unread=f"文件太大（{human_size(size)}）")
    from gongkai_ssg.gate.attachments import scan_file  # the readers are slow to import

    found = scan_file(b"".join(parts), posixpath.basename(path), policy)
    return FileFact(path, size, digest, head, faults=found.faults, unread=found.unread)
