"""Bare lines that are headings, and those that only look like it, as an editor would read them."""

import math
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.loader import heading_signs, headings, plaintext
from digest.loader.heading_weights import BIAS, WEIGHTS
from digest.loader.rows import Row

from .test_properties import PIECES, TEXTS

FERRY = (
    "The council met on Thursday evening in the old customs house and spoke about the ferry for three hours, "
    "with two recesses and a sandwich."
)
CROWD = (
    "Nobody had expected so many people, and there were not enough chairs; some sat on the stairs, and some went "
    "home before the vote was taken."
)
HULL = (
    "The harbour master said that the reserve would hold for two winters, and that nobody should count on a third "
    "without a new hull."
)


def rows(*lines: str) -> list[Row]:
    """Lines of an article whose title is known from elsewhere, as read."""
    return plaintext.read("\n".join(lines), 1, "Seven to four for the ferry")


def found(*lines: str) -> list[str]:
    """The texts that were read as headings."""
    return [row.text for row in rows(*lines) if row.kind == "heading"]


def test_a_short_line_over_a_text_is_a_heading() -> None:
    assert found(FERRY, "What the ferry costs", CROWD, HULL) == ["What the ferry costs"]


def test_headings_share_a_style() -> None:
    heads = ["A Crew for the Ferry", "Who Pays for the Hull", "Last Boat Home"]
    assert found(FERRY, heads[0], CROWD, heads[1], HULL, heads[2], FERRY) == heads


def test_headings_in_capitals() -> None:
    assert found(FERRY, "THE HULL", CROWD, "THE CREW", HULL) == ["THE HULL", "THE CREW"]


def test_headings_over_texts_of_one_short_line() -> None:
    assert found(
        *(FERRY, "The hull", "It leaks, and it has leaked for years."),
        *("The crew", "They left in autumn and did not return.", "The money", "There is some of it, says the mayor."),
    ) == ["The hull", "The crew", "The money"]


def test_numbered_lines_that_count_upwards_over_texts_are_headings() -> None:
    heads = ["1. Mend the hull", "2. Find a crew", "3. Paint the funnel"]
    assert found(FERRY, heads[0], CROWD, heads[1], HULL, heads[2], FERRY) == heads


def test_numbered_lines_under_one_another_are_a_list() -> None:
    read = rows(FERRY, "1. a hull", "2. a crew", "3. a funnel", CROWD)
    assert [row.kind for row in read] == ["paragraph", "list_item", "list_item", "list_item", "paragraph"]


def test_numbered_paragraphs_are_no_headings() -> None:
    assert found(FERRY, f"1. {CROWD}", f"2. {HULL}") == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Step 1: Mend the hull", "Step 2: Find a crew"),
        ("Step one", "Step two"),
        ("Question 1: Who pays for the hull?", "Question 2: Who sails her?"),
        ("#1 The hull", "#2 The crew"),
    ],
)
def test_words_that_count_are_headings(first: str, second: str) -> None:
    assert found(FERRY, first, CROWD, second, HULL) == [first, second]


def test_questions_that_the_text_below_answers_are_headings() -> None:
    assert found(FERRY, "Who pays for the hull?", CROWD, "Why not a bridge?", HULL) == [
        "Who pays for the hull?",
        "Why not a bridge?",
    ]


def test_a_heading_may_stand_over_another() -> None:
    assert found(FERRY, "What comes next", "The hull", CROWD, "The crew", HULL) == [
        "What comes next",
        "The hull",
        "The crew",
    ]


def test_a_heading_may_stand_over_a_list() -> None:
    assert found(FERRY, "What the ferry needs", "- a hull that holds", "- a crew that stays", CROWD) == [
        "What the ferry needs"
    ]


def test_a_line_that_leads_over_to_a_list_is_none() -> None:
    assert found(FERRY, "The ferry needs:", "- a hull that holds", "- a crew that stays", CROWD) == []


