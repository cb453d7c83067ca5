"""The search index: when it is made, what it is made from, and how it is published. Pagefind itself is stood in for."""

import json
import os
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from digest.engine import decide, pagefind, run
from digest.engine.build import Report, Request
from digest.engine.build import build as engine_build
from digest.engine.pagefind import ENTRY, Entry, Failed, Pagefind, make_pages
from digest.engine.publish import LIST
from tests.engine import builds, edits
from tests.engine.builds import files, stamps
from tests.engine.edits import FAIR, GATE, LETTER, OVEN, ROOF, TOLL, Paper

pytestmark = pytest.mark.usefixtures("quick_builds")
NAMES = f"pagefind/{ENTRY}"


class Fake(Pagefind):
    """An index with a file for each article, named by what it holds, an entry that names them all, and a script."""

    made: int
    """How many indexes there were in this test."""
    fault: Exception | None

    def index(self, entries: tuple[Entry, ...], folder: Path) -> dict[str, Path]:
        Fake.made += 1
        if Fake.fault:
            raise Fake.fault
        self._write(entries, folder / "pages")
        made = folder / "index"
        made.mkdir()
        names = []
        for page in sorted((folder / "pages").rglob("*.html")):
            names.append(f"{sha256(page.read_bytes()).hexdigest()[:12]}.fragment")
            (made / names[-1]).write_bytes(page.read_bytes())
        (made / ENTRY).write_text(json.dumps(names))
        (made / "pagefind.js").write_text("find()")
        return {file.name: file for file in sorted(made.iterdir())}


@pytest.fixture(autouse=True)
def _fake(monkeypatch: pytest.MonkeyPatch) -> None:
    Fake.made, Fake.fault = 0, None
    monkeypatch.setattr(run, "Pagefind", Fake)
    monkeypatch.setattr(run, "program", lambda: Path("pagefind"))


def build(paper: Paper, **options: Any) -> Report:
    report = engine_build(Request(root=paper.root, now=paper.now, jobs=0, **{"search": True, **options}))
    assert report.outcome == "published"
    return report


@pytest.fixture
def paper(tmp_path: Path) -> Paper:
    """The paper with search and without anything to warn of, not yet built."""
    paper = Paper(tmp_path / "paper")
    edits.configure(paper, "search", "true")
    edits.set_fact(paper, ROOF, "date", "2026-11-22")
    return paper


def codes(report: Report) -> list[str]:
    return [issue.code for issue in report.issues]


def index(paper: Paper) -> dict[str, str]:
    """The pages that can be found; each file that the entry names has to be there."""
    folder = paper.output / "pagefind"
    names = json.loads((folder / ENTRY).read_text()) if (folder / ENTRY).exists() else []
    return {name: (folder / name).read_text("utf-8") for name in names}


def found(paper: Paper, words: str) -> int:
    return sum(words in page for page in index(paper).values())


def searches(paper: Paper) -> list[str]:
    """The files that only a site with search has, and how many pages lead to it."""
    tree = files(paper.output)
    own = sorted(path for path in tree if "search" in path or path.startswith("pagefind"))
    linking = sum(b"search/index.html" in data for path, data in tree.items() if path.endswith(".html"))
    return [*own, *([f"{linking} links"] if linking else [])]


# ---- when


def test_the_index_is_made_and_is_ours(paper: Paper) -> None:
    report = build(paper)
    assert (Fake.made, len(index(paper))) == (1, 8)
    ours = (paper.output / LIST).read_text().splitlines()
    made = sorted(path for path in files(paper.output) if path.startswith("pagefind/") and not path.endswith("/"))
    assert len(made) == 10
    assert set(made) <= set(ours)
    assert set(made) <= set(report.changes.added)
    assert "search/index.html" in report.rendered


def test_a_build_with_nothing_to_do_touches_no_file_of_the_index(paper: Paper) -> None:
    build(paper)
    before = stamps(paper.output)
    report = build(paper)
    assert (Fake.made, report.changes, stamps(paper.output)) == (1, type(report.changes)(), before)


def test_an_edit_replaces_what_holds_it_and_the_entry(paper: Paper) -> None:
    build(paper)
    before = index(paper)
    edits.edit_body(paper, TOLL, "The council had lunch.")
    report = build(paper)
    assert (Fake.made, found(paper, "The council had lunch.")) == (2, 1)
    (old,), (new,) = before.keys() - index(paper).keys(), index(paper).keys() - before.keys()
    changes = report.changes
    assert [path for path in changes.added if "pagefind" in path] == [f"pagefind/{new}"]
    assert [path for path in changes.changed if "pagefind" in path] == [NAMES]
    assert changes.removed == (f"pagefind/{old}",)


