"""Who is who, and where: settles the id, date and address of every article, from its card and the ledger.

Nothing here depends on the order in which files were found: newcomers are taken in the order of their paths.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from digest.issues import Issue
from digest.records import Card
from digest.site.bodies import paired, revision
from digest.site.editions import Rhythm
from digest.site.ledger import Entry, moment, new_id
from digest.site.membership import Membership, membership

_NONE: Mapping[str, str] = {}


class Settled(Struct, frozen=True):
    """Cards with id, slug, url and date, and the ledger that says so."""

    cards: tuple[Card, ...]
    """Newest first, ties by path."""
    entries: tuple[Entry, ...]
    """All of the ledger: those of articles that are gone or held back stay."""
    membership: Membership
    """Which edition each card belongs to."""
    redirects: Mapping[str, str]
    """Earlier addresses, and the path of the article that was there; no page is at any of them."""
    moved: Mapping[str, str]
    """Paths of articles that were known by another path, and that path."""
    issues: tuple[Issue, ...]


def settle(
    cards: Iterable[Card],
    ledger: Sequence[Entry],
    now: datetime,
    zone: ZoneInfo,
    held: Iterable[Card] = (),
    *,
    bodies: Mapping[str, str] = _NONE,
    sources: Container[str] = (),
    rhythm: Rhythm = "weekly",
) -> Settled:
    """The published cards, settled. `now` is the time of the build, aware.

    `held` are cards that are not published now; one that was before still has its address. `bodies` has the
    fingerprint of what each article says, by its path. `sources` are the paths of all other files that could be
    articles: what cannot be read is not gone.
    """
    by_path = [_local(card, zone) for card in sorted(cards, key=lambda card: card.path)]
    back = [_local(card, zone) for card in held]
    issues: list[Issue] = []
    known, moved = _followed([*by_path, *back], ledger, bodies, sources)
    entries = _identities(by_path, known, moment(now), issues)
    dates = {}
    for card in by_path:
        published = card.published
        if published is None:
            published = entries[card.path].first_seen.astimezone(zone)
            hint = f"set date: {published:%Y-%m-%d} in its front matter"
            issues.append(Issue("W302", card.path, f"no date; taken as first seen on {published:%Y-%m-%d}", hint=hint))
        dates[card.path] = published
    days = {path: _day(published) for path, published in dates.items()}
    slugs = _Slugs(by_path, days, entries, _reserved(back, known, zone), issues)
    settled = [
        structs.replace(
            card,
            id=entries[card.path].id,
            published=dates[card.path],
            slug=slugs.slugs[card.path],
            url=slugs.urls[card.path],
        )
        for card in by_path
    ]
    belongs = membership(settled, entries, ledger, rhythm, zone, now)
    mine = tuple([_recorded(entries[card.path], card, bodies, moved, slugs.left, belongs.over) for card in settled])
    ids = {entry.id for entry in mine}
    kept = tuple(slugs.without(entry) for entry in known if entry.id not in ids and entry.path not in entries)
    redirects = {url: path for url, path in slugs.old.items() if url not in slugs.claims}
    return Settled(tuple(newest_first(settled)), mine + kept, belongs, redirects, moved, tuple(issues))


def _followed(
    cards: Sequence[Card], ledger: Sequence[Entry], bodies: Mapping[str, str], sources: Container[str]
) -> tuple[tuple[Entry, ...], dict[str, str]]:
    """The ledger with the paths that its articles have now, and the earlier path of each that was moved.

    An article without an id of its own that the ledger does not know is one whose file is gone, if its text says so.
    """
    paths = {card.path for card in cards}
    if all(entry.path in paths for entry in ledger):
        return tuple(ledger), {}
    given = {card.id for card in cards if card.id}
    gone = {
        entry.path: entry.body
        for entry in ledger
        if entry.body and entry.path not in paths and entry.path not in sources and entry.id not in given
    }
    named = {entry.path for entry in ledger}
    new = {
        card.path: bodies[card.path]
        for card in cards
        if not card.id and card.path not in named
        if bodies.get(card.path)
    }
    moved = paired(gone, new) if gone and new else {}
    now = {before: after for after, before in moved.items()}
    return tuple(
        structs.replace(entry, path=now[entry.path]) if entry.path in now else entry for entry in ledger
    ), moved


def _recorded(
    entry: Entry,
    card: Card,
    bodies: Mapping[str, str],
    moved: Container[str],
    left: Mapping[str, tuple[str, ...]],
    over: Mapping[str, str],
) -> Entry:
    """What the ledger is to say of a card; the entry itself, if that is what it says."""
    body = bodies.get(card.path, entry.body)
    if entry.body and card.path not in moved and revision(body) == revision(entry.body):
        body = entry.body
    old = left.get(card.path, ())
    edition = over.get(card.path, entry.edition)
    if (body, card.url, old, edition) == (entry.body, entry.url, entry.old, entry.edition):
        return entry
    return Entry(
        id=entry.id,
        path=entry.path,
        body=body,
        first_seen=entry.first_seen,
        url=card.url,
        old=old,
        edition=edition,
    )


def _identities(cards: Sequence[Card], ledger: Sequence[Entry], now: datetime, issues: list[Issue]) -> dict[str, Entry]:
    """The entry of each card by its path; a new one has no address yet."""
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
        if entry is None:
            entry = Entry(id=card.id, path=card.path, first_seen=now)
        elif (entry.id, entry.path) != (card.id, card.path):
            entry = structs.replace(entry, id=card.id, path=card.path)
        found[card.path] = entry
    taken = {*by_id, *given}
    for card in cards:
        if card.path in found:
            continue
        entry = by_path.get(card.path)
        if entry is None or entry.id in given:  # an id that moved elsewhere by hand leaves its old place without one
            entry = Entry(id=new_id(card.path, taken), path=card.path, first_seen=now)
            taken.add(entry.id)
        found[card.path] = entry
    return found


def _reserved(held: Iterable[Card], ledger: Sequence[Entry], zone: ZoneInfo) -> dict[str, str]:
    """The addresses of what was published before and will be again."""
    known: dict[str, Entry] = {}
    found: dict[str, str] = {}
    for card in held:
        known = known or {entry.path: entry for entry in ledger}
        if entry := known.get(card.path):
            found |= dict.fromkeys((entry.url, *entry.old) if entry.url else entry.old, _HELD)
            found[f"{_day(card.published or entry.first_seen.astimezone(zone))}/{entry.name}/"] = _HELD
    return found


_HELD = "an article that is held back"


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
    """Gives each card its address: first those that stay, then those that are given, then those that are derived.

    What a card had before is its own: nothing but a given slug takes an address that leads to an article.
    """

    def __init__(
        self,
        cards: Sequence[Card],
        days: Mapping[str, str],
        entries: Mapping[str, Entry],
        reserved: Mapping[str, str],
        issues: list[Issue],
    ) -> None:
        self.slugs: dict[str, str] = {}
        """By path, as are the addresses and the days."""
        self.urls: dict[str, str] = {}
        self.days = days
        self.issues = issues
        self.claims: dict[str, str] = dict(reserved)
        """Who holds an address."""
        self.old: dict[str, str] = {}
        """Whom an earlier address leads to."""
        self.next: dict[str, int] = {}
        names = {card.path: entries[card.path].name for card in cards}
        # they are in the order of their paths, and stay so among equals
        known = sorted([card for card in cards if names[card.path]], key=lambda card: entries[card.path].first_seen)
        wanted = {card.path: card.slug if _given(card) else names[card.path] for card in known}
        for card in known:
            path = card.path
            url = entries[path].url
            if url != f"{days[path]}/{wanted[path]}/":
                continue
            if url in self.claims or _given(card):
                self.settle(card, names[path])
            else:  # as nearly all of them are, in a third of the time
                self.claims[url] = path
                self.slugs[path], self.urls[path] = names[path], url
        for card in known:
            entry = entries[card.path]
            own = self.urls.get(card.path)
            if not entry.old and entry.url == own:
                continue
            for url in (*entry.old, entry.url):
                if url and url != own:
                    self.lead(url, card)
        for card in cards:
            if card.path not in self.urls and _given(card):
                self.settle(card, card.slug)
        for card in (*known, *cards):
            if card.path not in self.urls:
                self.settle(card, wanted.get(card.path, card.slug))
        self.left: dict[str, tuple[str, ...]] = {}
        """The earlier addresses that still lead to a card, oldest first, by its path."""
        for card in known:
            entry = entries[card.path]
            if entry.old or entry.url != self.urls[card.path]:
                before = dict.fromkeys((*entry.old, entry.url))
                self.left[card.path] = tuple(
                    url for url in before if self.old.get(url) == card.path and url != self.urls[card.path]
                )

    def without(self, entry: Entry) -> Entry:
        """The entry of an article that is not published, without the addresses that are others' by now."""
        lost = [url for url in (entry.url, *entry.old) if self.claims.get(url, self.old.get(url, _HELD)) != _HELD]
        if not lost:
            return entry
        url, slug = ("", entry.name) if entry.url in lost else (entry.url, entry.slug)
        return structs.replace(entry, url=url, slug=slug, old=tuple(url for url in entry.old if url not in lost))

    def at(self, card: Card, slug: str) -> str:
        """The address of a slug on the card's day."""
        return f"{self.days[card.path]}/{slug}/"

    def lead(self, url: str, card: Card) -> None:
        """Note that an address was the card's, unless it is another's by now."""
        if self.claims.get(url, card.path) == card.path:
            self.old.setdefault(url, card.path)
        else:
            self.tell(url, card.path)

    def tell(self, url: str, path: str) -> None:
        message = f"its earlier address {url} is now that of {self.claims[url]}"
        self.issues.append(Issue("W407", path, message, hint="links from elsewhere lead there"))

    def settle(self, card: Card, slug: str) -> None:
        """Give the card this slug; if it is derived and not free, the first that is of slug-2, slug-3, …"""
        url = self.at(card, slug)
        if _given(card):
            self.slugs[card.path], self.urls[card.path] = slug, url
            if self.claims.setdefault(url, card.path) != card.path:
                message = f"has the address {url} of {self.claims[url]}"
                self.issues.append(Issue("E401", card.path, message, hint="give one of the two another slug"))
            elif self.old.get(url, card.path) != card.path:
                self.tell(url, self.old.pop(url))
            return
        if not self.free(url, card):
            first, number = url, self.next.get(url, 2)
            while not self.free(self.at(card, f"{slug}-{number}"), card):
                number += 1
            self.next[first] = number + 1
            slug = f"{slug}-{number}"
            url = self.at(card, slug)
            holder = self.claims.get(first) or self.old[first]
            message = f"the address {first} is that of {holder}; this one is {url}"
            self.issues.append(Issue("W403", card.path, message, hint="set slug to choose another"))
        self.claims[url] = card.path
        self.slugs[card.path], self.urls[card.path] = slug, url

    def free(self, url: str, card: Card) -> bool:
        return url not in self.claims and self.old.get(url, card.path) == card.path


def _given(card: Card) -> bool:
    return card.slug_from == "front matter"


def newest_first(cards: Iterable[Card]) -> list[Card]:
    """Cards by date, the newest first; those of one moment by path."""
    return sorted(sorted(cards, key=lambda card: card.path), key=_moment, reverse=True)


def _moment(card: Card) -> float:
    """For comparing: two dates of one zone compare by what its clocks show, which is wrong when they are set back."""
    return card.date.timestamp()


def _day(moment: datetime) -> str:
    """As it begins an address. strftime would take six times as long, and leave a year before 1000 short on Linux."""
    return f"{moment.year:04}/{moment.month:02}/{moment.day:02}"
