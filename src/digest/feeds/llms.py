"""llms.txt: what the site is and where things are, for language models (llmstxt.org). It never grows long."""

from collections.abc import Container, Iterable
from heapq import nsmallest
from typing import Final

from digest.renderer import views
from digest.renderer.story import MONTHS, date, edition_title
from digest.site.model import Site

STORIES: Final = 50
LINKS: Final = 50
"""Of topics and voices each, those with the most to read."""
RECENT: Final = 24
"""Editions and months each, the newest."""


def llms(site: Site, shown: views.Site, urls: Container[str], records: bool) -> bytes:
    """llms.txt. `urls` has the address of each page of the site: nothing else is linked to."""
    base = shown.base_url
    edition = site.editions[0] if site.editions else None
    newest = edition.cards if edition else site.cards

    def links(found: Iterable[tuple[str, str, str]]) -> list[str]:
        """A line for each label, address below the site's root and what is said of it, if there is such a page."""
        return [_link(label, base + url, said) for label, url, said in found if base + url in urls]

    topics = nsmallest(LINKS, site.topics, key=lambda topic: (-len(topic.cards), topic.slug))
    voices = nsmallest(LINKS, site.voices, key=lambda voice: (-len(voice.said), voice.slug))
    sections = {
        "Newest stories": links(
            (card.title, card.url, f"{date(card.date).text}. {card.teaser}") for card in newest[:STORIES]
        ),
        "Topics": links((topic.label, f"topics/{topic.slug}/", _count(len(topic.cards), "story")) for topic in topics),
        "Voices": links((voice.name, voice.url, _count(len(voice.said), "quote")) for voice in voices),
        "Editions": links(
            (edition_title(edition.period), edition.url, _count(len(edition.cards), "story"))
            for edition in site.editions[:RECENT]
        ),
        "Archive": links(
            [
                ("All months", "archive/", ""),
                *(
                    (f"{MONTHS[month - 1]} {year}", f"{year:04}/{month:02}/", _count(len(cards), "story"))
                    for (year, month), cards in list(site.months.items())[:RECENT]
                ),
            ]
        ),
        "Feeds": [
            *(_link(feed.title, feed.url, feed.type) for feed in shown.feeds),
            *links([("All feeds", "feeds/", "")]),
        ],
    }
    head = [f"# {_plain(shown.title)}"]
    if shown.description:
        head.append(f"> {_plain(shown.description)}")
    about = f"Published by {_plain(shown.publisher or shown.title)}. Language: {shown.lang}."
    if records:
        about += " Beside each story is its record as JSON: index.json in the same folder."
    parts = [*head, about, *("\n".join([f"## {name}\n", *lines]) for name, lines in sections.items() if lines)]
    return ("\n\n".join(parts) + "\n").encode()


def _link(label: str, url: str, said: str) -> str:
    return f"- [{_plain(label)}]({url})" + (f": {_plain(said)}" if said else "")


def _plain(text: str) -> str:
    """`text` in one line, with nothing that Markdown would take for a mark of a link or of HTML."""
    line = " ".join(text.split())
    for mark in "\\[]<`*_":
        line = line.replace(mark, f"\\{mark}")
    return line


def _count(number: int, what: str) -> str:
    many = {"story": "stories", "quote": "quotes"}[what]
    return f"{number} {what if number == 1 else many}"
