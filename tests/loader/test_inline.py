"""Inline marks and addresses, in plain text and in Markdown."""

import pytest

from digest.loader import inline, links, markdown_inline
from digest.records import Paragraph, Text

from .records import article, loaded, marked


def of_markdown(text: str) -> str:
    a = article(f"{text}\n", "content/a.md")
    assert a.lede is not None
    return marked(a.lede.text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no mark at all", "no mark at all"),
        ("*a b* **c d** _e f_", "<em>a b</em> <strong>c d</strong> <em>e f</em>"),
        ("**a *b* c**", "<strong>a <em>b</em> c</strong>"),
        ("***a***", "<em><strong>a</strong></em>"),
        ("(*a*), “_b_”.", "(<em>a</em>), “<em>b</em>”."),
        ("5*3*2, a * b * c, snake_case_name, __init__", "5*3*2, a * b * c, snake_case_name, __init__"),
        ("*open, **open, _open", "*open, **open, _open"),
        ("[a *b*](c/d.html) e", "<link c/d.html>a <em>b</em></link> e"),
        ("[a](https://example.org/x_(y)) b", "<link https://example.org/x_(y)>a</link> b"),
        ("*see https://example.org/a*", "<em>see <link https://example.org/a>https://example.org/a</link></em>"),
        ("a https://example.org/x_y_z.", "a <link https://example.org/x_y_z>https://example.org/x_y_z</link>."),
        ("(https://example.org/a_(b)).", "(<link https://example.org/a_(b)>https://example.org/a_(b)</link>)."),
        ("https://", "https://"),
        ("[a](javascript:alert) [b](mailto:b@example.org)", "a <link mailto:b@example.org>b</link>"),
        ("[1](see) and [2] (b.html)", "[1](see) and [2] (b.html)"),
    ],
)
def test_light_marks(text: str, expected: str) -> None:
    assert marked(inline.light(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a *b* **c** ~~d~~ `e *f*`", "a <em>b</em> <strong>c</strong> <strike>d</strike> <code>e *f*</code>"),
        ("***a***", "<em><strong>a</strong></em>"),
        ("a\nb  \nc\\\nd", "a b¶c¶d"),
        ("北京\n发布 *a*", "北京发布 <em>a</em>"),
        ("\\*a\\* &amp; &copy; <b>c</b>", "*a* & © <b>c</b>"),
        ("[a][1] [b] <https://example.org/>", "<link c.html>a</link> [b] <link https://example.org/>https://example.org/</link>"),
        ("[a](ä%20b.html 'title')", "<link ä%20b.html>a</link>"),
        ("`https://a.org` [https://b.org](c.html) https://d.org.",
         "<code>https://a.org</code> <link c.html>https://b.org</link> <link https://d.org>https://d.org</link>."),
        ("**https://a.org/b**", "<link https://a.org/b><strong>https://a.org/b</strong></link>"),
        ("[*a*](javascript:x) [b](JaVa&#x0A;Script:x) <javascript:x>", "<em>a</em> b javascript:x"),
        ("[a](<b c.html>)", "<link b c.html>a</link>"),
        ("a ![b](c.png) d", "a d"),
    ],
)  # fmt: skip
def test_markdown_marks(text: str, expected: str) -> None:
    assert of_markdown(f"{text}\n\n[1]: c.html") == expected


@pytest.mark.parametrize(
    "target",
    [
        "a.html",
        "../b/c.pdf",
        "#d",
        "?e",
        "/f",
        "//g.org/h",
        "HTTPS://i.org",
        "mailto:j@k.org",
        "tel:+1",
        "a/b:c",
        "#a:b",
        "?a:b",
    ],
)
def test_a_link_may_lead_there(target: str) -> None:
    assert links.is_safe(target)


@pytest.mark.parametrize(
    "target",
    ["javascript:a", " JavaScript:a", "java\nscript:a", "java\x01script:a", "\u200bjavascript:a", "javascript&colon;a",
     "&#106;avascript:a", "data:text/html,a", "vbscript:a", "file:///etc/passwd", "ftp://a.org", "blob:a", "x:y", "", " "],
)  # fmt: skip
def test_a_link_may_not_lead_there(target: str) -> None:
    assert not links.is_safe(target)


def test_relative_addresses_are_told_once_in_the_order_of_the_text() -> None:
    text = (
        "---\nimage: z.jpg\n---\nSee [a](b.html), [c](https://d.org), [e](#f), [g](//h.org) and ![i](j.png).\n\n"
        "- [k](b.html)\n- > [l](m.pdf?n=1#o)\n\n| [p](q.csv) |\n|---|\n\n## [r](s.html)\n\n“[t](u.html)”\n"
    )
    found = loaded(text, "content/a.md").links
    assert [(link.href, link.line) for link in found] == [
        *(("z.jpg", 2), ("b.html", 4), ("j.png", 4), ("m.pdf?n=1#o", 6), ("q.csv", 9), ("s.html", 12), ("u.html", 14))
    ]


def test_text_without_a_special_character_is_never_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    def parser() -> None:
        raise AssertionError

    monkeypatch.setattr(markdown_inline, "parser", parser)
    parts = markdown_inline.Inline({}).read("A line: that (is) “only” text,\n 1 + 1 = 2.", 1)
    assert parts == [Paragraph(Text("A line: that (is) “only” text, 1 + 1 = 2."), 1)]
