"""`digest explain` as a command."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import sites
from tests.sites import run, write

TEXT = "Seven to Four for the Ferry\n19 November 2026\nThe council voted on Thursday to keep the ferry, by seven votes to four.\n"
EXPLAINED = """\
{path}
  title       Seven to Four for the Ferry  (line 1)
  date        2026-11-19  (line 2)
  slug        seven-to-four-for-the-ferry  (from the title)

     1 title        100%  Seven to Four for the Ferry
                          a short first line over a byline or date
     2 date         100%  19 November 2026
                          a date and nothing else
     3 paragraph    100%  The council voted on Thursday to keep the ferry, by sev…
                          long, a full stop, worded like a sentence

3 lines, none unsure.

"""


def told(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


def paths(out: str) -> list[object]:
    return [each["path"] for each in told(out)]


def test_an_article_is_told_line_by_line(tmp_path: Path) -> None:
    write(tmp_path, {"a1.txt": TEXT})
    done = run(tmp_path, "explain", "a1.txt", COLUMNS="82")
    assert (done.returncode, done.stdout, done.stderr) == (0, EXPLAINED.format(path="a1.txt"), "")


def test_no_site_is_needed_and_nothing_is_written(tmp_path: Path) -> None:
    write(tmp_path, {"a1.txt": TEXT})
    assert run(tmp_path, "explain", "a1.txt", "--json").returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["a1.txt"]


def test_standard_input_is_an_article_of_plain_text(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "digest", "explain", "-"], cwd=tmp_path, input=TEXT.encode(),
        env=sites.environment(COLUMNS="82"), capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.decode()) == (0, EXPLAINED.format(path="-"))


def test_the_time_zone_is_that_of_the_site_in_this_folder(tmp_path: Path) -> None:
    write(tmp_path, {"digest.yaml": "timezone: Europe/Berlin\nvoices: true\n", "content/a1.txt": TEXT})
    (each,) = told(run(tmp_path, "explain", "--json", "content/a1.txt").stdout)
    assert each["date"] == "2026-11-19T00:00:00+01:00"


def test_a_config_with_errors_is_told_and_the_articles_are_read(tmp_path: Path) -> None:
    write(tmp_path, {"digest.yaml": "timezone: Mars\n", "a1.txt": TEXT})
    done = run(tmp_path, "explain", "--json", "a1.txt")
    assert (done.returncode, paths(done.stdout)) == (1, ["a1.txt"])
    assert (
        done.stderr == "digest.yaml:1:1: E103 'timezone' 'Mars' is not a time zone (write it as Europe/Berlin or UTC)\n"
    )


def test_a_folder_is_read_in_order_without_what_is_hidden(tmp_path: Path) -> None:
    write(tmp_path, dict.fromkeys(("n/b.md", "n/a.txt", "n/c/d.TXT", "n/_x.txt", "n/.y.txt", "n/z.jpg"), TEXT))
    assert paths(run(tmp_path, "explain", "--json", "n/").stdout) == ["n/a.txt", "n/b.md", "n/c/d.TXT"]
    assert paths(run(tmp_path, "explain", "--json", str(tmp_path / "n")).stdout)[0] == str(tmp_path / "n/a.txt")


def test_of_a_sites_folder_the_content_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"content/a.txt": TEXT, "README.md": "x", "build/robots.txt": "x"})
    assert paths(run(tmp_path, "explain", "--json", ".").stdout) == ["./content/a.txt"]


def test_a_folder_without_articles_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "n").mkdir()
    done = run(tmp_path, "explain", "n")
    assert (done.returncode, done.stdout, done.stderr) == (
        *(1, "", "n: E002 holds no article (name a folder with files in .txt or .md)\n"),
    )


def test_what_cannot_be_read_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": TEXT, "open.txt": "---\ntitle: a\n", "latin.txt": "Das Café\n".encode("cp1252")})
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    done = run(
        *(
            tmp_path,
            "explain",
            "--json",
            "gone.txt",
            "open.txt",
            "latin.txt",
            "pipe.txt",
            "loop.txt",
            "a.txt/x",
            "a.txt",
        )
    )
    assert (done.returncode, paths(done.stdout)) == (3, ["open.txt", "latin.txt", "a.txt"])
    assert done.stderr.splitlines() == [
        "gone.txt: E201 cannot be read: no such file or directory",
        "open.txt:1: E106 front matter is not closed"
        " (put a line '---' under the last key; if this is no front matter, remove the first line)",
        "latin.txt:1: W206 the text is not UTF-8 (byte 0xE9); it was read as Windows-1252 (save the file as UTF-8)",
        "pipe.txt: E202 is not a file (a plain file is expected here)",
        "loop.txt: E201 cannot be read: too many levels of symbolic links",
        "a.txt/x: E201 cannot be read: not a directory",
    ]


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/usr/bin/setpriv").exists(), reason="root may read everything")
def test_a_file_without_permission_is_told(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": TEXT, "b.txt": TEXT})
    (tmp_path / "a.txt").chmod(0)
    drop = ("setpriv", "--bounding-set", "-all", "--inh-caps", "-all") if os.geteuid() == 0 else ()
    done = run(tmp_path, "explain", "--json", "a.txt", "b.txt", before=drop)
    assert (done.returncode, paths(done.stdout)) == (3, ["b.txt"])
    assert done.stderr == ("a.txt: E201 cannot be read: permission denied (give yourself the permission to read it)\n")


def test_errors_in_an_article_end_with_1_and_warnings_with_0(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "---\ntitel: b\n---\nText.\n", "b.txt": "Das Café.\n".encode("cp1252")})
    done = run(tmp_path, "explain", "a.txt")
    assert (done.returncode, done.stderr) == (1, "a.txt:2:1: E102 unknown key 'titel' (did you mean 'title'?)\n")
    assert run(tmp_path, "explain", "b.txt").returncode == 0


def test_no_file_is_wrong_use(tmp_path: Path) -> None:
    done = run(tmp_path, "explain")
    assert done.returncode == 2
    assert "the following arguments are required: FILE" in done.stderr


def test_a_name_in_any_bytes_is_told_so_that_it_can_be_shown(tmp_path: Path) -> None:
    name = b"a\xff\x1b[31m.txt"
    (Path(os.fsdecode(bytes(tmp_path) + b"/" + name))).write_text(TEXT)
    for form in ((), ("--json",)):
        done = run(tmp_path, "explain", *form, os.fsdecode(name))
        assert done.returncode == 0
        assert "\x1b" not in done.stdout
        assert r"a\udcff\x1b[31m.txt" in done.stdout.replace("\\\\", "\\")


def test_plain_text_needs_neither_jinja_nor_a_markdown_parser(tmp_path: Path) -> None:
    write(tmp_path, {"a1.txt": TEXT})
    code = "import sys; from digest.cli import main; main(['explain', 'a1.txt']); print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    for module in ("jinja2", "markdown_it", "feedgen", "lxml"):
        assert f"'{module}'" not in done.stdout


def test_thousands_of_files_are_told_as_they_are_read(tmp_path: Path) -> None:
    names = [f"n/{number:04}.txt" for number in range(3_000)]
    write(tmp_path, dict.fromkeys(names, TEXT))
    done = run(tmp_path, "explain", "--json", *names)
    assert (done.returncode, paths(done.stdout), done.stderr) == (0, names, "")


def test_a_file_is_told_before_the_next_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": TEXT})
    process = subprocess.Popen(
        [sys.executable, "-m", "digest", "explain", "--json", "a.txt", "-"], cwd=tmp_path, env=sites.environment(),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    assert json.loads(process.stdout.readline())["path"] == "a.txt"  # while standard input is still open
    rest, _ = process.communicate(TEXT.encode(), timeout=60)
    assert (process.returncode, json.loads(rest)["path"]) == (0, "-")


def test_a_reader_who_goes_away_ends_it_quietly(tmp_path: Path) -> None:
    names = [f"{number:04}.txt" for number in range(2_000)]
    write(tmp_path, dict.fromkeys(names, TEXT * 10))
    for form in ((), ("--json",)):
        process = subprocess.Popen(
            [sys.executable, "-m", "digest", "explain", *form, *names], cwd=tmp_path, env=sites.environment(),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert (process.stderr.read(), process.wait(60)) == ("", 3)
        process.stderr.close()


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")
@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)],
)
def test_colours_are_for_terminals_that_want_them(tmp_path: Path, environment: dict[str, str], coloured: bool) -> None:
    import fcntl
    import pty
    import struct
    import termios

    write(tmp_path, {"a1.txt": TEXT})
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 82, 0, 0))
    inherited = {key: value for key, value in sites.environment(**environment).items() if key != "COLUMNS"}
    if "NO_COLOR" not in environment:
        inherited.pop("NO_COLOR", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "digest", "explain", "a1.txt"], cwd=tmp_path, env=inherited, stdout=theirs
    )
    os.close(theirs)
    said = b""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            part = os.read(ours, 4096)
        except OSError:  # Linux: the other side is closed
            break
        if not part:
            break
        said += part
    os.close(ours)
    assert process.wait(60) == 0
    text = said.decode().replace("\r\n", "\n")
    if coloured:
        assert text.startswith("\x1b[1ma1.txt\x1b[0m\n\x1b[2m  title       \x1b[0mSeven to Four for the Ferry")
        assert "\x1b[1;36m     1 title        100%  \x1b[0m\x1b[1;36mSeven to Four for the Ferry\x1b[0m\n" in text
    else:
        assert text == EXPLAINED.format(path="a1.txt")
