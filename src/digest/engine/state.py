"""The site's `.digest` folder: what is remembered between builds. All of it can be deleted at any time.

    .gitignore              it is never tracked
    lock                    who is building
    readings/               what was read from the articles: their cards, by the fingerprints of their sources
    compiled                the theme's templates, compiled
    relations               which stories are related, and from what that was found
    molds                   what RSS and Atom look like
    outputs/KEY/manifest    what was published to one output folder, from which sources
    outputs/KEY/tombstones  files of it that a build was about to replace, add or remove, and did not come to its end

A file of another version of the program, or one that is damaged, counts as none.
"""

import shutil
import sys
import zlib
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeVar

import msgspec
from msgspec import Struct

import digest
from digest.engine.files import replace_file
from digest.names import STATE

MANIFEST: Final = "manifest"
TOMBSTONES: Final = "tombstones"
READINGS: Final = "readings"
TEMPLATES: Final = "compiled"
RELATIONS: Final = "relations"
MOLDS: Final = "molds"
_HEAD: Final = b"digest state 1\n"
_LIBRARIES: Final = (
    "feedgen", "jinja2", "lxml", "markdown_it_py", "markupsafe", "mdurl", "pagefind_bin", "python_dateutil",
    "python_slugify", "pyyaml", "text_unidecode", "tzdata",
)  # fmt: skip
"""Whose version decides what is in our files."""
T = TypeVar("T")


class Seen(Struct, frozen=True, array_like=True, gc=False):
    """A file of the content folder, as it was read."""

    stamp: bytes
    """Empty if it was so new that it may have been written again within the same tick of the clock."""
    fingerprint: bytes


class Made(Struct, frozen=True, array_like=True, gc=False):
    """A file of ours in the output folder."""

    recipe: bytes
    """Fingerprint of all that it was made from."""
    fingerprint: bytes
    """Of its bytes."""
    stamp: bytes
    items: bytes = b""
    """Of a feed of stories: fingerprints of what each was made from, all of one size, in order."""
    mark: bytes = b""
    """Fingerprint of all that what it shows was planned from; empty if nobody knows. What has the same need not be
    planned anew: then the recipe's part of it stands."""


class Manifest(Struct, frozen=True, kw_only=True):
    """Memory of the last build that was published to an output folder."""

    output: str
    """The folder as the config has it, below that of the site. It may be moved with the site."""
    inputs: bytes
    """Fingerprint of everything but the sources and the time; empty if the next build must look closer."""
    since: float
    """Seconds since the epoch: the time of the build; an earlier one may show less."""
    until: float | None
    """From when on the same files can make another site, as when an article is due."""
    facts: bytes
    """What the build reported, encoded."""
    config: bytes
    """The text of digest.yaml and of the people's file, and what was read from them, encoded."""
    people: str = ""
    """The name of the file that digest.yaml leaves the people to; empty if there is none."""
    basis: bytes
    """What pages were planned from, beside the articles, encoded: for who asks why a page was made anew."""
    sources: dict[str, Seen]
    files: dict[str, Made]
    listed: bytes
    """Fingerprint of the list of these files that lies in the output folder."""
    recorded: int
    """How many articles the ledger had."""
    search: bytes = b""
    """Fingerprint of all that the search index is made from; empty: the site has no search."""


@cache
def tool() -> bytes:
    """Fingerprint of the program and of the libraries that decide what it writes.

    Of its text, not its version: while it is worked on, no page of yesterday's program must stay.
    """
    found = sha256()
    package = Path(digest.__file__).parent
    for file in sorted(package.rglob("*.py")):
        found.update(b"\0%b\0" % file.relative_to(package).as_posix().encode())
        found.update(file.read_bytes())
    found.update(repr(sys.version_info).encode())
    for folder in sys.path:  # importlib.metadata would take longer than the whole of a build with nothing to do
        with suppress(OSError):
            names = sorted(path.name.lower() for path in Path(folder).glob("*.dist-info"))
            found.update("\n".join(name for name in names if name.startswith(_LIBRARIES)).encode())
    return found.digest()[:16]


def folder(root: Path) -> Path:
    """The state folder, made if it is not there, and never tracked by git. Raises OSError."""
    found = root / STATE
    found.mkdir(exist_ok=True)
    ignore = found / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", "utf-8")
    return found


def place(root: Path, output: str | None) -> Path:
    """The folder of what is remembered of an output folder, as the command names it; None: the config's."""
    key = sha256(output.encode("utf-8", "surrogateescape")).hexdigest()[:12] if output else "own"
    return root / STATE / "outputs" / key


def load(file: Path, kind: type[T]) -> T | None:
    """What was kept in `file`; None if it is missing, damaged, or of another version of the program."""
    try:
        data = file.read_bytes()
    except OSError:
        return None
    head = _HEAD + tool()
    value = memoryview(data)[len(head) + 4 :]
    if data[: len(head)] != head or zlib.crc32(value).to_bytes(4) != data[len(head) : len(head) + 4]:
        return None
    try:
        return msgspec.msgpack.decode(value, type=kind)
    except (ValueError, RecursionError):
        return None


def keep(file: Path, value: object) -> None:
    """Write `value` for `load`, in one step. Raises OSError. It is not synced: `load` checks what it reads."""
    data = msgspec.msgpack.encode(value)
    head = _HEAD + tool() + zlib.crc32(data).to_bytes(4)
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.is_dir():
        remove(file)
    replace_file(file, head, data, sync=False)


def remove(file: Path) -> None:
    """Remove `file` if it is there, and if it is a folder, all of it: nobody has anything to look for in here."""
    if file.is_dir() and not file.is_symlink():
        shutil.rmtree(file)
    else:
        file.unlink(missing_ok=True)
