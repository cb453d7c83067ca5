"""The lines of a paragraph of Markdown that are more than text: a header, a speaker, plain text by a backslash."""

import string
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from digest.loader import ends, header, inline, quotes
from digest.loader.rows import Row
from digest.patterns import late

_BREAK: Final = late(r"(?: {2,}|(?<!\\)\\)$")
"""A hard break at the end of a line."""
_PUNCTUATION: Final = frozenset(string.punctuation)
"""What a backslash escapes (CommonMark 2.4)."""
_LONGEST: Final = 200
"""Characters of a line of the header."""


def parts(lines: Sequence[str], head: int) -> Iterator[tuple[int, str]]:
    """The parts of a paragraph whose first `head` lines are of the header, each with the index of its first line.

    Most have one part.
    """
    for at, line in enumerate(lines[:head]):
        yield at, _unbroken(line.strip())
    first = head
    while first < len(lines) - 1 and lines[first].lstrip() == "\\":
        first += 1  # a hard break over the text
    for at in range(first + 1, len(lines)):
        if plain_mark(lines[at].lstrip()) == "\\":
            yield first, _unbroken("\n".join(lines[first:at]).lstrip())
            first = at
    last = lines[-1].strip()
    dash = quotes.dash(last)
    if first < len(lines) - 1 and dash and quotes.names(inline.light(last[len(dash) :]).plain):
        yield first, _unbroken("\n".join(lines[first:-1]).lstrip())  # the break between the two is no text
        first = len(lines) - 1
    if first < len(lines):
        yield first, "\n".join(lines[first:]).lstrip()


def plain_mark(text: str) -> str:
    """The backslash that makes what follows plain text; with the sign that it escapes if that is one of Markdown's."""
    if text[:1] != "\\" or len(text) < 2 or text[1] == "\n":
        return ""
    return text[:2] if text[1] in _PUNCTUATION else "\\"


def header_lines(lines: Sequence[str], above: Sequence[Row], said: Callable[[str], str]) -> int:
    """How many lines at the head of a paragraph tell of the article, where that stands at the head of the text.

    `above`: what stands over it. `said` gives what is read in a line, without marks and pictures.
    """
    rows = [row for row in above[: 4 * header.ROWS] if row.kind != "image"]
    if len(rows) > header.ROWS or not _are_over_header(rows):
        return 0
    at = _headed(lines, said)
    if at == 0 and rows and rows[-1].kind == "heading" and _is_short(lines[0]) and (under := _headed(lines[1:], said)):
        return under + 1  # a subtitle
    return at


def _headed(lines: Sequence[str], said: Callable[[str], str]) -> int:
    at = 0
    while at < min(len(lines), header.ROWS) and len(lines[at]) <= _LONGEST:
        text = said(_unbroken(lines[at].strip()))
        if text and not header.is_told(text):
            break
        at += 1
    return at


def _are_over_header(rows: Sequence[Row]) -> bool:
    """Whether these can stand over lines of the header: the title, a line under it, other such lines."""
    above = ""
    for row in rows:
        if row.kind == "heading":
            if above == "heading" or row.level != 1:
                return False
        elif row.kind or row.block or row.quoted or not (header.is_told(row.plain) or (above and _is_short(row.plain))):
            return False
        above = row.kind
    return True


def _is_short(line: str) -> bool:
    """Whether a line can be the subtitle."""
    return len(line) <= _LONGEST and ends.last(line.strip()) not in ends.STOP


def _unbroken(text: str) -> str:
    """A text without the hard break at its end; a backslash alone is none."""
    return _BREAK.sub("", text) or text
