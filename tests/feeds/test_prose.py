"""An article's text for other programs."""

from digest.feeds.prose import html, plain
from digest.renderer.body import body
from tests.feeds.recorded import BASE, recorded

TEXT = """title: The vote
---
The council *voted*, as [we said](before.md).

## Why <now>

> It was time.
>
> And late.
>
> — Jo Reed, Mayor & all

1. one
2. two
   - three [gone](gone.md)

![A map](map.png "by hand")

```
a < b
```

| a | b |
| - | - |
| 1 | 2 |
"""
TARGETS = {"before.md": "2026/11/20/before/index.html", "map.png": "media/map.png", "gone.md": ""}


def test_the_text_as_html_has_absolute_addresses_and_all_blocks() -> None:
    record, article = recorded(TEXT, TARGETS)
    assert html(body(article, BASE, TARGETS, record.url)).split("\n") == [
        '<p>The council <em>voted</em>, as <a href="https://example.org/2026/11/20/before/">we said</a>.</p>',
        "<h2>Why &lt;now&gt;</h2>",
        "<figure><blockquote><p>It was time.</p><p>And late.</p></blockquote>"
        '<figcaption><span class="name">Jo Reed</span>, Mayor &amp; all</figcaption></figure>',
        "<ol><li>one</li><li>two<ul><li>three gone</li></ul></li></ol>",
        '<figure><img src="https://example.org/media/map.png" alt="A map"><figcaption>by hand</figcaption></figure>',
        "<pre><code>a &lt; b</code></pre>",
        "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
    ]


def test_the_plain_text_has_its_blocks_apart_by_empty_lines() -> None:
    record, _ = recorded(TEXT, TARGETS)
    assert plain(record.lede, record.sections).split("\n") == [
        "The council voted, as we said.",
        "",
        "Why <now>",
        "",
        "It was time.",
        "And late.",
        "– Jo Reed, Mayor & all",
        "",
        "1. one",
        "2. two",
        "   - three gone",
        "",
        "by hand",
        "",
        "a < b",
        "",
        "a\tb",
        "1\t2",
    ]
