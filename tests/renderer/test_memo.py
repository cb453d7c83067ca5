"""Blocks that print the same on many pages are rendered once; of no other is anything kept."""

from collections.abc import Mapping
from typing import Any

import pytest
from markupsafe import Markup

from digest.renderer.jinja import environment
from digest.renderer.memo import Memo
from digest.renderer.theme import Theme


class Site:
    """A site that counts how often its name is asked for."""

    def __init__(self) -> None:
        self.asked = 0

    @property
    def title(self) -> str:
        self.asked += 1
        return f"The Lantern {self.asked}"


BASE = "{% block foot %}{{ root }}{{ site.title }}{% endblock %}"


class Pages:
    """Pages of a theme with these templates."""

    def __init__(self, templates: Mapping[str, str]) -> None:
        self.site = Site()
        self.environment = environment(Theme(templates, {}, {}), fixed={"site": self.site})

    def render(self, template: str = "base.html", **given: Any) -> str:
        return self.environment.get_template(template).render({"site": self.site, "root": "../", **given})


def asked(source: str, *given: dict[str, Any]) -> int:
    """How often a site is asked for its name, by pages with such a block that get this."""
    pages = Pages({"base.html": source})
    for each in given:
        pages.render(**each)
    return pages.site.asked


def test_a_block_of_nothing_but_the_site_and_the_way_to_it_is_rendered_once_for_each_way() -> None:
    pages = Pages({"base.html": BASE})
    assert [pages.render(), pages.render(root="/"), pages.render()] == [
        "../The Lantern 1",
        "/The Lantern 2",
        "../The Lantern 1",
    ]


def test_what_is_set_above_decides_what_a_block_prints() -> None:
    source = "{% set section = page %}{% block nav %}{{ section }}{{ site.title }}{% endblock %}"
    pages = Pages({"base.html": source})
    assert [pages.render(page=section) for section in ("a", "b", "a")] == [
        "aThe Lantern 1",
        "bThe Lantern 2",
        "aThe Lantern 1",
    ]


@pytest.mark.parametrize(
    "source",
    [
        "{% block foot %}{{ page }}{{ site.title }}{% endblock %}",
        "{% block foot %}{{ site.title }}{{ root.upper() }}{% endblock %}",
        "{% block foot %}{{ site.title }}{{ [1, 2] | random }}{% endblock %}",
        "{% block foot %}{{ site.title }}{% include 'base.html' ignore missing %}{% endblock %}".replace(
            "base", "none"
        ),
        "{% macro m() %}{% endmacro %}{% block foot %}{{ site.title }}{{ m() }}{% endblock %}",
        "{% set word = 7 %}{% block foot %}{{ site.title }}{{ word }}{% endblock %}",
        "{% block foot %}{{ site.title }}{{ missing is defined }}{% endblock %}",
        "{% for word in 'ab' %}{% block foot scoped %}{{ site.title }}{{ loop.index }}{% endblock %}{% endfor %}",
    ],
)
def test_a_block_of_something_else_is_rendered_each_time(source: str) -> None:
    assert asked(source, {"page": "x"}, {"page": "x"}) == 2 * (2 if "for" in source else 1)


def test_another_site_than_that_of_the_theme_is_asked() -> None:
    pages = Pages({"base.html": BASE})
    pages.render()
    other = Site()
    assert pages.render(site=other) == "../The Lantern 1"
    assert (pages.site.asked, other.asked) == (1, 1)


def test_text_and_html_of_the_same_characters_are_two_things() -> None:
    pages = Pages({"base.html": BASE})
    assert pages.render(root="<&>").startswith("&lt;&amp;&gt;The")
    assert pages.render(root=Markup("<&>")).startswith("<&>The")
    assert pages.render(root="<&>").startswith("&lt;&amp;&gt;The")


TEMPLATES = {
    "base.html": "{% block head %}{{ site.title }} {% block name %}{{ root }}{% endblock %}{% endblock %}",
    "plain.html": "{% extends 'base.html' %}",
    "fixed.html": "{% extends 'base.html' %}{% block name %}fixed{% endblock %}",
    "own.html": "{% extends 'base.html' %}{% block name %}{{ page }}{% endblock %}",
    "super.html": "{% extends 'base.html' %}{% block name %}<{{ super() }}>{% endblock %}",
    "deep.html": "{% extends 'base.html' %}{% block name %}{% block deep %}{{ page }}{% endblock %}{% endblock %}",
}


def test_a_block_with_a_block_of_another_template_in_it_is_another() -> None:
    pages = Pages(TEMPLATES)
    names = ["plain.html", "base.html", "fixed.html", "own.html", "own.html", "super.html", "deep.html", "deep.html"]
    assert [
        pages.render(name, page=str(number)) for number, name in enumerate([*names, "fixed.html", "plain.html"])
    ] == [
        "The Lantern 1 ../",
        "The Lantern 1 ../",
        "The Lantern 2 fixed",
        "The Lantern 3 3",
        "The Lantern 4 4",
        "The Lantern 5 <../>",
        "The Lantern 6 6",
        "The Lantern 7 7",
        "The Lantern 2 fixed",
        "The Lantern 1 ../",
    ]


def test_no_more_is_kept_of_a_block_than_what_pages_may_share() -> None:
    pages = Pages({"base.html": BASE})
    for number in range(600):
        pages.render(root=str(number))
    block = pages.environment.get_template("base.html").blocks["foot"]
    assert isinstance(block, Memo)
    assert len(block.texts) == 500
    assert pages.render(root="599") == "599The Lantern 601"
