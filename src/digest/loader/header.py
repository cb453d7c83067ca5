"""The rows at the head of a text that tell of the article: title, subtitle, byline, date, source."""

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from digest.loader import dates, ends, footers, links
from digest.loader.attribution import has_role, is_person, speaker
from digest.loader.quotes import head, is_dash
from digest.loader.rows import HEADER, Row
from digest.loader.vocabulary import GIVEN_NAMES, PARTICLES
from digest.patterns import late
from digest.walltime import WallTime

_BYLINE: Final = late(
    r"(?:by|von|par|por|di|words by|story by|text by|text von|reported by|written by)(?::\s*|\s+)(.{3,160})",
    re.IGNORECASE,
)
_NO_BYLINE: Final = frozenset(
    """
    accident all anfang appointment chance choice comparison contrast day default definition demand design end far
    heart hand harbour heute invitation jetzt law light mistake moonlight morgen nature night now numbers only order
    popular proxy rail reason request road sea then turns virtue way
    """.split()
)
"""What may follow "By" in a title, and begins no name."""
_AND: Final = late(r"\s+(?:and|und|et|y|e|&)\s+|\s*[,;&]\s*(?:and\s+|und\s+|et\s+)?", re.IGNORECASE)
_AGENCIES: Final = frozenset(("Reuters", "Staff", "dpa", "AFP", "AP", "Bloomberg", "Staff Reporter", "Staff Writer"))
"""Who signs without a name."""
_NETWORK: Final = late(r"\s+\(@\w+\)")
_PLACE: Final = late(
    r"\s+(?:in|from|reporting from|at|for|of|aus|für|à|pour|en|para|da|per)\s+(?:the\s+|le\s+)?[^\W\d_a-z].*"
)
"""Where somebody wrote, or for whom."""
_SOURCE: Final = late(r"(?:source|quelle|fuente|fonte)\s*:\s*(.{2,300})", re.IGNORECASE)
_MAIL: Final = late(
    r"(?P<key>from|to|b?cc|date|sent|subject|reply-to|von|an|kopie|betreff|datum|gesendet|antwort an)"
    r":(?:\s+(?P<value>.*))?",
    re.IGNORECASE,
)
_OF_MAIL: Final = "a line from the head of a mail"
_MAIL_ROWS: Final = 8
_ADDRESS: Final = late(r"\s*[<(\[]?[^\s<>()\[\]]+@[^\s<>()\[\]]+[>)\]]?")
_FIRST: Final = frozenset("bvpdwtrsqf")
"""What a byline or a source line begins with, in lower case."""
_BETWEEN: Final = late(r"\s*[|·•]\s*|\s+[–—-]\s+|,\s+(?=(?:[A-Z][a-z]{2,8}\.? )?\d{1,2}(?!\d))")
"""What parts a byline from a date in the same line."""
_DIGIT: Final = late(r"\d")
_RELEASE: Final = late(
    r"(?:for immediate release|(?:press|media|news) release|pressemitteilung|communiqué de presse|nota de prensa)"
    r"[:.!]?",
    re.IGNORECASE,
)
_SPACE: Final = late(r"\s+")

_RARE: Final = 0.9
"""Too rare to be counted; the signs are clear."""

_OVER_LONGER: Final = 0.88
"""499 of 567 such lines of 2,137 articles are titles, or headings of a text that has no other title."""
_OVER_SHORTER: Final = 0.63
"""39 of 62."""
ROWS: Final = 6
"""So many rows under the title can be part of the header."""


class Header(Struct, frozen=True):
    """What the head of a text says."""

    title: str = ""
    subtitle: str = ""
    authors: tuple[str, ...] = ()
    published: WallTime | None = None
    updated: WallTime | None = None
    source: str = ""
    source_url: str = ""
    unclear: int = 0
    """The line of a date that can be read in two ways, if there is one."""


