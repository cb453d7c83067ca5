"""Rows that are quotes, and those that say whose: shared by plain text and Markdown."""

import re
from collections.abc import Sequence
from typing import Final

from msgspec import structs

from digest.loader import ends
from digest.loader.attribution import is_credit, is_full, is_person
from digest.loader.rows import Row
from digest.patterns import late
from digest.records import Text

CLOSERS: Final = {
    "“": "”",
    '"': '"',
    "„": '“”"',
    "«": "»",
    "»": "«»",
    "「": "」",
    "『": "』",
    "｢": "｣",
    "﹁": "﹂",
    "﹃": "﹄",
    "‘": "’",
    "‹": "›",
    "”": "”",
    "〝": "〞",
}
"""What may close what each quotation mark opens."""

DASHES: Final = ("–", "—", "―", "--", "-")
_DASH: Final = late(r"(?:[–—―]+\s*|-{2,3}\s*|-\s+|-(?=[^\W\d_]))(?=\S)")
LONGEST: Final = 150
"""Characters of an attribution."""

# how sure: counted in 2,137 articles with known structure, of which each stood once, dense
_UNDER: Final = 0.96
"""123 of 128 lines with a dash under a quote; the other five name somebody too, but their authors had them as text."""
_OWN: Final = 0.98
"""24 of 24, read one by one; so few do not make it sure."""
_SAYS: Final = late(r"[”\"»]\s*(?:said|says|told|asked|added|sagte|sagt|a dit|dit|dijo)\b")
_ANOTHER: Final = 0.6
"""A judgement: such lines are rare."""
_WHOLE: Final = 0.7
"""90 of 128 are set off as quotes by their authors; 32 are paragraphs, six headings."""
_RARE: Final = 0.9
"""Too rare to be counted; the signs are clear."""

_LONG_QUOTE: Final = 400
"""Characters: a longer last paragraph is rather the article's own than a quote; half of it over a mere name."""
_TITLE: Final = 80
"""Characters: longer words in quotation marks, without a full stop, are no title of a work."""
_BY: Final = late(r"(?:by|words|text|von|par|por)\s", re.IGNORECASE)

_OWN_LINE: Final = late(
    r"(.*[”\"“»«」』’›〞｣﹂﹄])[ \t]*(?:[–—―]+|-{1,3}(?=\s|[A-Z]))[ \t]*(\S[^”\"“»«」』›〞｣﹂﹄]{1,120})", re.DOTALL
)
_IN_BRACKETS: Final = late(
    r"(.*[”\"“»«」』’›〞｣﹂﹄])([.。]?)[ \t]*[(（]([^”\"“»«」』›〞｣﹂﹄()（）]{2,120})[)）]([.。]?)", re.DOTALL
)
_UNMARKED_IN_BRACKETS: Final = late(r"(.*[.!?…。！？])()\s*[(（]([^()（）]{2,120})[)）]([.。]?)", re.DOTALL)
_STOPS: Final = late(
    r"(?<!\b[A-Z])(?<!\b(?:Jr|Sr|St|Co|Lt|Dr))(?<!\b(?:Inc|Ltd|Esq))(?<!\bCorp)(?<!\bPh\.D)[.!?:;…。！？]$"
)
_CAN_STOP: Final = frozenset(".!?:;…。！？\n")
"""The last character of what _STOPS finds, or the line break that may follow it."""
_UNMARKED_OWN_LINE: Final = late(r"(.*[.!?…])\s+(?:[–—―]+|--)\s*(\S.{1,120})", re.DOTALL)
_AFTER_HEAD: Final = late(r"[,(（，|]")
_ARTICLES: Final = late(
    r"(?:the|a|an|one|by|from|der|die|das|ein|eine|von|le|la|les|un|une|par|el|los|las|il|lo) ", re.IGNORECASE
)


def settle(rows: Sequence[Row]) -> None:
    """Settles the rows that are quotes or attributions; what is settled already stays."""
    at = 0
    while at < len(rows):
        row = rows[at]
        if row.kind == "":
            if row.mark and is_dash(row):
                _attribution(rows, at)
            elif row.plain[:1] in CLOSERS and not row.literal:
                at = _marked(rows, at)
                if rows[at].kind == "quote" and not rows[at].named:
                    _without_dash(rows, at + 1)
        elif row.kind == "quote" and row.quoted and not row.joined and not _has_more(rows, at):
            _own_line(row) or _own_line(row, _UNMARKED_OWN_LINE) or _in_brackets(row)
        at += 1


def dash(text: str) -> str:
    """The dash that an attribution begins with, and the space after it; empty if there is none."""
    found = _DASH.match(text)
    return found[0] if found else ""


