"""`digest export`: the records of what is published, article by article, in one of five formats."""

import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import msgspec
from msgspec import Struct, structs

from digest.config import Config
from digest.engine.crew import Crew, Lost
from digest.engine.decide import Look, Planned, look
from digest.engine.exporting import Format, Written, written
from digest.engine.files import beside, reason, resolved, size_of
from digest.engine.request import Request, Watch
from digest.engine.unchanged import survey
from digest.issues import Issue
from digest.tools.telling import Answer, apart, count

if TYPE_CHECKING:
    from digest.feeds.tables import Row

TOLD: Final = ("W003", "W005")
"""Warnings that matter to who gets the records; all others are for who writes the articles: `digest check`."""


class About(Struct, frozen=True):
    """What a document or a database says of the site."""

    title: str
    url: str
    description: str
    language: str
    timezone: str
    publisher: str


def export(request: Request, kind: Format, file: Path | None, watch: Watch | None = None) -> Answer:
    """Write the records to `file`, in one step, or to standard output; what was done, and what could not be."""
    seen = survey(request)
    if seen:
        seen = structs.replace(seen, issues=())  # records have no theme
    with Crew(request.jobs) as crew:
        found = look(request, seen, crew, watch)
        known = {entry.path for entry in found.entries}
        issues = [one for one in found.issues if one.is_error or one.code in TOLD]
        # the ledger will keep the date; until it does, that of the next export is another
        issues += (one for one in found.issues if one.code == "W302" and one.path not in known)
        if found.planned is None or seen is None:
            return Answer((), tuple(issues), found.outcome)
        sizes = {path: size_of(mark) if mark else 0 for path, mark in seen.found.stamps.items()}
        root = os.path.abspath(request.root)  # noqa: PTH100 - a link on the way may be meant
        batches = written(found.planned, found.config, root, kind, sizes, crew)
        done = _Told(batches, len(found.planned.site.cards), issues, watch)
        outcome = found.outcome
        try:
            _save(kind, done, found.planned, found.config, file)
        except BrokenPipeError:
            raise
        except OSError as error:
            shown = str(file or error.filename or "standard output")
            issues.append(Issue("E603", shown, f"cannot be written: {reason(error)}"))
            outcome = "disk"
        except sqlite3.Error as error:
            issues.append(Issue("E603", str(file), f"cannot be written: {error}"))
            outcome = "disk"
        except Lost:
            hint = "they may have run out of memory"
            issues.append(Issue("E606", str(request.root), "worker processes were killed, twice", hint=hint))
            outcome = "disk"
    ordered = tuple(sorted(set(issues), key=lambda one: one.place))
    if outcome == "done" and any(one.is_error for one in ordered):
        outcome = "content"
    if outcome == "disk":
        return Answer(("Nothing was exported; a file that was there is as it was.",) if file else (), ordered, outcome)
    return Answer(_closing(found, request, done.articles, file), ordered, outcome)


class _Told:
    """Batches as they come; what is wrong with them is noted, and how far they are is told."""

    def __init__(self, batches: Iterator[Written], total: int, issues: list[Issue], watch: Watch | None) -> None:
        self.batches = batches
        self.total = total
        self.issues = issues
        self.watch = watch
        self.articles = 0
        """Written by now."""
        self.lost: set[str] = set()
        """The paths of those that could not be."""

    def parts(self) -> Iterator[bytes]:
        """What is written of each article."""
        for batch in self.batches:
            self.issues += batch.issues
            self.lost.update(issue.path for issue in batch.issues)
            self.articles += len(batch.parts)
            if self.watch:
                self.watch("export", self.articles, self.total)
            yield from batch.parts


def _save(kind: Format, done: _Told, planned: Planned, config: Config, file: Path | None) -> None:
    """Write all. Raises OSError, sqlite3.Error and Lost; then a file that was there is as it was."""
    about = About(
        title=config.title,
        url=config.base_url,
        description=config.description,
        language=config.language,
        timezone=config.timezone,
        publisher=config.publisher,
    )
    if file is None:
        _stream(kind, done, about, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    file = resolved(file)  # a link stays one
    fresh = beside(file)
    try:
        if kind == "sqlite":
            fresh.unlink(missing_ok=True)
            _database(done, about, planned, fresh)
        else:
            with fresh.open("wb") as out:
                _stream(kind, done, about, out)
                out.flush()
                os.fsync(out.fileno())
        fresh.replace(file)
    except BaseException:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise


def _stream(kind: Format, done: _Told, about: About, out: BinaryIO) -> None:
    if kind == "csv":
        from digest.feeds.quotes import head

        out.write(head())
        out.writelines(done.parts())
    elif kind == "json":
        out.write(b'{"site":' + msgspec.json.encode(about) + b',"articles":[')
        for number, part in enumerate(done.parts()):
            out.write((b",\n" if number else b"\n") + part)
        out.write(b"\n]}\n")
    else:
        out.writelines(part + b"\n" for part in done.parts())


def _database(done: _Told, about: About, planned: Planned, file: Path) -> None:
    """A new database at `file`."""
    from digest.feeds.tables import FINISH, SCHEMA, TABLES, Rows, lists

    decode = msgspec.msgpack.Decoder(Rows).decode
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        # it is thrown away unless it comes to its end: no journal is of use to anybody
        database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;")
        database.executescript(SCHEMA)
        database.execute("BEGIN")
        insert = partial(_insert, database)
        insert("site", ((key, str(value)) for key, value in structs.asdict(about).items()))
        for part in done.parts():
            for table, rows in zip(TABLES, structs.astuple(decode(part)), strict=True):
                insert(table, rows)
        for table, rows in lists(planned.site, done.lost):
            insert(table, rows)
        database.execute("COMMIT")
        database.executescript(FINISH)
    with file.open("rb") as written_now:
        os.fsync(written_now.fileno())


def _insert(database: sqlite3.Connection, table: str, rows: "Iterable[Row]") -> None:
    rows = iter(rows)
    for first in rows:
        places = ", ".join("?" * len(first))
        database.executemany(f"INSERT INTO {table} VALUES ({places})", chain([first], rows))  # noqa: S608 - our own names


def _closing(found: Look, request: Request, articles: int, file: Path | None) -> tuple[str, ...]:
    where = f" to {file}" if file else ""
    return (f"{count(articles, 'article')} exported{where}.", *apart(found.drafts, found.scheduled, request))
