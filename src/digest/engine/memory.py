"""What a build knows of the last one, and leaves to the next."""

import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from msgspec import Struct, structs

from digest.config import Config
from digest.engine import state
from digest.engine.gather import Gathered
from digest.engine.reading import Reading, Readings
from digest.engine.request import Request
from digest.engine.state import Made, Manifest, Seen
from digest.engine.unchanged import place, sound
from digest.feeds.fill import Molds
from digest.names import STATE
from digest.renderer import views
from digest.renderer.closure import Closure, Compiled, compiled, mark_of
from digest.renderer.theme import Theme
from digest.site.model import Site
from digest.site.related import Found

SHARE: Final = 2_000
"""Readings in a file: two megabytes."""


class Memory(Struct, frozen=True):
    """What is known of the last build."""

    seen: dict[str, Seen]
    """The files of the content folder."""
    readings: dict[str, Reading]
    """Of articles, by path; their cards have the address at which they were published."""
    files: dict[str, Made]
    """Those of the output folder that are as they were published."""
    search: bytes = b""
    """What the search index was made from: see Manifest."""
    unsure: tuple[str, ...] = ()
    """Paths at which a build that did not come to its end was at work."""


class Basis(Struct, frozen=True):
    """What pages are planned from, beside the articles; a manifest keeps it, encoded."""

    config: Config
    site: views.Site
    closures: dict[str, Closure]
    """Of the templates, by name."""
    drafts: bool
    future: bool


def recall(request: Request, manifest: Manifest | None, config: Config, output: Path) -> Memory:
    """What is known of the last build; nothing, where it is of another program, folder or time zone."""
    readings = known_readings(request.root, config)
    stones = place(request) / state.TOMBSTONES
    unsure = state.load(stones, tuple[str, ...]) if stones.exists() else ()
    if manifest is None:
        return Memory({}, readings, {}, unsure=unsure or ())
    mine = request.output is not None or manifest.output == config.output
    files = sound(manifest, output) if mine and unsure is not None else {}
    for path in unsure or ():
        files.pop(path, None)
    return Memory(manifest.sources, readings, files, manifest.search if mine else b"", unsure or ())


def ready(root: Path, theme: Theme) -> tuple[Path, Compiled]:
    """The theme ready for use, and the file that it is kept in; if it cannot be, workers get it ready by themselves."""
    file = state.folder(root) / state.TEMPLATES
    known = state.load(file, Compiled)
    if known is None or known.theme != mark_of(theme):
        known = compiled(theme)
        with suppress(OSError):
            state.keep(file, known)
    return file, known


def molded(root: Path) -> Molds:
    """The molds of feeds, which are kept: feedgen takes 80 ms to import. Raises OSError."""
    file = state.folder(root) / state.MOLDS
    known = state.load(file, Molds)
    if known is None:
        from digest.feeds.molds import molds

        known = molds()
        with suppress(OSError):
            state.keep(file, known)
    return known


def known_relations(root: Path) -> Sequence[Found]:
    """Related stories as the last build found them; empty if that is not known."""
    return state.load(root / STATE / state.RELATIONS, list[Found]) or ()


def begin_publishing(request: Request, paths: tuple[str, ...]) -> None:
    """Set up tombstones: these files of the output folder are not known any more. Raises OSError."""
    state.keep(place(request) / state.TOMBSTONES, paths)


def remember(
    request: Request,
    config: Config,
    memory: Memory,
    manifest: Manifest,
    readings: Mapping[str, Reading | None],
    site: Site,
    relations: Sequence[Found],
) -> None:
    """Keep what the next build can use of one that was published. Raises OSError."""
    if relations:
        state.keep(state.folder(request.root) / state.RELATIONS, relations)
    urls = {card.path: card.url for card in site.cards}
    good = {}
    for path, reading in readings.items():
        if reading is None or reading.card is None:
            continue
        url = urls.get(path, "")
        settled = reading.card.url == url
        good[path] = reading if settled else structs.replace(reading, card=structs.replace(reading.card, url=url))
    _keep_readings(request.root, config, memory, good)
    remember_files(request, manifest)


def remember_files(request: Request, manifest: Manifest) -> None:
    """Keep what is published now, and from what it was made. Raises OSError."""
    folder = place(request)
    state.keep(folder / state.MANIFEST, manifest)
    state.remove(folder / state.TOMBSTONES)


def remember_new(root: Path, config: Config, memory: Memory, articles: Gathered) -> None:
    """After a build that published nothing: keep what was read of new articles; of the others, what is published."""
    fresh = {path: reading for path, reading in articles.readings.items() if not reading.failed}
    with suppress(OSError):
        _keep_readings(root, config, memory, fresh | memory.readings)


def known_readings(root: Path, config: Config) -> dict[str, Reading]:
    """All readings that are kept, by path."""
    found: dict[str, Reading] = {}
    folder = root / STATE / state.READINGS
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        kept = state.load(file, Readings)
        if kept and kept.zone == config.timezone:
            found.update((reading.path, reading) for reading in kept.readings)
    return found


def _keep_readings(root: Path, config: Config, memory: Memory, readings: Mapping[str, Reading]) -> None:
    """Write the files whose readings changed: an edit of one article among a million is no reason to write them all."""
    count = 1 << (len(readings) // SHARE).bit_length()
    shares: dict[str, list[Reading]] = {}
    for path in sorted(readings):
        shares.setdefault(_share(path, count), []).append(readings[path])
    before: dict[str, int] = {}
    for path in memory.readings:
        share = _share(path, count)
        before[share] = before.get(share, 0) + 1
    folder = state.folder(root) / state.READINGS
    if folder.is_file() or folder.is_symlink():  # what a link leads to is not ours
        folder.unlink()
    for name, shared in shares.items():
        same = len(shared) == before.get(name) and all(one is memory.readings.get(one.path) for one in shared)
        if not same or not (folder / name).is_file():
            state.keep(folder / name, Readings(config.timezone, shared))
    for file in folder.iterdir() if folder.is_dir() else ():
        if file.name not in shares:
            state.remove(file)


def _share(path: str, count: int) -> str:
    """The file, of so many, for the reading of an article."""
    return f"{count}-{zlib.crc32(path.encode()) % count}"
