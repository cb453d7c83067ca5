"""Which feeds there are, and what is in them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Final

from msgspec import Struct, structs

from digest.config import Config
from digest.feeds.entries import Entries
from digest.feeds.model import CORRECTION, EDITION, FORMATS, STORY, VOICE, Channel, Entry, Feed, Format
from digest.records import Card
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
from digest.renderer.marks import Detail, Marks
from digest.renderer.story import edition_title
from digest.site.editions import Edition
from digest.site.model import Site
from digest.site.voices import Voice

_NONE: Final[Mapping[str, str | bool]] = {}


class Draft(Struct, frozen=True):
    """A planned feed that need not be made to know whether it is what it was."""

    path: str
    """Below the output folder."""
    template: str
    """Of the texts of its items."""
    texts: tuple[str, ...]
    """The paths of the articles whose texts it holds."""
    mark: bytes
    """Of all that it is made from: `marks.py`; empty if only some feeds are asked for."""
    make: Callable[[], Feed]
    """Makes it, of nothing but what its mark is made of."""


class Plan:
    """All feeds of a site."""

    def __init__(
        self,
        site: Site,
        shown: views.Site,
        config: Config,
        details: Mapping[str, Detail],
        sizes: Mapping[str, int],
        failed: Collection[str] = (),
        marks: Marks | None = None,
    ) -> None:
        """`details` by the path of each article; one that is not there has none. `sizes` has the bytes of published
        pictures by their hrefs. The articles of `failed` have a summary and no text.
        """
        self.marked = True
        self.marks = marks or Marks(site, shown, config, details, sizes)
        self.site = site
        self.shown = shown
        self.config = config
        self.limit = config.feeds.items
        self.entries = Entries(site, config, details, sizes, failed)

    def feeds(self, only: Collection[str] | None = None) -> Iterator[Feed]:
        """All feeds, one after the other: no list of all items is held."""
        for draft in self.drafts(only):
            yield draft.make()

    def drafts(self, only: Collection[str] | None = None) -> Iterator[Draft]:
        """The same without their items.

        `only` asks for nothing but the feeds that hold the text of one of these articles.
        """

        def wanted(cards: Iterable[Card]) -> bool:
            return only is None or any(card.path in only for card in cards)

        self.marked = only is None  # to mark one feed takes marks of all stories
        closed = [edition for edition in self.site.editions if edition.closed] if has_rss(self.config) else []
        newest = self.site.cards[: self.limit]
        if wanted(newest):
            yield from self._own(newest, closed)
        for topic in self.site.topics:
            cards = topic.cards[: self.limit]
            for link in topic_feed(self.config, topic) if wanted(cards) else ():
                what = f"Stories on {topic.label} in {self.config.title}"
                yield self._stories("rss", link, f"topics/{topic.slug}/", what, cards)
        for older, edition, newer in zip((*closed[1:], None), closed, (None, *closed), strict=False):
            if wanted(edition.cards):
                yield self._archive(edition, older, newer)
        if only is None:
            for voice in self.site.voices:
                yield from self._voice(voice)
            yield from self._editions(closed)
            yield from self._corrections()

    def _mark(self, facts: object, cards: Iterable[Card]) -> bytes:
        return self.marks.of(facts, cards) if self.marked else b""

    # ---- feeds of stories

    def _own(self, cards: tuple[Card, ...], closed: list[Edition]) -> Iterator[Draft]:
        """The site's own, in all its formats; those that can lead to their history in archives."""
        config = self.config
        kinds = [kind for kind in FORMATS if kind in config.feeds.formats]
        for kind, link in zip(kinds, site_feeds(config), strict=True):
            older = archive_feed(config, closed[0]).url if closed and kind != "json" else ""
            more: dict[str, str | bool] = {"title": config.title, "older": older}
            yield self._stories(kind, link, "", config.description or config.title, cards, more)

    def _archive(self, edition: Edition, older: Edition | None, newer: Edition | None) -> Draft:
        """All stories of an edition. It changes when one of them does, and once when there is a newer edition."""
        config = self.config
        what = f"All stories of the edition {edition_title(edition.period)} of {config.title}"
        more: dict[str, str | bool] = {
            "archive": True,
            "older": archive_feed(config, older).url if older else "",
            "newer": archive_feed(config, newer).url if newer else "",
            "current": site_feeds(config)[0].url,
        }
        return self._stories("rss", archive_feed(config, edition), edition.url, what, edition.cards, more)

    def _stories(
        self,
        kind: Format,
        link: views.FeedLink,
        home: str,
        what: str,
        cards: tuple[Card, ...],
        more: Mapping[str, str | bool] = _NONE,
    ) -> Draft:
        """A feed of stories; `more` of its channel is not as in all others."""

        def make() -> Feed:
            entries = tuple(map(self.entries.story, cards))
            return Feed(
                path=link.href,
                kind=kind,
                channel=structs.replace(self._channel(link, home, what, entries), **more),
                template=STORY,
                items=entries,
                summaries=self.config.feeds.content != "full",
                paths=tuple([card.path for card in cards]),
            )

        failed = self.entries.failed
        texts = [card.path for card in cards if card.path not in failed] if self.entries.has_texts else []
        without = [card.path for card in cards if card.path in failed] if failed else ()
        mark = self._mark((kind, link, home, what, more, without), cards)
        return Draft(link.href, STORY, tuple(texts), mark, make)

    # ---- feeds of other things

    def _voice(self, voice: Voice) -> Iterator[Draft]:
        for link in voice_feed(self.config, voice):
            mark = self._mark((link, voice.url, voice.name, self.marks.said(voice)), ())
            yield Draft(link.href, VOICE, (), mark, partial(self._said, link, voice))

    def _said(self, link: views.FeedLink, voice: Voice) -> Feed:
        entries: list[Entry] = []
        for _, said in groupby(voice.said, key=lambda said: said.card.path):
            if len(entries) == self.limit:
                break
            entries.append(self.entries.said(tuple(said)))
        return self._feed(link, voice.url, f"What {voice.name} says in {self.config.title}", VOICE, tuple(entries))

    def _editions(self, closed: list[Edition]) -> Iterator[Draft]:
        """Those that are closed: one that still grows would be announced again and again."""
        found = closed[: self.limit]
        for link in editions_feed(self.config):
            facts = (link, bool(self.site.editions), [(edition.period, len(edition.cards)) for edition in found])
            mark = self._mark(facts, [card for edition in found for card in edition.cards])
            yield Draft(link.href, EDITION, (), mark, partial(self._digests, link, found))

    def _digests(self, link: views.FeedLink, editions: list[Edition]) -> Feed:
        entries = sorted(map(self.entries.edition, editions), key=_moment, reverse=True)
        home = "editions/" if self.site.editions else ""
        return self._feed(link, home, f"The editions of {self.config.title}", EDITION, tuple(entries))

    def _corrections(self) -> Iterator[Draft]:
        found = [card for card in self.site.cards if card.corrections]
        for link in corrections_feed(self.config):
            mark = self._mark((link, bool(self.site.corrections)), found)
            yield Draft(link.href, CORRECTION, (), mark, partial(self._corrected, link, found))

    def _corrected(self, link: views.FeedLink, cards: list[Card]) -> Feed:
        found = [entry for card in cards for entry in self.entries.corrected(card)]
        entries = sorted(found, key=_moment, reverse=True)[: self.limit]
        home = "corrections/" if self.site.corrections else ""  # the feed is there before its page is
        return self._feed(link, home, f"What {self.config.title} put right", CORRECTION, tuple(entries))

    def _feed(self, link: views.FeedLink, home: str, what: str, template: str, entries: tuple[Entry, ...]) -> Feed:
        channel = self._channel(link, home, what, entries)
        return Feed(path=link.href, kind="rss", channel=channel, template=template, items=entries, summaries=True)

    def _channel(self, link: views.FeedLink, home: str, what: str, entries: Iterable[Entry]) -> Channel:
        moments = [entry.item.updated or entry.item.published for entry in entries]
        return Channel(
            title=link.title,
            url=link.url,
            type=link.type,
            home=self.config.base_url + home,
            description=what,
            lang=self.config.language,
            publisher=self.config.publisher or self.config.title,
            generator=self.shown.generator,
            updated=max(moments, default=None),
        )


def _moment(entry: Entry) -> datetime:
    return entry.item.published
