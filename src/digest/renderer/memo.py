"""Blocks that print the same on many pages, rendered once: the ways through the site, its feeds, its styles, its foot.

What such a block prints hangs on nothing but the site, and on a few short texts that many pages share, as `root` and
`section`. Which blocks these may be is told from their syntax while a template is compiled, a site's own like the
theme's; what cannot be told is rendered each time.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

from jinja2.runtime import Context

Block: TypeAlias = Callable[[Context], Iterator[str]]
"""The compiled code of a block."""
Asked: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]
"""What decides what a block prints: the names that it gets from around it, and the blocks in it."""
_MOST: Final = 500
"""Texts kept of a block; one with more has something in it that is the page's own."""


class Memo:
    """A block that keeps what it printed."""

    def __init__(self, block: Block, asked: Asked, fixed: Mapping[str, object]) -> None:
        """`fixed` has what is the same on all pages, by name."""
        self.block = block
        self.names, self.inner = asked
        self.fixed = fixed
        self.texts: dict[tuple[object, ...], str] = {}
        self.found: dict[tuple[Block, ...], tuple[str, ...] | None] = {}
        """The names that decide what it prints, by the blocks in it, of which a template may have its own."""

    def __call__(self, context: Context) -> Iterator[str]:
        """What the block prints."""
        key = self.key(context)
        text = self.texts.get(key) if key is not None else None
        if text is None:
            text = "".join(self.block(context))
            if key is not None and len(self.texts) < _MOST:
                self.texts[key] = text
        yield text

    def key(self, context: Context) -> tuple[object, ...] | None:
        """What decides what it prints on a page; None if it cannot be told."""
        inner = tuple([context.blocks[name][0] for name in self.inner])
        names = self.found[inner] if inner in self.found else self.found.setdefault(inner, self.names_with(inner))
        if names is None:
            return None
        values: list[object] = [inner]
        for name in names:
            value = context.resolve_or_missing(name)
            if type(value) is str:  # a Markup of the same characters prints another text
                values.append(value)
            elif name not in self.fixed or value is not self.fixed[name]:
                return None
        return tuple(values)

    def names_with(self, inner: tuple[Block, ...]) -> tuple[str, ...] | None:
        """Its names and those of the blocks in it; None if these hold blocks themselves, or cannot be told."""
        names = set(self.names)
        for block in inner:
            if not isinstance(block, Memo) or block.inner:
                return None
            names |= set(block.names)
        return tuple(sorted(names))
