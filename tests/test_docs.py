"""What the documents say is so."""

import ast
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from digest import records
from digest.config import Config
from digest.issues import CODES
from digest.loader.explain import TYPES, Explained, Told
from digest.renderer import views
from digest.site.record import QuoteRecord, Record
from tests.sites import ROOT, run, write

TEMPLATES = ROOT / "docs" / "templates.md"
MARK = "<!-- what follows is made from src/digest/renderer/views.py: pytest --regenerate tests/test_docs.py -->\n"


def described() -> str:
    """The views with their fields and what is said of them, as Markdown."""
    lines = []
    for node in ast.parse(Path(views.__file__).read_text("utf-8")).body:
        if not isinstance(node, ast.ClassDef):
            continue
        base = f" (and all of {node.bases[0].id})" if node.bases[0].id != "Struct" else ""  # type: ignore[attr-defined]
        lines += [
            f"\n### {node.name}\n",
            f"{ast.get_docstring(node)}{base}\n",
            "| name | type | |",
            "| --- | --- | --- |",
        ]
        for field, after in zip(node.body, [*node.body[1:], ast.Pass()], strict=True):
            if isinstance(field, ast.AnnAssign):
                said = (
                    after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
                )  # type: ignore[attr-defined]
                kind = ast.unparse(field.annotation).replace("|", "\\|")
                lines.append(f"| `{ast.unparse(field.target)}` | `{kind}` | {' '.join(str(said).split())} |")
    return "\n".join(lines) + "\n"


def test_every_name_that_a_template_gets_is_documented(regenerate: bool) -> None:
    text = TEMPLATES.read_text("utf-8")
    head, mark, listed = text.partition(MARK)
    assert mark
    if regenerate:
        TEMPLATES.write_text(head + MARK + described(), "utf-8")
    else:
        assert listed == described()


def test_every_template_is_told_of() -> None:
    head = TEMPLATES.read_text("utf-8").partition(MARK)[0]
    names = {path.name for path in (ROOT / "templates").glob("*.html")}
    assert set(re.findall(r"`(\w+\.html)`", head)) == names


def test_every_block_that_can_be_overridden_is_told_of() -> None:
    head = TEMPLATES.read_text("utf-8").partition(MARK)[0]
    base = (ROOT / "templates" / "base.html").read_text("utf-8")
    assert set(re.findall(r"{% block (\w+) %}", base)) == set(re.findall(r"^- `(\w+)`", head, re.MULTILINE))


def test_every_key_of_the_configuration_is_told_of() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    assert set(Config.__struct_fields__) <= set(re.findall(r"`(\w+)`", text))


def test_every_key_of_the_front_matter_is_told_of() -> None:
    from digest.loader.frontmatter import FrontMatter

    text = (ROOT / "docs" / "articles.md").read_text("utf-8").partition("\n## Front matter\n")[2]
    told = set(re.findall(r"^\| `(\w+)`", text, re.MULTILINE))
    assert told == set(FrontMatter.__struct_fields__)


def test_every_field_of_a_record_is_told_of() -> None:
    told = set(re.findall(r"`(\w+)`", (ROOT / "docs" / "records.md").read_text("utf-8")))
    kinds = (Record, QuoteRecord, records.Section, records.Text, records.Span, records.Speaker, records.Correction)
    blocks = (records.Paragraph, records.Quote, records.ListBlock, records.Image, records.Code, records.Table)
    assert {field for kind in (*kinds, *blocks) for field in kind.__struct_fields__} <= told
    assert {str(kind.__struct_config__.tag) for kind in blocks} <= told


