"""What several tests of the engine share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine import builds
from tests.engine.edits import Paper


@pytest.fixture(scope="module")
def quick_builds() -> Iterator[None]:
    """Templates are compiled once for all builds of a module, and nothing is synced."""
    with builds.quick_builds():
        yield


@pytest.fixture
def paper(tmp_path: Path) -> Paper:
    """The paper, published."""
    paper = Paper(tmp_path / "paper")
    assert builds.build(paper).outcome == "published"
    return paper
