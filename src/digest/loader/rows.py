"""The record that the readers of plain text and of Markdown share: what stands on a line, and what it was read as."""

from collections.abc import Sequence
from typing import Final, Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from digest.records import Block, Text

Kind: TypeAlias = Literal[
    "",
    "title",
    "subtitle",
    "byline",
    "date",
    "source",
    "heading",
    "paragraph",
    "quote",
    "attribution",
    "list_item",
    "image",
    "block",
    "footer",
    "separator",
]

HEADER: Final = ("title", "subtitle", "byline", "date", "source")
"""The kinds that tell of the article and are not in its body."""


class Row(Struct):
    """A block in the making. Not frozen: each stage of a reader settles the kind of those rows that it knows."""

    line: int
    """1-based, of the source."""
    text: str
    """As written, without the mark that begins the line; wrapped lines are joined."""
    kind: Kind = ""
    """Empty until settled; then it stays."""
    why: str = ""
    """The rule that settled it, for people."""
    confidence: float = 1.0
    """From 0 to 1: the share of such lines, in real articles, that are what the rule says. 1 for what is marked."""
    signs: Sequence[int] = ()
    """Of a line that could be a heading without a mark: what was weighed; headings.why tells it."""
    gap: bool = False
    """A blank line stands before it."""
    indent: int = 0
    """Characters of space before its first line."""
    mark: str = ""
    """What began the line and is no part of what is said, with the space after it: `## `, `- `, `12. `, `—`, `\\`."""
    level: int = 0
    """Of a heading, as marked, 0 for one without a mark; of a list item, its depth from 0."""
    quoted: bool = False
    """It was marked with `>`."""
    joined: bool = False
    """Part of the same quote as the row before."""
    said: int = 0
    """Of a quote with an attribution in its own line: the index after the quote, quotation marks included."""
    named: int = 0
    """And the index at which the attribution begins."""
    ended: int = 0
    """And the index after it: a bracket may close there."""
    literal: bool = False
    """No inline marks are read in it."""
    content: Text | None = None
    """The text without its inline marks; None: it has none."""
    block: Block | None = None
    """Of the kinds image and block: what it is."""
    inner: "Sequence[Row]" = ()
    """Of a list of Markdown: the rows of its items, those of lists within it among them."""

    @property
    def plain(self) -> str:
        """What is read: the text without its inline marks."""
        return self.text if self.content is None else self.content.plain

    def unmark(self) -> None:
        """Puts the mark back into the text: it turned out to be none."""
        if not self.mark:
            return
        if self.content is not None:
            shift = len(self.mark)
            spans = (replace(span, start=span.start + shift, end=span.end + shift) for span in self.content.spans)
            self.content = Text(self.mark + self.content.plain, tuple(spans))
        self.text, self.mark = self.mark + self.text, ""

    def settle(self, kind: Kind, why: str, confidence: float = 1.0) -> None:
        """Says what it is, by which rule, and how sure that is."""
        self.kind = kind
        self.why = why
        self.confidence = confidence
