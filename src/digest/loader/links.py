"""Which addresses a text may link to, and where bare ones stand in it."""

import html
import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from digest.patterns import late


class Link(Struct, frozen=True):
    """A relative address in an article: of a file that it shows or links to."""

    href: str
    """As written."""
    line: int
    """1-based, of the block that holds it first."""


SCHEMES: Final = ("http", "https", "mailto", "tel")

_IGNORED: Final = late(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
"""What browsers skip, or what hides a scheme from the eye."""
_SCHEME: Final = late(r"([^/?#:]*):")
_BARE: Final = late(r"https?://[^\s<>\"“”„«»`|\\^{}「」『』（）、。，]+", re.IGNORECASE)
_TRAILING: Final = ".,;:!?'’*_~…"


def is_safe(target: str, schemes: tuple[str, ...] = SCHEMES) -> bool:
    """Whether a link may lead there: relative, or of a scheme that runs nothing."""
    bare = _IGNORED.sub("", html.unescape(target))
    if bare[:1] in ("/", "\\") and "\\" in bare[:2]:  # a browser reads `/\evil.example` as `//evil.example`
        return False
    scheme = _SCHEME.match(bare)
    return bool(bare) and (scheme is None or scheme[1].lower() in schemes)


def is_picture(src: str) -> bool:
    """Whether a page may show it: relative, or fetched over the web."""
    return is_safe(src, ("http", "https"))


def is_relative(target: str) -> bool:
    """Whether it names a file of the site, from the article's own place."""
    return bool(target) and not target.startswith(("#", "//", "\\\\", "?")) and not _SCHEME.match(target)


def bare(text: str) -> Iterator[tuple[int, int]]:
    """Where the http(s) addresses in a text begin and end; punctuation at the end is not part of one."""
    for found in _BARE.finditer(text):
        start, end = found.start(), found.start() + len(_trimmed(found[0]))
        if end - start > len("https://"):
            yield start, end


def _trimmed(url: str) -> str:
    """The address without the sentence's punctuation, and without a bracket that was opened before it."""
    extra = {closer: url.count(closer) - url.count(opener) for closer, opener in _OPEN.items()}
    end = len(url)
    while end:
        last = url[end - 1]
        if last in extra and extra[last] > 0:
            extra[last] -= 1
        elif last not in _TRAILING:
            break
        end -= 1
    return url[:end]


_OPEN: Final = {")": "(", "]": "["}
