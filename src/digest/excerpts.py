"""The first words of a text, where there is no room for all of it."""

import re
from functools import cache
from typing import Final

TEASER: Final = 190
"""Characters of a summary in a list: five lines of a newspaper column, which is where the theme cuts."""
DESCRIPTION: Final = 160
"""Characters of a page's description: what search engines show."""


def clip(text: str, size: int) -> str:
    """`text` in at most `size` characters: whole sentences if they fill half, else whole words and an ellipsis."""
    start = " ".join(text[: size + 20].split())  # enough, but for much white space
    if len(start) <= size:
        start = " ".join(text.split())
        if len(start) <= size:
            return start
    sentence = _sentences(size).match(start[: size + 1])
    if sentence:
        return sentence[0]
    words = start[: size - 1].rpartition(" ")[0] or start[: size - 1]
    return words.rstrip(" ,;:–—-") + "…"


@cache
def _sentences(size: int) -> re.Pattern[str]:
    return re.compile(rf".{{{size // 2},{size - 1}}}[.!?…。！？]['\"’”»)]*(?=\s|$)")
