"""What the search index is made from: for each article a small page of its text, and of what results are filtered by.

It is no page of the site. The search program reads it, and its data attributes: so a theme needs none of them.
"""

from collections.abc import Iterator

from markupsafe import escape
from msgspec import Struct

from digest.records import Article, Block, Code, Image, ListBlock, Quote, Table


class Searchable(Struct, frozen=True, array_like=True, gc=False):
    """What search shows of an article, and filters it by."""

    title: str
    subtitle: str
    summary: str
    date: str
    """As people read it."""
    day: str
    """As machines sort it."""
    topics: tuple[str, ...]
    """As the site calls them."""
    speakers: tuple[str, ...]
    """Everybody who is quoted, and every institution."""
    year: str
    lang: str = ""
    """BCP 47; empty: the site's."""


def page(shown: Searchable, article: Article | None, lang: str) -> str:
    """The page of an article for the search program; without its text, that of its summary."""
    filters = [
        *(("topic", label) for label in shown.topics),
        *(("speaker", name) for name in shown.speakers),
        ("year", shown.year),
    ]
    told = {"date": shown.date, "lang": shown.lang}
    metas = "".join(
        f'<i data-pagefind-meta="{name}[data-is]" data-is="{escape(is_)}"></i>' for name, is_ in told.items() if is_
    )
    marks = "".join(f'<i data-pagefind-filter="{name}[data-is]" data-is="{escape(is_)}"></i>' for name, is_ in filters)
    texts = [shown.subtitle, *(_texts(article) if article else [shown.summary])]
    return (
        f'<!doctype html><html lang="{escape(lang)}"><head><meta charset="utf-8"></head>'
        f'<body data-pagefind-body><h1 data-pagefind-meta="title">{escape(shown.title)}</h1>'
        f'<i data-pagefind-sort="date[data-is]" data-is="{escape(shown.day)}"></i>'
        f"{metas}{marks}{''.join(f'<p>{escape(text)}</p>' for text in texts if text)}</body></html>"
    )


def _texts(article: Article) -> Iterator[str]:
    """All that is read in an article, in its order."""
    if article.lede:
        yield article.lede.text.plain
    for section in article.sections:
        if section.heading:
            yield section.heading.plain
        for block in section.blocks:
            yield from _block(block)
    for correction in article.corrections:
        yield correction.text


def _block(block: Block) -> Iterator[str]:
    match block:
        case Quote():
            yield from (text.plain for text in block.paragraphs)
            if block.speaker:
                yield block.speaker.as_given
        case ListBlock():
            for item in block.items:
                yield item.text.plain
                for inner in item.blocks:
                    yield from _block(inner)
        case Image():
            yield block.caption.plain if block.caption else ""
        case Code():
            yield block.text
        case Table():
            yield from (cell.plain for row in (block.header, *block.rows) for cell in row)
        case _:
            yield block.text.plain
