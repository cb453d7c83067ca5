"""The site: all cards in order, by edition, topic, voice and month, and where the links between files lead."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import blake2b
from posixpath import dirname, join, normpath
from typing import Final
from urllib.parse import unquote

from msgspec import Struct

from digest.config import Config
from digest.issues import Issue
from digest.names import CONTENT
from digest.records import Card, Correction
from digest.site.editions import Edition, editions_of
from digest.site.voices import Voice, voices_of
from digest.slugs import slug_of

_DEFAULT: Final = Config()
_NONE: Final[Mapping[str, str]] = {}


class Topic(Struct, frozen=True):
    """A topic and its stories."""

    label: str
    slug: str
    cards: tuple[Card, ...]
    """Newest first."""


class Corrected(Struct, frozen=True):
    """A correction, and the story that it is of."""

    card: Card
    correction: Correction

    @property
    def date(self) -> datetime:
        """Its own, else that of the story."""
        return self.correction.date or self.card.date


class Site(Struct, frozen=True):
    """What is published."""

    cards: tuple[Card, ...]
    """All, newest first."""
    topics: tuple[Topic, ...]
    """By label."""
    months: Mapping[tuple[int, int], tuple[Card, ...]]
    """Year and month to its stories, newest first; the newest month first."""
    editions: tuple[Edition, ...] = ()
    """Newest first."""
    voices: tuple[Voice, ...] = ()
    """By name."""
    corrections: tuple[Corrected, ...] = ()
    """Newest first."""
    redirects: Mapping[str, Card] = {}
    """Addresses at which no page is any more, in order, and the story that was there."""

    def topics_by_label(self) -> dict[str, Topic]:
        """The topics by their folded labels."""
        return {fold(topic.label): topic for topic in self.topics}


def assemble(
    cards: Iterable[Card],
    config: Config = _DEFAULT,
    membership: Mapping[str, str] = _NONE,
    redirects: Mapping[str, str] = _NONE,
    now: datetime | None = None,
) -> tuple[Site, tuple[Issue, ...]]:
    """The site of settled cards, newest first.

    `membership` has the key of each one's edition, by its path; `redirects` the paths of those that had other
    addresses, by these; `now` tells which editions are closed.
    """
    ordered = tuple(cards)
    topics, issues = _topics(ordered)
    voices, unclear = voices_of(ordered, config.known_people) if config.voices else ((), ())
    months: dict[tuple[int, int], list[Card]] = {}
    for card in ordered:
        months.setdefault((card.date.year, card.date.month), []).append(card)
    site = Site(
        cards=ordered,
        topics=topics,
        months={month: tuple(found) for month, found in months.items()},
        editions=editions_of(ordered, config.edition, membership, now and now.astimezone(config.zone).date()),
        redirects=_redirects(ordered, redirects) if redirects else {},
        voices=voices,
        corrections=corrections_of(ordered),
    )
    return site, (*issues, *unclear)


def corrections_of(cards: Iterable[Card]) -> tuple[Corrected, ...]:
    """All corrections, newest first, of cards, newest first; those of one moment as their stories, then as written."""
    found = [Corrected(card, correction) for card in cards if card.corrections for correction in card.corrections]
    return tuple(sorted(found, key=lambda corrected: -corrected.date.timestamp()))


def _redirects(cards: tuple[Card, ...], redirects: Mapping[str, str]) -> dict[str, Card]:
    by_path = {card.path: card for card in cards}
    return {url: by_path[redirects[url]] for url in sorted(redirects)}


def fold(label: str) -> str:
    """What makes two topics the same: neither case nor white space and hyphens tell them apart."""
    return " ".join(re.sub(r"[-‐‑_]", " ", label.casefold()).split()) or label.casefold()


def _topics(cards: tuple[Card, ...]) -> tuple[tuple[Topic, ...], tuple[Issue, ...]]:
    stories: dict[str, list[Card]] = {}
    written: dict[str, dict[str, int]] = {}
    folded: dict[str, str] = {}
    for card in cards:
        for label in card.topics:
            key = folded.get(label) or folded.setdefault(label, fold(label))
            found = stories.setdefault(key, [])
            if not found or found[-1] is not card:
                found.append(card)
            forms = written.setdefault(key, {})
            forms[label] = forms.get(label, 0) + 1
    same: dict[str, list[str]] = {}
    for key in sorted(stories):
        same.setdefault(slug_of(key, "topic"), []).append(key)
    issues: list[Issue] = []
    topics = []
    for slug, keys in same.items():
        for key in keys:
            own = slug
            if len(keys) > 1 and key.replace(" ", "-") != slug:  # `c` keeps it, `c#` and `c++` do not
                own = f"{slug}-{blake2b(key.encode(), digest_size=3).hexdigest()}"
                others = ", ".join(repr(other) for other in keys if other != key)
                message = f"the topic {key!r} reads like {others}; its address is topics/{own}/"
                issues.append(Issue("W405", stories[key][0].path, message, hint="merge them, or write them apart"))
            # the form most written, the first in the alphabet among equals
            label = min(written[key], key=lambda form: (-written[key][form], form))
            topics.append(Topic(label, own, tuple(stories[key])))
    return tuple(sorted(topics, key=lambda topic: (fold(topic.label), topic.slug))), tuple(issues)


def media(assets: Iterable[str]) -> dict[str, str]:
    """Where each asset is published, by its path: `content/a/b.jpg` as `media/a/b.jpg`.

    Names that differ only in case, or hold what some file system or address cannot, are told apart by a fingerprint.
    """
    hrefs: dict[str, str] = {}
    taken: set[str] = set()
    folders: set[str] = set()
    for asset in sorted(assets):
        below = asset.removeprefix(f"{CONTENT}/")
        name = "/".join(map(_portable, below.split("/")))
        mark = blake2b(asset.encode(), digest_size=3).hexdigest()
        if not taken.isdisjoint(_folders(name.casefold())):  # a file has the name of one of its folders
            name = f"{mark}/{name.rpartition('/')[2]}"
        elif name != below or name.casefold() in taken or name.casefold() in folders:
            stem, dot, suffix = name.rpartition(".")
            name = f"{stem}-{mark}.{suffix}" if dot and "/" not in suffix else f"{name}-{mark}"
        taken.add(name.casefold())
        folders.update(_folders(name.casefold()))
        hrefs[asset] = f"media/{name}"
    return hrefs


def _folders(path: str) -> list[str]:
    """The folders that a path is in."""
    parts = path.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts))]


def _portable(part: str) -> str:
    """A name that every file system and every address can hold."""
    stem, dot, suffix = part.rpartition(".")
    if not dot:
        stem, suffix = part, ""
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in stem).strip("-.") or "file"
    ending = "".join(c for c in suffix if c.isascii() and c.isalnum())
    safe = safe.replace("..", "-")
    return f"{safe}.{ending}" if ending else safe


def target(path: str, href: str, hrefs: Mapping[str, str]) -> str:
    """Where a relative link in the article at `path` leads: an href below the site's root, or nothing.

    `hrefs` has the published sources and assets by path, and the pages by href. A link may name a file as an article
    sees it (`../map.png`, `vote.txt`), from the content folder (`/2026/map.png`), or an address of the site
    (`/2026/11/22/vote/`).
    """
    bare, mark, fragment = href.partition("#")
    bare = unquote(bare.partition("?")[0])
    if bare.startswith("/"):
        candidates = [normpath(CONTENT + bare), f"{bare.strip('/')}/index.html".lstrip("/"), bare.lstrip("/")]
    else:
        candidates = [normpath(join(dirname(path), bare))]
    found = next((hrefs[candidate] for candidate in candidates if candidate in hrefs), "")
    return found + mark + fragment if found else ""
