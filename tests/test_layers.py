"""Imports go one way, and only the engine and the command touch the world."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import digest

PACKAGE = Path(digest.__file__).parent
ORDER = (
    "__init__", "patterns", "names", "issues", "excerpts", "terms", "records", "slugs",
    "walltime", "fields", "composed", "schema", "config",
    "loader", "site", "renderer", "feeds", "engine", "tools", "cli", "__main__",
)  # fmt: skip
"""The ground first: what comes later may import what comes before."""
WORLD = {
    "os",
    "pathlib",
    "shutil",
    "tempfile",
    "subprocess",
    "socket",
    "time",
    "random",
    "secrets",
    "io",
    "glob",
    "locale",
}
CALLS = {"open", "now", "utcnow", "today", "uuid1", "uuid4", "getenv", "input", "print"}
WORLDLY = ("engine", "tools", "cli", "__main__")


def layer(module: str) -> str:
    """Which layer `digest.loader.blocks` or the file `loader/blocks.py` belongs to."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


MODULES = {
    "digest." + ".".join(path.relative_to(PACKAGE).with_suffix("").parts): ast.parse(path.read_text("utf-8"))
    for path in sorted(PACKAGE.rglob("*.py"))
}


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide the layer"
            assert node.module
            yield node.module
            if node.module == "digest":
                yield from (f"digest.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_only_what_is_below_it(name: str) -> None:
    mine = ORDER.index(layer(name))
    above = [
        other
        for other in imported(MODULES[name])
        if other.startswith("digest.") and layer(other) in ORDER and ORDER.index(layer(other)) > mine
    ]
    assert above == []


@pytest.mark.parametrize("name", [name for name in MODULES if layer(name) not in WORLDLY])
def test_a_pure_module_touches_neither_files_nor_clock_nor_environment(name: str) -> None:
    modules = {other.split(".")[0] for other in imported(MODULES[name])}
    called = {
        node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        for node in ast.walk(MODULES[name])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute)
    }
    assert (modules & WORLD, called & CALLS) == (set(), set())


def test_every_module_has_a_layer_and_says_what_it_is_for() -> None:
    assert {layer(name) for name in MODULES} <= {*ORDER}
    assert [name for name, tree in MODULES.items() if not ast.get_docstring(tree)] == []


def test_the_order_knows_a_wrong_import_when_it_sees_one() -> None:
    assert list(imported(ast.parse("def f():\n    from digest.engine import build"))) == ["digest.engine"]
    assert ORDER.index(layer("digest.engine")) > ORDER.index(layer("digest.loader.blocks"))
