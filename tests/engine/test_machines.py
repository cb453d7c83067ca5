"""What a build tells machines: sitemaps, robots.txt, llms.txt, records, cards; and what it tells nobody yet."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from msgspec import structs

from digest.engine.build import Report, Request
from digest.engine.build import build as engine_build
from digest.engine.themes import read_theme
from digest.renderer.plan import Page
from digest.renderer.render import Renderer
from digest.renderer.views import NotFoundView, Site
from tests import sites

pytestmark = pytest.mark.usefixtures("quick_builds")
NOW = datetime.fromtimestamp(sites.NOW, UTC)
"""Noon of 22 November 2026."""
BASE = "https://example.org/news/"
VOTE = "2026/11/20/vote/"


def held(word: str, front: str) -> str:
    """An article that gives this word to everything that an article can give one to."""
    return f"""\
---
title: {word} title
{front}
authors: [{word} Author]
topics: [{word} topic]
summary: A {word} summary.
source: {word} Gazette
source_url: https://example.com/{word}
image: {word}.png
image_alt: {word} picture
corrections: [A {word} correction.]
---
The {word} lede.

## {word} heading

> Some {word} words.
>
> — {word} Speaker, {word} Board

See [the {word} plan]({word}.pdf).
"""


SITE: dict[str, str | bytes] = {
    "digest.yaml": f"title: The Lantern\nbase_url: {BASE}\nimage: card.png\nrecords: true\nfeeds: {{items: 1}}\n",
    "content/card.png": b"a card",
    "content/2026-11-20-vote.txt": "---\ndate: 2026-11-20 18:00\n---\nCouncil votes\n\nSeven to four.\n\nThen all went home.\n",
    "content/2026-10-01-storm.txt": "A storm passes\n\nIt took two roofs.\n\nNobody was hurt.\n",
    "content/vexed.md": held("vexedly", "draft: true\ndate: 2026-11-20"),
    "content/vexedly.png": b"a vexedly picture",
    "content/vexedly.pdf": b"a vexedly plan",
    "content/quaint.md": held("quaintly", "date: 2026-11-22 18:00"),
    "content/quaintly.png": b"a quaintly picture",
    "content/quaintly.pdf": b"a quaintly plan",
}


def build(root: Path, now: datetime = NOW, keep_going: bool = False) -> Report:
    report = engine_build(Request(root=root, now=now, jobs=0, keep_going=keep_going))
    assert report.outcome == "published"
    return report


def holding(folder: Path, word: str) -> list[str]:
    """The files below `folder` that have the word in their names or bytes, whatever its case."""
    return [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and (word in path.as_posix().lower() or word.encode() in path.read_bytes().lower())
    ]


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory, quick_builds: None) -> Path:
    """A site with a draft and a scheduled article, built before its time; nobody changes it."""
    root = sites.write(tmp_path_factory.mktemp("paper"), SITE)
    build(root)
    return root


@pytest.fixture
def site(paper: Path, tmp_path: Path) -> Path:
    """The same without these two, for tests that change it."""
    root = tmp_path / "site"
    shutil.copytree(paper, root)
    for name in ("vexed.md", "quaint.md"):
        (root / "content" / name).unlink()
    build(root)
    return root


def test_drafts_and_scheduled_articles_are_in_no_output_before_their_time(paper: Path, tmp_path: Path) -> None:
    assert {word: holding(paper / "build", word) for word in ("vexed", "quaint")} == {"vexed": [], "quaint": []}
    root = tmp_path / "site"
    shutil.copytree(paper, root)
    build(root, NOW + timedelta(hours=6))
    assert holding(root / "build", "vexed") == []
    url = "2026/11/22/quaintly-title/"
    shown = set(holding(root / "build", "quaint"))
    assert shown >= {
        f"{url}index.html",
        f"{url}index.json",
        "2026/11/index.html",
        "feed.xml",
        "index.html",
        "llms.txt",
        "media/quaintly.pdf",
        "media/quaintly.png",
        "news-sitemap.xml",
        "sitemap.xml",
        "topics/quaintly-topic/index.html",
    }


def test_the_sitemap_has_every_page_and_robots_names_it(paper: Path) -> None:
    output = paper / "build"
    text = (output / "sitemap.xml").read_text()
    pages = {path.parent.relative_to(output).as_posix() for path in output.rglob("index.html")}
    assert {f"{BASE}{page}/".replace("/./", "/") for page in pages} == {
        part.partition("</loc>")[0] for part in text.split("<loc>")[1:]
    }
    assert f"<loc>{BASE}{VOTE}</loc><lastmod>2026-11-20T18:00:00+00:00</lastmod>" in text
    assert (output / "robots.txt").read_text().splitlines()[3:] == [
        f"Sitemap: {BASE}sitemap.xml",
        f"Sitemap: {BASE}news-sitemap.xml",
    ]


def test_a_story_leaves_the_news_sitemap_after_two_days_and_nothing_else_is_made(site: Path) -> None:
    end = datetime(2026, 11, 22, 18, tzinfo=UTC)
    assert not build(site, end - timedelta(seconds=1)).changes.changed
    changes = build(site, end).changes
    assert (changes.added, changes.changed, changes.removed) == ((), ("robots.txt",), ("news-sitemap.xml",))
    assert not build(site, end + timedelta(hours=1)).changes.changed


def test_a_record_says_what_its_article_says(paper: Path) -> None:
    found = json.loads((paper / "build" / VOTE / "index.json").read_bytes())
    assert (found["title"], found["url"], found["edition"]) == ("Council votes", BASE + VOTE, "2026-w47")
    assert found["lede"]["text"]["plain"] == "Seven to four."
    html = (paper / "build" / VOTE / "index.html").read_text()
    assert f'<link rel="alternate" type="application/json" title="Record" href="../../../../{VOTE}index.json">' in html


def test_a_body_edit_makes_the_page_and_the_record_and_no_sitemap(site: Path) -> None:
    file = site / "content" / "2026-10-01-storm.txt"
    file.write_text(file.read_text().replace("Nobody was hurt", "One cat was hurt"))
    report = build(site)
    assert set(report.rendered) == {
        "2026/10/01/storm/index.html",
        "2026/10/01/storm/index.json",
        "editions/2026-w40/feed.xml",
    }
    assert report.changes.changed == report.rendered


def test_records_come_and_go_with_the_setting(site: Path) -> None:
    config = site / "digest.yaml"
    config.write_text(config.read_text().replace("records: true", "records: false"))
    assert build(site).changes.removed == ("2026/10/01/storm/index.json", f"{VOTE}index.json")


def test_the_record_of_what_failed_stays_and_that_of_what_is_gone_goes(site: Path) -> None:
    (site / "content" / "2026-11-20-vote.txt").write_text(
        "---\ndate: 2026-11-20 18:00\ntitel: Wrong\n---\nSeven to four.\n"
    )
    (site / "content" / "2026-10-01-storm.txt").unlink()
    sites.write(site, {"content/2026-11-20-calm.txt": "Calm again\n\nAll is well.\n"})
    report = engine_build(Request(root=site, now=NOW, jobs=0, keep_going=True))
    assert [path for path in report.changes.removed if "storm" in path] == [
        "2026/10/01/storm/index.html",
        "2026/10/01/storm/index.json",
    ]
    assert (site / "build" / VOTE / "index.json").exists()


def test_the_picture_of_the_site_stands_for_an_article_without_one(paper: Path) -> None:
    html = (paper / "build" / VOTE / "index.html").read_text()
    assert f'<meta property="og:image" content="{BASE}media/card.png">' in html
    assert (paper / "build" / "media" / "card.png").read_bytes() == b"a card"


def test_a_picture_of_the_site_that_is_not_there_is_told(site: Path) -> None:
    (site / "content" / "card.png").unlink()
    report = build(site)
    assert [str(issue) for issue in report.issues] == [
        "digest.yaml: W006 'image' names 'card.png', which is not there (it is looked for in the folder content)"
    ]
    assert "og:image" not in (site / "build" / VOTE / "index.html").read_text()
    assert "media/card.png" in report.changes.removed


class Scripts(HTMLParser):
    """The scripts of a page, and the contents of its cards."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.cards: dict[str, str] = {}
        self.inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "script":
            assert found == {"type": "application/ld+json"}
            self.scripts.append("")
            self.inside = True
        if tag == "meta" and (name := found.get("property") or found.get("name")):
            self.cards[name] = found.get("content") or ""

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "script"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.scripts[-1] += data


