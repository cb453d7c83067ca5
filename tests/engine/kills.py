"""Builds that are killed, and what has to hold of what they leave.

A build is forked from this process, which is warm, and killed with all its workers: either at a moment of its time, or
right before a step, which is a change to the disk that Python's audit events tell of. Steps find each place between two
changes with certainty; moments find what is in the middle of one.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath
from random import Random
from urllib.parse import unquote, urlsplit

from msgspec import Struct, field

from tests.engine import edits
from tests.engine.builds import Snapshot, build, clean, differences, files, ledger
from tests.engine.edits import ARTICLES, Edit, Paper

PUBLISHING = frozenset({"os.rename", "os.remove", "os.rmdir"})
"""Steps that only publishing makes many of."""
WRITING = PUBLISHING | {"os.mkdir", "os.link", "os.symlink", "os.truncate", "open"}


class Step(Struct, frozen=True):
    """The moment right before the step of this number."""

    number: int
    of: frozenset[str] = WRITING

    def arm(self) -> None:
        """Called in the process that is to be killed."""
        left = self.number

        def count(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal left
            if event not in self.of or (event == "open" and not _writes(arguments)):
                return
            left -= 1
            if left == 0:
                os.killpg(0, signal.SIGKILL)

        sys.addaudithook(count)


class Moment(Struct, frozen=True):
    """So many seconds after the start."""

    seconds: float


def _writes(arguments: tuple[object, ...]) -> bool:
    flags = arguments[2]
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def killed_build(paper: Paper, jobs: int, when: Step | Moment, build: Callable[[Paper, int], object] = build) -> bool:
    """Build, and be killed; whether it was before the build had ended."""
    child = os.fork()
    if child == 0:
        try:
            os.setpgid(0, 0)
            if isinstance(when, Step):
                when.arm()
            build(paper, jobs)
        finally:
            os._exit(0)
    with suppress(OSError):  # it may have done so itself, and may even have ended
        os.setpgid(child, child)
    if isinstance(when, Moment):
        time.sleep(when.seconds)
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


# ---- what has to hold


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        name = {"a": "href", "link": "href", "img": "src"}.get(tag)
        self.found += (value for key, value in attributes if key == name and value)


@lru_cache(maxsize=4096)
def relative_links(html: bytes) -> tuple[str, ...]:
    """The addresses of a page that lead into its own site, as written."""
    parser = _Links()
    parser.feed(html.decode())
    parts = ((urlsplit(link), link) for link in parser.found)
    return tuple(unquote(part.path) for part, _ in parts if not part.scheme and not part.netloc and part.path)


def dead_links(tree: dict[str, bytes]) -> Iterator[str]:
    """Links to files that are not there, on the pages that a reader can come to from the front page."""
    seen = {"index.html"} & tree.keys()
    waiting = sorted(seen)
    while waiting:
        page = waiting.pop()
        for link in relative_links(tree[page]):
            target = normpath(join(dirname(page), link))
            if target not in tree:
                yield f"{page} -> {target}"
            elif target not in seen and target.endswith(".html"):
                seen.add(target)
                waiting.append(target)


class Trial(Struct):
    """A paper whose builds are killed, and what may be found in its output until the next whole build."""

    paper: Paper
    possible: dict[str, set[bytes]] = field(default_factory=dict)

    def note(self, tree: dict[str, bytes]) -> None:
        for path, data in tree.items():
            self.possible.setdefault(path, set()).add(data)

    def kill(self, jobs: int, when: Step | Moment, new: Snapshot) -> bool:
        """Kill a build that would make `new`, and look at what it leaves."""
        before = files(self.paper.output) if self.paper.output.exists() else {}
        self.note(before)
        self.note(new.files)
        was_killed = killed_build(self.paper, jobs, when)
        self.check(f"after {when}")
        return was_killed

    def check(self, when: str = "") -> None:
        """What lies in the output is whole, and leads to nothing that is not there."""
        left = {path: data for path, data in files(self.paper.output).items() if not path.startswith(".digest")}
        torn = sorted(path for path, data in left.items() if data not in self.possible.get(path, ()))
        assert torn == [], f"neither old nor new {when}"
        assert [*dead_links(left)] == [], f"dead links {when}"

    def recover(self, jobs: int = 0) -> None:
        """A build that is left alone, which has to be as good as a clean one."""
        _, right = clean(self.paper)
        self.recover_to(right, jobs)

    def recover_to(self, right: Snapshot, jobs: int = 0) -> None:
        """The same, where it is known what a clean build makes."""
        report = build(self.paper, jobs)
        assert (report.outcome, report.issues) == ("published", right.issues)
        wrong = differences(files(self.paper.output), right.files)
        assert wrong == []
        assert ledger(self.paper) == right.ledger
        self.possible.clear()


# ---- edits, and moments


def chosen_edit(random: Random) -> Edit:
    """An edit after which the site can be published."""
    number = random.randrange(10)
    path = random.choice(ARTICLES)
    choices: tuple[tuple[Callable[..., None], tuple[object, ...]], ...] = (
        (edits.edit_body, (path, f"It was told {number} times.")),
        (edits.edit_lede, (path, f"It is the {number}th.")),
        (edits.edit_title, (path, f"Title {number} of {path.rpartition('-')[2]}")),
        (edits.edit_topics, (path, f"Topic {number}, Roads")),
        (edits.add_article, (f"content/2026-11-0{random.randrange(1, 10)}-story-told-{number}.txt",)),
        (edits.add_article, (f"content/undated-story-{number}.txt", f"Undated {number}", "")),
        (edits.rename, (path, f"content/old/2026-10-1{number}-story-moved.txt")),
        (edits.set_fact, (path, "date", f"2026-0{random.randrange(1, 9)}-11")),
        (edits.delete, (path,)),
        (edits.restore, (path,)),
        (edits.restore, (path,)),
        (edits.override, (random.choice(sorted(edits.OVERRIDES)), f"mark {number}")),
        (edits.set_asset, ("style.css", f"a {{ order: {number} }}")),
        (edits.configure, ("title", f"The Bell {number}")),
        (edits.replace_image, ("content/pictures/bus.png", b"%d" % number)),
        (edits.damage_output, ("2026/**/index.html", b"damaged")),
        (edits.remove_state, ()),
        (edits.remove_output, ()),
    )
    return Edit(*random.choice(choices))


def chosen_time(random: Random, changes: int, seconds: float) -> Step | Moment:
    """Of three builds, one is killed at any moment, one before any step, one in the midst of publishing."""
    match random.randrange(3):
        case 0:
            return Moment(random.uniform(0, 1.1 * seconds))
        case 1:
            return Step(random.randint(1, 4 * changes + 20))
        case _:
            return Step(random.randint(1, changes + 6), PUBLISHING)


class Tally(Struct):
    """How many kills there were, and how many came too late."""

    kills: int = 0
    late: int = 0


def kill_many(folder: Path, kills: int, jobs: int, random: Random) -> Tally:
    """Edit, kill, edit, kill…, and now and then let a build come to its end. Raises AssertionError with the story."""
    trial = Trial(Paper(folder))
    trial.recover()
    tally = Tally()
    story: list[str] = []
    seconds = 0.0
    try:
        while tally.kills < kills:
            edit = chosen_edit(random)
            edit(trial.paper)
            story.append(repr(edit))
            outcome, new = clean(trial.paper)
            if outcome != "published":
                edits.restore(trial.paper, random.choice(ARTICLES))
                continue
            changes = len(differences(files(trial.paper.output), new.files))
            when = chosen_time(random, changes, seconds or 0.1)
            story.append(f"killed at {when}")
            tally.kills += 1
            tally.late += not trial.kill(jobs, when, new)
            if random.random() < 0.5:
                started = time.perf_counter()
                trial.recover(jobs)
                seconds = max(0.9 * seconds, (time.perf_counter() - started) / 2)  # half of it was the clean build
                story = []
    except AssertionError as error:
        error.add_note("\n".join(story))
        raise
    return tally
