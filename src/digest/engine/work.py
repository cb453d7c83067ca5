"""The work on single articles: plain values in, plain values out, so that it can be done in any process."""

from hashlib import blake2b
from pathlib import Path

from msgspec import Struct

from digest.config import Config
from digest.engine.files import read
from digest.issues import Issue
from digest.loader import Link, load
from digest.records import Article, Card, Correction, Image, Source, card_of
from digest.renderer.body import is_absolute


class Reading(Struct, frozen=True):
    """What is kept of an article while the site is planned: everything but its text."""

    path: str
    issues: tuple[Issue, ...]
    fingerprint: bytes = b""
    """Of the source."""
    card: Card | None = None
    """None if the article could not be read."""
    links: tuple[Link, ...] = ()
    """Its relative links."""
    images: tuple[str, ...] = ()
    """Addresses of remote pictures in its text."""
    source: str = ""
    source_url: str = ""
    corrections: tuple[Correction, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether the article cannot be published as it is."""
        return self.card is None or any(issue.is_error for issue in self.issues)


def examine(root: Path, path: str, config: Config) -> Reading:
    """Read and parse the article at `path` for its card."""
    data = read(root, path)
    if isinstance(data, Issue):
        return Reading(path, (data,))
    loaded = load(Source(path, data), config)
    article = loaded.article
    if article is None:
        return Reading(path, loaded.issues)
    return Reading(
        path=path,
        issues=loaded.issues,
        fingerprint=fingerprint(data),
        card=card_of(article),
        links=loaded.links,
        images=tuple(b.src for b in article.blocks if isinstance(b, Image) and is_absolute(b.src)),
        source=article.source,
        source_url=article.source_url,
        corrections=article.corrections,
    )


def recall(root: Path, reading: Reading, config: Config) -> Article | Issue:
    """The whole article again, for the pages that show its text; an Issue if its file is not what it was."""
    data = read(root, reading.path)
    if isinstance(data, Issue):
        return data
    article = load(Source(reading.path, data), config).article if fingerprint(data) == reading.fingerprint else None
    if article is None:
        return Issue("E205", reading.path, "changed while the site was built", hint="build again")
    return article


def fingerprint(data: bytes) -> bytes:
    """A hash that tells any two sources apart."""
    return blake2b(data, digest_size=16).digest()
