"""The identity ledger: what has to outlive names, kept in `ledger.jsonl` at the site's root and meant to be committed.

JSON lines, one article a line, sorted by path, so that two branches merge cleanly.
"""

import re
from collections.abc import Container, Iterable
from datetime import UTC, datetime
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct

from digest.issues import Issue
from digest.names import LEDGER
from digest.patterns import late
from digest.site.bodies import are_bodies, revision, words
from digest.site.editions import period_named

_NAMESPACE = UUID("6f0c8a5e-3c1d-5b7a-9f55-0d1e9d1f3b2a")
"""Drawn once. Changing it would announce every story of every site again."""


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """What is remembered of an article."""

    id: str
    path: str
    """Of its source, when it was last built."""
    body: str = ""
    """The fingerprint of its words (`bodies.py`) as they were when it was first published, last said to be revised, or
    moved. An edit that says nothing of itself leaves it: so it is found out, and no edit of a text touches the ledger.
    """
    first_seen: datetime
    """Time of the first build that published it, UTC; the date of an article that has none."""
    url: str = ""
    """Where it is published, below the site's address, or was last: `2026/11/22/vote/`. Its last part is the slug; one
    that was derived is kept for good, whatever becomes of the title."""
    old: tuple[str, ...] = ()
    """Where it was before, oldest first: there it has redirects."""
    edition: str = ""
    """The key of the edition that was closed with it; empty as long as it is open."""
    slug: str = ""
    """In place of `url`: of an article that is gone, and whose address is another's by now; or in a line that an early
    version wrote."""

    @property
    def name(self) -> str:
        """The last part of its address; empty if it was never published."""
        return self.url[11:-1] or self.slug


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
    except ValueError:
        return None
    ids = [entry.id for entry in entries]
    if not len(set(ids)) == len({entry.path for entry in entries}) == len(entries):
        return None
    urls, bodies = [entry.url for entry in entries], [entry.body for entry in entries]
    # all at once, what _check says of each: to ask each of the expressions of each line takes half the time of a build
    sound = (
        "".join(ids).isprintable()
        and all(map(str.strip, ids))
        and _lines(urls, _ADDRESSES)
        and are_bodies(bodies)
        and all(entry.old == () or all(map(_ADDRESS.fullmatch, entry.old)) for entry in entries)
        and all(moment.tzinfo and 1000 <= moment.year <= 9998 for moment in {entry.first_seen for entry in entries})
        and all(map(period_named, {entry.edition for entry in entries} - {""}))
    )
    return tuple(entries) if sound else None


def _lines(texts: list[str], form: re.Pattern[str]) -> bool:
    """Whether `form` describes the lines that texts make, each one."""
    lines = "\n".join([*texts, ""])
    return lines.count("\n") == len(texts) and bool(form.fullmatch(lines))


def _check(entry: Entry) -> None:
    """Raise ValueError for what no build of ours has written: an address becomes a folder, an id goes into feeds."""
    if not _ADDRESS.fullmatch(entry.url) and (entry.url or not _SLUG.fullmatch(entry.slug)):
        if entry.url or not entry.slug:
            raise ValueError(f"{entry.url!r} is not an address like 2026/11/22/vote/")
        raise ValueError(f"{entry.slug!r} is not a slug")
    for url in entry.old:
        if not _ADDRESS.fullmatch(url):
            raise ValueError(f"{url!r} is not an address like 2026/11/22/vote/")
    if not entry.id.isprintable() or not entry.id.strip():
        raise ValueError(f"{entry.id!r} is not an id")
    if entry.first_seen.tzinfo is None or not 1000 <= entry.first_seen.year <= 9998:
        raise ValueError("first_seen is not a date with a time zone")
    if not are_bodies((entry.body,)):
        raise ValueError(f"{entry.body!r} is not the fingerprint of a body")
    if entry.edition and period_named(entry.edition) is None:
        raise ValueError(f"{entry.edition!r} is not an edition")


def dump(entries: Iterable[Entry]) -> bytes:
    """The ledger's text."""
    lines: bytes = msgspec.json.Encoder().encode_lines(sorted(entries, key=lambda entry: entry.path))
    return lines


def changed_since(entry: Entry, body: str) -> bool:
    """Whether an article whose words have the fingerprint `body` says something else than when it was recorded, and
    neither `updated` nor a correction says that it does.
    """
    return words(entry.body) not in ("", words(body)) and revision(entry.body) == revision(body)


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
_ADDRESSES = late(r"(?:\d{4}/\d\d/\d\d/[a-z0-9]++(?:-[a-z0-9]++)*+/\n)*+", re.ASCII)
_ADDRESS = late(r"\d{4}/\d\d/\d\d/[a-z0-9]+(-[a-z0-9]+)*/", re.ASCII)
