"""`digest check`: all that a build would say, without building, and what an editor may want to look at."""

import os
from collections.abc import Iterator
from typing import Final

import msgspec
from msgspec import Struct

from digest.config import Config
from digest.engine.crew import Crew, Lost, Task
from digest.engine.decide import Look, Planned, look
from digest.engine.files import read, size_of
from digest.engine.reading import Text, article_of
from digest.engine.request import Ending, Request, Watch
from digest.engine.unchanged import Survey, survey
from digest.issues import Issue
from digest.loader.doubts import doubts
from digest.names import CONFIG, LEDGER
from digest.records import Article, Source
from digest.site.ledger import changed_since
from digest.site.voices import near
from digest.tools.telling import Answer, apart, count, problems

SIZE: Final = 400_000
"""Bytes of sources in a batch: some 50 ms of work."""
MOST: Final = 256
"""Articles of a batch."""


class Batch(Struct, frozen=True, array_like=True, gc=False):
    """Articles to be looked through."""

    root: str
    zone: str
    paths: tuple[str, ...]


def check(request: Request, watch: Watch | None = None) -> Answer:
    """What is wrong with the site, and what is in doubt. Nothing is written."""
    seen = survey(request)
    with Crew(request.jobs) as crew:
        found = look(request, seen, crew, watch)
        issues = list(found.issues)
        outcome: Ending = found.outcome
        if seen is not None and outcome != "disk":
            try:
                issues += _doubts(request, found, seen, crew, watch)
            except Lost:
                hint = "they may have run out of memory"
                issues.append(Issue("E606", str(request.root), "worker processes were killed, twice", hint=hint))
                outcome = "disk"
    if found.planned is not None and seen is not None:
        issues += _of_site(found.planned, found)
        issues += _of_templates(request, found.planned, seen)
    ordered = tuple(sorted(set(issues), key=lambda one: one.place))
    if outcome == "done" and any(one.is_error for one in ordered):
        outcome = "content"
    lines = (f"{count(len(found.readings), 'article')}: {problems(ordered) or 'nothing to say'}.",)
    return Answer((*lines, *apart(found.drafts, found.scheduled, request)), ordered, outcome)


def _of_site(planned: Planned, found: Look) -> Iterator[Issue]:
    """What only all articles together tell."""
    for entry in planned.identity.entries:
        if entry.path not in found.readings:
            what = f"{entry.path!r}, first seen on {entry.first_seen:%Y-%m-%d}, is gone"
            yield Issue(
                "W806", LEDGER, what, hint="if you took it away, nothing is wrong; without its line it is told no more"
            )
    known = {entry.id: entry for entry in found.entries}
    for card in planned.site.cards:
        before = known.get(card.id)
        if before and changed_since(before, planned.readings[card.path].body):
            hint = "set updated, or say under corrections what was wrong"
            yield Issue(
                "W807", card.path, "says something else than when it was published, and does not say so", hint=hint
            )
    for one, other in near(planned.site.voices):
        few, many = sorted((one, other), key=lambda voice: (len(voice.said), voice.slug))
        first = few.said[-1].card.path
        what = f"{few.name!r} may be {many.name!r}, who has {count(len(many.said), 'quote')}"
        yield Issue("W805", first, what, hint=f"if they are one, say so under people in {CONFIG}")


def _of_templates(request: Request, planned: Planned, seen: Survey) -> Iterator[Issue]:
    """What is wrong with the site's own templates: a page of each kind is tried. The built-in ones do not fail."""
    if not seen.theme.own:
        return
    from digest.feeds.plan import Plan
    from digest.renderer.plan import RECORD, plan, site_view
    from digest.renderer.render import Renderer
    from digest.renderer.theme import published

    config, details = planned.config, planned.details
    assets = {name: href for name, (href, _) in published(seen.theme.assets).items()}
    shown = site_view(planned.site, config, assets, planned.media)
    renderer = Renderer(seen.theme, shown)

    def article(path: str) -> Article | Issue:
        return article_of(str(request.root), Text(path, planned.readings[path].fingerprint, None), config.timezone)

    tried = {RECORD}
    for page in plan(planned.site, shown, config, details):
        if page.template not in tried:
            tried.add(page.template)
            text = article(page.body) if page.body else None
            made = text if isinstance(text, Issue) else renderer.page(page, text)
            if isinstance(made, Issue):
                yield made
    for feed in Plan(planned.site, shown, config, details, {}).feeds():
        at = next((at for at, entry in enumerate(feed.items) if entry.view), None)
        if at is not None and feed.template not in tried:
            tried.add(feed.template)
            text = article(feed.paths[at]) if feed.paths else None
            view = feed.items[at].view
            said = text if isinstance(text, Issue) or view is None else renderer.item(feed.template, view, text)
            if isinstance(said, Issue):
                yield said


# ---- what is in the texts


def _doubts(request: Request, found: Look, seen: Survey, crew: Crew, watch: Watch | None) -> Iterator[Issue]:
    """What is in doubt in each article."""
    total = len(found.readings)
    done = 0
    root = os.path.abspath(request.root)  # noqa: PTH100 - a link on the way may be meant
    batches = list(_batches(root, found, seen))
    tasks: Iterator[Task] = ((size * 120e-9 + len(batch.paths) * 200e-6, _encode(batch)) for batch, size in batches)
    for (batch, _), answer in zip(batches, crew.run(look_through, tasks), strict=True):
        yield from _ISSUES.decode(answer)
        done += len(batch.paths)
        if watch:
            watch("doubts", done, total)


def look_through(batch: bytes) -> bytes:
    """The encoded issues of an encoded Batch."""
    task = _BATCH.decode(batch)
    config = Config(timezone=task.zone)
    found: list[Issue] = []
    for path in task.paths:
        data = read(task.root, path)
        if not isinstance(data, Issue):  # that it cannot be read was said
            found += doubts(Source(path, data), config)
    return _encode(found)


def _batches(root: str, found: Look, seen: Survey) -> Iterator[tuple[Batch, int]]:
    """All articles in batches, each with its size in bytes."""
    paths: list[str] = []
    size = 0
    for path in found.readings:
        paths.append(path)
        mark = seen.found.stamps[path]
        size += size_of(mark) if mark else 0
        if size >= SIZE or len(paths) >= MOST:
            yield Batch(root, found.config.timezone, tuple(paths)), size
            paths, size = [], 0
    if paths:
        yield Batch(root, found.config.timezone, tuple(paths)), size


_encode: Final = msgspec.msgpack.Encoder().encode
_BATCH: Final = msgspec.msgpack.Decoder(Batch)
_ISSUES: Final = msgspec.msgpack.Decoder(list[Issue])
