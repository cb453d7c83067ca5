"""Cards to views."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, time
from functools import cache
from urllib.parse import urlsplit

from digest.records import Card, Image
from digest.renderer.body import is_absolute
from digest.renderer.views import Correction, Date, Link, Picture, Story
from digest.site.model import Topic, fold

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""English, whatever the locale of the machine."""


def date(moment: datetime) -> Date:
    """`moment`, which is in the site's time zone; midnight to the second means that no time was given."""
    # once for each article, and strftime would take most of the time
    text = f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"
    if _is_midnight(moment):
        return Date(f"{moment.year}-{moment.month:02}-{moment.day:02}", text, "")
    offset = moment.utcoffset()
    # local mean time of before standard time has seconds in its offset, which HTML cannot write
    exact = moment.astimezone(UTC) if offset and offset.total_seconds() % 60 else moment
    return Date(exact.isoformat(timespec="seconds"), text, f"{moment.hour:02}:{moment.minute:02}")


def _is_midnight(moment: datetime) -> bool:
    """Whether `moment` is midnight, or what clocks showed instead where they left it out."""
    if moment.time() == time():
        return True
    midnight = datetime.combine(moment.date(), time(), moment.tzinfo)
    return midnight.astimezone(UTC).astimezone(moment.tzinfo) == moment


def topic_link(topic: Topic, counted: bool = True) -> Link:
    """The topic's page."""
    return Link(topic.label, f"topics/{topic.slug}/index.html", len(topic.cards) if counted else 0)


def corrections(card: Card) -> tuple[Correction, ...]:
    """What was corrected in a story, in the order of its front matter."""
    return tuple(Correction(found.text, date(found.date) if found.date else None) for found in card.corrections)


def picture(image: Image | None, targets: Mapping[str, str]) -> Picture | None:
    """A story's picture; None if there is none, or it is not there."""
    if image is None:
        return None
    remote = is_absolute(image.src)
    href = image.src if remote else targets.get(image.src, "")
    return Picture(href, remote, image.alt, image.credit) if href else None


_folded = cache(fold)
"""A label stands in many cards."""


def story(card: Card, topics: Mapping[str, Topic], targets: Mapping[str, str]) -> Story:
    """`card` as a list shows it. `topics` by folded name; `targets` has its relative links and where they lead."""
    links = dict.fromkeys([topic_link(topics[_folded(label)], counted=False) for label in card.topics])
    return Story(
        title=card.title,
        href=card.href,
        summary=card.teaser,
        date=date(card.date),
        authors=card.authors,
        topics=tuple(links),
        minutes=card.minutes,
        lang=card.lang,
        image=picture(card.image, targets),
    )


def origin(src: str) -> str:
    """The origin of a remote picture, for a security policy; empty if it has none, or could break out of the policy."""
    try:
        parts = urlsplit(src if not src.startswith("//") else f"https:{src}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    with suppress(UnicodeError):
        host = host and host.encode("idna").decode()
    if parts.scheme not in ("http", "https") or not host or not re.fullmatch(r"[a-z0-9._-]+", host):
        return ""
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")
