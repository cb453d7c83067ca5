"""What `load` makes of whole texts, where its parts meet."""

import pytest

from digest.config import Config
from digest.loader import MOST_LINES, load
from digest.loader.attribution import speaker
from digest.loader.explain import explain
from digest.records import Article, Image, ListBlock, Quote, Source

LEDE = "A lede that is a full sentence, and long enough to be one."


def article(text: str, path: str = "content/2026-11-22-ferry-vote.txt") -> Article:
    found = load(Source(path, text.encode()), Config()).article
    assert found
    return found


def quotes(found: Article) -> list[tuple[list[str], str | None]]:
    return [
        ([text.plain for text in quote.paragraphs], quote.speaker and quote.speaker.as_given) for quote in found.quotes
    ]


@pytest.mark.parametrize("suffix", ["txt", "md"])
def test_two_speakers_in_one_block_of_quotes_keep_their_own_words(suffix: str) -> None:
    text = f"{LEDE}\n\n> The ferry stays.\n> — Ann Lee\n>\n> The ferry goes.\n> — Bob Hall\n"
    assert quotes(article(text, f"content/a.{suffix}")) == [
        (["The ferry stays."], "Ann Lee"),
        (["The ferry goes."], "Bob Hall"),
    ]


def test_a_quote_within_a_quote_keeps_its_speaker() -> None:
    text = f"{LEDE}\n\n> > The ferry stays.\n> > – Bob Hall\n>\n> He said so.\n> – Ann Lee\n"
    assert quotes(article(text, "content/a.md")) == [(["The ferry stays."], "Bob Hall"), (["He said so."], "Ann Lee")]


@pytest.mark.parametrize("end", ["\\", "  "])
def test_a_hard_break_before_an_attribution_is_no_text(end: str) -> None:
    text = f"{LEDE}\n\n> The ferry stays.{end}\n> — Ann Lee\n"
    assert quotes(article(text, "content/a.md")) == [(["The ferry stays."], "Ann Lee")]


def test_numbers_of_a_list_are_those_of_the_text() -> None:
    found = article(f"{LEDE}\n3. Third\n2. Second\n1. First\n")
    assert [block.start for block in found.blocks if isinstance(block, ListBlock)] == [3, 2, 1]
    found = article(f"{LEDE}\n1. One\n2. Two\n3. Three\n")
    assert [(block.start, len(block.items)) for block in found.blocks if isinstance(block, ListBlock)] == [(1, 3)]


def test_a_line_that_begins_with_a_picture_is_no_heading() -> None:
    found = article(f"{LEDE}\n![a plan](a.png) and more\n{LEDE} It goes on for longer than the line above it.\n")
    assert [section.heading for section in found.sections] == [None]


@pytest.mark.parametrize("suffix", ["txt", "md"])
def test_no_picture_is_fetched_by_anything_but_the_web(suffix: str) -> None:
    for src in ("javascript:alert(1)", "data:image/svg+xml,x", "file:///etc/passwd"):
        found = article(f"{LEDE}\n\n![x]({src})\n", f"content/a.{suffix}")
        assert [block for block in found.blocks if isinstance(block, Image)] == []


@pytest.mark.parametrize("target", ["/\\evil.example", "\\\\evil.example", "/\\/evil.example"])
def test_no_link_leaves_the_site_in_disguise(target: str) -> None:
    found = article(f"{LEDE}\n\n[words]({target}) and more\n")
    assert [
        span for block in found.blocks if not isinstance(block, Quote | ListBlock | Image) for span in block.text.spans
    ] == []  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("path", "slug", "slug_from"),
    [
        ("content/2026-11-22-vote.txt", "vote", "file name"),
        ("content/2026-11-22-the-vote.txt", "the-vote", "file name"),
        ("content/2026-11-22-wx_00317b9c.txt", "the-ferry-stays", "title"),
        ("content/2026/11/22/vote.txt", "the-ferry-stays", "title"),
        ("content/vote.txt", "the-ferry-stays", "title"),
    ],
)
def test_after_a_date_one_word_is_a_name_of_an_article(path: str, slug: str, slug_from: str) -> None:
    found = article("The ferry stays\n" + LEDE + "\n", path)
    assert (found.slug, found.slug_from, found.title) == (slug, slug_from, "The ferry stays")


@pytest.mark.parametrize(
    ("given", "name", "role", "institution"),
    [
        ("Yusra Tolland, Tolland Marine Survey", "Yusra Tolland", None, "Tolland Marine Survey"),
        ("Ann Lee, goalkeeper, Port Osmerry Athletic", "Ann Lee", "goalkeeper", "Port Osmerry Athletic"),
        (
            "Barnaby Stook, councillor for Little Hask, Hask Islands Council",
            "Barnaby Stook",
            "councillor for Little Hask",
            "Hask Islands Council",
        ),
        ("Tom Hill, CEO of Acme, Inc.", "Tom Hill", None, None),
        ("Ann Lee, Médecins Sans Frontières", "Ann Lee", None, "Médecins Sans Frontières"),
    ],
)
def test_a_name_after_a_role_is_where_the_speaker_comes_from(
    given: str, name: str, role: str | None, institution: str | None
) -> None:
    found = speaker(given)
    assert found.as_given == given
    assert found.name == name
    if institution:
        assert (found.role, found.institution) == (role, institution)
    else:
        assert found.institution != "Inc."


def test_more_lines_than_memory_should_hold_are_refused() -> None:
    loaded = load(Source("content/a.txt", b"a\n" * (MOST_LINES + 1)), Config())
    assert loaded.article is None
    assert [str(issue) for issue in loaded.issues] == ["content/a.txt: E204 more than 1,000,000 lines (split the file)"]


@pytest.mark.parametrize(
    ("text", "said", "by"),
    [
        ("“It rained.” (Ann Lee, mayor)", "“It rained.”", "Ann Lee, mayor"),
        ("“It *rained*” ([Ann Lee](ann.txt), *mayor*).", "“It *rained*”", "[Ann Lee](ann.txt), *mayor*"),
        ("“It rained.” *(Ann Lee, mayor)*", "“It rained.”", "Ann Lee, mayor"),
    ],
)
@pytest.mark.parametrize("suffix", ["txt", "md"])
def test_a_speaker_in_brackets_is_told_without_them(text: str, said: str, by: str, suffix: str) -> None:
    source = Source(f"content/a.{suffix}", f"It poured all day.\n\n{text}\n".encode())
    found = [(block.type, block.text) for block in explain(source, Config()).blocks]
    assert found[1:] == [("quote", said), ("attribution", by)]
