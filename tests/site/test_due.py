"""When the next build has to run."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from digest.site.due import Due, dues
from digest.site.editions import editions_of
from tests.cards import NOW, card, day, settled_card

ZONE = ZoneInfo("UTC")


def test_what_is_scheduled_the_edition_and_the_news_are_due_in_the_order_of_time() -> None:
    cards = (settled_card("young", day(21, 18)), settled_card("old", day(20, 12)))
    found = dues(
        [card("later", day(30)), card("soon", day(22, 13))], cards, editions_of(cards, "weekly", {}), NOW, ZONE
    )
    assert found == (
        Due(day(22, 13), "article", "content/soon.txt"),
        Due(day(23), "edition", "2026-w47"),
        Due(day(23, 18), "news", "content/young.txt"),
        Due(day(30), "article", "content/later.txt"),
    )


def test_what_is_due_at_one_moment_is_in_the_order_of_names() -> None:
    cards = (settled_card("b", day(21)), settled_card("a", day(21)))
    found = dues([card("c", day(23))], cards, editions_of(cards, "weekly", {}), NOW, ZONE)
    assert [(due.event, due.name) for due in found] == [
        ("article", "content/c.txt"),
        ("edition", "2026-w47"),
        ("news", "content/a.txt"),
        ("news", "content/b.txt"),
    ]


def test_an_edition_that_has_ended_is_not_due() -> None:
    cards = (settled_card("old", day(15)),)
    assert dues([], cards, editions_of(cards, "weekly", {}), NOW, ZONE) == ()


def test_moments_are_those_of_the_site_and_hours_pass_when_clocks_are_set_back() -> None:
    zone = ZoneInfo("Europe/Berlin")
    cards = (settled_card("vote", datetime(2026, 10, 24, 12, tzinfo=zone)),)
    now = datetime(2026, 10, 24, 20, tzinfo=UTC)
    found = dues([], cards, editions_of(cards, "monthly", {}), now, zone)
    assert [due.at.isoformat() for due in found] == ["2026-10-26T11:00:00+01:00", "2026-11-01T00:00:00+01:00"]
