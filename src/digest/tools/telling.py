"""What the command says of a build: the closing line, and where the time went."""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from digest.engine.request import Ending, Report, Request
from digest.issues import Issue


class Answer(Struct, frozen=True):
    """What a command that only looks at a site has to say."""

    lines: tuple[str, ...]
    """For standard output."""
    issues: tuple[Issue, ...]
    """For standard error, in order of place."""
    ending: Ending


STAGES: Final = {
    "look": "looking at the site's files",
    "compare": "comparing them with the last build",
    "load": "loading the program",
    "remember": "recalling the last build",
    "read": "reading articles",
    "plan": "settling dates and addresses",
    "make": "making pages and feeds",
    "publish": "publishing",
    "search": "making the search index",
    "keep": "remembering this build",
    "export": "writing records",
    "doubts": "looking for doubts",
}
"""The stages of a build by name, in the order of time, in words that a user knows; then those of other commands."""


def closing(report: Report, request: Request) -> Iterator[str]:
    """The line or two that say what was done."""
    told = problems(report.issues)
    if report.outcome != "published":
        as_it_was = "nothing was published, the site is as it was"
        yield f"{told}; {'the site is partly new: build again' if report.begun else as_it_was}."
        return
    if request.rollback:
        yield f"Release {report.release} is up again in {report.output}."
        return
    site = f"{count(report.pages, 'page')} of {count(report.articles, 'article')} in {report.output}"
    if report.release is not None:
        site += f", release {report.release}"
    yield f"{site}: {_done(report)}{told and f'; {told}'}."
    yield from apart(report.drafts, report.scheduled, request)


def apart(drafts: int, scheduled: int, request: Request) -> Iterator[str]:
    """What became of what is not published yet: `1 draft held back.`"""
    told = [
        f"{count(number, noun)} {'included' if shown else 'held back'}"
        for number, noun, shown in (
            (drafts, "draft", request.drafts),
            (scheduled, "scheduled article", request.future),
        )
        if number
    ]
    if told:
        yield ", ".join(told).capitalize() + "."


def problems(issues: Sequence[Issue]) -> str:
    """`1 error and 2 warnings`; empty if there is none."""
    errors = sum(issue.is_error for issue in issues)
    warnings = len(issues) - errors
    return " and ".join(count(number, noun) for number, noun in ((errors, "error"), (warnings, "warning")) if number)


def _done(report: Report) -> str:
    """`3 files added, 1 changed, 2 removed`: only what there is, and what it is of with the first."""
    changes = report.changes
    named = (("added", changes.added), ("changed", changes.changed), ("removed", changes.removed))
    parts = [f"{len(paths):,} {done}" for done, paths in named if paths]
    if not parts:
        return "nothing changed"
    number, done = parts[0].split(" ")
    return ", ".join([f"{number} file{'' if number == '1' else 's'} {done}", *parts[1:]])


def timings(report: Report) -> Iterator[str]:
    """Where the time went, a line a stage."""
    changes = report.changes
    numbers = {
        "read": f"{report.read:,} parsed",
        "make": f"{len(report.rendered):,} made",
        "publish": f"{len(changes.added) + len(changes.changed):,} written, {len(changes.removed):,} removed",
    }
    if report.outcome != "published":  # then nobody counted
        numbers = {}
    for name, seconds in report.seconds.items():
        yield _time(seconds, STAGES[name] + (f": {numbers[name]}" if name in numbers else ""))
    yield _time(sum(report.seconds.values()), "in all")


def _time(seconds: float, what: str) -> str:
    return f"{seconds:9.2f} s  {what}"


def count(number: int, noun: str) -> str:
    """`1 page`, `10,026 pages`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
