"""Bare lines that are headings.

No single sign decides: a line collects points, and the signs that gave most of them are what `why` tells. The points
come from the shares of headings among such lines in 2,032 articles with known structure.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from digest.loader import ends
from digest.loader.ends import EAST_ASIAN
from digest.loader.rows import Row

ENOUGH: Final = 2
"""Points that make a heading."""

LONGEST: Final = 160
"""Characters."""
_MOST_WORDS: Final = 19

_LABEL: Final = re.compile(r"[^.;,…]{2,40}[:：]$")
_NEVER: Final = re.compile(
    r"^!\[|://|www\.|^(?-i:[A-Z]{1,4}):\s|@\w| · |[\]👇👉⬇→]$"
    r"|^(?:photo|image|picture|illustration|foto|bild)s?\b.*(?::|\b(?:by|from|von|par|courtesy|credits?)\b)",
    re.IGNORECASE,
)
"""Addresses, initials of who speaks in an interview, rows of names, pointers to what is below, credits of pictures."""
_TALK: Final = re.compile(
    r"(?:read|thanks?|photo|image|picture|credit|and|but|or|we|this|see|here|i|please|click|visit|hello|hi|dear|follow|source"
    r"|foto|bild|crédit|merci|danke|gracias)\b",
    re.IGNORECASE,
)
"""First words of lines that speak to the reader, or tell of a picture."""
_NUMBER: Final = re.compile(r"(\d{1,3})[.)]")


def settle(rows: Sequence[Row]) -> None:
    """Settles the rows that are headings without a mark."""
    for at, row in enumerate(rows):
        if row.kind == "" and not row.mark and len(row.text) <= LONGEST:
            points, why = _points(rows, at)
            if points >= ENOUGH:
                row.settle("heading", why)


def settle_numbered(rows: Sequence[Row]) -> None:
    """Settles numbered lines that stand apart, each over a text of its own, and count on from one another."""
    numbered = [
        (at, int(found[1])) for at, row in enumerate(rows) if row.kind == "" and (found := _NUMBER.match(row.mark))
    ]
    alone = {at for at, _ in numbered} - {at + step for at, _ in numbered for step in (-1, 1)}
    for (first, number), (second, following) in pairwise(numbered):
        if following == number + 1 and first in alone and second in alone:
            for at in (first, second):
                if rows[at].kind == "" and _stands_over(rows, at):
                    rows[at].unmark()
                    rows[at].settle("heading", "numbered lines that count upwards, each over a longer text")


def _stands_over(rows: Sequence[Row], at: int) -> bool:
    below = rows[at + 1] if at + 1 < len(rows) else None
    text = rows[at].text
    return (
        below is not None
        and not below.mark
        and ends.last(text) not in ends.STOP
        and len(text) < min(len(below.text), LONGEST)
    )


def _points(rows: Sequence[Row], at: int) -> tuple[int, str]:
    """How much speaks for a heading, and what."""
    row = rows[at]
    below = rows[at + 1] if at + 1 < len(rows) else None
    if below is None or below.kind == "separator" or row.kind:
        return 0, ""
    text = row.plain
    label = _LABEL.fullmatch(text) is not None
    if (ends.last(text) in ends.STOP and not label) or _NEVER.search(text):
        return 0, ""
    words = _words(text)
    if words > _MOST_WORDS:
        return 0, ""
    points = _length(words, text[-1]) + _first_word(text) + _above(rows, at)
    under, why = _below(rows, at, len(text))
    points += under
    if label:
        points -= 4 if words > 3 or below.kind == "list_item" or below.mark else 2
    return points, why


def _words(text: str) -> int:
    """Words; of scripts without spaces, two characters for one."""
    count = text.count(" ") + 1
    return count if text.isascii() else count + len(EAST_ASIAN.findall(text)) // 2


def _length(words: int, last: str) -> int:
    short = 4 if words <= 3 else 3 if words <= 5 else 2 if words <= 7 else 1 if words <= 9 else 0 if words <= 12 else -2
    if last in "?？":
        return short + (2 if words > 3 else 1)
    if last in "!！":
        return short - (2 if words <= 5 else 4)
    return short - (2 if last in '”"»' else 1 if last == ")" else 0)


def _first_word(text: str) -> int:
    return -3 if _TALK.match(text) else 0


def _above(rows: Sequence[Row], at: int) -> int:
    """What stands above: a heading seldom follows on a heading, or on a line that does not end a sentence."""
    above = rows[at - 1] if at else None
    if above is None:
        return -1
    if above.kind in ("title", "byline", "date", "source", "subtitle"):
        return 0
    if above.kind == "heading":
        return -1
    if above.kind or above.mark:
        return 1
    return 1 if above.plain[-1:] in '.!?…”"»。！？」)’' else -1


def _below(rows: Sequence[Row], at: int, length: int) -> tuple[int, str]:
    """What stands below, and how that reads."""
    below = rows[at + 1]
    if below.kind == "heading":
        return 2, "a short line over a heading"
    if below.kind in ("list_item", "image") or below.mark:
        return 1, "a short line without a full stop, over a list"
    if below.kind == "quote":
        return 1, "a short line without a full stop, over a quote"
    size = len(below.plain)
    if size >= 3 * length:
        return 2, "a short line without a full stop, over a much longer one"
    if size >= 2 * length:
        return 1, "a short line without a full stop, over a longer one"
    if at + 2 < len(rows) and ends.last(below.plain) not in ends.STOP:
        further = rows[at + 2]
        if len(further.plain) >= 2 * size or further.kind in ("list_item", "quote"):
            return -1, "a short line over one that looks like a heading"
    return (0 if size >= 1.5 * length else -1 if size >= 1.2 * length else -3), "a short line without a full stop"
