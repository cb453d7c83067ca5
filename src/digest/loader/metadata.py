"""What an article is called, when it appeared, who wrote it; and where that stood: docs/articles.md has the order."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Final, Literal, TypeAlias, TypeVar

from msgspec import Struct

from digest.issues import Issue
from digest.loader import article as body
from digest.loader import blocks, dates, header, pathnames
from digest.loader.blocks import Flow, Heading
from digest.loader.frontmatter import Corrected, FrontMatter, Split, line_of
from digest.loader.header import Header
from digest.loader.links import Link
from digest.loader.rows import Row
from digest.records import Article, Correction, Image, Paragraph, Quote
from digest.slugs import hashed, slug_of

TitleFrom: TypeAlias = Literal["front matter", "text", "file name", "lede"]
SlugFrom: TypeAlias = Literal["front matter", "file name", "title"]
Where: TypeAlias = Literal["front matter", "text", "file name", "folders", "lede", "title"]
T = TypeVar("T")

_EMPTY: Final = "write the text below the front matter, or begin the file's name with _ to leave it out"


class Found(Struct, frozen=True):
    """What the parts of a source give."""

    article: Article | None
    """None if there is no text."""
    issues: tuple[Issue, ...] = ()
    links: tuple[Link, ...] = ()
    """The relative addresses that the article uses."""
    origins: Mapping[str, Where] = {}
    """Where that was found for which there is more than one place, by the name of the article's field."""


def article(path: str, parts: Split, rows: Sequence[Row], zone: tzinfo) -> Found:
    """The article, and what is wrong with it."""
    flow = blocks.flow(rows)
    if not flow:
        return Found(None, (Issue("E301", path, "the article has no text", hint=_EMPTY),))
    front, head = parts.front, header.read(rows)
    date, stem = dates.of_path(path)
    words = pathnames.words_of(stem)
    lede = body.lede_of(flow)
    title, title_from = _title(front, head, words, flow, lede, path)
    # after a date, one word is a name, too: 2026-11-22-vote.txt
    dated = not path.rpartition("/")[2].startswith(f"{stem}.")
    named = words or (pathnames.words_of(stem, 1) if dated else "")
    slug, slug_from, issues = _slug(front, parts.yaml, named, title, path)
    in_path: Where = "file name" if dated else "folders"
    published, published_from = _first((front.date, "front matter"), (date, in_path), (head.published, "text"))
    updated, updated_from = _first((front.updated, "front matter"), (head.updated, "text"))
    subtitle, subtitle_from = _first((_line(front.subtitle), "front matter"), (head.subtitle, "text"))
    authors, authors_from = _first((_authors(front.authors), "front matter"), (head.authors, "text"))
    publisher, source_from = _first((_line(front.source), "front matter"), (head.source, "text"))
    if dates.is_impossible(path):
        message = f"the file's name begins with a date that does not exist: {stem[:10]}"
        issues += (Issue("W305", path, message, hint="rename the file, or set 'date' in its front matter"),)
    if head.unclear and not published:
        message = "a date that can be read in two ways"
        issues += (Issue("W306", path, message, head.unclear, hint="write it like 2026-11-22"),)
    found_url = "" if front.source else head.source_url
    source_url, url_from = _first((front.source_url, "front matter"), (found_url, "text"))
    count, minutes = body.counts(flow)
    made = Article(
        path=path,
        id=front.id.strip(),
        slug=slug,
        slug_from=slug_from,
        title=title,
        title_from=title_from,
        subtitle=subtitle,
        lede=lede,
        authors=authors,
        published=published.at(zone) if published else None,
        updated=updated.at(zone) if updated else None,
        topics=_topics(front.topics),
        source=publisher,
        source_url=source_url,
        lang=front.lang,
        image=_image(front, parts.yaml),
        sections=body.sections_of(flow, lede),
        summary=_line(front.summary) or body.summary_of(flow, lede),
        words=count,
        minutes=minutes,
        corrections=_corrections(front, zone),
        draft=front.draft,
        lead=front.lead,
        extra=front.extra,
    )
    origins = {
        "title": title_from,
        "subtitle": subtitle_from,
        "published": published_from,
        "updated": updated_from,
        "authors": authors_from,
        "source": source_from,
        "source_url": url_from,
        "slug": slug_from,
    }
    known: dict[str, Where] = {field: where for field, where in origins.items() if where}
    return Found(made, issues, body.links_of(made, flow), known)


