"""The bytes of a source to text whose lines are those that an editor shows."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from typing import Final

from digest.issues import Issue
from digest.patterns import late

_UTF16: Final = (BOM_UTF16_LE, BOM_UTF16_BE)

_CONTROLS: Final = (*range(9), *range(11, 32), 127)
"""C0 but tab and newline, and DEL."""

_WITHOUT: Final = bytes(32 if byte in _CONTROLS else byte for byte in range(256))
"""For bytes.translate: a space for each of them."""

_STRAY: Final = bytes([*range(9), 11, *range(14, 32)])
"""What no text holds, unless by accident."""
_FEW: Final = 3
"""Such accidents; they are left out."""

_SPACES: Final = late("[\x0b\x0c\x85\u2028\u2029]")
"""What breaks a line or page for some programs, but not for an editor."""

_FORBIDDEN: Final = late("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 forbids (section 2.2), so that no feed could hold it, and DEL."""

_RARE: Final = "\x85\u2028\u2029\ufffe\uffff"
"""The rest of both, but for surrogates, which UTF-8 cannot hold."""


def read(data: bytes, path: str) -> tuple[str, tuple[Issue, ...]] | Issue:
    """What `decode` returns; an Issue if that is no text."""
    clean = _is_clean(data)
    return (None if clean else not_text(data, path)) or decode(data, path, clean)


def decode(data: bytes, path: str, clean: bool | None = None) -> tuple[str, tuple[Issue, ...]]:
    """The text of `data` with LF at each line's end and no forbidden character, and what had to be changed for it.

    `clean`: whether it has no control characters, where that is known.
    """
    text, issues = _characters(data, path)
    if (
        not issues
        and (_is_clean(data) if clean is None else clean)
        and data[:2] not in _UTF16
        and (text.isascii() or not any(map(text.__contains__, _RARE)))
    ):
        return text, ()
    text = _SPACES.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    text, removed = without_forbidden(text, path)
    return text, issues + removed


def without_forbidden(text: str, path: str) -> tuple[str, tuple[Issue, ...]]:
    """`text` without the characters that no page or feed may hold, and one issue that names the first."""
    first = _FORBIDDEN.search(text)
    if not first:
        return text, ()
    cleaned, count = _FORBIDDEN.subn("", text)
    line = text.count("\n", 0, first.start()) + 1
    column = first.start() - text.rfind("\n", 0, first.start())
    what = (
        "1 character that no page or feed may hold was"
        if count == 1
        else (f"{count:,} characters that no page or feed may hold were")
    )
    message = f"{what} left out, the first U+{ord(first[0]):04X} at {line}:{column}"
    return cleaned, (Issue("W207", path, message, line, column),)


def _is_clean(data: bytes) -> bool:
    """Whether there are no control characters but tab and newline.

    bytes.translate gives back the very same object if it changes nothing; where it does not, the copy is equal. A
    regular expression takes four times as long.
    """
    return data.translate(_WITHOUT) == data


def not_text(data: bytes, path: str) -> Issue | None:
    """What is wrong with bytes that are no text: a picture, an archive, UTF-16 without its mark."""
    if data[:2] in _UTF16:
        return None
    stray = len(data) - len(data.translate(None, _STRAY))
    nul = data.count(0) if stray else 0
    if max(100 * nul, 30 * stray) <= len(data) or stray < _FEW:
        return None
    few, many = sorted((data[::2].count(0), data[1::2].count(0)))
    is_utf16 = 4 * many > len(data) and 20 * few < many
    hint = "save the file as UTF-8" if is_utf16 else "take it out of the folder, or save it as plain text"
    return Issue("E209", path, "not a text file", hint=hint)


def _characters(data: bytes, path: str) -> tuple[str, tuple[Issue, ...]]:
    """`data` in the first encoding that fits: UTF-16 with its mark, UTF-8, Windows-1252."""
    if data[:2] in _UTF16:
        try:
            return data.decode("utf-16"), ()
        except UnicodeDecodeError as error:
            text = data.decode("utf-16", "replace")
            line = _lines(data[: error.start].decode("utf-16", "replace"))
            return text, (Issue("W206", path, "the text is not valid UTF-16", line, hint="save the file as UTF-8"),)
    data = data.removeprefix(BOM_UTF8)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        line = _lines(data[: error.start].decode("utf-8"))
        message = f"the text is not UTF-8 (byte 0x{data[error.start]:02X}); it was read as Windows-1252"
        issue = Issue("W206", path, message, line, hint="save the file as UTF-8")
        return data.decode("cp1252", "replace"), (issue,)


def _lines(text: str) -> int:
    """The line on which `text` ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
