"""Series are checked before the transaction that writes them, and off the event loop."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

from api.errors import InvalidInput
from api.ical.recurrence import pattern
from api.models import Calendar, Event, User, overriding, planning
from api.models.series import Recurrence
from tests.clock import NOON
from tests.factories import at, make_calendar, make_user
from tests.models.writing import EVENT, HOUR

HOURLY = Recurrence(f"FREQ=DAILY;COUNT=2000;BYHOUR={','.join(map(str, range(24)))}")
DAILY = Recurrence("FREQ=DAILY;COUNT=90")
STARTED = NOON + 2 * HOUR


@pytest.fixture
async def owner(open_database: str) -> User:
    return await make_user()


@pytest.fixture
async def calendar(owner: User) -> Calendar:
    return await make_calendar(owner)


@contextmanager
def walks_here() -> Iterator[list[str]]:
    """The walks over rules in this thread, that of the event loop and of all transactions."""
    walks: list[str] = []

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is pattern.Pattern.starts.__code__:
            walks.append(frame.f_code.co_name)

    sys.setprofile(note)
    try:
        yield walks
    finally:
        sys.setprofile(None)


async def test_no_rule_is_walked_in_the_transaction_that_writes_a_series(
    owner: User, calendar: Calendar
) -> None:
    with walks_here() as walks:
        series = await planning.create_event(
            owner, NOON, calendar_id=calendar.id, fields=EVENT | {"recurrence": HOURLY}
        )
        await overriding.update_occurrence(
            owner, NOON, event_id=series.id, original_start=STARTED, fields={"title": "Off site"}
        )
        await overriding.delete_occurrence(
            owner, NOON, event_id=series.id, original_start=STARTED + HOUR
        )
        for fields in ({"title": "Watch"}, {"recurrence": DAILY}, {"recurrence": None}):
            await planning.update_event(owner, NOON, event_id=series.id, fields=fields)

    assert walks == []
    assert (await Event.get()).rrule is None


async def test_a_series_is_checked_in_the_zone_that_its_calendar_has_when_it_is_written(
    owner: User, calendar: Calendar
) -> None:
    spring = EVENT | {"recurrence": Recurrence("FREQ=DAILY;UNTIL=20260329")}
    series = await planning.create_event(owner, NOON, calendar_id=calendar.id, fields=spring)
    assert series.series_ends_at == at("2026-03-29 12:00")

    await Calendar.filter(id=calendar.id).update(time_zone="Pacific/Kiritimati")
    await planning.update_event(owner, NOON, event_id=series.id, fields={"title": "Far away"})

    assert (await Event.get()).series_ends_at == at("2026-03-28 13:00")


async def test_more_single_dates_than_a_series_may_have_are_refused_unread(
    owner: User, calendar: Calendar
) -> None:
    many = Recurrence("", exdates=frozenset(NOON + number * HOUR for number in range(2001)))
    with pytest.raises(InvalidInput, match="at most 2,000"):
        await planning.create_event(
            owner, NOON, calendar_id=calendar.id, fields=EVENT | {"recurrence": many}
        )
