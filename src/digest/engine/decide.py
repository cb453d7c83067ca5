"""What a site is to be: all that is read and decided before anything is made. Builds, checks and exports begin here."""

import os
from collections.abc import Collection, Container, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal, TypeVar

import msgspec
from msgspec import Struct, structs

from digest import config as configuration
from digest.config import Config
from digest.engine.cluster import Unusable
from digest.engine.crew import Crew, Lost
from digest.engine.files import encodable, fingerprint, reason, resolved, utf8
from digest.engine.gather import gather
from digest.engine.memory import (
    known_readings,
)
from digest.engine.pagefind import program
from digest.engine.publish import STAGING, Output
from digest.engine.reading import Reading
from digest.engine.request import Outcome, Request, Watch
from digest.engine.search import missing
from digest.engine.unchanged import Survey, file_at
from digest.issues import Issue
from digest.names import CONFIG, CONTENT, LEDGER
from digest.records import Card
from digest.renderer.plan import Detail, addresses, site_picture
from digest.site.due import Due, dues
from digest.site.identity import Settled, settle
from digest.site.ledger import Entry
from digest.site.ledger import parse as parse_ledger
from digest.site.model import Site, assemble, media, target

Kind = TypeVar("Kind", bound=Output)


class Stop(Exception):  # noqa: N818 - the end of a build, not an error of the program
    """Carries issues to the end of a build that cannot go on."""

    def __init__(self, *issues: Issue, outcome: Outcome = "content") -> None:
        super().__init__()
        self.issues = issues
        self.outcome = outcome


def plan_of(
    request: Request,
    survey: Survey,
    readings: Mapping[str, Reading],
    entries: tuple[Entry, ...],
    config: Config,
    media: Mapping[str, str],
) -> tuple[Site, dict[str, Detail]]:
    """The site that a build would plan from these readings; what is wrong with it is not told."""
    build = Deciding(request, survey)
    identity = build.settle(build.due(readings), readings, set(), entries, config, readings.keys())
    site, _ = assemble(identity.cards, config, identity.membership.keys, identity.redirects, request.now)
    return site, build.details(site, readings, media, config)


class Look(Struct, frozen=True, kw_only=True):
    """A site as a build would find and plan it. Nothing was written, and nobody kept from building."""

    issues: tuple[Issue, ...]
    """All that a build would say before it makes the first page, in order of place."""
    outcome: Literal["done", "content", "disk"]
    """What kept it from being planned; done: nothing."""
    config: Config
    planned: "Planned | None" = None
    """None: something is wrong beyond single articles."""
    readings: Mapping[str, Reading] = {}
    """Of all articles, by path."""
    entries: tuple[Entry, ...] = ()
    """The ledger, as the last build left it."""
    drafts: int = 0
    scheduled: int = 0


def look(request: Request, survey: Survey | None, crew: Crew, watch: Watch | None = None) -> Look:
    """The site as a build would plan it that keeps going: what is wrong with an article leaves out that article."""
    return Deciding(structs.replace(request, keep_going=True, rollback=False), survey, watch).look(crew)


class Planned(Struct, frozen=True):
    """What is decided before anything is made."""

    config: Config
    """Without search where there can be none."""
    site: Site
    details: dict[str, Detail]
    """By the path of the article."""
    identity: Settled
    readings: Mapping[str, Reading]
    """Those that the site is made from, by path."""
    failed: set[str]
    """The paths of what cannot be published as it is."""
    media: Mapping[str, str]
    """The assets of the content folder, and where each is published if it is used."""
    dues: tuple[Due, ...]
    """All that is due, the first first."""


