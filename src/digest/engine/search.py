"""The search index of a site: what it is made from, whether it has to be made anew, and bringing it into the output.

The names of its files carry fingerprints of what they hold, but for the entry that names the others, and for scripts.
So an index is switched by replacing the entry, after what is new has come and before what is old goes (publish.py).
Two indexes of the same articles are not equal byte for byte; whether one is up to date is told by what it is made from.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Protocol

import msgspec

from digest.config import Config
from digest.engine.files import fingerprint, reason
from digest.engine.gather import Gathered
from digest.engine.pagefind import ENTRY, Entry, Failed
from digest.engine.publish import Output
from digest.engine.reading import Text
from digest.engine.state import Made
from digest.issues import Issue
from digest.names import CONFIG, INDEX
from digest.renderer.searchable import Searchable
from digest.renderer.story import date
from digest.site.model import Site, fold

STALE: Final = b"-"
"""In place of the fingerprint of what an index is made from: there is a search page, but no index, or an old one."""


class Indexer(Protocol):
    """What makes an index."""

    def index(self, entries: tuple[Entry, ...], folder: Path) -> dict[str, Path]:
        """The files of an index of these articles, by their paths in it; `folder` is theirs. Raises Failed, OSError."""


class Search:
    """The index of a build."""

    def __init__(
        self, entries: tuple[Entry, ...], made_from: bytes, output: Output, before: Mapping[str, Made], is_stale: bool
    ) -> None:
        self.entries = entries
        self.output = output
        self.before = before
        """The files of the output folder that are as they were published."""
        self.is_stale = is_stale
        """Whether it has to be made anew."""
        self._made_from = made_from

    @property
    def mark(self) -> bytes:
        """What the next build has to know of it."""
        return STALE if self.is_stale else self._made_from

    def keep(self) -> list[str]:
        """Plan that the index stays as it is; the paths of its files."""
        self.output.drop(INDEX)
        paths = sorted(path for path in self.output.ours if path.startswith(INDEX))
        for path in paths:
            self.output.keep(path)
        return paths

    def make(self, indexer: Indexer, folder: Path, durable: bool) -> dict[str, Made]:
        """Stage a new index in place of the old; its files. Raises Failed and OSError, and then the old one stays."""
        found: dict[str, Made] = {}
        folder.mkdir(parents=True)
        files = indexer.index(self.entries, folder)
        self.output.drop(INDEX)
        try:
            for name, file in files.items():
                path, data = INDEX + name, file.read_bytes()
                mark, last = fingerprint(data), self.before.get(INDEX + name)
                if last and last.fingerprint == mark and path in self.output.ours:
                    self.output.keep(path)
                    found[path] = last
                else:
                    found[path] = Made(mark, mark, self.output.stage(path, data, durable))
        except OSError:
            self.keep()
            raise
        self.is_stale = False
        return found


def search_of(
    site: Site,
    config: Config,
    articles: Gathered,
    failed: frozenset[str],
    output: Output,
    before: Mapping[str, Made],
    last: tuple[bytes, Mapping[str, Made]],
) -> Search:
    """The index of a site. `last` is what the last build left: the mark of its index, and all files of its site."""
    entries = _entries(site, articles, failed)
    texts = [articles.readings[entry.text.path].text if entry.text else b"" for entry in entries]
    shown = [(entry.href, entry.shown) for entry in entries]
    made_from = fingerprint(msgspec.msgpack.encode((language(config), shown, texts)))
    mark, files = last
    whole = f"{INDEX}{ENTRY}" in files and all(path in before for path in files if path.startswith(INDEX))
    return Search(entries, made_from, output, before, is_stale=mark != made_from or not whole)


def _entries(site: Site, articles: Gathered, failed: frozenset[str]) -> tuple[Entry, ...]:
    labels = {key: topic.label for key, topic in site.topics_by_label().items()}
    speakers: dict[str, dict[str, None]] = {}
    for voice in site.voices:
        for said in voice.said:
            speakers.setdefault(said.card.path, {})[voice.name] = None
    found = []
    for card in site.cards:
        when, reading = date(card.date), articles.readings[card.path]
        shown = Searchable(
            title=card.title,
            subtitle=card.subtitle,
            summary=card.summary,
            date=when.text,
            day=when.iso,
            topics=tuple(dict.fromkeys(labels[fold(topic)] for topic in card.topics)),
            speakers=tuple(speakers.get(card.path, ())),
            year=str(card.date.year),
            lang=card.lang,
        )
        text = None
        if card.path not in failed:
            text = Text(card.path, reading.fingerprint, articles.shelved.get(card.path))
        found.append(Entry(card.href, shown, text))
    return tuple(found)


def language(config: Config) -> str:
    """The language of the index: the site's, for all articles, since one page searches them all."""
    return config.language.partition("-")[0].lower()


def missing() -> Issue:
    """What is told where the program is not installed."""
    message = "there is no search page: Pagefind, which makes its index, is not installed"
    return Issue("W901", CONFIG, message, hint="pip install 'pagefind-bin>=1.5,<2', or set search: false")


def unmade(why: Failed | OSError | Issue) -> Issue:
    """What is told of an index that could not be made or published."""
    if isinstance(why, Issue):
        said = f"{why.path} {why.message}"
    else:
        said = reason(why) if isinstance(why, OSError) else str(why)
    hint = "the next build tries again; or set search: false"
    return Issue("W902", CONFIG, f"the search index could not be made: {said}", hint=hint)
