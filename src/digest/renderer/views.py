"""What templates get: frozen views, made from cards and articles. docs/templates.md lists them for people.

Addresses: an `href` is below the site's root and names the file (`2026/11/22/vote/index.html`). A template writes
`{{ root }}{{ story.href }}`: `root` leads from the page to the site's root, so that every link is relative, the same
view serves every page, and nothing about a page's own place is in its view. A `url` is absolute.

A view in MessagePack is what a page is made from, in whatever process, and what its recipe is made of. For that, views
are arrays there, and those of pages begin with a tag. They hold no cycles: the garbage collector need not know of them.
"""

from typing import Literal, TypeAlias

from markupsafe import Markup
from msgspec import Struct

from digest.records import Speaker


class Date(Struct, frozen=True, array_like=True, gc=False):
    """A moment, as machines and as people read it."""

    iso: str
    """With offset from UTC, in the site's time zone; the day alone if no time was given."""
    text: str
    """`22 November 2026`."""
    time: str
    """`14:30`; empty if no time was given."""


class Link(Struct, frozen=True, array_like=True, gc=False):
    """A link within the site."""

    label: str
    href: str
    count: int = 0
    """How many stories stand behind it; 0 where nobody counts."""


class FeedLink(Struct, frozen=True, array_like=True, gc=False):
    """A feed that can be subscribed to."""

    title: str
    href: str
    url: str
    """Absolute, for pasting into a feed reader."""
    type: str
    """Media type: `application/rss+xml`."""


class Picture(Struct, frozen=True, array_like=True, gc=False):
    """A picture of a story, or of the site."""

    href: str
    """Below the site's root, or an absolute address if `remote`."""
    remote: bool
    alt: str
    credit: str


class Site(Struct, frozen=True, array_like=True, gc=False):
    """What every page shows of the site."""

    title: str
    description: str
    lang: str
    """BCP 47."""
    base_url: str
    """Ends with a slash."""
    publisher: str
    nav: tuple[Link, ...]
    """The main places: front page, editions, topics, voices, archive, search, feeds."""
    feeds: tuple[FeedLink, ...]
    """The site's own feeds, for autodiscovery and the foot of the page."""
    assets: dict[str, str]
    """Name to href: `{{ root }}{{ site.assets['style.css'] }}`."""
    theme: dict[str, object]
    """The `theme` options of digest.yaml, as they stand there."""
    generator: str
    """Name and version of this program."""
    image: Picture | None = None
    """Shown with a link to a page that has no picture of its own."""
    foot: tuple[Link, ...] = ()
    """Lesser places, for the foot of the page: corrections."""


class Story(Struct, frozen=True, array_like=True, gc=False):
    """An article in a list, as a neighbour, as lead."""

    title: str
    href: str
    summary: str
    date: Date
    authors: tuple[str, ...]
    topics: tuple[Link, ...]
    minutes: int
    """Reading time."""
    lang: str
    """Empty if it is the site's."""
    image: Picture | None


class Neighbour(Struct, frozen=True, array_like=True, gc=False):
    """The article before or after another: no more than what leads there, lest an edit of it touch the other's page."""

    title: str
    href: str
    lang: str
    """Empty if it is the site's."""


class PulledQuote(Struct, frozen=True, array_like=True, gc=False):
    """A quote on another page than its article's."""

    text: str
    speaker: Speaker | None
    story: Story
    href: str
    """Of the quote's place, with `#`."""
    voices: tuple[tuple[str, str], ...] = ()
    """Names in the attribution, and the hrefs of their voices."""


class EditionLink(Struct, frozen=True, array_like=True, gc=False):
    """An edition, where a page says more of it than its name."""

    title: str
    """`Week 48, 2026`, `November 2026` or `30 November 2026`."""
    href: str
    dates: str
    """Its days: `23–29 November 2026`; empty where the title says them."""
    count: int
    """Stories."""
    minutes: int
    """Reading time of them all."""


