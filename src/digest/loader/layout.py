"""Lines to rows: which line breaks are meant, and which only wrap a long line."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct

from digest.loader import ends
from digest.loader.rows import Row

_MARK: Final = re.compile(
    r"(?:#{1,6}(?=\s)"  # heading
    r"|[-*•+‣◦](?=\s)|\d{1,3}[.)](?=\s)"  # list item
    r"|[–—―]+|---?(?=\s|[^\W\d_])|-(?=[^\W\d_])"  # attribution
    r"|\\|!(?=\[.*\)$))"  # plain text, image
    r"(?=.)"
)
"""What begins a block when it stands at the head of a line."""

_FIRST: Final = frozenset("#>-*•+‣◦–—―\\!=_~⁂0123456789")
"""What such a mark, or a separator, begins with."""

_DASHES: Final = ("–", "—", "―", "-")

_SEPARATOR: Final = re.compile(r"(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,}|(?:[—–]\s*){3,}|(?:~\s*){3,}|⁂|={3,})")

WIDEST: Final = 132
"""Characters; a longer line was not wrapped, neither by hand nor by a terminal."""
NARROWEST: Final = 40
RAGGED: Final = 12
"""Characters by which a line that is wrapped by hand may end early."""

_CJK: Final = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")


class Line(Struct, frozen=True):
    """A source line that is not blank."""

    number: int
    text: str
    """Without the space around it, and without `>`."""
    width: int
    """Characters of the whole line."""
    indent: int
    gap: bool
    """A blank line stands before it."""
    quoted: bool
    """It began with `>`."""
    parted: bool
    """An empty `>` line stands before it."""
    mark: str


class Wrap(Struct, frozen=True):
    """How a file is wrapped."""

    width: int
    ragged: int = 0
    """Characters by which lines end early without meaning it."""
    spaced: bool = False
    """Blocks have blank lines between them: East Asian text may then be wrapped at its few spaces."""


def rows(body: str, line: int) -> list[Row]:
    """The blocks of `body`, which begins on `line`, in order; wrapped lines are joined."""
    lines = list(_lines(body, line))
    wrap = _wrap(lines)
    out: list[Row] = []
    parts: list[str] = []
    previous: Line | None = None
    for here in lines:
        if wrap and previous and _continues(previous, here, wrap, out[-1]):
            parts.append(here.text)
        else:
            if len(parts) > 1:
                out[-1].text = joined(parts)
            out.append(_row(here, previous))
            parts = [out[-1].text]
        previous = here
    if len(parts) > 1:
        out[-1].text = joined(parts)
    return out


def joined(parts: Sequence[str]) -> str:
    """The lines of one paragraph as one: a space between them, but for scripts that have none."""
    text = " ".join(parts)
    if text.isascii():
        return text
    out = [parts[0]]
    for first, second in pairwise(parts):
        out += (between(first, second), second)
    return "".join(out)


def between(first: str, second: str) -> str:
    """What joins two lines of one paragraph."""
    return "" if _CJK.match(first[-1:]) and _CJK.match(second[:1]) else " "


def _row(here: Line, previous: Line | None) -> Row:
    text = here.text[len(here.mark) :]
    goes_on = here.quoted and previous is not None and previous.quoted and not here.gap
    return Row(here.number, text, gap=here.gap, indent=here.indent, mark=here.mark, quoted=here.quoted, joined=goes_on)


def _lines(body: str, first: int) -> Iterator[Line]:
    """The lines that are not blank."""
    gap = parted = False
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
        if raw[0] != text[0]:
            indent = len(raw) - len(raw.lstrip())
        yield Line(number, text, len(raw), indent, gap, quoted, parted, mark)
        gap = parted = False


def _mark(text: str) -> str:
    if _SEPARATOR.fullmatch(text):
        return text
    found = _MARK.match(text)
    if not found:
        return ""
    rest = text[found.end() :].lstrip()
    return text[: len(text) - len(rest)]


def _wrap(lines: Sequence[Line]) -> Wrap | None:
    """How the file is wrapped; None if each line is a block.

    In a wrapped text nearly every line that stops in the middle of a sentence could not have taken the next word.
    """
    pairs = [
        (first, second)
        for first, second in pairwise(lines)
        if not second.gap and _short(first) and _short(second) and _runs_on(first, second) and not second.mark
    ]
    open_ended = [
        pair for pair in pairs if ends.last(pair[0].text) not in ends.SENTENCE and not pair[0].mark.startswith(_DASHES)
    ]
    # two headings, one above the other, look like a wrapped line: where long lines are blocks, ask for more
    if len(open_ended) < (1 if all(map(_short, lines)) else 3):
        return None
    spaced = sum(line.gap for line in lines) >= 3
    widths = sorted(
        line.width
        for pair in pairs
        for line in pair
        if line.width <= WIDEST and (" " in line.text or _CJK.match(line.text))
    )
    for width in (widths[-1], widths[len(widths) * 9 // 10]) if widths else ():
        if width < (NARROWEST // 2 if _CJK.match(open_ended[0][0].text) else NARROWEST):  # these are twice as wide
            break
        needs = [_needs(*pair, spaced) for pair in open_ended]
        full = sum(need > width for need in needs)
        if full >= 0.9 * len(needs):
            return Wrap(width, 0, spaced)
        if full and sum(need > width - RAGGED for need in needs) >= 0.6 * len(needs):
            return Wrap(width, RAGGED, spaced)
    return None


def _short(line: Line) -> bool:
    return line.width <= WIDEST or " " not in line.text


def _runs_on(first: Line, second: Line) -> bool:
    """Whether `second` can be of the same block by its marks."""
    return first.quoted == second.quoted and not second.parted and not first.mark.startswith(("#", "!", "---", "***"))


def _needs(first: Line, second: Line, spaced: bool) -> int:
    """The width that the first line would have with the next line's first word."""
    text = second.text
    if not spaced and _CJK.match(text):
        return first.width + 1
    end = text.find(" ")
    return first.width + 1 + (end if end > 0 else len(text))


def _continues(previous: Line, here: Line, wrap: Wrap, row: Row) -> bool:
    """Whether the break between two lines only wraps."""
    if here.gap or not _short(previous) or not _short(here) or not _runs_on(previous, here):
        return False
    needs = _needs(previous, here, wrap.spaced)
    if here.mark:
        # a dash or number within a sentence can come to stand at the head of a wrapped line
        chance = here.mark[0] not in "#\\!" and here.text != here.mark and row.mark == ""
        return chance and needs > wrap.width and ends.last(previous.text) not in ends.SENTENCE
    if needs > wrap.width - wrap.ragged or (here.indent > row.indent and row.mark):
        return True
    return here.text[0].islower() and 2 * previous.width > wrap.width and ends.last(previous.text) not in ends.SENTENCE
