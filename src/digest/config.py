"""digest.yaml, checked: what a site sets, with a default for everything."""

import re
from collections.abc import Mapping
from typing import ClassVar, Final, Literal
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo, reset_tzpath

import tzdata  # type: ignore[import-untyped]
from msgspec import Struct, structs

from digest import schema
from digest.issues import Issue
from digest.names import CONFIG
from digest.patterns import late
from digest.slugs import fold_name

# the zones of this package, never the machine's: those of two machines may differ, or of one before an update and after
reset_tzpath([f"{tzdata.__path__[0]}/zoneinfo"])

LOCAL_URL: Final = "http://localhost:8000/"
"""Stands for the site's address until one is set: what `python -m http.server` serves."""


LANGUAGE: Final = late(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
"""The shape of a BCP 47 tag."""


class Feeds(Struct, frozen=True):
    """What is in the feeds."""

    formats: tuple[Literal["rss", "atom", "json"], ...] = ("rss", "atom", "json")
    items: int = 20
    content: Literal["both", "full", "summary"] = "both"


class Person(Struct, frozen=True):
    """What a site says of somebody who is quoted: a person or an institution."""

    ALIASES: ClassVar[Mapping[str, str]] = {"alias": "aliases", "institution": "institutions"}

    aliases: str | tuple[str, ...] = ()
    """Other names under which the same voice is quoted."""
    institutions: str | tuple[str, ...] = ()
    """For which a person speaks, whether a quote says so or not; the first is the one that counts most."""
    kind: Literal["person", "institution"] | None = None
    """None: as quotes tell."""

    @property
    def also(self) -> tuple[str, ...]:
        """The aliases."""
        return (self.aliases,) if isinstance(self.aliases, str) else self.aliases

    @property
    def places(self) -> tuple[str, ...]:
        """The institutions."""
        return (self.institutions,) if isinstance(self.institutions, str) else self.institutions


class Config(Struct, frozen=True):
    """What digest.yaml may hold."""

    title: str = "Digest"
    base_url: str = LOCAL_URL
    """Ends with a slash."""
    description: str = ""
    language: str = "en"
    """BCP 47."""
    timezone: str = "UTC"
    """IANA name. Never the machine's."""
    publisher: str = ""
    image: str = ""
    edition: Literal["daily", "weekly", "monthly"] = "weekly"
    feeds: Feeds = Feeds()
    voices: bool = True
    search: bool = True
    records: bool = False
    html: Literal["escaped", "sanitized"] = "escaped"
    people: Mapping[str, Person] | str = {}
    """By name; or the name of a file at the site's root that holds them."""
    extensions: tuple[str, ...] | Mapping[str, object] = ()
    theme: Mapping[str, object] = {}
    output: str = "build"

    @property
    def known_people(self) -> Mapping[str, Person]:
        """By name; none while they are in a file that is not read."""
        return {} if isinstance(self.people, str) else self.people

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def base_path(self) -> str:
        """The path of base_url: `/` or `/news/`."""
        return urlsplit(self.base_url).path


def parse(text: str, path: str = CONFIG) -> tuple[Config, tuple[Issue, ...]]:
    """The config in the text of digest.yaml, and all that is wrong with it; what is wrong stays at its default."""
    config, issues = schema.read(text, path, Config)
    if config is None:
        return Config(), issues
    found = list(issues)

    def wrong(key: str, message: str, hint: str = "", code: str = "E103") -> None:
        top = re.compile(rf"[\"']?{key.partition('.')[0]}[\"']?\s*:")
        line = next((number for number, row in enumerate(text.split("\n"), 1) if top.match(row)), 0)
        found.append(Issue(code, path, f"{key!r} {message}", line, 1 if line and "." not in key else 0, hint))

    changes: dict[str, object] = {}
    for key in config.__struct_fields__:
        value = getattr(config, key)
        if isinstance(value, str) and not value.isprintable():
            wrong(key, "holds line breaks or control characters", "write it in one line")
            changes[key] = getattr(Config(), key)
    config = structs.replace(config, **changes)
    changes.clear()
    if not config.title.strip():
        wrong("title", "is empty", "write the site's name, or remove the key")
    if config.base_url != LOCAL_URL:
        url, problem = absolute(config.base_url)
        if problem:
            wrong("base_url", problem, "write it as https://example.org/news/")
        changes["base_url"] = url or LOCAL_URL
    if not known_zone(config.timezone):
        wrong("timezone", f"{config.timezone!r} is not a time zone", "write it as Europe/Berlin or UTC")
        changes["timezone"] = "UTC"
    if not LANGUAGE.fullmatch(config.language):
        wrong("language", f"{config.language!r} is not a language tag", "write it as en or de-CH")
        changes["language"] = "en"
    if config.feeds.items < 1:
        wrong("feeds.items", "must be 1 or more")
    for key, later in _LATER.items():
        if getattr(config, key) == later:
            wrong(key, f"has no effect in this version when it is {str(later).lower()}", code="W004")
    if config.extensions:
        wrong("extensions", "has no effect in this version", code="W004")
    if isinstance(config.people, str):
        if not config.people or config.people.startswith(".") or set(config.people) & set("/\\:"):
            wrong("people", "names no file at the site's root", "write it as people.yaml")
            changes["people"] = {}
    else:
        found += _same_names(config.people, text, path)
    return structs.replace(config, **changes), tuple(found)


def parse_people(text: str, path: str) -> tuple[Mapping[str, Person], tuple[Issue, ...]]:
    """The people in the text of a file that digest.yaml names, and all that is wrong with it."""
    people, issues = schema.read_by_name(text, path, Person, "Ann Lee: {aliases: [A. Lee]}")
    return people, (*issues, *_same_names(people, text, path))


def _same_names(people: Mapping[str, Person], text: str, path: str) -> list[Issue]:
    """Names and aliases that two of the people have: nobody could tell who of them is quoted."""
    owners: dict[str, str] = {}
    found = []
    for name, person in people.items():
        for form in dict.fromkeys((name, *person.also)):
            owner = owners.setdefault(fold_name(form), name)
            if owner != name:
                row = re.compile(rf"\s*[\"']?{re.escape(name)}[\"']?\s*:")
                line = next((number for number, line in enumerate(text.split("\n"), 1) if row.match(line)), 0)
                what = f"{form!r} is a name of {owner!r} and of {name!r}"
                found.append(Issue("E104", path, what, line, 0, "keep it with one of them"))
    return found


_LATER: Final[Mapping[str, object]] = {"html": "sanitized"}


def absolute(url: str) -> tuple[str, str]:
    """`url` with a slash at its end, and what is wrong with it; one of the two is empty."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
        parts.port  # noqa: B018 - reading it checks it
    except ValueError as error:
        return "", f"{url!r} is not an address: {error}"
    if parts.scheme not in ("http", "https") or not host:
        return "", f"{url!r} is not an address that begins with https:// or http://"
    if parts.query or parts.fragment or not url.strip().isprintable() or re.search(r"[\s<>\"'\\^`{|}]", url.strip()):
        return "", f"{url!r} holds characters that the address of a site cannot have"
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~")
    return parts._replace(netloc=_ascii(parts.netloc), path=path).geturl().rstrip("/") + "/", ""


def _ascii(host: str) -> str:
    """The host as feeds and other programs need it."""
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return quote(host, safe=":@[]")


def known_zone(name: str) -> bool:
    """Whether `name` is an IANA time zone."""
    if name in ("localtime", "posixrules"):  # the machine's own
        return False
    try:
        ZoneInfo(name)
    except (OSError, ValueError):  # ZoneInfoNotFoundError is a KeyError in name, but paths and NULs raise these
        return False
    except KeyError:
        return False
    return True
