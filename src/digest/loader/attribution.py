"""An attribution taken apart: name, role, institution. What gives no ground for a guess stays in the role."""

import re
from typing import Final

from digest.loader.vocabulary import (
    DEGREES,
    GIVEN_NAMES,
    INSTITUTION_ENDS,
    INSTITUTIONS,
    NO_NAMES,
    OF_FIRMS,
    PARTICLES,
    ROLE_ENDS,
    ROLES,
    SURNAMES,
    TITLES,
)
from digest.patterns import late
from digest.records import Speaker

_ACRONYM: Final = late(r"(?:[A-Z][A-Z&0-9]{1,9}|[A-Z]\.(?:[A-Z]\.)+)(?:[- ][A-Z][\w&]+)*")
_BRACKET: Final = late(r"([^()（）]+?)\s*[(（]([^()（）]+)[)）]\.?\s*(.*)")
_AT: Final = late(r"\s+(?:at|with|bei|beim|chez)\s+(?:the\s+|der\s+|dem\s+)?(?=[^\W\d_a-z])")
_OF: Final = late(
    r"\s+(?:of|for|from|von|vom|der|des|de|du|del|della|di|da|do|en|à|van)\s+"
    r"(?:the\s+|der\s+|la\s+|los\s+|las\s+|l['’])?(?=[^\W\d_a-z])"
)
_BY: Final = late(r"(?:by|von|par|por)\s+(?=[^\W\d_a-z])")
_SAID_TO_BE: Final = late(r"(?:attributed to|according to|zugeschrieben|attribué à|atribuido a)\s+(?=[^\W\d_a-z])")
_NAME: Final = late(r"[^\W\d_][\w'’.\-·]*")
_NO_PART: Final = late(r"\s*(?:(?:jr|sr|ii|iii|iv)\b|$)", re.IGNORECASE)
_SUFFIX: Final = late(r",?\s+(?:Jr|Sr|II|III|IV|Ph\.?D|M\.?D|MBE|OBE|QC|KC)\.?$")
_WORD: Final = late(r"[^\W\d_][\w-]*")
_AND: Final = late(r"\s+(?:and|und|et|y|e|&)\s+")
_ONE_MORE: Final = late(r"(?:[,;]\s+(?:and|und|et|y|e|&)|;)\s+(?=[^\W\d_a-z])")
"""What a further speaker follows, after the role of the one before."""
_LISTED: Final = late(r"\s*[,;]\s+(?:(?:and|und|et|y|e|&)\s+)?|\s+(?:and|und|et|y|e|&)\s+")
"""What is between the names in a list."""
_NO_BREAK: Final = late("[\u00a0\u202f]")
_WHERE: Final = late(r"\s+\((?:left|right|cent(?:re|er)|pictured|above|below)\)", re.IGNORECASE)
"""Where the person is in a picture."""
_FROM: Final = late(r"from\s", re.IGNORECASE)
_COMMAS: Final = ",，、،|"
_OPEN: Final = "(（"
_CLOSE: Final = ")）"
_LEGAL: Final = frozenset(("inc", "ltd", "llc", "corp", "plc", "gmbh", "ag", "co", "llp", "lp", "pty"))
"""What stands after the comma in the name of a firm."""
_NO_FIRST: Final = frozenset(
    "the a an der die das les in at on from to by with for after before when while but and this that im am".split()
)
"""What no name begins with."""
_NOTES: Final = frozenset(
    """
    act added adapted as author book cf chapter cited credit ed editor emphasis excerpt from image in italics later note
    notes original our page photo picture pp quoted quoting reprinted scene section see sic source trans transcript
    translated translation translator verse version via vol volume
    """.split()
)
"""What brackets after a quote begin with that say something about the words."""
_SAYING: Final = frozenset(
    "is was were are has had have said says will would did does told who whose which it he she they we there".split()
)
"""What makes a sentence of a line."""
_SMALL: Final = frozenset("of the and for de la le du des di der für und".split())
_JOINED_ROLE: Final = late(f"(.+?(?:{'|'.join(INSTITUTION_ENDS)}))(.*(?:{'|'.join(ROLE_ENDS)}))")


