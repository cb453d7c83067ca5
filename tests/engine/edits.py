"""A small paper, and what people do to it between two builds.

The Ostrel Bell is the paper of a valley that does not exist. Eight of its stories are published, one is a draft, one is
scheduled:

    notices/school-roof      22 Nov 2026  Council            undated: the day of its first build, from the ledger
    2026-11-18-bridge-toll   18 Nov 2026  Roads, Council
    2026-11-11-bakery-oven   11 Nov 2026  Mill Lane          its quote is on the front page
    2026-10-17-bell-recast   17 Oct 2026  Council, Bell      the last in the feed
    walks/2026-10-04-larch-path           Walks              shows larch.png, links to the night bus and to map.pdf
    2026-09-20-night-bus     20 Sep 2026  Roads              Markdown; shows bus.png, links to the mill wheel
    2026-09-06-mill-wheel     6 Sep 2026  Mill Lane
    2025-12-30-snow-gate     30 Dec 2025  Roads

An edit changes files, or the clock. Where it finds nothing to change it does nothing, so that edits can follow one
another in any order.
"""

import os
import re
import shutil
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from digest.engine.build import Request, build
from digest.engine.themes import theme_folder
from tests import sites

NOW = datetime.fromtimestamp(sites.NOW, UTC)

ROOF = "content/notices/school-roof.txt"
TOLL = "content/2026-11-18-bridge-toll.txt"
OVEN = "content/2026-11-11-bakery-oven.txt"
BELL = "content/2026-10-17-bell-recast.txt"
LARCH = "content/walks/2026-10-04-larch-path.md"
BUS = "content/2026-09-20-night-bus.md"
WHEEL = "content/2026-09-06-mill-wheel.txt"
GATE = "content/2025-12-30-snow-gate.txt"
LETTER = "content/2026-11-20-mayor-letter.txt"
FAIR = "content/2026-11-25-winter-fair.txt"
ARTICLES = (ROOF, TOLL, OVEN, BELL, LARCH, BUS, WHEEL, GATE, LETTER, FAIR)

PNG = b"\x89PNG\r\n\x1a\n a bus at night"

SITE: dict[str, str | bytes] = {
    "digest.yaml": """\
title: The Ostrel Bell
base_url: https://ostrel.example/
description: News of the upper valley
language: en-GB
timezone: Europe/Vienna
search: false
feeds:
  items: 4
""",
    "templates/topic.html": """\
{% extends "theme/topic.html" %}
{% block small_print %}<p>Filed by hand.</p>{% endblock %}
""",
    "templates/assets/kiosk.css": "body { max-width: 40rem }\n",
    ROOF: """\
---
title: School roof to be mended over the holidays
topics: [Council]
---
The roof of the school in Upper Ostrel will be mended between Christmas and Epiphany, weather permitting.

Parents are asked to bring buckets until then.
""",
    TOLL: """\
---
title: Bridge toll stays at two crowns
topics: [Roads, Council]
authors: [Ilse Varnholt]
---
The toll for the upper bridge stays where it has been since the flood: two crowns a cart, nothing for people on foot.

The council looked at the books for an hour and found that they balance.
""",
    OVEN: """\
---
title: Old oven is lit again in Mill Lane
topics: [Mill Lane]
---
Smoke rose over Mill Lane on Wednesday for the first time in nine years. The oven had been bricked up.

“It draws like an organ pipe, and it has forgiven us the nine years.”
– Tomas Reth, baker

The first loaves were given away at the door.
""",
    BELL: """\
---
title: Cracked bell goes to the foundry
topics: [Council, Bell]
---
The bell of the lower church was taken down on Saturday, and left for the foundry on a timber cart with four horses.

Until spring the hours are struck on a rail that hangs in the yard.
""",
    LARCH: """\
---
title: The larch path, when it is yellow
topics: [Walks]
image: larch.png
image_alt: A path between yellow larches
---
Two hours up, one hour down, and no inn on the way. The [night bus](../2026-09-20-night-bus.md) stops at its foot.

The forester has drawn [a map](map.pdf) of the springs.
""",
    "content/walks/larch.png": PNG + b" and larches",
    "content/walks/map.pdf": b"%PDF a map of springs",
    BUS: """\
---
title: A bus for those who stay late
topics: [Roads]
---
From October a bus leaves the market square at midnight, and waits for the last waltz. It turns at the
[mill wheel](2026-09-06-mill-wheel.txt).

![The bus](pictures/bus.png)

It has eleven seats and a stove.
""",
    "content/pictures/bus.png": PNG,
    "content/pictures/unused.png": PNG + b" that nobody shows",
    WHEEL: """\
---
title: Mill wheel turns for visitors
topics: [Mill Lane]
---
The wheel of the old mill turns again on Sundays, if enough people come to watch it.

It grinds nothing yet.
""",
    GATE: """\
---
title: Snow gate closed early this year
topics: [Roads]
---
The gate at the head of the valley was closed on Tuesday, two weeks before its time.

The keeper has the key, and a dog.
""",
    LETTER: """\
---
title: A letter of the mayor
draft: true
topics: [Council]
---
The mayor writes that there is nothing to write about, and takes two pages for it.

It is not signed yet.
""",
    FAIR: """\
---
title: Winter fair opens with a new swing
topics: [Fair]
---
The winter fair opens on the meadow below the bridge, with a swing that goes round both ways.

Children ride for nothing until noon.
""",
}


