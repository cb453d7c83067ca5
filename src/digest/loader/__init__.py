"""Article files to records: front matter, plain text grammar, Markdown."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from digest.config import Config
from digest.issues import Issue
from digest.loader import decode, frontmatter, metadata, plaintext
from digest.loader.frontmatter import Split
from digest.loader.links import Link
from digest.loader.rows import Row
from digest.records import Article, Source

__all__ = ["Link", "Loaded", "Parsed", "load", "parse"]


MOST_LINES: Final = 1_000_000
"""Of plain text. A line costs one to two kilobytes of memory while it is read, and up to 30 µs."""


class Parsed(Struct, frozen=True):
    """A source in its parts, each row of its text settled: what an article is made of, and what `explain` tells."""

    parts: Split
    rows: Sequence[Row] | None
    """None if there is nothing to publish; then `issues` says why."""
    issues: tuple[Issue, ...] = ()


class Loaded(Struct, frozen=True):
    """What came of a source."""

    article: Article | None
    """None if there is nothing to publish; then `issues` says why."""
    issues: tuple[Issue, ...] = ()
    links: tuple[Link, ...] = ()
    """Relative addresses of links and images, each once, in the order of the text."""


def load(source: Source, config: Config) -> Loaded:
    """The article in a source, and all that is wrong with it. Any bytes give one or the other, never an exception."""
    parsed = parse(source, explained=False)
    if parsed.rows is None:
        return Loaded(None, parsed.issues)
    found = metadata.article(source.path, parsed.parts, parsed.rows, config.zone)
    return Loaded(found.article, parsed.issues + found.issues, found.links)


def parse(source: Source, explained: bool = True) -> Parsed:
    """Front matter and rows of a source, and what is wrong with them.

    `explained`: with why each row is what it is, and how sure that is. That takes longer, and changes nothing else.
    """
    decoded = decode.read(source.data, source.path)
    if isinstance(decoded, Issue):
        return Parsed(frontmatter.split("", source.path), None, (decoded,))
    text, issues = decoded
    parts = frontmatter.split(text, source.path)
    issues += parts.issues
    if not parts.closed:
        return Parsed(parts, None, issues)
    is_markdown = source.path.lower().endswith(".md")
    if is_markdown:
        from digest.loader import markdown  # markdown-it takes 50 ms to import; a site of plain text never needs it

        rows, more = markdown.read(parts.body, parts.line, parts.front.title, source.path)
        issues += more
        if not rows and more:
            return Parsed(parts, None, issues)
    elif parts.body.count("\n") > MOST_LINES:
        message = f"more than {MOST_LINES:,} lines"
        return Parsed(parts, None, (*issues, Issue("E204", source.path, message, hint="split the file")))
    else:
        rows = plaintext.read(parts.body, parts.line, parts.front.title, explained)
    return Parsed(parts, rows, issues)
