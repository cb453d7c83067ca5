"""What a build does not need, it does not import: that is most of the time of a build with little to do."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import sites
from tests.engine import edits
from tests.engine.edits import TOLL, WHEEL, Paper

HEAVY = (
    *("jinja2", "markupsafe", "yaml", "markdown_it", "feedgen", "lxml", "slugify"),
    *("multiprocessing", "concurrent.futures", "asyncio", "importlib.metadata", "digest.loader", "digest.engine.run"),
)
SCRIPT = """
import sys
from digest.cli import main
status = main(sys.argv[1:])
print(*sys.modules, file=sys.stderr)
sys.exit(status)
"""


def imported(paper: Paper, *arguments: str) -> set[str]:
    """The heavy ones of the modules that a build imports."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, "build", *arguments],
        cwd=paper.root, env=sites.environment(), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return {*HEAVY} & {*done.stderr.splitlines()[-1].split()}


@pytest.fixture
def paper(tmp_path: Path) -> Paper:
    """The paper, published."""
    paper = Paper(tmp_path / "paper")
    first = imported(paper)
    assert {"jinja2", "yaml", "markdown_it", "feedgen", "lxml", "digest.loader"} <= first
    return paper


def test_a_build_with_nothing_to_do_imports_nothing_that_reads_or_writes_a_site(paper: Paper) -> None:
    assert imported(paper) == set()
    assert imported(paper, "--jobs", "2") == set()


def test_a_build_of_files_that_were_only_touched_imports_no_more(paper: Paper) -> None:
    edits.touch_all(paper)
    assert imported(paper) == set()


def test_an_edit_of_a_text_needs_neither_yaml_nor_markdown_nor_feeds_nor_processes(paper: Paper) -> None:
    edits.edit_body(paper, WHEEL, "It grinds oats.")
    assert imported(paper) == {"jinja2", "markupsafe", "digest.loader", "digest.engine.run"}


def test_an_edit_of_a_text_that_is_in_feeds_needs_no_more(paper: Paper) -> None:
    edits.edit_body(paper, TOLL, "The council had lunch.")
    assert imported(paper) == {"jinja2", "markupsafe", "digest.loader", "digest.engine.run"}


def test_help_answers_at_once(paper: Paper) -> None:
    script = (
        "import sys; from digest.cli import main\ntry: main(['--help'])\nfinally: print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=paper.root, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0
    assert {*HEAVY, "msgspec"} & {*done.stderr.splitlines()[-1].split()} == set()