@pytest.mark.parametrize("last", ["A New Hull", "What the ferry costs", "THE HULL", "Who sails her?"])
def test_the_last_line_is_never_a_heading(last: str) -> None:
    assert found(FERRY, CROWD, last) == []


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param((CROWD, HULL, "See you at the quay!", "Ann and the whole crew"), id="sign-off"),
        pytest.param((CROWD, "Best wishes,", "Ann Lee"), id="greeting"),
        pytest.param((CROWD, "Register here"), id="register here"),
        pytest.param(("Photo: Ann Lee", CROWD, HULL), id="credit"),
        pytest.param(("Picture: the ferry at its berth, by Ann Lee", CROWD, HULL), id="caption"),
        pytest.param(("Figure 2: passengers by month", CROWD, HULL), id="figure"),
        pytest.param(("https://ferry.example/timetable", CROWD, HULL), id="link"),
        pytest.param(("harbour@ferry.example", CROWD, HULL), id="mail address"),
        pytest.param(("Ann Lee · Bo Chan · Ida Quell", CROWD, HULL), id="names"),
        pytest.param(("The mayor then said:", CROWD, HULL), id="colon"),
    ],
)
def test_what_only_looks_like_a_heading_is_none(lines: tuple[str, ...]) -> None:
    assert found(FERRY, *lines) == []


@pytest.mark.parametrize(("one", "other"), [("AL", "BC"), ("Ann Lee", "Bo Chan")])
def test_who_speaks_in_an_interview_is_no_heading(one: str, other: str) -> None:
    asked = ["Who pays for the hull?", "And who sails her?", "When does she leave?", "Will she come back?"]
    answers = [CROWD, HULL, FERRY, CROWD]
    lines = [
        line
        for question, answer in zip(asked, answers, strict=True)
        for line in (f"{one}: {question}", f"{other}: {answer}")
    ]
    assert found(FERRY, *lines) == []


def test_lines_of_a_poem_are_no_headings() -> None:
    assert (
        found(
            "The ferry left without a sound",
            "The gulls went with it, round and round",
            "The quay stood empty in the rain",
            "And no one waved it home again",
        )
        == []
    )


def test_sentences_of_a_poem_are_no_headings() -> None:
    assert found("The tide goes out.", "The tide comes in.", "The ferry waits.", "The rope is thin.") == []


def test_a_short_sentence_among_paragraphs_is_no_heading() -> None:
    assert found(FERRY, CROWD, "Then the rain began.", HULL) == []


