"""Pages and articles to HTML."""

from collections.abc import Mapping
from typing import Final

import jinja2

from digest.issues import Issue
from digest.records import Article
from digest.renderer.body import body
from digest.renderer.data import data, sharing
from digest.renderer.jinja import environment, template_issue
from digest.renderer.plan import Page
from digest.renderer.theme import Theme
from digest.renderer.views import ArticleView, Site, View

_NOTHING: Final[Mapping[str, object]] = {}


class Renderer:
    """Turns pages into HTML. One a process: it keeps the compiled templates."""

    def __init__(self, theme: Theme, site: Site, cache: jinja2.BytecodeCache | None = None) -> None:
        self.theme = theme
        self.site = site
        self.environment = environment(theme, cache)

    def page(self, page: Page, article: Article | None = None) -> str | Issue:
        """The HTML of `page`; an article's page needs its article. An Issue if a template fails."""
        told: dict[str, object] = {}
        if isinstance(page.view, View):
            told = {"data": data(page.view, self.site, article), "sharing": sharing(page.view, self.site)}
        return self._render(page.template, page, page.root, article, told)

    def item(self, page: Page, article: Article) -> str | Issue:
        """The full text of an article for a feed: all addresses are absolute. `page` is the article's own."""
        return self._render("_feed_item.html", page, self.site.base_url, article)

    def _render(
        self, template: str, page: Page, root: str, article: Article | None, more: Mapping[str, object] = _NOTHING
    ) -> str | Issue:
        context: dict[str, object] = {"page": page.view, "site": self.site, "root": root, **more}
        if article and isinstance(page.view, ArticleView):
            own = page.view.url if root == self.site.base_url else ""
            voices = {} if own else dict(page.view.voices)  # in a feed, a name is no link
            context["body"] = body(article, root, dict(page.view.targets), own, voices)
        try:
            return self.environment.get_template(template).render(context)
        except Exception as error:  # noqa: BLE001 - a template is the user's code: whatever it raises is told
            return template_issue(error, self.theme, template)
