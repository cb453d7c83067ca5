"""One build, from the folder to the published site: the order of things."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Literal

import filelock
import jinja2
from msgspec import Struct, structs

from digest import config as configuration
from digest.config import Config
from digest.engine import state
from digest.engine.files import find, read, read_theme, reason, replace_file
from digest.engine.publish import Changes, Output
from digest.engine.work import Reading, examine, recall
from digest.feeds.plan import Feed
from digest.feeds.plan import plan as plan_feeds
from digest.issues import Issue
from digest.records import Article, Card, settled
from digest.renderer.plan import Detail, Page, plan, site_view
from digest.renderer.render import Renderer
from digest.renderer.story import date
from digest.renderer.theme import Theme, published
from digest.renderer.views import Correction
from digest.site import ledger
from digest.site.identity import Settled, settle
from digest.site.model import CONTENT, Site, assemble, media, target


class Request(Struct, frozen=True, kw_only=True):
    """What is to be built."""

    root: Path
    """The site's folder."""
    now: datetime
    """The time of the build, aware: what is dated later is held back."""
    output: str | None = None
    """Instead of the config's; relative to where the command was started."""
    base_url: str | None = None
    drafts: bool = False
    future: bool = False
    keep_going: bool = False
    adopt: bool = False


class Report(Struct, frozen=True, kw_only=True):
    """How it went."""

    issues: tuple[Issue, ...]
    """All that was found, in order of place."""
    outcome: Literal["published", "content", "disk"]
    """Published; not published for what is wrong in the site; not published for the disk, a permission or a lock."""
    output: Path
    articles: int = 0
    drafts: int = 0
    """Held back, or shown, as the request says."""
    scheduled: int = 0
    pages: int = 0
    changes: Changes = Changes((), (), ())
    begun: bool = False
    """Whether anything was changed in the output folder, even if it did not come to its end."""


class _Stop(Exception):  # noqa: N818 - the end of a build, not an error of the program
    """Carries issues to the end of a build that cannot go on."""

    def __init__(self, issues: Iterable[Issue], outcome: Literal["content", "disk"] = "content") -> None:
        super().__init__()
        self.issues = tuple(issues)
        self.outcome = outcome


def build(request: Request) -> Report:
    """Build and publish the site. Nothing that a user can cause raises; the report has all of it."""
    return _Build(request).run()


