"""The files of a site: planned from what is known of its articles, and made where they cannot be what they were."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Raw, Struct, structs

from digest.config import Config
from digest.engine.crew import Crew, Task
from digest.engine.files import fingerprint, read
from digest.engine.gather import Gathered
from digest.engine.making import ITEM, Batch, Done, FeedJob, Frame, Item, Job, PageJob, make_files
from digest.engine.publish import Output
from digest.engine.reading import Text
from digest.engine.request import Watch
from digest.engine.state import Made, Seen
from digest.engine.unchanged import Survey, trusted
from digest.feeds.plan import Feed
from digest.feeds.plan import plan as plan_feeds
from digest.issues import Issue
from digest.renderer import views
from digest.renderer.closure import Closure
from digest.renderer.plan import SCRIPT, Detail, addresses, plan, site_view
from digest.renderer.recipe import Recipes
from digest.renderer.theme import Theme, published
from digest.site.model import Site

WEIGHT: Final = 400_000
"""Bytes of views and texts of a batch: some 20 ms of work."""
TEXT: Final = 5_000
"""Bytes that the text of an article is taken to have, while it is planned."""
PACE: Final = 30e-9
"""Seconds a byte takes: 150 µs for an article of 5 kB."""


class Material(Struct, frozen=True, kw_only=True):
    """All that the files of a site are made from."""

    root: Path
    config: Config
    theme: Theme
    closures: dict[str, Closure]
    """Of the theme's templates, by name."""
    site: Site
    details: Mapping[str, Detail]
    """By the path of the article."""
    articles: Gathered
    media: Mapping[str, str]
    """The assets of the content folder, and where each is published if it is used."""
    seen: Mapping[str, Seen]
    """What is remembered of the files of the content folder."""
    failed: frozenset[str]
    """Paths of articles whose last good page stays as it is."""
    only: frozenset[str] | None
    """The paths of the articles whose pages may be another than they were; None: any page may be."""
    templates: Path
    """The file with the theme's compiled templates."""
    durable: bool
    shared: bool
    """Whether a cluster does the work."""


class Making(Struct, frozen=True):
    """How it went."""

    files: dict[str, Made]
    """All files of the site, by path below the output folder."""
    assets: dict[str, Seen]
    """The files of the content folder that are among them, by their paths."""
    rendered: tuple[str, ...]
    pages: int
    issues: tuple[Issue, ...]
    shown: views.Site
    """What templates get as `site`."""


def make(
    material: Material, survey: Survey, output: Output, before: Mapping[str, Made], crew: Crew, watch: Watch
) -> Making:
    """Stage what has to be made. `before` are the files that are as they were published. Raises OSError."""
    return _Make(material, survey, output, before, crew, watch).all()


