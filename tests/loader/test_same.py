"""The same article as Markdown, and as plain text in three layouts, gives the same record."""

import json
import re
import textwrap
from pathlib import Path

import msgspec
import pytest

from digest.records import Article

from .records import article, loaded, shown

STORM = (
    "The harbour of Port Ellen reopened on Tuesday after nine days of storms that had kept every boat, even the lifeboat, at"
    " its moorings. It was the longest closure that anybody in the town can remember, and the fish were glad of it."
)
FERRY = (
    "The first ferry left at dawn with two hundred passengers and forty sheep, and nobody on board complained about the"
    " noise of either. The second left at noon, and by the evening there was bread in the shops again."
)
MONEY = (
    "The council wants a second breakwater, and says that it will ask the ministry for the money before the winter is over;"
    " the ministry has not said no, which in the town is taken for a yes."
)
SAID = "We had no bread, and no flour to bake it with, and in the end we had no candles either."

BARE = [
    (STORM, STORM),
    ("The Ferry Sails Again", "## The Ferry Sails Again"),
    (FERRY, FERRY),
    (f"{SAID}\n– Tom Hill, Bakers’ Union", f"> {SAID}\n>\n> – Tom Hill, Bakers’ Union"),
    ("Who Will Pay?", "## Who Will Pay?"),
    (MONEY, MONEY),
]
TITLED = [
    ("Harbour Reopens After Storm", "# Harbour Reopens After Storm"),
    ("By Ann Lee and Bo Chan", "By Ann Lee and Bo Chan"),
    ("14 November 2026", "14 November 2026"),
    (STORM, STORM),
    (f"“{SAID}” – Tom Hill, baker", f"“{SAID}” – Tom Hill, baker"),
    (FERRY, FERRY),
    (f"“{SAID}”", f"> “{SAID}”"),
    (f"“{SAID}\n“{SAID}”\n— the mayor, Eva Lind", f"“{SAID}\n\n“{SAID}”\n\n— the mayor, Eva Lind"),
    (MONEY, MONEY),
]
MARKED = [
    ("# Harbour Reopens", "# Harbour Reopens"),
    (f"*At last!* {STORM} See [the report](papers/report.pdf) or https://example.org/a_b_c.",) * 2,
    ("## What the council decided", "## What the council decided"),
    ("- to raise the **wall**\n- to sail on Sundays\n- to fine nobody",) * 2,
    (f"_{FERRY}_",) * 2,
    ("1. the wall\n2. the ferry",) * 2,
    ("### A picture", "### A picture"),
    ("![The harbour](pictures/harbour.jpg)",) * 2,
    (MONEY, MONEY),
    (f"> {SAID}\n>\n> {SAID}\n> – Eva Lind, mayor of Port Ellen",) * 2,
    ("***", "***"),
    (f"{STORM} **It is over.**",) * 2,
]
OTHER = [
    ("Der Hafen ist wieder offen", "# Der Hafen ist wieder offen"),
    ("Von Anna Leerhoff", "Von Anna Leerhoff"),
    ("14. November 2026", "14. November 2026"),
    ("Der Hafen ist seit Dienstag wieder offen, nach neun Tagen Sturm, in denen kein Boot hinausfahren konnte.",) * 2,
    ("„Wir hatten kein Brot, kein Mehl und am Ende auch keine Kerzen mehr im Haus.“ – Tom Hill, Bäcker",) * 2,
    ("Die Fähre fährt wieder", "## Die Fähre fährt wieder"),
    ("Die erste Fähre fuhr im Morgengrauen mit zweihundert Menschen und vierzig Schafen an Bord hinaus.",) * 2,
]  # fmt: skip
ARTICLES = {"bare": BARE, "titled": TITLED, "marked": MARKED, "other": OTHER}


def dense(block: str) -> str:
    return block


def wrapped(block: str) -> str:
    """Each line of a block at 72 columns; a block that begins with a mark as it is."""
    return "\n".join(line if line[:1] in ">-#!1" else textwrap.fill(line, 72) for line in block.split("\n"))


def layouts(blocks: list[tuple[str, str]]) -> dict[str, str]:
    plain = [block for block, _ in blocks]
    spaced = [block if block[:1] in "->1" else block.replace("\n", "\n\n") for block in plain]
    return {
        "dense": "\n".join(plain),
        "spaced": "\n\n".join(spaced),
        "wrapped": "\n\n".join(map(wrapped, spaced)),
        "windows": "\r\n".join(plain),
        "mixed": "\n".join(plain[:3]) + "\n\n" + "\n\n".join(map(wrapped, spaced[3:])),
    }


def without_lines(record: Article) -> object:
    """The record as plain data, without its path and its line numbers."""

    def bare(value: object) -> object:
        if isinstance(value, dict):
            return {key: bare(item) for key, item in value.items() if key not in ("line", "path")}
        return [bare(item) for item in value] if isinstance(value, list) else value

    return bare(json.loads(msgspec.json.encode(record)))


@pytest.mark.parametrize("layout", ["dense", "spaced", "wrapped", "windows", "mixed"])
@pytest.mark.parametrize("name", ARTICLES)
def test_markdown_and_plain_text_give_the_same_record(name: str, layout: str) -> None:
    markdown = "\n\n".join(block for _, block in ARTICLES[name])
    expected = article(markdown, "content/a.md")
    found = loaded(layouts(ARTICLES[name])[layout])
    assert found.issues == ()
    assert found.article is not None
    assert without_lines(found.article) == without_lines(expected)


def test_the_articles_are_read_as_they_are_meant() -> None:
    a = article(layouts(BARE)["dense"])
    assert (a.title_from, [s.heading.plain for s in a.sections if s.heading]) == (
        *("lede", ["The Ferry Sails Again", "Who Will Pay?"]),
    )
    assert [quote.speaker and quote.speaker.institution for quote in a.quotes] == ["Bakers’ Union"]
    titled = article(layouts(TITLED)["dense"])
    assert [len(quote.paragraphs) for quote in titled.quotes] == [1, 1, 2]
    assert (titled.title, titled.authors, titled.lede and titled.lede.text.plain) == (
        *("Harbour Reopens After Storm", ("Ann Lee", "Bo Chan"), STORM),
    )


@pytest.mark.parametrize("dash", ["–", "—", "―", "--", "-", "– ", "---"])
@pytest.mark.parametrize("width", [60, 72, 100])
def test_any_dash_and_width_give_the_same_record(dash: str, width: int) -> None:
    blocks = [block.replace("– ", dash if dash != "-" else "- ") for block, _ in BARE]
    lines = [line for block in blocks for line in block.split("\n")]
    text = "\n\n".join(textwrap.fill(line, width) for line in lines)
    assert without_lines(article(text)) == without_lines(article(layouts(BARE)["dense"]))


BOTH = Path(__file__).parents[1] / "fixtures" / "both"


@pytest.mark.parametrize("name", sorted(path.stem for path in BOTH.glob("*.txt")))
def test_an_article_in_both_forms_is_one_record(name: str, regenerate: bool) -> None:
    """tests/fixtures/both: NAME.txt, NAME.md, and NAME.read, which says what both are read as."""
    plain, markdown = (
        article((BOTH / f"{name}.{form}").read_text("utf-8"), f"content/a.{form}") for form in ("txt", "md")
    )
    assert without_lines(markdown) == without_lines(plain)
    read = "".join(re.sub(r"^( *)\d+ ", r"\1", line) + "\n" for line in shown(plain))
    if regenerate:
        (BOTH / f"{name}.read").write_text(read, "utf-8")
    assert read == (BOTH / f"{name}.read").read_text("utf-8")
