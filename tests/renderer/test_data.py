"""What pages tell machines."""

import json
from typing import Any

import pytest
from msgspec import structs

from digest.config import Config
from digest.records import Article, Paragraph, Quote, Section, Speaker, Text
from digest.renderer import views
from digest.renderer.data import data, sharing

SITE = views.Site("The Lantern", "", "en-GB", "https://example.org/", "Lantern Press", (), (), {}, {}, "digest 0")
PUBLISHER = {"@type": "Organization", "name": "Lantern Press", "url": "https://example.org/"}
URL = "https://example.org/2026/11/22/vote/"
VOTE = views.ArticleView(
    title="Council votes",
    description="Seven to four.",
    url=URL,
    story=views.Story(
        "Council votes", "2026/11/22/vote/index.html", "", views.Date("2026-11-22", "", ""), (), (), 1, "", None
    ),
    subtitle="",
    updated=None,
    source="",
    source_url="",
    corrections=(),
    month=views.Link("November 2026", "2026/11/index.html"),
    older=None,
    newer=None,
    targets=(),
    published="2026-11-22T00:00:00+00:00",
    modified="2026-11-23T09:00:00+00:00",
)


def article(*quotes: Quote) -> Article:
    section = Section(None, "", 2, (Paragraph(Text("Seven to four."), 1), *quotes), 1)
    return Article(path="", title="Council votes", title_from="text", sections=(section,), words=3)


def quote(text: str, speaker: Speaker | None = None) -> Quote:
    return Quote((Text(text),), speaker, 2)


def told(view: views.View, found: Article | None = None, site: views.Site = SITE) -> dict[str, Any]:
    decoded: dict[str, Any] = json.loads(data(view, site, found))
    return decoded


def test_an_article_tells_what_it_is_and_whom_it_is_by() -> None:
    assert told(VOTE, article()) == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": URL,
        "url": URL,
        "headline": "Council votes",
        "description": "Seven to four.",
        "inLanguage": "en-GB",
        "datePublished": "2026-11-22T00:00:00+00:00",
        "dateModified": "2026-11-23T09:00:00+00:00",
        "author": [PUBLISHER],
        "publisher": PUBLISHER,
        "wordCount": 3,
    }


def test_all_that_is_known_of_an_article_is_told() -> None:
    topics = (views.Link("Council", "topics/council/index.html"), views.Link("Harbour", "topics/harbour/index.html"))
    image = views.Picture("media/vote.jpg", False, "A raised hand", "Ann Lee")
    view = structs.replace(
        VOTE,
        lang="de",
        story=structs.replace(VOTE.story, authors=("Ann Lee", "Bo Chan"), topics=topics, image=image),
        subtitle="A short evening",
        source="The Gazette",
        source_url="https://example.com/vote",
        corrections=(
            views.Correction("It was six.", views.Date("2026-11-23", "", "")),
            views.Correction("Not Bo.", None),
        ),
    )
    found = told(view)
    assert found["inLanguage"] == "de"
    assert found["alternativeHeadline"] == "A short evening"
    assert found["author"] == [{"@type": "Person", "name": "Ann Lee"}, {"@type": "Person", "name": "Bo Chan"}]
    assert (found["articleSection"], found["keywords"]) == ("Council", ["Council", "Harbour"])
    assert found["image"] == {
        "@type": "ImageObject",
        "url": "https://example.org/media/vote.jpg",
        "caption": "A raised hand",
        "creditText": "Ann Lee",
    }
    assert found["isBasedOn"] == {
        "@type": "CreativeWork",
        "url": "https://example.com/vote",
        "publisher": {"@type": "Organization", "name": "The Gazette"},
    }
    assert found["correction"] == [
        {"@type": "CorrectionComment", "text": "It was six.", "datePublished": "2026-11-23"},
        {"@type": "CorrectionComment", "text": "Not Bo."},
    ]


def test_an_article_without_a_picture_has_that_of_the_site() -> None:
    site = structs.replace(SITE, image=views.Picture("//pictures.example/a.png", True, "", ""))
    assert told(VOTE, site=site)["image"] == {"@type": "ImageObject", "url": "https://pictures.example/a.png"}


def test_a_site_without_a_publisher_is_its_own() -> None:
    site = structs.replace(SITE, publisher="")
    assert told(VOTE, site=site)["publisher"]["name"] == "The Lantern"


BOARD = {"@type": "Organization", "name": "Harbour Board"}


