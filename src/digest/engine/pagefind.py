"""Making a search index, which the program Pagefind does in a process of its own.

It gets a small page for each article, made for it alone (renderer/searchable.py), in a folder of their own. With them
it takes some 3 ms an article of 5 kB, a third less than with the site's pages, and no theme has to carry its marks. To
hand it records by its service interface is no faster, and that interface is nowhere promised.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from digest.engine.crew import Crew, Task
from digest.engine.files import reason
from digest.engine.reading import Text, article_of
from digest.engine.request import Watch
from digest.records import Article
from digest.renderer.searchable import Searchable, page

ENTRY: Final = "pagefind-entry.json"
"""The file of an index that names the others."""
BATCH: Final = 64
"""Articles of a batch: some 30 ms of work."""
PACE: Final = 450e-6
"""Seconds to read and write again an article of 5 kB."""
TICK: Final = 0.1
"""Seconds between two looks at the program: the bar moves, and Ctrl-C is heard."""
_UNUSED: Final = ("pagefind-component-ui", "pagefind-highlight", "pagefind-modular-ui", "pagefind-ui")
"""Parts of a look of its own, of which the search page uses nothing: half a megabyte."""


class Entry(Struct, frozen=True, array_like=True, gc=False):
    """An article to be indexed."""

    href: str
    shown: Searchable
    text: Text | None
    """None: its text is not to be had, as that of an article with errors, of which the last good page stays."""


class Batch(Struct, frozen=True, array_like=True, gc=False):
    """Articles whose pages for the program are to be made."""

    root: str
    zone: str
    lang: str
    entries: tuple[Entry, ...]


class Failed(Exception):  # noqa: N818 - told to the user as an issue
    """The program did not make an index; says why."""


def program() -> Path | None:
    """The program Pagefind: that of the package which is installed with this one, else one on the path."""
    for package in ("pagefind_bin_extended", "pagefind_bin"):
        found = find_spec(package)
        for folder in (found and found.submodule_search_locations) or ():
            for name in ("pagefind_extended", "pagefind", "pagefind_extended.exe", "pagefind.exe"):
                file = Path(folder) / name
                if file.is_file():
                    return file
    elsewhere = shutil.which("pagefind_extended") or shutil.which("pagefind")
    return Path(elsewhere) if elsewhere else None


class Pagefind:
    """Makes indexes in a language of articles in a time zone."""

    def __init__(self, tool: Path, root: Path, lang: str, zone: str, crew: Crew, watch: Watch) -> None:
        self.tool = tool
        self.root = root
        self.lang = lang
        self.zone = zone
        self.crew = crew
        self.watch = watch

    def index(self, entries: tuple[Entry, ...], folder: Path) -> dict[str, Path]:
        """The files of an index of these articles, by their paths in it; `folder` is theirs. Raises Failed, OSError."""
        pages, made = folder / "pages", folder / "index"
        self._write(entries, pages)
        self._run(folder, pages, made)
        files = {
            file.relative_to(made).as_posix(): file
            for file in sorted(made.rglob("*"))
            if file.is_file() and not file.name.startswith(_UNUSED)
        }
        if ENTRY not in files:
            raise Failed(f"it made no {ENTRY}")
        return files

    def _write(self, entries: tuple[Entry, ...], pages: Path) -> None:
        """Write the pages that the program reads."""
        root = os.path.abspath(self.root)  # noqa: PTH100 - a link on the way may be meant
        parts = [entries[start : start + BATCH] for start in range(0, len(entries), BATCH)]

        def tasks() -> Iterator[Task]:
            for part in parts:
                yield PACE * len(part), msgspec.msgpack.encode(Batch(root, self.zone, self.lang, part))

        done = 0
        for part, answer in zip(parts, self.crew.run(make_pages, tasks()), strict=True):
            for entry, html in zip(part, _PAGES.decode(answer), strict=True):
                file = pages / entry.href
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(html)
            done += len(part)
            self.watch("search", done, len(entries))

    def _run(self, folder: Path, pages: Path, made: Path) -> None:
        """Let the program make an index of the pages."""
        said = folder / "said"
        command = [str(self.tool), "--quiet", "--force-language", self.lang]
        command += ["--site", os.path.abspath(pages), "--output-path", os.path.abspath(made)]  # noqa: PTH100
        # what somebody sets for a Pagefind of their own is not meant for ours
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")}
        with said.open("wb") as log:
            try:
                process = subprocess.Popen(  # noqa: S603 - fixed argv, no shell
                    command,
                    cwd=folder,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
            except OSError as error:
                raise Failed(f"{self.tool} cannot be started: {reason(error)}") from error
            try:
                while process.poll() is None:
                    try:
                        process.wait(TICK)
                    except subprocess.TimeoutExpired:
                        self.watch("search", 0, 0)
            finally:
                process.kill()  # nothing, if it has come to its end
                process.wait()
        if process.returncode:
            lines = [line.strip() for line in said.read_text("utf-8", "replace").splitlines() if line.strip()]
            raise Failed(f"it ended with status {process.returncode}" + (f": {lines[-1]}" if lines else ""))


def make_pages(batch: bytes) -> bytes:
    """The encoded list of a page for each entry of an encoded Batch."""
    task = _BATCH.decode(batch)
    made = []
    for entry in task.entries:
        article = article_of(task.root, entry.text, task.zone) if entry.text else None
        # one that has changed since is found by its summary until the next build
        made.append(page(entry.shown, article if isinstance(article, Article) else None, task.lang).encode())
    return msgspec.msgpack.encode(made)


_BATCH: Final = msgspec.msgpack.Decoder(Batch)
_PAGES: Final = msgspec.msgpack.Decoder(list[bytes])
