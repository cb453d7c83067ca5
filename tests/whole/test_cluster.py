"""Builds by a Dask cluster of this machine: a scheduler and workers, each a process, that are killed for real."""

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

import digest
from digest.engine import gather, make
from digest.engine.build import Report, Request, build
from tests import sites
from tests.engine.builds import differences, files

pytestmark = [pytest.mark.cluster, pytest.mark.filterwarnings("default")]

NOW = datetime.fromtimestamp(sites.NOW, UTC)
STORIES = 300
TEXT = "The council voted on Thursday, for the {}th time, to keep the ferry. It took four hours.\n\n{}"


class Cluster:
    """A scheduler and its workers."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self.stack = stack
        self.workers: list[subprocess.Popen[bytes]] = []
        self.address = ""

    def start(self) -> "Cluster":
        found = self.folder / "scheduler.json"
        self.scheduler = self._process(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(found),
            DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL="4s",  # from then on, one that is silent is believed dead
        )  # fmt: skip
        until(found.exists)
        until(lambda: found.read_bytes().endswith(b"}"))
        self.address = json.loads(found.read_bytes())["address"].removeprefix("tcp://")
        return self

    def add(self, number: int, **environment: str) -> None:
        """Start workers, and wait until the scheduler knows them."""
        logs = []
        for _ in range(number):
            self.workers.append(
                self._process(
                    "worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
                    "--local-directory", str(self.folder), **environment,
                )
            )  # fmt: skip
            logs.append(self.log)
        until(lambda: all(b"Registered to" in log.read_bytes() for log in logs))

    def _process(self, *command: str, **environment: str) -> "subprocess.Popen[bytes]":
        self.log = self.folder / f"{len(self.workers)}-{command[0]}.log"
        log = self.stack.enter_context(self.log.open("wb"))
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *command],
            cwd=self.folder, env=sites.environment(**environment), stdout=log, stderr=log,
        )  # fmt: skip
        self.stack.callback(process.wait, 30)
        self.stack.callback(process.kill)
        return process


def until(done: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it does not come"
        time.sleep(0.05)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A scheduler. Whatever is started for it is killed in the end."""
    folder = tmp_path / "cluster"
    folder.mkdir()
    with ExitStack() as stack:
        yield Cluster(folder, stack).start()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Short articles, in several folders."""
    days = {number: f"2026-0{number % 9 + 1}-1{number % 10}" for number in range(STORIES)}
    texts: dict[str, str | bytes] = {
        f"content/{number % 7}/{day}-ferry-news-{number}.txt": TEXT.format(number, f"More of {number}. " * 40)
        for number, day in days.items()
    }
    return sites.write(tmp_path / "site", {"digest.yaml": "base_url: https://ferry.example/\n", **texts})


@pytest.fixture
def expected(site: Path, tmp_path: Path) -> dict[str, bytes]:
    """What one process makes of it."""
    alone = tmp_path / "alone"
    shutil.copytree(site, alone)
    assert build(Request(root=alone, now=NOW, jobs=0)).outcome == "published"
    return files(alone / "build")


@pytest.fixture
def many_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some hundred, so that there is a middle."""
    monkeypatch.setattr(gather, "MOST", 4)
    monkeypatch.setattr(make, "WEIGHT", 20_000)


def built(site: Path, cluster: Cluster, when: dict[str, Callable[[], object]] | None = None) -> Report:
    """Build, and do something in the middle of a stage; it must be the middle."""
    left = dict(when or {})
    after = set(left)

    def watch(stage: str, done: int, total: int) -> None:
        if total and done >= total / 3 and stage in left:  # 0: the stage begins, and nobody knows
            assert done < total / 2
            left.pop(stage)()

    report = build(Request(root=site, now=NOW, executor=f"dask://{cluster.address}"), watch)
    assert not left, after
    return report


def told(report: Report) -> list[tuple[str, str]]:
    return [(issue.code, issue.message) for issue in report.issues]


def test_a_cluster_builds_what_one_process_builds(cluster: Cluster, site: Path, expected: dict[str, bytes]) -> None:
    cluster.add(2)
    done = sites.run(site, "build", "--executor", f"dask://{cluster.address}")
    assert (done.returncode, done.stderr) == (0, "")
    assert differences(files(site / "build"), expected) == []
    assert not (site / ".digest/shelf").exists()
    again = built(site, cluster)
    assert (again.changes.added, again.changes.changed, again.rendered) == ((), (), ())


