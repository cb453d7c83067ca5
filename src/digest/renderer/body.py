"""An article's text to what templates get of it."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Final
from urllib.parse import urlsplit

from markupsafe import Markup

from digest.patterns import late
from digest.records import Article, Block, Code, Image, ListBlock, Paragraph, Quote, Section, Span, Speaker, Table, Text
from digest.renderer.markup import escaped, html, lines, safe
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

_FILE = late(r"(?:^|(?<=/))index\.html(?=#|$)")
_NONE: Final[Mapping[str, str]] = {}
CONTENTS = 3
"""Headings from which on an article gets a table of contents."""


def body(
    article: Article, root: str, targets: Mapping[str, str], page: str = "", voices: Mapping[str, str] = _NONE
) -> BodyView:
    """The text of `article` for a page whose way to the site's root is `root`.

    `targets` has the relative links of the article as written, and the hrefs they lead to. `page` stands before a link
    to a place in the article itself; a feed item needs it. `voices` has the names of those who are quoted, as they
    stand in attributions, and the hrefs they lead to.
    """
    return Bodies(article).at(root, targets, page, voices)


class Bodies:
    """The text of an article on several pages: what does not hang on the place is made once."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.same: dict[int, tuple[SectionView, int]] = {}
        """Of sections that do not hang on the place, by their ids: each with the number of its quotes."""

    def at(self, root: str, targets: Mapping[str, str], page: str = "", voices: Mapping[str, str] = _NONE) -> BodyView:
        """As `body`."""
        article = self.article
        view = _Blocks(root, targets, page, voices)
        lede = view.text(article.lede.text) if article.lede else None
        sections = tuple([self.section(section, view) for section in article.sections])
        contents = len([s for s in sections if s.heading is not None]) >= CONTENTS
        return BodyView(lede, sections, contents)

    def section(self, section: Section, view: "_Blocks") -> SectionView:
        """The section, as `view` makes it, or as it was made for another place."""
        found = self.same.get(id(section))
        if found:
            view.quotes += found[1]
            return found[0]
        view.placed, quotes = False, view.quotes
        made = view.section(section)
        if not view.placed:
            self.same[id(section)] = (made, view.quotes - quotes)
        return made


def is_absolute(href: str) -> bool:
    """Whether `href` needs no place to start from."""
    return href.startswith("//") or bool(_WEB.match(href)) or bool(_scheme(href))


_WEB = late(r"https?://[A-Za-z0-9.-]+(?:[/?#]|$)")
"""Nearly all addresses: what there is no need to take apart. That would take ten times as long."""


def _scheme(href: str) -> str:
    try:
        return urlsplit(href).scheme
    except ValueError:
        return ""


