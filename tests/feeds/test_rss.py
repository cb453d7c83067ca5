"""RSS, as feed readers read it."""

import locale
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import feedparser
from lxml import etree
from msgspec import structs

from digest.feeds.plan import Feed, Item
from digest.feeds.rss import rss
from digest.renderer.views import FeedLink

ITEM = Item(
    id="urn:test:vote",
    title="Vote & <count>",
    url="https://example.org/news/2026/11/03/vote/",
    published=datetime(2026, 11, 3, 9, 30, tzinfo=ZoneInfo("Europe/Berlin")),
    updated=None,
    summary="The summary ]]> & more.",
    authors=("Ana Ruiz", "Tom Hill"),
    topics=("Council", "Harbour"),
    lang="",
    body="content/vote.txt",
)
FEED = Feed(
    path="feed.xml",
    link=FeedLink("The Lantern", "feed.xml", "https://example.org/news/feed.xml", "application/rss+xml"),
    home="https://example.org/news/",
    description="News of an island",
    lang="en-GB",
    generator="digest 0",
    items=(ITEM,),
    summaries=True,
)
TEXTS = {"content/vote.txt": '<p>The <em>text</em> ]]&gt; &amp; <a href="https://example.org/">more</a>.</p>'}


def test_a_feed_reader_gets_the_channel() -> None:
    parsed = feedparser.parse(rss(FEED, TEXTS))
    assert not parsed.bozo
    assert parsed.version == "rss20"
    channel = parsed.feed
    assert (channel.title, channel.subtitle, channel.language) == ("The Lantern", "News of an island", "en-GB")
    assert channel.link == "https://example.org/news/"
    assert [(link.rel, link.href, link.type) for link in channel.links if link.rel == "self"] == [
        ("self", "https://example.org/news/feed.xml", "application/rss+xml")
    ]
    assert channel.updated == "Tue, 03 Nov 2026 08:30:00 +0000"
    assert channel.generator == "digest 0"


def test_a_feed_reader_gets_summary_and_full_text_of_an_item() -> None:
    (item,) = feedparser.parse(rss(FEED, TEXTS)).entries
    assert (item.title, item.link, item.id) == (ITEM.title, ITEM.url, ITEM.id)
    assert item.guidislink is False
    assert item.published == "Tue, 03 Nov 2026 08:30:00 +0000"
    assert item.summary == ITEM.summary
    assert item.content[0].value == TEXTS["content/vote.txt"]
    assert [author.name for author in item.authors] == ["Ana Ruiz", "Tom Hill"]
    assert [tag.term for tag in item.tags] == ["Council", "Harbour"]


def elements(xml: bytes) -> list[str]:
    """The children of the only item, by local name."""
    return [etree.QName(child).localname for child in etree.fromstring(xml).find("channel/item")]


def test_only_one_of_summary_and_text_where_that_is_set() -> None:
    assert elements(rss(FEED, TEXTS)).count("encoded") == 1
    full = rss(structs.replace(FEED, summaries=False), TEXTS)
    assert "encoded" not in elements(full)
    assert etree.fromstring(full).findtext("channel/item/description") == TEXTS["content/vote.txt"]
    summary = rss(structs.replace(FEED, items=(structs.replace(ITEM, body=""),)), {})
    assert "encoded" not in elements(summary)
    assert etree.fromstring(summary).findtext("channel/item/description") == ITEM.summary


def test_the_feed_is_as_new_as_its_newest_change() -> None:
    older = structs.replace(ITEM, id="b", updated=datetime(2026, 11, 9, tzinfo=UTC))
    xml = rss(structs.replace(FEED, items=(ITEM, older)), TEXTS)
    assert etree.fromstring(xml).findtext("channel/lastBuildDate") == "Mon, 09 Nov 2026 00:00:00 +0000"
    assert [item.id for item in feedparser.parse(xml).entries] == ["urn:test:vote", "b"]


def test_a_feed_without_items_does_not_tell_the_time_of_the_build() -> None:
    xml = rss(structs.replace(FEED, items=()), {})
    assert etree.fromstring(xml).find("channel/lastBuildDate") is None
    assert not feedparser.parse(xml).bozo


def test_the_same_feed_gives_the_same_bytes_and_leaves_the_locale_alone() -> None:
    before = locale.setlocale(locale.LC_ALL)
    assert rss(FEED, TEXTS) == rss(FEED, TEXTS)
    assert locale.setlocale(locale.LC_ALL) == before


def test_an_item_in_another_language_says_so() -> None:
    german = rss(structs.replace(FEED, items=(structs.replace(ITEM, lang="de"),)), TEXTS)
    assert feedparser.parse(german).entries[0].language == "de"
    assert "language" not in elements(rss(FEED, TEXTS))