def _first(*given: tuple[T, Where]) -> tuple[T, Where | None]:
    """The first of those that say anything, and where it stands."""
    for value, where in given:
        if value:
            return value, where
    return given[-1][0], None


def _title(
    front: FrontMatter, head: Header, words: str, flow: Flow, lede: Paragraph | None, path: str
) -> tuple[str, TitleFrom]:
    if title := _line(front.title):
        return title, "front matter"
    if title := _line(head.title):
        return title, "text"
    if words:
        return pathnames.title_of(words), "file name"
    from digest.loader import headline  # its expressions take 15 ms to compile; few sites have texts without any title

    if title := headline.from_lede(lede.text.plain if lede else _first_prose(flow)):
        return title, "lede"
    return path.rpartition("/")[2].rpartition(".")[0] or path, "file name"


def _first_prose(flow: Flow) -> str:
    """The first paragraph, else heading, else quote: what a headline can be made of when there is no lede."""
    for kind in (Paragraph, Heading, Quote):
        for item in flow:
            if isinstance(item, kind) and not (isinstance(item, Paragraph) and item.footer):
                return " ".join(text.plain for text in item.paragraphs) if isinstance(item, Quote) else item.text.plain
    return ""


def _slug(front: FrontMatter, yaml: str, words: str, title: str, path: str) -> tuple[str, SlugFrom, tuple[Issue, ...]]:
    issues: tuple[Issue, ...] = ()
    if front.slug:
        line = line_of("slug", yaml)
        slug = slug_of(front.slug, "")
        if slug == front.slug:
            return slug, "front matter", ()
        if slug:
            message = f"the slug {front.slug!r} was written as {slug!r}"
            hint = "letters a to z, digits and hyphens, 80 at the most"
            return slug, "front matter", (Issue("W404", path, message, line, 1, hint),)
        hint = "write it in letters a to z, digits and hyphens"
        issues = (Issue("E103", path, f"'slug' has nothing that an address can hold: {front.slug!r}", line, 1, hint),)
    if words:
        return slug_of(words, "") or hashed("story", path), "file name", issues
    return slug_of(title, "") or hashed("story", path), "title", issues


def _authors(given: str | tuple[str, ...]) -> tuple[str, ...]:
    if not given:
        return ()
    if isinstance(given, str):
        return header.people(_line(given)) or _unique((given,))
    return _unique(given)


def _topics(given: str | tuple[str, ...]) -> tuple[str, ...]:
    return _unique(given.split(",") if isinstance(given, str) else given)


def _unique(given: Sequence[str]) -> tuple[str, ...]:
    """Each once, without empty ones, in one line."""
    if not given:
        return ()
    return tuple(dict.fromkeys(filter(None, map(_line, given))))


def _image(front: FrontMatter, yaml: str) -> Image | None:
    if not front.image:
        return None
    return Image(front.image, _line(front.image_alt), line_of("image", yaml), credit=_line(front.image_credit))


def _corrections(front: FrontMatter, zone: tzinfo) -> tuple[Correction, ...]:
    if not front.corrections:
        return ()
    given = (front.corrections,) if isinstance(front.corrections, str) else front.corrections
    found = (item if isinstance(item, Corrected) else Corrected(item) for item in given)
    return tuple(
        Correction(_line(item.text), item.date.at(zone) if item.date else None) for item in found if item.text.strip()
    )


def _line(text: str) -> str:
    return " ".join(text.split())