class View(Struct, frozen=True, kw_only=True, array_like=True, gc=False, tag=True):
    """What every page has."""

    title: str
    """Of the document, without the site's name; empty on the front page."""
    description: str
    url: str
    """Canonical address; empty on a page that has none."""
    lang: str = ""
    """Of the page's own text; empty: the site's."""
    feeds: tuple[FeedLink, ...] = ()
    """The feeds of what the page shows, which it announces before the site's."""
    image_hosts: tuple[str, ...] = ()
    """Origins of remote pictures, for the page's security policy."""
    indexed: bool = True
    """Whether search engines may list the page; the sitemap does, if it has an address."""


class Sharing(Struct, frozen=True, array_like=True, gc=False):
    """What others show with a link to the page, in the words of Open Graph. Every page gets it as `sharing`."""

    type: str
    """`article` or `website`."""
    title: str
    """The page's; of the front page the site's."""
    image: str
    """Absolute address of the article's picture, else of the site's; empty if there is none. Nobody shows an SVG."""
    alt: str
    locale: str
    """Language and country, `en_GB`; empty if the language names no country."""


class FrontView(View, frozen=True, kw_only=True, array_like=True, gc=False, tag=True):
    """`/`. Template `front.html`."""

    lead: Story | None
    """None: nothing is published yet."""
    stories: tuple[Story, ...]
    """The newest others of the edition, 40 at most."""
    quote: PulledQuote | None
    """Of the edition if somebody said something in it that can stand by itself, else of what was earlier."""
    topics: tuple[Link, ...]
    months: tuple[Link, ...]
    """The newest months of the archive, newest first."""
    edition: EditionLink | None = None
    """The current one: the newest that holds a story."""
    earlier: tuple[Story, ...] = ()
    """The newest stories of before the edition, where it does not fill the page by itself."""
    editions: tuple[Link, ...] = ()
    """The editions before it, newest first, 12 at most."""


class Correction(Struct, frozen=True, array_like=True, gc=False):
    """A correction."""

    text: str
    date: Date | None


class Related(Struct, frozen=True, array_like=True, gc=False):
    """An earlier story that is related to another: no more than what leads there, and why."""

    title: str
    href: str
    lang: str
    """Empty if it is the site's."""
    why: Literal["quotes", "topics", "words"]
    """What both share: somebody who is quoted, topics, or words that are rare."""
    shared: tuple[str, ...]
    """The names, labels or words."""


class ArticleView(View, frozen=True, kw_only=True, array_like=True, gc=False, tag=True):
    """`/2026/11/22/vote/`. Template `article.html`, which gets `body`, too: a BodyView."""

    story: Story
    subtitle: str
    updated: Date | None
    source: str
    source_url: str
    """http or https, or empty."""
    corrections: tuple[Correction, ...]
    month: Link
    """The month's page in the archive."""
    older: Neighbour | None
    newer: Neighbour | None
    targets: tuple[tuple[str, str], ...]
    """The relative links of the body as written, and where they lead: an href, or empty if nowhere."""
    published: str = ""
    """For machines: with a time and its offset, whether a time was given or not. So is `modified`."""
    modified: str = ""
    """When it was last updated, else when it was published."""
    record: str = ""
    """The href of its record as JSON; empty if records are not published."""
    edition: Link | None = None
    """The edition that it is in; on the page of a story there is always one."""
    voices: tuple[tuple[str, str], ...] = ()
    """The names of those who are quoted, as quotes have them, and the hrefs of their voices."""
    related: tuple[Related, ...] = ()
    """At most three stories that were published before it."""


class Year(Struct, frozen=True, array_like=True, gc=False):
    """A year of the archive."""

    link: Link
    months: tuple[Link, ...]
    """Called `November`; January first; only those with stories."""


class ArchiveView(View, frozen=True, kw_only=True, array_like=True, gc=False, tag=True):
    """`/archive/` with all years, newest first, and `/2026/` with one. Template `archive.html`."""

    years: tuple[Year, ...]
    up: Link | None
    """The page above; None on `/archive/`."""


