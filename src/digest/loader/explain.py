"""How an article was read: each block with what it was taken for, how sure that is and why, and where each fact stands.

The form is a stable interface, which docs/explain.md describes field by field.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal, TypeAlias, get_args

from msgspec import Struct, field

from digest.config import Config
from digest.issues import Issue
from digest.loader import dates, headings, inline, metadata, parse
from digest.loader.attribution import speaker
from digest.loader.frontmatter import FrontMatter, Split, line_of
from digest.loader.metadata import Where
from digest.loader.rows import Row
from digest.records import Article, Code, Paragraph, Source

Type: TypeAlias = Literal[
    "title",
    "subtitle",
    "byline",
    "date",
    "source",
    "heading",
    "paragraph",
    "quote",
    "attribution",
    "list_item",
    "image",
    "code",
    "table",
    "footer",
]
TYPES: Final[tuple[Type, ...]] = get_args(Type)
_SAME: Final[Mapping[str, Type]] = {kind: kind for kind in TYPES}
"""Kinds of rows that are told as what they are."""

UNSURE: Final = 0.75
"""A reading with less confidence is worth an editor's look."""


class Origin(Struct, frozen=True, omit_defaults=True):
    """Where a fact about the article was found."""

    where: Where
    line: int = 0
    """1-based; 0: not in the file's text."""