def test_a_hostile_article_breaks_out_of_nothing(site: Path) -> None:
    title = '</script><script>alert(1)</script>" onload="x" <!--'
    text = f"---\ntitle: '{title}'\nslug: hostile\nauthors: ['{title}']\n---\nIt is said.\n"
    sites.write(site, {"content/2026-11-22-hostile.md": text})
    build(site)
    page = Scripts((site / "build/2026/11/22/hostile/index.html").read_text())
    (told,) = map(json.loads, page.scripts)
    assert told["headline"] == told["author"][0]["name"] == page.cards["og:title"] == title
    assert json.loads((site / "build/2026/11/22/hostile/index.json").read_bytes())["title"] == title


def test_cards_say_what_the_data_say(paper: Path) -> None:
    page = Scripts((paper / "build" / VOTE / "index.html").read_text())
    assert page.cards == page.cards | {
        "og:type": "article",
        "og:title": "Council votes",
        "og:url": BASE + VOTE,
        "og:site_name": "The Lantern",
        "og:description": "Seven to four.",
        "og:image:alt": "The Lantern",
        "article:published_time": "2026-11-20T18:00:00+00:00",
        "twitter:card": "summary_large_image",
        "twitter:title": "Council votes",
        "twitter:image": f"{BASE}media/card.png",
    }
    assert "og:locale" not in page.cards  # `en` names no country
    front = Scripts((paper / "build" / "index.html").read_text())
    assert (front.cards["og:type"], front.cards["og:title"]) == ("website", "The Lantern")


def test_a_page_that_is_not_to_be_listed_says_so() -> None:
    theme, _ = read_theme(sites.ROOT)
    assets = dict.fromkeys(("favicon.svg", "style.css", "print.css"), "x")
    renderer = Renderer(theme, Site("The Lantern", "", "en", BASE, "", (), (), assets, {}, "digest 0"))
    view = NotFoundView(title="Old address", description="", url=BASE)
    assert Page("a/index.html", "404.html", view, "../").address == BASE
    hidden = structs.replace(view, indexed=False)
    assert Page("a/index.html", "404.html", hidden, "../").address == ""
    html = renderer.page(Page("a/index.html", "404.html", hidden, "../"))
    assert isinstance(html, str)
    assert '<meta name="robots" content="noindex">' in html
