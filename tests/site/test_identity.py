"""Ids, dates and addresses: settled once, and never moved."""

from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from digest.records import Card
from digest.site.identity import Settled, settle
from digest.site.ledger import Entry
from tests.cards import NOW, card, day

UTC = ZoneInfo("UTC")


def settled(*cards: Card, ledger: tuple[Entry, ...] = (), now=NOW, **more) -> Settled:  # type: ignore[no-untyped-def]
    return settle(cards, ledger, now, UTC, **more)


def lines(found: Settled) -> dict[str, tuple[str, tuple[str, ...]]]:
    """The addresses in the ledger, of now and before."""
    return {entry.path.removeprefix("content/").removesuffix(".txt"): (entry.url, entry.old) for entry in found.entries}


def urls(found: Settled) -> dict[str, str]:
    return {card.path.removeprefix("content/").removesuffix(".txt"): card.url for card in found.cards}


def test_an_article_gets_an_id_and_an_address_and_both_are_recorded() -> None:
    found = settled(card("vote", day(3)))
    assert urls(found) == {"vote": "2026/11/03/vote/"}
    assert found.entries == (
        Entry(
            id=found.cards[0].id,
            path="content/vote.txt",
            first_seen=NOW,
            url="2026/11/03/vote/",
            edition="2026-w45",
        ),
    )
    assert found.issues == ()


def test_newest_first_and_ties_by_path() -> None:
    found = settled(card("b", day(3)), card("a", day(3)), card("c", day(4)))
    assert [card.path for card in found.cards] == ["content/c.txt", "content/a.txt", "content/b.txt"]


def test_an_undated_article_keeps_the_date_of_its_first_build() -> None:
    first = settled(card("vote"))
    later = settled(card("vote"), ledger=first.entries, now=day(30, month=12))
    assert urls(first) == urls(later) == {"vote": "2026/11/22/vote/"}
    assert later.entries == (structs.replace(first.entries[0], edition="2026-w47"),)
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
    assert later.entries[0].url == "2026/11/03/ballot/"


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
    assert moved.entries == (structs.replace(first.entries[0], path="content/b.txt"),)
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


# what was published before


def test_every_address_that_changes_leads_to_the_article() -> None:
    first = settled(card("vote", day(3)))
    second = settled(card("vote", day(4)), ledger=first.entries)
    third = settled(card("vote", day(4), slug="ballot", slug_from="front matter"), ledger=second.entries)
    assert lines(third) == {"vote": ("2026/11/04/ballot/", ("2026/11/03/vote/", "2026/11/04/vote/"))}
    assert third.redirects == dict.fromkeys(("2026/11/03/vote/", "2026/11/04/vote/"), "content/vote.txt")
    back = settled(card("vote", day(3), slug="vote", slug_from="front matter"), ledger=third.entries)
    assert lines(back) == {"vote": ("2026/11/03/vote/", ("2026/11/04/vote/", "2026/11/04/ballot/"))}
    assert back.issues == ()


def test_a_line_with_a_slug_gets_its_address() -> None:
    early = Entry(id="x", path="content/a.txt", first_seen=NOW, slug="vote")
    found = settled(card("a", day(3), slug="a-better-title"), ledger=(early,), bodies={"content/a.txt": "AAAAAAAAAAA"})
    assert [structs.asdict(entry) for entry in found.entries] == [
        {
            **structs.asdict(early),
            "body": "AAAAAAAAAAA",
            "url": "2026/11/03/vote/",
            "edition": "2026-w45",
            "slug": "",
        }
    ]


def test_a_new_article_does_not_take_an_address_that_leads_to_another() -> None:
    first = settled(card("a", day(3), slug="vote"))
    second = settled(card("a", day(4), slug="vote"), card("b", day(3), slug="vote"), ledger=first.entries)
    assert urls(second) == {"a": "2026/11/04/vote/", "b": "2026/11/03/vote-2/"}
    assert second.redirects == {"2026/11/03/vote/": "content/a.txt"}
    third = settled(
        card("a", day(4), slug="vote"),
        card("b", day(3), slug="vote", slug_from="front matter"),
        ledger=second.entries,
    )
    assert urls(third)["b"] == "2026/11/03/vote/"
    assert [str(issue) for issue in third.issues] == [
        "content/a.txt: W407 its earlier address 2026/11/03/vote/ is now that of content/b.txt"
        " (links from elsewhere lead there)"
    ]
    assert third.redirects == {"2026/11/03/vote-2/": "content/b.txt"}
    assert lines(third)["a"] == ("2026/11/04/vote/", ())
    assert settled(*third.cards, ledger=third.entries).issues == ()


def test_two_articles_that_change_their_days_keep_what_leads_to_them() -> None:
    first = settled(card("a", day(3), slug="vote"), card("b", day(4), slug="vote"))
    later = settled(card("a", day(4), slug="vote"), card("b", day(3), slug="vote"), ledger=first.entries)
    assert urls(later) == {"a": "2026/11/04/vote-2/", "b": "2026/11/03/vote-2/"}
    assert later.redirects == {"2026/11/03/vote/": "content/a.txt", "2026/11/04/vote/": "content/b.txt"}


def test_an_article_that_is_redated_does_not_take_the_address_of_one_that_is_there() -> None:
    first = settled(card("a", day(3), slug="vote"), card("b", day(4), slug="vote"))
    later = settled(card("a", day(4), slug="vote"), card("b", day(4), slug="vote"), ledger=first.entries)
    assert urls(later) == {"a": "2026/11/04/vote-2/", "b": "2026/11/04/vote/"}


