"""The YAML between `---` lines at the head of a source."""

import re
from collections.abc import Mapping
from typing import ClassVar, Final

from msgspec import Struct, structs

from digest import schema
from digest.config import LANGUAGE, absolute
from digest.issues import Issue
from digest.loader.decode import without_forbidden
from digest.patterns import late
from digest.walltime import WallTime

_CLOSE: Final = late(r"\n(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_SCHEME: Final = late(r"[A-Za-z][A-Za-z0-9+.-]*:|//|[/\\]")


class Corrected(Struct, frozen=True):
    """A correction with its date."""

    text: str
    date: WallTime | None = None


class FrontMatter(Struct, frozen=True):
    """What front matter may hold; empty where it does not say."""

    ALIASES: ClassVar[Mapping[str, str]] = {"author": "authors", "tags": "topics"}

    title: str = ""
    subtitle: str = ""
    date: WallTime | None = None
    updated: WallTime | None = None
    authors: str | tuple[str, ...] = ()
    topics: str | tuple[str, ...] = ()
    summary: str = ""
    slug: str = ""
    id: str = ""
    source: str = ""
    source_url: str = ""
    image: str = ""
    image_alt: str = ""
    image_credit: str = ""
    lang: str = ""
    draft: bool = False
    lead: bool = False
    corrections: str | tuple[str | Corrected, ...] = ()
    extra: dict[str, object] = {}


NONE: Final = FrontMatter()


class Split(Struct, frozen=True):
    """A source in its two parts."""

    front: FrontMatter
    body: str
    line: int
    """Of the file, on which `body` begins."""
    yaml: str = ""
    issues: tuple[Issue, ...] = ()
    closed: bool = True


def split(text: str, path: str) -> Split:
    """Front matter, checked, and the body under it. Without a first line `---` all is body."""
    start = text.find("\n") + 1 or len(text)
    if not text.startswith("---") or text[:start].rstrip() != "---":
        return Split(NONE, text, 1)
    close = _CLOSE.search(text, start - 1)
    if not close:
        hint = "put a line '---' under the last key; if this is no front matter, remove the first line"
        return Split(
            NONE,
            text[start:],
            2,
            issues=(Issue("E106", path, "front matter is not closed", 1, hint=hint),),
            closed=False,
        )
    yaml, body = text[start : close.start() + 1], text[close.end() + 1 :]
    front, issues = schema.read(yaml, path, FrontMatter, line=2)
    line = yaml.count("\n") + 3
    if front is None:
        return Split(NONE, body, line, yaml, issues)
    checked, more = _checked(front, yaml, path)
    return Split(checked, body, line, yaml, issues + more)


def line_of(key: str, yaml: str) -> int:
    """The line of the file on which a key stands; that of the `---` if it is not found."""
    found = re.search(rf"^[\"']?{key}[\"']?[ \t]*:", yaml, re.MULTILINE)
    return yaml.count("\n", 0, found.start()) + 2 if found else 1


def _checked(front: FrontMatter, yaml: str, path: str) -> tuple[FrontMatter, tuple[Issue, ...]]:
    """`front` without what only looks right, and what was wrong."""
    issues: list[Issue] = []
    changes: dict[str, object] = {}

    def wrong(key: str, message: str, hint: str = "", keep: str = "") -> None:
        issues.append(Issue("E103", path, f"{key!r} {message}", line_of(key, yaml), 1, hint))
        changes[key] = keep

    if "\\" in yaml:  # only an escape in double quotes can bring in what was not in the file
        front, removed = _without_forbidden(front, path)
        issues += removed
    if front.source_url and (problem := _not_an_address(front.source_url)):
        wrong("source_url", problem, "write it as https://example.org/news/story.html")
    if front.lang and not LANGUAGE.fullmatch(front.lang):
        wrong("lang", f"{front.lang!r} is not a language tag", "write it as en or de-CH")
    if front.image and _SCHEME.match(front.image) and _not_an_address(front.image):
        wrong("image", f"{front.image!r} is neither a relative path nor an address", "write it as pictures/bridge.jpg")
    if front.id and (len(front.id) > 200 or not front.id.strip() or not front.id.isprintable()):
        wrong("id", "must be text without control characters, 200 characters at the most")
    return (structs.replace(front, **changes) if changes else front), tuple(issues)


def _not_an_address(url: str) -> str:
    """What keeps `url` from being an http(s) address; empty if nothing does."""
    if re.search(r"[\s<>\"\\^`{|}\x00-\x20]", url):
        return f"{url!r} holds characters that an address cannot have"
    return (
        absolute(url.partition("?")[0].partition("#")[0])[1] and f"{url!r} is not an address that begins with https://"
    )


def _without_forbidden(front: FrontMatter, path: str) -> tuple[FrontMatter, tuple[Issue, ...]]:
    found: list[Issue] = []

    def clean(value: object) -> object:
        if isinstance(value, str):
            text, removed = without_forbidden(value, path)
            found.extend(removed)
            return text
        if isinstance(value, tuple | list):
            return type(value)(clean(item) for item in value)
        if isinstance(value, dict):
            return {clean(key): clean(item) for key, item in value.items()}
        return structs.replace(value, text=clean(value.text)) if isinstance(value, Corrected) else value

    cleaned = FrontMatter(**{name: clean(getattr(front, name)) for name in FrontMatter.__struct_fields__})  # type: ignore[arg-type]
    if not found:
        return front, ()
    return cleaned, (Issue("W207", path, "escapes in the front matter stand for characters that no page may hold", 1),)