class _Build:
    """The facts that one step of a build leaves to the next."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.root = request.root
        self.issues: list[Issue] = []
        self.folder = self.root / "build"
        self.held = {"draft": 0, "scheduled": 0}
        self.begun = False

    def run(self) -> Report:
        try:
            return self._locked()
        except _Stop as stopped:
            self.issues += stopped.issues
            outcome = stopped.outcome
        except OSError as error:
            self.issues.append(self._disk(error))
            outcome = "disk"
        return Report(issues=_ordered(self.issues), outcome=outcome, output=self.folder, begun=self.begun)

    def _locked(self) -> Report:
        if not self.root.is_dir():
            raise _Stop([Issue("E001", str(self.root), "there is no such folder")])
        config = self._config()
        found = find(self.root)
        self.issues += found.issues
        if not found.articles:
            raise _Stop([])
        lock = filelock.FileLock(state.folder(self.root) / "lock", timeout=0)
        try:
            with lock:
                return self._build(config, found.articles, found.assets)
        except filelock.Timeout:
            hint = "wait for it to end, or stop it"
            raise _Stop([Issue("E604", str(self.root), "another build is running here", hint=hint)], "disk") from None

    def _build(self, config: Config, articles: tuple[str, ...], assets: tuple[str, ...]) -> Report:
        theme, issues = read_theme(self.root)
        self.issues += issues
        output = self._output(config)
        readings = {path: examine(self.root, path, config) for path in articles}
        for reading in readings.values():
            self.issues += reading.issues
        entries = self._ledger()
        readings, kept = self._chosen(readings, output)
        identity = self._settle(readings, entries, config)
        self._stop_if_wrong()
        site, issues = assemble(identity.cards)
        self.issues += issues
        if not site.cards:
            self.issues.append(Issue("W005", CONTENT, "no story is published: all are drafts or scheduled"))
        hrefs = media(assets)
        details = self._details(site, readings, hrefs)
        try:
            output.begin()
            pages = self._stage(output, config, theme, site, details, readings, kept, assets, hrefs)
            self.issues += output.in_the_way(self.request.adopt)
            self._stop_if_wrong()
            if not (self.request.drafts or self.request.future):
                self._write_ledger(entries, identity.entries)
            changes = output.publish()
        finally:
            self.begun = output.begun
            output.discard()
        with suppress(OSError):  # the site is up; what is not remembered costs a later --keep-going its last good page
            state.remember(self.root, [structs.replace(readings[card.path], card=card) for card in site.cards])
        return Report(
            issues=_ordered(self.issues),
            outcome="published",
            output=self.folder,
            articles=len(site.cards),
            drafts=self.held["draft"],
            scheduled=self.held["scheduled"],
            pages=pages,
            changes=changes,
        )

    # ---- reading

    def _config(self) -> Config:
        config = Config()
        if (self.root / configuration.NAME).exists():
            data = read(self.root, configuration.NAME)
            if isinstance(data, Issue):
                raise _Stop([data])
            try:
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                line = data.count(b"\n", 0, error.start) + 1
                hint = "save it as UTF-8"
                raise _Stop([Issue("E101", configuration.NAME, "is not UTF-8", line, hint=hint)]) from None
            config, issues = configuration.parse(text)
            self.issues += issues
        if self.request.base_url is not None:
            config = structs.replace(config, base_url=self.request.base_url)
        elif config.base_url == configuration.LOCAL_URL:
            message = f"base_url is not set; feeds and canonical addresses say {configuration.LOCAL_URL}"
            self.issues.append(
                Issue("W003", configuration.NAME, message, hint="set it, or give --base-url, before you publish")
            )
        return config

    def _output(self, config: Config) -> Output:
        given = self.request.output
        self.folder = Path(given) if given is not None else self.root / config.output
        shown = given if given is not None else config.output
        real, root = self.folder.resolve(), self.root.resolve()
        sources = [root / name for name in (CONTENT, "templates", state.FOLDER)]
        if root.is_relative_to(real) or any(real.is_relative_to(source) for source in sources):
            hint = "choose a folder that holds nothing else, such as build"
            raise _Stop([*self.issues, Issue("E605", shown, "is where the site's sources are", hint=hint)])
        output = Output(self.folder, shown)
        refusal = output.refusal(self.request.adopt)
        if refusal:
            self.issues.append(refusal)
        return output

    def _ledger(self) -> tuple[ledger.Entry, ...]:
        if not (self.root / ledger.NAME).exists():
            return ()
        data = read(self.root, ledger.NAME)
        if isinstance(data, Issue):
            self.issues.append(data)
            return ()
        entries, issues = ledger.parse(data.decode("utf-8", "replace"))
        self.issues += issues
        return entries

    # ---- deciding

    def _chosen(self, readings: dict[str, Reading], output: Output) -> tuple[dict[str, Reading], set[str]]:
        """The readings of what is published by path, and the paths of those that keep their last good page."""
        chosen: dict[str, Reading] = {}
        kept: set[str] = set()
        before = state.last_good(self.root) if self.request.keep_going else {}
        for path, reading in readings.items():
            if not reading.failed:
                chosen[path] = reading
            elif (good := before.get(path)) and good.card and good.card.href in output.ours:
                chosen[path] = good
                kept.add(path)
        shown = {}
        for path, reading in chosen.items():
            card = reading.card
            if card is None:
                continue
            draft = card.draft
            scheduled = not draft and card.published is not None and card.published > self.request.now
            self.held["draft"] += draft
            self.held["scheduled"] += scheduled
            if (self.request.drafts or not draft) and (self.request.future or not scheduled):
                shown[path] = reading
        return shown, kept

    def _settle(self, readings: dict[str, Reading], entries: tuple[ledger.Entry, ...], config: Config) -> Settled:
        """The cards settled; what cannot be is left out where the build keeps going."""
        while True:
            cards = [reading.card for reading in readings.values() if reading.card]
            identity = settle(cards, entries, self.request.now, config.zone)
            failed = {issue.path for issue in identity.issues if issue.is_error}
            if not failed or not self.request.keep_going:
                self.issues += identity.issues
                return identity
            self.issues += (issue for issue in identity.issues if issue.is_error)
            for path in failed:
                del readings[path]

    def _stop_if_wrong(self) -> None:
        """Stop at an error; those of single articles don't count where the build keeps going."""
        wrong = [issue for issue in self.issues if issue.is_error]
        if self.request.keep_going:
            wrong = [issue for issue in wrong if not issue.path.startswith(f"{CONTENT}/")]
        if wrong:
            raise _Stop([])

    def _details(
        self, site: Site, readings: Mapping[str, Reading], media_hrefs: Mapping[str, str]
    ) -> dict[str, Detail]:
        """What the articles' own pages need; a link that leads nowhere is reported."""
        hrefs = {card.path: card.href for card in site.cards} | {card.href: card.href for card in site.cards}
        hrefs |= media_hrefs
        details = {}
        for card in site.cards:
            reading = readings[card.path]
            targets = {link.href: target(card.path, link.href, hrefs) for link in reading.links}
            hint = f"it is looked for beside the article, or from {CONTENT} if it begins with /"
            self.issues += (
                Issue("W303", card.path, f"{link.href!r} leads to no file or page", link.line, hint=hint)
                for link in reading.links
                if not targets[link.href]
            )
            corrections = tuple(Correction(c.text, date(c.date) if c.date else None) for c in reading.corrections)
            details[card.path] = Detail(targets, reading.images, reading.source, reading.source_url, corrections)
        return details

    # ---- making

    def _stage(
        self,
        output: Output,
        config: Config,
        theme: Theme,
        site: Site,
        details: Mapping[str, Detail],
        readings: Mapping[str, Reading],
        kept: set[str],
        assets: tuple[str, ...],
        media_hrefs: Mapping[str, str],
    ) -> int:
        """Stage every file of the site, in the order in which they are published; the number of pages."""
        theme_files = published(theme.assets)
        shown = site_view(site, config, {name: href for name, (href, _) in theme_files.items()})
        for href, data in theme_files.values():
            output.stage(href, data)
        used = {href.partition("#")[0] for detail in details.values() for href in detail.targets.values()}
        for asset in assets:
            if media_hrefs[asset] in used:
                copied = read(self.root, asset)
                if isinstance(copied, Issue):
                    self.issues.append(copied)
                else:
                    output.stage(media_hrefs[asset], copied)
        cache = state.folder(self.root) / "templates"
        cache.mkdir(exist_ok=True)
        renderer = Renderer(theme, shown, jinja2.FileSystemBytecodeCache(str(cache)))
        pages = plan(site, shown, config, details)
        cards = {card.path: card for card in site.cards}
        broken: set[str] = set()
        for page in sorted(
            pages, key=lambda page: not page.body
        ):  # articles first: nothing may link to what is not there
            if page.body in kept:
                output.keep(page.path)
                continue
            if page.template in broken:
                continue
            article = self._article(page.body, cards, readings, config) if page.body else None
            if isinstance(article, Issue):
                self.issues.append(article)
                continue
            html = renderer.page(page, article)
            if isinstance(html, Issue):
                broken.add(page.template)  # it would say the same of every page
                self.issues.append(html)
            else:
                output.stage(page.path, html.encode())
        self._stage_feeds(output, plan_feeds(site, shown, config), pages, renderer, cards, readings, kept, config)
        return len(pages)

    def _article(
        self, path: str, cards: Mapping[str, Card], readings: Mapping[str, Reading], config: Config
    ) -> Article | Issue:
        article = recall(self.root, readings[path], config)
        return article if isinstance(article, Issue) else settled(article, cards[path])

    def _stage_feeds(
        self,
        output: Output,
        planned: tuple[Feed, ...],
        pages: tuple[Page, ...],
        renderer: Renderer,
        cards: Mapping[str, Card],
        readings: Mapping[str, Reading],
        kept: set[str],
        config: Config,
    ) -> None:
        from digest.feeds.rss import rss  # lxml takes 50 ms to import

        own_page = {page.body: page for page in pages if page.body}
        texts: dict[str, str] = {}
        for path in dict.fromkeys(item.body for feed in planned for item in feed.items):
            if not path or path in kept:  # of an article that is broken now, the summary is all we have
                continue
            article = self._article(path, cards, readings, config)
            text = renderer.item(own_page[path], article) if isinstance(article, Article) else article
            if isinstance(text, Issue):
                self.issues.append(text)
                break
            texts[path] = text
        for feed in planned:
            output.stage(feed.path, rss(feed, texts))

    # ---- writing

    def _write_ledger(self, before: tuple[ledger.Entry, ...], after: tuple[ledger.Entry, ...]) -> None:
        if set(before) != set(after):
            replace_file(self.root / ledger.NAME, ledger.dump(after))

    def _disk(self, error: OSError) -> Issue:
        path = str(error.filename or self.folder)
        hint = {13: "give yourself the permission to write there", 28: "free some space, then build again"}
        return Issue("E603", path, f"cannot be written: {reason(error)}", hint=hint.get(error.errno or 0, ""))


def _ordered(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    return tuple(sorted(set(issues), key=lambda issue: issue.place))
