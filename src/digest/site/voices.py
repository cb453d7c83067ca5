"""Voices: everybody who is quoted, and every institution that somebody is quoted for."""

from collections.abc import Iterable
from typing import Literal, TypeAlias

from msgspec import Struct

from digest.records import Card, QuoteCard, Speaker
from digest.slugs import hashed, slug_of

Kind: TypeAlias = Literal["person", "institution"]


class Said(Struct, frozen=True):
    """A quote, and where it stands."""

    card: Card
    quote: QuoteCard


class Voice(Struct, frozen=True):
    """A speaker or an institution, and what they said."""

    name: str
    slug: str
    kind: Kind
    said: tuple[Said, ...]
    """Newest first; those of one story in its order. Never none."""
    institutions: tuple[str, ...] = ()
    """For which a person spoke, the latest first."""

    @property
    def url(self) -> str:
        """Below the site's address."""
        return f"voices/{self.slug}/"


def voices_of(cards: Iterable[Card]) -> tuple[Voice, ...]:
    """All voices by name, of settled cards, newest first."""
    said: dict[tuple[Kind, str], list[Said]] = {}
    for card in cards:
        for quote in card.quotes:
            for key in _who(quote.speaker):
                said.setdefault(key, []).append(Said(card, quote))
    voices = [
        Voice(name, slug_of(name, hashed("voice", name)), kind, tuple(found)) for (kind, name), found in said.items()
    ]
    return tuple(sorted(voices, key=lambda voice: (voice.name.casefold(), voice.slug)))


def _who(speaker: Speaker | None) -> list[tuple[Kind, str]]:
    if speaker is None:
        return []
    people = speaker.people or ((speaker.name,) if speaker.name else ())
    found: list[tuple[Kind, str]] = [("person", name) for name in people]
    if speaker.institution:
        found.append(("institution", speaker.institution))
    return found
