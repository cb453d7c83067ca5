"""Blocks that print the same on many pages, rendered once: the ways through the site, its feeds, its styles, its foot.

What such a block prints hangs on nothing but the site, and on a few short texts that many pages share, as `root` and
`section`. Which blocks these are is told from their syntax while a template is compiled, a site's own like the theme's;
what cannot be told is rendered each time.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context

Block: TypeAlias = Callable[[Context], Iterator[str]]
"""The compiled code of a block."""
Asked: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]
"""What decides what a block prints: the names that it gets from around it, and the blocks in it."""

ASKED: Final = "asked"
"""Where the code of a template has that of its blocks, by name."""
_MOST: Final = 500
"""Texts kept of a block; one with more has something in it that is the page's own."""
_OWN: Final = {"page", "body", "data", "sharing"}
"""What every page has its own of."""
# all that a block may hold: it calls nothing, and gets nothing but by the names in it
_PLAIN: Final = (
    *(nodes.Output, nodes.TemplateData, nodes.Const, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Slice),
    *(nodes.If, nodes.For, nodes.With, nodes.Assign, nodes.Block, nodes.CondExpr, nodes.Compare, nodes.Operand),
    *(nodes.BinExpr, nodes.UnaryExpr, nodes.Concat, nodes.Tuple, nodes.List, nodes.Dict, nodes.Pair, nodes.Keyword),
    *(nodes.Filter, nodes.Test),
)


class Generator(CodeGenerator):
    """Adds to the code of a template what its blocks ask for."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's name
        """All code."""
        self.names: dict[str, set[str]] = {}
        super().visit_Template(node, frame)
        asked = {
            name: (tuple(sorted(self.names.get(name, ()))), tuple([inner.name for inner in _inner(block)]))
            for name, block in self.blocks.items()
            if self.names.get(name, set()).isdisjoint(_OWN) and self._is_plain(block)
        }
        self.writeline(f"{ASKED} = {asked!r}")

    def enter_frame(self, frame: Frame) -> None:
        """The beginning of what has names of its own, in a block or not: what others it needs."""
        super().enter_frame(frame)
        if frame.block:
            found = [name for action, name in frame.symbols.loads.values() if action == "resolve" and name]
            self.names.setdefault(frame.block, set()).update(found)

    def _is_plain(self, node: nodes.Node) -> bool:
        if not isinstance(node, _PLAIN):
            return False
        if isinstance(node, nodes.Filter | nodes.Test):
            known = self.environment.filters if isinstance(node, nodes.Filter) else self.environment.tests
            # one that gets the context may look at whatever it likes; `random` does, too
            if node.name not in known or getattr(known[node.name], "jinja_pass_arg", None) is not None:
                return False
        return all(map(self._is_plain, node.iter_child_nodes()))


def _inner(node: nodes.Node) -> Iterator[nodes.Block]:
    """The blocks in a node, without those in them."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Block):
            yield child
        else:
            yield from _inner(child)


class Memo:
    """A block that keeps what it printed."""

    def __init__(self, block: Block, asked: Asked, fixed: Mapping[str, object]) -> None:
        """`fixed` has what is the same on all pages, by name."""
        self.block = block
        self.names, self.inner = asked
        self.fixed = fixed
        self.texts: dict[tuple[object, ...], str] = {}

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
        found: list[object] = []
        for name in self.names:
            value = context.resolve_or_missing(name)
            if name in self.fixed and value is self.fixed[name]:
                continue
            if type(value) is not str:  # a Markup of the same characters prints another text
                return None
            found.append(value)
        for name in self.inner:
            block = context.blocks[name][0]
            inner = block.key(context) if isinstance(block, Memo) else None
            if inner is None:
                return None
            found += (block, inner)
        return tuple(found)
