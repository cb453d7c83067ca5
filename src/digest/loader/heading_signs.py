"""The signs by which a bare line is known as a heading, or as none: of the line, of its neighbours, of lines like it.

Each sign is a small number, an index into the weights that heading_weights.py holds for it. What is compared is the
width of a text, in letters: an East Asian character counts for two.
"""

import re
from bisect import bisect_right as _index
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from operator import ne
from string import ascii_letters, digits
from typing import Final

from msgspec import Struct

from digest.loader import ends
from digest.loader.ends import EAST_ASIAN
from digest.loader.rows import Row
from digest.patterns import late

WIDEST: Final = 170
MOST_WORDS: Final = 24
MOST_IN_SENTENCE: Final = 20
"""A line that is longer, or a longer sentence with a full stop, is no heading: 20 of 11,324 are."""

_OWN: Final = ("words", "width", "end", "case", "first", "opening", "commas", "mark", "address", "speaks", "chain")
"""Of the line itself, and of its place in a count."""
_BESIDE: Final = (
    *("below", "below_is", "below_ends", "above", "above_ends", "above_opens_alike", "further_above"),
    *("since_short", "text_since", "same_opening", "dialogue", "answered"),
)
"""Of its neighbours, and of how often lines begin like it."""
_ALIKE: Final = ("ending_below", "ending_words", "shape_below", "shape_echo")
"""Of the lines that are like it."""
NAMES: Final = (*_OWN, "echo", *_BESIDE, *_ALIKE)
"""In this order."""
GROUPS: Final = ((*_OWN, *_BESIDE), ("echo",), _ALIKE)
"""The same by what they cost, the cheap ones first: those of Seen.plain, echo and alike."""
VALUES: Final = 16
"""A sign is from 0 to below that."""

_RATIOS: Final = (-1.0, 0.3, 0.6, 0.8, 1.0, 1.25, 1.6, 2.0, 2.5, 3.0, 4.0, 6.0, 10.0, 20.0)
_WORDS: Final = (-1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 17, 20, 23)
_WIDTHS: Final = (-1, 6, 10, 14, 18, 22, 27, 32, 38, 45, 55, 65, 80, 100, 130)
_LENGTHS: Final = (-1, 10, 20, 35, 50, 70, 100, 150, 220, 320, 500, 800)
_COUNTS: Final = (-1, 1, 2, 3, 4, 6, 9, 14)
_SHARES: Final = (-1.0, 0.02, 0.1, 0.25, 0.4, 0.6, 0.8)
"""The values at which the next index begins, from 1 on; index 0 is kept for what a line does not have."""

LETTER, FULL_STOP, QUESTION, CALL, COLON, PAUSE, QUOTED, BRACKET, DOTS, DIGIT, OTHER, LONE_STOP = range(12)
"""How a line ends; a full stop is a style of headings only where several have it, else it is a lone one."""
_ENDS: Final[Mapping[str, int]] = {
    char: end
    for end, chars in (
        (LETTER, ascii_letters),
        (DIGIT, digits),
        (FULL_STOP, ".。।۔"),
        (QUESTION, "?？؟"),
        (CALL, "!！"),
        (COLON, ":："),
        (PAUSE, ";,，；、،؛"),
        (QUOTED, "”\"»’'」』"),
        (BRACKET, ")）]】"),
        (DOTS, "…"),
    )
    for char in chars
}
_NO_HEADING: Final = (FULL_STOP, PAUSE, DOTS)

TITLE, HEADER, HEADING, QUOTE, ATTRIBUTION, OTHER_KIND, LIST, NUMBERED, SHORT, LONG, FOOTER = range(1, 12)
_KINDS: Final = {
    **{"title": TITLE, "byline": HEADER, "date": HEADER, "source": HEADER, "subtitle": HEADER},
    **{"heading": HEADING, "quote": QUOTE, "attribution": ATTRIBUTION, "footer": FOOTER},
}

