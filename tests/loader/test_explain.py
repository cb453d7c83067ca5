"""How a text was read: blocks, and where each fact was found."""

from datetime import UTC, datetime

import msgspec
import pytest

from digest.config import Config
from digest.loader.explain import Explained, Told, explain, told
from digest.loader.rows import Row
from digest.records import Source

DENSE = """\
Seven to four for the ferry
By Edda Brandreth
19 November 2026
The council voted on Thursday to keep the ferry. It took three hours, two recesses and a *sandwich*.
What It Will Cost
The repair comes to 2.1 million crowns, which the reserve holds, and a crew, which it does not.
“We have been promised a new ferry at every election since my daughter was born.”
– Anselm Droy, chair of the Residents’ Association
- a crew
- a hull
***
“It floats.” — Ida Quell, harbour master
"""

MARKDOWN = """\
# Seven to four

A paragraph of *two*
lines, with a ![gull](gull.jpg "A gull") in it.

- one
  - two

    more of two
- three

> Quite **so**.
>
> – Ann Lee

| a | b |
| - | - |
| 1 | *2* |

```python
keep()
```
"""


def read(text: str, path: str = "content/a.txt", config: Config | None = None) -> Explained:
    return explain(Source(path, text.encode()), config or Config())


def brief(explained: Explained) -> list[tuple[int, str, str]]:
    return [
        (block.line, f"{block.type}{'' if block.level is None else f' {block.level}'}", block.text)
        for block in explained.blocks
    ]


def test_each_line_of_a_dense_text_is_a_block_as_written() -> None:
    assert brief(read(DENSE)) == [
        (1, "title", "Seven to four for the ferry"),
        (2, "byline", "By Edda Brandreth"),
        (3, "date", "19 November 2026"),
        (4, "paragraph", "The council voted on Thursday to keep the ferry. It took three hours, two recesses and a *sandwich*."),
        (5, "heading 2", "What It Will Cost"),
        (6, "paragraph", "The repair comes to 2.1 million crowns, which the reserve holds, and a crew, which it does not."),
        (7, "quote", "“We have been promised a new ferry at every election since my daughter was born.”"),
        (8, "attribution", "Anselm Droy, chair of the Residents’ Association"),
        (9, "list_item 1", "- a crew"),
        (10, "list_item 1", "- a hull"),
        (12, "quote", "“It floats.”"),
        (12, "attribution", "Ida Quell, harbour master"),
    ]  # fmt: skip


def test_an_attribution_is_taken_apart_and_says_why() -> None:
    assert read(DENSE).blocks[7] == Told(
        type="attribution",
        text="Anselm Droy, chair of the Residents’ Association",
        line=8,
        name="Anselm Droy",
        role="chair",
        institution="Residents’ Association",
        confidence=0.96,
        why="begins with a dash, under a quote",
    )


def test_markdown_is_told_as_written_and_lists_by_their_items() -> None:
    assert brief(read(MARKDOWN, "content/a.md")) == [
        (1, "title", "Seven to four"),
        (3, "paragraph", "A paragraph of two lines, with a in it."),  # a picture is taken out of it
        (4, "image", '![gull](gull.jpg "A gull")'),
        (6, "list_item 1", "- one"),
        (7, "list_item 2", "- two"),
        (9, "paragraph", "more of two"),
        (10, "list_item 1", "- three"),
        (12, "quote", "Quite **so**."),
        (14, "attribution", "Ann Lee"),
        (16, "table", "a | b\n1 | *2*"),
        (20, "code", "keep()"),
    ]


@pytest.mark.parametrize(
    ("text", "marks"),
    [("- one\n  - two\n- three\n", ("- ", "- ", "- ")), ("1. one\n   1. two\n2. three\n", ("1. ", "1. ", "2. "))],
)
@pytest.mark.parametrize("path", ["content/a.txt", "content/a.md"])
def test_a_list_is_told_alike_in_plain_text_and_markdown(text: str, marks: tuple[str, ...], path: str) -> None:
    assert brief(read(f"It rained.\n\n{text}", path)) == [
        (1, "paragraph", "It rained."),
        (3, "list_item 1", f"{marks[0]}one"),
        (4, "list_item 2", f"{marks[1]}two"),
        (5, "list_item 1", f"{marks[2]}three"),
    ]


@pytest.mark.parametrize(
    ("line", "said", "by"),
    [
        ("“Quite *so*.” – Ann Lee", "“Quite *so*.”", "Ann Lee"),
        ("“Quite so.” -- [Ann Lee](lee--a.html), poet", "“Quite so.”", "[Ann Lee](lee--a.html), poet"),
        ("“Quite so.” - **Ann-Marie Lee**", "“Quite so.”", "**Ann-Marie Lee**"),
        ("*“Quite so.” – Ann Lee*", "*“Quite so.”", "Ann Lee*"),
    ],
)
def test_a_quote_and_its_attribution_part_among_the_marks(line: str, said: str, by: str) -> None:
    assert brief(read(f"It rained all day.\n\n{line}\n"))[1:] == [(3, "quote", said), (3, "attribution", by)]


def test_what_is_unsure_is_told_as_such() -> None:
    rows = [Row(1, "A", "heading", "short", 0.74), Row(2, "B", "paragraph", "long", 0.75), Row(3, "", "separator")]
    assert [(block.type, block.unsure) for block in told(rows)] == [("heading", True), ("paragraph", False)]


