"""One build, from the folder to the published site: the order of things."""

import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import msgspec
from msgspec import structs

from digest.config import Config
from digest.engine import lock, state
from digest.engine.changes import misplaced
from digest.engine.cluster import Unusable, connect
from digest.engine.crew import Crew, Lost
from digest.engine.decide import Deciding, Stop, ordered
from digest.engine.files import encodable, fingerprint, replace_file, resolved, size_of
from digest.engine.gather import Gathered, gather
from digest.engine.make import UNKNOWN, Making, Material, make
from digest.engine.memory import (
    Basis,
    Memory,
    begin_publishing,
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
from digest.engine.request import Changes, Report, Request, Watch
from digest.engine.search import Search, language, search_of, unmade
from digest.engine.state import Made, Manifest, Seen
from digest.engine.unchanged import Facts, Survey, facts_of, inputs, place
from digest.issues import Issue
from digest.names import CONFIG, CONTENT, INDEX, LEDGER, STATE, TEMPLATES
from digest.renderer.plan import Detail
from digest.site.identity import Settled
from digest.site.ledger import Entry, dump
from digest.site.model import Site

Kind = TypeVar("Kind", bound=Output)


def run(request: Request, survey: Survey | None, watch: Watch | None = None) -> Report:
    """Build and publish the site, whose files are as the survey found them; None if there is no such folder."""
    return _Build(request, survey, watch).run()


class _Build(Deciding):
    """The facts that one step of a build leaves to the next."""

    def __init__(self, request: Request, seen: Survey | None, watch: Watch | None = None) -> None:
        super().__init__(request, seen, watch)
        self.begun = False
        self.seconds: dict[str, float] = {}

    def run(self) -> Report:
        try:
            return self.locked()
        except (Stop, Lost, Unusable, OSError) as error:
            outcome = self.failure(error)
        return Report(
            issues=ordered(self.issues),
            outcome=outcome,
            output=self.folder,
            begun=self.begun,
            seconds=self.seconds,
        )

    def locked(self) -> Report:
        config, survey = self.begin()
        since = f"{time.strftime('%Y-%m-%d %H:%M:%S %Z')}"
        try:
            with lock.locked(state.folder(self.root) / "lock", since):
                return self.rollback(config) if self.request.rollback else self.build(config, survey)
        except lock.Held as held:
            hint = "wait for it to end, or stop it"
            message = f"another build is running here: {held}" if str(held) else "another build is running here"
            raise Stop(Issue("E604", str(self.root), message, hint=hint), outcome="disk") from None

    def build(self, config: Config, survey: Survey) -> Report:
        output = self.output(config, Releases if self.request.release else Output)
        shelf = Path(os.path.abspath(self.root)) / STATE / "shelf" / uuid4().hex  # noqa: PTH100 - without links
        try:
            if refusal := output.begin():
                raise Stop(refusal, outcome="disk")
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
                raise Stop
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
                raise Stop
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
            raise Stop(*foreign)
        with self.stage("publish"):
            changes = output.changes(memory.files)
            self.publish(output, changes, entries, identity)
        with self.stage("keep"):
            whole = not failed and not any(issue.is_error or issue.code == "W901" for issue in self.issues)
            facts = Facts(ordered(self.issues), len(site.cards), self.drafts, self.scheduled, pages)
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
            issues=ordered(self.issues),
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
            raise Stop
        output = self.output(config, Releases)
        try:
            if refusal := output.begin():
                raise Stop(refusal, outcome="disk")
            if not (place(self.request) / state.TOMBSTONES).exists():
                begin_publishing(self.request, ())  # the next build is to look closer
            if refusal := output.back(self.request.durable):
                raise Stop(refusal)
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

    def output(self, config: Config, kind: type[Kind]) -> Kind:
        given = self.request.output
        if not (given or config.output):
            raise Stop(Issue("E605", CONFIG, "'output' is empty", hint="remove the key for build"))
        self.folder = Path(given) if given else self.root / config.output
        shown = given or config.output
        real = resolved(self.folder)
        sources = [resolved(self.root / name) for name in (CONTENT, TEMPLATES, STATE)]
        inside = any(real.is_relative_to(source) for source in sources) or {".git", STAGING} & set(real.parts)
        if inside or any(source.is_relative_to(real) for source in (resolved(self.root), *sources)):
            hint = "choose a folder that holds nothing else, such as build"
            raise Stop(Issue("E605", shown, "is where the site's sources are", hint=hint))
        if not encodable(f"{real}{os.path.abspath(self.folder)}"):  # noqa: PTH100 - and the link to it
            raise Stop(Issue("E605", shown, "has a name that is not UTF-8", hint="choose another folder with --output"))
        output = kind(self.folder, shown, self.root)
        refusal = output.refusal(self.request.adopt) or misplaced(self.request, self.folder)
        if refusal:
            raise Stop(refusal)
        return output

    def last_good(self, output: Output, memory: Memory) -> dict[str, Reading]:
        """The readings of the last build whose pages are still there, by path."""
        known = memory.readings.items()
        return {path: reading for path, reading in known if reading.card and output.holds(reading.card.href)}

    # ---- deciding

    def recorded(self, identity: Settled, entries: tuple[Entry, ...]) -> int:
        """How many articles the ledger has; that it is lost, a preview does not forget."""
        if self.records:
            return len(identity.entries)
        last = self.survey and self.survey.manifest
        return len(entries) or (last.recorded if last else 0)

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
