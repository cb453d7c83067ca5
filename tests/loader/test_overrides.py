"""docs/overrides.md: each example is read as the page says, in every layout of plain text, and in Markdown."""

import re
import textwrap

import pytest

from tests.sites import ROOT

from .records import article, shown

PAGE = (ROOT / "docs" / "overrides.md").read_text("utf-8")
WITHIN, _, TOP = PAGE.partition("\n## At the top\n")
EXAMPLE = re.compile(r"^```text\n(.*?)\n```\n\n```read\n(.*?)\n```$", re.MULTILINE | re.DOTALL)

ABOVE = (
    "It rained for nine days, and nobody in the town could say when it would stop, or what the council would do if it did."
    " On the tenth day it stopped, and there was nobody left who could have said that it had been foreseen by anybody."
)
BELOW = (
    "The council will meet again in December, when the weather is expected to be of no importance to anybody in the town."
    " Until then the pier is closed, the ferry is late, and the lighthouse is lit by day as well, so that it can be found."
)


def wrapped(line: str) -> str:
    """A line at 60 columns, as an editor breaks it."""
    mark = re.match(r"> |- |", line)
    assert mark
    if line.startswith(("#", "\\!")):
        return line
    return textwrap.fill(line, 60, subsequent_indent=mark[0].replace("-", " "))


def laid_out(lines: list[str]) -> dict[str, str]:
    def kept(first: str, second: str) -> bool:
        return first[:1] == second[:1] == ">" or not first or not second

    spaced = [
        line + ("\n" if kept(line, below) else "\n\n") for line, below in zip(lines, [*lines[1:], ""], strict=True)
    ]
    broken = [wrapped(line) + gap[len(line) :] for line, gap in zip(lines, spaced, strict=True)]
    return {
        "dense.txt": "\n".join(line for line in lines if line),
        "spaced.txt": "".join(spaced),
        "wrapped.txt": "".join(broken),
        "spaced.md": "".join(spaced),
        "wrapped.md": "".join(broken),
        "windows.txt": "\r\n".join(lines),
    }


LAYOUTS = list(laid_out([""]))


def read_as(text: str, layout: str) -> list[str]:
    found = shown(article(text, f"content/a{layout[layout.index('.') :]}"))
    return [re.sub(r"^( *)\d+ ", r"\1", line) for line in found]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("text", "expected"), EXAMPLE.findall(WITHIN))
def test_a_mark_within_a_text_settles_what_a_line_is(text: str, expected: str, layout: str) -> None:
    lines = [ABOVE, "", *text.split("\n"), "", BELOW]
    assert read_as(laid_out(lines)[layout], layout)[2:-1] == expected.split("\n")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("text", "expected"), EXAMPLE.findall(TOP))
def test_a_mark_at_the_top_settles_what_a_line_is(text: str, expected: str, layout: str) -> None:
    front, mark, body = text.rpartition("---\n")
    found = read_as(front + mark + laid_out([*body.split("\n"), "", BELOW])[layout], layout)
    assert found[:-1] == expected.split("\n")


def test_the_page_has_its_examples() -> None:
    assert PAGE.count("```text") == PAGE.count("```read") == len(EXAMPLE.findall(PAGE)) == 15
