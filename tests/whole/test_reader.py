"""The sample site's feed in a real feed reader."""

import functools
import http.server
import sqlite3
import subprocess
import threading
from pathlib import Path

import pytest

from tests import sites

pytestmark = pytest.mark.reader


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass


def unread(folder: Path, url: str) -> list[tuple[str, str, int]]:
    """Title, address and length of the text of each unread item, newest first, after newsboat has looked at the feed."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "urls").write_text(url + "\n")
    (folder / "config").write_text("download-retries 1\nmax-items 0\n")
    command = ["newsboat", "-u", folder / "urls", "-c", folder / "cache.db", "-C", folder / "config", "-x", "reload"]
    subprocess.run(command, check=True, timeout=60, env={**sites.environment(), "HOME": str(folder), "TERM": "dumb"})
    with sqlite3.connect(folder / "cache.db") as cache:
        rows = cache.execute("select title, url, length(content) from rss_item where unread order by pubDate desc")
        found = rows.fetchall()
        cache.execute("update rss_item set unread = 0")
    cache.close()
    return found


def test_newsboat_shows_the_stories_and_announces_none_twice(tmp_path: Path) -> None:
    site, reader = tmp_path / "site", tmp_path / "reader"
    sites.write(
        site, {f"content/2026-11-{day:02}-ferry-news-{day}.txt": f"{'Words of it. ' * 40}\n" for day in (1, 2, 3)}
    )
    handler = functools.partial(Quiet, directory=str(site / "build"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_address[1]}/"
        assert sites.run(site, "build", "--base-url", base).returncode == 0
        first = unread(reader, base + "feed.xml")
        assert [(title, url) for title, url, _ in first] == [
            (f"Ferry news {day}", f"{base}2026/11/{day:02}/ferry-news-{day}/") for day in (3, 2, 1)
        ]
        assert all(length > 500 for *_, length in first)
        text = (site / "content/2026-11-02-ferry-news-2.txt").read_text()
        sites.write(
            site, {"content/2026-11-02-ferry-news-2.txt": f"---\ntitle: Another title\n---\n{text} More words."}
        )
        sites.write(site, {"content/2026-11-04-ferry-news-4.txt": text})
        assert sites.run(site, "build", "--base-url", base).returncode == 0
        assert [title for title, *_ in unread(reader, base + "feed.xml")] == ["Ferry news 4"]
        server.shutdown()


STORY = """The council kept the ferry on Thursday, after three hours, two recesses and a sandwich.
What It Will Cost
The repair comes to 2.1 million crowns, which the reserve holds, and a crew, which it does not.
We have been promised a new ferry at every election since my daughter was born.
– Anselm Droy, Residents’ Association
What Comes Next
Three proposals go before the board in the new year, and one of them is to do nothing at all.
"""


def test_a_story_that_is_moved_retitled_edited_and_dated_anew_at_once_is_unread_in_no_feed(tmp_path: Path) -> None:
    site, reader = tmp_path / "site", tmp_path / "reader"
    sites.write(
        site,
        {
            "digest.yaml": "search: false\n",
            "content/2026-11-03-ferry-kept.txt": f"---\ntopics: [Harbour]\n---\n{STORY}",
            "content/2026-11-05-lamps-lit.txt": "The lamps on the north quay were lit again on Thursday.\n" * 3,
        },
    )
    handler = functools.partial(Quiet, directory=str(site / "build"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_address[1]}/"
        items = {
            "feed.xml": ["Lamps lit", "Ferry kept"],
            "atom.xml": ["Lamps lit", "Ferry kept"],
            "topics/harbour/feed.xml": ["Ferry kept"],
            "voices/anselm-droy/feed.xml": ["Ferry kept"],
            "editions/feed.xml": ["Week 45, 2026"],
            "editions/2026-w45/feed.xml": ["Lamps lit", "Ferry kept"],
        }

        def seen(feed: str) -> list[str]:
            """To newsboat, an item that several feeds have is one: each feed gets a reader of its own."""
            return [title for title, *_ in unread(reader / feed, base + feed)]

        assert sites.run(site, "build", "--base-url", base).returncode == 0
        assert {feed: seen(feed) for feed in items} == items
        (site / "content/2026-11-03-ferry-kept.txt").unlink()
        head = "---\ntitle: Seven to four\nslug: seven\ndate: 2026-11-10 09:00\nupdated: 2026-11-11\ntopics: [Harbour]\n---\n"
        text = STORY.replace("three hours", "four hours") + "The board meets in the old fish hall.\n"
        sites.write(site, {"content/ships/vote.txt": head + text})
        assert sites.run(site, "build", "--base-url", base).returncode == 0
        assert {feed: seen(feed) for feed in items} == {feed: [] for feed in items}
        old = (site / "build/2026/11/03/ferry-kept/index.html").read_text()
        assert f'<link rel="canonical" href="{base}2026/11/10/seven/">' in old
        assert "url=../../../../2026/11/10/seven/index.html" in old
        server.shutdown()
