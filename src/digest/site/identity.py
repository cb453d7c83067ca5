"""Who is who, and where: settles the id, date and address of every article, from its card and the ledger.

Nothing here depends on the order in which files were found: newcomers are taken in the order of their paths.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
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


def settle(
    cards: Iterable[Card], ledger: Sequence[Entry], now: datetime, zone: ZoneInfo, held: Iterable[Card] = ()
) -> Settled:
    """The published cards, settled. `now` is the time of the build, aware.

    `held` are cards that are not published now; one that was before still has its address.
    """
    by_path = [_local(card, zone) for card in sorted(cards, key=lambda card: card.path)]
    issues: list[Issue] = []
    entries = _identities(by_path, ledger, moment(now), issues)
    dates = {}
    for card in by_path:
        published = card.published
        if published is None:
            published = entries[card.path].first_seen.astimezone(zone)
            hint = f"set date: {published:%Y-%m-%d} in its front matter"
            issues.append(Issue("W302", card.path, f"no date; taken as first seen on {published:%Y-%m-%d}", hint=hint))
        dates[card.path] = published
    days = {path: _day(published) for path, published in dates.items()}
    slugs = _Slugs(by_path, days, entries, _reserved((_local(card, zone) for card in held), ledger, zone), issues).slugs
    settled = [
        structs.replace(
            card,
            id=entries[card.path].id,
            published=dates[card.path],
            slug=slugs[card.path],
            url=f"{days[card.path]}/{slugs[card.path]}/",
        )
        for card in by_path
    ]
    mine = tuple(
        entry if entry.slug == card.slug else structs.replace(entry, slug=card.slug)
        for card in settled
        for entry in (entries[card.path],)
    )
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


def _reserved(held: Iterable[Card], ledger: Sequence[Entry], zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    """Day and slug of what was published before and will be again."""
    known = {entry.path: entry for entry in ledger}
    for card in held:
        if entry := known.get(card.path):
            yield _day(card.published or entry.first_seen.astimezone(zone)), entry.slug


def _local(card: Card, zone: ZoneInfo) -> Card:
    """The card with its dates as the clocks of the site show them: what was encoded on its way here is in UTC."""
    if zone.key == "UTC" or not (card.published or card.updated or card.corrections):
        return card
    published, updated = (moment and moment.astimezone(zone) for moment in (card.published, card.updated))
    corrections = tuple(
        structs.replace(correction, date=correction.date.astimezone(zone)) if correction.date else correction
        for correction in card.corrections
    )
    return structs.replace(card, published=published, updated=updated, corrections=corrections)


class _Slugs:
    """Gives each card its slug: first those that stay, then those that are given, then new ones."""

    def __init__(
        self,
        cards: Sequence[Card],
        days: Mapping[str, str],
        entries: Mapping[str, Entry],
        reserved: Iterable[tuple[str, str]],
        issues: list[Issue],
    ) -> None:
        self.slugs: dict[str, str] = {}
        """By path, as are the days."""
        self.days = days
        self.issues = issues
        self.claims: dict[tuple[str, str], str] = dict.fromkeys(reserved, "an article that is held back")
        """Who holds the address of a day and a slug."""
        self.next: dict[tuple[str, str], int] = {}
        given = [card for card in cards if card.slug_from == "front matter"]
        derived = [card for card in cards if card.slug_from != "front matter"]
        known = [card for card in derived if entries[card.path].slug]
        for card in given:
            if entries[card.path].slug == card.slug:
                self.claim(card)
        for card in sorted(known, key=lambda card: (entries[card.path].first_seen, card.path)):
            self.derive(card, entries[card.path].slug)
        for card in given:
            if not self.claim(card):
                message = f"has the address {days[card.path]}/{card.slug}/ of {self.claims[days[card.path], card.slug]}"
                issues.append(Issue("E401", card.path, message, hint="give one of the two another slug"))
        for card in derived:
            if card.path not in self.slugs:
                self.derive(card, card.slug)

    def claim(self, card: Card) -> bool:
        """Give the card the slug that it asks for; whether its day had it free."""
        self.slugs[card.path] = card.slug
        return self.claims.setdefault((self.days[card.path], card.slug), card.path) == card.path

    def derive(self, card: Card, slug: str) -> None:
        """Give the card this slug, or the first free of slug-2, slug-3, …"""
        day = self.days[card.path]
        if self.claims.setdefault((day, slug), card.path) == card.path:
            self.slugs[card.path] = slug
            return
        number = self.next.get((day, slug), 2)
        while (day, f"{slug}-{number}") in self.claims:
            number += 1
        self.next[day, slug] = number + 1
        free = f"{slug}-{number}"
        self.claims[day, free] = card.path
        self.slugs[card.path] = free
        message = f"the address {day}/{slug}/ is that of {self.claims[day, slug]}; this one is {day}/{free}/"
        self.issues.append(Issue("W403", card.path, message, hint="set slug to choose another"))


def newest_first(cards: Iterable[Card]) -> list[Card]:
    """Cards by date, the newest first; those of one moment by path."""
    return sorted(sorted(cards, key=lambda card: card.path), key=_moment, reverse=True)


def _moment(card: Card) -> float:
    """For comparing: two dates of one zone compare by what its clocks show, which is wrong when they are set back."""
    return card.date.timestamp()


def _day(moment: datetime) -> str:
    """As it begins an address. strftime would take six times as long, and leave a year before 1000 short on Linux."""
    return f"{moment.year:04}/{moment.month:02}/{moment.day:02}"
