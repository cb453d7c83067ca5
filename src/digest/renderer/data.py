"""What a page tells machines: its JSON-LD, in the words of schema.org, and what is shown with a link to it."""

from collections.abc import Iterable
from functools import cache
from typing import Final

import msgspec
from markupsafe import Markup
from msgspec import Struct, field

from digest.records import Article, Quote, Speaker
from digest.renderer.markup import safe
from digest.renderer.views import ArticleView, Correction, FrontView, Picture, Sharing, Site, View

USES: Final = ("base_url", "image", "lang", "publisher", "title")
"""What both use of the site: a change of these touches each page that shows it."""


class _Thing(Struct, frozen=True, gc=False, tag_field="@type", rename="camel", omit_defaults=True):
    """Anything; its fields are properties of schema.org, and what is not known is not written."""


class _Organization(_Thing, frozen=True, gc=False, kw_only=True, tag="Organization"):
    name: str
    url: str = ""


class _Person(_Thing, frozen=True, gc=False, kw_only=True, tag="Person"):
    name: str
    job_title: str = ""
    affiliation: _Organization | None = None


_Somebody = _Person | _Organization


class _ImageObject(_Thing, frozen=True, gc=False, kw_only=True, tag="ImageObject"):
    url: str
    caption: str = ""
    credit_text: str = ""


class _CreativeWork(_Thing, frozen=True, gc=False, kw_only=True, tag="CreativeWork"):
    url: str = ""
    publisher: _Organization | None = None


class _Quotation(_Thing, frozen=True, gc=False, kw_only=True, tag="Quotation"):
    text: str
    url: str
    spoken_by_character: tuple[_Somebody, ...] = ()
    """To whom the words are attributed within the text that holds them; `creator` would be who wrote them down."""
    credit_text: str = ""
    """The attribution as it was written, where it names nobody."""


class _CorrectionComment(_Thing, frozen=True, gc=False, kw_only=True, tag="CorrectionComment"):
    text: str
    date_published: str = ""


class _WebSite(_Thing, frozen=True, gc=False, kw_only=True, tag="WebSite"):
    context: str = field(name="@context", default="")
    url: str
    name: str
    description: str = ""
    in_language: str = ""
    publisher: _Organization | None = None
    image: _ImageObject | None = None


class _CollectionPage(_Thing, frozen=True, gc=False, kw_only=True, tag="CollectionPage"):
    context: str = field(name="@context")
    url: str
    name: str
    description: str = ""
    in_language: str = ""
    is_part_of: _WebSite


class _NewsArticle(_Thing, frozen=True, gc=False, kw_only=True, tag="NewsArticle"):
    context: str = field(name="@context")
    main_entity_of_page: str
    url: str
    headline: str
    alternative_headline: str = ""
    description: str = ""
    in_language: str
    date_published: str
    date_modified: str
    author: tuple[_Somebody, ...]
    publisher: _Organization
    image: _ImageObject | None = None
    article_section: str = ""
    keywords: tuple[str, ...] = ()
    word_count: int = 0
    is_based_on: _CreativeWork | None = None
    has_part: tuple[_Quotation, ...] = ()
    correction: tuple[_CorrectionComment, ...] = ()


def data(view: View, site: Site, article: Article | None = None) -> Markup:
    """The JSON-LD of a page, ready to stand in a script element; empty if the page has no address.

    `article` is that of an ArticleView.
    """
    if not view.url:
        return Markup("")
    if isinstance(view, ArticleView):
        return _json(_news_article(view, site, article))
    if isinstance(view, FrontView):
        return _json(
            _WebSite(
                context=_CONTEXT,
                url=view.url,
                name=site.title,
                description=view.description,
                in_language=site.lang,
                publisher=_publisher(site),
                image=_image(site.image, site),
            )
        )
    return _json(
        _CollectionPage(
            context=_CONTEXT,
            url=view.url,
            name=view.title,
            description=view.description,
            in_language=view.lang or site.lang,
            is_part_of=_WebSite(url=site.base_url, name=site.title),
        )
    )


