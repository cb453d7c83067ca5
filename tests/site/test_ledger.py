"""The identity ledger's text."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.site.ledger import Entry, changed_since, dump, new_id, parse

SEEN = datetime(2026, 11, 22, 12, tzinfo=UTC)
A = Entry(id="urn:uuid:1", path="content/a.txt", first_seen=SEEN, url="2026/11/22/vote/")
B = Entry(
    id="urn:uuid:2",
    path="content/b.txt",
    body="DU-Ls7Sirp4AK-A7SNh5LJSKa_U.k3Jd9Q",
    first_seen=SEEN,
    url="2026/11/21/ferry/",
    old=("2026/11/20/boat/", "2026/11/21/boat/"),
    edition="2026-w47",
)
LINE = '{"id":"urn:uuid:1","path":"content/a.txt","first_seen":"2026-11-22T12:00:00Z","url":"2026/11/22/vote/"}'
OTHER = (
    '{"id":"urn:uuid:2","path":"content/b.txt","body":"DU-Ls7Sirp4AK-A7SNh5LJSKa_U.k3Jd9Q",'
    '"first_seen":"2026-11-22T12:00:00Z","url":"2026/11/21/ferry/",'
    '"old":["2026/11/20/boat/","2026/11/21/boat/"],"edition":"2026-w47"}'
)


def test_a_line_an_article_sorted_by_path() -> None:
    assert dump([B, A]).decode() == f"{LINE}\n{OTHER}\n"


def test_what_was_written_is_read() -> None:
    assert parse(dump([A, B]).decode()) == ((A, B), ())


def test_a_line_that_has_a_slug_and_no_address_is_read() -> None:
    line = '{"id":"urn:uuid:1","path":"content/a.txt","first_seen":"2026-11-22T12:00:00Z","slug":"vote"}'
    entry = Entry(id="urn:uuid:1", path="content/a.txt", first_seen=SEEN, slug="vote")
    assert parse(f"{line}\n{OTHER}") == ((entry, B), ())
    assert (entry.name, A.name, B.name) == ("vote", "vote", "ferry")


ADDRESS = st.from_regex(r"\A[0-9]{4}/[0-9]{2}/[0-9]{2}/[a-z0-9]+(-[a-z0-9]+)*/\Z")


@given(
    st.lists(
        st.builds(
            Entry,
            id=st.text(st.characters(exclude_categories=["Cs", "Cc", "Z", "Cn", "Cf", "Co"]), min_size=1),
            path=st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
            body=st.sampled_from(["", "DU-Ls7Sirp4", "DU-Ls7Sirp4AK-A7", "DU-Ls7Sirp4AK-A7.abc-_9"]),
            first_seen=st.datetimes(datetime(1000, 1, 1), datetime(9998, 1, 1), timezones=st.just(UTC)),
            url=ADDRESS,
            old=st.lists(ADDRESS, max_size=2).map(tuple),
            edition=st.sampled_from(["", "2026-w53", "2026-02", "2026-02-28"]),
        ),
        unique_by=(lambda entry: entry.id, lambda entry: entry.path),
    ),
    st.randoms(),
)
def test_any_entries_survive_writing_and_reading_whatever_the_order_of_lines(entries, random) -> None:  # type: ignore[no-untyped-def]
    text = dump(entries).decode()
    assert parse(text) == (tuple(sorted(entries, key=lambda entry: entry.path)), ())
    lines = [f"{line}\n" for line in text.split("\n")[:-1]]
    random.shuffle(lines)
    assert dump(parse("".join(lines))[0]).decode() == text


def test_damaged_lines_are_named_and_the_others_read() -> None:
    text = f"{LINE}\n<<<<<<< HEAD\n{{\n{LINE.replace('vote', 'other')}\n\n"
    entries, issues = parse(text)
    assert entries == (A, Entry(id=A.id, path=A.path, first_seen=A.first_seen, url="2026/11/22/other/"))
    assert [str(issue) for issue in issues] == [
        "ledger.jsonl:2: E406 a merge conflict that is not settled (keep the lines of both sides)",
        "ledger.jsonl:3: E406 damaged line: Input data was truncated (restore the line, e.g. from version control)",
        "ledger.jsonl:4: E406 the id 'urn:uuid:1' stands on line 1, too (keep one line)",
        "ledger.jsonl:4: E406 the path 'content/a.txt' stands on line 1, too (keep one line)",
    ]


@pytest.mark.parametrize(
    ("was", "now", "what"),
    [
        ("2026/11/21/ferry/", "../../etc/", "'../../etc/' is not an address like 2026/11/22/vote/"),
        ("2026/11/21/ferry/", "2026/11/21/ferry/\\n2026/11/21/x/", "is not an address like 2026/11/22/vote/"),
        ("2026/11/20/boat/", "2026/11/20/Boat/", "'2026/11/20/Boat/' is not an address like 2026/11/22/vote/"),
        ("urn:uuid:2", " ", "' ' is not an id"),
        ("12:00:00Z", "12:00:00", "first_seen is not a date with a time zone"),
        ("2026-w47", "2026-w54", "'2026-w54' is not an edition"),
        ("k3Jd9Q", "k3Jd9", "is not the fingerprint of a body"),
        ("DU-L", "DU-", "is not the fingerprint of a body"),
        ("edition", "editon", "Object contains unknown field `editon`"),
        ('"url":"2026/11/21/ferry/",', "", "'' is not an address like 2026/11/22/vote/"),
    ],
)
def test_what_no_build_has_written_is_damage(was: str, now: str, what: str) -> None:
    entries, issues = parse(f"{LINE}\n{OTHER.replace(was, now)}\n")
    assert entries == (A,)
    assert [(issue.code, issue.line) for issue in issues] == [("E406", 2)]
    assert what in issues[0].message


def test_the_same_line_from_both_sides_of_a_merge_is_one() -> None:
    assert parse(f"\ufeff{LINE}\n{OTHER}\n{LINE}\n") == ((A, B), ())


def test_an_id_is_made_from_the_path_and_never_taken_twice() -> None:
    first = new_id("content/a.txt", [])
    assert first == "urn:uuid:a33bce9c-ee01-5e83-af70-e68b2363a5d5"
    assert new_id("content/a.txt", []) == first
    assert new_id("content/a.txt", [first]) not in (first, new_id("content/b.txt", []))


@pytest.mark.parametrize(
    ("recorded", "now", "changed"),
    [
        ("AAAAAAAAAAA", "AAAAAAAAAAA", False),
        ("AAAAAAAAAAA", "BBBBBBBBBBB", True),
        ("AAAAAAAAAAA", "BBBBBBBBBBB.cccccc", False),
        ("AAAAAAAAAAA.cccccc", "BBBBBBBBBBB.cccccc", True),
        ("AAAAAAAAAAA.cccccc", "AAAAAAAAAAA.dddddd", False),
        ("", "BBBBBBBBBBB", False),
    ],
)
def test_an_article_changed_if_its_words_did_and_nothing_says_so(recorded: str, now: str, changed: bool) -> None:
    entry = Entry(id="x", path="content/a.txt", body=recorded, first_seen=SEEN, url="2026/11/22/vote/")
    assert changed_since(entry, now) is changed
