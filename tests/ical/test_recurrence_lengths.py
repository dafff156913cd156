"""How long occurrences are: exactly, by the days of the calendar, or as clocks show it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from api.ical.recurrence import (
    Change,
    ExtraDate,
    InvalidRule,
    Series,
    check_series,
    expand,
    parts_of,
)
from api.ical.window import Window
from tests.ical.parsing_files import local, utc
from tests.ical.recurring import LONDON, instant, series
from tests.ical.series import made_up_series

ALWAYS = Window(utc(1990, 1, 1), utc(2200, 1, 1))
NEW_YORK = "America/New_York"


def exact(
    rule: str,
    start: datetime,
    hours: int,
    *,
    days: int = 0,
    zone: str = LONDON,
    rdates: tuple[ExtraDate, ...] = (),
) -> Series:
    """A series by a DURATION of so many days and hours."""
    length = timedelta(hours=hours)
    by_clock = series(rule, start, start + timedelta(days=days), zone=zone)
    made = replace(by_clock, ends_at=by_clock.ends_at + length, exact_length=length, rdates=rdates)
    return check_series(made)


def ends(stored: Series, begin: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """Starts and ends in UTC of what starts between the two instants."""
    found = expand(stored, Window(begin, end))
    return [(each.starts_at, each.ends_at) for each in found if each.starts_at >= begin]


@pytest.mark.parametrize(
    ("zone", "noon", "expected"),
    [
        (
            LONDON,
            utc(2026, 3, 27, 12),
            [
                (utc(2026, 3, 27, 22), utc(2026, 3, 28, 8)),
                (utc(2026, 3, 28, 22), utc(2026, 3, 29, 8)),  # to nine in the morning there
                (utc(2026, 3, 29, 21), utc(2026, 3, 30, 7)),
            ],
        ),
        (
            LONDON,
            utc(2026, 10, 23, 12),
            [
                (utc(2026, 10, 23, 21), utc(2026, 10, 24, 7)),
                (utc(2026, 10, 24, 21), utc(2026, 10, 25, 7)),  # to seven
                (utc(2026, 10, 25, 22), utc(2026, 10, 26, 8)),
            ],
        ),
        (
            NEW_YORK,
            utc(2026, 3, 6, 12),
            [
                (utc(2026, 3, 7, 3), utc(2026, 3, 7, 13)),
                (utc(2026, 3, 8, 3), utc(2026, 3, 8, 13)),  # to nine
                (utc(2026, 3, 9, 2), utc(2026, 3, 9, 12)),
            ],
        ),
        (
            NEW_YORK,
            utc(2026, 10, 30, 12),
            [
                (utc(2026, 10, 31, 2), utc(2026, 10, 31, 12)),
                (utc(2026, 11, 1, 2), utc(2026, 11, 1, 12)),  # to seven
                (utc(2026, 11, 2, 3), utc(2026, 11, 2, 13)),
            ],
        ),
    ],
)
def test_a_night_shift_of_ten_hours_lasts_ten_hours_also_when_clocks_change(
    zone: str, noon: datetime, expected: list[tuple[datetime, datetime]]
) -> None:
    nightly = exact("FREQ=DAILY", local(2026, 1, 1, 22), 10, zone=zone)
    assert ends(nightly, noon, noon + timedelta(days=3)) == expected


def test_of_a_day_and_two_hours_the_day_is_one_of_the_calendar_and_the_hours_are_exact() -> None:
    daily = exact("FREQ=DAILY;COUNT=3", local(2026, 3, 27), 2, days=1)
    assert ends(daily, utc(2026, 3, 27), utc(2026, 3, 30)) == [
        (utc(2026, 3, 27), utc(2026, 3, 28, 2)),
        (utc(2026, 3, 28), utc(2026, 3, 29, 2)),  # 00:00 there, and two hours, is three
        (utc(2026, 3, 29), utc(2026, 3, 30, 1)),  # a day of 23 hours, and two
    ]


def test_twenty_four_hours_are_no_day_of_the_calendar() -> None:
    daily = exact("FREQ=DAILY", local(2026, 3, 28, 12), 24)
    assert ends(daily, utc(2026, 3, 28), utc(2026, 3, 29)) == [
        (utc(2026, 3, 28, 12), utc(2026, 3, 29, 12)),  # to 13:00 there
    ]


def test_an_exact_length_counts_from_the_second_of_two_equal_times_too() -> None:
    added = (ExtraDate(utc(2026, 10, 25, 1, 30)),)  # 01:30 for the second time
    weekly = exact("FREQ=WEEKLY;COUNT=2", local(2026, 10, 1, 9), 3, rdates=added)
    assert (utc(2026, 10, 25, 1, 30), utc(2026, 10, 25, 4, 30)) in ends(
        weekly, utc(2026, 10, 25), utc(2026, 10, 26)
    )


def test_a_later_part_has_the_exact_length_that_it_says() -> None:
    whole = exact("FREQ=DAILY;COUNT=200", local(2026, 3, 27, 22), 10)
    moved = exact("", local(2026, 3, 28, 23), 8)
    before, after = parts_of(whole, [Change(instant(local(2026, 3, 28, 22), LONDON), moved)])
    assert ends(before.series, utc(2026, 3, 27), utc(2026, 4, 1)) == [
        (utc(2026, 3, 27, 22), utc(2026, 3, 28, 8))
    ]
    assert ends(after.series, utc(2026, 3, 27), utc(2026, 3, 30)) == [
        (utc(2026, 3, 28, 23), utc(2026, 3, 29, 7)),
        (utc(2026, 3, 29, 22), utc(2026, 3, 30, 6)),
    ]
    assert after.series.last_ends_at == utc(2026, 10, 13, 6)


def made_up_exact(count: int) -> Iterator[tuple[Series, Series]]:
    """Timed series with lengths by the clock, and the same ones with the length made exact."""
    for made_up in made_up_series(count, seed=336):
        facts = made_up.series()
        length = made_up.length
        if made_up.zone is None:
            continue
        made = replace(facts, ends_at=facts.starts_at + length, exact_length=length)
        try:
            yield check_series(facts), check_series(made)
        except InvalidRule:
            continue


def test_all_occurrences_of_an_exact_series_last_equally_long_in_utc() -> None:
    compared = 0
    for by_clock, made in made_up_exact(60):
        window = Window(made.starts_at - timedelta(days=1), made.starts_at + timedelta(days=1_000))
        found = expand(made, window)
        assert {each.ends_at - each.starts_at for each in found} <= {made.exact_length}, made
        assert [each.starts_at for each in found] == [
            each.starts_at for each in expand(by_clock, window)
        ]
        compared += bool(found)
    assert compared > 35


def test_no_occurrence_of_an_exact_series_ends_after_its_last_end() -> None:
    random = Random(0)
    ended = 0
    for _, made in made_up_exact(60):
        if made.last_ends_at is None:
            continue
        # Some of the length may be days, as in P2DT3H.
        exact_length = random.choice((made.exact_length, made.exact_length % timedelta(days=1)))
        mixed = check_series(replace(made, exact_length=exact_length))
        assert mixed.last_ends_at is not None
        found = expand(mixed, ALWAYS)
        assert max((each.ends_at for each in found), default=mixed.ends_at) == mixed.last_ends_at
        assert found == expand(replace(mixed, last_starts_at=None), ALWAYS), mixed
        last_moment = Window(mixed.last_ends_at - timedelta(microseconds=1), ALWAYS.end)
        assert [each for each in found if each.ends_at > last_moment.start] == [
            each for each in expand(mixed, last_moment) if each.ends_at > last_moment.start
        ]
        ended += 1
    assert ended > 15
