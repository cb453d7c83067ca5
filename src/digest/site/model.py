"""The site: all cards in order, by topic and by month, and where the links between files lead."""

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from posixpath import dirname, join, normpath
from typing import Final
from urllib.parse import unquote

from msgspec import Struct

from digest.issues import Issue
from digest.records import Card
from digest.slugs import slug_of

CONTENT: Final = "content"
"""The folder of the articles, at the site's root."""


class Topic(Struct, frozen=True):
    """A topic and its stories."""

    label: str
    slug: str
    cards: tuple[Card, ...]
    """Newest first."""


class Site(Struct, frozen=True):
    """What is published."""

    cards: tuple[Card, ...]
    """All, newest first."""
    topics: tuple[Topic, ...]
    """By label."""
    months: Mapping[tuple[int, int], tuple[Card, ...]]
    """Year and month to its stories, newest first; the newest month first."""

    def topic_slugs(self) -> dict[str, Topic]:
        """Each way a topic is written, folded, to the topic."""
        return {fold(topic.label): topic for topic in self.topics}


def assemble(cards: Iterable[Card]) -> tuple[Site, tuple[Issue, ...]]:
    """The site of settled cards, newest first."""
    ordered = tuple(cards)
    topics, issues = _topics(ordered)
    months: dict[tuple[int, int], list[Card]] = {}
    for card in ordered:
        months.setdefault((card.date.year, card.date.month), []).append(card)
    return Site(ordered, topics, {month: tuple(found) for month, found in months.items()}), issues


def fold(label: str) -> str:
    """What makes two topics the same: neither case nor white space tells them apart."""
    return " ".join(label.casefold().split())


def _topics(cards: tuple[Card, ...]) -> tuple[tuple[Topic, ...], tuple[Issue, ...]]:
    stories: dict[str, list[Card]] = {}
    written: dict[str, dict[str, int]] = {}
    for card in cards:
        for label in dict.fromkeys(card.topics):
            key = fold(label)
            if not stories.get(key) or stories[key][-1] is not card:
                stories.setdefault(key, []).append(card)
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
    for asset in sorted(assets):
        below = asset.removeprefix(f"{CONTENT}/")
        parts = [_portable(part) for part in below.split("/")]
        href = "media/" + "/".join(parts)
        if href.removeprefix("media/") != below or href.casefold() in taken:
            stem, dot, suffix = href.rpartition(".")
            mark = blake2b(asset.encode(), digest_size=3).hexdigest()
            href = f"{stem}-{mark}.{suffix}" if dot and "/" not in suffix else f"{href}-{mark}"
        taken.add(href.casefold())
        hrefs[asset] = href
    return hrefs


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
