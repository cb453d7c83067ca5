"""Blocks to an article: sections, anchors, lede, summary, counts."""

import pytest

from digest.loader.links import Link
from digest.records import Image, Paragraph, Text

from .records import article, loaded, shown

RAIN = "It rained for nine days, and nobody in the town could say when it would stop."


def outline(text: str, path: str = "content/a.md") -> list[tuple[int, str, str]]:
    return [(s.level, s.anchor, s.heading.plain if s.heading else "") for s in article(text, path).sections]


def test_levels_begin_at_two_and_never_skip() -> None:
    text = f"{RAIN}\n\n### A\n\na\n\n##### B\n\nb\n\n## C\n\nc\n\n###### D\n\nd\n\n#### E\n\ne\n"
    assert [(level, heading) for level, _, heading in outline(text)] == [
        (2, "A"),
        (3, "B"),
        (2, "C"),
        (3, "D"),
        (3, "E"),
    ]


def test_first_level_headings_after_the_title_are_sections_as_well() -> None:
    assert outline("# T\n\nx\n\n# A\n\na\n\n## B\n\nb\n") == [(2, "s-a", "A"), (3, "s-b", "B")]
    assert article("# T\n\nx\n\n# A\n\na\n", "content/a.md").title == "T"


def test_anchors_are_unique_even_against_headings_with_numbers() -> None:
    text = "".join(f"## {heading}\n\nx\n\n" for heading in ("A", "A", "A 2", "A", "!", "!", "con"))
    assert [anchor for _, anchor, _ in outline(text)] == [
        *("s-a", "s-a-2", "s-a-2-2", "s-a-3", "s-section", "s-section-2", "s-con-1")
    ]


def test_the_lede_is_the_first_paragraph_and_the_rest_has_no_heading() -> None:
    a = article(f"![p](q.png)\n\n{RAIN}\n\nMore.\n\n## H\n\nx\n", "content/a.md")
    assert a.lede == Paragraph(Text(RAIN), 3)
    assert a.sections[0].heading is None
    assert (a.sections[0].anchor, a.sections[0].level, a.sections[0].line) == ("", 2, 1)
    assert a.sections[0].blocks == (Image("q.png", "p", 1), Paragraph(Text("More."), 5))


def test_a_text_that_begins_with_a_heading_has_no_lede() -> None:
    a = article(f"## H\n\n> Said.\n\n{RAIN}\n", "content/a.md")
    assert a.lede is None
    assert a.summary == RAIN


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        (f"---\nsummary: Rain\n---\n{RAIN}", "Rain"),
        (f"*{RAIN}* Really.", f"{RAIN} Really."),
        ("- first\n- second", "first"),
        ("> Said.\n\n- first", "Said."),
        ("![](a.png)", ""),
    ],
)
def test_the_summary_is_never_markup(text: str, summary: str) -> None:
    assert article(text, "content/a.md").summary == summary


@pytest.mark.parametrize(
    ("text", "words", "minutes"),
    [
        ("one two three", 3, 1),
        ("one  two\u00a0x three", 3, 1),
        ("word " * 230, 230, 1),
        ("word " * 231, 231, 2),
        ("北京" * 250, 500, 1),
        ("北京" * 251, 502, 2),
        ("北京 word 発表", 5, 1),
        ("one – two", 3, 1),
        ("a b\n\n## c d\n\n- e f\n  - g\n\n> h\n>\n> – I J\n\n| k |\n|---|\n| l |\n\n    m n\n", 14, 1),
    ],
)
def test_words_and_minutes(text: str, words: int, minutes: int) -> None:
    a = article(text, "content/a.md")
    assert (a.words, a.minutes) == (words, minutes)


def test_every_kind_of_markdown_block_has_its_line() -> None:
    text = (
        "---\ntitle: T\n---\n\nOne.\n\nTwo\n===\n\n> Said\n> twice.\n>\n> - item\n>\n> ```\n> code\n> ```\n> – Ann Lee, mayor\n\n"
        "1. a\n\n   b\n\n       c\n2. > d\n   > — Bo Chan\n\n```py x=1\ne\n\n```\n\n| f | g |\n|:--|--:|\n| *h* |\n\n***\n\n<p>i</p>\n"
    )
    assert list(shown(article(text, "content/a.md"))) == [
        "title from front matter: T",
        "5 lede: One.",
        "7 ## Two",
        "10 quote: Said twice.",
        "   by: Ann Lee, mayor = name Ann Lee, role mayor",
        "13 list:",
        "   - item",
        "15 code : 'code'",
        "20 list from 1:",
        "   - a",
        "     22 paragraph: b",
        "     24 code : 'c'",
        "   - ",
        "     25 quote: d",
        "        by: Bo Chan = name Bo Chan",
        r"28 code py: 'e\n'",
        "33 table left right:",
        "   f | g",
        "   <em>h</em> | ",
        "39 paragraph: <p>i</p>",
    ]


def test_an_attribution_after_a_list_in_a_quote_is_not_lost() -> None:
    a = article("One.\n\n> Said\n>\n> - item\n>\n> – Ann Lee\n", "content/a.md")
    assert list(shown(a))[2:] == ["3 quote: Said", "   by: Ann Lee = name Ann Lee", "5 list:", "   - item"]


@pytest.mark.parametrize("path", ["content/a.txt", "content/a.md"])
def test_the_links_of_an_attribution_are_links_of_the_article(path: str) -> None:
    found = loaded(
        "One.\n\n“Said.” – Ann Lee, [mayor](mayor.txt)\n\n“Said.”\n– [Bo Chan](https://example.org/)\n", path
    )
    assert found.links == (Link("mayor.txt", 3),)


def test_a_quote_that_is_only_an_attribution_belongs_to_the_quote_above() -> None:
    a = article("One.\n\n> Said.\n\n> – Ann Lee\n", "content/a.md")
    assert list(shown(a))[2:] == ["3 quote: Said.", "   by: Ann Lee = name Ann Lee"]
