"""Patterns that are compiled late behave like those that are compiled at once."""

import copy
import pickle
import re
import subprocess
import sys
from collections.abc import Callable

import pytest

from digest.patterns import late
from tests import sites

TEXT = "On 2026-11-22 the Ferry left; on 2026-11-23 it\ndid not."
PATTERNS = [
    (r"(\d{4})-(\d\d)-(?P<day>\d\d)", 0),
    (r"ferry|^did", re.IGNORECASE | re.MULTILINE),
    (r"\s+", re.ASCII),
    (r"never", 0),
    (r"", 0),
]


def spans(found: re.Match[str] | None) -> object:
    return found and (found.span(), found.groups(), found.groupdict(), found.re.pattern)


@pytest.mark.parametrize(("pattern", "flags"), PATTERNS)
@pytest.mark.parametrize(
    "use",
    [
        lambda it: spans(it.match(TEXT)),
        lambda it: spans(it.match(TEXT, 3, 20)),
        lambda it: spans(it.fullmatch("2026-11-22")),
        lambda it: spans(it.search(TEXT)),
        lambda it: [spans(found) for found in it.finditer(TEXT)],
        lambda it: it.findall(TEXT),
        lambda it: it.split(TEXT, 2),
        lambda it: it.sub(lambda found: f"<{found[0]}>", TEXT, 3),
        lambda it: it.subn("x", TEXT),
        lambda it: (it.pattern, it.flags, it.groups, dict(it.groupindex)),
    ],
)
def test_a_late_pattern_does_what_the_compiled_one_does(
    pattern: str, flags: int, use: Callable[[re.Pattern[str]], object]
) -> None:
    mine = late(pattern, flags)
    assert use(mine) == use(re.compile(pattern, flags))
    assert use(mine) == use(re.compile(pattern, flags)), "the second time"


def test_a_late_pattern_is_compiled_when_it_is_used_and_no_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = []
    real = re.compile

    def compile_and_note(pattern: str, flags: int = 0) -> re.Pattern[str]:
        compiled.append(pattern)
        return real(pattern, flags)

    monkeypatch.setattr(re, "compile", compile_and_note)
    mine = late("o[nf]")
    assert (repr(mine) != "", callable(mine.__init__), compiled) == (True, True, [])
    assert mine.search("off")
    assert compiled == ["o[nf]"]
    for _ in range(3):
        assert mine.search("on")
    assert compiled == ["o[nf]"], "after its first use a method is found without any detour"


def test_a_pattern_that_is_none_is_told_when_it_is_used() -> None:
    mine = late("(")
    with pytest.raises(re.error, match="unterminated subpattern"):
        mine.search("")


def test_what_a_pattern_has_not_a_late_one_has_not_either() -> None:
    mine = late("a")
    with pytest.raises(AttributeError, match="nothing"):
        mine.nothing  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(AttributeError):
        mine.__wrapped__  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda it: pickle.loads(pickle.dumps(it))])
@pytest.mark.parametrize("used", [False, True])
def test_a_late_pattern_can_be_copied_and_sent_elsewhere(
    again: Callable[[re.Pattern[str]], re.Pattern[str]], used: bool
) -> None:
    mine = late("a+")
    if used:
        assert mine.match("aa")
    found = again(mine).match("aaab")
    assert found
    assert found[0] == "aaa"


LOADED = """
import re, sys
compiled = []
real = re.compile
def compile_and_note(pattern, flags=0):
    if sys._getframe(1).f_globals["__name__"].startswith("digest"):
        compiled.append(pattern)
    return real(pattern, flags)
re.compile = compile_and_note
import digest.config, digest.loader, digest.loader.markdown, digest.loader.explain, digest.engine.run
print(len(compiled))
from digest.records import Source
digest.loader.load(Source("content/a.txt", b"Council votes\\n\\nIt rained all day.\\n"), digest.config.Config())
print(len(compiled) > 0)
"""


def test_no_pattern_of_the_loader_or_the_engine_is_compiled_by_importing_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=sites.ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout.split(), done.stderr) == (["0", "True"], "")
