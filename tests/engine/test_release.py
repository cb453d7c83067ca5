"""Publishing in releases: readers see one whole site or the next, and the operator can go back."""

import itertools
import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from digest.engine import release
from digest.engine.build import Report, Request
from digest.engine.build import build as engine_build
from digest.engine.publish import LIST, STAGING, located, up
from tests.engine import builds, edits
from tests.engine.builds import clean, files
from tests.engine.edits import BELL, OVEN, ROOF, TOLL, WHEEL, Paper
from tests.sites import run, unprivileged

if sys.platform == "win32":
    pytest.skip("Windows cannot switch a link in one step", allow_module_level=True)

from tests.engine.kills import Step, killed_build


@pytest.fixture(autouse=True, scope="module")
def _quick_builds() -> Iterator[None]:
    with builds.quick_builds():
        yield


def build(paper: Paper, jobs: int = 0, **options: Any) -> Report:
    """Build with `--release`, unless the options say otherwise."""
    return engine_build(Request(root=paper.root, now=paper.now, jobs=jobs, **{"release": True, **options}))


def roll_back(paper: Paper, **options: Any) -> Report:
    return engine_build(Request(root=paper.root, now=paper.now, rollback=True, **options))


@pytest.fixture
def paper(tmp_path: Path) -> Paper:
    """The paper, published as release 1."""
    paper = Paper(tmp_path / "paper")
    assert published(build(paper)) == 1
    return paper


def published(report: Report) -> int | None:
    """The release that is up after a build that went well."""
    assert (report.outcome, [str(issue) for issue in report.issues if issue.is_error]) == ("published", [])
    return report.release


def tree(paper: Paper, number: int) -> Path:
    return paper.root / "build.releases" / str(number)


def releases(paper: Paper) -> list[str]:
    """What is in the folder of releases."""
    return sorted(path.name for path in (paper.root / "build.releases").iterdir())


def next_release(paper: Paper, words: str) -> int | None:
    """Change an article, and publish it."""
    edits.edit_body(paper, TOLL, words)
    return published(build(paper))


def inodes(folder: Path) -> dict[str, int]:
    return {path: inode for path, (_, inode) in builds.stamps(folder).items()}


def problem(report: Report) -> str:
    """The one error of a build that published nothing."""
    assert report.outcome != "published"
    (issue,) = (issue for issue in report.issues if issue.is_error)
    return str(issue)


# ---- releases


def test_the_first_release_is_a_whole_site_that_the_output_folder_is_a_link_to(paper: Paper) -> None:
    assert paper.output.readlink() == Path("build.releases/1")
    assert files(paper.output) == clean(paper)[1].files
    assert releases(paper) == [LIST, "1"]
    assert (paper.root / "build.releases" / LIST).read_text() == "digest 1 ..\n"


def test_what_did_not_change_is_the_same_file_in_the_next_release(paper: Paper) -> None:
    old, before = files(paper.output), inodes(tree(paper, 1))
    assert next_release(paper, "The council had lunch.") == 2
    assert paper.output.readlink() == Path("build.releases/2")
    assert files(paper.output) == clean(paper)[1].files
    assert files(tree(paper, 1)) == old
    after = inodes(tree(paper, 2))
    changed = {path for path in after if before.get(path) != after[path]}
    page = "2026/11/18/bridge-toll/index.html"
    assert page in changed
    assert changed == {path for path in after if old.get(path) != (tree(paper, 2) / path).read_bytes()}
    assert len(changed) < len(after) / 2


def test_nothing_changed_makes_no_release(paper: Paper) -> None:
    before = builds.stamps(paper.output)
    report = build(paper)
    assert (published(report), report.rendered, report.read) == (1, (), 0)
    for path in edits.ARTICLES:
        edits.touch(paper, path)
    assert published(build(paper)) == 1
    edits.remove_state(paper)
    assert published(build(paper)) == 1
    assert builds.stamps(paper.output) == before
    assert releases(paper) == [LIST, "1"]


