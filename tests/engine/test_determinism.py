"""The same site gives the same bytes, wherever and however it is built."""

from pathlib import Path

import pytest
import tzdata  # type: ignore[import-untyped]

from tests import sites
from tests.engine import builds
from tests.engine.builds import differences, files
from tests.engine.edits import SITE

HERE = {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C", "LANG": "C"}
THERE = {"PYTHONHASHSEED": "2", "TZ": "America/Lima", "LC_ALL": "tr_TR.UTF-8", "LANG": "de_DE.UTF-8"}

NUMBERS_OF_JOBS = [0, 2]


def built(folder: Path, names: list[str], jobs: int, **environment: str) -> tuple[dict[str, bytes], bytes]:
    """The output and the ledger of the site, its files written in this order."""
    for name in names:  # a folder lists its files in an order that hangs on that of their making
        sites.write(folder, {name: SITE[name]})
    done = sites.run(folder, "build", "--quiet", *builds.options(jobs), **environment)
    assert done.returncode == 0, done.stderr
    return files(folder / "build"), (folder / "ledger.jsonl").read_bytes()


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], bytes]:
    return built(tmp_path_factory.mktemp("here"), sorted(SITE), 0, **HERE)


@pytest.mark.parametrize("jobs", NUMBERS_OF_JOBS)
@pytest.mark.parametrize("place", ["a", "deep/down/in a/folder-with-a-longer-name/ü"])
def test_the_same_bytes_at_another_place_in_another_locale_zone_and_order(
    tmp_path: Path, reference: tuple[dict[str, bytes], bytes], place: str, jobs: int
) -> None:
    output, ledger = built(tmp_path / place, sorted(SITE, reverse=True), jobs, **THERE)
    assert differences(output, reference[0]) == []
    assert ledger == reference[1]


@pytest.mark.parametrize("name", sorted(set(HERE) - {"LANG"}))
def test_the_same_bytes_with_one_thing_of_the_machine_changed(
    tmp_path: Path, reference: tuple[dict[str, bytes], bytes], name: str
) -> None:
    output, ledger = built(tmp_path / "site", sorted(SITE), 0, **{**HERE, name: THERE[name]})
    assert differences(output, reference[0]) == []
    assert ledger == reference[1]


def test_the_same_bytes_where_the_system_has_other_time_zones(
    tmp_path: Path, reference: tuple[dict[str, bytes], bytes]
) -> None:
    ours = Path(tzdata.__file__).parent / "zoneinfo"
    sites.write(tmp_path / "zones", {"Europe/Vienna": (ours / "Asia/Tokyo").read_bytes()})
    output, ledger = built(tmp_path / "site", sorted(SITE), 0, **HERE, PYTHONTZPATH=str(tmp_path / "zones"))
    assert differences(output, reference[0]) == []
    assert ledger == reference[1]


@pytest.mark.parametrize("jobs", NUMBERS_OF_JOBS)
def test_a_second_build_in_another_environment_changes_no_file(tmp_path: Path, jobs: int) -> None:
    built(tmp_path, sorted(SITE), jobs, **HERE)
    before = builds.stamps(tmp_path / "build")
    done = sites.run(tmp_path, "build", *builds.options(jobs), **THERE)
    assert ": nothing changed" in done.stdout
    assert builds.stamps(tmp_path / "build") == before
