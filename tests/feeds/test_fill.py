"""RSS, Atom and JSON Feed, as feed readers read them."""

import html
import json
import locale
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import feedparser
import pytest
from lxml import etree
from msgspec import structs

from digest.feeds.fill import Writer
from digest.feeds.model import FORMATS, Channel, Enclosure, Format, Item
from digest.feeds.molds import molds

ITEM = Item(
    id="urn:test:vote",
    title="Vote & <count>",
    url="https://example.org/news/2026/11/03/vote/",
    published=datetime(2026, 11, 3, 9, 30, tzinfo=ZoneInfo("Europe/Berlin")),
    updated=datetime(2026, 11, 4, 9, 30, tzinfo=ZoneInfo("Europe/Berlin")),
    summary="The summary ]]> & more: “a < b”.",
    authors=("Ana Ruiz", "Tom & Hill"),
    topics=("Council", 'The "Harbour"'),
    lang="",
    enclosure=Enclosure("https://example.org/news/media/a.jpg?a=1&b=2", "image/jpeg", 1234),
)
CHANNEL = Channel(
    title="The Lantern & more",
    url="https://example.org/news/feed.xml",
    type="application/rss+xml",
    home="https://example.org/news/",
    description="News of an <island>",
    lang="en-GB",
    publisher="The Lantern Society",
    generator="digest 0",
    updated=datetime(2026, 11, 4, 8, 30, tzinfo=UTC),
)
TEXT = '<p>The <em>text</em> ]]&gt; &amp; <a href="https://example.org/">more</a>.</p>'
WRITER = Writer(molds(), "en-GB")


def written(kind: Format, *items: Item, text: str = TEXT, summaries: bool = True, channel: Channel = CHANNEL) -> bytes:
    return WRITER.feed(kind, channel, [WRITER.fragment(kind, item, text, summaries) for item in items])


def shown(kind: Format, data: bytes) -> list[dict[str, Any]]:
    """What a reader shows of the items of a feed."""
    if kind == "json":
        return [
            {
                "id": item["id"],
                "title": item["title"],
                "link": item["url"],
                "published": item["date_published"],
                "updated": item.get("date_modified", item["date_published"]),
                "authors": [author["name"] for author in item.get("authors", [])],
                "topics": item.get("tags", []),
                "enclosures": [
                    (one["url"], one["mime_type"], str(one.get("size_in_bytes", "0")))
                    for one in item.get("attachments", [])
                ],
                "summary": item.get("summary", ""),
                "text": item.get("content_html", ""),
            }
            for item in json.loads(data)["items"]
        ]
    parsed = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    assert not parsed.bozo
    return [
        {
            "id": item.id,
            "title": item.title,
            "link": item.link,
            "published": datetime(*item.published_parsed[:6], tzinfo=UTC).isoformat(),
            "updated": datetime(
                *item["updated_parsed" if kind == "atom" else "published_parsed"][:6], tzinfo=UTC
            ).isoformat(),
            "authors": [author.name for author in item.get("authors", [])],
            "topics": [tag.term for tag in item.get("tags", [])],
            "enclosures": [(one.href, one.type, one.get("length", "0")) for one in item.get("enclosures", [])],
            "summary": html.unescape(item.summary) if kind == "rss" else item.summary,  # of RSS, HTML
            "text": item.content[0].value if "content" in item else "",
        }
        for item in parsed.entries
    ]


@pytest.mark.parametrize("kind", FORMATS)
def test_readers_show_the_same_of_an_item_in_each_format(kind: Format) -> None:
    (item,) = shown(kind, written(kind, ITEM))
    assert item == {
        "id": "urn:test:vote",
        "title": "Vote & <count>",
        "link": "https://example.org/news/2026/11/03/vote/",
        "published": "2026-11-03T08:30:00+00:00",
        # RSS has no date of a change
        "updated": "2026-11-03T08:30:00+00:00" if kind == "rss" else "2026-11-04T08:30:00+00:00",
        "authors": ["Ana Ruiz", "Tom & Hill"],
        "topics": ["Council", 'The "Harbour"'],
        "enclosures": [("https://example.org/news/media/a.jpg?a=1&b=2", "image/jpeg", "1234")],
        "summary": "The summary ]]> & more: “a < b”.",
        "text": TEXT,
    }


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    "hostile",
    [
        "]]>",
        "a ]]> b ]]]]> c",
        "<script>alert(1)</script>",
        "&amp; &#0;",
        "שלום \u202e עולם",
        "𝔇igest 🗞",
        '" onload="x',
        "{0} %s {",
    ],
)
def test_hostile_text_stays_text(kind: Format, hostile: str) -> None:
    item = structs.replace(ITEM, title=hostile, summary=hostile, authors=(hostile,), topics=(hostile,))
    channel = structs.replace(CHANNEL, title=hostile, description=hostile, publisher=hostile)
    text = f"<p>{html.escape(hostile)}</p><!-- {hostile} -->"
    data = written(kind, item, text=text, channel=channel)
    (found,) = shown(kind, data)
    assert {found["title"], found["summary"], *found["authors"], *found["topics"]} == {hostile}
    assert found["text"] == text
    assert (json.loads(data)["title"] if kind == "json" else feedparser.parse(data).feed.title) == hostile


