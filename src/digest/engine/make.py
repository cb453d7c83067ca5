"""The files of a site: planned from what is known of its articles, and made where they cannot be what they were."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Raw, Struct, structs

from digest.config import Config
from digest.engine.crew import Crew, Task
from digest.engine.files import fingerprint, read, size_of
from digest.engine.gather import Gathered
from digest.engine.making import Batch, Done, FeedJob, Frame, ItemJob, Job, PageJob, make_files
from digest.engine.publish import Output
from digest.engine.reading import Shelved, Text
from digest.engine.request import Watch
from digest.engine.state import Made, Seen
from digest.engine.unchanged import Survey, trusted
from digest.feeds.fill import Molds, Writer
from digest.feeds.llms import llms
from digest.feeds.model import Entry, Feed, Format
from digest.feeds.plan import Plan as FeedPlan
from digest.feeds.sitemaps import NEWS_SITEMAP, Place, fresh, news_sitemap, robots, sitemaps
from digest.issues import Issue
from digest.renderer import views
from digest.renderer.closure import Closure
from digest.renderer.marks import Marks
from digest.renderer.plan import RECORD, SCRIPT, Detail, Draft, addresses, drafts, relations, site_view
from digest.renderer.recipe import PART, Recipes, part
from digest.renderer.theme import Theme, published
from digest.site.model import Site
from digest.site.related import Found

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
    relations: Sequence[Found]
    """Related stories as the last build found them; empty if that is not known."""
    only: frozenset[str] | None
    """The paths of the articles whose pages may be another than they were; None: any page may be."""
    templates: Path
    """The file with the theme's compiled templates."""
    now: datetime
    """The time of the build."""
    molds: Molds
    """Of feeds."""
    shelf: Path
    """The folder for what is laid aside."""
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
    sizes: dict[str, int]
    """Bytes of the published files of the content folder, by href."""
    relations: Sequence[Found]
    """All related stories, to be kept; empty: what is kept stands."""


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
        given = material.theme.assets.items()  # a site without search has no script
        self.theme = published({name: data for name, data in given if name != SCRIPT or material.config.search})
        assets = {name: href for name, (href, _) in self.theme.items()}
        self.shown = site_view(material.site, material.config, assets, material.media)
        self.recipes = Recipes(material.closures, self.shown)
        self.files: dict[str, Made] = {}
        self.assets: dict[str, Seen] = {}
        self.issues: list[Issue] = []
        self.rendered: list[str] = []
        self.wanted: dict[str, tuple[bytes, bytes]] = {}
        """The recipes of what is being made, and the marks of what it shows."""
        self.relations: Sequence[Found] = ()
        """All related stories; empty if nobody asked for all."""
        self.places: list[Place] = []
        """The pages that search engines may list."""
        self.items: dict[str, Mapping[Format, Shelved]] = {}
        """Stories as items of feeds, by the path of the article."""
        self.due: list[tuple[Feed, tuple[str | Shelved, ...]]] = []
        """Feeds to be made of stories, without them; where each of these is, or the path of one to be laid aside."""
        self.marks: dict[str, bytes] = {}
        """Those of the stories in these feeds."""
        self.pages = 0
        """How many were planned by now, of this many."""
        pages = len(addresses(material.site, material.config.search)) + 1
        self.total = pages + len(material.site.cards) + len(material.site.redirects)
        if material.only is not None:
            self.total = len(material.only)
        self.writer = Writer(material.molds, self.shown.lang)
        self.sizes: dict[str, int] = {}
        """Bytes of the published files of the content folder, by href."""
        read = {path: reading.mark for path, reading in material.articles.readings.items()}
        self.plan_marks = Marks(material.site, self.shown, material.config, material.details, self.sizes, read)
        self.planned = FeedPlan(
            material.site,
            self.shown,
            material.config,
            material.details,
            self.sizes,
            material.failed,
            self.plan_marks,
        )
        self.cards = {card.path: card for card in material.site.cards}
        frame = Frame(
            root=os.path.abspath(material.root),  # noqa: PTH100 - a link on the way may be meant
            output=os.path.abspath(output.folder),  # noqa: PTH100
            staging=os.path.abspath(output.staging),  # noqa: PTH100
            templates=os.path.abspath(material.templates),  # noqa: PTH100
            shelf=str(material.shelf),
            molds=material.molds,
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
        self.collect(self.crew.run(make_files, self.tasks(self.jobs())))
        if not any(issue.is_error for issue in self.issues):
            self.collect(self.crew.run(make_files, self.tasks(self.due_feeds())))
        if self.material.only is None:
            self.for_machines()
        else:
            for path, made in self.before.items():
                if path not in self.files:
                    self.keep(path, made)
        rendered = tuple(sorted(self.rendered))
        return Making(
            self.files,
            self.assets,
            rendered,
            self.pages,
            tuple(self.issues),
            self.shown,
            self.sizes,
            self.relations,
        )

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
        if self.shown.image:
            used.add(self.shown.image.href)
        for asset, href in material.media.items():
            if href not in used:
                continue
            mark = self.survey.found.stamps[asset]
            self.sizes[href] = size_of(mark)
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

    def for_machines(self) -> None:
        """What tells machines of the pages that there are, once all are planned."""
        material, config = self.material, self.material.config
        files = sitemaps(self.places, config.base_url)
        news = fresh(material.site.cards, material.now)
        if news:
            files[NEWS_SITEMAP] = news_sitemap(news, config)
        files["robots.txt"] = robots(config.base_url, files)
        urls = {place.url for place in self.places}
        files["llms.txt"] = llms(material.site, self.shown, urls, config.records)
        for path, data in files.items():
            self.stage(path, data)

    # ---- what is rendered

    def tasks(self, found: Iterable[tuple[Job, int]]) -> Iterator[Task]:
        """Batches of what has to be made."""
        jobs: list[Job] = []
        weight = 0
        for job, size in found:
            jobs.append(job)
            weight += size
            if weight >= WEIGHT:
                yield weight * PACE, _encode(Batch(self.frame, tuple(jobs)))
                jobs, weight = [], 0
        if jobs:
            yield weight * PACE, _encode(Batch(self.frame, tuple(jobs)))

    def jobs(self) -> Iterator[tuple[Job, int]]:
        """Each page to be made, each feed of its own items, and each story as an item of other feeds, with its weight
        in bytes; what need not be made is kept.
        """
        material = self.material
        items: dict[str, dict[Format, None]] = {}
        yield from self.feeds(items)
        site, config, details, only = material.site, material.config, material.details, material.only
        found = relations(site, self.plan_marks, material.relations, only)
        self.relations = found.all if only is None else ()
        for page in drafts(site, self.shown, config, details, self.plan_marks, found, only):
            self.pages += page.template != RECORD
            if page.address:
                self.places.append(Place(page.path, page.address, page.modified))
            if page.body in material.failed:
                if page.path in self.output.ours:
                    self.keep(page.path, self.before.get(page.path, UNKNOWN))
                continue
            text = material.articles.readings[page.body].text if page.body else b""
            if isinstance(page, Draft):
                if self.stands(page.path, page.mark, text, page.template):
                    continue
                view, mark = _encode(page.make()), page.mark
            else:
                view, mark = _encode(page.view), b""
            recipe = self.recipes.of(view + page.root.encode(), text, page.template)
            if self.begin(page.path, recipe, mark):
                source = self.text(page.body) if page.body else None
                known = self.before.get(page.path, UNKNOWN).fingerprint
                exists = page.path in self.output.ours
                formats = items.pop(page.body, None) if page.template != RECORD else None
                item = self.item(page.body, formats) if formats else None
                job = PageJob(page.path, page.template, Raw(view), page.root, source, known, exists, item)
                yield job, len(view) + TEXT * (bool(source) + bool(item))
        for path, formats in items.items():
            yield self.item(path, formats), 2 * TEXT

    def feeds(self, items: dict[str, dict[Format, None]]) -> Iterator[tuple[Job, int]]:
        """Each feed to be made of items of its own, with its weight. Those of stories become due when these are laid
        aside: the formats in which they are needed are added to `items`, by the path of the article.
        """
        only, readings = self.material.only, self.material.articles.readings
        for draft in self.planned.drafts(only):
            texts = b"".join([readings[path].text for path in draft.texts])
            if self.stands(draft.path, draft.mark, texts, draft.template):
                continue
            feed = draft.make()
            view = _encode(structs.replace(feed, paths=()))
            if not self.begin(feed.path, self.recipes.of(view, texts, feed.template), draft.mark):
                continue
            if feed.has_stories:
                self.laid_out(feed, items)
            else:
                yield self.feed_job(feed, Raw(view), ()), 2 * len(view)

    def laid_out(self, feed: Feed, items: dict[str, dict[Format, None]]) -> None:
        """Take note of where the stories of a feed are to be had: as they are published in it, or else from `items`."""
        found = [self.mark(feed, entry, path) for entry, path in zip(feed.items, feed.paths, strict=True)]
        published = self.published(feed)
        places = tuple([published.get(mark, path) for mark, path in zip(found, feed.paths, strict=True)])
        for place in places:
            if isinstance(place, str):
                items.setdefault(place, {})[feed.kind] = None
        self.marks[feed.path] = b"".join(found)
        self.due.append((structs.replace(feed, items=(), paths=()), places))

    def mark(self, feed: Feed, entry: Entry, path: str) -> bytes:
        """The fingerprint of what a story in a feed is made from."""
        text = self.material.articles.readings[path].text if entry.view else b""
        return part(self.recipes.of(_encode((entry, feed.channel.lang, feed.summaries)), text, feed.template))

    def published(self, feed: Feed) -> dict[bytes, Shelved]:
        """Where in a feed that is published each of its stories is, by its mark."""
        last = self.before.get(feed.path)
        data = read(self.output.folder, feed.path) if last and last.items else b""
        if last is None or isinstance(data, Issue) or fingerprint(data) != last.fingerprint:
            return {}
        spans = self.writer.cut(feed.kind, data)
        marks = [last.items[start : start + PART] for start in range(0, len(last.items), PART)]
        if len(spans) != len(marks):
            return {}
        file = os.path.abspath(self.output.folder / feed.path)  # noqa: PTH100
        return {mark: Shelved(file, *span) for mark, span in zip(marks, spans, strict=True)}

    def due_feeds(self) -> Iterator[tuple[Job, int]]:
        """Each feed to be made of stories that are laid aside, with its weight."""
        for feed, places in self.due:
            found = [self.items[place][feed.kind] if isinstance(place, str) else place for place in places]
            size = sum(place.size for place in found)
            stretches = tuple(found if feed.kind == "json" else _joined(found))
            yield self.feed_job(feed, Raw(_encode(feed)), stretches), TEXT + size // 10

    def feed_job(self, feed: Feed, view: Raw, items: tuple[Shelved, ...]) -> FeedJob:
        known = self.before.get(feed.path, UNKNOWN).fingerprint
        return FeedJob(feed.path, view, items, known, feed.path in self.output.ours)

    def item(self, path: str, formats: Iterable[Format]) -> ItemJob:
        """A story as an item of feeds."""
        entry = self.planned.entries.story(self.cards[path])
        text = self.text(path) if entry.view else None
        summaries = self.material.config.feeds.content != "full"
        return ItemJob(path, Raw(_encode(entry)), text, tuple(formats), summaries)

    def text(self, path: str) -> Text:
        """Where the text of the article at `path` is to be had."""
        return Text(path, self.material.articles.readings[path].fingerprint, self.material.articles.shelved.get(path))

    def stands(self, path: str, mark: bytes, text: bytes, template: str) -> bool:
        """Whether the file is kept because all that it is made from has the marks of last time."""
        last = self.before.get(path)
        if last is None or last.mark != mark or not mark:
            return False
        if last.recipe != self.recipes.with_view(last.recipe[:PART], text, template):
            return False
        self.keep(path, last)
        return True

    def begin(self, path: str, recipe: bytes, mark: bytes) -> bool:
        """Whether the file has to be made; else it is kept. `mark` is that of what it shows, empty: not known."""
        last = self.before.get(path)
        if last and not mark and last.recipe[:PART] == recipe[:PART]:
            mark = last.mark
        if last and last.recipe == recipe:
            self.keep(path, last if last.mark == mark else structs.replace(last, mark=mark))
            return False
        self.wanted[path] = recipe, mark
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
                    continue
                if made.laid:
                    self.items[made.laid.path] = made.laid.places
                if made.path in self.wanted:  # else it was only laid aside
                    last = self.before.get(made.path, UNKNOWN)
                    self.output.plan(made.path, made.staged)
                    recipe, mark = self.wanted.pop(made.path)
                    self.rendered.append(made.path)
                    marks = self.marks.pop(made.path, b"")
                    self.files[made.path] = Made(recipe, made.fingerprint, made.stamp or last.stamp, marks, mark)
            # pages are planned ahead of those that are made: of how many, nobody knows before the last one
            self.watch("make", max(self.pages - len(self.wanted), 0), self.total)
        self.issues += (made.issue for made in broken.values() if made.issue)


def _joined(places: Iterable[Shelved]) -> Iterator[Shelved]:
    """The same with what lies side by side in one piece."""
    last = None
    for place in places:
        if last and last.file == place.file and last.start + last.size == place.start:
            last = Shelved(last.file, last.start, last.size + place.size)
            continue
        if last:
            yield last
        last = place
    if last:
        yield last


UNKNOWN: Final = Made(b"", b"", b"")
"""A file of which nothing is known."""
_encode: Final = msgspec.msgpack.Encoder().encode
_DONE: Final = msgspec.msgpack.Decoder(list[Done])
