"""Making files: a batch of jobs in, staged files out, and what came of each."""

from pathlib import Path
from typing import Any

import feedparser
import msgspec
import pytest
from msgspec import Raw, Struct, structs

from digest.engine import state
from digest.engine.files import fingerprint, stamp
from digest.engine.making import Batch, Done, FeedJob, Frame, ItemJob, Job, PageJob, make_files
from digest.engine.reading import Batch as ReadingBatch
from digest.engine.reading import Read, Shelved, Text, read_articles, taken
from digest.feeds.model import Channel, Entry, Feed, Format
from digest.feeds.model import Item as FeedItem
from digest.feeds.molds import molds
from digest.issues import Issue
from digest.renderer import views
from digest.renderer.closure import compiled
from digest.renderer.plan import Page
from digest.renderer.render import Renderer
from digest.renderer.theme import Theme
from tests import sites
from tests.cards import NOW

VOTE = "content/vote.txt"
SOURCE = b"Council votes\n\nThe council voted *on Thursday*. See [the ferry](ferry.txt).\n"
TEMPLATES = {
    "404.html": "<p>{{ page.title }} at {{ root }} of {{ site.title }}</p>",
    "article.html": "<h1>{{ page.title }}</h1><p>{{ body.lede }}</p>",
    "_feed_item.html": "<p>{{ body.lede }}</p>",
    "_feed_voice.html": "<p>{{ page.quotes[0].text }} {{ root }}{{ page.quotes[0].href }}</p>",
    "fails.html": "\n{{ page.titel }}",
}
LINK = views.FeedLink("The Lantern", "feed.xml", "https://example.org/feed.xml", "application/rss+xml")
SITE = views.Site("The Lantern", "", "en", "https://example.org/", "", (), (LINK,), {}, {}, "digest 0")
STORY = views.Story("Council votes", "vote/index.html", "", views.Date("", "", ""), (), (), 1, "", None)
ARTICLE = views.ArticleView(
    title="Council votes",
    description="",
    url="https://example.org/vote/",
    story=STORY,
    subtitle="",
    updated=None,
    source="",
    source_url="",
    corrections=(),
    month=views.Link("November 2026", "2026/11/index.html"),
    older=None,
    newer=None,
    targets=(("ferry.txt", "ferry/index.html"),),
)
LOST = views.NotFoundView(title="Lost & found", description="", url="")
LOST_HTML = b"<p>Lost &amp; found at / of The Lantern</p>"
VOTE_HTML = (
    b"<h1>Council votes</h1><p>The council voted <em>on Thursday</em>. "
    b'See <a href="../ferry/index.html">the ferry</a>.</p>'
)


MOLDS = molds()


class Place(Struct):
    """A site of one article, whose output folder holds what it is given."""

    root: Path

    def frame(self, **changes: Any) -> bytes:
        frame = Frame(
            root=str(self.root),
            output=str(self.root / "build"),
            staging=str(self.root / "staging"),
            templates=str(self.root / "compiled"),
            shelf=str(self.root / "shelf"),
            molds=MOLDS,
            zone="UTC",
            theme=Theme(TEMPLATES, {}, {}),
            site=SITE,
            durable=False,
            shared=False,
        )
        return encode(structs.replace(frame, **changes))

    def make(self, *jobs: Job, **changes: Any) -> list[Done]:
        return msgspec.msgpack.decode(make_files(encode(Batch(self.frame(**changes), jobs))), type=list[Done])

    def staged(self) -> dict[str, bytes]:
        return sites.tree(self.root / "staging") if (self.root / "staging").exists() else {}

    def text(self) -> Text:
        """The article's text, to be parsed anew."""
        return Text(VOTE, fingerprint(SOURCE), None)


def encode(value: object) -> bytes:
    return msgspec.msgpack.encode(value)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    sites.write(tmp_path, {VOTE: SOURCE})
    (tmp_path / "shelf").mkdir()
    return Place(tmp_path)


