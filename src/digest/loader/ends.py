"""How a line ends: whether it is a sentence, or only begins one."""

from typing import Final

_CLOSING: Final = "\"'”’»›)]*_」』）"
SENTENCE: Final = frozenset(".!?:…。！？：")
"""What ends a sentence, or leads over to what follows."""
STOP: Final = frozenset(".;,:…。；，：、")
"""What neither a title nor a heading ends with."""


def last(text: str) -> str:
    """The last character, but for the quotation marks and brackets that close after it; may be empty."""
    return text.rstrip(_CLOSING)[-1:]
