"""Attributions taken apart."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.loader.attribution import is_credit, is_full, is_person, speaker


@pytest.mark.parametrize(
    ("given", "name", "role", "institution"),
    [
        ("Ann Lee", "Ann Lee", None, None),
        ("Tom Hill, Port Ellen and North Uist", "Tom Hill", "Port Ellen and North Uist", None),
        ("Ann Lee with Tom Hill", None, "Ann Lee with Tom Hill", None),
        (
            "Ann Lee, University of Fife, in an interview with the Courier on 3 March",
            "Ann Lee",
            "University of Fife, in an interview with the Courier on 3 March",
            None,
        ),
        ("Human Rights Watch", None, None, "Human Rights Watch"),
        ("Amnesty International", None, None, "Amnesty International"),
        ("Chief Executive Officer", None, "Chief Executive Officer", None),
        ("Ann Lee (left), mayor", "Ann Lee", "mayor", None),
        ("Hill, Tom", None, None, None),
        ("From the minutes of the council", None, "From the minutes of the council", None),
        ("Ann\u00a0Lee,\u00a0Harbour\u202fCouncil", "Ann Lee", None, "Harbour Council"),
        ("Ann Lee, Harbour Council", "Ann Lee", None, "Harbour Council"),
        ("Dr Ana Ruiz, head of cardiology at St. Mary's", "Dr Ana Ruiz", "head of cardiology", "St. Mary's"),
        ("the mayor, Tom Hill", "Tom Hill", "the mayor", None),
        ("Mayor, Tom Hill", "Tom Hill", "Mayor", None),
        ("Tom Hill (Harbour Echo)", "Tom Hill", None, "Harbour Echo"),
        ("Tom Hill (64)", "Tom Hill", "64", None),
        ("Tom Hill, Press Officer, BBC", "Tom Hill", "Press Officer", "BBC"),
        ("Eva Lind, director of the Institute for Tides", "Eva Lind", "director", "Institute for Tides"),
        ("Eva Lind, mayor of Port Ellen", "Eva Lind", "mayor of Port Ellen", None),
        ("Tom Hill, fisherman, 64", "Tom Hill", "fisherman, 64", None),
        ("Tom Hill, who was there", "Tom Hill", "who was there", None),
        ("by Ann Lee", "Ann Lee", None, None),
        ("Ludwig van der Berg", "Ludwig van der Berg", None, None),
        ("Prof. Lee", "Prof. Lee", None, None),
        ("Confucius", "Confucius", None, None),
        ("Martin Luther King, Jr.", "Martin Luther King, Jr.", None, None),
        ("Ann Lee and Tom Hill, Harbour Council", "Ann Lee and Tom Hill", None, "Harbour Council"),
        ("Harbour Council", None, None, "Harbour Council"),
        ("NATO", None, None, "NATO"),
        ("Ministry of Fish, annual report", None, "annual report", "Ministry of Fish"),
        ("a fisherman from Port Ellen", None, "a fisherman from Port Ellen", None),
        ("A member of the council of 1986", None, "A member of the council of 1986", None),
        ("张伟，北京大学", "张伟", None, "北京大学"),
        ("Lina Berg, Bürgermeisterin", "Lina Berg", "Bürgermeisterin", None),
        ("Jack Board, CNA", "Jack Board", None, "CNA"),
        ("Jane Church, BBC", "Jane Church", None, "BBC"),
        ("Dr Post, Harbour Trust", "Dr Post", None, "Harbour Trust"),
        ("J. Banks, Harbour Trust", "J. Banks", None, "Harbour Trust"),
        ("Harbour Post", None, None, "Harbour Post"),
        ("University of Fife at Anstruther", None, None, "University of Fife at Anstruther"),
        ("Ann Lee, University of Fife at Anstruther", "Ann Lee", None, "University of Fife at Anstruther"),
        (
            "Ann Lee, professor at the University of Fife at Anstruther.",
            "Ann Lee",
            "professor",
            "University of Fife at Anstruther",
        ),
        ("Ann Lee of the Harbour Trust", "Ann Lee", None, "Harbour Trust"),
        ("Ann Lee, president of the Harbour Trust", "Ann Lee", "president", "Harbour Trust"),
        ("Tom Hill, clerk of the court", "Tom Hill", "clerk of the court", None),
        ("Tom Hill, Clerk of the Court", "Tom Hill", "Clerk of the Court", None),
        ("Dr. Ann Lee, M.D., Harbour Clinic", "Dr. Ann Lee", "M.D.", "Harbour Clinic"),
        ("Tom Hill, CEO of Kipper, Inc.", "Tom Hill", "CEO", "Kipper, Inc."),
        ("CEO of Kipper, Inc.", None, "CEO", "Kipper, Inc."),
        ("Kipper, Inc.", None, None, "Kipper, Inc."),
        ("Tom Hill, CEO", "Tom Hill", "CEO", None),
        ("Tom Hill, MP", "Tom Hill", "MP", None),
        ("the mayor, Tom Farmer", "Tom Farmer", "the mayor", None),
        (
            "Eva Lind, Dean, College of Tides, University of Fife",
            "Eva Lind",
            "Dean",
            "College of Tides, University of Fife",
        ),
        ("Eva Lind, librarian, Harbour Library, Anstruther", "Eva Lind", "librarian", "Harbour Library, Anstruther"),
        ("Eva Lind, Director, Director of the Fish Museum", "Eva Lind", "Director, Director", "Fish Museum"),
        ("Bo Chan, editor of the Harbour Sun", "Bo Chan", "editor", "Harbour Sun"),
        ("Ann Lee (@annlee) May 3, 2026", "Ann Lee", "@annlee, May 3, 2026", None),
        ("attributed to Ann Lee, Kipper CEO", "attributed to Ann Lee", "Kipper CEO", None),
        ("Ann Lee, Human Resources and Public Affairs", "Ann Lee", "Human Resources and Public Affairs", None),
        ("Health and Fish Services", None, None, "Health and Fish Services"),
        ("山田太郎 東京大学教授", "山田太郎", "教授", "東京大学"),
        ("张伟，北京大学教授", "张伟", "教授", "北京大学"),
        ("Jean Roux, maire de Port-Louis", "Jean Roux", "maire de Port-Louis", None),
        ("Ana Gil, profesora de la Universidad de Vigo", "Ana Gil", "profesora", "Universidad de Vigo"),
        ("Lina Berg, Vorsitzende des Fischereivereins", "Lina Berg", "Vorsitzende des Fischereivereins", None),
    ],
)
def test_an_attribution(given: str, name: str | None, role: str | None, institution: str | None) -> None:
    found = speaker(given)
    assert (found.as_given, found.name, found.role, found.institution) == (given, name, role, institution)


@pytest.mark.parametrize(
    ("given", "name", "role", "institution", "people"),
    [
        (
            "Ann Lee and Bo Chan, Harbour Council",
            "Ann Lee and Bo Chan",
            None,
            "Harbour Council",
            ("Ann Lee", "Bo Chan"),
        ),
        (
            "Tom Hill, Ann Lee and Bo Chan",
            "Tom Hill, Ann Lee and Bo Chan",
            None,
            None,
            ("Tom Hill", "Ann Lee", "Bo Chan"),
        ),
        ("Bo Chan, Tom Hill", "Bo Chan, Tom Hill", None, None, ("Bo Chan", "Tom Hill")),
        ("Dr Ann Lee, Dr Bo Chan", "Dr Ann Lee, Dr Bo Chan", None, None, ("Dr Ann Lee", "Dr Bo Chan")),
        ("Ann Lee und Bo Chan", "Ann Lee und Bo Chan", None, None, ("Ann Lee", "Bo Chan")),
        ("Ann Lee, mayor, and Bo Chan, fisherman", None, None, None, ("Ann Lee", "Bo Chan")),
        ("Ann Lee, mayor; Bo Chan, fisherman", None, None, None, ("Ann Lee", "Bo Chan")),
        ("attributed to Ann Lee", "attributed to Ann Lee", None, None, ("Ann Lee",)),
        ("Ann Lee, Harbour Council", "Ann Lee", None, "Harbour Council", ()),
    ],
)
def test_several_speakers_are_named_each_and_none_gets_the_role_of_another(
    given: str, name: str | None, role: str | None, institution: str | None, people: tuple[str, ...]
) -> None:
    found = speaker(given)
    assert (found.name, found.role, found.institution, found.people) == (name, role, institution, people)


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee, mayor",
        "Ann Lee, Harbour Council",
        "Tom Hill (Harbour Weekly)",
        "Lina Berg, Bürgermeisterin",
        "Jack Board, CNA",
    ],
)
def test_unmistakable_without_a_dash(text: str) -> None:
    assert is_full(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee",
        "Harbour Council, Anstruther",
        "Ann Lee, who was there",
        "Ann Lee, it turned out, had left",
        "In the end, the mayor left",
        "Mayor Hill, mayor",
        "Ann Lee, 64",
    ],
)
def test_not_unmistakable_without_a_dash(text: str) -> None:
    assert not is_full(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee, Harbour Council",
        "Ann Lee and Bo Chan, Harbour Council",
        "Ann Lee, mayor",
        "Ann Lee",
        "Dr. Xi Chen",
        "Harbour Council",
        "Ministry of Fish",
        "The Times",
    ],
)
def test_brackets_that_name_a_speaker_without_doubt(text: str) -> None:
    assert is_credit(text)


@pytest.mark.parametrize(
    "text",
    [
        "p. 3",
        "translated",
        "laughs",
        "Laughter in Court",
        "Ann Lee, laughing",
        "see Ann Lee, mayor",
        "Translated by Ann Lee, mayor",
        "Emphasis Added",
        "New York",
        "John 3:16",
        "Press Release",
        "PDF",
        "the mayor",
        "Xi Chen",
        "",
    ],
)
def test_brackets_that_may_say_something_else(text: str) -> None:
    assert not is_credit(text)


@pytest.mark.parametrize(
    "text", ["Jane Church", "Ann Lee", "J. R. Doe", "Jean-Luc O'Neill", "Bashar al-Amin", "Ana de la Cruz", "Dr Lee"]
)
def test_the_shape_of_a_name(text: str) -> None:
    assert is_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ann",
        "the way it rained",
        "Harbour Council",
        "Grace Church",
        "Harbour Post",
        "Monday Morning",
        "The Times",
        "Ann lee",
        "It 5",
        "",
        "a b",
    ],
)
def test_not_the_shape_of_a_name(text: str) -> None:
    assert not is_person(text)


@given(st.text(max_size=40) | st.text("Aa b,，()（）|'.-&é北", max_size=20))
@example("|Ann Lee")
@example("Ann Lee ( )")
def test_any_text_is_kept_as_given(text: str) -> None:
    found = speaker(text)
    assert found.as_given == text.strip()
    assert "" not in (found.name, found.role, found.institution)
