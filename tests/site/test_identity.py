"""Ids, dates and addresses: settled once, and never moved."""

from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from digest.records import Card
from digest.site.identity import Settled, settle
from digest.site.ledger import Entry
from tests.cards import NOW, card, day

UTC = ZoneInfo("UTC")


def settled(*cards: Card, ledger: tuple[Entry, ...] = (), now=NOW) -> Settled:  # type: ignore[no-untyped-def]
    return settle(cards, ledger, now, UTC)


def urls(found: Settled) -> dict[str, str]:
    return {card.path.removeprefix("content/").removesuffix(".txt"): card.url for card in found.cards}


def test_an_article_gets_an_id_and_an_address_and_both_are_recorded() -> None:
    found = settled(card("vote", day(3)))
    assert urls(found) == {"vote": "2026/11/03/vote/"}
    assert found.entries == (Entry(found.cards[0].id, "content/vote.txt", NOW, "vote"),)
    assert found.issues == ()


def test_newest_first_and_ties_by_path() -> None:
    found = settled(card("b", day(3)), card("a", day(3)), card("c", day(4)))
    assert [card.path for card in found.cards] == ["content/c.txt", "content/a.txt", "content/b.txt"]


def test_an_undated_article_keeps_the_date_of_its_first_build() -> None:
    first = settled(card("vote"))
    later = settled(card("vote"), ledger=first.entries, now=day(30, month=12))
    assert urls(first) == urls(later) == {"vote": "2026/11/22/vote/"}
    assert later.entries == first.entries
    assert [str(issue) for issue in later.issues] == [
        "content/vote.txt: W302 no date; taken as first seen on 2026-11-22 (set date: 2026-11-22 in its front matter)"
    ]


def test_the_address_of_a_derived_slug_stays_when_the_title_changes() -> None:
    first = settled(card("vote", day(3)))
    later = settled(card("vote", day(3), title="A better title", slug="a-better-title"), ledger=first.entries)
    assert urls(later) == {"vote": "2026/11/03/vote/"}


def test_a_given_slug_moves_the_address() -> None:
    first = settled(card("vote", day(3)))
    later = settled(card("vote", day(3), slug="ballot", slug_from="front matter"), ledger=first.entries)
    assert urls(later) == {"vote": "2026/11/03/ballot/"}
    assert later.entries[0].slug == "ballot"


def test_two_given_slugs_on_a_day_are_an_error_that_names_both_files() -> None:
    given = {"slug": "vote", "slug_from": "front matter"}
    found = settled(card("a", day(3), **given), card("b", day(3, 10), **given), card("c", day(4), **given))
    assert [str(issue) for issue in found.issues] == [
        "content/b.txt: E401 has the address 2026/11/03/vote/ of content/a.txt (give one of the two another slug)"
    ]


def test_derived_slugs_get_a_suffix_and_a_warning_and_keep_it() -> None:
    same = {"slug": "vote"}
    first = settled(card("b", day(3), **same), card("a", day(3), **same), card("c", day(3), **same))
    assert urls(first) == {"a": "2026/11/03/vote/", "b": "2026/11/03/vote-2/", "c": "2026/11/03/vote-3/"}
    assert [str(issue) for issue in first.issues] == [
        "content/b.txt: W403 the address 2026/11/03/vote/ is that of content/a.txt; this one is 2026/11/03/vote-2/"
        " (set slug to choose another)",
        "content/c.txt: W403 the address 2026/11/03/vote/ is that of content/a.txt; this one is 2026/11/03/vote-3/"
        " (set slug to choose another)",
    ]
    later = settled(
        card("0", day(3), **same), card("b", day(3), **same), card("c", day(3), **same), ledger=first.entries
    )
    assert urls(later) == {"b": "2026/11/03/vote-2/", "c": "2026/11/03/vote-3/", "0": "2026/11/03/vote/"}


