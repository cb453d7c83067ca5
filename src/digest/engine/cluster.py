"""Batches for the workers of a Dask cluster, who share the folders of the site with this machine.

A cluster promises that a batch is done, not that it is done once: a worker that is believed dead may still be at it
while another does it again, or after the build has ended. Each batch therefore names what its worker must have in
common with the command: the program, on which equal bytes depend, and the folders of this one build. A worker that
joins late is found out by that, and one that is late itself finds nothing to write to.
"""

import os
import re
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, Final

from digest.engine.crew import Work
from digest.engine.state import tool
from digest.issues import Issue
from digest.patterns import late

PATIENCE: Final = 10.0
"""Seconds in which a scheduler must answer, and in which a worker must be there."""
START: Final = "dask worker HOST:PORT --nthreads 1 --nworkers N"
SAME: Final = "install the same on all machines, then start the workers again"
_ADDRESS: Final = late(r"dask://((?:[\w.-]+|\[[\da-fA-F:.]+\]):([1-9]\d{0,4}))/?", re.ASCII)


class Unusable(Exception):  # noqa: N818 - of the cluster
    """Carries the issue that tells why the cluster cannot do the work, or could not finish it."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(issue)
        self.issue = issue


class Unlike(Exception):  # noqa: N818 - of a worker
    """A worker has not what it needs: says which, and what to do."""


def scheduler(executor: str) -> str | None:
    """HOST:PORT of `dask://HOST:PORT`; None if it is none."""
    found = _ADDRESS.fullmatch(executor)
    return found[1] if found and int(found[2]) < 1 << 16 else None


def at_worker(program: bytes, folders: Mapping[str, str], work: Work, batch: bytes) -> bytes:
    """What `work` makes of the batch, in a worker. Raises Unlike, and what `work` raises."""
    if tool() != program:
        raise Unlike(f"{_me()} has another version of digest, of a library or of Python", SAME)
    for folder, shown in folders.items():
        if not os.path.isdir(folder):  # noqa: PTH112 - before each batch
            raise Unlike(f"{_me()} does not see what this machine writes to {shown}", "share that folder at this path")
    with _ALONE:
        return work(batch)


_ALONE: Final = Lock()
"""A worker may have threads. They make nothing faster here, and feedgen sets the locale of all of them for a moment."""


def connect(executor: str, folders: Mapping[str, str]) -> "tuple[Cluster, int]":
    """The cluster of the scheduler at `dask://HOST:PORT`, and how many workers it has. Raises Unusable.

    `folders` were made for this build, each in a folder that the user knows.
    """
    host = scheduler(executor)
    if host is None:
        raise Unusable(Issue("E702", executor, "is no address of a cluster", hint="write it as dask://HOST:PORT"))
    try:
        from distributed import Client
    except ImportError as error:
        hint = "install digest with it: pip install 'digest[dask]'"
        raise Unusable(Issue("E701", executor, f"needs a package that is missing: {error.name}", hint=hint)) from error
    import logging

    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong, we tell
    answers: SimpleQueue[Any] = SimpleQueue()

    def call() -> None:
        try:
            # without a scheme, it is Dask's own configuration that says whether connections are encrypted
            answers.put(Client(host, timeout=PATIENCE, set_as_default=False))
        except Exception:  # noqa: BLE001 - whatever answers there
            answers.put(None)

    # in a thread, since Dask waits for ever for something that takes the call and is silent
    Thread(target=call, daemon=True).start()
    client = None
    with suppress(Empty):
        client = answers.get(timeout=2 * PATIENCE)
    if client is None:
        hint = f"start one: dask scheduler --port {host.rpartition(':')[2]}"
        raise Unusable(Issue("E702", executor, "no Dask scheduler answers", hint=hint))
    cluster = Cluster(executor, client, folders)
    try:
        return cluster, cluster.check()
    except BaseException as error:
        cluster.shutdown()
        if isinstance(error, OSError):
            raise cluster.gone() from error
        raise


class Cluster:
    """What a crew uses of an executor.

    It is not Dask's own: that takes the answer of a worker which dies just then for an error of the work.
    """

    def __init__(self, executor: str, client: Any, folders: Mapping[str, str]) -> None:
        self.shown = executor
        self.client = client
        self.folders = dict(folders)

    def check(self) -> int:
        """How many workers there are, when those that answer are known to be fit. Raises Unusable."""
        if not self.has_workers():
            raise self.unusable("E702", "has no workers", f"start some: {START}")
        # by their packages at first: to be sent work of a program that it has not is the end of a worker
        versions = self.client.get_versions(packages=["digest"])
        workers = versions["workers"]
        mine = _program(versions["client"])
        for name, found in {"the scheduler": versions["scheduler"], **workers}.items():
            if found and _program(found) != mine:  # none of one that went just now
                raise self.unusable("E703", f"{name} has {_program(found)}, and here is {mine}", SAME)
        asked = [self._submit(_nothing, b"", workers=[worker]) for worker in workers]
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and not all(future.done() for future in asked):
            time.sleep(0.01)
        answered = [future for future in asked if future.done()]
        for future in answered:
            try:
                self.result(future)
            except Unusable:
                raise
            except Exception as error:  # it could not even be handed over
                raise self.unusable("E703", "cannot run this program", SAME) from error
        if not answered:
            raise self.unusable("E702", "has workers, and none of them answers", "they may be at other work")
        return len(workers)

    def has_workers(self) -> bool:
        """Whether there is a worker, or one comes soon: those that died may be started again."""
        try:
            self.client.wait_for_workers(1, timeout=PATIENCE)
        except OSError:  # a timeout, too
            return False
        return True

    def submit(self, work: Work, batch: bytes, /) -> "_Answer":
        """Have a batch done."""
        return _Answer(self, self._submit(work, batch))

    def _submit(self, work: Work, batch: bytes, **where: object) -> Any:
        # not pure: what was made of the same batch before is no answer
        return self.client.submit(at_worker, tool(), self.folders, work, batch, pure=False, **where)

    def result(self, future: Any) -> bytes:
        """What came of a batch. Raises Unusable, and what the work raises."""
        from concurrent.futures import CancelledError

        from distributed import KilledWorker
        from distributed.comm import CommClosedError

        try:
            while True:
                try:
                    found: bytes = future.result(timeout=PATIENCE)
                    return found
                except TimeoutError:
                    if future.status == "error":  # it is that of a disk
                        raise
                    if not self.has_workers():
                        hint = "look into their logs, then build again"
                        raise self.unusable("E704", "has lost all its workers", hint) from None
        except Unlike as unlike:
            raise self.unusable("E703", *unlike.args) from unlike
        except KilledWorker as error:
            hint = "they may have run out of memory: give each more, or start fewer"
            raise self.unusable("E704", "has lost one worker after the other over the same work", hint) from error
        except (CancelledError, CommClosedError) as error:  # the second is an OSError, but never that of a disk
            raise self.gone() from error

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let go of the cluster. What a worker is still at does no harm, and it is not waited for."""
        self.client.close(timeout=PATIENCE)

    def gone(self) -> Unusable:
        """The exception for a scheduler that is not there any more."""
        return self.unusable("E704", "has lost its scheduler", "look into its log, then build again")

    def unusable(self, code: str, message: str, hint: str) -> Unusable:
        """The exception for a problem of this cluster."""
        return Unusable(Issue(code, self.shown, message, hint=hint))


class _Answer:
    """What will come of a batch."""

    def __init__(self, cluster: Cluster, future: Any) -> None:
        self.cluster = cluster
        self.future = future

    def result(self) -> bytes:
        return self.cluster.result(self.future)


def _program(found: Mapping[str, Any]) -> str:
    """What runs there, as Dask tells it."""
    packages = found["packages"]
    return f"digest {packages.get('digest') or '(none)'} in Python {packages['python'].partition('.final')[0]}"


def _me() -> str:
    return f"a worker on {socket.gethostname()}"


def _nothing(batch: bytes) -> bytes:
    """Work that only shows that a worker is fit."""
    return batch
