"""Voices: everybody who is quoted, and every institution that somebody is quoted for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import blake2b
from itertools import combinations
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from digest.config import Person
from digest.issues import Issue
from digest.records import Card, QuoteCard, Speaker
from digest.slugs import fold_name, hashed, slug_of

Kind: TypeAlias = Literal["person", "institution"]
Form: TypeAlias = tuple[Kind, str]
"""A name as a quote has it, and whether it stands there as that of a person or of an institution."""
_NOBODY: Final[Mapping[str, Person]] = {}


class Said(Struct, frozen=True, gc=False):
    """A quote, and where it stands."""

    card: Card
    quote: QuoteCard


class Voice(Struct, frozen=True):
    """A speaker or an institution, and what they said."""

    name: str
    """That of the config, else the form that is written most."""
    slug: str
    kind: Kind
    said: tuple[Said, ...]
    """Newest first; those of one story in its order. Never none."""
    institutions: tuple[str, ...] = ()
    """For which a person spoke: those of the config, then those of the quotes, the latest first. By the names of their
    voices, if they have one."""
    forms: tuple[Form, ...] = ()
    """As which the quotes have it."""

    @property
    def url(self) -> str:
        """Below the site's address."""
        return f"voices/{self.slug}/"

    @property
    def href(self) -> str:
        """Of its page, below the site's root; names the file."""
        return f"voices/{self.slug}/index.html"


def voices_of(
    cards: Iterable[Card], people: Mapping[str, Person] = _NOBODY
) -> tuple[tuple[Voice, ...], tuple[Issue, ...]]:
    """All voices by name, of settled cards, newest first. `people` are those of the config, by name."""
    names = {fold_name(form): name for name, person in people.items() for form in (*person.also, name)}
    known: dict[tuple[object, ...], tuple[tuple[list[Said], list[int]], ...]] = {}
    """Of who is quoted in one way, what each of their voices said, and how often its name stands so."""
    said: dict[tuple[Kind, str], list[Said]] = {}
    """By the kind of the voice and its folded name."""
    written: dict[tuple[Kind, str], dict[Form, list[int]]] = {}
    spoke_for: dict[tuple[Kind, str], dict[str, None]] = {}
    for card in cards:
        for quote in card.quotes:
            speaker = quote.speaker
            if speaker is None:
                continue
            named = (speaker.name, speaker.people, speaker.institution)
            voices_said = known.get(named)
            if voices_said is None:
                mine: dict[tuple[Kind, str], tuple[list[Said], list[int]]] = {}
                for form in who(speaker):
                    key = _key(form, names, people)
                    if key in mine:  # "Harbour Office, Harbour Office"
                        continue
                    mine[key] = said.setdefault(key, []), written.setdefault(key, {}).setdefault(form, [0])
                    if form[0] == "person" and speaker.institution:
                        spoke_for.setdefault(key, {})[speaker.institution] = None
                voices_said = known[named] = tuple(mine.values())
            one = Said(card, quote)
            for stories, count in voices_said:
                stories.append(one)
                count[0] += 1
    called: dict[tuple[Kind, str], str] = {}
    for key, forms in written.items():
        most = min(forms, key=lambda form: (-forms[form][0], form[1].isupper(), form[1]))[1]
        called[key] = names.get(key[1], most)
    slugs, issues = _slugs(called)
    voices = []
    for key, found in said.items():
        person = people.get(called[key])
        places = (*(person.places if person else ()), *spoke_for.get(key, ()))
        folded = {_key(("institution", place), names, people): place for place in reversed(places)}
        institutions = [called.get(place, name) for place, name in reversed(folded.items()) if place != key]
        voices.append(
            Voice(
                name=called[key],
                slug=slugs[key],
                kind=key[0],
                said=tuple(found),
                institutions=tuple(institutions) if key[0] == "person" else (),
                forms=tuple(sorted(written[key])),
            )
        )
    return tuple(sorted(voices, key=lambda voice: (fold_name(voice.name), voice.slug))), issues


def who(speaker: Speaker) -> list[Form]:
    """The names in an attribution that have a voice: of people, and then of their institution."""
    people = speaker.people or ((speaker.name,) if speaker.name else ())
    found: list[Form] = [("person", name) for name in people]
    if speaker.institution:
        found.append(("institution", speaker.institution))
    return found


def _key(form: Form, names: Mapping[str, str], people: Mapping[str, Person]) -> tuple[Kind, str]:
    """Kind and folded name of the voice that a form belongs to."""
    kind, written = form
    folded = fold_name(written)
    name = names.get(folded)
    if name is None:
        return kind, folded
    return people[name].kind or kind, fold_name(name)


