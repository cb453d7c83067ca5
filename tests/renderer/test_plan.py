"""Which pages there are, and which stories are on them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from digest.config import Config
from digest.records import Card
from digest.renderer.desk import LONG, YOUNG
from digest.renderer.plan import Page, addresses, plan, site_view
from digest.renderer.views import ArticleView, RedirectView, TopicView
from digest.site.identity import newest_first
from digest.site.model import Site, assemble
from tests.cards import settled_card

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def sea(number: int, first: datetime) -> list[Card]:
    """So many stories about the sea, an hour apart."""
    hours = (first + timedelta(hours=hour) for hour in range(number))
    return [settled_card(f"s-{at:%Y%m%d%H}", at, topics=("Sea",)) for at in hours]


def site_of(cards: Sequence[Card]) -> Site:
    return assemble(newest_first(cards))[0]


def planned(cards: Sequence[Card]) -> dict[str, Page]:
    site = site_of(cards)
    pages = list(plan(site, site_view(site, Config(), {}), Config(), {}))
    assert len({page.path for page in pages}) == len(pages)
    return {page.path: page for page in pages}


def topic(pages: dict[str, Page], path: str) -> TopicView:
    view = pages[path].view
    assert isinstance(view, TopicView)
    return view


def about_the_sea(pages: dict[str, Page]) -> dict[str, int]:
    """The topic's pages, and how many stories each has."""
    return {path: len(topic(pages, path).stories) for path in pages if path.startswith("topics/sea/")}


def test_a_topic_of_up_to_500_stories_has_one_page() -> None:
    cards = [*sea(LONG - 100, NEW_YEAR), *sea(100, NEW_YEAR.replace(year=2025))]
    pages = planned(cards)
    assert about_the_sea(pages) == {"topics/sea/index.html": LONG}
    assert topic(pages, "topics/sea/index.html").years == ()


def test_a_topic_of_more_has_a_page_for_each_year_before_the_newest() -> None:
    cards = [*sea(300, NEW_YEAR), *sea(200, NEW_YEAR.replace(year=2025)), *sea(100, NEW_YEAR.replace(year=2023))]
    pages = planned(cards)
    assert about_the_sea(pages) == {
        "topics/sea/index.html": 300,
        "topics/sea/2025/index.html": 200,
        "topics/sea/2023/index.html": 100,
    }
    top = topic(pages, "topics/sea/index.html")
    assert (top.topic.count, [(link.label, link.href, link.count) for link in top.years]) == (
        600,
        [("2025", "topics/sea/2025/index.html", 200), ("2023", "topics/sea/2023/index.html", 100)],
    )
    year = topic(pages, "topics/sea/2025/index.html")
    assert (year.title, year.year, [link.label for link in year.years]) == ("Sea, 2025", "2025", ["2023"])
    assert pages["topics/sea/2025/index.html"].root == "../../../"


def test_in_a_young_year_the_topics_page_goes_back_to_the_year_before() -> None:
    pages = planned([*sea(YOUNG - 1, NEW_YEAR), *sea(600, NEW_YEAR.replace(year=2025))])
    assert about_the_sea(pages) == {"topics/sea/index.html": YOUNG - 1 + 600, "topics/sea/2025/index.html": 600}


def test_a_new_story_touches_no_page_of_a_year_before() -> None:
    old = [*sea(300, NEW_YEAR), *sea(300, NEW_YEAR.replace(year=2025)), *sea(300, NEW_YEAR.replace(year=2024))]
    before, after = planned(old), planned([*old, settled_card("news", NEW_YEAR.replace(month=9), topics=("Sea",))])
    for year in ("2025", "2024"):
        path = f"topics/sea/{year}/index.html"
        assert before[path] == after[path]


@pytest.mark.parametrize("number", [3, 700])
def test_links_in_texts_find_every_page_but_the_articles_own(number: int) -> None:
    cards = [*sea(number, NEW_YEAR), *sea(5, NEW_YEAR.replace(year=2025))]
    lists = {path for path, page in planned(cards).items() if not page.body and path != "404.html"}
    assert set(addresses(site_of(cards), search=True)) == lists


def test_only_the_pages_of_some_articles_are_planned_as_among_all() -> None:
    cards = sea(5, NEW_YEAR)
    site = site_of(cards)
    shown = site_view(site, Config(), {})
    every = {page.body: page for page in plan(site, shown, Config(), {}) if page.body}
    some = {cards[0].path, cards[3].path}
    assert {page.body: page for page in plan(site, shown, Config(), {}, some)} == {path: every[path] for path in some}


def test_an_earlier_address_has_a_page_that_leads_to_the_story() -> None:
    card = settled_card("vote", NEW_YEAR, title="The <vote>", lang="de")
    site = assemble([card], redirects={"2025/12/31/vote/": card.path})[0]
    shown = site_view(site, Config(), {})
    pages = {page.path: page for page in plan(site, shown, Config(), {})}
    assert pages["2025/12/31/vote/index.html"] == Page(
        "2025/12/31/vote/index.html",
        "redirect.html",
        RedirectView(
            title="The <vote>",
            description="",
            url="http://localhost:8000/2026/01/01/vote/",
            lang="de",
            indexed=False,
            href="2026/01/01/vote/index.html",
        ),
        "../../../../",
    )
    assert list(plan(site, shown, Config(), {}, set())) == []
    assert "2025/12/31/vote/index.html" not in addresses(site)


def test_a_neighbour_is_no_more_than_what_leads_to_it() -> None:
    before, changed = sea(3, NEW_YEAR), sea(3, NEW_YEAR)
    changed[1] = settled_card("s-2026010101", NEW_YEAR + timedelta(hours=1), topics=("Sea",), summary="Another one.")
    for name in ("s-2026010100", "s-2026010102"):
        path = f"2026/01/01/{name}/index.html"
        view = planned(before)[path].view
        assert isinstance(view, ArticleView)
        assert view == planned(changed)[path].view
