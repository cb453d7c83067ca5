"""Bytes to text, and what is said about bytes that are not as they should be."""

import pytest

from digest.config import Config
from digest.issues import Issue
from digest.loader import load
from digest.loader.decode import decode, not_text
from digest.records import Source

PATH = "content/a.txt"


def test_utf8_with_a_mark_and_any_line_ends_becomes_plain_lines() -> None:
    assert decode("\ufeffä\r\nb\rc\nd".encode(), PATH) == ("ä\nb\nc\nd", ())


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_with_a_mark_is_read(encoding: str) -> None:
    assert decode("\ufeffÄrger\r\n".encode(encoding), PATH) == ("Ärger\n", ())


def test_broken_utf16_keeps_what_can_be_read() -> None:
    text, issues = decode("\ufeffa\nb".encode("utf-16-le") + b"\x00", PATH)
    assert text == "a\nb\ufffd"
    assert issues == (Issue("W206", PATH, "the text is not valid UTF-16", 2, hint="save the file as UTF-8"),)


def test_other_bytes_are_windows_1252_and_the_first_bad_line_is_named() -> None:
    text, issues = decode(b"\xef\xbb\xbfone\r\ntwo\rthree \x93caf\xe9\x94 \x81", PATH)
    assert text == "one\ntwo\nthree “café” \ufffd"
    message = "the text is not UTF-8 (byte 0x93); it was read as Windows-1252"
    assert issues == (Issue("W206", PATH, message, 3, hint="save the file as UTF-8"),)


def test_characters_that_xml_forbids_are_left_out_with_one_issue() -> None:
    text, issues = decode("a\nb\x00c\x1bd\x7f\ufffee\uffff".encode(), PATH)
    assert text == "a\nbcde"
    message = "5 characters that no page or feed may hold were left out, the first U+0000 at 2:2"
    assert issues == (Issue("W207", PATH, message, 2, 2),)


def test_one_such_character_is_told_in_the_singular() -> None:
    assert decode(b"\x08", PATH)[1][0].message == (
        "1 character that no page or feed may hold was left out, the first U+0008 at 1:1"
    )


def test_breaks_that_no_editor_counts_are_spaces() -> None:
    assert decode("a\x0bb\x0cc\x85d\u2028e\u2029f".encode(), PATH) == ("a b c d e f", ())


def test_direction_marks_and_joiners_stay() -> None:
    text = "\u2067שלום\u2069 می\u200cخواهم \U0001f468\u200d\U0001f469"
    assert decode(text.encode(), PATH) == (text, ())


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00\x01\x00\x08\x06\x00\x00\x00",
        bytes(range(256)) * 4,
        "The ferry sails at noon.".encode("utf-16-le"),
        "The ferry sails at noon.".encode("utf-16-be"),
    ],
)
def test_what_is_no_text_is_not_published(data: bytes) -> None:
    found = load(Source(PATH, data), Config())
    assert found.article is None
    assert [issue.code for issue in found.issues] == ["E209"]
    assert ("UTF-8" in found.issues[0].hint) == (len(data) == 48)


def test_a_few_stray_characters_are_no_reason_to_refuse_a_text() -> None:
    text = "The ferry sails at noon, and nobody knows why.\n" * 9
    assert not_text(f"{text}\x00\x1b".encode(), PATH) is None