@pytest.mark.parametrize(
    "edit",
    [
        edits.Edit(edits.set_asset, ("style.css", "a { color: red }")),
        edits.Edit(edits.configure, ("title", "The New Bell")),
        edits.Edit(edits.override, ("article.html", "mark")),
        edits.Edit(edits.reformat, (TOLL,)),
        edits.Edit(edits.damage_output, ("2026/**/index.html", b"damaged")),
        edits.Edit(edits.edit_body, (LETTER, "It is still a draft.")),
    ],
    ids=repr,
)
def test_what_cannot_be_found_makes_no_new_index(paper: Paper, edit: edits.Edit) -> None:
    build(paper)
    before = index(paper)
    edit(paper)
    build(paper)
    assert (Fake.made, index(paper)) == (1, before)


@pytest.mark.parametrize(
    "edit",
    [
        edits.Edit(edits.edit_title, (TOLL, "Another title")),
        edits.Edit(edits.edit_topics, (TOLL, "Money")),
        edits.Edit(edits.set_fact, (GATE, "date", "2025-12-31")),
        edits.Edit(edits.delete, (GATE,)),
        edits.Edit(edits.add_article, ("content/2026-11-02-new.txt",)),
        edits.Edit(edits.configure, ("language", "de")),
        edits.Edit(edits.move_clock, (7,)),
        edits.Edit(edits.delete_output, ("pagefind/*.fragment",)),
        edits.Edit(edits.damage_output, (NAMES, b"damaged")),
        edits.Edit(edits.remove_state, ()),
        edits.Edit(edits.remove_output, ()),
    ],
    ids=repr,
)
def test_what_is_found_otherwise_makes_a_new_index_as_a_clean_build_does(paper: Paper, edit: edits.Edit) -> None:
    build(paper)
    edit(paper)
    build(paper)
    assert Fake.made == 2
    clean = paper.source(paper.root.parent / "clean")
    build(clean)
    assert builds.differences(files(paper.output), files(clean.output)) == []
    assert build(paper).changes.changed == ()
    assert Fake.made == 3


# ---- from what


def test_drafts_and_what_is_scheduled_are_found_in_their_time(paper: Paper) -> None:
    build(paper)
    assert (found(paper, "letter of the mayor"), found(paper, "Winter fair")) == (0, 0)
    report = build(paper, drafts=True, future=True, output=str(paper.root / "preview"))
    assert (report.drafts, report.scheduled) == (1, 1)
    pages = "".join(path.read_text() for path in (paper.root / "preview" / "pagefind").glob("*.fragment"))
    assert "A letter of the mayor" in pages
    assert "Winter fair opens" in pages
    edits.move_clock(paper, 7)
    build(paper)
    assert (found(paper, "letter of the mayor"), found(paper, "Winter fair")) == (0, 1)
    assert FAIR in paper.root.joinpath("ledger.jsonl").read_text()


def test_an_article_that_is_broken_is_found_by_its_summary(paper: Paper) -> None:
    build(paper)
    assert found(paper, "The first loaves were given away at the door.") == 1
    edits.break_article(paper, OVEN)
    build(paper, keep_going=True)
    assert found(paper, "Smoke rose over Mill Lane on Wednesday") == 1
    edits.mend_article(paper, OVEN)
    build(paper)
    assert found(paper, "The first loaves were given away at the door.") == 1


# ---- without


@pytest.mark.parametrize("way", ["config", "option"])
def test_a_site_without_search_has_nothing_of_it(paper: Paper, way: str) -> None:
    build(paper)
    assert searches(paper)[-2:] == ["search/index.html", f"{len(list(paper.output.rglob('*.html')))} links"]
    assert any(path.startswith("assets/search.") for path in searches(paper))
    if way == "config":
        edits.configure(paper, "search", "false")
    build(paper, search=way == "config")
    assert searches(paper) == []


def test_a_site_without_stories_has_no_search(paper: Paper) -> None:
    for path in edits.ARTICLES:
        edits.set_fact(paper, path, "draft", "true")
    assert codes(build(paper)) == ["W005"]
    assert (Fake.made, searches(paper)) == (0, [])


