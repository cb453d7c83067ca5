"""The site's `.digest` folder: what may be forgotten at any time, and only costs time or comfort then."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from digest import __version__
from digest.engine.files import replace_file
from digest.engine.work import Reading

FOLDER = ".digest"
_READINGS = "readings.msgpack"


class _State(msgspec.Struct, frozen=True):
    version: str
    readings: tuple[Reading, ...]


def folder(root: Path) -> Path:
    """The state folder, made if it is not there, and never tracked by git. Raises OSError."""
    found = root / FOLDER
    found.mkdir(exist_ok=True)
    ignore = found / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", "utf-8")
    return found


def last_good(root: Path) -> dict[str, Reading]:
    """The readings of the last published build by path; none if they are missing, damaged, or another version's."""
    try:
        state = msgspec.msgpack.decode((root / FOLDER / _READINGS).read_bytes(), type=_State)
    except (OSError, ValueError):
        return {}
    return {reading.path: reading for reading in state.readings} if state.version == __version__ else {}


def remember(root: Path, readings: Iterable[Reading]) -> None:
    """Keep the readings of a published build, their cards settled. Raises OSError."""
    state = _State(__version__, tuple(readings))
    replace_file(root / FOLDER / _READINGS, msgspec.msgpack.encode(state))
