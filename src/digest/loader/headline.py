"""A headline made from the first sentence of a text that has no title."""

import re
from functools import lru_cache
from typing import Final

from digest.loader.ends import EAST_ASIAN
from digest.patterns import late

LONGEST: Final = 90
_TELLING: Final = 45
_SHORTEST: Final = 30
"""Characters: a shorter clause says too little."""

_DATELINE: Final = late(r"[^\W\d_a-z][^a-z.!?–—-]{1,40}?(?:\s*\([^()]{2,40}\))?\s*(?:[–—―]|--|\s-)\s*(?=\S)")
_DATED: Final = late(
    r"[A-Z][A-Z .,'’-]{2,40},\s+(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:,?\s+\d{4})?)\s*(?:[–—―:]|--|-(?=\s))\s*(?=\S)"
)
"""A dateline with a date: `SAN FRANCISCO, Oct. 20, 2026 – `."""
_SENTENCE: Final = late(
    r"(?=[.!?…。！？])(?:(?<!\b[A-Z])(?<!\b(?:Mr|Ms|Dr|St|Jr|Sr|vs|No|Lt))"
    r"(?<!\b(?:Mrs|Gen|Col|Rev|Sen|Rep|Gov|Inc|Ltd|etc))(?<!\bProf)"
    r"(?<!\b(?:Jan|Feb|Mar|Apr|Aug|Sep|Oct|Nov|Dec))(?<!\bSept)(?<!\b[ap]\.m)"
    r"[.!?…][\"”’»)]*(?=\s+[\"“‘«(]?[^\W_a-z]|\s*$)|[。！？][」』”]?"
    r"|(?:(?<=\b[A-Z]\.[A-Z])|(?<=\b[ap]\.m)|(?<=\bInc)|(?<=\bLtd)|(?<=\betc)|(?<=\bJr))(?P<short>\.)"
    r"(?=\s+[\"“‘«(]?(?:The|A|An|It|He|She|They|We|You|In|On|At|For|From|But|And|So|This|That|These|Those|There|Then|When"
    r"|While|After|Before|As|If|Its|His|Her|Their|Our|My|Now|What|How|Why|Who|Some|Many|Most|All|One|With|Since|Until"
    r"|Though|Although|However|Yet)(?:[’']\w+)?\s))"
)
"""An abbreviation ends a sentence only over a word that sentences begin with."""
_INTRO: Final = late(
    r"(?:in|on|at|after|before|as|when|while|with|despite|amid|during|since|following|under|for|from|by|if|like|unlike|to"
    r"|according to|though|because|once|until|over|across|speaking|thanks to|due to|owing to|instead of|along with"
    r"|together with|rather than|given|based on|depending on|regardless of|aside from|apart from|starting|beginning"
    r"|continuing|launched in|founded in|back in|throughout|within|between|among|last|earlier"
    r"|nach|vor|während|bei|mit|im|am|trotz|seit|après"
    r"|although|avant|pendant|dans|depuis|lors|malgré|en|au|tras|durante|desde|dopo|nel|nella)\b",
    re.IGNORECASE,
)
"""What leads up to the main clause."""
_BINDING: Final = late(
    r"(?:(?:only|even|but)\s)?(?:if|unless|should|were|had|provided|providing|assuming|supposing|in case|in the event"
    r"|as long as|so long as|except|without|until|once(?! (?:again|upon|more))|subject to|pending"
    r"|under (?:the|a|an|this|that|new|proposed|draft) (?:\w+ )?(?:plans?|proposals?|bill|draft|deal|scheme|rules?)"
    r"|wenn|falls|sofern|sollten?|ohne|solange|sobald|vorausgesetzt"
    r"|si|sauf|sans|à moins|à condition|pourvu|tant que|a menos|siempre que|salvo|sin|se|qualora|senza|a condizione"
    r"|according to|laut|nach angaben|nach ansicht|selon|d['’]après|según|secondo)\b",
    re.IGNORECASE,
)
"""A condition, or who says so: without it the rest would be another piece of news."""
_CONDITION: Final = late(
    r"(?:only )?(?:if|unless|provided|as long as|wenn|falls|sofern|à condition|pourvu|à moins)\b", re.IGNORECASE
)
"""What no headline may end before."""
_ALONE: Final = late(r"(?:thanks to|due to|owing to|along with|together with|according to)\b", re.IGNORECASE)
"""What is no sentence without a verb, though a full stop may follow."""
_AT_ONCE: Final = 24
"""Characters: whatever stands before so early a comma only leads up to what follows."""
_STRONG: Final = late(r"\s*(?:[;:](?=\s)|[。；：])|,(?=\s)|\s+(?:–|—|―|--|-)\s+|—|，|、|\s+\(")
_CLAUSE: Final = late(
    r"\s+(?=(?:that|which|who|whose|where|when|while|as|after|before|because|since|until|although|though|if|but|amid|despite"
    r"|following|including|dass|weil|nachdem|während|aber|que|qui|tandis|mais|pero|mientras|che|mentre|ma"
    r"|(?:and|or|und|et|y|e)\s(?:it|we|they|he|she|I|you|there|es|er|sie|wir|ich|il|elle|ils|on|nous|je)(?:[’']\w+)?)\s)",
    re.IGNORECASE,
)
_PHRASE: Final = late(
    r"\s+(?=(?:in|on|at|to|for|from|with|about|against|into|over|under|near|across|through|between|without|within|around|during"
    r"|im|am|auf|mit|von|für|bei|dans|sur|pour|avec|par|de|des|du|en|con|por|para|nel|per|da)\s(?!which\b|whom\b))",
    re.IGNORECASE,
)
_PREFERENCE: Final = (
    (_STRONG, _TELLING), (_CLAUSE, _TELLING), (_PHRASE, _TELLING),
    (_STRONG, _SHORTEST), (_CLAUSE, _SHORTEST), (_PHRASE, _SHORTEST + 6),
)  # fmt: skip
"""Where to end, and how long it must be then."""
_DANGLING: Final = frozenset(
    """
    a an the and or but nor so yet in on at to for from by with of about against into over under near across
    through between without within around during as than that which who whose whom where when while after before
    because since until although though if amid despite following including is are was were be been being has
    have had will would can could may might must shall should do does did its their his her our your my this
    whether how why what we you they i he she many some any each every also just only recently other another several
    we're it's they're there here not yet including such like per via between toward towards onto upon announce
    announces announced say says said tell tells share shares include includes provide provides offer offers
    able unable likely unlikely supposed dedicated devoted committed based aimed designed intended asked told invited
    expected forced urged encouraged allowed compared according due related thanks excited pleased thrilled proud
    delighted honored honoured glad eager interested important extremely upcoming various different multiple certain
    aim aims consist consists depend depends seek seeks ways ability attempt attempts opportunity chance
    instead rather
    these those not no very more most such both either der die das den dem des ein eine einen einem einer und
    oder aber im am auf mit von für bei zu zum zur dass weil ist sind war le la les un une des du de et ou mais
    dans sur pour avec par que qui est sont el los las una y o pero con por para il lo gli uno e ma nel nella
    per da che è
    """.split()
)
_PARTICIPLE: Final = late(r"[a-z]{3,}ing\s(?:in|on|at|from|with|about)\b")
"""What follows a clause: "resulting in"."""
_NO_SUBJECT: Final = late(r"[a-z]+(?:ing|ed)\b|(?:and|or|but)\b")
_COMMA: Final = late(r",(?!\s\d)")
"""One that is in no date."""
_EARLY: Final = late(
    r"(?:today|yesterday|now|also|just|recently|already|later|then|never|always)\s|(?=(?:as|during)\s)"
)
"""What may stand before the verb; or what follows it."""
_OF_ENGLISH: Final = late(r",\s(?:which|where|who|whose|a|an|the)\s")
_BARE_VERB: Final = late(r"\bto\s[a-z]+$")
"""What seldom ends a clause: "to help"."""
_NO_VERB: Final = late(
    r"(?:,\s(?:and|but|or|so|yet)|\b(?:that|because|how|whether|if))\s(?P<clause>[^,]*)$|^(?P<whole>.*)$"
)
"""Where a further clause begins, to the end."""
_VERB: Final = late(
    r"\b(?:am|is|are|was|were|be|been|has|have|had|do|does|did|can|could|will|would|shall|should|may|might|must|cannot|let"
    r"|made|said|took|came|went|got|gave|found|knew|thought|told|saw|left|kept|held|brought|began|wrote|stood|heard|meant"
    r"|met|ran|paid|sat|spoke|led|grew|lost|fell|sent|built|understood|drew|broke|spent|cut|rose|drove|bought|chose|put|set"
    r"|won|taught|sold|fought|threw|caught|lay|became|felt|shut|read|sought|hit|welcome|please|\w{3,}ed)\b"
    r"|\b(?!(?:this|his|its|thus|less|plus|across|various|always|previous|serious|famous)\b)[a-z]{2,}s(?=\s)|[’'](?:re|ve|ll|m|d|t)\b|\b(?:I|we|you|they|who|people)\s\w",
    re.IGNORECASE,
)
"""What can be the verb of an English clause; a plural may pass for one."""
_VERB_OF_MAIN: Final = late(
    r"\b(?:am|is|are|was|were|has|have|had|can|could|will|would|may|must|\w{3,}ed|s?he|we|it|they|I)\b"
)
_ANNOUNCED: Final = late(
    r"(?:[^\s,]+,?\s){0,9}?(?:(?:am|are|is)|\w+[’'](?:m|re))\s(?:[^\s,]+\s){0,3}?(?:excited|happy|pleased|proud|thrilled"
    r"|delighted|glad|honou?red)\sto\s(?:announce|share|report|introduce|present|say)\s(?:with\syou\s)?(?:that\s)?(?=\S)"
)
"""Before the news: "We are very happy to announce that"."""
_JOINED: Final = late(
    r"(?:and|or|but|und|oder|et|ou|y|which|who|where|when|including|such|as|not|especially|e\.g|i\.e)\b"
)
_ITEM: Final = late(r"(?:[^,]{1,28},\s|(?:and|or|und|oder|et|ou|y)\s)")
"""What follows a comma in a list."""
_AND: Final = late(r"(?:and|or|und|oder|et|ou|y)\s")
_SUBJECT: Final = late(
    r"(?:and|or|und|et|y|e)\s(?:it|we|they|he|she|I|you|there|es|er|sie|wir|ich|il|elle|ils|on|nous|je)\b"
)
_ASIDE: Final = late(r"\s+\([^()]{1,250}\)(?=[\s,.;:—–]|$)")
"""What stands in brackets: a headline can do without it."""
_AGENCY: Final = late(r"\([^()]{1,40}\)\s*(?:[–—―-]+\s*)?(?=\S.{30})")
"""Brackets before the text begins."""
_GREETING: Final = late(r"(?:[^\s.!?]+\s){0,4}[^\s.!?]+[!?]\s+(?=\S.{40})")
"""A call of a few words before the text begins."""
_NO_START: Final = late(r"\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s\d", re.IGNORECASE)
"""The rest of a date."""
_NOUNS_IN_ING: Final = frozenset(
    """
    building meeting morning evening spring king ring thing something everything nothing anything training hearing
    housing funding wedding ceiling feeling painting fishing engineering programming testing computing hosting banking
    shipping mining farming parking lighting heating clothing warning opening closing ending beginning spending saving
    pricing ranking rating ruling sentencing shooting killing bombing crossing landing wing string swing evening writing
    reading learning teaching marketing advertising publishing gathering licensing monitoring reporting outing
    """.split()
)
"""Words in -ing that are no verbs, or need nothing after them."""
_BEING: Final = frozenset("am is are was were be been not it's it’s they’re they're we’re we're".split())
"""What makes a verb in -ing complete: "the harbour is closing"."""
_LISTED: Final = late(r"[^,]{1,30},?\s(?:and|or|und|oder|et|ou|y)\s")
_RELATIVE: Final = late(
    r",\s(?:which|who|whose|where|der|die|das|den|dem|deren|dessen|qui|dont|que|il quale)\s[^,]{4,150},(?=\s)"
    r"|,\s(?:a|an|the|ein|eine|un|une|le|la|una)\s[^,]{15,120},(?=\s(?!(?:and|or|but|und|et|y|a|an|the)\b)[a-zà-ÿ])"
)
"""A clause that a headline can do without."""
_NO_CLAUSE: Final = (_INTRO, _JOINED, _LISTED, _NO_START)
"""What the main clause does not begin with."""
_RANGE_TO: Final = late(r"\s(?:to|and|bis|und|à|et|y|a)\s")
_RANGE_FROM: Final = late(r"\b(?:from|between|von|zwischen|de|entre)\s[^\s,]+(?:\s[^\s,]+)?$", re.IGNORECASE)
_LEFT_OVER: Final = late(r",\s(?:(?:the|a|an|his|her|its|their|der|die|das|le|la|les)\s)?[^\s,]+$")
"""One word after a comma begins something."""
_ASKS: Final = late(
    r"\b(?:sa(?:y|ys|id)|tells?|told|announced?s?|argued?s?|agreed?s?|believe[ds]?|claim(?:s|ed)?|confirm(?:s|ed)?"
    r"|conclude[ds]?|decide[ds]?|den(?:y|ies|ied)|f(?:ind|inds|ound)|hope[ds]?|insist(?:s|ed)?|learn(?:s|ed|t)?|ma(?:de|kes?)"
    r"|kn(?:ow|ows|ew)|mean[st]?|promise[ds]?|report(?:s|ed)?|reveal(?:s|ed)?|rule[ds]?|show(?:s|ed|n)?|state[ds]?"
    r"|suggest(?:s|ed)?|th(?:ink|inks|ought)|voted?|warn(?:s|ed)?|wr(?:ite|ites|ote|itten)|ask(?:s|ed)?|wonder(?:s|ed)?)\b"
    r"[^,;.]{0,40}?\s(?:that|whether|how|why|what)\s"
    r"|\w+,?\s(?:dass|ob)\s|\b[\w’']+(?:é|i|it|is|u|ue|ent|e)\s(?:que|qu['’])\s?|\b\w+(?:ó|do|to|a|e)\s(?:que|che)\s",
    re.IGNORECASE,
)
"""A verb up to the clause that it asks for: "announced on Monday that"."""
_ALSO: Final = late(r"(?P<comma>,)?\s(?P<word>and|or|but|und|oder|aber|sowie|et|ou|mais)(?=[\s,])", re.IGNORECASE)
_COUNTED: Final = late(
    r"(?:(?:a|an|the|at least|some|about|ein|eine|der|die|un|une)\s)?"
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|zwei|drei|vier|fünf|deux|trois|quatre|dos|tres|due|tre"
    r"|\d[\d.,]*|\d+-(?:year|day|week|month|hour)-old|\d+-jähriger?)"
)
"""What asks for a noun: "and three"."""
_SHORTENED: Final = frozenset(
    """
    approx bros bzw ca capt cf cllr co col corp cpl dept dr dt etc evtl fig frl ft gen ggf gov hon hr inkl lt maj max
    mio min mlle mme mrd mt nr pres prof rev sen sgt sog sr st str supt tel univ usw vgl vs zzgl
    """.split()
) - frozenset(("etc", "usw"))
_DOTTED: Final = late(r"(?:^|[\s(])(?:[^\W\d_]\.\s?)*[^\W\d_]$")
_ORDINAL: Final = late(
    r"(?:^|\b(?:a[mb]|de[mnrs]|d(?:ie|as)|v[oe]m|vom|zu[mr]|bis|seit|i[mn]|beim|und|[ms]einen?|ihre[nmr]?|jede[nmr]?)\s)\d{1,3}$",
    re.IGNORECASE,
)
_MONTH: Final = late(r"\s+(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Jahrhundert|Geburtstag|Liga|Klasse|Stock)")
"""What a German ordinal number stands before."""
_PAIRS: Final = {"“": "”", "‘": "’", "«": "»", "„": "“", "(": ")", "[": "]", "「": "」"}
_TAIL: Final = " ,;:–—―-\u3000，、；："