def speaker(text: str) -> Speaker:
    """Who is named by an attribution without its dash."""
    given = text.strip()
    plain = _WHERE.sub("", _NO_BREAK.sub(" ", given))
    bare = _BY.sub("", plain, count=1) if _BY.match(plain) else plain
    if not bare:
        return Speaker(given)
    if _FROM.match(bare):
        return Speaker(given, role=bare)
    bracket = _BRACKET.fullmatch(bare)
    if bracket and bracket[2].strip() and "," not in bracket[1] and (not bracket[3] or bracket[2][0] == "@"):
        return _bracketed(given, bracket[1], bracket[2].strip(), bracket[3])
    head, comma, rest = _halves(bare)
    if not comma and not bare.isascii() and " " in bare:
        head, comma, rest = _east_asian(bare)
    several = _several(bare, head)
    if several and not comma:
        return Speaker(given, name=bare, people=several)
    if not comma:
        return _alone(given, bare)
    listed = _listed(bare)
    if listed:
        return Speaker(given, name=bare, people=listed) if _is_surely(*listed[1:]) else Speaker(given, head, rest)
    if " " not in head and rest.casefold() in GIVEN_NAMES:
        return Speaker(given)  # "Hill, Tom"
    if not several and _others(rest):
        # each has a role of their own: to give all of it to the first would be wrong
        return Speaker(given, people=(head, *_others(rest))) if is_person(head) else Speaker(given)
    if not is_person(head) and _is_named(rest) and (head[0].islower() or has_role(head)):
        return Speaker(given, name=rest, role=head)  # "the mayor, Tom Hill"
    if not rest:
        return _alone(given, head)
    role, institution = _affiliation(_unstopped(rest))
    return _settled(given, head, role, institution, several)


def is_person(text: str) -> bool:
    """Whether it has the shape of a person's name: two to five capitalised words, particles and initials among them."""
    words = _SUFFIX.sub("", text).split()
    titled = False
    if words and words[0].rstrip(".").casefold() in TITLES:
        words, titled = words[1:], True
        if len(words) == 1:
            return _capitalised(words[0])
    if not 2 <= len(words) <= 6 or (_is_named_so(text) and not _has_such_a_surname(words, titled)):
        return False
    if words[0].casefold() in _NO_FIRST:
        return False
    names = [word for word in words if word.casefold() not in PARTICLES]
    return (
        len(names) >= 1
        and all(map(_capitalised, names))
        and _capitalised(words[-1])
        and NO_NAMES.isdisjoint(map(str.casefold, words))
    )


def is_full(text: str) -> bool:
    """Whether it is unmistakable without a dash: a person's name, and then a role or an institution that is known."""
    head, comma, rest = _halves(text)
    if not comma:
        bracket = _BRACKET.fullmatch(text)
        if not bracket or bracket[3]:
            return False
        head, rest = bracket[1], bracket[2]
    if not rest or len(text.split()) > 16 or not is_person(head) or has_role(head):
        return False
    rest = _unstopped(rest)
    if not _SAYING.isdisjoint(_words(rest)):
        return False
    institution = _affiliation(rest)[1]
    return has_role(rest) or (institution is not None and _is_institution(institution.split(",")[0]))


def is_credit(text: str) -> bool:
    """Whether what stands in brackets after a quote names a person or an institution without doubt.

    "translated", "p. 3", "Emphasis Added", "New York" are in brackets as often.
    """
    words = text.split()
    first = _WORD.match(text)
    if first is None or (first[0].casefold() in _NOTES) or any(map(str.isdigit, text)):
        return False
    head, comma, rest = _halves(text)
    if is_full(text) or (comma and all(is_full(f"{name}, {rest}") for name in _AND.split(head))):
        return True
    if comma or not words[0][0].isupper():
        return False
    if is_person(text):
        return words[0].casefold() in GIVEN_NAMES or words[0].rstrip(".").casefold() in TITLES
    if len(words) < 2 or not all(word[0].isupper() or word in _SMALL for word in words) or not _is_institution(text):
        return False
    return words[-1].casefold() in INSTITUTIONS or (words[0].casefold() in INSTITUTIONS and words[1] in _SMALL)


def _has_such_a_surname(words: list[str], titled: bool) -> bool:
    """Whether the only word for an institution in a name is its last, and the others show that it is a person's."""
    *first, last = words
    if last.casefold() not in SURNAMES or any(map(_is_named_so, first)) or len(first) > 2:
        return False
    initials = all(len(word) <= 2 and word[-1] == "." for word in first)
    middle = len(first) == 1 or (len(first[1]) <= 2 and first[1][-1] == ".")
    return titled or initials or (middle and first[0].casefold() in GIVEN_NAMES)


def _capitalised(word: str) -> bool:
    """Initials, `O'Neill`, `al-Assad`, `Jean-Luc`, and names in scripts without capitals."""
    found = _NAME.fullmatch(word)
    if not found:
        return False
    return not word[0].islower() or bool(re.match(r"(?:al|el|d|l|o)[-'’][^\W\d_a-z]", word))


def _is_named(text: str) -> bool:
    """Whether it is a person's name, and no word in it is a role, unless a surname can be one."""
    return is_person(text) and (not has_role(text) or text.split(maxsplit=1)[0].casefold() in GIVEN_NAMES)


