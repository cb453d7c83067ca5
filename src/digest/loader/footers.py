"""Rows that tell of the article and are no part of what it says: sign-offs, credits, notes on where it appeared."""

import re
from collections.abc import Sequence
from typing import Final

from digest.loader.rows import HEADER, Row

ROWS: Final = 8
"""So many rows at the end can be footers."""
LONGEST: Final = 400
"""Characters."""
_LONGEST_CREDIT: Final = 140

_SURE: Final = 0.97
"""38 of 39 such lines in 2,137 articles with known structure; one is a note that its author set off as a quote."""
_SIGN_OFFS: Final = frozenset("ends (ends) [ends] -ends- –ends– ende –ende– fin ### #### -30- –30– —30—".split())
"""What agencies and press officers end a text with, without spaces."""
_CREDIT: Final = re.compile(
    r"(?:(?:cover|header|top|main|lead|featured?|title)\s+)?"
    r"(?:photo(?:graph|graphy)?s?|images?|pictures?|illustrations?|graphics?|fotos?|bild(?:er)?|crédits?|imagen)"
    r"(?:\s+(?:credits?|source|nachweis|photos?|and\s+\w+)|nachweis|quelle)?"
    r"(?:\s*[:©]\s*|\s+(?:by|from|via|von|par|de|courtesy(?:\s+of)?)\s+(?=(?-i:[^\W\d_a-z])|the\s))\S.*",
    re.IGNORECASE,
)
_CREDIT_FIRST: Final = frozenset("photimcglferdbnw©")
_NOTE: Final = re.compile(
    r"""[(\[]?\s*(?:
    this\s(?:article|story|post|piece|report|essay|interview|blog\spost|text|column)\s
        (?:was|is|has\sbeen|originally|first|also)\s(?:\w+ly\s|been\s|first\s)*
        (?:published|posted|appeared|written|updated|corrected|amended|edited|republished|reprinted|adapted|revised
          |produced|translated|syndicated|cross-posted|crossposted)\b
    |(?:originally|first)\s(?:published|posted|appeared)\b
    |(?:reprinted|republished|syndicated|cross-?posted)\s(?:from|with|by|on|in)\b
    |(?:updated|last\supdated|last\smodified)\b[:\s]\s*(?:on\s)?[\w,.\s:/-]{6,40}$
    |(?:additional\s)?(?:reporting|editing|writing|research|translation|photography|graphics|production)\s(?:by|and\s\w+\sby)\s(?-i:[^\W\d_a-z])
    |(?:edited|translated|produced|reported|written|fact-checked)\sby\s(?-i:[^\W\d_a-z])
    |(?:©|\(c\)\s|copyright\s(?:©|\(c\)|\d{4}|by\s))
    |(?:disclaimer|disclosure|editor[’']?s?[’']?\snote|editors[’']\snote|note\sto\seditors|anmerkung\sder\sredaktion)\s*:
    |(?:media|press|media\sand\spress)?\s*(?:contacts?|enquiries|inquiries|kontakt|pressekontakt)\s*:
    |(?:e-?mail|tel|phone|telefon)\.?\s*:\s
    |for\s(?:more|further)\sinformation[\s,].*\b(?:contact|visit|e-?mail|call|see|go\sto|check\sout)\b
    |(?:dieser|der)\s(?:artikel|text|beitrag)\s(?:wurde|erschien|ist)\b.*\b(?:veröffentlicht|erschienen|aktualisiert|zuerst|übersetzt)\b
    |cet?\s(?:article|texte|billet)\s(?:a\sété|est)\s.*(?:publié|mis\sà\sjour|traduit|paru)\b
    |(?:traduit|publié\sà\sl[’']origine|übersetzt|übersetzung|redaktion|traducción|traducido)\b(?:\s(?:de|par|von|por)\b|\s*:)
    |este\s(?:artículo|texto)\sfue\s.*(?:publicado|actualizado|traducido)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_ABOUT: Final = re.compile(
    r"(?:this (?:article|story|post|piece|report|essay|blog post) (?:was )?)?"
    r"(?:originally|first) (?:published|posted|appeared)\b",
    re.IGNORECASE,
)
_AGENCY: Final = re.compile(
    r"\((?:[A-Z]{2,5}|dpa|epd|kna|sid|apa|sda|Reuters|with [^()]{3,60})(?:[/,] ?[^()]{2,40})?\)"
)
_ADDRESS: Final = re.compile(r"(?:mailto:)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+\.?")


def settle(rows: Sequence[Row]) -> None:
    """Settles footers: credits of pictures, wherever they stand, and the last rows of a text as long as each is one."""
    for row in rows:
        if row.kind == "" and len(row.text) <= _LONGEST_CREDIT and is_credit(row):
            row.settle("footer", "whose a picture is", _SURE)
    first = next((row for row in rows[: ROWS * 2] if row.kind not in HEADER), None)
    if first and first.kind == "" and not first.mark and len(first.text) <= 200 and _ABOUT.match(first.plain):
        first.settle("footer", "where the text first appeared, at its head", _SURE)
    for row in reversed(rows[1:][-ROWS:]):
        if row.kind in ("separator", "image", "footer", "block"):
            continue
        why = "" if row.kind or row.literal or row.quoted else _why(row)
        if not why:
            break
        if row.mark:
            row.unmark()
        row.settle("footer", why, _SURE)


def is_credit(row: Row) -> bool:
    """Whether it says whose a picture is."""
    text = row.plain
    if text[:1].lower() not in _CREDIT_FIRST or len(text) > _LONGEST_CREDIT or row.mark or row.literal or row.quoted:
        return False
    return _CREDIT.fullmatch(text) is not None


def _why(row: Row) -> str:
    text = row.mark + row.plain
    if len(text) > LONGEST or (row.mark and len(text) > 12):
        return ""
    if len(text) < 12 and text.casefold().replace(" ", "") in _SIGN_OFFS:
        return "what ends a text"
    if _NOTE.match(text):
        return "a note on the text, at its end"
    if _AGENCY.fullmatch(text):
        return "an agency, at the end"
    return "an address for mail, at the end" if _ADDRESS.fullmatch(text) else ""
