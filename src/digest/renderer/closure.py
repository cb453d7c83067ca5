"""What a template reads: the templates that it is made of, and what they use of the site.

This decides which pages a change of the theme or of digest.yaml touches. What cannot be told from the text of the
templates counts as used.
"""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import TypeAlias

import jinja2
import msgspec
from jinja2 import meta, nodes
from msgspec import Struct

from digest.renderer.jinja import environment
from digest.renderer.theme import Theme
from digest.renderer.views import Site

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


def closures(theme: Theme) -> dict[str, Closure]:
    """The closure of each template of `theme`, by name."""
    reader = environment(theme)
    read = {name: _read(reader, theme, name) for name in theme.names()}
    return {name: _closed(name, read) for name in read}


class _Template(Struct, frozen=True):
    fingerprint: bytes
    others: frozenset[str] | None
    """What it extends, includes or imports; None: what, is decided while it runs."""
    uses: frozenset[Way]


def _read(reader: jinja2.Environment, theme: Theme, name: str) -> _Template:
    source, path, _ = theme.source(name) or ("", "", None)
    mark = blake2b(source.encode(), digest_size=16).digest()
    try:
        tree = reader.parse(source, name, path)
    except jinja2.TemplateSyntaxError:  # told when it is used
        return _Template(mark, None, frozenset([()]))
    others = set(meta.find_referenced_templates(tree))
    return _Template(mark, None if None in others else frozenset(filter(None, others)), frozenset(_uses(tree)))


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


def _uses(node: nodes.Node) -> Iterator[Way]:
    """What is used of `site` in a tree of Jinja's."""
    way = _way(node)
    if way is not None:
        yield way
        return
    for child in node.iter_child_nodes():
        yield from _uses(child)


def _way(node: nodes.Node) -> Way | None:
    """The way that an expression goes from `site`; None if it begins elsewhere, or goes on by what is computed."""
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
