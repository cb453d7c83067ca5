"""Records for tests, from the text of an article."""

from collections.abc import Mapping

from msgspec import structs

from digest.config import Config
from digest.loader import load
from digest.records import Article, Source, card_of
from digest.site.record import Record, record

BASE = "https://example.org/"


def recorded(text: str, targets: Mapping[str, str] | None = None, **facts: str) -> tuple[Record, Article]:
    """The record of `content/vote.md`, published on 22 November 2026, and the article."""
    article = load(Source("content/vote.md", f"---\ndate: 2026-11-22\n{text}".encode()), Config()).article
    assert article
    known = {"id": "urn:test:vote", "slug": "vote", "url": "2026/11/22/vote/"} | facts
    return record(article, structs.replace(card_of(article), **known), BASE, lang="en", targets=targets or {}), article
