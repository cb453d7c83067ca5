"""What holds for any Markdown: each word is there once, in order, and not before its line."""

import re
from collections import Counter
from collections.abc import Iterator

from hypothesis import example, given, settings
from hypothesis import strategies as st

from digest.loader import frontmatter, markdown
from digest.loader.rows import HEADER
from digest.records import Article, Block, Code, Image, ListBlock, Paragraph, Quote, Table, Text

from .records import loaded

WORD = re.compile("q[a-h]+z")
"""Words that stand nowhere twice, and can be told apart where no space is between them."""

SPANS = [
    *("W", "W", "W W", "*W*", "**W W**", "`W`", "~~W~~", "\\W", "“W”", "W\\*", "*W", "W_", "&lt;W", "<b>W</b>", "|", " | "),
    *("[W](t)", "[W](t 'W')", "[W][ref]", "[W]", "[W](javascript:x)", "<https://W.org/>", "https://example.org/W", "[^W]"),
    *("![W](p.png)", "![W](p.png 'W')", "[![W](p.png)](t)", "[![W](p.png) W](t)", "![W][pic]", "![W](javascript:x)"),
    *("<!-- note -->", "<!-- a\nnote -->", "  \n", "\\\n", " ", " ", " ", "\n", "\n", "\n", "\n\n", "\n\n"),
]  # fmt: skip
LINES = [
    *("\n# ", "\n## ", "\n> ", "\n>\n> ", "\n>", "\n- ", "\n* ", "\n\n1. ", "\n\n7) ", "\n  ", "\n\n    ", "\n\n   - ", "\n> - "),
    *("\n===\n", "\n---\n", "\n\n***\n\n", "\n```\n", "\n```py\n", "\n``` W W\n", "\n~~~ a=W\n", "\n– ", "\n> – ", "\n\\", "\n\n\\- "),
    *("\n\n[W]: W\n", "\n[ref]: t\n", "\n\n[ref]: t\n", "\n[W]: t 'W'\n", "\n[^W]: W\n", "\n\n[pic]: p.png 'title'\n", "\n> [W]: W\n"),
    *("\n\n| W | W |\n|---|---|\n| W | W | W |\n", "\n\nW | W\n-|-\n", "\n| W |\n", "\n- [ ] W\n", "\n\n<div>\nW\n</div>\n\n"),
    *("By Ann Lee\n", "\nBy Ann Lee\n3 May 2026\n", "\n\n14. November 2026\n", "\nSource: Echo\n", "\n\n<!-- a\n\nnote -->\n\n"),
]  # fmt: skip
PIECES = st.lists(st.sampled_from(SPANS + LINES), max_size=25)


def text_of(pieces: list[str]) -> str:
    """The pieces as one text, with each W a word of its own."""
    number = 0

    def word(_: re.Match[str]) -> str:
        nonlocal number
        number += 1
        return "q" + "".join(chr(ord("a") + int(digit)) for digit in f"{number:o}") + "z"

    return re.sub("W", word, "".join(pieces))


def read(pieces: list[str]) -> tuple[str, Article] | None:
    text = text_of(pieces)
    article = loaded(text, "content/a.md").article
    return None if article is None or frontmatter.split(text, "a").line > 1 else (text, article)


def top(article: Article) -> Iterator[Block]:
    """The blocks that are within no other, and headings as paragraphs."""
    if article.lede:
        yield article.lede
    for section in article.sections:
        if section.heading:
            yield Paragraph(section.heading, section.line)
        yield from section.blocks


def prose(block: Block) -> Iterator[str]:
    """All that is read in a block but for pictures and speakers, with the titles of links."""
    match block:
        case Paragraph():
            yield from _text(block.text)
        case Quote():
            for text in block.paragraphs:
                yield from _text(text)
        case ListBlock():
            for item in block.items:
                yield from _text(item.text)
                for inner in item.blocks:
                    yield from prose(inner)
        case Code():
            yield from (block.language, block.text)
        case Table():
            for row in (block.header, *block.rows):
                for cell in row:
                    yield from _text(cell)


def beside(block: Block) -> Iterator[str]:
    """What pictures show, and who said it."""
    if isinstance(block, Image):
        yield from (block.alt, block.caption.plain if block.caption else "")
    elif isinstance(block, Quote):
        yield block.attribution.plain if block.attribution else ""
    elif isinstance(block, ListBlock):
        for item in block.items:
            for inner in item.blocks:
                yield from beside(inner)


def _text(text: Text) -> Iterator[str]:
    yield text.plain


def titles(block: Block) -> Iterator[str]:
    """What links say when the pointer rests on them."""
    from digest.loader import article

    for text in article.texts(block):
        yield from (span.title for span in text.spans)


def header(text: str) -> str:
    """What the rows of the header say, with the titles of links."""
    rows = [row for row in markdown.read(text, 1, "", "a.md")[0] if row.kind in HEADER]
    return "\n".join([row.plain for row in rows] + [s.title for row in rows if row.content for s in row.content.spans])


def words(parts: Iterator[str]) -> list[str]:
    return [word for part in parts for word in WORD.findall(part)]


UNREAD = re.compile("~~~ a=W")
"""A setting of code for other programs is not read."""


@given(PIECES)
@settings(max_examples=3000)
@example(["[ref]\n\n", "[ref]: t\n", "[ref]: t\n"])
@example(["W\n", "\n| W | W |\n|---|---|\n| W | W | W |\n"])
def test_every_word_is_there_once(pieces: list[str]) -> None:
    if found := read([UNREAD.sub("", "".join(pieces))]):
        text, article = found
        here = Counter(
            words(part for block in top(article) for part in (*prose(block), *beside(block), *titles(block)))
        )
        here += Counter(WORD.findall(header(text)))
        assert here == Counter(WORD.findall(text))


@given(PIECES)
@settings(max_examples=300)
def test_words_keep_their_order(pieces: list[str]) -> None:
    if found := read(pieces):
        text, article = found
        order = {word: at for at, word in enumerate(WORD.findall(text))}
        places = [order[word] for word in words(part for block in top(article) for part in prose(block))]
        lede = len(words(prose(article.lede))) if article.lede else 0  # it is taken out of its place
        assert places[lede:] == sorted(places[lede:])
        assert places[:lede] == sorted(places[:lede])


@given(PIECES)
@settings(max_examples=300)
def test_no_word_stands_before_its_line(pieces: list[str]) -> None:
    if found := read(pieces):
        text, article = found
        line = {word: at for at, row in enumerate(text.split("\n"), 1) for word in WORD.findall(row)}
        for block in top(article):
            assert all(line[word] >= block.line for word in words(iter((*prose(block), *beside(block)))))
