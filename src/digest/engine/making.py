"""Making files, in any process: a batch of jobs in, staged files out."""

import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeAlias

import msgspec
from msgspec import Raw, Struct

from digest.engine import state
from digest.engine.files import fingerprint, holds, write, write_apart
from digest.engine.reading import Text, article_of
from digest.feeds.plan import Feed
from digest.issues import Issue
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
    site: views.Site
    durable: bool
    """Whether files are synced, so that a power cut after publishing can't harm them."""
    shared: bool
    """Whether a batch may be done twice at once, or late, as in a cluster."""


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


class Item(Struct, frozen=True, array_like=True, gc=False):
    """What the text of an item of a feed is made from."""

    view: Raw
    """Of the article's page."""
    text: Text


class FeedJob(Struct, frozen=True, array_like=True, gc=False, tag="feed"):
    """A feed to be made."""

    path: str
    feed: Raw
    items: tuple[Item, ...]
    before: bytes
    exists: bool


Job: TypeAlias = PageJob | FeedJob


class Batch(Struct, frozen=True, array_like=True, gc=False):
    """Files to be made."""

    frame: bytes
    """An encoded Frame: the same bytes in all batches of a build, so that a process decodes them once."""
    jobs: tuple[Job, ...]


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

    def make(self, jobs: Sequence[Job]) -> list[Done]:
        broken: dict[str, Done] = {}
        done = []
        for job in jobs:
            template = job.template if isinstance(job, PageJob) else ITEM
            if template in broken:  # it would say the same of every page
                done.append(Done(job.path, issue=broken[template].issue, template=template))
                continue
            data = self.page(job) if isinstance(job, PageJob) else self.feed(job)
            if isinstance(data, Done):
                if data.template:
                    broken[template] = data
                done.append(data)
            else:
                done.append(self.staged(job, data))
        return done

    def page(self, job: PageJob) -> bytes | Done:
        article = article_of(self.frame.root, job.text, self.frame.zone) if job.text else None
        if isinstance(article, Issue):
            return Done(job.path, issue=article)
        view = _VIEW.decode(job.view)
        if isinstance(view, RecordView) and article:
            facts = {"lang": view.lang, "edition": view.edition}
            return encode(record(article, view.card, view.base_url, **facts, targets=dict(view.targets))) + b"\n"
        page = Page(job.path, job.template, view, job.root)
        html = self.renderer.page(page, article)
        return html.encode() if isinstance(html, str) else Done(job.path, issue=html, template=job.template)

    def feed(self, job: FeedJob) -> bytes | Done:
        from digest.feeds.rss import rss  # feedgen and lxml take 80 ms to import

        texts = {}
        for item in job.items:
            article = article_of(self.frame.root, item.text, self.frame.zone)
            if isinstance(article, Issue):
                return Done(job.path, issue=article)
            html = self.renderer.item(Page("", "article.html", _VIEW.decode(item.view), ""), article)
            if not isinstance(html, str):
                return Done(job.path, issue=html, template=ITEM)
            texts[item.text.path] = html
        return rss(_FEED.decode(job.feed), texts)

    def staged(self, job: Job, data: bytes) -> Done:
        """Write the file, unless what is published holds these bytes."""
        mark = fingerprint(data)
        if job.before:
            if job.before == mark:
                return Done(job.path, mark)
        elif job.exists and (seen := holds(f"{self.frame.output}/{job.path}", data)):
            return Done(job.path, mark, seen)
        at, durable = f"{self.frame.staging}/{job.path}", self.frame.durable
        if self.frame.shared:
            return Done(job.path, mark, write_apart(at, data, durable, os.path.dirname(self.frame.staging)), True)  # noqa: PTH120
        return Done(job.path, mark, write(at, data, durable), True)


ITEM: Final = "_feed_item.html"
_encode: Final = msgspec.msgpack.Encoder().encode
_BATCH: Final = msgspec.msgpack.Decoder(Batch)
_FRAME: Final = msgspec.msgpack.Decoder(Frame)
_VIEW: Final[msgspec.msgpack.Decoder[AnyPage]] = msgspec.msgpack.Decoder(AnyPage)
_FEED: Final = msgspec.msgpack.Decoder(Feed)
