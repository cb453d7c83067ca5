"""Sitemaps: the addresses of all pages for search engines, and the newest stories for Google News."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from digest.config import Config
from digest.records import Card
from digest.renderer.story import exact
from digest.site.due import NEWS

MOST: Final = 50_000
"""Addresses of a sitemap (sitemaps.org)."""
LARGEST: Final = 50_000_000
"""Bytes of a sitemap: 50 MB (sitemaps.org)."""
FEW: Final = 1_000
"""Stories of a news sitemap (Google)."""
SITEMAP: Final = "sitemap.xml"
NEWS_SITEMAP: Final = "news-sitemap.xml"


class Place(Struct, frozen=True, gc=False):
    """A page that search engines may list."""

    path: str
    """Of its file, below the output folder."""
    url: str
    """Canonical, absolute."""
    modified: str
    """When it last showed something new, as ISO 8601 has it; empty if nobody knows."""


def sitemaps(places: Iterable[Place], base_url: str) -> dict[str, bytes]:
    """The sitemaps by name. One holds all addresses; where they are too many, it lists the others.

    There is one for the stories, months and days of each year, and one for all else, by address: a new story goes to
    the end of that of its year, and leaves those of other years as they are. One that is full goes on in a second.
    """
    groups: dict[str, list[Place]] = {}
    for place in sorted(places, key=lambda place: place.path):
        groups.setdefault(_group(place.path), []).append(place)
    found = [place for name in sorted(groups) for place in groups[name]]
    if len(found) <= MOST and len(whole := _parts(found)) == 1:
        return {SITEMAP: _urlset(whole[0])}
    files: dict[str, bytes] = {}
    index: list[str] = []
    for name in sorted(groups):
        start = 0
        for number, entries in enumerate(_parts(groups[name]), 1):
            file = f"sitemap-{name}.xml" if number == 1 else f"sitemap-{name}-{number}.xml"
            files[file] = _urlset(entries)
            dates = [place.modified for place in groups[name][start : start + len(entries)] if place.modified]
            newest = max(dates, key=datetime.fromisoformat, default="")
            index.append(f"<sitemap>{_entry(base_url + file, newest)}</sitemap>\n")
            start += len(entries)
    head = f'{_XML}<sitemapindex xmlns="{_SITEMAPS}">\n'
    return {SITEMAP: f"{head}{''.join(index)}</sitemapindex>\n".encode(), **files}


def _group(path: str) -> str:
    """The year of a page whose address begins with one; `pages` for all others."""
    first = path.partition("/")[0]
    return first if first.isdecimal() else "pages"


def _parts(places: Sequence[Place]) -> list[list[str]]:
    """The entries of each sitemap that they need; at least one."""
    parts: list[list[str]] = []
    entries: list[str] = []
    size = 0
    for place in places:
        entry = f"<url>{_entry(place.url, place.modified)}</url>\n"
        size += len(entry)
        if len(entries) == MOST or size > LARGEST - len(_HEAD) - len(_FOOT):
            parts.append(entries)
            entries, size = [], len(entry)
        entries.append(entry)
    return [*parts, entries]


def _entry(url: str, modified: str) -> str:
    """An address with its date; all in ASCII, so that its characters are its bytes."""
    escaped = url.replace("&", "&amp;")  # no address of a site holds another character to escape
    return f"<loc>{escaped}</loc><lastmod>{modified}</lastmod>" if modified else f"<loc>{escaped}</loc>"


def _urlset(entries: Iterable[str]) -> bytes:
    return f"{_HEAD}{''.join(entries)}{_FOOT}".encode()


def fresh(cards: Sequence[Card], now: datetime) -> Sequence[Card]:
    """The stories that are news at the time of a build, of cards that are sorted newest first."""
    start = next((at for at, card in enumerate(cards) if card.date.timestamp() <= now.timestamp()), len(cards))
    oldest = (now - NEWS).timestamp()
    found = cards[start : start + FEW]
    end = next((at for at, card in enumerate(found) if card.date.timestamp() <= oldest), len(found))
    return found[:end]


def news_sitemap(cards: Iterable[Card], config: Config) -> bytes:
    """The news sitemap with these stories."""
    name = escape(config.publisher or config.title)
    entries = [
        f"<url><loc>{escape(config.base_url + card.url)}</loc><news:news>"
        f"<news:publication><news:name>{name}</news:name><news:language>{news_language(card.lang or config.language)}"
        f"</news:language></news:publication><news:publication_date>{exact(card.date)}</news:publication_date>"
        f"<news:title>{escape(card.title)}</news:title></news:news></url>\n"
        for card in cards
    ]
    head = f'{_XML}<urlset xmlns="{_SITEMAPS}" xmlns:news="{_NEWS}">\n'
    return f"{head}{''.join(entries)}{_FOOT}".encode()


def news_language(tag: str) -> str:
    """A language as Google News has it: ISO 639 without a region, but for the two ways of writing Chinese."""
    language, *rest = tag.lower().split("-")
    if language != "zh":
        return language
    return "zh-tw" if {"tw", "hk", "mo", "hant"} & set(rest) else "zh-cn"


def escape(text: str) -> str:
    """`text` as XML has it between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def robots(base_url: str, files: Mapping[str, bytes]) -> bytes:
    """robots.txt: everybody may read everything, and these sitemaps say what there is."""
    named = [f"Sitemap: {base_url}{name}\n" for name in (SITEMAP, NEWS_SITEMAP) if name in files]
    return "".join(["User-agent: *\nAllow: /\n\n", *named]).encode()


_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAPS: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS: Final = "http://www.google.com/schemas/sitemap-news/0.9"
_HEAD: Final = f'{_XML}<urlset xmlns="{_SITEMAPS}">\n'
_FOOT: Final = "</urlset>\n"
