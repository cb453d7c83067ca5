"""Text with spans to HTML."""

from collections.abc import Callable
from typing import Final

import markupsafe
from markupsafe import Markup

from digest.records import Span, Text

_TAGS: Final = {"emphasis": "em", "strong": "strong", "strike": "s", "code": "code", "link": "a"}


def _escaped(plain: str) -> str:
    return str(markupsafe.escape(plain))


# Markup around it takes several times as long as the escaping of a short text; markupsafe 3 has that by itself, too
escaped: Callable[[str], str] = getattr(markupsafe, "_escape_inner", _escaped)
"""The characters of markupsafe's `escape` for a str, as a str."""


def safe(html: str) -> Markup:
    """`html` as what Jinja prints as it is. Markup(html) does the same, but asks first what `html` is."""
    return str.__new__(Markup, html)


def html(text: Text, address: Callable[[str], str]) -> Markup:
    """`text` as inline HTML. `address` says where a link as written leads; a link that leads nowhere is plain text."""
    plain = text.plain
    if not text.spans:
        return str.__new__(Markup, escaped(plain).replace("\n", "<br>\n"))  # of most: without a call of our own
    out: list[str] = []
    at = 0
    closing: list[tuple[int, str]] = []

    def upto(end: int) -> None:
        nonlocal at
        while closing and closing[-1][0] <= end:
            stop, tag = closing.pop()
            out.append(lines(plain[at:stop]))
            out.append(f"</{tag}>")
            at = stop
        out.append(lines(plain[at:end]))
        at = end

    for span in text.spans:
        upto(span.start)
        opened = _opening(span, address)
        if opened:
            out.append(opened)
            closing.append((span.end, _TAGS[span.mark]))
    upto(len(plain))
    return safe("".join(out))


def _opening(span: Span, address: Callable[[str], str]) -> str:
    if span.mark != "link":
        return f"<{_TAGS[span.mark]}>"
    href = address(span.href)
    title = f' title="{escaped(span.title)}"' if span.title else ""
    return f'<a href="{escaped(href)}"{title}>' if href else ""


def lines(part: str) -> str:
    """`part` without marks as HTML."""
    return escaped(part).replace("\n", "<br>\n")