class _Told(Struct, frozen=True):
    """What one line tells, if it tells nothing else."""

    authors: tuple[str, ...] = ()
    date: WallTime | None = None
    updated: WallTime | None = None
    source: str = ""
    unclear: bool = False
    """A date, but of which day?"""


def people(text: str) -> tuple[str, ...]:
    """The names in a list such as `Ann Lee, Bo Chan and Cy Doe`; empty if a part is no name."""
    names = tuple(name for name in _AND.split(text.strip()) if name)
    return names if names and all(map(is_person, names)) else ()


def byline(text: str) -> tuple[str, ...]:
    """The names in a line that says who wrote the text; empty if it is none."""
    if text[:1].lower() not in _FIRST:
        return ()
    found = _BYLINE.fullmatch(text)
    return _writers(found[1].rstrip(". ")) if found else ()


def is_source(text: str) -> bool:
    """Whether a line says who published the original."""
    return text[:1].lower() in _FIRST and bool(_SOURCE.fullmatch(text)) and ends.last(text) not in ends.STOP


def is_told(text: str) -> bool:
    """Whether a line is a byline, a date or a source, or more than one of them."""
    return _told(text) is not None


def _told(text: str) -> _Told | None:
    """What a line of the header tells; None if it is none."""
    if len(text) > 200:
        return None
    if _DIGIT.search(text):
        if date := dates.of_text(text):
            return _Told(updated=date[0]) if date[1] else _Told(date=date[0])
        if told := _in_parts(text):
            return told
        if dates.is_unclear(text):
            return _Told(unclear=True)
    if authors := byline(text):
        return _Told(authors)
    return _Told(source=text) if is_source(text) else None


def _in_parts(text: str) -> _Told | None:
    """Names and dates in one line; None if there is anything else in it."""
    parts = _BETWEEN.split(text) if len(text) <= 120 else ()
    if not 2 <= len(parts) <= 4:
        return None
    authors: tuple[str, ...] = ()
    published = updated = None
    for part in parts:
        date = dates.of_text(part)
        if date and date[1]:
            updated = updated or date[0]
        elif date:
            published = published or date[0]
        else:
            names = byline(part) or people(part)
            if not names and not (authors and _belongs(part)):
                return None
            authors += names
    return _Told(authors, published, updated) if published or updated else None


def _writers(text: str) -> tuple[str, ...]:
    """The names in what follows "By"; what each is, where and for whom they wrote, is left out."""
    if text.casefold().partition(" ")[0] in _NO_BYLINE:
        return ()
    if text in _AGENCIES:
        return (text,)
    text = _NETWORK.sub("", text.partition(" | ")[0])
    if text.islower() or (text.isupper() and len(text) > 4):
        text = _recased(text)
        if not text:
            return ()
    place = _PLACE.search(text)
    parts = [part for part in _AND.split((text[: place.start()] if place else text).strip()) if part]
    names = tuple(part for at, part in enumerate(parts) if is_person(part) and (at == 0 or not _belongs(part)))
    rest = (part for part in parts if part not in names)
    return names if parts and parts[0] in names and all(map(_belongs, rest)) else ()


def _belongs(text: str) -> bool:
    """Whether what stands beside a name in a byline says what that person is, and is nobody else."""
    told = speaker(text)
    return text.casefold().startswith("staff") or (
        (told.role is not None or told.institution is not None) and (has_role(text) or told.institution is not None)
    )


def _recased(text: str) -> str:
    """Names in one case as they are usually written; empty if lower case has no name that is known."""
    words = text.split()
    if text.islower() and (len(words) > 6 or words[0] not in GIVEN_NAMES):
        return ""
    return " ".join(
        word.lower()
        if word.casefold() in PARTICLES or word.casefold() in ("and", "und", "et", "in", "for", "the")
        else word
        if len(word.strip(".,")) < 3 and text.isupper() and word[:1] not in ("A", "E", "I", "O", "U")
        else word.title().replace("’S", "’s").replace("'S", "'s")
        for word in words
    )