def is_dash(row: Row) -> bool:
    """Whether it begins with a mark that attributions begin with."""
    return row.mark.startswith(DASHES)


def bare(said: tuple[Text, ...]) -> tuple[Text, ...]:
    """The paragraphs of a quote without the quotation marks that enclose the whole."""
    first, last = said[0].plain, said[-1].plain
    if len(said) == 1:
        return (unmarked(said[0]),)
    closers = CLOSERS.get(first[:1], "")
    if not closers or not last or last[-1] not in closers or not all(text.plain[:1] == first[0] for text in said[1:]):
        return said
    return (*(stretch(text, 1, len(text.plain)) for text in said[:-1]), stretch(said[-1], 1, len(last) - 1))


def unmarked(text: Text) -> Text:
    """A quote's text without the quotation marks that enclose the whole."""
    return stretch(text, 1, len(text.plain) - 1) if encloses(text.plain) else text


def stretch(text: Text, start: int, end: int) -> Text:
    """The characters from `start` to `end`, without space at their ends, and what is left of the spans."""
    plain = text.plain[start:end]
    start += len(plain) - len(plain.lstrip())
    plain = plain.strip()
    spans = (
        structs.replace(span, start=max(span.start - start, 0), end=min(span.end - start, len(plain)))
        for span in text.spans
        if span.end > start and span.start < start + len(plain)
    )
    return Text(plain, tuple(spans))


def encloses(text: str) -> bool:
    """Whether one pair of quotation marks holds the whole text. Dialogue with narrative between is not one quote."""
    closers = CLOSERS.get(text[:1])
    if not closers or len(text) < 3 or text[-1] not in closers:
        return False
    opener, inner = text[0], text[1:-1]
    if opener == "‘":
        return "‘" not in inner and not re.search(r"[.,!?]’(?:\s|$)", inner)
    if opener in closers:
        return opener not in inner
    depth = 1
    for mark in re.findall(f"[{opener}{closers}]", inner):
        depth += 1 if mark == opener else -1
        if depth == 0:
            return False
    return depth == 1


def _stays_open(text: str) -> bool:
    """Whether a quotation mark opens at its head and is not closed: the quote goes on in the next paragraph."""
    opener = text[0]
    closers = CLOSERS[opener]
    if opener == "‘":
        return "’ " not in text and text[-1] != "’"
    if opener in closers:
        return text.count(opener) % 2 == 1
    return text.count(opener) > sum(map(text.count, closers))


def _marked(rows: Sequence[Row], at: int) -> int:
    """Settles what begins with a quotation mark at `at`; the index of the last row that it took."""
    row = rows[at]
    if _own_line(row) or _in_brackets(row):
        return at
    if encloses(row.plain):
        if not (len(row.plain) < _TITLE and _is_bare(row.plain) and not _attributed(rows, at)):
            row.settle("quote", "one pair of quotation marks holds it all", _WHOLE)
        return at
    if not _stays_open(row.plain):
        return at
    last = at + 1
    while last < len(rows) and _goes_on(rows[last], row) and _stays_open(rows[last].plain):
        last += 1
    if last == len(rows) or not _goes_on(rows[last], row) or not encloses(rows[last].plain):
        return last - 1  # none of these can be the first of a quote either
    for part in rows[at : last + 1]:
        part.settle("quote", "quotation marks open each paragraph, and the last closes them", _RARE)
        part.joined = part is not row
    return last


def _own_line(row: Row, form: re.Pattern[str] | None = None) -> bool:
    """Whether an attribution follows the quote in its own line; then it is settled as that."""
    found = (form or _OWN_LINE).fullmatch(row.plain) if len(row.plain) < 5_000 else None
    if not found or not names(found[2]) or found[2][0] in ",.;":
        return False
    if not (is_person(head(found[2]) or found[2]) if form else encloses(found[1].strip())):
        return False
    row.settle("quote", "an attribution follows it in its own line", _OWN)
    row.said, row.named, row.ended = found.end(1), found.start(2), found.end(2)
    return True


def _in_brackets(row: Row) -> bool:
    """Whether brackets at the end of a quote's line name the speaker without doubt; then it is settled as that."""
    text = row.plain
    if not text.endswith((")", "）", ").", "）。")) or len(text) > 5_000:
        return False
    found = _IN_BRACKETS.fullmatch(text)
    if found and encloses(found[1].strip()):
        # a sentence, not the title of a work and its author
        said = found[2] or found[4] or not _is_bare(found[1].strip()) or len(found[1]) > _TITLE
    else:
        found = _UNMARKED_IN_BRACKETS.fullmatch(text) if row.quoted else None
        said = found is not None
    if not found or not said or not is_credit(found[3].strip()):
        return False
    row.settle("quote", "who said it follows in brackets", _RARE)
    row.said, row.named, row.ended = found.end(2), found.start(3), found.end(3)
    return True


