"""Whatever was edited, and in whatever order: a build leaves what a clean build makes, and does no more than it must.

First the general case: made-up sequences of edits with a build after each. How many there are is set by the environment:

    SEQUENCES=500 pytest tests/engine/test_sequences.py -k sequence

Then single edits by name, with the pages that each of them makes anew, all of them and no others.
"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from digest.engine import reading
from tests.engine import edits
from tests.engine.builds import build, check_against_clean, rendered, stamps
from tests.engine.edits import ARTICLES, BELL, BUS, GATE, LARCH, OVEN, ROOF, SITE, TOLL, WHEEL, Edit, Paper

pytestmark = pytest.mark.usefixtures("quick_builds")


# ---- any sequence of edits


def some(verb: object, *values: st.SearchStrategy[object]) -> st.SearchStrategy[Edit]:
    return st.tuples(*values).map(lambda chosen: Edit(verb, chosen))  # type: ignore[arg-type]


PLACES = (*ARTICLES, "content/2026-11-14-new-story.txt", "content/walks/New-Story.md", "content/spring.txt")
"""Where articles are, or may come to be; the last has no date."""
path = st.sampled_from(PLACES)
words = st.sampled_from(
    ["It rained.", "It snowed.", "Nobody came, for it rained.", "“So be it.”\n– Ilse Varnholt, toll keeper"]
)
title = st.sampled_from(["Rain in the valley", "Snow in the valley", "Mill wheel turns for visitors"])
topics = st.sampled_from(["Roads", "roads", "Council, Mill Lane", "C, C#, c++", ""])
fact = st.sampled_from(
    [
        *(("draft", "true"), ("draft", ""), ("date", "2026-11-12"), ("date", "2026-11-24 09:00"), ("date", "")),
        *(("id", "urn:example:one"), ("id", ""), ("slug", "one-slug"), ("slug", ""), ("lang", "de"), ("lead", "true")),
        *(("image", "/pictures/bus.png"), ("image", "/pictures/none.png"), ("summary", "In short.")),
    ]
)
template = st.sampled_from(sorted(edits.OVERRIDES))
asset = st.sampled_from(["style.css", "kiosk.css", "favicon.svg", "fonts/own.woff2"])
setting = st.sampled_from(
    [
        *(("title", "The Valley Bell"), ("title", "The Ostrel Bell"), ("description", "Bells and roads")),
        *(("feeds.items", "2"), ("feeds.items", "30"), ("base_url", "https://ostrel.example/news/")),
        *(("timezone", "Pacific/Auckland"), ("timezone", "Europe/Vienna"), ("timezone", "Nowhere/At_All")),
        *(("theme", "{colour: red}"), ("theme", "{colour: blue}"), ("language", "de-AT")),
    ]
)
made = st.sampled_from(
    [
        "index.html",
        "feed.xml",
        "2026/11/18/*/index.html",
        "topics/roads/index.html",
        "media/**/*",
        "assets/*.css",
        "**/*",
    ]
)
EDITS = st.one_of(
    some(edits.add_article, path, title),
    some(edits.edit_body, path, words),
    some(edits.edit_lede, path, words),
    some(edits.edit_title, path, title),
    some(edits.edit_topics, path, topics),
    fact.flatmap(lambda given: some(edits.set_fact, path, *map(st.just, given))),
    some(edits.reformat, path),
    some(edits.rename, path, path),
    some(edits.move, path, st.sampled_from(["walks", "old/2026"])),
    some(edits.delete, path),
    some(edits.break_article, path),
    some(edits.mend_article, path),
    some(edits.restore, st.sampled_from(sorted(SITE))),
    some(edits.touch, path),
    some(edits.touch_all),
    some(edits.replace_unseen, path, st.just("the"), st.just("eht")),
    some(edits.replace_image, st.sampled_from(["content/pictures/bus.png", "content/pictures/none.png"]), st.binary()),
    some(edits.delete, st.sampled_from(["content/pictures/bus.png", "content/walks/map.pdf", "digest.yaml"])),
    some(edits.override, template, st.sampled_from(["by hand", "by foot"])),
    some(edits.remove_override, template),
    some(edits.break_template, template),
    some(edits.set_asset, asset, st.sampled_from(["/* red */", "/* blue */", "a { src: url(fonts/own.woff2) }"])),
    some(edits.remove_asset, asset),
    setting.flatmap(lambda given: some(edits.configure, *map(st.just, given))),
    some(edits.move_clock, st.sampled_from([-30, -1, 1, 2, 30])),
    some(edits.delete_output, made),
    some(edits.damage_output, made, st.sampled_from([b"", b"damaged"])),
    some(edits.remove_output),
    some(edits.remove_state),
    some(edits.build_elsewhere),
)
STEPS = st.lists(
    # one edit before a build is easiest to understand; several may hide one another
    st.tuples(
        st.one_of(EDITS.map(lambda edit: [edit]), st.lists(EDITS, max_size=3)),
        st.sampled_from([0] * 20 + [1, 2, 8]),
    ),
    min_size=1,
    max_size=8,
)


@settings(
    max_examples=int(os.environ.get("SEQUENCES", "60")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
)
@given(steps=STEPS)
def test_after_any_sequence_of_edits_a_build_leaves_what_a_clean_build_makes(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[list[Edit], int]]
) -> None:
    paper = Paper(tmp_path_factory.mktemp("paper"))
    assert build(paper).outcome == "published"
    for before_it, jobs in steps:
        for edit in before_it:
            edit(paper)
        check_against_clean(paper, jobs)


# ---- single edits, and what each of them makes anew

ROOF_PAGE = "2026/11/22/school-roof/index.html"
TOLL_PAGE = "2026/11/18/bridge-toll/index.html"
OVEN_PAGE = "2026/11/11/bakery-oven/index.html"
BELL_PAGE = "2026/10/17/bell-recast/index.html"
LARCH_PAGE = "2026/10/04/larch-path/index.html"
BUS_PAGE = "2026/09/20/night-bus/index.html"
WHEEL_PAGE = "2026/09/06/mill-wheel/index.html"
GATE_PAGE = "2025/12/30/snow-gate/index.html"
ARTICLE_PAGES = {ROOF_PAGE, TOLL_PAGE, OVEN_PAGE, BELL_PAGE, LARCH_PAGE, BUS_PAGE, WHEEL_PAGE, GATE_PAGE}
"""Newest first: each names the one before it and the one after it."""

FRONT = "index.html"
ARCHIVE = "archive/index.html"
YEAR, NOVEMBER, OCTOBER, SEPTEMBER = (f"2026/{month}index.html" for month in ("", "11/", "10/", "09/"))
LAST_YEAR, LAST_DECEMBER = "2025/index.html", "2025/12/index.html"
MONTH_PAGES = {NOVEMBER, OCTOBER, SEPTEMBER, LAST_DECEMBER}
TOPICS = "topics/index.html"
ROADS, COUNCIL, MILL_LANE, BELLS, WALKS = (
    f"topics/{topic}/index.html" for topic in ("roads", "council", "mill-lane", "bell", "walks")
)
TOPIC_PAGES = {ROADS, COUNCIL, MILL_LANE, BELLS, WALKS}
FEEDS, NOT_FOUND = "feeds/index.html", "404.html"
OWN_FEEDS = {"feed.xml", "atom.xml", "feed.json"}
ROADS_FEED, COUNCIL_FEED, MILL_LANE_FEED, BELL_FEED, WALKS_FEED = TOPIC_FEEDS = tuple(
    f"topics/{topic}/feed.xml" for topic in ("roads", "council", "mill-lane", "bell", "walks")
)
W46, W42, W40, W38, W36, W01 = ARCHIVES = tuple(
    f"editions/{key}/feed.xml" for key in ("2026-w46", "2026-w42", "2026-w40", "2026-w38", "2026-w36", "2026-w01")
)
W47 = "editions/2026-w47/feed.xml"
"""Of the edition that is not over yet."""
EDITIONS_FEED, VOICE_FEED = "editions/feed.xml", "voices/tomas-reth/feed.xml"
STORY_FEEDS = {*OWN_FEEDS, *TOPIC_FEEDS, *ARCHIVES}
ALL_FEEDS = {*STORY_FEEDS, EDITIONS_FEED, VOICE_FEED, "corrections/feed.xml"}
ALL_PAGES = {
    *ARTICLE_PAGES, *MONTH_PAGES, *TOPIC_PAGES, FRONT, ARCHIVE, YEAR, LAST_YEAR, TOPICS, FEEDS, NOT_FOUND,
}  # fmt: skip
NOTHING: set[str] = set()


def expect(
    paper: Paper,
    pages: set[str],
    *,
    unseen: set[str] = NOTHING,
    files: set[str] = NOTHING,
    removed: set[str] = NOTHING,
) -> None:
    """Build, and hold what was done against what had to be done.

    `pages` are made anew, and are not what they were. `unseen` are made anew, too, since their templates could show what
    changed (all topics of a story in a list), and turn out as they were. `files` are no
    pages; an asset's fingerprint is written as `*`.
    """
    report = build(paper)
    assert report.outcome == "published", report.issues
    changed = {_plain(path) for path in (*report.changes.added, *report.changes.changed)}
    assert changed == pages | files
    assert {_plain(path) for path in report.changes.removed} == removed
    assert rendered(report) == pages | unseen


def _plain(path: str) -> str:
    """An asset's path without its fingerprint."""
    name, _, rest = path.partition(".")
    return f"{name}.*.{rest.partition('.')[2]}" if path.startswith("assets/") else path


