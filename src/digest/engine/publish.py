"""From a finished build to the output folder: stage, then publish, so that the site that is up is never broken.

The list `.digest` in the output folder says which files are ours. Nothing else is ever replaced or deleted. While a
build is being published the list names both the old and the new files, so that a build that is killed leaves nothing
behind that the next one would not know.
"""

import os
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Final
from uuid import uuid4

from digest.engine.files import beside, holds, replace_file, resolved, write
from digest.engine.request import Changes
from digest.issues import Issue
from digest.names import INDEX
from digest.patterns import late

LIST: Final = ".digest"
STAGING: Final = ".digest-staging"
RELEASES: Final = ".releases"
"""What the folder of releases has behind the name of the output folder, beside which it is: see release.py."""
_HEAD: Final = "digest 1 "
"""The first line of the list; the way from the output folder to the site that it belongs to follows."""


class Output:
    """An output folder, and what is staged for it."""

    def __init__(self, folder: Path, shown: str, site: Path) -> None:
        self.folder = folder
        self.shown = shown
        """The folder as the user knows it."""
        self.site = _way(folder, site)
        self.staging = folder / STAGING / uuid4().hex
        """Of this build alone: a worker that outlives its build for a moment must not write into that of the next."""
        self.owner, self.ours = listed(folder)
        self.planned: dict[str, None] = {}
        """All paths of the build."""
        self.staged: set[str] = set()
        """Those that are in the staging folder: the output folder does not hold their bytes yet."""
        self.begun = False
        """Whether publishing has begun: until then the folder is as it was."""
        self.unsure: tuple[str, ...] = ()
        """Paths at which a build that did not come to its end was at work."""
        self._made: list[Path] = []
        self._met: list[tuple[str, bool]] = []
        """What is staged where something stands already: path, and whether it is a folder."""

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

    def begin(self) -> Issue | None:
        """Make a fresh staging folder, without what a killed build left; or why it is no use. Raises OSError."""
        home = self.staging.parent.parent
        self._made = [folder for folder in (home, *home.parents) if not folder.exists()]
        home.mkdir(parents=True, exist_ok=True)
        for top in (self.folder / STAGING, releases(self.folder) / STAGING, self.staging.parent):
            if top.is_symlink():
                top.unlink()
            elif top.exists():
                shutil.rmtree(top, ignore_errors=True)  # what cannot be removed is not in the way
        self.staging.mkdir(parents=True)
        beside(self.folder / LIST).unlink(missing_ok=True)
        return None

    def stage(self, path: str, data: bytes, durable: bool = False) -> bytes:
        """Plan the file `path`, staged unless the output folder holds its bytes; its stamp. Raises OSError."""
        seen = holds(f"{self.folder}/{path}", data) if path in self.ours else b""
        self.plan(path, staged=not seen)
        return seen or write(f"{self.staging}/{path}", data, durable)

    def plan(self, path: str, staged: bool = False) -> None:
        """Plan the file `path`: what is staged, or what the output folder holds already."""
        if not _inside(path):
            raise ValueError(f"{path!r} is no path below the output folder")
        self.planned[path] = None
        if staged:
            self.staged.add(path)

    def keep(self, path: str) -> None:
        """Plan that a file of ours stays as it is."""
        self.planned[path] = None

    def holds(self, path: str) -> bool:
        """Whether our file `path` is there."""
        return path in self.ours and (self.folder / path).is_file()

    def in_the_way(self, adopt: bool) -> tuple[Issue, ...]:
        """Files and links that are not ours, where ours are to be written."""
        gone = self.ours.difference(self.planned)
        issues = []
        self._met = list(self._meeting())
        for path, is_folder in self._met:
            there = self.folder / path
            if is_folder:
                if there.is_symlink() or (not there.is_dir() and path not in self.ours):
                    issues.append(self._foreign(path, "is not a folder, and one is needed there", "move it away"))
            elif there.is_dir() and not there.is_symlink():
                found = {f"{path}/{entry.relative_to(there).as_posix()}" for entry in there.rglob("*")}
                ours = {file for file in gone if file.startswith(f"{path}/")}
                # else all of it goes: folders as they are emptied, but none that was empty, and no link to one
                if not ours or not found <= ours.union(*map(_above, ours)):
                    issues.append(self._foreign(path, "is a folder, and a file is needed there", "move it away"))
            elif path not in self.ours and not adopt:
                hint = "move it away, or let it be replaced with --adopt"
                issues.append(self._foreign(path, "was not written by digest", hint))
        return tuple(issues)

    def _meeting(self, below: str = "") -> Iterator[tuple[str, bool]]:
        """What is staged where something stands in the output folder: path, and whether it is a folder."""
        with os.scandir(self.staging / below) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        for entry in found:
            path = f"{below}{entry.name}"
            there = self.folder / path
            if not os.path.lexists(there):
                continue
            yield path, entry.is_dir()
            if entry.is_dir() and there.is_dir() and not there.is_symlink():
                yield from self._meeting(f"{path}/")

    def _foreign(self, path: str, message: str, hint: str) -> Issue:
        return Issue("E602", f"{self.shown}/{path}", message, hint=hint)

    def changes(self, known: Collection[str]) -> Changes:
        """What publishing will do. `known` are files of ours that were seen to be there."""
        changed = {path for path in self.staged if path in known or (path in self.ours and self.holds(path))}
        added = sorted(self.staged - changed)
        return Changes(tuple(added), tuple(sorted(changed)), tuple(sorted(self.ours.difference(self.planned))))

    def publish(self, changes: Changes, durable: bool = False) -> None:
        """Bring what was staged into the output folder. Raises OSError; what was published until then is whole."""
        self._check_writable([*changes.changed, *changes.removed])
        # the last list waits in the staging folder: with a full disk nothing is published at all
        final = self.list_of(self.planned)
        same = not (changes.added or changes.removed) and holds(f"{self.folder}/{LIST}", final)
        if same and not changes.changed:
            self._tidy()
            return
        if not same:
            (self.staging.parent / LIST).write_bytes(final)
        self.begun = True
        if not same:
            replace_file(self.folder / LIST, self.list_of({*self.ours, *self.planned}))
        # what stands as a file where a folder has to be, or the other way round, can't wait for its turn
        new = {*changes.added}
        folders = {folder for path in changes.added for folder in _above(path)} if changes.removed else set()
        self._remove(path for path in changes.removed if path in folders or not new.isdisjoint(_above(path)))
        self._move_new(new)  # nothing old links to them
        for path in sorted(changes.changed, key=_turn):
            os.replace(f"{self.staging}/{path}", f"{self.folder}/{path}")  # noqa: PTH105 - of many files
        if durable:
            self._sync({*changes.added, *changes.changed})
        self._remove(changes.removed)
        self._tidy()
        if not same:
            (self.staging.parent / LIST).replace(self.folder / LIST)

    def _move_new(self, new: Collection[str], below: str = "") -> None:
        """Move what is staged at new paths to its place: folders as a whole where there was none."""
        with os.scandir(self.staging / below) as entries:
            found = sorted(entries, key=lambda entry: _turn(f"{below}{entry.name}{'/' if entry.is_dir() else ''}"))
        for entry in found:
            path = f"{below}{entry.name}"
            there = f"{self.folder}/{path}"
            if not entry.is_dir():
                if path in new:
                    os.replace(entry.path, there)  # noqa: PTH105
            elif os.path.lexists(there):
                self._move_new(new, f"{path}/")
            else:
                os.rename(entry.path, there)  # noqa: PTH104

    def drop(self, folder: str) -> None:
        """Plan nothing below this folder any more, which ends with a slash."""
        shutil.rmtree(f"{self.staging}/{folder}", ignore_errors=True)
        for path in [path for path in self.planned if path.startswith(folder)]:
            del self.planned[path]
            self.staged.discard(path)

    def again(self) -> None:
        """Begin anew with what is published now: more is to follow. Raises OSError."""
        self.ours = frozenset(self.planned)
        self.planned, self.staged, self.unsure = {}, set(), ()
        self.staging = self.staging.with_name(uuid4().hex)
        self.staging.mkdir(parents=True)

    def discard(self) -> None:
        """Remove what is staged, and the output folder if it was made for it and is still empty."""
        shutil.rmtree(self.staging.parent, ignore_errors=True)
        with suppress(OSError):  # the first that is not empty, and all above it, stay
            for folder in self._made:
                folder.rmdir()

    def list_of(self, paths: Collection[str]) -> bytes:
        """The list `.digest` with these paths."""
        return "".join(f"{line}\n" for line in (_HEAD + self.site, *sorted(paths))).encode()

    def _check_writable(self, paths: Iterable[str]) -> None:
        """Raise PermissionError before anything is published rather than in the middle."""
        folders = {os.path.dirname(f"{self.folder}/{path}") for path in paths} | {str(self.folder)}  # noqa: PTH120 - many
        folders |= {f"{self.folder}/{path}" for path, is_folder in self._met if is_folder}
        for folder in sorted(folders):
            if Path(folder).is_dir() and not os.access(folder, os.W_OK | os.X_OK):
                raise PermissionError(13, "Permission denied", folder)

    def _sync(self, paths: Collection[str]) -> None:
        """Let the disk have the names, too; where folders can't be synced, the files are all that is safe."""
        if os.name != "posix":
            return
        folders = {folder for path in paths for folder in _above(path)} | {""}
        for folder in sorted(folders, reverse=True):
            sync(f"{self.folder}/{folder}")

    def _remove(self, paths: Iterable[str]) -> None:
        for path in paths:
            file = self.folder / path
            if any((self.folder / parent).is_symlink() for parent in _above(path)):
                continue  # a folder that became a link: what it leads to is not ours
            if file.is_file() or file.is_symlink():
                file.unlink()
            self._remove_emptied(path)

    def _remove_emptied(self, path: str) -> None:
        """Remove the folders that `path` was in, from the innermost on, as long as nothing else is in them."""
        for parent in _above(path):
            try:
                (self.folder / parent).rmdir()
            except FileNotFoundError:
                continue
            except OSError:
                break

    def _tidy(self) -> None:
        """Remove the folders that a build which did not come to its end has emptied, or made and not filled."""
        for path in self.unsure:
            if path not in self.planned and not any((self.folder / parent).is_symlink() for parent in _above(path)):
                self._remove_emptied(path)


