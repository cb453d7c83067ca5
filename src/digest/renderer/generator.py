"""Templates to Python: what Jinja makes of them, with what is quicker for values as ours are."""

from collections.abc import Iterator
from typing import Any, Final

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, optimizeconst
from jinja2.runtime import LoopContext
from msgspec import Struct

from digest.records import Speaker
from digest.renderer import views

ASKED: Final = "asked"
"""Where the code of a template says what its blocks ask for (memo.Asked), by name; only those that may be memos."""


def _owners() -> dict[str, frozenset[type]]:
    found: dict[str, set[type]] = {}
    for kind in (*vars(views).values(), Speaker):
        if isinstance(kind, type) and issubclass(kind, Struct):
            for name in kind.__struct_fields__:
                found.setdefault(name, set()).add(kind)
    for name in ("first", "last", "index", "index0"):
        found.setdefault(name, set()).add(LoopContext)
    return {name: frozenset(kinds) for name, kinds in found.items()}


OWNERS: Final = _owners()
"""The types of our values that have an attribute, by its name."""
OWNERS_OF: Final = "owners_of_"
"""Before that name: what the code of a template calls these types."""
_PIECES: Final = "pieces"
"""Where it gathers what it prints; as Jinja has it, each piece goes up by itself through all blocks that are around."""
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
        """The beginning of what has names of its own: of a template, a block, a macro, a loop."""
        super().enter_frame(frame)
        if frame.parent is None:
            frame.buffer = _PIECES
            self.writeline(f"{_PIECES} = []")
        if frame.block:
            found = [name for action, name in frame.symbols.loads.values() if action == "resolve" and name]
            self.names.setdefault(frame.block, set()).update(found)

    def leave_frame(self, frame: Frame, with_python_scope: bool = False) -> None:
        """The end of it: what a template or a block prints is handed up in one piece."""
        if frame.parent is None:
            self.writeline(f"yield concat({_PIECES})")
        super().leave_frame(frame, with_python_scope)

    def visit_Block(self, node: nodes.Block, frame: Frame) -> None:  # noqa: N802
        """What a block prints."""
        if frame.buffer != _PIECES or node.required:
            super().visit_Block(node, frame)
            return
        if frame.toplevel and self.has_known_extends:
            return
        asks = frame.toplevel and self.extends_so_far > 0
        if asks:
            self.writeline("if parent_template is None:")
            self.indent()
        context = self.derive_context(frame) if node.scoped else self.get_context_ref()
        self.writeline(f"{_PIECES}.extend(context.blocks[{node.name!r}][0]({context}))", node)
        if asks:
            self.outdent()

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:  # noqa: N802
        """What another template prints; Jinja hands up that of one without context by itself."""
        if frame.buffer == _PIECES and not node.with_context:
            self.writeline(f"yield concat({_PIECES})")
            self.writeline(f"{_PIECES}.clear()")
        super().visit_Include(node, frame)

    @optimizeconst
    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """An attribute: one of ours has it; of anything else Jinja finds out whether it is one, or an item."""
        if node.attr not in OWNERS:
            super().visit_Getattr(node, frame)
            return
        self.write(f"(_owner.{node.attr} if type(_owner := ")
        self.visit(node.node, frame)
        self.write(f") in {OWNERS_OF}{node.attr} else environment.getattr(_owner, {node.attr!r}))")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        """Before what is printed: nearly all of it is text."""
        if self._is_common(frame, finalize):
            self.write("(escaped(_text) if type(_text := ")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if self._is_common(frame, finalize):
            self.write(") is str else _text if type(_text) is Markup else escape(_text))")
        else:
            super()._output_child_post(node, frame, finalize)

    def _is_common(self, frame: Frame, finalize: Any) -> bool:
        return frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None

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
