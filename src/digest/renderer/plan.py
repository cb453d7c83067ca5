"""The site to the list of all its pages, each with the view that its template gets."""

import unicodedata
from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date as Day  # noqa: N812 - beside the view of a moment, which is called date
from datetime import datetime, time
from functools import partial
from itertools import groupby, islice
from typing import Final

from digest import __version__
from digest.config import Config
from digest.excerpts import DESCRIPTION, clip
from digest.names import CONTENT
from digest.records import Card
from digest.renderer import views
from digest.renderer.body import is_absolute
from digest.renderer.correction_pages import correction_addresses, correction_pages
from digest.renderer.desk import (
    LONG,
    RECORD,
    AnyPage,
    Desk,
    Draft,
    Page,
    RecordView,
    changed,
    hosts,
    origins,
    parted,
)
from digest.renderer.edition_pages import edition_addresses, edition_facts, edition_link, edition_pages
from digest.renderer.feedlinks import corrections_feed, editions_feed, has_rss, site_feeds, topic_feed
from digest.renderer.marks import NO_DETAIL, Detail, Marks
from digest.renderer.recipe import PART
from digest.renderer.story import MONTHS, corrections, date, exact, topic_link
from digest.renderer.views import Link
from digest.renderer.voice_pages import voice_addresses, voice_pages
from digest.site.model import Site, Topic
from digest.site.related import Found, Related, Relations

__all__ = [
    "NO_DETAIL",
    "RECORD",
    "SCRIPT",
    "AnyPage",
    "Detail",
    "Draft",
    "Page",
    "RecordView",
    "addresses",
    "drafts",
    "plan",
    "relations",
    "site_picture",
    "site_view",
]

FRONT = 13
"""Stories that the front page has at least, if there are as many: the lead and four rows of three."""
MANY = 40
"""Stories of the edition that it has at most."""
RECENT_MONTHS = 12
RECENT_EDITIONS = 12
FEW = 40
"""Topics up to which the page of feeds lists them without letters."""
_NONE: Final[Mapping[str, str]] = {}
_NOBODY: Final = bytes(PART)
"""Stands for the mark of the story before the first, and after the last."""
SCRIPT: Final = "search.js"
"""The asset that only the search page needs."""


def site_view(site: Site, config: Config, assets: Mapping[str, str], media: Mapping[str, str] = _NONE) -> views.Site:
    """What every page shows of the site. `assets` by name, with their hrefs; so `media`, the files of the content."""
    nav = (
        Link("Front page", "index.html"),
        *([Link("Editions", "editions/index.html")] if site.editions else []),
        *([Link("Topics", "topics/index.html")] if site.topics else []),
        *([Link("Voices", "voices/index.html")] if site.voices else []),
        Link("Archive", "archive/index.html"),
        *([Link("Search", "search/index.html")] if config.search else []),
        Link("Feeds", "feeds/index.html"),
    )
    return views.Site(
        title=config.title,
        description=config.description,
        lang=config.language,
        base_url=config.base_url,
        publisher=config.publisher,
        nav=nav,
        feeds=site_feeds(config),
        assets=dict(assets),
        theme=dict(config.theme),
        generator=f"digest {__version__}",
        image=site_picture(config, media),
        foot=(Link("Corrections", "corrections/index.html"),) if site.corrections else (),
    )


def site_picture(config: Config, media: Mapping[str, str]) -> views.Picture | None:
    """The picture that digest.yaml names; None if it names none, or it is not there."""
    if not config.image:
        return None
    if is_absolute(config.image):
        return views.Picture(config.image, True, config.title, "")
    path = config.image.strip("/").removeprefix(f"{CONTENT}/")
    href = media.get(f"{CONTENT}/{path}", "")
    return views.Picture(href, False, config.title, "") if href else None


