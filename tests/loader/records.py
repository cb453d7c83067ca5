"""What the tests of the loader share: loading a text in a line, and a record as lines that a person can read."""

from collections.abc import Iterator

from digest.config import Config
from digest.loader import Loaded, load
from digest.records import Article, Block, Code, Image, ListBlock, Paragraph, Quote, Source, Speaker, Table, Text

MARKS = {"emphasis": "em", "strong": "strong", "strike": "strike", "code": "code", "link": "link"}


def loaded(text: str | bytes, path: str = "content/a.txt", config: Config | None = None) -> Loaded:
    data = text.encode() if isinstance(text, str) else text
    return load(Source(path, data), config or Config())


def article(text: str | bytes, path: str = "content/a.txt") -> Article:
    found = loaded(text, path).article
    assert found is not None
    return found


def codes(text: str | bytes, path: str = "content/a.txt") -> list[str]:
    return [issue.code for issue in loaded(text, path).issues]


def shown(article: Article) -> Iterator[str]:
    """An article, a line for each thing that was found, with its line in the source."""
    yield f"title from {article.title_from}: {article.title}"
    for name in ("subtitle", "authors", "published", "updated", "source", "source_url"):
        value = getattr(article, name)
        if value:
            yield f"{name}: {'; '.join(value) if isinstance(value, tuple) else value}"
    if article.lede:
        yield f"{article.lede.line} lede: {marked(article.lede.text)}"
    for section in article.sections:
        if section.heading:
            yield f"{section.line} {'#' * section.level} {marked(section.heading)}"
        for block in section.blocks:
            yield from _block(block, "")


def _block(block: Block, indent: str) -> Iterator[str]:
    head = f"{indent}{block.line} "
    match block:
        case Paragraph():
            yield f"{head}{'footer' if block.footer else 'paragraph'}: {marked(block.text)}"
        case Quote():
            yield f"{head}quote: {' / '.join(map(marked, block.paragraphs))}"
            if block.speaker and block.attribution:
                yield f"{indent}   by: {_speaker(marked(block.attribution), block.speaker)}"
        case ListBlock():
            yield f"{head}list{'' if block.start is None else f' from {block.start}'}:"
            for item in block.items:
                yield f"{indent}   - {marked(item.text)}"
                for inner in item.blocks:
                    yield from _block(inner, indent + "     ")
        case Image():
            yield f"{head}image: {block.src} ({block.alt}){f' {marked(block.caption)}' if block.caption else ''}"
        case Code():
            yield f"{head}code {block.language}: {block.text!r}"
        case Table():
            yield f"{head}table {' '.join(side or '-' for side in block.align)}:"
            for row in (block.header, *block.rows):
                yield f"{indent}   {' | '.join(map(marked, row))}"


def _speaker(given: str, speaker: Speaker) -> str:
    parts = (f"{part} {value}" for part in ("name", "role", "institution") if (value := getattr(speaker, part)))
    return f"{given} = {', '.join(parts) or 'nobody'}"


def marked(text: Text) -> str:
    """A text with its spans as tags; a line break as ¶."""
    starts: dict[int, str] = {}
    ends: dict[int, str] = {}
    for span in text.spans:
        target = f" {span.href}" if span.href else ""
        starts[span.start] = starts.get(span.start, "") + f"<{MARKS[span.mark]}{target}>"
        ends[span.end] = f"</{MARKS[span.mark]}>" + ends.get(span.end, "")
    out = "".join(
        ends.get(at, "") + starts.get(at, "") + (text.plain[at] if at < len(text.plain) else "")
        for at in range(len(text.plain) + 1)
    )
    return out.replace("\n", "¶")
