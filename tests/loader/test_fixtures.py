"""Texts and what they are read as, in files that a person can review: tests/fixtures/{plaintext,markdown}/*.txt.

A case begins with a line `════ name`, perhaps with a path in brackets; what is expected follows a line `────`.
`pytest tests/loader --regenerate` writes it anew.
"""

import re
from pathlib import Path

import pytest

from .records import loaded, shown

FOLDER = Path(__file__).parents[1] / "fixtures"
PATHS = {"plaintext": "content/a.txt", "markdown": "content/a.md"}
CASE = re.compile(r"^════ (?P<name>.*)\n(?P<text>[\s\S]*?)^────\n(?P<expected>[\s\S]*?)(?=^════ |\Z)", re.MULTILINE)


def read_as(name: str, text: str, kind: str) -> str:
    path = re.search(r"\[(.+)\]", name)
    found = loaded(text, path[1] if path else PATHS[kind])
    lines = list(map(str, found.issues)) + (list(shown(found.article)) if found.article else [])
    return "\n".join(lines) + "\n\n"


@pytest.mark.parametrize(
    "path",
    [path for kind in PATHS for path in sorted((FOLDER / kind).glob("*.txt"))],
    ids=lambda path: f"{path.parent.name}-{path.stem}",
)
def test_a_text_is_read_as_its_fixture_says(path: Path, regenerate: bool) -> None:
    kind = path.parent.name
    cases = list(CASE.finditer(path.read_text("utf-8")))
    found = [f"════ {case['name']}\n{case['text']}────\n{read_as(case['name'], case['text'], kind)}" for case in cases]
    if regenerate:
        path.write_text("".join(found), "utf-8")
    assert found == [case[0] for case in cases] or regenerate
    assert "".join(case[0] for case in cases) == path.read_text("utf-8") or regenerate
