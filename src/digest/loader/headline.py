"""A headline made from the first sentence of a text that has no title."""

import re
from typing import Final

from digest.loader.ends import EAST_ASIAN

LONGEST: Final = 90
_TELLING: Final = 45
_SHORTEST: Final = 30
"""Characters: a shorter clause says too little."""

_DATELINE: Final = re.compile(r"[^\W\d_a-z][^a-z.!?–—-]{1,40}?(?:\s*\([^()]{2,40}\))?\s*(?:[–—―]|--|\s-)\s*(?=\S)")
_SENTENCE: Final = re.compile(
    r"(?<!\b[A-Z])(?<!\b(?:Mr|Ms|Dr|St|Jr|Sr|vs|No|Lt))(?<!\b(?:Mrs|Gen|Col|Rev|Sen|Rep|Gov|Inc|Ltd|etc))(?<!\bProf)"
    r"[.!?…][\"”’»)]*(?=\s+[\"“‘«(]?[^\W_a-z]|\s*$)|[。！？][」』”]?"
)
_INTRO: Final = re.compile(
    r"(?:in|on|at|after|before|as|when|while|with|despite|amid|during|since|following|under|for|from|by|if"
    r"|according to|though|because|once|until|over|across|speaking|nach|vor|während|bei|mit|im|am|trotz|seit|après"
    r"|although|avant|pendant|dans|depuis|lors|malgré|en|au|tras|durante|desde|dopo|nel|nella)\b",
    re.IGNORECASE,
)
"""What leads up to the main clause."""
_AT_ONCE: Final = 24
"""Characters: whatever stands before so early a comma only leads up to what follows."""
_STRONG: Final = re.compile(r"\s*[;:。；：]|,(?=\s)|\s+(?:–|—|―|--|-)\s+|—|，|、|\s+\(")
_CLAUSE: Final = re.compile(
    r"\s+(?=(?:that|which|who|whose|where|when|while|as|after|before|because|since|until|although|though|if|but|and|or|amid|despite"
    r"|following|including|dass|weil|nachdem|während|und|aber|que|qui|tandis|mais|et|y|pero|mientras|che|mentre|e|ma)\s)",
    re.IGNORECASE,
)
_PHRASE: Final = re.compile(
    r"\s+(?=(?:in|on|at|to|for|from|by|with|of|about|against|into|over|under|near|across|through|between|without|within|around|during"
    r"|im|am|auf|mit|von|für|bei|dans|sur|pour|avec|par|de|des|du|en|con|por|para|nel|per|da)\s)",
    re.IGNORECASE,
)
_PREFERENCE: Final = (
    (_STRONG, _TELLING), (_CLAUSE, _TELLING), (_PHRASE, _TELLING), (_STRONG, _SHORTEST), (_CLAUSE, _SHORTEST)
)  # fmt: skip
"""Where to end, and how long it must be then."""
_DANGLING: Final = frozenset(
    """
    a an the and or but nor so yet in on at to for from by with of about against into over under near across
    through between without within around during as than that which who whose whom where when while after before
    because since until although though if amid despite following including is are was were be been being has
    have had will would can could may might must shall should do does did its their his her our your my this
    these those not no very more most such both either der die das den dem des ein eine einen einem einer und
    oder aber im am auf mit von für bei zu zum zur dass weil ist sind war le la les un une des du de et ou mais
    dans sur pour avec par que qui est sont el los las una y o pero con por para il lo gli uno e ma nel nella
    per da che è
    """.split()
)
_JOINED: Final = re.compile(r"(?:and|or|but|und|et|y|which|who|where|when)\b")
_LISTED: Final = re.compile(r"[^,]{1,30}\s(?:and|or|und|oder|et|ou|y)\s")
_RELATIVE: Final = re.compile(
    r",\s(?:which|who|whose|where|der|die|das|den|dem|deren|dessen|qui|dont|que|il quale)\s[^,]{4,150},(?=\s)"
)
"""A clause that a headline can do without."""
_PAIRS: Final = {"“": "”", "‘": "’", "«": "»", "„": "“", "(": ")", "[": "]", "「": "」"}
_TAIL: Final = " ,;:–—―-\u3000，、；："


