"""How far a build is, as a bar on a terminal. Builds of less than a second, pipes and files get none of it.

rich draws it, and is imported only when there is something to draw: that takes 50 ms. It draws only when the build says
how far it is, and never from a thread of its own: the engine copies this process to have workers, and a copy of a
process with threads may hang.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from digest.engine.request import Watch
from digest.tools.telling import STAGES

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE: Final = 1.0
"""Seconds after which somebody who waits wants to know."""
PACE: Final = 0.1
"""Seconds between two drawings of one stage: to draw takes 2 ms, of a core that has better things to do."""


@contextmanager
def shown(quiet: bool) -> Iterator[Watch | None]:
    """What a build tells how far it is; whatever becomes of the build, nothing of the bar stays on the screen."""
    if quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    bar = _Bar()
    try:
        yield bar.watch
    finally:
        bar.close()


class _Bar:
    def __init__(self) -> None:
        self.due = time.monotonic() + PATIENCE
        """When it is drawn next."""
        self.drawn: Progress | None = None
        self.task: TaskID | None = None
        self.stage = ""

    def watch(self, stage: str, done: int, total: int) -> None:
        """Draw it, if it is time."""
        now = time.monotonic()
        if now < self.due and (self.drawn is None or stage == self.stage):
            return
        self.due = now + PACE
        with suppress(OSError):  # a terminal that has gone is no reason for the build to end
            self.draw(stage, done, total)

    def draw(self, stage: str, done: int, total: int) -> None:
        """Show the stage, how much of it is done, and what time is left."""
        if self.drawn is None:
            self.drawn = _bar()
            self.drawn.start()  # it is known by now, and stopped even if Ctrl-C comes in between
        bar = self.drawn
        if self.task is None or stage != self.stage:  # each stage has a pace of its own
            if self.task is not None:
                bar.remove_task(self.task)
            self.stage = stage
            self.task = bar.add_task(STAGES[stage], total=None, count="")
        count = f"{done:,} of {total:,}" if total else ""
        bar.update(self.task, completed=done, total=total or None, count=count)
        bar.refresh()

    def close(self) -> None:
        """Wipe it off."""
        with suppress(OSError):
            if self.drawn:
                self.drawn.stop()


def _bar() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[count]}"),
        TimeRemainingColumn(compact=True),
        console=Console(file=sys.stderr),
        auto_refresh=False,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
