"""Reading the site's files; every fault of a file becomes an issue."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from digest.issues import Issue
from digest.site.model import CONTENT

ARTICLES = (".txt", ".md")


class Found(Struct, frozen=True):
    """What is in the content folder: paths below the site's root, with forward slashes, sorted."""

    articles: tuple[str, ...]
    assets: tuple[str, ...]
    issues: tuple[Issue, ...]


def read(root: Path, path: str) -> bytes | Issue:
    """The bytes of the file at `path` below `root`."""
    file = root / path
    try:
        if not stat.S_ISREG(file.stat().st_mode):  # opening a pipe would wait for ever
            return Issue("E202", path, "is not a file", hint="a plain file is expected here")
        return file.read_bytes()
    except OSError as error:
        hint = "give yourself the permission to read it" if isinstance(error, PermissionError) else ""
        return Issue("E201", path, f"cannot be read: {reason(error)}", hint=hint)


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
    for found in walk(folder, CONTENT, resolved(folder), hidden=("_", ".")):
        if isinstance(found, Issue):
            issues.append(found)
        else:
            (articles if found.lower().endswith(ARTICLES) else assets).append(found)
    if not articles and not any(issue.is_error for issue in issues):
        hint = "put article text into files that end in .txt or .md"
        issues.append(Issue("E002", CONTENT, "holds no article", hint=hint))
    return Found(tuple(sorted(articles)), tuple(sorted(assets)), tuple(issues))


def articles(folder: Path, path: str) -> Iterator[str | Issue]:
    """The article files below `folder`, which the user knows as `path`, and what cannot be read there; in order."""
    for found in walk(folder, path, resolved(folder), hidden=("_", ".")):
        if isinstance(found, Issue) or found.lower().endswith(ARTICLES):
            yield found


def walk(folder: Path, path: str, top: Path, hidden: tuple[str, ...]) -> Iterator[str | Issue]:
    """The files below `folder`, which the user knows as `path`; nothing outside of `top`."""
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        yield Issue("E201", path, f"cannot be read: {reason(error)}")
        return
    for entry in found:
        if entry.name.startswith(hidden):
            continue
        below = f"{path}/{entry.name}"
        if not below.isprintable() or not _encodable(below):
            shown = below.encode("unicode_escape", "surrogateescape").decode()
            yield Issue("E201", shown, "has a name that no page could show", hint="rename it")
        elif entry.is_symlink() and not resolved(Path(entry.path)).is_relative_to(top):
            hint = "copy the file into the folder"
            where = Path(entry.path).readlink()
            yield Issue("E203", below, f"is a link to {where}, out of {path.partition('/')[0] or top}", hint=hint)
        elif _is_folder(entry):
            if entry.is_symlink():
                yield Issue("W208", below, "is a link to a folder and is not followed")
            elif below.lower().endswith(ARTICLES) and path.startswith(CONTENT):
                yield Issue("E202", below, "is a folder with the name of an article", hint="rename it")
            else:
                yield from walk(Path(entry.path), below, top, hidden)
        else:
            yield below


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


def _encodable(text: str) -> bool:
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


def replace_file(file: Path, data: bytes) -> None:
    """Write `file` in one step: a reader gets the old or the new bytes, also after a power cut. Raises OSError."""
    file = resolved(file)  # a link stays one
    fresh = file.with_name(f"{file.name}.new")
    with fresh.open("wb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())
    fresh.replace(file)
