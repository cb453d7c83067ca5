"""Keys of the front matter: what they give, and what is said when they are wrong."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from digest.config import Config
from digest.loader import Link
from digest.records import Correction, Image

from .records import article, codes, loaded

BODY = "It rained for nine days. Then the harbour could be opened again."


def with_keys(yaml: str, body: str = BODY) -> str:
    return f"---\n{yaml}\n---\n{body}\n"


def told(yaml: str) -> list[str]:
    return [str(issue) for issue in loaded(with_keys(yaml)).issues]


def test_all_keys_reach_the_record() -> None:
    found = loaded(
        with_keys(
            "title: Harbour  reopens\nsubtitle: At last\ndate: 2026-11-14 16:30\nupdated: 2026-11-15T10:00:00+01:00\n"
            "author: Ann Lee and Tom Hill\ntags: Sea, Weather,, Sea\nsummary: In short.\nslug: harbour\nid: h-1\n"
            "source: Echo\nsource_url: https://example.org/x?y=1#z\nimage: pictures/h.jpg\nimage_alt: The harbour\n"
            "image_credit: Bo Chan\nlang: en-GB\ndraft: yes\nlead: true\n"
            "corrections:\n- It was nine days.\n- {date: 2026-11-16, text: Not ten.}\nextra: {mood: [grey, wet]}"
        ),
        config=Config(timezone="Europe/Berlin"),
    )
    a, berlin = found.article, ZoneInfo("Europe/Berlin")
    assert a is not None
    assert found.issues == ()
    assert (a.title, a.title_from, a.subtitle, a.summary) == ("Harbour reopens", "front matter", "At last", "In short.")
    assert (a.slug, a.slug_from, a.id, a.url) == ("harbour", "front matter", "h-1", "")
    assert (a.published, a.updated) == (
        datetime(2026, 11, 14, 16, 30, tzinfo=berlin),
        datetime(2026, 11, 15, 9, tzinfo=UTC),
    )
    assert (a.authors, a.topics) == (("Ann Lee", "Tom Hill"), ("Sea", "Weather"))
    assert (a.source, a.source_url, a.lang) == ("Echo", "https://example.org/x?y=1#z", "en-GB")
    assert (a.draft, a.lead, a.extra) == (True, True, {"mood": ["grey", "wet"]})
    assert a.image == Image("pictures/h.jpg", "The harbour", 13, credit="Bo Chan")
    assert a.corrections == (
        Correction("It was nine days."),
        Correction("Not ten.", datetime(2026, 11, 16, tzinfo=berlin)),
    )
    assert found.links == (Link("pictures/h.jpg", 13),)
    assert a.lede is not None
    assert a.lede.line == 24


def test_an_author_with_a_comma_that_is_no_second_name_stays_whole() -> None:
    assert article(with_keys("author: Ann Lee, Reuters")).authors == ("Ann Lee, Reuters",)
    assert article(with_keys("authors: [Ann Lee, Bo Chan]")).authors == ("Ann Lee", "Bo Chan")


def test_front_matter_ends_with_dots_too_and_may_be_empty() -> None:
    assert article(f"---\ntitle: A\n...\n{BODY}").title == "A"
    assert article(f"---\n---\n{BODY}").title == "It rained for nine days"


def test_front_matter_that_is_not_closed_is_the_only_error() -> None:
    found = loaded("---\ntitle: A\n\nIt rained.\n")
    assert found.article is None
    assert [str(issue) for issue in found.issues] == [
        "content/a.txt:1: E106 front matter is not closed"
        " (put a line '---' under the last key; if this is no front matter, remove the first line)"
    ]


def test_all_errors_are_told_in_one_run_and_the_text_is_read() -> None:
    found = loaded(with_keys("titel: A\ndate: 2026-13-45\nlang: english!\nsource_url: ftp://x\ndraft: perhaps"))
    assert [(issue.code, issue.line) for issue in found.issues] == [
        *(("E102", 2), ("E107", 3), ("E103", 6), ("E103", 5), ("E103", 4))
    ]
    assert found.article is not None
    assert found.article.lede is not None
    assert found.article.lede.line == 8


@pytest.mark.parametrize(
    ("yaml", "message"),
    [
        (
            "source_url: javascript:alert(1)",
            "content/a.txt:2:1: E103 'source_url' 'javascript:alert(1)' is not an address that begins with https://"
            " (write it as https://example.org/news/story.html)",
        ),
        (
            "image: //example.org/a.png",
            "content/a.txt:2:1: E103 'image' '//example.org/a.png' is neither a relative path nor an address"
            " (write it as pictures/bridge.jpg)",
        ),
        (
            "lang: de_CH",
            "content/a.txt:2:1: E103 'lang' 'de_CH' is not a language tag (write it as en or de-CH)",
        ),
        (
            'id: "a\\tb"',
            "content/a.txt:2:1: E103 'id' must be text without control characters, 200 characters at the most",
        ),
        (
            "slug: Über uns!",
            "content/a.txt:2:1: W404 the slug 'Über uns!' was written as 'uber-uns'"
            " (letters a to z, digits and hyphens, 80 at the most)",
        ),
        (
            "slug: '!!'",
            "content/a.txt:2:1: E103 'slug' has nothing that an address can hold: '!!'"
            " (write it in letters a to z, digits and hyphens)",
        ),
    ],
)
def test_a_value_that_cannot_be_is_told_with_its_place(yaml: str, message: str) -> None:
    assert told(yaml) == [message]


def test_a_way_out_of_the_folder_in_a_slug_is_only_letters() -> None:
    assert article(with_keys("slug: ../../etc/passwd")).slug == "etc-passwd"


def test_an_escape_cannot_bring_in_what_no_feed_can_hold() -> None:
    found = loaded(with_keys('title: "Har\\0bour"\nextra: {a: ["\\x01b"]}'))
    assert found.article is not None
    assert (found.article.title, found.article.extra) == ("Harbour", {"a": ["b"]})
    assert [issue.code for issue in found.issues] == ["W207"]


@pytest.mark.parametrize("text", ["", " \n\t\n", "---\ntitle: A\n---\n", "---\ntitle: A\n---\n\n***\n", "\x00"])
def test_no_text_is_an_error_with_a_hint(text: str) -> None:
    assert codes(text)[-1] == "E301"
    assert loaded(text).article is None
    assert loaded(text).issues[-1].hint