def test_a_feed_reader_gets_the_channel() -> None:
    parsed = feedparser.parse(written("rss", ITEM))
    assert (parsed.bozo, parsed.version) == (False, "rss20")
    channel = parsed.feed
    assert channel.title == "The Lantern & more"
    description = etree.fromstring(written("rss", ITEM)).findtext("channel/description")
    assert html.unescape(str(description)) == "News of an <island>"
    assert (channel.link, channel.language) == ("https://example.org/news/", "en-GB")
    assert [(link.rel, link.href, link.type) for link in channel.links if link.rel == "self"] == [
        ("self", "https://example.org/news/feed.xml", "application/rss+xml")
    ]
    assert channel.updated == "Wed, 04 Nov 2026 08:30:00 +0000"
    assert channel.generator == "digest 0"


def test_atom_says_the_same_of_the_channel() -> None:
    channel = structs.replace(CHANNEL, url="https://example.org/news/atom.xml", type="application/atom+xml")
    parsed = feedparser.parse(written("atom", ITEM, channel=channel))
    assert (parsed.bozo, parsed.version) == (False, "atom10")
    found = parsed.feed
    assert (found.id, found.link, found.title) == (CHANNEL.home, CHANNEL.home, "The Lantern & more")
    assert (found.author, found.updated) == ("The Lantern Society", "2026-11-04T08:30:00+00:00")
    assert [(link.rel, link.href, link.get("type")) for link in found.links if link.rel == "self"] == [
        ("self", "https://example.org/news/atom.xml", "application/atom+xml")
    ]


def test_json_feed_says_the_same_of_the_channel() -> None:
    found = json.loads(written("json", ITEM))
    assert list(found)[-1] == "items"
    assert {key: value for key, value in found.items() if key != "items"} == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Lantern & more",
        "home_page_url": "https://example.org/news/",
        "feed_url": "https://example.org/news/feed.xml",
        "description": "News of an <island>",
        "language": "en-GB",
        "authors": [{"name": "The Lantern Society"}],
    }


def elements(xml: bytes) -> list[str]:
    """The children of the only item, by local name."""
    return [etree.QName(child).localname for child in etree.fromstring(xml).find("channel/item")]


def test_only_one_of_summary_and_text_where_that_is_set() -> None:
    assert elements(written("rss", ITEM)).count("encoded") == 1
    full = written("rss", ITEM, summaries=False)
    assert "encoded" not in elements(full)
    assert etree.fromstring(full).findtext("channel/item/description") == TEXT
    assert shown("atom", written("atom", ITEM, summaries=False))[0]["text"] == TEXT
    assert "summary" not in json.loads(written("json", ITEM, summaries=False))["items"][0]
    summary = written("rss", ITEM, text="")
    assert "encoded" not in elements(summary)
    assert html.unescape(str(etree.fromstring(summary).findtext("channel/item/description"))) == ITEM.summary
    assert json.loads(written("json", ITEM, text=""))["items"][0]["content_text"] == ITEM.summary


def test_an_item_without_anything_still_has_what_each_format_wants() -> None:
    bare = structs.replace(ITEM, summary="", authors=(), topics=(), enclosure=None, updated=None)
    assert elements(written("rss", bare, text="")) == ["title", "link", "guid", "pubDate"]
    assert json.loads(written("json", bare, text=""))["items"][0]["content_text"] == bare.title
    atom = etree.fromstring(written("atom", bare, text=""))
    assert [etree.QName(child).localname for child in atom.find("{*}entry")] == [
        *("id", "title", "updated", "link", "published"),
    ]


def test_an_id_that_is_the_address_says_so() -> None:
    def guid(item: Item) -> str:
        return str(etree.fromstring(written("rss", item)).find("channel/item/guid").get("isPermaLink"))

    assert (guid(ITEM), guid(structs.replace(ITEM, id=ITEM.url))) == ("false", "true")


