"""Closures: which templates a page is made of, and what they use of the site."""

from collections.abc import Mapping
from typing import Any

import pytest
from msgspec import structs

from digest.config import Config
from digest.engine.themes import read_theme
from digest.issues import Issue
from digest.renderer import views
from digest.renderer.closure import Closure, Compiled, Way, compiled, mark_of
from digest.renderer.jinja import Codes
from digest.renderer.plan import Page, plan, site_view
from digest.renderer.render import Renderer
from digest.renderer.theme import Theme
from digest.site.model import assemble
from tests import sites
from tests.cards import day, settled_card

SITE = views.Site(
    title="The Lantern",
    description="News of an island",
    lang="en",
    base_url="https://example.org/",
    publisher="",
    nav=(views.Link("Archive", "archive/index.html"),),
    feeds=(views.FeedLink("The Lantern", "feed.xml", "https://example.org/feed.xml", "application/rss+xml"),),
    assets={"style.css": "assets/style.1.css", "items": "assets/items.1"},
    theme={"colour": "red", "items": "five", "paper": {"tint": "cream", "weight": "80"}},
    generator="digest 0",
)
PAGE = views.NotFoundView(title="Lost", description="", url="")


def closure(source: str, **others: str) -> Closure:
    """Of `page.html` with this text, beside other templates `NAME.html`, all of them the site's own."""
    own = {"page.html": source, **{f"{name}.html": text for name, text in others.items()}}
    return compiled(Theme({}, own, {})).closures["page.html"]


def members(source: str, **others: str) -> list[str]:
    return [*closure(source, **others).templates]


def uses(source: str, **others: str) -> tuple[Way, ...]:
    return closure(source, **others).uses


@pytest.mark.parametrize("source", ["{{ data }}", "{{ sharing.image }}"])
def test_what_machines_are_told_is_made_of_the_site_too(source: str) -> None:
    assert uses(source) == (("base_url",), ("image",), ("lang",), ("publisher",), ("title",))


def test_which_main_place_a_page_is_is_decided_by_these_places() -> None:
    assert uses("{{ here }}") == (("nav",),)


# ---- which templates


@pytest.mark.parametrize(
    "source",
    [
        '{% extends "a.html" %}',
        '{% include "a.html" %}',
        '{% include "a.html" ignore missing without context %}',
        '{% import "a.html" as a %}',
        '{% from "a.html" import b, c as d with context %}',
        '{% include ["a.html"] %}',
        '{% if page.title %}{% for x in [] %}{% block c %}{% include "a.html" %}{% endblock %}{% endfor %}{% endif %}',
        '{% macro m() %}{% include "a.html" %}{% endmacro %}',
    ],
)
def test_what_a_template_names_is_in_its_closure_and_nothing_else(source: str) -> None:
    assert members(source, a="", b="") == ["a.html", "page.html"]


def test_a_template_alone_is_its_closure() -> None:
    assert members("text", a="") == ["page.html"]


def test_what_a_named_template_names_is_in_the_closure_round_in_circles_too() -> None:
    a, b = '{% include "b.html" %}', '{% import "page.html" as p %}'
    assert members('{% extends "a.html" %}', a=a, b=b, c="") == ["a.html", "b.html", "page.html"]


def test_all_names_of_a_list_are_in_the_closure_that_are_there() -> None:
    source = '{% include ["first.html", "a.html", "b.html"] %}'
    assert members(source, a="", b="", c="") == ["a.html", "b.html", "page.html"]
    assert members(source, a="", b="", c="", first="") == ["a.html", "b.html", "first.html", "page.html"]


def test_a_template_that_may_be_missing_is_in_the_closure_once_it_is_there() -> None:
    source = '{% include "note.html" ignore missing %}'
    assert members(source) == ["page.html"]
    assert members(source, note="") == ["note.html", "page.html"]


