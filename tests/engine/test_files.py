"""Reading files that do not hold still, or are none; and stamps, which tell whether a file is the one that was seen."""

import os
import stat
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from digest.engine.files import fingerprint, holds, read, read_stamped, size_of, stamp, stamped_at, text_of, write
from digest.engine.unchanged import SLACK, trusted
from digest.issues import Issue

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX")
CHANGES = Issue("E205", "vote.txt", "changes while it is read", hint="build again when it is written")


def while_it_is_read(monkeypatch: pytest.MonkeyPatch, change: Callable[[int], None]) -> list[int]:
    """Call `change` with the number of the call after each part that is read; what is read, in bytes, comes back."""
    real, sizes = os.read, list[int]()

    def read_and_change(file: int, size: int) -> bytes:
        data = real(file, size)
        sizes.append(len(data))
        change(len(sizes))
        return data

    monkeypatch.setattr(os, "read", read_and_change)
    return sizes


# ---- reading


@pytest.mark.parametrize("size", [0, 1, 5000, 3_000_000])
def test_a_file_that_holds_still_comes_with_its_stamp(tmp_path: Path, size: int) -> None:
    data = b"x" * size
    (tmp_path / "vote.txt").write_bytes(data)
    mark = stamp((tmp_path / "vote.txt").stat(), source=True)
    assert read_stamped(tmp_path, "vote.txt") == (data, mark)
    assert read(tmp_path, "vote.txt") == data


@pytest.mark.parametrize("text", [b"of other words", b"short", b"of many more words than there were before"])
def test_a_file_that_changes_while_it_is_read_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: bytes
) -> None:
    file = tmp_path / "vote.txt"
    file.write_bytes(b"of first words")

    def change(number: int) -> None:
        if number == 1:
            file.write_bytes(text)
            os.utime(file, ns=(5, 5))

    while_it_is_read(monkeypatch, change)
    assert read_stamped(tmp_path, "vote.txt") == (text, stamp(file.stat(), source=True))


def test_a_file_that_changes_all_the_time_is_told_and_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "vote.txt"
    file.write_bytes(b"words")
    while_it_is_read(monkeypatch, lambda number: os.utime(file, ns=(number, number)))
    assert read_stamped(tmp_path, "vote.txt") == CHANGES
    assert read(tmp_path, "vote.txt") == CHANGES


def test_a_file_that_grows_while_it_is_read_is_read_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "vote.txt"
    file.write_bytes(b"words")

    def grow(number: int) -> None:
        if number < 3:
            with file.open("ab") as opened:
                opened.write(b" more")

    while_it_is_read(monkeypatch, grow)
    assert read(tmp_path, "vote.txt") == b"words more more"