class Paper:
    """The site in a folder, and what its clock says."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.now = NOW
        sites.write(root, SITE)

    @property
    def output(self) -> Path:
        return self.root / "build"

    def copy(self, root: Path, without: Collection[str] = ()) -> "Paper":
        """The same site elsewhere, without some of what is in its folder."""
        other = Paper.__new__(Paper)
        other.root, other.now = root, self.now
        shutil.copytree(
            self.root, root, ignore=lambda folder, _: without if Path(folder) == self.root else (), symlinks=True
        )
        return other

    def source(self, root: Path) -> "Paper":
        """The same site elsewhere, its ledger with it; what was built, and what is remembered of it, stays behind."""
        return self.copy(root, without=("build", "build.releases", ".digest"))

    def read(self, path: str) -> str | None:
        file = self.root / path
        return file.read_text("utf-8") if file.is_file() else None

    def write(self, path: str, text: str | bytes) -> None:
        sites.write(self.root, {path: text})

    def remove(self, path: str) -> None:
        (self.root / path).unlink(missing_ok=True)

    def change(self, path: str, how: Callable[[str], str]) -> None:
        """Rewrite a file, if it is there."""
        text = self.read(path)
        if text is not None:
            self.write(path, how(text))


class Edit(NamedTuple):
    """An edit that is still to be done; it prints as the call that does it."""

    verb: Callable[..., None]
    values: tuple[object, ...]

    def __call__(self, paper: Paper) -> None:
        self.verb(paper, *self.values)

    def __repr__(self) -> str:
        return f"{self.verb.__name__}(paper, {', '.join(map(repr, self.values))})".replace(", )", ")")


# ---- articles


def add_article(paper: Paper, path: str, title: str = "A new story", front: str = "topics: [Roads]\n") -> None:
    text = "Nobody had expected it, and so nobody was there to see it.\n\nIt was over before noon.\n"
    paper.write(path, f"---\ntitle: {title}\n{front}---\n{text}")


def edit_body(paper: Paper, path: str, words: str) -> None:
    """Other words for the last paragraph."""
    paper.change(path, lambda text: text.rstrip().rpartition("\n\n")[0] + f"\n\n{words}\n")


def edit_lede(paper: Paper, path: str, words: str) -> None:
    """These words before the first paragraph, which is the summary in lists."""
    paper.change(path, lambda text: re.sub(r"\n---\n", f"\n---\n{words} ", text, count=1))


def edit_title(paper: Paper, path: str, title: str) -> None:
    set_fact(paper, path, "title", title)


def edit_topics(paper: Paper, path: str, topics: str) -> None:
    set_fact(paper, path, "topics", f"[{topics}]")


def set_fact(paper: Paper, path: str, key: str, value: str) -> None:
    """This line in the front matter, in place of one with the same key; it is removed if the value is empty."""

    def changed(text: str) -> str:
        text = re.sub(rf"^{key}: .*\n", "", text, flags=re.MULTILINE)
        return re.sub(r"\A---\n", f"---\n{key}: {value}\n", text) if value else text

    paper.change(path, changed)


def reformat(paper: Paper, path: str) -> None:
    """Other bytes that say the same: white space in the front matter, and at the end."""
    paper.change(path, lambda text: re.sub(r"^title: ", "title:   ", text, flags=re.MULTILINE) + "\n\n")


def break_article(paper: Paper, path: str) -> None:
    """An unknown key in the front matter, which is an error."""
    set_fact(paper, path, "titel", "Wrong")


def mend_article(paper: Paper, path: str) -> None:
    set_fact(paper, path, "titel", "")


def rename(paper: Paper, path: str, new: str) -> None:
    """Give a file another path; the article there, if any, is gone."""
    if (paper.root / path).is_file():
        (paper.root / new).parent.mkdir(parents=True, exist_ok=True)
        (paper.root / path).replace(paper.root / new)


def move(paper: Paper, path: str, folder: str) -> None:
    """Into a folder of `content`, under the same name."""
    rename(paper, path, f"content/{folder}/{path.rpartition('/')[2]}")


def move_rewritten(paper: Paper, path: str, folder: str, words: str) -> None:
    """With a paragraph more: the others say which article it is."""
    paper.change(path, lambda text: f"{text.rstrip()}\n\n{words}\n")
    move(paper, path, folder)


def delete(paper: Paper, path: str) -> None:
    paper.remove(path)


def restore(paper: Paper, path: str) -> None:
    """The file as it was at first."""
    paper.write(path, SITE[path])


def touch(paper: Paper, path: str) -> None:
    """A later time stamp, and nothing else."""
    if (paper.root / path).exists():
        stamp = (paper.root / path).stat().st_mtime_ns + 5_000_000_000
        os.utime(paper.root / path, ns=(stamp, stamp))


def touch_all(paper: Paper) -> None:
    for path in sorted(paper.root.rglob("*")):
        if path.is_file() and not {"build", ".digest"} & set(path.relative_to(paper.root).parts):
            touch(paper, path.relative_to(paper.root).as_posix())


def replace_unseen(paper: Paper, path: str, old: str, new: str) -> None:
    """Other words of the same length, and the old time stamp, as `cp -p` of another version would leave it."""
    assert len(old.encode()) == len(new.encode())
    text = paper.read(path)
    if text is not None:
        stamp = (paper.root / path).stat().st_mtime_ns
        paper.write(path, text.replace(old, new))
        os.utime(paper.root / path, ns=(stamp, stamp))


def replace_image(paper: Paper, path: str, data: bytes) -> None:
    paper.write(path, data)


# ---- the look

OVERRIDES: dict[str, Callable[[str], str]] = {
    "base.html": lambda mark: (
        f'{{% extends "theme/base.html" %}}{{% block small_print %}}<p>{mark}</p>{{% endblock %}}\n'
    ),
    "article.html": lambda mark: (
        '{% extends "theme/article.html" %}{% block closing %}{{ super() }}'
        f'<p>{mark}</p>{{% include "_note.html" ignore missing %}}{{% endblock %}}\n'
    ),
    "topic.html": lambda mark: (
        '{% extends "theme/topic.html" %}{% block small_print %}'
        f'<p>{mark}</p>{{% include "_" ~ page.topic.label | lower ~ ".html" ignore missing %}}{{% endblock %}}\n'
    ),
    "feeds.html": lambda mark: (
        '{% extends "theme/feeds.html" %}{% block list %}'
        f"<p>{mark}</p>{{% for name in site.assets %}}<p>{{{{ name }}}}</p>{{% endfor %}}{{% endblock %}}\n"
    ),
    "404.html": lambda mark: (
        '{% extends "theme/404.html" %}{% block small_print %}'
        f'<p>{mark} {{{{ site.theme["colour"] | default("grey") }}}}</p>{{% endblock %}}\n'
    ),
    "_story.html": lambda mark: _theme("_story.html").replace(" min</span>", f" minutes, {mark}</span>"),
    "_quote.html": lambda mark: _theme("_quote.html").replace("<blockquote", f'<blockquote title="{mark}"'),
    "_feed_item.html": lambda mark: _theme("_feed_item.html") + f"<p>{mark}</p>\n",
    "_note.html": lambda mark: f"<p>Note: {mark}</p>\n",
    "_roads.html": lambda mark: f"<p>Of roads: {mark}</p>\n",
}
"""Templates of the site's own, with a mark that is seen where they are used."""


