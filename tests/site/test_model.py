"""The site: order, topics, months, and where links between files lead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.site.model import assemble, media, target
from tests.cards import day, settled_card


def test_months_and_topics_hold_their_stories_newest_first() -> None:
    new = settled_card("new", day(3), topics=("Harbour", "Sport"))
    old = settled_card("old", day(2, month=10), topics=("harbour",))
    site, issues = assemble([new, old])
    assert issues == ()
    assert dict(site.months) == {(2026, 11): (new,), (2026, 10): (old,)}
    assert [(topic.label, topic.slug, topic.cards) for topic in site.topics] == [
        ("Harbour", "harbour", (new, old)),
        ("Sport", "sport", (new,)),
    ]


def test_a_topic_is_called_what_most_stories_call_it() -> None:
    cards = [
        settled_card(name, day(3), topics=(label,))
        for name, label in zip("abc", ("SPORT", "Sport", "Sport"), strict=True)
    ]
    assert [topic.label for topic in assemble(cards)[0].topics] == ["Sport"]


def test_a_topic_named_twice_in_an_article_counts_once() -> None:
    site, _ = assemble([settled_card("a", day(3), topics=("Sport", "sport"))])
    assert [len(topic.cards) for topic in site.topics] == [1]


def test_topics_that_read_alike_get_addresses_of_their_own() -> None:
    cards = [settled_card(f"a{index}", day(3), topics=(label,)) for index, label in enumerate(("C", "C++", "C#"))]
    site, issues = assemble(cards)
    assert [(topic.label, topic.slug) for topic in site.topics] == [("C", "c"), ("C#", "c-46279a"), ("C++", "c-3ce177")]
    assert [str(issue) for issue in issues] == [
        "content/a2.txt: W405 the topic 'c#' reads like 'c', 'c++'; its address is topics/c-46279a/"
        " (merge them, or write them apart)",
        "content/a1.txt: W405 the topic 'c++' reads like 'c', 'c#'; its address is topics/c-3ce177/"
        " (merge them, or write them apart)",
    ]


def test_assets_keep_their_names_where_they_can() -> None:
    assert media(["content/2026/map.png", "content/a b.jpg", "content/A.png", "content/a.png", "content/é.pdf"]) == {
        "content/2026/map.png": "media/2026/map.png",
        "content/A.png": "media/A.png",
        "content/a b.jpg": "media/a-b-eb5ae3.jpg",
        "content/a.png": "media/a-850f3d.png",
        "content/é.pdf": "media/file-9a939f.pdf",
    }


def test_a_file_and_a_folder_whose_names_read_alike_are_kept_apart() -> None:
    hrefs = media(["content/x y/f", "content/x-y", "content/z-w", "content/z~w/f"])
    names = [href.removeprefix("media/") for href in hrefs.values()]
    assert [name for name in names for other in names if other.startswith(f"{name}/")] == []


def test_a_space_a_hyphen_and_the_case_make_no_other_topic() -> None:
    cards = [
        settled_card(name, day(3), topics=(label,))
        for name, label in zip("abc", ("Covid 19", "Covid-19", "covid 19"), strict=True)
    ]
    assert [(topic.label, topic.slug, len(topic.cards)) for topic in assemble(cards)[0].topics] == [
        ("Covid 19", "covid-19", 3)
    ]


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0/"), min_size=1).filter(
            lambda t: t not in (".", "..")
        ),
        unique=True,
    )
)
def test_any_asset_gets_a_safe_name_of_its_own(names: list[str]) -> None:
    hrefs = media([f"content/{name}" for name in names])
    assert len({href.casefold() for href in hrefs.values()}) == len(names)
    for href in hrefs.values():
        assert href.isascii()
        assert not set(href) & set(' %?#:*"<>|\\')
        assert ".." not in href


HREFS = {
    "content/2026/vote.txt": "2026/11/03/vote/index.html",
    "content/2026/map.png": "media/2026/map.png",
    "content/a b.pdf": "media/a-b.pdf",
    "2026/11/03/vote/index.html": "2026/11/03/vote/index.html",
}


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("map.png", "media/2026/map.png"),
        ("./map.png", "media/2026/map.png"),
        ("../2026/map.png", "media/2026/map.png"),
        ("../a%20b.pdf", "media/a-b.pdf"),
        ("../a b.pdf", "media/a-b.pdf"),
        ("/2026/map.png", "media/2026/map.png"),
        ("vote.txt", "2026/11/03/vote/index.html"),
        ("vote.txt#q-1", "2026/11/03/vote/index.html#q-1"),
        ("vote.txt?print", "2026/11/03/vote/index.html"),
        ("/2026/11/03/vote/", "2026/11/03/vote/index.html"),
        ("/2026/11/03/vote/index.html", "2026/11/03/vote/index.html"),
        ("missing.png", ""),
        ("../../etc/passwd", ""),
        ("../../../../../etc/passwd", ""),
        ("/../digest.yaml", ""),
        ("", ""),
    ],
)
def test_where_a_link_in_an_article_leads(link: str, found: str) -> None:
    assert target("content/2026/other.txt", link, HREFS) == found