def test_only_what_an_edit_concerns_is_rendered_for_the_next_release(paper: Paper) -> None:
    """The stamps that are remembered are true of hard links, too."""
    edits.edit_body(paper, TOLL, "The council had lunch.")
    report = build(paper)
    assert (published(report), report.read) == (2, 1)
    feeds = ("atom.xml", "feed.json", "feed.xml", "topics/council/feed.xml", "topics/roads/feed.xml")
    assert report.rendered == ("2026/11/18/bridge-toll/index.html", *feeds)


def test_the_memory_of_an_output_that_is_named_outlasts_the_switch(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "paper")
    named = {"output": str(tmp_path / "public")}
    assert published(build(paper, **named)) == 1
    assert published(build(paper, **named)) == 1
    edits.edit_body(paper, TOLL, "The council had lunch.")
    report = build(paper, **named)
    assert (published(report), report.read) == (2, 1)
    assert located(tmp_path / "public") == tmp_path / "public"
    assert len(list((paper.root / ".digest" / "outputs").iterdir())) == 1


def test_a_reader_who_is_in_the_old_release_sees_all_of_it(paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    old = files(paper.output)
    monkeypatch.chdir(paper.output)
    edits.delete(paper, BELL)
    assert next_release(paper, "The council had lunch.") == 2
    assert files(Path()) == old
    assert files(paper.output) != old


def test_there_is_a_whole_site_at_every_step_of_a_release(paper: Paper) -> None:
    """Looked at before each step of a build that is not killed."""
    old = files(paper.output)
    edits.delete(paper, BELL)
    edits.edit_body(paper, TOLL, "The council had lunch.")
    new = clean(paper)[1].files
    seen: list[bool] = []
    looking = False

    def look(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal looking
        if watching and not looking and event in {"os.rename", "os.link", "os.remove", "os.rmdir", "os.symlink"}:
            looking = True
            up = files(paper.output)
            assert up in (old, new)
            seen.append(up == new)
            looking = False

    watching = True
    sys.addaudithook(look)
    try:
        assert published(build(paper)) == 2
    finally:
        watching = False
    assert len(seen) > 50
    assert seen == sorted(seen)


def test_the_last_three_releases_are_kept(paper: Paper) -> None:
    for number in range(2, 6):
        assert next_release(paper, f"They voted {number} times.") == number
    assert releases(paper) == [LIST, "3", "4", "5"]


def test_an_error_makes_no_release(paper: Paper) -> None:
    before = files(paper.output)
    edits.break_article(paper, TOLL)
    report = build(paper)
    assert (report.outcome, report.release, report.begun) == ("content", 1, False)
    assert files(paper.output) == before
    assert releases(paper) == [LIST, "1"]


def test_a_first_build_with_an_error_leaves_no_trace(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "paper")
    edits.break_article(paper, TOLL)
    assert build(paper).outcome == "content"
    assert not os.path.lexists(paper.output)
    assert not (paper.root / "build.releases").exists()


def test_a_release_that_keeps_going_keeps_the_last_good_page(paper: Paper) -> None:
    page = paper.output / "2026/11/18/bridge-toll/index.html"
    before = page.read_bytes()
    edits.break_article(paper, TOLL)
    edits.edit_body(paper, OVEN, "There was no bread left.")
    report = build(paper, keep_going=True)
    assert (report.outcome, report.release) == ("published", 2)
    assert page.read_bytes() == before


def test_durable_releases_are_the_same(paper: Paper) -> None:
    edits.edit_body(paper, TOLL, "The council had lunch.")
    assert published(build(paper, durable=True)) == 2
    assert files(paper.output) == clean(paper)[1].files


def test_the_site_and_its_releases_may_be_moved_together(paper: Paper) -> None:
    other = paper.copy(paper.root.parent / "elsewhere")
    edits.edit_body(other, TOLL, "The council had lunch.")
    assert published(build(other)) == 2
    assert files(other.output) == clean(other)[1].files


# ---- back, and on


def test_a_rollback_puts_the_release_before_up_and_the_next_build_goes_on_from_there(paper: Paper) -> None:
    first = files(paper.output)
    assert next_release(paper, "The council had lunch.") == 2
    second = files(paper.output)
    assert published(roll_back(paper)) == 1
    assert files(paper.output) == first
    assert files(tree(paper, 2)) == second
    assert published(build(paper)) == 3
    assert files(paper.output) == second
    assert releases(paper) == [LIST, "1", "3"]  # what was rolled back is not before what came after
    assert published(roll_back(paper)) == 1


def test_one_can_go_back_more_than_once_but_not_beyond_the_first(paper: Paper) -> None:
    for number in (2, 3):
        next_release(paper, f"They voted {number} times.")
    assert [published(roll_back(paper)) for _ in range(2)] == [2, 1]
    assert problem(roll_back(paper)) == (
        "build: E608 there is no release before 1"
        " (the last 3 are kept; a build with --release makes one when something has changed)"
    )
    assert paper.output.readlink() == Path("build.releases/1")


@pytest.mark.parametrize("before", [[], [{"release": False}]])
def test_there_is_no_way_back_where_there_are_no_releases(tmp_path: Path, before: list[dict[str, Any]]) -> None:
    paper = Paper(tmp_path / "paper")
    for options in before:
        build(paper, **options)
    known = files(paper.root)
    assert problem(roll_back(paper)) == (
        "build: E608 is not published in releases (digest build --release publishes in releases)"
    )
    state = {".digest/", ".digest/.gitignore", ".digest/lock", ".digest/outputs/", ".digest/outputs/own/"}
    state |= {".digest/outputs/own/tombstones"}
    assert files(paper.root).keys() - known.keys() <= state


def test_articles_with_errors_do_not_hinder_a_rollback(paper: Paper) -> None:
    next_release(paper, "The council had lunch.")
    edits.break_article(paper, TOLL)
    assert published(roll_back(paper)) == 1


def test_a_rollback_is_seen_by_a_build_that_finds_only_a_file_too_many(paper: Paper) -> None:
    """The release before has all that was published last, and a style sheet that no page shows."""
    edits.set_asset(paper, "unused.css", "a {}")
    assert published(build(paper)) == 2
    edits.remove_asset(paper, "unused.css")
    assert published(build(paper)) == 3
    assert published(roll_back(paper)) == 2
    assert published(build(paper)) == 4
    assert files(paper.output) == clean(paper)[1].files


def test_a_rollback_waits_for_no_other_build(paper: Paper) -> None:
    from digest.engine.lock import locked

    with locked(paper.root / ".digest" / "lock", "now"):
        assert problem(roll_back(paper)).startswith(f"{paper.root}: E604 another build is running here")


# ---- what others do


def test_files_of_others_are_in_every_release_and_no_rollback_loses_them(paper: Paper) -> None:
    (paper.output / "CNAME").write_text("ostrel.example")
    (paper.output / ".well-known").mkdir(mode=0o750)
    (paper.output / ".well-known" / "key").write_text("one")
    (paper.output / "now").symlink_to("index.html")
    (paper.output / "lost").symlink_to("/nowhere")
    (paper.output / "empty").mkdir()
    assert next_release(paper, "The council had lunch.") == 2
    new = tree(paper, 2)
    assert (new / "CNAME").samefile(tree(paper, 1) / "CNAME")
    assert stat.S_IMODE((new / ".well-known").stat().st_mode) == 0o750
    assert [(new / name).readlink() for name in ("now", "lost")] == [Path("index.html"), Path("/nowhere")]
    assert (new / "empty").is_dir()
    (paper.output / "uploads" / "may").mkdir(parents=True)
    (paper.output / "uploads" / "may" / "pie.txt").write_text("pie")
    (paper.output / "new.txt").write_text("two")
    (paper.output / "new.txt").replace(paper.output / ".well-known" / "key")
    assert published(roll_back(paper)) == 1
    assert published(build(paper)) == 3
    assert (paper.output / "uploads" / "may" / "pie.txt").read_text() == "pie"
    assert (paper.output / ".well-known" / "key").read_text() == "two"
    assert (paper.output / "CNAME").read_text() == "ostrel.example"


def test_a_file_of_others_in_the_way_is_refused_and_adopted_in_the_new_release_only(paper: Paper) -> None:
    mine = paper.output / "topics" / "fair" / "index.html"
    mine.parent.mkdir()
    mine.write_text("mine")
    edits.move_clock(paper, 7)
    assert problem(build(paper)).startswith("build/topics/fair/index.html: E602 was not written by digest")
    assert published(build(paper, adopt=True)) == 2
    assert files(paper.output) == clean(paper)[1].files
    assert (tree(paper, 1) / "topics" / "fair" / "index.html").read_text() == "mine"


def test_a_file_that_cannot_be_linked_is_copied(paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a file system without hard links; where it has no symbolic links, the build says so."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    with monkeypatch.context() as patch:
        patch.setattr(os, "link", refuse)
        assert next_release(paper, "The council had lunch.") == 2
    assert files(paper.output) == clean(paper)[1].files
    assert published(build(paper)) == 2


def test_a_file_system_without_symbolic_links_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = Paper(tmp_path / "paper")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    with monkeypatch.context() as patch:
        patch.setattr(os, "symlink", refuse)
        report = build(paper)
    assert report.outcome == "disk"
    assert problem(report) == (
        "build: E607 cannot be a symbolic link: operation not permitted"
        " (choose a folder on another disk, or build without --release)"
    )
    assert not (paper.root / "build.releases").exists()


def test_windows_gets_a_clear_reason(paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "SWITCHED", False)
    edits.delete(paper, BELL)
    assert problem(build(paper)) == ("build: E607 cannot be switched in one step on Windows (build without --release)")


def test_folders_that_are_read_only_are_so_in_every_release_and_go_with_it(paper: Paper) -> None:
    mine = paper.output / "mine"
    mine.mkdir()
    (mine / "key").write_text("one")
    mine.chmod(0o555)
    for number in range(2, 6):
        edits.edit_body(paper, TOLL, f"They voted {number} times.")
        assert run(paper.root, "build", "--release", before=unprivileged()).returncode == 0
        assert stat.S_IMODE((paper.output / "mine").stat().st_mode) == 0o555
    assert releases(paper) == [LIST, "3", "4", "5"]


def test_a_folder_of_ours_that_cannot_be_written_to_is_named_as_the_user_knows_it(paper: Paper) -> None:
    before = files(paper.output)
    folder = paper.output / "2026/11/18/bridge-toll"
    folder.chmod(0o555)
    edits.edit_body(paper, TOLL, "The council had lunch.")
    done = run(paper.root, "build", "--release", before=unprivileged())
    assert (done.returncode, done.stdout.rpartition("; ")[2]) == (3, "nothing was published, the site is as it was.\n")
    assert "build/2026/11/18/bridge-toll: E603 cannot be written: permission denied" in done.stderr
    assert files(paper.output) == before
    assert releases(paper) == [LIST, "1"]
    folder.chmod(0o755)
    assert run(paper.root, "build", "--release", before=unprivileged()).returncode == 0


# ---- plain folders


def test_a_folder_that_was_published_into_becomes_the_first_release(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "paper")
    build(paper, release=False)
    (paper.output / "CNAME").write_text("ostrel.example")
    before, known = builds.stamps(paper.output), files(paper.output)
    report = build(paper)
    assert (published(report), report.rendered) == (1, ())
    assert builds.stamps(paper.output) == before
    assert next_release(paper, "The council had lunch.") == 2
    assert (paper.output / "CNAME").read_text() == "ostrel.example"
    assert files(tree(paper, 1)) == known


def test_a_folder_that_was_published_into_becomes_a_release_before_it_changes(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "paper")
    build(paper, release=False)
    known = files(paper.output)
    assert next_release(paper, "The council had lunch.") == 2
    assert published(roll_back(paper)) == 1
    assert files(paper.output) == known


def test_a_folder_of_others_is_refused_and_becomes_a_release_when_adopted(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "paper")
    paper.write("build/thesis.doc", "mine")
    assert problem(build(paper)).startswith("build: E601 holds files that digest did not write: thesis.doc")
    assert files(paper.output) == {"thesis.doc": b"mine"}
    assert published(build(paper, adopt=True)) == 2
    assert (paper.output / "thesis.doc").read_text() == "mine"
    assert problem(roll_back(paper)).startswith("build: E608 there is no release before 2")  # 1 holds no site


def test_a_link_to_another_folder_is_refused_in_releases_and_published_into_without(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "paper")
    (tmp_path / "www").mkdir()
    paper.output.symlink_to(tmp_path / "www")
    assert problem(build(paper)) == (
        f"build: E607 is a link to {tmp_path / 'www'}, which is not one of its releases"
        " (name that folder with --output, or build without --release)"
    )
    assert published(build(paper, release=False)) is None
    assert (tmp_path / "www" / "index.html").exists()


def test_a_folder_of_others_where_releases_would_be_is_refused(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "paper")
    paper.write("build.releases/7/thesis.doc", "mine")
    for adopt in (False, True):
        assert problem(build(paper, adopt=adopt)) == (
            "build.releases: E601 holds files that digest did not write: 7"
            " (move it away, or choose another folder with --output)"
        )
    assert not os.path.lexists(paper.output)


def test_a_relative_link_that_would_lead_elsewhere_from_a_release_is_told(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "paper")
    build(paper, release=False)
    (paper.root / "uploads").mkdir()
    link = paper.output / "uploads"
    link.symlink_to("../uploads")
    assert problem(build(paper)) == (
        "build/uploads: E602 is a link out of the folder that would lead elsewhere from a release"
        " (make it an absolute link)"
    )
    link.unlink()
    link.symlink_to(paper.root / "uploads")
    assert published(build(paper)) == 1


def test_a_plain_build_publishes_into_the_release_that_is_up_and_into_no_other(paper: Paper) -> None:
    first = files(paper.output)
    assert next_release(paper, "The council had lunch.") == 2
    edits.delete(paper, BELL)
    edits.edit_body(paper, TOLL, "The council had supper.")
    report = build(paper, release=False)
    assert (published(report), report.begun) == (2, False)
    assert paper.output.is_symlink()
    assert files(paper.output) == clean(paper)[1].files
    assert files(tree(paper, 1)) == first
    unmoved = builds.stamps(paper.output)
    assert published(build(paper)) == 2
    assert published(build(paper, release=False)) == 2
    assert builds.stamps(paper.output) == unmoved
    second = files(paper.output)
    assert next_release(paper, "The council went to bed.") == 3
    assert files(tree(paper, 2)) == second


@pytest.mark.parametrize("gone", ["build", "build.releases/2"])
def test_a_link_or_release_that_was_removed_is_made_up_for(paper: Paper, gone: str) -> None:
    (paper.output / "CNAME").write_text("ostrel.example")
    next_release(paper, "The council had lunch.")
    (paper.root / gone).rename(paper.root / "away")
    assert published(build(paper)) in {2, 3}
    assert (paper.output / "CNAME").read_text() == "ostrel.example"
    (paper.output / "CNAME").unlink()
    assert files(paper.output) == clean(paper)[1].files


# ---- killed


def kill_before_each_step(
    paper: Paper, of: frozenset[str], how: Callable[[Paper, int], object] = build
) -> Iterator[Paper]:
    """Copies of the paper, in each of which a build was killed one step later; the last came to its end."""
    for number in itertools.count(1):
        other = paper.copy(paper.root.parent / f"killed-before-{number}")
        was_killed = killed_build(other, 0, Step(number, of), how)
        yield other
        if not was_killed:
            return


def edit_in_many_ways(paper: Paper) -> None:
    edits.edit_body(paper, TOLL, "The council had lunch.")
    edits.set_fact(paper, WHEEL, "date", "2026-08-01")
    edits.delete(paper, BELL)
    edits.set_asset(paper, "style.css", "body { color: black }")


SWITCHING = frozenset({"os.rename", "os.symlink"})


def test_killed_before_each_step_the_link_leads_to_a_whole_site_and_the_next_build_goes_on(paper: Paper) -> None:
    for number in (2, 3):
        next_release(paper, f"They voted {number} times.")
    old = files(paper.output)
    edit_in_many_ways(paper)
    new = clean(paper)[1].files
    seen = []
    for killed in kill_before_each_step(paper, SWITCHING):
        left = files(killed.output)
        assert left in (old, new)
        seen.append(left == new)
        assert published(build(killed)) in {4, 5}
        assert files(killed.output) == new
        assert not (killed.root / "build.releases" / STAGING).exists()
        assert published(roll_back(killed)) == 3
        assert files(killed.output) == old
    assert len(seen) > 20
    assert seen == sorted(seen)
    assert seen[-2:] == [True, True]


@pytest.mark.parametrize("number", [1, 10, 30])
def test_killed_as_it_links_files_it_leaves_the_link_and_no_trace_after_the_next_build(
    paper: Paper, number: int
) -> None:
    old = files(paper.output)
    edits.edit_body(paper, TOLL, "The council had lunch.")
    assert killed_build(paper, 0, Step(number, frozenset({"os.link"})), build)
    assert files(paper.output) == old
    assert releases(paper) == [LIST, STAGING, "1"]
    edits.restore(paper, TOLL)
    assert published(build(paper)) == 1
    assert files(paper.output) == old
    assert releases(paper) == [LIST, "1"]


def test_a_plain_build_clears_away_what_a_killed_release_left(paper: Paper) -> None:
    edits.edit_body(paper, TOLL, "The council had lunch.")
    assert killed_build(paper, 0, Step(10, frozenset({"os.link"})), build)
    assert published(build(paper, release=False)) == 1
    assert files(paper.output) == clean(paper)[1].files
    assert releases(paper) == [LIST, "1"]


def test_a_first_release_that_is_killed_at_any_step_leaves_a_whole_site_or_none(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "paper")
    new = clean(paper)[1].files
    for killed in kill_before_each_step(paper, SWITCHING):
        if os.path.lexists(killed.output):
            assert files(killed.output) == new
        assert published(build(killed)) in {1, 2}
        assert files(killed.output) == new
        assert releases(killed) == [LIST, str(up(killed.output))] or releases(killed) == [LIST, "1", "2"]


def test_a_conversion_that_is_killed_at_any_step_is_made_up_for(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "paper")
    build(paper, release=False)
    (paper.output / "CNAME").write_text("ostrel.example")
    old = files(paper.output)
    without = 0
    for killed in kill_before_each_step(paper, SWITCHING):
        if os.path.lexists(killed.output):
            assert files(killed.output) == old
        else:
            without += 1
        assert published(build(killed)) == 1
        assert files(killed.output) == old
    assert without == 1


def test_a_rollback_that_is_killed_at_any_step_leaves_the_one_or_the_other(paper: Paper) -> None:
    first = files(paper.output)
    next_release(paper, "The council had lunch.")
    second = files(paper.output)
    for killed in kill_before_each_step(paper, SWITCHING, lambda paper, _: roll_back(paper)):
        assert files(killed.output) in (first, second)
        assert published(build(killed)) in {2, 3}
        assert files(killed.output) == second


# ---- the command


def test_the_command_says_which_release_is_up(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "paper")
    edits.set_fact(paper, ROOF, "date", "2026-11-22")
    done = run(paper.root, "build", "--release")
    assert (done.returncode, done.stderr) == (0, "")
    assert " in build, release 1: " in done.stdout
    edits.edit_body(paper, TOLL, "The council had lunch.")
    assert " in build, release 2: 6 files changed." in run(paper.root, "build", "--release").stdout
    done = run(paper.root, "build", "--rollback")
    assert (done.returncode, done.stdout, done.stderr) == (0, "Release 1 is up again in build.\n", "")
    done = run(paper.root, "build", "--rollback")
    assert (done.returncode, done.stdout) == (1, "1 error; nothing was published, the site is as it was.\n")
    assert run(paper.root, "build", "--release", "--rollback").returncode == 2