def _theme(name: str) -> str:
    return (theme_folder() / name).read_text("utf-8")


def override(paper: Paper, template: str, mark: str) -> None:
    """Put the site's own template in place of the theme's, or change it."""
    paper.write(f"templates/{template}", OVERRIDES[template](mark))


def remove_override(paper: Paper, template: str) -> None:
    paper.remove(f"templates/{template}")


def break_template(paper: Paper, template: str) -> None:
    paper.write(f"templates/{template}", "{% block that is never closed")


def set_asset(paper: Paper, name: str, text: str) -> None:
    """A file of the theme: a new one, or in place of the built-in one of this name."""
    paper.write(f"templates/assets/{name}", text)


def remove_asset(paper: Paper, name: str) -> None:
    paper.remove(f"templates/assets/{name}")


# ---- digest.yaml and the clock


def configure(paper: Paper, key: str, value: str) -> None:
    """A line of digest.yaml, in place of the one with this key; `feeds.items` is the one within `feeds`."""
    key = key.replace("feeds.", "  ")

    def changed(text: str) -> str:
        if not re.search(rf"^{key}: ", text, re.MULTILINE):
            return f"{key}: {value}\n{text}"
        return re.sub(rf"^{key}: .*", f"{key}: {value}", text, flags=re.MULTILINE)

    paper.change("digest.yaml", changed)


