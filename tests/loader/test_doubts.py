"""What an editor may want to look at in an article."""

import pytest

from digest.config import Config
from digest.loader.doubts import doubts
from digest.records import Source


def said(text: str, name: str = "content/2026-11-22-vote.md") -> list[str]:
    return [str(issue) for issue in doubts(Source(name, text.encode()), Config())]


def test_an_article_that_leaves_nothing_open_gives_none() -> None:
    text = "# The vote\n\nThe council voted.\n\n> It was time.\n>\n> — Jo Reed, Harbour Board\n\n![The map](a.png)\n"
    assert said(text) == []


def test_a_headline_made_from_the_lede_is_told_where_the_lede_stands() -> None:
    text = "---\ndate: 2026-11-22\n---\nThe council voted on Thursday to keep the ferry. It was late.\n"
    assert said(text, "content/wx_00317b9c.txt") == [
        "content/wx_00317b9c.txt:4: W801 has no headline; made from the lede:"
        " 'The council voted on Thursday to keep the ferry'"
        " (set title, or write the headline as the first line)"
    ]


def test_a_quote_of_nobody_is_told() -> None:
    assert said("# The vote\n\nThe council voted.\n\n> It was time.\n") == [
        "content/2026-11-22-vote.md:5: W802 nobody is named for the quote 'It was time.' (put – and the name below it)"
    ]


def test_pictures_without_a_description_are_told() -> None:
    text = "---\ntitle: The vote\nimage: b.png\n---\nThe council voted.\n\n![](a.png)\n"
    assert said(text) == [
        "content/2026-11-22-vote.md:3: W804 the picture 'b.png' has no description"
        " (say what it shows, for those who do not see it)",
        "content/2026-11-22-vote.md:7: W804 the picture 'a.png' has no description"
        " (say what it shows, for those who do not see it)",
    ]


def test_a_line_that_was_read_with_little_confidence_is_told() -> None:
    text = "# The vote\n\nThe council voted.\n\nGo home.\n\n– Harbour Office\n"
    assert said(text, "content/2026-11-22-vote.txt") == [
        "content/2026-11-22-vote.txt:5: W803 read as quote, but not surely (60%): 'Go home.'"
        " (digest explain content/2026-11-22-vote.txt tells why)",
        "content/2026-11-22-vote.txt:7: W803 read as attribution, but not surely (60%): 'Harbour Office'"
        " (digest explain content/2026-11-22-vote.txt tells why)",
    ]


@pytest.mark.parametrize("text", ["", "---\ntitle: a\n", "\0\0\0", "---\ntitel: a\n---\n"])
def test_what_cannot_be_read_gives_none(text: str) -> None:
    assert said(text) == []
