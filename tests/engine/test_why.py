"""Why a page was made anew, or was not: after single edits the whole answer, after any sequence of edits that there is one."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from digest.engine.build import Report, Request
from digest.engine.build import build as engine_build
from digest.engine.memory import begin_publishing
from tests.engine import builds, edits
from tests.engine.edits import BELL, BUS, FAIR, LARCH, LETTER, TOLL, WHEEL, Edit, Paper
from tests.engine.test_sequences import (
    ARCHIVE,
    BELL_PAGE,
    BELLS,
    BUS_PAGE,
    EDITS,
    FRONT,
    LARCH_PAGE,
    NOT_FOUND,
    NOVEMBER,
    OCTOBER,
    OVEN_PAGE,
    ROADS,
    ROOF_PAGE,
    TOLL_PAGE,
    TOPICS,
    WHEEL_PAGE,
)
from tests.sites import run

FEED = "feed.xml"
KEPT = "not made anew: nothing that it is made from changed since the build of 22 November 2026, 13:00."
OTHER = "made anew, and is not what it was:"
SAME = "made anew, and came out as it was; the file was not touched:"
AGAIN = "made anew, and came out as it was; the file is in its place again:"
FIRST = "made for the first time:"


pytestmark = pytest.mark.usefixtures("quick_builds")


def asked(paper: Paper, path: str, **options: bool | str) -> Report:
    report = engine_build(Request(root=paper.root, now=paper.now, jobs=0, why=path, **options))  # type: ignore[arg-type]
    assert report.outcome == "published", report.issues
    return report


def why(paper: Paper, path: str, **options: bool | str) -> list[str]:
    return list(asked(paper, path, **options).why)


def reasons(paper: Paper, path: str, outcome: str) -> list[str]:
    """What is said below the first line, which has to say this outcome."""
    first, *rest = why(paper, path)
    assert first == f"{path} was {outcome}"
    assert all(line.startswith("  ") for line in rest)
    return [line.strip() for line in rest]


# ---- which page is meant


@pytest.mark.parametrize(
    "given",
    [
        TOLL_PAGE,
        "2026/11/18/bridge-toll/",
        "2026/11/18/bridge-toll",
        "/2026/11/18/bridge-toll/",
        "build/2026/11/18/bridge-toll/index.html",
        "./build/2026/11/18/bridge-toll",
        "https://ostrel.example/2026/11/18/bridge-toll/",
        "https://ostrel.example/2026/11/18/bridge-toll/?from=mail#q-1",
        TOLL,
        f"./{TOLL}",
    ],
)
@pytest.mark.parametrize("here", [True, False])
def test_a_page_is_named_by_its_file_its_folder_its_address_or_its_article(
    paper: Paper, monkeypatch: pytest.MonkeyPatch, given: str, here: bool
) -> None:
    if here:
        monkeypatch.chdir(paper.root)
    assert why(paper, given) == [f"{TOLL_PAGE} was {KEPT}"]


@pytest.mark.parametrize(
    ("given", "page"),
    [
        ("/", FRONT),
        ("build", FRONT),
        ("https://ostrel.example", FRONT),
        ("https://ostrel.example/feed.xml", FEED),
        ("archive", ARCHIVE),
        ("404.html", NOT_FOUND),
    ],
)
def test_other_pages_are_named_as_well(paper: Paper, given: str, page: str) -> None:
    assert why(paper, given) == [f"{page} was {KEPT}"]


def test_an_absolute_path_and_one_through_a_link_are_understood(paper: Paper, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(paper.output)
    for place in (paper.output / TOLL_PAGE, paper.root / TOLL, tmp_path / "link" / TOLL_PAGE):
        assert why(paper, str(place)) == [f"{TOLL_PAGE} was {KEPT}"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("2026/11/18/bridge-tol/", "there is no page 2026/11/18/bridge-tol/; did you mean 2026/11/18/bridge-toll/?"),
        (
            "https://ostrel.example/2026/11/18/bridge-tol/",
            "there is no page https://ostrel.example/2026/11/18/bridge-tol/; did you mean 2026/11/18/bridge-toll/?",
        ),
        ("content/2026-11-18-bridge-tol.txt", f"there is no page content/2026-11-18-bridge-tol.txt; did you mean {TOLL}?"),
        ("https://else.example/", "https://else.example/ is no address of this site, which is read at https://ostrel.example/."),
        (LETTER, f"{LETTER} has no page: it is a draft."),
        (FAIR, f"{FAIR} has no page: it is scheduled for 25 November 2026, 00:00."),
        ("content/pictures/unused.png", "content/pictures/unused.png is not published: no article shows it or links to it."),
    ],
)  # fmt: skip
def test_what_has_no_page_is_told(paper: Paper, given: str, said: str) -> None:
    assert why(paper, given) == [said]


def test_a_name_that_is_like_no_other_gets_told_what_can_be_named(paper: Paper) -> None:
    assert why(paper, "xyz") == ["there is no page xyz; name a file in build, its address or its article."]


# ---- what was not made anew, and what is gone


def test_a_page_that_shows_nothing_of_what_changed_was_not_made_anew(paper: Paper) -> None:
    edits.edit_body(paper, TOLL, "The council had lunch.")
    assert why(paper, FRONT) == [f"{FRONT} was {KEPT}"]


def test_a_broken_article_keeps_its_last_good_page(paper: Paper) -> None:
    edits.break_article(paper, TOLL)
    report = asked(paper, TOLL, keep_going=True)
    assert report.why == (f"{TOLL_PAGE} was not made anew: {TOLL} has errors, and its last good page stays.",)


@pytest.mark.parametrize(
    ("edit", "given", "said"),
    [
        (Edit(edits.delete, (BELL,)), BELL, f"{BELL_PAGE} was removed: {BELL} is gone."),
        (Edit(edits.delete, (BELL,)), BELLS, f"{BELLS} was removed: nothing of the site has this address any more."),
        (
            Edit(edits.set_fact, (TOLL, "draft", "true")),
            "https://ostrel.example/2026/11/18/bridge-toll/",
            f"{TOLL_PAGE} was removed: {TOLL} is a draft.",
        ),
        (
            Edit(edits.delete, ("content/walks/map.pdf",)),
            "media/walks/map.pdf",
            "media/walks/map.pdf was removed: no article shows it or links to it any more, or its file is gone.",
        ),
    ],
    ids=["article", "topic", "draft", "media"],
)
def test_a_removed_page_is_told_what_became_of_it(paper: Paper, edit: Edit, given: str, said: str) -> None:
    edit(paper)
    assert why(paper, given) == [said]


def test_a_page_that_is_a_redirect_now_is_told_where_it_leads(paper: Paper) -> None:
    edits.move(paper, WHEEL, "mills")
    edits.set_fact(paper, moved := "content/mills/2026-09-06-mill-wheel.txt", "date", "2026-09-07")
    assert reasons(paper, WHEEL_PAGE, OTHER) == [f"it leads to 2026/09/07/mill-wheel/, where {moved} is now"]


# ---- what changed


def test_the_article_changed(paper: Paper) -> None:
    edits.edit_body(paper, TOLL, "The council had lunch.")
    assert reasons(paper, TOLL_PAGE, OTHER) == [f"its article changed: {TOLL}"]


def test_the_article_of_an_item_changed(paper: Paper) -> None:
    edits.edit_body(paper, TOLL, "The council had lunch.")
    assert reasons(paper, FEED, OTHER) == [f"an article in it changed: {TOLL}"]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (OVEN_PAGE, "older.title"),
        (LARCH_PAGE, "newer.title"),
        (FRONT, "earlier['Cracked bell goes to the foundry'].title"),
        (OCTOBER, "days['17 October 2026'].stories['Cracked bell goes to the foundry'].title"),
        (BELLS, "stories['Cracked bell goes to the foundry'].title"),
    ],
)
def test_a_title_changed_that_the_page_shows(paper: Paper, page: str, said: str) -> None:
    edits.edit_title(paper, BELL, "The bell is gone")
    assert reasons(paper, page, OTHER) == [
        f"what it shows changed: {said}: 'Cracked bell goes to the foundry' -> 'The bell is gone'"
    ]


def test_a_long_text_is_cut_to_where_it_changed(paper: Paper) -> None:
    edits.set_fact(paper, LARCH, "summary", "Up and down, " * 7 + "by day")
    builds.build(paper)
    edits.set_fact(paper, LARCH, "summary", "Up and down, " * 7 + "by night")
    story = "stories['The larch path, when it is yellow'].summary"
    assert reasons(paper, OCTOBER.replace("2026/10/index", "topics/walks/index"), OTHER) == [
        f"what it shows changed: {story}: '…wn, Up and down, by day' -> '…wn, Up and down, by night'"
    ]


def test_a_new_story_is_named_where_it_appears(paper: Paper) -> None:
    edits.add_article(paper, "content/2026-11-14-goat-found.txt", "Goat found")
    other = paper.copy(paper.root.parent / "other")
    assert reasons(paper, FRONT, OTHER) == [
        "what it shows changed: stories: 'Goat found' is new",
        "what it shows changed: topics['Roads'].count: 3 -> 4",
        "what it shows changed: months['November 2026'].count: 3 -> 4",
        "what it shows changed: edition.count: 2 -> 3",
        "what it shows changed: edition.minutes: 2 -> 3",
    ]
    assert reasons(other, NOVEMBER, OTHER) == [
        "what it shows changed: days: '14 November 2026' is new",
        "what it shows changed: count: 3 -> 4",
    ]


def test_a_story_that_moved_and_has_another_text_is_named_where_a_feed_holds_it(paper: Paper) -> None:
    edits.move_rewritten(paper, TOLL, "old", "It rained.")
    moved = TOLL.replace("content/", "content/old/")
    assert reasons(paper, FEED, OTHER) == [f"an article in it changed: {moved}"]


def test_of_what_tells_machines_of_the_site_it_is_said_whether_that_changed(paper: Paper) -> None:
    edits.add_article(paper, "content/2026-11-14-goat-found.txt", "Goat found")
    other = paper.copy(paper.root.parent / "other")
    assert reasons(paper, "sitemap.xml", OTHER) == ["what it says of the site changed"]
    assert why(other, "news-sitemap.xml") == [f"news-sitemap.xml was {KEPT}"]
    edits.delete_output(paper, "llms.txt")
    assert reasons(paper, "llms.txt", AGAIN) == ["it was not in the output folder any more"]


def test_a_neighbour_that_appears_is_told_from_none(paper: Paper) -> None:
    edits.move_clock(paper, 4)
    assert reasons(paper, ROOF_PAGE, OTHER) == [
        "what it shows changed: newer: none -> 'Winter fair opens with a new swing'"
    ]


def test_items_with_one_title_are_told_apart_by_their_ids(paper: Paper) -> None:
    edits.set_fact(paper, TOLL, "id", "urn:uuid:of-its-own")
    text, *said = reasons(paper, FEED, OTHER)
    assert text == f"an article in it changed: {TOLL}"  # each of its lines is one further down
    assert [line.partition("'")[0] for line in said] == ["what it shows changed: items: "] * 2
    assert [line.rpartition("'")[2] for line in said] == [" is new", " is gone"]
    assert all("'urn:uuid:" in line for line in said)


def test_the_number_of_items_leaves_some_out(paper: Paper) -> None:
    edits.configure(paper, "feeds.items", "3")
    assert reasons(paper, FEED, OTHER) == ["what it shows changed: items: 'Cracked bell goes to the foundry' is gone"]


def test_a_link_leads_nowhere_any_more(paper: Paper) -> None:
    edits.delete(paper, "content/walks/map.pdf")
    assert reasons(paper, LARCH_PAGE, OTHER) == [
        "what it shows changed: targets['map.pdf']: 'media/walks/map.pdf' -> ''"
    ]


def test_many_differences_are_told_by_their_number(paper: Paper) -> None:
    for day in range(1, 13):
        edits.add_article(paper, f"content/2026-11-{day:02}-story-{day}.txt", f"Story {day}")
    said = reasons(paper, FRONT, OTHER)
    assert len(said) == 9
    assert said[-1].endswith(" differences more")


def test_a_partial_changed_and_the_page_has_none_of_it(paper: Paper) -> None:
    edits.override(paper, "_quote.html", "by hand")
    other = paper.copy(paper.root.parent / "other")
    assert reasons(paper, OVEN_PAGE, OTHER) == ["a template that it is made with changed: _quote.html"]
    assert reasons(other, TOLL_PAGE, SAME) == ["a template that it is made with changed: _quote.html"]


def test_a_template_came_into_the_place_of_the_themes_and_went(paper: Paper) -> None:
    edits.override(paper, "article.html", "by hand")
    assert reasons(paper, TOLL_PAGE, OTHER) == ["a template that it is made with changed: article.html"]
    edits.override(paper, "_note.html", "mind the step")
    assert reasons(paper, TOLL_PAGE, OTHER) == ["a template that it is made with is new: _note.html"]
    edits.remove_override(paper, "_note.html")
    assert reasons(paper, TOLL_PAGE, OTHER) == ["a template that it is made with is gone: _note.html"]


def test_the_feed_is_made_with_a_template_too(paper: Paper) -> None:
    edits.override(paper, "_feed_item.html", "by hand")
    assert reasons(paper, FEED, OTHER) == ["a template that it is made with changed: _feed_item.html"]


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("description", "Bells", ["site.description: 'News of the upper valley' -> 'Bells'"]),
        (
            "title",
            "The Valley Bell",
            [
                *(
                    f"site.feeds['The Ostrel Bell{kind}'].title: 'The Ostrel Bell{kind}' -> 'The Valley Bell{kind}'"
                    for kind in ("", " (Atom)", " (JSON Feed)")
                ),
                "site.title: 'The Ostrel Bell' -> 'The Valley Bell'",
            ],
        ),
    ],
)
def test_it_uses_something_of_the_site_that_changed(paper: Paper, key: str, value: str, said: list[str]) -> None:
    edits.configure(paper, key, value)
    assert reasons(paper, TOLL_PAGE, OTHER) == [f"what it uses of the site changed: {line}" for line in said]


def test_the_style_sheet_is_named_as_templates_name_it(paper: Paper) -> None:
    edits.set_asset(paper, "style.css", "body { color: black }")
    [said] = reasons(paper, TOLL_PAGE, OTHER)
    assert said.startswith("what it uses of the site changed: site.assets['style.css']: 'assets/style.")


def test_the_way_to_the_root_changed(paper: Paper) -> None:
    edits.configure(paper, "base_url", "https://ostrel.example/news/")
    assert reasons(paper, NOT_FOUND, OTHER)[0] == "what it shows changed: root: '/' -> '/news/'"


def test_the_time_zone_changed(paper: Paper) -> None:
    edits.configure(paper, "timezone", "Pacific/Auckland")
    assert reasons(paper, TOLL_PAGE, OTHER) == [
        f"its article changed: {TOLL}",
        "the time zone changed: 'Europe/Vienna' -> 'Pacific/Auckland'",
    ]


def test_a_picture_changed_and_the_page_that_shows_it_did_not(paper: Paper) -> None:
    edits.replace_image(paper, "content/pictures/bus.png", edits.PNG + b" by day")
    other = paper.copy(paper.root.parent / "other")
    assert why(paper, "content/pictures/bus.png") == [
        "media/pictures/bus.png was copied anew, and is not what it was:",
        "  its file changed: content/pictures/bus.png",
    ]
    assert why(other, BUS) == [f"{BUS_PAGE} was {KEPT}"]


# ---- what was there before


@pytest.mark.parametrize(
    ("edit", "page", "said"),
    [
        (
            Edit(edits.add_article, ("content/2026-11-14-goat-found.txt",)),
            "2026/11/14/goat-found/index.html",
            "its article is new: content/2026-11-14-goat-found.txt",
        ),
        (
            Edit(edits.move_clock, (4,)),
            "2026/11/25/winter-fair/index.html",
            f"its article was not published before: {FAIR}",
        ),
        (Edit(edits.move_clock, (4,)), "topics/fair/index.html", "it was not part of the site before"),
        (
            Edit(edits.set_fact, (WHEEL, "date", "2026-09-07")),
            "2026/09/07/mill-wheel/index.html",
            f"its article had another address, 2026/09/06/mill-wheel/: {WHEEL}",
        ),
        (
            Edit(edits.rename, (WHEEL, "content/2026-09-07-wheel.txt")),
            "2026/09/07/mill-wheel/index.html",
            "its article had another address, 2026/09/06/mill-wheel/: content/2026-09-07-wheel.txt",
        ),
        (Edit(edits.configure, ("output", "public")), TOLL_PAGE, "the output folder is another: it was build"),
    ],
    ids=["new", "scheduled", "topic", "date", "moved", "folder"],
)
def test_a_page_that_was_not_there_before(paper: Paper, edit: Edit, page: str, said: str) -> None:
    edit(paper)
    assert reasons(paper, page, FIRST) == [said]


NO_MEMORY = "nothing is remembered of an earlier build: this is the first one, .digest was removed, or digest is another version"  # fmt: skip


def test_the_first_build_remembers_nothing(tmp_path: Path) -> None:
    assert reasons(Paper(tmp_path / "paper"), TOLL_PAGE, FIRST) == [NO_MEMORY]


def test_without_its_state_a_build_remembers_nothing(paper: Paper) -> None:
    edits.remove_state(paper)
    assert reasons(paper, TOLL_PAGE, SAME) == [NO_MEMORY]


def test_a_page_that_somebody_deleted(paper: Paper) -> None:
    edits.delete_output(paper, TOLL_PAGE)
    assert reasons(paper, TOLL_PAGE, AGAIN) == ["it was not in the output folder any more"]


def test_a_page_that_somebody_damaged(paper: Paper) -> None:
    edits.damage_output(paper, TOLL_PAGE, b"damaged")
    assert reasons(paper, TOLL_PAGE, AGAIN) == ["it was not as it was published: something else had changed the file"]


def test_a_page_that_was_deleted_and_whose_article_changed_has_two_reasons(paper: Paper) -> None:
    edits.delete_output(paper, TOLL_PAGE)
    edits.edit_body(paper, TOLL, "The council had lunch.")
    assert reasons(paper, TOLL_PAGE, OTHER) == [
        "it was not in the output folder any more",
        f"its article changed: {TOLL}",
    ]


def test_a_build_that_did_not_come_to_its_end(paper: Paper) -> None:
    begin_publishing(Request(root=paper.root, now=paper.now), (TOLL_PAGE,))
    assert reasons(paper, TOLL_PAGE, SAME) == ["a build that was to write it did not come to its end"]


def test_what_another_build_has_overwritten_in_memory_is_not_made_up(paper: Paper) -> None:
    edits.edit_title(paper, BELL, "The bell is gone")
    engine_build(Request(root=paper.root, now=paper.now, output=str(paper.root / "preview"), jobs=0))
    assert reasons(paper, BELLS, OTHER) == ["what it shows changed; what it showed before is not remembered"]


def test_a_preview_is_compared_with_a_build_without_drafts(paper: Paper) -> None:
    said = why(paper, TOLL_PAGE, drafts=True)
    assert said == [
        f"{TOLL_PAGE} was {OTHER}",
        "  what it shows changed: newer.title: 'School roof to be mended over the holidays' -> 'A letter of the mayor'",
        "  what it shows changed: newer.href: '2026/11/22/school-roof/index.html' -> '2026/11/20/mayor-letter/index.html'",
    ]


def test_pages_of_a_release_are_named_by_the_output_folder(paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(paper.root)
    edits.edit_body(paper, TOLL, "The council had lunch.")
    said = [f"{TOLL_PAGE} was {OTHER}", f"  its article changed: {TOLL}"]
    assert why(paper, "build/2026/11/18/bridge-toll/", release=True) == said
    edits.edit_body(paper, TOLL, "And cake.")
    assert why(paper, "build/2026/11/18/bridge-toll/", release=True) == said


# ---- any


@settings(
    max_examples=int(os.environ.get("SEQUENCES", "25")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
)
@given(
    steps=st.lists(st.tuples(st.lists(EDITS, min_size=1, max_size=3), st.integers(0, 1000)), min_size=1, max_size=4),
    keep_going=st.booleans(),
)
def test_after_any_edits_every_page_that_was_made_anew_has_a_reason_and_no_other_has(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[list[Callable[[Paper], None]], int]], keep_going: bool
) -> None:
    paper = Paper(tmp_path_factory.mktemp("paper"))
    builds.build(paper)
    for changes, number in steps:
        for edit in changes:
            edit(paper)
        other = paper.copy(tmp_path_factory.mktemp("other") / "paper")
        plain = engine_build(Request(root=other.root, now=other.now, jobs=0, keep_going=keep_going))
        pages = sorted({TOLL_PAGE, TOPICS, ROADS, *plain.rendered, *plain.changes.removed, *plain.changes.changed})
        page = pages[number % len(pages)]
        report = engine_build(Request(root=paper.root, now=paper.now, jobs=0, keep_going=keep_going, why=page))
        assert (report.outcome, report.changes) == (plain.outcome, plain.changes)
        assert (report.rendered, report.issues) == (plain.rendered, plain.issues)
        if report.outcome != "published":
            assert report.why == ()
            continue
        first, *rest = report.why
        if page in {*report.rendered, *report.changes.added, *report.changes.changed}:
            assert first.endswith(":")
            assert rest
            assert not any("what it is made from changed:" in line for line in rest), rest
        else:
            assert first.endswith((".", "?"))
            assert not rest


def test_the_command_says_it_before_its_closing_line(paper: Paper) -> None:
    epoch = str(int(paper.now.timestamp()))
    edits.edit_body(paper, TOLL, "The council had lunch.")
    done = run(paper.root, "build", "--explain", TOLL, SOURCE_DATE_EPOCH=epoch)
    assert done.stdout.splitlines() == [
        f"{TOLL_PAGE} was {OTHER}",
        f"  its article changed: {TOLL}",
        "34 pages of 8 articles in build: 6 files changed; 1 warning.",
        "1 draft held back, 1 scheduled article held back.",
    ]
    done = run(paper.root, "build", "--quiet", "--explain", TOLL, SOURCE_DATE_EPOCH=epoch)
    assert done.stdout == f"{TOLL_PAGE} was {KEPT}\n"
