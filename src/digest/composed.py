"""YAML to checked values by way of PyYAML, which says what is wrong and where.

PyYAML takes 20 ms to import, and simple front matter does not need it: see `schema`.
"""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, ClassVar, TypeVar, get_args, get_origin

import msgspec
import yaml

from digest.fields import BOOL, options, types
from digest.issues import Issue
from digest.walltime import WallTime

S = TypeVar("S", bound=msgspec.Struct)

MAX_DEPTH = 32

_WORDS = {
    "str": "text",
    "array": "a list",
    "object": "keys with values",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "null": "nothing",
}


class _TextOnly:
    """Mixed into a loader, makes every plain scalar text. A dictionary of its own: the loaders' is shared by all."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


# libyaml is about eight times faster, but not in every build of PyYAML
_Fast: type[yaml.SafeLoader] = type("_Fast", (_TextOnly, getattr(yaml, "CSafeLoader", yaml.SafeLoader)), {})


def composed(text: str, path: str, into: type[S], line: int) -> tuple[S | None, tuple[Issue, ...]]:
    """What `schema.read` returns, by way of PyYAML."""
    node, wrong = _mapping(text, path, line, "title: A title")
    if node is None:
        return None if wrong else into(), wrong
    issues: list[Issue] = []
    value = _struct(node, into, "", path, line, issues)
    return value, tuple(issues)


def composed_by_name(text: str, path: str, kind: type[S], example: str) -> tuple[dict[str, S], tuple[Issue, ...]]:
    """The mapping of names to values of one kind that makes up all of `text`, and all that is wrong with it."""
    node, wrong = _mapping(text, path, 1, example)
    if node is None:
        return {}, wrong
    issues: list[Issue] = []
    return _by_name(node, kind, "", path, 1, issues), tuple(issues)


def _mapping(text: str, path: str, line: int, example: str) -> tuple[yaml.MappingNode | None, tuple[Issue, ...]]:
    """The mapping in `text`; None if there is none, with what is wrong, which is nothing if there is nothing at all."""
    refused = _refused(text, path, line)
    if refused:
        return None, refused
    try:
        node = _Fast(text).get_single_node()
    except yaml.YAMLError as error:
        return None, (_yaml_issue(error, path, line),)
    if node is None or (isinstance(node, yaml.ScalarNode) and _scalar(node) is None):
        return None, ()
    if not isinstance(node, yaml.MappingNode):
        return None, (_at(node, path, line, "E101", f"expected lines such as '{example}'"),)
    return node, ()


def _refused(text: str, path: str, line: int) -> tuple[Issue, ...]:
    """Anchors, aliases, tags and deep nesting: small to write, endless to walk or deadly to a recursive composer."""
    nesting = sum(map(text.count, ("[", "{", "- ", "? "))) > MAX_DEPTH or " " * MAX_DEPTH in text
    if not nesting and not any(mark in text for mark in "&*!"):
        return ()
    issues = []
    depth = 0
    try:
        for event in yaml.parse(text, _Fast):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                return (_at(event, path, line, "E101", f"nested more than {MAX_DEPTH} deep"),)
            alias = "alias" if isinstance(event, yaml.AliasEvent) else "anchor"
            for what, value in ((alias, getattr(event, "anchor", None)), ("tag", getattr(event, "tag", None))):
                if value and value != "!":
                    message = f"the {what} {value!r} is not allowed"
                    issues.append(_at(event, path, line, "E105", message, "put the value in quotes"))
    except yaml.YAMLError:
        return ()  # said by the composer, in the same words as for any other text
    return tuple(issues)


def _at(node: Any, path: str, line: int, code: str, message: str, hint: str = "") -> Issue:
    mark = node.start_mark
    return Issue(code, path, message, line + mark.line, mark.column + 1, hint)


def _yaml_issue(error: yaml.YAMLError, path: str, line: int) -> Issue:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
    hint = ""
    if "mapping values are not allowed" in problem:
        problem, hint = "a colon where none can stand", "put a value that holds ': ' in quotes"
    elif "'\\t'" in problem or "found a tab" in problem:
        problem, hint = "a tab where only spaces can stand", "indent with spaces"
    elif "expected a single document" in (getattr(error, "context", None) or ""):
        problem = "more than one YAML document"
    elif "could not find expected ':'" in problem:
        problem, hint = "a line without ':'", "each line is 'key: value'; put longer text in quotes"
    elif "unexpected end of stream" in problem or "EOF" in problem:
        hint = "a quotation mark or bracket is not closed"
    return Issue("E101", path, problem, line + mark.line if mark else line, mark.column + 1 if mark else 0, hint)


def _scalar(node: yaml.ScalarNode) -> str | None:
    """The text of a scalar; nothing for an empty, null or ~ that is not in quotes."""
    value: str = node.value
    return None if not node.style and value in ("", "null", "~") else value


def plain(node: yaml.Node) -> object:
    """Text, None, lists and dictionaries, as they stand in the YAML."""
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return [plain(item) for item in node.value]
    return {str(plain(key)): plain(value) for key, value in node.value}


def _struct(node: yaml.MappingNode, into: type[S], prefix: str, path: str, line: int, issues: list[Issue]) -> S:
    """`into`, from the keys of `node` that are right; the others are reported."""
    renamed: dict[str, str] = getattr(into, "ALIASES", {})
    fields = types(into)
    values: dict[str, Any] = {}
    seen: dict[str, str] = {}
    for key, child in node.value:
        written = key.value if isinstance(key, yaml.ScalarNode) else ""
        name = renamed.get(written, written)
        if name not in into.__struct_fields__:
            close = get_close_matches(written, [*into.__struct_fields__, *renamed], 1)
            hint = f"did you mean {close[0]!r}?" if close else f"known keys: {', '.join(into.__struct_fields__)}"
            issues.append(_at(key, path, line, "E102", f"unknown key {prefix + written!r}", hint))
        elif name in seen:
            same = "" if seen[name] == written else f", as {seen[name]!r}"
            issues.append(_at(key, path, line, "E104", f"{prefix + written!r} stands twice{same}", "keep one of them"))
        else:
            seen[name] = written
            found = _value(child, fields[name], prefix + written, path, line, issues)
            if found is not None:
                values[name] = found
    try:
        return into(**values)
    except TypeError:  # a required key is missing
        missing = [f.name for f in msgspec.structs.fields(into) if f.required and f.name not in values]
        if not any(f.name in seen for f in msgspec.structs.fields(into) if f.name in missing):
            issues.append(_at(node, path, line, "E103", f"{prefix.rstrip('.') or 'this'} lacks {', '.join(missing)}"))
        return into(**{**dict.fromkeys(missing, ""), **values})


def _by_name(
    node: yaml.MappingNode, kind: type[S], prefix: str, path: str, line: int, issues: list[Issue]
) -> dict[str, S]:
    """The values of a mapping whose keys are free; a key without a value has what `kind` has by default."""
    found: dict[str, S] = {}
    for key, child in node.value:
        name = key.value.strip() if isinstance(key, yaml.ScalarNode) else ""
        if not name:
            issues.append(_at(key, path, line, "E103", f"{prefix or 'this'} has a key that is no name"))
        elif name in found:
            issues.append(_at(key, path, line, "E104", f"{name!r} stands twice", "keep one of them"))
        elif isinstance(child, yaml.MappingNode):
            found[name] = _struct(child, kind, f"{name}.", path, line, issues)
        elif isinstance(child, yaml.ScalarNode) and _scalar(child) is None:
            found[name] = kind()
        else:
            keys = ", ".join(kind.__struct_fields__)
            issues.append(_at(child, path, line, "E103", f"{name!r} must be keys with values", f"known keys: {keys}"))
    return found


def _value(node: yaml.Node, wanted: Any, name: str, path: str, line: int, issues: list[Issue]) -> Any:
    """The value of `node` as the type `wanted`; None, with an issue, where it is not."""
    kinds = options(wanted)
    for option in kinds:
        origin, inner = get_origin(option), get_args(option)
        if isinstance(node, yaml.MappingNode) and isinstance(option, type) and issubclass(option, msgspec.Struct):
            return _struct(node, option, f"{name}.", path, line, issues)
        if isinstance(node, yaml.MappingNode) and _is_by_name(origin, inner):
            return _by_name(node, inner[1], name, path, line, issues)
        if isinstance(node, yaml.SequenceNode) and origin is tuple:
            items = [_value(item, inner[0], name, path, line, issues) for item in node.value]
            return tuple(item for item in items if item is not None)
    if bool in kinds and isinstance(node, yaml.ScalarNode) and node.value.lower() in BOOL:
        return BOOL[node.value.lower()]
    twice = next(_twice(node), None)
    if twice is not None:
        issues.append(_at(twice, path, line, "E104", f"{twice.value!r} stands twice", "keep one of them"))
        return None
    value = plain(node)
    if value is None:
        return None  # the same as no key at all
    try:
        return msgspec.convert(value, wanted, strict=False, dec_hook=_decode)
    except msgspec.ValidationError as error:
        code, message = _words(str(error), value, kinds)
        joint = ":" if message[0] == "'" else ""
        issues.append(_at(node, path, line, code, f"{name!r}{joint} {message}"))
        return None


def _is_by_name(origin: Any, inner: tuple[Any, ...]) -> bool:
    """Whether a type is a mapping of names to structs."""
    return origin is Mapping and isinstance(inner[1], type) and issubclass(inner[1], msgspec.Struct)


def _decode(wanted: type, value: object) -> object:
    if wanted is WallTime:
        if not isinstance(value, str):
            raise ValueError(f"is not a date; expected {WallTime.FORM}")
        return WallTime.parse(value)
    return value  # whatever stands in a free field


def _twice(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """Keys that stand a second time in their mapping, at any depth."""
    if isinstance(node, yaml.MappingNode):
        keys = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in keys:
                    yield key
                keys.add(key.value)
            yield from _twice(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _twice(item)


def _words(error: str, value: object, options: tuple[Any, ...]) -> tuple[str, str]:
    """Code and message for what msgspec found, in the words of somebody who writes articles."""
    error = error.partition(" - at `")[0]
    if "is not a date" in error:
        return "E107", error
    expected = re.match(r"Expected `([^`]*)`", error)
    if expected:
        kinds = [_WORDS.get(kind.strip(), kind.strip()) for kind in expected[1].split("|") if kind.strip() != "null"]
        got = "a list" if isinstance(value, list) else "keys with values" if isinstance(value, dict) else repr(value)
        return "E103", f"must be {' or '.join(dict.fromkeys(kinds))}, not {got}"
    choices = [choice for option in options for choice in get_args(option) if isinstance(choice, str)]
    if choices:
        close = get_close_matches(str(value), choices, 1)
        said = f"; did you mean {close[0]!r}?" if close else ""
        return "E103", f"must be one of {', '.join(choices)}, not {value!r}{said}"
    return "E103", f"cannot be {value!r}: {error[0].lower()}{error[1:]}"
