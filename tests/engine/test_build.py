"""Builds of whole sites, by the command: what is published, what is refused, and what stays as it was."""

import errno
import os
import re
import shutil
import socket
import sys
from pathlib import Path

import feedparser
import pytest

from digest.cli import main
from digest.config import Config
from digest.engine.lock import locked
from digest.renderer.plan import Detail, addresses, plan, site_view
from digest.site.model import assemble
from tests import sites
from tests.cards import day, settled_card
from tests.sites import run, tree, unprivileged, write

VOTE = "The council voted on Thursday to keep the ferry, by seven votes to four, after a long evening.\n"
PNG = b"\x89PNG\r\n\x1a\n not really"


def site(folder: Path, **files: str | bytes) -> Path:
    """A site with these content files; `__` in a name is a slash, and its last `_` before the suffix the dot."""
    return write(folder, {f"content/{name.replace('__', '/')}": text for name, text in files.items()})


def build(folder: Path, *arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str], str]:
    """Exit status, problems less the one about base_url, and what else was said."""
    status = main(["build", str(folder), "--no-search", *arguments])
    told = capsys.readouterr()
    return status, [line for line in told.err.splitlines() if " W003 " not in line], told.out


def page(folder: Path, path: str) -> str:
    return (folder / "build" / path / "index.html").read_text("utf-8")