def _slugs(called: Mapping[tuple[Kind, str], str]) -> tuple[dict[tuple[Kind, str], str], tuple[Issue, ...]]:
    """The address of each voice, and those that had to share one.

    Of several with one address it stays with a person, of several people with who is written as the address is.
    """
    same: dict[str, list[tuple[Kind, str]]] = {}
    for kind, name in sorted(called, reverse=True):  # people first
        same.setdefault(slug_of(name, hashed("voice", name)), []).append((kind, name))
    slugs: dict[tuple[Kind, str], str] = {}
    issues = []
    for slug, found in same.items():
        exact = next((key for key in found if key[1].replace(" ", "-") == slug), None)
        for kind, name in found:
            own = slug
            if len(found) > 1 and (kind, name) != exact:
                own = f"{slug}-{blake2b(f'{kind} {name}'.encode(), digest_size=3).hexdigest()}"
                other = next(other for other in found if other != (kind, name))
                both = f"the {kind} {called[kind, name]!r} reads like the {other[0]} {called[other]!r}"
                what = f"{both}; the address is voices/{own}/"
                hint = "if they are one, say so under people in digest.yaml"
                issues.append(Issue("W405", "content", what, hint=hint))
            slugs[kind, name] = own
    return slugs, tuple(issues)


# ---- names that are nearly the same


def near(voices: Sequence[Voice]) -> tuple[tuple[Voice, Voice], ...]:
    """Pairs of voices of one kind whose names may be those of one: nothing is done about them but to say so.

    `J. Doe` and `Jane Doe`, `Jane Doe` and `Jane M. Doe`, `Jane Doe` and `Doe, Jane`, `Jane Doe` and `Jane Dow`, `Jane
    Doe` and `Dr Jane Doe`; of institutions `Harbor Office` and `Harbour Office`, `Office` and `The Office`. Only names
    that have a word in common, or two letters at either end of two words, are held against each other: of 5,000 names a
    few dozen each.
    """
    blocks: dict[tuple[str, ...], list[int]] = {}
    names = [_words(voice.name) for voice in voices]
    for number, (voice, words) in enumerate(zip(voices, names, strict=True)):
        for block in sorted(_blocks(words)):
            blocks.setdefault((voice.kind, *block), []).append(number)
    pairs = set()
    for block, members in blocks.items():
        if len(members) > CROWD and block[1] == "word":  # a word that many have, as "office": it tells nothing
            continue
        for one, other in combinations(members, 2):
            if (one, other) not in pairs and _alike(names[one], names[other], voices[one].kind):
                pairs.add((one, other))
    return tuple((voices[one], voices[other]) for one, other in sorted(pairs))


CROWD: Final = 200
"""Names with one word in common from which on it is no surname."""


@cache
def _words(name: str) -> tuple[str, ...]:
    """The words of a folded name, as they are spoken: "Doe, Jane" is Jane Doe."""
    last, comma, first = fold_name(name).partition(", ")
    text = f"{first} {last}" if comma else last
    return tuple(text.replace(".", ". ").replace("-", " ").split())


def _blocks(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """What a name must have in common with one that is held against it."""
    for word in set(words):
        if len(word.rstrip(".")) > 1:
            yield "word", word
    # one letter more, less or other in one word leaves the others as they are, and of the word its start or its end
    if len(words) == 1:
        yield "start", words[0][:3]
        yield "end", words[0][-3:]


def _alike(one: tuple[str, ...], other: tuple[str, ...], kind: Kind) -> bool:
    if one == other or sorted(one) == sorted(other):
        return True
    a, b = " ".join(one), " ".join(other)
    if _one_edit(a, b) and min(len(a), len(b)) > SHORT and not _differ_in_a_sign(one, other):
        return True
    if kind == "institution":
        return _ARTICLE in (one[0], other[0]) and (one[1:] == other or one == other[1:])
    if len(one) < 2 or len(other) < 2 or one[-1] != other[-1]:
        return False
    first, second = (one[:-1], other[:-1]) if len(one) <= len(other) else (other[:-1], one[:-1])
    if second[-len(first) :] == first:  # Dr Jane Doe
        return True
    # names before the surname: the fewer are, in order, those of the other or their initials; the first is there
    if not _may_be(first[0], second[0]):
        return False
    rest = iter(second[1:])
    return all(any(_may_be(word, found) for found in rest) for word in first[1:])


_ARTICLE: Final = "the"
"""The Quay Guild is the Quay Guild."""

SHORT: Final = 4
"""Letters of a name in which one letter more or less is another name."""


def _may_be(one: str, other: str) -> bool:
    """Whether two first names are the same, or one is the initial of the other."""
    a, b = one.rstrip("."), other.rstrip(".")
    return a == b or (1 in (len(a), len(b)) and a[:1] == b[:1])


def _one_edit(one: str, other: str) -> bool:
    """Whether one letter more, less or other, or two that changed places, make a name of the other."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    return one[at + 1 :] == other[at + 1 :] or (
        one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    )


def _differ_in_a_sign(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether a number or an initial differs: Ward 1 is not Ward 2, nor J. Doe K. Doe."""
    return any(
        a != b and (len(a.rstrip(".")) == len(b.rstrip(".")) == 1 or a.isdigit() or b.isdigit())
        for a, b in zip(one, other, strict=False)
    )
