"""Crews: work done here, or by an executor, in order and never far ahead; and what happens when workers die."""

import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NoReturn

import pytest

from digest.engine.crew import AHEAD, WORTH, Crew, Lost, Start, Task
from tests import sites

LITTLE = WORTH / 100


def shout(batch: bytes) -> bytes:
    return batch.upper()


def fail(batch: bytes) -> bytes:
    if batch == b"c":
        raise OSError(28, "No space left on device")
    return batch


def process(batch: bytes) -> bytes:
    return b"%d" % os.getpid()


def die_once(batch: bytes) -> bytes:
    """End the worker, as the system does it that is out of memory, unless there is a file of this name."""
    mark = Path(batch.decode())
    if not mark.exists():
        mark.write_text("died")
        os.kill(os.getpid(), signal.SIGKILL)
    return b"done"


def die(batch: bytes) -> bytes:
    os._exit(1)


def tasks(words: str = "abcdef", seconds: float = WORTH) -> Iterator[Task]:
    yield from ((seconds, letter.encode()) for letter in words)


def never() -> NoReturn:
    raise AssertionError("an executor was asked for")


class Broken(Executor):
    """Does its work at once, until its workers die: at the `after`-th batch, when it is given or when it is done."""

    def __init__(self, after: int, at_submit: bool = False) -> None:
        self.left = after
        self.at_submit = at_submit
        self.done: list[bytes] = []
        self.shut = False

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **_: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.left -= 1
        if self.left >= 0:
            self.done += arguments
            future.set_result(work(*arguments))
        elif self.at_submit:
            raise BrokenExecutor("the pool is not usable anymore")
        else:
            future.set_exception(BrokenExecutor("a process was terminated abruptly"))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.shut = True


def by_default(start: Start) -> Crew:
    """A crew that decides by itself, with another executor than its own pool."""
    crew = Crew()
    crew.start = start
    return crew


# ---- who does it


def test_little_work_is_done_here_and_nobody_else_is_asked_for() -> None:
    with by_default(never) as crew:
        assert [*crew.run(shout, tasks(seconds=LITTLE))] == [b"A", b"B", b"C", b"D", b"E", b"F"]
        assert [*crew.run(shout, iter(()))] == []
        assert crew.executor is None


def test_much_work_is_done_by_an_executor_that_is_asked_for_once() -> None:
    asked = []

    def start() -> tuple[Executor, int]:
        asked.append(ThreadPoolExecutor(2))
        return asked[-1], 2

    with by_default(start) as crew:
        assert [*crew.run(shout, tasks())] == [b"A", b"B", b"C", b"D", b"E", b"F"]
        assert [*crew.run(shout, tasks("gh", LITTLE))] == [b"G", b"H"]
    assert len(asked) == 1


def test_little_work_that_adds_up_is_much() -> None:
    done = Broken(after=1000)
    with by_default(lambda: (done, 2)) as crew:
        assert [*crew.run(shout, tasks("x" * 101, LITTLE))] == [b"X"] * 101
        assert len(done.done) == 101
    assert done.shut


def test_no_jobs_start_nothing_however_much_there_is_to_do() -> None:
    with Crew(jobs=0, start=never) as crew:
        drawn = []
        work = ((1e6, drawn.append(letter) or letter) for letter in (b"a", b"b", b"c"))  # type: ignore[func-returns-value]
        results = crew.run(shout, work)
        assert next(results) == b"A"
        assert drawn == [b"a"]
        assert [*results] == [b"B", b"C"]


def test_as_many_jobs_as_were_asked_for_are_started_however_little_there_is_to_do() -> None:
    with Crew(jobs=2) as crew:
        found = {*crew.run(process, tasks(seconds=0))}
        assert isinstance(crew.executor, ProcessPoolExecutor)
        assert crew.width == 2
    assert b"%d" % os.getpid() not in found
    assert len(found) in (1, 2)


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="only Linux tells")
def test_a_crew_is_as_wide_as_the_cores_that_may_be_used() -> None:
    assert Crew().width == len(os.sched_getaffinity(0))
    assert Crew(jobs=7).width == 7


# ---- order, and how far ahead


def test_results_come_in_the_order_of_the_tasks_whichever_is_done_first() -> None:
    last_is_done = threading.Event()

    def work(batch: bytes) -> bytes:
        if batch == b"a":
            assert last_is_done.wait(30)
        elif batch == b"c":
            last_is_done.set()
        return batch.upper()

    with Crew(jobs=3, start=lambda: (ThreadPoolExecutor(3), 3)) as crew:
        assert [*crew.run(work, tasks("abc"))] == [b"A", b"B", b"C"]


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_only_so_many_tasks_are_drawn_ahead(jobs: int) -> None:
    drawn = 0

    def counted() -> Iterator[Task]:
        nonlocal drawn
        for task in tasks("x" * 100):
            drawn += 1
            yield task

    with Crew(jobs, start=lambda: (ThreadPoolExecutor(jobs), jobs)) as crew:
        results = crew.run(shout, counted())
        assert drawn == 0
        for taken in range(1, 101):
            next(results)
            assert drawn == min(100, AHEAD * jobs + taken - 1)
        assert [*results] == []


