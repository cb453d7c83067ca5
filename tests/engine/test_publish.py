"""The output folder: only our own files are touched, and a reader never sees half a site."""

import os
from pathlib import Path

import pytest

from digest.engine.publish import LIST, STAGING, Output
from digest.engine.request import Changes


def put(folder: Path, **files: str) -> Changes:
    """Publish these files and nothing else; `__` in a name is a slash."""
    output = Output(folder, "build", folder.parent)
    output.begin()
    for name, text in files.items():
        output.stage(name.replace("__", "/"), text.encode())
    assert output.in_the_way(adopt=False) == ()
    changes = output.changes(())
    output.publish(changes)
    output.discard()
    return changes


def tree(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_first_build_adds_everything_and_lists_it(tmp_path: Path) -> None:
    assert put(tmp_path / "out", a="1", b__c="2") == Changes(("a", "b/c"), (), ())
    assert tree(tmp_path / "out") == {LIST: "digest 1 ..\na\nb/c\n", "a": "1", "b/c": "2"}


def test_a_later_build_changes_what_differs_and_removes_what_is_gone(tmp_path: Path) -> None:
    put(tmp_path, a="1", b__c="2", d="3")
    before = (tmp_path / "d").stat()
    assert put(tmp_path, a="new", d="3", e="4") == Changes(("e",), ("a",), ("b/c",))
    assert tree(tmp_path) == {LIST: "digest 1 ..\na\nd\ne\n", "a": "new", "d": "3", "e": "4"}
    assert not (tmp_path / "b").exists()
    assert ((tmp_path / "d").stat().st_mtime_ns, (tmp_path / "d").stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_files_of_others_stay(tmp_path: Path) -> None:
    put(tmp_path, a__b="1")
    (tmp_path / "a" / "CNAME").write_text("example.org")
    put(tmp_path, c="2")
    assert tree(tmp_path) == {LIST: "digest 1 ..\nc\n", "a/CNAME": "example.org", "c": "2"}


def test_a_file_may_become_a_folder_and_a_folder_a_file(tmp_path: Path) -> None:
    put(tmp_path, a="1", b__c="2")
    put(tmp_path, a__d="3", b="4")
    assert tree(tmp_path) == {LIST: "digest 1 ..\na/d\nb\n", "a/d": "3", "b": "4"}


def test_a_file_that_was_deleted_or_changed_by_hand_is_written_again(tmp_path: Path) -> None:
    put(tmp_path, a="1", b="2")
    (tmp_path / "a").unlink()
    (tmp_path / "b").write_text("by hand")
    assert put(tmp_path, a="1", b="2") == Changes(("a",), ("b",), ())


def test_a_folder_with_files_of_others_is_refused_unless_adopted(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("x")
    (tmp_path / ".git").mkdir()
    refusal = Output(tmp_path, "build", tmp_path.parent).refusal(adopt=False)
    assert str(refusal) == (
        "build: E601 holds files that digest did not write: thesis.doc"
        " (choose another folder with --output, or take this one over with --adopt)"
    )
    assert Output(tmp_path, "build", tmp_path.parent).refusal(adopt=True) is None


def test_an_empty_folder_or_one_with_dot_files_only_is_taken(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("*")
    assert Output(tmp_path, "build", tmp_path.parent).refusal(adopt=False) is None
    assert Output(tmp_path / "new", "build", tmp_path).refusal(adopt=False) is None


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    assert str(Output(tmp_path / "out", "out", tmp_path).refusal(adopt=True)) == (
        "out: E605 is not a folder (choose another with --output)"
    )


def staged(folder: Path, **files: str) -> Output:
    output = Output(folder, "build", folder.parent)
    output.begin()
    for name, text in files.items():
        output.stage(name.replace("__", "/"), text.encode())
    return output


def test_a_file_of_others_in_the_way_is_named_and_only_replaced_when_adopted(tmp_path: Path) -> None:
    put(tmp_path, a="1")
    (tmp_path / "index.html").write_text("mine")
    output = staged(tmp_path, a="1", **{"index.html": "ours"})
    assert [str(issue) for issue in output.in_the_way(adopt=False)] == [
        "build/index.html: E602 was not written by digest (move it away, or let it be replaced with --adopt)"
    ]
    assert output.in_the_way(adopt=True) == ()
    output.publish(output.changes(()))
    assert (tmp_path / "index.html").read_text() == "ours"


def test_a_folder_of_others_in_the_way_is_never_replaced(tmp_path: Path) -> None:
    put(tmp_path, a="1")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x").write_text("mine")
    assert [issue.code for issue in staged(tmp_path, a="1", b="2").in_the_way(adopt=True)] == ["E602"]


def test_an_empty_folder_in_the_way_is_named(tmp_path: Path) -> None:
    put(tmp_path, a="1")
    (tmp_path / "b").mkdir()
    assert [str(issue) for issue in staged(tmp_path, a="1", b="2").in_the_way(adopt=False)] == [
        "build/b: E602 is a folder, and a file is needed there (move it away)"
    ]


def test_nothing_is_staged_outside_of_the_folder(tmp_path: Path) -> None:
    output = staged(tmp_path / "out")
    for path in ("../x", "/x", "a/../../x"):
        with pytest.raises(ValueError, match="is no path below the output folder"):
            output.stage(path, b"")
    assert not (tmp_path / "x").exists()


def test_a_link_in_the_output_is_not_written_through(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    out = tmp_path / "out"
    put(out, a="1")
    (out / "2026").symlink_to(elsewhere)
    output = staged(out, a="1", **{"2026__x": "2"})
    assert [str(issue) for issue in output.in_the_way(adopt=True)] == [
        "build/2026: E602 is not a folder, and one is needed there (move it away)"
    ]
    assert list(elsewhere.iterdir()) == []


def test_nothing_is_deleted_through_a_link(tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    put(out, a__b="1", c="2")
    elsewhere.mkdir()
    (elsewhere / "b").write_text("mine")
    (out / "a" / "b").unlink()
    (out / "a").rmdir()
    (out / "a").symlink_to(elsewhere)
    put(out, c="2")
    assert (elsewhere / "b").read_text() == "mine"


@pytest.mark.parametrize("path", ["../mine", "/etc/passwd", "a/../../mine", "..\\mine", "C:/mine"])
def test_a_list_that_names_what_is_outside_is_not_believed(tmp_path: Path, path: str) -> None:
    out = tmp_path / "out"
    put(out, a="1")
    (tmp_path / "mine").write_text("mine")
    (out / LIST).write_text(f"digest 1 ..\na\n{path}\n")
    assert Output(out, "build", tmp_path).ours == {"a"}
    put(out, b="2")
    assert (tmp_path / "mine").read_text() == "mine"


@pytest.mark.parametrize("head", ["", "digest 2\na\n", "something else\n", "\x00\xff"])
def test_a_list_that_is_not_ours_is_none(tmp_path: Path, head: str) -> None:
    (tmp_path / LIST).write_text(head, "latin-1")
    (tmp_path / "a").write_text("1")
    refusal = Output(tmp_path, "build", tmp_path.parent).refusal(adopt=False)
    assert refusal is not None
    assert refusal.code == "E601"


def test_what_a_killed_build_left_in_staging_is_removed(tmp_path: Path) -> None:
    put(tmp_path, a="1")
    staged(tmp_path, a="2", b="3")
    assert (tmp_path / STAGING).exists()
    put(tmp_path, a="2")
    assert tree(tmp_path) == {LIST: "digest 1 ..\na\n", "a": "2"}


def test_a_discarded_build_leaves_no_trace(tmp_path: Path) -> None:
    output = staged(tmp_path / "new" / "out", a="1")
    output.discard()
    assert not (tmp_path / "new" / "out").exists()
    put(tmp_path, a="1")
    before = tree(tmp_path)
    staged(tmp_path, a="2").discard()
    assert tree(tmp_path) == before


def test_a_build_killed_while_publishing_leaves_nothing_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, a="1", b="2", c="3")
    final = {LIST: "digest 1 ..\na\nd/e\n", "a": "new", "d/e": "4"}
    replace, rename, unlink = os.replace, os.rename, Path.unlink
    for moment in range(8):
        left = moment

        def step(path: str | Path) -> None:
            nonlocal left
            if left == 0 and Path(path).name != f".digest-{LIST}.new":
                raise KeyboardInterrupt
            left -= 1

        def replacing(path: str | Path, other: str | Path) -> None:
            step(path)
            replace(path, other)

        def renaming(path: str | Path, other: str | Path) -> None:
            step(path)
            rename(path, other)

        def unlinking(self: Path, missing_ok: bool = False) -> None:
            step(self)
            unlink(self, missing_ok)

        output = staged(tmp_path, a="new", d__e="4")
        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", replacing)
            patch.setattr(os, "rename", renaming)
            patch.setattr(Path, "unlink", unlinking)
            try:
                output.in_the_way(adopt=False)
                output.publish(output.changes(()))
            except KeyboardInterrupt:
                listed = (tmp_path / LIST).read_text().split()
                assert {name for name in tree(tmp_path) if not name.startswith(".")} <= set(listed)
        put(tmp_path, a="new", d__e="4")
        assert tree(tmp_path) == final
        put(tmp_path, a="1", b="2", c="3")


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_published_files_have_ordinary_permissions(tmp_path: Path) -> None:
    put(tmp_path, a="1")
    umask = os.umask(0)
    os.umask(umask)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o666 & ~umask
