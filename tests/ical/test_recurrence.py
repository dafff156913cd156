"""Series expanded: each in its own zone, in the window that was asked for."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from api.ical.recurrence import InvalidRule, Series, check_series, expand
from api.ical.window import Window
from tests.ical.naive_expansion import expand_naively
from tests.ical.parsing_files import local, utc
from tests.ical.recurring import TWO_YEARS, series, spans, starts
from tests.ical.series import MadeUpSeries, made_up_series


def test_made_up_series_are_expanded_as_by_walking_them_from_their_start() -> None:
    assert_expanded_as_by_walking(made_up_series(400))


@pytest.mark.verify
def test_many_made_up_series_are_expanded_as_by_walking_them_from_their_start() -> None:
    assert_expanded_as_by_walking(made_up_series(4_000, seed=2445))


def assert_expanded_as_by_walking(many: Iterable[MadeUpSeries]) -> None:
    random = Random(0)
    refused = expanded = 0
    for made_up in many:
        window = some_window(random, made_up)
        stored = stored_unless_empty(made_up)
        if stored is None:
            refused += 1
            continue
        expanded += 1
        ours = [(each.starts_at, each.ends_at) for each in expand(stored, window)]
        assert ours == expand_naively(made_up, window), made_up
        # With and without what stands for its COUNT.
        assert expand(replace(stored, last_starts_at=None), window) == expand(stored, window)
    assert refused < expanded / 20


def stored_unless_empty(made_up: MadeUpSeries) -> Series | None:
    """The series as it is stored, None where parts of its rule have no day in common.

    From such a rule, dateutil would not come back for minutes.
    """
    try:
        return check_series(made_up.series())
    except InvalidRule as why:
        if "gives no date" in str(why):
            return None
        raise


def some_window(random: Random, made_up: MadeUpSeries) -> Window:
    """Before, in or after the first years of the series, mostly as long as a feed's."""
    begin = made_up.start.replace(hour=0, minute=0) + timedelta(days=random.randrange(-90, 2_000))
    opens = utc(begin.year, begin.month, begin.day)
    return Window(opens, opens + timedelta(days=random.choice((106, 106, 106, 1_000))))


@pytest.mark.parametrize(
    ("zone", "offsets"),
    [
        ("Europe/London", {0, 60}),
        ("America/New_York", {-300, -240}),
        ("Australia/Lord_Howe", {630, 660}),
    ],
)
def test_nine_o_clock_stays_nine_o_clock_through_all_changes_of_two_years(
    zone: str, offsets: set[int]
) -> None:
    weekly = series("FREQ=WEEKLY", local(2026, 1, 5, 9), zone=zone)
    times = starts(weekly, Window(utc(2026, 1, 4), utc(2027, 12, 31)))
    assert len(times) == 104
    assert all(time.endswith("09:00") for time in times)
    found = {
        each.starts_at.astimezone(weekly.zone).utcoffset() for each in expand(weekly, TWO_YEARS)
    }
    assert found == {timedelta(minutes=offset) for offset in offsets}


def test_a_start_that_clocks_skip_has_the_offset_before_the_gap() -> None:
    daily = series("FREQ=DAILY;COUNT=3", local(2026, 3, 28, 1, 30), local(2026, 3, 28, 4))
    assert spans(daily) == [
        "2026-03-28 01:30 to 2026-03-28 04:00",
        "2026-03-29 02:30 to 2026-03-29 04:00",
        "2026-03-30 01:30 to 2026-03-30 04:00",
    ]


def test_an_end_that_would_come_before_its_start_is_as_far_away_as_that_of_the_first() -> None:
    daily = series("FREQ=DAILY;COUNT=2", local(2026, 3, 28, 1, 45), local(2026, 3, 28, 2, 15))
    assert spans(daily)[1] == "2026-03-29 02:45 to 2026-03-29 03:15"


def test_a_start_that_clocks_show_twice_is_the_first_of_the_two() -> None:
    daily = series("FREQ=DAILY;COUNT=2", local(2026, 10, 24, 1, 30))
    assert expand(daily, TWO_YEARS)[1].starts_at == utc(2026, 10, 25, 0, 30)


def test_a_series_that_begins_at_the_second_of_two_equal_times_begins_then_and_once() -> None:
    second = series("FREQ=DAILY;COUNT=2", local(2026, 10, 25, 1, 30))
    second = replace(second, starts_at=utc(2026, 10, 25, 1, 30), ends_at=utc(2026, 10, 25, 2, 30))
    assert [each.starts_at for each in expand(check_series(second), TWO_YEARS)] == [
        utc(2026, 10, 25, 1, 30),
        utc(2026, 10, 26, 1, 30),
    ]


def test_a_night_shift_ends_at_six_also_when_clocks_change_in_that_night() -> None:
    nightly = series("FREQ=DAILY", local(2026, 1, 1, 22), local(2026, 1, 2, 6))
    assert all(span.endswith("06:00") for span in spans(nightly))
    lengths = {each.ends_at - each.starts_at for each in expand(nightly, TWO_YEARS)}
    assert lengths == {timedelta(hours=hours) for hours in (7, 8, 9)}


def test_two_times_of_a_day_that_clocks_make_one_are_one_occurrence() -> None:
    twice = series("FREQ=DAILY;BYHOUR=1,2", local(2026, 3, 28, 1))
    assert spans(twice, Window(utc(2026, 3, 29), utc(2026, 3, 30))) == [
        "2026-03-29 02:00 to 2026-03-29 03:00",
    ]


def test_a_day_that_a_zone_leaves_out_has_no_occurrence_of_its_own() -> None:
    daily = series("FREQ=DAILY", local(2011, 12, 28, 9), zone="Pacific/Apia")
    assert starts(daily, Window(utc(2011, 12, 28), utc(2012, 1, 1))) == [
        "2011-12-28 09:00",
        "2011-12-29 09:00",
        "2011-12-31 09:00",
        "2012-01-01 09:00",
    ]


def test_an_all_day_series_goes_by_dates_and_knows_no_zone() -> None:
    weekend = series("FREQ=WEEKLY;COUNT=3", local(2026, 3, 21), local(2026, 3, 23), zone=None)
    assert spans(weekend) == [
        "2026-03-21 to 2026-03-23",
        "2026-03-28 to 2026-03-30",
        "2026-04-04 to 2026-04-06",
    ]


def test_the_window_takes_in_what_still_runs_and_leaves_out_what_ended_as_it_opened() -> None:
    daily = series("FREQ=DAILY", local(2026, 1, 1), local(2026, 1, 4), zone=None)
    opens = utc(2026, 2, 10)
    assert starts(daily, Window(opens, opens + timedelta(days=1))) == [
        "2026-02-08",
        "2026-02-09",
        "2026-02-10",
    ]


def test_occurrences_longer_than_the_window_are_in_it() -> None:
    yearly = series("FREQ=YEARLY", local(2021, 1, 1), local(2021, 12, 1), zone=None)
    assert spans(yearly, Window(utc(2026, 6, 1), utc(2026, 6, 2))) == ["2026-01-01 to 2026-12-01"]


def test_nothing_is_in_a_window_before_the_series_begins() -> None:
    assert not starts(series("FREQ=DAILY", local(2028, 1, 1)))


def test_each_occurrence_names_its_original_start_for_overrides_to_replace_it() -> None:
    for each in expand(series("FREQ=DAILY;COUNT=3", local(2026, 3, 28, 1, 30)), TWO_YEARS):
        assert each.original_start == each.starts_at