class Told(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A block as it was read."""

    type: Type
    text: str
    """As it stands in the source, with quotation marks and inline marks; wrapped lines are joined. The mark that begins
    a heading, quote or attribution is no part of it; that of a list item is, for it may be a number."""
    line: int
    """1-based, of its first character."""
    level: int | None = None
    """Of a heading 1 to 6, 2 where no mark says it; of a list item its depth, from 1."""
    name: str | None = None
    """Of an attribution: who said it; so are the next two."""
    role: str | None = None
    institution: str | None = None
    confidence: float
    """From 0 to 1."""
    why: str
    """The rule that decided."""

    @property
    def unsure(self) -> bool:
        """Whether it may well be something else."""
        return self.confidence < UNSURE


class Explained(Struct, frozen=True, kw_only=True):
    """A source as it was read."""

    path: str
    title: str = ""
    subtitle: str = ""
    date: datetime | None = None
    """When it was published; aware, in the site's time zone."""
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    source: str = ""
    """The publisher of the original."""
    source_url: str = ""
    lang: str = ""
    """Empty: the site's."""
    slug: str = ""
    origins: Mapping[str, Origin] = field(name="from", default_factory=dict)
    """Where each of these was found; without those that nothing gives."""
    blocks: tuple[Told, ...] = ()
    """In the order of the source."""
    issues: tuple[Issue, ...] = ()


def explain(source: Source, config: Config) -> Explained:
    """How a source is read. Any bytes give an answer, if only that nothing could be read."""
    parsed = parse(source)
    if parsed.rows is None:
        return Explained(path=source.path, issues=parsed.issues)
    # the lists of Markdown are rows within rows, and a block quote's speaker stands before what it says of it
    blocks = tuple(sorted(told(parsed.rows), key=lambda block: block.line))
    found = metadata.article(source.path, parsed.parts, parsed.rows, config.zone)
    issues = parsed.issues + found.issues
    article = found.article
    if article is None:
        return Explained(path=source.path, blocks=blocks, issues=issues)
    return Explained(
        path=source.path,
        title=article.title,
        subtitle=article.subtitle,
        date=article.published,
        updated=article.updated,
        authors=article.authors,
        topics=article.topics,
        source=article.source,
        source_url=article.source_url,
        lang=article.lang,
        slug=article.slug,
        origins=_origins(found.origins, article, parsed.parts, parsed.rows),
        blocks=blocks,
        issues=issues,
    )


def told(rows: Sequence[Row], depth: int = 0) -> Iterator[Told]:
    """The blocks of settled rows that stand in so many lists."""
    for row in rows:
        if row.kind == "block":
            if row.inner:
                yield from told(row.inner, depth + 1)
            elif row.text:
                yield _told(row, "code" if isinstance(row.block, Code) else "table")
        elif row.kind == "list_item":
            yield _told(row, "list_item", row.mark + row.text, level=row.level + max(depth, 1))
        elif row.kind == "heading":
            yield _told(row, "heading", level=row.level or 2)
        elif row.kind == "attribution":
            yield _attribution(row, row.text, row.plain)
        elif row.kind == "quote" and row.named:
            said, by = _parted(row)
            yield Told(type="quote", text=said, line=row.line, confidence=_share(row), why=_why(row))
            yield _attribution(row, by, row.plain[row.named : row.ended])
        elif kind := _SAME.get(row.kind):
            yield _told(row, kind)


def _told(row: Row, kind: Type, text: str | None = None, level: int | None = None) -> Told:
    return Told(
        type=kind,
        text=row.text if text is None else text,
        line=row.line,
        level=level,
        confidence=_share(row),
        why=_why(row),
    )


def _attribution(row: Row, text: str, plain: str) -> Told:
    by = speaker(plain)
    return Told(
        type="attribution",
        text=text,
        line=row.line,
        name=by.name,
        role=by.role,
        institution=by.institution,
        confidence=_share(row),
        why=_why(row),
    )


def _why(row: Row) -> str:
    return headings.why(row.signs, row.kind == "heading") if row.signs else row.why


def _share(row: Row) -> float:
    return round(min(max(row.confidence, 0.0), 1.0), 3)


def _parted(row: Row) -> tuple[str, str]:
    """The quote and the attribution of a row that holds both, as written.

    Where they part is known in the text without its inline marks; here it is found again among the marks.
    """
    text, plain = row.text, row.plain
    said, by = plain[: row.said], plain[row.named : row.ended]
    dash = plain[row.said : row.named].strip()
    if text == plain or not dash:
        return said, by
    if tail := plain[row.ended :].rstrip():  # a bracket closes, perhaps with a full stop
        if not text.rstrip().endswith(tail):
            return said, by
        text = text.rstrip().removesuffix(tail)
    end = len(text)
    for char in reversed(by):
        end = text.rfind(char, 0, max(end, 0))
    last = text.rfind(dash, 0, end if end >= 0 else len(text))
    if last < 0:
        return said, by  # a dash that is written as an entity
    at = last
    for _ in range(20):  # names with dashes and links to such: more are rare
        if at < 0 or inline.light(text[at + len(dash) :].strip()).plain == by:
            break
        at = text.rfind(dash, 0, at)
    else:
        at = -1
    at = last if at < 0 else at
    return text[:at].rstrip(), text[at + len(dash) :].lstrip()


_FIELDS: Final = {"published": "date"}
"""Those fields of an article that have another name here."""
_KINDS: Final = {"authors": "byline", "published": "date", "updated": "date", "source_url": "source"}
"""Those whose rows are of a kind with another name."""
_ONLY_IN_FRONT_MATTER: Final = ("topics", "lang")


def _origins(found: Mapping[str, Where], article: Article, parts: Split, rows: Sequence[Row]) -> Mapping[str, Origin]:
    """Where the facts of an article were found, with lines."""
    origins: dict[str, Origin] = {}
    for key, where in found.items():
        name = _FIELDS.get(key, key)
        line = 0
        if where == "front matter":
            line = _line_of(name, parts)
        elif where == "text":
            line = _line_in(rows, key)
        elif where == "lede":
            line = _first_line(article)
        origins[name] = Origin(where, line)
    for key in _ONLY_IN_FRONT_MATTER:
        if getattr(parts.front, key):
            origins[key] = Origin("front matter", _line_of(key, parts))
    return origins


def _line_of(key: str, parts: Split) -> int:
    """The line on which a key of the front matter stands, under whichever of its names."""
    names = (key, *(alias for alias, of in FrontMatter.ALIASES.items() if of == key))
    return next((line for name in names if (line := line_of(name, parts.yaml)) > 1), 1)


def _line_in(rows: Sequence[Row], key: str) -> int:
    """The line of the header row that gives a fact; 0 if none does."""
    kind = _KINDS.get(key, key)
    of_kind = [row for row in rows if row.kind == kind]
    lines = [row.line for row in of_kind if kind != "date" or _is_date(row, key == "updated")]
    lines = lines or [row.line for row in of_kind]
    return (lines[0] if key == "authors" else lines[-1]) if lines else 0


def _is_date(row: Row, of_update: bool) -> bool:
    found = dates.of_text(row.plain)
    return found is not None and found[1] == of_update


def _first_line(article: Article) -> int:
    """The line of what a headline was made from when there is no title."""
    headings = [section.line for section in article.sections if section.heading]
    paragraphs = [block.line for block in article.blocks if isinstance(block, Paragraph)]
    return next(iter(paragraphs or headings or [block.line for block in article.blocks]), 0)
