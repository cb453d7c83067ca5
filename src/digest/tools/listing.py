"""How an article was read, as lines for people: on a terminal in colour, in columns that fit its width."""

import textwrap
import unicodedata
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from digest.loader.explain import Explained, Origin, Told
from digest.patterns import late

NARROWEST: Final = 20
"""Columns that text has at least, however narrow the terminal."""
_LABEL: Final = 12
_HEAD: Final = 26
"""Columns before a block's text."""
_LEAST_TEXT: Final = 30
"""Columns of text beside which the reasons may stand; where there is less room they stand under it."""

_BOLD, _DIM = "1", "2"
_UNSURE: Final = "1;33"
_COLOURS: Final = {
    "title": "1;36",
    "subtitle": "36",
    "byline": "34",
    "date": "34",
    "source": "34",
    "heading": "1;36",
    "quote": "32",
    "attribution": "35",
    "footer": "2",
}
"""Of the classes; the others have the terminal's own."""
_MARKED: Final = frozenset(("title", "heading"))
"""Classes whose text has their colour, too."""

_CONTROL: Final = late("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What a terminal could take for a command, or what would turn the columns round."""

_SETTLE: Final = (
    "To settle a line, begin it with \\ for plain text, ## for a heading, > for a quote, – for who said it,"
    " - for a list."
)


class Screen(Struct, frozen=True):
    """Where the lines are shown."""

    width: int
    """Columns."""
    colour: bool = False


def listing(explained: Explained, screen: Screen) -> Iterator[str]:
    """The lines that show how one file was read; the last is empty."""
    yield _paint(_shown(explained.path), _BOLD, screen)
    yield from _facts(explained, screen)
    if explained.blocks:
        yield ""
        yield from _blocks(explained, screen)
        yield ""
    yield from _closing(explained, screen)
    yield ""


def columns(text: str) -> int:
    """The columns that `text` takes on a terminal: East Asian characters two, accents of their own none."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def fit(text: str, width: int) -> str:
    """`text` in one line, cut to so many columns, with a … where something was left out."""
    text = _shown(text[: 4 * width + 100]) + ("…" if len(text) > 4 * width + 100 else "")
    if columns(text) <= width:
        return text
    taken = 0
    for at, char in enumerate(text):
        taken += _columns(char)
        if taken >= width:
            return text[:at].rstrip() + "…"
    return text


def _columns(char: str) -> int:
    if unicodedata.east_asian_width(char) in "WF":
        return 2
    return 0 if unicodedata.combining(char) or unicodedata.category(char) == "Cf" else 1


def _shown(text: str) -> str:
    """`text` in one line, without what a terminal would act on."""
    return _CONTROL.sub("", " ".join(text.split()))


def _paint(text: str, colour: str, screen: Screen) -> str:
    return f"\x1b[{colour}m{text}\x1b[0m" if screen.colour and colour and text else text


def _facts(explained: Explained, screen: Screen) -> Iterator[str]:
    """What is known of the article, and from where."""
    if not explained.title:
        return
    values = {
        "title": explained.title,
        "subtitle": explained.subtitle,
        "date": _date(explained, "date"),
        "updated": _date(explained, "updated"),
        "authors": ", ".join(explained.authors),
        "topics": ", ".join(explained.topics),
        "source": explained.source,
        "source_url": explained.source_url,
        "lang": explained.lang,
        "slug": explained.slug,
    }
    for name, value in values.items():
        if value:
            yield _fact(name, value, _place(name, explained.origins.get(name)), screen)
    if not explained.date:
        yield _fact("date", "none", "the day of its first build; date: in the front matter sets one", screen, "?")
    if (origin := explained.origins.get("title")) and origin.where == "lede":
        yield _fact("", "", "the title was made up; title: in the front matter sets another", screen, "?")


def _fact(name: str, value: str, place: str, screen: Screen, mark: str = " ") -> str:
    note = f"({place})" if place else ""
    room = max(screen.width - 2 - _LABEL - columns(note) - 2, NARROWEST)
    head = _paint(f"{mark} {name:<{_LABEL}}", _UNSURE if mark.strip() else _DIM, screen)
    return f"{head}{fit(value, room)}{'  ' if value and note else ''}{_paint(note, _DIM, screen)}".rstrip()


def _date(explained: Explained, name: str) -> str:
    date = explained.date if name == "date" else explained.updated
    if date is None:
        return ""
    midnight = not (date.hour or date.minute or date.second)
    return date.date().isoformat() if midnight else date.isoformat(" ", "minutes")


def _place(name: str, origin: Origin | None) -> str:
    if origin is None:
        return ""
    line = f"line {origin.line}" if origin.line else ""
    match origin.where:
        case "text":
            return line or "the text"
        case "front matter":
            return f"front matter, {line}"
        case "lede":
            return f"made from the text of {line}"
        case "title":
            return "from the title"
        case "file name":
            return "the file's name"
        case "folders":
            return "its folders"


def _blocks(explained: Explained, screen: Screen) -> Iterator[str]:
    room = max(screen.width - _HEAD, NARROWEST)
    widest = max(columns(block.why) for block in explained.blocks)
    beside = room - widest - 2 >= _LEAST_TEXT
    for block in explained.blocks:
        colour = _UNSURE if block.unsure else _COLOURS.get(block.type, "")
        name = f"{block.type.replace('_', ' ')}{f' {block.level}' if _has_level(block) else ''}"
        head = f"{'?' if block.unsure else ' '}{block.line:>5} {name:<13}{block.confidence:>4.0%}  "
        text = fit(block.text, room - widest - 2 if beside else room)
        gap = " " * (room - columns(text) - columns(block.why)) if beside else ""
        painted = _paint(text, colour if block.type in _MARKED or block.unsure else "", screen)
        why = _paint(block.why, _UNSURE if block.unsure else _DIM, screen)
        yield f"{_paint(head, colour, screen)}{painted}{gap}{why if beside else ''}".rstrip()
        for note in _notes(block):
            yield " " * _HEAD + _paint(fit(note, room), _COLOURS["attribution"], screen)
        if not beside:
            yield from (
                " " * _HEAD + _paint(line, _UNSURE if block.unsure else _DIM, screen)
                for line in textwrap.wrap(block.why, room)
            )


def _has_level(block: Told) -> bool:
    return block.level is not None and (block.type == "heading" or block.level > 1)


def _notes(block: Told) -> Iterator[str]:
    """Who said it."""
    parts = [f"{key}: {value}" for key in ("name", "role", "institution") if (value := getattr(block, key))]
    if parts:
        yield " · ".join(parts)


def _closing(explained: Explained, screen: Screen) -> Iterator[str]:
    """How much is unsure, and how to settle it."""
    if not explained.blocks:
        yield _paint("nothing could be read", _UNSURE, screen)
        return
    lines = list(dict.fromkeys(block.line for block in explained.blocks))
    unsure = list(dict.fromkeys(block.line for block in explained.blocks if block.unsure))
    count = f"{len(lines):,} line{'' if len(lines) == 1 else 's'}"
    if not unsure:
        yield _paint(f"{count}, none unsure.", _DIM, screen)
        return
    first = ", ".join(map(str, unsure[:12])) + (", …" if len(unsure) > 12 else "")
    text = f"{count}, {len(unsure):,} unsure: {first}. {_SETTLE}"
    for line in textwrap.wrap(text, max(screen.width, 2 * NARROWEST)):
        yield _paint(line, _UNSURE, screen)
