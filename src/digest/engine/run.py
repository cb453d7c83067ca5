"""One build, from the folder to the published site: the order of things."""

import os
import shutil
import time
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Literal, TypeVar
from uuid import uuid4

import msgspec
from msgspec import Struct, structs

from digest import config as configuration
from digest.config import Config
from digest.engine import lock, state
from digest.engine.changes import misplaced
from digest.engine.cluster import Unusable, connect
from digest.engine.crew import Crew, Lost
from digest.engine.files import encodable, fingerprint, reason, replace_file, resolved, size_of, utf8
from digest.engine.gather import Gathered, gather
from digest.engine.make import UNKNOWN, Making, Material, make
from digest.engine.memory import (
    Basis,
    Memory,
    begin_publishing,
    known_readings,
    known_relations,
    molded,
    ready,
    recall,
    remember,
    remember_files,
    remember_new,
)
from digest.engine.pagefind import Failed, Pagefind, program
from digest.engine.publish import STAGING, Output
from digest.engine.reading import Reading
from digest.engine.release import Releases
from digest.engine.request import Changes, Outcome, Report, Request, Watch
from digest.engine.search import Search, language, missing, search_of, unmade
from digest.engine.state import Made, Manifest, Seen
from digest.engine.unchanged import Facts, Survey, facts_of, file_at, inputs, place
from digest.issues import Issue
from digest.names import CONFIG, CONTENT, INDEX, LEDGER, STATE, TEMPLATES
from digest.records import Card
from digest.renderer.plan import Detail, addresses, site_picture
from digest.site.due import Due, dues
from digest.site.identity import Settled, settle
from digest.site.ledger import Entry, dump
from digest.site.ledger import parse as parse_ledger
from digest.site.model import Site, assemble, media, target

Kind = TypeVar("Kind", bound=Output)


class _Stop(Exception):  # noqa: N818 - the end of a build, not an error of the program
    """Carries issues to the end of a build that cannot go on."""

    def __init__(self, *issues: Issue, outcome: Outcome = "content") -> None:
        super().__init__()
        self.issues = issues
        self.outcome = outcome


def run(request: Request, survey: Survey | None, watch: Watch | None = None) -> Report:
    """Build and publish the site, whose files are as the survey found them; None if there is no such folder."""
    return _Build(request, survey, watch).run()


def plan_of(
    request: Request,
    survey: Survey,
    readings: Mapping[str, Reading],
    entries: tuple[Entry, ...],
    config: Config,
    media: Mapping[str, str],
) -> tuple[Site, dict[str, Detail]]:
    """The site that a build would plan from these readings; what is wrong with it is not told."""
    build = _Build(request, survey)
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
    return _Build(structs.replace(request, keep_going=True, rollback=False), survey, watch).look(crew)


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


