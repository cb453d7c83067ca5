"""Making files, in any process: a batch of jobs in, staged files out."""

import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeAlias

import msgspec
from msgspec import Raw, Struct

from digest.engine import state
from digest.engine.files import fingerprint, holds, write, write_apart
from digest.engine.reading import Pile, Shelved, Text, article_of, taken
from digest.feeds.fill import Molds, Writer
from digest.feeds.model import STORY, Entry, Feed, Format
from digest.issues import Issue
from digest.records import Article
from digest.renderer import views
from digest.renderer.closure import Compiled
from digest.renderer.jinja import Codes
from digest.renderer.plan import AnyPage, Page, RecordView
from digest.renderer.render import Renderer
from digest.renderer.theme import Theme
from digest.site.record import encode, record


class Frame(Struct, frozen=True, array_like=True, gc=False):
    """What all jobs of a build have in common."""

    root: str
    """The site's folder, absolute; so are the others."""
    output: str
    staging: str
    templates: str
    """The file with the compiled templates; without it they are compiled anew."""
    zone: str
    theme: Theme
    """Without its assets."""
    shelf: str
    """For what is laid aside."""
    molds: Molds
    site: views.Site
    durable: bool
    """Whether files are synced, so that a power cut after publishing can't harm them."""
    shared: bool
    """Whether a batch may be done twice at once, or late, as in a cluster."""


class ItemJob(Struct, frozen=True, array_like=True, gc=False, tag="item"):
    """A story as an item of feeds, to be laid aside for them: it is made once, however many hold it."""

    path: str
    """Of the article."""
    entry: Raw
    text: Text | None
    """None: it has its summary only."""
    formats: tuple[Format, ...]
    """Those of the feeds that hold it."""
    summaries: bool


class PageJob(Struct, frozen=True, array_like=True, gc=False, tag="page"):
    """A page to be made."""

    path: str
    template: str
    view: Raw
    root: str
    text: Text | None
    """For a page that shows the text of an article."""
    before: bytes
    """Fingerprint of the file that is published now; empty if it is not known."""
    exists: bool
    """Whether a file of ours is there."""
    item: ItemJob | None = None
    """The same story for feeds: its text is at hand."""


class FeedJob(Struct, frozen=True, array_like=True, gc=False, tag="feed"):
    """A feed to be made."""

    path: str
    feed: Raw
    """Without its entries, if they are laid aside."""
    items: tuple[Shelved, ...]
    """Where they are."""
    before: bytes
    exists: bool


Job: TypeAlias = PageJob | ItemJob | FeedJob


class Batch(Struct, frozen=True, array_like=True, gc=False):
    """Files to be made."""

    frame: bytes
    """An encoded Frame: the same bytes in all batches of a build, so that a process decodes them once."""
    jobs: tuple[Job, ...]


class Laid(Struct, frozen=True, array_like=True, gc=False):
    """A story that is laid aside."""

    path: str
    """Of the article."""
    places: dict[Format, Shelved]


class Done(Struct, frozen=True, array_like=True, gc=False):
    """What came of a job."""

    path: str
    fingerprint: bytes = b""
    """Of the file's bytes."""
    stamp: bytes = b""
    """Of the file; empty if it was published before, and is known."""
    staged: bool = False
    """Whether it is in the staging folder; else what is published holds these bytes already."""
    issue: Issue | None = None
    """Why it could not be made."""
    template: str = ""
    """The template that failed, if that was it."""
    laid: Laid | None = None
    """For a story that was laid aside for feeds."""


def make_files(batch: bytes) -> bytes:
    """The encoded list of a Done for each job of an encoded Batch. Raises OSError of the disk."""
    task = _BATCH.decode(batch)
    maker = _maker(task.frame)
    return _encode(maker.make(task.jobs))


@lru_cache(maxsize=1)  # a process makes one site at a time
def _maker(frame: bytes) -> "_Maker":
    return _Maker(_FRAME.decode(frame))


