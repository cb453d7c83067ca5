"""Article files to records: front matter, plain text grammar, Markdown."""

from typing import Final

from msgspec import Struct

from digest.config import Config
from digest.issues import Issue
from digest.loader import decode, frontmatter, metadata, plaintext
from digest.loader.links import Link
from digest.records import Article, Source

__all__ = ["Link", "Loaded", "load"]


MOST_LINES: Final = 1_000_000
"""Of plain text. A line costs half a kilobyte of memory while it is read, and 7 µs."""


class Loaded(Struct, frozen=True):
    """What came of a source."""

    article: Article | None
    """None if there is nothing to publish; then `issues` says why."""
    issues: tuple[Issue, ...] = ()
    links: tuple[Link, ...] = ()
    """Relative addresses of links and images, each once, in the order of the text."""


def load(source: Source, config: Config) -> Loaded:
    """The article in a source, and all that is wrong with it. Any bytes give one or the other, never an exception."""
    text, issues = decode.decode(source.data, source.path)
    parts = frontmatter.split(text, source.path)
    issues += parts.issues
    if not parts.closed:
        return Loaded(None, issues)
    is_markdown = source.path.lower().endswith(".md")
    if is_markdown:
        from digest.loader import markdown  # markdown-it takes 50 ms to import; a site of plain text never needs it

        rows, more = markdown.read(parts.body, parts.line, parts.front.title, source.path)
        issues += more
        if not rows and more:
            return Loaded(None, issues)
    elif parts.body.count("\n") > MOST_LINES:
        message = f"more than {MOST_LINES:,} lines"
        return Loaded(None, (*issues, Issue("E204", source.path, message, hint="split the file")))
    else:
        rows = plaintext.read(parts.body, parts.line, parts.front.title)
    article, used, more = metadata.article(source.path, parts, rows, config.zone)
    return Loaded(article, issues + more, used)
