"""What is different between two values, in words."""

from msgspec import Struct

from digest.engine.difference import differences


class Name(Struct, frozen=True):
    label: str
    href: str


class Group(Struct, frozen=True):
    topic: Name | None
    stories: tuple[Name, ...]


class Bare(Struct, frozen=True):
    count: int


VOTE, FERRY = Name("Vote", "vote/"), Name("Ferry", "ferry/")
COUNCIL = Name("Council", "topics/council/")


def test_the_stories_of_a_topic_are_told_by_the_topic_and_those_of_none_by_no_name() -> None:
    before = (Group(COUNCIL, (VOTE,)), Group(None, (FERRY,)))
    after = (Group(COUNCIL, (Name("The vote", "vote/"),)), Group(None, (FERRY, VOTE)))
    assert list(differences(before, after, "sections")) == [
        "sections['Council'].stories['Vote'].label: 'Vote' -> 'The vote'",
        "sections[''].stories: 'Vote' is new",
    ]


def test_what_has_no_name_is_told_by_its_place() -> None:
    assert list(differences((Bare(1), Bare(2)), (Bare(1), Bare(3)), "rows")) == ["rows[2].count: 2 -> 3"]
