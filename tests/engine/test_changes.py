"""The list of what a build changed, as other programs get it."""

import json
import os
import stat
import sys
import threading
from pathlib import Path

import pytest
from msgspec import structs

from digest.engine.build import Report, Request
from digest.engine.build import build as engine_build
from digest.engine.memory import begin_publishing
from tests.engine import builds, edits
from tests.engine.edits import TOLL, WHEEL, Paper
from tests.sites import run

FAIR = "2026/11/25/winter-fair/index.html"
WHEEL_PAGE = "2026/09/06/mill-wheel/index.html"


pytestmark = pytest.mark.usefixtures("quick_builds")


def build(paper: Paper, file: Path) -> Report:
    return engine_build(Request(root=paper.root, now=paper.now, jobs=0, changes=file))


def lists(file: Path) -> dict[str, list[str]]:
    found = json.loads(file.read_text("utf-8"))
    assert list(found) == ["added", "changed", "removed"]
    return found  # type: ignore[no-any-return]


def test_a_first_build_lists_every_file_as_added(tmp_path: Path) -> None:
    paper, file = Paper(tmp_path / "paper"), tmp_path / "changes.json"
    build(paper, file)
    made = [path for path in builds.files(paper.output) if not path.endswith("/") and path != ".digest"]
    assert lists(file) == {"added": sorted(made), "changed": [], "removed": []}


def test_each_list_has_the_paths_that_the_report_has(paper: Paper, tmp_path: Path) -> None:
    file = tmp_path / "changes.json"
    edits.move_clock(paper, 4)
    report = build(paper, file)
    assert FAIR in lists(file)["added"]
    edits.move_clock(paper, -4)
    report = build(paper, file)
    assert lists(file) == {
        "added": [],
        "changed": list(report.changes.changed),
        "removed": [
            FAIR,
            *("editions/2026-w47/feed.xml", "editions/2026-w48/index.html"),
            *("topics/fair/feed.xml", "topics/fair/index.html"),
        ],
    }


def test_nothing_changed_is_three_empty_lists(paper: Paper, tmp_path: Path) -> None:
    file = tmp_path / "changes.json"
    file.write_text("of an earlier build")
    build(paper, file)
    assert file.read_text() == '{\n  "added": [],\n  "changed": [],\n  "removed": []\n}\n'


def test_it_is_not_written_when_nothing_was_published(paper: Paper, tmp_path: Path) -> None:
    file = tmp_path / "changes.json"
    edits.break_article(paper, TOLL)
    assert build(paper, file).outcome == "content"
    assert not file.exists()


@pytest.mark.parametrize("changed", [False, True])
def test_a_file_that_cannot_be_written_is_told_when_the_site_is_up(paper: Paper, tmp_path: Path, changed: bool) -> None:
    if changed:
        edits.edit_body(paper, WHEEL, "It grinds oats now.")
    report = build(paper, tmp_path / "none" / "changes.json")
    assert (report.outcome, report.ending) == ("published", "disk")
    assert str(report.issues[-1]) == (
        f"{tmp_path}/none/changes.json: E610 the list of changes cannot be written: no such file or directory"
        " (the site is published; copy the whole of it this time)"
    )
    assert ("grinds oats" in (paper.output / WHEEL_PAGE).read_text("utf-8")) == changed
    assert not any(issue.code == "E610" for issue in builds.build(paper).issues)


@pytest.mark.parametrize("changed", [False, True])
@pytest.mark.parametrize(
    ("place", "where"),
    [
        ("build/changes.json", "in the output folder"),
        ("build.releases/changes.json", "in the output folder"),
        ("content/changes.txt", "among the site's sources"),
        ("templates/changes.txt", "among the site's sources"),
        (".digest/readings", "among the site's sources"),
        ("digest.yaml", "among the site's sources"),
        ("ledger.jsonl", "among the site's sources"),
    ],
)
def test_a_list_that_would_become_part_of_the_site_is_refused(
    paper: Paper, place: str, where: str, changed: bool
) -> None:
    if changed:
        edits.edit_body(paper, WHEEL, "It grinds oats now.")
    before = builds.files(paper.root)
    report = build(paper, paper.root / place)
    assert (report.outcome, report.ending) == ("content", "content")
    assert str(report.issues[-1] if place > "d" else report.issues[0]).endswith(
        f"/{place}: E609 the list of changes would lie {where} (choose a file beside them, such as changes.json)"
    )
    after = builds.files(paper.root)
    for state in (".digest/lock", ".digest/outputs/own/manifest"):  # sources may be old enough now to be trusted
        before.pop(state, None)
        after.pop(state, None)
    assert builds.differences(after, before) == []


def test_a_link_into_the_output_folder_is_seen_through(paper: Paper, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(paper.output)
    assert [issue.code for issue in build(paper, tmp_path / "link/changes.json").issues] == ["E609"]


def test_what_a_killed_build_may_have_published_is_in_the_next_list(paper: Paper, tmp_path: Path) -> None:
    request = Request(root=paper.root, now=paper.now)
    begin_publishing(request, (WHEEL_PAGE, "2026/09/06/gone/index.html"))
    file = tmp_path / "changes.json"
    report = build(paper, file)
    assert report.changes == structs.replace(report.changes, added=(), changed=(), removed=())
    assert lists(file) == {"added": [], "changed": [WHEEL_PAGE], "removed": ["2026/09/06/gone/index.html"]}
    build(paper, file)
    assert lists(file) == {"added": [], "changed": [], "removed": []}


def test_it_replaces_a_file_in_one_step_and_a_pipe_is_written_into(paper: Paper, tmp_path: Path) -> None:
    file, pipe = tmp_path / "changes.json", tmp_path / "pipe"
    file.write_text("old")
    with file.open() as reader:  # who is reading the old list still gets the old list
        build(paper, file)
        assert reader.read() == "old"
    os.mkfifo(pipe)
    got: list[str] = []
    reading = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reading.start()
    build(paper, pipe)
    reading.join()
    assert got == [file.read_text()]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_on_standard_output_it_stands_alone(paper: Paper) -> None:
    epoch = str(int(paper.now.timestamp()))
    done = run(paper.root, "build", "--changes", "-", SOURCE_DATE_EPOCH=epoch)
    assert json.loads(done.stdout) == {"added": [], "changed": [], "removed": []}
    assert done.stderr.splitlines()[-2:] == [
        "34 pages of 8 articles in build: nothing changed; 1 warning.",
        "1 draft held back, 1 scheduled article held back.",
    ]
    edits.break_article(paper, TOLL)
    done = run(paper.root, "build", "--changes", "-", SOURCE_DATE_EPOCH=epoch)
    assert (done.returncode, done.stdout) == (1, "")


@pytest.mark.skipif(sys.platform == "win32", reason="/dev/null")
def test_no_device_is_replaced(paper: Paper) -> None:
    before = Path(os.devnull).stat()
    build(paper, Path(os.devnull))
    assert Path(os.devnull).stat().st_ino == before.st_ino
