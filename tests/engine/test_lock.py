"""The lock: one build at a time, and none for longer than its process lives."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from digest.engine.lock import Held, locked
from tests import sites

posix = pytest.mark.skipif(sys.platform == "win32", reason="forks, or kills")


@contextmanager
def holder(file: Path, then: str = "") -> Iterator["subprocess.Popen[str]"]:
    """A process that holds the lock until its input ends, and before that does something else."""
    script = f"""
import os, sys, time
from digest.engine.lock import locked
with locked({str(file)!r}, "noon"):
    print("held", flush=True)
    {then or "pass"}
    sys.stdin.read()
"""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", script], cwd=sites.ROOT, stdin=pipe, stdout=pipe, text=True) as found:
        assert found.stdout
        assert found.stdout.readline() == "held\n"
        try:
            yield found
        finally:
            found.kill()


def is_free(file: Path) -> bool:
    try:
        with locked(file, "now"):
            return True
    except Held:
        return False


def test_a_lock_that_another_process_holds_says_which_and_since_when(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    with holder(file) as other:
        with pytest.raises(Held) as raised, locked(file, "now"):
            raise AssertionError("there are two holders")
        assert str(raised.value) == f"process {other.pid} on {socket.gethostname()}, since noon"
        assert not is_free(file), "to ask for it has let it go"
        other.communicate("")
        assert is_free(file)


def test_a_lock_is_held_against_the_same_process_too(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    with locked(file, "noon"):
        assert not is_free(file)
    assert is_free(file)


@posix
def test_a_lock_whose_holder_was_killed_is_free_and_names_the_next(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    with holder(file) as first:
        first.send_signal(signal.SIGKILL)
        first.wait()
        assert f"process {first.pid} " in file.read_text()  # nobody has tidied up
    with (
        holder(file) as second,
        pytest.raises(Held, match=rf"^process {second.pid} on \S+, since noon$"),
        locked(file, ""),
    ):
        pass


@posix
def test_a_lock_is_not_inherited_by_forked_children(tmp_path: Path) -> None:
    """A worker may live on for a moment when its build was killed."""
    file = tmp_path / "lock"
    # the child tells of itself: only then has it run
    with holder(file, then="os.fork() or print(os.getpid(), flush=True); time.sleep(600)") as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        try:
            assert not is_free(file)
            parent.kill()
            parent.wait()
            assert is_free(file)
            os.kill(child, 0)  # it is there
        finally:
            os.kill(child, signal.SIGKILL)


def test_an_error_of_the_holder_lets_the_lock_go_and_comes_out(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    with pytest.raises(ZeroDivisionError), locked(file, "noon"):
        raise ZeroDivisionError
    assert is_free(file)


def test_a_lock_that_was_let_go_names_nobody(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    file.write_text("something that is longer than any message " * 50)
    with locked(file, "noon"):
        assert file.read_text() == f"process {os.getpid()} on {socket.gethostname()}, since noon\n"
    assert file.read_bytes() == b""


def test_a_lock_tells_the_time_of_its_file_system(tmp_path: Path) -> None:
    before = time.time_ns()
    with locked(tmp_path / "lock", "noon") as now:
        assert now == (tmp_path / "lock").stat().st_mtime_ns
        assert abs(now - before) < 5_000_000_000


def test_there_is_no_lock_where_there_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), locked(tmp_path / "none" / "lock", ""):
        pass
