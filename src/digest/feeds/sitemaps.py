"""Sitemaps: the addresses of all pages for search engines, and the newest stories for Google News."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from digest.config import Config
from digest.records import Card
from digest.renderer.story import date, exact

MOST: Final = 50_000
"""Addresses of a sitemap (sitemaps.org)."""
LARGEST: Final = 50_000_000
"""Bytes of a sitemap: 50 MB (sitemaps.org)."""
FRESH: Final = timedelta(days=2)
"""Age up to which a story is news to Google."""
NEWS: Final = 1_000
"""Stories of a news sitemap (Google)."""
SITEMAP: Final = "sitemap.xml"
NEWS_SITEMAP: Final = "news-sitemap.xml"


class Place(Struct, frozen=True, gc=False):
    """A page that search engines may list."""

    path: str
    """Of its file, below the output folder."""
    url: str
    """Canonical, absolute."""
    modified: datetime | None
    """When it last showed something new; None if nobody knows."""


def sitemaps(places: Iterable[Place], base_url: str) -> dict[str, bytes]:
    """The sitemaps by name. One holds all addresses; where they are too many, it lists the others.

    There is one for the stories, months and days of each year, and one for all else, by address: a new story goes to
    the end of that of its year, and leaves those of other years as they are. One that is full goes on in a second.
    """
    groups: dict[str, list[Place]] = {}
    for place in sorted(places, key=lambda place: place.path):
        groups.setdefault(_group(place.path), []).append(place)
    found = [place for name in sorted(groups) for place in groups[name]]
    whole = _parts(found)
    if len(whole) == 1:
        return {SITEMAP: _urlset(whole[0][1])}
    files: dict[str, bytes] = {}
    index: list[str] = []
    for name in sorted(groups):
        for number, (newest, entries) in enumerate(_parts(groups[name]), 1):
            file = f"sitemap-{name}.xml" if number == 1 else f"sitemap-{name}-{number}.xml"
            files[file] = _urlset(entries)
            index.append(f"<sitemap>{_entry(base_url + file, newest)}</sitemap>\n")
    head = f'{_XML}<sitemapindex xmlns="{_SITEMAPS}">\n'
    return {SITEMAP: f"{head}{''.join(index)}</sitemapindex>\n".encode(), **files}


def _group(path: str) -> str:
    """The year of a page whose address begins with one; `pages` for all others."""
    first = path.partition("/")[0]
    return first if first.isdecimal() else "pages"


def _parts(places: Sequence[Place]) -> list[tuple[datetime | None, list[str]]]:
    """The entries of each sitemap that they need, and when the newest was modified; at least one."""
    parts: list[tuple[datetime | None, list[str]]] = []
    entries: list[str] = []
    dates: list[datetime] = []
    size = 0
    for place in places:
        entry = f"<url>{_entry(place.url, place.modified)}</url>\n"
        size += len(entry)
        if len(entries) == MOST or size > LARGEST - len(_HEAD) - len(_FOOT):
            parts.append((_newest(dates), entries))
            entries, dates, size = [], [], len(entry)
        entries.append(entry)
        if place.modified:
            dates.append(place.modified)
    return [*parts, (_newest(dates), entries)]


def _newest(dates: Sequence[datetime]) -> datetime | None:
    return max(dates, key=datetime.timestamp, default=None)


def _entry(url: str, modified: datetime | None) -> str:
    """An address with its date; all in ASCII, so that its characters are its bytes."""
    loc = f"<loc>{escape(url)}</loc>"
    return f"{loc}<lastmod>{date(modified).iso}</lastmod>" if modified else loc


def _urlset(entries: Iterable[str]) -> bytes:
    return f"{_HEAD}{''.join(entries)}{_FOOT}".encode()


def fresh(cards: Sequence[Card], now: datetime) -> tuple[Sequence[Card], datetime | None]:
    """The stories that are news at the time of a build, of cards that are sorted newest first; and until when."""
    start = next((at for at, card in enumerate(cards) if card.date.timestamp() <= now.timestamp()), len(cards))
    oldest = (now - FRESH).timestamp()
    found = cards[start : start + NEWS]
    end = next((at for at, card in enumerate(found) if card.date.timestamp() <= oldest), len(found))
    found = found[:end]
    return found, found[-1].date + FRESH if found else None


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
