"""How an article was read, as lines for people."""

import re

import pytest

from digest.config import Config
from digest.issues import Issue
from digest.loader.explain import Explained, Told, explain
from digest.records import Source
from digest.tools.listing import Screen, columns, fit, listing

BLOCKS = (
    Told(type="title", text="Harbour Reopens", line=1, confidence=0.97, why="a short first line over a longer one"),
    Told(type="paragraph", text="The first ferry left at dawn with two hundred passengers and forty sheep, and nobody"
         " on board complained about the noise of either.", line=2, confidence=0.99, why="nothing says otherwise"),
    Told(type="heading", text="Who Will Pay?", line=3, level=2, confidence=0.62, why="a short line"),
    Told(type="list_item", text="bread", line=4, level=1, confidence=1.0, why="begins with -"),
    Told(type="list_item", text="rye", line=5, level=2, confidence=1.0, why="begins with -"),
    Told(type="quote", text="“No.”", line=6, confidence=1.0, why="marked with >"),
    Told(type="attribution", text="Eva Lind, mayor", line=6, name="Eva Lind", role="mayor", confidence=0.7, why="a dash"),
)  # fmt: skip
UNSURE = Explained(path="a.txt", blocks=BLOCKS)


def shown(explained: Explained, width: int = 80, colour: bool = False) -> str:
    return "\n".join(listing(explained, Screen(width, colour)))


def test_reasons_stand_beside_the_text_where_there_is_room() -> None:
    assert (
        shown(UNSURE, 100)
        == """\
a.txt

     1 title         97%  Harbour Reopens                       a short first line over a longer one
     2 paragraph     99%  The first ferry left at dawn with t…                nothing says otherwise
?    3 heading 2     62%  Who Will Pay?                                                 a short line
     4 list item    100%  bread                                                        begins with -
     5 list item 2  100%  rye                                                          begins with -
     6 quote        100%  “No.”                                                        marked with >
?    6 attribution   70%  Eva Lind, mayor                                                     a dash
                          name: Eva Lind · role: mayor

6 lines, 2 unsure: 3, 6. To settle a line, begin it with \\ for plain text, ## for a heading, > for a
quote, – for who said it, - for a list.
"""
    )


def test_reasons_stand_under_the_text_where_there_is_little_room() -> None:
    assert (
        shown(UNSURE, 60)
        == """\
a.txt

     1 title         97%  Harbour Reopens
                          a short first line over a longer
                          one
     2 paragraph     99%  The first ferry left at dawn with…
                          nothing says otherwise
?    3 heading 2     62%  Who Will Pay?
                          a short line
     4 list item    100%  bread
                          begins with -
     5 list item 2  100%  rye
                          begins with -
     6 quote        100%  “No.”
                          marked with >
?    6 attribution   70%  Eva Lind, mayor
                          name: Eva Lind · role: mayor
                          a dash

6 lines, 2 unsure: 3, 6. To settle a line, begin it with \\
for plain text, ## for a heading, > for a quote, – for who
said it, - for a list.
"""
    )


def test_facts_stand_above_with_where_they_were_found() -> None:
    text = "---\nauthors: [Ann Lee]\nlang: de\n---\nHarbour Reopens\n2 November 2026 14:30\nThe harbour reopened on Tuesday.\n"
    explained = explain(Source("content/x1.txt", text.encode()), Config(timezone="Europe/Berlin"))
    assert (
        shown(explained).split("\n\n")[0]
        == """\
content/x1.txt
  title       Harbour Reopens  (line 5)
  date        2026-11-02 14:30+01:00  (line 6)
  authors     Ann Lee  (front matter, line 2)
  lang        de  (front matter, line 3)
  slug        harbour-reopens  (from the title)"""
    )


def test_a_made_up_title_and_a_missing_date_stand_out() -> None:
    explained = explain(Source("x1.txt", b"The harbour reopened on Tuesday.\nIt rained.\n"), Config())
    assert (
        shown(explained).split("\n\n")[0]
        == """\
x1.txt
  title       The harbour reopened on Tuesday  (made from the text of line 1)
  slug        the-harbour-reopened-on-tuesday  (from the title)
? date        none  (the day of its first build; date: in the front matter sets one)
?             (the title was made up; title: in the front matter sets another)"""
    )


def test_a_text_that_is_read_for_sure_says_so() -> None:
    assert shown(Explained(path="a.txt", blocks=BLOCKS[:1])).splitlines()[-1] == "1 line, none unsure."


def test_what_could_not_be_read_says_so() -> None:
    assert shown(Explained(path="a.txt", issues=(Issue("E106", "a.txt", "x"),))) == "a.txt\nnothing could be read\n"


def test_colours_only_where_they_are_wanted_and_they_change_no_text() -> None:
    plain, coloured = shown(UNSURE), shown(UNSURE, colour=True)
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain
    assert "\x1b[1;33m?    3 heading 2     62%  \x1b[0m\x1b[1;33mWho Will Pay?\x1b[0m" in coloured
    assert "\x1b[32m     6 quote        100%  \x1b[0m“No.”" in coloured


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("北京发布", 8, "北京发布"),
        ("北京发布", 7, "北京发…"),
        ("北京发布", 6, "北京…"),
        ("e\u0301te\u0301", 3, "e\u0301te\u0301"),
        ("a\tb\nc", 9, "a b c"),
        ("a\x9b31mb\u202ec", 9, "a31mbc"),
        ("word " * 1_000_000, 11, "word word…"),
    ],
)  # fmt: skip
def test_text_is_cut_to_columns(text: str, width: int, expected: str) -> None:
    assert fit(text, width) == expected
    assert columns(expected) <= width


def test_wide_characters_keep_the_columns() -> None:
    blocks = (
        Told(type="heading", text="渡轮重新开航", line=1, level=2, confidence=1.0, why="short"),
        Told(type="paragraph", text="Es regnet", line=2, confidence=1.0, why="short"),
    )
    lines = [line for line in listing(Explained(path="a.txt", blocks=blocks), Screen(70)) if line.endswith("short")]
    assert [columns(line) for line in lines] == [70, 70]
