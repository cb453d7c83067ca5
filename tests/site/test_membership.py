"""Which edition an article belongs to: that of its date, until that is closed; and then for good."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from digest.records import Card
from digest.site.editions import Rhythm, editions_of, period_named, period_of
from digest.site.identity import Settled, settle
from digest.site.ledger import Entry
from tests.cards import card, day

UTC_ZONE = ZoneInfo("UTC")


def build(*cards: Card, ledger: tuple[Entry, ...] = (), now: datetime, rhythm: Rhythm = "weekly") -> Settled:
    return settle(cards, ledger, now, UTC_ZONE, rhythm=rhythm)


def editions(found: Settled, rhythm: Rhythm = "weekly") -> dict[str, str]:
    """The edition of each article, as the site has it."""
    return {
        card.path.removeprefix("content/").removesuffix(".txt"): edition.key
        for edition in editions_of(found.cards, rhythm, found.membership.keys)
        for card in edition.cards
    }


def closed(found: Settled) -> dict[str, str]:
    """The same, as the ledger has it."""
    return {
        entry.path.removeprefix("content/").removesuffix(".txt"): entry.edition
        for entry in found.entries
        if entry.edition
    }


def test_on_a_first_build_articles_go_by_date_and_editions_that_are_over_are_closed() -> None:
    found = build(card("a", day(3)), card("b", day(14)), card("c", day(17)), now=day(18))
    assert editions(found) == {"a": "2026-w45", "b": "2026-w46", "c": "2026-w47"}
    assert closed(found) == {"a": "2026-w45", "b": "2026-w46"}
    assert found.membership.until == day(23)


def test_a_late_article_goes_to_the_edition_that_was_current_when_it_was_first_seen() -> None:
    first = build(card("a", day(3)), now=day(10))
    late = build(card("a", day(3)), card("late", day(4)), ledger=first.entries, now=day(11))
    assert editions(late) == {"a": "2026-w45", "late": "2026-w46"}
    over = build(card("a", day(3)), card("late", day(4)), ledger=late.entries, now=day(30))
    assert closed(over) == {"a": "2026-w45", "late": "2026-w46"}


def test_a_late_article_of_a_period_without_an_edition_opens_it() -> None:
    first = build(card("a", day(3)), now=day(10))
    late = build(card("a", day(3)), card("late", day(4, month=9)), ledger=first.entries, now=day(11))
    assert closed(late) == {"a": "2026-w45", "late": "2026-w36"}


def test_an_article_whose_edition_was_closed_without_it_goes_to_the_first_that_is_not() -> None:
    """Two branches are merged: one closed the week in which the other had first seen the article."""
    mine = build(card("a", day(3)), now=day(10))
    theirs = build(card("b", day(4)), now=day(4))
    assert closed(theirs) == {}
    merged = build(card("a", day(3)), card("b", day(4)), ledger=mine.entries + theirs.entries, now=day(11))
    assert editions(merged) == {"a": "2026-w45", "b": "2026-w46"}
    later = build(card("a", day(3)), card("b", day(4)), ledger=merged.entries, now=day(30))
    assert closed(later) == {"a": "2026-w45", "b": "2026-w46"}


def test_when_the_clock_was_set_back_nothing_goes_to_an_edition_that_is_closed() -> None:
    first = build(card("a", day(3)), card("b", day(10)), now=day(20))
    early = build(card("a", day(3)), card("b", day(10)), card("c", day(4)), ledger=first.entries, now=day(12))
    assert editions(early) == {"a": "2026-w45", "b": "2026-w46", "c": "2026-w47"}


def test_a_closed_edition_keeps_what_is_redated_or_comes_back() -> None:
    first = build(card("a", day(3)), card("b", day(4)), now=day(10))
    alone = build(card("a", day(9)), ledger=first.entries, now=day(11))
    assert editions(alone) == {"a": "2026-w45"}
    both = build(card("a", day(9)), card("b", day(4)), ledger=alone.entries, now=day(11))
    assert editions(both) == {"a": "2026-w45", "b": "2026-w45"}


def test_editions_of_another_rhythm_count_as_not_recorded() -> None:
    weekly = build(card("a", day(3)), card("b", day(20)), now=day(25))
    monthly = build(card("a", day(3)), card("b", day(20)), ledger=weekly.entries, now=day(26), rhythm="monthly")
    assert editions(monthly, "monthly") == {"a": "2026-11", "b": "2026-11"}
    assert closed(monthly) == closed(weekly)
    later = build(card("a", day(3)), card("b", day(20)), ledger=monthly.entries, now=day(1, month=12), rhythm="monthly")
    assert closed(later) == {"a": "2026-11", "b": "2026-11"}


# the calendar

ZONES = ["UTC", "Europe/Vienna", "Pacific/Auckland", "America/Havana", "Pacific/Apia", "Asia/Kathmandu"]
"""Havana sets its clocks at midnight; Apia left out a day, the last but one of 2011."""
rhythms: st.SearchStrategy[Rhythm] = st.sampled_from(["daily", "weekly", "monthly"])
moments = st.one_of(
    st.datetimes(datetime(2009, 12, 20), datetime(2027, 1, 15), timezones=st.just(UTC)),
    # around the ends of years: 2009, 2015, 2020, 2026 have 53 weeks
    st.builds(
        lambda year, hours: datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=hours),
        st.sampled_from([2010, 2012, 2016, 2021, 2027]),
        st.integers(-200, 200),
    ),
    # around the days on which clocks are set
    st.builds(
        lambda month, day, hours: datetime(2026, month, day, tzinfo=UTC) + timedelta(hours=hours),
        *(st.just(value) for value in (3, 29)),
        st.integers(-30, 30),
    ),
)


@given(rhythms, moments, st.sampled_from(ZONES))
def test_a_moment_is_within_its_period_and_the_key_names_it(rhythm: Rhythm, moment: datetime, zone: str) -> None:
    local = moment.astimezone(ZoneInfo(zone))
    period = period_of(rhythm, local.date())
    assert period_named(period.key) == period
    before = period_of(rhythm, period.first - timedelta(days=1))
    assert before.after == period.first
    assert before.key < period.key
    assert before.end(ZoneInfo(zone)).astimezone(UTC) <= moment < period.end(ZoneInfo(zone)).astimezone(UTC)
    if rhythm == "weekly":
        assert (period.year, period.number) == local.isocalendar()[:2]


def test_weeks_across_years() -> None:
    days = [date(2020, 12, 31), date(2021, 1, 3), date(2021, 1, 4), date(2024, 12, 30), date(2026, 12, 31)]
    keys = [period_of("weekly", day).key for day in days]
    assert keys == ["2020-w53", "2020-w53", "2021-w01", "2025-w01", "2026-w53"]


CARDS = st.dictionaries(st.sampled_from("abcdefg"), st.one_of(st.none(), moments), max_size=6)
BUILDS = st.lists(st.tuples(moments, CARDS, st.booleans()), min_size=1, max_size=6)


@given(rhythms, st.sampled_from(ZONES), BUILDS, st.booleans(), st.randoms())
def test_each_article_is_in_one_edition_and_a_closed_edition_never_changes(  # type: ignore[no-untyped-def]
    rhythm, name, builds, ordered, random
) -> None:
    zone = ZoneInfo(name)
    ledger: tuple[Entry, ...] = ()
    shown: dict[str, str] = {}
    if ordered:  # else the clock is set back now and then
        builds = sorted(builds, key=lambda build: build[0])
    for now, dates, preview in builds:
        cards = [card(name, moment) for name, moment in dates.items() if moment is None or moment <= now or preview]
        lines = list(ledger)
        random.shuffle(lines)
        found = settle(cards, tuple(lines), now, zone, rhythm=rhythm)
        all_ = editions_of(found.cards, rhythm, found.membership.keys)
        members = {card.path: edition.key for edition in all_ for card in edition.cards}
        assert sum(len(edition.cards) for edition in all_) == len(cards) == len(members)
        assert settle(cards, ledger, now, zone, rhythm=rhythm).membership == found.membership
        known = {entry.path: entry.edition for entry in ledger if entry.edition}
        for path, key in members.items():
            assert known.get(path, key) == key  # what was closed with an article keeps it
            assert path in known or key not in known.values()  # and takes no other
        if preview:
            continue
        ledger = found.entries
        for entry in ledger:
            key = members.get(entry.path)
            period = period_named(key) if key else None
            if period and period.end(zone) <= now:
                assert entry.edition == key
        # until it is closed, an edition has the same articles for every build of the same files, whenever that is
        later = settle(cards, ledger, now + timedelta(days=100), zone, rhythm=rhythm)
        again = editions_of(later.cards, rhythm, later.membership.keys)
        assert {card.path: edition.key for edition in again for card in edition.cards} == members
        shown = members
    assert shown.keys() <= {entry.path for entry in ledger}
