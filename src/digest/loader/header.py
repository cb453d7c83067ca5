"""The rows at the head of a text that tell of the article: title, subtitle, byline, date, source."""

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from digest.loader import dates, ends
from digest.loader.attribution import is_person
from digest.loader.quotes import head, is_dash
from digest.loader.rows import Row
from digest.schema import WallTime

_BYLINE: Final = re.compile(
    r"(?:by|von|par|por|di|words by|story by|text by|text von)[:\s]\s*(.{3,160})", re.IGNORECASE
)
_AND: Final = re.compile(r"\s+(?:and|und|et|y|e|&)\s+|\s*[,;&]\s*(?:and\s+|und\s+|et\s+)?")
_SOURCE: Final = re.compile(r"(?:source|quelle|fuente|fonte)\s*:\s*(.{2,120})", re.IGNORECASE)
_SPACE: Final = re.compile(r"\s+")

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


def people(text: str) -> tuple[str, ...]:
    """The names in a list such as `Ann Lee, Bo Chan and Cy Doe`; empty if a part is no name."""
    names = tuple(name for name in _AND.split(text.strip()) if name)
    return names if names and all(map(is_person, names)) else ()


def byline(text: str) -> tuple[str, ...]:
    """The names in a line that says who wrote the text; empty if it is none."""
    found = _BYLINE.fullmatch(text)
    return people(found[1].rstrip(". ")) if found else ()


def is_source(text: str) -> bool:
    """Whether a line says who published the original."""
    return bool(_SOURCE.fullmatch(text)) and ends.last(text) not in ends.STOP


def settle(rows: Sequence[Row], known_title: str, bare: bool = True) -> None:
    """Settles the header rows. A title that the front matter gives is found again in the text, and no other.

    `bare`: a line without a mark can be the title. Pictures and separators may stand over it and under it.
    """
    rows = [row for row in rows[: 4 * ROWS] if row.kind not in ("image", "separator")]
    at = _lines(rows, 0)
    if at < len(rows):
        row = rows[at]
        if known_title:
            if row.kind in ("", "heading") and same(row.plain, known_title) and not row.literal:
                row.settle("title", "the same as in the front matter")
        elif (bare or row.kind) and (why := _as_title(rows, at)):
            row.settle("title", why)
        if row.kind == "title":
            _under_title(rows, at + 1)


def read(rows: Sequence[Row]) -> Header:
    """What the header rows say."""
    title = subtitle = source = ""
    authors: tuple[str, ...] = ()
    published = updated = None
    for row in rows[: ROWS * 2]:
        text = row.plain
        if row.kind == "title":
            title = text
        elif row.kind == "subtitle":
            subtitle = text
        elif row.kind == "byline":
            authors += byline(text)
        elif row.kind == "source":
            found = _SOURCE.fullmatch(text)
            source = found[1] if found else text
        elif row.kind == "date" and (date := dates.of_text(text)):
            published, updated = (published, date[0]) if date[1] else (date[0], updated)
    return Header(title, subtitle, authors, published, updated, source)


def same(first: str, second: str) -> bool:
    """Whether two titles are the same but for case, space and punctuation."""
    return len(first) < 2 * len(second) + 20 and _folded(first) == _folded(second)


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold()) or _SPACE.sub(" ", text).strip()


def _lines(rows: Sequence[Row], at: int) -> int:
    """Settles byline, date and source rows from `at` on; the index after them."""
    end = min(len(rows), at + ROWS)
    while at < end and rows[at].kind == "" and not rows[at].quoted:
        row = rows[at]
        if row.mark[:1].isdigit() and dates.of_text(row.mark + row.plain):
            row.unmark()  # a German date: "14. November 2026"
        if row.mark or len(row.plain) > 200:
            break
        if byline(row.plain):
            row.settle("byline", "begins with By, and names follow")
        elif dates.of_text(row.plain):
            row.settle("date", "a date and nothing else")
        elif is_source(row.plain):
            row.settle("source", "begins with Source:")
        else:
            break
        at += 1
    return at


def _under_title(rows: Sequence[Row], at: int) -> None:
    after = _lines(rows, at)
    if after > at or at + 1 >= len(rows):
        return
    row = rows[at]
    short = len(row.plain) <= 200 and ends.last(row.plain) not in ends.STOP
    if row.kind == "" and not row.mark and not row.quoted and short and _lines(rows, at + 1) > at + 1:
        row.settle("subtitle", "a short line between the title and byline or date")


def _as_title(rows: Sequence[Row], at: int) -> str:
    """Why the row is the title; empty if it is not."""
    row = rows[at]
    below = rows[at + 1] if at + 1 < len(rows) else None
    if row.kind == "heading":
        return "the first line, marked as a heading" if row.level == 1 else ""
    if row.kind or row.mark or row.quoted or row.literal or below is None:
        return ""
    if not _is_short(row.plain) or ends.last(row.plain) in ends.STOP:
        return ""
    return _stands_over(row, below)


def _is_item(row: Row) -> bool:
    """Whether a row with a hyphen is of a list, and names nobody."""
    return row.mark.strip() == "-" and not is_person(head(row.plain) or row.plain)


def _is_short(text: str) -> bool:
    return len(text) <= 150 and len(text.split()) <= 22


def _stands_over(row: Row, below: Row) -> str:
    """Why what stands below shows that a short first line is a title."""
    if below.kind in ("byline", "date", "source") or byline(below.plain) or dates.of_text(below.plain):
        return "a short first line over a byline or date"
    if is_dash(below) and not below.quoted and not _is_item(below):
        return ""  # it is a quote
    if len(below.plain) > len(row.plain):
        return "a short first line without a full stop, over a longer one"
    if below.gap:
        return "a short first line without a full stop, and a blank line under it"
    return "a short first line without a full stop"
