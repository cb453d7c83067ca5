"""Markdown to rows, from the token stream of markdown-it-py."""

import re
from collections.abc import Sequence
from typing import Final, Literal

from markdown_it.token import Token
from markdown_it.utils import EnvType

from digest.issues import Issue
from digest.loader import blocks, footers, header, markdown_inline, plaintext, quotes, tangled
from digest.loader.blocks import Heading
from digest.loader.layout import joined
from digest.loader.markdown_inline import Inline
from digest.loader.rows import Row
from digest.records import Block, Code, Image, ListBlock, ListItem, Paragraph, Table, Text


def read(body: str, line: int, known_title: str, path: str) -> tuple[list[Row], tuple[Issue, ...]]:
    """The rows of a text that begins on `line` of its file, each settled, and what could not be read as meant.

    No row comes back from a text that is too large. One that is too tangled is read as plain text: nothing is lost.
    """
    if len(body) > tangled.LARGEST:
        message = f"more than {tangled.LARGEST:,} characters of Markdown"
        return [], (Issue("E204", path, message, hint="split the file, or name it .txt: plain text may be larger"),)
    problem = tangled.blocks(body)
    env: EnvType = {}
    tokens = [] if problem else markdown_inline.parser().parse(body, env)
    if not problem and any(token.level >= markdown_inline.DEEPEST - 2 for token in tokens):
        problem = "blocks within blocks, too deep to follow"
    if problem:
        return plaintext.read(body, line, known_title), (_tangled(path, line, problem),)
    reader = _Reader(tokens, line, Inline(env))
    rows = reader.rows(0, len(tokens))
    header.settle(rows, known_title, bare=False)
    _settle(rows)
    issues = tuple(
        _tangled(path, at, "too many marks in one paragraph; it is shown as written") for at in reader.verbatim
    )
    return rows, issues


def _tangled(path: str, line: int, message: str) -> Issue:
    return Issue("W304", path, message, line, hint="remove the marks, or put the text in a code block")


def _settle(rows: Sequence[Row]) -> None:
    """Settles what the tokens left open."""
    quotes.settle(rows)
    footers.settle(rows)
    for row in rows:
        if row.kind == "":
            if row.block is not None:
                row.settle("block", "a list")
                continue
            if row.mark:
                row.unmark()
            row.settle("paragraph", "a paragraph of Markdown")


class _Reader:
    """Tokens, and where they stand in the file."""

    def __init__(self, tokens: Sequence[Token], line: int, inline: Inline) -> None:
        self.tokens = tokens
        self.line = line
        self.inline = inline
        self.verbatim: list[int] = []
        """Lines of paragraphs whose marks are not read."""
        self.ends = _ends(tokens)

    def rows(self, at: int, end: int) -> list[Row]:
        """The rows of the tokens from `at` up to `end`."""
        out: list[Row] = []
        while at < end:
            token = self.tokens[at]
            last = self.ends.get(at, at)
            kind = token.type
            if kind == "paragraph_open":
                self.paragraph(self.tokens[at + 1], out)
            elif kind == "heading_open":
                self.heading(token, self.tokens[at + 1], out)
            elif kind == "blockquote_open":
                out += _quoted(self.rows(at + 1, last))
            elif kind in ("bullet_list_open", "ordered_list_open"):
                self.list_of(at, last, out)
            elif kind in ("fence", "code_block"):
                language = token.info.split(maxsplit=1)[0] if token.info.strip() else ""
                code = Code(token.content.removesuffix("\n"), self.at(token), language)
                out.append(_block(code, code.text, "indented or fenced code"))
            elif kind == "table_open":
                self.table(at, last, out)
            elif kind == "hr":
                out.append(Row(self.at(token), "", "separator", "a thematic break", mark=token.markup))
            at = last + 1
        return out

    def at(self, token: Token) -> int:
        """The line of the file on which a token begins."""
        return self.line + (token.map[0] if token.map else 0)

    def text(self, token: Token, content: str | None = None, line: int = 0) -> tuple[Text, list[Row]]:
        """The text of an inline token, and rows for the images in it."""
        line = line or self.at(token)
        content = token.content if content is None else content
        if tangled.inline(content):
            self.verbatim.append(line)
            return Text(content), []
        text, images = self.inline.read(content, line)
        return text, [_block(image, _image(image), "an image", "image") for image in images]

    def paragraph(self, token: Token, out: list[Row]) -> None:
        """A paragraph; lines of a header, and an attribution in its last line, are rows of their own."""
        first = self.at(token)
        for number, content in _parts(token.content, len(out)):
            text, images = self.text(token, content, first + number)
            if text.plain:
                out.append(_marked(Row(first + number, _written(content, text, images), content=text)))
            out += images

    def heading(self, opening: Token, token: Token, out: list[Row]) -> None:
        """A heading; images in it come after it."""
        text, images = self.text(token)
        if text.plain:
            level = int(opening.tag[1:])
            written = _written(token.content, text, images)
            out.append(
                Row(self.at(opening), written, "heading", f"marked with {opening.markup}", level=level, content=text)
            )
        out += images

    def list_of(self, at: int, end: int, out: list[Row]) -> None:
        """A list. One that holds a name or a date and nothing else may yet turn out to be none."""
        opening = self.tokens[at]
        items: list[ListItem] = []
        rows: list[Row] = []
        inner = at + 1
        while inner < end:
            last = self.ends[inner]
            item, of_item = self.item(inner + 1, last)
            items.append(item)
            rows += of_item
            inner = last + 1
        start = int(opening.attrs.get("start", 1)) if opening.type == "ordered_list_open" else None
        block = ListBlock(tuple(items), self.at(opening), start)
        row = Row(block.line, "", "block", "a list", block=block, inner=rows)
        alone = len(items) == 1 and items[0].text.plain and not items[0].blocks
        if alone and (out if opening.markup == "-" else start):
            row.settle("", "")  # "- Ann Lee" under a quote, or the German date "14. November 2026"
            row.mark, row.content = "- " if start is None else f"{start}. ", items[0].text
            row.text = next((inner.text for inner in rows), "")
        out.append(row)

    def item(self, at: int, end: int) -> tuple[ListItem, list[Row]]:
        """What stands in an item, its first paragraph and the rest; and its rows."""
        rows = self.rows(at, end)
        _settle(rows)
        inner = [Paragraph(item.text, item.line) if isinstance(item, Heading) else item for item in blocks.flow(rows)]
        for row in rows:
            if row.kind == "heading":
                row.settle("paragraph", "a heading within a list is a paragraph")
        if inner and isinstance(inner[0], Paragraph):
            next(row for row in rows if row.kind == "paragraph").settle("list_item", "an item of a list")
            return ListItem(inner[0].text, tuple(inner[1:])), rows
        return ListItem(Text(""), tuple(inner)), rows

    def table(self, at: int, end: int, out: list[Row]) -> None:
        """A table; images in its cells come after it."""
        rows: list[list[Text]] = []
        written: list[list[str]] = []
        align: list[Literal["", "left", "center", "right"]] = []
        after: list[Row] = []
        for token in self.tokens[at:end]:
            if token.type == "tr_open":
                rows.append([])
                written.append([])
            elif token.type == "th_open":
                align.append(_ALIGN.get(str(token.attrs.get("style", "")), ""))
            elif token.type == "inline":
                text, images = self.text(token)
                rows[-1].append(text)
                written[-1].append(_written(token.content, text, images))
                after += images
        table = Table(tuple(rows[0]), tuple(map(tuple, rows[1:])), self.at(self.tokens[at]), tuple(align))
        out.append(_block(table, "\n".join(map(" | ".join, written)), "a table"))
        out += after


