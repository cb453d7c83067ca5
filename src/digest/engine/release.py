"""Publishing in releases: the output folder is a symbolic link to a tree of its own, and is switched in one step.

    build                   a link to build.releases/3
    build.releases/.digest  says whose releases these are
    build.releases/1, 2, 3  whole sites; what did not change is one file in all of them

A release is a copy of the one that is up, made of hard links, which is published into as into any folder, before the
link is moved to it. Since publishing puts files in the place of others, and never writes into one, a release keeps its
bytes, also when a build publishes into another as into any folder. One with a higher number than that which is up was
rolled back, or never up: the next goes on without it. What is made or removed is in the staging folder meanwhile, so
that all that has a number is whole.
"""

import os
import posixpath
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from msgspec import structs

from digest.engine.files import reason, replace_file
from digest.engine.publish import LIST, RELEASES, STAGING, Output, listed, located, releases, sync, up
from digest.engine.request import Changes
from digest.issues import Issue

KEPT: Final = 3
"""How many releases are kept: the one that is up, and those before it."""
SWITCHED: Final = os.name != "nt"
"""Whether the system can put a link in the place of another in one step; Windows cannot."""


class Releases(Output):
    """An output folder that is a link to a release, or is to become one."""

    def __init__(self, folder: Path, shown: str, site: Path) -> None:
        super().__init__(folder, shown, site)
        self.link = located(folder)
        self.home = releases(folder)
        self.beside = Output(self.home, f"{shown.rstrip('/')}{RELEASES}", site)
        self.staging = self.home / STAGING / self.staging.name
        self.up = up(folder)
        if not folder.is_dir() and (self.up is not None or not os.path.lexists(folder)):
            # the link is gone or leads nowhere, perhaps for a build that was killed as it made it: the last one counts
            self.up = None
            self.folder = self.home / str(max(self._numbers(), default=0))
            self.owner, self.ours = listed(self.folder)

    def refusal(self, adopt: bool) -> Issue | None:
        """Why this folder cannot be written to, or cannot be a link to releases."""
        hint = "build without --release"
        if not SWITCHED:
            return Issue("E607", self.shown, "cannot be switched in one step on Windows", hint=hint)
        if self.up is None and self.folder.is_symlink():
            where = self.folder.readlink()
            hint = f"name that folder with --output, or {hint}"
            return Issue("E607", self.shown, f"is a link to {where}, which is not one of its releases", hint=hint)
        if self.home.is_symlink():
            return Issue("E607", self.beside.shown, "is a link, and has to be a folder", hint=f"move it, or {hint}")
        # only what was ours at some time is taken over: releases are removed by their names
        refusal = self.beside.refusal(adopt and self.beside.owner is not None)
        if refusal and self.beside.owner is None:
            return structs.replace(refusal, hint="move it away, or choose another folder with --output")
        return refusal or super().refusal(adopt)

    def begin(self) -> Issue | None:
        """Make a fresh staging folder, without what a killed build left; or why it is no use. Raises OSError."""
        _unlock(self.home / STAGING)
        super().begin()
        try:
            self._new_link(0).unlink()
        except OSError as error:
            hint = "choose a folder on another disk, or build without --release"
            return Issue("E607", self.shown, f"cannot be a symbolic link: {reason(error)}", hint=hint)
        return None

    def discard(self) -> None:
        """Remove what is staged, and the releases that were put away."""
        _unlock(self.home / STAGING)
        super().discard()

    def in_the_way(self, adopt: bool) -> tuple[Issue, ...]:
        """Files and links that are not ours, where ours are to be written, or that cannot be in a release."""
        message = "is a link out of the folder that would lead elsewhere from a release"
        astray = _astray(self.folder) if self._is_plain() else ()
        hint = "make it an absolute link"
        return (
            *super().in_the_way(adopt),
            *(Issue("E602", f"{self.shown}/{path}", message, hint=hint) for path in astray),
        )

    def publish(self, changes: Changes, durable: bool = False) -> None:
        """Make a release of what was staged, and switch to it; if nothing changed there is none. Raises OSError.

        The first time, a folder that was published into until now becomes a release as it is.
        """
        self.home.mkdir(exist_ok=True)
        if self.beside.owner != self.site:
            replace_file(self.home / LIST, self.list_of(()))
        if self._is_plain():
            self._convert()
        old = self.folder
        if old.is_dir() and not (changes.added or changes.changed or changes.removed):
            super().publish(changes, durable)
            if self.up is None:
                self._switch(int(old.name), durable)
            return
        number = max(self._numbers(), default=0) + 1
        fresh = self._aside("tree")
        try:
            if old.is_dir():
                _copy(old, fresh)
            else:
                fresh.mkdir()
            self.folder = fresh
            super().publish(changes)
        except OSError as error:
            path = Path(str(error.filename2 or error.filename or fresh))
            if not path.is_relative_to(fresh):
                raise
            # the user knows nothing of this tree
            raise OSError(error.errno, error.strerror, str(old / path.relative_to(fresh))) from error
        finally:
            self.folder = old
            self.begun = False  # what is up is as it was
        if durable:
            _sync_all(fresh)
        for other in self._numbers():
            if self.up is not None and other > self.up:
                self._put_away(other)
        fresh.rename(self.home / str(number))
        self._switch(number, durable)
        for other in self._numbers()[:-KEPT]:
            self._put_away(other)

    def back(self, durable: bool = False) -> Issue | None:
        """Switch to the release before, with what others have put into this one; or tell why not. Raises OSError."""
        whole = [number for number in self._numbers() if listed(self.home / str(number))[0] == self.site]
        if self._is_plain() or not whole:
            hint = "digest build --release publishes in releases"
            return Issue("E608", self.shown, "is not published in releases", hint=hint)
        before = [number for number in whole if self.up is None or number < self.up]
        if not before:
            hint = f"the last {KEPT} are kept; a build with --release makes one when something has changed"
            return Issue("E608", self.shown, f"there is no release before {self.up}", hint=hint)
        self._bring_along(self.home / str(before[-1]))
        self._switch(before[-1], durable)
        return None

    def _is_plain(self) -> bool:
        """Whether the output folder is one, and no link to a release."""
        return self.up is None and self.link.is_dir()

    def _numbers(self) -> list[int]:
        """The releases that are there, in order."""
        if not self.home.is_dir():
            return []
        return sorted(int(entry.name) for entry in os.scandir(self.home) if entry.name.isdecimal())

    def _convert(self) -> None:
        """Make the folder a release; for the blink between two steps there is neither folder nor link."""
        number = max(self._numbers(), default=0) + 1
        release, link = self.home / str(number), self._new_link(number)
        self.link.rename(release)
        try:
            link.replace(self.link)
        except OSError:
            release.rename(self.link)
            raise
        self.up = number

    def _aside(self, name: str) -> Path:
        """A place beside what is staged, of this build alone."""
        return self.staging.with_name(f"{self.staging.name}-{name}")

    def _new_link(self, number: int) -> Path:
        link = self._aside("link")
        link.symlink_to(f"{self.home.name}/{number}", target_is_directory=True)
        return link

    def _switch(self, number: int, durable: bool) -> None:
        """Let the output folder be this release."""
        if durable:
            sync(self.home)
        self._new_link(number).replace(self.link)
        self.up = number
        if durable:
            sync(self.link.parent)

    def _bring_along(self, new: Path) -> None:
        """Files of others are of no release: what they are where they can be seen now, they are in the new one."""
        ours = self.ours | listed(new)[1] | {LIST}
        fresh = self._aside("file")
        for path in _files(self.folder):
            old, there = self.folder / path, new / path
            if path in ours or (os.path.lexists(there) and os.path.samestat(old.lstat(), there.lstat())):
                continue
            there.parent.mkdir(parents=True, exist_ok=True)
            _link(str(old), str(fresh))
            fresh.replace(there)

    def _put_away(self, number: int) -> None:
        """Remove a release: at once from where releases are, and from the disk when the build ends."""
        (self.home / str(number)).rename(self._aside(str(number)))


