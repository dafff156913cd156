"""What a write of an event means for its series: overrides follow it, and it follows them.

An override is a row of its own: one occurrence that was moved, changed or cancelled. Writing or
removing one is a write of its series, whose stamps all occurrences have.
"""

from datetime import datetime

from api.errors import InvalidInput
from api.ical.recurrence import occurrence_at
from api.models.calendar import Calendar
from api.models.entry import Event
from api.models.fields import stored_instant
from api.models.series import check_recurrence, series_of
from api.models.stamps import stamp_write, time_of_write


async def check_series_event(event: Event) -> None:
    """Checks what makes an event a series before it is stored again.

    Raises InvalidInput that says what to change.
    """
    if event.series_id is not None and event.rrule is not None:
        raise InvalidInput("One occurrence of a series does not recur itself.", ("recurrence",))
    check_recurrence(event, await zone_of(event))


async def follow_series(event: Event, now: datetime) -> datetime:
    """After a write of the event: drops overrides that have no place in its series any more.

    Of an override its series is stamped instead. Returns the latest stamp.
    """
    if event.series_id is None:
        await drop_orphans(event)
        return max(now, stored_instant(event.updated_at))
    series = await Event.get_or_none(id=event.series_id)
    if series is None:
        return now
    return await stamp_series(series, now)


async def stamp_series(series: Event, now: datetime) -> datetime:
    """Marks a series as written; returns its stamp."""
    stamp_write(series, await time_of_write(now))
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
    if event.rrule is None:
        await Event.filter(series_id=event.id).delete()
        return
    series = series_of(vars(event), await zone_of(event))
    orphans = [
        override.id
        for override in overrides
        if occurrence_at(series, override.original_start) is None
    ]
    if orphans:
        await Event.filter(id__in=orphans).delete()
