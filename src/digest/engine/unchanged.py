"""Whether there is anything to do: found out from the stamps of files, and from the memory of the last build.

Nothing is believed that is not checked: each file of the content folder and each published file is looked at.
"""

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct, structs

from digest.engine import state
from digest.engine.files import Found, find, fingerprint, read, stamp, stamped_at
from digest.engine.publish import LIST, STAGING, located, releases, up
from digest.engine.request import Report, Request
from digest.engine.state import Made, Manifest, Seen
from digest.engine.themes import read_theme
from digest.issues import Issue
from digest.names import CONFIG, LEDGER
from digest.renderer.theme import Theme

SLACK: Final = 2_000_000_000
"""ns by which a file has to be older than the look at it, for its stamp to be trusted: the coarsest clock of a file
system. A file can be written twice within one tick (so does git's index have it)."""


class Survey(Struct, frozen=True):
    """The site's files, as they were when the build began."""

    began: int
    """ns since the epoch."""
    found: Found
    theme: Theme
    issues: tuple[Issue, ...]
    """Of the theme."""
    config: bytes | Issue | None
    """The text of digest.yaml, or why it cannot be read; None if there is none."""
    manifest: Manifest | None
    """What is remembered of the last build."""
    people: bytes | Issue | None = None
    """The text of the file that digest.yaml left the people to when the site was last built."""

    def repeats(self, request: Request) -> bool:
        """Whether the last build was asked the same, of a site with the same files but articles, and nothing is due."""
        last, now = self.manifest, request.now.timestamp()
        return (
            last is not None
            and last.since <= now
            and (last.until is None or now < last.until)
            and last.inputs == inputs(request, self.config, _mark(file_at(request.root, LEDGER)), self)
        )


class Facts(Struct, frozen=True, array_like=True):
    """What a build reports that the next one will report again, if there is nothing to do."""

    issues: tuple[Issue, ...]
    articles: int
    drafts: int
    scheduled: int
    pages: int


def facts_of(manifest: Manifest) -> Facts:
    """What the last build reported."""
    return msgspec.msgpack.decode(manifest.facts, type=Facts)


def survey(request: Request) -> Survey | None:
    """Look at the site's files; None if there is no such folder."""
    if not request.root.is_dir():
        return None
    began = time.time_ns()
    found = find(request.root)
    theme, issues = read_theme(request.root)
    manifest = state.load(place(request) / state.MANIFEST, Manifest)
    people = file_at(request.root, manifest.people) if manifest and manifest.people else None
    return Survey(began, found, theme, issues, file_at(request.root, CONFIG), manifest, people)


def _mark(data: bytes | Issue | None) -> bytes | Issue | None:
    return fingerprint(data) if isinstance(data, bytes) else data


def inputs(request: Request, config: bytes | Issue | None, ledger: bytes | Issue | None, survey: Survey) -> bytes:
    """Fingerprint of all that a build depends on, but for the texts of the content folder and the time.

    `ledger` is the fingerprint of its text, or why it cannot be read; None if there is none.
    """
    asked = (request.base_url, request.drafts, request.future, request.frozen, request.search)
    known = (asked, config, survey.people, ledger, survey.theme, survey.issues, survey.found.issues)
    return fingerprint(msgspec.msgpack.encode(known))


def file_at(root: Path, name: str) -> bytes | Issue | None:
    """What is in a file at the site's root, or why it cannot be read; None if there is none."""
    return read(root, name) if os.path.lexists(root / name) else None


def place(request: Request) -> Path:
    """Where the memory of this output folder is."""
    return state.place(request.root, str(located(Path(request.output))) if request.output else None)


def unchanged(request: Request, survey: Survey) -> Report | None:
    """The report of a build that has nothing to do; None if there may be something."""
    memory, manifest = place(request), survey.manifest
    if manifest is None or request.why is not None or not survey.repeats(request):
        return None
    output = Path(request.output) if request.output else request.root / manifest.output
    if (memory / state.TOMBSTONES).exists() or any(os.path.lexists(f / STAGING) for f in (output, releases(output))):
        return None  # a build did not come to its end
    if request.release and up(output) is None:
        return None
    if _mark(file_at(output, LIST)) != manifest.listed:
        return None  # it is gone, or a build that was asked for this folder by another name wrote it
    sources = same_sources(request.root, survey, manifest.sources)
    if sources is None or sound(manifest, output) != manifest.files:
        return None
    if sources != manifest.sources:
        with suppress(OSError):  # then it is looked at again next time
            state.keep(memory / state.MANIFEST, structs.replace(manifest, sources=sources))
    facts = facts_of(manifest)
    return Report(
        issues=facts.issues,
        outcome="published",
        output=output,
        articles=facts.articles,
        drafts=facts.drafts,
        scheduled=facts.scheduled,
        pages=facts.pages,
    )


def same_sources(root: Path, survey: Survey, known: dict[str, Seen]) -> dict[str, Seen] | None:
    """The files of the content folder with their stamps of now, if all are those that are known; else None."""
    if survey.found.stamps.keys() != known.keys():
        return None
    sources = known.copy()
    for path, mark in survey.found.stamps.items():
        seen = known[path]
        if seen.stamp == mark and mark:
            continue
        if seen.fingerprint:  # without one, it is a file that no page shows
            data = read(root, path)
            if isinstance(data, Issue) or fingerprint(data) != seen.fingerprint:
                return None
        sources[path] = Seen(trusted(mark, survey.began), seen.fingerprint)
    return sources


def trusted(mark: bytes, began: int) -> bytes:
    """The stamp of a source that was read after `began`, if the file cannot have been written again unseen."""
    return mark if mark and stamped_at(mark) < began - SLACK else b""


def sound(manifest: Manifest, folder: Path) -> dict[str, Made]:
    """The files of the manifest that are in the output folder as they were published."""
    found: dict[str, Made] = {}
    for path, made in manifest.files.items():
        file = f"{folder}/{path}"
        try:
            mark = stamp(os.lstat(file))
        except OSError:
            continue
        if mark == made.stamp:
            found[path] = made
        elif os.path.isfile(file) and not os.path.islink(file):  # noqa: PTH113, PTH114 - of many files
            # a folder that was copied has other times and places, but may hold the same
            data = read(folder, path)
            if isinstance(data, bytes) and fingerprint(data) == made.fingerprint:
                found[path] = structs.replace(made, stamp=mark)
    return found
