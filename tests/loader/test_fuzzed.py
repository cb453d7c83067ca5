"""The inputs that the fuzzer found to be interesting, and those that once broke: tests/benchmarks/fuzz.py says more."""

from pathlib import Path

import pytest

from . import holds

INPUTS = sorted((Path(__file__).parents[1] / "fixtures" / "fuzz").iterdir())


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_all_that_has_to_hold_does(path: Path) -> None:
    holds.check(path.read_bytes())


def test_the_inputs_stay_few() -> None:
    assert len(INPUTS) <= 60
    assert sum(path.stat().st_size for path in INPUTS) <= 100_000
