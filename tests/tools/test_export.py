"""`digest export`: the records of what is published."""

import csv
import io
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.cli import main
from digest.engine import exporting
from digest.engine.request import Request
from digest.tools import export as module
from tests.sites import environment, run, tree, write

LEDE = "The council voted on Thursday to keep the ferry, by seven votes to four."
SITE = {
    "digest.yaml": "title: The Lantern\nbase_url: https://example.org/\ntimezone: Europe/Berlin\n",
    "content/2026-11-20-vote.md": f"---\ntitle: The vote\nauthors: [Ann Lee]\ntopics: [Harbour]\n---\n{LEDE}\n\n"
    "## Why\n\nSee [more](2026-11-21-more.txt).\n\n> It was time.\n>\n> — Jo Reed, Harbour Board\n",
    "content/2026-11-21-more.txt": f"---\ntitle: Café\nid: more\n---\n{LEDE}\n",
    "content/draft.txt": f"---\ntitle: Draft\ndraft: true\ndate: 2026-11-01\n---\n{LEDE}\n",
    "content/later.txt": f"---\ntitle: Later\ndate: 2026-12-01\n---\n{LEDE}\n",
}
FORMATS = ("jsonl", "json", "csv", "ninjs", "sqlite")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("site"), SITE)


def test_jsonl_has_a_record_a_line_newest_first_without_what_is_held_back(site: Path) -> None:
    before = tree(site)
    done = run(site, "export")
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(one["path"], one["url"], one["published"], one["edition"]) for one in records] == [
        ("content/2026-11-21-more.txt", "https://example.org/2026/11/21/more/", "2026-11-21T00:00:00+01:00", "2026-w47"),
        ("content/2026-11-20-vote.md", "https://example.org/2026/11/20/vote/", "2026-11-20T00:00:00+01:00", "2026-w47"),
    ]  # fmt: skip
    link = records[1]["sections"][0]["blocks"][0]["text"]["spans"][0]
    assert link["href"] == "https://example.org/2026/11/21/more/"
    assert (done.returncode, done.stderr) == (
        0, "2 articles exported.\n1 draft held back, 1 scheduled article held back.\n"
    )  # fmt: skip
    assert (tree(site), sorted(path.name for path in site.iterdir())) == (before, ["content", "digest.yaml"])


def test_json_is_one_document_of_the_same_records_with_the_site(site: Path) -> None:
    done = run(site, "export", "--format", "json", "--quiet")
    document = json.loads(done.stdout)
    assert document["site"] == {
        "title": "The Lantern",
        "url": "https://example.org/",
        "description": "",
        "language": "en",
        "timezone": "Europe/Berlin",
        "publisher": "",
    }
    lines = run(site, "export", "--quiet").stdout.splitlines()
    assert document["articles"] == [json.loads(line) for line in lines]
    assert done.stderr == ""


def test_csv_has_the_quotes(site: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "digest", "export", "--format", "csv", "--quiet"],
        cwd=site, env=environment(), capture_output=True, check=True,
    )  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode(), newline="")))
    assert [(row["quote"], row["speaker"], row["institution"], row["quote_url"]) for row in rows] == [
        ("It was time.", "Jo Reed", "Harbour Board", "https://example.org/2026/11/20/vote/#q-1")
    ]
    assert done.stdout.count(b"\r\n") == 2


def test_ninjs_has_an_item_a_line(site: Path) -> None:
    items = [json.loads(line) for line in run(site, "export", "--format", "ninjs").stdout.splitlines()]
    assert [(one["uri"], one["title"]) for one in items[:1]] == [("https://example.org/2026/11/21/more/", "Café")]
    assert all(len(one["bodies"]) == 2 for one in items)


def test_the_database_has_all_tables_and_full_text_search(site: Path, tmp_path: Path) -> None:
    done = run(site, "export", "--format", "sqlite", "--output", str(tmp_path / "news.sqlite"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"2 articles exported to {tmp_path / 'news.sqlite'}.\n")
    assert [path.name for path in tmp_path.iterdir()] == ["news.sqlite"]
    with closing(sqlite3.connect(tmp_path / "news.sqlite")) as database:

        def rows(query: str) -> list[tuple[object, ...]]:
            return database.execute(query).fetchall()

        assert rows("PRAGMA integrity_check") == [("ok",)]
        assert rows("PRAGMA foreign_key_check") == []
        assert rows("SELECT number, title, published, edition FROM articles") == [
            (1, "Café", "2026-11-21T00:00:00+01:00", "2026-w47"),
            (2, "The vote", "2026-11-20T00:00:00+01:00", "2026-w47"),
        ]
        assert rows("SELECT value FROM site WHERE key = 'title'") == [("The Lantern",)]
        assert rows("SELECT position, name FROM authors") == [(1, "Ann Lee")]
        assert rows("SELECT position, level, heading FROM sections") == [(1, 2, "Why")]
        assert rows("SELECT topic, label FROM article_topics JOIN topics ON slug = topic") == [("harbour", "Harbour")]
        said = (
            "SELECT name, kind, text FROM voices JOIN voice_quotes ON voice = slug JOIN quotes USING (article, anchor)"
        )
        assert rows(f"{said} ORDER BY name") == [
            ("Harbour Board", "institution", "It was time."),
            ("Jo Reed", "person", "It was time."),
        ]
        search = "SELECT a.title FROM article_search JOIN articles a ON a.number = article_search.rowid"
        assert rows(f"{search} WHERE article_search MATCH 'cafe AND ferry' ORDER BY rank") == [("Café",)]
        found = "SELECT q.speaker FROM quote_search JOIN quotes q ON q.number = quote_search.rowid"
        assert rows(f"{found} WHERE quote_search MATCH 'time' ORDER BY rank") == [("Jo Reed",)]


def test_a_database_needs_a_file(site: Path) -> None:
    done = run(site, "export", "--format", "sqlite")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "digest export: a database needs a file: give --output news.sqlite\n"


def test_drafts_and_what_is_scheduled_are_there_if_asked_for(site: Path) -> None:
    done = run(site, "export", "--drafts", "--future", "--base-url", "https://example.com/x")
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["url"] for one in records] == [
        "https://example.com/x/2026/12/01/later/",
        "https://example.com/x/2026/11/21/more/",
        "https://example.com/x/2026/11/20/vote/",
        "https://example.com/x/2026/11/01/draft/",
    ]
    assert done.stderr.endswith("1 draft included, 1 scheduled article included.\n")