def _halves(text: str) -> tuple[str, str, str]:
    """What stands before and after the first comma that is in no brackets."""
    depth = 0
    for at, char in enumerate(text[:300]):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth -= 1
        elif char in _COMMAS and depth <= 0 and text[:at].strip() and not _NO_PART.match(text, at + 1):
            if char == "," and _is_legal(text[at + 1 :]):
                continue
            return text[:at].strip(), char, text[at + 1 :].strip()
    return text, "", ""


def _is_legal(text: str) -> bool:
    """Whether the legal form of a firm is what comes next."""
    word = re.split("[,，(]", text, maxsplit=1)[0].strip()
    return word.rstrip(".").casefold() in _LEGAL


def _unstopped(text: str) -> str:
    """Without a full stop that ends no abbreviation."""
    if text.endswith(".") and not re.search(r"(?:\b[A-Z]|\b[A-Z][a-z]{1,3}|\.[a-z])\.$", text):
        return text[:-1].rstrip() or text
    return text


def _several(text: str, head: str) -> tuple[str, ...]:
    """Each name in `Ann Lee and Bo Chan`, or in the list that a text begins with; empty if that names one person."""
    said = _SAID_TO_BE.match(head)
    if said and _is_named(head[said.end() :]):
        return (head[said.end() :],)
    names = _AND.split(head)
    if len(names) > 1 and all(map(_is_named, names)):
        return tuple(names)
    return ()


def _listed(text: str) -> tuple[str, ...]:
    """Each part of `Tom Hill, Ann Lee and Bo Chan`; empty if one cannot be a person, or only the second is in doubt."""
    names = tuple(_LISTED.split(text))
    if len(names) < 2 or not all(map(_is_named, names)):
        return ()
    return names if len(names) > 2 or _is_surely(*names[1:]) else ()


def _is_surely(*names: str) -> bool:
    """Whether the first word of one of these is a title or a common first name: the others may be places."""
    return any(
        word.casefold() in GIVEN_NAMES or word.rstrip(".").casefold() in TITLES
        for word in (name.split(maxsplit=1)[0] for name in names)
    )


def _others(rest: str) -> tuple[str, ...]:
    """The names of further speakers, in what follows the first one's."""
    if not _ONE_MORE.search(rest):
        return ()
    names = tuple(_halves(part)[0] for part in _ONE_MORE.split(rest)[1:])
    return names if all(map(_is_named, names)) else ()


def _bracketed(given: str, head: str, inner: str, tail: str) -> Speaker:
    """A name, and in brackets a role, or what it stands for: `Tom Hill (Harbour Weekly)`."""
    if tail:  # a name on a network, and the day
        return Speaker(given, name=head, role=f"{inner}, {tail}")
    role, institution = _affiliation(inner)
    if role == inner and inner[0].isupper() and not has_role(inner) and not any(map(str.isdigit, inner)):
        role, institution = None, inner
    return _settled(given, head, role, institution, _several(head, head))


def _alone(given: str, text: str) -> Speaker:
    """An attribution in one piece."""
    text = _unstopped(text)
    if is_person(text):
        return Speaker(given, name=text)
    for cut in (*_AT.finditer(text), *_OF.finditer(text)):
        if is_person(text[: cut.start()]) and _is_institution(text[cut.end() :]):
            return Speaker(given, name=text[: cut.start()], institution=text[cut.end() :])
    if _is_institution(text):
        return Speaker(given, institution=text)
    words = text.split()
    if len(words) == 1 and _capitalised(text) and not text[0].islower() and not has_role(text):
        return Speaker(given, name=text)
    if len(words) == 1 and text and not text.isascii() and text[0].isalpha():
        return Speaker(given, name=text)
    role, institution = _affiliation(text)
    return Speaker(given, role=role, institution=institution)


def _settled(given: str, head: str, role: str | None, institution: str | None, people: tuple[str, ...] = ()) -> Speaker:
    """A speaker from what stands first, and what is known from the rest."""
    if institution is None and role is None:
        return _alone(given, head)
    if _is_institution(head) and not is_person(head):
        whole = role if institution is None else institution if role is None else f"{role}, {institution}"
        return Speaker(given, role=whole, institution=head)
    if _looks_like_role(head) and not people:
        return Speaker(given, role=f"{head}, {role}" if role else head, institution=institution)
    return Speaker(given, name=head, role=role, institution=institution, people=people)


def _looks_like_role(head: str) -> bool:
    return not is_person(head) and (head[:1].islower() or bool(has_role(head)) or len(head.split()) > 5)