def _has_more(rows: Sequence[Row], at: int) -> bool:
    """Whether the quote has another paragraph, or an attribution on a line of its own."""
    below = rows[at + 1] if at + 1 < len(rows) else None
    return below is not None and (below.joined or is_dash(below))


def _goes_on(row: Row, first: Row) -> bool:
    """Whether it can be a further paragraph of the quote that `first` opens."""
    return row.kind == "" and row.plain[:1] == first.plain[0] and not is_dash(row)


def _is_bare(text: str) -> bool:
    """Whether the words within the marks are no sentence: a heading may be a quote."""
    return text[-2] not in ".!?…。！？,"


def _attributed(rows: Sequence[Row], at: int) -> bool:
    if at + 1 == len(rows):
        return False
    below = rows[at + 1]
    return names(below.plain) if is_dash(below) else _is_full(below)


def _is_full(row: Row) -> bool:
    """Whether it can only be an attribution, though it has no dash."""
    text = row.plain
    return (
        row.kind == ""
        and not row.mark
        and not row.literal
        and not row.quoted
        and len(text) <= LONGEST
        and ("," in text or text[-1] in ")）" or not text.isascii())
        and names(text)
        and is_full(text)
    )


def _without_dash(rows: Sequence[Row], at: int) -> None:
    """Settles a row under a quote in quotation marks that names a person and what they are."""
    if at < len(rows) and _is_full(rows[at]):
        rows[at].settle("attribution", "a name with a role or an institution, under a quote in quotation marks", _RARE)


def _attribution(rows: Sequence[Row], at: int) -> None:
    """Settles a row that begins with a dash if it says whose the quote above it is; then that is a quote."""
    row = rows[at]
    above = rows[at - 1] if at else None
    if above is None or above.kind not in ("", "quote") or above.literal or is_dash(above):
        return
    below = rows[at + 1] if at + 1 < len(rows) else None
    hyphen = row.mark.strip() == "-"
    if below is not None and below.mark == row.mark and not below.quoted and (hyphen or above.kind == ""):
        return  # a list
    if not names(row.plain, alone=not hyphen) or (hyphen and not _as_person(row.plain, above)):
        return
    if below is None and above.kind == "" and not row.quoted and _is_signature(rows, at):
        row.unmark()
        row.settle("footer", "a name with a dash ends the text: it is signed", _RARE)
        return
    sure = _UNDER
    if above.kind == "" and (_SAYS.search(above.plain) or (below is None and not head(row.plain))):
        sure = _ANOTHER  # that line names its own speaker, or a bare name signs the text
    row.settle("attribution", "begins with a dash, under a quote", sure)
    if above.kind == "":
        above.settle("quote", "an attribution stands under it", sure)
    elif above.confidence < _UNDER:
        above.settle("quote", "one pair of quotation marks holds it all, and an attribution stands under it", _UNDER)


def _is_signature(rows: Sequence[Row], at: int) -> bool:
    """Whether the last row of a text says who wrote it: a name under a paragraph that nothing marks as a quote."""
    text = rows[at].plain
    if _BY.match(text):
        return True
    if any(row.kind == "attribution" for row in rows):
        return False  # quotes are given so in this text
    return len(rows[at - 1].plain) > (_LONG_QUOTE if head(text) else _LONG_QUOTE / 2)


def names(text: str, alone: bool = False) -> bool:
    """Whether it can name somebody: short, no sentence, and not in lower case.

    `alone`: it stands on a line of its own, with a dash that no list has; then it may be a nickname.
    """
    if not 1 < len(text) <= LONGEST or len(text.split()) > 20:
        return False
    if (
        text[-1] in _CAN_STOP
        and _STOPS.search(text)
        and not text.endswith((").", "?)", "）。"))
        and not (text[-1] == "." and is_full(text))
    ):
        return False
    return not text[0].islower() or _ARTICLES.match(text) is not None or (alone and (" " not in text or "," in text))


def head(text: str) -> str:
    """What stands before the first comma or bracket, if there is one."""
    head = _AFTER_HEAD.split(text, maxsplit=1)[0].strip()
    return head if len(head) < len(text) else ""


def _as_person(text: str, above: Row) -> bool:
    """Whether a row that begins with a hyphen, as list items do, names somebody."""
    if above.plain.endswith((":", "：")):
        return False
    # a quote is a sentence; over a list of one name there is a heading
    said = ends.last(above.plain) in ends.SENTENCE
    return above.kind == "quote" or (
        said and text[-1] != "." and (is_person(head(text) or text) and not re.search("[\u3040-\u9fff]", text))
    )
