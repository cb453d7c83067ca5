"""Our Jinja prints what Jinja prints."""

import jinja2
import pytest
from markupsafe import Markup

from digest.renderer.jinja import environment
from digest.renderer.theme import Theme
from digest.renderer.views import Date, Link


class Bold:
    def __html__(self) -> str:
        return "<b>bold</b>"


class Word(str):
    __slots__ = ()


GIVEN = {
    "text": "a < b & 'c'",
    "html": Markup("<i>x</i> &amp;"),
    "word": Word("<word>"),
    "bold": Bold(),
    "number": 7,
    "nothing": None,
    "some": ("<1>", Markup("<b>2</b>")),
    "words": ("<1>", "2"),
    "link": Link("<A & B>", "a/index.html", 3),
    "date": Date("2026", "<b>", ""),
    "items": {"label": "<item>", "title": 1, "first": "x"},
}
PARTS = """{% macro two(a, b=text) %}[{{ a }}{{ b }}]{% endmacro %}
{% macro all() %}{{ varargs }}{{ kwargs }}{% endmacro %}
{% macro around(a) %}<{{ caller(a) }}>{% endmacro %}
{% macro first(a, caller=none) %}{{ a }}{{ caller() if caller }}{% endmacro %}
{% macro deep(n) %}{{ n }}{{ deep(n - 1) if n }}{% endmacro %}"""
TEMPLATES = [
    "{{ text }}{{ html }}{{ word }}{{ bold }}{{ number }}{{ nothing }}{{ some }}{{ number / 2 }}",
    "{{ text | e }}{{ text | safe }}{{ html | e }}{{ html | upper }}{{ text | forceescape }}{{ some | join('<') }}",
    "{{ text ~ html }}{{ html ~ text }}{{ html + text }}{{ '<%s>' % text }}{{ '<%s>' | format(text) }}",
    "{% set a = '<' %}{% set b %}<{{ text }}{% endset %}{{ a }}{{ b }}{{ b | length }}",
    "{% filter upper %}<{{ text }}{{ html }}{% endfilter %}",
    "{% autoescape false %}{{ text }}{{ html }}{{ two(text, html) }}{{ m(text) }}{% endautoescape %}{{ text }}",
    "{{ two(text, html) }}{{ two(b=html, a=text) }}{{ two(two(text, 1), 2) }}",
    "{{ all(1, text, x=html) }}{{ all() }}{{ first(text) }}{{ deep(3) }}",
    "{% call(x) around(text) %}{{ x }}{{ html }}{% endcall %}{% call first(html) %}{{ text }}{% endcall %}",
    "{% for a in some %}{{ two(a, loop.index) }}{{ loop.cycle('<', '>') }}{% endfor %}{{ self.b() }}{% block b %}{{ text }}{% endblock %}",
    "{% for a in some recursive %}{{ a }}{% if loop.first and loop.depth == 1 %}{{ loop(['<', html]) }}{% endif %}{% endfor %}",
    "{{ range(3) | list }}{% set n = namespace(a=text) %}{{ n.a }}{% set c = cycler('<', 2) %}{{ c.next() }}{{ dict(a=text).a }}",
    "{{ text | striptags }}{{ html | striptags }}{{ word | striptags }}{{ bold | striptags }}{{ number | striptags }}",
    "{{ ' a \u00a0 b\n' | striptags }}|{{ (' a \n' | safe) | striptags }}|{{ 'a &lt; b' | striptags }}|{{ 'a <!-- x --> b' | striptags }}",
    "{{ true }}{{ 1.5 }}{{ some | striptags }}{{ number | striptags | length }}",
    "{% include 'included.html' %}{% with text = html %}{% include 'included.html' %}{% endwith %}",
    "{{ link.label }}{{ link.count + 1 }}{{ link.missing is defined }}{{ date.text | length }}{{ link.title | default('<') }}",
    "{{ items.label }}{{ items.title }}{{ items.first }}{{ items.count is defined }}{{ text.title() }}{{ text.index('a') }}{{ some.count(1) }}",
    "{{ {'a': link}.a.label }}{{ [link, date][1].iso }}{{ [date.time or link.label] | first }}{{ link.label.upper().lower() }}",
    "{% for a in [link, items] %}{{ a.label }}{{ loop.first }}{{ loop.index }}{{ loop.last }}{% endfor %}",
    "{{ words | join }}{{ words | join(' & ') }}{{ words | join(html) }}{{ some | join }}{{ [1, html] | join }}{{ text | join('<') }}",
    "{{ [link, link] | join(', ', attribute='label') }}{{ [link] | map(attribute='label') | join }}{{ () | join }}",
    "{{ first(a=text) }}{{ two(a=text) }}{{ first(text, caller=m) }}{{ two(b=text, a=link.label) }}",
    "a{% include 'included.html' without context %}b{% include 'plain.html' without context %}c",
    "{% filter upper %}a{% block c %}{{ text }}{% endblock %}{% endfilter %}{% set x %}{% block d %}{{ html }}{% endblock %}{% endset %}{{ x }}",
    "{% for a in some %}{% block e scoped %}{{ a }}{% endblock %}{% endfor %}{% block f required %}{% endblock %}",
    "{% if number > 3 %}{% extends 'base.html' %}{% endif %}{% block body %}{{ text }}{{ super() }}{% endblock %}",
    "{% extends 'base.html' %}{% set title = '<own>' %}{% block frame %}{{ super() }}{{ number }}{% endblock %}",
    "{% extends 'base.html' %}{% block inner %}{{ html }}{{ self.body() }}{% endblock %}",
    "{{ two }}{{ missing is defined }}{{ missing | default('<') }}{{ m('&') | length }}{{ two(text, html) ~ text }}",
]


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_prints_what_it_would_print_in_plain_jinja(template: str) -> None:
    names = "two, all, around, first, deep"
    sources = {
        "page.html": f"{{% from 'parts.html' import {names} %}}{{% macro m(a) %}}{{{{ a }}}}{{% endmacro %}}{template}",
        "parts.html": "{% set text = '<default>' %}" + PARTS,
        "included.html": "{% if text is defined %}{{ text }}{{ number }}{% endif %}",
        "plain.html": "<plain>{{ 1 + 1 }}",
        "base.html": "{% set title = title | default('<base>') %}<{% block body %}{{ title }}{% endblock %}"
        "{% block frame %}[{{ title }}{% block inner %}{{ root }}{% endblock %}]{% endblock %}{% block f %}{% endblock %}>",
    }
    loader = jinja2.DictLoader(sources)
    plain = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    ours = environment(Theme(sources, {}, {}))
    for root in ("../", "", Markup("<&>"), "../"):
        assert outcome(ours, root) == outcome(plain, root)


def outcome(engine: jinja2.Environment, root: str) -> str:
    """What the page prints, or why it cannot."""
    try:
        found = engine.get_template("page.html").render(GIVEN, root=root)
    except jinja2.TemplateError as error:
        return f"{type(error)}: {error}"
    assert type(found) is str
    return found


@pytest.mark.parametrize("call", ["two()", "two(1, 2, 3)", "two(1, c=2)", "two(1, 2, a=3)", "text()"])
def test_a_call_that_plain_jinja_refuses_is_refused(call: str) -> None:
    source = PARTS.splitlines()[0] + "{{ " + call + " }}"
    messages = []
    for engine in (
        jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined),
        environment(Theme({}, {}, {})),
    ):
        with pytest.raises((TypeError, jinja2.UndefinedError)) as raised:
            engine.from_string(source).render(text="x")
        messages.append(str(raised.value))
    assert messages[0] == messages[1]
