"""The nouns that everything else speaks in: sources, articles and what they are made of, cards.

All are frozen and hold only plain data, so that they can be compared, hashed, exported and sent to another process.
None can be part of a cycle: the garbage collector need not look at them (gc=False), however many a site has.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal, TypeAlias, final

from msgspec import Struct

from digest.excerpts import DESCRIPTION, TEASER, clip
from digest.terms import terms

Mark: TypeAlias = Literal["emphasis", "strong", "strike", "code", "link"]


class Source(Struct, frozen=True, gc=False):
    """The bytes of an article file."""

    path: str
    """Relative to the site's root, with forward slashes: `content/2026/vote.txt`."""
    data: bytes


class Span(Struct, frozen=True, gc=False):
    """A stretch of a text that is marked. Spans nest; they never overlap by halves."""

    start: int
    """Index of the first character."""
    end: int
    """Index after the last character."""
    mark: Mark
    href: str = ""
    """For a link: its target as the author gave it, of a safe scheme or relative."""
    title: str = ""
    """For a link: what is shown while the pointer rests on it."""


class Text(Struct, frozen=True, gc=False):
    """A run of prose: the characters that are read, and where they are marked."""

    plain: str
    """Without any markup. A line break that is meant is `\\n`."""
    spans: tuple[Span, ...] = ()
    """Ordered by start, the longer one first."""


class Speaker(Struct, frozen=True, gc=False):
    """Who said it."""

    as_given: str
    """The whole attribution as written, without its dash."""
    name: str | None = None
    role: str | None = None
    institution: str | None = None
    people: tuple[str, ...] = ()
    """Each person by name, where `name` is not the name of one: "Ann Lee and Bo Chan". Else empty."""


@final
class Paragraph(Struct, frozen=True, gc=False, tag="paragraph"):
    """A paragraph."""

    text: Text
    line: int
    """1-based line of its first character in the source; so for every block."""
    footer: bool = False
    """It tells of the article and is no part of what it says: a sign-off, a credit, where it first appeared."""


@final
class Quote(Struct, frozen=True, gc=False, tag="quote"):
    """What somebody said or wrote, set off from the text."""

    paragraphs: tuple[Text, ...]
    """Without the quotation marks that enclose the whole."""
    speaker: Speaker | None
    line: int
    attribution: Text | None = None
    """What the speaker's `as_given` has, with its links and emphasis; None without a speaker."""


class ListItem(Struct, frozen=True, gc=False):
    """An item of a list."""

    text: Text
    blocks: tuple["Block", ...] = ()
    """What follows its first paragraph: further paragraphs, lists within the list, code."""


@final
class ListBlock(Struct, frozen=True, gc=False, tag="list"):
    """A list."""

    items: tuple[ListItem, ...]
    line: int
    start: int | None = None
    """The number of the first item of an ordered list; None: the list is not ordered."""


class Image(Struct, frozen=True, gc=False, tag="image"):
    """A picture."""

    src: str
    """As the author gave it: an address, or a path relative to the article's file."""
    alt: str
    line: int
    caption: Text | None = None
    credit: str = ""
    href: str = ""
    """Where it leads if it stands in a link, as the author gave it; so is that of a Span."""


class Code(Struct, frozen=True, gc=False, tag="code"):
    """Preformatted text."""

    text: str
    line: int
    language: str = ""


class Table(Struct, frozen=True, gc=False, tag="table"):
    """A table; each row has as many cells as the header."""

    header: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    line: int
    align: tuple[Literal["", "left", "center", "right"], ...] = ()
    """One a column."""


Block: TypeAlias = Paragraph | Quote | ListBlock | Image | Code | Table


class Section(Struct, frozen=True, gc=False):
    """A heading and what stands under it, up to the next heading."""

    heading: Text | None
    """None: the blocks between the lede and the first heading."""
    anchor: str
    """Unique in the article, begins with `s-`; empty without a heading."""
    level: int
    """2 for a section, 3 to 6 for one within another, as in HTML; never more than one below the section before."""
    blocks: tuple[Block, ...]
    line: int


class Correction(Struct, frozen=True, gc=False):
    """What was wrong and has been put right."""

    text: str
    date: datetime | None = None


def _walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        yield block
        if isinstance(block, ListBlock):
            for item in block.items:
                yield from _walk(item.blocks)


