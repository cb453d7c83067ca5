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
    """The main places: front page, topics, archive, feeds."""
    feeds: tuple[FeedLink, ...]
    """The site's own feeds, for autodiscovery and the foot of the page."""
    assets: dict[str, str]
    """Name to href: `{{ root }}{{ site.assets['style.css'] }}`."""
    theme: dict[str, object]
    """The `theme` options of digest.yaml, as they stand there."""
    generator: str
    """Name and version of this program."""


class Picture(Struct, frozen=True, array_like=True, gc=False):
    """A picture of a story."""

    href: str
    """Below the site's root, or an absolute address if `remote`."""
    remote: bool
    alt: str
    credit: str


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


class View(Struct, frozen=True, kw_only=True, array_like=True, gc=False, tag=True):
    """What every page has."""

    title: str
    """Of the document, without the site's name; empty on the front page."""
    description: str
    url: str
    """Canonical address; empty on a page that has none."""
    lang: str = ""
    """Of the page's own text; empty: the site's."""
    image_hosts: tuple[str, ...] = ()
    """Origins of remote pictures, for the page's security policy."""


class FrontView(View, frozen=True, kw_only=True, array_like=True, gc=False, tag=True):
    """`/`. Template `front.html`."""

    lead: Story | None
    """None: nothing is published yet."""
    stories: tuple[Story, ...]
    """The newest others."""
    quote: PulledQuote | None
    topics: tuple[Link, ...]
    months: tuple[Link, ...]
    """The newest months of the archive, newest first."""


class Correction(Struct, frozen=True, array_like=True, gc=False):
    """A correction."""

    text: str
    date: Date | None


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
    """Newest first."""
    count: int
    up: Link
    older: Link | None
    newer: Link | None


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


class FeedsView(View, frozen=True, kw_only=True, array_like=True, gc=False, tag=True):
    """`/feeds/`: what can be subscribed to, for people. Template `feeds.html`."""

    feeds: tuple[FeedLink, ...]


class NotFoundView(View, frozen=True, kw_only=True, array_like=True, gc=False, tag=True):
    """`/404.html`, served at any depth: its `root` is the path of base_url. Template `404.html`."""


class RedirectView(View, frozen=True, kw_only=True, array_like=True, gc=False, tag=True):
    """An address at which an article was: leads to where it is now, which is its `url`. Template `redirect.html`."""

    href: str


AnyView: TypeAlias = (
    FrontView | ArticleView | ArchiveView | MonthView | TopicsView | TopicView | FeedsView | NotFoundView | RedirectView
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
    cannot be told from the rest."""
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
