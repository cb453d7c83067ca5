"""Recipes: fingerprints of all that decides the bytes of a file. Equal recipes, equal files."""

from hashlib import sha256
from typing import Final

from digest.renderer.closure import Closure
from digest.renderer.views import Site

PARTS: Final = ("view", "text", "templates", "site")
"""What a recipe is made of, in order: what the file shows; the sources of its text; the templates it is made with; what
these use of the site."""
_WHOLE: Final = 16
"""Bytes of the fingerprint of one text; its first are as good a part as a fingerprint of it."""
PART: Final = 8
"""Bytes of each part. Two values of one file are told apart, never all files from each other."""


class Recipes:
    """Makes recipes for the files of one build; what is the same for all of a template is made once."""

    def __init__(self, closures: dict[str, Closure], site: Site) -> None:
        self._ends = {
            name: part(b"".join(b"%b\0%b" % (key.encode(), mark) for key, mark in closure.templates.items()))
            + part(closure.of_site(site))
            for name, closure in closures.items()
        }

    def of(self, view: bytes, text: bytes, template: str) -> bytes:
        """The recipe of a file that shows `view`, encoded, and texts with these fingerprints, by a template."""
        return self.with_view(part(view), text, template)

    def with_view(self, view: bytes, text: bytes, template: str) -> bytes:
        """The same, where the part of the view is known."""
        return view + (text[:PART] if len(text) == _WHOLE else part(text)) + self._ends.get(template, b"")


def part(data: bytes) -> bytes:
    """A part of a recipe."""
    return sha256(data).digest()[:PART]


def differing(before: bytes, after: bytes) -> tuple[str, ...]:
    """The parts in which two recipes differ."""
    cuts = range(0, PART * len(PARTS), PART)
    return tuple(
        name for name, cut in zip(PARTS, cuts, strict=True) if before[cut : cut + PART] != after[cut : cut + PART]
    )
