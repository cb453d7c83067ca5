"""`digest explain`: how articles are read, one after the other, as they come."""

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec
from msgspec import structs

from digest import config as configuration
from digest.config import Config
from digest.engine import files
from digest.issues import Issue
from digest.loader.explain import Explained, explain
from digest.names import CONFIG, CONTENT
from digest.records import Source
from digest.tools.listing import Screen, listing

Outcome: TypeAlias = Literal["done", "content", "disk"]

STANDARD_INPUT = "-"
_HERE = Path()


def run(paths: Sequence[str], as_json: bool) -> Outcome:
    """Tell how each file is read, on standard output, and what is wrong, on standard error; how it went.

    One file is held at a time, and each is told before the next one is read.
    """
    config, issues = _config()
    outcome = _report(issues, "done")
    screen = _screen()
    encoder = msgspec.json.Encoder()
    for source in _sources(paths):
        if isinstance(source, Issue):
            outcome = _report([source], outcome)
            continue
        explained = explain(source, config)
        if as_json:
            sys.stdout.buffer.write(encoder.encode(explained) + b"\n")
            sys.stdout.buffer.flush()
        else:
            _print(explained, screen)
        outcome = _report(explained.issues, outcome)
    return outcome


def _print(explained: Explained, screen: Screen) -> None:
    for line in listing(explained, screen):
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _report(issues: Sequence[Issue], outcome: Outcome) -> Outcome:
    """Print issues; the outcome with them: a file that cannot be read weighs more than one that is wrong."""
    for issue in sorted(issues, key=lambda issue: issue.place):
        sys.stderr.write(f"{issue}\n")
        if issue.code in ("E201", "E202"):
            outcome = "disk"
        elif issue.is_error and outcome == "done":
            outcome = "content"
    return outcome


def _sources(paths: Sequence[str]) -> Iterator[Source | Issue]:
    """The articles that are named, those of a folder in order, with each path as it was given."""
    for given in paths:
        if given == STANDARD_INPUT:
            yield Source(given, sys.stdin.buffer.read())
        elif (_HERE / given).is_dir():
            yield from _folder(given)
        else:
            yield _source(given)


def _folder(given: str) -> Iterator[Source | Issue]:
    """The articles below a folder; of a site's folder, those in `content`."""
    path = _slashes(given).rstrip("/") or "/"
    if (_HERE / path / CONTENT).is_dir():
        path = f"{path}/{CONTENT}"
    empty = True
    for found in files.articles(_HERE / path, path):
        empty = False
        yield found if isinstance(found, Issue) else _source(found)
    if empty:
        yield Issue("E002", _printable(path), "holds no article", hint="name a folder with files in .txt or .md")


def _source(given: str) -> Source | Issue:
    data = files.read(_HERE, given)
    path = _printable(_slashes(given))
    return structs.replace(data, path=path) if isinstance(data, Issue) else Source(path, data)


def _slashes(path: str) -> str:
    return path.replace(os.sep, "/")


def _printable(path: str) -> str:
    """A path that can be shown and encoded: names on a disk may be any bytes."""
    return path if path.isprintable() else path.encode("unicode_escape").decode()


def _config() -> tuple[Config, tuple[Issue, ...]]:
    """The config of the site in this folder, if it is one, and what is wrong with it."""
    text = files.text_of(_HERE, CONFIG, "E101")
    if text is None:
        return Config(), ()
    if isinstance(text, Issue):
        return Config(), (text,)
    config, issues = configuration.parse(text)
    return config, tuple(issue for issue in issues if issue.is_error)


def _screen() -> Screen:
    """Standard output: how wide it is, and whether it shows colours (no-color.org)."""
    width = shutil.get_terminal_size((100, 24)).columns
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Screen(width, colour)