_CAPTION: Final = late(
    r"by:"
    r"|(?:photo|image|picture|illustration|foto|bild)s?\b.*(?::|\b(?:by|from|von|par|courtesy|credits?)\b)"
    r"|(?:fig(?:ure)?|table|chart|abb(?:ildung)?|tabelle|graphique|tableau)\.? ?\d",
    re.IGNORECASE,
)
_CAPTION_FIRST: Final = frozenset("by: pho ima pic ill fot bil fig tab cha abb gra".split())
"""The first three characters of such a line."""
_POINTERS: Final = "]👇👉⬇→"
"""A line that ends in one of these points to what is below, or is a row of links."""
_TALK: Final = frozenset(
    """
    read thank thanks photo image picture credit and but or we this see here i please click visit hello hi dear follow
    source foto bild crédit merci danke gracias
    """.split()
)
"""First words of remarks, of lines that speak to the reader, of captions."""
_SPEAKER: Final = late(r"([^\W\d_a-z][\w.’'-]*(?: [^\W\d_a-z][\w.’'-]*){0,2})\s?[:：]\s")
"""Who speaks, in an interview: `Ann Lee: …`."""
_NUMBER: Final = late(r"(\d{1,3})[.)]\s")
_COUNTED: Final = late(
    r"(#|[^\W\d_]+ ?#? ?)?(\d{1,3})\b|([^\W\d_]+) (one|two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE
)
"""`Step 3`, `Q1`, `#2`, `Part two`."""
_DIGIT: Final = late(r"\d")
_IN_WORDS: Final = {
    word: number for number, word in enumerate("one two three four five six seven eight nine ten".split(), 1)
}
_TRIMMED: Final = '.,:;!?()“”"‘’«»'

_OPENINGS: Final = {
    word: kind
    for kind, words in enumerate(
        (
            "the a an",
            "i we you he she it they my our your his its their this these those that",
            "how what why when where who which",
            "is are was were be have has had will would can could may might must should do does did isn't aren't don't "
            "doesn't won't can't it's that's there's here's i'm we're you're they're we've i've you'll we'll let's",
            "in on at to for from by with of about into after as during",
            "and but or so if because while although since however then also",
        ),
        1,
    )
    for word in words.split()
}
_ASKING: Final = frozenset(word for word, kind in _OPENINGS.items() if kind == 3)
_SMALL: Final = frozenset("a an the of and or for to in on at by with from as vs via is are".split())
"""English words that a title in capitals leaves small."""


class Signs(Struct, frozen=True):
    """What is seen of the lines that could be headings."""

    at: Sequence[int] = ()
    """Their indexes among the rows, ascending."""
    values: Sequence[bytes] = ()
    """For each of them, its signs in the order of NAMES: bytes, which take a quarter of the memory of a tuple."""


def read(rows: Sequence[Row]) -> Signs:
    """The signs of all lines that could be headings."""
    seen = see(rows)
    return Signs(seen.at, [bytes(seen.signs(index)) for index in seen.at]) if seen else Signs()


def see(rows: Sequence[Row]) -> "Seen | None":
    """What is seen of the lines that could be headings; None if there are none."""
    texts = [row.text if row.content is None else row.content.plain for row in rows]
    counts = {
        index: count
        for index, text in enumerate(texts)
        if len(text) <= WIDEST and rows[index].kind == "" and (count := _words_if_heading(rows[index], text))
    }
    return Seen(rows, texts, counts) if counts else None


def width(text: str) -> int:
    """Letters of a text."""
    return len(text) if text.isascii() else len(text) + ends.east_asian(text)


def words(text: str) -> int:
    """Words; of scripts without spaces, two characters for one."""
    count = text.count(" ") + 1
    return count if text.isascii() else count + ends.east_asian(text) // 2


def end_of(text: str) -> int:
    """How a text ends."""
    char = text[-1:]
    end = _ENDS.get(char)
    if end is not None:
        return end
    return LETTER if char.isalpha() else DIGIT if char.isdigit() else OTHER