@pytest.mark.parametrize(
    "source",
    [
        '{% include page.title ~ ".html" %}',
        '{% include page.title ~ ".html" ignore missing %}',
        '{% include ["a.html", page.title] %}',
        "{% extends page.title %}",
        "{% import page.title as x %}",
        '{% include "a.html" if page.title else "b.html" %}',
    ],
)
def test_a_name_that_is_computed_may_be_that_of_any_template(source: str) -> None:
    assert members(source, a="", b="", c="") == [
        *("a.html", "b.html", "c.html", "page.html"),
    ]


def test_a_name_that_is_computed_in_an_included_template_may_be_that_of_any() -> None:
    assert members('{% include "a.html" %}', a="{% include page.title %}", z="") == ["a.html", "page.html", "z.html"]


NESTED = 25
"""More loops or brackets in one another than Python takes."""
BROKEN = [
    pytest.param("{% if %}", id="syntax"),
    pytest.param("{% block b %}", id="end"),
    pytest.param("{{ page.title | nothing }}", id="filter"),
    pytest.param("{% block b %}{% endblock %}{% block b %}{% endblock %}", id="two blocks"),
    pytest.param("{% for a in b %}" * NESTED + "{% endfor %}" * NESTED, id="loops in loops"),
    pytest.param("{% macro m(a, a) %}{% endmacro %}", id="two arguments"),
    pytest.param(f"{{{{ {'(' * 2000}1{')' * 2000} }}}}", id="brackets in brackets"),
]


@pytest.mark.parametrize("source", BROKEN)
def test_a_template_that_cannot_be_read_may_be_made_of_everything(source: str) -> None:
    found = compiled(Theme({}, {"page.html": '{% include "a.html" %}', "a.html": source, "b.html": "b"}, {}))
    for name in ("page.html", "a.html"):
        assert [*found.closures[name].templates] == ["a.html", "b.html", "page.html"]
        assert found.closures[name].uses == ((),)
    assert [*found.closures["b.html"].templates] == ["b.html"]
    assert sorted(found.codes) == ["b.html", "page.html"]


@pytest.mark.parametrize("source", BROKEN)
def test_a_template_that_cannot_be_read_is_told_when_it_is_used(source: str) -> None:
    theme = Theme({}, {"page.html": "\n" + source, "other.html": "fine"}, {})
    codes = Codes(compiled(theme).codes)
    issue = rendered(theme, "page.html", codes)
    assert isinstance(issue, Issue)
    assert (issue.code, issue.path) in [("E501", "templates/page.html"), ("E502", "templates/page.html")]
    assert rendered(theme, "other.html", codes) == "fine"


# ---- the theme below the site's own


def test_the_sites_own_template_stands_in_the_closure_in_place_of_the_built_in_one() -> None:
    base = {"page.html": '{% include "a.html" %}', "a.html": "built in", "b.html": ""}
    before = compiled(Theme(base, {}, {})).closures["page.html"].templates
    after = compiled(Theme(base, {"a.html": '{% include "b.html" %}'}, {})).closures["page.html"].templates
    assert [*before] == ["a.html", "page.html"]
    assert [*after] == ["a.html", "b.html", "page.html"]
    assert before["a.html"] != after["a.html"]
    assert before["page.html"] == after["page.html"]


def test_a_template_that_builds_on_the_one_it_hides_has_both_in_its_closure() -> None:
    base = {"page.html": '{% include "a.html" %}', "a.html": ""}
    own = {"page.html": '{% extends "theme/page.html" %}'}
    found = compiled(Theme(base, own, {})).closures
    assert [*found["page.html"].templates] == ["a.html", "page.html", "theme/page.html"]
    assert [*found["theme/page.html"].templates] == ["a.html", "theme/page.html"]


def test_the_fingerprint_of_a_template_is_that_of_its_text() -> None:
    first, second = (closure('{% include "a.html" %}', a=text).templates for text in ("1", "2"))
    assert first["a.html"] != second["a.html"]
    assert first["page.html"] == second["page.html"]
    assert {len(mark) for mark in first.values()} == {16}


# ---- what is used of the site


