"""The form of a message, and that every code is told of."""

import re
from pathlib import Path

import digest
from digest.issues import CODES, Issue

ROOT = Path(__file__).parents[1]


def test_a_message_has_the_parts_of_its_place_that_are_known() -> None:
    assert str(Issue("E102", "content/a.txt", "unknown key 'x'", 3, 1, "drop it")) == (
        "content/a.txt:3:1: E102 unknown key 'x' (drop it)"
    )
    assert str(Issue("W206", "content/a.txt", "not UTF-8", 3)) == "content/a.txt:3: W206 not UTF-8"
    assert str(Issue("E001", "content", "there is no such folder")) == "content: E001 there is no such folder"


def test_only_an_error_is_one() -> None:
    assert Issue("E001", "a", "b").is_error
    assert not Issue("W003", "a", "b").is_error


def test_every_code_is_used_and_every_used_code_is_in_the_table() -> None:
    sources = [
        path.read_text("utf-8") for path in Path(digest.__file__).parent.rglob("*.py") if path.name != "issues.py"
    ]
    used = {code for text in sources for code in re.findall(r'"([EW]\d{3})"', text)}
    assert used == set(CODES)


def test_every_code_is_explained_in_the_docs() -> None:
    told = re.findall(r"^\| ([EW]\d{3}) \|", (ROOT / "docs" / "errors.md").read_text("utf-8"), re.MULTILINE)
    assert told == list(CODES)
