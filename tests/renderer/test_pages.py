"""The pages of editions, voices, long months and corrections, as views."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from digest.config import Config, Person
from digest.records import Card, Correction, QuoteCard, Speaker
from digest.renderer import views
from digest.renderer.desk import LONG
from digest.renderer.plan import Page, addresses, plan, site_view
from digest.renderer.story import edition_dates, edition_name, edition_title
from digest.renderer.views import Link
from digest.site.editions import Rhythm, period_of
from digest.site.identity import newest_first
from digest.site.model import assemble
from tests.cards import day, settled_card

V = TypeVar("V", bound=views.View)
DAILY = Config(edition="daily")


def planned(cards: Sequence[Card], config: Config = Config()) -> dict[str, Page]:  # noqa: B008 - it is frozen
    site = assemble(newest_first(cards), config)[0]
    pages = list(plan(site, site_view(site, config, {}), config, {}))
    paths = {page.path for page in pages}
    assert len(paths) == len(pages)
    assert set(addresses(site, config.search)) == {
        page.path for page in pages if not page.body and page.path != "404.html"
    }
    return {page.path: page for page in pages}


def view(pages: dict[str, Page], url: str, kind: type[V]) -> V:
    found = pages[f"{url}index.html"].view
    assert isinstance(found, kind)
    return found


def titles(stories: Sequence[views.Story]) -> list[str]:
    return [story.title for story in stories]


def quote(text: str, name: str | None, institution: str | None = None) -> QuoteCard:
    return QuoteCard(text, Speaker(name or institution or "", name=name, institution=institution), "q-1")


# ---- editions


@pytest.mark.parametrize(
    ("rhythm", "on", "title", "name", "dates"),
    [
        ("weekly", (2026, 11, 25), "Week 48, 2026", "Week 48", "23–29 November 2026"),
        ("weekly", (2026, 12, 1), "Week 49, 2026", "Week 49", "30 November – 6 December 2026"),
        ("weekly", (2027, 1, 1), "Week 53, 2026", "Week 53", "28 December 2026 – 3 January 2027"),
        ("daily", (2026, 11, 30), "30 November 2026", "30 November", ""),
        ("monthly", (2026, 11, 30), "November 2026", "November", ""),
    ],
)
def test_an_edition_is_called_after_its_days(
    rhythm: Rhythm, on: tuple[int, int, int], title: str, name: str, dates: str
) -> None:
    period = period_of(rhythm, datetime(*on, tzinfo=UTC).date())
    assert (edition_title(period), edition_name(period), edition_dates(period)) == (title, name, dates)


WEEKS = [
    settled_card("one", day(10), topics=("Sea",)),
    settled_card("two", day(16), topics=("Sea", "Town")),
    settled_card(
        "three",
        day(17),
        topics=("Town", "Sea"),
        quotes=(quote("Nobody had ever seen such a goose as this.", "Ann Lee"),),
    ),
    settled_card("four", day(18), topics=("Sea",)),
    settled_card("five", day(19)),
    settled_card("six", day(24), minutes=4),
]


def test_an_edition_has_each_story_once_under_its_first_topic() -> None:
    edition = view(planned(WEEKS), "editions/2026-w47/", views.EditionView)
    assert (edition.title, edition.number, edition.lead.title) == ("Week 47, 2026", 47, "Three")
    assert [(group.topic and group.topic.label, titles(group.stories)) for group in edition.sections] == [
        ("Sea", ["Four", "Two"]),
        (None, ["Five"]),
    ]
    assert edition.edition == views.EditionLink(
        "Week 47, 2026", "editions/2026-w47/index.html", "16–22 November 2026", 4, 4
    )
    assert (edition.older, edition.newer) == (
        Link("Week 46, 2026", "editions/2026-w46/index.html"),
        Link("Week 48, 2026", "editions/2026-w48/index.html"),
    )
    (pulled,) = edition.quotes
    assert (pulled.href, pulled.voices) == (
        "2026/11/17/three/index.html#q-1",
        (("Ann Lee", "voices/ann-lee/index.html"),),
    )


def test_editions_are_listed_by_year_with_their_stories() -> None:
    listed = view(planned(WEEKS), "editions/", views.EditionsView)
    assert listed.years == (
        views.EditionsYear(
            Link("2026", "", 6),
            (
                Link("Week 48", "editions/2026-w48/index.html", 1),
                Link("Week 47", "editions/2026-w47/index.html", 4),
                Link("Week 46", "editions/2026-w46/index.html", 1),
            ),
        ),
    )


def test_over_500_editions_have_a_page_for_each_year() -> None:
    first = datetime(2025, 6, 1, tzinfo=UTC)
    pages = planned([settled_card(f"s{n}", first + timedelta(days=n)) for n in range(LONG + 1)], DAILY)
    top = view(pages, "editions/", views.EditionsView)
    assert [(year.link, year.editions) for year in top.years] == [
        (Link("2026", "editions/2026/index.html", 287), ()),
        (Link("2025", "editions/2025/index.html", 214), ()),
    ]
    (year,) = view(pages, "editions/2025/", views.EditionsView).years
    assert (len(year.editions), year.editions[0].label) == (214, "31 December")


def test_the_front_page_is_the_newest_edition_and_earlier_stories_fill_it() -> None:
    front = view(planned(WEEKS), "", views.FrontView)
    assert front.lead
    assert (front.edition and front.edition.title, front.lead.title, front.stories) == ("Week 48, 2026", "Six", ())
    assert titles(front.earlier) == ["Five", "Four", "Three", "Two", "One"]
    assert front.editions == (
        Link("Week 47, 2026", "editions/2026-w47/index.html"),
        Link("Week 46, 2026", "editions/2026-w46/index.html"),
    )
    assert front.quote
    assert front.quote.text == "Nobody had ever seen such a goose as this."


def test_of_a_big_edition_the_front_page_shows_forty_stories_and_nothing_earlier() -> None:
    cards = [settled_card(f"s{n}", day(17) + timedelta(minutes=n)) for n in range(60)]
    front = view(planned([settled_card("old", day(2)), *cards]), "", views.FrontView)
    assert front.edition
    assert (len(front.stories), front.earlier, front.edition.count) == (39, (), 60)


def test_a_story_more_touches_no_other_story_and_no_older_edition() -> None:
    before, after = planned(WEEKS), planned([*WEEKS, settled_card("new", day(25), topics=("Sea",))])
    same = [path for path in before if before[path] == after[path]]
    assert sorted(path for path in before if path not in same) == [
        "2026/11/24/six/index.html",  # its neighbour is new
        "2026/11/index.html",
        "2026/index.html",
        "archive/index.html",
        "editions/2026-w48/index.html",
        "editions/index.html",
        "index.html",
        "topics/index.html",
        "topics/sea/index.html",
    ]


def test_an_article_leads_to_its_edition_and_to_related_stories() -> None:
    article = view(planned(WEEKS), "2026/11/18/four/", views.ArticleView)
    assert article.edition == Link("Week 47, 2026", "editions/2026-w47/index.html")
    assert [(one.title, one.why, one.shared) for one in article.related] == [
        ("Three", "topics", ("Sea",)),
        ("Two", "topics", ("Sea",)),
        ("One", "topics", ("Sea",)),
    ]


# ---- voices

QUOTED = [
    settled_card("a", day(2), quotes=(quote("First.", "Ann Lee", "Harbour Office"),)),
    settled_card("b", day(3), quotes=(quote("Second.", "Ann Lee"),), lang="fr"),
    settled_card("c", day(4), quotes=(quote("Third.", "Élise Roy", "Harbour Office"), quote("4th.", None, "3D Club"))),
]


def test_voices_are_listed_by_letter() -> None:
    listed = view(planned(QUOTED), "voices/", views.VoicesView)
    assert [(letter.label, [(link.label, link.count) for link in letter.voices]) for letter in listed.letters] == [
        ("A", [("Ann Lee", 2)]),
        ("E", [("Élise Roy", 1)]),
        ("H", [("Harbour Office", 2)]),
        ("#", [("3D Club", 1)]),
    ]


def test_a_person_has_all_quotes_newest_first_and_leads_to_the_institution() -> None:
    person = view(planned(QUOTED), "voices/ann-lee/", views.VoiceView)
    assert (person.kind, person.voice.count, person.people) == ("person", 2, ())
    assert person.institutions == (Link("Harbour Office", "voices/harbour-office/index.html"),)
    assert [(said.text, said.href, said.title, said.lang, said.date.text) for said in person.quotes] == [
        ("Second.", "2026/11/03/b/index.html#q-1", "B", "fr", "3 November 2026"),
        ("First.", "2026/11/02/a/index.html#q-1", "A", "", "2 November 2026"),
    ]


def test_an_institution_has_those_who_spoke_for_it() -> None:
    institution = view(planned(QUOTED), "voices/harbour-office/", views.VoiceView)
    assert institution.people == (
        Link("Ann Lee", "voices/ann-lee/index.html"),
        Link("Élise Roy", "voices/elise-roy/index.html"),
    )
    assert [said.text for said in institution.quotes] == ["Third.", "First."]


def test_an_institution_of_the_config_that_is_never_quoted_is_no_link() -> None:
    config = Config(people={"Ann Lee": Person(institutions="Observatory")})
    person = view(planned(QUOTED, config), "voices/ann-lee/", views.VoiceView)
    assert person.institutions[0] == Link("Observatory", "")


def test_a_voice_of_over_500_quotes_has_a_page_for_each_year_before_the_newest() -> None:
    old, new = datetime(2025, 3, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
    moments = [*(old + timedelta(hours=n) for n in range(300)), *(new + timedelta(hours=n) for n in range(300))]
    cards = [settled_card(f"s{at:%y%m%d%H}", at, quotes=(quote("So.", "Ann Lee"),)) for at in moments]
    pages = planned(cards)
    top = view(pages, "voices/ann-lee/", views.VoiceView)
    assert (len(top.quotes), top.voice.count, top.years) == (
        300,
        600,
        (Link("2025", "voices/ann-lee/2025/index.html", 300),),
    )
    year = view(pages, "voices/ann-lee/2025/", views.VoiceView)
    assert (year.title, len(year.quotes), year.voice.count, year.years) == ("Ann Lee, 2025", 300, 0, ())


def test_a_page_of_an_article_has_the_voices_of_its_quotes() -> None:
    article = view(planned(QUOTED), "2026/11/02/a/", views.ArticleView)
    assert article.voices == (
        ("Ann Lee", "voices/ann-lee/index.html"),
        ("Harbour Office", "voices/harbour-office/index.html"),
    )


def test_another_summary_leaves_the_page_of_a_voice_as_it_is() -> None:
    edited = [settled_card("a", day(2), quotes=QUOTED[0].quotes, summary="Other."), *QUOTED[1:]]
    assert planned(edited)["voices/ann-lee/index.html"] == planned(QUOTED)["voices/ann-lee/index.html"]


def test_without_quotes_or_switched_off_there_are_no_voices() -> None:
    for pages in (planned(WEEKS[:2]), planned(QUOTED, Config(voices=False))):
        assert [path for path in pages if path.startswith("voices")] == []
    assert view(planned(QUOTED, Config(voices=False)), "2026/11/02/a/", views.ArticleView).voices == ()


# ---- the archive


def test_a_month_of_over_500_stories_has_a_page_for_each_day() -> None:
    cards = [settled_card(f"s{n}", day(1) + timedelta(hours=n)) for n in range(LONG + 1)]
    pages = planned(cards)
    month = view(pages, "2026/11/", views.MonthView)
    assert (month.days, len(month.listed), month.count) == ((), 21, 501)
    assert month.listed[0] == Link("21 November", "2026/11/21/index.html", 21)
    found = view(pages, "2026/11/02/", views.DayView)
    assert (found.title, len(found.stories), found.up.label) == ("2 November 2026", 24, "November 2026")
    assert (found.older, found.newer) == (
        Link("1 November", "2026/11/01/index.html"),
        Link("3 November", "2026/11/03/index.html"),
    )


# ---- corrections


def test_corrections_are_listed_newest_first_those_without_a_date_by_their_story() -> None:
    cards = [
        settled_card("a", day(2), corrections=(Correction("Late.", day(20)), Correction("Undated."))),
        settled_card("b", day(3), corrections=(Correction("Soon.", day(4)),)),
    ]
    pages = planned(cards)
    listed = view(pages, "corrections/", views.CorrectionsView)
    assert [(one.text, one.date and one.date.text, one.href) for one in listed.corrections] == [
        ("Late.", "20 November 2026", "2026/11/02/a/index.html#corrections"),
        ("Soon.", "4 November 2026", "2026/11/03/b/index.html#corrections"),
        ("Undated.", None, "2026/11/02/a/index.html#corrections"),
    ]
    assert listed.count == 3


def test_without_corrections_there_is_no_page_of_them_and_nothing_leads_there() -> None:
    assert "corrections/index.html" not in planned(WEEKS)
    site = assemble(newest_first(WEEKS))[0]
    assert site_view(site, Config(), {}).foot == ()


def test_over_500_corrections_have_a_page_for_each_year_before_the_newest() -> None:
    notes = tuple(Correction(f"No. {n}", datetime(2025 + n % 2, 5, 1, tzinfo=UTC)) for n in range(LONG + 2))
    pages = planned([settled_card("a", day(2), corrections=notes)])
    listed = view(pages, "corrections/", views.CorrectionsView)
    assert (len(listed.corrections), listed.years) == (251, (Link("2025", "corrections/2025/index.html", 251),))
    assert view(pages, "corrections/2025/", views.CorrectionsView).count == 251
