"""Another time zone for a calendar: its series follow, whoever writes them meanwhile."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta

import pytest

from api.errors import InvalidInput, Unavailable
from api.ical.recurrence import Steps
from api.models import Calendar, Event, User
from api.models.audit import Actor
from api.models.managing import update_calendar
from api.models.planning import update_event
from api.models.rezoning import find_move
from api.models.series import Recurrence, check_recurrence
from tests.clock import NOON
from tests.factories import make_calendar, make_event, make_user


@pytest.fixture
async def owner(open_database: str) -> User:
    return await make_user()


async def make_series(calendar: Calendar, rule: str) -> Event:
    event: Event = await make_event(calendar, rrule=rule, series_ends_at=NOON)
    check_recurrence(event, calendar.time_zone)
    await event.save(update_fields=["last_starts_at", "series_ends_at"])
    return event


async def refused(work: Awaitable[object]) -> bool:
    """Whether it is to be sent again."""
    try:
        await work
    except Unavailable:
        return True
    return False


async def test_a_series_written_while_its_calendar_moves_ends_where_it_says(owner: User) -> None:
    """What was found before the transaction is out of date when somebody wrote in between."""
    calendar = await make_calendar(owner)
    # Across a change of clocks, so that the end in the other zone is another.
    series = [await make_series(calendar, "FREQ=WEEKLY;COUNT=3") for _ in range(6)]

    def lengthen(event: Event) -> Awaitable[Event]:
        fields = {"recurrence": Recurrence("FREQ=WEEKLY;COUNT=40")}
        return update_event(owner, NOON, event_id=event.id, fields=fields)

    def move(zone: str) -> Awaitable[Calendar]:
        fields = {"time_zone": zone}
        return update_calendar(Actor(owner), NOON, calendar_id=calendar.id, fields=fields)

    moves = [move("UTC"), move("America/New_York")]
    outcomes = await asyncio.gather(*map(refused, [*moves, *map(lengthen, series)]))

    assert not any(outcomes[len(moves) :])
    calendar = await Calendar.get(id=calendar.id)
    assert (calendar.time_zone == "Europe/London") == all(outcomes[: len(moves)])
    for stored in await Event.filter(calendar_id=calendar.id):
        told = (stored.last_starts_at, stored.series_ends_at)
        check_recurrence(stored, calendar.time_zone)
        assert stored.rrule == "FREQ=WEEKLY;COUNT=40"
        assert (stored.last_starts_at, stored.series_ends_at) == told


async def test_series_that_take_too_long_in_another_zone_are_refused_with_nothing_locked(
    owner: User,
) -> None:
    """300 of COUNT=10000 were walked in the transaction: no other write came through meanwhile."""
    calendar = await make_calendar(owner)
    long = await make_series(calendar, "FREQ=DAILY;COUNT=300")
    await make_event(calendar, series_id=long.id, original_start=NOON + timedelta(days=200))
    fields = {"time_zone": "UTC"}

    # What one walk to the end takes, and what it does not.
    assert await find_move(calendar, fields, Steps(320))
    with pytest.raises(InvalidInput) as error:
        await find_move(calendar, fields, Steps(250, "Fewer."))

    assert (error.value.message, error.value.path) == ("Fewer.", ("timeZone",))


async def test_series_that_keep_their_times_keep_their_stamps(owner: User) -> None:
    """All-day series were sent to every program again, though dates are the same everywhere."""
    calendar = await make_calendar(owner)
    timed = await make_series(calendar, "FREQ=WEEKLY;COUNT=3")
    midnight = NOON.replace(hour=0)
    dates = {"starts_at": midnight, "ends_at": midnight + timedelta(days=1), "all_day": True}
    own = {"time_zone": "Europe/Paris"}
    kept = [await make_event(calendar, rrule="FREQ=WEEKLY", **given) for given in (dates, own)]

    fields = {"time_zone": "America/New_York"}
    await update_calendar(Actor(owner), NOON, calendar_id=calendar.id, fields=fields)

    for event in (timed, *kept):
        await event.refresh_from_db()
    assert timed.sequence == 1
    assert [(event.sequence, event.updated_at) for event in kept] == [(0, NOON)] * 2


async def test_a_weekly_series_takes_a_few_steps_in_another_zone(owner: User) -> None:
    """7,000 of them ended in TIMEOUT, or were refused when they had a COUNT."""
    calendar = await make_calendar(owner)
    for rule in ("FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=WE;COUNT=52"):
        await make_series(calendar, rule)
    assert await find_move(calendar, {"time_zone": "UTC"}, Steps(20))
