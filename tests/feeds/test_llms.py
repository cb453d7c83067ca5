"""llms.txt."""

from digest.config import Config
from digest.feeds.llms import LINKS, STORIES, llms
from digest.records import QuoteCard, Speaker
from digest.renderer.plan import site_view
from digest.site.identity import newest_first
from digest.site.model import Site, assemble
from tests.cards import day, settled_card

CONFIG = Config(title="The Lantern", description="News of an island", base_url="https://example.org/")


class Everything:
    """The addresses of a site that has every page."""

    def __contains__(self, url: object) -> bool:
        return True


def site_of(*names: str) -> Site:
    said = QuoteCard("It was time.", Speaker("Jo Reed", "Jo Reed"), "q-1")
    return assemble(newest_first(settled_card(name, day(20), topics=("Sea",), quotes=(said,)) for name in names))[0]


def text(site: Site, urls: object = None, config: Config = CONFIG) -> str:
    return llms(site, site_view(site, config, {}), urls or Everything(), config.records).decode()  # type: ignore[arg-type]


def test_it_says_what_the_site_is_and_where_things_are() -> None:
    assert (
        text(site_of("vote"))
        == """\
# The Lantern

> News of an island

Published by The Lantern. Language: en.

## Newest stories

- [Vote](https://example.org/2026/11/20/vote/): 20 November 2026. The summary of vote.

## Topics

- [Sea](https://example.org/topics/sea/): 1 story

## Voices

- [Jo Reed](https://example.org/voices/jo-reed/): 1 quote

## Editions

- [Week 47, 2026](https://example.org/editions/2026-w47/): 1 story

## Archive

- [All months](https://example.org/archive/)
- [November 2026](https://example.org/2026/11/): 1 story

## Feeds

- [The Lantern](https://example.org/feed.xml): application/rss+xml
- [The Lantern (Atom)](https://example.org/atom.xml): application/atom+xml
- [The Lantern (JSON Feed)](https://example.org/feed.json): application/feed+json
- [All feeds](https://example.org/feeds/)
"""
    )


def test_it_links_only_to_pages_that_are_there() -> None:
    found = text(site_of("vote"), {"https://example.org/2026/11/20/vote/"})
    assert [line for line in found.splitlines() if line.startswith("## ")] == ["## Newest stories", "## Feeds"]
    assert found.count("](") == 1 + 3  # the site's feeds are no pages


def test_it_does_not_grow_with_the_site() -> None:
    cards = [settled_card(f"s-{at}", day(20), topics=(f"Topic {at}",)) for at in range(300)]
    found = text(assemble(newest_first(cards))[0])
    assert (found.count("/2026/11/20/s-"), found.count("/topics/")) == (STORIES, LINKS)


def test_what_would_be_markdown_is_escaped() -> None:
    card = settled_card("a", day(20), title="A [b](c) `d` <e> *f*\ng", summary="")
    found = text(assemble([card])[0])
    assert "- [A \\[b\\](c) \\`d\\` \\<e> \\*f\\* g](https://example.org/2026/11/20/a/): 20 November 2026." in found


def test_it_tells_of_records_if_there_are_any() -> None:
    config = Config(title="The Lantern", base_url="https://example.org/", records=True)
    assert "index.json in the same folder" in text(site_of("vote"), config=config)
