"""What the command says of a build."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.engine.request import Changes, Report, Request
from digest.issues import Issue
from digest.tools.telling import STAGES, closing, timings
from tests.sites import run, write

REQUEST = Request(root=Path(), now=datetime(2026, 11, 22, tzinfo=UTC))
WARNING, ERROR = Issue("W003", "digest.yaml", "x"), Issue("E301", "content/a.txt", "x")


def report(added: int = 0, changed: int = 0, removed: int = 0, issues: tuple[Issue, ...] = ()) -> Report:
    changes = Changes(*(tuple(str(n) for n in range(number)) for number in (added, changed, removed)))
    return Report(
        issues=issues, outcome="published", output=Path("build"), articles=10_000, pages=10_026, changes=changes
    )


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (report(3, 1, 2), "10,026 pages of 10,000 articles in build: 3 files added, 1 changed, 2 removed."),
        (report(10_030), "10,026 pages of 10,000 articles in build: 10,030 files added."),
        (report(0, 1), "10,026 pages of 10,000 articles in build: 1 file changed."),
        (report(0, 0, 1), "10,026 pages of 10,000 articles in build: 1 file removed."),
        (report(), "10,026 pages of 10,000 articles in build: nothing changed."),
        (report(issues=(WARNING,)), "10,026 pages of 10,000 articles in build: nothing changed; 1 warning."),
        (
            report(0, 2, issues=(ERROR, WARNING)),
            "10,026 pages of 10,000 articles in build: 2 files changed; 1 error and 1 warning.",
        ),
    ],
)
def test_the_closing_line_says_only_what_there_is(of: Report, said: str) -> None:
    assert list(closing(of, REQUEST)) == [said]


def test_timings_are_told_in_order_aligned_on_standard_error(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"content/2026-11-03-vote.txt": "The council voted.\n", "digest.yaml": "base_url: https://a.example/\n"},
    )
    done = run(tmp_path, "build", "--timings")
    assert re.sub(r"\d+\.\d\d", "0.00", done.stderr).splitlines() == [
        "     0.00 s  looking at the site's files",
        "     0.00 s  comparing them with the last build",
        "     0.00 s  loading the program",
        "     0.00 s  recalling the last build",
        "     0.00 s  reading articles: 1 parsed",
        "     0.00 s  settling dates and addresses",
        "     0.00 s  making pages and feeds: 15 made",
        "     0.00 s  publishing: 28 written, 0 removed",
        "     0.00 s  remembering this build",
        "     0.00 s  in all",
    ]
    assert done.stdout.startswith("9 pages of 1 article in build: 28 files added.\n")
    done = run(tmp_path, "build", "--timings", "--quiet")
    assert done.stdout == ""
    assert re.sub(r"\d+\.\d\d", "0.00", done.stderr).splitlines() == [
        "     0.00 s  looking at the site's files",
        "     0.00 s  comparing them with the last build",
        "     0.00 s  in all",
    ]


def test_timings_of_a_build_that_published_nothing_have_no_numbers() -> None:
    seconds = dict.fromkeys(STAGES, 0.0)
    failed = Report(issues=(ERROR,), outcome="content", output=Path("build"), seconds=seconds)
    assert [line[13:] for line in timings(failed)] == [*STAGES.values(), "in all"]
