"""What all pages are planned with: each story's view is made once, however many pages show it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final, TypeAlias, TypeVar

from msgspec import Struct

from digest.config import Config
from digest.records import Card, QuoteCard, Speaker
from digest.renderer import views
from digest.renderer.marks import NO_DETAIL, Detail, Marks
from digest.renderer.story import exact, origin, story
from digest.renderer.views import Story
from digest.site.model import Site
from digest.site.voices import who

LONG: Final = 500
"""Items of a list from which on it has a page for each year, or each day."""
YOUNG: Final = 50
"""Items that the first page of such a list has at least."""
QUOTABLE: Final = range(40, 281)
"""Characters of a quote that can stand by itself."""
HELD: Final = 200_000
"""Stories that are held at most, 700 bytes each: to make one again takes 6 µs."""
T = TypeVar("T")


class RecordView(Struct, frozen=True, array_like=True, gc=False, tag=True):
    """What an article's record is made from, beside its text: no template gets it."""

    card: Card
    base_url: str
    lang: str
    """The site's."""
    edition: str
    """Its key."""
    targets: tuple[tuple[str, str], ...]
    """As those of the ArticleView."""


AnyPage: TypeAlias = views.AnyView | RecordView
RECORD: Final = "record"
"""Stands for the template of a page with a RecordView: it has none."""


class Page(Struct, frozen=True):
    """A planned output."""

    path: str
    """Below the output folder."""
    template: str
    view: AnyPage
    root: str
    """The way from the page to the site's root; ends with a slash."""
    body: str = ""
    """The path of the source whose text it shows; empty if it shows none."""
    modified: str = ""
    """When the newest of what it shows was published or updated, as ISO 8601 has it; empty if it shows no story."""

    @property
    def address(self) -> str:
        """Its canonical address, if search engines may list it; else empty."""
        return self.view.url if isinstance(self.view, views.View) and self.view.indexed else ""


class Draft(Struct, frozen=True):
    """A planned output whose view need not be made to know whether it is what it was."""

    path: str
    """Of the page, as are all others."""
    template: str
    make: Callable[[], AnyPage]
    """Makes its view, of nothing but what its mark is made of."""
    mark: bytes
    """Of all that its view is made from: `marks.py`."""
    address: str
    root: str
    body: str = ""
    modified: str = ""

    def page(self) -> Page:
        """The page, with its view."""
        return Page(self.path, self.template, self.make(), self.root, self.body, self.modified)


def parted(items: Sequence[T], year: Callable[[T], int]) -> tuple[tuple[T, ...], dict[int, tuple[T, ...]]]:
    """The items, newest first, of a list's own page, and those of each year before the newest, if it is too long.

    Of a year that is young, the list's own page shows the years before it, too. A year that is over keeps its page:
    what is new never moves what is old.
    """
    if len(items) <= LONG:
        return tuple(items), {}
    years = {number: tuple(found) for number, found in groupby(items, key=year)}
    shown: tuple[T, ...] = ()
    for found in years.values():
        if len(shown) >= YOUNG:
            break
        shown += found
    del years[year(items[0])]
    return shown, years


class Desk:
    """The site at hand, and what is made of it for many pages."""

    def __init__(
        self, site: Site, shown: views.Site, config: Config, details: Mapping[str, Detail], marks: Marks
    ) -> None:
        self.site = site
        self.shown = shown
        self.config = config
        self.details = details
        self.marks = marks
        self.topics_by_label = marks.topics_by_label
        self.voice_of = marks.voice_of
        """By how quotes have their names."""
        self.stories: dict[str, Story] = {}

    def story(self, card: Card) -> Story:
        """The card as a list shows it."""
        found = self.stories.get(card.path)
        if found is None:
            if len(self.stories) == HELD:
                self.stories.clear()
            found = self.stories[card.path] = story(card, self.topics_by_label, self.detail(card).targets)
        return found

    def list_of(self, cards: Iterable[Card]) -> tuple[Story, ...]:
        """The cards as lists show them."""
        known = self.stories
        return tuple([known.get(card.path) or self.story(card) for card in cards])

    def detail(self, card: Card) -> Detail:
        """What only the card's own page needs to know."""
        return self.details.get(card.path, NO_DETAIL)

    def page(self, url: str, template: str, view: views.AnyView, cards: Sequence[Card] = ()) -> Page:
        """The page at `url`, a folder below the site's root, that shows these stories, newest first."""
        return Page(f"{url}index.html", template, view, "../" * url.count("/") or "./", modified=modified(cards))

    def draft(
        self,
        url: str,
        template: str,
        make: Callable[[], views.AnyView],
        cards: Sequence[Card],
        facts: object,
        when: str = "",
    ) -> Draft:
        """The same without its view, which is made of these stories and facts; search engines may list it. `when` its
        stories were last modified, if these are not all.
        """
        mark = self.marks.of(facts, cards)
        root = "../" * url.count("/") or "./"
        return Draft(f"{url}index.html", template, make, mark, self.url(url), root, modified=when or modified(cards))

    def url(self, url: str) -> str:
        """The absolute address of a folder below the site's root."""
        return self.config.base_url + url

    def told(self, title: str) -> str:
        """A description for a page that lists something."""
        return f"{title} – {self.shown.title}"

    def voiced(self, speakers: Iterable[Speaker | None]) -> tuple[tuple[str, str], ...]:
        """The names in these attributions, and the hrefs of their voices."""
        if not self.voice_of:
            return ()
        found: dict[str, str] = {}
        for speaker in speakers:
            for form in who(speaker) if speaker else ():
                found.setdefault(form[1], self.voice_of[form].href)
        return tuple(found.items())

    def pulled(self, cards: Iterable[Card], most: int) -> tuple[views.PulledQuote, ...]:
        """The newest quotes that somebody said and that can stand by themselves, one of each story."""
        found: list[views.PulledQuote] = []
        for card in cards:
            for quote in card.quotes:
                if quote.speaker and len(quote.text) in QUOTABLE:
                    found.append(self.quote(card, quote))
                    break
            if len(found) == most:
                break
        return tuple(found)

    def quote(self, card: Card, quote: QuoteCard) -> views.PulledQuote:
        """A quote on another page than its article's."""
        href = f"{card.href}#{quote.anchor}"
        return views.PulledQuote(quote.text, quote.speaker, self.story(card), href, self.voiced((quote.speaker,)))


def changed(card: Card) -> datetime:
    """When a story was last updated, else when it was published."""
    updated, published = card.updated, card.date
    return updated if updated and updated.timestamp() > published.timestamp() else published


def modified(cards: Sequence[Card]) -> str:
    """When the last of stories, newest first, was published or updated; empty if there are none."""
    updates = [card.updated for card in cards if card.updated is not None]
    return exact(max((cards[0].date, *updates), key=datetime.timestamp)) if cards else ""


def hosts(stories: Iterable[Story]) -> tuple[str, ...]:
    """Where the pictures of stories are fetched from, if not from the site itself."""
    return origins(story.image.href for story in stories if story.image)


def origins(addresses: Iterable[str]) -> tuple[str, ...]:
    """The origins of remote addresses, each once, in the order of the alphabet; hrefs of the site have none."""
    return tuple(sorted({found for address in addresses if (found := origin(address))}))
