"""What holds for any text: its blocks are its words, in order, each with the line on which it stands."""

import re

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from digest.config import Config
from digest.loader import parse
from digest.loader.decode import decode
from digest.loader.explain import TYPES, Explained, Told, explain
from digest.records import Source

from .test_properties import PIECES, TEXTS

WORD = re.compile(r"[^\W\d_]+")
MARKS = frozenset("#>-*•+‣◦–—―\\=_~⁂0123456789.)| \t\n")
"""What can be left out: marks of headings, lists, quotes, attributions and breaks, and white space."""

FRONT = "---\ntitle: Harbour Reopens\ndate: 2026-11-30\n---\n"

LINES = st.lists(st.lists(PIECES, min_size=1, max_size=5).map("".join), min_size=1, max_size=15)
"""Texts with whole lines, of which more are read as something."""


def read(text: str, path: str) -> Explained:
    return explain(Source(path, text.encode()), Config())


def texts(explained: Explained) -> str:
    return "\n".join(block.text for block in explained.blocks)


def body(text: str, path: str) -> str:
    return parse(Source(path, text.encode())).parts.body


def is_within(short: str, long: str) -> bool:
    """Whether all characters of one stand in the other, in order; and what the other has besides are marks."""
    at = 0
    for char in long:
        if at < len(short) and char == short[at]:
            at += 1
        elif char not in MARKS:
            return False
    return at == len(short)


def lines_are_right(explained: Explained, text: str) -> None:
    lines = decode(text.encode(), "a")[0].split("\n")
    numbers = [block.line for block in explained.blocks]
    assert numbers == sorted(numbers)
    for block, number in zip(explained.blocks, [0, *numbers], strict=False):
        if block.line == number:
            continue  # an attribution within a quote's block has its line
        word = WORD.search(block.text.split()[0])
        first = word[0] if word else block.text[0]
        line = lines[block.line - 1]
        if MARKS.issuperset(line):  # a block begins with its mark, which may stand alone
            line += "".join(lines[block.line : block.line + 1])
        # East Asian lines are joined without a space
        assert (first if first.isascii() else first[0]) in line, (block, line)


def is_well_formed(block: Told) -> None:
    assert block.type in TYPES
    assert 0 <= block.confidence <= 1
    assert block.why
    assert block.text
    assert (block.level is not None) == (block.type in ("heading", "list_item"))
    assert block.level is None or block.level >= 1
    if block.type != "attribution":
        assert (block.name, block.role, block.institution) == (None, None, None)


@given(st.one_of(TEXTS, LINES.map("\n".join), LINES.map("\n\n".join)), st.sampled_from(["", FRONT]))
@settings(max_examples=300)
@example("“a\n– Ann Lee", "")
@example("“Quite so.” *– Ann Lee, Harbour Council*", "")
@example("*“Quite so.” – [Ann Lee](x-y.z), Harbour Council*", "")
@example("- a\n  - the council met\n- a", FRONT)
def test_the_blocks_of_plain_text_are_its_words_in_order(text: str, front: str) -> None:
    whole = front + text
    explained = read(whole, "content/a.txt")
    if parse(Source("content/a.txt", whole.encode())).rows is None:
        assert explained.blocks == ()
        return
    said = texts(explained)
    original = decode(body(whole, "content/a.txt").encode(), "a")[0]
    assert WORD.findall(said) == WORD.findall(original)
    assert is_within("".join(said.split()), "".join(original.split()))
    lines_are_right(explained, whole)
    for block in explained.blocks:
        is_well_formed(block)


@given(st.one_of(TEXTS, LINES.map("\n".join), LINES.map("\n\n".join)), st.sampled_from(["", FRONT]))
@settings(max_examples=300)
@example("> - a\n>\n> – Ann Lee", "")
@example("- a\n\n  the council met\n\n  - a\n- # a", "")
@example("\\\n*", "")
@example("\\\n\\\nthe council met", "")
@example("- \n  the council met", "")
def test_the_blocks_of_markdown_are_its_words_in_order(text: str, front: str) -> None:
    """But for link definitions and the language of code, which no page shows; pictures, which follow their paragraph."""
    assume("]:" not in text and "![" not in text and "~~~" not in text and "```" not in text)
    whole = front + text
    explained = read(whole, "content/a.md")
    if parse(Source("content/a.md", whole.encode())).rows is None:
        return
    original = decode(body(whole, "content/a.md").encode(), "a")[0]
    assert WORD.findall(texts(explained)) == WORD.findall(original)
    lines_are_right(explained, whole)
    for block in explained.blocks:
        is_well_formed(block)


@given(st.binary(max_size=400), st.sampled_from(["content/a.txt", "content/b.md"]))
@example("\xa0".encode(), "content/b.md")
@example("a\n\\\xa0\n\\b".encode(), "content/b.md")
def test_any_bytes_are_explained(data: bytes, path: str) -> None:
    explained = explain(Source(path, data), Config())
    for block in explained.blocks:
        is_well_formed(block)
