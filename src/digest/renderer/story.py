"""Cards to views."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from functools import cache
from urllib.parse import urlsplit

from digest.records import Card, Image
from digest.renderer.body import is_absolute
from digest.renderer.views import Correction, Date, Link, Picture, Story
from digest.site.editions import Period
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
    return Date(exact(moment), text, f"{moment.hour:02}:{moment.minute:02}")


def exact(moment: datetime) -> str:
    """`moment` with its time and its offset from UTC."""
    offset = moment.utcoffset()
    # local mean time of before standard time has seconds in its offset, which neither HTML nor RFC 3339 can write
    whole = moment.astimezone(UTC) if offset and offset.total_seconds() % 60 else moment
    return whole.isoformat(timespec="seconds")


def _is_midnight(moment: datetime) -> bool:
    """Whether `moment` is midnight, or what clocks showed instead where they left it out."""
    if moment.time() == time():
        return True
    midnight = datetime.combine(moment.date(), time(), moment.tzinfo)
    return midnight.astimezone(UTC).astimezone(moment.tzinfo) == moment


def edition_title(period: Period) -> str:
    """`Week 48, 2026`, `November 2026` or `30 November 2026`."""
    if period.rhythm == "weekly":
        return f"Week {period.number}, {period.year}"
    month = f"{MONTHS[period.first.month - 1]} {period.first.year}"
    return month if period.rhythm == "monthly" else f"{period.first.day} {month}"


def edition_name(period: Period) -> str:
    """Within its year: `Week 48`, `November` or `30 November`."""
    return edition_title(period).removesuffix(str(period.year)).rstrip(", ")


def edition_dates(period: Period) -> str:
    """The days of a week: `23–29 November 2026`, each part said once; empty where the title says them."""
    if period.rhythm != "weekly":
        return ""
    first, last = period.first, period.after - timedelta(days=1)
    start = f"{first.day}"
    if first.month != last.month:
        start += f" {MONTHS[first.month - 1]}" + (f" {first.year}" if first.year != last.year else "")
    dash = "–" if first.month == last.month else " – "
    return f"{start}{dash}{last.day} {MONTHS[last.month - 1]} {last.year}"


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


folded = cache(fold)
"""A label stands in many cards."""


def story(card: Card, topics: Mapping[str, Topic], targets: Mapping[str, str]) -> Story:
    """`card` as a list shows it. `topics` by folded name; `targets` has its relative links and where they lead."""
    links = dict.fromkeys([topic_link(topics[folded(label)], counted=False) for label in card.topics])
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