class Day(Struct, frozen=True, array_like=True, gc=False):
    """A day's stories."""

    date: Date
    stories: tuple[Story, ...]
    """Newest first."""


class MonthView(View, frozen=True, kw_only=True, array_like=True, gc=False, tag=True):
    """`/2026/11/`. Template `month.html`."""

    days: tuple[Day, ...]
    """Newest first; none if each has a page."""
    count: int
    up: Link
    older: Link | None
    newer: Link | None
    listed: tuple[Link, ...] = ()
    """The pages of its days, newest first, in a month of over 500 stories."""


class DayView(View, frozen=True, kw_only=True, array_like=True, gc=False, tag=True):
    """`/2026/11/30/`, in a month of over 500 stories. Template `day.html`."""

    stories: tuple[Story, ...]
    """Newest first."""
    up: Link
    """The month."""
    older: Link | None
    newer: Link | None
    """Within the month."""


class EditionSection(Struct, frozen=True, array_like=True, gc=False):
    """The stories of an edition that have the same first topic."""

    topic: Link | None
    """None: those without a topic, which come last."""
    stories: tuple[Story, ...]
    """Newest first."""


class EditionView(View, frozen=True, kw_only=True, array_like=True, gc=False, tag=True):
    """`/editions/2026-w48/`. Template `edition.html`."""

    edition: EditionLink
    number: int
    """In its year: of the day, the ISO week, the month."""
    lead: Story
    sections: tuple[EditionSection, ...]
    """All other stories, each once; the topic of the newest story first."""
    quotes: tuple[PulledQuote, ...]
    """Of the edition, newest first, one a story and 5 at most: those that can stand by themselves."""
    older: Link | None
    newer: Link | None


class EditionsYear(Struct, frozen=True, array_like=True, gc=False):
    """A year of editions."""

    link: Link
    """Of the year's page, or of its place on this one; the count is of stories."""
    editions: tuple[Link, ...]
    """Called `Week 48`, newest first; none on a page that only lists the years."""


class EditionsView(View, frozen=True, kw_only=True, array_like=True, gc=False, tag=True):
    """`/editions/`; of over 500 editions, `/editions/2026/` with those of a year. Template `editions.html`."""

    years: tuple[EditionsYear, ...]
    """Newest first."""
    up: Link | None
    """The page above; None on `/editions/`."""


class Saying(Struct, frozen=True, array_like=True, gc=False):
    """A quote on the page of who said it: of its story no more than what leads there."""

    text: str
    href: str
    """Of the quote's place, with `#`."""
    title: str
    """Of the story."""
    lang: str
    """Of the story; empty if it is the site's."""
    date: Date
    """Of the story."""
    speaker: Speaker


class VoiceView(View, frozen=True, kw_only=True, array_like=True, gc=False, tag=True):
    """`/voices/ann-lee/`; of a voice with over 500 quotes the newest, and `/voices/ann-lee/2023/` with those of an
    older year. Template `voice.html`.
    """

    voice: Link
    """The voice's own page, and on it how many quotes the voice has."""
    kind: Literal["person", "institution"]
    institutions: tuple[Link, ...]
    """For which a person spoke; without an href if it is never quoted itself."""
    people: tuple[Link, ...]
    """Who spoke for an institution, by name."""
    quotes: tuple[Saying, ...]
    """Newest first; those of one story in its order."""
    years: tuple[Link, ...] = ()
    """The pages of other years, newest first; none if all quotes are on the voice's own page."""
    year: str = ""
    """The year that this page is of; empty on the voice's own page."""


class Letter(Struct, frozen=True, array_like=True, gc=False):
    """The voices whose names begin with the same letter."""

    label: str
    """`A`, for Ä and Á, too; `#` for names that begin with no letter."""
    voices: tuple[Link, ...]
    """By name; the count is of quotes."""


