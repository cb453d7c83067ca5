"""Text with spans to HTML."""

from collections.abc import Callable
from typing import Final

from markupsafe import Markup, escape

from digest.records import Span, Text

_TAGS: Final = {"emphasis": "em", "strong": "strong", "strike": "s", "code": "code", "link": "a"}


def html(text: Text, address: Callable[[str], str]) -> Markup:
    """`text` as inline HTML. `address` says where a link as written leads; a link that leads nowhere is plain text."""
    if not text.spans and "\n" not in text.plain:
        return escape(text.plain)
    out: list[str] = []
    at = 0
    closing: list[tuple[int, str]] = []

    def upto(end: int) -> None:
        nonlocal at
        while closing and closing[-1][0] <= end:
            stop, tag = closing.pop()
            out.append(_plain(text.plain[at:stop]))
            out.append(f"</{tag}>")
            at = stop
        out.append(_plain(text.plain[at:end]))
        at = end

    for span in text.spans:
        upto(span.start)
        opened = _opening(span, address)
        if opened:
            out.append(opened)
            closing.append((span.end, _TAGS[span.mark]))
    upto(len(text.plain))
    return Markup("".join(out))  # noqa: S704 - every part was escaped or is a tag of ours


def _opening(span: Span, address: Callable[[str], str]) -> str:
    if span.mark != "link":
        return f"<{_TAGS[span.mark]}>"
    href = address(span.href)
    title = f' title="{escape(span.title)}"' if span.title else ""
    return f'<a href="{escape(href)}"{title}>' if href else ""


def _plain(part: str) -> str:
    return str(escape(part)).replace("\n", "<br>\n")
