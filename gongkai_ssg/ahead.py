"""Looks at files in other processes while this one still imports what it takes to build.

It must not know what is built, and is light to import.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from gongkai_ssg import workers
from gongkai_ssg.faults import Fault, Faults
from gongkai_ssg.report import Options
from gongkai_ssg.scan import Scan, scan
from gongkai_ssg.tally import tallying


class _Looked(msgspec.Struct, array_like=True):
    scan: Scan
    faults: list[tuple[str, Fault]]


_encode = msgspec.msgpack.encode
_decode = msgspec.msgpack.Decoder(_Looked).decode


class Ahead(msgspec.Struct, frozen=True):
    """Looks that were begun: the sum over the output folder, and what content/ holds."""

    tally: Callable[[], int | None]
    content: Callable[[], bytes]

    def scan(self, faults: Faults) -> Scan | None:
        """Return what content/ holds, and note what is wrong there; None where nobody could look."""
        data = self.content()
        if not data:
            return None
        looked = _decode(data)
        faults.extend(looked.faults)
        return looked.scan


@contextlib.contextmanager
def looking(options: Options) -> Iterator[Ahead | None]:
    """Begin to look at content and output; None where that cannot be done aside."""
    if options.clean or not workers.can_fork():
        yield None
        return
    with (
        workers.aside(lambda: _content(options.source)) as content,
        tallying(str(options.target.resolve())) as tally,
    ):
        yield Ahead(tally, content)


def _content(root: Path) -> bytes:
    faults = Faults()
    return _encode(_Looked(scan(root, faults), faults))