def lost(path: str = "404.html", template: str = "404.html", before: bytes = b"", exists: bool = False) -> PageJob:
    return PageJob(path, template, Raw(encode(LOST)), "/", None, before, exists)


def vote(text: Text) -> PageJob:
    return PageJob("vote/index.html", "article.html", Raw(encode(ARTICLE)), "../", text, b"", False)


STORY_IN_FEEDS = Entry(
    FeedItem("urn:vote", "Council votes", "https://example.org/vote/", NOW, None, "", (), (), ""),
    views.FeedItemView(
        title="Council votes",
        description="",
        url="https://example.org/vote/",
        story=STORY,
        subtitle="",
        corrections=(),
        targets=ARTICLE.targets,
    ),
)
VOICE = Entry(
    FeedItem("urn:vote", "Council votes", "https://example.org/vote/", NOW, None, "", (), (), ""),
    views.FeedVoiceView((views.FeedQuote("Aye.", None, "vote/#q-1"),)),
)
FEED = Feed(
    path="feed.xml",
    kind="rss",
    channel=Channel(
        title="The Lantern",
        url=LINK.url,
        type=LINK.type,
        home="https://example.org/",
        description="News",
        lang="en",
        publisher="The Lantern",
        generator="digest 0",
        updated=NOW,
    ),
    template="_feed_item.html",
    items=(),
    summaries=True,
)


def item(text: Text | None, *formats: Format) -> ItemJob:
    entry = STORY_IN_FEEDS if text else structs.replace(STORY_IN_FEEDS, view=None)
    return ItemJob(VOTE, Raw(encode(entry)), text, formats or ("rss",), summaries=True)


def feed(*places: Shelved, path: str = "feed.xml") -> FeedJob:
    return FeedJob(path, Raw(encode(FEED)), places, b"", False)


def voice(path: str = "voices/ana/feed.xml") -> FeedJob:
    own = structs.replace(FEED, template="_feed_voice.html", items=(VOICE,))
    return FeedJob(path, Raw(encode(own)), (), b"", False)


# ---- pages


def test_a_page_is_staged_and_comes_back_with_fingerprint_and_stamp(place: Place) -> None:
    (done,) = place.make(lost())
    assert place.staged() == {"404.html": LOST_HTML}
    mark = stamp((place.root / "staging/404.html").lstat())
    assert done == Done("404.html", fingerprint(LOST_HTML), mark, staged=True)


def test_an_articles_page_has_its_text_from_its_source_or_from_the_shelf(place: Place) -> None:
    batch = ReadingBatch(str(place.root), "UTC", str(place.root / "shelf"), (VOTE,), (b"",))
    (read,) = msgspec.msgpack.decode(read_articles(encode(batch)), type=list[Read])
    assert read.shelved
    for text in (place.text(), structs.replace(place.text(), shelved=read.shelved)):
        (done,) = place.make(vote(text))
        assert (done.staged, done.issue) == (True, None)
        assert place.staged() == {"vote/index.html": VOTE_HTML}
        (place.root / "staging/vote/index.html").unlink()


def test_answers_come_in_the_order_of_the_jobs(place: Place) -> None:
    paths = ["b.html", "a.html", "c/d.html"]
    assert [done.path for done in place.make(*map(lost, paths))] == paths
    assert place.staged() == dict.fromkeys(paths, LOST_HTML)


