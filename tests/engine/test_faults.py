"""Faults of the disk, of processes and of time, each brought about for real: no traceback, and no broken site.

A full disk is in test_build.py, since it needs a file system of its own.
"""

import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Callable
from pathlib import Path

import feedparser
import pytest

from digest.engine.build import Request
from digest.engine.build import build as engine_build
from tests import sites
from tests.engine import builds, edits
from tests.engine.builds import build, check_against_clean, clean, differences, files, ledger, snapshot, stamps
from tests.engine.edits import LARCH, TOLL, WHEEL, Paper

if sys.platform == "win32":
    pytest.skip("the faults are made by means of POSIX", allow_module_level=True)

from tests.engine.kills import WRITING, dead_links

OUTCOMES = {"published": 0, "content": 1, "disk": 3}


pytestmark = pytest.mark.usefixtures("quick_builds")


def in_a_process(paper: Paper, before: Callable[[], None] = lambda: None) -> int:
    """Build in a process of its own, after `before` was called there; its exit status is that of the command."""
    child = os.fork()
    if child == 0:
        status = 70
        try:
            before()
            status = OUTCOMES[build(paper).outcome]
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def reader(paper: Paper) -> dict[str, bytes]:
    """What a reader of the site can come to see."""
    return {path: data for path, data in files(paper.output).items() if not path.startswith(".digest")}


# ---- permissions, and folders that go


@pytest.mark.parametrize("locked", [".digest", "build/.digest", "build/topics", "ledger.jsonl", "templates", "content"])
def test_what_may_be_neither_read_nor_written_is_told_and_harms_nothing(paper: Paper, locked: str) -> None:
    edits.edit_topics(paper, TOLL, "Money")
    edits.add_article(paper, "content/undated-story.txt", front="")
    before = files(paper.output)
    mode = (paper.root / locked).stat().st_mode
    (paper.root / locked).chmod(0)
    try:
        done = sites.run(paper.root, "build", before=sites.unprivileged())
    finally:
        (paper.root / locked).chmod(mode)
    assert "Traceback" not in done.stderr
    assert done.returncode in (1, 3), done.stderr
    assert re.search(r"^\S.*: E\d{3} ", done.stderr, re.MULTILINE)
    assert differences(files(paper.output), before) == []
    check_against_clean(paper)


def test_an_output_that_is_removed_in_the_middle_is_told_or_made_again(paper: Paper) -> None:
    """It is removed right before a step, and each time some steps later."""
    statuses = set()
    for number in itertools.count(1, 8):
        edits.configure(paper, "title", f"The Bell {number}")
        removed = paper.root / "removed"

        def remove_at_step(number: int = number, removed: Path = removed) -> None:
            left = number

            def count(event: str, arguments: tuple[object, ...]) -> None:
                nonlocal left
                if event in WRITING and (event != "open" or int(str(arguments[2])) & os.O_CREAT):
                    left -= 1
                    if left == 0:
                        paper.output.rename(removed)

            sys.addaudithook(count)

        status = in_a_process(paper, remove_at_step)
        statuses.add(status)
        assert status in (0, 3)
        check_against_clean(paper)
        if not removed.exists():  # the build had ended by then
            break
        shutil.rmtree(removed)
    assert 3 in statuses


