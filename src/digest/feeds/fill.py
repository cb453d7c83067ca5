"""Feeds as text: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1, from the feeds that are planned.

An item is made once, as a *fragment*, and stands in each feed of its format that holds it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import accumulate
from typing import Final, TypeAlias

import msgspec
from msgspec import Struct

from digest.feeds.model import Channel, Format, Item
from digest.renderer.markup import escaped

Piece: TypeAlias = tuple[str, str]
"""An element: the name of its values, and its text with a place for each, as `str.format` has it. What has no name is
always there."""
Values: TypeAlias = Mapping[str, str | Sequence[str] | tuple[str, ...]]
"""What goes into the element of each name: a text, or a tuple of texts into several places; of a list of texts, each
goes into one of its own."""
Cut: TypeAlias = tuple[str, str, str, str]
"""A piece ready for use: its name, what stands before and after its only value, and all as `str.format` has it."""


class Mold(Struct, frozen=True, array_like=True, gc=False):
    """A format of XML, with gaps for values."""

    opening: str
    """What stands before the channel's elements; with a place for the language."""
    channel: tuple[Piece, ...]
    item: tuple[Piece, ...]
    closing: str


class Molds(Struct, frozen=True, array_like=True, gc=False):
    """The molds of all formats of XML."""

    rss: Mold
    atom: Mold


class Writer:
    """Writes feeds, and items for them."""

    def __init__(self, molds: Molds, lang: str) -> None:
        """`lang` is the feeds' language."""
        self.molds = molds
        self.lang = lang
        self.rss_item, self.atom_item = _cut(molds.rss.item), _cut(molds.atom.item)
        self.rss_channel, self.atom_channel = _cut(molds.rss.channel), _cut(molds.atom.channel)

    def fragment(self, kind: Format, item: Item, text: str, summaries: bool) -> bytes:
        """An item with the HTML of its text, if it has one; all addresses in it are absolute.

        `summaries`: whether its summary stands beside the text.
        """
        short = item.summary if summaries or not text else ""
        if kind == "json":
            return self._json(item, text, short)
        values = _facts(item)
        if kind == "rss":
            # one alone is the text
            if short:
                values["summary"] = escaped(_html(short))
            if text and not short:
                values["summary"] = escaped(text)
            elif text:
                values["text"] = text.replace("]]>", "]]]]><![CDATA[>")
            if item.lang and item.lang != self.lang:
                values["language"] = escaped(item.lang)
            values["date"] = _rfc822(item.published)
            return _filled(self.rss_item, values).encode()
        if item.enclosure and not item.enclosure.length:
            del values["enclosure"]
            values["remote"] = (escaped(item.enclosure.url), item.enclosure.type)
        values["lang"] = escaped(item.lang or self.lang)
        if short:
            values["summary"] = escaped(short)
        if text:
            values["text"] = escaped(text)
        values["date"] = _iso(item.published)
        values["changed"] = _iso(item.updated or item.published)
        return _filled(self.atom_item, values).encode()

    def feed(self, kind: Format, channel: Channel, fragments: Iterable[bytes]) -> bytes:
        """A feed of these items."""
        if kind == "json":
            return self._json_feed(channel, fragments)
        mold, pieces = self.molds.atom, self.atom_channel
        if kind == "rss":
            mold, pieces = self.molds.rss, self.rss_channel
        values: dict[str, str | Sequence[str] | tuple[str, ...]] = {
            "": "",
            "title": escaped(channel.title),
            "self": (escaped(channel.url), channel.type),
            "home": escaped(channel.home),
            "id": escaped(channel.home),
            "description": escaped(_html(channel.description) if kind == "rss" else channel.description),
            "publisher": escaped(channel.publisher),
            "lang": escaped(self.lang),
            "generator": escaped(channel.generator),
        }
        if channel.archive:
            values["archive"] = ""
        if channel.updated:
            values["date"] = _rfc822(channel.updated) if kind == "rss" else _iso(channel.updated)
        chain = (("prev-archive", channel.older), ("next-archive", channel.newer), ("current", channel.current))
        values |= {rel: (escaped(url), RSS) for rel, url in chain if url}
        opening = mold.opening.format(escaped(self.lang))
        return b"".join(
            [
                (opening + _filled(pieces, values)).encode(),
                *fragments,
                mold.closing.encode(),
            ],
        )

    def cut(self, kind: Format, feed: bytes) -> list[tuple[int, int]]:
        """Where the fragments are in a feed that was written here: start and size of each, in order. None, if it is not
        sure: what a template prints may look like the end of an item.
        """
        if kind == "json":
            start = feed.find(_ITEMS) + len(_ITEMS)
            sizes = [len(line) for line in feed[start : feed.rfind(_END)].split(_NEXT)]
            starts = accumulate((size + len(_NEXT) for size in sizes[:-1]), initial=start)
            return list(zip(starts, sizes, strict=True))
        mold = self.molds.rss if kind == "rss" else self.molds.atom
        first, last = (b"\n" + mold.item[place][1].partition("{")[0].encode() for place in (0, -1))
        found = []
        end = at = feed.find(first)
        while at >= 0:
            if at != end:
                return []
            end = feed.find(last, at) + len(last) - 1
            found.append((at + 1, end - at))
            at = feed.find(first, end)
        return found if feed[end + 1 :] == mold.closing.encode() else []

    def _json(self, item: Item, text: str, summary: str) -> bytes:
        enclosure = item.enclosure
        return b"  " + _json(
            _JsonItem(
                id=item.id,
                url=item.url,
                title=item.title,
                summary=summary if text else "",
                content_html=text,
                content_text="" if text else summary or item.title,  # it must have one of the two
                image=enclosure.url if enclosure else "",
                date_published=_iso(item.published),
                date_modified=_iso(item.updated) if item.updated else "",
                authors=tuple(map(_JsonAuthor, item.authors)),
                tags=item.topics,
                language=item.lang or self.lang,
                attachments=(_JsonAttachment(enclosure.url, enclosure.type, enclosure.length),) if enclosure else (),
            )
        )

    def _json_feed(self, channel: Channel, fragments: Iterable[bytes]) -> bytes:
        head = _JsonFeed(
            version="https://jsonfeed.org/version/1.1",
            title=channel.title,
            home_page_url=channel.home,
            feed_url=channel.url,
            description=channel.description,
            language=self.lang,
            authors=(_JsonAuthor(channel.publisher),),
        )
        return _json(head)[:-1] + _ITEMS + _NEXT.join(fragments) + _END


