"""What a file's name says of its article, where it reads like words."""

import re
from typing import Final

from digest.patterns import late

_PARTS: Final = late(r"[-_.\s]+")
_HEX: Final = late(r"(?=[0-9a-f]*\d)[0-9a-f]{6,}", re.IGNORECASE)
_VOWEL: Final = late(r"[aeiouy]|[^\x00-\x7f]", re.IGNORECASE)
_CJK: Final = late("[⺀-鿿가-힯]")
_EMPTY: Final = frozenset(
    """
    untitled unnamed new final draft copy img image images photo picture scan screenshot dsc pic article
    articles document doc docs text txt file files story stories post posts page pages note notes version rev
    revised edit edited clean temp tmp test backup old export import download item entry wx of the a an
    """.split()
)
"""Words that name a file, not what is in it."""


def words_of(stem: str, least: int = 2) -> str:
    """`stem` as words with spaces; empty if it does not read like at least so many words."""
    parts = [part for part in _PARTS.split(stem) if part]
    if any(not part.isalpha() and _HEX.fullmatch(part) for part in parts):
        return ""
    telling = sum(map(_telling, parts))
    return " ".join(parts) if telling >= least else ""


def title_of(words: str) -> str:
    """Words of a file name as a title."""
    return words[:1].upper() + words[1:]


def _telling(part: str) -> int:
    """How many words `part` counts for."""
    if not part.isalpha() or part.casefold() in _EMPTY:
        return 0
    if _CJK.match(part):
        return len(part) // 2
    return 1 if len(part) > 1 and _VOWEL.search(part) else 0