def test_a_file_that_is_too_large_for_the_disk_leaves_the_site_as_it_was(paper: Paper) -> None:
    import resource

    edits.set_asset(paper, "style.css", "/* " + "x" * 300_000 + " */")
    before, known = files(paper.output), ledger(paper)
    limit = 200_000
    status = in_a_process(paper, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    assert status == OUTCOMES["disk"]
    assert differences(files(paper.output), before) == []
    assert ledger(paper) == known
    check_against_clean(paper)


# ---- the state


def state_files(paper: Paper) -> list[Path]:
    found = sorted(path for path in (paper.root / ".digest").rglob("*") if path.is_file())
    return [path for path in found if path.name not in ("lock", ".gitignore")]


def places(size: int, ends: int, steps: int) -> list[int]:
    """Places in a file of this size: all of both ends, and some between."""
    return sorted({*range(min(ends, size)), *range(max(0, size - ends), size), *range(0, size, size // steps + 1)})


def truncate(file: Path, place: int) -> None:
    with file.open("r+b") as opened:
        opened.truncate(place)


def flip(file: Path, place: int) -> None:
    data = bytearray(file.read_bytes())
    data[place] ^= 1 << place % 8
    file.write_bytes(data)


@pytest.mark.parametrize("damage", [truncate, flip])
def test_a_damaged_state_is_as_good_as_none(paper: Paper, damage: Callable[[Path, int], None]) -> None:
    """Before each build a page is edited, so that there is something to be overlooked."""
    right = []
    for words in ("It grinds oats.", "It grinds rye."):
        edits.edit_body(paper, WHEEL, words)
        right.append(clean(paper)[1])
    names = [path.relative_to(paper.root) for path in state_files(paper) if path.name != "compiled"]
    assert names
    number = 0
    for name in names:
        for place in places((paper.root / name).stat().st_size, ends=64, steps=50):
            number += 1
            edits.edit_body(paper, WHEEL, ("It grinds oats.", "It grinds rye.")[number % 2])
            if place < (paper.root / name).stat().st_size:
                damage(paper.root / name, place)
            report = build(paper)
            assert report.outcome == "published", (name, place, report.issues)
            made = snapshot(paper, report)
            assert made.issues == right[number % 2].issues, (name, place)
            assert differences(made.files, right[number % 2].files) == [], (name, place)


@pytest.mark.parametrize("damage", [truncate, flip])
def test_a_damaged_cache_of_templates_is_as_good_as_none(paper: Paper, damage: Callable[[Path, int], None]) -> None:
    """In processes of their own: code that is damaged can be the end of an interpreter."""
    edits.configure(paper, "title", "The Valley Bell")
    _, right = clean(paper)
    names = [path.relative_to(paper.root) for path in state_files(paper) if path.name == "compiled"]
    for number, name in enumerate(names):
        other = paper.copy(paper.root.parent / f"damaged-{number}")
        for place in places((other.root / name).stat().st_size, ends=0, steps=8):
            shutil.rmtree(other.root / ".digest")
            shutil.copytree(paper.root / ".digest", other.root / ".digest")
            damage(other.root / name, place)
            assert in_a_process(other) == OUTCOMES["published"], (name, place)
            assert differences(files(other.output), right.files) == [], (name, place)


@pytest.mark.parametrize("state", [b"", b"\x00" * 5000, b"{}", b"\xff" * 64])
def test_a_state_of_something_else_is_as_good_as_none(paper: Paper, state: bytes) -> None:
    for file in state_files(paper):
        file.write_bytes(state)
    edits.edit_title(paper, TOLL, "The toll")
    check_against_clean(paper)


def test_a_folder_in_place_of_a_state_file_is_told_or_replaced(paper: Paper) -> None:
    for file in state_files(paper):
        file.unlink()
        file.mkdir()
    (paper.root / ".digest/readings/of-others").mkdir()
    edits.edit_title(paper, TOLL, "The toll")
    check_against_clean(paper)


def test_links_in_place_of_folders_of_the_state_lead_nowhere(paper: Paper, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "precious").write_text("precious")
    shutil.rmtree(paper.root / ".digest/readings")
    for name in ("readings", "shelf"):
        (paper.root / ".digest" / name).symlink_to(mine)
    edits.edit_title(paper, TOLL, "The toll")
    check_against_clean(paper)
    assert files(mine) == {"precious": b"precious"}


def test_a_link_in_place_of_the_lock_is_not_followed(paper: Paper, tmp_path: Path) -> None:
    mine = tmp_path / "precious"
    mine.write_text("precious")
    (paper.root / ".digest/lock").unlink()
    (paper.root / ".digest/lock").symlink_to(mine)
    edits.edit_title(paper, TOLL, "The toll")
    assert build(paper).outcome == "disk"
    assert mine.read_text() == "precious"


def test_files_of_others_beside_those_that_are_written_stay(paper: Paper) -> None:
    mine = {paper.root / "ledger.jsonl.new": "mine", paper.root / "changes.json.new": "mine, too"}
    for file, text in mine.items():
        file.write_text(text)
    edits.add_article(paper, "content/2026-11-19-eel-weir.txt", "The eel weir")
    engine_build(Request(root=paper.root, now=paper.now, jobs=0, changes=paper.root / "changes.json"))
    assert {file: file.read_text() for file in mine} == mine


# ---- processes


def descendants(pid: int) -> list[int]:
    """The processes that a process has started, and those that they have, the youngest last."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [found for child in map(int, children) for found in (child, *descendants(child))]


def many_stories(paper: Paper) -> None:
    """Enough that the workers have something to do."""
    for number in range(300):
        edits.add_article(
            paper, f"content/2026-0{number % 9 + 1}-1{number % 10}-story-told-{number}.txt", f"Story {number}"
        )


def started(paper: Paper) -> "subprocess.Popen[str]":
    """The command with two workers, and at least one of them at work."""
    command = subprocess.Popen(
        [sys.executable, "-m", "digest", "build", *builds.options(2)],
        cwd=paper.root, env=sites.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while command.poll() is None and not descendants(command.pid):
        os.sched_yield()
    return command


@pytest.mark.skipif(sys.platform != "linux", reason="workers are found in /proc")
def test_a_worker_that_is_killed_breaks_no_site(paper: Paper) -> None:
    many_stories(paper)
    before = reader(paper)
    command = started(paper)
    workers = descendants(command.pid)
    assert workers
    os.kill(workers[-1], signal.SIGKILL)
    _, told = command.communicate(timeout=60)
    assert "Traceback" not in told
    if command.returncode != 0:
        assert re.search(r"^\S.*: E\d{3} ", told, re.MULTILINE), told
        assert differences(reader(paper), before) == []
    check_against_clean(paper)


@pytest.mark.skipif(sys.platform != "linux", reason="workers are found in /proc")
def test_a_build_that_is_killed_without_its_workers_is_in_nobodys_way(paper: Paper) -> None:
    many_stories(paper)
    command = started(paper)
    command.kill()
    command.wait()
    assert command.stderr
    command.stderr.close()
    check_against_clean(paper)


def test_a_second_build_at_the_same_time_ends_at_once_and_names_the_first(paper: Paper) -> None:
    """The first waits, in the midst of its work, until the second has ended."""
    (reached, at_work), (waiting, let_go) = os.pipe(), os.pipe()
    edits.edit_title(paper, TOLL, "The toll")

    def wait_at_staging() -> None:
        there = False

        def hook(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal there
            if not there and event == "os.mkdir" and str(arguments[0]).endswith(".digest-staging"):
                there = True
                os.write(at_work, b"x")
                os.read(waiting, 1)

        sys.addaudithook(hook)

    first = os.fork()
    if first == 0:
        status = 70
        try:
            wait_at_staging()
            status = OUTCOMES[build(paper).outcome]
        finally:
            os._exit(status)
    os.close(at_work)
    assert os.read(reached, 1) == b"x", "the first build ended before it staged anything"
    before = files(paper.output)
    second = sites.run(paper.root, "build")
    assert differences(files(paper.output), before) == []
    os.write(let_go, b"x")
    assert os.waitstatus_to_exitcode(os.waitpid(first, 0)[1]) == 0
    for descriptor in (reached, waiting, let_go):
        os.close(descriptor)
    assert second.returncode == 3
    (line,) = (line for line in second.stderr.splitlines() if " E604 " in line)
    assert re.search(rf"\b{first}\b", line), "which process it is"
    assert re.search(r"since .*\d", line), "since when"
    check_against_clean(paper)


# ---- time, and files that do not hold still


def test_a_clock_that_is_set_back_to_before_the_first_build_harms_nothing(paper: Paper) -> None:
    edits.move_clock(paper, -400)
    check_against_clean(paper)
    edits.edit_body(paper, WHEEL, "It grinds oats.")
    check_against_clean(paper)
    edits.move_clock(paper, 800)
    check_against_clean(paper)


@pytest.mark.parametrize("years", [-60, 60])
def test_files_of_the_past_and_of_the_future_are_read_when_they_change(paper: Paper, years: int) -> None:
    at = sites.NOW + years * 365 * 86400
    for file in (paper.root / "content").rglob("*.*"):
        os.utime(file, (at, at))
    check_against_clean(paper)
    edits.replace_unseen(paper, WHEEL, "nothing", "oats+++")
    check_against_clean(paper)


def test_a_file_that_changes_while_it_is_read_is_published_whole_or_not_at_all(paper: Paper) -> None:
    text = paper.read(TOLL)
    assert text
    versions = [text.replace("two crowns a cart", f"{number} crowns a cart") for number in ("three", "four")]
    done = threading.Event()

    def rewrite() -> None:
        for version in itertools.cycle(versions):
            if done.is_set():
                return
            fresh = paper.root / "fresh"
            fresh.write_text(version, "utf-8")
            fresh.replace(paper.root / TOLL)

    writer = threading.Thread(target=rewrite)
    writer.start()
    try:
        for _ in range(12):
            before = reader(paper)
            report = build(paper)
            if report.outcome != "published":
                assert {issue.code for issue in report.issues if issue.is_error} == {"E205"}
                assert differences(reader(paper), before) == []
                continue
            page = (paper.output / "2026/11/18/bridge-toll/index.html").read_text("utf-8")
            (item,) = (
                i for i in feedparser.parse((paper.output / "feed.xml").read_bytes()).entries if "toll" in i.link
            )
            (number,) = re.findall(r"(three|four) crowns a cart", page.partition("</head>")[2])
            assert f"{number} crowns a cart" in item.content[0].value
    finally:
        done.set()
        writer.join()
    check_against_clean(paper)


# ---- names, and how many there are


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(("Ferry-Late", "ferry-late"), id="case"),
        pytest.param(tuple(unicodedata.normalize(form, "fähre-spät") for form in ("NFC", "NFD")), id="normal form"),
    ],
)
def test_names_that_only_some_file_systems_tell_apart_are_two_stories_and_two_pictures(
    paper: Paper, names: tuple[str, str]
) -> None:
    for name in names:
        edits.add_article(paper, f"content/2026-11-02-{name}.md", f"Of {name}")
        edits.edit_body(paper, f"content/2026-11-02-{name}.md", f"![Late](pictures/{name}.png)")
        paper.write(f"content/pictures/{name}.png", name.encode())
    if len([*(paper.root / "content").glob("2026-11-02-*")]) < 2:
        pytest.skip("this file system does not tell them apart")
    check_against_clean(paper)
    made = reader(paper)
    assert len([path for path in made if re.fullmatch(r"2026/11/02/[^/]+/index.html", path)]) == 2
    assert sorted(made[path] for path in made if re.match(r"media/pictures/f.*png", path, re.I)) == sorted(
        name.encode() for name in names
    )
    assert len({path.casefold() for path in made}) == len(made)
    edits.delete(paper, f"content/2026-11-02-{names[0]}.md")
    edits.edit_title(paper, f"content/2026-11-02-{names[1]}.md", "Of the other")
    check_against_clean(paper)


def test_a_file_whose_name_changes_only_in_case_is_found_again(paper: Paper) -> None:
    edits.rename(paper, LARCH, "content/walks/2026-10-04-Larch-Path.md")
    check_against_clean(paper)
    assert [*dead_links(reader(paper))] == []


def test_many_stories_in_one_folder_are_built_and_an_edit_makes_no_more_than_it_must(tmp_path: Path) -> None:
    """`STORIES=50000` for as many as a folder may hold in earnest: a quarter of an hour, where 500 take seconds."""
    paper = Paper(tmp_path / "paper")
    for number in range(int(os.environ.get("STORIES", "500"))):
        edits.add_article(
            paper, f"content/{1990 + number % 30}-0{number % 9 + 1}-1{number % 7}-story-told-{number}.txt"
        )
    assert build(paper).outcome == "published"
    before = stamps(paper.output)
    edits.edit_body(paper, "content/1990-01-10-story-told-0.txt", "It was over at noon.")
    expected = ("1990/01/10/story-told-0/index.html", "editions/1990-w02/feed.xml")
    assert build(paper).changes.changed == expected
    after = stamps(paper.output)
    moved = [path for path in before if before[path] != after[path] and not path.startswith(".digest")]
    assert sorted(moved) == [*expected]