def test_texts_of_one_and_two_lines() -> None:
    assert found("The ferry") == []
    assert found("The ferry left.") == []
    assert found("The ferry", "It left.") == []
    assert found("The ferry", FERRY) == ["The ferry"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            """\
Der Gemeinderat hat am Donnerstag beschlossen, die Fähre zu behalten. Es dauerte drei Stunden und zwei Pausen.
Was die Fähre kostet
Die Reparatur der Fähre kostet 2,1 Millionen Kronen, die in der Rücklage liegen, und eine Mannschaft, die es nicht gibt.
Wer sie fährt
Niemand weiß, wer die Fähre im Winter fahren soll, denn die Mannschaft ist im Herbst an Land gegangen und dort geblieben.
""",
            ["Was die Fähre kostet", "Wer sie fährt"],
            id="German",
        ),
        pytest.param(
            """\
Le conseil a décidé jeudi de garder le bac. Il a fallu trois heures, deux pauses et un sandwich pour y arriver.
Ce que coûte le bac
La réparation du bac coûte 2,1 millions de couronnes, que la réserve contient, et un équipage, qu’elle ne contient pas.
Qui va payer ?
Personne ne sait qui va payer l’équipage cet hiver, car le conseil n’en a pas parlé et le maire était rentré chez lui.
""",
            ["Ce que coûte le bac", "Qui va payer ?"],
            id="French",
        ),
        pytest.param(
            """\
议会星期四决定保留渡轮。会议持续了三个小时，中间休息了两次，还吃了一个三明治，最后七票对四票通过。
渡轮的费用
渡轮的修理费用是二百一十万克朗，储备金里有这笔钱，但是没有船员，议会也没有说从哪里找到他们。
谁来开船
没有人知道冬天谁来开船，因为船员们秋天上岸以后就没有回来，港务局长说他也不会再等下去了。
""",
            ["渡轮的费用", "谁来开船"],
            id="Chinese",
        ),
        pytest.param(
            """\
町議会は木曜日、渡し船を残すことを決めた。会議は三時間続き、休憩が二回あり、最後は七対四の採決となった。
渡し船の費用
渡し船の修理には二百十万クローネがかかる。積立金にはその額があるが、乗組員はいないと港長は話している。
誰が船を動かすのか
冬に誰が船を動かすのかは決まっていない。乗組員は秋に陸に上がったまま戻らず、港長ももう待たないと言う。
""",
            ["渡し船の費用", "誰が船を動かすのか"],
            id="Japanese",
        ),
        pytest.param(
            """\
قرر المجلس يوم الخميس الإبقاء على العبارة. استغرق الأمر ثلاث ساعات واستراحتين وشطيرة واحدة قبل أن يصوت الأعضاء.
تكلفة العبارة
تبلغ تكلفة إصلاح العبارة مليونين ومئة ألف كرونة، وهي موجودة في الاحتياطي، أما الطاقم فليس موجودا في أي مكان.
من سيقود العبارة؟
لا أحد يعرف من سيقود العبارة في الشتاء، لأن الطاقم نزل إلى البر في الخريف ولم يعد حتى الآن إلى الميناء القديم.
""",
            ["تكلفة العبارة", "من سيقود العبارة؟"],
            id="Arabic",
        ),
        pytest.param(
            """\
המועצה החליטה ביום חמישי לשמור על המעבורת. זה לקח שלוש שעות, שתי הפסקות וכריך אחד לפני ההצבעה הסופית.
מחיר המעבורת
תיקון המעבורת יעלה שני מיליון ומאה אלף כתרים, שנמצאים בקרן, וצוות, שאינו נמצא בשום מקום בעיר או בנמל.
מי ישלם?
איש אינו יודע מי ישלם לצוות בחורף, כי המועצה לא דיברה על כך וראש העיר כבר הלך הביתה לפני סוף הישיבה.
""",
            ["מחיר המעבורת", "מי ישלם?"],
            id="Hebrew",
        ),
        pytest.param(
            """\
परिषद ने गुरुवार को नौका को बनाए रखने का निर्णय लिया। इसमें तीन घंटे, दो विराम और एक सैंडविच लगा, फिर मतदान हुआ।
नौका की लागत
नौका की मरम्मत पर इक्कीस लाख क्राउन खर्च होंगे, जो कोष में हैं, लेकिन चालक दल कहीं नहीं है और न ही कोई उसे खोज रहा है।
नौका कौन चलाएगा
कोई नहीं जानता कि सर्दियों में नौका कौन चलाएगा, क्योंकि चालक दल पतझड़ में किनारे पर उतरा और फिर वापस नहीं आया।
""",
            ["नौका की लागत", "नौका कौन चलाएगा"],
            id="Hindi",
        ),
    ],
)
def test_headings_in_other_languages(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("lines", "kind", "why"),
    [
        (
            ("What the ferry costs", CROWD),
            "heading",
            "no full stop, worded like a heading, over a longer text",
        ),
        (
            ("Step 1: Mend the hull", CROWD, "Step 2: Find a crew", HULL),
            "heading",
            "no full stop, counts on from other lines, over a longer text",
        ),
        (
            ("The mayor then said:", CROWD),
            "paragraph",
            "a colon at its end, begins like the line above, no other short line ends like it",
        ),
        (
            ("She sails on the tide, and nobody knows when she comes home.", CROWD),
            "paragraph",
            "long, a full stop, worded like a sentence",
        ),
    ],
)
def test_the_signs_that_decided_are_told(lines: tuple[str, ...], kind: str, why: str) -> None:
    row = rows(FERRY, *lines)[1]
    assert (row.kind, headings.why(row.signs, row.kind == "heading")) == (kind, why)


def test_where_signs_are_at_odds_the_strongest_against_is_told() -> None:
    row = rows(FERRY, "1. Mend the hull", CROWD, "2. Find a crew", HULL)[1]
    assert headings.why(row.signs, True).endswith(", but numbered like the first item of a list")


def test_what_is_told_alone_is_of_the_line_itself() -> None:
    assert list(headings._TELLING)[: headings._OWN] == ["words width", "end", "case first opening commas"]