def test_the_first_build_makes_everything(tmp_path: Path) -> None:
    report = build(Paper(tmp_path / "paper"))
    assert rendered(report) == {*ALL_PAGES, *ALL_FEEDS}


def test_nothing_changed_renders_nothing_and_moves_no_file(paper: Paper) -> None:
    before = stamps(paper.output)
    expect(paper, NOTHING)
    assert stamps(paper.output) == before


# articles


def test_body_edit_of_a_new_story_renders_its_page_and_the_feeds_that_hold_it(paper: Paper) -> None:
    edits.edit_body(paper, TOLL, "The council looked at the books, and had lunch.")
    expect(paper, {TOLL_PAGE, *OWN_FEEDS, ROADS_FEED, COUNCIL_FEED})


def test_body_edit_of_an_older_story_renders_its_page_its_topics_feed_and_the_archive(paper: Paper) -> None:
    edits.edit_body(paper, WHEEL, "It grinds oats now.")
    expect(paper, {WHEEL_PAGE, MILL_LANE_FEED, W36})


def test_lede_edit_renders_the_page_and_the_lists_that_show_its_summary(paper: Paper) -> None:
    edits.edit_lede(paper, LARCH, "It is time.")
    expect(paper, {LARCH_PAGE, FRONT, OCTOBER, WALKS, WALKS_FEED, W40, EDITIONS_FEED})


