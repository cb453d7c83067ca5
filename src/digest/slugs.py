"""Words to the part of an address that names them."""

from hashlib import sha256
from typing import Final
from unicodedata import normalize

from digest.patterns import late

MAX_LENGTH: Final = 80

_SAME: Final = str.maketrans(
    {**dict.fromkeys("'’‘ʼ`´", None), **dict.fromkeys('“”„«»"', " "), **dict.fromkeys("‐‑‒–—―−", "-")}
)
"""Trump's and Trump’s are one word; python-slugify would split the first."""

_NUMBER: Final = late(r"(?<=\d),(?=\d)")
_OTHER: Final = late(r"[^a-z0-9]+")
_DEVICE: Final = late(r"(?:con|nul|aux|prn|com[1-9]|lpt[1-9])")
"""Names that Windows keeps for devices, whatever the suffix."""


def slug_of(text: str, fallback: str) -> str:
    """`text` in a-z, 0-9 and hyphens, at most 80 characters, cut between words; `fallback` if nothing is left."""
    if not text.isascii():
        text = text.translate(_SAME)
    slug = _ascii(text) if text.isascii() else _transliterated(text)
    if not slug:
        return fallback
    return f"{slug}-1" if len(slug) <= 4 and _DEVICE.fullmatch(slug) else slug


_QUOTES: Final = str.maketrans(
    {**dict.fromkeys("’‘ʼ`´", "'"), **dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‐‑‒–—―−", "-")}
)


def fold_name(name: str) -> str:
    """What makes two names the same: neither case, white space nor the style of quotes and hyphens tell them apart."""
    if not name.isascii():
        name = normalize("NFC", name).translate(_QUOTES)
    return " ".join(name.casefold().split())


def hashed(kind: str, text: str) -> str:
    """`kind-` and six hexadecimal digits that stand for `text`: a slug for what has no words of its own."""
    return f"{kind}-{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:6]}"


def _ascii(text: str) -> str:
    """What python-slugify makes of ASCII text, at a thirtieth of the time: each heading of an article needs one."""
    text = text.lower()
    if text.replace(" ", "").isalnum():  # at a third of the time of the expressions
        slug = "-".join(text.split())
    else:
        slug = _OTHER.sub("-", _NUMBER.sub("", text.replace("'", "").replace("`", ""))).strip("-")
    if len(slug) <= MAX_LENGTH:
        return slug
    return slug[: MAX_LENGTH + 1].rpartition("-")[0] or slug[:MAX_LENGTH]


def _transliterated(text: str) -> str:
    from slugify import slugify  # here, since most sites in English never need it

    return slugify(
        text[: MAX_LENGTH * 8],  # no more can count; a text of 10 MB would take minutes
        entities=False,
        decimal=False,
        hexadecimal=False,
        max_length=MAX_LENGTH,
        word_boundary=True,
        save_order=True,
        # explicit, or the result hangs on which transliterator happens to be installed
        backend="text-unidecode",
        algorithm="modern",
    )
