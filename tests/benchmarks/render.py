"""How long pages and feed items take, from parsed articles to HTML.

    python tests/benchmarks/render.py    µs of CPU, the median of 9 rounds; ms of CPU to the first page of a new process

The articles are made up, the same in each run: 5 kB of text with a lede, five headings, ten paragraphs, a quote, two
links. A topic's page lists 2,000 stories, a month's 1,200. The first page is that of an article, whose templates an
earlier process has compiled: first the import of the renderer is timed, then the page. That is why nothing of digest
is imported at the top.
"""

import pickle
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

STORIES = 2_000
IN_A_MONTH = 1_200
ARTICLES = 300
"""Of the stories, whose pages are timed."""
ROUNDS = 9


def main() -> None:
    """Prints all figures."""
    from digest.config import Config
    from digest.engine.themes import read_theme
    from digest.feeds.entries import Entries
    from digest.feeds.model import STORY
    from digest.records import card_of
    from digest.renderer.plan import plan, site_view
    from digest.renderer.render import Renderer
    from digest.renderer.story import story
    from digest.renderer.theme import published
    from digest.site.identity import settle
    from digest.site.model import assemble

    config = Config(base_url="https://example.org/")
    articles = {article.path: article for article in _articles()}
    cards = settle(
        [card_of(article) for article in articles.values()], (), datetime(2027, 1, 1, tzinfo=UTC), config.zone
    ).cards
    site, _ = assemble(cards)
    theme, _ = read_theme(Path("no/templates/of/its/own"))
    shown = site_view(site, config, {name: href for name, (href, _) in published(theme.assets).items()})
    pages = list(plan(site, shown, config, {}))

    own = [page for page in pages if page.body][:ARTICLES]
    topic = max((page for page in pages if page.template == "topic.html"), key=lambda page: page.view.topic.count)
    month = max((page for page in pages if page.template == "month.html"), key=lambda page: page.view.count)
    topics = site.topics_by_label()
    renderer = Renderer(theme, shown)

    _time("the page of an article", len(own), lambda: [renderer.page(page, articles[page.body]) for page in own])
    entries = Entries(site, config, {}, {})
    items = [(entries.story(card).view, articles[card.path]) for card in cards[:ARTICLES]]
    _time("its feed item", len(items), lambda: [renderer.item(STORY, view, article) for view, article in items])
    _time("a story in a topic's page", len(topic.view.stories), lambda: renderer.page(topic))
    _time("a story in a month's page", month.view.count, lambda: renderer.page(month))
    _time("the view of a story", len(cards), lambda: [story(card, topics, {}) for card in cards])
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "page").write_bytes(pickle.dumps((theme, shown, own[0], articles[own[0].body])))
        _run(folder)
        taken = [_run(folder) for _ in range(ROUNDS)]
    for what, each in zip(("the import of the renderer", "the first page"), zip(*taken, strict=True), strict=True):
        print(f"{median(each):9.1f} ms for {what}")


def _time(what: str, many: int, work: Callable[[], object]) -> None:
    work()
    taken = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    print(f"{median(taken) / many * 1e6:9.1f} µs for {what} ({many:,})")


def _run(folder: str) -> list[float]:
    command = [sys.executable, __file__, "--first", folder]
    return list(map(float, subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()))


def _first(folder: str) -> None:
    start = time.process_time()
    import jinja2

    from digest.renderer.render import Renderer

    imported = time.process_time()
    theme, shown, page, article = pickle.loads(Path(folder, "page").read_bytes())
    unpickled = time.process_time()
    Renderer(theme, shown, jinja2.FileSystemBytecodeCache(folder)).page(page, article)
    print((imported - start) * 1e3, (time.process_time() - unpickled) * 1e3)


def _articles() -> Iterator[Any]:
    from digest.config import Config
    from digest.loader import load
    from digest.records import Source

    chance = random.Random(7)
    syllables = [first + second for first in "bdfglmnprstv" for second in "aeiou"]
    words = ["".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(4_000)]

    def some(least: int, most: int) -> str:
        return " ".join(chance.choices(words, k=chance.randint(least, most))).capitalize()

    def paragraph() -> str:
        return " ".join(f"{some(10, 24)}." for _ in range(chance.randint(3, 5)))

    for number in range(STORIES):
        at = f"{datetime(2026, 11 if number < IN_A_MONTH else 10, number % 30 + 1, number % 24):%Y-%m-%dT%H:%M}Z"
        front = f"---\ntitle: {some(4, 9)}\ndate: {at}\nauthors: [{some(2, 2)}]\ntopics: [World, {number % 20}]\n---\n"
        blocks = [paragraph()]
        for section in range(5):
            blocks += [f"## {some(3, 7)}", paragraph(), paragraph()]
            if section == number % 5:
                blocks[-1] += f" A [{some(2, 3)}](https://example.com/{number}) and *{some(1, 2)}*."
                blocks.append(f"> {some(20, 20)}.\n>\n> – {some(2, 2)}, [mayor](#)")
        loaded = load(Source(f"content/{number}.md", (front + "\n\n".join(blocks)).encode()), Config())
        assert loaded.article, loaded.issues
        yield loaded.article


if __name__ == "__main__":
    _first(sys.argv[2]) if "--first" in sys.argv else main()
