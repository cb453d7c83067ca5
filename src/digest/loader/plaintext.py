"""Plain text to rows: the stages, in their order."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from digest.loader import ends, footers, header, headings, inline, layout, links, quotes
from digest.loader.rows import Row
from digest.patterns import late
from digest.records import Image, Text

_IMAGE: Final = late(
    r"\[([^\]]*)\]\(\s*<?([^()<>\s]*(?:\([^()<>\s]*\)[^()<>\s]*)*)>?(?:\s+[\"“']([^\"”]*)[\"”'])?\s*\)"
)
_LIST: Final = late(r"[-*•+‣◦]|\d{1,3}[.)]")
_NOTHING: Final = "nothing says that it is anything else"
_UNSURE: Final = 0.7
"""Of a line that may be only a part of a sentence."""
DEEPEST: Final = 6
"""Levels of lists within lists."""


def read(body: str, line: int, known_title: str, explained: bool = True) -> list[Row]:
    """The rows of a text that begins on `line` of its file, each settled.

    `explained`: with why each is what it is, and how sure that is. That takes longer, and changes nothing else.
    """
    rows = opened(body, line, known_title)
    headings.settle(rows, explained)
    _rest(rows)
    if explained:
        for above, row in pairwise(rows):
            if row.kind == "paragraph" and row.text[:1].islower():
                _doubt(above, row)
    return rows


def _doubt(above: Row, row: Row) -> None:
    """Says of two parts of what may be one sentence that they may be."""
    if above.kind not in ("paragraph", "heading") or above.mark or above.literal or row.literal or row.mark:
        return
    if above.level or ends.last(above.text) in ends.SENTENCE:
        return
    for part in (above, row):
        part.confidence = min(part.confidence, _UNSURE)
    if above.kind == "paragraph":
        above.why = f"{_NOTHING}; it may go on in the next line"


def opened(body: str, line: int, known_title: str) -> list[Row]:
    """The rows, with all settled that needs no comparison: what is left open are headings, lists and paragraphs."""
    rows = layout.rows(body, line)
    if "=" in body and "===" in body:  # to look for one character takes a fiftieth of the time
        rows = _without_underlines(rows)
    _marks(rows)
    if inline.any_in(body):
        _inline(rows)
    header.settle(rows, known_title)
    quotes.settle(rows)
    footers.settle(rows)
    return rows


def _marks(rows: Sequence[Row]) -> None:
    """Settles what a mark at its head says without doubt."""
    for row in rows:
        mark = row.mark
        if row.quoted:
            if not quotes.is_dash(row):
                row.unmark()
                row.settle("quote", "marked with >")
        elif not mark:
            continue
        elif mark[0] == "\\":
            row.literal = True
            row.settle("paragraph", "a backslash before it: plain text")
        elif mark[0] == "#":
            row.level = len(mark.rstrip())
            row.text = _without_closing(row.text)
            row.settle("heading", f"marked with {mark.rstrip()}")
        elif mark[0] == "!":
            _image(row)
        elif not row.text:
            row.settle("separator", "marks and no words")


def _without_closing(text: str) -> str:
    """A heading without the signs that may close it: `## The bridge ##`."""
    bare = text.rstrip("#")
    return bare.rstrip() if len(bare) < len(text) and bare[-1:].isspace() else text


def _inline(rows: Sequence[Row]) -> None:
    """Reads light marks where there are any."""
    for row in rows:
        if not row.literal and row.kind not in ("image", "separator"):
            content = inline.light(row.text)
            if content.plain != row.text or content.spans:
                row.content = content


def _image(row: Row) -> None:
    found = _IMAGE.fullmatch(row.text)
    if found and links.is_picture(found[2]):
        row.block = Image(found[2], found[1].strip(), row.line, Text(found[3]) if found[3] else None)
        row.settle("image", "an image alone on its line")
    row.unmark()


def _without_underlines(rows: list[Row]) -> list[Row]:
    """The rows without lines of `=`, which make a heading of the line above."""
    out: list[Row] = []
    for row in rows:
        if row.mark[:1] != "=":
            out.append(row)
        elif out and not out[-1].mark and not out[-1].quoted and not row.gap:
            out[-1].level, out[-1].mark = 1, "="
            out[-1].settle("heading", "underlined with =")
    return out


def _rest(rows: Sequence[Row]) -> None:
    """Settles list items, each with its depth by how far it is indented; what is still open is a paragraph."""
    indents: list[int] = []
    for row in rows:
        if row.kind == "" and row.quoted:
            row.unmark()
            row.settle("quote", "marked with >")
        if row.mark and row.kind == "" and _LIST.fullmatch(row.mark.rstrip()):
            while indents and row.indent < indents[-1]:
                indents.pop()
            if not indents or (row.indent >= indents[-1] + 2 and len(indents) < DEEPEST):
                indents.append(row.indent)
            row.level = len(indents) - 1
            row.settle("list_item", f"begins with {row.mark.rstrip()}", row.confidence)
        else:
            indents.clear()
            if row.kind == "":
                if row.mark:
                    row.unmark()
                row.kind, row.why = "paragraph", _NOTHING