class VoicesView(View, frozen=True, kw_only=True, array_like=True, gc=False, tag=True):
    """`/voices/`. Template `voices.html`."""

    letters: tuple[Letter, ...]
    """In the order of the alphabet; those of other scripts after Z."""
    count: int


class CorrectedStory(Struct, frozen=True, array_like=True, gc=False):
    """A correction, and the story that it is of."""

    text: str
    date: Date | None
    """None: it is not known."""
    title: str
    href: str
    """Of the corrections on the story's page."""
    lang: str
    """Of the story; empty if it is the site's."""


class CorrectionsView(View, frozen=True, kw_only=True, array_like=True, gc=False, tag=True):
    """`/corrections/`; of over 500 the newest, and `/corrections/2023/` with those of an older year. Template
    `corrections.html`.
    """

    corrections: tuple[CorrectedStory, ...]
    """Newest first; one without a date has its place by that of the story."""
    count: int
    """Of them all."""
    years: tuple[Link, ...] = ()
    """The pages of other years, newest first; none if all are on one page."""
    year: str = ""
    """The year that this page is of; empty on the first."""


class TopicsView(View, frozen=True, kw_only=True, array_like=True, gc=False, tag=True):
    """`/topics/`. Template `topics.html`."""

    topics: tuple[Link, ...]
    """By name."""


class TopicView(View, frozen=True, kw_only=True, array_like=True, gc=False, tag=True):
    """`/topics/harbour/`; of a topic with over 500 stories the newest, and `/topics/harbour/2023/` with those of an
    older year. Template `topic.html`.
    """

    topic: Link
    """The topic's own page, and on it how many stories the topic has."""
    stories: tuple[Story, ...]
    """Newest first."""
    years: tuple[Link, ...] = ()
    """The pages of other years, newest first; none if all stories are on the topic's own page."""
    year: str = ""
    """The year that this page is of; empty on the topic's own page."""


class FeedGroup(Struct, frozen=True, array_like=True, gc=False):
    """Feeds of topics that begin with the same letter."""

    letter: str
    """Empty if there are so few topics that they stand in one group."""
    feeds: tuple[FeedLink, ...]


class FeedsView(View, frozen=True, kw_only=True, array_like=True, gc=False, tag=True):
    """`/feeds/`: what can be subscribed to, for people. Template `feeds.html`."""

    editions: FeedLink | None
    corrections: FeedLink | None
    topics: tuple[FeedGroup, ...]
    voices: Link | None
    """The index of voices, each of which has a feed on its page."""


class SearchView(View, frozen=True, kw_only=True, array_like=True, gc=False, tag=True):
    """`/search/`, the one page with a script. Template `search.html`."""

    ways: tuple[Link, ...]
    """The places to look for a story without it: archive, topics, voices."""


class NotFoundView(View, frozen=True, kw_only=True, array_like=True, gc=False, tag=True):
    """`/404.html`, served at any depth: its `root` is the path of base_url. Template `404.html`."""


class RedirectView(View, frozen=True, kw_only=True, array_like=True, gc=False, tag=True):
    """An address at which an article was: leads to where it is now, which is its `url`. Template `redirect.html`."""

    href: str


class FeedItemView(View, frozen=True, kw_only=True, array_like=True, gc=False, tag=True):
    """The full text of a story in feeds. Template `_feed_item.html`, which gets `body`, too: a BodyView.

    It holds nothing of other stories: an archive of feeds must not change with what is published later.
    """

    story: Story
    subtitle: str
    corrections: tuple[Correction, ...]
    targets: tuple[tuple[str, str], ...]
    """As those of an ArticleView."""


class FeedQuote(Struct, frozen=True, array_like=True, gc=False):
    """A quote in the feed of who said it."""

    text: str
    speaker: Speaker | None
    href: str
    """Of the quote's place, with `#`; below the site's root, in the folder form."""


class FeedVoiceView(Struct, frozen=True, array_like=True, gc=False, tag=True):
    """What somebody said in a story, in the feed of that voice. Template `_feed_voice.html`."""

    quotes: tuple[FeedQuote, ...]
    """In the order of the story."""


