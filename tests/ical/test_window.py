"""Which days a feed speaks of, and which items are in them."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from api.ical.window import window_on

DAYS = st.dates(date(1971, 1, 1), date(2200, 1, 1))
COUNTS = st.integers(0, 400)
INSTANTS = st.datetimes(datetime(2025, 12, 1), datetime(2026, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants bounds without a zone
WINDOW = window_on(date(2026, 3, 1), past_days=45, future_days=60)


def test_the_window_is_from_midnight_45_days_before_to_midnight_after_the_60th_day() -> None:
    assert WINDOW.start == datetime(2026, 1, 15, tzinfo=UTC)
    assert WINDOW.end == datetime(2026, 5, 1, tzinfo=UTC)


@given(DAYS, COUNTS, COUNTS)
def test_the_window_holds_whole_utc_days_and_always_the_day_itself(
    day: date, past: int, future: int
) -> None:
    window = window_on(day, past, future)
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    assert window.end - window.start == timedelta(days=past + 1 + future)
    assert window.holds_instant(midnight)
    assert window.holds_instant(midnight + timedelta(days=1, microseconds=-1))


@given(DAYS, COUNTS, COUNTS)
def test_the_window_moves_by_one_day_each_day(day: date, past: int, future: int) -> None:
    today, tomorrow = (window_on(day + timedelta(days=n), past, future) for n in (0, 1))
    assert tomorrow.start - today.start == tomorrow.end - today.end == timedelta(days=1)


def test_a_due_at_the_opening_is_in_and_one_at_the_closing_is_not() -> None:
    assert WINDOW.holds_instant(WINDOW.start)
    assert not WINDOW.holds_instant(WINDOW.start - timedelta(microseconds=1))
    assert WINDOW.holds_instant(WINDOW.end - timedelta(microseconds=1))
    assert not WINDOW.holds_instant(WINDOW.end)


def test_an_event_still_running_at_the_opening_is_in_and_one_that_ends_with_it_is_not() -> None:
    before = WINDOW.start - timedelta(days=400)
    assert WINDOW.holds_event(before, WINDOW.start + timedelta(microseconds=1))
    assert not WINDOW.holds_event(before, WINDOW.start)


def test_an_event_without_length_is_in_where_it_begins() -> None:
    assert WINDOW.holds_event(WINDOW.start, WINDOW.start)
    assert not WINDOW.holds_event(WINDOW.end, WINDOW.end)


def test_an_event_longer_than_the_window_is_in() -> None:
    assert WINDOW.holds_event(WINDOW.start - timedelta(days=1), WINDOW.end + timedelta(days=1))


@given(INSTANTS, st.timedeltas(timedelta(microseconds=1), timedelta(days=200)))
def test_an_event_is_in_the_window_exactly_if_some_moment_of_it_is(
    start: datetime, length: timedelta
) -> None:
    last_moment = start + length - timedelta(microseconds=1)
    touches = last_moment >= WINDOW.start and start < WINDOW.end
    assert WINDOW.holds_event(start, start + length) == touches


@given(INSTANTS)
def test_an_event_without_length_is_in_exactly_if_its_instant_is(instant: datetime) -> None:
    assert WINDOW.holds_event(instant, instant) == WINDOW.holds_instant(instant)