def test_where_pagefind_is_missing_the_site_has_no_search_until_it_is_there(
    paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(decide, "program", lambda: None)
        report = build(paper)
        assert [str(issue) for issue in report.issues] == [
            "digest.yaml: W901 there is no search page: Pagefind, which makes its index, is not installed"
            " (pip install 'pagefind-bin>=1.5,<2', or set search: false)"
        ]
        assert searches(paper) == []
        assert codes(build(paper)) == ["W901"]
    assert build(paper).issues == ()
    assert len(index(paper)) == 8
    with monkeypatch.context() as patch:  # an edit after it has gone again: no page leads there any more
        patch.setattr(decide, "program", lambda: None)
        edits.edit_body(paper, TOLL, "The council had lunch.")
        assert codes(build(paper)) == ["W901"]
        assert searches(paper) == []


@pytest.mark.parametrize("release", [False, True])
@pytest.mark.parametrize("fault", [Failed("it ended with status 9"), OSError(28, "No space left on device")], ids=repr)
def test_where_pagefind_fails_the_site_is_up_with_the_old_index(paper: Paper, fault: Exception, release: bool) -> None:
    if release and sys.platform == "win32":
        pytest.skip("no releases")
    build(paper, release=release)
    before = index(paper)
    edits.edit_body(paper, TOLL, "The council had lunch.")
    Fake.fault = fault
    report = build(paper, release=release)
    assert (codes(report), report.ending) == (["W902"], "done")
    assert index(paper) == before
    assert "The council had lunch." in (paper.output / "2026/11/18/bridge-toll/index.html").read_text()
    assert codes(build(paper, release=release)) == ["W902"]
    Fake.fault = None
    assert build(paper, release=release).issues == ()
    assert found(paper, "The council had lunch.") == 1


def test_an_index_of_somebody_else_is_not_replaced(paper: Paper) -> None:
    build(paper, search=False)
    edits.sites.write(paper.output, {NAMES: "theirs"})
    report = build(paper)
    assert [str(issue) for issue in report.issues] == [
        f"digest.yaml: W902 the search index could not be made: build/{NAMES} was not written by digest"
        " (the next build tries again; or set search: false)"
    ]
    assert (paper.output / NAMES).read_text() == "theirs"
    assert build(paper, adopt=True).issues == ()
    assert len(index(paper)) == 8


# ---- how


def test_the_site_is_up_before_the_index_is_made(paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    up: list[bool] = []
    index = Fake.index

    def watched(self: Fake, entries: tuple[Entry, ...], folder: Path) -> dict[str, Path]:
        up.append((paper.output / "index.html").is_file())
        return index(self, entries, folder)

    monkeypatch.setattr(Fake, "index", watched)
    build(paper)
    assert up == [True]


@pytest.mark.skipif(sys.platform == "win32", reason="no releases")
def test_a_release_holds_its_index_from_the_start(paper: Paper) -> None:
    build(paper, release=True)
    edits.edit_body(paper, TOLL, "The council had lunch.")
    assert build(paper, release=True).release == 2
    assert (Fake.made, found(paper, "The council had lunch.")) == (2, 1)
    first = paper.root / "build.releases" / "1" / "pagefind"
    assert all((first / name).is_file() for name in json.loads((first / ENTRY).read_text()))
    assert build(paper, release=True).release == 2
    assert Fake.made == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are killed")
def test_killed_before_each_step_the_index_is_the_old_or_the_new_and_the_next_build_mends(paper: Paper) -> None:
    from tests.engine.kills import PUBLISHING, Step, killed_build

    build(paper)
    edits.edit_body(paper, TOLL, "The council had lunch.")
    old = index(paper)
    clean = paper.source(paper.root.parent / "clean")
    build(clean)
    new, right = index(clean), files(clean.output)
    assert old.keys() != new.keys()
    seen = set()
    number, was_killed = 0, True
    while was_killed:
        number += 1
        other = paper.copy(paper.root.parent / f"killed-before-{number}")
        was_killed = killed_build(other, 0, Step(number, PUBLISHING), lambda paper, _: build(paper))
        left = index(other)  # each file that the entry names is there
        assert left in (old, new)
        seen.add(left == new)
        build(other)
        assert builds.differences(files(other.output), right) == []
    assert seen == {False, True}
    assert number > 5


# ---- the program


def test_a_page_for_pagefind_holds_the_text_and_what_is_filtered_by(paper: Paper) -> None:
    build(paper)
    (page,) = (page for page in index(paper).values() if "Old oven" in page)
    assert page == (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"></head><body data-pagefind-body>'
        '<h1 data-pagefind-meta="title">Old oven is lit again in Mill Lane</h1>'
        '<i data-pagefind-sort="date[data-is]" data-is="2026-11-11"></i>'
        '<i data-pagefind-meta="date[data-is]" data-is="11 November 2026"></i>'
        '<i data-pagefind-filter="topic[data-is]" data-is="Mill Lane"></i>'
        '<i data-pagefind-filter="speaker[data-is]" data-is="Tomas Reth"></i>'
        '<i data-pagefind-filter="year[data-is]" data-is="2026"></i>'
        "<p>Smoke rose over Mill Lane on Wednesday for the first time in nine years. The oven had been bricked up.</p>"
        "<p>It draws like an organ pipe, and it has forgiven us the nine years.</p><p>Tomas Reth, baker</p>"
        "<p>The first loaves were given away at the door.</p></body></html>"
    )


def program(folder: Path, text: str) -> Path:
    file = folder / "pagefind"
    file.write_text(f"#!{sys.executable}\n{text}")
    file.chmod(0o755)
    return file


@pytest.mark.skipif(os.name != "posix", reason="a script as a program")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("print('Indexing'); print('no luck'); raise SystemExit(3)", "it ended with status 3: no luck"),
        ("raise SystemExit(3)", "it ended with status 3"),
        ("", "it made no pagefind-entry.json"),
    ],
)
def test_what_is_wrong_with_pagefind_is_told(tmp_path: Path, text: str, said: str) -> None:
    tool = Pagefind(program(tmp_path, text), tmp_path, "en", "UTC", run.Crew(0), lambda *_: None)
    with pytest.raises(Failed, match=rf"^{said}$"):
        tool.index((), tmp_path)


