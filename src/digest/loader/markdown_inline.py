"""The inline marks of Markdown to text with spans."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore, normalize
from markdown_it.token import Token
from markdown_it.utils import EnvType
from msgspec.structs import replace

from digest.loader import comments, links
from digest.loader.inline import ordered
from digest.loader.layout import between, joined
from digest.records import Image, Mark, Paragraph, Span, Text

DEEPEST: Final = 60
"""Levels of blocks within blocks; a list takes two. Beyond it, markdown-it leaves the rest of the text out."""

_SPECIAL: Final = "\\`*_[<&~"
"""Without one of these and without a hard break, text is only text."""

_MARKS: Final[dict[str, Mark]] = {"em": "emphasis", "strong": "strong", "s": "strike", "link": "link"}
_BREAKS: Final = ("softbreak", "hardbreak")


@cache
def parser() -> MarkdownIt:
    """The parser of blocks. Inline marks are read apart, so that text that holds none, or too many, is never parsed."""
    md = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST, "inline_definitions": True})
    md.enable(["table", "strikethrough"]).disable(["inline", "text_join"])
    comments.add_to(md)
    md.core.ruler.at("normalize", _normalize)
    # addresses stay as the author gave them, and what is not safe becomes text: decided below
    md.validateLink = lambda url: True  # type: ignore[method-assign]
    md.normalizeLink = lambda url: url  # type: ignore[method-assign]
    md.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    return md


def _normalize(state: StateCore) -> None:
    """Does what markdown-it's own rule does, where there is anything to do: in what was decoded there is not."""
    if "\r" in state.src or "\0" in state.src:
        normalize(state)


class Inline:
    """Reads the inline marks of one article, which share its link definitions."""

    def __init__(self, env: EnvType) -> None:
        self.env = env

    def tokens(self, content: str) -> list[Token]:
        """The inline tokens of a paragraph."""
        md = parser()
        tokens: list[Token] = []
        md.inline.parse(content, md, self.env, tokens)
        return tokens

    def read(self, content: str, line: int, whole: bool = False) -> list[Paragraph | Image]:
        """What is in a paragraph that begins on `line`: its text, and the pictures in it, in their order.

        A picture within a line of text comes after that text, one at its head before it. Pictures alone on a line part
        the text above from the text below, unless it is to be `whole`.
        """
        # each looked for by itself: a regular expression takes ten times as long
        if not any(map(content.__contains__, _SPECIAL)) and not ("\n" in content and "  \n" in content):
            plain = joined([part.strip(" \t") for part in content.split("\n")]) if "\n" in content else content
            return [Paragraph(bare(plain), line)]
        tokens = self.tokens(content)
        if whole or not any(token.type == "image" for token in tokens):
            return _read(tokens, line)
        return [part for at, run in _runs(tokens, line) for part in _read(run, at)]


def bare(plain: str) -> Text:
    """A text without any marks; addresses in it are links."""
    return Text(plain, _addresses(plain, [])) if "://" in plain else Text(plain)


def _runs(tokens: Sequence[Token], line: int) -> Iterator[tuple[int, Sequence[Token]]]:
    """The tokens, parted where a line holds nothing but pictures, each part with the number of its first line."""
    run: list[Token] = []
    first = line
    for here, at in _lines(tokens, line):
        if any(map(_is_picture, here)) and all(map(_is_beside, here)):
            if run:
                yield first, run[:-1]  # without the break before the picture
            yield at, [token for token in here if token.type not in _BREAKS]
            run = []
        else:
            first = first if run else at
            run += here
    if run:
        yield first, run


def _lines(tokens: Sequence[Token], line: int) -> Iterator[tuple[list[Token], int]]:
    """The tokens of each line with its break, and its number; a mark that spans several lines keeps them together."""
    here: list[Token] = []
    depth, at = 0, line
    for token in tokens:
        here.append(token)
        depth += token.nesting
        line += _height(token)
        if token.type in _BREAKS and depth == 0:
            yield here, at
            here, at = [], line
    if here:
        yield here, at


def _height(token: Token) -> int:
    """Line breaks of the source in a token."""
    return 1 if token.type in _BREAKS else token.content.count("\n") if token.type == comments.KIND else 0


def _is_picture(token: Token) -> bool:
    return token.type == "image" and links.is_picture(str(token.attrs["src"]))


def _is_beside(token: Token) -> bool:
    """Whether it can stand on a line of pictures."""
    if token.type == "text":
        return not token.content.strip()
    return _is_picture(token) or token.type in ("link_open", "link_close", comments.KIND, *_BREAKS)


def _read(tokens: Sequence[Token], line: int) -> list[Paragraph | Image]:
    parts: list[str] = []
    spans: list[Span] = []
    images: list[Image] = []
    opened: list[tuple[int, str, str]] = []
    at = before = 0
    first = line
    left_out = False
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
            part = between(parts[-1], following) if parts else ""
        elif kind == "hardbreak":
            line += 1
            part = "\n" if parts else ""
        elif kind == "image":
            if _is_picture(token):
                images.append(_image(token, line, next((href for _, href, _ in reversed(opened) if href), "")))
                left_out = True
            else:
                part = _alt(token)
        elif kind == comments.KIND:
            line += _height(token)
            left_out = True
        elif token.nesting == 1:
            opened.append((at, str(token.attrs.get("href", "")), str(token.attrs.get("title", ""))))
        elif token.nesting == -1 and opened:
            start, href, title = opened.pop()
            mark = _MARKS[kind.removesuffix("_close")]
            if at > start and (mark != "link" or links.is_safe(href)):
                spans.append(Span(start, at, mark, href, title))
        else:
            part = token.content
        if left_out and part[:1] == " " and (not parts or parts[-1][-1] in " \n") and kind in ("text", "softbreak"):
            part = part.lstrip(" ")  # the second of two spaces between which a picture or a comment stood
        if part:
            if not parts:
                before, first = len(images), line
            parts.append(part)
            at += len(part)
    text = _tidy("".join(parts), spans)
    if not text.plain:
        return [*images]
    return [*images[:before], Paragraph(text, first), *images[before:]]


def _tidy(plain: str, spans: list[Span]) -> Text:
    """Without the space that a picture leaves at the end, and with the bare addresses linked."""
    text = plain.rstrip()
    if len(text) < len(plain):
        spans = [replace(span, end=min(span.end, len(text))) for span in spans if span.start < len(text)]
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


def _image(token: Token, line: int, href: str) -> Image:
    title = str(token.attrs.get("title", "")).strip()
    caption = Text(title) if title else None
    return Image(str(token.attrs["src"]), _alt(token), line, caption, href=href if links.is_safe(href) else "")


def _alt(token: Token) -> str:
    """What a picture shows, in words."""
    return _plain(token.children or ()) or token.content


def _plain(tokens: Sequence[Token]) -> str:
    return "".join(
        _plain(token.children) if token.children else " " if token.type in _BREAKS else token.content
        for token in tokens
        if token.type != comments.KIND
    )
