"""A build, as the command and others ask for it.

This module is light on purpose: a build that finds everything as it left it imports none of the libraries that read
and write a site.
"""

from msgspec import structs

from digest.engine.publish import up
from digest.engine.request import Changes, Outcome, Report, Request, Watch
from digest.engine.unchanged import survey, unchanged

__all__ = ["Changes", "Outcome", "Report", "Request", "Watch", "build"]


def build(request: Request, watch: Watch | None = None) -> Report:
    """Build and publish the site. Nothing that a user can cause raises; the report has all of it."""
    seen = survey(request)
    report = seen and not request.rollback and unchanged(request, seen)
    if not report:
        from digest.engine.run import run  # with all that reads and writes: 150 ms

        report = run(request, seen, watch)
    return structs.replace(report, release=up(report.output))
