"""Reading articles: a batch of paths in, what is to be known of each out, and their texts on the shelf."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from msgspec import structs

from digest.config import Config
from digest.engine import reading
from digest.engine.files import fingerprint, stamp
from digest.engine.reading import Batch, Read, Reading, Shelved, Text, article_of, read_articles
from digest.issues import Issue
from digest.loader import Link, load
from digest.records import Article, Correction, Source, card_of
from digest.site.bodies import body_of
from tests import sites

VOTE, FERRY = "content/2026-11-03-vote.txt", "content/ferry.md"
SITE: dict[str, str | bytes] = {
    VOTE: "Council votes\n\nThe council voted on Thursday, after a long evening.\n",
    FERRY: """\
---
title: The ferry
date: 2026-11-04
source: The Gazette
source_url: https://example.org/
corrections:
- It was not blue.
---
The ferry is old. See [the vote](2026-11-03-vote.txt).

![](https://pictures.example.org/a.png)

![](b.png)
""",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "shelf").mkdir()
    return sites.write(tmp_path, SITE)


def read(root: Path, *paths: str, known: tuple[bytes, ...] = (), zone: str = "UTC") -> list[Read]:
    batch = Batch(str(root), zone, str(root / "shelf"), paths, known or (b"",) * len(paths))
    return msgspec.msgpack.decode(read_articles(msgspec.msgpack.encode(batch)), type=list[Read])


def article(path: str, text: str | bytes, zone: str = "UTC") -> Article:
    data = text.encode() if isinstance(text, str) else text
    found = load(Source(path, data), Config(timezone=zone)).article
    assert found
    return found


def on_shelf(root: Path, found: Read) -> Article | Issue:
    """The text of an article that was read, as a page gets it."""
    assert found.reading
    assert found.shelved
    return article_of(str(root), Text(found.reading.path, found.reading.fingerprint, found.shelved), "UTC")


def without_place(article: Article) -> Article:
    return structs.replace(article, path="", id="", slug="")


# ---- what is read


def test_an_article_is_read_with_all_that_the_site_has_to_know_of_it(root: Path) -> None:
    (found,) = read(root, FERRY)
    whole = article(FERRY, SITE[FERRY])
    data = (root / FERRY).read_bytes()
    assert found.stamp == stamp((root / FERRY).stat(), source=True)
    assert found.reading == Reading(
        path=FERRY,
        issues=(),
        fingerprint=fingerprint(data),
        text=found.reading.text if found.reading else b"",
        card=card_of(whole),
        links=(Link("2026-11-03-vote.txt", 9), Link("b.png", 13)),
        images=("https://pictures.example.org/a.png",),
        source="The Gazette",
        source_url="https://example.org/",
        body=body_of(whole),
        mark=found.reading.mark if found.reading else b"",
    )
    assert found.reading
    assert found.reading.card
    assert found.reading.card.corrections == whole.corrections == (Correction("It was not blue."),)
    assert len(found.reading.text) == 16
    assert len(found.reading.mark) == 8
    assert not found.reading.failed


def test_answers_come_in_the_order_of_the_paths(root: Path) -> None:
    for paths in ((VOTE, FERRY), (FERRY, VOTE)):
        assert [found.reading and found.reading.path for found in read(root, *paths)] == [*paths]


def test_texts_are_on_the_shelf_as_they_were_parsed_but_for_their_place(root: Path) -> None:
    found = read(root, VOTE, "content/none.txt", FERRY)
    (file,) = (root / "shelf").iterdir()
    first, second = found[0].shelved, found[2].shelved
    assert first
    assert second
    assert first == Shelved(str(file), 0, first.size)
    assert second == Shelved(str(file), first.size, second.size)
    assert file.stat().st_size == first.size + second.size
    assert on_shelf(root, found[0]) == without_place(article(VOTE, SITE[VOTE]))
    assert on_shelf(root, found[2]) == without_place(article(FERRY, SITE[FERRY]))


def test_each_batch_has_a_shelf_of_its_own(root: Path) -> None:
    first, second = read(root, VOTE)[0].shelved, read(root, VOTE)[0].shelved
    assert first
    assert second
    assert first.file != second.file


def test_an_article_whose_fingerprint_is_known_is_not_parsed_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    marks = tuple(fingerprint((root / path).read_bytes()) for path in (VOTE, FERRY))
    monkeypatch.setattr(reading, "load", None)
    assert read(root, VOTE, FERRY, known=marks) == [
        Read(stamp((root / path).stat(), source=True), None, None) for path in (VOTE, FERRY)
    ]
    monkeypatch.undo()
    first, second = read(root, VOTE, FERRY, known=(marks[0], marks[0]))
    assert (first.reading, second.reading and second.reading.path) == (None, FERRY)


def test_dates_without_a_zone_are_read_where_the_site_is(root: Path) -> None:
    (here,), (there,) = read(root, FERRY), read(root, FERRY, zone="Europe/Vienna")
    assert here.reading
    assert here.reading.card
    assert there.reading
    assert there.reading.card
    assert here.reading.card.published
    assert there.reading.card.published
    assert (here.reading.card.published - there.reading.card.published).total_seconds() == 3600


# ---- what cannot be read


def test_a_file_that_cannot_be_read_gives_the_reason_and_no_stamp(root: Path) -> None:
    missing, there = read(root, "content/none.txt", VOTE)
    issue = Issue("E201", "content/none.txt", "cannot be read: no such file or directory")
    assert missing == Read(b"", Reading("content/none.txt", (issue,)))
    assert missing.reading
    assert missing.reading.failed
    assert there.reading
    assert there.reading.card


def test_an_article_that_is_none_gives_the_reason_and_is_remembered(root: Path) -> None:
    sites.write(root, {"content/empty.txt": "\n\n"})
    (found,) = read(root, "content/empty.txt")
    assert found.reading
    assert [issue.code for issue in found.reading.issues] == ["E301"]
    assert (found.reading.card, found.reading.fingerprint) == (None, fingerprint(b"\n\n"))
    assert (found.stamp, found.shelved) == (stamp((root / "content/empty.txt").stat(), source=True), None)
    assert found.reading.failed


def test_an_article_of_which_nothing_is_known_has_failed() -> None:
    assert Reading(VOTE, ()).failed


def test_an_article_with_an_error_is_read_but_has_failed(root: Path) -> None:
    sites.write(root, {"content/titel.txt": "---\ntitel: Wrong\n---\nIt rained all day.\n"})
    (found,) = read(root, "content/titel.txt")
    assert found.reading
    assert [(issue.code, issue.line) for issue in found.reading.issues] == [("E102", 2)]
    assert found.reading.card
    assert found.reading.failed


def test_a_shelf_that_is_full_is_an_error_of_the_disk(root: Path) -> None:
    (root / "shelf").rmdir()
    with pytest.raises(FileNotFoundError):
        read(root, VOTE)


# ---- what tells texts apart


def reread(root: Path, path: str, change: Callable[[str], str]) -> tuple[Reading, Reading]:
    """The readings of an article before and after a change."""
    (before,) = read(root, path)
    sites.write(root, {path: change((root / path).read_text("utf-8"))})
    (after,) = read(root, path)
    assert before.reading
    assert after.reading
    return before.reading, after.reading


@pytest.mark.parametrize(
    ("change", "same_text", "same_card"),
    [
        (lambda text: text.replace("title: ", "title:   ") + "\n\n", True, True),
        (lambda text: text.replace("See", "Read"), False, True),
        (lambda text: text.replace("is old", "is new"), False, False),
        (lambda text: text.replace("The ferry\n", "The old ferry\n"), False, False),
        (lambda text: text.replace("a.png", "b.png"), False, False),
        (lambda text: text.replace("The Gazette", "The Courier"), False, False),
        (lambda text: text.replace("blue", "green"), False, False),
        (lambda text: text.replace("[the vote](2026-11-03-vote.txt)", "[the vote](vote.txt)"), False, False),
    ],
    ids=["nothing", "text", "lede", "title", "picture", "source", "correction", "link"],
)
def test_a_reading_shows_the_same_if_only_the_text_is_another(
    root: Path, change: Callable[[str], str], same_text: bool, same_card: bool
) -> None:
    sites.write(root, {FERRY: str(SITE[FERRY]).replace("The ferry is old. See", "The ferry is old.\n\nSee")})
    before, after = reread(root, FERRY, change)
    assert before.fingerprint != after.fingerprint
    assert (before.text == after.text) == same_text
    assert before.shows_the_same(after) == after.shows_the_same(before) == same_card


def test_where_an_article_was_published_is_not_what_it_shows(root: Path) -> None:
    (found,) = read(root, VOTE)
    assert found.reading
    assert found.reading.card
    published = structs.replace(found.reading, card=structs.replace(found.reading.card, url="2026/11/03/vote/"))
    assert found.reading.shows_the_same(published)
    broken = structs.replace(found.reading, card=None)
    assert not found.reading.shows_the_same(broken)
    assert not broken.shows_the_same(found.reading)
    assert not broken.shows_the_same(broken)


def test_a_file_that_is_moved_has_the_same_text(root: Path) -> None:
    moved = VOTE.replace("content/", "content/old/")
    sites.write(root, {moved: SITE[VOTE]})
    first, second = (found.reading for found in read(root, VOTE, moved))
    assert first
    assert second
    assert first.text == second.text
    assert not first.shows_the_same(second)


# ---- texts for pages


def test_a_text_that_is_not_on_the_shelf_is_parsed(root: Path) -> None:
    text = Text(FERRY, fingerprint((root / FERRY).read_bytes()), None)
    assert article_of(str(root), text, "Europe/Vienna") == article(FERRY, SITE[FERRY], "Europe/Vienna")


def test_a_source_that_is_not_what_it_was_is_told(root: Path) -> None:
    text = Text(VOTE, fingerprint(b"other"), None)
    assert article_of(str(root), text, "UTC") == Issue(
        "E205", VOTE, "changed while the site was built", hint="build again"
    )
    (root / VOTE).unlink()
    assert article_of(str(root), text, "UTC") == Issue("E201", VOTE, "cannot be read: no such file or directory")


def test_a_text_on_the_shelf_is_what_was_read_whatever_became_of_its_source(root: Path) -> None:
    (found,) = read(root, VOTE)
    (root / VOTE).unlink()
    assert on_shelf(root, found) == without_place(article(VOTE, SITE[VOTE]))
