"""Which feeds there are, and what is in them."""

from datetime import datetime

from msgspec import Struct

from digest.config import Config
from digest.records import Card
from digest.renderer.views import FeedLink
from digest.renderer.views import Site as SiteView
from digest.site.model import Site


class Item(Struct, frozen=True):
    """A story in a feed."""

    id: str
    title: str
    url: str
    """Absolute."""
    published: datetime
    updated: datetime | None
    summary: str
    authors: tuple[str, ...]
    topics: tuple[str, ...]
    lang: str
    """Empty: the feed's."""
    body: str
    """The path of the source whose text it holds; empty: the summary is all."""


class Feed(Struct, frozen=True):
    """A planned feed."""

    path: str
    """Below the output folder."""
    link: FeedLink
    home: str
    """Absolute address of the page that it belongs to."""
    description: str
    lang: str
    generator: str
    items: tuple[Item, ...]
    """Newest first."""
    summaries: bool
    """Whether an item has its summary beside its text."""


def plan(site: Site, shown: SiteView, config: Config) -> tuple[Feed, ...]:
    """All feeds of the site."""
    items = tuple(_item(card, config) for card in site.cards[: config.feeds.items])
    return tuple(
        Feed(
            path=link.href,
            link=link,
            home=config.base_url,
            description=config.description or config.title,
            lang=config.language,
            generator=shown.generator,
            items=items,
            summaries=config.feeds.content != "full",
        )
        for link in shown.feeds
    )


def _item(card: Card, config: Config) -> Item:
    return Item(
        id=card.id,
        title=card.title,
        url=config.base_url + card.url,
        published=card.date,
        updated=card.updated,
        summary=card.summary,
        authors=card.authors,
        topics=card.topics,
        lang=card.lang,
        body="" if config.feeds.content == "summary" else card.path,
    )
