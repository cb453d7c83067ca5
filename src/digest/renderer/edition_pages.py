"""The pages of editions: one for each, and the list of them all."""

from collections.abc import Iterator
from functools import partial
from itertools import groupby
from typing import Final

from digest.records import Card
from digest.renderer import views
from digest.renderer.desk import LONG, Desk, Draft, Page, hosts
from digest.renderer.feedlinks import editions_feed
from digest.renderer.story import edition_dates, edition_name, edition_title
from digest.renderer.views import Link
from digest.site.editions import Edition
from digest.site.model import Site

QUOTES: Final = 5
"""Quotes of an edition."""


def edition_pages(desk: Desk) -> Iterator[Draft | Page]:
    """The list and each edition's own; none if nothing is published."""
    editions = desk.site.editions
    if not editions:
        return
    yield from _lists(desk)
    for newer, edition, older in zip((None, *editions), editions, (*editions[1:], None), strict=False):
        yield _edition(desk, edition, older, newer)


def edition_addresses(site: Site) -> Iterator[str]:
    """The folders of these pages."""
    if site.editions:
        yield "editions/"
    if len(site.editions) > LONG:
        yield from dict.fromkeys(f"editions/{edition.period.year:04}/" for edition in site.editions)
    yield from (edition.url for edition in site.editions)


def edition_link(edition: Edition) -> Link:
    """The edition's page, by its whole name, without a count: one more story touches no page that leads there."""
    return Link(edition_title(edition.period), f"{edition.url}index.html")


def edition_facts(edition: Edition) -> views.EditionLink:
    """What the page of an edition says of it, and the front page of the current one."""
    return views.EditionLink(
        title=edition_title(edition.period),
        href=f"{edition.url}index.html",
        dates=edition_dates(edition.period),
        count=len(edition.cards),
        minutes=edition.minutes,
    )


def _edition(desk: Desk, edition: Edition, older: Edition | None, newer: Edition | None) -> Draft:
    near = [edition_link(other) if other else None for other in (older, newer)]
    make = partial(_view, desk, edition, *near)
    return desk.draft(edition.url, "edition.html", make, edition.cards, (edition.period, near))


def _view(desk: Desk, edition: Edition, older: Link | None, newer: Link | None) -> views.EditionView:
    lead = edition.lead
    others = tuple(card for card in edition.cards if card is not lead)
    facts = edition_facts(edition)
    dates = f" ({facts.dates})" if facts.dates else ""
    return views.EditionView(
        title=facts.title,
        description=desk.told(f"{facts.title}{dates}"),
        url=desk.url(edition.url),
        edition=facts,
        number=edition.period.number,
        lead=desk.story(lead),
        sections=_sections(desk, others),
        quotes=desk.pulled(edition.cards, QUOTES),
        older=older,
        newer=newer,
        feeds=editions_feed(desk.config),
        image_hosts=hosts(desk.list_of(edition.cards)),
    )


def _sections(desk: Desk, cards: tuple[Card, ...]) -> tuple[views.EditionSection, ...]:
    found: dict[Link | None, list[views.Story]] = {}
    for story in desk.list_of(cards):
        found.setdefault(story.topics[0] if story.topics else None, []).append(story)
    without = found.pop(None, None)
    sections = [views.EditionSection(topic, tuple(stories)) for topic, stories in found.items()]
    return (*sections, views.EditionSection(None, tuple(without))) if without else tuple(sections)


def _lists(desk: Desk) -> Iterator[Page]:
    """All editions on one page, or a page for each year and one that lists the years."""
    long = len(desk.site.editions) > LONG
    years = []
    for year, group in groupby(desk.site.editions, key=lambda edition: edition.period.year):
        links = tuple(
            Link(edition_name(edition.period), f"{edition.url}index.html", len(edition.cards)) for edition in group
        )
        href = f"editions/{year:04}/index.html" if long else ""
        years.append(views.EditionsYear(Link(str(year), href, sum(link.count for link in links)), links))
    url = "editions/"
    view = views.EditionsView(
        title="Editions",
        description=desk.told("Editions"),
        url=desk.url(url),
        feeds=editions_feed(desk.config),
        years=tuple(views.EditionsYear(year.link, ()) for year in years) if long else tuple(years),
        up=None,
    )
    yield desk.page(url, "editions.html", view, desk.site.cards)
    for year in years if long else ():
        name = year.link.label
        address = year.link.href.removesuffix("index.html")
        view = views.EditionsView(
            title=f"Editions of {name}",
            description=desk.told(f"Editions of {name}"),
            url=desk.url(address),
            feeds=editions_feed(desk.config),
            years=(year,),
            up=Link("Editions", "editions/index.html"),
        )
        yield desk.page(address, "editions.html", view)