def test_a_task_is_in_the_works_before_the_next_is_drawn() -> None:
    given = Broken(after=1000)
    before = []

    def watched() -> Iterator[Task]:
        for task in tasks("abc"):
            before.append(len(given.done))
            yield task

    with Crew(jobs=1, start=lambda: (given, 1)) as crew:
        assert [*crew.run(shout, watched())] == [b"A", b"B", b"C"]
    assert before == [0, 1, 2]


# ---- what goes wrong


@pytest.mark.parametrize("jobs", [0, 1, 2, None])
def test_what_the_work_raises_comes_out_after_what_was_done_before(jobs: int | None) -> None:
    with Crew(jobs) as crew:
        results = crew.run(fail, tasks())
        assert [next(results), next(results)] == [b"a", b"b"]
        with pytest.raises(OSError, match="No space left on device"):
            next(results)


def test_what_drawing_a_task_raises_comes_out() -> None:
    def broken() -> Iterator[Task]:
        yield from tasks("ab")
        raise ValueError("no more")

    with Crew(jobs=1, start=lambda: (ThreadPoolExecutor(1), 1)) as crew, pytest.raises(ValueError, match="no more"):
        [*crew.run(shout, broken())]


@pytest.mark.parametrize("at_submit", [False, True])
@pytest.mark.parametrize("after", range(6))
def test_work_whose_workers_died_is_done_again_by_others(after: int, at_submit: bool) -> None:
    executors = [Broken(after, at_submit), Broken(1000)]
    waiting = iter(executors)
    with Crew(jobs=1, start=lambda: (next(waiting), 1)) as crew:
        assert [*crew.run(shout, tasks())] == [b"A", b"B", b"C", b"D", b"E", b"F"]
        assert executors[0].shut, "it may have workers left, and they must not be at it, too"
        assert not executors[1].shut
    assert {*executors[0].done, *executors[1].done} == {b"a", b"b", b"c", b"d", b"e", b"f"}


@pytest.mark.parametrize("at_submit", [False, True])
@pytest.mark.parametrize("after", range(3))
def test_workers_that_die_twice_over_the_same_work_are_lost(after: int, at_submit: bool) -> None:
    waiting = iter([Broken(after, at_submit), Broken(0, at_submit)])
    with Crew(jobs=1, start=lambda: (next(waiting), 1)) as crew, pytest.raises(Lost):
        [*crew.run(shout, tasks())]


def test_workers_may_die_again_once_there_was_progress() -> None:
    waiting = iter([Broken(2), Broken(2), Broken(2)])
    with Crew(jobs=1, start=lambda: (next(waiting), 1)) as crew:
        assert [*crew.run(shout, tasks())] == [b"A", b"B", b"C", b"D", b"E", b"F"]


@pytest.mark.skipif(sys.platform == "win32", reason="kills")
def test_a_process_that_is_killed_is_replaced(tmp_path: Path) -> None:
    mark = os.fsencode(tmp_path / "mark")
    with Crew(jobs=2) as crew:
        assert [*crew.run(die_once, [(1.0, mark)] * 9)] == [b"done"] * 9


def test_processes_that_always_die_are_lost() -> None:
    with Crew(jobs=2) as crew, pytest.raises(Lost):
        [*crew.run(die, tasks())]


def test_after_an_error_what_is_at_work_ends_and_nothing_more_is_begun() -> None:
    second, shut = threading.Event(), threading.Event()
    begun, ended = [], []

    def work(batch: bytes) -> bytes:
        begun.append(batch)
        if batch == b"b":
            second.set()
            assert shut.wait(30)
        ended.append(batch)
        return batch

    class Pool(ThreadPoolExecutor):
        def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
            super().shutdown(wait=False, cancel_futures=cancel_futures)
            shut.set()
            super().shutdown(wait)

    def leave() -> None:
        with Crew(jobs=1, start=lambda: (Pool(1), 1)) as crew:
            assert next(crew.run(work, tasks("abc"))) == b"a"
            assert second.wait(30)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        leave()
    assert (begun, ended) == ([b"a", b"b"], [b"a", b"b"])


# ---- processes that outlive nobody


def hang(batch: bytes) -> bytes:
    """Tell that the work has begun; the output stays open for as long as this process lives."""
    os.write(1, batch)
    signal.pause()
    return b""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_workers_end_when_their_build_is_killed() -> None:
    script = """
from digest.engine.crew import Crew
from tests.engine.test_crew import hang
with Crew(jobs=2) as crew:
    [*crew.run(hang, [(1.0, b"x")] * 2)]
"""
    build = subprocess.Popen([sys.executable, "-c", script], cwd=sites.ROOT, stdout=subprocess.PIPE, bufsize=0)
    with build:
        assert build.stdout
        assert (build.stdout.read(1), build.stdout.read(1)) == (b"x", b"x")
        build.kill()
        build.wait()
        assert select.select([build.stdout], [], [], 30)[0], "a worker is still at it after half a minute"
        assert build.stdout.read(1) == b""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_is_for_the_build_and_not_for_its_workers() -> None:
    script = """
import os, signal
from digest.engine.crew import Crew
from tests.engine.test_crew import interrupted
with Crew(jobs=1) as crew:
    print(*crew.run(interrupted, [(1.0, b"")]))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=sites.ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout, done.stderr) == ("b'still here'\n", "")


def interrupted(batch: bytes) -> bytes:
    os.kill(os.getpid(), signal.SIGINT)
    return b"still here"
