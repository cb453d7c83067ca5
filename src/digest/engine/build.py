"""A build, as the command and others ask for it.

This module is light on purpose: a build that finds everything as it left it imports none of the libraries that read
and write a site.
"""

from digest.engine.request import Changes, Outcome, Report, Request, Watch
from digest.engine.unchanged import survey, unchanged

__all__ = ["Changes", "Outcome", "Report", "Request", "Watch", "build"]


def build(request: Request, watch: Watch | None = None) -> Report:
    """Build and publish the site. Nothing that a user can cause raises; the report has all of it."""
    seen = survey(request)
    report = seen and unchanged(request, seen)
    if report:
        return report
    from digest.engine.run import run  # with all that reads and writes: 150 ms

    return run(request, seen, watch)
