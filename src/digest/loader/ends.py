"""How a line ends, and what it is written in: whether it is a sentence, or only begins one."""

from typing import Final

from digest.patterns import late

EAST_ASIAN: Final = late("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""A character of a script that is written without spaces between words."""

_LEADS: Final = bytes(range(0xE3, 0xEE))
"""What the UTF-8 of U+3000 to U+DFFF begins with."""

_CLOSING: Final = "\"'”’»›)]*_」』）"
SENTENCE: Final = frozenset(".!?:…。！？：।؟۔")
"""What ends a sentence, or leads over to what follows."""
STOP: Final = frozenset(".;,:…。；，：、।۔،؛")
"""What neither a title nor a heading ends with."""


def last(text: str) -> str:
    """The last character, but for the quotation marks and brackets that close after it; may be empty."""
    return text.rstrip(_CLOSING)[-1:]


def east_asian(text: str) -> int:
    """How many characters are of those scripts, their punctuation included; far faster than to find each."""
    data = text.encode("utf-8", "surrogatepass")
    return len(data) - len(data.translate(None, _LEADS))
