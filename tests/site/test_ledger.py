"""The identity ledger's text."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from digest.site.ledger import Entry, dump, new_id, parse

SEEN = datetime(2026, 11, 22, 12, tzinfo=UTC)
A = Entry("urn:uuid:1", "content/a.txt", SEEN, "vote")
B = Entry("urn:uuid:2", "content/b.txt", SEEN, "ferry")
LINE = '{"id":"urn:uuid:1","path":"content/a.txt","first_seen":"2026-11-22T12:00:00Z","slug":"vote"}'
OTHER = '{"id":"urn:uuid:2","path":"content/b.txt","first_seen":"2026-11-22T12:00:00Z","slug":"ferry"}'


def test_a_line_an_article_sorted_by_path() -> None:
    assert dump([B, A]).decode() == f"{LINE}\n{OTHER}\n"


def test_what_was_written_is_read() -> None:
    assert parse(dump([A, B]).decode()) == ((A, B), ())


@given(
    st.lists(
        st.builds(
            Entry,
            st.text(st.characters(exclude_categories=["Cs", "Cc", "Z", "Cn", "Cf", "Co"]), min_size=1),
            st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
            st.datetimes(datetime(1000, 1, 1), datetime(9998, 1, 1), timezones=st.just(UTC)),
            st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True),
        ),
        unique_by=(lambda entry: entry.id, lambda entry: entry.path),
    )
)
def test_any_entries_survive_writing_and_reading(entries: list[Entry]) -> None:
    assert parse(dump(entries).decode()) == (tuple(sorted(entries, key=lambda entry: entry.path)), ())


def test_damaged_lines_are_named_and_the_others_read() -> None:
    text = f"{LINE}\n<<<<<<< HEAD\n{{\n{LINE.replace('vote', 'other')}\n\n"
    entries, issues = parse(text)
    assert entries == (A, Entry(A.id, A.path, A.first_seen, "other"))
    assert [str(issue) for issue in issues] == [
        "ledger.jsonl:2: E406 a merge conflict that is not settled (keep the lines of both sides)",
        "ledger.jsonl:3: E406 damaged line: Input data was truncated (restore the line, e.g. from version control)",
        "ledger.jsonl:4: E406 the id 'urn:uuid:1' stands on line 1, too (keep one line)",
        "ledger.jsonl:4: E406 the path 'content/a.txt' stands on line 1, too (keep one line)",
    ]


def test_the_same_line_from_both_sides_of_a_merge_is_one() -> None:
    assert parse(f"\ufeff{LINE}\n{OTHER}\n{LINE}\n") == ((A, B), ())


def test_an_unknown_key_is_damage_rather_than_loss() -> None:
    assert "unknown field `edition`" in str(parse(LINE.replace("}", ',"edition":"x"}'))[1][0])


def test_an_id_is_made_from_the_path_and_never_taken_twice() -> None:
    first = new_id("content/a.txt", [])
    assert first == "urn:uuid:a33bce9c-ee01-5e83-af70-e68b2363a5d5"
    assert new_id("content/a.txt", []) == first
    assert new_id("content/a.txt", [first]) not in (first, new_id("content/b.txt", []))
