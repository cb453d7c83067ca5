"""Bare lines that are headings.

No single sign decides. Each sign that a line shows adds its weight, for or against; above nothing, it is a heading. The
weights were learned from 2,137 articles with known structure, and `why` tells which of them decided.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final

from digest.loader import heading_signs
from digest.loader.heading_weights import BIAS, WEIGHTS
from digest.loader.rows import Row

_TABLES: Final = tuple(WEIGHTS[name] for name in heading_signs.NAMES)

_TELLING: Final[Mapping[str, tuple[str, str]]] = {
    "words width": ("short", "long"),
    "end": ("no mark at its end", ""),
    "case first opening commas": ("worded like a heading", "worded like a sentence"),
    "mark": ("not numbered", "numbered like an item of a list"),
    "address": ("", "an address, a caption or a credit"),
    "speaks": ("", "speaks to the reader, or tells of a picture"),
    "chain": ("counts on from other lines", ""),
    "echo": ("its words come again below", "its words do not come again below"),
    "below below_is below_ends": ("stands over a longer text", "stands over nothing longer"),
    "above above_ends above_opens_alike further_above text_since since_short": (
        "follows on a text",
        "follows on other short lines",
    ),
    "same_opening repeated": ("stands alone in how it begins", "other lines begin like it"),
    "dialogue": ("", "begins with who speaks"),
    "ending_below ending_below_least ending_words ending_echo shape_below_least shape_echo": (
        "lines like it are headings",
        "lines like it are no headings",
    ),
}
"""Signs that are told together, and how: what they say for a heading, and what against. Empty: not worth telling."""
_ENDS: Final = {
    heading_signs.LETTER: "no full stop at its end",
    heading_signs.FULL_STOP: "a full stop at its end",
    heading_signs.QUESTION: "a question",
    heading_signs.CALL: "an exclamation",
    heading_signs.COLON: "a colon at its end",
}
_REASONS: Final = 3


def settle(rows: Sequence[Row]) -> None:
    """Settles the rows that are headings without a mark. Those that might have been keep their signs and the doubt."""
    found = heading_signs.read(rows)
    for at, signs in zip(found.at, found.values, strict=True):
        row = rows[at]
        score = BIAS
        for table, sign in zip(_TABLES, signs, strict=True):
            score += table[sign]
        row.signs = signs
        if score > 0:
            row.unmark()
            row.settle("heading", "", 1 / (1 + math.exp(-score)))
        else:
            row.confidence = 1 / (1 + math.exp(score))


def why(signs: Sequence[int], is_heading: bool) -> str:
    """What spoke most for the reading of a line with such signs, and what most against it."""
    given = dict(zip(heading_signs.NAMES, map(_weight, _TABLES, signs), strict=True))
    told = [(sum(given[name] for name in names.split()), names) for names in _TELLING]
    told.sort(reverse=is_heading)
    side = 1 if is_heading else -1
    reasons = [_reason(names, weight, signs) for weight, names in told if weight * side > 0]
    against = [_reason(names, weight, signs) for weight, names in reversed(told) if weight * side < -1]
    reasons = list(filter(None, reasons))[:_REASONS]
    against = list(filter(None, against))[:1]
    return "; ".join(reasons) + (f"; but {against[0]}" if against else "")


def _weight(table: Sequence[float], sign: int) -> float:
    return table[sign]


def _reason(names: str, weight: float, signs: Sequence[int]) -> str:
    if names == "end":
        return _ENDS.get(signs[heading_signs.NAMES.index("end")], "")
    return _TELLING[names][weight < 0]