@pytest.mark.parametrize("document", [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md"], ids=lambda p: p.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    prose = re.sub(r"(?s)```.*?```|`[^`]*`", "", document.read_text("utf-8"))
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", prose):
        assert (document.parent / link).exists(), link


EXPLAIN = ROOT / "docs" / "explain.md"
CONSOLE = re.compile(r"^```console\n\$ digest (?P<arguments>.*)\n(?P<output>[\s\S]*?)^```$", re.MULTILINE)


def test_the_examples_of_explain_show_what_it_prints(tmp_path: Path, regenerate: bool) -> None:
    text = EXPLAIN.read_text("utf-8")
    example = re.search(r"^```text\n([\s\S]*?)^```$", text, re.MULTILINE)
    assert example
    write(tmp_path, {"ferry.txt": example[1]})

    def shown(found: re.Match[str]) -> str:
        done = run(tmp_path, *found["arguments"].split(), COLUMNS="110")
        assert (done.returncode, done.stderr) == (0, "")
        output = done.stdout
        if "--json" in found["arguments"]:  # spaces and line breaks, to be read
            output = output.replace(',"', ', "').replace('":', '": ').replace("},{", "}, {")
            output = re.sub(r' ("from"|"blocks"|"issues"|{"type")', r"\n  \1", output).replace(": [{", ": [\n  {")
        return f"```console\n$ digest {found['arguments']}\n{output.rstrip()}\n```"

    assert len(CONSOLE.findall(text)) == 2
    expected = CONSOLE.sub(shown, text)
    if regenerate:
        EXPLAIN.write_text(expected, "utf-8")
    assert expected == text or regenerate


def test_every_field_and_type_that_explain_gives_is_told_of() -> None:
    text = EXPLAIN.read_text("utf-8")
    told = set(re.findall(r"`(\w+)`", "\n".join(re.findall(r"^\| `.*$", text, re.MULTILINE))))
    fields = {*Explained.__struct_encode_fields__, *Told.__struct_encode_fields__}
    assert fields | set(TYPES) <= told


def test_every_example_of_the_help_is_a_command_that_is_tested() -> None:
    """Those of `digest explain`; tests/tools/test_explain.py runs each of these forms."""
    from digest import cli

    assert re.findall(r"digest explain \S.*?(?=  )", cli._EXPLAIN) == [
        "digest explain content/vote.txt",
        "digest explain content",
        "digest explain --json *.txt",
        "digest explain -",
    ]


def test_the_queries_of_the_database_give_what_they_say(sample: Path, tmp_path: Path) -> None:
    from digest.cli import main

    file = tmp_path / "news.sqlite"
    assert main(["export", str(sample.parent), "--quiet", "--format", "sqlite", "--output", str(file)]) == 0
    queries = re.findall(r"^```sql\n([\s\S]*?)^```$", (ROOT / "docs" / "export.md").read_text("utf-8"), re.MULTILINE)
    with closing(sqlite3.connect(file)) as database:
        ferries, voices, said = (database.execute(query).fetchall() for query in queries)
    assert len(ferries) == 10
    assert all("[" in place for _, _, place in ferries)
    counts = [count for _, count in voices]
    assert counts == sorted(counts, reverse=True)
    assert (counts[0] > 1, len(voices)) == (True, 10)
    assert dict(voices)["Yusra Tolland"] == len(said) > 0


def test_every_table_and_column_of_the_database_is_told_of() -> None:
    from digest.feeds.tables import SCHEMA

    text = (ROOT / "docs" / "export.md").read_text("utf-8").partition("\n## SQLite\n")[2]
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(SCHEMA)
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE T%'")]
        tables = [name for name in tables if "_search_" not in name]
        for table in tables:
            row = next(line for line in text.splitlines() if line.startswith(f"| `{table}`"))
            columns = {column[1] for column in database.execute(f"PRAGMA table_info({table})")}
            assert columns <= set(re.findall(r"`(\w+)`", row)), table
    assert "articles" in tables


def test_every_format_of_an_export_and_every_field_of_ninjs_is_told_of() -> None:
    from digest.cli import _FORMATS
    from digest.feeds.ninjs import Item

    text = (ROOT / "docs" / "export.md").read_text("utf-8")
    assert set(_FORMATS) <= set(re.findall(r"^\| `(\w+)`", text, re.MULTILINE))
    plain = {"standard", "type", "representationType", "profile", "pubStatus", "language", "title", "slugline"}
    told = set(re.findall(r"`(\w+)`", text.partition("\n## ninjs\n")[2].partition("\n## SQLite\n")[0]))
    assert set(Item.__struct_encode_fields__) - plain <= told


def test_every_doubt_is_told_of() -> None:
    text = (ROOT / "docs" / "check.md").read_text("utf-8")
    assert re.findall(r"^\| (W8\d\d) \|", text, re.MULTILINE) == [code for code in CODES if code.startswith("W8")]
