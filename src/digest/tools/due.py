"""`digest due`: when the next build has to run, and what for."""

from typing import Final

from digest.engine.crew import Crew
from digest.engine.decide import look
from digest.engine.request import Request
from digest.engine.unchanged import survey
from digest.site.due import Due, Event
from digest.tools.telling import Answer

SHOWN: Final = 10
"""Things due at one moment that are told by name."""
_WORDS: Final[dict[Event, str]] = {
    "article": "{} is published",
    "edition": "edition {} closes",
    "news": "{} leaves the news sitemap",
}


def due(request: Request) -> Answer:
    """The next moment, ISO 8601 in the site's zone, on a line of its own, and then what is due at it."""
    with Crew(request.jobs) as crew:
        found = look(request, survey(request), crew)
    issues = tuple(issue for issue in found.issues if issue.is_error)
    if found.planned is None:
        return Answer((), issues, found.outcome)
    return Answer(_told(found.planned.dues), issues, "content" if issues else "done")


def _told(dues: tuple[Due, ...]) -> tuple[str, ...]:
    if not dues:
        return ()
    at = dues[0].at
    names = [_WORDS[one.event].format(one.name) for one in dues if one.at.timestamp() == at.timestamp()]
    more = [f"and {len(names) - SHOWN:,} more"] if len(names) > SHOWN else []
    return (at.isoformat(timespec="seconds"), *(f"  {name}" for name in names[:SHOWN] + more))
