"""What holds for any input: no exception, nothing lost, nothing doubled."""

import re
from collections import Counter

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digest.loader import article as body
from digest.loader import frontmatter, layout, markdown, markdown_inline, plaintext
from digest.loader.rows import HEADER, Row
from digest.records import Article, Block, Image, ListBlock, Quote, Text

from .records import loaded

WORD = re.compile(r"[^\W\d_]+")

PIECES = st.sampled_from(
    [
        *(
            "the council met",
            "Harbour Reopens",
            "It rained.",
            "It rained all day, and the ferry stayed in.",
            "By Ann Lee",
            "a",
        ),
        *(
            "Ann Lee, Harbour Council",
            "“Quite so.”",
            "“Quite so",
            "so.”",
            '"Said"',
            "‘one’",
            "«deux»",
            "„drei“",
            "「四」",
            "北京。",
        ),
        *(
            "– ",
            "— ",
            "-- ",
            "- ",
            "* ",
            "1. ",
            "2. ",
            "> ",
            ">",
            "# ",
            "## ",
            "\\",
            "===",
            "---",
            "***",
            "*em*",
            "**strong**",
        ),
        *(
            "_under_",
            "*",
            "**",
            "_",
            " [label](qq/xx.zz) ",
            "![alt](qq.zz)",
            "https://example.org/x.",
            "3 May 2026",
            "Source: Echo",
        ),
        *(
            "\n",
            "\n",
            "\n",
            "\n\n",
            "\n\n",
            " ",
            " ",
            "  ",
            "\t",
            "    ",
            ":",
            "?",
            "!",
            "…",
            "`code`",
            "|",
            "&amp;",
            "<b>",
        ),
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


def words(text: str) -> Counter[str]:
    return Counter(WORD.findall(text))


def letters(text: str) -> Counter[str]:
    """For Markdown, whose marks can stand within a word."""
    return Counter("".join(words(text).elements()))


def said(article: Article) -> str:
    """All that is read in the body of an article."""
    out: list[str] = []
    for section in article.sections:
        out += read(section.heading) if section.heading else []
    for block in top(article):
        out += [part for text in body.texts(block) for part in read(text)]
        out += _images(block)
    return "\n".join(out)


def read(text: Text) -> list[str]:
    """What a text says, and where its links lead if that is not what they say."""
    return [text.plain, *(span.href for span in text.spans if span.href not in text.plain)]


def top(article: Article) -> list[Block]:
    """The blocks that are within no other."""
    lede: list[Block] = [article.lede] if article.lede else []
    return lede + [block for section in article.sections for block in section.blocks]


def _images(block: Block) -> list[str]:
    if isinstance(block, ListBlock):
        return [part for item in block.items for inner in item.blocks for part in _images(inner)]
    return [block.alt, block.src] if isinstance(block, Image) else []


@given(st.binary(max_size=400), st.sampled_from(["content/a.txt", "content/b.md", "content/2026-11-30-a-b.txt"]))
@example(b"\xff\xfe\x00\xd8", "content/a.txt")
@example(b"---\n", "content/a.txt")
@example(b"---\n---", "content/a.md")
@example(b"\x00", "content/a.md")
def test_any_bytes_give_an_article_or_an_error(data: bytes, path: str) -> None:
    found = loaded(data, path)
    assert (found.article is None) == any(issue.code in ("E209", "E301", "E106", "E204") for issue in found.issues)


@given(TEXTS, st.sampled_from(["content/a.txt", "content/b.md"]))
@settings(max_examples=300)
def test_any_text_gives_a_record_that_can_be_stored(text: str, path: str) -> None:
    article = loaded(text, path).article
    if article is not None:
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(article), type=Article) == article
        assert article.title.strip() == article.title != ""
        assert article.slug
        spans_nest(article)


def spans_nest(article: Article) -> None:
    for block in article.blocks:
        for text in body.texts(block):
            assert list(text.spans) == sorted(text.spans, key=lambda span: (span.start, -span.end))
            open_: list[int] = []
            for span in text.spans:
                assert 0 <= span.start < span.end <= len(text.plain)
                while open_ and open_[-1] <= span.start:
                    open_.pop()
                assert not open_ or span.end <= open_[-1]
                open_.append(span.end)


@given(TEXTS)
@settings(max_examples=400)
@example("“a\n– Ann Lee")
def test_plain_text_is_neither_lost_nor_doubled(text: str) -> None:
    article = loaded(text).article
    split = frontmatter.split(text, "a")
    if article is None or split.line > 1:
        return
    rows = [row for row in plaintext.read(text, 1, "") if row.kind in HEADER]
    header = "\n".join(part for row in rows for part in read(row.content or Text(row.plain)))
    found = words(said(article)) + words(header)
    missing, added = words(text) - found, found - words(text)
    assert (missing, added) == (Counter(), Counter())


@given(TEXTS, st.sampled_from(["content/a.txt", "content/b.md"]))
@settings(max_examples=300)
def test_an_attribution_is_what_its_speaker_was_given_as(text: str, path: str) -> None:
    article = loaded(text, path).article
    if article is not None:
        for quote in article.quotes:
            assert (quote.attribution and quote.attribution.plain) == (quote.speaker and quote.speaker.as_given)


@given(TEXTS)
@settings(max_examples=400)
def test_a_quote_is_never_empty_and_lines_go_upwards(text: str) -> None:
    article = loaded(text).article
    if article is not None:
        lines = [block.line for section in article.sections for block in section.blocks]
        assert lines == sorted(lines)
        assert all(part.plain for block in article.blocks if isinstance(block, Quote) for part in block.paragraphs)


@given(TEXTS)
@settings(max_examples=400)
def test_markdown_is_neither_lost_nor_doubled(text: str) -> None:
    text = text.replace("&amp;", "and")  # an entity is read as what it stands for
    article = loaded(text, "content/a.md").article
    split = frontmatter.split(text, "a")
    if article is None or split.line > 1:
        return
    rows = [row for row in markdown.read(text, 1, "", "a.md")[0] if row.kind in HEADER]
    header = "\n".join(part for row in rows for part in read(row.content or Text(row.plain)))
    found = letters(said(article)) + letters(header)
    missing, added = letters(text) - found, found - letters(text)
    assert (missing, added) == (Counter(), Counter())


WRAPPED = st.lists(
    st.sampled_from(("the council met in the old customs house and spoke about", "the ferry, and", "It rained.", "",
                     "- a hull that holds", "  that stays", "Harbour Reopens", "— Ann Lee, Harbour Council", "of it all.")),
    max_size=20,
).map("\n".join)  # fmt: skip


@given(st.one_of(TEXTS, WRAPPED))
@settings(max_examples=300)
def test_no_line_is_joined_where_none_is_cut(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layout, "_has_cut", lambda found, run: True)
        whole = layout.rows(text, 1)
    assert layout.rows(text, 1) == whole


@given(st.text(st.sampled_from("ab-.,， Zà1")))
@settings(max_examples=500)
def test_what_promises_more_is_seen_from_the_end_of_a_line(text: str) -> None:
    promises = layout._PROMISES_MORE.search(text) is not None
    assert layout._is_cut(Row(1, text), Row(2, "Zebra")) == (text != "" and promises)


@given(st.text(st.sampled_from("ab \n\t\u00a0é")))
@settings(max_examples=500)
def test_words_are_what_stands_between_spaces_and_breaks(text: str) -> None:
    if text == text.strip(" "):
        assert body._words(text) == len(re.findall(r"[^ \n\t]+", text))


@given(st.text(st.sampled_from("a. \n\t'&!|-")))
@settings(max_examples=500)
def test_text_without_special_characters_is_what_the_parser_makes_of_it(text: str) -> None:
    content = "\n".join(line.strip() for line in text.split("\n") if line.strip())
    inline = markdown_inline.Inline({})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown_inline, "_SPECIAL", ("",))  # which any text holds: it is parsed
        parsed = inline.read(content, 1)
    assert not content or "&" in content or inline.read(content, 1) == parsed
