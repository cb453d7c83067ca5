"""Sites for tests, and the command run on them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOW = 1795348800
"""22 November 2026, 12:00 UTC: the time at which the sample content is meant to be built."""


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Write files by their paths below `folder`."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """All files below `folder` with their bytes, but for our own marks that begin with a dot."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).as_posix().startswith(".")
    }


def environment(**changes: str) -> dict[str, str]:
    """The test's environment at the time of the sample content."""
    return {**os.environ, "SOURCE_DATE_EPOCH": str(NOW), **changes}


def run(
    folder: Path, *arguments: str, before: tuple[str, ...] = (), search: bool = False, **changes: str
) -> subprocess.CompletedProcess[str]:
    """`digest ARGUMENTS` as a process of its own, started in `folder`; `before` is put in front of the command.

    A search index takes its time, and is no two times the same: it is made only for who asks.
    """
    without = ["--no-search"] if arguments[:1] == ("build",) and not search else []
    return subprocess.run(
        [*before, sys.executable, "-m", "digest", *arguments, *without],
        cwd=folder,
        env=environment(**changes),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def unprivileged() -> tuple[str, ...]:
    """In front of a command: without the right of root to pass over permissions."""
    if os.geteuid() != 0:
        return ()
    setpriv = shutil.which("setpriv")
    assert setpriv, "as root, these tests need setpriv (util-linux)"
    return (setpriv, "--bounding-set=-all", "--inh-caps=-all")
