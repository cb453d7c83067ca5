"""Dates as they stand in file names, folders and the head of a text."""

import re
from functools import lru_cache
from typing import Final

from digest.patterns import late
from digest.walltime import WallTime

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
    r"\s*(?P<half>[ap]\.?m\.?)?(?:\s*Uhr)?\s*\(?(?P<zone>[A-Z]{1,4}|[+-]\d\d:?\d\d)?\)?)?"
)
_ZONES: Final = {
    "Z": "Z",
    "UTC": "Z",
    "GMT": "Z",
    "WET": "Z",
    "BST": "+01:00",
    "CET": "+01:00",
    "MEZ": "+01:00",
    "CEST": "+02:00",
    "MESZ": "+02:00",
    "EET": "+02:00",
    "EEST": "+03:00",
    "MSK": "+03:00",
    "JST": "+09:00",
    "KST": "+09:00",
    "AEST": "+10:00",
    "AEDT": "+11:00",
    "EDT": "-04:00",
    "EST": "-05:00",
    "CDT": "-05:00",
    "CST": "-06:00",
    "MDT": "-06:00",
    "MST": "-07:00",
    "PDT": "-07:00",
    "PST": "-08:00",
}
_OF_SEASONS: Final = frozenset(("ET", "CT", "MT", "PT"))
"""What stands for one of two zones: the day is taken, the time is not."""
_LEAD: Final = (
    r"(?P<lead>(?:date|published|posted|first published|updated|last updated|last modified|modified"
    r"|veröffentlicht|stand|aktualisiert|publié|mis à jour|publicado|actualizado|pubblicato|aggiornato)"
    r"(?:\s+(?:on|am|le|el|il))?\s*:?\s+)?(?:on\s+)?"
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun|die|mit|don|fre|sam|son|lun|mar|mer|mi[eé]|jeu|jue|gio|ven|vie|s[aá]b|dim|dom)"
    r"[^\W\d_]{0,9}\.?,?\s+)?(?:den\s+|le\s+|el\s+)?"
)
_FORMS: Final = tuple(
    late(_LEAD + form + _TIME + r"\.?", re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})(?P<mark>[-/.])\s?(?P<month>\d{1,2})(?P=mark)\s?(?P<year>\d{4})",
        r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+|of\s+)?(?P<name>[^\W\d_]{3,10})\.?,?\s+(?:de\s+)?(?P<year>\d{4})",
        r"(?P<name>[^\W\d_]{3,10})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})",
        r"(?P<year>\d{4})\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日",
    )
)
_UNCLEAR: Final = late(
    _LEAD.replace("?P<lead>", "?:") + r"(\d{1,2})[-/](\d{1,2})[-/]\d{4}\b(?:\s+[-|•]\s)?[^-/]{0,20}", re.IGNORECASE
)
_UPDATES: Final = ("updated", "last", "modified", "stand", "aktualisiert", "mis", "actualizado", "aggiornato")
_IN_NAME: Final = late(r"(?:(\d{4})([-_])(\d\d)\2(\d\d)|((?:19|20)\d\d)(\d\d)(\d\d))(?=[-_. ]|$)[-_. ]*")


def of_text(line: str) -> tuple[WallTime, bool] | None:
    """The date that is all there is in `line`, and whether it says that it is that of an update."""
    if len(line) > 80 or not any(map(line.__contains__, "0123456789")):
        return None
    for form in _FORMS:
        found = form.fullmatch(line)
        if found:
            date = _date(found.groupdict(), found.start("year") < found.start("day"))
            lead = (found["lead"] or "").casefold()
            return (date, lead.startswith(_UPDATES)) if date else None
    return None


def is_unclear(line: str) -> bool:
    """Whether it is a date that is of one day for some and of another for others: `11/12/2026`."""
    found = _UNCLEAR.fullmatch(line) if len(line) <= 80 else None
    return found is not None and all(1 <= int(part) <= 12 for part in found.groups())


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


def is_impossible(path: str) -> bool:
    """Whether the file's name begins with a date that no calendar has: `2026-11-31-…`."""
    found = _IN_NAME.match(path.rpartition("/")[2])
    return found is not None and bool(found[1]) and _wall(found[1], found[3], found[4]) is None


def _date(parts: dict[str, str | None], year_first: bool) -> WallTime | None:
    month, day = parts.get("month") or "", parts["day"] or ""
    if not month:
        month = str(_MONTHS.get((parts.get("name") or "").casefold(), 0))
    elif parts.get("mark") in ("-", "/") and not year_first:
        if int(month) > 12:
            day, month = month, day  # 11/22/2026
        elif int(day) <= 12 and int(day) != int(month):
            return None  # 11/12/2026: in December for some, in November for others
    hour = int(parts["hour"]) if parts["hour"] else None
    if hour is not None and parts["half"]:
        hour = hour % 12 + (12 if parts["half"][0] in "pP" else 0)
    zone = (parts["zone"] or "").upper()
    if zone and zone[0] not in "+-":
        if zone in _OF_SEASONS:
            hour = None
        elif zone not in _ZONES:
            return None
        zone = _ZONES.get(zone, "")
    time = "" if hour is None else f" {hour:02}:{parts['minute']}{zone}"
    return _wall(parts["year"] or "", month, day, time)


@lru_cache(1024)
def _wall(year: str, month: str, day: str, time: str = "") -> WallTime | None:
    """None where there is no such date. Many articles are of one day."""
    try:
        return WallTime.parse(f"{year}-{int(month):02}-{int(day):02}{time}")
    except ValueError:
        return None
