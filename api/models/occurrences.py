"""What a write of an event means for its series: overrides follow it, and it follows them.

An override is a row of its own: one occurrence that was moved, changed or cancelled. Writing or
removing one is a write of its series, whose stamps all occurrences have.
"""

from datetime import datetime

from api.errors import InvalidInput
from api.models.calendar import Calendar
from api.models.entry import Event
from api.models.fields import stored_instant
from api.models.series import check_recurrence, series_of, starts_between
from api.models.stamps import stamp_write


async def check_series_event(event: Event) -> None:
    """Checks what makes an event a series before it is stored again.

    Raises InvalidInput that says what to change.
    """
    if event.series_id is not None and event.rrule is not None:
        raise InvalidInput("One occurrence of a series does not recur itself.", ("recurrence",))
    check_recurrence(event, await zone_of(event))


async def follow_series(event: Event, at: datetime) -> datetime:
    """After a write of the event: drops overrides that have no place in its series any more.

    Of an override its series is stamped instead, for a write at this `time_of_write`. Returns the
    latest stamp.
    """
    if event.series_id is None:
        await drop_orphans(event)
        return max(at, stored_instant(event.updated_at))
    series = await Event.get_or_none(id=event.series_id)
    if series is None:
        return at
    return await stamp_series(series, at)


async def stamp_series(series: Event, at: datetime) -> datetime:
    """Marks a series as written at this `time_of_write`; returns its stamp."""
    stamp_write(series, at)
    await series.save(update_fields=["sequence", "updated_at"])
    return stored_instant(series.updated_at)


async def zone_of(event: Event) -> str:
    """The zone in which the event is planned."""
    if event.time_zone is not None:
        return str(event.time_zone)
    calendar = await Calendar.get(id=event.calendar_id)
    return calendar.time_zone


async def drop_orphans(event: Event) -> None:
    """Removes the overrides of occurrences that the event, as it is now, does not have."""
    overrides = await Event.filter(series_id=event.id)
    if not overrides:
        return
    places: frozenset[datetime] = frozenset()
    if event.rrule is not None:
        starts = [override.original_start for override in overrides]
        series = series_of(vars(event), await zone_of(event))
        places = starts_between(series, min(starts), max(starts))
    orphans = [row.id for row in overrides if row.original_start not in places]
    if orphans:
        await Event.filter(id__in=orphans).delete()
