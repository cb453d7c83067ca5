"""Fingerprints of articles' words, by which the ledger knows an article again that has another path.

A fingerprint tells whether two bodies are the same, and how much of them is; and whether an article has been revised:
`WORDS` or `WORDS.REVISION`, each in the letters of Base64. WORDS are the hash of all words, and then a *sketch*: the
smallest of the hashes of the paragraphs. Two sketches share about as much as the paragraphs themselves do (Broder, "On
the resemblance and containment of documents", 1997), and of up to ten paragraphs a sketch holds them all.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from hashlib import blake2b
from struct import pack, unpack
from typing import Final
from zlib import crc32

from digest.patterns import late
from digest.records import Article, Block, Code, Image, ListBlock, Paragraph, Quote, Table

_WHOLE: Final = 8
_SKETCH: Final = 10
"""Hashes of four bytes: more tell the likeness of long articles more exactly, and make lines of the ledger longer."""
_COMMON: Final = 64
"""Bodies that hold a paragraph, from which on it says nothing: a notice, or the address of the paper."""
_FORM: Final = late(r"(?:[A-Za-z0-9_-]++(?:\.[A-Za-z0-9_-]{6})?+(?: |\Z)| )*+")


def body_of(article: Article) -> str:
    """The fingerprint of what an article says, without its title and whatever else stands at its head.

    White space makes no difference, nor does markup. Footers are words, but no paragraphs that make two articles alike:
    they stand under many.
    """
    paragraphs, others = _texts(article)
    said = "\n".join(paragraphs)
    if "  " in said or "\t" in said or said.count("\n") >= len(paragraphs):
        said = "\n".join([" ".join(text.split()) for text in paragraphs])
    marks = [crc32(text) for text in said.encode("utf-8", "surrogatepass").split(b"\n")]
    other = " ".join(" ".join(others).split()).encode("utf-8", "surrogatepass")
    whole = blake2b(pack(f">{len(marks)}I", *marks) + other, digest_size=_WHOLE).digest()
    sketch = sorted({*marks} - {_NOTHING})[:_SKETCH]
    found = _encoded(whole + pack(f">{len(sketch)}I", *sketch))
    return f"{found}.{_revision(article)}" if article.updated or article.corrections else found


def are_bodies(texts: Sequence[str]) -> bool:
    """Whether all are fingerprints of body_of, or empty: of many at once."""
    return {len(words(text)) for text in texts} <= _LENGTHS and bool(_FORM.fullmatch(" ".join(texts)))


def words(body: str) -> str:
    """The part of a fingerprint that is equal if all words are; empty for an empty one."""
    return body.partition(".")[0]


def revision(body: str) -> str:
    """The part of a fingerprint that says how often the article says itself that it was revised; empty: it was not."""
    return body.partition(".")[2]


def likeness(one: str, other: str) -> float:
    """How much of two bodies is the same, from 0 to 1, by their sketches: shared paragraphs, of all."""
    a, b = sketch(one), sketch(other)
    # of a sketch that is full, there are more beyond its last
    end = min(a[-1] if len(a) == _SKETCH else _LAST, b[-1] if len(b) == _SKETCH else _LAST) if a and b else 0
    both = {mark for mark in {*a, *b} if mark <= end}
    return len(both.intersection(a).intersection(b)) / len(both) if both else 0.0


def sketch(body: str) -> tuple[int, ...]:
    """The hashes of a body's paragraphs that are in its fingerprint, in order."""
    text = words(body)
    data = b64decode(text + "=" * (-len(text) % 4), b"-_")[_WHOLE:]
    return unpack(f">{len(data) // 4}I", data)