def test_a_derived_slug_gives_way_to_a_given_one_of_the_same_build() -> None:
    found = settled(card("a", day(3), slug="vote"), card("b", day(3), slug="vote", slug_from="front matter"))
    assert urls(found) == {"a": "2026/11/03/vote-2/", "b": "2026/11/03/vote/"}


def test_a_given_slug_does_not_take_an_address_that_is_known() -> None:
    first = settled(card("a", day(3), slug="vote"))
    later = settled(
        card("a", day(3), slug="vote"),
        card("b", day(3), slug="vote", slug_from="front matter"),
        ledger=first.entries,
    )
    assert [(issue.code, issue.path) for issue in later.issues] == [("E401", "content/b.txt")]


def test_an_id_of_the_front_matter_follows_the_file() -> None:
    first = settled(card("a", day(3), id="tag:x"))
    moved = settled(card("b", day(3), id="tag:x", slug="b"), ledger=first.entries)
    assert moved.entries == (Entry("tag:x", "content/b.txt", NOW, "a"),)
    assert urls(moved) == {"b": "2026/11/03/a/"}


def test_the_same_id_twice_is_an_error_that_names_both_files() -> None:
    found = settled(card("a", day(3), id="x"), card("b", day(4), id="x"))
    assert [str(issue) for issue in found.issues] == [
        "content/b.txt: E402 has the id 'x' of content/a.txt (change one)"
    ]


def test_a_new_file_where_another_was_gets_an_id_of_its_own() -> None:
    first = settled(card("a", day(3)))
    id_ = first.cards[0].id
    moved = settled(card("a", day(3)), card("b", day(3), id=id_), ledger=first.entries)
    assert {card.path: card.id == id_ for card in moved.cards} == {"content/a.txt": False, "content/b.txt": True}


def test_what_is_gone_stays_in_the_ledger() -> None:
    first = settled(card("a", day(3)), card("b", day(3)))
    later = settled(card("b", day(3)), ledger=first.entries)
    assert set(later.entries) == set(first.entries)


def test_in_the_hour_that_clocks_are_set_back_the_later_is_the_newer() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    early, late = (
        datetime(2026, 10, 25, hour, minute, tzinfo=UTC).astimezone(berlin) for hour, minute in ((0, 30), (1, 10))
    )
    found = settle([card("early", early), card("late", late)], (), NOW, berlin)
    assert [card.path for card in found.cards] == ["content/late.txt", "content/early.txt"]


def test_many_of_one_slug_on_a_day_take_no_time_by_the_square() -> None:
    count = 3000
    found = settled(*(card(f"{number:05}", day(3), slug="vote") for number in range(count)))
    assert len({card.url for card in found.cards}) == count


def test_the_day_of_an_address_is_that_of_the_sites_zone() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    found = settle([card("vote", day(3, 23).astimezone(berlin))], (), NOW, berlin)
    assert found.cards[0].url == "2026/11/04/vote/"


CARDS = st.lists(
    st.builds(
        lambda name, slug, date, known: card(name, date, slug=slug, slug_from="title"),
        st.sampled_from("abcdefgh"),
        st.sampled_from(["vote", "vote-2", "ferry"]),
        st.sampled_from([None, day(3), day(4)]),
        st.booleans(),
    ),
    unique_by=lambda card: card.path,
)


@given(CARDS, CARDS, st.randoms())
def test_addresses_are_unique_stable_and_independent_of_the_order_of_files(before, after, random) -> None:  # type: ignore[no-untyped-def]
    first = settled(*before)
    assert len({card.url for card in first.cards}) == len(before)
    again = settled(*before, ledger=first.entries)
    assert again.cards == first.cards
    assert set(again.entries) == set(first.entries)
    shuffled = list(after)
    random.shuffle(shuffled)
    second = settled(*after, ledger=first.entries)
    assert settled(*shuffled, ledger=first.entries).cards == second.cards
    assert len({card.url for card in second.cards}) == len(after)
    assert len({entry.id for entry in second.entries}) == len(second.entries)
