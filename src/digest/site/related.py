"""Related stories: what was published earlier and shares topics, speakers or rare words with a story.

Only earlier stories are looked at, also to tell how rare something is: what is related to a story is settled when it is
published, and no later one touches its page.
"""

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from digest.records import Card
from digest.site.voices import Form, Voice, who

Why: TypeAlias = Literal["quotes", "topics", "words"]
_Name: TypeAlias = tuple[Why, str]
MOST: Final = 3
"""Related stories of a story."""
LATEST: Final = 8
"""Of the earlier stories that share something, how many are looked at: of thousands, those before these are no news."""
WEIGHT: Final[Mapping[Why, int]] = {"quotes": 3, "topics": 2}
"""What it counts for to share a rare one, where a rare word is 1."""
WORDS: Final = 5
"""Rare words of a story that count: the rarest."""
CROWD: Final = 40
"""Earlier stories with a word from which on it is not rare in a site of any size."""
SHARE: Final = 10
"""Of so many earlier stories, one may have a word that is rare."""
_ABOVE: Final = 1 << 24
"""More than the stories of any site."""
_TRIES: Final = 4 * MOST
"""Stories that are looked at more closely: one word alone, which some of them may share, makes no relation."""


class Related(Struct, frozen=True, gc=False):
    """An earlier story, and what it shares with a later one."""

    card: Card
    why: Why
    shared: tuple[str, ...]
    """Names of people who are quoted, labels of topics, or words as the later story writes them."""


class Relations:
    """Finds what is related to some of a site's stories."""

    def __init__(
        self,
        cards: Sequence[Card],
        topics: Mapping[str, str],
        voices: Mapping[Form, Voice],
        wanted: Collection[int] | None = None,
    ) -> None:
        """`cards` are all, newest first; `wanted` are the places among them that will be asked for, None: any.

        `topics` has for each label what the topic is called. `voices` are found by how quotes write their names.
        """
        self.cards = cards
        self.topics = topics
        self.voices = voices
        # stories are numbered from the oldest: those that share something are found in the order of their numbers
        self.places: dict[str | _Name, list[int]] = {}
        """Of the stories that have a word, a topic or a speaker."""
        places = self.places
        asked = None if wanted is None else {key for place in wanted for key in self._keys(cards[place])}
        for number, card in enumerate(reversed(cards)):
            keys = self._keys(card)
            if asked is not None:
                keys = [key for key in keys if key in asked]
            for key in keys:
                found = places.get(key)
                if found is None:
                    places[key] = [number]
                else:
                    found.append(number)

    def _keys(self, card: Card) -> list[str | _Name]:
        """All that a story may share with others."""
        return [*card.terms.casefold().split(), *self._named(card)]

    def of(self, place: int) -> tuple[Related, ...]:
        """What is related to the card at this place: the most related first, the later first among equals."""
        number = len(self.cards) - 1 - place
        card = self.cards[place]
        weighed: list[tuple[Why, str, int, list[int]]] = []
        """Why, what it is called, its weight, and who shares it."""
        rare: list[tuple[int, str, list[int]]] = []
        rarest = min(number // SHARE, CROWD)
        places = self.places
        for word in card.terms.casefold().split():
            found = places[word]
            if len(found) > 1 and found[0] < number:
                before = bisect_left(found, number)
                if before <= rarest:
                    rare.append((before, word, found))
        rare.sort()
        for before, word, found in rare[:WORDS]:
            weighed.append(
                ("words", word, (number // before).bit_length() * _ABOVE, found[max(before - LATEST, 0) : before])
            )
        for key, name in self._named(card).items():
            found = places[key]
            if len(found) > 1 and found[0] < number:
                before = bisect_left(found, number)
                # the logarithm of how rare it is, as a whole number: equal on all machines
                weight = WEIGHT[key[0]] * (number // before).bit_length() * _ABOVE
                weighed.append((key[0], name, weight, found[max(before - LATEST, 0) : before]))
        if not weighed:
            return ()
        scores: dict[int, int] = {}
        """What the weights sum up to, above the number, which tells equals apart."""
        for _, _, weight, latest in weighed:
            for other in latest:
                scores[other] = scores.get(other, other) + weight
        related: list[Related] = []
        for rank in sorted(scores.values(), reverse=True)[:_TRIES]:
            other = rank % _ABOVE
            shared = [(why, name) for why, name, _, latest in weighed if other in latest]
            kinds = [why for why, _ in shared]
            why: Why = "quotes" if "quotes" in kinds else "topics" if "topics" in kinds else "words"
            names = [name for kind, name in shared if kind == why]
            if why == "words":
                if len(names) < 2:
                    continue
                written = dict(zip(card.terms.casefold().split(), card.terms.split(), strict=True))
                names = [written[name] for name in names[:2]]
            related.append(Related(self.cards[len(self.cards) - 1 - other], why, tuple(names)))
            if len(related) == MOST:
                break
        return tuple(related)

    def _named(self, card: Card) -> dict[_Name, str]:
        """Topics, and people who are quoted. An institution has too many stories: it is a topic that nobody chose."""
        found: dict[_Name, str] = {}
        for label in card.topics:
            name = self.topics[label]
            found["topics", name] = name
        if card.quotes and self.voices:
            for quote in card.quotes:
                if quote.speaker:
                    for form in who(quote.speaker):
                        voice = self.voices.get(form)
                        if voice and form[0] == "person":
                            found["quotes", voice.slug] = voice.name
        return found
