"""When the same files make another site: the moments at which a build has to run."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Final, Literal, TypeAlias
from zoneinfo import ZoneInfo

from msgspec import Struct

from digest.records import Card
from digest.site.editions import Edition

Event: TypeAlias = Literal["article", "edition", "news"]
"""A scheduled article is published; an edition is closed; an article is no news any more."""

NEWS: Final = timedelta(days=2)
"""For so long after it was published an article stands in the news sitemap: Google's rule."""


class Due(Struct, frozen=True):
    """Something that a build has to do, and from when on it can."""

    at: datetime
    """In the site's time zone."""
    event: Event
    name: str
    """Path of the article, or key of the edition."""


def dues(
    scheduled: Iterable[Card], cards: Iterable[Card], editions: Iterable[Edition], now: datetime, zone: ZoneInfo
) -> tuple[Due, ...]:
    """All that is due after `now`, the first first; what is due at one moment by event and name.

    `scheduled` are cards with a date that is held back until then; `cards` and `editions` are the site's, newest first.
    """
    found = [_due(card.date, "article", card.path, zone) for card in scheduled if card.date > now]
    ages = ((_old(card), card.path) for card in cards)
    found += (_due(old, "news", path, zone) for old, path in takewhile(lambda one: one[0] > now, ages))
    ends = ((edition.period.end(zone), edition.key) for edition in editions)
    found += (_due(end, "edition", key, zone) for end, key in takewhile(lambda one: one[0] > now, ends))
    return tuple(sorted(found, key=lambda due: (due.at.timestamp(), due.event, due.name)))


def _old(card: Card) -> datetime:
    """When it is no news any more: hours pass as they do, whatever clocks show."""
    return card.date.astimezone(UTC) + NEWS


def _due(at: datetime, event: Event, name: str, zone: ZoneInfo) -> Due:
    return Due(at.astimezone(zone), event, name)
