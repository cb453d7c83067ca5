"""What several tests share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import sites

# no time limit for an example: machines are noisy. In CI the same examples each time; elsewhere always new ones
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regenerate", action="store_true", help="write what is expected anew; review it in the diff")


@pytest.fixture
def regenerate(request: pytest.FixtureRequest) -> bool:
    """Whether expected files are to be written anew."""
    return bool(request.config.getoption("--regenerate"))


@pytest.fixture(autouse=True)
def _build_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every build of a test is at the time of the sample content."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(sites.NOW))


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The sample site of the repository, built for https://example.org/news/."""
    folder = tmp_path_factory.mktemp("sample")
    for name in ("content", "digest.yaml"):
        (folder / name).symlink_to(sites.ROOT / name)
    done = sites.run(folder, "build", "--base-url", "https://example.org/news/", "--output", "site", search=True)
    assert done.returncode == 0, done.stderr
    yield folder / "site"
