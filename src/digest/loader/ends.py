"""How a line ends, and what it is written in: whether it is a sentence, or only begins one."""

import re
from typing import Final

EAST_ASIAN: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""A character of a script that is written without spaces between words."""

_CLOSING: Final = "\"'”’»›)]*_」』）"
SENTENCE: Final = frozenset(".!?:…。！？：")
"""What ends a sentence, or leads over to what follows."""
STOP: Final = frozenset(".;,:…。；，：、")
"""What neither a title nor a heading ends with."""


def last(text: str) -> str:
    """The last character, but for the quotation marks and brackets that close after it; may be empty."""
    return text.rstrip(_CLOSING)[-1:]
