"""Settled rows to the blocks and headings of an article, in source order."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, TypeAlias, final

from msgspec import Struct

from digest.loader import quotes
from digest.loader.attribution import speaker
from digest.loader.rows import HEADER, Row
from digest.records import Block, ListBlock, ListItem, Paragraph, Quote, Text


@final
class Heading(Struct, frozen=True):
    """A heading, with the level that the source gives it."""

    text: Text
    level: int
    line: int


Flow: TypeAlias = list[Block | Heading]

_UNSEEN: Final = frozenset(("separator", *HEADER))
"""Kinds of rows that are no blocks."""

_speaker: Final = lru_cache(4096)(speaker)
"""The same people speak in many articles, and to take an attribution apart costs as much as all the rest of a quote."""


def flow(rows: Sequence[Row]) -> Flow:
    """Blocks and headings. Header rows and separators are no part of it."""
    out: Flow = []
    at = 0
    while at < len(rows):
        row = rows[at]
        kind = row.kind
        if kind == "quote":
            quote, at = _quote(rows, at)
            out.append(quote)
            continue
        if kind == "list_item":
            items, at = _list(rows, at, row.level)
            out.append(items)
            continue
        if kind == "heading":
            out.append(Heading(text_of(row), row.level or 2, row.line))
        elif row.block is not None and kind not in HEADER:
            out.append(row.block)
        elif kind not in _UNSEEN:
            out.append(Paragraph(text_of(row), row.line, kind == "footer"))
        at += 1
    return out


def text_of(row: Row) -> Text:
    """What a row says, with its inline marks."""
    return Text(row.text) if row.content is None else row.content


def _quote(rows: Sequence[Row], at: int) -> tuple[Quote, int]:
    """The quote that begins at `at`, and the index after it and its attribution."""
    first = rows[at]
    if first.named:
        text = text_of(first)
        own = quotes.unmarked(quotes.stretch(text, 0, first.said))
        given = quotes.stretch(text, first.named, first.ended)
        return Quote((own,), _speaker(given.plain), first.line, given), at + 1
    end = at + 1
    while end < len(rows) and rows[end].kind == "quote" and rows[end].joined:
        end += 1
    said = tuple(text_of(row) for row in rows[at:end])
    if end == len(rows) or rows[end].kind != "attribution":
        return Quote(quotes.bare(said), None, first.line), end
    given = text_of(rows[end])
    return Quote(quotes.bare(said), _speaker(given.plain), first.line, given), end + 1


def _list(rows: Sequence[Row], at: int, level: int) -> tuple[ListBlock, int]:
    """The list of this level that begins at `at`, and the index after it."""
    first = rows[at]
    ordered = first.mark[:1].isdigit()
    items: list[ListItem] = []
    previous = first
    while at < len(rows) and rows[at].kind == "list_item" and rows[at].level >= level:
        row = rows[at]
        if row.level == level and items and not _goes_on(previous, row):
            break
        if row.level == level:
            previous = row
        at += 1
        inner: list[Block] = []
        while at < len(rows) and rows[at].kind == "list_item" and rows[at].level > level:
            block, at = _list(rows, at, rows[at].level)
            inner.append(block)
        items.append(ListItem(text_of(row), tuple(inner)))
    return ListBlock(tuple(items), first.line, _number(first) if ordered else None), at


def _goes_on(previous: Row, row: Row) -> bool:
    """Whether an item is of the same list as the one before: the same mark, or the next number, or the same again."""
    if previous.mark[:1].isdigit() and row.mark[:1].isdigit():
        return _number(row) - _number(previous) in (0, 1)
    return row.mark == previous.mark


def _number(row: Row) -> int:
    return int(row.mark.rstrip()[:-1])
