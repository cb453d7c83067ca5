"""The site to the list of all its pages, each with the view that its template gets."""

import unicodedata
from collections.abc import Container, Iterator, Mapping
from datetime import date as Day  # noqa: N812 - beside the view of a moment, which is called date
from datetime import datetime, time
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
    NO_DETAIL,
    RECORD,
    AnyPage,
    Desk,
    Detail,
    Page,
    RecordView,
    changed,
    hosts,
    origins,
    parted,
)
from digest.renderer.edition_pages import edition_addresses, edition_facts, edition_link, edition_pages
from digest.renderer.feedlinks import corrections_feed, editions_feed, has_rss, site_feeds, topic_feed
from digest.renderer.story import MONTHS, corrections, date, exact, folded, topic_link
from digest.renderer.views import Link
from digest.renderer.voice_pages import voice_addresses, voice_pages
from digest.site.model import Site, Topic
from digest.site.related import Related, Relations

__all__ = [
    "NO_DETAIL",
    "RECORD",
    "SCRIPT",
    "AnyPage",
    "Detail",
    "Page",
    "RecordView",
    "addresses",
    "plan",
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
    planned = _Plan(site, shown, config, details)
    return planned.pages() if only is None else planned.articles(only)


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

    def __init__(self, site: Site, shown: views.Site, config: Config, details: Mapping[str, Detail]) -> None:
        super().__init__(site, shown, config, details)
        self.keys = (
            {card.path: edition.key for edition in site.editions for card in edition.cards} if config.records else _NONE
        )
        """Of the editions, the same, for records."""
        self.months = {month: self.month_link(month, counted=False) for month in site.months}
        """Without their counts: a story more in a month does not touch the pages of the others."""
        self.editions = {
            card.path: link for edition in site.editions for link in (edition_link(edition),) for card in edition.cards
        }
        """By the path of each story."""

    def pages(self) -> Iterator[Page]:
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

    def articles(self, only: Container[str] | None = None) -> Iterator[Page]:
        cards = self.site.cards
        relations = self.relations(only)
        for place, (before, card, after) in enumerate(zip((None, *cards), cards, (*cards[1:], None), strict=False)):
            if only is not None and card.path not in only:
                continue
            detail = self.detail(card)
            own = self.story(card)
            remote = (*detail.images, own.image.href) if own.image else detail.images
            first, last = card.date, changed(card)
            published = own.date.iso if own.date.time else exact(first)
            view = views.ArticleView(
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
                older=_neighbour(after) if after else None,
                newer=_neighbour(before) if before else None,
                targets=tuple(detail.targets.items()),
                published=published,
                modified=published if last is first else exact(last),
                record=f"{card.url}index.json" if self.config.records else "",
                edition=self.editions[card.path],
                voices=self.voiced([quote.speaker for quote in card.quotes]) if card.quotes else (),
                related=tuple([_related(related) for related in relations.of(place)]),
            )
            yield Page(own.href, "article.html", view, "../" * card.url.count("/"), card.path, view.modified)
            if view.record:
                yield self.record(card, view)

    def record(self, card: Card, view: views.ArticleView) -> Page:
        """The record beside an article's page."""
        config = self.config
        facts = RecordView(card, config.base_url, config.language, self.keys[card.path], view.targets)
        return Page(view.record, RECORD, facts, "", card.path)

    def relations(self, only: Container[str] | None) -> Relations:
        """What tells which stories are related to those that are asked for."""
        cards = self.site.cards
        labels = {label: self.topics_by_label[folded(label)].label for card in cards for label in card.topics}
        wanted = None if only is None else [place for place, card in enumerate(cards) if card.path in only]
        return Relations(cards, labels, self.voice_of, wanted)

    def month_link(self, month: tuple[int, int], counted: bool = True) -> Link:
        count = len(self.site.months[month]) if counted else 0
        return Link(f"{MONTHS[month[1] - 1]} {month[0]}", f"{month[0]}/{month[1]:02}/index.html", count)

    def archive(self) -> Iterator[Page]:
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

    def month(self, month: tuple[int, int], older: Link | None, newer: Link | None) -> Page:
        cards = self.site.months[month]
        days: list[views.Day] = []
        listed: list[Link] = []
        for moment, group in groupby(cards, key=lambda card: _midnight(card.date)):
            if len(cards) > LONG:
                listed.append(_day_link(moment.date(), len(tuple(group))))
            else:
                days.append(views.Day(date(moment), self.list_of(group)))
        link = self.month_link(month)
        url = link.href.removesuffix("index.html")
        view = views.MonthView(
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
        return self.page(url, "month.html", view, cards)

    def days(self, month: tuple[int, int]) -> Iterator[Page]:
        """The pages of the days of a month, if it has too many stories for one page."""
        cards = self.site.months[month]
        if len(cards) <= LONG:
            return
        days = [(day, tuple(group)) for day, group in groupby(cards, key=lambda card: card.date.date())]
        links = [_day_link(day) for day, _ in days]
        for (_, stories), link, newer, older in zip(days, links, (None, *links), (*links[1:], None), strict=False):
            url = link.href.removesuffix("index.html")
            title = f"{link.label} {month[0]}"
            found = self.list_of(stories)
            view = views.DayView(
                title=title,
                description=self.told(title),
                url=self.url(url),
                stories=found,
                up=self.months[month],
                older=older,
                newer=newer,
                image_hosts=hosts(found),
            )
            yield self.page(url, "day.html", view, stories)

    def topics(self) -> Iterator[Page]:
        if not self.site.topics:
            return
        links = tuple(map(topic_link, self.site.topics))
        url = self.url("topics/")
        view = views.TopicsView(title="Topics", description=self.told("Topics"), url=url, topics=links)
        yield self.page("topics/", "topics.html", view, tuple(card for card in self.site.cards if card.topics))
        for topic in self.site.topics:
            yield from self.topic(topic)

    def topic(self, topic: Topic) -> Iterator[Page]:
        link = topic_link(topic)
        url = link.href.removesuffix("index.html")
        newest, before = parted(topic.cards, _year)
        years = tuple(Link(str(year), f"{url}{year}/index.html", len(cards)) for year, cards in before.items())

        def page(title: str, url: str, cards: tuple[Card, ...], year: str) -> Page:
            stories = self.list_of(cards)
            view = views.TopicView(
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
            return self.page(url, "topic.html", view, cards)

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