_ALIGN: Final[dict[str, Literal["", "left", "center", "right"]]] = {
    "text-align:left": "left",
    "text-align:center": "center",
    "text-align:right": "right",
}


def _ends(tokens: Sequence[Token]) -> dict[int, int]:
    """For each token that opens: the index of the one that closes it."""
    ends: dict[int, int] = {}
    open_: list[int] = []
    for at, token in enumerate(tokens):
        if token.nesting == 1:
            open_.append(at)
        elif token.nesting == -1:
            ends[open_.pop()] = at
    return ends


def _block(block: Block, text: str, why: str, kind: Literal["block", "image"] = "block") -> Row:
    return Row(block.line, text, kind, why, block=block)


def _written(content: str, text: Text, images: Sequence[Row]) -> str:
    """A paragraph as it stands in the source, in one line; as it is read, if pictures were taken out of it."""
    if images:
        return text.plain
    return joined([part.strip() for part in content.split("\n")]) if "\n" in content else content


def _image(image: Image) -> str:
    """An image as Markdown."""
    title = f' "{image.caption.plain}"' if image.caption else ""
    return f"![{image.alt}]({image.src}{title})"


def _marked(row: Row) -> Row:
    """The row, with a dash at its head as its mark."""
    mark = quotes.dash(row.plain)
    if mark and row.content is not None:
        row.content = quotes.stretch(row.content, len(mark), len(row.content.plain))
        row.mark = mark
        row.text = re.sub(rf"^([*_~\[]*)\\?{re.escape(mark.strip())}\s*", r"\1", row.text)
    return row


def _parts(content: str, before: int) -> list[tuple[int, str]]:
    """The parts of a paragraph, each with the number of its first line: most have one part."""
    if "\n" not in content:
        return [(0, content)]
    lines = content.split("\n")
    if before < header.ROWS and len(lines) <= header.ROWS and all(map(_is_header, lines)):
        return list(enumerate(lines))
    last = lines[-1].strip()
    if quotes.dash(last) and quotes.names(last[len(quotes.dash(last)) :]):
        said = re.sub(r"(?: {2,}|(?<!\\)\\)$", "", "\n".join(lines[:-1]))  # the break between the two is no text
        return [(0, said), (len(lines) - 1, last)]
    return [(0, content)]


def _is_header(line: str) -> bool:
    return header.is_told(line.strip())


def _attributes(row: Row) -> bool:
    """Whether a row of a block quote says who said it."""
    return quotes.is_dash(row) and quotes.names(row.plain, alone=row.mark[0] != "-")


def _quoted(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows of a block quote: its paragraphs are a quote; lists, code and tables stay what they are."""
    previous: Row | None = None
    by: Row | None = None
    for row in rows:
        row.quoted = True
        if row.kind in ("", "heading") and row.block is None:
            if _attributes(row) and (row is rows[-1] or (previous is not None and previous.kind == "quote")):
                by = row
            else:
                if row.mark:
                    row.unmark()
                row.settle("quote", "marked with >")
                row.joined = previous is not None and previous.kind == "quote"
        previous = row
    said = max((at for at, row in enumerate(rows) if row.kind == "quote"), default=-1)
    if by and by is rows[-1] and 0 <= said < len(rows) - 2:
        return [*rows[: said + 1], by, *rows[said + 1 : -1]]  # a list or code stands between the quote and its speaker
    return rows
