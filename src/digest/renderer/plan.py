"""The site to the list of all its pages, each with the view that its template gets."""

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import datetime, time
from itertools import groupby
from typing import Final

from msgspec import Struct

from digest import __version__
from digest.config import Config
from digest.excerpts import DESCRIPTION, clip
from digest.records import Card
from digest.renderer import views
from digest.renderer.story import MONTHS, date, origin, story, topic_link
from digest.renderer.views import Link, Story
from digest.site.model import Site, Topic

FRONT = 13
"""Stories of the front page: the lead and four rows of three."""
RECENT_MONTHS = 12
LONG = 500
"""Stories of a topic from which on it has a page for each year."""
YOUNG = 50
"""Stories that a topic's own page has at least."""
QUOTABLE = range(40, 281)
"""Characters of a quote that can stand by itself on the front page."""


HELD = 200_000
"""Stories that are held at most, 700 bytes each: to make one again takes 6 µs."""


class Page(Struct, frozen=True):
    """A planned output."""

    path: str
    """Below the output folder."""
    template: str
    view: views.AnyView
    root: str
    """The way from the page to the site's root; ends with a slash."""
    body: str = ""
    """The path of the source whose text it shows; empty if it shows none."""


class Detail(Struct, frozen=True):
    """What only an article's own page needs to know, and its card does not hold."""

    targets: Mapping[str, str]
    """Its relative links as written, and where they lead; empty: nowhere."""
    images: tuple[str, ...] = ()
    """Addresses of the remote pictures in its text."""
    source: str = ""
    source_url: str = ""
    corrections: tuple[views.Correction, ...] = ()


NO_DETAIL: Final = Detail({})


def site_view(site: Site, config: Config, assets: Mapping[str, str]) -> views.Site:
    """What every page shows of the site. `assets` by name, with their hrefs."""
    feeds = (
        (views.FeedLink(config.title, "feed.xml", f"{config.base_url}feed.xml", "application/rss+xml"),)
        if "rss" in config.feeds.formats
        else ()
    )
    nav = (
        Link("Front page", "index.html"),
        *([Link("Topics", "topics/index.html")] if site.topics else []),
        Link("Archive", "archive/index.html"),
        Link("Feeds", "feeds/index.html"),
    )
    return views.Site(
        title=config.title,
        description=config.description,
        lang=config.language,
        base_url=config.base_url,
        publisher=config.publisher,
        nav=nav,
        feeds=feeds,
        assets=dict(assets),
        theme=dict(config.theme),
        generator=f"digest {__version__}",
    )


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


def addresses(site: Site) -> tuple[str, ...]:
    """The hrefs of all pages but the articles' own, for links in texts."""
    years = dict.fromkeys(year for year, _ in site.months)
    months = (f"{year}/{month:02}/" for year, month in site.months)
    topics = ["topics/"] if site.topics else []
    for topic in site.topics:
        topics += (f"topics/{topic.slug}/", *(f"topics/{topic.slug}/{year}/" for year in parted(topic)[1]))
    lists = ("", "archive/", "feeds/", *(f"{year}/" for year in years), *months, *topics)
    return tuple(f"{url}index.html" for url in lists)


def parted(topic: Topic) -> tuple[tuple[Card, ...], dict[int, tuple[Card, ...]]]:
    """The stories of a topic's own page, and those of each year before the newest, if there are too many for one page.

    Of a year that is young, the topic's page shows the years before it, too. A year that is over keeps its page: what
    is new never moves what is old.
    """
    if len(topic.cards) <= LONG:
        return topic.cards, {}
    years = {year: tuple(cards) for year, cards in groupby(topic.cards, key=lambda card: card.date.year)}
    shown: tuple[Card, ...] = ()
    for cards in years.values():
        if len(shown) >= YOUNG:
            break
        shown += cards
    del years[topic.cards[0].date.year]
    return shown, years