class _Build:
    """The facts that one step of a build leaves to the next."""

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
        self.begun = False
        self.seconds: dict[str, float] = {}

    def run(self) -> Report:
        try:
            return self.locked()
        except (_Stop, Lost, Unusable, OSError) as error:
            outcome = self.failure(error)
        return Report(
            issues=_ordered(self.issues),
            outcome=outcome,
            output=self.folder,
            begun=self.begun,
            seconds=self.seconds,
        )

    def look(self, crew: Crew) -> Look:
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
        except (_Stop, Lost, OSError) as error:
            outcome = self.failure(error)
        return Look(
            issues=_ordered(self.issues),
            outcome="done" if planned else "disk" if outcome == "disk" else "content",
            config=config,
            planned=planned,
            readings=readings,
            entries=entries,
            drafts=self.drafts,
            scheduled=self.scheduled,
        )

    def failure(self, error: _Stop | Lost | Unusable | OSError) -> Outcome:
        """What a build ends with that cannot go on."""
        match error:
            case _Stop():
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
            raise _Stop(Issue("E001", str(self.root), what))
        if not encodable(f"{resolved(self.root)}{os.path.abspath(self.root)}"):  # noqa: PTH100 - and the link to it
            raise _Stop(Issue("E001", str(self.root), "is in a folder whose name is not UTF-8", hint="rename it"))
        config = self.config()
        if not self.request.rollback:
            self.issues += self.survey.found.issues
            if not self.survey.found.articles:
                raise _Stop
            self.issues += self.survey.issues
        return config, self.survey

    def locked(self) -> Report:
        config, survey = self.begin()
        since = f"{time.strftime('%Y-%m-%d %H:%M:%S %Z')}"
        try:
            with lock.locked(state.folder(self.root) / "lock", since):
                return self.rollback(config) if self.request.rollback else self.build(config, survey)
        except lock.Held as held:
            hint = "wait for it to end, or stop it"
            message = f"another build is running here: {held}" if str(held) else "another build is running here"
            raise _Stop(Issue("E604", str(self.root), message, hint=hint), outcome="disk") from None

    def build(self, config: Config, survey: Survey) -> Report:
        output = self.output(config, Releases if self.request.release else Output)
        shelf = Path(os.path.abspath(self.root)) / STATE / "shelf" / uuid4().hex  # noqa: PTH100 - without links
        try:
            if refusal := output.begin():
                raise _Stop(refusal, outcome="disk")
            if shelf.parent.is_file() or shelf.parent.is_symlink():
                shelf.parent.unlink()
            shutil.rmtree(shelf.parent, ignore_errors=True)  # what a killed build left
            shelf.mkdir(parents=True)
            folders = {str(shelf): str(self.root), os.path.abspath(output.staging): str(self.folder)}  # noqa: PTH100
            start = partial(connect, self.request.executor, folders) if self.request.executor else None
            with Crew(self.request.jobs, start) as crew:
                return self.steps(config, survey, output, shelf, crew)
        finally:  # when no worker is at it any more
            self.begun = output.begun
            output.discard()
            shutil.rmtree(shelf.parent, ignore_errors=True)

    def steps(self, config: Config, survey: Survey, output: Output, shelf: Path, crew: Crew) -> Report:  # noqa: PLR0915 - all steps, in their order
        with self.stage("remember"):
            memory = recall(self.request, survey.manifest, config, self.folder)
            output.unsure = memory.unsure
            entries = self.ledger()
        with self.stage("read"):
            articles = gather(self.root, shelf, survey, config, memory.seen, memory.readings, crew, self.watch)
        with self.stage("plan"):
            before = self.last_good(output, memory) if self.request.keep_going else {}
            planned = self.plan(survey, articles.readings, before, entries, config)
            if planned is None:
                remember_new(self.root, config, memory, articles)
                raise _Stop
            site, details, identity = planned.site, planned.details, planned.identity
            chosen, failed, hrefs = planned.readings, planned.failed, planned.media
            config = planned.config
        with self.stage("make"):
            only = None if failed else self.only(survey, memory, articles, site, details, hrefs, config.search)
            file, compiled = ready(self.root, survey.theme)
            material = Material(
                root=self.root,
                config=config,
                theme=survey.theme,
                closures=compiled.closures,
                site=site,
                details=details,
                articles=structs.replace(articles, readings=chosen),
                media=hrefs,
                seen=memory.seen,
                failed=frozenset(failed),
                relations=known_relations(self.root) if only is None else (),
                only=only,
                templates=file,
                now=self.request.now,
                molds=molded(self.root),
                shelf=shelf,
                durable=self.request.durable,
                shared=bool(self.request.executor),
            )
            making = make(material, survey, output, memory.files, crew, self.watch)
            self.issues += making.issues
            if any(issue.is_error for issue in making.issues):
                remember_new(self.root, config, memory, articles)
                raise _Stop
        files = dict(making.files) if failed or config.search else making.files
        pages = making.pages if only is None or not survey.manifest else facts_of(survey.manifest).pages
        if failed:
            for path in _still_shown(output.ours, before, failed):
                if path not in output.planned:
                    output.keep(path)
                    files[path] = memory.files.get(path, UNKNOWN)
        search = self.search(config, material, survey, memory, output) if config.search else None
        if search:
            files |= {path: memory.files.get(path, UNKNOWN) for path in search.keep()}
        index = partial(self.index, config=config, shelf=shelf, crew=crew)
        if search and search.is_stale and self.request.release:  # what is switched to is to be whole
            files = index(search, files)
        if foreign := output.in_the_way(self.request.adopt):
            raise _Stop(*foreign)
        with self.stage("publish"):
            changes = output.changes(memory.files)
            self.publish(output, changes, entries, identity)
        with self.stage("keep"):
            whole = not failed and not any(issue.is_error or issue.code == "W901" for issue in self.issues)
            facts = Facts(_ordered(self.issues), len(site.cards), self.drafts, self.scheduled, pages)
            assets = {
                path: making.assets.get(path, Seen(survey.found.stamps[path], b"")) for path in survey.found.assets
            }
            given = self.inputs(survey)
            manifest = Manifest(
                output=config.output,
                inputs=given if whole and not (search and search.is_stale) else b"",
                since=self.request.now.timestamp(),
                until=self.until,
                facts=msgspec.msgpack.encode(facts),
                config=self.config_read,
                people=self.people_file,
                basis=msgspec.msgpack.encode(
                    Basis(config, making.shown, compiled.closures, self.request.drafts, self.request.future)
                ),
                sources=articles.sources | assets,
                files=files,
                listed=fingerprint(output.list_of(output.planned)),
                recorded=self.recorded(identity, entries),
                search=search.mark if search else b"",
            )
            readings = {
                path: memory.readings.get(path) if path in failed else r for path, r in articles.readings.items()
            }
            with suppress(OSError):  # the site is up; the next build only takes longer
                remember(self.request, config, memory, manifest, readings, site, making.relations)
        if search and search.is_stale and not self.request.release:
            manifest = structs.replace(manifest, inputs=given if whole else b"")
            changes = self.publish_index(search, index, changes, manifest)
        return Report(
            issues=_ordered(self.issues),
            outcome="published",
            output=self.folder,
            articles=len(site.cards),
            drafts=self.drafts,
            scheduled=self.scheduled,
            pages=pages,
            changes=changes,
            unsure=memory.unsure,
            read=len(articles.shelved),
            rendered=making.rendered,
            why=self.why(survey, memory, entries, identity, material, making, output, changes),
            seconds=self.seconds,
        )

    def rollback(self, config: Config) -> Report:
        """Put the release before up again; the sources may be as they are."""
        self.issues = [issue for issue in self.issues if issue.is_error]
        if self.issues:  # of digest.yaml, which tells the output folder
            raise _Stop
        output = self.output(config, Releases)
        try:
            if refusal := output.begin():
                raise _Stop(refusal, outcome="disk")
            if not (place(self.request) / state.TOMBSTONES).exists():
                begin_publishing(self.request, ())  # the next build is to look closer
            if refusal := output.back(self.request.durable):
                raise _Stop(refusal)
        finally:
            output.discard()
        return Report(issues=(), outcome="published", output=self.folder)

    def why(
        self,
        survey: Survey,
        memory: Memory,
        entries: tuple[Entry, ...],
        identity: Settled,
        material: Material,
        making: Making,
        output: Output,
        changes: Changes,
    ) -> tuple[str, ...]:
        """The answer to the question of the request, if it has one."""
        if self.request.why is None:
            return ()
        from digest.engine.why import Evidence, explain  # only for who asks

        return explain(Evidence(self.request, survey, memory, entries, identity, material, making, output, changes))

    def inputs(self, survey: Survey) -> bytes:
        """Of this build: with the ledger that it left, and the people's file that it read."""
        read = structs.replace(survey, people=self.people)
        return inputs(self.request, survey.config, self.ledger_mark, read)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Take the time of a stage."""
        self.watch(name, 0, 0)
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0) + time.perf_counter() - began

    # ---- reading

    def config(self) -> Config:
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
            raise _Stop(text)
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

    def output(self, config: Config, kind: type[Kind]) -> Kind:
        given = self.request.output
        if not (given or config.output):
            raise _Stop(Issue("E605", CONFIG, "'output' is empty", hint="remove the key for build"))
        self.folder = Path(given) if given else self.root / config.output
        shown = given or config.output
        real = resolved(self.folder)
        sources = [resolved(self.root / name) for name in (CONTENT, TEMPLATES, STATE)]
        inside = any(real.is_relative_to(source) for source in sources) or {".git", STAGING} & set(real.parts)
        if inside or any(source.is_relative_to(real) for source in (resolved(self.root), *sources)):
            hint = "choose a folder that holds nothing else, such as build"
            raise _Stop(Issue("E605", shown, "is where the site's sources are", hint=hint))
        if not encodable(f"{real}{os.path.abspath(self.folder)}"):  # noqa: PTH100 - and the link to it
            raise _Stop(
                Issue("E605", shown, "has a name that is not UTF-8", hint="choose another folder with --output")
            )
        output = kind(self.folder, shown, self.root)
        refusal = output.refusal(self.request.adopt) or misplaced(self.request, self.folder)
        if refusal:
            raise _Stop(refusal)
        return output

    def ledger(self) -> tuple[Entry, ...]:
        data = file_at(self.root, LEDGER)
        text = utf8(data, LEDGER, "E406") if isinstance(data, bytes) else data
        if isinstance(text, Issue):
            raise _Stop(text)
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

    def last_good(self, output: Output, memory: Memory) -> dict[str, Reading]:
        """The readings of the last build whose pages are still there, by path."""
        known = memory.readings.items()
        return {path: reading for path, reading in known if reading.card and output.holds(reading.card.href)}

    # ---- deciding

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

    def recorded(self, identity: Settled, entries: tuple[Entry, ...]) -> int:
        """How many articles the ledger has; that it is lost, a preview does not forget."""
        if self.records:
            return len(identity.entries)
        last = self.survey and self.survey.manifest
        return len(entries) or (last.recorded if last else 0)

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

    def only(
        self,
        survey: Survey,
        memory: Memory,
        articles: Gathered,
        site: Site,
        details: Mapping[str, Detail],
        hrefs: Mapping[str, str],
        search: bool,
    ) -> frozenset[str] | None:
        """The paths of articles but for whose texts the site is what it was; None if more may have changed.

        Then all other pages are planned as they were, and their views need not be made to find that out.
        """
        last = survey.manifest
        if last is None or not survey.repeats(self.request) or len(memory.files) < len(last.files):
            return None
        if articles.sources.keys() | set(survey.found.assets) != last.sources.keys():
            return None
        changed = set()
        for path, after in articles.readings.items():
            before = memory.readings.get(path)
            # what is remembered of articles is that of the last build to any folder; this one may be behind
            if before is None or before.fingerprint != last.sources[path].fingerprint:
                return None
            if after is not before:
                if not after.shows_the_same(before):
                    return None
                changed.add(path)
        if bool(last.search) != search:  # the program has gone: no page leads to the search any more
            return None
        return frozenset(changed | self.resized(survey, last.sources, site, details, hrefs))

    def resized(
        self,
        survey: Survey,
        before: Mapping[str, Seen],
        site: Site,
        details: Mapping[str, Detail],
        hrefs: Mapping[str, str],
    ) -> set[str]:
        """The paths of the articles whose picture may have another size than it had, which feeds tell."""
        marks = survey.found.stamps
        other = {
            hrefs[asset]
            for asset in survey.found.assets
            if not before[asset].stamp or size_of(before[asset].stamp) != size_of(marks[asset])
        }
        if not other:
            return set()
        shown = ((card.path, card.image.src, details.get(card.path)) for card in site.cards if card.image)
        return {path for path, src, detail in shown if detail and detail.targets.get(src) in other}

    # ---- writing

    def publish(self, output: Output, changes: Changes, before: tuple[Entry, ...], identity: Settled) -> None:
        """Ledger, tombstones, files. Raises OSError."""
        if self.records and set(before) != set(identity.entries):
            text = dump(identity.entries)
            self.ledger_mark = fingerprint(text)
            replace_file(self.root / LEDGER, text)
        touched = (*changes.added, *changes.changed, *changes.removed)
        if touched:
            begin_publishing(self.request, touched)
        output.publish(changes, self.request.durable)

    # ---- search

    def searched(self, config: Config, site: Site) -> Config:
        """The config, without search where there can be none."""
        wanted = config.search and self.request.search and bool(site.cards)
        if wanted and program() is None:
            self.issues.append(missing())
            wanted = False
        return structs.replace(config, search=wanted)

    def search(self, config: Config, material: Material, survey: Survey, memory: Memory, output: Output) -> Search:
        """The index, as it is now."""
        last = (memory.search, survey.manifest.files if survey.manifest else {})
        return search_of(material.site, config, material.articles, material.failed, output, memory.files, last)

    def index(self, search: Search, files: dict[str, Made], config: Config, shelf: Path, crew: Crew) -> dict[str, Made]:
        """The files of the site with a new index, which is staged; if there is none, that is told."""
        with self.stage("search"):
            try:
                tool = program()
                if tool is None:
                    raise Failed("Pagefind is gone")
                pagefind = Pagefind(tool, self.root, language(config), config.timezone, crew, self.watch)
                made = search.make(pagefind, shelf / "search", self.request.durable)
            except (Failed, OSError) as error:
                self.issues.append(unmade(error))
                return files
            except Lost:
                self.issues.append(unmade(Failed("worker processes were killed, twice")))
                return files
            except Unusable as cluster:
                self.issues.append(unmade(Failed(cluster.issue.message)))
                return files
        return {path: made for path, made in files.items() if not path.startswith(INDEX)} | made

    def publish_index(
        self,
        search: Search,
        index: Callable[[Search, dict[str, Made]], dict[str, Made]],
        changes: Changes,
        manifest: Manifest,
    ) -> Changes:
        """Make a new index for the site that is up, and publish it; what changed in all.

        If that fails, the site stays up with the old index, or with none, and the next build tries again.
        """
        output = search.output
        try:
            output.again()
            for path in manifest.files:
                output.keep(path)
            files = index(search, manifest.files)
            if search.is_stale:
                return changes
            if foreign := output.in_the_way(self.request.adopt):
                self.issues.append(unmade(foreign[0]))
                return changes
            with self.stage("publish"):
                more = output.changes(manifest.files)
                begin_publishing(self.request, (*more.added, *more.changed, *more.removed))
                output.publish(more, self.request.durable)
        except OSError as error:
            self.issues.append(unmade(error))
            return changes
        with self.stage("keep"), suppress(OSError):
            listed = fingerprint(output.list_of(output.planned))
            remember_files(self.request, structs.replace(manifest, files=files, listed=listed, search=search.mark))
        return Changes(
            tuple(sorted((*changes.added, *more.added))),
            tuple(sorted((*changes.changed, *more.changed))),
            tuple(sorted((*changes.removed, *more.removed))),
        )

    def disk(self, error: OSError) -> Issue:
        hint = {13: "give yourself the permission to write there", 28: "free some space, then build again"}
        path = Path(str(error.filename2 or error.filename or self.folder))
        with suppress(ValueError):  # the user knows nothing of where files are staged
            path = self.folder / path.relative_to(self.folder / STAGING)
        return Issue("E603", str(path), f"cannot be written: {reason(error)}", hint=hint.get(error.errno or 0, ""))


def _within(path: str, places: Collection[str]) -> bool:
    """Whether a path is one of these, or below one."""
    return any(path == place or path.startswith(f"{place}/") for place in places)


def _still_shown(ours: Iterable[str], before: Mapping[str, Reading], failed: set[str]) -> list[str]:
    """Our files that a build with failures leaves alone: what failed may be on these pages, and they may show the rest.

    A page goes only if it is known to be of another article; no picture or style sheet goes before all is well again.
    """
    gone = {reading.card.url for path, reading in before.items() if reading.card and path not in failed}
    return [
        path
        for path in ours
        if path.startswith(("media/", "assets/")) or (_is_article(path) and f"{path.rpartition('/')[0]}/" not in gone)
    ]


def _is_article(path: str) -> bool:
    """Whether `path` is that of an article's page, or of its record: `2026/11/22/vote/index.html`."""
    year, *parts = path.split("/")
    return year.isdecimal() and len(parts) == 4


def _ordered(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    return tuple(sorted(set(issues), key=lambda issue: issue.place))


_READ_CONFIG = tuple[str, bytes | Issue | None, Config, tuple[Issue, ...]]
