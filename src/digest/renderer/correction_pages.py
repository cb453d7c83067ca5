"""The pages that list all corrections."""

from collections.abc import Iterator

from msgspec import structs

from digest.renderer import views
from digest.renderer.desk import Desk, Page, parted
from digest.renderer.feedlinks import corrections_feed
from digest.renderer.story import date, exact
from digest.renderer.views import Link
from digest.site.model import Corrected, Site


def correction_pages(desk: Desk) -> Iterator[Page]:
    """All corrections, newest first; no page if there are none."""
    corrections = desk.site.corrections
    if not corrections:
        return
    newest, before = parted(corrections, _year)
    years = tuple(Link(str(year), f"corrections/{year}/index.html", len(found)) for year, found in before.items())

    def page(title: str, url: str, found: tuple[Corrected, ...], year: str) -> Page:
        view = views.CorrectionsView(
            title=title,
            description=desk.told(title),
            url=desk.url(url),
            feeds=corrections_feed(desk.config),
            corrections=tuple(map(_corrected, found)),
            count=len(found) if year else len(corrections),
            years=tuple(link for link in years if link.label != year),
            year=year,
        )
        return structs.replace(desk.page(url, "corrections.html", view), modified=exact(found[0].date))

    yield page("Corrections", "corrections/", newest, "")
    for number, found in before.items():
        yield page(f"Corrections, {number}", f"corrections/{number}/", found, str(number))


def correction_addresses(site: Site) -> Iterator[str]:
    """The folders of these pages."""
    if site.corrections:
        yield "corrections/"
        yield from (f"corrections/{year}/" for year in parted(site.corrections, _year)[1])


def _year(corrected: Corrected) -> int:
    return corrected.date.year


def _corrected(corrected: Corrected) -> views.CorrectedStory:
    card, correction = corrected.card, corrected.correction
    day = date(correction.date) if correction.date else None
    return views.CorrectedStory(correction.text, day, card.title, f"{card.href}#corrections", card.lang)
