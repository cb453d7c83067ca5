"""Which feeds there are, as pages announce them: the site's in all its formats; all others in RSS, if that is one."""

from typing import Final

from digest.config import Config
from digest.renderer.views import FeedLink
from digest.site.editions import Edition
from digest.site.model import Topic
from digest.site.voices import Voice

FILES: Final = {"rss": "feed.xml", "atom": "atom.xml", "json": "feed.json"}
"""The names of feeds, by format."""
TYPES: Final = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}
_NAMES: Final = {"rss": "", "atom": " (Atom)", "json": " (JSON Feed)"}


def has_rss(config: Config) -> bool:
    """Whether there are feeds of topics, voices, editions and corrections."""
    return "rss" in config.feeds.formats


def site_feeds(config: Config) -> tuple[FeedLink, ...]:
    """The site's own feeds, all with the same stories; RSS first."""
    return tuple(
        FeedLink(config.title + name, FILES[kind], config.base_url + FILES[kind], TYPES[kind])
        for kind, name in _NAMES.items()
        if kind in config.feeds.formats
    )


def topic_feed(config: Config, topic: Topic) -> tuple[FeedLink, ...]:
    """The feed of a topic, as what its page announces."""
    return _feed(config, topic.label, f"topics/{topic.slug}/")


def voice_feed(config: Config, voice: Voice) -> tuple[FeedLink, ...]:
    """The feed of a voice, as what its page announces."""
    return _feed(config, voice.name, voice.url)


def editions_feed(config: Config) -> tuple[FeedLink, ...]:
    """The feed of editions, as what their pages announce."""
    return _feed(config, "Editions", "editions/")


def corrections_feed(config: Config) -> tuple[FeedLink, ...]:
    """The feed of corrections, as what their page announces."""
    return _feed(config, "Corrections", "corrections/")


def archive_feed(config: Config, edition: Edition) -> FeedLink:
    """The archive of an edition's stories in RSS. No page announces it: feeds lead to it (RFC 5005)."""
    path = f"{edition.url}{FILES['rss']}"
    return FeedLink(f"{config.title}, {edition.key}", path, config.base_url + path, TYPES["rss"])


def _feed(config: Config, title: str, folder: str) -> tuple[FeedLink, ...]:
    if not has_rss(config):
        return ()
    path = f"{folder}{FILES['rss']}"
    return (FeedLink(f"{title} – {config.title}", path, config.base_url + path, TYPES["rss"]),)
