"""Templates and assets: overriding, fingerprints, and errors with their place."""

import pytest
from markupsafe import Markup

from digest.issues import Issue
from digest.renderer import views
from digest.renderer.plan import Page
from digest.renderer.render import Renderer
from digest.renderer.theme import Theme, published

SITE = views.Site("T", "", "en", "https://example.org/", "", (), (), {}, {}, "digest")
VIEW = views.NotFoundView(title="<b>", description="", url="")
PAGE = Page("404.html", "page.html", VIEW, "/")


def rendered(base: dict[str, str], own: dict[str, str] | None = None) -> str | Issue:
    return Renderer(Theme(base, own or {}, {}), SITE).page(PAGE)


def test_everything_is_escaped() -> None:
    assert rendered({"page.html": '<p title="{{ page.title }}">{{ page.title }}'}) == ('<p title="&lt;b&gt;">&lt;b&gt;')


def test_the_sites_template_hides_that_of_the_theme() -> None:
    assert rendered({"page.html": "theme"}, {"page.html": "own"}) == "own"


def test_a_template_can_override_one_block_of_the_one_it_hides() -> None:
    base = {"page.html": "a {% block b %}theme{% endblock %} c"}
    own = {"page.html": '{% extends "theme/page.html" %}{% block b %}own, not {{ super() }}{% endblock %}'}
    assert rendered(base, own) == "a own, not theme c"


@pytest.mark.parametrize(
    ("own", "issue"),
    [
        ({"page.html": "\n{% if %}"}, "templates/page.html:2: E501 Expected an expression, got 'end of statement block'"),
        ({"page.html": "\n\n{{ page.titel }}"}, "templates/page.html:3: E502 UndefinedError: "
            "NotFoundView has no attribute 'titel'"),
        ({"page.html": '{% include "_a.html" %}', "_a.html": "\n{{ 1 / 0 }}"},
            "templates/_a.html:2: E502 ZeroDivisionError: division by zero"),
        ({"page.html": '{% include "_b.html" %}'}, "templates/page.html:1: E503 there is no template '_b.html'"),
        ({"page.html": '{% include "_theme.html" %}'},
            "theme/_theme.html:2: E502 UndefinedError: 'nothing' is undefined"),
        ({"page.html": "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}"},
            "templates/page.html:1: E502 extends, includes or calls itself without end (to build on the theme's own file, write 'theme/page.html')"),
    ],
)  # fmt: skip
def test_a_template_that_fails_is_named_with_its_line(own: dict[str, str], issue: str) -> None:
    found = rendered({"page.html": "", "_theme.html": "\n{{ nothing }}"}, own)
    assert str(found).startswith(issue)


def test_an_asset_carries_a_fingerprint_of_its_bytes() -> None:
    first = published({"a/logo.svg": b"1", "LICENSE": b"x"})
    second = published({"a/logo.svg": b"2", "LICENSE": b"x"})
    assert first["a/logo.svg"] == ("assets/a/logo.36c76eba33.svg", b"1")
    assert second["a/logo.svg"][0] != first["a/logo.svg"][0]
    assert first["LICENSE"][0] == second["LICENSE"][0]


def test_css_refers_to_published_names_and_changes_with_them() -> None:
    css = b"""@import "more/b.css"; a{background:url(img/x.png)} b{src:url("fonts/f.woff2?v#x") format("woff2")}
c{background:url('data:image/png;base64,x')} d{background:url(https://example.org/x.png)} e{background:url(missing.png)}"""
    assets = {"s.css": css, "img/x.png": b"x", "fonts/f.woff2": b"f", "more/b.css": b"z{background:url(../img/x.png)}"}
    out = published(assets)
    text = out["s.css"][1].decode()
    for name in ("img/x.png", "fonts/f.woff2", "more/b.css"):
        assert out[name][0].removeprefix("assets/") in text
    assert out["img/x.png"][0].replace("assets/", "../") in out["more/b.css"][1].decode()
    assert "url(missing.png)" in text
    assert "url('data:image/png;base64,x')" in text
    changed = published({**assets, "img/x.png": b"y"})
    assert changed["s.css"][0] != out["s.css"][0]


def test_css_that_refers_to_itself_ends() -> None:
    out = published({"a.css": b'@import "b.css";', "b.css": b'@import "a.css";'})
    assert sorted(out) == ["a.css", "b.css"]


def test_safe_html_of_ours_is_not_escaped_again() -> None:
    class View(views.NotFoundView, frozen=True, kw_only=True):
        html: Markup

    page = Page("x", "page.html", View(title="", description="", url="", html=Markup("<i>x</i>")), "./")
    assert Renderer(Theme({"page.html": "{{ page.html }}"}, {}, {}), SITE).page(page) == "<i>x</i>"
