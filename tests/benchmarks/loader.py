"""How long the loader takes, and how much memory.

    python tests/benchmarks/loader.py            µs of CPU for an article of 5 kB: the median article, the least of 9 rounds
    python tests/benchmarks/loader.py --large    seconds and memory for 100 MB, for one line of 50 MB, for a million lines

The articles are made up, the same in each run: front matter, a lede, five headings, ten paragraphs, a quote. Each
large text is read by a process of its own; its memory is the most that the process ever held, its source included.
"""

import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from statistics import median

from digest.config import Config
from digest.loader import load
from digest.records import Source

ARTICLES = 1_000
ROUNDS = 9


def main() -> None:
    """Prints what the arguments ask for."""
    if "--one" in sys.argv:
        _one(sys.argv[-1])
    elif "--large" in sys.argv:
        for name in LARGE:
            subprocess.run([sys.executable, __file__, "--one", name], check=True)
    else:
        for suffix in ("txt", "md"):
            sources = list(_articles(suffix))
            size = sum(len(source.data) for source in sources) / len(sources) / 1_000
            print(f"{suffix}: {min(_rounds(sources)):.0f} µs of CPU for an article of {size:.1f} kB")


def _rounds(sources: list[Source]) -> Iterator[float]:
    config = Config()
    for _ in range(ROUNDS):
        taken = []
        for source in sources:
            start = time.process_time()
            load(source, config)
            taken.append(time.process_time() - start)
        yield median(taken) * 1e6


def _one(name: str) -> None:
    source = Source("content/large.txt", LARGE[name]())
    start = time.process_time()
    found = load(source, Config())
    taken = time.process_time() - start
    unit = 1 if sys.platform == "darwin" else 1_024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
    what = ", ".join(map(str, found.issues)) or "read"
    print(f"{name} ({len(source.data) / 1e6:.0f} MB): {taken:.1f} s, {most:,.0f} MB of memory; {what}")


class _Writer:
    """Sentences of words that mean nothing."""

    def __init__(self) -> None:
        self.chance = random.Random(7)
        syllables = [first + second for first in "bdfglmnprstv" for second in "aeiou"]
        self.words = ["".join(self.chance.choices(syllables, k=self.chance.randint(1, 4))) for _ in range(4_000)]

    def sentence(self, least: int = 10, most: int = 24) -> str:
        return f"{' '.join(self.chance.choices(self.words, k=self.chance.randint(least, most))).capitalize()}."

    def paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(self.chance.randint(3, 5)))

    def heading(self) -> str:
        return " ".join(map(str.title, self.chance.choices(self.words, k=self.chance.randint(3, 7))))


def _articles(suffix: str) -> Iterator[Source]:
    writer = _Writer()
    speakers = [f"{writer.heading()}, {writer.heading()}" for _ in range(500)]
    for number in range(ARTICLES):
        front = (
            f"---\ntitle: {writer.heading()}\ndate: 2026-11-{number % 30 + 1:02}T08:00:00Z\ntopics: [World, Sea]\n---\n"
        )
        blocks = [writer.paragraph()]
        for section in range(5):
            heading, speaker = writer.heading(), writer.chance.choice(speakers)
            blocks += [heading if suffix == "txt" else f"## {heading}", writer.paragraph(), writer.paragraph()]
            if section == number % 5:
                said = writer.sentence(20, 20)
                blocks.append(f"{said}\n– {speaker}" if suffix == "txt" else f"> {said}\n>\n> – {speaker}")
        text = front + ("\n" if suffix == "txt" else "\n\n").join(blocks) + "\n"
        yield Source(f"content/2026-11-22-a{number:06}.{suffix}", text.encode())


def _prose(ends: str) -> bytes:
    writer = _Writer()
    some = [writer.paragraph() for _ in range(1_000)]
    text = ends.join(some) + ends
    return (text * (100_000_000 // len(text) + 1)).encode()[:100_000_000]


def _million() -> bytes:
    writer = _Writer()
    some = [writer.sentence(2, 5) if number % 3 else writer.heading() for number in range(1_000)]
    return ("\n".join(some) + "\n").encode() * 1_000


def _wrapped() -> bytes:
    writer = _Writer()
    words = " ".join(writer.paragraph() for _ in range(1_000)).split(" ")
    lines = [" ".join(words[at : at + 12]) for at in range(0, len(words), 12)]
    return ("\n".join(lines) + "\n").encode() * (1_000_000 // len(lines))


LARGE: dict[str, Callable[[], bytes]] = {
    "prose, dense": lambda: _prose("\n"),
    "prose, spaced": lambda: _prose("\n\n"),
    "one line": lambda: b"word " * 10_000_000,
    "one line without a space": lambda: b"a" * 50_000_000,
    "a million short lines": _million,
    "a million wrapped lines": _wrapped,
}

if __name__ == "__main__":
    main()
