"""Lines to rows: which line breaks are meant, and which only wrap a long line.

What shows that a text is wrapped are its *cut* lines: those that stop in the middle of a sentence that the next line
goes on with. A line is *full* if it could not have taken the next line's first word. Where nearly all cut lines are
full, the full ones are joined.
"""

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Final

from msgspec import Struct

from digest.loader import ends
from digest.loader.rows import Row
from digest.patterns import late

_MARK: Final = late(
    r"(?:#{1,6}(?=\s)"  # heading
    r"|[-*•+‣◦](?=\s)|\d{1,3}[.)](?=\s)"  # list item
    r"|[–—―]+|---?(?=\s|[^\W\d_])|-(?=[^\W\d_])"  # attribution
    r"|\\|!(?=\[.*\)$))"  # plain text, image
    r"(?=.)"
)
"""What begins a block when it stands at the head of a line."""

_FIRST: Final = frozenset("#>-*•+‣◦–—―\\!=_~⁂0123456789")
"""What such a mark, or a separator, begins with."""

_ITEM: Final = late(r"(?:[-*•+‣◦]|\d{1,3}[.)])\s+")
"""The mark of a list item."""

_DASHES: Final = ("–", "—", "―", "-")
_ALONE: Final = ("#", "!")
"""What makes a line that never goes on in the next."""
_UNCUT: Final = (*_ALONE, "–", "—", "―")
"""And what one begins with that seldom does."""

_SEPARATOR: Final = late(r"(?:(?:\*\s*){3,}|(?:-\s*){2,}|(?:_\s*){3,}|(?:[—–]\s*){3,}|(?:~\s*){3,}|⁂|={3,})")

WIDEST: Final = 132
"""Characters; a longer line was not wrapped, neither by hand nor by a terminal."""
NARROWEST: Final = 40
"""Half of it for Chinese and Japanese, whose characters are twice as wide."""
RAGGED: Final = 12
"""Characters by which a line that is wrapped by hand may end early."""