def test_a_program_that_cannot_be_started_is_told(tmp_path: Path) -> None:
    tool = Pagefind(tmp_path / "gone", tmp_path, "en", "UTC", run.Crew(0), lambda *_: None)
    with pytest.raises(Failed, match=r"gone cannot be started: no such file or directory$"):
        tool.index((), tmp_path)


def test_the_program_is_that_of_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    own = pagefind.program()
    assert own
    assert own.parent.name in {"pagefind_bin", "pagefind_bin_extended"}
    monkeypatch.setattr(pagefind, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", str(own.parent))
    assert pagefind.program() == own
    monkeypatch.setenv("PATH", "")
    assert pagefind.program() is None


def test_the_batches_of_an_index_are_encoded() -> None:
    from msgspec import msgpack

    from digest.renderer.searchable import Searchable

    shown = Searchable('A "b" <c>', "", "Sum & rest", "1 May 2026", "2026-05-01", ("X < Y",), ('"Z"',), "2026", "fr")
    batch = pagefind.Batch("/nowhere", "UTC", "en", (Entry("a/index.html", shown, None),))
    (page,) = msgpack.decode(make_pages(msgpack.encode(batch)), type=list[bytes])
    assert b'<h1 data-pagefind-meta="title">A &#34;b&#34; &lt;c&gt;</h1>' in page
    assert b'data-is="X &lt; Y"' in page
    assert b'data-is="&#34;Z&#34;"' in page
    assert b'data-pagefind-meta="lang[data-is]" data-is="fr"' in page
    assert b"<p>Sum &amp; rest</p>" in page


def test_pagefind_itself_makes_an_index_that_an_edit_brings_up_to_date(
    paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "Pagefind", Pagefind)
    monkeypatch.setattr(run, "program", pagefind.program)
    assert build(paper).issues == ()
    folder = paper.output / "pagefind"
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {ENTRY, "pagefind.js", "pagefind-worker.js", "wasm.en.pagefind"} <= names
    assert not [name for name in names if "ui" in name or "highlight" in name]
    assert json.loads((folder / ENTRY).read_text())["languages"]["en"]["page_count"] == 8
    edits.delete(paper, GATE)
    assert build(paper).issues == ()
    assert json.loads((folder / ENTRY).read_text())["languages"]["en"]["page_count"] == 7
    assert len(list((folder / "fragment").iterdir())) == 7
    before = stamps(paper.output)
    build(paper)
    assert stamps(paper.output) == before