def _words_if_heading(row: Row, text: str) -> int:
    """The number of words of a line that could be a heading, 0 of any other."""
    if (
        not text
        or text.isspace()
        or text == "\\"
        or text[:2] == "##"
        or row.literal
        or (row.mark and not row.mark[0].isdigit())
    ):
        return 0
    count = words(text)
    if (
        count > (MOST_IN_SENTENCE if text[-1] == "." else MOST_WORDS)
        or (count == 1 and ("://" in text or "@" in text))
        or (not text.isascii() and width(text) > WIDEST)
    ):
        return 0
    return count


class _Line(Struct, gc=False):
    """A line that could be a heading."""

    width: int
    words: int
    end: int
    case: int
    """How its words are capitalised: 0 cannot be told, 1 none, 2 all, 3 capitals only, 4 most, 5 some."""
    capitals: int
    """The share of its words that have a capital, in fifths; 9 where that cannot be told."""
    first: str
    """Its first word, in lower case."""
    second: str
    """Its second word, in lower case; may be empty."""
    below: float
    """How many times as wide the row below is."""
    numbered: bool
    echo: float | None = None
    """The share of its longer words that come again in the row below; -1 if it has none, None until it is asked for."""

    @property
    def is_short(self) -> bool:
        """Whether it looks like a heading at first sight."""
        return self.words <= 12 and self.end not in _NO_HEADING


class _Group:
    """Two or more lines that are alike, each of which is compared with the others."""

    def __init__(self, lines: Sequence[_Line]) -> None:
        self.others = len(lines) - 1
        self.below = sorted([line.below for line in lines])
        self.words = sum([line.words for line in lines])
        echoes = [line.echo for line in lines if line.echo is not None and line.echo >= 0]
        self.echoes = len(echoes)
        self.echo = sum(echoes)

    def below_without(self, line: _Line) -> int:
        """The ratio to what is below that three quarters of the others have at least."""
        at = self.others // 4
        return _index(_RATIOS, self.below[at if self.below[at] < line.below else at + 1])

    def words_without(self, line: _Line) -> int:
        """The mean number of words of the others."""
        return _index(_WORDS, (self.words - line.words) / self.others)

    def echo_without(self, line: _Line) -> int:
        """The mean share of words that come again below the others."""
        count, total = self.echoes, self.echo
        if line.echo is not None and line.echo >= 0:
            count, total = count - 1, total - line.echo
        return _index(_SHARES, total / count) if count else 0


