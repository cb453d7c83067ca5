"""Dates as people write them."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final

from digest.patterns import late

_WRITTEN: Final = late(
    r"(\d{4})-(\d\d?)-(\d\d?)"
    r"(?:(?:[Tt]|\s+)(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*([Zz]|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?)?",
    re.ASCII,
)
_USUAL: Final = late(r"\d{4}-\d\d-\d\d(?:T(?:[01]\d|2[0-3]):\d\d:\d\dZ)?", re.ASCII)
"""Those of them that Python reads by itself, at a third of the time."""


class WallTime:
    """A date as somebody wrote it; without a zone it is meant where the site is."""

    __slots__ = ("moment", "timed")

    FORM = "2026-11-22, 2026-11-22 14:30 or 2026-11-22T14:30:00+01:00"

    def __init__(self, moment: datetime, timed: bool) -> None:
        self.moment = moment
        self.timed = timed

    @classmethod
    def parse(cls, text: str) -> "WallTime":
        """The date in `text`. Raises ValueError with what is wrong, in words for the user."""
        usual = _USUAL.fullmatch(text)
        found = usual or _WRITTEN.fullmatch(text.strip())
        if not found:
            raise ValueError(f"{text!r} is not a date; expected {cls.FORM}")
        try:
            moment = datetime.fromisoformat(text) if usual else _moment(*found.groups())
        except ValueError as error:
            raise ValueError(f"{text!r} is not a date: {error}") from None
        if not 1000 <= moment.year <= 9998:  # a zone must not push it out of what datetime can hold
            raise ValueError(f"{text!r} is not a date of a newspaper; expected a year from 1000 to 9998")
        return cls(moment, timed=":" in text)

    def at(self, zone: tzinfo) -> datetime:
        """The moment, in `zone`, to the second; one that clocks leave out, as they show it then."""
        moment = self.moment if self.moment.tzinfo else self.moment.replace(tzinfo=zone).astimezone(UTC)
        return moment.astimezone(zone)


def _moment(
    year: str, month: str, day: str, hour: str | None, minute: str | None, second: str | None, zone: str | None
) -> datetime:
    """The parts of a date as _WRITTEN finds them. Raises ValueError."""
    moment = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
    return moment.replace(tzinfo=_offset(zone)) if zone else moment


def _offset(zone: str) -> timezone:
    """`Z`, `UTC`, `+01:00`, `-0530` or `+01` as a time zone. Raises ValueError."""
    if zone[0] not in "+-":
        return UTC
    digits = zone[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[2:])
    if minutes > 59:
        raise ValueError("minutes of the offset must be in 0..59")
    offset = timedelta(hours=int(digits[:2]), minutes=minutes)
    return timezone(-offset if zone[0] == "-" else offset)
