"""The identity ledger: what has to outlive names, kept in `ledger.jsonl` at the site's root and meant to be committed.

JSON lines, one article a line, sorted by path, so that two branches merge cleanly.
"""

from collections.abc import Container, Iterable
from datetime import UTC, datetime
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct

from digest.issues import Issue
from digest.names import LEDGER
from digest.patterns import late

_NAMESPACE = UUID("6f0c8a5e-3c1d-5b7a-9f55-0d1e9d1f3b2a")
"""Drawn once. Changing it would announce every story of every site again."""


class Entry(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """What is remembered of an article."""

    id: str
    path: str
    """Of its source, when it was last built."""
    first_seen: datetime
    """Time of the first build that published it, UTC; the date of an article that has none."""
    slug: str
    """The last part of its address. One that was derived is kept for good, whatever becomes of the title."""


def parse(text: str, path: str = LEDGER) -> tuple[tuple[Entry, ...], tuple[Issue, ...]]:
    """The entries in the text of a ledger, and every line that is damaged."""
    quick = _undamaged(text)
    if quick is not None:
        return quick, ()
    entries: list[Entry] = []
    issues: list[Issue] = []
    ids: dict[str, int] = {}
    paths: dict[str, int] = {}
    lines: set[str] = set()
    decode = msgspec.json.Decoder(Entry).decode
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if not line.strip():
            continue
        if line in lines:  # both sides of a merge may hold it
            continue
        lines.add(line)
        try:
            entry = decode(line)
            _check(entry)
        except ValueError as error:  # msgspec's are ValueErrors, too
            conflict = line[:7] in ("<<<<<<<", "=======", ">>>>>>>")
            what = "a merge conflict that is not settled" if conflict else f"damaged line: {error}"
            hint = "keep the lines of both sides" if conflict else "restore the line, e.g. from version control"
            issues.append(Issue("E406", path, what, number, 0, hint))
            continue
        for seen, value, what in ((ids, entry.id, "id"), (paths, entry.path, "path")):
            if value in seen:
                first = seen[value]
                issues.append(
                    Issue("E406", path, f"the {what} {value!r} stands on line {first}, too", number, 0, "keep one line")
                )
            seen.setdefault(value, number)
        entries.append(entry)
    return tuple(entries), tuple(issues)


def _undamaged(text: str) -> tuple[Entry, ...] | None:
    """The entries of a ledger with nothing wrong in it, at a third of the time; else None."""
    try:
        entries = _LINES.decode_lines(text)
        for entry in entries:
            _check(entry)
    except ValueError:
        return None
    alone = len({entry.id for entry in entries}) == len({entry.path for entry in entries}) == len(entries)
    return tuple(entries) if alone else None


def _check(entry: Entry) -> None:
    """Raise ValueError for what no build of ours has written: a slug becomes a folder, an id goes into feeds."""
    if not _SLUG.fullmatch(entry.slug):
        raise ValueError(f"{entry.slug!r} is not a slug")
    if not entry.id.isprintable() or not entry.id.strip():
        raise ValueError(f"{entry.id!r} is not an id")
    if entry.first_seen.tzinfo is None or not 1000 <= entry.first_seen.year <= 9998:
        raise ValueError("first_seen is not a date with a time zone")


def dump(entries: Iterable[Entry]) -> bytes:
    """The ledger's text."""
    return b"".join(msgspec.json.encode(entry) + b"\n" for entry in sorted(entries, key=lambda entry: entry.path))


def new_id(path: str, taken: Container[str]) -> str:
    """An id for an article first seen at `path`: the same for the same path, unless another article holds it."""
    seed = path
    while (found := f"urn:uuid:{uuid5(_NAMESPACE, seed)}") in taken:
        seed += "#"
    return found


def moment(now: datetime) -> datetime:
    """A build time as the ledger keeps it: UTC, whole seconds."""
    return now.astimezone(UTC).replace(microsecond=0)


_LINES = msgspec.json.Decoder(Entry)
_SLUG = late(r"[a-z0-9]+(-[a-z0-9]+)*")