def test_title_edit_renders_the_page_its_neighbours_its_lists_and_the_feed(paper: Paper) -> None:
    edits.edit_title(paper, BELL, "The bell is gone")
    expect(
        paper,
        {
            *(BELL_PAGE, OVEN_PAGE, LARCH_PAGE, FRONT, OCTOBER, BELLS, COUNCIL),
            *(*OWN_FEEDS, BELL_FEED, COUNCIL_FEED, W42, EDITIONS_FEED),
        },
    )


def test_title_edit_of_an_older_story_leaves_the_sites_feeds_alone(paper: Paper) -> None:
    edits.edit_title(paper, WHEEL, "The wheel is still")
    expect(paper, {WHEEL_PAGE, BUS_PAGE, GATE_PAGE, FRONT, SEPTEMBER, MILL_LANE, MILL_LANE_FEED, W36})


def test_edit_of_the_quote_on_the_front_page_renders_it_there_too(paper: Paper) -> None:
    paper.change(OVEN, lambda text: text.replace("the nine years.”", "all of it.”"))
    expect(paper, {OVEN_PAGE, FRONT, *OWN_FEEDS, MILL_LANE_FEED, W46, VOICE_FEED})


def test_topic_edit_renders_the_page_and_the_lists_that_show_the_topic(paper: Paper) -> None:
    edits.edit_topics(paper, TOLL, "Roads")
    expect(paper, {TOLL_PAGE, FRONT, TOPICS, COUNCIL, *OWN_FEEDS, COUNCIL_FEED, ROADS_FEED}, unseen={NOVEMBER, ROADS})


def test_date_edit_moves_the_page_and_renders_those_that_lead_to_it(paper: Paper) -> None:
    edits.set_fact(paper, WHEEL, "date", "2026-09-07")
    expect(
        paper,
        {
            *("2026/09/07/mill-wheel/index.html", BUS_PAGE, GATE_PAGE, FRONT, SEPTEMBER, MILL_LANE),
            *(MILL_LANE_FEED, "editions/2026-w37/feed.xml"),
            *(W38, W01, ROADS_FEED),  # the archives before and after lead to it, and so does the text of the night bus
        },
        removed={WHEEL_PAGE, W36},
    )


