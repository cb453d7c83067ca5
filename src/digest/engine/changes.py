"""Telling others what a build changed in the output folder: rsync, a script that purges a CDN, object storage."""

import os
from pathlib import Path

import msgspec
from msgspec import structs

from digest.engine.files import reason, replace_file, resolved
from digest.engine.publish import releases
from digest.engine.request import Changes, Report, Request
from digest.issues import Issue
from digest.names import CONFIG, CONTENT, LEDGER, STATE, TEMPLATES


def misplaced(request: Request, output: Path) -> Issue | None:
    """Why the changes cannot be written where the request wants them: they would become part of the site."""
    if request.changes is None:
        return None
    file = resolved(request.changes)
    sources = [request.root / name for name in (CONTENT, TEMPLATES, STATE, CONFIG, LEDGER)]
    for place in (output, releases(output), *sources):
        if file.is_relative_to(resolved(place)):
            where = "among the site's sources" if place in sources else "in the output folder"
            hint = "choose a file beside them, such as changes.json"
            return Issue("E609", str(request.changes), f"the list of changes would lie {where}", hint=hint)
    return None


def tell(request: Request, report: Report) -> Report:
    """Write the changes of a build that published; the report, with an issue if that failed."""
    if request.changes is None or report.outcome != "published" or request.rollback:
        return report
    try:
        _write(request.changes, encoded(report))
    except OSError as error:
        hint = "the site is published; copy the whole of it this time"
        message = f"the list of changes cannot be written: {reason(error)}"
        issue = Issue("E610", str(request.changes), message, hint=hint)
        return structs.replace(report, issues=(*report.issues, issue))
    return report


def encoded(report: Report) -> bytes:
    """The changes as JSON, an object with three lists of paths."""
    return msgspec.json.format(msgspec.json.encode(_all(report)), indent=2) + b"\n"


def _all(report: Report) -> Changes:
    """What changed, and what a build that did not come to its end may have: nobody was told of that."""
    changes = report.changes
    known = {*changes.added, *changes.changed, *changes.removed}
    changed, removed = [*changes.changed], [*changes.removed]
    for path in set(report.unsure) - known:
        (changed if os.path.lexists(report.output / path) else removed).append(path)
    return Changes(changes.added, tuple(sorted(changed)), tuple(sorted(removed)))


def _write(file: Path, data: bytes) -> None:
    """In one step; into a pipe or a device as into any. Raises OSError."""
    if file.exists() and not file.is_file():
        with file.open("wb") as opened:
            opened.write(data)
    else:
        replace_file(file, data, sync=False)
