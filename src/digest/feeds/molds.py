"""What RSS and Atom look like, by feedgen: the one module that knows that library and its traps.

To import feedgen takes 80 ms, and to write an item with it a third of a millisecond. So it writes one feed of each
format, in which each value is a gap. All feeds are made by filling these molds, which are kept between builds.
"""

import re
from datetime import UTC, datetime
from typing import Any, Final

from feedgen.entry import FeedEntry  # takes 80 ms to import, with lxml: import this module only to make molds
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from feedgen.util import xml_elem

from digest.feeds.fill import Mold, Molds, Piece

_ATOM: Final = "{http://www.w3.org/2005/Atom}"
_HISTORY: Final = "http://purl.org/syndication/history/1.0"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_CHAIN: Final = ("prev-archive", "next-archive", "current")
"""The links of RFC 5005, section 4."""
_MOMENT: Final = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
"""Stands for each date, which feedgen wants to write itself."""
_MOMENTS: Final = ("Sat, 03 Feb 2001 04:05:06 +0000", "2001-02-03T04:05:06+00:00")
_OPEN, _CLOSE = "\ue000", "\ue001"
_GAP: Final = re.compile(f"{_OPEN}([a-z-]+)(?:\\.(\\d))?{_CLOSE}")


class _Archive(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """Links from document to document, and the mark of an archive document (RFC 5005)."""

    def extend_ns(self) -> dict[str, str]:
        return {"fh": _HISTORY}

    def extend_rss(self, feed: Any) -> Any:
        channel = feed[0]
        place = channel.index(channel.find(f"{_ATOM}link"))
        for rel in reversed(_CHAIN):
            link = xml_elem(f"{_ATOM}link", href=_gap(rel, 0), rel=rel, type=_gap(rel, 1))
            channel.insert(place + 1, link)
        xml_elem(f"{{{_HISTORY}}}archive", channel).text = _gap("archive")
        return feed

    def extend_atom(self, feed: Any) -> Any:
        xml_elem(f"{{{_HISTORY}}}archive", feed).text = _gap("archive")
        return feed


class _Entry(FeedEntry):  # type: ignore[misc]
    """An entry in Atom that says which language it is in, and whose links say what they are."""

    def atom_entry(self, extensions: bool = True) -> Any:
        entry = super().atom_entry(extensions)
        entry.attrib[_LANG] = _gap("lang")
        for link, given in zip(entry.findall("link"), self.link(), strict=True):  # feedgen leaves it at the address
            link.attrib.update({key: given[key] for key in ("href", "rel", "type", "length") if key in given})
        return entry


def molds() -> Molds:
    """The molds of RSS and Atom."""
    return Molds(_mold(_rss(), "    <item>", "      <", "    <"), _mold(_atom(), "  <entry ", "    <", "  <"))


def _rss() -> str:
    out = _feed()
    entry = out.add_entry(order="append")
    entry.title(_gap("title"))
    entry.link(href=_gap("link"))
    entry.guid(_gap("guid", 0), permalink=_gap("guid", 1))
    entry.pubDate(_MOMENT)
    # summary and content together give description and content:encoded
    entry.summary(_gap("summary"))
    entry.content(_gap("text"), type="CDATA")
    entry.category(term=_gap("topic"))
    entry.enclosure(_gap("enclosure", 0), _gap("enclosure", 1), _gap("enclosure", 2))
    entry.dc.dc_creator([_gap("author")])  # <author> must be an e-mail address
    entry.dc.dc_language([_gap("language")])
    return str(out.rss_str(pretty=True).decode())


def _atom() -> str:
    out = _feed()
    out.id(_gap("id"))
    out.author({"name": _gap("publisher")})
    for rel in _CHAIN:
        out.link(href=_gap(rel, 0), rel=rel, type=_gap(rel, 1))
    entry = _Entry()
    entry.title(_gap("title"))
    entry.id(_gap("guid", 0))
    entry.link(href=_gap("link"), rel="alternate")
    entry.link(href=_gap("enclosure", 0), rel="enclosure", length=_gap("enclosure", 1), type=_gap("enclosure", 2))
    entry.link(href=_gap("remote", 0), rel="enclosure", type=_gap("remote", 1))  # of a length that nobody knows
    entry.published(_MOMENT)
    entry.updated(datetime(2002, 2, 3, 4, 5, 6, tzinfo=UTC))
    entry.summary(_gap("summary"))
    entry.content(_gap("text"), type="html")
    entry.category(term=_gap("topic"))
    entry.author({"name": _gap("author")})
    out.add_entry(entry, order="append")
    xml = str(out.atom_str(pretty=True).decode())
    return xml.replace("2002-02-03T04:05:06+00:00", _gap("changed"))


def _feed() -> Any:
    out = FeedGenerator()
    out.load_extension("dc", atom=False)
    out.register_extension("history", _Archive, BaseEntryExtension)
    out.title(_gap("title"))
    # the channel's <link> in RSS is the last one added, and only `self` reaches <atom:link>
    out.link(href=_gap("self", 0), rel="self", type=_gap("self", 1))
    out.link(href=_gap("home"), rel="alternate")
    out.description(_gap("description"))
    out.language(_gap("lang"))
    out.generator(_gap("generator"))
    out.updated(_MOMENT)
    return out


def _gap(name: str, number: int | None = None) -> str:
    """Where a value goes: the only one of `name`, or one of several."""
    return f"{_OPEN}{name}{_CLOSE}" if number is None else f"{_OPEN}{name}.{number}{_CLOSE}"


def _mold(xml: str, item: str, inner: str, outer: str) -> Mold:
    """The mold that a feed of one item gives. Its lines that begin with `item` or `inner` or `outer` begin an element
    that is an item, or within one, or beside it.
    """
    for moment in _MOMENTS:
        xml = xml.replace(moment, _gap("date"))
    lines = xml.splitlines(keepends=True)
    first = next(place for place, line in enumerate(lines) if line.startswith(item))
    closing = outer.rstrip("<") + "</"
    last = next(place for place, line in enumerate(lines) if place > first and line.startswith(closing))
    start = next(place for place, line in enumerate(lines) if line.startswith(outer))
    return Mold(
        opening=_piece("".join(lines[:start]))[1],
        channel=_pieces(lines[start:first], outer),
        item=(_piece(lines[first]), *_pieces(lines[first + 1 : last], inner), _piece(lines[last])),
        closing="".join(lines[last + 1 :]),
    )


def _pieces(lines: list[str], begin: str) -> tuple[Piece, ...]:
    """The elements, each of which has a first line that begins like this."""
    elements: list[str] = []
    for line in lines:
        if line.startswith(begin) and not line.startswith(f"{begin}/"):
            elements.append(line)
        else:
            elements[-1] += line
    return tuple(map(_piece, elements))


def _piece(text: str) -> Piece:
    """An element with its name, that of its gaps; empty if it has none."""
    found = _GAP.search(text)
    bare = text.replace("{", "{{").replace("}", "}}")
    return (found[1] if found else "", _GAP.sub(lambda gap: f"{{{gap[2] or 0}}}", bare))
