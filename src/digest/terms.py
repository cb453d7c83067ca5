"""The words by which a text can be told from others, as candidates: which of them are rare, only a whole site knows."""

from collections.abc import Iterable
from typing import Final

from digest.patterns import late

MOST: Final = 12
"""Words of an article that count: those of its title, and of the first sentences of its summary."""
LONGEST: Final = 30
"""Characters; what is longer is no word, or of a script that does not part them."""
_WORD: Final = late(r"[^\W\d_]{2,}")
_SHORT: Final = 4
"""Letters that a word of a script with capitals has at least: shorter ones are nearly all particles."""


def terms(texts: Iterable[str]) -> str:
    """The words of the texts that may say what they are about, each once and as it is written, joined by spaces.

    One that begins with a capital here and not there (it begins a sentence) is written as there.
    """
    found: dict[str, str] = {}
    for text in texts:
        for word in _WORD.findall(text):
            if len(word) > LONGEST or (len(word) < _SHORT and word.lower() != word.upper()):
                continue
            folded = word.casefold()
            if folded in found:
                if word == folded:
                    found[folded] = word
            elif len(found) < MOST and " " not in folded:
                found[folded] = word
    return " ".join(found.values())
