"""The inline marks of Markdown to text with spans."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType

from digest.loader import links
from digest.loader.inline import ordered
from digest.loader.layout import between, joined
from digest.records import Image, Mark, Span, Text

DEEPEST: Final = 60
"""Levels of blocks within blocks; a list takes two. Beyond it, markdown-it leaves the rest of the text out."""

_SPECIAL: Final = re.compile(r"[\\`*_\[<&~]|  \n")
"""Without one of these, text is only text."""

_MARKS: Final[dict[str, Mark]] = {"em": "emphasis", "strong": "strong", "s": "strike", "link": "link"}


@cache
def parser() -> MarkdownIt:
    """The parser of blocks. Inline marks are read apart, so that text that holds none, or too many, is never parsed."""
    md = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST})
    md.enable(["table", "strikethrough"]).disable(["inline", "text_join"])
    # addresses stay as the author gave them, and what is not safe becomes text: decided below
    md.validateLink = lambda url: True  # type: ignore[method-assign]
    md.normalizeLink = lambda url: url  # type: ignore[method-assign]
    md.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    return md


class Inline:
    """Reads the inline marks of one article, which share its link definitions."""

    def __init__(self, env: EnvType) -> None:
        self.env = env

    def read(self, content: str, line: int) -> tuple[Text, list[Image]]:
        """The text of a paragraph that begins on `line`, and the images in it."""
        if not _SPECIAL.search(content):
            plain = joined([part.strip(" \t") for part in content.split("\n")]) if "\n" in content else content
            return (Text(plain, _addresses(plain, [])) if "://" in plain else Text(plain)), []
        md = parser()
        tokens: list[Token] = []
        md.inline.parse(content, md, self.env, tokens)
        return _text(tokens, line)


def _text(tokens: Sequence[Token], line: int) -> tuple[Text, list[Image]]:
    parts: list[str] = []
    spans: list[Span] = []
    images: list[Image] = []
    opened: list[tuple[int, str]] = []
    at = 0
    for index, token in enumerate(tokens):
        kind, part = token.type, ""
        if kind in ("text", "text_special"):
            part = token.content
        elif kind == "code_inline":
            part = token.content
            spans.append(Span(at, at + len(part), "code"))
        elif kind == "softbreak":
            line += 1
            following = tokens[index + 1].content if index + 1 < len(tokens) else ""
            part = between(parts[-1] if parts else "", following)
        elif kind == "hardbreak":
            line += 1
            part = "\n"
        elif kind == "image":
            image = _image(token, line)
            if links.is_picture(image.src):
                images.append(image)
            else:
                part = image.alt
        elif token.nesting == 1:
            opened.append((at, str(token.attrs.get("href", ""))))
        elif token.nesting == -1 and opened:
            start, href = opened.pop()
            mark = _MARKS[kind.removesuffix("_close")]
            if at > start and (mark != "link" or links.is_safe(href)):
                spans.append(Span(start, at, mark, href))
        else:
            part = token.content
        if images and part[:1] == " " and (not parts or parts[-1][-1] in " \n") and kind in ("text", "softbreak"):
            part = part.lstrip(" ")  # the second of two spaces between which a picture stood
        if part:
            parts.append(part)
            at += len(part)
    return _tidy("".join(parts), spans), images


def _tidy(plain: str, spans: list[Span]) -> Text:
    """Without the space that a picture leaves at the end, and with the bare addresses linked."""
    text = plain.rstrip()
    if len(text) < len(plain):
        spans = [Span(s.start, min(s.end, len(text)), s.mark, s.href) for s in spans if s.start < len(text)]
    return Text(text, ordered(spans) if "://" not in text else _addresses(text, spans))


def _addresses(plain: str, spans: list[Span]) -> tuple[Span, ...]:
    """`spans`, and those of the bare addresses that stand in no link or code and cut no other mark."""
    held = sorted((span.start, span.end) for span in spans if span.mark in ("link", "code"))
    edges = sorted({edge for span in spans for edge in (span.start, span.end)})
    out = list(spans)
    h = e = 0
    for start, end in links.bare(plain):
        while h < len(held) and held[h][1] <= start:
            h += 1
        while e < len(edges) and edges[e] <= start:
            e += 1
        if (h == len(held) or held[h][0] >= end) and (e == len(edges) or edges[e] >= end):
            out.append(Span(start, end, "link", plain[start:end]))
    return ordered(out)


def _image(token: Token, line: int) -> Image:
    alt = "".join(child.content or (" " if child.type == "softbreak" else "") for child in token.children or ())
    title = str(token.attrs.get("title", "")).strip()
    return Image(str(token.attrs["src"]), alt or token.content, line, Text(title) if title else None)
