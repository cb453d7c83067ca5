"""From a finished build to the output folder: stage, then publish, so that the site that is up is never broken.

The list `.digest` in the output folder says which files are ours. Nothing else is ever replaced or deleted. While a
build is being published the list names both the old and the new files, so that a build that is killed leaves nothing
behind that the next one would not know.
"""

import os
import shutil
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path, PurePosixPath

from msgspec import Struct

from digest.engine.files import replace_file, resolved
from digest.issues import Issue

LIST = ".digest"
STAGING = ".digest-staging"
_HEAD = "digest 1 "
"""The first line of the list; the way from the output folder to the site that it belongs to follows."""


class Changes(Struct, frozen=True):
    """What publishing did to the output folder, by paths below it."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


class Output:
    """An output folder, and what is staged for it."""

    def __init__(self, folder: Path, shown: str, site: Path) -> None:
        self.folder = folder
        self.shown = shown
        """The folder as the user knows it."""
        self.site = _way(folder, site)
        self.staging = folder / STAGING
        self.owner, self.ours = _listed(folder / LIST)
        self.planned: dict[str, None] = {}
        """All paths of the build, in the order in which they are to be published."""
        self.staged: set[str] = set()
        """Those whose bytes are not in the output folder yet."""
        self.begun = False
        """Whether publishing has begun: until then the folder is as it was."""
        self._made: list[Path] = []

    def refusal(self, adopt: bool) -> Issue | None:
        """Why this folder cannot be written to, if it holds what others put there."""
        if self.folder.is_dir():
            if adopt or self.owner == self.site:
                return None
            if self.owner is not None:
                hint = "choose another folder with --output, or take this one over with --adopt"
                return Issue("E601", self.shown, f"holds the site of {self.owner}", hint=hint)
            found = sorted(entry.name for entry in self.folder.iterdir() if not entry.name.startswith("."))
            if not found:
                return None
            hint = "choose another folder with --output, or take this one over with --adopt"
            names = ", ".join(found[:3]) + (", …" if len(found) > 3 else "")
            return Issue("E601", self.shown, f"holds files that digest did not write: {names}", hint=hint)
        if os.path.lexists(self.folder):
            return Issue("E605", self.shown, "is not a folder", hint="choose another with --output")
        return None

    def begin(self) -> None:
        """Make a fresh staging folder; what a killed build left is removed. Raises OSError."""
        self._made = [folder for folder in (self.folder, *self.folder.parents) if not folder.exists()]
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.staging.is_symlink():
            self.staging.unlink()
        elif self.staging.exists():
            shutil.rmtree(self.staging)
        self.staging.mkdir()

    def stage(self, path: str, data: bytes) -> None:
        """Plan the file `path`; its bytes are written only if the output folder does not hold them. Raises OSError."""
        if not _inside(path):
            raise ValueError(f"{path!r} is no path below the output folder")
        self.planned[path] = None
        if path in self.ours and _holds(self.folder / path, data):
            return
        file = self.staging / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        self.staged.add(path)

    def holds(self, path: str) -> bool:
        """Whether our file `path` is there."""
        return path in self.ours and (self.folder / path).is_file()

    def keep(self, paths: Iterable[str]) -> None:
        """Plan that these files of ours stay as they are, if nothing else is planned for them."""
        self.planned.update(dict.fromkeys(path for path in paths if path not in self.planned))

    def in_the_way(self, adopt: bool) -> tuple[Issue, ...]:
        """Files and links that are not ours, where ours are to be written."""
        issues = []
        for folder in sorted({folder for path in self.staged for folder in _above(path)}):
            there = self.folder / folder
            if there.is_symlink() or (there.is_file() and folder not in self.ours):
                issues.append(self._foreign(folder, "is not a folder, and one is needed there", "move it away"))
        for path in sorted(self.staged):
            there = self.folder / path
            if there.is_dir() and not there.is_symlink():
                files = {
                    f"{path}/{file.relative_to(there).as_posix()}" for file in there.rglob("*") if not file.is_dir()
                }
                if files and files <= self.ours.difference(self.planned):
                    continue  # all of it goes
                issues.append(self._foreign(path, "is a folder, and a file is needed there", "move it away"))
            elif path not in self.ours and not adopt and os.path.lexists(there):
                hint = "move it away, or let it be replaced with --adopt"
                issues.append(self._foreign(path, "was not written by digest", hint))
        return tuple(issues)

    def _foreign(self, path: str, message: str, hint: str) -> Issue:
        return Issue("E602", f"{self.shown}/{path}", message, hint=hint)

    def publish(self) -> Changes:
        """Bring what was staged into the output folder. Raises OSError; what was published until then is whole."""
        fresh = [path for path in self.planned if path in self.staged]
        new = [path for path in fresh if not (self.folder / path).is_file()]
        changed = [path for path in fresh if (self.folder / path).is_file()]
        gone = sorted(self.ours - self.planned.keys())
        self._check_writable([*new, *changed, *gone])
        # the last list waits in the staging folder: with a full disk nothing is published at all
        final = self._list(self.planned)
        if _holds(self.folder / LIST, final) and not (new or changed or gone):
            return Changes((), (), ())
        (self.staging / LIST).write_bytes(final)
        self.begun = True
        replace_file(self.folder / LIST, self._list({*self.ours, *self.planned}))
        folders = {folder for path in new for folder in _above(path)}
        files = set(new)
        # what stands as a file where a folder has to be, or the other way round, can't wait for its turn
        self._remove(path for path in gone if path in folders or not files.isdisjoint(_above(path)))
        for path in new:  # nothing old links to them
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        for path in (*new, *changed):
            (self.staging / path).replace(self.folder / path)
        self._remove(gone)
        (self.staging / LIST).replace(self.folder / LIST)
        return Changes(tuple(new), tuple(changed), tuple(gone))

    def discard(self) -> None:
        """Remove what is staged, and the output folder if it was made for it and is still empty."""
        shutil.rmtree(self.staging, ignore_errors=True)
        with suppress(OSError):  # the first that is not empty, and all above it, stay
            for folder in self._made:
                folder.rmdir()

    def _list(self, paths: Collection[str]) -> bytes:
        return "".join(f"{line}\n" for line in (_HEAD + self.site, *sorted(paths))).encode()

    def _check_writable(self, paths: Iterable[str]) -> None:
        """Raise PermissionError before anything is published rather than in the middle."""
        folders = {(self.folder / path).parent for path in paths} | {self.folder}
        for folder in sorted(folders):
            if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
                raise PermissionError(13, "Permission denied", str(folder))

    def _remove(self, paths: Iterable[str]) -> None:
        for path in paths:
            file = self.folder / path
            if any((self.folder / parent).is_symlink() for parent in _above(path)):
                continue  # a folder that became a link: what it leads to is not ours
            if file.is_file() or file.is_symlink():
                file.unlink()
            for parent in _above(path):
                try:
                    (self.folder / parent).rmdir()
                except OSError:
                    break  # not empty, or gone already


def _listed(file: Path) -> tuple[str | None, frozenset[str]]:
    """The site that a list belongs to, and the paths in it; None if there is no list of ours."""
    try:
        head, *paths = file.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return None, frozenset()
    if not head.startswith(_HEAD):
        return None, frozenset()
    # only ever written by us, but it decides what is deleted: a path that leads out of the folder is not believed
    return head.removeprefix(_HEAD), frozenset(path for path in paths if path and _inside(path))


def _way(folder: Path, site: Path) -> str:
    """How the site lies from its output folder: a project that is moved as a whole still owns its output."""
    try:
        return Path(os.path.relpath(resolved(site), resolved(folder))).as_posix()
    except ValueError:  # on another drive
        return resolved(site).as_posix()


def _inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return ".." not in parts and not path.startswith("/") and "\\" not in path and ":" not in parts[0]


def _holds(file: Path, data: bytes) -> bool:
    try:
        return file.stat().st_size == len(data) and not file.is_symlink() and file.read_bytes() == data
    except OSError:
        return False


def _above(path: str) -> list[str]:
    """The folders that a path is in, the nearest first."""
    return [str(folder) for folder in PurePosixPath(path).parents][:-1]
