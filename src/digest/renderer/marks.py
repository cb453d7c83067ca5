"""Marks: fingerprints of all that a view is made from, which take a tenth of the time of the view.

What has the mark of last time need not be made to know that it is what it was. A mark may differ where the view does
not: then the view is made, and its recipe tells. The other way round is ruled out by what goes into a mark: all that is
known of each story, and all facts besides that whoever makes the view is handed.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

import msgspec
from msgspec import Struct

from digest.config import Config
from digest.records import Card
from digest.renderer import views
from digest.renderer.recipe import part
from digest.renderer.story import folded
from digest.site.model import Site, Topic
from digest.site.voices import Voice, who

_NONE: Final[Mapping[str, int]] = {}
_UNREAD: Final[Mapping[str, bytes]] = {}


class Detail(Struct, frozen=True):
    """What only an article's own page needs to know, and its card does not hold."""

    targets: Mapping[str, str]
    """Its relative links as written, and where they lead; empty: nowhere."""
    images: tuple[str, ...] = ()
    """Addresses of the remote pictures in its text."""
    source: str = ""
    source_url: str = ""


NO_DETAIL: Final = Detail({})


class Marks:
    """Makes the marks of one build; those of stories once, however many pages show them, and not before one is asked
    for.
    """

    def __init__(
        self,
        site: Site,
        shown: views.Site,
        config: Config,
        details: Mapping[str, Detail],
        sizes: Mapping[str, int] = _NONE,
        read: Mapping[str, bytes] = _UNREAD,
    ) -> None:
        """`details` by the path of each article; `sizes` has the bytes of published pictures by their hrefs. `read` has
        the fingerprints of cards as they were read, by path: to make one takes longer than all else.
        """
        self.site = site
        self.read = read
        self.details = details
        self.sizes = sizes
        self.basis = part(_encode((config, shown)))
        self.topics_by_label = site.topics_by_label()
        self.voice_of = {form: voice for voice in site.voices for form in voice.forms}
        """By how quotes have their names."""
        self._said: dict[str, bytes] = {}

    def all(self) -> list[bytes]:
        """Those of all stories, newest first."""
        return [self.of_cards[card.path] for card in self.site.cards]

    def of(self, facts: object, cards: Iterable[Card] = ()) -> bytes:
        """The mark of what is made of these facts and stories, beside the config and the site as pages show it."""
        marks = self.of_cards
        return part(b"".join([self.basis, _encode(facts), *[marks[card.path] for card in cards]]))

    def joined(self, *marks: bytes) -> bytes:
        """The same, of what is encoded already."""
        return part(b"".join((self.basis, *marks)))

    def said(self, voice: Voice) -> bytes:
        """The mark of what a voice says, in which stories."""
        found = self._said.get(voice.slug)
        if found is None:
            marks = self.of_cards
            quotes = ",".join([said.quote.anchor for said in voice.said]).encode()
            found = self._said[voice.slug] = part(b"".join([quotes, *[marks[said.card.path] for said in voice.said]]))
        return found

    @cached_property
    def of_cards(self) -> dict[str, bytes]:
        """By path the marks of all that pages and feeds may say of each story, but for its text."""
        found: dict[str, bytes] = {}
        read, details, sizes, voice_of = self.read.get, self.details.get, self.sizes, self.voice_of
        topics = {label: (topic.label, topic.slug) for label, topic in self.topics().items()}
        speakers: dict[tuple[object, ...], list[tuple[str, str]]] = {}
        for card in self.site.cards:
            path = card.path
            detail = details(path)
            size = sizes.get(detail.targets.get(card.image.src, ""), 0) if card.image and detail else 0
            voices = []
            for quote in card.quotes if voice_of else ():
                if speaker := quote.speaker:
                    key = (speaker.name, speaker.people, speaker.institution)
                    known = speakers.get(key)
                    if known is None:
                        forms = [voice_of[form] for form in who(speaker)]
                        known = speakers[key] = [(voice.name, voice.slug) for voice in forms]
                    voices += known
            # what a card has that it was not read with
            settled = (read(path) or card, card.id, card.slug, card.url, card.published)
            links = [topics[label] for label in card.topics]
            found[path] = part(_encode((settled, links, voices, detail, size)))
        return found

    def topics(self) -> dict[str, Topic]:
        """The topic of each label, as cards have it."""
        labels = dict.fromkeys([label for card in self.site.cards for label in card.topics])
        return {label: self.topics_by_label[folded(label)] for label in labels}


_encode: Final = msgspec.msgpack.Encoder().encode
