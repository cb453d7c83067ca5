"""Markdown that would take the parser minutes: found before it is parsed."""

import re
from typing import Final

from digest.patterns import late

LARGEST: Final = 1_000_000
"""Characters that are parsed at the most: lists of one letter an item, the slowest of all, take 13 s."""
_MOST_MARKS: Final = 100_000
"""In a text: nested brackets take 40 µs each."""
_MOST_IN_PARAGRAPH: Final = 2_000
_MOST_WORK: Final = 500_000
"""Lines times levels: each line within blocks within blocks is tried at every level."""

_MARKS: Final = "*_~`[]<!&"
_NESTED: Final = late(r"^[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]*)+", re.MULTILINE)


def blocks(body: str) -> str:
    """What makes a text too tangled to parse; empty if nothing does."""
    if len(body) < 10_000:
        return ""
    if sum(map(body.count, _MARKS)) > _MOST_MARKS:
        return f"more than {_MOST_MARKS:,} marks"
    depth = max((found.end() - found.start() for found in _NESTED.finditer(body)), default=0) // 2
    if depth > 4 and depth * body.count("\n") > _MOST_WORK:
        return "too many lines within quotes or lists within others"
    return ""


def inline(content: str) -> bool:
    """Whether a paragraph holds too many marks to read them."""
    return len(content) > _MOST_IN_PARAGRAPH and sum(map(content.count, _MARKS)) > _MOST_IN_PARAGRAPH