def _turn(path: str) -> tuple[int, str]:
    """When a file or folder is published among others: assets, articles, lists, feeds and sitemaps, the front page.

    What the search index consists of comes last, and after that what leads to it.
    """
    if path.startswith(INDEX):
        return (7 if path.endswith(".json") else 6), path
    if path.startswith(("assets/", "media/")):
        return 0, path
    if path[:4].isdecimal():  # an article, a folder of them, or a year or month
        return (2 if path.endswith(".html") and path.count("/") < 4 else 1), path
    if path == "index.html":
        return 5, path
    return (3 if path.endswith((".html", "/")) else 4), path


def located(folder: Path) -> Path:
    """Where an output folder really is; one that is published in releases is where its link is."""
    link = Path(os.path.abspath(folder))  # noqa: PTH100 - the link itself
    link, real = resolved(link.parent) / link.name, resolved(folder)
    return link if real.parent == Path(f"{link}{RELEASES}") else real


def releases(folder: Path) -> Path:
    """Where the releases of an output folder are, if there are any: beside it."""
    return Path(f"{located(folder)}{RELEASES}")


def up(folder: Path) -> int | None:
    """The number of the release that an output folder is a link to; None if it is no such link."""
    real = resolved(folder)
    return int(real.name) if real.parent == releases(folder) and real.name.isdecimal() else None