@pytest.mark.parametrize(
    ("source", "ways"),
    [
        ("{{ page.title }}", ()),
        ("{{ site }}", ((),)),
        ("{{ site.title }}", (("title",),)),
        ("{{ site['title'] }}", (("title",),)),
        ("{{ site.assets['style.css'] }}", (("assets", "style.css"),)),
        ("{{ site['assets']['style.css'] }}", (("assets", "style.css"),)),
        ("{{ site.theme.paper.tint | default('x') }}", (("theme", "paper", "tint"),)),
        ("{{ site.assets[page.title] }}", (("assets",),)),
        ("{{ site.assets['a' ~ '.css'] }}", (("assets",),)),
        ("{{ site['ti' ~ 'tle'] }}", ((),)),
        ("{{ site | attr('title') }}", ((),)),
        ("{{ site.nav[0].label }}", (("nav",),)),
        ("{% for link in site.nav[:2] %}{{ link.label }}{% endfor %}", (("nav",),)),
        ("{{ site.assets.items() }}", (("assets", "items"),)),
        ("{% for name, href in site.assets | dictsort %}{% endfor %}", (("assets",),)),
        ("{% set s = site %}{{ s.title }}", ((),)),
        ("{% with s = site %}{{ s.title }}{% endwith %}", ((),)),
        ("{% macro m(s) %}{{ s.title }}{% endmacro %}{{ m(site) }}", ((),)),
        ("{% macro m() %}{{ site.lang }}{% endmacro %}", (("lang",),)),
        ("{% block b %}{{ site.lang }}{% endblock %}", (("lang",),)),
        ("{% if site.lang %}{% elif site.title %}{% endif %}", (("lang",), ("title",))),
        ("{{ page[site.lang] }}{{ root ~ site.title ~ site.title }}", (("lang",), ("title",))),
        ("{{ site.theme }}{{ site.theme.colour }}", (("theme",),)),
        ("{{ site.theme.colour }}{{ site }}", ((),)),
        ("{{ page.site }}{{ sites.title }}{{ 'site' }}", ()),
    ],
)
def test_what_a_template_uses_of_the_site_is_known_by_its_text(source: str, ways: tuple[Way, ...]) -> None:
    assert uses(source) == ways


def test_what_the_templates_of_a_closure_use_is_used_together() -> None:
    a, b = "{{ site.lang }}", "{% macro m() %}{{ site.title }}{% endmacro %}"
    source = '{% extends "a.html" %}{% from "b.html" import m %}{{ site.assets["style.css"] }}'
    assert uses(source, a=a, b=b, c="{{ site.publisher }}") == (("assets", "style.css"), ("lang",), ("title",))


CHANGES: Mapping[str, Any] = {
    "title": {"title": "The Lamp"},
    "lang": {"lang": "de"},
    "nav": {"nav": ()},
    "feeds": {"feeds": ()},
    "style": {"assets": {**SITE.assets, "style.css": "assets/style.2.css"}},
    "key items": {"assets": {**SITE.assets, "items": "assets/items.2"}},
    "asset": {"assets": {**SITE.assets, "own.js": "assets/own.1.js"}},
    "colour": {"theme": {**SITE.theme, "colour": "blue"}},
    "option items": {"theme": {**SITE.theme, "items": "six"}},
    "tint": {"theme": {**SITE.theme, "paper": {"tint": "white", "weight": "80"}}},
    "weight": {"theme": {**SITE.theme, "paper": {"tint": "cream", "weight": "90"}}},
    "order": {"theme": dict(reversed(SITE.theme.items()))},
    "option": {"theme": {**SITE.theme, "new": "yes"}},
}
"""Each changes one thing of the site."""
ASSETS = {"style", "key items", "asset"}
THEME = {"colour", "option items", "tint", "weight", "order", "option"}


