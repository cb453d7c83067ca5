"""YAML to checked values: every problem in one run, at its place."""

from collections.abc import Mapping
from typing import ClassVar, Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import Struct, structs

from digest.composed import composed
from digest.schema import MAX_SIZE, _simple, read
from digest.walltime import WallTime


class Inner(Struct, frozen=True):
    count: int = 0
    kinds: tuple[Literal["rss", "atom"], ...] = ()


class Outer(Struct, frozen=True):
    ALIASES: ClassVar[dict[str, str]] = {"tags": "topics"}
    title: str = ""
    draft: bool = False
    date: WallTime | None = None
    topics: str | tuple[str, ...] = ()
    inner: Inner = Inner()
    extra: Mapping[str, object] = {}


def problems(text: str, line: int = 1) -> list[str]:
    return [str(issue) for issue in read(text, "a.txt", Outer, line)[1]]


def test_scalars_stay_text_whatever_yaml_would_make_of_them() -> None:
    value, issues = read("title: 1.10\nextra: {a: NO, b: 12:30, c: 0123, d: 2024-01-15}", "a.txt", Outer)
    assert issues == ()
    assert value == Outer(title="1.10", extra={"a": "NO", "b": "12:30", "c": "0123", "d": "2024-01-15"})


def test_empty_null_and_tilde_are_no_value_unless_quoted() -> None:
    value, issues = read("title:\ntopics: ~\nextra: {a: null, b: 'null'}", "a.txt", Outer)
    assert (value, issues) == (Outer(extra={"a": None, "b": "null"}), ())


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "~", "null"])
def test_nothing_is_all_defaults(text: str) -> None:
    assert read(text, "a.txt", Outer) == (Outer(), ())


@pytest.mark.parametrize("yes", ["true", "True", "yes", "on", '"true"'])
def test_booleans_as_people_write_them(yes: str) -> None:
    assert read(f"draft: {yes}", "a.txt", Outer)[0] == Outer(draft=True)


def test_an_alias_of_a_key_is_the_key() -> None:
    assert read("tags: [a, b]", "a.txt", Outer)[0] == Outer(topics=("a", "b"))


def test_all_problems_are_found_in_one_run_at_their_places() -> None:
    text = (
        "titel: x\ntitle: [a]\ntags: a\ntopics: b\ndraft: maybe\ninner:\n  count: many\n  kinds: [rss, atm]\n  sum: 1\n"
    )
    assert problems(text, line=2) == [
        "a.txt:2:1: E102 unknown key 'titel' (did you mean 'title'?)",
        "a.txt:3:8: E103 'title' must be text, not a list",
        "a.txt:5:1: E104 'topics' stands twice, as 'tags' (keep one of them)",
        "a.txt:6:8: E103 'draft' must be true or false, not 'maybe'",
        "a.txt:8:10: E103 'inner.count' must be a whole number, not 'many'",
        "a.txt:9:16: E103 'inner.kinds' must be one of rss, atom, not 'atm'; did you mean 'atom'?",
        "a.txt:10:3: E102 unknown key 'inner.sum' (known keys: count, kinds)",
    ]


def test_what_is_right_is_kept_beside_what_is_wrong() -> None:
    value, issues = read("title: A\ndraft: maybe\ntopics: b", "a.txt", Outer)
    assert value == Outer(title="A", topics="b")
    assert [issue.code for issue in issues] == ["E103"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("title: a: b", "a.txt:1:9: E101 a colon where none can stand (put a value that holds ': ' in quotes)"),
        ("- a", "a.txt:1:1: E101 expected lines such as 'title: A title'"),
        ("text", "a.txt:1:1: E101 expected lines such as 'title: A title'"),
        (
            'title: "x',
            "a.txt:1:10: E101 found unexpected end of stream (a quotation mark or bracket is not closed)",
        ),
        ("title: a\ntitle: b", "a.txt:2:1: E104 'title' stands twice (keep one of them)"),
        ("extra: {a: 1, a: 2}", "a.txt:1:15: E104 'a' stands twice (keep one of them)"),
        ("title: &x a", "a.txt:1:8: E105 the anchor 'x' is not allowed (put the value in quotes)"),
        (
            "title: !!python/name:os.system x",
            "a.txt:1:8: E105 the tag 'tag:yaml.org,2002:python/name:os.system' is not allowed"
            " (put the value in quotes)",
        ),
        ("a\n---\nb", "a.txt:2:1: E101 more than one YAML document"),
        ("date: 2024-13-45", "a.txt:1:7: E107 'date': '2024-13-45' is not a date: month must be in 1..12"),
        (
            "date: 0001-01-01",
            "a.txt:1:7: E107 'date': '0001-01-01' is not a date of a newspaper; expected a year from 1000 to 9998",
        ),
        (
            "date: [a]",
            "a.txt:1:7: E107 'date' is not a date; expected 2026-11-22, 2026-11-22 14:30 or 2026-11-22T14:30:00+01:00",
        ),
    ],
)
def test_one_problem(text: str, problem: str) -> None:
    assert problems(text) == [problem]


def test_an_alias_is_refused_where_it_is_set_and_where_it_is_used() -> None:
    assert problems("title: &x a\ntopics: *x") == [
        "a.txt:1:8: E105 the anchor 'x' is not allowed (put the value in quotes)",
        "a.txt:2:9: E105 the alias 'x' is not allowed (put the value in quotes)",
    ]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_is_refused_and_does_not_crash(opening: str) -> None:
    assert [issue.code for issue in read("extra: " + opening * 200_000, "a.txt", Outer)[1]] == ["E101"]


def test_deep_indentation_is_refused() -> None:
    text = "".join(f"{' ' * depth}a:\n" for depth in range(400))
    assert problems(text) == ["a.txt:33:33: E101 nested more than 32 deep"]


