"""Reading articles, in any process: a batch of paths in, what is to be known of each out.

Parsed articles are set aside on a *shelf*, a file a batch, for the pages that show their text: to write one there and
to take it down again costs an eighth of parsing it anew (35 against 280 µs for 5 kB), and no list of all texts is ever
held. The shelf lasts for one build.
"""

import os
from functools import lru_cache
from io import BufferedWriter
from pathlib import Path
from types import TracebackType
from typing import Final
from uuid import uuid4

import msgspec
from msgspec import Struct, structs

from digest.config import Config
from digest.engine.files import fingerprint, read, read_stamped
from digest.issues import Issue
from digest.loader import Link, load
from digest.records import Article, Card, Image, Source, card_of
from digest.renderer.body import is_absolute
from digest.renderer.recipe import PART
from digest.site.bodies import body_of


class Reading(Struct, frozen=True, array_like=True, gc=False):
    """What is kept of an article while the site is planned: everything but its text."""

    path: str
    issues: tuple[Issue, ...]
    fingerprint: bytes = b""
    """Of the source."""
    text: bytes = b""
    """Fingerprint of the parsed article: a source may be written in another way, or elsewhere, and say the same."""
    card: Card | None = None
    """None if the article could not be read."""
    links: tuple[Link, ...] = ()
    """Its relative links."""
    images: tuple[str, ...] = ()
    """Addresses of remote pictures in its text."""
    source: str = ""
    source_url: str = ""
    body: str = ""
    """The fingerprint of its words, as the ledger keeps it."""
    mark: bytes = b""
    """Fingerprint of the card, as it was read."""

    @property
    def failed(self) -> bool:
        """Whether the article cannot be published as it is."""
        return self.card is None or any(issue.is_error for issue in self.issues)

    def shows_the_same(self, other: "Reading") -> bool:
        """Whether nothing but the text is different: of the card, all but where the article was published."""
        if self.card is None or other.card is None:
            return False
        mine = structs.replace(self, fingerprint=b"", text=b"", body="", card=structs.replace(self.card, url=""))
        return mine == structs.replace(
            other, fingerprint=b"", text=b"", body="", card=structs.replace(other.card, url="")
        )


class Readings(Struct, frozen=True, array_like=True):
    """All readings of a site, as they are kept."""

    zone: str
    """The time zone in which dates without one were read."""
    readings: list[Reading]
    """By path."""


class Shelved(Struct, frozen=True, array_like=True, gc=False):
    """Where a parsed article is set aside."""

    file: str
    """That of its batch, below the shelf."""
    start: int
    size: int
    """Both in bytes."""


class Text(Struct, frozen=True, array_like=True, gc=False):
    """Where the text of an article is to be had."""

    path: str
    """Of its source."""
    fingerprint: bytes
    """Of its source."""
    shelved: Shelved | None
    """None: it has to be parsed."""


class Batch(Struct, frozen=True, array_like=True, gc=False):
    """Articles to be read."""

    root: str
    """The site's folder, absolute."""
    zone: str
    """The site's time zone."""
    shelf: str
    """The folder for parsed articles; empty: they are not set aside."""
    paths: tuple[str, ...]
    known: tuple[bytes, ...]
    """For each the fingerprint of its last reading, which need not be made again; empty if there is none."""


class Read(Struct, frozen=True, array_like=True, gc=False):
    """An article that was read."""

    stamp: bytes
    """Of the file, when it was read; empty if it could not be."""
    reading: Reading | None
    """None: it is the one that is known."""
    shelved: Shelved | None = None


def read_articles(batch: bytes) -> bytes:
    """The encoded list of a Read for each path of an encoded Batch. Raises OSError of the shelf only."""
    task = _BATCH.decode(batch)
    config = Config(timezone=task.zone)
    file = f"{task.shelf}/{uuid4().hex}" if task.shelf else os.devnull
    found = []
    size = 0
    with Path(file).open("wb") as shelf:
        for path, known in zip(task.paths, task.known, strict=True):
            source = read_stamped(task.root, path)
            if isinstance(source, Issue):
                found.append(Read(b"", Reading(path, (source,))))
                continue
            data, seen = source
            mark = fingerprint(data)
            if mark == known:
                found.append(Read(seen, None))
                continue
            loaded = load(Source(path, data), config)
            article = loaded.article
            if article is None:
                found.append(Read(seen, Reading(path, loaded.issues, mark)))
                continue
            # where it lies is not what it says: a file that is moved or renamed leaves the text of its page as it was
            encoded = _encode(structs.replace(article, path="", id="", slug=""))
            shelf.write(encoded)
            card = card_of(article)
            images = tuple(b.src for b in article.blocks if isinstance(b, Image) and is_absolute(b.src))
            reading = Reading(
                path,
                loaded.issues,
                mark,
                fingerprint(encoded),
                card,
                loaded.links,
                images,
                article.source,
                article.source_url,
                body_of(article),
                fingerprint(_encode(card))[:PART],
            )
            found.append(Read(seen, reading, Shelved(file, size, len(encoded)) if task.shelf else None))
            size += len(encoded)
    return _encode(found)


def article_of(root: str, text: Text, zone: str) -> Article | Issue:
    """The whole article, for a page that shows its text; an Issue if its file is not what it was."""
    if text.shelved is not None:
        start = text.shelved.start
        return _ARTICLE.decode(_batch_on_shelf(text.shelved.file)[start : start + text.shelved.size])
    data = read(root, text.path)
    if isinstance(data, Issue):
        return data
    same = fingerprint(data) == text.fingerprint
    article = load(Source(text.path, data), Config(timezone=zone)).article if same else None
    return article or Issue("E205", text.path, "changed while the site was built", hint="build again")


class Pile:
    """Lays things aside in a file of its own on the shelf, if there are any."""

    def __init__(self, shelf: str) -> None:
        self.path = f"{shelf}/{uuid4().hex}"
        self.file: BufferedWriter | None = None
        self.size = 0

    def __enter__(self) -> "Pile":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.file:
            self.file.close()

    def lay(self, data: bytes) -> Shelved:
        """Where `data` lies from when this is closed. Raises OSError of the shelf."""
        if self.file is None:
            self.file = Path(self.path).open("wb")  # noqa: SIM115 - closed at the end
        self.file.write(data)
        place = Shelved(self.path, self.size, len(data))
        self.size += len(data)
        return place


def taken(place: Shelved) -> bytes:
    """What lies there. Raises OSError of the shelf."""
    with open(place.file, "rb", buffering=0) as file:  # noqa: PTH123 - of many
        file.seek(place.start)
        return file.read(place.size)


@lru_cache(maxsize=2)  # pages are made in about the order in which their articles were read, or the reverse
def _batch_on_shelf(file: str) -> memoryview:
    """The texts of a batch: half a megabyte."""
    return memoryview(Path(file).read_bytes())


_encode: Final = msgspec.msgpack.Encoder().encode
_BATCH: Final = msgspec.msgpack.Decoder(Batch)
_ARTICLE: Final = msgspec.msgpack.Decoder(Article)