def sharing(view: View, site: Site) -> Sharing:
    """What is shown with a link to a page."""
    image = view.story.image if isinstance(view, ArticleView) else None
    if image is None or image.href.endswith(".svg"):
        image = site.image
    return Sharing(
        type="article" if isinstance(view, ArticleView) else "website",
        title=view.title or site.title,
        image=address(image, site.base_url) if image else "",
        alt=image.alt if image else "",
        locale=_locale(view.lang or site.lang),
    )


@cache
def _locale(tag: str) -> str:
    language, *rest = tag.split("-")
    country = next((part.upper() for part in rest if len(part) == 2), "")
    return f"{language.lower()}_{country}" if country else ""


def _news_article(view: ArticleView, site: Site, article: Article | None) -> _NewsArticle:
    story, publisher = view.story, _publisher(site)
    return _NewsArticle(
        context=_CONTEXT,
        main_entity_of_page=view.url,
        url=view.url,
        headline=view.title,
        alternative_headline=view.subtitle,
        description=view.description,
        in_language=view.lang or site.lang,
        date_published=view.published,
        date_modified=view.modified,
        author=tuple([_Person(name=name) for name in story.authors]) or (publisher,),
        publisher=publisher,
        image=_image(story.image or site.image, site),
        article_section=story.topics[0].label if story.topics else "",
        keywords=tuple([topic.label for topic in story.topics]),
        word_count=article.words if article else 0,
        is_based_on=_source(view.source, view.source_url),
        has_part=tuple(_quotations(article.quotes if article else (), view.url)),
        correction=tuple(map(_correction, view.corrections)),
    )


def _publisher(site: Site) -> _Organization:
    return _Organization(name=site.publisher or site.title, url=site.base_url)


def _image(image: Picture | None, site: Site) -> _ImageObject | None:
    if image is None:
        return None
    return _ImageObject(url=address(image, site.base_url), caption=image.alt, credit_text=image.credit)


def address(image: Picture, base_url: str) -> str:
    """The absolute address of a picture."""
    if image.remote:
        return f"https:{image.href}" if image.href.startswith("//") else image.href
    return base_url + image.href


def _source(name: str, url: str) -> _CreativeWork | None:
    if not (name or url):
        return None
    return _CreativeWork(url=url, publisher=_Organization(name=name) if name else None)


def _quotations(quotes: Iterable[Quote], url: str) -> Iterable[_Quotation]:
    for number, quote in enumerate(quotes, 1):
        speaker = quote.speaker
        who = _speakers(speaker) if speaker else ()
        yield _Quotation(
            text="\n".join([text.plain for text in quote.paragraphs]),
            url=f"{url}#q-{number}",
            spoken_by_character=who,
            credit_text=speaker.as_given if speaker and not who else "",
        )


def _speakers(speaker: Speaker) -> tuple[_Somebody, ...]:
    """The people, else the institution."""
    institution = _Organization(name=speaker.institution) if speaker.institution else None
    if people := speaker.people or ((speaker.name,) if speaker.name else ()):
        role = "" if speaker.people else speaker.role or ""
        return tuple([_Person(name=name, job_title=role, affiliation=institution) for name in people])
    return (institution,) if institution else ()


def _correction(correction: Correction) -> _CorrectionComment:
    return _CorrectionComment(text=correction.text, date_published=correction.date.iso if correction.date else "")


def _json(thing: _Thing) -> Markup:
    """The JSON of `thing`, in which nothing can end a script element, or be taken for a comment or a character."""
    text = _ENCODER.encode(thing).decode()
    for character, escaped in _ESCAPES:
        text = text.replace(character, escaped)
    return safe(text)


_CONTEXT: Final = "https://schema.org"
# each stands in strings only, where JSON lets it be written by its number
_ESCAPES: Final = tuple((character, f"\\u{ord(character):04x}") for character in "<>&\u2028\u2029")
_ENCODER: Final = msgspec.json.Encoder()