def plan(
    site: Site,
    shown: views.Site,
    config: Config,
    details: Mapping[str, Detail],
    only: Container[str] | None = None,
) -> Iterator[Page]:
    """All pages of the site, articles first, one after the other: no list of all views is held.

    `details` by the path of each article; one that is not there has none. `only` asks for nothing but the pages of
    these articles.
    """
    marks = Marks(site, shown, config, details)
    for found in drafts(site, shown, config, details, marks, relations(site, marks, only=only), only):
        yield found.page() if isinstance(found, Draft) else found


def drafts(
    site: Site,
    shown: views.Site,
    config: Config,
    details: Mapping[str, Detail],
    marks: Marks,
    relations: Relations,
    only: Container[str] | None = None,
) -> Iterator[Draft | Page]:
    """The same; pages of which it is quick to tell whether they are what they were come without their views."""
    planned = _Plan(site, shown, config, details, marks, relations)
    return planned.pages() if only is None else planned.some(only)


def relations(site: Site, marks: Marks, known: Sequence[Found] = (), only: Container[str] | None = None) -> Relations:
    """Which stories are related; `known` is what an earlier build found. `only` are those that will be asked for."""
    cards = site.cards
    topics = {label: topic.label for label, topic in marks.topics().items()}
    if only is None:
        return Relations(cards, topics, marks.voice_of, marks=marks.all(), known=known)
    return Relations(cards, topics, marks.voice_of, [place for place, card in enumerate(cards) if card.path in only])


def addresses(site: Site, search: bool = False) -> tuple[str, ...]:
    """The hrefs of all pages but the articles' own, for links in texts; the search page is there if `search`."""
    years = dict.fromkeys(year for year, _ in site.months)
    months = (f"{year}/{month:02}/" for year, month in site.months)
    topics = ["topics/"] if site.topics else []
    for topic in site.topics:
        topics += (f"topics/{topic.slug}/", *(f"topics/{topic.slug}/{year}/" for year in parted(topic.cards, _year)[1]))
    days = (
        f"{year}/{month:02}/{day:02}/"
        for (year, month), cards in site.months.items()
        if len(cards) > LONG
        for day in dict.fromkeys(card.date.day for card in cards)
    )
    archive = ("archive/", *(f"{year}/" for year in years), *months, *days)
    others = (*edition_addresses(site), *voice_addresses(site), *correction_addresses(site))
    lists = ("", "feeds/", *(["search/"] if search else []), *archive, *topics, *others)
    return tuple(f"{url}index.html" for url in lists)


