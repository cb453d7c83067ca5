"""Headlines made from a text that has none."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.loader.headline import LONGEST, from_lede

WORDS = st.sampled_from(
    "the harbour of Port Ellen reopened on Tuesday after nine days and it rained, while boats (all of them) waited; "
    "who knew? “So what,” said Ann Lee — bread, fish and flour came from Islay. rOpen U.S. Oct. 12 creating which "
    "because of nothing https://example.org/a,b.".split(" ")
)


@pytest.mark.parametrize(
    ("lede", "headline"),
    [
        ("The harbour reopened on Tuesday.", "The harbour reopened on Tuesday"),
        (
            "PORT ELLEN, Oct. 12, 2026 – The harbour of Port Ellen reopened on Tuesday.",
            "The harbour of Port Ellen reopened on Tuesday",
        ),
        (
            "Hello there! The harbour of Port Ellen reopened on Tuesday morning.",
            "The harbour of Port Ellen reopened on Tuesday morning",
        ),
        ("eFerry has a new boat, and a captain.", "eFerry has a new boat, and a captain"),
        (
            "The Port Ellen Harbour Office (PEHO) has a new plan of its own for the boats that did not come back after the storm.",
            "The Port Ellen Harbour Office has a new plan of its own for the boats",
        ),
        (
            "The plan is now for all to read at https://example.org/plans/2026/harbour, where it will stay until the spring of next year.",
            "The plan is now for all to read at https://example.org/plans/2026/harbour",
        ),
        (
            "The members of the council held their yearly retreat on the small island from 24 to 27 February in bad weather.",
            "The members of the council held their yearly retreat on the small island",
        ),
        (
            "The council tells stories about creating harbours anytime, anywhere, on any coast that has water and a wall to go with it.",
            "The council tells stories about creating harbours anytime, anywhere, on any coast",
        ),
        (
            "On behalf of the whole council and of all who work for it, we say that the harbour of Port Ellen is open.",
            "We say that the harbour of Port Ellen is open",
        ),
        (
            "On Tuesday, October 12, the harbour of Port Ellen reopened for the first time after nine days of storms and rain.",
            "The harbour of Port Ellen reopened for the first time after nine days of storms and rain",
        ),
        (
            "Bread, flour, and dried fish were the first that came over from Islay when the harbour of Port Ellen reopened.",
            "Bread, flour, and dried fish were the first that came over from Islay",
        ),
        (
            "The harbour office, a house of stone with a tin roof, was the only one that kept its lights on during the nine days of storms.",
            "The harbour office was the only one that kept its lights on during the nine days of storms",
        ),
        (
            "The engineers wrote down what they had been asked to do in the autumn, and what came of it:",
            "The engineers wrote down what they had been asked to do in the autumn",
        ),
        (
            "The engineers wrote down what they had been asked by the council, the office and the captain of the ferry.",
            "The engineers wrote down what they had been asked by the council",
        ),
        (
            "The boats went on to the U.S. The captain stayed in Port Ellen and waited for the spring to come.",
            "The boats went on to the U.S.",
        ),
        (
            "The boats went on to the U.S. Navy yard at Port Ellen. The captain stayed.",
            "The boats went on to the U.S. Navy yard at Port Ellen",
        ),
        (
            "Thanks to the work of Ann Lee and Bo Chan, the harbour of Port Ellen is open again after nine long days of rain.",
            "The harbour of Port Ellen is open again after nine long days of rain",
        ),
        (
            "Thanks to the work of Ann Lee and Bo Chan. The harbour is open again after nine days of storms.",
            "The harbour is open again after nine days of storms",
        ),
        ("Thanks to the work of Ann Lee and Bo Chan.", "Thanks to the work of Ann Lee and Bo Chan"),
        (
            "We are very happy to announce that the harbour of Port Ellen will be open again on Tuesday morning at nine.",
            "The harbour of Port Ellen will be open again on Tuesday morning at nine",
        ),
        (
            "Keeping the harbour open is hard for a small town, and the pressure to keep it open has grown in recent years.",
            "Keeping the harbour open is hard for a small town",
        ),
        (
            "Nobody in the town doubts that the price of bread is falling, but according to a report by the council it is rising.",
            "Nobody in the town doubts that the price of bread is falling",
        ),
        (
            "The fishermen of Port Ellen and of the islands were invited to vote on a new wall for the harbour in the spring.",
            "The fishermen of Port Ellen and of the islands were invited to vote on a new wall",
        ),
        (
            "The council wrote down the rules of the harbour, which name the best ropes for holding large, heavy boats at the wall.",
            "The council wrote down the rules of the harbour",
        ),
        (
            "On October 12, 2026, the first day of the herring season in the north, nearly fifty boats left the harbour of Port Ellen.",
            "On October 12, 2026, nearly fifty boats left the harbour of Port Ellen",
        ),
        (
            "At the end of a long and cold winter, the harbour office used the calm to mend its wall, rebuilding it stone by stone.",
            "The harbour office used the calm to mend its wall, rebuilding it stone by stone",
        ),
        (
            "If the council approves the plan on Thursday, the ferry will stop at Ness twice a day from the spring of next year.",
            "If the council approves the plan on Thursday, the ferry will stop at Ness twice a day",
        ),
        (
            "Wenn der Rat am Donnerstag zustimmt, hält die Fähre ab dem Frühjahr zweimal am Tag in Ness, sagte die Verwaltung.",
            "Wenn der Rat am Donnerstag zustimmt, hält die Fähre ab dem Frühjahr zweimal am Tag in Ness",
        ),
        (
            "Passengers waited on the pier for nine hours because the ferry is late, and the mayor of Port Ellen, who had promised a new boat, said nothing.",
            "Passengers waited on the pier for nine hours because the ferry is late",
        ),
        (
            "The storm that came over the islands on Tuesday night sank nine boats in the harbour and three more at the pier of Ness.",
            "The storm that came over the islands on Tuesday night sank nine boats",
        ),
        (
            "Die Fähre fährt ab dem 1. Mai wieder zweimal am Tag nach Ness. Das sagte der Hafenmeister.",
            "Die Fähre fährt ab dem 1. Mai wieder zweimal am Tag nach Ness",
        ),
        (
            "Hundreds of people (some of them in wheelchairs, who had come from all the islands and had waited on the pier since the morning) gathered in Port Ellen.",
            "Hundreds of people gathered in Port Ellen",
        ),
        (
            "Die Hafenverwaltung hat am Montag beschlossen, dass die Fähre nach Ness ab dem Frühjahr nur noch einmal am Tag fährt.",
            "Die Hafenverwaltung hat am Montag beschlossen, dass die Fähre nach Ness ab dem Frühjahr",
        ),
        ("x" * 200, "x" * 90),
    ],
)
def test_a_headline_is_a_clause_that_reads_well(lede: str, headline: str) -> None:
    assert from_lede(lede) == headline


@given(st.lists(WORDS, max_size=60).map(" ".join))
def test_a_headline_is_short_and_cuts_no_word(text: str) -> None:
    found = from_lede(text)
    assert len(found) <= LONGEST
    assert found == from_lede(text)
    assert not re.search(r"[\s,;:–—-]$", found)
    plain = set(re.findall(r"\w+", text.casefold()))
    assert set(re.findall(r"\w+", found.casefold())) <= plain


@given(st.text(max_size=300))
def test_any_text_gives_a_headline_or_none(text: str) -> None:
    assert len(from_lede(text)) <= LONGEST
