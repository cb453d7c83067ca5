"""Which feeds there are, and what is in them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec import structs

from digest.config import Config, Feeds
from digest.feeds.entries import identifier
from digest.feeds.model import Enclosure, Entry, Feed
from digest.feeds.plan import Plan
from digest.records import Card, Correction, Image, QuoteCard, Speaker
from digest.renderer import views
from digest.renderer.plan import Detail, addresses, site_view
from digest.site.model import assemble
from tests.cards import day, settled_card

CONFIG = Config(title="The Lantern", base_url="https://example.org/news/", publisher="The Lantern Society")
ANA = Speaker("Ana Ruiz, Harbour Office", "Ana Ruiz", None, "Harbour Office")


def said(text: str, number: int, speaker: Speaker = ANA) -> QuoteCard:
    return QuoteCard(text, speaker, f"q-{number}")


VOTE = settled_card("vote", day(3, 9), topics=("Council", "Harbour"), quotes=(said("Yes.", 1), said("No.", 2)))
FERRY = settled_card("ferry", day(10), topics=("Harbour",), quotes=(said("Perhaps.", 1),), lead=True)
ROOF = settled_card("roof", day(11), updated=day(12), lang="de", topics=("Council",))
GOAT = settled_card("goat", day(17))
CARDS = (GOAT, ROOF, FERRY, VOTE)
NOW = datetime(2026, 11, 18, tzinfo=UTC)


def planned(
    *cards: Card,
    now: datetime = NOW,
    only: set[str] | None = None,
    failed: tuple[str, ...] = (),
    membership: Mapping[str, str] = {},
    **changes: Any,
) -> dict[str, Feed]:
    config = Config(**{name: getattr(CONFIG, name) for name in Config.__struct_fields__} | changes)
    site, _ = assemble(cards, config, membership, now=now)
    details = {"content/ferry.txt": Detail({"a.jpg": "media/a.jpg"})}
    plan = Plan(site, site_view(site, config, {}), config, details, {"media/a.jpg": 1234}, failed)
    return {feed.path: feed for feed in plan.feeds(only)}


def titles(feed: Feed) -> list[str]:
    return [entry.item.title for entry in feed.items]


def entry(feed: Feed, title: str) -> Entry:
    return next(entry for entry in feed.items if entry.item.title == title)


@pytest.fixture(scope="module")
def feeds() -> dict[str, Feed]:
    return planned(*CARDS)


def test_the_feeds_of_a_site_in_order(feeds: dict[str, Feed]) -> None:
    assert list(feeds) == [
        *("feed.xml", "atom.xml", "feed.json", "topics/council/feed.xml", "topics/harbour/feed.xml"),
        *("editions/2026-w46/feed.xml", "editions/2026-w45/feed.xml"),
        *("voices/ana-ruiz/feed.xml", "voices/harbour-office/feed.xml", "editions/feed.xml", "corrections/feed.xml"),
    ]
    assert [feed.kind for feed in feeds.values()] == ["rss", "atom", "json", *["rss"] * 8]


def test_the_sites_feeds_hold_the_same_stories(feeds: dict[str, Feed]) -> None:
    assert titles(feeds["feed.xml"]) == ["Goat", "Roof", "Ferry", "Vote"]
    assert feeds["feed.xml"].items == feeds["atom.xml"].items == feeds["feed.json"].items
    assert {feed.channel.title for path, feed in feeds.items() if "/" not in path} == {"The Lantern"}


def test_what_an_item_says_of_its_story(feeds: dict[str, Feed]) -> None:
    found = entry(feeds["feed.xml"], "Roof")
    item = found.item
    assert (item.id, item.url) == ("urn:test:roof", "https://example.org/news/2026/11/11/roof/")
    assert (item.published, item.updated, item.lang) == (day(11), day(12), "de")
    assert (item.summary, item.topics) == ("The summary of roof.", ("Council",))
    assert feeds["feed.xml"].texts == [f"content/{name}.txt" for name in ("goat", "roof", "ferry", "vote")]
    assert isinstance(found.view, views.FeedItemView)


def test_no_more_stories_than_the_site_says_but_all_in_archives() -> None:
    feeds = planned(*CARDS, feeds=Feeds(items=1))
    assert titles(feeds["feed.xml"]) == ["Goat"]
    assert titles(feeds["topics/harbour/feed.xml"]) == ["Ferry"]
    assert titles(feeds["voices/ana-ruiz/feed.xml"]) == ["Ferry"]
    assert titles(feeds["editions/feed.xml"]) == ["Week 46, 2026"]
    assert titles(feeds["editions/2026-w46/feed.xml"]) == ["Roof", "Ferry"]


def test_the_formats_that_the_site_names_and_without_rss_no_feeds_but_its_own() -> None:
    assert list(planned(*CARDS, feeds=Feeds(formats=("json", "atom")))) == ["atom.xml", "feed.json"]
    assert planned(*CARDS, feeds=Feeds(formats=())) == {}


def test_archives_are_chained_and_the_sites_feed_leads_to_the_newest(feeds: dict[str, Feed]) -> None:
    def chain(path: str) -> tuple[bool, str, str, str]:
        channel = feeds[path].channel
        return channel.archive, channel.older, channel.newer, channel.current

    base = "https://example.org/news/"
    older, newer = (f"{base}editions/2026-w{week}/feed.xml" for week in (45, 46))
    assert chain("feed.xml") == chain("atom.xml") == (False, newer, "", "")
    assert chain("editions/2026-w46/feed.xml") == (True, older, "", f"{base}feed.xml")
    assert chain("editions/2026-w45/feed.xml") == (True, "", newer, f"{base}feed.xml")
    assert chain("topics/harbour/feed.xml") == (False, "", "", "")


def test_an_edition_is_announced_when_it_is_over_and_not_before(feeds: dict[str, Feed]) -> None:
    assert titles(feeds["editions/feed.xml"]) == ["Week 46, 2026", "Week 45, 2026"]
    later = planned(*CARDS, now=datetime(2026, 11, 23, tzinfo=UTC))
    assert titles(later["editions/feed.xml"]) == ["Week 47, 2026", "Week 46, 2026", "Week 45, 2026"]


def test_an_edition_is_its_address_and_has_its_stories_by_topic() -> None:
    feeds = planned(*CARDS, settled_card("gate", day(12, 5)), settled_card("mill", day(9), topics=("Bells",)))
    found = entry(feeds["editions/feed.xml"], "Week 46, 2026")
    assert found.item.id == found.item.url == "https://example.org/news/editions/2026-w46/"
    assert (found.item.published, found.item.updated) == (day(11), None)
    assert found.item.summary == "Ferry – and 3 more stories"
    assert isinstance(found.view, views.FeedEditionView)
    assert found.view.lead.title == "Ferry"
    assert [(topic.label, [story.title for story in topic.stories]) for topic in found.view.topics] == [
        ("Bells", ["Mill"]),
        ("Council", ["Roof"]),
        ("", ["Gate"]),
    ]


def test_an_edition_of_late_stories_is_dated_within_its_days() -> None:
    late, anew = settled_card("late", day(10)), settled_card("anew", day(18))
    membership = {"content/late.txt": "2026-w47", "content/anew.txt": "2026-w46", "content/ferry.txt": "2026-w46"}
    feeds = planned(late, anew, FERRY, now=datetime(2026, 11, 23, tzinfo=UTC), membership=membership)
    assert [(entry.item.title, entry.item.published) for entry in feeds["editions/feed.xml"].items] == [
        ("Week 47, 2026", day(16)),
        ("Week 46, 2026", day(10)),
    ]


def test_a_voice_has_the_quotes_of_each_story_and_the_storys_id(feeds: dict[str, Feed]) -> None:
    feed = feeds["voices/ana-ruiz/feed.xml"]
    assert (feed.channel.title, feed.channel.home) == (
        "Ana Ruiz – The Lantern",
        "https://example.org/news/voices/ana-ruiz/",
    )
    assert [(entry.item.id, entry.item.summary) for entry in feed.items] == [
        ("urn:test:ferry", "The summary of ferry."),
        ("urn:test:vote", "The summary of vote."),
    ]
    assert feed.items[1].view == views.FeedVoiceView(
        (
            views.FeedQuote("Yes.", ANA, "2026/11/03/vote/#q-1"),
            views.FeedQuote("No.", ANA, "2026/11/03/vote/#q-2"),
        )
    )


def test_corrections_newest_first_each_with_an_id_that_its_words_do_not_change() -> None:
    def corrected(*corrections: Correction) -> Feed:
        card = settled_card("vote", day(3), updated=day(4), corrections=corrections)
        other = settled_card("roof", day(1), corrections=(Correction("The roof is red.", day(5)),))
        return planned(card, other)["corrections/feed.xml"]

    feed = corrected(Correction("It was five."), Correction("It was Monday.", day(6)), Correction("Six.", day(6)))
    assert [(entry.item.title, entry.item.summary, entry.item.published) for entry in feed.items] == [
        ("Correction: Vote", "It was Monday.", day(6)),
        ("Correction: Vote", "Six.", day(6)),
        ("Correction: Roof", "The roof is red.", day(5)),
        ("Correction: Vote", "It was five.", day(4)),  # the day of the change, where it has none of its own
    ]
    ids = [entry.item.id for entry in feed.items]
    assert len(set(ids)) == 4
    again = corrected(Correction("It was 5."), Correction("It was a Monday.", day(6)), Correction("6.", day(6)))
    assert [entry.item.id for entry in again.items] == ids


def test_every_feed_belongs_to_a_page_that_is_there() -> None:
    for cards in ((), CARDS, (structs.replace(VOTE, corrections=(Correction("It was Tuesday."),)),)):
        site, _ = assemble(cards, CONFIG, now=NOW)
        pages = {f"{CONFIG.base_url}{url.removesuffix('index.html')}" for url in addresses(site)}
        assert {feed.channel.home for feed in planned(*cards).values()} <= pages


def test_a_picture_is_an_enclosure_if_it_is_known_what_it_is() -> None:
    def enclosure(src: str) -> Enclosure | None:
        card = settled_card("ferry", day(3), image=Image(src, "", 1))
        return planned(card)["feed.xml"].items[0].item.enclosure

    assert enclosure("a.jpg") == Enclosure("https://example.org/news/media/a.jpg", "image/jpeg", 1234)
    assert enclosure("https://example.net/A.PNG?x=1") == Enclosure("https://example.net/A.PNG?x=1", "image/png", 0)
    assert enclosure("//example.net/a.webp") == Enclosure("https://example.net/a.webp", "image/webp", 0)
    assert enclosure("https://example.net/picture") is None
    assert enclosure("missing.jpg") is None


def test_a_story_that_failed_has_its_summary_only_and_so_have_all_if_the_site_says_so() -> None:
    feed = planned(*CARDS, failed=("content/roof.txt",))["feed.xml"]
    assert [entry.view is None for entry in feed.items] == [False, True, False, False]
    short = planned(*CARDS, feeds=Feeds(content="summary"))["feed.xml"]
    assert (short.texts, len(short.paths)) == ([], 4)


def test_only_the_feeds_that_hold_the_text_of_a_story_are_asked_for() -> None:
    assert list(planned(*CARDS, only={"content/vote.txt"}, feeds=Feeds(items=1))) == ["editions/2026-w45/feed.xml"]
    assert list(planned(*CARDS, only={"content/goat.txt"})) == ["feed.xml", "atom.xml", "feed.json"]
    assert list(planned(*CARDS, only=set())) == []


@pytest.mark.parametrize(
    ("given", "uri"),
    [
        ("urn:uuid:1", "urn:uuid:1"),
        ("https://example.org/a", "https://example.org/a"),
        ("vote 1", "urn:uuid:679e1c53-f35f-5f20-b4ef-f42130dcf336"),
    ],
)
def test_an_id_that_is_no_uri_gets_one(given: str, uri: str) -> None:
    assert identifier(given) == uri
