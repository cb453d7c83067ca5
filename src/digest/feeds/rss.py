"""RSS 2.0, by feedgen: the one module that knows that library and its traps."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from feedgen.feed import FeedGenerator  # takes 50 ms to import: import this module only to write a feed

from digest.feeds.plan import Feed, Item


class _Generator(FeedGenerator):  # type: ignore[misc]  # feedgen has no types
    """A generator that leaves out the time of the build, which it would put into a feed without items."""

    def _create_rss(self, extensions: bool = True) -> tuple[Any, Any]:
        root, tree = super()._create_rss(extensions)
        channel = root.find("channel")
        if channel.find("item") is None:
            channel.remove(channel.find("lastBuildDate"))
        return root, tree


def rss(feed: Feed, texts: Mapping[str, str]) -> bytes:
    """The feed as XML. `texts` has the HTML of each item's body by its path, with absolute addresses only."""
    out = _Generator()
    out.load_extension("dc")
    out.title(feed.link.title)
    # the channel's <link> is the last one added, and only `self` reaches <atom:link>
    out.link(href=feed.link.url, rel="self", type=feed.link.type)
    out.link(href=feed.home, rel="alternate")
    out.description(feed.description)
    out.language(feed.lang)
    out.generator(feed.generator)
    if feed.items:  # it would be the time of the build
        out.lastBuildDate(max((item.updated or item.published).astimezone(UTC) for item in feed.items))
    for item in feed.items:
        _add(out, feed, item, texts.get(item.body, ""))
    xml: bytes = out.rss_str(pretty=True)
    return xml


def _add(out: _Generator, feed: Feed, item: Item, text: str) -> None:
    entry = out.add_entry(order="append")
    entry.title(item.title)
    entry.link(href=item.url)
    entry.guid(item.id, permalink=False)
    # in UTC: an offset of before standard time has seconds, which RFC 2822 cannot write
    entry.pubDate(item.published.astimezone(UTC))
    # summary and content together give description and content:encoded; one alone gives a description
    if item.summary and (feed.summaries or not text):
        entry.summary(item.summary)
    if text:
        entry.content(text, type="html")
    for topic in item.topics:
        entry.category(term=topic)
    if item.authors:
        entry.dc.dc_creator(list(item.authors))  # <author> must be an e-mail address
    if item.lang and item.lang != feed.lang:
        entry.dc.dc_language(item.lang)
