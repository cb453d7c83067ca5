"""What a build knows of the last one, and leaves to the next."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from digest.config import Config
from digest.engine import state
from digest.engine.files import fingerprint
from digest.engine.gather import Gathered
from digest.engine.reading import Reading, Readings
from digest.engine.request import Request
from digest.engine.state import Made, Manifest, Seen
from digest.engine.unchanged import place, sound
from digest.names import STATE
from digest.renderer import views
from digest.renderer.closure import Closure, closures
from digest.renderer.theme import Theme
from digest.site.model import Site


class Memory(Struct, frozen=True):
    """What is known of the last build."""

    seen: dict[str, Seen]
    """The files of the content folder."""
    readings: dict[str, Reading]
    """Of articles, by path; their cards have the address at which they were published."""
    files: dict[str, Made]
    """Those of the output folder that are as they were published."""
    closures: bytes
    """What is known of the theme's templates, encoded."""
    unsure: tuple[str, ...] = ()
    """Paths at which a build that did not come to its end was at work."""


class Basis(Struct, frozen=True):
    """What pages are planned from, beside the articles; a manifest keeps it, encoded."""

    config: Config
    site: views.Site
    drafts: bool
    future: bool


def recall(request: Request, manifest: Manifest | None, config: Config, output: Path) -> Memory:
    """What is known of the last build; nothing, where it is of another program, folder or time zone."""
    kept = state.load(request.root / STATE / state.READINGS, Readings)
    readings = {reading.path: reading for reading in kept.readings} if kept and kept.zone == config.timezone else {}
    stones = place(request) / state.TOMBSTONES
    unsure = state.load(stones, tuple[str, ...]) if stones.exists() else ()
    if manifest is None:
        return Memory({}, readings, {}, b"", unsure or ())
    mine = request.output is not None or manifest.output == config.output
    files = sound(manifest, output) if mine and unsure is not None else {}
    for path in unsure or ():
        files.pop(path, None)
    return Memory(manifest.sources, readings, files, manifest.closures, unsure or ())


def known_closures(theme: Theme, memory: Memory) -> tuple[bytes, dict[str, Closure]]:
    """What the theme's templates read, for the next build and for this; remembered as long as they are the same."""
    templates = fingerprint(msgspec.msgpack.encode((theme.base, theme.own)))
    if memory.closures:
        known, found = msgspec.msgpack.decode(memory.closures, type=tuple[bytes, dict[str, Closure]])
        if known == templates:
            return memory.closures, found
    found = closures(theme)
    return msgspec.msgpack.encode((templates, found)), found


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
) -> None:
    """Keep what the next build can use of one that was published. Raises OSError."""
    urls = {card.path: card.url for card in site.cards}
    good = {}
    for path, reading in readings.items():
        if reading is None or reading.card is None:
            continue
        url = urls.get(path, "")
        settled = reading.card.url == url
        good[path] = reading if settled else structs.replace(reading, card=structs.replace(reading.card, url=url))
    if good != memory.readings:
        _keep_readings(request.root, config, good)
    folder = place(request)
    state.keep(folder / state.MANIFEST, manifest)
    (folder / state.TOMBSTONES).unlink(missing_ok=True)


def remember_new(root: Path, config: Config, memory: Memory, articles: Gathered) -> None:
    """After a build that published nothing: keep what was read of new articles; of the others, what is published."""
    fresh = {path: reading for path, reading in articles.readings.items() if not reading.failed}
    if fresh.keys() - memory.readings.keys():
        with suppress(OSError):
            _keep_readings(root, config, fresh | memory.readings)


def _keep_readings(root: Path, config: Config, readings: Mapping[str, Reading]) -> None:
    ordered = [readings[path] for path in sorted(readings)]
    state.keep(state.folder(root) / state.READINGS, Readings(config.timezone, ordered))
