"""Another time zone for a calendar: series without a zone of their own are planned in it.

Where each of them ends then takes a walk over its rule, a fifth of a second at worst. So that is
found before the transaction, off the event loop, and only written in it. The calendar's revision
tells whether somebody has written meanwhile; then it is found again.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from api.errors import InvalidInput, Unavailable
from api.ical.recurrence import Steps
from api.models.batches.stored import placeholders
from api.models.calendar import Calendar
from api.models.database import execute_many, fetch_rows
from api.models.entry import Event
from api.models.expanding import off_loop
from api.models.fields import key, stored_instant
from api.models.series import replanned, starts_between
from api.models.stamps import stamp_after, time_of_write

# All series that move together: three or four seconds, in a thread. A weekly one takes seven.
_MOST_STEPS: Final = 200_000
_TOO_MANY_STEPS: Final = (
    "The series that follow the calendar's time zone have too many days to try in another. Give "
    "those with a large COUNT a time zone of their own first, or change fewer calendars at once."
)
_TRIES: Final = 3
# As many series as are read, or written, before others have their turn: some ten milliseconds.
_READ: Final = 100
_BATCH: Final = 500
# Dates are the same in every zone: all-day series do not move.
_FOLLOWING: Final = """
SELECT id FROM events WHERE calendar_id = $1
    AND rrule IS NOT NULL AND time_zone IS NULL AND NOT all_day
"""
_SERIES: Final = """
SELECT id, starts_at, ends_at, all_day, time_zone, rrule, rdates, exdates, exact_seconds,
    last_starts_at, sequence, updated_at
FROM events WHERE id IN ({ids})
"""
_OVERRIDES: Final = "SELECT id, series_id, original_start FROM events WHERE series_id IN ({ids})"
_STORE: Final = (
    "UPDATE events SET last_starts_at = $1, series_ends_at = $2, sequence = $3, updated_at = $4"
    " WHERE id = $5"
)

Written = TypeVar("Written")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a series ends in the other zone, and the stamp that it had."""

    id: UUID
    last_starts_at: datetime | None
    series_ends_at: datetime | None
    sequence: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Move:
    """The series of a calendar as they are in this zone, found when it had this revision."""

    revision: int
    time_zone: str
    series: list[Moved] = field(default_factory=list)
    # Overrides of occurrences that there are no more.
    orphans: list[UUID] = field(default_factory=list)


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
    move = Move(calendar.revision, zone)
    ids = [row["id"] for row in await fetch_rows(_FOLLOWING, calendar.id)]
    for start in range(0, len(ids), _READ):
        part = ids[start : start + _READ]
        numbers = placeholders(len(part), after=0)
        series = await fetch_rows(_SERIES.format(ids=numbers), *part)
        overrides = await fetch_rows(_OVERRIDES.format(ids=numbers), *part)
        try:
            await off_loop(_add, move, series, overrides, steps)
        except InvalidInput as error:
            raise InvalidInput(error.message, ("timeZone",)) from None
    return {calendar.id: move}


def _add(move: Move, series: Sequence[Row], overrides: Sequence[Row], steps: Steps) -> None:
    """Adds what becomes of these series and of their overrides."""
    starts: dict[object, dict[UUID, datetime]] = {}
    for row in overrides:
        of_series = starts.setdefault(row["series_id"], {})
        of_series[key(row["id"])] = stored_instant(row["original_start"])
    for row in series:
        facts = replanned(row, move.time_zone, steps)
        stamp = row["sequence"], stored_instant(row["updated_at"])
        ends = facts.last_starts_at, facts.last_ends_at
        move.series.append(Moved(key(row["id"]), *ends, *stamp))
        placed = starts.get(row["id"])
        if placed:
            first, last = min(placed.values()), max(placed.values())
            kept = starts_between(facts, first, last, steps)
            move.orphans.extend(id_ for id_, start in placed.items() if start not in kept)


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
    latest = at
    for start in range(0, len(move.series), _BATCH):
        rows = []
        for series in move.series[start : start + _BATCH]:
            sequence, updated_at = stamp_after(series.sequence, series.updated_at, at)
            ends = (series.last_starts_at, series.series_ends_at)
            rows.append([*ends, sequence, updated_at, series.id])
            latest = max(latest, updated_at)
        await execute_many(_STORE, rows)
    for start in range(0, len(move.orphans), _BATCH):
        await Event.filter(id__in=move.orphans[start : start + _BATCH]).delete()
    return latest
