"""What expanding costs, in steps: the same whenever a series began, and never without end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from api.ical.recurrence import (
    ExtraDate,
    InvalidRule,
    Series,
    Steps,
    TooManySteps,
    check_series,
    expand,
)
from api.ical.window import Window
from tests.ical.parsing_files import local, utc
from tests.ical.recurring import series

# As of a feed on 25 November 2026.
WINDOW = Window(utc(2026, 10, 11), utc(2027, 1, 25))
RULES = [
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3;BYDAY=MO,TU,WE,TH,FR",
    "FREQ=DAILY;BYHOUR=6,14,22",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=YEARLY;BYWEEKNO=45",
    "FREQ=YEARLY;BYDAY=MO",
    "FREQ=DAILY;UNTIL=20990101",
    "FREQ=DAILY;COUNT=9999",
]


def steps_of(stored: Series) -> int:
    steps = Steps()
    assert expand(stored, WINDOW, steps)
    return steps.taken


@pytest.mark.parametrize("rule", RULES)
def test_a_series_of_twenty_years_costs_what_a_new_one_does(rule: str) -> None:
    old, new = (series(rule, local(year, 10, 5, 9)) for year in (2006, 2026))
    assert steps_of(old) < 2 * steps_of(new)


def test_a_daily_series_costs_a_step_for_each_day_of_the_window() -> None:
    days = (WINDOW.end - WINDOW.start) / timedelta(days=1)
    assert steps_of(series("FREQ=DAILY", local(2006, 10, 5, 9))) <= days + 5


def test_added_dates_far_from_the_window_cost_nothing() -> None:
    weekly = series("FREQ=WEEKLY", local(2006, 10, 5, 9))
    far = tuple(ExtraDate(utc(2010, 1, 1) + timedelta(days=day)) for day in range(2_000))
    near = (ExtraDate(utc(2026, 12, 1)), ExtraDate(utc(2026, 10, 1), utc(2026, 10, 12)))

    assert steps_of(replace(weekly, rdates=far)) == steps_of(weekly)
    assert steps_of(replace(weekly, rdates=far + near)) == steps_of(weekly) + len(near)


def test_a_series_that_has_not_begun_costs_nothing() -> None:
    steps = Steps()
    assert not expand(series("FREQ=DAILY", local(2030, 1, 1, 9)), WINDOW, steps)
    assert steps.taken == 0


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTHDAY=29;BYMONTH=2;COUNT=10000",
        "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=0,1,2,3,4,5,6,7,8,9;BYSETPOS=366;COUNT=10000",
        "FREQ=DAILY;INTERVAL=9999;BYDAY=MO;BYMONTHDAY=13;BYMONTH=5;UNTIL=99970101",
        "FREQ=YEARLY;INTERVAL=9999;COUNT=10000",
    ],
)
def test_a_hostile_rule_ends_by_itself_or_with_an_error(rule: str) -> None:
    steps = Steps()
    try:
        expand(series(rule, local(2026, 10, 13, 9)), WINDOW, steps)
    except InvalidRule as why:
        assert "recurrence rule" in str(why)  # noqa: PT017 - either is right, no end is not
    assert steps.taken <= 30_000


def test_a_stored_rule_that_nobody_checked_is_given_up_too() -> None:
    stored = Series(
        starts_at=utc(2026, 10, 12),
        ends_at=utc(2026, 10, 13),
        time_zone=None,
        rule="FREQ=DAILY;COUNT=9;BYMONTHDAY=30;BYMONTH=2",
    )
    with pytest.raises(TooManySteps, match="too many days to try"):
        expand(stored, WINDOW)


def test_an_endless_window_is_given_up() -> None:
    daily = series("FREQ=DAILY", local(2026, 10, 12, 9))
    with pytest.raises(TooManySteps):
        expand(daily, Window(utc(1, 1, 2), utc(9998, 12, 31)))


def test_steps_can_be_shared_by_many_series() -> None:
    daily = series("FREQ=DAILY", local(2006, 10, 5, 9))
    shared = Steps(most=500)
    for _ in range(4):
        expand(daily, WINDOW, shared)
    with pytest.raises(TooManySteps):
        expand(daily, WINDOW, shared)


@pytest.mark.parametrize("rule", ["FREQ=DAILY;COUNT=9999", "FREQ=DAILY;BYHOUR=6,14;COUNT=9999"])
def test_a_count_is_counted_once_also_beside_added_dates(rule: str) -> None:
    plain = series(rule, local(2014, 10, 5, 9))
    later = (ExtraDate(utc(2050, 1, 1)),)
    for stored in (plain, check_series(replace(plain, rdates=later))):
        counting = Steps()
        expand(replace(stored, last_starts_at=None), WINDOW, counting)
        assert counting.taken > 20 * steps_of(stored)


@pytest.mark.parametrize(
    ("rule", "weeks"),
    [
        ("FREQ=WEEKLY;COUNT=9999", 9_998),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;COUNT=53", 2 * 52),
        # What the rule does not give counts as the first: Monday, then as many Sundays.
        ("FREQ=WEEKLY;BYDAY=SU;COUNT=53", 51 + 6 / 7),
    ],
)
def test_a_count_of_weeks_is_found_without_walking_them(rule: str, weeks: float) -> None:
    steps = Steps()
    stored = check_series(series(rule, local(2026, 10, 5, 9)), steps)
    assert stored.last_ends_at is not None
    length = stored.local(stored.last_ends_at) - stored.local(stored.ends_at)
    assert length == timedelta(days=round(7 * weeks))
    assert steps.taken < 10


def test_a_check_costs_a_few_steps_for_a_rule_without_a_count() -> None:
    steps = Steps()
    for rule in ("FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=YEARLY"):
        check_series(replace(series("", local(2006, 10, 31, 9)), rule=rule), steps)
    assert steps.taken < 20
