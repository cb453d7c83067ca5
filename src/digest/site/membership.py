"""Which edition each article belongs to, and which editions a build closes.

An edition is closed once a build after its end has recorded it in the ledger, with each of its articles; then its
membership does not change. The time of the build decides only what is closed, never where an article belongs: until it
is closed, an edition has the same articles for every build of the same files.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from digest.records import Card
from digest.site.editions import Period, Rhythm, period_named, period_of
from digest.site.ledger import Entry


class Membership(Struct, frozen=True):
    """Where the articles of a site belong."""

    keys: Mapping[str, str]
    """The edition of each article by its path; one that is not there belongs to that of its date."""
    over: Mapping[str, str]
    """Those that belong to an edition that has ended: its key, to be recorded, by the path of each."""
    until: datetime | None
    """When the next edition ends that holds a story."""


def membership(
    cards: Iterable[Card],
    entries: Mapping[str, Entry],
    ledger: Iterable[Entry],
    rhythm: Rhythm,
    zone: ZoneInfo,
    now: datetime,
) -> Membership:
    """Where each settled card belongs. `entries` has the entry of each by its path, `ledger` those of all articles.

    An article goes to the edition that the ledger has for it; else to that of its date, if that is not closed; else to
    that in which it was first seen; if that is closed, too, to the first after all that are.
    """
    named = {entry.edition for entry in ledger}
    closed = {period for key in named if (period := period_named(key)) and period.rhythm == rhythm}
    keys: dict[str, str] = {}
    over: dict[str, str] = {}
    places: dict[tuple[str, date, datetime], tuple[str, datetime, bool]] = {}
    """Key and end of an edition, and whether it is another than that of the date: many articles have the same."""
    until: datetime | None = None
    for card in cards:
        entry = entries[card.path]
        day = card.date.date()
        place = (entry.edition, day, entry.first_seen)
        found = places.get(place)
        if found is None:
            dated = period = period_of(rhythm, day)
            recorded = period_named(entry.edition) if entry.edition else None
            if recorded and recorded.rhythm == rhythm:
                period = recorded
            elif dated in closed:
                period = _free(closed, rhythm, entry.first_seen.astimezone(zone).date())
            found = places[place] = (period.key, period.end(zone), period != dated)
        key, end, other = found
        if other:
            keys[card.path] = key
        if end <= now:
            over[card.path] = key
        elif until is None or end < until:
            until = end
    return Membership(keys, over, until)


def _free(closed: set[Period], rhythm: Rhythm, seen: date) -> Period:
    """The edition of the day on which an article was first seen; if it is closed, the first after all that are."""
    period = period_of(rhythm, seen)
    if period not in closed:
        return period
    # that of the time of the build would be another one each time, and no build after its end would find it there
    return period_of(rhythm, max(period.after for period in closed))