def _copy(old: Path | str, new: Path | str) -> None:
    """A folder with all that is in it: files as hard links, where that can be. Raises OSError."""
    os.mkdir(new)  # noqa: PTH102 - of many
    with os.scandir(old) as entries:
        for entry in entries:
            if entry.name == STAGING:
                continue
            if entry.is_dir(follow_symlinks=False):
                _copy(entry.path, f"{new}/{entry.name}")
            else:
                _link(entry.path, f"{new}/{entry.name}")
    shutil.copystat(old, new)


def _unlock(folder: Path) -> None:
    """Let a tree be removed: the rights on folders were copied with them."""
    for at, folders, _ in os.walk(folder):
        for path in (Path(at) / name for name in folders):
            if not (path.is_symlink() or os.access(path, os.R_OK | os.W_OK | os.X_OK)):
                with suppress(OSError):  # a folder of somebody else
                    path.chmod(0o700)


def _link(old: str, new: str) -> None:
    """The same file at another path; a copy, where the file system or the rights on a file allow no hard link."""
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:
        shutil.copy2(old, new, follow_symlinks=False)


def _files(folder: Path) -> Iterator[str]:
    """Whatever is in a folder and is none itself, as paths below it."""
    for at, folders, names in os.walk(folder):
        links = [name for name in folders if (Path(at) / name).is_symlink()]
        yield from ((Path(at) / name).relative_to(folder).as_posix() for name in (*names, *links))


def _astray(folder: Path) -> Iterator[str]:
    """Relative links that lead out of the folder."""
    for path in _files(folder):
        if (folder / path).is_symlink():
            where = posixpath.normpath(posixpath.join(posixpath.dirname(path), (folder / path).readlink()))
            if where == ".." or where.startswith("../"):
                yield path


def _sync_all(folder: Path) -> None:
    """Let the disk have all names in a folder, and our list. Raises OSError."""
    for at, _, _ in os.walk(folder, topdown=False):
        sync(at)
    sync(folder / LIST)
