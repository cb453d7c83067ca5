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
MOST: Final = 3
"""Related stories of a story."""
LATEST: Final[Mapping[Why, int]] = {"quotes": 20, "topics": 20, "words": 8}
"""Of the earlier stories that share something, how many are looked at: of thousands, those before these are no news."""
WEIGHT: Final[Mapping[Why, int]] = {"quotes": 3, "topics": 2, "words": 1}
CROWD: Final = 40
"""Earlier stories with a word from which on it is not rare in a site of any size."""
SHARE: Final = 10
"""Of so many earlier stories, one may have a word that is rare."""
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
        self.places: dict[tuple[Why, str] | str, list[int]] = {}
        places = self.places
        asked = None if wanted is None else {key for place in wanted for key, _ in self._features(cards[place])}
        for number, card in enumerate(reversed(cards)):
            if asked is None:
                keys: Sequence[tuple[Why, str] | str] = [*card.terms.casefold().split(" "), *self._named(card)]
            else:
                keys = [key for key in (*card.terms.casefold().split(" "), *self._named(card)) if key in asked]
            for key in keys:
                found = places.get(key)
                if found is None:
                    places[key] = [number]
                else:
                    found.append(number)

    def of(self, place: int) -> tuple[Related, ...]:
        """What is related to the card at this place: the most related first, the later first among equals."""
        number = len(self.cards) - 1 - place
        scores: dict[int, int] = {}
        weighed: list[tuple[Why, str, int, list[int]]] = []
        for key, name in self._features(self.cards[place]):
            found = self.places[key]
            if len(found) == 1:
                continue
            before = bisect_left(found, number)
            why: Why = "words" if isinstance(key, str) else key[0]
            if not before or (why == "words" and (before > CROWD or before * SHARE > number)):
                continue
            # the logarithm of how rare it is, as a whole number: equal on all machines
            weight = WEIGHT[why] * (number // before).bit_length()
            latest = found[max(before - LATEST[why], 0) : before]
            weighed.append((why, name, weight, latest))
            for other in latest:
                scores[other] = scores.get(other, 0) + weight
        if not scores:
            return ()
        related: list[Related] = []
        ranked = sorted([score << 40 | other for other, score in scores.items()], reverse=True)
        for rank in ranked[:_TRIES]:
            other = rank & ((1 << 40) - 1)
            shared = [(why, name, weight) for why, name, weight, latest in weighed if other in latest]
            card = self.cards[len(self.cards) - 1 - other]
            sums = {why: sum([weight for what, _, weight in shared if what == why]) for why in WEIGHT}
            why = "quotes" if sums["quotes"] > sums["topics"] else "topics" if sums["topics"] else "words"
            names = [(weight, name) for what, name, weight in shared if what == why]
            if why == "words":
                if len(names) < 2:
                    continue
                names = sorted(names, key=lambda named: -named[0])[:2]
            related.append(Related(card, why, tuple([name for _, name in names])))
            if len(related) == MOST:
                break
        return tuple(related)

    def _features(self, card: Card) -> list[tuple[tuple[Why, str] | str, str]]:
        """All that the story may share with others, each with what it is called: words are found by themselves."""
        words = zip(card.terms.casefold().split(" "), card.terms.split(" "), strict=True) if card.terms else ()
        return [*words, *self._named(card).items()]

    def _named(self, card: Card) -> dict[tuple[Why, str], str]:
        """Topics, and people who are quoted. An institution has too many stories: it is a topic that nobody chose."""
        found: dict[tuple[Why, str], str] = {}
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
