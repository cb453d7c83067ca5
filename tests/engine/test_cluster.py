"""What keeps batches that are done twice, or late, from harm; tests/whole/test_cluster.py has real clusters."""

import threading
from pathlib import Path

import pytest

from digest.engine.cluster import Unlike, at_worker, scheduler
from digest.engine.files import write, write_apart
from digest.engine.state import tool


@pytest.mark.parametrize(
    ("executor", "host"),
    [
        ("dask://10.0.0.5:8786", "10.0.0.5:8786"),
        ("dask://news-1.example:8786/", "news-1.example:8786"),
        ("dask://[fd00::5]:8786", "[fd00::5]:8786"),
        ("dask://news:0", None),
        ("dask://news:8786/jobs", None),
        ("tcp://news:8786", None),
        ("", None),
    ],
)
def test_an_address_is_a_host_and_a_port(executor: str, host: str | None) -> None:
    assert scheduler(executor) == host


def test_a_worker_does_nothing_with_another_program_or_without_the_folders(tmp_path: Path) -> None:
    def work(batch: bytes) -> bytes:
        return batch[::-1]

    assert at_worker(tool(), {str(tmp_path): "site"}, work, b"ab") == b"ba"
    with pytest.raises(Unlike, match="another version"):
        at_worker(b"another", {}, work, b"ab")
    with pytest.raises(Unlike, match="does not see what this machine writes to site"):
        at_worker(tool(), {str(tmp_path / "gone"): "site"}, work, b"ab")


def test_a_process_does_one_batch_at_a_time() -> None:
    at_work: list[None] = []
    most = []

    def work(batch: bytes) -> bytes:
        at_work.append(None)
        most.append(len(at_work))
        threading.Event().wait(0.01)
        at_work.pop()
        return batch

    threads = [threading.Thread(target=at_worker, args=(tool(), {}, work, b"")) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1, 1, 1, 1]


def test_what_is_written_apart_is_a_new_file_and_what_was_published_stays(tmp_path: Path) -> None:
    """A file that is moved to the site, and one that a late worker writes, share no bytes on the disk."""
    apart = tmp_path / "apart"
    apart.mkdir()
    staged, published = tmp_path / "staged/2026/index.html", tmp_path / "index.html"
    mark = write_apart(str(staged), b"new", False, str(apart))
    published.hardlink_to(staged)
    assert write_apart(str(staged), b"late", False, str(apart)) != mark
    assert (published.read_bytes(), staged.read_bytes()) == (b"new", b"late")
    assert list(apart.iterdir()) == []
    assert write(str(tmp_path / "other"), b"new", False)[:8] == mark[:8]


def test_a_late_worker_makes_no_folder_when_the_build_has_ended(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_apart(str(tmp_path / "staging/a/index.html"), b"late", False, str(tmp_path / "staging"))
    assert list(tmp_path.iterdir()) == []
