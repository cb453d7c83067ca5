"""Records for export, in any process: a batch of settled cards in, what is written of each article out.

The text of an article is read again for its record, and let go when that is written: no list of all is ever held.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, Literal, TypeAlias
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct, structs

from digest.config import Config
from digest.engine.crew import Crew, Task
from digest.engine.decide import Planned
from digest.engine.reading import Text, article_of
from digest.issues import Issue
from digest.records import Article, Card
from digest.site.record import Record, encode, record

Format: TypeAlias = Literal["jsonl", "json", "csv", "ninjs", "sqlite"]

SIZE: Final = 400_000
"""Bytes of sources in a batch: some 30 ms of work, and no more than a megabyte that is written of them."""
MOST: Final = 256
"""Articles of a batch."""


class Job(Struct, frozen=True, array_like=True, gc=False):
    """An article to be written."""

    card: Card
    text: Text
    edition: str
    targets: Mapping[str, str]


class Batch(Struct, frozen=True, array_like=True, gc=False):
    """Articles to be written."""

    root: str
    zone: str
    base_url: str
    lang: str
    format: Format
    jobs: tuple[Job, ...]


class Written(Struct, frozen=True, array_like=True, gc=False):
    """What came of a batch."""

    parts: tuple[bytes, ...]
    """What is written of each article, in their order."""
    issues: tuple[Issue, ...]
    """Of the articles that could not be read."""


def write_records(batch: bytes) -> bytes:
    """The encoded Written of an encoded Batch."""
    task = _BATCH.decode(batch)
    write = _writer(task.format)
    parts = []
    issues = []
    zone = Config(timezone=task.zone).zone
    for job in task.jobs:
        article = article_of(task.root, job.text, task.zone)
        if isinstance(article, Issue):
            issues.append(article)
            continue
        card = _local(job.card, zone)
        found = record(article, card, task.base_url, lang=task.lang, edition=job.edition, targets=job.targets)
        parts.append(write(found, article, job.targets, task.base_url))
    return _encode(Written(tuple(parts), tuple(issues)))


def written(
    planned: Planned, config: Config, root: str, kind: Format, sizes: Mapping[str, int], crew: Crew
) -> Iterator[Written]:
    """All articles of the site, newest first, a batch at a time. `sizes` has the bytes of their sources, by path."""
    for answer in crew.run(write_records, _tasks(planned, config, root, kind, sizes)):
        yield _WRITTEN.decode(answer)


def _tasks(planned: Planned, config: Config, root: str, kind: Format, sizes: Mapping[str, int]) -> Iterator[Task]:
    editions = {card.path: edition.key for edition in planned.site.editions for card in edition.cards}
    jobs: list[Job] = []
    size = 0

    def task() -> Task:
        batch = Batch(root, config.timezone, config.base_url, config.language, kind, tuple(jobs))
        return len(jobs) * 200e-6 + size * 60e-9, _encode(batch)

    for card in planned.site.cards:
        text = Text(card.path, planned.readings[card.path].fingerprint, None)
        detail = planned.details.get(card.path)
        jobs.append(Job(card, text, editions[card.path], detail.targets if detail else {}))
        size += sizes[card.path]
        if size >= SIZE or len(jobs) >= MOST:
            yield task()
            jobs, size = [], 0
    if jobs:
        yield task()


def _local(card: Card, zone: ZoneInfo) -> Card:
    """The card with its dates as the clocks of the site show them: what was encoded on its way here is in UTC."""
    updated = card.updated.astimezone(zone) if card.updated else None
    return structs.replace(card, published=card.date.astimezone(zone), updated=updated)


def _writer(kind: Format) -> Callable[[Record, Article, Mapping[str, str], str], bytes]:
    """What writes a record in this format; modules that others do not need are imported here."""
    if kind == "csv":
        from digest.feeds.quotes import quotes

        return lambda found, article, targets, base: quotes(found)
    if kind == "ninjs":
        from digest.feeds.ninjs import ninjs
        from digest.renderer.body import body

        return lambda found, article, targets, base: ninjs(found, body(article, base, targets, found.url))
    if kind == "sqlite":
        from digest.feeds.tables import rows

        return lambda found, article, targets, base: _encode(rows(found))
    return lambda found, article, targets, base: encode(found)


_encode: Final = msgspec.msgpack.Encoder().encode
_BATCH: Final = msgspec.msgpack.Decoder(Batch)
_WRITTEN: Final = msgspec.msgpack.Decoder(Written)
