"""Text that wants to be more than text."""

import re
from pathlib import Path

import feedparser
import lxml.html
import pytest

from digest.cli import main
from tests.sites import tree, write

SCRIPT = "<script>window.__owned=1</script>"
SPELL = f'{SCRIPT} <img src=x onerror=window.__owned=2> ]]> {{{{ 7*7 }}}} {{% raw %}} &lt;b&gt; "><svg/onload=alert(1)>'
FRONT = f"""---
title: '{SPELL.replace("'", "''")}'
subtitle: '{SPELL.replace("'", "''")}'
date: 2026-11-03
slug: ../../../../etc/passwd
authors: ['{SCRIPT}']
topics: ['{SCRIPT}', '../../up', '..']
summary: '{SPELL.replace("'", "''")}'
source: '{SCRIPT}'
image_alt: '" onerror="window.__owned=3'
image: '../../../../etc/passwd'
lang: en
---
"""
MARKDOWN = f"""{SPELL}

[a](javascript:window.__owned=5) [b](JaVaScRiPt&#58;alert) [c](data:text/html,<script>alert(1)</script>)
[d](vbscript:x) <javascript:alert(1)> [e][ref] ![x](javascript:alert(1)) [f](//evil.example/x) [g](../../../../etc/passwd)

[![h](h.svg '" onerror="window.__owned=7')](javascript:window.__owned=8)
[i](https://example.org/ '" onmouseover="window.__owned=9 {SCRIPT}')

[ref]: javascript:window.__owned=6

[unused]: javascript:window.__owned=10 '{SCRIPT}'

## {SCRIPT}

> {SPELL}
>
> – {SCRIPT}, {SCRIPT}

```{SCRIPT}
{SCRIPT}
```

| {SCRIPT} | b |
|---|---|
| {SPELL.replace("|", "")} | [x](javascript:alert(1)) |

<iframe src="https://evil.example"></iframe>
<style>body{{display:none}}</style>
"""


def hostile_site(folder: Path) -> Path:
    """A built site whose articles try everything; its output folder."""
    plain = MARKDOWN.replace("```", "")
    write(
        folder,
        {
            "content/a.md": FRONT + MARKDOWN,
            "content/b.txt": FRONT.replace("slug:", "id: b\nslug:").replace("passwd", "shadow") + plain,
            'content/2026-11-04-<b>name & "co".txt': f"{SPELL} is what the whole of this text says to all readers.\n",
            "content/h.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
            "digest.yaml": f"title: '{SCRIPT}'\ndescription: '{SCRIPT}'\npublisher: '{SCRIPT}'\n",
        },
    )
    assert main(["build", str(folder), "--quiet"]) == 0
    return folder / "build"


@pytest.fixture
def site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    return hostile_site(tmp_path / "inner" / "site")


def test_nothing_is_written_outside_the_output(site: Path) -> None:
    top = site.parents[2]
    outside = [
        path.relative_to(top).as_posix() for path in top.rglob("*") if path.is_file() and site not in path.parents
    ]
    state = "inner/site/.digest/"
    assert sorted(path for path in outside if not path.startswith((state, "inner/site/content/"))) == [
        "inner/site/digest.yaml",
        "inner/site/ledger.jsonl",
    ]


def test_addresses_hold_only_letters_digits_and_hyphens(site: Path) -> None:
    pages = [path for path in tree(site) if path.endswith("/index.html")]
    assert "2026/11/03/etc-passwd/index.html" in pages
    assert [path for path in pages if not re.fullmatch(r"[a-z0-9/-]+/index\.html", path)] == []


def test_no_markup_of_the_text_reaches_a_page(site: Path) -> None:
    for path, data in tree(site).items():
        if not path.endswith(".html"):
            continue
        html = re.sub(r'<script type="application/ld\+json">[^<]*</script>', "", data.decode())
        if path == "search/index.html":
            html, ours = re.subn(
                r'<script src="\.\./assets/search\.\w+\.js" defer></script>|<form class="search" ', "", html
            )
            assert ours == 2
        assert "<script" not in html, path
        assert not re.search(r"<[^>]*\son\w+\s*=", re.sub(r'"[^"]*"', '""', html)), path
        assert not re.search(r"<(iframe|style|object|embed|svg|base|form)\b", html), path
        for target in re.findall(r'(?:href|src)="([^"]*)"', html):
            assert not re.match(r"\s*(javascript|vbscript|data)", target, re.IGNORECASE), (path, target)


def test_the_text_is_shown_as_it_was_written(site: Path) -> None:
    html = (site / "2026/11/03/etc-passwd/index.html").read_text()
    assert "{{ 7*7 }} {% raw %}" in html
    assert "&lt;script&gt;window.__owned=1&lt;/script&gt;" in html
    assert "49" not in re.sub(r'="[^"]*"', "", html)


def test_the_feed_is_well_formed_and_its_items_are_harmless(site: Path) -> None:
    # resolving addresses, feedparser writes &#34; in an attribute as a bare quotation mark, and then has to sanitize
    parsed = feedparser.parse((site / "feed.xml").read_bytes(), sanitize_html=False, resolve_relative_uris=False)
    assert not parsed.bozo
    assert len(parsed.entries) == 3
    for item in parsed.entries:
        body = item.content[0].value
        assert "<script" not in body
        assert "&lt;script&gt;" in body
        for element in lxml.html.fragments_fromstring(f"<div>{body}</div>")[0].iter():
            for name, value in element.attrib.items():
                assert not name.startswith("on")
                assert name not in ("href", "src") or re.match(r"(https?:)?//", value), value


def test_the_security_policy_cannot_be_widened_by_an_address(site: Path) -> None:
    for path, data in tree(site).items():
        if path.endswith(".html") and path != "search/index.html":  # which has one of its own, and nothing of articles
            (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', data.decode())
            assert re.fullmatch(
                r"default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'( https?://[a-z0-9.:-]+)*;"
                r" base-uri 'none'; form-action 'none'",
                policy,
            ), (path, policy)