class _Make:
    def __init__(
        self,
        material: Material,
        survey: Survey,
        output: Output,
        before: Mapping[str, Made],
        crew: Crew,
        watch: Watch,
    ) -> None:
        self.material = material
        self.survey = survey
        self.output = output
        self.before = before
        self.crew = crew
        self.watch = watch
        assets = material.theme.assets.items()  # a site without search has no script
        self.theme = published({name: data for name, data in assets if name != SCRIPT or material.config.search})
        self.shown = site_view(material.site, material.config, {name: href for name, (href, _) in self.theme.items()})
        self.recipes = Recipes(material.closures, self.shown)
        self.files: dict[str, Made] = {}
        self.assets: dict[str, Seen] = {}
        self.issues: list[Issue] = []
        self.rendered: list[str] = []
        self.wanted: dict[str, bytes] = {}
        """The recipes of what is being made."""
        self.pages = 0
        """How many were planned by now, of this many."""
        self.total = len(addresses(material.site, material.config.search)) + len(material.site.cards) + 1
        if material.only is not None:
            self.total = len(material.only)
        frame = Frame(
            root=os.path.abspath(material.root),  # noqa: PTH100 - a link on the way may be meant
            output=os.path.abspath(output.folder),  # noqa: PTH100
            staging=os.path.abspath(output.staging),  # noqa: PTH100
            templates=os.path.abspath(material.templates),  # noqa: PTH100
            zone=material.config.timezone,
            theme=structs.replace(material.theme, assets={}),
            site=self.shown,
            durable=material.durable,
            shared=material.shared,
        )
        self.frame = _encode(frame)

    def all(self) -> Making:
        for href, data in self.theme.values():
            self.stage(href, data)
        self.media()
        self.collect(self.crew.run(make_files, self.tasks()))
        rendered = tuple(sorted(self.rendered))
        return Making(self.files, self.assets, rendered, self.pages, tuple(self.issues), self.shown)

    # ---- what is copied

    def stage(self, href: str, data: bytes) -> None:
        """A file whose bytes are at hand: its recipe is what it holds."""
        mark = fingerprint(data)
        last = self.before.get(href)
        if last and last.fingerprint == mark:
            self.keep(href, last)
        else:
            self.files[href] = Made(mark, mark, self.output.stage(href, data, self.material.durable))

    def keep(self, path: str, made: Made) -> None:
        """A file stays as it is."""
        self.output.keep(path)
        self.files[path] = made

    def media(self) -> None:
        """The files of the content folder that articles show or link to."""
        material = self.material
        used = {href.partition("#")[0] for detail in material.details.values() for href in detail.targets.values()}
        for asset, href in material.media.items():
            if href not in used:
                continue
            mark = self.survey.found.stamps[asset]
            seen, last = material.seen.get(asset), self.before.get(href)
            if seen and last and mark and seen.stamp == mark and seen.fingerprint == last.fingerprint:
                self.assets[asset] = seen
                self.keep(href, last)
                continue
            data = read(material.root, asset)
            if isinstance(data, Issue):
                self.issues.append(data)
            else:
                self.stage(href, data)
                self.assets[asset] = Seen(trusted(mark, self.survey.began), fingerprint(data))

    # ---- what is rendered

    def tasks(self) -> Iterator[Task]:
        """Batches of what has to be made; what need not be is kept."""
        jobs: list[Job] = []
        weight = 0
        for job, size in self.jobs():
            jobs.append(job)
            weight += size
            if weight >= WEIGHT:
                yield weight * PACE, _encode(Batch(self.frame, tuple(jobs)))
                jobs, weight = [], 0
        if jobs:
            yield weight * PACE, _encode(Batch(self.frame, tuple(jobs)))

    def jobs(self) -> Iterator[tuple[Job, int]]:
        """Each file to be made, with its weight in bytes: pages in their order, feeds as soon as they can be."""
        material = self.material
        feeds = plan_feeds(material.site, self.shown, material.config)
        shown = {item.body for feed in feeds for item in feed.items} - material.failed - {""}
        texts: dict[str, Raw] = {}
        if not shown:
            yield from self.feeds(feeds, texts)
        for page in plan(material.site, self.shown, material.config, material.details, material.only):
            self.pages += 1
            view = _encode(page.view)
            if page.body in material.failed:
                if page.path in self.output.ours:
                    self.keep(page.path, self.before.get(page.path, UNKNOWN))
                continue
            mark = self.material.articles.readings[page.body].text if page.body else b""
            recipe = self.recipes.of(view + page.root.encode(), mark, page.template)
            if self.begin(page.path, recipe):
                text = self.text(page.body) if page.body else None
                known = self.before.get(page.path, UNKNOWN).fingerprint
                exists = page.path in self.output.ours
                job = PageJob(page.path, page.template, Raw(view), page.root, text, known, exists)
                yield job, len(view) + TEXT * bool(text)
            if page.body in shown:
                texts[page.body] = Raw(view)
                if len(texts) == len(shown):  # now, not at the end, where one worker would be alone with it
                    yield from self.feeds(feeds, texts)
        if material.only is not None:
            for path, made in self.before.items():
                if path not in self.files and path not in self.wanted:
                    self.keep(path, made)

    def feeds(self, feeds: Iterable[Feed], texts: Mapping[str, Raw]) -> Iterator[tuple[Job, int]]:
        """Each feed to be made, with its weight. `texts` has what the texts of items are made from."""
        for feed in feeds:
            view = _encode(feed)
            items = tuple(Item(texts[item.body], self.text(item.body)) for item in feed.items if item.body in texts)
            marks = b"".join(self.material.articles.readings[item.text.path].text for item in items)
            recipe = self.recipes.of(view + b"".join(item.view for item in items), marks, ITEM)
            if self.begin(feed.path, recipe):
                known = self.before.get(feed.path, UNKNOWN).fingerprint
                exists = feed.path in self.output.ours
                yield FeedJob(feed.path, Raw(view), items, known, exists), len(view) + 2 * TEXT * len(items)

    def text(self, path: str) -> Text:
        """Where the text of the article at `path` is to be had."""
        return Text(path, self.material.articles.readings[path].fingerprint, self.material.articles.shelved.get(path))

    def begin(self, path: str, recipe: bytes) -> bool:
        """Whether the file has to be made; else it is kept."""
        last = self.before.get(path)
        if last and last.recipe == recipe:
            self.keep(path, last)
            return False
        self.wanted[path] = recipe
        return True

    def collect(self, answers: Iterable[bytes]) -> None:
        """Take note of what was made; of a template that failed, what the first of its pages says."""
        broken: dict[str, Done] = {}
        done = 0
        for answer in answers:
            for made in _DONE.decode(answer):
                done += 1
                if made.template:
                    broken[made.template] = min(made, broken.get(made.template, made), key=lambda one: one.path)
                elif made.issue:
                    self.issues.append(made.issue)
                else:
                    last = self.before.get(made.path, UNKNOWN)
                    self.output.plan(made.path, made.staged)
                    recipe = self.wanted.pop(made.path)
                    self.rendered.append(made.path)
                    self.files[made.path] = Made(recipe, made.fingerprint, made.stamp or last.stamp)
            # pages are planned ahead of those that are made: of how many, nobody knows before the last one
            self.watch("make", max(self.pages - len(self.wanted), 0), self.total)
        self.issues += (made.issue for made in broken.values() if made.issue)


UNKNOWN: Final = Made(b"", b"", b"")
"""A file of which nothing is known."""
_encode: Final = msgspec.msgpack.Encoder().encode
_DONE: Final = msgspec.msgpack.Decoder(list[Done])