def from_lede(text: str) -> str:
    """A clause of at most 90 characters from the first sentence, else what has room; empty if there is no text."""
    text = " ".join(text[:4_000].split())
    return _headline(text) or text[:LONGEST].strip(_TAIL)


def _headline(text: str) -> str:
    text = text[dateline.end() :] if (dateline := _DATED.match(text) or _DATELINE.match(text)) else text
    text = text[greeting.end() :] if (greeting := _GREETING.match(text)) else text
    text = text[agency.end() :] if (agency := _AGENCY.match(text)) else text
    end = next((found for found in _SENTENCE.finditer(text) if _ends(found)), None)
    sentence = (
        text[: end.start()] if end and end[0][0] != "?" and not end["short"] else text[: end.end()] if end else text
    ).strip()
    if EAST_ASIAN.match(sentence):
        return _east_asian(sentence)
    if end and _ALONE.match(sentence) and "," not in sentence and not _VERB_OF_MAIN.search(sentence):
        return _headline(text[end.end() :].lstrip()) or _capital(_words(sentence))
    if len(sentence) <= LONGEST and (whole := _closed(sentence.rstrip(_TAIL))):
        return _capital(whole)
    sentence = _ASIDE.sub("", sentence)
    sentence = _RELATIVE.sub(_without, sentence)
    news = _ANNOUNCED.match(sentence)
    if news and len(sentence) - news.end() >= _SHORTEST:
        sentence = sentence[news.end() :]
    else:
        news = None
    if len(sentence) <= LONGEST and (whole := _closed(sentence.rstrip(_TAIL))):
        return _capital(whole)
    least = _SHORTEST // 2 if _ALONE.match(sentence) else _SHORTEST
    starts = [start for start in ([0] if news else _starts(sentence)) if len(sentence) - start >= least]
    longest: dict[tuple[int, re.Pattern[str]], tuple[int, str]] = {}
    for ends, least in _PREFERENCE:
        for start in starts:
            if (start, ends) not in longest:
                longest[start, ends] = _cut(sentence[start:], ends, named=news is not None)
            place, found = longest[start, ends]
            if place >= least:
                return _capital(found)
    return _capital(_words(sentence[starts[0] :] if starts else sentence))


