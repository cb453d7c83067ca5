"""`digest check`: all that a build would say, and what is in doubt."""

import json
import sys
from pathlib import Path

import pytest

from tests.sites import run, tree, unprivileged, write

LEDE = "The council voted on Thursday to keep the ferry, by seven votes to four."
SITE = {
    "digest.yaml": "base_url: https://example.org/\n",
    "content/2026-11-20-vote.md": f"# The vote\n\n{LEDE}\n\n> It was time.\n>\n> — Jo Reed, Harbour Board\n",
}


def test_a_site_without_a_doubt_has_nothing_to_say_and_nothing_is_written(tmp_path: Path) -> None:
    write(tmp_path, SITE)
    before = tree(tmp_path)
    done = run(tmp_path, "check", "--strict")
    assert (done.returncode, done.stdout, done.stderr) == (0, "1 article: nothing to say.\n", "")
    assert (tree(tmp_path), sorted(path.name for path in tmp_path.iterdir())) == (before, ["content", "digest.yaml"])


def test_all_problems_are_told_in_one_run_in_order_of_place(tmp_path: Path) -> None:
    write(
        tmp_path,
        SITE
        | {
            "content/2026-11-19-bad.txt": f"---\ntitel: x\n---\n{LEDE}\n",
            "content/2026-11-21-more.md": "# More\n\nIt is [gone](gone.md).\n\n> Yes.\n>\n> — J. Reed\n",
            "content/a.txt": f"---\nslug: same\ndate: 2026-11-01\n---\n{LEDE}\n",
            "content/b.txt": f"---\nslug: same\ntitle: B\ndate: 2026-11-01\n---\n{LEDE}\n",
            "content/later.txt": f"---\ntitle: Later\ndate: 2026-12-01\n---\n{LEDE}\n",
            "content/draft.txt": f"---\ntitle: Draft\ndraft: true\ndate: 2026-11-01\n---\n{LEDE}\n",
            "templates/feeds.html": "{{ nothing }}\n",
        },
    )
    done = run(tmp_path, "check")
    codes = [(line.partition(": ")[0], line.split()[1]) for line in done.stderr.splitlines()]
    assert codes == [
        ("content/2026-11-19-bad.txt:2:1", "E102"),
        ("content/2026-11-19-bad.txt:4", "W801"),
        ("content/2026-11-21-more.md", "W805"),
        ("content/2026-11-21-more.md:3", "W303"),
        ("content/a.txt:5", "W801"),
        ("content/b.txt", "E401"),
        ("templates/feeds.html:1", "E502"),
    ]
    assert "W805 'J. Reed' may be 'Jo Reed', who has 1 quote" in done.stderr
    assert (done.returncode, done.stdout) == (
        1, "7 articles: 3 errors and 4 warnings.\n1 draft held back, 1 scheduled article held back.\n"
    )  # fmt: skip
    assert run(tmp_path, "check", "--quiet").stdout == ""


def test_warnings_end_with_1_only_if_they_are_to(tmp_path: Path) -> None:
    write(tmp_path, SITE | {"content/2026-11-21-wx_00317b9c.txt": f"{LEDE}\n"})
    assert run(tmp_path, "check").returncode == 0
    assert run(tmp_path, "check", "--strict").returncode == 1


def test_an_article_that_changed_without_a_word_is_told_and_one_that_is_gone(tmp_path: Path) -> None:
    write(tmp_path, SITE | {"content/2026-11-21-more.md": "# More\n\nThere is more of it, and no end.\n"})
    assert run(tmp_path, "build").returncode == 0
    assert run(tmp_path, "check").stderr == ""
    write(tmp_path, {"content/2026-11-20-vote.md": SITE["content/2026-11-20-vote.md"].replace("seven", "eight")})
    (tmp_path / "content/2026-11-21-more.md").unlink()
    told = [
        "content/2026-11-20-vote.md: W807 says something else than when it was published, and does not say so"
        " (set updated, or say under corrections what was wrong)",
        "ledger.jsonl: W806 'content/2026-11-21-more.md', first seen on 2026-11-22, is gone"
        " (if you took it away, nothing is wrong; without its line it is told no more)",
    ]
    assert run(tmp_path, "check").stderr.splitlines() == told
    text = (tmp_path / "content/2026-11-20-vote.md").read_text("utf-8")
    write(tmp_path, {"content/2026-11-20-vote.md": f"---\nupdated: 2026-11-22\n---\n{text}"})
    assert run(tmp_path, "check").stderr.splitlines() == told[1:]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_a_disk_that_is_read_only_is_enough(tmp_path: Path) -> None:
    write(tmp_path, SITE)
    tmp_path.chmod(0o500)
    assert run(tmp_path, "check", "--strict", before=unprivileged()).returncode == 0
    tmp_path.chmod(0o700)


def test_a_damaged_ledger_ends_it_with_an_error(tmp_path: Path) -> None:
    write(tmp_path, SITE | {"ledger.jsonl": json.dumps({"id": "a"}) + "\n"})
    done = run(tmp_path, "check")
    assert (done.returncode, done.stdout) == (1, "1 article: 1 error.\n")
    assert done.stderr.startswith("ledger.jsonl:1: E406 damaged line")
