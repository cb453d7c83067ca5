"""YAML text to checked values: digest.yaml and front matter.

YAML's own types are not trusted (`NO` would be false, `1.10` a number, `2024-13-45` a crash): every scalar is read as
text and converted by the type of the field that it is for. All problems are found in one run, each with its place.
"""

from functools import cache
from typing import Any, TypeVar

import msgspec

from digest.fields import BOOL, options, types
from digest.issues import Issue
from digest.walltime import WallTime

S = TypeVar("S", bound=msgspec.Struct)

MAX_SIZE = 1_000_000
"""Characters of YAML that are read at the most: far more than anybody writes, far less than what hurts."""


def read(text: str, path: str, into: type[S], line: int = 1) -> tuple[S | None, tuple[Issue, ...]]:
    """The mapping in `text` as `into`, and all that is wrong with it.

    `line` is the line of the file on which `text` begins. A key that is wrong is left at its default; None comes back
    only if there is no mapping at all.
    """
    if len(text) > MAX_SIZE:
        return None, (Issue("E101", path, f"more than {MAX_SIZE:,} characters of YAML", line),)
    simple = _simple(text, into)
    if simple is not None:
        return simple, ()
    from digest.composed import composed  # which imports PyYAML

    return composed(text, path, into, line)


def read_by_name(text: str, path: str, kind: type[S], example: str) -> tuple[dict[str, S], tuple[Issue, ...]]:
    """The mapping of names to values of one kind that makes up all of `text`, and all that is wrong with it.

    `example` is a line of such a text, for whoever wrote something else.
    """
    if len(text) > MAX_SIZE:
        return {}, (Issue("E101", path, f"more than {MAX_SIZE:,} characters of YAML", 1),)
    from digest.composed import composed_by_name  # which imports PyYAML

    return composed_by_name(text, path, kind, example)


def _simple(text: str, into: type[S]) -> S | None:
    """`text` as `into` if it is only lines such as `title: A title` and `topics: [Sea, Town]`, with nothing wrong.

    That is the front matter of most articles, at a quarter of the time. Whatever could be read in more than one way,
    or needs a message, is left to PyYAML. Characters that YAML has a use for stand where they have none: values begin
    with a letter or digit and hold neither `: ` nor ` #`.
    """
    forms = _forms(into)
    aliases: dict[str, str] = getattr(into, "ALIASES", {})
    values: dict[str, Any] = {}
    for row in text.removesuffix("\n").split("\n"):
        key, colon, value = row.partition(": ")
        value = value.strip(" ")
        name = aliases.get(key, key)
        form = forms.get(name)
        if not form or not colon or not value or name in values or not value.isprintable():
            return None
        if value[0] == "[" and value[-1] == "]" and tuple in form:
            items = tuple([item.strip(" ") for item in value[1:-1].split(",")])
            if "null" in items or not all(item.replace(" ", "").isalnum() for item in items):
                return None
            values[name] = items
        elif not value[0].isalnum() or ": " in value or " #" in value or value[-1] == ":" or value == "null":
            return None
        elif bool in form and value.lower() in BOOL:
            values[name] = BOOL[value.lower()]
        elif str in form:
            values[name] = value
        elif WallTime in form:
            try:
                values[name] = WallTime.parse(value)
            except ValueError:
                return None
        else:
            return None
    try:
        return into(**values)
    except TypeError:  # a required key is missing
        return None


@cache
def _forms(into: type[msgspec.Struct]) -> dict[str, frozenset[type]]:
    """What a field can be in simple YAML: text, a list of texts, true or false, a date."""
    simple = {str: str, bool: bool, WallTime: WallTime, tuple[str, ...]: tuple}
    known = types(into)
    return {
        name: frozenset(simple[kind] for kind in options(known[name]) if kind in simple)
        for name in known
        if name in into.__struct_fields__
    }
