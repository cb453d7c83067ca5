"""Sites where it is not the time of Greenwich: what is shown does not hang on what was remembered, or by whom it was read."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine import builds, edits
from tests.engine.builds import build, check_against_clean
from tests.engine.edits import Paper

DATES = {
    "America/Sao_Paulo": {
        "2018-11-04": ("2018/11/04", "4 November 2018"),  # begins at one
        "2018-11-03 23:59": ("2018/11/03", "3 November 2018, 23:59"),
        "2018-02-17 23:30": ("2018/02/17", "17 February 2018, 23:30"),  # comes twice
        "2018-11-05T01:30:00Z": ("2018/11/04", "4 November 2018, 23:30"),
    },
    "Europe/Vienna": {
        "2026-03-29 02:30": ("2026/03/29", "29 March 2026, 03:30"),  # left out
        "2025-10-26 02:30": ("2025/10/26", "26 October 2025, 02:30"),
        "2025-10-26T02:30:00+01:00": ("2025/10/26", "26 October 2025, 02:30"),
        "2025-12-31T23:30:00Z": ("2026/01/01", "1 January 2026, 00:30"),
    },
    "Pacific/Auckland": {
        "2026-04-05 02:30": ("2026/04/05", "5 April 2026, 02:30"),
        "2026-09-27 02:30": ("2026/09/27", "27 September 2026, 03:30"),
        "2026-05-31T12:00:00Z": ("2026/06/01", "1 June 2026"),
        "1850-03-01 12:00": ("1850/03/01", "1 March 1850, 12:00"),
    },
}
"""What is written in an article, and its day and date on its page."""


@pytest.fixture(autouse=True, scope="module")
def _quick_builds() -> Iterator[None]:
    with builds.quick_builds():
        yield


def dated(folder: Path, zone: str) -> Paper:
    """The paper with a story for each date, which was corrected on that date, too."""
    paper = Paper(folder / "paper")
    edits.configure(paper, "timezone", zone)
    for number, written in enumerate(DATES[zone]):
        front = f"date: {written}\nupdated: {written}\ncorrections:\n- text: It was not so.\n  date: {written}\n"
        edits.add_article(paper, f"content/story-{number}.txt", f"Story {number}", front)
    return paper


def shown(paper: Paper, number: int) -> tuple[str, list[str]]:
    """The day in the address of a story, and the date on its page: its own, that of its update and its correction.

    At an address that it had before, there is a redirect.
    """
    pages = {page: page.read_text("utf-8") for page in paper.output.glob(f"*/*/*/story-{number}/index.html")}
    ((page, html),) = ((page, html) for page, html in pages.items() if 'http-equiv="refresh"' not in html)
    found = re.findall(r"<time[^>]*>([^<]*)</time>((?:, \d\d:\d\d)?)", html)
    return page.parent.parent.relative_to(paper.output).as_posix(), [day + time for day, time in found]


def check_dates(paper: Paper, zone: str) -> None:
    for number, (day, date) in enumerate(DATES[zone].values()):
        assert shown(paper, number) == (day, [date, date, date.partition(",")[0]]), number


@pytest.mark.parametrize("jobs", [0, 2])
@pytest.mark.parametrize("zone", DATES)
def test_dates_are_shown_alike_whether_they_are_read_or_remembered(tmp_path: Path, zone: str, jobs: int) -> None:
    paper = dated(tmp_path, zone)
    check_against_clean(paper, jobs)
    check_dates(paper, zone)
    edits.edit_body(paper, "content/story-0.txt", "It was over at noon.")
    check_against_clean(paper, jobs)
    edits.configure(paper, "title", "The Lower Bell")  # all are remembered, and made anew
    check_against_clean(paper, jobs)
    edits.edit_title(paper, "content/story-1.txt", "Story told again")
    edits.set_fact(paper, "content/story-1.txt", "slug", "story-1")
    check_against_clean(paper, jobs)
    check_dates(paper, zone)


def test_another_time_zone_is_another_day_for_what_has_no_zone(tmp_path: Path) -> None:
    paper = dated(tmp_path, "Pacific/Auckland")
    assert build(paper).outcome == "published"
    assert shown(paper, 2)[0] == "2026/06/01"
    edits.configure(paper, "timezone", "America/Sao_Paulo")
    check_against_clean(paper)
    assert shown(paper, 2) == ("2026/05/31", ["31 May 2026, 09:00", "31 May 2026, 09:00", "31 May 2026"])
    assert shown(paper, 0) == ("2026/04/05", ["5 April 2026, 02:30", "5 April 2026, 02:30", "5 April 2026"])
    edits.configure(paper, "timezone", "Pacific/Auckland")
    check_against_clean(paper)
    check_dates(paper, "Pacific/Auckland")
