"""What an editor may want to look at in an article: nothing is wrong with it, but something had to be guessed."""

from typing import Final

from digest.config import Config
from digest.excerpts import clip
from digest.issues import Issue
from digest.loader import metadata, parse
from digest.loader.explain import told
from digest.records import Image, Source, Speaker

SHOWN: Final = 60
"""Characters of a line that are shown, to find it by."""


def doubts(source: Source, config: Config) -> tuple[Issue, ...]:
    """What was guessed in the article, in its order; nothing if it cannot be read: loading it says why."""
    parsed = parse(source)
    if parsed.rows is None:
        return ()
    path = source.path
    article = metadata.article(path, parsed.parts, parsed.rows, config.zone).article
    if article is None:
        return ()
    found = []
    if article.title_from == "lede":
        message = f"has no headline; made from the lede: {article.title!r}"
        line = article.lede.line if article.lede else 0
        found.append(Issue("W801", path, message, line, hint="set title, or write the headline as the first line"))
    for quote in article.quotes:
        said = clip(" ".join(text.plain for text in quote.paragraphs), SHOWN)
        if quote.speaker is None:
            hint = "put – and the name below it"
            found.append(Issue("W802", path, f"nobody is named for the quote {said!r}", quote.line, hint=hint))
        elif not _is_clear(quote.speaker):
            message = f"{quote.speaker.as_given!r} names neither a person nor an institution"
            found.append(Issue("W802", path, message, quote.line, hint="write it as – Name, Role, Institution"))
    hint = f"digest explain {path} tells why"
    for block in told(parsed.rows):
        if block.unsure:
            kind = block.type.replace("_", " ")
            message = f"read as {kind}, but not surely ({block.confidence:.0%}): {clip(block.text, SHOWN)!r}"
            found.append(Issue("W803", path, message, block.line, hint=hint))
    pictures = [block for block in article.blocks if isinstance(block, Image)]
    for image in (*([article.image] if article.image else []), *pictures):
        if not image.alt:
            hint = "say what it shows, for those who do not see it"
            found.append(Issue("W804", path, f"the picture {image.src!r} has no description", image.line, hint=hint))
    return tuple(found)


def _is_clear(speaker: Speaker) -> bool:
    return bool(speaker.name or speaker.people or speaker.institution)
