"""A build that is killed at any moment leaves whole files and no dead link, and the next one does the rest.

`python -m tests.benchmarks.killed N` does the same any number of times.
"""

import itertools
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests import sites
from tests.engine import builds, edits
from tests.engine.builds import Snapshot, build, clean, files, snapshot
from tests.engine.edits import BELL, GATE, TOLL, WHEEL, Paper

if sys.platform == "win32":
    pytest.skip("Windows has neither fork nor process groups to kill", allow_module_level=True)

from tests.engine.kills import PUBLISHING, WRITING, Step, Trial, kill_many

pytestmark = pytest.mark.usefixtures("quick_builds")


def edit_in_all_ways(paper: Paper) -> None:
    """Files that are new, changed, and gone; a folder that is new, and one that is gone; the ledger, and every page."""
    edits.edit_body(paper, TOLL, "The council had lunch.")
    edits.set_fact(paper, WHEEL, "date", "2026-08-01")
    edits.edit_topics(paper, GATE, "Winter")
    edits.delete(paper, BELL)
    edits.set_asset(paper, "style.css", "body { color: black }")
    edits.add_article(paper, "content/undated-story.txt", front="")


def kill_before_each_step(paper: Paper, new: Snapshot, of: frozenset[str] = PUBLISHING) -> Iterator[Trial]:
    """Builds of copies of the paper, each killed one step later than the one before; the last comes to its end."""
    for number in itertools.count(1):
        trial = Trial(paper.copy(paper.root.parent / f"killed-before-{number}"))
        was_killed = trial.kill(0, Step(number, of), new)
        yield trial
        if not was_killed:
            break


def test_killed_before_each_step_of_publishing_it_leaves_a_whole_site(paper: Paper) -> None:
    edit_in_all_ways(paper)
    _, new = clean(paper)
    trials = 0
    for trial in kill_before_each_step(paper, new):
        trial.recover_to(new)
        trials += 1
    assert trials > 50  # each of more than 50 files is renamed or removed


def test_a_first_build_that_is_killed_before_any_step_of_publishing_leaves_no_dead_link(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "paper")
    _, new = clean(paper)
    for trial in kill_before_each_step(paper, new, of=frozenset({"os.rename"})):
        last = trial
    last.recover_to(new)


def test_an_edit_that_is_taken_back_after_a_kill_leaves_no_trace(paper: Paper) -> None:
    old = snapshot(paper, build(paper))
    edits.edit_body(paper, TOLL, "The council had lunch.")
    _, new = clean(paper)
    for trial in kill_before_each_step(paper, new, of=WRITING):
        edits.restore(trial.paper, TOLL)
        trial.recover_to(old)
        assert not [*trial.paper.output.glob(".*.new")]


@pytest.mark.parametrize(("jobs", "kills"), [(0, 60), (2, 15)])
def test_killed_at_any_moment_over_many_edits_it_leaves_a_whole_site(tmp_path: Path, jobs: int, kills: int) -> None:
    tally = kill_many(tmp_path / "paper", kills, jobs, Random(jobs))
    assert tally.late < kills  # most come in time, but how many hangs on the machine


def test_the_command_killed_with_all_its_processes_while_it_stages_leaves_a_whole_site(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "paper")
    trial = Trial(paper)
    trial.recover()
    staging = paper.output / ".digest-staging"
    for number in range(3):
        before = files(paper.output)
        edits.configure(paper, "title", f"The Bell {number}")
        command = subprocess.Popen(
            [sys.executable, "-m", "digest", "build", *builds.options(jobs=number)],
            cwd=paper.root,
            env=sites.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        while command.poll() is None and not staging.exists():
            os.sched_yield()
        os.killpg(command.pid, signal.SIGKILL)
        command.wait()
        _, new = clean(paper)
        trial.note(before)
        trial.note(new.files)
        trial.check()
        trial.recover()
