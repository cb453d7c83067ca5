"""What is known of all articles: remembered where a source is as it was, read anew where it is not."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct, structs

from digest.config import Config
from digest.engine.crew import Crew, Task
from digest.engine.files import size_of
from digest.engine.reading import Batch, Read, Reading, Shelved, read_articles
from digest.engine.request import Watch
from digest.engine.state import Seen
from digest.engine.unchanged import Survey, trusted

SIZE: Final = 400_000
"""Bytes of a batch: some 30 ms of work, to which handing it over adds less than one."""
MOST: Final = 256
"""Articles of a batch."""


class Gathered(Struct, frozen=True):
    """What is known of all articles, each by its path."""

    readings: dict[str, Reading]
    sources: dict[str, Seen]
    shelved: dict[str, Shelved]
    """Where the text is of those that were parsed."""


def gather(
    root: Path,
    shelf: Path | None,
    survey: Survey,
    config: Config,
    seen: Mapping[str, Seen],
    known: Mapping[str, Reading],
    crew: Crew,
    watch: Watch,
) -> Gathered:
    """All articles of the survey; without a shelf, their texts are not set aside. Raises OSError of the shelf.

    `seen` and `known` are remembered of the last build.
    """
    found = survey.found
    readings: dict[str, Reading] = {}
    sources: dict[str, Seen] = {}
    shelved: dict[str, Shelved] = {}
    unsure = []
    for path in found.articles:
        last, reading = seen.get(path), known.get(path)
        mark = found.stamps[path]
        if last and reading and mark and last.stamp == mark and last.fingerprint == reading.fingerprint:
            readings[path] = _sharing(reading, path)
            sources[path] = last
        else:
            unsure.append(path)
    batches = list(_batches(unsure, found.stamps))

    def tasks() -> Iterator[Task]:
        for paths in batches:
            marks = tuple(known[path].fingerprint if path in known else b"" for path in paths)
            batch = Batch(os.path.abspath(root), config.timezone, str(shelf or ""), paths, marks)  # noqa: PTH100 - without links
            seconds = sum(100e-6 + size_of(found.stamps[path]) * 60e-9 for path in paths)
            yield seconds, msgspec.msgpack.encode(batch)

    done = 0
    for paths, answer in zip(batches, crew.run(read_articles, tasks()), strict=True):
        for path, read in zip(paths, _READS.decode(answer), strict=True):
            reading = read.reading or known[path]
            readings[path] = _sharing(reading, path)
            mark = found.stamps[path]  # mostly the same: then one is held
            stamp = mark if read.stamp == mark else read.stamp
            sources[path] = Seen(trusted(stamp, survey.began), reading.fingerprint)
            if read.shelved:
                shelved[path] = Shelved(sys.intern(read.shelved.file), read.shelved.start, read.shelved.size)
        done += len(paths)
        watch("read", done, len(unsure))
    # in the order of the paths, whatever was remembered: nothing may hang on that
    return Gathered({path: readings[path] for path in found.articles}, sources, shelved)


def _sharing(reading: Reading, path: str) -> Reading:
    """The reading, with `path` for the two copies of it that were decoded: of a million articles 160 MB."""
    if reading.card is not None:
        structs.force_setattr(reading.card, "path", path)  # it is equal; only who knew the copy could tell
    structs.force_setattr(reading, "path", path)
    return reading


def _batches(paths: Iterable[str], stamps: Mapping[str, bytes]) -> Iterator[tuple[str, ...]]:
    batch: list[str] = []
    size = 0
    for path in paths:
        batch.append(path)
        size += size_of(stamps[path])
        if size >= SIZE or len(batch) >= MOST:
            yield tuple(batch)
            batch, size = [], 0
    if batch:
        yield tuple(batch)


_READS: Final = msgspec.msgpack.Decoder(list[Read])