class _Blocks:
    """Turns blocks to views; numbers the quotes of one article."""

    def __init__(self, root: str, targets: Mapping[str, str], page: str, voices: Mapping[str, str]) -> None:
        self.root = root
        self.targets = targets
        self.page = page
        self.voices = voices
        self.placed = False
        """Whether what is made hangs on the place: it has a link within the site."""
        self.quotes = 0

    def address(self, href: str) -> str:
        """Where a link as written leads; empty if nowhere."""
        if is_absolute(href) and not href.startswith("//"):
            return href
        self.placed = True
        if href.startswith("#"):
            return self.page + href
        if href.startswith("//"):
            return f"https:{href}" if self.page else href
        found = self.targets.get(href, "")
        if not found:
            return ""
        # away from the site, an address has the folder form
        return self.root + (_FILE.sub("", found) if self.page else found)

    def text(self, text: Text) -> Markup:
        return html(text, self.address)

    def voice(self, text: Text) -> Markup:
        """A text whose only links are those to voices."""
        return html(text, self.root.__add__)

    def texts(self, texts: tuple[Text, ...]) -> tuple[Markup, ...]:
        return tuple(map(self.text, texts))

    def attribution(self, quote: Quote) -> Markup | None:
        """Who said it, as written."""
        if quote.attribution is None or quote.speaker is None:
            return None
        text = quote.attribution
        if not text.spans:
            shown, linked = _attributed(text.plain, quote.speaker, self.voices, self.root)
            self.placed = self.placed or linked
            return safe(shown)
        if any(span.mark == "link" for span in text.spans):  # links don't nest
            written = self.text
        else:
            text = _linked(text, quote.speaker, self.voices)
            self.placed = self.placed or text is not quote.attribution
            written = self.voice
        before, name, after = map(written, _around(text, quote.speaker.name or ""))
        return safe(f'{before}<span class="name">{name}</span>{after}')

    def section(self, section: Section) -> SectionView:
        heading = self.text(section.heading) if section.heading else None
        return SectionView(heading, section.anchor, section.level, self.blocks(section.blocks))

    def blocks(self, blocks: tuple[Block, ...]) -> tuple[BlockView, ...]:
        return tuple([view for view in map(self.block, blocks) if view is not None])

    def block(self, block: Block) -> BlockView | None:
        """The block's view; None for a picture that is not there."""
        match block:
            case Paragraph():
                return ParagraphView(self.text(block.text), block.footer)
            case Quote():
                self.quotes += 1
                said = self.texts(block.paragraphs)
                length = sum([len(text.plain) for text in block.paragraphs])
                return QuoteView(f"q-{self.quotes}", said, block.speaker, self.attribution(block), length)
            case ListBlock():
                items = tuple([ItemView(self.text(item.text), self.blocks(item.blocks)) for item in block.items])
                return ListView(items, block.start)
            case Image():
                src = self.address(block.src)
                caption = self.text(block.caption) if block.caption else None
                href = self.address(block.href) if block.href else ""
                return ImageView(src, block.alt, caption, block.credit, href) if src else None
            case Code():
                return CodeView(block.text, block.language)
            case Table():
                return TableView(self.texts(block.header), tuple(map(self.texts, block.rows)), block.align)


def _attributed(plain: str, speaker: Speaker, voices: Mapping[str, str], root: str) -> tuple[str, bool]:
    """An attribution without marks, as nearly all are, and whether there is a link in it: what `_linked` and `_around`
    would make of it, in a third of the time.
    """
    level = plain.replace("\u00a0", " ").replace("\u202f", " ")
    links: list[tuple[int, int, str]] = []
    end = 0
    for name in _names(speaker) if voices else ():
        start = level.find(name, end) if name in voices else -1
        if start >= 0:
            end = start + len(name)
            links.append((start, end, f'<a href="{escaped(root + voices[name])}">'))
    start = level.find(speaker.name) if speaker.name else -1
    end = start + len(speaker.name or "")
    if start < 0 or any(first < place < last for first, last, _ in links for place in (start, end)):
        start, end = 0, len(plain)
    found: list[str] = []
    for opening, begin, stop, closing in (
        ("", 0, start, ""),
        ('<span class="name">', start, end, "</span>"),
        ("", end, len(plain), ""),
    ):
        found.append(opening)
        at = begin
        for first, last, link in links:
            if begin <= first and last <= stop:
                found += (lines(plain[at:first]), link, lines(plain[first:last]), "</a>")
                at = last
        found += (lines(plain[at:stop]), closing)
    return "".join(found), bool(links)


def _names(speaker: Speaker) -> tuple[str, ...]:
    """Of whom an attribution may name: the people, then the institution."""
    people = speaker.people or ((speaker.name,) if speaker.name else ())
    return (*people, speaker.institution) if speaker.institution else people


def _linked(text: Text, speaker: Speaker, voices: Mapping[str, str]) -> Text:
    """An attribution with its names as links to their voices, where each stands first and cuts no mark in two."""
    if not voices:
        return text
    plain = text.plain.replace("\u00a0", " ").replace("\u202f", " ")
    spans = list(text.spans)
    end = 0
    for name in _names(speaker):
        start = plain.find(name, end) if name in voices else -1
        if start < 0:
            continue
        end = start + len(name)
        if not any(span.start < place < span.end for span in text.spans for place in (start, end)):
            spans.append(Span(start, end, "link", voices[name]))
    return Text(text.plain, tuple(sorted(spans, key=lambda span: (span.start, -span.end)))) if end else text


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
    if not text.spans:
        return Text(text.plain[start:end])
    spans = [
        Span(span.start - start, span.end - start, span.mark, span.href, span.title)
        for span in text.spans
        if start <= span.start and span.end <= end
    ]
    return Text(text.plain[start:end], tuple(spans))
