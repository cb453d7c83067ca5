"""Bare lines that are headings.

No single sign decides. Each sign that a line shows adds its weight, for or against; above nothing, it is a heading. The
weights were learned from 2,137 articles with known structure, and `why` tells which of them decided.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import getitem
from typing import Final, NamedTuple

from digest.loader import heading_signs
from digest.loader.heading_signs import Seen
from digest.loader.heading_weights import BIAS, WEIGHTS
from digest.loader.rows import Row

_TABLES: Final = tuple(WEIGHTS[name] for name in heading_signs.NAMES)
_ROUNDING: Final = 1e-6
"""Far more than a sum of weights can be off by the order in which they are added."""


class Step(NamedTuple):
    """A group of signs, and what is still open once these and all before are weighed."""

    signs: Callable[[Seen, int], Sequence[int]]
    tables: Sequence[Sequence[float]]
    least: float
    """That the signs of all further groups can add."""
    most: float


def _steps() -> Iterator[Step]:
    groups = [[WEIGHTS[name] for name in names] for names in heading_signs.GROUPS]
    for done, (signs, tables) in enumerate(zip((Seen.plain, Seen.echo, Seen.alike), groups, strict=True), 1):
        left = [table for further in groups[done:] for table in further]
        yield Step(signs, tables, sum(map(min, left)) - _ROUNDING, sum(map(max, left)) + _ROUNDING)


STEPS: Final = tuple(_steps())

_TELLING: Final[Mapping[str, tuple[str, str]]] = {
    "words width": ("short", "long"),
    "end": ("no full stop", ""),
    "case first opening commas": ("worded like a heading", "worded like a sentence"),
    "mark": ("", "numbered like an item of a list"),
    "address": ("", "an address, a caption or a credit"),
    "speaks": ("", "begins like a remark or a caption"),
    "dialogue answered": ("", "begins with who speaks"),
    "chain": ("counts on from other lines", ""),
    "below below_is below_ends": ("over a longer text", "over nothing much longer"),
    "echo": ("its words come again below", "its words do not come again below"),
    "above above_ends above_opens_alike further_above": ("under a longer text", "under nothing much longer"),
    "text_since since_short": ("", "close under another short line"),
    "same_opening": ("", "other lines begin like it"),
    "ending_below ending_words shape_below shape_echo": (
        "lines like it stand over texts",
        "lines like it do not stand over texts",
    ),
}
"""Signs that are told together, in this order: what they say for a heading, what against. Empty: not worth telling."""
_TELLING_VALUES: Final[Mapping[tuple[str, int], str]] = {
    ("end", heading_signs.FULL_STOP): "a full stop",
    ("end", heading_signs.LONE_STOP): "a full stop",
    ("end", heading_signs.QUESTION): "a question",
    ("end", heading_signs.COLON): "a colon at its end",
    ("end", heading_signs.PAUSE): "ends like a line of a verse or a list",
    ("mark", 1): "numbered like the first item of a list",
    ("speaks", 2): "sends the reader elsewhere",
    ("below", 0): "the last line",
    ("below_is", heading_signs.HEADING): "over a heading",
    ("below_is", heading_signs.LIST): "over a list",
    ("below_is", heading_signs.NUMBERED): "over a list",
    ("below_is", heading_signs.SHORT): "over another short line",
    ("above", 0): "the first line",
    ("above_ends", heading_signs.COLON + 1): "under a colon",
    ("above_opens_alike", 2): "begins like the line above",
    ("text_since", 1): "right under another short line",
    ("ending_below", 0): "no other short line ends like it",
}
"""What is told instead where a sign has just that value, and speaks for the same."""
_OWN: Final = 3
"""The first of these are of the line itself,"""
_ENOUGH: Final = 2.0
"""and with that weight against a heading they alone are told: "long, a full stop"."""
_REASONS: Final = 3


def settle(rows: Sequence[Row], explained: bool = True) -> None:
    """Settles the rows that are headings without a mark. Those that might have been keep their signs and the doubt.

    `explained`: with what `why` needs and how sure it is; the same rows are headings without, at 40% of the time.
    """
    if not explained:
        seen = heading_signs.see(rows)
        for at in [at for at in seen.at if is_heading(seen, at)] if seen else ():
            rows[at].unmark()
            rows[at].settle("heading", "")
        return
    found = heading_signs.read(rows)
    for at, signs in zip(found.at, found.values, strict=True):
        row = rows[at]
        score = _score(signs)
        row.signs = signs
        if score > 0:
            row.unmark()
            row.settle("heading", "", 1 / (1 + math.exp(-score)))
        else:
            row.confidence = 1 / (1 + math.exp(score))


def is_heading(seen: Seen, at: int) -> bool:
    """Whether a line is a heading, by no more of its signs than can change the answer."""
    score = BIAS
    for signs, tables, least, most in STEPS:
        score += sum(map(getitem, tables, signs(seen, at)))
        if score + least > 0:
            return True
        if score + most < 0:
            return False
    return _score(seen.signs(at)) > 0


def _score(signs: Sequence[int]) -> float:
    """What all signs say together: above nothing, a heading."""
    return sum(map(getitem, _TABLES, signs), BIAS)


def why(signs: Sequence[int], is_heading: bool) -> str:
    """What spoke most for the reading of a line with such signs, and what most against it."""
    given = {name: (table[sign], sign) for name, table, sign in zip(heading_signs.NAMES, _TABLES, signs, strict=True)}
    told = [_told(names, given) for names in _TELLING]
    if not is_heading:
        told = [(-weight, reason) for weight, reason in told]
        if sum(weight for weight, _ in told[:_OWN]) > _ENOUGH:
            del told[_OWN:]
    told = [(weight, reason) for weight, reason in told if reason]
    least = sorted(weight for weight, _ in told)[-_REASONS:][0]
    reasons = ", ".join(reason for weight, reason in told if weight > 0 and weight >= least)
    against, reason = min(told)
    return f"{reasons or 'nothing weighs much'}, but {reason}" if against < -1 else reasons or "nothing weighs much"


def _told(names: str, given: Mapping[str, tuple[float, int]]) -> tuple[float, str]:
    """What signs say together: for a heading, if the weight is above nothing; empty: not worth telling."""
    signs = [(name, *given[name]) for name in names.split()]
    total = sum(weight for _, weight, _ in signs)
    for name, weight, value in signs:
        if weight * total > 0 and (exact := _TELLING_VALUES.get((name, value))):
            return total, exact
    return total, _TELLING[names][total < 0]
