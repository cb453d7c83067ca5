"""Markdown to rows, from the token stream of markdown-it-py."""

import re
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Final, Literal

from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token
from markdown_it.utils import EnvType

from digest.issues import Issue
from digest.loader import (
    blocks,
    comments,
    definitions,
    footers,
    header,
    markdown_inline,
    paragraphs,
    plaintext,
    quotes,
    tangled,
)
from digest.loader.blocks import Heading
from digest.loader.layout import joined
from digest.loader.markdown_inline import Inline
from digest.loader.rows import Row
from digest.patterns import late
from digest.records import Block, Code, Image, ListBlock, ListItem, Paragraph, Table, Text

_OPTIONS: Final = late(r"\{.*\}|(?:[\w-]+=(?:\S+|\"[^\"]*\")\s*)+")
"""What other programs want to know of code, after its language."""
_MOST_CELLS: Final = 0x10000
"""Of a table that is widened, as markdown-it has it for rows that it fills up."""


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
    inline = Inline(env)
    reader = _Reader(tokens, body, line, inline, definitions.unused(tokens, inline) if "references" in env else ())
    rows = reader.rows(0, len(tokens))
    header.settle(rows, known_title, bare=False)
    _settle(rows)
    rows += reader.unseen  # last, so that they part nothing
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

    def __init__(
        self, tokens: Sequence[Token], body: str, line: int, inline: Inline, unused: Collection[int] = ()
    ) -> None:
        self.tokens = tokens
        self.body = body
        self.line = line
        self.inline = inline
        self.unused = unused
        """Lines of the body on which link definitions begin that nothing refers to."""
        self.verbatim: list[int] = []
        """Lines of paragraphs whose marks are not read."""
        self.unseen: list[Row] = []
        """Comments, which are not published."""
        self.ends = _ends(tokens)

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the body."""
        return self.body.split("\n")

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
                code = self.code(token)
                out.append(_block(code, code.text, "indented or fenced code"))
            elif kind == "table_open":
                self.table(at, last, out)
            elif kind == "hr":
                out.append(Row(self.at(token), "", "separator", "a thematic break", mark=token.markup))
            elif kind == comments.KIND:
                self.hide(token.content, self.at(token))
            elif kind == "definition":
                self.definition(token, out)
            at = last + 1
        return out

    def at(self, token: Token) -> int:
        """The line of the file on which a token begins."""
        return self.line + (token.map[0] if token.map else 0)

    def read(self, content: str, line: int, whole: bool = False) -> list[Paragraph | Image]:
        """The text that begins on `line`, and the pictures in it."""
        if tangled.inline(content):
            self.verbatim.append(line)
            return [Paragraph(Text(content), line)]
        return self.inline.read(content, line, whole)

    def text(self, content: str, line: int) -> tuple[Text, list[Row]]:
        """The whole of a text that begins on `line`, and rows for the pictures in it."""
        text = Text("")
        images: list[Row] = []
        for part in self.read(content, line, whole=True):
            if isinstance(part, Image):
                images.append(_image(part))
            else:
                text = part.text
        return text, images

    def paragraph(self, token: Token, out: list[Row]) -> None:
        """A paragraph; lines of a header, and an attribution in its last line, are rows of their own."""
        first = self.at(token)
        content = token.content
        if "\n" not in content:
            self.prose(content, first, out)
            return
        lines = content.split("\n")
        head = self.header_lines(lines, out) if token.level == 1 else 0
        for number, part in paragraphs.parts(lines, head):
            self.prose(part, first + number, out)

    def prose(self, content: str, line: int, out: list[Row]) -> None:
        """The rows of a text."""
        mark = paragraphs.plain_mark(content)
        if mark == "\\":
            text = joined([part.strip() for part in content.removeprefix(mark).split("\n")])
            parts: list[Paragraph | Image] = [Paragraph(markdown_inline.bare(text), line)]
        else:
            parts = self.read(content, line)
        for part in parts:
            if isinstance(part, Image):
                out.append(_image(part))
                continue
            if not part.text.plain:
                continue  # a no-break space alone
            written = _written(content, part.text, parts[1:])
            row = Row(part.line, written, content=part.text)
            out.append(row)
            if mark:
                row.literal, row.text = True, row.text.removeprefix("\\")
                row.settle("paragraph", "a backslash before it: plain text")
            else:
                _find_dash(row)
        if not parts and content:
            self.hide(content, line)

    def header_lines(self, lines: Sequence[str], out: Sequence[Row]) -> int:
        """How many lines at the head of a paragraph under the rows of `out` tell of the article."""

        def said(line: str) -> str:
            parts = self.inline.read(line, 0)
            return " ".join(part.text.plain for part in parts if isinstance(part, Paragraph))

        return paragraphs.header_lines(lines, out, said)

    def hide(self, text: str, line: int) -> None:
        """Keeps a text out of the article."""
        self.unseen.append(Row(line, text, "separator", "a comment, which is not published"))

    def definition(self, token: Token, out: list[Row]) -> None:
        """A link definition is text if nothing refers to it."""
        first, end = token.map or (0, 0)
        if first not in self.unused:
            return
        lines = self.lines[first:end]
        lines[0] = lines[0][lines[0].index("[") :]
        text = " ".join(line.strip(" \t>") for line in lines)
        if token.meta["url"] in ("#", ""):
            self.hide(text, self.at(token))
        else:
            why = "a link definition that nothing refers to"
            out.append(Row(self.at(token), text, "paragraph", why, content=markdown_inline.bare(text)))

    def code(self, token: Token) -> Code:
        """Code; what is said beside its language is its first line."""
        language, _, rest = token.info.strip().partition(" ")
        content = token.content.removesuffix("\n")
        if rest and not _OPTIONS.fullmatch(rest.strip()):
            content = "\n".join(part for part in (token.info.strip(), content) if part)
            language = ""
        return Code(content, self.at(token), language)

    def heading(self, opening: Token, token: Token, out: list[Row]) -> None:
        """A heading; images in it come after it."""
        text, images = self.text(token.content, self.at(token))
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
        if self.is_date(at, end, out):
            self.paragraph(self.dated(at), out)
            return
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
        alone = self.is_line(at + 2, end - 2) and items[0].text.plain and not items[0].blocks
        if alone and (out if opening.markup == "-" else start):
            row.settle("", "")  # "- Ann Lee" under a quote, or the German date "14. November 2026"
            row.mark, row.content = "- " if start is None else f"{start}. ", items[0].text
            row.text = next((inner.text for inner in rows), "")
        out.append(row)

    def is_line(self, at: int, end: int) -> bool:
        """Whether the only thing from `at` to `end` is a paragraph of one line."""
        return self.ends.get(at) == end and "\n" not in self.tokens[at + 1].content

    def is_date(self, at: int, end: int, out: Sequence[Row]) -> bool:
        """Whether a list is a German date at the head of a longer paragraph: "14. November 2026"."""
        opening = self.tokens[at]
        return (
            opening.type == "ordered_list_open"
            and opening.level == 0
            and self.ends[at + 1] == end - 1
            and self.ends.get(at + 2) == end - 2
            and self.tokens[at + 2].type == "paragraph_open"
            and self.header_lines(self.dated(at).content.split("\n"), out) > 0
        )

    def dated(self, at: int) -> Token:
        """The paragraph of the only item of a list, with its number as text."""
        token = self.tokens[at + 3]
        return token.copy(level=1, content=f"{self.tokens[at + 1].info}. {token.content}")

    def item(self, at: int, end: int) -> tuple[ListItem, list[Row]]:
        """What stands in an item, its first paragraph and the rest; and its rows."""
        rows = self.rows(at, end)
        _settle(rows)
        inner = [Paragraph(item.text, item.line) if isinstance(item, Heading) else item for item in blocks.flow(rows)]
        for row in rows:
            if row.kind == "heading":
                row.settle("paragraph", "a heading within a list is a paragraph")
        if inner and isinstance(inner[0], Paragraph):
            row = next(row for row in rows if row.kind == "paragraph")
            row.settle("list_item", "an item of a list")
            row.mark = f"{self.tokens[at - 1].info}{self.tokens[at - 1].markup} "
            row.line = self.at(self.tokens[at - 1])  # its text may begin below its mark
            return ListItem(inner[0].text, tuple(inner[1:])), rows
        return ListItem(Text(""), tuple(inner)), rows

    def table(self, at: int, end: int, out: list[Row]) -> None:
        """A table; images in its cells come after it. It gets as wide as its widest row."""
        rows: list[list[Text]] = []
        written: list[list[str]] = []
        align: list[Literal["", "left", "center", "right"]] = []
        after: list[Row] = []
        surplus: dict[int, list[str]] = {}
        for token in self.tokens[at:end]:
            if token.type == "tr_open":
                rows.append([])
                written.append([])
                if cells := self.cells(token)[len(align) :] if align else ():
                    surplus[len(rows) - 1] = cells
            elif token.type == "th_open":
                align.append(_ALIGN.get(str(token.attrs.get("style", "")), ""))
            elif token.type == "inline":
                text, images = self.text(token.content, self.at(token))
                rows[-1].append(text)
                written[-1].append(_written(token.content, text, images))
                after += images
        more = max(map(len, surplus.values()), default=0)
        for number, cells in surplus.items():
            for cell in cells if more * len(rows) <= _MOST_CELLS else (" | ".join(cells),):
                text, images = self.text(cell, self.at(self.tokens[at]) + 1 + number)
                rows[number].append(text)
                written[number].append(_written(cell, text, images))
                after += images
        width = max(map(len, rows))
        head, *others = (tuple(row + [Text("")] * (width - len(row))) for row in rows)
        align += [""] * (width - len(align))
        table = Table(head, tuple(others), self.at(self.tokens[at]), tuple(align))
        out.append(_block(table, "\n".join(map(" | ".join, written)), "a table"))
        out += after

    def cells(self, row: Token) -> list[str]:
        """The cells of a row of a table as written: markdown-it leaves out those for which the header has no column."""
        if not row.map:
            return []
        cells = escapedSplit(self.lines[row.map[0]].lstrip(" \t>").rstrip())
        if cells[0] == "":
            del cells[0]
        if cells and cells[-1] == "":
            del cells[-1]
        return [cell.strip() for cell in cells]


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


def _written(content: str, text: Text, images: Sequence[object]) -> str:
    """A paragraph as it stands in the source, in one line; as it is read, if pictures were taken out of it."""
    if images:
        return text.plain
    return joined([part.strip() for part in content.split("\n")]) if "\n" in content else content


def _image(image: Image) -> Row:
    """A picture, with its text as Markdown."""
    title = f' "{image.caption.plain}"' if image.caption else ""
    shown = f"![{image.alt}]({image.src}{title})"
    return _block(image, f"[{shown}]({image.href})" if image.href else shown, "an image", "image")


def _find_dash(row: Row) -> None:
    """Makes a dash at the head of a row its mark."""
    mark = quotes.dash(row.plain)
    if mark and row.content is not None:
        row.content = quotes.stretch(row.content, len(mark), len(row.content.plain))
        row.mark = mark
        row.text = re.sub(rf"^([*_~\[]*)\\?{re.escape(mark.strip())}\s*", r"\1", row.text)


def _attributes(row: Row) -> bool:
    """Whether a row of a block quote says who said it."""
    return not row.literal and quotes.is_dash(row) and quotes.names(row.plain, alone=row.mark[0] != "-")


def _quoted(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows of a block quote: its paragraphs are a quote; lists, code and tables stay what they are."""
    previous: Row | None = None
    by: Row | None = None
    for row in rows:
        row.quoted = True
        if row.kind in ("", "heading", "paragraph") and row.block is None:
            if _attributes(row) and (row is rows[-1] or (previous is not None and previous.kind == "quote")):
                by = row
            else:
                if row.mark:
                    row.unmark()
                row.settle("quote", "marked with >")
                row.joined = previous is not None and previous.kind == "quote"
        previous = row
    said = max((at for at, row in enumerate(rows) if row.kind == "quote"), default=-1)
    between = rows[said + 1 : -1]
    if (
        by
        and by is rows[-1]
        and said >= 0
        and between
        and not any(row.block is None and _attributes(row) for row in between)
    ):
        return [*rows[: said + 1], by, *between]  # a list or code stands between the quote and its speaker
    return rows
