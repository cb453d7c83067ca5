"""The command: what it says, and how it ends."""

import gc
import os
import shlex
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from digest import __version__
from digest.cli import main
from tests import sites
from tests.sites import run, write

TEXT = "The council voted on Thursday to keep the ferry, by seven votes to four.\n"


def test_help_has_examples_and_loads_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; from digest.cli import main\ntry: main(['--help'])\nexcept SystemExit: print(sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert "digest build --base-url https://example.org/news/" in done.stdout
    for module in ("jinja2", "markdown_it", "lxml", "yaml", "msgspec", "feedgen", "slugify", "click", "rich"):
        assert f"'{module}'" not in done.stdout


def test_a_build_of_plain_text_does_not_load_the_markdown_parser(tmp_path: Path) -> None:
    write(tmp_path, {"content/2026-11-03-ferry-vote.txt": TEXT})
    code = "import sys; from digest.cli import main; main(['build', '--quiet']); print(sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path, env=sites.environment()
    )
    assert "'jinja2'" in done.stdout
    assert "'markdown_it'" not in done.stdout


def test_help_of_build_tells_every_option_and_exit_status(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["build", "--help"])
    assert end.value.code == 0
    said = capsys.readouterr().out
    for option in (
        "--output",
        "--base-url",
        "--drafts",
        "--future",
        "--keep-going",
        "--adopt",
        "--quiet",
        "--executor",
        "--changes",
        "--explain",
        "--timings",
    ):
        assert f"  {option}" in said
    assert "exit status:\n  0  done\n  1  problems" in said


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert (end.value.code, capsys.readouterr().out) == (0, f"digest {__version__}\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["buidl"], "invalid choice: 'buidl'"),
        (["build", "--outptu", "x"], "unrecognized arguments: --outptu"),
        (
            ["build", "--base-url", "example.org"],
            "'example.org' is not an address that begins with https:// or http://",
        ),
        (["build", "a", "b"], "unrecognized arguments: b"),
        (["build", "--executor", "cluster:8786"], "'cluster:8786' is no address of a cluster; write it as dask://"),
        (["build", "--executor", "dask://cluster"], "'dask://cluster' is no address of a cluster"),
        (["build", "--executor", "dask://a:65536"], "'dask://a:65536' is no address of a cluster"),
        (["build", "--executor", "dask://u:p@a:8786"], "is no address of a cluster"),
        (["build", "--executor", "dask://a:8786", "--jobs", "2"], "not allowed with argument --executor"),
        (["build", "--changes", ""], "name a file, or give - for standard output"),
        (["build", "--explain", " "], "name a page, its address or its article"),
    ],
)
def test_wrong_use_ends_with_2(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert said in capsys.readouterr().err


def test_without_the_package_for_clusters_its_installation_is_told(tmp_path: Path) -> None:
    write(tmp_path, {"content/2026-11-03-ferry-vote.txt": TEXT, "digest.yaml": "base_url: https://example.org/\n"})
    arguments = ["build", "--executor", "dask://127.0.0.1:8786"]
    code = f"import sys; sys.modules['distributed'] = None; from digest.cli import main; sys.exit(main({arguments}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 3
    assert done.stderr == (
        "dask://127.0.0.1:8786: E701 needs a package that is missing: distributed"
        " (install digest with it: pip install 'digest[dask]')\n"
    )
    assert done.stdout == "1 error; nothing was published, the site is as it was.\n"
    assert not (tmp_path / "build").exists()


def test_no_command_shows_the_help_and_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "examples:" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["check", "export", "due"])
def test_help_of_a_command_that_reads_has_examples_and_the_exit_status(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main([command, "--help"])
    said = capsys.readouterr().out
    assert (end.value.code, f"  digest {command} " in said, "  --quiet" in said) == (0, True, True)
    assert "exit status:\n  0  done" in said


@pytest.mark.parametrize("command", ["check", "export", "due"])
def test_a_time_that_is_none_ends_a_command_that_reads_with_2(tmp_path: Path, command: str) -> None:
    done = run(tmp_path, command, SOURCE_DATE_EPOCH="soon")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"digest {command}: SOURCE_DATE_EPOCH is not a number of seconds: 'soon'\n"


@pytest.mark.parametrize("epoch", ["yesterday", "1e9", "99999999999999999999"])
def test_a_time_that_is_none_ends_with_2(tmp_path: Path, epoch: str) -> None:
    done = run(tmp_path, "build", SOURCE_DATE_EPOCH=epoch)
    assert (done.returncode, done.stderr) == (
        2,
        f"digest build: SOURCE_DATE_EPOCH is not a number of seconds: {epoch!r}\n",
    )


@pytest.mark.parametrize("option", ["--changes", "--explain"])
def test_a_rollback_makes_nothing_that_could_be_told_of(tmp_path: Path, option: str) -> None:
    done = run(tmp_path, "build", "--rollback", option, "x")
    said = "digest build: --changes and --explain tell of a build, and --rollback makes none\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


@pytest.mark.parametrize("epoch", ["253402300799", "-62135596800"])
def test_a_time_that_dates_cannot_hold_everywhere_ends_with_2(tmp_path: Path, epoch: str) -> None:
    write(tmp_path, {"content/undated.txt": TEXT, "digest.yaml": "timezone: America/Los_Angeles\n"})
    done = run(tmp_path, "build", SOURCE_DATE_EPOCH=epoch)
    assert (done.returncode, done.stderr) == (
        2,
        f"digest build: SOURCE_DATE_EPOCH is not in the years 1000 to 9998: {epoch!r}\n",
    )


@pytest.mark.skipif(sys.platform == "win32", reason="a folder that is in use cannot be removed there")
@pytest.mark.parametrize("command", ["build", "explain x", "check", "export", "due"])
def test_a_folder_that_is_gone_is_told(tmp_path: Path, command: str) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    line = f'rmdir "$PWD"; exec {shlex.quote(sys.executable)} -m digest {command}'
    done = subprocess.run(["sh", "-c", line], cwd=gone, capture_output=True, text=True, check=False)
    name = command.split(maxsplit=1)[0]
    assert (done.returncode, done.stderr) == (3, f"digest {name}: the folder that it was started in is gone\n")


def test_quiet_says_only_problems(tmp_path: Path) -> None:
    write(tmp_path, {"content/2026-11-03-ferry-vote.txt": TEXT, "digest.yaml": "base_url: https://example.org/\n"})
    done = run(tmp_path, "build", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    write(tmp_path, {"content/empty.txt": ""})
    done = run(tmp_path, "build", "--quiet")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("content/empty.txt: E301 ")


def test_what_was_done_is_said_in_a_line(tmp_path: Path) -> None:
    write(tmp_path, {"content/2026-11-03-ferry-vote.txt": TEXT, "digest.yaml": "base_url: https://example.org/\n"})
    assert run(tmp_path, "build").stdout.startswith("9 pages of 1 article in build: ")
    write(tmp_path, {"content/2026-11-04-ferry-comes.txt": TEXT})
    assert run(tmp_path, "build").stdout == "11 pages of 2 articles in build: 2 files added, 12 changed.\n"
    (tmp_path / "content/2026-11-04-ferry-comes.txt").unlink()
    assert run(tmp_path, "build").stdout == "9 pages of 1 article in build: 12 files changed, 2 removed.\n"
    assert run(tmp_path, "build").stdout == "9 pages of 1 article in build: nothing changed.\n"


def test_a_terminal_without_unicode_still_gets_every_message(tmp_path: Path) -> None:
    write(tmp_path, {"content/äöü-北京.txt": "---\ntitel: ü\n---\nText.\n"})
    done = run(tmp_path, "build", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 1
    assert r"content/\xe4\xf6\xfc-\u5317\u4eac.txt:2:1: E102 unknown key 'titel'" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_an_interrupted_build_leaves_the_site_and_no_trace(tmp_path: Path) -> None:
    write(
        tmp_path, {f"content/2026-11-{day:02}-ferry-news-{n}.txt": TEXT * 5 for day in range(1, 21) for n in range(20)}
    )
    assert run(tmp_path, "build").returncode == 0
    before = sites.tree(tmp_path / "build")
    write(
        tmp_path, {f"content/2026-11-{day:02}-ferry-news-{n}.txt": TEXT * 60 for day in range(1, 21) for n in range(20)}
    )
    signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background was told to ignore it
    build = subprocess.Popen(
        [sys.executable, "-m", "digest", "build"],
        cwd=tmp_path, env=sites.environment(), stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    staging = tmp_path / "build/.digest-staging"
    while build.poll() is None and not staging.exists():
        os.sched_yield()
    build.send_signal(signal.SIGINT)
    out, err = build.communicate(timeout=60)
    assert build.returncode == 130, (out, err)
    assert err.splitlines()[-1] == "stopped; the next build does the whole work"
    assert "Traceback" not in err
    assert sites.tree(tmp_path / "build") == before
    assert not staging.exists()


@pytest.mark.parametrize("arguments", [["build"], ["--version"], ["build", "a", "b"]])
def test_who_calls_the_command_has_the_garbage_collector_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    write(tmp_path, {"content/vote.txt": TEXT})
    monkeypatch.chdir(tmp_path)
    with suppress(SystemExit):
        main(arguments)
    assert gc.isenabled()


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="no disk that is always full")
@pytest.mark.parametrize("command", [("build", "--no-search"), ("build", "--no-search", "--changes", "-"), ("due",)])
def test_what_cannot_be_printed_is_told_and_is_no_traceback(tmp_path: Path, command: tuple[str, ...]) -> None:
    write(tmp_path, {"content/2026-11-03-ferry-vote.txt": TEXT})
    with FULL.open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "digest", *command],
            cwd=tmp_path, env=sites.environment(), stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1] == f"digest {command[0]}: cannot print: no space left on device"
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no shell that closes it")
def test_a_closed_standard_output_is_never_another_file(tmp_path: Path) -> None:
    write(tmp_path, {"content/2026-11-03-ferry-vote.txt": TEXT})
    for command in ("build --no-search", "explain content/2026-11-03-ferry-vote.txt", "check"):
        line = f"exec {shlex.quote(sys.executable)} -m digest {command} >&- 2>errors"
        done = subprocess.run(["sh", "-c", line], cwd=tmp_path, env=sites.environment(), check=False)
        assert (done.returncode, "Traceback" in (tmp_path / "errors").read_text()) == (0, False)
    assert (tmp_path / "build/index.html").is_file()
