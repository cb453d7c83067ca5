"""A build, as the command and others ask for it.

This module is light on purpose: a build that finds everything as it left it imports none of the libraries that read
and write a site.
"""

import time

from msgspec import structs

from digest.engine.changes import misplaced, tell
from digest.engine.publish import up
from digest.engine.request import Changes, Outcome, Report, Request, Watch
from digest.engine.unchanged import survey, unchanged

__all__ = ["Changes", "Outcome", "Report", "Request", "Watch", "build"]


def build(request: Request, watch: Watch | None = None) -> Report:
    """Build and publish the site. Nothing that a user can cause raises; the report has all of it."""
    times = [time.perf_counter()]
    seen = survey(request)
    times.append(time.perf_counter())
    report = seen and not request.rollback and unchanged(request, seen)
    times.append(time.perf_counter())
    if not report or misplaced(request, report.output):
        from digest.engine.run import run  # with all that reads and writes: 150 ms

        times.append(time.perf_counter())
        report = run(request, seen, watch)
    stages = zip(("look", "compare", "load"), times, times[1:], strict=False)
    seconds = {name: end - start for name, start, end in stages} | dict(report.seconds)
    return tell(request, structs.replace(report, seconds=seconds, release=up(report.output)))
