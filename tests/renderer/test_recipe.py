"""Recipes: what a file was made from, in parts that can be told apart."""

import pytest
from msgspec import structs

from digest.renderer import views
from digest.renderer.closure import compiled
from digest.renderer.recipe import PARTS, Recipes, differing, part
from digest.renderer.theme import Theme

SITE = views.Site("The Lantern", "", "en", "https://example.org/", "", (), (), {}, {}, "digest")
TEMPLATES = {"page.html": '{{ site.title }}{% include "a.html" %}', "a.html": "a", "b.html": "b"}
TEXT = bytes(range(16))
"""The fingerprint of a text."""


def recipe(
    view: bytes = b"view",
    text: bytes = TEXT,
    template: str = "page.html",
    site: views.Site = SITE,
    **changed: str,
) -> bytes:
    """A recipe by the templates above, `NAME.html` with another text if it is given."""
    theme = Theme({}, TEMPLATES | {f"{name}.html": source for name, source in changed.items()}, {})
    return Recipes(compiled(theme).closures, site).of(view, text, template)


@pytest.mark.parametrize(
    ("other", "parts"),
    [
        (recipe(), ()),
        (recipe(b="other"), ()),
        (recipe(site=structs.replace(SITE, lang="de")), ()),
        (recipe(view=b"other"), ("view",)),
        (recipe(text=bytes(16)), ("text",)),
        (recipe(text=b""), ("text",)),
        (recipe(text=TEXT + bytes(16)), ("text",)),
        (recipe(a="other"), ("templates",)),
        (recipe(page=TEMPLATES["page.html"] + "."), ("templates",)),
        (recipe(site=structs.replace(SITE, title="The Lamp")), ("site",)),
        (recipe(template="b.html"), ("templates", "site")),
        (recipe(view=b"other", text=bytes(16), a="other", site=structs.replace(SITE, title="The Lamp")), PARTS),
    ],
)
def test_recipes_differ_in_the_parts_that_are_made_of_something_else(other: bytes, parts: tuple[str, ...]) -> None:
    assert differing(recipe(), other) == parts
    assert (other == recipe()) == (parts == ())


def test_a_recipe_has_eight_bytes_for_each_part_in_order() -> None:
    assert len(recipe()) == 8 * len(PARTS)
    assert recipe().startswith(part(b"view") + TEXT[:8])


def test_the_texts_of_a_feed_are_told_apart_by_all_of_their_fingerprints() -> None:
    other = bytearray(TEXT * 3)
    other[-1] ^= 1
    assert differing(recipe(text=TEXT * 3), recipe(text=bytes(other))) == ("text",)


def test_the_name_of_an_included_template_counts_beside_its_text() -> None:
    """It stands at the start of the page or at its end."""
    page = '{% include "first.html" ignore missing %}-{% include "last.html" ignore missing %}'
    assert differing(recipe(page=page, first="x"), recipe(page=page, last="x")) == ("templates",)


def test_a_template_that_is_not_there_leaves_the_recipe_without_its_parts() -> None:
    assert recipe(template="none.html") == part(b"view") + TEXT[:8]


def test_nothing_is_known_of_a_file_without_a_recipe() -> None:
    assert differing(b"", recipe()) == PARTS