class _Plan(Desk):
    """Makes each view once, however many pages show it."""

    def __init__(
        self,
        site: Site,
        shown: views.Site,
        config: Config,
        details: Mapping[str, Detail],
        marks: Marks,
        relations: Relations,
    ) -> None:
        super().__init__(site, shown, config, details, marks)
        self.relations = relations
        self.keys = {card.path: key for edition in site.editions for key in (edition.key,) for card in edition.cards}
        """Of the edition of each story, by its path."""
        self.months = {month: self.month_link(month, counted=False) for month in site.months}
        """Without their counts: a story more in a month does not touch the pages of the others."""
        self.editions = {edition.key: edition_link(edition) for edition in site.editions}

    def pages(self) -> Iterator[Draft | Page]:
        yield from self.articles()
        yield self.front()
        yield from edition_pages(self)
        yield from self.archive()
        yield from self.topics()
        yield from voice_pages(self)
        yield from correction_pages(self)
        yield self.feeds()
        if self.config.search:
            yield self.search()
        yield self.not_found()
        yield from self.redirects()

    def front(self) -> Page:
        edition = self.site.editions[0] if self.site.editions else None
        lead = edition.lead if edition else None
        stories = [card for card in edition.cards if card is not lead][: MANY - 1] if edition else []
        mine = {card.path for card in edition.cards} if edition else set()
        before = (card for card in self.site.cards if card.path not in mine)
        earlier = tuple(islice(before, max(FRONT - 1 - len(stories), 0)))
        shown = (*((lead,) if lead else ()), *stories, *earlier)
        view = views.FrontView(
            title="",
            description=self.shown.description or clip(self.told("News"), DESCRIPTION),
            url=self.url(""),
            lead=self.story(lead) if lead else None,
            stories=self.list_of(stories),
            quote=next(iter(self.pulled(shown, 1)), None),
            topics=tuple(map(topic_link, self.site.topics)),
            months=tuple(self.month_link(month) for month in list(self.site.months)[:RECENT_MONTHS]),
            edition=edition_facts(edition) if edition else None,
            earlier=self.list_of(earlier),
            editions=tuple(map(edition_link, self.site.editions[1 : RECENT_EDITIONS + 1])),
            image_hosts=hosts(self.list_of(shown)),
        )
        return self.page("", "front.html", view, shown)

    def articles(self) -> Iterator[Draft]:
        cards, relations = self.site.cards, self.relations
        marks = self.marks.all()
        all_of_them = zip((None, *cards), cards, (*cards[1:], None), relations.newest_first(), strict=False)
        oldest = len(cards) - 1
        for place, (newer, card, older, related) in enumerate(all_of_them):
            key, url = self.keys[card.path], card.url
            mark = self.marks.joined(
                marks[place],
                marks[place - 1] if newer else _NOBODY,
                marks[place + 1] if older else _NOBODY,
                related.told,
                *[marks[oldest - other] for other in related.others],
                key.encode(),
            )
            make = partial(self.article, place, newer, older)
            root, modified = "../" * url.count("/"), exact(changed(card))
            yield Draft(card.href, "article.html", make, mark, self.url(url), root, card.path, modified)
            if self.config.records:
                mark = self.marks.joined(marks[place], key.encode())
                yield Draft(f"{url}index.json", RECORD, partial(self.record, card), mark, "", "", card.path)

    def some(self, only: Container[str]) -> Iterator[Page]:
        """The pages of these articles."""
        cards = self.site.cards
        for place, (newer, card, older) in enumerate(zip((None, *cards), cards, (*cards[1:], None), strict=False)):
            if card.path in only:
                view = self.article(place, newer, older)
                yield Page(card.href, "article.html", view, "../" * card.url.count("/"), card.path, view.modified)
                if view.record:
                    yield Page(view.record, RECORD, self.record(card), "", card.path)

    def article(self, place: int, newer: Card | None, older: Card | None) -> views.ArticleView:
        """The view of the story at this place."""
        card = self.site.cards[place]
        detail = self.detail(card)
        own = self.story(card)
        remote = (*detail.images, own.image.href) if own.image else detail.images
        first, last = card.date, changed(card)
        published = own.date.iso if own.date.time else exact(first)
        return views.ArticleView(
            title=card.title,
            description=card.description,
            url=self.url(card.url),
            lang=card.lang,
            image_hosts=origins(remote) if remote else (),
            story=own,
            subtitle=card.subtitle,
            updated=date(card.updated) if card.updated else None,
            source=detail.source,
            source_url=detail.source_url,
            corrections=corrections(card),
            month=self.months[card.date.year, card.date.month],
            older=_neighbour(older) if older else None,
            newer=_neighbour(newer) if newer else None,
            targets=tuple(detail.targets.items()),
            published=published,
            modified=published if last is first else exact(last),
            record=f"{card.url}index.json" if self.config.records else "",
            edition=self.editions[self.keys[card.path]],
            voices=self.voiced([quote.speaker for quote in card.quotes]) if card.quotes else (),
            related=tuple([_related(related) for related in self.relations.of(place)]),
        )

    def record(self, card: Card) -> RecordView:
        """What the record beside an article's page is made from."""
        config, targets = self.config, tuple(self.detail(card).targets.items())
        return RecordView(card, config.base_url, config.language, self.keys[card.path], targets)

    def month_link(self, month: tuple[int, int], counted: bool = True) -> Link:
        count = len(self.site.months[month]) if counted else 0
        return Link(f"{MONTHS[month[1] - 1]} {month[0]}", f"{month[0]}/{month[1]:02}/index.html", count)

    def archive(self) -> Iterator[Draft | Page]:
        months = list(self.site.months)  # newest first
        years = []
        for year, group in groupby(months, key=lambda month: month[0]):
            named = [(MONTHS[month[1] - 1], self.month_link(month)) for month in sorted(group)]
            links = tuple(Link(name, link.href, link.count) for name, link in named)
            years.append(views.Year(Link(str(year), f"{year}/index.html", sum(link.count for link in links)), links))
        top = Link("Archive", "archive/index.html")
        url = self.url("archive/")
        view = views.ArchiveView(
            title="Archive", description=self.told("Archive"), url=url, years=tuple(years), up=None
        )
        yield self.page("archive/", "archive.html", view, self.site.cards)
        for year in years:
            name = year.link.label
            view = views.ArchiveView(
                title=name, description=self.told(name), url=self.url(f"{name}/"), years=(year,), up=top
            )
            within = tuple(card for month in months if str(month[0]) == name for card in self.site.months[month])
            yield self.page(f"{name}/", "archive.html", view, within)
        for index, month in enumerate(months):
            yield self.month(
                month,
                older=self.months[months[index + 1]] if index + 1 < len(months) else None,
                newer=self.months[months[index - 1]] if index else None,
            )
            yield from self.days(month)

    def month(self, month: tuple[int, int], older: Link | None, newer: Link | None) -> Draft:
        cards = self.site.months[month]
        link = self.month_link(month)
        url = link.href.removesuffix("index.html")

        def view() -> views.MonthView:
            days: list[views.Day] = []
            listed: list[Link] = []
            for moment, group in groupby(cards, key=lambda card: _midnight(card.date)):
                if len(cards) > LONG:
                    listed.append(_day_link(moment.date(), len(tuple(group))))
                else:
                    days.append(views.Day(date(moment), self.list_of(group)))
            return views.MonthView(
                title=link.label,
                description=self.told(link.label),
                url=self.url(url),
                days=tuple(days),
                listed=tuple(listed),
                count=len(cards),
                up=Link(str(month[0]), f"{month[0]}/index.html"),
                older=older,
                newer=newer,
                image_hosts=hosts(story for day in days for story in day.stories),
            )

        return self.draft(url, "month.html", view, cards, (month, older, newer))

    def days(self, month: tuple[int, int]) -> Iterator[Draft]:
        """The pages of the days of a month, if it has too many stories for one page."""
        cards = self.site.months[month]
        if len(cards) <= LONG:
            return
        days = [(day, tuple(group)) for day, group in groupby(cards, key=lambda card: card.date.date())]
        links = [_day_link(day) for day, _ in days]
        for (_, stories), link, newer, older in zip(days, links, (None, *links), (*links[1:], None), strict=False):
            view = partial(self.day, month, stories, link, newer, older)
            yield self.draft(link.href.removesuffix("index.html"), "day.html", view, stories, (link, newer, older))

    def day(
        self, month: tuple[int, int], stories: tuple[Card, ...], link: Link, newer: Link | None, older: Link | None
    ) -> views.DayView:
        title = f"{link.label} {month[0]}"
        found = self.list_of(stories)
        return views.DayView(
            title=title,
            description=self.told(title),
            url=self.url(link.href.removesuffix("index.html")),
            stories=found,
            up=self.months[month],
            older=older,
            newer=newer,
            image_hosts=hosts(found),
        )

    def topics(self) -> Iterator[Draft | Page]:
        if not self.site.topics:
            return
        links = tuple(map(topic_link, self.site.topics))
        url = self.url("topics/")
        view = views.TopicsView(title="Topics", description=self.told("Topics"), url=url, topics=links)
        yield self.page("topics/", "topics.html", view, tuple(card for card in self.site.cards if card.topics))
        for topic in self.site.topics:
            yield from self.topic(topic)

    def topic(self, topic: Topic) -> Iterator[Draft]:
        link = topic_link(topic)
        url = link.href.removesuffix("index.html")
        newest, before = parted(topic.cards, _year)
        years = tuple(Link(str(year), f"{url}{year}/index.html", len(cards)) for year, cards in before.items())

        def page(title: str, url: str, cards: tuple[Card, ...], year: str) -> Draft:
            def view() -> views.TopicView:
                stories = self.list_of(cards)
                return views.TopicView(
                    title=title,
                    description=self.told(title),
                    url=self.url(url),
                    topic=link if not year else topic_link(topic, counted=False),
                    stories=stories,
                    years=tuple(link for link in years if link.label != year),
                    year=year,
                    image_hosts=hosts(stories),
                    feeds=topic_feed(self.config, topic),
                )

            facts = (title, year, link if not year else topic_link(topic, counted=False), years)
            return self.draft(url, "topic.html", view, cards, facts)

        yield page(topic.label, url, newest, "")
        for year, cards in before.items():
            yield page(f"{topic.label}, {year}", f"{url}{year}/", cards, str(year))

    def feeds(self) -> Page:
        url = self.url("feeds/")
        by_letter = len(self.site.topics) > FEW
        topics = tuple(
            views.FeedGroup(letter, tuple(feed for topic in found for feed in topic_feed(self.config, topic)))
            for letter, found in groupby(self.site.topics, key=lambda topic: _letter(topic.label) if by_letter else "")
        )
        view = views.FeedsView(
            title="Feeds",
            description=self.told("Feeds"),
            url=url,
            editions=next(iter(editions_feed(self.config)), None),
            corrections=next(iter(corrections_feed(self.config)), None),
            topics=tuple(group for group in topics if group.feeds),
            voices=Link("Voices", "voices/index.html") if self.site.voices and has_rss(self.config) else None,
        )
        return self.page("feeds/", "feeds.html", view)

    def search(self) -> Page:
        ways = [link for link in self.shown.nav if link.href.startswith(("archive/", "topics/", "voices/"))]
        url, title = self.url("search/"), "Search"
        view = views.SearchView(title=title, description=self.told(title), url=url, indexed=False, ways=tuple(ways))
        return self.page("search/", "search.html", view)

    def redirects(self) -> Iterator[Page]:
        for url, card in self.site.redirects.items():
            view = views.RedirectView(
                title=card.title,
                description="",
                url=self.url(card.url),
                lang=card.lang,
                indexed=False,
                href=card.href,
            )
            yield self.page(url, "redirect.html", view)

    def not_found(self) -> Page:
        view = views.NotFoundView(title="Page not found", description=self.told("Page not found"), url="")
        # served for any address that is wrong, at any depth: only an address from the root leads home
        return Page("404.html", "404.html", view, self.config.base_path)


def _neighbour(card: Card) -> views.Neighbour:
    return views.Neighbour(card.title, card.href, card.lang)


def _year(card: Card) -> int:
    return card.date.year


def _related(related: Related) -> views.Related:
    card = related.card
    return views.Related(card.title, card.href, card.lang, related.why, related.shared)


def _day_link(day: Day, count: int = 0) -> Link:
    return Link(f"{day.day} {MONTHS[day.month - 1]}", f"{day.year}/{day.month:02}/{day.day:02}/index.html", count)


def _letter(label: str) -> str:
    """Under which a topic is listed."""
    return unicodedata.normalize("NFD", label.lstrip()[:1].upper())[:1]


def _midnight(moment: datetime) -> datetime:
    return datetime.combine(moment.date(), time(), moment.tzinfo)