def test_a_new_story_renders_its_page_its_neighbours_and_the_lists_it_is_in(paper: Paper) -> None:
    edits.add_article(paper, "content/2026-11-14-goat-found.txt")
    page = "2026/11/14/goat-found/index.html"
    expect(
        paper,
        {
            *(page, TOLL_PAGE, OVEN_PAGE, FRONT, NOVEMBER, YEAR, ARCHIVE, ROADS, TOPICS),
            *(*OWN_FEEDS, ROADS_FEED, W46, EDITIONS_FEED),
        },
    )


def test_a_deleted_story_takes_its_page_and_its_topic_along(paper: Paper) -> None:
    edits.delete(paper, BELL)
    expect(
        paper,
        {
            *(OVEN_PAGE, LARCH_PAGE, FRONT, OCTOBER, YEAR, ARCHIVE, COUNCIL, TOPICS, FEEDS),
            *(*OWN_FEEDS, COUNCIL_FEED, W46, W40, EDITIONS_FEED),
        },
        removed={BELL_PAGE, BELLS, BELL_FEED, W42},
    )


def test_a_deleted_story_renders_what_linked_to_it(paper: Paper) -> None:
    edits.delete(paper, BUS)
    expect(
        paper,
        {
            *(LARCH_PAGE, WHEEL_PAGE, FRONT, SEPTEMBER, YEAR, ARCHIVE, ROADS, TOPICS),
            *(WALKS_FEED, ROADS_FEED, W40, W36, EDITIONS_FEED),
        },
        removed={BUS_PAGE, "media/pictures/bus.png", W38},
    )


def test_a_renamed_story_is_another_one_at_another_address(paper: Paper) -> None:
    edits.rename(paper, WHEEL, "content/2026-09-06-old-mill.txt")
    expect(
        paper,
        {
            "2026/09/06/old-mill/index.html",
            BUS_PAGE,
            GATE_PAGE,
            FRONT,
            SEPTEMBER,
            MILL_LANE,
            MILL_LANE_FEED,
            W36,
            ROADS_FEED,
            W38,
        },
        removed={WHEEL_PAGE},
    )


def test_a_story_with_an_id_that_moves_to_a_folder_keeps_its_page(paper: Paper) -> None:
    edits.set_fact(paper, GATE, "id", "urn:example:gate")
    build(paper)
    edits.move(paper, GATE, "winter")
    expect(paper, NOTHING)


def test_a_story_in_the_feed_that_moves_without_an_id_is_a_new_one_there(paper: Paper) -> None:
    edits.move(paper, TOLL, "autumn")
    expect(paper, {*OWN_FEEDS, ROADS_FEED, COUNCIL_FEED})


def test_a_broken_story_publishes_nothing_and_a_mended_one_only_what_changed_meanwhile(paper: Paper) -> None:
    before = stamps(paper.output)
    edits.break_article(paper, TOLL)
    edits.edit_body(paper, WHEEL, "It grinds oats now.")
    assert build(paper).outcome == "content"
    assert stamps(paper.output) == before
    edits.mend_article(paper, TOLL)
    expect(paper, {WHEEL_PAGE, MILL_LANE_FEED, W36})


def test_a_replaced_picture_is_published_and_no_page_rendered(paper: Paper) -> None:
    edits.replace_image(paper, "content/pictures/bus.png", edits.PNG + b" by day")
    expect(paper, NOTHING, files={"media/pictures/bus.png"})


def test_a_file_that_is_no_longer_there_to_be_linked_renders_only_the_page_that_linked_to_it(paper: Paper) -> None:
    edits.delete(paper, "content/walks/map.pdf")
    expect(paper, {LARCH_PAGE, WALKS_FEED, W40}, removed={"media/walks/map.pdf"})
    paper.write("content/walks/map.pdf", b"%PDF another map")
    expect(paper, {LARCH_PAGE, WALKS_FEED, W40}, files={"media/walks/map.pdf"})


def test_a_file_that_nobody_shows_renders_nothing(paper: Paper) -> None:
    edits.delete(paper, "content/pictures/unused.png")
    expect(paper, NOTHING)