def _east_asian(text: str) -> tuple[str, str, str]:
    """Name and role where only a space is between them, as in `山田太郎 東京大学教授`; either may stand first."""
    words = text.split()
    ends = [word.endswith((*ROLE_ENDS, *INSTITUTION_ENDS)) for word in words]
    if len(words) == 2 and ends[0] != ends[1] and len(words[ends[0]]) <= 6:
        return words[ends[0]], " ", words[ends[1]]
    return text, "", ""


def _affiliation(text: str) -> tuple[str | None, str | None]:
    """Role and institution in what follows a name."""
    parts = _parts(text)
    at = len(parts)
    while at and _is_institution(parts[at - 1][1]):
        at -= 1
    if at == len(parts) and at > 1:
        # "Technology Librarian, Supreme Court Library, Brisbane": a name after an institution is where it is
        first = next((number for number, (_, part) in enumerate(parts) if _is_institution(part)), at)
        if all(_could_be_a_place(part) for _, part in parts[first:]):
            at = first
    if at < len(parts):
        start = parts[at][0]
        return _role(text[:start]), text[start:].strip()
    if len(parts) > 1:
        start, last = parts[-1]
        before = _role(text[:start]) or ""
        # "goalkeeper, Port Osmerry Athletic": what begins in lower case is a role, two capitalised words are a name
        if last[:1].isupper() and not has_role(last) and (has_role(before) or (before[:1].islower() and " " in last)):
            return before, last
    joined = _JOINED_ROLE.fullmatch(text)
    if joined:
        return joined[2], joined[1]
    for pattern in (_AT, _OF):
        for cut in pattern.finditer(text):
            before, after = _role(text[: cut.start()]) or "", text[cut.end() :].strip()
            if " with " in cut[0] and not has_role(before):
                continue  # "in an interview with the Courier"
            if any(part[:1].islower() for _, part in _parts(after)[1:]):
                continue
            if pattern is _AT or _belongs_to(before, after):
                return before, after
    if _is_name(text):
        return None, text
    return text, None


def _role(text: str) -> str | None:
    return text.strip(f" {_COMMAS}") or None


def _belongs_to(role: str, name: str) -> bool:
    """Whether what follows "of" is an institution: by its own words, or because such a role is held in nothing else."""
    if OF_FIRMS.isdisjoint(_words(role)[-1:]):
        # "Clerk of the Court", "Member of Parliament": a kind of institution is no name of one
        return _is_institution(name) and (" " in name or name.isupper() or not name.isascii())
    return name[:1].isupper() and not has_role(name)


def _could_be_a_place(text: str) -> bool:
    return text[:1].isupper() and not has_role(text) and not any(map(str.isdigit, text)) and len(text.split()) <= 5


def _parts(text: str) -> list[tuple[int, str]]:
    """What stands between commas, each with its place; the legal form of a firm stays with it."""
    parts: list[tuple[int, str]] = []
    at = 0
    while at < len(text):
        head, comma, _ = _halves(text[at:])
        if not comma:
            parts.append((at, text[at:].strip()))
            break
        start = at + (len(text[at:]) - len(text[at:].lstrip()))
        parts.append((start, head))
        at = start + len(head)
        at += len(text[at:]) - len(text[at:].lstrip()) + 1
    return parts


def _is_name(text: str) -> bool:
    """Two capitalised words or more, and no role among them: after a name, that is where the person comes from."""
    words = text.split()
    large = [word for word in words if word.casefold() not in _SMALL]
    return len(large) > 1 and "," not in text and not has_role(text) and all(word[0].isupper() for word in large)


def _is_institution(text: str) -> bool:
    """A name of an organisation: an acronym, or capitalised, with a word that says so and no role beside it."""
    if _ACRONYM.fullmatch(text):
        return text.replace(".", "").casefold() not in DEGREES and not has_role(text)
    if not text or text[0].islower() or not _is_named_so(text):
        return False
    words = _words(text)
    at = _AT.search(text)
    if at and not _is_institution(text[: at.start()]):
        return False  # "Press Officer at the Harbour Trust", but "University of Texas at Austin"
    first = next((at for at, word in enumerate(words) if word in INSTITUTIONS), len(words))
    return ROLES.isdisjoint(words[:first]) and (not words or words[-1] not in ROLES)


def _is_named_so(text: str) -> bool:
    """Whether a word in it names a kind of institution."""
    return not INSTITUTIONS.isdisjoint(_words(text)) or (not text.isascii() and text.endswith(INSTITUTION_ENDS))


def has_role(text: str) -> bool:
    """Whether a word in it says what somebody is."""
    return not ROLES.isdisjoint(_words(text)) or (not text.isascii() and text.endswith(ROLE_ENDS))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