def test_the_templates_that_were_compiled_are_used_and_without_them_the_texts_are(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.make(lost())
    first = place.staged()
    file = place.root / "ready"
    state.keep(file, compiled(Theme(TEMPLATES, {}, {})))
    from jinja2 import Environment

    monkeypatch.setattr(Environment, "_parse", None)
    place.make(lost("other.html"), templates=str(file))
    assert place.staged()["other.html"] == first["404.html"]
    (failed,) = place.make(lost(), templates=str(place.root / "none"))
    assert failed.issue


# ---- what need not be written


def test_a_page_of_the_same_bytes_as_the_published_one_is_not_staged(place: Place) -> None:
    (done,) = place.make(lost(before=fingerprint(LOST_HTML), exists=True))
    assert done == Done("404.html", fingerprint(LOST_HTML))
    assert place.staged() == {}


def test_a_page_of_other_bytes_than_the_published_one_is_staged(place: Place) -> None:
    (done,) = place.make(lost(before=fingerprint(b"old"), exists=True))
    assert (done.staged, done.fingerprint) == (True, fingerprint(LOST_HTML))
    assert place.staged() == {"404.html": LOST_HTML}


def test_what_is_known_to_be_other_is_staged_without_a_look(place: Place) -> None:
    sites.write(place.root, {"build/404.html": LOST_HTML})
    assert place.make(lost(before=fingerprint(b"old"), exists=True))[0].staged


def test_a_file_of_ours_that_is_not_known_but_holds_the_bytes_is_not_staged(place: Place) -> None:
    sites.write(place.root, {"build/404.html": LOST_HTML})
    (done,) = place.make(lost(exists=True))
    assert done == Done("404.html", fingerprint(LOST_HTML), stamp((place.root / "build/404.html").lstat()))
    assert place.staged() == {}


def test_a_file_of_ours_that_is_not_known_and_holds_other_bytes_is_staged(place: Place) -> None:
    sites.write(place.root, {"build/404.html": LOST_HTML.upper()})
    assert place.make(lost(exists=True))[0].staged
    assert place.staged() == {"404.html": LOST_HTML}


def test_a_file_that_is_not_ours_is_never_taken_for_one(place: Place) -> None:
    sites.write(place.root, {"build/404.html": LOST_HTML})
    assert place.make(lost(exists=False))[0].staged


@pytest.mark.parametrize("durable", [False, True])
def test_staged_files_are_synced_if_they_have_to_last(
    place: Place, monkeypatch: pytest.MonkeyPatch, durable: bool
) -> None:
    synced: list[int] = []
    monkeypatch.setattr("os.fsync", synced.append)
    place.make(lost(), durable=durable)
    assert len(synced) == durable


# ---- what goes wrong


def test_a_template_that_fails_is_told_once_and_spares_the_rest_of_its_pages(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    real = Renderer.page

    def page(self: Renderer, page: Page, article: Any = None) -> str | Issue:
        tried.append(page.path)
        return real(self, page, article)

    monkeypatch.setattr(Renderer, "page", page)
    issue = Issue("E502", "theme/fails.html", "UndefinedError: NotFoundView has no attribute 'titel'", 2)
    jobs = lost("a.html", "fails.html"), lost("b.html"), lost("c.html", "fails.html")
    assert place.make(*jobs) == [
        Done("a.html", issue=issue, template="fails.html"),
        Done("b.html", fingerprint(LOST_HTML), stamp((place.root / "staging/b.html").lstat()), True),
        Done("c.html", issue=issue, template="fails.html"),
    ]
    assert tried == ["a.html", "b.html"]
    assert place.staged() == {"b.html": LOST_HTML}


def test_a_source_that_changed_since_it_was_read_is_told_for_its_page_and_no_other(place: Place) -> None:
    sites.write(place.root, {VOTE: SOURCE + b"More.\n"})
    other = "content/other.txt"
    sites.write(place.root, {other: SOURCE})
    whole = structs.replace(vote(Text(other, fingerprint(SOURCE), None)), path="other/index.html")
    first, second, third = place.make(vote(place.text()), whole, item(place.text()))
    issue = Issue("E205", VOTE, "changed while the site was built", hint="build again")
    assert first == Done("vote/index.html", issue=issue)
    assert second.staged
    assert third == Done(VOTE, issue=issue)
    assert place.staged() == {"other/index.html": VOTE_HTML}


def test_a_disk_that_takes_no_more_ends_the_batch(place: Place) -> None:
    (place.root / "staging").write_text("a file in the way")
    with pytest.raises(OSError, match="staging"):
        place.make(lost("a/404.html"))


# ---- feeds


VOTE_IN_FEEDS = '<p>The council voted <em>on Thursday</em>. See <a href="https://example.org/ferry/">the ferry</a>.</p>'


def laid(done: Done) -> dict[Format, Shelved]:
    assert done.laid
    assert done.laid.path == VOTE
    return done.laid.places


def test_a_story_is_laid_aside_once_and_stands_in_each_feed_that_holds_it(place: Place) -> None:
    (story,) = place.make(item(place.text()))
    assert (story.staged, place.staged()) == (False, {})
    (at,) = laid(story).values()
    first, second = place.make(feed(at), feed(at, at, path="other.xml"))
    xml = place.staged()["feed.xml"]
    assert first == Done("feed.xml", fingerprint(xml), stamp((place.root / "staging/feed.xml").lstat()), True)
    parsed = feedparser.parse(xml)
    assert (parsed.bozo, parsed.feed.title) == (False, "The Lantern")
    (found,) = parsed.entries
    assert (found.id, found.title) == ("urn:vote", "Council votes")
    assert found.summary == VOTE_IN_FEEDS
    assert second.staged
    assert len(feedparser.parse(place.staged()["other.xml"]).entries) == 2


def test_a_story_is_laid_aside_in_each_format_that_is_asked_for(place: Place) -> None:
    (story,) = place.make(item(place.text(), "rss", "atom", "json"))
    texts = {kind: taken(at).decode() for kind, at in laid(story).items()}
    assert [text.lstrip().partition(" ")[0].partition("\n")[0][:6] for text in texts.values()] == [
        *("<item>", "<entry", '{"id":'),
    ]


def test_a_story_is_laid_aside_together_with_its_page(place: Place) -> None:
    (done,) = place.make(structs.replace(vote(place.text()), item=item(place.text())))
    assert (done.path, done.staged) == ("vote/index.html", True)
    assert place.staged() == {"vote/index.html": VOTE_HTML}
    (alone,) = place.make(item(place.text()))
    assert taken(laid(done)["rss"]) == taken(laid(alone)["rss"])


def test_a_story_without_text_needs_no_source(place: Place) -> None:
    (place.root / VOTE).unlink()
    (story,) = place.make(item(None))
    place.make(feed(laid(story)["rss"]))
    assert len(feedparser.parse(place.staged()["feed.xml"]).entries) == 1


def test_a_feed_of_its_own_items_needs_nothing_that_is_laid_aside(place: Place) -> None:
    (done,) = place.make(voice())
    assert done.staged
    (found,) = feedparser.parse(place.staged()["voices/ana/feed.xml"]).entries
    assert found.summary == "<p>Aye. https://example.org/vote/#q-1</p>"


def test_a_feed_of_the_same_bytes_as_the_published_one_is_not_staged(place: Place) -> None:
    (first,) = place.make(voice())
    (place.root / "staging/voices/ana/feed.xml").unlink()
    (done,) = place.make(structs.replace(voice(), before=first.fingerprint, exists=True))
    assert done == Done("voices/ana/feed.xml", first.fingerprint)
    assert place.staged() == {}


def test_the_template_of_feed_items_that_fails_is_told_once_and_spares_the_pages(place: Place) -> None:
    own = {"_feed_item.html": "{{ body.leed }}", "_feed_voice.html": "{{ page.quote }}"}
    issue = Issue("E502", "templates/_feed_item.html", "UndefinedError: BodyView has no attribute 'leed'", 1)
    page = structs.replace(vote(place.text()), item=item(place.text()))
    done = place.make(item(place.text()), page, voice(), lost(), theme=Theme(TEMPLATES, own, {}))
    assert done[:2] == [Done(VOTE, issue=issue, template="_feed_item.html")] * 2
    assert done[2].template == "_feed_voice.html"
    assert done[3].staged
