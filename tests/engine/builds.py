"""Builds of the paper of edits.py, in this process, and the clean builds that they are measured by.

A clean build is one without the output and without `.digest`, with the same ledger, at the same time. All that a build
leaves must be what a clean one makes.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from digest.engine.build import Report, Request
from digest.engine.build import build as engine_build
from digest.issues import Issue
from digest.renderer import closure
from digest.renderer.theme import Theme
from digest.site.ledger import Entry, parse
from tests.engine.edits import Paper


class Snapshot(Struct, frozen=True):
    """What can be seen of a site after a build."""

    files: dict[str, bytes]
    ledger: bytes | None
    issues: tuple[Issue, ...]


def build(paper: Paper, jobs: int = 0) -> Report:
    """Build the paper where it lies, at the time of its clock."""
    return engine_build(Request(root=paper.root, now=paper.now, jobs=jobs))


def options(jobs: int) -> tuple[str, ...]:
    """The same for the command line."""
    return ("--jobs", str(jobs))


def rendered(report: Report) -> set[str]:
    """The pages and feeds that a build made anew."""
    return set(report.rendered)


def files(folder: Path) -> dict[str, bytes]:
    """All files below `folder` with their bytes, our list too; and all folders, so that no empty one is overlooked."""
    found: dict[str, bytes] = {}
    for at, folders, names in os.walk(folder):
        below = Path(at).relative_to(folder)
        found |= {f"{(below / name).as_posix()}/": b"" for name in folders}
        found |= {(below / name).as_posix(): (Path(at) / name).read_bytes() for name in names}
    return found


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """When each file below `folder` was written, and which file it is."""
    found = ((path, path.stat()) for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): (stat.st_mtime_ns, stat.st_ino) for path, stat in found}


def ledger(paper: Paper) -> bytes | None:
    file = paper.root / "ledger.jsonl"
    return file.read_bytes() if file.exists() else None


def entry(paper: Paper, path: str) -> Entry:
    """The line of an article in the ledger."""
    entries, issues = parse((ledger(paper) or b"").decode())
    assert issues == ()
    return next(entry for entry in entries if entry.path == path)


def snapshot(paper: Paper, report: Report) -> Snapshot:
    return Snapshot(files(paper.output), ledger(paper), report.issues)


def clean(paper: Paper) -> tuple[str, Snapshot]:
    """How a clean build of the paper as it is now ends, and what it makes."""
    with tempfile.TemporaryDirectory() as folder:
        other = paper.source(Path(folder) / "elsewhere")
        report = build(other)
        return report.outcome, snapshot(other, report)


def differences(mine: dict[str, bytes], right: dict[str, bytes]) -> list[str]:
    """The paths at which two trees differ: all that a person needs to see first."""
    return [
        f"{path}: {'missing' if path not in mine else 'left over' if path not in right else 'differs'}"
        for path in sorted({*mine, *right})
        if mine.get(path) != right.get(path)
    ]


def check_against_clean(paper: Paper, jobs: int = 0) -> None:
    """Build, and hold it against a clean build; then build again, which must do nothing."""
    before, known = files(paper.output), ledger(paper)
    expected, right = clean(paper)
    report = build(paper, jobs)
    assert (report.outcome, report.issues) == (expected, right.issues)
    if expected != "published":
        assert differences(files(paper.output), before) == []
        assert ledger(paper) == known
        return
    assert differences(files(paper.output), right.files) == []
    assert ledger(paper) == right.ledger
    unmoved = stamps(paper.output)
    again = build(paper, jobs)
    assert again.outcome == "published"  # what it says may differ: an address that got a number is news only once
    assert stamps(paper.output) == unmoved
    assert _nothing_was_done(again)


def _nothing_was_done(report: Report) -> bool:
    return not any((report.changes.added, report.changes.changed, report.changes.removed, rendered(report)))


@contextmanager
def quick_builds() -> Iterator[None]:
    """Many builds of a small site in little time; what they make is the same.

    A template is read and compiled once for all of them, which is nine tenths of a clean build. And nothing waits for
    the disk: a process that is killed loses nothing that it has written; only a power cut would.
    """
    read_anew = closure._read
    known: dict[object, tuple[Any, bytes | None]] = {}

    def read_once(jinja: Any, theme: Theme, name: str, codes: dict[str, bytes]) -> Any:
        key = (name, theme.source(name))
        if key not in known:
            made: dict[str, bytes] = {}
            known[key] = read_anew(jinja, theme, name, made), made.get(name)
        template, code = known[key]
        if code is not None:
            codes[name] = code
        return template

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(closure, "_read", read_once)
        patch.setattr(os, "fsync", lambda _: None)
        yield
