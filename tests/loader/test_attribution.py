"""Attributions taken apart."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.loader.attribution import is_person, speaker


@pytest.mark.parametrize(
    ("given", "name", "role", "institution"),
    [
        ("Ann Lee", "Ann Lee", None, None),
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
    ],
)
def test_an_attribution(given: str, name: str | None, role: str | None, institution: str | None) -> None:
    found = speaker(given)
    assert (found.as_given, found.name, found.role, found.institution) == (given, name, role, institution)


@pytest.mark.parametrize(
    "text", ["Ann Lee", "J. R. Doe", "Jean-Luc O'Neill", "Bashar al-Amin", "Ana de la Cruz", "Dr Lee"]
)
def test_the_shape_of_a_name(text: str) -> None:
    assert is_person(text)


@pytest.mark.parametrize(
    "text", ["Ann", "the way it rained", "Harbour Council", "The Times", "Ann lee", "It 5", "", "a b"]
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
