"""What holds for any bytes, whatever they are read as: for the fuzzer, and for the inputs that it found."""

import time

import msgspec

from digest.config import Config
from digest.loader import Parsed, load, parse
from digest.loader.decode import decode
from digest.loader.explain import explain
from digest.loader.rows import HEADER
from digest.records import Article, Source

from .test_explain_properties import WORD, is_well_formed, is_within, texts
from .test_properties import said, spans_nest

PATHS = ("content/a.txt", "content/a.md")

SECONDS = 1.0
"""Of CPU for the shortest text: far more than it takes."""
SECONDS_A_CHARACTER = 0.002
"""And for each character: to read it takes some microseconds, a hundred times as long while it is fuzzed."""

_HIDDEN = ("![", "]:", "<!--", "~~~", "```", "&", "\\", "](", "|", "<")
"""What can make something of Markdown that is no text of its own: pictures, definitions, comments, entities, targets."""
_REFUSED = ("E106", "E204", "E209", "E301")
"""Why there may be no article."""


def check(data: bytes) -> None:
    """Reads the bytes as plain text and as Markdown, and looks whether all holds that has to."""
    for path in PATHS:
        begun = time.process_time()
        check_as(Source(path, data))
        taken = time.process_time() - begun
        assert taken < SECONDS + SECONDS_A_CHARACTER * len(data), (path, taken)


def check_as(source: Source) -> None:
    """The same for a source of one kind."""
    found, explained, parsed = load(source, Config()), explain(source, Config()), parse(source)
    assert explained.issues == found.issues
    assert (found.article is None) == any(issue.code in _REFUSED for issue in found.issues)
    numbers = [block.line for block in explained.blocks]
    assert numbers == sorted(numbers)
    for block in explained.blocks:
        is_well_formed(block)
    body = decode(parsed.parts.body.encode(), source.path)[0]
    assert all(1 <= number <= parsed.parts.line + body.count("\n") for number in numbers)
    is_markdown = source.path.endswith(".md")
    if parsed.rows is None:
        assert explained.blocks == ()
    elif not is_markdown:
        told = texts(explained)
        assert _letters(told) == _letters(body)
        assert is_within("".join(told.split()), "".join(body.split()))
    elif not any(map(body.__contains__, _HIDDEN)):
        assert _letters(texts(explained)) == _letters(body)
    if found.article is not None:
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(found.article), type=Article) == found.article
        assert found.article.title.strip() == found.article.title != ""
        assert found.article.slug
        spans_nest(found.article)
        if not any(map(body.__contains__, _HIDDEN)):
            _is_there_once(found.article, parsed, body)


def _is_there_once(article: Article, parsed: Parsed, body: str) -> None:
    header = "\n".join(row.plain for row in parsed.rows or () if row.kind in HEADER)
    assert sorted(_letters(said(article) + header)) == sorted(_letters(body))


def _letters(text: str) -> str:
    """Those of all words: East Asian lines are joined without a space, and marks can stand within a word."""
    return "".join(WORD.findall(text))