class FeedStory(Struct, frozen=True, array_like=True, gc=False):
    """A story in the feed of editions."""

    title: str
    href: str
    """Below the site's root, in the folder form."""
    summary: str
    lang: str
    """Empty if it is the site's."""


class FeedTopic(Struct, frozen=True, array_like=True, gc=False):
    """Stories of an edition that have the same first topic."""

    label: str
    """Empty for those without one, which are the last."""
    stories: tuple[FeedStory, ...]
    """Newest first."""


class FeedEditionView(Struct, frozen=True, array_like=True, gc=False, tag=True):
    """An edition in the feed of editions. Template `_feed_edition.html`."""

    lead: FeedStory
    topics: tuple[FeedTopic, ...]
    """By name; the lead story is in none."""


class FeedCorrectionView(Struct, frozen=True, array_like=True, gc=False, tag=True):
    """A correction in the feed of corrections. Template `_feed_correction.html`."""

    text: str
    story: FeedStory


AnyFeedView: TypeAlias = FeedItemView | FeedVoiceView | FeedEditionView | FeedCorrectionView
AnyView: TypeAlias = (
    FrontView
    | ArticleView
    | ArchiveView
    | MonthView
    | DayView
    | EditionView
    | EditionsView
    | TopicsView
    | TopicView
    | VoicesView
    | VoiceView
    | CorrectionsView
    | FeedsView
    | SearchView
    | NotFoundView
    | RedirectView
)


class ParagraphView(Struct, frozen=True):
    """A paragraph."""

    html: Markup
    footer: bool = False
    """A sign-off, a credit, a note on where the text first appeared."""
    kind: Literal["paragraph"] = "paragraph"


class QuoteView(Struct, frozen=True):
    """A quote."""

    anchor: str
    """`q-1` is the first of the article."""
    paragraphs: tuple[Markup, ...]
    speaker: Speaker | None
    attribution: Markup | None = None
    """The attribution as it was written, None without a speaker. The name has the class `name`, the whole if the name
    cannot be told from the rest. Names lead to their voices, if the attribution has no links of its own."""
    length: int = 0
    """Characters of its paragraphs."""
    kind: Literal["quote"] = "quote"


class ItemView(Struct, frozen=True):
    """An item of a list: its first paragraph, and what follows it."""

    html: Markup
    blocks: tuple["BlockView", ...]


class ListView(Struct, frozen=True):
    """A list."""

    items: tuple[ItemView, ...]
    start: int | None
    """Number of the first item; None: not ordered."""
    kind: Literal["list"] = "list"


class ImageView(Struct, frozen=True):
    """A picture within the text."""

    src: str
    """Ready for the page: relative or absolute."""
    alt: str
    caption: Markup | None
    credit: str
    href: str = ""
    """Where it leads: relative or absolute; empty if it is no link."""
    kind: Literal["image"] = "image"


class CodeView(Struct, frozen=True):
    """Preformatted text."""

    text: str
    language: str
    kind: Literal["code"] = "code"


class TableView(Struct, frozen=True):
    """A table."""

    header: tuple[Markup, ...]
    rows: tuple[tuple[Markup, ...], ...]
    align: tuple[str, ...]
    """`left`, `center`, `right` or empty, one a column."""
    kind: Literal["table"] = "table"


BlockView: TypeAlias = ParagraphView | QuoteView | ListView | ImageView | CodeView | TableView


class SectionView(Struct, frozen=True):
    """A heading and what stands under it."""

    heading: Markup | None
    """None: what stands between the lede and the first heading."""
    anchor: str
    level: int
    """2 to 6."""
    blocks: tuple[BlockView, ...]


class BodyView(Struct, frozen=True):
    """An article's text, ready for a page or a feed: inline marks are HTML, addresses are resolved."""

    lede: Markup | None
    sections: tuple[SectionView, ...]
    contents: bool
    """Whether it is long enough for a table of contents: three headings or more."""
