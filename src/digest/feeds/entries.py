"""Cards, quotes, editions and corrections to items of feeds."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, time
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from digest.config import Config
from digest.feeds.model import Enclosure, Entry, Item
from digest.patterns import late
from digest.records import Card, Correction
from digest.renderer import views
from digest.renderer.plan import NO_DETAIL, Detail
from digest.renderer.story import corrections, edition_title, picture, story
from digest.site.editions import Edition
from digest.site.model import Site, fold
from digest.site.voices import Said

HELD: Final = 50_000
"""Stories that are held at most, 1.5 kB each: to make one again takes 15 µs."""


class Entries:
    """Makes the entries of feeds, those of stories once for all feeds that hold them."""

    def __init__(
        self,
        site: Site,
        config: Config,
        details: Mapping[str, Detail],
        sizes: Mapping[str, int],
        failed: Collection[str] = (),
    ) -> None:
        """`details` by the path of each article; one that is not there has none. `sizes` has the bytes of published
        pictures by their hrefs. The articles of `failed` have a summary and no text.
        """
        self.config = config
        self.details = details
        self.sizes = sizes
        self.failed = failed
        self.topics_by_label = site.topics_by_label()
        self._entries: dict[str, Entry] = {}
        self._items: dict[str, Item] = {}

    @property
    def has_texts(self) -> bool:
        """Whether stories have more than their summary."""
        return self.config.feeds.content != "summary"

    def item(self, card: Card) -> Item:
        """A story in feeds, but for its text."""
        found = self._items.get(card.path)
        if found is None:
            if len(self._items) == HELD:
                self._items.clear()
            found = self._items[card.path] = Item(
                id=identifier(card.id),
                title=card.title,
                url=self.config.base_url + card.url,
                published=card.date,
                updated=card.updated,
                summary=card.summary,
                authors=card.authors,
                topics=card.topics,
                lang=card.lang,
                enclosure=self._enclosure(card) if card.image else None,
            )
        return found

    def story(self, card: Card) -> Entry:
        """A story in feeds."""
        found = self._entries.get(card.path)
        if found is None:
            if len(self._entries) == HELD:
                self._entries.clear()
            text = self._text(card) if self.has_texts and card.path not in self.failed else None
            found = Entry(self.item(card), text)
            self._entries[card.path] = found
        return found

    def _text(self, card: Card) -> views.FeedItemView:
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

    def _enclosure(self, card: Card) -> Enclosure | None:
        """A story's picture; None if it is not there, or nobody can tell what it is."""
        found = picture(card.image, self.details.get(card.path, NO_DETAIL).targets)
        if found is None:
            return None
        kind = _PICTURES.get(re.split(r"[?#]", found.href)[0].rpartition(".")[2].lower())
        if kind is None:
            return None
        href = f"https:{found.href}" if found.href.startswith("//") else found.href
        return Enclosure(href if found.remote else self.config.base_url + href, kind, self.sizes.get(found.href, 0))

    def said(self, said: tuple[Said, ...]) -> Entry:
        """What a voice said in a story."""
        card = said[0].card
        quotes = [views.FeedQuote(one.quote.text, one.quote.speaker, f"{card.url}#{one.quote.anchor}") for one in said]
        return Entry(self.item(card), views.FeedVoiceView(tuple(quotes)))

    def edition(self, edition: Edition) -> Entry:
        """An edition that is closed: one that still grows would be announced again and again."""
        lead, url = edition.lead, self.config.base_url + edition.url
        others = len(edition.cards) - 1
        more = f" – and {others} more {'story' if others == 1 else 'stories'}" if others else ""
        item = Item(
            id=url,
            title=edition_title(edition.period),
            url=url,
            published=_out(edition),
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

    def corrected(self, card: Card) -> Iterator[Entry]:
        """What was corrected in a story."""
        counts: dict[datetime | None, int] = {}
        for found in card.corrections:
            counts[found.date] = number = counts.get(found.date, 0) + 1
            yield Entry(self._correction(card, found, number), views.FeedCorrectionView(found.text, _story(card)))

    def _correction(self, card: Card, found: Correction, number: int) -> Item:
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


def _out(edition: Edition) -> datetime:
    """The date of the newest story of its days; of the first of them, if all that is in it came late or is dated anew.

    So editions are in the order of their dates, and what is out today is never dated before what was out last week.
    """
    days, zone = edition.period, edition.cards[0].date.tzinfo
    of_them = (card.date for card in edition.cards if days.first <= card.date.date() < days.after)
    return next(of_them, datetime.combine(days.first, time(), zone))


def identifier(given: str) -> str:
    """The id of an article as a URI, which feeds need; one that is none stands in for itself."""
    return given if _URI.fullmatch(given) else f"urn:uuid:{uuid5(NAMESPACE_URL, given)}"


def _story(card: Card) -> views.FeedStory:
    return views.FeedStory(card.title, card.url, card.teaser, card.lang)


_PICTURES: Final = {
    "avif": "image/avif", "gif": "image/gif", "jpeg": "image/jpeg", "jpg": "image/jpeg", "png": "image/png",
    "svg": "image/svg+xml", "webp": "image/webp",
}  # fmt: skip
"""Media types by suffix, whatever the machine knows."""
_URI: Final = late(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")
