"""Light marks in a line of plain text: `*emphasis*`, `**strong**`, `_emphasis_`, `[label](target)`, bare addresses."""

import re
from typing import Final

from digest.loader import links
from digest.patterns import late
from digest.records import Mark, Span, Text

# What is marked is 1,000 characters long at the most: with no limit, text full of openers would take time by the square
_TOKEN: Final = late(
    r"(?<!!)\[(?P<label>[^\[\]]{1,1000})\]\((?P<target>[^()\s]{1,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?)\)"
    r"|(?P<url>https?://\S+)"
    r"|(?<![\w*])\*\*(?=\S)(?P<strong>(?:[^*]|\*(?!\*)){1,1000}?(?<!\s)\*?)\*\*(?![\w*])"
    r"|(?<![\w*])\*(?=[^\s*])(?P<star>(?:[^*]|\*\*){1,1000}?)(?<!\s)\*(?![\w*])"
    r"|(?<!\w)_(?=[^\s_])(?P<under>[^_]{1,1000})(?<!\s)_(?!\w)",
    re.IGNORECASE,
)
_ORDER: Final[dict[Mark, int]] = {"link": 0, "emphasis": 1, "strong": 2, "strike": 3, "code": 4}


def any_in(text: str) -> bool:
    """Whether there can be anything to do at all: in most texts there is not."""
    # single characters are found at fifty times the speed of three
    return "*" in text or "_" in text or "[" in text or ("/" in text and "://" in text)


def light(text: str) -> Text:
    """`text` without its light marks, and where they stood."""
    if not any_in(text):
        return Text(text)
    parts: list[str] = []
    spans: list[Span] = []
    _read(text, 0, parts, spans, in_link=False)
    return Text("".join(parts), ordered(spans))


def ordered(spans: list[Span]) -> tuple[Span, ...]:
    """By start, the longer one first; the same stretch in a fixed order, so that equal texts are equal records."""
    return tuple(sorted(spans, key=lambda span: (span.start, -span.end, _ORDER[span.mark])))


def _read(text: str, at: int, parts: list[str], spans: list[Span], in_link: bool) -> int:
    """Adds what `text` says to `parts` and its marks to `spans`, from index `at` on; the index after it."""
    done = 0
    for found in _TOKEN.finditer(text):
        start, kind = found.start(), found.lastgroup
        if start < done:
            continue
        before, inner, end, href = text[done:start], found[kind or 0], found.end(), ""
        mark: Mark = "strong" if kind == "strong" else "emphasis"
        if kind == "target":
            if not _is_target(found["target"]):
                continue
            inner, mark, href = found["label"], "link", found["target"]
        elif kind == "url":
            place = next(links.bare(found[0]), None)
            if not place:
                continue
            end = start + place[1]
            inner = href = text[start:end]
            mark = "link"
        parts.append(before)
        at += len(before)
        begin = at
        if kind == "url":
            parts.append(inner)
            at += len(inner)
        else:
            at = _read(inner, at, parts, spans, in_link or mark == "link")
        if mark != "link" or (not in_link and links.is_safe(href)):
            spans.append(Span(begin, at, mark, href))
        done = end
    parts.append(text[done:])
    return at + len(text) - done


def _is_target(target: str) -> bool:
    """Whether it was meant as an address: `[sic](p)` was not."""
    return any(map(target.__contains__, "./#:"))