def test_all_signs_are_told_and_have_a_table_of_weights() -> None:
    assert " ".join(headings._TELLING).split() == sorted(
        heading_signs.NAMES, key=" ".join(headings._TELLING).split().index
    )
    assert list(WEIGHTS) == list(heading_signs.NAMES)
    assert all(len(table) == heading_signs.VALUES for table in WEIGHTS.values())
    assert all(math.isfinite(weight) for table in WEIGHTS.values() for weight in (BIAS, *table))


@given(st.lists(st.integers(0, heading_signs.VALUES - 1), min_size=len(WEIGHTS), max_size=len(WEIGHTS)), st.booleans())
def test_there_is_always_something_to_tell(signs: list[int], is_heading: bool) -> None:
    assert headings.why(signs, is_heading)


LINES = st.lists(st.lists(PIECES, min_size=1, max_size=5).map("".join), max_size=15).map("\n".join)


@given(st.one_of(TEXTS, LINES))
@settings(max_examples=300)
def test_signs_are_in_range_and_confidence_is_at_least_even(text: str) -> None:
    signs = heading_signs.read(plaintext.opened(text, 1, ""))
    assert list(signs.at) == sorted(set(signs.at))
    for values in signs.values:
        assert len(values) == len(heading_signs.NAMES)
        assert all(0 <= value < heading_signs.VALUES for value in values)
    for row in plaintext.read(text, 1, ""):
        if row.signs:
            assert 0.5 <= row.confidence <= 1


def test_each_pair_of_neighbours_is_compared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many short lines there are: the work is in proportion to them."""
    compared = 0
    echo = heading_signs._echo

    def counting(text: str, folded: str, below: str) -> float:
        nonlocal compared
        compared += 1
        return echo(text, folded, below)

    monkeypatch.setattr(heading_signs, "_echo", counting)
    assert len(heading_signs.read([Row(at, f"Ferry {at} leaves") for at in range(1, 1001)]).at) == 1000
    assert compared == 999


def test_the_weights_need_no_library_that_learned_them() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys, digest.loader.headings; print(*{name.partition('.')[0] for name in sys.modules})"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = set(done.stdout.split())
    assert "digest" in loaded
    assert loaded & {"lightgbm", "numpy", "scipy", "sklearn", "pandas"} == set()


HEADS = st.lists(
    st.sampled_from(
        (*(FERRY, CROWD, HULL, "The hull", "THE CREW", "Who pays?", "Step 1: mend it", "Step 2: sail it", "1. A hull"),
         *("2. A crew", "Ann Lee: I do not know.", "Bo Chan: Nor do I.", "Read more here", "It leaks.", "- a funnel"),
         *("The ferry, and after it", "the ferry leaks", "“Never again”", "A Crew for the Ferry", "It was sold;"))
    ),
    max_size=30,
).map("\n".join)  # fmt: skip


@settings(max_examples=300)
@given(st.one_of(HEADS, LINES, TEXTS))
def test_the_same_lines_are_headings_whether_explained_or_not(text: str) -> None:
    explained, bare = (plaintext.read(text, 1, "", explained) for explained in (True, False))
    assert [(row.kind, row.text, row.mark) for row in bare] == [(row.kind, row.text, row.mark) for row in explained]


def test_what_is_left_to_weigh_is_within_its_bounds() -> None:
    groups = [[WEIGHTS[name] for name in names] for names in heading_signs.GROUPS]
    assert sorted(name for names in heading_signs.GROUPS for name in names) == sorted(heading_signs.NAMES)
    for done, step in enumerate(headings.STEPS, 1):
        left = [table for tables in groups[done:] for table in tables]
        assert step.tables == groups[done - 1]
        assert step.least < sum(map(min, left)) < step.least + 1e-5
        assert step.most > sum(map(max, left)) > step.most - 1e-5
    assert len(headings.STEPS) == len(groups)


def test_a_line_that_is_plain_already_is_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heading_signs, "_echo", None)
    bare = plaintext.read("\n".join((FERRY, "A Crew for the Ferry", CROWD, "Last Boat Home", HULL)), 1, "", False)
    assert [row.kind for row in bare] == ["paragraph", "heading", "paragraph", "heading", "paragraph"]