@pytest.fixture
def built(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A site of one article that is up."""
    write(tmp_path, {"content/2026-11-03-ferry-vote.txt": VOTE})
    assert build(tmp_path, capsys=capsys)[0] == 0
    return tmp_path


def refused(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 1) -> list[str]:
    """The problems of a build that must publish nothing."""
    before = tree(folder / "build") if (folder / "build").is_dir() else {}
    found = build(folder, *arguments, capsys=capsys)
    assert found[0] == status, found
    assert "nothing was published" in found[2]
    assert (tree(folder / "build") if (folder / "build").is_dir() else {}) == before
    assert not (folder / "build" / ".digest-staging").exists()
    return found[1]


# ---- what a build makes


def test_a_folder_with_only_content_is_a_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, {"content/2026-11-03-ferry-vote.txt": VOTE})
    status, problems, said = build(tmp_path, capsys=capsys)
    assert (status, problems) == (0, [])
    assert re.match(r"9 pages of 1 article in .*build: \d+ files added; 1 warning\.$", said)
    assert [path for path in tree(tmp_path / "build") if not path.startswith("assets/")] == [
        "2026/11/03/ferry-vote/index.html",
        "2026/11/index.html",
        "2026/index.html",
        "404.html",
        "archive/index.html",
        "atom.xml",
        "corrections/feed.xml",
        "editions/2026-w45/feed.xml",
        "editions/2026-w45/index.html",
        "editions/feed.xml",
        "editions/index.html",
        "feed.json",
        "feed.xml",
        "feeds/index.html",
        "index.html",
        "llms.txt",
        "robots.txt",
        "sitemap.xml",
    ]
    assert "by seven votes to four" in page(tmp_path, "2026/11/03/ferry-vote")


def test_building_again_changes_nothing(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.stat().st_mtime_ns for path in (built / "build").rglob("*") if path.is_file()}
    assert ": nothing changed" in build(built, capsys=capsys)[2]
    assert {path: path.stat().st_mtime_ns for path in before if path.name != ".digest"} == {
        path: time for path, time in before.items() if path.name != ".digest"
    }


def test_two_clean_builds_are_equal_byte_for_byte(tmp_path: Path) -> None:
    shutil.copytree(sites.ROOT / "content", tmp_path / "a" / "content")
    shutil.copytree(sites.ROOT / "content", tmp_path / "elsewhere" / "b" / "content")
    one = run(tmp_path / "a", "build", PYTHONHASHSEED="1", TZ="Asia/Tokyo", LC_ALL="C")
    two = run(tmp_path / "elsewhere" / "b", "build", PYTHONHASHSEED="2", TZ="America/Lima", LC_ALL="C.UTF-8")
    assert (one.returncode, two.returncode) == (0, 0)
    assert tree(tmp_path / "a" / "build") == tree(tmp_path / "elsewhere" / "b" / "build")
    assert (tmp_path / "a/ledger.jsonl").read_bytes() == (tmp_path / "elsewhere/b/ledger.jsonl").read_bytes()


def test_a_ledger_with_a_byte_order_mark_is_no_reason_to_build(
    built: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = built / "ledger.jsonl"
    ledger.write_bytes(b"\xef\xbb\xbf" + ledger.read_bytes())
    build(built, capsys=capsys)
    monkeypatch.setattr("digest.engine.run.run", None)
    assert "nothing changed" in build(built, capsys=capsys)[2]


def test_drafts_and_scheduled_articles_are_in_no_file_until_they_are_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        tmp_path,
        {
            "content/2026-11-03-ferry-vote.txt": VOTE,
            "content/a.txt": "---\ndraft: true\ntopics: [Zanzibar]\n---\nThe secret draft tells of the quokka.\n",
            "content/2099-01-01-later.txt": "---\ntopics: Tomorrow\n---\nThe secret capsule holds the quokka.\n",
        },
    )
    status, _, said = build(tmp_path, capsys=capsys)
    assert status == 0
    assert "1 draft held back, 1 scheduled article held back." in said
    for path, data in tree(tmp_path / "build").items():
        assert b"quokka" not in data, path
        assert b"zanzibar" not in data.lower(), path
        assert b"2099" not in data, path
    assert "quokka" not in (tmp_path / "ledger.jsonl").read_text()
    ledger = (tmp_path / "ledger.jsonl").read_bytes()
    _, _, said = build(tmp_path, "--drafts", "--future", "--output", str(tmp_path / "all"), capsys=capsys)
    assert "1 draft included, 1 scheduled article included." in said
    shown = tree(tmp_path / "all")
    assert sum(b"quokka" in data for path, data in shown.items() if path.endswith("index.html")) >= 3
    assert shown["feed.xml"].count(b"<item>") == 3
    assert (tmp_path / "ledger.jsonl").read_bytes() == ledger


def test_a_scheduled_article_appears_when_its_time_has_come(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"content/a.txt": f"---\ntitle: Vote\ndate: 2026-11-22 12:01\n---\n{VOTE}"})
    _, problems, _ = build(tmp_path, capsys=capsys)
    assert problems == ["content: W005 no story is published: all are drafts or scheduled"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(sites.NOW + 60))
    assert build(tmp_path, capsys=capsys)[1] == []
    assert (tmp_path / "build/2026/11/22/vote/index.html").exists()


def test_a_preview_of_an_undated_article_is_of_its_own_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    vote = f"{VOTE}\nNobody cheered.\n"
    undated = {f"content/{name}.txt": f"The {name} fair\n\n{VOTE}" for name in ("first", "second")}
    write(tmp_path, {"digest.yaml": "feeds: {items: 1}\n", "content/2026-11-03-ferry-vote.txt": vote, **undated})
    assert build(tmp_path, "--drafts", capsys=capsys)[0] == 0
    for days, text in ((2, vote), (4, vote.replace("Nobody", "Somebody"))):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(sites.NOW + days * 86400))
        write(tmp_path, {"content/2026-11-03-ferry-vote.txt": text})
        build(tmp_path, "--drafts", capsys=capsys)
        build(tmp_path, "--drafts", "--output", str(tmp_path / f"{days}"), capsys=capsys)
        assert tree(tmp_path / "build") == tree(tmp_path / f"{days}")
        assert (tmp_path / f"build/2026/11/{22 + days}/the-second-fair/index.html").exists()


def test_an_undated_untitled_text_never_moves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"content/0001_ab12.txt": VOTE})
    assert [line.split()[1] for line in build(tmp_path, capsys=capsys)[1]] == ["W302"]
    (before,) = (tmp_path / "build/2026/11/22").iterdir()
    feed = tree(tmp_path / "build")["feed.xml"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(sites.NOW + 90 * 86400))
    write(tmp_path, {"content/0001_ab12.txt": "Rewritten, the opening says something else altogether now.\n"})
    build(tmp_path, capsys=capsys)
    assert [path.name for path in (tmp_path / "build/2026/11/22").iterdir()] == [before.name]
    facts = rb"<guid[^>]*>[^<]*</guid>|<pubDate>[^<]*</pubDate>|<link>[^<]*</link>"
    assert re.findall(facts, tree(tmp_path / "build")["feed.xml"]) == re.findall(facts, feed)


def test_files_beside_articles_are_published_only_where_a_published_article_uses_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        tmp_path,
        {
            "content/2026/a.md": "---\ntitle: A\ndate: 2026-11-03\nimage: lead.png\nimage_alt: A lead\n---\n"
            "See ![a map](maps/m%20a.png), [the report](/report.pdf) and [B](../b.md).\n",
            "content/2026/lead.png": PNG,
            "content/2026/maps/m a.png": PNG + b"2",
            "content/report.pdf": b"pdf",
            "content/b.md": "---\ntitle: B\ndate: 2026-11-04\n---\nText of the other article.\n",
            "content/unused.png": PNG,
            "content/draft.md": "---\ndraft: true\n---\n![secret](secret.png) and words.\n",
            "content/secret.png": PNG,
        },
    )
    status, problems, _ = build(tmp_path, capsys=capsys)
    assert (status, problems) == (0, [])
    files = tree(tmp_path / "build")
    media = [path for path in files if path.startswith("media/")]
    assert media == ["media/2026/lead.png", media[1], "media/report.pdf"]
    assert files[media[1]] == PNG + b"2"
    html = page(tmp_path, "2026/11/03/a")
    for address in ("media/2026/lead.png", media[1], "media/report.pdf", "2026/11/04/b/index.html"):
        assert f'"../../../../{address}"' in html
    feed = files["feed.xml"].decode()
    assert "http://localhost:8000/media/report.pdf" in feed
    assert '"http://localhost:8000/2026/11/04/b/"' in html_of_feed(feed)


def html_of_feed(feed: str) -> str:
    """The texts of all items."""
    return " ".join(item.content[0].value for item in feedparser.parse(feed).entries)


def test_pages_of_the_site_can_be_linked_by_their_addresses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    places = [
        "/",
        "/archive/",
        "/2026/",
        "/2026/11/",
        "/topics/",
        "/topics/sport/",
        "/feeds/",
        "/2026/11/03/ferry-vote/",
    ]
    links = " ".join(f"[to {place}]({place})" for place in places)
    write(tmp_path, {"content/2026-11-03-ferry-vote.md": f"---\ntopics: [Sport]\n---\nFirst words.\n\n{links}\n"})
    assert build(tmp_path, capsys=capsys)[:2] == (0, [])
    html = page(tmp_path, "2026/11/03/ferry-vote")
    for place in places:
        assert f'<a href="../../../..{place}index.html">to {place}</a>' in html
    feed = html_of_feed((tmp_path / "build/feed.xml").read_text())
    for place in places:
        assert f'<a href="http://localhost:8000{place}">to {place}</a>' in feed


def test_every_page_of_the_site_can_be_linked() -> None:
    cards = [settled_card("a", day(3), topics=("Sport",)), settled_card("b", day(3, month=1, year=2025))]
    site, _ = assemble(cards)
    details = {card.path: Detail({}) for card in cards}
    pages = plan(site, site_view(site, Config(), {}), Config(), details)
    assert {page.path for page in pages if not page.body} == {*addresses(site, search=True), "404.html"}


def test_a_link_that_leads_nowhere_is_a_warning_and_shown_as_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        tmp_path,
        {"content/2026-11-03-ferry-vote.md": "Words first.\n\nSee [the map](map.png) and\n![a plan](plan.png)\n"},
    )
    status, problems, _ = build(tmp_path, capsys=capsys)
    assert status == 0
    hint = "(it is looked for beside the article, or from content if it begins with /)"
    assert problems == [
        f"content/2026-11-03-ferry-vote.md:3: W303 'map.png' leads to no file or page {hint}",
        f"content/2026-11-03-ferry-vote.md:4: W303 'plan.png' leads to no file or page {hint}",
    ]
    html = page(tmp_path, "2026/11/03/ferry-vote")
    assert "See the map and" in html
    assert "plan.png" not in html


def test_a_picture_in_a_link_leads_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files: dict[str, str | bytes] = {
        "content/2026-11-03-ferry-vote.md": "Words first.\n\n[![a plan](/plan.png)](/papers/plan.pdf)\n\n"
        "[![a map](/plan.png)](javascript:x)\n",
        "content/plan.png": b"png",
        "content/papers/plan.pdf": b"pdf",
    }
    write(tmp_path, files)
    assert build(tmp_path, capsys=capsys)[0] == 0
    html = page(tmp_path, "2026/11/03/ferry-vote")
    root = "../../../../media/"
    assert f'<a href="{root}papers/plan.pdf"><img src="{root}plan.png" alt="a plan" loading="lazy"></a>' in html
    assert f'\n<img src="{root}plan.png" alt="a map" loading="lazy">\n' in html
    assert (tmp_path / "build/media/papers/plan.pdf").read_bytes() == b"pdf"


def test_a_template_of_the_site_overrides_the_themes(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(
        built,
        {
            "templates/404.html": '{% extends "theme/404.html" %}{% block title %}Nowhere{% endblock %}',
            "templates/feeds.html": "{{ page.title }} of {{ site.title }} {{ site.assets['own.css'] }}",
            "templates/assets/own.css": "p{color:red}",
        },
    )
    assert build(built, capsys=capsys)[0] == 0
    assert "<title>Nowhere</title>" in (built / "build/404.html").read_text()
    assert re.fullmatch(r"Feeds of Digest assets/own\.\w{10}\.css", page(built, "feeds"))


def test_the_not_found_page_works_at_any_depth_below_the_path_of_the_site(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build(built, "--base-url", "https://example.org/news/", capsys=capsys)
    html = (built / "build/404.html").read_text()
    links = re.findall(r'(?:href|src)="([^"#]*)"', html)
    assert links
    assert all(link.startswith("/news/") for link in links)


def test_a_feed_has_as_many_items_as_the_site_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, {f"content/2026-11-{day:02}-the-news-of-it.txt": VOTE for day in range(1, 21)})
    write(tmp_path, {"digest.yaml": "feeds: {items: 3, content: summary}\n"})
    build(tmp_path, capsys=capsys)
    feed = (tmp_path / "build/feed.xml").read_text()
    assert re.findall(r"<link>http://localhost:8000/(2026[^<]*)", feed) == [
        f"2026/11/{day}/the-news-of-it/" for day in (20, 19, 18)
    ]
    assert "content:encoded" not in re.sub("<rss[^>]*>", "", feed)


def test_without_rss_there_is_no_feed(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(built, {"digest.yaml": "feeds: {formats: []}\n"})
    assert build(built, capsys=capsys)[0] == 0
    assert not (built / "build/feed.xml").exists()
    assert "application/rss+xml" not in page(built, "")


# ---- what is refused: the site that is up stays as it was


def test_no_content_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(tmp_path, capsys) == [
        f"content: E001 there is no such folder (make a folder 'content' in {tmp_path}"
        " and put article files (.txt or .md) into it)"
    ]
    assert list(tmp_path.iterdir()) == []


def test_no_site_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "nowhere"
    assert refused(missing, capsys) == [f"{missing}: E001 there is no such folder"]


def test_a_file_in_place_of_the_content_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, {"content": "x"})
    assert refused(tmp_path, capsys)[0].startswith("content: E001 is not a folder (")


def test_an_empty_content_folder_does_not_empty_the_site(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (built / "content/2026-11-03-ferry-vote.txt").rename(built / "content/_vote.txt")
    assert refused(built, capsys) == [
        "content: E002 holds no article (put article text into files that end in .txt or .md)"
    ]


def test_a_folder_with_the_name_of_an_article(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (built / "content/other.txt").mkdir()
    assert refused(built, capsys) == ["content/other.txt: E202 is a folder with the name of an article (rename it)"]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes in folders")
def test_a_pipe_is_not_waited_for(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(built / "content/pipe.txt")
    assert refused(built, capsys) == ["content/pipe.txt: E202 is not a file (a plain file is expected here)"]


def test_a_link_out_of_the_content_folder(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(built, {"private/diary.txt": "Dear diary"})
    (built / "content/diary.txt").symlink_to(built / "private/diary.txt")
    (built / "content/folder").symlink_to(built / "private")
    problems = refused(built, capsys)
    assert [re.sub(r"is a link to \S+", "is a link to …", problem) for problem in problems] == [
        "content/diary.txt: E203 is a link to … out of content (copy the file into the folder)",
        "content/folder: E203 is a link to … out of content (copy the file into the folder)",
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
@pytest.mark.parametrize("place", ["content", "templates"])
def test_a_link_whose_target_has_a_name_that_is_not_utf8(
    built: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    (built / place).mkdir(exist_ok=True)
    (built / place / "link.txt").symlink_to(os.fsdecode(b"/tmp/\xff"))
    (problem,) = refused(built, capsys)
    assert problem.startswith(f"{place}/link.txt: E203 is a link to /tmp/\\udcff, out of {place}")
    assert build(built, "--keep-going", capsys=capsys)[0] == 1


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_folder_whose_name_is_not_utf8_is_refused(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = built / os.fsdecode(b"\xff")
    assert refused(built, capsys, "--output", str(odd))[0].partition(": ")[2] == (
        "E605 has a name that is not UTF-8 (choose another folder with --output)"
    )
    assert not odd.exists()
    write(odd, {"content/2026-11-03-ferry-vote.txt": VOTE})
    (built / "link").symlink_to(odd)
    for folder in (odd, built / "link"):
        assert refused(folder, capsys)[0].partition(": ")[2] == (
            "E001 is in a folder whose name is not UTF-8 (rename it)"
        )
        assert sorted(entry.name for entry in odd.iterdir()) == ["content"]


def test_folders_in_folders_without_end_are_refused(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (built / "content" / "/".join("a" * 150)).mkdir(parents=True)
    (problem,) = refused(built, capsys)
    assert problem.endswith("/a: E201 is below more than 100 folders (move it up)")


def test_a_link_within_the_content_folder(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (built / "content/2026-11-04-ferry-vote-again.txt").symlink_to("2026-11-03-ferry-vote.txt")
    (built / "content/all").symlink_to(".")
    status, problems, _ = build(built, capsys=capsys)
    assert status == 0
    assert problems == ["content/all: W208 is a link to a folder and is not followed"]
    assert (built / "build/2026/11/04/ferry-vote-again/index.html").exists()


def test_a_link_to_nothing(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (built / "content/gone.txt").symlink_to("nothing.txt")
    assert refused(built, capsys) == ["content/gone.txt: E201 cannot be read: no such file or directory"]


def test_all_problems_of_all_files_in_one_run(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(
        built,
        {
            "digest.yaml": "titel: x\n",
            "content/a.txt": "---\ntitel: x\ndate: 2026-02-30\n---\nText.\n",
            "content/b.md": "---\ntitle: a: b\n---\nText.\n",
            "content/c.txt": "---\ndraft: maybe\ndraft: no\nauthors: &x [A]\n---\nText.\n",
            "content/d.txt": "---\ntitle: never closed\n",
            "content/e.txt": "\n \n",
            "templates/404.html": "{% if %}",
        },
    )
    assert [" ".join(problem.split()[:2]) for problem in refused(built, capsys)] == [
        "content/a.txt:2:1: E102",
        "content/a.txt:3:7: E107",
        "content/b.md:2:9: E101",
        "content/c.txt:4:10: E105",
        "content/d.txt:1: E106",
        "content/e.txt: E301",
        "digest.yaml:1:1: E102",
    ]


def test_two_articles_of_one_address_are_both_named_before_anything_is_rendered(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a", "b"):
        write(built, {f"content/{name}.txt": f"---\ndate: 2026-11-05\nslug: vote\n---\n{VOTE}"})
    write(built, {"templates/front.html": "{{ broken }}"})
    assert refused(built, capsys) == [
        "content/b.txt: E401 has the address 2026/11/05/vote/ of content/a.txt (give one of the two another slug)"
    ]


@pytest.mark.parametrize(
    ("template", "text", "problem"),
    [
        ("article.html", "\n\n{{ page.titel }}", "templates/article.html:3: E502 UndefinedError: ArticleView has no"),
        ("month.html", "\n{% for %}", "templates/month.html:2: E501 Expected an expression"),
        ("front.html", '{% include "x.html" %}', "templates/front.html:1: E503 there is no template 'x.html'"),
        ("_feed_item.html", "{{ 1 // 0 }}", "templates/_feed_item.html:1: E502 ZeroDivisionError"),
        ("404.html", b"\n\xff", "templates/404.html:2: E501 is not UTF-8 (save it as UTF-8)"),
        (
            "front.html",
            "{% for x in [1] %}" * 25 + "{% endfor %}" * 25,
            "templates/front.html: E502 SyntaxError: too many",
        ),
        ("front.html", "{{ " + "(" * 999 + "1" + ")" * 999 + " }}", "templates/front.html: E502 extends, includes or"),
    ],
)
def test_a_template_error_is_named_with_template_and_line(
    built: Path, capsys: pytest.CaptureFixture[str], template: str, text: str | bytes, problem: str
) -> None:
    write(built, {f"templates/{template}": text})
    (told,) = refused(built, capsys)
    assert told.startswith(problem)


def test_a_template_that_no_page_uses_may_be_broken(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(built, {"templates/spare.html": "{{ " + "(" * 999 + "1" + ")" * 999 + " }}"})
    assert build(built, capsys=capsys)[0] == 0


def test_errors_of_two_templates_are_both_told(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(built, {"templates/article.html": "{{ a }}", "templates/month.html": "{{ b }}"})
    assert [problem.split(":")[0] for problem in refused(built, capsys)] == [
        "templates/article.html",
        "templates/month.html",
    ]


def test_a_damaged_ledger_is_not_overwritten(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    damaged = (built / "ledger.jsonl").read_text() + "<<<<<<< HEAD\n"
    (built / "ledger.jsonl").write_text(damaged)
    (problem,) = refused(built, capsys)
    assert problem == ("ledger.jsonl:2: E406 a merge conflict that is not settled (keep the lines of both sides)")
    assert (built / "ledger.jsonl").read_text() == damaged


def test_an_output_folder_that_is_not_ours(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(built, {"thesis/chapter.doc": "x"})
    status, problems, _ = build(built, "--output", str(built / "thesis"), capsys=capsys)
    assert status == 1
    assert problems == [
        f"{built}/thesis: E601 holds files that digest did not write: chapter.doc"
        " (choose another folder with --output, or take this one over with --adopt)"
    ]
    assert [path.name for path in (built / "thesis").iterdir()] == ["chapter.doc"]
    assert build(built, "--output", str(built / "thesis"), "--adopt", capsys=capsys)[0] == 0
    assert (built / "thesis/chapter.doc").read_text() == "x"


@pytest.mark.parametrize("output", ["", "content", "content/site", "templates", ".digest", ".."])
def test_an_output_folder_where_the_sources_are(built: Path, capsys: pytest.CaptureFixture[str], output: str) -> None:
    (problem,) = refused(built, capsys, "--output", str(built / output), "--adopt")
    assert "E605 is where the site's sources are" in problem


def test_a_second_build_at_the_same_time(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(built, {"content/2026-11-04-ferry-comes.txt": "The ferry came on Saturday and nobody cheered at all.\n"})
    with locked(built / ".digest/lock", "2026-11-22 12:00:00 UTC"):
        problems = refused(built, capsys, status=3)
    holder = f"process {os.getpid()} on {socket.gethostname()}, since 2026-11-22 12:00:00 UTC"
    assert problems == [f"{built}: E604 another build is running here: {holder} (wait for it to end, or stop it)"]


@pytest.mark.skipif(sys.platform == "win32", reason="locks are another call there")
def test_a_file_system_without_locks_is_told(
    built: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def flock(file: int, how: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", flock)
    write(built, {"content/2026-11-04-ferry-comes.txt": VOTE})
    problems = refused(built, capsys, status=3)
    assert problems == [f"{built}/.digest/lock: E603 cannot be written: no locks available"]


# ---- going on in spite of errors


def test_keep_going_publishes_the_rest_and_keeps_the_last_good_page(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(built, {"content/2026-11-04-ferry-comes.txt": "The ferry came on Saturday and nobody cheered at all.\n"})
    assert build(built, capsys=capsys)[0] == 0
    good = page(built, "2026/11/03/ferry-vote")
    write(
        built,
        {
            "content/2026-11-03-ferry-vote.txt": "---\ntitel: x\n---\nBroken now.\n",
            "content/2026-11-04-ferry-comes.txt": "The ferry came on Sunday and everybody cheered at last.\n",
            "content/2026-11-05-new.txt": "---\ntitel: x\n---\nNever was good.\n",
        },
    )
    assert len(refused(built, capsys)) == 2
    status, problems, said = build(built, "--keep-going", capsys=capsys)
    assert status == 1
    assert [problem.split()[0] for problem in problems] == [
        "content/2026-11-03-ferry-vote.txt:2:1:",
        "content/2026-11-05-new.txt:2:1:",
    ]
    assert said.startswith("11 pages of 2 articles")  # two editions: when the second came, that of the first was closed
    assert page(built, "2026/11/03/ferry-vote") == good
    assert "on Sunday" in page(built, "2026/11/04/ferry-comes")
    assert "2026/11/03/ferry-vote/index.html" in page(built, "")
    assert "Never was good" not in "".join(data.decode("utf-8", "replace") for data in tree(built / "build").values())


@pytest.mark.parametrize(
    ("file", "text"),
    [("digest.yaml", "titel: x\n"), ("ledger.jsonl", "{\n"), ("templates/article.html", "{{ x }}")],
)
def test_keep_going_does_not_go_on_without_config_ledger_or_templates(
    built: Path, capsys: pytest.CaptureFixture[str], file: str, text: str
) -> None:
    write(built, {file: text})
    assert len(refused(built, capsys, "--keep-going")) == 1


BROKEN = "---\ntitel: x\n---\nBroken now.\n"


@pytest.mark.parametrize("forgotten", [False, True])
def test_keep_going_deletes_no_page_of_what_failed(
    built: Path, capsys: pytest.CaptureFixture[str], forgotten: bool
) -> None:
    write(built, {"content/2026-11-04-ferry-comes.txt": VOTE})
    build(built, capsys=capsys)
    before = tree(built / "build")
    write(built, {"content/2026-11-03-ferry-vote.txt": BROKEN, "content/2026-11-04-ferry-comes.txt": BROKEN})
    write(built, {"templates/assets/style.css": "p{color:red}"})
    if forgotten:
        shutil.rmtree(built / ".digest")
    assert build(built, "--keep-going", capsys=capsys)[0] == 1
    after = tree(built / "build")
    for path in before:
        if path.startswith(("2026/11/0", "assets/", "media/")):
            assert after[path] == before[path], path
    assert ("2026/11/03/ferry-vote/" in after["index.html"].decode()) is not forgotten


def test_keep_going_links_to_no_page_that_was_deleted_by_hand(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(built, {"content/2026-11-04-ferry-comes.txt": VOTE})
    build(built, capsys=capsys)
    shutil.rmtree(built / "build/2026/11/03")
    write(built, {"content/2026-11-03-ferry-vote.txt": BROKEN})
    build(built, "--keep-going", capsys=capsys)
    assert "ferry-vote" not in page(built, "")
    assert "ferry-comes" in page(built, "")


def test_keep_going_does_not_list_a_scheduled_article_that_was_never_published(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    later = "---\ntitle: The later vote\ndate: 2026-11-24\n---\nThe harbour votes again.\n"
    folder = write(tmp_path, {"content/2026-11-03-ferry-vote.txt": VOTE, "content/later.txt": later})
    assert build(folder, capsys=capsys)[0] == 0
    write(folder, {"content/later.txt": BROKEN})
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(sites.NOW + 7 * 86400))
    assert build(folder, "--keep-going", capsys=capsys)[0] == 1
    assert "later" not in page(folder, "")
    assert "ferry-vote" in page(folder, "")


def test_keep_going_lists_no_article_that_failed_at_another_address_than_that_of_its_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = "A notice\n\nNobody knows of when this is.\n"
    folder = write(tmp_path, {"content/2026-11-03-ferry-vote.txt": VOTE, "content/notice.txt": notice})
    assert build(folder, capsys=capsys)[0] == 0
    write(folder, {"content/notice.txt": BROKEN})
    (folder / "ledger.jsonl").unlink()  # with the date of what has none
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(sites.NOW + 7 * 86400))
    assert build(folder, "--keep-going", capsys=capsys)[0] == 1
    assert "notice" not in page(folder, "")
    assert (folder / "build/2026/11/22/a-notice/index.html").exists()


def test_keep_going_does_not_bring_back_what_was_withdrawn(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(built, {"content/2026-11-04-ferry-comes.txt": VOTE})
    build(built, capsys=capsys)
    (built / "content/2026-11-04-ferry-comes.txt").unlink()
    write(built, {"content/2026-11-03-ferry-vote.txt": BROKEN})
    build(built, "--keep-going", capsys=capsys)
    assert not (built / "build/2026/11/04").exists()
    assert (built / "build/2026/11/03/ferry-vote/index.html").exists()


def test_keep_going_blames_the_newcomer_for_an_address_that_is_taken(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = page(built, "2026/11/03/ferry-vote")
    write(built, {"content/0.txt": "---\nslug: ferry-vote\ndate: 2026-11-03\n---\nThe newcomer's text.\n"})
    _, problems, _ = build(built, "--keep-going", capsys=capsys)
    assert [problem.split(":")[0] for problem in problems] == ["content/0.txt"]
    assert page(built, "2026/11/03/ferry-vote") == good


def test_keep_going_never_replaces_files_of_others(
    built: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(built, {"w/content/out/index.html": "precious"})
    monkeypatch.chdir(built / "w")
    _, problems, said = build(built, "--output", "content/out", "--keep-going", capsys=capsys)
    assert [problem.split()[1] for problem in problems] == ["E601"]
    assert "nothing was published" in said
    assert (built / "w/content/out/index.html").read_text() == "precious"


# ---- whose output it is


@pytest.mark.parametrize("kind", ["link", "folder"])
def test_a_folder_where_a_file_is_needed_goes_only_if_all_of_it_is_ours(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    first, second = ({"content/2026-11-03-vote.md": f"![A map]({name})\n\n{VOTE}"} for name in ("map/1", "map"))
    write(tmp_path, {"content/map/1": PNG, **first})
    assert build(tmp_path, capsys=capsys)[0] == 0
    mine = tmp_path / "build/media/map/mine"
    mine.symlink_to(tmp_path) if kind == "link" else mine.mkdir()
    shutil.rmtree(tmp_path / "content/map")
    write(tmp_path, {"content/map": PNG, **second})
    assert "E602 is a folder, and a file is needed there" in refused(tmp_path, capsys)[0]
    mine.unlink() if kind == "link" else mine.rmdir()
    assert build(tmp_path, capsys=capsys)[0] == 0
    assert (tmp_path / "build/media/map").read_bytes() == PNG


def test_what_a_build_by_another_name_of_the_folder_left_is_removed(
    built: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(built)
    before = tree(built / "build")
    write(built, {"templates/assets/extra.png": PNG})
    build(built, "--output", "build", capsys=capsys)
    assert len(tree(built / "build")) == len(before) + 1
    shutil.rmtree(built / "templates")
    assert "1 file removed" in build(built, capsys=capsys)[2]
    assert tree(built / "build") == before


def test_a_list_of_our_files_that_is_gone_is_not_overlooked(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = built / "build/.digest"
    known = file.read_bytes()
    file.unlink()
    assert "E601" in refused(built, capsys)[0]
    assert build(built, "--adopt", capsys=capsys)[0] == 0
    assert file.read_bytes() == known


def test_the_output_of_another_site_is_refused_unless_adopted(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(built, {"other/content/2026-11-05-other-news.txt": VOTE})
    before = tree(built / "build")
    status, problems, _ = build(built / "other", "--output", str(built / "build"), capsys=capsys)
    assert (status, tree(built / "build")) == (1, before)
    assert problems == [
        f"{built}/build: E601 holds the site of .. (choose another folder with --output, or take this one over with --adopt)"
    ]
    assert build(built / "other", "--output", str(built / "build"), "--adopt", capsys=capsys)[0] == 0


def test_a_project_that_was_moved_as_a_whole_still_owns_its_output(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moved = built.rename(built.with_name("moved"))
    assert build(moved, capsys=capsys)[0] == 0


def test_content_that_is_a_link_still_is_no_place_for_the_output(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    real = (built / "content").rename(built / "real")
    (built / "content").symlink_to(real)
    assert build(built, capsys=capsys)[0] == 0
    (problem,) = refused(built, capsys, "--output", str(real / "site"))
    assert "E605" in problem


# ---- what cannot be trusted


@pytest.mark.parametrize(
    "change",
    [
        ('"url":"2026/11/03/ferry-vote/"', '"url":"../../../../pwned/"'),
        ('"url":"2026/11/03/ferry-vote/"', '"url":"/tmp/pwned/"'),
        ('"url":"2026/11/03/ferry-vote/"', '"url":"2026/11/03/../"'),
        ('"url":"2026/11/03/ferry-vote/"', '"slug":"../../../../pwned"'),
        ('"edition":"', '"old":["../../../../pwned/"],"edition":"'),
        ('"edition":"2026-w45"', '"edition":"../../pwned"'),
        ('"id":"urn', '"id":"\\u0001urn'),
        ('"first_seen":"2026', '"first_seen":"0001'),
    ],
)
def test_a_ledger_that_was_tampered_with_is_refused(
    built: Path, capsys: pytest.CaptureFixture[str], change: tuple[str, str]
) -> None:
    text = (built / "ledger.jsonl").read_text()
    assert change[0] in text
    (built / "ledger.jsonl").write_text(text.replace(*change))
    (problem,) = refused(built, capsys)
    assert problem.startswith("ledger.jsonl:1: E406 damaged line: ")


@pytest.mark.parametrize(
    "yaml",
    ['title: ""', r'title: "a\x01b"', r'description: "\x00"', r'base_url: "https://e.org/a\x01b"', r'output: "a\x00b"'],
)
def test_a_configuration_that_no_feed_could_hold_is_refused(
    built: Path, capsys: pytest.CaptureFixture[str], yaml: str
) -> None:
    write(built, {"digest.yaml": yaml.replace("\\\\", "\\")})
    (problem,) = refused(built, capsys)
    assert problem.startswith(f"digest.yaml:1:1: E103 '{yaml.partition(':')[0]}' ")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX links")
def test_links_that_lead_in_a_circle(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (built / "content/loop.txt").symlink_to("loop.txt")
    (built / "build2").symlink_to("build2")
    assert refused(built, capsys)[0].startswith("content/loop.txt: E201 cannot be read: ")
    (built / "content/loop.txt").unlink()
    status, problems, _ = build(built, "--output", str(built / "build2"), capsys=capsys)
    assert (status, problems[0].split()[1]) == (1, "E605")


@pytest.mark.parametrize("name", ["a\\b.png", "a\nb.png", "a b.png"])
def test_an_asset_of_the_theme_with_an_odd_name(built: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    write(built, {f"templates/assets/{name}": PNG})
    (problem,) = refused(built, capsys)
    assert ": E201 has a name that " in problem


def test_only_links_to_folders_are_no_articles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "content/e").mkdir(parents=True)
    (tmp_path / "content/l").symlink_to("e")
    assert [problem.split()[1] for problem in refused(tmp_path, capsys)] == ["E002", "W208"]


def test_templates_that_are_no_folder_are_not_ignored(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(built, {"templates": "x"})
    assert refused(built, capsys) == ["templates: E201 cannot be read: not a directory"]


def test_templates_that_cannot_be_cached_are_used_all_the_same(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (built / ".digest/compiled").unlink()
    write(built, {".digest/compiled/in-the-way": "", "content/2026-11-04-ferry-comes.txt": "The ferry came at last.\n"})
    assert build(built, capsys=capsys)[0] == 0
    assert "came at last" in page(built, "2026/11/04/ferry-comes")


def test_an_address_that_was_published_is_kept_free_while_its_article_is_held_back(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(built, {"content/2026-11-03-ferry-vote.txt": f"---\ndraft: true\n---\n{VOTE}"})
    write(built, {"content/b/2026-11-03-ferry-vote.txt": "Another text about the same vote on the same day.\n"})
    build(built, capsys=capsys)
    assert not (built / "build/2026/11/03/ferry-vote").exists()
    write(built, {"content/2026-11-03-ferry-vote.txt": VOTE})
    build(built, capsys=capsys)
    assert "by seven votes to four" in page(built, "2026/11/03/ferry-vote")
    assert "Another text" in page(built, "2026/11/03/ferry-vote-2")


# ---- the disk


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_a_file_that_may_not_be_read(built: Path) -> None:
    write(built, {"content/2026-11-04-secret.txt": VOTE})
    (built / "content/2026-11-04-secret.txt").chmod(0)
    before = tree(built / "build")
    done = run(built, "build", before=unprivileged())
    assert done.returncode == 1
    assert (
        "content/2026-11-04-secret.txt: E201 cannot be read: permission denied"
        " (give yourself the permission to read it)\n" in done.stderr
    )
    assert tree(built / "build") == before


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
@pytest.mark.parametrize("locked", ["build", "build/2026/11/03/ferry-vote", "."])
def test_a_folder_that_may_not_be_written_to(built: Path, locked: str) -> None:
    write(built, {"content/2026-11-03-ferry-vote.txt": "Another text, which has to be written to its page.\n"})
    write(built, {"content/2026-11-04-more.txt": "One more text, which has to be added to the ledger.\n"})
    before = tree(built / "build")
    (built / locked).chmod(0o555)
    try:
        done = run(built, "build", before=unprivileged())
    finally:
        (built / locked).chmod(0o755)
    assert done.returncode == 3, done.stderr
    assert re.search(r"E603 cannot be written: permission denied \(give yourself the permission", done.stderr)
    assert "Traceback" not in done.stderr
    assert tree(built / "build") == before
    assert run(built, "build").returncode == 0


@pytest.mark.tmpfs
@pytest.mark.parametrize("kilobytes", [900, 1000, 1100])
def test_a_disk_that_is_full_in_the_middle_leaves_the_site_as_it_was(tmp_path: Path, kilobytes: int) -> None:
    import subprocess

    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "none", disk], check=True)
    try:
        write(disk, {f"content/2026-11-{day:02}-the-news-of-it.txt": VOTE * 20 for day in range(1, 21)})
        assert run(disk, "build").returncode == 0
        before, ledger = tree(disk / "build"), (disk / "ledger.jsonl").read_bytes()
        write(disk, {f"content/2026-11-{day:02}-the-news-of-it.txt": VOTE * 300 for day in range(1, 21)})
        used = shutil.disk_usage(disk)
        write(disk, {"_ballast": b"x" * max(0, used.free - kilobytes * 500)})
        done = run(disk, "build")
        assert done.returncode == 3, (done.stdout, done.stderr)
        assert re.search(
            r"E603 cannot be written: no space left on device \(free some space, then build again\)", done.stderr
        )
        assert "nothing was published, the site is as it was" in done.stdout
        assert tree(disk / "build") == before
        assert (disk / "ledger.jsonl").read_bytes() == ledger
        (disk / "_ballast").unlink()
        assert run(disk, "build").returncode == 0
        assert tree(disk / "build") != before
    finally:
        subprocess.run(["umount", disk], check=True)


# ---- sizes

SENTENCE = "The council voted on Thursday to keep the ferry running through the winter, by seven votes to four. "


@pytest.mark.skipif(sys.platform == "win32", reason="memory is measured by POSIX means")
@pytest.mark.parametrize(
    ("name", "text", "status"),
    [
        ("paragraphs.txt", (SENTENCE * 5 + "\n") * 20_000, 0),
        ("one-line.txt", SENTENCE * 100_000, 0),
        ("short-lines.txt", "Vote on it\n" * 200_000, 0),
        ("marks.txt", "*a _b [c](d " * 800_000, 0),
        ("paragraphs.md", (SENTENCE * 5 + "\n\n") * 20_000, 1),
    ],
)
def test_an_article_of_10_megabytes_is_done_or_refused_in_bounded_memory(
    tmp_path: Path, name: str, text: str, status: int
) -> None:
    import resource
    import subprocess

    write(tmp_path, {f"content/2026-11-03-much-{name}": text})
    limit = 1_500_000_000
    done = subprocess.run(
        [sys.executable, "-m", "digest", "build"],
        cwd=tmp_path, env=sites.environment(), capture_output=True, text=True, timeout=60, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )  # fmt: skip
    assert done.returncode == status, done.stderr
    if status:
        assert f"content/2026-11-03-much-{name}: E204 " in done.stderr
    else:
        (file,) = (tmp_path / "build/2026/11/03").glob("*/index.html")
        assert file.stat().st_size > len(text)
