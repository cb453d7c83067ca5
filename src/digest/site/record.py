"""An article's record, as it is published and exported: all that is known of it, with absolute addresses."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, TypeVar

import msgspec
from msgspec import Struct, structs

from digest.records import (
    Article,
    Block,
    Card,
    Code,
    Correction,
    Image,
    ListBlock,
    ListItem,
    Paragraph,
    Quote,
    Section,
    Span,
    Speaker,
    Table,
    Text,
)

_NONE: Final[Mapping[str, str]] = {}


class QuoteRecord(Struct, frozen=True, gc=False):
    """A quote of the article, once more and with its address: a researcher need not look through the sections."""

    text: str
    """Its paragraphs, each on a line."""
    speaker: Speaker | None
    anchor: str
    """Of the quote in the article's page: `q-1` is the first."""
    url: str
    """Of its place, absolute."""
    line: int
    """In the source, 1-based."""


class Record(Struct, frozen=True, gc=False, kw_only=True):
    """All that is known of a published article. docs/records.md describes it for people."""

    id: str
    url: str
    """Canonical, absolute."""
    path: str
    """Of the source, below the site's folder."""
    slug: str
    title: str
    subtitle: str
    authors: tuple[str, ...]
    published: datetime
    """In the site's time zone."""
    updated: datetime | None
    edition: str
    """Key of its edition: `2026-w47`; empty where nobody says."""
    topics: tuple[str, ...]
    source: str
    source_url: str
    lang: str
    """BCP 47."""
    image: Image | None
    summary: str
    words: int
    minutes: int
    lede: Paragraph | None
    sections: tuple[Section, ...]
    quotes: tuple[QuoteRecord, ...]
    corrections: tuple[Correction, ...]


def record(
    article: Article,
    card: Card,
    base_url: str,
    *,
    lang: str = "",
    edition: str = "",
    targets: Mapping[str, str] = _NONE,
) -> Record:
    """The record of a published article.

    `card` is its settled card, `lang` the site's language; `targets` has its relative links as written, and the hrefs
    they lead to: a link that is not there stays as it is written.
    """
    url = base_url + card.url
    resolved = _Resolved(base_url, targets)
    return Record(
        id=card.id,
        url=url,
        path=card.path,
        slug=card.slug,
        title=card.title,
        subtitle=card.subtitle,
        authors=card.authors,
        published=_exact(card.date),
        updated=_exact(card.updated) if card.updated else None,
        edition=edition,
        topics=card.topics,
        source=article.source,
        source_url=article.source_url,
        lang=card.lang or lang,
        image=resolved.block(article.image) if article.image else None,
        summary=card.summary,
        words=article.words,
        minutes=card.minutes,
        lede=resolved.block(article.lede) if article.lede else None,
        sections=tuple(map(resolved.section, article.sections)),
        quotes=tuple(
            QuoteRecord(said.text, said.speaker, said.anchor, f"{url}#{said.anchor}", quote.line)
            for said, quote in zip(card.quotes, article.quotes, strict=True)
        ),
        corrections=tuple(
            Correction(correction.text, _exact(correction.date) if correction.date else None)
            for correction in article.corrections
        ),
    )


def encode(found: Record) -> bytes:
    """The record as one line of JSON, without its end."""
    return _ENCODER.encode(found)


def _exact(moment: datetime) -> datetime:
    """`moment` so that RFC 3339 can write it: local mean time of before standard time has seconds in its offset."""
    offset = moment.utcoffset()
    return moment.astimezone(UTC) if offset and offset.total_seconds() % 60 else moment


_Any = TypeVar("_Any", bound=Block)


class _Resolved:
    """Records with absolute addresses. What holds no link of the article's own is left as it is."""

    def __init__(self, base_url: str, targets: Mapping[str, str]) -> None:
        self.base_url = base_url
        self.targets = targets

    def address(self, href: str) -> str:
        found = self.targets.get(href)
        if not found:
            return href
        page, mark, place = found.partition("#")
        if page == "index.html" or page.endswith("/index.html"):
            page = page.removesuffix("index.html")
        return self.base_url + page + mark + place

    def section(self, section: Section) -> Section:
        if not self.targets:
            return section
        heading = self.text(section.heading) if section.heading else None
        return structs.replace(section, heading=heading, blocks=tuple(map(self.block, section.blocks)))

    def text(self, text: Text) -> Text:
        if not any(span.href for span in text.spans):
            return text
        return Text(text.plain, tuple(map(self.span, text.spans)))

    def span(self, span: Span) -> Span:
        return structs.replace(span, href=self.address(span.href)) if span.href else span

    def texts(self, texts: tuple[Text, ...]) -> tuple[Text, ...]:
        return tuple(map(self.text, texts))

    def block(self, block: _Any) -> _Any:
        if not self.targets:
            return block
        changes: dict[str, object] = {}
        match block:
            case Paragraph():
                changes = {"text": self.text(block.text)}
            case Quote():
                attribution = self.text(block.attribution) if block.attribution else None
                changes = {"paragraphs": self.texts(block.paragraphs), "attribution": attribution}
            case ListBlock():
                items = (ListItem(self.text(item.text), tuple(map(self.block, item.blocks))) for item in block.items)
                changes = {"items": tuple(items)}
            case Image():
                caption = self.text(block.caption) if block.caption else None
                changes = {"src": self.address(block.src), "href": self.address(block.href), "caption": caption}
            case Table():
                changes = {"header": self.texts(block.header), "rows": tuple(map(self.texts, block.rows))}
            case Code():
                return block
        return structs.replace(block, **changes)


_ENCODER: Final = msgspec.json.Encoder()