class Seen:
    """The lines of an article that could be headings, and what is compared among them.

    What only the dear signs need is looked for when the first of them is asked for.
    """

    def __init__(self, rows: Sequence[Row], texts: Sequence[str], counts: Mapping[int, int]) -> None:
        """`counts`: how many words each of the lines has, by their indexes among the rows, ascending."""
        self.rows = rows
        self.texts = texts
        self.at = tuple(counts)
        self.widths = widths = list(map(len if all(map(str.isascii, texts)) else width, texts))
        self.up_to = (0, *accumulate(widths))
        """The width of all rows before each."""
        self.lines: dict[int, _Line] = {}
        self.opened: dict[tuple[str, str], int] = {}
        """How many of them begin with the same two words."""
        self.speakers: dict[int, str] = {}
        self.before: dict[int, int] = {}
        """For each line, the short one before it; -1 if there is none."""
        self.stops = 0
        """Sentences that could be headings by their length."""
        short = -1
        for index, count in counts.items():
            line = self.lines[index] = _line(rows[index], index, count, texts, widths)
            opening = line.first, line.second
            self.opened[opening] = self.opened.get(opening, 0) + 1
            if speaker := _speaker(texts[index]):
                self.speakers[index] = speaker
            self.before[index] = short
            if line.is_short:
                short = index
            self.stops += _is_stop_over_text(line)
        self.chains = _chains(rows, texts, self.lines)
        self.turns = Counter(filter(None, map(_speaker, texts))) if self.speakers else {}
        self.taken = sum([count for count in self.turns.values() if count > 1])
        """Turns of all who speak more than once."""

    def signs(self, index: int) -> Sequence[int]:
        """The signs of a line, in the order of NAMES."""
        plain = self.plain(index)
        return (*plain[: len(_OWN)], *self.echo(index), *plain[len(_OWN) :], *self.alike(index))

    def plain(self, index: int) -> Sequence[int]:
        """Those of the line and of its neighbours."""
        line, mark, texts, widths = self.lines[index], self.rows[index].mark, self.texts, self.widths
        before, speaker = self.before[index], self.speakers.get(index)
        first, wide, end, text = line.first, line.width, line.end, texts[index]
        opening, talks, asks = _opening(first)
        above = texts[index - 1] if index else ""
        below = index + 1 < len(widths)
        return (
            _index(_WORDS, line.words),
            _index(_WIDTHS, wide),
            end if end != FULL_STOP or self.stops > _is_stop_over_text(line) else LONE_STOP,
            line.capitals,
            _first(text[0]),
            opening,
            min(text.count(","), 3) if "," in text else 0,
            (1 if mark[:2] in ("1.", "1)") else 2) if mark else 0,
            1 if _is_address(text, first) else 0,
            2 if " here" in text and not asks else talks,
            min(self.chains.get(index, 0), 6) if self.chains else 0,
            _index(_RATIOS, line.below) if below else 0,
            self.kind(index + 1) if below else 0,
            end_of(texts[index + 1]) + 1 if below else 0,
            _index(_RATIOS, widths[index - 1] / wide) if index else 0,
            end_of(above) + 1 if index else 0,
            (2 if above[: len(first)].lower() == first else 1) if index else 0,
            _index(_RATIOS, widths[index - 2] / wide) if index > 1 else 0,
            _index(_COUNTS, index - before) if before >= 0 else 0,
            _index(_LENGTHS, self.up_to[index] - self.up_to[before + 1]),
            _index(_COUNTS, self.opened[first, line.second] - 1),
            _index(_COUNTS, self.turns[speaker] - 1) if speaker else 0,
            1 if speaker and self.taken > self.turns[speaker] > 1 else 0,
        )

    def echo(self, index: int) -> Sequence[int]:
        """That of its words that come again below."""
        share = self._echo(index)
        return (_index(_SHARES, share) if share >= 0 else 0,)

    def alike(self, index: int) -> Sequence[int]:
        """Those of the lines that are like it."""
        by_end, by_shape = self._groups
        line = self.lines[index]
        ending, shape = by_end.get(line.end), by_shape.get(_shape(line))
        return (
            ending.below_without(line) if ending else 0,
            ending.words_without(line) if ending else 0,
            shape.below_without(line) if shape else 0,
            shape.echo_without(line) if shape else 0,
        )

    def _echo(self, index: int) -> float:
        line = self.lines[index]
        if line.echo is None:
            text = self.texts[index]
            line.echo = _echo(text, text.lower(), self.texts[index + 1]) if index + 1 < len(self.texts) else -1.0
        return line.echo

    @cached_property
    def _groups(self) -> tuple[Mapping[int, _Group], Mapping[tuple[int, int, bool], _Group]]:
        """Lines that end alike, and those of them that are worded alike. They cost as much as all else."""
        by_end: dict[int, list[_Line]] = {}
        by_shape: dict[tuple[int, int, bool], list[_Line]] = {}
        for index, line in self.lines.items():
            self._echo(index)
            by_end.setdefault(line.end, []).append(line)
            by_shape.setdefault(_shape(line), []).append(line)
        ends = {end: _Group(group) for end, group in by_end.items() if len(group) > 1}
        shapes = {
            shape: ends[shape[0]] if len(group) == len(by_end[shape[0]]) else _Group(group)
            for shape, group in by_shape.items()
            if len(group) > 1
        }
        return ends, shapes

    def kind(self, index: int) -> int:
        """What a row is, as far as it is known."""
        row = self.rows[index]
        if row.kind:
            return _KINDS.get(row.kind, OTHER_KIND)
        if row.mark:
            return NUMBERED if row.mark[0].isdigit() else LIST
        line = self.lines.get(index)
        return SHORT if line is not None and line.end not in _NO_HEADING else LONG


def _is_stop_over_text(line: _Line) -> bool:
    return line.end == FULL_STOP and line.words <= 12 and line.below >= 2


def _shape(line: _Line) -> tuple[int, int, bool]:
    return line.end, line.case, line.numbered


