"""An article's text to what templates get of it."""

import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from urllib.parse import urlsplit

from markupsafe import Markup
from msgspec import structs

from digest.records import Article, Block, Code, Image, ListBlock, Paragraph, Quote, Table, Text
from digest.renderer.markup import html
from digest.renderer.views import (
    BlockView,
    BodyView,
    CodeView,
    ImageView,
    ItemView,
    ListView,
    ParagraphView,
    QuoteView,
    SectionView,
    TableView,
)

_FILE = re.compile(r"(?:^|(?<=/))index\.html(?=#|$)")
CONTENTS = 3
"""Headings from which on an article gets a table of contents."""


def body(article: Article, root: str, targets: Mapping[str, str], page: str = "") -> BodyView:
    """The text of `article` for a page whose way to the site's root is `root`.

    `targets` has the relative links of the article as written, and the hrefs they lead to. `page` stands before a link
    to a place in the article itself; a feed item needs it.
    """

    def address(href: str) -> str:
        if href.startswith("#"):
            return page + href
        if is_absolute(href):
            return f"https:{href}" if page and href.startswith("//") else href
        found = targets.get(href, "")
        if not found:
            return ""
        # away from the site, an address has the folder form
        return root + (_FILE.sub("", found) if page else found)

    view = _Blocks(address)
    sections = tuple(
        SectionView(view.text(s.heading) if s.heading else None, s.anchor, s.level, view.blocks(s.blocks))
        for s in article.sections
    )
    lede = view.text(article.lede.text) if article.lede else None
    return BodyView(lede, sections, sum(1 for s in article.sections if s.heading) >= CONTENTS)


def is_absolute(href: str) -> bool:
    """Whether `href` needs no place to start from."""
    return href.startswith("//") or bool(_scheme(href))


def _scheme(href: str) -> str:
    try:
        return urlsplit(href).scheme
    except ValueError:
        return ""


class _Blocks:
    """Turns blocks to views; numbers the quotes of one article."""

    def __init__(self, address: Callable[[str], str]) -> None:
        self.address = address
        self.quotes = 0

    def text(self, text: Text) -> Markup:
        return html(text, self.address)

    def attribution(self, quote: Quote) -> Markup | None:
        """Who said it, as written."""
        if quote.attribution is None or quote.speaker is None:
            return None
        before, name, after = _around(quote.attribution, quote.speaker.name or "")
        return Markup('{}<span class="name">{}</span>{}').format(self.text(before), self.text(name), self.text(after))

    def blocks(self, blocks: tuple[Block, ...]) -> tuple[BlockView, ...]:
        return tuple(view for block in blocks if (view := self.block(block)) is not None)

    def block(self, block: Block) -> BlockView | None:
        """The block's view; None for a picture that is not there."""
        match block:
            case Paragraph():
                return ParagraphView(self.text(block.text), block.footer)
            case Quote():
                self.quotes += 1
                said = tuple(map(self.text, block.paragraphs))
                return QuoteView(f"q-{self.quotes}", said, block.speaker, self.attribution(block))
            case ListBlock():
                items = tuple(ItemView(self.text(item.text), self.blocks(item.blocks)) for item in block.items)
                return ListView(items, block.start)
            case Image():
                src = self.address(block.src)
                caption = self.text(block.caption) if block.caption else None
                href = self.address(block.href) if block.href else ""
                return ImageView(src, block.alt, caption, block.credit, href) if src else None
            case Code():
                return CodeView(block.text, block.language)
            case Table():
                rows = tuple(tuple(map(self.text, row)) for row in block.rows)
                return TableView(tuple(map(self.text, block.header)), rows, block.align)


def _around(text: Text, name: str) -> tuple[Text, Text, Text]:
    """`text` parted before and after a name; all of it is in the middle if a span would be cut."""
    start = text.plain.replace("\u00a0", " ").replace("\u202f", " ").find(name)
    places = (0, start, start + len(name), len(text.plain))
    if not name or start < 0 or any(span.start < place < span.end for span in text.spans for place in places):
        return Text(""), text, Text("")
    before, middle, after = (_part(text, *ends) for ends in pairwise(places))
    return before, middle, after


def _part(text: Text, start: int, end: int) -> Text:
    """The characters from `start` to `end`, with the spans that are wholly among them."""
    spans = (
        structs.replace(span, start=span.start - start, end=span.end - start)
        for span in text.spans
        if start <= span.start and span.end <= end
    )
    return Text(text.plain[start:end], tuple(spans))
