"""Cards to views: dates, summaries, pictures."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.excerpts import clip
from digest.renderer.story import date, origin
from digest.renderer.views import Date


def test_a_date_without_time_is_a_day() -> None:
    assert date(datetime(2026, 11, 2, tzinfo=UTC)) == Date("2026-11-02", "2 November 2026", "")


def test_a_date_with_time_has_its_offset() -> None:
    moment = datetime(2026, 7, 4, 9, 5, tzinfo=ZoneInfo("Europe/Berlin"))
    assert date(moment) == Date("2026-07-04T09:05:00+02:00", "4 July 2026", "09:05")


def test_a_time_of_less_than_a_second_is_a_time() -> None:
    assert date(datetime(2026, 11, 2, microsecond=1, tzinfo=UTC)) == Date(
        "2026-11-02T00:00:00+00:00", "2 November 2026", "00:00"
    )


def test_an_offset_with_seconds_of_before_standard_time_is_written_in_utc() -> None:
    moment = datetime(1850, 3, 1, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    assert date(moment) == Date("1850-03-01T11:06:32+00:00", "1 March 1850", "12:00")


@pytest.mark.parametrize(
    ("text", "size", "clipped"),
    [
        ("Short.", 20, "Short."),
        ("One sentence here. Another one follows it.", 30, "One sentence here."),
        ("Yes. This goes on without an end for long", 20, "Yes. This goes on…"),
        ("Nospaceinthiswordatall", 10, "Nospacein…"),
        ("A list, of things, and more", 20, "A list, of things…"),
        ("  white \n space  ", 30, "white space"),
        (f"much{' ' * 300}white space, and more of it", 20, "much white space…"),
        (f"much{' ' * 300}white", 20, "much white"),
    ],
)
def test_a_summary_ends_at_a_sentence_or_a_word(text: str, size: int, clipped: str) -> None:
    assert clip(text, size) == clipped


@given(st.text(st.sampled_from("ab.! \n\u00a0…")), st.integers(2, 40))
def test_white_space_changes_nothing_of_a_summary(text: str, size: int) -> None:
    assert clip(text, size) == clip(" ".join(text.split()), size)


@given(st.text(), st.integers(2, 40))
def test_no_summary_is_longer_than_asked_for(text: str, size: int) -> None:
    assert len(clip(text, size)) <= size


@pytest.mark.parametrize(
    ("src", "found"),
    [
        ("https://Example.org:8443/a.png", "https://example.org:8443"),
        ("//cdn.example.org/a.png", "https://cdn.example.org"),
        ("http://example.org/", "http://example.org"),
        ("media/a.png", ""),
        ("https://a;b/", ""),
        ("https://a b/", ""),
        ("https://[x/", ""),
        ("data:image/png;base64,xx", ""),
        ("https://example.org:port/", ""),
    ],
)
def test_the_origin_of_a_picture_cannot_break_out_of_the_policy(src: str, found: str) -> None:
    assert origin(src) == found