class _Plan:
    """Makes each view once, however many pages show it."""

    def __init__(self, site: Site, shown: views.Site, config: Config, details: Mapping[str, Detail]) -> None:
        self.site = site
        self.shown = shown
        self.config = config
        self.details = details
        self.topics_by_label = site.topics_by_label()
        self.stories: dict[str, Story] = {}
        self.months = {month: self.month_link(month, counted=False) for month in site.months}
        """Without their counts: a story more in a month does not touch the pages of the others."""

    def pages(self) -> Iterator[Page]:
        yield from self.articles()
        yield self.front()
        yield from self.archive()
        yield from self.topics()
        yield self.feeds()
        yield self.not_found()
        yield from self.redirects()

    def story(self, card: Card) -> Story:
        found = self.stories.get(card.path)
        if found is None:
            if len(self.stories) == HELD:
                self.stories.clear()
            found = self.stories[card.path] = story(card, self.topics_by_label, self.detail(card).targets)
        return found

    def detail(self, card: Card) -> Detail:
        return self.details.get(card.path, NO_DETAIL)

    def page(self, url: str, template: str, view: views.AnyView, body: str = "") -> Page:
        """The page at `url`, a folder below the site's root."""
        return Page(f"{url}index.html", template, view, "../" * url.count("/") or "./", body)

    def url(self, url: str) -> str:
        return self.config.base_url + url

    def told(self, title: str) -> str:
        """A description for a page that lists stories."""
        return f"{title} – {self.shown.title}"

    def list_of(self, cards: tuple[Card, ...]) -> tuple[Story, ...]:
        known = self.stories
        return tuple([known.get(card.path) or self.story(card) for card in cards])

    def front(self) -> Page:
        newest = self.site.cards[:FRONT]
        lead = next((card for card in newest if card.lead), newest[0] if newest else None)
        months = tuple(self.month_link(month) for month in list(self.site.months)[:RECENT_MONTHS])
        view = views.FrontView(
            title="",
            description=self.shown.description or clip(self.told("News"), DESCRIPTION),
            url=self.url(""),
            lead=self.story(lead) if lead else None,
            stories=self.list_of(tuple(card for card in newest if card is not lead)),
            quote=self.pulled(newest),
            topics=tuple(map(topic_link, self.site.topics)),
            months=months,
            image_hosts=_hosts(self.list_of(newest)),
        )
        return self.page("", "front.html", view)

    def pulled(self, cards: tuple[Card, ...]) -> views.PulledQuote | None:
        """The newest quote that somebody said and that can stand by itself."""
        for card in cards:
            for quote in card.quotes:
                if quote.speaker and len(quote.text) in QUOTABLE:
                    href = f"{card.href}#{quote.anchor}"
                    return views.PulledQuote(quote.text, quote.speaker, self.story(card), href)
        return None

    def articles(self, only: Container[str] | None = None) -> Iterator[Page]:
        cards = self.site.cards
        for before, card, after in zip((None, *cards), cards, (*cards[1:], None), strict=False):
            if only is not None and card.path not in only:
                continue
            detail = self.detail(card)
            own = self.story(card)
            remote = (*detail.images, own.image.href) if own.image else detail.images
            view = views.ArticleView(
                title=card.title,
                description=card.description,
                url=self.url(card.url),
                lang=card.lang,
                image_hosts=_origins(remote) if remote else (),
                story=own,
                subtitle=card.subtitle,
                updated=date(card.updated) if card.updated else None,
                source=detail.source,
                source_url=detail.source_url,
                corrections=detail.corrections,
                month=self.months[card.date.year, card.date.month],
                older=_neighbour(after) if after else None,
                newer=_neighbour(before) if before else None,
                targets=tuple(detail.targets.items()),
            )
            yield Page(own.href, "article.html", view, "../" * card.url.count("/"), card.path)

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
        yield self.page("archive/", "archive.html", view)
        for year in years:
            name = year.link.label
            view = views.ArchiveView(
                title=name, description=self.told(name), url=self.url(f"{name}/"), years=(year,), up=top
            )
            yield self.page(f"{name}/", "archive.html", view)
        for index, month in enumerate(months):
            yield self.month(
                month,
                older=self.months[months[index + 1]] if index + 1 < len(months) else None,
                newer=self.months[months[index - 1]] if index else None,
            )

    def month(self, month: tuple[int, int], older: Link | None, newer: Link | None) -> Page:
        cards = self.site.months[month]
        days = tuple(
            views.Day(date(moment), self.list_of(tuple(group)))
            for moment, group in groupby(cards, key=lambda card: _midnight(card.date))
        )
        link = self.month_link(month)
        url = link.href.removesuffix("index.html")
        view = views.MonthView(
            title=link.label,
            description=self.told(link.label),
            url=self.url(url),
            days=days,
            count=len(cards),
            up=Link(str(month[0]), f"{month[0]}/index.html"),
            older=older,
            newer=newer,
            image_hosts=_hosts(story for day in days for story in day.stories),
        )
        return self.page(url, "month.html", view)

    def topics(self) -> Iterator[Page]:
        if not self.site.topics:
            return
        links = tuple(map(topic_link, self.site.topics))
        url = self.url("topics/")
        view = views.TopicsView(title="Topics", description=self.told("Topics"), url=url, topics=links)
        yield self.page("topics/", "topics.html", view)
        for topic in self.site.topics:
            yield from self.topic(topic)

    def topic(self, topic: Topic) -> Iterator[Page]:
        link = topic_link(topic)
        url = link.href.removesuffix("index.html")
        newest, before = parted(topic)
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
                image_hosts=_hosts(stories),
            )
            return self.page(url, "topic.html", view)

        yield page(topic.label, url, newest, "")
        for year, cards in before.items():
            yield page(f"{topic.label}, {year}", f"{url}{year}/", cards, str(year))

    def feeds(self) -> Page:
        url = self.url("feeds/")
        view = views.FeedsView(title="Feeds", description=self.told("Feeds"), url=url, feeds=self.shown.feeds)
        return self.page("feeds/", "feeds.html", view)

    def redirects(self) -> Iterator[Page]:
        for url, card in self.site.redirects.items():
            view = views.RedirectView(
                title=card.title, description="", url=self.url(card.url), lang=card.lang, href=card.href
            )
            yield self.page(url, "redirect.html", view)

    def not_found(self) -> Page:
        view = views.NotFoundView(title="Page not found", description=self.told("Page not found"), url="")
        # served for any address that is wrong, at any depth: only an address from the root leads home
        return Page("404.html", "404.html", view, self.config.base_path)


def _neighbour(card: Card) -> views.Neighbour:
    return views.Neighbour(card.title, card.href, card.lang)


def _midnight(moment: datetime) -> datetime:
    return datetime.combine(moment.date(), time(), moment.tzinfo)


def _hosts(stories: Iterable[Story]) -> tuple[str, ...]:
    """Where the pictures of stories are fetched from, if not from the site itself."""
    return _origins(story.image.href for story in stories if story.image)


def _origins(addresses: Iterable[str]) -> tuple[str, ...]:
    """The origins of remote addresses, each once, in the order of the alphabet; hrefs of the site have none."""
    return tuple(sorted({found for address in addresses if (found := origin(address))}))