def test_a_file_that_is_replaced_while_it_is_read_is_read_as_it_was_or_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The opened file stays whole, and its stamp is not that of the new one: the next build looks again."""
    file = tmp_path / "vote.txt"
    file.write_bytes(b"old")

    def replace(number: int) -> None:
        (tmp_path / "fresh").write_bytes(b"new")
        (tmp_path / "fresh").replace(file)

    while_it_is_read(monkeypatch, replace)
    found = read_stamped(tmp_path, "vote.txt")
    assert not isinstance(found, Issue)
    assert found[0] == b"old"
    assert found[1] != stamp(file.stat(), source=True)


def test_a_file_is_read_in_one_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "vote.txt").write_bytes(b"x" * 5000)
    sizes = while_it_is_read(monkeypatch, lambda _: None)
    read(tmp_path, "vote.txt")
    assert sizes == [5000]


@posix
def test_what_gives_its_bytes_in_parts_is_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "vote.txt").write_bytes(b"x" * 5000)
    real = os.read
    monkeypatch.setattr(os, "read", lambda file, size: real(file, min(size, 700)))
    assert read(tmp_path, "vote.txt") == b"x" * 5000


@posix
def test_a_pipe_is_no_file_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.append(read(tmp_path, "pipe")), daemon=True)
    thread.start()
    thread.join(30)
    assert found == [Issue("E202", "pipe", "is not a file", hint="a plain file is expected here")]


@posix
def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert read(tmp_path, "folder") == Issue("E202", "folder", "is not a file", hint="a plain file is expected here")


def test_a_file_that_is_missing_is_told_by_its_path(tmp_path: Path) -> None:
    assert read(tmp_path, "content/none.txt") == Issue(
        "E201", "content/none.txt", "cannot be read: no such file or directory"
    )
    (tmp_path / "vote.txt").write_bytes(b"x")
    found = read(str(tmp_path), "vote.txt/none.txt")
    assert isinstance(found, Issue)
    assert (found.code, found.path) == ("E201", "vote.txt/none.txt")


def test_a_file_that_may_not_be_read_comes_with_a_hint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied", str(tmp_path / "vote.txt"))

    monkeypatch.setattr(os, "open", refuse)
    assert read(tmp_path, "vote.txt") == Issue(
        "E201", "vote.txt", "cannot be read: permission denied", hint="give yourself the permission to read it"
    )


@posix
def test_no_file_stays_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "vote.txt").write_bytes(b"x")
    (tmp_path / "folder").mkdir()
    opened, closed = list[int](), list[int]()
    real_open, real_close = os.open, os.close

    def note_open(*given: Any) -> int:
        opened.append(real_open(*given))
        return opened[-1]

    def note_close(file: int) -> None:
        closed.append(file)
        real_close(file)

    monkeypatch.setattr(os, "open", note_open)
    monkeypatch.setattr(os, "close", note_close)
    for path in ("vote.txt", "folder", "none.txt"):
        read(tmp_path, path)
    assert closed == opened
    assert len(opened) == 2


def test_a_text_has_no_mark_of_its_encoding_and_is_told_if_it_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbfa\n")
    (tmp_path / "b").write_bytes(b"a\nb\xff\n")
    assert text_of(tmp_path, "a", "E101") == "a\n"
    assert text_of(tmp_path, "b", "E101") == Issue("E101", "b", "is not UTF-8", 2, hint="save it as UTF-8")
    assert text_of(tmp_path, "c", "E101") is None


# ---- stamps


def source(file: Path) -> bytes:
    return stamp(file.stat(), source=True)


def test_a_stamp_stays_while_nobody_touches_the_file(tmp_path: Path) -> None:
    file = tmp_path / "vote.txt"
    file.write_bytes(b"words")
    before = source(file), stamp(file.stat())
    file.read_bytes()
    assert (source(file), stamp(file.stat())) == before
    assert [len(mark) for mark in before] == [32, 32]
    assert size_of(before[0]) == 5


def test_the_stamp_of_a_source_differs_after_other_words_of_the_same_size_at_the_same_time(tmp_path: Path) -> None:
    """The time of writing can be set to what it was; that at which this was done cannot."""
    file = tmp_path / "vote.txt"
    file.write_bytes(b"words")
    os.utime(file, ns=(5, 5))
    before = source(file), stamp(file.stat())
    end = time.monotonic() + 10
    while source(file) == before[0]:  # no later than with the next tick of the clock
        assert time.monotonic() < end
        file.write_bytes(b"sword")
        os.utime(file, ns=(5, 5))
    assert stamp(file.stat()) == before[1]


def replace_unseen(file: Path) -> None:
    """Another file of the same size and time."""
    written = file.stat().st_mtime_ns
    fresh = file.with_name("fresh")
    fresh.write_bytes(b"sword")
    os.utime(fresh, ns=(written, written))
    fresh.replace(file)


@posix
@pytest.mark.parametrize(
    "change",
    [
        lambda file: os.utime(file, ns=(7, 7)),
        lambda file: file.write_bytes(b"more words"),
        replace_unseen,
    ],
    ids=["written", "grown", "replaced"],
)
def test_both_stamps_differ_after_a_change(tmp_path: Path, change: Callable[[Path], object]) -> None:
    file = tmp_path / "vote.txt"
    file.write_bytes(b"words")
    before = source(file), stamp(file.stat())
    change(file)
    assert source(file) != before[0]
    assert stamp(file.stat()) != before[1]


@posix
def test_what_is_published_keeps_its_stamp_when_it_is_moved_into_its_place(tmp_path: Path) -> None:
    mark = write(f"{tmp_path}/staging/2026/index.html", b"page", durable=False)
    (tmp_path / "staging").rename(tmp_path / "build")
    (tmp_path / "build/2026/index.html").replace(tmp_path / "index.html")
    assert stamp((tmp_path / "index.html").lstat()) == mark


def test_times_before_the_epoch_and_of_the_far_future_have_stamps(tmp_path: Path) -> None:
    status = os.stat_result(
        (stat.S_IFREG, 2**64 + 5, 0, 1, 0, 0, 2**40, 0, 0, 0),
        {"st_mtime_ns": -(10**18), "st_ctime_ns": 9 * 10**18},
    )
    mark = stamp(status, source=True)
    assert (len(mark), size_of(mark), stamped_at(mark)) == (32, 2**40, 9 * 10**18)


def test_a_source_is_as_new_as_the_later_of_its_times(tmp_path: Path) -> None:
    file = tmp_path / "vote.txt"
    file.write_bytes(b"words")
    os.utime(file, ns=(5, 5))
    if os.name == "posix":
        assert stamped_at(source(file)) == file.stat().st_ctime_ns
    os.utime(file, ns=(5, 9 * 10**18))
    assert stamped_at(source(file)) == 9 * 10**18


@pytest.mark.parametrize(
    ("written", "changed", "trust"),
    [
        (0, 0, True),
        (-SLACK - 1, -SLACK - 1, True),
        (-SLACK, -SLACK - 1, False),
        (-SLACK - 1, -SLACK, False),
        (-1, -(10**15), False),
        (0 - 10**15, 1, False),
        (10**15, -(10**15), False),
    ],
)
def test_a_stamp_is_trusted_if_it_is_older_than_the_look_by_more_than_a_tick_of_the_clock(
    written: int, changed: int, trust: bool
) -> None:
    began = 1_800_000_000_000_000_000
    if (written, changed) == (0, 0):
        written = changed = -began  # 1970
    times = {"st_mtime_ns": began + written, "st_ctime_ns": began + changed}
    mark = stamp(os.stat_result((stat.S_IFREG, 1, 0, 1, 0, 0, 5, 0, 0, 0), times), source=True)
    assert trusted(mark, began) == (mark if trust else b"")


def test_no_stamp_is_not_trusted() -> None:
    assert trusted(b"", 10**18) == b""


# ---- what is published


def test_a_file_that_holds_the_same_bytes_gives_its_stamp(tmp_path: Path) -> None:
    file = tmp_path / "index.html"
    file.write_bytes(b"page")
    assert holds(str(file), b"page") == stamp(file.lstat())
    assert holds(str(file), b"pagf") == b""
    assert holds(str(file), b"pages") == b""
    assert holds(str(tmp_path / "none"), b"") == b""


@posix
def test_a_link_to_the_same_bytes_does_not_hold_them(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_bytes(b"index.html")  # the size of a link is that of its target's name
    (tmp_path / "link").symlink_to("index.html")
    assert holds(str(tmp_path / "link"), b"index.html") == b""


@pytest.mark.parametrize("durable", [False, True])
def test_a_file_is_written_with_its_folders_and_over_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, durable: bool
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    path = f"{tmp_path}/2026/11/index.html"
    first = write(path, b"a longer page", durable)
    assert first == stamp(Path(path).lstat())
    assert write(path, b"page", durable) == stamp(Path(path).lstat())
    assert Path(path).read_bytes() == b"page"
    assert len(synced) == 2 * durable


def test_a_disk_that_takes_a_file_in_parts_gets_all_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda file, data: real(file, data[:3]))
    write(f"{tmp_path}/index.html", b"a longer page", durable=False)
    assert (tmp_path / "index.html").read_bytes() == b"a longer page"


def test_fingerprints_tell_bytes_apart() -> None:
    assert fingerprint(b"a") == fingerprint(b"a")
    assert fingerprint(b"a") != fingerprint(b"b")
    assert len(fingerprint(b"")) == 16
