"""Reading the site's files; every fault of a file becomes an issue."""

import os
import stat
import struct
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple
from uuid import uuid4

from msgspec import Struct

from digest.issues import Issue
from digest.names import CONTENT

ARTICLES = (".txt", ".md")
DEEPEST: Final = 100
"""Folders that a file of the site can be in; what goes through them goes deeper with each."""


class File(NamedTuple):
    """A file that a walk came by."""

    path: str
    entry: os.DirEntry[str]


class Found(Struct, frozen=True):
    """What is in the content folder: paths below the site's root, with forward slashes, sorted."""

    articles: tuple[str, ...]
    assets: tuple[str, ...]
    issues: tuple[Issue, ...]
    stamps: Mapping[str, bytes] = {}
    """Of articles and assets, by path; empty bytes for what cannot be looked at."""


_STAMP = struct.Struct("<QqqQ")


def stamp(status: os.stat_result, source: bool = False) -> bytes:
    """What tells whether a file is the one that was seen before: its size, times and place, 32 bytes.

    Of a source, the time at which its place or rights changed is in it, too: a copied file can have an old time of
    writing. Of what we publish it is not, since that is moved after it was written.
    """
    changed = status.st_ctime_ns if source else 0
    return _STAMP.pack(status.st_size, status.st_mtime_ns, changed, status.st_ino & _LONG)


def stamped_at(mark: bytes) -> int:
    """When a source was last written to or moved, as its stamp has it: ns since the epoch."""
    _, written, changed, _ = _STAMP.unpack(mark)
    return int(max(written, changed))


def size_of(mark: bytes) -> int:
    """The size of a file, as its stamp has it: bytes."""
    return int.from_bytes(mark[:8], "little")


def fingerprint(data: bytes) -> bytes:
    """16 bytes that tell any two files apart. Of the hashes that do, processors have this one built in."""
    return sha256(data).digest()[:16]


_LONG = 2**64 - 1 if os.name == "posix" else 0
"""Elsewhere, listing a folder does not tell the numbers of its files."""


def read(root: Path | str, path: str) -> bytes | Issue:
    """The bytes of the file at `path` below `root`."""
    found = read_stamped(root, path)
    return found if isinstance(found, Issue) else found[0]


def read_stamped(root: Path | str, path: str) -> tuple[bytes, bytes] | Issue:
    """The bytes of the file at `path` below `root`, all of one moment, and its stamp as a source."""
    try:
        # a pipe is opened at once rather than when somebody writes to it
        file = os.open(os.path.join(root, path), os.O_RDONLY | _WITHOUT_WAITING)  # noqa: PTH118 - of many files
        try:
            for _ in range(_TRIES):
                status = os.fstat(file)
                if not stat.S_ISREG(status.st_mode):
                    return Issue("E202", path, "is not a file", hint="a plain file is expected here")
                before = stamp(status, source=True)
                data = os.read(file, status.st_size + 1)
                while part := os.read(file, _PART) if len(data) != status.st_size else b"":
                    data += part
                if stamp(os.fstat(file), source=True) == before:
                    return data, before
                os.lseek(file, 0, os.SEEK_SET)
        finally:
            os.close(file)
    except OSError as error:
        hint = "give yourself the permission to read it" if isinstance(error, PermissionError) else ""
        return Issue("E201", path, f"cannot be read: {reason(error)}", hint=hint)
    return Issue("E205", path, "changes while it is read", hint="build again when it is written")


_WITHOUT_WAITING: Final = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_PART: Final = 1 << 24
_TRIES: Final = 3
"""How often a file is read that is written to while it is read."""


def reason(error: OSError) -> str:
    """What the system says, in lower case, as the rest of a sentence."""
    words = error.strerror or str(error)
    return words[:1].lower() + words[1:]


def find(root: Path) -> Found:
    """The article files and the other files of the content folder, without what is hidden by `_` or `.`."""
    folder = root / CONTENT
    if not folder.is_dir():
        what = "is not a folder" if os.path.lexists(folder) else "there is no such folder"
        hint = f"make a folder {CONTENT!r} in {root} and put article files (.txt or .md) into it"
        return Found((), (), (Issue("E001", CONTENT, what, hint=hint),))
    articles: list[str] = []
    assets: list[str] = []
    issues: list[Issue] = []
    stamps: dict[str, bytes] = {}
    for found in walk(folder, CONTENT, resolved(folder), hidden=("_", ".")):
        if isinstance(found, Issue):
            issues.append(found)
            continue
        path, entry = found
        (articles if path.lower().endswith(ARTICLES) else assets).append(path)
        try:
            stamps[path] = stamp(entry.stat(), source=True)
        except OSError:  # reading it will say what is wrong
            stamps[path] = b""
    if not articles and not any(issue.is_error for issue in issues):
        hint = "put article text into files that end in .txt or .md"
        issues.append(Issue("E002", CONTENT, "holds no article", hint=hint))
    return Found(tuple(sorted(articles)), tuple(sorted(assets)), tuple(issues), stamps)


