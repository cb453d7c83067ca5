"""Text with spans to HTML."""

import re

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from digest.records import Mark, Span, Text
from digest.renderer.markup import html


def same(href: str) -> str:
    return href


def test_plain_text_is_escaped() -> None:
    assert html(Text('a <b> & "c" {{ d }} ]]>'), same) == "a &lt;b&gt; &amp; &#34;c&#34; {{ d }} ]]&gt;"


def test_marks_nest() -> None:
    text = Text(
        "one two three four",
        (Span(0, 18, "link", "https://example.org/?a&b"), Span(4, 13, "strong"), Span(8, 13, "emphasis")),
    )
    assert html(text, same) == (
        '<a href="https://example.org/?a&amp;b">one <strong>two <em>three</em></strong> four</a>'
    )


def test_marks_side_by_side_and_line_breaks() -> None:
    text = Text("ab\ncd", (Span(0, 1, "code"), Span(1, 2, "strike"), Span(3, 5, "emphasis")))
    assert html(text, same) == "<code>a</code><s>b</s><br>\n<em>cd</em>"


def test_a_link_that_leads_nowhere_is_its_text() -> None:
    assert html(Text("see map", (Span(4, 7, "link", "map.png"),)), lambda href: "") == "see map"


def test_an_address_cannot_leave_its_attribute() -> None:
    text = Text("x", (Span(0, 1, "link", 'https://example.org/"><script>'),))
    assert html(text, same) == '<a href="https://example.org/&#34;&gt;&lt;script&gt;">x</a>'


def test_the_title_of_a_link_cannot_leave_its_attribute() -> None:
    text = Text("x", (Span(0, 1, "link", "y", '"><script>'),))
    assert html(text, same) == '<a href="y" title="&#34;&gt;&lt;script&gt;">x</a>'


@st.composite
def texts(draw: st.DrawFn) -> Text:
    plain = draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
    marks: tuple[Mark, ...] = ("emphasis", "strong", "strike", "code", "link")

    def nested(low: int, high: int, depth: int) -> list[Span]:
        if depth == 0 or low >= high:
            return []
        start = draw(st.integers(low, high - 1))
        end = draw(st.integers(start + 1, high))
        span = Span(start, end, draw(st.sampled_from(marks)), "https://example.org/")
        return [span, *nested(start, end, depth - 1), *nested(end, high, depth - 1)]

    return Text(plain, tuple(sorted(nested(0, len(plain), 3), key=lambda span: (span.start, -span.end))))


@given(texts())
def test_the_text_is_all_there_once_and_every_tag_is_closed(text: Text) -> None:
    found = str(html(text, same))
    assert re.sub(r"<[^>]*>", "", found.replace("<br>\n", "\n")) == str(escape(text.plain))
    open_tags: list[str] = []
    for close, tag in re.findall(r"<(/?)(\w+)[^>]*>", found.replace("<br>", "")):
        if close:
            assert open_tags.pop() == tag
        else:
            open_tags.append(tag)
    assert open_tags == []
