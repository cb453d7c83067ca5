"""What a template reads: the templates that it is made of, and what they use of the site.

This decides which pages a change of the theme or of digest.yaml touches. What cannot be told from the text of the
templates counts as used. Reading them takes as long as 300 pages; what came of it is kept from build to build.
"""

import marshal
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, TypeAlias

import msgspec
from msgspec import Struct

from digest.renderer.data import USES
from digest.renderer.theme import Theme
from digest.renderer.views import Site

if TYPE_CHECKING:
    from jinja2 import Environment, nodes

Way: TypeAlias = tuple[str, ...]
"""A name and the names below it: `site.assets["style.css"]` is `("assets", "style.css")`; `site` itself is empty."""


class Closure(Struct, frozen=True, array_like=True, gc=False):
    """A template with all that it extends, includes and imports."""

    templates: Mapping[str, bytes]
    """The fingerprint of each, by name."""
    uses: tuple[Way, ...]
    """What they use of the site, in order."""

    def of_site(self, site: Site) -> bytes:
        """What the templates use of `site`, encoded."""
        return msgspec.msgpack.encode([at(site, way) for way in self.uses])


class Compiled(Struct, frozen=True):
    """A theme, ready for use."""

    theme: bytes
    """Its fingerprint."""
    closures: dict[str, Closure]
    """Of each template, by name; so are the codes."""
    codes: dict[str, bytes]
    """What Jinja made of it, marshalled; none of a template that cannot be read."""


def mark_of(theme: Theme) -> bytes:
    """The fingerprint of a theme's templates."""
    return sha256(msgspec.msgpack.encode((theme.base, theme.own))).digest()


def compiled(theme: Theme) -> Compiled:
    """The templates of `theme`, compiled, and their closures."""
    from digest.renderer.jinja import environment  # Jinja takes 30 ms to import

    jinja = environment(theme)
    codes: dict[str, bytes] = {}
    read = {name: _read(jinja, theme, name, codes) for name in theme.names()}
    return Compiled(mark_of(theme), {name: _closed(name, read) for name in read}, codes)


class _Template(Struct, frozen=True):
    fingerprint: bytes
    others: frozenset[str] | None
    """What it extends, includes or imports; None: what, is decided while it runs."""
    uses: frozenset[Way]


def _read(jinja: "Environment", theme: Theme, name: str, codes: dict[str, bytes]) -> _Template:
    from jinja2 import meta

    source, path, _ = theme.source(name) or ("", "", None)
    mark = sha256(source.encode()).digest()[:16]
    try:
        tree = jinja.parse(source, name, path)
        others = set(meta.find_referenced_templates(tree))
        uses = frozenset(_uses(tree))
        codes[name] = marshal.dumps(jinja.compile(tree, name, path))
    except Exception:  # noqa: BLE001 - told when it is used; Python refuses some that Jinja takes, as 21 loops in loops
        return _Template(mark, None, frozenset([()]))
    return _Template(mark, None if None in others else frozenset(filter(None, others)), uses)


def _closed(name: str, read: Mapping[str, _Template]) -> Closure:
    names: set[str] = set()
    waiting = [name]
    while waiting:
        found = waiting.pop()
        if found in names or found not in read:
            continue
        names.add(found)
        others = read[found].others
        waiting += read if others is None else others
    uses: set[Way] = set().union(*(read[found].uses for found in names))
    whole = [way for way in uses if not any(way[:length] in uses for length in range(len(way)))]
    return Closure({found: read[found].fingerprint for found in sorted(names)}, tuple(sorted(whole)))


def _uses(node: "nodes.Node") -> Iterator[Way]:
    """What is used of `site` in a tree of Jinja's."""
    from jinja2 import nodes

    way = _way(node)
    if way is not None:
        yield way
        return
    if isinstance(node, nodes.Name) and node.name in ("data", "sharing"):  # are made of the site, too
        yield from ((name,) for name in USES)
    if isinstance(node, nodes.Name) and node.name == "here":
        yield ("nav",)
    for child in node.iter_child_nodes():
        yield from _uses(child)


def _way(node: "nodes.Node") -> Way | None:
    """The way that an expression goes from `site`; None if it begins elsewhere, or goes on by what is computed."""
    from jinja2 import nodes

    if isinstance(node, nodes.Name):
        return () if node.name == "site" else None
    if isinstance(node, nodes.Getattr):
        before = _way(node.node)
        return None if before is None else (*before, node.attr)
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
        before = _way(node.node)
        return None if before is None else (*before, node.arg.value)
    return None


def at(site: Site, way: Iterable[str]) -> object:
    """What stands at the end of a way; where it leads on to something else than a key or field, all that is before."""
    value: object = site
    for name in way:
        if isinstance(value, dict) and name in value and not hasattr(value, name):
            value = value[name]
        elif isinstance(value, Struct) and name in value.__struct_fields__:
            value = getattr(value, name)
        else:
            break
    return value
