"""Cards for tests: the least that a test has to say."""

from datetime import UTC, datetime
from typing import Any

from digest.excerpts import DESCRIPTION, TEASER, clip
from digest.records import Card

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def day(number: int, hour: int = 0, month: int = 11, year: int = 2026) -> datetime:
    """A moment in November 2026, UTC."""
    return datetime(year, month, number, hour, tzinfo=UTC)


def card(name: str, published: datetime | None = None, **facts: Any) -> Card:
    """A card of `content/NAME.txt`, unsettled unless `url` is given."""
    base: dict[str, Any] = {
        "path": f"content/{name}.txt",
        "id": "",
        "slug": name,
        "slug_from": "title",
        "title": name.capitalize(),
        "subtitle": "",
        "published": published,
        "updated": None,
        "authors": (),
        "topics": (),
        "lang": "",
        "summary": f"The summary of {name}.",
        "image": None,
        "quotes": (),
        "minutes": 1,
        "draft": False,
        "lead": False,
    }
    given = base | facts
    cut = {"cut_teaser": clip(given["summary"], TEASER), "cut_description": clip(given["summary"], DESCRIPTION)}
    return Card(**(cut | given))


def settled_card(name: str, published: datetime, **facts: Any) -> Card:
    """A card as the site model leaves it."""
    return card(name, published, **({"id": f"urn:test:{name}", "url": f"{published:%Y/%m/%d}/{name}/"} | facts))
