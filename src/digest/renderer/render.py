"""Pages and articles to HTML."""

from collections.abc import Mapping
from typing import Final

import jinja2

from digest.issues import Issue
from digest.records import Article
from digest.renderer.body import Bodies
from digest.renderer.data import data, sharing
from digest.renderer.jinja import environment, template_issue
from digest.renderer.plan import Page
from digest.renderer.theme import Theme
from digest.renderer.views import AnyFeedView, AnyView, ArticleView, BodyView, FeedItemView, Site, View

_NOTHING: Final[Mapping[str, object]] = {}
_NO_VOICES: Final[Mapping[str, str]] = {}


class Renderer:
    """Turns pages into HTML. One a process: it keeps the compiled templates."""

    def __init__(self, theme: Theme, site: Site, cache: jinja2.BytecodeCache | None = None) -> None:
        self.theme = theme
        self.site = site
        self.environment = environment(theme, cache, {"site": site})
        self.places = {site.base_url + link.href: link.href for link in site.nav}
        """The main places, by address."""
        self._last: Bodies | None = None
        """Of the last article: it is asked for once for its own page, and once for feeds."""

    def page(self, page: Page, article: Article | None = None) -> str | Issue:
        """The HTML of `page`; an article's page needs its article. An Issue if a template fails."""
        if not isinstance(page.view, View):
            raise TypeError(f"{page.path} is no page of HTML")
        told = {
            "data": data(page.view, self.site, article),
            "sharing": sharing(page.view, self.site),
            "here": self.places.get(f"{page.view.url}index.html", ""),
        }
        return self._render(page.template, page.view, page.root, article, told)

    def item(self, template: str, view: AnyFeedView, article: Article | None = None) -> str | Issue:
        """The text of an item for a feed: all addresses are absolute. That of a story needs its article."""
        return self._render(template, view, self.site.base_url, article)

    def _render(
        self,
        template: str,
        view: AnyView | AnyFeedView,
        root: str,
        article: Article | None,
        more: Mapping[str, object] = _NOTHING,
    ) -> str | Issue:
        context: dict[str, object] = {"page": view, "site": self.site, "root": root, **more}
        if article and isinstance(view, ArticleView | FeedItemView):
            own = view.url if isinstance(view, FeedItemView) else ""
            voices = dict(view.voices) if isinstance(view, ArticleView) else _NO_VOICES  # in a feed, a name is no link
            context["body"] = self._body(article, root, view.targets, own, voices)
        try:
            return self.environment.get_template(template).render(context)
        except Exception as error:  # noqa: BLE001 - a template is the user's code: whatever it raises is told
            return template_issue(error, self.theme, template)

    def _body(
        self, article: Article, root: str, targets: tuple[tuple[str, str], ...], page: str, voices: Mapping[str, str]
    ) -> BodyView:
        if self._last is None or self._last.article is not article:
            self._last = Bodies(article)
        return self._last.at(root, dict(targets), page, voices)