def set_people(paper: Paper, text: str) -> None:
    """The file that `people` may name."""
    paper.write("people.yaml", f"{text}\n")


def move_clock(paper: Paper, days: int) -> None:
    """Build at a later time, or with a negative number at an earlier one."""
    paper.now += timedelta(days=days)


# ---- what is made by builds


def _made(paper: Paper, pattern: str) -> list[Path]:
    """Files of the output, without our list: a folder with files and no list is refused."""
    return sorted(path for path in paper.output.glob(pattern) if path.is_file() and path.name != ".digest")


def delete_output(paper: Paper, pattern: str) -> None:
    for file in _made(paper, pattern):
        file.unlink()


def damage_output(paper: Paper, pattern: str, data: bytes) -> None:
    """Write over what stands at the start of the files."""
    for file in _made(paper, pattern):
        file.write_bytes(data + file.read_bytes()[len(data) :])


def remove_output(paper: Paper) -> None:
    shutil.rmtree(paper.output, ignore_errors=True)


def build_elsewhere(paper: Paper) -> None:
    """A build to another folder, which shares what is remembered of articles."""
    build(Request(root=paper.root, now=paper.now, output=str(paper.root / "preview"), jobs=0))


def remove_state(paper: Paper) -> None:
    shutil.rmtree(paper.root / ".digest", ignore_errors=True)
