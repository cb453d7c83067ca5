"""Articles to what templates get of their text."""

import pytest
from markupsafe import Markup
from msgspec import structs

from digest.config import Config
from digest.loader import load
from digest.records import Article, Source, Span, card_of
from digest.renderer.body import Bodies, body, is_absolute
from digest.renderer.views import QuoteView


def article(attribution: str) -> Article:
    text = f"It rained.\n\n“It rained all day.”\n– {attribution}\n"
    found = load(Source("content/a.txt", text.encode()), Config()).article
    assert found is not None
    return found


def quote(attribution: str, root: str = "../", page: str = "") -> QuoteView:
    (section,) = body(article(attribution), root, {"ann.txt": "ann/index.html"}, page).sections
    (view,) = section.blocks
    assert isinstance(view, QuoteView)
    return view


@pytest.mark.parametrize(
    ("attribution", "shown"),
    [
        ("[Ann Lee](ann.txt), mayor", '<span class="name"><a href="../ann/index.html">Ann Lee</a></span>, mayor'),
        ("the *mayor*, Ann Lee", 'the <em>mayor</em>, <span class="name">Ann Lee</span>'),
        ("Ann **Lee** (*Echo & Co*)", '<span class="name">Ann <strong>Lee</strong></span> (<em>Echo &amp; Co</em>)'),
        ("Ann Lee (*@annlee*) May 3, 2026", '<span class="name">Ann Lee</span> (<em>@annlee</em>) May 3, 2026'),
        ("[Ann Lee, mayor](ann.txt)", '<span class="name"><a href="../ann/index.html">Ann Lee, mayor</a></span>'),
        ("*Harbour Council*", '<span class="name"><em>Harbour Council</em></span>'),
        ("[Ann Lee](bo.txt), mayor", '<span class="name">Ann Lee</span>, mayor'),
    ],
)
def test_an_attribution_with_marks_is_shown_as_written(attribution: str, shown: str) -> None:
    assert quote(attribution).attribution == Markup(shown)


def test_an_attribution_without_marks_is_shown_as_written() -> None:
    given = "Ann\u00a0Lee, University of Fife, in an interview with the Courier"
    shown = '<span class="name">Ann\u00a0Lee</span>, University of Fife, in an interview with the Courier'
    assert quote(given).attribution == shown


def test_a_link_of_an_attribution_is_absolute_in_a_feed() -> None:
    found = quote("[Ann Lee](ann.txt), mayor", "https://example.org/", "https://example.org/a/")
    assert found.attribution == '<span class="name"><a href="https://example.org/ann/">Ann Lee</a></span>, mayor'


VOICES = {
    "Ann Lee": "voices/ann-lee/index.html",
    "Bo Chan": "voices/bo-chan/index.html",
    "Harbour Council": "voices/harbour-council/index.html",
}


@pytest.mark.parametrize(
    ("attribution", "shown"),
    [
        (
            "Ann Lee, mayor, Harbour Council",
            '<span class="name"><a href="../voices/ann-lee/index.html">Ann Lee</a></span>, mayor,'
            ' <a href="../voices/harbour-council/index.html">Harbour Council</a>',
        ),
        (
            "Ann Lee and Bo Chan, bakers",
            '<span class="name"><a href="../voices/ann-lee/index.html">Ann Lee</a> and'
            ' <a href="../voices/bo-chan/index.html">Bo Chan</a></span>, bakers',
        ),
        (
            "**Ann Lee**",
            '<span class="name"><strong><a href="../voices/ann-lee/index.html">Ann Lee</a></strong></span>',
        ),
        (
            "Ann **Lee**, mayor",
            '<span class="name"><a href="../voices/ann-lee/index.html">Ann <strong>Lee</strong></a></span>, mayor',
        ),
        (
            "[Ann Lee](ann.txt), Harbour Council",
            '<span class="name"><a href="../ann/index.html">Ann Lee</a></span>, Harbour Council',
        ),
        ("Cy Dole, mayor", '<span class="name">Cy Dole</span>, mayor'),
    ],
)
def test_names_in_an_attribution_lead_to_their_voices_and_links_never_nest(attribution: str, shown: str) -> None:
    (section,) = body(article(attribution), "../", {"ann.txt": "ann/index.html"}, "", VOICES).sections
    (view,) = section.blocks
    assert isinstance(view, QuoteView)
    assert view.attribution == shown


def test_what_hangs_on_the_place_of_a_text_is_made_for_each_place_and_the_rest_once() -> None:
    text = "It rained.\n\n## One\n\nA [mole](ann.txt).\n\n> Aye\n>\n> – Ann Lee\n\n## Two\n\n> No\n>\n> – Cy\n\n## Three\n\n> Oh\n>\n> – Bo Chan\n"
    loaded = load(Source("content/a.md", text.encode()), Config()).article
    assert loaded is not None
    bodies = Bodies(loaded)
    page = bodies.at("../", {"ann.txt": "ann/index.html"}, "", VOICES)
    feed = bodies.at("https://example.org/", {"ann.txt": "ann/index.html"}, "https://example.org/a/")
    assert page == body(loaded, "../", {"ann.txt": "ann/index.html"}, "", VOICES)
    assert feed == body(loaded, "https://example.org/", {"ann.txt": "ann/index.html"}, "https://example.org/a/")
    assert [one is other for one, other in zip(page.sections, feed.sections, strict=True)] == [False, True, False]
    assert [section.blocks[-1].anchor for section in feed.sections if isinstance(section.blocks[-1], QuoteView)] == [
        *("q-1", "q-2", "q-3"),
    ]


@pytest.mark.parametrize(
    "attribution",
    [
        "Ann Lee, mayor, Harbour Council",
        "Harbour Council, said Ann\u00a0Lee",
        "Ann Lee and Bo Chan, bakers & <sons>",
        "Bo Chan and Ann Lee, Ann Lee Bakery",
        "the mayor",
        "Harbour Council",
        "Cy Dole, Harbour Council",
    ],
)
def test_an_attribution_is_written_alike_with_and_without_marks(attribution: str) -> None:
    plain = article(attribution)
    (quote,) = plain.quotes
    assert quote.attribution
    marked = structs.replace(quote.attribution, spans=(Span(0, 0, "emphasis"),))  # of nothing
    section = structs.replace(plain.sections[0], blocks=(structs.replace(quote, attribution=marked),))
    shown = [
        str(view.attribution)
        for found in (plain, structs.replace(plain, sections=(section,)))
        for view in body(found, "../", {}, "", VOICES).sections[0].blocks
        if isinstance(view, QuoteView)
    ]
    assert shown[0] == shown[1].replace("<em></em>", "")


def test_other_pages_know_nothing_of_the_links_of_an_attribution() -> None:
    assert card_of(article("[Ann Lee](ann.txt), mayor")).quotes == card_of(article("*Ann Lee*, mayor")).quotes


@pytest.mark.parametrize(
    ("href", "absolute"),
    [
        ("https://example.org", True),
        ("http://example.org/?a:b#[c]", True),
        ("HTTPS://example.org:8443/", True),
        ("https://ann:secret@[::1]/", True),
        ("https://bücher.example/", True),
        ("//example.org/a", True),
        ("mailto:ann@example.org", True),
        ("https://[x/", False),
        ("https://a]b/", False),
        ("https", False),
        ("a/b:c.txt", False),
        ("../vote.txt#s-vote", False),
        ("", False),
    ],
)
def test_what_has_a_scheme_or_a_host_is_absolute(href: str, absolute: bool) -> None:
    assert is_absolute(href) == absolute
