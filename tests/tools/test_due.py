"""`digest due`: when the next build has to run."""

from pathlib import Path

from tests.sites import run, tree, write

TEXT = "The council voted on Thursday to keep the ferry, by seven votes to four.\n"
OLD = {"content/2026-10-01-old.txt": TEXT, "digest.yaml": "timezone: Europe/Berlin\n"}


def test_the_next_moment_is_told_in_the_sites_zone_and_what_it_brings(tmp_path: Path) -> None:
    write(tmp_path, OLD | {"content/next.txt": f"---\ndate: 2026-11-22 18:00\n---\n{TEXT}"})
    before = tree(tmp_path)
    done = run(tmp_path, "due")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "2026-11-22T18:00:00+01:00\n  content/next.txt is published\n"
    assert run(tmp_path, "due", "--quiet").stdout == "2026-11-22T18:00:00+01:00\n"
    assert (tree(tmp_path), sorted(path.name for path in tmp_path.iterdir())) == (before, ["content", "digest.yaml"])


def test_an_edition_closes_and_articles_leave_the_news(tmp_path: Path) -> None:
    write(tmp_path, OLD | {f"content/2026-11-21-vote-{n:02}.txt": TEXT.replace("seven", str(n)) for n in range(12)})
    done = run(tmp_path, "due")
    assert done.stdout.splitlines() == [
        "2026-11-23T00:00:00+01:00",
        "  edition 2026-w47 closes",
        *(f"  content/2026-11-21-vote-{n:02}.txt leaves the news sitemap" for n in range(9)),
        "  and 3 more",
    ]


def test_nothing_is_due_when_all_is_old(tmp_path: Path) -> None:
    write(tmp_path, OLD | {"content/draft.txt": f"---\ndate: 2026-12-01\ndraft: true\n---\n{TEXT}"})
    done = run(tmp_path, "due")
    assert (done.returncode, done.stdout, done.stderr) == (0, "nothing is due\n", "")
    done = run(tmp_path, "due", "--quiet")
    assert (done.returncode, done.stdout) == (0, "")


def test_what_is_due_of_the_rest_is_told_beside_errors(tmp_path: Path) -> None:
    next_one = {"content/next.txt": f"---\ndate: 2026-11-22 18:00\n---\n{TEXT}"}
    write(tmp_path, OLD | next_one | {"content/bad.txt": f"---\ntitel: x\n---\n{TEXT}"})
    done = run(tmp_path, "due")
    assert (done.returncode, done.stdout.splitlines()[0]) == (1, "2026-11-22T18:00:00+01:00")
    assert done.stderr.startswith("content/bad.txt:2:1: E102 unknown key 'titel'")


def test_the_next_build_runs_when_something_is_due_and_not_before(tmp_path: Path) -> None:
    """`due` and `build` have it from one place; the edition closes only later."""
    write(tmp_path, OLD | {"content/2026-11-17-vote.txt": TEXT})
    write(tmp_path, {"content/next.txt": f"---\ndate: 2026-11-22 18:00\n---\n{TEXT}"})
    assert run(tmp_path, "build").returncode == 0
    due = 1795366800
    assert "nothing changed" in run(tmp_path, "build", SOURCE_DATE_EPOCH=str(due - 1)).stdout
    assert "nothing changed" not in run(tmp_path, "build", SOURCE_DATE_EPOCH=str(due)).stdout


def test_a_folder_that_is_no_site_is_told(tmp_path: Path) -> None:
    done = run(tmp_path, "due", "nowhere")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "nowhere: E001 there is no such folder\n"
