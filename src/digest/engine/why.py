"""Why a page was made anew in a build, or was not: the answer to `--explain`.

The recipe of a page says which of its four parts changed. To say what changed in them, the plan of the last build is
made once more, from what is remembered of it; it is believed only if it gives the recipe of then.
"""

import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from posixpath import normpath
from typing import Final
from urllib.parse import unquote

import msgspec
from msgspec import Struct, structs

from digest.engine.decide import plan_of
from digest.engine.difference import differences
from digest.engine.files import ARTICLES, resolved, size_of
from digest.engine.make import Making, Material
from digest.engine.memory import Basis, Memory
from digest.engine.publish import Output
from digest.engine.reading import Reading
from digest.engine.request import Changes, Request
from digest.engine.state import Manifest
from digest.engine.unchanged import Survey
from digest.feeds.model import Feed
from digest.feeds.plan import Plan as FeedPlan
from digest.names import CONTENT, INDEX
from digest.renderer import views
from digest.renderer.closure import Closure, at
from digest.renderer.feedlinks import FILES
from digest.renderer.plan import AnyPage, Detail, plan
from digest.renderer.recipe import differing, part
from digest.renderer.story import date
from digest.site.identity import Settled
from digest.site.ledger import Entry
from digest.site.model import Site, media

_PARTS: Final = {
    "view": "what it shows",
    "text": "its article",
    "templates": "its templates",
    "site": "what these use of the site",
}
MOST: Final = 8
"""Differences of one part that are told; who wants to know why a page was made anew need not read all of it."""


class Evidence(Struct, frozen=True):
    """All that is known when a build has published."""

    request: Request
    survey: Survey
    memory: Memory
    """Of the last build."""
    entries: tuple[Entry, ...]
    """The ledger, as the last build left it."""
    identity: Settled
    """What this build makes of it."""
    material: Material
    making: Making
    output: Output
    changes: Changes


def explain(evidence: Evidence) -> tuple[str, ...]:
    """The answer to the question of the request, in lines."""
    try:
        return tuple(_Answer(evidence).lines())
    except _Unanswerable as reason:
        return (str(reason),)


class _Unanswerable(Exception):  # noqa: N818 - an answer, too
    """Says why there is nothing to say of a page."""


class _Plan(Struct, frozen=True):
    """A site, and all that its pages are planned from."""

    site: Site
    details: Mapping[str, Detail]
    basis: Basis
    sizes: Mapping[str, int]
    """Bytes of published pictures, by href."""

    def shown(self, path: str, failed: frozenset[str] = frozenset()) -> "_Shown | None":
        """What the file at `path` shows; None if there is none."""
        config, site = self.basis.config, self.basis.site
        feeds = FeedPlan(self.site, site, config, self.details, self.sizes, failed).feeds()
        for feed in feeds if path.rpartition("/")[2] in FILES.values() else ():
            if feed.path == path:
                return _Shown(structs.replace(feed, paths=()), b"", feed.template, tuple(feed.texts))
        own = {card.path for card in self.site.cards if card.href == path}
        for page in plan(self.site, site, config, self.details, own or None):
            if page.path == path:
                return _Shown(page.view, page.root.encode(), page.template, (page.body,) if page.body else ())
        return None


class _Shown(Struct, frozen=True):
    """What a page or feed shows."""

    view: AnyPage | Feed
    root: bytes
    template: str
    texts: tuple[str, ...]
    """The paths of the articles whose texts it shows."""

    def part(self) -> bytes:
        """The part of its recipe that says so."""
        return part(msgspec.msgpack.encode(self.view) + self.root)


