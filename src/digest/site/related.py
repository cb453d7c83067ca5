"""Related stories: what was published earlier and shares topics, speakers or rare words with a story.

Only earlier stories are looked at, also to tell how rare something is: what is related to a story is settled when it is
published, and no later one touches its page. So stories are gone through from the oldest, and all that was found for
one is kept with what it was found from: a build finds again what can be another.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, Literal, TypeAlias

import msgspec
from msgspec import Struct

from digest.records import Card
from digest.site.model import fold
from digest.site.voices import Form, Voice, who

Why: TypeAlias = Literal["quotes", "topics", "words"]
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


class Found(Struct, frozen=True, array_like=True, gc=False):
    """What is related to a story, as it can be kept."""

    mark: bytes
    """Of the story, by whoever keeps it: stories with one mark share the same."""
    keys: str
    """What it may share with others, parted by spaces."""
    others: tuple[int, ...]
    """The numbers of the related stories, from the oldest of the site: the most related first."""
    told: bytes
    """Why, and what they share, encoded."""


class Relations:
    """Finds what is related to a site's stories, or to some of them."""

    def __init__(
        self,
        cards: Sequence[Card],
        topics: Mapping[str, str],
        voices: Mapping[Form, Voice],
        wanted: Collection[int] | None = None,
        marks: Sequence[bytes] = (),
        known: Sequence[Found] = (),
    ) -> None:
        """`cards` are all, newest first; `wanted` are the places among them that will be asked for, None: any.

        `topics` has for each label what the topic is called. `voices` are found by how quotes write their names.
        `known` is what was found of an earlier state of the site; `marks`, in the order of the cards, tell which
        stories are what they were then.
        """
        # stories are numbered from the oldest: those that share something are found in the order of their numbers
        self.cards = cards[::-1]
        self.topics = topics
        self.voices = voices
        self.labels: dict[str, tuple[str, str]] = {}
        """The key of each label's topic, and what it is called."""
        self.found: dict[int, Found]
        """By number."""
        if known:
            self.found = self.again(marks[::-1], known)
        else:
            last = len(cards) - 1
            numbers = range(len(cards)) if wanted is None else sorted(last - place for place in wanted)
            of = dict(enumerate(reversed(marks)))
            self.found = dict(self.find(numbers, of, {}))

    def of(self, place: int) -> tuple[Related, ...]:
        """What is related to the card at this place: the most related first, the later first among equals."""
        found = self.found[len(self.cards) - 1 - place]
        told = _TOLD.decode(found.told)
        return tuple(
            [Related(self.cards[other], why, shared) for other, (why, shared) in zip(found.others, told, strict=True)]
        )

    def newest_first(self) -> Iterator[Found]:
        """What was found, in the order of the cards."""
        return reversed(self.found.values())

    @property
    def all(self) -> list[Found]:
        """What was found, of the oldest story first, to be kept."""
        return list(self.found.values())

    def again(self, marks: Sequence[bytes], known: Sequence[Found]) -> dict[int, Found]:
        """All that is related to any story, from the oldest; what cannot be another than it was is not found again.

        What is found for a story hangs on its number, on what it may share, and on which earlier stories have that.
        """
        before = known[: len(marks)]
        found = dict(enumerate(before))
        stale = [number for number, one in enumerate(before) if one.mark != marks[number]]
        stale += range(len(before), len(marks))
        if not stale:
            return found
        touched: set[str] = set()
        """What a story may share now and might not then, or the other way round."""
        for number in stale:
            last = before[number].keys.split() if number < len(before) else ()
            touched |= set(self.keys(number)) ^ set(last)
        wanted = set(stale)
        for number in range(stale[0] + 1, len(before)):
            if number not in wanted and not touched.isdisjoint(before[number].keys.split()):
                wanted.add(number)
        for number in stale:
            found.pop(number, None)
        new = dict(self.find(sorted(wanted), dict(enumerate(marks)), found))
        return {number: new.get(number) or found[number] for number in range(len(marks))}

    def find(
        self, numbers: Sequence[int], marks: Mapping[int, bytes], known: Mapping[int, Found]
    ) -> list[tuple[int, Found]]:
        """What is related to the stories of these numbers, which ascend; `known` tells what some may share."""
        everything = len(numbers) == len(self.cards)
        wanted = set(numbers)
        asked = set() if everything else {key for number in numbers for key in self.keys(number)}
        places: dict[str, list[int]] = {}
        """The stories so far that have a word, a topic or a speaker."""
        found = []
        for number in range(numbers[-1] + 1 if numbers else 0):
            if number in wanted:
                words, named = self.words(number), self.named(number)
                keys: Collection[str] = [*words, *named]
                others, told = self.related(number, words, named, places)
                mark = marks.get(number, b"")
                found.append((number, Found(mark, " ".join(keys), others, _encode(told))))
            elif number in known:
                keys = asked.intersection(known[number].keys.split())
            else:
                keys = asked.intersection(self.keys(number))
            for key in keys:
                if key in places:
                    places[key].append(number)
                else:
                    places[key] = [number]
        return found

    def related(
        self, number: int, words: Sequence[str], named: Mapping[str, str], places: Mapping[str, list[int]]
    ) -> tuple[tuple[int, ...], list[tuple[Why, tuple[str, ...]]]]:
        """The numbers of what is related to a story, and why; `places` has all stories before it."""
        weighed: list[tuple[Why, str, int, list[int]]] = []
        """Why, what it is called, its weight, and who shares it."""
        rare: list[tuple[int, str]] = []
        rarest = min(number // SHARE, CROWD)
        for word in words:
            before = len(places.get(word, ()))
            if 0 < before <= rarest:
                rare.append((before, word))
        rare.sort()
        for before, word in rare[:WORDS]:
            weighed.append(("words", word, (number // before).bit_length() * _ABOVE, places[word][-LATEST:]))
        for key, name in named.items():
            if before := len(places.get(key, ())):
                # the logarithm of how rare it is, as a whole number: equal on all machines
                kind: Why = "topics" if key.startswith(_TOPIC) else "quotes"
                weight = WEIGHT[kind] * (number // before).bit_length() * _ABOVE
                weighed.append((kind, name, weight, places[key][-LATEST:]))
        scores: dict[int, int] = {}
        """What the weights sum up to, above the number, which tells equals apart."""
        for _, _, weight, latest in weighed:
            for other in latest:
                scores[other] = scores.get(other, other) + weight
        others: list[int] = []
        told: list[tuple[Why, tuple[str, ...]]] = []
        for rank in sorted(scores.values(), reverse=True)[:_TRIES]:
            other = rank % _ABOVE
            shared = [(why, name) for why, name, _, latest in weighed if other in latest]
            kinds = [why for why, _ in shared]
            why: Why = "quotes" if "quotes" in kinds else "topics" if "topics" in kinds else "words"
            names = [name for kind, name in shared if kind == why]
            if why == "words":
                if len(names) < 2:
                    continue
                written = dict(zip(words, self.cards[number].terms.split(), strict=True))
                names = [written[name] for name in names[:2]]
            others.append(other)
            told.append((why, tuple(names)))
            if len(others) == MOST:
                break
        return tuple(others), told

    def keys(self, number: int) -> list[str]:
        """All that a story may share with others. No key has a space, and no word a stroke."""
        return [*self.words(number), *self.named(number)]

    def words(self, number: int) -> list[str]:
        """The words by which a story can be told from others."""
        return self.cards[number].terms.casefold().split()

    def named(self, number: int) -> dict[str, str]:
        """Topics, and people who are quoted, by key. An institution has too many stories: it is a topic that nobody
        chose.
        """
        card = self.cards[number]
        found: dict[str, str] = {}
        for label in card.topics:
            topic = self.labels.get(label)
            if topic is None:
                name = self.topics[label]
                topic = self.labels[label] = (_TOPIC + "-".join(fold(name).split()), name)
            found[topic[0]] = topic[1]
        if card.quotes and self.voices:
            for quote in card.quotes:
                if quote.speaker:
                    for form in who(quote.speaker):
                        voice = self.voices.get(form)
                        if voice and form[0] == "person":
                            found[f"quotes/{voice.slug}"] = voice.name
        return found


_TOPIC: Final = "topics/"
_encode: Final = msgspec.msgpack.Encoder().encode
_TOLD: Final = msgspec.msgpack.Decoder(tuple[tuple[Why, tuple[str, ...]], ...])
