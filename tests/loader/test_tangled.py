"""Text that is made to hurt: read or refused in time, and never with an exception."""

import time

import pytest

from digest.loader import tangled

from .records import article, codes, loaded

SIZE = 100_000
SECONDS = 20
"""Of CPU, for each: most take under one; what is quadratic would take minutes."""


def filled(part: str) -> str:
    return part * (SIZE // len(part))


TEXTS = {
    "nested brackets": filled("["),
    "links that never close": filled("[a](b "),
    "link targets in brackets": filled("[a](<b"),
    "link titles": filled('[a](b "c '),
    "images within images": filled("![[]()"),
    "longer and longer runs of backticks": " ".join("`" * n for n in range(1, 440)),
    "emphasis that never closes": filled("*a **a "),
    "emphasis that never opens": filled("a** "),
    "emphasis across emphasis": filled("*a_ **b__ "),
    "strikes": filled("~~a ~a "),
    "nested emphasis": filled("*a ") + filled("a* "),
    "deep quotes": filled(">") + " a",
    "quotes in quotes, lazily": "> " * 30 + "a\n" + filled("b\n"),
    "deep lists": "\n".join("  " * n + "- a" for n in range(300)),
    "a list in one line": filled("- ") + "a",
    "numbers in one line": filled("1. ") + "a",
    "long lists": filled("- a\n"),
    "definitions": "".join(f"[a{n}]: /{n}\n" for n in range(SIZE // 12)),
    "unfinished definitions": filled("[a]: <u\n"),
    "labels over many lines": filled("[a\n"),
    "wide tables": "|" + filled("a|") + "\n|" + filled("-|") + "\n",
    "long tables": "|a|b|\n|-|-|\n" + filled("|1|2|\n"),
    "table heads": filled("a | b\n- | -\n\n"),
    "unused definitions": "".join(f"[a{n}]: b\n" for n in range(SIZE // 10)) + "\n" + filled("[a1] "),
    "definitions of one label": filled("[a]: b\n"),
    "notes": filled("[^1]: b\n") + filled("[^1] "),
    "wider and wider tables": "|a|\n|-|\n" + "".join("|b" * n + "|\n" for n in range(1, 300)),
    "one wide row in a long table": "|a|\n|-|\n" + filled("|b") + "|\n" + filled("|c|\n"),
    "comments that leave their item": "- a\n" + filled("  <!-- b\n") + "\n-->\n",
    "comments that never close": filled("<!-- a\n"),
    "comments that never close in quotes": filled("> <!-- a\n") + "\n-->\n",
    "comments that end far below, before text": filled("<!--\n\n") * 2 + "-->a",
    "comments in items that end far below": filled("- <!-- a\n") * 3 + "-->",
    "comments in a line": filled("<!-- a -->"),
    "pictures in a paragraph": filled("![a](b)\n"),
    "linked pictures in a line": filled("[![a](b)](c) "),
    "pictures in what pictures show": "![" * 300 + "a" + "](b)" * 300,
    "a header without end": filled("By Ann Lee\n"),
    "backslashes at the head of lines": filled("\\a\n"),
    "backslashes and dashes": filled("\\a\n– B\n"),
    "dates that are lists": filled("1. May 2026\n"),
    "angle brackets": filled("<"),
    "comments": filled("<!-- a "),
    "entities": filled("&amp"),
    "backslashes": filled("\\"),
    "underlines": filled("a\n=\n"),
    "fences": filled("```\na\n"),
    "separators that are none": filled("* ") + "x",
    "hard breaks": filled("a  \n"),
    "brackets in an address": "https://a.b/" + filled("))"),
    "dots and brackets in an address": "https://a.b/" + filled("(") + filled(")."),
    "addresses": filled("http://a.b "),
    "quotation marks that never close": filled("“a\n\n"),
    "quotation marks": filled("“a "),
    "quotes with dashes": filled("“a” — "),
    "attributions": filled("– A\n\n"),
    "numbered lines": "".join(f"{n % 900}. Foo\n\nbar bar bar bar\n\n" for n in range(SIZE // 20)),
    "dates": filled("3 May 2026\n"),
    "names": "By " + filled("A B and "),
    "commas": "In a, " + filled("b, "),
    "one word": filled("a"),
    "one character a line": filled("a\n"),
    "the same heading": filled("## a\n"),
    "spaces": "a" + filled(" ") + "b",
    "spaces in a heading": "# a" + filled(" ") + "b",
    "spaces among authors": '---\nauthors: "A' + filled(" ") + 'b"\n---\na',
    "blank lines": "a" + filled("\n") + "b",
}


@pytest.mark.parametrize("suffix", ["txt", "md"])
@pytest.mark.parametrize("name", TEXTS)
def test_it_takes_no_more_than_time_in_proportion(name: str, suffix: str) -> None:
    begun = time.process_time()
    found = loaded(TEXTS[name], f"content/a.{suffix}")
    assert time.process_time() - begun < SECONDS
    assert {issue.code for issue in found.issues} <= {"W304", "E301"}


def test_markdown_that_is_too_large_is_refused_with_a_hint() -> None:
    found = loaded("a" * (tangled.LARGEST + 1), "content/a.md")
    assert found.article is None
    assert [str(issue) for issue in found.issues] == [
        "content/a.md: E204 more than 1,000,000 characters of Markdown"
        " (split the file, or name it .txt: plain text may be larger)"
    ]


def test_a_tangled_paragraph_is_shown_as_written() -> None:
    found = loaded("*One.*\n\n" + "[a " * 3_000 + "\n\n*Two.*\n", "content/a.md")
    assert [(issue.code, issue.line) for issue in found.issues] == [("W304", 3)]
    assert found.article is not None
    texts = [block.text for block in found.article.blocks if hasattr(block, "text")]
    assert [(len(text.plain), len(text.spans)) for text in texts] == [(4, 1), (8999, 0), (4, 1)]


def test_markdown_that_is_too_deep_is_read_as_plain_text_with_nothing_lost() -> None:
    text = "".join("> " * n + f"word{n}\n>\n" for n in range(1, 90))
    assert codes(text, "content/a.md") == ["W304"]
    said = " ".join(part.plain for quote in article(text, "content/a.md").quotes for part in quote.paragraphs)
    assert said.split() == [f"word{n}" for n in range(1, 90)]


def test_ten_megabytes_of_plain_text_are_read_in_seconds() -> None:
    begun = time.process_time()
    assert article("The council met. " * 600_000).words == 1_800_000
    assert len(list(article("The council met. \n" * 200_000).blocks)) == 200_000
    assert time.process_time() - begun < SECONDS