def origins(explained: Explained) -> dict[str, str]:
    return {
        key: f"{origin.where}{f' {origin.line}' if origin.line else ''}" for key, origin in explained.origins.items()
    }


FRONT = "---\ntitle: From the Front\ndate: 2026-11-01\nauthor: Ann Lee\nslug: front\nsubtitle: Under it\nsource: Echo\n---\n"
HEAD = "A Title in the Text\nA line under it\nBy Bo Chan\n2 November 2026\nUpdated 3 November 2026\nSource: Gazette\n"
BODY = "The council voted on Thursday to keep the ferry, by seven votes to four, and went home.\nIt rained.\n"


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        pytest.param(
            "content/2026/11/05/2026-11-04-ferry-vote.txt",
            FRONT + HEAD + BODY,
            {
                "title": "front matter 2",
                "date": "front matter 3",
                "authors": "front matter 4",
                "slug": "front matter 5",
                "subtitle": "front matter 6",
                "source": "front matter 7",
            },
            id="front matter before all",
        ),
        pytest.param(
            "content/2026/11/05/2026-11-04-ferry-vote.txt",
            HEAD + BODY,
            {
                "title": "text 1",
                "subtitle": "text 2",
                "date": "file name",
                "authors": "text 3",
                "updated": "text 5",
                "source": "text 6",
                "slug": "file name",
            },
            id="the file's name before folders and a date line",
        ),
        pytest.param(
            "content/2026/11/05/a1.txt",
            HEAD + BODY,
            {
                "title": "text 1",
                "subtitle": "text 2",
                "date": "folders",
                "authors": "text 3",
                "updated": "text 5",
                "source": "text 6",
                "slug": "title",
            },
            id="folders before a date line",
        ),
        pytest.param(
            "content/a1.txt",
            HEAD + BODY,
            {
                "title": "text 1",
                "subtitle": "text 2",
                "date": "text 4",
                "authors": "text 3",
                "updated": "text 5",
                "source": "text 6",
                "slug": "title",
            },
            id="a date line",
        ),
        pytest.param(
            "content/ferry-vote.txt", BODY, {"title": "file name", "slug": "file name"}, id="a name that reads like words"
        ),
        pytest.param("content/a1.txt", BODY, {"title": "lede 1", "slug": "title"}, id="a headline made from the lede"),
    ],
)  # fmt: skip
def test_facts_come_from_the_first_place_that_has_them(path: str, text: str, expected: dict[str, str]) -> None:
    assert origins(read(text, path)) == expected


def test_facts_that_only_front_matter_gives_tell_their_line() -> None:
    text = f"---\nlang: de-CH\ntags: [Hafen]\nsource_url: https://example.org/\n---\n{BODY}"
    assert origins(read(text)) == {
        "title": "lede 6",
        "slug": "title",
        "lang": "front matter 2",
        "topics": "front matter 3",
        "source_url": "front matter 4",
    }


def test_a_date_is_meant_in_the_time_zone_of_the_site() -> None:
    explained = read(BODY, "content/2026-11-04-ferry-vote.txt", Config(timezone="Europe/Berlin"))
    assert explained.date == datetime(2026, 11, 3, 23, tzinfo=UTC)
    assert b'"date":"2026-11-04T00:00:00+01:00"' in msgspec.json.encode(explained)


@pytest.mark.parametrize(("text", "code"), [("---\ntitle: a\n", "E106"), ("", "E301"), ("By Ann Lee\n", "E301")])
def test_what_cannot_be_an_article_is_told_with_its_issue(text: str, code: str) -> None:
    explained = read(text)
    assert ([issue.code for issue in explained.issues], explained.title) == ([code], "")


def test_header_lines_are_told_even_where_no_text_follows() -> None:
    assert brief(read("By Ann Lee\n")) == [(1, "byline", "By Ann Lee")]


def test_a_quote_in_marks_is_surer_with_its_speaker_under_it() -> None:
    said = "“We have been promised a new ferry at every election since my daughter was born.”"
    lede = "The council voted on Thursday to keep the ferry, and nobody was surprised."
    alone, attributed = (read(f"{lede}\n{said}\n{under}\n").blocks[1] for under in (lede, "– Ann Lee"))
    assert (alone.type, alone.confidence, alone.unsure) == ("quote", 0.7, True)
    assert (attributed.type, attributed.confidence, attributed.unsure) == ("quote", 0.96, False)


def test_a_line_that_names_its_own_speaker_is_unsure_over_an_attribution() -> None:
    explained = read(
        "“We will fight on,” said Tom Hill.\n– Ida Falk, chair of the Fishers’ Union\nIt went on until ten.\n"
    )
    assert [(block.type, block.unsure) for block in explained.blocks[:2]] == [("quote", True), ("attribution", True)]


def test_a_quote_within_a_quote_keeps_its_own_speaker() -> None:
    explained = read("> > Nobody came by sea.\n> > — Ida Falk\n>\n> — Tom Hill\n", "content/a.md")
    assert [(block.type, block.text) for block in explained.blocks[:2]] == [
        ("quote", "Nobody came by sea."),
        ("attribution", "Ida Falk"),
    ]


def test_a_bare_name_at_the_end_may_sign_the_text() -> None:
    explained = read("The lamp was lit at six, and nobody came.\nIt was late when they went home.\n– Tom Hill\n")
    assert [(block.type, block.unsure) for block in explained.blocks[1:]] == [("quote", True), ("attribution", True)]