class _Maker:
    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        compiled = state.load(Path(frame.templates), Compiled)
        self.renderer = Renderer(frame.theme, frame.site, Codes(compiled.codes if compiled else {}))
        self.writer = Writer(frame.molds, frame.site.lang)

    def make(self, jobs: Sequence[Job]) -> list[Done]:
        self.broken: dict[str, Issue] = {}
        """What templates say that fail: of one page what they would say of every one."""
        with Pile(self.frame.shelf) as pile:
            return [self.done(job, pile) for job in jobs]

    def done(self, job: Job, pile: Pile) -> Done:
        match job:
            case PageJob():
                article = self.article(job.text)
                if isinstance(article, Issue):
                    return Done(job.path, issue=article)
                data = self.page(job, article)
                found = self.item(job.item, article, pile) if job.item and isinstance(data, bytes) else None
                if isinstance(found, Done) and found.issue:
                    return found
                laid = found.laid if found else None
                return self.staged(job, data, laid) if isinstance(data, bytes) else data
            case ItemJob():
                article = self.article(job.text)
                return Done(job.path, issue=article) if isinstance(article, Issue) else self.item(job, article, pile)
            case FeedJob():
                data = self.feed(job)
                return self.staged(job, data) if isinstance(data, bytes) else data

    def article(self, text: Text | None) -> Article | Issue | None:
        return article_of(self.frame.root, text, self.frame.zone) if text else None

    def rendered(self, path: str, template: str, render: Callable[..., str | Issue], *given: object) -> str | Done:
        """What a template makes of what is `given`, for the file at `path`."""
        found = self.broken.get(template) or render(*given)
        if isinstance(found, str):
            return found
        self.broken[template] = found
        return Done(path, issue=found, template=template)

    def page(self, job: PageJob, article: Article | None) -> bytes | Done:
        view = _VIEW.decode(job.view)
        if isinstance(view, RecordView) and article:
            facts = {"lang": view.lang, "edition": view.edition}
            return encode(record(article, view.card, view.base_url, **facts, targets=dict(view.targets))) + b"\n"
        page = Page(job.path, job.template, view, job.root)
        html = self.rendered(job.path, job.template, self.renderer.page, page, article)
        return html.encode() if isinstance(html, str) else html

    def item(self, job: ItemJob, article: Article | None, pile: Pile) -> Done:
        entry = _ENTRY.decode(job.entry)
        view = entry.view
        html = self.rendered(job.path, STORY, self.renderer.item, STORY, view, article) if view else ""
        if isinstance(html, Done):
            return html
        places = {kind: pile.lay(self.writer.fragment(kind, entry.item, html, job.summaries)) for kind in job.formats}
        return Done(job.path, laid=Laid(job.path, places))

    def feed(self, job: FeedJob) -> bytes | Done:
        feed = _FEED.decode(job.feed)
        fragments = [taken(place) for place in job.items]
        for entry in feed.items:
            view = entry.view
            html = self.rendered(job.path, feed.template, self.renderer.item, feed.template, view) if view else ""
            if isinstance(html, Done):
                return html
            fragments.append(self.writer.fragment(feed.kind, entry.item, html, feed.summaries))
        return self.writer.feed(feed.kind, feed.channel, fragments)

    def staged(self, job: PageJob | FeedJob, data: bytes, laid: Laid | None = None) -> Done:
        """Write the file, unless what is published holds these bytes. `laid` is what was laid aside with it."""
        mark = fingerprint(data)
        if job.before:
            if job.before == mark:
                return Done(job.path, mark, laid=laid)
        elif job.exists and (seen := holds(f"{self.frame.output}/{job.path}", data)):
            return Done(job.path, mark, seen, laid=laid)
        at, durable = f"{self.frame.staging}/{job.path}", self.frame.durable
        if self.frame.shared:
            seen = write_apart(at, data, durable, os.path.dirname(self.frame.staging))  # noqa: PTH120
        else:
            seen = write(at, data, durable)
        return Done(job.path, mark, seen, True, laid=laid)


_encode: Final = msgspec.msgpack.Encoder().encode
_BATCH: Final = msgspec.msgpack.Decoder(Batch)
_FRAME: Final = msgspec.msgpack.Decoder(Frame)
_VIEW: Final[msgspec.msgpack.Decoder[AnyPage]] = msgspec.msgpack.Decoder(AnyPage)
_FEED: Final = msgspec.msgpack.Decoder(Feed)
_ENTRY: Final = msgspec.msgpack.Decoder(Entry)
