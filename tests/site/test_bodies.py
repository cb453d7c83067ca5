"""Fingerprints of articles' words: what is the same, what is alike, which of those that are gone is which."""

from hypothesis import given
from hypothesis import strategies as st

from digest.config import Config
from digest.loader import load
from digest.records import Source
from digest.site.bodies import body_of, likeness, paired, revision, sketch, words

PARAGRAPHS = [
    "The council met on Tuesday, and spoke about the ferry for two hours.",
    "Nobody could say what it had cost, for the books had been lent to the school.",
    "A second ferry was proposed by the harbour master, who owns one.",
    "It was put off until the spring, when the days are longer.",
    "The doors were closed at nine, as every week.",
]


def of(text: str, suffix: str = "txt") -> str:
    article = load(Source(f"content/a.{suffix}", text.encode()), Config()).article
    assert article
    return body_of(article)


def text(*paragraphs: str, front: str = "title: The ferry\n") -> str:
    return f"---\n{front}---\n" + "\n\n".join(paragraphs) + "\n"


def test_neither_line_breaks_nor_markup_nor_what_stands_at_the_head_make_other_words() -> None:
    plain = of(text(*PARAGRAPHS))
    wrapped = [paragraph.replace(", ", ",\n") for paragraph in PARAGRAPHS]
    assert of(text(*wrapped)) == plain
    assert of(text(*(f"*{PARAGRAPHS[0]}*", *PARAGRAPHS[1:])), "md") == plain
    assert of(text(*PARAGRAPHS, front="title: Another\ntopics: [Harbour]\nslug: boats\n")) == plain


def test_another_word_an_order_a_heading_or_a_speaker_make_other_words() -> None:
    bodies = [
        of(text(*PARAGRAPHS)),
        of(text(*PARAGRAPHS[:-1], PARAGRAPHS[-1].replace("nine", "ten"))),
        of(text(*reversed(PARAGRAPHS))),
        of(text(PARAGRAPHS[0], "## Later", *PARAGRAPHS[1:])),
        of(text(*PARAGRAPHS, "> It is.\n> – Ann Lee")),
        of(text(*PARAGRAPHS, "> It is.\n> – Bo Chan")),
    ]
    assert len(set(map(words, bodies))) == len(bodies)


def test_a_revision_is_told_apart_from_the_words() -> None:
    plain = of(text(*PARAGRAPHS))
    updated = of(text(*PARAGRAPHS, front="title: The ferry\nupdated: 2026-11-22\n"))
    again = of(text(*PARAGRAPHS, front="title: The ferry\nupdated: 2026-11-23\n"))
    corrected = of(text(*PARAGRAPHS, front="title: The ferry\ncorrections: [It was Monday.]\n"))
    assert {words(body) for body in (updated, again, corrected)} == {plain}
    assert len({revision(body) for body in (plain, updated, again, corrected)}) == 4


def test_of_ten_paragraphs_or_fewer_the_likeness_is_exact() -> None:
    whole, half = of(text(*PARAGRAPHS)), of(text(*PARAGRAPHS[:3]))
    assert likeness(whole, whole) == 1
    assert likeness(whole, half) == likeness(half, whole) == 3 / 5
    assert likeness(whole, of(text("It rained on the lower town all day."))) == 0
    assert likeness("", whole) == likeness("", "") == 0


def test_of_many_paragraphs_the_likeness_is_estimated() -> None:
    many = [f"On day {number} the keeper of the tower wrote {number * 7} lines about the fog." for number in range(200)]
    long, cut = of(text(*many)), of(text(*many[:180]))
    assert len(sketch(long)) == 10
    assert len(long) == 64
    assert 0.5 < likeness(long, cut) < 1


def body(*paragraphs: int) -> str:
    return of(text(*(f"Paragraph {number} of this, and more of it." for number in paragraphs)))


def test_equal_bodies_are_paired_in_the_order_of_their_paths() -> None:
    same = body(1, 2)
    assert paired({"b": same, "a": same}, {"z": same, "y": same, "x": same}) == {"x": "a", "y": "b"}


def test_most_paragraphs_make_a_pair_and_half_of_them_none() -> None:
    assert paired({"a": body(1, 2, 3)}, {"b": body(1, 2, 4)}) == {"b": "a"}
    assert paired({"a": body(1, 2)}, {"b": body(1, 4)}) == {}


def test_the_best_match_is_taken_if_it_is_the_only_best_on_both_sides() -> None:
    assert paired({"a": body(1, 2, 3, 4), "b": body(1, 2, 5, 6)}, {"c": body(1, 2, 3, 7)}) == {"c": "a"}
    # a copy of what is left fits as well
    assert paired({"a": body(1, 2, 3)}, {"c": body(1, 2, 7), "d": body(1, 2, 8)}) == {}
    assert paired({"a": body(1, 2, 7), "b": body(1, 2, 8)}, {"c": body(1, 2, 3)}) == {}


def test_a_notice_under_every_article_pairs_nothing_and_takes_no_time_by_the_square() -> None:
    gone = {f"old-{number}": body(0, 10 * number + 1, 10 * number + 2) for number in range(1, 200)}
    new = {f"new-{number}": body(0, 10 * number + 1, 10 * number + 3) for number in range(1, 200)}
    assert paired(gone, new) == {f"new-{number}": f"old-{number}" for number in range(1, 200)}


BODIES = st.dictionaries(
    st.sampled_from("abcdef"), st.sets(st.integers(0, 5), min_size=1).map(lambda numbers: body(*sorted(numbers)))
)


@given(BODIES, BODIES, st.randoms())
def test_pairs_are_of_one_each_and_the_same_in_any_order(gone, new, random) -> None:  # type: ignore[no-untyped-def]
    pairs = paired(gone, new)
    assert len(set(pairs.values())) == len(pairs)
    assert pairs.keys() <= new.keys()
    assert set(pairs.values()) <= gone.keys()

    def shuffled(names: dict[str, str]) -> dict[str, str]:
        items = list(names.items())
        random.shuffle(items)
        return dict(items)

    assert paired(shuffled(gone), shuffled(new)) == pairs
