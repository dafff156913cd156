"""Dates that are added to a rule (RDATE) and excepted from it (EXDATE)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from api.ical.recurrence import ExtraDate, InvalidRule, check_series, expand
from tests.ical.parsing_files import local, utc
from tests.ical.recurring import TWO_YEARS, series, spans, starts

MONDAY = local(2026, 3, 2, 9)


def test_an_excepted_start_is_left_out_at_whatever_offset_clocks_are() -> None:
    daily = series(
        "FREQ=DAILY;UNTIL=20260331", local(2026, 3, 28, 9), exdates=[local(2026, 3, 29, 9)]
    )
    assert starts(daily) == ["2026-03-28 09:00", "2026-03-30 09:00", "2026-03-31 09:00"]


def test_an_excepted_date_leaves_out_all_that_start_on_it_in_the_zone_of_the_series() -> None:
    twice = series(
        "FREQ=DAILY;BYHOUR=0,23;COUNT=6",
        local(2026, 7, 1, 0),
        zone="America/New_York",
        exdates=[date(2026, 7, 2)],
    )
    assert starts(twice) == [
        *("2026-07-01 00:00", "2026-07-01 23:00", "2026-07-03 00:00", "2026-07-03 23:00"),
    ]


def test_the_start_itself_can_be_excepted() -> None:
    assert starts(series("FREQ=DAILY;COUNT=2", MONDAY, exdates=[MONDAY])) == ["2026-03-03 09:00"]


def test_an_exception_of_what_is_no_occurrence_changes_nothing() -> None:
    daily = series("FREQ=DAILY;COUNT=2", MONDAY, exdates=[local(2026, 3, 3, 10), date(2026, 4, 1)])
    assert len(starts(daily)) == 2


def test_added_dates_are_as_long_as_the_others_and_in_order_also_before_the_start() -> None:
    added = series(
        "FREQ=WEEKLY;COUNT=2", MONDAY, rdates=[local(2026, 3, 4, 14), local(2026, 2, 27, 9)]
    )
    assert spans(added) == [
        "2026-02-27 09:00 to 2026-02-27 10:00",
        "2026-03-02 09:00 to 2026-03-02 10:00",
        "2026-03-04 14:00 to 2026-03-04 15:00",
        "2026-03-09 09:00 to 2026-03-09 10:00",
    ]


def test_an_added_date_may_have_an_end_of_its_own_also_where_the_rule_gives_its_start() -> None:
    weekly = series("FREQ=WEEKLY;COUNT=2", MONDAY)
    longer = ExtraDate(utc(2026, 3, 9, 9), utc(2026, 3, 9, 17))
    assert spans(check_series(replace(weekly, rdates=(longer,)))) == [
        "2026-03-02 09:00 to 2026-03-02 10:00",
        "2026-03-09 09:00 to 2026-03-09 17:00",
    ]


def test_a_date_both_added_and_excepted_is_left_out() -> None:
    extra = local(2026, 3, 4, 9)
    both = series("FREQ=WEEKLY;COUNT=1", MONDAY, rdates=[extra], exdates=[extra])
    assert starts(both) == ["2026-03-02 09:00"]


def test_a_series_may_have_added_dates_and_no_rule() -> None:
    added = series("", MONDAY, rdates=[local(2026, 5, 1, 9), local(2026, 4, 1, 9)])
    assert starts(added) == ["2026-03-02 09:00", "2026-04-01 09:00", "2026-05-01 09:00"]
    assert added.last_ends_at == utc(2026, 5, 1, 9)


def test_added_dates_of_an_all_day_series_are_dates() -> None:
    added = series(
        "", local(2026, 3, 2), zone=None, rdates=[local(2026, 3, 29)], exdates=[date(2026, 3, 2)]
    )
    assert spans(added) == ["2026-03-29 to 2026-03-30"]


def test_an_added_start_that_is_the_second_of_two_equal_times_has_its_end_after_it() -> None:
    daily = series("FREQ=DAILY;COUNT=1", local(2026, 3, 2, 1, 30), local(2026, 3, 2, 1, 45))
    second = ExtraDate(utc(2026, 10, 25, 1, 30))
    extra = expand(check_series(replace(daily, rdates=(second,))), TWO_YEARS)[-1]
    assert (extra.starts_at, extra.ends_at - extra.starts_at) == (
        utc(2026, 10, 25, 1, 30),
        timedelta(minutes=15),
    )


def test_more_than_two_thousand_dates_are_refused() -> None:
    daily = series("FREQ=DAILY", MONDAY)
    many = [utc(2026, 3, 2, 9) + timedelta(days=day) for day in range(2_001)]
    check_series(replace(daily, exdates=frozenset(many[1:])))
    with pytest.raises(InvalidRule, match="at most 2,000 each"):
        check_series(replace(daily, exdates=frozenset(many)))
    with pytest.raises(InvalidRule, match="at most 2,000 each"):
        check_series(replace(daily, rdates=tuple(map(ExtraDate, many))))
