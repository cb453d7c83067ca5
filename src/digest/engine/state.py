"""The site's `.digest` folder: what may be forgotten at any time, and only costs time or comfort then."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from digest import __version__
from digest.engine.files import replace_file, resolved
from digest.engine.work import Reading

FOLDER = ".digest"
_READINGS = "readings.msgpack"


class _State(msgspec.Struct, frozen=True):
    version: str
    output: str
    """The folder that it was published to."""
    readings: tuple[Reading, ...]


def folder(root: Path) -> Path:
    """The state folder, made if it is not there, and never tracked by git. Raises OSError."""
    found = root / FOLDER
    found.mkdir(exist_ok=True)
    ignore = found / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", "utf-8")
    return found


def last_good(root: Path, output: Path) -> dict[str, Reading]:
    """The readings of the last build that was published to `output`, by path.

    None if they are missing, damaged, or of another version or output.
    """
    try:
        state = msgspec.msgpack.decode((root / FOLDER / _READINGS).read_bytes(), type=_State)
    except (OSError, ValueError):
        return {}
    mine = (state.version, state.output) == (__version__, str(resolved(output)))
    return {reading.path: reading for reading in state.readings} if mine else {}


def remember(root: Path, output: Path, readings: Iterable[Reading]) -> None:
    """Keep the readings of a published build, their cards settled. Raises OSError."""
    state = _State(__version__, str(resolved(output)), tuple(readings))
    replace_file(root / FOLDER / _READINGS, msgspec.msgpack.encode(state))