@pytest.mark.usefixtures("many_batches")
@pytest.mark.parametrize("stage", ["read", "make"])
def test_a_worker_that_is_killed_is_made_up_for(
    cluster: Cluster, site: Path, expected: dict[str, bytes], stage: str
) -> None:
    cluster.add(2)
    assert told(built(site, cluster, {stage: cluster.workers[0].kill})) == []
    assert differences(files(site / "build"), expected) == []


@pytest.mark.usefixtures("many_batches")
def test_a_worker_that_is_late_spoils_nothing(cluster: Cluster, site: Path, expected: dict[str, bytes]) -> None:
    """It stands still until it is believed dead and others have done its work, and the site is published."""
    cluster.add(2)
    sleeper = cluster.workers[0]
    assert told(built(site, cluster, {"make": lambda: sleeper.send_signal(signal.SIGSTOP)})) == []
    published = files(site / "build")
    assert differences(published, expected) == []
    sleeper.send_signal(signal.SIGCONT)
    time.sleep(2)
    assert differences(files(site / "build"), published) == []
    assert built(site, cluster).changes.changed == ()


@pytest.mark.usefixtures("many_batches")
@pytest.mark.parametrize("stage", ["read", "make"])
def test_when_all_workers_die_the_site_is_as_it_was(cluster: Cluster, site: Path, stage: str) -> None:
    cluster.add(2)
    assert built(site, cluster).outcome == "published"
    before = files(site / "build")
    for story in (site / "content").rglob("*.txt"):
        story.write_text(f"{story.read_text('utf-8')}\n\nThe end.\n", "utf-8")

    def kill() -> None:
        for worker in cluster.workers:
            worker.kill()

    report = built(site, cluster, {stage: kill})
    assert (report.outcome, told(report)) == ("disk", [("E704", "has lost all its workers")])
    assert differences(files(site / "build"), before) == []
    assert not (site / ".digest/shelf").exists()


@pytest.mark.usefixtures("many_batches")
def test_a_scheduler_that_dies_is_told(cluster: Cluster, site: Path) -> None:
    cluster.add(1)
    report = built(site, cluster, {"make": cluster.scheduler.kill})
    assert (report.outcome, told(report)) == ("disk", [("E704", "has lost its scheduler")])
    assert not (site / "build").exists()


def test_a_cluster_without_workers_is_told(cluster: Cluster, site: Path) -> None:
    done = sites.run(site, "build", "--executor", f"dask://{cluster.address}")
    assert done.returncode == 3
    assert f"dask://{cluster.address}: E702 has no workers (" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("silent", [False, True])
def test_a_scheduler_that_is_none_is_told(site: Path, silent: bool) -> None:
    import socket

    with socket.socket() as there:
        there.bind(("127.0.0.1", 0))
        if silent:
            there.listen()
        address = f"dask://127.0.0.1:{there.getsockname()[1]}"
        done = sites.run(site, "build", "--executor", address)
    assert (done.returncode, done.stdout.count("as it was")) == (3, 1)
    assert done.stderr.startswith(f"{address}: E702 no Dask scheduler answers (")
    assert len(done.stderr.splitlines()) == 1


def test_workers_with_another_program_are_told(cluster: Cluster, site: Path, tmp_path: Path) -> None:
    """Of the same version, but for a comment."""
    other = tmp_path / "other"
    shutil.copytree(Path(digest.__file__).parent, other / "digest")
    with (other / "digest/names.py").open("a") as opened:
        opened.write("# another\n")
    cluster.add(1, PYTHONPATH=str(other))
    report = built(site, cluster)
    assert report.outcome == "disk"
    ((code, message),) = told(report)
    assert (code, message.endswith("has another version of digest, of a library or of Python")) == ("E703", True)


def test_workers_that_do_not_see_the_folder_are_told(cluster: Cluster, tmp_path: Path) -> None:
    from digest.engine.cluster import Unusable, connect

    cluster.add(1)
    with pytest.raises(Unusable) as found:
        connect(f"dask://{cluster.address}", {str(tmp_path / "not/there"): "news"})
    assert found.value.issue.code == "E703"
    assert found.value.issue.message.endswith("does not see what this machine writes to news")


def test_errors_of_the_site_are_told_as_they_are_without_a_cluster(cluster: Cluster, site: Path) -> None:
    cluster.add(1)
    sites.write(site, {"content/empty.txt": "", "templates/topic.html": "{{ nothing.at.all }}"})
    alone = build(Request(root=site, now=NOW, jobs=0))
    report = built(site, cluster)
    assert alone.issues
    assert (report.outcome, report.issues) == (alone.outcome, alone.issues)