def test_two_exports_are_equal_byte_for_byte_also_after_a_build(tmp_path: Path) -> None:
    write(tmp_path, SITE)

    def exported(name: str) -> Iterator[bytes]:
        for kind in FORMATS:
            arguments = ["export", str(tmp_path), "--quiet", "--format", kind, "--output", str(tmp_path / name)]
            assert main(arguments) == 0
            yield (tmp_path / name).read_bytes()

    before = list(exported("one"))
    assert main(["build", str(tmp_path), "--quiet"]) == 0
    assert list(exported("two")) == before


def test_an_article_with_errors_is_told_and_the_rest_is_exported(tmp_path: Path) -> None:
    write(tmp_path, SITE | {"content/bad.txt": f"---\ntitel: x\n---\n{LEDE}\n"})
    done = run(tmp_path, "export", "--quiet")
    assert (done.returncode, len(done.stdout.splitlines())) == (1, 2)
    assert done.stderr.startswith("content/bad.txt:2:1: E102 unknown key 'titel'")


def test_a_config_with_errors_exports_nothing_and_leaves_the_file_that_was_there(tmp_path: Path) -> None:
    write(tmp_path, SITE | {"digest.yaml": "base_url: x\n", "out.jsonl": "before"})
    done = run(tmp_path, "export", "--output", "out.jsonl")
    assert (done.returncode, done.stdout, (tmp_path / "out.jsonl").read_text("utf-8")) == (1, "", "before")
    assert "digest.yaml:1:1: E103 'base_url'" in done.stderr


@pytest.mark.parametrize("kind", ["jsonl", "sqlite"])
def test_a_file_that_cannot_be_written_is_told(site: Path, kind: str) -> None:
    done = run(site, "export", "--format", kind, "--output", "nowhere/out")
    assert done.returncode == 3
    assert f"{Path('nowhere/out')}: E603 cannot be written: " in done.stderr
    assert not (site / "nowhere").exists()


def test_a_folder_in_the_place_of_the_file_is_told_by_its_name(site: Path) -> None:
    done = run(site, "export", "--output", "content")
    assert done.returncode == 3
    assert "content: E603 cannot be written: " in done.stderr
    assert ".new" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no such pipe there")
def test_who_reads_no_further_ends_it_without_a_word(tmp_path: Path) -> None:
    write(tmp_path, {f"content/2026-11-01-ferry-{n}.txt": LEDE * 50 for n in range(200)})
    line = f"{sys.executable} -m digest export --quiet --base-url https://example.org/ | head -n 1"
    done = subprocess.run(["sh", "-c", line], cwd=tmp_path, env=environment(), capture_output=True, check=False)
    assert (done.stdout.count(b"\n"), done.stderr) == (1, b"")


def test_no_more_than_a_few_batches_are_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is written before the next one is asked for."""
    monkeypatch.setattr(exporting, "MOST", 2)
    write(tmp_path, {"digest.yaml": "base_url: https://example.org/\n"})
    write(tmp_path, {f"content/2026-11-01-ferry-{n}.txt": f"{LEDE} {n}\n" for n in range(10)})
    log: list[str] = []
    work = exporting.write_records

    def watched(batch: bytes) -> bytes:
        log.append("made")
        return work(batch)

    class Out(io.BytesIO):
        def writelines(self, lines: object) -> None:
            for line in lines:  # type: ignore[attr-defined]
                log.append("written")
                self.write(line)

    monkeypatch.setattr(exporting, "write_records", watched)
    monkeypatch.setattr(module.sys, "stdout", io.TextIOWrapper(Out()))
    request = Request(root=tmp_path, now=datetime(2026, 11, 22, tzinfo=UTC), jobs=0)
    answer = module.export(request, "jsonl", None)
    assert answer.lines == ("10 articles exported.",)
    assert log == ["made", "written", "written"] * 5


def test_an_article_that_changes_meanwhile_is_told_and_in_no_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, SITE)
    look = module.look

    def late(*arguments: object) -> object:
        found = look(*arguments)  # type: ignore[arg-type]
        write(tmp_path, {"content/2026-11-20-vote.md": "Other."})
        return found

    monkeypatch.setattr(module, "look", late)
    request = Request(root=tmp_path, now=datetime(2026, 11, 22, tzinfo=UTC), jobs=0)
    answer = module.export(request, "sqlite", tmp_path / "out.db")
    assert [str(issue) for issue in answer.issues] == [
        "content/2026-11-20-vote.md: E205 changed while the site was built (build again)"
    ]
    assert answer.ending == "content"
    with closing(sqlite3.connect(tmp_path / "out.db")) as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("SELECT title FROM articles").fetchall() == [("Café",)]
        assert database.execute("SELECT count(*) FROM voice_quotes").fetchone() == (0,)
