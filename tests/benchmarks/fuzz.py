"""Looks for bytes that the loader cannot read as it should: an exception, a word that is lost or doubled, too long a time.

    pip install atheris
    python -m tests.benchmarks.fuzz FOLDER [-max_total_time=1200] [other options of libFuzzer]

FOLDER keeps what was found to be new, so that the next run goes on from there; the inputs of tests/fixtures/fuzz are
where it begins. What breaks is written to a file `crash-…`: put its bytes into tests/fixtures/fuzz, as small as they
can be, and tests/loader/test_fuzzed.py holds it from then on.
"""

import sys
import tempfile
from pathlib import Path

import atheris  # type: ignore[import-not-found,unused-ignore]

with atheris.instrument_imports(include=["digest", "markdown_it"]):
    from tests.loader import holds

    import digest.loader.markdown  # noqa: F401  what is imported later is not followed

SEEDS = Path(__file__).parents[1] / "fixtures" / "fuzz"

MARKS = (
    *("\n", "\n\n", "\r\n", "---\n", "# ", "## ", "===", "> ", ">", "- ", "* ", "1. ", "2) ", "    ", "– ", "— "),
    *("“", "”", '"', "‘", "’", "«", "»", "„", "「", "」", "。", "、", "北京", "\\", "*", "**", "_", "`", "|", "|-|\n"),
    *("[a](b.c)", "![a](b.c)", "[a]: b\n", "https://a.b/c", "<!-- ", " -->", "```", "~~", "&amp;", "\x85", "\u2028"),
    *("\ufeff", "\xa0", "\u3000", "\x00", "By Ann Lee", "Ann Lee, Harbour Council", "3 May 2026", "14. November 2026"),
    *("Source: Echo", "title: ", "date: ", "authors: [", "lang: de", "!!a ", "Step 1", "Photo: ", "Updated ", "Ends"),
    *("two-", "the council met", "It rained."),
)
"""What texts are made of."""


def main() -> None:
    """Runs until something breaks or the time is over."""
    options = sys.argv[1:]
    with tempfile.NamedTemporaryFile("w", suffix=".dict") as words:
        words.writelines(f'"{_escaped(mark)}"\n' for mark in MARKS)
        words.flush()
        given = [sys.argv[0], f"-dict={words.name}", "-max_len=1500", "-timeout=30", *options, str(SEEDS)]
        atheris.Setup(given, holds.check)
        atheris.Fuzz()


def _escaped(mark: str) -> str:
    """A mark as libFuzzer reads it."""
    return "".join(map("\\x{:02x}".format, mark.encode()))


if __name__ == "__main__":
    main()
