"""Judges a site in another process, while this one goes on as if the same were held back as the
last time.

What findings keep back is all that the public side depends on, and it hardly ever changes; where
it did, whoever went on begins again. It must not judge anything itself.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterable, Iterator

import msgspec

from gongkai_ssg import workers
from gongkai_ssg.check import judge
from gongkai_ssg.config import Config
from gongkai_ssg.document import Site
from gongkai_ssg.errors import GongkaiError
from gongkai_ssg.faults import Finding
from gongkai_ssg.held import Barred, barred_by
from gongkai_ssg.links import document_path
from gongkai_ssg.numbers import Numbers
from gongkai_ssg.packed_report import pack_findings, unpack_findings
from gongkai_ssg.report import Waived
from gongkai_ssg.store import Store

_KEY = "barred"
_MANY = 2000  # documents that are worth a process

_encode = msgspec.msgpack.encode


class WrongGuess(Exception):
    """Not the same is held back as the last time: begin again without a guess."""


class Verdict(msgspec.Struct, frozen=True):
    """What was found, what it keeps back, and the addresses of the documents that it names."""

    findings: tuple[Finding, ...]
    waived: tuple[Waived, ...]
    barred: Barred
    addresses: dict[str, str]
    packed: bytes | None = None  # the findings as they are kept


class _Told(msgspec.Struct, array_like=True):
    findings: bytes
    waived: tuple[Waived, ...]
    barred: Barred
    addresses: dict[str, str]


_decode = msgspec.msgpack.Decoder(_Told).decode


def verdict_of(site: Site, config: Config, today: dt.date, numbers: Numbers) -> Verdict:
    """Judge a site here and now."""
    judged = judge(site, config, today, numbers)
    named = {each.path for each in judged.findings}
    return Verdict(
        judged.findings, judged.waived, barred_by(judged.findings, site),
        addresses_of(site, config, named),
    )  # fmt: skip


def addresses_of(site: Site, config: Config, paths: Iterable[str]) -> dict[str, str]:
    """Return the URLs of those documents among `paths` that have one."""
    columns, wanted = config.column_by_key, frozenset(paths)
    return {
        each.path: config.base + document_path(each, columns[each.column].segment)
        for each in site.documents
        if each.path in wanted and each.column in columns
    }


class Judging(msgspec.Struct, frozen=True):
    """A judgement under way: what to go by until it is there, and whether that is a guess."""

    barred: Barred
    is_guess: bool
    verdict: Callable[[], Verdict]


@contextlib.contextmanager
def judging(
    site: Site, config: Config, today: dt.date, numbers: Numbers, guess: Barred | None
) -> Iterator[Judging]:
    """Judge a site, aside where there is a guess of what findings keep back.

    To ask for the verdict is then the last thing to do, before anything is written. Raises
    WrongGuess where the guess was wrong, or what was done by it failed.
    """
    if guess is None or len(site.documents) < _MANY or not workers.can_fork():
        verdict = verdict_of(site, config, today, numbers)
        del site
        yield Judging(verdict.barred, False, lambda: verdict)
        return
    sites = [site]

    def there() -> bytes:
        found = verdict_of(sites[0], config, today, numbers)
        packed = pack_findings(found.findings)
        return _encode(_Told(packed, found.waived, found.barred, found.addresses))

    with workers.aside(there) as wait:
        sites.clear()  # here the site may go when what is public was made of it
        del site

        def verdict_there() -> Verdict:
            data = wait()
            found = _decode(data) if data else None
            if found is None or found.barred != guess:
                raise WrongGuess
            findings = unpack_findings(found.findings)
            return Verdict(findings, found.waived, found.barred, found.addresses, found.findings)

        try:
            yield Judging(guess, True, verdict_there)
        except GongkaiError:
            raise WrongGuess from None  # what is found comes first, and may be why


def recall_barred(store: Store) -> Barred | None:
    """Return what findings kept back when the site was last built."""
    kept = store.get(_KEY)
    return None if kept is None else msgspec.msgpack.decode(kept, type=Barred)


def keep_barred(store: Store, barred: Barred) -> None:
    """Keep what findings keep back from a site that is built."""
    store.set(_KEY, _encode(barred))
