"""An article as IPTC ninjs 3.1 (iptc.org/std/ninjs), for news agencies and their systems."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from urllib.parse import quote

import msgspec
from msgspec import Struct

from digest.feeds.prose import html, plain
from digest.patterns import late
from digest.records import Image
from digest.renderer.views import BodyView
from digest.site.record import Record


class Part(Struct, frozen=True, rename="camel", omit_defaults=True):
    """A headline, a description or a body."""

    role: str
    content_type: str
    value: str
    word_count: int = 0


class Party(Struct, frozen=True, omit_defaults=True):
    """A person, an organisation or a subject."""

    name: str
    rel: str


class InfoSource(Struct, frozen=True, omit_defaults=True):
    """Where it comes from."""

    name: str
    role: str
    literal: str = ""


class AltId(Struct, frozen=True):
    """Another way to name the article."""

    role: str
    value: str


class Rendition(Struct, frozen=True, rename="camel", omit_defaults=True):
    """A file that shows it."""

    name: str
    href: str
    content_type: str = ""
    title: str = ""


class Picture(Struct, frozen=True, rename="camel", omit_defaults=True, kw_only=True):
    """A picture of the article."""

    name: str
    rel: str
    uri: str
    type: str
    by: str = ""
    descriptions: tuple[Part, ...] = ()
    renditions: tuple[Rendition, ...] = ()


class Standard(Struct, frozen=True):
    """What an item says of its own form."""

    name: str = "ninjs"
    version: str = "3.1"
    schema: str = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"


class Item(Struct, frozen=True, rename="camel", omit_defaults=True, kw_only=True):
    """An article. Empty fields are left out."""

    uri: str
    standard: Standard
    type: str
    representation_type: str
    profile: str
    first_created: datetime
    version_created: datetime
    content_created: datetime
    pub_status: str
    language: str
    title: str
    slugline: str
    by: str = ""
    headlines: tuple[Part, ...]
    descriptions: tuple[Part, ...] = ()
    bodies: tuple[Part, ...] = ()
    people: tuple[Party, ...] = ()
    organisations: tuple[Party, ...] = ()
    subjects: tuple[Party, ...] = ()
    info_sources: tuple[InfoSource, ...] = ()
    alt_ids: tuple[AltId, ...]
    renditions: tuple[Rendition, ...]
    associations: tuple[Picture, ...] = ()


def ninjs(record: Record, body: BodyView) -> bytes:
    """The article as one line of JSON, without its end. `body` is its text, with absolute addresses."""
    speakers = [quote.speaker for quote in record.quotes if quote.speaker]
    names = [name for by in speakers for name in by.people or filter(None, [by.name])]
    pictures = [record.image, *(b for section in record.sections for b in section.blocks if type(b) is Image)]
    named = (("id", record.id), ("path", record.path), ("slug", record.slug), ("source_url", record.source_url))
    item = Item(
        uri=record.id if _URI.fullmatch(record.id) else record.url,
        standard=Standard(),
        type="text",
        representation_type="full",
        profile="article",
        first_created=record.published,
        version_created=record.updated or record.published,
        content_created=record.published,
        pub_status="usable",
        language=record.lang,
        title=record.title,
        slugline=record.slug,
        by=" and ".join(filter(None, [", ".join(record.authors[:-1]), *record.authors[-1:]])),
        headlines=_parts(("main", record.title), ("sub", record.subtitle)),
        descriptions=_parts(("summary", record.summary), *(("correction", one.text) for one in record.corrections)),
        bodies=(
            Part("main", "text/html", html(body), record.words),
            Part("main", "text/plain", plain(record.lede, record.sections), record.words),
        ),
        people=_parties("author", record.authors) + _parties("quoted", names),
        organisations=_parties("quoted", (by.institution for by in speakers if by.institution)),
        subjects=_parties("about", record.topics),
        info_sources=(InfoSource(record.source, "publisher", record.source_url),) if record.source else (),
        alt_ids=tuple(AltId(role, value) for role, value in named if value),
        renditions=(Rendition("web", record.url, "text/html", record.title),),
        associations=tuple(found for image in dict.fromkeys(pictures) if image and (found := _picture(image))),
    )
    return _encode(item)


def _parts(*named: tuple[str, str]) -> tuple[Part, ...]:
    return tuple(Part(role, "text/plain", value) for role, value in named if value)


def _parties(rel: str, names: Iterable[str]) -> tuple[Party, ...]:
    return tuple(Party(name, rel) for name in dict.fromkeys(names))


def _picture(image: Image) -> Picture | None:
    """The picture; None if its address leads nowhere from elsewhere."""
    src = f"https:{image.src}" if image.src.startswith("//") else image.src
    uri = quote(src, safe="%/:?#@!$&'()*+,;=~")  # what is in it already stays
    if not uri.startswith(("http://", "https://")) or not _URI.fullmatch(uri):
        return None
    caption = image.caption.plain if image.caption else ""
    return Picture(
        name=image.alt or uri.rstrip("/").rpartition("/")[2],
        rel="illustration",
        uri=uri,
        type="picture",
        by=image.credit,
        descriptions=_parts(("alt", image.alt), ("caption", caption)),
        renditions=(Rendition("original", uri),),
    )


_URI: Final = late(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")
_encode: Final = msgspec.json.Encoder().encode
