"""An attribution taken apart: name, role, institution. What gives no ground for a guess stays in the role."""

import re
from typing import Final

from digest.loader.vocabulary import INSTITUTION_ENDS, INSTITUTIONS, PARTICLES, ROLES, TITLES
from digest.records import Speaker

_ACRONYM: Final = re.compile(r"(?:[A-Z][A-Z&0-9]{1,9}|[A-Z]\.(?:[A-Z]\.)+)(?:[- ][A-Z][\w&]+)*")
_BRACKET: Final = re.compile(r"(.+?)\s*[(（]([^()（）]+)[)）]\.?")
_AT: Final = re.compile(r"\s+(?:at|with|bei|beim|chez)\s+(?:the\s+|der\s+|dem\s+)?(?=[^\W\d_a-z])")
_OF: Final = re.compile(
    r"\s+(?:of|for|from|von|vom|de|du|des|der|en|à)\s+(?:the\s+|der\s+|la\s+|l['’])?(?=[^\W\d_a-z])"
)
_BY: Final = re.compile(r"(?:by|von|par)\s+(?=[^\W\d_a-z])")
_NAME: Final = re.compile(r"[^\W\d_][\w'’.\-·]*")
_NO_PART: Final = re.compile(r"\s*(?:(?:jr|sr)\b|phd\b|md\b|$)", re.IGNORECASE)
_SUFFIX: Final = re.compile(r",?\s+(?:Jr|Sr|PhD|MD|MBE|OBE|QC|KC)\.?$")
_WORD: Final = re.compile(r"[^\W\d_][\w-]*")


def speaker(text: str) -> Speaker:
    """Who is named by an attribution without its dash."""
    given = text.strip()
    bare = _BY.sub("", given, count=1) if _BY.match(given) else given
    if not bare:
        return Speaker(given)
    bracket = _BRACKET.fullmatch(bare)
    if bracket and bracket[2].strip() and "," not in bracket[1]:
        rest = bracket[2].strip()
        role, institution = _affiliation(rest)
        if role == rest and rest[0].isupper() and not _has_role(rest) and not any(map(str.isdigit, rest)):
            role, institution = None, rest  # a name and what it stands for: "Tom Hill (Harbour Weekly)"
        return _settled(given, bracket[1], role, institution)
    head, comma, rest = _halves(bare)
    if not comma:
        return _alone(given, bare)
    if not is_person(head) and is_person(rest) and (head[0].islower() or _has_role(head)):
        return Speaker(given, name=rest, role=head)  # "the mayor, Tom Hill"
    role, institution = _affiliation(rest)
    return _settled(given, head, role, institution)


def is_person(text: str) -> bool:
    """Whether it has the shape of a person's name: two to five capitalised words, particles and initials among them."""
    words = _SUFFIX.sub("", text).split()
    if words and words[0].rstrip(".").casefold() in TITLES:
        words = words[1:]
        if len(words) == 1:
            return _capitalised(words[0])
    if not 2 <= len(words) <= 6 or _is_named_so(text):
        return False
    if words[0].casefold() in ("the", "a", "an", "der", "die", "das", "les"):
        return False
    names = [word for word in words if word.casefold() not in PARTICLES]
    return len(names) >= 1 and all(map(_capitalised, names)) and _capitalised(words[-1])


def _capitalised(word: str) -> bool:
    """Initials, `O'Neill`, `al-Assad`, `Jean-Luc`, and names in scripts without capitals."""
    found = _NAME.fullmatch(word)
    if not found:
        return False
    return not word[0].islower() or bool(re.match(r"(?:al|el|d|l|o)[-'’][^\W\d_a-z]", word))


def _halves(text: str) -> tuple[str, str, str]:
    """What stands before and after the first comma that is in no brackets."""
    depth = 0
    for at, char in enumerate(text[:300]):
        if char in "(（":
            depth += 1
        elif char in ")）":
            depth -= 1
        elif char in ",，、|" and depth <= 0 and text[:at].strip() and not _NO_PART.match(text, at + 1):
            return text[:at].strip(), char, text[at + 1 :].strip()
    return text, "", ""


def _alone(given: str, text: str) -> Speaker:
    """An attribution in one piece."""
    if is_person(text):
        return Speaker(given, name=text)
    if _is_institution(text):
        return Speaker(given, institution=text)
    words = text.split()
    if len(words) == 1 and _capitalised(text) and not text[0].islower() and not _has_role(text):
        return Speaker(given, name=text)
    if len(words) == 1 and text and not text.isascii() and text[0].isalpha():
        return Speaker(given, name=text)
    role, institution = _affiliation(text)
    return Speaker(given, role=role, institution=institution)


def _settled(given: str, head: str, role: str | None, institution: str | None) -> Speaker:
    """A speaker from what stands first, and what is known from the rest."""
    if institution is None and role is None:
        return _alone(given, head)
    if _is_institution(head) and not is_person(head):
        whole = role if institution is None else institution if role is None else f"{role}, {institution}"
        return Speaker(given, role=whole, institution=head)
    if _looks_like_role(head):
        return Speaker(given, role=f"{head}, {role}" if role else head, institution=institution)
    return Speaker(given, name=head, role=role, institution=institution)


def _looks_like_role(head: str) -> bool:
    return not is_person(head) and (head[:1].islower() or bool(_has_role(head)) or len(head.split()) > 5)


def _affiliation(text: str) -> tuple[str | None, str | None]:
    """Role and institution in what follows a name."""
    first, comma, last = (part.strip() for part in text.rpartition(","))
    # "goalkeeper, Port Osmerry Athletic": what begins in lower case is a role, two capitalised words are a name
    named = last[:1].isupper() and (_has_role(first) or (first[:1].islower() and " " in last))
    if comma and last and last not in _LEGAL and (named or _is_institution(last)):
        return first, last
    if _is_institution(text):
        return None, text
    for pattern in (_AT, _OF):
        cut = pattern.search(text)
        if cut and (pattern is _AT or _is_institution(text[cut.end() :])):
            return text[: cut.start()].strip(" ,"), text[cut.end() :].strip()
    if _is_name(text):
        return None, text
    return text, None


_LEGAL: Final = frozenset(("Inc.", "Inc", "Ltd", "Ltd.", "LLC", "Corp.", "Plc", "GmbH", "AG"))
"""What stands after the comma in the name of a firm."""
_SMALL: Final = frozenset("of the and for de la le du des di der für und".split())


def _is_name(text: str) -> bool:
    """Two capitalised words or more, and no role among them: after a name, that is where the person comes from."""
    words = text.split()
    large = [word for word in words if word.casefold() not in _SMALL]
    return len(large) > 1 and "," not in text and not _has_role(text) and all(word[0].isupper() for word in large)


def _is_institution(text: str) -> bool:
    """A name of an organisation: an acronym, or capitalised, with a word that says so and no role beside it."""
    if _ACRONYM.fullmatch(text):
        return True
    if not text or text[0].islower() or _AT.search(text) or not _is_named_so(text):
        return False
    words = _words(text)
    first = next((at for at, word in enumerate(words) if word in INSTITUTIONS), len(words))
    return ROLES.isdisjoint(words[:first]) and (not words or words[-1] not in ROLES)


def _is_named_so(text: str) -> bool:
    """Whether a word in it names a kind of institution."""
    return not INSTITUTIONS.isdisjoint(_words(text)) or (not text.isascii() and text.endswith(INSTITUTION_ENDS))


def _has_role(text: str) -> bool:
    return not ROLES.isdisjoint(_words(text))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
