"""Who is quoted, under which name, for whom; and which names may be one."""

from datetime import datetime

import pytest

from digest.config import Person
from digest.records import Card, QuoteCard, Speaker
from digest.site.voices import Voice, near, voices_of
from tests.cards import day, settled_card


def quoting(name: str, published: datetime, *speakers: Speaker | None) -> Card:
    """A story with a quote of each speaker."""
    quotes = tuple(QuoteCard(f"Quote {n} of {name}.", who, f"q-{n}") for n, who in enumerate(speakers, 1))
    return settled_card(name, published, quotes=quotes)


def by(name: str | None, institution: str | None = None, *people: str) -> Speaker:
    return Speaker(f"{name}, {institution}", name=name, institution=institution, people=people)


def voices(*cards: Card, **people: Person) -> list[Voice]:
    return list(voices_of(cards, {name.replace("_", " "): person for name, person in people.items()})[0])


def told(found: list[Voice]) -> list[tuple[str, str, str, list[str]]]:
    return [(v.name, v.kind, v.slug, [said.quote.text for said in v.said]) for v in found]


def test_a_quote_is_that_of_the_person_and_of_the_institution() -> None:
    cards = (quoting("b", day(3), by("Ann Lee", "Harbour Office")), quoting("a", day(2), by("Ann Lee"), None))
    found = voices(*cards)
    assert told(found) == [
        ("Ann Lee", "person", "ann-lee", ["Quote 1 of b.", "Quote 1 of a."]),
        ("Harbour Office", "institution", "harbour-office", ["Quote 1 of b."]),
    ]
    assert [voice.institutions for voice in found] == [("Harbour Office",), ()]


def test_each_of_several_people_has_the_quote() -> None:
    found = voices(quoting("a", day(2), by("Ann Lee and Bo Chan", "Harbour Office", "Ann Lee", "Bo Chan")))
    assert [(voice.name, len(voice.said)) for voice in found] == [("Ann Lee", 1), ("Bo Chan", 1), ("Harbour Office", 1)]


def test_a_name_that_is_only_written_in_another_way_is_the_same_and_the_form_most_written_wins() -> None:
    speakers = [by("Niamh O'Brien"), by("Niamh O’Brien"), by("NIAMH  O’BRIEN"), by("Niamh O’Brien")]
    (voice,) = voices(quoting("a", day(2), *speakers))
    assert (voice.name, len(voice.said)) == ("Niamh O’Brien", 4)
    assert {form for _, form in voice.forms} == {"Niamh O'Brien", "Niamh O’Brien", "NIAMH  O’BRIEN"}


def test_of_forms_that_are_written_as_often_the_one_in_capitals_loses() -> None:
    assert [voice.name for voice in voices(quoting("a", day(2), by("ANN LEE"), by("Ann Lee")))] == ["Ann Lee"]


def test_a_name_that_is_nearly_the_same_is_another_voice() -> None:
    assert [voice.name for voice in voices(quoting("a", day(2), by("A. Lee"), by("Ann Lee")))] == ["A. Lee", "Ann Lee"]


def test_aliases_of_the_config_are_one_voice_under_its_name() -> None:
    speakers = (by("Dr Ann Lee"), by("ann lee"), by(None, "The Office"), by("Bo Chan", "Harbour Office"))
    found = voices(
        quoting("a", day(2), *speakers),
        Ann_Lee=Person(aliases=("Dr Ann Lee",), institutions=("Observatory", "The Office")),
        Harbour_Office=Person(aliases="The Office"),
    )
    assert told(found) == [
        ("Ann Lee", "person", "ann-lee", ["Quote 1 of a.", "Quote 2 of a."]),
        ("Bo Chan", "person", "bo-chan", ["Quote 4 of a."]),
        ("Harbour Office", "institution", "harbour-office", ["Quote 3 of a.", "Quote 4 of a."]),
    ]
    assert found[0].institutions == ("Observatory", "Harbour Office")


def test_a_person_that_the_config_calls_an_institution_is_one() -> None:
    found = voices(quoting("a", day(2), by("Lantern"), by("Bo Chan", "Lantern")), Lantern=Person(kind="institution"))
    assert [(voice.name, voice.kind, len(voice.said)) for voice in found] == [
        ("Bo Chan", "person", 1),
        ("Lantern", "institution", 2),
    ]


def test_a_person_and_an_institution_of_one_name_have_two_pages() -> None:
    cards = (quoting("a", day(2), by("Lantern"), by("Bo Chan", "Lantern")),)
    found, issues = voices_of(cards)
    assert [(voice.kind, voice.slug) for voice in found if voice.name == "Lantern"] == [
        ("person", "lantern"),
        ("institution", "lantern-74eab9"),
    ]
    assert [str(issue) for issue in issues] == [
        "content: W405 the institution 'Lantern' reads like the person 'Lantern'; the address is voices/lantern-74eab9/"
        " (if they are one, say so under people in digest.yaml)"
    ]


def test_addresses_do_not_depend_on_the_order_of_quotes() -> None:
    speakers = [by("北京"), by("背景"), by("Jose Lee"), by("José Lee"), by("?!")]
    one, other = (
        {voice.name: voice.slug for voice in voices(quoting("a", day(2), *found))}
        for found in (speakers, speakers[::-1])
    )
    assert one == other
    assert len(set(one.values())) == 5
    assert one["Jose Lee"] == "jose-lee"


def voice(name: str, kind: str = "person") -> Voice:
    return Voice(name, name, "institution" if kind == "institution" else "person", ())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("J. Doe", "Jane Doe"),
        ("J.R. Doe", "Jane Rose Doe"),
        ("Jane Doe", "Jane M. Doe"),
        ("Doe, Jane", "Jane Doe"),
        ("Doe Jane", "Jane Doe"),
        ("Jane Doe", "Jane Dow"),
        ("Jane Doe", "Jnae Doe"),
        ("Anna-Lena Doe", "Anna Lena Doe"),
        ("Dr Jane Doe", "Jane Doe"),
        ("Captain J. Doe", "J. Doe"),
    ],
)
def test_names_that_may_be_those_of_one_are_found(one: str, other: str) -> None:
    assert [(a.name, b.name) for a, b in near([voice(one), voice(other), voice("Someone Else")])] == [(one, other)]


@pytest.mark.parametrize(
    ("one", "other"), [("Jane Doe", "John Doe"), ("J. Doe", "K. Doe"), ("Lee", "Les"), ("Ann Lee", "Bo Lee")]
)
def test_names_of_different_people_are_not(one: str, other: str) -> None:
    assert near([voice(one), voice(other)]) == ()


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("Ward 1 Office", "Ward 2 Office", 0),
        ("Harbor Office", "Harbour Office", 1),
        ("H. Office", "Harbour Office", 0),
        ("Port Harbour Office", "Harbour Office", 0),
        ("The Harbour Office", "Harbour Office", 1),
        ("The Lantern", "Lantern", 1),
    ],
)
def test_institutions_are_near_by_their_letters_and_the_article_before_them(one: str, other: str, found: int) -> None:
    assert len(near([voice(one, "institution"), voice(other, "institution")])) == found


def test_a_person_is_never_near_an_institution() -> None:
    assert near([voice("Jane Doe"), voice("Jane Dow", "institution")]) == ()
