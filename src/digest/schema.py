"""YAML text to checked values: digest.yaml and front matter.

YAML's own types are not trusted (`NO` would be false, `1.10` a number, `2024-13-45` a crash): every scalar is read as
text and converted by the type of the field that it is for. All problems are found in one run, each with its place.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from difflib import get_close_matches
from functools import cache
from types import UnionType
from typing import Any, ClassVar, Final, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
import yaml

from digest.issues import Issue
from digest.patterns import late

S = TypeVar("S", bound=msgspec.Struct)

MAX_SIZE = 1_000_000
"""Characters of YAML that are read at the most: far more than anybody writes, far less than what hurts."""

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


_WRITTEN: Final = late(
    r"(\d{4})-(\d\d?)-(\d\d?)"
    r"(?:(?:[Tt]|\s+)(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*([Zz]|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?)?",
    re.ASCII,
)
_USUAL: Final = late(r"\d{4}-\d\d-\d\d(?:T(?:[01]\d|2[0-3]):\d\d:\d\dZ)?", re.ASCII)
"""Those of them that Python reads by itself, at a third of the time."""


class WallTime:
    """A date as somebody wrote it; without a zone it is meant where the site is."""

    __slots__ = ("moment", "timed")

    FORM = "2026-11-22, 2026-11-22 14:30 or 2026-11-22T14:30:00+01:00"

    def __init__(self, moment: datetime, timed: bool) -> None:
        self.moment = moment
        self.timed = timed

    @classmethod
    def parse(cls, text: str) -> "WallTime":
        """The date in `text`. Raises ValueError with what is wrong, in words for the user."""
        usual = _USUAL.fullmatch(text)
        found = usual or _WRITTEN.fullmatch(text.strip())
        if not found:
            raise ValueError(f"{text!r} is not a date; expected {cls.FORM}")
        try:
            moment = datetime.fromisoformat(text) if usual else _moment(*found.groups())
        except ValueError as error:
            raise ValueError(f"{text!r} is not a date: {error}") from None
        if not 1000 <= moment.year <= 9998:  # a zone must not push it out of what datetime can hold
            raise ValueError(f"{text!r} is not a date of a newspaper; expected a year from 1000 to 9998")
        return cls(moment, timed=":" in text)

    def at(self, zone: tzinfo) -> datetime:
        """The moment, in `zone`, to the second; one that clocks leave out, as they show it then."""
        moment = self.moment if self.moment.tzinfo else self.moment.replace(tzinfo=zone).astimezone(UTC)
        return moment.astimezone(zone)


def _moment(
    year: str, month: str, day: str, hour: str | None, minute: str | None, second: str | None, zone: str | None
) -> datetime:
    """The parts of a date as _WRITTEN finds them. Raises ValueError."""
    moment = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
    return moment.replace(tzinfo=_offset(zone)) if zone else moment


def _offset(zone: str) -> timezone:
    """`Z`, `UTC`, `+01:00`, `-0530` or `+01` as a time zone. Raises ValueError."""
    if zone[0] not in "+-":
        return UTC
    digits = zone[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[2:])
    if minutes > 59:
        raise ValueError("minutes of the offset must be in 0..59")
    offset = timedelta(hours=int(digits[:2]), minutes=minutes)
    return timezone(-offset if zone[0] == "-" else offset)


class _TextOnly:
    """Mixed into a loader, makes every plain scalar text. A dictionary of its own: the loaders' is shared by all."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


# libyaml is about eight times faster, but not in every build of PyYAML
_Fast: type[yaml.SafeLoader] = type("_Fast", (_TextOnly, getattr(yaml, "CSafeLoader", yaml.SafeLoader)), {})


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
    return _composed(text, path, into, line)


def _composed(text: str, path: str, into: type[S], line: int) -> tuple[S | None, tuple[Issue, ...]]:
    """What `read` returns, by way of PyYAML."""
    refused = _refused(text, path, line)
    if refused:
        return None, refused
    try:
        node = _Fast(text).get_single_node()
    except yaml.YAMLError as error:
        return None, (_yaml_issue(error, path, line),)
    if node is None or (isinstance(node, yaml.ScalarNode) and _scalar(node) is None):
        return into(), ()
    if not isinstance(node, yaml.MappingNode):
        return None, (_at(node, path, line, "E101", "expected lines such as 'title: A title'"),)
    issues: list[Issue] = []
    value = _struct(node, into, "", path, line, issues)
    return value, tuple(issues)


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
        elif bool in form and value.lower() in _BOOL:
            values[name] = _BOOL[value.lower()]
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
    types = _types(into)
    return {
        name: frozenset(simple[kind] for kind in _options(types[name]) if kind in simple)
        for name in types
        if name in into.__struct_fields__
    }


def _options(wanted: Any) -> tuple[Any, ...]:
    """The types of a union; of any other type, itself."""
    return get_args(wanted) if isinstance(wanted, UnionType) or get_origin(wanted) is Union else (wanted,)


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
    fields = _types(into)
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


def _value(node: yaml.Node, wanted: Any, name: str, path: str, line: int, issues: list[Issue]) -> Any:
    """The value of `node` as the type `wanted`; None, with an issue, where it is not."""
    options = _options(wanted)
    for option in options:
        origin, inner = get_origin(option), get_args(option)
        if isinstance(node, yaml.MappingNode) and isinstance(option, type) and issubclass(option, msgspec.Struct):
            return _struct(node, option, f"{name}.", path, line, issues)
        if isinstance(node, yaml.SequenceNode) and origin is tuple:
            items = [_value(item, inner[0], name, path, line, issues) for item in node.value]
            return tuple(item for item in items if item is not None)
    if bool in options and isinstance(node, yaml.ScalarNode) and node.value.lower() in _BOOL:
        return _BOOL[node.value.lower()]
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
        code, message = _words(str(error), value, options)
        joint = ":" if message[0] == "'" else ""
        issues.append(_at(node, path, line, code, f"{name!r}{joint} {message}"))
        return None


@cache
def _types(struct: type[msgspec.Struct]) -> dict[str, Any]:
    return get_type_hints(struct)


_BOOL = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


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
