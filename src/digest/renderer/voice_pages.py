"""The pages of voices: one for each, and the index of them all."""

from collections.abc import Iterator
from itertools import groupby
from unicodedata import normalize

from digest.renderer import views
from digest.renderer.desk import Desk, Draft, Page, modified, parted
from digest.renderer.feedlinks import voice_feed
from digest.renderer.story import date
from digest.renderer.views import Link
from digest.site.identity import newest_first
from digest.site.model import Site
from digest.site.voices import Said, Voice


def voice_pages(desk: Desk) -> Iterator[Draft | Page]:
    """The index and each voice's own; none if nobody is quoted."""
    if not desk.site.voices:
        return
    yield _index(desk)
    by_name = {(voice.kind, voice.name): voice for voice in desk.site.voices}
    spoke_for: dict[str, list[Voice]] = {}
    for voice in desk.site.voices:
        for institution in voice.institutions:
            spoke_for.setdefault(institution, []).append(voice)
    dates: dict[str, views.Date] = {}
    for voice in desk.site.voices:
        places = []
        for name in voice.institutions:
            known = by_name.get(("institution", name))
            places.append(Link(name, known.href if known else ""))
        people = spoke_for.get(voice.name, ()) if voice.kind == "institution" else ()
        yield from _pages(desk, voice, tuple(places), tuple(Link(other.name, other.href) for other in people), dates)


def voice_addresses(site: Site) -> Iterator[str]:
    """The folders of these pages."""
    if site.voices:
        yield "voices/"
    for voice in site.voices:
        yield voice.url
        if years := parted(voice.said, _year)[1]:
            yield from (f"{voice.url}{year}/" for year in years)


def _year(said: Said) -> int:
    return said.card.date.year


def _index(desk: Desk) -> Page:
    links = sorted(((*_place(voice.name), voice.slug), voice) for voice in desk.site.voices)
    letters = tuple(
        views.Letter(label, tuple(Link(voice.name, voice.href, len(voice.said)) for _, voice in group))
        for label, group in groupby(links, key=lambda link: link[0][1])
    )
    view = views.VoicesView(
        title="Voices",
        description=desk.told("Voices"),
        url=desk.url("voices/"),
        letters=letters,
        count=len(desk.site.voices),
    )
    said = newest_first({voice.said[0].card.path: voice.said[0].card for voice in desk.site.voices}.values())
    return desk.page("voices/", "voices.html", view, said)


def _place(name: str) -> tuple[int, str, str]:
    """Where a name stands in the index: after what other letters, under which, and its place there.

    By code points, without a locale: letters with marks stand with those without, and other scripts after Latin.
    """
    bare = "".join(c for c in normalize("NFKD", name.casefold()) if c.isalnum() or c == " ").strip()
    letter = bare[:1].upper()[:1]
    return (0, letter, bare) if letter.isalpha() else (1, "#", bare)


def _pages(
    desk: Desk, voice: Voice, institutions: tuple[Link, ...], people: tuple[Link, ...], dates: dict[str, views.Date]
) -> Iterator[Draft]:
    newest, before = parted(voice.said, _year)
    years = tuple(Link(str(year), f"{voice.url}{year}/index.html", len(said)) for year, said in before.items())

    def page(title: str, url: str, said: tuple[Said, ...], year: str) -> Draft:
        def view() -> views.VoiceView:
            sayings = []
            for one in said:
                card, quote = one.card, one.quote
                day = dates.get(card.path)
                if day is None:
                    day = dates[card.path] = date(card.date)
                if quote.speaker:
                    href = f"{card.href}#{quote.anchor}"
                    sayings.append(views.Saying(quote.text, href, card.title, card.lang, day, quote.speaker))
            return views.VoiceView(
                title=title,
                description=desk.told(title),
                url=desk.url(url),
                feeds=voice_feed(desk.config, voice),
                voice=Link(voice.name, voice.href, 0 if year else len(voice.said)),
                kind=voice.kind,
                institutions=institutions,
                people=people,
                quotes=tuple(sayings),
                years=tuple(link for link in years if link.label != year),
                year=year,
            )

        mark = desk.marks.said(voice)
        facts = (title, url, voice.name, voice.slug, voice.kind, len(voice.said), institutions, people, years, mark)
        return desk.draft(url, "voice.html", view, (), facts, modified([one.card for one in said]))

    yield page(voice.name, voice.url, newest, "")
    for year, said in before.items():
        yield page(f"{voice.name}, {year}", f"{voice.url}{year}/", said, str(year))