def _facts(item: Item) -> dict[str, str | Sequence[str] | tuple[str, ...]]:
    """What RSS and Atom have in common."""
    found: dict[str, str | Sequence[str] | tuple[str, ...]] = {
        "": "",
        "title": escaped(item.title),
        "link": escaped(item.url),
        "guid": (escaped(item.id), "true" if item.id == item.url else "false"),
        "topic": [escaped(topic) for topic in item.topics],
        "author": [escaped(author) for author in item.authors],
    }
    if item.enclosure:
        found["enclosure"] = (escaped(item.enclosure.url), str(item.enclosure.length), item.enclosure.type)
    return found


def _cut(pieces: tuple[Piece, ...]) -> tuple[Cut, ...]:
    found = []
    for name, text in pieces:
        before, _, after = text.format(_GAP, "", "").partition(_GAP)
        found.append((name, before, after, text))
    return tuple(found)


def _filled(pieces: tuple[Cut, ...], values: Values) -> str:
    found: list[str] = []
    for name, before, after, text in pieces:
        given = values.get(name)
        if given is None:
            continue
        if type(given) is str:
            found += (before, given, after)
        elif type(given) is tuple:
            found.append(text.format(*given))
        else:
            for one in given:
                found += (before, one, after)
    return "".join(found)


def _html(text: str) -> str:
    """A text as HTML, which a description in RSS is."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@lru_cache(maxsize=10_000)  # a story stands in many feeds
def _rfc822(moment: datetime) -> str:
    """In UTC: an offset of before standard time has seconds, which RFC 822 cannot write. Always in English."""
    utc = moment.astimezone(UTC)
    iso = utc.isoformat()  # has the figures of each part already
    return f"{_DAYS[utc.weekday()]}, {iso[8:10]} {_MONTHS[utc.month - 1]} {iso[:4]} {iso[11:19]} +0000"


def _iso(moment: datetime) -> str:
    """RFC 3339, in UTC."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


class _JsonAuthor(Struct, frozen=True, gc=False):
    name: str


class _JsonAttachment(Struct, frozen=True, gc=False, omit_defaults=True):
    url: str
    mime_type: str
    size_in_bytes: int = 0


class _JsonItem(Struct, frozen=True, gc=False, omit_defaults=True):
    id: str
    url: str
    title: str
    summary: str = ""
    content_html: str = ""
    content_text: str = ""
    image: str = ""
    date_published: str = ""
    date_modified: str = ""
    authors: tuple[_JsonAuthor, ...] = ()
    tags: tuple[str, ...] = ()
    language: str = ""
    attachments: tuple[_JsonAttachment, ...] = ()


class _JsonFeed(Struct, frozen=True, gc=False, omit_defaults=True):
    version: str
    title: str
    home_page_url: str
    feed_url: str
    description: str
    language: str
    authors: tuple[_JsonAuthor, ...]


_GAP: Final = "\ue000"
_ITEMS, _NEXT, _END = b',"items":[\n', b",\n", b"\n]}\n"
RSS: Final = "application/rss+xml"
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_json: Final = msgspec.json.Encoder().encode