def _ends(found: re.Match[str]) -> bool:
    """Whether a full stop ends a sentence, and not an abbreviation or a German ordinal number."""
    text, at = found.string, found.start()
    if text[at : at + 2] != ". " or found["short"]:
        return True
    before = text[max(0, at - 20) : at]
    word = before.rpartition(" ")[2].lstrip('("“„«')
    if word.isdecimal():
        return not (_ORDINAL.search(before) or (len(word) < 3 and _MONTH.match(text, at + 1)))
    return word.casefold() not in _SHORTENED and not _DOTTED.search(before)


def _without(aside: re.Match[str]) -> str:
    """What is left of an aside between two commas: nothing before the verb, one comma after an introduction."""
    text, after = aside.string, aside.end() + 1
    if not _OF_ENGLISH.match(aside[0]):
        return ""
    if _INTRO.match(text) and not _COMMA.search(text, 0, aside.start()):
        return aside[0] if _NO_SUBJECT.match(text, after) or _INTRO.match(text, after) else ","
    early = _EARLY.match(text, after)
    goes_on = early is not None and early[0] == ""
    return "" if goes_on or _VERB.match(text, early.end() if early else after) else aside[0]


def _east_asian(sentence: str) -> str:
    """As many clauses as have room in half the length: each character is twice as wide as a letter."""
    places = [found.start() for found in re.finditer("[，；：、]", sentence[: LONGEST // 2])]
    if len(sentence) <= LONGEST // 2:
        return sentence.rstrip(_TAIL)
    return sentence[: places[-1] if places and places[-1] >= _SHORTEST // 3 else LONGEST // 2].rstrip(_TAIL)


def _starts(sentence: str) -> list[int]:
    """Where a clause can begin that stands on its own: after the words that only lead up to it, else at the head."""
    if _BINDING.match(sentence):
        return [0]
    for comma in re.finditer(r",\s+", sentence[: 250 if _INTRO.match(sentence) else _AT_ONCE]):
        rest = sentence[comma.end() :]
        before = sentence[: comma.start()]
        led = _INTRO.match(sentence) is not None or not any(map(str.isdigit, before))
        if led and _PARTICIPLE.match(rest):
            break
        if led and not any(form.match(rest) for form in _NO_CLAUSE):
            return [comma.end(), 0]
    return [0]


def _cut(clause: str, ends: re.Pattern[str], named: bool) -> tuple[int, str]:
    """The longest part of `clause` that ends at one of `ends` and can stand as a headline, and where; 0 if none can.

    `named`: it was announced, and may be a mere name.
    """
    window = clause[: LONGEST + 1]
    comma = clause.find(", ") if _INTRO.match(clause) else -1
    places = [(found.start(), found.end()) for found in ends.finditer(clause[: LONGEST + 40])]
    if len(clause) <= LONGEST:
        places.append((len(clause), len(clause)))
    for place, after in reversed(places):
        if place > LONGEST:
            continue
        if place < _SHORTEST or (place <= comma and place < len(clause)):
            break  # too short, or it only leads up to the main clause
        if place < len(clause) and (
            _CONDITION.match(clause[after:].lstrip())
            or any(start < place < end for start, end in _asked(clause[: LONGEST + 40]))
        ):
            continue
        part = window[:place].rstrip(_TAIL)
        if place < len(clause) and _finished(part) != part:
            continue
        if place < len(clause) and (_LEFT_OVER.search(part) or _in_list(clause, place, after)):
            continue
        if part == _trimmed(part, ends is _STRONG) and _closed(part) == part and (named or _stands(part, ends)):
            return place, part
    return 0, ""


@lru_cache(4)
def _asked(text: str) -> list[tuple[int, int]]:
    """Where what is said, known or asked goes on in a clause. It takes long to find, for up to six cuts of one text."""
    return [found.span() for found in _ASKS.finditer(text)]


def _stands(part: str, ends: re.Pattern[str]) -> bool:
    """Whether what ends at one of `ends` has a verb in its last clause, and no verb at its end that needs more."""
    if ends is _PHRASE and _BARE_VERB.search(part):
        return False
    if not part.isascii() and re.search("[ß-ÿ]", part):
        return True  # hardly English
    if ends is _PHRASE and not _VERB.search(part, part.rfind(",") + 1):
        return False
    last = _NO_VERB.search(part)
    if ends is _PHRASE and _INTRO.match(part) and "," not in part and not _VERB_OF_MAIN.search(part):
        return False
    return last is None or _VERB.search(last["clause"] or last["whole"] or "") is not None


def _in_list(clause: str, start: int, end: int) -> bool:
    """Whether a place is between the parts of a list: "bread, fish and flour"."""
    if clause[start] == ",":
        rest = clause[end:].lstrip()
        if _AND.match(rest):  # "bread, flour, and fish", but "The harbour is open, and the ferry sails"
            return "," in clause[max(start - 35, 0) : start]
        return _LISTED.match(rest) is not None or (_ITEM.match(rest) is not None and not _SUBJECT.match(rest))
    if _RANGE_TO.match(clause, start) and _RANGE_FROM.search(clause[:start]):
        return True  # "from 24 to 27"
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
    return _unpaired(_trimmed(_finished(_LEFT_OVER.sub("", _trimmed(cut)), clause[len(cut) :])))


def _finished(text: str, goes_on: str = "") -> str:
    """`text` up to an "and" whose second part is begun and not finished; `goes_on`: what was cut off between words."""
    also = next(reversed(list(_ALSO.finditer(text))), None)
    if also is None or also.start() < _SHORTEST:
        return text
    rest = text[also.end() :].strip()
    listed = "," in text[max(also.start() - 35, 0) : also.start()]
    if rest[:1] == ",":
        begun = not _VERB.search(rest, rest.find(",", 1) + 1 or len(rest))
    elif _COUNTED.fullmatch(rest):
        begun = True
    elif _VERB.search(rest) or listed or (not text.isascii() and len(rest.split()) > 3):
        begun = False
    elif goes_on and not (_STRONG.match(goes_on) or _CLAUSE.match(goes_on) or _PHRASE.match(goes_on)):
        begun = not (rest[:1].isupper() and text[: also.start()].rpartition(" ")[2][:1].isupper())
    else:
        begun = also["comma"] is not None
    return text[: also.start()].rstrip(_TAIL) if begun else text


def _unpaired(text: str) -> str:
    """`text`, without its brackets and quotation marks if not all are closed."""
    if found := _closed(text):
        return found
    for opener, closer in (("(", ")"), ("[", "]")):
        at = text.rfind(opener)
        if at > 0 and closer not in text[at:]:
            return _unpaired(_trimmed(text[:at]))
    return re.sub(r"[\"“”‘«»„()\[\]「」]", "", text).strip(_TAIL)


def _trimmed(text: str, ended: bool = False) -> str:
    """Without words at the end that promise more. `ended`: a comma or the like followed; then a verb in -ing may."""
    words = text.rstrip(_TAIL).split(" ")
    while len(words) > 2 and _dangles(words[-1].strip(_TAIL).casefold().replace("’", "'")):
        if ended and words[-1].endswith("ing") and words[-2] in _BEING:
            break
        words.pop()
    return " ".join(words).rstrip(_TAIL)


def _dangles(word: str) -> bool:
    """Whether a word promises more."""
    return word in _DANGLING or (len(word) > 5 and word.endswith("ing") and word not in _NOUNS_IN_ING)


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
    first = text.split(" ", 1)[0]
    if first[1:] != first[1:].lower():
        return text  # a name that is written so: "eBay"
    return text[:1].upper() + text[1:]
