"""One build, from the folder to the published site: the order of things."""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Literal

import filelock
from msgspec import Struct, structs

from digest import config as configuration
from digest.config import Config
from digest.engine import state
from digest.engine.files import Found, find, reason, replace_file, resolved, text_of
from digest.engine.make import Material, make
from digest.engine.publish import STAGING, Changes, Output
from digest.engine.themes import read_theme
from digest.engine.work import Reading, examine
from digest.issues import Issue
from digest.records import Card
from digest.renderer.plan import Detail, addresses
from digest.renderer.story import date
from digest.renderer.views import Correction
from digest.site.identity import Settled, settle
from digest.site.ledger import NAME as LEDGER
from digest.site.ledger import Entry, dump
from digest.site.ledger import parse as parse_ledger
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

    @property
    def is_preview(self) -> bool:
        """Whether it shows what is not published; then nothing of it is remembered."""
        return self.drafts or self.future


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

    def __init__(self, *issues: Issue, outcome: Literal["content", "disk"] = "content") -> None:
        super().__init__()
        self.issues = issues
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
        self.drafts = self.scheduled = 0
        self.begun = False

    def run(self) -> Report:
        outcome: Literal["content", "disk"] = "disk"
        try:
            return self.locked()
        except _Stop as stop:
            self.issues += stop.issues
            outcome = stop.outcome
        except OSError as error:
            self.issues.append(self.disk(error))
        return Report(issues=_ordered(self.issues), outcome=outcome, output=self.folder, begun=self.begun)

    def locked(self) -> Report:
        if not self.root.is_dir():
            what = "is not a folder" if os.path.lexists(self.root) else "there is no such folder"
            raise _Stop(Issue("E001", str(self.root), what))
        config = self.config()
        found = find(self.root)
        self.issues += found.issues
        if not found.articles:
            raise _Stop
        lock = filelock.FileLock(state.folder(self.root) / "lock", timeout=0)
        try:
            with lock:
                return self.build(config, found)
        except filelock.Timeout:
            hint = "wait for it to end, or stop it"
            raise _Stop(
                Issue("E604", str(self.root), "another build is running here", hint=hint), outcome="disk"
            ) from None

    def build(self, config: Config, found: Found) -> Report:
        theme, issues = read_theme(self.root)
        self.issues += issues
        output = self.output(config)
        readings = {path: examine(self.root, path, config) for path in found.articles}
        for reading in readings.values():
            self.issues += reading.issues
        entries = self.ledger()
        before = self.last_good(output) if self.request.keep_going else {}
        chosen, failed = self.choose(readings, before, found.issues)
        shown = self.due(chosen)
        identity = self.settle(shown, chosen, failed, entries, config)
        self.stop_at_errors()
        site, issues = assemble(identity.cards)
        self.issues += issues
        if not site.cards:
            message = "no story is published: all are drafts or scheduled" + (", or broken" if failed else "")
            self.issues.append(Issue("W005", CONTENT, message))
        hrefs = media(found.assets)
        material = Material(
            root=self.root,
            config=config,
            theme=theme,
            site=site,
            details=self.details(site, chosen, hrefs),
            readings=chosen,
            media=hrefs,
            failed=frozenset(failed),
        )
        try:
            output.begin()
            pages, issues = make(material, output)
            self.issues += issues
            if any(issue.is_error for issue in issues):
                raise _Stop
            if failed:
                output.keep(_still_shown(output.ours, before, failed))
            if foreign := output.in_the_way(self.request.adopt):
                raise _Stop(*foreign)
            if not self.request.is_preview:
                self.write_ledger(entries, identity.entries)
            changes = output.publish()
        finally:
            self.begun = output.begun
            output.discard()
        if not self.request.is_preview:
            with suppress(OSError):  # the site is up; a later --keep-going only knows less
                settled = (structs.replace(chosen[card.path], card=card) for card in site.cards)
                state.remember(self.root, self.folder, settled)
        return Report(
            issues=_ordered(self.issues),
            outcome="published",
            output=self.folder,
            articles=len(site.cards),
            drafts=self.drafts,
            scheduled=self.scheduled,
            pages=pages,
            changes=changes,
        )

    # ---- reading

    def config(self) -> Config:
        config = Config()
        text = text_of(self.root, configuration.NAME, "E101")
        if isinstance(text, Issue):
            raise _Stop(text)
        if text is not None:
            config, issues = configuration.parse(text)
            self.issues += issues
        if self.request.base_url is not None:
            return structs.replace(config, base_url=self.request.base_url)
        if config.base_url == configuration.LOCAL_URL:
            message = f"base_url is not set; feeds and canonical addresses say {configuration.LOCAL_URL}"
            hint = "set it, or give --base-url, before you publish"
            self.issues.append(Issue("W003", configuration.NAME, message, hint=hint))
        return config

    def output(self, config: Config) -> Output:
        given = self.request.output
        if not (given or config.output):
            raise _Stop(Issue("E605", configuration.NAME, "'output' is empty", hint="remove the key for build"))
        self.folder = Path(given) if given else self.root / config.output
        shown = given or config.output
        real = resolved(self.folder)
        sources = [resolved(self.root / name) for name in (CONTENT, "templates", state.FOLDER)]
        inside = any(real.is_relative_to(source) for source in sources) or {".git", STAGING} & set(real.parts)
        if inside or any(source.is_relative_to(real) for source in (resolved(self.root), *sources)):
            hint = "choose a folder that holds nothing else, such as build"
            raise _Stop(Issue("E605", shown, "is where the site's sources are", hint=hint))
        output = Output(self.folder, shown, self.root)
        refusal = output.refusal(self.request.adopt)
        if refusal:
            raise _Stop(refusal)
        return output

    def ledger(self) -> tuple[Entry, ...]:
        text = text_of(self.root, LEDGER, "E406")
        if isinstance(text, Issue):
            raise _Stop(text)
        entries, issues = parse_ledger(text or "")
        self.issues += issues
        return entries

    def last_good(self, output: Output) -> dict[str, Reading]:
        """The readings of the last build whose pages are still there, by path."""
        before = state.last_good(self.root, self.folder)
        return {path: reading for path, reading in before.items() if reading.card and output.holds(reading.card.href)}

    # ---- deciding

    def choose(
        self, readings: Mapping[str, Reading], before: Mapping[str, Reading], found: Iterable[Issue]
    ) -> tuple[dict[str, Reading], set[str]]:
        """The readings to build from by path, and the paths of what failed, with its last good reading or none."""
        wrong = [issue.path for issue in found if issue.is_error]
        unseen = (path for path in before if any(path == at or path.startswith(f"{at}/") for at in wrong))
        failed = {path for path, reading in readings.items() if reading.failed} | set(unseen)
        good = {path: reading for path, reading in readings.items() if path not in failed}
        return good | {path: before[path] for path in failed if path in before}, failed

    def due(self, chosen: Mapping[str, Reading]) -> set[str]:
        """The paths of what is published now; counts the rest."""
        paths = set()
        for path, reading in chosen.items():
            card = reading.card
            if card is None:
                continue
            scheduled = not card.draft and card.published is not None and card.published > self.request.now
            self.drafts += card.draft
            self.scheduled += scheduled
            if (self.request.drafts or not card.draft) and (self.request.future or not scheduled):
                paths.add(path)
        return paths

    def settle(
        self,
        shown: set[str],
        chosen: Mapping[str, Reading],
        failed: set[str],
        entries: tuple[Entry, ...],
        config: Config,
    ) -> Settled:
        """The cards settled; where the build keeps going, what cannot be is left out and has failed, too."""
        cards = {path: reading.card for path, reading in chosen.items() if reading.card}
        while True:
            mine: list[Card] = [card for path, card in cards.items() if path in shown]
            held = [card for path, card in cards.items() if path not in shown]
            identity = settle(mine, entries, self.request.now, config.zone, held)
            wrong = {issue.path for issue in identity.issues if issue.is_error}
            if not wrong or not self.request.keep_going:
                self.issues += identity.issues
                return identity
            self.issues += (issue for issue in identity.issues if issue.is_error)
            shown -= wrong
            failed |= wrong

    def stop_at_errors(self) -> None:
        """Stop at an error; those of single articles don't count where the build keeps going."""
        for issue in self.issues:
            if issue.is_error and not (self.request.keep_going and issue.path.startswith(f"{CONTENT}/")):
                raise _Stop

    def details(self, site: Site, readings: Mapping[str, Reading], media: Mapping[str, str]) -> dict[str, Detail]:
        """What the articles' own pages need; a link that leads nowhere is reported."""
        hrefs = {card.path: card.href for card in site.cards} | dict(media)
        hrefs |= {href: href for href in (*addresses(site), *(card.href for card in site.cards))}
        hint = f"it is looked for beside the article, or from {CONTENT} if it begins with /"
        details = {}
        for card in site.cards:
            reading = readings[card.path]
            targets = {link.href: target(card.path, link.href, hrefs) for link in reading.links}
            self.issues += (
                Issue("W303", card.path, f"{link.href!r} leads to no file or page", link.line, hint=hint)
                for link in reading.links
                if not targets[link.href]
            )
            corrections = tuple(Correction(c.text, date(c.date) if c.date else None) for c in reading.corrections)
            details[card.path] = Detail(targets, reading.images, reading.source, reading.source_url, corrections)
        return details

    # ---- writing

    def write_ledger(self, before: tuple[Entry, ...], after: tuple[Entry, ...]) -> None:
        if set(before) != set(after):
            replace_file(self.root / LEDGER, dump(after))

    def disk(self, error: OSError) -> Issue:
        hint = {13: "give yourself the permission to write there", 28: "free some space, then build again"}
        path = Path(str(error.filename2 or error.filename or self.folder))
        with suppress(ValueError):  # the user knows nothing of where files are staged
            path = self.folder / path.relative_to(self.folder / STAGING)
        return Issue("E603", str(path), f"cannot be written: {reason(error)}", hint=hint.get(error.errno or 0, ""))


def _still_shown(ours: Iterable[str], before: Mapping[str, Reading], failed: set[str]) -> list[str]:
    """Our files that a build with failures leaves alone: what failed may be on these pages, and they may show the rest.

    A page goes only if it is known to be of another article; no picture or style sheet goes before all is well again.
    """
    gone = {reading.card.href for path, reading in before.items() if reading.card and path not in failed}
    return [path for path in ours if path.startswith(("media/", "assets/")) or (_is_article(path) and path not in gone)]


def _is_article(path: str) -> bool:
    """Whether `path` is that of an article's page: `2026/11/22/vote/index.html`."""
    year, *parts = path.split("/")
    return year.isdecimal() and len(parts) == 4


def _ordered(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    return tuple(sorted(set(issues), key=lambda issue: issue.place))
