"""Marks: what has the same one shows the same."""

from collections.abc import Mapping
from typing import Any

import pytest

from digest.config import Config
from digest.feeds.plan import Plan
from digest.records import Card, Correction, Image, QuoteCard, Speaker
from digest.renderer.desk import AnyPage, Draft
from digest.renderer.marks import Detail, Marks
from digest.renderer.plan import drafts, relations, site_view
from digest.site.identity import newest_first
from digest.site.model import assemble
from tests.cards import NOW, day, settled_card

CONFIG = Config(title="The Bell", base_url="https://bell.example/", records=True, search=False)
SAID = QuoteCard("So it is.", Speaker("Ann Lee, Quay Guild", "Ann Lee", None, "Quay Guild"), "q-1")
NOTHING: Mapping[str, Detail] = {}


def stories() -> dict[str, Card]:
    names = ("ash", "birch", "cedar", "elm", "fir")
    facts: dict[str, Any] = {"topics": ("Sea",), "quotes": (SAID,), "terms": "quay weir"}
    return {name: settled_card(name, day(number), **facts) for number, name in enumerate(names, 1)}


def made(
    cards: Mapping[str, Card], config: Config = CONFIG, details: Mapping[str, Detail] = NOTHING, size: int = 1
) -> dict[str, tuple[bytes, object]]:
    """The mark and the view of each page and feed that has a mark, by its path."""
    site, _ = assemble(newest_first(cards.values()), config, now=NOW)
    shown = site_view(site, config, {})
    sizes = {"media/quay.jpg": size}
    marks = Marks(site, shown, config, details, sizes)
    pages = drafts(site, shown, config, details, marks, relations(site, marks))
    found: dict[str, tuple[bytes, AnyPage | object]] = {
        page.path: (page.mark, page.make()) for page in pages if isinstance(page, Draft)
    }
    feeds = Plan(site, shown, config, details, sizes, (), marks)
    return found | {feed.path: (feed.mark, feed.make()) for feed in feeds.drafts()}


def changed_card(**facts: Any) -> dict[str, Card]:
    cards = stories()
    old = cards["cedar"]
    assert old.published
    kept = {"topics": old.topics, "quotes": old.quotes, "terms": old.terms}
    return cards | {"cedar": settled_card("cedar", facts.pop("published", old.published), **(kept | facts))}


OTHER = QuoteCard("It is not.", Speaker("Bo Chan", "Bo Chan"), "q-1")
QUAY = Image("quay.jpg", "The quay", 1)
EDITS: dict[str, dict[str, Any]] = {
    "title": {"cards": changed_card(title="Other")},
    "subtitle": {"cards": changed_card(subtitle="Below")},
    "summary": {"cards": changed_card(summary="In short.")},
    "date": {"cards": changed_card(published=day(9))},
    "address": {"cards": changed_card(url="2026/11/03/other/")},
    "id": {"cards": changed_card(id="urn:test:other")},
    "updated": {"cards": changed_card(updated=day(20))},
    "authors": {"cards": changed_card(authors=("Cy",))},
    "topic": {"cards": changed_card(topics=("Sport",))},
    "topic written otherwise": {"cards": {n: c for n, c in changed_card(topics=("sea",)).items() if n < "elm"}},
    "quote": {"cards": changed_card(quotes=(OTHER,))},
    "no quote": {"cards": changed_card(quotes=())},
    "words": {"cards": changed_card(terms="buoy")},
    "language": {"cards": changed_card(lang="de")},
    "lead": {"cards": changed_card(lead=True)},
    "minutes": {"cards": changed_card(minutes=9)},
    "correction": {"cards": changed_card(corrections=(Correction("It was not so."),))},
    "picture": {"cards": changed_card(image=QUAY)},
    "one less": {"cards": {name: card for name, card in stories().items() if name != "cedar"}},
    "one more": {"cards": stories() | {"yew": settled_card("yew", day(21), topics=("Sea",))}},
    "link": {"details": {"content/cedar.txt": Detail({"a.txt": "2026/a/"}, ("https://x.example/p.jpg",), "S", "u")}},
    "title of the site": {"config": Config(title="The Gong", base_url=CONFIG.base_url, records=True)},
    "rhythm": {"config": Config(title=CONFIG.title, base_url=CONFIG.base_url, records=True, edition="daily")},
    "summaries": {"config": Config(title=CONFIG.title, base_url=CONFIG.base_url, records=True, voices=False)},
}


@pytest.mark.parametrize("edit", EDITS)
def test_what_keeps_its_mark_through_an_edit_shows_what_it_showed(edit: str) -> None:
    before, after = made(stories()), made(**({"cards": stories()} | EDITS[edit]))
    same = [path for path in before if path in after and before[path][0] == after[path][0]]
    assert {path: after[path][1] for path in same} == {path: before[path][1] for path in same}
    assert before != after


def test_an_edit_of_a_title_leaves_the_marks_of_what_does_not_show_it() -> None:
    before, after = made(stories()), made(changed_card(title="Other"))
    same = {path for path in before if before[path][0] == after[path][0]}
    assert {"2026/11/01/ash/index.html", "2026/11/05/fir/index.json"} <= same
    assert not {"2026/11/03/cedar/index.html", "2026/11/02/birch/index.html", "feed.xml", "2026/11/index.html"} & same


def test_the_size_of_a_picture_is_part_of_the_mark_of_a_feed_that_tells_it() -> None:
    cards = changed_card(image=QUAY)
    details = {"content/cedar.txt": Detail({"quay.jpg": "media/quay.jpg"})}
    before, after = (made(cards, details=details, size=size) for size in (1, 2))
    assert before["feed.xml"] != after["feed.xml"]
    assert before["feed.xml"][0] != after["feed.xml"][0]
    assert before["2026/11/01/ash/index.html"] == after["2026/11/01/ash/index.html"]