@pytest.mark.parametrize(
    ("speaker", "expected"),
    [
        (None, {}),
        (Speaker("Jo Reed", "Jo Reed"), {"spokenByCharacter": [{"@type": "Person", "name": "Jo Reed"}]}),
        (
            Speaker("Jo Reed, chair, Harbour Board", "Jo Reed", "chair", "Harbour Board"),
            {"spokenByCharacter": [{"@type": "Person", "name": "Jo Reed", "jobTitle": "chair", "affiliation": BOARD}]},
        ),
        (
            Speaker("Jo Reed and Al Moss", "Jo Reed and Al Moss", people=("Jo Reed", "Al Moss")),
            {"spokenByCharacter": [{"@type": "Person", "name": "Jo Reed"}, {"@type": "Person", "name": "Al Moss"}]},
        ),
        (Speaker("Harbour Board", institution="Harbour Board"), {"spokenByCharacter": [BOARD]}),
        (Speaker("a man on the quay"), {"creditText": "a man on the quay"}),
    ],
    ids=["nobody", "a name", "a name with role and institution", "two people", "an institution", "no name"],
)
def test_a_quote_tells_who_said_it(speaker: Speaker | None, expected: dict[str, Any]) -> None:
    (part,) = told(VOTE, article(quote("It was time.", speaker)))["hasPart"]
    assert part == {"@type": "Quotation", "text": "It was time.", "url": f"{URL}#q-1", **expected}


def test_nothing_in_a_text_can_end_the_script_or_open_another() -> None:
    hostile = '</script><script>alert(1)</script><!-- & ]]> \u2028 \u2029 " \\ \0 \x7f'
    view = structs.replace(VOTE, title=hostile, source=hostile)
    found = data(view, SITE, article(quote(hostile, Speaker(hostile))))
    assert not set("<>&\u2028\u2029\0") & set(found)
    decoded = json.loads(found)
    assert decoded["headline"] == decoded["isBasedOn"]["publisher"]["name"] == hostile
    assert decoded["hasPart"][0]["text"] == decoded["hasPart"][0]["creditText"] == hostile


def test_a_link_to_an_article_is_shown_with_its_title_and_its_picture_else_that_of_the_site() -> None:
    site = structs.replace(SITE, image=views.Picture("media/card.png", False, "The Lantern", ""))
    assert sharing(VOTE, site) == views.Sharing(
        "article", "Council votes", "https://example.org/media/card.png", "The Lantern", "en_GB"
    )
    own = structs.replace(VOTE, story=structs.replace(VOTE.story, image=views.Picture("media/a.jpg", False, "A", "")))
    assert sharing(own, site).image == "https://example.org/media/a.jpg"
    drawn = structs.replace(VOTE, story=structs.replace(VOTE.story, image=views.Picture("media/a.svg", False, "A", "")))
    assert sharing(drawn, site).image == "https://example.org/media/card.png"
    assert sharing(VOTE, SITE).image == ""


@pytest.mark.parametrize(("lang", "expected"), [("de", ""), ("de-AT", "de_AT"), ("zh-Hant-TW", "zh_TW"), ("", "en_GB")])
def test_a_locale_needs_a_country(lang: str, expected: str) -> None:
    assert sharing(structs.replace(VOTE, lang=lang), SITE).locale == expected


def test_the_front_page_tells_of_the_site() -> None:
    front = views.FrontView(
        title="",
        description="News",
        url="https://example.org/",
        lead=None,
        stories=(),
        quote=None,
        topics=(),
        months=(),
    )
    assert told(front) == {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "url": "https://example.org/",
        "name": "The Lantern",
        "description": "News",
        "inLanguage": "en-GB",
        "publisher": PUBLISHER,
    }


def test_a_list_tells_of_which_site_it_is_part() -> None:
    url = "https://example.org/topics/"
    assert told(views.TopicsView(title="Topics", description="Topics – The Lantern", url=url, topics=())) == {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "url": url,
        "name": "Topics",
        "description": "Topics – The Lantern",
        "inLanguage": "en-GB",
        "isPartOf": {"@type": "WebSite", "url": "https://example.org/", "name": "The Lantern"},
    }


def test_a_page_without_an_address_tells_nothing() -> None:
    assert data(views.NotFoundView(title="Lost", description="", url=""), SITE) == ""


def test_the_defaults_of_the_configuration_are_enough() -> None:
    config = Config()
    site = structs.replace(SITE, title=config.title, publisher=config.publisher, base_url=config.base_url)
    assert told(VOTE, site=site)["author"] == [
        {"@type": "Organization", "name": "Digest", "url": "http://localhost:8000/"}
    ]
