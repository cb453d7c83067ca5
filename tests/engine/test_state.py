"""What is kept between builds: read as it was written, or not at all; and no more written than changed."""

import os
from pathlib import Path

import pytest
from msgspec import structs

import digest
from digest.config import Config
from digest.engine import memory, state
from digest.engine.files import fingerprint
from digest.engine.gather import Gathered
from digest.engine.memory import Memory, begin_publishing, ready, recall, remember, remember_new
from digest.engine.reading import Reading, Readings
from digest.engine.request import Request
from digest.engine.state import Made, Manifest, Seen, keep, load
from digest.engine.unchanged import place
from digest.issues import Issue
from digest.renderer.closure import Compiled
from digest.renderer.theme import Theme
from digest.site.model import Site, assemble
from tests.cards import NOW, card, day, settled_card

MANIFEST = Manifest(
    output="build",
    inputs=b"inputs",
    since=1.5,
    until=None,
    facts=b"facts",
    config=b"config",
    basis=b"",
    listed=b"",
    recorded=1,
    sources={"content/vote.txt": Seen(b"stamp", b"mark")},
    files={"index.html": Made(b"recipe", b"mark", b"stamp")},
)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A small file of the state."""
    keep(tmp_path / "kept", MANIFEST)
    return tmp_path / "kept"


# ---- one file


def test_what_was_kept_is_loaded(kept: Path) -> None:
    assert load(kept, Manifest) == MANIFEST


def test_what_is_kept_anew_takes_its_place(kept: Path) -> None:
    keep(kept, structs.replace(MANIFEST, until=2.5))
    found = load(kept, Manifest)
    assert found is not None
    assert found.until == 2.5
    assert [*kept.parent.iterdir()] == [kept]


def test_a_file_that_is_missing_is_none(tmp_path: Path) -> None:
    assert load(tmp_path / "none", Manifest) is None
    assert load(tmp_path / "none" / "none", Manifest) is None


def test_every_truncation_is_none(kept: Path) -> None:
    data = kept.read_bytes()
    for size in range(len(data)):
        kept.write_bytes(data[:size])
        assert load(kept, Manifest) is None, size
    kept.write_bytes(data + b"\0")
    assert load(kept, Manifest) is None


def test_every_byte_that_is_another_is_none(kept: Path) -> None:
    data = kept.read_bytes()
    for at, byte in enumerate(data):
        for other in (byte ^ 1, byte ^ 0x80, 0 if byte else 0xFF):
            kept.write_bytes(data[:at] + bytes([other]) + data[at + 1 :])
            assert load(kept, Manifest) is None, (at, other)


def test_what_another_version_of_the_program_kept_is_none(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = state.tool()
    monkeypatch.setattr(state, "tool", lambda: bytes(16))
    assert load(kept, Manifest) is None
    monkeypatch.setattr(state, "tool", lambda: mine)
    assert load(kept, Manifest) == MANIFEST


def test_the_fingerprint_of_the_program_hangs_on_its_text_and_on_its_libraries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "digest"
    (package / "site").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "site" / "model.py").write_text("1")
    libraries = tmp_path / "libraries"
    (libraries / "jinja2-3.1.6.dist-info").mkdir(parents=True)
    monkeypatch.setattr(digest, "__file__", str(package / "__init__.py"))
    monkeypatch.setattr("sys.path", [str(libraries), str(tmp_path / "none")])
    find = state.tool.__wrapped__
    marks = [find(), find()]
    assert len(set(marks)) == 1
    (package / "site" / "model.py").write_text("2")
    marks.append(find())
    (package / "site" / "model.py").rename(package / "model.py")
    marks.append(find())
    (libraries / "jinja2-3.1.6.dist-info").rename(libraries / "jinja2-3.1.7.dist-info")
    marks.append(find())
    (libraries / "pytest-9.0.dist-info").mkdir()
    assert find() == marks[-1], "a library that has no part in what is written"
    assert len(set(marks)) == 4


def test_a_value_of_another_kind_is_none(kept: Path) -> None:
    assert load(kept, tuple[str, ...]) is None


def test_a_folder_in_place_of_a_file_is_none_and_makes_way(tmp_path: Path) -> None:
    (tmp_path / "kept" / "inner").mkdir(parents=True)
    (tmp_path / "kept" / "inner" / "file").write_text("x")
    assert load(tmp_path / "kept", Manifest) is None
    keep(tmp_path / "kept", MANIFEST)
    assert load(tmp_path / "kept", Manifest) == MANIFEST


def test_the_folders_of_a_file_are_made(tmp_path: Path) -> None:
    keep(tmp_path / "a" / "b" / "kept", MANIFEST)
    assert load(tmp_path / "a" / "b" / "kept", Manifest) == MANIFEST


def test_the_state_is_never_tracked(tmp_path: Path) -> None:
    folder = state.folder(tmp_path)
    assert (folder / ".gitignore").read_text() == "*\n"
    (folder / ".gitignore").write_text("*\n!mine\n")
    assert state.folder(tmp_path) == folder
    assert (folder / ".gitignore").read_text() == "*\n!mine\n"


def test_each_output_folder_has_a_memory_of_its_own(tmp_path: Path) -> None:
    assert len({state.place(tmp_path, output) for output in (None, "/srv/a", "/srv/b", "/srv/\udcff")}) == 4
    assert state.place(tmp_path, "/srv/a") == state.place(tmp_path, "/srv/a")


# ---- readings, in shares

NOTHING = Memory({}, {}, {})
EMPTY = Site((), (), {})


@pytest.fixture
def _small_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "SHARE", 4)


def reading(number: int, minutes: int = 1) -> Reading:
    mine = card(f"story-{number}", day(number % 28 + 1), minutes=minutes)
    return Reading(mine.path, (), b"%016d" % number, b"%016d" % minutes, mine)


def of(*numbers: int) -> dict[str, Reading]:
    return {found.path: found for found in map(reading, numbers)}


def request(root: Path) -> Request:
    return Request(root=root, now=NOW)


def remembered(root: Path, zone: str = "UTC") -> Memory:
    return recall(request(root), None, Config(timezone=zone), root / "build")


def write(root: Path, readings: dict[str, Reading], known: Memory = NOTHING, zone: str = "UTC") -> None:
    remember(request(root), Config(timezone=zone), known, MANIFEST, readings, EMPTY, ())


def shares(root: Path) -> dict[str, tuple[int, int]]:
    """The files of the readings, and what tells each from one that is written in its place."""
    found = ((file.name, file.stat()) for file in (root / ".digest" / "readings").iterdir())
    return {name: (status.st_ino, status.st_mtime_ns) for name, status in found}


def written(root: Path, before: dict[str, tuple[int, int]]) -> set[str]:
    return {name for name, which in shares(root).items() if before.get(name) != which}


def test_readings_are_recalled_as_they_were_kept(tmp_path: Path) -> None:
    write(tmp_path, of(1, 2, 3))
    assert remembered(tmp_path).readings == of(1, 2, 3)
    assert [*shares(tmp_path)] == ["1-0"]


def test_what_could_not_be_read_is_not_kept(tmp_path: Path) -> None:
    broken = Reading("content/broken.txt", (Issue("E301", "content/broken.txt", "is empty"),), b"mark")
    write(tmp_path, {**of(1), broken.path: broken})  # nor what has failed, and has no last good reading
    remember(request(tmp_path), Config(), NOTHING, MANIFEST, {**of(1), "content/failed.txt": None}, EMPTY, ())
    assert remembered(tmp_path).readings == of(1)


def test_a_card_is_kept_with_the_address_at_which_it_is_published(tmp_path: Path) -> None:
    site, _ = assemble([settled_card("story-1", day(2))])
    stale = reading(2)
    assert stale.card
    stale = structs.replace(stale, card=structs.replace(stale.card, url="2026/11/03/story-2/"))
    remember(request(tmp_path), Config(), NOTHING, MANIFEST, {**of(1), stale.path: stale}, site, ())
    cards = [found.card for found in remembered(tmp_path).readings.values()]
    assert [found.url for found in cards if found] == ["2026/11/02/story-1/", ""]


@pytest.mark.usefixtures("_small_shares")
def test_an_edit_writes_one_share_and_no_other(tmp_path: Path) -> None:
    write(tmp_path, of(*range(20)))
    known, before = remembered(tmp_path), shares(tmp_path)
    assert len(before) > 2
    assert {name[:2] for name in before} == {"8-"}
    edited = reading(7, minutes=9)
    write(tmp_path, {**known.readings, edited.path: edited}, known)
    assert len(written(tmp_path, before)) == 1
    assert remembered(tmp_path).readings == {**of(*range(20)), edited.path: edited}


@pytest.mark.usefixtures("_small_shares")
def test_where_nothing_changed_nothing_is_written(tmp_path: Path) -> None:
    write(tmp_path, of(*range(20)))
    known, before = remembered(tmp_path), shares(tmp_path)
    write(tmp_path, dict(reversed(known.readings.items())), known)
    assert written(tmp_path, before) == set()


@pytest.mark.usefixtures("_small_shares")
def test_an_article_more_or_less_writes_one_share(tmp_path: Path) -> None:
    write(tmp_path, of(*range(20)))
    known, before = remembered(tmp_path), shares(tmp_path)
    write(tmp_path, known.readings | of(20), known)
    assert len(written(tmp_path, before)) == 1
    known, before = remembered(tmp_path), shares(tmp_path)
    assert known.readings == of(*range(21))
    write(tmp_path, {path: found for path, found in known.readings.items() if path != reading(3).path}, known)
    assert len(written(tmp_path, before)) == 1
    assert reading(3).path not in remembered(tmp_path).readings


@pytest.mark.usefixtures("_small_shares")
@pytest.mark.parametrize(
    ("first", "files", "then", "more"),
    [
        (3, {"1-0"}, 4, {"2-0", "2-1"}),
        (4, {"2-0", "2-1"}, 40, {f"16-{number}" for number in range(16)}),
        (15, {f"4-{number}" for number in range(4)}, 16, {f"8-{number}" for number in range(8)}),
        (40, {f"16-{number}" for number in range(16)}, 1, {"1-0"}),
        (40, {f"16-{number}" for number in range(16)}, 0, set()),
    ],
)
def test_a_site_that_grows_or_shrinks_moves_to_as_many_files_as_it_needs_and_leaves_none_behind(
    tmp_path: Path, first: int, files: set[str], then: int, more: set[str]
) -> None:
    write(tmp_path, of(*range(first)))
    known = remembered(tmp_path)
    assert {*shares(tmp_path)} <= files
    write(
        tmp_path,
        {**of(*range(then)), **{path: r for path, r in known.readings.items() if path in of(*range(then))}},
        known,
    )
    assert {*shares(tmp_path)} <= more
    assert remembered(tmp_path).readings == of(*range(then))


@pytest.mark.usefixtures("_small_shares")
@pytest.mark.parametrize("how", ["removed", "damaged", "folder", "of something else"])
def test_a_share_that_is_lost_costs_its_own_readings_and_is_written_again(tmp_path: Path, how: str) -> None:
    write(tmp_path, of(*range(20)))
    file = tmp_path / ".digest" / "readings" / "8-3"
    mine = load(file, Readings)
    assert mine
    lost = {found.path for found in mine.readings}
    assert lost
    file.unlink()
    if how == "folder":
        file.mkdir()
    elif how != "removed":
        file.write_bytes(b"x" * 400)
    known, before = remembered(tmp_path), shares(tmp_path)
    assert known.readings == {path: found for path, found in of(*range(20)).items() if path not in lost}
    write(tmp_path, of(*range(20)) | known.readings, known)
    assert written(tmp_path, before) == {"8-3"}
    assert remembered(tmp_path).readings == of(*range(20))


@pytest.mark.usefixtures("_small_shares")
def test_what_does_not_belong_among_the_shares_is_removed(tmp_path: Path) -> None:
    write(tmp_path, of(*range(20)))
    folder = tmp_path / ".digest" / "readings"
    before = shares(tmp_path)
    (folder / "8-3.new").write_bytes(b"of a build that was killed")
    (folder / "inner").mkdir()
    (folder / "inner" / "file").write_bytes(b"x")
    known = remembered(tmp_path)
    write(tmp_path, known.readings, known)
    assert shares(tmp_path) == before
    assert load(place(request(tmp_path)) / state.MANIFEST, Manifest) == MANIFEST


def test_a_file_in_place_of_the_folder_of_shares_makes_way(tmp_path: Path) -> None:
    (state.folder(tmp_path) / "readings").write_bytes(b"x")
    assert remembered(tmp_path).readings == {}
    write(tmp_path, of(1))
    assert remembered(tmp_path).readings == of(1)


@pytest.mark.usefixtures("_small_shares")
def test_in_another_time_zone_no_reading_is_known_and_all_are_written(tmp_path: Path) -> None:
    write(tmp_path, of(*range(20)))
    known, before = remembered(tmp_path, "Europe/Vienna"), shares(tmp_path)
    assert known.readings == {}
    write(tmp_path, of(*range(20)), known, "Europe/Vienna")
    assert written(tmp_path, before) == {*before}
    assert remembered(tmp_path).readings == {}
    assert remembered(tmp_path, "Europe/Vienna").readings == of(*range(20))


def test_a_build_that_published_nothing_keeps_what_it_read_of_new_articles_only(tmp_path: Path) -> None:
    """Of the others the last good reading stays: it is what is published."""
    write(tmp_path, of(1))
    known = remembered(tmp_path)
    edited, new = reading(1, minutes=9), reading(2)
    issue = Issue("E102", "content/story-3.txt", "unknown key 'titel'")
    failed = structs.replace(reading(3), issues=(issue,))
    read = {found.path: found for found in (edited, new, failed)}
    remember_new(tmp_path, Config(), known, Gathered(read, {}, {}))
    assert remembered(tmp_path).readings == of(1, 2)


# ---- tombstones


def test_the_files_that_a_build_was_at_are_not_known_until_it_came_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    files = {}
    for name in ("index.html", "404.html"):
        (tmp_path / "build" / name).write_text(name)
        files[name] = Made(b"recipe", fingerprint(name.encode()), b"stamp")
    manifest = structs.replace(MANIFEST, files=files)
    begin_publishing(request(tmp_path), ("index.html", "new.html"))
    found = recall(request(tmp_path), manifest, Config(), tmp_path / "build")
    assert ({*found.files}, found.unsure) == ({"404.html"}, ("index.html", "new.html"))
    remember(request(tmp_path), Config(), found, manifest, {}, EMPTY, ())
    found = recall(request(tmp_path), manifest, Config(), tmp_path / "build")
    assert ({*found.files}, found.unsure) == ({"404.html", "index.html"}, ())


@pytest.mark.parametrize("how", ["damaged", "folder"])
def test_tombstones_that_cannot_be_read_may_be_of_any_file_and_go_with_the_next_build(tmp_path: Path, how: str) -> None:
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "index.html").write_text("x")
    manifest = structs.replace(MANIFEST, files={"index.html": Made(b"recipe", fingerprint(b"x"), b"stamp")})
    stones = place(request(tmp_path)) / state.TOMBSTONES
    stones.parent.mkdir(parents=True)
    if how == "folder":
        stones.mkdir()
    else:
        stones.write_bytes(b"x")
    found = recall(request(tmp_path), manifest, Config(), tmp_path / "build")
    assert (found.files, found.unsure) == ({}, ())
    remember(request(tmp_path), Config(), found, manifest, {}, EMPTY, ())
    assert not os.path.lexists(stones)
    assert recall(request(tmp_path), manifest, Config(), tmp_path / "build").files.keys() == {"index.html"}


def test_what_was_published_elsewhere_is_not_known(tmp_path: Path) -> None:
    files = {"index.html": Made(b"recipe", fingerprint(b"x"), b"stamp")}
    manifest = structs.replace(MANIFEST, files=files)
    for folder in ("build", "other"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "index.html").write_text("x")
    write(tmp_path, of(1))
    found = recall(request(tmp_path), manifest, Config(output="other"), tmp_path / "other")
    assert found == Memory(MANIFEST.sources, of(1), {})
    assert recall(request(tmp_path), manifest, Config(), tmp_path / "build").files.keys() == {"index.html"}


# ---- the theme


def test_a_theme_is_compiled_once_and_anew_when_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = Theme({"a.html": "1"}, {}, {}), Theme({"a.html": "2"}, {}, {})
    file, made = ready(tmp_path, first)
    assert load(file, Compiled) == made
    with monkeypatch.context() as patch:
        patch.setattr(memory, "compiled", None)
        assert ready(tmp_path, first) == (file, made)
    again = ready(tmp_path, second)[1]
    assert again.closures["a.html"] != made.closures["a.html"]
    assert load(file, Compiled) == again


def test_a_theme_that_cannot_be_kept_is_ready_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(state, "keep", full)
    file, made = ready(tmp_path, Theme({"a.html": "1"}, {}, {}))
    assert [*made.codes] == ["a.html", "theme/a.html"]
    assert not file.exists()
