"""Records of articles."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from msgspec import structs

from digest.config import Config
from digest.loader import load
from digest.records import Article, Card, Source, card_of
from digest.site.record import encode, record
from tests.cards import day

TEXT = """---
title: The vote
date: 2026-11-22
authors: [Ann Lee]
topics: [Harbour]
source: The Gazette
source_url: https://example.com/vote
image: map.png
image_alt: A map
corrections: [The sum was wrong.]
---
The council voted, as [we said](before.md#s-why).

## Why

> It was time.
>
> — Jo Reed, Harbour Board

- one [map](map.png)
"""
TARGETS = {"before.md#s-why": "2026/11/20/before/index.html#s-why", "map.png": "media/map.png"}


@pytest.fixture(scope="module")
def article() -> Article:
    loaded = load(Source("content/vote.md", TEXT.encode()), Config())
    assert loaded.article
    return loaded.article


@pytest.fixture(scope="module")
def settled(article: Article) -> Card:
    return structs.replace(card_of(article), id="urn:x:1", slug="vote", url="2026/11/22/vote/")


def test_a_record_has_what_the_article_has_and_absolute_addresses(article: Article, settled: Card) -> None:
    found = record(article, settled, "https://example.org/", lang="en-GB", edition="2026-w47", targets=TARGETS)
    decoded = json.loads(encode(found))
    assert list(decoded) == [
        "id", "url", "path", "slug", "title", "subtitle", "authors", "published", "updated", "edition", "topics",
        "source", "source_url", "lang", "image", "summary", "words", "minutes", "lede", "sections", "quotes",
        "corrections",
    ]  # fmt: skip
    assert decoded["url"] == "https://example.org/2026/11/22/vote/"
    assert decoded["published"] == "2026-11-22T00:00:00Z"
    assert (decoded["id"], decoded["path"], decoded["lang"]) == ("urn:x:1", "content/vote.md", "en-GB")
    assert decoded["image"]["src"] == "https://example.org/media/map.png"
    assert decoded["lede"]["text"]["plain"] == "The council voted, as we said."
    assert [span["href"] for span in decoded["lede"]["text"]["spans"]] == [
        "https://example.org/2026/11/20/before/#s-why"
    ]
    (section,) = decoded["sections"]
    assert [block["type"] for block in section["blocks"]] == ["quote", "list"]
    assert section["blocks"][1]["items"][0]["text"]["spans"][0]["href"] == "https://example.org/media/map.png"
    assert decoded["corrections"] == [{"text": "The sum was wrong.", "date": None}]


def test_each_quote_stands_by_itself_with_its_address(article: Article, settled: Card) -> None:
    (quote,) = record(article, settled, "https://example.org/").quotes
    assert (quote.text, quote.url, quote.line) == (
        "It was time.", "https://example.org/2026/11/22/vote/#q-1", 16
    )  # fmt: skip
    assert quote.speaker
    assert (quote.speaker.name, quote.speaker.institution) == ("Jo Reed", "Harbour Board")


def test_a_link_without_a_target_stays_as_written(article: Article, settled: Card) -> None:
    found = record(article, settled, "https://example.org/", targets={"map.png": ""})
    assert found.image
    assert found.image.src == "map.png"


def test_an_offset_with_seconds_is_written_in_utc(article: Article, settled: Card) -> None:
    mean = timezone(timedelta(minutes=53, seconds=28))
    old = structs.replace(settled, published=datetime(1890, 1, 1, 12, tzinfo=mean), updated=day(1))
    found = record(article, old, "https://example.org/")
    assert (found.published, found.updated) == (datetime(1890, 1, 1, 11, 6, 32, tzinfo=UTC), day(1))
    assert b'"published":"1890-01-01T11:06:32Z"' in encode(found)
