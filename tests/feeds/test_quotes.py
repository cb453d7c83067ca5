"""Quotes as CSV."""

import csv
import io

import pytest

from digest.feeds.quotes import COLUMNS, head, quotes
from tests.feeds.recorded import recorded

TEXT = """title: The vote, at last
---
The council voted.

> It was time, "truly".
>
> And late.
>
> — Jo Reed, Mayor, Harbour Board

> Nobody said this.
"""


def test_each_quote_is_a_row_with_who_said_it_and_where() -> None:
    record, _ = recorded(TEXT)
    rows = list(csv.DictReader(io.StringIO((head() + quotes(record)).decode(), newline="")))
    both = {
        "id": "urn:test:vote",
        "url": "https://example.org/2026/11/22/vote/",
        "date": "2026-11-22T00:00:00+00:00",
        "title": "The vote, at last",
    }
    assert rows == [
        both
        | {
            "quote": 'It was time, "truly".\nAnd late.',
            "speaker": "Jo Reed",
            "role": "Mayor",
            "institution": "Harbour Board",
            "as_given": "Jo Reed, Mayor, Harbour Board",
            "quote_url": "https://example.org/2026/11/22/vote/#q-1",
        },
        both
        | {
            "quote": "Nobody said this.",
            "speaker": "",
            "role": "",
            "institution": "",
            "as_given": "",
            "quote_url": "https://example.org/2026/11/22/vote/#q-2",
        },
    ]


def test_rows_are_of_the_form_of_rfc_4180() -> None:
    record, _ = recorded("title: The vote\n---\nThe council voted.\n\n> No, no.\n")
    assert head() == ",".join(COLUMNS).encode() + b"\r\n"
    assert quotes(record) == (
        b"urn:test:vote,https://example.org/2026/11/22/vote/,2026-11-22T00:00:00+00:00,The vote,"
        b'"No, no.",,,,,https://example.org/2026/11/22/vote/#q-1\r\n'
    )


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1"])
def test_what_a_spreadsheet_could_run_has_an_apostrophe_before_it(title: str) -> None:
    record, _ = recorded(f"title: '{title}'\n---\nThe council voted.\n\n> No.\n")
    (row,) = csv.reader(io.StringIO(quotes(record).decode(), newline=""))
    assert row[3] == f"'{title}"