def articles(folder: Path, path: str) -> Iterator[str | Issue]:
    """The article files below `folder`, which the user knows as `path`, and what cannot be read there; in order."""
    for found in walk(folder, path, resolved(folder), hidden=("_", ".")):
        if isinstance(found, Issue):
            yield found
        elif found.path.lower().endswith(ARTICLES):
            yield found.path


def walk(folder: Path, path: str, top: Path, hidden: tuple[str, ...]) -> Iterator[File | Issue]:
    """The files below `folder`, which the user knows as `path`; nothing outside of `top`."""
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name, reverse=True)
    except OSError as error:
        yield Issue("E201", path, f"cannot be read: {reason(error)}")
        return
    if path.count("/") > DEEPEST:
        yield Issue("E201", path, f"is below more than {DEEPEST} folders", hint="move it up")
        return
    while found:  # each is let go when it is done: an entry keeps what was asked of it
        entry = found.pop()
        if entry.name.startswith(hidden):
            continue
        below = f"{path}/{entry.name}"
        if not below.isprintable() or not encodable(below):
            yield Issue("E201", _escaped(below), "has a name that no page could show", hint="rename it")
        elif entry.is_symlink() and not resolved(Path(entry.path)).is_relative_to(top):
            hint = "copy the file into the folder"
            link = str(Path(entry.path).readlink())
            where = link if encodable(link) else _escaped(link)
            yield Issue("E203", below, f"is a link to {where}, out of {path.partition('/')[0] or top}", hint=hint)
        elif _is_folder(entry):
            if entry.is_symlink():
                yield Issue("W208", below, "is a link to a folder and is not followed")
            elif below.lower().endswith(ARTICLES) and path.startswith(CONTENT):
                yield Issue("E202", below, "is a folder with the name of an article", hint="rename it")
            else:
                yield from walk(Path(entry.path), below, top, hidden)
        else:
            yield File(below, entry)


def _escaped(name: str) -> str:
    """A name that cannot be shown, in characters that can."""
    return name.encode("unicode_escape", "surrogateescape").decode()


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads round in a circle; reading it says so
        return False


def resolved(path: Path) -> Path:
    """Where `path` really is; where links lead round in a circle, the path itself."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # Python 3.11 and 3.12 raise RuntimeError for a circle
        return path.absolute()


def encodable(text: str) -> bool:
    """Whether `text` can be written; a name that is not in the encoding of the system cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def utf8(data: bytes, path: str, code: str) -> str | Issue:
    """The text of a file that has to be UTF-8; an Issue of this code if it is not."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Issue(code, path, "is not UTF-8", line, hint="save it as UTF-8")


def text_of(root: Path, path: str, code: str) -> str | Issue | None:
    """The text of the file at `path` below `root`; an Issue, of this code if it is not UTF-8; None if there is none."""
    if not os.path.lexists(root / path):
        return None
    data = read(root, path)
    return data if isinstance(data, Issue) else utf8(data, path, code)


def replace_file(file: Path, *parts: bytes, sync: bool = True) -> None:
    """Write `file` in one step: a reader gets the old or the new bytes. Raises OSError.

    With `sync` also after a power cut; without, what is read then has to be checked.
    """
    file = resolved(file)  # a link stays one
    fresh = beside(file)
    with fresh.open("wb") as opened:
        opened.writelines(parts)
        if sync:
            opened.flush()
            os.fsync(opened.fileno())
    fresh.replace(file)


def beside(file: Path) -> Path:
    """Where the new bytes of a file are until they are put in its place: under a name that nobody else has."""
    return file.with_name(f".digest-{file.name}.new")


def write(path: str, data: bytes, durable: bool) -> bytes:
    """Write a new file, its folder too if there is none; the file's stamp. Raises OSError."""
    folder = path.rpartition("/")[0]
    try:
        os.mkdir(folder)  # noqa: PTH102 - of many files, most of which have one of their own: it is not there yet
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103
    return _fill(os.open(path, _NEW, 0o666), data, durable)


def write_apart(path: str, data: bytes, durable: bool, folder: str) -> bytes:
    """The same in one step, for a file that others may be writing at the same time: it is moved from `folder`.

    That is not made: when it has gone, nobody waits for the file any more.
    """
    fresh = f"{folder}/{uuid4().hex}"
    mark = _fill(os.open(fresh, _NEW, 0o666), data, durable)
    try:
        os.replace(fresh, path)  # noqa: PTH105 - of many files
    except FileNotFoundError:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        os.replace(fresh, path)  # noqa: PTH105
    return mark


def _fill(file: int, data: bytes, durable: bool) -> bytes:
    """Write and close an open file; its stamp."""
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(file, rest) :]
        if durable:
            os.fsync(file)
        return stamp(os.fstat(file))
    finally:
        os.close(file)


def holds(path: str, data: bytes) -> bytes:
    """The stamp of the file at `path` if it holds just these bytes; else empty."""
    try:
        status = os.lstat(path)
        same = status.st_size == len(data) and Path(path).read_bytes() == data and not Path(path).is_symlink()
    except OSError:
        return b""
    return stamp(status) if same else b""


_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