def test_another_text_of_the_same_length_and_time_is_seen(paper: Paper) -> None:
    edits.replace_unseen(paper, WHEEL, "nothing", "oats+++")
    expect(paper, {WHEEL_PAGE, MILL_LANE_FEED, W36})


# the look


@pytest.mark.parametrize(
    ("template", "pages"),
    [
        ("article.html", ARTICLE_PAGES),
        ("topic.html", TOPIC_PAGES),
        ("feeds.html", {FEEDS}),
        ("404.html", {NOT_FOUND}),
        ("_feed_item.html", STORY_FEEDS),
        ("base.html", ALL_PAGES - TOPIC_PAGES),  # they have a small print of their own
    ],
)
def test_a_template_override_renders_the_pages_of_that_template(paper: Paper, template: str, pages: set[str]) -> None:
    edits.override(paper, template, "by hand")
    expect(paper, pages, unseen=TOPIC_PAGES if template == "base.html" else NOTHING)
    edits.override(paper, template, "by foot")
    expect(paper, pages, unseen=TOPIC_PAGES if template == "base.html" else NOTHING)


def test_removing_an_override_renders_the_same_pages_again(paper: Paper) -> None:
    edits.remove_override(paper, "topic.html")
    expect(paper, TOPIC_PAGES)


def test_edit_of_a_partial_renders_all_whose_templates_use_it(paper: Paper) -> None:
    edits.override(paper, "_quote.html", "by hand")
    # every article's page may have a quote; only one has
    changed = {OVEN_PAGE, FRONT, *OWN_FEEDS, MILL_LANE_FEED, W46}
    expect(paper, changed, unseen={*ARTICLE_PAGES, *STORY_FEEDS, VOICE_FEED} - changed)


def test_edit_of_the_partial_for_stories_renders_the_lists(paper: Paper) -> None:
    edits.override(paper, "_story.html", "by hand")
    # articles take the day and the names from it, which are as before
    expect(paper, {FRONT, *MONTH_PAGES, *TOPIC_PAGES}, unseen=ARTICLE_PAGES)


def test_a_template_that_was_missing_and_not_missed_is_used_once_it_is_there(paper: Paper) -> None:
    edits.override(paper, "article.html", "by hand")  # includes _note.html, if there is one
    build(paper)
    edits.override(paper, "_note.html", "mind the step")
    expect(paper, ARTICLE_PAGES)
    edits.remove_override(paper, "_note.html")
    expect(paper, ARTICLE_PAGES)


def test_a_template_whose_name_is_made_while_rendering_is_used_once_it_is_there(paper: Paper) -> None:
    edits.override(paper, "topic.html", "by hand")  # includes _roads.html on the page of that topic, if there is one
    build(paper)
    edits.override(paper, "_roads.html", "mind the carts")
    expect(paper, {ROADS}, unseen=TOPIC_PAGES - {ROADS})


def test_a_theme_asset_that_no_page_uses_renders_nothing(paper: Paper) -> None:
    edits.set_asset(paper, "kiosk.css", "body { max-width: 30rem }")
    expect(paper, NOTHING, files={"assets/kiosk.*.css"}, removed={"assets/kiosk.*.css"})


def test_the_style_sheet_renders_every_page_since_its_name_changes(paper: Paper) -> None:
    edits.set_asset(paper, "style.css", "body { color: black }")
    expect(paper, ALL_PAGES, files={"assets/style.*.css"}, removed={"assets/style.*.css"})


# digest.yaml and the clock


def test_the_title_of_the_site_renders_everything(paper: Paper) -> None:
    edits.configure(paper, "title", "The Valley Bell")
    expect(paper, {*ALL_PAGES, *ALL_FEEDS})


def test_the_address_of_the_site_renders_everything(paper: Paper) -> None:
    edits.configure(paper, "base_url", "https://valley.example/")
    expect(paper, {*ALL_PAGES, *ALL_FEEDS} - {NOT_FOUND}, unseen={NOT_FOUND})  # which shows only the path


def test_the_number_of_items_renders_only_the_feeds_that_have_more(paper: Paper) -> None:
    edits.configure(paper, "feeds.items", "2")
    expect(paper, {*OWN_FEEDS, ROADS_FEED, COUNCIL_FEED, EDITIONS_FEED})