class _Answer:
    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.request = evidence.request
        self.material = evidence.material
        self.memory = evidence.memory
        self.last: Manifest | None = evidence.survey.manifest
        self.files = evidence.making.files
        self.touched = {*evidence.changes.added, *evidence.changes.changed}
        self.cards = {card.path: card for card in self.material.site.cards}
        self.readings = self.material.articles.readings
        self.redirects = {f"{url}index.html": card for url, card in self.material.site.redirects.items()}
        self.moved = evidence.identity.moved
        """Earlier paths of articles, by those of now."""

    def lines(self) -> Iterator[str]:
        path = self.path(self.request.why or "")
        if path.startswith(INDEX):
            yield f"{path} is a part of the search index, which is made from all articles when one has changed."
            return
        if path not in self.files:
            yield f"{path} was removed: {self.removed(path)}."
            return
        made = "copied" if path.startswith(("assets/", "media/")) else "made"
        # what is copied, and what tells machines of the pages, is not rendered
        if path not in self.evidence.making.rendered and path not in self.touched:
            yield f"{path} was not {made} anew: {self.kept(path)}."
            return
        yield f"{path} was {made} {self.outcome(path)}:"
        for reason in self.reasons(path):
            yield f"  {reason}"

    def outcome(self, path: str) -> str:
        """What came of making a file."""
        before = self.last.files.get(path) if self.last else None
        if path not in self.touched:
            return "anew, and came out as it was; the file was not touched"
        if path in self.evidence.changes.added and (before is None or self.elsewhere()):
            return "for the first time"
        if before and before.fingerprint == self.files[path].fingerprint:
            return "anew, and came out as it was; the file is in its place again"
        return "anew, and is not what it was"

    # ---- which page is meant

    def path(self, asked: str) -> str:
        """The path below the output folder of the page that is meant."""
        if "://" in asked:
            return self.addressed(asked)
        content, output = self.request.root / CONTENT, self.evidence.output.folder
        for start in (Path(asked), self.request.root / asked):
            for real in (lambda path: Path(os.path.abspath(path)), resolved):  # noqa: PTH100 - a link may be meant
                place = real(start)
                if place.is_relative_to(real(content)):
                    source = f"{CONTENT}/{place.relative_to(real(content)).as_posix()}"
                    if found := self.of_source(source):
                        return found
                elif place.is_relative_to(real(output)) and (
                    found := self.known(place.relative_to(real(output)).as_posix())
                ):
                    return found
        found = self.known(asked)
        if found:
            return found
        raise self.unknown(asked)

    def addressed(self, url: str) -> str:
        """The path of the page at an address."""
        base = self.material.config.base_url
        bare = url.partition("#")[0].partition("?")[0]
        if not f"{bare}/".startswith(base):
            raise _Unanswerable(f"{url} is no address of this site, which is read at {base}.")
        found = self.known(unquote(bare[len(base) :]))
        if found:
            return found
        raise self.unknown(url)

    def known(self, path: str) -> str:
        """The path of a file of the site that is named so, or as its folder; empty if there is none."""
        path = normpath(path.lstrip("/") or ".")
        candidates = (path, "index.html" if path == "." else f"{path}/index.html")
        return next((one for one in candidates if one in self.files or one in self.evidence.output.ours), "")

    def of_source(self, source: str) -> str:
        """The path of what is published of a file of the content folder, or was; empty if nobody knows the file."""
        if source in self.cards:
            return self.cards[source].href
        before = self.memory.readings.get(source)
        if before and before.card and before.card.url and self.known(before.card.href):
            return before.card.href
        if source in self.readings:
            raise _Unanswerable(f"{source} has no page: it {self.held(source)}.")
        href = self.material.media.get(source)
        if href and href not in self.files:
            raise _Unanswerable(f"{source} is not published: no article shows it or links to it.")
        return href or ""

    def unknown(self, asked: str) -> _Unanswerable:
        output = self.evidence.output.shown
        pages = [path.removesuffix("index.html") for path in self.files]
        name = asked.removeprefix(self.material.config.base_url).removeprefix(f"{output}/").lstrip("/")
        near = get_close_matches(name, [*pages, *self.readings], n=2, cutoff=0.8)
        if near:
            return _Unanswerable(f"there is no page {asked}; did you mean {' or '.join(near)}?")
        return _Unanswerable(f"there is no page {asked}; name a file in {output}, its address or its article.")

    # ---- why

    def held(self, source: str) -> str:
        """Why an article is not published."""
        reading = self.readings.get(source)
        if reading is None:
            return "is gone"
        card = reading.card
        if card is None or source in self.material.failed:
            return "has errors"
        if card.draft or card.published is None:
            return "is a draft"
        return f"is scheduled for {self.time(card.published)}"

    def removed(self, path: str) -> str:
        cards = (reading.card for reading in self.memory.readings.values() if reading.card)
        source = next((card.path for card in cards if card.href == path), "")
        source = next((now for now, before in self.moved.items() if before == source), source)
        if source in self.cards:
            return f"{source} has another address now, {self.cards[source].url}"
        if source:
            return f"{source} {self.held(source)}"
        if path.startswith("media/"):
            return "no article shows it or links to it any more, or its file is gone"
        return "nothing of the site has this address any more"

    def kept(self, path: str) -> str:
        failed = [source for source in sorted(self.material.failed) if self.of(source) == path]
        if failed:
            return f"{failed[0]} has errors, and its last good page stays"
        if self.last is None:
            return "the output folder had the same bytes already"
        then = self.time(datetime.fromtimestamp(self.last.since, UTC))
        return f"nothing that it is made from changed since the build of {then}"

    def of(self, source: str) -> str:
        """The path of the page of an article."""
        reading = self.readings.get(source)
        return reading.card.href if reading and reading.card else ""

    def reasons(self, path: str) -> Iterator[str]:
        last = self.last
        if last is None:
            yield (
                "nothing is remembered of an earlier build:"
                " this is the first one, .digest was removed, or digest is another version"
            )
            return
        if path in self.memory.unsure:
            yield "a build that was to write it did not come to its end"
            return
        if self.elsewhere():
            yield f"the output folder is another: it was {last.output}"
            return
        before, after = last.files.get(path), self.files[path]
        if path in self.redirects and path in self.touched:
            card = self.redirects[path]
            yield f"it leads to {card.url}, where {card.path} is now"
            return
        if before is None:
            yield self.new(path)
            return
        if not before.recipe:
            yield "a build that left it as it was, for an error, did not look what it is made from"
            return
        if path not in self.memory.files:
            yield self.lost(path)
        if path in self.evidence.making.rendered:
            parts = differing(before.recipe, after.recipe)
            found = list(self.changed(path, parts, before.recipe))
            yield from found
            if parts and not found:  # what is remembered is of another time
                yield f"what it is made from changed: {', '.join(_PARTS[name] for name in parts)}"
        elif before.recipe != after.recipe:
            source = next((name for name, href in self.material.media.items() if href == path), "")
            yield f"its file changed: {source}" if source else "what it says of the site changed"

    def elsewhere(self) -> bool:
        """Whether digest.yaml names another output folder than for the last build."""
        return bool(self.last and self.request.output is None and self.last.output != self.material.config.output)

    def lost(self, path: str) -> str:
        if path in self.evidence.changes.added:
            return "it was not in the output folder any more"
        if path in self.touched:
            return "it was not as it was published: something else had changed the file"
        return "it was not sure to be as it was published: a build did not come to its end"

    def new(self, path: str) -> str:
        """Why there was no file at `path` before."""
        source = next((card.path for card in self.cards.values() if card.href == path), "")
        if not source:
            return "it was not part of the site before"
        reading = self.memory.readings.get(self.moved.get(source, source))
        if reading is None or reading.card is None:
            return f"its article is new: {source}"
        if reading.card.url and reading.card.href != path:
            return f"its article had another address, {reading.card.url}: {source}"
        return f"its article was not published before: {source}"

    def changed(self, path: str, parts: tuple[str, ...], before: bytes) -> Iterator[str]:
        """What changed in these parts of what it is made from; `before` is its last recipe."""
        material, request = self.material, self.request
        mine = Basis(material.config, self.evidence.making.shown, material.closures, request.drafts, request.future)
        shown = _Plan(material.site, material.details, mine, self.evidence.making.sizes).shown(
            path, self.material.failed
        )
        if shown is None:
            return
        last = self.before()
        if "text" in parts:
            yield from self.texts(shown)
        if "view" in parts:
            yield from self.views(last.shown(path) if last else None, shown, before)
        templates = self.closures().get(shown.template)
        own = self.material.closures.get(shown.template)
        if templates is None or own is None:
            return
        if "templates" in parts:
            yield from _templates(templates.templates, own.templates)
        if "site" in parts and last:
            found = list(_uses(templates, own, last.basis.site, mine.site))
            # other templates use other things of a site that may be what it was
            if found or "templates" not in parts:
                yield from _told("what it uses of the site changed", found)

    def texts(self, shown: _Shown) -> Iterator[str]:
        for source in shown.texts:
            before: Reading | None = self.memory.readings.get(self.moved.get(source, source))
            if len(shown.texts) == 1 or (before and before.text != self.readings[source].text):
                yield (
                    f"an article in it changed: {source}"
                    if isinstance(shown.view, Feed)
                    else f"its article changed: {source}"
                )

    def views(self, last: _Shown | None, shown: _Shown, recipe: bytes) -> Iterator[str]:
        what = "what it shows changed"
        if last is None or not recipe.startswith(last.part()):
            basis = self.basis()
            zone = basis.config.timezone if basis else self.material.config.timezone
            if zone != self.material.config.timezone:
                yield f"the time zone changed: {zone!r} -> {self.material.config.timezone!r}"
            else:
                yield f"{what}; what it showed before is not remembered"
            return
        found = list(differences(last.view, shown.view))
        if last.root != shown.root:
            found += differences(last.root.decode(), shown.root.decode(), "root")
        yield from _told(what, found)

    # ---- the last build

    def basis(self) -> Basis | None:
        return msgspec.msgpack.decode(self.last.basis, type=Basis) if self.last else None

    def closures(self) -> dict[str, Closure]:
        basis = self.basis()
        return basis.closures if basis else {}

    def before(self) -> _Plan | None:
        """The plan of the last build, as far as what is remembered is of that build."""
        basis = self.basis()
        if self.last is None or basis is None:
            return None
        now = datetime.fromtimestamp(self.last.since, UTC)
        request = structs.replace(self.request, now=now, drafts=basis.drafts, future=basis.future, keep_going=False)
        readings = {path: reading for path, reading in self.memory.readings.items() if reading.card}
        assets = [path for path in self.last.sources if not path.lower().endswith(ARTICLES)]
        survey, entries = self.evidence.survey, self.evidence.entries
        site, details = plan_of(request, survey, readings, entries, basis.config, media(assets))
        hrefs = media(assets)
        sizes = {hrefs[asset]: size_of(self.last.sources[asset].stamp) for asset in assets}
        return _Plan(site, details, basis, sizes)

    def time(self, moment: datetime) -> str:
        local = moment.astimezone(self.material.config.zone)
        return f"{date(local).text}, {local:%H:%M}"


def _templates(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[str]:
    names = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    for name in sorted(names):
        if name.removeprefix("theme/") != name and name.removeprefix("theme/") in names:
            continue  # the theme's own came or went with the site's that is in its place
        what = "is new" if name not in before else "is gone" if name not in after else "changed"
        yield f"a template that it is made with {what}: {name}"


def _uses(before: Closure, after: Closure, then: views.Site, now: views.Site) -> Iterator[str]:
    for way in sorted({*before.uses, *after.uses}):
        name = "site" + "".join(f".{key}" if key.isidentifier() else f"[{key!r}]" for key in way)
        yield from differences(at(then, way), at(now, way), name)


def _told(what: str, found: list[str]) -> Iterator[str]:
    """The first of what was found, each with what it is; that alone if nothing was."""
    if not found:
        yield what
    for difference in found[:MOST]:
        yield f"{what}: {difference}"
    if len(found) > MOST:
        yield f"{what}: {len(found) - MOST} differences more"