def _line(row: Row, index: int, count: int, texts: Sequence[str], widths: Sequence[int]) -> _Line:
    text, wide = texts[index], widths[index]
    folded = text.lower().split()
    case, capitals = _capitals(text, text.split(), folded)
    return _Line(
        wide,
        count,
        end_of(text),
        case,
        capitals,
        folded[0],
        folded[1] if len(folded) > 1 else "",
        widths[index + 1] / wide if index + 1 < len(texts) else 0.0,
        row.mark != "",
    )


def _echo(text: str, folded: str, below: str) -> float:
    """The share of the longer words that come again below; by their first six letters, for they may be inflected."""
    if text.isascii() or not EAST_ASIAN.search(text):
        stems = [word[:6] for word in folded.strip(_TRIMMED).split() if len(word) > 3]
    else:
        stems = [text[at : at + 2] for at in range(len(text) - 1) if EAST_ASIAN.match(text, at)]
    if not stems:
        return -1.0
    below = below[:250].lower()
    return sum([stem in below for stem in stems]) / len(stems)


def _capitals(text: str, written: Sequence[str], folded: Sequence[str]) -> tuple[int, int]:
    """How the words after the first are capitalised, and the share of those that are, in fifths."""
    if text.isupper():
        return 3, 9
    large = sum(map(ne, written[1:], folded[1:]))
    # where all have a capital none is small
    small = sum([word.islower() for word in written[1:] if word not in _SMALL]) if large < len(written) - 1 else 0
    if not large + small:
        return 0, 9
    case = 2 if not small else 1 if not large else 4 if large >= 1.5 * small else 5
    return case, large * 5 // (large + small)


def _is_address(text: str, first: str) -> bool:
    """Whether it is an address, a row of names or links, a caption or the credit of a picture."""
    return (
        text[-1] in _POINTERS
        or text[:2] == "!["
        or "@" in text
        or "://" in text
        or "www." in text
        or " · " in text
        or (first[:3] in _CAPTION_FIRST and _CAPTION.match(text) is not None)
    )


@lru_cache(1024)
def _first(char: str) -> int:
    if char.isalpha():
        return 1 if char.islower() else 0
    return 2 if char.isdigit() else 3 if char in "“\"‘«„'「" else 4 if char in "([（" else 5


@lru_cache(4096)
def _opening(first: str) -> tuple[int, int, bool]:
    """What a line begins with, by its first word: the sign, whether a remark does (1 or 0), whether it asks.

    Few words begin most lines.
    """
    word = first.strip(_TRIMMED).replace("’", "'")
    talks = 1 if word.partition("'")[0] in _TALK else 0
    return _OPENINGS.get(word, 7 if word.endswith("ing") else 0), talks, word in _ASKING


def _speaker(text: str) -> str:
    head = text[:60]
    if ":" not in head and "：" not in head:
        return ""
    found = _SPEAKER.match(text)
    return found[1] if found else ""


def _chains(rows: Sequence[Row], texts: Sequence[str], lines: Mapping[int, _Line]) -> dict[int, int]:
    """For lines that count on from one another, with other rows between them: how many they are."""
    counted: dict[str, list[tuple[int, int]]] = {}
    for index, line in lines.items():
        mark, text = rows[index].mark, texts[index]
        if mark and (found := _NUMBER.match(mark)):
            counted.setdefault("1.", []).append((index, int(found[1])))
        elif (line.second.rstrip(_TRIMMED) in _IN_WORDS or _DIGIT.search(text, 0, 30)) and (
            found := _COUNTED.match(text)
        ):
            number = _IN_WORDS[found[4].lower()] if found[4] else int(found[2])
            counted.setdefault((found[1] or found[3] or "").lower(), []).append((index, number))
    chains: dict[int, int] = {}
    for counting in counted.values():
        chain: list[int] = []
        previous = -9
        for index, number in (*counting, (0, -1)):
            if previous != number - 1 or index == chain[-1] + 1:
                if len(chain) > 1:
                    chains.update(dict.fromkeys(chain, len(chain)))
                chain = []
            chain.append(index)
            previous = number
    return chains