@pytest.mark.parametrize(
    ("source", "touched"),
    [
        ("{{ page.title }}", set()),
        ("{{ site }}", {*CHANGES}),
        ("{{ site.title }}", {"title"}),
        ("{{ site.title.upper() }}", {"title"}),
        ("{{ site.nav[0].label }}", {"nav"}),
        ("{{ site.feeds | length }}", {"feeds"}),
        ("{{ site.assets['style.css'] }}", {"style"}),
        ("{{ site.assets[page.title] }}", ASSETS),
        ("{{ site.assets.items() }}", ASSETS),
        ("{{ site.assets['items'] }}", ASSETS),
        ("{{ site.assets['missing.css'] }}", ASSETS),
        ("{{ site.assets['own.js'] | default('') }}", ASSETS),
        ("{{ site.theme.colour }}{{ site.lang }}", {"colour", "lang"}),
        ("{{ site.theme.items }}", THEME),
        ("{{ site.theme.paper }}", {"tint", "weight"}),
        ("{{ site.theme.paper.tint }}", {"tint"}),
        ("{{ site.theme.paper.keys() }}", {"tint", "weight"}),
        ("{{ site.theme.new | default('') }}", THEME),
        ("{{ site.nothing | default('') }}", {*CHANGES}),
        ("{{ site.__class__ }}", {*CHANGES}),
    ],
)
def test_a_closure_tells_sites_apart_by_what_it_uses_and_by_nothing_else(source: str, touched: set[str]) -> None:
    mine = closure(source)
    before = mine.of_site(SITE)
    assert {
        name for name, change in CHANGES.items() if mine.of_site(structs.replace(SITE, **change)) != before
    } == touched
    assert mine.of_site(structs.replace(SITE)) == before


# ---- compiled


def rendered(theme: Theme, template: str, codes: Codes | None = None) -> str | Issue:
    return Renderer(theme, SITE, codes).page(Page("404.html", template, PAGE, "/"))


def test_the_fingerprint_of_a_theme_hangs_on_its_templates_and_on_whose_they_are() -> None:
    marks = {
        mark_of(Theme(base, own, {}))
        for base, own in [({}, {}), ({"a": ""}, {}), ({}, {"a": ""}), ({"a": "b"}, {}), ({"a": "", "b": ""}, {})]
    }
    assert len(marks) == 5
    assert mark_of(Theme({"a": "b"}, {}, {"style.css": b"x"})) in marks
    assert compiled(Theme({"a": "b"}, {}, {})).theme in marks


def all_pages(found: Compiled | None, monkeypatch: pytest.MonkeyPatch) -> dict[str, str | Issue]:
    """All pages of a small site but the articles', by the built-in theme; as compiled before, without Jinja's help."""
    theme, issues = read_theme(sites.ROOT / "tests")
    assert issues == ()
    cards = [settled_card(name, day(number), topics=("Harbour",)) for number, name in ((3, "vote"), (2, "ferry"))]
    site, _ = assemble(cards)
    assets = {name: f"assets/{name}" for name in theme.assets}
    shown = site_view(site, Config(), assets)
    renderer = Renderer(theme, shown, Codes(found.codes) if found else None)
    if found:
        monkeypatch.setattr(type(renderer.environment), "_parse", None)
    pages = [page for page in plan(site, shown, Config(), {}) if not page.body]
    return {page.path: renderer.page(page) for page in pages}


def test_compiled_templates_make_what_their_texts_make(monkeypatch: pytest.MonkeyPatch) -> None:
    found = compiled(read_theme(sites.ROOT / "tests")[0])
    right = all_pages(None, monkeypatch)
    assert {type(html) for html in right.values()} == {str}
    assert {"index.html", "2026/11/index.html", "topics/harbour/index.html", "404.html"} <= right.keys()
    assert all_pages(found, monkeypatch) == right


def test_a_compiled_template_that_fails_says_the_same_as_its_text() -> None:
    own = {
        "page.html": '{% extends "theme/page.html" %}\n{% block b %}\n{{ page.titel }}{% endblock %}',
        "deep.html": '\n{% include "none.html" %}',
    }
    theme = Theme({"page.html": "{% block b %}{% endblock %}"}, own, {})
    codes = Codes(compiled(theme).codes)
    for name, line in (("page.html", 3), ("deep.html", 2)):
        issue = rendered(theme, name, codes)
        assert isinstance(issue, Issue)
        assert issue == rendered(theme, name)
        assert (issue.path, issue.line) == (f"templates/{name}", line)