def settle(rows: Sequence[Row], known_title: str, bare: bool = True) -> None:
    """Settles the header rows. A title that the front matter gives is found again in the text, and no other.

    `bare`: a line without a mark can be the title. Pictures and separators may stand over it and under it.
    """
    rows = [row for row in rows[: 4 * ROWS] if row.kind not in ("image", "separator")]
    if mail := _mail(rows, known_title):
        if any(row.kind == "title" for row in rows[:mail]):
            _under_title(rows, mail)
            return
        rows = rows[mail:]
    at = _lines(rows, 0)
    while at < min(len(rows), ROWS) and rows[at].kind == "" and (why := _no_title(rows[at])):
        rows[at].settle("footer", why, _RARE)
        at = _lines(rows, at + 1)
    if at < len(rows):
        row = rows[at]
        if known_title:
            if row.kind in ("", "heading") and same(row.plain, known_title) and not row.literal:
                row.settle("title", "the same as in the front matter")
        elif (bare or row.kind) and (found := _as_title(rows, at)):
            row.settle("title", *found)
        if row.kind == "title":
            _under_title(rows, at + 1)


def _mail(rows: Sequence[Row], known_title: str) -> int:
    """Settles the lines at the head of a mail that was pasted whole; how many they are, and none if it is only one."""
    end = 0
    while end < min(len(rows), _MAIL_ROWS) and rows[end].kind == "" and not rows[end].mark and not rows[end].quoted:
        if not _MAIL.fullmatch(rows[end].plain):
            break
        end += 1
    if end < 2:
        return 0
    for row in rows[:end]:
        found = _MAIL.fullmatch(row.plain)
        key, value = (found["key"].casefold() if found else ""), _mailed(row.plain)
        if key in ("subject", "betreff") and value and (not known_title or same(value, known_title)):
            row.settle("title", _OF_MAIL)
        elif key in ("from", "von") and people(value):
            row.settle("byline", _OF_MAIL)
        elif key in ("date", "sent", "datum", "gesendet") and dates.of_text(value):
            row.settle("date", _OF_MAIL)
        else:
            row.settle("source", _OF_MAIL)
    return end


def _mailed(text: str) -> str:
    """What a line of a mail's head says, without addresses."""
    found = _MAIL.fullmatch(text)
    return _ADDRESS.sub("", (found["value"] or "") if found else text).strip(" \"'")


def read(rows: Sequence[Row]) -> Header:
    """What the header rows say."""
    title = subtitle = source = source_url = ""
    authors: tuple[str, ...] = ()
    published = updated = None
    unclear = 0
    for row in rows[: ROWS * 2]:
        if row.kind not in HEADER:
            continue
        text = _mailed(row.plain) if row.why == _OF_MAIL else row.plain
        if row.why == _OF_MAIL and row.kind == "source":
            continue
        if row.kind == "title":
            title = text
        elif row.kind == "subtitle":
            subtitle = text
        elif row.kind == "source":
            source, source_url = _source(row)
        elif row.kind in ("byline", "date"):
            told = _told(text) or _Told(people(text))
            authors += tuple(" ".join(name.split()) for name in told.authors)
            published = published or told.date
            updated = updated or told.updated
            unclear = row.line if told.unclear else unclear
    return Header(title, subtitle, authors, published, updated, source, source_url, unclear)


def _source(row: Row) -> tuple[str, str]:
    """The publisher, and the address, in a line that names one or both."""
    found = _SOURCE.fullmatch(row.plain)
    start = found.start(1) if found else 0
    link = next((span for span in row.content.spans if span.href), None) if row.content else None
    if link is None or links.is_relative(link.href):
        return row.plain[start:], ""
    if row.plain[link.start : link.end] != link.href:
        return row.plain[start:], link.href
    return (row.plain[start : link.start] + row.plain[link.end :]).strip(" ,;:()<>–—-"), link.href


