"""The files of a site, staged in the order in which they are published."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket
from msgspec import Struct

from digest.config import Config
from digest.engine import state
from digest.engine.files import read
from digest.engine.publish import Output
from digest.engine.work import Reading, recall
from digest.feeds.plan import plan as plan_feeds
from digest.issues import Issue
from digest.records import Article, settled
from digest.renderer.plan import Detail, Page, plan, site_view
from digest.renderer.render import Renderer
from digest.renderer.theme import Theme, published
from digest.site.model import Site


class Material(Struct, frozen=True, kw_only=True):
    """All that the files of a site are made from."""

    root: Path
    config: Config
    theme: Theme
    site: Site
    details: Mapping[str, Detail]
    """By the path of the article; so are `readings`."""
    readings: Mapping[str, Reading]
    media: Mapping[str, str]
    """The assets of the content folder, and where each is published if it is used."""
    failed: frozenset[str]
    """Paths of articles whose last good page stays as it is."""


class _Cache(jinja2.FileSystemBytecodeCache):
    """Compiled templates; if they cannot be kept, they are compiled again."""

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def make(material: Material, output: Output) -> tuple[int, tuple[Issue, ...]]:
    """Stage all files of the site; the number of its pages, and what went wrong. Raises OSError of the output only."""
    theme = published(material.theme.assets)
    for href, data in theme.values():
        output.stage(href, data)
    shown = site_view(material.site, material.config, {name: href for name, (href, _) in theme.items()})
    cache = state.folder(material.root) / "templates"
    with suppress(OSError):
        cache.mkdir(exist_ok=True)
    work = _Work(material, output, Renderer(material.theme, shown, _Cache(str(cache))))
    work.media()
    pages = plan(material.site, shown, material.config, material.details)
    work.pages(pages)
    work.feeds(pages)
    return len(pages), tuple(work.issues)


class _Work:
    def __init__(self, material: Material, output: Output, renderer: Renderer) -> None:
        self.material = material
        self.output = output
        self.renderer = renderer
        self.cards = {card.path: card for card in material.site.cards}
        self.issues: list[Issue] = []

    def media(self) -> None:
        """The files of the content folder that articles show or link to."""
        used = {href.partition("#")[0] for detail in self.material.details.values() for href in detail.targets.values()}
        for asset, href in self.material.media.items():
            if href in used:
                data = read(self.material.root, asset)
                if isinstance(data, Issue):
                    self.issues.append(data)
                else:
                    self.output.stage(href, data)

    def pages(self, pages: tuple[Page, ...]) -> None:
        """The pages, articles first: nothing may link to what is not there."""
        broken: set[str] = set()
        for page in sorted(pages, key=lambda page: not page.body):
            if page.body in self.material.failed:
                self.output.keep([page.path])
                continue
            if page.template in broken:
                continue
            article = self.article(page.body) if page.body else None
            html = article if isinstance(article, Issue) else self.renderer.page(page, article)
            if isinstance(html, str):
                self.output.stage(page.path, html.encode())
                continue
            self.issues.append(html)
            if html is not article:
                broken.add(page.template)  # it would say the same of every page

    def feeds(self, pages: tuple[Page, ...]) -> None:
        """The feeds; of an article that is broken now, the summary is all we have."""
        from digest.feeds.rss import rss  # lxml takes 50 ms to import

        planned = plan_feeds(self.material.site, self.renderer.site, self.material.config)
        own_page = {page.body: page for page in pages if page.body}
        texts: dict[str, str] = {}
        for path in dict.fromkeys(item.body for feed in planned for item in feed.items):
            if not path or path in self.material.failed:
                continue
            article = self.article(path)
            text = article if isinstance(article, Issue) else self.renderer.item(own_page[path], article)
            if isinstance(text, Issue):
                self.issues.append(text)
                return
            texts[path] = text
        for feed in planned:
            self.output.stage(feed.path, rss(feed, texts))

    def article(self, path: str) -> Article | Issue:
        """The whole article, settled."""
        article = recall(self.material.root, self.material.readings[path], self.material.config)
        return article if isinstance(article, Issue) else settled(article, self.cards[path])
