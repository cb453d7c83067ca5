"""Rows that tell of the article and are no part of what it says: sign-offs, credits, notes on where it appeared."""

import re
from collections.abc import Sequence
from typing import Final

from digest.loader import ends
from digest.loader.rows import HEADER, Row
from digest.patterns import late

ROWS: Final = 8
"""So many rows at the end can be footers."""
LONGEST: Final = 400
"""Characters."""
_LONGEST_CREDIT: Final = 140

_SURE: Final = 0.94
"""107 of 114 such lines in 2,137 articles with known structure are paragraphs, seven set off as quotes."""
_SIGN_OFFS: Final = frozenset("ends (ends) [ends] -ends- –ends– ende –ende– fin ### #### -30- –30– —30—".split())
"""What agencies and press officers end a text with, without spaces."""
_CREDIT: Final = late(
    r"(?:(?:cover|header|top|main|lead|featured?|title)\s+)?"
    r"(?:photo(?:graph|graphy)?s?|images?|pictures?|illustrations?|graphics?|fotos?|bild(?:er)?|crédits?|imagen)"
    r"(?:\s+(?:credits?|source|nachweis|photos?|and\s+\w+)|nachweis|quelle)?"
    r"(?:\s*[:©]\s*|\s+(?:by|from|via|von|par|de|courtesy(?:\s+of)?)\s+(?=(?-i:[^\W\d_a-z])|the\s))\S.*",
    re.IGNORECASE,
)
_CREDIT_FIRST: Final = frozenset(
    ("top ", *"phot imag pict illu grap foto bild créd cove head main lead feat titl".split())
)
"""The first four characters of such a line."""
_NOTE: Final = late(
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
    |all\srights\sreserved\b
    |(?-i:[^\W\d_a-z])[^.!?]{2,60}\scontributed\s(?:reporting\s)?to\sthis\s(?:report|article|story)\.?$
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
_NOTE_FIRST: Final = frozenset(
    (
        *"this orig firs repr repu synd cros upda last addi repo edit writ rese tran phot grap prod fact copy".split(),
        *"disc note anme medi pres cont enqu inqu kont e-ma emai phon tele dies trad publ über reda este".split(),
        *("all ", "for ", "der ", "cet ", "ce t", "ce b", "tel:", "tel.", "tel "),
    )
)
"""The first four characters of such a note."""
_ABOUT: Final = late(
    r"(?:this (?:article|story|post|piece|report|essay|blog post) (?:was )?)?"
    r"(?:originally|first) (?:published|posted|appeared)\b",
    re.IGNORECASE,
)
_MORE: Final = late(r"[.!?]\s+[^\W\d_a-z]|\b[Tt]his\s")
_CONTRIBUTED: Final = late(r"\scontributed\s(?:reporting\s)?to\sthis\s(?:report|article|story)\.?$")
_CONTACT: Final = late(
    r"(?:(?:media|press|media and press)? ?(?:contacts?|enquiries|inquiries|kontakt):|written by hand\b)", re.IGNORECASE
)
_REACHED: Final = late(r"@|\d{3}|https?:|www\.|:\s[^\W\d_a-z]")
"""An address, a number or a name."""
_AGENCY: Final = late(r"\((?:[A-Z]{2,5}|dpa|epd|kna|sid|apa|sda|Reuters|with [^()]{3,60})(?:[/,] ?[^()]{2,40})?\)")
_ADDRESS: Final = late(r"(?:mailto:)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+\.?")


def settle(rows: Sequence[Row]) -> None:
    """Settles footers: credits of pictures, wherever they stand, and the last rows of a text as long as each is one."""
    for row in rows:
        if row.kind == "" and row.text[:4].lower() in _CREDIT_FIRST and is_credit(row):
            row.settle("footer", "whose a picture is", _SURE)
    at = 0
    while at < len(rows) and rows[at].kind in HEADER:
        at += 1
    first = rows[at] if at < len(rows) else None
    if first and first.kind == "" and len(first.text) <= 200 and not first.mark and _is_about(first.plain):
        first.settle("footer", "where the text first appeared, at its head", _SURE)
    for at in range(len(rows) - 1, max(0, len(rows) - 1 - ROWS), -1):
        row = rows[at]
        if row.kind in ("separator", "image", "footer", "block"):
            continue
        why = "" if row.kind or row.literal or row.quoted else _why(row)
        if not why:
            break
        if row.mark:
            row.unmark()
        row.settle("footer", why, _SURE)


def _is_about(text: str) -> bool:
    """Whether it is one sentence that says where the text first appeared, and nothing of what it says."""
    found = _ABOUT.match(text)
    return found is not None and not _MORE.search(text, found.end())


def is_credit(row: Row) -> bool:
    """Whether it says whose a picture is."""
    text = row.plain
    if len(text) > _LONGEST_CREDIT or text[:4].lower() not in _CREDIT_FIRST or row.mark or row.literal or row.quoted:
        return False
    return _CREDIT.fullmatch(text) is not None


def _why(row: Row) -> str:
    text = row.mark + row.plain
    if len(text) > LONGEST or (row.mark and len(text) > 12):
        return ""
    if len(text) < 12 and text.casefold().replace(" ", "") in _SIGN_OFFS:
        return "what ends a text"
    if "contributed" in text and _CONTRIBUTED.search(text[-60:]) and _NOTE.match(text):
        return "a note on the text, at its end"
    if _CONTACT.match(text) and not _REACHED.search(text) and ends.last(text) in ends.SENTENCE:
        return ""
    if (text.lstrip("([ ")[:4].lower() in _NOTE_FIRST or text[0] == "©" or text[:2] == "(c") and _NOTE.match(text):
        return "a note on the text, at its end"
    if text[0] == "(" and _AGENCY.fullmatch(text):
        return "an agency, at the end"
    return "an address for mail, at the end" if "@" in text and _ADDRESS.fullmatch(text) else ""