_CJK: Final = late("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
"""Of Chinese and Japanese: what has no space between words. Korean has."""

_OPENING: Final = "([\"'“‘„«"
_PROMISES_MORE: Final = late(r"[,，、]$|(?<![\w.-])[a-zà-ÿ]{1,3}$")
"""No heading ends like that."""

_COMPOUND: Final = late(r"[^\W\d_]-{1,3}$")
_SUSPENDED: Final = late(
    r"(?:and|or|nor|to|und|oder|bis|sowie|bzw\.|et|ou|y|o|e|en|of)(?=[\s,/])|[^\W\d_]*-(?:\s|$)", re.IGNORECASE
)
"""What follows the hyphen of `two- and three-year`. Of 15,700 hyphens between letters in articles 90 have a space after
them, and nearly all of those such a word."""


class Run(Struct, gc=False):
    """Lines that touch, none of them longer than lines are wrapped at. It may be a paragraph, or all of a text."""

    start: int
    """Index of the first row."""
    end: int
    """And after the last."""
    apart: bool
    """No long line touches it."""


class Wrap(Struct, frozen=True):
    """How lines are wrapped."""

    width: int
    most: int
    """A longer line is not wrapped so."""
    ragged: int = 0
    """Characters by which lines end early without meaning it."""
    spaced: bool = False
    """Blocks have blank lines between them: East Asian text may then be wrapped at its few spaces."""


def rows(body: str, line: int) -> list[Row]:
    """The blocks of `body`, which begins on `line`, in order; wrapped lines are joined."""
    found, runs, hanging = _lines(body, line)
    goes_on = bytearray(len(found))
    if any(_has_cut(found, run) for run in runs):
        _find_wrapped(found, runs, goes_on)
    return _joined(found, goes_on) if hanging or any(goes_on) else found


def joined(parts: Sequence[str]) -> str:
    """The lines of one paragraph as one: a space between them, but for scripts that have none."""
    text = " ".join(parts)
    if text.isascii() and "- " not in text:
        return text
    out = [parts[0]]
    for first, second in pairwise(parts):
        out += (between(first, second), second)
    return "".join(out)


def between(first: str, second: str) -> str:
    """What joins two lines of one paragraph."""
    if first[-1:] == "-" and second[:1].isalpha() and _COMPOUND.search(first) and not _SUSPENDED.match(second):
        return ""
    return "" if _CJK.match(first[-1:]) and _CJK.match(second[:1]) else " "


def _lines(body: str, first: int) -> tuple[list[Row], list[Run], bool]:
    """A row for each line that is not blank, the runs of two lines or more, and whether any is indented."""
    out: list[Row] = []
    runs: list[Run] = []
    gap = parted = was_quoted = was_long = hanging = False
    start = 0
    apart = True
    for number, raw in enumerate(body.split("\n"), first):
        text = raw.strip()
        if not text:
            gap = True
            continue
        quoted, mark, indent = False, "", 0
        if text[0] in _FIRST:
            if text[0] == ">":
                text = text.lstrip("> \t")
                quoted = True
                if not text:
                    parted = True
                    continue
            mark = _mark(text)
        if len(raw) > len(text) and raw[0] != text[0]:
            space = raw[: raw.index(text)]
            indent = len(space.expandtabs(4))
            hanging = hanging or not (quoted or gap or mark)
        is_long = len(text) > WIDEST and " " in text
        if gap or parted or is_long or was_long or quoted != was_quoted:
            closed = gap or parted or not (is_long or was_long)
            if len(out) > start + 1:
                runs.append(Run(start, len(out), apart and closed))
            start, apart = len(out), closed or not out
        row = Row(number, text)  # what few lines have is set apart: to give all at once takes twice as long
        if mark:
            row.mark, row.text = mark, text[len(mark) :]
        if indent:
            row.indent = indent
        if quoted:
            row.quoted, row.joined = True, was_quoted and not gap
        if gap:
            row.gap = True
        out.append(row)
        gap = parted = False
        was_quoted, was_long = quoted, is_long
    if len(out) > start + 1:
        runs.append(Run(start, len(out), apart))
    return out, runs, hanging


def _mark(text: str) -> str:
    if _SEPARATOR.fullmatch(text):
        return text
    found = _MARK.match(text)
    if not found:
        return ""
    rest = text[found.end() :].lstrip()
    return text[: len(text) - len(rest)]


def _joined(found: Sequence[Row], goes_on: bytearray) -> list[Row]:
    """The rows, each with the lines that go on with it."""
    out: list[Row] = []
    parts: list[str] = []
    for row, more in zip(found, goes_on, strict=True):
        if more or (row.indent and out and _hangs(row, out[-1])):
            parts.append(row.mark + row.text)
            continue
        if len(parts) > 1:
            out[-1].text = joined(parts)
        out.append(row)
        parts = [row.text]
    if len(parts) > 1:
        out[-1].text = joined(parts)
    return out


def _hangs(row: Row, item: Row) -> bool:
    """Whether a line is indented under the text of the list item right above it."""
    if row.gap or row.mark or row.quoted or item.quoted:
        return False
    return row.indent >= item.indent + 2 and _ITEM.fullmatch(item.mark) is not None


def _has_cut(found: Sequence[Row], run: Run) -> bool:
    """Whether a sentence goes on from any line of a run to the next: without that, nothing is joined."""
    return any(_is_cut(found[at], found[at + 1]) for at in range(run.start, run.end - 1))


def _find_wrapped(found: Sequence[Row], runs: Sequence[Run], goes_on: bytearray) -> None:
    """Sets what goes on with the line above it."""
    spaced = sum(row.gap for row in found) >= 3
    # a heading above a line that begins in lower case looks like a cut: where long lines are blocks, ask for more
    blanks = all(run.apart for run in runs) and all(row.gap for row in found[1:] if len(row.text) > WIDEST)
    least = 2 if not blanks and any(len(row.text) > WIDEST for row in found) else 1
    parts = [_Part(found, run, spaced) for run in runs]
    everywhere = _wrap([cut for part in parts if part.run.apart for cut in part.cuts], least, spaced)
    beside = _wrap([cut for part in parts if not part.run.apart for cut in part.cuts], 3, spaced)
    for part in parts:
        wrap = everywhere if part.run.apart else beside
        if not wrap or part.widest > wrap.most or (wrap.ragged and not part.run.apart):
            wrap = _wrap(part.cuts, 1 if blanks else 2 if not part.run.apart else 3, spaced)
        if (
            wrap
            and not part.run.apart
            and (3 * len(part.cuts) < len(part.pairs) or (wrap.ragged and len(part.cuts) < 3))
        ):
            wrap = None  # a chat, or a list without marks
        if wrap:
            _unwrap(part, wrap, goes_on)
        if part.run.end - part.run.start == 2 and spaced and _has_tail(part):
            goes_on[part.run.start + 1] = 1


class Cut(Struct, frozen=True, gc=False):
    """A line that stops in the middle of a sentence, which the next line goes on with."""

    widest: int
    """Of the lines of its run."""
    needs: int
    """The width that it would have with the next line's first word."""


class _Part:
    """What a run shows of how it is wrapped."""

    def __init__(self, found: Sequence[Row], run: Run, spaced: bool) -> None:
        self.run = run
        self.rows = found[run.start : run.end]
        widths = [row.indent + len(row.mark) + len(row.text) for row in self.rows]
        self.pairs = list(zip(self.rows, self.rows[1:], widths, strict=False))
        """Two lines, and the width of the first."""
        self.needs = [_needs(width, second, spaced) for _, second, width in self.pairs]
        """The width that each line but the last would have with the next line's first word."""
        could = [
            width
            for width, row in zip(widths, self.rows, strict=True)
            if " " in row.text or (not spaced and _CJK.match(row.text))
        ]
        could.sort()
        most = could[-1] if could else 0
        self.widest = most if most > WIDEST or not could else could[-1 - len(could) // 10]
        """Of its lines that could be wrapped, but for one in ten."""
        self.cuts: list[Cut] = []
        if (NARROWEST // 2 if _CJK.match(self.rows[0].text) else NARROWEST) <= self.widest <= WIDEST:
            self.cuts = [
                Cut(self.widest, need)
                for need, (first, second, width) in zip(self.needs, self.pairs, strict=True)
                if 2 * width > self.widest and _is_cut(first, second)
            ]


def _is_cut(first: Row, second: Row) -> bool:
    """Whether a sentence goes on from line to line.

    The second begins in lower case, or in a script without case; or the first ends in a comma or in a word like "of".
    """
    if second.mark or not first.text or (first.mark and first.mark.startswith(_UNCUT)):
        return False
    start = second.text.lstrip(_OPENING)[:1]
    if not start.isalpha() or start.isupper():
        # at its end: where it stands is no matter to an expression, but the way there is
        return first.mark == "" and _PROMISES_MORE.search(first.text, len(first.text) - 4) is not None
    return ends.last(first.text) not in ends.SENTENCE


def _wrap(cuts: Sequence[Cut], least: int, spaced: bool) -> Wrap | None:
    """How lines are wrapped of which these are cut; None if not enough of them are full."""
    if len(cuts) < least:
        return None
    starts = [0] * (WIDEST + 2)
    for cut in cuts:  # it is full at every width from `widest` on that is less than `needs`
        starts[cut.widest] += 1
        starts[min(max(cut.needs, cut.widest), WIDEST + 1)] -= 1
    full = list(accumulate(starts))
    width = full.index(max(full))
    if full[width] and full[width] >= 0.9 * sum(cut.widest <= width for cut in cuts):
        most = next((wider - 1 for wider in range(width, WIDEST + 1) if full[wider] < full[width]), WIDEST)
        return Wrap(width, most, 0, spaced)
    widths = sorted(cut.widest for cut in cuts)
    for width in (widths[-1], widths[len(widths) * 9 // 10]):
        if sum(cut.needs > width - RAGGED for cut in cuts) >= 0.6 * len(cuts):
            return Wrap(width, width, RAGGED, spaced)
    return None


def _needs(width: int, second: Row, spaced: bool) -> int:
    """The width that a line would have with the next line's first word."""
    text = second.mark + second.text
    if not spaced and _CJK.match(text):
        return width + 1
    end = text.find(" ")
    return width + 1 + (end if end > 0 else len(text))


def _unwrap(part: _Part, wrap: Wrap, goes_on: bytearray) -> None:
    """Sets which lines of a run go on with the line above them."""
    full = [need > wrap.width for need in part.needs]
    if not wrap.ragged and not all(full) and _is_list(part, full):
        full = [False] * len(full)
    block = part.rows[0]
    by_indent = _by_indent(part)
    for at, (first, second, width) in enumerate(part.pairs):
        if first.mark.startswith(_ALONE) or not first.text or (by_indent and second.indent):
            more = False
        elif second.mark:
            more = full[at] and _by_chance(first, second, block, at + 1 < len(full))
        else:
            more = (
                full[at]
                or ((wrap.ragged > 0 or by_indent) and part.needs[at] > wrap.width - RAGGED)
                or (2 * width > wrap.width and _is_cut(first, second))
            )
        if more:
            goes_on[part.run.start + at + 1] = 1
        else:
            block = second


def _by_indent(part: _Part) -> bool:
    """Whether the first line of each paragraph is indented, and no other."""
    indents = {row.indent for row in part.rows if not row.mark}
    if len(indents) != 2 or 0 not in indents or not 2 <= max(indents) <= 8:
        return False
    cuts = [second.indent for first, second, _ in part.pairs if _is_cut(first, second)]
    return bool(cuts) and not any(cuts)


def _has_tail(part: _Part) -> bool:
    """Whether the two lines of a run between blank lines are a sentence and its short end."""
    (first, second, width), *_ = part.pairs
    return (
        part.run.apart
        and not second.indent
        and first.text[:1].isupper()
        and len(second.text) < width
        and second.text.rstrip('"”’)').endswith((".", "!", "?", "…"))
        and second.text[:1].islower()
        and _is_cut(first, second)
    )


def _is_list(part: _Part, full: Sequence[bool]) -> bool:
    """Whether most lines stop early in the middle of a sentence: they are items, and one may be full by chance."""
    unfinished = [
        is_full
        for is_full, (first, second, _) in zip(full, part.pairs, strict=True)
        if not second.mark and ends.last(first.text) not in ends.SENTENCE
    ]
    return 2 * sum(unfinished) < len(unfinished)


def _by_chance(previous: Row, here: Row, block: Row, more: bool) -> bool:
    """Whether what looks like a mark can be a dash or number within a sentence, at the head of a wrapped line."""
    if not here.text or here.mark[0] in "#\\!":
        return False
    stops = ends.last(previous.text) in ends.SENTENCE
    if not here.mark.startswith(_DASHES) or here.mark == "- ":
        return not stops and not block.mark
    if here.mark == block.mark:
        return False
    return (more or not stops) if here.text[0].islower() else (more and not stops)
