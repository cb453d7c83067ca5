"""Sitemaps, and what names them."""

import re
from datetime import datetime, timedelta

import pytest

from digest.config import Config
from digest.feeds import sitemaps as module
from digest.feeds.sitemaps import FEW, Place, fresh, news_language, news_sitemap, robots, sitemaps
from digest.records import Card
from digest.site.identity import newest_first
from tests.cards import NOW, day, settled_card

BASE = "https://example.org/news/"


def place(url: str, modified: datetime | None = None) -> Place:
    return Place(f"{url}index.html", BASE + url, modified.isoformat() if modified else "")


def locs(xml: bytes) -> list[str]:
    """The addresses in a sitemap, below that of the site."""
    return [found.removeprefix(BASE) for found in re.findall(r"<loc>(.*?)</loc>", xml.decode())]


def many(number: int, year: int, first: int = 0) -> list[Place]:
    return [place(f"{year}/11/22/story-{at:03}/", day(22, year=year)) for at in range(first, first + number)]


def test_a_sitemap_has_every_page_with_its_date_in_order() -> None:
    places = [
        place("topics/"),
        place("", day(22, 9)),
        place("2026/11/22/vote/", day(22, 9)),
        place("2026/11/21/a/", day(21)),
    ]
    assert sitemaps(places, BASE) == {
        "sitemap.xml": b"""\
<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://example.org/news/2026/11/21/a/</loc><lastmod>2026-11-21T00:00:00+00:00</lastmod></url>
<url><loc>https://example.org/news/2026/11/22/vote/</loc><lastmod>2026-11-22T09:00:00+00:00</lastmod></url>
<url><loc>https://example.org/news/</loc><lastmod>2026-11-22T09:00:00+00:00</lastmod></url>
<url><loc>https://example.org/news/topics/</loc></url>
</urlset>
"""
    }


def test_an_address_is_escaped() -> None:
    found = sitemaps([Place("a/index.html", "https://example.org/a&b/a/", "")], "https://example.org/a&b/")
    assert b"<loc>https://example.org/a&amp;b/a/</loc>" in found["sitemap.xml"]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sitemaps of ten addresses at most."""
    monkeypatch.setattr(module, "MOST", 10)


@pytest.mark.usefixtures("small")
def test_as_many_as_fit_are_in_one_sitemap() -> None:
    assert list(sitemaps(many(10, 2026), BASE)) == ["sitemap.xml"]


@pytest.mark.usefixtures("small")
def test_more_are_parted_by_year_and_then_by_number() -> None:
    found = sitemaps([*many(4, 2025), *many(13, 2026), place("topics/", day(23))], BASE)
    assert {name: len(locs(xml)) for name, xml in found.items()} == {
        "sitemap.xml": 4,
        "sitemap-2025.xml": 4,
        "sitemap-2026.xml": 10,
        "sitemap-2026-2.xml": 3,
        "sitemap-pages.xml": 1,
    }
    assert found["sitemap.xml"].decode().splitlines()[1:4] == [
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
        f"<sitemap><loc>{BASE}sitemap-2025.xml</loc><lastmod>2025-11-22T00:00:00+00:00</lastmod></sitemap>",
        f"<sitemap><loc>{BASE}sitemap-2026.xml</loc><lastmod>2026-11-22T00:00:00+00:00</lastmod></sitemap>",
    ]


@pytest.mark.usefixtures("small")
def test_a_new_story_changes_no_sitemap_but_the_last_of_its_year() -> None:
    before = sitemaps([*many(4, 2025), *many(13, 2026)], BASE)
    after = sitemaps([*many(4, 2025), *many(14, 2026)], BASE)
    assert {name for name in after if after[name] != before.get(name)} == {"sitemap-2026-2.xml"}


def test_a_sitemap_that_would_be_too_large_is_parted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 1000)
    found = sitemaps(many(20, 2026), BASE)
    assert max(map(len, found.values())) <= 1000
    assert sum(len(locs(xml)) for name, xml in found.items() if name != "sitemap.xml") == 20


def test_a_site_without_pages_has_an_empty_sitemap() -> None:
    assert locs(sitemaps([], BASE)["sitemap.xml"]) == []


# ---- news


def hours_ago(*hours: int) -> list[Card]:
    return newest_first(settled_card(f"s-{at}", NOW - timedelta(hours=at)) for at in hours)


def test_a_story_is_news_for_two_days() -> None:
    cards = hours_ago(-1, 0, 1, 47, 48, 49)
    assert [card.slug for card in fresh(cards, NOW)] == ["s-0", "s-1", "s-47"]
    assert fresh(cards, NOW + timedelta(hours=1)) == cards[0:3]


def test_no_more_than_a_thousand_stories_are_news() -> None:
    cards = [settled_card("s", NOW - timedelta(minutes=at)) for at in range(FEW + 5)]
    assert len(fresh(cards, NOW)) == FEW


def test_old_stories_are_no_news() -> None:
    assert fresh(hours_ago(50, 60), NOW) == []


def test_a_news_sitemap_names_the_publication() -> None:
    card = settled_card("vote", day(22, 9), title="Votes & <views>", lang="zh-TW")
    assert news_sitemap([card], Config(title="The Lantern", publisher="Press & Sons", base_url=BASE)) == (
        b"""\
<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://example.org/news/2026/11/22/vote/</loc><news:news><news:publication>\
<news:name>Press &amp; Sons</news:name><news:language>zh-tw</news:language></news:publication>\
<news:publication_date>2026-11-22T09:00:00+00:00</news:publication_date>\
<news:title>Votes &amp; &lt;views&gt;</news:title></news:news></url>
</urlset>
"""
    )


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("en-GB", "en"), ("de", "de"), ("zh", "zh-cn"), ("zh-Hant", "zh-tw"), ("zh-Hans-SG", "zh-cn"), ("gsw", "gsw")],
)
def test_a_language_is_written_as_google_news_has_it(tag: str, expected: str) -> None:
    assert news_language(tag) == expected


def test_robots_names_the_sitemaps_that_there_are() -> None:
    assert robots(BASE, {"sitemap.xml": b"", "sitemap-2026.xml": b""}).decode() == (
        f"User-agent: *\nAllow: /\n\nSitemap: {BASE}sitemap.xml\n"
    )
    assert robots(BASE, {"sitemap.xml": b"", "news-sitemap.xml": b""}).decode().splitlines()[3:] == [
        f"Sitemap: {BASE}sitemap.xml",
        f"Sitemap: {BASE}news-sitemap.xml",
    ]
