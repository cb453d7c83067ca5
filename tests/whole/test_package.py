"""The wheel and the sdist, each alone in an empty environment; the commands of the README."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests import sites
from tests.sites import ROOT, tree, write

pytestmark = pytest.mark.package


def call(*command: object, cwd: Path, **environment: str) -> str:
    """What the command said; it must succeed."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env={**inherited, "SOURCE_DATE_EPOCH": str(sites.NOW), **environment},
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel that was made from it."""
    folder = tmp_path_factory.mktemp("dist")
    call(sys.executable, "-m", "build", "--outdir", folder, ROOT, cwd=ROOT)
    return folder


def without_index(files: dict[str, bytes]) -> dict[str, bytes]:
    """All but the search index, which is no two times the same."""
    return {path: data for path, data in files.items() if not path.startswith("pagefind/")}


@pytest.mark.parametrize("kind", ["*.whl", "*.tar.gz"])
def test_a_package_alone_builds_a_site(packages: Path, tmp_path: Path, kind: str) -> None:
    (package,) = packages.glob(kind)
    call(sys.executable, "-m", "venv", tmp_path / "env", cwd=tmp_path)
    call(tmp_path / "env/bin/pip", "install", "-q", package, cwd=tmp_path)
    write(
        tmp_path / "site", {"content/2026-11-03-the-ferry-vote.txt": "The council voted on Thursday. It took long.\n"}
    )
    digest = tmp_path / "env/bin/digest"
    call(digest, "build", cwd=tmp_path / "site")
    built = tree(tmp_path / "site/build")
    assert "2026/11/03/the-ferry-vote/index.html" in built
    assert any(path.endswith(".woff2") for path in built)
    assert "pagefind/pagefind.js" in built
    assert sites.run(tmp_path / "site", "build", "--output", "../checkout", search=True).returncode == 0
    assert without_index(tree(tmp_path / "checkout")) == without_index(built), "a checkout and a package look different"
    assert re.fullmatch(r"digest \d+\.\d+\.\d+\n", call(digest, "--version", cwd=tmp_path))


def test_the_wheel_holds_what_it_should_and_no_more(packages: Path) -> None:
    (wheel,) = packages.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {"digest/py.typed", "digest/cli.py", "digest/templates/base.html"} <= set(names)
    assert {name.split("/")[0] for name in names} == {
        "digest",
        next(n for n in names if ".dist-info" in n).split("/")[0],
    }
    assert [name for name in names if "test" in name.lower()] == []


def test_the_commands_of_the_readme_do_what_it_says(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    call("git", "clone", "-q", ROOT, clone, cwd=tmp_path)
    blocks = re.findall(r"^```sh\n(.*?)^```", (clone / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    own = [block for block in blocks if "pytest" not in block]
    assert len(own) == len(blocks) - 1, "the command that runs the tests is run by .ci/run as it stands"
    for block in own:
        call("bash", "-euo", "pipefail", "-c", block, cwd=clone)
    assert (clone / "build/index.html").is_file()
    assert (clone / "my-paper/build/index.html").is_file()
    assert (clone / "public/feed.xml").read_text().count("<link>https://example.org/news/2026/") == 20
    assert call("git", "status", "--porcelain", "--ignored=no", cwd=clone).split() == [
        "??",
        "my-paper/",
        "??",
        "preview/",
        "??",
        "public/",
    ]
