"""Which earlier stories are related to one, and why."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest

from digest.records import Card, QuoteCard, Speaker
from digest.site.identity import newest_first
from digest.site.related import Found, Relations
from digest.site.voices import voices_of
from digest.terms import terms
from tests.cards import day, settled_card

Told = list[tuple[str, str, tuple[str, ...]]]


def story(name: str, number: int, **facts: Any) -> Card:
    return settled_card(name, day(1) + timedelta(hours=number), **facts)


def said_by(name: str) -> dict[str, Any]:
    return {"quotes": (QuoteCard("So it is.", Speaker(name, name=name), "q-1"),)}


def fillers(number: int) -> list[Card]:
    """Stories that have nothing in common with any other."""
    return [story(f"filler-{n}", n, terms=f"lonely{n}") for n in range(number)]


def relations(cards: list[Card], wanted: list[int] | None = None) -> Relations:
    voices, _ = voices_of(cards)
    labels = {label: label for card in cards for label in card.topics}
    return Relations(cards, labels, {form: voice for voice in voices for form in voice.forms}, wanted)


def related(cards: list[Card], name: str) -> Told:
    ordered = newest_first(cards)
    place = next(place for place, card in enumerate(ordered) if card.slug == name)
    found = relations(ordered).of(place)
    assert relations(ordered, [place]).of(place) == found
    return [(one.card.slug, one.why, one.shared) for one in found]


def test_a_story_is_related_by_who_is_quoted_then_by_topics_the_later_first() -> None:
    cards = [
        story("one", 31, topics=("Harbour",)),
        story("two", 32, topics=("Harbour",), **said_by("Ann Lee")),
        story("three", 33, topics=("Sport",)),
        story("four", 34, topics=("Harbour",), **said_by("Ann Lee")),
    ]
    assert related([*fillers(30), *cards], "four") == [
        ("two", "quotes", ("Ann Lee",)),
        ("one", "topics", ("Harbour",)),
    ]
    assert related(cards, "one") == related(cards, "three") == []


def test_no_more_than_three_are_shown() -> None:
    cards = [story(f"s{n}", n, topics=("Sea",)) for n in range(9)]
    assert [name for name, _, _ in related(cards, "s8")] == ["s7", "s6", "s5"]


def test_two_rare_words_make_a_relation_and_are_told_as_the_story_writes_them() -> None:
    cards = [
        *fillers(30),
        story("bell", 31, terms="Bell foundry cracked"),
        story("oven", 32, terms="oven cracked"),
        story("cast", 33, terms="foundry Bell cracked again"),
    ]
    assert related(cards, "cast") == [("bell", "words", ("Bell", "foundry"))]


def test_a_word_that_many_stories_have_is_none() -> None:
    cards = [story(f"s{n}", n, terms="with from lonely" + str(n)) for n in range(30)]
    assert related(cards, "s29") == []


def test_a_later_story_changes_nothing() -> None:
    cards = [
        story(f"s{n}", n, topics=(f"T{n % 3}",), terms=f"w{n % 5} v{n % 7}", **said_by(f"P{n % 4}")) for n in range(60)
    ]
    more = [*cards, *(story(f"late{n}", 100 + n, topics=("T1",), terms="w1 v1", **said_by("P1")) for n in range(9))]
    for card in cards:
        assert related(cards, card.slug) == related(more, card.slug)


def test_terms_are_words_of_some_length_each_once_in_the_form_that_is_not_forced_on_it() -> None:
    assert terms(["Ferry sails to Tarrock", "The ferry’s bell, 1894, is old. Glocken läuten."]) == (
        "ferry sails Tarrock bell Glocken läuten"
    )
    assert terms(["東京 の 港"]) == "東京"
    assert terms(["x" * 31, ""]) == ""


def found_again(cards: list[Card], known: list[Found] | None = None) -> list[Found]:
    """What is found for all these cards, which are newest first, where `known` was found before."""
    voices, _ = voices_of(cards)
    labels = {label: label for card in cards for label in card.topics}
    forms = {form: voice for voice in voices for form in voice.forms}
    return Relations(cards, labels, forms, marks=[repr(card).encode() for card in cards], known=known or ()).all


@pytest.mark.parametrize("seed", range(20))
def test_what_is_found_again_after_edits_is_what_is_found_anew(seed: int) -> None:
    random = Random(seed)

    def any_story(number: int) -> Card:
        words = " ".join(sorted(random.sample(["quay", "mole", "weir", "lock", "tide", "Ferry", "buoy"], 3)))
        facts = {"topics": random.choice([(), ("Sea",), ("Sea", "Sport")]), "terms": words}
        return story(f"s{number}", number, **facts, **(said_by("Ann Lee") if random.random() < 0.2 else {}))

    cards = {number: any_story(number) for number in range(0, 80, 2)}
    known: list[Found] = []
    for _ in range(6):
        known = found_again(newest_first(cards.values()), known)
        assert known == found_again(newest_first(cards.values()))
        number = random.randrange(82)
        if number in cards and random.random() < 0.5:
            del cards[number]
        else:
            cards[number] = any_story(number)