def test_too_much_yaml_is_refused_unread() -> None:
    assert problems("a" * (MAX_SIZE + 1)) == ["a.txt:1: E101 more than 1,000,000 characters of YAML"]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=200))
def test_any_text_gives_values_or_issues(text: str) -> None:
    value, issues = read(text, "a.txt", Outer)
    assert value is not None or issues
    assert all(issue.line >= 1 and issue.path == "a.txt" for issue in issues)


KEYS = st.sampled_from(
    ["title", "tags", "topics", "draft", "date", "inner", "extra", "nope", "", " title", "- title", "null"]
)
COLONS = st.sampled_from([": ", ":  ", ":", " : ", ": \t"])
PIECES = st.sampled_from(
    [
        *(
            "a",
            "Rock & Roll",
            "é",
            "北京",
            "²",
            "½",
            "null",
            "Null",
            "~",
            "yes",
            "No",
            "true",
            "1.10",
            "0x1F",
            "2026-11-22",
            "12:30",
        ),
        *(
            "2026-11-22T08:00:00Z",
            "2026-13-45",
            "-",
            "- ",
            "--",
            "---",
            "...",
            ":",
            ": ",
            " #",
            "#",
            ",",
            ", ",
            "[",
            "]",
            "{",
            "}",
        ),
        *(
            "'",
            '"',
            "|",
            ">",
            "&a",
            "*a",
            "!x",
            "%",
            "@",
            "`",
            "?",
            "? ",
            "\\",
            "\t",
            " ",
            "  ",
            "\x85",
            "\u2028",
            "\xa0",
            "\ufeff",
            "\x00",
        ),
        *(
            "\n",
            "\n  ",
            "\nlead",
            "[a, b]",
            "[a b,c]",
            "[]",
            "[a,]",
            "[null]",
            "[1, 2.5]",
            "[[a]]",
            "[a: b]",
            "<<",
            "=",
            "😀",
            "\ue000",
        ),
    ]
)
VALUES = st.lists(PIECES, max_size=4).map("".join) | st.text(max_size=12)
ROWS = st.lists(st.tuples(KEYS, COLONS, VALUES).map("".join), max_size=5).map("\n".join)


def plain(value: Outer | None) -> object:
    date = value and value.date
    return value and (structs.replace(value, date=None), date and (date.moment, date.timed))


@given(ROWS, st.sampled_from(["", "\n", "\n\n"]))
@settings(max_examples=2_000)
@example("title: a: b", "")
@example("title: a #b", "")
@example("title: [a, b]", "\n")
@example("topics: [a b, 1]\ndraft: Yes", "\n")
@example("date: 2026-11-22", "")
def test_simple_yaml_is_read_as_any_other(text: str, end: str) -> None:
    simple = _simple(text + end, Outer)
    if simple is not None:
        value, issues = composed(text + end, "a.txt", Outer, 1)
        assert (plain(simple), ()) == (plain(value), issues)


def test_the_usual_front_matter_is_simple() -> None:
    text = "title: Harbour reopens – “at last”\ndate: 2026-11-22T08:00:00Z\ntags: [World, Port Ellen]\ndraft: no\n"
    simple = _simple(text, Outer)
    assert plain(simple) == plain(read(text, "a.txt", Outer)[0])
    assert simple is not None
    assert (simple.title, simple.topics, simple.draft) == (
        "Harbour reopens – “at last”",
        ("World", "Port Ellen"),
        False,
    )


BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "iso", "timed"),
    [
        ("2026-11-22", "2026-11-22T00:00:00+01:00", False),
        ("2026-7-4", "2026-07-04T00:00:00+02:00", False),
        ("2026-11-22 14:30", "2026-11-22T14:30:00+01:00", True),
        ("2026-11-22T14:30:05", "2026-11-22T14:30:05+01:00", True),
        ("2026-11-22T14:30:05.999Z", "2026-11-22T15:30:05+01:00", True),
        ("2026-11-22 14:30 -0500", "2026-11-22T20:30:00+01:00", True),
        ("2026-11-22T14:30+05:30", "2026-11-22T10:00:00+01:00", True),
        ("2026-11-22T14:30+05", "2026-11-22T10:30:00+01:00", True),
        ("2026-11-22T14:30 UTC", "2026-11-22T15:30:00+01:00", True),
    ],
)
def test_a_date_without_zone_is_in_that_of_the_site(text: str, iso: str, timed: bool) -> None:
    found = WallTime.parse(text)
    assert (found.at(BERLIN).isoformat(), found.timed) == (iso, timed)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "2026",
        "22.11.2026",
        "2026-02-30",
        "2026-11-22 25:00",
        "2026-11-22 12:00+25:00",
        "2026-11-22 12:00+01:75",
        "99999-01-01",
    ],
)
def test_what_is_no_date_is_said_to_be_none(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        WallTime.parse(text)


@given(
    *(st.integers(0, 10_000), st.integers(0, 13), st.integers(0, 32)),
    st.sampled_from(("", "T00:00:00Z", "T07:23:59Z", "T23:59:60Z", "T23:60:00Z", "T24:00:00Z")),
)
@example(2026, 2, 29, "")
@example(2024, 2, 29, "T12:00:00Z")
def test_a_usual_date_is_read_like_any_other(year: int, month: int, day: int, time: str) -> None:
    usual = f"{year:04}-{month:02}-{day:02}{time}"
    found = []
    for text in (usual, f" {usual}"):  # the space makes it unusual
        try:
            date = WallTime.parse(text)
            found.append(f"{date.moment!r} {date.timed}")
        except ValueError as error:
            found.append(str(error).replace("' ", "'"))
    assert found[0] == found[1]
