"""What a write of an event means for its series: overrides follow it, and it follows them.

An override is a row of its own: one occurrence that was moved, changed or cancelled. Writing or
removing one is a write of its series, whose stamps all occurrences have.
"""

import asyncio
from collections.abc import Sequence
from copy import copy
from datetime import datetime
from typing import Any

from api.errors import InvalidInput
from api.ical.recurrence import Steps
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
        raise InvalidInput(
            "One occurrence of a series does not recur itself. Leave the recurrence out.",
            ("recurrence",),
        )
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
    starts = [override.original_start for override in overrides]
    kept = places(event, await zone_of(event), starts)
    orphans = [row.id for row in overrides if row.original_start not in kept]
    if orphans:
        await Event.filter(id__in=orphans).delete()


async def check_ahead(event: Event, zone: str) -> None:
    """Checks a series that is about to be stored as a whole, in this zone, and off the event loop.

    Before the transaction, so that in it the answers are known (`api.models.series`). If somebody
    changes the series in between, they are found anew. Raises InvalidInput.
    """
    if event.rrule is None or event.series_id is not None:
        return
    overrides = Event.filter(series_id=event.id)
    starts: list[Any] = await overrides.values_list("original_start", flat=True)
    # A copy: what comes of the check is not what is to be checked again.
    await asyncio.to_thread(_check, copy(event), zone, starts)


def _check(event: Event, zone: str, starts: Sequence[datetime]) -> None:
    check_recurrence(event, zone)
    places(event, zone, starts)


def places(
    event: Event, zone: str, starts: Sequence[datetime], whole: Steps | None = None
) -> frozenset[datetime]:
    """Where the event has occurrences in this zone, from the first of these starts to the last.

    The steps are taken of the `whole`, too, when there are several series to look at.
    """
    if event.rrule is None or not starts:
        return frozenset()
    return starts_between(series_of(vars(event), zone), min(starts), max(starts), whole)