def test_the_output_folders_name_renders_nothing_when_it_is_written_out(paper: Paper) -> None:
    edits.configure(paper, "output", "build")
    expect(paper, NOTHING)


def test_a_time_zone_with_the_same_offsets_renders_nothing(paper: Paper) -> None:
    edits.configure(paper, "timezone", "Europe/Berlin")
    expect(paper, NOTHING)


def test_a_scheduled_story_appears_when_the_clock_passes_it_and_goes_when_the_clock_is_set_back(paper: Paper) -> None:
    fair, fairs = "2026/11/25/winter-fair/index.html", "topics/fair/index.html"
    new = {fair, fairs, "topics/fair/feed.xml", W47}  # by then, an edition is over
    lists = {ROOF_PAGE, FRONT, NOVEMBER, YEAR, ARCHIVE, TOPICS, FEEDS, *OWN_FEEDS, W46, EDITIONS_FEED}
    edits.move_clock(paper, 4)
    expect(paper, {*new, *lists})
    edits.move_clock(paper, -4)
    expect(paper, lists, removed=new)


def test_a_clock_that_ends_an_edition_announces_it_and_one_that_passes_nothing_renders_nothing(paper: Paper) -> None:
    edits.move_clock(paper, 1)
    expect(paper, {W47, W46, EDITIONS_FEED, "feed.xml", "atom.xml"})
    edits.move_clock(paper, 1)
    expect(paper, NOTHING)


# what is made by builds


def test_a_page_deleted_by_hand_is_made_again_and_no_other(paper: Paper) -> None:
    edits.delete_output(paper, TOLL_PAGE)
    expect(paper, {TOLL_PAGE})


def test_a_page_damaged_by_hand_is_made_again_and_no_other(paper: Paper) -> None:
    edits.damage_output(paper, TOLL_PAGE, b"damaged")
    expect(paper, {TOLL_PAGE})


def test_an_asset_damaged_by_hand_is_published_again(paper: Paper) -> None:
    edits.damage_output(paper, "assets/style.*.css", b"damaged")
    expect(paper, NOTHING, files={"assets/style.*.css"})


def test_without_its_state_a_build_renders_everything_and_moves_no_file(paper: Paper) -> None:
    before = stamps(paper.output)
    edits.remove_state(paper)
    expect(paper, NOTHING, unseen={*ALL_PAGES, *ALL_FEEDS})
    assert stamps(paper.output) == before


def test_a_build_to_another_folder_meanwhile_hides_no_edit(paper: Paper) -> None:
    edits.edit_title(paper, WHEEL, "The wheel is still")
    edits.build_elsewhere(paper)
    expect(paper, {WHEEL_PAGE, BUS_PAGE, GATE_PAGE, FRONT, SEPTEMBER, MILL_LANE, MILL_LANE_FEED, W36})
    edits.edit_body(paper, GATE, "And a cat.")
    edits.build_elsewhere(paper)
    expect(paper, {GATE_PAGE, ROADS_FEED, W01})


# what is read


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The paths of the articles that were parsed since the test began to look."""
    paths: set[str] = set()
    load = reading.load

    def loading(source, config):  # type: ignore[no-untyped-def]
        paths.add(source.path)
        return load(source, config)

    monkeypatch.setattr(reading, "load", loading)
    return paths


def test_touched_but_unchanged_sources_are_not_parsed(paper: Paper, parsed: set[str]) -> None:
    edits.touch_all(paper)
    parsed.clear()
    expect(paper, NOTHING)
    assert parsed == NOTHING


def test_other_white_space_is_parsed_and_renders_nothing(paper: Paper, parsed: set[str]) -> None:
    edits.reformat(paper, TOLL)
    parsed.clear()
    expect(paper, NOTHING)
    assert parsed == {TOLL}


def test_only_the_edited_story_is_parsed(paper: Paper, parsed: set[str]) -> None:
    edits.edit_body(paper, WHEEL, "It grinds oats now.")
    parsed.clear()
    expect(paper, {WHEEL_PAGE, MILL_LANE_FEED, W36})
    assert parsed == {WHEEL}


def test_a_warning_about_an_unchanged_story_is_told_by_every_build(paper: Paper) -> None:
    edits.delete(paper, "content/walks/map.pdf")
    told = build(paper).issues
    assert [(issue.code, issue.path) for issue in told] == [("W302", ROOF), ("W303", LARCH)]
    assert build(paper).issues == told
