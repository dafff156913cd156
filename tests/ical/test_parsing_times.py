"""When events are: starts, ends and lengths, valid and not, in every kind of zone."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ical.parsing_files import local, read_event, refusal, utc, vevent

ZERO = timedelta()


@pytest.mark.parametrize(
    ("start", "starts_at", "time_zone"),
    [
        ("DTSTART:20260302T090000Z", utc(2026, 3, 2, 9), None),
        ("DTSTART:20260302T090000", utc(2026, 3, 2, 8), None),
        ("DTSTART;TZID=America/New_York:20260302T090000", utc(2026, 3, 2, 14), "America/New_York"),
        ("DTSTART;TZID=Europe/Berlin:20260302T090000Z", utc(2026, 3, 2, 9), None),
        ("DTSTART;TZID=Half Hour:20260302T090000", utc(2026, 3, 2, 5, 30), None),
        ("DTSTART;TZID=Half Hour:20260702T090000", utc(2026, 7, 2, 4, 30), None),
        ("DTSTART;VALUE=DATE-TIME:20260302t090000z", utc(2026, 3, 2, 9), None),
        ("DTSTART:2026-03-02T09:00:00+01:00", utc(2026, 3, 2, 8), None),
        ("DTSTART:20260302T0900-0230", utc(2026, 3, 2, 11, 30), None),
        ("DTSTART: 20260302T090000.123Z ", utc(2026, 3, 2, 9), None),
        ("DTSTART:20260302T240000Z", utc(2026, 3, 3), None),
        ("DTSTART:20161231T235960Z", utc(2017, 1, 1), None),
    ],
)
def test_a_start_is_an_instant(start: str, starts_at: datetime, time_zone: str | None) -> None:
    event = read_event(start=start)
    assert (event.starts_at, event.all_day, event.time_zone) == (starts_at, False, time_zone)


@pytest.mark.parametrize(
    "start",
    [
        "DTSTART;VALUE=DATE:20260302",
        "DTSTART:20260302",
        "DTSTART:2026-03-02",
        "DTSTART;TZID=Asia/Tokyo;VALUE=DATE:20260302",
        "DTSTART;VALUE=DATE:20260302T230000",
    ],
)
def test_a_date_is_a_whole_day_wherever_it_is_read(start: str) -> None:
    event = read_event(start=start)
    assert (event.starts_at, event.ends_at) == (utc(2026, 3, 2), utc(2026, 3, 3))
    assert (event.all_day, event.time_zone) == (True, None)


@pytest.mark.parametrize(
    ("end", "days"),
    [
        ("DTEND;VALUE=DATE:20260305", 3),
        ("DTEND;VALUE=DATE:20260302", 1),  # the last day instead of the day after it
        ("DTEND;VALUE=DATE:20260201", 1),
        ("DTEND:20260305T000000", 3),
        ("DTEND:20260305T000001", 4),
        ("DTEND;TZID=America/New_York:20260302T170000", 1),
        ("DURATION:P3D", 3),
        ("DURATION:P1W", 7),
        ("DURATION:PT36H", 2),
        ("DURATION:P0D", 1),
        ("DURATION:-P3D", 1),
        ("DURATION:-PT1W1D2H3M4S", 1),
    ],
)
def test_an_all_day_event_ends_after_whole_days_of_which_it_has_one(end: str, days: int) -> None:
    event = read_event(end, start="DTSTART;VALUE=DATE:20260302")
    assert event.ends_at - event.starts_at == timedelta(days=days)


@pytest.mark.parametrize(
    ("end", "length"),
    [
        ("DTEND;TZID=Europe/Berlin:20260302T103000", timedelta(minutes=90)),
        ("DTEND:20260302T083000Z", timedelta(minutes=30)),
        ("DTEND;VALUE=DATE:20260303", timedelta(hours=15)),  # as that day begins in Berlin
        ("DTEND;VALUE=DATE:20260302", ZERO),
        ("DTEND;TZID=Europe/Berlin:20260302T080000", ZERO),
        ("DURATION:PT1H30M", timedelta(minutes=90)),
        ("DURATION:P1DT1M", timedelta(days=1, minutes=1)),
        ("DURATION:+PT90S", timedelta(seconds=90)),
        ("DURATION:-PT15M", ZERO),
        ("LOCATION:Here", ZERO),
    ],
)
def test_a_timed_event_ends_when_it_says_and_not_before_it_starts(
    end: str, length: timedelta
) -> None:
    event = read_event(end, start="DTSTART;TZID=Europe/Berlin:20260302T090000")
    assert event.ends_at - event.starts_at == length


def test_an_end_of_its_own_goes_before_a_duration() -> None:
    event = read_event("DURATION:PT5H", "DTEND:20260302T100000Z")
    assert event.ends_at == utc(2026, 3, 2, 10)


@pytest.mark.parametrize(
    ("end", "length"),
    [
        ("DTEND;TZID=Europe/Berlin:20260329T120000", timedelta(hours=23)),
        ("DURATION:P1D", timedelta(hours=23)),
        ("DURATION:PT24H", timedelta(hours=24)),
        ("DURATION:PT10H", timedelta(hours=10)),
    ],
)
def test_an_end_and_days_follow_the_clock_but_hours_are_exact(end: str, length: timedelta) -> None:
    event = read_event(end, start="DTSTART;TZID=Europe/Berlin:20260328T120000")
    assert event.ends_at - event.starts_at == length


@pytest.mark.parametrize(
    ("shown", "starts_at"),
    [
        ("Europe/Berlin:20260329T023000", utc(2026, 3, 29, 1, 30)),
        ("Europe/Berlin:20261025T023000", utc(2026, 10, 25, 0, 30)),
        ("Half Hour:20260329T023000", utc(2026, 3, 28, 23)),
        ("Half Hour:20261025T013000", utc(2026, 10, 24, 21)),
    ],
)
def test_a_time_in_a_gap_has_the_offset_before_it_and_one_in_a_fold_is_the_first(
    shown: str, starts_at: datetime
) -> None:
    assert read_event(start=f"DTSTART;TZID={shown}").starts_at == starts_at


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([], "It has no start (DTSTART)."),
        (["DTSTART:"], "It has no start (DTSTART)."),
        (["DTSTART:INVALID"], "Its start “INVALID” cannot be read."),
        (["DTSTART:20260230"], "Its start “20260230” cannot be read."),
        (["DTSTART:00000101"], "Its start “00000101” cannot be read."),
        (["DTSTART:-0010101T100000"], "Its start “-0010101T100000” cannot be read."),
        (["DTSTART:20260302T256000"], "Its start “20260302T256000” cannot be read."),
        (["DTSTART:٢٠٢٦٠٣٠٢"], "Its start “٢٠٢٦٠٣٠٢” cannot be read."),
        (["DTSTART:20260302", "DTEND:later"], "Its end “later” cannot be read."),
        (["DTSTART:20260302", "DURATION:P"], "Its duration “P” cannot be read."),
        (["DTSTART:20260302", "DURATION:1 hour"], "Its duration “1 hour” cannot be read."),
        (
            ["DTSTART;TZID=Nowhere/Land:20260302T090000"],
            "Its time zone “Nowhere/Land” is unknown, and the file has no usable VTIMEZONE for it.",
        ),
        (["DTSTART:99990101"], "One of its dates is outside the years 1 to 9998."),
        (["DTSTART:99981231"], "One of its dates is outside the years 1 to 9998."),
        (["DTSTART:99991231T235959Z"], "One of its dates is outside the years 1 to 9998."),
        (["DTSTART:00010101T000000"], "One of its dates is outside the years 1 to 9998."),
        (
            ["DTSTART:20260302", "DURATION:P999999999D"],
            "One of its dates is outside the years 1 to 9998.",
        ),
        (
            ["DTSTART:20260302", "DURATION:P999999999W"],
            "Its duration “P999999999W” cannot be read.",
        ),
    ],
)
def test_an_event_without_a_readable_time_is_refused_with_the_reason(
    lines: list[str], reason: str
) -> None:
    assert refusal(*vevent(*lines, start="")).reason == reason


def test_a_value_is_shortened_in_a_reason() -> None:
    reason = refusal(*vevent(start=f"DTSTART:{'9' * 1000}")).reason
    assert reason == f"Its start “{'9' * 60}…” cannot be read."


def test_of_two_starts_the_first_counts() -> None:
    event = read_event("DTSTART:20270101T000000Z", start="DTSTART:20260302T090000Z")
    assert event.starts_at == utc(2026, 3, 2, 9)


@given(
    st.datetimes(local(2, 1, 1), local(9997, 12, 31)),
    st.sampled_from(["Europe/Berlin", "Half Hour", "America/St_Johns", "Pacific/Apia"]),
    st.timedeltas(ZERO, timedelta(days=300)),
)
def test_any_local_time_has_an_instant_that_is_at_most_a_day_away(
    shown: datetime, zone: str, length: timedelta
) -> None:
    seconds = length // timedelta(seconds=1)
    event = read_event(
        f"DURATION:PT{seconds}S",
        start=f"DTSTART;TZID={zone}:{shown.year:04d}{shown:%m%dT%H%M%S}",
    )
    away = event.starts_at.replace(tzinfo=None) - shown.replace(microsecond=0)
    assert abs(away) <= timedelta(days=1)
    assert event.ends_at - event.starts_at == timedelta(seconds=seconds)
