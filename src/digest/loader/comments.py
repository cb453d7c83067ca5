"""HTML comments in Markdown: notes of the editor to herself, which no reader should see.

All other HTML is shown as text, so that nothing that was meant for readers is lost. A comment says itself that it is
not meant for them, and every other tool for Markdown hides it from them; to publish it would give away what was written
in trust. One that is never closed is text: else it would take the rest of the article with it.
"""

import sys
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

KIND: Final = "comment"
"""The type of the tokens, with the comment as their content."""

_OPEN: Final = "<!--"
_CLOSE: Final = "-->"
_NONE_ABOVE: Final = "no comment ends above"
"""Key of a line: those that begin before it leave their container there. To look again each time would be quadratic."""

_FOUND: Final = "where a comment was last looked for, and where it ends"
"""Key of two indexes: what begins between them ends there, too."""
_FOLLOWED: Final = "where a comment ends that text follows"
"""Key of an index: what ends there is no block."""


def add_to(md: MarkdownIt) -> None:
    """Lets a parser make tokens of comments."""
    md.block.ruler.before("html_block", KIND, _block, {"alt": ["paragraph", "reference", "blockquote"]})
    md.inline.ruler.before("autolink", KIND, _inline)


def _inline(state: StateInline, silent: bool) -> bool:
    """A comment within a paragraph."""
    if not state.src.startswith(_OPEN, state.pos):
        return False
    end = _end(state.src, state.pos)
    if not 0 < end <= state.posMax:
        return False
    if not silent:
        state.push(KIND, "", 0).content = state.src[state.pos : end]
    state.pos = end
    return True


def _block(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """A comment on lines of its own, which may be blank (CommonMark 4.6, condition 2)."""
    start = state.bMarks[first] + state.tShift[first]
    if not state.src.startswith(_OPEN, start) or state.is_code_block(first) or first < state.env.get(_NONE_ABOVE, 0):
        return False
    end = _end_below(state, start)
    if end and end == state.env.get(_FOLLOWED):
        return False
    line, most = first, state.lineMax if silent else last  # what asks silently does not know where its container ends
    indent = min(state.blkIndent, state.sCount[first])
    while line < most and state.eMarks[line] < end:
        line += 1
        if line < most and state.sCount[line] < indent and not state.isEmpty(line):
            most = line
    if not end or line == most:
        state.env[_NONE_ABOVE] = most if end else state.lineMax
        return False
    if state.src[end : state.eMarks[line]].strip():
        state.env[_FOLLOWED] = end
        return False  # text stands behind it: a paragraph
    if silent:
        return True
    state.line = line + 1
    token = state.push(KIND, "", 0)
    token.map = [first, state.line]
    token.content = state.getLines(first, state.line, state.blkIndent, False).strip()
    return True


def _end_below(state: StateBlock, start: int) -> int:
    """The same as `_end`, without looking again for an end far below from each comment above it."""
    since, end = state.env.get(_FOUND, (0, 0))
    if not since <= start + 2 <= end - len(_CLOSE):
        end = _end(state.src, start) or sys.maxsize
        state.env[_FOUND] = (start + 2, end)
    return end if end < sys.maxsize else 0


def _end(text: str, start: int) -> int:
    """The index after the comment that begins at `start`; 0 if it is never closed. `<!-->` is one, too."""
    found = text.find(_CLOSE, start + 2)
    return found + len(_CLOSE) if found >= 0 else 0
