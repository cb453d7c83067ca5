"""What is different between two values of one kind, as templates name it: `newer.title: 'A' -> 'B'`."""

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

WIDTH: Final = 60
"""Characters of a value that are shown."""
_KEYS: Final = ("href", "id", "iso", "url")
"""Fields that say what something is: what has the same is the same, elsewhere in a list or with another title."""
_INNER: Final = ("link", "date", "item", "topic", "story")
"""Fields that say it in their turn: a year of the archive is known by its link, a day by its date."""
_LABELS: Final = ("title", "label", "text", "name")


def differences(before: object, after: object, at: str = "") -> Iterator[str]:
    """A line for each difference; `at` is the name of the value."""
    if before == after:
        return
    if isinstance(before, Struct) and type(before) is type(after):
        for field in before.__struct_fields__:
            yield from differences(getattr(before, field), getattr(after, field), f"{at}.{field}".lstrip("."))
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _keyed(dict(before), dict(after), at)
    elif isinstance(before, list | tuple) and isinstance(after, list | tuple):
        keyed = _by_key(before), _by_key(after)
        if keyed[0] is not None and keyed[1] is not None:
            yield from _keyed(keyed[0], keyed[1], at)
        elif len(before) == len(after) and all(isinstance(value, Struct) for value in (*before, *after)):
            for number, values in enumerate(zip(before, after, strict=True), start=1):
                yield from differences(*values, f"{at}[{number}]")
        else:
            yield f"{at}: {_short(before, after)} -> {_short(after, before)}"
    else:
        yield f"{at}: {_short(before, after)} -> {_short(after, before)}"


def _keyed(before: Mapping[str, object], after: Mapping[str, object], at: str) -> Iterator[str]:
    """The differences of two lists or tables whose entries have names."""
    gone = {key: _label(value, key) for key, value in before.items() if key not in after}
    new = {key: _label(value, key) for key, value in after.items() if key not in before}
    for found, what, other in ((new, "new", gone), (gone, "gone", new)):
        for key, label in found.items():
            yield f"{at}: {label if label not in other.values() else _quoted(key)} is {what}"
    for key, value in before.items():
        if key not in after:
            continue
        yield from differences(value, after[key], f"{at}[{_label(value, key)}]")
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield f"{at}: in another order"


def _by_key(values: list[object] | tuple[object, ...]) -> dict[str, object] | None:
    """Values by what they are; None if that cannot be told, or several are the same."""
    found: dict[str, object] = {}
    for value in values:
        if isinstance(value, tuple | list) and len(value) == 2 and isinstance(value[0], str):
            key, what = value[0], value[1]
        else:
            key, what = _key(value), value
        if key in found or not (key or isinstance(value, Struct)):  # one may do without: the stories of no topic
            return None
        found[key] = what
    return found


def _key(value: object) -> str:
    if isinstance(value, str):
        return value
    for name in (*_KEYS, *_INNER, "label"):
        found = getattr(value, name, None)
        if found:
            return found if isinstance(found, str) else _key(found)
    return ""


def _label(value: object, key: str) -> str:
    for name in _LABELS:
        found = getattr(value, name, None)
        if isinstance(found, str) and found:
            return _quoted(found)
    for name in _INNER:
        if inner := getattr(value, name, None):
            return _label(inner, key)
    return _quoted(key)


def _short(value: object, other: object) -> str:
    """A value, cut to where it differs from the other."""
    if value is None:
        return "none"
    if isinstance(value, Struct):
        return _label(value, type(value).__name__)
    if isinstance(value, str) and isinstance(other, str) and len(value) > WIDTH:
        same = next(
            (i for i, (a, b) in enumerate(zip(value, other, strict=False)) if a != b), min(len(value), len(other))
        )
        start = max(same - WIDTH // 3, 0)
        return _quoted(("…" if start else "") + value[start:])
    return _quoted(value) if isinstance(value, str) else _cut(repr(value))


def _quoted(text: str) -> str:
    return repr(_cut(text))


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"