class Article(Struct, frozen=True, gc=False, kw_only=True):
    """A parsed article.

    The loader knows only the article's own file. What depends on other files or on earlier builds (`id`, `slug`, `url`,
    a date that the text lacks) is empty until the site model has settled it.
    """

    path: str
    id: str = ""
    """Never changes; from the front matter or the ledger."""
    url: str = ""
    """Below the site's address, in the folder form: `2026/11/22/vote/`."""
    slug: str = ""
    slug_from: Literal["front matter", "file name", "title"] = "title"
    title: str
    title_from: Literal["front matter", "text", "file name", "lede"]
    subtitle: str = ""
    lede: Paragraph | None = None
    """The first paragraph before any heading; not repeated in `sections`."""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    """Aware, in the site's time zone; None until settled if no date is given."""
    updated: datetime | None = None
    topics: tuple[str, ...] = ()
    source: str = ""
    """The publisher of the original."""
    source_url: str = ""
    lang: str = ""
    """BCP 47; empty: the site's."""
    image: Image | None = None
    sections: tuple[Section, ...] = ()
    summary: str = ""
    """The front matter's, else the lede, else the first paragraph: never markup."""
    words: int = 0
    minutes: int = 0
    """Reading time, rounded up."""
    corrections: tuple[Correction, ...] = ()
    draft: bool = False
    lead: bool = False
    extra: Mapping[str, object] = {}

    @property
    def blocks(self) -> Iterator[Block]:
        """All blocks in source order, those within list items after their list; the lede first."""
        if self.lede:
            yield self.lede
        for section in self.sections:
            yield from _walk(section.blocks)

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """The quotes, in source order."""
        found: list[Quote] = []
        for section in self.sections:
            for block in section.blocks:
                if type(block) is Quote:  # isinstance takes six times as long for a record that is none
                    found.append(block)
                elif type(block) is ListBlock:
                    found += [inner for inner in _walk((block,)) if isinstance(inner, Quote)]
        return tuple(found)


class QuoteCard(Struct, frozen=True, gc=False, array_like=True):
    """What other pages may know of a quote."""

    text: str
    speaker: Speaker | None
    anchor: str
    """Of the quote in its article's page: `q-1` is the first."""


class Card(Struct, frozen=True, gc=False, kw_only=True, array_like=True):
    """All that other pages may know of an article. An edit within the body leaves it as it was."""

    path: str
    id: str
    slug: str
    slug_from: Literal["front matter", "file name", "title"]
    title: str
    subtitle: str
    published: datetime | None
    updated: datetime | None
    authors: tuple[str, ...]
    topics: tuple[str, ...]
    lang: str
    summary: str
    cut_teaser: str
    """The summary as lists show it; empty if that is all of it. It is cut when an article is read, not in a build."""
    cut_description: str
    """The same as search engines show it."""
    image: Image | None
    quotes: tuple[QuoteCard, ...]
    minutes: int
    draft: bool
    lead: bool
    url: str = ""
    corrections: tuple[Correction, ...] = ()
    """In the order of the front matter."""
    terms: str = ""
    """Words of title and summary that may tell it from others, joined by spaces: one string takes a tenth of the room
    of a dozen."""

    @property
    def date(self) -> datetime:
        """When it was published. Raises ValueError for a card that is not settled."""
        if self.published is None:
            raise ValueError(f"{self.path} is not settled")
        return self.published

    @property
    def teaser(self) -> str:
        """The summary as lists show it."""
        return self.cut_teaser or self.summary

    @property
    def description(self) -> str:
        """The summary as search engines show it."""
        return self.cut_description or self.summary

    @property
    def href(self) -> str:
        """Of its page, below the site's root; names the file."""
        return f"{self.url}index.html"


def _cut(text: str, size: int) -> str:
    short = clip(text, size)
    return "" if short == text else short


def card_of(article: Article) -> Card:
    """What other pages may know of `article`."""
    return Card(  # written out: to go through the names of the fields takes four times as long
        path=article.path,
        id=article.id,
        slug=article.slug,
        slug_from=article.slug_from,
        title=article.title,
        subtitle=article.subtitle,
        published=article.published,
        updated=article.updated,
        authors=article.authors,
        topics=article.topics,
        lang=article.lang,
        summary=article.summary,
        cut_teaser=_cut(article.summary, TEASER),
        cut_description=_cut(article.summary, DESCRIPTION),
        image=article.image,
        quotes=tuple(
            [
                QuoteCard("\n".join([text.plain for text in quote.paragraphs]), quote.speaker, f"q-{number}")
                for number, quote in enumerate(article.quotes, 1)
            ]
        ),
        minutes=article.minutes,
        draft=article.draft,
        lead=article.lead,
        url=article.url,
        corrections=article.corrections,
        terms=terms((article.title, clip(article.summary, TEASER))),
    )
