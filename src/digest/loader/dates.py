"""Dates as they stand in file names, folders and the head of a text."""

import re
from typing import Final

from digest.schema import WallTime

_MONTHS: Final = {
    name: month
    for month, names in enumerate(
        (
            "january jan januar jänner janvier enero gennaio",
            "february feb februar février fevrier febrero febbraio",
            "march mar märz mars marzo",
            "april apr avril abril aprile",
            "may mai mayo maggio",
            "june jun juni juin junio giugno",
            "july jul juli juillet julio luglio",
            "august aug août aout agosto",
            "september sep sept septembre septiembre settembre",
            "october oct oktober okt octobre octubre ottobre",
            "november nov novembre noviembre",
            "december dec dezember dez décembre decembre diciembre dicembre",
        ),
        1,
    )
    for name in names.split()
}
"""English, German, French, Spanish, Italian."""

_TIME: Final = (
    r"(?:(?:,|T|\s+at|\s+um|\s+à)?\s*(?P<hour>\d{1,2})[:.h](?P<minute>\d\d)(?::\d\d)?"
    r"\s*(?P<half>[ap]\.?m\.?)?(?:\s*Uhr)?\s*(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)?)?"
)
_LEAD: Final = (
    r"(?P<lead>(?:date|published|posted|updated|last updated|veröffentlicht|stand|publié|mis à jour)"
    r"(?:\s+(?:on|am|le))?\s*:?\s+)?(?:on\s+)?"
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun|die|mit|don|fre|sam|son|lun|mar|mer|mi[eé]|jeu|jue|gio|ven|vie|s[aá]b|dim|dom)"
    r"[^\W\d_]{0,9}\.?,?\s+)?(?:den\s+|le\s+|el\s+)?"
)
_FORMS: Final = tuple(
    re.compile(_LEAD + form + _TIME + r"\.?", re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+|of\s+)?(?P<name>[^\W\d_]{3,10})\.?,?\s+(?:de\s+)?(?P<year>\d{4})",
        r"(?P<name>[^\W\d_]{3,10})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})",
        r"(?P<year>\d{4})\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日",
    )
)
_IN_NAME: Final = re.compile(r"(?:(\d{4})([-_])(\d\d)\2(\d\d)|((?:19|20)\d\d)(\d\d)(\d\d))(?=[-_. ]|$)[-_. ]*")


def of_text(line: str) -> tuple[WallTime, bool] | None:
    """The date that is all there is in `line`, and whether it says that it is that of an update."""
    if len(line) > 80 or not any(map(line.__contains__, "0123456789")):
        return None
    for form in _FORMS:
        found = form.fullmatch(line)
        if found:
            date = _date(found.groupdict())
            lead = (found["lead"] or "").casefold()
            return (date, lead.startswith(("updated", "last", "stand", "mis"))) if date else None
    return None


def of_path(path: str) -> tuple[WallTime | None, str]:
    """The date in a file's name, else in the folders nearest to it, and the name without suffix and date."""
    *folders, name = path.split("/")
    stem = name.rpartition(".")[0] or name
    found = _IN_NAME.match(stem)
    if found:
        year, _, month, day, year2, month2, day2 = found.groups()
        date = _wall(year or year2, month or month2, day or day2)
        if date:
            return date, stem[found.end() :]
    for end in range(len(folders), 2, -1):
        year, month, day = folders[end - 3 : end]
        if len(year) == 4 and len(month) <= 2 and len(day) <= 2 and (year + month + day).isdecimal():
            date = _wall(year, month, day)
            if date:
                return date, stem
    return None, stem


def _date(parts: dict[str, str | None]) -> WallTime | None:
    month = parts.get("month") or str(_MONTHS.get((parts.get("name") or "").casefold(), 0))
    hour = int(parts["hour"]) if parts["hour"] else None
    if hour is not None and parts["half"]:
        hour = hour % 12 + (12 if parts["half"][0] in "pP" else 0)
    time = "" if hour is None else f" {hour:02}:{parts['minute']}{parts['zone'] or ''}"
    return _wall(parts["year"] or "", month, parts["day"] or "", time)


def _wall(year: str, month: str, day: str, time: str = "") -> WallTime | None:
    """None where there is no such date."""
    try:
        return WallTime.parse(f"{year}-{int(month):02}-{int(day):02}{time}")
    except ValueError:
        return None
