"""Who is who, and where: settles the id, date and address of every article, from its card and the ledger.

Nothing here depends on the order in which files were found: newcomers are taken in the order of their paths.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from digest.issues import Issue
from digest.records import Card
from digest.site.ledger import Entry, moment, new_id


class Settled(Struct, frozen=True):
    """Cards with id, slug, url and date, and the ledger that says so."""

    cards: tuple[Card, ...]
    """Newest first, ties by path."""
    entries: tuple[Entry, ...]
    """All of the ledger: those of articles that are gone or held back stay."""
    issues: tuple[Issue, ...]


def settle(cards: Iterable[Card], ledger: Sequence[Entry], now: datetime, zone: ZoneInfo) -> Settled:
    """The published cards, settled. `now` is the time of the build, aware."""
    by_path = sorted(cards, key=lambda card: card.path)
    issues: list[Issue] = []
    entries = _identities(by_path, ledger, moment(now), issues)
    dated = []
    for card in by_path:
        entry = entries[card.path]
        published = card.published
        if published is None:
            published = entry.first_seen.astimezone(zone)
            hint = f"set date, or begin the file's name with {published:%Y-%m-%d}-"
            issues.append(Issue("W302", card.path, f"no date; taken as first seen on {published:%Y-%m-%d}", hint=hint))
        dated.append(structs.replace(card, id=entry.id, published=published))
    slugs = _slugs(dated, entries, issues)
    settled = [structs.replace(card, slug=slugs[card.path], url=f"{_day(card)}/{slugs[card.path]}/") for card in dated]
    mine = tuple(structs.replace(entries[card.path], slug=card.slug) for card in settled)
    ids = {entry.id for entry in mine}
    kept = tuple(entry for entry in ledger if entry.id not in ids and entry.path not in entries)
    return Settled(tuple(newest_first(settled)), mine + kept, tuple(issues))


def _identities(cards: Sequence[Card], ledger: Sequence[Entry], now: datetime, issues: list[Issue]) -> dict[str, Entry]:
    """The entry of each card by its path; a new one has no slug yet."""
    by_id = {entry.id: entry for entry in ledger}
    by_path = {entry.path: entry for entry in ledger}
    found: dict[str, Entry] = {}
    given: dict[str, str] = {}
    for card in cards:
        if not card.id:
            continue
        if card.id in given:
            issues.append(Issue("E402", card.path, f"has the id {card.id!r} of {given[card.id]}", hint="change one"))
        given.setdefault(card.id, card.path)
        entry = by_id.get(card.id) or by_path.get(card.path)
        found[card.path] = Entry(card.id, card.path, entry.first_seen if entry else now, entry.slug if entry else "")
    taken = {*by_id, *given}
    for card in cards:
        if card.path in found:
            continue
        entry = by_path.get(card.path)
        if entry is None or entry.id in given:  # an id that moved elsewhere by hand leaves its old place without one
            entry = Entry(new_id(card.path, taken), card.path, now, "")
            taken.add(entry.id)
        found[card.path] = entry
    return found


def _slugs(cards: Sequence[Card], entries: dict[str, Entry], issues: list[Issue]) -> dict[str, str]:
    """The slug of each card by its path: those that were given, then those that were kept, then new ones."""
    claims: dict[tuple[str, str], Card] = {}
    slugs: dict[str, str] = {}

    def claim(card: Card, slug: str) -> Card | None:
        """The card that holds the slug on that day already; None: it is `card`'s now."""
        holder = claims.setdefault((_day(card), slug), card)
        slugs.setdefault(card.path, slug)
        return None if holder is card else holder

    def clash(card: Card, holder: Card, slug: str) -> None:
        message = f"has the address {_day(card)}/{slug}/ of {holder.path}"
        issues.append(Issue("E401", card.path, message, hint="give one of the two another slug"))

    for card in cards:
        if card.slug_from == "front matter" and (holder := claim(card, card.slug)):
            clash(card, holder, card.slug)
    derived = [card for card in cards if card.slug_from != "front matter"]
    known = [card for card in derived if entries[card.path].slug]
    for card in sorted(known, key=lambda card: (entries[card.path].first_seen, card.path)):
        kept = entries[card.path].slug
        holder = claim(card, kept)
        if holder and holder.slug_from == "front matter":
            clash(card, holder, kept)  # the older address must not move, and the other was asked for
        elif holder:
            slugs[card.path] = _suffixed(card, kept, holder, claims, issues)
    for card in derived:
        if not entries[card.path].slug and (holder := claim(card, card.slug)):
            slugs[card.path] = _suffixed(card, card.slug, holder, claims, issues)
    return slugs


def _suffixed(card: Card, slug: str, holder: Card, claims: dict[tuple[str, str], Card], issues: list[Issue]) -> str:
    """The first free of slug-2, slug-3, …"""
    free = next(new for n in count(2) if (_day(card), new := f"{slug}-{n}") not in claims)
    claims[_day(card), free] = card
    message = f"the address {_day(card)}/{slug}/ is that of {holder.path}; this one is {_day(card)}/{free}/"
    issues.append(Issue("W403", card.path, message, hint="set slug to choose another"))
    return free


def newest_first(cards: Iterable[Card]) -> list[Card]:
    """Cards by date, the newest first; those of one moment by path."""
    return sorted(sorted(cards, key=lambda card: card.path), key=lambda card: card.date, reverse=True)


def _day(card: Card) -> str:
    return f"{card.date:%Y/%m/%d}"
