"""Another time zone for a calendar: series without a zone of their own are planned in it.

Where each of them ends then takes a walk over its rule, a fifth of a second at worst. So that is
found before the transaction, off the event loop, and only written in it. The calendar's revision
tells whether somebody has written meanwhile; then it is found again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from api.errors import InvalidInput, Unavailable
from api.ical.recurrence import Steps
from api.models.calendar import Calendar
from api.models.database import execute_many
from api.models.entry import Event
from api.models.fields import stored_instant
from api.models.occurrences import places
from api.models.series import check_recurrence
from api.models.stamps import stamp_write, time_of_write

# All series that move together: three or four seconds, in a thread. A weekly one takes about 55.
_MOST_STEPS: Final = 400_000
_TOO_MANY_STEPS: Final = (
    "The series that follow the calendar's time zone have too many days to try in another. Give "
    "those with a large COUNT a time zone of their own first, or change fewer calendars at once."
)
_TRIES: Final = 3
_BATCH: Final = 500
_STORE: Final = (
    "UPDATE events SET last_starts_at = $1, series_ends_at = $2, sequence = $3, updated_at = $4"
    " WHERE id = $5"
)

Written = TypeVar("Written")


@dataclass(frozen=True, slots=True)
class Move:
    """The series of a calendar as they are in this zone, found when it had this revision."""

    revision: int
    time_zone: str
    series: Sequence[Event]
    # Overrides of occurrences that there are no more.
    orphans: Sequence[UUID]


# By the key of the calendar.
Moves = Mapping[UUID, Move]


class _OutOfDateError(Exception):
    """Somebody has written since the move was found."""


def steps_of_moves() -> Steps:
    """The steps that all moves of one request may take together."""
    return Steps(_MOST_STEPS, _TOO_MANY_STEPS)


async def find_move(calendar: Calendar, fields: Mapping[str, Any], steps: Steps) -> Moves:
    """The move of the calendar, as it was just read, if these fields of it have another zone.

    Raises InvalidInput when a series cannot be planned in it, or all take too many steps.
    """
    zone = fields.get("time_zone", calendar.time_zone)
    if zone == calendar.time_zone:
        return {}
    # The revision was read before them.
    rows = await Event.filter(
        calendar_id=calendar.id, rrule__isnull=False, time_zone__isnull=True
    ).order_by("id")
    overrides = Event.filter(calendar_id=calendar.id, series_id__isnull=False)
    starts: dict[UUID, dict[UUID, datetime]] = {}
    for id_, series_id, start in await overrides.values_list("id", "series_id", "original_start"):
        starts.setdefault(series_id, {})[id_] = start
    series, orphans = [], []
    for row in rows:
        of_row = starts.get(row.id, {})
        try:
            moved, has_place = await asyncio.to_thread(_moved, row, zone, [*of_row.values()], steps)
        except InvalidInput as error:
            raise InvalidInput(error.message, ("timeZone",)) from None
        series.append(moved)
        orphans += [id_ for id_, start in of_row.items() if start not in has_place]
    return {calendar.id: Move(calendar.revision, zone, series, orphans)}


def _moved(
    row: Event, zone: str, starts: Sequence[datetime], steps: Steps
) -> tuple[Event, frozenset[datetime]]:
    moved = copy(row)
    check_recurrence(moved, zone, steps)
    return moved, places(moved, zone, starts, steps)


async def with_moves(
    find: Callable[[], Awaitable[Moves]], write: Callable[[Moves], Awaitable[Written]]
) -> Written:
    """What a transaction comes to with the moves that were found before it.

    Raises Unavailable when others write all the time in between.
    """
    for _ in range(_TRIES):
        moves = await find()
        with suppress(_OutOfDateError):
            return await write(moves)
    raise Unavailable("This calendar is being written by others. Send it again.", 1)


async def store_move(calendar: Calendar, moves: Moves, now: datetime) -> datetime:
    """Writes the move of the calendar, which is locked; returns the latest stamp of its series."""
    move = moves.get(calendar.id)
    if move is None or (move.revision, move.time_zone) != (calendar.revision, calendar.time_zone):
        raise _OutOfDateError
    at = await time_of_write(calendar.organization_id, now)
    for series in move.series:
        stamp_write(series, at)
    rows = [
        [row.last_starts_at, row.series_ends_at, row.sequence, row.updated_at, row.id]
        for row in move.series
    ]
    for start in range(0, len(rows), _BATCH):
        await execute_many(_STORE, rows[start : start + _BATCH])
    for start in range(0, len(move.orphans), _BATCH):
        await Event.filter(id__in=move.orphans[start : start + _BATCH]).delete()
    return max([at, *(stored_instant(series.updated_at) for series in move.series)])