def same(first: str, second: str) -> bool:
    """Whether two titles are the same but for case, space and punctuation."""
    return len(first) < 2 * len(second) + 20 and _folded(first) == _folded(second)


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold()) or _SPACE.sub(" ", text).strip()


def _is_name_over_date(rows: Sequence[Row], at: int) -> bool:
    """Whether a row can be a byline without "By": a first name that is known, and a date below."""
    text = rows[at].plain
    return (
        at + 1 < len(rows)
        and text.split(maxsplit=1)[0].casefold() in GIVEN_NAMES
        and bool(people(text))
        and dates.of_text(rows[at + 1].plain) is not None
    )


def _lines(rows: Sequence[Row], at: int, under: bool = False) -> int:
    """Settles byline, date and source rows from `at` on; the index after them. `under`: a title stands above."""
    end = min(len(rows), at + ROWS)
    while at < end and rows[at].kind == "" and not rows[at].quoted:
        row = rows[at]
        if row.mark[:1].isdigit() and dates.of_text(row.mark + row.plain):
            row.unmark()  # a German date: "14. November 2026"
        if row.mark or len(row.plain) > 200:
            break
        told = _told(row.plain)
        if told is None:
            if not (under and _is_name_over_date(rows, at)):
                break
            row.settle("byline", "a name between the title and the date", _RARE)
        elif told.source:
            row.settle("source", "begins with Source:")
        elif not told.authors:
            row.settle("date", "a date and nothing else")
        elif told.date or told.updated:
            row.settle("byline", "names and a date")
        else:
            row.settle("byline", "begins with By, and names follow")
        at += 1
    return at


def _under_title(rows: Sequence[Row], at: int) -> None:
    after = _lines(rows, at, under=True)
    if after > at or at + 1 >= len(rows):
        return
    row = rows[at]
    short = len(row.plain) <= 200 and ends.last(row.plain) not in ends.STOP
    if row.kind == "" and not row.mark and not row.quoted and short and _lines(rows, at + 1, under=True) > at + 1:
        row.settle("subtitle", "a short line between the title and byline or date")


def _no_title(row: Row) -> str:
    """Why a row at the head is not yet the title; empty if it can be."""
    if _RELEASE.fullmatch(row.plain):
        return "what press officers put over a title"
    return "whose a picture is" if footers.is_credit(row) else ""


def _as_title(rows: Sequence[Row], at: int) -> tuple[str, float] | None:
    """Why the row is the title, and how sure that is; None if it is not."""
    row = rows[at]
    below = rows[at + 1] if at + 1 < len(rows) else None
    if row.kind == "heading":
        return ("the first line, marked as a heading", 1) if row.level == 1 else None
    if row.kind or row.mark or row.quoted or row.literal or below is None:
        return None
    if not _is_short(row.plain) or ends.last(row.plain) in ends.STOP:
        return None
    return _stands_over(row, below)


def _is_item(row: Row) -> bool:
    """Whether a row with a hyphen is of a list, and names nobody."""
    return row.mark.strip() == "-" and not is_person(head(row.plain) or row.plain)


def _is_short(text: str) -> bool:
    return len(text) <= 150 and len(text.split()) <= 22


def _stands_over(row: Row, below: Row) -> tuple[str, float] | None:
    """Why what stands below shows that a short first line is a title, and how sure that is."""
    if below.kind in ("byline", "date", "source") or is_told(below.plain):
        return "a short first line over a byline or date", 1
    if is_dash(below) and not below.quoted and not _is_item(below):
        return None  # it is a quote
    if len(below.plain) > len(row.plain):
        return "a short first line without a full stop, over a longer one", _OVER_LONGER
    if below.gap:
        return "a short first line without a full stop, and a blank line under it", _OVER_SHORTER
    return "a short first line without a full stop", _OVER_SHORTER
