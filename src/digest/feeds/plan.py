"""Which feeds there are, and what is in them."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Final, Literal, TypeAlias
from uuid import NAMESPACE_URL, uuid5

from msgspec import Struct

from digest.config import Config
from digest.patterns import late
from digest.records import Card, Correction
from digest.renderer import views
from digest.renderer.feedlinks import (
    archive_feed,
    corrections_feed,
    editions_feed,
    has_rss,
    site_feeds,
    topic_feed,
    voice_feed,
)
from digest.renderer.plan import HELD, NO_DETAIL, Detail
from digest.renderer.story import MONTHS, corrections, story
from digest.site.editions import Edition, Period
from digest.site.model import Site, fold
from digest.site.voices import Said, Voice

Format: TypeAlias = Literal["rss", "atom", "json"]


class Enclosure(Struct, frozen=True, array_like=True, gc=False):
    """The picture of an item."""

    url: str
    """Absolute."""
    type: str
    """Media type."""
    length: int
    """Bytes; 0 if nobody knows."""


class Item(Struct, frozen=True, array_like=True, gc=False):
    """An item of a feed, but for its text."""

    id: str
    """A URI."""
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
    enclosure: Enclosure | None = None


class Entry(Struct, frozen=True, array_like=True, gc=False):
    """An item with what its text is made from."""

    item: Item
    view: views.AnyFeedView | None
    """None: the summary is all."""
    body: str = ""
    """The path of the source whose text it holds."""


class Channel(Struct, frozen=True, array_like=True, gc=False):
    """What a feed says of itself."""

    title: str
    url: str
    """Its own, absolute."""
    type: str
    """Media type."""
    home: str
    """Absolute address of the page that it belongs to."""
    description: str
    publisher: str
    generator: str
    updated: datetime | None
    """When the newest change of an item was; None if there is none."""
    archive: bool = False
    """Whether it is an archive document (RFC 5005), with these links to others, or empty."""
    older: str = ""
    newer: str = ""
    current: str = ""


class Feed(Struct, frozen=True, array_like=True, gc=False):
    """A planned feed."""

    path: str
    """Below the output folder."""
    kind: Format
    channel: Channel
    template: str
    """Of the texts of its items."""
    entries: tuple[Entry, ...]
    """Newest first."""

    @property
    def has_stories(self) -> bool:
        """Whether its items are stories as other feeds may hold them, too; else they are its own."""
        return self.template == STORY


STORY: Final = "_feed_item.html"
VOICE: Final = "_feed_voice.html"
EDITION: Final = "_feed_edition.html"
CORRECTION: Final = "_feed_correction.html"


def plan(
    site: Site,
    shown: views.Site,
    config: Config,
    details: Mapping[str, Detail],
    sizes: Mapping[str, int],
    failed: Collection[str] = (),
    only: Collection[str] | None = None,
) -> Iterator[Feed]:
    """All feeds of the site, one after the other: no list of all items is held.

    `details` by the path of each article; one that is not there has none. `sizes` has the bytes of published pictures
    by their hrefs. The articles of `failed` have a summary and no text. `only` asks for nothing but the feeds that hold
    the text of one of these articles.
    """
    return _Plan(site, shown, config, details, sizes, failed).feeds(only)


class _Plan:
    """Makes each entry once, however many feeds hold it."""

    def __init__(
        self,
        site: Site,
        shown: views.Site,
        config: Config,
        details: Mapping[str, Detail],
        sizes: Mapping[str, int],
        failed: Collection[str],
    ) -> None:
        self.site = site
        self.shown = shown
        self.config = config
        self.details = details
        self.sizes = sizes
        self.failed = failed
        self.limit = config.feeds.items
        self.topics_by_label = site.topics_by_label()
        self.entries: dict[str, Entry] = {}
        self.items: dict[str, Item] = {}

    def feeds(self, only: Collection[str] | None) -> Iterator[Feed]:
        def wanted(cards: Iterable[Card]) -> bool:
            return only is None or any(card.path in only for card in cards)

        config, newest = self.config, self.site.cards[: self.limit]
        closed = [edition for edition in self.site.editions if edition.closed] if has_rss(config) else []
        if wanted(newest):
            for link, kind in zip(site_feeds(config), (k for k in FORMATS if k in config.feeds.formats), strict=True):
                channel = self.channel(link, "", config.description or config.title, map(self.item, newest))
                yield self.stories(link, kind, self.chained(channel, older=closed[0] if closed else None), newest)
        for topic in self.site.topics:
            for link in topic_feed(config, topic) if wanted(topic.cards[: self.limit]) else ():
                cards = topic.cards[: self.limit]
                what = f"Stories on {topic.label} in {config.title}"
                channel = self.channel(link, f"topics/{topic.slug}/", what, map(self.item, cards))
                yield self.stories(link, "rss", channel, cards)
        for older, edition, newer in zip((*closed[1:], None), closed, (None, *closed), strict=False):
            if wanted(edition.cards):
                yield self.archive(edition, older, newer)
        if only is None:
            for voice in self.site.voices:
                yield from self.voice(voice)
            yield from self.editions(closed)
            yield from self.corrections()

    # ---- stories

    def item(self, card: Card) -> Item:
        found = self.items.get(card.path)
        if found is None:
            if len(self.items) == HELD:
                self.items.clear()
            found = self.items[card.path] = Item(
                id=identifier(card.id),
                title=card.title,
                url=self.config.base_url + card.url,
                published=card.date,
                updated=card.updated,
                summary=card.summary,
                authors=card.authors,
                topics=card.topics,
                lang=card.lang,
                enclosure=self.enclosure(card) if card.image else None,
            )
        return found

    def entry(self, card: Card) -> Entry:
        found = self.entries.get(card.path)
        if found is None:
            if len(self.entries) == HELD:
                self.entries.clear()
            if self.config.feeds.content == "summary" or card.path in self.failed:
                found = Entry(self.item(card), None)
            else:
                found = Entry(self.item(card), self.text(card), card.path)
            self.entries[card.path] = found
        return found

    def text(self, card: Card) -> views.FeedItemView:
        targets = self.details.get(card.path, NO_DETAIL).targets
        return views.FeedItemView(
            title=card.title,
            description=card.description,
            url=self.config.base_url + card.url,
            lang=card.lang,
            story=story(card, self.topics_by_label, targets),
            subtitle=card.subtitle,
            corrections=corrections(card),
            targets=tuple(targets.items()),
        )

    def enclosure(self, card: Card) -> Enclosure | None:
        """A story's picture; None if it is not there, or nobody can tell what it is."""
        found = story(card, self.topics_by_label, self.details.get(card.path, NO_DETAIL).targets).image
        if found is None:
            return None
        kind = _PICTURES.get(re.split(r"[?#]", found.href)[0].rpartition(".")[2].lower())
        if kind is None:
            return None
        href = f"https:{found.href}" if found.href.startswith("//") else found.href
        return Enclosure(href if found.remote else self.config.base_url + href, kind, self.sizes.get(found.href, 0))

    def stories(self, link: views.FeedLink, kind: Format, channel: Channel, cards: tuple[Card, ...]) -> Feed:
        return Feed(link.href, kind, channel, STORY, tuple(map(self.entry, cards)))

    def archive(self, edition: Edition, older: Edition | None, newer: Edition | None) -> Feed:
        link = archive_feed(self.config, edition)
        what = f"All stories of the edition {edition_title(edition.period)} of {self.config.title}"
        channel = self.channel(link, edition.url, what, map(self.item, edition.cards))
        return self.stories(link, "rss", self.chained(channel, older, newer, archive=True), edition.cards)

    # ---- channels

    def channel(self, link: views.FeedLink, home: str, description: str, items: Iterable[Item]) -> Channel:
        return Channel(
            title=link.title if home else self.config.title,
            url=link.url,
            type=link.type,
            home=self.config.base_url + home,
            description=description,
            publisher=self.config.publisher or self.config.title,
            generator=self.shown.generator,
            updated=max((item.updated or item.published for item in items), default=None),
        )

    def chained(
        self, channel: Channel, older: Edition | None, newer: Edition | None = None, archive: bool = False
    ) -> Channel:
        """The channel with links to the archives of editions."""
        return Channel(
            channel.title,
            channel.url,
            channel.type,
            channel.home,
            channel.description,
            channel.publisher,
            channel.generator,
            channel.updated,
            archive,
            archive_feed(self.config, older).url if older else "",
            archive_feed(self.config, newer).url if newer else "",
            site_feeds(self.config)[0].url if archive else "",
        )

    # ---- what is no story

    def voice(self, voice: Voice) -> Iterator[Feed]:
        for link in voice_feed(self.config, voice):
            entries = []
            for _, said in groupby(voice.said, key=lambda said: said.card.path):
                if len(entries) == self.limit:
                    break
                entries.append(self.said(tuple(said)))
            channel = self.channel(
                link, voice.url, f"What {voice.name} says in {self.config.title}", (entry.item for entry in entries)
            )
            yield Feed(link.href, "rss", channel, VOICE, tuple(entries))

    def said(self, said: tuple[Said, ...]) -> Entry:
        card = said[0].card
        quotes = [
            views.FeedQuote(one.quote.text, one.quote.speaker, f"{card.url}#{one.quote.anchor}") for one in said
        ]
        return Entry(self.item(card), views.FeedVoiceView(tuple(quotes)))

    def editions(self, closed: list[Edition]) -> Iterator[Feed]:
        for link in editions_feed(self.config):
            dated = sorted(closed[: self.limit], key=lambda edition: edition.cards[0].date, reverse=True)
            entries = tuple(map(self.edition, dated))
            channel = self.channel(
                link, "editions/", f"The editions of {self.config.title}", (entry.item for entry in entries)
            )
            yield Feed(link.href, "rss", channel, EDITION, entries)

    def edition(self, edition: Edition) -> Entry:
        """An edition that is closed: one that still grows would be announced again and again."""
        lead, url = edition.lead, self.config.base_url + edition.url
        others = len(edition.cards) - 1
        more = f" – and {others} more {'story' if others == 1 else 'stories'}" if others else ""
        item = Item(
            id=url,
            title=edition_title(edition.period),
            url=url,
            published=edition.cards[0].date,
            updated=None,
            summary=lead.title + more,
            authors=(),
            topics=(),
            lang="",
        )
        topics: dict[str, list[views.FeedStory]] = {}
        for card in edition.cards:
            if card is not lead:
                label = self.topics_by_label[fold(card.topics[0])].label if card.topics else ""
                topics.setdefault(label, []).append(_story(card))
        ordered = sorted(topics, key=lambda label: (not label, fold(label), label))
        found = tuple(views.FeedTopic(label, tuple(topics[label])) for label in ordered)
        return Entry(item, views.FeedEditionView(_story(lead), found))

    def corrections(self) -> Iterator[Feed]:
        for link in corrections_feed(self.config):
            found = [entry for card in self.site.cards if card.corrections for entry in self.corrected(card)]
            found.sort(key=lambda entry: entry.item.published, reverse=True)  # else in the order of their stories
            entries = tuple(found[: self.limit])
            channel = self.channel(
                link, "corrections/", f"What {self.config.title} put right", (entry.item for entry in entries)
            )
            yield Feed(link.href, "rss", channel, CORRECTION, entries)

    def corrected(self, card: Card) -> Iterator[Entry]:
        counts: dict[datetime | None, int] = {}
        for found in card.corrections:
            counts[found.date] = number = counts.get(found.date, 0) + 1
            yield Entry(self.correction(card, found, number), views.FeedCorrectionView(found.text, _story(card)))

    def correction(self, card: Card, found: Correction, number: int) -> Item:
        """`number` tells it from others of the same date."""
        day = found.date.date().isoformat() if found.date else ""
        return Item(
            id=f"urn:uuid:{uuid5(NAMESPACE_URL, f'{identifier(card.id)}#correction-{day}-{number}')}",
            title=f"Correction: {card.title}",
            url=self.config.base_url + card.url,
            published=found.date or card.updated or card.date,
            updated=None,
            summary=found.text,
            authors=(),
            topics=card.topics,
            lang=card.lang,
        )


def identifier(given: str) -> str:
    """The id of an article as a URI, which feeds need; one that is none stands in for itself."""
    return given if _URI.fullmatch(given) else f"urn:uuid:{uuid5(NAMESPACE_URL, given)}"


def edition_title(period: Period) -> str:
    """`Week 48, 2026`, `30 November 2026` or `November 2026`."""
    if period.rhythm == "weekly":
        return f"Week {period.number}, {period.year}"
    month = f"{MONTHS[period.first.month - 1]} {period.first.year}"
    return f"{period.first.day} {month}" if period.rhythm == "daily" else month


def _story(card: Card) -> views.FeedStory:
    return views.FeedStory(card.title, card.url, card.teaser, card.lang)


FORMATS: Final[tuple[Format, ...]] = ("rss", "atom", "json")
_PICTURES: Final = {
    "avif": "image/avif", "gif": "image/gif", "jpeg": "image/jpeg", "jpg": "image/jpeg", "png": "image/png",
    "svg": "image/svg+xml", "webp": "image/webp",
}  # fmt: skip
"""Media types by suffix, whatever the machine knows."""
_URI: Final = late(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")
