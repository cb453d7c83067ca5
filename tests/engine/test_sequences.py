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
from msgspec import structs

from digest.engine import reading
from digest.engine.build import Changes, Report, Request
from digest.engine.build import build as engine_build
from tests.engine import edits
from tests.engine.builds import build, check_against_clean, entry, ledger, rendered, stamps
from tests.engine.edits import ARTICLES, BELL, BUS, FAIR, GATE, LARCH, OVEN, ROOF, SITE, TOLL, WHEEL, Edit, Paper

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
        *(("slug", "mill-wheel"), ("updated", "2026-11-21"), ("date", "2025-12-30"), ("date", "2026-08-03")),
        *(("image", "/pictures/bus.png"), ("image", "/pictures/none.png"), ("summary", "In short.")),
        *(("corrections", "It was not so."), ("corrections", "[{date: 2026-11-21, text: It was so.}]")),
    ]
)
template = st.sampled_from(sorted(edits.OVERRIDES))
asset = st.sampled_from(["style.css", "kiosk.css", "favicon.svg", "fonts/own.woff2"])
setting = st.sampled_from(
    [
        *(("title", "The Valley Bell"), ("title", "The Ostrel Bell"), ("description", "Bells and roads")),
        *(("feeds.items", "2"), ("feeds.items", "30"), ("base_url", "https://ostrel.example/news/")),
        *(("timezone", "Pacific/Auckland"), ("timezone", "Europe/Vienna"), ("timezone", "Nowhere/At_All")),
        *(("edition", "daily"), ("edition", "monthly"), ("edition", "weekly"), ("voices", "false")),
        *(
            ("people", "people.yaml"),
            ("people", "{Tomas: {aliases: [Tomas Reth]}}"),
            ("people", "{Tomas: {aliases: Tomas}}"),
            ("people", "{}"),
        ),
        *(("theme", "{colour: red}"), ("theme", "{colour: blue}"), ("language", "de-AT")),
        *(("records", "true"), ("records", "false"), ("image", "pictures/bus.png"), ("publisher", "Bell & Sons")),
    ]
)
made = st.sampled_from(
    [
        "index.html",
        "feed.xml",
        "2026/11/18/*/index.html",
        "topics/roads/index.html",
        "*sitemap.xml",
        "2026/**/index.json",
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
    some(edits.move_rewritten, path, st.sampled_from(["walks", "old/2026"]), words),
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
    some(
        edits.set_people, st.sampled_from(["Ilse Varnholt: {alias: Tomas Reth}", "Tomas: {institution: Mill}", "- no"])
    ),
    some(edits.move_clock, st.sampled_from([-30, -7, -1, 1, 2, 7, 30])),
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
EDITIONS = "editions/index.html"
W47, W46, W42, W40, W38, W36, W01 = (
    f"editions/2026-w{week}/index.html" for week in ("47", "46", "42", "40", "38", "36", "01")
)
EDITION_PAGES = {W47, W46, W42, W40, W38, W36, W01}
VOICES, BAKER = "voices/index.html", "voices/tomas-reth/index.html"
FEEDS, NOT_FOUND = "feeds/index.html", "404.html"
SITEMAP, NEWS, ROBOTS, LLMS = "sitemap.xml", "news-sitemap.xml", "robots.txt", "llms.txt"
FEED = "feed.xml"
OWN_FEEDS = {FEED, "atom.xml", "feed.json"}
ROADS_FEED, COUNCIL_FEED, MILL_LANE_FEED, BELL_FEED, WALKS_FEED = TOPIC_FEEDS = tuple(
    f"topics/{topic}/feed.xml" for topic in ("roads", "council", "mill-lane", "bell", "walks")
)
W46_FEED, W42_FEED, W40_FEED, W38_FEED, W36_FEED, W01_FEED = ARCHIVES = tuple(
    f"editions/{key}/feed.xml" for key in ("2026-w46", "2026-w42", "2026-w40", "2026-w38", "2026-w36", "2026-w01")
)
W47_FEED = "editions/2026-w47/feed.xml"
"""Of the edition that is not over yet."""
EDITIONS_FEED, VOICE_FEED = "editions/feed.xml", "voices/tomas-reth/feed.xml"
STORY_FEEDS = {*OWN_FEEDS, *TOPIC_FEEDS, *ARCHIVES}
ALL_FEEDS = {*STORY_FEEDS, EDITIONS_FEED, VOICE_FEED, "corrections/feed.xml"}
ALL_PAGES = {
    *ARTICLE_PAGES, *EDITION_PAGES, *MONTH_PAGES, *TOPIC_PAGES, FRONT, EDITIONS, ARCHIVE, YEAR, LAST_YEAR, TOPICS,
    VOICES, BAKER, FEEDS, NOT_FOUND,
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
    expect(paper, {WHEEL_PAGE, MILL_LANE_FEED, W36_FEED})


def test_lede_edit_renders_the_page_and_the_lists_that_show_its_summary(paper: Paper) -> None:
    edits.edit_lede(paper, LARCH, "It is time.")
    expect(paper, {LARCH_PAGE, FRONT, OCTOBER, WALKS, W40, WALKS_FEED, W40_FEED, EDITIONS_FEED})


def test_title_edit_renders_the_page_its_neighbours_those_related_to_it_its_lists_and_its_feeds(paper: Paper) -> None:
    edits.edit_title(paper, BELL, "The bell is gone")
    about_the_council = {ROOF_PAGE, TOLL_PAGE}
    feeds = {*OWN_FEEDS, BELL_FEED, COUNCIL_FEED, W42_FEED, EDITIONS_FEED}
    lists = {FRONT, OCTOBER, BELLS, COUNCIL, W42}
    expect(paper, {BELL_PAGE, OVEN_PAGE, LARCH_PAGE, *about_the_council, *lists, *feeds})


def test_title_edit_of_an_older_story_leaves_the_sites_feeds_alone(paper: Paper) -> None:
    edits.edit_title(paper, WHEEL, "The wheel is still")
    feeds = {MILL_LANE_FEED, W36_FEED}
    expect(paper, {WHEEL_PAGE, BUS_PAGE, GATE_PAGE, OVEN_PAGE, FRONT, SEPTEMBER, MILL_LANE, W36, *feeds})


def test_edit_of_a_quote_renders_it_wherever_it_stands(paper: Paper) -> None:
    paper.change(OVEN, lambda text: text.replace("the nine years.”", "all of it.”"))
    expect(paper, {OVEN_PAGE, FRONT, W46, BAKER, *OWN_FEEDS, MILL_LANE_FEED, VOICE_FEED, W46_FEED})


def test_topic_edit_renders_the_page_and_the_lists_that_show_the_topic(paper: Paper) -> None:
    edits.edit_topics(paper, TOLL, "Roads")
    feeds = {*OWN_FEEDS, ROADS_FEED, COUNCIL_FEED}
    pages = {TOLL_PAGE, ROOF_PAGE, FRONT, TOPICS, COUNCIL}
    expect(paper, pages | feeds, unseen={NOVEMBER, ROADS, W47}, files={LLMS})


def test_date_edit_moves_the_page_and_renders_those_that_lead_to_it(paper: Paper) -> None:
    edits.set_fact(paper, WHEEL, "date", "2026-09-07")
    expect(
        paper,
        # where it was is now what leads to it; in its edition, which is closed, it stays
        {
            *("2026/09/07/mill-wheel/index.html", WHEEL_PAGE, BUS_PAGE, GATE_PAGE, OVEN_PAGE, FRONT),
            *(SEPTEMBER, MILL_LANE, W36, MILL_LANE_FEED, W36_FEED),
            *(ROADS_FEED, W38_FEED),  # the bus links to it
        },
        files={SITEMAP},
    )


def test_a_new_story_renders_its_page_its_neighbours_and_the_lists_it_is_in(paper: Paper) -> None:
    edits.add_article(paper, "content/2026-11-14-goat-found.txt")
    page = "2026/11/14/goat-found/index.html"
    expect(
        paper,
        {
            *(page, TOLL_PAGE, OVEN_PAGE, FRONT, W47, EDITIONS, NOVEMBER, YEAR, ARCHIVE, ROADS, TOPICS),
            *(*OWN_FEEDS, ROADS_FEED),
        },
        files={SITEMAP, LLMS},
    )


def test_a_deleted_story_takes_its_page_its_edition_and_its_topic_along(paper: Paper) -> None:
    edits.delete(paper, BELL)
    expect(
        paper,
        {
            *(OVEN_PAGE, LARCH_PAGE, ROOF_PAGE, TOLL_PAGE, FRONT, W46, W40, EDITIONS, OCTOBER, YEAR, ARCHIVE),
            *(COUNCIL, TOPICS, FEEDS, *OWN_FEEDS, COUNCIL_FEED, W46_FEED, W40_FEED, EDITIONS_FEED),
        },
        files={SITEMAP, LLMS},
        removed={BELL_PAGE, BELLS, W42, BELL_FEED, W42_FEED},
    )


def test_a_deleted_story_renders_what_linked_to_it(paper: Paper) -> None:
    edits.delete(paper, BUS)
    expect(
        paper,
        {
            *(LARCH_PAGE, WHEEL_PAGE, TOLL_PAGE, FRONT, W40, W36, EDITIONS, SEPTEMBER, YEAR, ARCHIVE, ROADS, TOPICS),
            *(ROADS_FEED, WALKS_FEED, W40_FEED, W36_FEED, EDITIONS_FEED),
        },
        files={SITEMAP, LLMS},
        removed={BUS_PAGE, W38, W38_FEED, "media/pictures/bus.png"},
    )


def test_a_renamed_story_keeps_its_page(paper: Paper) -> None:
    edits.rename(paper, TOLL, "content/2026-11-18-two-crowns.txt")
    assert build(paper).changes == Changes()


def test_a_story_that_is_rewritten_retitled_redated_and_renamed_at_once_keeps_its_id_and_its_addresses(
    paper: Paper,
) -> None:
    before = entry(paper, BELL)
    new = "content/bells/2026-11-17-the-bell-is-back.txt"
    edits.edit_title(paper, BELL, "The bell is back")
    edits.rename(paper, BELL, "content/bell.txt")
    edits.move_rewritten(paper, "content/bell.txt", "bells", "It is rung at noon.")
    edits.rename(paper, "content/bells/bell.txt", new)
    page = "2026/11/17/bell-recast/index.html"
    changes = build(paper).changes
    assert page in changes.added
    assert {BELL_PAGE, OCTOBER, NOVEMBER, BELLS, "feed.xml"} <= set(changes.changed)
    after = entry(paper, new)
    assert after == structs.replace(
        before, path=new, body=after.body, url="2026/11/17/bell-recast/", old=("2026/10/17/bell-recast/",)
    )
    assert after.edition == "2026-w42"
    text = (paper.output / BELL_PAGE).read_text("utf-8")
    assert '<meta http-equiv="refresh" content="0; url=../../../../2026/11/17/bell-recast/index.html">' in text
    assert '<link rel="canonical" href="https://ostrel.example/2026/11/17/bell-recast/">' in text
    assert before.id in (paper.output / "feed.xml").read_text("utf-8")


def test_a_story_that_comes_back_to_an_address_has_its_page_there_and_a_redirect_where_it_went(paper: Paper) -> None:
    edits.set_fact(paper, WHEEL, "slug", "wheel")
    build(paper)
    edits.set_fact(paper, WHEEL, "slug", "mill-wheel")
    build(paper)
    assert entry(paper, WHEEL).old == ("2026/09/06/wheel/",)
    assert 'http-equiv="refresh"' in (paper.output / "2026/09/06/wheel/index.html").read_text("utf-8")
    assert "Mill wheel turns" in (paper.output / WHEEL_PAGE).read_text("utf-8")


def test_an_address_that_a_new_story_asks_for_leads_to_it_and_no_longer_to_the_one_that_left(paper: Paper) -> None:
    edits.set_fact(paper, WHEEL, "slug", "wheel")
    build(paper)
    edits.add_article(paper, "content/2026-09-06-flour.txt", front="slug: mill-wheel\n")
    report = build(paper)
    assert [str(issue) for issue in report.issues if issue.path == WHEEL] == [
        f"{WHEEL}: W407 its earlier address 2026/09/06/mill-wheel/ is now that of content/2026-09-06-flour.txt"
        " (links from elsewhere lead there)"
    ]
    assert entry(paper, WHEEL).old == ()
    assert "http-equiv" in (paper.output / WHEEL_PAGE).read_text("utf-8")
    assert "refresh" not in (paper.output / WHEEL_PAGE).read_text("utf-8")


def test_a_link_in_a_text_to_an_earlier_address_leads_straight_to_the_story(paper: Paper) -> None:
    edits.set_fact(paper, WHEEL, "slug", "wheel")
    edits.edit_body(paper, TOLL, "See [the mill](/2026/09/06/mill-wheel/).")
    edits.rename(paper, TOLL, TOLL.replace(".txt", ".md"))
    build(paper)
    assert 'href="../../../../2026/09/06/wheel/index.html"' in (paper.output / TOLL_PAGE).read_text("utf-8")


def test_a_removed_story_takes_its_redirects_along(paper: Paper) -> None:
    edits.set_fact(paper, GATE, "slug", "gate")
    build(paper)
    edits.delete(paper, GATE)
    report = build(paper)
    assert {GATE_PAGE, "2025/12/30/gate/index.html"} <= set(report.changes.removed)


def test_a_story_that_is_a_draft_for_a_while_keeps_its_addresses(paper: Paper) -> None:
    edits.set_fact(paper, GATE, "slug", "gate")
    build(paper)
    before = (paper.output / GATE_PAGE).read_bytes()
    edits.set_fact(paper, GATE, "draft", "true")
    edits.add_article(paper, "content/2025-12-30-snow-gate.md")
    build(paper)
    assert not (paper.output / GATE_PAGE).exists()
    assert (paper.output / "2025/12/30/snow-gate-2/index.html").exists()
    edits.set_fact(paper, GATE, "draft", "")
    build(paper)
    assert (paper.output / GATE_PAGE).read_bytes() == before


# editions and the ledger


def test_an_edition_is_closed_by_the_first_build_after_its_end(paper: Paper) -> None:
    assert (entry(paper, TOLL).edition, entry(paper, OVEN).edition) == ("", "2026-w46")
    edits.move_clock(paper, 1)  # Monday, noon
    expect(paper, {W47_FEED, W46_FEED, EDITIONS_FEED, "feed.xml", "atom.xml"})  # it has an archive, which these name
    assert entry(paper, TOLL).edition == entry(paper, ROOF).edition == "2026-w47"


def test_a_late_story_goes_to_the_edition_in_which_it_was_first_seen(paper: Paper) -> None:
    edits.move_clock(paper, 1)
    build(paper)
    late, older = "content/2026-11-13-late.txt", "content/2026-08-01-older.txt"
    edits.add_article(paper, late)
    edits.add_article(paper, older, "Older")
    build(paper)
    # of the week of 1 August there is no edition yet: it is opened, and closed
    assert (entry(paper, late).edition, entry(paper, older).edition) == ("", "2026-w31")
    edits.move_clock(paper, 7)
    build(paper)
    assert entry(paper, late).edition == "2026-w48"


def test_a_closed_edition_keeps_a_story_that_is_redated_and_one_that_was_away(paper: Paper) -> None:
    edits.set_fact(paper, OVEN, "date", "2026-11-20")
    edits.delete(paper, BELL)
    build(paper)
    edits.restore(paper, BELL)
    build(paper)
    assert (entry(paper, OVEN).edition, entry(paper, BELL).edition) == ("2026-w46", "2026-w42")


def test_a_body_edit_leaves_the_ledger_as_it_was_until_the_story_says_that_it_was_updated(paper: Paper) -> None:
    before = ledger(paper)
    edits.edit_body(paper, TOLL, "The council had lunch.")
    build(paper)
    assert ledger(paper) == before
    edits.set_fact(paper, TOLL, "updated", "2026-11-21")
    build(paper)
    assert entry(paper, TOLL).body.partition(".")[0] not in (before or b"").decode()


def test_a_lost_ledger_is_told_once_and_not_where_there_was_none(paper: Paper) -> None:
    paper.remove("ledger.jsonl")
    assert "W409" not in {issue.code for issue in build_as(paper, drafts=True).issues}
    report = build(paper)
    assert [str(issue) for issue in report.issues if issue.code == "W409"] == [
        "ledger.jsonl: W409 is gone, and with it the dates on which articles were first seen, their earlier addresses,"
        " the ids of those that were moved, and the editions of late ones"
        " (restore it from version control, and build again; or else the first build begins a new one)"
    ]
    edits.edit_body(paper, TOLL, "The council had lunch.")
    assert "W409" not in {issue.code for issue in build(paper).issues}


# a frozen ledger


def build_as(paper: Paper, **asked: bool) -> Report:
    return engine_build(Request(root=paper.root, now=paper.now, jobs=0, **asked))  # type: ignore[arg-type]


def test_a_frozen_ledger_that_would_change_publishes_nothing_and_names_each_article(paper: Paper) -> None:
    before = stamps(paper.root)
    new = "content/2026-11-14-goat-found.txt"
    edits.add_article(paper, new)
    edits.edit_body(paper, TOLL, "The council had lunch.")
    edits.set_fact(paper, WHEEL, "slug", "wheel")
    edits.move(paper, GATE, "winter")
    report = build_as(paper, frozen=True)
    assert (report.outcome, report.ending) == ("content", "content")
    hint = " (build without --frozen, and commit ledger.jsonl)"
    assert [str(issue) for issue in report.issues if issue.is_error] == [
        f"{WHEEL}: E408 has another line in ledger.jsonl, which may not change{hint}",
        f"{new}: E408 has no line in ledger.jsonl, which may not change{hint}",
        f"content/winter/2025-12-30-snow-gate.txt: E408 was {GATE} in ledger.jsonl, which may not change{hint}",
    ]
    assert {path for path, stamp in before.items() if stamps(paper.root).get(path) != stamp} <= {
        TOLL, WHEEL, GATE, *(path for path in before if path.startswith(".digest/")),
    }  # fmt: skip
    assert build(paper).outcome == "published"
    assert build_as(paper, frozen=True).outcome == "published"


def test_a_frozen_build_publishes_edits_of_texts_and_closes_no_edition(paper: Paper) -> None:
    before = ledger(paper)
    edits.edit_body(paper, TOLL, "The council had lunch.")
    edits.move_clock(paper, 7)
    report = build_as(paper, frozen=True)
    assert report.outcome == "content"  # the fair of Wednesday is new
    edits.delete(paper, FAIR)
    report = build_as(paper, frozen=True)
    assert report.outcome == "published"
    assert TOLL_PAGE in report.changes.changed
    assert ledger(paper) == before
    assert build(paper).outcome == "published"
    assert entry(paper, TOLL).edition == "2026-w47"


def test_a_story_with_an_id_that_moves_to_a_folder_keeps_its_page(paper: Paper) -> None:
    edits.set_fact(paper, GATE, "id", "urn:example:gate")
    build(paper)
    edits.move(paper, GATE, "winter")
    expect(paper, NOTHING)


def test_a_broken_story_publishes_nothing_and_a_mended_one_only_what_changed_meanwhile(paper: Paper) -> None:
    before = stamps(paper.output)
    edits.break_article(paper, TOLL)
    edits.edit_body(paper, WHEEL, "It grinds oats now.")
    assert build(paper).outcome == "content"
    assert stamps(paper.output) == before
    edits.mend_article(paper, TOLL)
    expect(paper, {WHEEL_PAGE, MILL_LANE_FEED, W36_FEED})


def test_a_replaced_picture_is_published_and_no_page_rendered(paper: Paper) -> None:
    edits.replace_image(paper, "content/pictures/bus.png", edits.PNG + b" by day")
    expect(paper, NOTHING, files={"media/pictures/bus.png"})


def test_a_file_that_is_no_longer_there_to_be_linked_renders_only_the_page_that_linked_to_it(paper: Paper) -> None:
    edits.delete(paper, "content/walks/map.pdf")
    expect(paper, {LARCH_PAGE, WALKS_FEED, W40_FEED}, removed={"media/walks/map.pdf"})
    paper.write("content/walks/map.pdf", b"%PDF another map")
    expect(paper, {LARCH_PAGE, WALKS_FEED, W40_FEED}, files={"media/walks/map.pdf"})


def test_a_file_that_nobody_shows_renders_nothing(paper: Paper) -> None:
    edits.delete(paper, "content/pictures/unused.png")
    expect(paper, NOTHING)


def test_another_text_of_the_same_length_and_time_is_seen(paper: Paper) -> None:
    edits.replace_unseen(paper, WHEEL, "nothing", "oats+++")
    expect(paper, {WHEEL_PAGE, MILL_LANE_FEED, W36_FEED})


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
    # every page of an article or an edition may have a quote; only one of each has
    seen = {OVEN_PAGE, FRONT, W46, *OWN_FEEDS, MILL_LANE_FEED, W46_FEED}
    expect(paper, seen, unseen={*ARTICLE_PAGES, *EDITION_PAGES, *STORY_FEEDS, VOICE_FEED} - seen)


def test_edit_of_the_partial_for_stories_renders_the_lists(paper: Paper) -> None:
    edits.override(paper, "_story.html", "by hand")
    # articles and voices take the day and the names from it, which are as before
    lists = {FRONT, *EDITION_PAGES, *MONTH_PAGES, *TOPIC_PAGES}
    expect(paper, lists, unseen={*ARTICLE_PAGES, BAKER})


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
    expect(paper, {*ALL_PAGES, *ALL_FEEDS}, files={NEWS, LLMS})


def test_the_address_of_the_site_renders_everything(paper: Paper) -> None:
    edits.configure(paper, "base_url", "https://valley.example/")
    everything = {*ALL_PAGES, *ALL_FEEDS} - {NOT_FOUND}  # which shows only the path
    expect(paper, everything, unseen={NOT_FOUND}, files={SITEMAP, NEWS, ROBOTS, LLMS})


def test_the_number_of_items_renders_only_the_feeds_that_have_more(paper: Paper) -> None:
    edits.configure(paper, "feeds.items", "2")
    expect(paper, {*OWN_FEEDS, ROADS_FEED, COUNCIL_FEED, EDITIONS_FEED})


def test_people_are_known_from_their_file_and_an_edit_of_it_is_seen(paper: Paper) -> None:
    edits.set_people(paper, "Tom Reth: {alias: Tomas Reth}")
    edits.configure(paper, "people", "people.yaml")
    old, new = ({f"voices/{slug}/index.html", f"voices/{slug}/feed.xml"} for slug in ("tom-reth", "thomas-reth"))
    machines = {SITEMAP, LLMS}
    expect(paper, {VOICES, *old, OVEN_PAGE, FRONT, W46}, files=machines, removed={BAKER, VOICE_FEED})
    edits.set_people(paper, "Thomas Reth: {alias: Tomas Reth}")
    expect(paper, {VOICES, *new, OVEN_PAGE, FRONT, W46}, files=machines, removed=old)
    edits.set_people(paper, "Thomas Reth: {alis: Tomas Reth}")
    assert [str(issue) for issue in build(paper).issues if issue.is_error] == [
        "people.yaml:1:15: E102 unknown key 'Thomas Reth.alis' (did you mean 'alias'?)"
    ]
    paper.remove("people.yaml")
    assert [str(issue) for issue in build(paper).issues if issue.is_error] == [
        "digest.yaml: E103 'people' names people.yaml, and there is no such file (write it, or its name)"
    ]


def test_the_output_folders_name_renders_nothing_when_it_is_written_out(paper: Paper) -> None:
    edits.configure(paper, "output", "build")
    expect(paper, NOTHING)


def test_a_time_zone_with_the_same_offsets_renders_nothing(paper: Paper) -> None:
    edits.configure(paper, "timezone", "Europe/Berlin")
    expect(paper, NOTHING)


def test_a_scheduled_story_appears_when_the_clock_passes_it_and_goes_when_the_clock_is_set_back(paper: Paper) -> None:
    mine = {"2026/11/25/winter-fair/index.html", "editions/2026-w48/index.html"}
    mine |= {"topics/fair/index.html", "topics/fair/feed.xml"}
    lists = {ROOF_PAGE, FRONT, W47, EDITIONS, NOVEMBER, YEAR, ARCHIVE, TOPICS, FEEDS}
    feeds = {*OWN_FEEDS, EDITIONS_FEED, W46_FEED}
    edits.move_clock(paper, 4)
    expect(paper, {*mine, *lists, *feeds, W47_FEED}, files={SITEMAP, NEWS, LLMS})
    edits.move_clock(paper, -4)
    expect(paper, lists | feeds, files={SITEMAP, NEWS, LLMS}, removed={*mine, W47_FEED})


def test_a_clock_that_ends_an_edition_announces_it_and_one_that_passes_nothing_renders_nothing(paper: Paper) -> None:
    edits.move_clock(paper, 1)
    expect(paper, {W47_FEED, W46_FEED, EDITIONS_FEED, "feed.xml", "atom.xml"})
    edits.move_clock(paper, 1)
    expect(paper, NOTHING, files={ROBOTS}, removed={NEWS})  # news are two days old at the most


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
    feeds = {MILL_LANE_FEED, W36_FEED}
    expect(paper, {WHEEL_PAGE, BUS_PAGE, GATE_PAGE, OVEN_PAGE, FRONT, SEPTEMBER, MILL_LANE, W36, *feeds})
    edits.edit_body(paper, GATE, "And a cat.")
    edits.build_elsewhere(paper)
    expect(paper, {GATE_PAGE, ROADS_FEED, W01_FEED})


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
    expect(paper, {WHEEL_PAGE, MILL_LANE_FEED, W36_FEED})
    assert parsed == {WHEEL}


def test_a_warning_about_an_unchanged_story_is_told_by_every_build(paper: Paper) -> None:
    edits.delete(paper, "content/walks/map.pdf")
    told = build(paper).issues
    assert [(issue.code, issue.path) for issue in told] == [("W302", ROOF), ("W303", LARCH)]
    assert build(paper).issues == told