def test_a_picture_of_unknown_size_has_length_0_where_there_must_be_one() -> None:
    item = structs.replace(ITEM, enclosure=Enclosure("https://example.net/a.png", "image/png", 0))
    assert shown("rss", written("rss", item))[0]["enclosures"] == [("https://example.net/a.png", "image/png", "0")]
    assert "size_in_bytes" not in json.loads(written("json", item))["items"][0]["attachments"][0]
    atom = written("atom", item)
    assert shown("atom", atom)[0]["enclosures"] == [("https://example.net/a.png", "image/png", "0")]
    assert b"length" not in atom


def test_an_item_in_another_language_says_so() -> None:
    german = structs.replace(ITEM, lang="de")
    assert feedparser.parse(written("rss", german)).entries[0].language == "de"
    assert "language" not in elements(written("rss", ITEM))
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert etree.fromstring(written("atom", german)).find("{*}entry").get(lang) == "de"
    assert etree.fromstring(written("atom", german)).get(lang) == "en-GB"
    assert json.loads(written("json", german))["items"][0]["language"] == "de"


def test_a_feed_without_items_does_not_tell_the_time_of_the_build() -> None:
    xml = written("rss", channel=structs.replace(CHANNEL, updated=None))
    assert etree.fromstring(xml).find("channel/lastBuildDate") is None
    assert not feedparser.parse(xml).bozo


def test_an_archive_says_what_it_is_and_where_others_are() -> None:
    base = "https://example.org/news/"
    channel = structs.replace(
        CHANNEL, archive=True, older=f"{base}older.xml", newer=f"{base}newer.xml", current=f"{base}feed.xml"
    )
    root = etree.fromstring(written("rss", ITEM, channel=channel))
    links = {link.get("rel"): link.get("href") for link in root.iterfind("channel/{http://www.w3.org/2005/Atom}link")}
    assert links == {
        "self": CHANNEL.url,
        "prev-archive": f"{base}older.xml",
        "next-archive": f"{base}newer.xml",
        "current": f"{base}feed.xml",
    }
    assert len(root.findall("channel/{http://purl.org/syndication/history/1.0}archive")) == 1
    assert b"<fh:archive" not in written("rss", ITEM)
    assert b'rel="prev-archive"' in written("atom", ITEM, channel=structs.replace(CHANNEL, older=f"{base}older.xml"))


def test_dates_of_before_standard_time_are_written_in_utc() -> None:
    old = structs.replace(ITEM, published=datetime(1850, 1, 2, tzinfo=ZoneInfo("Europe/Berlin")))
    assert etree.fromstring(written("rss", old)).findtext("channel/item/pubDate") == "Tue, 01 Jan 1850 23:06:32 +0000"
    assert json.loads(written("json", old))["items"][0]["date_published"] == "1850-01-01T23:06:32+00:00"


def test_making_molds_leaves_the_locale_alone_and_gives_the_same_each_time() -> None:
    before = locale.setlocale(locale.LC_ALL)
    assert molds() == molds()
    assert locale.setlocale(locale.LC_ALL) == before


@pytest.mark.parametrize("kind", FORMATS)
def test_a_feed_that_was_written_can_be_cut_into_its_items(kind: Format) -> None:
    other = structs.replace(
        ITEM, id="urn:test:other", title="}{ <item>\n    </item>", summary="    </item>\n  </entry>\n"
    )
    fragments = [WRITER.fragment(kind, item, TEXT, summaries=True) for item in (ITEM, other, ITEM)]
    data = WRITER.feed(kind, CHANNEL, fragments)
    assert [data[start : start + size] for start, size in WRITER.cut(kind, data)] == fragments
    one = WRITER.feed(kind, CHANNEL, fragments[:1])
    assert [one[start : start + size] for start, size in WRITER.cut(kind, one)] == fragments[:1]


def test_a_feed_with_a_text_that_looks_like_its_frame_is_not_cut() -> None:
    text = "<pre>\n    </item>\n    <item>\n</pre>"
    fragments = [WRITER.fragment("rss", ITEM, text, summaries=True), WRITER.fragment("rss", ITEM, TEXT, summaries=True)]
    data = WRITER.feed("rss", CHANNEL, fragments)
    assert len(WRITER.cut("rss", data)) != 2 or all(
        data[start : start + size] in fragments for start, size in WRITER.cut("rss", data)
    )
    assert WRITER.cut("rss", WRITER.feed("rss", CHANNEL, [])) == []
    assert WRITER.cut("rss", b"no feed at all") == []
