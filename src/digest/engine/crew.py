"""Who does the work: this process, processes of its own, or any executor like those of `concurrent.futures`.

Only `submit` is used, with functions of modules and encoded batches: what serves a pool of processes serves a cluster.
"""

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from types import TracebackType
from typing import Final, Protocol, TypeAlias

WORTH: Final = 0.4
"""Seconds of work from which processes are started: with two, that is what they take to start and to warm up, twice."""
AHEAD: Final = 3
"""Batches in the works for each process: none waits, and no more than these are held in memory."""

Work: TypeAlias = Callable[[bytes], bytes]
Task: TypeAlias = tuple[float, bytes]
"""How long it may take, in seconds of one core, and the encoded batch."""


class Answer(Protocol):
    """What will come of a batch."""

    def result(self) -> bytes:
        """Waits for it. Raises what the work raises."""


class Executor(Protocol):
    """What is used of the executors of `concurrent.futures`."""

    def submit(self, work: Work, batch: bytes, /) -> Answer:
        """Have a batch done."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """The end."""


Start: TypeAlias = Callable[[], tuple[Executor, int]]
"""Gives an executor, and how many batches it can do at once."""


class Lost(Exception):  # noqa: N818 - something that happened to the workers
    """Worker processes died twice over the same work."""


class Crew:
    """Does batches of work."""

    def __init__(self, jobs: int | None = None, start: Start | None = None) -> None:
        """`jobs` processes; none if 0; as many as there are cores, if the work is worth it, if None.

        `start` gives another executor, which does all the work there is; it is asked for at most twice.
        """
        self.jobs = jobs
        self.start = start or self._pool
        self.asked = jobs is not None or start is not None
        """Whether others shall do the work even if there is little."""
        self.width = jobs or _cores()
        self.executor: Executor | None = None

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.executor:
            # what was started is of no use to anybody after an error
            self.executor.shutdown(wait=True, cancel_futures=True)

    def run(self, work: Work, tasks: Iterable[Task]) -> Iterator[bytes]:
        """What `work` makes of each task, in order; few are drawn ahead. Raises what `work` raises, and Lost."""
        tasks = iter(tasks)
        if self.jobs == 0:
            yield from (work(batch) for _, batch in tasks)
            return
        first: list[Task] = []
        if not self.asked and self.executor is None:
            seconds = 0.0
            while seconds < WORTH:
                task = next(tasks, None)
                if task is None:
                    yield from (work(batch) for _, batch in first)
                    return
                first.append(task)
                seconds += task[0]
        yield from self._spread(work, chain(first, tasks))

    def _spread(self, work: Work, tasks: Iterator[Task]) -> Iterator[bytes]:
        from concurrent.futures import BrokenExecutor  # 20 ms, for nothing in a build with little to do

        drawn: deque[bytes] = deque()
        """What has to be handed over: it stays here until that is done, since a dead executor takes nothing."""
        waiting: deque[tuple[bytes, Answer]] = deque()
        deaths = 0
        while True:
            try:
                while len(waiting) < AHEAD * self.width:
                    if not drawn:
                        drawn.extend(batch for _, batch in islice(tasks, 1))
                    if not drawn:
                        break
                    waiting.append((drawn[0], self._submit(work, drawn[0])))
                    drawn.popleft()
                if not waiting:
                    return
                done = waiting[0][1].result()
            except BrokenExecutor as error:
                deaths += 1
                if self.executor:
                    self.executor.shutdown()  # none that is still alive must write what is written anew
                    self.executor = None
                if deaths > 1:
                    raise Lost from error
                # it may have been the system, short of memory, or a person: once more
                drawn.extendleft(batch for batch, _ in reversed(waiting))
                waiting.clear()
                continue
            waiting.popleft()
            deaths = 0
            yield done

    def _submit(self, work: Work, batch: bytes) -> Answer:
        if self.executor is None:
            self.executor, self.width = self.start()
        return self.executor.submit(work, batch)

    def _pool(self) -> tuple[Executor, int]:
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        # a copy of this process has all modules at once; with other threads in it, a copy may hang
        method = "fork" if sys.platform == "linux" and threading.active_count() == 1 else None
        return ProcessPoolExecutor(self.width, multiprocessing.get_context(method), initializer=_mind), self.width


def _mind() -> None:
    """Let a worker end when its build does, however that ends; the pool's own workers would wait for ever."""
    import multiprocessing
    from multiprocessing.connection import wait

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the build: it tells the workers
    parent = multiprocessing.parent_process()
    if parent is not None:
        sentinel = parent.sentinel

        def watch() -> None:
            wait([sentinel])
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()


def _cores() -> int:
    with suppress(AttributeError):  # Linux only: what this process may use, not what the machine has
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
