"""Editions: the digest of a day, an ISO week or a month, in the site's time zone.

An edition is named by its key, which sorts by time among those of one rhythm, and is its address: `2026-11-30`,
`2026-w48`, `2026-11`.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, Literal, TypeAlias
from zoneinfo import ZoneInfo

from msgspec import Struct

from digest.patterns import late
from digest.records import Card

Rhythm: TypeAlias = Literal["daily", "weekly", "monthly"]


class Period(Struct, frozen=True):
    """The days of an edition."""

    rhythm: Rhythm
    first: date
    after: date
    """The first day that is no part of it."""

    @property
    def year(self) -> int:
        """The calendar's; of a week, the ISO year, to which most of its days belong."""
        return (self.first + timedelta(days=3)).year if self.rhythm == "weekly" else self.first.year

    @property
    def number(self) -> int:
        """In its year: the day's, the ISO week's, the month's."""
        if self.rhythm == "monthly":
            return self.first.month
        return self.first.timetuple().tm_yday if self.rhythm == "daily" else self.first.isocalendar().week

    @property
    def key(self) -> str:
        """`2026-11-30`, `2026-w48` or `2026-11`."""
        if self.rhythm == "weekly":
            return f"{self.year:04}-w{self.number:02}"
        return self.first.isoformat()[: 10 if self.rhythm == "daily" else 7]

    def end(self, zone: ZoneInfo) -> datetime:
        """The first moment after it, aware."""
        return datetime.combine(self.after, time(), zone)


class Edition(Struct, frozen=True):
    """An edition and its stories."""

    period: Period
    cards: tuple[Card, ...]
    """Newest first; never none."""
    closed: bool = False
    """Whether its time is over."""

    @property
    def key(self) -> str:
        """Its name, and its folder below `editions/`."""
        return self.period.key

    @property
    def url(self) -> str:
        """Below the site's address."""
        return f"editions/{self.key}/"

    @property
    def lead(self) -> Card:
        """The story that it opens with: the newest that says so, else that of most quotes, then the longest."""
        chosen = next((card for card in self.cards if card.lead), None)
        return chosen or max(self.cards, key=lambda card: (len(card.quotes), card.minutes))

    @property
    def minutes(self) -> int:
        """Reading time."""
        return sum(card.minutes for card in self.cards)


@lru_cache(maxsize=4096)
def period_of(rhythm: Rhythm, day: date) -> Period:
    """The period that a day of the site's calendar belongs to."""
    if rhythm == "daily":
        return Period(rhythm, day, day + timedelta(days=1))
    if rhythm == "weekly":
        monday = day - timedelta(days=day.weekday())
        return Period(rhythm, monday, monday + timedelta(days=7))
    first = day.replace(day=1)
    return Period(rhythm, first, (first + timedelta(days=31)).replace(day=1))


@lru_cache(maxsize=4096)
def period_named(key: str) -> Period | None:
    """The period of a key; None if it is none."""
    found = _KEY.fullmatch(key)
    if not found:
        return None
    year, week, month, day = found.groups()
    try:
        if week:
            return period_of("weekly", date.fromisocalendar(int(year), int(week), 1))
        if day:
            return period_of("daily", date(int(year), int(month), int(day)))
        return period_of("monthly", date(int(year), int(month), 1))
    except ValueError:
        return None


def editions_of(
    cards: Iterable[Card], rhythm: Rhythm, membership: Mapping[str, str], today: date | None = None
) -> tuple[Edition, ...]:
    """The editions that hold a story, newest first, of settled cards, newest first.

    `membership` has the key of each card's edition by its path; a card that is not there belongs to that of its date.
    Those that were over by `today` are closed.
    """
    stories: dict[Period, list[Card]] = {}
    for card in cards:
        named = membership.get(card.path)
        period = period_named(named) if named else None
        stories.setdefault(period or period_of(rhythm, card.date.date()), []).append(card)
    newest = sorted(stories, key=lambda period: period.first, reverse=True)
    return tuple(
        Edition(period, tuple(stories[period]), today is not None and period.after <= today) for period in newest
    )


_KEY: Final = late(r"(\d{4})-(?:w(\d\d)|(\d\d)(?:-(\d\d))?)", re.ASCII)