class Deciding:
    """The facts that one step leaves to the next."""

    def __init__(self, request: Request, seen: Survey | None, watch: Watch | None = None) -> None:
        self.request = request
        self.root = request.root
        self.survey = seen
        self.watch = watch or (lambda stage, done, total: None)
        self.issues: list[Issue] = []
        self.folder = self.root / "build"
        self.drafts = self.scheduled = 0
        self.waiting: list[Card] = []
        """What is scheduled."""
        self.until: float | None = None
        """From when on the same files can make another site, as when an article is due: seconds since the epoch."""
        self.ledger_mark: bytes | None = None
        self.config_read = msgspec.msgpack.encode(("", None, Config(), ()))
        self.people_file = ""
        """The name of the file that digest.yaml leaves the people to; empty if there is none."""
        self.people: bytes | Issue | None = None
        """What is in it."""

    def look(self, crew: Crew) -> Look:
        """The site as it would be planned."""
        config = Config()
        entries: tuple[Entry, ...] = ()
        readings: dict[str, Reading] = {}
        planned = None
        outcome: Outcome = "content"
        try:
            config, survey = self.begin()
            entries = self.ledger()
            known = known_readings(self.root, config)
            seen = survey.manifest.sources if survey.manifest else {}
            readings = gather(self.root, None, survey, config, seen, known, crew, self.watch).readings
            planned = self.plan(survey, readings, {}, entries, config)
        except (Stop, Lost, OSError) as error:
            outcome = self.failure(error)
        return Look(
            issues=ordered(self.issues),
            outcome="done" if planned else "disk" if outcome == "disk" else "content",
            config=config,
            planned=planned,
            readings=readings,
            entries=entries,
            drafts=self.drafts,
            scheduled=self.scheduled,
        )

    def failure(self, error: Stop | Lost | Unusable | OSError) -> Outcome:
        """What a build ends with that cannot go on."""
        match error:
            case Stop():
                self.issues += error.issues
                return error.outcome
            case Lost():
                hint = "they may have run out of memory: try --jobs 1, or --jobs 0 for none"
                self.issues.append(Issue("E606", str(self.root), "worker processes were killed, twice", hint=hint))
            case Unusable():
                self.issues.append(error.issue)
            case OSError():
                self.issues.append(self.disk(error))
        return "disk"

    def begin(self) -> tuple[Config, Survey]:
        """The config and the survey of a site that can be read, and what is wrong with its files."""
        if self.survey is None:
            what = "is not a folder" if os.path.lexists(self.root) else "there is no such folder"
            raise Stop(Issue("E001", str(self.root), what))
        if not encodable(f"{resolved(self.root)}{os.path.abspath(self.root)}"):  # noqa: PTH100 - and the link to it
            raise Stop(Issue("E001", str(self.root), "is in a folder whose name is not UTF-8", hint="rename it"))
        config = self.config()
        if not self.request.rollback:
            self.issues += self.survey.found.issues
            if not self.survey.found.articles:
                raise Stop
            self.issues += self.survey.issues
        return config, self.survey

    def config(self) -> Config:
        """The config of this build; what is wrong with it is told."""
        config, issues = self.read_config()
        self.issues += issues
        if self.request.base_url is not None:
            return structs.replace(config, base_url=self.request.base_url)
        if config.base_url == configuration.LOCAL_URL:
            message = f"base_url is not set; feeds and canonical addresses say {configuration.LOCAL_URL}"
            hint = "set it, or give --base-url, before you publish"
            self.issues.append(Issue("W003", CONFIG, message, hint=hint))
        return config

    def read_config(self) -> tuple[Config, tuple[Issue, ...]]:
        """The config and what is wrong with it; remembered, since to import PyYAML for it takes 20 ms."""
        data = self.survey.config if self.survey else None
        text = utf8(data, CONFIG, "E101") if isinstance(data, bytes) else data
        if isinstance(text, Issue):
            raise Stop(text)
        if text is None:
            return Config(), ()
        survey, last = self.survey, self.survey.manifest if self.survey else None
        if survey and last:
            known, people, config, issues = msgspec.msgpack.decode(last.config, type=_READ_CONFIG)
            if known == text and people == (survey.people if last.people else None):
                self.config_read, self.people_file, self.people = last.config, last.people, survey.people
                return config, issues
        config, issues = configuration.parse(text)
        if isinstance(config.people, str):
            self.people_file = config.people
            self.people = survey.people if survey and last and last.people == config.people else None
            self.people = self.people or file_at(self.root, config.people)
            config, found = self.with_people(config, config.people)
            issues += found
        self.config_read = msgspec.msgpack.encode((text, self.people, config, issues))
        return config, issues

    def with_people(self, config: Config, name: str) -> tuple[Config, tuple[Issue, ...]]:
        """The config with the people of the file that it names, and what is wrong with that."""
        text = utf8(self.people, name, "E101") if isinstance(self.people, bytes) else self.people
        if text is None:
            text = Issue(
                "E103", CONFIG, f"'people' names {name}, and there is no such file", hint="write it, or its name"
            )
        if isinstance(text, Issue):
            return structs.replace(config, people={}), (text,)
        people, issues = configuration.parse_people(text, name)
        return structs.replace(config, people=people), issues

    def ledger(self) -> tuple[Entry, ...]:
        """The ledger as the last build left it; what is wrong with it is told."""
        data = file_at(self.root, LEDGER)
        text = utf8(data, LEDGER, "E406") if isinstance(data, bytes) else data
        if isinstance(text, Issue):
            raise Stop(text)
        self.ledger_mark = fingerprint(data) if isinstance(data, bytes) else None
        entries, issues = parse_ledger(text or "")
        self.issues += issues
        if not (entries or issues):
            self.mind_lost()
        return entries

    def mind_lost(self) -> None:
        """Say so if the ledger is gone that the last build left."""
        last = self.survey and self.survey.manifest
        if not last or not last.recorded or self.request.is_preview:
            return
        lost = "the dates on which articles were first seen, their earlier addresses, the ids of those that were moved,"
        what = f"is gone, and with it {lost} and the editions of late ones"
        hint = "restore it from version control, and build again; or else the first build begins a new one"
        self.issues.append(Issue("W409", LEDGER, what, hint=hint))

    def sources(self, survey: Survey, entries: tuple[Entry, ...]) -> set[str]:
        """The paths of all files that are articles, even if they cannot be read; of those in the ledger, also what is
        in a folder that nobody can look into.
        """
        found = set(survey.found.articles)
        wrong = {issue.path for issue in survey.found.issues if issue.is_error}
        if wrong:
            found |= {path for entry in entries if _within(path := entry.path, wrong)}
        return found

    def plan(
        self,
        survey: Survey,
        readings: Mapping[str, Reading],
        before: Mapping[str, Reading],
        entries: tuple[Entry, ...],
        config: Config,
    ) -> Planned | None:
        """What is published, and where; None if errors stand in the way. `before` are the last good readings."""
        for reading in readings.values():
            self.issues += reading.issues
        chosen, failed = self.choose(readings, before, survey.found.issues)
        shown = self.due(chosen)
        identity = self.settle(shown, chosen, failed, entries, config, self.sources(survey, entries))
        if self.at_errors() or self.thaws(identity, entries):
            return None
        self.mind_time(identity, chosen, entries)
        site = self.site(identity, config)
        config = self.searched(config, site)
        coming = dues(self.waiting, site.cards, site.editions, self.request.now, config.zone)
        if coming:
            first = coming[0].at.timestamp()
            self.until = first if self.until is None else min(self.until, first)
        if not site.cards:
            message = "no story is published: all are drafts or scheduled" + (", or broken" if failed else "")
            self.issues.append(Issue("W005", CONTENT, message))
        hrefs = media(survey.found.assets)
        details = self.details(site, chosen, hrefs, config)
        return Planned(config, site, details, identity, chosen, failed, hrefs, coming)

    def choose(
        self, readings: Mapping[str, Reading], before: Mapping[str, Reading], found: Iterable[Issue]
    ) -> tuple[Mapping[str, Reading], set[str]]:
        """The readings to build from by path, and the paths of what failed, with its last good reading or none."""
        wrong = [issue.path for issue in found if issue.is_error]
        unseen = (path for path in before if _within(path, wrong))
        failed = {path for path, reading in readings.items() if reading.failed} | set(unseen)
        if not failed:
            return readings, failed
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
            if scheduled:
                self.waiting.append(card)
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
        sources: Container[str],
    ) -> Settled:
        """The cards settled; where the build keeps going, what cannot be is left out and has failed, too."""
        cards = {path: reading.card for path, reading in chosen.items() if reading.card}
        bodies = {path: reading.body for path, reading in chosen.items()}
        while True:
            mine: list[Card] = [card for path, card in cards.items() if path in shown]
            held = [card for path, card in cards.items() if path not in shown]
            identity = settle(
                mine,
                entries,
                self.request.now,
                config.zone,
                held,
                bodies=bodies,
                sources=sources,
                rhythm=config.edition,
            )
            wrong = {issue.path for issue in identity.issues if issue.is_error}
            # the last good page stays where it is: with another address, or the first, there would be none
            settled = (card for card in identity.cards if card.path in failed)
            wrong |= {card.path for card in settled if card.url != cards[card.path].url}
            if not wrong or not self.request.keep_going:
                self.issues += identity.issues
                return identity
            self.issues += (issue for issue in identity.issues if issue.is_error)
            shown -= wrong
            failed |= wrong

    def mind_picture(self, config: Config, hrefs: Mapping[str, str]) -> None:
        """Tell of a picture that is named in digest.yaml and not there."""
        if config.image and site_picture(config, hrefs) is None:
            hint = f"it is looked for in the folder {CONTENT}"
            self.issues.append(Issue("W006", CONFIG, f"'image' names {config.image!r}, which is not there", hint=hint))

    def mind_time(self, identity: Settled, chosen: Mapping[str, Reading], entries: tuple[Entry, ...]) -> None:
        """Take note of articles that have the time of this build for their date: no ledger keeps it after a preview."""
        if not self.request.is_preview:
            return
        known = {entry.id for entry in entries}
        new = (chosen[card.path].card for card in identity.cards if card.id not in known)
        if any(card is not None and card.published is None for card in new):
            self.until = self.request.now.timestamp()

    def thaws(self, identity: Settled, entries: tuple[Entry, ...]) -> bool:
        """Whether the ledger is not to change, and would; each line that would be another is told.

        That an edition has ended is no change: nobody has done anything, and the next build that may will record it.
        """
        if not self.request.frozen or self.request.is_preview:
            return False
        known = {entry.path: structs.replace(entry, edition="") for entry in entries}
        found = []
        for entry in identity.entries:
            before = known.pop(entry.path, None)
            if before == structs.replace(entry, edition=""):
                continue
            former = identity.moved.get(entry.path)
            what = f"was {former}" if former else "has another line" if before else "has no line"
            hint = f"build without --frozen, and commit {LEDGER}"
            found.append(Issue("E408", entry.path, f"{what} in {LEDGER}, which may not change", hint=hint))
        self.issues += found
        return bool(found)

    @property
    def records(self) -> bool:
        """Whether the ledger is written."""
        return not (self.request.is_preview or self.request.frozen)

    def at_errors(self) -> bool:
        """Whether the build ends at an error; those of single articles don't count where it keeps going."""
        return any(
            issue.is_error and not (self.request.keep_going and issue.path.startswith(f"{CONTENT}/"))
            for issue in self.issues
        )

    def site(self, identity: Settled, config: Config) -> Site:
        """The site of these cards; what is wrong with it is told."""
        site, issues = assemble(identity.cards, config, identity.membership.keys, identity.redirects, self.request.now)
        self.issues += issues
        return site

    def details(
        self, site: Site, readings: Mapping[str, Reading], media: Mapping[str, str], config: Config
    ) -> dict[str, Detail]:
        """What the articles' own pages need, of those that need anything; a link that leads nowhere is reported."""
        self.mind_picture(config, media)
        hrefs: dict[str, str] = {}
        hint = f"it is looked for beside the article, or from {CONTENT} if it begins with /"
        details = {}
        for card in site.cards:
            reading = readings[card.path]
            if not (reading.links or reading.images or reading.source or reading.source_url):
                continue
            if reading.links and not hrefs:
                hrefs = {card.path: card.href for card in site.cards} | dict(media)
                hrefs |= {href: href for href in (*addresses(site, config.search), *(card.href for card in site.cards))}
                hrefs |= {f"{url}index.html": card.href for url, card in site.redirects.items()}
            targets = {link.href: target(card.path, link.href, hrefs) for link in reading.links}
            self.issues += (
                Issue("W303", card.path, f"{link.href!r} leads to no file or page", link.line, hint=hint)
                for link in reading.links
                if not targets[link.href]
            )
            details[card.path] = Detail(targets, reading.images, reading.source, reading.source_url)
        return details

    def searched(self, config: Config, site: Site) -> Config:
        """The config, without search where there can be none."""
        wanted = config.search and self.request.search and bool(site.cards)
        if wanted and program() is None:
            self.issues.append(missing())
            wanted = False
        return structs.replace(config, search=wanted)

    def disk(self, error: OSError) -> Issue:
        """What is told of an error of the disk."""
        hint = {13: "give yourself the permission to write there", 28: "free some space, then build again"}
        path = Path(str(error.filename2 or error.filename or self.folder))
        with suppress(ValueError):  # the user knows nothing of where files are staged
            path = self.folder / path.relative_to(self.folder / STAGING)
        return Issue("E603", str(path), f"cannot be written: {reason(error)}", hint=hint.get(error.errno or 0, ""))


def _within(path: str, places: Collection[str]) -> bool:
    """Whether a path is one of these, or below one."""
    return any(path == place or path.startswith(f"{place}/") for place in places)


def ordered(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Each issue once, by its place."""
    return tuple(sorted(set(issues), key=lambda issue: issue.place))


_READ_CONFIG = tuple[str, bytes | Issue | None, Config, tuple[Issue, ...]]
