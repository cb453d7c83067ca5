"""An article as ninjs 3.1. What the standard asks is written here by hand: iptc.org/std/ninjs."""

import json
import re
from typing import Any

import pytest

from digest.feeds.ninjs import ninjs
from digest.renderer.body import body
from tests.feeds.recorded import BASE, recorded

TEXT = """title: The vote
subtitle: At last
updated: 2026-11-23T10:00:00Z
authors: [Ann Lee, Bo Chan]
topics: [Harbour, Council]
summary: They voted.
source: The Gazette
source_url: https://example.com/vote
image: map.png
image_alt: A map
image_credit: Bo Chan
corrections: [The sum was wrong.]
---
The council voted.

> It was time.
>
> — Jo Reed, Mayor, Harbour Board

![](//pictures.example.org/ä.png)

![gone](gone.png)
"""


def item(text: str = TEXT, **facts: str) -> dict[str, Any]:
    targets = {"map.png": "media/map.png", "gone.png": ""}
    record, article = recorded(text, targets, **facts)
    line = ninjs(record, body(article, BASE, targets, record.url))
    assert b"\n" not in line
    found: dict[str, Any] = json.loads(line)
    return found


def test_an_item_has_all_that_is_known_of_an_article() -> None:
    found = item()
    html, text = found.pop("bodies")
    assert found == {
        "uri": "urn:test:vote",
        "standard": {
            "name": "ninjs",
            "version": "3.1",
            "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
        },
        "type": "text",
        "representationType": "full",
        "profile": "article",
        "firstCreated": "2026-11-22T00:00:00Z",
        "versionCreated": "2026-11-23T10:00:00Z",
        "contentCreated": "2026-11-22T00:00:00Z",
        "pubStatus": "usable",
        "language": "en",
        "title": "The vote",
        "slugline": "vote",
        "by": "Ann Lee and Bo Chan",
        "headlines": [
            {"role": "main", "contentType": "text/plain", "value": "The vote"},
            {"role": "sub", "contentType": "text/plain", "value": "At last"},
        ],
        "descriptions": [
            {"role": "summary", "contentType": "text/plain", "value": "They voted."},
            {"role": "correction", "contentType": "text/plain", "value": "The sum was wrong."},
        ],
        "people": [
            {"name": "Ann Lee", "rel": "author"},
            {"name": "Bo Chan", "rel": "author"},
            {"name": "Jo Reed", "rel": "quoted"},
        ],
        "organisations": [{"name": "Harbour Board", "rel": "quoted"}],
        "subjects": [{"name": "Harbour", "rel": "about"}, {"name": "Council", "rel": "about"}],
        "infoSources": [{"name": "The Gazette", "role": "publisher", "literal": "https://example.com/vote"}],
        "altIds": [
            {"role": "id", "value": "urn:test:vote"},
            {"role": "path", "value": "content/vote.md"},
            {"role": "slug", "value": "vote"},
            {"role": "source_url", "value": "https://example.com/vote"},
        ],
        "renditions": [
            {
                "name": "web",
                "href": "https://example.org/2026/11/22/vote/",
                "contentType": "text/html",
                "title": "The vote",
            }
        ],
        "associations": [
            {
                "name": "A map",
                "rel": "illustration",
                "uri": "https://example.org/media/map.png",
                "type": "picture",
                "by": "Bo Chan",
                "descriptions": [{"role": "alt", "contentType": "text/plain", "value": "A map"}],
                "renditions": [{"name": "original", "href": "https://example.org/media/map.png"}],
            },
            {
                "name": "%C3%A4.png",
                "rel": "illustration",
                "uri": "https://pictures.example.org/%C3%A4.png",
                "type": "picture",
                "renditions": [{"name": "original", "href": "https://pictures.example.org/%C3%A4.png"}],
            },
        ],
    }
    assert (html["contentType"], html["wordCount"], html["value"].partition("\n")[0]) == (
        "text/html", 11, "<p>The council voted.</p>"
    )  # fmt: skip
    assert (text["contentType"], text["value"]) == (
        "text/plain",
        "The council voted.\n\nIt was time.\n– Jo Reed, Mayor, Harbour Board",
    )


def test_an_article_with_nothing_but_text_has_no_empty_fields() -> None:
    found = item("---\nThe council voted on Thursday to keep the ferry.\n")
    assert "" not in found.values()
    assert [] not in found.values()
    assert {"uri", "standard", "type", "headlines", "bodies", "firstCreated"} <= set(found)


@pytest.mark.parametrize("name", ["vote-2026", "ein id", "urn:ä:1", "a:b c", "urn:x:%zz"])
def test_an_id_that_is_no_uri_stands_among_the_others_and_the_address_is_the_uri(name: str) -> None:
    found = item(id=name)
    assert found["uri"] == "https://example.org/2026/11/22/vote/"
    assert {"role": "id", "value": name} in found["altIds"]


def test_moments_are_of_rfc_3339() -> None:
    found = item()
    moments = [found[key] for key in ("firstCreated", "versionCreated", "contentCreated")]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", moment) for moment in moments)