def from_lede(text: str) -> str:
    """A clause of at most 90 characters from the first sentence; empty if there is no word that fits."""
    text = " ".join(text[:4_000].split())
    text = text[dateline.end() :] if (dateline := _DATELINE.match(text)) else text
    end = _SENTENCE.search(text)
    sentence = (text[: end.start()] if end and end[0][0] != "?" else text[: end.end()] if end else text).strip()
    if EAST_ASIAN.match(sentence):
        return _east_asian(sentence)
    if len(sentence) <= LONGEST and (whole := _closed(sentence.rstrip(_TAIL))):
        return _capital(whole)
    sentence = _RELATIVE.sub("", sentence)
    if len(sentence) <= LONGEST and (whole := _closed(sentence.rstrip(_TAIL))):
        return _capital(whole)
    starts = [start for start in _starts(sentence) if len(sentence) - start >= _SHORTEST]
    for ends, least in _PREFERENCE:
        for start in starts:
            if found := _cut(sentence[start:], ends, least):
                return _capital(found)
    return _capital(_words(sentence[starts[0] :] if starts else sentence))


def _east_asian(sentence: str) -> str:
    """As many clauses as have room in half the length: each character is twice as wide as a letter."""
    places = [found.start() for found in re.finditer("[，；：、]", sentence[: LONGEST // 2])]
    if len(sentence) <= LONGEST // 2:
        return sentence.rstrip(_TAIL)
    return sentence[: places[-1] if places and places[-1] >= _SHORTEST // 3 else LONGEST // 2].rstrip(_TAIL)


def _starts(sentence: str) -> list[int]:
    """Where a clause can begin that stands on its own: after the words that only lead up to it, else at the head."""
    for comma in re.finditer(r",\s+", sentence[: 250 if _INTRO.match(sentence) else _AT_ONCE]):
        rest = sentence[comma.end() :]
        if not _JOINED.match(rest) and not _LISTED.match(rest):
            return [comma.end(), 0]
    return [0]


def _cut(clause: str, ends: re.Pattern[str], least: int) -> str:
    """The longest part of `clause` that ends at one of `ends` and can stand as a headline; empty if none can."""
    window = clause[: LONGEST + 1]
    places = [
        found.start()
        for found in ends.finditer(clause[: LONGEST + 40])
        if found.start() <= LONGEST and not _in_list(clause, found.start(), found.end())
    ]
    if len(clause) <= LONGEST:
        places.append(len(clause))
    for place in reversed(places):
        if place < least:
            break
        part = window[:place].rstrip(_TAIL)
        if part == _trimmed(part) and _closed(part) == part:
            return part
    return ""


def _in_list(clause: str, start: int, end: int) -> bool:
    """Whether a place is between the parts of a list: "bread, fish and flour"."""
    if clause[start] == ",":
        return _LISTED.match(clause[end:].lstrip()) is not None
    return (
        _JOINED.match(clause[end:]) is not None and re.search(r",\s[^\s,]+(?:\s[^\s,]+)?$", clause[:start]) is not None
    )


def _words(clause: str) -> str:
    """As many whole words as there is room for."""
    if len(clause) <= LONGEST:
        return _unpaired(_trimmed(clause))
    cut = clause[: LONGEST + 1].rstrip()
    if len(cut) > LONGEST:
        head, space, _ = cut.rpartition(" ")
        cut = head if space else ""
    return _unpaired(_trimmed(cut))


def _unpaired(text: str) -> str:
    """`text`, without its brackets and quotation marks if not all are closed."""
    return _closed(text) or re.sub(r"[\"“”‘«»„()\[\]「」]", "", text).strip(_TAIL)


def _trimmed(text: str) -> str:
    """Without words at the end that promise more."""
    words = text.rstrip(_TAIL).split(" ")
    while len(words) > 2 and words[-1].strip(_TAIL).casefold() in _DANGLING:
        words.pop()
    return " ".join(words).rstrip(_TAIL)


def _closed(text: str) -> str:
    """`text` if each bracket and quotation mark in it is closed; else what stands before the open one, if enough."""
    if text.count('"') % 2:
        at = text.rfind('"')
        return _enough(text[:at])
    for opener, closer in _PAIRS.items():
        at = text.rfind(opener)
        if at >= 0 and closer not in text[at:]:
            return _enough(text[:at])
    return text


def _enough(text: str) -> str:
    text = _trimmed(text)
    return text if len(text) >= _SHORTEST else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
