"""What a feed is: a channel, and items with what their texts are made from."""

from datetime import datetime
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from digest.renderer import views

Format: TypeAlias = Literal["rss", "atom", "json"]
FORMATS: Final[tuple[Format, ...]] = ("rss", "atom", "json")


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
    lang: str
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
    items: tuple[Entry, ...]
    """Newest first."""
    summaries: bool
    """Whether an item has its summary beside its text."""
    paths: tuple[str, ...] = ()
    """Of the articles, where the items are stories. Where they lie decides nothing of what the feed says."""

    @property
    def texts(self) -> list[str]:
        """The paths of the articles whose texts it holds."""
        return [path for path, entry in zip(self.paths, self.items, strict=False) if entry.view]

    @property
    def has_stories(self) -> bool:
        """Whether its items are stories as other feeds may hold them, too; else they are its own."""
        return self.template == STORY


STORY: Final = "_feed_item.html"
VOICE: Final = "_feed_voice.html"
EDITION: Final = "_feed_edition.html"
CORRECTION: Final = "_feed_correction.html"
