"""Dates, titles and slugs from file names, folders and lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slugify import slugify

from digest.loader import dates, pathnames
from digest.slugs import hashed, slug_of

from .records import article


@pytest.mark.parametrize(
    ("path", "date", "rest"),
    [
        ("content/2026-11-30-harbour.txt", "2026-11-30", "harbour"),
        ("content/2026_11_30_harbour.txt", "2026-11-30", "harbour"),
        ("content/20261130-harbour.md", "2026-11-30", "harbour"),
        ("content/2026-11-30.txt", "2026-11-30", ""),
        ("content/2026/11/30/harbour.txt", "2026-11-30", "harbour"),
        ("content/2025/01/02/2026/11/30/notes/harbour.txt", "2026-11-30", "harbour"),
        ("content/2025/01/02/2026-11-30-harbour.txt", "2026-11-30", "harbour"),
        ("content/2026/11/harbour.txt", "", "harbour"),
        ("content/2026-13-45-harbour.txt", "", "2026-13-45-harbour"),
        ("content/2026-11-30harbour.txt", "", "2026-11-30harbour"),
        ("content/2026-1130-harbour.txt", "", "2026-1130-harbour"),
        ("content/99991301/harbour.v2.txt", "", "harbour.v2"),
    ],
)
def test_the_date_of_a_path(path: str, date: str, rest: str) -> None:
    found, stem = dates.of_path(path)
    assert (found.moment.date().isoformat() if found else "", stem) == (date, rest)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2026-11-14", "2026-11-14T00:00:00"),
        ("2026-11-14 16:30", "2026-11-14T16:30:00"),
        ("14 November 2026", "2026-11-14T00:00:00"),
        ("Saturday, 14 Nov. 2026, 4:30 pm", "2026-11-14T16:30:00"),
        ("November 14, 2026", "2026-11-14T00:00:00"),
        ("Published: November 14th, 2026 at 12:05 am", "2026-11-14T00:05:00"),
        ("14. November 2026", "2026-11-14T00:00:00"),
        ("Samstag, den 14. November 2026, 16.30 Uhr", "2026-11-14T16:30:00"),
        ("samedi 14 novembre 2026", "2026-11-14T00:00:00"),
        ("14 de noviembre de 2026", "2026-11-14T00:00:00"),
        ("14 gennaio 2026", "2026-01-14T00:00:00"),
        ("2026年11月14日", "2026-11-14T00:00:00"),
        ("31 February 2026", None),
        ("14 Smarch 2026", None),
        ("On 14 November 2026 it rained", None),
        ("Paris, 14 November 2026", None),
        ("November 2026", None),
        ("14 November 2026, 25:30", None),
    ],
)
def test_a_line_that_is_a_date(line: str, expected: str | None) -> None:
    found = dates.of_text(line)
    assert (found[0].moment.isoformat() if found else None) == expected


@pytest.mark.parametrize(
    ("stem", "words"),
    [
        ("harbour-reopens", "harbour reopens"),
        ("Harbour_reopens.at-last", "Harbour reopens at last"),
        ("covid19", ""),
        ("covid19-cases-fall", "covid19 cases fall"),
        ("final-vote-on-budget", "final vote on budget"),
        ("北京新闻", "北京新闻"),
        ("000_f16fd42bfefa4acd", ""),
        ("wx_00317b9c", ""),
        ("untitled-2", ""),
        ("IMG_2031", ""),
        ("article-final-v2", ""),
        ("harbour", ""),
        ("", ""),
    ],
)
def test_a_name_that_reads_like_words(stem: str, words: str) -> None:
    assert pathnames.words_of(stem) == words


SLUGS = {
    "Trump's plan": "trumps-plan",
    "Trump’s plan": "trumps-plan",
    "“Harbour” — reopens!": "harbour-reopens",
    "10,000 sheep": "10000-sheep",
    "AT&T &amp; C++": "at-t-amp-c",
    "Ärger über Öl": "arger-uber-ol",
    "北京": "bei-jing",
    "Москва": "moskva",
    "🎉": "",
    "…": "",
    "con": "con-1",
    "LPT1": "lpt1-1",
    "console": "console",
    "../..": "",
    "word " * 30: "-".join(["word"] * 16),
    "x" * 100: "x" * 80,
    "ä" * 100: "a" * 80,
    "short " + "x" * 100: "short",
}


@pytest.mark.parametrize("text", SLUGS)
def test_a_slug_never_changes(text: str) -> None:
    assert slug_of(text, "") == SLUGS[text]


@given(st.text(st.characters(max_codepoint=127), max_size=120))
def test_the_short_way_for_ascii_is_that_of_slugify(text: str) -> None:
    bare = text.replace("'", "").replace("`", "")
    theirs = slugify(
        bare, max_length=80, word_boundary=True, save_order=True, entities=False, decimal=False, hexadecimal=False,
        backend="text-unidecode", algorithm="modern",
    )  # fmt: skip
    assert slug_of(text, "").removesuffix("-1") == theirs.removesuffix("-1")


def test_what_has_no_slug_gets_a_hash_of_its_path() -> None:
    assert article("🎉\n", "content/a.txt").slug == hashed("story", "content/a.txt") == "story-c3caa1"
    assert article("🎉\n", "content/b.txt").slug != "story-c3caa1"


@pytest.mark.parametrize(
    ("path", "text", "title", "title_from", "slug", "slug_from"),
    [
        ("content/harbour-reopens.txt", "It rained.", "Harbour reopens", "file name", "harbour-reopens", "file name"),
        ("content/x.txt", "It rained.", "It rained", "lede", "it-rained", "title"),
        ("content/harbour-reopens.txt", "# Rain\nIt rained.", "Rain", "text", "harbour-reopens", "file name"),
        ("content/x.txt", "# Rain\nIt rained.", "Rain", "text", "rain", "title"),
        ("content/2026-11-30.txt", "- a list\n- only", "2026-11-30", "file name", "2026-11-30", "title"),
        ("content/x.md", "- a list\n\n## Rain\n", "Rain", "lede", "rain", "title"),
        ("content/x.txt", "a" * 200, "a" * 90, "lede", "a" * 80, "title"),
    ],
)
def test_where_title_and_slug_come_from(
    path: str, text: str, title: str, title_from: str, slug: str, slug_from: str
) -> None:
    a = article(text, path)
    assert (a.title, a.title_from, a.slug, a.slug_from) == (title, title_from, slug, slug_from)
