"""The tables of a database of articles, for SQLite; docs/export.md describes them."""

from collections.abc import Container, Iterable, Iterator
from typing import Final, TypeAlias

from msgspec import Struct

from digest.feeds.prose import blocks_of, plain
from digest.site.model import Site
from digest.site.record import Record

Cell: TypeAlias = str | int | None
Row: TypeAlias = tuple[Cell, ...]

SCHEMA: Final = """
CREATE TABLE site (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    path TEXT NOT NULL UNIQUE,
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    subtitle TEXT NOT NULL,
    published TEXT NOT NULL,
    updated TEXT,
    edition TEXT NOT NULL,
    source TEXT NOT NULL,
    source_url TEXT NOT NULL,
    lang TEXT NOT NULL,
    image TEXT,
    summary TEXT NOT NULL,
    words INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    text TEXT NOT NULL
);
CREATE TABLE authors (
    article TEXT NOT NULL REFERENCES articles (id), position INTEGER NOT NULL, name TEXT NOT NULL,
    PRIMARY KEY (article, position)
) WITHOUT ROWID;
CREATE TABLE sections (
    article TEXT NOT NULL REFERENCES articles (id), position INTEGER NOT NULL, level INTEGER NOT NULL,
    heading TEXT, anchor TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (article, position)
) WITHOUT ROWID;
CREATE TABLE quotes (
    number INTEGER PRIMARY KEY,
    article TEXT NOT NULL REFERENCES articles (id),
    anchor TEXT NOT NULL,
    url TEXT NOT NULL,
    line INTEGER NOT NULL,
    text TEXT NOT NULL,
    speaker TEXT,
    role TEXT,
    institution TEXT,
    as_given TEXT,
    UNIQUE (article, anchor)
);
CREATE TABLE corrections (
    article TEXT NOT NULL REFERENCES articles (id), position INTEGER NOT NULL, date TEXT, text TEXT NOT NULL,
    PRIMARY KEY (article, position)
) WITHOUT ROWID;
CREATE TABLE topics (slug TEXT PRIMARY KEY, label TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE article_topics (
    article TEXT NOT NULL REFERENCES articles (id), topic TEXT NOT NULL REFERENCES topics (slug),
    PRIMARY KEY (topic, article)
) WITHOUT ROWID;
CREATE TABLE voices (slug TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE voice_quotes (
    voice TEXT NOT NULL REFERENCES voices (slug), article TEXT NOT NULL, anchor TEXT NOT NULL,
    PRIMARY KEY (voice, article, anchor),
    FOREIGN KEY (article, anchor) REFERENCES quotes (article, anchor)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE article_search USING fts5 (
    title, subtitle, summary, text, content='articles', content_rowid='number',
    tokenize='unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE quote_search USING fts5 (
    text, speaker, institution, content='quotes', content_rowid='number', tokenize='unicode61 remove_diacritics 2'
);
"""
FINISH: Final = """
CREATE INDEX articles_by_date ON articles (published);
CREATE INDEX articles_by_edition ON articles (edition);
CREATE INDEX authors_by_name ON authors (name);
CREATE INDEX quotes_by_speaker ON quotes (speaker);
CREATE INDEX quotes_by_institution ON quotes (institution);
CREATE INDEX topics_of_article ON article_topics (article);
CREATE INDEX voices_of_quote ON voice_quotes (article, anchor);
INSERT INTO article_search (article_search) VALUES ('rebuild');
INSERT INTO quote_search (quote_search) VALUES ('rebuild');
"""
"""When all rows are in it."""


class Rows(Struct, frozen=True, array_like=True):
    """The rows of an article; a number that only the database gives is null."""

    articles: tuple[Row, ...]
    authors: tuple[Row, ...]
    sections: tuple[Row, ...]
    quotes: tuple[Row, ...]
    corrections: tuple[Row, ...]


TABLES: Final = Rows.__struct_fields__


def rows(record: Record) -> Rows:
    """What a database holds of an article."""
    mine = record.id
    article = (
        None, mine, record.url, record.path, record.slug, record.title, record.subtitle,
        record.published.isoformat(timespec="seconds"),
        record.updated.isoformat(timespec="seconds") if record.updated else None,
        record.edition, record.source, record.source_url, record.lang,
        record.image.src if record.image else None,
        record.summary, record.words, record.minutes, plain(record.lede, record.sections),
    )  # fmt: skip
    said = []
    for quote in record.quotes:
        by = quote.speaker
        who = (by.name, by.role, by.institution, by.as_given) if by else (None, None, None, None)
        said.append((None, mine, quote.anchor, quote.url, quote.line, quote.text, *who))
    return Rows(
        articles=(article,),
        authors=tuple((mine, place, name) for place, name in enumerate(record.authors, 1)),
        sections=tuple(
            (
                mine,
                place,
                one.level,
                one.heading.plain if one.heading else None,
                one.anchor,
                "\n\n".join(blocks_of(one)),
            )
            for place, one in enumerate(record.sections, 1)
        ),
        quotes=tuple(said),
        corrections=tuple(
            (mine, place, one.date.isoformat(timespec="seconds") if one.date else None, one.text)
            for place, one in enumerate(record.corrections, 1)
        ),
    )


def lists(site: Site, lost: Container[str] = ()) -> Iterator[tuple[str, Iterable[Row]]]:
    """The rows of what articles share, by table; `lost` are the paths of those that are not in it. None is held."""
    yield "topics", ((topic.slug, topic.label) for topic in site.topics)
    for topic in site.topics:
        yield "article_topics", ((card.id, topic.slug) for card in topic.cards if card.path not in lost)
    yield "voices", ((voice.slug, voice.name, voice.kind) for voice in site.voices)
    for voice in site.voices:
        places = dict.fromkeys((said.card.id, said.quote.anchor) for said in voice.said if said.card.path not in lost)
        yield "voice_quotes", [(voice.slug, *place) for place in places]