def test_addresses_of_what_is_held_back_are_kept_for_it() -> None:
    first = settled(card("a", day(3), slug="vote"))
    second = settled(card("a", day(4), slug="vote"), ledger=first.entries)
    new = [card("b", day(3), slug="vote"), card("c", day(4), slug="vote")]
    held = settled(*new, ledger=second.entries, held=[card("a", day(4), slug="vote", draft=True)])
    assert urls(held) == {"b": "2026/11/03/vote-2/", "c": "2026/11/04/vote-2/"}
    assert held.redirects == {}
    back = settled(*new, card("a", day(4), slug="vote"), ledger=held.entries)
    assert urls(back)["a"] == "2026/11/04/vote/"
    assert back.redirects == {"2026/11/03/vote/": "content/a.txt"}


# files that are gone, and new ones

ONE, OTHER = "AAAAAAAAAAAAAAAB", "BBBBBBBBBBBAAAAC"


def test_a_file_that_is_gone_and_a_new_one_with_the_same_words_are_one_article() -> None:
    first = settled(card("a", day(3)), bodies={"content/a.txt": ONE})
    later = settled(
        card("new/b", day(5), slug="b"), ledger=first.entries, now=day(30), bodies={"content/new/b.txt": ONE}
    )
    assert later.entries == (
        structs.replace(first.entries[0], path="content/new/b.txt", url="2026/11/05/a/", old=("2026/11/03/a/",)),
    )
    assert later.moved == {"content/new/b.txt": "content/a.txt"}
    assert later.redirects == {"2026/11/03/a/": "content/new/b.txt"}


def test_a_copy_of_a_file_that_is_there_is_another_article() -> None:
    first = settled(card("a", day(3)), bodies={"content/a.txt": ONE})
    both = {"content/a.txt": ONE, "content/b.txt": ONE}
    for more in (
        {"held": [card("a", day(3), draft=True)]},  # it is a draft now
        {"sources": {"content/a.txt"}},  # or cannot be read
    ):
        later = settled(card("b", day(3)), ledger=first.entries, bodies=both, **more)
        assert {entry.path for entry in later.entries} == {"content/a.txt", "content/b.txt"}
        assert later.moved == {}


def test_an_id_that_another_file_claims_is_not_that_of_one_with_the_same_words() -> None:
    first = settled(card("a", day(3)), bodies={"content/a.txt": ONE})
    id_ = first.entries[0].id
    later = settled(
        card("b", day(3)),
        card("c", day(3), id=id_),
        ledger=first.entries,
        bodies={"content/b.txt": ONE, "content/c.txt": OTHER},
    )
    assert {entry.path: entry.id == id_ for entry in later.entries} == {"content/b.txt": False, "content/c.txt": True}


def test_a_file_that_moves_and_is_held_back_is_known_when_it_is_published_again() -> None:
    first = settled(card("a", day(3)), bodies={"content/a.txt": ONE})
    bodies = {"content/b.txt": ONE}
    held = settled(ledger=first.entries, held=[card("b", day(3), draft=True)], bodies=bodies)
    assert held.entries == (structs.replace(first.entries[0], path="content/b.txt"),)
    assert urls(settled(card("b", day(3)), ledger=held.entries, bodies=bodies)) == {"b": "2026/11/03/a/"}


def test_the_words_in_the_ledger_are_those_of_the_last_revision_that_was_told() -> None:
    def built(body: str, *ledger: Entry) -> Entry:
        return settled(card("a", day(3)), ledger=ledger, bodies={"content/a.txt": body}).entries[0]

    first = built(ONE)
    assert built(OTHER, first) is first
    revised = built(f"{OTHER}.cccccc", first)
    assert revised.body == f"{OTHER}.cccccc"
    assert built(f"{ONE}.cccccc", revised) is revised


CARDS = st.lists(
    st.builds(
        lambda name, slug, date: card(name, date, slug=slug, slug_from="title"),
        st.sampled_from("abcdefgh"),
        st.sampled_from(["vote", "vote-2", "ferry"]),
        st.sampled_from([None, day(3), day(4)]),
    ),
    unique_by=lambda card: card.path,
)


def worded(cards: list[Card]) -> dict[str, str]:
    """Bodies by path: some are equal, and all are paired with what is gone."""
    return {card.path: (ONE, OTHER)[ord(card.path[-5]) % 2] for card in cards}


@given(st.lists(CARDS, min_size=1, max_size=4), st.randoms())
def test_addresses_are_unique_lead_on_for_good_and_hang_on_no_order(builds, random) -> None:  # type: ignore[no-untyped-def]
    ledger: tuple[Entry, ...] = ()
    last: set[str] = set()
    for cards in builds:
        found = settled(*cards, ledger=ledger, bodies=worded(cards))
        shuffled, lines = list(cards), list(ledger)
        random.shuffle(shuffled)
        random.shuffle(lines)
        assert settled(*shuffled, ledger=tuple(lines), bodies=worded(cards)).cards == found.cards
        now = {card.url for card in found.cards}
        assert len(now) == len(cards)
        assert now.isdisjoint(found.redirects)
        assert len({entry.id for entry in found.entries}) == len({entry.path for entry in found.entries})
        assert len({entry.id for entry in found.entries}) == len(found.entries)
        published = {entry.id: entry for entry in found.entries}
        ids = {card.id for card in found.cards}
        for before in ledger:  # nothing that was published leads nowhere, as long as its article is there
            after = published[before.id]
            if after.id in ids & last:
                assert {before.url, *before.old} <= {after.url, *after.old}
                assert {found.redirects[url] for url in after.old} <= {after.path}
        again = settled(*cards, ledger=found.entries, bodies=worded(cards))
        assert (again.cards, again.redirects) == (found.cards, found.redirects)
        assert set(again.entries) == set(found.entries)
        ledger, last = found.entries, ids