def sync(path: Path | str) -> None:
    """Let the disk have a file, or the names in a folder. Raises OSError."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def listed(folder: Path) -> tuple[str | None, frozenset[str]]:
    """The site that an output folder belongs to, and the paths of our files in it; None if it has no list of ours."""
    try:
        head, *paths = (folder / LIST).read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return None, frozenset()
    if not head.startswith(_HEAD):
        return None, frozenset()
    # only ever written by us, but it decides what is deleted: a path that leads out of the folder is not believed
    return head.removeprefix(_HEAD), frozenset(path for path in paths if path and _inside(path))


def _way(folder: Path, site: Path) -> str:
    """How the site lies from its output folder: a project that is moved as a whole still owns its output."""
    try:
        return Path(os.path.relpath(resolved(site), located(folder))).as_posix()
    except ValueError:  # on another drive
        return resolved(site).as_posix()


def _inside(path: str) -> bool:
    """Whether a path of an output leads to a file below the folder, on every system."""
    return not _OUT.search(path)


_OUT: Final = late(r"(?:^|/)\.\.(?:/|$)|^/|\\|^[^/]*:")


def _above(path: str) -> list[str]:
    """The folders that a path is in, the nearest first."""
    return [str(folder) for folder in PurePosixPath(path).parents][:-1]
