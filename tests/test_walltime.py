"""Dates as people write them, where clocks leave hours out or show them twice."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.renderer.story import date
from digest.walltime import WallTime

ZONES = sorted(available_timezones() - {"localtime", "posixrules"})


def encoded(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment as the next process, or the next build, gets to know it."""
    return msgspec.msgpack.decode(msgspec.msgpack.encode(moment), type=datetime).astimezone(zone)


@pytest.mark.parametrize(
    ("zone", "written", "moment"),
    [
        # neither
        ("UTC", "2026-11-22 14:30", "2026-11-22T14:30:00+00:00"),
        ("Europe/Vienna", "2026-11-22", "2026-11-22T00:00:00+01:00"),
        ("Europe/Vienna", "2026-11-22T14:30:00Z", "2026-11-22T15:30:00+01:00"),
        ("Europe/Vienna", "2026-11-22 14:30 +0530", "2026-11-22T10:00:00+01:00"),
        # left out
        ("Europe/Vienna", "2026-03-29 02:30", "2026-03-29T03:30:00+02:00"),
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T01:00:00-02:00"),
        ("America/Sao_Paulo", "2018-11-04 00:30", "2018-11-04T01:30:00-02:00"),
        ("America/Nuuk", "2024-03-30 23:30", "2024-03-31T00:30:00-01:00"),
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-04T02:45:00+11:00"),
        ("Antarctica/Troll", "2026-03-29 02:00", "2026-03-29T04:00:00+02:00"),
        ("Pacific/Apia", "2011-12-30", "2011-12-31T00:00:00+14:00"),
        # twice: it is the first time
        ("Europe/Vienna", "2026-10-25 02:30", "2026-10-25T02:30:00+02:00"),
        ("America/Havana", "2026-11-01", "2026-11-01T00:00:00-04:00"),
        ("America/Havana", "2026-11-01 00:30", "2026-11-01T00:30:00-04:00"),
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-05T01:45:00+11:00"),
        # the second time, where it is said
        ("Europe/Vienna", "2026-10-25T02:30:00+01:00", "2026-10-25T02:30:00+01:00"),
        # before there was a standard time
        ("Europe/Berlin", "1850-03-01", "1850-03-01T00:00:00+00:53:28"),
    ],
)
def test_a_date_is_what_clocks_show_and_stays_so_from_process_to_process(zone: str, written: str, moment: str) -> None:
    place = ZoneInfo(zone)
    found = WallTime.parse(written).at(place)
    assert found.isoformat() == moment
    assert encoded(found, place).isoformat() == moment
    assert date(encoded(found, place)) == date(found)


@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(1800, 1, 1), datetime(2037, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),
)
def test_any_date_in_any_zone_is_shown_alike_in_every_process(zone: str, written: datetime) -> None:
    place = ZoneInfo(zone)
    found = WallTime(written, timed=True).at(place)
    again = encoded(found, place)
    assert (again.isoformat(), again.fold) == (found.isoformat(), found.fold)
    assert date(again) == date(found)


@given(st.sampled_from(ZONES), st.dates(datetime(1800, 1, 1).date(), datetime(2037, 1, 1).date()))
def test_a_date_without_a_time_is_shown_without_one_in_any_zone(zone: str, day: datetime) -> None:
    assert date(WallTime.parse(day.isoformat()).at(ZoneInfo(zone))).time == ""


def midnights_left_out(zone: str) -> list[str]:
    """The days since 1900 that did not begin at midnight there."""
    place = ZoneInfo(zone)
    days = (datetime(1900, 1, 1) + timedelta(number) for number in range(137 * 366))
    return [f"{day:%Y-%m-%d}" for day in days if WallTime(day, timed=False).at(place).time() != day.time()]


@pytest.mark.parametrize(
    ("zone", "day", "begins"),
    [
        ("America/Sao_Paulo", "2018-11-04", "01:00:00"),
        ("America/Havana", "2026-03-08", "01:00:00"),
        ("Asia/Beirut", "2022-03-27", "01:00:00"),
        ("America/Toronto", "1919-03-31", "01:00:00"),
        ("Africa/Monrovia", "1972-01-07", "00:44:30"),
        ("America/Danmarkshavn", "1996-01-01", "03:00:00"),
    ],
)
def test_a_day_that_does_not_begin_at_midnight_is_a_day(zone: str, day: str, begins: str) -> None:
    assert day in midnights_left_out(zone)
    for found in midnights_left_out(zone):
        moment = WallTime.parse(found).at(ZoneInfo(zone))
        assert (date(moment).iso, date(moment).time) == (found, "")
    assert WallTime.parse(day).at(ZoneInfo(zone)).time().isoformat() == begins


@pytest.mark.parametrize(
    ("zone", "moment", "shown"),
    [
        ("America/Sao_Paulo", datetime(2018, 11, 4, 1, 30), "01:30"),
        ("America/Sao_Paulo", datetime(2018, 11, 5, 1), "01:00"),
        ("America/Sao_Paulo", datetime(2018, 11, 3, 1), "01:00"),
        ("America/Sao_Paulo", datetime(2018, 11, 4, 1, 0, 1), "01:00"),
        ("Europe/Vienna", datetime(2026, 3, 29, 3), "03:00"),
        ("America/Havana", datetime(2026, 11, 1, 1), "01:00"),
    ],
)
def test_a_time_that_is_none_of_midnight_is_shown(zone: str, moment: datetime, shown: str) -> None:
    assert date(moment.replace(tzinfo=ZoneInfo(zone))).time == shown


def test_a_date_knows_whether_it_has_a_time() -> None:
    assert [WallTime.parse(text).timed for text in ("2026-11-22", "2026-11-22 00:00", "2026-1-2")] == [
        False,
        True,
        False,
    ]
    assert WallTime.parse("2026-11-22").moment == datetime(2026, 11, 22)
    assert WallTime.parse("2026-11-22T01:00:00Z").moment == datetime(2026, 11, 22, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("2026-02-30", "'2026-02-30' is not a date: day is out of range for month"),
        ("tomorrow", "'tomorrow' is not a date; expected 2026-11-22, 2026-11-22 14:30 or 2026-11-22T14:30:00+01:00"),
        ("2026-11-22 14:30 +01:75", "'2026-11-22 14:30 +01:75' is not a date: minutes of the offset must be in 0..59"),
        ("0999-12-31", "'0999-12-31' is not a date of a newspaper; expected a year from 1000 to 9998"),
        ("9999-01-01", "'9999-01-01' is not a date of a newspaper; expected a year from 1000 to 9998"),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(text: str, wrong: str) -> None:
    with pytest.raises(ValueError, match="is not a date") as raised:
        WallTime.parse(text)
    assert str(raised.value) == wrong
