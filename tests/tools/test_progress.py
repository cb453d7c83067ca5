"""The bar of a long build: in a real pseudo-terminal, and in a pipe."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from digest.engine.request import Report, Request
from tests import sites
from tests.sites import write

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")

SITE = {"content/2026-11-03-ferry-vote.txt": "The council voted.\n", "digest.yaml": "base_url: https://a.example/\n"}
CLOSING = "9 pages of 1 article in build: "
AT_ONCE = """\
import sys
from digest.tools import progress
progress.PATIENCE = progress.PACE = 0
from digest.cli import main
status = main(sys.argv[1:])
print(sorted({"rich", "multiprocessing"} & {*sys.modules}))
sys.exit(status)
"""
"""The command without patience: a build of any length gets a bar. It says what it imported."""
PATIENT = AT_ONCE.replace("progress.PATIENCE = progress.PACE = 0\n", "progress.PATIENCE = 1000\n")


def terminal(
    folder: Path, code: str, *arguments: str, stop_at: bytes = b"", **environment: str
) -> tuple[int, bytes, str]:
    """Run in a terminal of 100 columns: exit status, what came to the terminal, and standard output, which is a pipe."""
    import fcntl
    import struct
    import termios

    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    build = subprocess.Popen(
        [sys.executable, "-c", code, "build", "--no-search", *arguments],
        cwd=folder, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, text=True,
        env=sites.environment(**{"TERM": "xterm", **environment}),
    )  # fmt: skip
    os.close(theirs)
    seen = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:  # Linux says so at the end
            break
        if not part:
            break
        seen += part
        if stop_at and stop_at in seen:
            build.send_signal(signal.SIGINT)
            stop_at = b""
    os.close(ours)
    out, _ = build.communicate(timeout=60)
    return build.returncode, seen, out


def screen(seen: bytes) -> list[str]:
    """What is left on the screen: the few things that are said to a terminal here, carried out."""
    lines, row, column = [""], 0, 0
    for token in re.findall(r"\x1b\[[?0-9;]*[A-Za-z]|\r|\n|[^\x1b\r\n]+", seen.decode()):
        if token == "\r":
            column = 0
        elif token == "\n":
            row += 1
            if row == len(lines):
                lines.append("")
        elif token.endswith("A") and token.startswith("\x1b"):
            row = max(row - int(token[2:-1] or 1), 0)
        elif token == "\x1b[2K":
            lines[row] = ""
        elif token.startswith("\x1b"):
            assert token[-1] in "mhl", token  # colours, the cursor shown or hidden
        else:
            lines[row] = lines[row][:column].ljust(column) + token + lines[row][column + len(token) :]
            column += len(token)
    return [line.rstrip() for line in lines if line.strip()]


def test_a_terminal_shows_each_stage_with_its_count_and_nothing_of_it_stays(tmp_path: Path) -> None:
    write(tmp_path, SITE)
    status, seen, out = terminal(tmp_path, AT_ONCE)
    shown = re.sub(r"\x1b\[[?0-9;]*[A-Za-z]", "", seen.decode())
    assert status == 0
    assert re.search(r"reading articles +━+ 1 of 1 ", shown)
    assert re.search(r"making pages and feeds +━+ 9 of 9 ", shown)
    for stage in ("recalling the last build", "settling dates and addresses", "publishing", "remembering this build"):
        assert stage in shown
    assert screen(seen) == []
    assert seen.count(b"\x1b[?25h") == seen.count(b"\x1b[?25l") == 1  # the cursor is there again
    assert out.startswith(CLOSING)


def test_workers_are_copies_of_this_process_with_the_bar_on_the_screen(tmp_path: Path) -> None:
    write(tmp_path, SITE)
    code = AT_ONCE.replace(
        "status =",
        "from digest.engine import crew\npool = crew.Crew._pool\n"
        "def _pool(self):\n    done = pool(self)\n    print(done[0]._mp_context.get_start_method())\n    return done\n"
        "crew.Crew._pool = _pool\nstatus =",
    )
    status, seen, out = terminal(tmp_path, code, "--jobs", "2")
    assert (status, screen(seen)) == (0, [])
    assert out.splitlines()[0] == ("fork" if sys.platform == "linux" else "spawn")


def test_problems_are_all_that_stays(tmp_path: Path) -> None:
    write(tmp_path, {**SITE, "content/empty.txt": ""})
    status, seen, _ = terminal(tmp_path, AT_ONCE)
    assert status == 1
    assert b"reading articles" in seen
    [said] = screen(seen)
    assert said.startswith("content/empty.txt: E301 the article has no text (")


def test_after_ctrl_c_only_what_it_says_stays(tmp_path: Path) -> None:
    write(tmp_path, SITE)
    # what runs in the background was told to ignore it
    code = f"import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n{AT_ONCE}".replace(
        "status =",
        "from digest.engine import run\n"
        "def settle(*args):\n    import time\n    time.sleep(60)\nrun.settle = settle\nstatus =",
    )
    status, seen, _ = terminal(tmp_path, code, stop_at=b"settling dates")
    assert status == 130
    assert screen(seen) == ["stopped; the next build does the whole work"]


@pytest.mark.parametrize(
    ("code", "arguments", "environment"),
    [
        (PATIENT, (), {}),
        (AT_ONCE, ("--quiet",), {}),
        (AT_ONCE, (), {"TERM": "dumb"}),
    ],
    ids=["a short build", "quiet", "a terminal that can do nothing"],
)
def test_there_is_no_bar_and_rich_is_not_imported(
    tmp_path: Path, code: str, arguments: tuple[str, ...], environment: dict[str, str]
) -> None:
    write(tmp_path, SITE)
    status, seen, out = terminal(tmp_path, code, *arguments, **environment)
    assert (status, seen) == (0, b"")
    assert out.splitlines()[-1] == "[]"


def test_a_pipe_gets_the_closing_line_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path, SITE)
    done = subprocess.run(
        [sys.executable, "-c", AT_ONCE, "build", "--no-search"],
        cwd=tmp_path, env=sites.environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == f"{CLOSING}28 files added.\n[]\n"
    assert done.stderr == ""


def test_the_count_of_pages_ends_at_all_pages(tmp_path: Path) -> None:
    from digest.engine.build import build
    from tests.engine.edits import NOW, Paper, edit_body, edit_title

    paper = Paper(tmp_path / "paper")
    told: list[tuple[str, int, int]] = []

    def steps() -> Report:
        told.clear()
        return build(Request(root=paper.root, now=NOW, jobs=0), lambda *step: told.append(step))

    pages = steps().pages
    assert told[-3] == ("make", pages, pages)
    edit_title(paper, "content/2026-09-06-mill-wheel.txt", "The wheel is still")
    steps()
    assert told[-3] == ("make", pages, pages)
    edit_body(paper, "content/2026-09-06-mill-wheel.txt", "It grinds oats now.")  # only what may be another is planned
    steps()
    assert told[-3][1] == told[-3][2] < pages
