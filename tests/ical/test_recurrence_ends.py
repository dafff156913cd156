"""Where a series ends: COUNT, UNTIL, and the end of its last occurrence."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from api.ical.recurrence import InvalidRule, Series, check_series, expand, last_end
from api.ical.window import Window
from tests.ical.parsing_files import local, utc
from tests.ical.recurring import TWO_YEARS, series, starts
from tests.ical.series import made_up_series

MONDAY = local(2026, 3, 2, 9)
ALWAYS = Window(utc(1990, 1, 1), utc(2200, 1, 1))


def test_count_counts_the_start_also_where_the_rule_does_not_give_it() -> None:
    fridays = series("FREQ=WEEKLY;BYDAY=FR;COUNT=3", MONDAY)
    assert starts(fridays) == ["2026-03-02 09:00", "2026-03-06 09:00", "2026-03-13 09:00"]


def test_a_count_of_one_is_the_start_alone() -> None:
    assert starts(series("FREQ=WEEKLY;BYDAY=FR;COUNT=1", MONDAY)) == ["2026-03-02 09:00"]


def test_count_counts_what_is_excluded() -> None:
    daily = series("FREQ=DAILY;COUNT=3", MONDAY, exdates=[local(2026, 3, 3, 9)])
    assert starts(daily) == ["2026-03-02 09:00", "2026-03-04 09:00"]


def test_count_does_not_count_added_dates_however_late_they_are() -> None:
    daily = series("FREQ=DAILY;COUNT=2", MONDAY, rdates=[local(2026, 3, 9, 9)])
    assert starts(daily) == ["2026-03-02 09:00", "2026-03-03 09:00", "2026-03-09 09:00"]


def test_count_counts_days_that_exist() -> None:
    monthly = series("FREQ=MONTHLY;COUNT=3", local(2026, 1, 31, 9))
    assert starts(monthly) == ["2026-01-31 09:00", "2026-03-31 09:00", "2026-05-31 09:00"]


def test_a_leap_day_is_counted_in_leap_years() -> None:
    yearly = series("FREQ=YEARLY;COUNT=3", local(2096, 2, 29), zone=None)
    assert starts(yearly, ALWAYS) == ["2096-02-29", "2104-02-29", "2108-02-29"]


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20260304", "2026-03-04 23:00"),  # all of that day in London
        ("20260304T230000Z", "2026-03-04 23:00"),
        ("20260304T225959Z", "2026-03-03 23:00"),
        ("20260304T230000", "2026-03-04 23:00"),
        ("20260304T225959", "2026-03-03 23:00"),
    ],
)
def test_until_is_the_last_moment_at_which_an_occurrence_may_start(until: str, last: str) -> None:
    assert starts(series(f"FREQ=DAILY;UNTIL={until}", local(2026, 3, 2, 23)))[-1] == last


def test_until_in_utc_is_an_instant_for_a_series_far_from_utc() -> None:
    # Nine in the morning of 5 March there is eight in the evening of 4 March in UTC.
    daily = series("FREQ=DAILY;UNTIL=20260304T200000Z", MONDAY, zone="Pacific/Auckland")
    assert starts(daily)[-1] == "2026-03-05 09:00"
    daily = series("FREQ=DAILY;UNTIL=20260304T195959Z", MONDAY, zone="Pacific/Auckland")
    assert starts(daily)[-1] == "2026-03-04 09:00"


@pytest.mark.parametrize("until", ["20260304", "20260304T000000Z", "20260304T225959Z"])
def test_of_until_an_all_day_series_takes_the_date_as_it_is_written(until: str) -> None:
    daily = series(f"FREQ=DAILY;UNTIL={until}", local(2026, 3, 2), zone=None)
    assert starts(daily) == ["2026-03-02", "2026-03-03", "2026-03-04"]


@pytest.mark.parametrize(
    ("rule", "end"),
    [
        ("FREQ=DAILY", None),
        ("FREQ=DAILY;COUNT=1", utc(2026, 3, 2, 10)),
        ("FREQ=DAILY;COUNT=30", utc(2026, 3, 31, 9)),  # in summer time by then
        ("FREQ=WEEKLY;UNTIL=20260331", utc(2026, 3, 30, 9)),
        ("FREQ=YEARLY;UNTIL=20990101", utc(2098, 3, 2, 10)),
        ("FREQ=YEARLY;UNTIL=99990101", None),
        ("FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=1;UNTIL=20270130", utc(2026, 3, 2, 10)),
    ],
)
def test_the_end_of_the_last_occurrence_is_known_unless_there_is_none(
    rule: str, end: datetime | None
) -> None:
    assert series(rule, MONDAY).last_ends_at == end


def test_the_last_occurrence_is_one_that_is_not_excluded() -> None:
    ended = series("FREQ=DAILY;COUNT=3", MONDAY, exdates=[local(2026, 3, 4, 9)])
    assert ended.last_ends_at == utc(2026, 3, 3, 10)


def test_the_last_occurrence_may_be_an_added_one() -> None:
    ended = series("FREQ=DAILY;COUNT=3", MONDAY, rdates=[local(2026, 7, 1, 9)])
    assert ended.last_ends_at == utc(2026, 7, 1, 9)


def test_a_series_whose_occurrences_are_all_excluded_has_an_end_and_nothing_in_it() -> None:
    days = [local(2026, 3, day, 9) for day in (2, 3, 4)]
    empty = series("FREQ=DAILY;COUNT=3", MONDAY, exdates=days)
    assert empty.last_ends_at == utc(2026, 3, 2, 10)
    assert not expand(empty, ALWAYS)


def test_no_occurrence_of_a_made_up_series_ends_after_its_last_end() -> None:
    ended = 0
    for made_up in made_up_series(300, seed=7):
        try:
            stored = check_series(made_up.series())
        except InvalidRule:
            continue
        if stored.last_ends_at is None:
            continue
        ends = [each.ends_at for each in expand(stored, ALWAYS)]
        assert max(ends, default=stored.ends_at) == stored.last_ends_at, made_up
        ended += 1
    assert ended > 100


def test_a_last_start_that_was_kept_stands_for_the_count() -> None:
    fortnights = series("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=9", MONDAY)
    assert fortnights.last_ends_at == last_end(fortnights)
    counted = replace(fortnights, last_starts_at=None)
    assert expand(fortnights, TWO_YEARS) == expand(counted, TWO_YEARS)
    assert len(expand(fortnights, TWO_YEARS)) == 9


def test_a_series_is_refused_that_lasts_longer_than_a_year_or_ends_before_it_starts() -> None:
    kept = series("FREQ=YEARLY", MONDAY, MONDAY + timedelta(days=366))
    for length in (timedelta(days=367), timedelta(minutes=-1)):
        with pytest.raises(InvalidRule, match="Change the end of the event"):
            check_series(replace(kept, ends_at=kept.starts_at + length))


def test_a_long_occurrence_in_the_last_week_of_the_last_years_does_not_overflow() -> None:
    rule = "FREQ=YEARLY;BYWEEKNO=-1,1,53"
    long = series(rule, local(9990, 6, 2, 9), local(9991, 6, 3, 9), zone="America/New_York")
    assert expand(long, Window(utc(9996, 1, 1), utc(9998, 12, 31)))


@pytest.mark.parametrize("year", [1, 9998])
def test_a_series_at_the_ends_of_time_is_expanded_or_refused_like_any_other(year: int) -> None:
    for rule in ("FREQ=DAILY", "FREQ=YEARLY;BYWEEKNO=1;WKST=SU", "FREQ=WEEKLY;WKST=SU;COUNT=3"):
        stored = Series(
            starts_at=utc(year, 1, 3), ends_at=utc(year, 1, 4), time_zone="Asia/Tokyo", rule=rule
        )
        window = Window(utc(year, 1, 2), utc(year, 12, 30))
        try:
            assert expand(check_series(stored), window)
        except InvalidRule as why:
            assert str(why)  # noqa: PT017 - either is right, a fault is not