def paired(gone: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    """Which of `new` is which of `gone`, by their names; each has a body.

    Equal bodies are paired in the order of the names. Of the others, two are the same if they share most of their
    paragraphs, and are each the other's best match, with no second as good. Any order of the two gives the same pairs.
    """
    pairs = dict(_equal(gone, new))
    left = {name: body for name, body in gone.items() if name not in set(pairs.values())}
    likes: dict[tuple[str, str], float] = {}
    holders: dict[int, list[str]] = {}
    for name, body in left.items():
        for mark in sketch(body):
            holders.setdefault(mark, []).append(name)
    for name, body in new.items():
        if name in pairs:
            continue
        for other in {other for mark in sketch(body) for other in _telling(holders.get(mark, ()))}:
            found = likeness(body, left[other])
            if found > _MOST:
                likes[name, other] = found
    mine, theirs = _best(likes, 0), _best(likes, 1)
    return pairs | {name: other for name, other in mine.items() if theirs.get(other) == name}


def _equal(gone: Mapping[str, str], new: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    same: dict[str, list[str]] = {}
    for name in sorted(gone):
        if gone[name]:
            same.setdefault(words(gone[name]), []).append(name)
    taken: dict[str, int] = {}
    for name in sorted(new):
        key = words(new[name])
        number = taken.get(key, 0)
        if number < len(same.get(key, ())):
            taken[key] = number + 1
            yield name, same[key][number]


def _telling(holders: Sequence[str]) -> Sequence[str]:
    return holders if len(holders) < _COMMON else ()


def _best(likes: Mapping[tuple[str, str], float], side: int) -> dict[str, str]:
    """For each name of a side, the one it is most like, if that is only one."""
    found: dict[str, tuple[float, str]] = {}
    for pair, likeness in likes.items():
        name, other = pair[side], pair[1 - side]
        most, _ = found.get(name, (0.0, ""))
        if likeness >= most:
            found[name] = (likeness, other if likeness > most else "")
    return {name: other for name, (_, other) in found.items() if other}


def _texts(article: Article) -> tuple[list[str], list[str]]:
    """What an article says: its paragraphs, and what is none."""
    paragraphs: list[str] = []
    others: list[str] = []
    if article.lede:
        _sort(article.lede, paragraphs, others)
    for section in article.sections:
        if section.heading:
            others.append(section.heading.plain)
        for block in section.blocks:
            _sort(block, paragraphs, others)
    return paragraphs, others


def _sort(block: Block, paragraphs: list[str], others: list[str]) -> None:
    """Put the texts of a block where they belong."""
    if type(block) is Paragraph:  # isinstance takes six times as long for a record that is none
        (others if block.footer else paragraphs).append(block.text.plain)
    elif type(block) is Quote:
        paragraphs += [text.plain for text in block.paragraphs]
        if block.speaker:
            others.append(block.speaker.as_given)
    elif isinstance(block, ListBlock):
        for item in block.items:
            paragraphs.append(item.text.plain)
            for inner in item.blocks:
                _sort(inner, paragraphs, others)
    elif isinstance(block, Image):
        if block.caption:
            others.append(block.caption.plain)
    elif isinstance(block, Code):
        paragraphs.append(block.text)
    elif isinstance(block, Table):
        paragraphs += [" | ".join([cell.plain for cell in row]) for row in (block.header, *block.rows)]


def _revision(article: Article) -> str:
    """Four bytes of what an article says of its own revisions."""
    dates = (article.updated, *(correction.date for correction in article.corrections))
    said = [date.astimezone(UTC).isoformat() if date else "" for date in dates]
    said += [correction.text for correction in article.corrections]
    return _encoded(blake2b("\n".join(said).encode("utf-8", "surrogatepass"), digest_size=4).digest())


def _encoded(data: bytes) -> str:
    return b64encode(data, b"-_").decode().rstrip("=")


_LAST: Final = 2**32
_NOTHING: Final = crc32(b"")
_LENGTHS: Final = {0, *(len(_encoded(bytes(_WHOLE + 4 * count))) for count in range(_SKETCH + 1))}
_MOST: Final = 1 / 3
"""Of the paragraphs of two bodies together, those that stand in both; then they are more than half of each, if the
two are of one length."""
